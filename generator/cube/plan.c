/*
 * plan.c - see plan.h.
 *
 * What a script declared is checked here once, whole: counting then trusts it.
 */
#include "cube/plan.h"

#include <stdlib.h>
#include <string.h>

typedef enum {
    AGG_TERM,
    AGG_INT,
    AGG_ADD,
    AGG_SUB,
    AGG_MUL,
    AGG_MIN,
    AGG_EQ,
    AGG_GT,
    AGG_GE,
    AGG_LT,
    AGG_AND,
    AGG_OR,
    AGG_NOT,
    AGG_IF,
    AGG_OR_ZERO
} AggOp;

struct Agg {
    AggOp op;
    int64_t number; /* AGG_INT; AGG_TERM: from 0 */
    Agg *const *args;
    size_t arg_count;
};

static const struct {
    const char *name;
    AggOp op;
    size_t least, most;
} agg_ops[] = {
    {"add", AGG_ADD, 1, 32},        {"sub", AGG_SUB, 2, 2}, {"mul", AGG_MUL, 2, 2},
    {"min", AGG_MIN, 2, 2},         {"eq", AGG_EQ, 2, 2},   {"gt", AGG_GT, 2, 2},
    {"ge", AGG_GE, 2, 2},           {"lt", AGG_LT, 2, 2},   {"and", AGG_AND, 1, 32},
    {"or", AGG_OR, 1, 32},          {"not", AGG_NOT, 1, 1}, {"if", AGG_IF, 2, 2},
    {"or_zero", AGG_OR_ZERO, 1, 1},
};

typedef struct {
    Arena *arena;
    const Dataset *data;
    const Derived *derived;
    ExprPool *pool;
    Error *err;
} Reader;

static bool read_agg(Reader *r, const Value *tree, size_t terms, Agg **out)
{
    Agg *agg = ARENA_NEW(r->arena, Agg);
    *out = agg;
    if (tree->kind == VALUE_INT) {
        *agg = (Agg){.op = AGG_INT, .number = tree->integer};
        return true;
    }
    if (tree->kind != VALUE_LIST || tree->count < 2 || tree->items[0].kind != VALUE_TEXT)
        return error_set(r->err, ERR_SCRIPT, "an aggregate must be a list with an operator");
    const char *name = tree->items[0].text;
    if (strcmp(name, "term") == 0 || strcmp(name, "int") == 0) {
        bool term = name[0] == 't';
        if (tree->items[1].kind != VALUE_INT || tree->count != 2)
            return error_set(r->err, ERR_SCRIPT, "'%s' needs one whole number", name);
        int64_t n = tree->items[1].integer;
        if (term && (n < 1 || (uint64_t)n > terms))
            return error_set(r->err, ERR_SCRIPT, "there is no term %lld", (long long)n);
        *agg = (Agg){.op = term ? AGG_TERM : AGG_INT, .number = term ? n - 1 : n};
        return true;
    }
    for (size_t i = 0; i < sizeof agg_ops / sizeof *agg_ops; i++) {
        size_t count = tree->count - 1;
        if (strcmp(name, agg_ops[i].name) != 0 || count < agg_ops[i].least ||
            count > agg_ops[i].most)
            continue;
        Agg **args = ARENA_NEW_ARRAY(r->arena, count, Agg *);
        *agg = (Agg){.op = agg_ops[i].op, .args = args, .arg_count = count};
        for (size_t a = 0; a < count; a++)
            if (!read_agg(r, &tree->items[a + 1], terms, &args[a]))
                return false;
        return true;
    }
    return error_set(r->err, ERR_SCRIPT, "no aggregate '%s' with %zu operands", name,
                     tree->count - 1);
}

static Int128 zero_if_missing(Amount a)
{
    return a.known ? a.n : 0;
}

