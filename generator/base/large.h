/*
 * large.h - memory for arrays that grow to many megabytes.
 *
 * Order of use:  large_resize(NULL, 0, n) -> large_resize(memory, n, more)... -> large_free()
 *
 * From LARGE_FROM bytes on such an array lies in pages of two megabytes, where the system has
 * them, and grows by moving pages, not bytes. A city's columns are touched from end to end: a
 * fault for every four kilobytes was a twentieth of the import, and each process that is forked
 * later begins with a copy of the list of all pages. Up to two megabytes behind the last byte
 * in use are taken with them.
 */
#ifndef LARGE_H
#define LARGE_H

#include <stddef.h>

#define LARGE_FROM ((size_t)2 << 20)

/*
 * Room for `wanted` bytes, of which the first are those of `memory`, which had `size`; NULL, 0 for
 * none. What is new has any value. Never NULL, as memory_resize().
 */
void *large_resize(void *memory, size_t size, size_t wanted);
/* What has `size` bytes, as they were wanted last; NULL is none. */
void large_free(void *memory, size_t size);
#endif
