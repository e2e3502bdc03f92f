/* Lines of Chinese type: squeezing, spacing, justifying, breaking; sizes of 10 pt, so a han is 10.
 */
#include "with_fonts.h"

#include <math.h>

#include "render/pdf/para.h"

static Para *para_of(const char *text)
{
    Error err = {0};
    Para *para = para_new(arena, fonts);
    assert_true(para_add(para, text, FACE_SERIF, 10, NULL, &err));
    return para;
}

static double width_of(const char *text)
{
    return para_width(para_of(text));
}

#define assert_near(a, b) assert_true(fabs((a) - (b)) < 0.02)

/* Two marks that meet share one em less a half; the last of a line gives its blank half away. */
static void punctuation_gives_half_an_em(void **state)
{
    (void)state;
    assert_near(width_of("甲乙丙丁"), 40);
    assert_near(width_of("甲》（乙"), 35);
    assert_near(width_of("甲。”乙"), 35);
    assert_near(width_of("甲（《乙"), 35);
    assert_near(width_of("甲，乙"), 30);
    assert_near(width_of("甲乙。"), 25);
    assert_near(width_of("甲·乙"), 20 + width_of("·")); /* the middle dot is never squeezed */
}

/* 0.18 em between han and Latin or digits, none at the ends, none beside punctuation. */
static void han_and_latin_stand_apart(void **state)
{
    (void)state;
    assert_near(width_of("甲A乙"), 20 + width_of("A") + 2 * 1.8);
    assert_near(width_of("10月"), width_of("10") + 10 + 1.8);
    assert_near(width_of("（A）"), 15 + width_of("A"));
    assert_near(width_of("1"), width_of("8")); /* figures are tabular */
}

static size_t lines_of(Para *para, const ParaShape *shape, const ParaLine **lines)
{
    return para_break(para, shape, lines);
}

static void every_line_but_the_last_reaches_the_edge(void **state)
{
    (void)state;
    const ParaLine *lines;
    ParaShape shape = {.width = 105, .first_indent = 20, .justify = true};
    size_t count =
        lines_of(para_of("甲乙丙丁戊己庚辛壬癸甲乙丙丁戊己庚辛壬癸甲乙丙"), &shape, &lines);
    assert_int_equal(count, 3);
    assert_near(lines[0].x, 20);
    assert_near(lines[0].width, 85);
    assert_near(lines[1].width, 105);
    assert_near(lines[1].stretch, 5.0 / 9);
    assert_near(lines[2].width, 10.0 * (double)(lines[2].end - lines[2].start));
    shape.justify = false;
    lines_of(para_of("甲乙丙丁戊己庚辛壬癸甲乙丙丁戊己庚辛壬癸甲乙丙"), &shape, &lines);
    assert_near(lines[1].width, 100);
}

/* Where it would be torn, a line stays ragged: an address of one piece follows six han. */
static void a_line_is_not_torn(void **state)
{
    (void)state;
    const ParaLine *lines;
    ParaShape shape = {.width = 100, .justify = true};
    size_t count = lines_of(para_of("见本社区网页ABCDEFGHIJKLMN"), &shape, &lines);
    assert_int_equal(count, 2);
    assert_near(lines[0].width, 60);
}

/* Inside a figure and before its unit nothing is widened. */
static void figures_are_not_widened(void **state)
{
    (void)state;
    const ParaLine *lines;
    ShowList list = {0};
    ParaShape ragged = {.width = 105}, full = {.width = 105, .justify = true};
    Para *para = para_of("甲乙丙12.5㎡丁戊己庚辛壬癸");
    lines_of(para, &ragged, &lines);
    para_show(para, &lines[0], 0, 0, ELEMENT_ARTIFACT, &list);
    lines_of(para, &full, &lines);
    assert_true(lines[0].stretch > 0.1);
    para_show(para, &lines[0], 0, 0, ELEMENT_ARTIFACT, &list);
    const ShowGlyph *before = list.shows[0].glyphs, *after = list.shows[1].glyphs;
    for (size_t i = 3; i < 7; i++)
        assert_near(after[i + 1].x - after[i].x, before[i + 1].x - before[i].x);
    assert_true(after[8].x - after[7].x > before[8].x - before[7].x + 0.1);
}

