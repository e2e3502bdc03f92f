/*
 * geometry.h - a display list as text: what stands where, in hundredths of a point.
 *
 *   text    BASELINE  TAG  LEFT+WIDTH FACE SIZE “first characters” | the next on that line …
 *   drawn   KIND x y w h line
 *   chart   figure of N parts x y w h; the first one of a document is listed in full
 *
 * Lines that go on as they began (same columns, same step) are counted, not listed, so the table
 * of 400 rows is a page to read, and a diff says what moved.
 */
#ifndef GEOMETRY_H
#define GEOMETRY_H

#include <math.h>

#include "base/utf8.h"
#include "render/pdf/display.h"

#define GEOMETRY_WORDS 6

/* Ties of the fifth digit fall the same way on every machine. */
static inline long geometry_hundredths(double v)
{
    return (long)floor(v * 100 + 0.5 + 1e-4);
}

static inline void geometry_number(Buffer *out, double v)
{
    long n = geometry_hundredths(v), size = labs(n);
    buffer_printf(out, "%s%ld.%02ld", n < 0 ? "-" : "", size / 100, size % 100);
}

static inline const char *geometry_tag(const Display *display, const Show *show)
{
    static const char *const names[] = {[TAG_DOCUMENT] = "document",
                                        [TAG_H1] = "h1",
                                        [TAG_H2] = "h2",
                                        [TAG_H3] = "h3",
                                        [TAG_P] = "p",
                                        [TAG_WORDS] = "words",
                                        [TAG_LIST] = "list",
                                        [TAG_LIST_ITEM] = "item",
                                        [TAG_LIST_BODY] = "li",
                                        [TAG_LINK] = "link",
                                        [TAG_QUOTE] = "quote",
                                        [TAG_TABLE] = "table",
                                        [TAG_ROW] = "row",
                                        [TAG_HEAD_CELL] = "th",
                                        [TAG_CELL] = "td",
                                        [TAG_FIGURE] = "figure",
                                        [TAG_SECTION] = "section",
                                        [TAG_NOTE] = "note",
                                        [TAG_CAPTION] = "caption"};
    return show->element == ELEMENT_ARTIFACT ? "-" : names[display->elements[show->element].tag];
}

/* A chart's parts; the first one of a document is listed in full, the others as boxes. */
static inline bool geometry_in_figure(const Display *display, const Show *show, int besides)
{
    return show->element >= 0 && show->element != besides &&
           display->elements[show->element].tag == TAG_FIGURE && show->kind != SHOW_QR;
}

static inline bool geometry_is_text(const Show *show)
{
    return show->kind == SHOW_TEXT && show->count > 0;
}

static inline bool geometry_same(double a, double b)
{
    return geometry_hundredths(a) == geometry_hundredths(b);
}

/* Do two stand on one line? A mark stands a little above the baseline of its text. */
static inline bool geometry_one_line(const Show *a, const Show *b)
{
    if (a->kind == SHOW_TEXT && b->kind == SHOW_TEXT)
        return geometry_same(a->y, b->y);
    double down = a->y + (a->kind == SHOW_MARK ? a->h * 0.95 : 0) - b->y -
                  (b->kind == SHOW_MARK ? b->h * 0.95 : 0);
    return down > -2 && down < 2;
}

/* Those from `first` that stand on its baseline. */
static inline size_t geometry_line_end(const ShowList *page, size_t first)
{
    const Show *line = &page->shows[first];
    size_t end = first + 1;
    for (; end < page->count; end++) {
        const Show *show = &page->shows[end];
        if ((show->kind != SHOW_MARK && !geometry_is_text(show)) || !geometry_one_line(line, show))
            break;
        line = line->kind == SHOW_TEXT ? line : show;
    }
    return end;
}

/* Do the cells of two lines stand in the same columns, left or right edge under each other? */
static inline bool geometry_alike(const ShowList *page, size_t a, size_t a_end, size_t b,
                                  size_t b_end)
{
    const size_t a0 = a, b0 = b;
    for (; a < a_end && b < b_end; a++, b++) {
        const Show *above = &page->shows[a], *below = &page->shows[b];
        bool mark = above->kind == SHOW_MARK;
        if (above->kind != below->kind || above->face != below->face ||
            (mark && !geometry_same(above->y - page->shows[a0].y, below->y - page->shows[b0].y)) ||
            !geometry_same(above->h, below->h) ||
            (!geometry_same(above->x, below->x) &&
             !geometry_same(above->x + above->w, below->x + below->w)))
            return false;
    }
    return a == a_end && b == b_end;
}

static inline void geometry_words(const Show *show, Buffer *out)
{
    for (size_t i = 0; i < show->count && i < GEOMETRY_WORDS; i++) {
        char bytes[4];
        uint32_t c = show->glyphs[i].c == FONTS_DASH_PAIR ? 0x2014 : show->glyphs[i].c;
        buffer_put(out, bytes, utf8_encode(c, bytes));
    }
}

static inline void geometry_line(const Display *display, const ShowList *page, size_t from,
                                 size_t to, Buffer *out)
{
    static const char *const faces[FACE_COUNT] = {"song", "song-bold", "hei", "hei-bold", "kai"};
    size_t first = from;
    while (first + 1 < to && page->shows[first].kind == SHOW_MARK)
        first++;
    geometry_number(out, page->shows[first].y);
    buffer_printf(out, " %s", geometry_tag(display, &page->shows[from]));
    for (size_t i = from; i < to; i++) {
        const Show *show = &page->shows[i];
        buffer_text(out, i > from ? " | " : " ");
        geometry_number(out, show->x);
        buffer_char(out, '+');
        geometry_number(out, show->w);
        if (show->kind == SHOW_MARK) {
            buffer_printf(out, " mark %d from ", (int)show->mark);
            geometry_number(out, show->y);
            buffer_text(out, " to ");
            geometry_number(out, show->y + show->h);
            continue;
        }
        bool again = i > from && page->shows[i - 1].kind == SHOW_TEXT &&
                     page->shows[i - 1].face == show->face &&
                     geometry_same(page->shows[i - 1].h, show->h);
        if (!again) {
            buffer_printf(out, " %s ", faces[show->face]);
            geometry_number(out, show->h);
        }
        buffer_char(out, ' ');
        geometry_words(show, out);
    }
    buffer_char(out, '\n');
}

