/*
 * row_key.h - what a row says, as one word: two runs that read the same rows come to the same
 * words.
 *
 * Rows are taken block by block and each block column by column, since a province has a hundred
 * million of them. Empty cells add nothing, so a column that one of the runs never met does not
 * matter. Texts count by their bytes, for two runs number them differently; private cells are left
 * out, as what they do shows in figures only. A check against accidents, not against an adversary.
 */
#ifndef ROW_KEY_H
#define ROW_KEY_H

#include "data/table.h"

typedef struct {
    uint64_t a, b;
} Mix;

#define MIX_EMPTY ((Mix){1, 2})

/* The order counts. */
static inline void mix(Mix *m, uint64_t word)
{
    m->a = (m->a ^ word) * UINT64_C(0x9E3779B97F4A7C15);
    m->a ^= m->a >> 32;
    m->b = (m->b + word) * UINT64_C(0xBF58476D1CE4E5B9);
    m->b ^= m->b >> 29 ^ m->a;
}
void mix_text(Mix *m, const char *text);
static inline void mix_mix(Mix *m, const Mix *other)
{
    mix(m, other->a);
    mix(m, other->b);
}

#define ROW_KEY_BLOCK 512

typedef struct RowKeys RowKeys;

RowKeys *row_keys_new(const Dataset *data);
void row_keys_free(RowKeys *keys);
/*
 * Of the rows first + picked[i] of the table, each with the rows that it names by its foreign keys
 * (compounds left out), into out[i]. picked[] rises and stays below ROW_KEY_BLOCK.
 */
void row_keys_of(RowKeys *keys, int table, size_t first, const uint16_t *picked, size_t count,
                 Mix *out);
/* The same of texts, codes and yes or no alone: amounts, counts and days do not matter. */
void row_keys_of_words(RowKeys *keys, int table, size_t first, const uint16_t *picked, size_t count,
                       Mix *out);
#endif
