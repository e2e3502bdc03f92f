/* plain.c - see plain.h. Nothing that is replaced becomes longer, so `out` never overruns. */
#include "data/plain.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#if defined __SSE2__
#include <emmintrin.h>
#endif

#include "base/utf8.h"

#define TAG_MAX 120

typedef struct {
    PlainForm form;
    const char *text;
    size_t length;
    char *out;
    size_t *from;
    size_t count;
} Plain;

static bool is_alnum(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
    return is_alnum(c) && !is_digit(c);
}

/* 0 to 9 for 〇 to 九, 零 to 玖, 幺, ① to ⑨; -1 for any other character. */
static int han_digit(uint32_t c)
{
    static const struct {
        uint32_t c;
        int digit;
    } digits[] = {{0x3007, 0}, {0x96F6, 0}, {0x25CB, 0}, {0x4E00, 1}, {0x58F9, 1}, {0x5E7A, 1},
                  {0x4E8C, 2}, {0x8D30, 2}, {0x8CB3, 2}, {0x4E09, 3}, {0x53C1, 3}, {0x56DB, 4},
                  {0x8086, 4}, {0x4E94, 5}, {0x4F0D, 5}, {0x516D, 6}, {0x9646, 6}, {0x4E03, 7},
                  {0x67D2, 7}, {0x516B, 8}, {0x634C, 8}, {0x4E5D, 9}, {0x7396, 9}};
    if (c >= 0x2460 && c <= 0x2468)
        return (int)(c - 0x2460) + 1;
    if (c < 0x2460 || c > 0x96F6)
        return -1;
    for (size_t i = 0; i < sizeof digits / sizeof *digits; i++)
        if (digits[i].c == c)
            return digits[i].digit;
    return -1;
}

static bool is_wide_digit(uint32_t c)
{
    return (c >= 0xFF10 && c <= 0xFF19) || (c >= 0x1D7CE && c <= 0x1D7FF);
}

static bool is_invisible(uint32_t c)
{
    return c == 0xAD || c == 0x180E || (c >= 0x200B && c <= 0x200F) ||
           (c >= 0x202A && c <= 0x202E) || (c >= 0x2060 && c <= 0x206F) || c == 0xFEFF ||
           (c >= 0xFE00 && c <= 0xFE0F);
}

static bool is_blank(uint32_t c)
{
    return c == '\t' || c == 0xA0 || (c >= 0x2000 && c <= 0x200A) || c == 0x202F || c == 0x205F ||
           c == 0x3000;
}

static bool is_dot(uint32_t c)
{
    return c == 0xB7 || c == 0x2022 || c == 0x2027 || c == 0x2219 || c == 0x22C5 || c == 0x30FB ||
           c == 0xFF65;
}

/* "&#64;", "&#x40;", "&nbsp;": the character, its size in *size; 0 where it is none of these. */
static uint32_t entity(const char *text, size_t length, size_t *size)
{
    static const struct {
        const char *name;
        uint32_t c;
    } names[] = {{"nbsp;", ' '},   {"ensp;", ' '},   {"emsp;", ' '},    {"thinsp;", ' '},
                 {"shy;", 0xAD},   {"zwj;", 0x200D}, {"zwnj;", 0x200C}, {"middot;", 0xB7},
                 {"commat;", '@'}, {"period;", '.'}, {"num;", '#'},     {"hyphen;", '-'},
                 {"dash;", '-'},   {"ndash;", '-'},  {"mdash;", '-'},   {"lowbar;", '_'},
                 {"sol;", '/'},    {"lpar;", '('},   {"rpar;", ')'},    {"bull;", 0xB7}};
    if (length < 4 || text[0] != '&')
        return 0;
    if (text[1] == '#') {
        bool hex = text[2] == 'x' || text[2] == 'X';
        uint32_t c = 0;
        size_t i = hex ? 3 : 2, first = i;
        while (i < length && text[i] == '0')
            i++;
        for (size_t end = i + 8; i < length && i < end; i++) {
            char d = text[i];
            int digit = is_digit(d)                   ? d - '0'
                        : hex && d >= 'a' && d <= 'f' ? d - 'a' + 10
                        : hex && d >= 'A' && d <= 'F' ? d - 'A' + 10
                                                      : -1;
            if (digit < 0)
                break;
            c = c * (hex ? 16 : 10) + (uint32_t)digit;
        }
        bool fits = i > first && i < length && text[i] == ';' && c >= 0x20 && c <= 0x10FFFF &&
                    (c < 0xD800 || c > 0xDFFF);
        *size = i + 1;
        return fits ? c : 0;
    }
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        size_t n = strlen(names[i].name);
        if (length > n && memcmp(text + 1, names[i].name, n) == 0) {
            *size = n + 1;
            return names[i].c;
        }
    }
    return 0;
}

