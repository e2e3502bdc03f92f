/*
 * window.h - what stands in 64 bytes of text, by kinds: a bit for each byte. For records.c and
 * lines.c.
 */
#ifndef WINDOW_H
#define WINDOW_H

#include <stdbool.h>
#include <stdint.h>

#if defined __x86_64__
#include <immintrin.h>
/* For what is called where window_is_wide(). */
#define WIDE __attribute__((target("avx2,bmi,bmi2,popcnt")))
#else
#define WIDE
#endif

#define WINDOW 64

typedef struct {
    uint64_t delimiters, feeds, quotes, blanks;
    uint64_t odd; /* carriage returns and NULs */
} Kinds;

/* Up to `end`, which may lie in the window. */
static inline Kinds window_narrow(const char *at, const char *end, char delimiter)
{
    Kinds k = {0};
    for (int i = 0; i < WINDOW && at + i < end; i++) {
        char c = at[i];
        k.delimiters |= (uint64_t)(c == delimiter) << i;
        k.feeds |= (uint64_t)(c == '\n') << i;
        k.quotes |= (uint64_t)(c == '"') << i;
        k.blanks |= (uint64_t)(c == ' ' || c == '\t') << i;
        k.odd |= (uint64_t)(c == '\r' || c == '\0') << i;
    }
    return k;
}

#if defined __x86_64__
/* Of a whole window. */
WIDE static inline Kinds window_wide(const char *at, char delimiter)
{
    Kinds k = {0};
#pragma GCC unroll 2
    for (int i = 0; i < WINDOW; i += 32) {
        __m256i bytes = _mm256_loadu_si256((const __m256i *)(const void *)(at + i));
        __m256i delimiters = _mm256_cmpeq_epi8(bytes, _mm256_set1_epi8(delimiter));
        __m256i feeds = _mm256_cmpeq_epi8(bytes, _mm256_set1_epi8('\n'));
        __m256i quotes = _mm256_cmpeq_epi8(bytes, _mm256_set1_epi8('"'));
        __m256i blanks = _mm256_or_si256(_mm256_cmpeq_epi8(bytes, _mm256_set1_epi8(' ')),
                                         _mm256_cmpeq_epi8(bytes, _mm256_set1_epi8('\t')));
        __m256i odd = _mm256_or_si256(_mm256_cmpeq_epi8(bytes, _mm256_set1_epi8('\r')),
                                      _mm256_cmpeq_epi8(bytes, _mm256_setzero_si256()));
        k.delimiters |= (uint64_t)(uint32_t)_mm256_movemask_epi8(delimiters) << i;
        k.feeds |= (uint64_t)(uint32_t)_mm256_movemask_epi8(feeds) << i;
        k.quotes |= (uint64_t)(uint32_t)_mm256_movemask_epi8(quotes) << i;
        k.blanks |= (uint64_t)(uint32_t)_mm256_movemask_epi8(blanks) << i;
        k.odd |= (uint64_t)(uint32_t)_mm256_movemask_epi8(odd) << i;
    }
    return k;
}

static inline bool window_is_wide(void)
{
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi") &&
           __builtin_cpu_supports("bmi2") && __builtin_cpu_supports("popcnt");
}
#else
static inline Kinds window_wide(const char *at, char delimiter)
{
    return window_narrow(at, at + WINDOW, delimiter);
}

static inline bool window_is_wide(void)
{
    return false;
}
#endif
#endif
