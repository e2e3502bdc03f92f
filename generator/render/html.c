/*
 * html.c - see html.h.
 *
 * One function per kind of block; all text goes through put_rich() or
 * html_escape(), so there is one place where a document meets markup.
 */
#include "render/html.h"

#include "render/prose.h"
#include "render/rich.h"
#include "render/svg.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { METRICS_MAX = 12, EXPLAINED_MAX = 128 };

typedef struct {
    const Document *doc;
    const HtmlContext *context;
    Buffer *out;
    bool english;
    int top;                                /* heading level that opens a section */
    const char *in_section;                 /* the element that is open, or NULL */
    size_t block;                           /* index, for ids */
    const MetricInfo *metrics[METRICS_MAX]; /* shown since how_begin() */
    size_t metric_count;
    const MetricInfo *explained[EXPLAINED_MAX]; /* in this section: said once is enough */
    size_t explained_count;
} Html;

static const char *either(const Html *h, const char *zh, const char *en)
{
    return h->english ? en : zh;
}

/* --- figures and rich text ------------------------------------------------------ */

/* Suffixes of one metric (D36.hotline, D36.visit …) have one explanation. */
static bool is_listed(const MetricInfo *const *list, size_t count, const MetricInfo *metric)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(list[i]->base_id, metric->base_id) == 0)
            return true;
    return false;
}

static void remember_metric(Html *h, const Figure *figure)
{
    const MetricInfo *metric = figure->metric;
    if (metric && h->metric_count < METRICS_MAX && !is_listed(h->metrics, h->metric_count, metric))
        h->metrics[h->metric_count++] = metric;
}

static void put_figure(Html *h, const RichPiece *piece)
{
    const Figure *figure = piece->use < h->doc->use_count ? h->doc->uses[piece->use].figure : NULL;
    if (!figure) {
        html_escape_bytes(h->out, piece->text, piece->length);
        return;
    }
    remember_metric(h, figure);
    html_figure(h->out, figure, h->context->scopes, piece->text, piece->length);
}

/* Where the word behind a state mark ends: the first bracket or stop; in Chinese, a blank too. */
static size_t word_end(const char *text, size_t length, bool english)
{
    static const char *const stops[] = {"，", "。", "；", "、", "（", "：", "\n",
                                        "(",  ",",  ";",  ":",  " ",  NULL};
    for (size_t i = 0; i < length; i++)
        for (size_t s = 0; stops[s]; s++)
            if (length - i >= strlen(stops[s]) &&
                memcmp(text + i, stops[s], strlen(stops[s])) == 0 && !(english && *stops[s] == ' '))
                return i;
    return length;
}

/* Bytes of the character at `text` if it is Chinese, its punctuation included; else 0. */
static size_t chinese_at(const char *text, size_t length)
{
    const unsigned char *p = (const unsigned char *)text;
    if (length < 3)
        return 0;
    unsigned code = (p[0] & 15u) << 12 | (p[1] & 63u) << 6 | (p[2] & 63u);
    if ((p[0] & 0xF0) == 0xF0)
        return length >= 4 && (p[0] & 7u) == 0 && (p[1] & 63u) >= 32 ? 4 : 0;
    return (p[0] & 0xF0) == 0xE0 && code >= 0x3000 && code < 0xE000 ? 3 : 0;
}

/* Data stay as they were entered: on an English page a reader must know that they are Chinese. */
static void put_words(Html *h, const char *text, size_t length)
{
    size_t plain = 0;
    for (size_t i = 0; h->english && i < length;) {
        size_t end = i, size = chinese_at(text + i, length - i);
        if (!size) {
            i++;
            continue;
        }
        html_escape_bytes(h->out, text + plain, i - plain);
        /* Digits and letters between Chinese characters belong to them. */
        for (size_t j = i; j < length && text[j] != ' ' && text[j] != '(';) {
            size = chinese_at(text + j, length - j);
            j += size ? size : 1;
            end = size ? j : end;
        }
        buffer_text(h->out, "<span lang=\"zh-CN\">");
        html_escape_bytes(h->out, text + i, end - i);
        buffer_text(h->out, "</span>");
        plain = i = end;
    }
    html_escape_bytes(h->out, text + plain, length - plain);
}

