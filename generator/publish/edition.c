/*
 * edition.c - see edition.h.
 *
 * Every write of a worker is noted in .new-PID.log (one line, appended in one
 * call, after the file was closed): so commit needs no second look at the bytes to know their
 * hashes, and a file that a killed worker left half written is not in the log and goes.
 *
 * The link output/site is the only thing that decides what is shown. The new line of the chain
 * is written aside before the swap and put in place after it; a run that
 * dies in between is completed by the next one, from that file.
 */
#include "publish/edition_own.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/hash.h"
#include "publish/output.h"
#include "publish/tombstone.h"

#define ADOPT_BLOCK ((size_t)1 << 18) /* stays in the cache until it was hashed and searched */
#define FILE_MODE 0644

/* --- the lock ---------------------------------------------------------------- */

bool edition_lock(const char *output, int *lock, Error *err)
{
    char path[PATH_MAX];
    file_watch();
    if (!folder_make(output, err))
        return false;
    snprintf(path, sizeof path, "%s/.lock", output);
    int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0644);
    if (fd < 0)
        return error_errno(err, path);
    if (flock(fd, LOCK_EX | LOCK_NB) != 0) {
        bool busy = errno == EWOULDBLOCK;
        error_errno(err, path);
        close(fd);
        return busy ? error_set(err, ERR_LOCKED,
                                "%s：另一个 gongkai 正在运行，请等它结束后再运行一次 / another run "
                                "holds the lock",
                                path)
                    : false;
    }
    *lock = fd;
    return true;
}

void edition_unlock(int lock)
{
    close(lock); /* the file stays: removing it would let two runs lock two files */
}

/* --- begin ------------------------------------------------------------------- */

/*
 * Hard links are tried once, so that a file system without them costs one attempt only; and which
 * mode a new file gets, so that most are right as they are made.
 */
static bool try_folder(Edition *e, Error *err)
{
    char from[PATH_MAX], to[PATH_MAX];
    struct stat st;
    snprintf(from, sizeof from, "%s/.link-from", e->folder);
    snprintf(to, sizeof to, "%s/.link-to", e->folder);
    if (!edition_write_new(e, from, "", 0, err))
        return false;
    int fd = open(to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, FILE_MODE);
    e->modes = fd >= 0 && fstat(fd, &st) == 0 && (st.st_mode & 07777) == FILE_MODE;
    if (fd < 0 || close(fd) != 0 || unlink(to) != 0)
        return error_errno(err, to);
    e->links = link(from, to) == 0;
    if ((e->links && unlink(to) != 0) || unlink(from) != 0)
        return error_errno(err, from);
    return true;
}

/* What both kinds of edition start from; nothing is made yet. */
static Edition *edition_new(const char *output, const char *folder)
{
    Arena *arena = arena_new();
    Edition *e = ARENA_NEW(arena, Edition);
    *e = (Edition){.arena = arena,
                   .output = arena_strdup(arena, output),
                   .folder = arena_strdup(arena, folder),
                   .log = arena_printf(arena, "%s.log", folder),
                   .log_fd = -1,
                   .listed = ARENA_NEW(arena, Listed),
                   .kind = "publish",
                   .declared = ""};
    return e;
}

/* Makes the folder, looks up what is shown now, opens the list of what is written. */
static bool open_folder(Edition *e, Error *err)
{
    char id[65];
    if (!output_current(e->output, id, err) ||
        !withdrawn_read(e->arena, e->output, &e->withdrawn, err) || !folder_make(e->folder, err))
        return false;
    e->current = id[0] ? arena_printf(e->arena, "%s/editions/%s", e->output, id) : "";
    e->log_fd = open(e->log, O_WRONLY | O_CREAT | O_EXCL | O_APPEND | O_CLOEXEC, 0600);
    return e->log_fd >= 0 || error_errno(err, e->log);
}

bool edition_begin(const char *output, Edition **out, Error *err)
{
    char folder[PATH_MAX];
    snprintf(folder, sizeof folder, "%s/editions/.new-%ld", output, (long)getpid());
    Edition *e = edition_new(output, folder);
    *out = e;
    if (output_recover(output, err) && open_folder(e, err) && try_folder(e, err))
        return true;
    edition_abandon(e);
    *out = NULL;
    return false;
}

bool edition_begin_aside(const char *output, const char *folder, Edition **out, Error *err)
{
    Edition *e = edition_new(output, folder);
    *out = e;
    if (open_folder(e, err))
        return true;
    edition_abandon(e);
    *out = NULL;
    return false;
}

