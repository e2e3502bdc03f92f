/*
 * Layout in points: where things stand on the page. The numbers follow from GB/T 9704
 * (37 mm from the head, 28 mm from the binding edge, 22 lines of 28 characters) and from
 * the sizes of the theme; a change of one of them is to be seen here and nowhere else.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "base/utf8.h"
#include "paper.h"

/* The text of one show. */
static void words_of(const Show *show, Buffer *out)
{
    buffer_clear(out);
    for (size_t i = 0; show->kind == SHOW_TEXT && i < show->count; i++) {
        char bytes[5] = {0};
        utf8_encode(show->glyphs[i].c, bytes);
        buffer_text(out, bytes);
    }
}

/* The n-th text show on `page` that begins with `words`, or NULL. */
static const Show *find(const Display *display, size_t page, const char *words)
{
    Buffer text = {0};
    const Show *found = NULL;
    for (size_t i = 0; i < display->pages[page].count && !found; i++) {
        words_of(&display->pages[page].shows[i], &text);
        if (text.length && strncmp(text.bytes, words, strlen(words)) == 0)
            found = &display->pages[page].shows[i];
    }
    buffer_free(&text);
    return found;
}

static void assert_at(const Display *display, size_t page, const char *words, double x, double y)
{
    const Show *show = find(display, page, words);
    if (show == NULL)
        fail_msg("no '%s' on page %zu", words, page + 1);
    if (show->x < x - 0.05 || show->x > x + 0.05 || show->y < y - 0.05 || show->y > y + 0.05)
        fail_msg("'%s' stands at %.2f, %.2f instead of %.2f, %.2f", words, show->x, show->y, x, y);
}

#define LEFT (28 * MM)
#define TOP (37 * MM)
#define PITCH 29.53125
#define EM 15.75
/* Baseline of line n (from 0) of the grid. */
#define BASE(n) (TOP + PITCH * (n) + (PITCH - EM) / 2 + EM * 0.88)

/* Twenty-eight characters a line, twenty-two lines a page, two characters of indent. */
static void text_stands_on_the_grid(void **state)
{
    (void)state;
    Draft draft;
    Display display;
    start(&draft, "");
    char *text = arena_alloc(draft.arena, 3 * 28 * 30 + 1);
    *text = '\0';
    for (int i = 0; i < 28 * 30; i++)
        strcat(text, i == 26 ? "乙" : i == 26 + 28 * 21 ? "丙" : "甲");
    prose(&draft, text);
    paper_lay_out(&draft, PDF_BULLETIN, &display);
    assert_int_equal(display.page_count, 2);
    assert_at(&display, 0, "甲", LEFT + 2 * EM, BASE(0));
    assert_at(&display, 0, "乙", LEFT, BASE(1));
    assert_null(find(&display, 0, "丙"));
    assert_at(&display, 1, "丙", 26 * MM, BASE(0));
    arena_free(draft.arena);
}

/* （二）楷体 goes on in the text; sentences said one by one share its paragraph. */
static void level_two_runs_in(void **state)
{
    (void)state;
    Draft draft;
    Display display;
    start(&draft, "");
    heading(&draft, 1, "四、物业服务事项");
    heading(&draft, 2, "（一）维修资金");
    prose(&draft, "本月申报1件。");
    prose(&draft, "截至月底结存351.5万元。");
    prose(&draft, "- 一条");
    paper_lay_out(&draft, PDF_BULLETIN, &display);
    assert_at(&display, 0, "四、", LEFT + 2 * EM, BASE(0));
    const Show *lead = find(&display, 0, "（一）"), *text = find(&display, 0, "　本月申报");
    assert_non_null(lead);
    assert_non_null(text);
    assert_int_equal(display.elements[lead->element].tag, TAG_H3);
    assert_int_equal(display.elements[text->element].tag, TAG_P);
    assert_true(lead->y == text->y && lead->face == FACE_KAI && text->face == FACE_SERIF);
    assert_at(&display, 0, "（一）", LEFT + 2 * EM, BASE(1));
    const Show *list = find(&display, 0, "·");
    assert_non_null(list);
    assert_true(list->y > text->y + PITCH - 0.1 && list->y < text->y + PITCH + 0.1);
    assert_int_equal(display.outline_count, 2);
    assert_string_equal(display.outline[1].title, "（一）维修资金");
    /* Large print has a line for every heading and every sentence. */
    paper_lay_out(&draft, PDF_LARGE_PRINT, &display);
    assert_null(find(&display, 0, "　本月申报"));
    assert_true(find(&display, 0, "本月申报")->y > find(&display, 0, "（一）")->y + 30);
    arena_free(draft.arena);
}

