/* test_huffman.c - codes are whole, short, never too long, and every reader knows them (huffman.h).
 */
#include "unit.h"

#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "base/buffer.h"
#include "base/huffman.h"

static uint32_t state_of_chance = 7;

static uint32_t chance(void)
{
    state_of_chance = state_of_chance * 1664525 + 1013904223;
    return state_of_chance >> 8;
}

/*
 * What holds for the codes of any counts: none longer than `most`, all of the room taken (of 2^most
 * shares a code of n bits takes 2^(most - n)), a symbol that stands more often has no longer code,
 * one that never stands has none, and no code begins another. Returns the bits of all symbols.
 */
static uint64_t holds(const uint32_t *counts, size_t n, unsigned most, unsigned char *lengths)
{
    HuffmanCode codes[HUFFMAN_LITERALS];
    uint64_t taken = 0, bits = 0;
    size_t stand = 0;
    memset(lengths, 99, n);
    huffman_lengths(counts, n, most, lengths);
    huffman_codes(lengths, n, codes);
    for (size_t i = 0; i < n; i++)
        stand += counts[i] > 0;
    for (size_t i = 0; i < n; i++) {
        assert_in_range(lengths[i], counts[i] > 0, counts[i] > 0 ? most : stand < 2);
        taken += lengths[i] ? (uint64_t)1 << (most - lengths[i]) : 0;
        bits += (uint64_t)counts[i] * lengths[i];
        assert_int_equal(codes[i].count, lengths[i]);
        assert_int_equal(codes[i].bits >> lengths[i], 0);
        for (size_t k = 0; k < i && lengths[i]; k++) {
            if (!lengths[k])
                continue;
            assert_false(counts[i] > counts[k] && lengths[i] > lengths[k]);
            assert_false(counts[k] > counts[i] && lengths[k] > lengths[i]);
            unsigned shorter = lengths[i] < lengths[k] ? lengths[i] : lengths[k];
            assert_true((codes[i].bits ^ codes[k].bits) & ((1u << shorter) - 1));
        }
    }
    assert_int_equal(taken, (uint64_t)1 << most);
    return bits;
}

/* Of how many kinds and how uneven, by chance; the shortest limits leave hardly a choice. */
static void codes_of_any_counts_are_whole(void **state)
{
    (void)state;
    for (int round = 0; round < 600; round++) {
        uint32_t counts[HUFFMAN_LITERALS];
        unsigned char lengths[HUFFMAN_LITERALS];
        size_t n = 2 + chance() % (HUFFMAN_LITERALS - 1);
        unsigned skew = chance() % 20, absent = chance() % 4, least = 1;
        for (size_t i = 0; i < n; i++)
            counts[i] = chance() % 4 < absent ? 0 : 1 + (chance() % 4096 >> chance() % (skew + 1));
        while ((size_t)1 << least < n)
            least++;
        holds(counts, n, HUFFMAN_MOST, lengths);
        holds(counts, n, least, lengths);
        holds(counts, n, least + chance() % (HUFFMAN_MOST + 1 - least), lengths);
    }
}

/* Fibonacci's numbers: each code one bit longer than the one before it, where it may be. */
static void no_code_is_longer_than_it_may_be(void **state)
{
    (void)state;
    uint32_t counts[30];
    unsigned char lengths[30];
    counts[0] = counts[1] = 1;
    for (size_t i = 2; i < 30; i++)
        counts[i] = counts[i - 1] + counts[i - 2];
    holds(counts, 16, HUFFMAN_MOST, lengths);
    assert_int_equal(lengths[0], 15);
    for (size_t i = 1; i < 16; i++)
        assert_int_equal(lengths[i], 16 - i);
    uint64_t best = holds(counts, 30, HUFFMAN_MOST, lengths);
    for (unsigned most = 14; most >= 5; most--) {
        uint64_t bits = holds(counts, 30, most, lengths);
        assert_true(bits >= best); /* less room never makes it shorter */
        best = bits;
    }
    /* 32 shares for 30: two of them are of four bits, those that stand most often. */
    for (size_t i = 0; i < 30; i++)
        assert_int_equal(lengths[i], i < 28 ? 5 : 4);
    holds(counts, 30, 7, lengths);
    assert_int_equal(lengths[29], 1); /* where there is room, what is frequent is short */
}

