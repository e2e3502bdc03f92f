/*
 * PDF: documents built by hand, laid out, checked by the lint, written, read back.
 *
 * GONGKAI_PDF_KEEP=DIR keeps every file written, to be looked at.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "base/file.h"
#include "doc/packlist.h"
#include "draft.h"
#include "pdf_objects.h"
#include "publish/pdf_text.h"
#include "render/pdf/layout.h"
#include "render/pdf/lint.h"
#include "render/pdf/pdf.h"

static PdfFonts *fonts;

static int open_fonts(void **state)
{
    (void)state;
    Error err = {0};
    if (!pdf_fonts_open(NULL, &fonts, &err)) {
        fprintf(stderr, "%s\n", err.text);
        return 1;
    }
    return 0;
}

static int close_fonts(void **state)
{
    (void)state;
    pdf_fonts_close(fonts);
    return 0;
}

/* --- checks ----------------------------------------------------------------------------- */

static void keep(const char *name, const Buffer *pdf)
{
    const char *folder = getenv("GONGKAI_PDF_KEEP");
    if (folder == NULL)
        return;
    Error err = {0};
    char path[512];
    snprintf(path, sizeof path, "%s/%s.pdf", folder, name);
    assert_true(file_write(path, pdf->bytes, pdf->length, &err));
}

/* Every page that a test makes is looked at. */
static void lint(const Draft *draft, PdfProduct product, const char *name)
{
    Arena *arena = arena_new();
    Display display;
    Error err = {0};
    Buffer faults = {0};
    assert_true(product == PDF_POSTER
                    ? poster_document(arena, fonts, &draft->doc, NULL, &display, &err)
                    : layout_document(arena, fonts, &draft->doc, product, NULL, &display, &err));
    size_t count = lint_display(&display, &faults);
    if (count)
        fprintf(stderr, "%s:\n%s", name, faults.bytes);
    if (getenv("GONGKAI_PDF_ROUNDS") == NULL)
        assert_int_equal(count, 0);
    buffer_free(&faults);
    arena_free(arena);
}

static void render(Draft *draft, PdfProduct product, const char *name, Buffer *pdf)
{
    Error err = {0};
    bool good = pdf_render(fonts, &draft->doc, product, NULL, pdf, &err);
    if (!good)
        fprintf(stderr, "%s: %s\n", name, err.text);
    assert_true(good);
    assert_memory_equal(pdf->bytes, "%PDF-1.7", 8);
    keep(name, pdf);
    lint(draft, product, name);
}

static void bulletin_is_written_twice_alike(void **state)
{
    (void)state;
    Draft draft;
    bulletin(&draft);
    Buffer one = {0}, two = {0};
    render(&draft, PDF_BULLETIN, "bulletin", &one);
    render(&draft, PDF_BULLETIN, "bulletin", &two);
    assert_int_equal(one.length, two.length);
    assert_memory_equal(one.bytes, two.bytes, one.length);
    render(&draft, PDF_POSTER, "poster", &one);
    draft.doc.draft = true;
    render(&draft, PDF_LARGE_PRINT, "large-print", &one);
    buffer_free(&one);
    buffer_free(&two);
    arena_free(draft.arena);
}

/* What stands in the file is what was said, character by character: rare han, signs, marks. */
static void text_is_read_back(void **state)
{
    (void)state;
    Draft draft;
    Error err = {0};
    Buffer pdf = {0}, text = {0};
    bulletin(&draft);
    prose(&draft,
          "面积㎡、千分之‰、①至⑳、𠮷、——、……、3×4、☑已办☐未办、√通过。\n\n业主𠮷某于2026年投诉。");
    render(&draft, PDF_BULLETIN, "signs", &pdf);
    assert_true(pdf_text(pdf.bytes, pdf.length, &text, &err));
    const char *expected[] = {"芦汀苑2026年10月“四公开”公示",
                              "面积㎡、千分之‰、①至⑳、𠮷、",
                              "本月结余（上月128,640.50）",
                              "重点：",
                              "由物业负责……",
                              "数据指纹 a31f 9c0e 55d2 7b48",
                              "https://example.org/a/b",
                              "13个月的投诉件数",
                              "☑",
                              "√"};
    for (size_t i = 0; i < sizeof expected / sizeof *expected; i++)
        if (strstr(text.bytes, expected[i]) == NULL)
            fail_msg("not found: %s", expected[i]);
    /* Once through its glyphs, once as ActualText: beside 2026 stands a gap. */
    const char *once = strstr(text.bytes, "业主𠮷某于2026年投诉");
    assert_non_null(once);
    assert_non_null(strstr(once + 1, "业主𠮷某于2026年投诉"));
    buffer_clear(&text);

    buffer_free(&pdf);
    buffer_free(&text);
    arena_free(draft.arena);
}

