/* test_scope.c - paths from the city down, and who belongs where (metrics.md 1.1). */
#include "district.h"

#include "cube/company.h"
#include "cube/scope.h"

/* Communities of one name in two subdistricts are two scopes; an own city beats the configured. */
static void paths_tell_equal_names_apart(void **state)
{
    District *d = *state;
    ScopeSet set;
    d->config.city = "临溪市";
    d->config.district = "枫岸区";
    add(d, "compounds",
        "compound_id=2; compound_name=乙; community=东风社区; subdistrict=梧筑街道");
    add(d, "compounds", "compound_id=1; compound_name=甲; community=东风社区; subdistrict=石桥镇");
    add(d, "compounds",
        "compound_id=3; compound_name=丙; community=东风社区; subdistrict=石桥镇; city=邻市; "
        "district=北区");
    scope_set_build(d->arena, d->data, &d->config, &set);
    assert_int_equal(set.count, 3 + 3 + 3 + 2 + 2);
    int scope = scope_find(&set, LEVEL_COMMUNITY, "临溪市/枫岸区/石桥镇/东风社区");
    assert_true(scope >= 0);
    assert_string_equal(set.scopes[scope].name, "东风社区");
    assert_int_equal(set.scopes[scope].compound_count, 1);
    assert_int_equal(set.scopes[scope].compounds[0], 1);
    assert_true(scope_find(&set, LEVEL_COMMUNITY, "邻市/北区/石桥镇/东风社区") >= 0);
    assert_int_equal(scope_find(&set, LEVEL_COMMUNITY, "东风社区"), -1);
    assert_int_equal(scope_find(&set, LEVEL_DISTRICT, "临溪市"), -1);
    int compound = set.of_compound[1];
    assert_string_equal(set.scopes[compound].id, "1");
    assert_int_equal(scope_above(&set, compound, LEVEL_COMMUNITY), scope);
    assert_int_equal(scope_above(&set, compound, LEVEL_CITY),
                     scope_find(&set, LEVEL_CITY, "临溪市"));
    assert_int_equal(scope_above(&set, compound, LEVEL_COMPOUND), compound);
    assert_int_equal(scope_above(&set, scope, LEVEL_COMPOUND), -1);
}

/* Compounds of a scope are rows of T01 in order; scopes are sorted by level, then id. */
static void scopes_are_sorted(void **state)
{
    District *d = *state;
    ScopeSet set;
    add_compounds(d);
    scope_set_build(d->arena, d->data, &d->config, &set);
    for (size_t i = 1; i < set.count; i++) {
        const Scope *a = &set.scopes[i - 1], *b = &set.scopes[i];
        assert_true(a->level < b->level || (a->level == b->level && strcmp(a->id, b->id) < 0));
    }
    const Scope *city = &set.scopes[scope_find(&set, LEVEL_CITY, "本市")];
    assert_int_equal(city->compound_count, 4);
    assert_int_equal(city->parent, -1);
    for (int32_t c = 0; c < 4; c++)
        assert_int_equal(city->compounds[c], c);
}

/* By id or by name; not where has_company is no; a name that T02 lacks is a company, too. */
static void companies_belong_by_id_or_name(void **state)
{
    District *d = *state;
    ScopeSet set;
    Companies *companies;
    add_compounds(d);
    add(d, "compounds",
        "compound_id=C-1; compound_name=望江庭; community=石桥社区; subdistrict=梧筑街道; "
        "has_company=yes; "
        "company_id=未登记物业");
    for (size_t t = 0; t < d->schemas.count; t++)
        table_finish(dataset_table(d->data, (int)t));
    scope_set_build(d->arena, d->data, &d->config, &set);
    companies_build(d->arena, d->data, &set, &companies);
    const CompanyList *all = companies_of(companies, scope_find(&set, LEVEL_CITY, "本市"));
    assert_int_equal(all->count, 2);
    assert_string_equal(companies_id(companies, all->items[0]), "W-1");
    assert_string_equal(companies_id(companies, all->items[1]), "未登记物业");
    assert_int_equal(companies_of(companies, set.of_compound[2])->count, 0);
    int64_t by_name = dataset_lookup(d->data, "清岚物业"), by_id = dataset_lookup(d->data, "W-1");
    assert_int_equal(companies_named(companies, by_name), companies_named(companies, by_id));
    assert_int_equal(companies_named(companies, dataset_lookup(d->data, "石桥社区")), -1);
}

int main(void)
{
#define CASE(name) cmocka_unit_test_setup_teardown(name, open_empty, close_district)
    const struct CMUnitTest tests[] = {
        CASE(paths_tell_equal_names_apart),
        CASE(scopes_are_sorted),
        CASE(companies_belong_by_id_or_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
