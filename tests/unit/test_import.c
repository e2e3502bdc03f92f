/* test_import.c - files of an office become rows, and every row is accounted for. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <pthread.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cmocka.h>

#include "base/file.h"
#include "data/import.h"
#include "data/taker.h"
#include "schema_text.h"

typedef struct {
    Arena *arena;
    char dir[64];
    SchemaSet schemas;
    Config config;
    Import import;
    bool ok;
} Office;

static int open_office(void **state)
{
    Office *o = calloc(1, sizeof *o);
    o->arena = arena_new();
    strcpy(o->dir, "/tmp/gongkai-import-XXXXXX");
    assert_non_null(mkdtemp(o->dir));
    schemas_of_text(o->arena, common_tables, &o->schemas);
    o->config = (Config){.city = "临溪市", .district = "枫岸区", .period = MONTH_MISSING};
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

static void put_bytes(Office *o, const char *path, const char *bytes, size_t length)
{
    Error err = {0};
    char full[512];
    snprintf(full, sizeof full, "%s/input/%s", o->dir, path);
    assert_true(file_write(full, bytes, length, &err));
}

static void put(Office *o, const char *path, const char *text)
{
    put_bytes(o, path, text, strlen(text));
}

static void put_compounds(Office *o)
{
    put(o, "小区.csv",
        "小区编码,小区名称,社区,街道（镇）,有无物业,别名\n"
        "H-1,永悦华府,映汀社区,梧筑街道,是,永悦华府一期、黄岩永悦华府\n"
        "H-2,世纪花园,映汀社区,梧筑街道,是,\n"
        "H-3,云杉里,柳岸社区,梧筑街道,否,\n");
}

static void run(Office *o)
{
    Error err = {0};
    o->ok = import_run(o->arena, o->dir, &o->schemas, &o->config, &o->import, &err);
    for (size_t i = 0; i < o->import.file_count; i++) { /* rows always add up */
        const FileReport *f = &o->import.files[i];
        assert_int_equal(f->read, f->title + f->header + f->accepted + f->superseded +
                                      f->duplicate + f->quarantined + f->blank + f->footer);
    }
}

static const Table *table(const Office *o, const char *name)
{
    return dataset_find(o->import.data, name);
}

static const char *cell(const Office *o, const char *name, size_t row, const char *column)
{
    const Table *t = table(o, name);
    assert_true(row < table_rows(t));
    return table_display(o->arena, t, row, (size_t)schema_column(table_schema(t), column));
}

static const Problem *problem(const Office *o, const char *code)
{
    for (size_t i = 0; i < problems_count(o->import.problems); i++)
        if (strcmp(problems_at(o->import.problems, i)->code, code) == 0)
            return problems_at(o->import.problems, i);
    return NULL;
}

static const char *line(const Office *o, const char *code)
{
    const Problem *p = problem(o, code);
    return p ? problem_line(o->arena, p, false) : "";
}

static void show(const Office *o)
{
    for (size_t i = 0; i < problems_count(o->import.problems); i++)
        fprintf(stderr, "%s\n", problem_line(o->arena, problems_at(o->import.problems, i), false));
}

static const FileReport *file(const Office *o, const char *path)
{
    for (size_t i = 0; i < o->import.file_count; i++)
        if (strcmp(o->import.files[i].path, path) == 0)
            return &o->import.files[i];
    fail_msg("no file %s", path);
    return NULL;
}

