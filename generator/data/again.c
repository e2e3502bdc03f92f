/*
 * again.c - a row like the one above it, which was not read either; see taker.h.
 *
 * Fifty million lines "x" below a header need not be taken apart one by one. Once nothing of such
 * a row is told any more, since its problems are only counted by then, an equal row right below it
 * gives the same: it is counted, and so are its problems.
 */
#include <stdlib.h>
#include <string.h>

#include "data/taker.h"

#define CELLS_MAX 64
#define BYTES_MAX 1024

struct Again {
    bool known;    /* the row above is kept here */
    bool watched;  /* the row being read follows one that was not read */
    size_t before; /* problems told before it */
    int64_t count[CODES_MAX], more[CODES_MAX];
    size_t codes; /* of the sheet so far */
    size_t cells, ends[CELLS_MAX];
    char text[BYTES_MAX];
};

Again *again_new(void)
{
    return memory_alloc(sizeof(Again));
}

void again_free(Again *again)
{
    free(again);
}

void again_forget(Again *again)
{
    again->known = again->watched = false;
}

void again_watch(RowTaker *t)
{
    Again *a = t->again;
    a->watched = true;
    a->known = false;
    a->before = problems_count(t->intake->problems);
    a->codes = 0;
    for (; a->codes < CODES_MAX && t->sheet->told[a->codes].code; a->codes++)
        a->count[a->codes] = t->sheet->told[a->codes].count;
}

void again_learn(RowTaker *t, const Record *record)
{
    Again *a = t->again;
    if (!a->watched || problems_count(t->intake->problems) != a->before ||
        record->count > CELLS_MAX)
        return;
    size_t end = 0;
    for (size_t i = 0; i < record->count; i++) {
        if (record->cells[i].length > BYTES_MAX - end)
            return;
        memcpy(a->text + end, record->cells[i].text, record->cells[i].length);
        a->ends[i] = end += record->cells[i].length;
    }
    a->cells = record->count;
    for (size_t i = 0; i < a->codes; i++) /* a new code would have been told */
        a->more[i] = t->sheet->told[i].count - a->count[i];
    a->known = true;
}

static bool is_equal(const Again *a, const Record *record)
{
    size_t start = 0;
    if (record->flaw != RECORD_FINE || record->count != a->cells)
        return false;
    for (size_t i = 0; i < record->count; start = a->ends[i++])
        if (record->cells[i].length != a->ends[i] - start ||
            memcmp(record->cells[i].text, a->text + start, a->ends[i] - start) != 0)
            return false;
    return true;
}

bool again_take(RowTaker *t, const Record *record)
{
    const Again *a = t->again;
    if (!a->known || !is_equal(a, record))
        return false;
    for (size_t i = 0; i < a->codes; i++)
        problem_count_more(t->intake, &t->sheet->told[i], record->row, a->more[i]);
    footer_add_again(t); /* the cells are still there */
    return true;
}
