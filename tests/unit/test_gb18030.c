/* test_gb18030.c - the table gives what iconv gives, for every pair of bytes and for any mixture.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include <iconv.h>

#include "data/decode.h"
#include "data/gb18030.h"

/* By iconv alone, the lone 0x80 excepted; false where it refuses, *bad is then where. */
static bool by_iconv(const char *bytes, size_t length, char *out, size_t room, size_t *used)
{
    iconv_t cd = iconv_open("UTF-8", "GB18030");
    char *in = (char *)(uintptr_t)bytes, *to = out;
    bool ok = true;
    for (size_t left = length; ok && left > 0;) {
        if (iconv(cd, &in, &left, &to, &room) != (size_t)-1)
            break;
        ok = left > 0 && (unsigned char)*in == 0x80;
        if (ok) {
            memcpy(to, "\xE2\x82\xAC", 3);
            to += 3;
            room -= 3;
            in++;
            left--;
        }
    }
    iconv_close(cd);
    *used = (size_t)(to - out);
    return ok;
}

static void assert_same(const char *bytes, size_t length)
{
    char expected[1024];
    size_t used;
    Decoded d;
    bool ok = by_iconv(bytes, length, expected, sizeof expected, &used);
    assert_int_equal(decode_text(bytes, length, "gb18030", &d), ok);
    if (ok) {
        assert_int_equal(d.length, used);
        assert_memory_equal(d.text, expected, used);
    }
    free(d.owned);
}

static void every_pair(void **state)
{
    (void)state;
    size_t plain = 0;
    for (int lead = 0x80; lead <= 0xFF; lead++)
        for (int trail = 0; trail <= 0xFF; trail++) {
            char bytes[4] = {'a', (char)lead, (char)trail, 'b'}, out[16];
            size_t used = 0;
            assert_same(bytes, sizeof bytes);
            plain += gb18030_plain(bytes, sizeof bytes, out, &used) == sizeof bytes;
        }
    assert_true(plain > 23000); /* nearly all that there are: the table is used */
}

/* Whatever stands where: ASCII runs, pairs, four bytes, the euro, halves, what is none. */
static void any_mixture(void **state)
{
    (void)state;
    static const char *const pieces[] = {
        "W000000001,X00001", "a",    "\xD0\xA1", "\xC7\xF8", "\x81\x30\x81\x30", "\x95\x32\x82\x36",
        "\xFE\x51",          "\x80", "\n",       "\xA3\xAC", "\x84\x31\x95\x33", "\xB0\xA1\xB0",
        "\x81\x30",          "\xFF"};
    uint32_t seed = 7;
    size_t refused = 0;
    for (int round = 0; round < 20000; round++) {
        char text[256] = "x"; /* a mark at the very start would be taken off */
        size_t kinds = round % 2 ? 11 : sizeof pieces / sizeof *pieces;
        for (int i = 0; i < 12; i++) {
            seed = seed * 1664525u + 1013904223u;
            strcat(text, pieces[(seed >> 16) % kinds]);
        }
        char out[1024];
        size_t used;
        refused += !by_iconv(text, strlen(text), out, sizeof out, &used);
        assert_same(text, strlen(text));
    }
    assert_true(refused > 5000 && refused < 15000);
}

/* Many characters that grow, and a buffer that is used again. */
static void room(void **state)
{
    (void)state;
    char bytes[400];
    Buffer buffer = {0};
    Decoded d;
    for (size_t i = 0; i < sizeof bytes; i += 2)
        memcpy(bytes + i, i % 3 ? "\xFE\x51" : "\x80\x80", 2);
    for (size_t length = sizeof bytes; length > 0; length -= 2) {
        assert_true(decode_text_into(bytes, length, "gbk", &buffer, &d));
        assert_ptr_equal(d.text, buffer.bytes);
        assert_null(d.owned);
        char expected[2048];
        size_t used;
        assert_true(by_iconv(bytes, length, expected, sizeof expected, &used));
        assert_int_equal(d.length, used);
        assert_memory_equal(d.text, expected, used);
    }
    buffer_free(&buffer);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(every_pair), cmocka_unit_test(any_mixture),
                                       cmocka_unit_test(room)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
