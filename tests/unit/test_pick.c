/* test_pick.c - the rows that a script asks for: the same ones however they are found. */
#include "district.h"

#include "script/pick.h"

#define COMPOUNDS 4

static unsigned next_number(unsigned *seed)
{
    *seed = *seed * 1664525u + 1013904223u;
    return *seed >> 8;
}

/* Rows of all compounds and none, out of order by day, some without one, some years away. */
static const Table *issues(District *d, size_t rows)
{
    Table *table = dataset_find(d->data, "issues");
    const TableSchema *schema = table_schema(table);
    size_t reported = (size_t)schema_column(schema, "reported_on"),
           closed = (size_t)schema_column(schema, "closed_on"),
           status = (size_t)schema_column(schema, "status");
    Day first = day("2026-01-01");
    unsigned seed = 7;
    for (size_t r = 0; r < rows; r++) {
        size_t row = table_add_row(table, (RowOrigin){0, (int32_t)r + 2});
        table_set_compound(table, row, (int32_t)(next_number(&seed) % (COMPOUNDS + 1)) - 1);
        if (next_number(&seed) % 10 > 0)
            table_set(table, row, reported, first + next_number(&seed) % 400);
        if (next_number(&seed) % 3 > 0)
            table_set(table, row, closed, first + next_number(&seed) % 400);
        table_set(table, row, status, next_number(&seed) % 3);
    }
    return table;
}

/* What the head of pick.h promises, row by row. */
static size_t expected(const Table *table, const int32_t *compounds, size_t count,
                       const PickFilter *f, uint32_t *out)
{
    size_t n = 0;
    for (size_t i = 0; i < count; i++)
        for (size_t r = 0; r < table_rows(table); r++) {
            int64_t cell = f->has_date ? table_cell(table, r, f->date) : 0;
            bool good = table_compound(table, r) == compounds[i];
            if (f->has_date)
                good = good && cell != CELL_MISSING && cell <= f->asof && cell >= f->from &&
                       cell <= f->to;
            for (size_t k = 0; k < f->count; k++)
                good = good &&
                       table_cell(table, r, f->conditions[k].column) == f->conditions[k].choices[0];
            if (good && n < (size_t)f->limit)
                out[n++] = (uint32_t)r;
        }
    return n;
}

static void assert_picked(Picker *picker, District *d, const Table *table, const PickFilter *f)
{
    static const int32_t compounds[] = {2, 0, 3};
    uint32_t *want = ARENA_NEW_ARRAY(d->arena, table_rows(table), uint32_t);
    size_t n = expected(table, compounds, 3, f, want);
    const uint32_t *rows;
    int number = schema_table(&d->schemas, table_schema(table)->name);
    assert_true(n > 0);
    for (int time = 0; time < 2; time++) { /* found, then remembered */
        assert_int_equal(picker_rows(picker, number, compounds, 3, f, &rows), n);
        assert_memory_equal(rows, want, n * sizeof *rows);
        assert_int_equal(picker_count(picker, number, compounds, 3, f), n);
    }
    /* What is remembered of some compounds is not said of others. */
    n = expected(table, compounds, 1, f, want);
    assert_int_equal(picker_count(picker, number, compounds, 1, f), n);
    assert_int_equal(picker_rows(picker, number, compounds, 1, f, &rows), n);
    assert_memory_equal(rows, want, n * sizeof *rows);
}

static void ranges_of_days_are_found(void **state)
{
    static const size_t sizes[] = {300, 9000, 30000}; /* by compound, by day, prepared */
    District *d = *state;
    Day asof = day("2026-10-31");
    for (size_t i = 0; i < 3; i++) {
        const Table *table = issues(d, sizes[i]);
        const TableSchema *schema = table_schema(table);
        Picker *picker = picker_new(d->data);
        assert_int_equal(picker_prepare(picker, NULL, i), i == 2);
        PickFilter f = {.has_date = true,
                        .date = (size_t)schema_column(schema, "reported_on"),
                        .from = day("2026-10-01"),
                        .to = day("2026-11-30"), /* November has not happened */
                        .limit = INT64_MAX,
                        .asof = asof};
        assert_picked(picker, d, table, &f);
        f.limit = 5;
        assert_picked(picker, d, table, &f);
        f.limit = INT64_MAX;
        f.conditions[f.count++] = (PickCondition){
            .column = (size_t)schema_column(schema, "status"), .choices = {1}, .count = 1};
        assert_picked(picker, d, table, &f);
        f.date = (size_t)schema_column(schema, "closed_on"); /* a second column of days */
        assert_picked(picker, d, table, &f);
        f.date = (size_t)schema_column(schema, "reported_on");
        f.from = INT64_MIN;
        f.to = INT64_MAX;
        assert_picked(picker, d, table, &f);
        f.has_date = false;
        assert_picked(picker, d, table, &f);
        picker_free(picker);
    }
}

