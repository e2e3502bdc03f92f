/* test_scripts.c - the scripts that ship: tables, metrics and rule packs as the program reads them.
 */
#include "unit.h"

#include <stdio.h>
#include <stdlib.h>

#include "cube/plan.h"
#include "script/script.h"

typedef struct {
    Arena *arena;
    Plan plan;
    SchemaSet schemas;
    Dataset *data;
} Shipped;

static int read_scripts(void **state)
{
    Shipped *s = calloc(1, sizeof *s);
    Error err = {0};
    s->arena = arena_new();
    if (!script_declare(s->arena, "tests/unit", ".", &s->plan, &err) ||
        !schema_set_read(s->arena, &s->plan.tables, &s->schemas, &err)) {
        fprintf(stderr, "%s\n", err.text);
        return -1;
    }
    s->data = dataset_new(&s->schemas);
    *state = s;
    return 0;
}

static int drop_scripts(void **state)
{
    Shipped *s = *state;
    dataset_free(s->data);
    arena_free(s->arena);
    free(s);
    return 0;
}

static void every_script_runs(void **state)
{
    Shipped *s = *state;
    for (size_t i = 0; i < s->plan.failure_count; i++)
        print_error("%s:%d: %s\n", s->plan.failures[i].script, s->plan.failures[i].line,
                    s->plan.failures[i].message);
    assert_int_equal(s->plan.failure_count, 0);
}

/* T01 ... T20, R1, R2, in that order. */
static void there_are_22_tables(void **state)
{
    Shipped *s = *state;
    assert_int_equal(s->schemas.count, 22);
    for (int i = 0; i < 22; i++) {
        char id[24];
        snprintf(id, sizeof id, i < 20 ? "T%02d" : "R%d", i < 20 ? i + 1 : i - 19);
        assert_string_equal(s->schemas.tables[i].id, id);
    }
}

/* Two columns of a table that share a header could not be told apart. */
static void a_header_names_one_column_of_a_table(void **state)
{
    Shipped *s = *state;
    for (size_t t = 0; t < s->schemas.count; t++) {
        const TableSchema *table = &s->schemas.tables[t];
        const char *seen[400];
        size_t count = 0;
        for (size_t c = 0; c < table->column_count; c++) {
            const ColumnSchema *column = &table->columns[c];
            for (size_t a = 0; a <= column->alias_count; a++) {
                const char *header = a ? column->aliases[a - 1] : column->title.zh;
                for (size_t i = 0; i < count; i++)
                    if (strcmp(seen[i], header) == 0)
                        fail_msg("%s: header '%s' stands twice", table->name, header);
                assert_true(count < 400);
                seen[count++] = header;
            }
        }
    }
}

/* Names, telephones, rooms, plates, free text: never public. */
static void what_is_private_stays_private(void **state)
{
    Shipped *s = *state;
    static const char *const hidden[][2] = {
        {"issues", "person_name"},
        {"issues", "phone"},
        {"issues", "room"},
        {"issues", "content"},
        {"list_events", "plate"},
        {"committee_members", "person_key"},
        {"committee_members", "party_member"},
        {"committee_members", "vet_result"},
        {"disclosures", "photo_ref"},
        {"compounds", "remark"},
    };
    for (size_t i = 0; i < sizeof hidden / sizeof *hidden; i++) {
        const TableSchema *table = &s->schemas.tables[schema_table(&s->schemas, hidden[i][0])];
        int column = schema_column(table, hidden[i][1]);
        assert_true(column >= 0);
        assert_int_equal(table->columns[column].privacy, PRIVACY_PRIVATE);
    }
    for (size_t t = 0; t < s->schemas.count; t++)
        for (size_t c = 0; c < s->schemas.tables[t].column_count; c++) {
            const ColumnSchema *column = &s->schemas.tables[t].columns[c];
            if (column->type == TYPE_TEXT)
                assert_int_equal(column->privacy, PRIVACY_PRIVATE);
        }
}