/* The same law has one number, and stands at the foot of each page that needs it. */
static void footnotes_stand_on_their_page(void **state)
{
    (void)state;
    Draft draft;
    Display display;
    start(&draft, "");
    for (int i = 0; i < 30; i++) {
        prose(&draft, arena_printf(draft.arena, "%s第%d段的文字。", i == 3 ? "丁" : "甲", i + 1));
        draft.blocks[i].minor = i % 2; /* so that they are not joined */
        if (i == 0 || i == 29)
            draft.blocks[i].basis = "《甲条例》第二百八十一条。";
        if (i == 3)
            draft.blocks[i].basis = "《乙办法》第五条。";
    }
    paper_lay_out(&draft, PDF_BULLETIN, &display);
    assert_int_equal(display.page_count, 2);
    double pitch = 10.5 * 1.35, foot = TOP + 22 * PITCH;
    assert_non_null(find(&display, 0, "〔1〕"));
    const Show *one = find(&display, 0, "《甲条例》"), *two = find(&display, 0, "《乙办法》");
    assert_non_null(one);
    assert_non_null(two);
    assert_true(one->y > foot - 2 * pitch && one->y < two->y && two->y < foot);
    assert_true(one->h == 10.5 && display.elements[one->element].tag == TAG_NOTE);
    const Show *again = find(&display, 1, "《甲条例》");
    assert_non_null(again);
    assert_int_equal(again->element, ELEMENT_ARTIFACT);
    assert_null(find(&display, 1, "《乙办法》"));
    /* The reference is small, raised, on the line of its text. */
    const Show *mark = find(&display, 0, "〔2〕"), *text = find(&display, 0, "丁第");
    assert_true(mark->h < 0.7 * text->h && mark->y < text->y && mark->y > text->y - text->h);
    arena_free(draft.arena);
}

static void add_table(Draft *draft, size_t rows)
{
    const char **cells = ARENA_NEW_ARRAY(draft->arena, rows * 3, const char *);
    for (size_t i = 0; i < rows; i++) {
        cells[i * 3] = arena_printf(draft->arena, "第%zu项", i + 1);
        cells[i * 3 + 1] = arena_printf(draft->arena, "%zu.50", i * 37);
        cells[i * 3 + 2] = i % 2 ? "" : "1,234";
    }
    table(draft, money_columns, 3, cells, rows, ROW_BODY)->title = "收支";
}

/* Rows of 1.6 em; the head is drawn again on every page, as an artifact. */
static void tables_of_one_and_of_400_rows(void **state)
{
    (void)state;
    Draft draft;
    Display display;
    start(&draft, "");
    add_table(&draft, 1);
    paper_lay_out(&draft, PDF_BULLETIN, &display);
    assert_int_equal(display.page_count, 1);
    assert_at(&display, 0, "收支", LEFT, TOP + 12 * 1.5 / 2 - 6 + 12 * 0.88);
    assert_at(&display, 0, "第1项", LEFT, TOP + 18 + 3 + 12 * 1.8 + 12 * 1.6 / 2 + 12 * 0.38);
    arena_free(draft.arena);

    /* A hundred and fifty are a usual length; four hundred are set closer: 11 pages, not 13. */
    const struct {
        size_t rows, pages;
        double size, row;
    } long_ones[] = {{150, 5, 12, 1.6}, {400, 11, 11, 1.5}};
    for (size_t i = 0; i < 2; i++) {
        double size = long_ones[i].size;
        start(&draft, "");
        add_table(&draft, long_ones[i].rows);
        paper_lay_out(&draft, PDF_BULLETIN, &display);
        assert_int_equal(display.page_count, long_ones[i].pages);
        for (size_t p = 1; p < display.page_count; p++) {
            const Show *head = find(&display, p, "项目");
            assert_non_null(head);
            assert_int_equal(head->element, ELEMENT_ARTIFACT);
            double left = p % 2 ? 26 * MM : LEFT;
            assert_at(&display, p, "项目", left,
                      TOP + size * (long_ones[i].row + 0.2) / 2 + size * 0.35);
        }
        if (i == 0)
            arena_free(draft.arena);
    }
    /* Decimal points under each other: the last digits of 1,234 stand where .50 begins. */
    const Show *decimals = find(&display, 0, "37.50"), *second = find(&display, 0, "0.50");
    assert_true(decimals->x + decimals->w - second->x - second->w < 0.01);
    arena_free(draft.arena);
}

