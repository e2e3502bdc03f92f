/*
 * figure.c - see figure.h.
 *
 * Figures are sorted once by ranks (of ids and of scopes as bytes) instead of
 * by texts; one is found through a hash of its id and a search among those of that id.
 */
#include "cube/figure.h"

#include <stdlib.h>
#include <string.h>

/* What figures are sorted by, in one number; `index` is the figure's place before. */
typedef struct {
    uint64_t rank;
    uint32_t index, id;
} Key;

/* The figures of one id: items[first] up to before items[end]; end is 0 where unused. */
typedef struct {
    size_t first, end;
} Run;

struct FigureSet {
    Arena *arena;
    const ScopeSet *scopes;
    const MetricInfo *const *metrics;
    size_t metric_count;
    Figure *items;
    size_t count, capacity;
    uint32_t *scope_ranks;
    Run *runs; /* hash of ids */
    size_t run_size;
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

void figures_reserve(FigureSet *set, size_t count)
{
    if (count <= set->capacity)
        return;
    Figure *larger = ARENA_NEW_ARRAY(set->arena, count, Figure);
    if (set->count)
        memcpy(larger, set->items, set->count * sizeof *larger);
    set->items = larger;
    set->capacity = count;
}

void figures_add(FigureSet *set, const Figure *figure)
{
    if (set->count == set->capacity)
        figures_reserve(set, set->capacity ? set->capacity * 2 : 64);
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

static uint32_t *rank_scopes(const FigureSet *set)
{
    size_t count = set->scopes->count;
    uint32_t *order = memory_alloc((count + 1) * sizeof *order);
    uint32_t *rank = ARENA_NEW_ARRAY(set->arena, count, uint32_t);
    for (size_t i = 0; i < count; i++)
        order[i] = (uint32_t)i;
    sorting_scopes = set->scopes;
    if (count)
        qsort(order, count, sizeof *order, scope_compare);
    for (size_t i = 0; i < count; i++)
        rank[order[i]] = (uint32_t)i;
    free(order);
    return rank;
}

static uint64_t window_rank(Window window)
{
    /* asof month quarter since year ytd */
    static const uint64_t ranks[WINDOW_COUNT] = {1, 2, 5, 4, 3, 0};
    return ranks[window];
}

/*
 * id, scope, period, window, from the highest bits down. The base follows from them: a change
 * metric has one base for each of its windows.
 */
static void rank_figures(FigureSet *set, Key *keys)
{
    set->scope_ranks = rank_scopes(set);
    Month first = set->count ? set->items[0].period : 0;
    for (size_t i = 0; i < set->count; i++)
        first = set->items[i].period < first ? set->items[i].period : first;
    rank_ids(set, keys);
    for (size_t i = 0; i < set->count; i++) {
        const Figure *f = &set->items[i];
        keys[i].index = (uint32_t)i;
        keys[i].rank = (uint64_t)keys[i].id << 36 | (uint64_t)set->scope_ranks[f->scope] << 16 |
                       (uint64_t)(f->period - first) << 3 | window_rank(f->window);
    }
}

/* By digits of 13 bits from the lowest up; equal keys keep their order. */
static void sort_keys(Key *keys, size_t count)
{
    enum { BITS = 13, SIZE = 1 << BITS };
    Key *other = memory_alloc((count + 1) * sizeof *other), *from = keys, *to = other;
    size_t *starts = memory_alloc((SIZE + 1) * sizeof *starts);
    uint64_t most = 0;
    for (size_t i = 0; i < count; i++)
        most = keys[i].rank > most ? keys[i].rank : most;
    for (int shift = 0; shift < 64 && most >> shift; shift += BITS) {
        memset(starts, 0, (SIZE + 1) * sizeof *starts);
        for (size_t i = 0; i < count; i++)
            starts[(from[i].rank >> shift & (SIZE - 1)) + 1]++;
        for (size_t d = 0; d < SIZE; d++)
            starts[d + 1] += starts[d];
        for (size_t i = 0; i < count; i++)
            to[starts[from[i].rank >> shift & (SIZE - 1)]++] = from[i];
        Key *swap = from;
        from = to;
        to = swap;
    }
    if (from != keys)
        memcpy(keys, from, count * sizeof *keys);
    free(other);
    free(starts);
}

/* Puts items[keys[i].index] at i, along the cycles of the permutation: no second copy of all. */
static void permute(Figure *items, Key *keys, size_t count)
{
    for (size_t start = 0; start < count; start++) {
        size_t at = start;
        Figure held = items[start];
        while (keys[at].index != start) {
            size_t from = keys[at].index;
            items[at] = items[from];
            keys[at].index = (uint32_t)at;
            at = from;
        }
        items[at] = held;
        keys[at].index = (uint32_t)at;
    }
}

static size_t hash_id(const char *id)
{
    uint64_t h = 1469598103934665603u;
    for (; *id; id++)
        h = (h ^ (unsigned char)*id) * 1099511628211u;
    return (size_t)(h ^ h >> 29);
}

static void build_index(FigureSet *set)
{
    size_t ids = 0;
    for (size_t i = 0; i < set->count; i++)
        ids += i == 0 || set->items[i].id != set->items[i - 1].id;
    set->run_size = 16;
    while (set->run_size < ids * 2)
        set->run_size *= 2;
    set->runs = ARENA_NEW_ARRAY(set->arena, set->run_size, Run);
    for (size_t i = 0, j; i < set->count; i = j) {
        const char *id = set->items[i].id;
        for (j = i;
             j < set->count && (set->items[j].id == id || strcmp(set->items[j].id, id) == 0);)
            j++;
        size_t at = hash_id(id) & (set->run_size - 1);
        while (set->runs[at].end)
            at = (at + 1) & (set->run_size - 1);
        set->runs[at] = (Run){i, j};
    }
}

void figures_finish(FigureSet *set)
{
    Key *keys = memory_alloc((set->count + 1) * sizeof *keys);
    size_t kept = 0;
    rank_figures(set, keys);
    sort_keys(keys, set->count);
    permute(set->items, keys, set->count);
    for (size_t i = 0; i < set->count; i++)
        if (i == 0 || keys[i].rank != keys[i - 1].rank)
            set->items[kept++] = set->items[i];
    free(keys);
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

static uint64_t rank_of(const FigureSet *set, int scope, Month period, Window window)
{
    return (uint64_t)set->scope_ranks[scope] << 32 | (uint64_t)(uint32_t)period << 3 |
           window_rank(window);
}

const Figure *figures_find(const FigureSet *set, const char *id, int scope, Month period,
                           Window window)
{
    if (!set->runs || scope < 0 || (size_t)scope >= set->scopes->count || period < 0)
        return NULL;
    size_t at = hash_id(id) & (set->run_size - 1);
    while (set->runs[at].end && strcmp(set->items[set->runs[at].first].id, id) != 0)
        at = (at + 1) & (set->run_size - 1);
    size_t low = set->runs[at].first, high = set->runs[at].end;
    uint64_t wanted = rank_of(set, scope, period, window);
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        const Figure *f = &set->items[middle];
        uint64_t rank = rank_of(set, f->scope, f->period, f->window);
        if (rank == wanted)
            return f;
        if (rank < wanted)
            low = middle + 1;
        else
            high = middle;
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
