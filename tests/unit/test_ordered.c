/* test_ordered.c - items of several threads are merged one by one, in order, within the window. */
#include "unit.h"

#include <pthread.h>
#include <stdbool.h>
#include <unistd.h>

#include "base/ordered.h"

enum { ITEMS = 200 };

typedef struct {
    size_t window;
    pthread_mutex_t lock;
    int worked[ITEMS];
    size_t merged;
    bool late;    /* an item was begun too early, merged out of order, or before its work */
    bool merging; /* two merges at once */
} Log;

static void work(void *context, size_t item)
{
    Log *log = context;
    pthread_mutex_lock(&log->lock);
    log->late |= item >= log->merged + log->window;
    pthread_mutex_unlock(&log->lock);
    if (item % 7 == 0)
        usleep(500); /* the others overtake it */
    pthread_mutex_lock(&log->lock);
    log->worked[item]++;
    pthread_mutex_unlock(&log->lock);
}

static void merge(void *context, size_t item)
{
    Log *log = context;
    pthread_mutex_lock(&log->lock);
    log->late |= log->merging || item != log->merged || log->worked[item] != 1;
    log->merging = true;
    pthread_mutex_unlock(&log->lock);
    if (item % 11 == 0)
        usleep(300);
    pthread_mutex_lock(&log->lock);
    log->merging = false;
    log->merged++;
    pthread_mutex_unlock(&log->lock);
}

static void merges_in_order(void **state)
{
    (void)state;
    static const size_t jobs[] = {1, 2, 5, 300}, windows[] = {1, 3, 500};
    for (size_t j = 0; j < 4; j++)
        for (size_t w = 0; w < 3; w++) {
            Log log = {.window = windows[w]};
            OrderedJob job = {work, merge, &log};
            pthread_mutex_init(&log.lock, NULL);
            ordered_run(&job, ITEMS, jobs[j], windows[w]);
            assert_int_equal(log.merged, ITEMS);
            assert_false(log.late);
            for (int i = 0; i < ITEMS; i++)
                assert_int_equal(log.worked[i], 1);
            pthread_mutex_destroy(&log.lock);
        }
}

static void nothing_to_do(void **state)
{
    (void)state;
    Log log = {.window = 2};
    OrderedJob job = {work, merge, &log};
    ordered_run(&job, 0, 4, 2);
    assert_int_equal(log.merged, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(merges_in_order),
        cmocka_unit_test(nothing_to_do),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
