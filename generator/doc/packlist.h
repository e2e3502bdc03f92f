/*
 * packlist.h - the first sheet of a print pack: what to post, in which order, and what to take
 * down.
 *
 * Scripts name, beside the notices of a month, how long each stays up and which earlier ones are
 * still up or have ended (scripts/lib/build.lua): tables under headings with these anchors.
 */
#ifndef PACKLIST_H
#define PACKLIST_H

#include "doc/document.h"

#define PACKLIST_POST "pack-post" /* rows: name of the notice, "to 7 November" */
#define PACKLIST_TAKE "pack-take" /* rows: title, last day */

/* One paper of the pack. */
typedef struct {
    const char *compound, *what, *paper; /* "A4" */
    const char *until;                   /* "" */
    size_t first, pages;                 /* of the file, from 1 */
} PackPaper;

/* One paper that hangs since an earlier month. */
typedef struct {
    const char *compound, *what, *until;
} PackOld;

/* The second cell of the row of table `anchor` whose first cell is `name`, "" for none. */
const char *packlist_find(Arena *arena, const Document *whole, const char *anchor,
                          const char *name);
/* Rows of the tables under `anchor`; *rows in `arena`. */
size_t packlist_rows(Arena *arena, const Document *whole, const char *anchor,
                     const TableRow ***rows);
/* Title and blocks of *doc; what else it says of itself is the caller's. Texts are borrowed. */
void packlist_write(Arena *arena, const char *title, const PackPaper *papers, size_t count,
                    const PackOld *old, size_t old_count, Document *doc);
#endif
