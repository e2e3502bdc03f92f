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

/* What must be mended stands first, what is in order last and short. */
static void worst_files_come_first(void **state)
{
    (void)state;
    Arena *arena = arena_new();
    FileReport files[4] = {{.path = "input/甲.csv", .table = -1, .read = 31, .accepted = 30},
                           {.path = "input/乙.csv", .table = -1},
                           {.path = "input/丙.csv", .table = -1},
                           {.path = "input/丁.csv", .table = -1}};
    for (size_t i = 0; i < 4; i++)
        files[i].encoding = files[i].encoding_reason = "";
    Problems *problems = problems_new(arena);
    add(problems, "input/丁.csv", SEVERITY_ERROR);
    add(problems, "input/丁.csv", SEVERITY_NOTE);
    add(problems, "input/丙.csv", SEVERITY_WARNING);
    add(problems, "input/乙.csv", SEVERITY_NOTE);
    add(problems, "input/别处.csv", SEVERITY_ERROR);
    Import import = {.problems = problems, .files = files, .file_count = 4};
    SchemaSet schemas = {0};
    Buffer out = {0};
    report_problems_html(&out, &import, &schemas, "问题清单");
    const char *at = out.bytes;
    static const char *const order[] = {
        "<h2>input/丁.csv</h2>", "<h2>input/别处.csv</h2>",
        "<h2>input/丙.csv</h2>", "<h2>input/乙.csv</h2>",
        "没有问题的文件（1个）", "<li>input/甲.csv：读到31行，采用30行</li>"};
    for (size_t i = 0; i < sizeof order / sizeof *order; i++) {
        const char *found = strstr(at, order[i]);
        if (!found)
            fail_msg("%s does not follow", order[i]);
        at = found;
    }
    assert_null(strstr(out.bytes, "<h2>input/甲.csv"));
    buffer_free(&out);
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(worst_files_come_first)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
