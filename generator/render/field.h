/*
 * field.h - which columns leave the program, and how their cells are written.
 *
 * Public and masked columns leave; private ones and free text (TYPE_TEXT) never do. A row's
 * compound stands in its columns compound_id and compound_name even where
 * the office gave only one of them.
 *
 *                 machine form                      form for people
 *   enum          code                              Chinese label
 *   yes/no        true false                        是 否
 *   date          2026-10-05                        2026-10-05
 *   period        2026-10, 2026-Q3, 2026-H1, 2026   2026年10月, 2026年第3季度, …
 *   money, area   38650.50                          38650.50
 */
#ifndef FIELD_H
#define FIELD_H

#include "base/buffer.h"
#include "data/table.h"

typedef struct {
    const Dataset *data;
    const Table *table;
    const TableSchema *schema;
    size_t *columns; /* indexes of the columns that leave */
    size_t count;
    const uint32_t *rows; /* rows to be written; NULL: all */
    size_t row_count;
    const Table *compounds; /* T01, NULL where there is none */
} Fields;

/* What leaves of table `index`: all rows but those of table_row_leaves(). */
void fields_of(Arena *arena, const Dataset *data, int index, Fields *out);
/* The same for `count` rows that the caller has chosen among those that leave; borrowed. */
void fields_of_rows(Arena *arena, const Dataset *data, int index, const uint32_t *rows,
                    size_t count, Fields *out);
/* Row number `i` of the rows to be written. */
size_t fields_row(const Fields *fields, size_t i);
const ColumnSchema *fields_column(const Fields *fields, size_t column);
/* The cell, with what is known of the row's compound filled in; CELL_MISSING. */
int64_t fields_cell(const Fields *fields, size_t row, size_t column);
/*
 * The same for rows that come one after another: most are of the compound of the row before, whose
 * cell is then known. By fields_memo() for the column; `compounds` NULL: nothing is remembered.
 */
typedef struct {
    const int32_t *compounds;
    int32_t compound;
    int64_t cell;
} FieldMemo;
FieldMemo fields_memo(const Fields *fields, size_t column);
static inline int64_t fields_cell_memo(const Fields *fields, size_t row, size_t column,
                                       FieldMemo *memo)
{
    int32_t compound = memo->compounds ? memo->compounds[row] : -1;
    if (compound < 0)
        return fields_cell(fields, row, column);
    if (compound != memo->compound) {
        memo->cell = fields_cell(fields, row, column);
        memo->compound = compound;
    }
    return memo->cell;
}
/* As table_cell() reads it: a cell of a column that is not derived, for loops over many rows. */
static inline int64_t field_read(const ColumnCells *cells, size_t row)
{
    uint64_t stored;
    if (row >= cells->rows)
        return CELL_MISSING;
    switch (cells->width) {
    case 1:
        stored = ((const unsigned char *)cells->cells)[row];
        return stored == UINT8_MAX ? CELL_MISSING : (int64_t)stored + cells->bias;
    case 2:
        stored = ((const uint16_t *)cells->cells)[row];
        return stored == UINT16_MAX ? CELL_MISSING : (int64_t)stored + cells->bias;
    case 4:
        stored = ((const uint32_t *)cells->cells)[row];
        return stored == UINT32_MAX ? CELL_MISSING : (int64_t)stored + cells->bias;
    case 8:
        return ((const int64_t *)cells->cells)[row];
    default:
        return CELL_MISSING;
    }
}
/* `column` counts the columns that leave. Writes nothing for a missing cell. */
void fields_put(const Fields *fields, size_t row, size_t column, bool for_people, Buffer *out);
/*
 * True where every cell of the foreign key `column` is missing or names a row that is written of
 * `there`: only then may it be promised.
 */
bool fields_key_holds(const Fields *fields, size_t column, const Fields *there);
/* True where all columns of the table's key leave, and none is ever empty. */
bool fields_has_key(const Fields *fields);
/* "2026-10-05", not ended by a NUL, valid until the next call: a table has few days and many rows.
 */
const char *field_day(Day day);
#define FIELD_DAY_LENGTH 10
/* Base units as a decimal: 3865050, 2 -> "38650.50". */
void field_put_scaled(Buffer *out, int64_t units, int scale);
/* The digits behind the point of a column's base unit. */
int field_scale(const ColumnSchema *column);
bool field_is_text(const ColumnSchema *column);
#endif
