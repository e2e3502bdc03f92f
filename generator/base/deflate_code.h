/*
 * deflate_code.h - DEFLATE by a code that was made beforehand: for bytes of which more of the same
 * kind are to come, and that hardly repeat themselves, as outlines of glyphs.
 *
 * Order of use:  deflate_code_make() once -> deflate_code_put() per stream, or
 *                deflate_code_begin() -> deflate_code_bytes(), deflate_code_piece()...
 *                -> deflate_code_end()
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

/* Bytes as they stand in every stream of a code: to put them there is to move their bits. */
typedef struct {
    const unsigned char *bits; /* the first one lowest, then seven bytes more; of the caller */
    size_t bit_count, length;
    uint32_t sum; /* Adler-32 of the bytes */
} DeflatePiece;

#define DEFLATE_PIECE_ROOM(length) ((length)*2 + 16) /* bytes for its bits */

/* `bits` has DEFLATE_PIECE_ROOM(length); they take bit_count / 8 + 8 of them. */
DeflatePiece deflate_piece_make(const DeflateCode *code, const void *bytes, size_t length,
                                unsigned char *bits);

/* The same stream as deflate_code_put() of all the bytes; `out` is left alone until its end. */
typedef struct {
    const DeflateCode *code;
    Buffer *out;
    HuffmanBits bits;
    uint32_t sum;
} DeflateCoder;

DeflateCoder deflate_code_begin(const DeflateCode *code, Buffer *out);
void deflate_code_bytes(DeflateCoder *coder, const void *bytes, size_t length);
void deflate_code_piece(DeflateCoder *coder, const DeflatePiece *piece);
void deflate_code_end(DeflateCoder *coder);
#endif
