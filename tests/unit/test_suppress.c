/* test_suppress.c - which numbers of few people are not printed, rule by rule (cube/suppress.h). */
#include "unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/file.h"
#include "cube/suppress.h"

enum { K = 5 };
#define AUGUST (2026 * 12 + 7)

/*
 * A city of two communities, one of three compounds and one of two:
 *     city ── A ── a1 a2 a3        scopes are sorted by level and id
 *          └─ B ── b1 b2
 */
static const Scope SCOPES[] = {{.level = LEVEL_COMPOUND, .id = "a1", .parent = 5},
                               {.level = LEVEL_COMPOUND, .id = "a2", .parent = 5},
                               {.level = LEVEL_COMPOUND, .id = "a3", .parent = 5},
                               {.level = LEVEL_COMPOUND, .id = "b1", .parent = 6},
                               {.level = LEVEL_COMPOUND, .id = "b2", .parent = 6},
                               {.level = LEVEL_COMMUNITY, .id = "A", .parent = 7},
                               {.level = LEVEL_COMMUNITY, .id = "B", .parent = 7},
                               {.level = LEVEL_CITY, .id = "city", .parent = -1}};
enum { A1, A2, A3, B1, B2, A, B, CITY, COUNT };

/* A share; a count of the compounds in which more than half are; a share and its parts. */
static const MetricInfo
    SHARE = {.id = "S", .base_id = "S", .follows = "", .sensitive = true, .is_share = true},
    LED = {.id = "L", .base_id = "L", .follows = "", .sensitive = true, .is_share = true},
    MOST = {.id = "M", .base_id = "M", .follows = "L", .sensitive = true},
    KIND = {.id = "S.x", .base_id = "S", .follows = "", .sensitive = true},
    CHANGE = {.id = "T", .base_id = "T", .follows = "", .sensitive = true},
    OPEN = {.id = "O", .base_id = "O", .follows = ""};

typedef struct {
    Arena *arena;
    ScopeSet scopes;
    FigureSet *figures;
    char past[64];
} World;

static int open_world(void **state)
{
    static const MetricInfo *const metrics[] = {&LED, &MOST, &OPEN, &SHARE, &KIND, &CHANGE};
    World *w = calloc(1, sizeof *w);
    w->arena = arena_new();
    w->scopes = (ScopeSet){.scopes = SCOPES, .count = COUNT};
    w->figures = figures_new(w->arena, &w->scopes, metrics, 6);
    *state = w;
    return 0;
}

static int close_world(void **state)
{
    World *w = *state;
    if (*w->past)
        unlink(w->past);
    arena_free(w->arena);
    free(w);
    return 0;
}

static void put(World *w, const MetricInfo *metric, int scope, Month month, int n, int d)
{
    Figure f = {.metric = metric,
                .id = metric->id,
                .value = "1",
                .scope = scope,
                .period = month,
                .window = WINDOW_ASOF,
                .base = MONTH_MISSING,
                .numerator = n,
                .denominator = d,
                .has_numerator = true,
                .has_denominator = d > 0,
                .source = SOURCE_ROWS};
    figures_add(w->figures, &f);
}

/* The five compounds of a month as n/d pairs; what lies above is their sum. */
static void put_month(World *w, const MetricInfo *metric, Month month, int (*leaf)[2])
{
    int n[COUNT] = {0}, d[COUNT] = {0};
    for (int s = A1; s <= B2; s++)
        for (int at = s; at >= 0; at = SCOPES[at].parent) {
            n[at] += leaf[s][0];
            d[at] += leaf[s][1];
        }
    for (int s = 0; s < COUNT; s++)
        put(w, metric, s, month, n[s], d[s]);
}

static void run(World *w)
{
    figures_finish(w->figures);
    suppress(w->figures, K, w->past);
}

/* "a1 A city": the scopes whose figure is printed, in the order of their numbers. */
static const char *printed(const World *w, const char *id, Month month)
{
    static char text[4][64];
    static int turn;
    char *out = text[turn = (turn + 1) % 4];
    *out = '\0';
    for (int s = 0; s < COUNT; s++) {
        FigureBox box;
        const Figure *f = figures_find(w->figures, id, s, month, WINDOW_ASOF, &box);
        if (f && f->state == STATE_OK)
            sprintf(out + strlen(out), "%s%s", *out ? " " : "", SCOPES[s].id);
        else if (f)
            assert_true(!f->has_numerator && !f->has_denominator && !*f->value);
    }
    return out;
}

#define LARGE                                                                                      \
    {                                                                                              \
        20, 40                                                                                     \
    }