/* The last `what` before `at`, or NULL. */
static const char *before(const char *start, const char *at, const char *what)
{
    const char *found = NULL;
    for (const char *next = start; (next = strstr(next, what)) && next < at; next++)
        found = next;
    return found;
}

/* A paragraph over two pages names the second one's content by its page; a link is an object. */
static void elements_hold_what_is_theirs(void **state)
{
    (void)state;
    Draft draft;
    Buffer pdf = {0}, all = {0}, words = {0};
    start(&draft, "");
    for (int i = 0; i < 60; i++)
        buffer_text(&words, "本月小区公共收益的收支情况已经审计，");
    buffer_text(&words, "详见[网页](https://example.org/)。");
    prose(&draft, words.bytes);
    render(&draft, PDF_BULLETIN, "elements", &pdf);
    unpack(&pdf, &all);
    const char *objects = all.bytes + pdf.length;
    const char *second = strstr(objects, "/Type /MCR\n/Pg ");
    assert_non_null(second);
    const char *first = before(objects, second, "/Pg "), *of = before(objects, second, "/S /");
    assert_true(first && of && of < first);
    assert_memory_equal(of, "/S /P\n/P ", 9);
    assert_int_not_equal(atoi(first + 4), atoi(second + 15));
    assert_memory_equal(strchr(first, '\n'), "\n/K [ ", 6);
    const char *link = strstr(objects, "/S /Link\n");
    assert_non_null(link);
    assert_non_null(strstr(link, "<<\n/Type /OBJR\n/Obj "));
    assert_non_null(strstr(objects, "/StructParent 2\n")); /* behind both pages */
    assert_non_null(strstr(objects, "/ParentTreeNextKey 3\n"));
    buffer_free(&pdf);
    buffer_free(&all);
    buffer_free(&words);
    arena_free(draft.arena);
}

static void long_table(void **state)
{
    (void)state;
    Draft draft;
    Buffer pdf = {0};
    start(&draft,
          "一个名字很长很长的住宅小区第一期第二期第三期和配套商业用房2026年10月“四公开”情况公示");
    const char **cells = ARENA_NEW_ARRAY(draft.arena, 400 * 5, const char *);
    for (int r = 0; r < 400; r++) {
        cells[r * 5] = arena_printf(draft.arena, "第%d项：楼道照明维修及公共部位保洁", r + 1);
        cells[r * 5 + 1] = r % 7 ? "物业服务中心" : "社区居委会、业委会和物业服务企业共同办理";
        cells[r * 5 + 2] = "已办结";
        cells[r * 5 + 3] = arena_printf(draft.arena, "%d.%d", r * 37, r % 10);
        cells[r * 5 + 4] = "√";
    }
    heading(&draft, 1, "一、问题台账");
    table(&draft, proposal_columns, 5, cells, 400, ROW_TOTAL);
    heading(&draft, 1, "二、只有一行的表");
    table(&draft, proposal_columns, 5, cells, 1, ROW_BODY);
    render(&draft, PDF_BULLETIN, "long", &pdf);
    buffer_free(&pdf);
    arena_free(draft.arena);
}

