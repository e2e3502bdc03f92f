/* test_figure.c - figures added one by one and joined from parts are the same set. */
#include "unit.h"

#include <stdio.h>
#include <stdlib.h>

#include "cube/figure.h"

enum { SCOPES = 7, PERIODS = 3 };

typedef struct {
    Arena *arena;
    ScopeSet scopes;
    MetricInfo info;
    FigureSet *one, *joined;
} World;

static int open_world(void **state)
{
    World *w = calloc(1, sizeof *w);
    w->arena = arena_new();
    Scope *scopes = ARENA_NEW_ARRAY(w->arena, SCOPES, Scope);
    w->scopes.scopes = scopes;
    w->scopes.count = SCOPES;
    for (int s = 0; s < SCOPES; s++) /* not in the order of their ids */
        scopes[s] = (Scope){.level = s < 5 ? LEVEL_COMPOUND : LEVEL_DISTRICT,
                            .id = arena_printf(w->arena, "S%d", (s * 3 + 1) % SCOPES)};
    w->info = (MetricInfo){.id = "E03"};
    w->one = figures_new(w->arena, &w->scopes, NULL, 0);
    w->joined = figures_new(w->arena, &w->scopes, NULL, 0);
    figures_rank(w->joined);
    *state = w;
    return 0;
}

static int close_world(void **state)
{
    World *w = *state;
    arena_free(w->arena);
    free(w);
    return 0;
}

/* All scopes and periods of one id; `numerator` tells the same key of two parts apart. */
static void add_all(const World *w, FigureSet *set, const char *id, int numerator)
{
    for (Month period = 24300; period < 24300 + PERIODS; period++)
        for (int s = 0; s < SCOPES; s++)
            figures_add(set, &(Figure){.metric = &w->info,
                                       .id = id,
                                       .value = "",
                                       .scope = s,
                                       .period = period,
                                       .window = WINDOW_MONTH,
                                       .base = MONTH_MISSING,
                                       .numerator = numerator});
}

static void assert_same(const World *w)
{
    assert_int_equal(figures_count(w->one), figures_count(w->joined));
    for (size_t i = 0; i < figures_count(w->one); i++) {
        const Figure *a = figures_at(w->one, i), *b = figures_at(w->joined, i);
        assert_string_equal(a->id, b->id);
        assert_int_equal(a->scope, b->scope);
        assert_int_equal(a->period, b->period);
        assert_int_equal((int)a->numerator, (int)b->numerator);
        assert_ptr_equal(figures_find(w->joined, b->id, b->scope, b->period, b->window), b);
        assert_ptr_equal(figures_change(w->joined, i), b);
    }
}

static void join(World *w, const char *const ids[][4], size_t count)
{
    FigureSet *parts[8];
    for (size_t p = 0; p < count; p++) {
        Arena *arena = arena_new();
        parts[p] = figures_part(w->joined, arena);
        for (size_t i = 0; i < 4 && ids[p][i]; i++) {
            add_all(w, w->one, ids[p][i], (int)p);
            add_all(w, parts[p], ids[p][i], (int)p);
        }
        figures_finish_part(parts[p]);
        arena_adopt(w->arena, arena);
    }
    figures_finish(w->one);
    figures_join(w->joined, parts, count);
}

/* Parts whose ids follow each other, one of them empty, given in another order. */
static void parts_make_one_set(void **state)
{
    World *w = *state;
    static const char *const ids[][4] = {{"D06", "D05"}, {NULL}, {"A01"}, {"E01", "D07"}};
    join(w, ids, 4);
    assert_same(w);
    assert_int_equal(figures_count(w->joined), 5 * SCOPES * PERIODS);
    assert_string_equal(figures_at(w->joined, 0)->id, "A01");
    assert_null(figures_find(w->joined, "D08", 0, 24300, WINDOW_MONTH));
}

/* Items of one metric lie between the ids of others: E03 < E03.1.x < E03.4 < E03.5.y. */
static void ids_may_lie_between_each_other(void **state)
{
    World *w = *state;
    static const char *const ids[][4] = {
        {"E03", "E03.1.x", "E03.5.y"}, {"E03.4"}, {"E04"}, {"E03.2"}};
    join(w, ids, 4);
    assert_same(w);
    assert_string_equal(figures_at(w->joined, 2 * SCOPES * PERIODS)->id, "E03.2");
}

/* Of two figures with one key that of the earlier part stands. */
static void the_earlier_part_wins(void **state)
{
    World *w = *state;
    static const char *const ids[][4] = {{"B02"}, {"B01", "B02", "B03"}, {"B02"}};
    join(w, ids, 3);
    assert_same(w);
    assert_int_equal((int)figures_find(w->joined, "B02", 2, 24301, WINDOW_MONTH)->numerator, 0);
}

static void nothing_joins_to_nothing(void **state)
{
    World *w = *state;
    figures_join(w->joined, NULL, 0);
    assert_int_equal(figures_count(w->joined), 0);
    assert_null(figures_find(w->joined, "A01", 0, 24300, WINDOW_MONTH));
}

int main(void)
{
#define CASE(name) cmocka_unit_test_setup_teardown(name, open_world, close_world)
    const struct CMUnitTest tests[] = {
        CASE(parts_make_one_set),
        CASE(ids_may_lie_between_each_other),
        CASE(the_earlier_part_wins),
        CASE(nothing_joins_to_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
