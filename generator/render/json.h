/*
 * json.h - tables and figures as JSON: arrays of one object per row, UTF-8.
 *
 * Amounts are JSON numbers with all their digits; a missing cell is null. In
 * metrics.json `value` is the decimal text of metrics.csv.
 */
#ifndef JSON_H
#define JSON_H

#include "base/buffer.h"
#include "cube/figure.h"
#include "render/field.h"

/* The text in quotes, escaped; NULL gives null. */
void json_text(Buffer *out, const char *text);
/* `"key":"text"`, with a comma before it unless the object or array has just begun. */
void json_pair(Buffer *out, const char *key, const char *text);
void json_key(Buffer *out, const char *key);
/* A comma, unless `out` ends in { [ or : */
void json_next(Buffer *out);

void json_table(const Fields *fields, Buffer *out);
void json_metrics(const FigureSet *figures, Buffer *out);
#endif
