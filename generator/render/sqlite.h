/*
 * sqlite.h - data.sqlite: the published tables, the figures, and views to read them.
 *
 * Tables carry English names and codes. Amounts are whole numbers in their base unit, and the
 * column says which: amount_fen, total_area_dm2 (0.01 m2), score_e2 (1/100). A view per
 * table, named and headed in Chinese, shows labels and decimals. Table `codes` holds
 * the labels, `metric_names` the figures' titles, `meta` where the data come from. The same rows
 * give the same bytes.
 * The only module that includes sqlite3.h.
 */
#ifndef RENDER_SQLITE_H
#define RENDER_SQLITE_H

#include "cube/figure.h"
#include "render/datapackage.h"

/* Tables = the "csv" files of the package. Makes `path` anew; ERR_FILE, ERR_INTERNAL. */
bool sqlite_write(const DataPackage *package, const FigureSet *figures, const char *path,
                  Error *err);

/* A database with one table, `name`, whose only cell says `text`. `out` is emptied first. */
bool sqlite_note(const char *name, const char *text, Buffer *out);
/* Titles, columns and licence of the file as Datasette reads them (`datasette -m`). */
void sqlite_metadata(const DataPackage *package, Buffer *out);

/* Takes the text of one cell or of the schema; false stops. */
typedef bool (*SqliteText)(void *context, const char *table, const char *text, size_t length,
                           Error *err);
/* Every text in a database file; ERR_DATA where the bytes are none. */
bool sqlite_each_text(const void *bytes, size_t length, SqliteText take, void *context, Error *err);
#endif
