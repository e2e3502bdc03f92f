/* row_key.c - see row_key.h. */
#include "row_key.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"

/* Texts hashed lately, by number: what is no id says the same in most rows. */
#define HASHED 4096

typedef struct {
    int64_t number;
    uint64_t hash;
} Hashed;

struct RowKeys {
    const Dataset *data;
    Hashed hashed[HASHED];
};

static uint64_t hash_of(const char *text, size_t length)
{
    uint64_t hash = length, word = 0;
    for (; length >= sizeof word; text += sizeof word, length -= sizeof word) {
        memcpy(&word, text, sizeof word);
        hash = (hash ^ word) * UINT64_C(0x9E3779B97F4A7C15);
        hash ^= hash >> 32;
    }
    for (word = 1; length > 0; text++, length--)
        word = word << 8 | (unsigned char)*text;
    hash = (hash ^ word) * UINT64_C(0xBF58476D1CE4E5B9);
    return hash ^ hash >> 29;
}

void mix_text(Mix *m, const char *text)
{
    mix(m, hash_of(text, strlen(text)));
}

RowKeys *row_keys_new(const Dataset *data)
{
    RowKeys *keys = memory_alloc(sizeof *keys);
    keys->data = data;
    return keys; /* number 0 is no text that is looked for */
}

void row_keys_free(RowKeys *keys)
{
    free(keys);
}

static bool is_text(const ColumnSchema *column)
{
    return column->type == TYPE_ID || column->type == TYPE_STR || column->type == TYPE_TEXT;
}

static uint64_t text_hash(RowKeys *keys, int64_t number)
{
    Hashed *hashed = &keys->hashed[(uint64_t)number % HASHED];
    if (hashed->number != number) {
        size_t length;
        char room[TEXTS_ROOM];
        const char *text = dataset_spell(keys->data, number, room, &length);
        *hashed = (Hashed){number, hash_of(text, length)};
    }
    return hashed->hash;
}

/* Sets the cells of different columns apart, and those from other things of a column. */
static uint64_t salt(size_t column, unsigned part)
{
    return (column * 2 + part + 1) * UINT64_C(0xD6E8FEB86659FD93);
}

static void mix_column(RowKeys *keys, const Table *table, size_t c, size_t first,
                       const uint16_t *picked, size_t count, Mix *out)
{
    const ColumnSchema *column = &table_schema(table)->columns[c];
    const bool texts = is_text(column), days = table_has_first_days(table, c);
    const ColumnCells there = table_column(table, c);
    int64_t cells[ROW_KEY_BLOCK];
    if (first >= there.rows) /* nothing but empty cells from here on */
        return;
    table_cells(table, c, first, (size_t)picked[count - 1] + 1, cells);
    for (size_t i = 0; i < count; i++) {
        int64_t cell = cells[picked[i]];
        if (cell == CELL_MISSING)
            continue;
        mix(&out[i], (texts ? text_hash(keys, cell) : (uint64_t)cell) + salt(c, 0));
        int64_t day = days ? table_first_day(table, first + picked[i], c) : cell;
        if (day != cell)
            mix(&out[i], (uint64_t)day + salt(c, 1));
    }
}

static bool is_word(const ColumnSchema *column)
{
    return is_text(column) || column->type == TYPE_ENUM || column->type == TYPE_BOOL;
}

static void mix_cells(RowKeys *keys, const Table *table, size_t first, const uint16_t *picked,
                      size_t count, bool words, Mix *out)
{
    const TableSchema *schema = table_schema(table);
    for (size_t c = 0; c < schema->column_count; c++)
        if (schema->columns[c].privacy != PRIVACY_PRIVATE &&
            (!words || is_word(&schema->columns[c])))
            mix_column(keys, table, c, first, picked, count, out);
}

static void mix_named(RowKeys *keys, const Table *table, size_t first, const uint16_t *picked,
                      size_t count, Mix *out)
{
    static const uint16_t alone = 0;
    const TableSchema *schema = table_schema(table);
    for (size_t c = 0; c < schema->column_count; c++) {
        const ColumnSchema *column = &schema->columns[c];
        const Table *there = column->fk && is_text(column) && column->privacy != PRIVACY_PRIVATE &&
                                     strcmp(column->fk, "compounds") != 0
                                 ? dataset_find(keys->data, column->fk)
                                 : NULL;
        const ColumnCells cells = table_column(table, c);
        if (first >= cells.rows)
            continue;
        for (size_t i = 0; there && i < count; i++) {
            int64_t found = table_find(there, table_cell(table, first + picked[i], c));
            if (found >= 0)
                mix_cells(keys, there, (size_t)found, &alone, 1, false, &out[i]);
        }
    }
}

static void begin_rows(const Table *table, int number, size_t first, const uint16_t *picked,
                       size_t count, Mix *out)
{
    for (size_t i = 0; i < count; i++) {
        out[i] = MIX_EMPTY;
        mix(&out[i], (uint64_t)number << 1 | table_row_leaves(table, first + picked[i]));
    }
}

void row_keys_of(RowKeys *keys, int number, size_t first, const uint16_t *picked, size_t count,
                 Mix *out)
{
    const Table *table = dataset_table(keys->data, number);
    if (count == 0)
        return;
    begin_rows(table, number, first, picked, count, out);
    mix_cells(keys, table, first, picked, count, false, out);
    mix_named(keys, table, first, picked, count, out);
}

void row_keys_of_words(RowKeys *keys, int number, size_t first, const uint16_t *picked,
                       size_t count, Mix *out)
{
    const Table *table = dataset_table(keys->data, number);
    if (count == 0)
        return;
    begin_rows(table, number, first, picked, count, out);
    mix_cells(keys, table, first, picked, count, true, out);
}
