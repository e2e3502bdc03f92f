/* test_bounds.c - an office may say how long a cell and a row may be, how many columns there are,
 * in which encoding files are. */
#include "unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/file.h"
#include "data/import.h"
#include "schema_text.h"

/* A configuration of nothing but `bounds`: keys and numbers, ended by a NULL. */
static bool read_bounds(Arena *arena, const char *const *keys, const int64_t *numbers, Config *out,
                        Error *err)
{
    Buffer bytes = {0};
    Value *table = ARENA_NEW(arena, Value);
    size_t count = 0;
    while (keys[count])
        count++;
    value_put_map(&bytes, 1);
    value_put_key(&bytes, "bounds", 6);
    value_put_map(&bytes, count);
    for (size_t i = 0; i < count; i++) {
        value_put_key(&bytes, keys[i], strlen(keys[i]));
        value_put_int(&bytes, numbers[i]);
    }
    char *copy = arena_copy(arena, bytes.bytes, bytes.length);
    assert_true(value_decode(arena, copy, bytes.length, table, err));
    buffer_free(&bytes);
    return config_read(arena, table, out, err);
}

static const char *const all_keys[] = {"cell", "row", "columns", NULL};

/* What is no bound is refused with an example; a row is never shorter than its cells. */
static void what_may_be_set(void **state)
{
    (void)state;
    static const struct {
        const char *keys[4];
        int64_t numbers[3];
        bool ok;
    } cases[] = {{{"cell", "row", "columns", NULL}, {4096, 8192, 100}, true},
                 {{"cell", "row", "columns", NULL}, {16 << 20, 64 << 20, 16384}, true},
                 {{"cell", NULL}, {4095}, false},
                 {{"cell", NULL}, {(16 << 20) + 1}, false},
                 {{"row", NULL}, {4095}, false},
                 {{"row", NULL}, {(64 << 20) + 1}, false},
                 {{"columns", NULL}, {99}, false},
                 {{"columns", NULL}, {16385}, false},
                 {{"rows", NULL}, {8192}, false},
                 {{"cell", "row", NULL}, {8192, 4096}, false}};
    Arena *arena = arena_new();
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        Config config;
        Error err = {0};
        assert_int_equal(read_bounds(arena, cases[i].keys, cases[i].numbers, &config, &err),
                         cases[i].ok);
        if (!cases[i].ok)
            assert_non_null(strstr(err.text, "gongkai.lua: bounds must be such as { cell = "));
    }
    arena_free(arena);
}

/* An encoding that is not known is a mistake of the configuration, not GB18030. */
static void encodings_are_known(void **state)
{
    (void)state;
    static const struct {
        const char *name, *complaint;
    } cases[] = {{"GBK", NULL},      {"utf-8", NULL},
                 {"utf8", NULL},     {"gb2312", NULL},
                 {"cp936", NULL},    {"GB18030", NULL},
                 {"utf-16LE", NULL}, {"utf-16be", NULL},
                 {"big5", "'big5'"}, {"latin1", "none of utf-8"},
                 {"", "''"}};
    Arena *arena = arena_new();
    for (size_t i = 0; i <= sizeof cases / sizeof *cases; i++) {
        Value item = {.kind = VALUE_INT, .integer = 936};
        if (i < sizeof cases / sizeof *cases)
            item = (Value){.kind = VALUE_TEXT, .text = cases[i].name};
        const char *pattern[] = {"old/*.csv"}, *name[] = {"encodings"};
        Value map = {.kind = VALUE_MAP, .count = 1, .items = &item, .keys = pattern};
        Value all = {.kind = VALUE_MAP, .count = 1, .items = &map, .keys = name};
        Config config;
        Error err = {0};
        const char *complaint = item.kind == VALUE_INT ? "'?' of 'old/*.csv'" : cases[i].complaint;
        assert_int_equal(config_read(arena, &all, &config, &err), complaint == NULL);
        if (complaint) {
            assert_int_equal(err.code, ERR_USAGE);
            assert_non_null(strstr(err.text, complaint));
        }
        map.kind = VALUE_LIST; /* { "gbk" } says of no file that it is */
        assert_false(config_read(arena, &all, &config, &err));
        assert_non_null(strstr(err.text, "encodings must be such as"));
        map.count = 0;
        assert_true(config_read(arena, &all, &config, &err));
    }
    arena_free(arena);
}

