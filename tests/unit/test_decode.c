/* test_decode.c - which encoding a file is in, and where it is in none. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "data/decode.h"

static Decoded d;

static bool decode(const char *bytes, size_t length, const char *forced)
{
    bool ok = decode_text(bytes, length, forced, &d);
    return ok;
}

static void assert_text(const char *bytes, size_t length, const char *encoding, const char *text)
{
    assert_true(decode(bytes, length, ""));
    assert_string_equal(d.encoding, encoding);
    assert_int_equal(d.length, strlen(text));
    assert_memory_equal(d.text, text, d.length);
    free(d.owned);
}

#define TEXT(bytes) (bytes), sizeof(bytes) - 1

static void encodings(void **state)
{
    (void)state;
    assert_text(TEXT("a,b\n"), "UTF-8", "a,b\n");
    assert_text(TEXT("小区,状态\n"), "UTF-8", "小区,状态\n");
    assert_text(TEXT("\xEF\xBB\xBF小区\n"), "UTF-8-BOM", "小区\n");
    assert_text(TEXT("\xD0\xA1\xC7\xF8\n"), "GB18030", "小区\n");
    assert_text(TEXT("\xFF\xFE\x0F\x5C\x3A\x53,\0\n\0"), "UTF-16LE", "小区,\n");
    assert_text(TEXT("\xFE\xFF\x5C\x0F\x53\x3A\0,\0\n"), "UTF-16BE", "小区,\n");
    assert_text(TEXT("a\0,\0b\0\n\0\x0F\x5C,\0c\0\n\0"), "UTF-16LE", "a,b\n小,c\n");
    assert_text(TEXT("\0a\0,\0b\0\n\x5C\x0F\0,\0c\0\n"), "UTF-16BE", "a,b\n小,c\n");
    assert_text("", 0, "UTF-8", "");
    assert_text(TEXT("\x80"
                     "12\xD0\xA1\n"),
                "GB18030", "€12小\n"); /* the euro of Windows 936 */
    assert_text(TEXT("\x81\x30\x81\x30\xD0\xA1"), "GB18030", "\xC2\x80小"); /* four bytes */
}

/* Words whose GBK bytes look like UTF-8: 联通 to sloppy decoders, 状态 and 一 to strict ones. */
static void utf8_by_accident(void **state)
{
    (void)state;
    assert_text(TEXT("\xC1\xAA\xCD\xA8\n"), "GB18030", "联通\n");
    assert_text(TEXT("a,\xD7\xB4\xCC\xAC\n"), "GB18030", "a,状态\n");
    assert_text(TEXT("\xD2\xBB\n"), "GB18030", "一\n");
    assert_text(TEXT("状态\n"), "UTF-8", "状态\n");
}

/* C0, C1, overlong, surrogates, F5 and above are no UTF-8; with UTF-8 around them the file is
 * mixed. */
static void strictness(void **state)
{
    (void)state;
    static const char *const bad[] = {"\xC0\x80",     "\xC1\xBF",         "\xE0\x80\x80",
                                      "\xED\xA0\x80", "\xF5\x80\x80\x80", "\xF4\x90\x80\x80"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        char text[200] = "小区名称,永悦华府,投诉台账,类别\n甲,乙,";
        strcat(text, bad[i]);
        strcat(text, "\n丙丁戊己庚辛\n");
        assert_false(decode(text, strlen(text), ""));
        assert_int_equal(d.bad_row, 2);
        assert_int_equal(d.bad_column, 2);
    }
}

