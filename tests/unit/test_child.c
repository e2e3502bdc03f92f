/* test_child.c - a script process that nobody understands is not waited for. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>
#include <cmocka.h>

#include "script/child.h"
#include "script/transport.h"

/* A record whose first part was lost, then more than a pipe holds. */
static void speak_nonsense(void *context)
{
    char bytes[4096];
    (void)context;
    memset(bytes, 0xFF, sizeof bytes);
    for (int i = 0; i < 256; i++)
        if (write(ANSWER_FD, bytes, sizeof bytes) < 0)
            break;
}

static void a_child_that_is_not_understood_ends(void **state)
{
    (void)state;
    Child child;
    Error err = {0};
    char kind;
    Buffer bytes = {0};
    assert_true(child_start(&child, speak_nonsense, NULL, (size_t)64 << 20, &err));
    Deadline deadline = child_deadline(&child, 10000);
    assert_int_equal(child_wait(&child, &deadline, &kind, &bytes), CHILD_ENDED);
    assert_non_null(child_end(&child));
    assert_int_equal(child.pid, 0);
    buffer_free(&bytes);
}

/* What answers nothing and closes nothing is ended. */
static void run_on(void *context)
{
    (void)context;
    for (volatile unsigned n = 0;; n++)
        ;
}

static void a_child_that_runs_on_ends(void **state)
{
    (void)state;
    Child child;
    Error err = {0};
    assert_true(child_start(&child, run_on, NULL, (size_t)64 << 20, &err));
    assert_non_null(child_end(&child));
}

/* Works for 120 ms of its processor time, as often as the context says. */
static void work_on(void *context)
{
    const int *times = context;
    struct timespec now, from;
    for (uint32_t i = 0; i < 5; i++) {
        if ((int)i < *times)
            child_begin(i);
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &from);
        do
            clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
        while ((now.tv_sec - from.tv_sec) * 1000 + (now.tv_nsec - from.tv_nsec) / 1000000 < 120);
    }
    transport_send(ANSWER_FD, 'V', "", 0);
}

static void assert_worked(int times, ChildEvent expected, uint32_t last)
{
    Child child;
    Error err = {0};
    char kind;
    Buffer bytes = {0};
    assert_true(child_start(&child, work_on, &times, (size_t)64 << 20, &err));
    Deadline deadline = child_deadline(&child, 300);
    assert_int_equal(child_wait(&child, &deadline, &kind, &bytes), expected);
    assert_int_equal(child_begun(&child), last);
    buffer_free(&bytes);
    child_stop(&child);
}

/* Each of what it begins has the whole deadline, and is known without being said. */
static void a_deadline_is_for_what_was_begun_last(void **state)
{
    (void)state;
    assert_worked(5, CHILD_MESSAGE, 4);
    assert_worked(1, CHILD_LATE, 0);
    assert_worked(0, CHILD_LATE, CHILD_NOTHING);
}

static volatile sig_atomic_t ticks;

static void on_tick(int number)
{
    (void)number;
    ticks = ticks + 1;
}

static void wait_for_ticks(void *context)
{
    (void)context;
    if (child_on_tick(on_tick))
        while (ticks < 3)
            ;
    transport_send(ANSWER_FD, 'V', "", 0);
}

/* Confined as it is, a child hears of the time it uses. */
static void a_child_is_told_of_its_time(void **state)
{
    (void)state;
    Child child;
    Error err = {0};
    char kind;
    Buffer bytes = {0};
    assert_true(child_start(&child, wait_for_ticks, NULL, (size_t)64 << 20, &err));
    Deadline deadline = child_deadline(&child, 2000);
    assert_int_equal(child_wait(&child, &deadline, &kind, &bytes), CHILD_MESSAGE);
    buffer_free(&bytes);
    child_stop(&child);
}

static bool may_kill = true;

int kill(pid_t pid, int signal)
{
    errno = EPERM;
    return may_kill ? (int)syscall(SYS_kill, pid, signal) : -1;
}

static void wait_for_a_question(void *context)
{
    char byte;
    (void)context;
    while (read(REQUEST_FD, &byte, 1) > 0)
        ;
}

/* On a machine that lets nobody be killed, who waits for questions ends as none can come. */
static void a_child_that_cannot_be_killed_ends(void **state)
{
    (void)state;
    Child child;
    Error err = {0};
    assert_true(child_start(&child, wait_for_a_question, NULL, (size_t)64 << 20, &err));
    may_kill = false;
    alarm(300); /* it would wait for ever */
    child_stop(&child);
    alarm(0);
    may_kill = true;
    assert_int_equal(child.pid, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(a_child_that_is_not_understood_ends),
                                       cmocka_unit_test(a_child_that_runs_on_ends),
                                       cmocka_unit_test(a_deadline_is_for_what_was_begun_last),
                                       cmocka_unit_test(a_child_is_told_of_its_time),
                                       cmocka_unit_test(a_child_that_cannot_be_killed_ends)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
