/*
 * cell.c - see cell.h: texts, yes/no, ids and buildings; numbers are in cell_number.c, dates in
 * cell_date.c.
 */
#include "data/cell.h"

#include <stdio.h>
#include <string.h>

#include "base/utf8.h"
#include "data/grid.h"
#include "data/label.h"
#include "data/prefix.h"

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

/* Of a private use area: no font has it, and documents keep U+E000 and those behind it for marks.
 */
static bool is_own(uint32_t c)
{
    return (c >= 0xE000 && c <= 0xF8FF) || (c >= 0xF0000 && c != UTF8_INVALID);
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
        } else if (is_own(c)) {
            memcpy(out + n, "〓", 3);
            n += 3;
            if (*code == CELL_OK)
                *code = CELL_OWN;
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
