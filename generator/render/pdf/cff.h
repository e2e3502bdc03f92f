/*
 * cff.h - glyphs picked out of a CFF font that has no subroutines.
 *
 * HarfBuzz takes 1 ms for a subset of 300 glyphs; where every outline stands for
 * itself already (HB_SUBSET_FLAGS_DESUBROUTINIZE), a subset is a matter of copying.
 * Adobe Technical Note 5176, CID-keyed fonts only.
 */
#ifndef CFF_H
#define CFF_H

#include <stdint.h>

#include "base/buffer.h"

typedef struct Cff Cff;

/* Borrows `bytes`. NULL where the font is not CID-keyed, has subroutines or is damaged. */
Cff *cff_open(const void *bytes, size_t length);
void cff_close(Cff *cff);
/*
 * A font of these glyphs (ascending, without 0, which is always there) into `out`, emptied
 * first; characters keep their ids. Glyphs beyond the font are left out.
 */
void cff_pick(const Cff *cff, const uint16_t *glyphs, size_t count, Buffer *out);
#endif
