/* Workers: all tasks are done, a worker that dies costs only its task. */
#include "unit.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "workers.h"

static bool say_number(void *context, void *state, size_t task, char **message, Error *err)
{
    (void)state;
    size_t bad = *(size_t *)context;
    if (task == bad)
        raise(SIGKILL);
    if (task == 77 && bad == 1000)
        return error_set(err, ERR_FILE, "disk full");
    char text[32];
    snprintf(text, sizeof text, "task %zu", task);
    *message = strdup(text);
    return true;
}

static void every_task_is_done_once(void **state)
{
    (void)state;
    Arena *arena = arena_new();
    size_t bad = 999;
    WorkerJob job = {.work = say_number, .context = &bad};
    WorkerResult result;
    Error err = {0};
    assert_true(workers_run(arena, &job, 200, 3, &result, &err));
    assert_int_equal(result.message_count, 200);
    assert_string_equal(result.messages[150].text, "task 150");
    assert_int_equal(result.failed_count, 0);
    arena_free(arena);
}

static void a_killed_worker_costs_its_task_only(void **state)
{
    (void)state;
    Arena *arena = arena_new();
    size_t bad = 42;
    WorkerJob job = {.work = say_number, .context = &bad};
    WorkerResult result;
    Error err = {0};
    assert_true(workers_run(arena, &job, 100, 2, &result, &err));
    assert_int_equal(result.message_count, 99);
    assert_int_equal(result.failed_count, 1);
    assert_true(result.failed[42]);
    arena_free(arena);
}

static void a_failed_write_stops_the_run(void **state)
{
    (void)state;
    Arena *arena = arena_new();
    size_t bad = 1000;
    WorkerJob job = {.work = say_number, .context = &bad};
    WorkerResult result;
    Error err = {0};
    assert_false(workers_run(arena, &job, 100, 2, &result, &err));
    assert_int_equal(err.code, ERR_FILE);
    assert_string_equal(err.text, "disk full");
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_task_is_done_once),
        cmocka_unit_test(a_killed_worker_costs_its_task_only),
        cmocka_unit_test(a_failed_write_stops_the_run),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
