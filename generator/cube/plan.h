/*
 * plan.h - metrics made ready for counting: expressions compiled, names resolved.
 *
 * plan_read() turns the Values of cube/metric.h into Metrics, sorted by id. A
 * metric that is wrong is left out and named among the failures; the others stand.
 */
#ifndef PLAN_H
#define PLAN_H

#include "base/exact.h"
#include "cube/derive.h"
#include "cube/metric.h"

#define TERMS_MAX 64
#define KEYS_MAX 4

typedef enum {
    KIND_FRACTION,
    KIND_MEDIAN,
    KIND_CHANGE,
    KIND_TREND,
    KIND_TOTAL,
    KIND_SCORE,
    KIND_COMPUTE
} MetricKind;

typedef enum { HOW_COUNT, HOW_SUM, HOW_KNOWN, HOW_MAX, HOW_ANY, HOW_DISTINCT, HOW_LATEST } How;
typedef enum { SPAN_FLOW, SPAN_STOCK, SPAN_MONTH, SPAN_YTD, SPAN_YEAR } Span;
typedef enum { BASE_YOY, BASE_MOM, BASE_YEAR } BaseKind;
typedef enum { AS_RELATIVE, AS_POINTS, AS_DIFFERENCE } ChangeAs;
typedef enum {
    SCORE_SCORE,
    SCORE_COMPLETE,
    SCORE_STARS,
    SCORE_BRANCH_SHARE,
    SCORE_GRADES
} ScoreKind;

/* One aggregate over the rows of one table; absent expressions are NULL. */
typedef struct {
    const Table *table;
    How how;
    const Expr *date, *where, *value, *company;
    Expr *const *keys;
    size_t key_count;
} Term;

/* What is made of the terms of one entity. */
typedef struct Agg Agg;

/* Rows X.key (metrics.md 1.7); table is NULL where there are none. */
typedef struct {
    const Table *table;
    const Expr *key, *date, *where, *numerator, *denominator, *value;
    const ColumnSchema *key_column; /* says whether keys are texts or codes */
} Items;

struct Metric {
    MetricInfo info;
    MetricInfo item_info; /* unit and decimals of its items */
    MetricKind kind;
    Span span;
    const int *needs; /* indexes of tables; T01 is always among them */
    size_t need_count;
    bool of_companies; /* entities are companies, not compounds */
    const Term *terms;
    size_t term_count;
    const Agg *numerator, *denominator; /* denominator NULL: count or sum */
    bool combine_max, is_sum;
    int shift;            /* months that the windows are moved by */
    const char *total_id; /* the metric_id of its reported totals */
    bool in_trend;        /* one of the years of a trend, written with it */
    Items items;
    const char *of[3]; /* KIND_CHANGE: one; KIND_TREND: newest year first */
    BaseKind base;
    ChangeAs as;
    ScoreKind score;
    int stars;    /* E03.4: 4; 0: all */
    bool adds_up; /* KIND_COMPUTE: asked by compound, added up for the scopes above */
};

/* value = mul * numerator / (div * denominator) by unit (metrics.md 1.4). */
void unit_factor(const char *unit, int64_t *mul, int64_t *div);

typedef struct {
    const char *metric, *origin, *message;
} PlanFailure;

typedef struct {
    Metric *metrics; /* sorted by id */
    size_t count;
    ExprPool *pool; /* of all their expressions */
    const PlanFailure *failures;
    size_t failure_count;
} MetricPlan;

/* `list`: VALUE_LIST of metric Values. */
void plan_read(Arena *arena, const Dataset *data, const Derived *derived, const Value *list,
               MetricPlan *out);
/* The metric with this id, or NULL. */
const Metric *plan_find(const MetricPlan *plan, const char *id);

/* A number that may be missing. */
typedef struct {
    bool known;
    Int128 n;
} Amount;

/* The tree over terms[0..]; missing stands for nothing to add. */
Amount agg_eval(const Agg *agg, const Amount *terms);
/* Sets used[t] for each term that the tree reads. */
void agg_uses(const Agg *agg, bool *used);
#endif
