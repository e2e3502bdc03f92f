/* test_cell.c - the forms of domain.md 3.3, and what they become. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "data/cell.h"

static const CellContext plain = {.file_month = MONTH_MISSING};
static const CellContext march = {.file_month = 2024 * 12 + 2, .file_year = 2024};

static void assert_date(const char *text, const CellContext *context, bool period_ok,
                        const char *expected, CellCode code)
{
    CellResult r;
    char day[16] = "";
    cell_date(text, context, period_ok, &r);
    if (CELL_IS_READ(r.code))
        day_text((Day)r.value, day);
    if (r.code != code || strcmp(day, expected) != 0)
        fail_msg("%s: %s code %d, expected %s code %d", text, day, r.code, expected, code);
}

static void dates(void **state)
{
    (void)state;
    static const char *const forms[] = {"2024-03-05",
                                        "2024/3/5",
                                        "2024.3.5",
                                        "20240305",
                                        "2024年3月5日",
                                        "2024年03月05日 星期二",
                                        "2024-03-05 14:30",
                                        "2024-03-05 14:30:00",
                                        "2024/3/5 上午9:05",
                                        "2024/3/5 9:12",
                                        "二〇二四年三月五日",
                                        "２０２４年３月５日",
                                        "2024-03-05T14:30:00",
                                        "2024 年 3 月 5 日",
                                        "2024年3月5号",
                                        "2024/03/05",
                                        "2024-3-5 0:00:00",
                                        "2024—3—5",
                                        "2024年3月5日（周二）",
                                        "2024年3月5日上午9时30分"};
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++)
        assert_date(forms[i], &plain, false, "2024-03-05", CELL_OK);
    assert_date("45356", &plain, false, "2024-03-05", CELL_SERIAL_DATE);
    assert_date("45356.604", &plain, false, "2024-03-05", CELL_SERIAL_DATE);
    assert_date("44623", &plain, false, "2022-03-03", CELL_SERIAL_DATE);
    assert_date("24.3.5", &plain, false, "2024-03-05", CELL_TWO_DIGIT_YEAR);
    assert_date("3月5日", &march, false, "2024-03-05", CELL_YEAR_FROM_FILE);
    assert_date("3月5日", &plain, false, "", CELL_NO_YEAR);
    assert_date("2024-02-30", &plain, false, "", CELL_IMPOSSIBLE_DATE);
    assert_date("2024年13月1日", &plain, false, "", CELL_IMPOSSIBLE_DATE);
    assert_date("3024-01-01", &plain, false, "", CELL_IMPOSSIBLE_DATE);
    assert_date("3月5日、3月19日", &march, false, "", CELL_SEVERAL_DATES);
    assert_date("2024-03-05至2024-03-09", &march, false, "", CELL_SEVERAL_DATES);
    static const char *const bad[] = {"每周三", "19999",          "80001",     "3.1-3.7",
                                      "昨天",   "2024",           "2024年3月", "5/3/2024",
                                      "2024-3", "45356天",        "2-Mar",     "1.2E+05",
                                      "-45356", "2024-03-05 abc", "20241301x"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_date(bad[i], &march, false, "", CELL_NOT_A_DATE);
    assert_date("2024年3月", &plain, true, "2024-03-31", CELL_OK);
    assert_date("2024-03-05", &plain, true, "2024-03-05", CELL_OK);
    assert_date("2024/3/5 8:00", &plain, true, "2024-03-05", CELL_OK);
    assert_date("2024年第一季度", &plain, true, "2024-03-31", CELL_OK);
}

static void assert_period(const char *text, const CellContext *context, const char *expected,
                          CellCode code)
{
    CellResult r;
    char first[16], last[16], both[40] = "";
    cell_period(text, context, &r);
    if (CELL_IS_READ(r.code))
        snprintf(both, sizeof both, "%s %s", day_text(r.first, first),
                 day_text((Day)r.value, last));
    if (r.code != code || strcmp(both, expected) != 0)
        fail_msg("%s: %s code %d, expected %s code %d", text, both, r.code, expected, code);
}

static void periods(void **state)
{
    (void)state;
    static const char *const months[] = {"2024年3月", "2024.3",       "202403",        "2024-03",
                                         "2024/3",    "2024年03月份", "二〇二四年三月"};
    for (size_t i = 0; i < sizeof months / sizeof *months; i++)
        assert_period(months[i], &plain, "2024-03-01 2024-03-31", CELL_OK);
    static const char *const quarters[] = {"2024年第一季度", "2024年1季度", "2024Q1",
                                           "2024-Q1",        "2024年Q1",    "2024年一季度",
                                           "2024年1-3月"};
    for (size_t i = 0; i < sizeof quarters / sizeof *quarters; i++)
        assert_period(quarters[i], &plain, "2024-01-01 2024-03-31", CELL_OK);
    assert_period("2024年上半年", &plain, "2024-01-01 2024-06-30", CELL_OK);
    assert_period("2024年下半年", &plain, "2024-07-01 2024-12-31", CELL_OK);
    assert_period("2024年度", &plain, "2024-01-01 2024-12-31", CELL_OK);
    assert_period("2024年", &plain, "2024-01-01 2024-12-31", CELL_OK);
    assert_period("2024", &plain, "2024-01-01 2024-12-31", CELL_OK);
    assert_period("第二季度", &march, "2024-04-01 2024-06-30", CELL_YEAR_FROM_FILE);
    assert_period("1季度", &march, "2024-01-01 2024-03-31", CELL_YEAR_FROM_FILE);
    assert_period("Q1", &march, "2024-01-01 2024-03-31", CELL_YEAR_FROM_FILE);
    assert_period("上半年", &march, "2024-01-01 2024-06-30", CELL_YEAR_FROM_FILE);
    assert_period("3月", &march, "2024-03-01 2024-03-31", CELL_YEAR_FROM_FILE);
    assert_period("3月", &plain, "", CELL_NO_YEAR);
    assert_period("Q1", &plain, "", CELL_NO_YEAR);
    assert_period("2024-03-01", &plain, "2024-03-01 2024-03-31", CELL_PERIOD_FROM_DATE);
    assert_period("45352", &plain, "2024-03-01 2024-03-31", CELL_PERIOD_FROM_DATE);
    static const char *const bad[] = {"2023-2024年度", "2024年13月",  "去年", "2024Q5",
                                      "202413",        "2024年1-2月", "12",   "每月",
                                      "2024年第五季度"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_period(bad[i], &march, "", CELL_NOT_A_PERIOD);
}

static void assert_number(const char *text, int exponent, int scale, long long expected,
                          CellCode code)
{
    CellResult r;
    CellContext context = {.exponent = exponent};
    cell_number(text, &context, scale, false, &r);
    if (r.code != code || (CELL_IS_READ(code) && r.value != expected))
        fail_msg("%s: %lld code %d, expected %lld code %d", text, (long long)r.value, r.code,
                 expected, code);
}

static void numbers(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        long long fen;
    } money[] = {{"1,234.50", 123450},
                 {"１２３４", 123400},
                 {"1 234", 123400},
                 {"1234元", 123400},
                 {"¥1,234.5", 123450},
                 {"￥1234.50", 123450},
                 {"3.2万元", 3200000},
                 {"3.2万", 3200000},
                 {"1.05亿", 10500000000},
                 {"(120.00)", -12000},
                 {"（120.00）", -12000},
                 {"-120", -12000},
                 {"−120", -12000},
                 {"▲120", -12000},
                 {"120-", -12000},
                 {"三百", 30000},
                 {"一千二百三十", 123000},
                 {"0", 0},
                 {"0.00", 0},
                 {".5", 50},
                 {"+7", 700},
                 {"1,234,567.89", 123456789},
                 {"12000.000", 1200000},
                 {"三万元", 3000000},
                 {"38650.50元", 3865050}};
    for (size_t i = 0; i < sizeof money / sizeof *money; i++)
        assert_number(money[i].text, 0, 2, money[i].fen, CELL_OK);
    assert_number("1.2E+05", 0, 2, 12000000, CELL_E_NUMBER);
    assert_number("约300", 0, 2, 30000, CELL_APPROXIMATE);
    assert_number("600余万", 0, 2, 600000000, CELL_APPROXIMATE);
    assert_number("600余万元", 0, 2, 600000000, CELL_APPROXIMATE);
    assert_number("1.234", 0, 2, 0, CELL_TOO_PRECISE);
    assert_number("1.2", 4, 2, 1200000, CELL_OK);          /* header says 万元 */
    assert_number("1.2345678", 4, 2, 0, CELL_TOO_PRECISE); /* 万元 with more than fen */
    assert_number("3.2万", 4, 2, 3200000, CELL_OK);        /* the cell's own unit wins */
    assert_number("1200元", 4, 2, 120000, CELL_OK);
    assert_number("11", 0, 0, 11, CELL_OK);
    assert_number("11户", 0, 0, 11, CELL_OK);
    assert_number("3.2万", 0, 0, 32000, CELL_OK);
    assert_number("1.5", 0, 0, 0, CELL_NOT_WHOLE);
    assert_number("十一天", 0, 0, 0, CELL_NOT_WHOLE);
    static const char *const bad[] = {"abc", "12,34", "1.2.3", "1,2345", "--5",    "(120",
                                      "1e",  "NaN",   "inf",   "0x10",   "12a",    "5/3",
                                      "约",  "元",    "3-2",   "三百五", "1,,000", "1 2 3"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_number(bad[i], 0, 2, 0, CELL_NOT_A_NUMBER);
    assert_number("99999999999999999999", 0, 2, 0, CELL_TOO_LARGE);
    assert_number("1E+300", 0, 2, 0, CELL_TOO_LARGE);
    assert_number("0E+300", 0, 2, 0, CELL_E_NUMBER);
    CellResult r;
    CellContext ledger = {.exact_only = true};
    cell_number("约300", &ledger, 2, false, &r);
    assert_int_equal(r.code, CELL_APPROX_IN_LEDGER);
    cell_number("十一天", &plain, 0, false, &r);
    assert_string_equal(r.hint, "11");
}

