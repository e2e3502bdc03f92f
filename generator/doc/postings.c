/* postings.c - see postings.h. */
#include "doc/postings.h"

static bool begins(const Block *block)
{
    return block->kind == BLOCK_HEADING && block->level == 1 && block->anchor && *block->anchor;
}

size_t postings_split(Arena *arena, const Document *whole, Posting **out)
{
    size_t count = 0;
    for (size_t i = 0; i < whole->block_count; i++)
        count += begins(&whole->blocks[i]);
    Posting *list = ARENA_NEW_ARRAY(arena, count, Posting), *current = NULL;
    *out = list;
    for (size_t i = 0; i < whole->block_count; i++) {
        const Block *block = &whole->blocks[i];
        if (begins(block)) {
            current = current ? current + 1 : list;
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
