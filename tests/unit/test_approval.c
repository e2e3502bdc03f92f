/* test_approval.c - who approved which month; a line that approves nothing is told. */
#include "district.h"

#include <unistd.h>

#include "base/file.h"
#include "data/approval.h"
#include "data/secret.h"

typedef struct {
    District *d;
    char folder[64];
    Import import;
    Approvals *approvals;
    Error err;
    bool read;
} Office;

static void put(Office *o, const char *path, const char *text)
{
    Error err = {0};
    char full[128];
    snprintf(full, sizeof full, "%s/input/%s", o->folder, path);
    assert_true(file_write(full, text, strlen(text), &err));
}

static int open_office(void **state)
{
    District *d = district_new();
    Office *o = ARENA_NEW(d->arena, Office);
    o->d = d;
    strcpy(o->folder, "/tmp/gongkai-approval-XXXXXX");
    assert_non_null(mkdtemp(o->folder));
    put(o, "compounds.csv",
        "小区编码,小区名称,社区,街道（镇）,有无物业\n"
        "A-1,云栖苑,映汀社区,梧筑街道,否\nA-2,芦汀苑,映汀社区,梧筑街道,否\n");
    *state = o;
    return 0;
}

static int close_office(void **state)
{
    Office *o = *state;
    Error err = {0};
    assert_true(folder_remove(o->folder, &err));
    secrets_free(o->import.secrets);
    district_free(o->d);
    return 0;
}

static void approve(Office *o, const char *text)
{
    District *d = o->d;
    if (text)
        put(o, "approvals.csv", text);
    if (o->import.secrets)
        secrets_free(o->import.secrets);
    dataset_free(d->data);
    d->data = NULL;
    Error err = {0};
    if (!import_run(d->arena, o->folder, &d->schemas, &d->config, &o->import, &err))
        fail_msg("%s", err.text);
    d->data = o->import.data;
    o->err = (Error){0};
    o->read = approvals_read(d->arena, o->folder, &o->approvals, &o->err);
}

/* "yes DAY", "yes" where the day is unknown, "no". */
static const char *approved(Office *o, const int32_t *rows, size_t count, int year, int month)
{
    Month period = month_of(year, month);
    char text[16];
    if (!approvals_cover(o->approvals, o->d->data, rows, count, period))
        return "no";
    Day on = approvals_day(o->approvals, o->d->data, rows, count, period);
    return on == DAY_MISSING ? "yes" : arena_printf(o->d->arena, "yes %s", day_text(on, text));
}

static void assert_told(Office *o, size_t at, const char *expected)
{
    size_t seen = 0;
    for (size_t i = 0; i < problems_count(o->import.problems); i++) {
        const Problem *p = problems_at(o->import.problems, i);
        if (strcmp(p->file, "input/approvals.csv") != 0)
            continue;
        if (seen++ == at && expected) {
            assert_string_equal(problem_line(o->d->arena, p, false), expected);
            return;
        }
    }
    if (expected || seen != at)
        fail_msg("%zu problems, not %zu", seen, at);
}

static const int32_t first[] = {0}, both[] = {0, 1};

/* A page of several compounds is approved when each of them is; the latest day counts. */
static void each_must_be_approved(void **state)
{
    Office *o = *state;
    approve(o, NULL);
    assert_true(o->read); /* no file: nothing is approved */
    assert_string_equal(approved(o, first, 1, 2026, 10), "no");
    approve(o, "小区编码,期,批准人,批准日期\n"
               "A-1,2026-10,街道办,2026-11-05\nA-1,2026-10,街道办,2026.11.3\n"
               "A-2,2026年10月,街道办,2026年11月7日\nA-2,2026-09,街道办,2026/10/5\n");
    assert_string_equal(approved(o, first, 1, 2026, 10), "yes 2026-11-05");
    assert_string_equal(approved(o, both, 2, 2026, 10), "yes 2026-11-07");
    assert_string_equal(approved(o, both, 2, 2026, 9), "no");
    assert_string_equal(approved(o, both + 1, 1, 2026, 9), "yes 2026-10-05");
    assert_string_equal(approved(o, both, 0, 2026, 10), "no");
    assert_told(o, 0, NULL);
    approve(o, "compound_id,period,approved_by,approved_on\n,2026-10,区住建局,2026-11-05\n");
    assert_string_equal(approved(o, both, 2, 2026, 10), "yes 2026-11-05");
    assert_string_equal(approved(o, both, 2, 2026, 11), "no");
}

