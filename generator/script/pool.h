/*
 * pool.h - memory of a script's many small things, by their size.
 *
 * Lua says how large what it gives back was, so nothing about a piece is noted beside it, and what
 * was given back is taken again at once. What is larger than POOL_SMALL comes from malloc().
 */
#ifndef SCRIPT_POOL_H
#define SCRIPT_POOL_H

#include <stddef.h>

#define POOL_SMALL 512 /* bytes */

typedef struct Pool Pool;

Pool *pool_new(void);
/* With all small pieces; larger ones must have been given back. */
void pool_free(Pool *pool);
/*
 * As realloc(): `old` (NULL: none) of `old_size` bytes becomes `size` bytes, aligned for any type;
 * 0 gives it back. NULL where there is no memory; `old` is then as it was. Making smaller never
 * fails.
 */
void *pool_resize(Pool *pool, void *old, size_t old_size, size_t size);
#endif
