/*
 * deflate.h - DEFLATE of bytes in memory (libdeflate): the same bytes on every processor, at half
 * the cost of zlib. What is too large to hold is compressed in parts: deflate_quick.h. The only
 * module that includes libdeflate.h.
 */
#ifndef DEFLATE_H
#define DEFLATE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buffer.h"

typedef enum { DEFLATE_RAW, DEFLATE_ZLIB } DeflateForm;

/* Appends `bytes` compressed; `level` from 1 (fast) to 12. */
void deflate_bytes(DeflateForm form, int level, const void *bytes, size_t length, Buffer *out);
/*
 * Appends what a whole stream at `bytes` unpacks to; what follows the stream is let be. False where
 * it is broken or unpacks to more than `limit`; `out` is as it was then. Room that is in `out`
 * already saves attempts.
 */
bool deflate_unpack(DeflateForm form, const void *bytes, size_t length, size_t limit, Buffer *out);
/* Unpacks to exactly `size` bytes at `to`, and ends with the last of `bytes`; else false. */
bool deflate_unpack_exactly(DeflateForm form, const void *bytes, size_t length, void *to,
                            size_t size);
/* CRC-32 as zip has it, going on from `crc` (0 at the start). */
uint32_t deflate_crc(uint32_t crc, const void *bytes, size_t length);
/* Adler-32, at the end of a zlib stream. */
uint32_t deflate_adler(const void *bytes, size_t length);
#endif
