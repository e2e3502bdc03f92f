/*
 * test_figure.c - figures added one by one and joined from parts are the same set, and what does
 * not fit the small form in which they are held is not lost.
 */
#include "unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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
        FigureBox one, joined;
        const Figure *a = figures_at(w->one, i, &one), *b = figures_at(w->joined, i, &joined);
        size_t number;
        assert_string_equal(a->id, b->id);
        assert_int_equal(a->scope, b->scope);
        assert_int_equal(a->period, b->period);
        assert_int_equal((int)a->numerator, (int)b->numerator);
        assert_true(figures_number(w->joined, b->id, b->scope, b->period, b->window, &number));
        assert_int_equal(number, i);
        assert_int_equal(figures_scope(w->joined, i), b->scope);
        assert_int_equal(figures_period(w->joined, i), b->period);
    }
    /* The runs are the figures of one id each, and all of them. */
    size_t end = 0;
    for (size_t r = 0; r < figures_run_count(w->joined); r++) {
        FigureRun run = figures_run(w->joined, r);
        assert_int_equal(run.first, end);
        assert_int_equal(run.end - run.first, SCOPES * PERIODS);
        for (size_t i = run.first; i < run.end; i++) {
            Figure f;
            figures_read(w->joined, i, &f);
            assert_string_equal(f.id, run.id);
        }
        end = run.end;
    }
    assert_int_equal(end, figures_count(w->joined));
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
    FigureBox box;
    assert_string_equal(figures_at(w->joined, 0, &box)->id, "A01");
    assert_null(figures_find(w->joined, "D08", 0, 24300, WINDOW_MONTH, &box));
}

/* Items of one metric lie between the ids of others: E03 < E03.1.x < E03.4 < E03.5.y. */
static void ids_may_lie_between_each_other(void **state)
{
    World *w = *state;
    static const char *const ids[][4] = {
        {"E03", "E03.1.x", "E03.5.y"}, {"E03.4"}, {"E04"}, {"E03.2"}};
    join(w, ids, 4);
    assert_same(w);
    FigureBox box;
    assert_string_equal(figures_at(w->joined, 2 * SCOPES * PERIODS, &box)->id, "E03.2");
}

/* Of two figures with one key that of the earlier part stands. */
static void the_earlier_part_wins(void **state)
{
    World *w = *state;
    static const char *const ids[][4] = {{"B02"}, {"B01", "B02", "B03"}, {"B02"}};
    join(w, ids, 3);
    assert_same(w);
    FigureBox box;
    const Figure *first = figures_find(w->joined, "B02", 2, 24301, WINDOW_MONTH, &box);
    assert_non_null(first);
    assert_int_equal((int)first->numerator, 0);
}

static void nothing_joins_to_nothing(void **state)
{
    World *w = *state;
    figures_join(w->joined, NULL, 0);
    assert_int_equal(figures_count(w->joined), 0);
    FigureBox box;
    assert_null(figures_find(w->joined, "A01", 0, 24300, WINDOW_MONTH, &box));
    assert_int_equal(figures_run_count(w->joined), 0);
}

static const MetricInfo RATE = {.id = "D06", .base_id = "D06", .unit = "%", .decimals = 2};

/* One figure of D06; each test makes one thing of it unusual. */
static Figure rate(int scope)
{
    return (Figure){.metric = &RATE,
                    .id = "D06",
                    .scope = scope,
                    .period = 24300,
                    .window = WINDOW_YEAR,
                    .base = MONTH_MISSING,
                    .has_numerator = true,
                    .has_denominator = true,
                    .numerator = 2,
                    .denominator = 3,
                    .source = SOURCE_BOTH};
}

static void assert_equal(const Figure *a, const Figure *b, const char *value)
{
    assert_ptr_equal(a->metric, b->metric);
    assert_string_equal(a->id, b->id);
    assert_string_equal(b->value, value);
    assert_int_equal(a->scope, b->scope);
    assert_int_equal(a->period, b->period);
    assert_int_equal(a->base, b->base);
    assert_int_equal(a->window, b->window);
    assert_int_equal(a->state, b->state);
    assert_int_equal(a->source, b->source);
    assert_int_equal(a->reporting, b->reporting);
    assert_int_equal(a->expected, b->expected);
    assert_int_equal(a->has_numerator, b->has_numerator);
    assert_int_equal(a->has_denominator, b->has_denominator);
    assert_true(a->numerator == b->numerator && a->denominator == b->denominator);
}

