/*
 * zipout.c - see zipout.h.
 *
 * APPNOTE 6.3: local header, deflated bytes, …, central directory, its end. Sizes and CRC are put
 * into the local header once they are known. What needs more than 32 bits goes into zip64 fields.
 */
#include "render/zipout.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/deflate.h"
#include "base/deflate_join.h"
#include "base/deflate_quick.h"
#include "base/outfile.h"

#define LEVEL 1 /* of a compound's data 12 % longer than at 4, in half the time */
#define LARGE ((uint64_t)32 << 20)     /* from here on an entry is compressed in parts */
#define HUGE_SIZE UINT64_C(0xFFFFFFFF) /* what 32 bits cannot say; also the mark for it */
#define MAYBE_HUGE ((uint64_t)3 << 30)
#define PLACE_OF_CRC 14

typedef struct {
    char *name;
    uint64_t offset, packed, length;
    uint32_t crc;
    bool zip64; /* its local header has room for 64 bits */
} Entry;

struct ZipOut {
    OutFile file;
    Entry *entries;
    size_t count, capacity;
    uint16_t day;
    Buffer part; /* of the open entry, not yet compressed */
    bool memory; /* nothing is written to a file */
    bool open, failed;
};

static void put16(Buffer *out, unsigned value)
{
    char bytes[2] = {(char)(value & 255), (char)(value >> 8 & 255)};
    buffer_put(out, bytes, sizeof bytes);
}

static void put32(Buffer *out, uint64_t value)
{
    put16(out, (unsigned)(value & 0xFFFF));
    put16(out, (unsigned)(value >> 16 & 0xFFFF));
}

static void put64(Buffer *out, uint64_t value)
{
    put32(out, value & HUGE_SIZE);
    put32(out, value >> 32);
}

static uint16_t dos_day(Day day)
{
    int y, m, d;
    day_parts(day, &y, &m, &d);
    return (uint16_t)(((y < 1980 ? 0 : y - 1980) << 9) | (m << 5) | d);
}

ZipOut *zipout_memory(Day day)
{
    ZipOut *zip = memory_alloc(sizeof *zip);
    *zip = (ZipOut){.day = dos_day(day), .memory = true, .file = {.fd = -1}};
    return zip;
}

bool zipout_open(const char *path, Day day, ZipOut **out, Error *err)
{
    ZipOut *zip = memory_alloc(sizeof *zip);
    *zip = (ZipOut){.day = dos_day(day)};
    if (!outfile_open(&zip->file, path, err)) {
        free(zip);
        return false;
    }
    *out = zip;
    return true;
}

/* Version needed, flags (UTF-8 name), method (deflate), time, day. */
static void put_common(const ZipOut *zip, const Entry *entry, Buffer *out)
{
    put16(out, entry->zip64 ? 45 : 20);
    put16(out, 1 << 11);
    put16(out, 8);
    put16(out, 0);
    put16(out, zip->day);
}

static void pack_part(ZipOut *zip, const char *bytes, size_t length)
{
    Entry *entry = &zip->entries[zip->count - 1];
    Buffer *out = &zip->file.text;
    size_t before = out->length;
    deflate_quick(bytes, length, out);
    entry->packed += out->length - before;
    outfile_flow(&zip->file);
}

static void end_entry(ZipOut *zip)
{
    if (!zip->open)
        return;
    Entry *entry = &zip->entries[zip->count - 1];
    Buffer sizes = {0};
    if (zip->part.length > 0)
        pack_part(zip, zip->part.bytes, zip->part.length);
    buffer_clear(&zip->part);
    size_t before = zip->file.text.length;
    deflate_join_end(&zip->file.text);
    entry->packed += zip->file.text.length - before;
    zip->open = false;
    if (!entry->zip64 && (entry->length >= HUGE_SIZE || entry->packed >= HUGE_SIZE))
        zip->failed = true; /* far more came than was expected */
    put32(&sizes, entry->crc);
    put32(&sizes, entry->zip64 ? HUGE_SIZE : entry->packed);
    put32(&sizes, entry->zip64 ? HUGE_SIZE : entry->length);
    outfile_flush(&zip->file);
    outfile_patch(&zip->file, (off_t)entry->offset + PLACE_OF_CRC, sizes.bytes, sizes.length);
    if (entry->zip64) {
        buffer_clear(&sizes);
        put64(&sizes, entry->length);
        put64(&sizes, entry->packed);
        outfile_patch(&zip->file, (off_t)entry->offset + 30 + (off_t)strlen(entry->name) + 4,
                      sizes.bytes, sizes.length);
    }
    buffer_free(&sizes);
}

/* A new entry and its header in front of its bytes; sizes of 0 are put in at the end. */
static Entry *new_entry(ZipOut *zip, const char *name, Entry facts)
{
    size_t length = strlen(name);
    end_entry(zip);
    GROW(zip->entries, zip->capacity, zip->count + 1);
    Entry *entry = &zip->entries[zip->count++];
    Buffer *out = &zip->file.text;
    *entry = facts;
    entry->name = memory_alloc(length + 1);
    entry->offset = zip->file.length + out->length;
    memcpy(entry->name, name, length + 1);
    put32(out, 0x04034B50);
    put_common(zip, entry, out);
    put32(out, entry->crc);
    put32(out, entry->packed);
    put32(out, entry->length);
    put16(out, (unsigned)length);
    put16(out, entry->zip64 ? 20 : 0);
    buffer_put(out, name, length);
    if (entry->zip64) {
        put16(out, 1);
        put16(out, 16);
        put64(out, 0);
        put64(out, 0);
    }
    return entry;
}

