/* decode.c - see decode.h. */
#include "data/decode.h"

#include <errno.h>
#include <iconv.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#if defined __SSE2__
#include <emmintrin.h>
#endif

#include "base/arena.h"
#include "base/utf8.h"
#include "base/file.h"
#include "data/gb18030.h"

static bool starts(const char *bytes, size_t length, const char *with, size_t n)
{
    return length >= n && memcmp(bytes, with, n) == 0;
}

static bool starts_word(const char *bytes, size_t length, const char *word)
{
    size_t n = strlen(word);
    return length >= n && strncasecmp(bytes, word, n) == 0;
}

/* The first record of a worksheet of Excel 2 to 4. */
static bool is_early_excel(const char *bytes, size_t length)
{
    return length > 4 && bytes[0] == 9 && memchr("\0\2\4", bytes[1], 3) &&
           (bytes[2] == 4 || bytes[2] == 6) && bytes[3] == 0;
}

FileFormat decode_format(const char *bytes, size_t length)
{
    if (starts(bytes, length, "PK\x03\x04", 4) || starts(bytes, length, "PK\x05\x06", 4))
        return FORMAT_ZIP;
    if (starts(bytes, length, "\xD0\xCF\x11\xE0", 4) || is_early_excel(bytes, length))
        return FORMAT_XLS;
    if (starts(bytes, length, "%PDF", 4))
        return FORMAT_PDF;
    if (starts(bytes, length, "\x1F\x8B", 2) ||
        starts(bytes, length,
               "\xFD"
               "7zXZ",
               5) ||
        starts(bytes, length, "\x28\xB5\x2F\xFD", 4) || starts(bytes, length, "BZh", 3) ||
        (length > 262 && memcmp(bytes + 257, "ustar", 5) == 0))
        return FORMAT_GZIP;
    if (starts(bytes, length, "SQLite format 3", 16) ||
        starts(bytes, length, "\0\1\0\0Standard ", 13))
        return FORMAT_DATABASE;
    if (starts(bytes, length, "Rar!", 4) || starts(bytes, length, "7z\xBC\xAF", 4))
        return FORMAT_RAR;
    if (starts(bytes, length, "{\\rtf", 5))
        return FORMAT_RTF;
    if (starts(bytes, length, "\x89PNG", 4) || starts(bytes, length, "\xFF\xD8\xFF", 3) ||
        starts(bytes, length, "GIF8", 4) || starts(bytes, length, "II*\0", 4) ||
        starts(bytes, length, "MM\0*", 4) ||
        (starts(bytes, length, "BM", 2) && length > 9 && memcmp(bytes + 6, "\0\0\0\0", 4) == 0))
        return FORMAT_IMAGE;
    if (starts(bytes, length, "\xFF\xFE<\0?\0", 6) || starts(bytes, length, "\xFE\xFF\0<\0?", 6))
        return FORMAT_XML;
    if (starts(bytes, length, "\xFF\xFE<\0", 4) || starts(bytes, length, "\xFE\xFF\0<", 4))
        return FORMAT_HTML;
    if (starts(bytes, length, "\xEF\xBB\xBF", 3)) {
        bytes += 3;
        length -= 3;
    }
    while (length && strchr(" \t\r\n", *bytes) && *bytes) {
        bytes++;
        length--;
    }
    static const char *const html[] = {"<!doctype html", "<html",   "<table",       "<head",
                                       "<meta",          "<style",  "<body",        "<div",
                                       "<!--",           "<script", "mime-version:"};
    for (size_t i = 0; i < sizeof html / sizeof *html; i++)
        if (starts_word(bytes, length, html[i]))
            return FORMAT_HTML;
    if (starts_word(bytes, length, "<?xml") || starts_word(bytes, length, "<workbook"))
        return FORMAT_XML;
    return FORMAT_TEXT;
}

/* How many bytes make a unit of the encoding, and where in it an ASCII character stands. */
typedef struct {
    size_t size, place;
} Unit;

