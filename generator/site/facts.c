/*
 * facts.c - figures and rows as pages show them (pages.h).
 *
 * A number on a page comes from the figure set or from a public cell, and from
 * nowhere else.
 */
#include "site/pages.h"

#include "doc/format.h"
#include "doc/series.h"
#include "render/html.h"
#include "render/svg.h"

#include <string.h>

enum { FEW = 10, MONTHS_MISSED = 36, POINTS = 13 };

void page_put_figure(const Page *page, const Figure *figure, const char *form, Buffer *out)
{
    const char *text = "";
    if (!figure || !format_figure(page->arena, figure, form, page->english, &text)) {
        buffer_text(out, "—");
        return;
    }
    html_figure(out, figure, page->site->scopes, text, strlen(text));
}

/* "47项" in the figure box: the number large, the unit as text. */
static void put_big(const Page *page, const Figure *figure, Buffer *out)
{
    const char *unit = figure->metric ? format_unit(figure->metric->unit, page->english) : "";
    const char *text;
    if (figure->state != STATE_OK || strcmp(unit, "%") == 0 ||
        !format_figure(page->arena, figure, "number", page->english, &text)) {
        page_put_figure(page, figure, "value", out);
        return;
    }
    html_figure(out, figure, page->site->scopes, text, strlen(text));
    if (*unit) {
        buffer_text(out, "<span class=\"u\">");
        html_escape(out, unit);
        buffer_text(out, "</span>");
    }
}

static const char *figure_html(const Page *page, const Figure *figure, const char *form)
{
    Buffer out = {0};
    if (figure && strcmp(form, "big") == 0)
        put_big(page, figure, &out);
    else
        page_put_figure(page, figure, form, &out);
    const char *html = arena_copy(page->arena, out.bytes, out.length);
    buffer_free(&out);
    return html;
}

const Figure *page_find(const Page *page, const char *id, int scope, Month month, Window window)
{
    const FigureSet *figures = page->site->in.figures;
    size_t number;
    return figures_number(figures, id, scope, month, window, &number)
               ? figures_at(figures, number, ARENA_NEW(page->arena, FigureBox))
               : NULL;
}

const Figure *page_figure(const Page *page, Model *map, const char *key, const char *id, int scope,
                          Month month, Window window, const char *form)
{
    const Figure *figure = page_find(page, id, scope, month, window);
    model_text(map, key, figure_html(page, figure, form));
    return figure;
}

void page_method(const Page *page, Model *map, const char *key, const char *id)
{
    if (figures_metric(page->site->in.figures, id))
        model_text(map, key, id);
}

const char *page_compound_cell(const Page *page, const Scope *scope, const char *column)
{
    const Table *table = dataset_find(page->site->in.import->data, "compounds");
    if (!table || scope->level != LEVEL_COMPOUND || !scope->compound_count)
        return "";
    int index = schema_column(table_schema(table), column);
    if (index < 0 || table_schema(table)->columns[index].privacy == PRIVACY_PRIVATE)
        return "";
    const ColumnSchema *schema = &table_schema(table)->columns[index];
    int64_t cell = table_cell(table, (size_t)scope->compounds[0], (size_t)index);
    if (schema->type == TYPE_ENUM && page->english && cell >= 0 &&
        (size_t)cell < schema->value_count)
        return schema->values[cell].title.en;
    return table_display(page->arena, table, (size_t)scope->compounds[0], (size_t)index);
}

static size_t find_periods(const Page *page, const Scope *scope, Month *out, size_t max)
{
    size_t count = 0;
    /* Three years without an edition end the search: each month asks the file system. */
    for (int back = 1, missed = 0; missed < MONTHS_MISSED && count < max; back++) {
        Month month = page->site->in.period - back;
        if (month < page->site->in.oldest)
            break;
        const char *folder = site_edition_folder(page->arena, scope, month);
        bool found = site_has(page->site, arena_printf(page->arena, "%sindex.html", folder), NULL);
        missed = found ? 0 : missed + 1;
        if (found)
            out[count++] = month;
    }
    return count;
}

