/* test_deflate_quick.c - blocks that lean on nothing, for every kind of bytes (deflate_quick.h). */
#include "unit.h"

#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "base/arena.h"
#include "base/deflate.h"
#include "base/deflate_join.h"
#include "base/deflate_quick.h"
#include "base/hash.h"

/* And as a zlib stream, which ends with its last byte. */
static void zlib_stream_holds(const Buffer *text)
{
    Buffer packed = {0}, again = {0};
    buffer_put(&packed, "before", 6);
    deflate_quick_zlib(text->bytes, text->length, &packed);
    assert_memory_equal(packed.bytes, "before", 6);
    buffer_reserve(&again, text->length + 1);
    assert_true(deflate_unpack_exactly(DEFLATE_ZLIB, packed.bytes + 6, packed.length - 6,
                                       again.bytes, text->length));
    if (text->length)
        assert_memory_equal(again.bytes, text->bytes, text->length);
    uLongf made = text->length + 1;
    memset(again.bytes, 0, text->length);
    assert_int_equal(
        uncompress((Bytef *)again.bytes, &made, (const Bytef *)packed.bytes + 6, packed.length - 6),
        Z_OK);
    assert_int_equal(made, text->length);
    if (text->length)
        assert_memory_equal(again.bytes, text->bytes, text->length);
    buffer_free(&packed);
    buffer_free(&again);
}

/* What zlib and libdeflate make of it is what went in; how long it is. */
static size_t packed_length(const Buffer *text)
{
    zlib_stream_holds(text);
    Buffer packed = {0}, again = {0};
    buffer_put(&packed, "before", 6);
    deflate_quick(text->bytes, text->length, &packed);
    assert_memory_equal(packed.bytes, "before", 6);
    assert_memory_equal(packed.bytes + packed.length - 4, "\x00\x00\xFF\xFF", 4);
    size_t length = packed.length - 6;
    deflate_join_end(&packed);
    assert_true(
        deflate_unpack(DEFLATE_RAW, packed.bytes + 6, packed.length - 6, (size_t)1 << 30, &again));
    assert_int_equal(again.length, text->length);
    if (text->length)
        assert_memory_equal(again.bytes, text->bytes, text->length);
    z_stream z = {.next_in = (unsigned char *)packed.bytes + 6,
                  .avail_in = (uInt)(packed.length - 6),
                  .next_out = (unsigned char *)again.bytes,
                  .avail_out = (uInt)again.capacity};
    memset(again.bytes, 0, again.capacity);
    assert_int_equal(inflateInit2(&z, -MAX_WBITS), Z_OK);
    assert_int_equal(inflate(&z, Z_FINISH), Z_STREAM_END);
    assert_int_equal(z.avail_in, 0);
    assert_int_equal(z.total_out, text->length);
    inflateEnd(&z);
    if (text->length)
        assert_memory_equal(again.bytes, text->bytes, text->length);
    buffer_free(&packed);
    buffer_free(&again);
    return length;
}

static uint32_t state_of_chance = 7;

static uint32_t chance(void)
{
    state_of_chance = state_of_chance * 1664525 + 1013904223;
    return state_of_chance >> 8;
}

static void put_chance(Buffer *out, size_t length)
{
    for (size_t i = 0; i < length; i++)
        buffer_char(out, (char)(chance() >> 8));
}

static void all_short_lengths_come_back(void **state)
{
    (void)state;
    Buffer text = {0};
    buffer_reserve(&text, 1);
    packed_length(&text);
    for (size_t i = 0; i < 300; i++) {
        buffer_char(&text, (char)('a' + i % 3));
        packed_length(&text);
    }
    buffer_clear(&text);
    for (size_t i = 0; i < 64; i++) {
        put_chance(&text, 1);
        packed_length(&text);
    }
    buffer_free(&text);
}

