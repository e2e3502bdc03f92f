/* sweep.c - see sweep.h. */
#include "data/sweep.h"

#include <stdlib.h>

#include "base/arena.h"
#include "base/ordered.h"

#define STRETCH ((size_t)1 << 16) /* rows that a thread looks at in one go */

typedef struct {
    const Sweep *sweep;
    size_t rows, window;
    RowList *found; /* `window` of them */
} Sweeping;

void row_list_add(RowList *list, size_t row)
{
    GROW(list->rows, list->capacity, list->count + 1);
    list->rows[list->count++] = (uint32_t)row;
}

void row_list_free(RowList *list)
{
    free(list->rows);
    *list = (RowList){0};
}

static void look(void *context, size_t stretch)
{
    const Sweeping *s = context;
    size_t from = stretch * STRETCH, left = s->rows - from;
    s->sweep->look(s->sweep->context, from, from + (left < STRETCH ? left : STRETCH),
                   &s->found[stretch % s->window]);
}

static void take(void *context, size_t stretch)
{
    const Sweeping *s = context;
    RowList *found = &s->found[stretch % s->window];
    for (size_t i = 0; i < found->count; i++)
        s->sweep->take(s->sweep->context, found->rows[i]);
    found->count = 0;
}

void sweep_rows(const Sweep *sweep, size_t rows, size_t jobs)
{
    Sweeping s = {.sweep = sweep, .rows = rows, .window = jobs > 1 ? jobs * 4 : 1};
    s.found = memory_alloc(s.window * sizeof *s.found);
    OrderedJob job = {.work = look, .merge = take, .context = &s};
    ordered_run(&job, (rows + STRETCH - 1) / STRETCH, jobs, s.window);
    for (size_t i = 0; i < s.window; i++)
        row_list_free(&s.found[i]);
    free(s.found);
}
