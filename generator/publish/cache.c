/*
 * cache.c - see cache.h.
 *
 *   gongkai-papers 2 MAKER
 *   edition ID SEARCH
 *   PATH KEY HASH           sorted by path; one line per paper, and per download below data/
 *   FOLDER/ KEY READS       one line per scope, among them
 *   check HASH              over the lines before it
 */
#include "publish/cache.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/hash.h"

#define HEAD "gongkai-papers 2 "
#define LIMIT ((size_t)1 << 30)
#define PAPER_LIMIT ((size_t)256 << 20)

/* Of a paper, or of a scope: then the path ends with '/' and `hash` is what it reads. */
typedef struct {
    const char *path, *key, *hash;
    bool kept;
} Line;

struct Cache {
    Arena *arena;
    const char *edition, *maker, *search;
    bool searched, same_edition;
    const char *list, *notes; /* files */
    int fd;                   /* of the notes, -1: none */
    Line *lines;
    size_t count;
};

static int by_path(const void *a, const void *b)
{
    return strcmp(((const Line *)a)->path, ((const Line *)b)->path);
}

/* Lines "PATH KEY HASH" of `text`, which is cut up; paths hold no blanks. Notes add " kept". */
static void read_lines(Cache *cache, char *text)
{
    size_t room = 1;
    for (const char *c = text; *c; c++)
        room += *c == '\n';
    cache->lines = ARENA_NEW_ARRAY(cache->arena, room, Line);
    cache->count = 0;
    for (char *at = text, *end; *at && (end = strchr(at, '\n')); at = end + 1) {
        *end = '\0';
        char *key = strchr(at, ' '), *hash = key ? strchr(key + 1, ' ') : NULL;
        if (!hash || hash - key != 65)
            continue;
        char *more = strchr(hash + 1, ' ');
        bool kept = more && strcmp(more, " kept") == 0;
        *key = *hash = '\0';
        if (more)
            *more = '\0';
        bool is_scope = key > at && key[-1] == '/';
        if (!is_scope && strlen(hash + 1) != 64)
            continue;
        cache->lines[cache->count++] = (Line){at, key + 1, hash + 1, kept};
    }
    if (cache->count)
        qsort(cache->lines, cache->count, sizeof *cache->lines, by_path);
}

static void read_list(Cache *cache)
{
    char *bytes, hex[65];
    size_t length;
    Error err = {0}; /* what it would have saved is made again */
    char *head = arena_printf(cache->arena, HEAD "%s\n", cache->maker);
    if (!*cache->edition || !file_read(cache->list, LIMIT, &bytes, &length, &err))
        return;
    char *text = arena_copy(cache->arena, bytes, length);
    free(bytes);
    char *check = strstr(text, "\ncheck ");
    if (!check || strncmp(text, head, strlen(head)) != 0)
        return;
    hash_bytes(text, (size_t)(check + 1 - text), hex);
    if (strncmp(check + strlen("\ncheck "), hex, 64) != 0)
        return;
    check[1] = '\0';
    char *lines = text + strlen(head), *end = strchr(lines, '\n');
    const char *slash = strrchr(cache->edition, '/'), *id = slash ? slash + 1 : cache->edition;
    *end = '\0';
    cache->same_edition = strncmp(lines, "edition ", 8) == 0 &&
                          strncmp(lines + 8, id, strlen(id)) == 0 && lines[8 + strlen(id)] == ' ';
    cache->searched = cache->same_edition && strcmp(lines + 8 + strlen(id) + 1, cache->search) == 0;
    read_lines(cache, end + 1);
}

Cache *cache_open(Arena *arena, const char *output, const char *edition, const char *maker,
                  const char *search)
{
    Cache *cache = ARENA_NEW(arena, Cache);
    const char *folder = path_join(arena, output, "cache");
    *cache =
        (Cache){.arena = arena, .edition = edition, .maker = maker, .search = search, .fd = -1};
    cache->list = path_join(arena, folder, "papers");
    cache->notes = path_join(arena, folder, ".papers-new"); /* the lock is held: no other run's */
    if (folder_make(folder, NULL))
        cache->fd = open(cache->notes, O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC, 0600);
    read_list(cache);
    return cache;
}

void cache_key(const Cache *cache, const void *bytes, size_t length, char key[65])
{
    Buffer text = {0};
    char hex[65];
    hash_bytes(bytes, length, hex);
    buffer_printf(&text, "%s %s", cache ? cache->maker : "", hex);
    hash_bytes(text.bytes, text.length, key);
    buffer_free(&text);
}

static const Line *find_line(const Cache *cache, const char *path)
{
    const Line wanted = {.path = path};
    return cache && cache->count
               ? bsearch(&wanted, cache->lines, cache->count, sizeof *cache->lines, by_path)
               : NULL;
}