static Unit unit_of(const char *encoding)
{
    size_t size = strncmp(encoding, "UTF-32", 6) == 0   ? 4
                  : strncmp(encoding, "UTF-16", 6) == 0 ? 2
                                                        : 1;
    return (Unit){size, size > 1 && strstr(encoding, "BE") ? size - 1 : 0};
}

/* The unit as an ASCII character, 0x7F where it is none. */
static char ascii_of(const char *unit, Unit u)
{
    for (size_t i = 0; i < u.size; i++)
        if (i != u.place && unit[i] != 0)
            return 0x7F;
    return unit[u.place];
}

/* Row and cell of the byte at `at`, as Excel counts: a quoted line break makes no new row. */
static void find_place(const char *bytes, size_t at, Unit u, Decoded *out)
{
    bool quoted = false, after_cr = false;
    out->bad_row = 1;
    out->bad_column = 0;
    for (size_t i = 0; i + u.size <= at; i += u.size) {
        char c = ascii_of(bytes + i, u);
        bool second = c == '\n' && after_cr; /* the two are one line end */
        after_cr = c == '\r' && !quoted;
        if (c == '"')
            quoted = !quoted;
        else if (!quoted && (c == '\n' || c == '\r')) {
            out->bad_row += !second;
            out->bad_column = 0;
        } else if (!quoted && (c == ',' || c == '\t'))
            out->bad_column++;
    }
}

/* What iconv makes of at most four bytes, the first of a character; 0: of no character. */
static size_t convert_some(iconv_t cd, const char *bytes, size_t length, Buffer *out)
{
    char text[32], *in = (char *)(uintptr_t)bytes, *to = text;
    size_t left = length < 4 ? length : 4, all = left, space = sizeof text;
    if ((unsigned char)*bytes == 0x80) {
        buffer_text(out, "\xE2\x82\xAC");
        return 1;
    }
    iconv(cd, &in, &left, &to, &space);
    buffer_put(out, text, (size_t)(to - text));
    return all - left;
}

/*
 * GB18030 by table as far as it goes. 0x80 alone is the euro sign of Windows code page 936, which
 * iconv does not know. On failure *bad is the offset of the first byte that does not fit.
 */
static bool convert_gb(iconv_t cd, const char *bytes, size_t length, Buffer *out, size_t *bad)
{
    for (size_t at = 0; at < length;) {
        size_t left = length - at;
        buffer_reserve(out, left + left / 2 + GB18030_ROOM);
        at += gb18030_plain(bytes + at, left, out->bytes, &out->length);
        size_t some = at < length ? convert_some(cd, bytes + at, length - at, out) : 1;
        if (some == 0) {
            *bad = at;
            return false;
        }
        at += some;
    }
    return true;
}

static bool convert_all(iconv_t cd, const char *bytes, size_t length, Buffer *out, size_t *bad)
{
    char *in = (char *)(uintptr_t)bytes;
    size_t left = length;
    do {
        buffer_reserve(out, left + left / 2 + 16);
        char *to = out->bytes + out->length;
        size_t space = out->capacity - out->length - 1;
        bool done = iconv(cd, &in, &left, &to, &space) != (size_t)-1;
        out->length = (size_t)(to - out->bytes);
        if (!done && errno != E2BIG) {
            *bad = (size_t)(in - bytes);
            return false;
        }
    } while (left > 0);
    return true;
}

/* Into `out`, emptied before; on failure *bad is the offset of the first byte that does not fit. */
static bool convert(const char *from, const char *bytes, size_t length, Buffer *out, size_t *bad)
{
    iconv_t cd = iconv_open("UTF-8", from);
    buffer_reserve(out, 1);
    buffer_clear(out);
    *bad = 0;
    if (cd == (iconv_t)-1) {
        file_note_trouble(from); /* the system's, not the file's: the run must not go on without */
        return false;
    }
    bool ok = strcmp(from, "GB18030") == 0 ? convert_gb(cd, bytes, length, out, bad)
                                           : convert_all(cd, bytes, length, out, bad);
    iconv_close(cd);
    return ok;
}

