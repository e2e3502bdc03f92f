/*
 * due.h - due items: what each compound had to make public by which day (metrics.md 2).
 */
#ifndef DUE_H
#define DUE_H

#include "cube/rules.h"

typedef struct {
    const Rule *rule;
    int32_t compound;
    Day due;
    Day posted; /* first posting of what answers it, DAY_MISSING: none */
    bool on_time;
} DueItem;

typedef struct {
    DueItem *items; /* by compound, rule, day */
    size_t count;
} DueList;

/* Rule of each row of T20 (NULL: none), into an array of table_rows() in `arena`. */
const Rule **due_rules(Arena *arena, const Table *t20, const RuleSet *rules);
/*
 * Due day of each row of T20 into days[], CELL_MISSING for none, and the day from which it is known
 * into known[] (event_on where it follows from that; CELL_MISSING: always).
 */
void due_days(const Table *t20, const RuleSet *rules, const Rule *const *of, int64_t *days,
              int64_t *known);
/* All items due from `first` to `last`. */
void due_items(Arena *arena, const Dataset *data, const RuleSet *rules, const Rule *const *of,
               const int64_t *days, Day first, Day last, DueList *out);
#endif
