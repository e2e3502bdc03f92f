/*
 * deflate_quick.h - DEFLATE of tables of gigabytes: twice as fast as libdeflate's quickest level,
 * and a little longer. The same bytes on every processor.
 */
#ifndef DEFLATE_QUICK_H
#define DEFLATE_QUICK_H

#include <stddef.h>

#include "base/buffer.h"

/*
 * Appends `bytes` compressed as blocks of a raw stream, none of which is its last one. They lean on
 * nothing before them, and end with a whole byte: 00 00 FF FF, as zlib's Z_SYNC_FLUSH ends.
 */
void deflate_quick(const void *bytes, size_t length, Buffer *out);
/* Appends a whole zlib stream. For a few kB at a time: less is cleared for each than libdeflate
 * does. */
void deflate_quick_zlib(const void *bytes, size_t length, Buffer *out);
#endif
