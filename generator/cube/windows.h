/*
 * windows.h - the spans of days that figures are counted over (metrics.md 1.2, 1.6).
 */
#ifndef WINDOWS_H
#define WINDOWS_H

#include "cube/plan.h"

#define WINDOWS_MAX 6

typedef struct {
    Window code;
    Day first; /* DAY_MISSING: a stock, no first day */
    Day last;  /* the as-of day */
} Interval;

/* The as-of day of `month`: its last day, but `asof` for the period itself. */
Day period_asof(Month month, Month period, Day asof);
/* The windows of a figure on its as-of day; returns how many (at most WINDOWS_MAX). */
size_t windows_of(Span span, const Config *config, Day asof, Interval *out);
/* Both ends moved by whole months; a month's last day stays one. */
Interval interval_moved(Interval interval, int months);
/* Months from a figure's as-of day to that of its base; negative. */
int base_shift(BaseKind base, const Config *config, Day asof);
#endif
