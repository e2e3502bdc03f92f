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

/* Room behind what is there; where the bits go on. */
static void make_room(DeflateCoder *coder, size_t more)
{
    buffer_reserve(coder->out, more);
    coder->bits.at = (unsigned char *)coder->out->bytes + coder->out->length;
}

static void took_room(DeflateCoder *coder)
{
    coder->out->length = (size_t)(coder->bits.at - (unsigned char *)coder->out->bytes);
}

static void put_codes(const DeflateCode *code, const unsigned char *from, size_t length,
                      HuffmanBits *bits)
{
    HuffmanBits b = *bits;
    const unsigned char *end = from + length;
    for (; end - from >= 4; from += 4) {
        for (int i = 0; i < 4; i++)
            huffman_put(&b, code->codes[from[i]].bits, code->codes[from[i]].count);
        huffman_flush(&b);
    }
    for (; from < end; from++)
        huffman_put(&b, code->codes[*from].bits, code->codes[*from].count);
    huffman_flush(&b);
    *bits = b;
}

/* Of bytes whose sum is `before`, and `length` behind them, whose own is `behind` (RFC 1950, 9). */
static uint32_t join_sums(uint32_t before, uint32_t behind, size_t length)
{
    enum { BASE = 65521 };
    uint64_t a = before & 0xFFFF, b = before >> 16, more = length % BASE;
    b = (b + (behind >> 16) + more * (a + BASE - 1)) % BASE;
    a = (a + (behind & 0xFFFF) + BASE - 1) % BASE;
    return (uint32_t)(b << 16 | a);
}

DeflatePiece deflate_piece_make(const DeflateCode *code, const void *bytes, size_t length,
                                unsigned char *bits)
{
    HuffmanBits b = {.at = bits};
    put_codes(code, bytes, length, &b);
    return (DeflatePiece){bits, (size_t)(b.at - bits) * 8 + b.count, length,
                          deflate_adler(bytes, length)};
}

DeflateCoder deflate_code_begin(const DeflateCode *code, Buffer *out)
{
    const Buffer *head = &code->head;
    DeflateCoder coder = {code, out, {.count = code->head_bits}, 1};
    buffer_put(out, head->bytes, head->length - 1);
    coder.bits.bits = (unsigned char)head->bytes[head->length - 1];
    return coder;
}

void deflate_code_bytes(DeflateCoder *coder, const void *bytes, size_t length)
{
    make_room(coder, length * LONGEST / 8 + 32);
    put_codes(coder->code, bytes, length, &coder->bits);
    took_room(coder);
    coder->sum = join_sums(coder->sum, deflate_adler(bytes, length), length);
}

void deflate_code_piece(DeflateCoder *coder, const DeflatePiece *piece)
{
    make_room(coder, piece->bit_count / 8 + 32);
    HuffmanBits b = coder->bits;
    const unsigned char *from = piece->bits;
    size_t left = piece->bit_count;
    for (; left >= 56; left -= 56, from += 7) {
        huffman_put(&b, huffman_bits(from, 56), 56);
        huffman_flush(&b);
    }
    huffman_put(&b, huffman_bits(from, (unsigned)left), (unsigned)left);
    huffman_flush(&b);
    coder->bits = b;
    took_room(coder);
    coder->sum = join_sums(coder->sum, piece->sum, piece->length);
}

void deflate_code_end(DeflateCoder *coder)
{
    const HuffmanCode *end = &coder->code->codes[HUFFMAN_BLOCK_END];
    make_room(coder, 32);
    HuffmanBits *b = &coder->bits;
    huffman_put(b, end->bits, end->count);
    b->count = (b->count + 7) / 8 * 8;
    huffman_put(b, __builtin_bswap32(coder->sum), 32);
    huffman_flush(b);
    took_room(coder);
    coder->out->bytes[coder->out->length] = '\0';
}

void deflate_code_put(const DeflateCode *code, const void *bytes, size_t length, Buffer *out)
{
    buffer_reserve(out, code->head.length + length * LONGEST / 8 + 64);
    DeflateCoder coder = deflate_code_begin(code, out);
    deflate_code_bytes(&coder, bytes, length);
    deflate_code_end(&coder);
}
