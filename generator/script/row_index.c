/* row_index.c - see row_index.h. */
#include "script/row_index.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/large.h"
#include "base/ordered.h"
#include "script/look.h"

#define DAYS_MAX 100000
#define TOGETHER 16 /* compounds that a thread sorts in one go */

void row_index_free(RowIndex *index)
{
    free(index->of);
    large_free(index->rows, index->room * sizeof *index->rows);
    *index = (RowIndex){0};
}

static void nothing_to_merge(void *context, size_t item)
{
    (void)context, (void)item;
}

/* Items of work that do not touch each other. */
static void share_out(void (*work)(void *context, size_t item), void *context, size_t items,
                      size_t jobs)
{
    OrderedJob job = {.work = work, .merge = nothing_to_merge, .context = context};
    ordered_run(&job, items, jobs, items);
}

/* A stretch of rows for each thread. */
typedef struct {
    const Table *table;
    const bool *only;
    size_t compounds, stretch;
    uint32_t *next; /* by stretch and compound: how many, then where the next one goes */
    uint32_t *rows;
    bool all_leave;
} ByCompound;

/* The row's compound, -1 for none that the index holds. */
static int32_t held_by(const ByCompound *b, const int32_t *compounds, size_t row)
{
    int32_t compound = compounds[row];
    bool held = compound >= 0 && (!b->only || b->only[compound]) &&
                (b->all_leave || table_row_leaves(b->table, row));
    return held ? compound : -1;
}

static size_t end_of(const ByCompound *b, size_t stretch)
{
    size_t rows = table_rows(b->table), end = (stretch + 1) * b->stretch;
    return end < rows ? end : rows;
}

static void count_rows(void *context, size_t stretch)
{
    const ByCompound *b = context;
    const int32_t *compounds = table_compounds(b->table);
    uint32_t *next = b->next + stretch * b->compounds;
    for (size_t r = stretch * b->stretch, end = end_of(b, stretch); r < end; r++) {
        int32_t compound = held_by(b, compounds, r);
        if (compound >= 0)
            next[compound]++;
    }
}

static void place_rows(void *context, size_t stretch)
{
    const ByCompound *b = context;
    const int32_t *compounds = table_compounds(b->table);
    uint32_t *next = b->next + stretch * b->compounds;
    for (size_t r = stretch * b->stretch, end = end_of(b, stretch); r < end; r++) {
        int32_t compound = held_by(b, compounds, r);
        if (compound >= 0)
            b->rows[next[compound]++] = (uint32_t)r;
    }
}

/* Counting sort by compound, which keeps the order of the table. */
void row_index_by_compound(const Table *table, size_t compounds, const bool *only, size_t jobs,
                           RowIndex *out)
{
    size_t stretches = jobs > 1 ? jobs : 1, sum = 0;
    ByCompound b = {.table = table,
                    .only = only,
                    .compounds = compounds,
                    .stretch = table_rows(table) / stretches + 1,
                    .all_leave = table_all_leave(table)};
    b.next = memory_alloc((stretches * compounds + 1) * sizeof *b.next);
    share_out(count_rows, &b, stretches, jobs);
    for (size_t i = 0; i < stretches * compounds; i++)
        sum += b.next[i];
    *out = (RowIndex){memory_alloc((compounds + 1) * sizeof *out->of), compounds, NULL, sum + 1};
    out->rows = b.rows = large_resize(NULL, 0, out->room * sizeof *out->rows);
    uint32_t first = 0;
    for (size_t c = 0; c < compounds; c++) {
        out->of[c] = (RowRun){out->rows + first, 0};
        for (size_t s = 0; s < stretches; s++) {
            uint32_t own = b.next[s * compounds + c];
            b.next[s * compounds + c] = first;
            out->of[c].count += own;
            first += own;
        }
    }
    share_out(place_rows, &b, stretches, jobs);
    free(b.next);
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

/* `own`: room for the run, if it needs any. */
static RowRun run_by_day(const Dated *d, const RowRun *all, uint32_t *own)
{
    if (d->count == 0 || (d->sorted && d->count == all->count))
        return (RowRun){all->rows, (uint32_t)d->count};
    if (d->sorted)
        memcpy(own, d->rows, d->count * sizeof *own);
    else
        sort_by_day(d, own);
    return (RowRun){own, (uint32_t)d->count};
}

typedef struct {
    Look day_of;
    const RowIndex *all;
    RowIndex *out;
    atomic_bool far, any;
} ByDay;

/* Compounds are small enough to stay in the processor's cache. */
static void sort_compounds(void *context, size_t item)
{
    ByDay *b = context;
    Dated dated = {0};
    size_t end =
        (item + 1) * TOGETHER < b->all->compounds ? (item + 1) * TOGETHER : b->all->compounds;
    for (size_t c = item * TOGETHER; c < end && !atomic_load(&b->far); c++) {
        const RowRun *all = &b->all->of[c];
        read_days(&dated, &b->day_of, all);
        if (!dated.sorted && dated.high - dated.low > DAYS_MAX)
            atomic_store(&b->far, true);
        else
            b->out->of[c] = run_by_day(&dated, all, b->out->rows + (all->rows - b->all->rows));
        if (dated.count > 0)
            atomic_store(&b->any, true);
    }
    free(dated.days);
    free(dated.rows);
}

bool row_index_by_day(const Table *table, const RowIndex *all, size_t column, size_t jobs,
                      RowIndex *out)
{
    ByDay b = {.day_of = {.cells = table_column(table, column), .last = INT64_MAX},
               .all = all,
               .out = out};
    *out = (RowIndex){memory_alloc((all->compounds + 1) * sizeof *out->of), all->compounds, NULL,
                      all->room};
    out->rows = large_resize(NULL, 0, out->room * sizeof *out->rows);
    share_out(sort_compounds, &b, (all->compounds + TOGETHER - 1) / TOGETHER, jobs);
    if (!b.far && b.any)
        return true;
    row_index_free(out);
    return false;
}
