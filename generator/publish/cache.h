/*
 * cache.h - papers of the current edition that need not be made again.
 *
 * A paper is known by a key, a hash over everything that went into it (document, product,
 * fonts, program and its libraries). output/cache/papers lists path, key and SHA-256 of
 * the papers of the last edition; the bytes are taken from that edition and must have that
 * hash. What is missing, damaged or changed is simply made again; what is taken over is
 * written, and searched for leaks, like everything else.
 *
 * Order of use:  cache_open() -> (in any worker) cache_find(), cache_note()... ->
 * cache_save() after the edition was shown -> cache_close()
 */
#ifndef CACHE_H
#define CACHE_H

#include "base/arena.h"
#include "base/buffer.h"
#include "base/error.h"

typedef struct Cache Cache;

/*
 * `edition` is the folder of the current edition, "" for none; `maker` names program and fonts.
 * Never fails: a cache that cannot be had finds nothing and keeps nothing.
 */
Cache *cache_open(Arena *arena, const char *output, const char *edition, const char *maker);
/* The key of a paper made from `bytes` by this very program. */
void cache_key(const Cache *cache, const void *bytes, size_t length, char key[65]);
/* The paper at `path` into `out`; false where it must be made. NULL finds nothing. */
bool cache_find(const Cache *cache, const char *path, const char key[65], Buffer *out);
/* `bytes` stand at `path` of the new edition; `kept`: cache_find() gave them. Safe from workers. */
void cache_note(const Cache *cache, const char *path, const char key[65], const Buffer *bytes,
                bool kept);
/* How many papers were noted as made and as kept. */
typedef struct {
    size_t made, kept;
} CacheCount;
CacheCount cache_save(Cache *cache);
/* Removes what was noted and not saved; NULL is fine. */
void cache_close(Cache *cache);
#endif
