/* test_windows.c - windows, bases and working days. */
#include "unit.h"

#include <stdio.h>

#include "cube/calendar.h"
#include "cube/windows.h"

static Day day(const char *text)
{
    Day out = DAY_MISSING;
    assert_true(day_parse(text, &out));
    return out;
}

static void assert_window(const Config *config, Span span, const char *asof, Window code,
                          const char *first)
{
    Interval out[WINDOWS_MAX];
    size_t count = windows_of(span, config, day(asof), out);
    for (size_t i = 0; i < count; i++)
        if (out[i].code == code) {
            assert_int_equal(out[i].last, day(asof));
            assert_int_equal(out[i].first, first ? day(first) : DAY_MISSING);
            return;
        }
    fail_msg("window %s is not emitted", window_code(code));
}

/* Where each window of a flow begins; all end on the as-of day. */
static void flows_have_their_windows(void **state)
{
    (void)state;
    Config config = {.since = day("2021-09-01"), .window_quarter = true, .window_year = true};
    assert_window(&config, SPAN_FLOW, "2026-11-15", WINDOW_MONTH, "2026-11-01");
    assert_window(&config, SPAN_FLOW, "2026-11-15", WINDOW_QUARTER, "2026-10-01");
    assert_window(&config, SPAN_FLOW, "2026-09-30", WINDOW_QUARTER, "2026-07-01");
    assert_window(&config, SPAN_FLOW, "2026-11-15", WINDOW_YTD, "2026-01-01");
    assert_window(&config, SPAN_FLOW, "2026-11-15", WINDOW_YEAR, "2025-12-01");
    assert_window(&config, SPAN_FLOW, "2026-11-15", WINDOW_SINCE, "2021-09-01");
    assert_window(&config, SPAN_STOCK, "2026-11-15", WINDOW_ASOF, NULL);
    assert_window(&config, SPAN_MONTH, "2026-02-28", WINDOW_MONTH, "2026-02-01");
}

/* Quarter, year and since are asked for; since waits for its day. */
static void windows_are_asked_for(void **state)
{
    (void)state;
    Interval out[WINDOWS_MAX];
    Config config = {.since = DAY_MISSING};
    assert_int_equal(windows_of(SPAN_FLOW, &config, day("2026-10-31"), out), 2);
    assert_int_equal(windows_of(SPAN_YEAR, &config, day("2026-10-31"), out), 1);
    config.since = day("2026-10-31");
    assert_int_equal(windows_of(SPAN_FLOW, &config, day("2026-10-31"), out), 3);
    assert_int_equal(windows_of(SPAN_FLOW, &config, day("2026-10-30"), out), 2);
}

/* Both ends move by months; a month's last day stays one, other days keep their number. */
static void bases_move_by_months(void **state)
{
    (void)state;
    Interval span = {WINDOW_YTD, day("2024-01-01"), day("2024-02-29")};
    Interval moved = interval_moved(span, -12);
    assert_int_equal(moved.first, day("2023-01-01"));
    assert_int_equal(moved.last, day("2023-02-28"));
    span = (Interval){WINDOW_MONTH, day("2025-02-01"), day("2025-02-28")};
    assert_int_equal(interval_moved(span, -12).last, day("2024-02-29"));
    assert_int_equal(interval_moved(span, -1).last, day("2025-01-31"));
    span.last = day("2026-10-15");
    assert_int_equal(interval_moved(span, -12).last, day("2025-10-15"));
    Config config = {.base_year = 0};
    assert_int_equal(base_shift(BASE_YEAR, &config, day("2026-10-31")), -24);
    config.base_year = 2019;
    assert_int_equal(base_shift(BASE_YEAR, &config, day("2021-12-31")), -24);
    assert_int_equal(base_shift(BASE_YOY, &config, day("2021-12-31")), -12);
    assert_int_equal(base_shift(BASE_MOM, &config, day("2021-12-31")), -1);
}

/* Only the period itself ends on the given day. */
static void earlier_periods_end_with_their_month(void **state)
{
    (void)state;
    Month period = month_of(2026, 10);
    assert_int_equal(period_asof(period, period, day("2026-10-15")), day("2026-10-15"));
    assert_int_equal(period_asof(period - 1, period, day("2026-10-15")), day("2026-09-30"));
}

static Value text_value(const char *text)
{
    return (Value){.kind = VALUE_TEXT, .text = text};
}

/* Holidays are left out and make-up workdays counted; a year without data is Monday to Friday. */
static void working_days_follow_the_calendar(void **state)
{
    (void)state;
    Value holiday = text_value("2026-10-01"), workday = text_value("2026-10-10");
    const char *year_keys[] = {"year", "holidays", "workdays"}, *rule_keys[] = {"calendar"};
    Value year_items[] = {{.kind = VALUE_INT, .integer = 2026},
                          {.kind = VALUE_LIST, .count = 1, .items = &holiday},
                          {.kind = VALUE_LIST, .count = 1, .items = &workday}};
    Value year = {.kind = VALUE_MAP, .count = 3, .items = year_items, .keys = year_keys};
    Value years = {.kind = VALUE_LIST, .count = 1, .items = &year};
    Value map = {.kind = VALUE_MAP, .count = 1, .items = &years, .keys = rule_keys};
    Value rules = {.kind = VALUE_LIST, .count = 1, .items = &map};
    Arena *arena = arena_new();
    const Calendar *calendar = calendar_read(arena, &rules);
    assert_true(calendar_knows(calendar, 2026));
    assert_false(calendar_knows(calendar, 2027));
    /* Wednesday 30 September + 1: Thursday is a holiday, so Friday */
    assert_int_equal(calendar_add(calendar, day("2026-09-30"), 1), day("2026-10-02"));
    /* Friday 9 October + 1: Saturday 10th was made a workday */
    assert_int_equal(calendar_add(calendar, day("2026-10-09"), 1), day("2026-10-10"));
    assert_int_equal(calendar_add(calendar, day("2026-10-09"), 2), day("2026-10-12"));
    assert_int_equal(calendar_add(calendar, day("2026-10-11"), 0), day("2026-10-11"));
    assert_int_equal(calendar_add(calendar, day("2027-10-01"), 20), day("2027-10-29"));
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(flows_have_their_windows),
        cmocka_unit_test(windows_are_asked_for),
        cmocka_unit_test(bases_move_by_months),
        cmocka_unit_test(earlier_periods_end_with_their_month),
        cmocka_unit_test(working_days_follow_the_calendar),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
