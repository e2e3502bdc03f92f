/* test_sqlitefile.c - databases written page by page are what the library itself would read. */
#include "unit.h"

#include <fcntl.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "render/sqlitefile.h"
#include "render/sqlitepage.h"

static char path[64];

static void new_path(void)
{
    strcpy(path, "/tmp/gongkai-sqlite-XXXXXX");
    int fd = mkstemp(path);
    assert_true(fd >= 0);
    close(fd);
}

/* The first cell that a statement gives, as text. */
static char *ask(const char *sql)
{
    static char answer[256];
    sqlite3 *db;
    sqlite3_stmt *statement;
    assert_int_equal(sqlite3_open_v2(path, &db, SQLITE_OPEN_READONLY, NULL), SQLITE_OK);
    if (sqlite3_prepare_v2(db, sql, -1, &statement, NULL) != SQLITE_OK)
        fail_msg("%s: %s", sql, sqlite3_errmsg(db));
    int code = sqlite3_step(statement);
    const unsigned char *text = code == SQLITE_ROW ? sqlite3_column_text(statement, 0) : NULL;
    snprintf(answer, sizeof answer, "%s", code == SQLITE_ROW && text ? (const char *)text : "-");
    sqlite3_finalize(statement);
    sqlite3_close(db);
    return answer;
}

/* "000123xxxx…", so that texts sort as their numbers and a mixed up page shows. */
static const char *text_of(size_t i, size_t length)
{
    static char text[20000];
    memset(text, 'a' + (int)(i % 26), length);
    memcpy(text,
           (char[]){(char)('0' + i / 10000 % 10), (char)('0' + i / 1000 % 10),
                    (char)('0' + i / 100 % 10), (char)('0' + i / 10 % 10), (char)('0' + i % 10)},
           5);
    return text;
}

/* One table of `rows` rows with texts of that length, and the index of its key. */
static void write_rows(size_t rows, size_t length)
{
    SqliteFile *file;
    Error err = {0};
    assert_true(sqlitefile_open(path, &file, &err));
    sqlitefile_begin(file, SQLITEFILE_TABLE);
    for (size_t i = 0; i < rows; i++) {
        sqlitefile_text(file, text_of(i, length), length);
        sqlitefile_int(file, (int64_t)i * 1000003 - 500);
        sqlitefile_row(file);
    }
    sqlitefile_entry(file, "table", "t", "t", sqlitefile_end(file),
                     "CREATE TABLE t (a TEXT PRIMARY KEY, n INTEGER)");
    sqlitefile_begin(file, SQLITEFILE_INDEX);
    for (size_t i = 0; i < rows; i++) {
        sqlitefile_text(file, text_of(i, length), length);
        sqlitefile_int(file, (int64_t)i + 1);
        sqlitefile_row(file);
    }
    sqlitefile_entry(file, "index", "sqlite_autoindex_t_1", "t", sqlitefile_end(file), NULL);
    assert_true(sqlitefile_close(file, &err));
}

/* From no row to trees of many levels; lengths about where a record stops to fit on its page. */
static void trees_of_every_height_are_sound(void **state)
{
    (void)state;
    static const size_t counts[] = {0, 1, 2, 3, 4, 5, 16, 17, 64, 65, 300, 455, 456, 457, 2500};
    static const size_t lengths[] = {5, 300, 480, 900, 990, 996, 1000, 1010, 3000, 4055};
    char want[40];
    new_path();
    for (size_t l = 0; l < sizeof lengths / sizeof *lengths; l++)
        for (size_t c = 0; c < sizeof counts / sizeof *counts; c++) {
            if (counts[c] * lengths[l] > 2000000 && counts[c] > 500 && l % 3)
                continue;
            write_rows(counts[c], lengths[l]);
            if (strcmp(ask("PRAGMA integrity_check"), "ok") != 0)
                fail_msg("%zu rows of %zu bytes: %s", counts[c], lengths[l],
                         ask("PRAGMA integrity_check"));
            snprintf(want, sizeof want, "%zu", counts[c]);
            assert_string_equal(ask("SELECT count(*) FROM t NOT INDEXED"), want);
            assert_string_equal(ask("SELECT count(*) FROM t INDEXED BY sqlite_autoindex_t_1 WHERE "
                                    "a >= ''"),
                                want);
        }
    assert_string_equal(ask("SELECT n FROM t WHERE a LIKE '00123%'"), "122999869");
    unlink(path);
}

