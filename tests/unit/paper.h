/*
 * paper.h - faces and laid out pages, for tests of paper.
 *
 * Order of use:  paper_open, paper_close as the group's set-up and tear-down -> paper_lay_out()
 */
#ifndef PAPER_H
#define PAPER_H

#include <stdio.h>
#include <stdlib.h>

#include "draft.h"
#include "render/pdf/layout.h"
#include "render/pdf/lint.h"

static PdfFonts *fonts;

/* The faces of the packages that the program names, not those a machine may have besides. */
static inline int paper_open(void **state)
{
    (void)state;
    Error err = {0};
    char *own = realpath("tests/paper/fonts.conf", NULL);
    setenv("FONTCONFIG_FILE", own ? own : "", 1);
    free(own);
    if (pdf_fonts_open(NULL, &fonts, &err))
        return 0;
    fprintf(stderr, "%s\n", err.text);
    return 1;
}

static inline int paper_close(void **state)
{
    (void)state;
    pdf_fonts_close(fonts);
    return 0;
}

/* The pages of one product; the test fails unless the lint finds nothing on them. */
static inline void paper_lay_out(Draft *draft, PdfProduct product, Display *display)
{
    Error err = {0};
    Buffer faults = {0};
    bool good =
        product == PDF_POSTER
            ? poster_document(draft->arena, fonts, &draft->doc, NULL, display, &err)
            : layout_document(draft->arena, fonts, &draft->doc, product, NULL, display, &err);
    if (!good)
        fail_msg("%s", err.text);
    if (lint_display(display, &faults))
        fail_msg("%s: %s", draft->doc.title, faults.bytes);
    buffer_free(&faults);
}
#endif
