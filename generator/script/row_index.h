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

/* Those of a compound are rows[first[c] ... first[c + 1] - 1]. Zeroed: there is none. */
typedef struct {
    uint32_t *first, *rows;
} RowIndex;

/*
 * In row order, of tables with so many compounds. `only`, by compound: those whose rows are wanted;
 * NULL: all.
 */
void row_index_by_compound(const Table *table, size_t compounds, const bool *only, RowIndex *out);
/*
 * The rows of `all` that have a day in this column, by that day; those of one day are in the order
 * of `all`. False where the days of a compound lie too far apart, or there are none: there is no
 * index then.
 */
bool row_index_by_day(const Table *table, size_t compounds, const RowIndex *all, size_t column,
                      RowIndex *out);
void row_index_free(RowIndex *index);
#endif
