/* chain.c - see chain.h. */
#include "publish/chain.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/hash.h"

#define CHAIN_LIMIT ((size_t)64 << 20)
#define FIRST "0000000000000000000000000000000000000000000000000000000000000000"

static bool is_kind(const char *kind)
{
    return strcmp(kind, "publish") == 0 || strcmp(kind, "rollback") == 0 ||
           strcmp(kind, "withdraw") == 0;
}

static bool read_line(Arena *arena, const char *text, const Chain *chain, ChainLine *line)
{
    char kind[16], id[65], period[8], again[400];
    if (sscanf(text, "%d %15s %64s %7s %64s %64s", &line->number, kind, id, period, line->root,
               line->previous) != 6)
        return false;
    if (!is_kind(kind) || !month_parse(period, &line->period) || strlen(line->root) != 64 ||
        strlen(line->previous) != 64 || strchr(id, '/') || id[0] == '.')
        return false;
    /* One way to write a line only: what reads the same must be the same. */
    snprintf(again, sizeof again, "%d %s %s %s %s %s", line->number, kind, id, period, line->root,
             line->previous);
    if (strcmp(again, text) != 0)
        return false;
    line->kind = arena_strdup(arena, kind);
    line->id = arena_strdup(arena, id);
    const char *before = chain->count ? chain->lines[chain->count - 1].hash : FIRST;
    return line->number == (int)chain->count + 1 && strcmp(line->previous, before) == 0;
}

bool chain_parse(Arena *arena, const char *bytes, size_t length, Chain *out, Error *err)
{
    size_t lines = 0;
    for (size_t i = 0; i < length; i++)
        lines += bytes[i] == '\n';
    *out = (Chain){.lines = ARENA_NEW_ARRAY(arena, lines + 1, ChainLine),
                   .bytes = arena_copy(arena, bytes, length),
                   .length = length};
    for (size_t at = 0; at < length;) {
        const char *start = bytes + at, *end = memchr(start, '\n', length - at);
        size_t size = end ? (size_t)(end - start) : 0;
        ChainLine *line = &out->lines[out->count];
        if (!end || !read_line(arena, arena_copy(arena, start, size), out, line))
            return error_set(err, ERR_DATA, "chain.log line %zu does not follow the line before it",
                             out->count + 1);
        hash_bytes(start, size + 1, line->hash);
        out->count++;
        at += size + 1;
    }
    return true;
}

bool chain_read(Arena *arena, const char *path, Chain *out, Error *err)
{
    char *bytes;
    size_t length;
    *out = (Chain){.bytes = ""};
    if (!file_exists(path))
        return true;
    if (!file_read(path, CHAIN_LIMIT, &bytes, &length, err))
        return false;
    bool ok = chain_parse(arena, bytes, length, out, err) || error_in(err, "%s", path);
    free(bytes);
    return ok;
}

void chain_append(const Chain *chain, const char *kind, const char *id, Month period,
                  const char *root, Buffer *out)
{
    char month[16];
    buffer_printf(out, "%zu %s %s %s %s %s\n", chain->count + 1, kind, id,
                  month_text(period, month), root,
                  chain->count ? chain->lines[chain->count - 1].hash : FIRST);
}

const ChainLine *chain_find(const Chain *chain, const char *id)
{
    for (size_t i = chain->count; i-- > 0;)
        if (strcmp(chain->lines[i].id, id) == 0)
            return &chain->lines[i];
    return NULL;
}

void chain_head_before(const char *output, Month period, char hash[65])
{
    Arena *arena = arena_new();
    Chain chain;
    hash[0] = '\0';
    if (chain_read(arena, path_join(arena, output, "chain.log"), &chain, NULL))
        for (size_t i = 0; i < chain.count; i++)
            if (chain.lines[i].period < period)
                memcpy(hash, chain.lines[i].hash, 65);
    arena_free(arena);
}
