/*
 * figure.h - computed figures: one per metric, scope, period, window and base.
 *
 * A figure is computed once and printed everywhere from here; its columns are
 * those of metrics.csv (contract.md), its meaning metrics.md.
 *
 * A city has millions, so a set holds them small and hands out copies: a Figure
 * is what one says, without its printed value; a FigureBox is room for both.
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
    const char *value;        /* decimal string; "" unless state is ok; NULL: figure_print() it */
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

/* A figure with its printed value. Whoever keeps the figure keeps the box where it is. */
typedef struct {
    Figure figure;
    char text[EXACT_SIZE];
} FigureBox;

typedef struct FigureSet FigureSet;

size_t figures_count(const FigureSet *set);
/*
 * Figure number i into `box`, whose figure is returned. Sorted as metrics.csv: id, level, scope
 * id, period, window, base, each as bytes.
 */
const Figure *figures_at(const FigureSet *set, size_t i, FigureBox *box);
/* NULL where there is none. For change metrics any base: there is one per window. */
const Figure *figures_find(const FigureSet *set, const char *id, int scope, Month period,
                           Window window, FigureBox *box);
/* For those who look at many: the figure without its value, and where one is found. */
void figures_read(const FigureSet *set, size_t i, Figure *out);
/*
 * A figure as the set holds it. Those of one scope lie far apart, and each is a wait for memory:
 * who reads scope after scope copies them once, in the set's order, to where they lie side by side.
 * Good until the next figures_put().
 */
typedef struct {
    uint64_t held[2];
    const void *name, *rest;
} FigureCopy;
void figures_copy(const FigureSet *set, size_t i, FigureCopy *out);
void figures_read_copy(const FigureSet *set, const FigureCopy *copy, Figure *out);
bool figures_number(const FigureSet *set, const char *id, int scope, Month period, Window window,
                    size_t *number);
/*
 * Where a figure was found, for finding that of the next scope beside it: with all that is asked
 * for that, since whatever lies elsewhere is a wait for memory.
 */
typedef struct {
    uint32_t segment, rank; /* of the scope */
    Month period;
    Window window;
    uint32_t first, end; /* of the id's figures */
    size_t number;
    ptrdiff_t step; /* from scope to scope */
    char id[16];    /* empty: of none, or of one with a longer id, which is sought anew */
} FigureNear;
/* The same; `near`, all 0 at first, is of whatever was sought with it last. */
bool figures_number_near(const FigureSet *set, const char *id, int scope, Month period,
                         Window window, FigureNear *near, size_t *number);
/* The value as metrics.csv prints it: "" unless the state is ok. */
const char *figure_print(const Figure *figure, char text[EXACT_SIZE]);

/* Which figures there are, without their numbers: of scope and period, and the first of each id. */
int figures_scope(const FigureSet *set, size_t i);
Month figures_period(const FigureSet *set, size_t i);
/* The figures of one id lie together: from number `first` up to before `end`. */
typedef struct {
    const char *id;
    const MetricInfo *metric; /* of the first of them */
    size_t first, end;
} FigureRun;
size_t figures_run_count(const FigureSet *set);
FigureRun figures_run(const FigureSet *set, size_t run);

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
 * `metrics` are sorted by id and outlive the set, as do all texts of metrics; ids and values are
 * copied. Everything lives in `arena` once the set is finished. A set has room for FIGURE_SCOPES.
 */
#define FIGURE_SCOPES ((size_t)1 << 20)
FigureSet *figures_new(Arena *arena, const ScopeSet *scopes, const MetricInfo *const *metrics,
                       size_t metric_count);
/* Room for so many figures at once, before the first is added. */
void figures_reserve(FigureSet *set, size_t count);
/* A value that is NULL follows from numerator and denominator. */
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
/* Puts what a figure says in place of what number i said (suppression); its key stays. */
void figures_put(FigureSet *set, size_t i, const Figure *figure);

const char *state_code(FigureState state);    /* "ok" … */
const char *source_code(FigureSource source); /* "" rows totals rows+totals */
#endif
