/* test_ordered.c - items of several threads are merged one by one, in order, within the window. */
#include "unit.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
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
            OrderedJob job = {.work = work, .merge = merge, .context = &log};
            pthread_mutex_init(&log.lock, NULL);
            ordered_run(&job, ITEMS, jobs[j], windows[w]);
            assert_int_equal(log.merged, ITEMS);
            assert_false(log.late);
            for (int i = 0; i < ITEMS; i++)
                assert_int_equal(log.worked[i], 1);
            pthread_mutex_destroy(&log.lock);
        }
}

/* --- items in parts ----------------------------------------------------------------------- */

enum { PARTED = 40, PLACES = 3 };

typedef struct {
    pthread_mutex_t lock;
    char text[4000]; /* what was merged, in order */
    size_t length, merged, part_merged, under_way;
    size_t places[PLACES]; /* the part that lies there, + 1 */
    bool late;
} Parted;

/* Every third item has parts. */
static size_t parts_of(void *context, size_t item)
{
    (void)context;
    return item % 3 == 1 ? item % 8 : 0;
}

static void work_parted(void *context, size_t item)
{
    Parted *p = context;
    usleep(item % 5 * 40);
    pthread_mutex_lock(&p->lock);
    p->under_way += parts_of(p, item) > 0;
    p->late |= p->under_way > 3 * 2; /* jobs, and as many that were not known to have parts */
    pthread_mutex_unlock(&p->lock);
}

static void work_part(void *context, size_t item, size_t part)
{
    Parted *p = context;
    pthread_mutex_lock(&p->lock);
    p->late |= item != p->merged || part >= p->part_merged + PLACES || p->places[part % PLACES];
    p->places[part % PLACES] = part + 1;
    pthread_mutex_unlock(&p->lock);
    usleep((item + part) % 4 * 50);
}

static void merge_part(void *context, size_t item, size_t part)
{
    Parted *p = context;
    pthread_mutex_lock(&p->lock);
    p->late |= item != p->merged || part != p->part_merged || p->places[part % PLACES] != part + 1;
    p->places[part % PLACES] = 0;
    p->part_merged++;
    p->length += (size_t)sprintf(p->text + p->length, "%zu.%zu ", item, part);
    pthread_mutex_unlock(&p->lock);
}

static void merge_parted(void *context, size_t item)
{
    Parted *p = context;
    pthread_mutex_lock(&p->lock);
    p->late |= item != p->merged || p->part_merged != parts_of(p, item);
    p->under_way -= parts_of(p, item) > 0;
    p->merged++;
    p->part_merged = 0;
    p->length += (size_t)sprintf(p->text + p->length, "%zu ", item);
    pthread_mutex_unlock(&p->lock);
}

static void parts_in_order(void **state)
{
    (void)state;
    char *alone = NULL;
    for (size_t jobs = 1; jobs <= 3; jobs++) {
        Parted *p = calloc(1, sizeof *p);
        pthread_mutex_init(&p->lock, NULL);
        OrderedJob job = {.work = work_parted,
                          .merge = merge_parted,
                          .context = p,
                          .parts = parts_of,
                          .work_part = work_part,
                          .merge_part = merge_part,
                          .places = PLACES};
        ordered_run(&job, PARTED, jobs, 4);
        assert_false(p->late);
        assert_int_equal(p->merged, PARTED);
        if (alone)
            assert_string_equal(p->text, alone);
        else
            alone = strdup(p->text);
        pthread_mutex_destroy(&p->lock);
        free(p);
    }
    assert_non_null(strstr(alone, " 3 4.0 4.1 4.2 4.3 4 5 6 7.0 "));
    free(alone);
}

/* --- no more than so many items in parts ----------------------------------------------------- */

static size_t two_parts(void *context, size_t item)
{
    (void)context, (void)item;
    return 2;
}

static void work_large(void *context, size_t item)
{
    Parted *p = context;
    (void)item;
    pthread_mutex_lock(&p->lock);
    p->under_way++;
    p->late |= p->under_way > 3 * 2; /* jobs, and as many that were not known to have parts */
    pthread_mutex_unlock(&p->lock);
}

static void work_slowly(void *context, size_t item, size_t part)
{
    (void)context;
    if (item == 0 && part == 0)
        usleep(200000); /* the others could begin all items meanwhile */
}

static void merge_nothing(void *context, size_t item, size_t part)
{
    (void)context, (void)item, (void)part;
}

static void merge_large(void *context, size_t item)
{
    Parted *p = context;
    pthread_mutex_lock(&p->lock);
    p->late |= item != p->merged++;
    p->under_way--;
    pthread_mutex_unlock(&p->lock);
}

/* Large items take room from when they are begun, so few are, however wide the window is. */
static void few_items_are_in_parts(void **state)
{
    (void)state;
    Parted *p = calloc(1, sizeof *p);
    pthread_mutex_init(&p->lock, NULL);
    OrderedJob job = {.work = work_large,
                      .merge = merge_large,
                      .context = p,
                      .parts = two_parts,
                      .work_part = work_slowly,
                      .merge_part = merge_nothing,
                      .places = 2};
    ordered_run(&job, PARTED, 3, PARTED);
    assert_false(p->late);
    assert_int_equal(p->merged, PARTED);
    pthread_mutex_destroy(&p->lock);
    free(p);
}

static void nothing_to_do(void **state)
{
    (void)state;
    Log log = {.window = 2};
    OrderedJob job = {.work = work, .merge = merge, .context = &log};
    ordered_run(&job, 0, 4, 2);
    assert_int_equal(log.merged, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(merges_in_order),
        cmocka_unit_test(parts_in_order),
        cmocka_unit_test(few_items_are_in_parts),
        cmocka_unit_test(nothing_to_do),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
