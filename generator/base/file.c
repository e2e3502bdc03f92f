/* file.c - see file.h. */
#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/aside.h"

#define DEPTH_MAX 32 /* folders below the one that is listed or removed */

#define BEING_TOLD (-1) /* another process or thread is writing the path */

/* The first that went wrong; shared with processes that are forked later. NULL: not watched. */
static struct Trouble {
    atomic_int number; /* errno, 0 or BEING_TOLD */
    char path[PATH_MAX];
} * trouble;

void file_watch(void)
{
    if (!trouble) {
        void *page =
            mmap(NULL, sizeof *trouble, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
        if (page == MAP_FAILED)
            memory_exhausted(sizeof *trouble); /* memory of its own would not see the workers' */
        trouble = page;
    }
    atomic_store(&trouble->number, 0);
}

bool file_all_read(Error *err)
{
    int number = trouble ? atomic_load(&trouble->number) : 0;
    if (number == 0)
        return true;
    errno = number == BEING_TOLD ? EIO : number;
    return error_errno(err, number == BEING_TOLD ? "?" : trouble->path);
}

static bool is_absent(int number)
{
    return number == ENOENT || number == ENOTDIR || number == EISDIR || number == ENAMETOOLONG;
}

void file_note_trouble(const char *path)
{
    int number = errno, none = 0;
    if (!trouble || is_absent(number) ||
        !atomic_compare_exchange_strong(&trouble->number, &none, BEING_TOLD))
        return;
    snprintf(trouble->path, sizeof trouble->path, "%s", path);
    atomic_store(&trouble->number, number);
    errno = number;
}

/* The call just failed; where nobody will hear of it, it is remembered. */
static bool fail(Error *err, const char *path)
{
    if (!err)
        file_note_trouble(path);
    return error_errno(err, path);
}

static bool refuse_size(const char *path, size_t limit, Error *err)
{
    return error_set(err, ERR_DATA, "%s: larger than %zu bytes", path, limit);
}

/* Opens the file and makes room for as much as it seems to hold, which goes to *size. */
static int open_whole(const char *path, size_t limit, Buffer *all, size_t *size, Error *err)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    struct stat st;
    all->length = *size = 0;
    if (fd < 0) {
        fail(err, path);
        return fd;
    }
    if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode)) {
        if ((size_t)st.st_size > limit) { /* else all of them would be read to find it out */
            close(fd);
            refuse_size(path, limit, err);
            return -1;
        }
        *size = (size_t)st.st_size;
        GROW(all->bytes, all->capacity, *size + 4098);
    }
    return fd;
}

/* All behind what is there. */
static bool read_rest(int fd, const char *path, size_t limit, Buffer *all, Error *err)
{
    for (;;) {
        GROW(all->bytes, all->capacity, all->length + 4096);
        ssize_t got = read(fd, all->bytes + all->length, all->capacity - all->length - 1);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return fail(err, path);
        if (got == 0)
            break;
        all->length += (size_t)got;
        if (all->length > limit)
            return refuse_size(path, limit, err);
    }
    all->bytes[all->length] = '\0';
    return true;
}

bool file_read_into(const char *path, size_t limit, Buffer *all, Error *err)
{
    size_t size;
    int fd = open_whole(path, limit, all, &size, err);
    if (fd < 0)
        return false;
    bool ok = read_rest(fd, path, limit, all, err);
    close(fd);
    return ok;
}

typedef struct {
    int fd;
    char *to;
    size_t from, length, got;
} Part;

/* As much of it as can be had. */
static void read_part(void *context)
{
    Part *part = context;
    ssize_t got = 1;
    while (part->got < part->length && (got > 0 || (got < 0 && errno == EINTR))) {
        got = pread(part->fd, part->to + part->got, part->length - part->got,
                    (off_t)(part->from + part->got));
        part->got += got > 0 ? (size_t)got : 0;
    }
}

bool file_read_by_two(const char *path, size_t limit, Buffer *all, Error *err)
{
    size_t size;
    int fd = open_whole(path, limit, all, &size, err);
    if (fd < 0)
        return false;
    Part first = {.fd = fd, .to = all->bytes, .length = size / 2};
    Part second = {fd, all->bytes + first.length, first.length, size - first.length, 0};
    Aside *aside = aside_begin(read_part, &second);
    read_part(&first);
    aside_end(aside);
    all->length = first.got + (first.got == first.length ? second.got : 0);
    bool ok = lseek(fd, (off_t)all->length, SEEK_SET) >= 0 ? read_rest(fd, path, limit, all, err)
                                                           : fail(err, path);
    close(fd);
    return ok;
}

bool file_read(const char *path, size_t limit, char **bytes, size_t *length, Error *err)
{
    Buffer all = {0};
    if (!file_read_into(path, limit, &all, err)) {
        buffer_free(&all);
        return false;
    }
    *bytes = all.bytes;
    *length = all.length;
    return true;
}

static bool make_parents(const char *path, Error *err)
{
    char *copy = memory_alloc(strlen(path) + 1);
    strcpy(copy, path);
    char *slash = strrchr(copy, '/');
    bool ok = true;
    if (slash && slash != copy) {
        *slash = '\0';
        ok = folder_make(copy, err);
    }
    free(copy);
    return ok;
}

static bool write_all(int fd, const char *bytes, size_t length)
{
    while (length > 0) {
        ssize_t put = write(fd, bytes, length);
        if (put < 0 && errno == EINTR)
            continue;
        if (put < 0)
            return false;
        bytes += put;
        length -= (size_t)put;
    }
    return true;
}

