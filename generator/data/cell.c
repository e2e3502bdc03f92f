/*
 * cell.c - see cell.h: texts, numbers, yes/no and buildings; dates are in cell_date.c.
 */
#include "data/cell.h"

#include <stdio.h>
#include <string.h>

#include "base/exact.h"
#include "base/utf8.h"
#include "data/grid.h"
#include "data/label.h"

static bool starts(const char *text, const char *with)
{
    return strncmp(text, with, strlen(with)) == 0;
}

/* Moves *text behind `word` where it starts with it. */
static bool take(const char **text, const char *word)
{
    if (!starts(*text, word))
        return false;
    *text += strlen(word);
    return true;
}

static bool is_blank(uint32_t c)
{
    return label_char(c) == ' ' || label_char(c) == 0;
}

static bool is_printed(char c)
{
    return c > ' ' && c < 0x7F;
}

static void trim_ends(const char **text, size_t *length)
{
    size_t size;
    while (*length > 0) {
        if (is_printed(**text))
            break;
        uint32_t c = utf8_decode(*text, *length, &size);
        if (c == 0 || !is_blank(c))
            break;
        *text += size;
        *length -= size;
    }
    while (*length > 0) {
        if (is_printed((*text)[*length - 1]))
            break;
        size_t back = 1;
        while (back < *length && back < 4 && ((*text)[*length - back] & 0xC0) == 0x80)
            back++;
        uint32_t c = utf8_decode(*text + *length - back, back, &size);
        if (c == 0 || !is_blank(c))
            break;
        *length -= back;
    }
}

static bool is_excel_error(const char *text, size_t length)
{
    static const char *const errors[] = {
        "#N/A",      "#REF!",         "#DIV/0!",   "#VALUE!",    "#NAME?",  "#NULL!",
        "#NUM!",     "#GETTING_DATA", "#SPILL!",   "#CALC!",     "#FIELD!", "#BLOCKED!",
        "#CONNECT!", "#BUSY!",        "#UNKNOWN!", "#EXTERNAL!", "#ERROR!", "Err:502",
        "Err:508",   "Err:509",       "Err:511",   "Err:522"};
    if (length == 0 || (*text != '#' && (*text != 'E' || length != 7)))
        return false;
    for (size_t i = 0; i < sizeof errors / sizeof *errors; i++)
        if (length == strlen(errors[i]) && memcmp(text, errors[i], length) == 0)
            return true;
    size_t hashes = 0;
    while (hashes < length && text[hashes] == '#')
        hashes++;
    return hashes == length && length >= 3;
}

/* Guards that keep Excel from changing a cell: ="00123", '00123, TAB. */
static void strip_guards(const char **text, size_t *length)
{
    trim_ends(text, length);
    if (*length >= 3 && (*text)[0] == '=' && (*text)[1] == '"' && (*text)[*length - 1] == '"') {
        *text += 2;
        *length -= 3;
        trim_ends(text, length);
    } else if (*length >= 2 && (*text)[0] == '\'') {
        *text += 1;
        *length -= 1;
        trim_ends(text, length);
    }
}

/* U+FFFD, or what becomes of two of them where UTF-8 is read as GBK. */
static bool is_lost(uint32_t c, const char *text, size_t length)
{
    static const char twice[] = "锟斤拷";
    return c == 0xFFFD ||
           (c == 0x951F && length >= sizeof twice - 1 && memcmp(text, twice, 9) == 0);
}

/* One of U+4000-U+8FFF: they stand as they are, and most cells are made of them. */
static bool is_ideograph(const char *text, size_t length)
{
    const unsigned char *b = (const unsigned char *)text;
    return b[0] >= 0xE4 && b[0] <= 0xE8 && length >= 3 && (b[1] & 0xC0) == 0x80 &&
           (b[2] & 0xC0) == 0x80;
}

size_t cell_clean(const char *text, size_t length, char *out, CellCode *code)
{
    *code = CELL_OK;
    strip_guards(&text, &length);
    out[0] = '\0';
    if (length == 0) {
        *code = CELL_EMPTY;
        return 0;
    }
    if (length >= CELL_TEXT_MAX) {
        *code = CELL_TOO_LONG;
        length = 0;
    }
    size_t n = 0;
    for (size_t at = 0; at < length;) {
        unsigned char b = (unsigned char)text[at];
        if (b >= 0x20 && b < 0x7F) {
            out[n++] = text[at++];
            continue;
        }
        size_t size;
        if (is_ideograph(text + at, length - at)) {
            memcpy(out + n, text + at, 3);
            n += 3;
            at += 3;
            continue;
        }
        uint32_t c = utf8_decode(text + at, length - at, &size);
        if (b == 0)
            *code = CELL_NUL;
        else if (c == '\r') {
            if (at + 1 >= length || text[at + 1] != '\n')
                out[n++] = '\n';
        } else if (c == '\n' || c == '\t' || label_char(c) != 0) {
            memcpy(out + n, text + at, size);
            n += size;
            if (*code == CELL_OK && is_lost(c, text + at, length - at))
                *code = CELL_LOST;
        } else if ((c < 0x20 || (c >= 0x7F && c < 0xA0)) && *code == CELL_OK)
            *code = CELL_CONTROL;
        at += size;
    }
    out[n] = '\0';
    if (n == 0 && *code == CELL_OK)
        *code = CELL_EMPTY;
    if (*out == '#' && starts(out, GRID_FORMULA)) {
        *code = CELL_FORMULA;
        n -= strlen(GRID_FORMULA);
        memmove(out, out + strlen(GRID_FORMULA), n + 1);
    } else if (is_excel_error(out, n))
        *code = CELL_EXCEL_ERROR;
    return n;
}

