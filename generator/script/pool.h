/*
 * pool.h - memory of a script's many small things, by their size.
 *
 * Lua says how large what it gives back was, so nothing about a piece is noted beside it, and what
 * was given back is taken again at once. What is larger than POOL_SMALL comes from malloc().
 *
 * What a pool holds can be frozen: it is then brought back at once, however it was changed since,
 * and all that was taken since is gone without being given back piece by piece.
 *
 * Order of use:  pool_new() -> pool_resize()… [-> pool_freeze() -> (pool_resize()… ->
 *                pool_restore())…] -> pool_free()
 */
#ifndef SCRIPT_POOL_H
#define SCRIPT_POOL_H

#include <stddef.h>

#define POOL_SMALL 512 /* bytes */

typedef struct Pool Pool;

Pool *pool_new(void);
/* With all pieces. */
void pool_free(Pool *pool);
/*
 * As realloc(): `old` (NULL: none) of `old_size` bytes becomes `size` bytes, aligned for any type;
 * 0 gives it back. NULL where there is no memory; `old` is then as it was. Making smaller never
 * fails.
 */
void *pool_resize(Pool *pool, void *old, size_t old_size, size_t size);
/* Keeps a copy of all pieces that there are; once for a pool. */
void pool_freeze(Pool *pool);
/* The pieces of then are there again, where they were and with what was in them, and no others. */
void pool_restore(Pool *pool);
#endif
