/*
 * cell_date.c - dates and periods as offices write them; see cell.h.
 */
#include "data/cell.h"

#include <stdio.h>
#include <string.h>

#include "base/utf8.h"
#include "data/label.h"
#include "data/prefix.h"

#define YEAR_FIRST 1900
#define YEAR_LAST 2100

static void blanks(const char **text)
{
    while (**text == ' ')
        (*text)++;
}

/* The text in half width, without blanks beside a han character (2024 年 3 月). */
static bool normalise(const char *clean, char *out, size_t room)
{
    bool cut;
    size_t length = label_trim(clean, strlen(clean), out, room, &cut), n = 0;
    for (size_t i = 0; i < length; i++)
        if (out[i] != ' ' || !((n && (out[n - 1] & 0x80)) || (out[i + 1] & 0x80)))
            out[n++] = out[i];
    out[n] = '\0';
    return !cut;
}

/* A whole number in Arabic or Chinese digits; *places = characters it takes. False: none. */
static bool take_whole(const char **text, int *number, int *places)
{
    const char *at = *text;
    int n = 0, count = 0;
    for (; *at >= '0' && *at <= '9'; at++) {
        if (++count > 14)
            return false;
        n = count <= 9 ? n * 10 + (*at - '0') : n;
    }
    if (count == 0) {
        int64_t chinese = cell_chinese_number(&at);
        if (chinese < 0 || chinese > 9999)
            return false;
        n = (int)chinese;
        count = (int)(at - *text) / 3;
    }
    *text = at;
    *number = n;
    *places = count;
    return true;
}

static bool take_dash(const char **text)
{
    return take(text, "-") || take(text, "/") || take(text, ".") || take(text, "—") ||
           take(text, "–") || take(text, "−") || take(text, "。") || take(text, "\\");
}

/* What may stand behind a date: a weekday, a time of day. */
static bool rest_is_time(const char *text)
{
    static const char *const words[] = {"星期", "礼拜", "周", "上午", "下午", "中午",
                                        "晚上", "早上", "晚", "凌晨", "am",   "pm",
                                        "AM",   "PM",   "T",  "Z"};
    static const char *const days[] = {"一", "二", "三", "四", "五", "六", "日", "天"};
    if (*text == '.' && text[1] >= '0' && text[1] <= '9')
        return false; /* 2024.3.5.7 is no date */
    while (*text) {
        bool taken = false;
        blanks(&text);
        while ((*text >= '0' && *text <= '9') || *text == ':' || *text == '.' || *text == '+') {
            text++;
            taken = true;
        }
        taken |= take(&text, "时") || take(&text, "点") || take(&text, "分") || take(&text, "秒") ||
                 take(&text, "：") || take(&text, "半") || take(&text, "许") || take(&text, "(") ||
                 take(&text, ")");
        for (size_t i = 0; i < sizeof words / sizeof *words; i++)
            if (take(&text, words[i])) {
                taken = true;
                if (i < 3)
                    for (size_t d = 0; d < 8; d++)
                        if (take(&text, days[d]))
                            break;
            }
        if (*text && !taken && *text != ' ')
            return false;
    }
    return true;
}

/* T16:00:00.000Z: in China the day after has begun. */
static bool is_next_day(const char *text)
{
    static const char *const zones[] = {"Z", "+00:00", "+0000", "+00"};
    int hour, places;
    blanks(&text);
    take(&text, "T");
    blanks(&text);
    if (!take_whole(&text, &hour, &places) || *text != ':' || hour < 16 || hour > 23)
        return false;
    text += strspn(text, "0123456789:.");
    blanks(&text);
    for (size_t i = 0; i < sizeof zones / sizeof *zones; i++)
        if (strcmp(text, zones[i]) == 0)
            return true;
    return false;
}

typedef struct {
    int year, month, day; /* 0: not given */
    bool short_year;
} Parts;

static int full_year(int year, int places, Parts *p)
{
    if (places <= 2) {
        p->short_year = true;
        return 2000 + year;
    }
    return year;
}

/*
 * Year, month and day in that order, as far as they are given; *text moves behind
 * them. False where the text does not begin like a date.
 */
