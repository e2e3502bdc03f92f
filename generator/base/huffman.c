/*
 * huffman.c - see huffman.h.
 *
 * The tree is made of two queues: symbols by how often they stand, and nodes, which come in the
 * order of their weights. Where codes are too long, the tree is cut and shorter codes make room.
 */
#include "base/huffman.h"

#include <assert.h>

#define ORDERED 19 /* lengths of codes are symbols themselves … */
#define ORDERED_MOST 7
#define DIGIT_BITS 6 /* that counts are sorted by at once */
#define DIGIT ((size_t)1 << DIGIT_BITS)
#define LENGTHS (HUFFMAN_LITERALS + HUFFMAN_DISTANCES)

/* Sorts by the digit of `shift` bits up; those of one digit stay as they are. */
static void sort_by_digit(const uint64_t *from, size_t n, unsigned shift, uint64_t *to)
{
    uint16_t places[DIGIT] = {0}, at = 0;
    for (size_t i = 0; i < n; i++)
        places[from[i] >> shift & (DIGIT - 1)]++;
    for (size_t digit = 0; digit < DIGIT; digit++) {
        uint16_t count = places[digit];
        places[digit] = at;
        at = (uint16_t)(at + count);
    }
    for (size_t i = 0; i < n; i++)
        to[places[from[i] >> shift & (DIGIT - 1)]++] = from[i];
}

/* Symbols that stand anywhere, the rarest first, of equals the lowest; how many: two at least. */
static size_t sort_symbols(const uint32_t *counts, size_t n, uint16_t *sorted)
{
    uint64_t both[2][HUFFMAN_LITERALS], *keys = both[0], *spare = both[1];
    uint32_t most = 0;
    size_t used = 0;
    for (size_t s = 0; s < n; s++) {
        keys[used] = (uint64_t)counts[s] << 16 | s;
        used += counts[s] > 0;
        most |= counts[s];
    }
    for (unsigned shift = 16; shift < 48 && most >> (shift - 16) > 0; shift += DIGIT_BITS) {
        sort_by_digit(keys, used, shift, spare);
        uint64_t *sorted_keys = spare;
        spare = keys;
        keys = sorted_keys;
    }
    for (size_t i = 0; i < used; i++)
        sorted[i] = (uint16_t)keys[i];
    for (uint16_t s = 0; used < 2; s++)
        if (counts[s] == 0) {
            if (used++)
                sorted[1] = sorted[0]; /* what stands comes behind what does not */
            sorted[0] = s;
        }
    return used;
}

