/* manifest.c - see manifest.h. */
#include "publish/manifest.h"

#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/hash.h"

#define MANIFEST_LIMIT ((size_t)1 << 30)
#define HASH_DIGITS 64

static bool is_month(const char *text)
{
    for (int i = 0; i < 7; i++)
        if (i == 4 ? text[i] != '-' : text[i] < '0' || text[i] > '9')
            return false;
    return true;
}

size_t manifest_folder(const char *path)
{
    if (strncmp(path, "c/", 2) != 0)
        return 0;
    const char *slash = strchr(path + 2, '/');
    if (!slash || strlen(slash) < 9 || !is_month(slash + 1) || slash[8] != '/')
        return 0;
    return (size_t)(slash + 9 - path);
}

Month manifest_month(const char *path)
{
    char text[8] = "";
    Month month;
    if (strncmp(path, "en/", 3) == 0)
        path += 3;
    int parts = strncmp(path, "c/", 2) == 0 ? 2 : strncmp(path, "s/", 2) == 0 ? 3 : 0;
    if (parts == 0)
        return MONTH_MISSING;
    for (; parts > 0; parts--) {
        path = strchr(path, '/');
        if (!path)
            return MONTH_MISSING;
        path++;
    }
    if (strcspn(path, "/") != 7 || path[7] != '/')
        return MONTH_MISSING;
    memcpy(text, path, 7);
    return month_parse(text, &month) ? month : MONTH_MISSING;
}

bool manifest_is_own(const char *path)
{
    static const char *const own[] = {"MANIFEST", "MANIFEST.minisig", "chain.log",
                                      "chain.log.minisig"};
    for (size_t i = 0; i < sizeof own / sizeof *own; i++)
        if (strcmp(path, own[i]) == 0)
            return true;
    return false;
}

static int by_path(const void *a, const void *b)
{
    return strcmp(((const ManifestEntry *)a)->path, ((const ManifestEntry *)b)->path);
}

void manifest_sort(Manifest *manifest)
{
    if (manifest->count > 1)
        qsort(manifest->entries, manifest->count, sizeof *manifest->entries, by_path);
}

const ManifestEntry *manifest_find(const Manifest *manifest, const char *path)
{
    ManifestEntry key = {.path = path};
    if (manifest->count == 0)
        return NULL;
    return bsearch(&key, manifest->entries, manifest->count, sizeof key, by_path);
}

void manifest_format(const ManifestEntry *entries, size_t count, size_t skip, Buffer *out)
{
    for (size_t i = 0; i < count; i++) {
        buffer_put(out, entries[i].hash, HASH_DIGITS);
        buffer_put(out, "  ", 2);
        buffer_text(out, entries[i].path + skip);
        buffer_char(out, '\n');
    }
}

static bool is_hash(const char *text)
{
    for (int i = 0; i < HASH_DIGITS; i++)
        if (!((text[i] >= '0' && text[i] <= '9') || (text[i] >= 'a' && text[i] <= 'f')))
            return false;
    return true;
}

/* A path that a manifest may name: relative, and never out of its folder. */
static bool is_path(const char *path, size_t length)
{
    if (length == 0 || path[0] == '/' || memchr(path, '\0', length))
        return false;
    for (size_t i = 0; i + 1 < length; i++)
        if (path[i] == '.' && path[i + 1] == '.' && (i == 0 || path[i - 1] == '/') &&
            (i + 2 == length || path[i + 2] == '/'))
            return false;
    return true;
}

bool manifest_parse(Arena *arena, const char *bytes, size_t length, const char *prefix,
                    Manifest *out, Error *err)
{
    size_t lines = 0;
    for (size_t i = 0; i < length; i++)
        lines += bytes[i] == '\n';
    out->entries = ARENA_NEW_ARRAY(arena, lines + 1, ManifestEntry);
    out->count = 0;
    for (size_t at = 0; at < length;) {
        const char *line = bytes + at, *end = memchr(line, '\n', length - at);
        size_t size = end ? (size_t)(end - line) : 0;
        if (size <= HASH_DIGITS + 2 || !is_hash(line) || line[HASH_DIGITS] != ' ' ||
            line[HASH_DIGITS + 1] != ' ' ||
            !is_path(line + HASH_DIGITS + 2, size - HASH_DIGITS - 2))
            return error_set(err, ERR_DATA, "MANIFEST line %zu is no line of sha256sum",
                             out->count + 1);
        ManifestEntry *entry = &out->entries[out->count++];
        memcpy(entry->hash, line, HASH_DIGITS);
        entry->path = arena_printf(arena, "%s%.*s", prefix, (int)(size - HASH_DIGITS - 2),
                                   line + HASH_DIGITS + 2);
        at += size + 1;
    }
    return true;
}

static bool read_one(Arena *arena, const char *folder, const ManifestEntry *of, Manifest *out,
                     Error *err)
{
    char *path = path_join(arena, folder, of ? of->path : "MANIFEST"), *bytes;
    size_t length;
    if (!file_read(path, MANIFEST_LIMIT, &bytes, &length, err))
        return false;
    char hash[65];
    hash_bytes(bytes, length, hash);
    bool ok = !of || strcmp(hash, of->hash) == 0 ||
              error_set(err, ERR_DATA, "%s: not the file that the edition declares", path);
    if (ok) {
        size_t prefix = of ? manifest_folder(of->path) : 0;
        ok = manifest_parse(arena, bytes, length, of ? arena_copy(arena, of->path, prefix) : "",
                            out, err) ||
             error_in(err, "%s", path);
    }
    free(bytes);
    return ok;
}

bool manifest_load(Arena *arena, const char *folder, Manifest *out, Error *err)
{
    Manifest root, part;
    if (!read_one(arena, folder, NULL, &root, err))
        return false;
    ManifestEntry *all = NULL;
    size_t count = 0, capacity = 0;
    bool ok = true;
    for (size_t i = 0; ok && i < root.count; i++) {
        const ManifestEntry *entry = &root.entries[i];
        GROW(all, capacity, count + 1);
        all[count++] = *entry;
        size_t skip = manifest_folder(entry->path);
        if (skip == 0 || strcmp(entry->path + skip, "MANIFEST") != 0)
            continue;
        ok = read_one(arena, folder, entry, &part, err);
        if (!ok)
            break;
        GROW(all, capacity, count + part.count);
        memcpy(all + count, part.entries, part.count * sizeof *all);
        count += part.count;
    }
    out->entries = ARENA_NEW_ARRAY(arena, count + 1, ManifestEntry);
    if (count)
        memcpy(out->entries, all, count * sizeof *all);
    out->count = count;
    free(all);
    manifest_sort(out);
    return ok;
}
