/*
 * arena.c - see arena.h.
 *
 * Blocks of growing size in a list; a request larger than a block gets a block
 * of its own, so nothing is ever moved.
 */
#include "base/arena.h"

#include <malloc.h>
#include <stdalign.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/error.h"

#define FIRST_BLOCK ((size_t)4096)
#define LARGEST_BLOCK ((size_t)1 << 20)

typedef struct Block {
    struct Block *next;
    size_t used, size;
    bool clean; /* all of it was zeroed as it came; else each piece is as it is given out */
    alignas(max_align_t) char bytes[];
} Block;

struct Arena {
    Block *blocks; /* newest first */
    size_t next_size, total;
};

static int status_of_child; /* 0: this is the program itself */

void memory_end_with(int status)
{
    status_of_child = status;
}

bool memory_is_tight(void)
{
    return status_of_child == MEMORY_TIGHT;
}

bool memory_lacks(size_t size)
{
    void *probe = malloc(size);
    free(probe);
    return !probe;
}

/* Other threads may still run: nothing is tidied up. What lies half made the next run removes. */
_Noreturn void memory_exhausted(size_t size)
{
    if (status_of_child)
        _exit(status_of_child);
    fprintf(stderr, "gongkai：未发布，原有一期保持不变：%s (%zu bytes wanted)\n", MEMORY_ADVICE,
            size);
    _exit(1);
}

/*
 * Pages of two megabytes for what is large, where the system has them: a city's columns and
 * dictionaries are touched all over, and a fault for every four kilobytes was a tenth of the
 * import. Only for what has a mapping of its own, and for all of it: advice for a part would cut
 * the mapping in two, which then could no longer grow by moving pages. What has none lies in a heap
 * of malloc()'s; see memory_large_heaps().
 */
#if defined MADV_HUGEPAGE && defined __GLIBC__

#define HEAP ((size_t)64 << 20) /* glibc: a thread's heap begins at a multiple of it */
#define MAPPED ((size_t)4 << 20)
#define ASKS ((size_t)64 << 10) /* who asks for so much is asked where it lies */

static atomic_bool large_heaps;
static _Atomic(uintptr_t) heap_start, heap_end; /* of what the program break bounds */
static _Thread_local uintptr_t own_heap;

void memory_large_heaps(void)
{
    if (sizeof(size_t) < 8)
        return;
    mallopt(M_MMAP_THRESHOLD, (int)MAPPED);
    mallopt(M_TRIM_THRESHOLD, (int)HEAP);
    mallopt(M_TOP_PAD, (int)HEAP);
    uintptr_t end = (uintptr_t)sbrk(0), none = 0;
    if (atomic_compare_exchange_strong(&heap_start, &none, end))
        atomic_store(&heap_end, end);
    atomic_store(&large_heaps, true);
}

/* Advice beyond what is there, or given again, does no harm. */
static void advise(uintptr_t start, uintptr_t end)
{
    madvise((void *)start, end - start, MADV_HUGEPAGE); /* or not */
}

/* The heap that something lies in that is too small for a mapping of its own. */
static void advise_heap(uintptr_t at)
{
    uintptr_t end = (uintptr_t)sbrk(0), heap = at / HEAP * HEAP, known = atomic_load(&heap_end);
    if (end != known) { /* it was shortened, or goes on in another mapping */
        uintptr_t start = atomic_load(&heap_start);
        atomic_store(&heap_end, end);
        if (end > start)
            advise(start, end);
    } else if (heap != own_heap && at >= end) {
        own_heap = heap;
        advise(heap, heap + HEAP);
    }
}

static void ask_for_large_pages(void *memory, size_t size)
{
    enum { PAGE = 4096, HEAD = 2 * sizeof(size_t) };
    if (size < ASKS)
        return;
    if (size < MAPPED) {
        if (atomic_load_explicit(&large_heaps, memory_order_relaxed))
            advise_heap((uintptr_t)memory);
        return;
    }
    char *start = (char *)memory - HEAD;
    size_t length = malloc_usable_size(memory) + HEAD;
    if ((uintptr_t)start % PAGE == 0 && length % PAGE == 0)
        madvise(start, length, MADV_HUGEPAGE); /* or not */
}

#else

void memory_large_heaps(void)
{
}

static void ask_for_large_pages(void *memory, size_t size)
{
    (void)memory, (void)size;
}

#endif

