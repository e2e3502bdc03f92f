/*
 * figure.c - see figure.h.
 *
 * Figures are sorted once by ranks (of ids and of scopes as bytes) instead of
 * by texts; one is found through a hash of its id and a search among those of that id.
 * They lie in segments, one for each part that was joined, so none is moved again.
 */
#include "cube/figure.h"

#include <stdlib.h>
#include <string.h>

/* What figures are sorted by, in one number; `index` is the figure's place before. */
typedef struct {
    uint64_t rank;
    uint32_t index, id;
} Key;

/* The figures of one id; count is 0 where unused. */
typedef struct {
    Figure *items;
    size_t count;
} Run;

/* Sorted figures that lie together: those from number `first` up to before `end`. */
typedef struct {
    Figure *items;
    size_t first, end;
} Segment;

#define HINT_BITS 6 /* a look-up by number begins at the segment of every 64th */

struct FigureSet {
    Arena *arena;
    const ScopeSet *scopes;
    const MetricInfo *const *metrics;
    size_t metric_count;
    Figure *items; /* while it is built */
    size_t count, capacity;
    Segment *segments; /* once it is finished */
    size_t segment_count;
    uint32_t *hints;
    const uint32_t *scope_ranks; /* of a part: those of the whole */
    Run *runs;                   /* hash of ids */
    size_t run_size;
    const MethodBreak *breaks;
    size_t break_count;
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

void figures_rank(FigureSet *whole)
{
    whole->scope_ranks = rank_scopes(whole);
}

FigureSet *figures_part(const FigureSet *whole, Arena *arena)
{
    FigureSet *part = figures_new(arena, whole->scopes, whole->metrics, whole->metric_count);
    part->scope_ranks = whole->scope_ranks;
    return part;
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

static size_t hash_id(const char *id)
{
    uint64_t h = 1469598103934665603u;
    for (; *id; id++)
        h = (h ^ (unsigned char)*id) * 1099511628211u;
    return (size_t)(h ^ h >> 29);
}

/* Where the figures of the id at items[i] end. */
static size_t run_end(const Segment *segment, size_t i)
{
    const Figure *items = segment->items;
    size_t count = segment->end - segment->first, j = i + 1;
    while (j < count && (items[j].id == items[i].id || strcmp(items[j].id, items[i].id) == 0))
        j++;
    return j;
}

static void build_runs(FigureSet *set)
{
    size_t ids = 0;
    for (size_t s = 0; s < set->segment_count; s++)
        for (size_t i = 0; i < set->segments[s].end - set->segments[s].first; ids++)
            i = run_end(&set->segments[s], i);
    set->run_size = 16;
    while (set->run_size < ids * 2)
        set->run_size *= 2;
    set->runs = ARENA_NEW_ARRAY(set->arena, set->run_size, Run);
    for (size_t s = 0; s < set->segment_count; s++) {
        const Segment *segment = &set->segments[s];
        for (size_t i = 0, j; i < segment->end - segment->first; i = j) {
            j = run_end(segment, i);
            size_t at = hash_id(segment->items[i].id) & (set->run_size - 1);
            while (set->runs[at].count)
                at = (at + 1) & (set->run_size - 1);
            set->runs[at] = (Run){&segment->items[i], j - i};
        }
    }
}

static void build_hints(FigureSet *set)
{
    set->hints = ARENA_NEW_ARRAY(set->arena, (set->count >> HINT_BITS) + 1, uint32_t);
    for (size_t i = 0, s = 0; i < set->count; i += (size_t)1 << HINT_BITS) {
        while (set->segments[s].end <= i)
            s++;
        set->hints[i >> HINT_BITS] = (uint32_t)s;
    }
}

static void build_index(FigureSet *set)
{
    build_runs(set);
    build_hints(set);
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

/* The figures that were added, sorted, as the set's one segment. */
static void settle_items(FigureSet *set)
{
    Key *keys = memory_alloc((set->count + 1) * sizeof *keys);
    size_t kept = 0;
    if (!set->scope_ranks)
        set->scope_ranks = rank_scopes(set);
    rank_figures(set, keys);
    sort_keys(keys, set->count);
    permute(set->items, keys, set->count);
    for (size_t i = 0; i < set->count; i++)
        if (i == 0 || keys[i].rank != keys[i - 1].rank) {
            if (kept != i)
                set->items[kept] = set->items[i];
            kept++;
        }
    free(keys);
    set->segments = ARENA_NEW(set->arena, Segment);
    *set->segments = (Segment){set->items, 0, kept};
    set->count = kept;
    set->segment_count = kept > 0;
}

void figures_finish(FigureSet *set)
{
    settle_items(set);
    build_index(set);
}

void figures_finish_part(FigureSet *part)
{
    settle_items(part);
}

typedef struct {
    FigureSet *set;
    size_t number; /* as it was given */
} Part;

static const char *last_id(const FigureSet *part)
{
    return part->segments->items[part->count - 1].id;
}

static int part_compare(const void *a, const void *b)
{
    const Part *x = a, *y = b;
    int order = strcmp(x->set->segments->items->id, y->set->segments->items->id);
    return order ? order : x->number < y->number ? -1 : x->number > y->number;
}

static int number_compare(const void *a, const void *b)
{
    const Part *x = a, *y = b;
    return x->number < y->number ? -1 : x->number > y->number;
}

/* Parts whose ids lie between each other's are sorted once more, together. */
static Segment join_some(FigureSet *set, Part *parts, size_t count)
{
    if (count == 1)
        return *parts->set->segments;
    FigureSet *one = figures_part(set, set->arena);
    qsort(parts, count, sizeof *parts, number_compare);
    for (size_t p = 0; p < count; p++)
        for (size_t i = 0; i < parts[p].set->count; i++)
            figures_add(one, &parts[p].set->segments->items[i]);
    settle_items(one);
    return *one->segments;
}

void figures_join(FigureSet *set, FigureSet *const *given, size_t given_count)
{
    Part *parts = memory_alloc((given_count + 1) * sizeof *parts);
    size_t count = 0;
    for (size_t p = 0; p < given_count; p++)
        if (given[p]->count > 0)
            parts[count++] = (Part){given[p], p};
    if (count)
        qsort(parts, count, sizeof *parts, part_compare);
    set->segments = ARENA_NEW_ARRAY(set->arena, count + 1, Segment);
    for (size_t p = 0, end; p < count; p = end) {
        const char *last = last_id(parts[p].set);
        for (end = p + 1; end < count && strcmp(parts[end].set->segments->items->id, last) <= 0;
             end++)
            last = strcmp(last_id(parts[end].set), last) > 0 ? last_id(parts[end].set) : last;
        Segment segment = join_some(set, &parts[p], end - p);
        size_t size = segment.end - segment.first;
        set->segments[set->segment_count++] =
            (Segment){segment.items, set->count, set->count + size};
        set->count += size;
    }
    free(parts);
    build_index(set);
}

size_t figures_count(const FigureSet *set)
{
    return set->count;
}

static Figure *item_at(const FigureSet *set, size_t i)
{
    const Segment *s = &set->segments[set->hints[i >> HINT_BITS]];
    while (s->end <= i)
        s++;
    return &s->items[i - s->first];
}

const Figure *figures_at(const FigureSet *set, size_t i)
{
    return item_at(set, i);
}

Figure *figures_change(FigureSet *set, size_t i)
{
    return item_at(set, i);
}

static uint64_t rank_of(const FigureSet *set, int scope, Month period, Window window)
{
    return (uint64_t)set->scope_ranks[scope] << 32 | (uint64_t)(uint32_t)period << 3 |
           window_rank(window);
}

static Figure *find(const FigureSet *set, const char *id, int scope, Month period, Window window)
{
    if (!set->runs || scope < 0 || (size_t)scope >= set->scopes->count || period < 0)
        return NULL;
    size_t at = hash_id(id) & (set->run_size - 1);
    while (set->runs[at].count && strcmp(set->runs[at].items->id, id) != 0)
        at = (at + 1) & (set->run_size - 1);
    size_t low = 0, high = set->runs[at].count;
    uint64_t wanted = rank_of(set, scope, period, window);
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        Figure *f = &set->runs[at].items[middle];
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

const Figure *figures_find(const FigureSet *set, const char *id, int scope, Month period,
                           Window window)
{
    return find(set, id, scope, period, window);
}

Figure *figures_find_to_change(FigureSet *set, const char *id, int scope, Month period,
                               Window window)
{
    return find(set, id, scope, period, window);
}

const ScopeSet *figures_scopes(const FigureSet *set)
{
    return set->scopes;
}

void figures_set_breaks(FigureSet *set, const MethodBreak *breaks, size_t count)
{
    set->breaks = breaks;
    set->break_count = count;
}

size_t figures_breaks(const FigureSet *set, const MethodBreak **out)
{
    *out = set->breaks;
    return set->break_count;
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
