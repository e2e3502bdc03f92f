/* clerk.c - see clerk.h. */
#include "cube/clerk.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/wide.h"

#ifdef WIDE_LOOPS
#pragma GCC optimize("O3")
#endif

#define CLERKS_MAX 8
#define SOURCES_MAX 64
#define END_OF_DAYS (INT32_MAX / 2)

/* The sums of one entry in the end: [slot * entities + entity]. */
typedef struct {
    int32_t *rows, *known;
    Int128 *sum;
} Sums;

/* Where the rows of a block lie by one of the dates: slot * entities + entity. */
typedef struct {
    const Expr *date;
    bool moves; /* of an entry that does */
    uint64_t in[EXPR_WORDS];
    size_t places[EXPR_BLOCK];
} Dated;

typedef struct {
    const Ledger *ledger;
    const Book *book;
    size_t from, to;
    Plane *planes; /* what was different on the as-of days */
    Sums *sums;    /* by entry */
    Cells *cells;
    ExprCache *end, *then; /* rows as they are in the end, and on an as-of day */
    Dated *dates;          /* the different ones of the entries */
    size_t date_count;
    size_t *date_of;                  /* by entry */
    const Expr *sources[SOURCES_MAX]; /* dates that change a value by having come */
    size_t source_count;
    pthread_t thread;
} Clerk;

/* Each bit that is set, as i. */
#define EACH_BIT(bits, i)                                                                          \
    for (size_t w_ = 0, i; w_ < EXPR_WORDS; w_++)                                                  \
        for (uint64_t left_ = (bits)[w_];                                                          \
             left_ && (i = 64 * w_ + (size_t)__builtin_ctzll(left_), true); left_ &= left_ - 1)

static bool bit(const uint64_t *bits, size_t i)
{
    return bits[i / 64] >> i % 64 & 1;
}

/* --- rows as they are in the end ----------------------------------------------------------- */

static void place_rows(const Clerk *c, Dated *dated, const int32_t *entities, size_t n)
{
    const Ledger *l = c->ledger;
    const int64_t *days = expr_cache_eval(c->end, dated->date);
    memset(dated->in, 0, sizeof dated->in);
    for (size_t i = 0; i < n; i++) {
        uint16_t slot = ledger_slot(l, days[i]);
        bool in = slot != LEDGER_NO_SLOT && entities[i] >= 0;
        dated->in[i / 64] |= (uint64_t)in << i % 64;
        dated->places[i] = in ? slot * l->entities + (size_t)entities[i] : 0;
    }
}

static void add_value(Clerk *c, size_t entry, size_t place, int64_t value)
{
    const Ledger *l = c->ledger;
    Cells *cells = &c->cells[entry];
    if (value >= 0 && value < LEDGER_NEAR) {
        ledger_near(l, cells, place)[value]++;
    } else if (value != CELL_MISSING) {
        Cell cell = {value, (int32_t)(place % l->entities),  1,
                     0,     (uint16_t)(place / l->entities), true};
        ledger_add_cell(l, cells, &cell);
    }
}

static void make_sums(const Clerk *c, const Entry *e, Sums *sums)
{
    size_t count = ledger_slots(c->ledger) * c->ledger->entities;
    if (sums->rows)
        return;
    sums->rows = memory_alloc(count * sizeof *sums->rows);
    if (e->value) {
        sums->known = memory_alloc(count * sizeof *sums->known);
        sums->sum = memory_alloc(count * sizeof *sums->sum);
    }
}

/* The rows bits[] of the block count for the entry. */
static void enter_rows(Clerk *c, size_t entry, const Dated *dated, const uint64_t *bits)
{
    const Entry *e = &c->book->entries[entry];
    const size_t *places = dated->places;
    const int64_t *values = e->value ? expr_cache_eval(c->end, e->value) : NULL;
    if (e->values) {
        EACH_BIT(bits, i)
        add_value(c, entry, places[i], values ? values[i] : 0);
        return;
    }
    Sums *sums = &c->sums[entry];
    make_sums(c, e, sums);
    int32_t *rows = sums->rows;
    EACH_BIT(bits, i)
    rows[places[i]]++;
    if (!values)
        return;
    EACH_BIT(bits, i)
    if (values[i] != CELL_MISSING) {
        sums->known[places[i]]++;
        sums->sum[places[i]] += values[i];
    }
}

