/*
 * glyf.c - see glyf.h.
 *
 * Glyphs are numbered anew: 0, those asked for, then those that these are put together of.
 */
#include "render/pdf/glyf.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"

#define HEAD_LENGTH 54
#define HHEA_LENGTH 36
#define MAXP_LENGTH 32
#define GLYPH_HEAD 10     /* number of contours, box */
#define SHORT_MOST 131070 /* bytes that places of two bytes reach */

enum { /* of a part of a composite glyph */
       PART_WORDS = 0x0001,
       PART_SCALE = 0x0008,
       PART_MORE = 0x0020,
       PART_TWO_SCALES = 0x0040,
       PART_FOUR_SCALES = 0x0080,
       PART_INSTRUCTIONS = 0x0100
};

static unsigned number(const unsigned char *at, unsigned size)
{
    unsigned value = 0;
    for (unsigned i = 0; i < size; i++)
        value = value << 8 | at[i];
    return value;
}

static void put_number(Buffer *out, size_t value, unsigned size)
{
    for (unsigned i = size; i-- > 0;)
        buffer_char(out, (char)(value >> (8 * i)));
}

static void set_number(Buffer *out, size_t at, size_t value, unsigned size)
{
    for (unsigned i = 0; i < size; i++)
        out->bytes[at + i] = (char)(value >> (8 * (size - 1 - i)));
}

bool glyf_open(Glyf *glyf)
{
    if (glyf->tables[GLYF_HEAD].length < HEAD_LENGTH ||
        glyf->tables[GLYF_HHEA].length < HHEA_LENGTH ||
        glyf->tables[GLYF_MAXP].length < MAXP_LENGTH)
        return false;
    glyf->long_places = number(glyf->tables[GLYF_HEAD].at + 50, 2) != 0;
    glyf->metrics = number(glyf->tables[GLYF_HHEA].at + 34, 2);
    glyf->glyphs = number(glyf->tables[GLYF_MAXP].at + 4, 2);
    return glyf->metrics > 0 && glyf->metrics <= glyf->glyphs &&
           glyf->tables[GLYF_HMTX].length >=
               glyf->metrics * 4 + (glyf->glyphs - glyf->metrics) * 2 &&
           glyf->tables[GLYF_LOCA].length >= (glyf->glyphs + 1) * (glyf->long_places ? 4 : 2);
}

/* --- glyphs ------------------------------------------------------------------------------ */

typedef struct {
    const Glyf *glyf;
    uint16_t *glyphs; /* old numbers, in the order of the new ones */
    size_t count, room;
    Buffer *out;
} Pick;

static size_t add_glyph(Pick *pick, size_t glyph)
{
    GROW(pick->glyphs, pick->room, pick->count + 1);
    pick->glyphs[pick->count] = (uint16_t)glyph;
    return pick->count++;
}

/* Parts are few, and so are glyphs of a text in such a face: they are looked for one by one. */
static size_t code_of(Pick *pick, size_t glyph)
{
    for (size_t i = 0; i < pick->count; i++)
        if (pick->glyphs[i] == glyph)
            return i;
    return add_glyph(pick, glyph);
}

static bool outline_of(const Glyf *glyf, size_t glyph, const unsigned char **at, size_t *length)
{
    const unsigned char *places = glyf->tables[GLYF_LOCA].at;
    size_t from =
        glyf->long_places ? number(places + glyph * 4, 4) : number(places + glyph * 2, 2) * 2;
    size_t to = glyf->long_places ? number(places + glyph * 4 + 4, 4)
                                  : number(places + glyph * 2 + 2, 2) * 2;
    *at = glyf->tables[GLYF_GLYF].at + from;
    *length = to - from;
    return from <= to && to <= glyf->tables[GLYF_GLYF].length &&
           (to == from || to - from >= GLYPH_HEAD);
}

static bool put_simple(Pick *pick, const unsigned char *at, size_t length)
{
    size_t ends = GLYPH_HEAD + 2 * (size_t)number(at, 2);
    if (length < ends + 2)
        return false;
    size_t hints = number(at + ends, 2);
    if (length < ends + 2 + hints)
        return false;
    buffer_put(pick->out, at, ends);
    put_number(pick->out, 0, 2);
    buffer_put(pick->out, at + ends + 2 + hints, length - ends - 2 - hints);
    return true;
}

static bool put_composite(Pick *pick, const unsigned char *at, size_t length)
{
    size_t from = GLYPH_HEAD;
    unsigned flags;
    buffer_put(pick->out, at, GLYPH_HEAD);
    do {
        if (length - from < 4)
            return false;
        flags = number(at + from, 2);
        unsigned glyph = number(at + from + 2, 2);
        size_t rest = (flags & PART_WORDS ? 4 : 2) + (flags & PART_SCALE         ? 2
                                                      : flags & PART_TWO_SCALES  ? 4
                                                      : flags & PART_FOUR_SCALES ? 8
                                                                                 : 0);
        if (length - from < 4 + rest || glyph >= pick->glyf->glyphs)
            return false;
        put_number(pick->out, flags & ~(unsigned)PART_INSTRUCTIONS, 2);
        put_number(pick->out, code_of(pick, glyph), 2);
        buffer_put(pick->out, at + from + 4, rest);
        from += 4 + rest;
    } while (flags & PART_MORE);
    return true;
}

