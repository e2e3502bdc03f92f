/* test_report.c - the list that goes back to an office. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "base/buffer.h"
#include "data/report.h"

static void add(Problems *problems, const char *file, Severity severity)
{
    Problem p = {.code = "not_a_number", .severity = severity, .file = file, .row = 3, .column = 1};
    p.column_name = p.header = p.value = "";
    p.expected_zh = p.expected_en = p.advice_zh = p.advice_en = "";
    problems_add(problems, &p);
}

static bool follows(const char **at, const char *text)
{
    const char *found = strstr(*at, text);
    if (found)
        *at = found;
    return found != NULL;
}

/*
 * Senders by what they have to mend, files of a sender likewise; what is in order is last and
 * short. A file that was not opened belongs to the sender that its folder names.
 */
static void worst_senders_and_files_come_first(void **state)
{
    (void)state;
    Arena *arena = arena_new();
    FileReport files[5] = {{.path = "input/甲.csv", .table = -1, .read = 31, .accepted = 30},
                           {.path = "input/乙.csv", .table = -1, .sender = "北苑社区"},
                           {.path = "input/丙.csv", .table = -1, .sender = "南苑社区"},
                           {.path = "input/丁.csv", .table = -1, .sender = "北苑社区"},
                           {.path = "input/戊.csv", .table = -1, .sender = "西苑社区"}};
    for (size_t i = 0; i < 5; i++)
        files[i].encoding = files[i].encoding_reason = "";
    Problems *problems = problems_new(arena);
    add(problems, "input/丁.csv", SEVERITY_ERROR);
    add(problems, "input/丁.csv", SEVERITY_NOTE);
    add(problems, "input/丙.csv", SEVERITY_WARNING);
    add(problems, "input/乙.csv", SEVERITY_NOTE);
    add(problems, "input/2026-10/南苑社区/扫描.pdf", SEVERITY_ERROR);
    add(problems, "", SEVERITY_ERROR);
    Import import = {.problems = problems, .files = files, .file_count = 5};
    SchemaSet schemas = {0};
    Buffer out = {0};
    report_problems_html(&out, &import, &schemas, "青埠<公开>");
    const char *at = out.bytes;
    static const char *const order[] = {
        "<h1>数据问题清单 · 青埠&lt;公开&gt;</h1>",
        "错误 3 处，提醒 1 处，说明 2 处",
        "没有写明填报单位的文件</a></td><td class=\"n\">1</td><td class=\"n\">1</td>",
        "南苑社区</a></td><td class=\"n\">2</td><td class=\"n\">1</td><td class=\"n\">1</td>",
        "北苑社区</a></td><td class=\"n\">2</td><td class=\"n\">1</td><td class=\"n\">0</td>",
        "<h2>没有写明填报单位的文件</h2>",
        "<h3>各表之间</h3>",
        "<h2>南苑社区</h2>",
        "<h3>input/2026-10/南苑社区/扫描.pdf</h3>",
        "<h3>input/丙.csv</h3>",
        "<h2>北苑社区</h2>",
        "<h3>input/丁.csv</h3>",
        "<h3>input/乙.csv</h3>",
        "没有问题的文件（2个）",
        "<li>input/甲.csv：读到31行，采用30行</li>"};
    for (size_t i = 0; i < sizeof order / sizeof *order; i++)
        if (!follows(&at, order[i]))
            fail_msg("%s does not follow", order[i]);
    assert_null(strstr(out.bytes, "<h3>input/甲.csv"));
    assert_null(strstr(out.bytes, "西苑社区</h2>"));
    buffer_free(&out);
    arena_free(arena);
}

static void add_row(Problems *problems, int row, const char *value, Severity severity)
{
    Problem p = {.code = "not_a_date",
                 .severity = severity,
                 .file = "input/a.csv",
                 .row = row,
                 .column = 7,
                 .column_name = "closed_on",
                 .header = "办结<日期>",
                 .value = value,
                 .expected_zh = "不是日期",
                 .expected_en = "is not a date",
                 .advice_zh = "请填写日期",
                 .advice_en = "give a date"};
    problems_add(problems, &p);
}

