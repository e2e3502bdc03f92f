/*
 * rows.h - reading back a CSV file that this program wrote (render/csv.h, machine form).
 *
 * Only that form: comma, LF, quotes by RFC 4180. Files of offices are read by data/import.c.
 */
#ifndef ROWS_H
#define ROWS_H

#include <stdbool.h>

#include "base/arena.h"

typedef struct {
    Arena *arena;
    char *bytes;
    size_t *starts; /* of row i; starts[count] is the end. The header is no row. */
    size_t count;
    char **names; /* of the columns */
    size_t columns;
} Rows;

/* False where the file is missing or is no such CSV; rows_close() is then not needed. */
bool rows_open(const char *path, Rows *out);
void rows_close(Rows *rows);
/* Index of the column, or -1. */
int rows_column(const Rows *rows, const char *name);
/* The cells of a row, as many as there are columns ("" where it is too short), in `arena`. */
char **rows_cells(const Rows *rows, Arena *arena, size_t row);
#endif
