/* score.c - see score.h. */
#include "cube/score.h"

void score_measure(const World *world, const Metric *metric, Day asof, Raw *out)
{
    (void)world;
    (void)metric;
    (void)asof;
    (void)out;
}

void score_items(Arena *arena, const World *world, const Metric *metric, Month period, Day asof,
                 const bool *reports, const int32_t *reporting, FigureSet *figures)
{
    (void)arena;
    (void)world;
    (void)metric;
    (void)period;
    (void)asof;
    (void)reports;
    (void)reporting;
    (void)figures;
}
