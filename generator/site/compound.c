/*
 * compound.c - the page of a compound: latest edition first, what runs, money, history.
 */
#include "site/pages.h"

#include "doc/format.h"
#include "doc/series.h"
#include "render/html.h"

#include <string.h>

enum { EDITIONS_MAX = 60, RUNNING_MAX = 20, OVERDUE_MAX = 100 };

static void put_headline(Page *page, int scope)
{
    static const struct {
        const char *id, *zh, *en;
    } BOXES[] = {{"A01", "① 提议", "① proposals"},
                 {"B02", "② 联席会议商议", "② items discussed"},
                 {"C01", "③ 表决", "③ votes"},
                 {"D01", "④ 投诉", "④ complaints"}};
    const SiteInput *in = &page->site->in;
    Model *m = &page->model;
    const Figure *rate =
        page_figure(page, m, "rate_html", "M01", scope, in->period, WINDOW_MONTH, "value");
    page_method(page, m, "rate_id", "M01");
    if (rate && rate->state == STATE_OK && rate->denominator > 0) {
        Buffer squares = {0};
        page_figure(page, m, "rate_parts_html", "M01", scope, in->period, WINDOW_MONTH, "parts");
        int done = (int)rate->numerator, all = (int)rate->denominator;
        const char *label = page->english ? arena_printf(page->arena, "%d of %d on time", done, all)
                                          : arena_printf(page->arena, "%d项中%d项按期", all, done);
        html_squares(&squares, done, all, label);
        model_text(m, "rate_squares_html", arena_copy(page->arena, squares.bytes, squares.length));
        buffer_free(&squares);
    }
    Model boxes = model_list(page->arena);
    for (size_t i = 0; i < sizeof BOXES / sizeof *BOXES; i++) {
        Model box = model_map(page->arena);
        model_text(&box, "label", page_words(page, BOXES[i].zh, BOXES[i].en));
        page_method(page, &box, "id", BOXES[i].id);
        page_figure(page, &box, "value_html", BOXES[i].id, scope, in->period, WINDOW_MONTH, "big");
        const Figure *before = page_find(page, BOXES[i].id, scope, in->period - 1, WINDOW_MONTH);
        if (before && before->state == STATE_OK)
            page_figure(page, &box, "before_html", BOXES[i].id, scope, in->period - 1, WINDOW_MONTH,
                        "value");
        model_add(&boxes, &box);
    }
    model_put(m, "boxes", &boxes);
}

/*
 * "下降25个百分点", "增加4件": exactly, from both fractions. "" where the two cannot be compared.
 */
static const char *difference(const Page *page, const Figure *now, const Figure *before)
{
    if (!now || !before || now->state != STATE_OK || before->state != STATE_OK ||
        now->reporting != before->reporting || !now->metric)
        return "";
    bool share = now->metric->is_share;
    Int128 down = now->has_denominator ? now->denominator : 1;
    Int128 down_before = before->has_denominator ? before->denominator : 1;
    Int128 gap = now->numerator * down_before - before->numerator * down;
    if (gap == 0)
        return page_words(page, "持平", "unchanged");
    bool money = strcmp(now->metric->unit, "元") == 0 || strcmp(now->metric->unit, "万元") == 0;
    const char *number =
        money && !now->has_denominator
            ? format_ledger(page->arena, gap < 0 ? -gap : gap)
            : exact_decimal(page->arena, (gap < 0 ? -gap : gap) * (share ? 100 : 1),
                            down * down_before, 1, now->metric->decimals, false);
    const char *unit = share ? "个百分点" : money ? "元" : now->metric->unit;
    const char *words = format_unit(unit, page->english);
    if (page->english)
        return arena_printf(page->arena, "%s by %s%s%s", gap > 0 ? "up" : "down", number,
                            *words ? " " : "", words);
    return arena_printf(page->arena, "%s%s%s",
                        gap > 0 ? (share ? "提高" : "增加") : (share ? "下降" : "减少"), number,
                        words);
}

