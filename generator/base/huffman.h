/*
 * huffman.h - Huffman's codes as DEFLATE has them (RFC 1951, 3.2.2 and 3.2.7), and bits as they
 * stand in its streams.
 *
 * Order of use:  huffman_lengths() -> huffman_codes(), huffman_put_head() -> huffman_put()...
 */
#ifndef HUFFMAN_H
#define HUFFMAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define HUFFMAN_MOST 15 /* bits of a code */
#define HUFFMAN_BLOCK_END 256
#define HUFFMAN_LITERALS 286 /* bytes, the end of a block, lengths of matches */
#define HUFFMAN_DISTANCES 30
#define HUFFMAN_HEAD_MOST 600 /* bytes that huffman_put_head() may write, and flush after it */

/* The first bit lowest. */
typedef struct {
    uint32_t bits;
    uint32_t count;
} HuffmanCode;

/* Where bits go: whole bytes to `at`, behind which eight bytes more must have room. */
typedef struct {
    uint64_t bits;
    unsigned count;
    unsigned char *at;
} HuffmanBits;

/*
 * For each of `n` symbols, from 2 to HUFFMAN_LITERALS, the length of its code: shortest together
 * for symbols that stand counts[] times (less than 2^32 in all), but none longer than `most`. 0
 * where a symbol never stands; if fewer than two do, the first others get a code as well, for not
 * every reader takes a code that is incomplete.
 */
void huffman_lengths(const uint32_t *counts, size_t n, unsigned most, unsigned char *lengths);
/* The codes of those lengths. */
void huffman_codes(const unsigned char *lengths, size_t n, HuffmanCode *codes);
/*
 * The head of a block: whether it is the last one, and what codes it has: HUFFMAN_BLOCK_END + 1 to
 * HUFFMAN_LITERALS for bytes and lengths of matches, 1 to HUFFMAN_DISTANCES for distances.
 */
void huffman_put_head(HuffmanBits *b, bool last, const unsigned char *literals,
                      size_t literal_count, const unsigned char *distances, size_t distance_count);

/* Up to 57 bits may be put between two flushes, and seven be left from before. */
static inline void huffman_put(HuffmanBits *b, uint64_t bits, unsigned count)
{
    b->bits |= bits << b->count;
    b->count += count;
}

/* Whole bytes go out: at most seven bits stay. */
static inline void huffman_flush(HuffmanBits *b)
{
    uint64_t bits = b->bits;
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    bits = __builtin_bswap64(bits);
#endif
    memcpy(b->at, &bits, sizeof bits);
    b->at += b->count / 8;
    b->bits >>= b->count & ~7u;
    b->count &= 7;
}

/* The `count` bits, up to 56, that begin with the byte at `at`; eight bytes are read. */
static inline uint64_t huffman_bits(const unsigned char *at, unsigned count)
{
    uint64_t bits;
    memcpy(&bits, at, sizeof bits);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    bits = __builtin_bswap64(bits);
#endif
    return bits & (((uint64_t)1 << count) - 1);
}
#endif