static void enter_block(Clerk *c, const uint32_t *rows, const int32_t *entities, size_t n)
{
    expr_cache_begin(c->end, END_OF_DAYS, rows, n);
    for (size_t d = 0; d < c->date_count; d++)
        place_rows(c, &c->dates[d], entities, n);
    for (size_t e = 0; e < c->book->count; e++) {
        const Expr *where = c->book->entries[e].where;
        const Dated *dated = &c->dates[c->date_of[e]];
        const uint64_t *yes = where ? expr_cache_bits(c->end, where) : dated->in;
        uint64_t bits[EXPR_WORDS], any = 0;
        for (size_t w = 0; w < EXPR_WORDS; w++)
            any |= bits[w] = yes[w] & dated->in[w];
        if (any)
            enter_rows(c, e, dated, bits);
    }
}

/* --- rows as they were on an as-of day ----------------------------------------------------- */

static void plane_add(Clerk *c, const Entry *e, size_t at, int32_t entity, int64_t value, int sign)
{
    Plane *plane = ledger_plane(c->ledger, e, &c->planes[at]);
    plane->rows[entity] += sign;
    if (e->value && value != CELL_MISSING) {
        plane->known[entity] += sign;
        plane->sum[entity] += sign < 0 ? -(Int128)value : (Int128)value;
    }
}

static void enter(Clerk *c, size_t entry, size_t day, int64_t date, int32_t entity, int64_t value,
                  int sign)
{
    const Entry *e = &c->book->entries[entry];
    uint16_t slot = ledger_slot(c->ledger, date);
    if (!e->values) {
        plane_add(c, e, ledger_plane_index(c->ledger, entry, day, slot), entity, value, sign);
        return;
    }
    Cell cell = {value, entity, sign, (uint16_t)day, slot, true};
    if (value != CELL_MISSING)
        ledger_add_cell(c->ledger, &c->cells[entry], &cell);
}

/* Rows of a block that are looked at again. */
typedef struct {
    size_t day; /* number of the as-of day */
    uint16_t picked[EXPR_BLOCK];
    size_t count;
    int32_t entities[EXPR_BLOCK];
    uint64_t there[EXPR_WORDS]; /* those of an entity */
} Picked;

/*
 * Of one date: whose day has come, then and in the end. It is a column (ledger.c), so until it is
 * what it is in the end it is missing: where both have come, they are one day.
 */
typedef struct {
    const int64_t *then, *end; /* the latter by row of the block */
    uint64_t was[EXPR_WORDS], is[EXPR_WORDS];
} Come;

static void compare_days(const Clerk *c, const Dated *dated, const Picked *p, Day asof, Come *out)
{
    *out = (Come){
        expr_cache_eval(c->then, dated->date), expr_cache_eval(c->end, dated->date), {0}, {0}};
    for (size_t i = 0; i < p->count; i++) { /* CELL_MISSING is the least number */
        int64_t then = out->then[i], end = out->end[p->picked[i]];
        out->was[i / 64] |= (uint64_t)(then != CELL_MISSING && then <= asof) << i % 64;
        out->is[i / 64] |= (uint64_t)(end != CELL_MISSING && end <= asof) << i % 64;
    }
}

/* bits[] by picked row instead of by row of the block. */
static void pick_bits(const uint64_t *bits, const Picked *p, uint64_t *out)
{
    uint64_t any = 0;
    for (size_t w = 0; w < EXPR_WORDS; w++) {
        any |= bits[w];
        out[w] = 0;
    }
    for (size_t i = 0; any && i < p->count; i++)
        out[i / 64] |= (uint64_t)bit(bits, p->picked[i]) << i % 64;
}

static void enter_moved(Clerk *c, size_t entry, const Picked *p, const Come *come)
{
    const Entry *e = &c->book->entries[entry];
    uint64_t was[EXPR_WORDS], is[EXPR_WORDS], look[EXPR_WORDS], any = 0;
    memcpy(was, come->was, sizeof was);
    memcpy(is, come->is, sizeof is);
    if (e->where) {
        const uint64_t *then = expr_cache_bits(c->then, e->where);
        uint64_t end[EXPR_WORDS];
        pick_bits(expr_cache_bits(c->end, e->where), p, end);
        for (size_t w = 0; w < EXPR_WORDS; w++) {
            was[w] &= then[w];
            is[w] &= end[w];
        }
    }
    for (size_t w = 0; w < EXPR_WORDS; w++) {
        look[w] = (was[w] ^ is[w]) | (e->value ? was[w] & is[w] : 0);
        any |= look[w] &= p->there[w];
    }
    if (!any)
        return;
    const int64_t *then = e->value ? expr_cache_eval(c->then, e->value) : NULL;
    const int64_t *end = e->value ? expr_cache_eval(c->end, e->value) : NULL;
    EACH_BIT(look, i)
    {
        size_t row = p->picked[i];
        int64_t before = bit(was, i) && then ? then[i] : 0,
                after = bit(is, i) && end ? end[row] : 0;
        if (bit(was, i) == bit(is, i) && before == after)
            continue;
        if (bit(is, i))
            enter(c, entry, p->day, come->end[row], p->entities[i], after, -1);
        if (bit(was, i))
            enter(c, entry, p->day, come->then[i], p->entities[i], before, 1);
    }
}

