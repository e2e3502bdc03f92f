/*
 * cell_cache.h - cells that were read without anything to tell, by their bytes; for take.c and
 * row_lines.c.
 *
 * Dates, labels, names of compounds repeat, so most cells need no parsing. A column that does not
 * repeat is let be. The first and last eight bytes are compared as numbers; what lies between, as
 * bytes. The memory goes from file to file: what an earlier one left has another stamp.
 */
#ifndef CELL_CACHE_H
#define CELL_CACHE_H

#include <endian.h>
#include <stdint.h>
#include <string.h>

#include "base/date.h"
#include "data/records.h"

#ifndef CACHE_SLOTS
#define CACHE_SLOTS 512
#endif
#define CACHE_TEXT 48

typedef struct {
    uint64_t head, tail;
    int64_t value;
    Day first;
    uint32_t key; /* stamp, the two bits below and length; one of another stamp is free */
} CacheSlot;

typedef struct CellCache CellCache;
struct CellCache {
    CacheSlot slots[CACHE_SLOTS];
    char middle[CACHE_SLOTS][CACHE_TEXT - 16];
    uint32_t hits, misses;
    uint32_t stamp;  /* of this file, above the bits of a length */
    CellCache *next; /* of those that nobody uses */
};

#define CACHE_STAMP ((uint32_t)1 << 8)
#define CACHE_CLEAN ((uint32_t)1 << 7) /* the text was searched: nothing private is in it */
#define CACHE_PLAIN ((uint32_t)1 << 6) /* nor does a row ask more of it (row_lines.c) */
_Static_assert(CACHE_TEXT < CACHE_PLAIN, "a length lies below the stamp and the bits");

/* Eight bytes; the first are the lowest. */
static inline uint64_t cache_load(const char *text)
{
    uint64_t eight;
    memcpy(&eight, text, 8);
    return le64toh(eight);
}

/* Up to eight bytes at each end of a text; the two overlap where it is shorter than sixteen. */
static inline void cache_ends(Span span, uint64_t *head, uint64_t *tail)
{
    size_t n = span.length;
    if (n >= 8) {
        *head = cache_load(span.text);
        *tail = cache_load(span.text + n - 8);
        return;
    }
    uint64_t all = 0;
    if (n >= 4) {
        uint32_t first, last;
        memcpy(&first, span.text, 4);
        memcpy(&last, span.text + n - 4, 4);
        all = le32toh(first) | (uint64_t)le32toh(last) << 8 * (n - 4);
    } else
        for (size_t i = 0; i < n; i++)
            all |= (uint64_t)(unsigned char)span.text[i] << 8 * i;
    *head = *tail = all;
}

/* The same of a text with eight bytes before and behind it that can be read; of nothing, anything.
 */
static inline void cache_ends_within(const char *text, uint32_t n, uint64_t *head, uint64_t *tail)
{
    unsigned spare = (64 - 8 * (n < 8 ? n : 8)) & 63;
    *head = cache_load(text) << spare >> spare;
    *tail = cache_load(text + n - 8) >> spare;
}

/* Where such a text is looked for: here, and in the next slot. */
static inline size_t cache_slot(uint64_t head, uint64_t tail, size_t length)
{
    uint64_t h = (head ^ (tail * UINT64_C(0x9E3779B97F4A7C15)) ^ length);
    /* The top bits: dates differ in their last bytes only, the high ones of the number. */
    return (size_t)((h * UINT64_C(0xBF58476D1CE4E5B9)) >> 48) / (65536 / CACHE_SLOTS) & ~(size_t)1;
}

/* What lies between the two ends, eight bytes at a time: the last of them are the cell's, too. */
static inline bool cache_is_middle(const char *middle, const char *text, size_t length)
{
    for (size_t at = 8; at + 8 < length; at += 8) {
        uint64_t a, b;
        memcpy(&a, middle + at - 8, 8);
        memcpy(&b, text + at, 8);
        if (a != b)
            return false;
    }
    return true;
}
#endif
