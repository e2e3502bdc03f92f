/* Schemas and tables: what is described is what is stored. */
#include "unit.h"

#include <signal.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "data/table_build.h"

/* A Value tree of a two-table schema, written by hand. */
static void put(Buffer *b, const char *key, const char *text)
{
    value_put_key(b, key, strlen(key));
    value_put_text(b, text, strlen(text));
}

static void column(Buffer *b, const char *name, const char *type, const char *privacy)
{
    value_put_map(b, 3);
    put(b, "name", name);
    put(b, "type", type);
    put(b, "privacy", privacy);
}

static bool read_schema(Arena *arena, const char *third_type, SchemaSet *set, Error *err)
{
    Buffer b = {0};
    Value list;
    value_put_list(&b, 1);
    value_put_map(&b, 3);
    put(&b, "name", "issues");
    value_put_key(&b, "key", 3);
    value_put_list(&b, 1);
    value_put_text(&b, "issue_id", 8);
    value_put_key(&b, "columns", 7);
    value_put_list(&b, 4);
    column(&b, "issue_id", "id", "public");
    column(&b, "amount", "money", "public");
    column(&b, "held_on", third_type, "public");
    column(&b, "phone", "str", "private");
    assert_true(value_decode(arena, b.bytes, b.length, &list, err));
    buffer_free(&b);
    return schema_set_read(arena, &list, set, err);
}

static void wrong_schema_names_table_and_column(void **state)
{
    (void)state;
    Arena *arena = arena_new();
    SchemaSet set;
    Error err = {0};
    assert_false(read_schema(arena, "dat", &set, &err));
    assert_string_equal(err.text, "table 'issues': column 'held_on': unknown type 'dat'");
    arena_free(arena);
}

static void cells_keep_their_values(void **state)
{
    (void)state;
    Arena *arena = arena_new();
    SchemaSet set;
    Error err = {0};
    assert_true(read_schema(arena, "date", &set, &err));
    Dataset *data = dataset_new(&set);
    Table *table = dataset_find(data, "issues");
    for (int i = 0; i < 1000; i++) {
        char id[16];
        snprintf(id, sizeof id, "W%d", i % 500);
        size_t row = table_add_row(table, (RowOrigin){0, i + 2});
        table_set(table, row, 0, dataset_intern(data, id, strlen(id)));
        table_set(table, row, 1, INT64_C(3865050000000) + i);
        if (i % 2)
            table_set(table, row, 2, 20000 + i);
        if (i % 4 == 3)
            table_set_first_day(table, row, 2, 19000 + i);
    }
    table_finish(table);
    assert_int_equal(table_first_day(table, 5, 2), 20005);
    assert_int_equal(table_first_day(table, 7, 2), 19007);
    assert_int_equal(table_cell(table, 7, 1), INT64_C(3865050000007));
    assert_true(table_cell(table, 8, 2) == CELL_MISSING);
    assert_int_equal(table_cell(table, 9, 2), 20009);
    assert_string_equal(table_text(table, 507, 0), "W7");
    assert_int_equal(table_find(table, dataset_lookup(data, "W7")), 7); /* the first of two */
    assert_int_equal(table_find(table, CELL_MISSING), -1);
    assert_string_equal(table_display(arena, table, 0, 1), "38650500000.00");

    for (int i = 0; i < 600; i++) {
        char id[16];
        snprintf(id, sizeof id, "W%d", i);
        assert_int_equal(table_find(table, dataset_intern(data, id, strlen(id))), i < 500 ? i : -1);
    }

    bool keep[1000] = {false};
    keep[7] = keep[997] = keep[999] = true;
    table_filter(table, keep);
    table_finish(table);
    assert_int_equal(table_find(table, dataset_lookup(data, "W499")), 2);
    assert_int_equal(table_find(table, dataset_lookup(data, "W8")), -1);
    assert_int_equal(table_rows(table), 3);
    assert_int_equal(table_origin(table, 2).row, 1001);
    assert_int_equal(table_cell(table, 2, 2), 20999);
    assert_int_equal(table_first_day(table, 0, 2), 19007);
    assert_int_equal(table_first_day(table, 1, 2), 20997);
    assert_int_equal(table_first_day(table, 2, 2), 19999);
    dataset_free(data);
    arena_free(arena);
}