static void large_numbers_are_printed(void **state)
{
    put_month(*state, &SHARE, AUGUST, (int[][2]){LARGE, LARGE, LARGE, LARGE, {5, 10}});
    put_month(*state, &OPEN, AUGUST, (int[][2]){{1, 2}, {0, 1}, {1, 1}, LARGE, LARGE});
    run(*state);
    assert_string_equal(printed(*state, "S", AUGUST), "a1 a2 a3 b1 b2 A B city");
    assert_string_equal(printed(*state, "O", AUGUST), "a1 a2 a3 b1 b2 A B city");
}

/* Few who are; and the smallest beside them, else they are the rest. */
static void small_ones_go_with_a_neighbour(void **state)
{
    put_month(*state, &SHARE, AUGUST, (int[][2]){{4, 40}, {15, 30}, LARGE, LARGE, LARGE});
    run(*state);
    assert_string_equal(printed(*state, "S", AUGUST), "a3 b1 b2 A B city");
}

/* Few who are not. */
static void small_rests_go_with_a_neighbour(void **state)
{
    put_month(*state, &SHARE, AUGUST, (int[][2]){LARGE, LARGE, LARGE, {36, 40}, LARGE});
    run(*state);
    assert_string_equal(printed(*state, "S", AUGUST), "a1 a2 a3 A B city");
}

/* A rest of nothing says nothing of each: somebody must be in it. */
static void a_rest_of_nothing_is_no_hiding_place(void **state)
{
    put_month(*state, &SHARE, AUGUST, (int[][2]){{0, 12}, {0, 14}, LARGE, LARGE, LARGE});
    run(*state);
    assert_string_equal(printed(*state, "S", AUGUST), "b1 b2 A B city");
}

/* Nor is a rest of all. */
static void a_rest_of_all_is_no_hiding_place(void **state)
{
    put_month(*state, &SHARE, AUGUST, (int[][2]){{12, 12}, {14, 14}, LARGE, LARGE, LARGE});
    run(*state);
    assert_string_equal(printed(*state, "S", AUGUST), "b1 b2 A B city");
}

/* What others have reported is theirs. */
static void totals_are_left_alone(void **state)
{
    World *w = *state;
    put_month(w, &SHARE, AUGUST, (int[][2]){{1, 40}, LARGE, LARGE, LARGE, LARGE});
    figures_finish(w->figures);
    for (size_t i = 0; i < figures_count(w->figures); i++) {
        Figure f;
        figures_read(w->figures, i, &f);
        f.source = SOURCE_TOTALS;
        figures_put(w->figures, i, &f);
    }
    suppress(w->figures, K, "");
    assert_string_equal(printed(w, "S", AUGUST), "a1 a2 a3 b1 b2 A B city");
}

/*
 * A share that decides another one is printed for no compound alone; nor for two of one size, of
 * which each would have to have half.
 */
static void the_share_of_a_committee_would_tell_its_majority(void **state)
{
    put_month(*state, &LED, AUGUST, (int[][2]){LARGE, LARGE, LARGE, LARGE, LARGE});
    put_month(*state, &MOST, AUGUST, (int[][2]){{0}, {0}, {0}, {0}, {0}});
    run(*state);
    assert_string_equal(printed(*state, "L", AUGUST), "city");
    assert_string_equal(printed(*state, "M", AUGUST), "");
}

/* "All of the five" is said of each of them by the sum. */
static void all_of_them_is_said_of_each(void **state)
{
    put_month(*state, &LED, AUGUST, (int[][2]){{15, 20}, {15, 20}, {15, 20}, {15, 20}, {15, 20}});
    put_month(*state, &MOST, AUGUST, (int[][2]){{1}, {1}, {1}, {1}, {1}});
    run(*state);
    assert_string_equal(printed(*state, "M", AUGUST), "a1 a2 a3 b1 b2 A B city");
}

/* So it is where there were no committees the year before: against nobody nothing more is told. */
static void all_of_the_first_committees(void **state)
{
    put_month(*state, &LED, AUGUST, (int[][2]){{0}, {0}, {0}, {0}, {0}});
    put_month(*state, &MOST, AUGUST, (int[][2]){{0}, {0}, {0}, {0}, {0}});
    put_month(*state, &LED, AUGUST + 1,
              (int[][2]){{15, 20}, {15, 20}, {15, 20}, {15, 20}, {15, 20}});
    put_month(*state, &MOST, AUGUST + 1, (int[][2]){{1}, {1}, {1}, {1}, {1}});
    run(*state);
    assert_string_equal(printed(*state, "M", AUGUST + 1), "a1 a2 a3 b1 b2 A B city");
}

