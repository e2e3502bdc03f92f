/*
 * markdown.c - see markdown.h.
 *
 * Texts of blocks are escaped so that no cell can become markup in a reader of
 * CommonMark or of GitHub's dialect; figures stand plain, as they are printed.
 */
#include "render/markdown.h"

#include "render/prose.h"
#include "render/rich.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

typedef struct {
    const Document *doc;
    Buffer *out;
    bool english;
} Markdown;

/* Nothing but the marks of a quote, heading or list stands on this line yet. */
static bool at_line_start(const Buffer *out)
{
    size_t i = out->length;
    while (i && strchr("> #-", out->bytes[i - 1]))
        i--;
    return !i || out->bytes[i - 1] == '\n';
}

/*
 * Characters that open markup anywhere get a backslash, those that open it only at the
 * start of a line get one there; "://", "www." and "@" would become links by themselves.
 */
static void put_escaped(Buffer *out, const char *text, size_t length)
{
    for (size_t i = 0, size; i < length; i += size) {
        bool unsafe, start = at_line_start(out);
        char c = text[i];
        size = rich_character(text + i, length - i, &unsafe);
        if (unsafe || (start && c == ' '))
            continue;
        if (c == '\n') {
            buffer_char(out, ' ');
        } else if (start && c >= '0' && c <= '9') {
            /* "1." and "1)" would begin a list. */
            for (size = 0; i + size < length && text[i + size] >= '0' && text[i + size] <= '9';)
                buffer_char(out, text[i + size++]);
            if (i + size < length && (text[i + size] == '.' || text[i + size] == ')'))
                buffer_char(out, '\\');
        } else {
            if (strchr("\\`*_[]<>|&~#!@", c) || (start && strchr("-+=", c)) ||
                (c == ':' && i + 1 < length && text[i + 1] == '/') ||
                (c == '.' && i >= 3 && strncasecmp(text + i - 3, "www", 3) == 0))
                buffer_char(out, '\\');
            buffer_put(out, text + i, size);
        }
    }
}

static const char *mark_text(Mark mark)
{
    static const char *const texts[] = {"●", "○", "◐", "▲", "□", "◆", "◇", "■", "☐", "☑", "√", "×"};
    return texts[mark];
}

static void put_rich(Markdown *m, const char *text)
{
    for (RichPiece p; rich_next(&text, &p);) {
        if (p.kind == RICH_MARK)
            buffer_text(m->out, mark_text(p.mark));
        else
            put_escaped(m->out, p.text, p.length);
    }
}

static void end_paragraph(Markdown *m)
{
    buffer_text(m->out, "\n\n");
}

static void put_line(Markdown *m, const char *text)
{
    if (rich_empty(text))
        return;
    put_rich(m, text);
    end_paragraph(m);
}

static void put_caption(Markdown *m, const char *title)
{
    if (rich_empty(title))
        return;
    buffer_text(m->out, "**");
    put_rich(m, title);
    buffer_text(m->out, "**");
    end_paragraph(m);
}

static void put_figures(Markdown *m, const Block *block)
{
    put_caption(m, block->title);
    for (size_t i = 0; i < block->figure_count; i++) {
        const FigureCell *cell = &block->figures[i];
        buffer_text(m->out, "- ");
        put_rich(m, cell->label);
        buffer_text(m->out, m->english ? ": " : "：");
        put_rich(m, cell->value);
        put_rich(m, cell->unit);
        put_rich(m, cell->fraction);
        for (size_t n = 0; n < 4; n++) {
            if (rich_empty(cell->notes[n]))
                continue;
            buffer_text(m->out, m->english ? "; " : "；");
            put_rich(m, cell->notes[n]);
        }
        buffer_char(m->out, '\n');
    }
    buffer_char(m->out, '\n');
    put_line(m, block->note);
}

static void put_cell(Markdown *m, const char *text)
{
    buffer_text(m->out, " ");
    put_rich(m, text ? text : "");
    buffer_text(m->out, " |");
}

