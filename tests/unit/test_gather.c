/*
 * test_gather.c - what is read does not depend on the number of threads, nor on who splits the
 * lines, nor on whether a file is read or what another run has read of it is loaded: every input
 * of the tests gives the same rows, texts, problems and accounts.
 */
#include "declared.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/file.h"
#include "import_digest.h"
#include "script/script.h"

static size_t taken; /* files of all imports that were loaded */

static char *digest_of(Arena *arena, const char *dir, const Plan *plan, ImportOptions options)
{
    Config config;
    SchemaSet schemas;
    Import import;
    Error err = {0};
    char *text = NULL;
    size_t length;
    FILE *out = open_memstream(&text, &length);
    assert_true(config_read(arena, &plan->config, &config, &err));
    assert_true(schema_set_read(arena, &plan->tables, &schemas, &err));
    import_run_with(arena, dir, &schemas, &config, &options, &import, &err);
    import_digest(arena, &import, options.piece == 0, out);
    taken += import.taken;
    fclose(out);
    dataset_free(import.data);
    secrets_free(import.secrets);
    return text;
}

static void same(const char *dir, const char *alone, const char *other, const char *how)
{
    if (strcmp(alone, other) != 0)
        fail_msg("%s, %s:\n%s\nread by one alone:\n%s", dir, how, other, alone);
}

/* Handed over by one run, loaded by another. */
static void compare_loaded(Arena *arena, const char *dir, const Plan *plan, const char *alone)
{
    char folder[] = "/tmp/gongkai-gather-XXXXXX", path[64];
    Error err = {0};
    struct stat st;
    assert_non_null(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/read", folder);
    ImportOptions give = {.jobs = 3, .shards = 1, .give = readings_create(path), .word = "p c"};
    char *read = digest_of(arena, dir, plan, give);
    assert_true(readings_end(give.give, &err));
    same(dir, alone, read, "read and handed over");
    assert_int_equal(stat(path, &st), 0);
    assert_int_equal(st.st_mode & 07777, 0600);
    Readings *readings = readings_new();
    assert_true(readings_open(readings, path, &err));
    char *loaded =
        digest_of(arena, dir, plan, (ImportOptions){.jobs = 3, .take = readings, .word = "p c"});
    same(dir, alone, loaded, "loaded");
    readings_close(readings);
    free(read);
    free(loaded);
    assert_true(folder_remove(folder, &err));
}

static size_t compare(const char *dir)
{
    static const ImportOptions ways[] = {{.jobs = 2, .arbiter = false},
                                         {.jobs = 5, .arbiter = false},
                                         {.jobs = 1, .arbiter = true},
                                         {.jobs = 5, .arbiter = true}};
    Arena *arena = arena_new();
    Plan plan;
    Error err = {0};
    assert_true(declared(arena, dir, ".", &plan, &err));
    char *alone = digest_of(arena, dir, &plan, (ImportOptions){.jobs = 1, .arbiter = false});
    size_t length = strlen(alone);
    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
        char *other = digest_of(arena, dir, &plan, ways[i]);
        same(dir, alone, other, ways[i].arbiter ? "by threads and libcsv" : "by threads");
        free(other);
    }
    compare_loaded(arena, dir, &plan, alone);
    free(alone);
    arena_free(arena);
    return length;
}

static void compare_below(const char *folder, size_t least)
{
    Arena *arena = arena_new();
    FileList list;
    Error err = {0};
    size_t cases = 0;
    char last[256] = "";
    assert_true(folder_list(arena, folder, &list, &err));
    for (size_t i = 0; i < list.count; i++) {
        char name[256];
        snprintf(name, sizeof name, "%s/%.*s", folder, (int)strcspn(list.paths[i], "/"),
                 list.paths[i]);
        if (strcmp(name, last) == 0 || !strchr(list.paths[i], '/'))
            continue;
        strcpy(last, name);
        if (!folder_exists(path_join(arena, name, "input")))
            continue;
        cases += compare(name) > 100;
    }
    arena_free(arena);
    assert_true(cases >= least);
}

static void errors(void **state)
{
    (void)state;
    taken = 0;
    compare_below("tests/errors", 30);
    assert_true(taken > 60);
}

static void sample(void **state)
{
    (void)state;
    taken = 0;
    assert_true(compare(".") > 1000);
    assert_true(taken > 20);
}

