/*
 * expr_eval.c - see expr.h: the values of compiled expressions.
 *
 * A node is evaluated for a block of rows at a time, so that each operator is one short loop and
 * nothing is allocated while rows are read.
 */
#include "data/expr_node.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/wide.h"

#define BLOCK EXPR_BLOCK

#ifdef WIDE_LOOPS
#pragma GCC optimize("O3")
#endif

/* --- evaluating ------------------------------------------------------------------ */

/* Rows of a block; `in_row`: they follow each other, which is found out once and not by column. */
typedef struct {
    const uint32_t *rows;
    size_t n;
    bool in_row;
} Rows;

static void eval(const Expr *e, Day asof, const Rows *block, int64_t *out);

/* Rows that follow each other, as they mostly do, are read without looking each one up. */
#define EVAL_CELLS(Type, missing)                                                                  \
    for (size_t i = 0; row && i < n; i++) {                                                        \
        Type stored = ((const Type *)cells.cells)[*row + i];                                       \
        out[i] = stored == missing ? CELL_MISSING : stored + cells.bias;                           \
    }                                                                                              \
    for (size_t i = 0; !row && i < n; i++) {                                                       \
        Type stored = missing;                                                                     \
        if (rows[i] < cells.rows)                                                                  \
            stored = ((const Type *)cells.cells)[rows[i]];                                         \
        out[i] = stored == missing ? CELL_MISSING : stored + cells.bias;                           \
    }

static bool follow_each_other(const uint32_t *rows, size_t n)
{
    bool apart = n == 0;
    for (size_t i = 0; i < n; i++)
        apart |= rows[i] != rows[0] + (uint32_t)i;
    return !apart;
}

EITHER void read_cells(const Expr *e, Day asof, const Rows *block, int64_t *restrict out)
{
    ColumnCells cells = table_column(e->table, e->column);
    const uint32_t *rows = block->rows;
    const size_t n = block->n;
    const uint32_t *row = block->in_row && rows[n - 1] < cells.rows ? rows : NULL;
    switch (cells.width) { /* EXPR_NO_ROW lies behind all rows */
    case 1:
        EVAL_CELLS(uint8_t, UINT8_MAX);
        break;
    case 2:
        EVAL_CELLS(uint16_t, UINT16_MAX);
        break;
    case 4:
        EVAL_CELLS(uint32_t, UINT32_MAX);
        break;
    case 8:
        for (size_t i = 0; i < n; i++)
            out[i] = rows[i] < cells.rows ? ((const int64_t *)cells.cells)[rows[i]] : CELL_MISSING;
        break;
    default:
        for (size_t i = 0; i < n; i++)
            out[i] = CELL_MISSING;
        for (size_t i = 0; cells.derived && i < n; i++)
            if (rows[i] < cells.rows && ((const int32_t *)cells.cells)[rows[i]] >= 0)
                out[i] = cells.derived[((const int32_t *)cells.cells)[rows[i]]];
    }
    for (size_t i = 0; e->event && i < n; i++)
        out[i] = out[i] > asof ? CELL_MISSING : out[i];
}

VARIANTS(eval_cell, read_cells, (const Expr *e, Day asof, const Rows *block, int64_t *out),
         (e, asof, block, out))

static void eval_derived(const Expr *e, Day asof, const uint32_t *rows, size_t n, int64_t *out)
{
    const int64_t *cells = e->from->cells, *known = e->from->known_from;
    for (size_t i = 0; i < n; i++) {
        bool there = rows[i] != EXPR_NO_ROW;
        out[i] = there && !(known && known[rows[i]] > asof) ? cells[rows[i]] : CELL_MISSING;
    }
}

/* Which cells are one of the codes; a missing one is none. */
EITHER void find_codes(const Expr *e, size_t n, const int64_t *a, int64_t *restrict out)
{
    for (size_t i = 0; i < n; i++)
        out[i] = 0;
    for (size_t c = 0; c < e->code_count; c++) {
        int64_t code = e->codes[c];
        for (size_t i = 0; code != CELL_MISSING && i < n; i++)
            out[i] |= a[i] == code;
    }
}