/* Rows of the table on each page, by the words that begin them. */
static size_t rows_on(const Display *display, size_t page)
{
    size_t count = 0;
    for (size_t i = 0; i < display->pages[page].count; i++) {
        const Show *show = &display->pages[page].shows[i];
        count += show->kind == SHOW_TEXT && show->count > 2 && show->glyphs[0].c == 0x7B2C &&
                 show->element != ELEMENT_ARTIFACT;
    }
    return count;
}

/*
 * A table of eleven rows that does not fit below the text begins there and goes on overleaf, two
 * rows at least on either side, and no space for a third is left: the page is filled.
 */
static void a_longer_table_fills_the_page(void **state)
{
    (void)state;
    bool cut = false;
    for (int lines = 1; lines < 20; lines++) {
        Draft draft;
        Display display;
        start(&draft, "");
        char *text = arena_alloc(draft.arena, (size_t)lines * 30 + 1);
        for (int i = 0; i < lines; i++)
            strcat(text, "本月收到投诉。\n\n");
        prose(&draft, text);
        add_table(&draft, 11);
        prose(&draft, "以上各项均已公开。");
        paper_lay_out(&draft, PDF_BULLETIN, &display);
        size_t first = rows_on(&display, 0);
        if (display.page_count > 1 && first == 0) {
            /* No room for caption, head, three rows and what they rest on. */
            double below = 0;
            for (size_t i = 0; i < display.pages[0].count; i++) {
                const Show *show = &display.pages[0].shows[i];
                below = show->kind == SHOW_TEXT && !show->free && show->y > below ? show->y : below;
            }
            assert_true(TOP + 22 * 29.53125 - below < 120);
        }
        if (display.page_count > 1 && first > 0 && first < 11) {
            const Show *last = find(&display, 0, arena_printf(draft.arena, "第%zu项", first));
            cut = true;
            assert_true(first >= 2 && first <= 9);
            assert_non_null(last);
            assert_true(first == 9 || TOP + 22 * 29.53125 - last->y < 2 * 12 * 1.6);
        }
        arena_free(draft.arena);
    }
    assert_true(cut);
}

/*
 * Six high rows would stand on one page, but not at the price of a quarter of the page before: once
 * such a table is begun, it is cut where the page is full.
 */
static void a_begun_table_goes_on(void **state)
{
    (void)state;
    bool cut = false;
    for (int lines = 8; lines < 20; lines++) {
        Draft draft;
        Display display;
        start(&draft, "");
        char *text = arena_alloc(draft.arena, (size_t)lines * 30 + 1);
        for (int i = 0; i < lines; i++)
            strcat(text, "本月收到投诉。\n\n");
        prose(&draft, text);
        const char **cells = ARENA_NEW_ARRAY(draft.arena, 18, const char *);
        for (int i = 0; i < 6; i++) {
            cells[i * 3] = arena_printf(draft.arena, "第%d项\n续上", i + 1);
            cells[i * 3 + 1] = cells[i * 3 + 2] = "1";
        }
        table(&draft, money_columns, 3, cells, 6, ROW_BODY)->title = "收支";
        prose(&draft, "以上各项均已公开。");
        paper_lay_out(&draft, PDF_BULLETIN, &display);
        size_t first = rows_on(&display, 0);
        if (display.page_count > 1 && first > 0 && first < 6) {
            const Show *last = find(&display, 0, arena_printf(draft.arena, "第%zu项", first));
            cut = true;
            assert_true(first == 4 || TOP + 22 * 29.53125 - last->y < 75);
        }
        arena_free(draft.arena);
    }
    assert_true(cut);
}

