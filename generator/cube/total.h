/*
 * total.h - reported totals (R2): figures that exist only as totals (metrics.md 1.5).
 */
#ifndef TOTAL_H
#define TOTAL_H

#include "base/exact.h"
#include "cube/metric.h"
#include "cube/scope.h"

typedef struct Totals Totals;

void totals_build(Arena *arena, const Dataset *data, const ScopeSet *scopes, Totals **out);

typedef struct {
    Int128 numerator, denominator; /* denominator only of shares */
} Total;

/*
 * The total that fits `metric` (its id, or another under which totals are filed) in `scope`: of a
 * flow the one of exactly first..last, of a stock (first = DAY_MISSING) the latest up to `last`.
 */
bool totals_find(const Totals *totals, const MetricInfo *metric, const char *id, bool share,
                 int scope, Day first, Day last, Total *out);
#endif
