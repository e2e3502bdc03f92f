/*
 * table.c - see table.h.
 *
 * Each column is one growing array (column.h), so a metric that reads two columns
 * of a forty-column export touches only those two. Where rows come from is kept
 * as runs of rows that follow one another in their file.
 */
#include "data/table.h"

#include <assert.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "base/exact.h"
#include "base/large.h"
#include "data/column.h"
#include "data/table_build.h"

#define FIRST_MISSING INT32_MIN

typedef struct {
    size_t from; /* row of the table */
    RowOrigin origin;
} Run;

/* Rows by the text of their first key column; most tables are never asked for one. */
typedef struct {
    uint32_t *_Atomic slots; /* row + 1, by the hash of the text's number; NULL: not made yet */
    size_t count;            /* of slots, a power of two; at least one is free */
} Lookup;

struct Table {
    const Dataset *data;
    const TableSchema *schema;
    Column *columns;
    Run *runs;
    size_t run_count, run_capacity;
    int32_t *compounds; /* NULL: none has one so far */
    size_t rows, capacity;
    bool arrived, has_first;
    int vetted, vetting; /* columns of table_row_leaves(), -1 where all rows leave */
    Lookup *by_key;      /* NULL: not finished, or the first key column is no public text */
};

struct Dataset {
    const SchemaSet *schemas;
    Table *tables;
    Texts *texts;
};

static bool is_text(ColumnType type)
{
    return type == TYPE_ID || type == TYPE_STR || type == TYPE_TEXT;
}

Dataset *dataset_new(const SchemaSet *schemas)
{
    Dataset *data = memory_alloc(sizeof *data);
    data->schemas = schemas;
    data->texts = texts_new();
    data->tables = memory_alloc(schemas->count * sizeof *data->tables);
    for (size_t t = 0; t < schemas->count; t++) {
        Table *table = &data->tables[t];
        *table = (Table){.data = data, .schema = &schemas->tables[t], .vetted = -1, .vetting = -1};
        if (strcmp(table->schema->name, "committee_members") == 0) {
            table->vetted = schema_column(table->schema, "body");
            table->vetting = schema_column(table->schema, "vet_result");
        }
        table->columns = memory_alloc(table->schema->column_count * sizeof *table->columns);
        for (size_t c = 0; c < table->schema->column_count; c++) {
            ColumnType type = table->schema->columns[c].type;
            table->columns[c].is_day = type == TYPE_DATE || type == TYPE_PERIOD;
        }
    }
    return data;
}

static void free_lookup(Table *table)
{
    if (table->by_key)
        free(table->by_key->slots);
    free(table->by_key);
    table->by_key = NULL;
}

void dataset_free(Dataset *data)
{
    if (!data)
        return;
    for (size_t t = 0; t < data->schemas->count; t++) {
        Table *table = &data->tables[t];
        for (size_t c = 0; c < table->schema->column_count; c++)
            column_free(&table->columns[c]);
        free(table->columns);
        free(table->runs);
        large_free(table->compounds, table->capacity * sizeof *table->compounds);
        free_lookup(table);
    }
    texts_free(data->texts);
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
    size_t length;
    return dataset_text_of(data, cell, &length);
}

const char *dataset_text_of(const Dataset *data, int64_t cell, size_t *length)
{
    *length = 0;
    return cell > 0 ? texts_text(data->texts, (uint32_t)cell, length) : "";
}

const char *dataset_spell(const Dataset *data, int64_t cell, char room[TEXTS_ROOM], size_t *length)
{
    *length = 0;
    return cell > 0 ? texts_spell(data->texts, (uint32_t)cell, room, length) : "";
}

int64_t dataset_intern(Dataset *data, const char *text, size_t length)
{
    return texts_intern(data->texts, text, length);
}

void dataset_map(const Dataset *data, TextMap *map)
{
    text_map_open(map, data->texts);
}

