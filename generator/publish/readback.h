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
/* Index of the column, or -1. */
int readback_column(const Readback *rows, const char *name);
/* The cells of a row, as many as there are columns ("" where it is too short), in `arena`. */
char **readback_cells(const Readback *rows, Arena *arena, size_t row);
#endif
