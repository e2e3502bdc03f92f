/* themes/NAME/pdf.lua: what it may say, what is refused, and what paper makes of it. */
#include "unit.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/file.h"
#include "draft.h"
#include "pdf_objects.h"
#include "publish/pdf_text.h"
#include "render/pdf/layout.h"
#include "render/pdf/lint.h"
#include "script/script.h"

/* 2 x 2 pixels of #a3211b, one of them clear. */
static const unsigned char red_png[] = {
    0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0x00, 0x00, 0x00, 0x0D, 0x49, 0x48, 0x44,
    0x52, 0x00, 0x00, 0x00, 0x02, 0x00, 0x00, 0x00, 0x02, 0x08, 0x06, 0x00, 0x00, 0x00, 0x72,
    0xB6, 0x0D, 0x24, 0x00, 0x00, 0x00, 0x12, 0x49, 0x44, 0x41, 0x54, 0x78, 0x9C, 0x63, 0x58,
    0xAC, 0x28, 0xFD, 0x1F, 0x84, 0x19, 0xA0, 0x0C, 0x06, 0x00, 0x40, 0x2F, 0x06, 0x7A, 0x0A,
    0xC9, 0xDD, 0xF5, 0x00, 0x00, 0x00, 0x00, 0x49, 0x45, 0x4E, 0x44, 0xAE, 0x42, 0x60, 0x82};

static char folder[] = "/tmp/gongkai-style-XXXXXX";
static PdfFonts *fonts;
static const Config config = {.name = "鹭桥社区四公开",
                              .publisher = "鹭桥社区居委会",
                              .font_serif = "",
                              .font_sans = "",
                              .font_kai = ""};

static int begin(void **state)
{
    (void)state;
    Error err = {0};
    char path[128];
    snprintf(path, sizeof path, "%s/themes/own", mkdtemp(folder));
    return folder_make(path, &err) && pdf_fonts_open(NULL, &fonts, &err) ? 0 : 1;
}

static int end(void **state)
{
    (void)state;
    pdf_fonts_close(fonts);
    return folder_remove(folder, NULL) ? 0 : 1;
}

static void write_own(const char *name, const void *bytes, size_t length)
{
    Error err = {0};
    char path[128];
    snprintf(path, sizeof path, "%s/themes/own/%s", folder, name);
    assert_true(file_write(path, bytes, length, &err));
}

/* The theme `own` with this pdf.lua. */
static bool own(Arena *arena, const char *lua, PdfStyle *style, Error *err)
{
    const char *const folders[STYLE_FOLDERS] = {arena_printf(arena, "%s/themes/own", folder), "",
                                                ""};
    Value value;
    write_own("pdf.lua", lua, strlen(lua));
    return script_theme(arena, folder, NULL, "own", &value, err) &&
           style_read(arena, &value, &config, folders, style, err);
}

static void refused(const char *lua, const char *why)
{
    Arena *arena = arena_new();
    PdfStyle style;
    Error err = {0};
    assert_false(own(arena, lua, &style, &err));
    assert_int_equal(err.code, ERR_USAGE);
    assert_string_equal(err.text, why);
    arena_free(arena);
}

