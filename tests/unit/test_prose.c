/* Prose: CommonMark as parts and runs, with Chinese bold. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "render/prose.h"

static const ProsePart *first(Arena *arena, const char *markdown)
{
    Prose prose;
    prose_parse(arena, markdown, &prose);
    assert_true(prose.count >= 1);
    return &prose.parts[0];
}

/* CommonMark's flanking rule would print the asterisks. */
static void bold_before_a_word_is_bold(void **state)
{
    Arena *arena = *state = arena_new();
    const char *texts[] = {"**重点：**后文", "前文**“重点”**后文", "前文**重点**，后文",
                           "**重点**后文"};
    for (size_t i = 0; i < 4; i++) {
        const ProsePart *part = first(arena, texts[i]);
        bool bold = false;
        for (size_t r = 0; r < part->run_count; r++) {
            assert_null(strstr(part->runs[r].text, "*"));
            assert_null(strstr(part->runs[r].text, "\xe2\x80\x8a"));
            bold = bold || part->runs[r].bold;
        }
        assert_true(bold);
    }
    assert_string_equal(first(arena, "**重点：**后文")->runs[0].text, "重点：");
    arena_free(arena);
}

static void lists_quotes_and_links(void **state)
{
    Arena *arena = *state = arena_new();
    Prose prose;
    prose_parse(
        arena,
        "3. 甲\n4. 乙\n   - 丙\n\n> 引文\n\n[办法](https://example.org/a) [坏](javascript:x)",
        &prose);
    assert_int_equal(prose.count, 5);
    assert_int_equal(prose.parts[0].number, 3);
    assert_int_equal(prose.parts[1].number, 4);
    assert_int_equal(prose.parts[2].depth, 2);
    assert_int_equal(prose.parts[2].number, 0);
    assert_int_equal(prose.parts[3].kind, PROSE_QUOTE);
    assert_string_equal(prose.parts[4].runs[0].link, "https://example.org/a");
    for (size_t i = 1; i < prose.parts[4].run_count; i++)
        assert_null(prose.parts[4].runs[i].link);
    arena_free(arena);
}

/* A line end between two han characters is nothing; markup from a cell stays text. */
static void soft_breaks_and_html(void **state)
{
    Arena *arena = *state = arena_new();
    assert_string_equal(first(arena, "第一行\n第二行")->runs[0].text, "第一行第二行");
    assert_string_equal(first(arena, "one\ntwo")->runs[0].text, "one two");
    assert_string_equal(first(arena, "甲<b>乙")->runs[0].text, "甲<b>乙");
    assert_string_equal(first(arena, "见<http://x.example>")->runs[1].link, "http://x.example");
    arena_free(arena);
}

static void are_equal(const Prose *a, const Prose *b)
{
    assert_int_equal(a->count, b->count);
    for (size_t p = 0; p < a->count; p++) {
        const ProsePart *x = &a->parts[p], *y = &b->parts[p];
        assert_int_equal(x->kind, y->kind);
        assert_int_equal(x->level, y->level);
        assert_int_equal(x->depth, y->depth);
        assert_int_equal(x->number, y->number);
        assert_int_equal(x->run_count, y->run_count);
        for (size_t r = 0; r < x->run_count; r++) {
            assert_string_equal(x->runs[r].text, y->runs[r].text);
            assert_int_equal(x->runs[r].bold, y->runs[r].bold);
            assert_int_equal(x->runs[r].emphasis, y->runs[r].emphasis);
            assert_int_equal(x->runs[r].code, y->runs[r].code);
            assert_int_equal(x->runs[r].line_break, y->runs[r].line_break);
            assert_int_equal(x->runs[r].link != NULL, y->runs[r].link != NULL);
        }
    }
}

/* With a line end behind it, which says nothing, it goes through cmark: by chance any text. */
static void a_line_of_text_is_what_cmark_makes_of_it(void **state)
{
    (void)state;
    static const char *const pieces[] = {"本月",
                                         "投诉",
                                         "。",
                                         "（",
                                         "a",
                                         "B",
                                         "1",
                                         "12",
                                         ".",
                                         " ",
                                         "  ",
                                         "-",
                                         "+",
                                         "#",
                                         "*",
                                         "**",
                                         "_",
                                         "`",
                                         "~",
                                         "~~~",
                                         ">",
                                         "<",
                                         "<b>",
                                         "&",
                                         "&amp;",
                                         "[",
                                         "](",
                                         "]:",
                                         "!",
                                         "|",
                                         "=",
                                         "==",
                                         "\\",
                                         "\t",
                                         "\n",
                                         "　",
                                         "\xe2\x80\x8a",
                                         "\xEF\xBB\xBF",
                                         "\xff",
                                         "\xEE\x80\x80",
                                         "\xEE\x80\x81",
                                         ":",
                                         "\"",
                                         "'",
                                         "http://x.example",
                                         "\x01",
                                         "\r",
                                         "\xC2\xA0"};
    const size_t count = sizeof pieces / sizeof *pieces;
    uint32_t chance = 7;
    for (int round = 0; round < 30000; round++) {
        Arena *arena = arena_new();
        char text[200] = "", ended[202];
        chance = chance * 1664525 + 1013904223;
        /* Of few kinds, so that many are of nothing but text. */
        size_t length = (chance >> 24) % 6, from = (chance >> 16) % count,
               kinds = 1 + chance / 64 % 5;
        for (size_t i = 0; i < length; i++) {
            chance = chance * 1664525 + 1013904223;
            size_t kind = (chance >> 12) % 3 ? (chance >> 16) % 6 : from + (chance >> 20) % kinds;
            strcat(text, pieces[kind % count]);
        }
        strcpy(ended, text);
        strcat(ended, "\n");
        Prose plain, whole;
        prose_parse(arena, text, &plain);
        prose_parse(arena, ended, &whole);
        are_equal(&plain, &whole);
        arena_free(arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bold_before_a_word_is_bold),
        cmocka_unit_test(lists_quotes_and_links),
        cmocka_unit_test(soft_breaks_and_html),
        cmocka_unit_test(a_line_of_text_is_what_cmark_makes_of_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
