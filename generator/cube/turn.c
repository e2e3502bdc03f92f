/* turn.c - see turn.h. */
#include "cube/turn.h"

#include <stdlib.h>

#include "base/arena.h"

static int turn_compare(const void *a, const void *b)
{
    const Turn *x = a, *y = b;
    if (x->rows != y->rows)
        return x->rows > y->rows ? -1 : 1;
    return x->metric < y->metric ? -1 : x->metric > y->metric;
}

static size_t rows_to_read(const Ledger *ledger, const Metric *metric)
{
    size_t rows = 0;
    for (size_t t = 0; t < metric->term_count; t++) {
        const Term *term = &metric->terms[t];
        if (!ledger || metric->of_companies ||
            !ledger_holds(ledger, term, metric->kind == KIND_MEDIAN))
            rows += table_rows(term->table);
    }
    return rows;
}

Turn *turns_take(const MetricPlan *plan, const Ledger *ledger)
{
    Turn *turns = memory_alloc((plan->count + 1) * sizeof *turns);
    for (size_t m = 0; m < plan->count; m++) {
        const Metric *metric = &plan->metrics[m];
        turns[m] = (Turn){m, rows_to_read(ledger, metric)};
        for (size_t i = 0; i < sizeof metric->of / sizeof *metric->of; i++) {
            const Metric *of = metric->of[i] ? plan_find(plan, metric->of[i]) : NULL;
            turns[m].rows += of ? rows_to_read(ledger, of) : 0;
        }
    }
    if (plan->count)
        qsort(turns, plan->count, sizeof *turns, turn_compare);
    return turns;
}
