/*
 * sweep.h - the rows of a table looked through by several threads.
 *
 * Most rows of a city are as they should be, which is quickly seen. look() picks out those that
 * are to be looked at closely, in any thread; take() has them in row order, one at a time, so what
 * comes of them is the same for any number of threads.
 */
#ifndef SWEEP_H
#define SWEEP_H

#include <stddef.h>
#include <stdint.h>

typedef struct {
    uint32_t *rows;
    size_t count, capacity;
} RowList;

void row_list_add(RowList *list, size_t row);
void row_list_free(RowList *list);

typedef struct {
    /* Adds those of the rows from...to - 1 that are to be taken; changes nothing but these rows. */
    void (*look)(void *context, size_t from, size_t to, RowList *found);
    /* While rows behind it are still looked at: it must not change what look() reads. */
    void (*take)(void *context, size_t row);
    void *context;
} Sweep;

/* By so many threads at most; 0: by this one. */
void sweep_rows(const Sweep *sweep, size_t rows, size_t jobs);
#endif