static void put_lines(Html *h, const char *text, size_t length)
{
    while (length) {
        const char *end = memchr(text, '\n', length);
        size_t size = end ? (size_t)(end - text) : length;
        put_words(h, text, size);
        if (!end)
            return;
        buffer_text(h->out, "<br>");
        text += size + 1;
        length -= size + 1;
    }
}

static void put_rich(Html *h, const char *text)
{
    bool in_mark = false;
    for (RichPiece p; rich_next(&text, &p);) {
        if (p.kind == RICH_FIGURE) {
            put_figure(h, &p);
        } else if (p.kind == RICH_MARK) {
            if (in_mark)
                buffer_text(h->out, "</span>");
            buffer_printf(h->out, "<span class=\"m %s\">", html_mark_name(p.mark));
            html_mark(h->out, p.mark);
            in_mark = true;
        } else {
            size_t word = in_mark ? word_end(p.text, p.length, h->english) : 0;
            put_lines(h, p.text, word);
            if (in_mark && word < p.length) {
                buffer_text(h->out, "</span>");
                in_mark = false;
            }
            put_lines(h, p.text + word, p.length - word);
        }
    }
    if (in_mark)
        buffer_text(h->out, "</span>");
}

/* The words alone, for attributes and look-ups. */
static void put_plain(Buffer *out, const char *text, bool escaped)
{
    for (RichPiece p; rich_next(&text, &p);) {
        if (p.kind == RICH_MARK)
            continue;
        if (escaped)
            html_escape_bytes(out, p.text, p.length);
        else
            buffer_put(out, p.text, p.length);
    }
}

static void how_begin(Html *h)
{
    h->metric_count = 0;
}

static void put_how_link(Html *h, const MetricInfo *metric, const char *words, size_t length)
{
    buffer_printf(h->out, "<a class=\"how\" href=\"%smethod/index.html#",
                  h->context->pages ? h->context->pages : h->context->root);
    html_escape(h->out, metric->id);
    buffer_text(h->out, "\">");
    html_escape_bytes(h->out, words, length);
    buffer_text(h->out, "</a>");
}

/* "来源分布：12345" -> "来源分布": a suffix's title begins with the metric's own. */
static size_t title_length(const MetricInfo *metric, const char *title)
{
    const char *colon = strstr(title, "：");
    if (!colon)
        colon = strstr(title, ": ");
    return colon && strcmp(metric->id, metric->base_id) != 0 ? (size_t)(colon - title)
                                                             : strlen(title);
}

/*
 * One line of links to the definitions of all figures since how_begin() that were not
 * explained in this section before.
 */
static void how_end(Html *h)
{
    bool any = false;
    for (size_t i = 0; i < h->metric_count; i++) {
        const MetricInfo *metric = h->metrics[i];
        if (is_listed(h->explained, h->explained_count, metric))
            continue;
        if (h->explained_count < EXPLAINED_MAX)
            h->explained[h->explained_count++] = metric;
        buffer_text(h->out, any ? either(h, "、", ", ")
                                : either(h, "<p class=\"hows\">怎么算的：",
                                         "<p class=\"hows\">How it is computed: "));
        const char *title = h->english ? metric->title.en : metric->title.zh;
        if (!title || !*title)
            title = metric->id;
        put_how_link(h, metric, title, title_length(metric, title));
        any = true;
    }
    if (any)
        buffer_text(h->out, "</p>\n");
}

static void put_note(Html *h, const char *note)
{
    if (rich_empty(note))
        return;
    buffer_text(h->out, "<p class=\"small note\">");
    put_rich(h, note);
    buffer_text(h->out, "</p>\n");
}

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
        put_rich(h, put_numeral(h, block->text));
        buffer_text(h->out, "</h2></header>\n<div class=\"matter\">\n");
        h->in_section = "section";
        h->explained_count = 0;
        return;
    }
    int level = block->level - h->top >= 2 ? 4 : 3;
    buffer_printf(h->out, "<h%d id=\"", level);
    put_id(h, block);
    buffer_text(h->out, "\">");
    put_rich(h, block->text);
    buffer_printf(h->out, "</h%d>\n", level);
}

