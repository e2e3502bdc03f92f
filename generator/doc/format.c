/* format.c - see format.h. */
#include "doc/format.h"

#include <string.h>

/* --- numbers ------------------------------------------------------------------------ */

char *format_grouped(Arena *arena, const char *decimal)
{
    const char *digits = decimal + (*decimal == '-');
    size_t whole = strcspn(digits, "."), length = strlen(decimal);
    char *out = arena_alloc(arena, length + length / 3 + 4), *to = out;
    if (digits != decimal) {
        memcpy(to, "−", strlen("−"));
        to += strlen("−");
    }
    for (size_t i = 0; i < whole; i++) {
        if (i > 0 && (whole - i) % 3 == 0)
            *to++ = ',';
        *to++ = digits[i];
    }
    strcpy(to, digits + whole);
    return out;
}

char *format_ledger(Arena *arena, Int128 fen)
{
    return format_grouped(arena, exact_decimal(arena, fen, 100, 1, 2, true));
}

/* The number with its last digits made 0: two digits stay from 100, the tens from 10. */
static Int128 cut(Int128 n)
{
    Int128 unit = n >= 100 ? 1 : n >= 10 ? 10 : 1;
    while (n / unit >= 100)
        unit *= 10;
    return n / unit * unit;
}

static char *approx_number(Arena *arena, Int128 n, const char *word)
{
    if (n < 0)
        return exact_text(arena, n);
    if (n < 10000) {
        Int128 near = cut(n);
        return arena_printf(arena, "%s%s", exact_text(arena, near), near == n ? "" : word);
    }
    if (n < 100000) { /* 1.3万: one digit behind the point says that it is rounded */
        Int128 near = n / 1000 * 1000;
        return arena_printf(arena, "%s万", exact_decimal(arena, near, 10000, 1, 1, false));
    }
    Int128 near = cut(n / 10000);
    if (n % 10000 == 0 && n / 10000 < 1000) /* few enough digits to be told as they are */
        return arena_printf(arena, "%s万", exact_text(arena, n / 10000));
    return arena_printf(arena, "%s%s万", exact_text(arena, near), near * 10000 == n ? "" : word);
}

char *format_approx(Arena *arena, Int128 n, const char *unit, const char *word)
{
    return arena_printf(arena, "%s%s", approx_number(arena, n, word), unit);
}

/* 0 to 9999 in Chinese numerals; `inner`: something stands before it (一百零五, 一百一十). */
static void put_hanzi(Buffer *out, int n, bool inner)
{
    static const char *const digits[] = {"零", "一", "二", "三", "四",
                                         "五", "六", "七", "八", "九"};
    static const char *const places[] = {"千", "百", "十", ""};
    bool zero = inner && n < 1000, started = inner;
    int unit = 1000;
    for (int i = 0; i < 4; i++, unit /= 10) {
        int digit = n / unit % 10;
        if (digit == 0) {
            zero = started;
            continue;
        }
        if (zero)
            buffer_text(out, digits[0]);
        zero = false;
        if (!(digit == 1 && i == 2 && !started)) /* 十五, not 一十五 */
            buffer_text(out, digits[digit]);
        buffer_text(out, places[i]);
        started = true;
    }
}

char *format_hanzi(Arena *arena, Int128 n)
{
    if (n < 0 || n >= (Int128)1000000000000)
        return exact_text(arena, n);
    if (n == 0)
        return arena_strdup(arena, "零");
    Buffer out = {0};
    int high = (int)(n / 100000000), middle = (int)(n / 10000 % 10000), low = (int)(n % 10000);
    if (high) {
        put_hanzi(&out, high, false);
        buffer_text(&out, "亿");
    }
    if (middle) {
        put_hanzi(&out, middle, high > 0);
        buffer_text(&out, "万");
    }
    if (low)
        put_hanzi(&out, low, high > 0 || middle > 0);
    char *text = arena_copy(arena, out.bytes, out.length);
    buffer_free(&out);
    return text;
}

/* --- days --------------------------------------------------------------------------- */

static const char *const months_en[] = {"January",   "February", "March",    "April",
                                        "May",       "June",     "July",     "August",
                                        "September", "October",  "November", "December"};

char *format_day(Arena *arena, Day day, bool english)
{
    int y, m, d;
    if (day == DAY_MISSING)
        return arena_strdup(arena, "");
    day_parts(day, &y, &m, &d);
    return english ? arena_printf(arena, "%d %s %d", d, months_en[m - 1], y)
                   : arena_printf(arena, "%d年%d月%d日", y, m, d);
}

