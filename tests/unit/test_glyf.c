/*
 * test_glyf.c - glyphs picked from a small TrueType font made by hand (glyf.h): parts come along,
 * instructions go, outlines stay; damage is refused within bounds.
 */
#include "outline.h"

#include <stdlib.h>

#include "base/arena.h"
#include "render/pdf/glyf.h"

#define GLYPHS 11
#define METRICS 5 /* glyphs with an advance of their own */
#define HINT "\xEE\xEE\xEE\xEE\xEE"

enum { EMPTY, TRIANGLE, SQUARE, TWO, NESTED, WIDE, SPACE, RING, ROUND, ITSELF, SLANTED };

static const char names[GLYF_TABLES][5] = {"glyf", "head", "hhea", "hmtx", "loca", "maxp"};

typedef struct {
    Buffer tables[GLYF_TABLES], places; /* of glyphs, four bytes each */
} Font;

static void put(Buffer *out, long value, unsigned size)
{
    for (unsigned i = size; i-- > 0;)
        buffer_char(out, (char)((unsigned long)value >> (8 * i)));
}

static void set(Buffer *out, size_t at, long value, unsigned size)
{
    for (unsigned i = 0; i < size; i++)
        out->bytes[at + i] = (char)((unsigned long)value >> (8 * (size - 1 - i)));
}

static unsigned get(const Buffer *in, size_t at, unsigned size)
{
    unsigned value = 0;
    for (unsigned i = 0; i < size; i++)
        value = value << 8 | (unsigned char)in->bytes[at + i];
    return value;
}

static void put_head(Buffer *out, int contours)
{
    put(out, contours, 2);
    for (int i = 0; i < 4; i++)
        put(out, i < 2 ? -500 : 1500, 2);
}

/* One contour of corners on whole units, moved by one byte each. */
static void put_simple(Buffer *out, const signed char (*moves)[2], unsigned corners,
                       const char *hint)
{
    put_head(out, 1);
    put(out, corners - 1, 2);
    put(out, (long)strlen(hint), 2);
    buffer_text(out, hint);
    for (unsigned i = 0; i < corners; i++) /* on the curve; one byte each, of its sign */
        put(out, 0x07 | (moves[i][0] >= 0 ? 0x10 : 0) | (moves[i][1] >= 0 ? 0x20 : 0), 1);
    for (int axis = 0; axis < 2; axis++)
        for (unsigned i = 0; i < corners; i++)
            put(out, abs(moves[i][axis]), 1);
}

static void put_part(Buffer *out, unsigned flags, unsigned glyph, int x, int y)
{
    put(out, flags | 0x0002, 2); /* x and y are a distance */
    put(out, glyph, 2);
    put(out, x, flags & 1 ? 2 : 1);
    put(out, y, flags & 1 ? 2 : 1);
}

static void put_glyph(Buffer *out, int glyph)
{
    static const signed char triangle[][2] = {{10, 20}, {100, 0}, {-50, 90}};
    static const signed char square[][2] = {{0, 0}, {120, 0}, {0, 120}, {-120, 0}};
    switch (glyph) {
    case TRIANGLE:
        put_simple(out, triangle, 3, HINT);
        break;
    case SQUARE:
        put_simple(out, square, 4, "");
        break;
    case TWO: /* in words, then half as large, with instructions behind */
        put_head(out, -1);
        put_part(out, 0x0021, TRIANGLE, 300, -200);
        put_part(out, 0x0108, SQUARE, 7, -9);
        put(out, 0x2000, 2);
        put(out, strlen(HINT), 2);
        buffer_text(out, HINT);
        break;
    case NESTED: /* turned by a quarter; the second as it is */
        put_head(out, -1);
        put_part(out, 0x00A0, TWO, 50, 60);
        put(out, 0, 2);
        put(out, 0x4000, 2);
        put(out, -0x4000, 2);
        put(out, 0, 2);
        put_part(out, 0x0000, SQUARE, -100, 100);
        break;
    case WIDE: /* a width and a height of its own */
        put_head(out, -1);
        put_part(out, 0x0041, TRIANGLE, 0, 400);
        put(out, 0x6000, 2);
        put(out, 0x1000, 2);
        break;
    case RING: /* one of the other, for ever */
        put_head(out, -1);
        put_part(out, 0x0020, ROUND, 1, 1);
        put_part(out, 0, SQUARE, 2, 2);
        break;
    case ROUND:
        put_head(out, -1);
        put_part(out, 0, RING, 1, 1);
        break;
    case ITSELF:
        put_head(out, -1);
        put_part(out, 0, ITSELF, 1, 1);
        break;
    case SLANTED: /* stands at the end of the table */
        put_head(out, -1);
        put_part(out, 0x0081, SQUARE, 5, 5);
        put(out, 0x4000, 2);
        put(out, 0x0800, 2);
        put(out, 0x1000, 2);
        put(out, 0x4000, 2);
        break;
    default:
        break;
    }
}

