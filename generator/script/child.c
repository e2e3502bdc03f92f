/*
 * child.c - see child.h.
 *
 * Confinement is in layers, because each has a hole: a kernel may lack Landlock,
 * root ignores some limits, and ASan needs address space that RLIMIT_AS forbids.
 */
#include "script/child.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/landlock.h>
#include <poll.h>
#include <seccomp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "script/transport.h"

#ifdef __SANITIZE_ADDRESS__
#define UNDER_ASAN true
#else
#define UNDER_ASAN false
#endif

#define END_PATIENCE 2000 /* milliseconds for a child whose pipes are closed */
#define CPU_SECONDS 1800  /* backstop; deadlines are kept by the parent */
#define OPEN_FILES 16     /* fewer would answer EMFILE in Landlock's place */
#define FIRST_WAIT 20     /* milliseconds */
#define LOOK_AGAIN 50     /* after so many, at the latest, at what the child has begun */
#define TICK 10           /* milliseconds of processor time */
#define TICK_SIGNAL SIGVTALRM

/* Of the process that this is, where it is a child. */
static ChildNote *own_note;
static bool own_ticks;

static void limit(int resource, rlim_t most)
{
    struct rlimit r = {most, most};
    setrlimit(resource, &r);
}

static size_t address_space(void)
{
    unsigned long pages = 0;
    FILE *file = fopen("/proc/self/statm", "re");
    if (!file)
        return 0;
    if (fscanf(file, "%lu", &pages) != 1)
        pages = 0;
    fclose(file);
    return (size_t)pages * (size_t)sysconf(_SC_PAGESIZE);
}

static void set_limits(size_t memory)
{
    size_t now = address_space();
    struct rlimit machine = {RLIM_INFINITY, RLIM_INFINITY};
    getrlimit(RLIMIT_AS, &machine);
    memory_end_with(machine.rlim_cur < now + memory ? MEMORY_TIGHT : MEMORY_EXHAUSTED);
    if (!UNDER_ASAN && now)
        limit(RLIMIT_AS, now + memory);
    limit(RLIMIT_CPU, CPU_SECONDS);
    limit(RLIMIT_FSIZE, 0);
    limit(RLIMIT_CORE, 0);
    limit(RLIMIT_NOFILE, OPEN_FILES);
}

/* A ruleset that handles everything this kernel knows and allows nothing. */
static void close_files_by_landlock(void)
{
#ifdef SYS_landlock_create_ruleset
    struct {
        uint64_t files, net, scoped; /* kernels newer than the header know all three */
    } rules = {0};
    long abi = syscall(SYS_landlock_create_ruleset, NULL, (size_t)0, 1U);
    if (abi < 1)
        return;
    int rights = abi >= 5 ? 16 : abi >= 3 ? 15 : abi >= 2 ? 14 : 13;
    rules.files = ((uint64_t)1 << rights) - 1;
    size_t size = sizeof rules.files;
    if (abi >= 4) {
        rules.net = 3;
        size += sizeof rules.net;
    }
    if (abi >= 6) {
        rules.scoped = 3;
        size += sizeof rules.scoped;
    }
    int fd = (int)syscall(SYS_landlock_create_ruleset, &rules, size, 0U);
    if (fd < 0)
        return;
    syscall(SYS_landlock_restrict_self, fd, 0U);
    close(fd);
#endif
}

static bool close_calls_by_seccomp(void)
{
    static const int ALLOWED[] = {
        SCMP_SYS(exit),         SCMP_SYS(exit_group),     SCMP_SYS(brk),
        SCMP_SYS(munmap),       SCMP_SYS(mremap),         SCMP_SYS(madvise),
        SCMP_SYS(futex),        SCMP_SYS(clock_gettime),  SCMP_SYS(gettimeofday),
        SCMP_SYS(rt_sigreturn), SCMP_SYS(rt_sigprocmask), SCMP_SYS(rt_sigaction),
        SCMP_SYS(sched_yield),  SCMP_SYS(sigaltstack),    SCMP_SYS(restart_syscall),
        SCMP_SYS(getpid),       SCMP_SYS(gettid),
    };
    scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ERRNO(EPERM));
    if (!filter)
        return false;
    bool fine = true;
    for (size_t i = 0; i < sizeof ALLOWED / sizeof *ALLOWED; i++)
        fine &= seccomp_rule_add(filter, SCMP_ACT_ALLOW, ALLOWED[i], 0) == 0;
    fine &= seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(read), 1,
                             SCMP_A0(SCMP_CMP_EQ, REQUEST_FD)) == 0;
    fine &= seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(write), 1,
                             SCMP_A0(SCMP_CMP_EQ, ANSWER_FD)) == 0;
    if (UNDER_ASAN)
        fine &= seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(write), 1,
                                 SCMP_A0(SCMP_CMP_EQ, STDERR_FILENO)) == 0;
    /* PROT_EXEC = 4: memory that can be run is refused. */
    fine &= seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(mmap), 1,
                             SCMP_A2(SCMP_CMP_MASKED_EQ, 4, 0)) == 0;
    fine &= seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(mprotect), 1,
                             SCMP_A2(SCMP_CMP_MASKED_EQ, 4, 0)) == 0;
    fine = fine && seccomp_load(filter) == 0;
    seccomp_release(filter);
    return fine;
}

