/*
 * lint.h - what a typesetter would send back: faults to be seen on laid out pages.
 *
 * Tests run it on every page they produce. Checks: text over text, text outside the
 * type area, a heading or a table head at the foot of a page, a last line of one
 * character, the first or last line of a paragraph alone on a page, text smaller or lines
 * closer than the product promises (large print: 18 pt, 1.5).
 */
#ifndef LINT_H
#define LINT_H

#include "render/pdf/display.h"

/* Appends one line per fault to `out`; how many. */
size_t lint_display(const Display *display, Buffer *out);
#endif
