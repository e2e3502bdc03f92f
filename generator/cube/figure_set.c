/*
 * figure_set.c - see figure_set.h.
 *
 * Figures are sorted once by ranks (of ids and of scopes as bytes) instead of
 * by texts.
 */
#include "cube/figure_set.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

/* What figures are sorted by, in one number; `index` is the figure's place before. */
typedef struct {
    uint64_t rank;
    uint32_t index;
} Key;

#define SPARSE 4 /* from so many times as many places as figures on, these are sorted */

FigureSet *figures_new(Arena *arena, const ScopeSet *scopes, const MetricInfo *const *metrics,
                       size_t metric_count)
{
    FigureSet *set = ARENA_NEW(arena, FigureSet);
    *set = (FigureSet){
        .arena = arena, .scopes = scopes, .metrics = metrics, .metric_count = metric_count};
    return set;
}

/* --- building ------------------------------------------------------------------------------- */

void figures_reserve(FigureSet *set, size_t count)
{
    Draft *d = &set->draft;
    if (count <= d->capacity)
        return;
    d->items = memory_resize(d->items, count * sizeof *d->items);
    d->name_of = memory_resize(d->name_of, count * sizeof *d->name_of);
    d->capacity = d->name_of_capacity = count;
}

static void index_names(Draft *d)
{
    free(d->slots);
    d->slot_count = d->slot_count ? d->slot_count * 2 : 16;
    d->slots = memory_alloc(d->slot_count * sizeof *d->slots);
    for (size_t i = 0; i < d->name_count; i++) {
        size_t at = figure_hash(d->names[i].id) & (d->slot_count - 1);
        while (d->slots[at])
            at = (at + 1) & (d->slot_count - 1);
        d->slots[at] = (uint32_t)i + 1;
    }
}

static bool is_named(const Name *name, const Figure *f)
{
    return name->metric == f->metric && (name->id == f->id || strcmp(name->id, f->id) == 0);
}

/* The number of the figure's name; mostly that of the figure before. */
static uint32_t name_of(FigureSet *set, const Figure *f)
{
    Draft *d = &set->draft;
    uint32_t last = set->count ? d->name_of[set->count - 1] : 0;
    if (set->count && d->names[last].id == f->id && d->names[last].metric == f->metric)
        return last;
    if (d->name_count * 2 >= d->slot_count)
        index_names(d);
    size_t at = figure_hash(f->id) & (d->slot_count - 1);
    for (; d->slots[at]; at = (at + 1) & (d->slot_count - 1))
        if (is_named(&d->names[d->slots[at] - 1], f))
            return d->slots[at] - 1;
    GROW(d->names, d->name_capacity, d->name_count + 1);
    d->names[d->name_count] = (Name){
        f->metric && f->id == f->metric->id ? f->id : arena_strdup(set->arena, f->id), f->metric};
    d->slots[at] = (uint32_t)++d->name_count;
    return d->slots[at] - 1;
}

void figures_add(FigureSet *set, const Figure *figure)
{
    Draft *d = &set->draft;
    Held held = {0};
    Rest *rest = NULL;
    uint32_t name = name_of(set, figure);
    assert((size_t)figure->scope < FIGURE_SCOPES);
    assert(figure->period >= 0 && figure->period <= LAST_PERIOD);
    if (held_is_odd(set, figure)) {
        GROW(d->rests.items, d->rests.capacity, d->rests.count + 1);
        held.numerator = (int32_t)d->rests.count;
        rest = &d->rests.items[d->rests.count++];
    }
    held_write(set->arena, figure, rest, &held);
    GROW(d->items, d->capacity, set->count + 1);
    GROW(d->name_of, d->name_of_capacity, set->count + 1);
    d->name_of[set->count] = name;
    d->items[set->count++] = held;
}

/* --- sorting -------------------------------------------------------------------------------- */

static _Thread_local const Name *sorting_names; /* qsort() has no room for it */

static int name_compare(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    int order = strcmp(sorting_names[x].id, sorting_names[y].id);
    return order ? order : x < y ? -1 : x > y;
}

/*
 * The names in order, into the set's arena; places[n] is where name n went, and ranks[p] the rank
 * of the id at place p: names that differ only by their metric have one.
 */
