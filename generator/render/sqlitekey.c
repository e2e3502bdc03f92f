/*
 * sqlitekey.c - see sqlitekey.h.
 *
 * Exports come in the order of their keys more often than not; else rows are sorted by the start of
 * their first key cell, which mostly tells two of them apart.
 */
#include "render/sqlitekey.h"

#include <stdlib.h>
#include <string.h>

/* A row by the start of its first key cell, which mostly tells two rows apart. */
typedef struct {
    uint64_t start; /* eight bytes behind what all of them begin with */
    uint32_t place; /* of the rows that are written */
} KeyPlace;

typedef struct {
    const Fields *fields;
    size_t columns[SQLITEFILE_COLUMNS], count; /* of the key, counted among those that leave */
    Buffer one, other;
} Keys;

static size_t place_of_column(const Fields *fields, size_t column)
{
    size_t at = 0;
    while (fields->columns[at] != column)
        at++;
    return at;
}

/*
 * A key cell as bytes that sort as SQLite sorts it, in `scratch` or elsewhere; a number's order is
 * kept elsewhere.
 */
static const char *key_text(const Keys *k, size_t place, size_t column, Buffer *scratch,
                            size_t *length)
{
    size_t row = fields_row(k->fields, place);
    buffer_clear(scratch);
    if (field_is_text(fields_column(k->fields, column))) {
        buffer_reserve(scratch, TEXTS_ROOM);
        return dataset_spell(k->fields->data, fields_cell(k->fields, row, column), scratch->bytes,
                             length);
    }
    fields_put(k->fields, row, column, false, scratch);
    *length = scratch->length;
    return scratch->bytes ? scratch->bytes : "";
}

static int compare_keys(Keys *k, uint32_t a, uint32_t b)
{
    for (size_t i = 0; i < k->count; i++) {
        size_t column = k->columns[i], x, y;
        if (sqliterow_is_number(fields_column(k->fields, column))) {
            int64_t m = fields_cell(k->fields, fields_row(k->fields, a), column),
                    n = fields_cell(k->fields, fields_row(k->fields, b), column);
            if (m != n)
                return m < n ? -1 : 1;
            continue;
        }
        const char *one = key_text(k, a, column, &k->one, &x),
                   *other = key_text(k, b, column, &k->other, &y);
        int order = memcmp(one, other, x < y ? x : y);
        if (order || x != y)
            return order ? order : x < y ? -1 : 1;
    }
    return 0;
}

static int by_key(const void *a, const void *b, void *keys)
{
    const KeyPlace *x = a, *y = b;
    if (x->start != y->start)
        return x->start < y->start ? -1 : 1;
    return compare_keys(keys, x->place, y->place);
}

/* Eight bytes of every first key cell, from where they begin to differ. */
static void find_starts(Keys *k, KeyPlace *places)
{
    size_t count = k->fields->row_count, same = SIZE_MAX, column = k->columns[0], length;
    if (sqliterow_is_number(fields_column(k->fields, column)))
        return; /* compared as numbers */
    Buffer first = {0};
    for (size_t i = 0; i < count; i++) {
        const char *text = key_text(k, i, column, &k->one, &length);
        if (i == 0)
            buffer_put(&first, text, length);
        if (length < same)
            same = length;
        for (size_t at = 0; at < same; at++)
            if (text[at] != first.bytes[at])
                same = at;
    }
    for (size_t i = 0; i < count; i++) {
        const char *text = key_text(k, i, column, &k->one, &length);
        for (size_t at = same; at < same + 8; at++)
            places[i].start = places[i].start << 8 | (at < length ? (unsigned char)text[at] : 0);
    }
    buffer_free(&first);
}

/* Do the rows come in the order of their keys, no two with the same? */
static bool come_in_order(Keys *k)
{
    const Fields *fields = k->fields;
    size_t before = 0, length;
    const char *last = NULL;
    if (k->count > 1 || !field_is_text(fields_column(fields, k->columns[0]))) {
        for (size_t i = 1; i < fields->row_count; i++)
            if (compare_keys(k, (uint32_t)i - 1, (uint32_t)i) >= 0)
                return false;
        return true;
    }
    for (size_t i = 0; i < fields->row_count; i++) {
        const char *text = key_text(k, i, k->columns[0], i % 2 ? &k->one : &k->other, &length);
        int order = last ? memcmp(last, text, before < length ? before : length) : -1;
        if (order > 0 || (order == 0 && before >= length))
            return false;
        last = text;
        before = length;
    }
    return true;
}

static void put_key_row(const Keys *k, size_t place, const SqliteRow *cells, SqliteFile *file)
{
    for (size_t c = 0; c < k->count; c++)
        sqliterow_cell(cells, fields_row(k->fields, place), k->columns[c], file);
    sqlitefile_int(file, (int64_t)place + 1);
    sqlitefile_row(file);
}

/* The rows sorted by their keys; false where two have the same. */
static bool put_sorted(Keys *k, const SqliteRow *cells, SqliteFile *file)
{
    size_t count = k->fields->row_count;
    KeyPlace *places = memory_alloc((count + 1) * sizeof *places);
    bool unique = true;
    for (size_t i = 0; i < count; i++)
        places[i] = (KeyPlace){0, (uint32_t)i};
    find_starts(k, places);
    qsort_r(places, count, sizeof *places, by_key, k);
    for (size_t i = 0; i < count; i++) {
        unique = unique && (i == 0 || by_key(&places[i - 1], &places[i], k) != 0);
        put_key_row(k, places[i].place, cells, file);
    }
    free(places);
    return unique;
}

bool sqlitekey_write(SqliteFile *file, const Fields *fields, const SqliteRow *cells, Error *err)
{
    const TableSchema *schema = fields->schema;
    Keys keys = {.fields = fields, .count = schema->key_count};
    Buffer name = {0};
    bool unique = true;
    for (size_t i = 0; i < keys.count; i++)
        keys.columns[i] = place_of_column(fields, schema->key[i]);
    sqlitefile_begin(file, SQLITEFILE_INDEX);
    if (come_in_order(&keys))
        for (size_t i = 0; i < fields->row_count; i++)
            put_key_row(&keys, i, cells, file);
    else
        unique = put_sorted(&keys, cells, file);
    uint32_t page = sqlitefile_end(file);
    buffer_printf(&name, "sqlite_autoindex_%s_1", schema->name);
    sqlitefile_entry(file, "index", name.bytes, schema->name, page, NULL);
    buffer_free(&name);
    buffer_free(&keys.one);
    buffer_free(&keys.other);
    return unique ||
           error_set(err, ERR_INTERNAL, "data.sqlite: two rows of %s have one key", schema->name);
}
