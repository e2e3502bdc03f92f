/* test_format.c - the exact forms that residents read (domain.md 3.6, 4.4). */
#include "unit.h"

#include "doc/format.h"

typedef struct {
    Arena *arena;
    MetricInfo info;
} Print;

static const char *form(Print *p, const char *unit, Int128 n, Int128 d, const char *value,
                        const char *name)
{
    const char *out = NULL;
    p->info = (MetricInfo){.unit = unit, .better = 1};
    Figure f = {.metric = &p->info,
                .base = MONTH_MISSING,
                .has_numerator = true,
                .has_denominator = d != 0,
                .numerator = n,
                .denominator = d,
                .value = value};
    assert_true(format_figure(p->arena, &f, name, false, &out));
    return out;
}

static int open_print(void **state)
{
    Arena *arena = arena_new();
    Print *p = ARENA_NEW(arena, Print);
    p->arena = arena;
    *state = p;
    return 0;
}

static int close_print(void **state)
{
    arena_free(((Print *)*state)->arena);
    return 0;
}

static void shares_show_their_fraction(void **state)
{
    Print *p = *state;
    assert_string_equal(form(p, "%", 655, 666, "98.35", "fraction"), "98.35%（655/666）");
    assert_string_equal(form(p, "%", 68, 68, "100", "value"), "100%");
    assert_string_equal(form(p, "%", 68, 68, "100", "parts"), "68/68");
    assert_string_equal(form(p, "件", 683, 0, "683", "value"), "683件");
    assert_string_equal(form(p, "件", 683, 0, "683", "number"), "683");
}

/* Fen and hundredths of a square metre are never printed as if they were counts. */
static void fractions_of_money_and_area_are_in_yuan_and_square_metres(void **state)
{
    Print *p = *state;
    const char *out;
    MetricInfo info = {.unit = "%", .parts_unit = {"元", "元"}};
    Figure f = {.metric = &info,
                .base = MONTH_MISSING,
                .has_numerator = true,
                .has_denominator = true,
                .numerator = 12396704,
                .denominator = 13187984,
                .value = "94"};
    assert_true(format_figure(p->arena, &f, "fraction", false, &out));
    assert_string_equal(out, "94%（123,967.04/131,879.84元）");
    info = (MetricInfo){.unit = "元/户", .parts_unit = {"元", ""}};
    f.denominator = 400;
    assert_true(format_figure(p->arena, &f, "parts", false, &out));
    assert_string_equal(out, "123,967.04元/400");
}

static void money_is_told_in_ten_thousands(void **state)
{
    Print *p = *state;
    assert_string_equal(form(p, "元", 110000000, 0, "1100000", "headline"), "110万元");
    assert_string_equal(form(p, "元", 999999, 0, "9999.99", "headline"), "9999.99元");
    assert_string_equal(form(p, "元", 1000000, 0, "10000", "headline"), "1万元");
    assert_string_equal(form(p, "万元", 603450000, 0, "603.45", "value"), "603.45万元");
    assert_string_equal(form(p, "元", -643020, 0, "-6430.2", "ledger"), "−6,430.20");
    assert_string_equal(form(p, "元", 3865050, 0, "38650.5", "ledger"), "38,650.50");
    assert_string_equal(form(p, "元/户", 1200000, 400, "30", "value"), "30元/户");
}

static void approximations_say_how_much_more(void **state)
{
    Print *p = *state;
    assert_string_equal(form(p, "件", 574, 0, "574", "approx"), "570余件");
    assert_string_equal(form(p, "名", 7812, 0, "7812", "many"), "7800多名");
    assert_string_equal(form(p, "名", 13046, 0, "13046", "approx"), "1.3万名");
    assert_string_equal(form(p, "名", 108, 0, "108", "many"), "100多名");
    assert_string_equal(form(p, "场次", 408, 0, "408", "approx"), "400余场次");
    assert_string_equal(form(p, "个", 43, 0, "43", "approx"), "40余个");
    assert_string_equal(form(p, "起", 304, 0, "304", "many"), "300多起");
    assert_string_equal(form(p, "起", 304, 0, "304", "hanzi_many"), "三百多起");
    assert_string_equal(form(p, "位", 13, 0, "13", "many"), "10多位");
    assert_string_equal(form(p, "个", 200, 0, "200", "approx"), "200个");
    assert_string_equal(form(p, "个", 9, 0, "9", "approx"), "9个");
    assert_string_equal(form(p, "场次", 2952, 0, "2952", "approx"), "2900余场次");
    assert_string_equal(form(p, "㎡", 243500, 0, "2435", "approx"), "2400余平方米");
    assert_string_equal(form(p, "㎡", 102000, 0, "1020", "many"), "1000多平方米");
    assert_string_equal(form(p, "万元", 603450000, 0, "603.45", "approx"), "600余万元");
    assert_string_equal(form(p, "万元", 110000000, 0, "110", "approx"), "110万元");
}

