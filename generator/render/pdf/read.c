/*
 * read.c - see read.h.
 *
 * Objects are found by their "N 0 obj" lines. Streams are inflated; one that holds
 * begincmap is a ToUnicode map, found from its font and the font from its name in
 * the one shared /Font dictionary; one that shows text (Tj, TJ) is a page.
 */
#include "render/pdf/read.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "base/arena.h"
#include "base/utf8.h"

#define FONTS_MAX 10
#define STREAM_MAX ((size_t)256 << 20)

typedef struct {
    const char *start, *end; /* what stands between obj and endobj */
} Object;

typedef struct {
    Arena *arena;
    Object *objects;
    size_t count;
    Buffer *out;
} Reader;

static const char *find(const char *from, const char *end, const char *word)
{
    return from < end ? memmem(from, (size_t)(end - from), word, strlen(word)) : NULL;
}

/* "12 0 R" behind `key` inside an object: 12, or 0. */
static size_t reference(const Object *object, const char *key)
{
    const char *at = find(object->start, object->end, key);
    return at ? (size_t)strtoul(at + strlen(key), NULL, 10) : 0;
}

static bool find_objects(Reader *reader, const char *bytes, size_t length)
{
    const char *end = bytes + length, *root = find(bytes, end, "trailer");
    if (length < 8 || memcmp(bytes, "%PDF-", 5) != 0 || root == NULL)
        return false;
    size_t most = 1;
    for (const char *p = bytes; (p = find(p, end, " 0 obj")) != NULL; p += 6)
        most++;
    reader->objects = ARENA_NEW_ARRAY(reader->arena, most + 1, Object);
    reader->count = most + 1;
    for (const char *p = bytes; (p = find(p, end, " 0 obj")) != NULL;) {
        const char *digits = p;
        while (digits > bytes && isdigit((unsigned char)digits[-1]))
            digits--;
        size_t number = (size_t)strtoul(digits, NULL, 10);
        const char *stop = find(p, end, "endobj");
        /* A stream's bytes may spell anything: its object ends behind endstream. */
        const char *stream = find(p, stop ? stop : end, "stream\r\n");
        if (stream)
            stop = find(stream, end, "endstream\nendobj");
        if (stop == NULL)
            return false;
        if (number > 0 && number < reader->count)
            reader->objects[number] = (Object){p + 6, stop};
        p = stop;
    }
    return true;
}

/* The stream of an object, inflated; false for none. */
static bool stream_of(const Object *object, Buffer *out)
{
    buffer_clear(out);
    const char *start = object->start ? find(object->start, object->end, "stream\r\n") : NULL;
    if (start == NULL)
        return false;
    bool deflated = find(object->start, start, "/FlateDecode") != NULL;
    start += 8;
    size_t length = (size_t)(object->end - start);
    if (!deflated) {
        buffer_put(out, start, length);
        return true;
    }
    z_stream z = {.next_in = (Bytef *)start, .avail_in = (uInt)length};
    if (inflateInit(&z) != Z_OK)
        return false;
    char block[16384];
    int status = Z_OK;
    while (status == Z_OK && out->length < STREAM_MAX) {
        z.next_out = (Bytef *)block;
        z.avail_out = sizeof block;
        status = inflate(&z, Z_NO_FLUSH);
        buffer_put(out, block, sizeof block - z.avail_out);
    }
    inflateEnd(&z);
    return status == Z_STREAM_END;
}

static void put_character(Buffer *out, uint32_t c)
{
    char bytes[4];
    if (c >= 0xD800 && c <= 0xDFFF)
        c = 0xFFFD;
    buffer_put(out, bytes, utf8_encode(c, bytes));
}

static int hex_digit(char c)
{
    return c >= '0' && c <= '9'   ? c - '0'
           : c >= 'A' && c <= 'F' ? c - 'A' + 10
           : c >= 'a' && c <= 'f' ? c - 'a' + 10
                                  : -1;
}

/* Four hex digits at p as a number; -1 where there are fewer. */
static long hex_unit(const char *p, const char *end)
{
    long value = 0;
    for (int i = 0; i < 4; i++) {
        int digit = p + i < end ? hex_digit(p[i]) : -1;
        if (digit < 0)
            return -1;
        value = value * 16 + digit;
    }
    return value;
}

/* UTF-16 hex at p up to '>' ; returns behind it. */
static const char *put_utf16(Buffer *out, const char *p, const char *end)
{
    long high = 0;
    for (long unit; (unit = hex_unit(p, end)) >= 0; p += 4) {
        if (unit == 0xFEFF)
            continue;
        if (unit >= 0xD800 && unit <= 0xDBFF) {
            high = unit;
            continue;
        }
        if (high && unit >= 0xDC00 && unit <= 0xDFFF)
            unit = 0x10000 + ((high - 0xD800) << 10) + (unit - 0xDC00);
        high = 0;
        put_character(out, (uint32_t)unit);
    }
    return p;
}

