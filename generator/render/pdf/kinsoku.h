/*
 * kinsoku.h - where a Chinese line may break, and what may be squeezed.
 *
 * Classes after UAX #14 (strict) and GB/T 15834: what must not begin a line, what
 * must not end one, what keeps together (figure and unit, —— and ……).
 */
#ifndef KINSOKU_H
#define KINSOKU_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef enum {
    KIN_HAN,   /* breaks before and after */
    KIN_LATIN, /* letters, and what is written with them */
    KIN_DIGIT,
    KIN_SPACE,
    KIN_GLUE,   /* never breaks */
    KIN_OPEN,   /* “（《 … never ends a line */
    KIN_CLOSE,  /* ，。）》 … never begins one */
    KIN_MIDDLE, /* · ～ — … never begins one, not squeezed */
    KIN_UNIT,   /* % ‰ ℃ ㎡ … stays with the figure before it */
    KIN_PREFIX, /* ¥ № ± stays with the figure after it */
    KIN_MARK    /* a state mark stays with its word */
} KinClass;

KinClass kinsoku_class_of_other(uint32_t c);
/* Nearly all characters are han without a class of their own. */
static inline KinClass kinsoku_class(uint32_t c)
{
    return c >= 0x3400 && c <= 0x9FFF ? KIN_HAN : kinsoku_class_of_other(c);
}
/* Full-width punctuation whose other half is blank: half an em can be taken away. */
bool kinsoku_squeezable(uint32_t c);
typedef enum {
    BREAK_NONE,
    BREAK_USUAL,
    BREAK_WEAK /* better not: between a rate and its fraction, inside a telephone number */
} Break;

/*
 * breaks[i]: whether a line may begin with text[i]; breaks[0] is BREAK_NONE. Needs the
 * whole paragraph, for units of several characters (平方米) and fractions behind rates.
 */
void kinsoku_breaks(const uint32_t *text, size_t count, uint8_t *breaks);
#endif