/* The complaint ledger of a street office, as it comes: title, merged cells, total, signatures. */
static void street_ledger(void **state)
{
    Office *o = *state;
    put_compounds(o);
    put(o, "2022-03/投诉.csv",
        "梧筑街道2022年3月投诉处理台账,,,,,,,,,,\n"
        "填报单位：梧筑街道办事处,,,,填报日期：2022/4/2,,,,,,\n"
        "序号,小区名称,楼栋,投诉人,联系电话,投诉内容,投诉类别,受理时间,办结时间,办理结果,满意度\n"
        "1,永悦华府,3幢,王某某,138****0000,\"楼道堆物,电瓶车充电\",消防安全,2022/3/1 "
        "9:12,2022/3/3,已办结,满意\n"
        "2,,5幢,…,…,\"夜宵摊扰民\n凌晨2点\",环境噪声,44623,,办理中,\n"
        "合计,,,,,,2件,,1件,,\n"
        "填表人：×××,,,审核人：×××,,,,,,,\n");
    run(o);
    assert_true(o->ok);
    const FileReport *f = file(o, "input/2022-03/投诉.csv");
    assert_int_equal(f->read, 7);
    assert_int_equal(f->title, 2);
    assert_int_equal(f->header, 1);
    assert_int_equal(f->accepted, 2);
    assert_int_equal(f->footer, 2);
    assert_int_equal(table_rows(table(o, "issues")), 2);
    assert_string_equal(cell(o, "issues", 0, "issue_type"), "投诉");
    assert_string_equal(cell(o, "issues", 0, "issue_id"), "2022-03/投诉.csv#1");
    assert_string_equal(cell(o, "issues", 1, "compound_name"), "永悦华府");
    assert_string_equal(cell(o, "issues", 1, "compound_id"), "H-1");
    assert_string_equal(cell(o, "issues", 1, "reported_on"), "2022-03-03");
    assert_string_equal(cell(o, "issues", 1, "building_id"), "5幢");
    assert_int_equal(problems_count_of(o->import.problems, SEVERITY_ERROR), 0);
    int issues = schema_table(&o->schemas, "issues");
    assert_true(arrival_has(o->import.arrival, issues, 2, month_of(2022, 3)));
    assert_false(arrival_has(o->import.arrival, issues, 0, month_of(2022, 4)));
}

/* The ledger without a compound column: 收入 and 支出 become rows, the total is compared. */
static void income_and_expense(void **state)
{
    Office *o = *state;
    put_compounds(o);
    put(o, "a/世纪花园2026年10月公共收益.csv",
        "世纪花园2026年10月公共收益公示\n"
        "项目,收入（元）,支出（元）,备注\n"
        "电梯广告,\"12,000.00\",,1-3月\n"
        "临停收费,\"38,650.50\",,\n"
        "公共照明电费,,(6430.2),\n"
        "合计,50650.50,-6430.2,\n");
    run(o);
    if (problems_count_of(o->import.problems, SEVERITY_ERROR))
        show(o);
    assert_int_equal(table_rows(table(o, "revenue_ledger")), 3);
    assert_string_equal(cell(o, "revenue_ledger", 0, "amount"), "12000.00");
    assert_string_equal(cell(o, "revenue_ledger", 2, "amount"), "6430.20");
    assert_string_equal(cell(o, "revenue_ledger", 2, "direction"), "支出");
    assert_string_equal(cell(o, "revenue_ledger", 2, "entry_on"), "2026-10");
    assert_string_equal(cell(o, "revenue_ledger", 2, "compound_id"), "H-2");
}

static const char issue_header[] =
    "问题编号,小区,类型,类别,受理日期,办结日期,状态,办理天数,公开摘要,电话\n";

/* The unit of a sheet of money, however it is set; a company's name is none. */
static void units_of_titles(void **state)
{
    Office *o = *state;
    static const char *const rows[][2] = {{"单位：万元", "12000.00"},
                                          {"（单位：万元）", "12000.00"},
                                          {"单 位：万元", "12000.00"},
                                          {"单位 ： 万元", "12000.00"},
                                          {"金额单位：人民币万元", "12000.00"},
                                          {"货币单位：万", "12000.00"},
                                          {"单位：亿元", "120000000.00"},
                                          {"单位：千万元", "12000000.00"},
                                          {"单位：百万元", "1200000.00"},
                                          {"单位：十万元", "120000.00"},
                                          {"单位：千元", "1200.00"},
                                          {"单位：百元", "120.00"},
                                          {"单位：元", "1.20"},
                                          {"单位：万科物业", "1.20"},
                                          {"填报单位：万家社区", "1.20"},
                                          {"填报单位：万家社区 单位：万元", "12000.00"},
                                          {"填 报 单 位：永悦华府　单 位：千元", "1200.00"}};
    put_compounds(o);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char text[400];
        snprintf(text, sizeof text,
                 "世纪花园2026年10月公共收益\n%s\n项目,收入,支出（元）\n电梯广告,1.2,3\n",
                 rows[i][0]);
        put(o, "世纪花园/a.csv", text);
        dataset_free(o->import.data);
        secrets_free(o->import.secrets);
        run(o);
        assert_int_equal(table_rows(table(o, "revenue_ledger")), 2);
        assert_string_equal(cell(o, "revenue_ledger", 1, "amount"), "3.00"); /* as headed */
        if (strcmp(cell(o, "revenue_ledger", 0, "amount"), rows[i][1]) != 0)
            fail_msg("%s: %s", rows[i][0], cell(o, "revenue_ledger", 0, "amount"));
    }
}