/* What many rows have wrong in the same way is one line that names every one of them. */
static void alike_problems_are_one_line(void **state)
{
    (void)state;
    Arena *arena = arena_new();
    FileReport file = {
        .path = "input/a.csv", .sender = "", .encoding = "UTF-8", .encoding_reason = "x"};
    TableSchema table = {.name = "issues", .title = {"问题台账", "issues"}};
    SchemaSet schemas = {&table, 1};
    Problems *problems = problems_new(arena);
    for (int row = 4; row <= 7; row++)
        add_row(problems, row, "明天", SEVERITY_ERROR);
    add_row(problems, 9, "后天\x01 & \"大后天\"", SEVERITY_WARNING);
    add_row(problems, 12, "明天", SEVERITY_ERROR);
    add_row(problems, 3, "昨天", SEVERITY_ERROR);
    Import import = {.problems = problems, .files = &file, .file_count = 1};
    Buffer out = {0};
    report_problems_html(&out, &import, &schemas, "");
    const char *at = out.bytes;
    static const char *const order[] = {
        "<h1>数据问题清单</h1>",
        "认作“问题台账”；编码 UTF-8（x）；",
        "data-h=\"行\">第3行</td><td data-h=\"列\">H列“办结&lt;日期&gt;”</td>",
        "data-h=\"行\">第4–7、12行（共5处）</td>",
        "data-h=\"行\">第9行</td>",
        "data-h=\"内容\">后天  &amp; &quot;大后天&quot;</td>"};
    for (size_t i = 0; i < sizeof order / sizeof *order; i++)
        if (!follows(&at, order[i]))
            fail_msg("%s does not follow", order[i]);
    assert_null(strstr(out.bytes, "没有问题的文件"));
    buffer_free(&out);
    arena_free(arena);
}

/* A page of endless problems cannot be read: the first are shown, and where the others are. */
static void the_page_stays_short(void **state)
{
    (void)state;
    enum { FILES = 40, ROWS = 500 };
    static FileReport files[FILES];
    Arena *arena = arena_new();
    TableSchema table = {.name = "issues", .title = {"问题台账", "issues"}};
    SchemaSet schemas = {&table, 1};
    Problems *problems = problems_new(arena);
    for (int f = 0; f < FILES; f++) {
        files[f] = (FileReport){.path = arena_printf(arena, "input/%02d.csv", f),
                                .sender = "",
                                .encoding = "UTF-8",
                                .encoding_reason = "x"};
        for (int row = 2; row < 2 + ROWS; row++)
            problems_add(problems, &(Problem){.code = "not_a_date",
                                              .severity = SEVERITY_ERROR,
                                              .file = files[f].path,
                                              .row = row,
                                              .column = 7,
                                              .value = arena_printf(arena, "某日%d", row),
                                              .expected_zh = "不是日期",
                                              .advice_zh = "请填写日期"});
        problems_add(problems, &(Problem){.code = "more_problems",
                                          .severity = SEVERITY_ERROR,
                                          .file = files[f].path,
                                          .column = -1,
                                          .value = "not_a_date",
                                          .expected_zh = "这类问题共 9999 处"});
    }
    Import import = {.problems = problems, .files = files, .file_count = FILES};
    Buffer out = {0};
    report_problems_html(&out, &import, &schemas, "");
    assert_true(out.length < 1500000);
    assert_non_null(strstr(out.bytes, "这个文件还有 301 条没有在这里列出；全部在同一个文件夹的 "
                                      "problems.csv 里"));
    assert_non_null(strstr(out.bytes, "这个文件还有 491 条没有在这里列出"));
    assert_non_null(strstr(out.bytes, "这类问题共 9999 处"));
    assert_null(strstr(out.bytes, "not_a_date")); /* a code says nothing to whoever mends it */
    buffer_free(&out);
    arena_free(arena);
}

