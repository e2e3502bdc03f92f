/* PNG as samples for paper: every kind that libpng reads, bounds, broken files. */
#include "unit.h"

#include <png.h>
#include <stdlib.h>

#include "render/pdf/image.h"

typedef struct {
    png_alloc_size_t length;
    unsigned char bytes[4096];
} Png;

static Png png_of(unsigned width, unsigned height, png_uint_32 format, const void *samples)
{
    Png png = {.length = sizeof png.bytes};
    png_image image = {.version = PNG_IMAGE_VERSION, .width = width, .height = height};
    image.format = format;
    assert_int_not_equal(
        png_image_write_to_memory(&image, png.bytes, &png.length, 0, samples, 0, NULL), 0);
    return png;
}

static void colour_and_alpha_are_parted(void **state)
{
    (void)state;
    const unsigned char rgba[] = {200, 10, 20, 255, 0, 0, 0, 0};
    Png png = png_of(2, 1, PNG_FORMAT_RGBA, rgba);
    Arena *arena = arena_new();
    PdfImage image;
    Error err = {0};
    assert_true(image_read(arena, png.bytes, png.length, false, &image, &err));
    assert_int_equal(image.width, 2);
    assert_int_equal(image.height, 1);
    assert_int_equal(image.channels, 3);
    assert_memory_equal(image.samples, "\xC8\x0A\x14\0\0\0", 6);
    assert_memory_equal(image.alpha, "\xFF\0", 2);
    arena_free(arena);
}

/* Grey stays one channel, opaque has no mask, and theme `plain` greys what is coloured. */
static void grey_is_one_channel(void **state)
{
    (void)state;
    const unsigned char grey[] = {0, 128}, red[] = {255, 0, 0};
    Png png = png_of(2, 1, PNG_FORMAT_GRAY, grey), coloured = png_of(1, 1, PNG_FORMAT_RGB, red);
    Arena *arena = arena_new();
    PdfImage image;
    Error err = {0};
    assert_true(image_read(arena, png.bytes, png.length, false, &image, &err));
    assert_int_equal(image.channels, 1);
    assert_memory_equal(image.samples, "\0\x80", 2);
    assert_null(image.alpha);
    assert_true(image_read(arena, coloured.bytes, coloured.length, true, &image, &err));
    assert_int_equal(image.channels, 1);
    assert_int_equal(image.samples[0], 54); /* 0.213 of 255 */
    arena_free(arena);
}

static void refused(const void *bytes, size_t length, const char *begins)
{
    Arena *arena = arena_new();
    PdfImage image;
    Error err = {0};
    assert_false(image_read(arena, bytes, length, false, &image, &err));
    assert_int_equal(err.code, ERR_USAGE);
    assert_int_equal(strncmp(err.text, begins, strlen(begins)), 0);
    arena_free(arena);
}

static void hostile_files_are_refused(void **state)
{
    (void)state;
    const unsigned char rgb[] = {1, 2, 3, 4, 5, 6};
    Png png = png_of(2, 1, PNG_FORMAT_RGB, rgb);
    refused("GIF89a, no PNG", 14, "is no PNG");
    refused("", 0, "is no PNG");
    /* Cut at any byte before its end chunk. */
    for (size_t length = 8; length < png.length - 12; length++)
        refused(png.bytes, length, "is a broken PNG: ");
    /* A sum that does not fit its chunk: the size is 2 x 1 no more. */
    Png damaged = png;
    damaged.bytes[19] ^= 4;
    refused(damaged.bytes, damaged.length, "is a broken PNG: ");
    void *large = calloc(1, IMAGE_MAX_BYTES + 1);
    refused(large, IMAGE_MAX_BYTES + 1, "is larger than 2048 KiB");
    free(large);
}

/* The size is looked at before a picture of 3001 columns is unpacked. */
static void large_pictures_are_refused(void **state)
{
    (void)state;
    unsigned char *row = calloc(IMAGE_MAX_SIDE + 1, 1);
    Png png = png_of(IMAGE_MAX_SIDE + 1, 1, PNG_FORMAT_GRAY, row);
    refused(png.bytes, png.length, "is 3001 × 1 pixels large; at most 3000 × 3000 are read");
    free(row);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(colour_and_alpha_are_parted),
        cmocka_unit_test(grey_is_one_channel),
        cmocka_unit_test(hostile_files_are_refused),
        cmocka_unit_test(large_pictures_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
