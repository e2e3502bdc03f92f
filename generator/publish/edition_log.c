/*
 * edition_log.c - the list of what is written: see edition.c and edition.h.
 *
 * For who asks for single files the list is kept in memory, with a hash over its paths; what was
 * added since it was last asked is read on, so that a hundred questions read it once.
 */
#include "publish/edition_own.h"

#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/hash.h"

#define HASH_LENGTH 64
#define PATH_AT (HASH_LENGTH + 2) /* HASH, two blanks, PATH */
#define READ_ON ((size_t)1 << 18)

static bool add_notes(Edition *e, const char *lines, size_t length, Error *err)
{
    return write(e->log_fd, lines, length) == (ssize_t)length || error_errno(err, e->log);
}

bool edition_note(Edition *e, const char *hash, const char *path, Error *err)
{
    char line[1200];
    int length = snprintf(line, sizeof line, "%s  %s\n", hash, path);
    if (!e->own)
        return add_notes(e, line, (size_t)length, err);
    buffer_put(&e->own_notes, line, (size_t)length);
    return true;
}

/* --- a folder of its own -------------------------------------------------------- */

static void forget_own(Edition *e)
{
    for (size_t i = 0; i < e->own_count; i++)
        free(e->own_files[i].name);
    e->own_count = 0;
    e->own = NULL;
    buffer_clear(&e->own_notes);
}

bool edition_own_folder(Edition *e, const char *folder, Error *err)
{
    const Buffer *notes = &e->own_notes;
    bool ok = notes->length == 0 || add_notes(e, notes->bytes, notes->length, err);
    forget_own(e);
    e->own = folder;
    return ok;
}

/* The name of a file below the own folder, NULL: it lies elsewhere. */
static const char *own_name(const Edition *e, const char *path)
{
    size_t length = e->own ? strlen(e->own) : 0;
    return e->own && strncmp(path, e->own, length) == 0 ? path + length : NULL;
}

static OwnFile *own_find(const Edition *e, const char *name)
{
    for (size_t i = 0; i < e->own_count; i++)
        if (strcmp(e->own_files[i].name, name) == 0)
            return &e->own_files[i];
    return NULL;
}

void edition_own_add(Edition *e, const char *path, size_t length)
{
    const char *name = own_name(e, path);
    OwnFile *file = name ? own_find(e, name) : NULL;
    if (!name)
        return;
    if (!file) {
        GROW(e->own_files, e->own_capacity, e->own_count + 1);
        file = &e->own_files[e->own_count++];
        file->name = memory_alloc(strlen(name) + 1);
        strcpy(file->name, name);
    }
    file->size = (int64_t)length;
}

EditionHas edition_has(const Edition *e, const char *path, int64_t *size)
{
    const char *name = own_name(e, path);
    if (!name || e->withdrawn.count > 0) /* in the place of a file may stand what says so */
        return EDITION_ASK;
    const OwnFile *file = own_find(e, name);
    if (!file)
        return EDITION_LACKS;
    *size = file->size;
    return EDITION_HAS;
}

/* --- single files ------------------------------------------------------------------ */

static size_t hash_of(const char *path, size_t length)
{
    uint64_t h = 1469598103934665603u;
    for (size_t i = 0; i < length; i++)
        h = (h ^ (unsigned char)path[i]) * 1099511628211u;
    return (size_t)(h ^ h >> 29);
}

/* Where the line of a path is, or would be. */
static uint32_t *slot_of(const Listed *l, const char *path, size_t length)
{
    size_t at = hash_of(path, length) & (l->slot_count - 1);
    for (; l->slots[at]; at = (at + 1) & (l->slot_count - 1)) {
        const char *line = l->text.bytes + l->slots[at] - 1;
        if (strncmp(line + PATH_AT, path, length) == 0 && line[PATH_AT + length] == '\n')
            break;
    }
    return &l->slots[at];
}

/* The last line of a path holds. */
static void list_line(Listed *l, size_t start, size_t end)
{
    uint32_t *slot = slot_of(l, l->text.bytes + start + PATH_AT, end - start - PATH_AT);
    *slot = (uint32_t)start + 1;
}

static void list_lines(Listed *l, size_t from)
{
    const char *bytes = l->text.bytes, *end;
    while ((end = memchr(bytes + from, '\n', l->text.length - from))) {
        size_t stop = (size_t)(end - bytes);
        if (stop > from + PATH_AT)
            list_line(l, from, stop);
        from = stop + 1;
    }
    l->read = from;
}

/* Twice as many slots as there may be lines. */
static void make_room(Listed *l)
{
    size_t most = l->text.length / (PATH_AT + 2) + 1;
    if (l->slot_count >= 2 * most)
        return;
    free(l->slots);
    l->slot_count = l->slot_count ? l->slot_count : 1024;
    while (l->slot_count < 2 * most)
        l->slot_count *= 2;
    l->slots = memory_alloc(l->slot_count * sizeof *l->slots);
    l->read = 0;
}

static bool read_on(const Edition *e)
{
    Listed *l = e->listed;
    int fd = open(e->log, O_RDONLY | O_CLOEXEC);
    ssize_t got = -1;
    while (fd >= 0 && l->text.length < EDITION_LOG_LIMIT) {
        buffer_reserve(&l->text, READ_ON);
        got = pread(fd, l->text.bytes + l->text.length, READ_ON, (off_t)l->text.length);
        if (got <= 0)
            break;
        l->text.length += (size_t)got;
    }
    if (got < 0)
        file_note_trouble(e->log);
    if (fd >= 0)
        close(fd);
    make_room(l);
    if (l->text.length)
        list_lines(l, l->read);
    return got == 0;
}

bool edition_find(const Edition *e, const char *path, char hash[65], size_t *bytes)
{
    char to[PATH_MAX];
    struct stat st;
    hash[0] = '\0';
    if (!read_on(e))
        return false;
    uint32_t line = *slot_of(e->listed, path, strlen(path));
    if (!line)
        return false;
    snprintf(hash, 65, "%.64s", e->listed->text.bytes + line - 1);
    snprintf(to, sizeof to, "%s/%s", e->folder, path);
    if (stat(to, &st) != 0) {
        file_note_trouble(to);
        return false;
    }
    *bytes = (size_t)st.st_size;
    return true;
}

/* --- all of it --------------------------------------------------------------------- */

bool edition_read_log(const Edition *e, Arena *arena, Manifest *out, Error *err)
{
    char *bytes;
    size_t length, kept = 0;
    if (!file_read(e->log, EDITION_LOG_LIMIT, &bytes, &length, err))
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

void edition_forget_log(Edition *e)
{
    forget_own(e);
    free(e->own_files);
    buffer_free(&e->own_notes);
    free(e->listed->slots);
    buffer_free(&e->listed->text);
}
