/*
 * date.h - days and months of the Gregorian calendar.
 *
 * A Day is the count of days since 1970-01-01; a Month is year * 12 + (month - 1),
 * so both can be compared, subtracted and used as an index.
 */
#ifndef DATE_H
#define DATE_H

#include <stdbool.h>
#include <stdint.h>

typedef int32_t Day;
typedef int32_t Month;

#define DAY_MISSING INT32_MIN
#define MONTH_MISSING INT32_MIN

/* False where there is no such day (2026-02-29); years 1 to 9999. */
bool day_of(int year, int month, int day, Day *out);
void day_parts(Day day, int *year, int *month, int *day_of_month);
/* 1 Monday ... 7 Sunday. */
int day_weekday(Day day);
Month day_month(Day day);
/* Adds months, keeping the day of the month or taking the month's last day (metrics.md 1.2). */
Day day_add_months(Day day, int months);
/* Moves by months; a month's last day stays a month's last day (metrics.md 1.6). */
Day day_move_months(Day day, int months);

Month month_of(int year, int month); /* month 1..12 */
int month_year(Month month);
int month_number(Month month); /* 1..12 */
Day month_first(Month month);
Day month_last(Month month);

/* "2026-10-05" and "2026-10" into `out` (at least 16 bytes), returned. */
char *day_text(Day day, char *out);
char *month_text(Month month, char *out);
/* Exactly that ISO form; anything else is false. */
bool day_parse(const char *text, Day *out);
bool month_parse(const char *text, Month *out);
/* Today in UTC+8, or the day of SOURCE_DATE_EPOCH where that is set. */
Day day_today(void);
#endif
