/* metricrows.c - see metricrows.h. */
#include "render/metricrows.h"

#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "doc/series.h"
#include "render/csv.h"

enum {
    METRIC_ID,
    SCOPE_LEVEL,
    SCOPE_ID,
    PERIOD,
    WINDOW,
    BASE_PERIOD,
    NUMERATOR,
    DENOMINATOR,
    VALUE,
    UNIT,
    STATE,
    REPORTING,
    EXPECTED,
    SOURCE,
    METHOD, /* in JSON only */
    COLUMNS
};

static const char *const names[COLUMNS] = {"metric_id", "scope_level", "scope_id",  "period",
                                           "window",    "base_period", "numerator", "denominator",
                                           "value",     "unit",        "state",     "reporting",
                                           "expected",  "source",      "method"};

#define STATES (STATE_SUPPRESSED + 1)
#define SOURCES (SOURCE_BOTH + 1)
#define MONTHS 256     /* remembered, by their number */
#define MONTH_LENGTH 7 /* 2026-10 */
#define NUMBER_MAX 40
#define LINE_MOST 512 /* bytes of a line beside its beginning, its unit and its value */

struct MetricRows {
    MetricForm form;
    const ScopeSet *scopes;
    const FigureSet *figures;
    Buffer before[COLUMNS]; /* the comma, and the key */
    Buffer windows[WINDOW_COUNT], states[STATES],
        sources[SOURCES]; /* each with its comma and key */
    struct {
        Month month;
        char text[MONTH_LENGTH + 3];
    } months[MONTHS]; /* as they stand in the line */
    size_t month_length;
    bool begun;
    /* of the last figure */
    const char *id;
    const MetricInfo *metric;
    int scope;
    Buffer place;       /* from the scope's level on to the period's comma */
    Buffer start, unit; /* all up to the period; from the unit's comma on to the state's text */
};

/* A text as a cell. */
static void put_text(MetricForm form, const char *text, Buffer *out)
{
    if (form == METRICROWS_JSON) {
        Json json = {.out = out};
        json_text(&json, text);
    } else {
        csvout_cell(out, text, strlen(text));
    }
}

static void put_buffer(const Buffer *text, Buffer *out)
{
    buffer_put(out, text->bytes, text->length);
}

static void make_cell(const MetricRows *rows, int column, const char *text, Buffer *out)
{
    put_buffer(&rows->before[column], out);
    put_text(rows->form, text, out);
}

MetricRows *metricrows_new(const ScopeSet *scopes, const FigureSet *figures, MetricForm form)
{
    MetricRows *rows = memory_alloc(sizeof *rows);
    bool json = form == METRICROWS_JSON;
    *rows = (MetricRows){.form = form,
                         .scopes = scopes,
                         .figures = figures,
                         .month_length = MONTH_LENGTH + (json ? 2 : 0)};
    for (int c = 0; c < COLUMNS; c++) {
        Buffer *before = &rows->before[c];
        buffer_text(before, c > METRIC_ID ? "," : json ? "\n{" : "");
        if (json) {
            put_text(form, names[c], before);
            buffer_char(before, ':');
        }
    }
    for (int i = 0; i < WINDOW_COUNT; i++)
        make_cell(rows, WINDOW, window_code((Window)i), &rows->windows[i]);
    for (int i = 0; i < STATES; i++)
        make_cell(rows, STATE, state_code((FigureState)i), &rows->states[i]);
    for (int i = 0; i < SOURCES; i++)
        make_cell(rows, SOURCE, source_code((FigureSource)i), &rows->sources[i]);
    return rows;
}

static void free_all(Buffer *buffers, size_t count)
{
    for (size_t i = 0; i < count; i++)
        buffer_free(&buffers[i]);
}

void metricrows_free(MetricRows *rows)
{
    free_all(rows->before, COLUMNS);
    free_all(rows->windows, WINDOW_COUNT);
    free_all(rows->states, STATES);
    free_all(rows->sources, SOURCES);
    buffer_free(&rows->place);
    buffer_free(&rows->start);
    buffer_free(&rows->unit);
    free(rows);
}

void metricrows_head(const MetricRows *rows, Buffer *out)
{
    if (rows->form == METRICROWS_JSON) {
        buffer_char(out, '[');
        return;
    }
    for (int c = 0; c < METHOD; c++)
        buffer_printf(out, "%s%s", c > 0 ? "," : "", names[c]);
    buffer_char(out, '\n');
}

void metricrows_tail(const MetricRows *rows, Buffer *out)
{
    if (rows->form == METRICROWS_JSON)
        buffer_text(out, "\n]\n");
}

