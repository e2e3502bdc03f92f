/*
 * units.c - see units.h.
 */
#include "data/units.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "data/label.h"

#define COUNT(list) (sizeof(list) / sizeof *(list))

static bool any_in(const char *text, const char *const *words, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (strstr(text, words[i]))
            return true;
    return false;
}

static bool is_one(const char *text, const char *const *words, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(text, words[i]) == 0)
            return true;
    return false;
}

/* 萬, 億, 圓, 單 and the colon of mathematics as they are written here; all have three bytes. */
static void simplify(char *text)
{
    static const char *const pairs[][2] = {{"萬", "万"}, {"億", "亿"}, {"圓", "元"}, {"圆", "元"},
                                           {"單", "单"}, {"額", "额"}, {"幣", "币"}, {"〔", "("},
                                           {"〕", ")"},  {"【", "("},  {"】", ")"},  {"﹙", "("},
                                           {"﹚", ")"},  {"∶", ":"},   {"﹕", ":"}};
    for (size_t i = 0; i < COUNT(pairs); i++) {
        size_t n = strlen(pairs[i][0]), m = strlen(pairs[i][1]);
        for (char *at; (at = strstr(text, pairs[i][0]));) {
            memcpy(at, pairs[i][1], m);
            memmove(at + m, at + n, strlen(at + n) + 1);
        }
    }
    for (char *at = text; *at; at++)
        if (*at == '[' || *at == ']')
            *at = *at == '[' ? '(' : ')';
}

/* Bytes of 万 or 百万 at the start and its power of ten. */
static size_t magnitude(const char *text, int *exponent)
{
    static const struct {
        const char *word;
        int exponent;
    } words[] = {{"千万", 7}, {"百万", 6}, {"十万", 5}, {"亿", 8}, {"万", 4}, {"千", 3}, {"百", 2}};
    for (size_t i = 0; i < COUNT(words); i++)
        if (strncmp(text, words[i].word, strlen(words[i].word)) == 0) {
            *exponent = words[i].exponent;
            return strlen(words[i].word);
        }
    return 0;
}

static bool ends_word(const char *text)
{
    return !*text || strchr(" ),;/:", *text) || strncmp(text, "、", 3) == 0;
}

/* The power of ten of every 元, 万元, 万 in the text; -1: none, -2: not one and the same. */
static int power_of_yuan(const char *text, const char *const *things, size_t count)
{
    int found = -1;
    for (const char *at = text; *at; at++) {
        int exponent = 0;
        size_t n = magnitude(at, &exponent);
        size_t thing = 0;
        for (size_t i = 0; i < count && !thing; i++)
            if (strncmp(at + n, things[i], strlen(things[i])) == 0)
                thing = strlen(things[i]);
        /* 万科 and 单元 are no units; 万 alone is one. */
        if (!thing && !(n >= 3 && exponent >= 4 && ends_word(at + n)))
            continue;
        if (n == 0 && at - text >= 3 && strncmp(at - 3, "单", 3) == 0)
            continue;
        const char *digits = at;
        while (digits > text &&
               ((digits[-1] >= '0' && digits[-1] <= '9') || (digits[-1] == ',' && digits < at)))
            digits--;
        if (digits < at) { /* 1万元, 10000元; 5元 is none */
            if (*digits != '1')
                return -2;
            for (digits++; digits < at; digits++)
                if (*digits == '0')
                    exponent++;
                else if (*digits != ',')
                    return -2;
        }
        if (found >= 0 && found != exponent)
            return -2;
        found = exponent;
        at += n + thing - 1;
    }
    return found;
}

static const char *const currencies[] = {
    "美元", "美金", "港元", "港币", "欧元",    "日元",     "英镑",   "韩元", "台币",
    "卢布", "澳元", "加元", "新元", "澳门",    "usd",      "hkd",    "eur",  "jpy",
    "gbp",  "$",    "€",    "£",    "hundred", "thousand", "million"};
static const char *const own_currency[] = {"元", "rmb", "cny", "yuan", "¥", "￥"};
static const char *const counters[] = {"户", "人", "件",   "次",     "个",  "度",
                                       "吨", "套", "名",   "张",     "份",  "项",
                                       "亩", "家", "人次", "千瓦时", "kwh", "立方米"};