static Amount eval_list(const Agg *agg, const Amount *terms)
{
    Amount result = {false, 0};
    bool all = true, any = false;
    for (size_t i = 0; i < agg->arg_count; i++) {
        Amount a = agg_eval(agg->args[i], terms);
        bool yes = a.known && a.n != 0;
        result.known = result.known || a.known;
        result.n += zero_if_missing(a);
        all = all && yes;
        any = any || yes;
    }
    if (agg->op == AGG_ADD)
        return result;
    return (Amount){true, agg->op == AGG_AND ? all : any};
}

Amount agg_eval(const Agg *agg, const Amount *terms)
{
    if (agg->op == AGG_TERM)
        return terms[agg->number];
    if (agg->op == AGG_INT)
        return (Amount){true, agg->number};
    if (agg->op == AGG_ADD || agg->op == AGG_AND || agg->op == AGG_OR)
        return eval_list(agg, terms);
    Amount a = agg_eval(agg->args[0], terms);
    if (agg->op == AGG_NOT)
        return (Amount){true, !(a.known && a.n != 0)};
    if (agg->op == AGG_OR_ZERO)
        return (Amount){true, zero_if_missing(a)};
    Amount b = agg_eval(agg->args[1], terms);
    bool both = a.known && b.known;
    switch (agg->op) {
    case AGG_SUB:
        return (Amount){a.known || b.known, zero_if_missing(a) - zero_if_missing(b)};
    case AGG_MUL:
        return (Amount){both, both ? a.n * b.n : 0};
    case AGG_MIN:
        return (Amount){both, both ? (a.n < b.n ? a.n : b.n) : 0};
    case AGG_EQ:
        return (Amount){true, both && a.n == b.n};
    case AGG_GT:
        return (Amount){true, both && a.n > b.n};
    case AGG_GE:
        return (Amount){true, both && a.n >= b.n};
    case AGG_LT:
        return (Amount){true, both && a.n < b.n};
    default: /* AGG_IF */
        return a.known && a.n != 0 ? b : (Amount){false, 0};
    }
}

void agg_uses(const Agg *agg, bool *used)
{
    if (agg->op == AGG_TERM)
        used[agg->number] = true;
    for (size_t i = 0; i < agg->arg_count; i++)
        agg_uses(agg->args[i], used);
}

/* --- reading --------------------------------------------------------------------- */

/* Index of `text` in `names`; the text at `key` must be one of them. */
static bool read_choice(Reader *r, const Value *map, const char *key, const char *const *names,
                        size_t count, int otherwise, int *out)
{
    const char *text = value_text(map, key, NULL);
    *out = otherwise;
    if (!text && otherwise >= 0)
        return true;
    for (size_t i = 0; text && i < count; i++)
        if (strcmp(text, names[i]) == 0) {
            *out = (int)i;
            return true;
        }
    return error_set(r->err, ERR_SCRIPT, "'%s' cannot be '%s'", key, text ? text : "(nothing)");
}

/* The expression at `key`, NULL where absent. */
static bool read_expr(Reader *r, const Table *table, const Value *map, const char *key,
                      const Expr **out)
{
    const Value *tree = value_get(map, key);
    Expr *expr = NULL;
    if (tree && tree->kind != VALUE_NIL &&
        !expr_compile_over(r->arena, r->data, &r->derived->columns, r->pool, table, tree, &expr,
                           r->err))
        return error_in(r->err, "%s", key);
    *out = expr;
    return true;
}

static bool read_table(Reader *r, const Value *map, const Table **out)
{
    const char *name = value_text(map, "table", "");
    *out = derived_table(r->derived, r->data, name);
    return *out || error_set(r->err, ERR_SCRIPT, "there is no table '%s'", name);
}

