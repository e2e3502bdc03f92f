/* ledger.c - see ledger.h. */
#include "cube/ledger_own.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#define THREADS_MAX 8
#define SOURCES_MAX 64
#define END_OF_DAYS (INT32_MAX / 2)

static size_t slots_of(const Ledger *l)
{
    return l->bound_count + 1;
}

size_t ledger_plane_index(const Ledger *l, size_t entry, size_t day, size_t slot)
{
    return (entry * (l->asof_count + 1) + day) * slots_of(l) + slot;
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

/* How many of the sorted days are <= day. */
static size_t days_up_to(const Day *days, size_t count, int64_t day)
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

#define NO_SLOT UINT16_MAX

/* NO_SLOT for a missing day, and for one behind every window. */
static uint16_t slot_of(const Ledger *l, int64_t day)
{
    if (day == CELL_MISSING || l->bound_count == 0 || day >= l->bounds[l->bound_count - 1])
        return NO_SLOT;
    return day < l->bounds[0] ? 0 : l->slot_of_day[day - l->bounds[0]];
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

/* --- counting ------------------------------------------------------------------------------ */

/* Its share of a book's rows, with sums of its own. */
typedef struct {
    const Ledger *ledger;
    const Book *book;
    size_t from, to;
    Plane *planes;
    Cells *cells;
    ExprCache *end, *then; /* rows as they are in the end, and on an as-of day */
    const Expr **dates;    /* the different ones of the entries */
    size_t date_count;
    const Expr *sources[SOURCES_MAX]; /* dates that change a value by having come */
    size_t source_count;
    pthread_t thread;
} Clerk;

static void *zeroed(size_t count, size_t size)
{
    void *bytes = calloc(count, size);
    if (!bytes)
        memory_exhausted(count * size);
    return bytes;
}

Plane *ledger_plane(const Ledger *l, const Entry *e, Plane *plane)
{
    size_t entities = l->entities;
    if (!plane->rows) {
        plane->rows = zeroed(entities, sizeof *plane->rows);
        if (e->value) {
            plane->known = zeroed(entities, sizeof *plane->known);
            plane->sum = zeroed(entities, sizeof *plane->sum);
        }
    }
    return plane;
}

static Plane *plane_at(Clerk *c, const Entry *e, size_t at)
{
    return ledger_plane(c->ledger, e, &c->planes[at]);
}

static void plane_add(Clerk *c, const Entry *e, size_t at, int32_t entity, int64_t value, int sign)
{
    Plane *plane = plane_at(c, e, at);
    plane->rows[entity] += sign;
    if (e->value && value != CELL_MISSING) {
        plane->known[entity] += sign;
        plane->sum[entity] += sign < 0 ? -(Int128)value : (Int128)value;
    }
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

void ledger_add_cell(Cells *cells, const Cell *cell)
{
    if (cells->count * 2 >= cells->size) {
        Cells larger = {.size = cells->size ? cells->size * 2 : 1024};
        larger.cells = zeroed(larger.size, sizeof *larger.cells);
        for (size_t i = 0; i < cells->size; i++)
            if (cells->cells[i].used)
                ledger_add_cell(&larger, &cells->cells[i]);
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

static void enter(Clerk *c, size_t entry, size_t day, size_t slot, int32_t entity, int64_t value,
                  int sign)
{
    const Entry *e = &c->book->entries[entry];
    if (!e->values) {
        plane_add(c, e, ledger_plane_index(c->ledger, entry, day, slot), entity, value, sign);
        return;
    }
    Cell cell = {value, entity, sign, (uint16_t)day, (uint16_t)slot, true};
    if (value != CELL_MISSING)
        ledger_add_cell(&c->cells[entry], &cell);
}

/* An entry's columns for the rows of a block; where and value may be absent. */
typedef struct {
    const int64_t *date, *where, *value;
} Columns;

static Columns columns_of(ExprCache *cache, const Entry *e)
{
    return (Columns){expr_cache_eval(cache, e->date),
                     e->where ? expr_cache_eval(cache, e->where) : NULL,
                     e->value ? expr_cache_eval(cache, e->value) : NULL};
}

static bool is_in(const Columns *c, size_t i)
{
    return (!c->where || c->where[i] == 1) && c->date[i] != CELL_MISSING;
}

/*
 * The common case, counts, in a loop of its own: most of all rows of all metrics go through it.
 * Whether a row counts is as good as random, so no branch hangs on it.
 */
static void enter_counts(Clerk *c, size_t entry, const int64_t *where, const uint16_t *slots,
                         const int32_t *entities, size_t n)
{
    const Entry *e = &c->book->entries[entry];
    size_t first = ledger_plane_index(c->ledger, entry, 0, 0), count = 0;
    Plane *planes = &c->planes[first];
    uint16_t in[EXPR_BLOCK];
    for (size_t i = 0; i < n; i++) {
        in[count] = (uint16_t)i;
        count += (size_t)(slots[i] != NO_SLOT) & (size_t)(!where || where[i] == 1);
    }
    for (size_t k = 0; k < count; k++) {
        size_t i = in[k];
        int32_t *rows = planes[slots[i]].rows;
        if (!rows)
            rows = plane_at(c, e, first + slots[i])->rows;
        rows[entities[i]]++;
    }
}

static void enter_block(Clerk *c, const uint32_t *rows, const int32_t *entities, size_t n)
{
    const Ledger *l = c->ledger;
    expr_cache_begin(c->end, END_OF_DAYS, rows, n);
    const Expr *last_date = NULL;
    uint16_t slots[EXPR_BLOCK] = {0};
    for (size_t e = 0; e < c->book->count; e++) {
        const Entry *entry = &c->book->entries[e];
        Columns columns = columns_of(c->end, entry);
        for (size_t i = 0; entry->date != last_date && i < n; i++)
            slots[i] = entities[i] < 0 ? NO_SLOT : slot_of(l, columns.date[i]);
        last_date = entry->date;
        if (!entry->value && !entry->values) {
            enter_counts(c, e, columns.where, slots, entities, n);
            continue;
        }
        for (size_t i = 0; i < n; i++)
            if (slots[i] != NO_SLOT && (!columns.where || columns.where[i] == 1))
                enter(c, e, 0, slots[i], entities[i], columns.value ? columns.value[i] : 0, 1);
    }
}

/* What the rows picked[] of the block came to on an as-of day, less what they came to in the end.
 */
static void enter_difference(Clerk *c, size_t day, const uint32_t *rows, const int32_t *entities,
                             const uint16_t *picked, size_t n)
{
    const Ledger *l = c->ledger;
    Day asof = l->asofs[day - 1];
    uint32_t some[EXPR_BLOCK];
    for (size_t i = 0; i < n; i++)
        some[i] = rows[picked[i]];
    expr_cache_begin(c->then, asof, some, n);
    for (size_t e = 0; e < c->book->count; e++) {
        const Entry *entry = &c->book->entries[e];
        if (!entry->moves)
            continue;
        Columns end = columns_of(c->end, entry), then = columns_of(c->then, entry);
        for (size_t i = 0; i < n; i++) {
            size_t p = picked[i];
            bool was = is_in(&then, i) && then.date[i] <= asof;
            bool is = is_in(&end, p) && end.date[p] <= asof;
            int64_t before = was && then.value ? then.value[i] : 0;
            int64_t after = is && end.value ? end.value[p] : 0;
            if (entities[p] < 0 ||
                (was == is && before == after && (!was || then.date[i] == end.date[p])))
                continue;
            if (is)
                enter(c, e, day, slot_of(l, end.date[p]), entities[p], after, -1);
            if (was)
                enter(c, e, day, slot_of(l, then.date[i]), entities[p], before, 1);
        }
    }
}

/* First day on which a row counts anywhere, last day that changes it. */
static void block_life(const Clerk *c, size_t n, int64_t *first, int64_t *latest)
{
    for (size_t i = 0; i < n; i++) {
        first[i] = INT64_MAX;
        latest[i] = INT64_MIN;
    }
    for (size_t d = 0; d < c->date_count; d++) {
        const int64_t *days = expr_cache_eval(c->end, c->dates[d]);
        for (size_t i = 0; i < n; i++)
            if (days[i] != CELL_MISSING && days[i] < first[i])
                first[i] = days[i];
    }
    for (size_t s = 0; s < c->source_count; s++)
        expr_raise_days(c->end, c->sources[s], latest);
}

static void *clerk_work(void *argument)
{
    Clerk *c = argument;
    const Ledger *l = c->ledger; /* cppcheck-suppress uninitvar -- clerk_new() has set it */
    const bool homes = strcmp(table_schema(c->book->table)->name, "compounds") == 0;
    const int32_t *compounds = table_compounds(c->book->table);
    uint32_t rows[EXPR_BLOCK];
    int32_t entities[EXPR_BLOCK];
    int64_t first[EXPR_BLOCK], latest[EXPR_BLOCK];
    uint16_t picked[EXPR_BLOCK];
    for (size_t from = c->from; from < c->to; from += EXPR_BLOCK) {
        size_t n = c->to - from < EXPR_BLOCK ? c->to - from : EXPR_BLOCK;
        int64_t soonest = INT64_MAX, last = INT64_MIN;
        for (size_t i = 0; i < n; i++) {
            rows[i] = (uint32_t)(from + i);
            entities[i] = homes ? (int32_t)(from + i) : compounds[from + i];
        }
        enter_block(c, rows, entities, n);
        block_life(c, n, first, latest);
        for (size_t i = 0; i < n; i++) {
            soonest = first[i] < soonest ? first[i] : soonest;
            last = latest[i] > last ? latest[i] : last;
        }
        for (size_t d = 0; d < l->asof_count; d++) {
            size_t count = 0;
            if (l->asofs[d] < soonest || l->asofs[d] >= last)
                continue;
            for (size_t i = 0; i < n; i++)
                if (first[i] <= l->asofs[d] && latest[i] > l->asofs[d])
                    picked[count++] = (uint16_t)i;
            if (count)
                enter_difference(c, d + 1, rows, entities, picked, count);
        }
    }
    return NULL;
}

static void clerk_open(Clerk *c, const Ledger *l, const Book *book, size_t from, size_t to)
{
    *c = (Clerk){.ledger = l, .book = book, .from = from, .to = to};
    c->planes = zeroed(ledger_plane_index(l, book->count, 0, 0), sizeof *c->planes);
    c->cells = zeroed(book->count, sizeof *c->cells);
    c->end = expr_cache_new(l->plan->pool);
    c->then = expr_cache_new(l->plan->pool);
    c->dates = zeroed(book->count, sizeof *c->dates);
    for (size_t e = 0; e < book->count; e++) {
        const Entry *entry = &book->entries[e];
        const Expr *all[] = {entry->date, entry->where, entry->value};
        bool seen = false;
        for (size_t i = 0; i < 3 && entry->moves; i++)
            c->source_count = expr_sources(all[i], c->sources, c->source_count, SOURCES_MAX);
        for (size_t d = 0; d < c->date_count; d++)
            seen = seen || c->dates[d] == book->entries[e].date;
        if (!seen)
            c->dates[c->date_count++] = book->entries[e].date;
    }
}

static void plane_free(Plane *plane)
{
    free(plane->rows);
    free(plane->known);
    free(plane->sum);
}

/* The sums of one clerk go into the ledger's; they hold whole numbers, so order does not matter. */
static void clerk_close(Clerk *c, Plane *planes, Cells *cells)
{
    const Ledger *l = c->ledger;
    for (size_t p = 0; p < ledger_plane_index(l, c->book->count, 0, 0); p++) {
        Plane *from = &c->planes[p], *to = &planes[p];
        if (!from->rows)
            continue;
        if (!to->rows) {
            *to = *from;
            continue;
        }
        for (size_t e = 0; e < l->entities; e++) {
            to->rows[e] += from->rows[e];
            if (from->sum) {
                to->known[e] += from->known[e];
                to->sum[e] += from->sum[e];
            }
        }
        plane_free(from);
    }
    for (size_t e = 0; e < c->book->count; e++) {
        for (size_t i = 0; i < c->cells[e].size; i++)
            if (c->cells[e].cells[i].used)
                ledger_add_cell(&cells[e], &c->cells[e].cells[i]);
        free(c->cells[e].cells);
    }
    free(c->planes);
    free(c->cells);
    free(c->dates);
    expr_cache_free(c->end);
    expr_cache_free(c->then);
}

static void count_book(Ledger *l, size_t b, size_t threads)
{
    const Book *book = &l->books[b];
    Clerk clerks[THREADS_MAX];
    size_t rows = table_rows(book->table), each = (rows / threads / EXPR_BLOCK + 1) * EXPR_BLOCK;
    for (size_t t = 0; t < threads; t++) {
        size_t from = t * each < rows ? t * each : rows;
        size_t to = (t + 1) * each < rows && t + 1 < threads ? (t + 1) * each : rows;
        clerk_open(&clerks[t], l, book, from, to);
        if (t > 0 && pthread_create(&clerks[t].thread, NULL, clerk_work, &clerks[t]) != 0) {
            clerk_work(&clerks[t]); /* no thread to be had: here, then */
            clerks[t].from = SIZE_MAX;
        }
    }
    clerk_work(&clerks[0]);
    for (size_t t = 0; t < threads; t++) {
        if (t > 0 && clerks[t].from != SIZE_MAX)
            pthread_join(clerks[t].thread, NULL);
        clerk_close(&clerks[t], l->planes[b], l->cells[b]);
    }
}

Ledger *ledger_build(const Dataset *data, const MetricPlan *plan, const Interval *spans,
                     size_t count, const LedgerOptions *options)
{
    Ledger *l = zeroed(1, sizeof *l);
    size_t terms = 0;
    l->plan = plan;
    l->entities = table_rows(dataset_find(data, "compounds"));
    for (size_t m = 0; m < plan->count; m++)
        terms += plan->metrics[m].term_count;
    l->books = zeroed(terms + 1, sizeof *l->books);
    for (size_t m = 0; m < plan->count; m++)
        for (size_t t = 0; t < plan->metrics[m].term_count; t++) {
            const Term *term = &plan->metrics[m].terms[t];
            bool wanted = table_rows(term->table) >= options->least_rows ||
                          (options->wants && options->wants(options->context, term->table));
            if (wanted && is_held(term))
                add_entry(l, term, plan->metrics[m].kind == KIND_MEDIAN);
        }
    read_days(l, spans, count);
    l->planes = zeroed(l->book_count + 1, sizeof *l->planes);
    l->cells = zeroed(l->book_count + 1, sizeof *l->cells);
    int threads = options->threads;
    threads = threads < 1 ? 1 : threads > THREADS_MAX ? THREADS_MAX : threads;
    for (size_t b = 0; b < l->book_count; b++) {
        const Book *book = &l->books[b];
        l->planes[b] = zeroed(ledger_plane_index(l, book->count, 0, 0), sizeof *l->planes[b]);
        l->cells[b] = zeroed(book->count, sizeof *l->cells[b]);
        if (!options->fill || !options->fill(options->context, l, b))
            count_book(l, b, (size_t)threads);
    }
    return l;
}

void ledger_clear_book(Ledger *l, size_t b)
{
    for (size_t p = 0; p < ledger_plane_index(l, l->books[b].count, 0, 0); p++) {
        plane_free(&l->planes[b][p]);
        l->planes[b][p] = (Plane){0};
    }
    for (size_t e = 0; e < l->books[b].count; e++) {
        free(l->cells[b][e].cells);
        l->cells[b][e] = (Cells){0};
    }
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
    size_t at = days_up_to(l->asofs, l->asof_count, asof);
    return at > 0 && l->asofs[at - 1] == asof ? at : 0;
}

static bool is_bound(const Ledger *l, Day day)
{
    size_t at = days_up_to(l->bounds, l->bound_count, day);
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

bool ledger_read(const Ledger *l, const Term *term, Day asof, const Day *firsts, size_t windows,
                 size_t entities, Tally *out)
{
    size_t book, entry, day = day_index(l, asof);
    if (day == 0 || !ledger_find(l, term, false, &book, &entry))
        return false;
    for (size_t w = 0; w < windows; w++) /* slots can be added up only between announced days */
        if (firsts[w] != DAY_MISSING && !is_bound(l, firsts[w]))
            return false;
    size_t end = days_up_to(l->bounds, l->bound_count, asof + 1);
    for (size_t w = 0; w < windows; w++) {
        size_t from =
            firsts[w] == DAY_MISSING ? 0 : days_up_to(l->bounds, l->bound_count, firsts[w]);
        for (size_t slot = from; slot < end; slot++) {
            read_plane(&l->planes[book][ledger_plane_index(l, entry, 0, slot)], entities,
                       w * entities, out);
            read_plane(&l->planes[book][ledger_plane_index(l, entry, day, slot)], entities,
                       w * entities, out);
        }
    }
    return true;
}

bool ledger_values(const Ledger *l, const Term *term, Day asof, const Day *firsts, size_t windows,
                   ValueCount **items, size_t *count, size_t *capacity)
{
    size_t book, entry, day = day_index(l, asof);
    if (day == 0 || !ledger_find(l, term, true, &book, &entry))
        return false;
    for (size_t w = 0; w < windows; w++)
        if (firsts[w] != DAY_MISSING && !is_bound(l, firsts[w]))
            return false;
    size_t end = days_up_to(l->bounds, l->bound_count, asof + 1);
    const Cells *cells = &l->cells[book][entry];
    for (size_t i = 0; i < cells->size; i++) {
        const Cell *cell = &cells->cells[i];
        size_t slot = (size_t)cell->slot;
        if (cell->count == 0 || slot >= end || (cell->day != 0 && (size_t)cell->day != day))
            continue;
        GROW(*items, *capacity, *count + 1);
        (*items)[(*count)++] = (ValueCount){cell->entity, slot ? l->bounds[slot - 1] : INT32_MIN,
                                            cell->value, cell->count};
    }
    return true;
}