typedef struct {
    size_t three;   /* valid characters of three or four bytes: what Chinese UTF-8 is made of; as
                       far as they were counted, until `bad` was certain to be more */
    size_t bad;     /* bytes that are no UTF-8 */
    size_t first;   /* offset of the first of them */
    size_t foreign; /* in a file that is no UTF-8: start of a line that is nothing but UTF-8, or
                       length */
} Utf8Signs;

/* The next byte from `at` on that is no ASCII, or ends a line; `length` where there is none. */
static size_t next_sign(const char *bytes, size_t at, size_t length)
{
#if defined __SSE2__
    for (; length - at >= 16; at += 16) {
        __m128i some = _mm_loadu_si128((const __m128i *)(const void *)(bytes + at));
        __m128i ends = _mm_cmpeq_epi8(some, _mm_set1_epi8('\n'));
        unsigned signs = (unsigned)_mm_movemask_epi8(_mm_or_si128(some, ends));
        if (signs)
            return at + (size_t)__builtin_ctz(signs);
    }
#endif
    while (at < length && !(bytes[at] & 0x80) && bytes[at] != '\n')
        at++;
    return at;
}

/*
 * The size of the character at `at`, which is no ASCII; 0 where there is none. Of GB18030 most
 * bytes are told by two of them.
 */
static size_t utf8_size(const char *at, size_t left)
{
    unsigned char first = (unsigned char)*at;
    size_t size;
    if (first < 0xC2 || left < 2 || (at[1] & 0xC0) != 0x80)
        return 0;
    if (first < 0xE0)
        return 2;
    return utf8_decode(at, left, &size) == UTF8_INVALID ? 0 : size;
}

/* At least as many as there are characters of three or four bytes: a first byte of one, a tail. */
static size_t most_three(const char *bytes, size_t length)
{
    size_t count = 0, at = 0;
#if defined __SSE2__
    while (length - at > 16) {
        __m128i counts = _mm_setzero_si128();
        for (int i = 0; i < 255 && length - at > 16; i++, at += 16) {
            __m128i one = _mm_loadu_si128((const __m128i *)(const void *)(bytes + at));
            __m128i two = _mm_loadu_si128((const __m128i *)(const void *)(bytes + at + 1));
            __m128i first = _mm_and_si128(_mm_cmpgt_epi8(one, _mm_set1_epi8((char)0xDF)),
                                          _mm_cmplt_epi8(one, _mm_setzero_si128()));
            __m128i tail = _mm_cmplt_epi8(two, _mm_set1_epi8((char)0xC0));
            counts = _mm_sub_epi8(counts, _mm_and_si128(first, tail));
        }
        __m128i sums = _mm_sad_epu8(counts, _mm_setzero_si128());
        count += (size_t)_mm_cvtsi128_si32(sums) + (size_t)_mm_extract_epi16(sums, 4);
    }
#endif
    for (; length - at > 1; at++)
        count += (unsigned char)bytes[at] >= 0xE0 && (bytes[at + 1] & 0xC0) == 0x80;
    return count;
}

/*
 * A line of GB18030 can by accident be UTF-8, but not one with four three-byte characters and no
 * other byte above 7F. The start of the first such line's characters from `at` on, or length; the
 * byte before `at` ends a line.
 */
static size_t find_foreign(const char *bytes, size_t at, size_t length)
{
    while (at < length) {
        size_t start = at = next_sign(bytes, at, length), three = 0, size = 0;
        while (at < length && bytes[at] != '\n') {
            size = utf8_size(bytes + at, length - at);
            if (size < 3)
                break;
            three++;
            at = next_sign(bytes, at + size, length);
        }
        bool whole = at == length || bytes[at] == '\n';
        if (whole && three >= 4)
            return start;
        const char *end = whole ? bytes + at : memchr(bytes + at, '\n', length - at);
        if (!end)
            break;
        at = (size_t)(end - bytes) + 1;
    }
    return length;
}

