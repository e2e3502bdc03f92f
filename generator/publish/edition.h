/*
 * edition.h - a new edition: written aside, checked, then shown at once.
 *
 * Order of use:
 *   edition_lock() -> edition_begin() -> edition_write()... (from any process)
 *   -> edition_commit() or edition_abandon() -> edition_unlock()
 *
 * Files go to output/editions/.new-PID/; commit writes the manifests, syncs once,
 * renames the folder to its id and swaps the link output/site. Until that
 * swap residents see the old edition; whatever fails before leaves it untouched.
 */
#ifndef EDITION_H
#define EDITION_H

#include <stdbool.h>
#include <stddef.h>

#include "base/date.h"
#include "base/error.h"

typedef struct Edition Edition;

/* ERR_LOCKED (75) while another run holds output/.lock. */
bool edition_lock(const char *output, int *lock, Error *err);
void edition_unlock(int lock);

/* Removes what a killed run left behind, makes the new folder. */
bool edition_begin(const char *output, Edition **out, Error *err);
/*
 * One file, `path` below the edition's root. A file that the current edition
 * holds with the same bytes is shared by hard link. Safe from forked workers.
 */
bool edition_write(Edition *edition, const char *path, const void *bytes, size_t length,
                   Error *err);
/* Files of the current edition that this run does not write again are carried over by link. */
bool edition_keep(Edition *edition, const char *prefix, Error *err);

typedef struct {
    bool changed; /* false: same bytes as the current edition, nothing was published */
    char id[65];  /* "2026-10-0a1b2c3d4e5f": period and start of the root hash */
    size_t files;
} EditionResult;

bool edition_commit(Edition *edition, Month period, EditionResult *out, Error *err);
void edition_abandon(Edition *edition);
#endif