static bool take_parts(const char **text, Parts *p)
{
    const char *at = *text;
    int n, places;
    *p = (Parts){0};
    if (!take_whole(&at, &n, &places))
        return false;
    if (places == 8 && n >= YEAR_FIRST * 10000) { /* 20240305 */
        *p = (Parts){n / 10000, n / 100 % 100, n % 100, false};
        *text = at;
        return true;
    }
    if (take(&at, "月")) { /* 3月5日: the year is not given */
        p->month = n;
        blanks(&at);
        if (take_whole(&at, &n, &places)) {
            p->day = n;
            if (!take(&at, "日"))
                take(&at, "号");
        } else
            take(&at, "份");
        *text = at;
        return true;
    }
    bool named = take(&at, "年");
    if (places != 4 && places != 2)
        return false;
    p->year = full_year(n, places, p);
    if (named)
        take(&at, "度");
    blanks(&at);
    const char *first_dash = at;
    if (!named && !take_dash(&at))
        return false;
    blanks(&at);
    const char *before = at;
    if (!take_whole(&at, &n, &places)) {
        *text = before;
        return named;
    }
    if (named && strncmp(at, "月", 3) != 0) { /* 2026年1-3 are months, if anything */
        *text = before;                       /* 2024年1季度 */
        return true;
    }
    p->month = n;
    if (places > 2)
        return false;
    blanks(&at);
    const char *after = at;
    if (p->short_year && !named && *at && *at != *first_dash)
        return false; /* 10.1-10.7 is a range, not the tenth year */
    bool month_named = take(&at, "月");
    if (month_named)
        take(&at, "份");
    blanks(&at);
    if (!month_named && !take_dash(&at)) {
        *text = after;
        return true;
    }
    blanks(&at);
    const char *day_at = at;
    if (!take_whole(&at, &n, &places)) {
        *text = month_named ? day_at : after;
        return true;
    }
    if (places > 3 || n > 99)
        return false;
    p->day = n;
    if (!take(&at, "日"))
        take(&at, "号");
    *text = at;
    return true;
}

/* Excel's count of days: 45356 is 2024-03-05. The fraction is the time of day. */
static bool excel_serial(const char *text, const CellContext *context, Day *day)
{
    int n = 0, count = 0;
    for (; *text >= '0' && *text <= '9' && count < 6; text++, count++)
        n = n * 10 + (*text - '0');
    if (count != 5 || n < 20000 || n > 80000)
        return false;
    if (*text == '.')
        for (text++; *text >= '0' && *text <= '9';)
            text++;
    if (*text)
        return false;
    *day = n - 25569 + (context->date1904 ? 1462 : 0); /* 25569 is 1970-01-01 */
    return true;
}

static void set_day(CellResult *out, Day day)
{
    out->value = day;
    out->first = day;
}

static void set_months(CellResult *out, Month first, Month last)
{
    out->value = month_last(last);
    out->first = month_first(first);
}

/* 第一季度, 1季度, Q1, 上半年, 1-3月, nothing: the months of a year that *text names. */
static bool take_part_of_year(const char **text, int *first, int *last)
{
    const char *at = *text;
    int n, m, places;
    take(&at, "-");
    take(&at, "第");
    blanks(&at);
    if (take(&at, "上半年") || take(&at, "H1") || take(&at, "h1")) {
        *first = 1;
        *last = 6;
    } else if (take(&at, "下半年") || take(&at, "H2") || take(&at, "h2")) {
        *first = 7;
        *last = 12;
    } else if (take(&at, "全年") || take(&at, "年度")) {
        *first = 1;
        *last = 12;
    } else if ((*at == 'Q' || *at == 'q') && at[1] >= '1' && at[1] <= '4') {
        *first = (at[1] - '1') * 3 + 1;
        *last = *first + 2;
        at += 2;
    } else if (take_whole(&at, &n, &places)) {
        if (take(&at, "季度") || take(&at, "季")) {
            if (n < 1 || n > 4)
                return false;
            *first = n * 3 - 2;
            *last = n * 3;
        } else {
            take(&at, "月");
            bool range = take(&at, "-") || take(&at, "至") || take(&at, "到") || take(&at, "—") ||
                         take(&at, "~");
            if (!range || !take_whole(&at, &m, &places) || !take(&at, "月"))
                return false;
            *first = n;
            *last = m;
            int months = m - n + 1;
            bool whole = (months == 3 || months == 6 || months == 12) && (n - 1) % months == 0;
            if (n < 1 || m > 12 || (!whole && months != 1))
                return false;
        }
    } else
        return false;
    *text = at;
    return true;
}

