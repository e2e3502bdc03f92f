/* revision.c - see revision.h. */
#include "publish/revision.h"

#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "publish/chain.h"

typedef struct {
    const char *folder;
    Revision revision;
    size_t line; /* of the chain, from 1; of what is raised now: after all */
} Named;

typedef struct {
    Month period;
    const char *head;
} First; /* of the first edition of a period */

struct Revisions {
    Arena *arena;
    const char *head; /* of the chain as it is */
    bool after_withdrawal;
    Named *named; /* by folder, the newest first */
    size_t count, capacity;
    const char **again; /* made whole now */
    size_t again_count, again_capacity;
    First *firsts;
    size_t first_count;
};

static int by_folder(const void *a, const void *b)
{
    const Named *x = a, *y = b;
    int order = strcmp(x->folder, y->folder);
    return order ? order : (x->line < y->line) - (x->line > y->line);
}

static void add(Revisions *r, const Named *named)
{
    if (r->count == r->capacity) {
        Named *old = r->named;
        r->capacity = r->capacity ? r->capacity * 2 : 64;
        r->named = ARENA_NEW_ARRAY(r->arena, r->capacity, Named);
        if (r->count)
            memcpy(r->named, old, r->count * sizeof *old);
    }
    r->named[r->count++] = *named;
}

/* The first that is not before `folder`. */
static size_t place_of(const Revisions *r, const char *folder)
{
    size_t low = 0, high = r->count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (strcmp(r->named[middle].folder, folder) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static const Named *find(const Revisions *r, const char *folder)
{
    size_t at = place_of(r, folder);
    return at < r->count && strcmp(r->named[at].folder, folder) == 0 ? &r->named[at] : NULL;
}

/* "c/a1/2026-09=2" among what a line declares; the other words are no folders. */
static void read_declared(Revisions *r, const ChainLine *line)
{
    for (const char *item = line->declared; *item;) {
        size_t length = strcspn(item, ",");
        const char *equals = memchr(item, '=', length);
        if (equals && (strncmp(item, "c/", 2) == 0 || strncmp(item, "s/", 2) == 0))
            add(r, &(Named){.folder = arena_printf(r->arena, "%.*s/", (int)(equals - item), item),
                            .revision = {atoi(equals + 1), line->previous},
                            .line = (size_t)line->number});
        item += length + (item[length] == ',');
    }
}

/* The first edition of each period is met last: lines come newest first. */
static void read_first(Revisions *r, const ChainLine *line)
{
    for (size_t i = 0; i < r->first_count; i++)
        if (r->firsts[i].period == line->period) {
            r->firsts[i].head = line->previous;
            return;
        }
    r->firsts[r->first_count++] = (First){line->period, line->previous};
}

bool revisions_read(Arena *arena, const char *output, Revisions **out, Error *err)
{
    Revisions *r = ARENA_NEW(arena, Revisions);
    Chain *chain = ARENA_NEW(arena, Chain);
    *r = (Revisions){.arena = arena};
    *out = r;
    if (!chain_read(arena, path_join(arena, output, "chain.log"), chain, err)) {
        err->code = ERR_FILE;
        return false;
    }
    r->head = chain_head(chain);
    r->firsts = ARENA_NEW_ARRAY(arena, chain->count + 1, First);
    size_t made = chain->count ? chain->count - 1 : 0;
    for (size_t i = chain->count; i-- > 0;)
        if (strcmp(chain->lines[i].id, chain->lines[made].id) == 0)
            made = i; /* not the line that showed it again */
    r->after_withdrawal = chain->count > 0 && strcmp(chain->lines[made].kind, "withdraw") == 0;
    for (size_t i = chain->count; i-- > 0;) {
        const ChainLine *line = &chain->lines[i];
        if (strcmp(line->kind, "rollback") == 0) {
            size_t back = i; /* shown again: what came between is undone */
            while (back > 0 && (strcmp(chain->lines[back - 1].id, line->id) != 0 ||
                                strcmp(chain->lines[back - 1].kind, "rollback") == 0))
                back--;
            i = back;
            continue;
        }
        read_declared(r, line);
        if (strcmp(line->kind, "publish") == 0)
            read_first(r, line);
    }
    if (r->count > 1)
        qsort(r->named, r->count, sizeof *r->named, by_folder);
    return true;
}

void revisions_raise(Revisions *r, const char *folder, int from)
{
    size_t at = place_of(r, folder);
    const Named *known = find(r, folder);
    if (known && known->line == SIZE_MAX)
        return;
    Named named = {.folder = arena_strdup(r->arena, folder),
                   .revision = {from + 1, r->head},
                   .line = SIZE_MAX};
    add(r, &named);
    memmove(r->named + at + 1, r->named + at, (r->count - 1 - at) * sizeof *r->named);
    r->named[at] = named;
}

void revisions_again(Revisions *r, const char *folder)
{
    if (r->again_count == r->again_capacity) {
        const char **old = r->again;
        r->again_capacity = r->again_capacity ? r->again_capacity * 2 : 16;
        r->again = ARENA_NEW_ARRAY(r->arena, r->again_capacity, const char *);
        if (r->again_count)
            memcpy(r->again, old, r->again_count * sizeof *old);
    }
    r->again[r->again_count++] = arena_strdup(r->arena, folder);
}

bool revisions_after_withdrawal(const Revisions *r)
{
    return r->after_withdrawal;
}

bool revisions_know(const Revisions *r, Month period)
{
    for (size_t i = 0; i < r->first_count; i++)
        if (r->firsts[i].period == period)
            return true;
    return false;
}

Revision revisions_of(const Revisions *r, const char *folder, Month period)
{
    const Named *named = find(r, folder);
    if (named)
        return named->revision;
    for (size_t i = 0; i < r->first_count; i++)
        if (r->firsts[i].period == period)
            return (Revision){1, r->firsts[i].head};
    return (Revision){1, r->head};
}

void revisions_declare(const Revisions *r, Buffer *out)
{
    for (size_t i = 0; i < r->count; i++)
        if (r->named[i].line == SIZE_MAX)
            buffer_printf(out, "%s%.*s=%d", out->length ? "," : "",
                          (int)strlen(r->named[i].folder) - 1, r->named[i].folder,
                          r->named[i].revision.number);
    for (size_t i = 0; i < r->again_count; i++) {
        const Named *named = find(r, r->again[i]);
        if (!named || named->line != SIZE_MAX)
            buffer_printf(out, "%sagain=%.*s", out->length ? "," : "", (int)strlen(r->again[i]) - 1,
                          r->again[i]);
    }
}
