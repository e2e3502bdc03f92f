/* sqliterow.c - see sqliterow.h. */
#include "render/sqliterow.h"

#include <string.h>

typedef enum { CELL_TEXT, CELL_LABEL, CELL_DAY, CELL_NUMBER, CELL_OTHER } CellShape;

typedef struct {
    const char *text;
    size_t length;
} Label;

typedef struct {
    CellShape shape;
    bool asked; /* the compound's own cell may stand for it: */
    FieldMemo memo;
    size_t absent; /* so many columns from here on that no row fills */
    ColumnCells cells;
    Label *labels; /* codes of an enum */
} Column;

struct SqliteRow {
    const Fields *fields;
    Column *columns;
};

bool sqliterow_is_number(const ColumnSchema *column)
{
    return column->type == TYPE_INT || column->type == TYPE_DECIMAL || column->type == TYPE_MONEY ||
           column->type == TYPE_AREA || column->type == TYPE_BOOL;
}

static CellShape shape_of(const ColumnSchema *column)
{
    if (sqliterow_is_number(column))
        return CELL_NUMBER;
    if (field_is_text(column))
        return CELL_TEXT;
    return column->type == TYPE_DATE   ? CELL_DAY
           : column->type == TYPE_ENUM ? CELL_LABEL
                                       : CELL_OTHER;
}

static Label *make_labels(Arena *arena, const ColumnSchema *column)
{
    Label *labels = ARENA_NEW_ARRAY(arena, column->value_count + 1, Label);
    for (size_t v = 0; v < column->value_count; v++)
        labels[v] = (Label){column->values[v].code, strlen(column->values[v].code)};
    return labels;
}

SqliteRow *sqliterow_new(Arena *arena, const Fields *fields)
{
    SqliteRow *cells = ARENA_NEW(arena, SqliteRow);
    *cells = (SqliteRow){fields, ARENA_NEW_ARRAY(arena, fields->count + 1, Column)};
    for (size_t c = 0; c < fields->count; c++) {
        const ColumnSchema *schema = fields_column(fields, c);
        const TableSchema *table = fields->schema;
        int index = (int)fields->columns[c];
        Column *column = &cells->columns[c];
        *column = (Column){.shape = shape_of(schema),
                           .cells = table_column(fields->table, fields->columns[c]),
                           .asked = index == table->compound_id || index == table->compound_name,
                           .memo = fields_memo(fields, c)};
        if (column->cells.derived)
            column->asked = true;
        if (column->shape == CELL_LABEL)
            column->labels = make_labels(arena, schema);
    }
    for (size_t c = fields->count; c-- > 0;) {
        Column *column = &cells->columns[c];
        if (!column->asked && column->cells.width == 0)
            column->absent = 1 + (c + 1 < fields->count ? column[1].absent : 0);
    }
    return cells;
}

static SqliteCells put_period(const Fields *fields, size_t row, size_t c, SqliteFile *file,
                              SqliteCells at)
{
    Buffer text = {0};
    fields_put(fields, row, c, false, &text);
    at = sqlitecells_text(file, at, text.bytes ? text.bytes : "", text.length);
    buffer_free(&text);
    return at;
}

static inline SqliteCells put_cell(const SqliteRow *cells, size_t row, size_t c, SqliteFile *file,
                                   SqliteCells at)
{
    const Fields *fields = cells->fields;
    Column *column = &cells->columns[c];
    int64_t cell = column->asked ? fields_cell_memo(fields, row, c, &column->memo)
                                 : field_read(&column->cells, row);
    if (cell == CELL_MISSING) {
        *at.types++ = 0;
        return at;
    }
    switch (column->shape) {
    case CELL_NUMBER:
        return sqlitecells_int(at, cell);
    case CELL_TEXT: {
        size_t length;
        char spelled[TEXTS_ROOM];
        const char *text = dataset_spell(fields->data, cell, spelled, &length);
        if (length > 0)
            return sqlitecells_text(file, at, text, length);
        *at.types++ = 0;
        return at;
    }
    case CELL_DAY:
        return sqlitecells_text(file, at, field_day((Day)cell), FIELD_DAY_LENGTH);
    case CELL_LABEL:
        return sqlitecells_text(file, at, column->labels[cell].text, column->labels[cell].length);
    case CELL_OTHER:
        break;
    }
    return put_period(fields, row, c, file, at);
}

void sqliterow_cell(const SqliteRow *cells, size_t row, size_t c, SqliteFile *file)
{
    sqlitefile_put_cells(file, put_cell(cells, row, c, file, sqlitefile_cells(file)));
}

void sqliterow_put(const SqliteRow *cells, size_t row, SqliteFile *file)
{
    SqliteCells at = sqlitefile_cells(file);
    for (size_t c = 0; c < cells->fields->count; c++) {
        size_t absent = cells->columns[c].absent;
        if (absent) {
            memset(at.types, 0, absent);
            at.types += absent;
            c += absent - 1;
        } else {
            at = put_cell(cells, row, c, file, at);
        }
    }
    sqlitefile_put_cells(file, at);
}
