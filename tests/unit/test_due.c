/* test_due.c - what had to be made public in a stretch of days: its first and last day belong to
 * it. */
#include "district.h"

#include "cube/due.h"

/* The due items from `first` to `last`, as "compound rule day posted on-time" lines. */
static const char *items(District *d, const char *first, const char *last)
{
    RuleSet rules;
    DueList list;
    Buffer out = {0};
    char text[16];
    const Table *t20 = dataset_find(d->data, "disclosures");
    for (size_t t = 0; t < d->schemas.count; t++)
        table_finish(dataset_table(d->data, (int)t));
    rules_read(d->arena, d->data, &d->config, &d->plan.rules, &rules);
    const Rule **of = due_rules(d->arena, t20, &rules);
    int64_t *days = ARENA_NEW_ARRAY(d->arena, table_rows(t20) + 1, int64_t);
    int64_t *known = ARENA_NEW_ARRAY(d->arena, table_rows(t20) + 1, int64_t);
    due_days(t20, &rules, of, days, known);
    due_items(d->arena, d->data, &rules, of, days, day(first), day(last), &list);
    for (size_t i = 0; i < list.count; i++) {
        const DueItem *item = &list.items[i];
        buffer_printf(&out, "%d %s %s", (int)item->compound, item->rule->id,
                      day_text(item->due, text));
        buffer_printf(&out, " %s %s\n",
                      item->posted == DAY_MISSING ? "-" : day_text(item->posted, text),
                      item->on_time ? "yes" : "no");
    }
    const char *copy = arena_copy(d->arena, out.bytes ? out.bytes : "", out.length);
    buffer_free(&out);
    return copy;
}

static void rule(District *d, const char *cells)
{
    add(d, "disclosure_rules",
        arena_printf(d->arena, "section=meeting; item_name=商议; applies_if=has_company=yes; %s",
                     cells));
}

/* A month's item is due on the fifth: asked from one fifth to the next there are both. */
static void the_first_and_the_last_day_belong_to_it(void **state)
{
    District *d = *state;
    rule(d, "rule_id=M; cadence=month; deadline_days=5");
    assert_string_equal(items(d, "2026-09-05", "2026-10-05"),
                        "0 M 2026-09-05 - no\n0 M 2026-10-05 - no\n"
                        "1 M 2026-09-05 - no\n1 M 2026-10-05 - no\n");
    assert_string_equal(items(d, "2026-09-06", "2026-10-04"), "");
}

/* Events have no days but their own; those at both ends of the stretch belong to it. */
static void events_at_both_ends_belong_to_it(void **state)
{
    District *d = *state;
    rule(d, "rule_id=E; cadence=event; deadline_days=3");
    for (int on = 1; on <= 4; on++)
        add(d, "disclosures",
            arena_printf(d->arena,
                         "compound_id=A-1; disclosure_id=%d; rule_id=E; title=维修; "
                         "event_on=2026-10-0%d; posted_on=2026-10-06",
                         on, on));
    assert_string_equal(items(d, "2026-10-05", "2026-10-06"),
                        "0 E 2026-10-05 2026-10-06 no\n0 E 2026-10-06 2026-10-06 yes\n");
}

/* Three months of a quarter have one period and one item; so have six of a half, twelve of a year.
 */
static void a_period_is_due_once(void **state)
{
    District *d = *state;
    rule(d, "rule_id=H; cadence=half; deadline_days=10");
    rule(d, "rule_id=Q; cadence=quarter; deadline_days=10");
    rule(d, "rule_id=Y; cadence=year; deadline_days=10");
    assert_string_equal(items(d, "2026-01-01", "2026-12-31"),
                        "0 H 2026-01-10 - no\n0 H 2026-07-10 - no\n"
                        "0 Q 2026-01-10 - no\n0 Q 2026-04-10 - no\n"
                        "0 Q 2026-07-10 - no\n0 Q 2026-10-10 - no\n"
                        "0 Y 2026-01-10 - no\n"
                        "1 H 2026-01-10 - no\n1 H 2026-07-10 - no\n"
                        "1 Q 2026-01-10 - no\n1 Q 2026-04-10 - no\n"
                        "1 Q 2026-07-10 - no\n1 Q 2026-10-10 - no\n"
                        "1 Y 2026-01-10 - no\n");
}

/* What was up for good answers a continuous item on the period's last day, and on that day too. */
static void taken_down_on_the_day_it_was_up(void **state)
{
    District *d = *state;
    rule(d, "rule_id=C; cadence=continuous");
    add(d, "disclosures",
        "compound_id=A-1; disclosure_id=1; rule_id=C; title=价格; "
        "posted_on=2026-10-31; removed_on=2026-10-31");
    add(d, "disclosures",
        "compound_id=A-2; disclosure_id=2; rule_id=C; title=价格; "
        "posted_on=2026-09-01; removed_on=2026-10-30");
    assert_string_equal(items(d, "2026-10-01", "2026-10-31"),
                        "0 C 2026-10-31 2026-10-31 yes\n1 C 2026-10-31 2026-09-01 no\n");
}

int main(void)
{
#define CASE(test) cmocka_unit_test_setup_teardown(test, open_district, close_district)
    const struct CMUnitTest tests[] = {
        CASE(the_first_and_the_last_day_belong_to_it),
        CASE(events_at_both_ends_belong_to_it),
        CASE(a_period_is_due_once),
        CASE(taken_down_on_the_day_it_was_up),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
