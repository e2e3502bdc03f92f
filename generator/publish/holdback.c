/* holdback.c - see holdback.h. */
#include "publish/holdback.h"

#include <stdlib.h>
#include <string.h>

#include "base/exact.h"
#include "base/file.h"
#include "publish/readback.h"
#include "render/field.h"

typedef struct {
    Arena *arena;
    Dataset *data;
    const char *before;
    Buffer text;
} Holder;

static bool parse_scaled(const char *text, int scale, int64_t *out)
{
    Buffer digits = {0};
    const char *point = strchr(text, '.');
    size_t places = point ? strlen(point + 1) : 0;
    Int128 n = 0;
    buffer_put(&digits, text, point ? (size_t)(point - text) : strlen(text));
    if (point)
        buffer_text(&digits, point + 1);
    for (; places < (size_t)scale; places++)
        buffer_char(&digits, '0');
    bool ok = places == (size_t)scale && digits.length > 0 && exact_parse(digits.bytes, &n) &&
              n > INT64_MIN && n <= INT64_MAX;
    buffer_free(&digits);
    *out = (int64_t)n;
    return ok;
}

/* First and last day of 2026-10, 2026-Q3, 2026-H1, 2026 or 2026-10-05 (render/field.h). */
static bool parse_period(const char *text, Day *first, Day *last)
{
    Month month;
    if (day_parse(text, last)) {
        *first = *last;
        return true;
    }
    if (month_parse(text, &month)) {
        *first = month_first(month);
        *last = month_last(month);
        return true;
    }
    int year = atoi(text);
    if (year < 1 || year > 9999)
        return false;
    int months = text[4] != '-' ? 12 : text[5] == 'Q' ? 3 : 6;
    int part = months == 12 ? 1 : atoi(text + 6);
    Month to = month_of(year, 1) + months * part - 1;
    *first = month_first(to - months + 1);
    *last = month_last(to);
    return true;
}

/* Puts the machine form of a cell back; false where it does not fit the column any more. */
static bool put_back(Holder *h, Table *table, size_t row, size_t column, const char *text)
{
    const ColumnSchema *schema = &table_schema(table)->columns[column];
    int64_t cell = CELL_MISSING;
    Day first = DAY_MISSING, last = DAY_MISSING;
    bool ok = true;
    if (schema->privacy != PRIVACY_PUBLIC)
        return false;
    if (*text) {
        switch (schema->type) {
        case TYPE_ID:
        case TYPE_STR:
        case TYPE_TEXT:
            cell = dataset_intern(h->data, text, strlen(text));
            break;
        case TYPE_ENUM:
            cell = schema_enum(schema, text);
            ok = cell >= 0;
            break;
        case TYPE_BOOL:
            cell = strcmp(text, "true") == 0;
            break;
        case TYPE_DATE:
        case TYPE_PERIOD:
            ok = parse_period(text, &first, &last);
            cell = last;
            break;
        case TYPE_INT:
        case TYPE_DECIMAL:
        case TYPE_MONEY:
        case TYPE_AREA:
            ok = parse_scaled(text, field_scale(schema), &cell);
            break;
        }
    }
    if (!ok)
        return false;
    table_set(table, row, column, cell);
    if (*text && (schema->type == TYPE_DATE || schema->type == TYPE_PERIOD) && first != last)
        table_set_first_day(table, row, column, first);
    return true;
}

static bool in_key(const TableSchema *schema, size_t column)
{
    for (size_t k = 0; k < schema->key_count; k++)
        if (schema->key[k] == column)
            return true;
    return false;
}

/* The key of a row as changes.h writes it: its key cells in the order of columns, joined by '/'. */
static const char *row_key(Holder *h, const Fields *fields, size_t row)
{
    size_t parts = 0;
    buffer_clear(&h->text);
    for (size_t c = 0; c < fields->count; c++)
        if (in_key(fields->schema, fields->columns[c])) {
            if (parts++ > 0)
                buffer_char(&h->text, '/');
            fields_put(fields, row, c, false, &h->text);
        }
    return h->text.bytes ? h->text.bytes : "";
}