static bool read_term(Reader *r, const Value *map, Term *term)
{
    static const char *const hows[] = {"count", "sum", "known", "max", "any", "distinct", "latest"};
    int how;
    if (!read_table(r, map, &term->table) ||
        !read_choice(r, map, "how", hows, 7, HOW_COUNT, &how) ||
        !read_expr(r, term->table, map, "date", &term->date) ||
        !read_expr(r, term->table, map, "where", &term->where) ||
        !read_expr(r, term->table, map, "value", &term->value) ||
        !read_expr(r, term->table, map, "company", &term->company))
        return false;
    term->how = (How)how;
    const Value *keys = value_list(map, "keys");
    Expr **exprs = ARENA_NEW_ARRAY(r->arena, keys->count, Expr *);
    for (size_t i = 0; i < keys->count; i++)
        if (!expr_compile_over(r->arena, r->data, &r->derived->columns, r->pool, term->table,
                               &keys->items[i], &exprs[i], r->err))
            return error_in(r->err, "keys");
    term->keys = exprs;
    term->key_count = keys->count;
    bool needs_value = term->how == HOW_SUM || term->how == HOW_KNOWN || term->how == HOW_MAX ||
                       term->how == HOW_LATEST;
    if (needs_value && !term->value)
        return error_set(r->err, ERR_SCRIPT, "%s needs a value", hows[how]);
    if (term->how == HOW_LATEST && !term->date)
        return error_set(r->err, ERR_SCRIPT, "latest needs a date");
    if (keys->count > KEYS_MAX || (term->how == HOW_DISTINCT && keys->count == 0))
        return error_set(r->err, ERR_SCRIPT, "distinct needs 1 to %d keys", KEYS_MAX);
    return true;
}

/* The first node of a tree whose operator is `op`, or NULL. */
static const Value *find_node(const Value *tree, const char *op)
{
    if (!tree || tree->kind != VALUE_LIST || !tree->count)
        return NULL;
    if (tree->items[0].kind == VALUE_TEXT && strcmp(tree->items[0].text, op) == 0)
        return tree->count > 1 ? &tree->items[1] : NULL;
    for (size_t i = 1; i < tree->count; i++) {
        const Value *found = find_node(&tree->items[i], op);
        if (found)
            return found;
    }
    return NULL;
}

/*
 * What one part of a share is counted in: fen and 0.01 m2 are printed as yuan and m2, so a
 * reader of the fraction must know them from plain counts.
 */
static const char *part_unit(Reader *r, const Value *map, const char *part)
{
    const Value *term = find_node(value_get(map, part), "term");
    const Value *terms = value_list(map, "terms");
    if (!term || term->kind != VALUE_INT || term->integer < 1 ||
        (size_t)term->integer > terms->count)
        return "";
    const Value *spec = &terms->items[term->integer - 1];
    const Table *table = derived_table(r->derived, r->data, value_text(spec, "table", ""));
    const char *how = value_text(spec, "how", "count");
    const Value *column = find_node(value_get(spec, "value"), "col");
    if (!table || !column || column->kind != VALUE_TEXT ||
        (strcmp(how, "sum") != 0 && strcmp(how, "max") != 0))
        return "";
    int index = schema_column(table_schema(table), column->text);
    ColumnType type = index < 0 ? TYPE_INT : table_schema(table)->columns[index].type;
    return type == TYPE_MONEY ? "元" : type == TYPE_AREA ? "㎡" : "";
}

static bool read_terms(Reader *r, const Value *map, Metric *m)
{
    const Value *list = value_list(map, "terms");
    if (list->count > TERMS_MAX)
        return error_set(r->err, ERR_SCRIPT, "there are more than %d terms", TERMS_MAX);
    Term *terms = ARENA_NEW_ARRAY(r->arena, list->count, Term);
    for (size_t i = 0; i < list->count; i++)
        if (!read_term(r, &list->items[i], &terms[i]))
            return error_in(r->err, "term %zu", i + 1);
    m->terms = terms;
    m->term_count = list->count;
    for (size_t i = 0; m->of_companies && i < list->count; i++)
        if (!terms[i].company)
            return error_set(r->err, ERR_SCRIPT, "term %zu does not say its company", i + 1);
    return true;
}