char *format_day_short(Arena *arena, Day day, int year, bool english)
{
    int y, m, d;
    if (day == DAY_MISSING)
        return arena_strdup(arena, "");
    day_parts(day, &y, &m, &d);
    if (y != year)
        return english ? arena_printf(arena, "%d %.3s %d", d, months_en[m - 1], y)
                       : arena_printf(arena, "%d年%d月%d日", y, m, d);
    return english ? arena_printf(arena, "%d %.3s", d, months_en[m - 1])
                   : arena_printf(arena, "%d月%d日", m, d);
}

/* --- figures ------------------------------------------------------------------------ */

typedef struct {
    const char *zh, *en;
} Words;

static const char *pick(Words words, bool english)
{
    return english ? words.en : words.zh;
}

/* Units that mean something in English; classifiers (件 项 名 …) are left out there. */
static const char *unit_en(const char *unit)
{
    static const char *const names[][2] = {{"%", "%"},
                                           {"个百分点", " percentage points"},
                                           {"元", " yuan"},
                                           {"元/户", " yuan per household"},
                                           {"㎡", " m²"},
                                           {"天", " days"},
                                           {"分", " points"},
                                           {"星", " stars"},
                                           {"例/场", " per meeting"},
                                           {"件/百户", " per 100 households"}};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(unit, names[i][0]) == 0)
            return names[i][1];
    return "";
}

const char *format_unit(const char *unit, bool english)
{
    if (!english)
        return unit;
    const char *words = unit_en(unit);
    return words + (*words == ' ');
}

static bool is_money(const MetricInfo *metric)
{
    return strcmp(metric->unit, "元") == 0 || strcmp(metric->unit, "万元") == 0;
}

/* "31.7%", "27元/户"; money in English always in yuan. */
static const char *with_unit(Arena *arena, const Figure *f, const char *number, bool english)
{
    if (!english)
        return arena_printf(arena, "%s%s", number, f->metric->unit);
    if (strcmp(f->metric->unit, "万元") == 0 && !f->has_denominator)
        return arena_printf(arena, "%s yuan", exact_decimal(arena, f->numerator, 100, 1, 2, false));
    return arena_printf(arena, "%s%s", number, unit_en(f->metric->unit));
}

static bool is_change(const Figure *f)
{
    return f->base != MONTH_MISSING;
}

static Words base_words(const Figure *f)
{
    Month back = f->period - f->base;
    if (back == 12)
        return (Words){"上年同期", "the same period last year"};
    if (back == 1)
        return (Words){"上月", "the month before"};
    return (Words){"基期", "the base period"};
}

/* What stands where there is no value. */
static const char *state_words(Arena *arena, const Figure *f, bool english)
{
    switch (f->state) {
    case STATE_NOT_RECEIVED:
        return pick((Words){"未收到", "not received"}, english);
    case STATE_NO_BASE:
        return pick((Words){"无基期数据", "no base to compare with"}, english);
    case STATE_UNEQUAL:
        return pick((Words){"报送范围不同，不作比较", "not compared: different compounds reported"},
                    english);
    case STATE_SUPPRESSED:
        return pick((Words){"数值过小，不予公布", "too few to publish"}, english);
    default:
        break;
    }
    if (is_change(f) && f->has_denominator)
        return english ? arena_printf(arena, "not compared: 0 in %s", base_words(f).en)
                       : arena_printf(arena, "%s为0，不作比较", base_words(f).zh);
    if (f->has_denominator)
        return pick((Words){"—（无应办事项）", "— (nothing due)"}, english);
    return pick((Words){"—（数据不全）", "— (data incomplete)"}, english);
}

/* One part of a share: counts as they are, money and area in yuan and square metres. */
static const char *part(Arena *arena, const Figure *f, int which)
{
    Int128 n = which ? f->denominator : f->numerator;
    const char *unit = f->metric ? f->metric->parts_unit[which] : NULL;
    if (!unit || !*unit)
        return exact_text(arena, n);
    return format_ledger(arena, n);
}

static const char *parts(Arena *arena, const Figure *f, bool english)
{
    const char *n = part(arena, f, 0);
    if (!f->has_denominator)
        return n;
    const char *unit = f->metric ? f->metric->parts_unit[0] : NULL;
    const char *below = f->metric ? f->metric->parts_unit[1] : NULL;
    bool same = unit && below && *unit && strcmp(unit, below) == 0;
    return arena_printf(arena, "%s%s/%s%s", n,
                        same || !unit ? ""
                        : english     ? unit_en(unit)
                                      : unit,
                        part(arena, f, 1),
                        !below    ? ""
                        : english ? unit_en(below)
                                  : below);
}

