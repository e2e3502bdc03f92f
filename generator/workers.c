/*
 * workers.c - see workers.h.
 *
 * One page of shared memory holds the counter and a state per task. Each worker
 * answers through a pipe of its own with records
 *   task (8 bytes)  kind ('m' message, 'e' error)  error code (1)  length (4)  text
 * which the parent reads whole before it waits for the process.
 */
#include "workers.h"

#include <errno.h>
#include <fcntl.h>
#include <malloc.h>
#include <poll.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/buffer.h"

enum { TASK_NEW, TASK_STARTED, TASK_DONE };

typedef struct {
    atomic_size_t next, done, sources_done;
    atomic_int stop, late_taken;
    _Atomic unsigned char states[]; /* one per task */
} Board;

typedef struct {
    pid_t pid;
    int pipe;
    Buffer answer;
    size_t only;         /* the one task it may take; SIZE_MAX: all */
    atomic_llong *began; /* second in which its present task began, 0 between tasks */
} Worker;

typedef struct {
    Arena *arena;
    const WorkerJob *job;
    Board *board;
    size_t board_size, tasks;
    atomic_llong *clocks;
    WorkerMessage *messages;
    size_t message_count, message_capacity;
    bool failed, short_of_memory;
    size_t failed_task;
    Error *err;
} Crew;

/* Of this process, while it works. */
static atomic_llong *own_clock;
static atomic_size_t *own_steps;

static long long now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (long long)t.tv_sec;
}

void worker_step(void)
{
    if (own_clock && atomic_load(own_clock))
        atomic_store(own_clock, now() + 1);
    if (own_steps)
        atomic_fetch_add(own_steps, 1);
}

static void write_whole(int fd, const char *bytes, size_t length)
{
    while (length > 0) {
        ssize_t put = write(fd, bytes, length);
        if (put < 0 && errno == EINTR)
            continue;
        if (put <= 0)
            _exit(70);
        bytes += put;
        length -= (size_t)put;
    }
}

static void send_record(int fd, size_t task, char kind, ErrorCode code, const char *text)
{
    Buffer record = {0};
    uint64_t number = task;
    uint32_t length = (uint32_t)strlen(text);
    buffer_put(&record, &number, sizeof number);
    buffer_char(&record, kind);
    buffer_char(&record, (char)code);
    buffer_put(&record, &length, sizeof length);
    buffer_put(&record, text, length);
    write_whole(fd, record.bytes, record.length);
    buffer_free(&record);
}

/*
 * The next task of a worker that may take all; SIZE_MAX: there is none. What a task comes late for
 * may have died with its worker: then it stays, and is tried once those are made.
 */
static size_t take_task(Crew *crew)
{
    const WorkerJob *job = crew->job;
    Board *board = crew->board;
    if (job->late && atomic_load(&board->sources_done) >= job->sources &&
        atomic_exchange(&board->late_taken, 1) == 0)
        return job->late;
    size_t task = atomic_fetch_add(&board->next, 1);
    if (job->late && task == job->late)
        task = atomic_fetch_add(&board->next, 1);
    if (job->spare && task >= job->sources && atomic_load(&board->sources_done) >= job->sources)
        return SIZE_MAX;
    return task < crew->tasks ? task : SIZE_MAX;
}