/* A month, quarter, half or year. False: none of them, and *out says why. */
static bool read_period(const char *text, const CellContext *context, CellResult *out)
{
    const char *at = text;
    Parts p;
    int first, last, n = 0;
    size_t length = strlen(text);
    out->code = CELL_NOT_A_PERIOD;
    bool digits = strspn(text, "0123456789") == length;
    if (digits && (length == 6 || length == 4)) { /* 202403, 2024 */
        for (size_t i = 0; i < length; i++)
            n = n * 10 + (text[i] - '0');
        int year = length == 6 ? n / 100 : n, month = n % 100;
        if (year < YEAR_FIRST || year > YEAR_LAST || (length == 6 && (month < 1 || month > 12)))
            return false;
        out->code = CELL_OK;
        set_months(out, month_of(year, length == 6 ? month : 1),
                   month_of(year, length == 6 ? month : 12));
        return true;
    }
    if (digits && (length == 5 || length < 3))
        return false;
    bool own_year = take_parts(&at, &p) && p.year;
    const char *behind = at;
    if (own_year && (p.year < YEAR_FIRST || p.year > YEAR_LAST))
        return false;
    int year = own_year ? p.year : context->file_year;
    if (own_year && p.month) {
        if (p.month > 12)
            return false;
        if (!p.day && !*at) { /* 2024年3月 */
            bool cut = length == 6 && strcmp(text + 4, ".1") == 0;
            out->code = p.short_year ? CELL_TWO_DIGIT_YEAR : cut ? CELL_PERIOD_CUT : CELL_OK;
            set_months(out, month_of(p.year, p.month), month_of(p.year, p.month));
            return true;
        }
        if (p.day && strncmp(at, "月", 3) !=
                         0) { /* a whole date: its month, which Excel likes to make of 2024年3月 */
            Day day;
            if (!rest_is_time(at) || !day_of(p.year, p.month, p.day, &day))
                return false;
            out->code = CELL_PERIOD_FROM_DATE;
            set_months(out, month_of(p.year, p.month), month_of(p.year, p.month));
            return true;
        }
        at = text; /* 2024年1-3月, 2024年1月-3月: read the year alone, then the months */
        if (!take_whole(&at, &n, &first) || !take(&at, "年"))
            return false;
    } else if (own_year) {
        if (!*behind || strcmp(behind, "度") == 0 || strcmp(behind, "全年") == 0) {
            out->code = p.short_year ? CELL_TWO_DIGIT_YEAR : CELL_OK;
            set_months(out, month_of(p.year, 1), month_of(p.year, 12));
            return true;
        }
    } else {
        at = text;
        if (length > 5 && strspn(text, "0123456789") == 4) { /* 2024Q1, 2024-Q1 */
            for (int i = 0; i < 4; i++)
                n = n * 10 + (text[i] - '0');
            year = n;
            own_year = year >= YEAR_FIRST && year <= YEAR_LAST;
            if (!own_year)
                return false;
            at = text + 4;
        } else if (p.month && !p.day && p.month <= 12 && !*behind) { /* 3月 */
            if (!year) {
                out->code = CELL_NO_YEAR;
                return false;
            }
            out->code = CELL_YEAR_FROM_FILE;
            set_months(out, month_of(year, p.month), month_of(year, p.month));
            return true;
        } else
            at = text;
    }
    blanks(&at);
    if (!take_part_of_year(&at, &first, &last) || *at)
        return false;
    if (!year) {
        out->code = CELL_NO_YEAR;
        return false;
    }
    out->code = !own_year ? CELL_YEAR_FROM_FILE : p.short_year ? CELL_TWO_DIGIT_YEAR : CELL_OK;
    set_months(out, month_of(year, first), month_of(year, last));
    return true;
}

/* YYYY-MM-DD and YYYY/MM/DD: nearly every date there is. */
static bool plain_date(const char *t, Day *day, bool *possible)
{
    for (int i = 0; i < 10; i++)
        if (i == 4 || i == 7 ? t[i] != '-' && t[i] != '/' : t[i] < '0' || t[i] > '9')
            return false;
    if (t[10])
        return false;
    int year = (t[0] - '0') * 1000 + (t[1] - '0') * 100 + (t[2] - '0') * 10 + (t[3] - '0');
    *possible =
        year >= YEAR_FIRST && year <= YEAR_LAST &&
        day_of(year, (t[5] - '0') * 10 + (t[6] - '0'), (t[8] - '0') * 10 + (t[9] - '0'), day);
    return true;
}

