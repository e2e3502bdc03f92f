/*
 * items.h - rows X.key: one figure per thing counted (metrics.md 1.7).
 */
#ifndef ITEMS_H
#define ITEMS_H

#include "cube/figure.h"
#include "cube/measure.h"
#include "cube/windows.h"

/* Figures of the items of `metric` in compounds that report, in each window they fall into. */
void items_write(Arena *arena, const World *world, const Metric *metric, Month period,
                 const Interval *spans, size_t count, const bool *reports, const int32_t *reporting,
                 FigureSet *figures);
/* "X.key" with dots, slashes and control characters of the key percent-encoded. */
const char *item_id(Arena *arena, const char *metric, const char *const *keys, size_t count);
#endif
