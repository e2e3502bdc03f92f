/* measure.c - see measure.h. */
#include "cube/measure.h"

#include <stdlib.h>
#include <string.h>

#define BLOCK 1024

typedef struct {
    int32_t entity;
    Day date;
    int64_t keys[KEYS_MAX];
} Tuple;

typedef struct {
    const World *world;
    const Metric *metric;
    Day asof;
    const Day *firsts;
    size_t windows, entities;
    const Table *t01;
    Tuple *tuples; /* of a distinct count or a median */
    size_t tuple_count, tuple_capacity;
} Pass;

/* Rows of a block that matter, with all that is asked of them. */
typedef struct {
    uint32_t rows[BLOCK];
    Day dates[BLOCK];
    int32_t entities[BLOCK];
    int64_t values[BLOCK], keys[KEYS_MAX][BLOCK];
    size_t count;
} Block;

static Day earliest(const Pass *pass)
{
    Day first = pass->firsts[0];
    for (size_t w = 1; w < pass->windows; w++)
        if (pass->firsts[w] < first)
            first = pass->firsts[w];
    return first;
}

static void block_dates(const Pass *pass, const Term *term, size_t first, size_t n, Block *b)
{
    int64_t dates[BLOCK];
    Day from = earliest(pass);
    b->count = 0;
    if (term->date)
        expr_eval(term->date, pass->asof, NULL, first, n, dates);
    for (size_t i = 0; i < n; i++) {
        Day date = pass->asof;
        if (term->date) {
            if (dates[i] == CELL_MISSING || dates[i] > pass->asof || dates[i] < from)
                continue;
            date = (Day)dates[i];
        }
        b->dates[b->count] = date;
        b->rows[b->count++] = (uint32_t)(first + i);
    }
}

static void block_where(const Pass *pass, const Term *term, Block *b)
{
    int64_t yes[BLOCK];
    size_t kept = 0;
    if (!term->where || b->count == 0)
        return;
    expr_eval(term->where, pass->asof, b->rows, 0, b->count, yes);
    for (size_t i = 0; i < b->count; i++)
        if (yes[i] == 1) {
            b->rows[kept] = b->rows[i];
            b->dates[kept++] = b->dates[i];
        }
    b->count = kept;
}

static void block_entities(const Pass *pass, const Term *term, Block *b)
{
    int64_t names[BLOCK];
    size_t kept = 0;
    bool companies = pass->metric->of_companies;
    if (companies)
        expr_eval(term->company, pass->asof, b->rows, 0, b->count, names);
    for (size_t i = 0; i < b->count; i++) {
        int32_t entity = companies ? companies_named(pass->world->companies, names[i])
                         : term->table == pass->t01 ? (int32_t)b->rows[i]
                                                    : table_compound(term->table, b->rows[i]);
        if (entity < 0)
            continue;
        b->rows[kept] = b->rows[i];
        b->dates[kept] = b->dates[i];
        b->entities[kept++] = entity;
    }
    b->count = kept;
}

static void add_tuple(Pass *pass, const Tuple *tuple)
{
    GROW(pass->tuples, pass->tuple_capacity, pass->tuple_count + 1);
    pass->tuples[pass->tuple_count++] = *tuple;
}

static void tally_row(const Pass *pass, const Term *term, const Block *b, size_t i, Tally *tally)
{
    int64_t value = term->value ? b->values[i] : 1;
    bool known = value != CELL_MISSING;
    for (size_t w = 0; w < pass->windows; w++) {
        if (b->dates[i] < pass->firsts[w])
            continue;
        size_t at = w * pass->entities + (size_t)b->entities[i];
        if (known && term->how == HOW_MAX) {
            if (tally->known[at] == 0 || value > tally->sum[at])
                tally->sum[at] = value;
        } else if (known && term->how == HOW_LATEST) {
            if (tally->known[at] == 0 || b->dates[i] >= tally->newest[at]) {
                tally->sum[at] = value;
                tally->newest[at] = b->dates[i];
            }
        } else if (known) {
            tally->sum[at] += value;
        }
        tally->rows[at]++;
        tally->known[at] += known;
    }
}

/* A row with a missing key counts by itself; the others once per different key. */
static void take_keys(Pass *pass, const Term *term, const Block *b, size_t i, Tally *tally)
{
    Tuple tuple = {b->entities[i], b->dates[i], {0}};
    bool missing = false;
    for (size_t k = 0; k < term->key_count; k++) {
        tuple.keys[k] = b->keys[k][i];
        missing = missing || tuple.keys[k] == CELL_MISSING;
    }
    if (missing)
        tally_row(pass, term, b, i, tally);
    else
        add_tuple(pass, &tuple);
}

