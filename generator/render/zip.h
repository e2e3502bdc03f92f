/*
 * zip.h - zip archives whose bytes depend on nothing but their entries.
 *
 * Order of use:  zip_archive_new() -> zip_archive_add()... -> zip_archive_finish()
 *
 * Names are UTF-8 and marked so, every entry has the same day and attributes. The only
 * module that includes zip.h of libzip.
 */
#ifndef RENDER_ZIP_H
#define RENDER_ZIP_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buffer.h"
#include "base/date.h"
#include "base/error.h"
#include "render/zipout.h"

typedef struct ZipArchive ZipArchive;

/* All entries are dated `day` (zip has none before 1980). */
ZipArchive *zip_archive_new(Day day);
/* `bytes` are borrowed until the archive is finished or freed; the name is copied. */
void zip_archive_add(ZipArchive *archive, const char *name, const void *bytes, size_t length);
/* The same of what was compressed before; `packed` is borrowed likewise. */
void zip_archive_add_packed(ZipArchive *archive, const char *name, const ZipPacked *packed);
/* Writes the archive to `out` (emptied first) and frees it; ERR_INTERNAL above 1 GB. */
bool zip_archive_finish(ZipArchive *archive, Buffer *out, Error *err);
void zip_archive_free(ZipArchive *archive);

/* Takes one entry of an archive; false stops. */
typedef bool (*ZipEntry)(void *context, const char *name, const char *bytes, size_t length,
                         Error *err);
/* Every entry unpacked; ERR_DATA where the bytes are no archive, or an entry is above `limit`. */
bool zip_archive_each(const void *bytes, size_t length, size_t limit, ZipEntry entry, void *context,
                      Error *err);

/* The same of an archive on disk, of any size, each entry in pieces; `end` frees what `begin` gave.
 */
typedef struct {
    void *(*begin)(void *context, const char *name);
    bool (*feed)(void *entry, const void *bytes, size_t length, Error *err);
    bool (*end)(void *entry, Error *err);
} ZipReader;
bool zip_file_each(const char *path, const ZipReader *reader, void *context, Error *err);
#endif
