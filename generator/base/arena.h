/*
 * arena.h - memory that is freed all at once.
 *
 * Order of use:  arena_new() -> arena_alloc()... -> arena_free()
 *
 * One arena per lifetime (run, table set, scope, page). What an arena gives is
 * zeroed, aligned for any type, and lives until arena_free(). Running out of
 * memory ends the program in one place (memory_exhausted()).
 */
#ifndef ARENA_H
#define ARENA_H

#include <stdbool.h>
#include <stddef.h>

typedef struct Arena Arena;

Arena *arena_new(void);
void arena_free(Arena *arena);

void *arena_alloc(Arena *arena, size_t size);
/* `count` items of `size` bytes; the product is checked for overflow. */
void *arena_array(Arena *arena, size_t count, size_t size);
/* A copy of the first `length` bytes of `text`, with a NUL after them. */
char *arena_copy(Arena *arena, const char *text, size_t length);
char *arena_strdup(Arena *arena, const char *text);
char *arena_printf(Arena *arena, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* All that `from` gave out now lives as long as `arena`; `from` is gone. */
void arena_adopt(Arena *arena, Arena *from);
/* Bytes handed out so far. */
size_t arena_used(const Arena *arena);

/* malloc, realloc and calloc that never return NULL; for what must be freed early. */
void *memory_alloc(size_t size);
void *memory_resize(void *old, size_t size);
/*
 * For a program that takes much: from now on heaps of malloc()'s lie in pages of two megabytes too,
 * where the system has them, as far as what is said here asks for 64 kB or more in them, and what
 * was freed is kept for what comes next.
 */
void memory_large_heaps(void);
/* Gives back to the system what was freed, before it is handed on to children. */
void memory_trim(void);
/*
 * Prints one line to standard error and ends the program with 1: nothing was published. A process
 * that works for another says nothing and ends with the status that it was told to.
 */
_Noreturn void memory_exhausted(size_t size);
void memory_end_with(int status);
/* Are so many bytes not to be had? Libraries often say no more than that they failed. */
bool memory_lacks(size_t size);
bool memory_is_tight(void); /* told to end with MEMORY_TIGHT */
#define MEMORY_EXHAUSTED 71 /* its own limit, or the machine's */
#define MEMORY_TIGHT 72     /* certainly the machine's */

/* Typed shorthands. */
#define ARENA_NEW(arena, Type) ((Type *)arena_alloc((arena), sizeof(Type)))
#define ARENA_NEW_ARRAY(arena, count, Type) ((Type *)arena_array((arena), (count), sizeof(Type)))

/* As memory_resize(), to at least `need` items of `size` bytes; the new count in *capacity. */
void *memory_grow(void *items, size_t *capacity, size_t need, size_t size);

/*
 * Grow a memory_alloc()ed array `items` so that it holds at least `need` items:
 * capacity (a size_t) doubles, so appending n items costs O(n).
 */
#define GROW(items, capacity, need)                                                                \
    do {                                                                                           \
        if ((need) > (capacity))                                                                   \
            (items) = memory_grow((items), &(capacity), (need), sizeof *(items));                  \
    } while (0)
#endif