static bool read_items(Reader *r, const Value *map, Metric *m)
{
    const Value *items = value_get(map, "items");
    m->item_info = m->info;
    if (!items || items->kind != VALUE_MAP)
        return true;
    Items *out = &m->items;
    if (!read_table(r, items, &out->table) || !read_expr(r, out->table, items, "key", &out->key) ||
        !read_expr(r, out->table, items, "date", &out->date) ||
        !read_expr(r, out->table, items, "where", &out->where) ||
        !read_expr(r, out->table, items, "numerator", &out->numerator) ||
        !read_expr(r, out->table, items, "denominator", &out->denominator) ||
        !read_expr(r, out->table, items, "value", &out->value))
        return error_in(r->err, "items");
    const Value *key = value_get(items, "key");
    const char *column =
        key && key->kind == VALUE_LIST && key->count == 2 ? key->items[1].text : NULL;
    int index = column ? schema_column(table_schema(out->table), column) : -1;
    if (index < 0 || !out->numerator)
        return error_set(r->err, ERR_SCRIPT, "items need a key column and a numerator");
    out->key_column = &table_schema(out->table)->columns[index];
    m->item_info.unit = arena_strdup(r->arena, value_text(items, "unit", m->info.unit));
    m->item_info.decimals = (int)value_int(items, "decimals", m->info.decimals);
    m->item_info.is_share = out->denominator != NULL;
    return true;
}

static bool read_fraction(Reader *r, const Value *map, Metric *m)
{
    static const char *const entities[] = {"compound", "company"}, *const combines[] = {"sum",
                                                                                        "max"};
    int entity, combine;
    if (!read_choice(r, map, "entity", entities, 2, 0, &entity) ||
        !read_choice(r, map, "combine", combines, 2, 0, &combine))
        return false;
    m->of_companies = entity == 1;
    m->combine_max = combine == 1;
    m->is_sum = value_bool(map, "sum", false);
    m->shift = (int)value_int(map, "shift", 0);
    if (!read_terms(r, map, m))
        return false;
    Agg *agg = NULL;
    const Value *numerator = value_get(map, "numerator");
    if (!numerator && m->kind == KIND_FRACTION)
        return error_set(r->err, ERR_SCRIPT, "there is no numerator");
    if (numerator && !read_agg(r, numerator, m->term_count, &agg))
        return error_in(r->err, "numerator");
    m->numerator = agg;
    const Value *denominator = value_get(map, "denominator");
    if (denominator && denominator->kind != VALUE_NIL) {
        if (!read_agg(r, denominator, m->term_count, &agg))
            return error_in(r->err, "denominator");
        m->denominator = agg;
    }
    if (m->kind == KIND_MEDIAN && (m->term_count != 1 || !m->terms[0].value))
        return error_set(r->err, ERR_SCRIPT, "a median needs one term with a value");
    return read_items(r, map, m);
}

static bool read_needs(Reader *r, const Value *map, Metric *m)
{
    const Value *list = value_list(map, "needs");
    int *needs = ARENA_NEW_ARRAY(r->arena, list->count + 1, int);
    size_t count = 0;
    const SchemaSet *schemas = dataset_schemas(r->data);
    needs[count++] = schema_table(schemas, "compounds");
    for (size_t i = 0; i < list->count; i++) {
        const char *name = list->items[i].kind == VALUE_TEXT ? list->items[i].text : "";
        int table = schema_table(schemas, name);
        if (table < 0)
            return error_set(r->err, ERR_SCRIPT, "needs: there is no table '%s'", name);
        if (table != needs[0])
            needs[count++] = table;
    }
    m->needs = needs;
    m->need_count = count;
    return true;
}

static Title read_title(Arena *arena, const Value *map, const char *key)
{
    const Value *title = value_get(map, key);
    return (Title){arena_strdup(arena, value_text(title, "zh", "")),
                   arena_strdup(arena, value_text(title, "en", ""))};
}

