/* utf8.c - see utf8.h. */
#include "base/utf8.h"

#include <string.h>
#if defined(__x86_64__)
#include <immintrin.h>
#endif

static bool is_tail(unsigned char byte)
{
    return (byte & 0xC0) == 0x80;
}

uint32_t utf8_decode(const char *text, size_t length, size_t *size)
{
    const unsigned char *b = (const unsigned char *)text;
    *size = 1;
    if (b[0] < 0x80)
        return b[0];
    if (b[0] < 0xC2 || b[0] > 0xF4)
        return UTF8_INVALID;
    if (b[0] < 0xE0) {
        if (length < 2 || !is_tail(b[1]))
            return UTF8_INVALID;
        *size = 2;
        return (uint32_t)(b[0] & 0x1F) << 6 | (b[1] & 0x3F);
    }
    if (b[0] < 0xF0) {
        if (length < 3 || !is_tail(b[1]) || !is_tail(b[2]))
            return UTF8_INVALID;
        uint32_t c = (uint32_t)(b[0] & 0x0F) << 12 | (uint32_t)(b[1] & 0x3F) << 6 | (b[2] & 0x3F);
        if (c < 0x800 || (c >= 0xD800 && c <= 0xDFFF))
            return UTF8_INVALID;
        *size = 3;
        return c;
    }
    if (length < 4 || !is_tail(b[1]) || !is_tail(b[2]) || !is_tail(b[3]))
        return UTF8_INVALID;
    uint32_t c = (uint32_t)(b[0] & 0x07) << 18 | (uint32_t)(b[1] & 0x3F) << 12 |
                 (uint32_t)(b[2] & 0x3F) << 6 | (b[3] & 0x3F);
    if (c < 0x10000 || c > 0x10FFFF)
        return UTF8_INVALID;
    *size = 4;
    return c;
}

size_t utf8_encode(uint32_t c, char out[4])
{
    if (c < 0x80) {
        out[0] = (char)c;
        return 1;
    }
    if (c < 0x800) {
        out[0] = (char)(0xC0 | c >> 6);
        out[1] = (char)(0x80 | (c & 0x3F));
        return 2;
    }
    if (c < 0x10000) {
        out[0] = (char)(0xE0 | c >> 12);
        out[1] = (char)(0x80 | (c >> 6 & 0x3F));
        out[2] = (char)(0x80 | (c & 0x3F));
        return 3;
    }
    out[0] = (char)(0xF0 | c >> 18);
    out[1] = (char)(0x80 | (c >> 12 & 0x3F));
    out[2] = (char)(0x80 | (c >> 6 & 0x3F));
    out[3] = (char)(0x80 | (c & 0x3F));
    return 4;
}

static size_t check_from(const char *text, size_t length, size_t at)
{
    while (at < length) {
        uint64_t eight;
        if (length - at >= sizeof eight) { /* eight ASCII bytes at once */
            memcpy(&eight, text + at, sizeof eight);
            if (!(eight & UINT64_C(0x8080808080808080))) {
                at += sizeof eight;
                continue;
            }
        }
        const unsigned char *b = (const unsigned char *)text + at;
        if (b[0] < 0x80) {
            at++;
            continue;
        }
        /* Han characters, of three bytes and without the gaps that E0 and ED have. */
        if (b[0] > 0xE0 && b[0] < 0xED && length - at >= 3 && is_tail(b[1]) && is_tail(b[2])) {
            at += 3;
            continue;
        }
        size_t size;
        if (utf8_decode(text + at, length - at, &size) == UTF8_INVALID)
            return at;
        at += size;
    }
    return length;
}

/* Where the character begins that may reach across `at`; everything before `at` was found good. */
static size_t step_back(const char *text, size_t at)
{
    for (size_t back = 1; back <= 3 && back <= at; back++)
        if (!is_tail((unsigned char)text[at - back]))
            return (unsigned char)text[at - back] >= 0xC0 ? at - back : at;
    return at;
}

#if defined(__x86_64__)
/*
 * Thirty-two bytes at a time: each pair of bytes is looked up by three of its half bytes, and
 * the three sets of errors that they allow have none in common where the pair is good (Keiser
 * and Lemire, Validating UTF-8 In Less Than One Instruction Per Byte, 2020). Returns how far the
 * text was found good; a character may reach across that place.
 */
