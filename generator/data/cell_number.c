/*
 * cell_number.c - see cell.h: numbers, in figures and in han, with what stands around them.
 */
#include "data/cell.h"

#include <stdio.h>
#include <string.h>

#include "base/exact.h"
#include "base/utf8.h"
#include "data/label.h"
#include "data/prefix.h"

static int chinese_digit(uint32_t c)
{
    static const uint32_t digits[] = {0x3007, 0x4E00, 0x4E8C, 0x4E09, 0x56DB,
                                      0x4E94, 0x516D, 0x4E03, 0x516B, 0x4E5D};
    for (int i = 0; i < 10; i++)
        if (digits[i] == c)
            return i;
    return c == 0x96F6 || c == 0x25CB ? 0 : c == 0x4E24 ? 2 : -1; /* 零 ○ 两 */
}

static int64_t chinese_power(uint32_t c)
{
    switch (c) {
    case 0x5341:
        return 10; /* 十 */
    case 0x767E:
        return 100; /* 百 */
    case 0x5343:
        return 1000; /* 千 */
    default:
        return 0;
    }
}

/*
 * Digits in a row (二〇二四) or with powers (三百二十, 十一, 廿三). What people say
 * but do not write (三百五) is not a number here. 万 and 亿 are left to the caller.
 */
int64_t cell_chinese_number(const char **text)
{
    const char *at = *text;
    int64_t sum = 0, row = 0, last = 10000;
    int digit = -1, digits = 0;
    bool powers = false, zero = false;
    while (*at) {
        size_t size;
        uint32_t c = utf8_decode(at, strlen(at), &size);
        int d = chinese_digit(c);
        int64_t power = chinese_power(c);
        if (c == 0x5EFF) { /* 廿 */
            if (digits || powers)
                return -1;
            sum = 20;
            powers = true;
            last = 10;
        } else if (d >= 0) {
            if (powers && d == 0)
                zero = true;
            digits += !(powers && d == 0);
            digit = d;
            if (row > INT64_MAX / 100)
                return -1;
            row = row * 10 + d;
        } else if (power) {
            if (power >= last || digits > 1 || (digits == 0 && !(power == 10 && !powers)))
                return -1;
            sum += (digits ? digit : 1) * power;
            powers = true;
            zero = false;
            last = power;
            digit = -1;
            digits = 0;
            row = 0;
        } else
            break;
        at += size;
    }
    if (at == *text)
        return -1;
    if (powers) {
        if (digits > 1 || (digits == 1 && last > 10 && !zero))
            return -1;
        sum += digits ? digit : 0;
    } else
        sum = row;
    *text = at;
    return sum;
}

typedef struct {
    Int128 digits;
    int fraction; /* digits behind the point */
    int exponent; /* of ten */
    bool negative, sign, approximate, percent, scientific, has_unit;
    CellUnit unit;
    const char *counter; /* 户, of a count */
} Number;

/* 1,234.50 and 1 234 and 1.2E+05; false where it is no such thing. */
static bool take_arabic(const char **text, Number *n)
{
    const char *at = *text;
    int count = 0, since_comma = -1, before_comma = 0;
    for (;; at++) {
        if (*at >= '0' && *at <= '9') {
            if (++count > 30)
                return false;
            n->digits = n->digits * 10 + (*at - '0');
            if (since_comma >= 0)
                since_comma++;
            else
                before_comma++;
        } else if ((*at == ',' || *at == ' ') && count > 0 && at[1] >= '0' && at[1] <= '9') {
            if (since_comma >= 0 ? since_comma != 3 : before_comma > 3 || n->digits == 0)
                return false; /* nobody parts 0,5 by thousands */
            since_comma = 0;
        } else
            break;
    }
    if (since_comma >= 0 && since_comma != 3)
        return false;
    if (*at == '.') {
        at++;
        while (*at >= '0' && *at <= '9') {
            if (++count > 30)
                return false;
            n->digits = n->digits * 10 + (*at++ - '0');
            n->fraction++;
        }
    }
    if (count == 0)
        return false;
    if ((*at == 'E' || *at == 'e') &&
        (at[1] == '+' || at[1] == '-' || (at[1] >= '0' && at[1] <= '9'))) {
        at++;
        int sign = *at == '-' ? -1 : 1, power = 0, places = 0;
        at += *at == '-' || *at == '+';
        while (*at >= '0' && *at <= '9' && places++ < 3)
            power = power * 10 + (*at++ - '0');
        if (places == 0 || places > 3)
            return false;
        n->exponent += sign * power;
        n->scientific = true;
    }
    *text = at;
    return true;
}

