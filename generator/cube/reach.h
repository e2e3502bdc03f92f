/*
 * reach.h - how far back the rows go (metrics.md 1.6, 1.7).
 */
#ifndef REACH_H
#define REACH_H

#include "cube/plan.h"

typedef struct Reach Reach;

void reach_build(Arena *arena, const Dataset *data, const MetricPlan *plan, Day asof, Reach **out);
/* Is some row, by a date that places it in a window, dated in or before this month? */
bool reach_month(const Reach *reach, Month month);
/* Has the metric's main table, in any scope, a row dated in or before this month? */
bool reach_covers(const Reach *reach, const Metric *metric, Month month);
#endif
