/*
 * exact.h - whole numbers and fractions without loss.
 *
 * Money is in fen, area in 0.01 m2, other decimals in their column's base
 * unit; nothing here is ever a binary float.
 */
#ifndef EXACT_H
#define EXACT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"

__extension__ typedef __int128 Int128;

/* numerator/denominator as counted: never reduced, the denominator may be 0 or negative. */
typedef struct {
    Int128 numerator, denominator;
} Fraction;

/*
 * `scale` times n/d as a decimal string: rounded on integers, half away from
 * zero, to `decimals` places, trailing zeros stripped unless `keep_zeros`,
 * ASCII '-', never "-0". d must be > 0; scale >= 1.
 */
char *exact_decimal(Arena *arena, Int128 n, Int128 d, int64_t scale, int decimals, bool keep_zeros);
#define EXACT_SIZE 64 /* room for any of them, NUL included */
/* The same into `text`; returns its length. */
size_t exact_print(char text[EXACT_SIZE], Int128 n, Int128 d, int64_t scale, int decimals,
                   bool keep_zeros);
/* n/d in lowest terms; d > 0. */
Fraction exact_reduce(Fraction f);
/* The number as decimal digits. */
char *exact_text(Arena *arena, Int128 n);
/* Ordinary decimal text, optional '-', at most 38 digits; false where it is not or does not fit. */
bool exact_parse(const char *text, Int128 *n);
/* -1, 0 or 1 as a is less than, equal to or greater than b; both denominators > 0. */
int exact_compare(Fraction a, Fraction b);
#endif
