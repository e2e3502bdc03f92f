/*
 * html.c - see html.h.
 *
 * One function per kind of block; all text goes through html_put_rich() or
 * html_escape(), so there is one place where a document meets markup.
 */
#include "render/html_own.h"

#include "render/rich.h"
#include "render/svg.h"

#include <stdio.h>
#include <string.h>

/* --- headings ------------------------------------------------------------------- */

static void put_id(Html *h, const Block *block)
{
    if (block->anchor && *block->anchor)
        html_escape(h->out, block->anchor);
    else
        buffer_printf(h->out, "b%zu", h->block + 1);
}

/* ①②③④ in front of a heading stands apart, large. */
static const char *put_numeral(Html *h, const char *text)
{
    static const char *const numerals[] = {"①", "②", "③", "④"};
    for (size_t i = 0; i < 4; i++)
        if (text && strncmp(text, numerals[i], 3) == 0) {
            buffer_printf(h->out, "<span class=\"n\">%s</span>", numerals[i]);
            text += 3;
            return text + strspn(text, " ");
        }
    return text;
}

static void close_section(Html *h)
{
    if (h->in_section)
        buffer_printf(h->out, "</div></%s>\n", h->in_section);
    h->in_section = NULL;
}

static void put_heading(Html *h, const Block *block)
{
    if (block->level <= h->top) {
        close_section(h);
        buffer_text(h->out, "<section class=\"row\" id=\"");
        put_id(h, block);
        buffer_text(h->out, "\" aria-labelledby=\"h-");
        put_id(h, block);
        buffer_text(h->out, "\">\n<header><h2 id=\"h-");
        put_id(h, block);
        buffer_text(h->out, "\">");
        html_put_rich(h, put_numeral(h, block->text));
        buffer_text(h->out, "</h2></header>\n<div class=\"matter\">\n");
        h->in_section = "section";
        h->explained_count = 0;
        return;
    }
    int level = block->level - h->top >= 2 ? 4 : 3;
    buffer_printf(h->out, "<h%d id=\"", level);
    put_id(h, block);
    buffer_text(h->out, "\">");
    html_put_rich(h, block->text);
    buffer_printf(h->out, "</h%d>\n", level);
}

/* --- figure box ------------------------------------------------------------------- */

static void put_figure_cell(Html *h, const FigureCell *cell)
{
    Buffer *out = h->out;
    html_how_begin(h);
    buffer_printf(out, "<div%s><dt>", cell->squares_total > 0 ? " class=\"rate\"" : "");
    html_put_rich(h, cell->label);
    buffer_text(out, "</dt><dd><span class=\"big\">");
    html_put_rich(h, cell->value);
    if (!rich_empty(cell->unit)) {
        buffer_text(out, "<small>");
        html_put_rich(h, cell->unit);
        buffer_text(out, "</small>");
    }
    buffer_text(out, "</span>");
    if (!rich_empty(cell->fraction)) {
        buffer_text(out, " <span class=\"nb\">");
        html_put_rich(h, cell->fraction);
        buffer_text(out, "</span>");
    }
    if (cell->squares_total > 0) {
        char label[80];
        if (h->english)
            snprintf(label, sizeof label, "%d of %d items", cell->squares_filled,
                     cell->squares_total);
        else
            snprintf(label, sizeof label, "%d项中的%d项", cell->squares_total,
                     cell->squares_filled);
        html_squares(out, cell->squares_filled, cell->squares_total, label);
    }
    for (size_t i = 0; i < 4; i++) {
        if (rich_empty(cell->notes[i]))
            continue;
        buffer_text(out, "<span class=\"was\">");
        html_put_rich(h, cell->notes[i]);
        buffer_text(out, "</span>");
    }
    if (h->metric_count) {
        const char *words = html_either(h, "怎么算的", "How it is computed");
        html_put_how_link(h, h->metrics[0], words, strlen(words));
    }
    buffer_text(out, "</dd></div>\n");
}

static void put_caption(Html *h, const char *title)
{
    if (rich_empty(title))
        return;
    buffer_text(h->out, "<p class=\"cap\">");
    html_put_rich(h, title);
    buffer_text(h->out, "</p>\n");
}

static void put_figures(Html *h, const Block *block)
{
    put_caption(h, block->title);
    buffer_text(h->out, "<dl class=\"look\">\n");
    for (size_t i = 0; i < block->figure_count; i++)
        put_figure_cell(h, &block->figures[i]);
    buffer_text(h->out, "</dl>\n");
    html_put_note(h, block->note);
}

