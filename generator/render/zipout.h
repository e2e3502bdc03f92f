/*
 * zipout.h - a zip archive of any size, written entry by entry to a file.
 *
 * Order of use:  zipout_open() -> zipout_entry() -> zipout_put()... -> zipout_entry()... ->
 *                zipout_close()
 *
 * Names are UTF-8 and marked so; every entry has the same day and attributes: the bytes depend on
 * the entries alone. Failures are remembered and told once, at the end.
 */
#ifndef ZIPOUT_H
#define ZIPOUT_H

#include <stddef.h>
#include <stdint.h>

#include "base/buffer.h"
#include "base/date.h"
#include "base/error.h"

typedef struct ZipOut ZipOut;

/* ERR_FILE. All entries are dated `day` (zip has none before 1980). */
bool zipout_open(const char *path, Day day, ZipOut **out, Error *err);
/*
 * Ends the entry before it and begins one; `expected` is about its length: large ones are
 * compressed less, since that takes a third of the time (issue rows become 14 % of their size
 * instead of 10 %, figures 6 % instead of 5 %).
 */
void zipout_entry(ZipOut *zip, const char *name, uint64_t expected);
void zipout_put(ZipOut *zip, const void *bytes, size_t length);
/* So much of an entry that comes in pieces is compressed at once. */
#define ZIPOUT_PART ((size_t)1 << 20)
/* An entry whose bytes are there already: compressed in one piece, which is a little better. */
void zipout_whole(ZipOut *zip, const char *name, const void *bytes, size_t length);
/* The same of what stands in many archives: compressed once, put into each. */
typedef struct {
    Buffer packed;
    uint32_t crc;
    size_t length; /* unpacked */
} ZipPacked;
/* `out` is emptied first; its owner frees `packed`. */
void zipout_pack(const void *bytes, size_t length, ZipPacked *out);
void zipout_packed(ZipOut *zip, const char *name, const ZipPacked *packed);
/* The same archive in memory: only entries that are whole, and no failures. */
ZipOut *zipout_memory(Day day);
/* Frees; the archive is appended to `out`. */
void zipout_take(ZipOut *zip, Buffer *out);
/* Frees, also when it fails (ERR_FILE, ERR_INTERNAL). */
bool zipout_close(ZipOut *zip, Error *err);
#endif
