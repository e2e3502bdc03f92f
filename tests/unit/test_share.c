/* test_share.c - which shard makes what. */
#include "district.h"

#include "cube/share.h"

/* `subdistricts` of sizes[] compounds, each in communities of two. */
static void add_city(District *d, const int *sizes, int subdistricts)
{
    char row[300];
    for (int s = 0, n = 0; s < subdistricts; s++)
        for (int c = 0; c < sizes[s]; c++, n++) {
            snprintf(
                row, sizeof row,
                "compound_id=%03d; compound_name=第%d园; community=第%d社区; subdistrict=第%d街道",
                n, n, c / 2, s);
            add(d, "compounds", row);
        }
}

static int owner_of(const ScopeSet *set, const int *owner, Level level, const char *id)
{
    int scope = scope_find(set, level, id);
    assert_true(scope >= 0);
    return owner[scope];
}

/* Whole subdistricts, the largest first to who has least; what lies above belongs to the merge. */
static void whole_subdistricts_go_to_who_has_least(void **state)
{
    District *d = *state;
    ScopeSet set;
    add_city(d, (const int[]){2, 6, 4}, 3);
    scope_set_build(d->arena, d->data, &d->config, &set);
    int *owner = ARENA_NEW_ARRAY(d->arena, set.count, int);
    share_scopes(&set, 2, owner);
    assert_int_equal(owner_of(&set, owner, LEVEL_SUBDISTRICT, "本市/本区/第1街道"), 0);
    assert_int_equal(owner_of(&set, owner, LEVEL_SUBDISTRICT, "本市/本区/第2街道"), 1);
    assert_int_equal(owner_of(&set, owner, LEVEL_SUBDISTRICT, "本市/本区/第0街道"), 1);
    assert_int_equal(owner_of(&set, owner, LEVEL_COMMUNITY, "本市/本区/第1街道/第2社区"), 0);
    assert_int_equal(owner_of(&set, owner, LEVEL_COMPOUND, "007"), 0);
    assert_int_equal(owner_of(&set, owner, LEVEL_COMPOUND, "008"), 1);
    assert_int_equal(owner_of(&set, owner, LEVEL_DISTRICT, "本市/本区"), SHARE_NONE);
    assert_int_equal(owner_of(&set, owner, LEVEL_CITY, "本市"), SHARE_NONE);
}

/* More shards than subdistricts: communities are split, and subdistricts are left to the merge. */
static void communities_are_split_where_subdistricts_are_few(void **state)
{
    District *d = *state;
    ScopeSet set;
    add_city(d, (const int[]){4, 4}, 2);
    scope_set_build(d->arena, d->data, &d->config, &set);
    int *owner = ARENA_NEW_ARRAY(d->arena, set.count, int), seen[4] = {0};
    share_scopes(&set, 4, owner);
    for (size_t i = 0; i < set.count; i++) {
        const Scope *s = &set.scopes[i];
        if (s->level == LEVEL_COMMUNITY)
            seen[owner[i]]++;
        if (s->level == LEVEL_COMPOUND)
            assert_int_equal(owner[i], owner[scope_above(&set, (int)i, LEVEL_COMMUNITY)]);
        if (s->level >= LEVEL_SUBDISTRICT)
            assert_int_equal(owner[i], SHARE_NONE);
    }
    for (int i = 0; i < 4; i++)
        assert_int_equal(seen[i], 1);
}

/* Shards without a scope are fine: every scope still has exactly one owner. */
static void more_shards_than_compounds(void **state)
{
    District *d = *state;
    ScopeSet set;
    add_city(d, (const int[]){3}, 1);
    scope_set_build(d->arena, d->data, &d->config, &set);
    int *owner = ARENA_NEW_ARRAY(d->arena, set.count, int), seen[9] = {0};
    share_scopes(&set, 9, owner);
    for (size_t i = 0; i < set.count; i++)
        if (set.scopes[i].level == LEVEL_COMPOUND)
            seen[owner[i]]++;
    for (int i = 0; i < 9; i++)
        assert_int_equal(seen[i], i < 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(whole_subdistricts_go_to_who_has_least, open_empty,
                                        close_district),
        cmocka_unit_test_setup_teardown(communities_are_split_where_subdistricts_are_few,
                                        open_empty, close_district),
        cmocka_unit_test_setup_teardown(more_shards_than_compounds, open_empty, close_district),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
