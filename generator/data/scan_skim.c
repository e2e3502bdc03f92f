/*
 * scan_skim.c - see scan_skim.h.
 *
 * Each of the three has eleven digits or more, single blanks or hyphens between them, or is parted
 * by dots as 139.1234.5678 is. Where such a run stands, the scanner begins at a place before it
 * that it passes on its way from the beginning in any case, so it sees what it would have seen.
 */
#include "data/scan_skim.h"

#include <stdint.h>
#include <string.h>
#if defined __SSE2__
#include <emmintrin.h>
#endif

#include "base/utf8.h"
#include "data/scan_text.h"

#define LEAST 11    /* digits of a mobile number */
#define WINDOW 64   /* bytes whose classes are one word … */
#define STRIDE 48   /* … of which a run of LEAST that begins in these is seen whole */
#define MAIL_MAX 96 /* bytes behind an @ that an address may end in, line ends among them */

/* --- where long numbers are ---------------------------------------------------------------- */

/* What a long number is made of; '/' too, which is as cheap to take as to leave. */
static bool is_part(char c)
{
    return (c >= '-' && c <= '9') || c == ' ';
}

/* Bit i: byte i is such a one. */
static uint64_t parts_of(const char *bytes)
{
    uint64_t parts = 0;
#if defined __SSE2__
    for (int i = 0; i < WINDOW; i += 16) {
        __m128i t = _mm_loadu_si128((const __m128i *)(const void *)(bytes + i));
        __m128i low = _mm_sub_epi8(t, _mm_set1_epi8('-')); /* '-' to '9' are 0 to 12 */
        __m128i part =
            _mm_or_si128(_mm_cmpeq_epi8(_mm_min_epu8(low, _mm_set1_epi8('9' - '-')), low),
                         _mm_cmpeq_epi8(t, _mm_set1_epi8(' ')));
        parts |= (uint64_t)(uint32_t)_mm_movemask_epi8(part) << i;
    }
#else
    for (int i = 0; i < WINDOW; i++)
        parts |= (uint64_t)is_part(bytes[i]) << i;
#endif
    return parts;
}

/* Where LEAST parts in a row begin at or behind `i`; `length` where they do nowhere. */
static size_t next_run(const Text *t, size_t i)
{
    for (; i < t->length; i += STRIDE) {
        char last[WINDOW];
        const char *bytes = t->text + i;
        if (t->length - i < WINDOW) {
            memset(last, 0, sizeof last);
            memcpy(last, bytes, t->length - i);
            bytes = last;
        }
        uint64_t two = parts_of(bytes);
        two &= two >> 1;
        uint64_t four = two & two >> 2, eight = four & four >> 4, least = eight & eight >> 3;
        least &= (UINT64_C(1) << STRIDE) - 1;
        if (least)
            return i + (size_t)__builtin_ctzll(least);
    }
    return t->length;
}

static bool are_digits(const Text *t, size_t i, size_t count)
{
    while (count > 0 && is_digit(at(t, i)))
        i++, count--;
    return count == 0;
}

/* Whether the parts from `start` up to `end` hold a number long enough. */
static bool has_number(const Text *t, size_t start, size_t end)
{
    size_t count = 0;
    for (size_t i = start; i < end; i++) {
        if (is_digit(t->text[i])) {
            if (++count >= LEAST)
                return true;
            continue;
        }
        bool dotted = t->text[i] == '.' && count >= 3 && are_digits(t, i + 1, 4) &&
                      at(t, i + 5) == '.' && are_digits(t, i + 6, 4);
        if (dotted)
            return true;
        bool joins = (t->text[i] == ' ' || t->text[i] == '-') && count > 0 &&
                     is_digit(t->text[i - 1]) && is_digit(at(t, i + 1));
        count = joins ? count : 0;
    }
    return false;
}

/* The first such number at or behind *from, which moves behind the parts that hold it. */
static bool next_number(const Text *t, size_t *from, size_t *start)
{
    for (size_t i = *from; (i = next_run(t, i)) < t->length;) {
        size_t begin = i, end = i + LEAST;
        while (begin > 0 && is_part(t->text[begin - 1]))
            begin--;
        while (end < t->length && is_part(t->text[end]))
            end++;
        if (has_number(t, begin, end)) {
            *start = begin;
            *from = end;
            return true;
        }
        i = end;
    }
    return false;
}

/*
 * A place at or before `i` where the scanner comes by, whatever it found before: behind a byte that
 * no step of it and no hit spans. An address with a han domain may, so none may end there.
 */
