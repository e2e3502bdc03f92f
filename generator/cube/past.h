/*
 * past.h - what a published metrics.csv says of one metric.
 *
 * The file is sorted by metric and may be large, so only the lines of that metric are looked at.
 */
#ifndef PAST_H
#define PAST_H

#include "cube/figure.h"

typedef struct Past Past;

typedef struct {
    int scope;
    Month period;
    Window window;
    FigureState state;
    Int128 numerator, denominator; /* 0 where there is none */
} PastFigure;

/* NULL where `path` is "" or cannot be read. Lives in `arena`; past_close() gives the file back. */
Past *past_open(Arena *arena, const char *path);
/* Figures of plain metric `id` whose scopes are still there; *out is in the arena. NULL is fine. */
size_t past_figures(const Past *past, const ScopeSet *scopes, const char *id, PastFigure **out);
void past_close(Past *past);
#endif
