/*
 * cube.h - tables -> figures.
 *
 * cube_run() evaluates every metric of the plan for all scopes and windows of
 * the period and of the 12 months before it (metrics.md 1.7).
 */
#ifndef CUBE_H
#define CUBE_H

#include "cube/figure.h"
#include "cube/rules.h"
#include "data/import.h"

typedef struct {
    const char *metric; /* id, or script file where none could be read */
    const char *origin; /* file:line */
    const char *message;
} CubeFailure;

/* One item that a compound had to make public in the 12 months that end with the period. */
typedef struct {
    int32_t compound;                               /* row of T01 */
    const char *rule_id, *title, *title_en, *basis; /* title_en: "" where only one is known */
    int section; /* 0 proposals 1 meetings 2 owners 3 service 4 other */
    Day due;
    Day posted; /* first posting up to the as-of day; DAY_MISSING: none */
    bool on_time;
    bool continuous; /* due on each month's last day: on time while it hangs */
} CubeDue;

/* What a metric's own function says of one scope and window. */
typedef struct {
    bool known, has_denominator;
    bool looked;                    /* at rows of other compounds too */
    int64_t numerator, denominator; /* base units */
} ComputeAnswer;

/*
 * Asks the function of `metric` for each of `scopes` (numbers in `set`), the window first..last
 * of that code. False with *message (file:line and why), after which the metric is not asked again.
 */
typedef bool (*CubeCompute)(void *context, const MetricInfo *metric, const ScopeSet *set,
                            const int *scopes, size_t count, Window window, Day first, Day last,
                            ComputeAnswer *answers, const char **message);

typedef struct {
    CubeCompute
        compute; /* set before cube_run(); without it metrics of kind compute are left out */
    void *compute_context;
    int jobs;                /* threads, 0: one per processor; the figures do not depend on it */
    struct CubeParts *parts; /* of shards, added up instead of their rows (part.h); or NULL */
    struct PartWriter *part; /* of a shard: what it counts goes there, begun; or NULL */
    FigureSet *figures;
    const CubeFailure *failures; /* metrics left out */
    size_t failure_count;
    const CubeDue *due; /* by compound, rule, day */
    size_t due_count;
    const RuleSet *rules; /* that hold here; NULL where nothing can be due */
} Cube;

/*
 * `metrics` and `rules`: the lists that the declare process returned
 * (VALUE_LISTs of metric and rule-pack Values, scripts/README.md). `asof` is the last day of the
 * period or the day of --asof. Everything lives in `arena`. *out holds zeros or what says how to
 * compute and with how many threads. False only on a broken plan.
 */
bool cube_run(Arena *arena, const Import *import, const Config *config, const Value *metrics,
              const Value *rules, Month period, Day asof, Cube *out, Error *err);
#endif
