/*
 * withdrawn.h - what was taken back: output/withdrawn.log, one tombstone a line.
 *
 *   file HASH PATH\n        the bytes with this hash are published nowhere under this path
 *   row TABLE KEY\n         rows of this table with this first key are not published
 *
 * A tombstone says that something was withdrawn, when and why stand in the chain
 * and in output/withdrawn.csv; it never repeats what was withdrawn.
 */
#ifndef WITHDRAWN_H
#define WITHDRAWN_H

#include "base/arena.h"
#include "base/error.h"

typedef struct {
    bool row;
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
/* True when the row of `table` with this first key was withdrawn. */
bool withdrawn_has_row(const Withdrawn *withdrawn, const char *table, const char *key);
#endif
