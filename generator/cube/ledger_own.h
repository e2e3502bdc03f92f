/*
 * ledger_own.h - what the ledger is made of; for ledger.c, clerk.c and ledger_part.c only.
 */
#ifndef LEDGER_OWN_H
#define LEDGER_OWN_H

#include "cube/ledger.h"

/* One slot of one entry: sums by entity, each made at its first need. */
typedef struct {
    int32_t *rows, *known;
    Int128 *sum;
} Plane;

typedef struct {
    int64_t value;
    int32_t entity, count;
    uint16_t day; /* 0: in the end; else index of the as-of day, from 1 */
    uint16_t slot;
    bool used;
} Cell;

/*
 * Values of one entry, for medians: how often each is there. Small numbers, as days mostly are, are
 * counted by what they are, the others in a hash of (day, slot, entity, value) -> count.
 */
typedef struct {
    Cell *cells;
    size_t count, size; /* size: a power of two */
    int32_t **near;     /* [slot * entities + entity][value], in the end; NULL: none */
} Cells;
#define LEDGER_NEAR 64 /* values */

/* Terms that differ in nothing share an entry. */
typedef struct {
    const Expr *date, *where, *value;
    bool values; /* of a median */
    bool moves;  /* what a row comes to hangs on the as-of day, not only whether its day has come */
} Entry;

typedef struct {
    const Table *table;
    Entry *entries;
    size_t count;
} Book;

struct Ledger {
    const MetricPlan *plan;
    Book *books;
    size_t book_count;
    uint16_t *slot_of_day; /* of bounds[0] up to the last bound */
    Day *bounds; /* slot 0: before bounds[0]; slot i: bounds[i-1] up to before bounds[i] */
    size_t bound_count;
    Day *asofs;
    size_t asof_count;
    size_t entities;
    Plane **planes; /* [book][(entry * (asofs + 1) + day) * slots + slot]; day 0: in the end */
    Cells **cells;  /* [book][entry] */
};

#define LEDGER_NO_SLOT UINT16_MAX

/* LEDGER_NO_SLOT for a missing day, and for one behind every window. */
static inline uint16_t ledger_slot(const Ledger *l, int64_t day)
{
    if (day == CELL_MISSING || l->bound_count == 0 || day >= l->bounds[l->bound_count - 1])
        return LEDGER_NO_SLOT;
    return day < l->bounds[0] ? 0 : l->slot_of_day[day - l->bounds[0]];
}

/* How many slots there are. */
static inline size_t ledger_slots(const Ledger *l)
{
    return l->bound_count + 1;
}

/* How many of the sorted days are <= day. */
size_t ledger_days_up_to(const Day *days, size_t count, int64_t day);
/* Where the plane of an entry, as-of day (0: in the end) and slot lies in planes[book]. */
size_t ledger_plane_index(const Ledger *ledger, size_t entry, size_t day, size_t slot);
/* Adds the cell's count to what is there; its `used` must be set. */
void ledger_add_cell(const Ledger *ledger, Cells *cells, const Cell *cell);
/* The counts of small values at slot * entities + entity. */
int32_t *ledger_near(const Ledger *ledger, Cells *cells, size_t place);
void ledger_free_cells(const Ledger *ledger, Cells *cells);
/* The plane with room for every entity. */
Plane *ledger_plane(const Ledger *ledger, const Entry *entry, Plane *plane);
void ledger_free_plane(Plane *plane);
/* As if nothing had been counted of the book. */
void ledger_clear_book(Ledger *ledger, size_t book);
/* Where the term is held; false where it is not. */
bool ledger_find(const Ledger *ledger, const Term *term, bool values, size_t *book, size_t *entry);
#endif
