/* test_turn.c - metrics that read many rows are counted first. */
#include "district.h"

#include "cube/turn.h"
#include "data/table_build.h"

/* M2 reads few rows itself, but compares M5, which reads most; equal ones stay in order. */
static void the_most_rows_come_first(void **state)
{
    static const size_t rows[] = {900, 2007, 7, 7, 2000}, metrics[] = {1, 4, 0, 2, 3};
    District *d = *state;
    Table *issues = dataset_find(d->data, "issues"), *meetings = dataset_find(d->data, "meetings"),
          *fund = dataset_find(d->data, "fund_ledger");
    table_add_rows(issues, (RowOrigin){0, 2}, 900);
    table_add_rows(meetings, (RowOrigin){0, 2}, 7);
    table_add_rows(fund, (RowOrigin){0, 2}, 1000);
    const Term of_issues = {.table = issues}, of_meetings = {.table = meetings},
               of_fund[2] = {{.table = fund}, {.table = fund}};
    Metric list[5] = {{.info = {.id = "M1"}, .term_count = 1, .terms = &of_issues},
                      {.info = {.id = "M2"}, .term_count = 1, .terms = &of_meetings, .of = {"M5"}},
                      {.info = {.id = "M3"}, .term_count = 1, .terms = &of_meetings},
                      {.info = {.id = "M4"}, .term_count = 1, .terms = &of_meetings},
                      {.info = {.id = "M5"}, .term_count = 2, .terms = of_fund}};
    MetricPlan plan = {.metrics = list, .count = 5};
    Turn *turns = turns_take(&plan, NULL);
    for (size_t i = 0; i < 5; i++) {
        assert_int_equal(turns[i].metric, metrics[i]);
        assert_int_equal(turns[i].rows, rows[metrics[i]]);
    }
    free(turns);
}

int main(void)
{
#define CASE(name) cmocka_unit_test_setup_teardown(name, open_district, close_district)
    const struct CMUnitTest tests[] = {CASE(the_most_rows_come_first)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
