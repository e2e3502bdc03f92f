/* test_plain.c - a text as a person reads it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "data/plain.h"

static void assert_plain(PlainForm form, const char *text, const char *expected)
{
    char out[256];
    size_t from[256], n = plain_text(form, text, strlen(text), out, from);
    if (n != strlen(expected) || memcmp(out, expected, n) != 0)
        fail_msg("%s: '%.*s'", text, (int)n, out);
    for (size_t i = 1; i < n; i++)
        assert_true(from[i - 1] <= from[i] && from[i] < strlen(text));
}

static void glyphs(void **state)
{
    (void)state;
    assert_plain(PLAIN_GLYPHS, "１３９１２３４５６７８", "13912345678");
    assert_plain(PLAIN_GLYPHS, "（０５７１）87654321", "(0571)87654321");
    assert_plain(PLAIN_GLYPHS, "0571—87654321", "0571-87654321");
    assert_plain(PLAIN_GLYPHS, "a＠b．cn　好", "a@b.cn 好");
    assert_plain(PLAIN_GLYPHS,
                 "1\xE2\x80\x8B"
                 "3\xC2\xAD"
                 "9",
                 "139");
    assert_plain(PLAIN_GLYPHS, "&#49;&#x33;9&nbsp;1&amp;&#;&#xD800;", "139 1&amp;&#;&#xD800;");
    assert_plain(PLAIN_GLYPHS, "139\n**1234** <b>", "139\n**1234** <b>");
    assert_plain(PLAIN_GLYPHS,
                 "\xFF"
                 "1",
                 "\xFF"
                 "1");
    assert_plain(PLAIN_GLYPHS, "", "");
}

static void typed(void **state)
{
    (void)state;
    assert_plain(PLAIN_TYPED, "139\n**1234**<b>5678</b>", "13912345678");
    assert_plain(PLAIN_TYPED, "139/1234.5678", "139-1234-5678");
    assert_plain(PLAIN_TYPED, "1  2\t3", "1 2 3");
    assert_plain(PLAIN_TYPED, "li (at) b[dot]cn", "li@b.cn");
    assert_plain(PLAIN_TYPED, "li at b dot cn", "li@b.cn");
    assert_plain(PLAIN_TYPED, "at 10 dots", "at 10 dots");
    assert_plain(PLAIN_TYPED, "wx13912345678", "w 13912345678");
    assert_plain(PLAIN_TYPED, "1 < 2 > 0", "1 < 2 > 0");
}

static void han(void **state)
{
    (void)state;
    assert_plain(PLAIN_HAN, "幺三九①②③④五六七八", "13912345678");
    assert_plain(PLAIN_HAN, "三幢二单元五〇一室", "3幢2单元501室");
    assert_plain(PLAIN_TYPED, "三幢", "三幢");
    assert_int_equal(plain_count_numerals("三幢５〇1", strlen("三幢５〇1")), 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(glyphs), cmocka_unit_test(typed),
                                       cmocka_unit_test(han)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