static void put_places(Font *font, bool long_places)
{
    buffer_clear(&font->tables[GLYF_LOCA]);
    set(&font->tables[GLYF_HEAD], 50, long_places, 2);
    for (size_t g = 0; g <= GLYPHS; g++) {
        unsigned at = get(&font->places, g * 4, 4);
        put(&font->tables[GLYF_LOCA], long_places ? at : at / 2, long_places ? 4 : 2);
    }
}

static void make(Font *font, bool long_places)
{
    Buffer *t = font->tables;
    *font = (Font){.places = {0}};
    for (int g = 0; g < GLYPHS; g++) {
        put(&font->places, (long)t[GLYF_GLYF].length, 4);
        put_glyph(&t[GLYF_GLYF], g);
        if (t[GLYF_GLYF].length % 2)
            put(&t[GLYF_GLYF], 0, 1);
    }
    put(&font->places, (long)t[GLYF_GLYF].length, 4);
    for (int i = 0; i < 54; i++)
        put(&t[GLYF_HEAD], 0, 1);
    set(&t[GLYF_HEAD], 0, 0x00010000, 4);
    set(&t[GLYF_HEAD], 12, 0x5F0F3CF5, 4);
    set(&t[GLYF_HEAD], 18, 1000, 2);
    put_places(font, long_places);
    for (int i = 0; i < 36; i++)
        put(&t[GLYF_HHEA], 0, 1);
    set(&t[GLYF_HHEA], 0, 0x00010000, 4);
    set(&t[GLYF_HHEA], 34, METRICS, 2);
    for (int g = 0; g < GLYPHS; g++) {
        if (g < METRICS)
            put(&t[GLYF_HMTX], 400 + g, 2);
        put(&t[GLYF_HMTX], -500 + g, 2);
    }
    for (int i = 0; i < 32; i++)
        put(&t[GLYF_MAXP], i < 14 ? 0 : 9, 1);
    set(&t[GLYF_MAXP], 0, 0x00010000, 4);
    set(&t[GLYF_MAXP], 4, GLYPHS, 2);
}

static void unmake(Font *font)
{
    for (size_t t = 0; t < GLYF_TABLES; t++)
        buffer_free(&font->tables[t]);
    buffer_free(&font->places);
}

/* Each table in memory of its own, so that reading beyond it is seen. */
static bool pick(const Font *font, const uint16_t *glyphs, size_t count, uint16_t *codes,
                 Buffer *out)
{
    Glyf glyf = {.glyphs = 0};
    void *copies[GLYF_TABLES];
    for (size_t t = 0; t < GLYF_TABLES; t++) {
        const Buffer *from = &font->tables[t];
        copies[t] = malloc(from->length ? from->length : 1);
        memcpy(copies[t], from->bytes, from->length);
        glyf.tables[t].at = copies[t];
        glyf.tables[t].length = from->length;
    }
    bool good = glyf_open(&glyf) && glyf_pick(&glyf, glyphs, count, codes, out);
    for (size_t t = 0; t < GLYF_TABLES; t++)
        free(copies[t]);
    return good;
}

static hb_font_t *font_of(hb_blob_t *file)
{
    hb_face_t *face = hb_face_create(file, 0);
    hb_font_t *font = hb_font_create(face);
    hb_face_destroy(face);
    hb_blob_destroy(file);
    return font;
}

static hb_blob_t *blob_of(const Buffer *bytes)
{
    return hb_blob_create(bytes->bytes, (unsigned)bytes->length, HB_MEMORY_MODE_DUPLICATE, NULL,
                          NULL);
}