/* --- tables ---------------------------------------------------------------------- */

/* A table of words becomes labelled rows on a phone; a table of figures stays a table. */
static bool is_word_table(const Block *block)
{
    size_t words = 0;
    for (size_t c = 1; c < block->column_count; c++)
        words += block->columns[c].align == ALIGN_LEFT;
    return block->column_count >= 3 && words >= 1;
}

static void put_head(Html *h, const Block *block)
{
    buffer_text(h->out, "<thead><tr>");
    for (size_t c = 0; c < block->column_count; c++) {
        const TableColumn *column = &block->columns[c];
        buffer_printf(h->out, "<th scope=\"col\"%s>",
                      column->align == ALIGN_RIGHT ? " class=\"num\"" : "");
        html_put_rich(h, column->head);
        if (column->unit && *column->unit) {
            buffer_text(h->out, " <small>");
            html_escape(h->out, column->unit);
            buffer_text(h->out, "</small>");
        }
        buffer_text(h->out, "</th>");
    }
    buffer_text(h->out, "</tr></thead>\n");
}

static void put_first_cell(Html *h, const char *text)
{
    Buffer plain = {0};
    size_t start = h->out->length;
    bool linked = false;
    if (h->context->link && !rich_empty(text)) {
        html_put_plain(&plain, text, false);
        buffer_text(h->out, "<a href=\"");
        linked = h->context->link(h->context->link_context, plain.bytes ? plain.bytes : "", h->out);
        buffer_text(h->out, "\">");
        if (!linked) {
            h->out->length = start;
            h->out->bytes[start] = '\0';
        }
    }
    html_put_rich(h, text);
    if (linked)
        buffer_text(h->out, "</a>");
    buffer_free(&plain);
}

static void put_row(Html *h, const Block *block, const TableRow *row)
{
    static const char *const classes[] = {"", " class=\"sum\"", " class=\"end\""};
    buffer_printf(h->out, "<tr%s>", classes[row->kind]);
    for (size_t c = 0; c < block->column_count; c++) {
        const TableColumn *column = &block->columns[c];
        const char *cell = row->cells[c] ? row->cells[c] : "";
        bool right = column->align == ALIGN_RIGHT;
        if (c == 0) {
            buffer_printf(h->out, "<th scope=\"row\"%s>", right ? " class=\"num\"" : "");
            put_first_cell(h, cell);
            buffer_text(h->out, "</th>");
            continue;
        }
        buffer_printf(h->out, "<td%s data-h=\"",
                      rich_empty(cell) ? (right ? " class=\"num none\"" : " class=\"none\"")
                                       : (right ? " class=\"num\"" : ""));
        html_put_plain(h->out, column->head, true);
        if (column->unit && *column->unit) {
            buffer_char(h->out, ' ');
            html_escape(h->out, column->unit);
        }
        buffer_text(h->out, "\"><span>");
        html_put_rich(h, cell);
        buffer_text(h->out, "</span></td>");
    }
    buffer_text(h->out, "</tr>\n");
}

static void put_table(Html *h, const Block *block)
{
    bool words = is_word_table(block);
    html_how_begin(h);
    buffer_text(h->out, "<div class=\"scroll\" role=\"group\" tabindex=\"0\" aria-label=\"");
    if (rich_empty(block->title))
        html_escape(h->out, html_either(h, "表格", "Table"));
    else
        html_put_plain(h->out, block->title, true);
    buffer_printf(h->out, "\"><table%s>\n",
                  words                      ? " class=\"stack\""
                  : block->column_count <= 4 ? " class=\"fit\""
                                             : "");
    if (!rich_empty(block->title)) {
        buffer_text(h->out, "<caption>");
        html_put_rich(h, block->title);
        buffer_text(h->out, "</caption>\n");
    }
    put_head(h, block);
    buffer_text(h->out, "<tbody>\n");
    for (size_t r = 0; r < block->row_count; r++)
        put_row(h, block, &block->rows[r]);
    buffer_text(h->out, "</tbody></table></div>\n");
    html_put_note(h, block->note);
    html_how_end(h);
}

/* --- charts ------------------------------------------------------------------------ */

