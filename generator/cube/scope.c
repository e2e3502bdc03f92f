/*
 * scope.c - see scope.h.
 *
 * A path from the city down is the identity of every scope above a compound,
 * because names of communities repeat between subdistricts (metrics.md 1.1).
 */
#include "cube/scope.h"

#include <stdlib.h>
#include <string.h>

static const struct {
    const char *code, *zh;
} levels[LEVEL_COUNT] = {{"compound", "小区"},
                         {"community", "社区"},
                         {"subdistrict", "街道"},
                         {"district", "区县"},
                         {"city", "城市"}};

const char *level_code(Level level)
{
    return levels[level].code;
}

const char *level_zh(Level level)
{
    return levels[level].zh;
}

/* A scope before it is merged with its equals: one per compound and level. */
typedef struct {
    Level level;
    const char *id, *name, *parent;
    int32_t compound;
} Entry;

static int entry_compare(const void *a, const void *b)
{
    const Entry *x = a, *y = b;
    if (x->level != y->level)
        return x->level < y->level ? -1 : 1;
    int order = strcmp(x->id, y->id);
    if (order)
        return order;
    return x->compound < y->compound ? -1 : x->compound > y->compound;
}

static const char *cell(const Table *table, size_t row, const char *column, const char *otherwise)
{
    int c = schema_column(table_schema(table), column);
    const char *text = c < 0 ? "" : table_text(table, row, (size_t)c);
    return text[0] ? text : otherwise;
}

static void add_entries(Arena *arena, const Table *t01, size_t row, const Config *config,
                        Entry *out)
{
    const char *names[LEVEL_COUNT], *ids[LEVEL_COUNT];
    names[LEVEL_CITY] = cell(t01, row, "city", config->city);
    names[LEVEL_DISTRICT] = cell(t01, row, "district", config->district);
    names[LEVEL_SUBDISTRICT] = cell(t01, row, "subdistrict", "");
    names[LEVEL_COMMUNITY] = cell(t01, row, "community", "");
    names[LEVEL_COMPOUND] = cell(t01, row, "compound_name", "");
    ids[LEVEL_CITY] = names[LEVEL_CITY];
    for (int level = LEVEL_DISTRICT; level >= LEVEL_COMMUNITY; level--)
        ids[level] = arena_printf(arena, "%s/%s", ids[level + 1], names[level]);
    ids[LEVEL_COMPOUND] = cell(t01, row, "compound_id", "");
    for (int level = 0; level < LEVEL_COUNT; level++)
        out[level] = (Entry){(Level)level, ids[level], names[level],
                             level < LEVEL_CITY ? ids[level + 1] : NULL, (int32_t)row};
}

void scope_set_build(Arena *arena, const Dataset *data, const Config *config, ScopeSet *out)
{
    const Table *t01 = dataset_find(data, "compounds");
    size_t rows = table_rows(t01), count = 0;
    Entry *entries = ARENA_NEW_ARRAY(arena, rows * LEVEL_COUNT, Entry);
    int *of_compound = ARENA_NEW_ARRAY(arena, rows, int);
    for (size_t row = 0; row < rows; row++)
        add_entries(arena, t01, row, config, &entries[row * LEVEL_COUNT]);
    qsort(entries, rows * LEVEL_COUNT, sizeof *entries, entry_compare);

    Scope *scopes = ARENA_NEW_ARRAY(arena, rows * LEVEL_COUNT, Scope);
    const char **parents = ARENA_NEW_ARRAY(arena, rows * LEVEL_COUNT, const char *);
    for (size_t i = 0, j; i < rows * LEVEL_COUNT; i = j) {
        for (j = i; j < rows * LEVEL_COUNT && entries[j].level == entries[i].level &&
                    strcmp(entries[j].id, entries[i].id) == 0;)
            j++;
        Scope *scope = &scopes[count];
        *scope = (Scope){entries[i].level, entries[i].id, entries[i].name, -1, NULL, j - i};
        scope->compounds = ARENA_NEW_ARRAY(arena, j - i, int32_t);
        for (size_t k = i; k < j; k++) {
            scope->compounds[k - i] = entries[k].compound;
            if (scope->level == LEVEL_COMPOUND)
                of_compound[entries[k].compound] = (int)count;
        }
        parents[count++] = entries[i].parent;
    }
    *out = (ScopeSet){scopes, count, of_compound};
    for (size_t i = 0; i < count; i++)
        if (parents[i])
            scopes[i].parent = scope_find(out, scopes[i].level + 1, parents[i]);
}

int scope_find(const ScopeSet *set, Level level, const char *id)
{
    size_t low = 0, high = set->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        const Scope *scope = &set->scopes[middle];
        int order = scope->level != level ? (scope->level < level ? -1 : 1) : strcmp(scope->id, id);
        if (order == 0)
            return (int)middle;
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return -1;
}

int scope_above(const ScopeSet *set, int scope, Level level)
{
    while (scope >= 0 && set->scopes[scope].level < level)
        scope = set->scopes[scope].parent;
    return scope >= 0 && set->scopes[scope].level == level ? scope : -1;
}