/*
 * One pass over a file that is not valid UTF-8 as a whole. As soon as more bytes are none than
 * characters can be, which is early in a file of GB18030, only lines that are UTF-8 are looked for.
 */
static Utf8Signs look_for_utf8(const char *bytes, size_t length)
{
    size_t three = 0, bad = 0, first = length, foreign = length;
    size_t most = most_three(bytes, length);
    size_t line_three = 0, line_other = 0, line_start = length;
    for (size_t at = 0; at <= length; at++) {
        at = next_sign(bytes, at, length);
        if (at < length && bytes[at] != '\n') {
            if (line_start == length)
                line_start = at;
            do {
                size_t size = utf8_size(bytes + at, length - at);
                if (size == 0 && bad++ == 0)
                    first = at;
                line_three += size >= 3;
                line_other += size < 3;
                at += size + (size == 0);
            } while (at < length && (bytes[at] & 0x80));
            at--;
            continue;
        }
        if (line_three >= 4 && line_other == 0 && foreign == length)
            foreign = line_start;
        three += line_three;
        if (bad > most) {
            if (foreign == length)
                foreign = find_foreign(bytes, at + 1, length);
            break;
        }
        line_three = line_other = 0;
        line_start = length;
    }
    return (Utf8Signs){three, bad, first, foreign};
}

static bool has_three_byte(const char *bytes, size_t length)
{
    for (size_t i = 0; i < length; i++)
        if ((unsigned char)bytes[i] >= 0xE0)
            return true;
    return false;
}

static bool has_high(const char *bytes, size_t length)
{
    for (size_t i = 0; i < length; i++)
        if (bytes[i] & 0x80)
            return true;
    return false;
}

static bool fail_at(const char *bytes, size_t length, size_t at, const char *encoding,
                    const char *reason, bool mixed, Decoded *out)
{
    out->encoding = encoding;
    out->reason = reason;
    out->mixed = mixed;
    out->cut = !mixed && length - at < 4 && (bytes[at] & 0x80) && !memchr(bytes, 0, length);
    find_place(bytes, at, unit_of(encoding), out);
    return false;
}

/* Known to be UTF-8. */
static bool as_it_is(const char *bytes, size_t length, const char *reason, Decoded *out)
{
    out->text = bytes;
    out->length = length;
    out->encoding = "UTF-8";
    out->reason = reason;
    return true;
}

static bool as_utf8(const char *bytes, size_t length, const char *reason, Decoded *out)
{
    size_t bad = utf8_check(bytes, length);
    if (bad < length)
        return fail_at(bytes, length, bad, "UTF-8", "不是完整的 UTF-8", false, out);
    return as_it_is(bytes, length, reason, out);
}

static bool as_other(const char *name, const char *bytes, size_t length, const char *reason,
                     Decoded *out)
{
    size_t bad = 0;
    if (!convert(name, bytes, length, out->room, &bad)) {
        if (strncmp(name, "UTF-", 4) == 0) {
            fail_at(bytes, length, bad, name, "UTF-16 或 UTF-32 文件不完整", false, out);
            out->cut = length - bad < 4;
            return false;
        }
        return fail_at(bytes, length, bad, name, "有字节不属于任何一种编码", false, out);
    }
    out->text = out->room->bytes;
    out->length = out->room->length;
    out->encoding = name;
    out->reason = reason;
    /* A mark that survives conversion is no text. */
    if (out->length >= 3 && memcmp(out->text, "\xEF\xBB\xBF", 3) == 0) {
        out->text += 3;
        out->length -= 3;
    }
    return true;
}