static void percents(void **state)
{
    (void)state;
    CellResult r;
    cell_number("98.35%", &plain, 2, true, &r);
    assert_int_equal(r.value, 9835);
    cell_number("９８.３５％", &plain, 2, true, &r);
    assert_int_equal(r.value, 9835);
    cell_number("98.35", &plain, 2, true, &r);
    assert_int_equal(r.value, 9835);
    cell_number("百分之九十八", &plain, 2, true, &r);
    assert_int_equal(r.value, 9800);
    cell_number("千分之三", &plain, 2, true, &r);
    assert_int_equal(r.value, 30);
    cell_number("50%", &plain, 2, false, &r);
    CellContext weight = {.fraction = true};
    cell_number("50%", &weight, 2, false, &r);
    assert_int_equal(r.value, 50); /* 0.50 */
    cell_number("50%", &plain, 2, false, &r);
    assert_int_equal(r.code, CELL_IS_PERCENT); /* of a sum of money? */
}

static void yes_and_no(void **state)
{
    (void)state;
    static const char *const yes[] = {"是",   "√",      "✓",    "☑",    "有",
                                      "已",   "Y",      "yes",  "1",    "对",
                                      "合格", "已公示", " 是 ", "TRUE", "中共党员"};
    static const char *const no[] = {"否", "×", "✗",  "□",      "无",     "未",  "N",
                                     "no", "0", "错", "不合格", "未公示", "群众"};
    static const char *const neither[] = {"也许", "2", "是否", "?", "已经在办理过程之中了吗"};
    CellResult r;
    for (size_t i = 0; i < sizeof yes / sizeof *yes; i++) {
        cell_bool(yes[i], &r);
        assert_true(r.code == CELL_OK && r.value == 1);
    }
    for (size_t i = 0; i < sizeof no / sizeof *no; i++) {
        cell_bool(no[i], &r);
        assert_true(r.code == CELL_OK && r.value == 0);
    }
    for (size_t i = 0; i < sizeof neither / sizeof *neither; i++) {
        cell_bool(neither[i], &r);
        assert_int_equal(r.code, CELL_NOT_YES_NO);
    }
}

