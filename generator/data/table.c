/*
 * table.c - see table.h.
 *
 * Each column is one growing array, so a metric that reads two columns of a
 * forty-column export touches only those two. Dates, numbers of texts, enums
 * and yes/no take four bytes; amounts take eight.
 */
#include "data/table.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/exact.h"
#include "data/strings.h"

#define NARROW_MISSING INT32_MIN

typedef struct {
    bool wide;
    int32_t *narrow;
    int64_t *cells;
    int32_t *first; /* first day of a period, made at the first need */
} Column;

struct Table {
    const Dataset *data;
    const TableSchema *schema;
    Column *columns;
    RowOrigin *origins;
    int32_t *compounds;
    size_t rows, capacity;
    bool arrived;
    uint32_t *by_key; /* text number of the first key column -> row + 1 */
    size_t by_key_count;
};

struct Dataset {
    const SchemaSet *schemas;
    Table *tables;
    Strings *strings;
};

static bool is_wide(ColumnType type)
{
    return type == TYPE_INT || type == TYPE_DECIMAL || type == TYPE_MONEY || type == TYPE_AREA;
}

static bool is_text(ColumnType type)
{
    return type == TYPE_ID || type == TYPE_STR || type == TYPE_TEXT;
}

Dataset *dataset_new(const SchemaSet *schemas)
{
    Dataset *data = memory_alloc(sizeof *data);
    data->schemas = schemas;
    data->strings = strings_new();
    data->tables = memory_alloc(schemas->count * sizeof *data->tables);
    for (size_t t = 0; t < schemas->count; t++) {
        Table *table = &data->tables[t];
        *table = (Table){.data = data, .schema = &schemas->tables[t]};
        table->columns = memory_alloc(table->schema->column_count * sizeof *table->columns);
        for (size_t c = 0; c < table->schema->column_count; c++)
            table->columns[c] = (Column){.wide = is_wide(table->schema->columns[c].type)};
    }
    return data;
}

void dataset_free(Dataset *data)
{
    if (!data)
        return;
    for (size_t t = 0; t < data->schemas->count; t++) {
        Table *table = &data->tables[t];
        for (size_t c = 0; c < table->schema->column_count; c++) {
            free(table->columns[c].narrow);
            free(table->columns[c].cells);
            free(table->columns[c].first);
        }
        free(table->columns);
        free(table->origins);
        free(table->compounds);
        free(table->by_key);
    }
    strings_free(data->strings);
    free(data->tables);
    free(data);
}

const SchemaSet *dataset_schemas(const Dataset *data)
{
    return data->schemas;
}

Table *dataset_table(const Dataset *data, int table)
{
    assert(table >= 0 && (size_t)table < data->schemas->count);
    return &data->tables[table];
}

Table *dataset_find(const Dataset *data, const char *name)
{
    int table = schema_table(data->schemas, name);
    return table < 0 ? NULL : &data->tables[table];
}

const char *dataset_text(const Dataset *data, int64_t cell)
{
    return cell > 0 ? strings_at(data->strings, (uint32_t)cell) : "";
}

int64_t dataset_intern(Dataset *data, const char *text, size_t length)
{
    return strings_intern(data->strings, text, length);
}

void dataset_prefetch(const Dataset *data, const char *text, size_t length)
{
    strings_prefetch(data->strings, text, length);
}

int64_t dataset_lookup(const Dataset *data, const char *text)
{
    uint32_t number = strings_lookup(data->strings, text, strlen(text));
    return number == UINT32_MAX ? -1 : (int64_t)number;
}

const TableSchema *table_schema(const Table *table)
{
    return table->schema;
}

size_t table_rows(const Table *table)
{
    return table->rows;
}

bool table_arrived(const Table *table)
{
    return table->arrived;
}

int64_t table_cell(const Table *table, size_t row, size_t column)
{
    const Column *c = &table->columns[column];
    assert(row < table->rows && column < table->schema->column_count);
    if (c->wide)
        return c->cells[row];
    return c->narrow[row] == NARROW_MISSING ? CELL_MISSING : c->narrow[row];
}

ColumnCells table_column(const Table *table, size_t column)
{
    const Column *c = &table->columns[column];
    assert(column < table->schema->column_count);
    return c->wide ? (ColumnCells){c->cells, NULL} : (ColumnCells){NULL, c->narrow};
}

const int32_t *table_compounds(const Table *table)
{
    return table->compounds;
}

int64_t table_first_day(const Table *table, size_t row, size_t column)
{
    const Column *c = &table->columns[column];
    if (c->first && c->first[row] != NARROW_MISSING)
        return c->first[row];
    return table_cell(table, row, column);
}

const char *table_text(const Table *table, size_t row, size_t column)
{
    const ColumnSchema *schema = &table->schema->columns[column];
    assert(schema->privacy != PRIVACY_PRIVATE);
    int64_t cell = table_cell(table, row, column);
    if (schema->type == TYPE_ENUM)
        return cell == CELL_MISSING ? "" : schema->values[cell].title.zh;
    return is_text(schema->type) ? dataset_text(table->data, cell) : "";
}

RowOrigin table_origin(const Table *table, size_t row)
{
    assert(row < table->rows);
    return table->origins[row];
}

int32_t table_compound(const Table *table, size_t row)
{
    assert(row < table->rows);
    return table->compounds[row];
}

int64_t table_find(const Table *table, int64_t cell)
{
    if (cell <= 0 || (uint64_t)cell >= table->by_key_count)
        return -1;
    return (int64_t)table->by_key[cell] - 1;
}