static bool same_slot(const Expr *e, int64_t a, int64_t b, int64_t cadence)
{
    if (a == CELL_MISSING || b == CELL_MISSING)
        return false;
    int year, month, day_a, day_b;
    day_parts((Day)a, &year, &month, &day_a);
    day_parts((Day)b, &year, &month, &day_b);
    Month month_a = day_month((Day)a), month_b = day_month((Day)b);
    if (cadence != CELL_MISSING && cadence == e->codes[0])
        return a - day_weekday((Day)a) == b - day_weekday((Day)b);
    if (cadence != CELL_MISSING && cadence == e->codes[1])
        return month_a == month_b && (day_a <= 15) == (day_b <= 15);
    if (cadence != CELL_MISSING && cadence == e->codes[3])
        return month_a / 3 == month_b / 3;
    return month_a == month_b;
}

static int64_t arithmetic(Op op, int64_t a, int64_t b)
{
    int64_t result = 0;
    bool overflow = false;
    switch (op) {
    case OP_ADD:
        overflow = __builtin_add_overflow(a, b, &result);
        break;
    case OP_SUB:
        overflow = __builtin_sub_overflow(a, b, &result);
        break;
    case OP_MUL:
        overflow = __builtin_mul_overflow(a, b, &result);
        break;
    case OP_MIN:
        result = a < b ? a : b;
        break;
    default:
        result = a > b ? a : b;
        break;
    }
    return overflow ? CELL_MISSING : result;
}

#define COMPARE(operator)                                                                          \
    for (size_t i = 0; i < n; i++)                                                                 \
    out[i] = (a[i] != CELL_MISSING) & (b[i] != CELL_MISSING) & (a[i] operator b[i])

EITHER void compare(Op op, size_t n, const int64_t *a, const int64_t *b, int64_t *restrict out)
{
    switch (op) {
    case OP_EQ:
        COMPARE(==);
        break;
    case OP_NE:
        COMPARE(!=);
        break;
    case OP_LT:
        COMPARE(<);
        break;
    case OP_LE:
        COMPARE(<=);
        break;
    case OP_GT:
        COMPARE(>);
        break;
    default:
        COMPARE(>=);
        break;
    }
}

EITHER void apply_two_rows(const Expr *e, Day asof, size_t n, const int64_t *a, const int64_t *b,
                           int64_t *restrict out)
{
    if (e->op >= OP_EQ && e->op <= OP_GE) {
        compare(e->op, n, a, b, out);
    } else if (e->op == OP_COALESCE) {
        for (size_t i = 0; i < n; i++)
            out[i] = a[i] == CELL_MISSING ? b[i] : a[i];
    } else if (e->op == OP_REACHED) {
        find_codes(e, n, a, out);
        for (size_t i = 0; i < n; i++) /* CELL_MISSING is the least number */
            out[i] &= b[i] <= asof;
    } else {
        for (size_t i = 0; i < n; i++)
            out[i] = a[i] == CELL_MISSING || b[i] == CELL_MISSING ? CELL_MISSING
                                                                  : arithmetic(e->op, a[i], b[i]);
    }
}

VARIANTS(apply_two, apply_two_rows,
         (const Expr *e, Day asof, size_t n, const int64_t *a, const int64_t *b, int64_t *out),
         (e, asof, n, a, b, out))

EITHER void join_rows(const Expr *e, bool first, size_t n, const int64_t *a, int64_t *restrict out)
{
    for (size_t i = 0; first && i < n; i++)
        out[i] = a[i] == 1;
    for (size_t i = 0; !first && e->op == OP_AND && i < n; i++)
        out[i] &= a[i] == 1;
    for (size_t i = 0; !first && e->op == OP_OR && i < n; i++)
        out[i] |= a[i] == 1;
}

VARIANTS(join, join_rows, (const Expr *e, bool first, size_t n, const int64_t *a, int64_t *out),
         (e, first, n, a, out))