static bool is_score_share(const Metric *m)
{
    return m->score == SCORE_COMPLETE || m->score == SCORE_BRANCH_SHARE || m->score == SCORE_SCORE;
}

static bool read_metric(Reader *r, const Value *map, Metric *m)
{
    static const char *const kinds[] = {"fraction", "median", "change", "trend",
                                        "total",    "score",  "compute"};
    static const char *const spans[] = {"flow", "stock", "month", "ytd", "year"};
    static const char *const bases[] = {"yoy", "mom", "base_year"};
    static const char *const ases[] = {"relative", "points", "difference"};
    static const char *const scores[] = {"score", "complete", "stars", "branch_share", "grades"};
    static const char *const betters[] = {"lower", "neither", "higher"};
    int kind, span, better, choice;
    if (!read_choice(r, map, "kind", kinds, 7, KIND_FRACTION, &kind) ||
        !read_choice(r, map, "window", spans, 5, SPAN_FLOW, &span) ||
        !read_choice(r, map, "better", betters, 3, 1, &better) || !read_needs(r, map, m))
        return false;
    m->kind = (MetricKind)kind;
    m->span = (Span)span;
    Arena *arena = r->arena;
    const Value *formula = value_get(map, "formula");
    m->info = (MetricInfo){
        .id = arena_strdup(arena, value_text(map, "id", "")),
        .base_id = arena_strdup(arena, value_text(map, "base_id", value_text(map, "id", ""))),
        .name = arena_strdup(arena, value_text(map, "name", "")),
        .section = arena_strdup(arena, value_text(map, "section", "")),
        .title = read_title(arena, map, "title"),
        .note = read_title(arena, map, "note"),
        .unit = arena_strdup(arena, value_text(map, "unit", "")),
        .decimals = (int)value_int(map, "decimals", 0),
        .better = better - 1,
        .method = (int)value_int(map, "method", 1),
        .sensitive = value_bool(map, "sensitive", false),
        .follows = arena_strdup(arena, value_text(map, "follows", "")),
        .stock = m->span == SPAN_STOCK,
        .origin = arena_strdup(arena, value_text(map, "origin", "")),
        .formula_zh = arena_strdup(arena, value_text(formula, "zh", "")),
        .formula_en = arena_strdup(arena, value_text(formula, "en", "")),
    };
    if (m->info.decimals < 0 || m->info.decimals > 6)
        return error_set(r->err, ERR_SCRIPT, "decimals must be 0 to 6");
    switch (m->kind) {
    case KIND_FRACTION:
    case KIND_MEDIAN:
        if (!read_fraction(r, map, m))
            return false;
        break;
    case KIND_CHANGE:
        m->of[0] = arena_strdup(arena, value_text(map, "of", ""));
        if (!read_choice(r, map, "base", bases, 3, -1, &choice))
            return false;
        m->base = (BaseKind)choice;
        if (!read_choice(r, map, "as", ases, 3, -1, &choice))
            return false;
        m->as = (ChangeAs)choice;
        break;
    case KIND_TREND: {
        const Value *of = value_list(map, "of");
        if (of->count != 3)
            return error_set(r->err, ERR_SCRIPT, "a trend needs three figures");
        for (size_t i = 0; i < 3; i++)
            m->of[i] =
                arena_strdup(arena, of->items[i].kind == VALUE_TEXT ? of->items[i].text : "");
        break;
    }
    case KIND_SCORE:
        if (!read_choice(r, map, "which", scores, 5, -1, &choice))
            return false;
        m->score = (ScoreKind)choice;
        m->stars = (int)value_int(map, "stars", 0);
        m->item_info = m->info;
        if (m->score == SCORE_STARS)
            m->item_info.unit = "星";
        if (m->score == SCORE_COMPLETE)
            m->item_info.unit = "", m->item_info.decimals = 0;
        break;
    default:
        break;
    }
    m->adds_up = value_bool(map, "adds_up", false);
    m->info.is_share = m->denominator || value_bool(map, "share", false) ||
                       (m->kind == KIND_SCORE && is_score_share(m));
    m->info.parts_unit[0] = m->denominator ? part_unit(r, map, "numerator") : "";
    m->info.parts_unit[1] = m->denominator ? part_unit(r, map, "denominator") : "";
    return true;
}

