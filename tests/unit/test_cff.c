/* test_cff.c - glyphs picked from the faces that papers are set in keep their outlines. */
#include "unit.h"

#include <hb.h>
#include <stdlib.h>

#include "base/deflate.h"
#include "render/pdf/cff.h"
#include "render/pdf/fonts.h"

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

static void put_point(Buffer *out, char what, float x, float y)
{
    buffer_printf(out, "%c %.1f %.1f\n", what, (double)x, (double)y);
}

static void move_to(hb_draw_funcs_t *f, void *out, hb_draw_state_t *st, float x, float y, void *u)
{
    (void)f, (void)st, (void)u;
    put_point(out, 'm', x, y);
}

static void line_to(hb_draw_funcs_t *f, void *out, hb_draw_state_t *st, float x, float y, void *u)
{
    (void)f, (void)st, (void)u;
    put_point(out, 'l', x, y);
}

static void cubic_to(hb_draw_funcs_t *f, void *out, hb_draw_state_t *st, float ax, float ay,
                     float bx, float by, float x, float y, void *u)
{
    (void)f, (void)st, (void)u;
    put_point(out, 'a', ax, ay);
    put_point(out, 'b', bx, by);
    put_point(out, 'c', x, y);
}

/* What HarfBuzz draws for glyph `g` of a bare CFF table of `count` glyphs. */
static void outline(const FontSubset *subset, unsigned count, unsigned g, Buffer *out)
{
    const char maxp[] = {0, 0, 0x50, 0, (char)(count >> 8), (char)count};
    hb_face_t *face = hb_face_builder_create();
    hb_blob_t *cff = hb_blob_create(subset->bytes, (unsigned)subset->length,
                                    HB_MEMORY_MODE_DUPLICATE, NULL, NULL);
    hb_blob_t *glyphs = hb_blob_create(maxp, sizeof maxp, HB_MEMORY_MODE_DUPLICATE, NULL, NULL);
    hb_face_builder_add_table(face, HB_TAG('C', 'F', 'F', ' '), cff);
    hb_face_builder_add_table(face, HB_TAG('m', 'a', 'x', 'p'), glyphs);
    hb_blob_t *file = hb_face_reference_blob(face);
    hb_face_t *whole = hb_face_create(file, 0);
    hb_font_t *font = hb_font_create(whole);
    hb_draw_funcs_t *funcs = hb_draw_funcs_create();
    hb_draw_funcs_set_move_to_func(funcs, move_to, NULL, NULL);
    hb_draw_funcs_set_line_to_func(funcs, line_to, NULL, NULL);
    hb_draw_funcs_set_cubic_to_func(funcs, cubic_to, NULL, NULL);
    buffer_clear(out);
    hb_font_get_glyph_shape(font, g, funcs, out);
    hb_draw_funcs_destroy(funcs);
    hb_font_destroy(font);
    hb_face_destroy(whole);
    hb_blob_destroy(file);
    hb_face_destroy(face);
    hb_blob_destroy(cff);
    hb_blob_destroy(glyphs);
}

/* HarfBuzz keeps glyphs that layout tables name, too: their number is found by trying. */
static unsigned glyphs_of(const FontSubset *subset)
{
    Buffer one = {0};
    unsigned count = (unsigned)subset->count;
    do
        outline(subset, ++count, 1, &one);
    while (one.length == 0 && count < subset->count + 100);
    buffer_free(&one);
    return count;
}

/* A character that is on no shelf sends the whole text through HarfBuzz: the outlines agree. */
static void picked_outlines_are_harfbuzz_s(void **state)
{
    (void)state;
    static const uint32_t everyday[] = {0x516C, 0x5F00, '7', 'g', 0xFF0C, 0x2014, 0x5C0F, 0x533A};
    static const uint32_t with_rare[] = {0x516C, 0x5F00, '7',    'g',   0xFF0C,
                                         0x2014, 0x5C0F, 0x533A, 0x9F98};
    static const FaceId faces[] = {FACE_SERIF, FACE_SERIF_BOLD, FACE_SANS, FACE_SANS_BOLD};
    for (size_t i = 0; i < sizeof faces / sizeof *faces; i++) {
        Arena *arena = arena_new();
        FontSubset picked, made;
        Buffer one = {0}, two = {0};
        take(faces[i], everyday, 8, arena, &picked);
        take(faces[i], with_rare, 9, arena, &made);
        unsigned count = glyphs_of(&made);
        assert_int_equal(glyphs_of(&picked), 9);
        for (unsigned k = 1; k <= 8; k++) {
            outline(&picked, 9, k, &one);
            assert_true(one.length > 20);
            unsigned g = 1;
            for (; g < count; g++) {
                outline(&made, count, g, &two);
                if (two.length && strcmp(one.bytes, two.bytes) == 0)
                    break;
            }
            assert_true(g < count);
            assert_int_equal(picked.codes[k - 1], picked.glyphs[k - 1]);
        }
        buffer_free(&one);
        buffer_free(&two);
        free(picked.bytes);
        free(made.bytes);
        arena_free(arena);
    }
}

/* A face's own code packs its everyday outlines to nine tenths; a rare character has none. */
static void everyday_outlines_have_a_code(void **state)
{
    (void)state;
    static const uint32_t everyday[] = U"本月收到投诉报修件按期办结率小区业主大会表决结果公示物业服"
                                       U"务事项维修资金使用明细表联席会议";
    size_t count = sizeof everyday / sizeof *everyday - 1;
    static const uint32_t rare[] = {0x516C, 0x9F98};
    for (FaceId face = 0; face < FACE_COUNT; face++) {
        Arena *arena = arena_new();
        FontSubset subset;
        Buffer packed = {0}, again = {0};
        take(face, everyday, count, arena, &subset);
        assert_non_null(subset.code);
        deflate_code_put(subset.code, subset.bytes, subset.length, &packed);
        assert_in_range(packed.length, subset.length / 2, subset.length * 19 / 20);
        assert_true(deflate_unpack(DEFLATE_ZLIB, packed.bytes, packed.length, 1 << 20, &again));
        assert_int_equal(again.length, subset.length);
        assert_memory_equal(again.bytes, subset.bytes, subset.length);
        free(subset.bytes);
        if (face != FACE_KAI) {
            take(face, rare, 2, arena, &subset);
            assert_null(subset.code);
            free(subset.bytes);
        }
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
        char *cut = memory_alloc(length + 1);
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

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(picked_outlines_are_harfbuzz_s),
                                       cmocka_unit_test(everyday_outlines_have_a_code),
                                       cmocka_unit_test(damaged_font_is_refused)};
    return cmocka_run_group_tests(tests, open_fonts, close_fonts);
}