/* "<b>", "</b>", "<!-- -->": its size, or 0. */
static size_t tag(const char *text, size_t length)
{
    if (length < 3 || text[0] != '<' || !(is_letter(text[1]) || text[1] == '/' || text[1] == '!'))
        return 0;
    const char *end = memchr(text, '>', length < TAG_MAX ? length : TAG_MAX);
    return end ? (size_t)(end - text) + 1 : 0;
}

static void put(Plain *p, size_t at, const char *bytes, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        if (p->from)
            p->from[p->count] = at;
        p->out[p->count++] = bytes[i];
    }
}

static void put_character(Plain *p, size_t at, uint32_t c)
{
    char bytes[4] = {0};
    size_t size = utf8_encode(c, bytes);
    put(p, at, bytes, size);
}

static bool after_alnum(const Plain *p)
{
    return p->count > 0 && is_alnum(p->out[p->count - 1]);
}

/* One character of the text; what it becomes when characters alone are looked at. */
static uint32_t glyph(uint32_t c)
{
    if (c >= 0xFF01 && c <= 0xFF5E)
        return c - 0xFF01 + '!';
    if (c >= 0x1D7CE && c <= 0x1D7FF)
        return '0' + (c - 0x1D7CE) % 10;
    if ((c >= 0x2010 && c <= 0x2015) || c == 0x2212 || c == 0xFE63)
        return '-';
    if (is_blank(c))
        return ' ';
    return is_dot(c) ? 0xB7 : c;
}

/* A dot or a slash between digits parts them as a hyphen does. */
static uint32_t between(const Plain *p, uint32_t c, size_t next)
{
    bool more = next < p->length;
    uint32_t after = 0;
    size_t size;
    if (more)
        after = glyph(utf8_decode(p->text + next, p->length - next, &size));
    bool digits =
        p->count > 0 && is_digit(p->out[p->count - 1]) && after < 0x80 && is_digit((char)after);
    if (c == 0x3002) /* example。com */
        return after_alnum(p) && after < 0x80 && is_alnum((char)after) ? '.' : c;
    return digits && (c == '.' || c == '/' || c == 0xB7 || c == '(' || c == ')') ? '-' : c;
}

static void take(Plain *p, size_t at, uint32_t c, size_t next)
{
    c = glyph(c);
    if (is_invisible(c))
        return;
    if (p->form >= PLAIN_TYPED) {
        if (c == '\n' || c == '\r' || c == '*' || c == '`' || c == '~' || c == '\\' || c == '_')
            return;
        if (c == ' ' && p->count > 0 && p->out[p->count - 1] == ' ')
            return;
        c = between(p, c, next);
    }
    int digit = p->form == PLAIN_HAN ? han_digit(c) : -1;
    put_character(p, at, digit >= 0 ? (uint32_t)('0' + digit) : c);
}

/* --- words ------------------------------------------------------------------------------- */

static void cut(Plain *p, size_t start, size_t size, char with)
{
    p->out[start] = with;
    memmove(p->out + start + 1, p->out + start + size, p->count - start - size);
    if (p->from)
        memmove(p->from + start + 1, p->from + start + size,
                (p->count - start - size) * sizeof *p->from);
    p->count -= size - 1;
}

static bool word_is(const Plain *p, size_t at, const char *word)
{
    size_t n = strlen(word);
    return at + n <= p->count && strncasecmp(p->out + at, word, n) == 0;
}

/* "(at)", "[at]", 艾特 and, where " dot " follows, " at ". */
static void put_signs(Plain *p)
{
    static const char *const at_words[] = {"(at)", "[at]", "{at}", "<at>", "艾特"};
    static const char *const dot_words[] = {"(dot)", "[dot]", "{dot}"};
    for (size_t i = 0; i < p->count; i++) {
        if (!memchr("([{< \xE8", p->out[i], 6)) /* what they begin with */
            continue;
        for (size_t w = 0; w < 5; w++)
            if (word_is(p, i, at_words[w]))
                cut(p, i, strlen(at_words[w]), '@');
        for (size_t w = 0; w < 3; w++)
            if (word_is(p, i, dot_words[w]))
                cut(p, i, strlen(dot_words[w]), '.');
        if (!word_is(p, i, " at "))
            continue;
        for (size_t d = i + 4; d < p->count && d < i + 60; d++)
            if (word_is(p, d, " dot ")) {
                cut(p, d, 5, '.');
                cut(p, i, 4, '@');
                break;
            }
    }
    for (size_t i = 0; i < p->count; i++)
        while (i + 1 < p->count && ((p->out[i] == '@' && p->out[i + 1] == ' ') ||
                                    (p->out[i] == ' ' && p->out[i + 1] == '@')))
            cut(p, i, 2, '@');
}