static void odd_tables(void **state)
{
    (void)state;
    Draft draft;
    Buffer pdf = {0};
    start(&draft, "短题");
    static TableColumn columns[14];
    static const char *cells[14 * 6];
    for (int c = 0; c < 14; c++) {
        columns[c] =
            (TableColumn){c ? "满意率" : "小区名称", c ? "%" : "", c ? ALIGN_RIGHT : ALIGN_LEFT, 1};
        for (int r = 0; r < 6; r++)
            cells[r * 14 + c] = c ? "98.35" : "芦汀苑二期";
    }
    heading(&draft, 1, "一、十四列");
    table(&draft, columns, 14, cells, 6, ROW_TOTAL);
    heading(&draft, 1, "二、九百字的格");
    char *long_cell = arena_alloc(draft.arena, 900 * 3 + 1);
    for (int i = 0; i < 900; i++)
        memcpy(long_cell + 3 * i, i % 23 == 22 ? "，" : "水", 3);
    const char *row[] = {"维修", "物业", long_cell, "11月5日", "√"};
    table(&draft, proposal_columns, 5, row, 1, ROW_BODY);
    heading(&draft, 1, "三、没有数据");
    table(&draft, proposal_columns, 5, proposals, 0, ROW_BODY);
    prose(&draft, "本月未收到本项数据。");
    render(&draft, PDF_BULLETIN, "odd", &pdf);
    buffer_free(&pdf);
    arena_free(draft.arena);
}

/* Wherever a table of six rows begins on the page: whole, under its heading, lint clean. */
static void short_table_is_never_cut(void **state)
{
    (void)state;
    static const char sentence[] = "本月计划召开联席会议，实开三场次，商议事项七例。";
    for (int lines = 0; lines < 24; lines++)
        for (PdfProduct product = PDF_BULLETIN; product <= PDF_ROUNDUP; product++) {
            Draft draft;
            Display display;
            Error err = {0};
            if (product == PDF_POSTER)
                continue;
            start(&draft, "短题");
            char *text = arena_alloc(draft.arena, 24 * (sizeof sentence + 2));
            for (int i = 0; i < lines; i++)
                strcat(strcat(text, sentence), "\n\n");
            prose(&draft, text);
            heading(&draft, 1, "一、公共收益");
            Block *block = table(&draft, money_columns, 3, money, 5, ROW_BALANCE);
            block->title = "收支";
            block->note = "依据：《民法典》第二百八十二条。";
            Arena *arena = arena_new();
            assert_true(layout_document(arena, fonts, &draft.doc, product, NULL, &display, &err));
            int page_of_head = -1;
            for (size_t p = 0; p < display.page_count; p++)
                for (size_t i = 0; i < display.pages[p].count; i++) {
                    int e = display.pages[p].shows[i].element;
                    Tag tag = e < 0 ? TAG_DOCUMENT : display.elements[e].tag;
                    if (tag == TAG_H2 || tag == TAG_CELL || tag == TAG_HEAD_CELL) {
                        page_of_head = page_of_head < 0 ? (int)p : page_of_head;
                        assert_int_equal(p, page_of_head);
                    }
                }
            arena_free(arena);
            lint(&draft, product, "short table");
            arena_free(draft.arena);
        }
}

/* Whatever the length of a paragraph, no character stands alone on its last line. */
static void last_line_has_two_characters(void **state)
{
    (void)state;
    for (int length = 20; length < 92; length++) {
        Draft draft;
        start(&draft, "短题");
        char *text = arena_alloc(draft.arena, (size_t)length * 3 + 4);
        for (int i = 0; i < length; i++)
            strcat(text, "水");
        prose(&draft, strcat(text, "。"));
        lint(&draft, PDF_BULLETIN, "last line");
        lint(&draft, PDF_LARGE_PRINT, "last line");
        arena_free(draft.arena);
    }
}

/* --- documents at random ------------------------------------------------------------------ */

static uint32_t seed;

static uint32_t chance(uint32_t below)
{
    seed = seed * 1664525u + 1013904223u;
    return (seed >> 8) % below;
}

/* Words as offices write them, and some they should not. */
static const char *words(Arena *arena, uint32_t most)
{
    static const char *const pieces[] = {"小区",
                                         "党支部",
                                         "，",
                                         "。",
                                         "（18/20）",
                                         "98.35%",
                                         "2026年10月5日",
                                         "“四公开”",
                                         "《办法》",
                                         "电话8600 0143",
                                         "㎡",
                                         "——",
                                         "……",
                                         "、",
                                         "123,456.78元",
                                         "A",
                                         "project ",
                                         "𠮷",
                                         "\ue010按期",
                                         "\ue014未收到",
                                         "：",
                                         "业主大会",
                                         "①",
                                         "第9项",
                                         "3—5",
                                         "https://example.org/very/long/path/x",
                                         "×",
                                         "☑",
                                         "；",
                                         " ",
                                         "公示",
                                         "－12.5",
                                         "\u200b",
                                         "表决",
                                         "\t",
                                         "ABCDEFGHIJKLMNOPQRSTUVWXYZABCDEFGHIJKLMNOPQRSTUVWXYZ"};
    char *text = arena_alloc(arena, 80 * (size_t)most + 1);
    for (uint32_t n = chance(most + 1); n > 0; n--)
        strcat(text, pieces[chance(sizeof pieces / sizeof *pieces)]);
    return text;
}

