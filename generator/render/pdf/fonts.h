/*
 * fonts.h - five faces: found, verified, measured and subset with HarfBuzz.
 *
 * The only module that includes fontconfig.h and hb*.h. Lengths are 1/1000 em.
 * Measuring remembers what it found; the memory is in PdfFonts, so one PdfFonts
 * belongs to one process (workers inherit a copy when they are forked).
 */
#ifndef FONTS_H
#define FONTS_H

#include <stdint.h>

#include "render/pdf/pdf.h"

typedef enum {
    FACE_SERIF,      /* 宋: text */
    FACE_SERIF_BOLD, /* title, large figures, totals */
    FACE_SANS,       /* 黑: boxes, foot, poster */
    FACE_SANS_BOLD,  /* level 1 headings, bold in text */
    FACE_KAI,        /* 楷: level 2 headings, emphasis */
    FACE_COUNT
} FaceId;

/* Beyond Unicode: —— as one glyph without a seam, where the face has one. */
#define FONTS_DASH_PAIR 0x110000u

typedef struct {
    uint16_t glyph, advance;
} FontGlyph;

/* False where this very face has no outline for `c`. */
bool fonts_glyph(const PdfFonts *fonts, FaceId face, uint32_t c, FontGlyph *out);
/* The face itself or the next one in its chain of stand-ins that has `c`. */
bool fonts_find(const PdfFonts *fonts, FaceId *face, uint32_t c, FontGlyph *out);
/* Digits stand in cells of this width, so that figures are tabular in every face. */
int fonts_digit_width(const PdfFonts *fonts, FaceId face);
/* Text that was measured with them (measured.h). */
typedef struct Measures Measures;
Measures *fonts_measures(const PdfFonts *fonts);

typedef struct {
    char *bytes; /* memory_alloc()ed: a bare CFF table, or a TrueType file */
    size_t length;
    bool cff;
    char name[64];          /* PostScript name without subset tag */
    int ascent, descent;    /* 1/1000 em */
    int box[4];             /* 1/1000 em */
    const uint16_t *glyphs; /* as asked, ascending */
    const uint16_t *codes;  /* what the content stream says for glyphs[i] */
    const uint16_t *advances;
    size_t count;
} FontSubset;

/*
 * The face with only glyphs[0..count-1] (ascending). Arrays in *out live in the
 * arena; free(out->bytes).
 */
bool fonts_subset(const PdfFonts *fonts, FaceId face, Arena *arena, const uint16_t *glyphs,
                  size_t count, FontSubset *out, Error *err);
/* The same without its bytes, which go deflated to `packed`, emptied first; they are what Length1
 * of TrueType counts. */
bool fonts_subset_packed(const PdfFonts *fonts, FaceId face, Arena *arena, const uint16_t *glyphs,
                         size_t count, FontSubset *out, Buffer *packed, Error *err);
#endif
