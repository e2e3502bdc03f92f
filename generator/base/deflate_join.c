/*
 * deflate_join.c - see deflate_join.h.
 *
 * A stream that libdeflate made ends with a block that says it is the last one. Of a part it must
 * not say so, and what follows must begin where that block ended: both places are bits within
 * bytes, and only reading the stream from its start finds them (RFC 1951, 3.2.3). So the codes are
 * walked over, without anything being unpacked, at a tenth of the cost of packing. An empty stored
 * block, as zlib's Z_SYNC_FLUSH puts it, then fills the last byte.
 */
#include "base/deflate_join.h"

#include <assert.h>
#include <stdint.h>
#include <string.h>

#include "base/deflate.h"

#define LITERALS 288
#define DISTANCES 32
#define ORDERED 19
#define LONGEST 15 /* bits of a code */
#define MARGIN 8   /* bytes that may be read behind the end */
#define MATCH 0x40 /* a symbol with a distance behind it */
#define BLOCK_END 0x80

/* For the next `bits` bits of the stream: how many belong to the symbol, and what it is. */
typedef struct {
    unsigned char symbols[1 << LONGEST];
    unsigned bits;
} Codes;

typedef struct {
    const unsigned char *bytes;
    size_t at, end; /* in bits */
} Bits;

/* At least 56 bits from here on. */
static uint64_t look(const Bits *b)
{
    uint64_t bits = 0;
    assert(b->at <= b->end);
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    memcpy(&bits, b->bytes + b->at / 8, sizeof bits);
#else
    for (int i = 7; i >= 0; i--)
        bits = bits << 8 | b->bytes[b->at / 8 + (size_t)i];
#endif
    return bits >> b->at % 8;
}

static unsigned take(Bits *b, unsigned count)
{
    unsigned value = (unsigned)(look(b) & ((1u << count) - 1));
    b->at += count;
    return value;
}

static unsigned char next_symbol(const Bits *b, const Codes *codes)
{
    return codes->symbols[look(b) & ((1u << codes->bits) - 1)];
}

/*
 * RFC 1951, 3.2.2: codes of one length are consecutive, in the order of their symbols, and stand in
 * the stream with their first bit lowest. A table for n bits is that for n - 1 twice, and the codes
 * of n bits put into it.
 */
static void make_codes(Codes *codes, const unsigned char *lengths, const unsigned char *symbols,
                       size_t count)
{
    unsigned longest = LONGEST;
    size_t used[LONGEST + 1] = {0}, filled = 1;
    uint32_t code = 0; /* reversed */
    for (size_t s = 0; s < count; s++)
        used[lengths[s]]++;
    while (longest > 1 && used[longest] == 0)
        longest--;
    codes->bits = longest;
    codes->symbols[0] = 0;
    for (unsigned length = 1; length <= longest; length++) {
        memcpy(codes->symbols + filled, codes->symbols, filled);
        filled *= 2;
        for (size_t s = 0; used[length] > 0 && s < count; s++) {
            if (lengths[s] != length)
                continue;
            codes->symbols[code] = (unsigned char)(symbols[s] + length);
            /* one more, counted from the highest bit of `length` */
            uint32_t bit = 1u << (length - 1);
            while (code & bit)
                bit >>= 1;
            code = bit ? (code & (bit - 1)) | bit : 0;
        }
    }
}

/* Bits behind a symbol's own, and whether a distance follows (RFC 1951, 3.2.5). */
static void make_symbols(unsigned char literals[LITERALS], unsigned char distances[DISTANCES])
{
    memset(literals, 0, LITERALS);
    literals[256] = BLOCK_END;
    for (unsigned s = 257; s < LITERALS; s++)
        literals[s] = (unsigned char)(MATCH | (s < 265 || s >= 285 ? 0 : (s - 261) / 4));
    for (unsigned s = 0; s < DISTANCES; s++)
        distances[s] = (unsigned char)(s < 4 ? 0 : (s - 2) / 2);
}

/* The lengths of the codes of a block, themselves in code (RFC 1951, 3.2.7). */
static void read_lengths(Bits *b, Codes *scratch, unsigned char *lengths, size_t count)
{
    static const unsigned char order[ORDERED] = {16, 17, 18, 0, 8,  7, 9,  6, 10, 5,
                                                 11, 4,  12, 3, 13, 2, 14, 1, 15};
    unsigned char own[ORDERED] = {0}, numbers[ORDERED];
    size_t given = take(b, 4) + 4;
    for (size_t i = 0; i < given; i++)
        own[order[i]] = (unsigned char)take(b, 3);
    for (unsigned s = 0; s < ORDERED; s++)
        numbers[s] = (unsigned char)(s * 8); /* a code's length, 7 at most, is added */
    make_codes(scratch, own, numbers, ORDERED);
    for (size_t i = 0; i < count;) {
        unsigned char found = next_symbol(b, scratch);
        unsigned symbol = found / 8, repeat = 1;
        unsigned char value = (unsigned char)symbol;
        b->at += found % 8;
        if (symbol == 16) {
            repeat = 3 + take(b, 2);
            value = i > 0 ? lengths[i - 1] : 0;
        } else if (symbol > 16) {
            repeat = symbol == 17 ? 3 + take(b, 3) : 11 + take(b, 7);
            value = 0;
        }
        assert(repeat <= count - i);
        memset(lengths + i, value, repeat);
        i += repeat;
    }
}

