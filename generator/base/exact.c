/* exact.c - see exact.h. */
#include "base/exact.h"

#include <assert.h>
#include <string.h>

__extension__ typedef unsigned __int128 UInt128;

static UInt128 magnitude(Int128 n)
{
    return n < 0 ? -(UInt128)n : (UInt128)n;
}

/*
 * Digits of n, at least `least` of them, written so that they end at `end`; returns their start.
 * Dividing 128 bits takes ten times as long as dividing 64, and few numbers need them.
 */
static char *digits_before(char *end, UInt128 n, int least)
{
    for (; n > UINT64_MAX; n /= 10, least--)
        *--end = (char)('0' + (int)(n % 10));
    for (uint64_t narrow = (uint64_t)n; narrow || least > 0; narrow /= 10, least--)
        *--end = (char)('0' + (int)(narrow % 10));
    return end;
}

char *exact_text(Arena *arena, Int128 n)
{
    char text[48], *end = text + sizeof text - 1;
    *end = '\0';
    char *start = digits_before(end, magnitude(n), 1);
    if (n < 0)
        *--start = '-';
    return arena_strdup(arena, start);
}

/* The whole part, and `decimals` places behind it as a number of their own. */
typedef struct {
    UInt128 whole;
    uint64_t places;
} Decimal;

/*
 * Long division, digit by digit: the remainder stays below d, so nothing
 * overflows as long as 10 * d fits, however many decimals are asked for.
 */
static Decimal divide(UInt128 top, UInt128 bottom, int decimals)
{
    Decimal out = {top / bottom, 0};
    UInt128 rest = top % bottom;
    uint64_t power = 1;
    for (int i = 0; i < decimals; i++) {
        rest *= 10;
        out.places = out.places * 10 + (uint64_t)(rest / bottom);
        rest %= bottom;
        power *= 10;
    }
    if (rest >= bottom - rest) { /* half away from zero */
        if (++out.places == power) {
            out.places = 0;
            out.whole++;
        }
    }
    if (decimals == 0) /* power is 1: the carry above has moved into whole */
        out.places = 0;
    return out;
}

/* The same in 64 bits, for what fits. */
static Decimal divide_narrow(uint64_t top, uint64_t bottom, int decimals)
{
    uint64_t whole = top / bottom, rest = top % bottom, power = 1, places = 0;
    for (int i = 0; i < decimals; i++, power *= 10) {
        rest *= 10;
        places = places * 10 + rest / bottom;
        rest %= bottom;
    }
    if (rest >= bottom - rest && ++places == power) {
        places = 0;
        whole++;
    }
    return (Decimal){whole, decimals ? places : 0};
}

size_t exact_print(char text[EXACT_SIZE], Int128 n, Int128 d, int64_t scale, int decimals,
                   bool keep_zeros)
{
    assert(d > 0 && scale >= 1 && decimals >= 0 && decimals <= 12);
    UInt128 top = magnitude(n) * (UInt128)scale, bottom = (UInt128)d;
    Decimal value = top <= UINT64_MAX && bottom <= UINT64_MAX / 10
                        ? divide_narrow((uint64_t)top, (uint64_t)bottom, decimals)
                        : divide(top, bottom, decimals);
    char room[EXACT_SIZE], *end = room + sizeof room - 1;
    *end = '\0';
    int kept = decimals;
    if (!keep_zeros)
        for (; kept > 0 && value.places % 10 == 0; kept--)
            value.places /= 10;
    bool zero = value.whole == 0 && value.places == 0;
    char *start = end;
    if (kept > 0) {
        start = digits_before(start, value.places, kept);
        *--start = '.';
    }
    start = digits_before(start, value.whole, 1);
    if (n < 0 && !zero)
        *--start = '-';
    size_t length = (size_t)(end - start);
    memcpy(text, start, length + 1);
    return length;
}

char *exact_decimal(Arena *arena, Int128 n, Int128 d, int64_t scale, int decimals, bool keep_zeros)
{
    char text[EXACT_SIZE];
    size_t length = exact_print(text, n, d, scale, decimals, keep_zeros);
    return arena_copy(arena, text, length);
}

Fraction exact_reduce(Fraction f)
{
    UInt128 a = magnitude(f.numerator), b = magnitude(f.denominator);
    while (b) {
        UInt128 r = a % b;
        a = b;
        b = r;
    }
    if (a > 1) {
        f.numerator /= (Int128)a;
        f.denominator /= (Int128)a;
    }
    return f;
}

bool exact_parse(const char *text, Int128 *n)
{
    bool negative = *text == '-';
    text += negative;
    size_t length = strlen(text);
    if (length == 0 || length > 38)
        return false;
    UInt128 sum = 0;
    for (; *text; text++) {
        if (*text < '0' || *text > '9')
            return false;
        sum = sum * 10 + (UInt128)(*text - '0');
    }
    if (sum >> 127)
        return false;
    *n = negative ? -(Int128)sum : (Int128)sum;
    return true;
}

int exact_compare(Fraction a, Fraction b)
{
    assert(a.denominator > 0 && b.denominator > 0);
    Int128 left = a.numerator * b.denominator, right = b.numerator * a.denominator;
    return (left > right) - (left < right);
}
