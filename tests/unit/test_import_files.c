/* test_import_files.c - which files of an office are read, as what, and what has arrived. */
#include "unit.h"

#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "office.h"

static const char *told_of(const Office *o, const char *path)
{
    for (size_t i = 0; i < problems_count(o->import.problems); i++)
        if (strcmp(problems_at(o->import.problems, i)->file, path) == 0)
            return problems_at(o->import.problems, i)->code;
    return "";
}

static int problems_count_of_code(const Office *o, const char *code)
{
    int count = 0;
    for (size_t i = 0; i < problems_count(o->import.problems); i++)
        count += strcmp(problems_at(o->import.problems, i)->code, code) == 0;
    return count;
}

/* Names and kinds of entries that no office means: each is told under a name that can be shown. */
static void entries_of_every_kind(void **state)
{
    Office *o = *state;
    char from[300], to[300];
    put_compounds(o);
    put(o, "a\nb\x7F.csv", "x,y\n1,2\n");
    put(o, "\xCD\xB6\xCB\xDF.csv", "x,y\n1,2\n"); /* 投诉 in GBK */
    put(o, "\xFF\xFF.csv", "x,y\n1,2\n");
    put(o, "d.csv/e.txt", "x,y\n1,2\n");
    put(o, ".f.xlsx", "x");
    put(o, "._g.csv", "x");
    put(o, ".~h.csv", "x");
    put(o, "世纪花园/2026年10月/i.csv", issue_header);
    snprintf(from, sizeof from, "%s/other.csv", o->dir);
    snprintf(to, sizeof to, "%s/input/inside.csv", o->dir);
    Error err = {0};
    assert_true(file_write(from, issue_header, strlen(issue_header), &err));
    assert_int_equal(symlink("../other.csv", to), 0);
    snprintf(to, sizeof to, "%s/input/outside.csv", o->dir);
    assert_int_equal(symlink("/etc/hostname", to), 0);
    snprintf(to, sizeof to, "%s/input/nowhere.csv", o->dir);
    assert_int_equal(symlink("none", to), 0);
    snprintf(to, sizeof to, "%s/input/folder.csv", o->dir);
    assert_int_equal(symlink("/etc", to), 0);
    snprintf(to, sizeof to, "%s/input/pipe.csv", o->dir);
    assert_int_equal(mkfifo(to, 0600), 0);
    run(o);
    static const char *const rows[][2] = {{"input/a␊b␡.csv", "unknown_table"},
                                          {"input/投诉.csv", "unknown_table"},
                                          {"input/??.csv", "unknown_table"},
                                          {"input/d.csv", "not_a_file"},
                                          {"input/d.csv/e.txt", "unknown_table"},
                                          {"input/.f.xlsx", "hidden_file"},
                                          {"input/._g.csv", ""},
                                          {"input/.~h.csv", ""},
                                          {"input/inside.csv", ""},
                                          {"input/outside.csv", "outside_workspace"},
                                          {"input/nowhere.csv", "not_a_file"},
                                          {"input/folder.csv", "not_a_file"},
                                          {"input/pipe.csv", "not_a_file"}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (strcmp(told_of(o, rows[i][0]), rows[i][1]) != 0)
            fail_msg("%s: '%s'", rows[i][0], told_of(o, rows[i][0]));
    assert_string_equal(file(o, "input/世纪花园/2026年10月/i.csv")->sender, "世纪花园");
    assert_string_equal(file(o, "input/inside.csv")->sender, "");
}

/* What the configuration prescribes for a file counts, whatever its bytes look like. */
static void encodings_are_prescribed(void **state)
{
    Office *o = *state;
    Value items[] = {{.kind = VALUE_TEXT, .text = "gbk"},
                     {.kind = VALUE_INT, .integer = 1},
                     {.kind = VALUE_TEXT, .text = "utf-8"}};
    const char *keys[] = {"input/old/*.csv", "*.csv", "new/*.csv"};
    Value map = {.kind = VALUE_MAP, .count = 3, .items = items, .keys = keys};
    const char *name[] = {"encodings"};
    Value raw = {.kind = VALUE_MAP, .count = 1, .items = &map, .keys = name};
    put_compounds(o);
    put(o, "old/a.csv", "a,\xC3\xA9\n");
    put(o, "new/b.csv", "\xCE\xCA\xCC\xE2\n");
    put(o, "c.csv", issue_header);
    o->config.raw = &raw;
    run(o);
    o->config.raw = NULL;
    assert_string_equal(file(o, "input/old/a.csv")->encoding, "GB18030");
    assert_string_equal(file(o, "input/old/a.csv")->encoding_reason, "配置指定");
    assert_string_equal(told_of(o, "input/new/b.csv"), "unknown_encoding");
    assert_string_equal(file(o, "input/c.csv")->encoding, "UTF-8");
}

/* A file with nothing but its header has arrived: nothing happened. */
static void header_alone_is_arrival(void **state)
{
    Office *o = *state;
    put_compounds(o);
    issues_of(o, "2026-10/x.csv", "");
    run(o);
    int issues = schema_table(&o->schemas, "issues");
    assert_true(arrival_has(o->import.arrival, issues, 0, month_of(2026, 10)));
    assert_false(arrival_has(o->import.arrival, issues, 0, month_of(2026, 9)));
    assert_false(arrival_has(o->import.arrival, schema_table(&o->schemas, "meetings"), 0,
                             month_of(2026, 10)));
}

/* 本月无投诉: the table has arrived, and nothing happened. */
static void nothing_happened(void **state)
{
    Office *o = *state;
    put_compounds(o);
    issues_of(o, "2026-10/a.csv", "本月无投诉,,,,,,,,,\n");
    put(o, "2026-10/b.csv", "会议编号,小区,会议类型,召开日期\n无,无,/,-\n");
    run(o);
    assert_int_equal(problems_count_of(o->import.problems, SEVERITY_ERROR), 0);
    assert_true(
        arrival_has(o->import.arrival, schema_table(&o->schemas, "issues"), 0, month_of(2026, 10)));
    assert_true(arrival_has(o->import.arrival, schema_table(&o->schemas, "meetings"), 0,
                            month_of(2026, 10)));
}

/* The same bytes twice: said where there are rows; made-up ids do not double them. */
static void files_sent_twice(void **state)
{
    Office *o = *state;
    static const char ledger[] =
        "2026年10月投诉台账\n序号,小区,类别,受理日期,状态\n1,永悦华府,噪声,2026-10-03,办理中\n";
    put_compounds(o);
    issues_of(o, "2026-09/a.csv", "");
    issues_of(o, "2026-10/a.csv", "");
    run(o);
    assert_null(problem(o, "same_file_twice"));
    dataset_free(o->import.data);
    secrets_free(o->import.secrets);
    put(o, "x/b.csv", ledger);
    put(o, "y/c.csv", ledger);
    run(o);
    assert_string_equal(problem(o, "same_file_twice")->file, "input/y/c.csv");
    assert_int_equal(table_rows(table(o, "issues")), 1);
    assert_int_equal(file(o, "input/x/b.csv")->duplicate + file(o, "input/y/c.csv")->duplicate, 1);
}

/* A browser calls the second copy of a.csv a[1].csv, which looks like a sheet of a workbook. */
static void files_fetched_twice(void **state)
{
    Office *o = *state;
    static const char ledger[] =
        "2026年10月投诉台账\n序号,小区,类别,受理日期,状态\n1,永悦华府,噪声,2026-10-03,办理中\n";
    put_compounds(o);
    put(o, "台账.csv", ledger);
    put(o, "台账[1].csv", ledger);
    put(o, "台账[2].csv", ledger);
    run(o);
    assert_int_equal(table_rows(table(o, "issues")), 1);
    assert_int_equal(problems_count_of_code(o, "same_file_twice"), 2);
    assert_string_equal(problem(o, "same_file_twice")->file, "input/台账[1].csv");
    assert_string_equal(problem(o, "same_file_twice")->value, "input/台账.csv");
    assert_string_equal(cell(o, "issues", 0, "issue_id"), "台账.csv#1");
}

/* Rows of which no compound is known say nothing about who has reported. */
static void unknown_compounds_do_not_arrive(void **state)
{
    Office *o = *state;
    put_compounds(o);
    issues_of(o, "2026-10/a.csv", "W-1,别处,投诉,噪声,2026-10-03,,办理中,,,\n");
    run(o);
    assert_false(
        arrival_has(o->import.arrival, schema_table(&o->schemas, "issues"), 0, month_of(2026, 10)));
}

/* arrivals.csv decides for the tables it names, and for no others. */
static void declared_arrivals(void **state)
{
    Office *o = *state;
    put_compounds(o);
    issues_of(o, "a.csv", "W-1,永悦华府,投诉,噪声,2026-10-03,,办理中,,,\n");
    put(o, "b.csv", "会议编号,小区,会议类型,召开日期\nM-1,永悦华府,联席会议,2026-10-03\n");
    put(o, "arrivals.csv",
        "table,scope_id,period\nissues,H-2,2026-10\n"
        "issues,临溪市/枫岸区/梧筑街道/柳岸社区,2026-09\nnonsense,,\n");
    run(o);
    int issues = schema_table(&o->schemas, "issues"),
        meetings = schema_table(&o->schemas, "meetings");
    const Arrival *a = o->import.arrival;
    assert_false(arrival_has(a, issues, 0, month_of(2026, 10)));
    assert_true(arrival_has(a, issues, 1, month_of(2026, 10)));
    assert_false(arrival_has(a, issues, 1, month_of(2026, 9)));
    assert_true(arrival_has(a, issues, 2, month_of(2026, 9)));
    assert_true(arrival_has(a, meetings, 0, month_of(2026, 10)));
    assert_false(arrival_has(a, meetings, 1, month_of(2026, 10)));
    assert_int_equal(problem(o, "bad_arrival")->row, 4);
}

/* Two encodings in one file: refused, with the place where it changes. */
static void mixed_file_is_refused(void **state)
{
    Office *o = *state;
    put_compounds(o);
    issues_of(o, "m.csv", "W-1,永悦华府,投诉,噪声,2026-10-03,,\xB0\xEC\xC0\xED\xD6\xD0,,,\n");
    run(o);
    assert_string_equal(line(o, "mixed_encodings"),
                        "input/m.csv 第2行 G列：从这里起换了一种编码，整个文件没有读；"
                        "请不要把两个文件直接拼在一起；在 Excel 或 WPS 里打开后另存为“CSV UTF-8”");
    assert_int_equal(file(o, "input/m.csv")->read, 0);
}

/* Files of folders that only others want are not opened; what has no place is read by all. */
static void first_is_ours(void *context, const Dataset *data, int *owner)
{
    *(int *)context += 1;
    assert_int_equal(table_rows(dataset_find(data, "compounds")), 3);
    owner[1] = owner[2] = 1;
}

static void files_of_others_are_left_out(void **state)
{
    Office *o = *state;
    static const char *const paths[] = {"2026-10/永悦华府/a.csv",
                                        "2026-10/世纪花园/b.csv",
                                        "柳岸社区/c.csv",
                                        "映汀社区/2026-10/d.csv",
                                        "别处/e.csv",
                                        "f.csv"};
    static const char *const tables[] = {"1", NULL, NULL, "4", "5", "6"};
    char row[100];
    int asked = 0;
    Error err = {0};
    put_compounds(o);
    put(o, "notes/2026-10/H-2/owners.md", "好");
    for (size_t i = 0; i < 6; i++) {
        snprintf(row, sizeof row, "W-%zu,永悦华府,投诉,噪声,2026-10-03,,办理中,,,\n", i + 1);
        issues_of(o, paths[i], row);
    }
    ImportOptions options = {.divide = first_is_ours, .context = &asked, .shards = 2};
    assert_true(
        import_run_with(o->arena, o->dir, &o->schemas, &o->config, &options, &o->import, &err));
    assert_int_equal(asked, 1);
    assert_int_equal(o->import.left_out, 2);
    for (size_t i = 0; i < 6; i++) {
        char path[100];
        bool there = false;
        snprintf(path, sizeof path, "input/%s", paths[i]);
        for (size_t f = 0; f < o->import.file_count; f++)
            there = there || strcmp(o->import.files[f].path, path) == 0;
        assert_int_equal(there, tables[i] != NULL);
    }
    assert_int_equal(table_rows(table(o, "issues")), 4);
    assert_int_equal(problems_count(o->import.problems), 0); /* told once, not by both readings */
}

/* Without T01 directly in input/ nobody knows what lies where: everything is read. */
static void none_is_ours(void *context, const Dataset *data, int *owner)
{
    (void)data;
    (void)owner;
    *(int *)context += 1;
}

static void nothing_is_left_out_unseen(void **state)
{
    Office *o = *state;
    int asked = 0;
    Error err = {0};
    put(o, "永悦华府/小区.csv",
        "小区编码,小区名称,社区,街道（镇）,有无物业\nH-1,永悦华府,映汀社区,梧筑街道,是\n");
    ImportOptions options = {.divide = none_is_ours, .context = &asked, .shard = 1, .shards = 2};
    assert_true(
        import_run_with(o->arena, o->dir, &o->schemas, &o->config, &options, &o->import, &err));
    assert_int_equal(asked, 0);
    assert_int_equal(o->import.left_out, 0);
    assert_int_equal(table_rows(table(o, "compounds")), 1);
}

/* Without the table of compounds there is no publication; what was wrong is still told. */
static void no_compounds_is_an_error(void **state)
{
    Office *o = *state;
    put(o, "x.csv", "a,b\n1,2\n");
    run(o);
    assert_false(o->ok);
    assert_non_null(problem(o, "unknown_table"));
}

/*
 * Ids of compounds that count up, with names between them that do not, have numbers far from those
 * of other texts; what is looked up by them takes no room for all numbers between.
 */
static void ids_of_compounds_count_up(void **state)
{
    Office *o = *state;
    struct rusage before, after;
    Buffer compounds = {0}, issues = {0};
    buffer_text(&compounds, "小区编码,社区,街道（镇）,有无物业,小区名称\n");
    buffer_text(&issues, "小区编码,问题编号,类型,类别,受理日期,状态\n");
    for (int i = 0; i < 300; i++) {
        buffer_printf(&compounds, "H-%04d,映汀社区,梧筑街道,是,永%c%c里\n", i, 'a' + i / 26,
                      'a' + i % 26);
        buffer_printf(&issues, "H-%04d,Q%c%c,投诉,噪声,2026-10-05,办理中\n", 299 - i, 'a' + i / 26,
                      'a' + i % 26);
    }
    buffer_text(&issues, "H-0300,Q,投诉,噪声,2026-10-05,办理中\n");
    put_bytes(o, "小区.csv", compounds.bytes, compounds.length);
    put_bytes(o, "问题.csv", issues.bytes, issues.length);
    buffer_free(&compounds);
    buffer_free(&issues);
    getrusage(RUSAGE_SELF, &before);
    run(o);
    getrusage(RUSAGE_SELF, &after);
    assert_true(after.ru_maxrss - before.ru_maxrss < 256 * 1024);
    const Table *t = table(o, "issues");
    assert_int_equal(table_rows(t), 300);
    for (int i = 0; i < 300; i++)
        assert_int_equal(table_compounds(t)[i], 299 - i);
    assert_int_equal(file(o, "input/问题.csv")->quarantined, 1); /* H-0300 */
}

/* The same number in two tables, both much smaller than all texts, names two rows. */
static void numbers_of_two_tables(void **state)
{
    Office *o = *state;
    Buffer compounds = {0};
    buffer_text(&compounds, "小区编码,小区名称,社区,街道（镇）,有无物业\n");
    for (int i = 0; i < 40; i++)
        buffer_printf(&compounds, "H-%d,永悦%d里,映汀社区,梧筑街道,是\n", i, i);
    put_bytes(o, "小区.csv", compounds.bytes, compounds.length);
    buffer_free(&compounds);
    put(o, "问题.csv",
        "问题编号,小区,类型,类别,受理日期,状态\n"
        "X1,永悦1里,投诉,噪声,2026-10-05,办理中\nX2,永悦2里,投诉,噪声,2026-10-05,办理中\n"
        "X2,永悦3里,投诉,噪声,2026-10-05,办理中\n");
    put(o, "账.csv",
        "分录编号,小区,账目,收支,科目,金额,日期\n"
        "X1,永悦1里,公共收益,收入,广告,1.00,2026-10-05\n"
        "X2,永悦2里,公共收益,收入,广告,2.00,2026-10-05\n");
    run(o);
    assert_int_equal(table_rows(table(o, "issues")), 2);
    assert_string_equal(cell(o, "issues", 1, "compound_name"), "永悦3里");
    assert_int_equal(file(o, "input/问题.csv")->superseded, 1);
    assert_int_equal(table_rows(table(o, "revenue_ledger")), 2);
    assert_int_equal(file(o, "input/账.csv")->superseded, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        OFFICE_TEST(entries_of_every_kind),
        OFFICE_TEST(encodings_are_prescribed),
        OFFICE_TEST(header_alone_is_arrival),
        OFFICE_TEST(nothing_happened),
        OFFICE_TEST(files_sent_twice),
        OFFICE_TEST(files_fetched_twice),
        OFFICE_TEST(unknown_compounds_do_not_arrive),
        OFFICE_TEST(declared_arrivals),
        OFFICE_TEST(mixed_file_is_refused),
        OFFICE_TEST(files_of_others_are_left_out),
        OFFICE_TEST(nothing_is_left_out_unseen),
        OFFICE_TEST(no_compounds_is_an_error),
        OFFICE_TEST(ids_of_compounds_count_up),
        OFFICE_TEST(numbers_of_two_tables),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
