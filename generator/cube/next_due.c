/* next_due.c - see next_due.h. */
#include "cube/next_due.h"

#include "cube/due.h"

void next_due(Arena *arena, const Import *import, const Config *config, const Value *rules,
              Month month, const CubeDue **out, size_t *count)
{
    const Table *t20 = dataset_find(import->data, "disclosures");
    RuleSet set;
    DueList list = {0};
    *out = NULL;
    *count = 0;
    if (!t20)
        return;
    rules_read(arena, import->data, config, rules, &set);
    const Rule **of = due_rules(arena, t20, &set);
    int64_t *days = ARENA_NEW_ARRAY(arena, table_rows(t20), int64_t);
    int64_t *known = ARENA_NEW_ARRAY(arena, table_rows(t20), int64_t);
    due_days(t20, &set, of, days, known);
    due_items(arena, import->data, &set, of, days, month_first(month), month_last(month), &list);
    CubeDue *due = ARENA_NEW_ARRAY(arena, list.count, CubeDue);
    for (size_t i = 0; i < list.count; i++) {
        const DueItem *item = &list.items[i];
        if (item->rule->cadence == CADENCE_EVENT || item->posted != DAY_MISSING)
            continue;
        due[(*count)++] = (CubeDue){
            .compound = item->compound,
            .rule_id = item->rule->id,
            .title = item->rule->title,
            .title_en = item->rule->title_en,
            .basis = item->rule->basis,
            .section = item->rule->section == CELL_MISSING ? 4 : (int)item->rule->section,
            .due = item->due,
            .posted = DAY_MISSING,
        };
    }
    *out = due;
}
