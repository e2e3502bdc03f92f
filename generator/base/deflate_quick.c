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

#define WINDOW 32768
#define MATCH_LEAST 4
#define MATCH_MOST 258
#define HASH_BITS 14
#define MARGIN 8      /* bytes at the end where no match begins: eight are read at once */
#define MATCHES 16384 /* of a block */
#define HURRY 6       /* where 2^6 bytes were no match, every other one is tried, and so on */
#define LITERALS 286  /* bytes, the end of a block, lengths of matches */
#define BLOCK_END 256
#define DISTANCES 30
#define ORDERED 19
#define CODE_MOST 15 /* bits */
#define LENGTH_CODE_MOST 7

typedef struct {
    uint32_t literals; /* before it */
    uint16_t length, distance;
} Match;

/* Bits as they stand in the stream, from the lowest on. */
typedef struct {
    uint32_t bits;
    uint32_t count;
} Code;

typedef struct {
    uint32_t places[1 << HASH_BITS]; /* by hash: the last place with it */
    Match matches[MATCHES];
    size_t match_count, tail;                          /* literals behind the last match */
    uint32_t literals[LITERALS], distances[DISTANCES]; /* how often each symbol stands there */
} Block;

/* Symbol of each length, and of each distance up to 256; above, of each 128. */
typedef struct {
    unsigned char length[MATCH_MOST + 1], distance[512];
} Symbols;

typedef struct {
    uint64_t bits;
    unsigned count;
    unsigned char *at;
} Writer;

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

