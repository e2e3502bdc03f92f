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
#include "publish/edition.h"

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
#include "publish/chain.h"
#include "publish/editions.h"
#include "publish/manifest.h"
#include "publish/output.h"
#include "publish/withdrawn.h"

#define LOG_LIMIT ((size_t)1 << 30)
#define ID_DIGITS 12
#define ADOPT_BLOCK ((size_t)1 << 20)

struct Edition {
    Arena *arena;
    const char *output;
    const char *folder, *log; /* output/editions/.new-PID and its .log */
    const char *current;      /* output/editions/<id>, "" where there is none */
    int log_fd;
    bool links; /* the file system has hard links */
    bool gone;  /* the new folder was removed or shown */
    Withdrawn withdrawn;
    const Manifest *old; /* of the current edition, read at first need */
    const SignKey *key;
    const char *kind, *declared; /* of the chain's line */
    EditionCheck check;
    void *context;
    EditionSearch search;
};

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

/* Hard links are tried once, so that a file system without them costs one attempt only. */
static bool links_work(Edition *e, bool *works, Error *err)
{
    char from[PATH_MAX], to[PATH_MAX];
    snprintf(from, sizeof from, "%s/.link-from", e->folder);
    snprintf(to, sizeof to, "%s/.link-to", e->folder);
    if (!file_write(from, "", 0, err))
        return false;
    *works = link(from, to) == 0;
    if ((*works && unlink(to) != 0) || unlink(from) != 0)
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
    if (output_recover(output, err) && open_folder(e, err) && links_work(e, &e->links, err))
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

static bool note(Edition *e, const char *hash, const char *path, Error *err)
{
    char line[1200];
    int length = snprintf(line, sizeof line, "%s  %s\n", hash, path);
    if (write(e->log_fd, line, (size_t)length) != length)
        return error_errno(err, e->log);
    return true;
}

static bool write_new(const char *path, const void *bytes, size_t length, Error *err)
{
    int flags = O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC;
    int fd = open(path, flags, 0644);
    if (fd < 0 && errno == ENOENT) {
        char parent[PATH_MAX];
        snprintf(parent, sizeof parent, "%.*s", (int)(strrchr(path, '/') - path), path);
        if (!folder_make(parent, err))
            return false;
        fd = open(path, flags, 0644);
    }
    if (fd < 0 && errno == EEXIST) { /* a link to an old edition may stand here: never through it */
        if (unlink(path) != 0)
            return error_errno(err, path);
        fd = open(path, flags, 0644);
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
    bool ok = left == 0 && fchmod(fd, 0644) == 0;
    if (!ok)
        error_errno(err, path);
    if (close(fd) != 0 && ok)
        ok = error_errno(err, path);
    return ok;
}

/* Compared byte by byte, so what was damaged on disk is never carried on as sound. */
static bool same_bytes(const char *path, const void *bytes, size_t length)
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
static bool link_into(const char *from, const char *to)
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

static bool keep_tombstone(Edition *e, const char *path, Error *err);

bool edition_write(Edition *e, const char *path, const void *bytes, size_t length, Error *err)
{
    char hash[65];
    return edition_write_hashed(e, path, bytes, length, hash, err);
}

bool edition_write_hashed(Edition *e, const char *path, const void *bytes, size_t length,
                          char hash[65], Error *err)
{
    char to[PATH_MAX], from[PATH_MAX];
    if (!path_is_safe(path))
        return error_set(err, ERR_INTERNAL, "'%s' is no path of an edition", path);
    hash_bytes(bytes, length, hash);
    if (withdrawn_has(&e->withdrawn, path, hash))
        return keep_tombstone(e, path, err);
    if (e->check && !e->check(e->context, path, bytes, length, err))
        return false;
    snprintf(to, sizeof to, "%s/%s", e->folder, path);
    snprintf(from, sizeof from, "%s/%s", e->current, path);
    bool linked =
        e->links && e->current[0] && same_bytes(from, bytes, length) && link_into(from, to);
    if (!linked && !write_new(to, bytes, length, err))
        return false;
    return note(e, hash, path, err);
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
    char *blocks = memory_alloc(2 * ADOPT_BLOCK);
    bool ok = read_through(e, path, to, fd, old, blocks, &reading, err);
    free(blocks);
    close(fd);
    if (old >= 0)
        close(old);
    if (!ok)
        return false;
    if (withdrawn_has(&e->withdrawn, path, reading.hash))
        return unlink(to) == 0 || error_errno(err, to);
    if (!reading.clean) {
        if (err)
            *err = reading.reason;
        return false;
    }
    if (reading.same && !link_into(from, to) && !file_exists(to))
        return error_set(err, ERR_FILE, "%s: gone while it was replaced by a link", to);
    return note(e, reading.hash, path, err);
}

bool edition_find(const Edition *e, const char *path, char hash[65], size_t *bytes)
{
    char to[PATH_MAX], *log, *end;
    size_t length, tail = strlen(path);
    struct stat st;
    hash[0] = '\0';
    if (!file_read(e->log, LOG_LIMIT, &log, &length, NULL))
        return false;
    /* HASH, two blanks, PATH: the last line of the path holds. */
    for (char *line = log; (end = strchr(line, '\n')); line = end + 1)
        if ((size_t)(end - line) == 66 + tail && memcmp(line + 66, path, tail) == 0)
            snprintf(hash, 65, "%.64s", line);
    free(log);
    snprintf(to, sizeof to, "%s/%s", e->folder, path);
    if (!hash[0])
        return false;
    if (stat(to, &st) != 0) {
        file_note_trouble(to);
        return false;
    }
    *bytes = (size_t)st.st_size;
    return true;
}

/* --- keep -------------------------------------------------------------------- */

/* What a worker that died left at its place was perhaps not noted: it is put there once more. */
static bool put_old(Edition *e, const ManifestEntry *entry, Error *err)
{
    char to[PATH_MAX], from[PATH_MAX];
    snprintf(to, sizeof to, "%s/%s", e->folder, entry->path);
    snprintf(from, sizeof from, "%s/%s", e->current, entry->path);
    if (withdrawn_has(&e->withdrawn, entry->path, entry->hash))
        return true;
    if (!file_exists(from))
        return file_all_read(err) &&
               error_set(err, ERR_DATA,
                         "%s：现有一期里的这个文件不见了；请从备份放回，或撤回它（gongkai verify "
                         "会列出缺什么） / gone from the current edition; put it back from a copy, "
                         "or withdraw it",
                         from);
    if (!e->links || !link_into(from, to)) {
        char *bytes;
        size_t length;
        if (!file_read(from, LOG_LIMIT, &bytes, &length, err))
            return false;
        bool ok = write_new(to, bytes, length, err);
        free(bytes);
        if (!ok)
            return false;
    }
    /* The declared hash, unread: what was changed on disk stays visible to verify. */
    return note(e, entry->hash, entry->path, err);
}

/* Unless this run made a file of that path. */
static bool keep_one(Edition *e, const ManifestEntry *entry, Error *err)
{
    char to[PATH_MAX];
    snprintf(to, sizeof to, "%s/%s", e->folder, entry->path);
    return file_exists(to) || put_old(e, entry, err);
}

static bool old_manifest(Edition *e, Error *err)
{
    if (e->old)
        return true;
    Manifest *old = ARENA_NEW(e->arena, Manifest);
    if (e->current[0] && !manifest_load(e->arena, e->current, old, err))
        return error_in(err,
                        "现有一期的清单不全，请从备份放回缺的文件（gongkai verify 会列出） / the "
                        "current edition lacks a list of its files");
    e->old = old;
    return true;
}

/* In the place of what was withdrawn the current edition may say so: then the new one does too. */
static bool keep_tombstone(Edition *e, const char *path, Error *err)
{
    if (!old_manifest(e, err))
        return false;
    const ManifestEntry *entry = manifest_find(e->old, path);
    return !entry || put_old(e, entry, err);
}

static bool is_manifest(const char *path)
{
    const char *slash = strrchr(path, '/');
    return strcmp(slash ? slash + 1 : path, "MANIFEST") == 0;
}

bool edition_keep(Edition *e, const char *prefix, Error *err)
{
    if (!old_manifest(e, err))
        return false;
    size_t length = strlen(prefix);
    for (size_t i = 0; i < e->old->count; i++) {
        const ManifestEntry *entry = &e->old->entries[i];
        if (strncmp(entry->path, prefix, length) == 0 && !is_manifest(entry->path) &&
            !keep_one(e, entry, err))
            return false;
    }
    return true;
}

/* The first entry at or after `path`. */
static size_t find_from(const Manifest *manifest, const char *path)
{
    size_t low = 0, high = manifest->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (strcmp(manifest->entries[middle].path, path) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* Whether the bytes are what the manifest says, and hold nothing private. */
static bool is_sound(Edition *e, const ManifestEntry *entry, bool search, bool *sound, Error *err)
{
    char from[PATH_MAX], hash[65], *bytes;
    size_t length;
    *sound = false;
    snprintf(from, sizeof from, "%s/%s", e->current, entry->path);
    if (withdrawn_has(&e->withdrawn, entry->path, entry->hash) ||
        !file_read(from, LOG_LIMIT, &bytes, &length, NULL))
        return true;
    hash_bytes(bytes, length, hash);
    *sound = strcmp(hash, entry->hash) == 0;
    bool ok =
        !*sound || !search || !e->check || e->check(e->context, entry->path, bytes, length, err);
    free(bytes);
    return ok;
}

bool edition_take(Edition *e, const char *const *prefixes, size_t count, bool search, bool *taken,
                  Error *err)
{
    size_t files = 0;
    *taken = false;
    if (!e->links || !e->current[0])
        return true;
    if (!old_manifest(e, err))
        return false;
    for (int pass = 0; pass < 2; pass++)
        for (size_t p = 0; p < count; p++) {
            size_t length = strlen(prefixes[p]);
            for (size_t i = find_from(e->old, prefixes[p]);
                 i < e->old->count && strncmp(e->old->entries[i].path, prefixes[p], length) == 0;
                 i++) {
                const ManifestEntry *entry = &e->old->entries[i];
                bool sound = true;
                if (is_manifest(entry->path))
                    continue;
                if (pass == 1 ? !put_old(e, entry, err) : !is_sound(e, entry, search, &sound, err))
                    return false;
                if (!sound)
                    return true;
                files += pass;
            }
        }
    *taken = files > 0;
    return true;
}

const char *edition_declared(Edition *e, const char *path)
{
    const ManifestEntry *entry =
        e->current[0] && old_manifest(e, NULL) ? manifest_find(e->old, path) : NULL;
    return entry ? entry->hash : NULL;
}

static bool is_history(const char *path, Month period)
{
    Month month = manifest_month(path);
    return (month != MONTH_MISSING && month != period && !is_manifest(path)) ||
           strcmp(path, "withdrawn.csv") == 0;
}

bool edition_keep_history(Edition *e, Month period, Error *err)
{
    if (!old_manifest(e, err))
        return false;
    for (size_t i = 0; i < e->old->count; i++) {
        const ManifestEntry *entry = &e->old->entries[i];
        if (is_history(entry->path, period) && !keep_one(e, entry, err))
            return false;
    }
    return true;
}

bool edition_would_keep(Edition *e, Month period, const char *path, int64_t *size)
{
    struct stat st;
    char from[PATH_MAX];
    if (!is_history(path, period) || !old_manifest(e, NULL))
        return false;
    const ManifestEntry *entry = manifest_find(e->old, path);
    if (!entry || withdrawn_has(&e->withdrawn, entry->path, entry->hash))
        return false;
    snprintf(from, sizeof from, "%s/%s", e->current, path);
    if (stat(from, &st) != 0) {
        file_note_trouble(from);
        return false;
    }
    if (!S_ISREG(st.st_mode))
        return false;
    *size = (int64_t)st.st_size;
    return true;
}

/* "c/fa-01/index.html" and "s/community/x/index.html": a scope's own pages. */
static bool is_scope_page(const char *path)
{
    int parts = strncmp(path, "c/", 2) == 0 ? 2 : strncmp(path, "s/", 2) == 0 ? 3 : 0;
    int slashes = 0;
    for (const char *c = path; *c; c++)
        slashes += *c == '/';
    return parts > 0 && slashes == parts;
}

bool edition_keep_linked(Edition *e, Error *err)
{
    if (!old_manifest(e, err))
        return false;
    for (size_t i = 0; i < e->old->count; i++) {
        const ManifestEntry *entry = &e->old->entries[i];
        const char *path = entry->path + (strncmp(entry->path, "en/", 3) == 0 ? 3 : 0);
        bool wanted = strncmp(path, "matter/", 7) == 0;
        if (is_scope_page(path)) {
            char folder[PATH_MAX];
            int length = (int)(strrchr(entry->path, '/') - entry->path);
            snprintf(folder, sizeof folder, "%s/%.*s", e->folder, length, entry->path);
            wanted = folder_exists(folder);
        }
        if (wanted && !keep_one(e, entry, err))
            return false;
    }
    return true;
}

/* --- commit ------------------------------------------------------------------ */

/* What the log says, the last word on a path; `arena` holds it. */
static bool read_log(const Edition *e, Arena *arena, Manifest *out, Error *err)
{
    char *bytes;
    size_t length, kept = 0;
    if (!file_read(e->log, LOG_LIMIT, &bytes, &length, err))
        return false;
    bool ok = manifest_parse(arena, bytes, length, "", out, err) || error_in(err, "%s", e->log);
    free(bytes);
    if (!ok)
        return false;
    /* Sorting need not keep the order of equal paths: mark lines that a later one replaces. */
    manifest_sort(out);
    for (size_t i = 0; i < out->count; i++) {
        if (kept > 0 && strcmp(out->entries[kept - 1].path, out->entries[i].path) == 0) {
            char path[PATH_MAX];
            snprintf(path, sizeof path, "%s/%s", e->folder, out->entries[i].path);
            if (!hash_file(path, out->entries[kept - 1].hash, err))
                return false;
            continue;
        }
        out->entries[kept++] = out->entries[i];
    }
    out->count = kept;
    return true;
}

/* A file without a line was left half written by a process that was killed. */
static bool drop_unfinished(const Edition *e, Arena *arena, const Manifest *log, Error *err)
{
    FileList list;
    if (!folder_list(arena, e->folder, &list, err))
        return false;
    size_t found = 0;
    for (size_t i = 0; i < list.count; i++) {
        if (manifest_find(log, list.paths[i])) {
            found++;
            continue;
        }
        char path[PATH_MAX];
        snprintf(path, sizeof path, "%s/%s", e->folder, list.paths[i]);
        if (unlink(path) != 0)
            return error_errno(err, path);
    }
    return found == log->count || error_set(err, ERR_FILE, "%s: %zu of %zu files are gone",
                                            e->folder, log->count - found, log->count);
}

/* A MANIFEST for every folder of a compound and period; they then stand in `all` too. */
static bool write_folder_manifests(Edition *e, Arena *arena, Manifest *all, Manifest *root,
                                   Error *err)
{
    Buffer text = {0};
    bool ok = true;
    root->entries = ARENA_NEW_ARRAY(arena, all->count + 1, ManifestEntry);
    root->count = 0;
    for (size_t i = 0; ok && i < all->count;) {
        const char *path = all->entries[i].path;
        size_t skip = manifest_folder(path), end = i + 1;
        if (skip == 0) {
            root->entries[root->count++] = all->entries[i++];
            continue;
        }
        while (end < all->count && manifest_folder(all->entries[end].path) == skip &&
               strncmp(all->entries[end].path, path, skip) == 0)
            end++;
        buffer_clear(&text);
        manifest_format(all->entries + i, end - i, skip, &text);
        ManifestEntry *entry = &root->entries[root->count++];
        entry->path = arena_printf(arena, "%.*sMANIFEST", (int)skip, path);
        hash_bytes(text.bytes, text.length, entry->hash);
        ok = edition_write(e, entry->path, text.bytes, text.length, err);
        i = end;
    }
    buffer_free(&text);
    manifest_sort(root);
    return ok;
}

static bool write_signed(Edition *e, const char *name, const void *bytes, size_t length,
                         const char *comment, Error *err)
{
    char path[PATH_MAX];
    snprintf(path, sizeof path, "%s/%s", e->folder, name);
    if (!write_new(path, bytes, length, err))
        return false;
    if (!e->key)
        return true;
    Buffer signature = {0};
    snprintf(path, sizeof path, "%s/%s.minisig", e->folder, name);
    bool ok = sign_bytes(e->key, bytes, length, comment, &signature, err) &&
              write_new(path, signature.bytes, signature.length, err);
    buffer_free(&signature);
    return ok;
}

static bool same_as_current(const Edition *e, const Buffer *manifest)
{
    char path[PATH_MAX];
    if (!e->current[0])
        return false;
    snprintf(path, sizeof path, "%s/MANIFEST", e->current);
    if (!same_bytes(path, manifest->bytes, manifest->length))
        return false;
    snprintf(path, sizeof path, "%s/MANIFEST.minisig", e->current);
    return !e->key || file_exists(path); /* a first key makes an edition of its own */
}

/* An edition that was shown before keeps its folder; the same content again gets "-2", "-3" … */
static void choose_id(const Edition *e, const Chain *chain, Month period, const char *root,
                      char id[65])
{
    char month[16], path[PATH_MAX];
    int length = snprintf(id, 65, "%s-%.*s", month_text(period, month), ID_DIGITS, root);
    for (int again = 2;; again++) {
        snprintf(path, sizeof path, "%s/editions/%s", e->output, id);
        if (!chain_find(chain, id) && !folder_exists(path))
            return;
        snprintf(id + length, 65 - (size_t)length, "-%d", again);
    }
}

/* There is a new edition: its list of editions gets those before it, and `manifest` its hash. */
static bool complete_editions(Edition *e, const Chain *chain, Month period, Manifest *root,
                              Buffer *manifest, Error *err)
{
    char path[PATH_MAX], *bytes;
    size_t length, head;
    ManifestEntry *entry = NULL;
    for (size_t i = 0; i < root->count; i++)
        if (strcmp(root->entries[i].path, EDITIONS_PATH) == 0)
            entry = &root->entries[i];
    if (!entry)
        return true;
    snprintf(path, sizeof path, "%s/" EDITIONS_PATH, e->folder);
    if (!file_read(path, LOG_LIMIT, &bytes, &length, err))
        return false;
    bool ok = true;
    if ((head = editions_head_length(bytes, length)) > 0) { /* else a tombstone: it stays */
        Buffer text = {0};
        ChainLine own = {.kind = e->kind, .period = period, .declared = e->declared};
        editions_head(chain, &own, &text);
        buffer_put(&text, bytes + head, length - head);
        ok = edition_write_hashed(e, EDITIONS_PATH, text.bytes, text.length, entry->hash, err);
        buffer_free(&text);
        buffer_clear(manifest);
        manifest_format(root->entries, root->count, 0, manifest);
    }
    free(bytes);
    return ok;
}

bool edition_commit(Edition *e, Month period, EditionResult *out, Error *err)
{
    Arena *arena = arena_new();
    Manifest all, root;
    Chain chain;
    Buffer text = {0};
    char hash[65], path[PATH_MAX], comment[160], month[16];
    bool ok = false;
    *out = (EditionResult){0};
    if (e->key) {
        sign_public_text(e->key, &text);
        if (!edition_write(e, "gongkai.pub", text.bytes, text.length, err))
            goto done;
        buffer_clear(&text);
    }
    snprintf(path, sizeof path, "%s/chain.log", e->output);
    /* No page says that something is missing because it could not be read. */
    if (!file_all_read(err) || !read_log(e, arena, &all, err) ||
        !drop_unfinished(e, arena, &all, err) ||
        !write_folder_manifests(e, arena, &all, &root, err) ||
        !chain_read(arena, path, &chain, err))
        goto done;
    manifest_format(root.entries, root.count, 0, &text);
    out->files = all.count;
    if (same_as_current(e, &text)) {
        snprintf(out->id, sizeof out->id, "%s", strrchr(e->current, '/') + 1);
        ok = true;
        goto done;
    }
    if (!complete_editions(e, &chain, period, &root, &text, err))
        goto done;
    hash_bytes(text.bytes, text.length, hash);
    choose_id(e, &chain, period, hash, out->id);
    snprintf(comment, sizeof comment, "gongkai %s %s", out->id, month_text(period, month));
    if (!write_signed(e, "MANIFEST", text.bytes ? text.bytes : "", text.length, comment, err) ||
        !write_signed(e, "chain.log", chain.bytes, chain.length, comment, err) ||
        !output_sync(e->folder, err))
        goto done;
    ChainLine line = {.kind = e->kind, .id = out->id, .period = period, .declared = e->declared};
    memcpy(line.root, hash, sizeof line.root);
    ok = output_show(e->output, e->folder, &line, e->key, err);
    out->changed = ok;
    e->gone = ok;
done:
    arena_free(arena);
    buffer_free(&text);
    if (!e->gone) {
        folder_remove(e->folder, ok ? err : NULL);
        e->gone = true;
    }
    if (ok)
        edition_abandon(e);
    return ok;
}

bool edition_end_aside(Edition *e, Buffer *manifest, Error *err)
{
    Arena *arena = arena_new();
    Manifest all;
    bool ok = file_all_read(err) && read_log(e, arena, &all, err) &&
              drop_unfinished(e, arena, &all, err) && output_sync(e->folder, err);
    if (ok)
        manifest_format(all.entries, all.count, 0, manifest);
    arena_free(arena);
    e->gone = ok;
    if (ok)
        edition_abandon(e);
    return ok;
}

void edition_abandon(Edition *e)
{
    if (!e)
        return;
    if (!e->gone)
        folder_remove(e->folder, NULL);
    if (e->log_fd >= 0)
        close(e->log_fd);
    unlink(e->log);
    arena_free(e->arena);
}