static size_t place_before(const Text *t, size_t i, size_t least)
{
    for (; i > least; i--) {
        char c = t->text[i - 1];
        if (c != '\n' && c != '<' && c != '>' && c != '"')
            continue;
        size_t from = i - least > MAIL_MAX ? i - MAIL_MAX : least;
        const char *mail = memrchr(t->text + from, '@', i - from);
        if (!mail)
            return i;
        i = (size_t)(mail - t->text) + 1;
    }
    return least;
}

bool scan_skim(const char *text, size_t length, const Config *config, size_t *place, ScanHit *hit)
{
    Text t = {text, length};
    size_t start, end = *place;
    while (next_number(&t, &end, &start)) {
        if (start > *place)
            *place = place_before(&t, start, *place);
        while (*place < end && scan_next_until(text, length, end, config, place, hit))
            if (hit->kind == SCAN_ID || hit->kind == SCAN_MOBILE || hit->kind == SCAN_CARD)
                return true;
        end = *place > end ? *place : end;
    }
    *place = length;
    return false;
}

/* --- digits in another form ------------------------------------------------------------------ */

/* A digit, or what hides between digits, of another form than PLAIN_GLYPHS would leave. */
static bool is_odd_at(const Text *t, size_t i)
{
    if (t->text[i] == '&') { /* &#49;, &#x0031; */
        bool hex = at(t, i + 2) == 'x' || at(t, i + 2) == 'X';
        size_t first = i + 2 + hex;
        while (at(t, first) == '0')
            first++;
        return at(t, i + 1) == '#' && at(t, first) && strchr(hex ? "3" : "45", at(t, first));
    }
    size_t size;
    uint32_t c = utf8_decode(t->text + i, t->length - i, &size);
    return (c >= 0xFF10 && c <= 0xFF19) || (c >= 0x1D7CE && c <= 0x1D7FF) || c == 0xAD ||
           c == 0xFEFF || (c >= 0x200B && c <= 0x200F) || (c >= 0x2060 && c <= 0x206F);
}

#if defined __SSE2__
/* Of sixteen bytes, bit i: an odd one may begin at byte i. Two bytes behind them are read. */
static unsigned maybe_odd(const char *bytes)
{
    __m128i a = _mm_loadu_si128((const __m128i *)(const void *)bytes);
    __m128i b = _mm_loadu_si128((const __m128i *)(const void *)(bytes + 1));
#define IS(x, byte) _mm_cmpeq_epi8((x), _mm_set1_epi8((char)(byte)))
    __m128i leads = _mm_or_si128(
        _mm_or_si128(_mm_and_si128(IS(a, 0xEF), _mm_or_si128(IS(b, 0xBC), IS(b, 0xBB))),
                     _mm_and_si128(IS(a, 0xE2), _mm_or_si128(IS(b, 0x80), IS(b, 0x81)))),
        _mm_or_si128(_mm_or_si128(_mm_and_si128(IS(a, 0xC2), IS(b, 0xAD)), IS(a, 0xF0)),
                     _mm_and_si128(IS(a, '&'), IS(b, '#'))));
    unsigned mask = (unsigned)_mm_movemask_epi8(leads);
    if (!mask)
        return 0;
    /* Commas, brackets, quotes and dashes begin alike: by the third byte they are others. */
    __m128i c = _mm_loadu_si128((const __m128i *)(const void *)(bytes + 2));
#define UPTO(x, most) _mm_cmpeq_epi8(_mm_min_epu8((x), _mm_set1_epi8(most)), (x))
    __m128i wide = UPTO(_mm_sub_epi8(c, _mm_set1_epi8((char)0x90)), 9);
    __m128i others = _mm_andnot_si128(wide, _mm_and_si128(IS(a, 0xEF), IS(b, 0xBC)));
    __m128i low = UPTO(_mm_sub_epi8(c, _mm_set1_epi8((char)0x8B)), 4);
    __m128i marks = _mm_andnot_si128(low, _mm_and_si128(IS(a, 0xE2), IS(b, 0x80)));
#undef IS
#undef UPTO
    return mask & ~(unsigned)_mm_movemask_epi8(_mm_or_si128(others, marks));
}
#endif

bool scan_is_odd(const char *text, size_t length)
{
    Text t = {text, length};
    size_t i = 0;
#if defined __SSE2__
    for (; i + 18 <= length; i += 16)
        for (unsigned mask = maybe_odd(text + i); mask; mask &= mask - 1)
            if (is_odd_at(&t, i + (size_t)__builtin_ctz(mask)))
                return true;
#endif
    for (; i < length; i++)
        if (((unsigned char)text[i] >= 0xC2 || text[i] == '&') && is_odd_at(&t, i))
            return true;
    return false;
}
