/*
 * opendata.h - everything a program or a spreadsheet may download.
 *
 * An Opendata makes metrics.csv, metrics.json and the folder data/ of an edition
 * (contract.md "Edition"); scope_data.h what is of one compound. Only public and
 * masked columns leave; the same tables and figures give the same bytes.
 *
 * Machine forms (.csv, .json, .sqlite) carry English column names and enum
 * codes, money and areas as decimals, dates as ISO 8601; the form for people
 * (.excel.csv) carries Chinese headers and labels. Excel opens 1 048 576 lines at most: a larger
 * table has neither .excel.csv nor .json, but .csv and its place in data.sqlite; data page and
 * README say so.
 */
#ifndef OPENDATA_H
#define OPENDATA_H

#include "base/buffer.h"
#include "base/config.h"
#include "cube/figure.h"
#include "data/import.h"

/* The edition that is being made, as edition.h has it; paths are below its root. */
typedef struct {
    const char *folder; /* where files too large to hold are made */
    /* Takes one finished file; `hash` gets its SHA-256. */
    bool (*write)(void *context, const char *path, const void *bytes, size_t length, char hash[65],
                  Error *err);
    /* Takes one that stands in the folder. */
    bool (*adopt)(void *context, const char *path, Error *err);
    /* What was taken of a path, in whatever process; false: nothing. */
    bool (*find)(void *context, const char *path, char hash[65], size_t *bytes);
    void *context;
    size_t sheet_lines; /* that a spreadsheet opens, its header too; 0: as many as Excel */
    /*
     * Takes a file over as the last edition has it, where that one was made from the same; `key`
     * says what a file is made of. False in *taken: it must be made. NULL: none is taken.
     */
    bool (*take)(void *context, const char *path, const char key[65], bool *taken, Error *err);
    /* What file was made of what, for the next edition. NULL: nobody asks. */
    void (*note)(void *context, const char *path, const char key[65], const char hash[65]);
} OpendataOutput;

/*
 * Order of use:
 *   opendata_new() -> every task of both sets -> opendata_describe()
 * Tasks may run in any order and process, but for OPENDATA_ZIP, which packs what those of
 * OPENDATA_TABLES have made; none holds a whole table. What they give does not depend on who runs
 * them. False when the output fails (its error) or a library does (ERR_INTERNAL).
 */
typedef struct Opendata Opendata;
typedef enum {
    OPENDATA_TABLES, /* metrics.csv, TABLE.csv, dictionary.csv: what editions are compared by */
    OPENDATA_FORMS /* the same for people and programs: .excel.csv, .json, data.sqlite, data.zip */
} OpendataSet;
/* Tasks of OPENDATA_FORMS: data.zip; from the other on they make files that large tables lack. */
enum { OPENDATA_ZIP, OPENDATA_SHEETS = 3 };

/* Everything lives in `arena`; the others are borrowed. */
Opendata *opendata_new(Arena *arena, const Import *import, const FigureSet *figures,
                       const Config *config, Month period, Day asof, const OpendataOutput *output);
size_t opendata_tasks(const Opendata *data, OpendataSet set);
bool opendata_run(const Opendata *data, OpendataSet set, size_t task, Error *err);
/* datapackage.json and its like, which list what is there. */
bool opendata_describe(const Opendata *data, Error *err);

#endif