const char *edition_folder(const Edition *e)
{
    return e->folder;
}

const char *edition_current(const Edition *e)
{
    return e->current;
}

void edition_use_key(Edition *e, const SignKey *key)
{
    e->key = key;
}

void edition_use_kind(Edition *e, const char *kind)
{
    e->kind = kind;
}

void edition_declare(Edition *e, const char *declared)
{
    e->declared = arena_strdup(e->arena, declared);
}

void edition_use_check(Edition *e, EditionCheck check, void *context)
{
    e->check = check;
    e->context = context;
}

void edition_use_search(Edition *e, const EditionSearch *search)
{
    e->search = *search;
}

void edition_sync_ahead(Edition *e)
{
    if (!e->ahead)
        e->ahead = ahead_begin(e->folder);
}

/* --- write ------------------------------------------------------------------- */

static bool path_is_safe(const char *path)
{
    if (path[0] == '/' || path[0] == '\0' || strlen(path) > 1024)
        return false;
    for (const char *part = path;; part++) {
        size_t length = strcspn(part, "/");
        /* Hidden files would be left out of every listing, and so of the manifest. */
        if (length == 0 || part[0] == '.')
            return false;
        part += length;
        if (!*part)
            break;
    }
    for (const char *c = path; *c; c++)
        if ((unsigned char)*c < 0x20 || *c == 0x7f || *c == '\\')
            return false;
    return true;
}

/* --- one file --------------------------------------------------------------------- */

bool edition_write_new(const Edition *e, const char *path, const void *bytes, size_t length,
                       Error *err)
{
    int flags = O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC;
    int fd = open(path, flags, FILE_MODE);
    if (fd < 0 && errno == ENOENT) {
        char parent[PATH_MAX];
        snprintf(parent, sizeof parent, "%.*s", (int)(strrchr(path, '/') - path), path);
        if (!folder_make(parent, err))
            return false;
        fd = open(path, flags, FILE_MODE);
    }
    if (fd < 0 && errno == EEXIST) { /* a link to an old edition may stand here: never through it */
        if (unlink(path) != 0)
            return error_errno(err, path);
        fd = open(path, flags, FILE_MODE);
    }
    if (fd < 0)
        return error_errno(err, path);
    const char *at = bytes;
    size_t left = length;
    while (left > 0) {
        ssize_t put = write(fd, at, left);
        if (put < 0 && errno == EINTR)
            continue;
        if (put < 0)
            break;
        at += put;
        left -= (size_t)put;
    }
    bool ok = left == 0 && (e->modes || fchmod(fd, FILE_MODE) == 0);
    if (!ok)
        error_errno(err, path);
    if (close(fd) != 0 && ok)
        ok = error_errno(err, path);
    return ok;
}

/* Compared byte by byte, so what was damaged on disk is never carried on as sound. */
bool edition_same_bytes(const char *path, const void *bytes, size_t length)
{
    struct stat st;
    if (stat(path, &st) != 0 || !S_ISREG(st.st_mode) || (size_t)st.st_size != length)
        return false;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return false;
    char block[1 << 16];
    size_t at = 0;
    for (ssize_t got; at < length; at += (size_t)got) {
        got = read(fd, block, sizeof block);
        if (got <= 0 || (size_t)got > length - at ||
            memcmp(block, (const char *)bytes + at, (size_t)got) != 0)
            break;
    }
    close(fd);
    return at == length;
}

/* False: no link was made, for whatever reason; the bytes must be written. */
bool edition_link(const char *from, const char *to)
{
    if (link(from, to) == 0)
        return true;
    if (errno == ENOENT) {
        char parent[PATH_MAX];
        snprintf(parent, sizeof parent, "%.*s", (int)(strrchr(to, '/') - to), to);
        if (!folder_make(parent, NULL))
            return false;
    } else if (errno != EEXIST || unlink(to) != 0) {
        return false;
    }
    return link(from, to) == 0;
}

bool edition_write(Edition *e, const char *path, const void *bytes, size_t length, Error *err)
{
    char hash[65];
    return edition_write_hashed(e, path, bytes, length, hash, err);
}

bool edition_write_hashed(Edition *e, const char *path, const void *bytes, size_t length,
                          char hash[65], Error *err)
{
    hash_bytes(bytes, length, hash);
    return edition_write_known(e, path, bytes, length, hash, err);
}

