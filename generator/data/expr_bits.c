/*
 * expr_bits.c - see expr.h: conditions over a block of rows, as bits.
 *
 * Conditions are joined for all rows of a block at once. What a condition asks of a column is asked
 * of its cells as they are stored, mostly in a byte or two each; only what else there is, is
 * evaluated as numbers first.
 */
#include "data/expr_node.h"

#include <endian.h>
#include <string.h>

#include "base/wide.h"

#ifdef WIDE_LOOPS
#pragma GCC optimize("O3")
#endif

/* Eight bytes of 0 or 1 become eight bits: no two of the factor's products meet in one bit. */
static uint64_t eight_bits(const uint8_t *yes)
{
    uint64_t eight;
    memcpy(&eight, yes, sizeof eight);
    return le64toh(eight) * 0x0102040810204080u >> 56;
}

static void pack(const uint8_t yes[EXPR_BLOCK], uint64_t *bits)
{
    for (size_t w = 0; w < EXPR_WORDS; w++) {
        bits[w] = 0;
        for (size_t k = 0; k < 8; k++)
            bits[w] |= eight_bits(&yes[64 * w + 8 * k]) << 8 * k;
    }
}

/* --- one column ------------------------------------------------------------------------------ */

/* Stored numbers, or such that were evaluated: those of low ... low + span, as unsigned ones. */
typedef struct {
    const void *cells;
    int width;
    uint64_t low, span;
} Stored;

#define FIND_BETWEEN(Type)                                                                         \
    for (size_t i = 0; i < n; i++)                                                                 \
    yes[i] = (Type)(((const Type *)s->cells)[i] - (Type)s->low) <= (Type)s->span

EITHER void find_between(const Stored *s, size_t n, uint8_t *restrict yes)
{
    switch (s->width) {
    case 1:
        FIND_BETWEEN(uint8_t);
        break;
    case 2:
        FIND_BETWEEN(uint16_t);
        break;
    case 4:
        FIND_BETWEEN(uint32_t);
        break;
    default:
        FIND_BETWEEN(uint64_t);
        break;
    }
}

VARIANTS(between, find_between, (const Stored *s, size_t n, uint8_t *yes), (s, n, yes))

/* The cells of a column where they lie; false where they are to be evaluated. */
static bool stored_cells(const ExprCache *cache, const Expr *e, int64_t low, int64_t high,
                         Stored *out)
{
    if (e->op != OP_CELL || !cache->in_row)
        return false;
    ColumnCells c = table_column(e->table, e->column);
    if (c.derived || c.width == 8 || cache->rows[cache->n - 1] >= c.rows)
        return false;
    uint64_t most = c.width == 1 ? UINT8_MAX : c.width == 2 ? UINT16_MAX : UINT32_MAX;
    high = e->event && high > cache->asof ? cache->asof : high;
    *out = (Stored){.width = 0};
    if (c.width == 0 || high < c.bias || high < low)
        return true; /* none */
    uint64_t first = low < c.bias ? 0 : (uint64_t)low - (uint64_t)c.bias;
    uint64_t last = (uint64_t)high - (uint64_t)c.bias;
    last = last < most ? last : most - 1; /* the highest number is missing */
    if (first <= last)
        *out = (Stored){(const char *)c.cells + (size_t)cache->rows[0] * (size_t)c.width, c.width,
                        first, last - first};
    return true;
}

/* The rows in which the value is known and one of low ... high. */
static void rows_between(ExprCache *cache, const Expr *e, int64_t low, int64_t high, uint64_t *bits)
{
    uint8_t yes[EXPR_BLOCK] = {0};
    Stored stored;
    if (!stored_cells(cache, e, low, high, &stored)) {
        low = low == CELL_MISSING ? low + 1 : low;
        stored = (Stored){expr_cache_eval(cache, e), low <= high ? 8 : 0, (uint64_t)low,
                          (uint64_t)high - (uint64_t)low};
    }
    if (stored.width)
        between(&stored, cache->n, yes);
    pack(yes, bits);
}

/* --- conditions ------------------------------------------------------------------------------ */

static void all_rows(const ExprCache *cache, uint64_t *bits)
{
    for (size_t w = 0; w < EXPR_WORDS; w++)
        bits[w] = cache->n >= 64 * (w + 1) ? UINT64_MAX
                  : cache->n <= 64 * w     ? 0
                                           : (UINT64_C(1) << cache->n % 64) - 1;
}

static void all_but(const ExprCache *cache, const uint64_t *those, uint64_t *bits)
{
    uint64_t all[EXPR_WORDS];
    all_rows(cache, all);
    for (size_t w = 0; w < EXPR_WORDS; w++)
        bits[w] = all[w] & ~those[w];
}

/* Codes that follow each other are asked for together. */
static void rows_with_codes(ExprCache *cache, const Expr *e, const Expr *of, uint64_t *bits)
{
    memset(bits, 0, EXPR_WORDS * sizeof *bits);
    for (size_t c = 0, end; c < e->code_count; c = end) {
        uint64_t some[EXPR_WORDS];
        for (end = c + 1; end < e->code_count && e->codes[end - 1] >= 0 &&
                          e->codes[end] == e->codes[end - 1] + 1;
             end++)
            ;
        if (e->codes[c] == CELL_MISSING)
            continue;
        rows_between(cache, of, e->codes[c], e->codes[end - 1], some);
        for (size_t w = 0; w < EXPR_WORDS; w++)
            bits[w] |= some[w];
    }
}

static void join_bits(ExprCache *cache, const Expr *e, uint64_t *bits)
{
    memcpy(bits, expr_cache_bits(cache, e->args[0]), EXPR_WORDS * sizeof *bits);
    for (size_t i = 1; i < e->arg_count; i++) {
        const uint64_t *other = expr_cache_bits(cache, e->args[i]);
        for (size_t w = 0; w < EXPR_WORDS; w++)
            bits[w] = e->op == OP_AND ? bits[w] & other[w] : bits[w] | other[w];
    }
}

static void find_bits(ExprCache *cache, const Expr *e, uint64_t *bits)
{
    uint64_t some[EXPR_WORDS];
    switch (e->op) {
    case OP_AND:
    case OP_OR:
        join_bits(cache, e, bits);
        break;
    case OP_NOT:
        all_but(cache, expr_cache_bits(cache, e->args[0]), bits);
        break;
    case OP_KNOWN:
        rows_between(cache, e->args[0], INT64_MIN, INT64_MAX, bits);
        break;
    case OP_MISSING:
        rows_between(cache, e->args[0], INT64_MIN, INT64_MAX, some);
        all_but(cache, some, bits);
        break;
    case OP_YES:
    case OP_NO:
        rows_between(cache, e->args[0], e->op == OP_YES, e->op == OP_YES, bits);
        break;
    case OP_IN:
        rows_with_codes(cache, e, e->args[0], bits);
        break;
    case OP_REACHED: /* no day behind the as-of day stands there */
        rows_with_codes(cache, e, e->args[0], bits);
        rows_between(cache, e->args[1], (int64_t)cache->asof + 1, INT64_MAX, some);
        for (size_t w = 0; w < EXPR_WORDS; w++)
            bits[w] &= ~some[w];
        break;
    default:
        rows_between(cache, e, 1, 1, bits);
        break;
    }
}

const uint64_t *expr_cache_bits(ExprCache *cache, const Expr *e)
{
    if (cache->bit_stamps[e->id] != cache->stamp) {
        find_bits(cache, e, cache->bits[e->id]);
        cache->bit_stamps[e->id] = cache->stamp;
    }
    return cache->bits[e->id];
}