static hb_font_t *whole_font(const Font *font)
{
    hb_face_t *built = hb_face_builder_create();
    for (size_t t = 0; t < GLYF_TABLES; t++) {
        const char *n = names[t];
        hb_blob_t *table = blob_of(&font->tables[t]);
        hb_face_builder_add_table(built, HB_TAG(n[0], n[1], n[2], n[3]), table);
        hb_blob_destroy(table);
    }
    hb_blob_t *file = hb_face_reference_blob(built);
    hb_face_destroy(built);
    return font_of(file);
}

/* What a reader may count on: tables where the directory says, and sums that come out. */
static size_t table_at(const Buffer *file, GlyfTable table)
{
    size_t row = 12 + 16 * (size_t)table, at = get(file, row + 8, 4), end;
    uint32_t sum = 0;
    assert_memory_equal(file->bytes + row, names[table], 4);
    end = (at + get(file, row + 12, 4) + 3) / 4 * 4;
    assert_true(at % 4 == 0 && end <= file->length);
    for (size_t i = at; i < end; i += 4)
        if (table != GLYF_HEAD || i != at + 8) /* that one is of the whole file */
            sum += get(file, i, 4);
    assert_int_equal(sum, get(file, row + 4, 4));
    return at;
}

/* No part says that instructions follow, and all are in the file. */
static void assert_parts(const Buffer *file, size_t glyph, size_t glyphs)
{
    size_t place = table_at(file, GLYF_LOCA) + 2 * glyph;
    size_t from = 2 * (size_t)get(file, place, 2), to = 2 * (size_t)get(file, place + 2, 2);
    size_t at = table_at(file, GLYF_GLYF) + from;
    unsigned flags = from < to && get(file, at, 2) & 0x8000 ? 0x0020 : 0;
    for (at += 10; flags & 0x0020;) {
        flags = get(file, at, 2);
        assert_int_equal(flags & 0x0100, 0);
        assert_in_range(get(file, at + 2, 2), 1, glyphs - 1);
        at += flags & 1 ? 8 : 6;
        at += flags & 0x0008 ? 2 : flags & 0x0040 ? 4 : flags & 0x0080 ? 8 : 0;
    }
}

static void assert_sound(const Buffer *file, size_t glyphs)
{
    uint32_t sum = 0;
    for (size_t i = 0; i < file->length; i += 4)
        sum += get(file, i, 4);
    assert_int_equal(sum, 0xB1B0AFBA);
    for (GlyfTable t = 0; t < GLYF_TABLES; t++)
        table_at(file, t);
    size_t maxp = table_at(file, GLYF_MAXP);
    assert_int_equal(get(file, maxp + 4, 2), glyphs);
    assert_int_equal(get(file, table_at(file, GLYF_HHEA) + 34, 2), glyphs);
    assert_int_equal(get(file, maxp + 14, 2), 1); /* no twilight zone */
    for (size_t i = 16; i < 28; i++)
        assert_int_equal(file->bytes[maxp + i], 0);
    assert_null(memmem(file->bytes, file->length, HINT, strlen(HINT)));
    for (size_t g = 0; g < glyphs; g++)
        assert_parts(file, g, glyphs);
}

/* The glyphs of a pick are drawn as in the font; `held`: how many the pick holds with their parts.
 */
static void assert_kept(const Font *font, const uint16_t *glyphs, size_t count, size_t held)
{
    uint16_t codes[GLYPHS];
    Buffer file = {0}, one = {0}, two = {0};
    assert_true(pick(font, glyphs, count, codes, &file));
    assert_sound(&file, held);
    hb_font_t *whole = whole_font(font), *picked = font_of(blob_of(&file));
    for (size_t i = 0; i < count; i++) {
        assert_int_equal(codes[i], i + 1);
        outline(whole, glyphs[i], &one);
        outline(picked, codes[i], &two);
        assert_int_equal(one.length > 0, glyphs[i] != SPACE);
        assert_int_equal(one.length, two.length);
        assert_memory_equal(one.bytes, two.bytes, one.length);
        assert_int_equal(hb_font_get_glyph_h_advance(picked, codes[i]),
                         400 + (glyphs[i] < METRICS ? glyphs[i] : METRICS - 1));
        assert_int_equal((int16_t)get(&file, table_at(&file, GLYF_HMTX) + 4 * (i + 1) + 2, 2),
                         -500 + glyphs[i]);
    }
    outline(picked, 0, &two);
    assert_int_equal(two.length, 0);
    hb_font_destroy(whole);
    hb_font_destroy(picked);
    buffer_free(&file);
    buffer_free(&one);
    buffer_free(&two);
}