static void texts_of_every_length_come_back_whole(void **state)
{
    (void)state;
    SqliteFile *file;
    Error err = {0};
    char want[40];
    new_path();
    assert_true(sqlitefile_open(path, &file, &err));
    sqlitefile_begin(file, SQLITEFILE_TABLE);
    size_t sum = 0, count = 0;
    for (size_t length = 5; length<20000; length += length> 4030 && length < 4110 ? 1 : 157) {
        sqlitefile_text(file, text_of(count++, length), length);
        sqlitefile_row(file);
        sum += length;
    }
    sqlitefile_entry(file, "table", "t", "t", sqlitefile_end(file), "CREATE TABLE t (a TEXT)");
    assert_true(sqlitefile_close(file, &err));
    assert_string_equal(ask("PRAGMA integrity_check"), "ok");
    snprintf(want, sizeof want, "%zu", sum);
    assert_string_equal(ask("SELECT sum(length(a)) FROM t"), want);
    assert_string_equal(ask("SELECT count(*) FROM t WHERE trim(substr(a, 6), char(97 + (rowid - 1) "
                            "% 26)) <> ''"),
                        "0");
    unlink(path);
}

static void numbers_of_every_width_come_back(void **state)
{
    (void)state;
    static const int64_t numbers[] = {0,
                                      1,
                                      2,
                                      -1,
                                      127,
                                      128,
                                      -128,
                                      -129,
                                      32767,
                                      32768,
                                      -32768,
                                      -32769,
                                      8388607,
                                      8388608,
                                      -8388608,
                                      -8388609,
                                      2147483647,
                                      2147483648,
                                      -2147483648,
                                      -2147483649,
                                      140737488355327,
                                      140737488355328,
                                      -140737488355328,
                                      -140737488355329,
                                      INT64_MAX,
                                      INT64_MIN};
    SqliteFile *file;
    Error err = {0};
    new_path();
    assert_true(sqlitefile_open(path, &file, &err));
    sqlitefile_begin(file, SQLITEFILE_TABLE);
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        sqlitefile_int(file, numbers[i]);
        sqlitefile_null(file);
        sqlitefile_row(file);
    }
    sqlitefile_entry(file, "table", "t", "t", sqlitefile_end(file), "CREATE TABLE t (n, m)");
    assert_true(sqlitefile_close(file, &err));
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        char sql[80], want[40];
        snprintf(sql, sizeof sql, "SELECT n FROM t WHERE rowid = %zu AND m IS NULL", i + 1);
        snprintf(want, sizeof want, "%lld", (long long)numbers[i]);
        assert_string_equal(ask(sql), want);
    }
    unlink(path);
}

/* More of it than fits on page 1, some of it longer than a page. */
static void a_large_schema_is_sound(void **state)
{
    (void)state;
    SqliteFile *file;
    Error err = {0};
    new_path();
    for (size_t views = 0; views < 120; views = views * 2 + 1) {
        assert_true(sqlitefile_open(path, &file, &err));
        for (size_t i = 0; i < views; i++) {
            char name[16], *sql = malloc(9000);
            snprintf(name, sizeof name, "v%zu", i);
            int n = snprintf(sql, 9000, "CREATE VIEW %s AS SELECT 1 /* ", name);
            memset(sql + n, 'x', i * 70);
            strcpy(sql + n + i * 70, " */");
            sqlitefile_entry(file, "view", name, name, 0, sql);
            free(sql);
        }
        assert_true(sqlitefile_close(file, &err));
        char want[16];
        snprintf(want, sizeof want, "%zu", views);
        assert_string_equal(ask("PRAGMA integrity_check"), "ok");
        assert_string_equal(ask("SELECT count(*) FROM sqlite_schema"), want);
    }
    unlink(path);
}

