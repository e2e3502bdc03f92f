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
#endif
