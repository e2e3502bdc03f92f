/*
 * kept.h - figures of published months that go on saying what was published.
 *
 * Two cases. A metric that is declared with another `method` counts anew from the period in which
 * that is first published; the months before keep the values of the method they were published
 * with, so a long series survives and its break is told (data/methods.csv). And a figure that moved
 * though no public row did, by what only a private column holds, waits as a published row does
 * (holdback.h) until input/corrections.csv says why; what adds up over compounds adds up all the
 * same.
 */
#ifndef KEPT_H
#define KEPT_H

#include "base/buffer.h"
#include "cube/figure.h"
#include "publish/changes.h"

typedef struct Kept Kept;

/*
 * What data/methods.csv of the edition in `before` ("" for none) tells, and what `period` adds to
 * it: metrics whose declared method is another than the last one.
 */
Kept *kept_open(Arena *arena, const char *before, const FigureSet *figures, Month period);
/* In the order of metrics, then of periods. */
size_t kept_breaks(const Kept *kept, const MethodBreak **out);
/* data/methods.csv, with every break so far. */
void kept_csv(const Kept *kept, Buffer *out);
/*
 * Fresh changes of figures without a reason are kept back from now on; how many. Those that can
 * be undone go to `waiting` as lines of data/corrections.csv, without a header.
 */
size_t kept_hold(Kept *kept, const Changes *changes, Buffer *waiting);
/*
 * Nothing where `kept` is NULL. Puts the values of `folder`/metrics.csv back into the figures that
 * are kept; how many were others.
 */
size_t kept_apply(const Kept *kept, FigureSet *figures, const char *folder);
#endif
