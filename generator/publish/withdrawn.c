/* withdrawn.c - see withdrawn.h. */
#include "publish/withdrawn.h"

#include <stdlib.h>
#include <string.h>

#include "base/file.h"

#define LIMIT ((size_t)64 << 20)

static bool read_line(Arena *arena, char *line, Tombstone *out)
{
    char *first = strchr(line, ' '), *second = first ? strchr(first + 1, ' ') : NULL;
    if (!second || !second[1])
        return false;
    *first++ = '\0';
    *second++ = '\0';
    bool named = strcmp(line, "name") == 0;
    if ((named || strcmp(line, "file") == 0) && strlen(first) == 64) {
        *out = (Tombstone){.named = named,
                           .hash = arena_strdup(arena, first),
                           .path = arena_strdup(arena, second)};
        return true;
    }
    if (strcmp(line, "row") == 0 && *first) {
        *out = (Tombstone){
            .row = true, .path = arena_strdup(arena, first), .key = arena_strdup(arena, second)};
        return true;
    }
    return false;
}

bool withdrawn_read(Arena *arena, const char *output, Withdrawn *out, Error *err)
{
    char *path = path_join(arena, output, "withdrawn.log"), *bytes;
    size_t length, lines = 0;
    bool there;
    *out = (Withdrawn){0};
    if (!file_there(path, &there, err))
        return false;
    if (!there)
        return true;
    if (!file_read(path, LIMIT, &bytes, &length, err))
        return false;
    for (size_t i = 0; i < length; i++)
        lines += bytes[i] == '\n';
    out->items = ARENA_NEW_ARRAY(arena, lines + 1, Tombstone);
    bool ok = true;
    for (char *line = bytes, *end; ok && *line; line = end) {
        end = strchr(line, '\n');
        if (end)
            *end++ = '\0';
        ok = end && read_line(arena, line, &out->items[out->count]);
        if (ok)
            out->count++;
        else
            error_set(
                err, ERR_DATA,
                "%s：第%zu行不是撤回记录，被改过或截短了，请从备份放回 / line %zu is no tombstone",
                path, out->count + 1, out->count + 1);
    }
    free(bytes);
    return ok;
}

bool withdrawn_has(const Withdrawn *withdrawn, const char *path, const char *hash)
{
    for (size_t i = 0; i < withdrawn->count; i++) {
        const Tombstone *t = &withdrawn->items[i];
        if (!t->row && strcmp(t->path, path) == 0 && strcmp(t->hash, hash) == 0)
            return true;
    }
    return false;
}

bool withdrawn_names(const Withdrawn *withdrawn, const char *path)
{
    for (size_t i = 0; i < withdrawn->count; i++)
        if (withdrawn->items[i].named && strcmp(withdrawn->items[i].path, path) == 0)
            return true;
    return false;
}

bool withdrawn_has_row(const Withdrawn *withdrawn, const char *table, const char *key)
{
    for (size_t i = 0; i < withdrawn->count; i++) {
        const Tombstone *t = &withdrawn->items[i];
        if (t->row && strcmp(t->path, table) == 0 && strcmp(t->key, key) == 0)
            return true;
    }
    return false;
}

size_t withdrawn_drop_rows(const Withdrawn *withdrawn, Dataset *data)
{
    const SchemaSet *schemas = dataset_schemas(data);
    size_t dropped = 0;
    for (size_t t = 0; t < schemas->count; t++) {
        const TableSchema *schema = &schemas->tables[t];
        Table *table = dataset_table(data, (int)t);
        size_t rows = table_rows(table), gone = 0;
        bool named = false;
        for (size_t i = 0; i < withdrawn->count; i++)
            named = named || (withdrawn->items[i].row &&
                              strcmp(withdrawn->items[i].path, schema->name) == 0);
        /* Other tables point at compounds by row: these cannot go. */
        if (!named || rows == 0 || schema->key_count == 0 || strcmp(schema->name, "compounds") == 0)
            continue;
        bool *keep = memory_alloc(rows * sizeof *keep);
        for (size_t row = 0; row < rows; row++) {
            const ColumnSchema *key = &schema->columns[schema->key[0]];
            const char *text =
                key->privacy == PRIVACY_PRIVATE ? "" : table_text(table, row, schema->key[0]);
            keep[row] = !withdrawn_has_row(withdrawn, schema->name, text);
            gone += !keep[row];
        }
        if (gone > 0) {
            table_filter(table, keep);
            table_finish(table);
        }
        dropped += gone;
        free(keep);
    }
    return dropped;
}