/* All that a figure may say, each beside a usual one that shares its set. */
static size_t unusual(Figure *out, const char **values)
{
    static const struct {
        Int128 n, d;
        Month base;
        int32_t reporting, expected;
        const char *own, *value;
        FigureState state;
    } LIST[] = {
        {2, 3, MONTH_MISSING, 1, 0, NULL, "66.67", STATE_OK},
        {INT32_MAX, INT32_MIN, MONTH_MISSING, 1, 0, NULL, "", STATE_OK},
        {(Int128)INT32_MAX + 1, 3, MONTH_MISSING, 1, 0, NULL, "71582788266.67", STATE_OK},
        {-1, (Int128)INT64_MAX * 4, 24300, 1, 0, NULL, "0", STATE_OK},
        {2, 3, MONTH_MISSING, 1, 9, NULL, "66.67", STATE_OK},
        {2, 3, MONTH_MISSING, 1 << 20, 0, NULL, "66.67", STATE_OK},
        {2, 3, 24301, 1, 0, NULL, "66.67", STATE_OK},        /* a base that is yet to come */
        {2, 3, 24300 - 4095, 1, 0, NULL, "66.67", STATE_OK}, /* and one long ago */
        {2, 3, 24300 - 4094, 1, 0, NULL, "66.67", STATE_OK},
        {2, 3, 24300, 1, 0, NULL, "66.67", STATE_OK},
        {2, 3, MONTH_MISSING, 1, 0, "66.6", "66.6", STATE_OK},
        {2, 3, MONTH_MISSING, 1, 0, "66.67", "66.67", STATE_OK},
        {2, 3, 24300 - 510, 0, 0, NULL, "66.67", STATE_OK},
        {2, 3, 24300 - 511, 0, 0, NULL, "66.67", STATE_OK},
        {2, 3, 24300 - 512, 0, 0, NULL, "66.67", STATE_OK},
        {2, 3, MONTH_MISSING, -63, 0, NULL, "66.67", STATE_OK}, /* so many did not report */
        {2, 3, MONTH_MISSING, -64, 0, NULL, "66.67", STATE_OK},
        {2, 0, MONTH_MISSING, 0, 0, "", "", STATE_UNDEFINED},
        {2, 3, MONTH_MISSING, 0, 0, NULL, "", STATE_SUPPRESSED},
    };
    size_t count = sizeof LIST / sizeof *LIST;
    for (size_t i = 0; i < count; i++) {
        out[i] = rate((int)i % SCOPES);
        out[i].period += (int)i / SCOPES;
        out[i].base =
            LIST[i].base == MONTH_MISSING ? MONTH_MISSING : LIST[i].base + (int)i / SCOPES;
        out[i].numerator = LIST[i].n;
        out[i].denominator = LIST[i].d;
        out[i].reporting = LIST[i].reporting;
        out[i].expected = LIST[i].expected;
        out[i].value = LIST[i].own;
        out[i].state = LIST[i].state;
        values[i] = LIST[i].value;
    }
    return count;
}

static void what_does_not_fit_is_kept_beside_the_others(void **state)
{
    World *w = *state;
    Figure given[32];
    const char *values[32];
    FigureBox box;
    size_t count = unusual(given, values);
    for (size_t i = 0; i < count; i++)
        figures_add(w->one, &given[count - 1 - i]);
    figures_finish(w->one);
    assert_int_equal(figures_count(w->one), count);
    for (size_t i = 0; i < count; i++) {
        const Figure *f =
            figures_find(w->one, "D06", given[i].scope, given[i].period, WINDOW_YEAR, &box);
        assert_non_null(f);
        assert_equal(&given[i], f, values[i]);
    }
}

