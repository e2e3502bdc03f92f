/*
 * pack.h - numbers and texts one behind the other, as bytes; a small number takes one.
 *
 * A number is its zigzag (0 -1 1 -2 …) in groups of seven bits, the lowest first, the high bit set
 * on all but the last. A text is its length and its bytes.
 */
#ifndef PACK_H
#define PACK_H

#include "base/arena.h"
#include "base/buffer.h"
#include "base/exact.h"

void pack_number(Buffer *out, Int128 number);
void pack_bytes(Buffer *out, const char *bytes, size_t length);
void pack_text(Buffer *out, const char *text);

/* What is left to read. Where it is not as it should be, `broken` stays set and all is 0 or "". */
typedef struct {
    const char *at, *end;
    bool broken;
} Unpack;

Unpack unpack_from(const char *bytes, size_t length);
Int128 unpack_number(Unpack *in);
/* A number that must lie in least..most. */
int64_t unpack_between(Unpack *in, int64_t least, int64_t most);
/* How many things follow, each of at least one byte. */
size_t unpack_count(Unpack *in);
/* Within the bytes that are read. */
const char *unpack_bytes(Unpack *in, size_t *length);
const char *unpack_text(Unpack *in, Arena *arena);
#endif