static void wrong_themes_are_refused(void **state)
{
    (void)state;
    write_own("logo.png", "no picture", 10);
    refused("return { colors = {} }",
            "unknown key 'colors'; known are colours, fonts, margins, logo, seal, band");
    refused("return { colours = { red = '#a3211b', blue = '#0000ff' } }",
            "unknown key 'colours.blue'; known are ink, note, red, accent, bar, hair, band");
    refused("return { colours = { red = 'red' } }",
            "colours.red must be a colour such as \"#a3211b\"");
    refused("return { colours = { red = '#a3211g' } }",
            "colours.red must be a colour such as \"#a3211b\"");
    refused("return { colours = { note = '#999999' } }",
            "colours.note #999999 has a contrast of 2.8 : 1 on white paper; 4.5 : 1 is the least");
    refused("return { colours = { bar = '#dddddd' } }",
            "colours.bar #dddddd has a contrast of 1.4 : 1 on white paper; 3.0 : 1 is the least");
    refused("return { margins = { left = 20 } }",
            "unknown key 'margins.left'; known are top, bottom, inner, outer");
    refused("return { margins = { top = 3 } }", "margins.top must be 12 to 100 mm");
    refused("return { margins = { inner = 50, outer = 50 } }",
            "margins leave 110 × 225 mm for the text; 120 × 180 mm are the least");
    refused("return { logo = {} }", "logo.file must name a PNG in the theme's folder");
    refused("return { logo = { file = 'none.png' } }", "logo.file 'none.png' is not there");
    refused("return { logo = { file = '../../x.png' } }",
            "logo.file '../../x.png' must stand in the theme's folder");
    refused("return { logo = { file = 'logo.png' } }", "logo.file 'logo.png': is no PNG");
    refused("return { logo = { file = 'logo.png', height = 30 } }",
            "logo.height must be 4 to 24 mm");
    refused("return { seal = 'logo.png' }", "'seal' must be a table of named values");
    refused("return { band = { text = '', line = 40 } }", "band.line must be 0 to 6 pt");
    refused("return { fonts = { serif = '/nonexistent.ttf' } }",
            "fonts.serif: there is no file '/nonexistent.ttf'");
    refused("return {\n  colours = nil + 1\n}",
            "themes/own/pdf.lua:2: attempt to perform arithmetic on a nil value");
}

static void given_values_are_taken(void **state)
{
    (void)state;
    Arena *arena = arena_new();
    PdfStyle style, other;
    Error err = {0};
    write_own("logo.png", red_png, sizeof red_png);
    assert_true(own(arena,
                    "return { colours = { red = '#A3211B' }, margins = { top = 40 },\n"
                    "  band = { text = '{name}·{publisher}', line = '1.5' },\n"
                    "  logo = { file = 'logo.png', height = 10 } }",
                    &style, &err));
    assert_int_equal(style.tints[TINT_RED], 0xA3211B);
    assert_int_equal(style.tints[TINT_INK], 0);
    assert_true(style.coloured);
    assert_true(style.top == 40 && style.bottom == 35 && style.inner == 28 && style.outer == 26);
    assert_string_equal(style.band, "鹭桥社区四公开·鹭桥社区居委会");
    assert_true(style.band_line == 1.5);
    assert_int_equal(style.logo->channels, 3);
    assert_int_equal(style.logo->alpha[3], 0);
    /* Without colours it is black, its logo too, and known from another by its digest. */
    assert_true(own(arena, "return { logo = { file = 'logo.png', height = 10 } }", &other, &err));
    assert_false(other.coloured);
    assert_int_equal(other.logo->channels, 1);
    assert_null(other.band);
    assert_string_not_equal(style.digest, other.digest);
    /* The picture's bytes count, not its name. */
    assert_true(own(arena, "return { logo = { file = 'logo.png', height = 10 } }", &style, &err));
    assert_string_equal(style.digest, other.digest);
    unsigned char grown[sizeof red_png + 1] = {0};
    memcpy(grown, red_png, sizeof red_png);
    write_own("logo.png", grown, sizeof grown);
    assert_true(own(arena, "return { logo = { file = 'logo.png', height = 10 } }", &style, &err));
    assert_string_not_equal(style.digest, other.digest);
    arena_free(arena);
}

/* --- on paper ------------------------------------------------------------------------- */

static void lay_out_as(Draft *draft, PdfProduct product, const PdfStyle *style, Display *display)
{
    Error err = {0};
    Buffer faults = {0};
    assert_true(layout_document(draft->arena, fonts, &draft->doc, product, style, display, &err));
    assert_int_equal(lint_display(display, &faults), 0);
    buffer_free(&faults);
}

static void lay_out(Draft *draft, const PdfStyle *style, Display *display)
{
    lay_out_as(draft, PDF_BULLETIN, style, display);
}