static int order_of(const World *w, const Figure *a, const Figure *b)
{
    const Scope *x = &w->scopes.scopes[a->scope], *y = &w->scopes.scopes[b->scope];
    int order = strcmp(a->id, b->id);
    order = order ? order : strcmp(level_code(x->level), level_code(y->level));
    order = order ? order : strcmp(x->id, y->id);
    order = order ? order : (a->period > b->period) - (a->period < b->period);
    return order ? order : strcmp(window_code(a->window), window_code(b->window));
}

/* Whether there is a figure for every place or for few: in order, and of one key the first. */
static void figures_are_sorted_however_many_there_are(void **state)
{
    enum { IDS = 3, WINDOWS = 4, PLACES = IDS * SCOPES * PERIODS * WINDOWS };
    static const char *const ids[IDS] = {"D06", "D05", "D06.1"};
    static const Window windows[WINDOWS] = {WINDOW_YTD, WINDOW_ASOF, WINDOW_MONTH, WINDOW_SINCE};
    static const size_t steps[] = {1, 5, 11}; /* one in so many places */
    World *w = *state;
    for (size_t k = 0; k < 3; k++) {
        FigureSet *set = figures_new(w->arena, &w->scopes, NULL, 0);
        size_t wanted = (PLACES + steps[k] - 1) / steps[k];
        for (size_t twice = 0; twice < 2; twice++)
            for (size_t i = 0; i < PLACES; i++) {
                size_t at = i * 5 % PLACES; /* out of order; no factor of PLACES */
                Figure f = rate((int)(at % SCOPES));
                if (at % steps[k])
                    continue;
                f.window = windows[at / SCOPES % WINDOWS];
                f.period = 24300 + (Month)(at / SCOPES / WINDOWS % PERIODS);
                f.id = ids[at / SCOPES / WINDOWS / PERIODS];
                f.numerator = (Int128)(at + twice * PLACES);
                figures_add(set, &f);
            }
        figures_finish(set);
        assert_int_equal(figures_count(set), wanted);
        for (size_t i = 0; i < wanted; i++) {
            Figure f, before;
            figures_read(set, i, &f);
            assert_true(f.numerator < PLACES);
            size_t at = (size_t)f.numerator;
            assert_int_equal(f.scope, at % SCOPES);
            assert_int_equal(f.window, windows[at / SCOPES % WINDOWS]);
            assert_int_equal(f.period, 24300 + (int)(at / SCOPES / WINDOWS % PERIODS));
            assert_string_equal(f.id, ids[at / SCOPES / WINDOWS / PERIODS]);
            if (i > 0) {
                figures_read(set, i - 1, &before);
                assert_true(order_of(w, &before, &f) < 0);
            }
        }
    }
}

/* A figure put in another's place is that figure, and its neighbours are as they were. */
static void a_figure_can_be_put_in_the_place_of_another(void **state)
{
    World *w = *state;
    Figure given[32];
    const char *values[32];
    FigureBox box;
    size_t count = unusual(given, values);
    for (int s = 0; s < SCOPES; s++) {
        Figure f = rate(s);
        figures_add(w->one, &f);
    }
    figures_finish(w->one);
    for (size_t twice = 0; twice < 2; twice++)
        for (size_t i = 0; i < count; i++) {
            size_t number;
            Figure f = given[i], usual = rate((f.scope + 1) % SCOPES);
            f.base = f.base == MONTH_MISSING ? MONTH_MISSING : f.base - (f.period - 24300);
            f.period = 24300;
            assert_true(figures_number(w->one, "D06", f.scope, 24300, WINDOW_YEAR, &number));
            figures_put(w->one, number, &f);
            assert_equal(&f, figures_at(w->one, number, &box), values[i]);
            assert_equal(&usual, figures_find(w->one, "D06", usual.scope, 24300, WINDOW_YEAR, &box),
                         "66.67");
            f = rate(f.scope);
            figures_put(w->one, number, &f);
            assert_equal(&f, figures_at(w->one, number, &box), "66.67");
        }
}

