/*
 * sqlitefile.h - SQLite's database file, written in one pass.
 *
 * Order of use:
 *   sqlitefile_open() -> [ sqlitefile_begin() -> (values, sqlitefile_row())... -> sqlitefile_end()
 *   -> sqlitefile_entry() ]... -> sqlitefile_close()
 *
 * The library takes ten times as long to insert rows as they take to write: the rows come in their
 * order, so each page is filled once and never looked at again. The same rows give the same bytes,
 * whatever library is installed. The format: https://www.sqlite.org/fileformat2.html
 */
#ifndef SQLITEFILE_H
#define SQLITEFILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/error.h"

typedef struct SqliteFile SqliteFile;

/* Makes `path` anew; ERR_FILE. */
bool sqlitefile_open(const char *path, SqliteFile **out, Error *err);

typedef enum {
    SQLITEFILE_TABLE, /* rows get the numbers 1, 2, 3, … */
    SQLITEFILE_INDEX  /* rows are the keys, sorted: an index, or a table WITHOUT ROWID */
} SqliteTree;

/* Begins a table or an index; one at a time. */
void sqlitefile_begin(SqliteFile *file, SqliteTree tree);
/* The next column of the row; at most SQLITEFILE_COLUMNS. Texts are copied. */
void sqlitefile_null(SqliteFile *file);
void sqlitefile_int(SqliteFile *file, int64_t value);
void sqlitefile_text(SqliteFile *file, const char *text, size_t length);
/* The row is whole. */
void sqlitefile_row(SqliteFile *file);
/* Its first page, for sqlitefile_entry(). */
uint32_t sqlitefile_end(SqliteFile *file);
/* A line of sqlite_schema; `type` "table", "index" or "view" (then `page` is 0); `sql` may be NULL.
 */
void sqlitefile_entry(SqliteFile *file, const char *type, const char *name, const char *table,
                      uint32_t page, const char *sql);
/* Frees, also when it fails (ERR_FILE). */
bool sqlitefile_close(SqliteFile *file, Error *err);

#define SQLITEFILE_COLUMNS 250

/*
 * For rows by the million: where the next column is written. Take it by sqlitefile_cells(), write
 * all columns of a row by the functions below, give it back by sqlitefile_put_cells(), then
 * sqlitefile_row(). Numbers always have room.
 */
typedef struct {
    unsigned char *types, *body, *end; /* `end`: a text may reach so far */
} SqliteCells;
SqliteCells sqlitefile_cells(const SqliteFile *file);
void sqlitefile_put_cells(SqliteFile *file, SqliteCells cells);
/* The same with room for a text of this length. */
SqliteCells sqlitefile_more(SqliteFile *file, SqliteCells cells, size_t length);

/* What says how long a text is: one byte for most, up to five. */
static inline SqliteCells sqlitecells_text(SqliteFile *file, SqliteCells at, const char *text,
                                           size_t length)
{
    uint64_t type = 13 + 2 * (uint64_t)length;
    if (at.end - at.body < (ptrdiff_t)length)
        at = sqlitefile_more(file, at, length);
    for (int shift = type < 128 ? 0 : 28; shift > 0; shift -= 7)
        if (type >> shift)
            *at.types++ = (unsigned char)(type >> shift | 128);
    *at.types++ = (unsigned char)(type & 127);
    memcpy(at.body, text, length);
    at.body += length;
    return at;
}

static inline SqliteCells sqlitecells_int(SqliteCells at, int64_t value)
{
    /* by the bits that a number needs without its sign */
    static const unsigned char types[9] = {1, 2, 3, 4, 5, 5, 6, 6, 6};
    static const unsigned char widths[7] = {0, 1, 2, 3, 4, 6, 8};
    uint64_t bits = (uint64_t)(value < 0 ? ~value : value) << 1;
    if ((uint64_t)value <= 1) {
        *at.types++ = (unsigned char)(8 + value);
        return at;
    }
    unsigned type = types[(63 - __builtin_clzll(bits | 1)) / 8], width = widths[type];
    for (unsigned i = 0; i < width; i++)
        at.body[i] = (unsigned char)((uint64_t)value >> 8 * (width - 1 - i));
    *at.types++ = (unsigned char)type;
    at.body += width;
    return at;
}
#endif
