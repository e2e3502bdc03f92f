/* lint.c - see lint.h. */
#include "render/pdf/lint.h"

#include <string.h>

#include "base/utf8.h"
#include "render/pdf/kinsoku.h"

typedef struct {
    const Display *display;
    Buffer *out;
    size_t faults;
} Lint;

/* Lines of one element, over all pages. */
typedef struct {
    int lines, lines_on_first, first_page, page, lines_on_page;
    double y, h;
    int visible; /* characters of the last line */
    const Show *show;
} Lines;

static void quote(const Show *show, char *text, size_t size)
{
    size_t n = 0;
    for (size_t i = 0; i < show->count && i < 12; i++) {
        char bytes[4];
        uint32_t c = show->glyphs[i].c == FONTS_DASH_PAIR ? 0x2014 : show->glyphs[i].c;
        size_t length = utf8_encode(c, bytes);
        if (n + length + 1 > size)
            break;
        memcpy(text + n, bytes, length);
        n += length;
    }
    text[n] = '\0';
}

static void fault(Lint *lint, size_t page, const char *what, const Show *show)
{
    char text[64] = "";
    if (show)
        quote(show, text, sizeof text);
    buffer_printf(lint->out, "page %zu: %s: %s\n", page + 1, what, text);
    lint->faults++;
}

static bool is_text(const Show *show)
{
    return show->kind == SHOW_TEXT && show->count > 0;
}

/* Width of what is seen: blank halves of punctuation at the ends may stand outside. */
static void ink(const Show *show, double *left, double *right)
{
    const ShowGlyph *first = &show->glyphs[0], *last = &show->glyphs[show->count - 1];
    *left = show->x;
    *right = show->x + show->w;
    if (kinsoku_squeezable(first->c) && kinsoku_class(first->c) == KIN_OPEN)
        *left += show->h * 0.5;
    if (kinsoku_squeezable(last->c) && kinsoku_class(last->c) == KIN_CLOSE)
        *right -= show->h * 0.5;
}

static void check_area(Lint *lint, size_t page, const Show *show)
{
    const Display *d = lint->display;
    double area = page % 2 == 0 ? d->area_left : d->area_left_even, left, right;
    ink(show, &left, &right);
    if (left < area - 0.6 || right > area + d->area_w + 0.6 ||
        show->y - show->h * 0.9 < d->area_top - 1 || show->y > d->area_top + d->area_h + 1)
        fault(lint, page, "text outside the type area", show);
}

static void check_overlap(Lint *lint, size_t page, const ShowList *list)
{
    for (size_t i = 0; i < list->count; i++) {
        const Show *a = &list->shows[i];
        if (!is_text(a))
            continue;
        double al, ar;
        ink(a, &al, &ar);
        for (size_t k = i + 1; k < list->count; k++) {
            const Show *b = &list->shows[k];
            if (!is_text(b))
                continue;
            double bl, br;
            ink(b, &bl, &br);
            bool across = al < br - 0.8 && bl < ar - 0.8;
            bool down =
                a->y - a->h * 0.75 < b->y - b->h * 0.02 && b->y - b->h * 0.75 < a->y - a->h * 0.02;
            if (across && down)
                fault(lint, page, "text over text", b);
        }
    }
}

/* Of a product that promises a least size. A chart that is too high for its page may be smaller. */
static void check_size(Lint *lint, size_t page, const Show *show)
{
    bool chart = show->element != ELEMENT_ARTIFACT &&
                 lint->display->elements[show->element].tag == TAG_FIGURE;
    if (!chart && show->h < lint->display->least_size - 0.01)
        fault(lint, page, "text smaller than promised", show);
}

static bool is_heading(Tag tag)
{
    return tag == TAG_H1 || tag == TAG_H2 || tag == TAG_H3 || tag == TAG_CAPTION;
}

static void check_foot(Lint *lint, size_t page, const ShowList *list)
{
    const Show *last = NULL;
    double lowest = -1;
    for (size_t i = 0; i < list->count; i++)
        if (is_text(&list->shows[i]) && !list->shows[i].free && !list->shows[i].footnote &&
            list->shows[i].y >= lowest) {
            /* The end of the lowest line: a heading may run into its text. */
            last = &list->shows[i];
            lowest = last->y;
        }
    if (last == NULL)
        return;
    if (last->element == ELEMENT_ARTIFACT) {
        fault(lint, page, "head without a row", last);
        return;
    }
    const Element *element = &lint->display->elements[last->element];
    if (is_heading(element->tag))
        fault(lint, page, "stranded heading", last);
    if (element->tag == TAG_HEAD_CELL && !element->row_scope)
        fault(lint, page, "head without a row", last);
}

