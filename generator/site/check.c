/*
 * check.c - follows every link of a finished site (site_check()).
 *
 * One reading of every page: links to files are settled at once against the
 * list of files; links to anchors wait until the ids of all pages are known.
 */
#include "site/site.h"

#include "base/file.h"

#include <stdlib.h>
#include <string.h>

enum { PAGE_MAX_BYTES = 256 << 20 };

/* An id in a page, or a link to one: told apart by hash, which two ids of one page rarely share. */
typedef struct {
    uint64_t key; /* of file number and id */
    size_t from;  /* links: number of the page that holds it */
    const char *text;
} Anchor;

typedef struct {
    Anchor *items;
    size_t count, capacity;
} Anchors;

typedef struct {
    Arena *arena;
    FileList files;
    Anchors ids, links;
    size_t broken;
    size_t first_page; /* of the first broken link */
    const char *first_link;
    const char *const *gone; /* paths that were withdrawn */
    size_t gone_count;
} Check;

static uint64_t anchor_key(size_t file, const char *id, size_t length)
{
    uint64_t hash = 14695981039346656037u ^ file; /* FNV-1a */
    for (size_t i = 0; i < length; i++)
        hash = (hash ^ (unsigned char)id[i]) * 1099511628211u;
    return (hash ^ file) * 1099511628211u;
}

static int by_path(const void *key, const void *item)
{
    return strcmp(key, *(char *const *)item);
}

static size_t find_file(const Check *check, const char *path)
{
    if (!check->files.count)
        return SIZE_MAX;
    char **found =
        bsearch(path, check->files.paths, check->files.count, sizeof *check->files.paths, by_path);
    return found ? (size_t)(found - check->files.paths) : SIZE_MAX;
}

static void broken(Check *check, size_t page, const char *link)
{
    if (!check->broken++ || page < check->first_page) {
        check->first_page = page;
        check->first_link = arena_strdup(check->arena, link);
    }
}

/* "c/a/index.html" and "../b/x.html" -> "c/b/x.html" in out; false where it leaves the folder. */
static bool resolve(const char *page, const char *link, size_t length, char *out, size_t size)
{
    const char *slash = strrchr(page, '/');
    size_t used = slash ? (size_t)(slash - page) + 1 : 0;
    if (used >= size)
        return false;
    memcpy(out, page, used);
    while (length) {
        const char *end = memchr(link, '/', length);
        size_t part = end ? (size_t)(end - link) + 1 : length;
        if (part == 3 && memcmp(link, "../", 3) == 0) {
            if (!used)
                return false;
            for (used--; used && out[used - 1] != '/';)
                used--;
        } else if (!(part == 2 && memcmp(link, "./", 2) == 0)) {
            if (used + part >= size)
                return false;
            memcpy(out + used, link, part);
            used += part;
        }
        link += part;
        length -= part;
    }
    out[used] = '\0';
    return true;
}

static bool is_elsewhere(const char *link)
{
    size_t scheme = strcspn(link, ":/?#");
    return link[scheme] == ':';
}

/* "/open/assets/site.css": the site may stand anywhere on its host, so leading folders may go. */
static size_t find_on_host(const Check *check, const char *link, size_t length)
{
    char path[2048];
    size_t file = SIZE_MAX;
    if (length >= sizeof path)
        return file;
    memcpy(path, link, length);
    path[length] = '\0';
    for (const char *at = path; at && file == SIZE_MAX; at = strchr(at + 1, '/'))
        file = find_file(check, at + 1);
    return file;
}

/* A withdrawal takes files away from pages of earlier months, which stay. */
static bool is_gone(const Check *check, const char *path)
{
    for (size_t i = 0; i < check->gone_count; i++)
        if (strcmp(check->gone[i], path) == 0)
            return true;
    return false;
}