static void put(const char *dir, const char *name, const Buffer *text)
{
    Error err = {0};
    char path[512];
    snprintf(path, sizeof path, "%s/input/%s", dir, name);
    assert_true(file_write(path, text->bytes, text->length, &err));
}

/* Enough rows that several threads look through one table; what is wrong lies all over it. */
static void large_table(void **state)
{
    (void)state;
    char dir[] = "/tmp/gongkai-gather-XXXXXX";
    Buffer text = {0};
    Error err = {0};
    assert_non_null(mkdtemp(dir));
    buffer_text(&text, "小区编码,小区名称,社区,街道（镇）,有无物业,别名\n");
    for (int c = 0; c < 40; c++)
        buffer_printf(&text, "H-%03d,云杉里%d号院,映汀社区,梧筑街道,是,云杉%d院\n", c, c, c);
    put(dir, "小区.csv", &text);
    for (int file = 0; file < 2; file++) {
        buffer_clear(&text);
        buffer_text(&text, "问题编号,小区编码,小区,类型,类别,受理日期,办结日期,状态,满意度\n");
        for (int i = 0; i < (file ? 3000 : 67000); i++) {
            int id = i % 9001 == 9000 ? i - 4500 : i + file * 66000; /* some twice, in both files */
            buffer_printf(&text, "W-%07d,", id);
            if (i % 3 == 0)
                buffer_printf(&text, "H-%03d,,", i % 40);
            else if (i % 3 == 1)
                buffer_printf(&text, ",云杉里%d号院,", i % 40);
            else if (i % 7001 == 5)
                buffer_text(&text, i % 2 ? "H-999,," : ",云杉里77号院,");
            else if (i % 5003 == 1)
                buffer_text(&text, ",,");
            else
                buffer_printf(&text, "H-%03d,云杉%d院,", i % 40, i % 1999 == 2 ? 7 : i % 40);
            buffer_printf(&text, "投诉,噪声,%d-10-%02d,%s,%s,%s\n",
                          i % 6007 == 3   ? 1996
                          : i % 7919 == 6 ? 2096
                                          : 2025,
                          i % 20 + 5, i % 4001 == 9 ? "2025-10-01" : "2025-11-01",
                          i % 911 == 4 ? "办理中" : "已办结", i % 2 ? "满意" : "");
        }
        put(dir, file ? "b.csv" : "a.csv", &text);
    }
    buffer_free(&text);
    assert_true(compare(dir) > 100);
    assert_true(folder_remove(dir, &err));
}

/*
 * Rows that are stored many at a time, and between them what hangs on all rows above: subtotals and
 * totals that count rows or filled cells (some count wrongly), and ids that hold a mobile number.
 */
static void among_plain_rows(void **state)
{
    (void)state;
    char dir[] = "/tmp/gongkai-gather-XXXXXX";
    Buffer text = {0};
    Error err = {0};
    assert_non_null(mkdtemp(dir));
    buffer_text(&text, "小区编码,小区名称,社区,街道（镇）,有无物业\n"
                       "H-001,云杉里,映汀社区,梧筑街道,是\n");
    put(dir, "小区.csv", &text);
    buffer_clear(&text);
    buffer_text(&text, "问题编号,小区编码,类型,类别,受理日期,办结日期,状态,满意度\n");
    int closed = 0, all = 0, ended = 0;
    for (int i = 0; i < 3000; i++) {
        bool open = i % 7 == 3;
        if (i % 331 == 300)
            buffer_printf(&text, "W-139123456%02d,", i % 100);
        else
            buffer_printf(&text, "W-%05d,", i);
        buffer_printf(&text, "H-001,投诉,噪声,2025-10-%02d,%s,%s,%s\n", i % 20 + 5,
                      open ? "" : "2025-11-01", open ? "办理中" : "已办结", i % 2 ? "满意" : "");
        all++;
        closed += !open;
        ended += !open;
        if (i % 500 == 499) {
            buffer_printf(&text, "小计,,,,%d件,%d件,,\n", all + (i == 999), closed);
            all = closed = 0;
        }
    }
    buffer_printf(&text, "合计,,,,3000件,%d件,,\n", ended);
    put(dir, "问题.csv", &text);
    buffer_free(&text);
    assert_true(compare(dir) > 100);
    assert_true(folder_remove(dir, &err));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(errors),
        cmocka_unit_test(sample),
        cmocka_unit_test(large_table),
        cmocka_unit_test(among_plain_rows),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
