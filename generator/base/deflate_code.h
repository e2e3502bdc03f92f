/*
 * deflate_code.h - DEFLATE by a code that was made beforehand: for bytes of which more of the same
 * kind are to come, and that hardly repeat themselves, as outlines of glyphs.
 *
 * Order of use:  deflate_code_make() once -> deflate_code_put() per stream
 *
 * No repetition is looked for and no byte counted, so that it takes a tenth of the time of the
 * lowest level of deflate.h. The result depends on the bytes and on what the code was made from.
 */
#ifndef DEFLATE_CODE_H
#define DEFLATE_CODE_H

#include "base/buffer.h"
#include "base/huffman.h"

#define DEFLATE_CODE_SYMBOLS (HUFFMAN_BLOCK_END + 1) /* every byte, and the end */

typedef struct {
    HuffmanCode codes[DEFLATE_CODE_SYMBOLS];
    Buffer head;        /* of the one block of a stream; its last byte … */
    unsigned head_bits; /* … may be begun only */
} DeflateCode;

/* Shortest for bytes that are frequent in `sample`; any byte has one. */
void deflate_code_make(DeflateCode *code, const void *sample, size_t length);
void deflate_code_free(DeflateCode *code);
/* Appends a whole zlib stream. */
void deflate_code_put(const DeflateCode *code, const void *bytes, size_t length, Buffer *out);
#endif
