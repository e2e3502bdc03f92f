/*
 * deflate_quick.c - see deflate_quick.h.
 *
 * RFC 1951. Rows of a table are like those before them: the last place with the same four bytes is
 * nearly always worth a match, so one place is remembered per hash and nothing inside of a match is
 * looked up, which is where compressors spend their time. What a block consists of is noted first;
 * its codes follow from how often each symbol stands there.
 */
#include "base/deflate_quick.h"

#include <assert.h>
#include <stdint.h>
#include <string.h>

#include "base/arena.h"
#include "base/deflate.h"
#include "base/huffman.h"

#define WINDOW 32768
#define MATCH_LEAST 4
#define MATCH_MOST 258
#define HASH_MOST 14 /* bits; fewer where streams are short: places are cleared for each … */
#define HASH_LEAST 9
#define MARGIN 8      /* bytes at the end where no match begins: eight are read at once */
#define MATCHES 16384 /* of a block */
#define HURRY 6       /* where 2^6 bytes were no match, every other one is tried, and so on */
#define LITERALS HUFFMAN_LITERALS
#define BLOCK_END HUFFMAN_BLOCK_END
#define DISTANCES HUFFMAN_DISTANCES

typedef struct {
    uint32_t literals; /* before it */
    uint16_t length, distance;
} Match;

typedef struct {
    uint32_t places[1 << HASH_MOST]; /* by hash: the last place with it */
    unsigned shift;                  /* of 32 bits, for a hash of as many as are used */
    Match matches[MATCHES];
    size_t match_count, tail;                          /* literals behind the last match */
    uint32_t literals[LITERALS], distances[DISTANCES]; /* how often each symbol stands there */
} Block;

/* Symbol of each length, and of each distance up to 256; above, of each 128. */
typedef struct {
    unsigned char length[MATCH_MOST + 1], distance[512];
} Symbols;

/* --- symbols (RFC 1951, 3.2.5) ------------------------------------------------------------- */

static unsigned length_extra(unsigned symbol)
{
    return symbol < 8 || symbol == 28 ? 0 : symbol / 4 - 1;
}

/* The shortest length of the symbol 257 + `symbol`. */
static unsigned length_base(unsigned symbol)
{
    return symbol == 28 ? MATCH_MOST
           : symbol < 8 ? symbol + 3
                        : ((4 + symbol % 4) << length_extra(symbol)) + 3;
}

static unsigned distance_extra(unsigned symbol)
{
    return symbol < 4 ? 0 : symbol / 2 - 1;
}

static unsigned distance_base(unsigned symbol)
{
    return symbol < 4 ? symbol + 1 : ((2 + symbol % 2) << distance_extra(symbol)) + 1;
}

static const Symbols *symbols(void)
{
    static _Thread_local Symbols s;
    static _Thread_local bool made;
    for (unsigned symbol = 0; !made && symbol < 29; symbol++)
        for (unsigned length = length_base(symbol); length <= MATCH_MOST; length++)
            s.length[length] = (unsigned char)symbol;
    for (unsigned symbol = 0; !made && symbol < DISTANCES; symbol++)
        for (unsigned distance = distance_base(symbol); distance <= WINDOW;
             distance += distance <= 256 ? 1 : 128)
            s.distance[distance <= 256 ? distance - 1 : 256 + (distance - 1) / 128] =
                (unsigned char)symbol;
    made = true;
    return &s;
}

static unsigned distance_symbol(const Symbols *s, unsigned distance)
{
    return s->distance[distance <= 256 ? distance - 1 : 256 + (distance - 1) / 128];
}

/* --- matches ------------------------------------------------------------------------------- */

static uint32_t four_bytes(const unsigned char *at)
{
    uint32_t value;
    memcpy(&value, at, sizeof value);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    value = __builtin_bswap32(value);
#endif
    return value;
}

static uint64_t eight_bytes(const unsigned char *at)
{
    uint64_t value;
    memcpy(&value, at, sizeof value);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    value = __builtin_bswap64(value);
#endif
    return value;
}

static uint32_t hash_of(uint32_t four, unsigned shift)
{
    return four * 2654435761u >> shift; /* Knuth's: 2^32 by the golden ratio */
}

