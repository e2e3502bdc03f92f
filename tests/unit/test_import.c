/* test_import.c - files of an office become rows, and every row is accounted for. */
#include "unit.h"

#include "data/taker.h"
#include "office.h"

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

/* A text that was read before is remembered, and so is whether it was searched in that column. */
static void personal_numbers_are_found_again(void **state)
{
    Office *o = *state;
    put_compounds(o);
    put(o, "c.csv",
        "企业编号,企业名称,服务电话\nK-13912345678,甲物业,13912345678\nK1391234567,乙物业,"
        "13912345678\n"
        "K3,丙物业,0576-84001234\nK4,丁物业,0576-84001234\n");
    put(o, "more.csv",
        "小区编码,小区名称,社区,街道（镇）,有无物业,物业企业\n"
        "H-4,甲苑,映汀社区,梧筑街道,是,Q-13912345678\nH-5,乙苑,映汀社区,梧筑街道,是,Q-13912345678\n"
        "H-6,丙苑,映汀社区,梧筑街道,是,K3\nH-7,丁苑,映汀社区,梧筑街道,是,K3\n");
    issues_of(o, "t.csv",
              "W-1,永悦华府,投诉,噪声,2026-10-03,,办理中,,夜间声响3次,\n"
              "W-2,永悦华府,投诉,噪声,2026-10-03,,办理中,,打13912345678,\n"
              "W-3,永悦华府,投诉,噪声,2026-10-03,,办理中,,夜间声响3次,\n"
              "W-4,永悦华府,投诉,噪声,2026-10-03,,办理中,,打13912345678,\n"
              "W-5,永悦华府,投诉,噪声,2026-10-03,,办理中,,打13912345678,\n");
    run(o);
    assert_int_equal(file(o, "input/c.csv")->quarantined, 1);
    assert_string_equal(cell(o, "property_companies", 0, "company_id"), "K1391234567");
    assert_string_equal(cell(o, "property_companies", 0, "office_phone"), "");
    assert_string_equal(cell(o, "property_companies", 2, "office_phone"), "0576-84001234");
    assert_int_equal(file(o, "input/more.csv")->quarantined, 2);
    assert_int_equal(file(o, "input/more.csv")->accepted, 2);
    assert_int_equal(file(o, "input/t.csv")->quarantined, 3);
    assert_int_equal(file(o, "input/t.csv")->accepted, 2);
}

/* Empty cells, cells that could not be read and cells filled from above, under 几件. */
static void filled_cells_are_counted(void **state)
{
    Office *o = *state;
    put_compounds(o);
    static const char rows[] = "W-1,永悦华府,投诉,噪声,2026-10-03,,办理中,5,好,\n"
                               "W-2,,投诉,噪声,2026-10-03,,办理中,,,\n"
                               "W-3,,投诉,噪声,2026-13-03,,办理中,,好,\n"
                               "W-4,世纪花园,投诉,噪声,2026-10-04,,办理中,,好,\n";
    char text[1024];
    snprintf(text, sizeof text, "%s合计,4件,,,4件,,,,3件,\n", rows);
    issues_of(o, "right.csv", text);
    run(o);
    assert_null(problem(o, "total_differs"));
    assert_int_equal(file(o, "input/right.csv")->footer, 1);
    static const char *const wrong[] = {"合计,3件,,,,,,,,\n", "合计,,,,3件,,,,,\n",
                                        "合计,,,,,,,,2件,\n"};
    for (size_t i = 0; i < 3; i++) {
        snprintf(text, sizeof text, "%s%s", rows, wrong[i]);
        issues_of(o, "right.csv", text);
        dataset_free(o->import.data);
        secrets_free(o->import.secrets);
        run(o);
        assert_non_null(problem(o, "total_differs"));
    }
}

/* 金额 in yuan beside 收入 in ten thousands: the same digits are not the same amount. */
static void each_amount_has_its_unit(void **state)
{
    Office *o = *state;
    put_compounds(o);
    put(o, "l.csv",
        "流水号,小区,账目,科目,日期,金额（元）,收入（万元）,支出（万元）\n"
        "L-1,永悦华府,公共收益,广告,2026-10-03,5,5,\n"
        "L-2,永悦华府,公共收益,广告,2026-10-03,50000,5,\n");
    run(o);
    assert_int_equal(file(o, "input/l.csv")->quarantined, 1);
    assert_int_equal(problem(o, "amounts_differ")->row, 2);
    assert_string_equal(cell(o, "revenue_ledger", 0, "amount"), "50000.00");
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        OFFICE_TEST(units_of_titles),
        OFFICE_TEST(street_ledger),
        OFFICE_TEST(income_and_expense),
        OFFICE_TEST(many_problems_are_counted),
        OFFICE_TEST(message_names_the_cell),
        OFFICE_TEST(bad_rows_are_named),
        OFFICE_TEST(keys_are_settled),
        OFFICE_TEST(open_quote_keeps_the_rest),
        OFFICE_TEST(pairs_are_counted_once),
        OFFICE_TEST(headers_and_remarks),
        OFFICE_TEST(bad_cells_are_not_filled),
        OFFICE_TEST(personal_numbers),
        OFFICE_TEST(personal_numbers_are_found_again),
        OFFICE_TEST(filled_cells_are_counted),
        OFFICE_TEST(each_amount_has_its_unit),
        OFFICE_TEST(secrets_are_searched),
        OFFICE_TEST(totals_are_compared),
        OFFICE_TEST(two_row_headers_repeat),
        OFFICE_TEST(footers_are_told_by_their_rows),
        OFFICE_TEST(caches_go_from_sheet_to_sheet),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