/* UTF-16 without a mark: the NULs of its ASCII characters all lie on one side. */
static const char *utf16_side(const char *bytes, size_t length)
{
    size_t even = 0, odd = 0;
    for (size_t i = 0; i < length; i++)
        if (bytes[i] == 0) {
            if (i % 2)
                odd++;
            else
                even++;
        }
    if (length % 2 || even + odd < length / 16 || even + odd < 4)
        return NULL;
    return odd >= even * 20 ? "UTF-16LE" : even >= odd * 20 ? "UTF-16BE" : NULL;
}

static bool as_forced(const char *bytes, size_t length, const char *forced, Decoded *out)
{
    static const char *const reason = "配置指定";
    if (strcasecmp(forced, "utf-8") == 0 || strcasecmp(forced, "utf8") == 0) {
        size_t skip = starts(bytes, length, "\xEF\xBB\xBF", 3) ? 3 : 0;
        return as_utf8(bytes + skip, length - skip, reason, out);
    }
    if (strcasecmp(forced, "utf-16le") == 0 || strcasecmp(forced, "utf-16be") == 0) {
        bool little = forced[6] == 'l' || forced[6] == 'L';
        return as_other(little ? "UTF-16LE" : "UTF-16BE", bytes, length, reason, out);
    }
    return as_other("GB18030", bytes, length, reason, out); /* gbk, gb2312, cp936, gb18030 */
}

#define JUDGED ((size_t)1 << 20) /* bytes of a file that are looked at */

/*
 * Chinese prose and names are made of the 3,755 characters of the first level of GB2312 and of its
 * punctuation, nineteen of twenty; what another encoding's bytes give as GB18030 is not.
 */
static bool is_strange(const char *bytes, size_t length)
{
    size_t common = 0, all = 0;
    if (length > JUDGED)
        length = JUDGED;
    for (size_t at = next_sign(bytes, 0, length); at + 1 < length;) {
        unsigned char a = (unsigned char)bytes[at], b = (unsigned char)bytes[at + 1];
        at++;
        if (a < 0x80) {
            at = next_sign(bytes, at, length);
            continue;
        }
        at += b >= '0' && b <= '9' ? 3 : 1;
        all++;
        common += b >= 0xA1 && ((a >= 0xB0 && a <= 0xD7) || (a >= 0xA1 && a <= 0xA3));
    }
    return all >= 20 && common * 2 < all;
}

bool decode_is_big5(const char *bytes, size_t length)
{
    static const char *const words[] = {
        "\xA4\x70\xB0\xCF" /* 小區 */, "\xBD\x73\xB8\xB9" /* 編號 */,
        "\xAA\xAC\xBA\x41" /* 狀態 */, "\xC3\xFE\xAB\xAC" /* 類型 */,
        "\xC3\xFE\xA7\x4F" /* 類別 */, "\xB0\xDD\xC3\x44" /* 問題 */,
        "\xAA\xF7\xC3\x42" /* 金額 */, "\xB1\x62\xA5\xD8" /* 帳目 */,
        "\xB7\x7C\xC4\xB3" /* 會議 */, "\xB7\x7E\xA5\x44" /* 業主 */,
        "\xBC\xD3\xB4\xC9" /* 樓棟 */, "\xAA\xC0\xB0\xCF" /* 社區 */,
        "\xB5\xF3\xB9\x44" /* 街道 */, "\xA4\xE9\xB4\xC1" /* 日期 */,
        "\xA6\x57\xBA\xD9" /* 名稱 */, "\xB3\xC6\xB5\xF9" /* 備註 */,
        "\xA7\xEB\xB6\x44" /* 投訴 */, "\xA6\x58\xAD\x70" /* 合計 */};
    size_t found = 0;
    if (length > JUDGED)
        length = JUDGED;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        found += memmem(bytes, length, words[i], 4) != NULL;
    return found >= 2;
}

