/*
 * csvfile.h - a small CSV file that is read by its name: arrivals, approvals, corrections.
 */
#ifndef CSVFILE_H
#define CSVFILE_H

#include "base/arena.h"
#include "base/error.h"

typedef struct {
    int row;                  /* as Excel counts */
    const char *const *cells; /* one per asked column, trimmed; "" where missing */
} CsvRow;

typedef struct {
    const CsvRow *rows;
    size_t count;
} CsvFile;

/*
 * DIR/`path` with the columns `names` (or the Chinese headers `zh`),
 * in any order and encoding, found by the header in its first row. Blank rows are
 * left out. A file that does not exist is false with err->code ERR_NONE; one that cannot be
 * read, or lacks a column, is false with an error.
 */
bool csvfile_read(Arena *arena, const char *dir, const char *path, const char *const *names,
                  const char *const *zh, size_t count, CsvFile *out, Error *err);
#endif