static void mixed_encodings(void **state)
{
    (void)state;
    /* Mostly UTF-8, one line of GBK. */
    assert_false(decode(TEXT("小区,状态\n永悦华府,\"a\nb\",\xB0\xEC\xC0\xED\n永悦,办理\n"), ""));
    assert_true(d.mixed);
    assert_int_equal(d.bad_row, 2);
    assert_int_equal(d.bad_column, 2);
    assert_string_equal(d.encoding, "UTF-8");
    /* Mostly GBK, one line of UTF-8. */
    static const char gbk[] =
        "\xD0\xA1\xC7\xF8,\xD7\xB4\xCC\xAC,\xB0\xEC\xC0\xED\xD6\xD0,"
        "\xD3\xC0\xD4\xC3\xBB\xAA\xB8\xAE,\xCD\xB6\xCB\xDF,\xD4\xEB\xC9\xF9\n";
    char text[1000] = "";
    for (int i = 0; i < 5; i++)
        strcat(text, gbk);
    strcat(text, "1,永悦华府\n");
    strcat(text, gbk);
    assert_false(decode(text, strlen(text), ""));
    assert_true(d.mixed);
    assert_int_equal(d.bad_row, 6);
    assert_int_equal(d.bad_column, 1);
}

static void no_text_at_all(void **state)
{
    (void)state;
    assert_false(decode(TEXT("a,b\nc,\xFF\xFF\n"), ""));
    assert_false(d.mixed);
    assert_int_equal(d.bad_row, 2);
    assert_false(decode(TEXT("\xFF\xFE\x0F"), ""));        /* half a character */
    assert_false(decode(TEXT("\xFF\xFE\x00\xD8,\0"), "")); /* half a surrogate pair */
}

static void forced(void **state)
{
    (void)state;
    assert_true(decode(TEXT("\xD2\xBB"), "utf-8"));
    assert_string_equal(d.encoding, "UTF-8");
    assert_true(decode(TEXT("小区"), "gbk")); /* as told, though it reads as nonsense */
    assert_string_equal(d.encoding, "GB18030");
    free(d.owned);
    assert_false(decode(TEXT("\xC7\xF8"), "utf-8"));
    assert_true(decode(TEXT("\xEF\xBB\xBF小"), "UTF8"));
    assert_int_equal(d.length, 3);
    static const char *const names[] = {"utf-16le", "UTF-16LE", "utf-16be", "UTF-16BE"};
    for (size_t i = 0; i < 4; i++) {
        const char *bytes = i < 2 ? "\xFF\xFE\x0F\x5C" : "\xFE\xFF\x5C\x0F";
        assert_true(decode(bytes, 4, names[i])); /* its mark is no text */
        assert_string_equal(d.encoding, i < 2 ? "UTF-16LE" : "UTF-16BE");
        assert_int_equal(d.length, 3);
        assert_memory_equal(d.text, "小", 3);
        free(d.owned);
    }
}

/* Traditional Chinese reads as GB18030, but as no text that anybody would write. */
static void other_encodings_are_doubted(void **state)
{
    (void)state;
    static const char gbk[] = "\xB3\xB5\xCE\xBB\xB1\xBB\xD5\xBC\xD3\xC3\xC7\xEB\xCE\xEF\xD2\xB5"
                              "\xB9\xAB\xCB\xBE\xBE\xA1\xBF\xEC\xB4\xA6\xC0\xED\xB2\xA2\xB9\xAB"
                              "\xB2\xBC\xBD\xE1\xB9\xFB\xD0\xBB";
    static const char big5[] = "\xA8\xAE\xA6\xEC\xB3\x51\xA6\xFB\xA5\xCE\xBD\xD0\xAA\xAB\xB7\x7E"
                               "\xA4\xBD\xA5\x71\xBE\xA8\xA7\xD6\xB3\x42\xB2\x7A\xA8\xC3\xA4\xBD"
                               "\xA7\x47\xB5\xB2\xAA\x47\xC1\xC2";
    static const char names[] = "\xB0\xDD\xC3\x44\xBD\x73\xB8\xB9,\xA4\x70\xB0\xCF\n";
    assert_true(decode(TEXT(gbk), ""));
    assert_false(d.doubtful);
    free(d.owned);
    assert_true(decode(TEXT(big5), ""));
    assert_true(d.doubtful);
    free(d.owned);
    assert_true(decode(big5, 18, "")); /* nine characters are too few to judge */
    assert_false(d.doubtful);
    free(d.owned);
    assert_true(decode(TEXT(big5), "gbk"));
    assert_false(d.doubtful); /* the office has said so */
    free(d.owned);
    assert_true(decode_is_big5(TEXT(names)));
    assert_false(decode_is_big5(names, 4)); /* one word is none */
    assert_false(decode_is_big5(TEXT(gbk)));
    char *large = calloc(3, 1 << 20); /* of a large file its beginning is looked at */
    memset(large, ' ', 3 << 20);
    memcpy(large + (2 << 20), big5, sizeof big5 - 1);
    memcpy(large + (2 << 20) + 100, names, sizeof names - 1);
    assert_true(decode(large, 3 << 20, ""));
    assert_false(d.doubtful);
    free(d.owned);
    assert_false(decode_is_big5(large, 3 << 20));
    free(large);
    char four[84]; /* rare names in four bytes are characters, too */
    for (size_t i = 0; i < sizeof four; i += 4)
        memcpy(four + i, "\x95\x32\x82\x36", 4);
    assert_true(decode(four, sizeof four, ""));
    assert_true(d.doubtful);
    free(d.owned);
}