bool decode_text_into(const char *bytes, size_t length, const char *forced, Buffer *room,
                      Decoded *out)
{
    *out = (Decoded){.text = "", .room = room};
    if (forced && *forced)
        return as_forced(bytes, length, forced, out);
    if (starts(bytes, length, "\xEF\xBB\xBF", 3)) {
        bool ok = as_utf8(bytes + 3, length - 3, "文件开头有 UTF-8 标记（BOM）", out);
        out->encoding = "UTF-8-BOM";
        return ok;
    }
    if (starts(bytes, length, "\xFF\xFE\0\0", 4))
        return as_other("UTF-32LE", bytes + 4, length - 4, "文件开头有 UTF-32 标记", out);
    if (starts(bytes, length, "\0\0\xFE\xFF", 4))
        return as_other("UTF-32BE", bytes + 4, length - 4, "文件开头有 UTF-32 标记", out);
    if (starts(bytes, length, "\xFF\xFE", 2))
        return as_other("UTF-16LE", bytes + 2, length - 2, "文件开头有 UTF-16 标记（FF FE）", out);
    if (starts(bytes, length, "\xFE\xFF", 2))
        return as_other("UTF-16BE", bytes + 2, length - 2, "文件开头有 UTF-16 标记（FE FF）", out);
    if (length && memchr(bytes, 0, length)) {
        const char *side = utf16_side(bytes, length);
        if (side)
            return as_other(side, bytes, length, "空字节的位置表明是 UTF-16", out);
    }
    if (!has_high(bytes, length))
        return as_it_is(bytes, length, "只有 ASCII 字符", out);
    if (utf8_check(bytes, length) == length) {
        if (has_three_byte(bytes, length))
            return as_it_is(bytes, length, "全部字节是严格的 UTF-8", out);
        if (as_other("GB18030", bytes, length, "虽符合 UTF-8，但没有一个三字节汉字，按 GB18030 读",
                     out)) {
            out->doubtful = is_strange(bytes, length);
            return true;
        }
        return as_it_is(bytes, length, "全部字节是严格的 UTF-8", out);
    }
    Utf8Signs signs = look_for_utf8(bytes, length);
    if (signs.three > signs.bad && signs.first + 4 > length)
        return fail_at(bytes, length, signs.first, "UTF-8", "最后一个字不完整，文件可能被截断",
                       false, out);
    if (signs.three > signs.bad)
        return fail_at(bytes, length, signs.first, "UTF-8", "大部分是 UTF-8，少数字节不是", true,
                       out);
    if (!as_other("GB18030", bytes, length, "不是 UTF-8，全部字节符合 GB18030", out))
        return signs.foreign < length && signs.bad > 3
                   ? fail_at(bytes, length, signs.foreign, "GB18030",
                             "大部分是 GB18030，有整行是 UTF-8", true, out)
                   : false;
    out->doubtful = is_strange(bytes, length);
    return signs.foreign == length || fail_at(bytes, length, signs.foreign, "GB18030",
                                              "大部分是 GB18030，有整行是 UTF-8", true, out);
}

bool decode_text(const char *bytes, size_t length, const char *forced, Decoded *out)
{
    Buffer room = {0};
    bool ok = decode_text_into(bytes, length, forced, &room, out);
    if (!ok)
        buffer_free(&room);
    out->room = NULL;
    out->owned = room.bytes;
    return ok;
}

char *encode_gbk(const char *text, size_t length, size_t *out_length)
{
    iconv_t cd = iconv_open("GB18030", "UTF-8");
    size_t room = length * 2 + 16, left = length, space = room; /* 3 -> 2, 2 and 4 -> at most 4 */
    char *out = memory_alloc(room), *in = (char *)(uintptr_t)text, *to = out;
    bool ok = cd != (iconv_t)-1 && iconv(cd, &in, &left, &to, &space) != (size_t)-1;
    if (cd != (iconv_t)-1)
        iconv_close(cd);
    if (!ok) {
        free(out);
        return NULL;
    }
    *out_length = (size_t)(to - out);
    return out;
}