static void scan(Pass *pass, const Term *term, Tally *tally, bool values_only)
{
    Block *b = memory_alloc(sizeof *b);
    size_t rows = table_rows(term->table);
    for (size_t first = 0; first < rows; first += BLOCK) {
        block_dates(pass, term, first, rows - first < BLOCK ? rows - first : BLOCK, b);
        block_where(pass, term, b);
        if (b->count)
            block_entities(pass, term, b);
        if (b->count == 0)
            continue;
        if (term->value)
            expr_eval(term->value, pass->asof, b->rows, 0, b->count, b->values);
        for (size_t k = 0; k < term->key_count && k < KEYS_MAX; k++)
            expr_eval(term->keys[k], pass->asof, b->rows, 0, b->count, b->keys[k]);
        for (size_t i = 0; i < b->count; i++) {
            if (values_only) {
                Tuple tuple = {b->entities[i], b->dates[i], {b->values[i]}};
                if (b->values[i] != CELL_MISSING)
                    add_tuple(pass, &tuple);
            } else if (term->how == HOW_DISTINCT) {
                take_keys(pass, term, b, i, tally);
            } else {
                tally_row(pass, term, b, i, tally);
            }
        }
    }
    free(b);
}

static int tuple_compare(const void *a, const void *b)
{
    const Tuple *x = a, *y = b;
    if (x->entity != y->entity)
        return x->entity < y->entity ? -1 : 1;
    for (size_t k = 0; k < KEYS_MAX; k++)
        if (x->keys[k] != y->keys[k])
            return x->keys[k] < y->keys[k] ? -1 : 1;
    return x->date > y->date ? -1 : x->date < y->date; /* the latest first */
}

static bool same_keys(const Tuple *a, const Tuple *b)
{
    return a->entity == b->entity && memcmp(a->keys, b->keys, sizeof a->keys) == 0;
}

/* A key is in a window when its latest row is, since all windows end on the same day. */
static void count_distinct(Pass *pass, Tally *tally)
{
    if (pass->tuple_count)
        qsort(pass->tuples, pass->tuple_count, sizeof *pass->tuples, tuple_compare);
    for (size_t i = 0; i < pass->tuple_count; i++) {
        const Tuple *t = &pass->tuples[i];
        if (i > 0 && same_keys(t, t - 1))
            continue;
        for (size_t w = 0; w < pass->windows; w++)
            if (t->date >= pass->firsts[w]) {
                size_t at = w * pass->entities + (size_t)t->entity;
                tally->sum[at]++;
                tally->rows[at]++;
                tally->known[at]++;
            }
    }
    pass->tuple_count = 0;
}

static Amount amount_of(const Term *term, const Tally *tally, size_t at)
{
    switch (term->how) {
    case HOW_COUNT:
        return (Amount){true, tally->rows[at]};
    case HOW_KNOWN:
        return (Amount){true, tally->known[at]};
    case HOW_ANY:
        return (Amount){true, tally->rows[at] > 0};
    case HOW_DISTINCT:
        return (Amount){true, tally->sum[at]};
    default:
        return (Amount){tally->known[at] > 0, tally->sum[at]};
    }
}

/* What one entity comes to in a window; every scope adds up those of its own. */
typedef struct {
    Amount numerator;
    Int128 denominator;
    int64_t rows, known;
} Part;

static void read_parts(const Pass *pass, const Tally *tallies, size_t w, Part *parts)
{
    const Metric *m = pass->metric;
    Amount terms[TERMS_MAX];
    for (size_t e = 0; e < pass->entities; e++) {
        size_t at = w * pass->entities + e;
        Part *part = &parts[e];
        *part = (Part){0};
        for (size_t t = 0; t < m->term_count; t++) {
            terms[t] = amount_of(&m->terms[t], &tallies[t], at);
            part->rows += tallies[t].rows[at];
            part->known += tallies[t].known[at];
        }
        part->numerator = agg_eval(m->numerator, terms);
        if (m->denominator) {
            Amount d = agg_eval(m->denominator, terms);
            part->denominator = d.known ? d.n : 0;
        }
    }
}

