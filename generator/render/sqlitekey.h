/*
 * sqlitekey.h - the index that SQLite itself would make for the PRIMARY KEY of a table: the cells
 * of the key and the row's number, sorted.
 */
#ifndef SQLITEKEY_H
#define SQLITEKEY_H

#include "base/error.h"
#include "render/sqliterow.h"

/* `fields` have a key (fields_has_key()). ERR_INTERNAL where two rows have the same. */
bool sqlitekey_write(SqliteFile *file, const Fields *fields, const SqliteRow *cells, Error *err);
#endif
