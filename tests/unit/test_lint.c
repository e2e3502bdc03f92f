/*
 * The lint of paper, rule by rule: a page as it was laid out is clean, and the same page with one
 * thing broken has that one fault.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "paper.h"

static void assert_fault(const Display *display, const char *rule)
{
    Buffer faults = {0};
    lint_display(display, &faults);
    if (faults.bytes == NULL || strstr(faults.bytes, rule) == NULL)
        fail_msg("'%s' is not seen, but: %s", rule, faults.bytes ? faults.bytes : "nothing");
    buffer_free(&faults);
}

/* The n-th text of `page` whose element has this tag. */
static Show *text_of(const Display *display, size_t page, Tag tag, int n)
{
    for (size_t i = 0; i < display->pages[page].count; i++) {
        Show *show = &display->pages[page].shows[i];
        if (show->kind == SHOW_TEXT && show->element >= 0 &&
            display->elements[show->element].tag == tag && n-- == 0)
            return show;
    }
    fail_msg("no such text");
    return NULL;
}

/* What stands below a line of the type area is gone. */
static void cut_below(Display *display, size_t page, double y)
{
    ShowList *list = &display->pages[page];
    size_t kept = 0;
    for (size_t i = 0; i < list->count; i++)
        if (list->shows[i].free || list->shows[i].y <= y + 0.1)
            list->shows[kept++] = list->shows[i];
    list->count = kept;
}

static void texts_and_area(void **state)
{
    (void)state;
    Draft draft;
    Display display;
    bulletin(&draft);
    paper_lay_out(&draft, PDF_BULLETIN, &display);
    Show *first = text_of(&display, 0, TAG_P, 1), *second = text_of(&display, 0, TAG_P, 2);
    double x = first->x, y = second->y;
    first->x -= 60;
    assert_fault(&display, "outside the type area");
    first->x = x;
    second->y = first->y + 6;
    assert_fault(&display, "text over text");
    second->y = y;
    paper_lay_out(&draft, PDF_BULLETIN, &display);
    arena_free(draft.arena);
}

static void headings_and_heads(void **state)
{
    (void)state;
    Draft draft;
    Display display;
    bulletin(&draft);
    paper_lay_out(&draft, PDF_BULLETIN, &display);
    cut_below(&display, 0, text_of(&display, 0, TAG_H2, 0)->y);
    assert_fault(&display, "stranded heading");
    paper_lay_out(&draft, PDF_BULLETIN, &display);
    cut_below(&display, 0, text_of(&display, 0, TAG_HEAD_CELL, 0)->y);
    assert_fault(&display, "head without a row");
    arena_free(draft.arena);

    /* A head that is drawn again is an artifact, and wants its row as well. */
    start(&draft, "");
    const char **cells = ARENA_NEW_ARRAY(draft.arena, 300, const char *);
    for (int i = 0; i < 300; i++)
        cells[i] = "12";
    table(&draft, money_columns, 3, cells, 100, ROW_BODY);
    paper_lay_out(&draft, PDF_BULLETIN, &display);
    cut_below(&display, 1, text_of(&display, 1, TAG_CELL, 0)->y - 10);
    assert_fault(&display, "head without a row");
    arena_free(draft.arena);

    /* A heading that runs into its text is none that is stranded. */
    Buffer faults = {0};
    start(&draft, "");
    heading(&draft, 2, "（一）维修资金");
    prose(&draft, "本月申报1件。");
    paper_lay_out(&draft, PDF_BULLETIN, &display);
    cut_below(&display, 0, text_of(&display, 0, TAG_H3, 0)->y);
    lint_display(&display, &faults);
    assert_true(faults.bytes == NULL || strstr(faults.bytes, "stranded") == NULL);
    buffer_free(&faults);
    arena_free(draft.arena);
}

static char *long_text(Draft *draft, int count)
{
    char *text = arena_alloc(draft->arena, (size_t)count * 3 + 1);
    *text = '\0';
    for (int i = 0; i < count; i++)
        strcat(text, i % 9 == 8 ? "事" : "项");
    return text;
}

static void last_lines(void **state)
{
    (void)state;
    Draft draft;
    Display display;
    start(&draft, "");
    prose(&draft, long_text(&draft, 28 * 4));
    paper_lay_out(&draft, PDF_BULLETIN, &display);
    text_of(&display, 0, TAG_P, 4)->count = 1;
    assert_fault(&display, "last line of one character");

    paper_lay_out(&draft, PDF_BULLETIN, &display);
    int page = display_page(&display);
    Show last = *text_of(&display, 0, TAG_P, 4);
    cut_below(&display, 0, text_of(&display, 0, TAG_P, 3)->y);
    last.y = display.area_top + 20;
    show_add(draft.arena, &display.pages[page], last);
    assert_fault(&display, "one line alone on a page");
    arena_free(draft.arena);
}

static void least_size_and_leading(void **state)
{
    (void)state;
    Draft draft;
    Display display;
    start(&draft, "");
    prose(&draft, long_text(&draft, 28 * 4));
    paper_lay_out(&draft, PDF_LARGE_PRINT, &display);
    Show *second = text_of(&display, 0, TAG_P, 1);
    second->h = 17.5;
    assert_fault(&display, "text smaller than promised");
    paper_lay_out(&draft, PDF_LARGE_PRINT, &display);
    second = text_of(&display, 0, TAG_P, 1);
    second->y = text_of(&display, 0, TAG_P, 0)->y + 20 * 1.5 - 1;
    assert_fault(&display, "lines closer than promised");
    arena_free(draft.arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(texts_and_area),
        cmocka_unit_test(headings_and_heads),
        cmocka_unit_test(last_lines),
        cmocka_unit_test(least_size_and_leading),
    };
    return cmocka_run_group_tests(tests, paper_open, paper_close);
}
