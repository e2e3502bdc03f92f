/* csv.c - see csv.h. (csv.h's functions start with csvout_, since libcsv owns csv_.) */
#include "render/csv.h"

#include <string.h>

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
    if (strchr("=+-@\t\r\n|", text[0]))
        return true;
    for (size_t i = 0; i < sizeof wide / sizeof *wide; i++)
        if (length >= 3 && memcmp(text, wide[i], 3) == 0)
            return true;
    return false;
}

/* Digits that Excel would change: 3-2 and 10/1 (dates), 1E5, 007, and twelve digits or more. */
static bool looks_like_number(const char *text, size_t length)
{
    size_t digits = 0, others = 0;
    if (length == 0 || text[0] < '0' || text[0] > '9')
        return false;
    for (size_t i = 0; i < length; i++) {
        if (text[i] >= '0' && text[i] <= '9')
            digits++;
        else if (strchr("-/:.eE+ ", text[i]))
            others++;
        else
            return false;
    }
    return others > 0 || digits >= 12 || (text[0] == '0' && digits > 1);
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

void csvout_table(const Fields *fields, Buffer *out)
{
    Buffer cell = {0};
    for (size_t c = 0; c < fields->count; c++) {
        const char *name = fields_column(fields, c)->name;
        if (c > 0)
            buffer_char(out, ',');
        csvout_cell(out, name, strlen(name));
    }
    buffer_char(out, '\n');
    for (size_t i = 0; i < fields->row_count; i++) {
        size_t row = fields_row(fields, i);
        for (size_t c = 0; c < fields->count; c++) {
            if (c > 0)
                buffer_char(out, ',');
            if (field_is_text(fields_column(fields, c))) {
                buffer_clear(&cell);
                fields_put(fields, row, c, false, &cell);
                csvout_cell(out, cell.bytes, cell.length);
            } else {
                fields_put(fields, row, c, false, out); /* never holds what must be quoted */
            }
        }
        buffer_char(out, '\n');
    }
    buffer_free(&cell);
}

void csvout_excel(const Fields *fields, Buffer *out)
{
    Buffer cell = {0};
    buffer_text(out, "\xEF\xBB\xBF");
    for (size_t c = 0; c < fields->count; c++) {
        const ColumnSchema *column = fields_column(fields, c);
        if (c > 0)
            buffer_char(out, ',');
        buffer_clear(&cell);
        buffer_text(&cell, column->title.zh);
        if (column->unit && column->unit[0])
            buffer_printf(&cell, "（%s）", column->unit);
        csvout_cell(out, cell.bytes, cell.length);
    }
    buffer_text(out, "\r\n");
    for (size_t i = 0; i < fields->row_count; i++) {
        size_t row = fields_row(fields, i);
        for (size_t c = 0; c < fields->count; c++) {
            const ColumnSchema *column = fields_column(fields, c);
            if (c > 0)
                buffer_char(out, ',');
            buffer_clear(&cell);
            fields_put(fields, row, c, true, &cell);
            if (field_is_text(column) || column->type == TYPE_ENUM)
                csvout_safe_cell(out, cell.bytes, cell.length);
            else
                csvout_cell(out, cell.bytes, cell.length);
        }
        buffer_text(out, "\r\n");
    }
    buffer_free(&cell);
}

void csvout_number(Buffer *out, Int128 number)
{
    char digits[48];
    size_t at = sizeof digits;
    Unsigned128 rest = number < 0 ? -(Unsigned128)number : (Unsigned128)number;
    do {
        digits[--at] = (char)('0' + (int)(rest % 10));
        rest /= 10;
    } while (rest > 0);
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

void csvout_metric(const Figure *f, const ScopeSet *scopes, Buffer *out)
{
    const Scope *scope = &scopes->scopes[f->scope];
    char month[16];
    put_text(out, f->id);
    put_text(out, level_code(scope->level));
    put_text(out, scope->id);
    put_text(out, month_text(f->period, month));
    put_text(out, window_code(f->window));
    put_text(out, f->base == MONTH_MISSING ? "" : month_text(f->base, month));
    if (f->has_numerator)
        csvout_number(out, f->numerator);
    buffer_char(out, ',');
    if (f->has_denominator)
        csvout_number(out, f->denominator);
    buffer_char(out, ',');
    put_text(out, f->value);
    put_text(out, f->metric->unit);
    put_text(out, state_code(f->state));
    buffer_printf(out, "%d,%d,%s\n", (int)f->reporting, (int)f->expected, source_code(f->source));
}

void csvout_metrics(const FigureSet *figures, Buffer *out)
{
    const ScopeSet *scopes = figures_scopes(figures);
    size_t count = figures_count(figures);
    csvout_metric_header(out);
    for (size_t i = 0; i < count; i++)
        csvout_metric(figures_at(figures, i), scopes, out);
}
