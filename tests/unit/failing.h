/*
 * failing.h - system calls that fail, or find the file changed, when a test says so.
 *
 * The program's calls of these names come here first; `on_call` may do what it likes and answers
 * with the errno to fail with, 0 to go on. `path` is what the call names, or "" where it has a file
 * that is open already. Where SHORT is answered, only one byte is read or written. Whoever reads by
 * several threads calls from all of them.
 */
#ifndef FAILING_H
#define FAILING_H

#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdbool.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define SHORT (-1)

static int (*on_call)(const char *call, const char *path);

static int asked(const char *call, const char *path)
{
    int before = errno, number = on_call ? on_call(call, path) : 0;
    errno = number > 0 ? number : before;
    return number;
}

/* The call as it would be without this file; it has the type of the variable. */
#define AS_EVER(variable, call) *(void **)&(variable) = dlsym(RTLD_NEXT, call)

int stat(const char *restrict path, struct stat *restrict st)
{
    int (*ever)(const char *restrict, struct stat *restrict);
    AS_EVER(ever, "stat");
    return asked("stat", path) ? -1 : ever(path, st);
}

int lstat(const char *restrict path, struct stat *restrict st)
{
    int (*ever)(const char *restrict, struct stat *restrict);
    AS_EVER(ever, "lstat");
    return asked("lstat", path) ? -1 : ever(path, st);
}

int fstat(int fd, struct stat *st)
{
    int (*ever)(int, struct stat *);
    AS_EVER(ever, "fstat");
    return asked("fstat", "") ? -1 : ever(fd, st);
}

char *realpath(const char *restrict path, char *restrict into)
{
    char *(*ever)(const char *restrict, char *restrict);
    AS_EVER(ever, "realpath");
    return asked("realpath", path) ? NULL : ever(path, into);
}

int open(const char *path, int flags, ...)
{
    int (*ever)(const char *, int, ...);
    va_list more;
    va_start(more, flags);
    mode_t mode = flags & O_CREAT ? va_arg(more, mode_t) : 0;
    va_end(more);
    AS_EVER(ever, "open");
    return asked("open", path) ? -1 : ever(path, flags, mode);
}

DIR *opendir(const char *path)
{
    DIR *(*ever)(const char *);
    AS_EVER(ever, "opendir");
    return asked("opendir", path) ? NULL : ever(path);
}

struct dirent *readdir(DIR *dir)
{
    struct dirent *(*ever)(DIR *);
    AS_EVER(ever, "readdir");
    return asked("readdir", "") ? NULL : ever(dir);
}

ssize_t read(int fd, void *bytes, size_t length)
{
    ssize_t (*ever)(int, void *, size_t);
    int number = asked("read", "");
    AS_EVER(ever, "read");
    return number > 0 ? -1 : ever(fd, bytes, number == SHORT && length ? 1 : length);
}

ssize_t pread(int fd, void *bytes, size_t length, off_t at)
{
    ssize_t (*ever)(int, void *, size_t, off_t);
    int number = asked("pread", "");
    AS_EVER(ever, "pread");
    return number > 0 ? -1 : ever(fd, bytes, number == SHORT && length ? 1 : length, at);
}

ssize_t write(int fd, const void *bytes, size_t length)
{
    ssize_t (*ever)(int, const void *, size_t);
    int number = asked("write", "");
    AS_EVER(ever, "write");
    return number > 0 ? -1 : ever(fd, bytes, number == SHORT && length ? 1 : length);
}

int close(int fd)
{
    int (*ever)(int);
    AS_EVER(ever, "close");
    int done = ever(fd);
    return asked("close", "") > 0 ? -1 : done;
}

off_t lseek(int fd, off_t at, int from)
{
    off_t (*ever)(int, off_t, int);
    AS_EVER(ever, "lseek");
    return asked("lseek", "") > 0 ? -1 : ever(fd, at, from);
}

long sysconf(int name)
{
    long (*ever)(int);
    AS_EVER(ever, "sysconf");
    return asked("sysconf", "") > 0 ? -1 : ever(name);
}

static inline bool ends_in(const char *text, const char *with)
{
    size_t n = strlen(text), m = strlen(with);
    return n >= m && strcmp(text + n - m, with) == 0;
}
#endif
