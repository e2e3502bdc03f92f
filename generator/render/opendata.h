/*
 * opendata.h - everything a program or a spreadsheet may download.
 *
 * opendata_write() makes metrics.csv, metrics.json and the folder data/ of an
 * edition (contract.md "Edition"); opendata_compound_zip() makes the data.zip
 * of one compound and one period. Only public and masked columns leave; the
 * same tables and figures give the same bytes.
 *
 * Machine forms (.csv, .json, .sqlite) carry English column names and enum
 * codes, money and areas as decimals, dates as ISO 8601; the form for people
 * (.excel.csv) carries Chinese headers and labels. Excel opens 1 048 576 lines at most: a larger
 * table has neither .excel.csv nor .json, but .csv and its place in data.sqlite.
 */
#ifndef OPENDATA_H
#define OPENDATA_H

#include "base/buffer.h"
#include "base/config.h"
#include "cube/figure.h"
#include "data/import.h"

/*
 * Takes one finished file, `path` below the edition's root, and gives its SHA-256, which the
 * package lists. edition_write_hashed() fits behind it.
 */
typedef bool (*OpendataWrite)(void *context, const char *path, const void *bytes, size_t length,
                              char hash[65], Error *err);

/*
 * All files of the whole edition; `arena` is for scratch and may be freed after.
 * False when `write` fails (its error) or a library does (ERR_INTERNAL).
 */
bool opendata_write(Arena *arena, const Import *import, const FigureSet *figures,
                    const Config *config, Month period, Day asof, OpendataWrite write,
                    void *context, Error *err);

/* Of these files only the ones that editions are compared by (publish/changes.h). */
bool opendata_write_compared(Arena *arena, const Import *import, const FigureSet *figures,
                             OpendataWrite write, void *context, Error *err);

/*
 * data.zip of the compound scope `scope`: its rows of every table, its figures of
 * `period`, datapackage.json and a README in Chinese and English. `out` is emptied first.
 * Rows dated in other months than `period` are left out where their table has a date column.
 */
bool opendata_compound_zip(Arena *arena, const Import *import, const FigureSet *figures,
                           const Config *config, int scope, Month period, Day asof, Buffer *out,
                           Error *err);
#endif