/* What the picked rows came to on an as-of day, less what they came to in the end. */
static void enter_difference(Clerk *c, const uint32_t *rows, const int32_t *entities, Picked *p)
{
    Day asof = c->ledger->asofs[p->day - 1];
    uint32_t some[EXPR_BLOCK];
    memset(p->there, 0, sizeof p->there);
    for (size_t i = 0; i < p->count; i++) {
        some[i] = rows[p->picked[i]];
        p->entities[i] = entities[p->picked[i]];
        p->there[i / 64] |= (uint64_t)(p->entities[i] >= 0) << i % 64;
    }
    expr_cache_begin(c->then, asof, some, p->count);
    for (size_t d = 0; d < c->date_count; d++) {
        Come come;
        if (!c->dates[d].moves)
            continue;
        compare_days(c, &c->dates[d], p, asof, &come);
        for (size_t e = 0; e < c->book->count; e++)
            if (c->date_of[e] == d && c->book->entries[e].moves)
                enter_moved(c, e, p, &come);
    }
}

/* --- a block of rows ------------------------------------------------------------------------- */

/* Missing days are no first days. */
EITHER void lower(const int64_t *days, size_t n, int64_t *restrict first)
{
    for (size_t i = 0; i < n; i++) {
        int64_t day = days[i] == CELL_MISSING ? INT64_MAX : days[i];
        first[i] = day < first[i] ? day : first[i];
    }
}

VARIANTS(lower_days, lower, (const int64_t *days, size_t n, int64_t *first), (days, n, first))

EITHER void ends(const int64_t *first, const int64_t *latest, size_t n, int64_t *restrict span)
{
    int64_t soonest = INT64_MAX, last = INT64_MIN;
    for (size_t i = 0; i < n; i++) {
        soonest = first[i] < soonest ? first[i] : soonest;
        last = latest[i] > last ? latest[i] : last;
    }
    span[0] = soonest;
    span[1] = last;
}

VARIANTS(find_ends, ends, (const int64_t *first, const int64_t *latest, size_t n, int64_t *span),
         (first, latest, n, span))

/* First day on which a row counts anywhere, last day that changes it. */
static void block_life(const Clerk *c, size_t n, int64_t *first, int64_t *latest)
{
    for (size_t i = 0; i < n; i++) {
        first[i] = INT64_MAX;
        latest[i] = INT64_MIN;
    }
    for (size_t d = 0; d < c->date_count; d++)
        lower_days(expr_cache_eval(c->end, c->dates[d].date), n, first);
    for (size_t s = 0; s < c->source_count; s++)
        expr_raise_days(c->end, c->sources[s], latest);
}

/* On each as-of day in a row's life, what it came to then. */
static void enter_life(Clerk *c, const uint32_t *rows, const int32_t *entities, size_t n)
{
    const Ledger *l = c->ledger;
    int64_t first[EXPR_BLOCK], latest[EXPR_BLOCK], span[2];
    Picked p = {.count = 0};
    block_life(c, n, first, latest);
    find_ends(first, latest, n, span);
    if (span[0] == INT64_MAX)
        return;
    for (size_t d = ledger_days_up_to(l->asofs, l->asof_count, span[0] - 1);
         d < l->asof_count && l->asofs[d] < span[1]; d++) {
        p.day = d + 1;
        p.count = 0;
        for (size_t i = 0; i < n; i++) {
            p.picked[p.count] = (uint16_t)i;
            p.count += (size_t)(first[i] <= l->asofs[d]) & (size_t)(latest[i] > l->asofs[d]);
        }
        if (p.count)
            enter_difference(c, rows, entities, &p);
    }
}

static void *clerk_work(void *argument)
{
    Clerk *c = argument;
    const bool homes = strcmp(table_schema(c->book->table)->name, "compounds") == 0;
    const int32_t *compounds = table_compounds(c->book->table);
    uint32_t rows[EXPR_BLOCK];
    int32_t entities[EXPR_BLOCK];
    for (size_t from = c->from; from < c->to; from += EXPR_BLOCK) {
        size_t n = c->to - from < EXPR_BLOCK ? c->to - from : EXPR_BLOCK;
        for (size_t i = 0; i < n; i++) {
            rows[i] = (uint32_t)(from + i);
            entities[i] = homes ? (int32_t)(from + i) : compounds[from + i];
        }
        enter_block(c, rows, entities, n);
        if (c->source_count)
            enter_life(c, rows, entities, n);
    }
    return NULL;
}

