/* test_vote.c - the thresholds of 民法典 278 and of the rule before it, at their edges. */
#include "unit.h"

#include "data/vote.h"

static Day day(int year, int month, int day_of_month)
{
    Day out = 0;
    assert_true(day_of(year, month, day_of_month, &out));
    return out;
}

/* 300 owners, 30 000.00 m2; areas follow the owners unless set. */
static Vote vote(int item, int64_t voted, int64_t agree)
{
    return (Vote){.day = day(2026, 10, 5),
                  .item = item,
                  .total_owners = 300,
                  .total_area = 3000000,
                  .voted_owners = voted,
                  .voted_area = voted * 10000,
                  .agree_owners = agree,
                  .agree_area = agree * 10000};
}

/* Two thirds of owners and of area: exactly so much is enough, one short of it is not. */
static void quorum_includes_two_thirds(void **state)
{
    (void)state;
    Vote v = vote(4, 200, 101);
    assert_true(vote_quorum(&v));
    v.voted_owners = 199;
    assert_false(vote_quorum(&v));
    v = vote(4, 200, 101);
    v.voted_area--;
    assert_false(vote_quorum(&v));
    assert_false(vote_passed(&v));
}

/* Over half is strict, for owners and for area. */
static void majority_excludes_exactly_half(void **state)
{
    (void)state;
    Vote v = vote(4, 200, 101);
    v.agree_area = 1000001;
    assert_true(vote_passed(&v));
    v.agree_area = 1000000;
    assert_false(vote_passed(&v));
    v.agree_area = 1000001;
    v.agree_owners = 100;
    assert_false(vote_passed(&v));
}

/* Three quarters include the number; they are asked of items 6, 7 and 8 only. */
static void three_quarters_include_the_number(void **state)
{
    (void)state;
    for (int item = 1; item <= 9; item++) {
        bool heavy = item >= 6 && item <= 8;
        Vote v = vote(item, 200, 150);
        assert_true(vote_passed(&v));
        v.agree_area--;
        assert_int_equal(vote_passed(&v), !heavy);
        v = vote(item, 200, 149);
        assert_int_equal(vote_passed(&v), !heavy);
        v = vote(item, 200, 101);
        assert_int_equal(vote_passed(&v), !heavy);
    }
}

/* Before 2021: over half took part, approval out of all owners. */
static void the_old_rule_counts_all_owners(void **state)
{
    (void)state;
    for (int item = 1; item <= 9; item++) {
        bool heavy = item >= 5 && item <= 7;
        Vote v = vote(item, 250, 200);
        v.day = day(2020, 12, 31);
        assert_true(vote_passed(&v));
        v.agree_owners = 199;
        assert_int_equal(vote_passed(&v), !heavy);
        v = vote(item, 250, 151);
        v.day = day(2020, 12, 31);
        assert_int_equal(vote_passed(&v), !heavy);
        v.agree_area = 1500000; /* exactly half of all */
        assert_false(vote_passed(&v));
    }
    Vote v = vote(4, 151, 151);
    v.day = day(2020, 12, 31);
    assert_true(vote_quorum(&v));
    v.voted_owners = 150;
    assert_false(vote_quorum(&v));
    v = vote(4, 151, 151);
    v.day = day(2020, 12, 31);
    v.voted_area = 1500000; /* exactly half of it */
    assert_false(vote_quorum(&v));
    assert_false(vote_passed(&v));
    v = vote(4, 250, 151);
    v.day = day(2020, 12, 31);
    v.agree_owners = 150;
    assert_false(vote_passed(&v));
    v = vote(6, 250, 200);
    v.day = day(2020, 12, 31);
    v.agree_area = 1999999; /* a square centimetre of two thirds is missing */
    assert_false(vote_passed(&v));
}

/* The law is chosen by the day. */
static void the_law_changes_on_new_years_day(void **state)
{
    (void)state;
    Vote v = vote(5, 200, 101);
    v.day = day(2020, 12, 31);
    assert_false(vote_passed(&v));
    v.day = day(2021, 1, 1);
    assert_true(vote_passed(&v));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(quorum_includes_two_thirds),
        cmocka_unit_test(majority_excludes_exactly_half),
        cmocka_unit_test(three_quarters_include_the_number),
        cmocka_unit_test(the_old_rule_counts_all_owners),
        cmocka_unit_test(the_law_changes_on_new_years_day),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
