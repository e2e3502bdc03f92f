/* kinsoku.c - see kinsoku.h. */
#include "render/pdf/kinsoku.h"

#include <uchar.h>

#include "render/pdf/fonts.h"

KinClass kinsoku_class_of_other(uint32_t c)
{
    if (c >= '0' && c <= '9')
        return KIN_DIGIT;
    if (c >= 0xE010 && c <= 0xE01F)
        return KIN_MARK;
    switch (c) {
    case ' ':
    case '\t':
    case 0x2009:
    case 0x200A:
    case 0x200B:
    case 0x3000:
        return KIN_SPACE;
    case 0xA0:
    case 0x2060:
    case 0x202F:
    case 0xFEFF:
        return KIN_GLUE;
    case '(':
    case '[':
    case '{':
    case 0x2018: /* ‘ */
    case 0x201C: /* “ */
    case 0x3008: /* 〈 */
    case 0x300A: /* 《 */
    case 0x300C: /* 「 */
    case 0x300E: /* 『 */
    case 0x3010: /* 【 */
    case 0x3014: /* 〔 */
    case 0x3016: /* 〖 */
    case 0xFF08: /* （ */
    case 0xFF3B: /* ［ */
    case 0xFF5B: /* ｛ */
        return KIN_OPEN;
    case ')':
    case ']':
    case '}':
    case ',':
    case ';':
    case '!':
    case '?':
    case 0x2019:
    case 0x201D:
    case 0x3001: /* 、 */
    case 0x3002: /* 。 */
    case 0x3009:
    case 0x300B:
    case 0x300D:
    case 0x300F:
    case 0x3011:
    case 0x3015:
    case 0x3017:
    case 0xFF01: /* ！ */
    case 0xFF09: /* ） */
    case 0xFF0C: /* ， */
    case 0xFF0E: /* ． */
    case 0xFF1A: /* ： */
    case 0xFF1B: /* ； */
    case 0xFF1F: /* ？ */
    case 0xFF3D:
    case 0xFF5D:
        return KIN_CLOSE;
    case 0xB7:   /* · */
    case 0x2013: /* – */
    case 0x2014: /* — */
    case 0x2025:
    case 0x2026: /* … */
    case 0x2027:
    case 0x301C: /* 〜 */
    case 0x30FB: /* ・ */
    case 0x3005: /* 々 */
    case 0x203C: /* ‼ */
    case 0x30FC: /* ー */
    case 0xFF3E: /* ＾ */
    case 0xFF0F: /* ／ */
    case 0xFF5E: /* ～ */
    case FONTS_DASH_PAIR:
        return KIN_MIDDLE;
    case '%':
    case 0x2030: /* ‰ */
    case 0x2103: /* ℃ */
    case 0x33A1: /* ㎡ */
    case 0x338F: /* ㎏ */
    case 0x339D: /* ㎝ */
    case 0x339C:
    case 0x33A5: /* ㎥ */
    case 0x338E: /* ㎎ */
    case 0x339E: /* ㎞ */
    case 0x33D5: /* ㏕ */
    case 0x2032: /* ′ */
    case 0x2033: /* ″ */
    case 0x2109: /* ℉ */
    case 0xFFE0: /* ￠ */
    case 0x33C4:
    case 0xB0:
    case 0xFF05: /* ％ */
        return KIN_UNIT;
    case '$':
    case 0x20AC: /* € */
    case 0xA3:   /* £ */
    case 0xFFE1: /* ￡ */
    case '#':
    case 0xA5:
    case 0xFFE5: /* ￥ */
    case 0x2116: /* № */
    case 0xB1:
    case '+':
    case 0x2212: /* − */
        return KIN_PREFIX;
    default:
        break;
    }
    if (c < 0x2E80 && !(c >= 0x2190 && c <= 0x2BFF) && !(c >= 0x2460 && c <= 0x24FF))
        return KIN_LATIN;
    return KIN_HAN;
}

bool kinsoku_squeezable(uint32_t c)
{
    KinClass kind = kinsoku_class(c);
    return c >= 0x2018 && (kind == KIN_OPEN || kind == KIN_CLOSE);
}

/* Units of more than one character; a single han after a digit always stays with it. */
static const char32_t *const long_units[] = {
    U"平方米", U"立方米", U"个百分点", U"个工作日", U"工作日", U"个月",
    U"小时",   U"分钟",   U"万元",     U"亿元",     U"万户",   U"万人",
    U"场次",   U"千瓦时", U"余件",     U"余万元",   U"个小区", U"公里"};

static size_t unit_length(const uint32_t *text, size_t count)
{
    for (size_t u = 0; u < sizeof long_units / sizeof *long_units; u++) {
        const char32_t *unit = long_units[u];
        size_t n = 0;
        while (n < count && unit[n] && unit[n] == text[n])
            n++;
        if (!unit[n])
            return n;
    }
    return 1;
}

/* （18/20）: the fraction that belongs to the rate before it. */
static bool is_fraction(const uint32_t *text, size_t count)
{
    if (count < 5 || text[0] != 0xFF08)
        return false;
    size_t i = 1;
    while (i < count && kinsoku_class(text[i]) == KIN_DIGIT)
        i++;
    return i > 1 && i < count && text[i] == '/';
}