/* Each code's characters, as offset + 1 into a text of its own: "<0010><4E2D>" lines. */
static const char *const *read_map(Reader *reader, const Buffer *cmap)
{
    const char **map = ARENA_NEW_ARRAY(reader->arena, 65536, const char *);
    const char *end = cmap->bytes + cmap->length;
    for (const char *p = cmap->bytes; (p = find(p, end, "beginbfchar")) != NULL;) {
        const char *stop = find(p, end, "endbfchar");
        if (stop == NULL)
            break;
        while ((p = memchr(p, '<', (size_t)(stop - p))) != NULL) {
            long code = hex_unit(p + 1, stop);
            Buffer text = {0};
            if (code < 0 || p + 7 > stop)
                break;
            p = put_utf16(&text, p + 7, stop);
            map[code] = arena_strdup(reader->arena, text.bytes ? text.bytes : "");
            buffer_free(&text);
        }
        p = stop;
    }
    return map;
}

/* One page: hex strings through the map of the current font, unless ActualText said it. */
static void read_page(Reader *reader, const char *const *const *maps, const Buffer *content)
{
    const char *end = content->bytes + content->length;
    const char *const *map = NULL;
    bool said = false;
    for (const char *p = content->bytes; p < end; p++) {
        if (strncmp(p, "/ActualText<", 12) == 0) {
            p = put_utf16(reader->out, p + 12, end);
            said = true;
        } else if (strncmp(p, "EMC", 3) == 0) {
            said = false;
            p += 2;
        } else if (p[0] == '/' && p[1] == 'F' && isdigit((unsigned char)p[2])) {
            map = maps[p[2] - '0'];
        } else if (p[0] == '<' && p[1] != '<' && p > content->bytes && p[-1] != '<') {
            for (long code; (code = hex_unit(p + 1, end)) >= 0; p += 4)
                if (map && map[code] && !said)
                    buffer_text(reader->out, map[code]);
        } else if (p[0] == 'E' && p[1] == 'T') {
            buffer_char(reader->out, '\n');
        }
    }
}

/* Hex strings (/Title, /Alt, /Contents) and literal ones (/URI) of an object without stream. */
static void read_strings(Reader *reader, const Object *object)
{
    for (const char *p = object->start; (p = find(p, object->end, "<FEFF")) != NULL;) {
        p = put_utf16(reader->out, p + 1, object->end);
        buffer_char(reader->out, '\n');
    }
    const char *uri = find(object->start, object->end, "/URI (");
    if (uri) {
        for (uri += 6; uri < object->end && *uri != ')'; uri++)
            if (*uri != '\\')
                buffer_char(reader->out, *uri);
        buffer_char(reader->out, '\n');
    }
}

bool pdf_read_text(const char *bytes, size_t length, Buffer *out, Error *err)
{
    Reader reader = {.arena = arena_new(), .out = out};
    Buffer stream = {0};
    const char *const *maps[FONTS_MAX] = {0};
    bool good = find_objects(&reader, bytes, length);
    size_t pages = 0;
    if (good) {
        /* The shared resources name the fonts: /Font << /F0 12 0 R … >> */
        for (size_t i = 0; i < reader.count; i++) {
            const Object *object = &reader.objects[i];
            if (object->start == NULL || !find(object->start, object->end, "/Font <<"))
                continue;
            for (int f = 0; f < FONTS_MAX; f++) {
                char key[8] = {'/', 'F', (char)('0' + f), ' ', '\0'};
                size_t font = reference(object, key), map = 0;
                if (font && font < reader.count && reader.objects[font].start)
                    map = reference(&reader.objects[font], "/ToUnicode ");
                if (map && map < reader.count && stream_of(&reader.objects[map], &stream))
                    maps[f] = read_map(&reader, &stream);
            }
        }
        for (size_t i = 0; i < reader.count; i++) {
            const Object *object = &reader.objects[i];
            if (object->start == NULL)
                continue;
            bool font = find(object->start, object->end, "/Length1 ") ||
                        find(object->start, object->end, "/CIDFontType0C");
            if (!font && stream_of(object, &stream)) {
                if (stream.length &&
                    !find(stream.bytes, stream.bytes + stream.length, "begincmap") &&
                    find(stream.bytes, stream.bytes + stream.length, "BT")) {
                    read_page(&reader, maps, &stream);
                    pages++;
                }
            } else if (!font) {
                read_strings(&reader, object);
            }
        }
    }
    buffer_free(&stream);
    arena_free(reader.arena);
    if (!good || pages == 0)
        return error_set(err, ERR_DATA, "no PDF written by this program");
    return true;
}
