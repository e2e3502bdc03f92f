/* edition_keep.c - what an edition takes over from the one that is shown; see edition.h. */
#include "publish/edition_own.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/file.h"
#include "base/hash.h"
#include "publish/tombstone.h"

#define TOMBSTONE_LIMIT ((size_t)16 << 20)

/* What stands there says that something was withdrawn. */
static bool is_tombstone(const Edition *e, const ManifestEntry *entry)
{
    char from[PATH_MAX], *bytes;
    size_t length;
    bool named = false;
    for (size_t i = 0; i < e->withdrawn.count && !named; i++)
        named = !e->withdrawn.items[i].row && strcmp(e->withdrawn.items[i].path, entry->path) == 0;
    snprintf(from, sizeof from, "%s/%s", e->current, entry->path);
    if (!named || !file_read(from, TOMBSTONE_LIMIT, &bytes, &length, NULL))
        return false;
    bool is = tombstone_is(bytes, length);
    free(bytes);
    return is;
}

/* What was withdrawn; what says so in its place is not. */
static bool is_banned(const Edition *e, const ManifestEntry *entry)
{
    return withdrawn_has(&e->withdrawn, entry->path, entry->hash) ||
           (withdrawn_names(&e->withdrawn, entry->path) && !is_tombstone(e, entry));
}

/* What a worker that died left at its place was perhaps not noted: it is put there once more. */
static bool put_old(Edition *e, const ManifestEntry *entry, Error *err)
{
    char to[PATH_MAX], from[PATH_MAX];
    snprintf(to, sizeof to, "%s/%s", e->folder, entry->path);
    snprintf(from, sizeof from, "%s/%s", e->current, entry->path);
    if (is_banned(e, entry))
        return true;
    if (!file_exists(from))
        return file_all_read(err) &&
               error_set(err, ERR_DATA,
                         "%s：现有一期里的这个文件不见了；请从备份放回，或撤回它（gongkai verify "
                         "会列出缺什么） / gone from the current edition; put it back from a copy, "
                         "or withdraw it",
                         from);
    if (!e->links || !edition_link(from, to)) {
        char *bytes;
        size_t length;
        if (!file_read(from, EDITION_LOG_LIMIT, &bytes, &length, err))
            return false;
        bool ok = edition_write_new(e, to, bytes, length, err);
        free(bytes);
        if (!ok)
            return false;
    }
    /* The declared hash, unread: what was changed on disk stays visible to verify. */
    return edition_note(e, entry->hash, entry->path, err);
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
bool edition_keep_tombstone(Edition *e, const char *path, Error *err)
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
        withdrawn_names(&e->withdrawn, entry->path) ||
        !file_read(from, EDITION_LOG_LIMIT, &bytes, &length, NULL))
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

bool edition_take_file(Edition *e, const char *path, const char hash[65], bool *taken, Error *err)
{
    char from[PATH_MAX], found[65];
    *taken = false;
    if (!e->links || !e->current[0])
        return true;
    if (!old_manifest(e, err))
        return false;
    const ManifestEntry *entry = manifest_find(e->old, path);
    snprintf(from, sizeof from, "%s/%s", e->current, path);
    if (!entry || strcmp(entry->hash, hash) != 0 || withdrawn_has(&e->withdrawn, path, hash) ||
        withdrawn_names(&e->withdrawn, path) || !hash_file(from, found, NULL) ||
        strcmp(found, hash) != 0)
        return true;
    *taken = true;
    return put_old(e, entry, err);
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

/* In one of the folders, of whatever language; each ends with a slash. */
static bool is_below(const char *path, const char *const *folders, size_t count)
{
    path += strncmp(path, "en/", 3) == 0 ? 3 : 0;
    for (size_t i = 0; i < count; i++)
        if (strncmp(path, folders[i], strlen(folders[i])) == 0)
            return true;
    return false;
}

bool edition_keep_history(Edition *e, Month period, const char *const *again, size_t count,
                          Error *err)
{
    if (!old_manifest(e, err))
        return false;
    for (size_t i = 0; i < e->old->count; i++) {
        const ManifestEntry *entry = &e->old->entries[i];
        if (is_history(entry->path, period) &&
            (!is_below(entry->path, again, count) || is_tombstone(e, entry)) &&
            !keep_one(e, entry, err))
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
    if (!entry || is_banned(e, entry))
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
    /* A file that stands there unnoted is what a worker left that died over it. */
    Manifest written;
    if (!old_manifest(e, err) || !edition_read_log(e, e->arena, &written, err))
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
        /* A notice of a row that was taken back is not made again: its tombstone stays. */
        wanted = wanted || (strstr(path, "/notices/") && is_tombstone(e, entry));
        if (wanted && !manifest_find(&written, entry->path) && !put_old(e, entry, err))
            return false;
    }
    return true;
}
