/*
 * scope_data.h - what of one compound, and the figures of any scope, may be downloaded.
 *
 * Only public and masked columns leave; the same tables and figures give the same bytes. Rows and
 * figures are sorted out by compound and scope once and remembered for as long as the same are
 * asked for, since scopes come one by one.
 */
#ifndef SCOPE_DATA_H
#define SCOPE_DATA_H

#include "base/buffer.h"
#include "base/config.h"
#include "cube/figure.h"
#include "data/import.h"

/*
 * data.zip of the compound scope `scope`: its rows of every table, its figures of
 * `period`, datapackage.json and a README in Chinese and English. `out` is emptied first.
 * Rows dated in other months than `period` are left out where their table has a date column.
 */
bool scope_data_zip(Arena *arena, const Import *import, const FigureSet *figures,
                    const Config *config, int scope, Month period, Day asof, Buffer *out,
                    Error *err);

/* Sorts rows and figures out by compound and scope now, so that processes that are forked share it.
 */
void scope_data_prepare(const Import *import, const FigureSet *figures, Month period);

/* The lines of metrics.csv of any scope and `period`, with its header. `out` is emptied first. */
void scope_data_metrics(const Import *import, const FigureSet *figures, int scope, Month period,
                        Buffer *out);

/*
 * The same as single files, for measuring: the CSV of the first tables with rows and metrics.csv,
 * at most `most` files in all.
 */
typedef bool (*ScopeDataPut)(void *context, const char *name, const Buffer *bytes, Error *err);
bool scope_data_files(Arena *arena, const Import *import, const FigureSet *figures, int scope,
                      Month period, size_t most, ScopeDataPut put, void *context, Error *err);

#endif
