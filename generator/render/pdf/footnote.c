/* footnote.c - see layout.h: what a block rests on, in small type at the foot of its page. */
#include <string.h>

#include "render/pdf/layout.h"

#define SEPARATOR 9.0 /* above the first: blank, a hairline over a third of the width */

static bool make(Layout *layout, const char *text, int number, Piece *out, Error *err)
{
    const Geometry *g = layout->g;
    double size = g->small, pitch = size * g->leading, width;
    char *mark = arena_printf(layout->arena, "〔%d〕", number);
    Para *para = para_new(layout->arena, layout->fonts);
    int element = display_element(layout->display, TAG_NOTE, layout->root);
    *out = (Piece){.head = -1};
    para_tint(para, TINT_NOTE);
    if (!para_one_line(layout->arena, layout->fonts, mark, FACE_SERIF, size, 0, pitch * 0.8,
                       ALIGN_LEFT, element, &out->shows, &width, err) ||
        !para_add(para, text, FACE_SERIF, size, NULL, err))
        return false;
    ParaShape shape = {.width = g->w - width - 2};
    const ParaLine *lines;
    size_t count = para_break(para, &shape, &lines);
    for (size_t i = 0; i < count; i++)
        para_show(para, &lines[i], width + 2, pitch * ((double)i + 0.8), element, &out->shows);
    for (size_t i = 0; i < out->shows.count; i++)
        out->shows.shows[i].footnote = true;
    out->height = pitch * (double)count;
    return true;
}

static bool find_or_add(Layout *layout, const char *text, int *number, Error *err)
{
    for (*number = 1; *number <= layout->footnote_count; ++*number)
        if (strcmp(layout->footnotes[*number - 1].text, text) == 0)
            return true;
    if (layout->footnote_count == layout->footnote_capacity) {
        int more = layout->footnote_capacity ? layout->footnote_capacity * 2 : 8;
        struct Footnote *grown = ARENA_NEW_ARRAY(layout->arena, (size_t)more, struct Footnote);
        if (layout->footnote_count)
            memcpy(grown, layout->footnotes, (size_t)layout->footnote_count * sizeof *grown);
        layout->footnotes = grown;
        layout->footnote_capacity = more;
    }
    struct Footnote *note = &layout->footnotes[layout->footnote_count++];
    note->text = text;
    return make(layout, text, *number, &note->piece, err);
}

bool footnote_refer(Layout *layout, const Block *block, Para *para, FaceId face, double size,
                    int *number, Error *err)
{
    *number = 0;
    if (!layout_given(block->basis))
        return true;
    return find_or_add(layout, block->basis, number, err) &&
           para_add_raised(para, arena_printf(layout->arena, "〔%d〕", *number), face, size,
                           layout->g->least, err);
}

double footnote_height(const Layout *layout, int number, size_t before)
{
    return layout->footnotes[number - 1].piece.height + (before ? 0 : SEPARATOR);
}

void footnotes_place(Layout *layout, const int *numbers, size_t count, int page, double left)
{
    const Geometry *g = layout->g;
    ShowList *list = &layout->display->pages[page];
    double height = 0;
    for (size_t i = 0; i < count; i++)
        height += layout->footnotes[numbers[i] - 1].piece.height;
    double y = g->top + g->h - height;
    if (count)
        show_add(layout->arena, list,
                 (Show){.kind = SHOW_LINE,
                        .element = ELEMENT_ARTIFACT,
                        .x = left,
                        .y = y - 3,
                        .w = g->w / 3,
                        .line_width = 0.5});
    for (size_t i = 0; i < count; i++) {
        Piece *piece = &layout->footnotes[numbers[i] - 1].piece;
        show_append(layout->arena, list, &piece->shows, left, y);
        y += piece->height;
        /* Read aloud once; on later pages it is a repetition. */
        for (size_t k = 0; k < piece->shows.count; k++)
            piece->shows.shows[k].element = ELEMENT_ARTIFACT;
    }
}
