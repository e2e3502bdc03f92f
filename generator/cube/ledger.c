/* ledger.c - see ledger.h. */
#include "cube/ledger_own.h"

#include <stdlib.h>
#include <string.h>

#include "cube/clerk.h"

#define SOURCES_MAX 64

size_t ledger_plane_index(const Ledger *l, size_t entry, size_t day, size_t slot)
{
    return (entry * (l->asof_count + 1) + day) * ledger_slots(l) + slot;
}

/* --- days -------------------------------------------------------------------------------- */

static int day_compare(const void *a, const void *b)
{
    Day x = *(const Day *)a, y = *(const Day *)b;
    return x < y ? -1 : x > y;
}

static size_t sort_days(Day *days, size_t count)
{
    size_t kept = 0;
    if (count)
        qsort(days, count, sizeof *days, day_compare);
    for (size_t i = 0; i < count; i++)
        if (kept == 0 || days[kept - 1] != days[i])
            days[kept++] = days[i];
    return kept;
}

/* Slots of all days between the first and the last bound, for a look-up by row. */
static void index_days(Ledger *l)
{
    size_t days = l->bound_count ? (size_t)(l->bounds[l->bound_count - 1] - l->bounds[0]) : 0;
    l->slot_of_day = memory_alloc((days + 1) * sizeof *l->slot_of_day);
    for (size_t i = 0, slot = 0; i < days; i++) {
        while (slot < l->bound_count && l->bounds[slot] <= l->bounds[0] + (Day)i)
            slot++;
        l->slot_of_day[i] = (uint16_t)slot;
    }
}

static void read_days(Ledger *l, const Interval *spans, size_t count)
{
    l->bounds = memory_alloc((2 * count + 1) * sizeof *l->bounds);
    l->asofs = memory_alloc((count + 1) * sizeof *l->asofs);
    for (size_t i = 0; i < count; i++) {
        if (spans[i].first != DAY_MISSING)
            l->bounds[l->bound_count++] = spans[i].first;
        l->bounds[l->bound_count++] = spans[i].last + 1;
        l->asofs[l->asof_count++] = spans[i].last;
    }
    l->bound_count = sort_days(l->bounds, l->bound_count);
    l->asof_count = sort_days(l->asofs, l->asof_count);
    index_days(l);
}

