/*
 * metricrows.h - figures as the lines of metrics.csv and of metrics.json (contract.md).
 *
 * Order of use:  metricrows_new() -> metricrows_head() -> metricrows_put()... -> metricrows_tail()
 *                -> metricrows_free()
 *
 * What a figure has in common with the one before it is not written out again but copied: id, scope
 * and unit stand in thousands of lines one after another. In metrics.json a missing number is null,
 * and `value` is the decimal text of metrics.csv.
 */
#ifndef METRICROWS_H
#define METRICROWS_H

#include "base/buffer.h"
#include "cube/figure.h"

typedef enum { METRICROWS_CSV, METRICROWS_JSON } MetricForm;
typedef struct MetricRows MetricRows;

/*
 * Borrows all. `figures`: where JSON looks up by which method a metric that was defined anew was
 * counted; NULL leaves that out.
 */
MetricRows *metricrows_new(const ScopeSet *scopes, const FigureSet *figures, MetricForm form);
void metricrows_free(MetricRows *rows);
/* The header line, or the beginning of the list. */
void metricrows_head(const MetricRows *rows, Buffer *out);
void metricrows_put(MetricRows *rows, const Figure *figure, Buffer *out);
void metricrows_tail(const MetricRows *rows, Buffer *out);
#endif
