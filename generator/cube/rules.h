/*
 * rules.h - what must be made public, how often, and for which compounds.
 *
 * Rules are the rows of R1 whose pack is empty or the configured place; where
 * R1 did not arrive, the built-in pack of that name (metrics.md 2).
 */
#ifndef RULES_H
#define RULES_H

#include "base/config.h"
#include "cube/calendar.h"
#include "data/table.h"

typedef enum {
    CADENCE_CONTINUOUS,
    CADENCE_MONTH,
    CADENCE_QUARTER,
    CADENCE_HALF,
    CADENCE_YEAR,
    CADENCE_EVENT
} Cadence;

typedef struct {
    const char *id, *title, *basis;
    const char *title_en; /* of a built-in pack; "" where an office wrote the rule itself */
    const char *holder;   /* who has to make it public */
    int64_t section;      /* code of disclosures.section, CELL_MISSING where unknown */
    Cadence cadence;
    int64_t deadline_days;
    bool working_days;
    int64_t min_post_days; /* or CELL_MISSING */
    bool *applies;         /* by compound */
} Rule;

typedef struct {
    const Rule *rules; /* sorted by id */
    size_t count;
    const Calendar *calendar;
} RuleSet;

/*
 * `packs`: maps with `pack` and `rules`, and those of calendar.h. A condition that cannot be read
 * applies to no compound.
 */
void rules_read(Arena *arena, const Dataset *data, const Config *config, const Value *packs,
                RuleSet *out);
const Rule *rules_find(const RuleSet *rules, const char *id);
/* `day` and the rule's deadline. */
Day rule_deadline(const RuleSet *rules, const Rule *rule, Day day);
/* Last day of the calendar period of the rule's cadence that holds `month`. */
Day rule_period_end(const Rule *rule, Month month);
#endif
