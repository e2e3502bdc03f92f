/* test_row_index.c - rows by compound and by day: each once, where it belongs, in order. */
#include "district.h"

#include "script/row_index.h"

#define KINDS 5
#define COMPOUNDS (8 * KINDS) /* more than a thread sorts in one go */
#define ROWS 5600

static unsigned next_number(unsigned *seed)
{
    *seed = *seed * 1664525u + 1013904223u;
    return *seed >> 8;
}

static size_t reported(const Table *table)
{
    return (size_t)schema_column(table_schema(table), "reported_on");
}

/*
 * By kind of compound, 0: in order of days; 1: out of order; 2: no day at all; 3: no rows; 4: in
 * order, but one row in three has no day. Some rows are of no compound.
 */
static const Table *issues(District *d)
{
    Table *table = dataset_find(d->data, "issues");
    Day first = day("2026-01-01");
    unsigned seed = 11;
    for (size_t r = 0; r < ROWS; r++) {
        int32_t compound = (int32_t)(next_number(&seed) % (COMPOUNDS + 1)) - 1;
        size_t row = table_add_row(table, (RowOrigin){0, (int32_t)r + 2});
        int32_t kind = compound < 0 ? 2 : compound % KINDS;
        compound += kind == 3;
        kind += kind == 3;
        table_set_compound(table, row, compound);
        if (kind == 1)
            table_set(table, row, reported(table), first + next_number(&seed) % 40);
        else if (kind == 0 || (kind == 4 && next_number(&seed) % 3 > 0))
            table_set(table, row, reported(table), first + (Day)(r / 3));
    }
    return table;
}

static const uint32_t *rows_of(const RowIndex *index, size_t compound, size_t *count)
{
    *count = index->of[compound].count;
    return index->of[compound].rows;
}

/* Row after row of the table, as the head of row_index.h has it. */
static void assert_by_compound(const Table *table, const RowIndex *index, const bool *only)
{
    for (int32_t c = 0; c < COMPOUNDS; c++) {
        size_t count, k = 0;
        const uint32_t *rows = rows_of(index, (size_t)c, &count);
        for (size_t r = 0; r < table_rows(table); r++) {
            if (table_compound(table, r) != c || (only && !only[c]))
                continue;
            assert_true(k < count);
            assert_int_equal(rows[k++], r);
        }
        assert_int_equal(k, count);
    }
}

static int64_t reported_day(const Table *table, size_t row)
{
    return table_cell(table, row, reported(table));
}

/* What comes next by day, and of one day by row, is sought anew for every place. */
static void assert_by_day(const Table *table, const RowIndex *index, const bool *only)
{
    for (int32_t c = 0; c < COMPOUNDS; c++) {
        size_t count, dated = 0;
        const uint32_t *rows = rows_of(index, (size_t)c, &count);
        for (size_t r = 0; r < table_rows(table); r++)
            dated += table_compound(table, r) == c && (!only || only[c]) &&
                     reported_day(table, r) != CELL_MISSING;
        assert_int_equal(count, dated);
        for (size_t k = 0; k < count; k++) {
            assert_int_equal(table_compound(table, rows[k]), c);
            if (k == 0)
                continue;
            int64_t before = reported_day(table, rows[k - 1]), day = reported_day(table, rows[k]);
            assert_true(before < day || (before == day && rows[k - 1] < rows[k]));
        }
    }
}

static void rows_lie_by_compound_and_day(void **state)
{
    bool some[COMPOUNDS];
    const bool *const only[] = {NULL, some, NULL, some};
    const Table *table = issues(*state);
    for (size_t c = 0; c < COMPOUNDS; c++)
        some[c] = c != 1;
    for (size_t i = 0; i < 4; i++) {
        RowIndex all = {0}, days = {0};
        size_t jobs = i < 2 ? 1 : 3;
        row_index_by_compound(table, COMPOUNDS, only[i], jobs, &all);
        assert_by_compound(table, &all, only[i]);
        assert_true(row_index_by_day(table, &all, reported(table), jobs, &days));
        assert_by_day(table, &days, only[i]);
        assert_ptr_equal(days.of[0].rows, all.of[0].rows); /* not held twice */
        assert_by_compound(table, &all, only[i]);          /* as it was */
        row_index_free(&days);
        row_index_free(&all);
        assert_null(days.of);
    }
}

/* No index is made of days that lie ages apart in one compound, nor of none. */
static void some_days_are_not_worth_it(void **state)
{
    Table *table = (Table *)issues(*state);
    RowIndex all = {0}, days = {0};
    row_index_by_compound(table, COMPOUNDS, NULL, 2, &all);
    size_t published = (size_t)schema_column(table_schema(table), "published_on");
    assert_false(row_index_by_day(table, &all, published, 2, &days));
    assert_null(days.of);
    size_t row = ROWS - 1;
    while (table_compound(table, row) != 1)
        row--;
    table_set(table, row, reported(table), -600000);
    assert_false(row_index_by_day(table, &all, reported(table), 2, &days));
    assert_null(days.of);
    row_index_free(&all);
}

int main(void)
{
#define CASE(name) cmocka_unit_test_setup_teardown(name, open_district, close_district)
    const struct CMUnitTest tests[] = {
        CASE(rows_lie_by_compound_and_day),
        CASE(some_days_are_not_worth_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