/* What the figure has in common with the last one is left as it is. */
static void begin_line(MetricRows *rows, const Figure *f)
{
    bool here = rows->scope == f->scope && rows->start.length > 0;
    if (!here) {
        const Scope *scope = &rows->scopes->scopes[f->scope];
        buffer_clear(&rows->place);
        make_cell(rows, SCOPE_LEVEL, level_code(scope->level), &rows->place);
        make_cell(rows, SCOPE_ID, scope->id, &rows->place);
        put_buffer(&rows->before[PERIOD], &rows->place);
    }
    if (!here || rows->id != f->id) {
        buffer_clear(&rows->start);
        make_cell(rows, METRIC_ID, f->id, &rows->start);
        put_buffer(&rows->place, &rows->start);
    }
    if (rows->metric != f->metric || !rows->unit.length) {
        buffer_clear(&rows->unit);
        make_cell(rows, UNIT, f->metric->unit, &rows->unit);
    }
    rows->id = f->id;
    rows->scope = f->scope;
    rows->metric = f->metric;
}

static char *put(char *at, const Buffer *text)
{
    memcpy(at, text->bytes, text->length);
    return at + text->length;
}

static char *put_month(MetricRows *rows, char *at, Month month)
{
    size_t slot = (size_t)(uint32_t)month % MONTHS;
    char *text = rows->months[slot].text;
    if (!*text || rows->months[slot].month != month) {
        bool json = rows->form == METRICROWS_JSON;
        rows->months[slot].month = month;
        month_text(month, text + json);
        if (json)
            text[0] = text[rows->month_length - 1] = '"';
    }
    memcpy(at, text, rows->month_length);
    return at + rows->month_length;
}

static char *put_none(const MetricRows *rows, char *at)
{
    if (rows->form == METRICROWS_CSV)
        return at;
    memcpy(at, "null", 4);
    return at + 4;
}

static char *put_number(char *at, Int128 number)
{
    char digits[NUMBER_MAX];
    size_t first = sizeof digits;
    if (number < INT64_MIN / 2 || number > INT64_MAX / 2) {
        Buffer wide = {0};
        csvout_number(&wide, number);
        at = put(at, &wide);
        buffer_free(&wide);
        return at;
    }
    uint64_t rest = (uint64_t)(number < 0 ? -number : number);
    do {
        digits[--first] = (char)('0' + rest % 10);
        rest /= 10;
    } while (rest > 0);
    if (number < 0)
        digits[--first] = '-';
    memcpy(at, digits + first, sizeof digits - first);
    return at + sizeof digits - first;
}

/* A number that may be missing. */
static char *put_part(const MetricRows *rows, char *at, int column, bool there, Int128 number)
{
    at = put(at, &rows->before[column]);
    return there ? put_number(at, number) : put_none(rows, at);
}

static bool is_decimal(const char *text)
{
    while ((*text >= '0' && *text <= '9') || *text == '-' || *text == '.')
        text++;
    return *text == '\0';
}

static char *put_value(const MetricRows *rows, char *at, const char *value)
{
    bool json = rows->form == METRICROWS_JSON;
    at = put(at, &rows->before[VALUE]);
    if (!*value)
        return put_none(rows, at);
    if (!is_decimal(value)) {
        Buffer text = {0};
        put_text(rows->form, value, &text);
        at = put(at, &text);
        buffer_free(&text);
        return at;
    }
    if (json)
        *at++ = '"';
    while (*value)
        *at++ = *value++;
    if (json)
        *at++ = '"';
    return at;
}

void metricrows_put(MetricRows *rows, const Figure *f, Buffer *out)
{
    char text[EXACT_SIZE];
    const char *value = figure_print(f, text);
    bool json = rows->form == METRICROWS_JSON;
    int method = json && rows->figures ? series_method(rows->figures, f->metric, f->period) : 0;
    begin_line(rows, f);
    /* What was just printed is short: to measure it would be to wait until it is there. */
    size_t most = value == text ? sizeof text : 6 * strlen(value);
    buffer_reserve(out, rows->start.length + rows->unit.length + most + LINE_MOST);
    char *at = out->bytes + out->length;
    if (json && rows->begun)
        *at++ = ',';
    rows->begun = true;
    at = put_month(rows, put(at, &rows->start), f->period);
    at = put(put(at, &rows->windows[f->window]), &rows->before[BASE_PERIOD]);
    at = f->base == MONTH_MISSING ? put_none(rows, at) : put_month(rows, at, f->base);
    at = put_part(rows, at, NUMERATOR, f->has_numerator, f->numerator);
    at = put_part(rows, at, DENOMINATOR, f->has_denominator, f->denominator);
    at = put_value(rows, at, value);
    at = put(put(at, &rows->unit), &rows->states[f->state]);
    at = put_part(rows, at, REPORTING, true, f->reporting);
    at = put_part(rows, at, EXPECTED, true, f->expected);
    at = put(at, &rows->sources[f->source]);
    if (method)
        at = put_part(rows, at, METHOD, true, method);
    *at++ = json ? '}' : '\n';
    *at = '\0';
    out->length = (size_t)(at - out->bytes);
}
