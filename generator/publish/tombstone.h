/*
 * tombstone.h - what stands at the address of a file that was taken back.
 *
 * Links on pages of earlier months, printed QR codes and other people's bookmarks go on leading
 * somewhere: to a file of the same kind that says that something was withdrawn and why.
 */
#ifndef TOMBSTONE_H
#define TOMBSTONE_H

#include "base/buffer.h"
#include "base/error.h"

/*
 * The file for `path` into `out` (emptied first), by the ending of its name. `paper`: the bytes of
 * a PDF that says so, NULL where none could be made; then false for a PDF. `for_good`: no later
 * edition puts anything else in this place.
 */
bool tombstone_make(const char *path, const char *reason, bool for_good, const Buffer *paper,
                    Buffer *out);
/* True for bytes that tombstone_make() made. */
bool tombstone_is(const char *bytes, size_t length);
#endif
