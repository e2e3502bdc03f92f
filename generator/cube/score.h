/*
 * score.h - assessments (T14): scores, completeness, stars, grades (metrics.md 7).
 */
#ifndef SCORE_H
#define SCORE_H

#include "cube/figure.h"
#include "cube/measure.h"

/* KIND_SCORE on its as-of day into out[scope]. */
void score_measure(const World *world, const Metric *metric, Day asof, Raw *out);
/* Rows X.scheme.subject, and E07.group.grade, of the scopes that report. */
void score_items(Arena *arena, const World *world, const Metric *metric, Month period, Day asof,
                 const int32_t *reporting, FigureSet *figures);
#endif
