/*
 * pdf_text.c - see pdf_text.h.
 *
 * The objects are listed first, those in object streams too, with the fonts (/F1 16 0 R), their
 * /ToUnicode and their font files; then the maps are read, then every other stream is decoded with
 * them. A stream is inflated once, until its own end, so /Length only helps to skip it; a font file
 * holds outlines of the installed font, and no text.
 */
#include "publish/pdf_text.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/deflate.h"
#include "base/utf8.h"

#define FONTS 64
#define TEXT_ROOM 4096 /* bytes of text that room is made for at once */
#define STREAM_LIMIT ((size_t)256 << 20)

typedef struct {
    int name;             /* 1 of /F1 */
    int object, map;      /* numbers of the font and its ToUnicode stream */
    uint32_t *characters; /* by glyph; 65536 of them, 0: not known */
    uint16_t *known;      /* glyphs */
    size_t known_count, known_room;
} Font;

/* A table is as good as empty: what the last document's fonts have emptied the next ones take. */
#define SPARE 8
static _Thread_local uint32_t *spare[SPARE];
static _Thread_local size_t spare_count;

typedef struct {
    int number;
    const char *head;   /* its dictionary … */
    const char *close;  /* … and where that ends */
    const char *stream; /* "stream", NULL: none */
    bool outlines;      /* a font file */
} Object;

typedef struct {
    Object *objects;
    size_t object_count, object_capacity;
    Font fonts[FONTS];
    size_t font_count;
    int current;   /* index into fonts, -1 */
    Buffer *packs; /* unpacked object streams, which objects point into */
    size_t pack_count, pack_capacity;
    Buffer *out;
} Reader;

/* Of each byte that is a hex digit its value and 1: every glyph is four of them. */
static const unsigned char digits[256] = {
    ['0'] = 1,  ['1'] = 2,  ['2'] = 3,  ['3'] = 4,  ['4'] = 5,  ['5'] = 6,  ['6'] = 7,  ['7'] = 8,
    ['8'] = 9,  ['9'] = 10, ['A'] = 11, ['B'] = 12, ['C'] = 13, ['D'] = 14, ['E'] = 15, ['F'] = 16,
    ['a'] = 11, ['b'] = 12, ['c'] = 13, ['d'] = 14, ['e'] = 15, ['f'] = 16};

/* Four hex digits at `at`, or -1. */
static int hex4(const char *at, const char *end)
{
    int value = 0;
    if (end - at < 4)
        return -1;
    for (int i = 0; i < 4; i++) {
        int digit = digits[(unsigned char)at[i]];
        if (!digit)
            return -1;
        value = value * 16 + digit - 1;
    }
    return value;
}

static void put_character(Buffer *out, uint32_t c)
{
    if (c < 0x20 || (c >= 0xD800 && c < 0xE000) || c > 0x10FFFF)
        return;
    if (out->capacity < out->length + 5)
        buffer_reserve(out, TEXT_ROOM);
    out->length += utf8_encode(c, out->bytes + out->length);
    out->bytes[out->length] = '\0';
}

/* UTF-16 as hex digits, up to '>'. Returns where it ends. */
static const char *put_utf16(Buffer *out, const char *at, const char *end)
{
    uint32_t high = 0;
    for (int unit; (unit = hex4(at, end)) >= 0; at += 4) {
        if (unit >= 0xD800 && unit < 0xDC00) {
            high = (uint32_t)unit;
            continue;
        }
        if (unit >= 0xDC00 && unit < 0xE000)
            put_character(out, 0x10000 + ((high - 0xD800) << 10) + ((uint32_t)unit - 0xDC00));
        else
            put_character(out, (uint32_t)unit);
    }
    return at;
}

/* Every <FEFF…> in `bytes`: titles, alternative texts, ActualText. */
static void put_marked_texts(Buffer *out, const char *bytes, size_t length)
{
    const char *end = bytes + length;
    for (const char *at = bytes; (at = memchr(at, '<', (size_t)(end - at))); at++)
        if (end - at > 4 && (at[1] == 'F' || at[1] == 'f') && hex4(at + 1, end) == 0xFEFF) {
            at = put_utf16(out, at + 5, end) - 1;
            buffer_char(out, '\n');
        }
}