static void words_for_nothing(void **state)
{
    (void)state;
    static const char *const words[] = {"-",    "—",  "——",  "/",    "\\",  "无",
                                        "暂无", "空", "N/A", "null", "NULL"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        assert_true(cell_is_nothing(words[i]));
    assert_false(cell_is_nothing("0"));
    assert_false(cell_is_nothing("无障碍设施"));
}

static char clean_text[CELL_TEXT_MAX];

static CellCode clean(const char *text, size_t length)
{
    CellCode code;
    cell_clean(text, length, clean_text, &code);
    return code;
}

static void guards_and_blanks(void **state)
{
    (void)state;
    static const char *const pairs[][2] = {{"=\"00123\"", "00123"},
                                           {"'330103", "330103"},
                                           {"\t330103", "330103"},
                                           {"　永悦 ", "永悦"},
                                           {"\xEF\xBB\xBF小区", "小区"},
                                           {"a\xE2\x80\x8B"
                                            "b",
                                            "ab"},
                                           {"一\r\n二", "一\n二"},
                                           {"一\r二", "一\n二"},
                                           {"'", "'"},
                                           {"\xC2\xA0x\xC2\xA0", "x"}};
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        assert_int_equal(clean(pairs[i][0], strlen(pairs[i][0])), CELL_OK);
        assert_string_equal(clean_text, pairs[i][1]);
    }
    assert_int_equal(clean("  \t　", 6), CELL_EMPTY);
    assert_int_equal(clean("a\0b", 3), CELL_NUL);
    assert_int_equal(clean("a\x07"
                           "b",
                           3),
                     CELL_CONTROL);
    assert_string_equal(clean_text, "ab");
    assert_int_equal(clean("#N/A", 4), CELL_EXCEL_ERROR);
    assert_int_equal(clean("#####", 5), CELL_EXCEL_ERROR);
    assert_int_equal(clean("#DIV/0!", 7), CELL_EXCEL_ERROR);
    assert_int_equal(clean("#3", 2), CELL_OK);
    static char huge[CELL_TEXT_MAX + 10];
    memset(huge, 'x', sizeof huge);
    assert_int_equal(clean(huge, sizeof huge), CELL_TOO_LONG);
}

static void long_digits(void **state)
{
    (void)state;
    assert_int_equal(cell_check_id("3.30103E+17"), CELL_E_ID);
    assert_int_equal(cell_check_id("1.39E+10"), CELL_E_ID);
    assert_int_equal(cell_check_id("330103199001010000"), CELL_LONG_DIGITS);
    assert_int_equal(cell_check_id("330103199001010011"), CELL_OK);
    assert_int_equal(cell_check_id("E-12"), CELL_OK);
    assert_int_equal(cell_check_id("91330100MA2XXXXX00"), CELL_OK);
    assert_int_equal(cell_check_id("1E+"), CELL_OK);
}

