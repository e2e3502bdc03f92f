/* calendar.c - see calendar.h. */
#include "cube/calendar.h"

#include <stdlib.h>

#define DAYS_MAX 3660 /* deadlines beyond ten years are a typing error */

typedef struct {
    Day day;
    bool working;
} Exception;

struct Calendar {
    Exception *exceptions; /* sorted */
    size_t count;
    int *years;
    size_t year_count;
};

static int exception_compare(const void *a, const void *b)
{
    const Exception *x = a, *y = b;
    if (x->day != y->day)
        return x->day < y->day ? -1 : 1;
    return x->working - y->working;
}

static void add_days(Calendar *calendar, const Value *days, bool working)
{
    for (size_t i = 0; i < days->count; i++) {
        Day day;
        if (days->items[i].kind == VALUE_TEXT && day_parse(days->items[i].text, &day))
            calendar->exceptions[calendar->count++] = (Exception){day, working};
    }
}

const Calendar *calendar_read(Arena *arena, const Value *rules)
{
    Calendar *calendar = ARENA_NEW(arena, Calendar);
    size_t days = 0, years = 0;
    for (size_t i = 0; rules->kind == VALUE_LIST && i < rules->count; i++) {
        const Value *list = value_list(&rules->items[i], "calendar");
        years += list->count;
        for (size_t y = 0; y < list->count; y++)
            days += value_list(&list->items[y], "holidays")->count +
                    value_list(&list->items[y], "workdays")->count;
    }
    calendar->exceptions = ARENA_NEW_ARRAY(arena, days, Exception);
    calendar->years = ARENA_NEW_ARRAY(arena, years, int);
    for (size_t i = 0; rules->kind == VALUE_LIST && i < rules->count; i++) {
        const Value *list = value_list(&rules->items[i], "calendar");
        for (size_t y = 0; y < list->count; y++) {
            calendar->years[calendar->year_count++] = (int)value_int(&list->items[y], "year", 0);
            add_days(calendar, value_list(&list->items[y], "holidays"), false);
            add_days(calendar, value_list(&list->items[y], "workdays"), true);
        }
    }
    if (calendar->count)
        qsort(calendar->exceptions, calendar->count, sizeof *calendar->exceptions,
              exception_compare);
    return calendar;
}

bool calendar_is_working(const Calendar *calendar, Day day)
{
    size_t low = 0, high = calendar->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (calendar->exceptions[middle].day == day)
            return calendar->exceptions[middle].working;
        if (calendar->exceptions[middle].day < day)
            low = middle + 1;
        else
            high = middle;
    }
    return day_weekday(day) <= 5;
}

bool calendar_knows(const Calendar *calendar, int year)
{
    for (size_t i = 0; i < calendar->year_count; i++)
        if (calendar->years[i] == year)
            return true;
    return false;
}

Day calendar_add(const Calendar *calendar, Day day, int64_t n)
{
    int step = n < 0 ? -1 : 1;
    n = n < 0 ? -n : n;
    for (n = n > DAYS_MAX ? DAYS_MAX : n; n > 0;) {
        day += step;
        n -= calendar_is_working(calendar, day);
    }
    return day;
}
