/*
 * row_index.h - the rows of a table by compound, and by day within each.
 *
 * Order of use:  row_index_by_compound() -> row_index_by_day() -> reads -> row_index_free()
 *
 * Rows that do not leave (table_row_leaves()), and those of no compound, are in no index.
 */
#ifndef SCRIPT_ROW_INDEX_H
#define SCRIPT_ROW_INDEX_H

#include "data/table.h"

/* The rows of a compound. */
typedef struct {
    const uint32_t *rows;
    uint32_t count;
} RowRun;

/* Zeroed: there is none. */
typedef struct {
    RowRun *of; /* by compound */
    size_t compounds;
    uint32_t *rows; /* of the runs that are not borrowed, with room for so many */
    size_t room;
} RowIndex;

/*
 * In row order, of a table with so many compounds. `only`, by compound: those whose rows are
 * wanted; NULL: all. Of so many threads, as below.
 */
void row_index_by_compound(const Table *table, size_t compounds, const bool *only, size_t jobs,
                           RowIndex *out);
/*
 * The rows of `all` that have a day in this column, by that day; those of one day are in the order
 * of `all`. False where the days of a compound lie too far apart, or there are none: there is no
 * index then. Compounds whose rows lie so already are borrowed from `all`, which must outlive it:
 * of what an office enters day by day that is nearly every one.
 */
bool row_index_by_day(const Table *table, const RowIndex *all, size_t column, size_t jobs,
                      RowIndex *out);
void row_index_free(RowIndex *index);
#endif
