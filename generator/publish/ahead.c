/*
 * ahead.c - see ahead.h.
 *
 * The kernel tells of a failed write-back once to everyone who had the file system open when it
 * failed: so all syncs ask through one descriptor, and what any of them was told is kept.
 */
#include "publish/ahead.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "base/arena.h"

#define SECONDS_BETWEEN 2

struct Ahead {
    int fd;
    int failed; /* errno of the first sync that failed */
    bool end;
    pthread_mutex_t lock;
    pthread_cond_t ended;
    pthread_t thread;
};

static void *sync_on(void *argument)
{
    Ahead *a = argument;
    struct timespec until;
    pthread_mutex_lock(&a->lock);
    while (!a->end && !a->failed) {
        clock_gettime(CLOCK_REALTIME, &until);
        until.tv_sec += SECONDS_BETWEEN;
        while (!a->end && pthread_cond_timedwait(&a->ended, &a->lock, &until) == 0)
            ;
        if (a->end)
            break;
        pthread_mutex_unlock(&a->lock);
        int number = syncfs(a->fd) == 0 ? 0 : errno;
        pthread_mutex_lock(&a->lock);
        a->failed = number;
    }
    pthread_mutex_unlock(&a->lock);
    return NULL;
}

Ahead *ahead_begin(const char *folder)
{
    Ahead *a = memory_alloc(sizeof *a);
    a->fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (a->fd < 0) {
        free(a);
        return NULL;
    }
    pthread_mutex_init(&a->lock, NULL);
    pthread_cond_init(&a->ended, NULL);
    if (pthread_create(&a->thread, NULL, sync_on, a) == 0)
        return a;
    close(a->fd);
    free(a);
    return NULL;
}

static void stop(Ahead *a)
{
    pthread_mutex_lock(&a->lock);
    a->end = true;
    pthread_cond_signal(&a->ended);
    pthread_mutex_unlock(&a->lock);
    pthread_join(a->thread, NULL);
    pthread_mutex_destroy(&a->lock);
    pthread_cond_destroy(&a->ended);
}

static bool last_sync(int fd, int failed, const char *folder, Error *err)
{
    if (failed)
        errno = failed;
    return (!failed && syncfs(fd) == 0) || error_errno(err, folder);
}

bool ahead_end(Ahead *a, const char *folder, Error *err)
{
    int fd = a ? a->fd : open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        return error_errno(err, folder);
    if (a)
        stop(a);
    bool ok = last_sync(fd, a ? a->failed : 0, folder, err);
    close(fd);
    free(a);
    return ok;
}

void ahead_abandon(Ahead *a)
{
    if (!a)
        return;
    stop(a);
    close(a->fd);
    free(a);
}