static void follow(Check *check, size_t page, const char *link)
{
    char path[2048];
    if (is_elsewhere(link))
        return;
    size_t length = strcspn(link, "?#");
    const char *anchor = strchr(link, '#');
    size_t file = page;
    if (*link == '/') {
        file = find_on_host(check, link, length);
        if (file == SIZE_MAX) {
            broken(check, page, link);
            return;
        }
    } else if (length) {
        if (!resolve(check->files.paths[page], link, length, path, sizeof path)) {
            broken(check, page, link);
            return;
        }
        file = find_file(check, path);
        if (file == SIZE_MAX) {
            if (!is_gone(check, path))
                broken(check, page, link);
            return;
        }
    }
    if (!anchor || !anchor[1])
        return;
    GROW(check->links.items, check->links.capacity, check->links.count + 1);
    check->links.items[check->links.count++] = (Anchor){
        anchor_key(file, anchor + 1, strlen(anchor + 1)), page, arena_strdup(check->arena, link)};
}

/* The attribute's value with &amp; as &; entities of other kinds never stand in addresses. */
static void copy_value(const char *from, size_t length, char *out, size_t size)
{
    size_t used = 0;
    for (size_t i = 0; i < length && used + 1 < size; i++) {
        out[used++] = from[i];
        if (from[i] == '&' && length - i >= 5 && memcmp(from + i, "&amp;", 5) == 0)
            i += 4;
    }
    out[used] = '\0';
}

static void read_page(Check *check, size_t page, const char *text)
{
    char value[2048];
    for (const char *at = strchr(text, '='); at; at = strchr(at + 1, '=')) {
        if (at[1] != '"')
            continue;
        size_t before = (size_t)(at - text);
        bool id = before >= 3 && memcmp(at - 3, " id", 3) == 0;
        bool link = (before >= 5 && memcmp(at - 5, " href", 5) == 0) ||
                    (before >= 4 && memcmp(at - 4, " src", 4) == 0);
        if (!id && !link)
            continue;
        const char *end = strchr(at + 2, '"');
        if (!end)
            return;
        copy_value(at + 2, (size_t)(end - at) - 2, value, sizeof value);
        if (id) {
            GROW(check->ids.items, check->ids.capacity, check->ids.count + 1);
            check->ids.items[check->ids.count++] =
                (Anchor){anchor_key(page, value, strlen(value)), page, NULL};
        } else {
            follow(check, page, value);
        }
        at = end;
    }
}

static int by_key(const void *a, const void *b)
{
    const Anchor *x = a, *y = b;
    return x->key < y->key ? -1 : x->key > y->key;
}

static void match_anchors(Check *check)
{
    if (check->ids.count)
        qsort(check->ids.items, check->ids.count, sizeof *check->ids.items, by_key);
    for (size_t i = 0; i < check->links.count; i++)
        if (!check->ids.count || !bsearch(&check->links.items[i], check->ids.items,
                                          check->ids.count, sizeof *check->ids.items, by_key))
            broken(check, check->links.items[i].from, check->links.items[i].text);
}

static bool is_page(const char *path)
{
    size_t length = strlen(path);
    return length > 5 && strcmp(path + length - 5, ".html") == 0;
}

bool site_check(const char *folder, const char *const *gone, size_t gone_count, Error *err)
{
    Check check = {.arena = arena_new(), .gone = gone, .gone_count = gone_count};
    bool good = folder_list(check.arena, folder, &check.files, err);
    for (size_t i = 0; good && i < check.files.count; i++) {
        char *bytes;
        size_t length;
        if (!is_page(check.files.paths[i]))
            continue;
        good = file_read(path_join(check.arena, folder, check.files.paths[i]), PAGE_MAX_BYTES,
                         &bytes, &length, err);
        if (!good)
            break;
        read_page(&check, i, bytes);
        free(bytes);
    }
    if (good) {
        match_anchors(&check);
        if (check.broken)
            good = error_set(err, ERR_DATA, "%s: link to '%s' leads nowhere (%zu broken links)",
                             check.files.paths[check.first_page], check.first_link, check.broken);
    }
    free(check.ids.items);
    free(check.links.items);
    arena_free(check.arena);
    return good;
}
