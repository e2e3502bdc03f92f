/* Schemas and tables: what is described is what is stored. */
#include "unit.h"

#include <signal.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "data/table.h"

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
    }
    table_finish(table);
    assert_int_equal(table_cell(table, 7, 1), INT64_C(3865050000007));
    assert_true(table_cell(table, 8, 2) == CELL_MISSING);
    assert_int_equal(table_cell(table, 9, 2), 20009);
    assert_string_equal(table_text(table, 507, 0), "W7");
    assert_int_equal(table_find(table, dataset_lookup(data, "W7")), 7); /* the first of two */
    assert_int_equal(table_find(table, CELL_MISSING), -1);
    assert_string_equal(table_display(arena, table, 0, 1), "38650500000.00");

    bool keep[1000] = {false};
    keep[7] = keep[999] = true;
    table_filter(table, keep);
    assert_int_equal(table_rows(table), 2);
    assert_int_equal(table_origin(table, 1).row, 1001);
    assert_int_equal(table_cell(table, 1, 2), 20999);
    dataset_free(data);
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
        cmocka_unit_test(private_cells_have_no_text),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