size_t ledger_days_up_to(const Day *days, size_t count, int64_t day)
{
    size_t low = 0, high = count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (days[middle] <= day)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* --- entries ------------------------------------------------------------------------------- */

/* What the rows are dated by: a stock has a day before which its rows do not count. */
static const Expr *dating(const Term *term)
{
    return term->date ? term->date : term->where ? expr_birth(term->where) : NULL;
}

static bool is_held(const Term *term)
{
    const Expr *date = dating(term);
    return (term->how == HOW_COUNT || term->how == HOW_SUM || term->how == HOW_KNOWN ||
            term->how == HOW_ANY) &&
           !term->company && date && expr_is_day(date) && expr_is_steady(date) &&
           (!term->where || expr_is_steady(term->where)) &&
           (!term->value || expr_is_steady(term->value));
}

static bool is_entry(const Entry *e, const Term *term, bool values)
{
    return e->date == dating(term) && e->where == term->where && e->value == term->value &&
           e->values == values;
}

/*
 * Is a row on an as-of day something else than in the end, once its own day has come? By then so
 * has what hangs on that day.
 */
static bool moves(const Term *term)
{
    const Expr *sources[SOURCES_MAX], *date = dating(term);
    size_t count = expr_sources(term->where, sources, 0, SOURCES_MAX);
    count = expr_sources(term->value, sources, count, SOURCES_MAX);
    if (!expr_is_cell(date))
        return expr_sources(date, sources, count, SOURCES_MAX) > 0;
    for (size_t i = 0; i < count; i++)
        if (sources[i] != date)
            return true;
    return false;
}

static void add_entry(Ledger *l, const Term *term, bool values)
{
    size_t b = 0;
    while (b < l->book_count && l->books[b].table != term->table)
        b++;
    if (b == l->book_count)
        l->books[l->book_count++] = (Book){.table = term->table};
    Book *book = &l->books[b];
    for (size_t e = 0; e < book->count; e++)
        if (is_entry(&book->entries[e], term, values))
            return;
    book->entries = memory_resize(book->entries, (book->count + 1) * sizeof *book->entries);
    book->entries[book->count++] =
        (Entry){dating(term), term->where, term->value, values, moves(term)};
}

bool ledger_find(const Ledger *l, const Term *term, bool values, size_t *book, size_t *entry)
{
    if (!is_held(term))
        return false;
    for (*book = 0; *book < l->book_count; ++*book)
        for (*entry = 0; l->books[*book].table == term->table && *entry < l->books[*book].count;
             ++*entry)
            if (is_entry(&l->books[*book].entries[*entry], term, values))
                return true;
    return false;
}

bool ledger_holds(const Ledger *l, const Term *term, bool values)
{
    size_t book, entry;
    return ledger_find(l, term, values, &book, &entry);
}

/* --- sums ---------------------------------------------------------------------------------- */

Plane *ledger_plane(const Ledger *l, const Entry *e, Plane *plane)
{
    size_t entities = l->entities;
    if (!plane->rows) {
        plane->rows = memory_alloc(entities * sizeof *plane->rows);
        if (e->value) {
            plane->known = memory_alloc(entities * sizeof *plane->known);
            plane->sum = memory_alloc(entities * sizeof *plane->sum);
        }
    }
    return plane;
}

void ledger_free_plane(Plane *plane)
{
    free(plane->rows);
    free(plane->known);
    free(plane->sum);
    *plane = (Plane){0};
}

int32_t *ledger_near(const Ledger *l, Cells *cells, size_t place)
{
    if (!cells->near)
        cells->near = memory_alloc(ledger_slots(l) * l->entities * sizeof *cells->near);
    if (!cells->near[place])
        cells->near[place] = memory_alloc(LEDGER_NEAR * sizeof **cells->near);
    return cells->near[place];
}

static size_t cell_hash(const Cell *cell)
{
    uint64_t place =
        (uint64_t)(uint32_t)cell->entity << 32 | (uint64_t)cell->slot << 16 | cell->day;
    uint64_t h = (uint64_t)cell->value * 0x9E3779B97F4A7C15u + place * 0xBF58476D1CE4E5B9u;
    return (size_t)(h ^ h >> 32);
}

static bool same_cell(const Cell *a, const Cell *b)
{
    return a->value == b->value && a->entity == b->entity && a->slot == b->slot && a->day == b->day;
}

static void hash_cell(Cells *cells, const Cell *cell)
{
    if (cells->count * 2 >= cells->size) {
        Cells larger = {.size = cells->size ? cells->size * 2 : 1024, .near = cells->near};
        larger.cells = memory_alloc(larger.size * sizeof *larger.cells);
        for (size_t i = 0; i < cells->size; i++)
            if (cells->cells[i].used)
                hash_cell(&larger, &cells->cells[i]);
        free(cells->cells);
        *cells = larger;
    }
    size_t at = cell_hash(cell) & (cells->size - 1);
    while (cells->cells[at].used && !same_cell(&cells->cells[at], cell))
        at = (at + 1) & (cells->size - 1);
    if (cells->cells[at].used) {
        cells->cells[at].count += cell->count;
        return;
    }
    cells->cells[at] = *cell;
    cells->count++;
}

void ledger_add_cell(const Ledger *l, Cells *cells, const Cell *cell)
{
    if (cell->day == 0 && cell->value >= 0 && cell->value < LEDGER_NEAR)
        ledger_near(l, cells, cell->slot * l->entities + (size_t)cell->entity)[cell->value] +=
            cell->count;
    else
        hash_cell(cells, cell);
}

void ledger_free_cells(const Ledger *l, Cells *cells)
{
    size_t places = cells->near ? ledger_slots(l) * l->entities : 0;
    for (size_t place = 0; place < places; place++)
        free(cells->near[place]);
    free(cells->near);
    free(cells->cells);
    *cells = (Cells){0};
}

/* --- building ------------------------------------------------------------------------------ */

Ledger *ledger_build(const Dataset *data, const MetricPlan *plan, const Interval *spans,
                     size_t count, const LedgerOptions *options)
{
    Ledger *l = memory_alloc(sizeof *l);
    size_t terms = 0;
    l->plan = plan;
    l->entities = table_rows(dataset_find(data, "compounds"));
    for (size_t m = 0; m < plan->count; m++)
        terms += plan->metrics[m].term_count;
    l->books = memory_alloc((terms + 1) * sizeof *l->books);
    for (size_t m = 0; m < plan->count; m++)
        for (size_t t = 0; t < plan->metrics[m].term_count; t++) {
            const Term *term = &plan->metrics[m].terms[t];
            bool wanted = table_rows(term->table) >= options->least_rows ||
                          (options->wants && options->wants(options->context, term->table));
            if (wanted && is_held(term))
                add_entry(l, term, plan->metrics[m].kind == KIND_MEDIAN);
        }
    read_days(l, spans, count);
    l->planes = memory_alloc((l->book_count + 1) * sizeof *l->planes);
    l->cells = memory_alloc((l->book_count + 1) * sizeof *l->cells);
    size_t threads = options->threads < 1 ? 1 : (size_t)options->threads;
    for (size_t b = 0; b < l->book_count; b++) {
        const Book *book = &l->books[b];
        l->planes[b] =
            memory_alloc(ledger_plane_index(l, book->count, 0, 0) * sizeof *l->planes[b]);
        l->cells[b] = memory_alloc(book->count * sizeof *l->cells[b]);
        if (!options->fill || !options->fill(options->context, l, b))
            clerks_count(l, b, threads);
    }
    return l;
}

void ledger_clear_book(Ledger *l, size_t b)
{
    for (size_t p = 0; p < ledger_plane_index(l, l->books[b].count, 0, 0); p++)
        ledger_free_plane(&l->planes[b][p]);
    for (size_t e = 0; e < l->books[b].count; e++)
        ledger_free_cells(l, &l->cells[b][e]);
}

void ledger_free(Ledger *l)
{
    if (!l)
        return;
    for (size_t b = 0; b < l->book_count; b++) {
        ledger_clear_book(l, b);
        free(l->planes[b]);
        free(l->cells[b]);
        free(l->books[b].entries);
    }
    free(l->books);
    free(l->bounds);
    free(l->slot_of_day);
    free(l->asofs);
    free(l->planes);
    free(l->cells);
    free(l);
}

/* --- reading --------------------------------------------------------------------------------- */

/* Index of the as-of day among the planes, from 1; 0 where it was not announced. */
static size_t day_index(const Ledger *l, Day asof)
{
    size_t at = ledger_days_up_to(l->asofs, l->asof_count, asof);
    return at > 0 && l->asofs[at - 1] == asof ? at : 0;
}

static bool is_bound(const Ledger *l, Day day)
{
    size_t at = ledger_days_up_to(l->bounds, l->bound_count, day);
    return at > 0 && l->bounds[at - 1] == day;
}

static void read_plane(const Plane *plane, size_t entities, size_t offset, Tally *out)
{
    for (size_t e = 0; plane->rows && e < entities; e++) {
        out->rows[offset + e] += plane->rows[e];
        out->known[offset + e] += plane->sum ? plane->known[e] : plane->rows[e];
        out->sum[offset + e] += plane->sum ? plane->sum[e] : plane->rows[e];
    }
}

/* That of a window's first day. */
static size_t first_slot(const Ledger *l, Day first)
{
    return first == DAY_MISSING ? 0 : ledger_days_up_to(l->bounds, l->bound_count, first);
}

static bool is_known_span(const Ledger *l, const Day *firsts, size_t windows)
{
    for (size_t w = 0; w < windows; w++) /* slots can be added up only between announced days */
        if (firsts[w] != DAY_MISSING && !is_bound(l, firsts[w]))
            return false;
    return true;
}

bool ledger_read(const Ledger *l, const Term *term, Day asof, const Day *firsts, size_t windows,
                 size_t entities, Tally *out)
{
    size_t book, entry, day = day_index(l, asof);
    if (day == 0 || !ledger_find(l, term, false, &book, &entry))
        return false;
    if (!is_known_span(l, firsts, windows))
        return false;
    size_t end = ledger_days_up_to(l->bounds, l->bound_count, asof + 1);
    for (size_t w = 0; w < windows; w++) {
        for (size_t slot = first_slot(l, firsts[w]); slot < end; slot++) {
            read_plane(&l->planes[book][ledger_plane_index(l, entry, 0, slot)], entities,
                       w * entities, out);
            read_plane(&l->planes[book][ledger_plane_index(l, entry, day, slot)], entities,
                       w * entities, out);
        }
    }
    return true;
}

static void add_values(const Ledger *l, const Cell *cell, ValueCount **items, size_t *count,
                       size_t *capacity)
{
    GROW(*items, *capacity, *count + 1);
    (*items)[(*count)++] = (ValueCount){
        cell->entity, cell->slot ? l->bounds[cell->slot - 1] : INT32_MIN, cell->value, cell->count};
}

bool ledger_values(const Ledger *l, const Term *term, Day asof, const Day *firsts, size_t windows,
                   ValueCount **items, size_t *count, size_t *capacity)
{
    size_t book, entry, day = day_index(l, asof);
    if (day == 0 || !ledger_find(l, term, true, &book, &entry) ||
        !is_known_span(l, firsts, windows))
        return false;
    size_t end = ledger_days_up_to(l->bounds, l->bound_count, asof + 1), from = end;
    for (size_t w = 0; w < windows; w++) {
        size_t first = first_slot(l, firsts[w]);
        from = first < from ? first : from;
    }
    const Cells *cells = &l->cells[book][entry];
    for (size_t slot = from; cells->near && slot < end; slot++)
        for (size_t e = 0; e < l->entities; e++) {
            const int32_t *counts = cells->near[slot * l->entities + e];
            for (int v = 0; counts && v < LEDGER_NEAR; v++)
                if (counts[v])
                    add_values(l, &(Cell){v, (int32_t)e, counts[v], 0, (uint16_t)slot, true}, items,
                               count, capacity);
        }
    for (size_t i = 0; i < cells->size; i++) {
        const Cell *cell = &cells->cells[i];
        if (cell->count && cell->slot >= from && cell->slot < end &&
            (cell->day == 0 || cell->day == day))
            add_values(l, cell, items, count, capacity);
    }
    return true;
}
