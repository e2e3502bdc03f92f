/*
 * glyf.h - glyphs picked out of a TrueType font, without hints.
 *
 * What cff.h is for the other kind of outlines. OpenType 1.9, tables glyf, loca, hmtx, maxp.
 */
#ifndef GLYF_H
#define GLYF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buffer.h"

typedef enum {
    GLYF_GLYF,
    GLYF_HEAD,
    GLYF_HHEA,
    GLYF_HMTX,
    GLYF_LOCA,
    GLYF_MAXP,
    GLYF_TABLES
} GlyfTable;

typedef struct {
    struct {
        const unsigned char *at;
        size_t length;
    } tables[GLYF_TABLES];  /* borrowed */
    size_t glyphs, metrics; /* how many there are, how many have an advance of their own */
    bool long_places;
} Glyf;

/* False where the tables, which the caller has set, do not belong together. */
bool glyf_open(Glyf *glyf);
/*
 * A font of these glyphs (ascending, without 0, which is always there and empty) into `out`,
 * emptied first; codes[i] is the number that glyphs[i] has there. False where one is damaged.
 */
bool glyf_pick(const Glyf *glyf, const uint16_t *glyphs, size_t count, uint16_t *codes,
               Buffer *out);
#endif
