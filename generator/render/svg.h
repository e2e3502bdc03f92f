/*
 * svg.h - a chart as inline SVG that flows with the page.
 *
 * Places across are per cent and texts are in the page's own sizes, so a chart
 * never shrinks below readable letters. Colours come from the page's style
 * sheet by class: .bar .cur .cmp .gap .aim.
 */
#ifndef SVG_H
#define SVG_H

#include "base/buffer.h"
#include "doc/document.h"

/* `title` and the chart's description become its text equivalent. */
void svg_chart(const Chart *chart, const char *title, bool english, Buffer *out);
#endif