static void random_block(Draft *draft)
{
    Block *block = add(draft, (BlockKind)chance(BLOCK_SIGNATURE + 1));
    Arena *arena = draft->arena;
    block->level = 1 + (int)chance(3);
    block->text = arena_printf(arena, "题%s", words(arena, block->kind == BLOCK_PROSE ? 60 : 6));
    block->title = words(arena, 5);
    block->note = words(arena, 8);
    block->body = words(arena, 3);
    block->date = "2026年11月5日";
    block->seal = chance(2);
    if (block->kind == BLOCK_FIGURES) {
        size_t count = 1 + chance(8);
        FigureCell *cells = ARENA_NEW_ARRAY(arena, count, FigureCell);
        for (size_t i = 0; i < count; i++) {
            cells[i] = (FigureCell){.label = words(arena, 3),
                                    .value = chance(3) ? "98.35" : words(arena, 2),
                                    .unit = chance(2) ? "%" : "",
                                    .fraction = chance(2) ? "（655/666）" : "",
                                    .notes = {words(arena, 3), words(arena, 2), "", ""},
                                    .squares_total = (int)chance(45)};
            cells[i].squares_filled = (int)chance((uint32_t)cells[i].squares_total + 1);
        }
        block->figures = cells;
        block->figure_count = count;
    } else if (block->kind == BLOCK_TABLE) {
        size_t columns = 1 + chance(9), rows = chance(30);
        TableColumn *heads = ARENA_NEW_ARRAY(arena, columns, TableColumn);
        TableRow *table_rows = ARENA_NEW_ARRAY(arena, rows, TableRow);
        for (size_t c = 0; c < columns; c++)
            heads[c] = (TableColumn){words(arena, 2), chance(3) ? "" : "元", (Align)chance(3),
                                     (int)chance(3)};
        for (size_t r = 0; r < rows; r++) {
            Rich *cells = ARENA_NEW_ARRAY(arena, columns, Rich);
            for (size_t c = 0; c < columns; c++)
                cells[c] = heads[c].align == ALIGN_RIGHT ? "1,234.5" : words(arena, 5);
            table_rows[r] = (TableRow){r + 2 < rows ? ROW_BODY : (RowKind)chance(3), cells};
        }
        block->columns = heads;
        block->column_count = columns;
        block->rows = table_rows;
        block->row_count = rows;
    } else if (block->kind == BLOCK_CHART) {
        size_t count = chance(16);
        ChartPoint *points = ARENA_NEW_ARRAY(arena, count, ChartPoint);
        for (size_t i = 0; i < count; i++)
            points[i] = (ChartPoint){.label = chance(4) ? "10月" : words(arena, 1),
                                     .known = chance(6) > 0,
                                     .numerator = chance(100),
                                     .denominator = 1 + (Int128)chance(3),
                                     .text = "98.35%",
                                     .state = (PointState)chance(4)};
        block->chart = (Chart){.kind = (ChartKind)chance(5),
                               .points = points,
                               .point_count = count,
                               .target_label = "",
                               .description = words(arena, 4)};
    }
}

/* Nothing that a script can say makes a page that a typesetter would send back. */
static void documents_at_random(void **state)
{
    (void)state;
    const char *rounds = getenv("GONGKAI_PDF_ROUNDS");
    for (uint32_t round = 1; round <= (rounds ? (uint32_t)atoi(rounds) : 30); round++) {
        Draft draft;
        Buffer pdf = {0};
        seed = round;
        start(&draft, "芦汀苑公示");
        draft.doc.title = arena_printf(draft.arena, "题%s", words(draft.arena, 6));
        draft.doc.scope_name = arena_printf(draft.arena, "苑%s", words(draft.arena, 2));
        draft.doc.draft = chance(2);
        for (uint32_t n = chance(14); n > 0; n--)
            random_block(&draft);
        for (PdfProduct product = PDF_BULLETIN; product <= PDF_ROUNDUP; product++)
            render(&draft, product, arena_printf(draft.arena, "random-%u-%d", round, product),
                   &pdf);
        buffer_free(&pdf);
        arena_free(draft.arena);
    }
}

