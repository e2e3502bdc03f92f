/*
 * suppress.h - small numbers of people are not published.
 *
 * Metrics flagged `sensitive` have no public rows behind them. What is hidden:
 *
 *   small       a count below k; a share whose numerator or remainder is below k (0 of n and
 *               n of n included); a share of one compound that would decide a figure that
 *               `follows` it (who has 7 of 14 has no majority)
 *   neighbours  the smallest printed ones, until nothing hidden has one value only: a scope is the
 *               sum of its parts, a part lies between nothing and its whole, and as long as the
 *               people are the same a month tells of the next
 *
 *   movements   one of two months, or a corrected one, by which those who came or went would all
 *               be known to be counted, or none of them
 *   parts       figures by kind or by item, and changes, of a sensitive metric: all of them
 *
 * What an edition has shown stays shown and what it has hidden stays hidden (`past`), however the
 * months around it have changed: else the two editions together would tell.
 *
 * A figure that follows another and is the same for every part (all of eight committees) is shown
 * for each part too: hiding what the sum says would be no protection.
 */
#ifndef SUPPRESS_H
#define SUPPRESS_H

#include "cube/figure.h"

/* `past`: metrics.csv of the edition that is shown; "" or one that cannot be read: none. */
void suppress(FigureSet *figures, int k, const char *past);
#endif