static const char *fraction(Arena *arena, const Figure *f, bool english)
{
    const char *value = with_unit(arena, f, f->value, english);
    if (!f->has_denominator)
        return value;
    return arena_printf(arena, english ? "%s (%s)" : "%s（%s）", value, parts(arena, f, english));
}

static const char *headline(Arena *arena, const Figure *f, bool english)
{
    Int128 myriad = 1000000; /* fen in 10 000 yuan */
    bool large = f->numerator >= myriad || f->numerator <= -myriad;
    if (!is_money(f->metric) || f->has_denominator)
        return with_unit(arena, f, f->value, english);
    if (english || !large)
        return arena_printf(arena, english ? "%s yuan" : "%s元",
                            exact_decimal(arena, f->numerator, 100, 1, 2, false));
    return arena_printf(arena, "%s万元", exact_decimal(arena, f->numerator, 1000000, 1, 2, false));
}

/* Whole units behind the value: yuan, square metres, counts. */
static Int128 whole(const Figure *f)
{
    bool hundredths = is_money(f->metric) || strcmp(f->metric->unit, "㎡") == 0;
    Int128 n =
        f->has_denominator && f->denominator > 0 ? f->numerator / f->denominator : f->numerator;
    return hundredths ? n / 100 : n;
}

static const char *approx(Arena *arena, const Figure *f, const char *word, bool english)
{
    if (english)
        return with_unit(arena, f, f->value, true);
    const char *unit = f->metric->unit;
    if (strcmp(unit, "万元") == 0)
        unit = "元";
    else if (strcmp(unit, "㎡") == 0)
        unit = "平方米";
    return format_approx(arena, whole(f), unit, word);
}

static const char *change(Arena *arena, const Figure *f, bool english)
{
    const char *value = f->value + (f->value[0] == '-');
    bool down = f->value[0] == '-',
         rate = strcmp(f->metric->unit, "%") == 0 || strcmp(f->metric->unit, "个百分点") == 0;
    if (strcmp(f->value, "0") == 0)
        return pick((Words){"持平", "unchanged"}, english);
    const char *amount = with_unit(arena, f, value, english);
    if (english)
        return arena_printf(arena, "%s %s", down ? "down" : "up", amount);
    if (!rate)
        return arena_printf(arena, "%s%s", down ? "减少" : "增加", amount);
    const char *up = f->metric->better < 0 ? "上升" : "提高";
    return arena_printf(arena, "%s%s", down ? "下降" : up, amount);
}

static const char *hanzi(Arena *arena, const Figure *f, const char *word)
{
    Int128 n = whole(f), near = word && n >= 0 ? cut(n) : n;
    return arena_printf(arena, "%s%s%s", format_hanzi(arena, near), near == n ? "" : word,
                        f->metric->unit);
}

bool format_figure(Arena *arena, const Figure *f, const char *form, bool english, const char **out)
{
    static const char *const forms[] = {"value",    "number", "fraction",  "parts",
                                        "headline", "ledger", "approx",    "many",
                                        "change",   "hanzi",  "hanzi_many"};
    size_t which = 0, count = sizeof forms / sizeof *forms;
    while (which < count && strcmp(form, forms[which]) != 0)
        which++;
    if (which == count)
        return false;
    if (f->state != STATE_OK) {
        bool counted = f->has_numerator && which == 3;
        *out = counted ? parts(arena, f, english) : state_words(arena, f, english);
        return true;
    }
    switch (which) {
    case 0:
        *out = with_unit(arena, f, f->value, english);
        break;
    case 1:
        *out = f->value;
        break;
    case 2:
        *out = fraction(arena, f, english);
        break;
    case 3:
        *out = parts(arena, f, english);
        break;
    case 4:
        *out = headline(arena, f, english);
        break;
    case 5:
        *out = is_money(f->metric) && !f->has_denominator ? format_ledger(arena, f->numerator)
                                                          : format_grouped(arena, f->value);
        break;
    case 6:
        *out = approx(arena, f, "余", english);
        break;
    case 7:
        *out = approx(arena, f, "多", english);
        break;
    case 8:
        *out = change(arena, f, english);
        break;
    case 9:
        *out = hanzi(arena, f, NULL);
        break;
    default:
        *out = hanzi(arena, f, "多");
        break;
    }
    return true;
}