/* Sums never part from what they add up: neither from each other nor from the last row before. */
static void totals_stay_with_their_table(void **state)
{
    (void)state;
    for (size_t rows = 24; rows < 64; rows++) {
        Draft draft;
        Display display;
        start(&draft, "");
        add_table(&draft, rows);
        TableRow *all = (TableRow *)draft.blocks[0].rows;
        all[rows - 3].kind = all[rows - 2].kind = ROW_TOTAL;
        all[rows - 1].kind = ROW_BALANCE;
        paper_lay_out(&draft, PDF_BULLETIN, &display);
        size_t last = display.page_count - 1;
        while (rows_on(&display, last) == 0)
            last--;
        assert_true(rows_on(&display, last) >= 4);
        arena_free(draft.arena);
    }
}

/* A cell of 900 characters is higher than a page can hold beside others: it goes on overleaf. */
static void a_cell_of_900_characters(void **state)
{
    (void)state;
    static const TableColumn columns[] = {{"事项", "", ALIGN_LEFT, 1}, {"经过", "", ALIGN_LEFT, 1}};
    Draft draft;
    Display display;
    start(&draft, "");
    Buffer long_text = {0};
    for (int i = 0; i < 900; i++)
        buffer_text(&long_text, i % 10 == 9 ? "，" : "字");
    const char *cells[] = {"漏水", long_text.bytes, "停电", "已恢复"};
    table(&draft, columns, 2, cells, 2, ROW_BODY);
    paper_lay_out(&draft, PDF_BULLETIN, &display);
    assert_int_equal(display.page_count, 1);
    paper_lay_out(&draft, PDF_LARGE_PRINT, &display);
    assert_int_equal(display.page_count, 2);
    assert_non_null(find(&display, 1, "停电"));
    buffer_free(&long_text);
    arena_free(draft.arena);
}

/* Fourteen columns stand side by side in small type; in large print they are told row by row. */
static void a_table_of_14_columns(void **state)
{
    (void)state;
    Draft draft;
    Display display;
    start(&draft, "");
    TableColumn *columns = ARENA_NEW_ARRAY(draft.arena, 14, TableColumn);
    const char **cells = ARENA_NEW_ARRAY(draft.arena, 28, const char *);
    for (int c = 0; c < 14; c++) {
        columns[c] = (TableColumn){arena_printf(draft.arena, "列%d", c + 1), "",
                                   c ? ALIGN_RIGHT : ALIGN_LEFT, 1};
        cells[c] = cells[14 + c] = c ? "12" : "小区";
    }
    table(&draft, columns, 14, cells, 2, ROW_BODY);
    paper_lay_out(&draft, PDF_BULLETIN, &display);
    const Show *last = find(&display, 0, "列14");
    assert_non_null(last);
    assert_true(last->x + last->w > LEFT + 441 - 0.1 && last->x + last->w < LEFT + 441.1);
    paper_lay_out(&draft, PDF_LARGE_PRINT, &display);
    assert_true(find(&display, 0, "；列3：")->h == 18);
    arena_free(draft.arena);
}

/* Nothing but a title, and forty charts: no page is empty, none is overfull. */
static void no_blocks_and_40_charts(void **state)
{
    (void)state;
    Draft draft;
    Display display;
    start(&draft, "芦汀苑2026年10月“四公开”公示");
    paper_lay_out(&draft, PDF_BULLETIN, &display);
    assert_int_equal(display.page_count, 1);
    arena_free(draft.arena);

    start(&draft, "芦汀苑2026年10月“四公开”公示");
    ChartPoint *points = ARENA_NEW_ARRAY(draft.arena, 13, ChartPoint);
    for (int i = 0; i < 13; i++)
        points[i] = (ChartPoint){.label = arena_printf(draft.arena, "%d月", i % 12 + 1),
                                 .known = i != 4,
                                 .numerator = i * 3,
                                 .denominator = 1,
                                 .text = arena_printf(draft.arena, "%d件", i * 3),
                                 .state = i == 4 ? POINT_MISSING : POINT_OK};
    for (int i = 0; i < 40; i++) {
        Block *block = add(&draft, BLOCK_CHART);
        block->title = "近13个月投诉总量（件）";
        block->chart = (Chart){.kind = CHART_BARS,
                               .unit = "件",
                               .points = points,
                               .point_count = 13,
                               .description = "每月件数。"};
    }
    paper_lay_out(&draft, PDF_BULLETIN, &display);
    size_t figures = 0;
    for (size_t e = 0; e < display.element_count; e++)
        figures += display.elements[e].tag == TAG_FIGURE;
    assert_int_equal(figures, 41); /* the code is one too */
    for (size_t p = 0; p + 1 < display.page_count; p++)
        assert_non_null(find(&display, p, "近13个月"));
    arena_free(draft.arena);
}