/* --- figure box ------------------------------------------------------------------- */

static void put_figure_cell(Html *h, const FigureCell *cell)
{
    Buffer *out = h->out;
    how_begin(h);
    buffer_printf(out, "<div%s><dt>", cell->squares_total > 0 ? " class=\"rate\"" : "");
    put_rich(h, cell->label);
    buffer_text(out, "</dt><dd><span class=\"big\">");
    put_rich(h, cell->value);
    if (!rich_empty(cell->unit)) {
        buffer_text(out, "<small>");
        put_rich(h, cell->unit);
        buffer_text(out, "</small>");
    }
    buffer_text(out, "</span>");
    if (!rich_empty(cell->fraction)) {
        buffer_text(out, " <span class=\"nb\">");
        put_rich(h, cell->fraction);
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
        put_rich(h, cell->notes[i]);
        buffer_text(out, "</span>");
    }
    if (h->metric_count) {
        const char *words = either(h, "怎么算的", "How it is computed");
        put_how_link(h, h->metrics[0], words, strlen(words));
    }
    buffer_text(out, "</dd></div>\n");
}

static void put_caption(Html *h, const char *title)
{
    if (rich_empty(title))
        return;
    buffer_text(h->out, "<p class=\"cap\">");
    put_rich(h, title);
    buffer_text(h->out, "</p>\n");
}

static void put_figures(Html *h, const Block *block)
{
    put_caption(h, block->title);
    buffer_text(h->out, "<dl class=\"look\">\n");
    for (size_t i = 0; i < block->figure_count; i++)
        put_figure_cell(h, &block->figures[i]);
    buffer_text(h->out, "</dl>\n");
    put_note(h, block->note);
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
        put_rich(h, column->head);
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
        put_plain(&plain, text, false);
        buffer_text(h->out, "<a href=\"");
        linked = h->context->link(h->context->link_context, plain.bytes ? plain.bytes : "", h->out);
        buffer_text(h->out, "\">");
        if (!linked) {
            h->out->length = start;
            h->out->bytes[start] = '\0';
        }
    }
    put_rich(h, text);
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
        put_plain(h->out, column->head, true);
        if (column->unit && *column->unit) {
            buffer_char(h->out, ' ');
            html_escape(h->out, column->unit);
        }
        buffer_text(h->out, "\"><span>");
        put_rich(h, cell);
        buffer_text(h->out, "</span></td>");
    }
    buffer_text(h->out, "</tr>\n");
}

static void put_table(Html *h, const Block *block)
{
    bool words = is_word_table(block);
    how_begin(h);
    buffer_text(h->out, "<div class=\"scroll\" role=\"group\" tabindex=\"0\" aria-label=\"");
    if (rich_empty(block->title))
        html_escape(h->out, either(h, "表格", "Table"));
    else
        put_plain(h->out, block->title, true);
    buffer_printf(h->out, "\"><table%s>\n",
                  words                      ? " class=\"stack\""
                  : block->column_count <= 4 ? " class=\"fit\""
                                             : "");
    if (!rich_empty(block->title)) {
        buffer_text(h->out, "<caption>");
        put_rich(h, block->title);
        buffer_text(h->out, "</caption>\n");
    }
    put_head(h, block);
    buffer_text(h->out, "<tbody>\n");
    for (size_t r = 0; r < block->row_count; r++)
        put_row(h, block, &block->rows[r]);
    buffer_text(h->out, "</tbody></table></div>\n");
    put_note(h, block->note);
    how_end(h);
}

/* --- charts ------------------------------------------------------------------------ */

