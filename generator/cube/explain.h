/*
 * explain.h - one figure taken apart: what it means, its fraction, its rows.
 */
#ifndef EXPLAIN_H
#define EXPLAIN_H

#include "base/buffer.h"
#include "cube/cube.h"

typedef struct {
    const char *metric; /* an item of its own, "C07.R-3", too */
    const char *scope;  /* "community:本市/本区/…"; an id alone; NULL: the first city */
    Month period;
    const char *window; /* NULL: the figure's first */
} ExplainQuery;

/*
 * Writes title, formula, fraction and at most 50 rows of each table, with their files; only public
 * columns. Fails with ERR_USAGE where there is no such metric, scope, window or figure, and names
 * what there is.
 */
bool cube_explain(Arena *arena, const Import *import, const Config *config, const Value *metrics,
                  const Value *rules, const Cube *cube, Month period, Day asof,
                  const ExplainQuery *query, bool english, Buffer *out, Error *err);
#endif
