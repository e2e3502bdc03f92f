/*
 * child.h - a process that runs scripts and can do nothing but answer.
 *
 * Forked, so it inherits tables and figures copy-on-write; then its descriptors
 * are closed, its limits set, and the kernel refuses it files, sockets,
 * programs and processes (Landlock where there is one, seccomp always).
 *
 * Order of use:  child_start() -> transport_send(child.to) -> child_wait()... -> child_stop()
 */
#ifndef SCRIPT_CHILD_H
#define SCRIPT_CHILD_H

#include <stdint.h>
#include <sys/types.h>
#include <time.h>

#include "base/buffer.h"
#include "base/error.h"

typedef struct {
    pid_t pid; /* 0: none */
    int to, from;
    clockid_t clock; /* of its processor time */
} Child;

/* Runs in the child, confined: requests on REQUEST_FD, answers on ANSWER_FD; returning ends it. */
typedef void ChildMain(void *context);

/* `memory`: bytes beyond what the parent has. ERR_INTERNAL when no process can be had. */
bool child_start(Child *child, ChildMain *main, void *context, size_t memory, Error *err);
/* Kills and reaps; fine on one that is not there. */
void child_stop(Child *child);

/* SIGALRM, for a child that answers it with where it was. */
void child_interrupt(const Child *child);

/*
 * A deadline is time of the processor that the child has used, so that a busy
 * machine fails no script, and ten times that by the clock on the wall.
 */
typedef struct {
    int64_t cpu_ns, wall_ns;
} Deadline;
Deadline child_deadline(const Child *child, int milliseconds);

typedef enum { CHILD_MESSAGE, CHILD_LATE, CHILD_ENDED } ChildEvent;
ChildEvent child_wait(Child *child, Deadline deadline, char *kind, Buffer *bytes);
/* After CHILD_ENDED: why, in words ("ran out of processor time"); reaps. */
const char *child_end(Child *child);
#endif
