/*
 * figbox.c - see layout.h: the box of figures to be seen at one look.
 *
 * Cells stand side by side between hairlines inside a heavy frame; a row takes as
 * many as fit, the spare width is shared by what each needs.
 */
#include <math.h>
#include <string.h>

#include "base/utf8.h"
#include "render/pdf/layout.h"

#define PAD 9.0
#define SQUARES_MOST 40
#define PAD_LEAST 6.0 /* where it puts all cells in one row */

typedef struct {
    double width; /* needed, padding included */
    double pad;
    double value_size;
    bool fraction_below; /* no room for the fraction beside the figure */
} CellPlan;

static bool has_han(Rich text)
{
    size_t length = strlen(text), step;
    for (size_t i = 0; i < length; i += step) {
        uint32_t c = utf8_decode(text + i, length - i, &step);
        if (c >= 0x2E80 && !(c >= 0xE000 && c <= 0xF8FF))
            return true;
    }
    return false;
}

static bool width_of(Layout *layout, Rich text, FaceId face, double size, double *width, Error *err)
{
    *width = 0;
    return !layout_given(text) || para_one_line(layout->arena, layout->fonts, text, face, size, 0,
                                                0, ALIGN_LEFT, 0, NULL, width, err);
}

/* The width of the figure's line: figure, unit, fraction. */
static bool value_line(Layout *layout, const FigureCell *cell, double size, bool fraction,
                       double *width, Error *err)
{
    double value, unit, part = 0;
    FaceId face = has_han(cell->value) ? FACE_SANS_BOLD : FACE_SERIF_BOLD;
    if (!width_of(layout, cell->value, face, size, &value, err) ||
        !width_of(layout, cell->unit, FACE_SANS, layout->g->label, &unit, err) ||
        (fraction && !width_of(layout, cell->fraction, FACE_SANS, layout->g->label, &part, err)))
        return false;
    *width = value + unit + part + (unit > 0 ? 3 : 0);
    return true;
}

/* How many stand in one row: more than twenty stand in two, so that the box stays in one. */
static int squares_beside(const FigureCell *cell)
{
    int total = cell->squares_total > SQUARES_MOST ? SQUARES_MOST : cell->squares_total;
    return total > SQUARES_MOST / 2 ? (total + 1) / 2 : total;
}

static bool plan_cell(Layout *layout, const FigureCell *cell, CellPlan *plan, Error *err)
{
    const Geometry *g = layout->g;
    double w, widest;
    plan->value_size = has_han(cell->value) ? g->figure * 0.55 : g->figure;
    if (!width_of(layout, cell->label, FACE_SANS, g->label, &widest, err) ||
        !value_line(layout, cell, plan->value_size, true, &w, err))
        return false;
    widest = w > widest ? w : widest;
    for (int i = 0; i < 4; i++) {
        if (!width_of(layout, cell->notes[i], FACE_SANS, g->label, &w, err))
            return false;
        widest = w > widest ? w : widest;
    }
    double squares = cell->squares_total > 0 ? 5.5 * squares_beside(cell) : 0;
    widest = squares > widest ? squares : widest;
    plan->pad = PAD;
    plan->width = widest + 2 * PAD;
    return true;
}

/* Small text of a cell, wrapped; returns the height used, or -1. */
static double cell_text(Layout *layout, Rich text, Tint tint, double x, double y, double w,
                        int element, ShowList *list, Error *err)
{
    double size = layout->g->label, line = size * 1.55;
    if (!layout_given(text))
        return 0;
    Para *para = para_new(layout->arena, layout->fonts);
    para_tint(para, tint);
    if (!para_add(para, text, FACE_SANS, size, NULL, err))
        return -1;
    ParaShape shape = {.width = w, .loose = true};
    const ParaLine *lines;
    size_t count = para_break(para, &shape, &lines);
    for (size_t i = 0; i < count; i++)
        para_show(para, &lines[i], x, y + line * (double)i + line * 0.5 + size * 0.38, element,
                  list);
    return line * (double)count;
}

