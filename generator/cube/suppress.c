/*
 * suppress.c - see suppress.h.
 *
 * One layer holds a metric's cells, [slice * scopes + scope]; a slice is a period in a window. The
 * scopes are a tree and a scope is the sum of its children, so what a reader can compute falls
 * apart into groups: a printed scope with the hidden cells hanging below it, whose sum is what the
 * printed ones leave over. In a group every part lies between 0 and its whole; so a single leaf, or
 * a rest of nothing or of everything, tells the cells, and anything else leaves each a choice.
 */
#include "cube/suppress.h"

#include <stdlib.h>
#include <string.h>

#include "cube/past.h"
#include "cube/suppress_own.h"

/* --- small numbers -------------------------------------------------------------------------- */

static bool is_small(const Layer *l, size_t slice, int scope)
{
    const Cell *c = cell_at(l, slice, scope);
    if (!c->ok || c->shown_before || c->told || cell_whole(l, slice, scope) == 0)
        return false;
    if (l->leads && l->scopes->scopes[scope].level == LEVEL_COMPOUND)
        return true;
    return number(c) < l->k || (c->has_denominator && out_of(c) - number(c) < l->k);
}

static void hide_small(const Layer *l)
{
    for (size_t t = 0; t < l->slice_count; t++)
        for (int s = 0; s < (int)l->scopes->count; s++) {
            const Cell *c = cell_at(l, t, s);
            if (is_small(l, t, s) || (c->ok && c->hidden_before))
                cell_hide_long(l, t, s);
        }
}

/*
 * Of a committee whose majority an edition has told, and in which nobody came, went or was another
 * since, nothing is left to be hidden.
 */
static void tell_what_is_known(const Layer *l)
{
    for (size_t t = 0; t < l->slice_count && l->leader; t++)
        for (int s = 0; s < (int)l->scopes->count; s++)
            for (size_t u = 0; u < l->slice_count; u++) {
                Cell *c = cell_at(l, t, s);
                bool same = !c->hidden_before && cell_same(l, t, u, s) &&
                            cell_at(l, u, s)->seen_before && cell_at(l, u, s)->seen_n == number(c);
                c->told = c->told || (same && l->scopes->scopes[s].level == LEVEL_COMPOUND);
            }
}

static void suppress_layer(const Layer *l)
{
    tell_what_is_known(l);
    Group g = {0};
    hide_small(l);
    for (bool changed = true; changed;) {
        changed = moves_close(l);
        for (size_t t = 0; t < l->slice_count; t++)
            for (int s = 0; s < (int)l->scopes->count; s++) {
                const Cell *c = cell_at(l, t, s);
                if (!c->ok || l->scopes->scopes[s].level == LEVEL_COMPOUND)
                    continue;
                changed = (c->hidden ? group_close_sum(l, t, s, &g) : group_close(l, t, s, &g)) ||
                          changed;
            }
    }
    free(g.leaf);
}

static void take_figure(FigureSet *figures, size_t number)
{
    Figure f;
    figures_read(figures, number, &f);
    f.has_numerator = f.has_denominator = false;
    f.value = "";
    f.state = STATE_SUPPRESSED;
    figures_put(figures, number, &f);
}

static void take_away(FigureSet *figures, const Layer *l)
{
    for (size_t i = 0; i < l->slice_count * l->scopes->count; i++) {
        if (l->cells[i].hidden)
            take_figure(figures, l->cells[i].figure);
    }
}

/* --- layers ---------------------------------------------------------------------------------- */

static int by_slice(const void *a, const void *b)
{
    const Slice *x = a, *y = b;
    return x->period != y->period ? (x->period > y->period) - (x->period < y->period)
                                  : (x->window > y->window) - (x->window < y->window);
}

static size_t slice_of(const Layer *l, Month period, Window window)
{
    Slice key = {period, window};
    const Slice *at = bsearch(&key, l->slices, l->slice_count, sizeof key, by_slice);
    return at ? (size_t)(at - l->slices) : l->slice_count;
}

/* Every scope has the same periods and windows; the few that one may lack cost nothing. */
static void read_slices(Arena *arena, const FigureSet *figures, size_t from, size_t to, Layer *l)
{
    size_t capacity = 0, count = 0;
    Slice *list = NULL;
    for (size_t i = from; i < to; i++) {
        Figure f;
        figures_read(figures, i, &f);
        Slice s = {f.period, f.window};
        size_t k = 0;
        while (k < count && by_slice(&list[k], &s) != 0)
            k++;
        if (k < count)
            continue;
        GROW(list, capacity, count + 1);
        list[count++] = s;
    }
    l->slices = ARENA_NEW_ARRAY(arena, count + 1, Slice);
    l->slice_count = count;
    if (count)
        memcpy(l->slices, list, count * sizeof *list);
    free(list);
    qsort(l->slices, count, sizeof *l->slices, by_slice);
}