static const char *find(const char *at, const char *end, const char *what)
{
    return at < end ? memmem(at, (size_t)(end - at), what, strlen(what)) : NULL;
}

/* The number of the object whose "N 0 obj" ends at `at`. */
static int object_number(const char *start, const char *at)
{
    const char *p = at;
    while (p > start && (p[-1] == ' ' || (p[-1] >= '0' && p[-1] <= '9')))
        p--;
    return atoi(p);
}

static Font *font_at(Reader *r, const char *field, int number)
{
    for (size_t i = 0; i < r->font_count; i++)
        if (number == (*field == 'n' ? r->fonts[i].name : r->fonts[i].object))
            return &r->fonts[i];
    return NULL;
}

/* "/F1 16 0 R" wherever it stands in a dictionary. */
static void note_fonts(Reader *r, const char *start, const char *end)
{
    /* An F is rarer than a slash. */
    for (const char *at = start; at < end && (at = memchr(at, 'F', (size_t)(end - at)));) {
        char *after;
        at++;
        if (at == start + 1 || at[-2] != '/' || *at < '0' || *at > '9')
            continue;
        int name = (int)strtol(at, &after, 10);
        if (*after != ' ')
            continue;
        int object = (int)strtol(after, &after, 10);
        if (object > 0 && strncmp(after, " 0 R", 4) == 0 && !font_at(r, "name", name) &&
            r->font_count < FONTS)
            r->fonts[r->font_count++] = (Font){.name = name, .object = object};
    }
}

/* "<0011><0030>" pairs between beginbfchar and endbfchar, and ranges of them. */
static void read_map(Font *font, const char *at, const char *end)
{
    bool range = false;
    if (!font->characters)
        font->characters =
            spare_count ? spare[--spare_count] : memory_alloc(65536 * sizeof *font->characters);
    for (; at < end; at++) {
        if (*at == 'b' && strncmp(at, "beginbfrange", 12) == 0)
            range = true;
        else if (*at == 'b' && strncmp(at, "beginbfchar", 11) == 0)
            range = false;
        int glyph = *at == '<' ? hex4(at + 1, end) : -1;
        if (glyph < 0)
            continue;
        int last = glyph;
        const char *to = at + 6;
        if (range) {
            while (to < end && *to != '<')
                to++;
            last = hex4(to + 1, end);
            to += 6;
        }
        while (to < end && *to != '<' && *to != '\n')
            to++;
        if (to >= end || *to != '<')
            continue;
        int high = hex4(to + 1, end), low = hex4(to + 5, end);
        uint32_t c = high >= 0xD800 && high < 0xDC00 && low >= 0xDC00
                         ? 0x10000 + (((uint32_t)high - 0xD800) << 10) + ((uint32_t)low - 0xDC00)
                         : (uint32_t)(high < 0 ? 0 : high);
        for (int g = glyph; g <= last && g < 65536; g++) {
            uint32_t character = c + (uint32_t)(g - glyph);
            if (character && !font->characters[g]) {
                GROW(font->known, font->known_room, font->known_count + 1);
                font->known[font->known_count++] = (uint16_t)g;
            }
            font->characters[g] = character;
        }
        while (to < end && *to != '\n' && *to != '>')
            to++;
        at = to;
    }
}

static void forget_map(Font *font)
{
    for (size_t i = 0; i < font->known_count; i++)
        font->characters[font->known[i]] = 0;
    if (font->characters && spare_count < SPARE)
        spare[spare_count++] = font->characters;
    else
        free(font->characters);
    free(font->known);
}

static const char *put_glyphs(Reader *r, const char *at, const char *end)
{
    const Font *font = r->current >= 0 ? &r->fonts[r->current] : NULL;
    const uint32_t *characters = font ? font->characters : NULL;
    for (int glyph; (glyph = hex4(at, end)) >= 0; at += 4)
        if (characters)
            put_character(r->out, characters[glyph]);
    return at;
}

