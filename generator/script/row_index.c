/* row_index.c - see row_index.h. */
#include "script/row_index.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/large.h"
#include "script/look.h"

#define DAYS_MAX 100000

void row_index_free(RowIndex *index)
{
    for (size_t c = 0; c < index->compounds; c++)
        if (index->of[c].own)
            free((void *)index->of[c].rows);
    free(index->of);
    large_free(index->rows, index->room * sizeof *index->rows);
    *index = (RowIndex){0};
}

/* The row's compound, -1 for none that the index holds. */
static int32_t held_by(const Table *table, const bool *only, size_t row)
{
    int32_t compound = table_compounds(table)[row];
    return compound < 0 || !only || only[compound] ? compound : -1;
}

/* Counting sort by compound, which keeps the order of the table. */
void row_index_by_compound(const Table *table, size_t compounds, const bool *only, RowIndex *out)
{
    size_t count = table_rows(table), sum = 0;
    uint32_t *next = memory_alloc((compounds + 1) * sizeof *next);
    bool all = table_all_leave(table);
    for (size_t r = 0; r < count; r++) {
        int32_t compound = held_by(table, only, r);
        if (compound >= 0 && (all || table_row_leaves(table, r)))
            next[compound]++;
    }
    *out = (RowIndex){memory_alloc((compounds + 1) * sizeof *out->of), compounds, NULL, 0};
    for (size_t c = 0; c < compounds; c++)
        sum += next[c];
    out->room = sum + 1;
    out->rows = large_resize(NULL, 0, out->room * sizeof *out->rows);
    for (size_t c = 0, first = 0; c < compounds; c++) {
        uint32_t own = next[c];
        out->of[c] = (RowRun){out->rows + first, own, false};
        next[c] = (uint32_t)first;
        first += own;
    }
    for (size_t r = 0; r < count; r++) {
        int32_t compound = held_by(table, only, r);
        if (compound >= 0 && (all || table_row_leaves(table, r)))
            out->rows[next[compound]++] = (uint32_t)r;
    }
    free(next);
}

/* The rows of a compound that have a day, with it. */
typedef struct {
    int64_t *days;
    uint32_t *rows;
    size_t count, room;
    int64_t low, high;
    bool sorted; /* as they are */
} Dated;

static void read_days(Dated *d, const Look *day_of, const RowRun *run)
{
    int64_t last = INT64_MIN;
    if (d->room < run->count) {
        d->room = run->count;
        d->days = memory_resize(d->days, d->room * sizeof *d->days);
        d->rows = memory_resize(d->rows, d->room * sizeof *d->rows);
    }
    d->count = 0;
    d->low = INT64_MAX;
    d->high = INT64_MIN;
    d->sorted = true;
    for (size_t i = 0; i < run->count; i++) {
        int64_t day = look(day_of, run->rows[i]);
        if (day == CELL_MISSING)
            continue;
        d->low = day < d->low ? day : d->low;
        d->high = day > d->high ? day : d->high;
        d->sorted = d->sorted && day >= last;
        last = day;
        d->days[d->count] = day;
        d->rows[d->count++] = run->rows[i];
    }
}

/* Counting sort by day, which keeps the order of what has one day. */
static void sort_by_day(const Dated *d, uint32_t *out)
{
    size_t days = (size_t)(d->high - d->low) + 1;
    uint32_t *starts = memory_alloc((days + 1) * sizeof *starts); /* by day from `low` on */
    for (size_t i = 0; i < d->count; i++)
        starts[d->days[i] - d->low + 1]++;
    for (size_t i = 1; i < days; i++)
        starts[i] += starts[i - 1];
    for (size_t i = 0; i < d->count; i++)
        out[starts[d->days[i] - d->low]++] = d->rows[i];
    free(starts);
}

static RowRun run_by_day(const Dated *d, const RowRun *all)
{
    if (d->count == 0 || (d->sorted && d->count == all->count))
        return (RowRun){all->rows, (uint32_t)d->count, false};
    uint32_t *own = memory_resize(NULL, d->count * sizeof *own);
    if (d->sorted)
        memcpy(own, d->rows, d->count * sizeof *own);
    else
        sort_by_day(d, own);
    return (RowRun){own, (uint32_t)d->count, true};
}

/* Compounds are small enough to stay in the processor's cache. */
bool row_index_by_day(const Table *table, const RowIndex *all, size_t column, RowIndex *out)
{
    const Look day_of = {.cells = table_column(table, column), .last = INT64_MAX};
    Dated dated = {0};
    bool near = true, any = false;
    *out =
        (RowIndex){memory_alloc((all->compounds + 1) * sizeof *out->of), all->compounds, NULL, 0};
    for (size_t c = 0; near && c < all->compounds; c++) {
        read_days(&dated, &day_of, &all->of[c]);
        near = dated.sorted || dated.high - dated.low <= DAYS_MAX;
        any = any || dated.count > 0;
        if (near)
            out->of[c] = run_by_day(&dated, &all->of[c]);
    }
    free(dated.days);
    free(dated.rows);
    if (near && any)
        return true;
    row_index_free(out);
    return false;
}
