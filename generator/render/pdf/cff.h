/*
 * cff.h - glyphs picked out of a CFF font.
 *
 * HarfBuzz takes 6 ms for a subset of a face of 65,535 glyphs, however small it is; here only what
 * is picked is read, and remembered: the outlines of a text are a matter of copying once they
 * were used. Adobe Technical Note 5176, CID-keyed fonts only.
 */
#ifndef CFF_H
#define CFF_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buffer.h"
#include "base/deflate_code.h"

typedef struct Cff Cff;

/* Borrows `bytes`. NULL where the font is not CID-keyed or is damaged. */
Cff *cff_open(const void *bytes, size_t length);
void cff_close(Cff *cff);
/*
 * A font of these glyphs (ascending, without 0, which is always there) into `out`, emptied
 * first; characters keep their ids. Glyphs beyond the font are left out. It has neither
 * subroutines nor hints. False where the outline of a glyph is damaged (charstring.h).
 */
bool cff_pick(Cff *cff, const uint16_t *glyphs, size_t count, Buffer *out);
/*
 * The same as a zlib stream in `code`, appended to `out`: of an outline that was picked before, the
 * bits are there. cff_use_code() once, before; the code must last as long.
 */
void cff_use_code(Cff *cff, const DeflateCode *code);
bool cff_pick_coded(Cff *cff, const uint16_t *glyphs, size_t count, Buffer *out);
#endif