/* A copy taken of a figure can be put back as it is. */
static void what_was_read_can_be_put(void **state)
{
    World *w = *state;
    Figure given[32], copy;
    const char *values[32];
    FigureBox box;
    size_t count = unusual(given, values);
    for (size_t i = 0; i < count; i++)
        figures_add(w->one, &given[i]);
    figures_finish(w->one);
    for (size_t i = 0; i < count; i++) {
        char value[EXACT_SIZE], text[EXACT_SIZE];
        figures_read(w->one, i, &copy);
        snprintf(value, sizeof value, "%s", figure_print(&copy, text));
        figures_put(w->one, i, &copy);
        assert_equal(&copy, figures_at(w->one, i, &box), value);
    }
}

/* What was copied to lie elsewhere says the same, also of a set that was joined. */
static void copies_say_what_the_set_says(void **state)
{
    World *w = *state;
    FigureSet *sets[] = {w->one, w->joined};
    FigureCopy copies[32];
    Figure given[32], read;
    const char *values[32];
    size_t count = unusual(given, values);
    for (int s = 0; s < 2; s++) {
        for (size_t i = 0; i < count; i++)
            figures_add(sets[s], &given[i]);
        figures_finish(sets[s]);
        for (size_t i = 0; i < count; i++)
            figures_copy(sets[s], count - 1 - i, &copies[i]);
        for (size_t i = 0; i < count; i++) {
            FigureBox box;
            const Figure *kept = figures_at(sets[s], count - 1 - i, &box);
            figures_read_copy(sets[s], &copies[i], &read);
            assert_equal(&read, kept, kept->value);
        }
    }
}

/* Figures of one id may be of two metrics; those of other ids lie around them. */
static void one_id_of_two_metrics(void **state)
{
    World *w = *state;
    static const char *const ids[] = {"D05", "D06", "D07"};
    MetricInfo other = RATE;
    FigureBox box;
    for (size_t i = 0; i < 3; i++)
        for (int s = 0; s < SCOPES; s++) {
            Figure f = rate(s);
            f.id = ids[i];
            f.metric = (i + (size_t)s) % 2 ? &other : &RATE;
            figures_add(w->one, &f);
        }
    figures_finish(w->one);
    assert_int_equal(figures_run_count(w->one), 3);
    for (size_t i = 0; i < 3; i++) {
        FigureRun run = figures_run(w->one, i);
        assert_string_equal(run.id, ids[i]);
        assert_int_equal(run.first, i * SCOPES);
        assert_int_equal(run.end, (i + 1) * SCOPES);
        for (int s = 0; s < SCOPES; s++) {
            const Figure *f = figures_find(w->one, ids[i], s, 24300, WINDOW_YEAR, &box);
            assert_non_null(f);
            assert_string_equal(f->id, ids[i]);
            assert_ptr_equal(f->metric, (i + (size_t)s) % 2 ? &other : &RATE);
        }
    }
}

/* However unevenly figures are spread over scopes, each is found, and none that is not there. */
static void each_of_many_is_found(void **state)
{
    enum { MANY = 400, MONTHS = 60 };
    World *w = *state;
    Scope *scopes = ARENA_NEW_ARRAY(w->arena, MANY, Scope);
    for (int s = 0; s < MANY; s++)
        scopes[s] = (Scope){.level = s % 9 ? LEVEL_COMPOUND : LEVEL_COMMUNITY,
                            .id = arena_printf(w->arena, "M%d", s * 7 % MANY)};
    ScopeSet many = {.scopes = scopes, .count = MANY};
    for (int spread = 0; spread < 5; spread++) {
        FigureSet *set = figures_new(w->arena, &many, NULL, 0);
        bool there[MANY][MONTHS] = {{false}};
        size_t count = 0;
        for (int s = 0; s < MANY; s++)
            for (int m = 0; m < MONTHS; m++)
                if (spread == 0 || (spread == 1   ? m < 1 + s % 3
                                    : spread == 2 ? s >= MANY - 9
                                    : spread == 3 ? s < 9 || m == 0
                                                  : s == 200)) {
                    there[s][m] = true;
                    count++;
                    figures_add(set, &(Figure){.metric = &w->info,
                                               .id = "E03",
                                               .value = "",
                                               .scope = s,
                                               .period = 24300 + 2 * m,
                                               .window = WINDOW_MONTH,
                                               .base = MONTH_MISSING});
                }
        figures_finish(set);
        assert_int_equal(figures_count(set), count);
        for (int s = 0; s < MANY; s++)
            for (int m = -1; m < 2 * MONTHS; m++) {
                size_t number = 0;
                bool is = m >= 0 && m % 2 == 0 && there[s][m / 2];
                assert_int_equal(figures_number(set, "E03", s, 24300 + m, WINDOW_MONTH, &number),
                                 is);
                if (is) {
                    assert_int_equal(figures_scope(set, number), s);
                    assert_int_equal(figures_period(set, number), 24300 + m);
                }
                assert_false(figures_number(set, "E03", s, 24300 + m, WINDOW_YTD, &number));
            }
        /* Beside what was found last, of whatever scope, id and slice that was. */
        FigureNear near[3] = {{0}};
        for (int i = 0; i < 20000; i++) {
            int s = i % 3 ? i / 40 % MANY : i * 7919 % MANY, m = i % 2 ? 2 * (i % 5) : i % 118;
            const char *id = i % 7 ? "E03" : i % 2 ? "E0" : "E04";
            size_t number = 0, beside = 0;
            bool is = figures_number(set, id, s, 24300 + m, WINDOW_MONTH, &number);
            assert_int_equal(
                figures_number_near(set, id, s, 24300 + m, WINDOW_MONTH, &near[m % 3], &beside),
                is);
            assert_int_equal(beside, number);
        }
        assert_false(figures_number_near(set, "E03", MANY, 24300, WINDOW_MONTH, near, &count));
        assert_false(figures_number_near(set, "E03", -1, 24300, WINDOW_MONTH, near, &count));
    }
}