/* Indexes of some compounds are right for them, and make room when another is asked for. */
static void what_was_not_prepared_is_found(void **state)
{
    static const bool some[COMPOUNDS] = {true, false, true, true}, none[COMPOUNDS] = {0};
    static const int32_t other[] = {1};
    District *d = *state;
    const Table *table = issues(d, 40000);
    const TableSchema *schema = table_schema(table);
    int number = schema_table(&d->schemas, schema->name);
    PickFilter f = {.has_date = true,
                    .date = (size_t)schema_column(schema, "reported_on"),
                    .from = day("2026-10-01"),
                    .to = day("2026-10-31"),
                    .limit = INT64_MAX,
                    .asof = day("2026-10-31")};
    uint32_t *want = ARENA_NEW_ARRAY(d->arena, table_rows(table), uint32_t);
    for (int round = 0; round < 2; round++) {
        Picker *picker = picker_new(d->data);
        assert_int_equal(picker_prepare(picker, some, 2), 1);
        assert_picked(picker, d, table, &f);
        f.has_date = round == 0; /* by day, then without an index of days */
        assert_picked(picker, d, table, &f);
        const uint32_t *rows;
        size_t n = expected(table, other, 1, &f, want);
        assert_int_equal(picker_rows(picker, number, other, 1, &f, &rows), n);
        assert_memory_equal(rows, want, n * sizeof *rows);
        assert_picked(picker, d, table, &f);
        picker_free(picker);
    }
    Picker *picker = picker_new(d->data);
    assert_int_equal(picker_prepare(picker, none, 2), 0);
    f.has_date = true;
    assert_picked(picker, d, table, &f);
    picker_free(picker);
}

/* A wish for known or missing cells, and the days that may lie ahead. */
static void what_has_not_happened_is_missing(void **state)
{
    District *d = *state;
    add(d, "issues", "compound_id=A-1; issue_id=1; reported_on=2026-09-10; closed_on=2026-11-05");
    add(d, "issues", "compound_id=A-1; issue_id=2; reported_on=2026-09-11; due_on=2026-11-05");
    const Table *table = dataset_find(d->data, "issues");
    const TableSchema *schema = table_schema(table);
    size_t closed = (size_t)schema_column(schema, "closed_on"),
           due = (size_t)schema_column(schema, "due_on");
    Picker *picker = picker_new(d->data);
    Day asof = day("2026-10-31");
    assert_true(picker_cell(picker, table, 0, closed, asof) == CELL_MISSING);
    assert_int_equal(picker_cell(picker, table, 0, closed, asof + 5), day("2026-11-05"));
    assert_int_equal(picker_cell(picker, table, 1, due, asof), day("2026-11-05"));
    const int32_t here = 0;
    const uint32_t *rows;
    PickFilter f = {.limit = 10, .asof = asof, .count = 1};
    f.conditions[0] = (PickCondition){.column = closed, .any = true, .known = true};
    int number = schema_table(&d->schemas, "issues");
    assert_int_equal(picker_rows(picker, number, &here, 1, &f, &rows), 0);
    f.asof += 5;
    assert_int_equal(picker_rows(picker, number, &here, 1, &f, &rows), 1);
    assert_int_equal(rows[0], 0);
    f.conditions[0].known = false;
    assert_int_equal(picker_rows(picker, number, &here, 1, &f, &rows), 1);
    assert_int_equal(rows[0], 1);
    f.count = 0;
    assert_int_equal(picker_rows(picker, number, NULL, 0, &f, &rows), 2); /* the whole table */
    picker_free(picker);
}

/* Where no cell of a column is filled, no row is looked at; one cell is enough to look again. */
static void blank_columns_are_known(void **state)
{
    District *d = *state;
    Table *table = dataset_find(d->data, "issues");
    issues(d, 9000);
    const TableSchema *schema = table_schema(table);
    size_t published = (size_t)schema_column(schema, "published_on"),
           status = (size_t)schema_column(schema, "status");
    static const int32_t here[] = {2};
    PickFilter f = {.limit = INT64_MAX, .asof = day("2026-10-31"), .count = 2};
    PickCondition *c = f.conditions;
    int number = schema_table(&d->schemas, "issues");
    for (int filled = 0; filled < 2; filled++) {
        Picker *picker = picker_new(d->data);
        c[0] = (PickCondition){.column = published, .any = true, .known = true};
        c[1] = (PickCondition){.column = status, .choices = {1}, .count = 1};
        size_t all = picker_count(picker, number, here, 1, &(PickFilter){.limit = INT64_MAX}), has;
        assert_true(all > 0);
        f.count = 1;
        assert_int_equal(has = picker_count(picker, number, here, 1, &f), filled);
        c[0].known = false;
        assert_int_equal(picker_count(picker, number, here, 1, &f), all - has);
        f.count = 2; /* what is left of the question is asked */
        size_t good = picker_count(picker, number, here, 1, &f);
        assert_true(good > 0 && good < all);
        c[0] = (PickCondition){.column = published, .choices = {CELL_MISSING}, .count = 1};
        assert_int_equal(picker_count(picker, number, here, 1, &f), 0);
        picker_free(picker);
        size_t row = table_rows(table) - 1;
        table_set(table, row, published, day("2026-10-05"));
        table_set_compound(table, row, here[0]);
    }
}

