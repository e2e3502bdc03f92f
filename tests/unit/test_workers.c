/* Workers: all tasks are done, a worker that dies costs only its task. */
#include "unit.h"

#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
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

static atomic_size_t *starts;

static void *count_start(void *context)
{
    atomic_fetch_add(starts, 1);
    return context;
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

/* What will be done in another way is not tried again; what is patient is. */
static void a_task_may_be_tried_once_only(void **state)
{
    (void)state;
    Arena *arena = arena_new();
    size_t bad = 42;
    atomic_size_t *tries =
        mmap(NULL, 2 * sizeof *tries, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    WorkerJob job = {.start = count_start, .work = say_number, .context = &bad, .once = true};
    WorkerResult result;
    Error err = {0};
    for (size_t i = 0; i < 2; i++) {
        starts = &tries[i];
        job.patient = i * 50;
        assert_true(workers_run(arena, &job, 100, 2, &result, &err));
        assert_int_equal(result.failed_count, 1);
        assert_true(result.failed[42]);
    }
    assert_int_equal(tries[0], 2);
    assert_int_equal(tries[1], 3);
    munmap(tries, 2 * sizeof *tries);
    arena_free(arena);
}

static bool three_steps(void *context, void *state, size_t task, char **message, Error *err)
{
    (void)context, (void)state, (void)task, (void)message, (void)err;
    for (int i = 0; i < 3; i++)
        worker_step();
    return true;
}

static void note_progress(void *context, size_t done, size_t total)
{
    size_t *last = context;
    assert_true(done >= last[0] && done <= total);
    last[0] = done;
    last[1] = total;
}

static void progress_counts_steps(void **state)
{
    (void)state;
    Arena *arena = arena_new();
    size_t seen[2] = {0};
    WorkerJob job = {
        .work = three_steps, .progress = note_progress, .progress_context = seen, .steps = 30};
    WorkerResult result;
    Error err = {0};
    assert_true(workers_run(arena, &job, 10, 2, &result, &err));
    assert_int_equal(seen[0], 30);
    assert_int_equal(seen[1], 30);
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

/* What one task makes of the others' waits for all of them, also where one died with its worker. */
static struct {
    atomic_int made[8], tries, late, too_early;
} * shared;

static bool make_source(void *context, void *state, size_t task, char **message, Error *err)
{
    const size_t *dies = context;
    (void)state, (void)message, (void)err;
    if (task == 8) {
        atomic_fetch_add(&shared->late, 1);
        for (size_t i = 0; i < 8; i++)
            if (!atomic_load(&shared->made[i]))
                atomic_fetch_add(&shared->too_early, 1);
    } else if (task < 8) {
        if (task == *dies && atomic_fetch_add(&shared->tries, 1) == 0)
            raise(SIGKILL);
        usleep(task % 2 ? 20000 : 0); /* the other is long past task 8 when the last is made */
        atomic_store(&shared->made[task], 1);
    }
    return true;
}

static void a_late_task_waits_for_its_sources(void **state)
{
    (void)state;
    shared = mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    for (int processes = 1; processes <= 3; processes++)
        for (size_t dies = 7; dies <= 8; dies++) { /* 8: none does */
            Arena *arena = arena_new();
            WorkerJob job = {.work = make_source,
                             .context = &dies,
                             .patient = 9,
                             .once = true,
                             .late = 8,
                             .sources = 8};
            WorkerResult result;
            Error err = {0};
            memset(shared, 0, sizeof *shared);
            assert_true(workers_run(arena, &job, 12, processes, &result, &err));
            /* Alone, the worker that dies leaves tasks that are not tried again. */
            assert_int_equal(result.failed_count, processes == 1 && dies == 7 ? 3 : 0);
            assert_int_equal(atomic_load(&shared->late), 1);
            assert_int_equal(atomic_load(&shared->too_early), 0);
            arena_free(arena);
        }
    munmap(shared, sizeof *shared);
}

/* Spare tasks fill the time of who has none of the others; the rest of them is left as it is. */
static bool make_spare(void *context, void *state, size_t task, char **message, Error *err)
{
    const size_t *dies = context;
    (void)state, (void)message, (void)err;
    if (task == *dies)
        raise(SIGKILL);
    if (task == 0) /* until the other worker has done two that were not asked for */
        while (!atomic_load(&shared->made[3]))
            usleep(1000);
    if (task >= 4) /* the last of those asked for is done by then */
        usleep(20000);
    if (task < 8)
        atomic_store(&shared->made[task], 1);
    return true;
}

static void spare_tasks_fill_the_time(void **state)
{
    (void)state;
    Error err = {0};
    shared = mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    for (size_t dies = 2; dies <= 1000; dies += 998) {
        Arena *arena = arena_new();
        WorkerJob job = {
            .work = make_spare, .context = &dies, .patient = 1000, .sources = 2, .spare = true};
        WorkerResult result;
        memset(shared, 0, sizeof *shared);
        if (dies == 2)
            atomic_store(&shared->made[3], 1);
        assert_true(workers_run(arena, &job, 1000, 2, &result, &err));
        assert_int_equal(result.failed_count, 0);
        assert_true(result.done[0] && result.done[1]);
        assert_int_equal(result.done[2], dies != 2);
        assert_false(result.done[999]);
        arena_free(arena);
    }
    munmap(shared, sizeof *shared);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_task_is_done_once),
        cmocka_unit_test(a_killed_worker_costs_its_task_only),
        cmocka_unit_test(a_task_may_be_tried_once_only),
        cmocka_unit_test(a_late_task_waits_for_its_sources),
        cmocka_unit_test(spare_tasks_fill_the_time),
        cmocka_unit_test(progress_counts_steps),
        cmocka_unit_test(a_failed_write_stops_the_run),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