static void buildings(void **state)
{
    (void)state;
    static const struct {
        const char *text, *building;
        bool room;
    } good[] = {
        {"3幢2单元501室", "3幢", true}, {"3-2-501", "3幢", true},    {"3#2-501", "3幢", true},
        {"３栋501", "3栋", true},       {"3号楼", "3号楼", false},   {"3幢", "3幢", false},
        {"A座", "A座", false},          {"3", "3", false},           {"01", "01", false},
        {"3#", "3幢", false},           {"三号楼", "三号楼", false}, {"东区3幢", "东区3幢", false}};
    static const char *const eaten[] = {"3月2日",     "2-Mar", "Mar-02",  "2003/2/501",
                                        "2024-03-02", "44623", "2024/3/2"};
    char out[64];
    bool room;
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        assert_int_equal(cell_building(good[i].text, out, &room), CELL_OK);
        if (good[i].room) /* else the cell is kept as it stands */
            assert_string_equal(out, good[i].building);
        assert_int_equal(room, good[i].room);
    }
    for (size_t i = 0; i < sizeof eaten / sizeof *eaten; i++)
        assert_int_equal(cell_building(eaten[i], out, &room), CELL_BUILDING_DATE);
}

static void assert_month(const char *text, int year, int month)
{
    int found_year;
    Month last, first = cell_find_month(text, &found_year, &last);
    assert_int_equal(found_year, year);
    assert_int_equal(first, month ? month_of(year, month) : MONTH_MISSING);
}

static void months_in_titles(void **state)
{
    (void)state;
    assert_month("黄岩区东城街道2022年3月投诉处理台账", 2022, 3);
    assert_month("2026-10", 2026, 10);
    assert_month("a/2026-10/b", 2026, 10);
    assert_month("2024.3投诉 (1).csv", 2024, 3);
    assert_month("台账202403", 2024, 3);
    assert_month("2024年第二季度公示", 2024, 4);
    assert_month("2024年度计划", 2024, 0);
    assert_month("编号20240315001", 0, 0);
    assert_month("没有", 0, 0);
}

/* Dates as people type them, and what only looks like one. */
static void more_dates(void **state)
{
    (void)state;
    static const char *const forms[] = {"2024-03-05Z",
                                        "2024-03-05T14:30:00+08:00",
                                        "2024-03-05T14:30:00.000Z",
                                        "2024–3–5",
                                        "2024−3−5",
                                        "2024。3。5",
                                        "2024\\3\\5",
                                        "2024-03-05 礼拜二",
                                        "2024-03-05 周二下午3点半许",
                                        "2024-03-05 上午 9时30分15秒",
                                        "2024-03-05 晚上8：30",
                                        "2024-03-05 3:00 pm",
                                        "2024-03-05 3:00PM",
                                        "2024-03-05 星期",
                                        "2024 - 03 - 05",
                                        "2024年 3月 5 日",
                                        "2024年3月份5日",
                                        "2024-03-005"};
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++)
        assert_date(forms[i], &plain, false, "2024-03-05", CELL_OK);
    assert_date("1990-01-01", &plain, false, "1990-01-01", CELL_OK);
    assert_date("24-3-5", &plain, false, "2024-03-05", CELL_TWO_DIGIT_YEAR);
    assert_date("24年3月5日", &plain, false, "2024-03-05", CELL_TWO_DIGIT_YEAR);
    assert_date("3月5", &march, false, "2024-03-05", CELL_YEAR_FROM_FILE);
    assert_date("3月5号", &march, false, "2024-03-05", CELL_YEAR_FROM_FILE);
    assert_date("3月32日", &march, false, "", CELL_IMPOSSIBLE_DATE);
    assert_date("2024/13/01", &plain, false, "", CELL_IMPOSSIBLE_DATE);
    assert_date("1799-01-01", &plain, false, "", CELL_IMPOSSIBLE_DATE);
    assert_date("1799年1月1日", &plain, false, "", CELL_IMPOSSIBLE_DATE);
    assert_date("9999年1月1日", &plain, false, "", CELL_IMPOSSIBLE_DATE);
    static const char *const several[] = {"2024-3-5,2024-3-6", "2024-3-5;3-6",  "2024-3-5~3-6",
                                          "2024-3-5-3-6",      "2024-3-5—3-6",  "2024-3-5和3-6",
                                          "2024-3-5、6",       "2024-3-5至3-6", "3月5日和6日"};
    for (size_t i = 0; i < sizeof several / sizeof *several; i++)
        assert_date(several[i], &march, false, "", CELL_SEVERAL_DATES);
    static const char *const bad[] = {"2024.3.5.7",
                                      "2024-03-05x",
                                      "2024-03-0512",
                                      "2024-3-512",
                                      "2024-3-a",
                                      "2024-311-5",
                                      "202-3-5",
                                      "2024-",
                                      "2024年",
                                      "2024年1-3月",
                                      "2024年1季度",
                                      "10.1-10.7",
                                      "3月",
                                      "3月份",
                                      "123456789012345",
                                      "12345678",
                                      "18991231",
                                      "五万年3月5日",
                                      "45356.5x",
                                      "2024-03-05 a very long remark stands here, longer than any "
                                      "date that ever was, and then a little longer than that, and "
                                      "on"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_date(bad[i], &march, false, "", CELL_NOT_A_DATE);
    CellContext excel1904 = {.date1904 = true};
    assert_date("43894", &excel1904, false, "2024-03-05", CELL_SERIAL_DATE);
    assert_date("45356.", &plain, false, "2024-03-05", CELL_SERIAL_DATE);
}