/* None, one, two, all alike: also where reading would be easiest to get wrong. */
static void few_symbols_and_equal_ones(void **state)
{
    (void)state;
    uint32_t counts[HUFFMAN_LITERALS] = {0};
    unsigned char lengths[HUFFMAN_LITERALS];
    holds(counts, 30, 15, lengths);
    assert_int_equal(lengths[0] + 2 * lengths[1], 3);
    for (size_t only = 0; only < 30; only++) {
        counts[only] = 100;
        holds(counts, 30, 15, lengths);
        assert_int_equal(lengths[only], 1);
        assert_int_equal(lengths[only == 0], 1);
        counts[only] = 0;
    }
    counts[3] = 1;
    counts[7] = 1000000;
    assert_int_equal(holds(counts, 30, 1, lengths), 1000001);
    for (size_t i = 0; i < HUFFMAN_LITERALS; i++)
        counts[i] = 5;
    holds(counts, HUFFMAN_LITERALS, 15, lengths);
    for (size_t i = 0; i < HUFFMAN_LITERALS; i++)
        assert_in_range(lengths[i], 8, 9);
    holds(counts, 256, 8, lengths);
    for (size_t i = 0; i < 256; i++)
        assert_int_equal(lengths[i], 8);
}

/* RFC 1951, 3.2.2: the codes that stand there as an example, their first bit lowest. */
static void codes_are_those_of_the_standard(void **state)
{
    (void)state;
    static const unsigned char lengths[] = {3, 3, 3, 3, 3, 2, 4, 4};
    static const uint32_t codes[] = {2, 6, 1, 5,
                                     3, 0, 7, 15}; /* 010 011 100 101 110 00 1110 1111 */
    HuffmanCode made[8];
    huffman_codes(lengths, 8, made);
    for (size_t i = 0; i < 8; i++)
        assert_int_equal(made[i].bits, codes[i]);
}

/* A whole stream: a head, bytes by their codes, the end; zlib reads it. */
static void is_read(const uint32_t *counts, size_t literal_count, size_t distance_count)
{
    unsigned char literals[HUFFMAN_LITERALS], distances[HUFFMAN_DISTANCES], bytes[4000];
    HuffmanCode codes[HUFFMAN_LITERALS];
    uint32_t distance_counts[HUFFMAN_DISTANCES];
    Buffer out = {0};
    size_t length = 0;
    for (size_t i = 0; i < distance_count; i++)
        distance_counts[i] = chance() % 3 ? 0 : chance() % 1000;
    huffman_lengths(counts, literal_count, HUFFMAN_MOST, literals);
    huffman_lengths(distance_counts, distance_count, HUFFMAN_MOST, distances);
    huffman_codes(literals, literal_count, codes);
    buffer_reserve(&out, 20000);
    HuffmanBits b = {.at = (unsigned char *)out.bytes};
    bool last = chance() % 2;
    huffman_put_head(&b, last, literals, literal_count, distances, distance_count);
    assert_in_range(b.at - (unsigned char *)out.bytes, 1, HUFFMAN_HEAD_MOST - 8);
    for (size_t tries = 0; tries < sizeof bytes; tries++) {
        unsigned char byte = (unsigned char)(chance() >> 4);
        if (literals[byte] == 0)
            continue;
        bytes[length++] = byte;
        huffman_put(&b, codes[byte].bits, codes[byte].count);
        huffman_flush(&b);
    }
    huffman_put(&b, codes[HUFFMAN_BLOCK_END].bits, codes[HUFFMAN_BLOCK_END].count);
    if (!last)
        huffman_put(&b, 3, 10); /* another block, the last, with codes that all know: its end */
    b.count += 7;
    huffman_flush(&b);
    unsigned char again[sizeof bytes + 1];
    z_stream z = {.next_in = (unsigned char *)out.bytes,
                  .avail_in = (uInt)(b.at - (unsigned char *)out.bytes),
                  .next_out = again,
                  .avail_out = sizeof again};
    assert_int_equal(inflateInit2(&z, -MAX_WBITS), Z_OK);
    assert_int_equal(inflate(&z, Z_FINISH), Z_STREAM_END);
    assert_int_equal(z.avail_in, 0);
    assert_int_equal(z.total_out, length);
    assert_memory_equal(again, bytes, length);
    inflateEnd(&z);
    buffer_free(&out);
}

static void zlib_reads_a_head_of_any_codes(void **state)
{
    (void)state;
    for (int round = 0; round < 400; round++) {
        uint32_t counts[HUFFMAN_LITERALS];
        unsigned skew = chance() % 20, absent = chance() % 100;
        size_t literals = HUFFMAN_BLOCK_END + 1 + chance() % 30;
        for (size_t i = 0; i < literals; i++)
            counts[i] =
                chance() % 100 < absent ? 0 : 1 + (chance() % 65536 >> chance() % (skew + 1));
        counts[HUFFMAN_BLOCK_END] = 1;
        is_read(counts, literals, 2 + chance() % (HUFFMAN_DISTANCES - 1));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(codes_of_any_counts_are_whole),
        cmocka_unit_test(no_code_is_longer_than_it_may_be),
        cmocka_unit_test(few_symbols_and_equal_ones),
        cmocka_unit_test(codes_are_those_of_the_standard),
        cmocka_unit_test(zlib_reads_a_head_of_any_codes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
