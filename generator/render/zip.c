/* zip.c - see render/zip.h. */
#include "render/zip.h"

#include <stdlib.h>
#include <string.h>
#include <zip.h>

#include "base/arena.h"
#include "base/deflate.h"
#include "base/deflate_join.h"

#define WHOLE_MOST ((size_t)1 << 30)
#define BLOCK ((size_t)1 << 18)
#define ENTRY_WHOLE_MOST ((zip_uint64_t)16 << 20) /* unpacked */

typedef struct {
    char *name;
    const void *bytes;
    size_t length;
    const ZipPacked *packed; /* NULL: `bytes` are to be compressed */
} Entry;

struct ZipArchive {
    Arena *arena;
    Entry *entries;
    size_t count, capacity;
    Day day;
};

ZipArchive *zip_archive_new(Day day)
{
    Arena *arena = arena_new();
    ZipArchive *archive = ARENA_NEW(arena, ZipArchive);
    archive->arena = arena;
    archive->day = day;
    return archive;
}

void zip_archive_free(ZipArchive *archive)
{
    if (!archive)
        return;
    free(archive->entries);
    arena_free(archive->arena);
}

void zip_archive_add(ZipArchive *archive, const char *name, const void *bytes, size_t length)
{
    GROW(archive->entries, archive->capacity, archive->count + 1);
    archive->entries[archive->count++] =
        (Entry){arena_strdup(archive->arena, name), bytes, length, NULL};
}

void zip_archive_add_packed(ZipArchive *archive, const char *name, const ZipPacked *packed)
{
    zip_archive_add(archive, name, NULL, packed->length);
    archive->entries[archive->count - 1].packed = packed;
}

bool zip_archive_finish(ZipArchive *archive, Buffer *out, Error *err)
{
    size_t whole = 0;
    for (size_t i = 0; i < archive->count; i++)
        whole += archive->entries[i].length;
    bool ok = whole < WHOLE_MOST || error_set(err, ERR_INTERNAL, "zip: too much for memory");
    buffer_clear(out);
    if (ok) {
        ZipOut *zip = zipout_memory(archive->day);
        for (size_t i = 0; i < archive->count; i++) {
            const Entry *entry = &archive->entries[i];
            if (entry->packed)
                zipout_packed(zip, entry->name, entry->packed);
            else
                zipout_whole(zip, entry->name, entry->bytes, entry->length);
        }
        zipout_take(zip, out);
    }
    zip_archive_free(archive);
    return ok;
}

/* --- reading ------------------------------------------------------------------------- */

static bool broken(const char *name, Error *err)
{
    return error_set(err, ERR_DATA, "zip: %s cannot be unpacked", name);
}

/* As nearly all are: libdeflate unpacks it, at a third of zlib's time. */
static bool is_deflated(const zip_stat_t *st)
{
    const zip_uint64_t needed = ZIP_STAT_NAME | ZIP_STAT_SIZE | ZIP_STAT_COMP_SIZE | ZIP_STAT_CRC |
                                ZIP_STAT_COMP_METHOD | ZIP_STAT_ENCRYPTION_METHOD;
    return (st->valid & needed) == needed && st->comp_method == ZIP_CM_DEFLATE &&
           st->encryption_method == ZIP_EM_NONE;
}

/* The whole entry into `bytes`, which have room for it. */
static bool read_whole(zip_t *zip, zip_uint64_t index, const zip_stat_t *st, char *bytes)
{
    bool deflated = is_deflated(st);
    size_t size = (size_t)st->size, length = deflated ? (size_t)st->comp_size : size;
    zip_file_t *file = zip_fopen_index(zip, index, deflated ? ZIP_FL_COMPRESSED : 0);
    if (!file)
        return false;
    char *packed = deflated ? memory_resize(NULL, length + 1) : NULL;
    bool ok = zip_fread(file, deflated ? packed : bytes, length) == (zip_int64_t)length;
    if (ok && deflated)
        ok = deflate_unpack_exactly(DEFLATE_RAW, packed, length, bytes, size) &&
             deflate_crc(0, bytes, size) == st->crc;
    free(packed);
    zip_fclose(file);
    return ok;
}

static bool each_entry(zip_t *zip, zip_uint64_t index, size_t limit, ZipEntry entry, void *context,
                       Error *err)
{
    zip_stat_t st;
    if (zip_stat_index(zip, index, 0, &st) != 0 || !(st.valid & ZIP_STAT_SIZE) || st.size > limit)
        return error_set(err, ERR_DATA, "zip: entry %u cannot be unpacked", (unsigned)index);
    char *bytes = memory_resize(NULL, (size_t)st.size + 1);
    bool ok = read_whole(zip, index, &st, bytes)
                  ? entry(context, st.name, bytes, (size_t)st.size, err)
                  : broken(st.name, err);
    free(bytes);
    return ok;
}