static const char *changed(Print *p, const char *unit, Int128 n, Int128 d, const char *value,
                           FigureState state, const char *name)
{
    const char *out = NULL;
    p->info = (MetricInfo){.unit = unit, .better = 1};
    Figure f = {.metric = &p->info,
                .period = month_of(2026, 10),
                .base = month_of(2025, 10),
                .has_numerator = state == STATE_OK || state == STATE_UNDEFINED,
                .has_denominator = state == STATE_OK || state == STATE_UNDEFINED,
                .numerator = n,
                .denominator = d,
                .value = value,
                .state = state};
    assert_true(format_figure(p->arena, &f, name, false, &out));
    return out;
}

static void changes_never_mix_percent_and_points(void **state)
{
    Print *p = *state;
    assert_string_equal(changed(p, "个百分点", 9, 100, "9", STATE_OK, "change"), "提高9个百分点");
    assert_string_equal(changed(p, "%", 9, 100, "9", STATE_OK, "change"), "提高9%");
    assert_string_equal(changed(p, "%", -317, 1000, "-31.7", STATE_OK, "change"), "下降31.7%");
    assert_string_equal(changed(p, "元/户", -2700, 1, "-27", STATE_OK, "change"), "减少27元/户");
    assert_string_equal(changed(p, "%", 0, 1000, "0", STATE_OK, "change"), "持平");
    assert_string_equal(changed(p, "%", 5, 0, "", STATE_UNDEFINED, "change"),
                        "上年同期为0，不作比较");
    assert_string_equal(changed(p, "%", 0, 0, "", STATE_NO_BASE, "change"), "无基期数据");
    assert_string_equal(changed(p, "%", 0, 0, "", STATE_UNEQUAL, "value"),
                        "报送范围不同，不作比较");
}

/* What is not there is said in words, never as 0. */
static void missing_is_not_zero(void **state)
{
    Print *p = *state;
    const char *out = NULL;
    p->info = (MetricInfo){.unit = "%"};
    Figure f = {.metric = &p->info, .base = MONTH_MISSING, .value = "", .state = STATE_UNDEFINED};
    f.has_numerator = f.has_denominator = true;
    assert_true(format_figure(p->arena, &f, "fraction", false, &out));
    assert_string_equal(out, "—（无应办事项）");
    assert_true(format_figure(p->arena, &f, "fraction", true, &out));
    assert_string_equal(out, "— (nothing due)");
    f = (Figure){
        .metric = &p->info, .base = MONTH_MISSING, .value = "", .state = STATE_NOT_RECEIVED};
    assert_true(format_figure(p->arena, &f, "value", false, &out));
    assert_string_equal(out, "未收到");
    f.state = STATE_SUPPRESSED;
    assert_true(format_figure(p->arena, &f, "value", false, &out));
    assert_string_equal(out, "数值过小，不予公布");
    assert_false(format_figure(p->arena, &f, "no such form", false, &out));
}

static void days_and_numerals(void **state)
{
    Print *p = *state;
    Day day;
    assert_true(day_of(2026, 10, 5, &day));
    assert_string_equal(format_day(p->arena, day, false), "2026年10月5日");
    assert_string_equal(format_day(p->arena, day, true), "5 October 2026");
    assert_string_equal(format_day_short(p->arena, day, 2026, false), "10月5日");
    assert_string_equal(format_day_short(p->arena, day, 2025, false), "2026年10月5日");
    assert_string_equal(format_day(p->arena, DAY_MISSING, false), "");
    static const struct {
        int n;
        const char *hanzi;
    } numerals[] = {{0, "零"},          {10, "十"},
                    {15, "十五"},       {20, "二十"},
                    {101, "一百零一"},  {110, "一百一十"},
                    {304, "三百零四"},  {1010, "一千零一十"},
                    {10000, "一万"},    {10304, "一万零三百零四"},
                    {120000, "十二万"}, {100000005, "一亿零五"}};
    for (size_t i = 0; i < sizeof numerals / sizeof *numerals; i++)
        assert_string_equal(format_hanzi(p->arena, numerals[i].n), numerals[i].hanzi);
    assert_string_equal(format_grouped(p->arena, "1234567.5"), "1,234,567.5");
    assert_string_equal(format_grouped(p->arena, "123"), "123");
    assert_string_equal(format_approx(p->arena, 574, "", "余"), "570余");
}

int main(void)
{
#define CASE(name) cmocka_unit_test_setup_teardown(name, open_print, close_print)
    const struct CMUnitTest tests[] = {
        CASE(shares_show_their_fraction),
        CASE(fractions_of_money_and_area_are_in_yuan_and_square_metres),
        CASE(money_is_told_in_ten_thousands),
        CASE(approximations_say_how_much_more),
        CASE(changes_never_mix_percent_and_points),
        CASE(missing_is_not_zero),
        CASE(days_and_numerals),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
