/*
 * sqliterow.h - the cells of a table as values of data.sqlite.
 *
 * Order of use:  sqliterow_new() -> sqliterow_put() or sqliterow_cell()... -> sqlitefile_row()
 *
 * Numbers in base units, days and periods as texts, codes of enums; what is missing is NULL. What
 * can be known of a column is worked out once for all rows.
 */
#ifndef SQLITEROW_H
#define SQLITEROW_H

#include "render/field.h"
#include "render/sqlitefile.h"

typedef struct SqliteRow SqliteRow;

/* Everything lives in `arena`; `fields` and its tables are borrowed. */
SqliteRow *sqliterow_new(Arena *arena, const Fields *fields);
/* The cells of table row `row` in all columns that leave. */
void sqliterow_put(const SqliteRow *cells, size_t row, SqliteFile *file);
/* The one in `column`, counted among those that leave. */
void sqliterow_cell(const SqliteRow *cells, size_t row, size_t column, SqliteFile *file);
/* Columns that hold numbers, yes/no among them. */
bool sqliterow_is_number(const ColumnSchema *column);
#endif