/* The lines of problems of one file of issues under these bounds. */
static char *problems_under(const int64_t numbers[3], const Buffer *issues)
{
    static const char compounds[] = "小区编码,小区名称,社区,街道（镇）,有无物业\n"
                                    "H-1,永悦华府,映汀社区,梧筑街道,是\n";
    Arena *arena = arena_new();
    SchemaSet schemas;
    Config config;
    Import import;
    Error err = {0};
    Buffer lines = {0};
    char dir[] = "/tmp/gongkai-bounds-XXXXXX";
    assert_non_null(mkdtemp(dir));
    schemas_of_text(arena, common_tables, &schemas);
    assert_true(read_bounds(arena, all_keys, numbers, &config, &err));
    assert_true(
        file_write(path_join(arena, dir, "input/a.csv"), compounds, sizeof compounds - 1, &err));
    assert_true(
        file_write(path_join(arena, dir, "input/b.csv"), issues->bytes, issues->length, &err));
    assert_true(import_run(arena, dir, &schemas, &config, &import, &err));
    for (size_t i = 0; i < problems_count(import.problems); i++)
        buffer_printf(&lines, "%s\n", problem_line(arena, problems_at(import.problems, i), false));
    buffer_printf(&lines, "%d", import.files[1].accepted);
    dataset_free(import.data);
    secrets_free(import.secrets);
    folder_remove(dir, &err);
    arena_free(arena);
    return lines.bytes;
}

static void repeat(Buffer *out, size_t times, const char *text)
{
    for (size_t i = 0; i < times; i++)
        buffer_text(out, text);
}

/* Beyond its bound each is named with the bound that holds; within, the same row is read. */
static void each_is_named(void **state)
{
    (void)state;
    Buffer issues = {0};
    buffer_text(&issues, "问题编号,类型,类别,小区,受理日期,状态,内容\n");
    buffer_text(&issues, "W-1,投诉,噪声,永悦华府,2026-10-05,已办结,");
    repeat(&issues, 5000, "x");
    buffer_text(&issues, "\nW-2,投诉,噪声,永悦华府,2026-10-05,已办结,x");
    repeat(&issues, 3, ",");
    for (int i = 0; i < 3; i++) {
        repeat(&issues, 4000, "y");
        buffer_char(&issues, ',');
    }
    buffer_text(&issues, "\nW-3,投诉,噪声,永悦华府,2026-10-05,已办结,x");
    repeat(&issues, 120, ",z");
    buffer_char(&issues, '\n');
    char *narrow = problems_under((const int64_t[]){4096, 8192, 100}, &issues);
    assert_string_equal(
        narrow, "input/b.csv 第2行 G列：太长（超过 4 KiB），这一行没有读入；"
                "请核对引号是否成对，或缩短这一格\n"
                "input/b.csv 第3行：太长（超过 8 KiB），这一行没有读入；"
                "请核对引号是否成对、行尾是否换行\n"
                "input/b.csv 第4行：超过 100 格，这一行没有读入；请核对分隔符，删去不用的列\n"
                "0");
    char *wide = problems_under((const int64_t[]){1 << 20, 2 << 20, 200}, &issues);
    assert_null(strstr(wide, "没有读入"));
    assert_string_equal(wide + strlen(wide) - 2, "\n3");
    free(narrow);
    free(wide);
    buffer_free(&issues);
}

/* More than is shipped can be allowed, too. */
static void more_can_be_allowed(void **state)
{
    (void)state;
    Buffer issues = {0};
    buffer_text(&issues, "问题编号,类型,类别,小区,受理日期,状态,内容\n"
                         "W-1,投诉,噪声,永悦华府,2026-10-05,已办结,");
    repeat(&issues, (5 << 20) / 16, "0123456789abcdef");
    repeat(&issues, 1200, ",z");
    buffer_char(&issues, '\n');
    char *shipped = problems_under((const int64_t[]){1 << 20, 4 << 20, 1000}, &issues);
    assert_non_null(strstr(shipped, "G列：太长（超过 1 MiB），这一行没有读入"));
    char *wide = problems_under((const int64_t[]){6 << 20, 8 << 20, 2000}, &issues);
    assert_null(strstr(wide, "没有读入"));
    assert_string_equal(wide + strlen(wide) - 2, "\n1");
    free(shipped);
    free(wide);
    buffer_free(&issues);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_may_be_set),
        cmocka_unit_test(encodings_are_known),
        cmocka_unit_test(each_is_named),
        cmocka_unit_test(more_can_be_allowed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