static void more_periods(void **state)
{
    (void)state;
    static const struct {
        const char *text, *months;
        CellCode code;
    } rows[] = {{"24年3月", "2024-03-01 2024-03-31", CELL_TWO_DIGIT_YEAR},
                {"24.3", "2024-03-01 2024-03-31", CELL_TWO_DIGIT_YEAR},
                {"24年", "2024-01-01 2024-12-31", CELL_TWO_DIGIT_YEAR},
                {"24年度", "2024-01-01 2024-12-31", CELL_TWO_DIGIT_YEAR},
                {"24年1季度", "2024-01-01 2024-03-31", CELL_TWO_DIGIT_YEAR},
                {"2024年全年", "2024-01-01 2024-12-31", CELL_OK},
                {"2024年 全年", "2024-01-01 2024-12-31", CELL_OK},
                {"2024H1", "2024-01-01 2024-06-30", CELL_OK},
                {"2024h1", "2024-01-01 2024-06-30", CELL_OK},
                {"2024-H2", "2024-07-01 2024-12-31", CELL_OK},
                {"2024h2", "2024-07-01 2024-12-31", CELL_OK},
                {"2024q4", "2024-10-01 2024-12-31", CELL_OK},
                {"2024-q1", "2024-01-01 2024-03-31", CELL_OK},
                {"2024年4季", "2024-10-01 2024-12-31", CELL_OK},
                {"2024年10月至12月", "2024-10-01 2024-12-31", CELL_OK},
                {"2024年7月到12月", "2024-07-01 2024-12-31", CELL_OK},
                {"2024年1~12月", "2024-01-01 2024-12-31", CELL_OK},
                {"2024年7—9月", "2024-07-01 2024-09-30", CELL_OK},
                {"2024年3-3月", "2024-03-01 2024-03-31", CELL_OK},
                {"2024/3/5 14:30", "2024-03-01 2024-03-31", CELL_PERIOD_FROM_DATE},
                {"全年", "2024-01-01 2024-12-31", CELL_YEAR_FROM_FILE},
                {"年度", "2024-01-01 2024-12-31", CELL_YEAR_FROM_FILE},
                {"下半年", "2024-07-01 2024-12-31", CELL_YEAR_FROM_FILE},
                {"3月份", "2024-03-01 2024-03-31", CELL_YEAR_FROM_FILE},
                {"1-3月", "2024-01-01 2024-03-31", CELL_YEAR_FROM_FILE}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        assert_period(rows[i].text, &march, rows[i].months, rows[i].code);
    static const char *const bad[] = {"7",
                                      "19999",
                                      "179912",
                                      "989912",
                                      "202400",
                                      "1799",
                                      "9999",
                                      "2024Q0",
                                      "2024年0季度",
                                      "2024年2-4月",
                                      "2024年0-2月",
                                      "2024年11-13月",
                                      "2024年1-3",
                                      "2024Q1x",
                                      "13月",
                                      "3月5日",
                                      "1799年3月",
                                      "9899年3月",
                                      "1799Q1",
                                      "9899-Q1",
                                      "2024年3月32日",
                                      "2024-3-5 x",
                                      "2024年某月",
                                      "2024年的",
                                      "2024年3月-",
                                      "2024-03-",
                                      "a",
                                      "2024年三月的一个说来话长的时候，长到没有哪一种写法会有这么长"
                                      "，长到一百二十八个字节也装不下"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_period(bad[i], &march, "", CELL_NOT_A_PERIOD);
}

static void more_numbers(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        long long fen;
        CellCode code;
    } rows[] = {{"人民币1234.50元整", 123450, CELL_OK},
                {"RMB 12", 1200, CELL_OK},
                {"三百圆整", 30000, CELL_OK},
                {"三百五十块", 0, CELL_NOT_A_NUMBER}, /* words, not a number */
                {"廿三", 2300, CELL_OK},
                {"廿", 2000, CELL_OK},
                {"二廿", 0, CELL_NOT_A_NUMBER},
                {"百廿", 0, CELL_NOT_A_NUMBER},
                {"三百廿", 0, CELL_NOT_A_NUMBER},
                {"百", 0, CELL_NOT_A_NUMBER},
                {"十百", 0, CELL_NOT_A_NUMBER},
                {"十十", 0, CELL_NOT_A_NUMBER},
                {"一二十", 0, CELL_NOT_A_NUMBER},
                {"三百十", 0, CELL_NOT_A_NUMBER},
                {"三百一二", 0, CELL_NOT_A_NUMBER},
                {"三百零五", 30500, CELL_OK},
                {"两千", 200000, CELL_OK},
                {"一○二", 10200, CELL_OK},
                {"九九九九九九九九九九九九九九九九九九九", 0, CELL_NOT_A_NUMBER},
                {"三千多元", 300000, CELL_APPROXIMATE},
                {"三千余万", 3000000000, CELL_APPROXIMATE},
                {"两亿", 20000000000, CELL_OK},
                {"大约5", 500, CELL_APPROXIMATE},
                {"近5", 500, CELL_APPROXIMATE},
                {"超5", 500, CELL_APPROXIMATE},
                {"5以上", 500, CELL_APPROXIMATE},
                {"3千", 300000, CELL_OK},
                {"3百元", 30000, CELL_OK},
                {"3千万", 3000000000, CELL_OK},
                {"3万千", 0, CELL_NOT_A_NUMBER},
                {"负5", -500, CELL_OK},
                {"–5", -500, CELL_OK},
                {"△5", -500, CELL_OK},
                {"( 5 )", -500, CELL_OK},
                {"(-5)", -500, CELL_OK},
                {"((5))", 0, CELL_NOT_A_NUMBER},
                {"+-5", 0, CELL_NOT_A_NUMBER},
                {"-5-", 0, CELL_NOT_A_NUMBER},
                {"1E5", 10000000, CELL_E_NUMBER},
                {"1e-1", 10, CELL_E_NUMBER},
                {"1E:", 0, CELL_NOT_A_NUMBER},
                {"1E/", 0, CELL_NOT_A_NUMBER},
                {"1E1234", 0, CELL_NOT_A_NUMBER},
                {"0.0E+", 0, CELL_NOT_A_NUMBER},
                {"0E+", 0, CELL_NOT_A_NUMBER},
                {"1,a", 0, CELL_NOT_A_NUMBER},
                {"1,/", 0, CELL_NOT_A_NUMBER},
                {",1", 0, CELL_NOT_A_NUMBER},
                {"1234,567", 0, CELL_NOT_A_NUMBER},
                {"1,234,5", 0, CELL_NOT_A_NUMBER},
                {"1.", 100, CELL_OK},
                {"1.:", 0, CELL_NOT_A_NUMBER},
                {".", 0, CELL_NOT_A_NUMBER},
                {"1234567890123456789012345678901", 0, CELL_NOT_A_NUMBER},
                {"1.234567890123456789012345678901", 0, CELL_NOT_A_NUMBER},
                {"0.000000000000000000000000000000000", 0, CELL_NOT_A_NUMBER},
                {"1234567890123456", 123456789012345600, CELL_OK},
                {"12345678901234567", 1234567890123456700, CELL_OK},
                {"92233720368547758", 0, CELL_TOO_LARGE},
                {"0.001", 0, CELL_TOO_PRECISE},
                {"100m²", 10000, CELL_OK},
                {"98%", 0, CELL_IS_PERCENT},
                {"3‰", 0, CELL_IS_PERCENT},
                {"百分之九十八个", 0, CELL_NOT_A_NUMBER},
                {"3个百分点", 0, CELL_WRONG_UNIT}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        assert_number(rows[i].text, 0, 2, rows[i].fen, rows[i].code);
    CellResult r;
    CellContext counts = {.non_negative = true, .unit = CELL_UNIT_COUNT};
    cell_number("-3", &counts, 0, false, &r);
    assert_true(r.code == CELL_NEGATIVE && r.value == -3);
    cell_number("约-3", &counts, 0, false, &r);
    assert_int_equal(r.code, CELL_APPROXIMATE);
    cell_number("3元", &counts, 0, false, &r);
    assert_int_equal(r.code, CELL_WRONG_UNIT);
    cell_number("3户", &counts, 0, false, &r);
    assert_true(r.code == CELL_OK && r.value == 3);
    cell_number("3个百分点", &plain, 2, true, &r);
    assert_true(r.code == CELL_OK && r.value == 300);
    cell_number("3‰", &plain, 2, true, &r);
    assert_true(r.code == CELL_OK && r.value == 30);
    cell_number(
        "一个说不清有多长也不知道到底该怎么算才对的数目，写了又写，写到超过了一百二十八个字节还没有"
        "写完",
        &plain, 0, false, &r);
    assert_int_equal(r.code, CELL_NOT_WHOLE);
}

/* Bytes of a cell that no person typed. */
static void odd_bytes(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        size_t length;
        CellCode code;
        const char *kept;
    } rows[] = {{"一\xEF\xBF\xBD二", 9, CELL_LOST, "一\xEF\xBF\xBD二"},
                {"锟斤拷", 9, CELL_LOST, "锟斤拷"},
                {"锟斤", 6, CELL_OK, "锟斤"},
                {"\xEE\x80\x80\xEE\x80\x90", 6, CELL_OWN, "〓〓"}, /* U+E000, U+E010 */
                {"王\xEF\xA3\xBF", 6, CELL_OWN, "王〓"},
                {"\xF3\xB0\x80\x80王", 7, CELL_OWN, "〓王"}, /* U+F0000 */
                {"\xEE\x80\x80\xEF\xBF\xBD", 6, CELL_OWN, "〓\xEF\xBF\xBD"},
                {"\xED\x9F\xBF\xEF\xA4\x80", 6, CELL_OK, "\xED\x9F\xBF\xEF\xA4\x80"},
                {"锟锟锟", 9, CELL_OK, "锟锟锟"},
                {"a\r", 2, CELL_OK, "a"},
                {"a\rb", 3, CELL_OK, "a\nb"},
                {"a\x7F"
                 "b",
                 3, CELL_CONTROL, "ab"},
                {"a\xC2\x85"
                 "b",
                 4, CELL_OK, NULL},
                {"a\xC2\x81"
                 "b",
                 4, CELL_CONTROL, "ab"},
                {"a\0\x07", 3, CELL_NUL, "a"},
                {"a\x07\0", 3, CELL_NUL, "a"},
                {"\x07", 1, CELL_EMPTY, ""},
                {"##", 2, CELL_OK, "##"},
                {"###x", 4, CELL_OK, "###x"},
                {"#N/B", 4, CELL_OK, "#N/B"},
                {"#FORMULA!=A1", 12, CELL_FORMULA, "=A1"},
                {"=\"12", 4, CELL_OK, "=\"12"},
                {"=1\"", 3, CELL_OK, "=1\""},
                {"=\"\"", 3, CELL_EMPTY, ""},
                {"' ", 2, CELL_OK, "'"},
                {"'  x", 4, CELL_OK, "x"},
                {"\x80\x80\x80\x80\x80", 5, CELL_OK, NULL},
                {"\x80", 1, CELL_OK, NULL}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        CellCode code = clean(rows[i].text, rows[i].length);
        if (rows[i].kept && (code != rows[i].code || strcmp(clean_text, rows[i].kept) != 0))
            fail_msg("row %zu: code %d '%s'", i, code, clean_text);
    }
    static const char *const nothing[] = {"NIL", "（空白）", "(空)", "\xE2\x80\x8B", "、", ""};
    for (size_t i = 0; i < sizeof nothing / sizeof *nothing; i++)
        if (!cell_is_nothing(nothing[i]))
            fail_msg("'%s' is something", nothing[i]);
    static const char *const something[] = {
        "中", "好", "\x80", "无无", "--------------------------------", "Nobody", "(a)"};
    for (size_t i = 0; i < sizeof something / sizeof *something; i++)
        if (cell_is_nothing(something[i]))
            fail_msg("'%s' is nothing", something[i]);
}

static void more_ids_and_buildings(void **state)
{
    (void)state;
    static const struct {
        const char *id;
        CellCode code;
    } ids[] = {{"100000000000000000000000", CELL_OK},
               {"1.5", CELL_OK},
               {"1.x", CELL_OK},
               {"1.5e+17", CELL_E_ID},
               {"1.39E10", CELL_E_ID},
               {"3E12", CELL_OK},
               {"1.E12", CELL_OK},
               {"1E-17", CELL_OK},
               {"1E+x", CELL_OK},
               {"1E+/", CELL_OK},
               {"1E+17x", CELL_OK},
               {"1E+17/", CELL_OK},
               {"12E+17", CELL_OK},
               {"1.:", CELL_OK},
               {"1e", CELL_OK}};
    for (size_t i = 0; i < sizeof ids / sizeof *ids; i++)
        if (cell_check_id(ids[i].id) != ids[i].code)
            fail_msg("%s: code %d", ids[i].id, cell_check_id(ids[i].id));
    static const struct {
        const char *text;
        CellCode code;
        bool room;
        const char *building;
    } rows[] = {{"2024-1", CELL_BUILDING_DATE, false, NULL},
                {"1924/1", CELL_BUILDING_DATE, false, NULL},
                {"2024年1", CELL_BUILDING_DATE, false, NULL},
                {"2124-1", CELL_OK, true, "2124幢"},
                {"2024", CELL_OK, true, NULL},
                {"20000", CELL_BUILDING_DATE, false, NULL},
                {"19999", CELL_OK, true, NULL},
                {"80001", CELL_OK, true, NULL},
                {"44623x", CELL_OK, false, "44623x"},
                {"3-Mars", CELL_BUILDING_DATE, false, NULL},
                {"xmarx-1", CELL_OK, false, "xmarx-1"},
                {"MAR-3", CELL_BUILDING_DATE, false, NULL},
                {"幢3", CELL_OK, false, "幢3"},
                {"a-3", CELL_OK, false, "a-3"},
                {"3/501", CELL_OK, true, "3幢"},
                {"501", CELL_OK, false, "501"},
                {"30501", CELL_BUILDING_DATE, false, NULL},
                {"A#", CELL_OK, false, "A#"},
                {"A#/", CELL_OK, false, "A#"},
                {"A#:", CELL_OK, false, "A#"},
                {"1234567#", CELL_BUILDING_LONG, false, ""},
                {"12345678901-1", CELL_BUILDING_LONG, false, ""},
                {"139 0000 0000", CELL_BUILDING_LONG, false, ""},
                {"123456#", CELL_OK, false, "123456幢"},
                {"3幢、、4幢", CELL_OK, false, "3幢、4幢"},
                {"3幢;4幢,5幢和6幢及7幢", CELL_OK, false, "3幢、4幢、5幢、6幢、7幢"},
                {"3幢501、44623", CELL_BUILDING_DATE, false, NULL},
                {"一二三四五六七八九十一二三四五六七八九十幢", CELL_OK, false,
                 "一二三四五六七八九十一二三四五六七八九"},
                {"一二三四五六七八九十一二幢、一二三四五六七八九十一二幢", CELL_OK, false, NULL},
                {"一二三四五六七八九十一二幢501、一二三四五六七八九十一二幢", CELL_BUILDING_LONG,
                 true, NULL},
                {"一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十"
                 "一二三四五六七八"
                 "九十一二三四五六七八九十一二三四五六七八九十幢501",
                 CELL_BUILDING_LONG, false, NULL},
                {"、", CELL_OK, false, ""}};
    char out[64];
    bool room;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        CellCode code = cell_building(rows[i].text, out, &room);
        if (code != rows[i].code || (code == CELL_OK && room != rows[i].room) ||
            (rows[i].building && strcmp(out, rows[i].building) != 0))
            fail_msg("%s: code %d '%s' %d", rows[i].text, code, out, room);
    }
}