static int64_t find_row(Holder *h, const Fields *fields, const char *key)
{
    for (size_t row = 0; row < table_rows(fields->table); row++)
        if (strcmp(row_key(h, fields, row), key) == 0)
            return (int64_t)row;
    return -1;
}

static bool restore_cell(Holder *h, const Change *change, int index)
{
    Table *table = dataset_table(h->data, index);
    int column = schema_column(table_schema(table), change->column);
    Fields fields;
    fields_of(h->arena, h->data, index, &fields);
    int64_t row = column < 0 ? -1 : find_row(h, &fields, change->key);
    return row >= 0 && put_back(h, table, (size_t)row, (size_t)column, change->from);
}

/* The compound (row of T01) that an id names, or -1. */
static int32_t compound_of(const Holder *h, const char *id)
{
    const Table *table = dataset_find(h->data, "compounds");
    int64_t cell = *id ? dataset_lookup(h->data, id) : -1;
    return cell > 0 ? (int32_t)table_find(table, cell) : -1;
}

/* Joins key cells of a published row as changes.h does. */
static bool is_key(Holder *h, const Readback *old, char **cells, const TableSchema *schema,
                   const char *key)
{
    size_t parts = 0;
    buffer_clear(&h->text);
    for (size_t column = 0; column < schema->column_count; column++) {
        if (!in_key(schema, column))
            continue;
        int c = readback_column(old, schema->columns[column].name);
        if (c < 0)
            return false;
        if (parts++ > 0)
            buffer_char(&h->text, '/');
        buffer_text(&h->text, cells[c]);
    }
    return h->text.bytes && strcmp(h->text.bytes, key) == 0;
}

static bool restore_row(Holder *h, const Change *change, int index)
{
    Table *table = dataset_table(h->data, index);
    const TableSchema *schema = table_schema(table);
    Readback old;
    char *path = arena_printf(h->arena, "%s/data/%s.csv", h->before, change->table);
    if (index == schema_table(dataset_schemas(h->data), "compounds") || !readback_open(path, &old))
        return false;
    bool found = false;
    Arena *scratch = arena_new();
    for (size_t i = 0; i < old.count && !found; i++) {
        char **cells = readback_cells(&old, scratch, i);
        if (!is_key(h, &old, cells, schema, change->key))
            continue;
        found = true;
        size_t row = table_add_row(table, (RowOrigin){-1, 0});
        for (size_t c = 0; c < old.columns; c++) {
            int column = schema_column(schema, old.names[c]);
            if (column >= 0)
                put_back(h, table, row, (size_t)column, cells[c]);
        }
        table_set_compound(table, row, compound_of(h, change->compound_id));
    }
    arena_free(scratch);
    readback_close(&old);
    return found;
}

size_t holdback_apply(Arena *arena, Dataset *data, const char *before, const Changes *changes,
                      Buffer *waiting)
{
    Holder h = {.arena = arena, .data = data, .before = before};
    Changes kept = {.items = ARENA_NEW_ARRAY(arena, changes->count, Change)};
    for (size_t i = changes->count - changes->fresh; i < changes->count; i++) {
        const Change *change = &changes->items[i];
        int table = schema_table(dataset_schemas(data), change->table);
        bool row = strcmp(change->kind, "removed") == 0,
             cell = strcmp(change->kind, "changed") == 0;
        if (table < 0 || change->reason[0] || (!row && !cell))
            continue;
        if (row ? restore_row(&h, change, table) : restore_cell(&h, change, table))
            kept.items[kept.count++] = *change;
    }
    for (size_t t = 0; kept.count > 0 && t < dataset_schemas(data)->count; t++)
        table_finish(dataset_table(data, (int)t));
    kept.fresh = kept.count;
    changes_csv(&kept, waiting);
    buffer_free(&h.text);
    return kept.count;
}
