/* rows_json.c - see rows_json.h. */
#include "render/rows_json.h"

#include "base/json.h"
#include "doc/series.h"
#include "render/csv.h"
#include "render/rowtext.h"

void rows_json_table(const Fields *fields, Buffer *out)
{
    Arena *arena = arena_new();
    RowText *text = rowtext_new(arena, fields, ROWTEXT_JSON);
    rowtext_head(text, out);
    for (size_t i = 0; i < fields->row_count; i++)
        rowtext_row(text, i, out);
    rowtext_tail(text, out);
    arena_free(arena);
}

static void put_number(Json *json, const char *key, bool has, Int128 number)
{
    json_key(json, key);
    if (has) {
        json_number(json, "");
        csvout_number(json->out, number);
    } else {
        json_null(json);
    }
}

void rows_json_metric(const FigureSet *figures, const Figure *f, bool first, Buffer *out)
{
    const ScopeSet *scopes = figures_scopes(figures);
    int method = series_method(figures, f->metric, f->period);
    char month[16];
    Json json = {.out = out};
    buffer_text(out, first ? "\n" : ",\n");
    json_open(&json, '{');
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
    put_number(&json, "reporting", true, f->reporting);
    put_number(&json, "expected", true, f->expected);
    json_put_text(&json, "source", source_code(f->source));
    if (method)
        put_number(&json, "method", true, method);
    json_close(&json, '}');
}

void rows_json_metrics(const FigureSet *figures, Buffer *out)
{
    size_t count = figures_count(figures);
    FigureBox box;
    buffer_char(out, '[');
    for (size_t i = 0; i < count; i++)
        rows_json_metric(figures, figures_at(figures, i, &box), i == 0, out);
    buffer_text(out, "\n]\n");
}