/* What is different from the month before: the same figures side by side. */
static void put_changed(Page *page, int scope)
{
    static const struct {
        const char *id;
        Window window;
    } LINES[] = {{"M01", WINDOW_MONTH}, {"A01", WINDOW_MONTH}, {"B02", WINDOW_MONTH},
                 {"C01", WINDOW_MONTH}, {"D01", WINDOW_MONTH}, {"D06", WINDOW_MONTH},
                 {"D22", WINDOW_MONTH}, {"D23", WINDOW_MONTH}};
    const SiteInput *in = &page->site->in;
    Model list = model_list(page->arena);
    for (size_t i = 0; i < sizeof LINES / sizeof *LINES; i++) {
        Model line = model_map(page->arena);
        const Figure *now = page_find(page, LINES[i].id, scope, in->period, LINES[i].window);
        if (!now || !now->metric)
            continue;
        const char *form = now->has_denominator ? "fraction" : "headline";
        page_figure(page, &line, "now_html", LINES[i].id, scope, in->period, LINES[i].window, form);
        const Figure *before = page_figure(page, &line, "before_html", LINES[i].id, scope,
                                           in->period - 1, LINES[i].window, form);
        model_text(&line, "name", page->english ? now->metric->title.en : now->metric->title.zh);
        model_text(&line, "id", LINES[i].id);
        model_text(&line, "difference", difference(page, now, before));
        model_add(&list, &line);
    }
    model_put(&page->model, "changed", &list);
    model_text(&page->model, "before", page_month(page, in->period - 1));
    Model changes = page_changes(page, &page->site->scopes->scopes[scope]);
    model_put(&page->model, "changes", &changes);
    model_bool(&page->model, "has_changes", changes.value.count > 0);
}

static void put_money(Page *page, int scope)
{
    static const struct {
        const char *id;
        Window window;
    } LINES[] = {{"D22", WINDOW_MONTH}, {"D23", WINDOW_MONTH}, {"D24", WINDOW_ASOF},
                 {"D24", WINDOW_MONTH}, {"D19", WINDOW_ASOF},  {"D13", WINDOW_MONTH}};
    const SiteInput *in = &page->site->in;
    Model list = model_list(page->arena);
    for (size_t i = 0; i < sizeof LINES / sizeof *LINES; i++) {
        const Figure *figure = page_find(page, LINES[i].id, scope, in->period, LINES[i].window);
        if (!figure || !figure->metric)
            continue;
        Model line = model_map(page->arena);
        model_text(&line, "name",
                   page->english ? figure->metric->title.en : figure->metric->title.zh);
        model_text(&line, "id", figure->metric->id);
        bool money = figure->state == STATE_OK && !figure->has_denominator;
        page_figure(page, &line, "value_html", LINES[i].id, scope, in->period, LINES[i].window,
                    money ? "ledger" : "fraction");
        model_text(&line, "unit", money ? format_unit(figure->metric->unit, page->english) : "");
        model_add(&list, &line);
    }
    model_put(&page->model, "money", &list);
}

static void put_charts(Page *page, int scope)
{
    static const struct {
        const char *id;
        Window window;
    } CHARTS[] = {
        {"M01", WINDOW_MONTH}, {"D01", WINDOW_MONTH}, {"D06", WINDOW_MONTH}, {"D22", WINDOW_MONTH}};
    Model list = model_list(page->arena);
    for (size_t i = 0; i < sizeof CHARTS / sizeof *CHARTS; i++) {
        const char *svg = page_chart(page, CHARTS[i].id, scope, CHARTS[i].window);
        const MetricInfo *metric = figures_metric(page->site->in.figures, CHARTS[i].id);
        if (!*svg || !metric)
            continue;
        Model chart = model_map(page->arena);
        model_text(&chart, "name", page->english ? metric->title.en : metric->title.zh);
        model_text(&chart, "unit", format_unit(metric->unit, page->english));
        model_text(&chart, "id", metric->id);
        model_text(&chart, "svg_html", svg);
        model_text(&chart, "note", page_chart_note(page, CHARTS[i].id, scope, CHARTS[i].window));
        Model points = model_list(page->arena);
        for (int back = 12; back >= 0; back--) {
            Month month = page->site->in.period - back;
            Model point = model_map(page->arena);
            bool breaks = page_chart_breaks(page, CHARTS[i].id, scope, CHARTS[i].window, month);
            model_printf(&point, "month", "%s%s", page_month(page, month),
                         breaks ? SERIES_MARK : "");
            const Figure *figure = page_find(page, CHARTS[i].id, scope, month, CHARTS[i].window);
            page_figure(page, &point, "value_html", CHARTS[i].id, scope, month, CHARTS[i].window,
                        figure && figure->has_denominator ? "fraction" : "value");
            model_add(&points, &point);
        }
        model_put(&chart, "points", &points);
        model_add(&list, &chart);
    }
    model_put(&page->model, "charts", &list);
}

