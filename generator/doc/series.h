/*
 * series.h - months of one figure side by side, where its metric was defined anew among them.
 *
 * Earlier months keep what they were published with (publish/kept.h), so figures before and
 * after such a month must not be read as one row: SERIES_MARK stands at the first month of the
 * new method, and a note below says since when.
 */
#ifndef SERIES_H
#define SERIES_H

#include "doc/document.h"

#define SERIES_MARK "※"

/* Whether the metric's method of `month` is another than that of `before`, an earlier one. */
bool series_broken(const FigureSet *figures, const MetricInfo *metric, Month before, Month month);
/* "※“…”口径自2026年9月起变更 …" for each break after `first` up to `last`; "" where none is. */
const char *series_note(Arena *arena, const FigureSet *figures, const MetricInfo *metric,
                        Month first, Month last, bool english);
/* The method that a figure of `month` follows; 0 where its metric was never defined anew. */
int series_method(const FigureSet *figures, const MetricInfo *metric, Month month);
/*
 * Marks the block that shows `uses`: a note below figures, tables and charts, and in a chart
 * also the label of the point and the words that stand for the drawing.
 */
void series_mark(Arena *arena, const FigureSet *figures, const FigureUse *uses, size_t count,
                 bool english, Block *block);
#endif
