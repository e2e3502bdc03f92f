/*
 * deflate_join.h - one DEFLATE stream of parts that are compressed each by itself.
 *
 * Order of use:  deflate_join_part()... -> deflate_join_end()
 *
 * libdeflate compresses what is whole, at more than twice zlib's speed; this makes a stream of any
 * length of it. The stream's bytes depend on where it is cut, and on nothing else.
 */
#ifndef DEFLATE_JOIN_H
#define DEFLATE_JOIN_H

#include <stddef.h>

#include "base/buffer.h"

/* Appends `bytes` compressed, `level` as deflate_bytes() has it; more may follow at once. */
void deflate_join_part(int level, const void *bytes, size_t length, Buffer *out);
/* Appends the end of the stream. */
void deflate_join_end(Buffer *out);
#endif