static void put_chart_table(Html *h, const Block *block)
{
    const Chart *chart = &block->chart;
    buffer_printf(h->out, "<details class=\"points\"><summary>%s</summary>\n<table class=\"fit\">",
                  html_either(h, "图中的数", "The values of this chart"));
    buffer_text(h->out, "<caption class=\"sr\">");
    html_put_plain(h->out, block->title, true);
    buffer_printf(h->out,
                  "</caption><thead><tr><th scope=\"col\">%s</th><th scope=\"col\" "
                  "class=\"num\">%s",
                  html_either(h, "项", "Item"), html_either(h, "数值", "Value"));
    if (chart->unit && *chart->unit) {
        buffer_text(h->out, " <small>");
        html_escape(h->out, chart->unit);
        buffer_text(h->out, "</small>");
    }
    buffer_text(h->out, "</th></tr></thead><tbody>\n");
    for (size_t i = 0; i < chart->point_count; i++) {
        const ChartPoint *point = &chart->points[i];
        buffer_text(h->out, "<tr><th scope=\"row\">");
        html_put_rich(h, point->label);
        buffer_text(h->out, "</th><td class=\"num\">");
        if (!rich_empty(point->text))
            html_put_rich(h, point->text);
        else if (!point->known) {
            buffer_text(h->out, "<span class=\"m miss\">");
            html_mark(h->out, MARK_NOT_RECEIVED);
            buffer_printf(h->out, "%s</span>", html_either(h, "未收到", "not received"));
        }
        buffer_text(h->out, "</td></tr>\n");
    }
    buffer_text(h->out, "</tbody></table></details>\n");
}

static void put_chart(Html *h, const Block *block)
{
    Buffer title = {0};
    html_how_begin(h);
    buffer_text(h->out, "<figure class=\"chart\">\n");
    if (!rich_empty(block->title)) {
        buffer_text(h->out, "<figcaption>");
        html_put_rich(h, block->title);
        buffer_text(h->out, "</figcaption>\n");
    }
    html_put_plain(&title, block->title ? block->title : "", false);
    svg_chart(&block->chart, title.bytes ? title.bytes : "", h->english, h->out);
    put_chart_table(h, block);
    html_put_note(h, block->note);
    html_how_end(h);
    buffer_text(h->out, "</figure>\n");
    buffer_free(&title);
}

/* --- the rest ------------------------------------------------------------------------ */

static void put_notice(Html *h, const Block *block)
{
    const char *kind = block->notice ? block->notice : "info";
    html_how_begin(h);
    buffer_text(h->out, "<div class=\"state ");
    html_escape(h->out, kind);
    buffer_text(h->out, "\" role=\"note\"");
    if (block->anchor && *block->anchor) {
        buffer_text(h->out, " id=\"");
        html_escape(h->out, block->anchor);
        buffer_char(h->out, '"');
    }
    buffer_text(h->out, ">\n");
    html_put_paragraphs(h, block->text ? block->text : "");
    buffer_text(h->out, "</div>\n");
}

static void put_signature(Html *h, const Block *block)
{
    buffer_text(h->out, "<div class=\"sign\"><p>");
    html_put_rich(h, block->body);
    if (block->seal)
        buffer_text(h->out, html_either(h, "（盖章）", " (seal)"));
    buffer_text(h->out, "</p><p>");
    html_put_rich(h, block->date);
    buffer_text(h->out, "</p></div>\n");
}

static void put_block(Html *h, const Block *block)
{
    if (block->kind != BLOCK_HEADING && !h->in_section) {
        /* What stands before the first heading has none: no section of the outline. */
        buffer_text(h->out, "<div class=\"row\"><header></header>\n<div class=\"matter\">\n");
        h->in_section = "div";
    }
    switch (block->kind) {
    case BLOCK_HEADING:
        put_heading(h, block);
        break;
    case BLOCK_PROSE:
        html_put_prose(h, block);
        break;
    case BLOCK_FIGURES:
        put_figures(h, block);
        break;
    case BLOCK_TABLE:
        put_table(h, block);
        break;
    case BLOCK_CHART:
        put_chart(h, block);
        break;
    case BLOCK_NOTICE:
        put_notice(h, block);
        break;
    case BLOCK_SIGNATURE:
        put_signature(h, block);
        break;
    }
    html_put_note(h, block->basis);
}

void html_render(const Document *doc, const HtmlContext *context, Buffer *out)
{
    Html h = {.doc = doc, .context = context, .out = out, .top = 9};
    h.english = doc->lang && strncmp(doc->lang, "en", 2) == 0;
    for (size_t i = 0; i < doc->block_count; i++)
        if (doc->blocks[i].kind == BLOCK_HEADING && doc->blocks[i].level < h.top)
            h.top = doc->blocks[i].level;
    for (h.block = 0; h.block < doc->block_count; h.block++)
        put_block(&h, &doc->blocks[h.block]);
    close_section(&h);
}
