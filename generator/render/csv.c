/* csv.c - see csv.h. (csv.h's functions start with csvout_, since libcsv owns csv_.) */
#include "render/csv.h"

#include <string.h>

#include "render/rowtext.h"

__extension__ typedef unsigned __int128 Unsigned128;

void csvout_cell(Buffer *out, const char *text, size_t length)
{
    size_t plain = 0;
    while (plain < length && text[plain] != ',' && text[plain] != '"' && text[plain] != '\r' &&
           text[plain] != '\n')
        plain++;
    if (plain == length) {
        buffer_put(out, text, length);
        return;
    }
    buffer_char(out, '"');
    for (size_t i = 0; i < length; i++) {
        if (text[i] == '"')
            buffer_char(out, '"');
        buffer_char(out, text[i]);
    }
    buffer_char(out, '"');
}

/* What Excel and WPS would calculate: = + - @, also in full width, and controls before them. */
static bool looks_like_formula(const char *text, size_t length)
{
    static const char *const wide[] = {"＝", "＋", "－", "＠"};
    if (length == 0)
        return false;
    switch (text[0]) {
    case '=':
    case '+':
    case '-':
    case '@':
    case '\t':
    case '\r':
    case '\n':
    case '|':
        return true;
    case '\xEF': /* of full-width forms */
        break;
    default:
        return false;
    }
    for (size_t i = 0; i < sizeof wide / sizeof *wide; i++)
        if (length >= 3 && memcmp(text, wide[i], 3) == 0)
            return true;
    return false;
}

static bool is_wide_digit(const char *text, size_t length)
{
    return length >= 3 && memcmp(text, "\xEF\xBC", 2) == 0 && (unsigned char)text[2] >= 0x90 &&
           (unsigned char)text[2] <= 0x99;
}

/*
 * Digits that Excel would change: 3-2 and 10/1 (dates), 1E5, 007, twelve digits or more, and any
 * in full width, which it makes narrow.
 */
static bool looks_like_number(const char *text, size_t length)
{
    size_t digits = 0, others = 0, wide = 0;
    if (length == 0 || ((text[0] < '0' || text[0] > '9') && !is_wide_digit(text, length)))
        return false;
    for (size_t i = 0; i < length; i++) {
        if (text[i] >= '0' && text[i] <= '9')
            digits++;
        else if (strchr("-/:.eE+ ", text[i]))
            others++;
        else if (is_wide_digit(text + i, length - i)) {
            wide++;
            i += 2;
        } else
            return false;
    }
    return wide > 0 || others > 0 || digits >= 12 || (text[0] == '0' && digits > 1);
}

bool csvout_is_safe(const char *text, size_t length)
{
    return !looks_like_formula(text, length) && !looks_like_number(text, length);
}

void csvout_safe_cell(Buffer *out, const char *text, size_t length)
{
    const char *mark = looks_like_formula(text, length)  ? "'"
                       : looks_like_number(text, length) ? "\t"
                                                         : NULL;
    if (!mark) {
        csvout_cell(out, text, length);
        return;
    }
    Buffer safe = {0};
    buffer_text(&safe, mark);
    buffer_put(&safe, text, length);
    csvout_cell(out, safe.bytes, safe.length);
    buffer_free(&safe);
}

static void put_rows(const Fields *fields, RowForm form, Buffer *out)
{
    Arena *arena = arena_new();
    RowText *text = rowtext_new(arena, fields, form);
    rowtext_head(text, out);
    for (size_t i = 0; i < fields->row_count; i++)
        rowtext_row(text, i, out);
    arena_free(arena);
}

void csvout_table(const Fields *fields, Buffer *out)
{
    put_rows(fields, ROWTEXT_CSV, out);
}

void csvout_excel(const Fields *fields, Buffer *out)
{
    put_rows(fields, ROWTEXT_EXCEL, out);
}

void csvout_number(Buffer *out, Int128 number)
{
    char digits[48];
    size_t at = sizeof digits;
    Unsigned128 rest = number < 0 ? -(Unsigned128)number : (Unsigned128)number;
    for (; rest > UINT64_MAX; rest /= 10)
        digits[--at] = (char)('0' + (int)(rest % 10));
    uint64_t narrow = (uint64_t)rest; /* dividing 128 bits takes ten times as long */
    do {
        digits[--at] = (char)('0' + narrow % 10);
        narrow /= 10;
    } while (narrow > 0);
    if (number < 0)
        digits[--at] = '-';
    buffer_put(out, digits + at, sizeof digits - at);
}
