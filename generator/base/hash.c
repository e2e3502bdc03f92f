/*
 * hash.c - see hash.h. With seal.c the only one on this floor that includes sodium.h.
 *
 * Whole blocks go through the processor's own SHA instructions where it has them (four times as
 * fast); libsodium keeps the state, pads and finishes, and does everything elsewhere.
 */
#include "base/hash.h"

#include <fcntl.h>
#include <sodium.h>
#include <string.h>
#include <unistd.h>

#define BLOCK 64 /* bytes */

typedef crypto_hash_sha256_state State;
_Static_assert(sizeof(State) <= sizeof(Hash), "libsodium's state fits");

#if defined __x86_64__
#include <cpuid.h>
#include <immintrin.h>

static const uint32_t constants[64] = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2};

/* How many hashes the processor's instructions can advance at once: 0, 1 or 2. */
static int lanes(void)
{
    static _Atomic int known; /* one more; 0 not asked yet */
    unsigned a, b, c, d;
    if (!known) {
        bool sse = __get_cpuid(1, &a, &b, &c, &d) && (c & bit_SSSE3) && (c & bit_SSE4_1);
        bool sha = sse && __get_cpuid_count(7, 0, &a, &b, &c, &d) && (b & bit_SHA);
        known = !sha ? 1 : __builtin_cpu_supports("avx") ? 3 : 2;
    }
    return known - 1;
}

#define WITH_SHA __attribute__((target("sha,ssse3,sse4.1")))
#define IN_PLACE WITH_SHA static inline __attribute__((always_inline))

/* FIPS 180-4, 6.2.2; the instructions hold the eight words as ABEF and CDGH. */
typedef struct {
    __m128i abef, cdgh, abef_before, cdgh_before, words[4];
} Lane;

IN_PLACE void lane_open(Lane *l, const uint32_t state[8])
{
    __m128i abcd = _mm_shuffle_epi32(_mm_loadu_si128((const __m128i *)(const void *)state), 0xB1);
    __m128i efgh =
        _mm_shuffle_epi32(_mm_loadu_si128((const __m128i *)(const void *)(state + 4)), 0x1B);
    l->abef = _mm_alignr_epi8(abcd, efgh, 8);
    l->cdgh = _mm_blend_epi16(efgh, abcd, 0xF0);
}

IN_PLACE void lane_close(const Lane *l, uint32_t state[8])
{
    __m128i feba = _mm_shuffle_epi32(l->abef, 0x1B), dchg = _mm_shuffle_epi32(l->cdgh, 0xB1);
    _mm_storeu_si128((__m128i *)(void *)state, _mm_blend_epi16(feba, dchg, 0xF0));
    _mm_storeu_si128((__m128i *)(void *)(state + 4), _mm_alignr_epi8(dchg, feba, 8));
}

IN_PLACE void lane_block(Lane *l, const unsigned char *bytes)
{
    const __m128i big_endian = _mm_set_epi64x(0x0c0d0e0f08090a0b, 0x0405060700010203);
    l->abef_before = l->abef;
    l->cdgh_before = l->cdgh;
#pragma GCC unroll 4
    for (int i = 0; i < 4; i++)
        l->words[i] = _mm_shuffle_epi8(
            _mm_loadu_si128((const __m128i *)(const void *)(bytes + i * 16)), big_endian);
}

/* Rounds 4i to 4i + 3 of a block. */
IN_PLACE void lane_rounds(Lane *l, int i)
{
    __m128i now = l->words[i % 4], *words = l->words;
    __m128i round =
        _mm_add_epi32(now, _mm_loadu_si128((const __m128i *)(const void *)&constants[i * 4]));
    l->cdgh = _mm_sha256rnds2_epu32(l->cdgh, l->abef, round);
    l->abef = _mm_sha256rnds2_epu32(l->abef, l->cdgh, _mm_shuffle_epi32(round, 0x0E));
    if (i >= 12)
        return;
    /* the words sixteen rounds on, in the place of those just used */
    __m128i next = _mm_sha256msg1_epu32(now, words[(i + 1) % 4]);
    next = _mm_add_epi32(next, _mm_alignr_epi8(words[(i + 3) % 4], words[(i + 2) % 4], 4));
    words[i % 4] = _mm_sha256msg2_epu32(next, words[(i + 3) % 4]);
}

IN_PLACE void lane_add(Lane *l)
{
    l->abef = _mm_add_epi32(l->abef, l->abef_before);
    l->cdgh = _mm_add_epi32(l->cdgh, l->cdgh_before);
}

WITH_SHA static void compress(uint32_t state[8], const unsigned char *bytes, size_t blocks)
{
    Lane lane;
    lane_open(&lane, state);
    for (; blocks > 0; blocks--, bytes += BLOCK) {
        lane_block(&lane, bytes);
#pragma GCC unroll 16
        for (int i = 0; i < 16; i++)
            lane_rounds(&lane, i);
        lane_add(&lane);
    }
    lane_close(&lane, state);
}

