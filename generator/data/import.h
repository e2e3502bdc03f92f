/*
 * import.h - files of an office -> tables.
 *
 * import_run() reads every file below DIR/input that can be a table, decides
 * its encoding, shape and table, checks every cell, settles duplicates,
 * resolves compounds, and leaves in `data` the rows that count. What could not
 * be read is in `problems`; per file the rows add up:
 *   read = title + header + accepted + superseded + duplicate + quarantined + blank + footer
 */
#ifndef IMPORT_H
#define IMPORT_H

#include "base/config.h"
#include "data/problem.h"
#include "data/readings.h"
#include "data/secret.h"
#include "data/table.h"

typedef struct {
    const char *path;   /* below the workspace, "input/…" */
    const char *sender; /* what its reporting line names, else its folder, "" */
    char sha256[65];
    const char *encoding, *encoding_reason; /* "GB18030", "UTF-8", …; why, in words */
    char delimiter;                         /* ',' ';' '\t'; 0 where not a text file */
    int table;                              /* index in the schema set, -1: not recognised */
    int read, title, header, accepted, superseded, duplicate, quarantined, blank, footer;
} FileReport;

/*
 * Which tables have arrived for which compounds in which months
 * (metrics.md 1.4 "Arrival"). Compounds are rows of T01.
 */
typedef struct Arrival Arrival;
bool arrival_has(const Arrival *arrival, int table, int32_t compound, Month month);

typedef struct {
    Dataset *data;
    Problems *problems;
    const FileReport *files;
    size_t file_count;
    const Arrival *arrival;
    Secrets *secrets; /* what was read as private; secrets_free() it with the data set */
    size_t left_out;  /* files that were not opened, since others want them */
    size_t taken;     /* files that were not read, since their readings were there */
} Import;

typedef struct {
    int jobs;     /* threads, 0: one per processor; what is read does not depend on it */
    bool arbiter; /* libcsv reads every line (--parser=libcsv) */
    /*
     * Of a shard: which one has the compound, from 0, by row of T01 (as far as files directly in
     * input/ hold it); files in folders that name only compounds of others are not opened. NULL:
     * all are read.
     */
    void (*divide)(void *context, const Dataset *early, int *owner);
    void *context;
    int shard, shards; /* which one it is, from 0, of how many; 0 of 0: of no division */
    /*
     * Of a shard: what it has read of a file goes there, unless another of those that read the file
     * hands it over. Of a merge: a file whose reading is there is hashed, but not read. `word`:
     * what reading depends on beside the file (readings.h). NULL, NULL, NULL: neither.
     */
    ReadingsWriter *give;
    const Readings *take;
    const char *word;
    /* Bytes of a large file that one thread reads at a time; 0: as is best. For tests. */
    size_t piece;
} ImportOptions;

/*
 * Everything lives in `arena` but the data set, which the caller frees.
 * False only where nothing can be done at all (input/ cannot be read: ERR_FILE;
 * no T01, or a reading that is damaged: ERR_DATA); *out then still holds files and problems for the
 * report. Bad cells are problems, not errors.
 */
bool import_run(Arena *arena, const char *dir, const SchemaSet *schemas, const Config *config,
                Import *out, Error *err);
bool import_run_with(Arena *arena, const char *dir, const SchemaSet *schemas, const Config *config,
                     const ImportOptions *options, Import *out, Error *err);
#endif
