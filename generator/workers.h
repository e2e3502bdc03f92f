/*
 * workers.h - forked processes that do one task at a time: the scopes of an edition.
 *
 * Workers inherit figures, tables and fonts by fork and take tasks from a
 * shared counter; what they write does not depend on which worker took it. A
 * worker that dies or hangs costs only the task it held: that task is tried
 * once more by itself, then it is `failed`.
 */
#ifndef WORKERS_H
#define WORKERS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/error.h"

/*
 * Renders task `task`; runs in a worker. What it wants to tell the parent it
 * appends to `message` lines ("text\n"). False: the run must stop (a file could
 * not be written); `err` says why.
 */
typedef struct {
    /* Called once in each worker before its first task; what it returns is handed to `work`. */
    void *(*start)(void *context);
    bool (*work)(void *context, void *state, size_t task, char **message, Error *err);
    void (*stop)(void *context, void *state);
    /* Called in the parent while it waits: tasks done so far. May be NULL. */
    void (*progress)(void *context, size_t done, size_t total);
    void *context, *progress_context;
    size_t patient; /* tasks below this number have no deadline: they write large files */
    bool once;      /* the others are not tried again: what fails is done in another way */
    size_t steps;   /* what `progress` counts where tasks have several steps; 0: tasks */
    /*
     * Tasks below `sources` come first. Not 0: task `late`, a patient one, begins once they are
     * done, and is then the next to be taken; no worker waits for it.
     */
    size_t sources, late;
    bool spare; /* the others begin only while those are not done: what was not begun is left */
} WorkerJob;

typedef struct {
    size_t task;
    const char *text;
} WorkerMessage;

typedef struct {
    bool *failed; /* per task: no worker could finish it */
    bool *done;   /* and which are; the others of a `spare` job are neither */
    size_t failed_count;
    const WorkerMessage *messages; /* in the order of tasks */
    size_t message_count;
} WorkerResult;

/* Seconds that one task may take before its worker is killed. */
#define WORKER_DEADLINE 120

/*
 * Within `work`: one step of several is done. The deadline begins anew, and with WorkerJob.steps
 * progress counts it.
 */
void worker_step(void);

/* False when a `work` was false; `err` is the first task's. */
bool workers_run(Arena *arena, const WorkerJob *job, size_t tasks, int processes, WorkerResult *out,
                 Error *err);
#endif
