/* exact.c - see exact.h. */
#include "base/exact.h"

#include <assert.h>
#include <string.h>

__extension__ typedef unsigned __int128 UInt128;

static UInt128 magnitude(Int128 n)
{
    return n < 0 ? -(UInt128)n : (UInt128)n;
}

/* Digits of n, at least `least` of them, written so that they end at `end`; returns their start. */
static char *digits_before(char *end, UInt128 n, int least)
{
    for (; n || least > 0; n /= 10, least--)
        *--end = (char)('0' + (int)(n % 10));
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

/*
 * Long division, digit by digit: the remainder stays below d, so nothing
 * overflows as long as 10 * d fits, however many decimals are asked for.
 */
char *exact_decimal(Arena *arena, Int128 n, Int128 d, int64_t scale, int decimals, bool keep_zeros)
{
    assert(d > 0 && scale >= 1 && decimals >= 0 && decimals <= 12);
    UInt128 top = magnitude(n) * (UInt128)scale, bottom = (UInt128)d;
    UInt128 whole = top / bottom, rest = top % bottom, power = 1, places = 0;
    for (int i = 0; i < decimals; i++) {
        rest *= 10;
        places = places * 10 + rest / bottom;
        rest %= bottom;
        power *= 10;
    }
    if (rest >= bottom - rest) { /* half away from zero */
        if (++places == power) {
            places = 0;
            whole++;
        }
    }
    if (decimals == 0) /* power is 1: the carry above has moved into whole */
        places = 0;
    char text[80], *end = text + sizeof text - 1;
    *end = '\0';
    int kept = decimals;
    if (!keep_zeros)
        for (; kept > 0 && places % 10 == 0; kept--)
            places /= 10;
    bool zero = whole == 0 && places == 0;
    char *start = end;
    if (kept > 0) {
        start = digits_before(start, places, kept);
        *--start = '.';
    }
    start = digits_before(start, whole, 1);
    if (n < 0 && !zero)
        *--start = '-';
    return arena_strdup(arena, start);
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
