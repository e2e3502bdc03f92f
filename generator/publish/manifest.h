/*
 * manifest.h - lists of files and their SHA-256, in the format of sha256sum.
 *
 * One line is "HASH  PATH\n"; lines are sorted by path as bytes. Every folder
 * c/SLUG/YYYY-MM/ has a MANIFEST of its own with paths relative to it; the
 * root's MANIFEST lists these MANIFESTs and every file outside of them, so
 * `sha256sum -c MANIFEST` needs nothing else. A manifest never lists itself,
 * its signature, or the chain (which names the manifest).
 */
#ifndef MANIFEST_H
#define MANIFEST_H

#include "base/arena.h"
#include "base/buffer.h"
#include "base/date.h"
#include "base/error.h"

typedef struct {
    char hash[65];
    const char *path;
} ManifestEntry;

typedef struct {
    ManifestEntry *entries; /* sorted by path */
    size_t count;
} Manifest;

/* Length of "c/SLUG/YYYY-MM/" at the start of `path`, 0 where it does not start so. */
size_t manifest_folder(const char *path);
/* The month of c/SLUG/2026-09/… and s/LEVEL/SLUG/2026-09/…, also below en/; else missing. */
Month manifest_month(const char *path);
/* MANIFEST, MANIFEST.minisig, chain.log and chain.log.minisig of the root. */
bool manifest_is_own(const char *path);

void manifest_sort(Manifest *manifest);
/* NULL where it is not listed. */
const ManifestEntry *manifest_find(const Manifest *manifest, const char *path);
/* The lines of `count` entries; the first `skip` bytes of every path are left out. */
void manifest_format(const ManifestEntry *entries, size_t count, size_t skip, Buffer *out);
/* Reads lines; `prefix` is put before every path. ERR_DATA names the line that is none. */
bool manifest_parse(Arena *arena, const char *bytes, size_t length, const char *prefix,
                    Manifest *out, Error *err);
/*
 * All files that the edition in `folder` declares: the root's MANIFEST and those
 * it names, these included. ERR_DATA where one of these does not have its hash.
 */
bool manifest_load(Arena *arena, const char *folder, Manifest *out, Error *err);
#endif