bool cell_begins_nothing(const char *text, size_t length)
{
    unsigned char first = length ? (unsigned char)*text : 0;
    if (first >= 0xE4 && first <= 0xE9) /* 无, 暂无, 空; folding takes no ideograph away */
        return length >= 3 && (memcmp(text, "无", 3) == 0 || memcmp(text, "暂", 3) == 0 ||
                               memcmp(text, "空", 3) == 0);
    if (first > ' ' && first < 0x7F)
        return first == '-' || first == '/' || first == '\\' || first == '(' || first == 'N' ||
               first == 'n';
    return first < 0x80 || first >= 0xC2;
}

bool cell_is_nothing(const char *clean)
{
    static const char *const words[] = {
        "-",    "--", "---", "—",    "——",   "–",  "－",  "/",  "\\",   "／",     "无",
        "暂无", "空", "n/a", "null", "none", "na", "nil", "、", "(空)", "(空白)", "（空白）"};
    char fold[32];
    size_t length = strlen(clean);
    if (!cell_begins_nothing(clean, length) || length >= sizeof fold)
        return false;
    label_fold(clean, length, fold, sizeof fold);
    if (!*fold)
        return true;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (*fold == *words[i] && strcmp(fold, words[i]) == 0)
            return true;
    return false;
}

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

