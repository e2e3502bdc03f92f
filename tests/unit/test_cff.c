/* test_cff.c - glyphs picked from the faces that papers are set in keep their outlines (cff.h,
 * glyf.h). */
#include "outline.h"

#include <stdlib.h>

#include "base/deflate.h"
#include "render/pdf/cff.h"
#include "render/pdf/fonts.h"
#include "render/pdf/glyf.h"

static PdfFonts *fonts;

static int open_fonts(void **state)
{
    (void)state;
    Error err = {0};
    return pdf_fonts_open(NULL, &fonts, &err) ? 0 : -1;
}

static int close_fonts(void **state)
{
    (void)state;
    pdf_fonts_close(fonts);
    return 0;
}

static void take(FaceId face, const uint32_t *characters, size_t count, Arena *arena,
                 FontSubset *out)
{
    uint16_t *glyphs = ARENA_NEW_ARRAY(arena, count, uint16_t);
    Error err = {0};
    for (size_t i = 0; i < count; i++) {
        FontGlyph glyph;
        assert_true(fonts_glyph(fonts, face, characters[i], &glyph));
        size_t k = i;
        for (; k > 0 && glyphs[k - 1] > glyph.glyph; k--)
            glyphs[k] = glyphs[k - 1];
        glyphs[k] = glyph.glyph;
    }
    assert_true(fonts_subset(fonts, face, arena, glyphs, count, out, &err));
}

/* A subset as a font: of CFF it is one table only. */
static hb_font_t *font_of(const FontSubset *subset)
{
    unsigned count = (unsigned)subset->count + 1;
    hb_blob_t *bytes = hb_blob_create(subset->bytes, (unsigned)subset->length,
                                      HB_MEMORY_MODE_DUPLICATE, NULL, NULL);
    hb_blob_t *file = hb_blob_reference(bytes);
    if (subset->cff) {
        const char maxp[] = {0, 0, 0x50, 0, (char)(count >> 8), (char)count};
        hb_face_t *built = hb_face_builder_create();
        hb_blob_t *glyphs = hb_blob_create(maxp, sizeof maxp, HB_MEMORY_MODE_DUPLICATE, NULL, NULL);
        hb_face_builder_add_table(built, HB_TAG('C', 'F', 'F', ' '), bytes);
        hb_face_builder_add_table(built, HB_TAG('m', 'a', 'x', 'p'), glyphs);
        hb_blob_destroy(file);
        file = hb_face_reference_blob(built);
        hb_blob_destroy(glyphs);
        hb_face_destroy(built);
    }
    hb_face_t *face = hb_face_create(file, 0);
    hb_font_t *font = hb_font_create(face);
    hb_face_destroy(face);
    hb_blob_destroy(file);
    hb_blob_destroy(bytes);
    return font;
}

/* The face itself, whose file pdf_fonts_describe() names: "… (FILE #INDEX); …". */
static hb_font_t *whole_font(FaceId id)
{
    const char *at = pdf_fonts_describe(fonts);
    for (FaceId before = 0; before < id; before++)
        at = strchr(at, ';') + 1;
    const char *open = strchr(at, '('), *number = strchr(open, '#');
    char *path = strndup(open + 1, (size_t)(number - open) - 2);
    hb_blob_t *blob = hb_blob_create_from_file_or_fail(path);
    assert_non_null(blob);
    hb_face_t *face = hb_face_create(blob, (unsigned)atoi(number + 1));
    hb_font_t *font = hb_font_create(face);
    hb_face_destroy(face);
    hb_blob_destroy(blob);
    free(path);
    return font;
}

/* Han all over the table, with Latin, figures, signs: a thousand outlines of every face. */
static size_t many_characters(FaceId face, uint32_t *out)
{
    size_t count = 0;
    FontGlyph glyph;
    for (uint32_t c = 0x21; c < 0x9F00; c += c < 0x250 ? 1 : c < 0x3400 ? 13 : 31)
        if (fonts_glyph(fonts, face, c, &glyph))
            out[count++] = c;
    return count;
}

static void picked_outlines_are_those_of_the_face(void **state)
{
    (void)state;
    static uint32_t characters[4000];
    for (FaceId face = 0; face < FACE_COUNT; face++) {
        Arena *arena = arena_new();
        FontSubset picked;
        Buffer one = {0}, two = {0};
        size_t count = many_characters(face, characters), drawn = 0;
        take(face, characters, count, arena, &picked);
        hb_font_t *font = font_of(&picked), *whole = whole_font(face);
        for (unsigned k = 0; k < picked.count; k++) {
            /* two characters may have one glyph */
            if (k > 0 && picked.glyphs[k] == picked.glyphs[k - 1])
                continue;
            outline(whole, picked.glyphs[k], &one);
            outline(font, picked.cff ? k + 1 : picked.codes[k], &two);
            if (one.length != two.length ||
                (one.length && memcmp(one.bytes, two.bytes, one.length) != 0))
                fail_msg("face %d: glyph %d is drawn otherwise", (int)face, picked.glyphs[k]);
            drawn += one.length > 20;
            if (picked.cff)
                assert_int_equal(picked.codes[k], picked.glyphs[k]);
        }
        assert_true(drawn > 900);
        hb_font_destroy(font);
        hb_font_destroy(whole);
        buffer_free(&one);
        buffer_free(&two);
        free(picked.bytes);
        arena_free(arena);
    }
}

