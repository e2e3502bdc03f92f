/*
 * ordered.c - see ordered.h. Whoever finishes the item or part whose turn it is merges what is
 * ready.
 */
#include "base/ordered.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>

#include "base/arena.h"

typedef struct {
    const OrderedJob *job;
    size_t count, window, jobs;
    pthread_mutex_t lock;
    pthread_cond_t changed;
    size_t begun, next; /* the next to begin, the next to merge */
    bool *ready;        /* by item % window */
    size_t *parts;      /* of a ready item */
    size_t in_parts;    /* items that have parts, ready and unmerged */
    /* Of item `next`: the same for its parts. */
    size_t part_begun, part_next;
    bool *part_ready; /* by part % places */
    bool merging;
} Ordered;

static size_t parts_of(const OrderedJob *job, size_t item)
{
    return job->parts ? job->parts(job->context, item) : 0;
}

/* The parts of the item whose turn it is; 0 where it is not there yet. */
static size_t parts_now(const Ordered *o)
{
    bool there = o->next < o->count && o->ready[o->next % o->window];
    return there ? o->parts[o->next % o->window] : 0;
}

/* With the lock held, as all below; lets it go while merging. */
static void merge_part(Ordered *o)
{
    size_t item = o->next, part = o->part_next;
    pthread_mutex_unlock(&o->lock);
    o->job->merge_part(o->job->context, item, part);
    pthread_mutex_lock(&o->lock);
    o->part_ready[part % o->job->places] = false;
    o->part_next++;
}

static void merge_item(Ordered *o)
{
    size_t item = o->next;
    pthread_mutex_unlock(&o->lock);
    o->job->merge(o->job->context, item);
    pthread_mutex_lock(&o->lock);
    o->in_parts -= o->parts[item % o->window] > 0;
    o->ready[item % o->window] = false;
    o->part_begun = o->part_next = 0;
    o->next++;
}

static void merge_ready(Ordered *o)
{
    if (o->merging)
        return;
    o->merging = true;
    while (o->next < o->count && o->ready[o->next % o->window]) {
        if (o->part_next == parts_now(o))
            merge_item(o);
        else if (o->part_ready[o->part_next % o->job->places])
            merge_part(o);
        else
            break;
        pthread_cond_broadcast(&o->changed);
    }
    o->merging = false;
}

static bool begin_part(Ordered *o)
{
    size_t parts = parts_now(o), item = o->next, part = o->part_begun;
    if (part >= parts || part >= o->part_next + o->job->places)
        return false;
    o->part_begun++;
    pthread_mutex_unlock(&o->lock);
    o->job->work_part(o->job->context, item, part);
    pthread_mutex_lock(&o->lock);
    o->part_ready[part % o->job->places] = true;
    return true;
}

static bool begin_item(Ordered *o)
{
    if (o->begun == o->count || o->begun >= o->next + o->window || o->in_parts >= o->jobs)
        return false;
    size_t item = o->begun++;
    pthread_mutex_unlock(&o->lock);
    o->job->work(o->job->context, item);
    size_t parts = parts_of(o->job, item);
    pthread_mutex_lock(&o->lock);
    o->parts[item % o->window] = parts;
    o->in_parts += parts > 0;
    o->ready[item % o->window] = true;
    pthread_cond_broadcast(&o->changed);
    return true;
}

static void *work(void *argument)
{
    Ordered *o = argument;
    pthread_mutex_lock(&o->lock);
    while (o->next < o->count) {
        if (begin_part(o) || begin_item(o))
            merge_ready(o);
        else
            pthread_cond_wait(&o->changed, &o->lock);
    }
    pthread_mutex_unlock(&o->lock);
    return NULL;
}

static void run_alone(const OrderedJob *job, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        job->work(job->context, i);
        for (size_t part = 0, parts = parts_of(job, i); part < parts; part++) {
            job->work_part(job->context, i, part);
            job->merge_part(job->context, i, part);
        }
        job->merge(job->context, i);
    }
}

void ordered_run(const OrderedJob *job, size_t count, size_t jobs, size_t window)
{
    if (jobs > count && !job->parts)
        jobs = count;
    if (jobs <= 1 || count == 0) {
        run_alone(job, count);
        return;
    }
    Ordered o = {.job = job, .count = count, .window = window, .jobs = jobs};
    size_t started = 0;
    pthread_t *threads = memory_alloc(jobs * sizeof *threads);
    o.ready = memory_alloc(window * sizeof *o.ready);
    o.parts = memory_alloc(window * sizeof *o.parts);
    o.part_ready = memory_alloc(job->places * sizeof *o.part_ready);
    pthread_mutex_init(&o.lock, NULL);
    pthread_cond_init(&o.changed, NULL);
    while (started + 1 < jobs && pthread_create(&threads[started], NULL, work, &o) == 0)
        started++;
    work(&o);
    for (size_t i = 0; i < started; i++)
        pthread_join(threads[i], NULL);
    pthread_mutex_destroy(&o.lock);
    pthread_cond_destroy(&o.changed);
    free(o.ready);
    free(o.parts);
    free(o.part_ready);
    free(threads);
}