static uint32_t hash_of(uint32_t four)
{
    return four * 2654435761u >> (32 - HASH_BITS); /* Knuth's: 2^32 by the golden ratio */
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
    b->match_count = 0;
    memset(b->literals, 0, sizeof b->literals);
    memset(b->distances, 0, sizeof b->distances);
    while (at < last && b->match_count < MATCHES) {
        uint32_t four = four_bytes(at), slot = hash_of(four);
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
            b->places[hash_of(four_bytes(at - 2))] = (uint32_t)(at - 2 - start);
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

/* --- codes --------------------------------------------------------------------------------- */

/* Symbols that stand in the block, the rarest first; how many they are. */
static size_t sort_symbols(const uint32_t *counts, size_t count, uint16_t *sorted)
{
    size_t used = 0;
    for (size_t s = 0; s < count; s++) {
        size_t at = used;
        if (counts[s] == 0)
            continue;
        for (; at > 0 && counts[sorted[at - 1]] > counts[s]; at--)
            sorted[at] = sorted[at - 1];
        sorted[at] = (uint16_t)s;
        used++;
    }
    return used;
}

/*
 * Huffman's tree over `used` sorted symbols, two at least: how many codes there are of each length.
 * Nodes come in the order of their weights, so the two lightest stand at the heads of two queues.
 */
static void count_lengths(const uint32_t *counts, const uint16_t *sorted, size_t used,
                          size_t of_length[CODE_MOST + 1], unsigned most)
{
    uint32_t weights[LITERALS];
    uint16_t parents[2 * LITERALS], depths[LITERALS];
    size_t leaf = 0, node = 0;
    for (size_t made = 0; made + 1 < used; made++) {
        weights[made] = 0;
        for (int i = 0; i < 2; i++) {
            bool takes_leaf =
                leaf < used && (node == made || counts[sorted[leaf]] <= weights[node]);
            weights[made] += takes_leaf ? counts[sorted[leaf]] : weights[node];
            parents[takes_leaf ? leaf++ : used + node++] = (uint16_t)made;
        }
    }
    memset(of_length, 0, (CODE_MOST + 1) * sizeof *of_length);
    depths[used - 2] = 0;
    for (size_t n = used - 2; n-- > 0;)
        depths[n] = (uint16_t)(depths[parents[used + n]] + 1);
    size_t taken = 0; /* of 2^most shares: a code of n bits takes 2^(most - n) of them */
    for (size_t i = 0; i < used; i++) {
        unsigned depth = depths[parents[i]] + 1u;
        depth = depth < most ? depth : most;
        of_length[depth]++;
        taken += (size_t)1 << (most - depth);
    }
    /* Codes that were cut take too much: a shorter one grows, and one of the longest joins it. */
    for (; taken > (size_t)1 << most; taken--) {
        unsigned n = most - 1;
        while (of_length[n] == 0)
            n--;
        of_length[n]--;
        of_length[n + 1] += 2;
        of_length[most]--;
    }
}

/* Lengths of the codes of `count` symbols, the most frequent ones shortest. */
static void make_lengths(uint32_t *counts, size_t count, unsigned most, unsigned char *lengths)
{
    uint16_t sorted[LITERALS];
    size_t of_length[CODE_MOST + 1], used = sort_symbols(counts, count, sorted);
    /* With less than two a code would be incomplete, which not every reader takes. */
    for (size_t s = 0; used < 2; s++)
        if (counts[s] == 0) {
            counts[s] = 1;
            used = sort_symbols(counts, count, sorted);
        }
    count_lengths(counts, sorted, used, of_length, most);
    memset(lengths, 0, count);
    for (unsigned length = most, at = 0; length > 0; length--)
        for (size_t i = 0; i < of_length[length]; i++)
            lengths[sorted[at++]] = (unsigned char)length;
}

/* RFC 1951, 3.2.2: of one length they count up, and stand in the stream with the first bit lowest.
 */
static void make_codes(const unsigned char *lengths, size_t count, Code *codes)
{
    uint32_t next[CODE_MOST + 2] = {0};
    for (size_t s = 0; s < count; s++)
        next[lengths[s] + 1u]++;
    next[1] = 0;
    for (unsigned length = 1; length <= CODE_MOST; length++)
        next[length + 1] = (next[length + 1] + next[length]) << 1;
    for (size_t s = 0; s < count; s++) {
        unsigned length = lengths[s];
        uint32_t code = length ? next[length]++ : 0, bits = 0;
        for (unsigned i = 0; i < length; i++)
            bits |= (code >> i & 1) << (length - 1 - i);
        codes[s] = (Code){bits, length};
    }
}

/* --- writing ------------------------------------------------------------------------------- */

static void put_bits(Writer *w, uint64_t bits, unsigned count)
{
    w->bits |= bits << w->count;
    w->count += count;
}

/* Whole bytes go out: at most seven bits stay. */
static void flush(Writer *w)
{
    uint64_t bits = w->bits;
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    bits = __builtin_bswap64(bits);
#endif
    memcpy(w->at, &bits, sizeof bits);
    w->at += w->count / 8;
    w->bits >>= w->count & ~7u;
    w->count &= 7;
}

/* Lengths of codes as symbols (RFC 1951, 3.2.7): symbol, and behind it what its extra bits say. */
static size_t pack_lengths(const unsigned char *lengths, size_t count, unsigned char *out)
{
    size_t made = 0;
    for (size_t i = 0, run; i < count; i += run) {
        unsigned char length = lengths[i];
        for (run = 1; i + run < count && lengths[i + run] == length;)
            run++;
        if (length == 0 && run >= 3) {
            run = run > 138 ? 138 : run;
            out[made++] = run < 11 ? 17 : 18;
            out[made++] = (unsigned char)(run < 11 ? run - 3 : run - 11);
        } else if (i > 0 && lengths[i - 1] == length && run >= 3) {
            run = run > 6 ? 6 : run;
            out[made++] = 16;
            out[made++] = (unsigned char)(run - 3);
        } else {
            run = 1;
            out[made++] = length;
            out[made++] = 0;
        }
    }
    return made;
}

/* The header of a block with codes of its own: their lengths, themselves in code. */
static void put_header(Writer *w, const unsigned char *lengths, size_t literals, size_t distances)
{
    static const unsigned char order[ORDERED] = {16, 17, 18, 0, 8,  7, 9,  6, 10, 5,
                                                 11, 4,  12, 3, 13, 2, 14, 1, 15},
                               extra[ORDERED] = {[16] = 2, [17] = 3, [18] = 7};
    unsigned char packed[2 * (LITERALS + DISTANCES)], own[ORDERED];
    uint32_t counts[ORDERED] = {0};
    Code codes[ORDERED];
    size_t made = pack_lengths(lengths, literals + distances, packed), given = ORDERED;
    for (size_t i = 0; i < made; i += 2)
        counts[packed[i]]++;
    make_lengths(counts, ORDERED, LENGTH_CODE_MOST, own);
    make_codes(own, ORDERED, codes);
    while (given > 4 && own[order[given - 1]] == 0)
        given--;
    put_bits(w, 2 << 1, 3); /* not the last block; codes of its own */
    put_bits(w, literals - 257, 5);
    put_bits(w, distances - 1, 5);
    put_bits(w, given - 4, 4);
    for (size_t i = 0; i < given; i++) {
        flush(w);
        put_bits(w, own[order[i]], 3);
    }
    for (size_t i = 0; i < made; i += 2) {
        flush(w);
        put_bits(w, codes[packed[i]].bits, codes[packed[i]].count);
        put_bits(w, packed[i + 1], extra[packed[i]]);
    }
    flush(w);
}

static const unsigned char *put_literals(Writer *w, const Code *codes, const unsigned char *from,
                                         size_t count)
{
    for (; count >= 3; count -= 3, from += 3) { /* 45 bits at most, beside seven that wait */
        for (int i = 0; i < 3; i++)
            put_bits(w, codes[from[i]].bits, codes[from[i]].count);
        flush(w);
    }
    for (; count > 0; count--, from++)
        put_bits(w, codes[*from].bits, codes[*from].count);
    flush(w);
    return from;
}

/* The code of each length of a match with its extra bits. */
static void join_lengths(const Symbols *s, const Code *literals, Code *of_length)
{
    for (unsigned length = 3; length <= MATCH_MOST; length++) {
        unsigned symbol = s->length[length];
        Code code = literals[257 + symbol];
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

static void put_block(Block *b, const Symbols *s, const unsigned char *from, Writer *w, Buffer *out)
{
    unsigned char lengths[LITERALS + DISTANCES], distance_lengths[DISTANCES];
    Code literals[LITERALS], distances[DISTANCES], of_length[MATCH_MOST + 1];
    size_t literal_count = LITERALS, distance_count = DISTANCES;
    make_lengths(b->literals, LITERALS, CODE_MOST, lengths);
    make_lengths(b->distances, DISTANCES, CODE_MOST, distance_lengths);
    make_codes(lengths, LITERALS, literals);
    make_codes(distance_lengths, DISTANCES, distances);
    join_lengths(s, literals, of_length);
    size_t room = bits_of(b, lengths, distance_lengths) / 8 + 1024; /* the header has room there */
    buffer_reserve(out, room);
    w->at = (unsigned char *)out->bytes + out->length;
    while (literal_count > 257 && lengths[literal_count - 1] == 0)
        literal_count--;
    while (distance_count > 1 && distance_lengths[distance_count - 1] == 0)
        distance_count--;
    memcpy(lengths + literal_count, distance_lengths, distance_count);
    put_header(w, lengths, literal_count, distance_count);
    for (size_t i = 0; i < b->match_count; i++) {
        const Match *match = &b->matches[i];
        from = put_literals(w, literals, from, match->literals) + match->length;
        unsigned symbol = distance_symbol(s, match->distance);
        put_bits(w, of_length[match->length].bits, of_length[match->length].count);
        put_bits(w, distances[symbol].bits, distances[symbol].count);
        put_bits(w, match->distance - distance_base(symbol), distance_extra(symbol));
        flush(w);
    }
    put_literals(w, literals, from, b->tail);
    put_bits(w, literals[BLOCK_END].bits, literals[BLOCK_END].count);
    flush(w);
    out->length = (size_t)(w->at - (unsigned char *)out->bytes);
    assert(out->length < out->capacity);
}

void deflate_quick(const void *bytes, size_t length, Buffer *out)
{
    static _Thread_local Block *block; /* kept as long as the thread */
    const Symbols *s = symbols();
    const unsigned char *start = bytes, *end = start + length;
    Writer w = {0};
    if (!block)
        block = memory_alloc(sizeof *block);
    memset(block->places, 0, sizeof block->places);
    assert(length <= UINT32_MAX);
    for (const unsigned char *at = start, *next; at < end; at = next) {
        next = find_matches(block, s, start, at, end);
        put_block(block, s, at, &w, out);
    }
    buffer_reserve(out, MARGIN + 8);
    w.at = (unsigned char *)out->bytes + out->length;
    put_bits(&w, 0, 3); /* an empty block that is stored as it is, from the next byte on */
    w.count = (w.count + 7) / 8 * 8;
    flush(&w);
    out->length = (size_t)(w.at - (unsigned char *)out->bytes);
    buffer_put(out, "\x00\x00\xFF\xFF", 4);
}
