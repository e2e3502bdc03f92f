/*
 * figure.c - see figure.h.
 *
 * Figures are sorted once by ranks (of ids and of scopes as bytes) instead of
 * by texts, and found through a hash of their key.
 */
#include "cube/figure.h"

#include <stdlib.h>
#include <string.h>

typedef struct {
    uint32_t id, scope, index;
    uint16_t period;
    uint8_t window, state;
    int32_t base;
} Key;

struct FigureSet {
    Arena *arena;
    const ScopeSet *scopes;
    const MetricInfo *const *metrics;
    size_t metric_count;
    Figure *items; /* heap while it grows, arena when finished */
    size_t count, capacity;
    uint32_t *index; /* hash -> figure + 1 */
    size_t index_size;
};

static const char *const window_codes[] = {"month", "quarter", "ytd", "year", "since", "asof"};

const char *window_code(Window window)
{
    return window_codes[window];
}

const char *state_code(FigureState state)
{
    static const char *const codes[] = {"ok",      "undefined", "not_received",
                                        "no_base", "unequal",   "suppressed"};
    return codes[state];
}

const char *source_code(FigureSource source)
{
    static const char *const codes[] = {"", "rows", "totals", "rows+totals"};
    return codes[source];
}

FigureSet *figures_new(Arena *arena, const ScopeSet *scopes, const MetricInfo *const *metrics,
                       size_t metric_count)
{
    FigureSet *set = ARENA_NEW(arena, FigureSet);
    *set = (FigureSet){
        .arena = arena, .scopes = scopes, .metrics = metrics, .metric_count = metric_count};
    return set;
}

void figures_add(FigureSet *set, const Figure *figure)
{
    GROW(set->items, set->capacity, set->count + 1);
    set->items[set->count++] = *figure;
}

