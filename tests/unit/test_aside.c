/* test_aside.c - work in a thread of its own is done once it was waited for. */
#include "unit.h"

#include <pthread.h>

#include "base/aside.h"

static void note(void *context)
{
    *(pthread_t *)context = pthread_self();
}

static void work_is_done_elsewhere(void **state)
{
    (void)state;
    pthread_t by = pthread_self();
    aside_end(aside_begin(note, &by));
    assert_false(pthread_equal(by, pthread_self()));
    aside_end(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(work_is_done_elsewhere)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
