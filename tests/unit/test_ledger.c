/* test_ledger.c - large tables counted once for all periods: what counting row by row gives. */
#include "district.h"

#define ROWS 3000

static uint32_t seed;

static uint32_t pick(uint32_t below)
{
    seed = seed * 1664525u + 1013904223u;
    return (seed >> 8) % below;
}

static int64_t some_day(const ColumnSchema *column, int64_t first)
{
    /* Mostly in the same weeks, some of them years apart, behind the period or before the row's. */
    switch (pick(20)) {
    case 0:
        return first + 70 + pick(3000);
    case 1:
        return first - pick(900);
    case 2:
        return day("2026-10-31") + pick(40);
    default:
        return column->type == TYPE_PERIOD ? month_last(day_month((Day)first)) : first + pick(90);
    }
}

/* Rows with something in every column that is counted by, and nothing in one of seven. */
static void fill(District *d, const char *name)
{
    Table *table = dataset_find(d->data, name);
    const TableSchema *schema = table_schema(table);
    table_set_arrived(table);
    for (int32_t i = 0; i < ROWS; i++) {
        size_t row = table_add_row(table, (RowOrigin){0, i + 2});
        int64_t first = day("2023-06-01") + pick(1300);
        table_set_compound(table, row, (int32_t)pick(5) - 1);
        for (size_t c = 0; c < schema->column_count; c++) {
            const ColumnSchema *column = &schema->columns[c];
            int64_t cell = pick(60);
            if (column->privacy == PRIVACY_PRIVATE || pick(7) == 0)
                continue;
            if (column->type == TYPE_DATE || column->type == TYPE_PERIOD)
                cell = some_day(column, first);
            else if (column->type == TYPE_ENUM)
                cell = pick((uint32_t)column->value_count);
            else if (column->type == TYPE_BOOL)
                cell = pick(2);
            else if (column->type == TYPE_ID || column->type == TYPE_STR)
                cell = 1 + pick(9);
            table_set(table, row, c, cell);
        }
    }
}

static char *figures_counted(District *d, const char *large_table, int jobs)
{
    Buffer text = {0};
    FigureBox box;
    setenv("GONGKAI_LARGE_TABLE", large_table, 1);
    d->cube.jobs = jobs;
    run(d, "2026-10");
    unsetenv("GONGKAI_LARGE_TABLE");
    for (size_t i = 0; i < figures_count(d->cube.figures); i++) {
        const Figure *f = figures_at(d->cube.figures, i, &box);
        buffer_printf(&text, "%s %d %d %d %d %s %d %d %lld/%lld\n", f->id, f->scope, (int)f->period,
                      (int)f->window, (int)f->base, f->value, (int)f->state, (int)f->source,
                      (long long)f->numerator, (long long)f->denominator);
    }
    char *copy = arena_copy(d->arena, text.bytes, text.length);
    buffer_free(&text);
    return copy;
}

/* The first line in which two lists differ, or nothing. */
static void assert_same_lines(const char *a, const char *b)
{
    size_t line = 0;
    for (size_t i = 0; a[i] || b[i]; i++) {
        if (a[i] != b[i])
            fail_msg("rows: %.*s; ledger: %.*s", (int)strcspn(a + line, "\n"), a + line,
                     (int)strcspn(b + line, "\n"), b + line);
        line = a[i] == '\n' ? i + 1 : line;
    }
}

/* Whatever stands in the rows, in any order, and however many count them. */
static void ledgers_count_what_rows_say(void **state)
{
    District *d = *state;
    static const char *const tables[] = {"issues", "list_events", "disclosures", "service_items"};
    dataset_intern(d->data, "甲", strlen("甲"));
    for (int t = 0; t < 10; t++)
        dataset_intern(d->data, (char[]){(char)('a' + t), 0}, 1);
    seed = 1;
    for (size_t t = 0; t < sizeof tables / sizeof *tables; t++)
        fill(d, tables[t]);
    const char *rows = figures_counted(d, "1000000", 1);
    assert_true(strlen(rows) > 100000);
    assert_same_lines(rows, figures_counted(d, "0", 1));
    assert_same_lines(rows, figures_counted(d, "0", 4));
}

/* All rows begin on one day, the end of a month: on that day they count already. */
static void rows_may_all_begin_on_the_day_asked_for(void **state)
{
    District *d = *state;
    Table *table = dataset_find(d->data, "issues");
    const TableSchema *schema = table_schema(table);
    size_t reported = (size_t)schema_column(schema, "reported_on"),
           closed = (size_t)schema_column(schema, "closed_on"),
           status = (size_t)schema_column(schema, "status");
    table_set_arrived(table);
    for (int32_t i = 0; i < 600; i++) {
        size_t row = table_add_row(table, (RowOrigin){0, i + 2});
        table_set_compound(table, row, i % 4);
        table_set(table, row, reported, day("2026-08-31"));
        table_set(table, row, closed, day("2026-09-01") + i % 90);
        table_set(table, row, status, schema_enum(&schema->columns[status], "closed"));
    }
    const char *rows = figures_counted(d, "1000000", 1);
    assert_true(strlen(rows) > 10000);
    assert_same_lines(rows, figures_counted(d, "0", 1));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(rows_may_all_begin_on_the_day_asked_for, open_district,
                                        close_district),
        cmocka_unit_test_setup_teardown(ledgers_count_what_rows_say, open_district, close_district),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