/* --- opening and closing --------------------------------------------------------------------- */

static size_t date_number(Clerk *c, const Entry *e)
{
    size_t d = 0;
    while (d < c->date_count && c->dates[d].date != e->date)
        d++;
    if (d == c->date_count)
        c->dates[c->date_count++].date = e->date;
    c->dates[d].moves = c->dates[d].moves || e->moves;
    return d;
}

static void clerk_open(Clerk *c, const Ledger *l, const Book *book, size_t from, size_t to)
{
    *c = (Clerk){.ledger = l, .book = book, .from = from, .to = to};
    c->planes = memory_alloc(ledger_plane_index(l, book->count, 0, 0) * sizeof *c->planes);
    c->sums = memory_alloc(book->count * sizeof *c->sums);
    c->cells = memory_alloc(book->count * sizeof *c->cells);
    c->end = expr_cache_new(l->plan->pool);
    c->then = expr_cache_new(l->plan->pool);
    c->dates = memory_alloc(book->count * sizeof *c->dates);
    c->date_of = memory_alloc(book->count * sizeof *c->date_of);
    size_t count = 0;
    for (size_t e = 0; e < book->count; e++) {
        const Entry *entry = &book->entries[e];
        const Expr *all[] = {entry->date, entry->where, entry->value};
        c->date_of[e] = date_number(c, entry);
        for (size_t i = 0; i < 3 && entry->moves; i++)
            count = expr_sources(all[i], c->sources, count, SOURCES_MAX);
    }
    for (size_t s = 0; s < count; s++)
        if (!expr_is_empty(c->sources[s]))
            c->sources[c->source_count++] = c->sources[s];
}

static void add_plane(const Ledger *l, const Plane *from, Plane *to)
{
    const bool sums = from->known && from->sum && to->known && to->sum;
    for (size_t e = 0; e < l->entities; e++) {
        to->rows[e] += from->rows[e];
        if (sums) {
            to->known[e] += from->known[e];
            to->sum[e] += from->sum[e];
        }
    }
}

static bool is_zero(const int32_t *rows, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (rows[i])
            return false;
    return true;
}

static void close_sums(const Clerk *c, size_t entry, Plane *planes)
{
    const Ledger *l = c->ledger;
    Sums *sums = &c->sums[entry];
    for (size_t slot = 0; sums->rows && slot < ledger_slots(l); slot++) {
        size_t first = slot * l->entities;
        Plane part = {&sums->rows[first], sums->known ? &sums->known[first] : NULL,
                      sums->sum ? &sums->sum[first] : NULL};
        Plane *to = &planes[ledger_plane_index(l, entry, 0, slot)];
        if (!is_zero(part.rows, l->entities))
            add_plane(l, &part, ledger_plane(l, &c->book->entries[entry], to));
    }
    free(sums->rows);
    free(sums->known);
    free(sums->sum);
}

static void close_cells(const Ledger *l, Cells *from, Cells *to)
{
    size_t places = from->near ? ledger_slots(l) * l->entities : 0;
    for (size_t place = 0; place < places; place++) {
        if (!from->near[place])
            continue;
        int32_t *counts = ledger_near(l, to, place);
        for (size_t v = 0; v < LEDGER_NEAR; v++)
            counts[v] += from->near[place][v];
    }
    for (size_t i = 0; i < from->size; i++)
        if (from->cells[i].used)
            ledger_add_cell(l, to, &from->cells[i]);
    ledger_free_cells(l, from);
}

/* The sums of one clerk go into the ledger's; they hold whole numbers, so order does not matter. */
static void clerk_close(Clerk *c, Plane *planes, Cells *cells)
{
    const Ledger *l = c->ledger;
    for (size_t p = 0; p < ledger_plane_index(l, c->book->count, 0, 0); p++) {
        Plane *from = &c->planes[p], *to = &planes[p];
        if (from->rows && to->rows) {
            add_plane(l, from, to);
            ledger_free_plane(from);
        } else if (from->rows) {
            *to = *from;
        }
    }
    for (size_t e = 0; e < c->book->count; e++) {
        close_sums(c, e, planes);
        if (cells[e].near || cells[e].size)
            close_cells(l, &c->cells[e], &cells[e]);
        else
            cells[e] = c->cells[e];
    }
    free(c->planes);
    free(c->sums);
    free(c->cells);
    free(c->dates);
    free(c->date_of);
    expr_cache_free(c->end);
    expr_cache_free(c->then);
}

void clerks_count(Ledger *l, size_t b, size_t threads)
{
    const Book *book = &l->books[b];
    Clerk clerks[CLERKS_MAX] = {{0}};
    threads = threads < CLERKS_MAX ? threads : CLERKS_MAX;
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