static void reset_signals(void)
{
    static const int SIGNALS[] = {SIGINT, SIGTERM, SIGHUP, SIGPIPE, SIGCHLD, SIGALRM, SIGXCPU};
    for (size_t i = 0; i < sizeof SIGNALS / sizeof *SIGNALS; i++)
        signal(SIGNALS[i], SIG_DFL);
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
}

/* Set up before the kernel refuses it; nobody hears it until child_on_tick(). */
static bool start_ticks(void)
{
    struct sigevent event = {.sigev_notify = SIGEV_SIGNAL, .sigev_signo = TICK_SIGNAL};
    struct itimerspec every = {{0, TICK * 1000000}, {0, TICK * 1000000}};
    timer_t timer;
    signal(TICK_SIGNAL, SIG_IGN);
    return timer_create(CLOCK_PROCESS_CPUTIME_ID, &event, &timer) == 0 &&
           timer_settime(timer, 0, &every, NULL) == 0;
}

bool child_on_tick(void (*tick)(int))
{
    struct sigaction action = {.sa_handler = tick, .sa_flags = SA_RESTART};
    sigemptyset(&action.sa_mask);
    return own_ticks && sigaction(TICK_SIGNAL, &action, NULL) == 0;
}

static _Noreturn void run_child(pid_t parent, int requests, int answers, ChildMain *main,
                                void *context, size_t memory, ChildNote *note)
{
    own_note = note;
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent)
        _exit(70);
    reset_signals();
    /* 0, 1 and 2 may be closed or be what we were given: move both out of the way first. */
    requests = fcntl(requests, F_DUPFD, 10);
    answers = fcntl(answers, F_DUPFD, 10);
    int nowhere = open("/dev/null", O_RDWR);
    if (requests < 0 || answers < 0 || dup2(requests, REQUEST_FD) < 0 ||
        dup2(answers, ANSWER_FD) < 0)
        _exit(70);
    if (!UNDER_ASAN && nowhere >= 0)
        dup2(nowhere, STDERR_FILENO);
    if (close_range(3, ~0U, 0) != 0)
        for (int fd = 3; fd < 4096; fd++)
            close(fd);
    set_limits(memory);
    own_ticks = start_ticks();
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
        _exit(70);
    prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
    close_files_by_landlock();
    if (!close_calls_by_seccomp())
        _exit(70);
    main(context);
    _exit(0);
}

static bool not_started(Error *err)
{
    error_errno(err, "脚本进程 / script process");
    if (err)
        err->code = ERR_INTERNAL;
    return false;
}

bool child_start(Child *child, ChildMain *main, void *context, size_t memory, Error *err)
{
    int requests[2], answers[2];
    *child = (Child){.to = -1, .from = -1};
    ChildNote *note =
        mmap(NULL, sizeof *note, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (note == MAP_FAILED)
        return not_started(err);
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, requests) != 0) {
        int why = errno;
        munmap(note, sizeof *note);
        errno = why;
        return not_started(err);
    }
    if (pipe2(answers, O_CLOEXEC) != 0) {
        int why = errno;
        close(requests[0]);
        close(requests[1]);
        munmap(note, sizeof *note);
        errno = why;
        return not_started(err);
    }
    pid_t parent = getpid();
    pid_t pid = fork();
    if (pid == 0)
        run_child(parent, requests[1], answers[1], main, context, memory, note);
    int why = errno;
    close(requests[1]);
    close(answers[1]);
    if (pid < 0) {
        close(requests[0]);
        close(answers[0]);
        munmap(note, sizeof *note);
        errno = why;
        return not_started(err);
    }
    *child = (Child){pid, requests[0], answers[0], 0, note};
    if (clock_getcpuclockid(pid, &child->clock) != 0) {
        child_stop(child);
        return not_started(err);
    }
    return true;
}