/* The id may be written into room that is used again, as those of single rows are. */
static void ids_are_copied(void **state)
{
    World *w = *state;
    char id[24];
    for (int i = 9; i >= 0; i--)
        for (int s = 0; s < 2; s++) {
            Figure f = rate(s);
            snprintf(id, sizeof id, "D06.R-%d", i);
            f.id = id;
            figures_add(w->one, &f);
        }
    memset(id, 'x', sizeof id);
    figures_finish(w->one);
    assert_int_equal(figures_run_count(w->one), 10);
    for (size_t i = 0; i < 10; i++) {
        snprintf(id, sizeof id, "D06.R-%zu", i);
        assert_string_equal(figures_run(w->one, i).id, id);
    }
}

/* The figure of a scope that has none is not taken from the id that comes next. */
static void what_is_near_ends_with_its_id(void **state)
{
    World *w = *state;
    for (int without = 0; without < SCOPES; without++) {
        FigureSet *set = figures_new(w->arena, &w->scopes, NULL, 0);
        Figure f = {.metric = &w->info,
                    .value = "",
                    .period = 24300,
                    .window = WINDOW_MONTH,
                    .base = MONTH_MISSING};
        for (f.scope = 0; f.scope < SCOPES; f.scope++) {
            f.id = f.scope == without ? "E04" : "E03";
            figures_add(set, &f);
        }
        figures_finish(set);
        for (int a = 0; a < SCOPES; a++)
            for (int b = 0; b < SCOPES; b++) {
                FigureNear near = {0};
                size_t number;
                figures_number_near(set, "E03", a, 24300, WINDOW_MONTH, &near, &number);
                figures_number_near(set, "E03", b, 24300, WINDOW_MONTH, &near, &number);
                assert_false(
                    figures_number_near(set, "E03", without, 24300, WINDOW_MONTH, &near, &number));
            }
    }
}

int main(void)
{
#define CASE(name) cmocka_unit_test_setup_teardown(name, open_world, close_world)
    const struct CMUnitTest tests[] = {
        CASE(parts_make_one_set),
        CASE(ids_may_lie_between_each_other),
        CASE(the_earlier_part_wins),
        CASE(nothing_joins_to_nothing),
        CASE(figures_are_sorted_however_many_there_are),
        CASE(what_does_not_fit_is_kept_beside_the_others),
        CASE(a_figure_can_be_put_in_the_place_of_another),
        CASE(what_was_read_can_be_put),
        CASE(copies_say_what_the_set_says),
        CASE(ids_are_copied),
        CASE(one_id_of_two_metrics),
        CASE(each_of_many_is_found),
        CASE(what_is_near_ends_with_its_id),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
