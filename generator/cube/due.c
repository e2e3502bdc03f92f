/* due.c - see due.h. */
#include "cube/due.h"

#include <stdlib.h>

const Rule **due_rules(Arena *arena, const Table *t20, const RuleSet *rules)
{
    size_t rows = table_rows(t20);
    const Rule **of = ARENA_NEW_ARRAY(arena, rows, const Rule *);
    int column = schema_column(table_schema(t20), "rule_id");
    for (size_t row = 0; column >= 0 && row < rows; row++)
        of[row] = rules_find(rules, table_text(t20, row, (size_t)column));
    return of;
}

void due_days(const Table *t20, const RuleSet *rules, const Rule *const *of, int64_t *days,
              int64_t *known)
{
    int due = schema_column(table_schema(t20), "due_on");
    int event = schema_column(table_schema(t20), "event_on");
    for (size_t row = 0; row < table_rows(t20); row++) {
        const Rule *rule = of[row];
        int64_t entered = due < 0 ? CELL_MISSING : table_cell(t20, row, (size_t)due);
        int64_t day = event < 0 ? CELL_MISSING : table_cell(t20, row, (size_t)event);
        days[row] = entered;
        known[row] = CELL_MISSING;
        if (entered != CELL_MISSING || !rule || day == CELL_MISSING ||
            rule->cadence == CADENCE_CONTINUOUS)
            continue;
        known[row] = day;
        Day from =
            rule->cadence == CADENCE_EVENT ? (Day)day : rule_period_end(rule, day_month((Day)day));
        days[row] = rule_deadline(rules, rule, from);
    }
}

/* A posting that may answer an item. */
typedef struct {
    int32_t compound;
    const Rule *rule;
    int64_t due, posted, removed;
} Posting;

typedef struct {
    Posting *items;
    size_t count;
} Postings;

static int compare(int64_t a, int64_t b)
{
    return a < b ? -1 : a > b;
}

static int posting_compare(const void *a, const void *b)
{
    const Posting *x = a, *y = b;
    int order = compare(x->compound, y->compound);
    if (order == 0)
        order = x->rule < y->rule ? -1 : x->rule > y->rule;
    if (order == 0)
        order = compare(x->due, y->due);
    if (order == 0)
        order = compare(x->posted, y->posted);
    return order;
}

static Postings read_postings(Arena *arena, const Table *t20, const Rule *const *of,
                              const int64_t *days)
{
    size_t rows = table_rows(t20);
    Postings out = {ARENA_NEW_ARRAY(arena, rows, Posting), 0};
    int posted = schema_column(table_schema(t20), "posted_on");
    int removed = schema_column(table_schema(t20), "removed_on");
    for (size_t row = 0; posted >= 0 && removed >= 0 && row < rows; row++) {
        int32_t compound = table_compound(t20, row);
        if (of[row] && compound >= 0 && of[row]->applies[compound])
            out.items[out.count++] =
                (Posting){compound, of[row], days[row], table_cell(t20, row, (size_t)posted),
                          table_cell(t20, row, (size_t)removed)};
    }
    if (out.count)
        qsort(out.items, out.count, sizeof *out.items, posting_compare);
    return out;
}

/* The postings of one compound and rule. */
static Postings postings_of(const Postings *all, int32_t compound, const Rule *rule)
{
    size_t low = 0, high = all->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        const Posting *p = &all->items[middle];
        if (p->compound < compound || (p->compound == compound && p->rule < rule))
            low = middle + 1;
        else
            high = middle;
    }
    size_t end = low;
    while (end < all->count && all->items[end].compound == compound && all->items[end].rule == rule)
        end++;
    return (Postings){all->items + low, end - low};
}

static DueItem *add_item(DueList *list, int32_t compound, const Rule *rule, Day due)
{
    DueItem *item = &list->items[list->count++];
    *item = (DueItem){.compound = compound, .rule = rule, .due = due, .posted = DAY_MISSING};
    return item;
}

static void answer(DueItem *item, const Posting *p)
{
    bool up = p->removed == CELL_MISSING || p->removed >= item->due;
    if (p->posted == CELL_MISSING)
        return;
    if (item->posted == DAY_MISSING || p->posted < item->posted)
        item->posted = (Day)p->posted;
    if (p->posted <= item->due && (up || item->rule->cadence != CADENCE_CONTINUOUS))
        item->on_time = true;
}

/* The due days of a rule from `first` to `last`: the same for every compound. */
typedef struct {
    Day *days;
    size_t count;
} DueDays;

/* Cadence month, quarter, half, year and continuous: one for each calendar period. */
static DueDays find_days(Arena *arena, const RuleSet *rules, const Rule *rule, Day first, Day last)
{
    Day previous = DAY_MISSING;
    int64_t slack = 12 + llabs(rule->deadline_days) / 15;
    slack = slack > 1200 ? 1200 : slack;
    Month month = day_month(first) - (Month)slack, end = day_month(last) + (Month)slack;
    DueDays out = {ARENA_NEW_ARRAY(arena, (size_t)(end - month) + 2, Day), 0};
    for (; month <= end; month++) {
        Day period = rule_period_end(rule, month);
        if (period == previous)
            continue;
        previous = period;
        Day due = rule->cadence == CADENCE_CONTINUOUS ? period : rule_deadline(rules, rule, period);
        if (due >= first && due <= last)
            out.days[out.count++] = due;
    }
    return out;
}

static void add_periods(DueList *list, const Rule *rule, const DueDays *due, int32_t compound,
                        const Postings *answers)
{
    for (size_t d = 0; d < due->count; d++) {
        DueItem *item = add_item(list, compound, rule, due->days[d]);
        for (size_t i = 0; i < answers->count; i++)
            if (rule->cadence == CADENCE_CONTINUOUS || answers->items[i].due == item->due)
                answer(item, &answers->items[i]);
    }
}

static void add_events(DueList *list, const Rule *rule, int32_t compound, const Postings *answers,
                       Day first, Day last)
{
    for (size_t i = 0; i < answers->count; i++) {
        const Posting *p = &answers->items[i];
        if (p->due != CELL_MISSING && p->due >= first && p->due <= last)
            answer(add_item(list, compound, rule, (Day)p->due), p);
    }
}

void due_items(Arena *arena, const Dataset *data, const RuleSet *rules, const Rule *const *of,
               const int64_t *days, Day first, Day last, DueList *out)
{
    const Table *t20 = dataset_find(data, "disclosures");
    int32_t compounds = (int32_t)table_rows(dataset_find(data, "compounds"));
    Postings all = read_postings(arena, t20, of, days);
    DueDays *due = ARENA_NEW_ARRAY(arena, rules->count, DueDays);
    size_t most = all.count; /* events, one item a posting at most */
    for (size_t r = 0; r < rules->count; r++) {
        const Rule *rule = &rules->rules[r];
        if (rule->cadence != CADENCE_EVENT)
            due[r] = find_days(arena, rules, rule, first, last);
        for (int32_t c = 0; c < compounds; c++)
            most += rule->applies[c] ? due[r].count : 0;
    }
    *out = (DueList){ARENA_NEW_ARRAY(arena, most, DueItem), 0};
    for (int32_t c = 0; c < compounds; c++)
        for (size_t r = 0; r < rules->count; r++) {
            const Rule *rule = &rules->rules[r];
            if (!rule->applies[c])
                continue;
            Postings answers = postings_of(&all, c, rule);
            if (rule->cadence == CADENCE_EVENT)
                add_events(out, rule, c, &answers, first, last);
            else
                add_periods(out, rule, &due[r], c, &answers);
        }
}
