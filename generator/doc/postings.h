/*
 * postings.h - one document of notices -> a document for each.
 *
 * A notice begins at a heading of level 1 that has an anchor, its name; the heading's text is its
 * title. Blocks before the first, and lists for print packs (packlist.h), are left out. Parts of
 * the poster are named poster-N: they make one document, in the order of N.
 */
#ifndef POSTINGS_H
#define POSTINGS_H

#include "doc/document.h"

typedef struct {
    const char *name;  /* the anchor */
    Document document; /* shares blocks and figures with the whole */
} Posting;

/* How many notices; in `arena`. Parts of the poster are not among them. */
size_t postings_split(Arena *arena, const Document *whole, Posting **out);
/* The poster that scripts made, with poster=true; false where they made none. */
bool postings_poster(Arena *arena, const Document *whole, Document *out);
#endif