static Raw add_up(const Metric *m, const Part *parts, const int32_t *entities, size_t count)
{
    Raw raw = {.known = !m->combine_max, .has_denominator = m->denominator != NULL};
    int64_t rows = 0, known = 0;
    for (size_t i = 0; i < count; i++) {
        const Part *part = &parts[entities[i]];
        Int128 n = part->numerator.n;
        rows += part->rows;
        known += part->known;
        raw.denominator += part->denominator;
        if (part->numerator.known && m->combine_max) {
            raw.numerator = !raw.known || n > raw.numerator ? n : raw.numerator;
            raw.known = true;
        } else if (part->numerator.known) {
            raw.numerator += n;
        }
    }
    if (m->is_sum && rows > 0 && known == 0)
        raw.known = false;
    return raw;
}

static int value_compare(const void *a, const void *b)
{
    int64_t x = ((const ValueCount *)a)->value, y = ((const ValueCount *)b)->value;
    return x < y ? -1 : x > y;
}

/* The k-th of the values in order, from 0; counts[i] times least + i. */
static int64_t value_at(const int64_t *counts, int64_t least, int64_t k)
{
    size_t i = 0;
    for (; k >= counts[i]; i++)
        k -= counts[i];
    return least + (int64_t)i;
}

/* The same of values that are sorted. */
static int64_t sorted_at(const ValueCount *values, size_t n, int64_t k)
{
    for (size_t i = 0, j; i < n; i = j) {
        int64_t count = 0;
        for (j = i; j < n && values[j].value == values[i].value; j++)
            count += values[j].count;
        if (k < count)
            return values[i].value;
        k -= count;
    }
    return 0;
}

static Raw median_of(int64_t total, int64_t upper, int64_t lower)
{
    Raw raw = {.known = true, .has_denominator = true};
    if (total == 0)
        return raw;
    raw.denominator = total % 2 ? 1 : 2;
    raw.numerator = total % 2 ? upper : (Int128)lower + upper;
    return raw;
}

/* Of an even number of values those before and behind the middle. */
static int64_t below_middle(int64_t total)
{
    return total % 2 ? total / 2 : total / 2 - 1;
}

/* All values of a median, those of an entity from starts[entity] to before the next's. */
typedef struct {
    ValueCount *items;
    size_t count, *starts;
    int64_t least, most;
} Values;

/* By entity, as they are otherwise. */
static Values sort_values(const ValueCount *all, size_t count, size_t entities)
{
    Values v = {memory_alloc((count + 1) * sizeof *v.items), count,
                memory_alloc((entities + 2) * sizeof *v.starts), 0, 0};
    for (size_t i = 0; i < count; i++) {
        v.starts[all[i].entity + 2]++;
        v.least = i == 0 || all[i].value < v.least ? all[i].value : v.least;
        v.most = i == 0 || all[i].value > v.most ? all[i].value : v.most;
    }
    for (size_t e = 2; e < entities + 2; e++)
        v.starts[e] += v.starts[e - 1];
    for (size_t i = 0; i < count; i++)
        v.items[v.starts[all[i].entity + 1]++] = all[i];
    return v;
}

static void sorted_medians(const Pass *pass, const Values *v, size_t w, Raw *out)
{
    const ScopeSet *scopes = pass->world->scopes;
    ValueCount *values = memory_alloc((v->count + 1) * sizeof *values);
    for (size_t s = 0; s < scopes->count; s++) {
        const Scope *scope = &scopes->scopes[s];
        int64_t total = 0;
        size_t n = 0;
        for (size_t c = 0; c < scope->compound_count; c++) {
            size_t e = (size_t)scope->compounds[c];
            for (size_t i = v->starts[e]; i < v->starts[e + 1]; i++)
                if (v->items[i].from >= pass->firsts[w]) {
                    values[n++] = v->items[i];
                    total += v->items[i].count;
                }
        }
        if (n)
            qsort(values, n, sizeof *values, value_compare);
        out[s * pass->windows + w] = median_of(total, sorted_at(values, n, total / 2),
                                               sorted_at(values, n, below_middle(total)));
    }
    free(values);
}

/*
 * Where values lie in a narrow range, as days do, they are counted instead of sorted: for each
 * entity once, and the counts of a scope are the sums of those.
 */
