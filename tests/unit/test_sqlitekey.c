/* test_sqlitekey.c - rows in any order, and the index of their key, as SQLite itself reads them. */
#include "unit.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "open_world.h"
#include "render/csv.h"
#include "render/sqlitekey.h"

/* Issues with these ids, of the compounds of these rows of T01 (-1: not known). */
typedef struct {
    const char *id;
    int32_t compound;
} Issue;

static void issues_new(World *w, const Issue *list, size_t count)
{
    *w = (World){.arena = arena_new(), .data = dataset_new(&schemas)};
    Table *compounds = dataset_table(w->data, 0), *issues = dataset_table(w->data, 1);
    static const char *const names[][2] = {{"LT-01", "芦汀苑"}, {"LT-02", "柳塘里"}};
    for (size_t i = 0; i < 2; i++) {
        size_t row = table_add_row(compounds, (RowOrigin){0, 2});
        set_text(w, compounds, row, 0, names[i][0]);
        set_text(w, compounds, row, 1, names[i][1]);
    }
    table_finish(compounds);
    for (size_t i = 0; i < count; i++) {
        size_t row = table_add_row(issues, (RowOrigin){0, 2});
        set_text(w, issues, row, 0, list[i].id);
        table_set(issues, row, 6, (int64_t)i - 1);
        if (list[i].compound >= 0)
            table_set_compound(issues, row, list[i].compound);
        else
            set_text(w, issues, row, 1, "elsewhere");
    }
    table_finish(issues);
    fields_of(w->arena, w->data, 1, &w->issues);
}

static bool write_issues(const World *w, const char *path, Error *err)
{
    SqliteFile *file;
    assert_true(sqlitefile_open(path, &file, err));
    const SqliteRow *cells = sqliterow_new(w->arena, &w->issues);
    sqlitefile_begin(file, SQLITEFILE_TABLE);
    for (size_t i = 0; i < w->issues.row_count; i++) {
        sqliterow_put(cells, fields_row(&w->issues, i), file);
        sqlitefile_row(file);
    }
    sqlitefile_entry(file, "table", "issues", "issues", sqlitefile_end(file),
                     "CREATE TABLE issues (issue_id TEXT, compound_id TEXT, compound_name TEXT, "
                     "status TEXT, cost INTEGER, urgent INTEGER, reported_on TEXT, span TEXT, "
                     "public_summary TEXT, PRIMARY KEY (issue_id))");
    bool ok = sqlitekey_write(file, &w->issues, cells, err);
    return sqlitefile_close(file, ok ? err : NULL) && ok;
}

/* The first cell of every row that a statement gives, with blanks between. */
static void ask(const char *path, const char *sql, Buffer *out)
{
    sqlite3 *db;
    sqlite3_stmt *statement;
    assert_int_equal(sqlite3_open_v2(path, &db, SQLITE_OPEN_READONLY, NULL), SQLITE_OK);
    if (sqlite3_prepare_v2(db, sql, -1, &statement, NULL) != SQLITE_OK)
        fail_msg("%s: %s", sql, sqlite3_errmsg(db));
    buffer_clear(out);
    while (sqlite3_step(statement) == SQLITE_ROW) {
        const char *text = (const char *)sqlite3_column_text(statement, 0);
        buffer_printf(out, "%s%s", out->length ? " " : "", text ? text : "-");
    }
    sqlite3_finalize(statement);
    sqlite3_close(db);
}

static void new_path(char path[64])
{
    strcpy(path, "/tmp/gongkai-sqlitekey-XXXXXX");
    int fd = mkstemp(path);
    assert_true(fd >= 0);
    close(fd);
}

/* In order, backwards, one the beginning of another, alike but for the last of many bytes. */
static void keys_are_found_in_whatever_order_rows_come(void **state)
{
    (void)state;
    static const Issue lists[][5] = {
        {{"A-1", 0}, {"A-10", 0}, {"A-2", 1}, {"B", 1}, {"问", 0}},
        {{"B", 0}, {"A-2", 1}, {"A-10", -1}, {"A-1", 0}, {"A", 1}},
        {{"A-1", 0}, {"A-2", 1}, {"A-10", -1}, {"A-3", -1}, {"A-4", 1}},
        {{"GD-0412-2026-10-0002", 0},
         {"GD-0412-2026-10-0001", 0},
         {"GD-0412-2026-10-00011", 0},
         {"GD-0412", 0},
         {"GD-0412-2026-10-0001-X", 0}}};
    char path[64];
    Buffer answer = {0};
    new_path(path);
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
        World w;
        Error err = {0};
        issues_new(&w, lists[i], 5);
        if (!write_issues(&w, path, &err))
            fail_msg("%s", err.text);
        ask(path, "PRAGMA integrity_check", &answer);
        assert_string_equal(answer.bytes, "ok");
        for (size_t k = 0; k < 5; k++) {
            char sql[128], expected[16];
            snprintf(sql, sizeof sql, "SELECT cost FROM issues WHERE issue_id = '%s'",
                     lists[i][k].id);
            snprintf(expected, sizeof expected, "%d", (int)k - 1);
            ask(path, sql, &answer);
            assert_string_equal(answer.bytes, expected);
        }
        world_free(&w);
    }
    unlink(path);
    buffer_free(&answer);
}

static void two_rows_of_one_key_are_an_error(void **state)
{
    (void)state;
    static const Issue lists[][3] = {{{"A", 0}, {"B", 0}, {"B", 0}},
                                     {{"B", 0}, {"A", 0}, {"B", 0}}};
    char path[64];
    new_path(path);
    for (size_t i = 0; i < 2; i++) {
        World w;
        Error err = {0};
        issues_new(&w, lists[i], 3);
        assert_false(write_issues(&w, path, &err));
        assert_string_equal(err.text, "data.sqlite: two rows of issues have one key");
        world_free(&w);
    }
    unlink(path);
}

/* The compound of the row before is never taken for this one's. */
static void every_row_has_its_own_compound(void **state)
{
    (void)state;
    static const Issue list[] = {{"A", -1}, {"B", 0}, {"C", 0}, {"D", 1},
                                 {"E", -1}, {"F", 1}, {"G", 0}};
    char path[64];
    Buffer answer = {0};
    World w;
    Error err = {0};
    new_path(path);
    issues_new(&w, list, 7);
    assert_true(write_issues(&w, path, &err));
    ask(path, "SELECT compound_id FROM issues", &answer);
    assert_string_equal(answer.bytes, "elsewhere LT-01 LT-01 LT-02 elsewhere LT-02 LT-01");
    ask(path, "SELECT compound_name FROM issues", &answer);
    assert_string_equal(answer.bytes, "- 芦汀苑 芦汀苑 柳塘里 - 柳塘里 芦汀苑");
    csvout_table(&w.issues, &w.out);
    assert_non_null(strstr(w.out.bytes, "\nA,elsewhere,,,-0.01,,,,\nB,LT-01,芦汀苑,,0.00,,,,\n"
                                        "C,LT-01,芦汀苑,,0.01,,,,\nD,LT-02,柳塘里,,0.02,,,,\n"
                                        "E,elsewhere,,,0.03,,,,\nF,LT-02,柳塘里,,0.04,,,,\n"
                                        "G,LT-01,芦汀苑,,0.05,,,,\n"));
    world_free(&w);
    unlink(path);
    buffer_free(&answer);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keys_are_found_in_whatever_order_rows_come),
        cmocka_unit_test(two_rows_of_one_key_are_an_error),
        cmocka_unit_test(every_row_has_its_own_compound),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