void layout_squares(Arena *arena, ShowList *list, double x, double y, double w, double h,
                    int filled, int total, int element)
{
    double step = w / total, gap = step * 0.2;
    if (step > h * 1.25) {
        step = h * 1.25;
        gap = step * 0.2;
    }
    for (int i = 0; i < total; i++) {
        bool full = i < filled;
        double line = 0.7, inset = full ? 0 : line / 2;
        show_add(arena, list,
                 (Show){.kind = full ? SHOW_FILL : SHOW_FRAME,
                        .element = element,
                        .x = x + step * i + inset,
                        .y = y + inset,
                        .w = step - gap - 2 * inset,
                        .h = h - 2 * inset,
                        .line_width = line});
    }
}

static double show_cell(Layout *layout, const FigureCell *cell, const CellPlan *plan, double x,
                        double w, int parent, ShowList *list, Error *err)
{
    const Geometry *g = layout->g;
    double inner = w - 2 * plan->pad, y = g->label * 0.6, left = x + plan->pad, width, used;
    int element = display_element(layout->display, TAG_WORDS, parent);
    used = cell_text(layout, cell->label, TINT_INK, left, y, inner, element, list, err);
    if (used < 0)
        return -1;
    y += used;

    double size = plan->value_size;
    bool below = false;
    if (!value_line(layout, cell, size, true, &width, err))
        return -1;
    if (width > inner && layout_given(cell->fraction)) {
        below = true;
        if (!value_line(layout, cell, size, false, &width, err))
            return -1;
    }
    while (width > inner && size > g->label) {
        size = size * 0.92 < g->label ? g->label : size * 0.92;
        if (!value_line(layout, cell, size, !below, &width, err))
            return -1;
    }
    if (layout_given(cell->value) && width > inner) {
        /* Not even small: as words, broken where it must be. */
        used = cell_text(layout, cell->value, TINT_INK, left, y, inner, element, list, err);
        if (used < 0)
            return -1;
        y += used;
    } else if (layout_given(cell->value)) {
        double baseline = y + plan->value_size * 0.65 + size * 0.36 + 2, at = left, step;
        FaceId face = has_han(cell->value) ? FACE_SANS_BOLD : FACE_SERIF_BOLD;
        if (!para_one_line(layout->arena, layout->fonts, cell->value, face, size, at, baseline,
                           ALIGN_LEFT, element, list, &step, err))
            return -1;
        at += step;
        if (layout_given(cell->unit)) {
            if (!para_one_line(layout->arena, layout->fonts, cell->unit, FACE_SANS, g->label,
                               at + 3, baseline, ALIGN_LEFT, element, list, &step, err))
                return -1;
            at += step + 3;
        }
        if (layout_given(cell->fraction) && !below &&
            !para_one_line(layout->arena, layout->fonts, cell->fraction, FACE_SANS, g->label, at,
                           baseline, ALIGN_LEFT, element, list, &step, err))
            return -1;
        y += plan->value_size * 1.3;
    }
    if (below) {
        used = cell_text(layout, cell->fraction, TINT_INK, left, y, inner, element, list, err);
        if (used < 0)
            return -1;
        y += used;
    }
    if (cell->squares_total > 0 && cell->squares_total <= SQUARES_MOST) {
        int beside = squares_beside(cell), high = cell->squares_total > beside ? 2 : 1;
        for (int r = 0; r < high; r++) {
            int total = r ? cell->squares_total - beside : beside;
            int filled = cell->squares_filled - r * beside;
            filled = filled < 0 ? 0 : filled > total ? total : filled;
            layout_squares(layout->arena, list, left, y + 3, inner * total / beside,
                           g->label * 0.75, filled, total, ELEMENT_ARTIFACT);
            y += g->label * (r + 1 < high ? 1 : 0.75);
        }
        y += 8;
    }
    for (int i = 0; i < 4; i++) {
        used = cell_text(layout, cell->notes[i], TINT_NOTE, left, y, inner, element, list, err);
        if (used < 0)
            return -1;
        y += used;
    }
    return y + g->label * 0.6;
}

