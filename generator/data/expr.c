/*
 * expr.c - see expr.h: a tree becomes nodes whose columns, codes and foreign keys are resolved.
 */
#include "data/expr_node.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* --- compiling ------------------------------------------------------------------ */

typedef struct {
    Arena *arena;
    const Dataset *data;
    const DerivedColumns *derived;
    ExprPool *pool; /* NULL: nodes are not shared */
    Error *err;
} Compiler;

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
    {"and", OP_AND, 1, EXPR_ARGS_MAX},
    {"or", OP_OR, 1, EXPR_ARGS_MAX},
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
