/* test_units.c - 万元 is never read as 元: a unit is known, or refused. */
#include "unit.h"

#include "data/units.h"

typedef struct {
    const char *text;
    UnitSaid said;
    int exponent;
} Row;

static void check(const Row *rows, size_t count, UnitKind kind, bool line)
{
    for (size_t i = 0; i < count; i++) {
        int exponent = 99;
        UnitSaid said = line ? unit_of_line(rows[i].text, &exponent)
                             : unit_of_header(rows[i].text, kind, &exponent);
        if (said != rows[i].said || (said == UNIT_SAID && exponent != rows[i].exponent))
            fail_msg("%s: said %d, power %d", rows[i].text, said, exponent);
    }
}

static void headers_of_money(void **state)
{
    (void)state;
    static const Row rows[] = {
        {"", UNIT_UNSAID, 0},
        {"元", UNIT_SAID, 0},
        {"人民币元", UNIT_SAID, 0},
        {"rmb", UNIT_SAID, 0},
        {"￥", UNIT_SAID, 0},
        {"万元", UNIT_SAID, 4},
        {"萬元", UNIT_SAID, 4},
        {"万元,含税", UNIT_SAID, 4},
        {"单位:万元", UNIT_SAID, 4},
        {"万", UNIT_SAID, 4},
        {"w元", UNIT_SAID, 4},
        {"1万元", UNIT_SAID, 4},
        {"10000元", UNIT_SAID, 4},
        {"10,000元", UNIT_SAID, 4},
        {"万元/年", UNIT_SAID, 4},
        {"百万元", UNIT_SAID, 6},
        {"千元", UNIT_SAID, 3},
        {"k元", UNIT_SAID, 3},
        {"角", UNIT_SAID, -1},
        {"分", UNIT_SAID, -2},
        {"5元", UNIT_FOREIGN, 0},
        {"00元", UNIT_FOREIGN, 0},
        {"元/万元", UNIT_FOREIGN, 0},
        {"10k", UNIT_FOREIGN, 0},
        {"10w", UNIT_FOREIGN, 0},
        {"1000", UNIT_FOREIGN, 0},
        {"1a0元", UNIT_FOREIGN, 0},
        {"1020元", UNIT_FOREIGN, 0},
        {"[万元]", UNIT_SAID, 4},
        {"万元;元", UNIT_FOREIGN, 0},
        {"rmb10,000", UNIT_FOREIGN, 0},
        {"tenthousandyuan", UNIT_FOREIGN, 0},
        {"美元", UNIT_FOREIGN, 0},
        {"hkd", UNIT_FOREIGN, 0},
        {"%", UNIT_FOREIGN, 0},
        {"户", UNIT_FOREIGN, 0},
        {"㎡", UNIT_FOREIGN, 0},
        {"元/㎡", UNIT_FOREIGN, 0},
        {"必填", UNIT_UNSAID, 0},
        {"含税", UNIT_UNSAID, 0},
        {"2026年", UNIT_UNSAID, 0},
        {"1-9月", UNIT_UNSAID, 0},
        {"单元", UNIT_UNSAID, 0},
        {"万科", UNIT_UNSAID, 0},
        {"保留两位小数", UNIT_UNSAID, 0},
    };
    check(rows, sizeof rows / sizeof *rows, UNIT_OF_MONEY, false);
    static const Row price[] = {{"元/㎡·月", UNIT_SAID, 0}, {"元/户", UNIT_SAID, 0}};
    check(price, 2, UNIT_OF_PRICE, false);
}