/* GB/T 9704: 28 characters by 22 lines, with the margins of the standard and without any. */
static void usual_margins_are_the_standards(void **state)
{
    (void)state;
    Draft draft;
    Display plain, styled;
    PdfStyle style;
    Error err = {0};
    start(&draft, "芦汀苑2026年10月公示");
    prose(&draft, "本月收到投诉18件。");
    assert_true(own(draft.arena, "return {}", &style, &err));
    lay_out(&draft, NULL, &plain);
    lay_out(&draft, &style, &styled);
    assert_true(styled.area_w == 28 * 15.75 && plain.area_w == styled.area_w);
    assert_true(plain.area_h == styled.area_h && plain.area_top == styled.area_top);
    assert_true(plain.area_left == styled.area_left);
    assert_true(own(draft.arena,
                    "return { margins = { top = 30, bottom = 30, inner = 20, outer = 20 } }",
                    &style, &err));
    lay_out(&draft, &style, &styled);
    assert_true(styled.area_w == 30 * 15.75);
    assert_true(styled.area_h == 23 * 29.53125);
    arena_free(draft.arena);
}

static size_t shows_of(const Display *display, size_t page, ShowKind kind, Tint tint)
{
    size_t count = 0;
    for (size_t i = 0; i < display->pages[page].count; i++)
        count += display->pages[page].shows[i].kind == kind &&
                 display->pages[page].shows[i].tint == tint;
    return count;
}

/* The poster has the theme's words, logo and line in its head. */
static void the_poster_has_the_theme(void **state)
{
    (void)state;
    Draft draft;
    Display plain, styled;
    PdfStyle style;
    Error err = {0};
    Buffer text = {0};
    bulletin(&draft);
    write_own("logo.png", red_png, sizeof red_png);
    assert_true(own(draft.arena,
                    "return { colours = { band = '#0f4c75' }, band = { text = '{name}' },\n"
                    "  logo = { file = 'logo.png', height = 10 } }",
                    &style, &err));
    assert_true(poster_document(draft.arena, fonts, &draft.doc, NULL, &plain, &err));
    assert_true(poster_document(draft.arena, fonts, &draft.doc, &style, &styled, &err));
    assert_int_equal(lint_display(&styled, &text), 0);
    assert_int_equal(shows_of(&plain, 0, SHOW_IMAGE, TINT_INK), 0);
    assert_int_equal(shows_of(&styled, 0, SHOW_IMAGE, TINT_INK), 1);
    assert_int_equal(shows_of(&plain, 0, SHOW_FILL, TINT_BAND), 0);
    assert_int_equal(shows_of(&styled, 0, SHOW_FILL, TINT_BAND), 1);
    display_text(&styled, &text);
    assert_non_null(strstr(text.bytes, "鹭桥社区四公开"));
    buffer_free(&text);
    arena_free(draft.arena);
}

/* Large print has margins of its own, until a theme asks for others than the standard's. */
static void large_print_keeps_to_the_theme(void **state)
{
    (void)state;
    Draft draft;
    Display plain, styled;
    PdfStyle style;
    Error err = {0};
    bulletin(&draft);
    assert_true(own(draft.arena, "return { band = { text = '公示' } }", &style, &err));
    lay_out_as(&draft, PDF_LARGE_PRINT, NULL, &plain);
    lay_out_as(&draft, PDF_LARGE_PRINT, &style, &styled);
    assert_true(styled.area_left == plain.area_left && styled.area_w == plain.area_w);
    assert_true(styled.area_top == plain.area_top && styled.area_h == plain.area_h);
    assert_true(own(draft.arena,
                    "return { margins = { top = 50, bottom = 18, inner = 30, outer = 15 } }",
                    &style, &err));
    lay_out_as(&draft, PDF_LARGE_PRINT, &style, &styled);
    assert_true(styled.area_left == 30 * MM && styled.area_left_even == 15 * MM);
    assert_true(styled.area_top == 50 * MM && styled.area_left + styled.area_w <= 195 * MM);
    /* Two lines of 18 pt stand below it, 6 mm from the edge. */
    assert_true(styled.area_top + styled.area_h <= (297 - 31) * MM + 13.01);
    for (size_t i = 0; i < styled.pages[0].count; i++)
        if (styled.pages[0].shows[i].kind == SHOW_TEXT)
            assert_true(styled.pages[0].shows[i].y < (297 - 5) * MM);
    arena_free(draft.arena);
}

