/*
 * expr.c - see expr.h.
 *
 * A tree becomes nodes whose columns, codes and foreign keys are resolved; a
 * node is evaluated for a block of rows at a time, so that each operator is one
 * short loop and nothing is allocated while rows are read.
 */
#include "data/expr.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BLOCK EXPR_BLOCK
#define ARGS_MAX 64

typedef enum {
    OP_CELL,
    OP_VIA,
    OP_DERIVED,
    OP_INT,
    OP_ASOF,
    OP_ASOF_YEAR,
    OP_PERIOD_FIRST,
    OP_EQ,
    OP_NE,
    OP_LT,
    OP_LE,
    OP_GT,
    OP_GE,
    OP_IN,
    OP_KNOWN,
    OP_MISSING,
    OP_YES,
    OP_NO,
    OP_REACHED,
    OP_AND,
    OP_OR,
    OP_NOT,
    OP_ADD,
    OP_SUB,
    OP_MUL,
    OP_MIN,
    OP_MAX,
    OP_OR_ZERO,
    OP_COALESCE,
    OP_ADD_MONTHS,
    OP_MONTH,
    OP_YEAR,
    OP_SAME_SLOT,
    OP_WHEN
} Op;

struct Expr {
    Op op;
    const Table *table;
    size_t column;
    bool event;                /* OP_CELL: a date after as-of reads as missing */
    const DerivedColumn *from; /* OP_DERIVED */
    int64_t number;            /* OP_INT, OP_ADD_MONTHS */
    Expr *const *args;
    size_t arg_count;
    uint32_t id;          /* its place in a pool */
    const int64_t *codes; /* OP_IN, OP_REACHED; OP_SAME_SLOT: week, half month, month, quarter */
    size_t code_count;
    const uint32_t *map; /* OP_VIA: row -> row of the other table */
};

/* --- compiling ------------------------------------------------------------------ */

typedef struct {
    Arena *arena;
    const Dataset *data;
    const DerivedColumns *derived;
    ExprPool *pool; /* NULL: nodes are not shared */
    Error *err;
} Compiler;

/* Nodes that were compiled with one pool: equal ones are one. */
struct ExprPool {
    Arena *arena;
    Expr **nodes;
    size_t count, capacity;
};

ExprPool *expr_pool_new(Arena *arena)
{
    ExprPool *pool = ARENA_NEW(arena, ExprPool);
    pool->arena = arena;
    return pool;
}

static bool same_node(const Expr *a, const Expr *b)
{
    if (a->op != b->op || a->table != b->table || a->column != b->column || a->event != b->event ||
        a->from != b->from || a->number != b->number || a->arg_count != b->arg_count ||
        a->code_count != b->code_count)
        return false;
    for (size_t i = 0; i < a->arg_count; i++)
        if (a->args[i] != b->args[i])
            return false;
    return a->code_count == 0 || memcmp(a->codes, b->codes, a->code_count * sizeof *a->codes) == 0;
}

/* The node of the pool that equals `e`, which becomes one where there is none. */
static Expr *pool_intern(ExprPool *pool, Expr *e)
{
    for (size_t i = 0; i < pool->count; i++)
        if (same_node(pool->nodes[i], e))
            return pool->nodes[i];
    if (pool->count == pool->capacity) {
        size_t capacity = pool->capacity ? pool->capacity * 2 : 256;
        Expr **nodes = ARENA_NEW_ARRAY(pool->arena, capacity, Expr *);
        for (size_t i = 0; i < pool->count; i++)
            nodes[i] = pool->nodes[i];
        pool->nodes = nodes;
        pool->capacity = capacity;
    }
    e->id = (uint32_t)pool->count;
    pool->nodes[pool->count++] = e;
    return e;
}

/* Distance of two names, for "did you mean"; long names are cut. */
static size_t name_distance(const char *a, const char *b)
{
    size_t row[65], m = strlen(a), n = strlen(b);
    m = m > 64 ? 64 : m;
    n = n > 64 ? 64 : n;
    for (size_t j = 0; j <= n; j++)
        row[j] = j;
    for (size_t i = 1; i <= m; i++) {
        size_t diagonal = row[0];
        row[0] = i;
        for (size_t j = 1; j <= n; j++) {
            size_t above = row[j], change = diagonal + (a[i - 1] != b[j - 1]);
            size_t best = above + 1 < row[j - 1] + 1 ? above + 1 : row[j - 1] + 1;
            row[j] = change < best ? change : best;
            diagonal = above;
        }
    }
    return row[n];
}