bool cache_find_scope(const Cache *cache, const char *folder, CacheScope *out)
{
    const Line *line = cache && cache->same_edition ? find_line(cache, folder) : NULL;
    if (!line)
        return false;
    *out = (CacheScope){line->key, strtoull(line->hash, NULL, 16)};
    return true;
}

bool cache_is_searched(const Cache *cache)
{
    return cache && cache->searched;
}

bool cache_find(const Cache *cache, const char *path, const char key[65], Buffer *out)
{
    const Line *line = find_line(cache, path);
    char file[4096], hex[65], *bytes;
    size_t length;
    Error err = {0};
    if (!line || strcmp(line->key, key) != 0)
        return false;
    snprintf(file, sizeof file, "%s/%s", cache->edition, path);
    if (!file_read(file, PAPER_LIMIT, &bytes, &length, &err))
        return false;
    hash_bytes(bytes, length, hex);
    bool same = strcmp(hex, line->hash) == 0;
    if (same) {
        buffer_clear(out);
        buffer_put(out, bytes, length);
    }
    free(bytes);
    return same;
}

const char *cache_find_download(const Cache *cache, const char *path, const char key[65])
{
    const Line *line = cache_is_searched(cache) ? find_line(cache, path) : NULL;
    return line && strcmp(line->key, key) == 0 ? line->hash : NULL;
}

/* A line cut short is none. */
static void note(const Cache *cache, const char *path, const char *key, const char *hash, bool kept)
{
    char line[2048];
    int length = snprintf(line, sizeof line, "%s %s %s%s\n", path, key, hash, kept ? " kept" : "");
    if (length > 0 && (size_t)length < sizeof line &&
        write(cache->fd, line, (size_t)length) != length)
        return;
}

void cache_note(const Cache *cache, const char *path, const char key[65], const char hash[65],
                bool kept)
{
    if (cache && cache->fd >= 0 && !strchr(path, ' '))
        note(cache, path, key, hash, kept);
}

void cache_note_scope(const Cache *cache, const char *folder, const char *key, uint64_t reads,
                      bool kept)
{
    static const char none[] = "0000000000000000000000000000000000000000000000000000000000000000";
    char words[20];
    size_t length = strlen(folder);
    if (!cache || cache->fd < 0 || strchr(folder, ' '))
        return;
    snprintf(words, sizeof words, "%llx", (unsigned long long)reads);
    note(cache, folder, key ? key : none, words, kept);
    const Line *line = kept ? find_line(cache, folder) : NULL;
    if (!line)
        return;
    /* Its papers stand right behind it. */
    for (line++; line < cache->lines + cache->count && strncmp(line->path, folder, length) == 0;
         line++)
        note(cache, line->path, line->key, line->hash, true);
}

/*
 * Moves *i past all notes of one path. What a worker noted before it died was noted again by the
 * next one; false where they do not say the same.
 */
static bool is_one(const Cache *cache, size_t *i)
{
    const Line *first = &cache->lines[*i];
    bool same = true;
    for (; *i < cache->count && strcmp(cache->lines[*i].path, first->path) == 0; ++*i)
        same = same && strcmp(cache->lines[*i].key, first->key) == 0 &&
               strcmp(cache->lines[*i].hash, first->hash) == 0;
    return same;
}

CacheCount cache_save(Cache *cache, const char *id)
{
    CacheCount count = {0};
    char *bytes, check[65];
    size_t length;
    Buffer text = {0};
    Error err = {0};
    if (!cache || cache->fd < 0 || !file_read(cache->notes, LIMIT, &bytes, &length, &err))
        return count;
    read_lines(cache, bytes);
    buffer_printf(&text, HEAD "%s\nedition %s %s\n", cache->maker, id, cache->search);
    for (size_t i = 0; i < cache->count;) {
        const Line *line = &cache->lines[i];
        if (!is_one(cache, &i))
            continue;
        bool is_scope = line->path[strlen(line->path) - 1] == '/';
        if (is_scope)
            count.scopes_kept += line->kept;
        else if (strncmp(line->path, "data/", 5) != 0)
            *(line->kept ? &count.kept : &count.made) += 1;
        buffer_printf(&text, "%s %s %s\n", line->path, line->key, line->hash);
    }
    hash_bytes(text.bytes, text.length, check);
    buffer_printf(&text, "check %s\n", check);
    file_write(cache->list, text.bytes, text.length, NULL);
    buffer_free(&text);
    cache->count = 0; /* its lines lie in `bytes` */
    free(bytes);
    return count;
}

void cache_close(Cache *cache)
{
    if (!cache || cache->fd < 0)
        return;
    close(cache->fd);
    unlink(cache->notes);
    cache->fd = -1;
}
