/* kept.c - see kept.h. */
#include "publish/kept.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "publish/readback.h"

enum {
    M_ID,
    M_LEVEL,
    M_SCOPE,
    M_PERIOD,
    M_WINDOW,
    M_BASE,
    M_NUM,
    M_DEN,
    M_VALUE,
    M_UNIT,
    M_STATE,
    M_REPORTING,
    M_EXPECTED,
    M_SOURCE,
    M_COLUMNS
};
#define METRIC_KEY 6

struct Kept {
    Arena *arena;
    MethodBreak *breaks;
    size_t break_count;
    const char **held; /* ID|LEVEL|SCOPE|PERIOD|WINDOW, sorted */
    size_t held_count;
};

/* --- breaks ------------------------------------------------------------------------------- */

static int by_metric(const void *a, const void *b)
{
    const MethodBreak *x = a, *y = b;
    int order = strcmp(x->metric, y->metric);
    return order ? order : (x->from > y->from) - (x->from < y->from);
}

static void read_breaks(Kept *kept, const char *before)
{
    Readback rows;
    if (!*before || !readback_open(path_join(kept->arena, before, "data/methods.csv"), &rows))
        return;
    kept->breaks = ARENA_NEW_ARRAY(kept->arena, rows.count + 1, MethodBreak);
    for (size_t i = 0; rows.columns >= 3 && i < rows.count; i++) {
        char **cells = readback_cells(&rows, kept->arena, i);
        MethodBreak b = {cells[0], atoi(cells[1]), MONTH_MISSING};
        if (month_parse(cells[2], &b.from))
            kept->breaks[kept->break_count++] = b;
    }
    readback_close(&rows);
}

/* The method that was in force last; 1 where nothing was ever said. */
static int last_method(const Kept *kept, const char *metric)
{
    int method = 1;
    for (size_t i = 0; i < kept->break_count; i++)
        if (strcmp(kept->breaks[i].metric, metric) == 0)
            method = kept->breaks[i].method;
    return method;
}

static void add_breaks(Kept *kept, const FigureSet *figures, Month period)
{
    size_t count = figures_metric_count(figures);
    MethodBreak *all = ARENA_NEW_ARRAY(kept->arena, kept->break_count + count + 1, MethodBreak);
    if (kept->break_count)
        memcpy(all, kept->breaks, kept->break_count * sizeof *all);
    kept->breaks = all;
    for (size_t i = 0; i < count; i++) {
        const MetricInfo *metric = figures_metric_at(figures, i);
        if (metric->method != last_method(kept, metric->base_id))
            all[kept->break_count++] = (MethodBreak){metric->base_id, metric->method, period};
    }
    if (kept->break_count > 1)
        qsort(all, kept->break_count, sizeof *all, by_metric);
}

Kept *kept_open(Arena *arena, const char *before, const FigureSet *figures, Month period)
{
    Kept *kept = ARENA_NEW(arena, Kept);
    *kept = (Kept){.arena = arena};
    read_breaks(kept, before);
    add_breaks(kept, figures, period);
    return kept;
}

size_t kept_breaks(const Kept *kept, const MethodBreak **out)
{
    *out = kept->breaks;
    return kept->break_count;
}

void kept_csv(const Kept *kept, Buffer *out)
{
    char month[16];
    buffer_text(out, "metric_id,method,from_period\n");
    for (size_t i = 0; i < kept->break_count; i++)
        buffer_printf(out, "%s,%d,%s\n", kept->breaks[i].metric, kept->breaks[i].method,
                      month_text(kept->breaks[i].from, month));
}

/* --- which figures -------------------------------------------------------------------------- */

