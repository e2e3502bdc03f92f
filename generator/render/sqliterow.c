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
    bool asked; /* the compound's own cell may stand for it: by fields_cell() */
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
                           .asked = index == table->compound_id || index == table->compound_name};
        if (column->cells.derived)
            column->asked = true;
        if (column->shape == CELL_LABEL)
            column->labels = make_labels(arena, schema);
    }
    return cells;
}

void sqliterow_cell(const SqliteRow *cells, size_t row, size_t c, SqliteFile *file)
{
    const Fields *fields = cells->fields;
    const Column *column = &cells->columns[c];
    int64_t cell = column->asked ? fields_cell(fields, row, c) : field_read(&column->cells, row);
    if (cell == CELL_MISSING) {
        sqlitefile_null(file);
        return;
    }
    switch (column->shape) {
    case CELL_NUMBER:
        sqlitefile_int(file, cell);
        return;
    case CELL_TEXT: {
        size_t length;
        const char *text = dataset_text_of(fields->data, cell, &length);
        if (length > 0)
            sqlitefile_text(file, text, length);
        else
            sqlitefile_null(file);
        return;
    }
    case CELL_DAY:
        sqlitefile_text(file, field_day((Day)cell), FIELD_DAY_LENGTH);
        return;
    case CELL_LABEL:
        sqlitefile_text(file, column->labels[cell].text, column->labels[cell].length);
        return;
    case CELL_OTHER: {
        Buffer text = {0};
        fields_put(fields, row, c, false, &text);
        sqlitefile_text(file, text.bytes ? text.bytes : "", text.length);
        buffer_free(&text);
        return;
    }
    }
}

void sqliterow_put(const SqliteRow *cells, size_t row, SqliteFile *file)
{
    for (size_t c = 0; c < cells->fields->count; c++)
        sqliterow_cell(cells, row, c, file);
}