static int text_compare(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static uint32_t rank_in(const char *const *sorted, size_t count, const char *text)
{
    size_t low = 0, high = count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (strcmp(sorted[middle], text) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return (uint32_t)low;
}

/* Ranks of the figures' ids as bytes. */
static void rank_ids(FigureSet *set, Key *keys)
{
    const char **ids = memory_alloc((set->count + 1) * sizeof *ids);
    size_t kept = 0;
    for (size_t i = 0; i < set->count; i++) /* neighbours often share an id */
        if (i == 0 || set->items[i].id != set->items[i - 1].id)
            ids[kept++] = set->items[i].id;
    if (kept)
        qsort(ids, kept, sizeof *ids, text_compare);
    for (size_t i = 0; i < set->count; i++)
        keys[i].id = i > 0 && set->items[i].id == set->items[i - 1].id
                         ? keys[i - 1].id
                         : rank_in(ids, kept, set->items[i].id);
    free(ids);
}

static const ScopeSet *sorting_scopes; /* qsort() has no room for it; one thread sorts */

static int scope_compare(const void *a, const void *b)
{
    const Scope *x = &sorting_scopes->scopes[*(const uint32_t *)a];
    const Scope *y = &sorting_scopes->scopes[*(const uint32_t *)b];
    int order = strcmp(level_code(x->level), level_code(y->level));
    return order ? order : strcmp(x->id, y->id);
}

static void rank_scopes(FigureSet *set, Key *keys)
{
    size_t count = set->scopes->count;
    uint32_t *order = memory_alloc((count + 1) * sizeof *order);
    uint32_t *rank = memory_alloc((count + 1) * sizeof *rank);
    for (size_t i = 0; i < count; i++)
        order[i] = (uint32_t)i;
    sorting_scopes = set->scopes;
    qsort(order, count, sizeof *order, scope_compare);
    for (size_t i = 0; i < count; i++)
        rank[order[i]] = (uint32_t)i;
    for (size_t i = 0; i < set->count; i++)
        keys[i].scope = rank[set->items[i].scope];
    free(order);
    free(rank);
}

static uint8_t window_rank(Window window)
{
    /* asof month quarter since year ytd */
    static const uint8_t ranks[WINDOW_COUNT] = {1, 2, 5, 4, 3, 0};
    return ranks[window];
}

static int same_key_compare(const Key *x, const Key *y)
{
    if (x->id != y->id)
        return x->id < y->id ? -1 : 1;
    if (x->scope != y->scope)
        return x->scope < y->scope ? -1 : 1;
    if (x->period != y->period)
        return x->period < y->period ? -1 : 1;
    if (x->window != y->window)
        return x->window < y->window ? -1 : 1;
    return x->base < y->base ? -1 : x->base > y->base;
}

static int key_compare(const void *a, const void *b)
{
    const Key *x = a, *y = b;
    int order = same_key_compare(x, y);
    return order ? order : x->index < y->index ? -1 : x->index > y->index;
}

static size_t hash_key(const char *id, int scope, Month period, Window window)
{
    uint64_t h = 1469598103934665603u;
    for (; *id; id++)
        h = (h ^ (unsigned char)*id) * 1099511628211u;
    h = (h ^ (uint64_t)(uint32_t)scope) * 0x9E3779B97F4A7C15u;
    h = (h ^ (uint64_t)(uint32_t)period << 4 ^ (uint64_t)window) * 0x9E3779B97F4A7C15u;
    return (size_t)(h ^ h >> 29);
}

static bool is_figure(const Figure *f, const char *id, int scope, Month period, Window window)
{
    return f->scope == scope && f->period == period && f->window == window &&
           strcmp(f->id, id) == 0;
}

static void build_index(FigureSet *set)
{
    set->index_size = 16;
    while (set->index_size < set->count * 2)
        set->index_size *= 2;
    set->index = ARENA_NEW_ARRAY(set->arena, set->index_size, uint32_t);
    for (size_t i = 0; i < set->count; i++) {
        const Figure *f = &set->items[i];
        size_t at = hash_key(f->id, f->scope, f->period, f->window) & (set->index_size - 1);
        while (set->index[at])
            at = (at + 1) & (set->index_size - 1);
        set->index[at] = (uint32_t)i + 1;
    }
}

void figures_finish(FigureSet *set)
{
    Key *keys = memory_alloc((set->count + 1) * sizeof *keys);
    rank_ids(set, keys);
    rank_scopes(set, keys);
    for (size_t i = 0; i < set->count; i++) {
        const Figure *f = &set->items[i];
        keys[i].period = (uint16_t)(f->period > 0 ? f->period % 65536 : 0);
        keys[i].window = window_rank(f->window);
        keys[i].base = f->base;
        keys[i].index = (uint32_t)i;
    }
    qsort(keys, set->count, sizeof *keys, key_compare);
    Figure *sorted = ARENA_NEW_ARRAY(set->arena, set->count, Figure);
    size_t kept = 0;
    for (size_t i = 0; i < set->count; i++)
        if (i == 0 || same_key_compare(&keys[i], &keys[i - 1]) != 0)
            sorted[kept++] = set->items[keys[i].index];
    free(keys);
    free(set->items);
    set->items = sorted;
    set->count = kept;
    build_index(set);
}

size_t figures_count(const FigureSet *set)
{
    return set->count;
}

const Figure *figures_at(const FigureSet *set, size_t i)
{
    return &set->items[i];
}

Figure *figures_change(FigureSet *set, size_t i)
{
    return &set->items[i];
}

const Figure *figures_find(const FigureSet *set, const char *id, int scope, Month period,
                           Window window)
{
    size_t at = hash_key(id, scope, period, window) & (set->index_size - 1);
    for (; set->index[at]; at = (at + 1) & (set->index_size - 1)) {
        const Figure *f = &set->items[set->index[at] - 1];
        if (is_figure(f, id, scope, period, window))
            return f;
    }
    return NULL;
}

const ScopeSet *figures_scopes(const FigureSet *set)
{
    return set->scopes;
}

size_t figures_metric_count(const FigureSet *set)
{
    return set->metric_count;
}

const MetricInfo *figures_metric_at(const FigureSet *set, size_t i)
{
    return set->metrics[i];
}

const MetricInfo *figures_metric(const FigureSet *set, const char *id)
{
    size_t low = 0, high = set->metric_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = strcmp(set->metrics[middle]->id, id);
        if (order == 0)
            return set->metrics[middle];
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}