static void take_about(const char **text, Number *n)
{
    static const char *const words[] = {"余", "多", "左右", "以上", "约"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (take(text, words[i]))
            n->approximate = true;
}

static void take_units(const char **text, Number *n)
{
    if (!**text)
        return;
    static const struct {
        const char *word;
        CellUnit kind; /* CELL_UNIT_ANY: of a rate, in no other column */
    } units[] = {{"个百分点", CELL_UNIT_ANY}, {"百分点", CELL_UNIT_ANY}, {"平方米", CELL_UNIT_AREA},
                 {"平米", CELL_UNIT_AREA},    {"平方", CELL_UNIT_AREA},  {"㎡", CELL_UNIT_AREA},
                 {"m²", CELL_UNIT_AREA},      {"m2", CELL_UNIT_AREA},    {"M2", CELL_UNIT_AREA},
                 {"圆整", CELL_UNIT_MONEY},   {"元整", CELL_UNIT_MONEY}, {"元", CELL_UNIT_MONEY},
                 {"圆", CELL_UNIT_MONEY},     {"块", CELL_UNIT_MONEY},   {"整", CELL_UNIT_MONEY},
                 {"公里", CELL_UNIT_COUNT},   {"小时", CELL_UNIT_COUNT}, {"人次", CELL_UNIT_COUNT},
                 {"场次", CELL_UNIT_COUNT},   {"个月", CELL_UNIT_COUNT}, {"kwh", CELL_UNIT_COUNT},
                 {"kWh", CELL_UNIT_COUNT}};
    static const char *const counters[] = {"件", "户", "人", "名", "个", "次", "天", "日", "套",
                                           "幢", "栋", "份", "项", "场", "支", "位", "家", "起",
                                           "票", "度", "吨", "例", "张", "分", "年", "期", "级",
                                           "条", "辆", "台", "部", "处", "间", "米"};
    n->has_unit = true;
    for (size_t i = 0; i < sizeof units / sizeof *units; i++)
        if (take(text, units[i].word)) {
            n->unit = units[i].kind;
            return;
        }
    n->unit = CELL_UNIT_COUNT;
    for (size_t i = 0; i < sizeof counters / sizeof *counters; i++)
        if (take(text, counters[i])) {
            n->counter = counters[i];
            return;
        }
    n->has_unit = false;
}

static void take_magnitude(const char **text, Number *n)
{
    for (;;) {
        take(text, " ");
        if (take(text, "万"))
            n->exponent += 4;
        else if (take(text, "亿"))
            n->exponent += 8;
        else if (n->exponent == 0 && take(text, "千"))
            n->exponent += 3;
        else if (n->exponent == 0 && take(text, "百"))
            n->exponent += 2;
        else
            return;
        take_about(text, n);
    }
}

static bool take_sign(const char **text, Number *n, bool *bracket)
{
    static const char *const minus[] = {"-", "−", "–", "▲", "△", "负"};
    if (n->sign)
        return false;
    for (size_t i = 0; i < sizeof minus / sizeof *minus; i++)
        if (take(text, minus[i])) {
            n->negative = n->sign = true;
            return true;
        }
    if (take(text, "+"))
        return n->sign = true;
    if (!*bracket && take(text, "(")) {
        *bracket = n->negative = true;
        return true;
    }
    return false;
}

static bool read_number(const char *text, Number *n)
{
    bool bracket = false;
    for (;;) {
        take(&text, " ");
        if (take(&text, "约") || take(&text, "近") || take(&text, "大约") || take(&text, "超"))
            n->approximate = true;
        else if (!(take(&text, "¥") || take(&text, "￥") || take(&text, "RMB") ||
                   take(&text, "人民币") || take_sign(&text, n, &bracket)))
            break;
    }
    int parts = take(&text, "百分之") ? 2 : take(&text, "千分之") ? 3 : 0;
    if (!take_arabic(&text, n)) {
        if (n->digits || n->fraction)
            return false;
        int64_t chinese = cell_chinese_number(&text);
        if (chinese < 0)
            return false;
        n->digits = chinese;
        if (!*text || parts) {
            n->percent = parts != 0;
            n->fraction += parts == 3;
            return !*text;
        }
        take_about(&text, n);
        if (!starts(text, "万") && !starts(text, "亿") && !starts(text, "元") &&
            !starts(text, "圆"))
            return false; /* 十一天: words, not a number */
    }
    n->percent = parts != 0;
    n->fraction += parts == 3;
    take_about(&text, n);
    take_magnitude(&text, n);
    take(&text, " ");
    if (take(&text, "%"))
        n->percent = true;
    else if (take(&text, "‰")) {
        n->percent = true;
        n->fraction++;
    } else
        take_units(&text, n);
    take_about(&text, n);
    if (bracket && !take(&text, ")"))
        return false;
    take(&text, " ");
    if (!n->sign && !n->negative && text[-1] != '.' && take(&text, "-"))
        n->negative = true; /* but 500.- is 500 and no more */
    return !*text;
}

/* Two numbers under each other in one cell, whatever blanks stand beside the line's end. */
static bool has_two_lines(const char *clean)
{
    bool digit = false, apart = false; /* the last thing was one; behind it the line ended */
    size_t size;
    if (!strpbrk(clean, "\n\t"))
        return false;
    for (const char *at = clean; *at; at += size) {
        uint32_t c = utf8_decode(at, strlen(at), &size), plain = label_char(c);
        if (c == '\n' || c == '\t') {
            apart = true;
        } else if (plain != ' ' && plain != 0) {
            bool here = plain >= '0' && plain <= '9';
            if (digit && apart && here)
                return true;
            digit = here;
            apart = false;
        }
    }
    return false;
}

/* A Chinese number with something behind it (十一天): say what it would be in figures. */
static void hint_number(const char *text, CellResult *out)
{
    int64_t n = cell_chinese_number(&text);
    if (n >= 0)
        snprintf(out->hint, sizeof out->hint, "%lld", (long long)n);
}

static CellCode to_units(const Number *n, int exponent, bool has_magnitude, int scale, int64_t *out)
{
    /* 3.2万 in a column of 万元 is 3.2万元, not 3.2万 of 万元. */
    int shift = scale - n->fraction + n->exponent + (has_magnitude ? 0 : exponent);
    Int128 value = n->digits;
    if (value == 0)
        shift = 0;
    for (; shift > 0; shift--) {
        value *= 10;
        if (value > (Int128)INT64_MAX)
            return CELL_TOO_LARGE;
    }
    for (; shift < 0; shift++) {
        if (value % 10)
            return scale == 0 ? CELL_NOT_WHOLE : CELL_TOO_PRECISE;
        value /= 10;
    }
    if (value > (Int128)INT64_MAX / 4)
        return CELL_TOO_LARGE;
    *out = n->negative ? -(int64_t)value : (int64_t)value;
    return CELL_OK;
}

/* 12345.60: up to 15 plain digits with a point among them. */
static bool plain_decimal(const char *text, Number *n)
{
    size_t i = 0, point = 0;
    int64_t value = 0;
    for (; i < 17 && ((text[i] >= '0' && text[i] <= '9') || (text[i] == '.' && i && !point)); i++) {
        if (text[i] == '.')
            point = i;
        else
            value = value * 10 + (text[i] - '0');
    }
    if (!point || text[i] || i > 16 || i == point + 1)
        return false;
    n->digits = value;
    n->fraction = (int)(i - point - 1);
    return true;
}

/* Up to 15 plain digits: nearly every number there is. */
static bool plain_whole(const char *text, int64_t *out)
{
    int64_t n = 0;
    size_t i = 0;
    for (; text[i] >= '0' && text[i] <= '9' && i < 16; i++)
        n = n * 10 + (text[i] - '0');
    *out = n;
    return i > 0 && i < 16 && !text[i];
}

/* 1: people, 2: households, 0: something else. */
static int counted(const char *counter)
{
    static const char *const people[] = {"人", "名", "位"};
    for (size_t i = 0; i < sizeof people / sizeof *people; i++)
        if (starts(counter, people[i]))
            return 1;
    return starts(counter, "户") ? 2 : 0;
}

/* 30户 are not 30 people. */
static bool counts_other(const Number *n, const CellContext *context)
{
    if (!n->counter || !context->counter)
        return false;
    int here = counted(n->counter), own = counted(context->counter);
    return here && own && here != own;
}

void cell_number(const char *clean, const CellContext *context, int scale, bool percent,
                 CellResult *out)
{
    *out = (CellResult){.code = CELL_OK};
    Number n = {0};
    int64_t whole;
    char text[128];
    bool cut = false;
    if (plain_whole(clean, &whole)) {
        n.digits = whole;
    } else if (!plain_decimal(clean, &n)) {
        label_trim(clean, strlen(clean), text, sizeof text, &cut);
        if (cut || has_two_lines(clean) || !read_number(text, &n)) {
            out->code = scale == 0 ? CELL_NOT_WHOLE : CELL_NOT_A_NUMBER;
            hint_number(text, out);
            return;
        }
    }
    /* 30户 are no 30元, and no 30㎡. */
    if (n.has_unit &&
        (n.unit == CELL_UNIT_ANY ? !percent /* 个百分点 */
                                 : (context->unit != CELL_UNIT_ANY && n.unit != context->unit) ||
                                       counts_other(&n, context))) {
        out->code = CELL_WRONG_UNIT;
        return;
    }
    bool magnitude = n.exponent != 0 && !n.scientific;
    if (n.percent && !percent) {
        if (!context->fraction) { /* 98% of what? It is not for us to say */
            out->code = CELL_IS_PERCENT;
            return;
        }
        n.fraction += 2;
        magnitude = true; /* whatever the header says: 5% is 0.05 */
    }
    if (strstr(clean, "元") && !strstr(clean, "万元")) /* 1234元 in a column of 万元 is in 元 */
        magnitude = true;
    out->code = to_units(&n, context->exponent, magnitude, scale, &out->value);
    if (out->code != CELL_OK)
        return;
    out->first = DAY_MISSING;
    if (n.approximate)
        out->code = context->exact_only ? CELL_APPROX_IN_LEDGER : CELL_APPROXIMATE;
    else if (n.scientific)
        out->code = CELL_E_NUMBER;
    if (context->non_negative && out->value < 0 && out->code == CELL_OK)
        out->code = CELL_NEGATIVE;
}
