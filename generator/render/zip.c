/* zip.c - see render/zip.h. */
#include "render/zip.h"

#include <stdlib.h>
#include <string.h>
#include <zip.h>

#include "base/arena.h"

#define WHOLE_MOST ((size_t)1 << 30)

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

static bool each_entry(zip_t *zip, zip_uint64_t index, size_t limit, ZipEntry entry, void *context,
                       Error *err)
{
    zip_stat_t st;
    if (zip_stat_index(zip, index, 0, &st) != 0 || !(st.valid & ZIP_STAT_SIZE) || st.size > limit)
        return error_set(err, ERR_DATA, "zip: entry %u cannot be unpacked", (unsigned)index);
    zip_file_t *file = zip_fopen_index(zip, index, 0);
    if (!file)
        return error_set(err, ERR_DATA, "zip: %s: %s", st.name, zip_strerror(zip));
    char *bytes = memory_alloc((size_t)st.size + 1);
    zip_int64_t got = zip_fread(file, bytes, st.size);
    zip_fclose(file);
    bool ok = got == (zip_int64_t)st.size
                  ? entry(context, st.name, bytes, (size_t)st.size, err)
                  : error_set(err, ERR_DATA, "zip: %s cannot be unpacked", st.name);
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

static bool read_entry(zip_t *zip, zip_uint64_t index, const ZipReader *reader, void *context,
                       char *block, size_t size, Error *err)
{
    const char *name = zip_get_name(zip, index, ZIP_FL_ENC_GUESS);
    zip_file_t *file = name ? zip_fopen_index(zip, index, 0) : NULL;
    if (!file)
        return error_set(err, ERR_DATA, "zip: entry %u cannot be unpacked", (unsigned)index);
    void *entry = reader->begin(context, name);
    zip_int64_t got;
    bool ok = true;
    while ((got = zip_fread(file, block, size)) > 0 && ok)
        ok = reader->feed(entry, block, (size_t)got, err);
    zip_fclose(file);
    ok = reader->end(entry, ok ? err : NULL) && ok;
    return ok && (got >= 0 || error_set(err, ERR_DATA, "zip: %s cannot be unpacked", name));
}

bool zip_file_each(const char *path, const ZipReader *reader, void *context, Error *err)
{
    const size_t size = (size_t)1 << 18;
    int code = 0;
    zip_t *zip = zip_open(path, ZIP_RDONLY | ZIP_CHECKCONS, &code);
    if (!zip) {
        zip_error_t why;
        zip_error_init_with_code(&why, code);
        error_set(err, ERR_DATA, "zip: %s: %s", path, zip_error_strerror(&why));
        zip_error_fini(&why);
        return false;
    }
    char *block = memory_alloc(size);
    bool ok = true;
    for (zip_uint64_t i = 0; ok && i < (zip_uint64_t)zip_get_num_entries(zip, 0); i++)
        ok = read_entry(zip, i, reader, context, block, size, err);
    free(block);
    zip_discard(zip);
    return ok;
}
