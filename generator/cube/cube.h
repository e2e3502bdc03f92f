/*
 * cube.h - tables -> figures.
 *
 * cube_run() evaluates every metric of the plan for all scopes and windows of
 * the period and of the 12 months before it (metrics.md 1.7).
 */
#ifndef CUBE_H
#define CUBE_H

#include "cube/figure.h"
#include "data/import.h"

typedef struct {
    const char *metric; /* id, or script file where none could be read */
    const char *origin; /* file:line */
    const char *message;
} CubeFailure;

typedef struct {
    FigureSet *figures;
    const CubeFailure *failures; /* metrics left out */
    size_t failure_count;
} Cube;

/*
 * `metrics` and `rules`: the lists that the declare process returned
 * (VALUE_LISTs of metric and rule-pack Values, scripts/README.md). `asof` is the last day of the
 * period or the day of --asof. Everything lives in `arena`. False only on a broken plan.
 */
bool cube_run(Arena *arena, const Import *import, const Config *config, const Value *metrics,
              const Value *rules, Month period, Day asof, Cube *out, Error *err);
#endif
