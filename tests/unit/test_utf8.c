/* test_utf8.c - the check of many bytes at once finds the very byte that reading one by one finds.
 */
#include "unit.h"

#include <stdbool.h>
#include <stdlib.h>

#include "base/utf8.h"

static size_t check_slowly(const char *text, size_t length)
{
    for (size_t at = 0, size; at < length; at += size)
        if (utf8_decode(text + at, length - at, &size) == UTF8_INVALID)
            return at;
    return length;
}

/* Pieces good and bad, at every place of a block and across its end. */
static void finds_the_first_bad_byte(void **state)
{
    (void)state;
    static const char *const pieces[] = {"a",
                                         "小",
                                         "é",
                                         "𠮷",
                                         "\xF4\x8F\xBF\xBF",
                                         "\xED\x9F\xBF",
                                         "\xEE\x80\x80",
                                         "\xE0\xA0\x80",
                                         "\xC2\x80",
                                         "0123456789abcdef0123456789abcdef",
                                         "\xC0\xAF",
                                         "\xE0\x9F\xBF",
                                         "\xED\xA0\x80",
                                         "\xF4\x90\x80\x80",
                                         "\xF0\x8F\xBF\xBF",
                                         "\x80",
                                         "\xE5\xB0",
                                         "\xF0\xA0\xAE",
                                         "\xC3",
                                         "\xFF",
                                         "\xF5\x80\x80\x80"};
    enum { PIECES = sizeof pieces / sizeof *pieces, GOOD = 10 };
    uint32_t seed = 7;
    for (int round = 0; round < 200000; round++) {
        char text[300];
        size_t length = 0;
        seed = seed * 1664525u + 1013904223u;
        int count = 1 + (int)(seed >> 16) % 60,
            bad = (int)(seed >> 8) % 4 ? -1 : (int)(seed >> 20) % count;
        for (int i = 0; i < count && length < 250; i++) {
            seed = seed * 1664525u + 1013904223u;
            const char *piece =
                pieces[i == bad ? GOOD + (seed >> 16) % (PIECES - GOOD) : (seed >> 16) % GOOD];
            memcpy(text + length, piece, strlen(piece));
            length += strlen(piece);
        }
        char *exact = malloc(length); /* not a byte behind it may be read */
        memcpy(exact, text, length);
        assert_int_equal(utf8_check(exact, length), check_slowly(exact, length));
        free(exact);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(finds_the_first_bad_byte)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
