/* test_again.c - rows that repeat what was not read are counted like all others. */
#include "unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/file.h"
#include "data/import.h"
#include "schema_text.h"

#define ROWS 3000

static const char header[] = "问题编号,类型,类别,小区,受理日期,状态,办理天数\n";

typedef struct {
    Arena *arena;
    char dir[64];
    SchemaSet schemas;
    Config config;
    Import import;
} Office;

/* Reads T01 and one file of issues. */
static void read_issues(Office *o, const Buffer *text)
{
    static const char compounds[] = "小区编码,小区名称,社区,街道（镇）,有无物业\n"
                                    "H-1,永悦华府,映汀社区,梧筑街道,是\n";
    Error err = {0};
    o->config = (Config){.city = "临溪市", .district = "枫岸区", .period = MONTH_MISSING};
    o->arena = arena_new();
    strcpy(o->dir, "/tmp/gongkai-again-XXXXXX");
    assert_non_null(mkdtemp(o->dir));
    schemas_of_text(o->arena, common_tables, &o->schemas);
    const char *a = path_join(o->arena, o->dir, "input/a.csv");
    const char *b = path_join(o->arena, o->dir, "input/b.csv");
    assert_true(file_write(a, compounds, sizeof compounds - 1, &err));
    assert_true(file_write(b, text->bytes, text->length, &err));
    assert_true(import_run(o->arena, o->dir, &o->schemas, &o->config, &o->import, &err));
}

static void close_office(Office *o)
{
    Error err;
    dataset_free(o->import.data);
    secrets_free(o->import.secrets);
    folder_remove(o->dir, &err);
    arena_free(o->arena);
}

static int count_of(const Office *o, const char *code)
{
    int count = 0;
    for (size_t i = 0; i < problems_count(o->import.problems); i++)
        count += strcmp(problems_at(o->import.problems, i)->code, code) == 0;
    return count;
}

static const char *line_of(const Office *o, const char *code)
{
    for (size_t i = 0; i < problems_count(o->import.problems); i++)
        if (strcmp(problems_at(o->import.problems, i)->code, code) == 0)
            return problem_line(o->arena, problems_at(o->import.problems, i), false);
    return "";
}

/* Neither a row nor a problem nor a number of the total is lost, and what follows is read. */
static void all_is_counted(void **state)
{
    (void)state;
    Office o;
    Buffer text = {0};
    buffer_text(&text, header);
    for (int i = 0; i < ROWS; i++)
        buffer_text(&text, "W-1,投诉,噪声,永悦华府,某日,已办结,5\n");
    buffer_text(&text, "W-2,投诉,噪声,永悦华府,2026-10-05,已办结,7\n");
    buffer_text(&text, "W-1,投诉,噪声,永悦华府,某日,已办结,5\n");
    buffer_printf(&text, "合计,,,,,,%d\n", ROWS * 5 + 12);
    read_issues(&o, &text);
    const FileReport *f = &o.import.files[1];
    assert_int_equal(f->read, ROWS + 4);
    assert_int_equal(f->quarantined, ROWS + 1);
    assert_int_equal(f->accepted, 1);
    assert_int_equal(f->footer, 1);
    assert_int_equal(count_of(&o, "not_a_date"), 1000);
    assert_string_equal(line_of(&o, "more_problems"),
                        "input/b.csv：“not_a_date”这类问题（不是日期）共 3001 处，只列出前 1000 "
                        "处；其余在第1002–3001、3003行");
    assert_string_equal(line_of(&o, "total_differs"), "");
    close_office(&o);
    buffer_free(&text);
}

/* What comes between ends the repetition: blanks, a footer, the header again, another row. */
static void others_in_between(void **state)
{
    (void)state;
    static const char *const others[] = {"\n", "合计,,,,,,\n", header,
                                         "W-9,投诉,噪声,永悦华府,某日,已办结,\n"};
    Office o;
    Buffer text = {0};
    buffer_text(&text, header);
    for (int i = 0; i < ROWS; i++) {
        buffer_text(&text, "x\n");
        if (i % 100 == 99)
            buffer_text(&text, others[i / 100 % 4]);
    }
    read_issues(&o, &text);
    const FileReport *f = &o.import.files[1];
    assert_int_equal(f->read, 1 + ROWS + 30);
    assert_int_equal(f->blank, 8);
    assert_int_equal(f->footer, 8);
    assert_int_equal(f->header, 1 + 7);
    assert_int_equal(f->quarantined, ROWS + 7);
    close_office(&o);
    buffer_free(&text);
}

/* What is only a warning stays one, however often. */
static void more_warnings_are_no_error(void **state)
{
    (void)state;
    Office o;
    Buffer text = {0};
    buffer_text(&text, header);
    for (int i = 0; i < ROWS; i++)
        buffer_printf(&text, "W-%d,投诉,噪声,永悦华府,26-10-05,已办结,\n", i);
    read_issues(&o, &text);
    assert_int_equal(o.import.files[1].accepted, ROWS);
    assert_int_equal(count_of(&o, "two_digit_year"), 1000);
    assert_string_equal(line_of(&o, "more_problems"),
                        "input/b.csv：“two_digit_year”这类问题（的年份只有两位，按 20 开头读）共 "
                        "3000 处，只列出前 1000 处；其余在第1002–3001行");
    assert_int_equal(problems_count_of(o.import.problems, SEVERITY_ERROR), 0);
    close_office(&o);
    buffer_free(&text);
}

/* What is found once all files are read, too, says how often it was. */
static void late_problems_are_counted(void **state)
{
    (void)state;
    Office o;
    Buffer text = {0};
    buffer_text(&text, header);
    for (int i = 0; i < ROWS; i++)
        buffer_printf(&text, "W-%d,投诉,噪声,某某苑%d,2026-10-05,已办结,\n", i, i);
    read_issues(&o, &text);
    assert_int_equal(o.import.files[1].quarantined, ROWS);
    assert_int_equal(count_of(&o, "unknown_compound"), 1000);
    assert_string_equal(
        line_of(&o, "more_problems"),
        "input/b.csv：“unknown_compound”这类问题（不在小区基本信息表里，这一行没有读入）共 3000 "
        "处，只列出前 1000 处；其余在第1002–3001行");
    close_office(&o);
    buffer_free(&text);
}

/* Every total that differs is counted, but not told without end. */
static void totals_without_end(void **state)
{
    (void)state;
    Office o;
    Buffer text = {0};
    buffer_text(&text, header);
    buffer_text(&text, "W-1,投诉,噪声,永悦华府,2026-10-05,已办结,5\n");
    for (int i = 0; i < ROWS; i++)
        buffer_text(&text, "合计,,,,,,6\n");
    read_issues(&o, &text);
    assert_int_equal(o.import.files[1].footer, ROWS);
    assert_int_equal(count_of(&o, "total_differs"), 1000);
    assert_int_equal(count_of(&o, "more_problems"), 1);
    close_office(&o);
    buffer_free(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_is_counted),
        cmocka_unit_test(others_in_between),
        cmocka_unit_test(more_warnings_are_no_error),
        cmocka_unit_test(late_problems_are_counted),
        cmocka_unit_test(totals_without_end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