static int visible_count(const Show *show)
{
    int count = 0;
    for (size_t i = 0; i < show->count; i++) {
        KinClass kind = kinsoku_class(show->glyphs[i].c);
        count += kind != KIN_SPACE && kind != KIN_CLOSE && kind != KIN_OPEN;
    }
    return count;
}

/* Text that goes on from line to line, not a figure above its words. */
static bool is_running(Tag tag)
{
    return tag == TAG_P || tag == TAG_LIST_BODY || tag == TAG_QUOTE || tag == TAG_NOTE ||
           tag == TAG_CELL || tag == TAG_HEAD_CELL || tag == TAG_H2 || tag == TAG_H3;
}

/* Follows the lines of every element from page to page. */
static void check_lines(Lint *lint)
{
    const Display *d = lint->display;
    Lines *all = ARENA_NEW_ARRAY(d->arena, d->element_count, Lines);
    for (size_t p = 0; p < d->page_count; p++)
        for (size_t i = 0; i < d->pages[p].count; i++) {
            const Show *show = &d->pages[p].shows[i];
            if (show->element == ELEMENT_ARTIFACT || (show->kind != SHOW_MARK && !is_text(show)))
                continue;
            Lines *lines = &all[show->element];
            /* A mark stands a little above the baseline of its line. */
            double y = show->kind == SHOW_MARK ? show->y + show->h * 0.95 : show->y;
            /* The mark of a footnote is raised: small beside what it stands behind. */
            double h = show->h > lines->h ? show->h : lines->h;
            bool same = lines->lines && lines->page == (int)p && y - lines->y < h * 0.4 &&
                        lines->y - y < h * 0.4;
            if (!same) {
                if (lines->lines == 0)
                    lines->first_page = (int)p;
                double down = y - lines->y;
                if (lines->lines && lines->page == (int)p && down > 0 && is_text(show) &&
                    is_running(d->elements[show->element].tag) &&
                    down < d->least_leading * (show->h < lines->h ? show->h : lines->h) - 0.1)
                    fault(lint, p, "lines closer than promised", show);
                lines->lines_on_page = lines->page == (int)p ? lines->lines_on_page + 1 : 1;
                lines->lines++;
                lines->show = is_text(show) ? show : NULL;
                lines->visible = 0;
                lines->page = (int)p;
                lines->y = y;
                lines->h = show->h;
            }
            if (lines->first_page == (int)p)
                lines->lines_on_first = lines->lines_on_page;
            if (show->kind == SHOW_MARK)
                lines->visible++;
            else if (show->h > lines->h * 0.7)
                lines->visible += visible_count(show);
        }
    for (size_t e = 0; e < d->element_count; e++) {
        const Lines *lines = &all[e];
        Tag tag = d->elements[e].tag;
        if (lines->lines < 2)
            continue;
        if (lines->visible < 2 && (tag == TAG_P || tag == TAG_LIST_ITEM || tag == TAG_QUOTE))
            fault(lint, (size_t)lines->page, "last line of one character", lines->show);
        if (tag == TAG_P && lines->page > lines->first_page && lines->lines > 3 &&
            (lines->lines_on_first < 2 || lines->lines_on_page < 2))
            fault(lint, (size_t)lines->page, "one line alone on a page", lines->show);
    }
}

size_t lint_display(const Display *display, Buffer *out)
{
    Lint lint = {.display = display, .out = out};
    for (size_t p = 0; p < display->page_count; p++) {
        const ShowList *list = &display->pages[p];
        for (size_t i = 0; i < list->count; i++)
            if (is_text(&list->shows[i])) {
                if (!list->shows[i].free)
                    check_area(&lint, p, &list->shows[i]);
                check_size(&lint, p, &list->shows[i]);
            }
        check_overlap(&lint, p, list);
        check_foot(&lint, p, list);
    }
    check_lines(&lint);
    return lint.faults;
}