static const char *display_period(Arena *arena, const Table *table, size_t row, size_t column)
{
    char first[16], last[16];
    Day to = (Day)table_cell(table, row, column), from = (Day)table_first_day(table, row, column);
    if (from == to)
        return arena_strdup(arena, day_text(to, last));
    if (day_month(from) == day_month(to))
        return arena_strdup(arena, month_text(day_month(to), last));
    return arena_printf(arena, "%s/%s", month_text(day_month(from), first),
                        month_text(day_month(to), last));
}

const char *table_display(Arena *arena, const Table *table, size_t row, size_t column)
{
    const ColumnSchema *schema = &table->schema->columns[column];
    int64_t cell = table_cell(table, row, column), unit = 1;
    assert(schema->privacy != PRIVACY_PRIVATE);
    if (cell == CELL_MISSING)
        return "";
    switch (schema->type) {
    case TYPE_ID:
    case TYPE_STR:
    case TYPE_TEXT:
    case TYPE_ENUM:
        return table_text(table, row, column);
    case TYPE_DATE:
    case TYPE_PERIOD:
        return display_period(arena, table, row, column);
    case TYPE_BOOL:
        return cell ? "是" : "否";
    case TYPE_INT:
        return exact_text(arena, cell);
    case TYPE_MONEY:
    case TYPE_AREA:
        return exact_decimal(arena, cell, 100, 1, 2, true);
    case TYPE_DECIMAL:
        for (int i = 0; i < schema->scale; i++)
            unit *= 10;
        return exact_decimal(arena, cell, unit, 1, schema->scale, false);
    }
    return "";
}

static void reserve(Table *table, size_t need)
{
    if (need <= table->capacity)
        return;
    size_t capacity = table->capacity ? table->capacity * 2 : 64;
    while (capacity < need)
        capacity *= 2;
    for (size_t i = 0; i < table->schema->column_count; i++) {
        Column *c = &table->columns[i];
        if (c->wide)
            c->cells = memory_resize(c->cells, capacity * sizeof *c->cells);
        else
            c->narrow = memory_resize(c->narrow, capacity * sizeof *c->narrow);
        if (c->first)
            c->first = memory_resize(c->first, capacity * sizeof *c->first);
    }
    table->origins = memory_resize(table->origins, capacity * sizeof *table->origins);
    table->compounds = memory_resize(table->compounds, capacity * sizeof *table->compounds);
    table->capacity = capacity;
}

size_t table_add_row(Table *table, RowOrigin origin)
{
    size_t row = table->rows;
    reserve(table, row + 1);
    table->rows = row + 1;
    table->origins[row] = origin;
    table->compounds[row] = -1;
    for (size_t i = 0; i < table->schema->column_count; i++) {
        Column *c = &table->columns[i];
        if (c->wide)
            c->cells[row] = CELL_MISSING;
        else
            c->narrow[row] = NARROW_MISSING;
        if (c->first)
            c->first[row] = NARROW_MISSING;
    }
    return row;
}

void table_set(Table *table, size_t row, size_t column, int64_t cell)
{
    Column *c = &table->columns[column];
    assert(row < table->rows && column < table->schema->column_count);
    if (c->wide) {
        c->cells[row] = cell;
        return;
    }
    assert(cell == CELL_MISSING || (cell > INT32_MIN && cell <= INT32_MAX));
    bool missing =
        cell == CELL_MISSING || (cell == 0 && is_text(table->schema->columns[column].type));
    c->narrow[row] = missing ? NARROW_MISSING : (int32_t)cell;
}

void table_set_first_day(Table *table, size_t row, size_t column, Day first)
{
    Column *c = &table->columns[column];
    if (!c->first) {
        c->first = memory_alloc(table->capacity * sizeof *c->first);
        for (size_t i = 0; i < table->rows; i++)
            c->first[i] = NARROW_MISSING;
    }
    c->first[row] = first;
}

void table_set_compound(Table *table, size_t row, int32_t compound)
{
    table->compounds[row] = compound;
}

void table_set_arrived(Table *table)
{
    table->arrived = true;
}

void table_filter(Table *table, const bool *keep)
{
    size_t to = 0;
    for (size_t from = 0; from < table->rows; from++) {
        if (!keep[from])
            continue;
        for (size_t i = 0; i < table->schema->column_count; i++) {
            Column *c = &table->columns[i];
            if (c->wide)
                c->cells[to] = c->cells[from];
            else
                c->narrow[to] = c->narrow[from];
            if (c->first)
                c->first[to] = c->first[from];
        }
        table->origins[to] = table->origins[from];
        table->compounds[to] = table->compounds[from];
        to++;
    }
    table->rows = to;
}

bool table_row_leaves(const Table *table, size_t row)
{
    const TableSchema *schema = table->schema;
    if (strcmp(schema->name, "committee_members") != 0)
        return true;
    int body = schema_column(schema, "body"), result = schema_column(schema, "vet_result");
    return body < 0 || result < 0 ||
           table_cell(table, row, (size_t)body) !=
               schema_enum(&schema->columns[body], "candidate") ||
           table_cell(table, row, (size_t)result) != schema_enum(&schema->columns[result], "fail");
}

void table_finish(Table *table)
{
    if (table->schema->key_count == 0 ||
        !is_text(table->schema->columns[table->schema->key[0]].type) ||
        table->schema->columns[table->schema->key[0]].privacy == PRIVACY_PRIVATE)
        return;
    free(table->by_key);
    table->by_key_count = strings_count(table->data->strings);
    table->by_key = memory_alloc(table->by_key_count * sizeof *table->by_key);
    for (size_t row = table->rows; row-- > 0;) { /* backwards: the first row wins */
        int64_t cell = table_cell(table, row, table->schema->key[0]);
        if (cell > 0)
            table->by_key[cell] = (uint32_t)row + 1;
    }
}