static bool pair_breaks(KinClass before, KinClass after)
{
    if (after == KIN_SPACE || before == KIN_GLUE || after == KIN_GLUE)
        return false;
    if (after == KIN_CLOSE || after == KIN_MIDDLE || after == KIN_UNIT)
        return false;
    if (before == KIN_OPEN || before == KIN_MARK || before == KIN_PREFIX)
        return false;
    if (before == KIN_SPACE)
        return true;
    bool word_before = before == KIN_LATIN || before == KIN_DIGIT;
    bool word_after = after == KIN_LATIN || after == KIN_DIGIT || after == KIN_PREFIX;
    if (word_before && word_after)
        return false;
    if (before == KIN_DIGIT && after == KIN_HAN)
        return false;
    return true;
}

/* ① to ⑳, ⑴ to ⒇, ⒈ to ⒛, ㈠ to ㈩. */
static bool opens_item(uint32_t c)
{
    return (c >= 0x2460 && c <= 0x249B) || (c >= 0x3220 && c <= 0x3229);
}

/* No rule below is about it alone. */
static bool is_plain_han(uint32_t c)
{
    return c >= 0x3400 && c <= 0x9FFF;
}

void kinsoku_breaks(const uint32_t *text, size_t count, uint8_t *breaks)
{
    bool marks = false;
    KinClass earlier = KIN_HAN, before = KIN_HAN,
             after = KIN_HAN; /* of text[i - 2], [i - 1], [i] */
    for (size_t i = 0; i < count; i++) {
        earlier = before;
        before = after;
        after = kinsoku_class(text[i]);
        marks = marks || after == KIN_MARK;
        if (i == 0) {
            breaks[0] = BREAK_NONE;
            continue;
        }
        if (is_plain_han(text[i - 1]) && is_plain_han(text[i])) {
            breaks[i] = BREAK_USUAL; /* as nearly everywhere */
            continue;
        }
        breaks[i] = pair_breaks(before, after) ? BREAK_USUAL : BREAK_NONE;
        /* A telephone number keeps its groups together. */
        if (before == KIN_SPACE && i >= 2 && after == KIN_DIGIT && earlier == KIN_DIGIT)
            breaks[i] = BREAK_WEAK;
        /* 7、8幢; 10月5日 */
        if (after == KIN_DIGIT && i >= 2 && earlier == KIN_DIGIT &&
            (text[i - 1] == 0x3001 || text[i - 1] == 0x6708 || text[i - 1] == 0xFF0F))
            breaks[i] = BREAK_NONE;
        /* 8:30—17:00 */
        if (after == KIN_DIGIT && before == KIN_MIDDLE && i >= 2 && earlier == KIN_DIGIT)
            breaks[i] = BREAK_WEAK;
        /* 元/户: no line begins with the stroke, and better not behind it either. */
        if (text[i] == '/')
            breaks[i] = BREAK_NONE;
        if (text[i - 1] == '/' && after == KIN_HAN)
            breaks[i] = BREAK_WEAK;
        /* ①提议 */
        if (opens_item(text[i - 1]) && after == KIN_HAN)
            breaks[i] = BREAK_NONE;
        /* 第3期 */
        if (after == KIN_DIGIT && text[i - 1] == 0x7B2C)
            breaks[i] = BREAK_NONE;
        if ((before == KIN_UNIT || before == KIN_DIGIT) && is_fraction(text + i, count - i))
            breaks[i] = BREAK_WEAK;
        /* In Latin, a comma or bracket inside a word is part of it: 1,234 and a(b). */
        if (before == KIN_CLOSE && text[i - 1] < 0x80 && (after == KIN_DIGIT || after == KIN_LATIN))
            breaks[i] = BREAK_NONE;
        if (after == KIN_OPEN && text[i] < 0x80 && (before == KIN_DIGIT || before == KIN_LATIN))
            breaks[i] = BREAK_NONE;
        /* Long addresses may break behind a slash. */
        if (text[i - 1] == '/' && after == KIN_LATIN && i >= 2 && earlier == KIN_LATIN &&
            text[i - 2] != '/' && text[i] != '/')
            breaks[i] = BREAK_USUAL;
    }
    /* A state mark and its word (at most four han) are one sign. */
    for (size_t i = 0; marks && i < count; i++)
        if (kinsoku_class(text[i]) == KIN_MARK)
            for (size_t k = i + 1; k < count && k <= i + 4 && kinsoku_class(text[k]) == KIN_HAN;
                 k++)
                breaks[k] = BREAK_NONE;
    for (size_t i = 1; i < count; i++) {
        bool digit = text[i - 1] >= '0' && text[i - 1] <= '9';
        if (!digit || kinsoku_class(text[i]) != KIN_HAN)
            continue;
        size_t unit = unit_length(text + i, count - i);
        for (size_t k = 0; k < unit; k++)
            breaks[i + k] = BREAK_NONE;
    }
}