/* Beyond a thousand of a kind, wherever it is found, their number is told, and no more. */
static void many_problems_are_counted(void **state)
{
    Office *o = *state;
    Buffer text = {0};
    put_compounds(o);
    buffer_text(&text, issue_header);
    for (int i = 0; i < 1200; i++)
        buffer_printf(&text, "U-%d,查无此处,投诉,噪声,2026-10-03,,办理中,,,\n", i);
    for (int i = 0; i < 1100; i++)
        buffer_printf(&text, "D-%d,永悦华府,投诉,噪声,2026-10-03,2026-10-01,办理中,,,\n", i);
    put_bytes(o, "a.csv", text.bytes, text.length);
    run(o);
    buffer_free(&text);
    int unknown = 0, order = 0, more = 0;
    for (size_t i = 0; i < problems_count(o->import.problems); i++) {
        const Problem *p = problems_at(o->import.problems, i);
        unknown += strcmp(p->code, "unknown_compound") == 0;
        order += strcmp(p->code, "days_out_of_order") == 0;
        if (strcmp(p->code, "more_problems") != 0)
            continue;
        more++;
        bool of_rows = strcmp(p->value, "unknown_compound") == 0;
        assert_string_equal(p->value, of_rows ? "unknown_compound" : "days_out_of_order");
        assert_int_equal(p->severity, of_rows ? SEVERITY_ERROR : SEVERITY_WARNING);
        assert_string_equal(
            p->expected_zh,
            of_rows ? "这类问题（不在小区基本信息表里，这一行没有读入）共 1200 处，只列出前 1000 "
                      "处；其余在第1002–1201行"
                    : "这类问题（早于“受理日期” 2026-10-03）共 1100 处，只列出前 1000 "
                      "处；其余在第2202–2301行");
    }
    assert_int_equal(unknown, 1000);
    assert_int_equal(order, 1000);
    assert_int_equal(more, 2);
    assert_int_equal(file(o, "input/a.csv")->quarantined, 1200);
}

