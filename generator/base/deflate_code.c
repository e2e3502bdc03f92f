/*
 * deflate_code.c - see deflate_code.h.
 *
 * A stream is one block with codes of its own (RFC 1951, 3.2.7) whose every symbol is a byte.
 */
#include "base/deflate_code.h"

#include <string.h>

#include "base/arena.h"
#include "base/deflate.h"

#define SYMBOLS DEFLATE_CODE_SYMBOLS
#define BLOCK_END 256
#define LONGEST 14 /* so that four codes and seven bits before them fit into 64 */
#define ORDERED 19 /* lengths of codes are symbols themselves … */
#define LONGEST_OF_LENGTH 7

typedef struct {
    Buffer *out;
    uint64_t bits; /* not yet in `out` … */
    unsigned count;
} Bits;

/* Room for eight bytes more must be there. */
static void flush(Bits *b)
{
    char *to = b->out->bytes + b->out->length;
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    memcpy(to, &b->bits, sizeof b->bits);
#else
    for (int i = 0; i < 8; i++)
        to[i] = (char)(b->bits >> (8 * i));
#endif
    b->out->length += b->count / 8;
    b->bits >>= b->count & ~7u;
    b->count &= 7;
}

static void put(Bits *b, unsigned value, unsigned count)
{
    buffer_reserve(b->out, 8);
    b->bits |= (uint64_t)value << b->count;
    b->count += count;
    flush(b);
}

/* --- making ------------------------------------------------------------------------------ */

/* Huffman's: the two rarest are put together until all are one. Returns the longest. */
static unsigned find_lengths(const uint64_t *counts, size_t n, unsigned char *lengths)
{
    uint64_t weights[2 * SYMBOLS];
    uint16_t above[2 * SYMBOLS] = {0};
    bool open[2 * SYMBOLS];
    size_t nodes = n;
    unsigned longest = 0;
    for (size_t i = 0; i < n; i++) {
        weights[i] = counts[i];
        open[i] = counts[i] > 0;
    }
    for (;;) {
        /* Rarest, second rarest; the earlier one where they are equal. */
        size_t a = nodes, b = nodes;
        for (size_t i = 0; i < nodes; i++) {
            if (!open[i])
                continue;
            if (a == nodes || weights[i] < weights[a]) {
                b = a;
                a = i;
            } else if (b == nodes || weights[i] < weights[b]) {
                b = i;
            }
        }
        if (b == nodes)
            break;
        open[a] = open[b] = false;
        above[a] = above[b] = (uint16_t)nodes;
        weights[nodes] = weights[a] + weights[b];
        open[nodes++] = true;
    }
    for (size_t i = 0; i < n; i++) {
        lengths[i] = 0;
        for (size_t at = i; counts[i] > 0 && at + 1 < nodes; at = above[at])
            lengths[i]++;
        longest = lengths[i] > longest ? lengths[i] : longest;
    }
    return longest;
}

/* What is rare is taken for less so until no code is longer than `limit`. */
static void limited_lengths(uint64_t *counts, size_t n, unsigned limit, unsigned char *lengths)
{
    while (find_lengths(counts, n, lengths) > limit)
        for (size_t i = 0; i < n; i++)
            counts[i] = counts[i] ? counts[i] / 2 + 1 : 0;
}

/* RFC 1951, 3.2.2: of one length they are consecutive; put with the first bit lowest. */
static void find_codes(const unsigned char *lengths, size_t n, uint16_t *codes)
{
    unsigned next = 0;
    for (unsigned length = 1; length <= LONGEST; length++, next <<= 1)
        for (size_t i = 0; i < n; i++) {
            if (lengths[i] != length)
                continue;
            codes[i] = 0;
            for (unsigned bit = 0; bit < length; bit++)
                codes[i] |= (uint16_t)((next >> bit & 1) << (length - 1 - bit));
            next++;
        }
}

/* Behind the head of zlib: that the block is the last one, and the lengths of its codes. */
static void put_head(DeflateCode *code, const unsigned char *lengths)
{
    static const unsigned char order[ORDERED] = {16, 17, 18, 0, 8,  7, 9,  6, 10, 5,
                                                 11, 4,  12, 3, 13, 2, 14, 1, 15};
    uint64_t counts[ORDERED] = {0};
    unsigned char own[ORDERED];
    uint16_t codes[ORDERED];
    for (size_t i = 0; i < SYMBOLS; i++)
        counts[lengths[i]]++;
    counts[1] += 2;
    limited_lengths(counts, ORDERED, LONGEST_OF_LENGTH, own);
    find_codes(own, ORDERED, codes);
    Bits b = {.out = &code->head};
    put(&b, 0x0178, 16); /* zlib: 32 kB, fast */
    put(&b, 1 | 2 << 1, 3);
    put(&b, SYMBOLS - 257, 5);
    put(&b, 2 - 1, 5); /* there are no distances, but readers want two codes for them */
    put(&b, ORDERED - 4, 4);
    for (size_t i = 0; i < ORDERED; i++)
        put(&b, own[order[i]], 3);
    for (size_t i = 0; i < SYMBOLS; i++)
        put(&b, codes[lengths[i]], own[lengths[i]]);
    for (int i = 0; i < 2; i++)
        put(&b, codes[1], own[1]);
    code->head_bits = b.count;
    buffer_char(&code->head, (char)b.bits);
}

void deflate_code_make(DeflateCode *code, const void *sample, size_t length)
{
    const unsigned char *bytes = sample;
    uint64_t counts[SYMBOLS];
    unsigned char lengths[SYMBOLS];
    uint16_t codes[SYMBOLS];
    for (size_t i = 0; i < SYMBOLS; i++)
        counts[i] = 1;
    for (size_t i = 0; i < length; i++)
        counts[bytes[i]]++;
    *code = (DeflateCode){.head_bits = 0};
    limited_lengths(counts, SYMBOLS, LONGEST, lengths);
    find_codes(lengths, SYMBOLS, codes);
    for (size_t i = 0; i < SYMBOLS; i++) {
        code->codes[i].bits = codes[i];
        code->codes[i].length = lengths[i];
    }
    put_head(code, lengths);
}

void deflate_code_free(DeflateCode *code)
{
    buffer_free(&code->head);
}

/* --- using ------------------------------------------------------------------------------- */

void deflate_code_put(const DeflateCode *code, const void *bytes, size_t length, Buffer *out)
{
    const unsigned char *at = bytes, *end = at + length;
    buffer_reserve(out, code->head.length + length * LONGEST / 8 + 16);
    buffer_put(out, code->head.bytes, code->head.length - 1);
    Bits b = {out, (unsigned char)code->head.bytes[code->head.length - 1], code->head_bits};
    for (; end - at >= 4; at += 4) {
        uint64_t bits = b.bits; /* in registers */
        unsigned count = b.count;
        for (int i = 0; i < 4; i++) {
            bits |= (uint64_t)code->codes[at[i]].bits << count;
            count += code->codes[at[i]].length;
        }
        b.bits = bits;
        b.count = count;
        flush(&b);
    }
    for (; at < end; at++)
        put(&b, code->codes[*at].bits, code->codes[*at].length);
    put(&b, code->codes[BLOCK_END].bits, code->codes[BLOCK_END].length);
    put(&b, 0, (8 - b.count) % 8);
    uint32_t sum = deflate_adler(bytes, length);
    for (int i = 0; i < 4; i++)
        buffer_char(out, (char)(sum >> (24 - 8 * i)));
}
