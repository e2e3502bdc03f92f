/*
 * approval.h - who approved which period: input/approvals.csv (contract.md).
 *
 * Columns compound_id, period, approved_by, approved_on; an empty compound_id
 * approves the period for all. Without an approval everything says 征求意见稿.
 */
#ifndef APPROVAL_H
#define APPROVAL_H

#include "base/error.h"
#include "data/table.h"

typedef struct Approvals Approvals;

/* A missing file is no approvals; a line that cannot be used approves nothing, and the import says
 * so (intake.h). */
bool approvals_read(Arena *arena, const char *dir, Approvals **out, Error *err);
/* True where all of the compounds (rows of T01) are approved for the month; false for none. */
bool approvals_cover(const Approvals *approvals, const Dataset *data, const int32_t *compounds,
                     size_t count, Month period);
/* The latest approved_on of those that approve the compounds for the month, or DAY_MISSING. */
Day approvals_day(const Approvals *approvals, const Dataset *data, const int32_t *compounds,
                  size_t count, Month period);
#endif