typedef struct {
    const char *wanted, *best;
    size_t distance;
} Nearest;

static void nearest_try(Nearest *nearest, const char *name)
{
    size_t distance = name_distance(nearest->wanted, name);
    if (!nearest->best || distance < nearest->distance) {
        nearest->best = name;
        nearest->distance = distance;
    }
}

static bool unknown(Compiler *c, const char *what, const char *where, const Nearest *nearest)
{
    return error_set(c->err, ERR_SCRIPT, "%s has no %s '%s'%s%s%s", where, what, nearest->wanted,
                     nearest->best ? "; nearest is '" : "", nearest->best ? nearest->best : "",
                     nearest->best ? "'" : "");
}

static int find_column(Compiler *c, const Table *table, const char *name)
{
    const TableSchema *schema = table_schema(table);
    int column = schema_column(schema, name);
    if (column >= 0)
        return column;
    Nearest nearest = {.wanted = name};
    for (size_t i = 0; i < schema->column_count; i++)
        nearest_try(&nearest, schema->columns[i].name);
    unknown(c, "column", schema->name, &nearest);
    return -1;
}

/* Planned dates may lie ahead of the as-of day; every other date is an event (metrics.md 1.2). */
static bool is_event(const ColumnSchema *column)
{
    static const char *const planned[] = {"due_on",      "planned_on",  "valid_to", "until_on",
                                          "term_to",     "end_on",      "vote_to",  "posted_to",
                                          "contract_to", "reply_due_on"};
    if (column->type != TYPE_DATE)
        return false;
    for (size_t i = 0; i < sizeof planned / sizeof *planned; i++)
        if (strcmp(column->name, planned[i]) == 0)
            return false;
    return true;
}

static bool is_text(ColumnType type)
{
    return type == TYPE_ID || type == TYPE_STR || type == TYPE_TEXT;
}

static bool compile(Compiler *c, const Table *table, const Value *tree, Expr **out);

static bool compile_cell(Compiler *c, const Table *table, const char *name, bool raw, Expr *e)
{
    int column = find_column(c, table, name);
    if (column < 0)
        return false;
    e->op = OP_CELL;
    e->column = (size_t)column;
    e->event = !raw && is_event(&table_schema(table)->columns[column]);
    return true;
}

static bool compile_derived(Compiler *c, const Table *table, const char *name, Expr *e)
{
    Nearest nearest = {.wanted = name};
    e->op = OP_DERIVED;
    for (size_t i = 0; c->derived && i < c->derived->count; i++) {
        const DerivedColumn *column = &c->derived->columns[i];
        if (column->table != table)
            continue;
        if (strcmp(column->name, name) == 0) {
            e->from = column;
            return true;
        }
        nearest_try(&nearest, column->name);
    }
    return unknown(c, "derived column", table_schema(table)->name, &nearest);
}

static bool compile_via(Compiler *c, const Table *table, const Value *tree, Expr *e)
{
    const char *name = tree->items[1].text;
    size_t rows = table_rows(table);
    uint32_t *map = ARENA_NEW_ARRAY(c->arena, rows, uint32_t);
    const Table *target;
    e->column = SIZE_MAX; /* the compound */
    if (strcmp(name, "compound") == 0) {
        target = dataset_find(c->data, "compounds");
        for (size_t row = 0; row < rows; row++) {
            int32_t compound = table_compound(table, row);
            map[row] = compound < 0 ? EXPR_NO_ROW : (uint32_t)compound;
        }
    } else {
        int column = find_column(c, table, name);
        if (column < 0)
            return false;
        const ColumnSchema *schema = &table_schema(table)->columns[column];
        e->column = (size_t)column;
        target = schema->fk ? dataset_find(c->data, schema->fk) : NULL;
        if (!target)
            return error_set(c->err, ERR_SCRIPT, "column '%s' of %s names no row of another table",
                             name, table_schema(table)->name);
        for (size_t row = 0; row < rows; row++) {
            int64_t found = table_find(target, table_cell(table, row, (size_t)column));
            map[row] = found < 0 ? EXPR_NO_ROW : (uint32_t)found;
        }
    }
    Expr **args = ARENA_NEW_ARRAY(c->arena, 1, Expr *);
    e->op = OP_VIA;
    e->map = map;
    e->args = args;
    e->arg_count = 1;
    return compile(c, target, &tree->items[2], &args[0]);
}

