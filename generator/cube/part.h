/*
 * part.h - what one shard has counted of its own compounds, for the merge to add up.
 *
 * Bytes as in base/pack.h, behind the line "gongkai-cube-1\n":
 *
 *   compounds  count, their ids
 *   files      count, path and SHA-256 of each that was read
 *   tables     count; of each its name, how many rows it has, and rows of each compound in turn
 *   ledger     count and days of bounds, count and as-of days (ledger.h)
 *   entries    count; of each its planes and counted values, as one text (ledger_part.h)
 *   terms      count; of each its metric, its number there, its entry
 *   answers    count; of each its metric, window, first and last day, and as one text of each
 *              compound 1 and numerator and denominator, or 0: of functions with adds_up
 *   "end"
 *
 * Sums and counted values are whole numbers, so what is added up is what one run would have
 * counted. It holds no cell of any table but the values of medians, with how often they are.
 *
 * What is not handed over, and counted by the merge from its rows: tables in which rows of
 * different compounds depend on each other (schema_is_divided()), terms that the ledger does not
 * hold, terms by company, items, scores, totals, functions without adds_up; changes and trends
 * follow from the figures they compare.
 */
#ifndef PART_H
#define PART_H

#include "base/pack.h"
#include "cube/cube.h"
#include "cube/ledger.h"
#include "cube/plan.h"

/* --- of a shard --- */
typedef struct PartWriter {
    Buffer bytes, answers;
    size_t answer_count;
    const int32_t *rows; /* its own compounds, rows of T01 */
    size_t count;
} PartWriter;

/* `mine`: by row of T01. */
void part_open(PartWriter *out, Arena *arena, const Import *import, const bool *mine);
void part_put_ledger(PartWriter *out, const Ledger *ledger);
/* Of its own compounds; `answers` by scope of the set. */
void part_put_answers(PartWriter *out, const MetricInfo *metric, const ScopeSet *set, Window window,
                      Day first, Day last, const ComputeAnswer *answers);
void part_close(PartWriter *out);
/* Of a table of rows: may the ledger of a shard be added to others'? */
bool part_holds(const Table *table);

/* --- of a merge --- */
typedef struct CubePart CubePart;

/* Everything in `arena`, which borrows `bytes`; NULL where they are no whole part. */
CubePart *part_read(Arena *arena, const char *bytes, size_t length);

/* The parts of all shards, ready for this import. */
typedef struct CubeParts {
    CubePart **parts;
    size_t count;
    bool answers;    /* of functions too: they may look at tables that are not divided */
    bool other_days; /* after cube_run(): rows were counted, since a shard counted other months */
} CubeParts;

/*
 * Have the shards read every row that the import has, and kept the same ones? Else they must not be
 * used: rows of a compound lay where its shard did not look, or rows of two shards have one key.
 * Sets `answers`.
 */
bool parts_fit(CubeParts *parts, Arena *arena, const Import *import);
/* LedgerOptions.fill, with the CubeParts as context. */
bool parts_fill(void *parts, Ledger *ledger, size_t book);
/* False where a shard has none. answers[] by scope of the set, compounds only. */
bool parts_answers(const CubeParts *parts, const MetricInfo *metric, const ScopeSet *set,
                   Window window, Day first, Day last, ComputeAnswer *answers);
#endif
