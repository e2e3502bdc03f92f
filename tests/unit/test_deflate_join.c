/* test_deflate_join.c - parts that were compressed one by one are one stream (deflate_join.h). */
#include "unit.h"

#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "base/deflate.h"
#include "base/deflate_join.h"
#include "base/deflate_quick.h"

/* What a reader of streams makes of it; NULL where it does not end with the last byte. */
static char *inflated(const Buffer *packed, size_t expected)
{
    z_stream z = {0};
    char *bytes = malloc(expected + 1);
    assert_int_equal(inflateInit2(&z, -MAX_WBITS), Z_OK);
    z.next_in = (unsigned char *)packed->bytes;
    z.avail_in = (uInt)packed->length;
    z.next_out = (unsigned char *)bytes;
    z.avail_out = (uInt)expected + 1;
    int code = inflate(&z, Z_FINISH);
    bool whole = code == Z_STREAM_END && z.avail_in == 0 && z.total_out == expected;
    inflateEnd(&z);
    if (whole)
        return bytes;
    free(bytes);
    return NULL;
}

/* The stream in pieces of `step` bytes, read part by part. */
static void is_read_in_pieces(const Buffer *packed, size_t step, const Buffer *text)
{
    DeflateParts parts = {0};
    for (size_t at = 0; at < packed->length; at += step)
        assert_true(deflate_parts_put(&parts, packed->bytes + at,
                                      packed->length - at < step ? packed->length - at : step));
    assert_true(deflate_parts_end(&parts));
    assert_int_equal(parts.bytes.length, text->length);
    assert_memory_equal(parts.bytes.bytes, text->bytes, text->length);
    buffer_free(&parts.bytes);
}

static void holds(const Buffer *text, size_t part)
{
    Buffer packed = {0}, again = {0};
    for (size_t at = 0; at < text->length; at += part)
        deflate_quick(text->bytes + at, text->length - at < part ? text->length - at : part,
                      &packed);
    deflate_join_end(&packed);
    char *bytes = inflated(&packed, text->length);
    if (!bytes || memcmp(bytes, text->bytes, text->length) != 0)
        fail_msg("parts of %zu bytes: not what went in", part);
    free(bytes);
    assert_true(deflate_unpack(DEFLATE_RAW, packed.bytes, packed.length, (size_t)1 << 30, &again));
    assert_int_equal(again.length, text->length);
    is_read_in_pieces(&packed, packed.length, text);
    is_read_in_pieces(&packed, 1000, text);
    buffer_free(&packed);
    buffer_free(&again);
}

/* `kinds` values of a byte, so that codes are of every length and blocks of every kind. */
static void make_bytes(Buffer *out, size_t length, unsigned kinds, unsigned skew)
{
    uint32_t state = kinds * 7919 + skew;
    for (size_t i = 0; i < length; i++) {
        state = state * 1664525 + 1013904223;
        unsigned value = state >> 8;
        for (unsigned k = 0; k < skew; k++) {
            state = state * 1664525 + 1013904223;
            value &= state >> 8;
        }
        buffer_char(out, (char)(value % kinds));
    }
}

static void parts_of_any_bytes_are_one_stream(void **state)
{
    (void)state;
    static const unsigned kinds[] = {1, 2, 3, 17, 90, 256};
    static const size_t parts[] = {1, 7, 300, 65535, 65536, 200000};
    for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++)
        for (unsigned skew = 0; skew < 4; skew += 3) {
            Buffer text = {0};
            make_bytes(&text, 200000, kinds[k], skew);
            for (size_t p = 2; p < sizeof parts / sizeof *parts; p++)
                holds(&text, parts[p]);
            text.length = 600;
            holds(&text, parts[0]);
            holds(&text, parts[1]);
            buffer_free(&text);
        }
}