_Noreturn static void work_in_child(Crew *crew, const Worker *worker, int fd, pid_t parent)
{
    const WorkerJob *job = crew->job;
    prctl(PR_SET_PDEATHSIG, SIGKILL); /* nobody writes on after the parent is gone */
    if (getppid() != parent)          /* it was gone before that was said */
        _exit(70);
    signal(SIGPIPE, SIG_DFL);
    memory_end_with(MEMORY_EXHAUSTED);
    /* What one task frees the next one takes: no page is given back and faulted in again. */
    mallopt(M_MMAP_THRESHOLD, 256 << 20);
    mallopt(M_TRIM_THRESHOLD, 512 << 20);
    mallopt(M_TOP_PAD, 4 << 20);
    void *state = job->start ? job->start(job->context) : NULL;
    bool single = worker->only != SIZE_MAX;
    own_clock = worker->began;
    own_steps = job->steps ? &crew->board->done : NULL;
    while (!atomic_load(&crew->board->stop)) {
        size_t task = single ? worker->only : take_task(crew);
        if (task == SIZE_MAX)
            break;
        atomic_store(&crew->board->states[task], TASK_STARTED);
        atomic_store(worker->began, task < job->patient ? 0 : now() + 1);
        char *message = NULL;
        Error err = {0};
        bool ok = job->work(job->context, state, task, &message, &err);
        if (message)
            send_record(fd, task, 'm', ERR_NONE, message);
        free(message);
        if (!ok) {
            send_record(fd, task, 'e', err.code, err.text);
            atomic_store(&crew->board->stop, 1);
            break;
        }
        atomic_store(worker->began, 0);
        atomic_store(&crew->board->states[task], TASK_DONE);
        if (task < job->sources)
            atomic_fetch_add(&crew->board->sources_done, 1);
        if (!job->steps)
            atomic_fetch_add(&crew->board->done, 1);
        if (single)
            break;
    }
    if (job->stop)
        job->stop(job->context, state);
    _exit(0);
}

static bool hire(Crew *crew, Worker *worker, atomic_llong *clock, size_t only)
{
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0)
        return error_errno(crew->err, "pipe");
    *worker = (Worker){.pipe = ends[0], .only = only, .began = clock};
    atomic_store(clock, 0);
    pid_t parent = getpid();
    worker->pid = fork();
    if (worker->pid == 0) {
        close(ends[0]);
        work_in_child(crew, worker, ends[1], parent);
    }
    close(ends[1]);
    if (worker->pid < 0) {
        close(ends[0]);
        return error_errno(crew->err, "fork");
    }
    return true;
}

static void take_records(Crew *crew, Worker *worker)
{
    const char *at = worker->answer.bytes, *end = at + worker->answer.length;
    while (end - at >= 14) {
        uint64_t task;
        uint32_t length;
        memcpy(&task, at, sizeof task);
        memcpy(&length, at + 10, sizeof length);
        char kind = at[8];
        ErrorCode code = (ErrorCode)at[9];
        at += 14;
        if ((size_t)(end - at) < length) /* cut off by its death */
            break;
        char *text = arena_copy(crew->arena, at, length);
        at += length;
        if (kind == 'm') {
            GROW(crew->messages, crew->message_capacity, crew->message_count + 1);
            crew->messages[crew->message_count++] = (WorkerMessage){task, text};
        } else if (!crew->failed || task < crew->failed_task) {
            crew->failed = true;
            crew->failed_task = task;
            error_set(crew->err, code, "%s", text);
        }
    }
    buffer_free(&worker->answer);
}

/* Reads all answers until every pipe is closed; kills who is past the deadline. */
static void listen_to(Crew *crew, Worker *workers, size_t count)
{
    struct pollfd *fds = memory_alloc(count * sizeof *fds);
    size_t open_count = count;
    for (size_t i = 0; i < count; i++)
        fds[i] = (struct pollfd){.fd = workers[i].pipe, .events = POLLIN};
    while (open_count > 0) {
        if (poll(fds, count, 500) < 0 && errno != EINTR) {
            crew->failed = true;
            crew->failed_task = crew->tasks;
            error_errno(crew->err, "工作进程 / worker process");
            break;
        }
        for (size_t i = 0; i < count; i++) {
            char bytes[65536];
            if (fds[i].fd >= 0 && (fds[i].revents & (POLLIN | POLLHUP | POLLERR))) {
                ssize_t got = read(fds[i].fd, bytes, sizeof bytes);
                if (got > 0)
                    buffer_put(&workers[i].answer, bytes, (size_t)got);
                else if (got == 0 || errno != EINTR) {
                    if (got < 0 && !crew->failed) { /* what it said is not known */
                        crew->failed = true;
                        crew->failed_task = crew->tasks;
                        error_errno(crew->err, "工作进程 / worker process");
                    }
                    fds[i].fd = -1;
                    open_count--;
                }
            }
            long long began = atomic_load(workers[i].began);
            if (fds[i].fd >= 0 && began && now() + 1 - began > WORKER_DEADLINE)
                kill(workers[i].pid, SIGKILL);
        }
        if (crew->job->progress)
            crew->job->progress(crew->job->progress_context, atomic_load(&crew->board->done),
                                crew->job->steps ? crew->job->steps : crew->tasks);
    }
    free(fds);
    for (size_t i = 0; i < count; i++) {
        close(workers[i].pipe);
        int status = 0;
        while (waitpid(workers[i].pid, &status, 0) < 0 && errno == EINTR)
            ;
        if (WIFEXITED(status) && WEXITSTATUS(status) == MEMORY_EXHAUSTED)
            crew->short_of_memory = true;
        take_records(crew, &workers[i]);
    }
}