static int64_t apply_date(const Expr *e, int64_t a)
{
    int year, month, day;
    if (a == CELL_MISSING)
        return a;
    if (e->op == OP_MONTH)
        return day_month((Day)a);
    day_parts((Day)a, &year, &month, &day);
    return year;
}

/* The rows of a block have few days between them, and each is worked out once. */
static void add_months(int64_t months, size_t n, const int64_t *a, int64_t *out)
{
    enum { KNOWN = 32 };
    int64_t days[KNOWN], then[KNOWN];
    for (size_t i = 0; i < KNOWN; i++)
        days[i] = then[i] = CELL_MISSING;
    for (size_t i = 0; i < n; i++) {
        size_t at = (uint64_t)a[i] % KNOWN;
        if (days[at] != a[i]) {
            days[at] = a[i];
            then[at] = a[i] == CELL_MISSING ? CELL_MISSING : day_add_months((Day)a[i], (int)months);
        }
        out[i] = then[at];
    }
}

EITHER void apply_one_rows(const Expr *e, size_t n, const int64_t *a, int64_t *restrict out)
{
    switch (e->op) {
    case OP_IN:
        find_codes(e, n, a, out);
        break;
    case OP_KNOWN:
        for (size_t i = 0; i < n; i++)
            out[i] = a[i] != CELL_MISSING;
        break;
    case OP_MISSING:
        for (size_t i = 0; i < n; i++)
            out[i] = a[i] == CELL_MISSING;
        break;
    case OP_YES:
        for (size_t i = 0; i < n; i++)
            out[i] = a[i] == 1;
        break;
    case OP_NO:
        for (size_t i = 0; i < n; i++)
            out[i] = a[i] == 0;
        break;
    case OP_NOT:
        for (size_t i = 0; i < n; i++)
            out[i] = a[i] != 1;
        break;
    case OP_OR_ZERO:
        for (size_t i = 0; i < n; i++)
            out[i] = a[i] == CELL_MISSING ? 0 : a[i];
        break;
    case OP_ADD_MONTHS:
        add_months(e->number, n, a, out);
        break;
    default:
        for (size_t i = 0; i < n; i++)
            out[i] = apply_date(e, a[i]);
        break;
    }
}

VARIANTS(apply_one, apply_one_rows, (const Expr *e, size_t n, const int64_t *a, int64_t *out),
         (e, n, a, out))

static void apply_three(const Expr *e, size_t n, const int64_t *a, const int64_t *b,
                        const int64_t *c, int64_t *out)
{
    for (size_t i = 0; i < n; i++)
        out[i] = e->op == OP_WHEN ? (a[i] == 1 ? b[i] : c[i]) : same_slot(e, a[i], b[i], c[i]);
}

static void eval_via(const Expr *e, Day asof, const Rows *block, int64_t *out)
{
    uint32_t there[BLOCK];
    const uint32_t *rows = block->rows;
    for (size_t i = 0; i < block->n; i++)
        there[i] = rows[i] == EXPR_NO_ROW ? EXPR_NO_ROW : e->map[rows[i]];
    eval(e->args[0], asof, &(Rows){there, block->n, false}, out);
}

/* Nodes without operands, and those of other tables. */
static bool eval_leaf(const Expr *e, Day asof, const Rows *block, int64_t *out)
{
    int64_t constant = 0;
    int year, month, day;
    switch (e->op) {
    case OP_CELL:
        eval_cell(e, asof, block, out);
        return true;
    case OP_DERIVED:
        eval_derived(e, asof, block->rows, block->n, out);
        return true;
    case OP_VIA:
        eval_via(e, asof, block, out);
        return true;
    case OP_INT:
        constant = e->number;
        break;
    case OP_ASOF:
        constant = asof;
        break;
    case OP_ASOF_YEAR:
        day_parts(asof, &year, &month, &day);
        constant = year;
        break;
    case OP_PERIOD_FIRST:
        constant = month_first(day_month(asof));
        break;
    default:
        return false;
    }
    for (size_t i = 0; i < block->n; i++)
        out[i] = constant;
    return true;
}