static void formats(void **state)
{
    (void)state;
    assert_int_equal(decode_format(TEXT("PK\x03\x04")), FORMAT_ZIP);
    assert_int_equal(decode_format(TEXT("\xD0\xCF\x11\xE0")), FORMAT_XLS);
    assert_int_equal(decode_format(TEXT("\xEF\xBB\xBF\n <HTML>")), FORMAT_HTML);
    assert_int_equal(decode_format(TEXT("<table>")), FORMAT_HTML);
    assert_int_equal(decode_format(TEXT("<?xml version")), FORMAT_XML);
    assert_int_equal(decode_format(TEXT("%PDF-1.4")), FORMAT_PDF);
    assert_int_equal(decode_format(TEXT("\x1F\x8B\x08")), FORMAT_GZIP);
    assert_int_equal(decode_format(TEXT("小区,状态")), FORMAT_TEXT);
    assert_int_equal(decode_format("", 0), FORMAT_TEXT);
    static const struct {
        const char *bytes;
        size_t length;
        FileFormat format;
    } rows[] = {{TEXT("PK\x05\x06"), FORMAT_ZIP},
                {TEXT("PK\x01\x02"), FORMAT_TEXT},
                {TEXT("\x09\x00\x04\x00\x00"), FORMAT_XLS}, /* Excel 2, 3 and 4 */
                {TEXT("\x09\x02\x06\x00\x00"), FORMAT_XLS},
                {TEXT("\x09\x04\x06\x00\x00"), FORMAT_XLS},
                {TEXT("\x09\x00\x04\x00"), FORMAT_TEXT},
                {TEXT("\x09\x01\x04\x00\x00"), FORMAT_TEXT},
                {TEXT("\x09\x00\x05\x00\x00"), FORMAT_TEXT},
                {TEXT("\x09\x00\x04\x01\x00"), FORMAT_TEXT},
                {TEXT("Rar!\x1A"), FORMAT_RAR},
                {TEXT("7z\xBC\xAF\x27"), FORMAT_RAR},
                {TEXT("{\\rtf1"), FORMAT_RTF},
                {TEXT("\x89PNG"), FORMAT_IMAGE},
                {TEXT("\xFF\xD8\xFF"), FORMAT_IMAGE},
                {TEXT("GIF89a"), FORMAT_IMAGE},
                {TEXT("II*\0"), FORMAT_IMAGE},
                {TEXT("MM\0*"), FORMAT_IMAGE},
                {TEXT("BM\1\2\3\4\0\0\0\0"), FORMAT_IMAGE},
                {TEXT("BM,b,c,d,e"), FORMAT_TEXT},
                {TEXT("BM,b"), FORMAT_TEXT},
                {TEXT("\xFF\xFE<\0?\0"), FORMAT_XML},
                {TEXT("\xFE\xFF\0<\0?"), FORMAT_XML},
                {TEXT("\xFF\xFE<\0h\0"), FORMAT_HTML},
                {TEXT("\xFE\xFF\0<\0h"), FORMAT_HTML},
                {TEXT("<Workbook>"), FORMAT_XML},
                {TEXT("\xFD"
                      "7zXZ"),
                 FORMAT_GZIP},
                {TEXT("\x28\xB5\x2F\xFD"), FORMAT_GZIP},
                {TEXT("BZh9"), FORMAT_GZIP},
                {TEXT("SQLite format 3\0"), FORMAT_DATABASE},
                {TEXT("\0\1\0\0Standard Jet DB"), FORMAT_DATABASE},
                {TEXT(" \0<html"), FORMAT_TEXT},
                {TEXT("  \r\n\t"), FORMAT_TEXT}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (decode_format(rows[i].bytes, rows[i].length) != rows[i].format)
            fail_msg("row %zu: format %d", i, decode_format(rows[i].bytes, rows[i].length));
    char tar[300];
    memset(tar, 'x', sizeof tar);
    assert_int_equal(decode_format(tar, sizeof tar), FORMAT_TEXT);
    memcpy(tar + 257, "ustar", 5);
    assert_int_equal(decode_format(tar, sizeof tar), FORMAT_GZIP);
}

/* The row and the cell of the first bad byte, as Excel counts, whatever ends a line. */
static void places_of_bad_bytes(void **state)
{
    (void)state;
    static const struct {
        const char *bytes;
        size_t length;
        int row, column;
        bool cut;
    } rows[] = {{TEXT("a,b\r\nc\t\"d,\r\n\te\",\xFF\xFF,x,y\n"), 2, 2, false},
                {TEXT("a\rb\rc,\xFF\xFF,x,y\n"), 3, 1, false},
                {TEXT("a\n\rb\n\nc\xFF\xFF,x,y\n"), 5, 0, false},
                {TEXT("\"a\r\"\n\xFF\xFF,x,y\n"), 2, 0, false},
                {TEXT("a,b\nc,\xD0"), 2, 1, true},
                {TEXT("\xFE\xFF\0a\0,\0b\0\n\0c\0,\xD8\0\0x"), 2, 1, false},
                {TEXT("\xFF\xFE\0\0a\0\0\0,\0\0\0\0\0\0\x80"), 1, 1, false},
                {TEXT("\0\0\xFE\xFF\0\0\0a\0\0\0\n\x80\0\0\0"), 2, 0, false},
                {TEXT("\xFF\xFE,\0,\0x"), 1, 2, true}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        assert_false(decode(rows[i].bytes, rows[i].length, ""));
        if (d.bad_row != rows[i].row || d.bad_column != rows[i].column || d.cut != rows[i].cut)
            fail_msg("row %zu: %d %d %d", i, d.bad_row, d.bad_column, d.cut);
    }
    /* NULs on both sides, or too few of them, are no UTF-16: they stay what they are. */
    static const char both[] = "a\0\0b\0a\0\0b\0a\0\0b\0";
    assert_true(decode(both, sizeof both - 1, ""));
    assert_string_equal(d.encoding, "UTF-8");
    assert_true(decode(TEXT("a\0b\0"), ""));
    assert_string_equal(d.encoding, "UTF-8");
    assert_true(decode(TEXT("a\0b\0c\0d\0e"), ""));
    assert_string_equal(d.encoding, "UTF-8");
    char few[400];
    memset(few, 'a', sizeof few);
    for (size_t i = 1; i < 11; i += 2)
        few[i] = '\0';
    assert_true(decode(few, sizeof few, ""));
    assert_string_equal(d.encoding, "UTF-8");
    /* GB18030 with a bad byte and a whole line of UTF-8: that line is named. */
    char text[600] = "";
    for (int i = 0; i < 5; i++)
        strcat(text, "\xD0\xA1\xC7\xF8,\xD7\xB4\xCC\xAC\n");
    strcat(text, "永悦华府\n\xD0\xA1,\xFF\n");
    assert_false(decode(text, strlen(text), ""));
    assert_true(d.mixed);
    assert_int_equal(d.bad_row, 6);
    assert_string_equal(d.encoding, "GB18030");
}

/* One line of UTF-8 in GB18030 is named wherever it stands, if it is long enough to be none. */
static void lines_of_utf8_in_gb18030(void **state)
{
    (void)state;
    static const char *const lines[] = {"永悦华府", "a永b悦华府,1", "永悦华", "永悦华府\xD0\xA1",
                                        "永悦华府é"};
    for (size_t before = 0; before < 70; before++)
        for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
            char text[1024] = "";
            memset(text, 'x', before);
            for (int k = 0; k < 12; k++)
                strcat(text, "\xD0\xA1\xC7\xF8,\xD7\xB4\xCC\xAC 12\n");
            strcat(text, lines[i]);
            strcat(text, "\n\xD0\xA1,\xC7\xF8\n");
            bool ok = decode(text, strlen(text), "");
            if (i < 2) {
                assert_false(ok);
                assert_true(d.mixed);
                assert_int_equal(d.bad_row, 13);
            } else /* an odd number of bytes may be cut through by a pair; then it is no text */
                assert_false(d.mixed);
            if (ok)
                free(d.owned);
        }
}