/* 32768 bytes back is the farthest that a reader looks, 258 the longest match. */
static void matches_reach_as_far_as_they_may(void **state)
{
    (void)state;
    for (size_t between = 32768 - 300; between < 32768 + 40; between += between < 32740 ? 97 : 1)
        for (size_t length = 4; length < 280; length += 91) {
            Buffer text = {0};
            put_chance(&text, length);
            char *word = memory_alloc(length);
            memcpy(word, text.bytes, length);
            put_chance(&text, between - length);
            buffer_put(&text, word, length);
            put_chance(&text, 20);
            packed_length(&text);
            free(word);
            buffer_free(&text);
        }
    Buffer same = {0};
    for (size_t i = 0; i < 100000; i++)
        buffer_char(&same, 'x');
    assert_true(packed_length(&same) < 400);
    buffer_free(&same);
}

/*
 * So uneven that codes would be of up to 18 bits: 18 bytes as rare as Fibonacci's numbers are
 * a chain, and 200 others stand above it. Without order, so that nearly all are written one by one.
 */
static void codes_are_never_too_long(void **state)
{
    (void)state;
    Buffer text = {0};
    put_chance(&text, 700000);
    for (size_t i = 0; i < text.length; i++)
        text.bytes[i] = (char)(40 + (unsigned char)text.bytes[i] % 200);
    size_t at = 0, count = 1, next = 1;
    for (int i = 0; i < 18; i++) {
        for (size_t k = 0; k < count; k++, at += 97)
            text.bytes[at] = (char)i;
        size_t sum = count + next;
        count = next;
        next = sum;
    }
    assert_true(at < text.length);
    packed_length(&text);
    buffer_free(&text);
}

/* Nothing to be found: it grows by a hundredth at most. */
static void what_is_without_order_hardly_grows(void **state)
{
    (void)state;
    Buffer text = {0};
    put_chance(&text, 700000);
    assert_true(packed_length(&text) < 707000);
    buffer_free(&text);
}

static void put_rows(Buffer *text, int count)
{
    static const char *const words[] = {"投诉", "报修", "建议", "咨询"};
    state_of_chance = 7;
    for (int i = 0; i < count; i++)
        buffer_printf(text, "X%05u,W%09d,%s,2026-10-%02u,closed,\"%u号灯不亮\",,,\n",
                      chance() % 1092, i, words[chance() % 4], 1 + chance() % 28, chance() % 900);
}

/* Many blocks of many matches; and its bytes are those of every machine and every run. */
static void rows_are_small_and_always_the_same(void **state)
{
    (void)state;
    Buffer text = {0}, packed = {0};
    char hash[65];
    put_rows(&text, 60000);
    size_t length = packed_length(&text);
    assert_true(length * 100 < text.length * 27);
    deflate_quick(text.bytes, text.length, &packed);
    assert_int_equal(packed.length, length);
    hash_bytes(packed.bytes, packed.length, hash);
    assert_string_equal(hash, "4482e843f7b65a211ec943f64366ee55e68b3f2728b35bce347c571856765225");
    buffer_free(&packed);
    buffer_free(&text);
}

/* The same stream whatever was compressed before it by more hashes. */
static void what_came_before_does_not_matter(void **state)
{
    (void)state;
    Buffer rows = {0}, text = {0}, first = {0}, second = {0};
    put_rows(&text, 20);
    put_rows(&rows, 9000);
    deflate_quick_zlib(text.bytes, text.length, &first);
    deflate_quick(rows.bytes, rows.length, &second);
    buffer_clear(&second);
    deflate_quick_zlib(text.bytes, text.length, &second);
    assert_int_equal(first.length, second.length);
    assert_memory_equal(first.bytes, second.bytes, first.length);
    assert_true(first.length * 2 < text.length);
    buffer_free(&rows);
    buffer_free(&text);
    buffer_free(&first);
    buffer_free(&second);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_short_lengths_come_back),
        cmocka_unit_test(matches_reach_as_far_as_they_may),
        cmocka_unit_test(codes_are_never_too_long),
        cmocka_unit_test(what_is_without_order_hardly_grows),
        cmocka_unit_test(rows_are_small_and_always_the_same),
        cmocka_unit_test(what_came_before_does_not_matter),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
