/*
 * image.h - a PNG as samples for paper: a logo, a seal. The only module that includes png.h.
 *
 * Colours become 8 bits of sRGB, or of grey where all of them are grey; alpha is kept apart, as
 * PDF wants it (soft mask).
 */
#ifndef PDF_IMAGE_H
#define PDF_IMAGE_H

#include <stdint.h>

#include "base/arena.h"
#include "base/error.h"

#define IMAGE_MAX_BYTES ((size_t)2 << 20)
#define IMAGE_MAX_SIDE 3000 /* pixels: 42 mm at 1,800 dpi */

typedef struct {
    int width, height;      /* pixels */
    int channels;           /* 1 grey, 3 RGB */
    const uint8_t *samples; /* width * height * channels, from the upper left corner */
    const uint8_t *alpha;   /* width * height; NULL: all of it is opaque */
} PdfImage;

/*
 * Reads a whole PNG of any depth and kind; everything in `arena`. `grey`: colours become their
 * luminance. ERR_USAGE for what is no PNG, is broken, or is larger than the bounds above.
 */
bool image_read(Arena *arena, const void *bytes, size_t length, bool grey, PdfImage *out,
                Error *err);
#endif
