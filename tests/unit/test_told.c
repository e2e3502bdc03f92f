/*
 * test_told.c - what one file does wrong again and again is told a thousand times and then counted;
 * an office may set its own bounds.
 */
#include "declared.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/buffer.h"
#include "base/file.h"
#include "data/import.h"
#include "script/script.h"

typedef struct {
    Arena *arena;
    char dir[64];
    Plan plan; /* whose values the next two go on using */
    SchemaSet schemas;
    Config config;
    Import import;
} Office;

static int open_office(void **state)
{
    Office *o = calloc(1, sizeof *o);
    Error err = {0};
    o->arena = arena_new();
    strcpy(o->dir, "/tmp/gongkai-told-XXXXXX");
    assert_non_null(mkdtemp(o->dir));
    setenv("SOURCE_DATE_EPOCH", "1793404800", 1); /* 2026-10-31 */
    assert_true(declared(o->arena, ".", ".", &o->plan, &err));
    assert_true(config_read(o->arena, &o->plan.config, &o->config, &err));
    assert_true(schema_set_read(o->arena, &o->plan.tables, &o->schemas, &err));
    *state = o;
    return 0;
}

static int close_office(void **state)
{
    Office *o = *state;
    Error err;
    dataset_free(o->import.data);
    secrets_free(o->import.secrets);
    folder_remove(o->dir, &err);
    arena_free(o->arena);
    free(o);
    return 0;
}

static void put(const Office *o, const char *name, const char *bytes, size_t length)
{
    Error err = {0};
    assert_true(
        file_write(arena_printf(o->arena, "%s/input/%s", o->dir, name), bytes, length, &err));
}

/* A file of `header` and then `count` times `row`, whose "%d" is the number of the time. */
static void put_rows(const Office *o, const char *name, const char *header, const char *row,
                     int count)
{
    Buffer text = {0};
    buffer_printf(&text, "%s\n", header);
    const char *place = strstr(row, "%d");
    size_t before = place ? (size_t)(place - row) : strlen(row);
    for (int i = 0; i < count; i++) {
        buffer_put(&text, row, before);
        if (place)
            buffer_printf(&text, "%d%s", i, place + 2);
        buffer_char(&text, '\n');
    }
    put(o, name, text.bytes, text.length);
    buffer_free(&text);
}

static void run(Office *o)
{
    Error err = {0};
    static const char compounds[] = "小区编码,小区名称,社区,街道（镇）,有无物业\n"
                                    "H-1,永悦华府,映汀社区,梧筑街道,是\n"
                                    "H-2,世纪花园,映汀社区,梧筑街道,是\n";
    put(o, "小区.csv", compounds, sizeof compounds - 1);
    if (!import_run_with(o->arena, o->dir, &o->schemas, &o->config, &(ImportOptions){.jobs = 1},
                         &o->import, &err))
        fail_msg("%s", err.text);
}

static int count_of(const Office *o, const char *code, const char *value)
{
    int count = 0;
    for (size_t i = 0; i < problems_count(o->import.problems); i++) {
        const Problem *p = problems_at(o->import.problems, i);
        count += strcmp(p->code, code) == 0 && (!value || strstr(p->value, value));
    }
    return count;
}

#define TIMES 1003

static const struct {
    const char *code, *counted, *header, *row;
} often[] = {
    {"compound_mismatch", "compound_mismatch", "会议编号,小区编码,小区,会议类型,召开日期",
     "M%d,H-1,世纪花园,联席会议,2026-10-05"},
    {"empty_compound", "empty_compound", "问题编号,类型,类别,受理日期,状态,小区",
     "W%d,投诉,停车,2026-10-05,办理中,"},
    {"private_in_public", "private_in_public", "活动编号,小区,类型,名称,日期",
     "A%d,永悦华府,培训,请拨13800138000,2026-10-05"},
    {"twin_row", "twin_row", "小区,账目,收支,科目,金额,日期",
     "永悦华府,公共收益,收入,广告,100.00,2026-10-05"},
    {"duplicate_row", "duplicate_row", "问题编号,类型,类别,受理日期,状态,小区",
     "W1,投诉,停车,2026-10-05,办理中,永悦华府"},
    {"empty_required", "empty_required", "活动编号,小区,类型,名称,日期",
     "A%d,永悦华府,培训,,2026-10-05"},
    {"not_a_date", "not_a_date", "活动编号,小区,类型,名称,日期", "A%d,永悦华府,培训,甲,乙"},
    {"split_number", "split_number", "活动编号,小区,类型,名称,日期,参加人数",
     "A%d,永悦华府,培训,甲,2026-10-05,1,200"},
    {"negative_amount", "negative_amount", "分录编号,小区,账目,收支,科目,金额,日期",
     "Q%d,永悦华府,公共收益,收入,广告,-1,2026-10-05"},
    {"old_date", "old_date", "活动编号,小区,类型,名称,日期", "A%d,永悦华府,培训,甲,1996-10-05"},
    {"too_wide", "too_wide", "活动编号,小区,类型,名称,日期", "A,,,,,,,,,,,,,,,,,,,,,x"},
    {"too_long", "too_long", "活动编号,小区,类型,名称,日期",
     "A,永悦华府,培训,0123456789012345678901234567890123456789012345678901234567890123,2026-10-05"},
};

