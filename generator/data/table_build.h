/*
 * table_build.h - whole rows and whole tables at once, for the import and derived tables only.
 *
 * Files are read side by side, each into a data set of its own; dataset_clear() makes one
 * ready for the next file. Appended in the order of the files, they give the numbers and rows
 * that reading one after the other would have given.
 */
#ifndef TABLE_BUILD_H
#define TABLE_BUILD_H

#include "data/table.h"

void dataset_clear(Dataset *data);
Texts *dataset_text_set(Dataset *data);
/* Of empty tables: columns forget how wide earlier cells were. */
void dataset_narrow(Dataset *data);
/* A row with cells[c] in those columns c that are listed; all others are missing. */
void table_add_cells(Table *table, RowOrigin origin, const int64_t *cells, const uint16_t *columns,
                     size_t count);
/*
 * Appends all rows of `from`. Its file 0 is `at.file` here, its row 0 is `at.row`; texts[] and
 * secrets[] give the numbers that its public and private texts have here (texts_merge(),
 * secrets_merge()).
 */
void table_append(Table *to, const Table *from, RowOrigin at, const TextMap *texts,
                  const TextMap *secrets);
/* Room for so many rows, in all columns that have cells: it is not made step by step then. */
void table_expect(Table *table, size_t rows);
/*
 * From now on the column's cells are those of column `from` of the row's compound, whatever
 * was there, until one of them is set.
 */
void table_derive(Table *table, size_t column, const Table *compounds, size_t from);
/* Room for the compounds of all rows, each of which is to be set: several threads may then. */
void table_open_compounds(Table *table);
/* table_set_compound() of so many rows, for which there is room. */
void table_set_compounds(Table *table, size_t row, size_t count, const int32_t *compounds);
/* False where every cell of the column is missing. */
bool table_has_cells(const Table *table, size_t column);
/*
 * How many times rows do not follow the one before in their file; the first row of such a run, i
 * from 0, and where it came from.
 */
size_t table_runs(const Table *table);
size_t table_run(const Table *table, size_t i, RowOrigin *origin);
/* `count` rows that follow one another in their file from `origin` on, all cells missing. */
void table_add_rows(Table *table, RowOrigin origin, size_t count);
/* Cells of such rows, behind all that the column has. */
void table_put_cells(Table *table, size_t column, size_t row, size_t count, const int64_t *cells);
/* Cells as table_column() gives them, for the first `rows` rows of a column that has none. */
void table_put_column(Table *table, size_t column, int width, size_t rows, const void *cells);
#endif
