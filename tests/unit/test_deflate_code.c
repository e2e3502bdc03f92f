/* test_deflate_code.c - what a code of its own packs, every reader unpacks (deflate_code.h). */
#include "unit.h"

#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "base/deflate.h"
#include "base/deflate_code.h"

/* Bytes of all values, those near 0 far more often. */
static void make_bytes(Buffer *out, size_t length, unsigned skew)
{
    uint32_t state = 7 + skew;
    for (size_t i = 0; i < length; i++) {
        unsigned value = 255;
        for (unsigned k = 0; k <= skew; k++) {
            state = state * 1664525 + 1013904223;
            value &= state >> 12;
        }
        buffer_char(out, (char)value);
    }
}

static void holds(const DeflateCode *code, const char *bytes, size_t length)
{
    Buffer packed = {0};
    buffer_text(&packed, "before");
    deflate_code_put(code, bytes, length, &packed);
    size_t size = packed.length - 6;
    const char *stream = packed.bytes + 6;
    char *by_zlib = malloc(length + 1), *by_libdeflate = malloc(length + 1);
    uLongf made = length + 1;
    assert_int_equal(uncompress((Bytef *)by_zlib, &made, (const Bytef *)stream, size), Z_OK);
    assert_int_equal(made, length);
    assert_memory_equal(by_zlib, bytes, length);
    assert_true(deflate_unpack_exactly(DEFLATE_ZLIB, stream, size, by_libdeflate, length));
    assert_memory_equal(by_libdeflate, bytes, length);
    assert_memory_equal(packed.bytes, "before", 6);
    assert_int_equal(packed.bytes[packed.length], 0);
    free(by_zlib);
    free(by_libdeflate);
    buffer_free(&packed);
}

/* Of every length, so that a stream ends at every bit of a byte; and bytes the sample had not. */
static void any_bytes_come_back(void **state)
{
    (void)state;
    for (unsigned skew = 0; skew < 6; skew++) {
        Buffer bytes = {0}, sample = {0};
        DeflateCode code;
        make_bytes(&bytes, 70000, skew);
        make_bytes(&sample, 200000, 5 - skew);
        deflate_code_make(&code, sample.bytes, sample.length);
        for (size_t length = 0; length < 70; length++)
            holds(&code, bytes.bytes + length, length);
        holds(&code, bytes.bytes, bytes.length);
        deflate_code_free(&code);
        buffer_free(&bytes);
        buffer_free(&sample);
    }
}

/* Bytes that were coded beforehand, between others, at every bit: the stream of all of them. */
static void pieces_stand_where_their_bytes_would(void **state)
{
    (void)state;
    Buffer bytes = {0}, whole = {0}, joined = {0};
    DeflateCode code;
    make_bytes(&bytes, 200000, 3);
    deflate_code_make(&code, bytes.bytes, bytes.length / 4);
    for (size_t length = 0; length < 3000; length += 1 + length / 16) {
        const char *at = bytes.bytes + length * 7;
        size_t lengths[5] = {length % 19, length, length % 3, length % 300, length / 2}, all = 0;
        unsigned char *bits[5];
        buffer_clear(&joined);
        buffer_clear(&whole);
        DeflateCoder coder = deflate_code_begin(&code, &joined);
        for (int i = 0; i < 5; i++) {
            bits[i] = malloc(DEFLATE_PIECE_ROOM(lengths[i]));
            DeflatePiece piece = deflate_piece_make(&code, at + all, lengths[i], bits[i]);
            /* No more than is said may be kept of it. */
            bits[i] = realloc(bits[i], piece.bit_count / 8 + 8);
            piece.bits = bits[i];
            if (i % 2)
                deflate_code_piece(&coder, &piece);
            else
                deflate_code_bytes(&coder, at + all, lengths[i]);
            all += lengths[i];
            free(bits[i]);
        }
        deflate_code_end(&coder);
        deflate_code_put(&code, at, all, &whole);
        assert_int_equal(joined.length, whole.length);
        assert_memory_equal(joined.bytes, whole.bytes, whole.length + 1);
        holds(&code, at, all);
    }
    deflate_code_free(&code);
    buffer_free(&bytes);
    buffer_free(&whole);
    buffer_free(&joined);
}

/* A code from nothing, from one byte, and from counts that would make codes of 30 bits. */
static void any_sample_makes_a_code(void **state)
{
    (void)state;
    Buffer bytes = {0}, steep = {0};
    make_bytes(&bytes, 3000, 1);
    for (unsigned value = 0, count = 1, before = 1; value < 28; value++) {
        for (unsigned i = 0; i < count; i++)
            buffer_char(&steep, (char)value);
        unsigned sum = count + before;
        before = count;
        count = sum;
    }
    const struct {
        const char *bytes;
        size_t length;
    } samples[] = {{"", 0}, {"x", 1}, {steep.bytes, steep.length}};
    for (size_t i = 0; i < sizeof samples / sizeof *samples; i++) {
        DeflateCode code;
        deflate_code_make(&code, samples[i].bytes, samples[i].length);
        for (size_t s = 0; s < DEFLATE_CODE_SYMBOLS; s++)
            assert_in_range(code.codes[s].count, 1, 14);
        holds(&code, bytes.bytes, bytes.length);
        deflate_code_free(&code);
    }
    buffer_free(&bytes);
    buffer_free(&steep);
}

/* As short as the best code of single bytes: what zlib makes when it looks for no repetition. */
static void it_is_as_short_as_huffman_codes_are(void **state)
{
    (void)state;
    for (unsigned skew = 0; skew < 4; skew++) {
        Buffer bytes = {0}, packed = {0};
        DeflateCode code;
        make_bytes(&bytes, 30000, skew);
        deflate_code_make(&code, bytes.bytes, bytes.length);
        deflate_code_put(&code, bytes.bytes, bytes.length, &packed);
        z_stream z = {0};
        unsigned char out[60000];
        assert_int_equal(deflateInit2(&z, 9, Z_DEFLATED, 15, 9, Z_HUFFMAN_ONLY), Z_OK);
        z.next_in = (unsigned char *)bytes.bytes;
        z.avail_in = (uInt)bytes.length;
        z.next_out = out;
        z.avail_out = sizeof out;
        assert_int_equal(deflate(&z, Z_FINISH), Z_STREAM_END);
        assert_in_range(packed.length, 1, z.total_out + z.total_out / 250 + 60);
        deflateEnd(&z);
        deflate_code_free(&code);
        buffer_free(&bytes);
        buffer_free(&packed);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(any_bytes_come_back),
        cmocka_unit_test(pieces_stand_where_their_bytes_would),
        cmocka_unit_test(any_sample_makes_a_code),
        cmocka_unit_test(it_is_as_short_as_huffman_codes_are),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