/* Red: the mark and its word up to the comma, nothing else on the page. */
static void red_is_what_is_late(void **state)
{
    (void)state;
    Draft draft;
    Display display;
    Buffer red = {0};
    start(&draft, "芦汀苑2026年10月公示");
    prose(&draft, "水箱清洗\xEE\x80\x93逾期2天，10月23日公开；巡查\xEE\x80\x90按期。");
    lay_out(&draft, NULL, &display);
    for (size_t i = 0; i < display.pages[0].count; i++) {
        const Show *show = &display.pages[0].shows[i];
        for (size_t k = 0; show->tint == TINT_RED && show->kind == SHOW_TEXT && k < show->count;
             k++)
            buffer_printf(&red, "%s", show->glyphs[k].c == '2' ? "2" : "x");
    }
    assert_string_equal(red.bytes, "xx2x");
    assert_int_equal(shows_of(&display, 0, SHOW_MARK, TINT_RED), 1);
    assert_int_equal(shows_of(&display, 0, SHOW_MARK, TINT_INK), 1);
    buffer_free(&red);
    arena_free(draft.arena);
}

static bool holds(const Buffer *pdf, const char *text)
{
    return memmem(pdf->bytes, pdf->length, text, strlen(text)) != NULL;
}

/* Logo on the first page only, seal only on what is approved, the band on all pages. */
static void pictures_and_band_stand_where_they_belong(void **state)
{
    (void)state;
    Draft draft;
    Display display;
    PdfStyle style;
    Error err = {0};
    Buffer pdf = {0}, again = {0}, text = {0}, whole = {0};
    write_own("logo.png", red_png, sizeof red_png);
    start(&draft, "芦汀苑2026年10月公示");
    for (int i = 0; i < 30; i++)
        prose(&draft, "本月收到投诉18件。\n\n");
    Block *signature = add(&draft, BLOCK_SIGNATURE);
    signature->body = "鹭桥社区居委会";
    signature->date = "2026年11月5日";
    signature->seal = true;
    assert_true(own(draft.arena,
                    "return { colours = { band = '#0f4c75' }, band = { text = '{name}' },\n"
                    "  logo = { file = 'logo.png' }, seal = { file = 'logo.png' } }",
                    &style, &err));
    lay_out(&draft, &style, &display);
    size_t last = display.page_count - 1;
    assert_true(last > 0);
    assert_int_equal(shows_of(&display, 0, SHOW_IMAGE, TINT_INK), 1);
    assert_int_equal(shows_of(&display, last, SHOW_IMAGE, TINT_INK), 1);
    for (size_t p = 0; p <= last; p++)
        assert_int_equal(shows_of(&display, p, SHOW_FILL, TINT_BAND), 1);
    assert_true(pdf_render(fonts, &draft.doc, PDF_BULLETIN, &style, &pdf, &err));
    assert_true(pdf_render(fonts, &draft.doc, PDF_BULLETIN, &style, &again, &err));
    assert_int_equal(pdf.length, again.length);
    assert_memory_equal(pdf.bytes, again.bytes, pdf.length);
    unpack(&pdf, &whole);
    assert_true(holds(&whole, "/SMask") && holds(&whole, "/Logo") && holds(&whole, "/Seal"));
    assert_true(pdf_text(pdf.bytes, pdf.length, &text, &err));
    assert_non_null(strstr(text.bytes, "鹭桥社区四公开"));
    draft.doc.draft = true;
    lay_out(&draft, &style, &display);
    assert_int_equal(shows_of(&display, display.page_count - 1, SHOW_IMAGE, TINT_INK), 0);
    buffer_free(&pdf);
    buffer_free(&again);
    buffer_free(&text);
    buffer_free(&whole);
    arena_free(draft.arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(wrong_themes_are_refused),
        cmocka_unit_test(given_values_are_taken),
        cmocka_unit_test(usual_margins_are_the_standards),
        cmocka_unit_test(large_print_keeps_to_the_theme),
        cmocka_unit_test(the_poster_has_the_theme),
        cmocka_unit_test(red_is_what_is_late),
        cmocka_unit_test(pictures_and_band_stand_where_they_belong),
    };
    return cmocka_run_group_tests(tests, begin, end);
}