static void put_table(Markdown *m, const Block *block)
{
    static const char *const rules[] = {" --- |", " ---: |", " :---: |"};
    put_caption(m, block->title);
    buffer_char(m->out, '|');
    for (size_t c = 0; c < block->column_count; c++) {
        const TableColumn *column = &block->columns[c];
        buffer_char(m->out, ' ');
        put_rich(m, column->head);
        if (column->unit && *column->unit) {
            buffer_text(m->out, m->english ? " (" : "（");
            put_escaped(m->out, column->unit, strlen(column->unit));
            buffer_text(m->out, m->english ? ")" : "）");
        }
        buffer_text(m->out, " |");
    }
    buffer_text(m->out, "\n|");
    for (size_t c = 0; c < block->column_count; c++)
        buffer_text(m->out, rules[block->columns[c].align]);
    buffer_char(m->out, '\n');
    for (size_t r = 0; r < block->row_count; r++) {
        buffer_char(m->out, '|');
        for (size_t c = 0; c < block->column_count; c++)
            put_cell(m, block->rows[r].cells[c]);
        buffer_char(m->out, '\n');
    }
    buffer_char(m->out, '\n');
    put_line(m, block->note);
}

static void put_chart(Markdown *m, const Block *block)
{
    const Chart *chart = &block->chart;
    put_caption(m, block->title);
    put_line(m, chart->description);
    buffer_text(m->out, m->english ? "| Item | Value" : "| 项 | 数值");
    if (chart->unit && *chart->unit) {
        buffer_text(m->out, m->english ? " (" : "（");
        put_escaped(m->out, chart->unit, strlen(chart->unit));
        buffer_text(m->out, m->english ? ")" : "）");
    }
    buffer_text(m->out, " |\n| --- | ---: |\n");
    for (size_t i = 0; i < chart->point_count; i++) {
        const ChartPoint *point = &chart->points[i];
        buffer_char(m->out, '|');
        put_cell(m, point->label);
        put_cell(m, point->known || !rich_empty(point->text) ? point->text
                    : m->english                             ? "not received"
                                                             : "未收到");
        buffer_char(m->out, '\n');
    }
    buffer_char(m->out, '\n');
    put_line(m, block->note);
}

/* Paragraphs apart, each line escaped. */
static void put_quote(Markdown *m, const char *text)
{
    while (*text) {
        const char *end = strstr(text, "\n\n");
        size_t length = end ? (size_t)(end - text) : strlen(text);
        char *part = memory_alloc(length + 1);
        memcpy(part, text, length);
        part[length] = '\0';
        if (!rich_empty(part)) {
            buffer_text(m->out, "> ");
            put_rich(m, part);
            end_paragraph(m);
        }
        free(part);
        text += length;
        text += strspn(text, "\n");
    }
}

static bool may_link(const char *address)
{
    return address && !strpbrk(address, "<> \t\n") &&
           (strncasecmp(address, "http://", 7) == 0 || strncasecmp(address, "https://", 8) == 0 ||
            strncasecmp(address, "mailto:", 7) == 0);
}

/* A stop at the end of bold text goes behind the stars: `**重点：**后文` is not bold in CommonMark.
 */
static size_t stop_at_end(const char *text)
{
    static const char *const stops[] = {"：", "。", "，", "；", "！", "？", "、", "）", "”", NULL};
    size_t length = strlen(text);
    for (size_t i = 0; stops[i]; i++) {
        size_t size = strlen(stops[i]);
        if (length > size && strcmp(text + length - size, stops[i]) == 0)
            return size;
    }
    return 0;
}