static inline void geometry_more(Buffer *out, size_t more, double dx, double dy)
{
    if (more == 0)
        return;
    buffer_printf(out, "    and %zu more, each ", more);
    geometry_number(out, dx);
    buffer_text(out, " right, ");
    geometry_number(out, dy);
    buffer_text(out, " down\n");
}

static inline void geometry_texts(const Display *display, const ShowList *page, Buffer *out)
{
    size_t last = 0, last_end = 0, more = 0;
    double step = 0;
    for (size_t i = 0, end; i < page->count; i = end) {
        end = i + 1;
        if (!geometry_is_text(&page->shows[i]) && page->shows[i].kind != SHOW_MARK)
            continue;
        end = geometry_line_end(page, i);
        double down = last_end ? page->shows[i].y - page->shows[last].y : 0;
        if (last_end && (more == 0 || geometry_same(down, step)) && down > 0 &&
            geometry_alike(page, last, last_end, i, end)) {
            step = down;
            more++;
        } else {
            geometry_more(out, more, 0, step);
            more = 0;
            geometry_line(display, page, i, end, out);
        }
        last = i;
        last_end = end;
    }
    geometry_more(out, more, 0, step);
}

static inline void geometry_drawn(const ShowList *page, ShowKind kind, const char *name,
                                  Buffer *out)
{
    const Show *last = NULL;
    size_t more = 0;
    double dx = 0, dy = 0;
    for (size_t i = 0; i < page->count; i++) {
        const Show *show = &page->shows[i];
        if (show->kind != kind)
            continue;
        double right = last ? show->x - last->x : 0, down = last ? show->y - last->y : 0;
        if (last && (more == 0 || (geometry_same(right, dx) && geometry_same(down, dy))) &&
            geometry_same(show->w, last->w) && geometry_same(show->h, last->h) &&
            geometry_same(show->line_width, last->line_width) && show->dashed == last->dashed) {
            dx = right;
            dy = down;
            more++;
        } else {
            geometry_more(out, more, dx, dy);
            more = 0;
            const double numbers[] = {show->x, show->y, show->w, show->h, show->line_width};
            buffer_text(out, name);
            for (size_t n = 0; n < 5; n++) {
                buffer_char(out, ' ');
                geometry_number(out, numbers[n]);
            }
            buffer_text(out, show->dashed ? " dashed\n" : "\n");
        }
        last = show;
    }
    geometry_more(out, more, dx, dy);
}

static inline void geometry_boxes(const Display *display, const ShowList *page, int besides,
                                  Buffer *out)
{
    for (size_t i = 0; i < page->count; i++) {
        const Show *show = &page->shows[i];
        int element = show->element;
        if (!geometry_in_figure(display, show, besides) ||
            (i && page->shows[i - 1].element == element))
            continue;
        double left = show->x, right = left, top = show->y, bottom = top;
        size_t parts = 0;
        for (; i + parts < page->count && show[parts].element == element; parts++) {
            const Show *part = &show[parts];
            double below = part->kind == SHOW_TEXT ? 0 : part->h;
            left = part->x < left ? part->x : left;
            top = part->y < top ? part->y : top;
            right = part->x + part->w > right ? part->x + part->w : right;
            bottom = part->y + below > bottom ? part->y + below : bottom;
        }
        buffer_printf(out, "figure of %zu parts ", parts);
        const double numbers[] = {left, top, right - left, bottom - top};
        for (size_t n = 0; n < 4; n++) {
            geometry_number(out, numbers[n]);
            buffer_char(out, n < 3 ? ' ' : '\n');
        }
    }
}

static inline void geometry_text(const Display *display, Buffer *out)
{
    static const struct {
        ShowKind kind;
        const char *name;
    } drawn[] = {{SHOW_LINE, "line"},     {SHOW_FRAME, "frame"},
                 {SHOW_FILL, "fill"},     {SHOW_HATCH, "hatch"},
                 {SHOW_QR, "code"},       {SHOW_CIRCLE, "circle"},
                 {SHOW_IMAGE, "picture"}, {SHOW_WATERMARK, "watermark"}};
    int figure = 0; /* the first */
    while (figure < (int)display->element_count && display->elements[figure].tag != TAG_FIGURE)
        figure++;
    for (size_t p = 0; p < display->page_count; p++) {
        ShowList page = {0};
        for (size_t i = 0; i < display->pages[p].count; i++)
            if (!geometry_in_figure(display, &display->pages[p].shows[i], figure))
                show_add(display->arena, &page, display->pages[p].shows[i]);
        buffer_printf(out, "== page %zu of %zu: ", p + 1, display->page_count);
        geometry_number(out, display_page_width(display, p));
        buffer_text(out, " by ");
        geometry_number(out, display_page_height(display, p));
        buffer_char(out, '\n');
        geometry_texts(display, &page, out);
        geometry_boxes(display, &display->pages[p], figure, out);
        for (size_t k = 0; k < sizeof drawn / sizeof *drawn; k++)
            geometry_drawn(&page, drawn[k].kind, drawn[k].name, out);
    }
}
#endif