#define PICK(...)                                                                                  \
    (const uint16_t[]){__VA_ARGS__}, sizeof((const uint16_t[]){__VA_ARGS__}) / sizeof(uint16_t)

static void parts_come_along_and_instructions_go(void **state)
{
    (void)state;
    for (int long_places = 0; long_places < 2; long_places++) {
        Font font;
        make(&font, long_places);
        assert_non_null(memmem(font.tables[GLYF_GLYF].bytes, font.tables[GLYF_GLYF].length, HINT,
                               strlen(HINT)));
        assert_kept(&font, PICK(TRIANGLE), 2);
        assert_kept(&font, PICK(SQUARE, SPACE), 3);
        assert_kept(&font, PICK(TWO), 4);           /* and two parts */
        assert_kept(&font, PICK(TRIANGLE, TWO), 4); /* one of which was asked for */
        assert_kept(&font, PICK(NESTED), 5);        /* parts of parts */
        assert_kept(&font, PICK(WIDE), 3);
        assert_kept(&font, PICK(SLANTED), 3);
        assert_kept(&font, PICK(TRIANGLE, SQUARE, TWO, NESTED, WIDE, SPACE, SLANTED), 8);
        unmake(&font);
    }
}

/* Places of a font with more than 128 KiB of outlines; those of a pick are of two bytes. */
static void far_outlines_are_found(void **state)
{
    (void)state;
    Font font;
    make(&font, true);
    for (int i = 0; i < 200000; i++)
        put(&font.tables[GLYF_GLYF], 0, 1);
    set(&font.places, SLANTED * 4, (long)font.tables[GLYF_GLYF].length, 4);
    put_glyph(&font.tables[GLYF_GLYF], SLANTED);
    set(&font.places, GLYPHS * 4, (long)font.tables[GLYF_GLYF].length, 4);
    put_places(&font, true);
    assert_kept(&font, PICK(SLANTED), 3);
    /* ITSELF now reaches over all of it: it has a part and much behind, which goes */
    uint16_t codes[1];
    Buffer out = {0};
    assert_true(pick(&font, PICK(ITSELF), codes, &out));
    assert_true(out.length < 500);
    /* but as a simple glyph it is too large for a pick */
    set(&font.tables[GLYF_GLYF], get(&font.places, ITSELF * 4, 4), 0, 2);
    set(&font.tables[GLYF_GLYF], get(&font.places, ITSELF * 4, 4) + 10, 0, 2);
    assert_false(pick(&font, PICK(ITSELF), codes, &out));
    buffer_free(&out);
    unmake(&font);
}

/* Glyphs that are parts of themselves are copied as they are; readers know how to stop. */
static void rings_end(void **state)
{
    (void)state;
    Font font;
    Buffer out = {0};
    uint16_t codes[3];
    make(&font, false);
    assert_true(pick(&font, PICK(RING), codes, &out));
    assert_sound(&out, 4);
    assert_true(pick(&font, PICK(RING, ROUND, ITSELF), codes, &out));
    assert_sound(&out, 5);
    buffer_free(&out);
    unmake(&font);
}

static void assert_refused(const Font *font, const uint16_t *glyphs, size_t count)
{
    uint16_t codes[GLYPHS];
    Buffer out = {0};
    assert_false(pick(font, glyphs, count, codes, &out));
    buffer_free(&out);
}

static void what_does_not_belong_together_is_refused(void **state)
{
    (void)state;
    for (int long_places = 0; long_places < 2; long_places++) {
        Font font;
        make(&font, long_places);
        assert_kept(&font, PICK(TRIANGLE), 2);
        for (GlyfTable t = 0; t < GLYF_TABLES; t++) { /* a byte less, and nothing at all */
            size_t length = font.tables[t].length;
            font.tables[t].length--;
            assert_refused(&font, PICK(TRIANGLE, SLANTED));
            font.tables[t].length = 0;
            assert_refused(&font, PICK(TRIANGLE));
            font.tables[t].length = length;
        }
        static const struct {
            GlyfTable table;
            size_t at;
            long value;
        } wrong[] = {{GLYF_HHEA, 34, 0}, {GLYF_HHEA, 34, GLYPHS + 1}, {GLYF_MAXP, 4, GLYPHS + 1},
                     {GLYF_MAXP, 4, 0},  {GLYF_MAXP, 4, 0xFFFF},      {GLYF_HHEA, 34, METRICS + 1}};
        for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
            Buffer *table = &font.tables[wrong[i].table];
            unsigned before = get(table, wrong[i].at, 2);
            set(table, wrong[i].at, wrong[i].value, 2);
            assert_refused(&font, PICK(TRIANGLE));
            set(table, wrong[i].at, before, 2);
        }
        assert_refused(&font, PICK(TRIANGLE, GLYPHS));
        assert_refused(&font, PICK(0xFFFF));
        assert_kept(&font, PICK(TRIANGLE), 2);
        unmake(&font);
    }
}

