/* test_child.c - a script process that nobody understands is not waited for. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/syscall.h>
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
    assert_int_equal(child_wait(&child, child_deadline(&child, 10000), &kind, &bytes), CHILD_ENDED);
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
                                       cmocka_unit_test(a_child_that_cannot_be_killed_ends)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