typedef struct {
    size_t texts, bytes, keys;
} Seen;

static bool see(void *context, bool key, const char *text, size_t length, Error *err)
{
    (void)text, (void)err;
    Seen *seen = context;
    seen->texts++;
    seen->bytes += length;
    seen->keys += key;
    return true;
}

/* Every text once, whichever page it begins on and wherever it goes on. */
static void pages_give_all_their_texts(void **state)
{
    (void)state;
    static const size_t lengths[] = {5, 300, 990, 1010, 4055, 9000};
    Error err = {0};
    new_path();
    for (size_t l = 0; l < sizeof lengths / sizeof *lengths; l++) {
        Seen seen = {0};
        unsigned char page[SQLITE_PAGE];
        write_rows(200, lengths[l]);
        int fd = open(path, O_RDONLY);
        for (uint32_t n = 1; read(fd, page, sizeof page) == SQLITE_PAGE; n++) {
            Seen own = {0};
            assert_true(sqlitepage_texts(fd, n, page, see, &own, &err));
            if (n > 1) {
                seen.texts += own.texts;
                seen.bytes += own.bytes;
                seen.keys += own.keys;
            }
        }
        close(fd);
        assert_int_equal(seen.texts, 400);
        assert_int_equal(seen.bytes, 400 * lengths[l]);
        assert_int_equal(seen.keys, 200);
    }
    unlink(path);
}

/* About every power of two, and a text among them that needs more room than was there. */
static void numbers_of_every_size_come_back(void **state)
{
    (void)state;
    static const size_t lengths[] = {0, 56, 57, 58, 8185, 8186, 8187, 200000};
    SqliteFile *file;
    Error err = {0};
    char *text = malloc(200000), sql[128], expected[128];
    memset(text, 'x', 200000);
    new_path();
    assert_true(sqlitefile_open(path, &file, &err));
    sqlitefile_begin(file, SQLITEFILE_TABLE);
    for (int bit = 0; bit < 63; bit++)
        for (int64_t d = -1; d <= 1; d++) {
            sqlitefile_int(file, (INT64_C(1) << bit) + d);
            sqlitefile_text(file, text, lengths[bit % 8]);
            sqlitefile_int(file, -(INT64_C(1) << bit) + d);
            sqlitefile_row(file);
        }
    sqlitefile_int(file, INT64_MAX);
    sqlitefile_null(file);
    sqlitefile_int(file, INT64_MIN);
    sqlitefile_row(file);
    sqlitefile_entry(file, "table", "t", "t", sqlitefile_end(file),
                     "CREATE TABLE t (a INTEGER, t TEXT, b INTEGER)");
    assert_true(sqlitefile_close(file, &err));
    assert_string_equal(ask("PRAGMA integrity_check"), "ok");
    for (int bit = 0; bit < 63; bit++)
        for (int d = -1; d <= 1; d++) {
            snprintf(sql, sizeof sql,
                     "SELECT a || ' ' || length(t) || ' ' || b FROM t LIMIT 1 OFFSET %d",
                     bit * 3 + d + 1);
            snprintf(expected, sizeof expected, "%lld %zu %lld", (1LL << bit) + d, lengths[bit % 8],
                     -(1LL << bit) + d);
            assert_string_equal(ask(sql), expected);
        }
    assert_string_equal(ask("SELECT a || ' ' || b FROM t ORDER BY rowid DESC LIMIT 1"),
                        "9223372036854775807 -9223372036854775808");
    unlink(path);
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_of_every_size_come_back),
        cmocka_unit_test(trees_of_every_height_are_sound),
        cmocka_unit_test(texts_of_every_length_come_back_whole),
        cmocka_unit_test(numbers_of_every_width_come_back),
        cmocka_unit_test(a_large_schema_is_sound),
        cmocka_unit_test(pages_give_all_their_texts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