static int by_text(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

size_t kept_hold(Kept *kept, const Changes *changes, Buffer *waiting)
{
    Changes list = {.items = ARENA_NEW_ARRAY(kept->arena, changes->fresh + 1, Change)};
    kept->held = ARENA_NEW_ARRAY(kept->arena, changes->fresh + 1, const char *);
    kept->held_count = 0;
    for (size_t i = changes->count - changes->fresh; i < changes->count; i++) {
        const Change *c = &changes->items[i];
        /* A figure that was not there, or is no more, cannot be put back. */
        if (strcmp(c->kind, "figure") != 0 || c->reason[0] || !c->from[0] || !c->to[0])
            continue;
        kept->held[kept->held_count++] = c->key;
        list.items[list.count++] = *c;
    }
    if (kept->held_count > 1)
        qsort(kept->held, kept->held_count, sizeof *kept->held, by_text);
    Buffer lines = {0};
    list.fresh = list.count;
    changes_csv(&list, &lines);
    const char *first = list.count ? strchr(lines.bytes, '\n') : NULL;
    if (first)
        buffer_text(waiting, first + 1);
    buffer_free(&lines);
    return kept->held_count;
}

static bool is_before_break(const Kept *kept, const Figure *f)
{
    for (size_t i = 0; i < kept->break_count; i++)
        if (f->period < kept->breaks[i].from &&
            strcmp(kept->breaks[i].metric, f->metric->base_id) == 0)
            return true;
    return false;
}

static bool is_held(const Kept *kept, const char *const key[METRIC_KEY])
{
    char text[1024];
    const char *at = text;
    if (kept->held_count == 0)
        return false;
    snprintf(text, sizeof text, "%s|%s|%s|%s|%s", key[M_ID], key[M_LEVEL], key[M_SCOPE],
             key[M_PERIOD], key[M_WINDOW]);
    return bsearch(&at, kept->held, kept->held_count, sizeof *kept->held, by_text) != NULL;
}

/* --- putting back ---------------------------------------------------------------------------- */

typedef struct {
    size_t number;
    Figure computed, figure; /* as it was counted, and as it is now */
} PutBack;

static bool parse_state(const char *text, FigureState *out)
{
    for (int s = STATE_OK; s <= STATE_SUPPRESSED; s++)
        if (strcmp(text, state_code((FigureState)s)) == 0) {
            *out = (FigureState)s;
            return true;
        }
    return false;
}

static void parse_number(const char *text, bool *has, Int128 *number)
{
    *has = *text && exact_parse(text, number);
    if (!*has)
        *number = 0;
}

/* False where the line cannot be read: the figure then stays as it was counted. */
static bool put_back(Arena *arena, Figure *f, char **cells)
{
    char text[EXACT_SIZE];
    Figure old = *f;
    if (!parse_state(cells[M_STATE], &old.state))
        return false;
    parse_number(cells[M_NUM], &old.has_numerator, &old.numerator);
    parse_number(cells[M_DEN], &old.has_denominator, &old.denominator);
    old.value = arena_strdup(arena, cells[M_VALUE]);
    old.reporting = atoi(cells[M_REPORTING]);
    old.expected = atoi(cells[M_EXPECTED]);
    old.source = SOURCE_NONE;
    for (int s = SOURCE_NONE; s <= SOURCE_BOTH; s++)
        if (strcmp(cells[M_SOURCE], source_code((FigureSource)s)) == 0)
            old.source = (FigureSource)s;
    bool other = old.state != f->state || strcmp(old.value, figure_print(f, text)) != 0 ||
                 old.numerator != f->numerator || old.denominator != f->denominator;
    *f = old;
    return other;
}

static int compare_keys(char **a, const char *const *b)
{
    for (int i = 0; i < METRIC_KEY; i++) {
        int order = strcmp(a[i], b[i]);
        if (order != 0)
            return order;
    }
    return 0;
}

/* The figure of a scope above, where its parts were the sum of the compounds' as counted. */
static Int128 sum_below(const FigureSet *set, const Figure *above, bool numerator, bool *all)
{
    const ScopeSet *scopes = figures_scopes(set);
    const Scope *scope = &scopes->scopes[above->scope];
    Int128 sum = 0;
    for (size_t k = 0; k < scope->compound_count; k++) {
        FigureBox box;
        const Figure *f = figures_find(set, above->id, scopes->of_compound[scope->compounds[k]],
                                       above->period, above->window, &box);
        if (!f || (f->state != STATE_OK && f->state != STATE_UNDEFINED)) {
            *all = *all && f && f->state == STATE_NOT_RECEIVED;
            continue;
        }
        sum += numerator ? f->numerator : f->denominator;
    }
    return sum;
}

/* The same figure of another scope. */
static bool find_like(const FigureSet *set, const Figure *like, int scope, size_t *number,
                      Figure *out)
{
    if (!figures_number(set, like->id, scope, like->period, like->window, number))
        return false;
    figures_read(set, *number, out);
    return out->base == like->base;
}

typedef struct {
    size_t above; /* the figure's number */
    bool sums[2];
} RollUp;

/*
 * A roll-up that has a reason of its own to change moves by that alone: what its compounds keep
 * back is taken out of it again. Only where it was the exact sum of them.
 */
static void adjust_above(FigureSet *set, const PutBack *list, size_t count, const RollUp *roll_up)
{
    Int128 n = 0, d = 0;
    const ScopeSet *scopes = figures_scopes(set);
    const bool *sums = roll_up->sums;
    bool any = false;
    Figure now, *above = &now;
    figures_read(set, roll_up->above, above);
    for (size_t i = 0; i < count; i++) {
        const Figure *f = &list[i].figure, *was = &list[i].computed;
        if (f->scope == above->scope || f->period != above->period || f->window != above->window ||
            f->base != above->base || strcmp(f->id, above->id) != 0 ||
            scopes->scopes[f->scope].level != LEVEL_COMPOUND ||
            scope_above(scopes, f->scope, scopes->scopes[above->scope].level) != above->scope)
            continue;
        n += f->numerator - was->numerator;
        d += f->denominator - was->denominator;
        any = true;
    }
    if (!any || !sums[0] || (above->has_denominator && !sums[1]))
        return;
    above->numerator += n;
    above->denominator += above->has_denominator ? d : 0;
    if (above->has_denominator && above->denominator <= 0)
        above->state = STATE_UNDEFINED;
    above->value = NULL;
    figures_put(set, roll_up->above, above);
}

/* The roll-ups of what may be put back, asked while every figure is still as it was counted. */
static size_t find_roll_ups(const Kept *kept, const FigureSet *set, RollUp **out)
{
    size_t count = 0, capacity = 0;
    const ScopeSet *scopes = figures_scopes(set);
    *out = NULL;
    for (size_t i = 0; kept->held_count && i < figures_count(set); i++) {
        Figure figure, *f = &figure;
        figures_read(set, i, f);
        const Scope *scope = &scopes->scopes[f->scope];
        char month[16];
        const char *key[METRIC_KEY] = {f->id,
                                       level_code(scope->level),
                                       scope->id,
                                       month_text(f->period, month),
                                       window_code(f->window),
                                       ""};
        if (scope->level != LEVEL_COMPOUND || f->state != STATE_OK || !f->has_numerator ||
            !is_held(kept, key))
            continue;
        for (int at = scope->parent; at >= 0; at = scopes->scopes[at].parent) {
            size_t number = 0;
            Figure above;
            bool there = find_like(set, f, at, &number, &above);
            const Scope *high = &scopes->scopes[at];
            const char *upper[METRIC_KEY] = {f->id,         level_code(high->level), high->id,
                                             key[M_PERIOD], key[M_WINDOW],           ""};
            bool known = !there || above.state != STATE_OK || is_held(kept, upper), all = true;
            for (size_t k = 0; k < count && !known; k++)
                known = (*out)[k].above == number;
            if (known)
                continue;
            GROW(*out, capacity, count + 1);
            RollUp *r = &(*out)[count++];
            r->above = number;
            r->sums[0] = sum_below(set, &above, true, &all) == above.numerator;
            r->sums[1] = sum_below(set, &above, false, &all) == above.denominator;
            r->sums[0] = r->sums[0] && all;
        }
    }
    return count;
}

size_t kept_apply(const Kept *kept, FigureSet *figures, const char *folder)
{
    Readback old;
    size_t changed = 0, row = 0, list_count = 0, list_capacity = 0;
    if (kept)
        figures_set_breaks(figures, kept->breaks, kept->break_count);
    if (!kept || (kept->break_count == 0 && kept->held_count == 0) || !*folder)
        return 0;
    Arena *scratch = arena_new();
    if (!readback_open(path_join(scratch, folder, "metrics.csv"), &old)) {
        arena_free(scratch);
        return 0;
    }
    PutBack *list = NULL;
    RollUp *above;
    size_t above_count = find_roll_ups(kept, figures, &above);
    char **cells = NULL;
    const ScopeSet *scopes = figures_scopes(figures);
    for (size_t i = 0; old.columns >= M_COLUMNS && i < figures_count(figures); i++) {
        Figure figure, *f = &figure;
        figures_read(figures, i, f);
        char month[16], base[16] = "";
        const char *key[METRIC_KEY] = {f->id,
                                       level_code(scopes->scopes[f->scope].level),
                                       scopes->scopes[f->scope].id,
                                       month_text(f->period, month),
                                       window_code(f->window),
                                       base};
        if (!is_before_break(kept, f) && !is_held(kept, key))
            continue;
        if (f->base != MONTH_MISSING)
            month_text(f->base, base);
        int order = 1; /* both are sorted alike: what is behind the place is never needed again */
        for (; row < old.count; row++) {
            cells = readback_cells(&old, scratch, row);
            if ((order = compare_keys(cells, key)) >= 0)
                break;
        }
        Figure computed = *f;
        if (row == old.count || order != 0)
            continue;
        bool other = put_back(kept->arena, f, cells);
        figures_put(figures, i, f);
        if (!other)
            continue;
        GROW(list, list_capacity, list_count + 1);
        list[list_count++] = (PutBack){i, computed, figure};
        changed++;
    }
    for (size_t k = 0; k < above_count; k++)
        adjust_above(figures, list, list_count, &above[k]);
    free(above);
    free(list);
    readback_close(&old);
    arena_free(scratch);
    return changed;
}
