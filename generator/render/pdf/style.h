/*
 * style.h - what a theme's pdf.lua says of paper: colours, fonts, margins, logo, seal, band.
 *
 * Order of use:  style_read() once -> pdf_render() and the like
 *
 * Without a style everything is black, in the margins of GB/T 9704, as with theme `plain`.
 */
#ifndef PDF_STYLE_H
#define PDF_STYLE_H

#include "base/config.h"
#include "render/pdf/image.h"

/* What a thing on paper is, so what colour it has. */
typedef enum {
    TINT_INK,    /* text, lines, filled squares */
    TINT_NOTE,   /* small print, last month's figure, feet of pages */
    TINT_RED,    /* 逾期, 未收到, 未达到: the mark and its word */
    TINT_ACCENT, /* links, the current bar of a chart */
    TINT_BAR,    /* ordinary bars */
    TINT_HAIR,   /* between the rows of a table */
    TINT_BAND,   /* the line under the head of a page */
    TINT_COUNT
} Tint;

typedef struct {
    uint32_t tints[TINT_COUNT];       /* 0xRRGGBB */
    bool coloured;                    /* some of it is no grey */
    double top, bottom, inner, outer; /* of A4 pages, mm */
    const char *serif, *sans, *kai;   /* font files; "": those of the configuration */
    const char *band;                 /* over every A4 page; NULL: no band */
    double band_line;                 /* pt; 0: none */
    const PdfImage *logo, *seal;      /* NULL: none */
    double logo_height, seal_width;   /* mm */
    char digest[65];                  /* of everything above, images by their bytes */
} PdfStyle;

/* Where files of the theme are looked for, the first folder first; "" entries are left out. */
#define STYLE_FOLDERS 3

/*
 * Checks what pdf.lua returned (an empty map gives the plain look). Everything in `arena`.
 * ERR_USAGE names the key and what would do: an unknown key, a colour that is none or hardly
 * stands out from paper, margins that leave no room, a logo that is missing or no PNG.
 */
bool style_read(Arena *arena, const Value *value, const Config *config,
                const char *const folders[STYLE_FOLDERS], PdfStyle *out, Error *err);
/* The configuration with the style's fonts where it names none itself. */
Config style_fonts(const PdfStyle *style, const Config *config);
#endif
