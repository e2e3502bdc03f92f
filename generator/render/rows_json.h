/*
 * rows_json.h - tables and figures as JSON: arrays of one object per row, UTF-8.
 *
 * Amounts are JSON numbers with all their digits; a missing cell is null. In
 * metrics.json `value` is the decimal text of metrics.csv.
 */
#ifndef ROWS_JSON_H
#define ROWS_JSON_H

#include "base/buffer.h"
#include "cube/figure.h"
#include "render/field.h"

void rows_json_table(const Fields *fields, Buffer *out);
void rows_json_metrics(const FigureSet *figures, Buffer *out);
/*
 * One line of it, for parts; between "[" and "\n]\n". Of a metric that was defined anew each line
 * says by which method it was counted.
 */
void rows_json_metric(const FigureSet *figures, const Figure *figure, bool first, Buffer *out);
#endif
