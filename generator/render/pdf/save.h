/*
 * save.h - a libharu document as bytes, with object streams.
 *
 * libharu writes each of the hundreds of small objects of a tagged page as plain text with 20
 * bytes of cross-reference; packed into object streams (ISO 32000-1, 7.5.7) all of them together
 * take a fifth of that.
 */
#ifndef SAVE_H
#define SAVE_H

#include <hpdf.h>

#include "base/buffer.h"

/*
 * What HPDF_SaveToStream() would write, into `out` (emptied first). Streams with
 * HPDF_STREAM_FILTER_FLATE_DECODE are deflated; streams are taken as they are otherwise. The
 * document can only be freed after it.
 */
void save_document(HPDF_Doc doc, Buffer *out);
#endif
