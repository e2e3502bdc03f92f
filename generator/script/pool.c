/* pool.c - see pool.h. */
#include "script/pool.h"

#include <stdalign.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"

#define STEP 16
#define CHUNK ((size_t)64 << 10)

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

struct Pool {
    Free *given_back[POOL_SMALL / STEP]; /* by size */
    Chunk *chunks;
    size_t used; /* of the first */
};

Pool *pool_new(void)
{
    return memory_alloc(sizeof(Pool));
}

void pool_free(Pool *pool)
{
    for (Chunk *chunk = pool->chunks, *next; chunk; chunk = next) {
        next = chunk->next;
        free(chunk);
    }
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

static void *take(Pool *pool, size_t size)
{
    if (!is_small(size))
        return malloc(size);
    size_t class = class_of(size), room = (class + 1) * STEP;
    Free *piece = pool->given_back[class];
    if (piece) {
        pool->given_back[class] = piece->next;
        __builtin_prefetch(piece->next, 1); /* given back long ago: the next to be taken */
        return piece;
    }
    if (!pool->chunks || CHUNK - pool->used < room) {
        Chunk *chunk = malloc(sizeof *chunk);
        if (!chunk)
            return NULL;
        chunk->next = pool->chunks;
        pool->chunks = chunk;
        pool->used = 0;
    }
    pool->used += room;
    return pool->chunks->bytes + pool->used - room;
}

static void give(Pool *pool, void *memory, size_t size)
{
    if (!is_small(size)) {
        free(memory);
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
    if (!is_small(old_size) && !is_small(size))
        return realloc(old, size);
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
