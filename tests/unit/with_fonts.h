/* with_fonts.h - the installed fonts and an arena, opened before and closed behind all tests. */
#ifndef WITH_FONTS_H
#define WITH_FONTS_H

#include "unit.h"

#include "render/pdf/fonts.h"
#include "render/pdf/pdf.h"

static PdfFonts *fonts;
static Arena *arena;

static int begin(void **state)
{
    (void)state;
    Error err = {0};
    arena = arena_new();
    return pdf_fonts_open(NULL, &fonts, &err) ? 0 : 1;
}

static int end(void **state)
{
    (void)state;
    pdf_fonts_close(fonts);
    arena_free(arena);
    return 0;
}
#endif