/* One picker, many days and compounds: what was found for one is not said of another. */
static void days_are_found_whatever_was_asked_before(void **state)
{
    District *d = *state;
    const Table *table = issues(d, 9000);
    const TableSchema *schema = table_schema(table);
    size_t reported = (size_t)schema_column(schema, "reported_on"), rows = table_rows(table);
    int number = schema_table(&d->schemas, "issues");
    uint32_t *want = ARENA_NEW_ARRAY(d->arena, rows, uint32_t);
    static const int32_t all[COMPOUNDS] = {0, 1, 2, 3};
    Picker *picker = picker_new(d->data);
    unsigned seed = 3;
    for (int i = 0; i < 300; i++) {
        const int32_t *compound = &all[next_number(&seed) % COMPOUNDS];
        Day from = day("2026-05-01") + (Day)(next_number(&seed) % 40);
        PickFilter f = {.has_date = true,
                        .date = reported,
                        .from = from,
                        .to = from + (Day)(next_number(&seed) % 40) - 8, /* some hold no day */
                        .limit = INT64_MAX,
                        .asof = day("2026-10-31")};
        size_t n = expected(table, compound, 1, &f, want);
        const uint32_t *found;
        assert_int_equal(picker_count(picker, number, compound, 1, &f), n);
        f.any_order = i % 2 == 0;
        assert_int_equal(picker_rows(picker, number, compound, 1, &f, &found), n);
        size_t sum = 0, wanted = 0;
        for (size_t r = 0; r < n; r++) {
            assert_true(f.any_order || found[r] == want[r]);
            sum += found[r];
            wanted += want[r];
        }
        assert_int_equal(sum, wanted);
    }
    picker_free(picker);
}

/* Days of two far ages are not worth an index; the rows are the same. */
static void days_far_apart_are_found_too(void **state)
{
    District *d = *state;
    const Table *table = issues(d, 5000);
    size_t reported = (size_t)schema_column(table_schema(table), "reported_on");
    table_set(dataset_find(d->data, "issues"), 17, reported, -600000);
    Picker *picker = picker_new(d->data);
    PickFilter f = {.has_date = true,
                    .date = reported,
                    .from = -700000,
                    .to = day("2026-02-28"),
                    .limit = INT64_MAX,
                    .asof = day("2026-10-31")};
    assert_picked(picker, d, table, &f);
    picker_free(picker);
}

/* A code that some compounds have and others never: where many rows are looked through, it shows.
 */
static void codes_of_a_compound_are_known(void **state)
{
    static const int32_t orders[][3] = {{0, 2, 3}, {2, 0, 3}, {3, 2, 0}};
    District *d = *state;
    const Table *table = issues(d, 30000);
    const TableSchema *schema = table_schema(table);
    size_t status = (size_t)schema_column(schema, "status"), row = 20000;
    int number = schema_table(&d->schemas, "issues");
    while (table_compound(table, row) != 2)
        row++;
    table_set(dataset_find(d->data, "issues"), row, status, 3);
    uint32_t *want = ARENA_NEW_ARRAY(d->arena, table_rows(table), uint32_t);
    PickFilter f = {.date = (size_t)schema_column(schema, "reported_on"),
                    .from = INT64_MIN,
                    .to = INT64_MAX,
                    .limit = INT64_MAX,
                    .asof = day("2027-10-31"),
                    .count = 1};
    Picker *picker = picker_new(d->data);
    for (int i = 0; i < 24; i++) {
        const int32_t *compounds = orders[i % 3];
        size_t count = i % 4 ? 1 : 3;
        f.has_date = i % 2;
        f.conditions[0] = (PickCondition){.column = status, .choices = {i % 5 ? 3 : 1}, .count = 1};
        size_t n = expected(table, compounds, count, &f, want);
        const uint32_t *found;
        assert_int_equal(picker_count(picker, number, compounds, count, &f), n);
        assert_int_equal(picker_rows(picker, number, compounds, count, &f, &found), n);
        assert_memory_equal(found, want, n * sizeof *want);
    }
    /* Of several codes one that it has is enough. */
    f.conditions[0] = (PickCondition){.column = status, .choices = {3, 1}, .count = 2};
    size_t both = picker_count(picker, number, orders[0], 1, &f);
    f.conditions[0] = (PickCondition){.column = status, .choices = {1}, .count = 1};
    assert_true(both > 0);
    assert_int_equal(picker_count(picker, number, orders[0], 1, &f), both);
    picker_free(picker);
}

int main(void)
{
#define CASE(name) cmocka_unit_test_setup_teardown(name, open_district, close_district)
    const struct CMUnitTest tests[] = {
        CASE(ranges_of_days_are_found),         CASE(what_was_not_prepared_is_found),
        CASE(what_has_not_happened_is_missing), CASE(days_far_apart_are_found_too),
        CASE(blank_columns_are_known),          CASE(days_are_found_whatever_was_asked_before),
        CASE(codes_of_a_compound_are_known),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
