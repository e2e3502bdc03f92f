/* chain.c - see chain.h. */
#include "publish/chain.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/file.h"
#include "base/hash.h"

#define CHAIN_LIMIT ((size_t)64 << 20)

static bool is_kind(const char *kind)
{
    return strcmp(kind, "publish") == 0 || strcmp(kind, "rollback") == 0 ||
           strcmp(kind, "withdraw") == 0;
}

/* Digits where `shape` has 0, the same character everywhere else. */
static bool has_shape(const char *text, const char *shape)
{
    for (; *shape; text++, shape++)
        if (*shape == '0' ? *text < '0' || *text > '9' : *text != *shape)
            return false;
    return *text == '\0';
}

/* 64 lower-case hex digits into `out`. */
static bool read_hash(const char *text, char out[65])
{
    if (strlen(text) != 64 || strspn(text, "0123456789abcdef") != 64)
        return false;
    memcpy(out, text, 65);
    return true;
}

#define WORDS 8

/* One way to write a line only: single spaces, no empty word, numbers as printf writes them. */
static bool read_line(Arena *arena, char *text, const Chain *chain, ChainLine *line)
{
    char *words[WORDS] = {text}, number[16];
    size_t count = 1;
    for (char *space = text; (space = strchr(space, ' ')); count++) {
        *space++ = '\0';
        if (count == WORDS)
            return false;
        words[count] = space;
    }
    if (count != 6 && count != WORDS)
        return false;
    for (size_t i = 0; i < count; i++)
        if (!*words[i])
            return false;
    line->number = (int)chain->count + 1;
    snprintf(number, sizeof number, "%d", line->number);
    *line = (ChainLine){.number = line->number,
                        .kind = arena_strdup(arena, words[1]),
                        .id = arena_strdup(arena, words[2]),
                        .time = count == WORDS ? arena_strdup(arena, words[6]) : "",
                        .declared = count == WORDS ? arena_strdup(arena, words[7]) : ""};
    return strcmp(words[0], number) == 0 && is_kind(line->kind) && strlen(line->id) <= 64 &&
           !strchr(line->id, '/') && line->id[0] != '.' && month_parse(words[3], &line->period) &&
           read_hash(words[4], line->root) && read_hash(words[5], line->previous) &&
           (count == 6 || has_shape(line->time, "0000-00-00T00:00:00Z")) &&
           strcmp(line->previous, chain_head(chain)) == 0;
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
            return error_set(
                err, ERR_DATA,
                "chain.log第%zu行接不上前一行，被改过或截短了，请从备份放回 / chain.log line %zu "
                "does not follow the line before it",
                out->count + 1, out->count + 1);
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
    bool there;
    *out = (Chain){.bytes = ""};
    if (!file_there(path, &there, err)) /* taken for none it would be begun anew */
        return false;
    if (!there)
        return true;
    if (!file_read(path, CHAIN_LIMIT, &bytes, &length, err))
        return false;
    bool ok = chain_parse(arena, bytes, length, out, err) || error_in(err, "%s", path);
    free(bytes);
    return ok;
}

const char *chain_head(const Chain *chain)
{
    return chain->count ? chain->lines[chain->count - 1].hash : CHAIN_FIRST;
}

/* Seconds since 1970: a clock that runs backwards does not take the chain with it. */
static void now_text(const char *last, char out[32])
{
    const char *epoch = getenv("SOURCE_DATE_EPOCH");
    time_t now = epoch && *epoch ? (time_t)strtoll(epoch, NULL, 10) : time(NULL);
    struct tm parts;
    if (!gmtime_r(&now, &parts) || strftime(out, 32, "%Y-%m-%dT%H:%M:%SZ", &parts) != 20)
        snprintf(out, 32, "1970-01-01T00:00:00Z");
    if (strcmp(out, last) < 0)
        snprintf(out, 32, "%s", last);
}

void chain_append(const Chain *chain, const ChainLine *line, Buffer *out)
{
    char month[16], now[32];
    now_text(chain->count ? chain->lines[chain->count - 1].time : "", now);
    buffer_printf(out, "%zu %s %s %s %s %s %s %s\n", chain->count + 1, line->kind, line->id,
                  month_text(line->period, month), line->root, chain_head(chain), now,
                  line->declared && *line->declared ? line->declared : "-");
}

void chain_escape(const char *what, Buffer *out)
{
    for (const unsigned char *c = (const unsigned char *)what; *c; c++)
        if (*c <= ' ' || *c == ',' || *c == '%' || *c == 0x7f)
            buffer_printf(out, "%%%02X", *c);
        else
            buffer_char(out, (char)*c);
}

const ChainLine *chain_find(const Chain *chain, const char *id)
{
    for (size_t i = chain->count; i-- > 0;)
        if (strcmp(chain->lines[i].id, id) == 0)
            return &chain->lines[i];
    return NULL;
}