/* Of a checksum of 32 characters or more; those are of digits and a to f. */
static bool is_in_hash(const Plain *p, size_t i)
{
    enum { HASH_LEAST = 32 };
    size_t from = i, to = i;
    while (from > 0 && isxdigit((unsigned char)p->out[from - 1]))
        from--;
    while (to < p->count && isxdigit((unsigned char)p->out[to]))
        to++;
    return to - from >= HASH_LEAST;
}

/* wx13912345678: letters beside a mobile number are no part of it. */
static void part_letters(Plain *p)
{
    for (size_t i = 0, n; i < p->count; i += n) {
        for (n = 0; i + n < p->count && is_digit(p->out[i + n]);)
            n++;
        if (n == 0) {
            n = 1;
            continue;
        }
        size_t before = 0, after = 0;
        while (before < i && before < 9 && is_letter(p->out[i - before - 1]))
            before++;
        while (i + n + after < p->count && after < 9 && is_letter(p->out[i + n + after]))
            after++;
        if (n != 11 || p->out[i] != '1' || p->out[i + 1] < '3' || before > 8 || after > 8 ||
            is_in_hash(p, i))
            continue;
        if (before)
            p->out[i - 1] = ' ';
        if (after)
            p->out[i + n] = ' ';
    }
}

/*
 * How many bytes from `text` on are the same when characters alone are looked at: no entity, no
 * blank of another kind, and of what is not ASCII only what begins with E4 to E9, which is nearly
 * all of han. A byte that belongs to no character counts too, since it stays as well.
 */
static size_t untouched(const char *text, size_t length)
{
    size_t i = 0;
#if defined __SSE2__
    for (; i + 16 <= length; i += 16) {
        __m128i t = _mm_loadu_si128((const __m128i *)(const void *)(text + i));
        __m128i lead = _mm_cmpeq_epi8(_mm_max_epu8(t, _mm_set1_epi8((char)0xC0)), t);
        __m128i above = _mm_sub_epi8(t, _mm_set1_epi8((char)0xE4));
        __m128i han = _mm_cmpeq_epi8(_mm_min_epu8(above, _mm_set1_epi8(0xE9 - 0xE4)), above);
        __m128i other = _mm_or_si128(_mm_andnot_si128(han, lead),
                                     _mm_or_si128(_mm_cmpeq_epi8(t, _mm_set1_epi8('&')),
                                                  _mm_cmpeq_epi8(t, _mm_set1_epi8('\t'))));
        unsigned mask = (unsigned)_mm_movemask_epi8(other);
        if (mask)
            return i + (size_t)__builtin_ctz(mask);
    }
#endif
    for (; i < length; i++) {
        unsigned char c = (unsigned char)text[i];
        if (c == '&' || c == '\t' || (c >= 0xC0 && (c < 0xE4 || c > 0xE9)))
            break;
    }
    return i;
}

size_t plain_text(PlainForm form, const char *text, size_t length, char *out, size_t *from)
{
    Plain p = {form, text, length, out, from, 0};
    for (size_t i = 0, size; i < length; i += size) {
        if (form == PLAIN_GLYPHS && (size = untouched(text + i, length - i)) > 0) {
            memcpy(out + p.count, text + i, size);
            for (size_t k = 0; from && k < size; k++)
                from[p.count + k] = i + k;
            p.count += size;
            continue;
        }
        size = 1;
        uint32_t c = text[i] == '&' ? entity(text + i, length - i, &size) : 0;
        size_t skip = form >= PLAIN_TYPED ? tag(text + i, length - i) : 0;
        if (skip) {
            size = skip;
            continue;
        }
        if (!c) {
            size = 1;
            c = utf8_decode(text + i, length - i, &size);
        }
        if (c == UTF8_INVALID)
            put(&p, i, text + i, size);
        else
            take(&p, i, c, i + size);
    }
    if (form >= PLAIN_TYPED) {
        put_signs(&p);
        part_letters(&p);
    }
    return p.count;
}

size_t plain_count_numerals(const char *text, size_t length)
{
    size_t count = 0;
    for (size_t i = 0, size; i < length; i += size) {
        size = 1;
        if ((unsigned char)text[i] < 0xE2) /* none of them begins lower */
            continue;
        uint32_t c = utf8_decode(text + i, length - i, &size);
        count += is_wide_digit(c) || han_digit(c) >= 0;
    }
    return count;
}