/* --- months --------------------------------------------------------------------------------- */

/* As long as the people are the same a month tells of the next: a2 is hidden as a neighbour in one.
 */
static void the_same_people_are_hidden_in_all_months(void **state)
{
    put_month(*state, &SHARE, AUGUST, (int[][2]){{4, 40}, {15, 30}, {40, 90}, LARGE, LARGE});
    put_month(*state, &SHARE, AUGUST + 1, (int[][2]){{14, 60}, {15, 30}, {40, 90}, LARGE, LARGE});
    run(*state);
    assert_string_equal(printed(*state, "S", AUGUST), "a3 b1 b2 A B city");
    assert_null(strstr(printed(*state, "S", AUGUST + 1), "a2"));
}

/*
 * Who came is public. Where one came, or all or none of those who came are counted, it is told of
 * them: the older month goes. One and one leave a choice.
 */
static void nobody_is_told_by_coming(void **state)
{
    put_month(*state, &SHARE, AUGUST, (int[][2]){LARGE, LARGE, LARGE, LARGE, LARGE});
    put_month(*state, &SHARE, AUGUST + 1, (int[][2]){{21, 42}, LARGE, LARGE, LARGE, LARGE});
    run(*state);
    assert_string_equal(printed(*state, "S", AUGUST), "a1 a2 a3 b1 b2 A B city");
    assert_string_equal(printed(*state, "S", AUGUST + 1), "a1 a2 a3 b1 b2 A B city");
}

static void check_movement(World *w, int n, int d, bool told)
{
    put_month(w, &SHARE, AUGUST, (int[][2]){LARGE, LARGE, LARGE, LARGE, LARGE});
    put_month(w, &SHARE, AUGUST + 1, (int[][2]){{20 + n, 40 + d}, LARGE, LARGE, LARGE, LARGE});
    run(w);
    /* The newest month is whole; of the older one what would tell, and the rest of the tree, is
     * not. */
    assert_string_equal(printed(w, "S", AUGUST + 1), "a1 a2 a3 b1 b2 A B city");
    assert_int_equal(strstr(printed(w, "S", AUGUST), "a1") == NULL, told);
    assert_int_equal(strstr(printed(w, "S", AUGUST), "city") == NULL, told);
}

static void one_who_came_is_told(void **state)
{
    check_movement(*state, 1, 1, true);
}

static void none_of_two_who_came_is_told(void **state)
{
    check_movement(*state, 0, 2, true);
}

static void all_who_left_are_told(void **state)
{
    check_movement(*state, -3, -3, true);
}

static void an_exchange_is_told(void **state)
{
    check_movement(*state, 1, 0, true);
}

static void one_of_two_who_left_is_not_told(void **state)
{
    check_movement(*state, -1, -2, false);
}

/* Two came to two compounds that are not printed: nobody knows which of them is counted. */
static void movements_mix_in_a_sum(void **state)
{
    put_month(*state, &LED, AUGUST, (int[][2]){LARGE, LARGE, LARGE, LARGE, LARGE});
    put_month(*state, &LED, AUGUST + 1, (int[][2]){{21, 41}, {20, 41}, LARGE, LARGE, LARGE});
    put_month(*state, &MOST, AUGUST, (int[][2]){{0}, {0}, {0}, {0}, {0}});
    put_month(*state, &MOST, AUGUST + 1, (int[][2]){{1}, {0}, {0}, {0}, {0}});
    run(*state);
    assert_string_equal(printed(*state, "L", AUGUST), "city");
    assert_string_equal(printed(*state, "L", AUGUST + 1), "city");
}

/* One committee more with a majority, and one in which somebody moved: it is that one. */
static void the_one_committee_that_moved_is_told(void **state)
{
    World *w = *state;
    int(*same)[2] = (int[][2]){{12, 20}, {12, 20}, {9, 20}, {15, 21}, {7, 21}};
    put_month(w, &LED, AUGUST, same);
    put_month(w, &LED, AUGUST + 1, (int[][2]){{12, 20}, {12, 20}, {11, 21}, {15, 21}, {7, 21}});
    put_month(w, &MOST, AUGUST, (int[][2]){{6}, {6}, {0}, {6}, {0}});
    put_month(w, &MOST, AUGUST + 1, (int[][2]){{6}, {6}, {1}, {6}, {0}});
    run(w);
    assert_null(strstr(printed(w, "M", AUGUST), "city"));
}

/* --- what was published ------------------------------------------------------------------------
 */