static void told_a_thousand_times(void **state)
{
    Office *o = *state;
    o->config.bound_columns = 20;
    o->config.bound_cell = 60;
    for (size_t i = 0; i < sizeof often / sizeof *often; i++) {
        put_rows(o, "多.csv", often[i].header, often[i].row, TIMES);
        run(o);
        int told = count_of(o, often[i].code, NULL);
        if (told != 1000 || count_of(o, "more_problems", often[i].counted) != 1)
            fail_msg("%s is told %d times, and counted %d times", often[i].code, told,
                     count_of(o, "more_problems", often[i].counted));
        dataset_free(o->import.data);
        secrets_free(o->import.secrets);
        o->import = (Import){0};
    }
    run(o);
}

/* The rows that "more_problems" names. */
static const char *rows_beyond(const Office *o)
{
    for (size_t i = 0; i < problems_count(o->import.problems); i++) {
        const Problem *p = problems_at(o->import.problems, i);
        if (strcmp(p->code, "more_problems") == 0)
            return strstr(p->expected_zh, "其余在");
    }
    return "";
}

/* Rows whose problems are only counted are named nevertheless; far-scattered ones by their range.
 */
static void rows_beyond_are_named(void **state)
{
    Office *o = *state;
    static const struct {
        int every, count;
        const char *rows;
    } cases[] = {{1, 1001, "其余在第1002行"},
                 {1, 1500, "其余在第1002–1501行"},
                 {2, 2006, "其余在第2002、2004、2006行"},
                 {2, 2066,
                  "其余在第2002、2004、2006、2008、2010、2012、2014、2016、2018、2020、2022、"
                  "2024、2026、2028、2030、2032、2034、2036、2038、2040、2042、2044、2046、"
                  "2048、2050、2052、2054、2056、2058、2060、2062、2064–2066"
                  "行（最后两行之间不是每一行都有）"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        Buffer text = {0};
        buffer_text(&text, "活动编号,小区,类型,名称,日期\n");
        for (int r = 0; r < cases[i].count; r++)
            buffer_printf(&text, "A%d,永悦华府,培训,甲,%s\n", r,
                          r % cases[i].every ? "2026-10-05" : "某日");
        put(o, "多.csv", text.bytes, text.length);
        buffer_free(&text);
        run(o);
        assert_string_equal(rows_beyond(o), cases[i].rows);
        dataset_free(o->import.data);
        secrets_free(o->import.secrets);
    }
    /* Of rows with one key the later counts: what gives way is found from the last to the first. */
    Buffer text = {0};
    buffer_text(&text, "活动编号,小区,类型,名称,日期\n");
    for (int r = 0; r < 2400; r++)
        buffer_printf(&text, "A%d,永悦华府,培训,甲,2026-10-05\n", r < 1200 ? r : 2399 - r);
    put(o, "多.csv", text.bytes, text.length);
    buffer_free(&text);
    run(o);
    assert_string_equal(rows_beyond(o), "其余在第2–201行");
}

/* Totals that cannot be read, by their marks and by their words. */
static void totals_told_a_thousand_times(void **state)
{
    Office *o = *state;
    static const char header[] = "分录编号,小区,账目,收支,科目,金额,日期\n"
                                 "Q1,永悦华府,公共收益,收入,广告,1.00,2026-10-05";
    static const char *const rows[] = {"合计,,,,,#REF!,", "合计,,,,,甲,", "合计,,,,,2.00,"};
    for (size_t i = 0; i < 3; i++)
        put_rows(o, arena_printf(o->arena, "%zu.csv", i), header, rows[i], TIMES);
    run(o);
    assert_int_equal(count_of(o, "total_unread", NULL), 2000);
    assert_int_equal(count_of(o, "total_differs", NULL), 1000);
    assert_int_equal(count_of(o, "more_problems", "total_unread"), 2);
    assert_int_equal(count_of(o, "more_problems", "total_differs"), 1);
}

static bool names_row(const char *list, int row)
{
    for (const char *at = list; *at; at += strspn(at, "0123456789")) {
        at += strcspn(at, "0123456789");
        int from = atoi(at), to = from;
        const char *dash = at + strspn(at, "0123456789");
        if (strncmp(dash, "–", 3) == 0)
            to = atoi(at = dash + 3);
        if (*at && row >= from && row <= to)
            return true;
    }
    return false;
}

/*
 * In each file the first thousand are told one by one; every other row is named, whatever lies
 * between them. (Rows 4, 7, 10… refer to a meeting that is there.)
 */
static void references_are_all_to_be_found(void **state)
{
    Office *o = *state;
    enum { ROWS = 2400, FIRST = 1000 };
    Buffer text = {0};
    put_rows(o, "会议.csv", "会议编号,小区,会议类型,召开日期", "M%d,永悦华府,联席会议,2026-10-05",
             2100);
    buffer_text(&text, "议题编号,小区,会议编号,议题,商议结果\n");
    for (int row = 2; row < ROWS + 2; row++)
        buffer_printf(&text, "I%d,永悦华府,%s,停车,达成一致\n", row, row % 3 == 1 ? "M7" : "Z9");
    put(o, "商议.csv", text.bytes, text.length);
    buffer_free(&text);
    put_rows(o, "商议又一.csv", "议题编号,小区,会议编号,议题,商议结果",
             "J%d,永悦华府,Z9,停车,达成一致", 3);
    run(o);
    assert_int_equal(count_of(o, "unknown_reference", "Z9"), FIRST + 3);
    assert_int_equal(count_of(o, "more_problems", "unknown_reference"), 2); /* 200 runs in a line */
    int told[ROWS + 2] = {0}, named[ROWS + 2] = {0};
    for (size_t i = 0; i < problems_count(o->import.problems); i++) {
        const Problem *p = problems_at(o->import.problems, i);
        if (strcmp(p->file, "input/商议.csv") == 0 && strcmp(p->code, "unknown_reference") == 0)
            told[p->row]++;
        const char *list = strstr(p->expected_zh, "：第");
        for (int row = 2; strcmp(p->code, "more_problems") == 0 && row < ROWS + 2; row++)
            named[row] += names_row(list, row);
    }
    for (int row = 2; row < ROWS + 2; row++)
        assert_int_equal(told[row] + named[row], row % 3 != 1);
}

/* A row is never shorter than its longest cell, whichever of the two bounds was set. */
static void bounds_agree(void **state)
{
    Office *o = *state;
    static const char rows[] = "活动编号,小区,类型,名称,日期\n"
                               "A1,永悦华府,培训,甲,2026-10-05\n"
                               "A2,永悦华府,培训,"
                               "甲乙丙丁甲乙丙丁甲乙丙丁甲乙丙丁甲乙丙丁甲乙丙丁,2026-10-05\n";
    o->config.bound_row = 100;
    put(o, "活动.csv", rows, sizeof rows - 1);
    run(o);
    assert_int_equal(count_of(o, "row_too_long", NULL), 1);
    assert_int_equal(o->import.file_count, 2);
    assert_int_equal(o->import.files[1].accepted + o->import.files[0].accepted, 3);
    dataset_free(o->import.data);
    secrets_free(o->import.secrets);
    o->config.bound_row = 0;
    o->config.bound_cell = 8 << 20; /* more than a row has room for as shipped */
    char *wide = memory_alloc((5 << 20) + 200);
    size_t at = (size_t)(strchr(rows, '\n') + 1 - rows);
    memcpy(wide, rows, at);
    at += (size_t)sprintf(wide + at, "A3,永悦华府,培训,");
    memset(wide + at, 'x', 5 << 20);
    at += 5 << 20;
    at += (size_t)sprintf(wide + at, ",2026-10-05\n");
    put(o, "活动.csv", wide, at);
    free(wide);
    run(o);
    assert_int_equal(count_of(o, "row_too_long", NULL), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(told_a_thousand_times, open_office, close_office),
        cmocka_unit_test_setup_teardown(rows_beyond_are_named, open_office, close_office),
        cmocka_unit_test_setup_teardown(totals_told_a_thousand_times, open_office, close_office),
        cmocka_unit_test_setup_teardown(references_are_all_to_be_found, open_office, close_office),
        cmocka_unit_test_setup_teardown(bounds_agree, open_office, close_office),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
