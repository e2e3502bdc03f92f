/* value.c - see value.h. */
#include "base/value.h"

#include <string.h>

#include "base/utf8.h"

static void put_u32(Buffer *out, size_t n)
{
    unsigned char b[4] = {(unsigned char)n, (unsigned char)(n >> 8), (unsigned char)(n >> 16),
                          (unsigned char)(n >> 24)};
    buffer_put(out, b, sizeof b);
}

void value_put_nil(Buffer *out)
{
    buffer_char(out, 'n');
}

void value_put_bool(Buffer *out, bool boolean)
{
    buffer_char(out, boolean ? 't' : 'f');
}

void value_put_int(Buffer *out, int64_t integer)
{
    buffer_char(out, 'i');
    for (int i = 0; i < 8; i++)
        buffer_char(out, (char)((uint64_t)integer >> (8 * i) & 0xFF));
}

void value_put_key(Buffer *out, const char *text, size_t length)
{
    put_u32(out, length);
    buffer_put(out, text, length);
}

void value_put_text(Buffer *out, const char *text, size_t length)
{
    buffer_char(out, 's');
    value_put_key(out, text, length);
}

void value_put_list(Buffer *out, size_t count)
{
    buffer_char(out, 'l');
    put_u32(out, count);
}

void value_put_map(Buffer *out, size_t count)
{
    buffer_char(out, 'm');
    put_u32(out, count);
}

void value_encode(Buffer *out, const Value *value)
{
    switch (value->kind) {
    case VALUE_NIL:
        value_put_nil(out);
        break;
    case VALUE_BOOL:
        value_put_bool(out, value->boolean);
        break;
    case VALUE_INT:
        value_put_int(out, value->integer);
        break;
    case VALUE_TEXT:
        value_put_text(out, value->text, strlen(value->text));
        break;
    case VALUE_LIST:
        value_put_list(out, value->count);
        for (size_t i = 0; i < value->count; i++)
            value_encode(out, &value->items[i]);
        break;
    case VALUE_MAP:
        value_put_map(out, value->count);
        for (size_t i = 0; i < value->count; i++) {
            value_put_key(out, value->keys[i], strlen(value->keys[i]));
            value_encode(out, &value->items[i]);
        }
        break;
    }
}

typedef struct {
    Arena *arena;
    const unsigned char *at, *end;
    Error *err;
} Decoder;

static bool take(Decoder *d, size_t count, const unsigned char **out)
{
    *out = d->at;
    if ((size_t)(d->end - d->at) < count)
        return error_set(d->err, ERR_DATA, "value ends too early");
    d->at += count;
    return true;
}

static bool take_u32(Decoder *d, size_t *out)
{
    const unsigned char *b;
    if (!take(d, 4, &b))
        return false;
    *out = (size_t)b[0] | (size_t)b[1] << 8 | (size_t)b[2] << 16 | (size_t)b[3] << 24;
    return true;
}

static bool take_text(Decoder *d, const char **out)
{
    size_t length;
    const unsigned char *b;
    if (!take_u32(d, &length) || !take(d, length, &b))
        return false;
    if (memchr(b, '\0', length) || utf8_check((const char *)b, length) != length)
        return error_set(d->err, ERR_DATA, "value holds text that is not UTF-8");
    *out = arena_copy(d->arena, (const char *)b, length);
    return true;
}

static bool take_value(Decoder *d, int depth, Value *out)
{
    const unsigned char *tag, *b;
    *out = (Value){0};
    if (depth > VALUE_DEPTH_MAX)
        return error_set(d->err, ERR_DATA, "value is nested more than %d deep", VALUE_DEPTH_MAX);
    if (!take(d, 1, &tag))
        return false;
    switch (*tag) {
    case 'n':
        return true;
    case 't':
    case 'f':
        out->kind = VALUE_BOOL;
        out->boolean = *tag == 't';
        return true;
    case 'i': {
        out->kind = VALUE_INT;
        if (!take(d, 8, &b))
            return false;
        uint64_t n = 0;
        for (int i = 7; i >= 0; i--)
            n = n << 8 | b[i];
        out->integer = (int64_t)n;
        return true;
    }
    case 's':
        out->kind = VALUE_TEXT;
        return take_text(d, &out->text);
    case 'l':
    case 'm':
        out->kind = *tag == 'l' ? VALUE_LIST : VALUE_MAP;
        if (!take_u32(d, &out->count))
            return false;
        if (out->count > (size_t)(d->end - d->at)) /* every entry takes at least one byte */
            return error_set(d->err, ERR_DATA, "value claims more entries than it has bytes");
        out->items = ARENA_NEW_ARRAY(d->arena, out->count, Value);
        if (out->kind == VALUE_MAP)
            out->keys = ARENA_NEW_ARRAY(d->arena, out->count, const char *);
        for (size_t i = 0; i < out->count; i++) {
            if (out->kind == VALUE_MAP && !take_text(d, &out->keys[i]))
                return false;
            if (!take_value(d, depth + 1, &out->items[i]))
                return false;
        }
        return true;
    default:
        return error_set(d->err, ERR_DATA, "value has the unknown tag 0x%02x", *tag);
    }
}

bool value_decode(Arena *arena, const char *bytes, size_t length, Value *out, Error *err)
{
    Decoder d = {arena, (const unsigned char *)bytes, (const unsigned char *)bytes + length, err};
    if (!take_value(&d, 0, out))
        return false;
    if (d.at != d.end)
        return error_set(err, ERR_DATA, "value has bytes after its end");
    return true;
}

const Value *value_get(const Value *map, const char *key)
{
    if (!map || map->kind != VALUE_MAP)
        return NULL;
    for (size_t i = 0; i < map->count; i++)
        if (*map->keys[i] == *key && strcmp(map->keys[i], key) == 0)
            return &map->items[i];
    return NULL;
}

const char *value_text(const Value *map, const char *key, const char *otherwise)
{
    const Value *v = value_get(map, key);
    return v && v->kind == VALUE_TEXT ? v->text : otherwise;
}

int64_t value_int(const Value *map, const char *key, int64_t otherwise)
{
    const Value *v = value_get(map, key);
    return v && v->kind == VALUE_INT ? v->integer : otherwise;
}

bool value_bool(const Value *map, const char *key, bool otherwise)
{
    const Value *v = value_get(map, key);
    return v && v->kind == VALUE_BOOL ? v->boolean : otherwise;
}

const Value *value_list(const Value *map, const char *key)
{
    static const Value empty = {.kind = VALUE_LIST};
    const Value *v = value_get(map, key);
    return v && v->kind == VALUE_LIST ? v : &empty;
}