/* The lint itself: each fault is seen. */
static void lint_sees_faults(void **state)
{
    (void)state;
    Arena *arena = arena_new();
    Display display = {.arena = arena,
                       .width = 600,
                       .height = 800,
                       .area_left = 50,
                       .area_left_even = 50,
                       .area_top = 50,
                       .area_w = 500,
                       .area_h = 700};
    Error err = {0};
    Buffer faults = {0};
    int page = display_page(&display);
    int text = display_element(&display, TAG_P, -1), head = display_element(&display, TAG_H2, -1);
    ShowList *list = &display.pages[page];
    const struct {
        const char *text;
        double x, y;
        int element;
    } lines[] = {{"第一行文字", 60, 100, text},
                 {"压在上面", 70, 104, text},
                 {"出界的字", 520, 200, text},
                 {"末", 60, 300, text},
                 {"孤零零的标题", 60, 700, head}};
    for (size_t i = 0; i < 5; i++)
        assert_true(para_one_line(arena, fonts, lines[i].text, FACE_SERIF, 16, lines[i].x,
                                  lines[i].y, ALIGN_LEFT, lines[i].element, list, NULL, &err));
    lint_display(&display, &faults);
    assert_string_equal(faults.bytes, "page 1: text outside the type area: 出界的字\n"
                                      "page 1: text over text: 压在上面\n"
                                      "page 1: stranded heading: 孤零零的标题\n"
                                      "page 1: last line of one character: 末\n");
    buffer_free(&faults);
    arena_free(arena);
}

/* Without an address there is no code, and the paper says so; a draft says what it is. */
static void no_address_and_draft_are_said(void **state)
{
    (void)state;
    Draft draft;
    Error err = {0};
    Buffer pdf = {0}, text = {0};
    bulletin(&draft);
    draft.doc.url = "";
    draft.doc.draft = true;
    for (PdfProduct product = PDF_BULLETIN; product <= PDF_ROUNDUP; product++) {
        render(&draft, product, "draft", &pdf);
        buffer_clear(&text);
        assert_true(pdf_text(pdf.bytes, pdf.length, &text, &err));
        assert_non_null(strstr(text.bytes, "征求意见稿"));
        assert_non_null(strstr(text.bytes, "无二维码"));
        assert_null(strstr(text.bytes, "扫码"));
    }
    buffer_free(&pdf);
    buffer_free(&text);
    arena_free(draft.arena);
}

/* A pack holds the papers one after the other, each in its own size with its own numbers. */
static void pack_joins_papers(void **state)
{
    (void)state;
    Draft draft;
    Error err = {0};
    Buffer pdf = {0}, text = {0};
    bulletin(&draft);
    PdfPart parts[] = {{&draft.doc, PDF_BULLETIN, NULL, 0},
                       {&draft.doc, PDF_POSTER, NULL, 0},
                       {&draft.doc, PDF_BULLETIN, NULL, 0}};
    assert_true(
        pdf_render_pack(fonts, parts, 3, "鹭桥社区2026年10月张贴件", NULL, NULL, NULL, &pdf, &err));
    keep("pack", &pdf);
    assert_true(pdf_text(pdf.bytes, pdf.length, &text, &err));
    assert_non_null(strstr(text.bytes, "鹭桥社区2026年10月张贴件"));
    const char *first = strstr(text.bytes, "— 1 —");
    assert_non_null(first);
    assert_non_null(strstr(first + 1, "— 1 —"));
    Buffer whole = {0};
    unpack(&pdf, &whole);
    assert_non_null(memmem(whole.bytes, whole.length, "841.88977 1190.55115", 20));
    buffer_free(&whole);
    buffer_free(&pdf);
    buffer_free(&text);
    arena_free(draft.arena);
}

