/* html_prose.c - paragraphs, lists and quotations of a note in HTML; see html_own.h. */
#include "render/html_own.h"

#include "render/prose.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

void html_put_paragraphs(Html *h, const char *text)
{
    while (*text) {
        const char *end = strstr(text, "\n\n");
        size_t length = end ? (size_t)(end - text) : strlen(text);
        if (length) {
            char *part = memory_alloc(length + 1);
            memcpy(part, text, length);
            part[length] = '\0';
            buffer_text(h->out, "<p>");
            html_put_rich(h, part);
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
    html_put_rich(h, run->text);
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

void html_put_prose(Html *h, const Block *block)
{
    Arena *arena = arena_new();
    Prose prose = {0};
    prose_parse(arena, block->text ? block->text : "", &prose);
    html_how_begin(h);
    buffer_printf(h->out, "<div class=\"prose%s\">", block->from_office ? " office" : "");
    if (block->from_office)
        buffer_printf(h->out, "<p class=\"by\">%s</p>",
                      html_either(h, "单位说明", "In the office's own words"));
    buffer_char(h->out, '\n');
    put_parts(h, &prose);
    html_how_end(h);
    buffer_text(h->out, "</div>\n");
    arena_free(arena);
}
