/*
 * para.h - styled text -> lines: measuring, breaking, squeezing, justifying.
 *
 * Order of use:  para_new() -> para_add()... -> para_break() -> para_show() per line
 *
 * Points. Text may hold the marks of document.h: figure marks are skipped, state
 * marks (and ☐ ☑ √ ×) become drawn shapes.
 */
#ifndef PARA_H
#define PARA_H

#include "render/pdf/display.h"

typedef struct Para Para;

typedef struct {
    double width;
    double first_indent, indent; /* of the first line, of the others */
    Align align;
    bool justify;  /* every line but the last to both edges */
    bool balanced; /* lines of about the same length (titles) */
    bool loose;    /* no squeeze into a fuller line (cells): break early instead */
} ParaShape;

typedef struct {
    size_t start, end; /* clusters */
    double x, width;   /* from the left edge of the shape */
    double stretch;    /* per gap; negative: share of the squeeze taken, -1 all of it */
} ParaLine;

Para *para_new(Arena *arena, const PdfFonts *fonts);
/* ERR_DATA for a character that no face has: "no font has '…' (U+XXXX)". */
bool para_add(Para *para, Rich text, FaceId face, double size, const char *link, Error *err);
/* A reference to a footnote: small (but no less than `least`), raised, never parted from its text.
 */
bool para_add_raised(Para *para, Rich text, FaceId face, double size, double least, Error *err);
/* What is added from here on belongs to `element` rather than to the one para_show() is given. */
void para_element(Para *para, int element);
/* And is of that colour, but for links, and for ▲ and its word. */
void para_tint(Para *para, Tint tint);
void para_new_line(Para *para);
bool para_empty(const Para *para);

/* The lines, in the arena; at least one unless the paragraph is empty. */
size_t para_break(Para *para, const ParaShape *shape, const ParaLine **lines);
/* Width on one line. */
double para_width(const Para *para);
/* Width of the widest piece that must not be broken. */
double para_widest_piece(const Para *para);
/* Shows line at (x, y), y the baseline, as content of `element`. */
void para_show(const Para *para, const ParaLine *line, double x, double y, int element,
               ShowList *list);

/* One line of one style: measured and shown at once; returns its width. */
bool para_one_line(Arena *arena, const PdfFonts *fonts, Rich text, FaceId face, double size,
                   double x, double y, Align align, int element, ShowList *list, double *width,
                   Error *err);
#endif