static void put_chart_table(Html *h, const Block *block)
{
    const Chart *chart = &block->chart;
    buffer_printf(h->out, "<details class=\"points\"><summary>%s</summary>\n<table class=\"fit\">",
                  either(h, "图中的数", "The values of this chart"));
    buffer_text(h->out, "<caption class=\"sr\">");
    put_plain(h->out, block->title, true);
    buffer_printf(h->out,
                  "</caption><thead><tr><th scope=\"col\">%s</th><th scope=\"col\" "
                  "class=\"num\">%s",
                  either(h, "项", "Item"), either(h, "数值", "Value"));
    if (chart->unit && *chart->unit) {
        buffer_text(h->out, " <small>");
        html_escape(h->out, chart->unit);
        buffer_text(h->out, "</small>");
    }
    buffer_text(h->out, "</th></tr></thead><tbody>\n");
    for (size_t i = 0; i < chart->point_count; i++) {
        const ChartPoint *point = &chart->points[i];
        buffer_text(h->out, "<tr><th scope=\"row\">");
        put_rich(h, point->label);
        buffer_text(h->out, "</th><td class=\"num\">");
        if (!rich_empty(point->text))
            put_rich(h, point->text);
        else if (!point->known) {
            buffer_text(h->out, "<span class=\"m miss\">");
            html_mark(h->out, MARK_NOT_RECEIVED);
            buffer_printf(h->out, "%s</span>", either(h, "未收到", "not received"));
        }
        buffer_text(h->out, "</td></tr>\n");
    }
    buffer_text(h->out, "</tbody></table></details>\n");
}

static void put_chart(Html *h, const Block *block)
{
    Buffer title = {0};
    how_begin(h);
    buffer_text(h->out, "<figure class=\"chart\">\n");
    if (!rich_empty(block->title)) {
        buffer_text(h->out, "<figcaption>");
        put_rich(h, block->title);
        buffer_text(h->out, "</figcaption>\n");
    }
    put_plain(&title, block->title ? block->title : "", false);
    svg_chart(&block->chart, title.bytes ? title.bytes : "", h->english, h->out);
    put_chart_table(h, block);
    put_note(h, block->note);
    how_end(h);
    buffer_text(h->out, "</figure>\n");
    buffer_free(&title);
}

/* --- the rest ------------------------------------------------------------------------ */

static void put_paragraphs(Html *h, const char *text)
{
    while (*text) {
        const char *end = strstr(text, "\n\n");
        size_t length = end ? (size_t)(end - text) : strlen(text);
        if (length) {
            char *part = memory_alloc(length + 1);
            memcpy(part, text, length);
            part[length] = '\0';
            buffer_text(h->out, "<p>");
            put_rich(h, part);
            buffer_text(h->out, "</p>\n");
            free(part);
        }
        text += length;
        text += strspn(text, "\n");
    }
}

static bool may_link(const char *address)
{
    return address &&
           (strncasecmp(address, "http://", 7) == 0 || strncasecmp(address, "https://", 8) == 0 ||
            strncasecmp(address, "mailto:", 7) == 0);
}

static void put_run(Html *h, const ProseRun *run)
{
    bool link = may_link(run->link);
    if (run->line_break)
        buffer_text(h->out, "<br>");
    if (link) {
        buffer_text(h->out, "<a rel=\"noopener noreferrer\" href=\"");
        html_escape(h->out, run->link);
        buffer_text(h->out, "\">");
    }
    buffer_text(h->out, run->bold ? "<strong>" : "");
    buffer_text(h->out, run->emphasis ? "<em>" : "");
    buffer_text(h->out, run->code ? "<code>" : "");
    put_rich(h, run->text);
    buffer_text(h->out, run->code ? "</code>" : "");
    buffer_text(h->out, run->emphasis ? "</em>" : "");
    buffer_text(h->out, run->bold ? "</strong>" : "");
    buffer_text(h->out, link ? "</a>" : "");
}

static void put_runs(Html *h, const ProsePart *part, const char *before, const char *after)
{
    buffer_text(h->out, before);
    for (size_t i = 0; i < part->run_count; i++)
        put_run(h, &part->runs[i]);
    buffer_text(h->out, after);
}

