/* test_column_scan.c - a column as a whole says what its cells say one by one. */
#include "district.h"

#include "data/column_scan.h"
#include "data/table_build.h"

static void assert_scanned(const Table *table, size_t column)
{
    size_t filled = 0;
    int64_t least = CELL_MISSING;
    for (size_t row = 0; row < table_rows(table); row++) {
        int64_t cell = table_cell(table, row, column);
        filled += cell != CELL_MISSING;
        if (cell != CELL_MISSING && (least == CELL_MISSING || cell < least))
            least = cell;
    }
    assert_int_equal(column_filled(table, column), filled);
    assert_true(column_least(table, column) == least);
}

/* Of every width; the last rows have no cell at all. */
static void columns_are_scanned_whatever_their_width(void **state)
{
    static const struct {
        const char *name;
        int64_t first, step;
        int width;
    } COLUMNS[] = {{"status", 0, 1, 1},
                   {"reported_on", 20000, 100, 2},
                   {"due_on", 30000, -100, 2},
                   {"closed_on", -70000, 3000, 4},
                   {"published_on", -5000000000, 40000000, 8}};
    District *d = *state;
    Table *table = dataset_find(d->data, "issues");
    const size_t rows = 70000; /* more than a short sum holds of two bytes */
    table_add_rows(table, (RowOrigin){0, 2}, rows);
    for (size_t c = 0; c < sizeof COLUMNS / sizeof *COLUMNS; c++) {
        size_t column = (size_t)schema_column(table_schema(table), COLUMNS[c].name);
        assert_int_equal(column_filled(table, column), 0);
        assert_true(column_least(table, column) == CELL_MISSING);
        for (size_t row = 3; row + 3 < rows; row++)
            if (row % 7)
                table_set(table, row, column,
                          COLUMNS[c].first + (int64_t)(row * 31 % 200) * COLUMNS[c].step);
        assert_int_equal(table_column(table, column).width, COLUMNS[c].width);
        assert_scanned(table, column);
        /* One of the last, and none of the others: the end is looked at. */
        table_set(table, rows - 4, column, COLUMNS[c].first - 1);
        assert_scanned(table, column);
    }
}

/* A column that follows from the row's compound. */
static void derived_columns_are_scanned(void **state)
{
    District *d = *state;
    Table *table = dataset_find(d->data, "issues"), *t01 = dataset_find(d->data, "compounds");
    size_t from = (size_t)schema_column(table_schema(t01), "total_owners"),
           column = (size_t)schema_column(table_schema(table), "reported_on");
    table_add_rows(t01, (RowOrigin){0, 2}, 3);
    for (size_t row = 0; row < 3; row++)
        table_set(t01, row, from, 700 - (int64_t)row);
    table_add_rows(table, (RowOrigin){1, 2}, 9);
    for (size_t row = 0; row < 9; row++)
        table_set_compound(table, row, (int32_t)(row % 4) - 1);
    table_derive(table, column, t01, from);
    assert_scanned(table, column);
}

int main(void)
{
#define CASE(name) cmocka_unit_test_setup_teardown(name, open_empty, close_district)
    const struct CMUnitTest tests[] = {
        CASE(columns_are_scanned_whatever_their_width),
        CASE(derived_columns_are_scanned),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