static bool is_list(const Expr *e)
{
    return e->op == OP_AND || e->op == OP_OR;
}

static void eval(const Expr *e, Day asof, const Rows *block, int64_t *out)
{
    int64_t a[BLOCK], b[BLOCK], c[BLOCK];
    const size_t n = block->n;
    if (eval_leaf(e, asof, block, out))
        return;
    assert(e->arg_count > 0); /* what is no leaf has operands */
    eval(e->args[0], asof, block, a);
    if (is_list(e)) {
        join(e, true, n, a, out);
        for (size_t i = 1; i < e->arg_count; i++) {
            eval(e->args[i], asof, block, a);
            join(e, false, n, a, out);
        }
        return;
    }
    if (e->arg_count > 1)
        eval(e->args[1], asof, block, b);
    if (e->arg_count > 2)
        eval(e->args[2], asof, block, c);
    if (e->arg_count == 1)
        apply_one(e, n, a, out);
    else if (e->arg_count == 2)
        apply_two(e, asof, n, a, b, out);
    else
        apply_three(e, n, a, b, c, out);
}

void expr_eval(const Expr *expr, Day asof, const uint32_t *rows, size_t first, size_t count,
               int64_t *out)
{
    uint32_t block[BLOCK];
    for (size_t done = 0; done < count; done += BLOCK) {
        size_t n = count - done < BLOCK ? count - done : BLOCK;
        for (size_t i = 0; i < n; i++)
            block[i] = rows ? rows[done + i] : (uint32_t)(first + done + i);
        bool in_row = !rows || follow_each_other(block, n);
        eval(expr, asof, &(Rows){block, n, in_row}, out + done);
    }
}

/* --- many expressions over one block ----------------------------------------------------- */

ExprCache *expr_cache_new(const ExprPool *pool)
{
    ExprCache *cache = memory_alloc(sizeof *cache);
    *cache = (ExprCache){.count = pool->count};
    cache->cells = memory_alloc((pool->count + 1) * sizeof *cache->cells);
    cache->stamps = memory_alloc((pool->count + 1) * sizeof *cache->stamps);
    cache->bits = memory_alloc((pool->count + 1) * sizeof *cache->bits);
    cache->bit_stamps = memory_alloc((pool->count + 1) * sizeof *cache->bit_stamps);
    return cache;
}

void expr_cache_free(ExprCache *cache)
{
    for (size_t i = 0; i < cache->count; i++)
        free(cache->cells[i]);
    free(cache->cells);
    free(cache->stamps);
    free(cache->bits);
    free(cache->bit_stamps);
    free(cache);
}

void expr_cache_begin(ExprCache *cache, Day asof, const uint32_t *rows, size_t n)
{
    assert(n <= EXPR_BLOCK);
    cache->stamp++;
    cache->asof = asof;
    cache->rows = rows;
    cache->n = n;
    cache->in_row = follow_each_other(rows, n);
}

const int64_t *expr_cache_eval(ExprCache *cache, const Expr *e)
{
    if (cache->stamps[e->id] == cache->stamp)
        return cache->cells[e->id];
    if (!cache->cells[e->id])
        cache->cells[e->id] = memory_alloc(EXPR_BLOCK * sizeof(int64_t));
    int64_t *out = cache->cells[e->id];
    cache->stamps[e->id] = cache->stamp;
    if (eval_leaf(e, cache->asof, &(Rows){cache->rows, cache->n, cache->in_row}, out))
        return out;
    const int64_t *a = expr_cache_eval(cache, e->args[0]);
    if (is_list(e)) {
        join(e, true, cache->n, a, out);
        for (size_t i = 1; i < e->arg_count; i++)
            join(e, false, cache->n, expr_cache_eval(cache, e->args[i]), out);
    } else if (e->arg_count == 1) {
        apply_one(e, cache->n, a, out);
    } else if (e->arg_count == 2) {
        apply_two(e, cache->asof, cache->n, a, expr_cache_eval(cache, e->args[1]), out);
    } else {
        apply_three(e, cache->n, a, expr_cache_eval(cache, e->args[1]),
                    expr_cache_eval(cache, e->args[2]), out);
    }
    return out;
}

