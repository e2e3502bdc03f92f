/*
 * gb18030.c - see gb18030.h.
 *
 * The table is filled by asking iconv for every pair of bytes once, so the two cannot differ.
 */
#include "data/gb18030.h"

#include <endian.h>
#include <iconv.h>
#include <pthread.h>
#include <stdint.h>
#include <string.h>

#if defined __SSE2__
#include <emmintrin.h>
#endif

#define FIRST_LEAD 0x81
#define FIRST_TRAIL 0x40
#define LEADS (0xFE - FIRST_LEAD + 1)
#define TRAILS (0xFE - FIRST_TRAIL + 1)
#define BLOCK 16

/* Three bytes of UTF-8 behind one another, the first of them lowest; 0: iconv must say. */
static uint32_t table[LEADS][TRAILS];
static pthread_once_t filled = PTHREAD_ONCE_INIT;

static void fill_table(void)
{
    iconv_t cd = iconv_open("UTF-8", "GB18030");
    if (cd == (iconv_t)-1)
        return;
    for (int lead = 0; lead < LEADS; lead++)
        for (int trail = 0; trail < TRAILS; trail++) {
            char pair[2] = {(char)(lead + FIRST_LEAD), (char)(trail + FIRST_TRAIL)};
            unsigned char text[8] = {0};
            char *in = pair, *to = (char *)text;
            size_t left = sizeof pair, room = sizeof text;
            size_t lossy = iconv(cd, &in, &left, &to, &room);
            if (lossy == 0 && left == 0 && sizeof text - room == 3)
                table[lead][trail] =
                    (uint32_t)text[0] | (uint32_t)text[1] << 8 | (uint32_t)text[2] << 16;
            iconv(cd, NULL, NULL, NULL, NULL);
        }
    iconv_close(cd);
}

static uint32_t pair_at(const char *at)
{
    size_t lead = (size_t)(unsigned char)at[0] - FIRST_LEAD;
    size_t trail = (size_t)(unsigned char)at[1] - FIRST_TRAIL;
    return lead < LEADS && trail < TRAILS ? table[lead][trail] : 0;
}

/* Copies the ASCII bytes that come next, a block at a time, and what follows them in it for now. */
static size_t copy_ascii(const char *at, const char *end, char *to)
{
    size_t n = 0, left = (size_t)(end - at);
#if defined __SSE2__
    for (; left - n >= BLOCK; n += BLOCK) {
        __m128i some = _mm_loadu_si128((const __m128i *)(const void *)(at + n));
        _mm_storeu_si128((__m128i *)(void *)(to + n), some);
        unsigned high = (unsigned)_mm_movemask_epi8(some);
        if (high)
            return n + (size_t)__builtin_ctz(high);
    }
#endif
    for (; n < left && !(at[n] & 0x80); n++)
        to[n] = at[n];
    return n;
}

size_t gb18030_plain(const char *bytes, size_t length, char *out, size_t *used)
{
    const char *at = bytes, *end = bytes + length;
    char *to = out + *used;
    pthread_once(&filled, fill_table);
    while (at < end) {
        if (!(*at & 0x80)) {
            size_t n = copy_ascii(at, end, to);
            at += n;
            to += n;
            continue;
        }
        uint32_t text = end - at >= 2 ? pair_at(at) : 0;
        if (!text)
            break;
        text = htole32(text);
        memcpy(to, &text, sizeof text); /* the fourth byte is written over */
        at += 2;
        to += 3;
    }
    *used = (size_t)(to - out);
    return (size_t)(at - bytes);
}