static size_t elements_of(const Display *display, Tag tag)
{
    size_t count = 0;
    for (size_t e = 0; e < display->element_count; e++)
        count += display->elements[e].tag == tag;
    return count;
}

/* The office's own words: list, quotation and link are what they are, and hang as they should. */
static void lists_quotes_and_links(void **state)
{
    (void)state;
    Draft draft;
    Display display;
    start(&draft, "");
    prose(&draft, "- 冬季消防检查\n- 坡道防滑\n\n> 见公告栏\n\n详见[网页](https://example.org/)。");
    paper_lay_out(&draft, PDF_BULLETIN, &display);
    assert_int_equal(elements_of(&display, TAG_LIST), 1);
    assert_int_equal(elements_of(&display, TAG_LIST_ITEM), 2);
    assert_int_equal(elements_of(&display, TAG_LIST_BODY), 2);
    assert_int_equal(elements_of(&display, TAG_QUOTE), 1);
    assert_int_equal(elements_of(&display, TAG_LINK), 1);
    const Show *link = find(&display, 0, "网页"), *quote = find(&display, 0, "见公告栏");
    assert_string_equal(link->link, "https://example.org/");
    assert_int_equal(link->tint, TINT_ACCENT);
    assert_true(quote->x > LEFT + 10);
    arena_free(draft.arena);
}

/* A title of three lines: each shorter than the type area, of about the same length. */
static void a_long_title_is_balanced(void **state)
{
    (void)state;
    Draft draft;
    Display display;
    start(&draft, "关于芦汀苑小区东门设置智能快递柜并使用公共部位以及增设电动自行车"
                  "充电棚十二个充电位表决结果的公示");
    paper_lay_out(&draft, PDF_BULLETIN, &display);
    double least = 1e9, most = 0;
    for (size_t i = 0; i < display.pages[0].count; i++) {
        const Show *show = &display.pages[0].shows[i];
        if (show->kind != SHOW_TEXT || show->h != 21)
            continue;
        least = show->w < least ? show->w : least;
        most = show->w > most ? show->w : most;
    }
    assert_true(most <= 441 && least > most * 0.8);
    arena_free(draft.arena);
}

/* GB/T 9704 7.3.5.1: the date four characters from the edge, body and seal centred over it. */
static void the_seal_covers_body_and_date(void **state)
{
    (void)state;
    Draft draft;
    Display display;
    start(&draft, "");
    prose(&draft, "特此公示。");
    Block *block = add(&draft, BLOCK_SIGNATURE);
    block->body = "青埠街道办事处";
    block->date = "2026年11月5日";
    block->seal = true;
    paper_lay_out(&draft, PDF_BULLETIN, &display);
    const Show *body = find(&display, 0, "青埠"), *date = find(&display, 0, "2026年11"),
               *seal = NULL;
    for (size_t i = 0; i < display.pages[0].count; i++)
        if (display.pages[0].shows[i].kind == SHOW_CIRCLE)
            seal = &display.pages[0].shows[i];
    assert_non_null(seal);
    double middle = seal->x + seal->w / 2;
    assert_true(seal->w > 118 && seal->w < 120);
    assert_true(middle - body->x - body->w / 2 < 0.5 && body->x + body->w / 2 - middle < 0.5);
    assert_true(date->x + date->w - (LEFT + 441 - 4 * EM) < 0.5);
    assert_true(body->y > seal->y && date->y < seal->y + seal->h);
    arena_free(draft.arena);
}

