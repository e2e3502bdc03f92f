/*
 * derive.h - columns and tables that follow from several tables at once.
 *
 * They are computed once, before the metrics, and are the same for every as-of
 * day, except that a cell reads as missing before the day from which it is known
 * (marked event below; metrics.md 1.2).
 *
 * Derived columns, {"derived", NAME} in expressions:
 *   meetings.joint            1 where meeting_type is not committee
 *   resolutions.vote_day      decided_on as entered, else vote_to
 *   resolutions.owners_total, .area_total   T10, else T01; missing = unknown
 *   resolutions.quorum, .passed             1/0 by art. 278 (data/vote.h); missing = unknown
 *   disclosures.due_day       due_on, else from its rule and event_on (event; metrics.md 2)
 *   disclosures.min_post_days of its rule
 *   disclosures.kind_of       section, else its rule's, as a code of disclosures.section
 *   disclosures.standing      1 where its rule is continuous and applies to the compound
 *   fund_ledger.paid_on       first pay_first/pay_final of the same compound and matter_id (event)
 *   fund_ledger.posted_in_time_on  first T20 row of the same compound and matter_id that was posted
 *                             by its due day (event)
 *   list_events.released_on   first release (vehicle: same compound and plate) or list_out
 * (company: same company and color) dated from event_on (event) projects.rank             shared
 * rank of an idea within compound and ballot_year
 *
 * Derived tables (compound tables like any other):
 *   due_items       rule_id, due_on, section (codes of T20), continuous 0/1, first_posted_on
 * (event), on_time 0/1   one row per due item standing_items  rule_id, section: one row per
 * compound and continuous rule that applies
 */
#ifndef DERIVE_H
#define DERIVE_H

#include "cube/company.h"
#include "cube/due.h"
#include "data/expr.h"

typedef struct {
    DerivedColumns columns;
    DueList due;          /* what due_items holds */
    Dataset *tables;      /* due_items, standing_items; free with derived_free() */
    const RuleSet *rules; /* that hold here; NULL where nothing can be due */
} Derived;

/*
 * `rules`: the built-in packs, used where R1 did not arrive. Due items are made for due days from
 * `first` to `last`.
 */
void derived_build(Arena *arena, const Dataset *data, const Config *config,
                   const Companies *companies, const Value *rules, Day first, Day last,
                   Derived *out);
void derived_free(Derived *derived);
/* The table by name among those of `data` and the derived ones, or NULL. */
const Table *derived_table(const Derived *derived, const Dataset *data, const char *name);
#endif