/* A face's own code packs its outlines to nine tenths, rare ones too: the same bytes whether an
 * outline was packed before or not. */
static void outlines_have_a_code(void **state)
{
    (void)state;
    static const uint32_t text[] =
        U"本月收到投诉报修件按期办结率小区业主大会表决果公示物服务事项维资金使用明细龘";
    size_t all = sizeof text / sizeof *text - 1;
    for (FaceId face = 0; face < FACE_COUNT; face++)
        for (size_t from = 0; from < 4; from++) {
            Arena *arena = arena_new();
            FontSubset plain, subset;
            Buffer packed = {0}, again = {0};
            Error err = {0};
            size_t count = all - 5 * from;
            take(face, text + from, count, arena, &plain);
            assert_true(fonts_subset_packed(fonts, face, arena, plain.glyphs, count, &subset,
                                            &packed, &err));
            assert_in_range(packed.length, plain.length / 2, plain.length * (from ? 20 : 19) / 20);
            assert_true(deflate_unpack(DEFLATE_ZLIB, packed.bytes, packed.length, 1 << 20, &again));
            assert_int_equal(again.length, plain.length);
            assert_memory_equal(again.bytes, plain.bytes, plain.length);
            assert_memory_equal(subset.codes, plain.codes, count * sizeof *plain.codes);
            assert_memory_equal(subset.advances, plain.advances, count * sizeof *plain.advances);
            assert_string_equal(subset.name, plain.name);
            free(plain.bytes);
            buffer_free(&packed);
            buffer_free(&again);
            arena_free(arena);
        }
}

/* A font cut short or changed anywhere is refused or read within its bounds. */
static void damaged_font_is_refused(void **state)
{
    (void)state;
    static const uint32_t characters[] = {0x516C, 0x5F00, '7'};
    static const uint16_t all[] = {1, 2, 3};
    Arena *arena = arena_new();
    FontSubset subset;
    Buffer out = {0};
    take(FACE_SERIF, characters, 3, arena, &subset);
    for (size_t length = 0; length < subset.length; length++) {
        char *cut = memory_alloc(length ? length : 1);
        memcpy(cut, subset.bytes, length);
        Cff *cff = cff_open(cut, length);
        if (length < 100)
            assert_null(cff);
        if (cff)
            cff_pick(cff, all, 3, &out);
        cff_close(cff);
        free(cut);
    }
    char *copy = memory_alloc(subset.length);
    for (size_t i = 0; i < subset.length * 3; i++) {
        memcpy(copy, subset.bytes, subset.length);
        copy[i / 3] = (char)(i % 3 == 0 ? 0xFF : i % 3 == 1 ? 0 : copy[i / 3] + 1);
        Cff *cff = cff_open(copy, subset.length);
        if (cff)
            cff_pick(cff, all, 3, &out);
        cff_close(cff);
    }
    free(copy);
    free(subset.bytes);
    buffer_free(&out);
    arena_free(arena);
}

/* The same of TrueType: its tables, one after the other in a subset. */
static void damaged_truetype_is_refused(void **state)
{
    (void)state;
    static const uint32_t characters[] = {0x516C, 0x5F00, 0xE9, 'g'};
    Arena *arena = arena_new();
    FontSubset subset;
    Buffer out = {0};
    uint16_t all[8], codes[8], count = 0;
    take(FACE_KAI, characters, 4, arena, &subset);
    for (size_t i = 0; i < subset.length + 1; i++) {
        for (int change = 0; change < 3; change++) {
            char *copy = memory_alloc(subset.length);
            memcpy(copy, subset.bytes, subset.length);
            if (i > 0)
                copy[i - 1] = (char)(change == 0 ? 0xFF : change == 1 ? 0 : copy[i - 1] + 1);
            Glyf glyf = {.glyphs = 0};
            char *tables[GLYF_TABLES];
            for (size_t t = 0; t < GLYF_TABLES; t++) {
                /* each in memory of its own, so that reading beyond it is seen */
                const unsigned char *row = (const unsigned char *)subset.bytes + 12 + 16 * t;
                size_t from = (size_t)row[10] << 8 | row[11],
                       length = (size_t)row[14] << 8 | row[15];
                assert_int_equal(row[8] + row[9] + row[12] + row[13], 0);
                tables[t] = memory_alloc(length);
                memcpy(tables[t], copy + from, length);
                glyf.tables[t].at = (const unsigned char *)tables[t];
                glyf.tables[t].length = length;
            }
            bool good = glyf_open(&glyf);
            if (i == 0) {
                assert_true(good);
                for (count = 0; count < 4; count++)
                    all[count] = (uint16_t)(count + 1);
            }
            good = good && glyf_pick(&glyf, all, count, codes, &out);
            if (i == 0) {
                assert_true(good);
                assert_int_equal(out.length, subset.length);
                assert_memory_equal(out.bytes, subset.bytes, out.length);
            }
            for (size_t t = 0; t < GLYF_TABLES; t++)
                free(tables[t]);
            free(copy);
        }
    }
    free(subset.bytes);
    buffer_free(&out);
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(picked_outlines_are_those_of_the_face),
                                       cmocka_unit_test(outlines_have_a_code),
                                       cmocka_unit_test(damaged_font_is_refused),
                                       cmocka_unit_test(damaged_truetype_is_refused)};
    return cmocka_run_group_tests(tests, open_fonts, close_fonts);
}
