/* test_plain.c - a text as a person reads it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "base/utf8.h"
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

/* Every character that is read as another one, and its neighbours, which are not. */
static void single_characters(void **state)
{
    (void)state;
    static const struct {
        uint32_t first, last;
        const char *becomes; /* NULL: stays */
    } ranges[] = {{0xA0, 0xA0, " "},       {0xAD, 0xAD, ""},         {0xB7, 0xB7, "·"},
                  {0x180E, 0x180E, ""},    {0x1FFF, 0x1FFF, NULL},   {0x2000, 0x200A, " "},
                  {0x200B, 0x200F, ""},    {0x2010, 0x2015, "-"},    {0x2016, 0x2016, NULL},
                  {0x2022, 0x2022, "·"},   {0x2026, 0x2026, NULL},   {0x2027, 0x2027, "·"},
                  {0x2028, 0x2029, NULL},  {0x202A, 0x202E, ""},     {0x202F, 0x202F, " "},
                  {0x205E, 0x205E, NULL},  {0x205F, 0x205F, " "},    {0x2060, 0x206F, ""},
                  {0x2070, 0x2070, NULL},  {0x2212, 0x2212, "-"},    {0x2219, 0x2219, "·"},
                  {0x22C5, 0x22C5, "·"},   {0x2FFF, 0x2FFF, NULL},   {0x3000, 0x3000, " "},
                  {0x30FB, 0x30FB, "·"},   {0xFDFF, 0xFDFF, NULL},   {0xFE00, 0xFE0F, ""},
                  {0xFE10, 0xFE10, NULL},  {0xFE63, 0xFE63, "-"},    {0xFEFF, 0xFEFF, ""},
                  {0xFF00, 0xFF00, NULL},  {0xFF0F, 0xFF0F, "/"},    {0xFF10, 0xFF10, "0"},
                  {0xFF19, 0xFF19, "9"},   {0xFF1A, 0xFF1A, ":"},    {0xFF5E, 0xFF5E, "~"},
                  {0xFF65, 0xFF65, "·"},   {0x1D7CD, 0x1D7CD, NULL}, {0x1D7CE, 0x1D7CE, "0"},
                  {0x1D7D8, 0x1D7D8, "0"}, {0x1D7FF, 0x1D7FF, "9"},  {0x1D800, 0x1D800, NULL}};
    for (size_t i = 0; i < sizeof ranges / sizeof *ranges; i++)
        for (uint32_t c = ranges[i].first; c <= ranges[i].last; c++) {
            char text[5] = "";
            utf8_encode(c, text);
            assert_plain(PLAIN_GLYPHS, text, ranges[i].becomes ? ranges[i].becomes : text);
        }
    assert_int_equal(plain_count_numerals("\xEF\xBC\x90\xEF\xBC\x99", 6), 2);
    assert_int_equal(plain_count_numerals("\xEF\xBC\x8F\xEF\xBC\x9A", 6), 0);
    assert_int_equal(plain_count_numerals("\xF0\x9D\x9F\x8E\xF0\x9D\x9F\xBF", 8), 2);
    assert_int_equal(plain_count_numerals("\xF0\x9D\x9F\x8D\xF0\x9D\xA0\x80", 8), 0);
}

