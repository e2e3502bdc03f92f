/*
 * image.c - see image.h.
 *
 * libpng's simplified interface: it returns on errors instead of jumping, checks every chunk's
 * sum, and gives the size before a byte of the picture is unpacked.
 */
#include "render/pdf/image.h"

#include <png.h>
#include <stdlib.h>
#include <string.h>

/* ITU-R BT.709, in thousandths; what a grey printer makes of the colour, near enough. */
static uint8_t luminance(const uint8_t *rgb)
{
    return (uint8_t)((213 * rgb[0] + 715 * rgb[1] + 72 * rgb[2] + 500) / 1000);
}

/* Parts interleaved RGBA into what PDF wants. */
static void part(Arena *arena, const uint8_t *rgba, size_t count, bool grey, PdfImage *out)
{
    bool coloured = false, clear = false;
    for (size_t i = 0; i < count; i++) {
        const uint8_t *p = rgba + 4 * i;
        coloured = coloured || p[0] != p[1] || p[1] != p[2];
        clear = clear || p[3] != 255;
    }
    out->channels = coloured && !grey ? 3 : 1;
    uint8_t *samples = arena_alloc(arena, count * (size_t)out->channels);
    uint8_t *alpha = clear ? arena_alloc(arena, count) : NULL;
    for (size_t i = 0; i < count; i++) {
        const uint8_t *p = rgba + 4 * i;
        if (out->channels == 3)
            memcpy(samples + 3 * i, p, 3);
        else
            samples[i] = coloured ? luminance(p) : p[0];
        if (alpha)
            alpha[i] = p[3];
    }
    out->samples = samples;
    out->alpha = alpha;
}

bool image_read(Arena *arena, const void *bytes, size_t length, bool grey, PdfImage *out,
                Error *err)
{
    png_image png = {.version = PNG_IMAGE_VERSION};
    *out = (PdfImage){0};
    if (length > IMAGE_MAX_BYTES)
        return error_set(err, ERR_USAGE, "is larger than %zu KiB", IMAGE_MAX_BYTES >> 10);
    if (length < 8 || png_sig_cmp((png_const_bytep)bytes, 0, 8) != 0)
        return error_set(err, ERR_USAGE, "is no PNG");
    if (!png_image_begin_read_from_memory(&png, bytes, length))
        return error_set(err, ERR_USAGE, "is a broken PNG: %s", png.message);
    if (png.width > IMAGE_MAX_SIDE || png.height > IMAGE_MAX_SIDE) {
        png_image_free(&png);
        return error_set(err, ERR_USAGE, "is %u × %u pixels large; at most %d × %d are read",
                         png.width, png.height, IMAGE_MAX_SIDE, IMAGE_MAX_SIDE);
    }
    png.format = PNG_FORMAT_RGBA;
    size_t count = (size_t)png.width * png.height;
    uint8_t *rgba = memory_alloc(count * 4 + 1);
    out->width = (int)png.width;
    out->height = (int)png.height;
    bool good = png_image_finish_read(&png, NULL, rgba, 0, NULL) != 0 && count > 0;
    if (good)
        part(arena, rgba, count, grey, out);
    else
        error_set(err, ERR_USAGE, "is a broken PNG: %s", png.message);
    png_image_free(&png);
    free(rgba);
    return good;
}