static void counted_medians(const Pass *pass, const Values *v, size_t w, Raw *out)
{
    const ScopeSet *scopes = pass->world->scopes;
    size_t range = (size_t)(v->most - v->least) + 1;
    int64_t *counts = memory_alloc(pass->entities * range * sizeof *counts);
    int64_t *sums = memory_alloc(range * sizeof *sums);
    for (size_t e = 0; e < pass->entities; e++)
        for (size_t i = v->starts[e]; i < v->starts[e + 1]; i++)
            if (v->items[i].from >= pass->firsts[w])
                counts[e * range + (size_t)(v->items[i].value - v->least)] += v->items[i].count;
    for (size_t s = 0; s < scopes->count; s++) {
        const Scope *scope = &scopes->scopes[s];
        int64_t total = 0;
        memset(sums, 0, range * sizeof *sums);
        for (size_t c = 0; c < scope->compound_count; c++)
            for (size_t i = 0; i < range; i++)
                sums[i] += counts[(size_t)scope->compounds[c] * range + i];
        for (size_t i = 0; i < range; i++)
            total += sums[i];
        out[s * pass->windows + w] = total
                                         ? median_of(total, value_at(sums, v->least, total / 2),
                                                     value_at(sums, v->least, below_middle(total)))
                                         : median_of(0, 0, 0);
    }
    free(counts);
    free(sums);
}

/* So many counts at most, four megabytes of them. */
#define COUNTS_MAX ((size_t)1 << 19)

static void measure_median(Pass *pass, Raw *out)
{
    const Term *term = &pass->metric->terms[0];
    ValueCount *all = NULL;
    size_t count = 0, capacity = 0;
    if (!pass->world->ledger || !ledger_values(pass->world->ledger, term, pass->asof, pass->firsts,
                                               pass->windows, &all, &count, &capacity)) {
        scan(pass, term, NULL, true);
        GROW(all, capacity, pass->tuple_count + 1);
        for (; count < pass->tuple_count; count++)
            all[count] = (ValueCount){pass->tuples[count].entity, pass->tuples[count].date,
                                      pass->tuples[count].keys[0], 1};
    }
    Values values = sort_values(all, count, pass->entities);
    bool narrow = (uint64_t)values.most - (uint64_t)values.least <
                  COUNTS_MAX / (pass->entities ? pass->entities : 1);
    for (size_t w = 0; w < pass->windows; w++)
        if (narrow)
            counted_medians(pass, &values, w, out);
        else
            sorted_medians(pass, &values, w, out);
    free(values.items);
    free(values.starts);
    free(all);
}

static void measure_fraction(Pass *pass, Raw *out)
{
    const Metric *m = pass->metric;
    size_t cells = pass->windows * pass->entities;
    Arena *arena = arena_new();
    Tally *tallies = ARENA_NEW_ARRAY(arena, m->term_count, Tally);
    for (size_t t = 0; t < m->term_count; t++) {
        tallies[t] =
            (Tally){ARENA_NEW_ARRAY(arena, cells, Int128), ARENA_NEW_ARRAY(arena, cells, int64_t),
                    ARENA_NEW_ARRAY(arena, cells, int64_t), NULL};
        if (m->terms[t].how == HOW_LATEST)
            tallies[t].newest = ARENA_NEW_ARRAY(arena, cells, Day);
        if (pass->world->ledger && !m->of_companies &&
            ledger_read(pass->world->ledger, &m->terms[t], pass->asof, pass->firsts, pass->windows,
                        pass->entities, &tallies[t]))
            continue;
        scan(pass, &m->terms[t], &tallies[t], false);
        if (m->terms[t].how == HOW_DISTINCT)
            count_distinct(pass, &tallies[t]);
    }
    const ScopeSet *scopes = pass->world->scopes;
    Part *parts = ARENA_NEW_ARRAY(arena, pass->entities, Part);
    for (size_t w = 0; w < pass->windows; w++) {
        read_parts(pass, tallies, w, parts);
        for (size_t s = 0; s < scopes->count; s++) {
            const Scope *scope = &scopes->scopes[s];
            const CompanyList *companies = companies_of(pass->world->companies, (int)s);
            out[s * pass->windows + w] =
                m->of_companies ? add_up(m, parts, companies->items, companies->count)
                                : add_up(m, parts, scope->compounds, scope->compound_count);
        }
    }
    arena_free(arena);
}

void measure(const World *world, const Metric *metric, Day asof, const Day *firsts, size_t count,
             Raw *out)
{
    Pass pass = {.world = world,
                 .metric = metric,
                 .asof = asof,
                 .firsts = firsts,
                 .windows = count,
                 .t01 = dataset_find(world->data, "compounds")};
    pass.entities = metric->of_companies ? companies_count(world->companies) : table_rows(pass.t01);
    if (metric->kind == KIND_MEDIAN)
        measure_median(&pass, out);
    else
        measure_fraction(&pass, out);
    free(pass.tuples);
}