static const Metric *plan_of(Shipped *s, MetricPlan *out)
{
    static const Value no_rules = {.kind = VALUE_LIST};
    Config config;
    Error err = {0};
    Derived derived;
    ScopeSet scopes;
    Companies *companies;
    assert_true(config_read(s->arena, &s->plan.config, &config, &err));
    scope_set_build(s->arena, s->data, &config, &scopes);
    companies_build(s->arena, s->data, &scopes, &companies);
    derived_build(s->arena, s->data, &config, companies, &no_rules, 0, 0, &derived);
    plan_read(s->arena, s->data, &derived, &s->plan.metrics, out);
    derived_free(&derived);
    return out->metrics;
}

/* Every declared metric compiles against the tables and is complete in both languages. */
static void every_metric_compiles(void **state)
{
    Shipped *s = *state;
    MetricPlan plan;
    plan_of(s, &plan);
    for (size_t i = 0; i < plan.failure_count; i++)
        print_error("%s %s: %s\n", plan.failures[i].metric, plan.failures[i].origin,
                    plan.failures[i].message);
    assert_int_equal(plan.failure_count, 0);
    for (size_t i = 0; i < plan.count; i++) {
        const MetricInfo *info = &plan.metrics[i].info;
        if (!*info->title.zh || !*info->title.en || !*info->formula_zh || !*info->formula_en ||
            !*info->section || strncmp(info->origin, "scripts/metrics/", 16) != 0)
            fail_msg("%s lacks a title, a formula, a section or its place", info->id);
        if (plan.metrics[i].denominator && strcmp(info->unit, "%") == 0 && !*info->note.zh)
            fail_msg("%s does not say what it is a share of", info->id);
    }
}

/* The 126 figures of the catalogue: M01-M08, A01-A08, B01-B13, C01-C20, D01-D37, E, F, G. */
static void all_126_figures_are_there(void **state)
{
    Shipped *s = *state;
    static const struct {
        char letter;
        int count;
    } sections[] = {{'M', 8},  {'A', 8}, {'B', 13}, {'C', 20},
                    {'D', 37}, {'E', 8}, {'F', 27}, {'G', 5}};
    MetricPlan plan;
    plan_of(s, &plan);
    int found = 0;
    for (size_t i = 0; i < sizeof sections / sizeof *sections; i++)
        for (int n = 1; n <= sections[i].count; n++) {
            char id[24];
            snprintf(id, sizeof id, "%c%02d", sections[i].letter, n);
            if (!plan_find(&plan, id))
                fail_msg("there is no %s", id);
            found++;
        }
    assert_int_equal(found, 126);
}

/* Ten places and the default; the holidays of eight years. */
static void rule_packs_are_complete(void **state)
{
    Shipped *s = *state;
    static const char *const places[] = {"default", "taizhou",  "hangzhou", "huzhou",
                                         "ningbo",  "jiaxing",  "beijing",  "shanghai",
                                         "henan",   "qingyuan", "shandong"};
    for (size_t p = 0; p < sizeof places / sizeof *places; p++) {
        const Value *pack = NULL;
        for (size_t i = 0; i < s->plan.rules.count; i++)
            if (strcmp(value_text(&s->plan.rules.items[i], "pack", ""), places[p]) == 0)
                pack = &s->plan.rules.items[i];
        if (!pack)
            fail_msg("there is no pack '%s'", places[p]);
        const Value *rules = value_list(pack, "rules");
        assert_true(rules->count >= 10);
        for (size_t i = 0; i < rules->count; i++) {
            const Value *rule = &rules->items[i];
            assert_true(*value_text(rule, "rule_id", "") && *value_text(rule, "item_name", "") &&
                        *value_text(rule, "legal_basis", "") && *value_text(rule, "section", "") &&
                        *value_text(rule, "cadence", ""));
        }
    }
    for (size_t i = 0; i < s->plan.rules.count; i++)
        if (value_get(&s->plan.rules.items[i], "calendar"))
            assert_int_equal(value_list(&s->plan.rules.items[i], "calendar")->count, 8);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_script_runs),
        cmocka_unit_test(there_are_22_tables),
        cmocka_unit_test(a_header_names_one_column_of_a_table),
        cmocka_unit_test(what_is_private_stays_private),
        cmocka_unit_test(every_metric_compiles),
        cmocka_unit_test(all_126_figures_are_there),
        cmocka_unit_test(rule_packs_are_complete),
    };
    return cmocka_run_group_tests(tests, read_scripts, drop_scripts);
}