static const char *told_of(const Office *o, const char *path)
{
    for (size_t i = 0; i < problems_count(o->import.problems); i++)
        if (strcmp(problems_at(o->import.problems, i)->file, path) == 0)
            return problems_at(o->import.problems, i)->code;
    return "";
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

static void issues_of(Office *o, const char *path, const char *rows)
{
    char text[4000];
    snprintf(text, sizeof text, "%s%s", issue_header, rows);
    put(o, path, text);
}

/* The message names file, row, letter, header, value, expectation and remedy. */
static void message_names_the_cell(void **state)
{
    Office *o = *state;
    put_compounds(o);
    issues_of(o, "2026-10/投诉台账.csv",
              "W-1,永悦华府,投诉,噪声,2026-10-03,,办理中,11,,\n"
              "W-2,永悦华府,投诉,噪声,2026-10-03,,办理中,十一天,,\n");
    run(o);
    assert_string_equal(
        line(o, "not_whole"),
        "input/2026-10/投诉台账.csv 第3行 H列“办理天数”：“十一天”不是整数；请填写数字，如 11");
    assert_int_equal(file(o, "input/2026-10/投诉台账.csv")->accepted, 2);
}

/* A required cell that cannot be read keeps the row out; the value of a private cell never shows.
 */
static void bad_rows_are_named(void **state)
{
    Office *o = *state;
    put_compounds(o);
    issues_of(o, "t.csv",
              "W-1,永悦花府,投诉,噪声,2026-10-03,,办理中,,,\n"
              "W-2,永悦华府,投诉,噪音,2026-10-03,,办理中,,,\n"
              "W-3,永悦华府,投诉,噪声,2026-02-30,,办理中,,,\n"
              "W-4,永悦华府,投诉,噪声,,,办理中,,,\n"
              "W-5,永悦华府,投诉,噪声,2026-10-03,,办理中,,请打13912345678找我,\n"
              "W-6,永悦华府,投诉,噪声,2026-10-03,,办理中,,,1.39E+10\n");
    run(o);
    assert_int_equal(file(o, "input/t.csv")->quarantined, 5);
    assert_int_equal(file(o, "input/t.csv")->accepted, 1);
    assert_string_equal(line(o, "unknown_compound"),
                        "input/t.csv 第2行 B列“小区”：“永悦花府”不在小区基本信息表里，"
                        "这一行没有读入；是不是“永悦华府”？如是，请改名或登记为别名");
    assert_string_equal(line(o, "unknown_label"),
                        "input/t.csv 第3行 D列“类别”：“噪音”不是这一列的选项；是不是“环境噪声”？");
    assert_string_equal(line(o, "impossible_date"), "input/t.csv 第4行 E列“受理日期”：“2026-02-30”"
                                                    "没有这一天；请核对日期，如 2024-03-05");
    assert_non_null(problem(o, "empty_required"));
    assert_string_equal(line(o, "private_in_public"),
                        "input/t.csv 第6行 I列“公开摘要”：“手机号 11位”含有不能公开的个人信息，"
                        "这一行没有读入；请删去后重新提交");
    assert_non_null(strstr(line(o, "e_notation"), "文字 8个字"));
}

/* Newest updated_on wins, then the later file; equal rows count once. */
static void keys_are_settled(void **state)
{
    Office *o = *state;
    put_compounds(o);
    issues_of(o, "1.csv",
              "W-1,永悦华府,投诉,噪声,2026-10-03,,办理中,,,\n"
              "W-2,永悦华府,投诉,噪声,2026-10-03,,办理中,,,\n");
    issues_of(o, "2.csv",
              "W-1,永悦华府,投诉,噪声,2026-10-03,2026-10-09,已办结,,,\n"
              "W-2,永悦华府,投诉,噪声,2026-10-03,,办理中,,,\n");
    run(o);
    assert_int_equal(table_rows(table(o, "issues")), 2);
    assert_int_equal(file(o, "input/1.csv")->superseded, 1);
    assert_int_equal(file(o, "input/1.csv")->duplicate, 1);
    assert_string_equal(cell(o, "issues", 0, "status"), "已办结");
}

/* An open quote costs its own row, not the rest of the file. */
static void open_quote_keeps_the_rest(void **state)
{
    Office *o = *state;
    put_compounds(o);
    issues_of(o, "q.csv",
              "W-1,永悦华府,投诉,噪声,2026-10-03,,办理中,,\"没有收尾,\n"
              "W-2,永悦华府,投诉,噪声,2026-10-03,,办理中,,\"有,收尾\",\n"
              "W-3,永悦华府,投诉,噪声,2026-10-03,,办理中,,,\n");
    run(o);
    assert_string_equal(cell(o, "issues", 0, "issue_id"), "W-2");
    assert_int_equal(table_rows(table(o, "issues")), 2);
    assert_int_equal(problem(o, "open_quote")->row, 2);
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

/* A row of income and expense is two ledger rows, but one row of the file, also when it fails. */
static void pairs_are_counted_once(void **state)
{
    Office *o = *state;
    put_compounds(o);
    put(o, "a.csv",
        "世纪花园2026年10月公共收益\n序号,项目,收入,支出\n1,广告,5,3\n2,停车,,\n3,停车,4,\n");
    put(o, "b.csv", "某处2026年10月公共收益\n序号,项目,收入,支出\n1,广告,5,3\n");
    run(o);
    assert_int_equal(table_rows(table(o, "revenue_ledger")), 3);
    assert_int_equal(file(o, "input/a.csv")->accepted, 2);
    assert_int_equal(file(o, "input/a.csv")->quarantined, 1);
    assert_int_equal(file(o, "input/b.csv")->accepted, 0);
    assert_int_equal(file(o, "input/b.csv")->quarantined, 1);
    assert_string_equal(problem(o, "missing_columns")->file, "input/b.csv");
}

/* What an office adds to a header; a second header row over two columns; bands and remarks. */
static void headers_and_remarks(void **state)
{
    Office *o = *state;
    put(o, "小区.csv",
        "序号,*小区编码,2.小区名称,\"社区\n名称\",所属街道,有无物业（是/否）,建筑物总面积（㎡）\n"
        "1,H1,永悦华府,映汀社区,梧筑街道,√,\"120,000.00\"\n");
    put(o, "i.csv",
        "问题编号,小区,分类,,受理,,状态\n,,类型,类别,日期,,\n"
        "W-1,永悦华府,投诉,噪声,2026-10-01,,办理中\n"
        "第1页,,,,,,\n,,,,,,\n问题编号,小区,分类,,受理,,状态\n,,类型,类别,日期,,\n以下空白,,,,,,"
        "\n");
    run(o);
    assert_string_equal(cell(o, "compounds", 0, "community"), "映汀社区");
    assert_string_equal(cell(o, "compounds", 0, "total_area"), "120000.00");
    const FileReport *f = file(o, "input/i.csv");
    assert_int_equal(f->header, 4);
    assert_int_equal(f->footer, 2);
    assert_int_equal(f->blank, 1);
}

/* A cell that cannot be read is never filled from the row above. */
static void bad_cells_are_not_filled(void **state)
{
    Office *o = *state;
    put_compounds(o);
    char text[1000];
    size_t length = (size_t)snprintf(text, sizeof text,
                                     "%sW-1,永悦华府,投诉,噪声,2026-10-03,,办理中,,,\n"
                                     "W-2,永?悦,投诉,噪声,2026-10-03,,办理中,,,\n",
                                     issue_header);
    *strchr(text, '?') = '\0';
    put_bytes(o, "n.csv", text, length);
    run(o);
    assert_non_null(problem(o, "nul"));
    assert_int_equal(file(o, "input/n.csv")->quarantined, 1);
    assert_int_equal(file(o, "input/n.csv")->accepted, 1);
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

/* A mobile number costs a telephone column its cell, a text its row; what is registered may stay.
 */
static void personal_numbers(void **state)
{
    Office *o = *state;
    static const char *phones[] = {"19900001111"};
    o->config.office_phones = phones;
    o->config.office_phone_count = 1;
    put_compounds(o);
    put(o, "c.csv",
        "企业编号,企业名称,服务电话\nK1,甲物业,0576-84001234\nK2,乙物业,13912345678\n"
        "K3,丙物业,19900001111\nK4,丁物业找13912345678,\n");
    run(o);
    const Table *t = table(o, "property_companies");
    assert_int_equal(table_rows(t), 3);
    assert_string_equal(cell(o, "property_companies", 0, "office_phone"), "0576-84001234");
    assert_string_equal(cell(o, "property_companies", 1, "office_phone"), "");
    assert_string_equal(cell(o, "property_companies", 2, "office_phone"), "19900001111");
}

/* What was private is found in finished bytes; what is public too is not searched for. */
static void secrets_are_searched(void **state)
{
    Office *o = *state;
    put_compounds(o);
    put(o, "s.csv",
        "问题编号,小区,类型,类别,受理日期,状态,投诉人,电话,内容,公开摘要,房号\n"
        "W-1,永悦华府,投诉,噪声,2026-10-03,办理中,季听澜,13912345678,家中老人患病卧床多年,夜间声响,"
        "3-2-501\n"
        "W-2,永悦华府,投诉,噪声,2026-10-03,办理中,永悦华府,,夜间声响太大了睡不着,"
        "夜间声响太大了睡不着,501\n");
    run(o);
    const Secret *secrets;
    size_t count = secrets_searchable(o->import.secrets, o->import.data, o->arena, &secrets);
    assert_int_equal(count, 4);
    SecretSearch *search = secret_search_new(o->arena, secrets, count);
    static const char *const found[] = {"找季听澜谈", "tel 13912345678.", "住3-2-501",
                                        "：家中老人患病卧床多年。"};
    static const char *const clean[] = {"永悦华府", "113912345678", "夜间声响太大了睡不着", "501",
                                        "季听"};
    for (size_t i = 0; i < 4; i++) {
        size_t at = 0;
        assert_non_null(secret_search_next(search, found[i], strlen(found[i]), &at));
    }
    for (size_t i = 0; i < 5; i++) {
        size_t at = 0;
        assert_null(secret_search_next(search, clean[i], strlen(clean[i]), &at));
    }
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

/* The total is compared before it is dropped. */
static void totals_are_compared(void **state)
{
    Office *o = *state;
    put_compounds(o);
    issues_of(o, "t.csv",
              "W-1,永悦华府,投诉,噪声,2026-10-03,,办理中,5,,\n小计,,,,,,,5,,\n"
              "W-2,永悦华府,投诉,噪声,2026-10-03,,办理中,6,,\n小计,,,,,,,6,,\n"
              "合计,,,,,,,12,,\n审核人：×××,,,,,,,,,\n");
    run(o);
    assert_int_equal(file(o, "input/t.csv")->footer, 4);
    assert_string_equal(line(o, "total_differs"),
                        "input/t.csv 第6行 H列“办理天数”：“12”与上面各行之和 "
                        "11 不符；请核对是否漏行或写错");
    assert_int_equal(problem(o, "total_differs")->row, 6);
}

/* Files of folders that only others want are not opened; what has no place is read by all. */
static void want_first(void *context, const Dataset *data, bool *wanted)
{
    *(int *)context += 1;
    assert_int_equal(table_rows(dataset_find(data, "compounds")), 3);
    wanted[0] = true;
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
    ImportOptions options = {.want = want_first, .context = &asked};
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
static void want_nothing(void *context, const Dataset *data, bool *wanted)
{
    (void)data;
    (void)wanted;
    *(int *)context += 1;
}

static void nothing_is_left_out_unseen(void **state)
{
    Office *o = *state;
    int asked = 0;
    Error err = {0};
    put(o, "永悦华府/小区.csv",
        "小区编码,小区名称,社区,街道（镇）,有无物业\nH-1,永悦华府,映汀社区,梧筑街道,是\n");
    ImportOptions options = {.want = want_nothing, .context = &asked};
    assert_true(
        import_run_with(o->arena, o->dir, &o->schemas, &o->config, &options, &o->import, &err));
    assert_int_equal(asked, 0);
    assert_int_equal(o->import.left_out, 0);
    assert_int_equal(table_rows(table(o, "compounds")), 1);
}

/* A header of two rows, printed again on the next page, is a header; no row of it is data. */
static void two_row_headers_repeat(void **state)
{
    Office *o = *state;
    static const char header[] = "问题编号,问题,,小区,受理日期,状态\n,类型,类别,,,\n";
    char text[1024];
    put_compounds(o);
    snprintf(text, sizeof text,
             "%sW-1,投诉,噪声,永悦华府,2026-10-01,已办结\n%sW-2,投诉,噪声,永悦华府,2026-10-02,"
             "已办结\n",
             header, header);
    put(o, "t.csv", text);
    run(o);
    assert_int_equal(file(o, "input/t.csv")->header, 4);
    assert_int_equal(file(o, "input/t.csv")->accepted, 2);
    assert_int_equal(problems_count(o->import.problems), 0);
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

static _Atomic bool writing;

static void *keep_writing(void *path)
{
    while (writing) {
        FILE *file = fopen(path, "a");
        if (file) {
            fputc('\n', file);
            fclose(file);
        }
    }
    return NULL;
}

/* A file that somebody still writes to is named and not read; half a file is no whole one. */
static void a_file_that_changes_is_not_read(void **state)
{
    Office *o = *state;
    char path[512];
    pthread_t writer;
    bool seen = false;
    put_compounds(o);
    put(o, "台账.csv",
        "问题编号,类型,类别,小区,受理日期,状态\nQ1,投诉,停车,永悦华府,2026-10-05,已办结\n");
    snprintf(path, sizeof path, "%s/input/台账.csv", o->dir);
    writing = true;
    assert_int_equal(pthread_create(&writer, NULL, keep_writing, path), 0);
    for (int i = 0; i < 2000 && !seen; i++) {
        dataset_free(o->import.data);
        secrets_free(o->import.secrets);
        run(o);
        seen = problem(o, "file_changed") != NULL;
    }
    writing = false;
    pthread_join(writer, NULL);
    assert_true(seen);
    assert_string_equal(line(o, "file_changed"), "input/台账.csv：在读的时候被改动了，没有读；"
                                                 "请等文件传完、关掉正在编辑它的程序后再运行一次");
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

/* A footer's word in many rows: whether it is one depends on what stands beside it. */
static void footers_are_told_by_their_rows(void **state)
{
    Office *o = *state;
    Buffer text = {0};
    put_compounds(o);
    buffer_text(&text, "备注,问题编号,小区,类型,类别,受理日期,状态\n");
    for (int i = 0; i < 40; i++)
        buffer_printf(&text,
                      "说明,F-%d,永悦华府,投诉,噪声,2026-10-05,办理中\n"
                      "说明,,,,,,\n"
                      "永悦里合计,,,,,,\n"
                      "永悦里合计,1件,,,,,\n"
                      "小计,G-%d,,,,,\n"
                      "甲1,H-%d,永悦华府,投诉,噪声,2026-10-05,办理中\n"
                      "甲(3),I-%d,永悦华府,投诉,噪声,2026-10-05,办理中\n"
                      "甲合计（元）,J-%d,,,,,\n",
                      i, i, i, i, i);
    put_bytes(o, "a.csv", text.bytes, text.length);
    buffer_free(&text);
    run(o);
    const FileReport *f = file(o, "input/a.csv");
    assert_int_equal(f->accepted, 120);
    assert_int_equal(f->footer, 160); /* 说明 alone, 合计 with a cell beside it, 小计, (元) */
    assert_int_equal(f->quarantined, 40); /* 永悦里合计 alone is no total */
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

/* What a cache was told by one sheet is nothing to the next, also once all stamps are used. */
static void caches_go_from_sheet_to_sheet(void **state)
{
    (void)state;
    Intake intake = {0};
    CellCache *cache = cache_take(&intake), *again;
    assert_int_equal(cache->stamp, CACHE_STAMP);
    cache->slots[3].key = cache->stamp + 5;
    cache->misses = 9;
    cache_give(&intake, cache);
    cache_give(&intake, NULL);
    again = cache_take(&intake);
    assert_ptr_equal(again, cache);
    assert_null(intake.caches);
    assert_true(again->slots[3].key < again->stamp);
    assert_int_equal(again->misses, 0);
    again->stamp = 0 - CACHE_STAMP;
    again->slots[3].key = CACHE_STAMP + 5;
    cache_give(&intake, again);
    again = cache_take(&intake);
    assert_int_equal(again->stamp, CACHE_STAMP);
    assert_int_equal(again->slots[3].key, 0);
    free(again);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, open_office, close_office)
    const struct CMUnitTest tests[] = {
        TEST(street_ledger),
        TEST(a_file_that_changes_is_not_read),
        TEST(ids_of_compounds_count_up),
        TEST(numbers_of_two_tables),
        TEST(caches_go_from_sheet_to_sheet),
        TEST(footers_are_told_by_their_rows),
        TEST(income_and_expense),
        TEST(message_names_the_cell),
        TEST(bad_rows_are_named),
        TEST(keys_are_settled),
        TEST(open_quote_keeps_the_rest),
        TEST(pairs_are_counted_once),
        TEST(headers_and_remarks),
        TEST(bad_cells_are_not_filled),
        TEST(nothing_happened),
        TEST(files_sent_twice),
        TEST(unknown_compounds_do_not_arrive),
        TEST(declared_arrivals),
        TEST(personal_numbers),
        TEST(secrets_are_searched),
        TEST(mixed_file_is_refused),
        TEST(totals_are_compared),
        TEST(header_alone_is_arrival),
        TEST(two_row_headers_repeat),
        TEST(no_compounds_is_an_error),
        TEST(units_of_titles),
        TEST(many_problems_are_counted),
        TEST(entries_of_every_kind),
        TEST(encodings_are_prescribed),
        TEST(files_of_others_are_left_out),
        TEST(nothing_is_left_out_unseen),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