bool file_write(const char *path, const void *bytes, size_t length, Error *err)
{
    int flags = O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC;
    int fd = open(path, flags, 0644);
    if (fd < 0 && errno == ENOENT) {
        if (!make_parents(path, err))
            return false;
        fd = open(path, flags, 0644);
    }
    if (fd < 0)
        return error_errno(err, path);
    if (!write_all(fd, bytes, length) || fchmod(fd, 0644) != 0) {
        error_errno(err, path);
        close(fd);
        return false;
    }
    if (close(fd) != 0)
        return error_errno(err, path);
    return true;
}

bool file_there(const char *path, bool *there, Error *err)
{
    struct stat st;
    *there = stat(path, &st) == 0;
    return *there || is_absent(errno) || fail(err, path);
}

static bool is_there(const char *path, mode_t kind)
{
    struct stat st;
    if (stat(path, &st) == 0)
        return (st.st_mode & S_IFMT) == kind;
    file_note_trouble(path);
    return false;
}

bool file_exists(const char *path)
{
    return is_there(path, S_IFREG);
}

bool folder_exists(const char *path)
{
    return is_there(path, S_IFDIR);
}

bool folder_make(const char *path, Error *err)
{
    if (mkdir(path, 0755) == 0) {
        if (chmod(path, 0755) != 0)
            return error_errno(err, path);
        return true;
    }
    if (errno == EEXIST && folder_exists(path))
        return true;
    if (errno != ENOENT)
        return error_errno(err, path);
    if (!make_parents(path, err))
        return false;
    if (mkdir(path, 0755) == 0)
        return chmod(path, 0755) == 0 || error_errno(err, path);
    if (errno == EEXIST && folder_exists(path)) /* another worker was faster */
        return true;
    return error_errno(err, path);
}

char *path_join(Arena *arena, const char *first, const char *second)
{
    if (!*first || strcmp(first, ".") == 0)
        return arena_strdup(arena, second);
    size_t length = strlen(first);
    return arena_printf(arena, "%s%s%s", first, first[length - 1] == '/' ? "" : "/", second);
}

struct dirent *folder_next(DIR *dir)
{
    errno = 0;
    return readdir(dir);
}

static bool remove_at(const char *path, int depth, Error *err)
{
    struct stat st;
    if (lstat(path, &st) != 0)
        return errno == ENOENT || error_errno(err, path);
    if (!S_ISDIR(st.st_mode))
        return unlink(path) == 0 || errno == ENOENT || error_errno(err, path);
    if (depth > DEPTH_MAX)
        return error_set(err, ERR_FILE, "%s: folders nested too deep", path);
    DIR *dir = opendir(path);
    if (!dir)
        return error_errno(err, path);
    Arena *arena = arena_new();
    bool ok = true;
    for (struct dirent *entry; ok && (entry = folder_next(dir));)
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
            ok = remove_at(path_join(arena, path, entry->d_name), depth + 1, err);
    ok = ok && (errno == 0 || error_errno(err, path));
    arena_free(arena);
    closedir(dir);
    return ok && (rmdir(path) == 0 || errno == ENOENT || error_errno(err, path));
}

bool folder_remove(const char *path, Error *err)
{
    return remove_at(path, 0, err);
}

typedef struct {
    Arena *arena;
    const char *root;
    char **paths;
    size_t count, capacity;
    Error *err;
} Lister;

/* S_IFREG also of a link to a file; 0 of what is not listed. Most folders say it themselves. */
static bool kind_of(Lister *l, const char *name, unsigned char type, mode_t *kind)
{
    struct stat st;
    if (type == DT_REG || type == DT_DIR) {
        *kind = type == DT_REG ? S_IFREG : S_IFDIR;
        return true;
    }
    const char *path = path_join(l->arena, l->root, name);
    if (lstat(path, &st) != 0)
        return fail(l->err, path);
    *kind = st.st_mode & S_IFMT;
    if (*kind == S_IFLNK) {
        if (stat(path, &st) == 0)
            *kind = S_ISREG(st.st_mode) ? S_IFREG : 0;
        else if (is_absent(errno) || errno == ELOOP)
            *kind = 0;
        else
            return fail(l->err, path);
    }
    return true;
}

static bool list_at(Lister *l, const char *below, int depth)
{
    const char *path = *below ? path_join(l->arena, l->root, below) : l->root;
    if (depth > DEPTH_MAX)
        return error_set(l->err, ERR_FILE, "%s: folders nested too deep", path);
    DIR *dir = opendir(path);
    if (!dir)
        return (depth == 0 && errno == ENOENT) || fail(l->err, path);
    bool ok = true;
    for (struct dirent *entry; ok && (entry = folder_next(dir));) {
        if (entry->d_name[0] == '.')
            continue;
        char *name = path_join(l->arena, below, entry->d_name);
        mode_t kind = 0;
        ok = kind_of(l, name, entry->d_type, &kind);
        if (ok && kind == S_IFDIR)
            ok = list_at(l, name, depth + 1);
        else if (ok && kind == S_IFREG) {
            GROW(l->paths, l->capacity, l->count + 1);
            l->paths[l->count++] = name;
        }
    }
    ok = ok && (errno == 0 || fail(l->err, path));
    closedir(dir);
    return ok;
}

static int by_bytes(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

bool folder_list(Arena *arena, const char *folder, FileList *out, Error *err)
{
    Lister l = {.arena = arena, .root = folder, .err = err};
    bool ok = list_at(&l, "", 0);
    if (l.count > 1)
        qsort(l.paths, l.count, sizeof *l.paths, by_bytes);
    out->paths = ARENA_NEW_ARRAY(arena, l.count, char *);
    if (l.count)
        memcpy(out->paths, l.paths, l.count * sizeof *l.paths);
    out->count = l.count;
    free(l.paths);
    return ok;
}