bool zip_archive_each(const void *bytes, size_t length, size_t limit, ZipEntry entry, void *context,
                      Error *err)
{
    zip_error_t why;
    zip_error_init(&why);
    zip_source_t *source = zip_source_buffer_create(bytes, length, 0, &why);
    zip_t *zip = source ? zip_open_from_source(source, ZIP_RDONLY | ZIP_CHECKCONS, &why) : NULL;
    bool ok = zip != NULL;
    if (!zip) {
        error_set(err, ERR_DATA, "zip: %s", zip_error_strerror(&why));
        if (source)
            zip_source_free(source);
    }
    for (zip_uint64_t i = 0; ok && i < (zip_uint64_t)zip_get_num_entries(zip, 0); i++)
        ok = each_entry(zip, i, limit, entry, context, err);
    if (zip)
        zip_discard(zip);
    zip_error_fini(&why);
    return ok;
}

/* An entry being read, and the room for its pieces. */
typedef struct {
    zip_t *zip;
    zip_uint64_t index;
    zip_stat_t st;
    const ZipReader *reader;
    void *entry; /* of the reader */
    char *block;
} Reading;

/* Whatever it was packed by. */
static bool read_by_zlib(const Reading *r, Error *err)
{
    zip_file_t *file = zip_fopen_index(r->zip, r->index, 0);
    zip_int64_t got = 0;
    bool ok = true;
    if (!file)
        return broken(r->st.name, err);
    while (ok && (got = zip_fread(file, r->block, BLOCK)) > 0)
        ok = r->reader->feed(r->entry, r->block, (size_t)got, err);
    zip_fclose(file);
    return ok && (got >= 0 || broken(r->st.name, err));
}

/* What zipout_put() wrote, part by part. */
static bool read_parts(const Reading *r, Error *err)
{
    zip_file_t *file = zip_fopen_index(r->zip, r->index, ZIP_FL_COMPRESSED);
    DeflateParts parts = {0};
    zip_uint64_t length = 0;
    uint32_t crc = 0;
    zip_int64_t got;
    bool ok = true, of_parts = true;
    buffer_reserve(&parts.bytes, ZIPOUT_PART);
    while (ok && of_parts && file && (got = zip_fread(file, r->block, BLOCK)) > 0) {
        of_parts = deflate_parts_put(&parts, r->block, (size_t)got);
        crc = deflate_crc(crc, parts.bytes.bytes, parts.bytes.length);
        length += parts.bytes.length;
        ok = parts.bytes.length == 0 ||
             r->reader->feed(r->entry, parts.bytes.bytes, parts.bytes.length, err);
        buffer_clear(&parts.bytes);
    }
    if (file)
        zip_fclose(file);
    bool whole = deflate_parts_end(&parts) && length == r->st.size && crc == r->st.crc;
    buffer_free(&parts.bytes);
    if (ok && length == 0 && !whole && r->st.size > 0)
        return read_by_zlib(r, err);
    return ok && (whole || broken(r->st.name, err));
}

static bool read_at_once(const Reading *r, Error *err)
{
    size_t size = (size_t)r->st.size;
    char *bytes = memory_resize(NULL, size + 1);
    bool ok = read_whole(r->zip, r->index, &r->st, bytes) || broken(r->st.name, err);
    ok = ok && (size == 0 || r->reader->feed(r->entry, bytes, size, err));
    free(bytes);
    return ok;
}

static bool read_entry(zip_t *zip, zip_uint64_t index, const ZipReader *reader, void *context,
                       char *block, Error *err)
{
    Reading r = {.zip = zip, .index = index, .reader = reader, .block = block};
    if (zip_stat_index(zip, index, 0, &r.st) != 0 || !(r.st.valid & ZIP_STAT_NAME))
        return error_set(err, ERR_DATA, "zip: entry %u cannot be unpacked", (unsigned)index);
    r.entry = reader->begin(context, r.st.name);
    bool ok = !is_deflated(&r.st)             ? read_by_zlib(&r, err)
              : r.st.size <= ENTRY_WHOLE_MOST ? read_at_once(&r, err)
                                              : read_parts(&r, err);
    return reader->end(r.entry, ok ? err : NULL) && ok;
}

bool zip_file_each(const char *path, const ZipReader *reader, void *context, Error *err)
{
    int code = 0;
    zip_t *zip = zip_open(path, ZIP_RDONLY | ZIP_CHECKCONS, &code);
    if (!zip) {
        zip_error_t why;
        zip_error_init_with_code(&why, code);
        error_set(err, ERR_DATA, "zip: %s: %s", path, zip_error_strerror(&why));
        zip_error_fini(&why);
        return false;
    }
    char *block = memory_alloc(BLOCK);
    bool ok = true;
    for (zip_uint64_t i = 0; ok && i < (zip_uint64_t)zip_get_num_entries(zip, 0); i++)
        ok = read_entry(zip, i, reader, context, block, err);
    free(block);
    zip_discard(zip);
    return ok;
}
