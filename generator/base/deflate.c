/* deflate.c - see deflate.h. */
#include "base/deflate.h"

#include <assert.h>
#include <libdeflate.h>

#include "base/arena.h"

#define LEVELS 13
#define FIRST_GUESS 65536 /* and so much for each byte that comes in: */
#define GUESS_PER_BYTE 4

/* Made at the first need, kept as long as the thread: tables of up to 1 MB. */
static _Thread_local struct libdeflate_compressor *compressors[LEVELS];
static _Thread_local struct libdeflate_decompressor *decompressor;

void deflate_bytes(DeflateForm form, int level, const void *bytes, size_t length, Buffer *out)
{
    assert(level > 0 && level < LEVELS);
    if (!compressors[level])
        compressors[level] = libdeflate_alloc_compressor(level);
    struct libdeflate_compressor *with = compressors[level];
    if (!with)
        memory_exhausted(1 << 20);
    bool raw = form == DEFLATE_RAW;
    size_t room = raw ? libdeflate_deflate_compress_bound(with, length)
                      : libdeflate_zlib_compress_bound(with, length);
    buffer_reserve(out, room);
    char *to = out->bytes + out->length;
    size_t made = raw ? libdeflate_deflate_compress(with, bytes, length, to, room)
                      : libdeflate_zlib_compress(with, bytes, length, to, room);
    assert(made > 0); /* the room is enough for anything */
    out->length += made;
    out->bytes[out->length] = '\0';
}

static enum libdeflate_result unpack(DeflateForm form, const void *bytes, size_t length, void *to,
                                     size_t room, size_t *used, size_t *made)
{
    if (!decompressor)
        decompressor = libdeflate_alloc_decompressor();
    if (!decompressor)
        memory_exhausted(1 << 15);
    return form == DEFLATE_RAW
               ? libdeflate_deflate_decompress_ex(decompressor, bytes, length, to, room, used, made)
               : libdeflate_zlib_decompress_ex(decompressor, bytes, length, to, room, used, made);
}

bool deflate_unpack(DeflateForm form, const void *bytes, size_t length, size_t limit, Buffer *out)
{
    size_t room = FIRST_GUESS + (length < limit / GUESS_PER_BYTE ? length * GUESS_PER_BYTE : limit);
    if (room < out->capacity - out->length)
        room = out->capacity - out->length - 1;
    for (;; room = room < limit / 2 ? room * 2 : limit) {
        if (room > limit)
            room = limit;
        buffer_reserve(out, room);
        size_t used, made;
        enum libdeflate_result result =
            unpack(form, bytes, length, out->bytes + out->length, room, &used, &made);
        if (result == LIBDEFLATE_SUCCESS)
            out->length += made;
        out->bytes[out->length] = '\0';
        if (result != LIBDEFLATE_INSUFFICIENT_SPACE || room >= limit)
            return result == LIBDEFLATE_SUCCESS;
    }
}

bool deflate_unpack_exactly(DeflateForm form, const void *bytes, size_t length, void *to,
                            size_t size)
{
    size_t used, made;
    return unpack(form, bytes, length, to, size, &used, &made) == LIBDEFLATE_SUCCESS &&
           used == length && made == size;
}

uint32_t deflate_crc(uint32_t crc, const void *bytes, size_t length)
{
    return libdeflate_crc32(crc, bytes, length);
}

uint32_t deflate_adler(const void *bytes, size_t length)
{
    return libdeflate_adler32(1, bytes, length);
}