/* A pack of papers that were laid out for files of their own has the bytes of one from scratch. */
static void pack_takes_what_is_laid_out(void **state)
{
    (void)state;
    Draft draft;
    Error err = {0};
    Buffer pdf = {0}, anew = {0}, again = {0};
    bulletin(&draft);
    PdfPart parts[] = {{&draft.doc, PDF_BULLETIN, NULL, 0}, {&draft.doc, PDF_POSTER, NULL, 0}};
    assert_true(pdf_render_pack(fonts, parts, 2, "打印包", NULL, NULL, NULL, &anew, &err));
    PdfPapers *papers = pdf_papers_new(fonts);
    assert_true(pdf_papers_add(papers, &draft.doc, PDF_LARGE_PRINT, NULL, &err));
    assert_true(pdf_papers_add(papers, &draft.doc, PDF_BULLETIN, NULL, &err));
    assert_true(pdf_papers_add(papers, &draft.doc, PDF_POSTER, NULL, &err));
    assert_true(pdf_papers_write(papers, 2, &pdf, &err));
    pdf_papers_rest(papers);
    for (size_t i = 0; i < 2; i++) {
        parts[i].laid = papers;
        parts[i].index = i + 1;
    }
    assert_true(pdf_render_pack(fonts, parts, 2, "打印包", NULL, NULL, NULL, &again, &err));
    assert_int_equal(again.length, anew.length);
    assert_memory_equal(again.bytes, anew.bytes, anew.length);
    /* Nor is a paper changed by having stood in a pack. */
    buffer_clear(&again);
    assert_true(pdf_papers_write(papers, 2, &again, &err));
    assert_int_equal(again.length, pdf.length);
    assert_memory_equal(again.bytes, pdf.bytes, pdf.length);
    pdf_papers_free(papers);
    buffer_free(&pdf);
    buffer_free(&anew);
    buffer_free(&again);
    arena_free(draft.arena);
}

/* Notes on which pages the cover was told that the papers are. */
static void cover_of(void *context, Arena *arena, const size_t *first, const size_t *pages,
                     Document *out)
{
    size_t *told = context;
    PackPaper papers[2] = {{"芦汀苑", "公示", "A4", "下月换新", first[0], pages[0]},
                           {"芦汀苑", "海报", "A3", "下月换新", first[1], pages[1]}};
    PackOld old[40];
    for (size_t i = 0; i < 40; i++)
        old[i] = (PackOld){"芦汀苑", "关于候选人的公示", "10月7日公示期满后"};
    told[0] = first[0];
    told[1] = pages[0];
    *out = (Document){.scope_name = "鹭桥社区", .period = MONTH_MISSING};
    packlist_write(arena, "鹭桥社区2026年10月张贴清单", papers, 2, old, told[2], out);
}

/* The first sheet counts its own pages: with forty papers to take down it is two. */
static void pack_begins_with_its_list(void **state)
{
    (void)state;
    Draft draft;
    Error err = {0};
    Buffer pdf = {0}, text = {0};
    bulletin(&draft);
    PdfPart parts[] = {{&draft.doc, PDF_BULLETIN, NULL, 0}, {&draft.doc, PDF_POSTER, NULL, 0}};
    const struct {
        size_t old, first;
        const char *words;
    } cases[] = {{0, 2, "没有要撤下的张贴件。"}, {40, 3, "10月7日公示期满后"}};
    for (size_t i = 0; i < 2; i++) {
        size_t told[3] = {0, 0, cases[i].old};
        assert_true(pdf_render_pack(fonts, parts, 2, "打印包", cover_of, told, NULL, &pdf, &err));
        assert_int_equal(told[0], cases[i].first);
        assert_true(pdf_text(pdf.bytes, pdf.length, &text, &err));
        assert_non_null(strstr(text.bytes, "以下2件按张贴顺序排列"));
        assert_non_null(strstr(text.bytes, cases[i].words));
        char pages[64];
        snprintf(pages, sizeof pages, "第%zu—%zu页", told[0], told[0] + told[1] - 1);
        assert_non_null(strstr(text.bytes, pages));
        snprintf(pages, sizeof pages, "第%zu页", told[0] + told[1]);
        assert_non_null(strstr(text.bytes, pages));
    }
    buffer_free(&pdf);
    buffer_free(&text);
    arena_free(draft.arena);
}

