/*
 * structure.h - what the parts of a page are to a reader that cannot see: the structure tree of
 * tagged PDF (ISO 32000-1, 14.7), and links, each an object of its element.
 */
#ifndef STRUCTURE_H
#define STRUCTURE_H

#include <hpdf.h>

#include "render/pdf/content.h"

/* `pages` and `marks` of each page of the display; `arena` lasts as long as the document. */
void structure_add(HPDF_Doc doc, Arena *arena, const Display *display, const HPDF_Page *pages,
                   const PageMarks *marks);
#endif
