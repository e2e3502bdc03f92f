/*
 * table.h - tables held by column, and the set of them that one run works on.
 *
 * Order of use:  dataset_new() -> table_add_row()/cell_set_*()... -> table_finish() -> reads
 *
 * Rows and columns count from 0; a table has exactly its schema's columns, in
 * its order. A cell is one number:
 *   text (id, str)     number among the data set's texts, 0 = missing
 *   private text       index into the data set's secrets, which no reader of this
 *                      header can turn back into text (data/secret.h can, for the
 *                      search for leaks only)
 *   date, period       Day
 *   bool, enum         0/1, index into the schema's values
 *   others             whole number of base units
 * and CELL_MISSING where the cell is empty. A cell is stored in the fewest bytes that
 * its column's values need, so a city fits.
 *
 * After import every table holds the rows that count: quarantined, superseded
 * and duplicate rows are gone. Row order = order of files (bytes of the path),
 * then of rows.
 */
#ifndef TABLE_H
#define TABLE_H

#include "base/date.h"
#include "data/schema.h"
#include "data/texts.h"

#define CELL_MISSING INT64_MIN

typedef struct Dataset Dataset;
typedef struct Table Table;

Dataset *dataset_new(const SchemaSet *schemas);
void dataset_free(Dataset *data);
const SchemaSet *dataset_schemas(const Dataset *data);
/* The table at a schema index; never NULL, may have no rows. */
Table *dataset_table(const Dataset *data, int table);
/* The same by name; NULL where no schema has that name. */
Table *dataset_find(const Dataset *data, const char *name);
/* The text of a public or masked cell number; "" for 0 and CELL_MISSING. */
const char *dataset_text(const Dataset *data, int64_t cell);
/* The same with its length in bytes. */
const char *dataset_text_of(const Dataset *data, int64_t cell, size_t *length);
/* The same for those who look at all texts once; see texts_spell(). */
const char *dataset_spell(const Dataset *data, int64_t cell, char room[TEXTS_ROOM], size_t *length);
/* The number of a text, adding it; 0 for "". Copies. */
int64_t dataset_intern(Dataset *data, const char *text, size_t length);
/* Opens a map with a place for every text that is there now. */
void dataset_map(const Dataset *data, TextMap *map);
/* The number of a text that is there already, or -1. */
int64_t dataset_lookup(const Dataset *data, const char *text);

/* Where a row came from: file index (import order) and row as Excel counts, from 1. */
typedef struct {
    int32_t file;
    int32_t row;
} RowOrigin;

const TableSchema *table_schema(const Table *table);
size_t table_rows(const Table *table);
/* True when any file was recognised as this table. */
bool table_arrived(const Table *table);
/* One cell; see the head of this file. */
int64_t table_cell(const Table *table, size_t row, size_t column);
/* TYPE_PERIOD, or TYPE_DATE that held a period: its first Day; else the cell itself. */
int64_t table_first_day(const Table *table, size_t row, size_t column);
/* False where that is the cell itself in every row. */
bool table_has_first_days(const Table *table, size_t column);
/*
 * A whole column, for loops over many rows; see eval_cell(). Valid
 * until the table changes.
 */
typedef struct {
    const void *cells; /* `width` bytes each, unsigned; the highest number is missing */
    int width;         /* 0, 1, 2, 4; 8: int64_t as they are */
    int64_t bias;      /* to be added */
    size_t rows;       /* cells behind these are missing */
    /* Not NULL: `cells` are then table_compounds(), which this array is read by; -1 is missing. */
    const int64_t *derived;
} ColumnCells;
ColumnCells table_column(const Table *table, size_t column);
/* The cells of `count` rows from `row` on, as table_cell() gives them. */
void table_cells(const Table *table, size_t column, size_t row, size_t count, int64_t *cells);
/* table_compound() of every row, once the table is finished or has one; see table_finish(). */
const int32_t *table_compounds(const Table *table);
/* Text of a public or masked text cell, label (zh) of an enum; "" where missing. Asserts on private
 * columns. */
const char *table_text(const Table *table, size_t row, size_t column);
/*
 * False for a candidate that failed the vetting: such rows are counted but never listed, since a
 * masked row among named ones would tell how many failed.
 */
bool table_row_leaves(const Table *table, size_t row);
/* True where that holds of every row, whatever is in it. */
bool table_all_leave(const Table *table);
RowOrigin table_origin(const Table *table, size_t row);
/* The row behind the rows that follow `row` in the same file, whose index goes to *file. */
size_t table_file_rows(const Table *table, size_t row, int32_t *file);
/* Row of the compound in T01 that the row belongs to; -1 in tables without compounds. */
int32_t table_compound(const Table *table, size_t row);
/* Row of the first row whose first key column holds `cell`, or -1. For foreign keys. */
int64_t table_find(const Table *table, int64_t cell);
/* Display form of any public cell: "38650.50", "2026-10-05", "已办结", "" ; into the arena. */
const char *table_display(Arena *arena, const Table *table, size_t row, size_t column);

/*
 * Building, for the import, holdback and tests; see also table_build.h. New rows are all
 * CELL_MISSING. cell_set() of a text takes a dataset_intern() number.
 */
size_t table_add_row(Table *table, RowOrigin origin);
void table_set(Table *table, size_t row, size_t column, int64_t cell);
void table_set_first_day(Table *table, size_t row, size_t column, Day first);
void table_set_compound(Table *table, size_t row, int32_t compound);
void table_set_arrived(Table *table);
/* Keep only rows with keep[row] true; the order stays. */
void table_filter(Table *table, const bool *keep);
/* The rows are final: table_find() may be asked, which makes its look-up at the first need. */
void table_finish(Table *table);
#endif
