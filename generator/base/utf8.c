/* utf8.c - see utf8.h. */
#include "base/utf8.h"

#include <string.h>

static bool is_tail(unsigned char byte)
{
    return (byte & 0xC0) == 0x80;
}

uint32_t utf8_decode(const char *text, size_t length, size_t *size)
{
    const unsigned char *b = (const unsigned char *)text;
    *size = 1;
    if (b[0] < 0x80)
        return b[0];
    if (b[0] < 0xC2 || b[0] > 0xF4)
        return UTF8_INVALID;
    if (b[0] < 0xE0) {
        if (length < 2 || !is_tail(b[1]))
            return UTF8_INVALID;
        *size = 2;
        return (uint32_t)(b[0] & 0x1F) << 6 | (b[1] & 0x3F);
    }
    if (b[0] < 0xF0) {
        if (length < 3 || !is_tail(b[1]) || !is_tail(b[2]))
            return UTF8_INVALID;
        uint32_t c = (uint32_t)(b[0] & 0x0F) << 12 | (uint32_t)(b[1] & 0x3F) << 6 | (b[2] & 0x3F);
        if (c < 0x800 || (c >= 0xD800 && c <= 0xDFFF))
            return UTF8_INVALID;
        *size = 3;
        return c;
    }
    if (length < 4 || !is_tail(b[1]) || !is_tail(b[2]) || !is_tail(b[3]))
        return UTF8_INVALID;
    uint32_t c = (uint32_t)(b[0] & 0x07) << 18 | (uint32_t)(b[1] & 0x3F) << 12 |
                 (uint32_t)(b[2] & 0x3F) << 6 | (b[3] & 0x3F);
    if (c < 0x10000 || c > 0x10FFFF)
        return UTF8_INVALID;
    *size = 4;
    return c;
}

size_t utf8_encode(uint32_t c, char out[4])
{
    if (c < 0x80) {
        out[0] = (char)c;
        return 1;
    }
    if (c < 0x800) {
        out[0] = (char)(0xC0 | c >> 6);
        out[1] = (char)(0x80 | (c & 0x3F));
        return 2;
    }
    if (c < 0x10000) {
        out[0] = (char)(0xE0 | c >> 12);
        out[1] = (char)(0x80 | (c >> 6 & 0x3F));
        out[2] = (char)(0x80 | (c & 0x3F));
        return 3;
    }
    out[0] = (char)(0xF0 | c >> 18);
    out[1] = (char)(0x80 | (c >> 12 & 0x3F));
    out[2] = (char)(0x80 | (c >> 6 & 0x3F));
    out[3] = (char)(0x80 | (c & 0x3F));
    return 4;
}

size_t utf8_check(const char *text, size_t length)
{
    size_t at = 0;
    while (at < length) {
        uint64_t eight;
        if (length - at >= sizeof eight) { /* eight ASCII bytes at once */
            memcpy(&eight, text + at, sizeof eight);
            if (!(eight & UINT64_C(0x8080808080808080))) {
                at += sizeof eight;
                continue;
            }
        }
        const unsigned char *b = (const unsigned char *)text + at;
        if (b[0] < 0x80) {
            at++;
            continue;
        }
        /* Han characters, of three bytes and without the gaps that E0 and ED have. */
        if (b[0] > 0xE0 && b[0] < 0xED && length - at >= 3 && is_tail(b[1]) && is_tail(b[2])) {
            at += 3;
            continue;
        }
        size_t size;
        if (utf8_decode(text + at, length - at, &size) == UTF8_INVALID)
            return at;
        at += size;
    }
    return length;
}

size_t utf8_count(const char *text)
{
    size_t count = 0;
    for (; *text; text++)
        count += !is_tail((unsigned char)*text);
    return count;
}