enum { LIST_DEPTH_MAX = 16 };

/* Lists that are open around a part, outermost first. */
typedef struct {
    bool ordered[LIST_DEPTH_MAX];
    int depth;
} Lists;

static void close_lists(Html *h, Lists *lists, int depth)
{
    while (lists->depth > depth)
        buffer_text(h->out, lists->ordered[--lists->depth] ? "</li></ol>\n" : "</li></ul>\n");
}

static void put_item(Html *h, Lists *lists, const ProsePart *part)
{
    int depth = part->depth < 1 ? 1 : part->depth > LIST_DEPTH_MAX ? LIST_DEPTH_MAX : part->depth;
    bool ordered = part->number > 0;
    close_lists(h, lists, depth);
    if (lists->depth == depth && lists->ordered[depth - 1] != ordered)
        close_lists(h, lists, depth - 1);
    if (lists->depth == depth)
        buffer_text(h->out, "</li>\n");
    while (lists->depth < depth) {
        if (lists->depth + 1 < depth)
            buffer_text(h->out, ordered ? "<ol><li>" : "<ul><li>");
        else if (part->number > 1)
            buffer_printf(h->out, "<ol start=\"%d\">", part->number);
        else
            buffer_text(h->out, ordered ? "<ol>" : "<ul>");
        lists->ordered[lists->depth++] = ordered;
    }
    put_runs(h, part, "<li>", "");
}

static void put_parts(Html *h, const Prose *prose)
{
    Lists lists = {.depth = 0};
    for (size_t i = 0; i < prose->count; i++) {
        const ProsePart *part = &prose->parts[i];
        if (part->kind == PROSE_ITEM) {
            put_item(h, &lists, part);
            continue;
        }
        close_lists(h, &lists, part->kind == PROSE_MORE || part->depth ? part->depth : 0);
        switch (part->kind) {
        case PROSE_HEADING:
            put_runs(h, part, "<h3>", "</h3>\n");
            break;
        case PROSE_QUOTE:
            put_runs(h, part, "<blockquote><p>", "</p></blockquote>\n");
            break;
        case PROSE_CODE:
            put_runs(h, part, "<pre>", "</pre>\n");
            break;
        case PROSE_RULE:
            buffer_text(h->out, "<hr>\n");
            break;
        default:
            put_runs(h, part, "<p>", "</p>\n");
        }
    }
    close_lists(h, &lists, 0);
}

static void put_prose(Html *h, const Block *block)
{
    Arena *arena = arena_new();
    Prose prose = {0};
    prose_parse(arena, block->text ? block->text : "", &prose);
    how_begin(h);
    buffer_printf(h->out, "<div class=\"prose%s\">", block->from_office ? " office" : "");
    if (block->from_office)
        buffer_printf(h->out, "<p class=\"by\">%s</p>",
                      either(h, "单位说明", "In the office's own words"));
    buffer_char(h->out, '\n');
    put_parts(h, &prose);
    how_end(h);
    buffer_text(h->out, "</div>\n");
    arena_free(arena);
}

static void put_notice(Html *h, const Block *block)
{
    const char *kind = block->notice ? block->notice : "info";
    how_begin(h);
    buffer_text(h->out, "<div class=\"state ");
    html_escape(h->out, kind);
    buffer_text(h->out, "\" role=\"note\"");
    if (block->anchor && *block->anchor) {
        buffer_text(h->out, " id=\"");
        html_escape(h->out, block->anchor);
        buffer_char(h->out, '"');
    }
    buffer_text(h->out, ">\n");
    put_paragraphs(h, block->text ? block->text : "");
    buffer_text(h->out, "</div>\n");
}

static void put_signature(Html *h, const Block *block)
{
    buffer_text(h->out, "<div class=\"sign\"><p>");
    put_rich(h, block->body);
    if (block->seal)
        buffer_text(h->out, either(h, "（盖章）", " (seal)"));
    buffer_text(h->out, "</p><p>");
    put_rich(h, block->date);
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
        put_prose(h, block);
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
    put_note(h, block->basis);
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