static void parts_of_text_are_one_stream(void **state)
{
    (void)state;
    Buffer text = {0};
    uint32_t number = 7;
    for (int i = 0; i < 60000; i++) {
        number = number * 1664525 + 1013904223;
        buffer_printf(&text, "W%08u,X%05u,投诉,%u,停车,2026-10-%02u,已办结,\n", i, number >> 20,
                      number >> 8, 1 + (number >> 16) % 28);
    }
    holds(&text, 1 << 20);
    holds(&text, 100003);
    buffer_free(&text);
}

static void nothing_is_a_stream_too(void **state)
{
    (void)state;
    Buffer packed = {0};
    deflate_join_end(&packed);
    char *bytes = inflated(&packed, 0);
    assert_non_null(bytes);
    free(bytes);
    buffer_clear(&packed);
    deflate_quick("", 0, &packed);
    deflate_quick("x", 1, &packed);
    deflate_join_end(&packed);
    bytes = inflated(&packed, 1);
    assert_non_null(bytes);
    assert_memory_equal(bytes, "x", 1);
    free(bytes);
    buffer_free(&packed);
}

/* What is cut, damaged or of one piece is told from a stream of parts. */
static void what_is_no_stream_of_parts_is_refused(void **state)
{
    (void)state;
    Buffer text = {0}, packed = {0};
    make_bytes(&text, 300000, 90, 0);
    for (size_t at = 0; at < text.length; at += 100000)
        deflate_quick(text.bytes + at, 100000, &packed);
    DeflateParts cut = {0}, damaged = {0}, whole = {0};
    assert_true(deflate_parts_put(&cut, packed.bytes, packed.length - 1));
    assert_int_equal(cut.bytes.length, 200000);
    assert_false(deflate_parts_end(&cut));
    deflate_join_end(&packed);
    packed.bytes[packed.length / 2] ^= 1;
    deflate_parts_put(&damaged, packed.bytes, packed.length);
    bool ended = deflate_parts_end(&damaged);
    assert_false(ended && damaged.bytes.length == text.length &&
                 memcmp(damaged.bytes.bytes, text.bytes, text.length) == 0);
    buffer_clear(&packed);
    buffer_clear(&text);
    make_bytes(&text, DEFLATE_PARTS_MOST + 70000, 256, 0);
    deflate_bytes(DEFLATE_RAW, 1, text.bytes, text.length, &packed);
    assert_false(deflate_parts_put(&whole, packed.bytes, packed.length));
    assert_false(deflate_parts_end(&whole));
    buffer_free(&cut.bytes);
    buffer_free(&damaged.bytes);
    buffer_free(&text);
    buffer_free(&packed);
}

/* Bytes that look like the end of a part, stored as they are, are none. */
static void what_looks_like_an_end_is_none(void **state)
{
    (void)state;
    Buffer text = {0}, packed = {0};
    make_bytes(&text, 50000, 256, 0);
    for (size_t at = 100; at < text.length; at += 30000)
        memcpy(text.bytes + at, "\x00\x00\xFF\xFF", 4);
    const unsigned char head[] = {0, 50000 & 255, 50000 >> 8, ~50000 & 255, (~50000 >> 8) & 255};
    buffer_put(&packed, head, sizeof head); /* stored: no code makes it shorter */
    buffer_put(&packed, text.bytes, text.length);
    buffer_put(&packed, "\x00\x00\x00\xFF\xFF", 5);
    deflate_join_end(&packed);
    assert_non_null(memmem(packed.bytes, packed.length / 2, "\x00\x00\xFF\xFF", 4));
    is_read_in_pieces(&packed, 333, &text);
    buffer_free(&text);
    buffer_free(&packed);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(parts_of_any_bytes_are_one_stream),
        cmocka_unit_test(parts_of_text_are_one_stream),
        cmocka_unit_test(nothing_is_a_stream_too),
        cmocka_unit_test(what_is_no_stream_of_parts_is_refused),
        cmocka_unit_test(what_looks_like_an_end_is_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
