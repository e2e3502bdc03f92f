/*
 * explain.c - see explain.h.
 *
 * Rows are chosen by the very terms that counted them, so what is listed is what was counted.
 */
#include "cube/explain.h"

#include <stdlib.h>
#include <string.h>

#include "cube/setting.h"
#include "cube/windows.h"

#define ROWS_MAX 50
#define COLUMNS_SHOWN 8

typedef struct {
    Arena *arena;
    const Import *import;
    const Setting *setting;
    const Figure *figure;
    const Metric *metric; /* whose terms are listed: of a change, what changed */
    Interval interval;
    bool english;
    Buffer *out;
} Explainer;

static const char *word(const Explainer *x, const char *zh, const char *en)
{
    return x->english ? en : zh;
}

/* --- what is asked for --------------------------------------------------------------- */

static bool find_scope(const ScopeSet *scopes, const char *text, int *out, Error *err)
{
    const char *colon = text ? strchr(text, ':') : NULL;
    for (int level = LEVEL_COUNT - 1; level >= 0; level--) {
        const char *code = level_code((Level)level);
        if (!text) {
            for (size_t s = 0; s < scopes->count; s++)
                if (scopes->scopes[s].level == LEVEL_CITY) {
                    *out = (int)s;
                    return true;
                }
            break;
        }
        bool named = colon && strlen(code) == (size_t)(colon - text) &&
                     strncmp(text, code, (size_t)(colon - text)) == 0;
        *out = scope_find(scopes, (Level)level, named ? colon + 1 : text);
        if (*out >= 0)
            return true;
    }
    return error_set(err, ERR_USAGE, "没有这个范围 / no such scope: %s", text ? text : "");
}

static const Figure *find_figure(const FigureSet *figures, const ExplainQuery *q, int scope,
                                 FigureBox *box)
{
    static const Window order[] = {WINDOW_MONTH, WINDOW_ASOF,  WINDOW_YTD,
                                   WINDOW_YEAR,  WINDOW_SINCE, WINDOW_QUARTER};
    for (size_t i = 0; i < sizeof order / sizeof *order; i++) {
        const Figure *f = NULL;
        if (!q->window || strcmp(q->window, window_code(order[i])) == 0)
            f = figures_find(figures, q->metric, scope, q->period, order[i], box);
        if (f)
            return f;
    }
    return NULL;
}

/* --- what it comes to ------------------------------------------------------------------ */

static void put_line(const Explainer *x, const char *label, const char *text)
{
    if (text && *text)
        buffer_printf(x->out, "%s%s%s\n", label, word(x, "：", ": "), text);
}

static void put_result(const Explainer *x)
{
    const Figure *f = x->figure;
    const char *n = f->has_numerator ? exact_text(x->arena, f->numerator) : "—";
    const char *fraction = f->has_denominator ? arena_printf(x->arena, "%s/%s", n,
                                                             exact_text(x->arena, f->denominator))
                                              : n;
    put_line(x, word(x, "分子/分母", "fraction"), fraction);
    put_line(x, word(x, "数值", "value"),
             f->value[0] ? arena_printf(x->arena, "%s%s", f->value, f->metric->unit) : "—");
    put_line(x, word(x, "状态", "state"), state_code(f->state));
    put_line(x, word(x, "来源", "source"), source_code(f->source));
    put_line(x, word(x, "已报小区", "compounds reporting"),
             arena_printf(x->arena, "%d/%d", f->reporting, f->expected));
    if (f->base != MONTH_MISSING) {
        char month[16];
        put_line(x, word(x, "比较基期", "base period"), month_text(f->base, month));
    }
}