bool edition_write_known(Edition *e, const char *path, const void *bytes, size_t length,
                         const char hash[65], Error *err)
{
    char to[PATH_MAX], from[PATH_MAX];
    if (!path_is_safe(path))
        return error_set(err, ERR_INTERNAL, "'%s' is no path of an edition", path);
    if (withdrawn_has(&e->withdrawn, path, hash) ||
        (withdrawn_names(&e->withdrawn, path) && !tombstone_is(bytes, length)))
        return edition_keep_tombstone(e, path, err);
    if (e->check && !e->check(e->context, path, bytes, length, err))
        return false;
    snprintf(to, sizeof to, "%s/%s", e->folder, path);
    snprintf(from, sizeof from, "%s/%s", e->current, path);
    bool linked = e->links && e->current[0] && edition_same_bytes(from, bytes, length) &&
                  edition_link(from, to);
    if (!linked && !edition_write_new(e, to, bytes, length, err))
        return false;
    edition_own_add(e, path, length);
    return edition_note(e, hash, path, err);
}

/* --- adopt ------------------------------------------------------------------- */

/* Reads a whole block, but for the last of a file. -1 on failure. */
static ssize_t read_block(int fd, char *block, size_t size)
{
    size_t got = 0;
    while (got < size) {
        ssize_t n = read(fd, block + got, size - got);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return -1;
        if (n == 0)
            break;
        got += (size_t)n;
    }
    return (ssize_t)got;
}

typedef struct {
    char hash[65];
    bool same;    /* as the current edition's file */
    bool clean;   /* nothing private was found */
    Error reason; /* where it is not clean */
} Reading;

/*
 * One pass over the finished bytes. A file that is not clean is read to its end all the same: it
 * may be one that was withdrawn, and only its hash tells.
 */
static bool read_through(const Edition *e, const char *path, const char *to, int fd, int old,
                         char *blocks, Reading *reading, Error *err)
{
    const EditionSearch *search = &e->search;
    void *state = search->begin ? search->begin(search->context, path, to) : NULL;
    Hash hash;
    ssize_t got, before;
    char *other = blocks + ADOPT_BLOCK;
    *reading = (Reading){.same = old >= 0, .clean = true};
    hash_begin(&hash);
    while ((got = read_block(fd, blocks, ADOPT_BLOCK)) > 0) {
        hash_add(&hash, blocks, (size_t)got);
        if (state && reading->clean)
            reading->clean = search->feed(state, blocks, (size_t)got, &reading->reason);
        if (reading->same) {
            before = read_block(old, other, ADOPT_BLOCK);
            reading->same = before == got && memcmp(blocks, other, (size_t)got) == 0;
        }
    }
    if (got < 0)
        error_errno(err, path);
    reading->same = reading->same && read_block(old, other, 1) == 0;
    Error late = {0};
    if (state && !search->end(state, &late) && reading->clean) {
        reading->clean = false;
        reading->reason = late;
    }
    hash_end(&hash, reading->hash);
    return got == 0;
}

bool edition_adopt(Edition *e, const char *path, Error *err)
{
    char to[PATH_MAX], from[PATH_MAX];
    Reading reading;
    if (!path_is_safe(path))
        return error_set(err, ERR_INTERNAL, "'%s' is no path of an edition", path);
    snprintf(to, sizeof to, "%s/%s", e->folder, path);
    snprintf(from, sizeof from, "%s/%s", e->current, path);
    int fd = open(to, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return error_errno(err, to);
    int old = e->links && e->current[0] ? open(from, O_RDONLY | O_CLOEXEC) : -1;
    char *blocks = memory_resize(NULL, 2 * ADOPT_BLOCK);
    bool ok = read_through(e, path, to, fd, old, blocks, &reading, err);
    free(blocks);
    close(fd);
    if (old >= 0)
        close(old);
    if (!ok)
        return false;
    if (withdrawn_has(&e->withdrawn, path, reading.hash))
        return unlink(to) == 0 ? edition_keep_tombstone(e, path, err) : error_errno(err, to);
    if (!reading.clean) {
        if (err)
            *err = reading.reason;
        return false;
    }
    if (reading.same && !edition_link(from, to) && !file_exists(to))
        return error_set(err, ERR_FILE, "%s: gone while it was replaced by a link", to);
    return edition_note(e, reading.hash, path, err);
}

void edition_abandon(Edition *e)
{
    if (!e)
        return;
    ahead_abandon(e->ahead);
    if (!e->gone)
        folder_remove(e->folder, NULL);
    if (e->log_fd >= 0)
        close(e->log_fd);
    unlink(e->log);
    edition_forget_log(e);
    arena_free(e->arena);
}