/* How many codes there are of each length: a tree over the `used` symbols, cut at `most`. */
static void count_lengths(const uint32_t *counts, const uint16_t *sorted, size_t used,
                          unsigned most, size_t of_length[HUFFMAN_MOST + 1])
{
    uint32_t weights[HUFFMAN_LITERALS];
    uint16_t parents[2 * HUFFMAN_LITERALS], depths[HUFFMAN_LITERALS];
    size_t leaf = 0, node = 0;
    assert(used >= 2);
    for (size_t made = 0; made + 1 < used; made++) {
        weights[made] = 0;
        for (int i = 0; i < 2; i++) {
            bool takes_leaf =
                leaf < used && (node == made || counts[sorted[leaf]] <= weights[node]);
            weights[made] += takes_leaf ? counts[sorted[leaf]] : weights[node];
            parents[takes_leaf ? leaf++ : used + node++] = (uint16_t)made;
        }
    }
    memset(of_length, 0, (HUFFMAN_MOST + 1) * sizeof *of_length);
    depths[used - 2] = 0;
    for (size_t i = used - 2; i-- > 0;)
        depths[i] = (uint16_t)(depths[parents[used + i]] + 1);
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

void huffman_lengths(const uint32_t *counts, size_t n, unsigned most, unsigned char *lengths)
{
    uint16_t sorted[HUFFMAN_LITERALS];
    size_t of_length[HUFFMAN_MOST + 1], used, at = 0;
    assert(n >= 2 && n <= HUFFMAN_LITERALS && most <= HUFFMAN_MOST);
    used = sort_symbols(counts, n, sorted);
    assert(used <= (size_t)1 << most);
    count_lengths(counts, sorted, used, most, of_length);
    memset(lengths, 0, n);
    for (unsigned length = most; length > 0; length--)
        for (size_t i = 0; i < of_length[length]; i++)
            lengths[sorted[at++]] = (unsigned char)length;
}

/* 16 bits, the last one first. */
static uint32_t reversed(uint32_t bits)
{
    bits = (bits & 0x5555) << 1 | (bits >> 1 & 0x5555);
    bits = (bits & 0x3333) << 2 | (bits >> 2 & 0x3333);
    bits = (bits & 0x0F0F) << 4 | (bits >> 4 & 0x0F0F);
    return (bits & 0x00FF) << 8 | bits >> 8;
}

/* Of one length they count up. */
void huffman_codes(const unsigned char *lengths, size_t n, HuffmanCode *codes)
{
    uint32_t next[HUFFMAN_MOST + 2] = {0};
    for (size_t s = 0; s < n; s++)
        next[lengths[s] + 1u]++;
    next[1] = 0;
    for (unsigned length = 1; length <= HUFFMAN_MOST; length++)
        next[length + 1] = (next[length + 1] + next[length]) << 1;
    for (size_t s = 0; s < n; s++) {
        unsigned length = lengths[s];
        uint32_t code = length ? next[length]++ : 0;
        codes[s] = (HuffmanCode){reversed(code) >> (16 - length), length};
    }
}

/* Lengths as symbols: each one's symbol, and behind it what its extra bits say. */
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

void huffman_put_head(HuffmanBits *b, bool last, const unsigned char *literals,
                      size_t literal_count, const unsigned char *distances, size_t distance_count)
{
    static const unsigned char order[ORDERED] = {16, 17, 18, 0, 8,  7, 9,  6, 10, 5,
                                                 11, 4,  12, 3, 13, 2, 14, 1, 15},
                               extra[ORDERED] = {[16] = 2, [17] = 3, [18] = 7};
    unsigned char lengths[LENGTHS], packed[2 * LENGTHS], own[ORDERED];
    uint32_t counts[ORDERED] = {0};
    HuffmanCode codes[ORDERED];
    size_t given = ORDERED;
    /* Symbols at the end that never stand are not told of. */
    while (literal_count > HUFFMAN_BLOCK_END + 1 && literals[literal_count - 1] == 0)
        literal_count--;
    while (distance_count > 1 && distances[distance_count - 1] == 0)
        distance_count--;
    memcpy(lengths, literals, literal_count);
    memcpy(lengths + literal_count, distances, distance_count);
    size_t made = pack_lengths(lengths, literal_count + distance_count, packed);
    for (size_t i = 0; i < made; i += 2)
        counts[packed[i]]++;
    huffman_lengths(counts, ORDERED, ORDERED_MOST, own);
    huffman_codes(own, ORDERED, codes);
    while (given > 4 && own[order[given - 1]] == 0)
        given--;
    huffman_put(b, last, 1);
    huffman_put(b, 2, 2); /* codes of its own */
    huffman_put(b, literal_count - (HUFFMAN_BLOCK_END + 1), 5);
    huffman_put(b, distance_count - 1, 5);
    huffman_put(b, given - 4, 4);
    for (size_t i = 0; i < given; i++) {
        huffman_flush(b);
        huffman_put(b, own[order[i]], 3);
    }
    for (size_t i = 0; i < made; i += 2) {
        huffman_flush(b);
        huffman_put(b, codes[packed[i]].bits, codes[packed[i]].count);
        huffman_put(b, packed[i + 1], extra[packed[i]]);
    }
    huffman_flush(b);
}