/* An office may set its own face, TrueType here; the text must come back all the same. */
static void configured_face_is_used(void **state)
{
    (void)state;
    PdfFonts *own = NULL;
    Error err = {0};
    Draft draft;
    Buffer pdf = {0}, text = {0};
    char path[256], *end;
    const char *kai = strstr(pdf_fonts_describe(fonts), "LXGW WenKai (");
    assert_non_null(kai);
    snprintf(path, sizeof path, "%s", kai + strlen("LXGW WenKai ("));
    end = strstr(path, " #");
    assert_non_null(end);
    *end = '\0';
    Config config = {.font_serif = path, .font_sans = "", .font_kai = ""};
    assert_true(pdf_fonts_open(&config, &own, &err));
    bulletin(&draft);
    assert_true(pdf_render(own, &draft.doc, PDF_BULLETIN, NULL, &pdf, &err));
    keep("own-face", &pdf);
    assert_true(pdf_text(pdf.bytes, pdf.length, &text, &err));
    assert_non_null(strstr(text.bytes, "和物业服务事项公示如下"));
    Buffer whole = {0};
    unpack(&pdf, &whole);
    assert_null(memmem(whole.bytes, whole.length, "NotoSerifCJKsc-Regular", 22));
    assert_non_null(memmem(whole.bytes, whole.length, "/FontFile", 9));
    buffer_free(&whole);
    buffer_free(&pdf);
    buffer_free(&text);
    arena_free(draft.arena);
    pdf_fonts_close(own);
}

/* The hundred and first document of a process is written as the first was. */
static void many_documents_are_alike(void **state)
{
    (void)state;
    Draft draft;
    Error err = {0};
    Buffer first = {0}, later = {0};
    start(&draft, "芦汀苑2026年10月公示");
    prose(&draft, "本月**未收到**公共水电分摊表，*另见*办法。");
    for (int i = 0; i < 110; i++) {
        Buffer *pdf = i ? &later : &first;
        assert_true(pdf_render(fonts, &draft.doc, PDF_BULLETIN, NULL, pdf, &err));
        assert_int_equal(pdf->length, first.length);
        assert_memory_equal(pdf->bytes, first.bytes, first.length);
    }
    buffer_free(&first);
    buffer_free(&later);
    arena_free(draft.arena);
}

static void missing_font_is_named(void **state)
{
    (void)state;
    PdfFonts *none = NULL;
    Error err = {0};
    Config config = {.font_serif = "/nonexistent.ttf", .font_sans = "", .font_kai = ""};
    assert_false(pdf_fonts_open(&config, &none, &err));
    assert_int_equal(err.code, ERR_USAGE);
    assert_string_equal(err.text, "font /nonexistent.ttf cannot be read");
}

static void unknown_character_is_named(void **state)
{
    (void)state;
    Draft draft;
    Buffer pdf = {0};
    Error err = {0};
    start(&draft, "短题");
    prose(&draft, "甲\U00013000乙");
    assert_false(pdf_render(fonts, &draft.doc, PDF_BULLETIN, NULL, &pdf, &err));
    assert_int_equal(err.code, ERR_DATA);
    assert_string_equal(err.text,
                        "block 1 (prose): no font has the character '\U00013000' (U+13000)");
    buffer_free(&pdf);
    arena_free(draft.arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bulletin_is_written_twice_alike),
        cmocka_unit_test(text_is_read_back),
        cmocka_unit_test(elements_hold_what_is_theirs),
        cmocka_unit_test(long_table),
        cmocka_unit_test(odd_tables),
        cmocka_unit_test(short_table_is_never_cut),
        cmocka_unit_test(last_line_has_two_characters),
        cmocka_unit_test(documents_at_random),
        cmocka_unit_test(lint_sees_faults),
        cmocka_unit_test(no_address_and_draft_are_said),
        cmocka_unit_test(pack_joins_papers),
        cmocka_unit_test(pack_takes_what_is_laid_out),
        cmocka_unit_test(pack_begins_with_its_list),
        cmocka_unit_test(configured_face_is_used),
        cmocka_unit_test(many_documents_are_alike),
        cmocka_unit_test(missing_font_is_named),
        cmocka_unit_test(unknown_character_is_named),
    };
    return cmocka_run_group_tests(tests, open_fonts, close_fonts);
}