/* How many bytes at both places are the same, up to `end`. */
static size_t same_bytes(const unsigned char *at, const unsigned char *before,
                         const unsigned char *end)
{
    const unsigned char *start = at;
    for (; end - at >= 8; at += 8, before += 8) {
        uint64_t differ = eight_bytes(at) ^ eight_bytes(before);
        if (differ)
            return (size_t)(at - start) + (size_t)__builtin_ctzll(differ) / 8;
    }
    while (at < end && *at == *before) {
        at++;
        before++;
    }
    return (size_t)(at - start);
}

static void count_literals(Block *b, const unsigned char *from, const unsigned char *to)
{
    for (; from < to; from++)
        b->literals[*from]++;
}

/* What the next block consists of, from `from` on; where it ends. */
static const unsigned char *find_matches(Block *b, const Symbols *s, const unsigned char *start,
                                         const unsigned char *from, const unsigned char *end)
{
    const unsigned char *at = from, *told = from; /* of which no match tells yet */
    const unsigned char *last = end - start > MARGIN ? end - MARGIN : start;
    const unsigned shift = b->shift;
    b->match_count = 0;
    memset(b->literals, 0, sizeof b->literals);
    memset(b->distances, 0, sizeof b->distances);
    while (at < last && b->match_count < MATCHES) {
        uint32_t four = four_bytes(at), slot = hash_of(four, shift);
        const unsigned char *before = start + b->places[slot];
        b->places[slot] = (uint32_t)(at - start);
        if (before >= at || at - before > WINDOW || four_bytes(before) != four) {
            at += 1 + ((size_t)(at - told) >> HURRY);
            continue;
        }
        const unsigned char *most = end - at > MATCH_MOST ? at + MATCH_MOST : end;
        size_t length = MATCH_LEAST + same_bytes(at + MATCH_LEAST, before + MATCH_LEAST, most);
        while (at > told && before > start && at[-1] == before[-1] && length < MATCH_MOST) {
            at--;
            before--;
            length++;
        }
        Match *match = &b->matches[b->match_count++];
        *match = (Match){(uint32_t)(at - told), (uint16_t)length, (uint16_t)(at - before)};
        count_literals(b, told, at);
        b->literals[257 + s->length[length]]++;
        b->distances[distance_symbol(s, match->distance)]++;
        told = at += length;
        if (at < last)
            b->places[hash_of(four_bytes(at - 2), shift)] = (uint32_t)(at - 2 - start);
    }
    if (b->match_count < MATCHES)
        at = end;
    else
        at = told;
    count_literals(b, told, at);
    b->tail = (size_t)(at - told);
    b->literals[BLOCK_END] = 1;
    return at;
}

/* --- writing ------------------------------------------------------------------------------- */

static const unsigned char *put_literals(HuffmanBits *w, const HuffmanCode *codes,
                                         const unsigned char *from, size_t count)
{
    for (; count >= 3; count -= 3, from += 3) { /* 45 bits at most, beside seven that wait */
        for (int i = 0; i < 3; i++)
            huffman_put(w, codes[from[i]].bits, codes[from[i]].count);
        huffman_flush(w);
    }
    for (; count > 0; count--, from++)
        huffman_put(w, codes[*from].bits, codes[*from].count);
    huffman_flush(w);
    return from;
}

/* The code of each length of a match with its extra bits. */
static void join_lengths(const Symbols *s, const HuffmanCode *literals, HuffmanCode *of_length)
{
    for (unsigned length = 3; length <= MATCH_MOST; length++) {
        unsigned symbol = s->length[length];
        HuffmanCode code = literals[257 + symbol];
        code.bits |= (uint32_t)(length - length_base(symbol)) << code.count;
        code.count += length_extra(symbol);
        of_length[length] = code;
    }
}

/* Bits of the symbols as they are counted, and of what stands behind them. */
static size_t bits_of(const Block *b, const unsigned char *lengths, const unsigned char *distances)
{
    size_t bits = 0;
    for (size_t i = 0; i < LITERALS; i++)
        bits += (size_t)b->literals[i] *
                (lengths[i] + (i > BLOCK_END ? length_extra((unsigned)i - 257) : 0));
    for (size_t i = 0; i < DISTANCES; i++)
        bits += (size_t)b->distances[i] * (distances[i] + distance_extra((unsigned)i));
    return bits;
}

