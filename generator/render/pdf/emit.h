/* emit.h - a display list as a PDF file, through libharu. The only module that includes hpdf.h. */
#ifndef EMIT_H
#define EMIT_H

#include "render/pdf/fontset.h"

typedef struct {
    const char *title, *lang, *subject;
    Month period;       /* the file's dates; never today */
    const Buffer *data; /* attached as figures.csv; NULL: nothing is */
} EmitInfo;

/*
 * The whole file into `out` (emptied first); `set` was made for this display, alone or among
 * others. ERR_INTERNAL where a library refuses.
 */
bool emit_pdf(const PdfFonts *fonts, const FontSet *set, const Display *display,
              const EmitInfo *info, Buffer *out, Error *err);
#endif
