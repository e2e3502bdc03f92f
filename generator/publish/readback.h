/*
 * readback.h - reading back a CSV file that this program wrote (render/csv.h, machine form).
 *
 * Only that form: comma, LF, quotes by RFC 4180. Files of offices are read by data/import.c.
 */
#ifndef READBACK_H
#define READBACK_H

#include <stdbool.h>

#include "base/arena.h"

typedef struct {
    Arena *arena;
    char *bytes;
    size_t *starts; /* of row i; starts[count] is the end. The header is no row. */
    size_t count;
    char **names; /* of the columns */
    size_t columns;
} Readback;

/* False where the file is missing or is no such CSV; readback_close() is then not needed. */
bool readback_open(const char *path, Readback *out);
void readback_close(Readback *rows);
/* Of bytes that are there already; frees them with the rest. */
void readback_take(char *bytes, size_t length, Readback *out);
/*
 * Both editions of a table. Where they have one header only the rows between what they begin with
 * alike and what they end with alike are held, with one row of either, so that what stood beside a
 * row is known. *had and *has as readback_open() says it.
 */
void readback_open_both(const char *before, const char *after, bool *had, Readback *old, bool *has,
                        Readback *new);
/* Index of the column, or -1. */
int readback_column(const Readback *rows, const char *name);
/* The cells of a row, as many as there are columns ("" where it is too short), in `arena`. */
char **readback_cells(const Readback *rows, Arena *arena, size_t row);
#endif
