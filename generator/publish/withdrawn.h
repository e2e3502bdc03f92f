/*
 * withdrawn.h - what was taken back: output/withdrawn.log, one tombstone a line.
 *
 *   file HASH PATH\n        the bytes with this hash are published nowhere under this path
 *   name HASH PATH\n        the same of a file that the office named; nothing else is published
 *                           under that path any more: what leaked may stand in other bytes too
 *   row TABLE KEY\n         rows of this table with this first key are not published
 *
 * Not published: an edition's withdrawn.csv says when and why, and a line of the chain that it
 * was done.
 */
#ifndef WITHDRAWN_H
#define WITHDRAWN_H

#include "base/arena.h"
#include "base/error.h"
#include "data/table.h"

typedef struct {
    bool row;
    bool named;       /* a file that may not come back in other bytes either */
    const char *hash; /* of a file */
    const char *path; /* of a file; of a row its table */
    const char *key;  /* of a row */
} Tombstone;

typedef struct {
    Tombstone *items;
    size_t count;
} Withdrawn;

/* No file is an empty list. ERR_DATA names the first line that is none. */
bool withdrawn_read(Arena *arena, const char *output, Withdrawn *out, Error *err);
/* True when these bytes were withdrawn from this path. */
bool withdrawn_has(const Withdrawn *withdrawn, const char *path, const char *hash);
/* True when the office took back whatever stands at this path. */
bool withdrawn_names(const Withdrawn *withdrawn, const char *path);
/* Takes the rows that were withdrawn out of the tables; how many. */
size_t withdrawn_drop_rows(const Withdrawn *withdrawn, Dataset *data);
/* True when the row of `table` with this first key was withdrawn. */
bool withdrawn_has_row(const Withdrawn *withdrawn, const char *table, const char *key);
#endif