static void damaged_glyphs_are_refused(void **state)
{
    (void)state;
    Font font;
    make(&font, true);
    Buffer *outlines = &font.tables[GLYF_GLYF];
    size_t two = get(&font.places, TWO * 4, 4), triangle = get(&font.places, TRIANGLE * 4, 4);
    /* places: behind the end, before the beginning of the glyph, of too few bytes */
    static const struct {
        int glyph;
        long place;
    } places[] = {{SLANTED, 0x7FFFFFFF},
                  {SLANTED, 0xFFFFFFFF},
                  {GLYPHS, 0xFFFFFFFE},
                  {GLYPHS, 9999},
                  {GLYPHS, 0}};
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        size_t at = (size_t)places[i].glyph * 4;
        unsigned before = get(&font.places, at, 4);
        set(&font.places, at, places[i].place, 4);
        put_places(&font, true);
        assert_refused(&font, PICK(SLANTED));
        set(&font.places, at, before, 4);
    }
    /* the last glyph cut anywhere: its head, a part, its matrix */
    size_t start = get(&font.places, SLANTED * 4, 4), end = get(&font.places, GLYPHS * 4, 4);
    for (size_t cut = start + 1; cut < end; cut++) {
        set(&font.places, GLYPHS * 4, (long)cut, 4);
        put_places(&font, true);
        outlines->length = cut;
        assert_refused(&font, PICK(SLANTED));
    }
    outlines->length = end;
    set(&font.places, GLYPHS * 4, (long)end, 4);
    put_places(&font, true);
    assert_kept(&font, PICK(SLANTED), 3);
    /* a part that is no glyph; more parts than there are bytes; instructions and contours too */
    set(outlines, two + 12, GLYPHS, 2);
    assert_refused(&font, PICK(TWO));
    assert_refused(&font, PICK(NESTED));
    set(outlines, two + 12, TRIANGLE, 2);
    set(outlines, start + 10, 0x00A3, 2);
    assert_refused(&font, PICK(SLANTED));
    set(outlines, triangle + 12, 0xFFFF, 2);
    assert_refused(&font, PICK(TRIANGLE));
    assert_refused(&font, PICK(TWO));
    set(outlines, triangle + 12, strlen(HINT), 2);
    set(outlines, triangle, 0x7FFF, 2);
    assert_refused(&font, PICK(TRIANGLE));
    unmake(&font);
}

/* Any byte of any table changed: refused, or read within bounds. */
static void any_change_is_survived(void **state)
{
    (void)state;
    static const unsigned char values[] = {0, 1, 0x7F, 0x80, 0xFF};
    size_t taken = 0, refused = 0;
    for (int long_places = 0; long_places < 2; long_places++) {
        Font font;
        Buffer out = {0};
        uint16_t codes[GLYPHS];
        make(&font, long_places);
        for (size_t t = 0; t < GLYF_TABLES; t++)
            for (size_t i = 0; i < font.tables[t].length; i++) {
                char before = font.tables[t].bytes[i];
                for (size_t v = 0; v < sizeof values; v++) {
                    font.tables[t].bytes[i] = (char)values[v];
                    bool good =
                        pick(&font, PICK(TRIANGLE, NESTED, WIDE, RING, SLANTED), codes, &out);
                    taken += good;
                    refused += !good;
                }
                font.tables[t].bytes[i] = before;
            }
        buffer_free(&out);
        unmake(&font);
    }
    assert_true(taken > 500 && refused > 500);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(parts_come_along_and_instructions_go),
        cmocka_unit_test(far_outlines_are_found),
        cmocka_unit_test(rings_end),
        cmocka_unit_test(what_does_not_belong_together_is_refused),
        cmocka_unit_test(damaged_glyphs_are_refused),
        cmocka_unit_test(any_change_is_survived),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