static const Name *sort_names(FigureSet *set, uint32_t *places, uint32_t *ranks)
{
    const Draft *d = &set->draft;
    uint32_t *order = memory_alloc((d->name_count + 1) * sizeof *order);
    Name *sorted = ARENA_NEW_ARRAY(set->arena, d->name_count, Name);
    for (size_t i = 0; i < d->name_count; i++)
        order[i] = (uint32_t)i;
    sorting_names = d->names;
    if (d->name_count)
        qsort(order, d->name_count, sizeof *order, name_compare);
    for (size_t p = 0; p < d->name_count; p++) {
        sorted[p] = d->names[order[p]];
        places[order[p]] = (uint32_t)p;
        ranks[p] = p == 0 ? 0 : ranks[p - 1] + (strcmp(sorted[p].id, sorted[p - 1].id) != 0);
    }
    free(order);
    return sorted;
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

/* In what the figures of a set differ: the periods and windows there are, from the lowest up. */
typedef struct {
    size_t scopes, periods, windows; /* how many */
    unsigned first;                  /* period */
    uint64_t window[8];              /* by window: its place among those there are */
} Extent;

static Extent find_extent(const FigureSet *set)
{
    const Held *items = set->draft.items;
    unsigned first = set->count ? items[0].period : 0, last = first, used = 0;
    for (size_t i = 0; i < set->count; i++) {
        first = items[i].period < first ? items[i].period : first;
        last = items[i].period > last ? items[i].period : last;
        used |= 1u << items[i].window;
    }
    Extent e = {.scopes = set->scopes->count, .periods = last - first + 1, .first = first};
    unsigned ranks = 0;
    for (unsigned w = 0; w < WINDOW_COUNT; w++)
        ranks |= (used >> w & 1) << figure_window_rank((Window)w);
    for (unsigned w = 0; w < WINDOW_COUNT; w++)
        e.window[w] =
            (uint64_t)__builtin_popcount(ranks & ((1u << figure_window_rank((Window)w)) - 1));
    e.windows = (size_t)__builtin_popcount(ranks);
    return e;
}

/*
 * id, scope, period, window, as digits of one number. The base follows from them: a change metric
 * has one base for each of its windows.
 */
static uint64_t rank_of(const FigureSet *set, const Extent *e, const uint32_t *ranks, size_t i)
{
    const Held *f = &set->draft.items[i];
    uint64_t rank = ranks[set->draft.name_of[i]] * e->scopes + set->scope_ranks[f->scope];
    return (rank * e->periods + f->period - e->first) * e->windows + e->window[f->window];
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

static Rests keep_rests(FigureSet *set)
{
    Rests *from = &set->draft.rests;
    Rests kept = {ARENA_NEW_ARRAY(set->arena, from->count, Rest), from->count, from->count};
    if (from->count)
        memcpy(kept.items, from->items, from->count * sizeof *from->items);
    free(from->items);
    return kept;
}

/*
 * The figures' places before, in order, without those whose key came before; how many they are.
 * Mostly there is a figure for nearly every id, scope, period and window: then each is put where
 * it belongs. Else they are sorted.
 */
static size_t order_figures(const FigureSet *set, const uint32_t *ranks, size_t ids,
                            uint32_t **order)
{
    const Extent e = find_extent(set);
    size_t count = set->count, kept = 0;
    if (count == 0 || ids * e.scopes > count * SPARSE / (e.periods * e.windows)) {
        Key *keys = memory_alloc((count + 1) * sizeof *keys);
        *order = memory_alloc((count + 1) * sizeof **order);
        for (size_t i = 0; i < count; i++)
            keys[i] = (Key){rank_of(set, &e, ranks, i), (uint32_t)i};
        sort_keys(keys, count);
        for (size_t i = 0; i < count; i++)
            if (i == 0 || keys[i].rank != keys[i - 1].rank)
                (*order)[kept++] = keys[i].index;
        free(keys);
        return kept;
    }
    size_t places = ids * e.scopes * e.periods * e.windows;
    uint32_t *at = memory_alloc(places * sizeof *at); /* from 1 */
    for (size_t i = 0; i < count; i++) {
        uint32_t *place = &at[rank_of(set, &e, ranks, i)];
        *place = *place ? *place : (uint32_t)i + 1;
    }
    for (size_t i = 0; i < places; i++)
        if (at[i])
            at[kept++] = at[i] - 1;
    *order = at;
    return kept;
}

/* The figures that were added, sorted, as the set's one segment. */
static void settle_items(FigureSet *set)
{
    Draft *d = &set->draft;
    uint32_t *places = memory_alloc((d->name_count + 1) * sizeof *places), *order;
    uint32_t *ranks = memory_alloc((d->name_count + 1) * sizeof *ranks);
    if (!set->scope_ranks)
        set->scope_ranks = rank_scopes(set);
    const Name *names = sort_names(set, places, ranks);
    size_t ids = d->name_count ? ranks[d->name_count - 1] + 1 : 0;
    for (size_t i = 0; i < set->count; i++)
        d->name_of[i] = places[d->name_of[i]];
    size_t kept = order_figures(set, ranks, ids, &order);
    Held *items = ARENA_NEW_ARRAY(set->arena, kept, Held);
    uint32_t *starts = ARENA_NEW_ARRAY(set->arena, d->name_count + 1, uint32_t), *name_of = NULL;
    if (ids < d->name_count) /* one id of two metrics */
        name_of = ARENA_NEW_ARRAY(set->arena, kept, uint32_t);
    for (size_t i = 0; i < kept; i++) {
        uint32_t name = d->name_of[order[i]];
        items[i] = d->items[order[i]];
        starts[name + 1]++;
        if (name_of)
            name_of[i] = name;
    }
    for (size_t n = 0; n < d->name_count; n++)
        starts[n + 1] += starts[n];
    free(order);
    free(places);
    free(ranks);
    set->segments = ARENA_NEW(set->arena, Segment);
    *set->segments = (Segment){.items = items,
                               .names = names,
                               .starts = starts,
                               .name_count = d->name_count,
                               .name_of = name_of,
                               .rests = keep_rests(set),
                               .end = kept};
    set->count = kept;
    set->segment_count = kept > 0;
    free(d->items);
    free(d->name_of);
    free(d->names);
    free(d->slots);
    *d = (Draft){0};
}

/* --- finding -------------------------------------------------------------------------------- */

static const char *id_at(const Segment *segment, size_t i)
{
    return segment_name(segment, i)->id;
}

/* Where the figures of the id at items[i] end. */
static size_t run_end(const Segment *segment, size_t i)
{
    const Name *first = segment_name(segment, i), *end = segment->names + segment->name_count;
    const Name *name = first + 1;
    while (name < end && strcmp(name->id, first->id) == 0)
        name++;
    return segment->starts[name - segment->names];
}

static void build_runs(FigureSet *set)
{
    size_t ids = 0;
    for (size_t s = 0; s < set->segment_count; s++)
        for (size_t i = 0; i < set->segments[s].end - set->segments[s].first; ids++)
            i = run_end(&set->segments[s], i);
    set->runs = ARENA_NEW_ARRAY(set->arena, ids + 1, Run);
    for (size_t s = 0; s < set->segment_count; s++) {
        const Segment *segment = &set->segments[s];
        for (size_t i = 0; i < segment->end - segment->first; i = run_end(segment, i))
            set->runs[set->run_count++] =
                (Run){id_at(segment, i), (uint32_t)(segment->first + i), (uint32_t)s};
    }
    set->runs[ids].first = (uint32_t)set->count;
    set->slot_count = 16;
    while (set->slot_count < ids * 2)
        set->slot_count *= 2;
    set->slots = ARENA_NEW_ARRAY(set->arena, set->slot_count, RunSlot);
    for (size_t run = 0; run < ids; run++) {
        size_t hash = figure_hash(set->runs[run].id), at = hash & (set->slot_count - 1);
        while (set->slots[at].run)
            at = (at + 1) & (set->slot_count - 1);
        set->slots[at] = (RunSlot){figure_tag(hash), (uint32_t)run + 1};
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
    return id_at(part->segments, part->count - 1);
}

static int part_compare(const void *a, const void *b)
{
    const Part *x = a, *y = b;
    int order = strcmp(id_at(x->set->segments, 0), id_at(y->set->segments, 0));
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
        for (size_t i = 0; i < parts[p].set->count; i++) {
            const Segment *segment = parts[p].set->segments;
            Figure figure;
            held_read(set, segment, i, &figure);
            figures_add(one, &figure);
        }
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
        for (end = p + 1; end < count && strcmp(id_at(parts[end].set->segments, 0), last) <= 0;
             end++)
            last = strcmp(last_id(parts[end].set), last) > 0 ? last_id(parts[end].set) : last;
        Segment segment = join_some(set, &parts[p], end - p);
        size_t size = segment.end - segment.first;
        segment.first = set->count;
        segment.end = set->count + size;
        set->segments[set->segment_count++] = segment;
        set->count += size;
    }
    free(parts);
    build_index(set);
}
