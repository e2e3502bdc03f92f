/* test_past.c - what a published metrics.csv says of one metric. */
#include "unit.h"

#include <stdlib.h>
#include <unistd.h>

#include "base/file.h"
#include "cube/past.h"

#define HEAD                                                                                       \
    "metric_id,scope_level,scope_id,period,window,base_period,numerator,denominator,value,unit,"   \
    "state,reporting,expected,source\n"
#define AUGUST (2026 * 12 + 7)

static const Scope SCOPES[] = {{.level = LEVEL_COMPOUND, .id = "a,1", .parent = 1},
                               {.level = LEVEL_CITY, .id = "临\"溪市", .parent = -1}};
static const ScopeSet SET = {.scopes = SCOPES, .count = 2};

typedef struct {
    Arena *arena;
    char path[64];
    Past *past;
} World;

static int open_world(void **state)
{
    World *w = calloc(1, sizeof *w);
    w->arena = arena_new();
    strcpy(w->path, "/tmp/gongkai-past-XXXXXX");
    close(mkstemp(w->path));
    *state = w;
    return 0;
}

static int close_world(void **state)
{
    World *w = *state;
    past_close(w->past);
    unlink(w->path);
    arena_free(w->arena);
    free(w);
    return 0;
}

static size_t read_of(World *w, const char *text, const char *id, PastFigure **out)
{
    assert_true(file_write(w->path, text, strlen(text), NULL));
    past_close(w->past);
    w->past = past_open(w->arena, w->path);
    return past_figures(w->past, &SET, id, out);
}

/* Of C1 neither C10 nor C1.x; the first and the last lines are found too. */
static void only_the_lines_of_the_metric_are_read(void **state)
{
    static const char text[] = HEAD "A1,compound,\"a,1\",2026-08,asof,,1,2,50,%,ok,1,1,rows\n"
                                    "C1,city,\"临\"\"溪市\",2026-08,asof,,20,40,50,%,ok,1,1,rows\n"
                                    "C1,compound,\"a,1\",2026-07,month,,,,,%,suppressed,1,1,rows\n"
                                    "C1.x,compound,\"a,1\",2026-07,month,,7,,7,%,ok,1,1,rows\n"
                                    "C10,compound,\"a,1\",2026-07,month,,8,,8,%,ok,1,1,rows\n"
                                    "Z9,compound,\"a,1\",2026-07,month,,-9,,-9,%,ok,1,1,rows";
    PastFigure *f;
    assert_int_equal(read_of(*state, text, "C1", &f), 2);
    assert_int_equal(f[0].scope, 1);
    assert_int_equal(f[0].period, AUGUST);
    assert_int_equal(f[0].window, WINDOW_ASOF);
    assert_int_equal(f[0].state, STATE_OK);
    assert_int_equal((int)f[0].numerator, 20);
    assert_int_equal((int)f[0].denominator, 40);
    assert_int_equal(f[1].scope, 0);
    assert_int_equal(f[1].state, STATE_SUPPRESSED);
    assert_int_equal((int)f[1].numerator, 0);
    assert_int_equal(read_of(*state, text, "A1", &f), 1);
    assert_int_equal(read_of(*state, text, "B", &f), 0);
    assert_int_equal(read_of(*state, text, "C", &f), 0);
    assert_int_equal(read_of(*state, text, "C10", &f), 1);
    assert_int_equal((int)f[0].numerator, 8);
    assert_int_equal(read_of(*state, text, "Zz", &f), 0);
}

/* What cannot be read is left out: it then counts as never published. */
static void broken_lines_are_left_out(void **state)
{
    static const char *const lines[] = {
        "C1,compound,gone,2026-08,asof,,1,2,50,%,ok,1,1,rows\n",
        "C1,village,\"a,1\",2026-08,asof,,1,2,50,%,ok,1,1,rows\n",
        "C1,compound,\"a,1\",2026-13,asof,,1,2,50,%,ok,1,1,rows\n",
        "C1,compound,\"a,1\",2026-08,week,,1,2,50,%,ok,1,1,rows\n",
        "C1,compound,\"a,1\",2026-08,asof,,one,2,50,%,ok,1,1,rows\n",
        "C1,compound,\"a,1\",2026-08,asof,,1,two,50,%,ok,1,1,rows\n",
        "C1,compound,\"a,1\",2026-08,asof,,1,2,50,%,fine,1,1,rows\n",
        "C1,compound,\"a,1\",2026-08,asof,,1,2\n",
        "C1\n",
        "\n"};
    PastFigure *f;
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        Arena *arena = arena_new();
        char *text = arena_printf(arena, HEAD "%sC1,compound,\"a,1\",2026-08,asof,,3,4,75,%%,ok\n",
                                  lines[i]);
        size_t count = read_of(*state, text, "C1", &f);
        /* The line behind an empty one is no longer in order: it may be missed, never misread. */
        if (count != 1 && i + 1 < sizeof lines / sizeof *lines)
            fail_msg("%zu figures beside %s", count, lines[i]);
        if (count)
            assert_int_equal((int)f[0].numerator, 3);
        arena_free(arena);
    }
}

static void no_file_is_no_past(void **state)
{
    World *w = *state;
    PastFigure *f;
    assert_null(past_open(w->arena, ""));
    assert_null(past_open(w->arena, "/tmp/no/such/file"));
    assert_null(past_open(w->arena, w->path)); /* empty */
    assert_int_equal(past_figures(NULL, &SET, "C1", &f), 0);
    assert_int_equal(read_of(w, HEAD, "C1", &f), 0);
    assert_int_equal(read_of(w, "C1", "C1", &f), 0);
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, open_world, close_world)
    const struct CMUnitTest tests[] = {
        TEST(only_the_lines_of_the_metric_are_read),
        TEST(broken_lines_are_left_out),
        TEST(no_file_is_no_past),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