/* Cells are stored as narrow as they fit; each comes back as it was, at every width. */
static void cells_of_all_sizes(void **state)
{
    (void)state;
    static const int64_t cells[] = {0,         254,       255,        256,           65534,
                                    65535,     65536,     -1,         INT32_MAX - 1, INT32_MAX,
                                    INT32_MIN, INT64_MAX, -INT64_MAX, CELL_MISSING,  7};
    static const int64_t days[] = {-7305, 0, 58229, 58230, -7306, CELL_MISSING, 20000};
    enum { CELLS = sizeof cells / sizeof *cells, DAYS = sizeof days / sizeof *days };
    Arena *arena = arena_new();
    SchemaSet set;
    Error err = {0};
    assert_true(read_schema(arena, "date", &set, &err));
    for (size_t last = 1; last <= CELLS; last++) { /* what comes later must not change what was */
        Dataset *data = dataset_new(&set);
        Table *table = dataset_find(data, "issues");
        for (size_t i = 0; i < last; i++) {
            size_t row = table_add_row(table, (RowOrigin){0, (int32_t)i});
            table_set(table, row, 1, cells[i]);
            if (i < DAYS)
                table_set(table, row, 2, days[i]);
            for (size_t k = 0; k <= i; k++) {
                assert_true(table_cell(table, k, 1) == cells[k]);
                assert_true(table_cell(table, k, 2) == (k < DAYS ? days[k] : CELL_MISSING));
                assert_true(table_cell(table, k, 0) == CELL_MISSING);
            }
        }
        table_set(table, 0, 1, INT64_C(1) << 40); /* in the middle of what is there */
        assert_true(table_cell(table, 0, 1) == INT64_C(1) << 40);
        for (size_t k = 1; k < last; k++)
            assert_true(table_cell(table, k, 1) == cells[k]);
        dataset_free(data);
    }
    arena_free(arena);
}

/* Tables read side by side and appended are as if read one after the other. */
static void appended_as_if_read_in_a_row(void **state)
{
    (void)state;
    static const uint16_t columns[] = {0, 1, 2};
    Arena *arena = arena_new();
    SchemaSet set;
    Error err = {0};
    assert_true(read_schema(arena, "date", &set, &err));
    Dataset *whole = dataset_new(&set), *parts = dataset_new(&set), *part = dataset_new(&set);
    Table *all = dataset_find(whole, "issues"), *to = dataset_find(parts, "issues");
    TextMap numbers = {0};
    for (int32_t file = 0; file < 4; file++) {
        dataset_clear(part);
        Table *from = dataset_find(part, "issues");
        assert_int_equal(table_rows(from), 0);
        for (int i = 0; i < 1500 && file != 2; i++) {
            char id[16];
            size_t length = (size_t)snprintf(id, sizeof id, "W%d", i % 700 + file * 500);
            int64_t amount = file == 3 ? INT64_C(5000000000) + i : i % 300;
            Table *tables[] = {all, from};
            for (int t = 0; t < 2; t++) {
                int32_t row = i + 2 + i / 100; /* every hundred rows one is left out */
                int64_t cells[3] = {dataset_intern(t ? part : whole, id, length),
                                    i % 3 && file ? amount : CELL_MISSING, 20000 + i};
                table_add_cells(tables[t], (RowOrigin){t ? 0 : file, row}, cells, columns, 3);
                table_set_compound(tables[t], table_rows(tables[t]) - 1, i % 9);
                if (i == 1200 && file == 1)
                    table_set_first_day(tables[t], table_rows(tables[t]) - 1, 2, 19990);
            }
        }
        texts_merge(dataset_text_set(parts), dataset_text_set(part), &numbers);
        table_append(to, from, (RowOrigin){file, 0}, &numbers, &numbers);
    }
    text_map_close(&numbers);
    assert_int_equal(table_rows(to), 4500);
    for (size_t r = 0; r < 4500; r++) {
        for (size_t c = 0; c < 4; c++) {
            if (c > 0) /* the numbers of texts are each data set's own */
                assert_true(table_cell(to, r, c) == table_cell(all, r, c));
            assert_true(table_first_day(to, r, c) == table_first_day(all, r, c));
        }
        assert_string_equal(table_text(to, r, 0), table_text(all, r, 0));
        assert_int_equal(table_origin(to, r).file, table_origin(all, r).file);
        assert_int_equal(table_origin(to, r).row, table_origin(all, r).row);
        assert_int_equal(table_compound(to, r), table_compound(all, r));
    }
    int32_t file;
    assert_int_equal(table_file_rows(to, 0, &file), 1500);
    assert_int_equal(table_file_rows(to, 3100, &file), 4500);
    assert_int_equal(file, 3);
    assert_int_equal(table_first_day(to, 2700, 2), 19990);
    dataset_free(whole);
    dataset_free(parts);
    dataset_free(part);
    arena_free(arena);
}

/* Blocks of cells of any width go behind cells of any other, also where a whole block is missing.
 */