/* The glyphs and, in `places`, where each of them begins, and the end. */
static bool put_glyphs(Pick *pick, size_t start, Buffer *places)
{
    for (size_t i = 0; i < pick->count; i++) {
        const unsigned char *at;
        size_t length;
        put_number(places, (pick->out->length - start) / 2, 2);
        if (i == 0)
            continue;
        if (!outline_of(pick->glyf, pick->glyphs[i], &at, &length))
            return false;
        if (length > 0 &&
            !(at[0] & 0x80 ? put_composite(pick, at, length) : put_simple(pick, at, length)))
            return false;
        if ((pick->out->length - start) % 2)
            buffer_char(pick->out, 0);
        if (pick->out->length - start > SHORT_MOST)
            return false;
    }
    put_number(places, (pick->out->length - start) / 2, 2);
    return true;
}

/* --- file -------------------------------------------------------------------------------- */

static void put_table(Pick *pick, GlyfTable table, size_t length)
{
    buffer_put(pick->out, pick->glyf->tables[table].at, length);
}

static void put_metrics(Pick *pick)
{
    const unsigned char *at = pick->glyf->tables[GLYF_HMTX].at;
    size_t metrics = pick->glyf->metrics;
    for (size_t i = 0; i < pick->count; i++) {
        size_t g = pick->glyphs[i], own = g < metrics ? g : metrics - 1;
        buffer_put(pick->out, at + own * 4, 2);
        buffer_put(pick->out, g < metrics ? at + g * 4 + 2 : at + metrics * 4 + (g - metrics) * 2,
                   2);
    }
}

/* With numbers in it for the new font. */
static bool put_one(Pick *pick, GlyfTable table, Buffer *places)
{
    Buffer *out = pick->out;
    size_t start = out->length;
    switch (table) {
    case GLYF_GLYF:
        return put_glyphs(pick, start, places);
    case GLYF_LOCA:
        buffer_put(out, places->bytes, places->length);
        break;
    case GLYF_HMTX:
        put_metrics(pick);
        break;
    case GLYF_HEAD:
        put_table(pick, table, HEAD_LENGTH);
        set_number(out, start + 8, 0, 4);  /* the sum of the file, set later */
        set_number(out, start + 50, 0, 2); /* places of two bytes */
        break;
    case GLYF_HHEA:
        put_table(pick, table, HHEA_LENGTH);
        set_number(out, start + 34, pick->count, 2);
        break;
    case GLYF_MAXP:
        put_table(pick, table, MAXP_LENGTH);
        set_number(out, start + 4, pick->count, 2);
        set_number(out, start + 14, 1, 2); /* what hints need */
        memset(out->bytes + start + 16, 0, 12);
        break;
    case GLYF_TABLES:
        break;
    }
    return true;
}

static uint32_t sum_of(const Buffer *out, size_t from)
{
    uint32_t sum = 0;
    for (size_t at = from; at < out->length; at += 4)
        sum += number((const unsigned char *)out->bytes + at, 4);
    return sum;
}

/* Version, number of tables, and how a search by halves would begin; then a row per table. */
static void put_directory(Buffer *out)
{
    put_number(out, 0x00010000, 4);
    put_number(out, GLYF_TABLES, 2);
    put_number(out, 64, 2);
    put_number(out, 2, 2);
    put_number(out, GLYF_TABLES * 16 - 64, 2);
    for (size_t i = 0; i < GLYF_TABLES * 16; i++)
        buffer_char(out, 0);
}

static bool put_file(Pick *pick)
{
    static const char names[GLYF_TABLES][5] = {"glyf", "head", "hhea", "hmtx", "loca", "maxp"};
    Buffer *out = pick->out, places = {0};
    size_t head = 0;
    bool good = true;
    put_directory(out);
    for (GlyfTable table = 0; table < GLYF_TABLES && good; table++) {
        size_t start = out->length, row = 12 + 16 * (size_t)table;
        good = put_one(pick, table, &places);
        size_t length = out->length - start;
        while (out->length % 4)
            buffer_char(out, 0);
        memcpy(out->bytes + row, names[table], 4);
        set_number(out, row + 4, sum_of(out, start), 4);
        set_number(out, row + 8, start, 4);
        set_number(out, row + 12, length, 4);
        head = table == GLYF_HEAD ? start : head;
    }
    if (good)
        set_number(out, head + 8, 0xB1B0AFBAu - sum_of(out, 0), 4);
    buffer_free(&places);
    return good;
}

bool glyf_pick(const Glyf *glyf, const uint16_t *glyphs, size_t count, uint16_t *codes, Buffer *out)
{
    Pick pick = {.glyf = glyf, .out = out};
    bool good = true;
    buffer_clear(out);
    add_glyph(&pick, 0);
    for (size_t i = 0; i < count && good; i++) {
        good = glyphs[i] < glyf->glyphs;
        codes[i] = (uint16_t)add_glyph(&pick, glyphs[i]);
    }
    good = good && put_file(&pick);
    free(pick.glyphs);
    return good;
}
