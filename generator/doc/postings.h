/*
 * postings.h - one document of notices -> a document for each.
 *
 * A notice begins at a heading of level 1 that has an anchor, its name; the heading's text is its
 * title. Blocks before the first are left out.
 */
#ifndef POSTINGS_H
#define POSTINGS_H

#include "doc/document.h"

typedef struct {
    const char *name;  /* the anchor */
    Document document; /* shares blocks and figures with the whole */
} Posting;

/* How many; in `arena`. */
size_t postings_split(Arena *arena, const Document *whole, Posting **out);
#endif