void cell_date(const char *clean, const CellContext *context, bool period_ok, CellResult *out)
{
    *out = (CellResult){.code = CELL_OK};
    Day day;
    bool possible;
    if (plain_date(clean, &day, &possible)) {
        if (possible)
            set_day(out, day);
        else
            out->code = CELL_IMPOSSIBLE_DATE;
        return;
    }
    char text[128];
    if (!normalise(clean, text, sizeof text)) {
        out->code = CELL_NOT_A_DATE;
        return;
    }
    if (excel_serial(text, context, &day)) {
        out->code = CELL_SERIAL_DATE;
        set_day(out, day);
        return;
    }
    if (period_ok && read_period(text, context, out)) {
        if (out->code != CELL_PERIOD_FROM_DATE)
            return;
    }
    *out = (CellResult){.code = CELL_NOT_A_DATE};
    const char *at = text;
    Parts p;
    if (!take_parts(&at, &p) || !p.month || (!p.day && p.year))
        return;
    blanks(&at);
    if (take(&at, "、") || take(&at, ",") || take(&at, ";") || take(&at, "至") || take(&at, "~") ||
        take(&at, "-") || take(&at, "—") || take(&at, "和")) {
        out->code = CELL_SEVERAL_DATES;
        return;
    }
    if (!p.day || !rest_is_time(at))
        return;
    CellCode code = p.short_year ? CELL_TWO_DIGIT_YEAR : CELL_OK;
    if (!p.year) {
        p.year = context->file_year;
        code = CELL_YEAR_FROM_FILE;
        if (!p.year) {
            out->code = CELL_NO_YEAR;
            return;
        }
    }
    if (p.year < YEAR_FIRST || p.year > YEAR_LAST || !day_of(p.year, p.month, p.day, &day)) {
        out->code = CELL_IMPOSSIBLE_DATE;
        return;
    }
    bool next = is_next_day(at);
    out->code = next ? CELL_UTC_DATE : code;
    set_day(out, day + next);
}

void cell_period(const char *clean, const CellContext *context, CellResult *out)
{
    *out = (CellResult){.code = CELL_OK};
    char text[128];
    Day day;
    bool fits = normalise(clean, text, sizeof text);
    if (fits && excel_serial(text, context, &day)) {
        out->code = CELL_PERIOD_FROM_DATE;
        set_months(out, day_month(day), day_month(day));
        return;
    }
    if (!fits)
        out->code = CELL_NOT_A_PERIOD;
    else
        read_period(text, context, out);
}

/*
 * The last month where a title goes on to another one: 2026年1-9月, 2026年9、10月,
 * 2026年9月1日至10月31日, 2026.9-2026.12. Else the month itself.
 */
static Month last_of_several(const char *behind, int year, int month)
{
    static const char *const marks[] = {"-", "—", "–", "~", "至", "到", "、", "和", "及", ","};
    int n, places, more;
    if (take(&behind, "月")) {
        take(&behind, "份");
        const char *day = behind;
        if (take_whole(&day, &n, &places) && (take(&day, "日") || take(&day, "号")))
            behind = day;
    }
    blanks(&behind);
    bool taken = false;
    for (size_t i = 0; i < sizeof marks / sizeof *marks && !taken; i++)
        taken = take(&behind, marks[i]);
    while (take(&behind, "—") || take(&behind, "-")) {
    }
    blanks(&behind);
    if (!taken || !take_whole(&behind, &n, &places))
        return month_of(year, month);
    if (places == 4) {
        if ((!take(&behind, "年") && !take_dash(&behind)) || !take_whole(&behind, &more, &places) ||
            more < 1 || more > 12 || n > YEAR_LAST)
            return month_of(year, month);
        return month_of(n, more);
    }
    return take(&behind, "月") && n >= 1 && n <= 12 ? month_of(year, n) : month_of(year, month);
}

/*
 * Looks for YYYY年M月, YYYY-MM, YYYY.M, YYYYMM, YYYY年第一季度 anywhere in a title or
 * a path. The first that is found counts.
 */
Month cell_find_month(const char *text, int *year, Month *last)
{
    char plain[512];
    label_trim(text, strlen(text), plain, sizeof plain, NULL);
    *year = 0;
    for (const char *at = plain; *at; at++) {
        if (at > plain && at[-1] >= '0' && at[-1] <= '9')
            continue;
        size_t digits = strspn(at, "0123456789");
        if (digits != 4 && digits != 6)
            continue;
        int y = (at[0] - '0') * 1000 + (at[1] - '0') * 100 + (at[2] - '0') * 10 + (at[3] - '0');
        if (y < 1990 || y > YEAR_LAST)
            continue;
        const char *behind = at + 4;
        int month = 0, places = 0, first = 0, to = 0;
        if (digits == 6) {
            month = (at[4] - '0') * 10 + (at[5] - '0');
            if (month < 1 || month > 12)
                continue;
        } else if (take(&behind, "年") || take(&behind, "-") || take(&behind, ".") ||
                   take(&behind, "/")) {
            take(&behind, "度");
            const char *part = behind;
            if (take_part_of_year(&part, &first, &to)) {
                *year = y;
                *last = month_of(y, to);
                return month_of(y, first);
            }
            if (!take_whole(&behind, &month, &places) || places > 2 || month < 1 || month > 12)
                month = 0;
        }
        if (!*year)
            *year = y;
        if (month) {
            *year = y;
            Month first_month = month_of(y, month);
            *last = digits == 4 ? last_of_several(behind, y, month) : first_month;
            if (*last < first_month)
                *last = first_month;
            return first_month;
        }
    }
    *last = MONTH_MISSING;
    return MONTH_MISSING;
}