static void put_past(World *w, const char *lines)
{
    strcpy(w->past, "/tmp/gongkai-suppress-XXXXXX");
    int file = mkstemp(w->past);
    assert_true(file >= 0);
    close(file);
    char *text = arena_printf(w->arena,
                              "metric_id,scope_level,scope_id,period,window,base_period,numerator,"
                              "denominator,value,unit,state,reporting,expected,source\n%s",
                              lines);
    assert_true(file_write(w->past, text, strlen(text), NULL));
}

/* What an edition has hidden stays hidden, what it has shown stays shown. */
static void what_was_published_stands(void **state)
{
    put_past(*state, "S,compound,a1,2026-08,asof,,4,40,10,%,ok,1,1,rows\n"
                     "S,compound,b1,2026-08,asof,,,,,%,suppressed,1,1,rows\n"
                     "S,compound,b2,2026-08,asof,,,,,%,suppressed,1,1,rows\n");
    put_month(*state, &SHARE, AUGUST, (int[][2]){{4, 40}, LARGE, LARGE, LARGE, LARGE});
    run(*state);
    assert_string_equal(printed(*state, "S", AUGUST), "a1 a2 a3 A B city");
}

/* A corrected number would tell of the one who was forgotten; what is new of the correction goes.
 */
static void a_correction_of_one_is_not_printed(void **state)
{
    put_past(*state, "S,compound,a1,2026-08,asof,,20,40,50,%,ok,1,1,rows\n"
                     "S,compound,a2,2026-08,asof,,19,38,50,%,ok,1,1,rows\n");
    put_month(*state, &SHARE, AUGUST, (int[][2]){{21, 41}, LARGE, LARGE, LARGE, LARGE});
    run(*state);
    assert_null(strstr(printed(*state, "S", AUGUST), "a1"));
    assert_non_null(strstr(printed(*state, "S", AUGUST), "a2")); /* one of two */
}

/* --- parts ---------------------------------------------------------------------------------------
 */

static void parts_and_changes_are_not_printed(void **state)
{
    World *w = *state;
    put_month(w, &SHARE, AUGUST, (int[][2]){LARGE, LARGE, LARGE, LARGE, LARGE});
    put_month(w, &KIND, AUGUST, (int[][2]){LARGE, LARGE, LARGE, LARGE, LARGE});
    Figure item = {.metric = &SHARE,
                   .id = "S.R-1",
                   .value = "1",
                   .scope = A1,
                   .period = AUGUST,
                   .window = WINDOW_ASOF,
                   .base = MONTH_MISSING};
    figures_add(w->figures, &item);
    item = (Figure){.metric = &CHANGE,
                    .id = "T",
                    .value = "1",
                    .scope = A1,
                    .period = AUGUST,
                    .window = WINDOW_ASOF,
                    .base = AUGUST - 1};
    figures_add(w->figures, &item);
    item = (Figure){.metric = &OPEN,
                    .id = "O.R-1",
                    .value = "1",
                    .scope = A1,
                    .period = AUGUST,
                    .window = WINDOW_ASOF,
                    .base = MONTH_MISSING};
    figures_add(w->figures, &item);
    run(w);
    assert_string_equal(printed(w, "S", AUGUST), "a1 a2 a3 b1 b2 A B city");
    assert_string_equal(printed(w, "S.x", AUGUST), "");
    assert_string_equal(printed(w, "S.R-1", AUGUST), "");
    assert_string_equal(printed(w, "O.R-1", AUGUST), "a1");
    assert_string_equal(printed(w, "T", AUGUST), "");
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, open_world, close_world)
    const struct CMUnitTest tests[] = {
        TEST(large_numbers_are_printed),
        TEST(small_ones_go_with_a_neighbour),
        TEST(small_rests_go_with_a_neighbour),
        TEST(a_rest_of_nothing_is_no_hiding_place),
        TEST(a_rest_of_all_is_no_hiding_place),
        TEST(totals_are_left_alone),
        TEST(the_share_of_a_committee_would_tell_its_majority),
        TEST(all_of_them_is_said_of_each),
        TEST(the_same_people_are_hidden_in_all_months),
        TEST(nobody_is_told_by_coming),
        TEST(all_of_the_first_committees),
        TEST(one_who_came_is_told),
        TEST(none_of_two_who_came_is_told),
        TEST(all_who_left_are_told),
        TEST(an_exchange_is_told),
        TEST(one_of_two_who_left_is_not_told),
        TEST(movements_mix_in_a_sum),
        TEST(the_one_committee_that_moved_is_told),
        TEST(what_was_published_stands),
        TEST(a_correction_of_one_is_not_printed),
        TEST(parts_and_changes_are_not_printed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
