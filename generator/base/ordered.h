/*
 * ordered.h - items worked on by several threads, their results taken in order.
 *
 * work() is called once for each item, in any thread; merge() once for each, in rising
 * order, by one thread at a time, with everything that work() did in view. So what
 * merge() builds is the same for any number of threads. Work on an item begins only when
 * fewer than `window` items before it are unmerged: results need no more than `window`
 * places, and item % window is free for it.
 *
 * A large item may leave parts of its work to all threads: where parts() of an item that has
 * been worked on is not 0, then as soon as all items before it are merged, work_part() is called
 * for each part, in any thread, and merge_part() in order, under the same rules within `places`;
 * and merge() behind the last. Parts come before new items, and no more than `jobs` items in
 * parts are under way.
 */
#ifndef ORDERED_H
#define ORDERED_H

#include <stddef.h>

typedef struct {
    void (*work)(void *context, size_t item);
    void (*merge)(void *context, size_t item);
    void *context;
    size_t (*parts)(void *context, size_t item); /* NULL: no item has parts */
    void (*work_part)(void *context, size_t item, size_t part);
    void (*merge_part)(void *context, size_t item, size_t part);
    size_t places;
} OrderedJob;

/* The calling thread is one of `jobs`; where threads are not to be had, it does all. */
void ordered_run(const OrderedJob *job, size_t count, size_t jobs, size_t window);
#endif
