/* test_scan_skim.c - long texts are searched as scan_next() searches them, and faster. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "base/buffer.h"
#include "data/scan_skim.h"

static const char *office[] = {"0576-84001234", "19900001111"};
static const Config config = {.office_phones = office, .office_phone_count = 2};

static uint32_t pick(uint32_t below)
{
    static uint64_t seed = 1;
    seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (uint32_t)(seed >> 33) % below;
}

static bool next_by_scan(const Buffer *text, size_t *at, ScanHit *hit)
{
    while (scan_next(text->bytes, text->length, &config, at, hit))
        if (hit->kind == SCAN_ID || hit->kind == SCAN_MOBILE || hit->kind == SCAN_CARD)
            return true;
    return false;
}

static size_t assert_same(const Buffer *text)
{
    size_t slow = 0, fast = 0, count = 0;
    for (bool more = true; more; count += more) {
        ScanHit expected = {0}, hit = {0};
        more = next_by_scan(text, &slow, &expected);
        if (scan_skim(text->bytes, text->length, &config, &fast, &hit) != more ||
            (more && (hit.kind != expected.kind || hit.start != expected.start ||
                      hit.length != expected.length || fast != slow)))
            fail_msg("other hits in “%s”", text->bytes);
    }
    return count;
}

/* Numbers, what is like one, and what swallows one that stands beside it, in any order. */
static void same_as_the_scanner(void **state)
{
    (void)state;
    static const char *const parts[] = {"13912345678",
                                        "139-1234-5678",
                                        "139 1234 5678",
                                        "139.1234.5678",
                                        "9 139.1234.5678",
                                        "+8613912345678",
                                        "013912345678",
                                        "11010519491231002X",
                                        "110105 19491231 002X",
                                        "110105194912310029",
                                        "ID11010519491231002X",
                                        "6222600260001072444",
                                        "6222 6002 6000 1072 444",
                                        "19900001111",
                                        "0576-84001234",
                                        "2026-10-01",
                                        "2026-10-01 2026-10-31",
                                        "10 20 30 40 50 60",
                                        "12345678901234567890123456789012345678901234567890",
                                        "a3f09913912345678bb0e4c21d77e09a",
                                        "3-2-501",
                                        "3幢2单元501室",
                                        "QQ：",
                                        "微信号",
                                        "工单 139-2026-1234",
                                        "梯11浙J00876",
                                        "浙J12345",
                                        "zhang.san@example.com",
                                        "li@物业\n<b>中国.中国",
                                        "chen@",
                                        "@",
                                        ".中国",
                                        "张先生",
                                        "\n",
                                        "<td>",
                                        "</td>",
                                        "\"",
                                        "：",
                                        "小区",
                                        "x",
                                        "1",
                                        "-",
                                        ".",
                                        " ",
                                        "           ",
                                        "\xE4\xB8",
                                        "\xFF"};
    size_t hits = 0;
    for (int round = 0; round < 20000; round++) {
        Buffer text = {0};
        buffer_text(&text, "");
        for (uint32_t n = pick(24); n > 0; n--)
            buffer_text(&text, parts[pick(sizeof parts / sizeof *parts)]);
        hits += assert_same(&text);
        buffer_free(&text);
    }
    assert_true(hits > 10000); /* not all of them empty-handed */
}

/* At every place of a word or a window, and beside the end. */
static void found_wherever_it_stands(void **state)
{
    (void)state;
    for (size_t before = 0; before < 150; before++)
        for (size_t after = 0; after < 70; after += 3) {
            Buffer text = {0};
            for (size_t i = 0; i < before; i++)
                buffer_char(&text, 'x');
            buffer_text(&text, " 13912345678");
            for (size_t i = 0; i < after; i++)
                buffer_char(&text, ':');
            assert_int_equal(assert_same(&text), 1);
            buffer_free(&text);
        }
}

/* What could have made form 0 of the text another one is told to whoever searches bytes. */
static void odd_digits(void **state)
{
    (void)state;
    static const char *const odd[] = {
        "&#49;",    "&#53;",        "&#x33;",       "&#X33;",
        "&#0049;",  "&#x0031;",     "３",           "\xF0\x9D\x9F\x8E", /* 𝟎 */
        "\xC2\xAD", "\xEF\xBB\xBF", "\xE2\x80\x8B", "\xE2\x81\xA0",
        "０",       "９",           "\xE2\x80\x8F", "\xE2\x81\xAF"};
    static const char *const even[] = {
        "&#65;",        "&#x41;",   "&amp;",       "&",  "&#",
        "&#0",          "&x3",      "&4",          "三", "—",
        "好",           "：",       "，",          "”",  "\xF0\x9D\xA0\x80",
        "\xE2\x80\x8A", "\xC2\xB7", "\xEF\xBB\xBE"};
    for (int i = 0; i < 2; i++) {
        const char *const *texts = i ? even : odd;
        size_t count = i ? sizeof even / sizeof *even : sizeof odd / sizeof *odd;
        for (size_t k = 0; k < count; k++)
            for (size_t before = 0; before < 40; before++)
                for (size_t after = 0; after < 40; after += 13) {
                    Buffer text = {0};
                    for (size_t n = 0; n < before; n++)
                        buffer_char(&text, 'a');
                    buffer_text(&text, texts[k]);
                    for (size_t n = 0; n < after; n++)
                        buffer_text(&text, "，");
                    if (scan_is_odd(text.bytes, text.length) == (i == 1))
                        fail_msg("“%s” is %sodd", text.bytes, i ? "" : "not ");
                    buffer_free(&text);
                }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(same_as_the_scanner),
                                       cmocka_unit_test(found_wherever_it_stands),
                                       cmocka_unit_test(odd_digits)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