size_t page_periods(const Page *page, const Scope *scope, Month *out, size_t max)
{
    Site *site = page->site;
    if (max > PERIODS_KEPT)
        return find_periods(page, scope, out, max);
    if (site->periods_of != scope) {
        site->period_count = find_periods(page, scope, site->periods, PERIODS_KEPT);
        site->periods_of = scope;
    }
    size_t count = site->period_count < max ? site->period_count : max;
    memcpy(out, site->periods, count * sizeof *out);
    return count;
}

const char *page_size(const Page *page, int64_t bytes)
{
    if (bytes < 1000)
        return arena_printf(page->arena, "%lld B", (long long)bytes);
    if (bytes < 1000000)
        return arena_printf(page->arena, "%lld kB", (long long)((bytes + 500) / 1000));
    int64_t tenths = (bytes + 50000) / 100000;
    return arena_printf(page->arena, "%lld.%lld MB", (long long)(tenths / 10),
                        (long long)(tenths % 10));
}

Model page_downloads(const Page *page, const Scope *scope, Month period)
{
    static const struct {
        const char *file, *zh, *en, *use_zh, *use_en, *mime;
    } FILES[] = {
        {"bulletin.pdf", "公示 PDF", "Bulletin, PDF", "A4，贴公告栏", "A4, for the notice board",
         "application/pdf"},
        {"poster.pdf", "海报 PDF", "Poster, PDF", "A3，一张看全", "A3, everything on one page",
         "application/pdf"},
        {"large-print.pdf", "大字 PDF", "Large print, PDF", "18磅以上", "18 pt and more",
         "application/pdf"},
        {"roundup.pdf", "汇总 PDF", "Round-up, PDF", "A4，本级汇总", "A4, all compounds",
         "application/pdf"},
        {"print-pack.pdf", "打印包 PDF", "Print pack, PDF", "本社区各小区公示合订",
         "all bulletins of the community", "application/pdf"},
        {"bulletin.md", "文本 Markdown", "Text, Markdown", "转发、改排", "to reuse the text",
         "text/markdown"},
        {"data.zip", "本期数据 ZIP", "Data of this edition, ZIP", "CSV表格和说明",
         "CSV tables and notes", "application/zip"},
        {"metrics.csv", "本页数字 CSV", "Figures of this page, CSV", "分子、分母和数值",
         "numerator, denominator and value", "text/csv"},
        {"MANIFEST", "校验清单 MANIFEST", "MANIFEST", "验证文件没有被改动",
         "to verify that no file was changed", "text/plain"},
    };
    Model list = model_list(page->arena);
    const char *folder = site_edition_folder(page->arena, scope, period);
    for (size_t i = 0; i < sizeof FILES / sizeof *FILES; i++) {
        const char *path = arena_printf(page->arena, "%s%s", folder, FILES[i].file);
        SiteFile file;
        if (!site_has(page->site, path, &file))
            continue;
        Model item = model_map(page->arena);
        model_printf(&item, "href", "%s%s", page->root, path);
        model_text(&item, "name", page_words(page, FILES[i].zh, FILES[i].en));
        model_text(&item, "use", page_words(page, FILES[i].use_zh, FILES[i].use_en));
        model_text(&item, "mime", FILES[i].mime);
        model_text(&item, "size", page_size(page, file.size));
        model_add(&list, &item);
    }
    return list;
}

/* The notices of one page that were made with this document. */
void page_add_postings(const Page *page, const Document *document, const Scope *scope, Model *list)
{
    const char *folder = site_edition_folder(page->arena, scope, document->period);
    for (size_t i = 0; i < document->posting_count; i++) {
        const char *path = arena_printf(page->arena, "%s%s", folder, document->postings[i].file);
        SiteFile file;
        if (!site_has(page->site, path, &file))
            continue;
        Model item = model_map(page->arena);
        model_printf(&item, "href", "%s%s", page->root, path);
        model_text(&item, "name", rich_plain(page->arena, document->postings[i].title));
        model_text(&item, "use",
                   page_words(page, "A4，一张，单独张贴", "A4, one page, posted by itself"));
        model_text(&item, "mime", "application/pdf");
        model_text(&item, "size", page_size(page, file.size));
        model_add(list, &item);
    }
}

