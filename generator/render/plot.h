/*
 * plot.h - a Chart as marks without units: the one place where values become lengths.
 *
 * chart.h draws them in points for paper, svg.h in per cent and pixels for pages. Across, marks
 * stand in 1/10000 of the drawing's width, each point in the middle of its share; upwards they are
 * counted in 1/1000 of the range of all values and the target, from zero.
 */
#ifndef PLOT_H
#define PLOT_H

#include "doc/document.h"

typedef enum {
    PLOT_BAR,  /* from zero to `to` */
    PLOT_DOT,  /* at `to`, in the middle of x, w */
    PLOT_JOIN, /* a line from (x, from) to (x + w, to); there is none over a gap */
    PLOT_GAP   /* a month without data: never a bar of 0 */
} PlotKind;

/* How the parts of a stacked bar look, in turn: neighbours differ, in grey too. */
typedef enum { PART_DARK, PART_GREY, PART_HATCHED, PART_EMPTY, PART_LOOKS } PartLook;

typedef struct {
    PlotKind kind;
    size_t point;  /* of the chart; marks come in their order */
    long x, w;     /* of a stacked bar: its part of the whole */
    int from, to;  /* below zero: negative */
    PartLook look; /* of a stacked bar's part */
} PlotMark;

typedef struct {
    const PlotMark *marks;
    size_t count;
    long pitch; /* share of one point */
    int low;    /* of the range, at most 0 */
    int target; /* where the chart has one */
} Plot;

/* Marks in `arena`; exact, whatever the values. A chart without points has none. */
void plot_make(Arena *arena, const Chart *chart, Plot *out);
#endif
