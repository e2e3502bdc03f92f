/* Days, months, and moving by months. */
#include "unit.h"

#include "base/date.h"

static Day day(const char *text)
{
    Day d;
    assert_true(day_parse(text, &d));
    return d;
}

static void known_days_have_their_numbers(void **state)
{
    (void)state;
    char text[16];
    assert_int_equal(day("1970-01-01"), 0);
    assert_int_equal(day("2024-03-05"), 45356 - 25569); /* Excel's serial of domain.md 3.3 */
    assert_int_equal(day_weekday(day("2026-10-31")), 6);
    assert_int_equal(day_weekday(day("1969-12-29")), 1);
    for (Day d = day("1899-12-30"); d < day("2101-01-01"); d++) {
        Day back;
        assert_true(day_parse(day_text(d, text), &back));
        assert_int_equal(back, d);
    }
}

static void impossible_days_are_refused(void **state)
{
    (void)state;
    Day d;
    assert_false(day_parse("2026-02-29", &d));
    assert_true(day_parse("2024-02-29", &d));
    assert_false(day_parse("1900-02-29", &d));
    assert_false(day_parse("2026-2-9", &d));
    assert_false(day_parse("2026-13-01", &d));
    Month m;
    assert_false(month_parse("2026-00", &m));
    assert_true(month_parse("2026-10", &m));
}

static void adding_months_takes_the_last_day_when_there_is_none(void **state)
{
    (void)state;
    assert_int_equal(day_add_months(day("2025-11-30"), 3), day("2026-02-28"));
    assert_int_equal(day_add_months(day("2023-11-30"), 3), day("2024-02-29"));
    assert_int_equal(day_add_months(day("2026-02-28"), 1), day("2026-03-28"));
    assert_int_equal(day_move_months(day("2026-02-28"), 1), day("2026-03-31"));
    assert_int_equal(day_move_months(day("2026-10-15"), -12), day("2025-10-15"));
    assert_int_equal(month_last(month_of(2026, 10)), day("2026-10-31"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(known_days_have_their_numbers),
        cmocka_unit_test(impossible_days_are_refused),
        cmocka_unit_test(adding_months_takes_the_last_day_when_there_is_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
