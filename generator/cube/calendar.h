/*
 * calendar.h - working days of the State Council's holiday calendar.
 *
 * Monday to Friday, less holidays, plus make-up workdays, as shipped in
 * scripts/rules/; a year without data is Monday to Friday.
 */
#ifndef CALENDAR_H
#define CALENDAR_H

#include <stdbool.h>

#include "base/date.h"
#include "base/value.h"

typedef struct Calendar Calendar;

/* `rules`: list in which maps with a key "calendar" hold { {year=, holidays=, workdays=}, … }. */
const Calendar *calendar_read(Arena *arena, const Value *rules);
bool calendar_is_working(const Calendar *calendar, Day day);
/* Is there data for that year? */
bool calendar_knows(const Calendar *calendar, int year);
/* The n-th working day after `day` (before it for a negative n); 0 is the day itself. */
Day calendar_add(const Calendar *calendar, Day day, int64_t n);
#endif
