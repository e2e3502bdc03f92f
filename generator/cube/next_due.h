/*
 * next_due.h - what will have to be made public in a coming month, as far as rules alone say it.
 *
 * Items that follow from an event are left out: they arise with the event. So are items that a
 * row of T20 answers already.
 */
#ifndef NEXT_DUE_H
#define NEXT_DUE_H

#include "cube/cube.h"

/* `rules` as for cube_run(); by compound, rule, day; in `arena`. */
void next_due(Arena *arena, const Import *import, const Config *config, const Value *rules,
              Month month, const CubeDue **out, size_t *count);
#endif