/* Shown text of a content stream; a new text object or position begins a new line. */
static void put_content(Reader *r, const char *at, const char *end)
{
    static const bool begins[256] = {['/'] = true, ['<'] = true, ['B'] = true, ['T'] = true};
    for (; at < end; at++) {
        if (!begins[(unsigned char)*at])
            continue;
        int glyph = *at == '<' ? hex4(at + 1, end) : -1;
        if (*at == '/' && at + 1 < end && at[1] == 'F' && at + 2 < end && at[2] >= '0' &&
            at[2] <= '9') {
            const Font *font = font_at(r, "name", atoi(at + 2));
            r->current = font ? (int)(font - r->fonts) : -1;
        } else if (glyph >= 0 && glyph != 0xFEFF) {
            at = put_glyphs(r, at + 1, end);
        } else if ((*at == 'B' && at + 1 < end && at[1] == 'T') ||
                   (*at == 'T' && at + 1 < end && (at[1] == 'd' || at[1] == 'm' || at[1] == '*'))) {
            buffer_char(r->out, '\n');
        }
    }
    buffer_char(r->out, '\n');
}

static const char *stream_start(const char *stream)
{
    const char *start = stream + strlen("stream");
    start += *start == '\r';
    start += *start == '\n';
    return start;
}

/* Where the stream ends: as its length says, if "endstream" stands there. */
static const char *stream_end(const Object *object, const char *pdf_end)
{
    const char *start = stream_start(object->stream);
    const char *length = find(object->head, object->stream, "/Length ");
    long bytes = length ? strtol(length + 8, NULL, 10) : 0;
    if (bytes > 0 && bytes < pdf_end - start - 12 &&
        (strncmp(start + bytes, "\nendstream", 10) == 0 ||
         strncmp(start + bytes, "\r\nendstream", 11) == 0))
        return start + bytes;
    return find(start, pdf_end, "endstream");
}

/* One stream, unpacked into `text` (emptied first); false with *err where it is broken. */
static bool read_stream(const Object *object, const char *pdf_end, Buffer *text, Error *err)
{
    const char *start = stream_start(object->stream), *end = stream_end(object, pdf_end);
    buffer_clear(text);
    if (!find(object->head, object->stream, "/FlateDecode")) {
        buffer_put(text, start, (size_t)(end - start));
        return true;
    }
    /* What looks like its end may stand in the packed bytes. */
    return deflate_unpack(DEFLATE_ZLIB, start, (size_t)(end - start), STREAM_LIMIT, text) ||
           deflate_unpack(DEFLATE_ZLIB, start, (size_t)(pdf_end - start), STREAM_LIMIT, text) ||
           error_set(err, ERR_DATA, "a stream of the PDF is broken");
}

static void take_stream(Reader *r, const Object *object, const Buffer *text)
{
    const char *start = text->bytes ? text->bytes : "", *end = start + text->length;
    if (find(object->head, object->stream, "/EmbeddedFile") ||
        find(object->head, object->stream, "/Metadata")) {
        buffer_put(r->out, start, text->length);
        buffer_char(r->out, '\n');
    } else if (find(start, end, "BT") && find(start, end, "Tf")) {
        put_content(r, start, end);
        put_marked_texts(r->out, start, text->length);
    }
}

static void add_object(Reader *r, const Object *object)
{
    GROW(r->objects, r->object_capacity, r->object_count + 1);
    r->objects[r->object_count++] = *object;
}

/* The objects of an object stream: pairs of number and offset, and from /First on their texts. */
static bool list_pack(Reader *r, const Object *pack, const char *pdf_end, Error *err)
{
    GROW(r->packs, r->pack_capacity, r->pack_count + 1);
    Buffer *text = &r->packs[r->pack_count++];
    *text = (Buffer){0};
    if (!read_stream(pack, pdf_end, text, err))
        return false;
    const char *named = find(pack->head, pack->stream, "/First ");
    size_t first = named ? strtoul(named + 7, NULL, 10) : 0;
    if (first == 0 || first > text->length)
        return error_set(err, ERR_DATA, "an object stream of the PDF is broken");
    const char *body = text->bytes + first, *end = text->bytes + text->length;
    Object last = {.head = NULL};
    for (char *at = text->bytes; at < body;) {
        char *after;
        long number = strtol(at, &after, 10);
        if (after == at)
            break;
        size_t offset = strtoul(after, &at, 10);
        if (at == after || offset > (size_t)(end - body) ||
            (last.head && body + offset < last.head))
            return error_set(err, ERR_DATA, "an object stream of the PDF is broken");
        last.close = body + offset;
        if (last.head)
            add_object(r, &last);
        last = (Object){.number = (int)number, .head = body + offset};
    }
    last.close = end;
    if (last.head)
        add_object(r, &last);
    return true;
}

