/*
 * holdback.h - a correction without a reason waits: the published row goes on counting.
 *
 * What was published keeps its old cells until input/corrections.csv says why they change, so
 * rows, figures, roll-ups and pages all still tell the same story. What
 * waits is listed in report/waiting.csv.
 */
#ifndef HOLDBACK_H
#define HOLDBACK_H

#include "base/buffer.h"
#include "data/import.h"
#include "publish/changes.h"

/*
 * Puts the published cells and rows of every fresh change without a reason back into the tables
 * (`before`: folder of the edition before). The number of changes undone; their list
 * in the form of data/corrections.csv goes to `waiting`. What only a private or
 * masked column held cannot be put back and is left alone.
 */
size_t holdback_apply(Arena *arena, Dataset *data, const char *before, const Changes *changes,
                      Buffer *waiting);
#endif
