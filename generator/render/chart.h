/*
 * chart.h - a Chart as marks in points, for paper; pages draw the same plot (plot.h) as SVG.
 *
 * x grows to the right, y downwards, from the drawing's upper left corner.
 * What a mark looks like is said by its Ink (look/tokens.md): value on each bar, zero
 * base, no axis, no grid; this month accent, comparison hatched, missing dashed.
 */
#ifndef CHART_H
#define CHART_H

#include "doc/document.h"

typedef enum { DRAW_RECT, DRAW_LINE, DRAW_TEXT } DrawKind;

typedef enum {
    INK_BAR,        /* rect: grey fill */
    INK_CURRENT,    /* rect: accent fill (paper: black); text: bold */
    INK_COMPARISON, /* rect: hatched, outlined */
    INK_MISSING,    /* rect: empty, dashed outline */
    INK_OUTLINE,    /* rect: empty, outlined */
    INK_SERIES,     /* line between two values */
    INK_BASE,       /* line under the bars */
    INK_TARGET,     /* line at the target; black tick */
    INK_TEXT,       /* ordinary text */
    INK_NOTE        /* text in ink-2 */
} Ink;

typedef struct {
    DrawKind kind;
    Ink ink;
    double x, y, w, h; /* a line runs from (x, y) to (x + w, y + h); text: (x, y) on its baseline */
    double size;       /* text */
    Align align;       /* text: which part of it stands at x */
    Rich text;
} ChartMark;

typedef struct {
    double width, height;
    const ChartMark *marks;
    size_t count;
} ChartDrawing;

/*
 * The marks of `chart`, `width` points wide with texts of `size` points; the
 * height follows. Columns where labels fit side by side, else lying bars.
 */
void chart_draw(Arena *arena, const Chart *chart, double width, double size, ChartDrawing *out);
/* A guess at a text's width in points: 1 em per han, 0.6 per ASCII character, 0.25 between. */
double chart_text_width(Rich text, double size);
#endif
