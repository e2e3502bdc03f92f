/*
 * test_compute.c - metrics that a function of their own computes.
 */
#include "build_world.h"

#define HEAD                                                                                       \
    "compounds", "compound_id,compound_name,community,subdistrict\n"                               \
                 "a,甲苑,东社区,北街道\n"                                                  \
                 "b,乙苑,东社区,北街道\n"                                                  \
                 "c,丙苑,西社区,北街道\n"

/* One metric with this body; `more`: other keys. */
static void metric(World *w, const char *more, const char *body)
{
    char *text = arena_printf(
        w->arena,
        "section 'services'\n"
        "return { compute { id = 'X1', title = { zh = '数', en = 'n' }, needs = { 'issues' },\n"
        "  formula = { zh = '数', en = 'n' }, %s\n"
        "  run = function(data, scope, window)\n%s\nend } }\n",
        more, body);
    Error err = {0};
    put(w, "scripts/metrics/own.lua", text);
    if (!declared(w->arena, w->dir, INSTALLED, &w->plan, &err))
        fail_msg("%s", err.text);
    rows(w, HEAD);
    rows(w, "issues",
         "issue_id,compound_id,issue_type,category,reported_on,closed_on,status,room\n"
         "1,a,complaint,parking,2026-10-01,2026-10-05,closed,x\n"
         "2,a,complaint,parking,2026-10-02,,processing,x\n"
         "3,b,complaint,parking,2026-10-03,2026-10-04,closed,x\n"
         "4,c,complaint,parking,2026-09-03,2026-09-23,closed,x\n");
    count(w, NULL);
}

/* "numerator/denominator state" of X1 in the month; "-" where there is no such figure. */
static const char *figure(World *w, const char *level_and_id, const char *id)
{
    const ScopeSet *scopes = figures_scopes(w->cube.figures);
    FigureBox box;
    for (size_t i = 0; i < figures_count(w->cube.figures); i++) {
        const Figure *f = figures_at(w->cube.figures, i, &box);
        const Scope *s = &scopes->scopes[f->scope];
        if (strcmp(f->id, id) == 0 && f->window == WINDOW_MONTH && f->period == w->period &&
            strcmp(arena_printf(w->arena, "%s:%s", level_code(s->level), s->id), level_and_id) == 0)
            return arena_printf(
                w->arena, "%s/%s %d",
                f->has_numerator ? arena_printf(w->arena, "%lld", (long long)f->numerator) : "",
                f->has_denominator ? arena_printf(w->arena, "%lld", (long long)f->denominator) : "",
                (int)f->state);
    }
    return "-";
}

#define EAST "community:本市/本区/北街道/东社区"

static const char *const longest =
    "local most\n"
    "for _, r in ipairs(data.rows('issues', { date = 'closed_on', from = window.first,"
    " to = window.last })) do\n"
    "  local d = r.closed_on - r.reported_on\n"
    "  if not most or d > most then most = d end\n"
    "end\n"
    "return most";

static void every_scope_is_asked_for_itself(void **state)
{
    World *w = *state;
    metric(w, "", longest);
    assert_int_equal(w->cube.failure_count, 0);
    assert_string_equal(figure(w, "compound:a", "X1"), "4/ 0");
    assert_string_equal(figure(w, "compound:b", "X1"), "1/ 0");
    assert_string_equal(figure(w, "compound:c", "X1"), "/ 1"); /* nothing in the month */
    assert_string_equal(figure(w, EAST, "X1"), "4/ 0");
    assert_string_equal(figure(w, "city:本市", "X1"), "4/ 0");
}

static void what_adds_up_is_asked_by_compound_only(void **state)
{
    World *w = *state;
    metric(w, "adds_up = true, share = true,",
           "if scope.level ~= 'compound' then error 'asked' end\n"
           "local n = #data.rows('issues', { date = 'reported_on', from = window.first,"
           " to = window.last })\n"
           "return n, 10");
    assert_int_equal(w->cube.failure_count, 0);
    assert_string_equal(figure(w, "compound:a", "X1"), "2/10 0");
    assert_string_equal(figure(w, EAST, "X1"), "3/20 0");
    assert_string_equal(figure(w, "city:本市", "X1"), "3/30 0");
}