void child_interrupt(const Child *child)
{
    if (child->pid > 0)
        kill(child->pid, SIGALRM);
}

void child_forget(Child *child)
{
    if (child->pid > 0) {
        close(child->to);
        close(child->from);
        munmap(child->note, sizeof *child->note);
    }
    *child = (Child){.to = -1, .from = -1};
}

void child_stop(Child *child)
{
    if (child->pid <= 0)
        return;
    pid_t pid = child->pid;
    kill(pid, SIGKILL);
    child_forget(
        child); /* where the machine does not let it be killed it ends for want of a question */
    while (waitpid(pid, NULL, 0) < 0 && errno == EINTR)
        ;
}

const char *child_end(Child *child)
{
    int status = 0;
    pid_t pid = child->pid, ended;
    if (pid <= 0)
        return "脚本进程不在了 / was not there";
    /*
     * Where it said what nobody understands it may go on saying it: to a closed pipe, so that it
     * is not waited for while it waits to be heard. What still runs then is ended.
     */
    child_forget(child);
    for (int waited = 0; (ended = waitpid(pid, &status, WNOHANG)) != pid; waited++) {
        if (ended < 0 && errno != EINTR)
            break;
        if (waited == END_PATIENCE)
            kill(pid, SIGKILL);
        nanosleep(&(struct timespec){0, 1000000}, NULL);
    }
    if (WIFEXITED(status) && WEXITSTATUS(status) == MEMORY_TIGHT)
        memory_exhausted(0);
    if (WIFSIGNALED(status)) {
        switch (WTERMSIG(status)) {
        case SIGXCPU:
        case SIGKILL:
            return "用的时间或内存太多，已停止 / was stopped for using too much processor time or "
                   "memory";
        case SIGSEGV:
        case SIGBUS:
            return "脚本进程崩溃了，请再运行一次 / crashed";
        case SIGXFSZ:
            return "脚本想写文件，已停止 / tried to write a file";
        default:
            return "脚本进程被结束，请再运行一次 / was ended by a signal";
        }
    }
    return WIFEXITED(status) && WEXITSTATUS(status) == MEMORY_EXHAUSTED
               ? "内存不足，请关掉别的程序后再运行一次 / ran out of memory"
               : "脚本进程没有运行完，请再运行一次 / ended without an answer";
}

/* --- what it runs, and how long --------------------------------------------------------- */

void child_begin(uint32_t n)
{
    uint64_t before = atomic_load(&own_note->begun);
    atomic_store(&own_note->begun, ((before >> 32) + 1) << 32 | n);
}

uint32_t child_begun(const Child *child)
{
    uint64_t begun = atomic_load(child ? &child->note->begun : &own_note->begun);
    return begun == 0 ? CHILD_NOTHING : (uint32_t)begun;
}

static int64_t nanoseconds(clockid_t clock)
{
    struct timespec t = {0};
    if (clock_gettime(clock, &t) != 0)
        return 0;
    return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

static int64_t used_by(const Child *child)
{
    return nanoseconds(child->clock);
}

Deadline child_deadline(const Child *child, int milliseconds)
{
    int64_t ns = (int64_t)milliseconds * 1000000;
    return (Deadline){milliseconds, used_by(child) + ns, nanoseconds(CLOCK_MONOTONIC) + 10 * ns,
                      atomic_load(&child->note->begun)};
}

ChildEvent child_wait(Child *child, Deadline *deadline, char *kind, Buffer *bytes)
{
    struct pollfd p = {.fd = child->from, .events = POLLIN};
    /* Nearly always it answers long before any deadline: no clock is asked then. */
    int ready = poll(&p, 1, FIRST_WAIT);
    while (ready <= 0) {
        if (ready < 0 && errno != EINTR)
            return CHILD_ENDED;
        if (atomic_load(&child->note->begun) != deadline->begun)
            *deadline = child_deadline(child, deadline->milliseconds);
        int64_t left = deadline->cpu_ns - used_by(child);
        if (left <= 0 || nanoseconds(CLOCK_MONOTONIC) > deadline->wall_ns)
            return CHILD_LATE;
        /* Processor time never passes faster than the clock: looking again after it is enough. */
        int wait = (int)(left / 1000000) + 1;
        ready = poll(&p, 1, wait < LOOK_AGAIN ? wait : LOOK_AGAIN);
    }
    return transport_receive(child->from, kind, bytes) ? CHILD_MESSAGE : CHILD_ENDED;
}