void *memory_alloc(size_t size)
{
    void *memory = calloc(1, size ? size : 1);
    if (!memory)
        memory_exhausted(size);
    ask_for_large_pages(memory, size);
    return memory;
}

void *memory_resize(void *old, size_t size)
{
    void *memory = realloc(old, size ? size : 1);
    if (!memory)
        memory_exhausted(size);
    ask_for_large_pages(memory, size);
    return memory;
}

void memory_trim(void)
{
#ifdef __GLIBC__
    malloc_trim(0);
#endif
}

void *memory_grow(void *items, size_t *capacity, size_t need, size_t size)
{
    size_t count = *capacity ? *capacity * 2 : 16;
    while (count < need)
        count *= 2;
    *capacity = count;
    return memory_resize(items, count * size);
}

Arena *arena_new(void)
{
    Arena *arena = memory_alloc(sizeof *arena);
    arena->next_size = FIRST_BLOCK;
    return arena;
}

void arena_free(Arena *arena)
{
    if (!arena)
        return;
    for (Block *block = arena->blocks, *next; block; block = next) {
        next = block->next;
        free(block);
    }
    free(arena);
}

/*
 * What asks for more than a block of the usual size gets zeros from the system, page by page as it
 * is touched. Of the others the greater part of the last one is never used, so they are not zeroed
 * whole: a page of paper is laid out several times, each time in an arena of its own.
 */
static Block *add_block(Arena *arena, size_t need)
{
    bool large = need > arena->next_size;
    size_t size = large ? need : arena->next_size;
    Block *block =
        large ? memory_alloc(sizeof *block + size) : memory_resize(NULL, sizeof *block + size);
    block->size = size;
    block->used = 0;
    block->clean = large;
    block->next = arena->blocks;
    arena->blocks = block;
    if (arena->next_size < LARGEST_BLOCK)
        arena->next_size *= 2;
    return block;
}

/* Room for *rounded bytes, which is rounded up; *clean: they are zeros. */
static void *take(Arena *arena, size_t *rounded, bool *clean)
{
    if (*rounded > SIZE_MAX / 2)
        memory_exhausted(*rounded);
    size_t step = alignof(max_align_t), size = (*rounded + step - 1) / step * step;
    *rounded = size;
    Block *block = arena->blocks;
    if (!block || block->size - block->used < size)
        block = add_block(arena, size);
    void *memory = block->bytes + block->used;
    block->used += size;
    arena->total += size;
    *clean = block->clean;
    return memory;
}

void *arena_alloc(Arena *arena, size_t size)
{
    bool clean;
    void *memory = take(arena, &size, &clean);
    return clean ? memory : memset(memory, 0, size);
}

void *arena_array(Arena *arena, size_t count, size_t size)
{
    if (size && count > SIZE_MAX / 2 / size)
        memory_exhausted(SIZE_MAX);
    return arena_alloc(arena, count * size);
}

char *arena_copy(Arena *arena, const char *text, size_t length)
{
    bool clean;
    size_t size = length + 1;
    char *copy = take(arena, &size, &clean);
    memcpy(copy, text, length);
    memset(copy + length, 0, size - length);
    return copy;
}

char *arena_strdup(Arena *arena, const char *text)
{
    return arena_copy(arena, text, strlen(text));
}

char *arena_printf(Arena *arena, const char *format, ...)
{
    char first[256]; /* nearly all are shorter, and put together once */
    va_list args, again;
    va_start(args, format);
    va_copy(again, args);
    int length = vsnprintf(first, sizeof first, format, args);
    va_end(args);
    if (length >= 0 && (size_t)length < sizeof first) {
        va_end(again);
        return arena_copy(arena, first, (size_t)length);
    }
    char *text = arena_alloc(arena, (size_t)(length < 0 ? 0 : length) + 1);
    if (length > 0)
        vsnprintf(text, (size_t)length + 1, format, again);
    va_end(again);
    return text;
}

void arena_adopt(Arena *arena, Arena *from)
{
    Block **end = &from->blocks;
    while (*end)
        end = &(*end)->next;
    /* Behind the newest, which still has room; thousands of small ones stand behind that. */
    Block **place = arena->blocks ? &arena->blocks->next : &arena->blocks;
    *end = *place;
    *place = from->blocks;
    arena->total += from->total;
    free(from);
}

size_t arena_used(const Arena *arena)
{
    return arena->total;
}
