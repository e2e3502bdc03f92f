/* total.c - see total.h. */
#include "cube/total.h"

#include <stdlib.h>
#include <string.h>

#include "cube/plan.h"

typedef struct {
    const char *metric;
    int scope;
    int64_t from, to;
    int64_t numerator, denominator, value;
    size_t row;
} Entry;

struct Totals {
    Entry *entries; /* by metric, scope; the latest first */
    size_t count;
    int64_t value_unit; /* 10^scale of the column `value` */
};

static int key_compare(const Entry *x, const char *metric, int scope)
{
    int order = strcmp(x->metric, metric);
    return order ? order : x->scope < scope ? -1 : x->scope > scope;
}

static int entry_compare(const void *a, const void *b)
{
    const Entry *x = a, *y = b;
    int order = key_compare(x, y->metric, y->scope);
    if (order)
        return order;
    if (x->to != y->to)
        return x->to > y->to ? -1 : 1;
    if (x->from != y->from)
        return x->from > y->from ? -1 : 1;
    return x->row > y->row ? -1 : x->row < y->row;
}

static int scope_of(const ScopeSet *scopes, const ColumnSchema *level, int64_t cell, const char *id)
{
    if (cell == CELL_MISSING)
        return -1;
    for (int l = 0; l < LEVEL_COUNT; l++)
        if (strcmp(level->values[cell].code, level_code((Level)l)) == 0)
            return scope_find(scopes, (Level)l, id);
    return -1;
}

void totals_build(Arena *arena, const Dataset *data, const ScopeSet *scopes, Totals **out)
{
    Totals *totals = ARENA_NEW(arena, Totals);
    *out = totals;
    const Table *r2 = dataset_find(data, "reported_totals");
    if (!r2)
        return;
    static const char *const names[] = {"metric_id", "scope_level", "scope_id",    "period_from",
                                        "period_to", "numerator",   "denominator", "value"};
    size_t c[8];
    for (size_t i = 0; i < 8; i++) {
        int column = schema_column(table_schema(r2), names[i]);
        if (column < 0)
            return;
        c[i] = (size_t)column;
    }
    totals->value_unit = 1;
    for (int i = 0; i < table_schema(r2)->columns[c[7]].scale; i++)
        totals->value_unit *= 10;
    size_t rows = table_rows(r2);
    totals->entries = ARENA_NEW_ARRAY(arena, rows, Entry);
    for (size_t row = 0; row < rows; row++) {
        int scope = scope_of(scopes, &table_schema(r2)->columns[c[1]], table_cell(r2, row, c[1]),
                             table_text(r2, row, c[2]));
        int64_t to = table_cell(r2, row, c[4]);
        if (scope < 0 || to == CELL_MISSING)
            continue;
        totals->entries[totals->count++] =
            (Entry){table_text(r2, row, c[0]),      scope,
                    table_first_day(r2, row, c[3]), to,
                    table_cell(r2, row, c[5]),      table_cell(r2, row, c[6]),
                    table_cell(r2, row, c[7]),      row};
    }
    qsort(totals->entries, totals->count, sizeof *totals->entries, entry_compare);
}

static bool read_total(const Totals *totals, const MetricInfo *metric, bool share, const Entry *e,
                       Total *out)
{
    if (share) {
        if (e->numerator == CELL_MISSING || e->denominator == CELL_MISSING || e->denominator <= 0)
            return false;
        *out = (Total){e->numerator, e->denominator};
        return true;
    }
    if (e->numerator != CELL_MISSING) {
        *out = (Total){e->numerator, 0};
        return true;
    }
    if (e->value == CELL_MISSING)
        return false;
    int64_t mul, div;
    unit_factor(metric->unit, &mul, &div);
    Int128 n = (Int128)e->value * div, unit = (Int128)totals->value_unit * mul;
    if (n % unit != 0)
        return false;
    *out = (Total){n / unit, 0};
    return true;
}

bool totals_find(const Totals *totals, const MetricInfo *metric, const char *id, bool share,
                 int scope, Day first, Day last, Total *out)
{
    size_t low = 0, high = totals->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (key_compare(&totals->entries[middle], id, scope) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    for (; low < totals->count && key_compare(&totals->entries[low], id, scope) == 0; low++) {
        const Entry *e = &totals->entries[low];
        bool fits = first == DAY_MISSING ? e->to <= last : e->to == last && e->from == first;
        if (fits && read_total(totals, metric, share, e, out))
            return true;
    }
    return false;
}
