/* pool.c - see pool.h. */
#include "script/pool.h"

#include <stdalign.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"

#define STEP 16
#define CHUNK ((size_t)64 << 10)
#define SPARE 64 /* chunks that are kept for what comes after pool_restore() */

#ifdef __SANITIZE_ADDRESS__ /* which shall see each piece by itself */
#define LARGEST ((size_t)0)
#else
#define LARGEST ((size_t)POOL_SMALL)
#endif

typedef struct Free {
    struct Free *next;
} Free;

typedef struct Chunk {
    struct Chunk *next;
    alignas(STEP) char bytes[CHUNK];
} Chunk;

/* Before a piece from malloc(). */
typedef struct Large {
    alignas(STEP) struct Large *next;
    struct Large *before;
    size_t size;
    bool frozen;
} Large;

/* Bytes as they were, and where they belong. */
typedef struct {
    char *place;
    size_t size;
} Kept;

struct Pool {
    Free *given_back[POOL_SMALL / STEP]; /* by size */
    Chunk *chunks, *spare;
    size_t used; /* of the first */
    size_t spare_count;
    Large *large; /* those that are not frozen */
    /* As they were when the pool was frozen. */
    Free *given_back_then[POOL_SMALL / STEP];
    Chunk *chunks_then;
    size_t used_then;
    Large *large_then;
    Kept *kept;
    size_t kept_count;
    char *copy; /* of all that is kept */
};

Pool *pool_new(void)
{
    return memory_alloc(sizeof(Pool));
}

static void free_chunks(Chunk *chunk)
{
    for (Chunk *next; chunk; chunk = next) {
        next = chunk->next;
        free(chunk);
    }
}

static void free_large(Large *large)
{
    for (Large *next; large; large = next) {
        next = large->next;
        free(large);
    }
}

void pool_free(Pool *pool)
{
    free_chunks(pool->chunks);
    free_chunks(pool->spare);
    free_large(pool->large);
    free_large(pool->large_then);
    free(pool->kept);
    free(pool->copy);
    free(pool);
}

static bool is_small(size_t size)
{
    return size <= LARGEST;
}

static size_t class_of(size_t size)
{
    return (size - 1) / STEP;
}

/* --- large pieces ---------------------------------------------------------------------- */

static Large *large_of(void *memory)
{
    return (Large *)memory - 1;
}

static void *link_large(Pool *pool, Large *large, size_t size)
{
    *large = (Large){pool->large, NULL, size, false};
    if (large->next)
        large->next->before = large;
    pool->large = large;
    return large + 1;
}

static void unlink_large(Pool *pool, const Large *large)
{
    if (large->next)
        large->next->before = large->before;
    if (large->before)
        large->before->next = large->next;
    else
        pool->large = large->next;
}

/* `old`: NULL or a large piece that is not frozen. */
static void *resize_large(Pool *pool, void *old, size_t size)
{
    Large *before = old ? large_of(old) : NULL;
    if (before)
        unlink_large(pool, before);
    Large *large = size > SIZE_MAX - sizeof *large ? NULL : realloc(before, sizeof *large + size);
    if (!large && before)
        link_large(pool, before, before->size);
    return large ? link_large(pool, large, size) : NULL;
}

/* --- pieces ---------------------------------------------------------------------------- */

static bool add_chunk(Pool *pool)
{
    Chunk *chunk = pool->spare;
    if (chunk) {
        pool->spare = chunk->next;
        pool->spare_count--;
    } else if (!(chunk = malloc(sizeof *chunk))) {
        return false;
    }
    chunk->next = pool->chunks;
    pool->chunks = chunk;
    pool->used = 0;
    return true;
}

static void *take(Pool *pool, size_t size)
{
    if (!is_small(size))
        return resize_large(pool, NULL, size);
    size_t class = class_of(size), room = (class + 1) * STEP;
    Free *piece = pool->given_back[class];
    if (piece) {
        pool->given_back[class] = piece->next;
        __builtin_prefetch(piece->next, 1); /* given back long ago: the next to be taken */
        return piece;
    }
    if ((!pool->chunks || CHUNK - pool->used < room) && !add_chunk(pool))
        return NULL;
    pool->used += room;
    return pool->chunks->bytes + pool->used - room;
}

static void give(Pool *pool, void *memory, size_t size)
{
    if (!is_small(size)) {
        Large *large = large_of(memory);
        if (large->frozen) /* it comes back */
            return;
        unlink_large(pool, large);
        free(large);
        return;
    }
    Free *piece = memory;
    piece->next = pool->given_back[class_of(size)];
    pool->given_back[class_of(size)] = piece;
}

void *pool_resize(Pool *pool, void *old, size_t old_size, size_t size)
{
    if (!old)
        return size ? take(pool, size) : NULL;
    if (size == 0) {
        give(pool, old, old_size);
        return NULL;
    }
    if (!is_small(old_size) && !is_small(size)) {
        if (!large_of(old)->frozen)
            return resize_large(pool, old, size);
        if (size <= old_size)
            return old;
    }
    if (is_small(old_size) && is_small(size) && class_of(old_size) == class_of(size))
        return old;
    void *memory = take(pool, size);
    if (!memory && size < old_size) {
        if (is_small(old_size))
            return old; /* it is counted among the smaller ones from now on */
        memory_exhausted(size);
    }
    if (!memory)
        return NULL;
    memcpy(memory, old, size < old_size ? size : old_size);
    give(pool, old, old_size);
    return memory;
}

/* --- freezing -------------------------------------------------------------------------- */

static void keep(Pool *pool, void *place, size_t size, size_t *room, size_t *sum)
{
    GROW(pool->kept, *room, pool->kept_count + 1);
    pool->kept[pool->kept_count++] = (Kept){place, size};
    *sum += size;
}

void pool_freeze(Pool *pool)
{
    size_t room = 0, sum = 0, at = 0;
    for (Chunk *chunk = pool->chunks; chunk; chunk = chunk->next)
        keep(pool, chunk->bytes, chunk == pool->chunks ? pool->used : CHUNK, &room, &sum);
    for (Large *large = pool->large; large; large = large->next) {
        large->frozen = true;
        keep(pool, large + 1, large->size, &room, &sum);
    }
    pool->copy = memory_alloc(sum + 1);
    for (size_t i = 0; i < pool->kept_count; at += pool->kept[i++].size)
        memcpy(pool->copy + at, pool->kept[i].place, pool->kept[i].size);
    memcpy(pool->given_back_then, pool->given_back, sizeof pool->given_back);
    pool->chunks_then = pool->chunks;
    pool->used_then = pool->used;
    pool->large_then = pool->large;
    pool->large = NULL;
}

void pool_restore(Pool *pool)
{
    while (pool->chunks != pool->chunks_then) {
        Chunk *chunk = pool->chunks;
        pool->chunks = chunk->next;
        if (pool->spare_count == SPARE) {
            free(chunk);
            continue;
        }
        chunk->next = pool->spare;
        pool->spare = chunk;
        pool->spare_count++;
    }
    free_large(pool->large);
    pool->large = NULL;
    pool->used = pool->used_then;
    memcpy(pool->given_back, pool->given_back_then, sizeof pool->given_back);
    const char *from = pool->copy;
    for (size_t i = 0; i < pool->kept_count; from += pool->kept[i++].size)
        memcpy(pool->kept[i].place, from, pool->kept[i].size);
}
