/* row_index.c - see row_index.h. */
#include "script/row_index.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "script/look.h"

#define DAYS_MAX 100000

void row_index_free(RowIndex *index)
{
    free(index->first);
    free(index->rows);
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
    size_t count = table_rows(table);
    uint32_t *first = memory_alloc((compounds + 2) * sizeof *first);
    bool all = table_all_leave(table);
    for (size_t r = 0; r < count; r++) {
        int32_t compound = held_by(table, only, r);
        if (compound >= 0 && (all || table_row_leaves(table, r)))
            first[compound + 2]++;
    }
    for (size_t c = 2; c < compounds + 2; c++)
        first[c] += first[c - 1];
    uint32_t *rows = memory_alloc(((size_t)first[compounds + 1] + 1) * sizeof *rows);
    for (size_t r = 0; r < count; r++) {
        int32_t compound = held_by(table, only, r);
        if (compound >= 0 && (all || table_row_leaves(table, r)))
            rows[first[compound + 1]++] = (uint32_t)r;
    }
    *out = (RowIndex){first, rows};
}

typedef struct {
    int64_t *days;    /* of a compound's rows that have one */
    uint32_t *starts; /* by day from `low` on */
    size_t capacity, start_capacity;
    int64_t low, high;
    bool sorted; /* as they are */
} Sorter;

/* The days of a compound's rows; those that have one go to `out`. How many they are. */
static size_t read_days(Sorter *s, const Look *day_of, const uint32_t *rows, size_t count,
                        uint32_t *out)
{
    size_t kept = 0;
    int64_t last = INT64_MIN;
    GROW(s->days, s->capacity, count + 1);
    s->low = INT64_MAX;
    s->high = INT64_MIN;
    s->sorted = true;
    for (size_t i = 0; i < count; i++) {
        int64_t day = look(day_of, rows[i]);
        if (day == CELL_MISSING)
            continue;
        s->low = day < s->low ? day : s->low;
        s->high = day > s->high ? day : s->high;
        s->sorted = s->sorted && day >= last;
        last = day;
        s->days[kept] = day;
        out[kept++] = rows[i];
    }
    return kept;
}

/* Counting sort of these rows by day, which keeps their order; `spare` has room for them. */
static void sort_by_day(Sorter *s, uint32_t *rows, size_t count, uint32_t *spare)
{
    size_t days = (size_t)(s->high - s->low) + 1;
    GROW(s->starts, s->start_capacity, days + 1);
    memset(s->starts, 0, (days + 1) * sizeof *s->starts);
    for (size_t i = 0; i < count; i++)
        s->starts[s->days[i] - s->low + 1]++;
    for (size_t d = 1; d < days; d++)
        s->starts[d] += s->starts[d - 1];
    for (size_t i = 0; i < count; i++)
        spare[s->starts[s->days[i] - s->low]++] = rows[i];
    memcpy(rows, spare, count * sizeof *rows);
}

/*
 * The rows of `all` that have a day, by compound and day. Compounds are small enough to stay in the
 * processor's cache, and most have their rows in order of days. False where those of one lie too
 * far apart, or there are none.
 */
bool row_index_by_day(const Table *table, size_t compounds, const RowIndex *all, size_t column,
                      RowIndex *out)
{
    size_t most = 0;
    for (size_t c = 0; c < compounds; c++)
        most = all->first[c + 1] - all->first[c] > most ? all->first[c + 1] - all->first[c] : most;
    const Look day_of = {.cells = table_column(table, column), .last = INT64_MAX};
    uint32_t *rows = memory_alloc(((size_t)all->first[compounds] + 1) * sizeof *rows);
    uint32_t *first = memory_alloc((compounds + 2) * sizeof *first);
    uint32_t *spare = memory_alloc((most + 1) * sizeof *spare);
    Sorter sorter = {0};
    bool near = true;
    for (size_t c = 0; near && c < compounds; c++) {
        uint32_t *own = rows + first[c];
        size_t count = read_days(&sorter, &day_of, all->rows + all->first[c],
                                 all->first[c + 1] - all->first[c], own);
        near = sorter.sorted || sorter.high - sorter.low <= DAYS_MAX;
        if (near && !sorter.sorted)
            sort_by_day(&sorter, own, count, spare);
        first[c + 1] = first[c] + (uint32_t)count;
    }
    free(sorter.days);
    free(sorter.starts);
    free(spare);
    *out = (RowIndex){first, rows};
    if (near && first[compounds] > 0)
        return true;
    row_index_free(out);
    return false;
}
