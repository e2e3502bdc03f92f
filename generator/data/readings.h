/*
 * readings.h - what a shard has read, file by file, for the merge, which so need not parse again.
 *
 * One file of mode 0600, written in the order of the input:
 *
 *   "gongkai-readings-2\n"
 *   each file's file_pack(), sealed (base/seal.h)
 *   index   count; of each its path below the workspace, the SHA-256 of its bytes, place, length
 *           and tag (base/pack.h)
 *   8 bytes: where the index begins
 *
 * A sealed reading can be opened only by who has the very bytes that were read: its key is made of
 * them, of the file's path, and of a word of the caller's for all else that reading depends on. So
 * what is private stands nowhere but in input/, and a reading of other bytes, of another program
 * or configuration does not open.
 *
 * Order of use:  readings_create() -> readings_put()... -> readings_end() or _abandon()
 *                readings_open() -> readings_find(), reading_load()... -> readings_close()
 */
#ifndef READINGS_H
#define READINGS_H

#include <stdint.h>

#include "base/arena.h"
#include "base/buffer.h"
#include "base/error.h"
#include "base/hash.h"
#include "base/seal.h"

/* The key for a file with these bytes (hashed so far, and nothing else). */
void reading_key(const Hash *bytes, const char *path, const char *word, SealKey *key);

typedef struct ReadingsWriter ReadingsWriter;

/* The file must not be there. Failures are remembered and told by readings_end(). */
ReadingsWriter *readings_create(const char *path);
/* `pack` was sealed with this tag. */
void readings_put(ReadingsWriter *out, const char *path, const char sha256[65],
                  const unsigned char tag[SEAL_TAG], const Buffer *pack);
/* Frees. */
bool readings_end(ReadingsWriter *out, Error *err);
/* Frees, whatever was written; NULL is fine. */
void readings_abandon(ReadingsWriter *out);

typedef struct Readings Readings;

typedef struct {
    const char *path;
    char sha256[65];
    unsigned char tag[SEAL_TAG];
    const char *place; /* of the readings; to tell where the trouble is */
    int fd;
    uint64_t at, length;
} Reading;

Readings *readings_new(void);
/* Adds those of one shard. ERR_DATA where they are not whole; a file that is not there has none. */
bool readings_open(Readings *readings, const char *path, Error *err);
/* NULL: no shard has read it, or none handed it over. */
const Reading *readings_find(const Readings *readings, const char *path);
/* Its pack, in place of what was in the buffer. False: it is damaged. Threads may call it. */
bool reading_load(const Reading *reading, const SealKey *key, Buffer *into);
/* ERR_DATA that names it. */
bool reading_refuse(const char *place, Error *err);
void readings_close(Readings *readings);
#endif
