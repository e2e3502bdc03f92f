/* Measured text is found again by all that it follows from, and by nothing less. */
#include "with_fonts.h"

#include "render/pdf/measured.h"
#include "render/pdf/para.h"

static Measured *measured(const Measured *before, const char *text, TextStyle style)
{
    Error err = {0};
    Measured *found = measured_text(fonts, arena, before, text, &style, &err);
    assert_non_null(found);
    measured_finish(fonts, found);
    return found;
}

static const TextStyle usual = {.face = FACE_SERIF, .size = 10};

static void the_same_text_is_measured_once(void **state)
{
    (void)state;
    char words[] = "本月投诉12件，按期办结";
    const Measured *first = measured(NULL, words, usual);
    assert_ptr_equal(measured(NULL, arena_strdup(arena, words), usual), first);
    *strchr(words, '2') = '3'; /* another text in the same place */
    assert_ptr_not_equal(measured(NULL, words, usual), first);
    const Measured *second = measured(first, "。", usual);
    assert_ptr_equal(measured(first, "。", usual), second);
    assert_ptr_not_equal(measured(NULL, "。", usual), second);
    assert_int_equal(second->count, first->count + 1);
    assert_ptr_not_equal(measured(NULL, "本月投诉12件，按期办结。", usual), second);
}

/* Each property of a style alone makes another text of it. */
static void another_style_is_another_text(void **state)
{
    (void)state;
    const TextStyle styles[] = {
        usual,
        {.face = FACE_SANS, .size = 10},
        {.face = FACE_SERIF, .size = 10.001},
        {.face = FACE_SERIF, .size = 10, .tint = TINT_NOTE},
        {.face = FACE_SERIF, .size = 10, .new_line = true},
        {.face = FACE_SERIF, .size = 10, .raised = true},
        {.face = FACE_SERIF, .size = 10, .raised = true, .rise = 1},
        {.face = FACE_SERIF, .size = 10, .link = "https://example.org/"},
    };
    enum { COUNT = sizeof styles / sizeof *styles };
    const Measured *before = measured(NULL, "甲", usual), *made[COUNT];
    for (size_t i = 0; i < COUNT; i++) {
        made[i] = measured(before, "乙1", styles[i]);
        for (size_t k = 0; k < i; k++)
            assert_ptr_not_equal(made[i], made[k]);
    }
    for (size_t i = 0; i < COUNT; i++) {
        const Cluster *last = &made[i]->clusters[1];
        assert_int_equal(made[i]->count, 3);
        assert_int_equal(last->face, styles[i].face);
        assert_true(last->size == (float)styles[i].size);
        assert_int_equal(last->new_line, styles[i].new_line);
        assert_true(last->rise == styles[i].rise);
        assert_ptr_equal(last->link, styles[i].link);
        assert_int_equal(last->tint, styles[i].link ? TINT_ACCENT : styles[i].tint);
    }
}

/* An address belongs to its document: text that is linked, and what follows it, is not kept. */
static void links_are_not_kept(void **state)
{
    (void)state;
    const TextStyle linked = {.face = FACE_SERIF, .size = 10, .link = "https://example.org/"};
    const Measured *first = measured(NULL, "网页", linked), *second = measured(first, "。", usual);
    assert_ptr_not_equal(measured(NULL, "网页", linked), first);
    assert_ptr_not_equal(measured(first, "。", usual), second);
    assert_string_equal(second->clusters[0].link, "https://example.org/");
    assert_null(second->clusters[2].link);
}

/* A character that no font has is an error every time, and leaves nothing behind. */
static void what_cannot_be_measured_is_not_kept(void **state)
{
    (void)state;
    for (int i = 0; i < 2; i++) {
        Error err = {0};
        assert_null(measured_text(fonts, arena, NULL, "甲\xF4\x8F\xBF\xBD", &usual, &err));
        assert_string_equal(err.text, "no font has the character '\xF4\x8F\xBF\xBD' (U+10FFFD)");
    }
}

/* Much is forgotten again, between two documents only. */
static void what_is_kept_has_an_end(void **state)
{
    (void)state;
    Measures *measures = fonts_measures(fonts);
    bool forgot = false;
    for (int document = 0; document < 60; document++) {
        size_t before = measures_kept(measures);
        measures_tidy(measures);
        forgot = forgot || measures_kept(measures) < before;
        assert_in_range(measures_kept(measures), 0, (2 << 20));
        const Measured *first = measured(NULL, "全体业主：", usual);
        for (int i = 0; i < 100; i++) {
            char *words = arena_printf(arena, "第%d份第%d段：达到三分之二以上", document, i);
            assert_int_equal(measured(NULL, words, usual)->clusters[0].c, 0x7B2C);
        }
        assert_ptr_equal(measured(NULL, "全体业主：", usual), first);
    }
    assert_true(forgot);
}

/* Lines are kept by shape: what was broken to one width is not shown in another. */
static void lines_are_kept_by_their_shape(void **state)
{
    (void)state;
    static const char words[] = "甲乙丙丁戊己庚辛壬癸，甲乙丙丁戊己庚辛壬癸甲乙丙";
    Error err = {0};
    size_t counts[7];
    double edges[7];
    for (int round = 0; round < 2; round++)
        for (int i = 0; i < 7; i++) {
            const ParaLine *lines;
            ParaShape shape = {.width = 60 + 15 * i, .first_indent = i % 2 ? 20 : 0};
            Para *para = para_new(arena, fonts);
            assert_true(para_add(para, words, FACE_SERIF, 10, NULL, &err));
            size_t count = para_break(para, &shape, &lines);
            assert_int_equal(lines[count - 1].end, 24);
            assert_true(lines[0].x == shape.first_indent);
            if (round) {
                assert_int_equal(count, counts[i]);
                assert_true(lines[1].width == edges[i]);
            }
            counts[i] = count;
            edges[i] = lines[1].width;
        }
    const ParaLine *left, *right;
    Para *para = para_new(arena, fonts);
    assert_true(para_add(para, words, FACE_SERIF, 10, NULL, &err));
    para_break(para, &(ParaShape){.width = 100}, &left);
    para_break(para, &(ParaShape){.width = 100, .align = ALIGN_RIGHT}, &right);
    assert_true(right[2].x > left[2].x);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_same_text_is_measured_once),
        cmocka_unit_test(another_style_is_another_text),
        cmocka_unit_test(links_are_not_kept),
        cmocka_unit_test(what_cannot_be_measured_is_not_kept),
        cmocka_unit_test(what_is_kept_has_an_end),
        cmocka_unit_test(lines_are_kept_by_their_shape),
    };
    return cmocka_run_group_tests(tests, begin, end);
}