enum {
    TOO_SHORT = 1,
    TOO_LONG = 2,
    OVERLONG_3 = 4,
    TOO_LARGE = 8,
    SURROGATE = 16,
    OVERLONG_2 = 32,
    TOO_LARGE_1000 = 64,
    OVERLONG_4 = 64,
    TWO_TAILS = 128,
    CARRY = TOO_SHORT | TOO_LONG | TWO_TAILS
};

#define TWICE(...) _mm256_setr_epi8(__VA_ARGS__, __VA_ARGS__)

__attribute__((target("avx2"))) static size_t check_wide(const char *text, size_t length)
{
    const __m256i first_high =
        TWICE(TOO_LONG, TOO_LONG, TOO_LONG, TOO_LONG, TOO_LONG, TOO_LONG, TOO_LONG, TOO_LONG,
              (char)TWO_TAILS, (char)TWO_TAILS, (char)TWO_TAILS, (char)TWO_TAILS,
              TOO_SHORT | OVERLONG_2, TOO_SHORT, TOO_SHORT | OVERLONG_3 | SURROGATE,
              TOO_SHORT | TOO_LARGE | TOO_LARGE_1000 | OVERLONG_4);
    const char large = (char)(CARRY | TOO_LARGE | TOO_LARGE_1000);
    const __m256i first_low = TWICE(
        (char)(CARRY | OVERLONG_3 | OVERLONG_2 | OVERLONG_4), (char)(CARRY | OVERLONG_2),
        (char)CARRY, (char)CARRY, (char)(CARRY | TOO_LARGE), large, large, large, large, large,
        large, large, large, (char)(CARRY | TOO_LARGE | TOO_LARGE_1000 | SURROGATE), large, large);
    const char tails = (char)(TOO_LONG | OVERLONG_2 | TWO_TAILS);
    const __m256i second_high =
        TWICE(TOO_SHORT, TOO_SHORT, TOO_SHORT, TOO_SHORT, TOO_SHORT, TOO_SHORT, TOO_SHORT,
              TOO_SHORT, (char)(tails | OVERLONG_3 | TOO_LARGE_1000 | OVERLONG_4),
              (char)(tails | OVERLONG_3 | TOO_LARGE), (char)(tails | SURROGATE | TOO_LARGE),
              (char)(tails | SURROGATE | TOO_LARGE), TOO_SHORT, TOO_SHORT, TOO_SHORT, TOO_SHORT);
    const __m256i low = _mm256_set1_epi8(0x0F), high_bit = _mm256_set1_epi8((char)0x80);
    __m256i before = _mm256_setzero_si256();
    bool ascii = true; /* the block before */
    size_t at = 0;
    for (; length - at >= 32; at += 32) {
        __m256i now = _mm256_loadu_si256((const __m256i *)(text + at));
        if (ascii && _mm256_movemask_epi8(now) == 0) {
            before = now;
            continue;
        }
        ascii = _mm256_movemask_epi8(now) == 0;
        __m256i across = _mm256_permute2x128_si256(before, now, 0x21);
        __m256i one = _mm256_alignr_epi8(now, across, 15),
                two = _mm256_alignr_epi8(now, across, 14),
                three = _mm256_alignr_epi8(now, across, 13);
        __m256i wrong = _mm256_and_si256(
            _mm256_and_si256(
                _mm256_shuffle_epi8(first_high, _mm256_and_si256(_mm256_srli_epi16(one, 4), low)),
                _mm256_shuffle_epi8(first_low, _mm256_and_si256(one, low))),
            _mm256_shuffle_epi8(second_high, _mm256_and_si256(_mm256_srli_epi16(now, 4), low)));
        __m256i third = _mm256_subs_epu8(two, _mm256_set1_epi8((char)(0xE0 - 0x80)));
        __m256i fourth = _mm256_subs_epu8(three, _mm256_set1_epi8((char)(0xF0 - 0x80)));
        __m256i must_be_tail = _mm256_and_si256(_mm256_or_si256(third, fourth), high_bit);
        wrong = _mm256_xor_si256(must_be_tail, wrong);
        if (!_mm256_testz_si256(wrong, wrong))
            return at;
        before = now;
    }
    return at;
}

size_t utf8_check(const char *text, size_t length)
{
    size_t at = __builtin_cpu_supports("avx2") ? check_wide(text, length) : 0;
    return check_from(text, length, step_back(text, at));
}
#else
size_t utf8_check(const char *text, size_t length)
{
    return check_from(text, length, 0);
}
#endif

size_t utf8_count(const char *text)
{
    size_t count = 0;
    for (; *text; text++)
        count += !is_tail((unsigned char)*text);
    return count;
}