/* Where all but seal and code fits on a page, they go side by side rather than on another. */
static void a_page_is_saved(void **state)
{
    (void)state;
    Draft draft;
    Display display;
    size_t pages[30];
    bool saved = false;
    for (int lines = 10; lines < 24; lines++) {
        start(&draft, "");
        for (int i = 0; i < lines; i++) {
            prose(&draft, "一行文字。");
            draft.blocks[i].from_office = true;
        }
        draft.blocks[lines - 1].basis = lines % 2 ? "《甲条例》第一条。" : "";
        Block *block = add(&draft, BLOCK_SIGNATURE);
        block->body = "青埠街道办事处";
        block->date = "2026年11月5日";
        block->seal = true;
        paper_lay_out(&draft, PDF_BULLETIN, &display);
        pages[lines] = display.page_count;
        const Show *slip = find(&display, display.page_count - 1, "张贴日期");
        bool one_row = find(&display, display.page_count - 1, "张贴人")->y == slip->y;
        saved = saved || one_row;
        if (one_row)
            assert_int_equal(display.page_count, 1);
        /* The foot never stands alone, with a footnote or without. */
        assert_non_null(find(&display, display.page_count - 1, "青埠街道"));
        arena_free(draft.arena);
    }
    assert_true(saved);
    assert_int_equal(pages[10], 1);
    assert_int_equal(pages[23], 2);
}

static Block *figures(Draft *draft, const FigureCell *cells, size_t count)
{
    Block *block = add(draft, BLOCK_FIGURES);
    block->figures = cells;
    block->figure_count = count;
    return block;
}

/* A poster that scripts made: one page, its type larger where there is room, accounts whole. */
static void a_poster_fills_its_page(void **state)
{
    (void)state;
    static const TableColumn columns[] = {{"项目", "", ALIGN_LEFT, 1},
                                          {"金额", "元", ALIGN_RIGHT, 1}};
    static const char *const account[] = {"上月结余", "128,640.50", "本月收入", "+25,821.35",
                                          "本月支出", "−18,790.00", "本月结余", "135,671.85"};
    static const FigureCell until[] = {{.label = "外墙维修预算与分摊",
                                        .value = "到11月12日",
                                        .unit = "",
                                        .fraction = "",
                                        .notes = {"10月29日起，共15日", "", "", ""},
                                        .squares_filled = 8,
                                        .squares_total = 15}};
    double size[2];
    for (int crowded = 0; crowded < 2; crowded++) {
        Draft draft;
        Display display;
        start(&draft, "芦汀苑2026年10月“四公开”公示");
        draft.doc.poster = true;
        figures(&draft, look, 5);
        heading(&draft, 1, "业主大会定了什么");
        for (int i = 0; i < (crowded ? 6 : 1); i++)
            prose(&draft, "**\ue010通过，维修7、8幢外墙**\n\n同意人数73.6%（329/447），须过半数。");
        heading(&draft, 1, "钱在哪里");
        table(&draft, columns, 2, account, 4, ROW_BALANCE);
        heading(&draft, 1, "可以提意见");
        figures(&draft, until, 1);
        paper_lay_out(&draft, PDF_POSTER, &display);
        assert_int_equal(display.page_count, 1);
        const Show *label = find(&display, 0, "本月支出"), *amount = find(&display, 0, "−18,790");
        assert_non_null(label);
        assert_true(label->y == amount->y && label->x + label->w < amount->x);
        assert_non_null(find(&display, 0, "到11月12日"));
        size[crowded] = label->h;
        arena_free(draft.arena);
    }
    assert_true(size[0] >= 30 && size[1] == 24);
}

