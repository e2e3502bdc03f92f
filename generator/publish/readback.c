/* readback.c - see readback.h. */
#include "publish/readback.h"

#include <stdlib.h>
#include <string.h>

#include "base/file.h"

#define LIMIT ((size_t)1 << 32)

/* End of the record at `at`: behind its LF, which does not stand in quotes. */
static size_t record_end(const char *bytes, size_t length, size_t at)
{
    bool quoted = false;
    for (; at < length; at++) {
        if (bytes[at] == '"')
            quoted = !quoted;
        else if (bytes[at] == '\n' && !quoted)
            return at + 1;
    }
    return length;
}

static char **split(Arena *arena, const char *record, size_t length, size_t columns, size_t *count)
{
    char **cells = ARENA_NEW_ARRAY(arena, columns, char *);
    char *to = arena_alloc(arena, length + 1);
    size_t n = 0, at = 0;
    if (length > 0 && record[length - 1] == '\n')
        length--;
    for (;;) {
        bool quoted = at < length && record[at] == '"';
        char *start = to;
        at += quoted;
        for (; at < length; at++) {
            if (quoted && record[at] == '"') {
                if (at + 1 < length && record[at + 1] == '"')
                    at++;
                else {
                    quoted = false;
                    continue;
                }
            } else if (!quoted && record[at] == ',') {
                break;
            }
            *to++ = record[at];
        }
        *to++ = '\0';
        if (n < columns)
            cells[n] = start;
        n++;
        if (at >= length)
            break;
        at++;
    }
    *count = n;
    for (size_t i = n; i < columns; i++)
        cells[i] = "";
    return cells;
}

void readback_take(char *bytes, size_t length, Readback *out)
{
    *out = (Readback){.bytes = bytes, .arena = arena_new()};
    size_t at = record_end(out->bytes, length, 0), capacity = 0;
    out->columns = 1;
    for (size_t i = 0; i < at; i++) /* an upper bound; header names hold no comma */
        out->columns += out->bytes[i] == ',';
    out->names = split(out->arena, out->bytes, at, out->columns, &out->columns);
    for (;;) {
        GROW(out->starts, capacity, out->count + 1);
        out->starts[out->count] = at;
        if (at >= length)
            break;
        out->count++;
        at = record_end(out->bytes, length, at);
    }
}

bool readback_open(const char *path, Readback *out)
{
    size_t length;
    char *bytes;
    *out = (Readback){0};
    if (!file_exists(path) || !file_read(path, LIMIT, &bytes, &length, NULL))
        return false;
    readback_take(bytes, length, out);
    return true;
}

void readback_close(Readback *rows)
{
    if (!rows->arena)
        return;
    free(rows->bytes);
    free(rows->starts);
    arena_free(rows->arena);
    *rows = (Readback){0};
}

int readback_column(const Readback *rows, const char *name)
{
    for (size_t i = 0; i < rows->columns; i++)
        if (strcmp(rows->names[i], name) == 0)
            return (int)i;
    return -1;
}

char **readback_cells(const Readback *rows, Arena *arena, size_t row)
{
    size_t count, start = rows->starts[row];
    return split(arena, rows->bytes + start, rows->starts[row + 1] - start, rows->columns, &count);
}