static int by_id(const void *a, const void *b)
{
    return strcmp(((const Metric *)a)->info.id, ((const Metric *)b)->info.id);
}

/* The years of a trend share its totals and are written with it (metrics.md 6, D10). */
static void join_trends(MetricPlan *plan)
{
    for (size_t i = 0; i < plan->count; i++)
        plan->metrics[i].total_id = plan->metrics[i].info.id;
    for (size_t i = 0; i < plan->count; i++)
        for (size_t y = 0; plan->metrics[i].kind == KIND_TREND && y < 3; y++) {
            Metric *year = (Metric *)plan_find(plan, plan->metrics[i].of[y]);
            if (year && year != &plan->metrics[i]) {
                year->total_id = plan->metrics[i].info.id;
                year->in_trend = true;
            }
        }
}

/* What the method page links to: the rows behind each figure. */
static void name_tables(MetricPlan *plan)
{
    for (size_t i = 0; i < plan->count; i++) {
        Metric *m = &plan->metrics[i];
        const Metric *of = m->of[0] ? plan_find(plan, m->of[0]) : NULL;
        m->info.sensitive = m->info.sensitive || (of && of->info.sensitive);
        const Metric *rows = of ? of : m;
        m->info.tables = rows->needs;
        m->info.table_count = rows->need_count;
    }
}

void plan_read(Arena *arena, const Dataset *data, const Derived *derived, const Value *list,
               MetricPlan *out)
{
    PlanFailure *failures = ARENA_NEW_ARRAY(arena, list->count, PlanFailure);
    *out = (MetricPlan){.metrics = ARENA_NEW_ARRAY(arena, list->count, Metric),
                        .pool = expr_pool_new(arena),
                        .failures = failures};
    for (size_t i = 0; i < list->count; i++) {
        Error err = {0};
        Reader reader = {arena, data, derived, out->pool, &err};
        const Value *map = &list->items[i];
        Metric *m = &out->metrics[out->count];
        *m = (Metric){0};
        if (read_metric(&reader, map, m) && m->info.id[0]) {
            out->count++;
            continue;
        }
        const char *origin = value_text(map, "origin", "");
        failures[out->failure_count++] = (PlanFailure){
            arena_strdup(arena, value_text(map, "id", origin)), arena_strdup(arena, origin),
            arena_strdup(arena, err.text[0] ? err.text : "the metric has no id")};
    }
    qsort(out->metrics, out->count, sizeof *out->metrics, by_id);
    join_trends(out);
    name_tables(out);
}

const Metric *plan_find(const MetricPlan *plan, const char *id)
{
    size_t low = 0, high = plan->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = strcmp(plan->metrics[middle].info.id, id);
        if (order == 0)
            return &plan->metrics[middle];
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

void unit_factor(const char *unit, int64_t *mul, int64_t *div)
{
    static const struct {
        const char *unit;
        int64_t mul, div;
    } FACTORS[] = {{"%", 100, 1},     {"个百分点", 100, 1}, {"件/百户", 100, 1}, {"元", 1, 100},
                   {"元/户", 1, 100}, {"㎡", 1, 100},       {"万元", 1, 1000000}};
    *mul = *div = 1;
    for (size_t i = 0; i < sizeof FACTORS / sizeof *FACTORS; i++)
        if (unit[0] == FACTORS[i].unit[0] && strcmp(unit, FACTORS[i].unit) == 0) {
            *mul = FACTORS[i].mul;
            *div = FACTORS[i].div;
        }
}