static void no_character_is_left_alone(void **state)
{
    (void)state;
    const ParaLine *lines;
    ParaShape shape = {.width = 100};
    size_t count = lines_of(para_of("甲乙丙丁戊己庚辛壬癸子"), &shape, &lines);
    assert_int_equal(count, 2);
    assert_int_equal(lines[1].end - lines[1].start, 2);
    /* Punctuation does not count: 子。 is one character all the same. */
    count = lines_of(para_of("甲乙丙丁戊己庚辛壬癸子。"), &shape, &lines);
    assert_int_equal(count, 2);
    assert_int_equal(lines[1].end - lines[1].start, 3);
}

static void titles_are_balanced(void **state)
{
    (void)state;
    const ParaLine *lines;
    ParaShape shape = {.width = 100, .balanced = true, .align = ALIGN_CENTER};
    size_t count = lines_of(para_of("甲乙丙丁戊己庚辛壬癸子丑寅卯"), &shape, &lines);
    assert_int_equal(count, 2);
    assert_int_equal(lines[0].end - lines[0].start, 7);
    assert_near(lines[0].x, 15);
}

/* A mark that gives its half up stays on the line that would else be half an em too short. */
static void a_mark_is_squeezed_into_its_line(void **state)
{
    (void)state;
    const ParaLine *lines;
    ParaShape shape = {.width = 95};
    lines_of(para_of("甲乙丙丁戊己庚辛壬，子丑寅卯"), &shape, &lines);
    assert_int_equal(lines[0].end, 10);
}

/* Bold and kai in one paragraph: one baseline, three runs, one behind the other. */
static void faces_are_mixed(void **state)
{
    (void)state;
    Error err = {0};
    const ParaLine *lines;
    ShowList list = {0};
    ParaShape shape = {.width = 100};
    Para *para = para_new(arena, fonts);
    assert_true(para_add(para, "甲乙", FACE_SERIF, 10, NULL, &err) &&
                para_add(para, "丙", FACE_SANS_BOLD, 10, NULL, &err) &&
                para_add(para, "丁", FACE_KAI, 10, "https://example.org/", &err));
    assert_int_equal(lines_of(para, &shape, &lines), 1);
    para_show(para, &lines[0], 5, 50, ELEMENT_ARTIFACT, &list);
    static const FaceId faces[] = {FACE_SERIF, FACE_SANS_BOLD, FACE_KAI};
    assert_int_equal(list.count, 3);
    for (size_t i = 0; i < 3; i++) {
        assert_int_equal(list.shows[i].face, faces[i]);
        assert_near(list.shows[i].x, i == 0 ? 5 : 15 + 10 * (double)i);
        assert_near(list.shows[i].y, 50);
    }
    assert_string_equal(list.shows[2].link, "https://example.org/");
    assert_int_equal(list.shows[2].tint, TINT_ACCENT);
}

/* A footnote's mark is small and raised, and never begins a line. */
static void a_raised_mark_stays_behind_its_word(void **state)
{
    (void)state;
    Error err = {0};
    const ParaLine *lines;
    ParaShape shape = {.width = 100};
    Para *para = para_of("甲乙丙丁戊己庚辛壬癸");
    assert_true(para_add_raised(para, "〔1〕", FACE_SERIF, 10, 0, &err) &&
                para_add(para, "子丑寅卯", FACE_SERIF, 10, NULL, &err));
    assert_int_equal(lines_of(para, &shape, &lines), 2);
    assert_int_equal(lines[1].start, 9);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(punctuation_gives_half_an_em),
        cmocka_unit_test(han_and_latin_stand_apart),
        cmocka_unit_test(every_line_but_the_last_reaches_the_edge),
        cmocka_unit_test(a_line_is_not_torn),
        cmocka_unit_test(figures_are_not_widened),
        cmocka_unit_test(no_character_is_left_alone),
        cmocka_unit_test(titles_are_balanced),
        cmocka_unit_test(a_mark_is_squeezed_into_its_line),
        cmocka_unit_test(faces_are_mixed),
        cmocka_unit_test(a_raised_mark_stays_behind_its_word),
    };
    return cmocka_run_group_tests(tests, begin, end);
}
