/*
 * cache.h - scopes and papers of the current edition that need not be made again.
 *
 * A scope's files are known by a key, a hash over everything they follow from (render_key.h), and
 * by what its scripts read beyond the scope itself, which goes into the key. They are taken
 * from the very edition that the list was written for, by edition_take(), which looks at their
 * bytes.
 *
 * A paper is known by a key, a hash over everything that went into it (document, product,
 * fonts, program and its libraries), for scopes that must be made. output/cache/papers lists path,
 * key and SHA-256 of the papers of the last edition; the bytes are taken from that edition and must
 * have that hash. What is missing, damaged or changed is simply made again; what is taken over is
 * written, and searched for leaks, like everything else.
 *
 * A download is known by a key, too; it is taken from that edition where it stands, and only if
 * what finished bytes are searched for is the same.
 *
 * Order of use:  cache_open() -> (in any worker) cache_find(), cache_note()... ->
 * cache_save() after the edition was shown -> cache_close()
 */
#ifndef CACHE_H
#define CACHE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buffer.h"
#include "base/error.h"

typedef struct Cache Cache;

/*
 * `edition` is the folder of the current edition, "" for none; `maker` names program and fonts;
 * `search`: what finished bytes are searched for, as a hash.
 * Never fails: a cache that cannot be had finds nothing and keeps nothing.
 */
Cache *cache_open(Arena *arena, const char *output, const char *edition, const char *maker,
                  const char *search);
/* What was noted of the scope whose files lie in `folder` of the current edition. */
typedef struct {
    const char *key;
    uint64_t reads; /* of scopes beyond itself, render_key.h */
} CacheScope;
bool cache_find_scope(const Cache *cache, const char *folder, CacheScope *out);
/* The current edition's files were searched for all that is searched for now. */
bool cache_is_searched(const Cache *cache);
/*
 * `kept`: its files were taken over, its papers with them. `key` NULL: they must be made again,
 * whatever was noted before. Safe from workers.
 */
void cache_note_scope(const Cache *cache, const char *folder, const char *key, uint64_t reads,
                      bool kept);
/* The key of a paper made from `bytes` by this very program. */
void cache_key(const Cache *cache, const void *bytes, size_t length, char key[65]);
/* The paper at `path` into `out`; false where it must be made. NULL finds nothing. */
bool cache_find(const Cache *cache, const char *path, const char key[65], Buffer *out);
/* The SHA-256 of the download at `path` that the current edition was given with this key, or NULL.
 */
const char *cache_find_download(const Cache *cache, const char *path, const char key[65]);
/*
 * Bytes of this hash stand at `path` of the new edition; `kept`: cache_find() gave them. Safe from
 * workers.
 */
void cache_note(const Cache *cache, const char *path, const char key[65], const char hash[65],
                bool kept);
/* How many papers were noted as made and as kept, and scopes as kept; downloads are not counted. */
typedef struct {
    size_t made, kept, scopes_kept;
} CacheCount;
/* Once edition `id` is shown. */
CacheCount cache_save(Cache *cache, const char *id);
/* Removes what was noted and not saved; NULL is fine. */
void cache_close(Cache *cache);
#endif
