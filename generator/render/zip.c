/* zip.c - see render/zip.h. */
#include "render/zip.h"

#include <stdlib.h>
#include <string.h>
#include <zip.h>

#include "base/arena.h"

#define LEVEL 6

typedef struct {
    char *name;
    const void *bytes;
    size_t length;
} Entry;

struct ZipArchive {
    Arena *arena;
    Entry *entries;
    size_t count, capacity;
    zip_uint16_t day;
};

ZipArchive *zip_archive_new(Day day)
{
    Arena *arena = arena_new();
    ZipArchive *archive = ARENA_NEW(arena, ZipArchive);
    int y, m, d;
    day_parts(day, &y, &m, &d);
    if (y < 1980)
        y = 1980;
    archive->arena = arena;
    archive->day = (zip_uint16_t)(((y - 1980) << 9) | (m << 5) | d);
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
    archive->entries[archive->count++] = (Entry){arena_strdup(archive->arena, name), bytes, length};
}

static bool fail(Error *err, const char *what, zip_error_t *why)
{
    return error_set(err, ERR_INTERNAL, "zip: %s: %s", what, zip_error_strerror(why));
}

static bool add_entry(zip_t *zip, const ZipArchive *archive, const Entry *entry, Error *err)
{
    zip_source_t *source =
        zip_source_buffer(zip, entry->length ? entry->bytes : "", entry->length, 0);
    if (!source)
        return fail(err, entry->name, zip_get_error(zip));
    zip_int64_t index = zip_file_add(zip, entry->name, source, ZIP_FL_ENC_UTF_8);
    if (index < 0) {
        zip_source_free(source);
        return fail(err, entry->name, zip_get_error(zip));
    }
    zip_uint64_t i = (zip_uint64_t)index;
    if (zip_file_set_dostime(zip, i, 0, archive->day, 0) != 0 ||
        zip_file_set_external_attributes(zip, i, 0, ZIP_OPSYS_UNIX, (zip_uint32_t)0100644 << 16) !=
            0 ||
        zip_set_file_compression(zip, i, ZIP_CM_DEFLATE, LEVEL) != 0)
        return fail(err, entry->name, zip_get_error(zip));
    return true;
}

/* What libzip wrote into `target`; the archive is closed already. */
static bool read_back(zip_source_t *target, Buffer *out)
{
    zip_stat_t st;
    if (zip_source_stat(target, &st) != 0 || !(st.valid & ZIP_STAT_SIZE) ||
        zip_source_open(target) != 0)
        return false;
    buffer_clear(out);
    char block[1 << 14];
    zip_int64_t got;
    while ((got = zip_source_read(target, block, sizeof block)) > 0)
        buffer_put(out, block, (size_t)got);
    zip_source_close(target);
    return got == 0 && out->length == st.size;
}

bool zip_archive_finish(ZipArchive *archive, Buffer *out, Error *err)
{
    zip_error_t why;
    zip_error_init(&why);
    zip_source_t *target = zip_source_buffer_create(NULL, 0, 0, &why);
    zip_t *zip = NULL;
    bool ok = false;
    if (!target) {
        fail(err, "no memory", &why);
        goto done;
    }
    zip_source_keep(target); /* zip_close() drops a reference; the bytes are read after it */
    zip = zip_open_from_source(target, ZIP_TRUNCATE, &why);
    if (!zip) {
        zip_source_free(target);
        fail(err, "cannot begin", &why);
        goto done;
    }
    ok = true;
    for (size_t i = 0; ok && i < archive->count; i++)
        ok = add_entry(zip, archive, &archive->entries[i], err);
    if (!ok) {
        zip_discard(zip);
        goto done;
    }
    if (zip_close(zip) != 0) {
        ok = fail(err, "cannot finish", zip_get_error(zip));
        zip_discard(zip);
        goto done;
    }
    ok = read_back(target, out) || fail(err, "cannot be read back", zip_source_error(target));
done:
    if (target)
        zip_source_free(target);
    zip_error_fini(&why);
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
