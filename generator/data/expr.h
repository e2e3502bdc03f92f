/*
 * expr.h - filters and values over the rows of one table, evaluated by column.
 *
 * Lua writes `issues.status:one_of("closed") & (issues.closed_on <= issues.due_on)`;
 * what arrives here is a tree of Values (the list form below), compiled once
 * against the schema set and evaluated for blocks of rows, for one as-of day.
 *
 * Rules of metrics.md 1.2, 1.3: an event date after the as-of day reads as
 * missing; a missing operand makes a comparison false and arithmetic missing.
 * Boolean results are 0/1 and never missing.
 *
 * Tree (first item = operator):
 *   {"col", NAME}              cell; an event date after as-of reads as missing
 *   {"raw", NAME}              cell as entered
 *   {"via", NAME, EXPR}        EXPR on the row of the table that foreign key NAME names;
 *                              no such row: every column missing. NAME "compound" is the row of T01
 *   {"derived", NAME}          a derived column (cube/derive.h)
 *   {"int", N}  {"asof"}  {"asof_year"}  {"period_first"}
 *   {"eq"|"ne"|"lt"|"le"|"gt"|"ge", A, B}       numbers; false where one is missing
 *   {"in", A, {CODE, …}}       enum or text column A is one of the codes / texts
 *   {"known", A} {"missing", A}
 *   {"yes", A} {"no", A}       bool column is 1 / 0
 *   {"reached", A, {CODE…}, DATE}  enum A is one of CODEs and date column DATE is missing as
 *                              entered or <= as-of (metrics.md 1.2 "status that names an event")
 *   {"and", …} {"or", …} {"not", A}
 *   {"add"|"sub"|"mul"|"min"|"max", A, B}  {"or_zero", A} (missing -> 0)
 *   {"coalesce", A, B}         A, or B where A is missing
 *   {"add_months", A, N} {"month", A} {"year", A}
 *   {"same_slot", DATE, DATE, CADENCE}   both in one week (Monday-Sunday), half month, month or
 *                              quarter, as enum CADENCE says; missing cadence: month
 *   {"when", BOOL, A, B}
 * A whole number stands for {"int", N}.
 */
#ifndef EXPR_H
#define EXPR_H

#include "data/table.h"

typedef struct Expr Expr;

/* Columns that later floors add to a table: one number per row, CELL_MISSING allowed. */
typedef struct {
    const Table *table;
    const char *name;
    const int64_t *cells;
    const int64_t
        *known_from;          /* a cell reads as missing before this day (CELL_MISSING: always
                                 known); NULL: always known. A column of event dates gives itself */
    const ColumnSchema *like; /* whose enum codes the cells are; NULL: numbers */
} DerivedColumn;

typedef struct {
    const DerivedColumn *columns;
    size_t count;
} DerivedColumns;

/*
 * `tree` is checked whole: an unknown column, code or operator is ERR_SCRIPT and names the nearest.
 * The tables must be final: codes and foreign keys are resolved here. `derived` may be NULL.
 */
bool expr_compile(Arena *arena, const Dataset *data, const DerivedColumns *derived, int table,
                  const Value *tree, Expr **out, Error *err);
/*
 * The same for a table that need not be one of `data` (cube/derive.h makes such). With a `pool`,
 * equal nodes of all expressions compiled with it are one node.
 */
typedef struct ExprPool ExprPool;
ExprPool *expr_pool_new(Arena *arena);
bool expr_compile_over(Arena *arena, const Dataset *data, const DerivedColumns *derived,
                       ExprPool *pool, const Table *table, const Value *tree, Expr **out,
                       Error *err);
/*
 * The value for rows rows[0..count-1] (NULL: first ... first+count-1) into out[]. A row of
 * EXPR_NO_ROW reads as a row of empty cells.
 */
#define EXPR_NO_ROW UINT32_MAX
void expr_eval(const Expr *expr, Day asof, const uint32_t *rows, size_t first, size_t count,
               int64_t *out);

/*
 * Many expressions over one block of rows: what they share is evaluated once. One thread a cache.
 * expr_cache_begin() -> expr_cache_eval()...; results hold until the next begin. No EXPR_NO_ROW.
 */
#define EXPR_BLOCK 256
typedef struct ExprCache ExprCache;
ExprCache *expr_cache_new(const ExprPool *pool);
void expr_cache_free(ExprCache *cache);
void expr_cache_begin(ExprCache *cache, Day asof, const uint32_t *rows, size_t n);
const int64_t *expr_cache_eval(ExprCache *cache, const Expr *expr);
/*
 * The same of a condition: bit i % 64 of word i / 64 is set where it is 1 in row i. Bits behind the
 * last row are not set.
 */
#define EXPR_WORDS (EXPR_BLOCK / 64)
const uint64_t *expr_cache_bits(ExprCache *cache, const Expr *expr);

/*
 * Does the as-of day change a row's value only by dates of the row that have come or not? Then the
 * value is final from the latest of these dates on. expr_sources() appends them to out[0..count-1],
 * each column once, and returns the new count (`expr` may be NULL); expr_raise_days() raises
 * latest[] to the days of one of them, in the block of a cache that was begun for a day after all.
 */
bool expr_is_steady(const Expr *expr);
size_t expr_sources(const Expr *expr, const Expr **out, size_t count, size_t most);
void expr_raise_days(ExprCache *cache, const Expr *source, int64_t *latest);
/* Is it a column that holds days? Is it a column as it was read? One in which no row has a cell? */
bool expr_is_day(const Expr *expr);
bool expr_is_cell(const Expr *expr);
/* Which column then, and whether a day in it is missing until it has come; else false. */
bool expr_column(const Expr *expr, size_t *column, bool *event);
bool expr_is_empty(const Expr *expr);
/* A date column before whose day the condition is false; NULL where none is seen. */
const Expr *expr_birth(const Expr *expr);
#endif