Model page_where(const Page *page, int scope)
{
    const ScopeSet *scopes = page->site->scopes;
    Model list = model_list(page->arena);
    for (int level = LEVEL_CITY; level > (int)scopes->scopes[scope].level; level--) {
        int above = scope_above(scopes, scope, (Level)level);
        if (above < 0)
            continue;
        Model item = model_map(page->arena);
        model_printf(
            &item, "href", "%s%sindex.html", page->pages,
            site_edition_folder(page->arena, &scopes->scopes[above], page->site->in.period));
        model_text(&item, "name", scopes->scopes[above].name);
        model_add(&list, &item);
    }
    return list;
}

/* --- comparison ------------------------------------------------------------------- */

static void put_four(const Page *page, Model *row, int scope)
{
    const Figure *figure = page_find(page, "M05", scope, page->site->in.period, WINDOW_MONTH);
    bool known = figure && figure->state == STATE_OK && figure->denominator > 0;
    bool whole = known && figure->numerator == figure->denominator;
    const char *class = !known ? "miss" : whole ? "ok" : "late";
    model_text(row, "four_class", class);
    model_text(row, "four_mark", class);
    model_bool(row, "gap", !whole);
    model_text(row, "four_sort", !known ? "0" : whole ? "2" : "1");
    const char *lacks = page->site->scopes->scopes[scope].level == LEVEL_COMPOUND
                            ? four_missing(page, &page->site->scopes->scopes[scope])
                            : "";
    if (!known && figure && figure->state != STATE_NOT_RECEIVED)
        model_text(row, "four", figure_html(page, figure, "value"));
    model_text(row, "four",
               !known   ? page_words(page, "未收到", "not received")
               : whole  ? page_words(page, "齐全", "complete")
               : *lacks ? arena_printf(page->arena, page_words(page, "缺%s", "%s missing"), lacks)
                        : page_words(page, "有缺", "gaps"));
}

static Model compared(const Page *page, const char *head, const char *id, int scope)
{
    Model cell = model_map(page->arena);
    const Figure *figure = page_figure(page, &cell, "value_html", id, scope, page->site->in.period,
                                       WINDOW_MONTH, "value");
    model_text(&cell, "head", head);
    bool known = figure && figure->state == STATE_OK;
    model_text(&cell, "sort", known ? figure->value : "");
    const char *parts;
    if (known && figure->has_denominator && figure->metric && figure->metric->is_share &&
        format_figure(page->arena, figure, "parts", page->english, &parts)) {
        model_printf(&cell, "parts", page->english ? " (%s)" : "（%s）", parts);
        if (figure->denominator < FEW)
            model_text(&cell, "few", page_words(page, "数少", "few"));
    }
    return cell;
}