int64_t dataset_lookup(const Dataset *data, const char *text)
{
    uint32_t number = texts_lookup(data->texts, text, strlen(text));
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

/* --- cells ------------------------------------------------------------------------- */

static inline int32_t compound_of(const Table *table, size_t row)
{
    return table->compounds ? table->compounds[row] : -1;
}

int64_t table_cell(const Table *table, size_t row, size_t column)
{
    const Column *c = &table->columns[column];
    assert(row < table->rows && column < table->schema->column_count);
    if (c->derived)
        return compound_of(table, row) < 0 ? CELL_MISSING : c->derived[table->compounds[row]];
    return column_cell(c, row);
}

ColumnCells table_column(const Table *table, size_t column)
{
    const Column *c = &table->columns[column];
    assert(column < table->schema->column_count);
    if (c->derived)
        return (ColumnCells){table->compounds, 0, 0, table->rows, c->derived};
    return (ColumnCells){c->cells, c->width, c->bias, c->rows, NULL};
}

const int32_t *table_compounds(const Table *table)
{
    assert(table->compounds || table->rows == 0);
    return table->compounds;
}

int64_t table_first_day(const Table *table, size_t row, size_t column)
{
    const Column *c = &table->columns[column];
    if (c->first && c->first[row] != FIRST_MISSING)
        return c->first[row];
    return table_cell(table, row, column);
}

bool table_has_first_days(const Table *table, size_t column)
{
    return table->columns[column].first != NULL;
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

/* The run that holds the row. */
static size_t find_run(const Table *table, size_t row)
{
    size_t low = 0, high = table->run_count;
    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;
        if (table->runs[middle].from <= row)
            low = middle;
        else
            high = middle;
    }
    return low;
}

RowOrigin table_origin(const Table *table, size_t row)
{
    assert(row < table->rows);
    const Run *run = &table->runs[find_run(table, row)];
    return (RowOrigin){run->origin.file, run->origin.row + (int32_t)(row - run->from)};
}

size_t table_file_rows(const Table *table, size_t row, int32_t *file)
{
    assert(row < table->rows);
    size_t run = find_run(table, row);
    *file = table->runs[run].origin.file;
    while (++run < table->run_count && table->runs[run].origin.file == *file)
        ;
    return run < table->run_count ? table->runs[run].from : table->rows;
}

/* Rows from `row` on come from there; `row` is behind all runs. */
static void add_run(Table *table, size_t row, RowOrigin origin)
{
    if (table->run_count) {
        const Run *last = &table->runs[table->run_count - 1];
        if (last->origin.file == origin.file &&
            last->origin.row + (int64_t)(row - last->from) == origin.row)
            return;
    }
    GROW(table->runs, table->run_capacity, table->run_count + 1);
    table->runs[table->run_count++] = (Run){row, origin};
}

int32_t table_compound(const Table *table, size_t row)
{
    assert(row < table->rows);
    return compound_of(table, row);
}

static size_t slot_of(const Lookup *lookup, int64_t cell)
{
    uint64_t h = (uint64_t)cell * UINT64_C(0x9E3779B97F4A7C15);
    return (size_t)(h >> 32) & (lookup->count - 1);
}

/* Two threads may make them; one is kept. */
static const uint32_t *make_slots(const Table *table, Lookup *lookup)
{
    uint32_t *slots = memory_alloc(lookup->count * sizeof *slots), *none = NULL;
    size_t key = table->schema->key[0];
    for (size_t row = table->rows; row-- > 0;) { /* backwards: the first row wins */
        int64_t cell = table_cell(table, row, key);
        if (cell <= 0)
            continue;
        size_t slot = slot_of(lookup, cell);
        while (slots[slot] && table_cell(table, slots[slot] - 1, key) != cell)
            slot = (slot + 1) & (lookup->count - 1);
        slots[slot] = (uint32_t)row + 1;
    }
    if (atomic_compare_exchange_strong(&lookup->slots, &none, slots))
        return slots;
    free(slots);
    return none;
}

int64_t table_find(const Table *table, int64_t cell)
{
    Lookup *lookup = table->by_key;
    if (cell <= 0 || !lookup)
        return -1;
    const uint32_t *slots = atomic_load_explicit(&lookup->slots, memory_order_acquire);
    if (!slots)
        slots = make_slots(table, lookup);
    size_t key = table->schema->key[0], slot = slot_of(lookup, cell);
    while (slots[slot] && table_cell(table, slots[slot] - 1, key) != cell)
        slot = (slot + 1) & (lookup->count - 1);
    return (int64_t)slots[slot] - 1;
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

void table_set_compounds(Table *table, size_t row, size_t count, const int32_t *compounds)
{
    assert(row + count <= table->rows && table->compounds);
    memcpy(table->compounds + row, compounds, count * sizeof *compounds);
}

/* --- building ------------------------------------------------------------------------ */

static void reserve(Table *table, size_t need)
{
    if (need <= table->capacity)
        return;
    size_t old = table->capacity;
    table->capacity = old ? old : 64;
    while (table->capacity < need)
        table->capacity *= 2;
    if (table->compounds)
        table->compounds = large_resize(table->compounds, old * sizeof *table->compounds,
                                        table->capacity * sizeof *table->compounds);
    for (size_t i = 0; table->has_first && i < table->schema->column_count; i++)
        if (table->columns[i].first)
            table->columns[i].first =
                memory_resize(table->columns[i].first, table->capacity * sizeof(int32_t));
}

/* New rows have no compound, and no first days. */
static void clear_rows(Table *table, size_t row, size_t count)
{
    for (size_t r = row; table->compounds && r < row + count; r++)
        table->compounds[r] = -1;
    for (size_t i = 0; table->has_first && i < table->schema->column_count; i++)
        for (size_t r = row; table->columns[i].first && r < row + count; r++)
            table->columns[i].first[r] = FIRST_MISSING;
}

size_t table_add_row(Table *table, RowOrigin origin)
{
    size_t row = table->rows;
    reserve(table, row + 1);
    add_run(table, row, origin);
    table->rows = row + 1;
    if (table->compounds || table->has_first)
        clear_rows(table, row, 1);
    return row;
}

void table_open_compounds(Table *table)
{
    if (!table->compounds && table->capacity)
        table->compounds = large_resize(NULL, 0, table->capacity * sizeof *table->compounds);
}

/* The same, where not all of them are set at once. */
static void need_compounds(Table *table)
{
    if (table->compounds)
        return;
    table_open_compounds(table);
    for (size_t r = 0; table->compounds && r < table->rows; r++)
        table->compounds[r] = -1;
}

void table_derive(Table *table, size_t column, const Table *compounds, size_t from)
{
    Column *c = &table->columns[column];
    assert(!c->derived && !c->first);
    column_free(c);
    c->derived = memory_alloc(compounds->rows * sizeof *c->derived);
    for (size_t r = 0; r < compounds->rows; r++)
        c->derived[r] = table_cell(compounds, r, from);
}

/* As cells of their own again, where one is to be changed. */
static void make_own(Table *table, Column *c)
{
    int64_t *derived = c->derived;
    c->derived = NULL;
    for (size_t r = 0; r < table->rows; r++)
        if (compound_of(table, r) >= 0)
            column_put(c, r, derived[table->compounds[r]]);
    free(derived);
}

void table_set(Table *table, size_t row, size_t column, int64_t cell)
{
    assert(row < table->rows && column < table->schema->column_count);
    if (table->columns[column].derived)
        make_own(table, &table->columns[column]);
    bool missing = cell == 0 && is_text(table->schema->columns[column].type);
    column_put(&table->columns[column], row, missing ? CELL_MISSING : cell);
}

void table_set_first_day(Table *table, size_t row, size_t column, Day first)
{
    Column *c = &table->columns[column];
    if (!c->first) {
        table->has_first = true;
        c->first = memory_alloc(table->capacity * sizeof *c->first);
        for (size_t i = 0; i < table->rows; i++)
            c->first[i] = FIRST_MISSING;
    }
    c->first[row] = first;
}

void table_set_compound(Table *table, size_t row, int32_t compound)
{
    need_compounds(table);
    table->compounds[row] = compound;
}

void table_set_arrived(Table *table)
{
    table->arrived = true;
}

void table_filter(Table *table, const bool *keep)
{
    Table old = *table;
    size_t to = 0;
    for (size_t i = 0; i < table->schema->column_count; i++)
        column_filter(&table->columns[i], keep, table->rows);
    table->runs = NULL;
    table->run_count = table->run_capacity = 0;
    for (size_t run = 0; run < old.run_count; run++) {
        size_t from = old.runs[run].from;
        size_t end = run + 1 < old.run_count ? old.runs[run + 1].from : old.rows;
        RowOrigin origin = old.runs[run].origin;
        for (; from < end; from++, origin.row++)
            if (keep[from]) {
                add_run(table, to, origin);
                if (table->compounds)
                    table->compounds[to] = table->compounds[from];
                to++;
            }
    }
    free(old.runs);
    table->rows = to;
}

/* --- whole tables: see table_build.h ------------------------------------------------------- */

void dataset_clear(Dataset *data)
{
    texts_clear(data->texts);
    for (size_t t = 0; t < data->schemas->count; t++) {
        Table *table = &data->tables[t];
        table->rows = table->run_count = 0;
        table->arrived = table->has_first = false;
        for (size_t c = 0; c < table->schema->column_count; c++) {
            table->columns[c].rows = 0;
            free(table->columns[c].first);
            table->columns[c].first = NULL;
        }
    }
}

void dataset_narrow(Dataset *data)
{
    for (size_t t = 0; t < data->schemas->count; t++)
        for (size_t c = 0; c < data->schemas->tables[t].column_count; c++) {
            Column *column = &data->tables[t].columns[c];
            assert(column->rows == 0);
            column_free(column);
        }
}

Texts *dataset_text_set(Dataset *data)
{
    return data->texts;
}

void table_add_cells(Table *table, RowOrigin origin, const int64_t *cells, const uint16_t *columns,
                     size_t count)
{
    size_t row = table_add_row(table, origin);
    for (size_t i = 0; i < count; i++) {
        Column *c = &table->columns[columns[i]];
        int64_t cell = cells[columns[i]];
        if (!column_put_next(c, row, cell))
            column_put(c, row, cell);
    }
}

void table_put_cells(Table *table, size_t column, size_t row, size_t count, const int64_t *cells)
{
    assert(row + count <= table->rows);
    column_put_cells(&table->columns[column], row, count, cells);
}

size_t table_runs(const Table *table)
{
    return table->run_count;
}

size_t table_run(const Table *table, size_t i, RowOrigin *origin)
{
    *origin = table->runs[i].origin;
    return table->runs[i].from;
}

void table_add_rows(Table *table, RowOrigin origin, size_t count)
{
    size_t row = table->rows;
    reserve(table, row + count);
    add_run(table, row, origin);
    table->rows = row + count;
    clear_rows(table, row, count);
}

void table_put_column(Table *table, size_t column, int width, size_t rows, const void *cells)
{
    Column *c = &table->columns[column];
    assert(rows <= table->rows);
    column_fill(c, width, rows, cells);
}

void table_cells(const Table *table, size_t column, size_t row, size_t count, int64_t *cells)
{
    const Column *c = &table->columns[column];
    size_t there = c->rows < row ? 0 : c->rows - row < count ? c->rows - row : count;
    assert(row + count <= table->rows && column < table->schema->column_count);
    if (c->derived)
        for (; there < count; there++)
            cells[there] = table_cell(table, row + there, column);
    else if (there)
        column_read(c, row, there, cells);
    for (; there < count; there++)
        cells[there] = CELL_MISSING;
}

void table_expect(Table *table, size_t rows)
{
    reserve(table, rows);
    for (size_t c = 0; c < table->schema->column_count; c++)
        if (table->columns[c].width)
            column_reserve(&table->columns[c], rows);
}

bool table_has_cells(const Table *table, size_t column)
{
    return table->columns[column].rows > 0;
}

void table_append(Table *to, const Table *from, RowOrigin origin, const TextMap *texts,
                  const TextMap *secrets)
{
    size_t at = to->rows, n = from->rows;
    to->arrived |= from->arrived;
    if (n == 0)
        return;
    reserve(to, at + n);
    for (size_t i = 0; i < from->run_count; i++) {
        RowOrigin own = from->runs[i].origin;
        add_run(to, at + from->runs[i].from,
                (RowOrigin){origin.file + own.file, origin.row + own.row});
    }
    to->rows = at + n;
    clear_rows(to, at, n);
    if (from->compounds) { /* read from a file, none has one yet */
        need_compounds(to);
        memcpy(to->compounds + at, from->compounds, n * sizeof *to->compounds);
    }
    for (size_t c = 0; c < to->schema->column_count; c++) {
        const ColumnSchema *schema = &to->schema->columns[c];
        Column *column = &to->columns[c];
        column_append(column, at, &from->columns[c],
                      !is_text(schema->type)               ? NULL
                      : schema->privacy == PRIVACY_PRIVATE ? secrets
                                                           : texts);
        for (size_t r = 0; from->columns[c].first && r < n; r++)
            if (from->columns[c].first[r] != FIRST_MISSING)
                table_set_first_day(to, at + r, c, from->columns[c].first[r]);
    }
}

bool table_all_leave(const Table *table)
{
    return table->vetted < 0 || table->vetting < 0;
}

bool table_row_leaves(const Table *table, size_t row)
{
    int body = table->vetted, result = table->vetting;
    const ColumnSchema *columns = table->schema->columns;
    return table_all_leave(table) ||
           table_cell(table, row, (size_t)body) != schema_enum(&columns[body], "candidate") ||
           table_cell(table, row, (size_t)result) != schema_enum(&columns[result], "fail");
}

void table_finish(Table *table)
{
    need_compounds(table);
    if (table->schema->key_count == 0 ||
        !is_text(table->schema->columns[table->schema->key[0]].type) ||
        table->schema->columns[table->schema->key[0]].privacy == PRIVACY_PRIVATE)
        return;
    free_lookup(table);
    table->by_key = memory_alloc(sizeof *table->by_key);
    table->by_key->count = 16;
    while (table->by_key->count < table->rows + table->rows / 2)
        table->by_key->count *= 2;
}