static UnitSaid money_unit(const char *unit, bool price, int *exponent)
{
    static const char *const exact[] = {"w", "w元", "k", "k元", "千", "百", "角", "分", "十元"};
    static const int powers[] = {4, 4, 3, 3, 3, 2, -1, -2, 1};
    static const char *const rates[] = {"/㎡", "/平", "/m", "/户", "/人",
                                        "/度", "/吨", "/k", "/车"};
    static const char *const areas[] = {"㎡", "m2", "m²", "平方米"};
    if (any_in(unit, currencies, COUNT(currencies)) ||
        any_in(unit, (const char *const[]){"%", "‰"}, 2))
        return UNIT_FOREIGN;
    for (size_t i = 0; i < COUNT(exact); i++)
        if (strcmp(unit, exact[i]) == 0) {
            *exponent = powers[i];
            return UNIT_SAID;
        }
    if (is_one(unit, counters, COUNT(counters)) || is_one(unit, areas, COUNT(areas)))
        return UNIT_FOREIGN;
    if (!price && any_in(unit, rates, COUNT(rates)))
        return UNIT_FOREIGN;
    int power = power_of_yuan(unit, (const char *const[]){"元"}, 1);
    if (power == -2)
        return UNIT_FOREIGN;
    if (power >= 0) {
        *exponent = power;
        return UNIT_SAID;
    }
    size_t digits = strspn(unit, "0123456789,");
    if (digits && (unit[digits] == 'k' || unit[digits] == 'w' || !unit[digits]) && digits < 6 &&
        unit[0] == '1' && unit[1] == '0')
        return UNIT_FOREIGN; /* 10k, 1000 */
    if (!any_in(unit, own_currency, COUNT(own_currency)))
        return UNIT_UNSAID;
    if (any_in(unit, (const char *const[]){"0", "单元"}, 2))
        return strstr(unit, "0") ? UNIT_FOREIGN : UNIT_UNSAID;
    return UNIT_SAID;
}

/* 百人, 万度: more than one of what is counted; 百分制 and 千瓦时 are something else. */
static bool is_many(const char *unit)
{
    int ignored;
    size_t n = strncmp(unit, "十", 3) == 0 ? 3 : magnitude(unit, &ignored);
    if (n == 0)
        return false;
    for (size_t i = 0; i < COUNT(counters); i++)
        if (strncmp(unit + n, counters[i], strlen(counters[i])) == 0)
            return true;
    static const char *const more[] = {"元", "票", "幢", "栋", "方", "米", "㎡", "平", "k"};
    for (size_t i = 0; i < COUNT(more); i++)
        if (strncmp(unit + n, more[i], strlen(more[i])) == 0)
            return true;
    return !unit[n];
}

UnitSaid unit_of_header(const char *header, UnitKind kind, int *exponent)
{
    static const char *const far_areas[] = {"亩",       "公顷", "公里", "km",   "k㎡", "㎢",
                                            "平方厘米", "英尺", "坪",   "立方", "㎥",  "ft"};
    static const char *const area_things[] = {"平", "㎡", "m"};
    static const char *const near_areas[] = {"㎡", "平方米", "平米", "m2", "m²"};
    char unit[64];
    *exponent = 0;
    if (!*header)
        return UNIT_UNSAID;
    snprintf(unit, sizeof unit, "%s", header);
    simplify(unit);
    switch (kind) {
    case UNIT_OF_MONEY:
    case UNIT_OF_PRICE:
        return money_unit(unit, kind == UNIT_OF_PRICE, exponent);
    case UNIT_OF_AREA: {
        if (any_in(unit, far_areas, COUNT(far_areas)) || is_one(unit, counters, COUNT(counters)) ||
            power_of_yuan(unit, (const char *const[]){"元"}, 1) == 0)
            return UNIT_FOREIGN;
        int power = power_of_yuan(unit, area_things, COUNT(area_things));
        if (power == -2)
            return UNIT_FOREIGN;
        *exponent = power > 0 ? power : 0;
        return power > 0 || any_in(unit, near_areas, COUNT(near_areas)) ? UNIT_SAID : UNIT_UNSAID;
    }
    case UNIT_OF_COUNT:
        if (is_one(unit, near_areas, COUNT(near_areas)) || strcmp(unit, "元") == 0 ||
            strcmp(unit, "面积") == 0 || strcmp(unit, "%") == 0)
            return UNIT_FOREIGN;
        return is_many(unit) ? UNIT_FOREIGN : UNIT_UNSAID;
    case UNIT_OF_WEIGHT:
        if (strcmp(unit, "%") == 0 || strcmp(unit, "‰") == 0) {
            *exponent = *unit == '%' ? -2 : -3;
            return UNIT_SAID;
        }
        return UNIT_UNSAID;
    default:
        return is_many(unit) ? UNIT_FOREIGN : UNIT_UNSAID;
    }
}