Model page_comparison(const Page *page, const int *numbers, size_t count, bool towns)
{
    static const struct {
        const char *id, *zh, *en;
    } COLUMNS[] = {{"M01", "公开率", "Disclosure"},
                   {"B07", "议定落实率", "Agreed items done"},
                   {"D06", "办结满意率", "Satisfaction"},
                   {"D35", "百户投诉", "Complaints per 100 homes"}};
    const ScopeSet *scopes = page->site->scopes;
    Model rows = model_list(page->arena);
    for (size_t i = 0; i < count; i++) {
        const Scope *scope = &scopes->scopes[numbers[i]];
        Model row = model_map(page->arena);
        model_text(&row, "name", scope->name);
        if (scope->level == LEVEL_COMPOUND)
            model_printf(&row, "href", "%s%sindex.html", page->pages,
                         site_scope_folder(page->arena, scope));
        else
            model_printf(&row, "href", "%s%sindex.html", page->pages,
                         site_edition_folder(page->arena, scope, page->site->in.period));
        put_four(page, &row, numbers[i]);
        const Figure *rate =
            page_find(page, "M01", numbers[i], page->site->in.period, WINDOW_MONTH);
        if (towns && rate)
            model_printf(&row, "reported", "%d/%d", rate->reporting, rate->expected);
        Model cells = model_list(page->arena);
        for (size_t c = 0; c < sizeof COLUMNS / sizeof *COLUMNS; c++) {
            Model cell = compared(page, page_words(page, COLUMNS[c].zh, COLUMNS[c].en),
                                  COLUMNS[c].id, numbers[i]);
            model_add(&cells, &cell);
        }
        model_put(&row, "cells", &cells);
        model_add(&rows, &row);
    }
    return rows;
}

/* --- charts ------------------------------------------------------------------------- */

static Month first_month(const Page *page, const char *id, int scope, Window window)
{
    Month month = page->site->in.period - (POINTS - 1);
    while (month < page->site->in.period && !page_find(page, id, scope, month, window))
        month++;
    return month;
}

bool page_chart_breaks(const Page *page, const char *id, int scope, Window window, Month month)
{
    const MetricInfo *metric = figures_metric(page->site->in.figures, id);
    return metric && series_broken(page->site->in.figures, metric, month - 1, month) &&
           first_month(page, id, scope, window) < month;
}

const char *page_chart_note(const Page *page, const char *id, int scope, Window window)
{
    const MetricInfo *metric = figures_metric(page->site->in.figures, id);
    return metric ? series_note(page->arena, page->site->in.figures, metric,
                                first_month(page, id, scope, window), page->site->in.period,
                                page->english)
                  : "";
}

const char *page_chart(const Page *page, const char *id, int scope, Window window)
{
    ChartPoint points[POINTS] = {0};
    const MetricInfo *metric = figures_metric(page->site->in.figures, id);
    size_t known = 0;
    Buffer words = {0}, out = {0};
    for (int i = 0; i < POINTS && metric; i++) {
        Month month = page->site->in.period - (POINTS - 1) + i;
        const Figure *figure = page_find(page, id, scope, month, window);
        ChartPoint *point = &points[i];
        char text[16];
        point->label = page->english ? arena_strdup(page->arena, month_text(month, text))
                                     : page_month(page, month);
        if (page_chart_breaks(page, id, scope, window, month))
            point->label = arena_printf(page->arena, "%s" SERIES_MARK, point->label);
        point->state = i == POINTS - 1 ? POINT_CURRENT : i == 0 ? POINT_COMPARISON : POINT_OK;
        point->known = figure && figure->state == STATE_OK;
        point->text = "";
        if (figure)
            format_figure(page->arena, figure, "headline", page->english, &point->text);
        if (point->known) {
            point->numerator = figure->numerator;
            point->denominator = figure->has_denominator ? figure->denominator : 1;
            known++;
        } else {
            point->state = POINT_MISSING;
        }
        buffer_printf(&words, page->english ? "%s%s: %s" : "%s%s%s",
                      i ? (page->english ? "; " : "；") : "", page_month(page, month),
                      *point->text ? point->text : page_words(page, "未收到", "not received"));
    }
    const char *html = "", *note = page_chart_note(page, id, scope, window);
    if (*note)
        buffer_printf(&words, "%s%s", page_words(page, "。", ". "), note);
    if (known) {
        Chart chart = {.kind = CHART_BARS,
                       .unit = format_unit(metric->unit, page->english),
                       .points = points,
                       .point_count = POINTS,
                       .description = words.bytes};
        svg_chart(&chart, page->english ? metric->title.en : metric->title.zh, page->english, &out);
        html = arena_copy(page->arena, out.bytes, out.length);
    }
    buffer_free(&words);
    buffer_free(&out);
    return html;
}
