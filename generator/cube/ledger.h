/*
 * ledger.h - large tables counted once, for all periods together.
 *
 * Most rows say the same on every as-of day once their last date has come. So
 * each row is entered once, as it stands in the end, into the slot of days (a
 * stretch between two ends of windows) that its date lies in; and for every
 * as-of day between its first and its last date, by how much it was different
 * then. A window is a sum of slots. Terms whose value hangs on the as-of day in
 * other ways, and small tables, are left to measure.c.
 */
#ifndef LEDGER_H
#define LEDGER_H

#include "cube/plan.h"
#include "cube/windows.h"

/* What a term came to, per window and entity: [window * entities + entity]. */
typedef struct {
    Int128 *sum; /* or maximum, or latest value */
    int64_t *rows, *known;
    Day *newest; /* HOW_LATEST: date of that value; else NULL */
} Tally;

/* So many rows with this value, dated in a slot that begins on `from`. */
typedef struct {
    int32_t entity;
    Day from;
    int64_t value, count;
} ValueCount;

typedef struct Ledger Ledger;

typedef struct {
    size_t least_rows;                                /* smaller tables are not held */
    bool (*wants)(void *context, const Table *table); /* but those; may be NULL */
    /*
     * Puts into a book what others have counted (ledger_part.h); false, with nothing put: its rows
     * are counted here. May be NULL.
     */
    bool (*fill)(void *context, Ledger *ledger, size_t book);
    void *context;
    int threads;
} LedgerOptions;

/* `spans`: every window of every as-of day that will be asked for. */
Ledger *ledger_build(const Dataset *data, const MetricPlan *plan, const Interval *spans,
                     size_t count, const LedgerOptions *options);
void ledger_free(Ledger *ledger);
/* Adds to `out` what came of the term in firsts[w]..asof; false where the term is not held. */
bool ledger_read(const Ledger *ledger, const Term *term, Day asof, const Day *firsts,
                 size_t windows, size_t entities, Tally *out);
/* Is the term held? `values`: that of a median. */
bool ledger_holds(const Ledger *ledger, const Term *term, bool values);
/*
 * The values of the term in these windows' days, for medians: appended to *items (GROW()n). Counts
 * may be negative where they correct another entry. False where the term is not held.
 */
bool ledger_values(const Ledger *ledger, const Term *term, Day asof, const Day *firsts,
                   size_t windows, ValueCount **items, size_t *count, size_t *capacity);
#endif
