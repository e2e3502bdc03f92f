/* test_ahead.c - what is written goes to the disk early, and no failure of that is forgotten. */
#include "unit.h"

#include <errno.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/file.h"
#include "publish/ahead.h"

static atomic_int syncs, failing; /* which of the syncs fails, from 1; 0: none */

/* In place of the system's. */
int syncfs(int fd)
{
    (void)fd;
    if (atomic_fetch_add(&syncs, 1) + 1 != atomic_load(&failing))
        return 0;
    errno = EIO;
    return -1;
}

static void begin(Ahead **ahead, int fails)
{
    atomic_store(&syncs, 0);
    atomic_store(&failing, fails);
    *ahead = ahead_begin("/");
    assert_non_null(*ahead);
}

static void the_end_is_a_sync(void **state)
{
    (void)state;
    Ahead *ahead;
    Error err = {0};
    begin(&ahead, 0);
    assert_true(ahead_end(ahead, "/", &err));
    assert_true(atomic_load(&syncs) >= 1);
    assert_true(ahead_end(NULL, "/", &err));
    assert_true(atomic_load(&syncs) >= 2);
    assert_false(ahead_end(NULL, "/nonexistent", &err));
    assert_int_equal(err.code, ERR_FILE);
    assert_null(ahead_begin("/nonexistent"));
    begin(&ahead, 0);
    ahead_abandon(ahead);
    ahead_abandon(NULL);
}

/* The kernel tells of it once only. */
static void an_early_failure_is_kept(void **state)
{
    (void)state;
    Ahead *ahead;
    Error err = {0};
    begin(&ahead, 1);
    while (atomic_load(&syncs) < 1)
        usleep(10000);
    assert_false(ahead_end(ahead, "/", &err));
    assert_int_equal(err.code, ERR_FILE);
    assert_non_null(strstr(err.text, strerror(EIO)));
    begin(&ahead, 2);
    while (atomic_load(&syncs) < 1)
        usleep(10000);
    assert_false(ahead_end(ahead, "/", &err));
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(the_end_is_a_sync),
                                       cmocka_unit_test(an_early_failure_is_kept)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
