/*
 * measure.h - one metric counted from rows: entities first, then scopes.
 *
 * Every window of a period ends on its as-of day, so a metric is counted for
 * all windows of an as-of day in one pass over its rows; a row falls into each
 * window that begins on or before its date. Compounds (or companies) are added
 * up to scopes afterwards.
 */
#ifndef MEASURE_H
#define MEASURE_H

#include "cube/company.h"
#include "cube/ledger.h"

#define MEASURE_WINDOWS_MAX 6

typedef struct {
    bool known;           /* false: numerator and denominator are empty */
    bool has_denominator; /* shares, ratios, means, medians */
    Int128 numerator, denominator;
} Raw;

typedef struct {
    const Dataset *data;
    const Config *config;
    const ScopeSet *scopes;
    const Companies *companies;
    const Ledger *ledger; /* NULL: every row is read for every metric */
} World;

/*
 * KIND_FRACTION and KIND_MEDIAN in the windows firsts[w]..asof (DAY_MISSING: no first day) into
 * out[scope * count + w]. No state, arrival or total is looked at.
 */
void measure(const World *world, const Metric *metric, Day asof, const Day *firsts, size_t count,
             Raw *out);
#endif
