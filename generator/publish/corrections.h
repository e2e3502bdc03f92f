/*
 * corrections.h - a correction is visible: what this run changes of what was published.
 *
 * Order of use:  OPENDATA_TABLES -> corrections_declare() -> the site is opened with `site`
 *
 * Reasons come from input/corrections.csv (table,key,period,compound_id,reason,approver; an
 * empty cell means all). Writes data/corrections.csv and data/changes.json, which hold what
 * earlier editions declared too.
 */
#ifndef CORRECTIONS_H
#define CORRECTIONS_H

#include "data/import.h"
#include "publish/changes.h"
#include "publish/edition.h"
#include "site/site.h"

typedef struct {
    Changes changes;
    const SiteChange *site; /* newest first, late rows of a table and compound as one */
    size_t site_count;
} Corrections;

/* Of a shard, which knows only its own rows: the changes that it may speak of. */
typedef struct {
    bool (*has)(void *context, const Change *change);
    void *context;
} ChangeFilter;

/*
 * Call it when data/ of the new edition was written. ERR_DATA where nothing is new but
 * corrections that nobody explained: then the old edition stands (contract.md, exit 1). `filter`:
 * NULL for all changes; a shard leaves that judgement to the merge.
 */
bool corrections_declare(Arena *arena, Edition *edition, const char *dir, const Import *import,
                         const FigureSet *figures, Month period, const ChangeFilter *filter,
                         Corrections *out, Error *err);
/* The lines for people, newest first. */
size_t corrections_list(Arena *arena, const Import *import, const FigureSet *figures,
                        const Changes *changes, const SiteChange **out);
/* The same of one published month only, as its own pages tell of it: `period` is that month. */
size_t corrections_of(Arena *arena, const Import *import, const FigureSet *figures,
                      const Changes *changes, Month month, const SiteChange **out);
#endif