void zipout_entry(ZipOut *zip, const char *name, uint64_t expected)
{
    new_entry(zip, name, (Entry){.zip64 = expected >= MAYBE_HUGE});
    zip->open = true;
}

void zipout_pack(const void *bytes, size_t length, ZipPacked *out)
{
    const void *from = bytes ? bytes : "";
    buffer_clear(&out->packed);
    deflate_bytes(DEFLATE_RAW, LEVEL, from, length, &out->packed);
    out->crc = deflate_crc(0, from, length);
    out->length = length;
}

void zipout_packed(ZipOut *zip, const char *name, const ZipPacked *packed)
{
    new_entry(
        zip, name,
        (Entry){.crc = packed->crc, .packed = packed->packed.length, .length = packed->length});
    buffer_put(&zip->file.text, packed->packed.bytes, packed->packed.length);
    if (!zip->memory)
        outfile_flow(&zip->file);
}

void zipout_whole(ZipOut *zip, const char *name, const void *bytes, size_t length)
{
    if (length >= LARGE && !zip->memory) {
        zipout_entry(zip, name, length);
        zipout_put(zip, bytes, length);
        return;
    }
    ZipPacked packed = {0};
    zipout_pack(bytes, length, &packed);
    zipout_packed(zip, name, &packed);
    buffer_free(&packed.packed);
}

void zipout_put(ZipOut *zip, const void *bytes, size_t length)
{
    Entry *entry = &zip->entries[zip->count - 1];
    const char *at = bytes;
    entry->crc = deflate_crc(entry->crc, bytes, length);
    entry->length += length;
    /* Cut where the entry's own bytes say, however they come. */
    while (zip->part.length + length >= ZIPOUT_PART) {
        size_t rest = ZIPOUT_PART - zip->part.length;
        if (zip->part.length > 0)
            buffer_put(&zip->part, at, rest);
        pack_part(zip, zip->part.length > 0 ? zip->part.bytes : at, ZIPOUT_PART);
        buffer_clear(&zip->part);
        at += rest;
        length -= rest;
    }
    buffer_put(&zip->part, at, length);
}

static void put_central(const ZipOut *zip, const Entry *entry, Buffer *out)
{
    bool far = entry->offset >= HUGE_SIZE;
    unsigned extra = (entry->zip64 ? 16 : 0) + (far ? 8 : 0);
    put32(out, 0x02014B50);
    put16(out, 3 << 8 | 45); /* made by: Unix */
    put_common(zip, entry, out);
    put32(out, entry->crc);
    put32(out, entry->zip64 ? HUGE_SIZE : entry->packed);
    put32(out, entry->zip64 ? HUGE_SIZE : entry->length);
    put16(out, (unsigned)strlen(entry->name));
    put16(out, extra ? extra + 4 : 0);
    put16(out, 0); /* comment */
    put16(out, 0); /* disk */
    put16(out, 0);
    put32(out, (uint64_t)0100644 << 16);
    put32(out, far ? HUGE_SIZE : entry->offset);
    buffer_text(out, entry->name);
    if (!extra)
        return;
    put16(out, 1);
    put16(out, extra);
    if (entry->zip64) {
        put64(out, entry->length);
        put64(out, entry->packed);
    }
    if (far)
        put64(out, entry->offset);
}

static void put_end(const ZipOut *zip, uint64_t start, uint64_t size, Buffer *out)
{
    bool many = zip->count >= 0xFFFF, far = start >= HUGE_SIZE || size >= HUGE_SIZE;
    if (many || far) {
        put32(out, 0x06064B50);
        put64(out, 44);
        put16(out, 3 << 8 | 45);
        put16(out, 45);
        put32(out, 0);
        put32(out, 0);
        put64(out, zip->count);
        put64(out, zip->count);
        put64(out, size);
        put64(out, start);
        put32(out, 0x07064B50); /* where the record above stands */
        put32(out, 0);
        put64(out, start + size);
        put32(out, 1);
    }
    put32(out, 0x06054B50);
    put32(out, 0);
    put16(out, many ? 0xFFFF : (unsigned)zip->count);
    put16(out, many ? 0xFFFF : (unsigned)zip->count);
    put32(out, size >= HUGE_SIZE ? HUGE_SIZE : size);
    put32(out, start >= HUGE_SIZE ? HUGE_SIZE : start);
    put16(out, 0);
}

static void put_directory(ZipOut *zip)
{
    end_entry(zip);
    Buffer *out = &zip->file.text;
    uint64_t start = zip->file.length + out->length;
    for (size_t i = 0; i < zip->count; i++)
        put_central(zip, &zip->entries[i], out);
    put_end(zip, start, zip->file.length + out->length - start, out);
}

static void zipout_free(ZipOut *zip)
{
    for (size_t i = 0; i < zip->count; i++)
        free(zip->entries[i].name);
    free(zip->entries);
    buffer_free(&zip->part);
    free(zip);
}

void zipout_take(ZipOut *zip, Buffer *out)
{
    put_directory(zip);
    buffer_put(out, zip->file.text.bytes, zip->file.text.length);
    buffer_free(&zip->file.text);
    zipout_free(zip);
}

bool zipout_close(ZipOut *zip, Error *err)
{
    put_directory(zip);
    bool failed = zip->failed, ok = outfile_close(&zip->file, err);
    zipout_free(zip);
    return ok && (!failed || error_set(err, ERR_INTERNAL, "zip: an entry cannot be compressed"));
}
