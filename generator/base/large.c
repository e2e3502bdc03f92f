/*
 * large.c - see large.h.
 *
 * A mapping begins and ends at a multiple of two megabytes, also where it moves to: one that does
 * not is taken apart into small pages by the move.
 */
#include "base/large.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "base/arena.h"

#if defined MREMAP_FIXED && defined MADV_HUGEPAGE

#define PAGE ((size_t)2 << 20)

/* `size` is not 0. */
static size_t whole_pages(size_t size)
{
    if (size > SIZE_MAX / 2)
        memory_exhausted(size);
    return (size + PAGE - 1) / PAGE * PAGE;
}

/* Addresses, so many and from a multiple of two megabytes on; NULL where there are none. */
static char *reserve(size_t length, int protection)
{
    char *all = mmap(NULL, length + PAGE, protection, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (all == MAP_FAILED)
        return NULL;
    size_t before = (PAGE - (uintptr_t)all % PAGE) % PAGE;
    if (before)
        munmap(all, before);
    munmap(all + before + length, PAGE - before);
    return all + before;
}

static void *map(size_t size)
{
    size_t length = whole_pages(size);
    char *memory = reserve(length, PROT_READ | PROT_WRITE);
    if (!memory)
        memory_exhausted(size);
    madvise(memory, length, MADV_HUGEPAGE); /* or not */
    return memory;
}

static void *move(void *memory, size_t size, size_t wanted)
{
    size_t old = whole_pages(size), length = whole_pages(wanted);
    if (length <= old) {
        if (length < old)
            munmap((char *)memory + length, old - length);
        return memory;
    }
    if (mremap(memory, old, length, 0) != MAP_FAILED)
        return memory;
    char *place = reserve(length, PROT_NONE);
    void *moved = place ? mremap(memory, old, length, MREMAP_MAYMOVE | MREMAP_FIXED, place)
                        : mremap(memory, old, length, MREMAP_MAYMOVE);
    if (moved == MAP_FAILED)
        memory_exhausted(wanted);
    return moved;
}

void *large_resize(void *memory, size_t size, size_t wanted)
{
    bool was_large = memory && size >= LARGE_FROM, is_large = wanted >= LARGE_FROM;
    if (!was_large && !is_large)
        return memory_resize(memory, wanted);
    if (was_large && is_large)
        return move(memory, size, wanted);
    void *made = is_large ? map(wanted) : memory_resize(NULL, wanted);
    if (memory)
        memcpy(made, memory, size < wanted ? size : wanted);
    large_free(memory, size);
    return made;
}

void large_free(void *memory, size_t size)
{
    if (memory && size >= LARGE_FROM)
        munmap(memory, whole_pages(size));
    else
        free(memory);
}

#else

void *large_resize(void *memory, size_t size, size_t wanted)
{
    (void)size;
    return memory_resize(memory, wanted);
}

void large_free(void *memory, size_t size)
{
    (void)size;
    free(memory);
}

#endif
