/*
 * share.c - see share.h.
 *
 * The largest unit goes first, each to the shard that has least so far: never further from an
 * even split than one unit.
 */
#include "cube/share.h"

#include <stdlib.h>

typedef struct {
    int scope;
    size_t weight;
} Unit;

static int by_weight(const void *a, const void *b)
{
    const Unit *x = a, *y = b;
    if (x->weight != y->weight)
        return x->weight > y->weight ? -1 : 1;
    return x->scope < y->scope ? -1 : x->scope > y->scope;
}

static Level unit_level(const ScopeSet *scopes, int shards)
{
    int counts[LEVEL_COUNT] = {0};
    for (size_t i = 0; i < scopes->count; i++)
        counts[scopes->scopes[i].level]++;
    return counts[LEVEL_SUBDISTRICT] >= shards ? LEVEL_SUBDISTRICT
           : counts[LEVEL_COMMUNITY] >= shards ? LEVEL_COMMUNITY
                                               : LEVEL_COMPOUND;
}

void share_scopes(const ScopeSet *scopes, int shards, int *owner)
{
    Level level = unit_level(scopes, shards);
    Unit *units = memory_alloc((scopes->count + 1) * sizeof *units);
    size_t *load = memory_alloc((size_t)shards * sizeof *load);
    size_t count = 0;
    for (size_t i = 0; i < scopes->count; i++) {
        owner[i] = SHARE_NONE;
        if (scopes->scopes[i].level == level)
            units[count++] = (Unit){(int)i, scopes->scopes[i].compound_count};
    }
    if (count)
        qsort(units, count, sizeof *units, by_weight);
    for (int s = 0; s < shards; s++)
        load[s] = 0;
    for (size_t u = 0; u < count; u++) {
        int least = 0;
        for (int s = 1; s < shards; s++)
            if (load[s] < load[least])
                least = s;
        owner[units[u].scope] = least;
        load[least] += units[u].weight;
    }
    for (size_t i = 0; i < scopes->count; i++)
        if (scopes->scopes[i].level < level) {
            int above = scope_above(scopes, (int)i, level);
            owner[i] = above < 0 ? SHARE_NONE : owner[above];
        }
    free(units);
    free(load);
}
