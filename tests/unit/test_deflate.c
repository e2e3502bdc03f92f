/* test_deflate.c - what is packed unpacks to the same, whatever follows it (base/deflate.h). */
#include "unit.h"

#include <string.h>
#include <zlib.h>

#include "base/deflate.h"

static void make_text(Buffer *out, int lines)
{
    uint32_t state = 7;
    for (int i = 0; i < lines; i++) {
        state = state * 1664525 + 1013904223;
        buffer_printf(out, "%u,灯\n", (unsigned)(state >> 16));
    }
}

static void unpacks_to_what_was_packed(void **state)
{
    (void)state;
    static const int sizes[] = {0, 1, 300, 40000};
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++)
        for (int level = 1; level <= 12; level += 5)
            for (DeflateForm form = DEFLATE_RAW; form <= DEFLATE_ZLIB; form++) {
                Buffer text = {0}, packed = {0}, again = {0};
                make_text(&text, sizes[i]);
                buffer_text(&packed, "in front");
                deflate_bytes(form, level, text.bytes ? text.bytes : "", text.length, &packed);
                buffer_text(&packed, "\nendstream");
                buffer_text(&again, "kept ");
                assert_true(deflate_unpack(form, packed.bytes + 8, packed.length - 8,
                                           text.length + 1, &again));
                assert_int_equal(again.length, text.length + 5);
                assert_memory_equal(again.bytes, "kept ", 5);
                assert_memory_equal(again.bytes + 5, text.bytes ? text.bytes : "", text.length);
                buffer_free(&text);
                buffer_free(&packed);
                buffer_free(&again);
            }
}

/* Other programs read it, and we read theirs. */
static void zlib_agrees(void **state)
{
    (void)state;
    Buffer text = {0}, packed = {0}, again = {0};
    make_text(&text, 5000);
    deflate_bytes(DEFLATE_ZLIB, 6, text.bytes, text.length, &packed);
    uLongf room = text.length;
    buffer_reserve(&again, room);
    assert_int_equal(uncompress((Bytef *)again.bytes, &room, (Bytef *)packed.bytes, packed.length),
                     Z_OK);
    assert_int_equal(room, text.length);
    assert_memory_equal(again.bytes, text.bytes, room);
    uLongf length = compressBound(text.length);
    buffer_clear(&packed);
    buffer_reserve(&packed, length);
    compress2((Bytef *)packed.bytes, &length, (Bytef *)text.bytes, text.length, 9);
    assert_true(deflate_unpack(DEFLATE_ZLIB, packed.bytes, length, 1 << 20, &again));
    assert_int_equal(again.length, text.length);
    assert_memory_equal(again.bytes, text.bytes, text.length);
    assert_int_equal(deflate_crc(0, text.bytes, text.length),
                     crc32(0, (Bytef *)text.bytes, (uInt)text.length));
    assert_int_equal(deflate_crc(deflate_crc(0, text.bytes, 9), text.bytes + 9, text.length - 9),
                     deflate_crc(0, text.bytes, text.length));
    buffer_free(&text);
    buffer_free(&packed);
    buffer_free(&again);
}

static void what_is_broken_or_too_much_is_refused(void **state)
{
    (void)state;
    Buffer text = {0}, packed = {0}, again = {0};
    make_text(&text, 60000);
    deflate_bytes(DEFLATE_ZLIB, 6, text.bytes, text.length, &packed);
    buffer_text(&again, "kept");
    assert_false(
        deflate_unpack(DEFLATE_ZLIB, packed.bytes, packed.length, text.length - 1, &again));
    assert_true(deflate_unpack(DEFLATE_ZLIB, packed.bytes, packed.length, text.length, &again));
    again.length = 4;
    assert_false(deflate_unpack(DEFLATE_ZLIB, packed.bytes, packed.length - 5, 1 << 24, &again));
    packed.bytes[packed.length - 1] ^= 1;
    assert_false(deflate_unpack(DEFLATE_ZLIB, packed.bytes, packed.length, 1 << 24, &again));
    assert_int_equal(again.length, 4);
    assert_string_equal(again.bytes, "kept");
    buffer_free(&text);
    buffer_free(&packed);
    buffer_free(&again);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(unpacks_to_what_was_packed),
                                       cmocka_unit_test(zlib_agrees),
                                       cmocka_unit_test(what_is_broken_or_too_much_is_refused)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
