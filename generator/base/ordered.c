/* ordered.c - see ordered.h. Whoever finishes the item whose turn it is merges what is ready. */
#include "base/ordered.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>

#include "base/arena.h"

typedef struct {
    const OrderedJob *job;
    size_t count, window;
    pthread_mutex_t lock;
    pthread_cond_t merged;
    size_t begun, next; /* the next to begin, the next to merge */
    bool *ready;        /* by item % window */
    bool merging;
} Ordered;

/* With the lock held; lets it go while merging. */
static void merge_ready(Ordered *o)
{
    if (o->merging)
        return;
    o->merging = true;
    while (o->next < o->count && o->ready[o->next % o->window]) {
        size_t item = o->next;
        pthread_mutex_unlock(&o->lock);
        o->job->merge(o->job->context, item);
        pthread_mutex_lock(&o->lock);
        o->ready[item % o->window] = false;
        o->next++;
        pthread_cond_broadcast(&o->merged);
    }
    o->merging = false;
}

static void *work(void *argument)
{
    Ordered *o = argument;
    pthread_mutex_lock(&o->lock);
    while (o->begun < o->count) {
        if (o->begun >= o->next + o->window) {
            pthread_cond_wait(&o->merged, &o->lock);
            continue;
        }
        size_t item = o->begun++;
        pthread_mutex_unlock(&o->lock);
        o->job->work(o->job->context, item);
        pthread_mutex_lock(&o->lock);
        o->ready[item % o->window] = true;
        merge_ready(o);
    }
    pthread_mutex_unlock(&o->lock);
    return NULL;
}

void ordered_run(const OrderedJob *job, size_t count, size_t jobs, size_t window)
{
    if (jobs > count)
        jobs = count;
    if (jobs <= 1) {
        for (size_t i = 0; i < count; i++) {
            job->work(job->context, i);
            job->merge(job->context, i);
        }
        return;
    }
    Ordered o = {.job = job, .count = count, .window = window};
    size_t started = 0;
    pthread_t *threads = memory_alloc(jobs * sizeof *threads);
    o.ready = memory_alloc(window * sizeof *o.ready);
    pthread_mutex_init(&o.lock, NULL);
    pthread_cond_init(&o.merged, NULL);
    while (started + 1 < jobs && pthread_create(&threads[started], NULL, work, &o) == 0)
        started++;
    work(&o);
    for (size_t i = 0; i < started; i++)
        pthread_join(threads[i], NULL);
    pthread_mutex_destroy(&o.lock);
    pthread_cond_destroy(&o.merged);
    free(o.ready);
    free(threads);
}