/* The column whose codes or texts an operand has; NULL where it is a number. */
static const ColumnSchema *column_of(const Expr *e)
{
    if (e->op == OP_CELL)
        return &table_schema(e->table)->columns[e->column];
    if (e->op == OP_DERIVED)
        return e->from->like;
    if (e->op == OP_VIA || e->op == OP_OR_ZERO || e->op == OP_COALESCE)
        return column_of(e->args[0]);
    return NULL;
}

static bool compile_codes(Compiler *c, const Expr *of, const Value *list, Expr *e)
{
    const ColumnSchema *column = column_of(of);
    const char *table = table_schema(of->table)->name;
    if (!column || (column->type != TYPE_ENUM && !is_text(column->type)))
        return error_set(c->err, ERR_SCRIPT, "%s: one_of() needs a column of codes or texts",
                         table);
    if (list->kind != VALUE_LIST)
        return error_set(c->err, ERR_SCRIPT, "%s.%s: expected a list of codes", table,
                         column->name);
    int64_t *codes = ARENA_NEW_ARRAY(c->arena, list->count, int64_t);
    for (size_t i = 0; i < list->count; i++) {
        const Value *code = &list->items[i];
        if (code->kind != VALUE_TEXT)
            return error_set(c->err, ERR_SCRIPT, "%s.%s: a code must be a text", table,
                             column->name);
        if (column->type == TYPE_ENUM) {
            codes[i] = schema_enum(column, code->text);
            if (codes[i] < 0) {
                Nearest nearest = {.wanted = code->text};
                for (size_t v = 0; v < column->value_count; v++)
                    nearest_try(&nearest, column->values[v].code);
                char where[200];
                snprintf(where, sizeof where, "%s.%s", table, column->name);
                return unknown(c, "code", where, &nearest);
            }
        } else {
            codes[i] = dataset_lookup(c->data, code->text);
        }
    }
    e->codes = codes;
    e->code_count = list->count;
    return true;
}

static bool compile_slots(Compiler *c, Expr *e)
{
    static const char *const names[] = {"week", "half_month", "month", "quarter"};
    const ColumnSchema *column = column_of(e->args[2]);
    int64_t *codes = ARENA_NEW_ARRAY(c->arena, 4, int64_t);
    if (!column || column->type != TYPE_ENUM)
        return error_set(c->err, ERR_SCRIPT, "same_slot: the cadence must be a column of codes");
    for (size_t i = 0; i < 4; i++) {
        codes[i] = schema_enum(column, names[i]);
        if (codes[i] < 0 && i == 0)
            codes[i] = schema_enum(column, "weekly");
    }
    e->codes = codes;
    e->code_count = 4;
    return true;
}

static const struct {
    const char *name;
    Op op;
    size_t least, most; /* operands */
} operators[] = {
    {"asof", OP_ASOF, 0, 0},
    {"asof_year", OP_ASOF_YEAR, 0, 0},
    {"period_first", OP_PERIOD_FIRST, 0, 0},
    {"eq", OP_EQ, 2, 2},
    {"ne", OP_NE, 2, 2},
    {"lt", OP_LT, 2, 2},
    {"le", OP_LE, 2, 2},
    {"gt", OP_GT, 2, 2},
    {"ge", OP_GE, 2, 2},
    {"known", OP_KNOWN, 1, 1},
    {"missing", OP_MISSING, 1, 1},
    {"yes", OP_YES, 1, 1},
    {"no", OP_NO, 1, 1},
    {"and", OP_AND, 1, ARGS_MAX},
    {"or", OP_OR, 1, ARGS_MAX},
    {"not", OP_NOT, 1, 1},
    {"add", OP_ADD, 2, 2},
    {"sub", OP_SUB, 2, 2},
    {"mul", OP_MUL, 2, 2},
    {"min", OP_MIN, 2, 2},
    {"max", OP_MAX, 2, 2},
    {"or_zero", OP_OR_ZERO, 1, 1},
    {"coalesce", OP_COALESCE, 2, 2},
    {"month", OP_MONTH, 1, 1},
    {"year", OP_YEAR, 1, 1},
    {"same_slot", OP_SAME_SLOT, 3, 3},
    {"when", OP_WHEN, 3, 3},
};