static void put_run(Markdown *m, const ProseRun *run)
{
    const char *stars = run->bold ? "**" : run->emphasis ? "*" : "";
    size_t stop = *stars ? stop_at_end(run->text) : 0, length = strlen(run->text);
    char *text = memory_alloc(length + 1);
    memcpy(text, run->text, length + 1);
    text[length - stop] = '\0';
    if (run->line_break)
        buffer_text(m->out, "\\\n");
    if (may_link(run->link))
        buffer_char(m->out, '[');
    buffer_text(m->out, stars);
    put_rich(m, text);
    buffer_text(m->out, stars);
    buffer_text(m->out, run->text + length - stop);
    if (may_link(run->link)) {
        buffer_text(m->out, "](<");
        buffer_text(m->out, run->link);
        buffer_text(m->out, ">)");
    }
    free(text);
}

static void put_prose(Markdown *m, const char *markdown)
{
    Arena *arena = arena_new();
    Prose prose = {0};
    prose_parse(arena, markdown, &prose);
    for (size_t i = 0; i < prose.count; i++) {
        const ProsePart *part = &prose.parts[i];
        for (int d = 1; d < part->depth || (d == part->depth && part->kind == PROSE_MORE); d++)
            buffer_text(m->out, "    ");
        if (part->kind == PROSE_HEADING)
            buffer_text(m->out, "#### ");
        else if (part->kind == PROSE_QUOTE)
            buffer_text(m->out, "> ");
        else if (part->kind == PROSE_RULE)
            buffer_text(m->out, "---");
        else if (part->kind == PROSE_ITEM && part->number)
            buffer_printf(m->out, "%d. ", part->number);
        else if (part->kind == PROSE_ITEM)
            buffer_text(m->out, "- ");
        for (size_t r = 0; r < part->run_count; r++)
            put_run(m, &part->runs[r]);
        bool tight = part->kind == PROSE_ITEM && i + 1 < prose.count &&
                     prose.parts[i + 1].kind == PROSE_ITEM;
        buffer_text(m->out, tight ? "\n" : "\n\n");
    }
    arena_free(arena);
}

static void put_block(Markdown *m, const Block *block)
{
    switch (block->kind) {
    case BLOCK_HEADING:
        buffer_text(m->out, block->level <= 1 ? "## " : block->level == 2 ? "### " : "#### ");
        put_rich(m, block->text);
        end_paragraph(m);
        break;
    case BLOCK_PROSE:
        put_prose(m, block->text ? block->text : "");
        break;
    case BLOCK_FIGURES:
        put_figures(m, block);
        break;
    case BLOCK_TABLE:
        put_table(m, block);
        break;
    case BLOCK_CHART:
        put_chart(m, block);
        break;
    case BLOCK_NOTICE:
        put_quote(m, block->text ? block->text : "");
        break;
    case BLOCK_SIGNATURE:
        put_rich(m, block->body);
        if (block->seal)
            buffer_text(m->out, m->english ? " (seal)" : "（盖章）");
        end_paragraph(m);
        put_line(m, block->date);
        break;
    }
    put_line(m, block->basis);
}

void markdown_render(const Document *doc, Buffer *out)
{
    Markdown m = {doc, out, doc->lang && strncmp(doc->lang, "en", 2) == 0};
    buffer_text(out, "# ");
    put_rich(&m, doc->title);
    end_paragraph(&m);
    if (doc->draft)
        buffer_text(out, m.english ? "**Draft for comment**\n\n" : "**征求意见稿**\n\n");
    for (size_t i = 0; i < doc->block_count; i++)
        put_block(&m, &doc->blocks[i]);
    if (doc->fingerprint && *doc->fingerprint) {
        buffer_text(out, m.english ? "Fingerprint of the data: " : "数据指纹：");
        put_escaped(out, doc->fingerprint, strlen(doc->fingerprint));
        end_paragraph(&m);
    }
    if (doc->chain_head && *doc->chain_head) {
        buffer_text(out, m.english ? "Chain before this edition: " : "上一版链头：");
        put_escaped(out, doc->chain_head, strlen(doc->chain_head));
        end_paragraph(&m);
    }
    while (out->length > 1 && out->bytes[out->length - 1] == '\n' &&
           out->bytes[out->length - 2] == '\n')
        out->bytes[--out->length] = '\0';
}