static void what_approves_nothing_is_told(void **state)
{
    Office *o = *state;
    approve(o, "小区编码,期,批准人,批准日期\n"
               "A-3,2026-10,街道办,2026-11-05\n云栖苑,2026-10,街道办,2026-11-05\n"
               "A-1,十月,街道办,2026-11-05\nA-1,2026年第三季度,街道办,2026-11-05\n"
               "A-1,2026-10,,2026-11-05\nA-1,2026-10,街道办,\nA-2,2026-10,街道办,昨天\n"
               "A-2,2026-10,街道办,2026-11-31\n");
    assert_string_equal(approved(o, first, 1, 2026, 10), "no");
    assert_string_equal(approved(o, both + 1, 1, 2026, 10), "yes");
#define REMEDY "；请填小区编码（全部小区留空）、月份如 2026-10、批准人和批准日期"
    assert_told(o, 0, "input/approvals.csv 第2行：“A-3”不是小区编码，这一行批准没有用" REMEDY);
    assert_told(o, 1, "input/approvals.csv 第3行：“云栖苑”不是小区编码，这一行批准没有用" REMEDY);
    assert_told(o, 2, "input/approvals.csv 第4行：“十月”不是月份，这一行批准没有用" REMEDY);
    assert_told(o, 3,
                "input/approvals.csv 第5行：“2026年第三季度”不是月份，这一行批准没有用" REMEDY);
    assert_told(o, 4, "input/approvals.csv 第6行：批准人或批准日期没有填，这一行批准没有用" REMEDY);
    assert_told(o, 5, "input/approvals.csv 第7行：批准人或批准日期没有填，这一行批准没有用" REMEDY);
    assert_told(o, 6,
                "input/approvals.csv 第8行：“昨天”不是日期；批准有效，但异议期从哪天起算不出；"
                "请填写日期，如 2026-11-05");
    assert_told(
        o, 7,
        "input/approvals.csv 第9行：“2026-11-31”不是日期；批准有效，但异议期从哪天起算不出；"
        "请填写日期，如 2026-11-05");
    assert_told(o, 8, NULL);
    approve(o, "a,b\n1,2\n");
    assert_false(o->read);
    assert_string_equal(o->err.text, "input/approvals.csv: column 'compound_id' is missing");
    assert_told(o, 1, NULL);
}

/* The small files that are read by name: what they cannot be is an error with its row. */
static void small_files(void **state)
{
    Office *o = *state;
    static const char *const rows[][2] = {
        {"", "input/approvals.csv: has no header"},
        {"\n\n", "input/approvals.csv: has no header"},
        {"小区编码,期,批准人\n", "input/approvals.csv: column 'approved_on' is missing"},
        {",期,批准人,批准日期\n", "input/approvals.csv: column 'compound_id' is missing"},
        {"小区编码，期，批准人，批准日期\n",
         "input/approvals.csv: column 'compound_id' is missing"},
        {"小区编码,期,批准人,批准日期\nA-1,\"x\n",
         "input/approvals.csv: row 2: a quotation mark is never closed"},
        {"小区编码,期,批准人,批准日期\nA-1,\xFF\xFF\n",
         "input/approvals.csv: row 2 is in no known encoding"}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        approve(o, rows[i][0]);
        assert_false(o->read);
        assert_string_equal(o->err.text, rows[i][1]);
        assert_told(o, 1, NULL);
    }
    /* Blank lines, short lines, other delimiters and many rows are read. */
    Buffer many = {0};
    buffer_text(&many, "批准日期;期;小区编码;批准人\n\n;;;\n2026-11-05;2026-10\n");
    for (int i = 0; i < 40; i++)
        buffer_printf(&many, "2026-11-05;2026-10;A-%d;街道办\n", i % 2 + 1);
    buffer_char(&many, '\0');
    approve(o, many.bytes);
    assert_true(o->read);
    assert_string_equal(approved(o, both, 2, 2026, 10), "yes 2026-11-05");
    assert_told(o, 0, "input/approvals.csv 第4行：批准人或批准日期没有填，这一行批准没有用" REMEDY);
    buffer_free(&many);
}

int main(void)
{
#define CASE(name) cmocka_unit_test_setup_teardown(name, open_office, close_office)
    const struct CMUnitTest tests[] = {
        CASE(each_must_be_approved),
        CASE(what_approves_nothing_is_told),
        CASE(small_files),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
