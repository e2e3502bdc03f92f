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

#include <stdatomic.h>
#include <stdint.h>
#include <sys/types.h>
#include <time.h>

#include "base/buffer.h"
#include "base/error.h"

/*
 * What a child has begun last, in memory that its parent sees: a message for each script would wake
 * the parent, who asks only when something took long or went wrong.
 */
typedef struct {
    _Atomic uint64_t begun; /* how many << 32 | the number of the last */
} ChildNote;

typedef struct {
    pid_t pid; /* 0: none */
    int to, from;
    clockid_t clock; /* of its processor time */
    ChildNote *note;
} Child;

/* Runs in the child, confined: requests on REQUEST_FD, answers on ANSWER_FD; returning ends it. */
typedef void ChildMain(void *context);

/* `memory`: bytes beyond what the parent has. ERR_INTERNAL when no process can be had. */
bool child_start(Child *child, ChildMain *main, void *context, size_t memory, Error *err);
/* Kills and reaps; fine on one that is not there. */
void child_stop(Child *child);
/* Of one that the process which this was forked from has started: it lives on. */
void child_forget(Child *child);

/* In the child: that it begins number `n`. */
void child_begin(uint32_t n);
/* What it began last; CHILD_NOTHING before the first. In the child, of itself, with NULL. */
uint32_t child_begun(const Child *child);
#define CHILD_NOTHING UINT32_MAX
/*
 * In the child: `tick`, a signal handler, every ten milliseconds of its processor time. False where
 * the machine has no such clock.
 */
bool child_on_tick(void (*tick)(int));

/* SIGALRM, for a child that answers it with where it was. */
void child_interrupt(const Child *child);

/*
 * A deadline is time of the processor that the child has used, so that a busy
 * machine fails no script, and ten times that by the clock on the wall. It is put off by as much
 * when the child is seen to have begun something else.
 */
typedef struct {
    int milliseconds;
    int64_t cpu_ns, wall_ns;
    uint64_t begun;
} Deadline;
Deadline child_deadline(const Child *child, int milliseconds);

typedef enum { CHILD_MESSAGE, CHILD_LATE, CHILD_ENDED } ChildEvent;
ChildEvent child_wait(Child *child, Deadline *deadline, char *kind, Buffer *bytes);
/* After CHILD_ENDED: why, in words ("ran out of processor time"); reaps. */
const char *child_end(Child *child);
#endif
