/*
 * charstring.h - the outline of a glyph of a CFF font, without subroutines and hints.
 *
 * Adobe Technical Note 5177. What is left means the same wherever it is copied to.
 */
#ifndef CHARSTRING_H
#define CHARSTRING_H

#include "base/buffer.h"
#include "render/pdf/cff_index.h"

/*
 * Appends `code` with the subroutines that it calls in their places. False where it is damaged or
 * does what no face of today does (arithmetic, accents put together); `out` may then have a part.
 */
bool charstring_flatten(CffSpan code, const CffIndex *global, const CffIndex *local, Buffer *out);
#endif