static bool list_objects(Reader *r, const char *bytes, size_t length, Error *err)
{
    const char *pdf_end = bytes + length, *at = bytes, *next = bytes;
    while ((at = find(at, pdf_end, " obj"))) {
        Object object = {.number = object_number(bytes, at - 2), .head = at + 4};
        /* The next stream is looked for once, and nothing inside of it. */
        if (next && next < object.head)
            next = find(object.head, pdf_end, "stream");
        const char *close = find(object.head, next ? next : pdf_end, "endobj");
        object.stream = close ? NULL : next;
        object.close = object.stream ? object.stream : close ? close : pdf_end;
        at = object.close;
        if (object.stream) {
            at = stream_end(&object, pdf_end);
            if (!at)
                return error_set(err, ERR_DATA, "a stream of the PDF does not end");
        }
        if (object.stream && find(object.head, object.stream, "/ObjStm")) {
            if (!list_pack(r, &object, pdf_end, err))
                return false;
            continue;
        }
        add_object(r, &object);
    }
    for (size_t i = 0; i < r->object_count; i++)
        note_fonts(r, r->objects[i].head, r->objects[i].close);
    return true;
}

static Object *object_of(Reader *r, int number)
{
    for (size_t i = 0; i < r->object_count; i++)
        if (r->objects[i].number == number)
            return &r->objects[i];
    return NULL;
}

/* Objects that fonts name: their maps, and outlines that need no reading. */
static void follow_fonts(Reader *r)
{
    static const char *const files[] = {"/FontFile2 ", "/FontFile3 "};
    for (size_t i = 0; i < r->object_count; i++) {
        const Object *object = &r->objects[i];
        Font *font = font_at(r, "object", object->number);
        const char *map = font ? find(object->head, object->close, "/ToUnicode ") : NULL;
        if (map)
            font->map = atoi(map + strlen("/ToUnicode "));
        const char *any = find(object->head, object->close, "/FontFile");
        for (size_t k = 0; any && k < sizeof files / sizeof *files; k++) {
            const char *file = find(any, object->close, files[k]);
            Object *named = file ? object_of(r, atoi(file + strlen(files[k]))) : NULL;
            if (named)
                named->outlines = true;
        }
    }
}

static bool read_maps(Reader *r, const char *pdf_end, Error *err)
{
    Buffer text = {0};
    bool ok = true;
    for (size_t i = 0; ok && i < r->font_count; i++) {
        const Object *map = object_of(r, r->fonts[i].map);
        if (!map || !map->stream)
            continue;
        ok = read_stream(map, pdf_end, &text, err);
        if (ok && text.length)
            read_map(&r->fonts[i], text.bytes, text.bytes + text.length);
    }
    buffer_free(&text);
    return ok;
}

static bool read_texts(Reader *r, const char *pdf_end, Error *err)
{
    Buffer text = {0};
    bool ok = true;
    for (size_t i = 0; ok && i < r->object_count; i++) {
        const Object *object = &r->objects[i];
        put_marked_texts(r->out, object->head, (size_t)(object->close - object->head));
        if (!object->stream || object->outlines)
            continue;
        ok = read_stream(object, pdf_end, &text, err);
        if (ok)
            take_stream(r, object, &text);
    }
    buffer_free(&text);
    return ok;
}

bool pdf_text(const char *bytes, size_t length, Buffer *out, Error *err)
{
    Reader r = {.current = -1, .out = out};
    const char *end = bytes + length;
    bool ok = list_objects(&r, bytes, length, err);
    if (ok) {
        follow_fonts(&r);
        ok = read_maps(&r, end, err) && read_texts(&r, end, err);
    }
    for (size_t i = 0; i < r.font_count; i++)
        forget_map(&r.fonts[i]);
    for (size_t i = 0; i < r.pack_count; i++)
        buffer_free(&r.packs[i]);
    free(r.packs);
    free(r.objects);
    return ok;
}