static void put_editions(Page *page, const Scope *scope)
{
    Month periods[EDITIONS_MAX + 1];
    char month[16];
    periods[0] = page->site->in.period;
    size_t count = 1 + page_periods(page, scope, periods + 1, EDITIONS_MAX);
    Model list = model_list(page->arena);
    for (size_t i = 0; i < count; i++) {
        Model item = model_map(page->arena);
        model_text(&item, "period", page_month(page, periods[i]));
        model_printf(&item, "href", "%s/index.html", month_text(periods[i], month));
        Model files = page_downloads(page, scope, periods[i]);
        model_put(&item, "files", &files);
        model_add(&list, &item);
    }
    model_put(&page->model, "editions", &list);
    model_printf(&page->model, "latest_href", "%s/index.html",
                 month_text(page->site->in.period, month));
}

/* The name in the row that a foreign key names, else the key as it stands. */
static const char *named_by(const Page *page, const ColumnSchema *column, int64_t cell,
                            const char *otherwise)
{
    const Table *table = dataset_find(page->site->in.import->data, column->fk);
    int64_t row = table ? table_find(table, cell) : -1;
    int name = table ? schema_column(table_schema(table), "name") : -1;
    return row < 0 || name < 0 ? otherwise : table_text(table, (size_t)row, (size_t)name);
}

static void put_facts(Page *page, const Scope *scope)
{
    static const char *const columns[] = {"buildings",       "total_units", "total_owners",
                                          "total_area",      "company_id",  "committee_status",
                                          "lifecycle_stage", "fund_balance"};
    const Table *table = dataset_find(page->site->in.import->data, "compounds");
    Model list = model_list(page->arena);
    for (size_t i = 0; table && i < sizeof columns / sizeof *columns; i++) {
        int index = schema_column(table_schema(table), columns[i]);
        const char *text = page_compound_cell(page, scope, columns[i]);
        if (index < 0 || !*text)
            continue;
        const ColumnSchema *column = &table_schema(table)->columns[index];
        if (column->fk)
            text = named_by(page, column,
                            table_cell(table, (size_t)scope->compounds[0], (size_t)index), text);
        else if (column->type == TYPE_MONEY || column->type == TYPE_AREA)
            text = format_grouped(page->arena, text);
        Model fact = model_map(page->arena);
        model_text(&fact, "name", page->english ? column->title.en : column->title.zh);
        model_text(&fact, "text", text);
        model_text(&fact, "unit", column->unit ? format_unit(column->unit, page->english) : "");
        model_add(&list, &fact);
    }
    model_put(&page->model, "facts", &list);
}

static bool compound_page(Site *site, int number, const char *lang, SiteWrite write, void *context,
                          Error *err)
{
    Page page;
    size_t count;
    const Scope *scope = &site->scopes->scopes[number];
    Arena *scratch = arena_new();
    const char *folder = site_scope_folder(scratch, scope);
    page_begin(&page, site, lang, arena_printf(scratch, "%sindex.html", folder), scope->name);
    arena_free(scratch);
    Model *m = &page.model;
    model_text(m, "h1", scope->name);
    model_text(m, "period", page_month(&page, site->in.period));
    model_text(m, "asof", page_day(&page, site->in.asof));
    Model where = page_where(&page, number);
    model_put(m, "where", &where);
    put_headline(&page, number);
    put_changed(&page, number);
    put_money(&page, number);
    put_charts(&page, number);
    put_editions(&page, scope);
    put_facts(&page, scope);
    Model running = page_running(&page, scope, RUNNING_MAX, &count);
    model_put(m, "running", &running);
    Model overdue = page_overdue(&page, scope, OVERDUE_MAX, &count);
    model_put(m, "overdue", &overdue);
    model_bool(m, "has_overdue", count > 0);
    if (map_known(&page)) {
        Model map = map_of(&page, scope->compounds[0]);
        model_put(m, "map", &map);
        map_heads(&page, m);
    }
    model_text(m, "scope_name", scope->name);
    model_printf(m, "feed_href", "%s%sfeed.atom", page.root, site_scope_folder(page.arena, scope));
    return page_write(&page, "compound.html", write, context, err);
}

bool compound_pages(Site *site, size_t part, size_t parts, SiteWrite write, void *context,
                    Error *err)
{
    for (size_t i = part; i < site->scopes->count; i += parts) {
        if (site->scopes->scopes[i].level != LEVEL_COMPOUND)
            continue;
        if (!compound_page(site, (int)i, "zh", write, context, err) ||
            !compound_page(site, (int)i, "en", write, context, err))
            return false;
    }
    return true;
}