static void read_past(const Past *past, Layer *l)
{
    PastFigure *list;
    size_t count = past_figures(past, l->scopes, l->metric->id, &list);
    for (size_t i = 0; i < count; i++) {
        size_t slice = slice_of(l, list[i].period, list[i].window);
        if (slice == l->slice_count)
            continue;
        Cell *c = cell_at(l, slice, list[i].scope);
        c->seen_before = list[i].state == STATE_OK;
        c->seen_n = list[i].numerator;
        c->seen_d = list[i].denominator;
        c->hidden_before = list[i].state == STATE_SUPPRESSED;
        c->shown_before = list[i].state == STATE_OK && list[i].numerator == number(c) &&
                          list[i].denominator == out_of(c);
    }
}

static void read_layer(Arena *arena, const FigureSet *figures, size_t from, size_t to,
                       const Past *past, Layer *l)
{
    read_slices(arena, figures, from, to, l);
    size_t count = l->slice_count * l->scopes->count;
    l->cells = ARENA_NEW_ARRAY(arena, count, Cell);
    memset(l->cells, 0, count * sizeof *l->cells);
    for (size_t i = from; i < to; i++) {
        Figure f;
        figures_read(figures, i, &f);
        Cell *c = cell_at(l, slice_of(l, f.period, f.window), f.scope);
        *c = (Cell){.has_denominator = f.has_denominator,
                    .figure = i,
                    .n = f.numerator,
                    .d = f.denominator,
                    .ok = f.state == STATE_OK && f.source != SOURCE_TOTALS};
    }
    read_past(past, l);
}

static void read_tree(Arena *arena, const ScopeSet *scopes, int **first, int **next)
{
    *first = ARENA_NEW_ARRAY(arena, scopes->count + 1, int);
    *next = ARENA_NEW_ARRAY(arena, scopes->count + 1, int);
    for (size_t s = 0; s < scopes->count; s++)
        (*first)[s] = (*next)[s] = -1;
    for (int s = (int)scopes->count - 1; s >= 0; s--) {
        int parent = scopes->scopes[s].parent;
        if (parent < 0)
            continue;
        (*next)[s] = (*first)[parent];
        (*first)[parent] = s;
    }
}

static bool same_slices(const Layer *a, const Layer *b)
{
    for (size_t i = 0; i < a->slice_count && a->slice_count == b->slice_count; i++)
        if (by_slice(&a->slices[i], &b->slices[i]) != 0)
            return false;
    return a->slice_count == b->slice_count;
}

static void join_layers(Layer *layers, size_t count)
{
    for (size_t i = 0; i < count; i++)
        for (size_t k = 0; k < count; k++) {
            const Layer *other = &layers[k];
            if (k == i || strcmp(layers[i].metric->follows, other->metric->id) != 0 ||
                !same_slices(other, &layers[i]))
                continue;
            layers[i].leader = other;
            layers[k].leads = true;
        }
}

/*
 * What a sensitive metric counts by kinds or one by one, and what compares two of its figures, has
 * more ways to be added up than the layers know: none of it is printed.
 */
static void hide_parts(FigureSet *figures)
{
    for (size_t r = 0; r < figures_run_count(figures); r++) {
        FigureRun run = figures_run(figures, r);
        bool part = run.id != run.metric->id || strcmp(run.metric->id, run.metric->base_id) != 0;
        for (size_t i = run.first; i < run.end && run.metric->sensitive; i++) {
            Figure f;
            figures_read(figures, i, &f);
            if (f.state == STATE_OK && f.source != SOURCE_TOTALS &&
                (part || f.base != MONTH_MISSING))
                take_figure(figures, i);
        }
    }
}

void suppress(FigureSet *figures, int k, const char *past_path)
{
    Arena *arena = arena_new();
    Past *past = past_open(arena, past_path);
    const ScopeSet *scopes = figures_scopes(figures);
    Layer *layers = ARENA_NEW_ARRAY(arena, figures_metric_count(figures) + 1, Layer);
    size_t count = 0;
    int *first, *next;
    read_tree(arena, scopes, &first, &next);
    for (size_t i = 0; i < figures_run_count(figures); i++) {
        FigureRun run = figures_run(figures, i);
        Figure f;
        figures_read(figures, run.first, &f);
        if (!f.metric->sensitive || f.id != f.metric->id || strcmp(f.id, f.metric->base_id) != 0 ||
            f.base != MONTH_MISSING)
            continue;
        layers[count] = (Layer){
            .metric = f.metric, .scopes = scopes, .first_child = first, .next_child = next, .k = k};
        read_layer(arena, figures, run.first, run.end, past, &layers[count++]);
    }
    join_layers(layers, count);
    for (size_t i = 0; i < count; i++)
        suppress_layer(&layers[i]);
    for (size_t i = 0; i < count; i++)
        take_away(figures, &layers[i]);
    hide_parts(figures);
    past_close(past);
    arena_free(arena);
}