static void more_months_in_titles(void **state)
{
    (void)state;
    assert_month("1989年3月", 0, 0);
    assert_month("9899年3月", 0, 0);
    assert_month("202413", 0, 0);
    assert_month("202400", 0, 0);
    assert_month("2024年13月", 2024, 0);
    assert_month("2024年0月", 2024, 0);
    assert_month("2024-123", 2024, 0);
    assert_month("2024/3", 2024, 3);
    assert_month("2024年某月", 2024, 0);
    assert_month("2024年的2025年3月", 2025, 3);
    assert_month("2024x2023", 2024, 0);
    int year;
    Month last;
    assert_int_equal(cell_find_month("2024年1-3月", &year, &last), month_of(2024, 1));
    assert_int_equal(last, month_of(2024, 3));
}

/* Where a title goes on to another month, that is the last one; what is no month changes nothing.
 */
static void titles_of_several_months(void **state)
{
    static const struct {
        const char *text;
        int year, month;
    } rows[] = {
        {"2026年1-9月收支", 2026, 9},        {"2026年9、10月", 2026, 10},
        {"2026年9月份至10月份", 2026, 10},   {"2026年9月1日至10月31日", 2026, 10},
        {"2026年9月1号——10月3号", 2026, 10}, {"2026.9-2026.12", 2026, 12},
        {"2026年9月至2027年2月", 2027, 2},   {"2026年9月1日", 2026, 9},
        {"2026年9月1张", 2026, 9},           {"2026年9月-13月", 2026, 9},
        {"2026年9月-0月", 2026, 9},          {"2026年9月-户", 2026, 9},
        {"2026年9月-10户", 2026, 9},         {"2026.9-2027", 2026, 9},
        {"2026.9-2027.13", 2026, 9},         {"2026.9-2027.0", 2026, 9},
        {"2026.9-2999.1", 2026, 9},          {"2026.9-2027年", 2026, 9},
        {"2026年9月及8月", 2026, 9},         {"202609-202612", 2026, 9},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        int year;
        Month last, first = cell_find_month(rows[i].text, &year, &last);
        if (year != 2026 || last != month_of(rows[i].year, rows[i].month) || first > last)
            fail_msg("%s: %d, last %d", rows[i].text, (int)first, (int)last);
    }
}

