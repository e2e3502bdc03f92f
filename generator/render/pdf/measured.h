/*
 * measured.h - text as clusters: their glyphs and widths, and where lines may break.
 *
 * Order of use:  measured_text()... (each behind what it was given) -> measured_finish()
 *
 * What was measured is kept with the fonts: a bulletin is laid out several times, and what a
 * thousand bulletins say is nearly the same. So nothing measured may be changed, and none outlives
 * measures_tidy().
 */
#ifndef MEASURED_H
#define MEASURED_H

#include "render/pdf/display.h"

/* A character; sizes and widths here and below in points. */
typedef struct {
    uint32_t c;
    uint16_t glyph;
    uint8_t face, kind, tint;
    bool is_mark : 1, new_line : 1, squeezes : 1;
    bool joins : 1; /* of the same style as the one before it */
    float size, advance, native, shift, rise;
    const char *link;
} Cluster;

typedef struct {
    FaceId face;
    double size;
    Tint tint;
    const char *link;
    bool new_line; /* it begins one */
    bool raised;   /* by `rise`, and never parted from what stands before it */
    float rise;
} TextStyle;

typedef struct Measured {
    const Cluster *clusters;
    size_t count;
    bool new_line; /* asked for behind it */
    bool alarm;    /* behind ▲ or a dashed square, up to the next punctuation */

    /* by measured_finish(); before cluster i: */
    bool finished;
    bool lines;             /* there is a new line in it */
    const uint8_t *breaks;  /* Break */
    float *pair, *give;     /* space or squeeze, and how much may still be taken away */
    double *sum, *sum_give; /* of everything before cluster i, pair[i] not included */

    /* para.c: of all of it on one line, and of what must not be broken; -1: not known yet */
    double width, widest_piece;

    struct Broken *broken; /* para.c: as it was broken into lines before */
    struct Key *key;       /* NULL: not kept, but in the arena of the paragraph */
    Arena *arena;
} Measured;

Measures *measures_new(void);
void measures_free(Measures *measures);
/* Between two documents: forgets everything where that has become much. */
void measures_tidy(Measures *measures);
size_t measures_kept(const Measures *measures); /* bytes */

/*
 * `text` in `style` behind `before` (NULL: nothing). Linked text, and what stands behind it, lives
 * in `arena`. NULL with ERR_DATA for a character that no face has.
 */
Measured *measured_text(const PdfFonts *fonts, Arena *arena, const Measured *before, Rich text,
                        const TextStyle *style, Error *err);
void measured_finish(const PdfFonts *fonts, Measured *text);

/* Is it as wide as letters and digits are, or as han, so that a space parts it from the other? */
bool cluster_is_latin(const Cluster *cluster);
#endif