static void put_head(const Explainer *x)
{
    const MetricInfo *info = x->figure->metric;
    const Scope *scope = &x->setting->world.scopes->scopes[x->figure->scope];
    char month[16], first[16], last[16];
    buffer_printf(x->out, "%s %s\n", x->figure->id, word(x, info->title.zh, info->title.en));
    put_line(x, word(x, "范围", "scope"),
             arena_printf(x->arena, "%s:%s %s", level_code(scope->level), scope->id,
                          scope->level == LEVEL_COMPOUND ? scope->name : ""));
    month_text(x->figure->period, month);
    day_text(x->interval.last, last);
    const char *span =
        x->interval.first == DAY_MISSING
            ? last
            : arena_printf(x->arena, "%s … %s", day_text(x->interval.first, first), last);
    put_line(x, word(x, "期间", "period"),
             arena_printf(x->arena, "%s %s（%s）", month, window_code(x->interval.code), span));
    put_line(x, word(x, "算法", "formula"), word(x, info->formula_zh, info->formula_en));
    put_line(x, word(x, "说明", "note"), word(x, info->note.zh, info->note.en));
    put_line(x, word(x, "定义", "defined in"), info->origin);
}

/* --- rows ------------------------------------------------------------------------------ */

static bool in_scope(const Explainer *x, const Term *term, size_t row)
{
    const World *world = &x->setting->world;
    int scope = x->figure->scope;
    if (x->metric->of_companies) {
        int64_t name;
        expr_eval(term->company, x->interval.last, NULL, row, 1, &name);
        int32_t company = companies_named(world->companies, name);
        const CompanyList *list = companies_of(world->companies, scope);
        for (size_t i = 0; i < list->count; i++)
            if (list->items[i] == company)
                return true;
        return false;
    }
    const Table *t01 = dataset_find(world->data, "compounds");
    int32_t compound = term->table == t01 ? (int32_t)row : table_compound(term->table, row);
    if (compound < 0)
        return false;
    return scope_above(world->scopes, world->scopes->of_compound[compound],
                       world->scopes->scopes[scope].level) == scope;
}

static bool counts(const Explainer *x, const Term *term, size_t row)
{
    int64_t value;
    if (term->date) {
        expr_eval(term->date, x->interval.last, NULL, row, 1, &value);
        if (value == CELL_MISSING || value > x->interval.last || value < x->interval.first)
            return false;
    }
    if (term->where) {
        expr_eval(term->where, x->interval.last, NULL, row, 1, &value);
        if (value != 1)
            return false;
    }
    return in_scope(x, term, row);
}

static bool is_shown(const TableSchema *schema, size_t c)
{
    const ColumnSchema *column = &schema->columns[c];
    bool key = schema->key_count > 0 && schema->key[0] == c;
    bool plain = column->type != TYPE_STR && column->type != TYPE_TEXT && column->type != TYPE_ID;
    return column->privacy == PRIVACY_PUBLIC && (key || plain) && (int)c != schema->updated_on;
}

static void put_row(const Explainer *x, const Table *table, size_t row, const char *part)
{
    const TableSchema *schema = table_schema(table);
    RowOrigin origin = table_origin(table, row);
    buffer_printf(x->out, "  %s", part);
    if (origin.file >= 0 && (size_t)origin.file < x->import->file_count)
        buffer_printf(x->out, "  %s:%d", x->import->files[origin.file].path, origin.row);
    int shown = 0;
    for (size_t c = 0; c < schema->column_count && shown < COLUMNS_SHOWN; c++) {
        const char *text = is_shown(schema, c) ? table_display(x->arena, table, row, c) : "";
        const char *title = x->english ? schema->columns[c].title.en : schema->columns[c].title.zh;
        if (!*text)
            continue;
        buffer_printf(x->out, "  %s=%s", title && *title ? title : schema->columns[c].name, text);
        shown++;
    }
    buffer_char(x->out, '\n');
}

