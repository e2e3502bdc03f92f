/* readings.c - see readings.h. */
#include "data/readings.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/pack.h"

#define MAGIC "gongkai-readings-2\n"
#define INDEX_MAX ((uint64_t)1 << 30)

void reading_key(const Hash *bytes, const char *path, const char *word, SealKey *key)
{
    Hash hash = *bytes;
    char hex[65];
    hash_add(&hash, MAGIC, sizeof MAGIC);
    hash_add(&hash, path, strlen(path) + 1);
    hash_add(&hash, word, strlen(word) + 1);
    hash_end(&hash, hex);
    seal_key(key, hex);
}

/* --- writing ------------------------------------------------------------------------------ */

struct ReadingsWriter {
    char *path;
    int fd, failure; /* the first errno */
    uint64_t at;
    size_t count;
    Buffer index;
};

static void put(ReadingsWriter *out, const char *bytes, size_t length)
{
    out->at += length;
    while (length > 0 && !out->failure) {
        ssize_t wrote = write(out->fd, bytes, length);
        if (wrote >= 0) {
            bytes += wrote;
            length -= (size_t)wrote;
        } else if (errno != EINTR)
            out->failure = errno;
    }
}

ReadingsWriter *readings_create(const char *path)
{
    ReadingsWriter *out = memory_alloc(sizeof *out);
    out->path = memory_alloc(strlen(path) + 1);
    strcpy(out->path, path);
    out->fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (out->fd < 0)
        out->failure = errno;
    put(out, MAGIC, strlen(MAGIC));
    return out;
}

void readings_put(ReadingsWriter *out, const char *path, const char sha256[65],
                  const unsigned char tag[SEAL_TAG], const Buffer *pack)
{
    pack_text(&out->index, path);
    pack_text(&out->index, sha256);
    pack_number(&out->index, (Int128)out->at);
    pack_number(&out->index, (Int128)pack->length);
    pack_bytes(&out->index, (const char *)tag, SEAL_TAG);
    put(out, pack->bytes, pack->length);
    out->count++;
}

bool readings_end(ReadingsWriter *out, Error *err)
{
    Buffer head = {0};
    uint64_t index = out->at;
    pack_number(&head, (Int128)out->count);
    put(out, head.bytes, head.length);
    put(out, out->index.bytes ? out->index.bytes : "", out->index.length);
    put(out, (const char *)&index, sizeof index);
    buffer_free(&head);
    int fd = out->fd;
    out->fd = -1;
    if (fd >= 0 && close(fd) != 0 && !out->failure)
        out->failure = errno;
    errno = out->failure;
    bool ok = !out->failure || error_errno(err, out->path);
    readings_abandon(out);
    return ok;
}

void readings_abandon(ReadingsWriter *out)
{
    if (!out)
        return;
    if (out->fd >= 0)
        close(out->fd);
    buffer_free(&out->index);
    free(out->path);
    free(out);
}

/* --- reading ------------------------------------------------------------------------------ */

struct Readings {
    Arena *arena;
    Reading *items; /* by path, once they are asked for */
    size_t count, capacity;
    int *fds;
    size_t fd_count, fd_capacity;
};

Readings *readings_new(void)
{
    Readings *r = memory_alloc(sizeof *r);
    r->arena = arena_new();
    return r;
}

static bool read_at(int fd, uint64_t at, char *bytes, size_t length)
{
    while (length > 0) {
        ssize_t got = pread(fd, bytes, length, (off_t)at);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return false;
        bytes += got;
        at += (uint64_t)got;
        length -= (size_t)got;
    }
    return true;
}

static void take_item(Readings *r, Unpack *in, const char *place, int fd, uint64_t end)
{
    Reading item = {.path = unpack_text(in, r->arena), .place = place, .fd = fd};
    const char *sha256 = unpack_text(in, r->arena);
    size_t length;
    item.at = (uint64_t)unpack_between(in, 0, (int64_t)end);
    item.length = (uint64_t)unpack_between(in, 0, (int64_t)(end - item.at));
    const char *tag = unpack_bytes(in, &length);
    if (in->broken || strlen(sha256) != 64 || length != sizeof item.tag) {
        in->broken = true;
        return;
    }
    memcpy(item.sha256, sha256, sizeof item.sha256);
    memcpy(item.tag, tag, sizeof item.tag);
    GROW(r->items, r->capacity, r->count + 1);
    r->items[r->count++] = item;
}

static bool read_index(Readings *r, const char *place, int fd)
{
    struct stat st;
    uint64_t end;
    char magic[sizeof MAGIC - 1];
    if (fstat(fd, &st) != 0 || st.st_size < (off_t)(sizeof magic + sizeof end) ||
        !read_at(fd, 0, magic, sizeof magic) || memcmp(magic, MAGIC, sizeof magic) != 0)
        return false;
    uint64_t size = (uint64_t)st.st_size - sizeof end;
    if (!read_at(fd, size, (char *)&end, sizeof end) || end > size || size - end > INDEX_MAX)
        return false;
    char *bytes = memory_alloc(size - end + 1);
    bool ok = read_at(fd, end, bytes, size - end);
    Unpack in = unpack_from(bytes, size - end);
    size_t count = ok ? unpack_count(&in) : 0;
    for (size_t i = 0; i < count && !in.broken; i++)
        take_item(r, &in, place, fd, end);
    ok = ok && !in.broken && in.at == in.end;
    free(bytes);
    return ok;
}

static int by_path(const void *a, const void *b)
{
    return strcmp(((const Reading *)a)->path, ((const Reading *)b)->path);
}

bool readings_open(Readings *r, const char *path, Error *err)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return errno == ENOENT || error_errno(err, path);
    GROW(r->fds, r->fd_capacity, r->fd_count + 1);
    r->fds[r->fd_count++] = fd;
    if (!read_index(r, arena_strdup(r->arena, path), fd))
        return reading_refuse(path, err);
    if (r->count)
        qsort(r->items, r->count, sizeof *r->items, by_path);
    return true;
}

bool reading_refuse(const char *place, Error *err)
{
    return error_set(err, ERR_DATA,
                     "%s：已损坏，请重新运行这一份 / is damaged; run this shard again", place);
}

const Reading *readings_find(const Readings *r, const char *path)
{
    Reading key = {.path = path};
    return r->count ? bsearch(&key, r->items, r->count, sizeof key, by_path) : NULL;
}

bool reading_load(const Reading *reading, const SealKey *key, Buffer *into)
{
    buffer_clear(into);
    buffer_reserve(into, reading->length);
    into->length = reading->length;
    return read_at(reading->fd, reading->at, into->bytes, into->length) &&
           seal_open(key, into->bytes, into->length, reading->tag);
}

void readings_close(Readings *r)
{
    if (!r)
        return;
    for (size_t i = 0; i < r->fd_count; i++)
        close(r->fds[i]);
    free(r->fds);
    free(r->items);
    arena_free(r->arena);
    free(r);
}