static void appended_at_every_width(void **state)
{
    (void)state;
    static const int64_t high[] = {250, 60000, 2000000000, -70000, INT64_C(1) << 40};
    enum { HIGH = sizeof high / sizeof *high, BEFORE = 10, ROWS = 2500, BLOCK = 1024 };
    static const uint16_t columns[] = {1};
    Arena *arena = arena_new();
    SchemaSet set;
    Error err = {0};
    assert_true(read_schema(arena, "date", &set, &err));
    for (int pair = 0; pair < HIGH * HIGH; pair++) {
        Dataset *data[2] = {dataset_new(&set), dataset_new(&set)};
        Table *to = dataset_find(data[0], "issues"), *from = dataset_find(data[1], "issues");
        TextMap none = {0};
        int64_t before = high[pair / HIGH], most = high[pair % HIGH];
        for (int i = 0; i < BEFORE + ROWS; i++) {
            int row = i - BEFORE;
            bool missing = row % 11 == 3 || row / BLOCK == 1;
            int64_t cells[2] = {0, row < 0 ? before : missing ? CELL_MISSING : most - row % 7};
            table_add_cells(row < 0 ? to : from, (RowOrigin){0, i}, cells, columns, 1);
        }
        table_append(to, from, (RowOrigin){0, 0}, &none, &none);
        assert_int_equal(table_rows(to), BEFORE + ROWS);
        for (size_t r = 0; r < BEFORE + ROWS; r++)
            assert_true(table_cell(to, r, 1) ==
                        (r < BEFORE ? before : table_cell(from, r - BEFORE, 1)));
        dataset_free(data[0]);
        dataset_free(data[1]);
    }
    arena_free(arena);
}

/* A column that repeats another table's takes no room; setting a cell makes all of them its own. */
static void derived_cells(void **state)
{
    (void)state;
    Arena *arena = arena_new();
    SchemaSet set;
    Error err = {0};
    assert_true(read_schema(arena, "date", &set, &err));
    Dataset *data = dataset_new(&set), *other = dataset_new(&set);
    Table *homes = dataset_find(other, "issues"), *table = dataset_find(data, "issues");
    for (int i = 0; i < 3; i++)
        table_set(homes, table_add_row(homes, (RowOrigin){0, i}), 1, 1000 * i);
    for (int i = 0; i < 2000; i++) {
        size_t row = table_add_row(table, (RowOrigin){0, i});
        table_set(table, row, 1, 7);
        table_set_compound(table, row, i % 4 - 1);
    }
    for (int own = 0; own < 2; own++) {
        int64_t cells[1500];
        if (own)
            table_set(table, 4, 1, 5);
        else
            table_derive(table, 1, homes, 1);
        table_cells(table, 1, 300, 1500, cells);
        for (int i = 0; i < 2000; i++) {
            int64_t cell = i % 4 == 0 ? CELL_MISSING : 1000 * (i % 4 - 1);
            if (own && i == 4)
                cell = 5;
            assert_true(table_cell(table, (size_t)i, 1) == cell);
            assert_true(i < 300 || i >= 1800 || cells[i - 300] == cell);
        }
        assert_true(table_column(table, 1).derived == NULL || !own);
    }
    int64_t none[3];
    table_cells(table, 2, 5, 3, none);
    assert_true(none[0] == CELL_MISSING && none[2] == CELL_MISSING);
    dataset_free(data);
    dataset_free(other);
    arena_free(arena);
}

/* A private column has no text: asking for it is a programmer's mistake, and ends the program. */
static void private_cells_have_no_text(void **state)
{
    (void)state;
    Arena *arena = arena_new();
    SchemaSet set;
    Error err = {0};
    assert_true(read_schema(arena, "date", &set, &err));
    assert_int_equal(set.tables[0].columns[3].privacy, PRIVACY_PRIVATE);
    Dataset *data = dataset_new(&set);
    Table *table = dataset_find(data, "issues");
    table_add_row(table, (RowOrigin){0, 2});
    table_set(table, 0, 3, 1);
    for (int display = 0; display < 2; display++) {
        int status = 0;
        pid_t pid = fork();
        if (pid == 0) {
            signal(SIGABRT, SIG_DFL);
            fclose(stderr);
            if (display)
                table_display(arena, table, 0, 3);
            else
                table_text(table, 0, 3);
            _exit(0);
        }
        assert_int_equal(waitpid(pid, &status, 0), pid);
        assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT);
    }
    dataset_free(data);
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(wrong_schema_names_table_and_column),
        cmocka_unit_test(cells_keep_their_values),
        cmocka_unit_test(cells_of_all_sizes),
        cmocka_unit_test(appended_as_if_read_in_a_row),
        cmocka_unit_test(appended_at_every_width),
        cmocka_unit_test(derived_cells),
        cmocka_unit_test(private_cells_have_no_text),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