/* 填报单位:万元街道 names a body; so does every 单位 behind what somebody does. */
static bool is_body(const char *text, const char *unit)
{
    static const char *const deeds[] = {
        "填报", "报送", "上报", "编制", "填表", "制表", "责任", "施工", "建设", "主管", "管理",
        "收款", "付款", "缴款", "委托", "承建", "承包", "设计", "监理", "使用", "申报", "申请",
        "开户", "出资", "主办", "承办", "配合", "牵头", "发布", "用电", "所属", "中标"};
    for (size_t i = 0; i < COUNT(deeds); i++)
        if (unit - text >= 6 && strncmp(unit - 6, deeds[i], 6) == 0)
            return true;
    return false;
}

/* What stands behind "单位:" up to the next thing that is said. */
static UnitSaid stated(const char *text, int *exponent)
{
    char unit[32];
    text += strspn(text, ":(");
    size_t n = strcspn(text, ")");
    static const char *const ends[] = {"填", "制", "编", "日期", "报", "20"};
    for (size_t i = 0; i < COUNT(ends); i++) {
        const char *end = strstr(text, ends[i]);
        if (end && (size_t)(end - text) < n && end > text)
            n = (size_t)(end - text);
    }
    snprintf(unit, sizeof unit, "%.*s", n < sizeof unit ? (int)n : (int)sizeof unit - 1, text);
    UnitSaid said = unit_of_header(unit, UNIT_OF_PRICE, exponent);
    if (said == UNIT_FOREIGN && is_one(unit, counters, COUNT(counters)))
        return UNIT_UNSAID; /* 单位：户 is no word about money */
    return said;
}

/* The text is nothing but a unit of money, scaled or not. */
static bool is_bare_unit(const char *text, size_t length, int *exponent)
{
    char unit[32];
    if (length == 0 || length >= sizeof unit)
        return false;
    memcpy(unit, text, length);
    unit[length] = '\0';
    const char *at = unit;
    if (strncmp(at, "人民币", 9) == 0 || strncmp(at, "rmb", 3) == 0)
        at += *at == 'r' ? 3 : 9;
    *exponent = 0;
    at += magnitude(at, exponent);
    return strcmp(at, "元") == 0;
}

UnitSaid unit_of_line(const char *line, int *exponent)
{
    static const char *const before[] = {"单位为",   "单位是", "单位:", "单位(",
                                         "单位均为", "unit:",  "币种:", "货币:"};
    static const char *const wraps[][2] = {{"以", "为单位"}, {"以", "计"}, {"均为", ""},
                                           {"金额:", ""},    {"按", "计"}, {"(", ")"}};
    char text[512];
    *exponent = 0;
    label_fold(line, strlen(line), text, sizeof text);
    simplify(text);
    for (size_t i = 0; i < COUNT(before); i++)
        for (const char *at = text; (at = strstr(at, before[i])); at += strlen(before[i])) {
            UnitSaid said =
                is_body(text, at) ? UNIT_UNSAID : stated(at + strlen(before[i]), exponent);
            if (said != UNIT_UNSAID)
                return said;
        }
    bool doubtful = false;
    for (const char *at = text; *at; at++) {
        int power = 0;
        size_t n = magnitude(at, &power);
        bool yuan = n && strncmp(at + n, "元", 3) == 0;
        for (size_t w = 0; w < COUNT(wraps); w++) {
            size_t a = strlen(wraps[w][0]);
            const char *end = strncmp(at, wraps[w][0], a) != 0 ? NULL : at + a;
            const char *yuan_end = end ? strstr(end, "元") : NULL;
            if (!yuan_end || strncmp(yuan_end + 3, wraps[w][1], strlen(wraps[w][1])) != 0)
                continue;
            if (is_bare_unit(end, (size_t)(yuan_end + 3 - end), exponent))
                return UNIT_SAID;
        }
        /* 350万元 is a sum; 万元 without a number is a unit. */
        bool number =
            at > text && ((at[-1] >= '0' && at[-1] <= '9') ||
                          (at - text >= 3 && strstr("余多约数几近百千十一二三四五六七八九两",
                                                    (char[]){at[-3], at[-2], at[-1], 0})));
        if (yuan && !number)
            doubtful = true;
        at += n ? n - 1 : 0;
    }
    *exponent = 0;
    return doubtful ? UNIT_DOUBTFUL : UNIT_UNSAID;
}

bool unit_of_line_is_far_area(const char *line)
{
    static const char *const before[] = {"单位:", "单位(", "单位为"};
    static const char *const far[] = {"亩", "公顷", "平方公里", "万㎡", "万平方米", "万平米"};
    char text[512];
    label_fold(line, strlen(line), text, sizeof text);
    simplify(text);
    for (size_t i = 0; i < COUNT(before); i++) {
        const char *at = strstr(text, before[i]);
        if (at && !is_body(text, at) && any_in(at, far, COUNT(far)))
            return true;
    }
    return false;
}