static bool compile_args(Compiler *c, const Table *table, const Value *items, size_t count, Expr *e)
{
    Expr **args = ARENA_NEW_ARRAY(c->arena, count, Expr *);
    for (size_t i = 0; i < count; i++)
        if (!compile(c, table, &items[i], &args[i]))
            return false;
    e->args = args;
    e->arg_count = count;
    return true;
}

static bool is_named(const Value *tree, const char *op, size_t operands)
{
    return strcmp(tree->items[0].text, op) == 0 && tree->count == operands + 1;
}

static bool compile_node(Compiler *c, const Table *table, const Value *tree, Expr *e)
{
    if (tree->kind == VALUE_INT) {
        e->op = OP_INT;
        e->number = tree->integer;
        return true;
    }
    if (tree->kind != VALUE_LIST || tree->count == 0 || tree->items[0].kind != VALUE_TEXT)
        return error_set(c->err, ERR_SCRIPT, "%s: an expression must be a list with an operator",
                         table_schema(table)->name);
    const Value *first = tree->count > 1 ? &tree->items[1] : NULL;
    bool text = first && first->kind == VALUE_TEXT;
    if ((is_named(tree, "col", 1) || is_named(tree, "raw", 1)) && text)
        return compile_cell(c, table, first->text, tree->items[0].text[0] == 'r', e);
    if (is_named(tree, "derived", 1) && text)
        return compile_derived(c, table, first->text, e);
    if (is_named(tree, "via", 2) && text)
        return compile_via(c, table, tree, e);
    if (is_named(tree, "int", 1) && first->kind == VALUE_INT) {
        e->op = OP_INT;
        e->number = first->integer;
        return true;
    }
    if (is_named(tree, "add_months", 2)) {
        const Value *months = &tree->items[2];
        if (months->kind == VALUE_LIST && months->count == 2)
            months = &months->items[1];
        if (months->kind != VALUE_INT || months->integer < -12000 || months->integer > 12000)
            return error_set(c->err, ERR_SCRIPT, "add_months: months must be a whole number");
        e->op = OP_ADD_MONTHS;
        e->number = months->integer;
        return compile_args(c, table, first, 1, e);
    }
    if (is_named(tree, "in", 2)) {
        e->op = OP_IN;
        return compile_args(c, table, first, 1, e) &&
               compile_codes(c, e->args[0], &tree->items[2], e);
    }
    if (is_named(tree, "reached", 3)) {
        const Value *date = &tree->items[3];
        if (date->kind != VALUE_LIST || date->count != 2 || date->items[1].kind != VALUE_TEXT)
            return error_set(c->err, ERR_SCRIPT, "reached: the date must be a column");
        /* The date as entered: an event ahead delays the status. */
        Value raw_items[] = {{.kind = VALUE_TEXT, .text = "raw"}, date->items[1]};
        const Value pair[] = {tree->items[1], {.kind = VALUE_LIST, .count = 2, .items = raw_items}};
        e->op = OP_REACHED;
        return compile_args(c, table, pair, 2, e) &&
               compile_codes(c, e->args[0], &tree->items[2], e);
    }
    for (size_t i = 0; i < sizeof operators / sizeof *operators; i++) {
        if (strcmp(tree->items[0].text, operators[i].name) != 0)
            continue;
        size_t count = tree->count - 1;
        if (count < operators[i].least || count > operators[i].most)
            break;
        e->op = operators[i].op;
        return compile_args(c, table, first, count, e) &&
               (e->op != OP_SAME_SLOT || compile_slots(c, e));
    }
    return error_set(c->err, ERR_SCRIPT, "%s: no operator '%s' with %zu operands",
                     table_schema(table)->name, tree->items[0].text, tree->count - 1);
}

static bool compile(Compiler *c, const Table *table, const Value *tree, Expr **out)
{
    Expr *e = ARENA_NEW(c->arena, Expr);
    e->table = table;
    *out = e;
    if (!compile_node(c, table, tree, e))
        return false;
    if (c->pool)
        *out = pool_intern(c->pool, e);
    return true;
}

bool expr_compile_over(Arena *arena, const Dataset *data, const DerivedColumns *derived,
                       ExprPool *pool, const Table *table, const Value *tree, Expr **out,
                       Error *err)
{
    Compiler compiler = {arena, data, derived, pool, err};
    return compile(&compiler, table, tree, out);
}