/* RFC 4180 with a mark for Excel; nothing in it runs as a formula. */
static void problems_as_csv(void **state)
{
    (void)state;
    Arena *arena = arena_new();
    Problems *problems = problems_new(arena);
    add_row(problems, 3, "=HYPERLINK(\"x\")", SEVERITY_ERROR);
    add_row(problems, 4, "甲,\n乙", SEVERITY_NOTE);
    add_row(problems, 0, "-", SEVERITY_WARNING);
    Buffer out = {0};
    report_problems_csv(&out, problems, false);
    assert_string_equal(out.bytes,
                        "\xEF\xBB\xBF"
                        "file,row,column,letter,header,value,expected,advice,severity,code\n"
                        "input/a.csv,3,8,H,办结<日期>,\"'=HYPERLINK(\"\"x\"\")\",不是日期,"
                        "请填写日期,error,not_a_date\n"
                        "input/a.csv,4,8,H,办结<日期>,\"甲,\n乙\",不是日期,请填写日期,note,"
                        "not_a_date\n"
                        "input/a.csv,,8,H,办结<日期>,-,不是日期,请填写日期,warning,not_a_date\n");
    buffer_clear(&out);
    report_problems_csv(&out, problems, true);
    assert_non_null(strstr(out.bytes, ",is not a date,give a date,error,"));
    buffer_free(&out);
    arena_free(arena);
}

/* The members of run.json: all that is known of a file and of a problem, whatever stands in it. */
static void members_of_json(void **state)
{
    (void)state;
    Arena *arena = arena_new();
    TableSchema table = {.name = "issues"};
    SchemaSet schemas = {&table, 1};
    FileReport files[2] = {{.path = "input/a.csv",
                            .encoding = "UTF-8",
                            .encoding_reason = "r",
                            .delimiter = '\t',
                            .read = 5,
                            .header = 1,
                            .accepted = 4},
                           {.path = "input/b.csv",
                            .encoding = "",
                            .encoding_reason = "",
                            .delimiter = ',',
                            .table = -1}};
    Problems *problems = problems_new(arena);
    add_row(problems, 3, "a\"b\\c\nd\x1F", SEVERITY_ERROR);
    Problem whole = {.code = "empty_file", .file = "input/b.csv", .column = -1};
    whole.column_name = whole.header = whole.value = "";
    whole.expected_zh = whole.expected_en = whole.advice_zh = whole.advice_en = "";
    problems_add(problems, &whole);
    Import import = {.problems = problems, .files = files, .file_count = 2};
    Buffer out = {0};
    report_json_members(&out, &import, &schemas);
    static const char *const parts[] = {
        "\"path\": \"input/a.csv\"",
        "\"delimiter\": \"\\t\", \"table\": \"issues\", \"read\": 5, \"title\": 0, \"header\": 1, "
        "\"accepted\": 4,",
        "\"delimiter\": \",\", \"table\": \"\", \"read\": 0",
        "\"row\": 3, \"column\": 8, \"letter\": \"H\"",
        "\"value\": \"a\\\"b\\\\c\\nd\\u001f\"",
        "\"severity\": \"error\", \"code\": \"not_a_date\"},",
        "\"row\": 0, \"column\": 0, \"letter\": \"\"",
        "\"severity\": \"note\", \"code\": \"empty_file\"}\n  ]"};
    const char *at = out.bytes;
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        if (!follows(&at, parts[i]))
            fail_msg("%s does not follow", parts[i]);
    buffer_free(&out);
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(worst_senders_and_files_come_first),
        cmocka_unit_test(alike_problems_are_one_line),
        cmocka_unit_test(the_page_stays_short),
        cmocka_unit_test(problems_as_csv),
        cmocka_unit_test(members_of_json),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
