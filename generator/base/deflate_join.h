/*
 * deflate_join.h - one DEFLATE stream of parts that are compressed each by itself.
 *
 * Order of use:  deflate_quick()... -> deflate_join_end()
 *                deflate_parts_put()... -> deflate_parts_end(), which unpacks it again
 *
 * The stream's bytes depend on where it is cut, and on nothing else.
 */
#ifndef DEFLATE_JOIN_H
#define DEFLATE_JOIN_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buffer.h"

/* Appends the end of the stream, behind parts of deflate_quick(). */
void deflate_join_end(Buffer *out);

/*
 * The stream read again, as it comes: zlib, which can stop anywhere, takes three times as long as
 * libdeflate, which wants what is whole. Zeroed at the start.
 */
typedef struct {
    Buffer bytes;  /* unpacked; for the caller to take and to clear */
    Buffer packed; /* what came and is not unpacked yet */
    size_t looked; /* no part ends before */
} DeflateParts;

/* False once more than DEFLATE_PARTS_MOST wait: it is no stream of parts. */
bool deflate_parts_put(DeflateParts *parts, const void *packed, size_t length);
/* Unpacks the rest and frees all but `bytes`. False where the stream is not whole. */
bool deflate_parts_end(DeflateParts *parts);
#define DEFLATE_PARTS_MOST ((size_t)4 << 20)
#endif