/* What stays is copied in runs: beside what does not, wherever that stands in one. */
static void single_characters_in_runs(void **state)
{
    (void)state;
    static const char *const rows[][2] = {{"１", "1"},      {"　", " "},
                                          {"\xC2\xAD", ""}, {"\t", " "},
                                          {"&#49;", "1"},   {"&x", "&x"},
                                          {"。", "。"},     {"\xE4\xB8", "\xE4\xB8"},
                                          {"\xE9", "\xE9"}, {"\xEA\xB0\x80", "\xEA\xB0\x80"},
                                          {"\x80", "\x80"}, {"\xF0\x9D\x9F\x8E", "0"}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        for (size_t before = 0; before < 36; before++)
            for (size_t after = 0; after < 36; after += 5) {
                char text[256] = "", expected[256] = "";
                for (size_t n = 0; n < before; n++)
                    strcat(text, n % 7 ? "a" : "好");
                strcpy(expected, text);
                strcat(text, rows[i][0]);
                strcat(expected, rows[i][1]);
                for (size_t n = 0; n < after; n++) {
                    strcat(text, n % 5 ? "-" : "鿿");
                    strcat(expected, n % 5 ? "-" : "鿿");
                }
                assert_plain(PLAIN_GLYPHS, text, expected);
            }
}

/* An entity is the character that a browser shows for it, else it stays as it stands. */
static void entities(void **state)
{
    (void)state;
    static const char *const rows[][2] = {{"&#X40;", "@"},
                                          {"&#x4a;", "J"},
                                          {"&#x4A;", "J"},
                                          {"&#x4g;", "&#x4g;"},
                                          {"&#x4G;", "&#x4G;"},
                                          {"&#x4`;", "&#x4`;"},
                                          {"&#x4@;", "&#x4@;"},
                                          {"&#4a;", "&#4a;"},
                                          {"&#000000000049;", "1"},
                                          {"&#x00000000000000031;", "1"},
                                          {"&#00", "&#00"},
                                          {"&#49", "&#49"},
                                          {"&#x;", "&#x;"},
                                          {"&#31;", "&#31;"},
                                          {"&#0;", "&#0;"},
                                          {"&#x110000;", "&#x110000;"},
                                          {"&#xD7FF;", "\xED\x9F\xBF"},
                                          {"&#xDFFF;", "&#xDFFF;"},
                                          {"&#xE000;", "\xEE\x80\x80"},
                                          {"&#123456789;", "&#123456789;"},
                                          {"&lpar;010&rpar;", "(010)"},
                                          {"&commat", "&commat"},
                                          {"&sh", "&sh"},
                                          {"&", "&"}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        assert_plain(PLAIN_GLYPHS, rows[i][0], rows[i][1]);
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
    assert_plain(PLAIN_TYPED, "1<!-- -->2</i>3", "123");
    assert_plain(PLAIN_TYPED, "a<b", "a<b");
    assert_plain(PLAIN_TYPED, "a<b c", "a<b c"); /* no end: no tag */
    assert_plain(PLAIN_TYPED, "example。com", "example.com");
    assert_plain(PLAIN_TYPED, "好。com", "好。com");
    assert_plain(PLAIN_TYPED, "。com", "。com");
    assert_plain(PLAIN_TYPED, "com。好", "com。好");
    assert_plain(PLAIN_TYPED, "com。", "com。");
    assert_plain(PLAIN_TYPED, "com。-", "com。-");
    assert_plain(PLAIN_TYPED, " 1", " 1");
    assert_plain(PLAIN_TYPED, "1·2(3)4.好.5", "1-2-3-4.好.5");
    assert_plain(PLAIN_TYPED, "li@ b.cn", "li@b.cn");
    assert_plain(PLAIN_TYPED, "li @b.cn", "li@b.cn");
    assert_plain(PLAIN_TYPED, "li @ ", "li@"); /* what was cut off is not looked at again */
    assert_plain(PLAIN_TYPED, "@ ", "@");
    assert_plain(PLAIN_TYPED, "li{at}b{dot}cn", "li@b.cn");
    assert_plain(PLAIN_TYPED, "li at bcn", "li at bcn");
    assert_plain(PLAIN_TYPED,
                 "li at b23456789 123456789 123456789 123456789 123456789 123456789 dot cn",
                 "li at b23456789 123456789 123456789 123456789 123456789 123456789 dot cn");
    /* a letter beside a mobile number gives way, a long word and another number do not */
    assert_plain(PLAIN_TYPED, "13912345678wx", "13912345678 x");
    assert_plain(PLAIN_TYPED, "abcdefgh13912345678", "abcdefg 13912345678");
    assert_plain(PLAIN_TYPED, "abcdefghi13912345678", "abcdefghi13912345678");
    assert_plain(PLAIN_TYPED, "13912345678abcdefghi", "13912345678abcdefghi");
    assert_plain(PLAIN_TYPED, "a12912345678b", "a12912345678b");
    assert_plain(PLAIN_TYPED, "a23912345678b", "a23912345678b");
    assert_plain(PLAIN_TYPED, "a1391234567b", "a1391234567b");
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
    const struct CMUnitTest tests[] = {cmocka_unit_test(glyphs),
                                       cmocka_unit_test(single_characters),
                                       cmocka_unit_test(single_characters_in_runs),
                                       cmocka_unit_test(entities),
                                       cmocka_unit_test(typed),
                                       cmocka_unit_test(han)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
