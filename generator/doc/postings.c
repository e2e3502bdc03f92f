/* postings.c - see postings.h. */
#include "doc/postings.h"

#include <string.h>

#define PARTS_MAX 10

static bool begins(const Block *block)
{
    return block->kind == BLOCK_HEADING && block->level == 1 && block->anchor && *block->anchor;
}

/* Number of a part of the poster, -1: a notice. */
static int poster_part(const Block *block)
{
    const char *name = block->anchor;
    bool part = strncmp(name, "poster-", 7) == 0 && name[7] >= '0' && name[7] <= '9' && !name[8];
    return part ? name[7] - '0' : -1;
}

/* A list for the first sheet of a print pack (packlist.h). */
static bool is_list(const Block *block)
{
    return strncmp(block->anchor, "pack-", 5) == 0;
}

size_t postings_split(Arena *arena, const Document *whole, Posting **out)
{
    size_t count = 0;
    for (size_t i = 0; i < whole->block_count; i++)
        count += begins(&whole->blocks[i]);
    Posting *list = ARENA_NEW_ARRAY(arena, count, Posting), *current = NULL;
    *out = list;
    count = 0;
    for (size_t i = 0; i < whole->block_count; i++) {
        const Block *block = &whole->blocks[i];
        if (begins(block) && (poster_part(block) >= 0 || is_list(block))) {
            current = NULL;
        } else if (begins(block)) {
            current = &list[count++];
            *current = (Posting){block->anchor, *whole};
            current->document.title = block->text;
            current->document.blocks = block + 1;
            current->document.block_count = 0;
        } else if (current) {
            current->document.block_count++;
        }
    }
    return count;
}

bool postings_poster(Arena *arena, const Document *whole, Document *out)
{
    Block *blocks = ARENA_NEW_ARRAY(arena, whole->block_count + 1, Block);
    size_t count = 0;
    for (int part = 0; part < PARTS_MAX; part++) {
        bool inside = false;
        for (size_t i = 0; i < whole->block_count; i++) {
            const Block *block = &whole->blocks[i];
            if (begins(block))
                inside = poster_part(block) == part;
            /* The first and the last part have no heading: boxes, how to object, who signs. */
            if (inside && !(begins(block) && (part == 0 || part == PARTS_MAX - 1)))
                blocks[count++] = *block;
        }
    }
    *out = *whole;
    out->poster = true;
    out->blocks = blocks;
    out->block_count = count;
    return count > 0;
}