/* --- how the as-of day changes a value ------------------------------------------------- */

/* A date column of the row compared with the as-of day: it has come, or not yet. */
static bool is_come(const Expr *e)
{
    return e->op == OP_LE && e->args[0]->op == OP_CELL && e->args[1]->op == OP_ASOF &&
           table_schema(e->table)->columns[e->args[0]->column].type == TYPE_DATE;
}

bool expr_is_steady(const Expr *e)
{
    if (is_come(e))
        return true;
    if (e->op == OP_VIA || e->op == OP_ASOF || e->op == OP_ASOF_YEAR || e->op == OP_PERIOD_FIRST)
        return false;
    for (size_t i = 0; i < e->arg_count; i++)
        if (!expr_is_steady(e->args[i]))
            return false;
    return true;
}

/* CELL_MISSING is the least number. */
EITHER void raise_rows(const int64_t *days, size_t n, int64_t *restrict latest)
{
    for (size_t i = 0; i < n; i++)
        latest[i] = days[i] > latest[i] ? days[i] : latest[i];
}

VARIANTS(raise_days, raise_rows, (const int64_t *days, size_t n, int64_t *latest),
         (days, n, latest))

void expr_raise_days(ExprCache *cache, const Expr *source, int64_t *latest)
{
    if (source->op == OP_CELL)
        raise_days(expr_cache_eval(cache, source), cache->n, latest);
    for (size_t i = 0; source->op != OP_CELL && i < cache->n; i++) {
        int64_t day = source->from->known_from[cache->rows[i]];
        latest[i] = day > latest[i] ? day : latest[i];
    }
}

static size_t add_source(const Expr *e, const Expr **out, size_t count, size_t most)
{
    for (size_t i = 0; i < count; i++)
        if (out[i]->op == e->op && out[i]->column == e->column && out[i]->from == e->from)
            return count;
    assert(count < most);
    out[count] = e;
    return count + 1;
}

size_t expr_sources(const Expr *e, const Expr **out, size_t count, size_t most)
{
    if (!e)
        return count;
    if ((e->op == OP_CELL && e->event) || (e->op == OP_DERIVED && e->from->known_from))
        count = add_source(e, out, count, most);
    if (e->op == OP_REACHED)
        count = add_source(e->args[1], out, count, most);
    if (is_come(e))
        count = add_source(e->args[0], out, count, most);
    for (size_t i = 0; i < e->arg_count; i++)
        count = expr_sources(e->args[i], out, count, most);
    return count;
}

bool expr_is_cell(const Expr *e)
{
    return e->op == OP_CELL;
}

bool expr_column(const Expr *e, size_t *column, bool *event)
{
    if (e->op != OP_CELL)
        return false;
    *column = e->column;
    *event = e->event;
    return true;
}

bool expr_is_empty(const Expr *e)
{
    if (e->op != OP_CELL)
        return false;
    ColumnCells cells = table_column(e->table, e->column);
    return cells.width == 0 && !cells.derived;
}

bool expr_is_day(const Expr *e)
{
    ColumnType type = e->op == OP_CELL ? table_schema(e->table)->columns[e->column].type : TYPE_INT;
    return type == TYPE_DATE || type == TYPE_PERIOD || e->op == OP_DERIVED;
}

const Expr *expr_birth(const Expr *e)
{
    if (is_come(e))
        return e->args[0];
    if (e->op == OP_KNOWN && e->args[0]->op == OP_CELL && e->args[0]->event)
        return e->args[0];
    for (size_t i = 0; e->op == OP_AND && i < e->arg_count; i++)
        if (expr_birth(e->args[i]))
            return expr_birth(e->args[i]);
    return NULL;
}
