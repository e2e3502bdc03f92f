/*
 * byrule.c - completeness by rule: what had to be made public by which law, and was it (pages.h).
 *
 * Counted from the due items that figure M01 counts, so the month's column adds up to it.
 */
#include "site/pages.h"

#include <string.h>

typedef struct {
    int64_t month_due, month_on_time, year_due, year_on_time, open;
} Count;

static void put_rate(const Page *page, Model *row, const char *key, int64_t done, int64_t due)
{
    if (due)
        model_printf(row, key, "%lld/%lld", (long long)done, (long long)due);
    else
        model_text(row, key, page_words(page, "—（无应公开）", "— (nothing due)"));
}

static Count *count_items(const Page *page, const Scope *scope)
{
    const SiteInput *in = &page->site->in;
    Count *counts = ARENA_NEW_ARRAY(page->arena, in->rules->count + 1, Count);
    for (size_t i = 0; i < in->due_count; i++) {
        const SiteDue *due = &in->due[i];
        const Rule *rule = rules_find(in->rules, due->rule_id);
        if (!rule || due->due > in->asof || !page_scope_has(scope, due->compound))
            continue;
        Count *count = &counts[rule - in->rules->rules];
        bool now = day_month(due->due) == in->period;
        count->month_due += now;
        count->month_on_time += now && due->on_time;
        count->year_due++;
        count->year_on_time += due->on_time;
        count->open += page_due_open(page, due);
    }
    return counts;
}

Model page_by_rule(const Page *page, const Scope *scope)
{
    static const char *const numerals[] = {"①", "②", "③", "④", ""};
    const RuleSet *rules = page->site->in.rules;
    Model list = model_list(page->arena);
    if (!rules)
        return list;
    const Count *counts = count_items(page, scope);
    /* In the order of the four disclosures, as everywhere. */
    for (int section = 0; section <= 4; section++)
        for (size_t i = 0; i < rules->count; i++) {
            const Rule *rule = &rules->rules[i];
            int of = rule->section == CELL_MISSING || rule->section > 3 ? 4 : (int)rule->section;
            if (of != section || !counts[i].year_due)
                continue;
            Model row = model_map(page->arena);
            bool english = page->english && *rule->title_en;
            model_text(&row, "numeral", numerals[section]);
            model_text(&row, "title", english ? rule->title_en : rule->title);
            model_bool(&row, "foreign", page->english && !english);
            model_text(&row, "holder", rule->holder);
            model_text(&row, "basis", rule->basis);
            put_rate(page, &row, "month", counts[i].month_on_time, counts[i].month_due);
            put_rate(page, &row, "year", counts[i].year_on_time, counts[i].year_due);
            model_bool(&row, "gap", counts[i].open > 0);
            model_printf(&row, "open", "%lld", (long long)counts[i].open);
            model_add(&list, &row);
        }
    return list;
}