static void headers_of_others(void **state)
{
    (void)state;
    static const Row areas[] = {{"㎡", UNIT_SAID, 0},        {"万平方米", UNIT_SAID, 4},
                                {"套内", UNIT_UNSAID, 0},    {"亩", UNIT_FOREIGN, 0},
                                {"km2", UNIT_FOREIGN, 0},    {"平方公里", UNIT_FOREIGN, 0},
                                {"元", UNIT_FOREIGN, 0},     {"户", UNIT_FOREIGN, 0},
                                {"立方米", UNIT_FOREIGN, 0}, {"㎡,万㎡", UNIT_FOREIGN, 0}};
    check(areas, sizeof areas / sizeof *areas, UNIT_OF_AREA, false);
    static const Row counts[] = {{"人", UNIT_UNSAID, 0},    {"套", UNIT_UNSAID, 0},
                                 {"百人", UNIT_FOREIGN, 0}, {"十户", UNIT_FOREIGN, 0},
                                 {"㎡", UNIT_FOREIGN, 0},   {"元", UNIT_FOREIGN, 0},
                                 {"面积", UNIT_FOREIGN, 0}, {"%", UNIT_FOREIGN, 0},
                                 {"千平", UNIT_FOREIGN, 0}, {"万", UNIT_FOREIGN, 0}};
    check(counts, sizeof counts / sizeof *counts, UNIT_OF_COUNT, false);
    static const Row numbers[] = {{"度", UNIT_UNSAID, 0},
                                  {"万度", UNIT_FOREIGN, 0},
                                  {"百分制", UNIT_UNSAID, 0},
                                  {"千瓦时", UNIT_UNSAID, 0}};
    check(numbers, 4, UNIT_OF_NUMBER, false);
    static const Row weights[] = {
        {"%", UNIT_SAID, -2}, {"‰", UNIT_SAID, -3}, {"分", UNIT_UNSAID, 0}};
    check(weights, 3, UNIT_OF_WEIGHT, false);
}

static void lines(void **state)
{
    (void)state;
    static const Row rows[] = {
        {"单位：万元", UNIT_SAID, 4},
        {"单 位：万 元", UNIT_SAID, 4},
        {"單位：萬元", UNIT_SAID, 4},
        {"单位∶万元", UNIT_SAID, 4},
        {"单位（万元）", UNIT_SAID, 4},
        {"单位为万元", UNIT_SAID, 4},
        {"（金额单位：人民币元）", UNIT_SAID, 0},
        {"填报单位：东城街道 单位：万元 填报日期：2026/11/3", UNIT_SAID, 4},
        {"单位：万元、㎡", UNIT_SAID, 4},
        {"单位：元/㎡·月", UNIT_SAID, 0},
        {"币种：人民币　单位：万元", UNIT_SAID, 4},
        {"（万元）", UNIT_SAID, 4},
        {"2026年公共收益表（万元）", UNIT_SAID, 4},
        {"以万元为单位", UNIT_SAID, 4},
        {"表中金额均为万元", UNIT_SAID, 4},
        {"注：金额单位为万元", UNIT_SAID, 4},
        {"金额：万元", UNIT_SAID, 4},
        {"（人民币万元）", UNIT_SAID, 4},
        {"（RMB万元）", UNIT_SAID, 4},
        {"（）", UNIT_UNSAID, 0},
        {"（本表由各小区业主委员会会同物业服务人填写）", UNIT_UNSAID, 0},
        {"单位：东城街道办事处和西城街道办事处和南城街道办事处", UNIT_UNSAID, 0},
        {"单位：美元", UNIT_FOREIGN, 0},
        {"币种：美元", UNIT_FOREIGN, 0},
        {"单位：元/万元", UNIT_FOREIGN, 0},
        {"Unit: RMB 10,000", UNIT_FOREIGN, 0},
        {"各项金额（万元、含税）见下表", UNIT_DOUBTFUL, 0},
        {"责任单位：万元街道", UNIT_DOUBTFUL, 0},
        {"单位：户", UNIT_UNSAID, 0},
        {"单位：东城街道", UNIT_UNSAID, 0},
        {"填报单位：万科物业", UNIT_UNSAID, 0},
        {"2026年投入350万元以上项目", UNIT_UNSAID, 0},
        {"共计三十万元", UNIT_UNSAID, 0},
        {"金额：350万元", UNIT_UNSAID, 0},
        {"", UNIT_UNSAID, 0},
    };
    check(rows, sizeof rows / sizeof *rows, UNIT_OF_MONEY, true);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(headers_of_money),
                                       cmocka_unit_test(headers_of_others),
                                       cmocka_unit_test(lines)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