static void read_codes(Bits *b, Codes *literals, Codes *distances)
{
    unsigned char lengths[LITERALS + DISTANCES], symbols[LITERALS + DISTANCES];
    size_t count = take(b, 5) + 257, others = take(b, 5) + 1;
    assert(count <= LITERALS);
    read_lengths(b, literals, lengths, count + others);
    make_symbols(symbols, symbols + LITERALS);
    make_codes(literals, lengths, symbols, count);
    make_codes(distances, lengths + count, symbols + LITERALS, others);
}

/* The codes that need no table in the stream (RFC 1951, 3.2.6). */
static void fixed_codes(Codes *literals, Codes *distances)
{
    unsigned char lengths[LITERALS + DISTANCES], symbols[LITERALS + DISTANCES];
    memset(lengths, 8, 144);
    memset(lengths + 144, 9, 256 - 144);
    memset(lengths + 256, 7, 280 - 256);
    memset(lengths + 280, 8, LITERALS - 280);
    memset(lengths + LITERALS, 5, DISTANCES);
    make_symbols(symbols, symbols + LITERALS);
    make_codes(literals, lengths, symbols, LITERALS);
    make_codes(distances, lengths + LITERALS, symbols + LITERALS, DISTANCES);
}

/* Goes behind the end of a block of codes. */
static void walk_codes(Bits *b, const Codes *literals, const Codes *distances)
{
    uint64_t one = (1u << literals->bits) - 1, other = (1u << distances->bits) - 1;
    for (;;) {
        uint64_t bits = look(b);
        unsigned symbol = literals->symbols[bits & one], used = 0;
        /* three of them are 45 bits at most */
        for (int i = 0; i < 3 && symbol < MATCH; i++) {
            used += symbol;
            bits >>= symbol;
            symbol = literals->symbols[bits & one];
        }
        assert(used > 0 || symbol >= MATCH);
        b->at += used;
        if (used > 0)
            continue;
        b->at += symbol & (MATCH - 1);
        if (symbol & BLOCK_END)
            return;
        b->at += distances->symbols[bits >> (symbol & (MATCH - 1)) & other];
    }
}

/* Where the header of the last block begins; b->at is then behind its end. */
static size_t walk(Bits *b)
{
    static _Thread_local Codes literals, distances;
    for (;;) {
        size_t start = b->at;
        bool last = take(b, 1);
        unsigned type = take(b, 2);
        assert(type < 3);
        if (type == 0) {
            b->at = (b->at + 7) / 8 * 8;
            unsigned length = take(b, 16);
            b->at += 16 + (size_t)length * 8;
        } else {
            if (type == 1)
                fixed_codes(&literals, &distances);
            else
                read_codes(b, &literals, &distances);
            walk_codes(b, &literals, &distances);
        }
        if (last)
            return start;
    }
}

void deflate_join_part(int level, const void *bytes, size_t length, Buffer *out)
{
    size_t start = out->length;
    deflate_bytes(DEFLATE_RAW, level, bytes, length, out);
    size_t end = out->length;
    buffer_reserve(out, MARGIN);
    unsigned char *stream = (unsigned char *)out->bytes + start;
    memset(stream + (end - start), 0, MARGIN);
    Bits b = {.bytes = stream, .end = (end - start) * 8};
    size_t last = walk(&b);
    assert((b.at + 7) / 8 == end - start);
    stream[last / 8] &= (unsigned char)~(1u << last % 8);
    /* The header of the empty block takes three bits that are 0, as the rest of the byte is. */
    bool fits = b.end - b.at >= 3;
    buffer_put(out, fits ? "\x00\x00\xFF\xFF" : "\x00\x00\x00\xFF\xFF", fits ? 4 : 5);
}

/* --- unpacking ------------------------------------------------------------------------- */

#define MARK "\x00\x00\xFF\xFF"
#define END "\x03" /* and a zero byte */
#define UNPACKED_MOST ((size_t)1 << 32)

void deflate_join_end(Buffer *out)
{
    buffer_put(out, END, 2); /* a block of fixed codes: its end, seven bits that are 0 */
}

/*
 * A part with the end of a stream behind it is a stream. Where four bytes look like the end of a
 * part and are none, no block ends there, so that it is none.
 */
static bool unpack_part(DeflateParts *p, size_t from, size_t to)
{
    char kept[2], *end = p->packed.bytes + to;
    memcpy(kept, end, 2);
    memcpy(end, END, 2);
    bool ok = deflate_unpack(DEFLATE_RAW, p->packed.bytes + from, to + 2 - from, UNPACKED_MOST,
                             &p->bytes);
    memcpy(end, kept, 2);
    return ok;
}

bool deflate_parts_put(DeflateParts *p, const void *packed, size_t length)
{
    size_t from = 0; /* of what is not unpacked */
    Buffer *in = &p->packed;
    buffer_put(in, packed, length);
    buffer_reserve(in, 2);
    for (const char *mark;
         in->length > p->looked &&
         (mark = memmem(in->bytes + p->looked, in->length - p->looked, MARK, 4));) {
        p->looked = (size_t)(mark - in->bytes) + 4;
        if (unpack_part(p, from, p->looked))
            from = p->looked;
    }
    if (in->length - p->looked > 3) /* a mark may be cut */
        p->looked = in->length - 3;
    memmove(in->bytes, in->bytes + from, in->length - from);
    in->length -= from;
    p->looked -= from;
    return in->length <= DEFLATE_PARTS_MOST;
}

bool deflate_parts_end(DeflateParts *p)
{
    bool whole = p->packed.length == 2 && memcmp(p->packed.bytes, END, 2) == 0;
    buffer_free(&p->packed);
    return whole;
}
