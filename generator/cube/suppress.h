/*
 * suppress.h - small numbers of people are not published.
 *
 * Metrics flagged `sensitive` have no public rows behind them. A count below k,
 * and a share whose numerator or remainder is below k (0 of n and n of n
 * included), loses its cells; and wherever a parent scope and its children
 * would leave one suppressed cell to be found by subtraction, the smallest
 * neighbour goes with it.
 */
#ifndef SUPPRESS_H
#define SUPPRESS_H

#include "cube/figure.h"

void suppress(FigureSet *figures, int k);
#endif
