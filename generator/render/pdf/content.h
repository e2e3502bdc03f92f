/*
 * content.h - one page's shows as a PDF content stream.
 *
 * Order of use:  content_begin() -> content_page() per page, with every glyph's code
 * known. Knows operators, not objects; emit.c owns those.
 */
#ifndef CONTENT_H
#define CONTENT_H

#include "render/pdf/display.h"

/* What the document uses of one face. */
typedef struct {
    bool used;
    uint32_t *characters; /* per glyph: character + 1 it is extracted as; 0: not used */
    uint16_t *codes;      /* per glyph: what the stream says */
    uint16_t *glyphs;     /* those used, as they came */
    size_t count, room;
} FaceUse;

typedef struct {
    int element, mcid; /* marked content `mcid` of this page belongs to `element` */
} MarkedContent;

typedef struct {
    MarkedContent *marked;
    size_t count, capacity;
} PageMarks;

/* Notes which glyphs of which faces the display uses; for content_forget(). */
void content_use(const PdfFonts *fonts, const Display *display, FaceUse use[FACE_COUNT]);
void content_forget(FaceUse use[FACE_COUNT]);
/* Appends to `out`; marks lives in the display's arena. */
void content_page(const PdfFonts *fonts, const Display *display, size_t page,
                  const FaceUse use[FACE_COUNT], Buffer *out, PageMarks *marks);
/* UTF-16BE with byte order mark, as PDF text strings are. */
size_t content_utf16(const char *text, unsigned char *out);
const char *content_tag(Tag tag);
/* The name of a picture of the display's style in a page's resources. */
const char *content_image(const Display *display, const PdfImage *image);
#endif