/* The rows of one table, each with the part of the fraction that it is in. */
static void put_table(const Explainer *x, const Table *table, const bool *above, const bool *below)
{
    const Metric *m = x->metric;
    const TableSchema *schema = table_schema(table);
    size_t found = 0;
    Buffer rows = {0};
    Explainer list = *x;
    list.out = &rows;
    for (size_t row = 0; row < table_rows(table); row++) {
        bool n = false, d = false;
        for (size_t t = 0; t < m->term_count; t++)
            if (m->terms[t].table == table && counts(x, &m->terms[t], row)) {
                n = n || above[t];
                d = d || below[t];
            }
        if ((n || d) && found++ < ROWS_MAX)
            put_row(&list, table, row,
                    n && d ? word(x, "分子分母", "both       ")
                    : n    ? word(x, "分子    ", "numerator  ")
                           : word(x, "分母    ", "denominator"));
    }
    const char *title = x->english ? schema->title.en : schema->title.zh;
    buffer_printf(x->out, word(x, "\n%s：%zu行", "\n%s: %zu rows"),
                  title && *title ? title : schema->name, found);
    if (found > ROWS_MAX)
        buffer_printf(x->out, word(x, "，列出前%d行", ", the first %d"), ROWS_MAX);
    buffer_char(x->out, '\n');
    if (rows.length)
        buffer_put(x->out, rows.bytes, rows.length);
    buffer_free(&rows);
}

static void put_rows(const Explainer *x)
{
    const Metric *m = x->metric;
    bool above[TERMS_MAX] = {false}, below[TERMS_MAX] = {false};
    if (m->numerator)
        agg_uses(m->numerator, above);
    else
        above[0] = true; /* a median */
    if (m->denominator)
        agg_uses(m->denominator, below);
    for (size_t t = 0; t < m->term_count; t++) {
        bool seen = false;
        for (size_t i = 0; i < t; i++)
            seen = seen || m->terms[i].table == m->terms[t].table;
        if (!seen)
            put_table(x, m->terms[t].table, above, below);
    }
}

static const Metric *rows_metric(const Setting *setting, const Figure *f)
{
    const Metric *m = plan_find(&setting->plan, f->metric->id);
    if (m && (m->kind == KIND_CHANGE || m->kind == KIND_TREND))
        m = plan_find(&setting->plan, m->of[0]);
    return m;
}

bool cube_explain(Arena *arena, const Import *import, const Config *config, const Value *metrics,
                  const Value *rules, const Cube *cube, Month period, Day asof,
                  const ExplainQuery *query, bool english, Buffer *out, Error *err)
{
    int scope = -1;
    char month[16];
    if (!find_scope(figures_scopes(cube->figures), query->scope, &scope, err))
        return false;
    FigureBox box;
    const Figure *f = find_figure(cube->figures, query, scope, &box);
    if (!f)
        return error_set(err, ERR_USAGE, "没有这个指标数值 / no such figure: %s %s %s",
                         query->metric, month_text(query->period, month),
                         query->window ? query->window : "");
    Setting setting;
    setting_open(arena, import, config, metrics, rules, period, asof, &setting);
    Explainer x = {arena, import, &setting, f, rows_metric(&setting, f), {0}, english, out};
    if (x.metric) {
        Interval spans[WINDOWS_MAX];
        size_t count = windows_of(f->window == WINDOW_ASOF ? SPAN_STOCK : SPAN_FLOW, config,
                                  period_asof(f->period, period, asof), spans);
        x.interval = (Interval){f->window, DAY_MISSING, spans[0].last};
        for (size_t w = 0; w < count; w++)
            if (spans[w].code == f->window)
                x.interval = spans[w];
        if (f->window == WINDOW_YEAR) /* emitted by D10 even where the year is not asked for */
            x.interval.first = month_first(day_month(spans[0].last) - 11);
        put_head(&x);
        put_result(&x);
        if (f->state != STATE_SUPPRESSED && f->state != STATE_NOT_RECEIVED && !f->metric->sensitive)
            put_rows(&x);
    }
    setting_close(&setting);
    return true;
}
