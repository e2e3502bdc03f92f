/*
 * value.h - a tree of plain values: what crosses a process boundary.
 *
 * A script's answer (configuration, schemas, metrics, documents) travels as one
 * Value; the receiver reads it with these functions and trusts nothing in it.
 * There are no floats: scripts give exact numbers as whole numbers or text.
 *
 * Encoded: one tag byte ('n' 't' 'f' 'i' 's' 'l' 'm'), then for 'i' 8 bytes
 * little-endian; for 's' a 4-byte length and the bytes; for 'l' a 4-byte count
 * and the items; for 'm' a 4-byte count and, per entry, key text and value.
 */
#ifndef VALUE_H
#define VALUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buffer.h"
#include "base/error.h"

typedef enum { VALUE_NIL, VALUE_BOOL, VALUE_INT, VALUE_TEXT, VALUE_LIST, VALUE_MAP } ValueKind;

typedef struct Value Value;
struct Value {
    ValueKind kind;
    bool boolean;
    int64_t integer;
    const char *text;  /* VALUE_TEXT: valid UTF-8, NUL-terminated, holds no other NUL */
    size_t count;      /* VALUE_LIST, VALUE_MAP: entries */
    Value *items;      /* the entries, in order */
    const char **keys; /* VALUE_MAP: their keys */
};

#define VALUE_DEPTH_MAX 64

/*
 * Decode `length` bytes, all of which must be used. Everything is copied into
 * the arena. Fails with ERR_DATA on a broken or too deep encoding, invalid
 * UTF-8 or a NUL inside a text.
 */
bool value_decode(Arena *arena, const char *bytes, size_t length, Value *out, Error *err);
void value_encode(Buffer *out, const Value *value);

/* Pieces of an encoding, for writers that have no tree (see script/transport.c). */
void value_put_nil(Buffer *out);
void value_put_bool(Buffer *out, bool boolean);
void value_put_int(Buffer *out, int64_t integer);
void value_put_text(Buffer *out, const char *text, size_t length);
void value_put_list(Buffer *out, size_t count); /* then the items */
void value_put_map(Buffer *out, size_t count);  /* then key text (value_put_key) and value, each */
void value_put_key(Buffer *out, const char *text, size_t length);

/* Readers. `map` may be NULL or of another kind: then nothing is found. */
const Value *value_get(const Value *map, const char *key);
/* The text at `key`, or `otherwise` where it is absent or no text. */
const char *value_text(const Value *map, const char *key, const char *otherwise);
int64_t value_int(const Value *map, const char *key, int64_t otherwise);
bool value_bool(const Value *map, const char *key, bool otherwise);
/* The list at `key`, or an empty list. */
const Value *value_list(const Value *map, const char *key);
#endif
