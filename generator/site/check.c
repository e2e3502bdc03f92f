/*
 * check.c - follows every link of a finished site (site_check()).
 *
 * One reading of every page, by threads that take a block of pages each: links to files are settled
 * at once against the list of files; links to anchors wait until the ids of all pages are known.
 */
#include "site/site.h"

#include "base/file.h"
#include "base/ordered.h"

#include <stdlib.h>
#include <string.h>

enum { PAGE_MAX_BYTES = 256 << 20, BLOCK = 64 /* files */ };

/* An id in a page, or a link to one: told apart by hash, which two ids of one page rarely share. */
typedef struct {
    uint64_t key; /* of file number and id */
    size_t from;  /* links: number of the page that holds it */
    size_t file;  /* links: of the page that it leads to */
    const char *text;
} Link;

typedef struct {
    Arena *arena; /* the block's own */
    uint64_t *ids;
    size_t id_count, id_capacity;
    size_t first_id[BLOCK + 1]; /* by page: its ids, sorted */
    Link *links;
    size_t link_count, link_capacity;
    size_t broken;
    size_t first_page; /* of the first broken link */
    const char *first_link;
    Buffer page;
    bool good;
    Error err;
} Pages;

typedef struct {
    FileList files;
    const char *folder;
    Pages *blocks;
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

static void broken(Pages *block, size_t page, const char *link)
{
    if (!block->broken++ || page < block->first_page) {
        block->first_page = page;
        block->first_link = arena_strdup(block->arena, link);
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

static void follow(const Check *check, Pages *block, size_t page, const char *link)
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
            broken(block, page, link);
            return;
        }
    } else if (length) {
        if (!resolve(check->files.paths[page], link, length, path, sizeof path)) {
            broken(block, page, link);
            return;
        }
        file = find_file(check, path);
        if (file == SIZE_MAX) {
            if (!is_gone(check, path))
                broken(block, page, link);
            return;
        }
    }
    if (!anchor || !anchor[1])
        return;
    GROW(block->links, block->link_capacity, block->link_count + 1);
    block->links[block->link_count++] = (Link){anchor_key(file, anchor + 1, strlen(anchor + 1)),
                                               page, file, arena_strdup(block->arena, link)};
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

static void read_page(const Check *check, Pages *block, size_t page, const char *text)
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
            GROW(block->ids, block->id_capacity, block->id_count + 1);
            block->ids[block->id_count++] = anchor_key(page, value, strlen(value));
        } else {
            follow(check, block, page, value);
        }
        at = end;
    }
}

static int by_key(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return x < y ? -1 : x > y;
}

static bool has_id(const Check *check, size_t file, uint64_t key)
{
    const Pages *block = &check->blocks[file / BLOCK];
    size_t first = block->first_id[file % BLOCK], end = block->first_id[file % BLOCK + 1];
    return end > first &&
           bsearch(&key, block->ids + first, end - first, sizeof *block->ids, by_key);
}

static bool is_page(const char *path)
{
    size_t length = strlen(path);
    return length > 5 && strcmp(path + length - 5, ".html") == 0;
}

static void read_block(void *context, size_t number)
{
    const Check *check = context;
    Pages *block = &check->blocks[number];
    block->arena = arena_new();
    block->good = true;
    for (size_t i = 0; i < BLOCK; i++) {
        size_t page = number * BLOCK + i, first = block->id_count;
        if (block->good && page < check->files.count && is_page(check->files.paths[page])) {
            char *path = path_join(block->arena, check->folder, check->files.paths[page]);
            block->good = file_read_into(path, PAGE_MAX_BYTES, &block->page, &block->err);
            if (block->good)
                read_page(check, block, page, block->page.bytes);
            if (block->id_count > first)
                qsort(block->ids + first, block->id_count - first, sizeof *block->ids, by_key);
        }
        block->first_id[i + 1] = block->id_count;
    }
    buffer_free(&block->page);
}

static void match_block(void *context, size_t number)
{
    const Check *check = context;
    Pages *block = &check->blocks[number];
    for (size_t i = 0; i < block->link_count; i++) {
        const Link *link = &block->links[i];
        if (!has_id(check, link->file, link->key))
            broken(block, link->from, link->text);
    }
}

static void nothing_to_merge(void *context, size_t number)
{
    (void)context, (void)number;
}

/* What is wrong with the first page that has something wrong. */
static bool judge(const Check *check, size_t count, Error *err)
{
    const Pages *first = NULL;
    size_t broken_count = 0;
    for (size_t i = 0; i < count; i++) {
        const Pages *block = &check->blocks[i];
        broken_count += block->broken;
        if (block->broken && !first)
            first = block;
    }
    return !first ||
           error_set(err, ERR_DATA, "%s: link to '%s' leads nowhere (%zu broken links)",
                     check->files.paths[first->first_page], first->first_link, broken_count);
}

bool site_check(const char *folder, const char *const *gone, size_t gone_count, int jobs,
                Error *err)
{
    Check check = {.folder = folder, .gone = gone, .gone_count = gone_count};
    Arena *arena = arena_new();
    bool good = folder_list(arena, folder, &check.files, err);
    size_t count = good ? (check.files.count + BLOCK - 1) / BLOCK : 0;
    OrderedJob job = {.work = read_block, .merge = nothing_to_merge, .context = &check};
    check.blocks = memory_alloc((count + 1) * sizeof *check.blocks);
    ordered_run(&job, count, (size_t)jobs, count + 1);
    for (size_t i = 0; good && i < count; i++)
        if (!check.blocks[i].good) {
            good = false;
            *err = check.blocks[i].err;
        }
    if (good) {
        job.work = match_block;
        ordered_run(&job, count, (size_t)jobs, count + 1);
        good = judge(&check, count, err);
    }
    for (size_t i = 0; i < count; i++) {
        arena_free(check.blocks[i].arena);
        free(check.blocks[i].ids);
        free(check.blocks[i].links);
    }
    free(check.blocks);
    arena_free(arena);
    return good;
}