/* What the template writes in GBK reads back as it was; the four-byte characters too. */
static void gbk_is_written(void **state)
{
    (void)state;
    static const char text[] = "小区,面积（㎡）,“红色物业”级别,𠀀,é\r\n";
    size_t length;
    Decoded decoded;
    char *bytes = encode_gbk(text, strlen(text), &length);
    assert_non_null(bytes);
    assert_memory_equal(bytes, "\xD0\xA1\xC7\xF8,", 5);
    assert_true(decode_text(bytes, length, "", &decoded));
    assert_string_equal(decoded.encoding, "GB18030");
    assert_int_equal(decoded.length, strlen(text));
    assert_memory_equal(decoded.text, text, decoded.length);
    free(decoded.owned);
    free(bytes);
    assert_null(encode_gbk("\xFF", 1, &length));
}

/* However far it stands behind lines that are none; `line` of UTF-8, or what only looks like it. */
static void assert_line_among_gb18030(const char *line, size_t before, bool mixed)
{
    static const char gb[] = "\xD0\xA1\xC7\xF8,\xD7\xB4\xCC\xAC\n"; /* 小区,状态 */
    Buffer all = {0};
    for (size_t i = 0; i < before + 300; i++) {
        if (i == before)
            buffer_text(&all, line);
        buffer_put(&all, gb, sizeof gb - 1);
    }
    assert_int_equal(decode(all.bytes, all.length, ""), !mixed);
    assert_string_equal(d.encoding, "GB18030");
    if (mixed) {
        assert_true(d.mixed);
        assert_int_equal(d.bad_row, before + 1);
        assert_int_equal(d.bad_column, 1);
    } else
        free(d.owned);
    buffer_free(&all);
}

static void a_line_of_utf8_is_found_wherever_it_stands(void **state)
{
    (void)state;
    static const size_t places[] = {0, 1, 2, 7, 50, 1000};
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        assert_line_among_gb18030("1,小区小区\n", places[i], true);
        /* three characters only, and four beside one that is none */
        assert_line_among_gb18030("1,小区小A\n", places[i], false);
        assert_line_among_gb18030("1,小区小区\xD0\xA1\n", places[i], false);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(gbk_is_written),
        cmocka_unit_test(encodings),
        cmocka_unit_test(a_line_of_utf8_is_found_wherever_it_stands),
        cmocka_unit_test(utf8_by_accident),
        cmocka_unit_test(strictness),
        cmocka_unit_test(mixed_encodings),
        cmocka_unit_test(other_encodings_are_doubted),
        cmocka_unit_test(no_text_at_all),
        cmocka_unit_test(forced),
        cmocka_unit_test(formats),
        cmocka_unit_test(places_of_bad_bytes),
        cmocka_unit_test(lines_of_utf8_in_gb18030),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