bool expr_compile(Arena *arena, const Dataset *data, const DerivedColumns *derived, int table,
                  const Value *tree, Expr **out, Error *err)
{
    return expr_compile_over(arena, data, derived, NULL, dataset_table(data, table), tree, out,
                             err);
}

/* --- evaluating ------------------------------------------------------------------ */

static void eval(const Expr *e, Day asof, const uint32_t *rows, size_t n, int64_t *out);

#define EVAL_CELLS(Type, missing)                                                                  \
    for (size_t i = 0; i < n; i++) {                                                               \
        Type stored = missing;                                                                     \
        if (rows[i] < cells.rows)                                                                  \
            stored = ((const Type *)cells.cells)[rows[i]];                                         \
        out[i] = stored == missing ? CELL_MISSING : stored + cells.bias;                           \
    }

static void eval_cell(const Expr *e, Day asof, const uint32_t *rows, size_t n, int64_t *out)
{
    ColumnCells cells = table_column(e->table, e->column);
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

static void eval_derived(const Expr *e, Day asof, const uint32_t *rows, size_t n, int64_t *out)
{
    const int64_t *cells = e->from->cells, *known = e->from->known_from;
    for (size_t i = 0; i < n; i++) {
        bool there = rows[i] != EXPR_NO_ROW;
        out[i] = there && !(known && known[rows[i]] > asof) ? cells[rows[i]] : CELL_MISSING;
    }
}

static bool has_code(const Expr *e, int64_t cell)
{
    for (size_t i = 0; i < e->code_count; i++)
        if (e->codes[i] == cell)
            return cell != CELL_MISSING;
    return false;
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

static bool compare(Op op, int64_t a, int64_t b)
{
    if (a == CELL_MISSING || b == CELL_MISSING)
        return false;
    switch (op) {
    case OP_EQ:
        return a == b;
    case OP_NE:
        return a != b;
    case OP_LT:
        return a < b;
    case OP_LE:
        return a <= b;
    case OP_GT:
        return a > b;
    default:
        return a >= b;
    }
}

static void apply_two(const Expr *e, Day asof, size_t n, const int64_t *a, const int64_t *b,
                      int64_t *out)
{
    if (e->op >= OP_EQ && e->op <= OP_GE) {
        for (size_t i = 0; i < n; i++)
            out[i] = compare(e->op, a[i], b[i]);
    } else if (e->op == OP_COALESCE) {
        for (size_t i = 0; i < n; i++)
            out[i] = a[i] == CELL_MISSING ? b[i] : a[i];
    } else if (e->op == OP_REACHED) {
        for (size_t i = 0; i < n; i++)
            out[i] = has_code(e, a[i]) && (b[i] == CELL_MISSING || b[i] <= asof);
    } else {
        for (size_t i = 0; i < n; i++)
            out[i] = a[i] == CELL_MISSING || b[i] == CELL_MISSING ? CELL_MISSING
                                                                  : arithmetic(e->op, a[i], b[i]);
    }
}

static void join(const Expr *e, bool first, size_t n, const int64_t *a, int64_t *out)
{
    for (size_t i = 0; first && i < n; i++)
        out[i] = a[i] == 1;
    for (size_t i = 0; !first && e->op == OP_AND && i < n; i++)
        out[i] &= a[i] == 1;
    for (size_t i = 0; !first && e->op == OP_OR && i < n; i++)
        out[i] |= a[i] == 1;
}

static int64_t apply_date(const Expr *e, int64_t a)
{
    int year, month, day;
    if (a == CELL_MISSING)
        return a;
    if (e->op == OP_ADD_MONTHS)
        return day_add_months((Day)a, (int)e->number);
    if (e->op == OP_MONTH)
        return day_month((Day)a);
    day_parts((Day)a, &year, &month, &day);
    return year;
}

static void apply_one(const Expr *e, size_t n, const int64_t *a, int64_t *out)
{
    switch (e->op) {
    case OP_IN:
        if (e->code_count == 1 && e->codes[0] != CELL_MISSING) {
            for (size_t i = 0; i < n; i++)
                out[i] = a[i] == e->codes[0];
            break;
        }
        for (size_t i = 0; i < n; i++)
            out[i] = has_code(e, a[i]);
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
    default:
        for (size_t i = 0; i < n; i++)
            out[i] = apply_date(e, a[i]);
        break;
    }
}

static void apply_three(const Expr *e, size_t n, const int64_t *a, const int64_t *b,
                        const int64_t *c, int64_t *out)
{
    for (size_t i = 0; i < n; i++)
        out[i] = e->op == OP_WHEN ? (a[i] == 1 ? b[i] : c[i]) : same_slot(e, a[i], b[i], c[i]);
}

static void eval_via(const Expr *e, Day asof, const uint32_t *rows, size_t n, int64_t *out)
{
    uint32_t there[BLOCK];
    for (size_t i = 0; i < n; i++)
        there[i] = rows[i] == EXPR_NO_ROW ? EXPR_NO_ROW : e->map[rows[i]];
    eval(e->args[0], asof, there, n, out);
}

/* Nodes without operands, and those of other tables. */
static bool eval_leaf(const Expr *e, Day asof, const uint32_t *rows, size_t n, int64_t *out)
{
    int64_t constant = 0;
    int year, month, day;
    switch (e->op) {
    case OP_CELL:
        eval_cell(e, asof, rows, n, out);
        return true;
    case OP_DERIVED:
        eval_derived(e, asof, rows, n, out);
        return true;
    case OP_VIA:
        eval_via(e, asof, rows, n, out);
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
    for (size_t i = 0; i < n; i++)
        out[i] = constant;
    return true;
}

static bool is_list(const Expr *e)
{
    return e->op == OP_AND || e->op == OP_OR;
}

static void eval(const Expr *e, Day asof, const uint32_t *rows, size_t n, int64_t *out)
{
    int64_t a[BLOCK], b[BLOCK], c[BLOCK];
    if (eval_leaf(e, asof, rows, n, out))
        return;
    eval(e->args[0], asof, rows, n, a);
    if (is_list(e)) {
        join(e, true, n, a, out);
        for (size_t i = 1; i < e->arg_count; i++) {
            eval(e->args[i], asof, rows, n, a);
            join(e, false, n, a, out);
        }
        return;
    }
    if (e->arg_count > 1)
        eval(e->args[1], asof, rows, n, b);
    if (e->arg_count > 2)
        eval(e->args[2], asof, rows, n, c);
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
        eval(expr, asof, block, n, out + done);
    }
}

/* --- many expressions over one block ----------------------------------------------------- */

struct ExprCache {
    size_t count;
    int64_t **cells; /* by node */
    uint32_t *stamps, stamp;
    Day asof;
    const uint32_t *rows;
    size_t n;
};

ExprCache *expr_cache_new(const ExprPool *pool)
{
    ExprCache *cache = memory_alloc(sizeof *cache);
    *cache = (ExprCache){.count = pool->count};
    cache->cells = memory_alloc((pool->count + 1) * sizeof *cache->cells);
    cache->stamps = memory_alloc((pool->count + 1) * sizeof *cache->stamps);
    for (size_t i = 0; i < pool->count; i++) {
        cache->cells[i] = NULL;
        cache->stamps[i] = 0;
    }
    return cache;
}

void expr_cache_free(ExprCache *cache)
{
    for (size_t i = 0; i < cache->count; i++)
        free(cache->cells[i]);
    free(cache->cells);
    free(cache->stamps);
    free(cache);
}

void expr_cache_begin(ExprCache *cache, Day asof, const uint32_t *rows, size_t n)
{
    assert(n <= EXPR_BLOCK);
    cache->stamp++;
    cache->asof = asof;
    cache->rows = rows;
    cache->n = n;
}

const int64_t *expr_cache_eval(ExprCache *cache, const Expr *e)
{
    if (cache->stamps[e->id] == cache->stamp)
        return cache->cells[e->id];
    if (!cache->cells[e->id])
        cache->cells[e->id] = memory_alloc(EXPR_BLOCK * sizeof(int64_t));
    int64_t *out = cache->cells[e->id];
    cache->stamps[e->id] = cache->stamp;
    if (eval_leaf(e, cache->asof, cache->rows, cache->n, out))
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

void expr_raise_days(const Expr *source, const uint32_t *rows, size_t n, int64_t *latest)
{
    for (size_t i = 0; i < n; i++) { /* CELL_MISSING is the least number */
        int64_t day = source->op == OP_CELL ? table_cell(source->table, rows[i], source->column)
                                            : source->from->known_from[rows[i]];
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
