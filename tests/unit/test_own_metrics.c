/* test_own_metrics.c - builders that only an office's own scripts use. */
#define DISTRICT_WORKSPACE "tests/unit/own-metrics"
#include "district.h"

static void shared_cost(District *d, const char *id, const char *compound, const char *on,
                        const char *households)
{
    add(d, "revenue_ledger",
        arena_printf(d->arena,
                     "compound_id=%s; entry_id=%s; account=shared_utility; direction=out; "
                     "subject=other; amount=100.00; entry_on=%s%s%s",
                     compound, id, on, *households ? "; households=" : "", households));
}

/* The newest known value of each compound counts, whatever the order of rows; the city adds up. */
static void the_latest_value_counts(void **state)
{
    District *d = *state;
    shared_cost(d, "1", "A-1", "2026-10-20", "410");
    shared_cost(d, "2", "A-1", "2026-10-05", "400");
    shared_cost(d, "3", "A-1", "2026-10-25", ""); /* unknown: the one before stands */
    shared_cost(d, "4", "A-1", "2026-11-01", "500");
    shared_cost(d, "5", "A-2", "2026-03-01", "70");
    shared_cost(d, "6", "A-2", "2026-03-01", "75"); /* of equal dates the later row */
    run(d, "2026-10");
    assert_figure(d, "X01", "A-1", "asof", "410 410 ok rows");
    assert_figure(d, "X01", "A-2", "asof", "75 75 ok rows");
    assert_figure(d, "X01", "本市", "asof", "485 485 ok rows");
    assert_figure(d, "X02", "A-2", "month", "0 0 ok rows");
    assert_figure(d, "X02", "本市", "month", "410 410 ok rows");
}

/* Of a scope the largest, not the sum of what its compounds have; of none none. */
static void the_largest_value_counts(void **state)
{
    District *d = *state;
    shared_cost(d, "1", "A-1", "2026-10-05", "90");
    shared_cost(d, "2", "A-1", "2026-10-20", "410");
    shared_cost(d, "3", "A-2", "2026-10-01", "70");
    shared_cost(d, "4", "A-2", "2026-09-30", "500");
    shared_cost(d, "5", "B-1", "2026-10-02", "");
    run(d, "2026-10");
    assert_figure(d, "X06", "A-1", "month", "410 410 ok rows");
    assert_figure(d, "X06", "A-2", "month", "70 70 ok rows");
    assert_figure(d, "X06", "A-2", "ytd", "500 500 ok rows");
    assert_figure(d, "X06", "本市", "month", "410 410 ok rows");
    assert_figure(d, "X06", "本市", "ytd", "500 500 ok rows");
    assert_figure(d, "X06", "B-1", "month", "- - undefined rows");
}

/* A condition on a compound counts those for which it holds. */
static void conditions_count_compounds(void **state)
{
    District *d = *state;
    add(d, "issues",
        "compound_id=A-1; issue_id=1; issue_type=complaint; category=noise; status=open; "
        "reported_on=2026-10-05");
    run(d, "2026-10");
    assert_figure(d, "X03", "A-1", "month", "0/1 0 ok rows");
    assert_figure(d, "X03", "本市", "month", "3/4 75 ok rows");
}

/* A row whose own day moves when it is closed counts by the day it had then, however it is found.
 */
static void a_day_that_moves_counts_as_it_was(void **state)
{
    District *d = *state;
    add(d, "issues",
        "compound_id=A-1; issue_id=1; issue_type=request; category=lift; status=closed; "
        "reported_on=2026-06-10; due_on=2026-08-20; closed_on=2026-10-05");
    add(d, "issues",
        "compound_id=A-1; issue_id=2; issue_type=request; category=lift; status=open; "
        "reported_on=2026-08-11");
    for (int large = 0; large < 2; large++) {
        setenv("GONGKAI_LARGE_TABLE", large ? "0" : "1000000", 1);
        run(d, "2026-10");
        unsetenv("GONGKAI_LARGE_TABLE");
        assert_string_equal(figure_at(d, "X04", "A-1", "2026-06", "month"), "1 1 ok rows");
        assert_string_equal(figure_at(d, "X04", "A-1", "2026-08", "month"), "1 1 ok rows");
        assert_string_equal(figure_at(d, "X04", "A-1", "2026-09", "ytd"), "2 2 ok rows");
        assert_figure(d, "X04", "A-1", "month", "1 1 ok rows");
        assert_figure(d, "X04", "A-1", "ytd", "2 2 ok rows");
        /* from one day that has come to an earlier one */
        assert_string_equal(figure_at(d, "X05", "A-1", "2026-08", "month"), "1 1 ok rows");
        assert_string_equal(figure_at(d, "X05", "A-1", "2026-06", "month"), "0 0 ok rows");
        assert_figure(d, "X05", "A-1", "ytd", "1 1 ok rows");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(the_latest_value_counts, open_district, close_district),
        cmocka_unit_test_setup_teardown(a_day_that_moves_counts_as_it_was, open_district,
                                        close_district),
        cmocka_unit_test_setup_teardown(the_largest_value_counts, open_district, close_district),
        cmocka_unit_test_setup_teardown(conditions_count_compounds, open_district, close_district),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