static bool show_row(Layout *layout, const Block *block, const CellPlan *plans, size_t from,
                     size_t to, bool only, int element, Error *err)
{
    const Geometry *g = layout->g;
    double needed = 0, height = 0, x = 0;
    for (size_t i = from; i < to; i++)
        needed += plans[i].width;
    double scale = g->w / needed;
    Piece *piece = layout_piece(layout, 0);
    ShowList shows = {0};
    for (size_t i = from; i < to; i++) {
        double w = plans[i].width * scale;
        double used = show_cell(layout, &block->figures[i], &plans[i], x, w, element, &shows, err);
        if (used < 0)
            return false;
        height = used > height ? used : height;
        x += w;
    }
    /* A single row takes whole lines of the grid, its spare space inside the frame. */
    if (only && g->snap * 2 > g->pitch - 0.1)
        height = ceil((height + g->pitch * 0.4) / g->pitch - 0.05) * g->pitch - g->pitch * 0.4;
    x = 0;
    for (size_t i = from; i + 1 < to; i++) {
        x += plans[i].width * scale;
        show_add(layout->arena, &shows,
                 (Show){.kind = SHOW_LINE,
                        .element = ELEMENT_ARTIFACT,
                        .x = x,
                        .h = height,
                        .line_width = 0.4});
    }
    show_add(layout->arena, &shows,
             (Show){.kind = SHOW_FRAME,
                    .element = ELEMENT_ARTIFACT,
                    .x = 0.7,
                    .w = g->w - 1.4,
                    .h = height,
                    .line_width = 1.4});
    piece->shows = shows;
    piece->height = height;
    return true;
}

bool figbox_block(Layout *layout, const Block *block, Error *err)
{
    const Geometry *g = layout->g;
    size_t n = block->figure_count;
    if (n == 0)
        return true;
    int element = display_element(layout->display, TAG_SECTION, layout->root);
    if (!block_caption(layout, block, element, err))
        return false;
    CellPlan *plans = ARENA_NEW_ARRAY(layout->arena, n, CellPlan);
    double total = 0;
    for (size_t i = 0; i < n; i++) {
        if (!plan_cell(layout, &block->figures[i], &plans[i], err))
            return false;
        if (plans[i].width > g->w)
            plans[i].width = g->w;
        total += plans[i].width;
    }
    double saved = 2 * (PAD - PAD_LEAST) * (double)n;
    if (total > g->w && total - saved <= g->w) {
        for (size_t i = 0; i < n; i++) {
            plans[i].pad = PAD_LEAST;
            plans[i].width -= 2 * (PAD - PAD_LEAST);
        }
        total -= saved;
    }
    /* The same number of cells in every row, as far as they fit: 5, 3 + 3, 4 + 3 … */
    size_t rows = total <= g->w * 1.04 ? 1 : 2, first = layout->count;
    for (; rows < n; rows++) {
        size_t per_row = (n + rows - 1) / rows;
        double widest = 0;
        for (size_t from = 0; from < n; from += per_row) {
            double w = 0;
            for (size_t i = from; i < n && i < from + per_row; i++)
                w += plans[i].width;
            widest = w > widest ? w : widest;
        }
        if (widest <= g->w * 1.04)
            break;
    }
    size_t per_row = (n + rows - 1) / rows;
    for (size_t from = 0; from < n; from += per_row) {
        if (!show_row(layout, block, plans, from, from + per_row < n ? from + per_row : n,
                      rows == 1, element, err))
            return false;
    }
    layout->pieces[first].before = g->pitch * 0.2;
    Piece *last = &layout->pieces[layout->count - 1];
    last->height += g->pitch * 0.2;
    last->snap = true;
    double height = 0;
    for (size_t i = first; i < layout->count; i++)
        height += layout->pieces[i].height;
    for (size_t i = first; i + 1 < layout->count && height < g->h * 0.6; i++)
        layout->pieces[i].keep_soft = true;
    return block_note(layout, block, element, err);
}
