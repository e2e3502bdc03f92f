/* test_foreign.c - ids that lead to no row: told with what may have been meant, then counted. */
#include "unit.h"

#include "office.h"

static const char companies[] = "table property_companies T02 物业企业 key=company_id\n"
                                "company_id id 企业编号 required\n"
                                "name str 企业名称\n"
                                "table visits T91 走访记录 key=visit_id\n"
                                "visit_id id 走访编号 required\n"
                                "compound_name str 小区 required\n"
                                "company_id id 企业 fk=property_companies\n"
                                "hidden_id id 经办 private fk=property_companies\n"
                                "place_id id 地点 fk=compounds\n"
                                "title text 标题 fk=property_companies\n";

static int open_visits(void **state)
{
    open_office(state);
    Office *o = *state;
    const char *at = strstr(common_tables, "table property_companies"),
               *end = strstr(common_tables, "table issues");
    char *text = arena_printf(o->arena, "%.*s%s%s", (int)(at - common_tables), common_tables,
                              companies, end);
    schemas_of_text(o->arena, text, &o->schemas);
    put_compounds(o);
    put(o, "企业.csv", "企业编号,企业名称\nC-001,永安物业\nC-002,\n");
    return 0;
}

static void put_visits(Office *o, const char *rows)
{
    put(o, "走访.csv", arena_printf(o->arena, "走访编号,小区,企业,经办,地点,标题\n%s", rows));
}

static int count_of(const Office *o, const char *code)
{
    int count = 0;
    for (size_t i = 0; i < problems_count(o->import.problems); i++)
        count += strcmp(problems_at(o->import.problems, i)->code, code) == 0;
    return count;
}

/* By id, or a company by its name; columns that are private, text or of another kind are let be. */
static void what_leads_nowhere_is_told(void **state)
{
    Office *o = *state;
    put_visits(o, "V-1,永悦华府,C-001,C-777,H-9,C-777\n"
                  "V-2,永悦华府,永安物业,,,\n"
                  "V-3,永悦华府,C-020,,,\n"
                  "V-4,永悦华府,,,,\n");
    run(o);
    assert_true(o->ok);
    assert_int_equal(table_rows(table(o, "visits")), 4);
    assert_int_equal(count_of(o, "unknown_reference"), 1);
    const Problem *p = problem(o, "unknown_reference");
    assert_int_equal(p->row, 4);
    assert_int_equal(p->severity, SEVERITY_WARNING);
    assert_string_equal(p->value, "C-020");
    assert_non_null(strstr(line(o, "unknown_reference"),
                           "input/走访.csv 第4行 C列“企业”：“C-020”在“物业企业”里找不到"));
}

/* Beyond a thousand the rows are named in one line; runs of them by their ends, single ones alone.
 */
static void the_rest_is_named_by_rows(void **state)
{
    Office *o = *state;
    Buffer rows = {0};
    for (int i = 0; i < 1010; i++)
        buffer_printf(&rows, "V-%d,永悦华府,%s,,,\n", i, i == 1003 || i == 1005 ? "C-001" : "X-9");
    put_visits(o, rows.bytes);
    buffer_free(&rows);
    run(o);
    assert_int_equal(count_of(o, "unknown_reference"), 1000);
    const Problem *p = problem(o, "more_problems");
    assert_non_null(p);
    assert_string_equal(p->expected_zh,
                        "还有 8 处在“物业企业”里找不到：第1002–1004、1006、1008–1011行");
    assert_string_equal(p->expected_en,
                        "8 more are not in property_companies: rows 1002-1004, 1006, 1008-1011");
}

/* A table that has not come, or came empty, says of nothing that it is not there. */
static void nobody_is_missed_from_an_empty_table(void **state)
{
    Office *o = *state;
    put_visits(o, "V-3,永悦华府,C-020,,,\n");
    put(o, "企业.csv", "企业编号,企业名称\n");
    run(o);
    assert_null(problem(o, "unknown_reference"));
    assert_int_equal(table_rows(table(o, "visits")), 1);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, open_visits, close_office)
    const struct CMUnitTest tests[] = {
        TEST(what_leads_nowhere_is_told),
        TEST(the_rest_is_named_by_rows),
        TEST(nobody_is_missed_from_an_empty_table),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