/*
 * Each round waits for the one before it, twice as long as the instruction is busy: so a second
 * hash fits in between. AVX for its three operands: there are too few registers for copies.
 */
__attribute__((target("sha,avx"))) static void
compress_two(uint32_t state[8], const unsigned char *bytes, uint32_t other_state[8],
             const unsigned char *other_bytes, size_t blocks)
{
    Lane lane, other;
    lane_open(&lane, state);
    lane_open(&other, other_state);
    for (; blocks > 0; blocks--, bytes += BLOCK, other_bytes += BLOCK) {
        lane_block(&lane, bytes);
        lane_block(&other, other_bytes);
#pragma GCC unroll 16
        for (int i = 0; i < 16; i++) {
            lane_rounds(&lane, i);
            lane_rounds(&other, i);
        }
        lane_add(&lane);
        lane_add(&other);
    }
    lane_close(&lane, state);
    lane_close(&other, other_state);
}
#else
static int lanes(void)
{
    return 0;
}

static void compress(uint32_t state[8], const unsigned char *bytes, size_t blocks)
{
    (void)state, (void)bytes, (void)blocks;
}

static void compress_two(uint32_t state[8], const unsigned char *bytes, uint32_t other_state[8],
                         const unsigned char *other_bytes, size_t blocks)
{
    (void)state, (void)bytes, (void)other_state, (void)other_bytes, (void)blocks;
}
#endif

static void to_hex(const unsigned char digest[crypto_hash_sha256_BYTES], char hex[65])
{
    sodium_bin2hex(hex, 65, digest, crypto_hash_sha256_BYTES);
}

void hash_begin(Hash *hash)
{
    State state;
    crypto_hash_sha256_init(&state);
    memcpy(hash, &state, sizeof state);
}

/* What is being added to a hash; `blocks` of it stand whole at `at`, for compress(). */
typedef struct {
    State state;
    const unsigned char *at;
    size_t length, blocks;
} Adding;

static Adding adding_begin(const Hash *hash, const void *bytes, size_t length)
{
    Adding a = {.at = bytes, .length = length};
    memcpy(&a.state, hash, sizeof a.state);
    size_t waiting = (size_t)(a.state.count / 8 % BLOCK);
    size_t first = waiting ? BLOCK - waiting : 0;
    if (length < first + BLOCK || lanes() == 0)
        return a;
    if (first)
        crypto_hash_sha256_update(&a.state, a.at, first);
    a.at += first;
    a.length -= first;
    a.blocks = a.length / BLOCK;
    return a;
}

static void adding_compressed(Adding *a, size_t blocks)
{
    a->state.count += (uint64_t)blocks * BLOCK * 8;
    a->at += blocks * BLOCK;
    a->length -= blocks * BLOCK;
    a->blocks -= blocks;
}

static void adding_end(Adding *a, Hash *hash)
{
    if (a->blocks > 0) {
        compress(a->state.state, a->at, a->blocks);
        adding_compressed(a, a->blocks);
    }
    if (a->length > 0)
        crypto_hash_sha256_update(&a->state, a->at, a->length);
    memcpy(hash, &a->state, sizeof a->state);
}

void hash_add(Hash *hash, const void *bytes, size_t length)
{
    Adding adding = adding_begin(hash, bytes, length);
    adding_end(&adding, hash);
}

void hash_add_two(Hash *hash, const void *bytes, size_t length, Hash *other,
                  const void *other_bytes, size_t other_length)
{
    Adding a = adding_begin(hash, bytes, length);
    Adding b = adding_begin(other, other_bytes, other_length);
    size_t both = a.blocks < b.blocks ? a.blocks : b.blocks;
    if (both > 0 && lanes() == 2) {
        compress_two(a.state.state, a.at, b.state.state, b.at, both);
        adding_compressed(&a, both);
        adding_compressed(&b, both);
    }
    adding_end(&a, hash);
    adding_end(&b, other);
}

void hash_end(Hash *hash, char hex[65])
{
    State state;
    unsigned char digest[crypto_hash_sha256_BYTES];
    memcpy(&state, hash, sizeof state);
    crypto_hash_sha256_final(&state, digest);
    to_hex(digest, hex);
}

void hash_bytes(const void *bytes, size_t length, char hex[65])
{
    Hash hash;
    hash_begin(&hash);
    hash_add(&hash, bytes, length);
    hash_end(&hash, hex);
}

bool hash_add_file(Hash *hash, const char *path, Error *err)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return error_errno(err, path);
    unsigned char block[1 << 16];
    ssize_t got;
    while ((got = read(fd, block, sizeof block)) > 0)
        hash_add(hash, block, (size_t)got);
    close(fd);
    return got == 0 || error_errno(err, path);
}

bool hash_file(const char *path, char hex[65], Error *err)
{
    Hash hash;
    hash_begin(&hash);
    if (!hash_add_file(&hash, path, err))
        return false;
    hash_end(&hash, hex);
    return true;
}
