/*
 * figure.h - computed figures: one per metric, scope, period, window and base.
 *
 * A figure is computed once and printed everywhere from here; its columns are
 * those of metrics.csv (contract.md), its meaning metrics.md.
 */
#ifndef FIGURE_H
#define FIGURE_H

#include "base/exact.h"
#include "cube/metric.h"
#include "cube/scope.h"

typedef enum {
    STATE_OK,
    STATE_UNDEFINED,
    STATE_NOT_RECEIVED,
    STATE_NO_BASE,
    STATE_UNEQUAL,
    STATE_SUPPRESSED
} FigureState;
typedef enum { SOURCE_NONE, SOURCE_ROWS, SOURCE_TOTALS, SOURCE_BOTH } FigureSource;

typedef struct {
    const MetricInfo *metric; /* of the plain or enum-suffixed figure; of the plain one for items */
    const char *id;           /* metric_id as in metrics.csv, item suffix included */
    const char *value;        /* decimal string; "" unless state is ok */
    int scope;
    Month period;
    Int128 numerator, denominator;
    Month base; /* MONTH_MISSING: no base period */
    int32_t reporting, expected;
    Window window;
    FigureState state;
    FigureSource source;
    bool has_numerator, has_denominator;
} Figure;

typedef struct FigureSet FigureSet;

size_t figures_count(const FigureSet *set);
/* Sorted as metrics.csv: id, level, scope id, period, window, base, each as bytes. */
const Figure *figures_at(const FigureSet *set, size_t i);
/* NULL where there is none. For change metrics any base: there is one per window. */
const Figure *figures_find(const FigureSet *set, const char *id, int scope, Month period,
                           Window window);
const ScopeSet *figures_scopes(const FigureSet *set);
/* All metrics, in the order of their ids. */
size_t figures_metric_count(const FigureSet *set);
const MetricInfo *figures_metric_at(const FigureSet *set, size_t i);
/* Where their series break, by metric and then by period; at first none do. Borrowed. */
void figures_set_breaks(FigureSet *set, const MethodBreak *breaks, size_t count);
size_t figures_breaks(const FigureSet *set, const MethodBreak **out);
/* By id; NULL where there is none. */
const MetricInfo *figures_metric(const FigureSet *set, const char *id);

/*
 * Building, for cube.c and tests: figures_new() -> figures_add()... -> figures_finish() -> reads.
 * `metrics` are sorted by id and outlive the set, as do all texts. Everything lives in `arena`.
 */
FigureSet *figures_new(Arena *arena, const ScopeSet *scopes, const MetricInfo *const *metrics,
                       size_t metric_count);
/* Room for so many figures at once, before the first is added. */
void figures_reserve(FigureSet *set, size_t count);
void figures_add(FigureSet *set, const Figure *figure);
/* Sorts and indexes. A second figure of the same key is left out. */
void figures_finish(FigureSet *set);
/*
 * The same by several threads: each fills a part of its own, in an arena of its own, and finishes
 * it; then all are joined, before anything is read of the whole. Of two figures with one key that
 * of the earlier part stands. The arenas must live as long as the set. figures_rank() once, before
 * the first part.
 */
void figures_rank(FigureSet *whole);
FigureSet *figures_part(const FigureSet *whole, Arena *arena);
void figures_finish_part(FigureSet *part);
void figures_join(FigureSet *whole, FigureSet *const *parts, size_t count);
/* A figure to be changed (suppression); key columns must stay. */
Figure *figures_change(FigureSet *set, size_t i);
Figure *figures_find_to_change(FigureSet *set, const char *id, int scope, Month period,
                               Window window);

const char *state_code(FigureState state);    /* "ok" … */
const char *source_code(FigureSource source); /* "" rows totals rows+totals */
#endif