static void who_sent_nothing_has_no_figure(void **state)
{
    World *w = *state;
    silent_compound = 1;
    metric(w, "", "return 7");
    assert_string_equal(figure(w, "compound:a", "X1"), "7/ 0");
    assert_string_equal(figure(w, "compound:b", "X1"), "/ 2");
}

static void is_named(World *w, const char *origin, const char *message)
{
    assert_int_equal(w->cube.failure_count, 1);
    assert_string_equal(w->cube.failures[0].metric, "X1");
    assert_string_equal(w->cube.failures[0].origin, origin);
    assert_string_equal(w->cube.failures[0].message, message);
    assert_string_equal(figure(w, "compound:a", "X1"), "-");
    assert_string_equal(figure(w, "compound:a", "D01"), "2/ 0"); /* all others stand */
}

static void a_function_that_fails_is_named_with_its_line(void **state)
{
    metric(*state, "", "local x = nil\nreturn x.y");
    is_named(*state, "scripts/metrics/own.lua:2",
             "scripts/metrics/own.lua:6: attempt to index a nil value (local 'x')");
}

static void a_fraction_is_no_answer(void **state)
{
    metric(*state, "", "return 1 / 2");
    is_named(*state, "scripts/metrics/own.lua:2",
             "scripts/metrics/own.lua: the function answers a fraction; whole numbers in base "
             "units (fen, days, …) or nil were expected");
}

static void a_private_column_cannot_be_asked_for(void **state)
{
    metric(*state, "", "return #data.rows('issues', { where = { room = true } })");
    is_named(*state, "scripts/metrics/own.lua:2",
             "scripts/metrics/own.lua:5: issues.room is private");
}

static void a_loop_without_end_is_ended_although_pcall_is_there(void **state)
{
    metric(*state, "", "while true do pcall(function() while true do end end) end");
    is_named(*state, "scripts/metrics/own.lua:2",
             "scripts/metrics/own.lua:5: ran too long (an endless loop?)");
}

/* No instruction is counted inside a pattern: the process is ended. */
static void a_pattern_without_end_is_ended(void **state)
{
    World *w = *state;
    metric(w, "", "return #(('a'):rep(40)):match(('a?'):rep(40) .. ('a'):rep(40) .. 'b') or 0");
    assert_int_equal(w->cube.failure_count, 1);
    assert_non_null(strstr(w->cube.failures[0].message, "scripts/metrics/own.lua"));
    assert_string_equal(figure(w, "compound:a", "X1"), "-");
    assert_string_equal(figure(w, "compound:a", "D01"), "2/ 0");
}

static void what_is_not_said_is_asked_for(void **state)
{
    World *w = *state;
    Error err = {0};
    put(w, "scripts/metrics/own.lua",
        "section 'services'\nreturn { compute { id = 'X1', title = { zh = '数', en = 'n' } } }\n");
    assert_true(declared(w->arena, w->dir, INSTALLED, &w->plan, &err));
    assert_int_equal(w->plan.failure_count, 1);
    assert_string_equal(w->plan.failures[0].message,
                        "metric X1: compute needs run = function(data, scope, window)");
    assert_int_equal(w->plan.failures[0].line, 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(every_scope_is_asked_for_itself, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_adds_up_is_asked_by_compound_only, set_up, tear_down),
        cmocka_unit_test_setup_teardown(who_sent_nothing_has_no_figure, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_function_that_fails_is_named_with_its_line, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(a_fraction_is_no_answer, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_private_column_cannot_be_asked_for, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_loop_without_end_is_ended_although_pcall_is_there, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(a_pattern_without_end_is_ended, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_is_not_said_is_asked_for, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