/* Two numbers under each other in one cell. */
static bool has_two_lines(const char *clean)
{
    for (const char *at = clean; (at = strpbrk(at, "\n\t")); at++) {
        size_t gap = strspn(at, " \n\t");
        if (at > clean && at[-1] >= '0' && at[-1] <= '9' && at[gap] >= '0' && at[gap] <= '9')
            return true;
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

void cell_bool(const char *clean, CellResult *out)
{
    static const char *const yes[] = {
        "是",   "√",   "✓", "✔",  "☑",    "有",       "已",   "y",        "yes",
        "true", "t",   "1", "对", "合格", "中共党员", "党员", "预备党员", "中共预备党员",
        "通过", "属实"};
    static const char *const no[] = {
        "否",       "×",        "✗",      "✘",          "x",    "□",    "☐",      "无",     "未",
        "n",        "no",       "false",  "f",          "0",    "错",   "不合格", "群众",   "团员",
        "共青团员", "民主党派", "无党派", "无党派人士", "不是", "没有", "不通过", "非党员", "非"};
    char fold[64];
    *out = (CellResult){.code = CELL_OK};
    size_t length = label_fold(clean, strlen(clean), fold, sizeof fold);
    for (size_t i = 0; i < sizeof yes / sizeof *yes; i++)
        if (strcmp(fold, yes[i]) == 0) {
            out->value = 1;
            return;
        }
    for (size_t i = 0; i < sizeof no / sizeof *no; i++)
        if (strcmp(fold, no[i]) == 0)
            return;
    if (length <= 18 && (starts(fold, "已") || starts(fold, "未"))) { /* 已公示, 未公示 */
        out->value = starts(fold, "已");
        return;
    }
    out->code = CELL_NOT_YES_NO;
}

CellCode cell_check_id(const char *clean)
{
    const char *at = clean;
    int digits = 0, zeros = 0;
    for (; *at >= '0' && *at <= '9'; at++) {
        digits++;
        zeros = *at == '0' ? zeros + 1 : 0;
    }
    if (!*at)
        return digits >= 16 && zeros >= digits - 15 && digits <= 20 ? CELL_LONG_DIGITS : CELL_OK;
    if (digits != 1)
        return CELL_OK;
    bool point = *at == '.' && at[1] >= '0' && at[1] <= '9';
    if (*at == '.') {
        at++;
        while (*at >= '0' && *at <= '9')
            at++;
    }
    if (*at != 'E' && *at != 'e')
        return CELL_OK;
    at++;
    if (*at == '+')
        at++;
    else if (!point) /* 3E12 may be a number of an office, 1.39E10 is none */
        return CELL_OK;
    if (*at < '0' || *at > '9')
        return CELL_OK;
    while (*at >= '0' && *at <= '9')
        at++;
    return *at ? CELL_OK : CELL_E_ID;
}

static bool all_digits(const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++)
        if (text[i] < '0' || text[i] > '9')
            return false;
    return length > 0;
}

/* 3月2日, 2-Mar, Mar-02, 2003/2/501, 2024-03-02, 44623: a building that Excel took for a date. */
static bool is_eaten(const char *text)
{
    static const char *const months[] = {"jan", "feb", "mar", "apr", "may", "jun",
                                         "jul", "aug", "sep", "oct", "nov", "dec"};
    const char *at = text;
    size_t digits = 0;
    while (at[digits] >= '0' && at[digits] <= '9')
        digits++;
    if (digits && starts(at + digits, "月"))
        return true;
    if (digits == 4 && (at[4] == '/' || at[4] == '-' || starts(at + 4, "年")) &&
        (starts(at, "19") || starts(at, "20")))
        return true;
    if (digits == 5 && !at[5] && strcmp(at, "20000") >= 0 && strcmp(at, "80000") <= 0)
        return true;
    char fold[64];
    if (!strchr(text, '-'))
        return false;
    label_fold(text, strlen(text), fold, sizeof fold);
    for (size_t i = 0; i < 12; i++) {
        const char *found = strstr(fold, months[i]);
        if (found && ((found > fold && found[-1] == '-') || found[3] == '-'))
            return true;
    }
    return false;
}

/* One building, perhaps with a flat in it. */
static CellCode one_building(const char *text, char *out, bool *room)
{
    static const char *const words[] = {"号楼", "幢", "栋", "座", "#", "号"};
    if (is_eaten(text))
        return CELL_BUILDING_DATE;
    size_t length = strlen(text), end = length;
    bool named = false;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        const char *found = strstr(text, words[i]);
        if (found && found > text) {
            end = (size_t)(found - text) + strlen(words[i]);
            named = true;
            break;
        }
    }
    if (!named) { /* 3-2-501: building, unit, room; but 1-5幢 are five buildings */
        size_t dash = strcspn(text, "-/");
        if (dash < length && all_digits(text, dash)) {
            *room = true;
            snprintf(out, 64, "%.*s幢", dash < 40 ? (int)dash : 40, text);
            return CELL_OK;
        }
        if (all_digits(text, length) && length >= 3)
            *room = length >= 4; /* 501 may be a building, 30501 is not */
    } else {
        size_t digit = end;
        while (text[digit] && !(text[digit] >= '0' && text[digit] <= '9'))
            digit++;
        *room = text[digit] != '\0';
        if (text[end - 1] == '#' && all_digits(text, end - 1)) {
            snprintf(out, 64, "%.*s幢", end - 1 < 40 ? (int)(end - 1) : 40, text);
            return CELL_OK;
        }
    }
    while (end >= 60) /* cut between characters */
        do
            end--;
        while ((text[end] & 0xC0) == 0x80);
    memcpy(out, text, end);
    out[end] = '\0';
    return CELL_OK;
}

/* Digits of what stands for the building, 0 where it is parted into building, unit and room. */
static size_t count_digits(const char *text)
{
    size_t digits = 0, most = 0;
    bool parted = false, named = false;
    for (const char *at = text; *at; at++) {
        parted |= *at == '-' || *at == '/';
        named |= (*at & 0x80) != 0;
        digits = *at >= '0' && *at <= '9' ? digits + 1 : *at == ' ' || *at == '-' ? digits : 0;
        most = digits > most ? digits : most;
    }
    return parted && (named || most < 11) ? 0 : most;
}

/* 3幢、4幢 are two; each is cut to the building. */
CellCode cell_building(const char *clean, char *out, bool *room)
{
    static const char *const between[] = {"、", ",", ";", "和", "及"};
    char text[192], part[192], building[64];
    bool cut;
    size_t n = 0;
    *room = false;
    out[0] = '\0';
    label_trim(clean, strlen(clean), text, sizeof text, &cut);
    if (cut)
        return CELL_BUILDING_LONG; /* a flat may stand in what is cut off */
    for (const char *at = text; *at;) {
        const char *stop = at + strlen(at), *next = stop;
        for (size_t i = 0; i < sizeof between / sizeof *between; i++) {
            const char *found = strstr(at, between[i]);
            if (found && found < stop) {
                stop = found;
                next = found + strlen(between[i]);
            }
        }
        snprintf(part, sizeof part, "%.*s", (int)(stop - at), at);
        at = next;
        if (!*part)
            continue;
        if (count_digits(part) >= 7)
            return CELL_BUILDING_LONG; /* a telephone, an id */
        bool flat = false;
        CellCode code = one_building(part, building, &flat);
        if (code != CELL_OK)
            return code;
        *room |= flat;
        if (n + strlen(building) + 4 > 64)
            return *room ? CELL_BUILDING_LONG : CELL_OK; /* without a flat the text stands */
        n += (size_t)snprintf(out + n, 64 - n, "%s%s", n ? "、" : "", building);
    }
    return CELL_OK;
}
