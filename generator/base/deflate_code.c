/*
 * deflate_code.c - see deflate_code.h.
 *
 * A stream is one block with codes of its own (RFC 1951, 3.2.7) whose every symbol is a byte.
 */
#include "base/deflate_code.h"

#include <assert.h>

#include "base/deflate.h"

#define SYMBOLS DEFLATE_CODE_SYMBOLS
#define LONGEST 14 /* so that four codes and seven bits before them fit into 64 */

/* Behind the head of zlib: that the block is the last one, and what its codes are. */
static void put_head(DeflateCode *code, const unsigned char *lengths)
{
    static const unsigned char distances[] = {1, 1}; /* of none, but readers want codes for two */
    buffer_reserve(&code->head, 2 + HUFFMAN_HEAD_MOST);
    buffer_put(&code->head, "\x78\x01", 2); /* zlib: 32 kB, fast */
    HuffmanBits b = {.at = (unsigned char *)code->head.bytes + 2};
    huffman_put_head(&b, true, lengths, SYMBOLS, distances, 2);
    code->head.length = (size_t)(b.at - (unsigned char *)code->head.bytes);
    code->head_bits = b.count;
    buffer_char(&code->head, (char)b.bits);
}

void deflate_code_make(DeflateCode *code, const void *sample, size_t length)
{
    const unsigned char *bytes = sample;
    uint32_t counts[SYMBOLS];
    unsigned char lengths[SYMBOLS];
    assert(length <= UINT32_MAX - SYMBOLS);
    for (size_t i = 0; i < SYMBOLS; i++)
        counts[i] = 1;
    for (size_t i = 0; i < length; i++)
        counts[bytes[i]]++;
    *code = (DeflateCode){.head_bits = 0};
    huffman_lengths(counts, SYMBOLS, LONGEST, lengths);
    huffman_codes(lengths, SYMBOLS, code->codes);
    put_head(code, lengths);
}

void deflate_code_free(DeflateCode *code)
{
    buffer_free(&code->head);
}

void deflate_code_put(const DeflateCode *code, const void *bytes, size_t length, Buffer *out)
{
    const unsigned char *from = bytes, *end = from + length;
    buffer_reserve(out, code->head.length + length * LONGEST / 8 + 32);
    buffer_put(out, code->head.bytes, code->head.length - 1);
    HuffmanBits b = {(unsigned char)code->head.bytes[code->head.length - 1], code->head_bits,
                     (unsigned char *)out->bytes + out->length};
    for (; end - from >= 4; from += 4) {
        for (int i = 0; i < 4; i++)
            huffman_put(&b, code->codes[from[i]].bits, code->codes[from[i]].count);
        huffman_flush(&b);
    }
    for (; from < end; from++)
        huffman_put(&b, code->codes[*from].bits, code->codes[*from].count);
    huffman_flush(&b);
    huffman_put(&b, code->codes[HUFFMAN_BLOCK_END].bits, code->codes[HUFFMAN_BLOCK_END].count);
    b.count = (b.count + 7) / 8 * 8;
    huffman_put(&b, __builtin_bswap32(deflate_adler(bytes, length)), 32);
    huffman_flush(&b);
    out->length = (size_t)(b.at - (unsigned char *)out->bytes);
    out->bytes[out->length] = '\0';
}
