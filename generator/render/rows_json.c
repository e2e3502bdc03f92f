/* rows_json.c - see rows_json.h. */
#include "render/rows_json.h"

#include "base/json.h"
#include "render/csv.h"

static void put_cell(const Fields *fields, size_t row, size_t column, Buffer *cell, Json *json)
{
    const ColumnSchema *schema = fields_column(fields, column);
    buffer_clear(cell);
    fields_put(fields, row, column, false, cell);
    if (cell->length == 0)
        json_null(json);
    else if (field_is_text(schema) || schema->type == TYPE_ENUM || schema->type == TYPE_DATE ||
             schema->type == TYPE_PERIOD)
        json_text(json, cell->bytes);
    else
        json_number(json, cell->bytes);
}

static void open_row(Json *json, size_t i)
{
    buffer_text(json->out, i > 0 ? ",\n" : "\n");
    json->pending = false;
    json_open(json, '{');
}

void rows_json_table(const Fields *fields, Buffer *out)
{
    Buffer cell = {0};
    Json json = {.out = out};
    json_open(&json, '[');
    for (size_t i = 0; i < fields->row_count; i++) {
        size_t row = fields_row(fields, i);
        open_row(&json, i);
        for (size_t c = 0; c < fields->count; c++) {
            json_key(&json, fields_column(fields, c)->name);
            put_cell(fields, row, c, &cell, &json);
        }
        json_close(&json, '}');
    }
    buffer_text(out, "\n]\n");
    buffer_free(&cell);
}

static void put_number(Json *json, const char *key, bool has, Int128 number)
{
    Buffer digits = {0};
    json_key(json, key);
    if (has) {
        csvout_number(&digits, number);
        json_number(json, digits.bytes);
    } else {
        json_null(json);
    }
    buffer_free(&digits);
}

void rows_json_metrics(const FigureSet *figures, Buffer *out)
{
    const ScopeSet *scopes = figures_scopes(figures);
    size_t count = figures_count(figures);
    char month[16];
    Json json = {.out = out};
    json_open(&json, '[');
    for (size_t i = 0; i < count; i++) {
        const Figure *f = figures_at(figures, i);
        open_row(&json, i);
        json_put_text(&json, "metric_id", f->id);
        json_put_text(&json, "scope_level", level_code(scopes->scopes[f->scope].level));
        json_put_text(&json, "scope_id", scopes->scopes[f->scope].id);
        json_put_text(&json, "period", month_text(f->period, month));
        json_put_text(&json, "window", window_code(f->window));
        json_put_text(&json, "base_period",
                      f->base == MONTH_MISSING ? NULL : month_text(f->base, month));
        put_number(&json, "numerator", f->has_numerator, f->numerator);
        put_number(&json, "denominator", f->has_denominator, f->denominator);
        json_put_text(&json, "value", f->value[0] ? f->value : NULL);
        json_put_text(&json, "unit", f->metric->unit);
        json_put_text(&json, "state", state_code(f->state));
        json_put_int(&json, "reporting", f->reporting);
        json_put_int(&json, "expected", f->expected);
        json_put_text(&json, "source", source_code(f->source));
        json_close(&json, '}');
    }
    buffer_text(out, "\n]\n");
}
