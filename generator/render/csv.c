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

static void put_text(Buffer *out, const char *text)
{
    csvout_cell(out, text, strlen(text));
    buffer_char(out, ',');
}

void csvout_metric_header(Buffer *out)
{
    buffer_text(out, "metric_id,scope_level,scope_id,period,window,base_period,numerator,"
                     "denominator,value,unit,state,reporting,expected,source\n");
}

/* A cell that needs quotes, or a line that is longer than most, is put piece by piece. */
static void put_line(const Figure *f, const Scope *scope, Buffer *out)
{
    char text[EXACT_SIZE];
    put_text(out, f->id);
    put_text(out, level_code(scope->level));
    put_text(out, scope->id);
    put_text(out, month_text(f->period, text));
    put_text(out, window_code(f->window));
    put_text(out, f->base == MONTH_MISSING ? "" : month_text(f->base, text));
    if (f->has_numerator)
        csvout_number(out, f->numerator);
    buffer_char(out, ',');
    if (f->has_denominator)
        csvout_number(out, f->denominator);
    buffer_char(out, ',');
    put_text(out, figure_print(f, text));
    put_text(out, f->metric->unit);
    put_text(out, state_code(f->state));
    csvout_number(out, f->reporting);
    buffer_char(out, ',');
    csvout_number(out, f->expected);
    buffer_char(out, ',');
    buffer_text(out, source_code(f->source));
    buffer_char(out, '\n');
}

/*
 * The same in a room that was reserved, which is how nearly all lines are written: `at` NULL says
 * that it did not do.
 */
typedef struct {
    char *at, *end;
} Line;

static void line_text(Line *line, const char *text)
{
    char *at = line->at;
    for (; at && *text; text++) {
        bool plain = *text != ',' && *text != '"' && *text != '\r' && *text != '\n';
        if (!plain || at == line->end)
            at = NULL;
        else
            *at++ = *text;
    }
    line->at = at;
}

static void line_char(Line *line, char c)
{
    if (line->at == line->end)
        line->at = NULL;
    if (line->at)
        *line->at++ = c;
}

static void line_cell(Line *line, const char *text)
{
    line_text(line, text);
    line_char(line, ',');
}

static void line_number(Line *line, bool there, Int128 number)
{
    char digits[24], *end = digits + sizeof digits - 1, *start = end;
    if (number < INT64_MIN / 2 || number > INT64_MAX / 2) {
        line->at = NULL;
        return;
    }
    *end = '\0';
    uint64_t rest = (uint64_t)(number < 0 ? -number : number);
    do {
        *--start = (char)('0' + rest % 10);
        rest /= 10;
    } while (rest > 0);
    if (number < 0)
        *--start = '-';
    line_cell(line, there ? start : "");
}

/* Figures of a month stand together: the last month's text is mostly the next one's. */
static void line_month(Line *line, Month month)
{
    static Month last = MONTH_MISSING;
    static char text[16];
    if (month != last && month != MONTH_MISSING)
        month_text(last = month, text);
    line_cell(line, month == MONTH_MISSING ? "" : text);
}

void csvout_metric(const Figure *f, const ScopeSet *scopes, Buffer *out)
{
    enum { ROOM = 400 };
    char value[EXACT_SIZE];
    const Scope *scope = &scopes->scopes[f->scope];
    buffer_reserve(out, ROOM);
    char *start = out->bytes + out->length;
    Line line = {start, start + ROOM};
    line_cell(&line, f->id);
    line_cell(&line, level_code(scope->level));
    line_cell(&line, scope->id);
    line_month(&line, f->period);
    line_cell(&line, window_code(f->window));
    line_month(&line, f->base);
    line_number(&line, f->has_numerator, f->numerator);
    line_number(&line, f->has_denominator, f->denominator);
    line_cell(&line, figure_print(f, value));
    line_cell(&line, f->metric->unit);
    line_cell(&line, state_code(f->state));
    line_number(&line, true, f->reporting);
    line_number(&line, true, f->expected);
    line_text(&line, source_code(f->source));
    line_char(&line, '\n');
    if (line.at)
        out->length += (size_t)(line.at - start);
    out->bytes[out->length] = '\0';
    if (!line.at)
        put_line(f, scope, out);
}

void csvout_metrics(const FigureSet *figures, Buffer *out)
{
    const ScopeSet *scopes = figures_scopes(figures);
    size_t count = figures_count(figures);
    Figure figure;
    csvout_metric_header(out);
    for (size_t i = 0; i < count; i++) {
        figures_read(figures, i, &figure);
        csvout_metric(&figure, scopes, out);
    }
}
