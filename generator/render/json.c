/* json.c - see json.h. */
#include "render/json.h"

#include <string.h>

#include "render/csv.h"

static void put_escaped(Buffer *out, const char *text, size_t length)
{
    size_t start = 0;
    buffer_char(out, '"');
    for (size_t i = 0; i < length; i++) {
        unsigned char c = (unsigned char)text[i];
        if (c >= 0x20 && c != '"' && c != '\\' && c != 0x7f)
            continue;
        buffer_put(out, text + start, i - start);
        start = i + 1;
        if (c == '"' || c == '\\')
            buffer_printf(out, "\\%c", c);
        else if (c == '\n')
            buffer_text(out, "\\n");
        else
            buffer_printf(out, "\\u%04x", c);
    }
    buffer_put(out, text + start, length - start);
    buffer_char(out, '"');
}

void json_text(Buffer *out, const char *text)
{
    if (text)
        put_escaped(out, text, strlen(text));
    else
        buffer_text(out, "null");
}

void json_next(Buffer *out)
{
    char last = out->length ? out->bytes[out->length - 1] : '[';
    if (last != '{' && last != '[' && last != ':')
        buffer_char(out, ',');
}

void json_key(Buffer *out, const char *key)
{
    json_next(out);
    json_text(out, key);
    buffer_char(out, ':');
}

void json_pair(Buffer *out, const char *key, const char *text)
{
    json_key(out, key);
    json_text(out, text);
}

static void put_cell(const Fields *fields, size_t row, size_t column, Buffer *cell, Buffer *out)
{
    const ColumnSchema *schema = fields_column(fields, column);
    buffer_clear(cell);
    fields_put(fields, row, column, false, cell);
    if (cell->length == 0)
        buffer_text(out, "null");
    else if (field_is_text(schema) || schema->type == TYPE_ENUM || schema->type == TYPE_DATE ||
             schema->type == TYPE_PERIOD)
        put_escaped(out, cell->bytes, cell->length);
    else
        buffer_put(out, cell->bytes, cell->length);
}

void json_table(const Fields *fields, Buffer *out)
{
    Buffer cell = {0};
    buffer_char(out, '[');
    for (size_t i = 0; i < fields->row_count; i++) {
        size_t row = fields_row(fields, i);
        buffer_text(out, i > 0 ? ",\n{" : "\n{");
        for (size_t c = 0; c < fields->count; c++) {
            if (c > 0)
                buffer_char(out, ',');
            json_text(out, fields_column(fields, c)->name);
            buffer_char(out, ':');
            put_cell(fields, row, c, &cell, out);
        }
        buffer_char(out, '}');
    }
    buffer_text(out, "\n]\n");
    buffer_free(&cell);
}

static void put_optional(Buffer *out, const char *key, bool has, Int128 number)
{
    json_key(out, key);
    if (has)
        csvout_number(out, number);
    else
        buffer_text(out, "null");
}

void json_metrics(const FigureSet *figures, Buffer *out)
{
    const ScopeSet *scopes = figures_scopes(figures);
    size_t count = figures_count(figures);
    char month[16];
    buffer_char(out, '[');
    for (size_t i = 0; i < count; i++) {
        const Figure *f = figures_at(figures, i);
        buffer_text(out, i > 0 ? ",\n{" : "\n{");
        json_pair(out, "metric_id", f->id);
        json_pair(out, "scope_level", level_code(scopes->scopes[f->scope].level));
        json_pair(out, "scope_id", scopes->scopes[f->scope].id);
        json_pair(out, "period", month_text(f->period, month));
        json_pair(out, "window", window_code(f->window));
        json_pair(out, "base_period", f->base == MONTH_MISSING ? NULL : month_text(f->base, month));
        put_optional(out, "numerator", f->has_numerator, f->numerator);
        put_optional(out, "denominator", f->has_denominator, f->denominator);
        json_pair(out, "value", f->value[0] ? f->value : NULL);
        json_pair(out, "unit", f->metric->unit);
        json_pair(out, "state", state_code(f->state));
        buffer_printf(out, ",\"reporting\":%d,\"expected\":%d", (int)f->reporting,
                      (int)f->expected);
        json_pair(out, "source", source_code(f->source));
        buffer_char(out, '}');
    }
    buffer_text(out, "\n]\n");
}