static void put_block(Block *b, const Symbols *s, const unsigned char *from, HuffmanBits *w,
                      bool is_last, Buffer *out)
{
    unsigned char lengths[LITERALS], distance_lengths[DISTANCES];
    HuffmanCode literals[LITERALS], distances[DISTANCES], of_length[MATCH_MOST + 1];
    huffman_lengths(b->literals, LITERALS, HUFFMAN_MOST, lengths);
    huffman_lengths(b->distances, DISTANCES, HUFFMAN_MOST, distance_lengths);
    huffman_codes(lengths, LITERALS, literals);
    huffman_codes(distance_lengths, DISTANCES, distances);
    join_lengths(s, literals, of_length);
    buffer_reserve(out, HUFFMAN_HEAD_MOST + bits_of(b, lengths, distance_lengths) / 8 + 16);
    w->at = (unsigned char *)out->bytes + out->length;
    huffman_put_head(w, is_last, lengths, LITERALS, distance_lengths, DISTANCES);
    for (size_t i = 0; i < b->match_count; i++) {
        const Match *match = &b->matches[i];
        from = put_literals(w, literals, from, match->literals) + match->length;
        unsigned symbol = distance_symbol(s, match->distance);
        huffman_put(w, of_length[match->length].bits, of_length[match->length].count);
        huffman_put(w, distances[symbol].bits, distances[symbol].count);
        huffman_put(w, match->distance - distance_base(symbol), distance_extra(symbol));
        huffman_flush(w);
    }
    put_literals(w, literals, from, b->tail);
    huffman_put(w, literals[BLOCK_END].bits, literals[BLOCK_END].count);
    huffman_flush(w);
    out->length = (size_t)(w->at - (unsigned char *)out->bytes);
    assert(out->length < out->capacity);
}

/* All of it as blocks of codes, by hashes of `bits`; `ends`: the last one is the stream's last. */
static void put_blocks(const unsigned char *start, size_t length, unsigned bits, bool ends,
                       HuffmanBits *w, Buffer *out)
{
    static _Thread_local Block *block; /* kept as long as the thread */
    const Symbols *s = symbols();
    const unsigned char *end = start + length;
    assert(length <= UINT32_MAX);
    if (!block)
        block = memory_alloc(sizeof *block);
    block->shift = 32 - bits;
    memset(block->places, 0, sizeof *block->places << bits);
    for (const unsigned char *at = start, *next; at < end; at = next) {
        next = find_matches(block, s, start, at, end);
        put_block(block, s, at, w, ends && next == end, out);
    }
}

/* Room for eight bits and `more`, and for what flushing needs. */
static void go_on(HuffmanBits *w, size_t more, Buffer *out)
{
    buffer_reserve(out, more + 16);
    w->at = (unsigned char *)out->bytes + out->length;
}

static void end_bytes(HuffmanBits *w, Buffer *out)
{
    w->count = (w->count + 7) / 8 * 8;
    huffman_flush(w);
    out->length = (size_t)(w->at - (unsigned char *)out->bytes);
}

void deflate_quick(const void *bytes, size_t length, Buffer *out)
{
    HuffmanBits w = {0};
    put_blocks(bytes, length, HASH_MOST, false, &w, out);
    go_on(&w, 0, out);
    huffman_put(&w, 0, 3); /* an empty block that is stored as it is, from the next byte on */
    end_bytes(&w, out);
    buffer_put(out, "\x00\x00\xFF\xFF", 4);
}

void deflate_quick_zlib(const void *bytes, size_t length, Buffer *out)
{
    HuffmanBits w = {0};
    unsigned bits = HASH_LEAST;
    while (bits < HASH_MOST && (size_t)4 << bits < length)
        bits++;
    buffer_put(out, "\x78\x01", 2); /* 32 kB, fast */
    put_blocks(bytes, length, bits, true, &w, out);
    go_on(&w, 4, out);
    if (length == 0)
        huffman_put(&w, 3, 10); /* the last block, with codes that all know: its end */
    end_bytes(&w, out);
    uint32_t sum = deflate_adler(bytes, length);
    for (int shift = 24; shift >= 0; shift -= 8)
        buffer_char(out, (char)(sum >> shift));
}
