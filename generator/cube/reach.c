/* reach.c - see reach.h. */
#include "cube/reach.h"

#include <string.h>

#include "data/column_scan.h"

#define BLOCK 1024

struct Reach {
    const Dataset *data;
    Day earliest; /* of all dates that place a row in a window; DAY_MISSING: none */
    Day *first;   /* by table: earliest main date, or DAY_MISSING */
};

/* The date that tells whether a table covers a base window (metrics.md 1.6). */
static int main_date(const TableSchema *schema)
{
    static const char *const dates[][2] = {{"issues", "reported_on"},
                                           {"fund_ledger", "entry_on"},
                                           {"revenue_ledger", "entry_on"},
                                           {"disclosures", "posted_on"}};
    for (size_t i = 0; i < sizeof dates / sizeof *dates; i++)
        if (strcmp(schema->name, dates[i][0]) == 0)
            return schema_column(schema, dates[i][1]);
    return schema->date;
}

static void take_day(Day *first, int64_t day)
{
    if (day != CELL_MISSING && (*first == DAY_MISSING || day < *first))
        *first = (Day)day;
}

/* A column as it was read is asked as it is stored; an event behind the as-of day is missing. */
static bool take_column(Reach *reach, const Term *term, Day asof)
{
    size_t column;
    bool event;
    if (!expr_column(term->date, &column, &event))
        return false;
    int64_t least = column_least(term->table, column);
    if (!event || least <= asof)
        take_day(&reach->earliest, least);
    return true;
}

static void take_term(Reach *reach, const Term *term, Day asof)
{
    int64_t dates[BLOCK];
    size_t rows = table_rows(term->table);
    if (take_column(reach, term, asof))
        return;
    for (size_t first = 0; first < rows; first += BLOCK) {
        size_t n = rows - first < BLOCK ? rows - first : BLOCK;
        expr_eval(term->date, asof, NULL, first, n, dates);
        for (size_t i = 0; i < n; i++)
            take_day(&reach->earliest, dates[i]);
    }
}

void reach_build(Arena *arena, const Dataset *data, const MetricPlan *plan, Day asof, Reach **out)
{
    const SchemaSet *schemas = dataset_schemas(data);
    Reach *reach = ARENA_NEW(arena, Reach);
    reach->data = data;
    reach->earliest = DAY_MISSING;
    reach->first = ARENA_NEW_ARRAY(arena, schemas->count, Day);
    for (size_t t = 0; t < schemas->count; t++) {
        int column = main_date(&schemas->tables[t]);
        reach->first[t] = DAY_MISSING;
        if (column >= 0)
            take_day(&reach->first[t], column_least(dataset_table(data, (int)t), (size_t)column));
    }
    const Expr **seen = ARENA_NEW_ARRAY(arena, plan->count * TERMS_MAX, const Expr *);
    size_t seen_count = 0;
    for (size_t m = 0; m < plan->count; m++)
        for (size_t t = 0; t < plan->metrics[m].term_count; t++) {
            const Term *term = &plan->metrics[m].terms[t];
            bool known = !term->date || schema_table(schemas, table_schema(term->table)->name) < 0;
            for (size_t i = 0; i < seen_count && !known; i++) /* equal dates are one expression */
                known = seen[i] == term->date;
            if (known)
                continue;
            seen[seen_count++] = term->date;
            take_term(reach, term, asof);
        }
    int assessments = schema_table(schemas, "assessments"); /* their period places them, too */
    if (assessments >= 0 && reach->first[assessments] != DAY_MISSING)
        take_day(&reach->earliest, reach->first[assessments]);
    *out = reach;
}

bool reach_month(const Reach *reach, Month month)
{
    return reach->earliest != DAY_MISSING && day_month(reach->earliest) <= month;
}

bool reach_covers(const Reach *reach, const Metric *metric, Month month)
{
    int table = metric->need_count > 1 ? metric->needs[1] : metric->needs[0];
    return reach->first[table] != DAY_MISSING && day_month(reach->first[table]) <= month;
}