static int by_task(const void *a, const void *b)
{
    const WorkerMessage *x = a, *y = b;
    return (x->task > y->task) - (x->task < y->task);
}

static bool first_round(Crew *crew, size_t processes)
{
    Worker *workers = memory_alloc(processes * sizeof *workers);
    size_t hired = 0;
    while (hired < processes && hire(crew, &workers[hired], &crew->clocks[hired], SIZE_MAX))
        hired++;
    if (hired > 0)
        listen_to(crew, workers, hired);
    free(workers);
    return hired > 0;
}

bool workers_run(Arena *arena, const WorkerJob *job, size_t tasks, int processes, WorkerResult *out,
                 Error *err)
{
    size_t wanted = processes < 1 ? 1 : (size_t)processes;
    if (wanted > tasks)
        wanted = tasks;
    *out = (WorkerResult){.failed = ARENA_NEW_ARRAY(arena, tasks + 1, bool),
                          .done = ARENA_NEW_ARRAY(arena, tasks + 1, bool)};
    if (tasks == 0)
        return true;
    size_t states = (sizeof(Board) + tasks + 15) / 16 * 16;
    Crew crew = {.arena = arena, .job = job, .tasks = tasks, .err = err};
    crew.board_size = states + wanted * sizeof(atomic_llong);
    crew.board =
        mmap(NULL, crew.board_size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (crew.board == MAP_FAILED)
        return error_errno(err, "mmap");
    crew.clocks = (atomic_llong *)((char *)crew.board + states);

    bool ok = first_round(&crew, wanted);
    for (size_t task = 0; ok && task < tasks && !crew.failed; task++) {
        if (atomic_load(&crew.board->states[task]) == TASK_DONE ||
            (job->spare && task >= job->sources))
            continue;
        Worker again = {0};
        bool retry = !job->once || task < job->patient;
        crew.short_of_memory = crew.short_of_memory && !retry;
        ok = !retry || hire(&crew, &again, &crew.clocks[0], task);
        if (ok && retry)
            listen_to(&crew, &again, 1);
        if (atomic_load(&crew.board->states[task]) == TASK_DONE)
            continue;
        out->failed[task] = true;
        out->failed_count++;
        if (crew.short_of_memory && !crew.failed) { /* the machine's fault, not the scope's */
            crew.failed = true;
            error_set(err, ERR_MEMORY, MEMORY_ADVICE);
        }
    }
    for (size_t task = 0; task < tasks; task++)
        out->done[task] = atomic_load(&crew.board->states[task]) == TASK_DONE;
    munmap(crew.board, crew.board_size);
    if (crew.message_count > 1)
        qsort(crew.messages, crew.message_count, sizeof *crew.messages, by_task);
    WorkerMessage *kept = ARENA_NEW_ARRAY(arena, crew.message_count, WorkerMessage);
    if (crew.message_count)
        memcpy(kept, crew.messages, crew.message_count * sizeof *kept);
    free(crew.messages);
    out->messages = kept;
    out->message_count = crew.message_count;
    return ok && !crew.failed;
}