/* A city with 36 items due: its squares do not push the other figures into a second row. */
static void many_squares_stand_in_two_rows(void **state)
{
    (void)state;
    FigureCell cells[5];
    Draft draft;
    Display display;
    memcpy(cells, look, sizeof cells);
    cells[0].squares_filled = 31;
    cells[0].squares_total = 36;
    start(&draft, "临溪市2026年10月“四公开”汇总");
    Block *box = add(&draft, BLOCK_FIGURES);
    box->figures = cells;
    box->figure_count = 5;
    paper_lay_out(&draft, PDF_ROUNDUP, &display);
    size_t filled = 0, empty = 0, frames = 0;
    double first = 0, last = 0;
    for (size_t i = 0; i < display.pages[0].count; i++) {
        const Show *show = &display.pages[0].shows[i];
        bool square = show->h < 20 && show->w < 20;
        frames += show->kind == SHOW_FRAME && !square;
        if (!square || (show->kind != SHOW_FILL && show->kind != SHOW_FRAME))
            continue;
        first = filled + empty == 0 ? show->y : first;
        last = show->y;
        filled += show->kind == SHOW_FILL;
        empty += show->kind == SHOW_FRAME;
    }
    assert_int_equal(filled, 31);
    assert_int_equal(empty, 5);
    assert_int_equal(frames, 1); /* all five figures in one row */
    assert_true(last > first + 5);
    arena_free(draft.arena);
}

/*
 * Twenty-seven matters do not fit: every section tells its first one, names others and says how
 * many more there are; what room is left goes to the section that is asked for first.
 */
static void a_crowded_poster_tells_the_rest(void **state)
{
    (void)state;
    static const char *const sections[] = {"业主大会定了什么", "可以提意见", "还缺什么"};
    Draft draft;
    Display display;
    start(&draft, "芦汀苑2026年10月");
    draft.doc.poster = true;
    for (int s = 0; s < 3; s++) {
        heading(&draft, 1, sections[s]);
        for (int i = 0; i < 9; i++)
            prose(&draft, arena_printf(draft.arena,
                                       "**第%d件，东门设智能快递柜**\n\n同意人数73.6%%（329/447），"
                                       "须四分之三以上，差7人；同意面积39,502.10㎡。",
                                       i + 1));
    }
    paper_lay_out(&draft, PDF_POSTER, &display);
    assert_int_equal(display.page_count, 1);
    Buffer text = {0};
    display_text(&display, &text);
    /* Each is told, or named, or counted. */
    for (int s = 0; s < 3; s++) {
        char *from = strstr(text.bytes, sections[s]), *end = NULL;
        assert_non_null(from);
        for (int other = 0; other < 3; other++) {
            char *next = strstr(text.bytes, sections[other]);
            end = next && next > from && (!end || next < end) ? next : end;
        }
        size_t length = end ? (size_t)(end - from) : strlen(from);
        char *part = arena_copy(draft.arena, from, length), *rest = strstr(part, "另有");
        size_t named = 0;
        for (const char *at = part; (at = strstr(at, "件，东门设智能快递柜")) != NULL; at++)
            named++;
        size_t counted = rest ? strtoul(rest + strlen("另有"), NULL, 10) : 0;
        if (named < 2 || named + counted != 9)
            fail_msg("%s: %zu named, %zu counted", sections[s], named, counted);
    }
    assert_non_null(strstr(text.bytes, "第1件"));
    buffer_free(&text);
    arena_free(draft.arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(text_stands_on_the_grid),
        cmocka_unit_test(level_two_runs_in),
        cmocka_unit_test(footnotes_stand_on_their_page),
        cmocka_unit_test(tables_of_one_and_of_400_rows),
        cmocka_unit_test(a_longer_table_fills_the_page),
        cmocka_unit_test(a_begun_table_goes_on),
        cmocka_unit_test(totals_stay_with_their_table),
        cmocka_unit_test(a_cell_of_900_characters),
        cmocka_unit_test(a_table_of_14_columns),
        cmocka_unit_test(no_blocks_and_40_charts),
        cmocka_unit_test(lists_quotes_and_links),
        cmocka_unit_test(a_long_title_is_balanced),
        cmocka_unit_test(the_seal_covers_body_and_date),
        cmocka_unit_test(a_page_is_saved),
        cmocka_unit_test(a_poster_fills_its_page),
        cmocka_unit_test(many_squares_stand_in_two_rows),
        cmocka_unit_test(a_crowded_poster_tells_the_rest),
    };
    return cmocka_run_group_tests(tests, paper_open, paper_close);
}