static void two_numbers_in_a_cell(void **state)
{
    static const struct {
        const char *text;
        bool read;
    } rows[] = {{"100\n200", false},   {"100\t200", false}, {"100\n元", true},
                {"100 \n 200", false}, {"\n100", true},     {"100\n", true},
                {"1 234", true},       {"3\n-4", false},    {"100　\n　２００", false}};
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        CellContext context = {0};
        CellResult r;
        cell_number(rows[i].text, &context, 2, false, &r);
        if ((r.code == CELL_OK) != rows[i].read)
            fail_msg("row %d: code %d", (int)i, (int)r.code);
    }
}

static void what_is_counted(void **state)
{
    static const struct {
        const char *text, *counter;
        bool read;
    } rows[] = {{"30户", "人", false}, {"30人", "户", false}, {"30名", "人", true},
                {"30户", "户", true},  {"30件", "人", true},  {"30户", "件", true},
                {"30", "人", true},    {"30位", NULL, true}};
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        CellContext context = {.unit = CELL_UNIT_COUNT, .counter = rows[i].counter};
        CellResult r;
        cell_number(rows[i].text, &context, 0, false, &r);
        if ((r.code == CELL_OK) != rows[i].read)
            fail_msg("%s: code %d", rows[i].text, (int)r.code);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(titles_of_several_months),
        cmocka_unit_test(two_numbers_in_a_cell),
        cmocka_unit_test(what_is_counted),
        cmocka_unit_test(dates),
        cmocka_unit_test(periods),
        cmocka_unit_test(numbers),
        cmocka_unit_test(percents),
        cmocka_unit_test(yes_and_no),
        cmocka_unit_test(words_for_nothing),
        cmocka_unit_test(guards_and_blanks),
        cmocka_unit_test(long_digits),
        cmocka_unit_test(buildings),
        cmocka_unit_test(months_in_titles),
        cmocka_unit_test(more_dates),
        cmocka_unit_test(more_periods),
        cmocka_unit_test(more_numbers),
        cmocka_unit_test(odd_bytes),
        cmocka_unit_test(more_ids_and_buildings),
        cmocka_unit_test(more_months_in_titles),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
