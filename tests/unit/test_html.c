/* A document as an HTML fragment: figures, blocks, and texts that would like to be markup. */
#include "site_world.h"

#include "base/utf8.h"
#include "render/html.h"
#include "render/rich.h"

static World world;
static Buffer out;

static int open_world(void **state)
{
    (void)state;
    world_open(&world);
    return 0;
}

static int close_world(void **state)
{
    (void)state;
    buffer_free(&out);
    world_close(&world);
    return 0;
}

static const char *fragment(const char *lang)
{
    HtmlContext context = {.root = "../../../", .scopes = &world.scopes};
    buffer_clear(&out);
    world.doc.lang = lang;
    html_render(&world.doc, &context, &out);
    return out.bytes;
}

/* The fragment of a document with one table whose second cell is `cell`. */
static const char *cell_html(const char *cell)
{
    static const TableColumn columns[] = {{"甲", "", ALIGN_LEFT, 1}, {"乙", "元", ALIGN_RIGHT, 1}};
    const Rich cells[] = {"x", cell};
    TableRow row = {ROW_BODY, cells};
    Block block = {.kind = BLOCK_TABLE,
                   .anchor = "",
                   .title = "",
                   .note = "",
                   .columns = columns,
                   .column_count = 2,
                   .rows = &row,
                   .row_count = 1};
    Document doc = {.title = "", .lang = "zh-CN", .blocks = &block, .block_count = 1};
    HtmlContext context = {.root = ""};
    buffer_clear(&out);
    html_render(&doc, &context, &out);
    return out.bytes;
}

static void assert_holds(const char *page, const char *text)
{
    if (!strstr(page, text))
        fail_msg("'%s' is not in: %.3000s", text, page);
}

static void assert_lacks(const char *page, const char *text)
{
    if (strstr(page, text))
        fail_msg("'%s' is there", text);
}

static void figure_carries_its_key(void **state)
{
    (void)state;
    assert_holds(fragment("zh-CN"),
                 "<data class=\"fig\" value=\"90\" data-figure=\"M01\" data-window=\"month\" "
                 "data-scope=\"compound:lt-01\" data-period=\"2026-10\">90</data><small>%</small>");
    assert_holds(out.bytes,
                 "<a class=\"how\" href=\"../../../method/index.html#M01\">怎么算的</a>");
}

static void headings_open_sections(void **state)
{
    (void)state;
    const char *html = fragment("zh-CN");
    assert_holds(html, "<section class=\"row\" id=\"s1\" aria-labelledby=\"h-s1\">\n<header><h2 "
                       "id=\"h-s1\"><span class=\"n\">①</span>党支部提议事项</h2></header>");
    assert_holds(html, "<h3 id=\"b7\">投诉都是什么</h3>");
    size_t opened = 0, closed = 0;
    for (const char *p = html; (p = strstr(p, "<section")); p++)
        opened++;
    for (const char *p = html; (p = strstr(p, "</section>")); p++)
        closed++;
    assert_int_equal(opened, 3);
    assert_int_equal(closed, 3);
}

static void hostile_cells_are_inert(void **state)
{
    (void)state;
    assert_holds(cell_html("<img src=x onerror=alert(1)>"),
                 "<span>&lt;img src=x onerror=alert(1)&gt;</span>");
    assert_holds(cell_html("[x](javascript:alert(1)) **b** <!-- -->"),
                 "<span>[x](javascript:alert(1)) **b** &lt;!-- --&gt;</span>");
    assert_holds(cell_html("a\xE2\x80\xAE"
                           "b\xE2\x81\xA6"
                           "c\xEF\xBB\xBF"
                           "d\x01"
                           "e\xC3"),
                 "<span>abcde</span>");
    assert_holds(cell_html("\" onmouseover=\"x"), "&quot; onmouseover=&quot;x");
    char *word = arena_alloc(world.arena, 10001);
    memset(word, 'W', 10000);
    assert_holds(cell_html(word), word);
}

static void broken_marks_are_skipped(void **state)
{
    (void)state;
    assert_holds(cell_html("a\xEE\x80\x80"
                           "b"),
                 "<span>ab</span>");
    assert_holds(cell_html("\xEE\x80\x80"
                           "99\xEE\x80\x81"
                           "5项\xEE\x80\x82"),
                 "<span>5项</span>");
    assert_holds(cell_html("\xEE\x80\x82\xEE\x80\x81x"), "<span>x</span>");
}

static void state_mark_is_a_shape_and_a_word(void **state)
{
    (void)state;
    assert_holds(cell_html(LATE "逾期4天，10月16日完成"),
                 "<span class=\"m late\"><svg class=\"mk\" aria-hidden=\"true\"><use "
                 "href=\"#m-late\"/></svg>逾期4天</span>，10月16日完成");
}

static void english_state_is_more_than_one_word(void **state)
{
    (void)state;
    Block block = {
        .kind = BLOCK_SIGNATURE, .anchor = "", .body = LATE "not reached, short by 7", .date = ""};
    Document doc = {.title = "", .lang = "en", .blocks = &block, .block_count = 1};
    HtmlContext context = {.root = ""};
    buffer_clear(&out);
    html_render(&doc, &context, &out);
    assert_holds(out.bytes, "</svg>not reached</span>, short by 7");
}

static void prose_has_no_markup_of_its_own(void **state)
{
    (void)state;
    const char *html = fragment("zh-CN");
    assert_holds(html, "<strong>重点：</strong>后文接着说");
    assert_holds(html, "<ol><li>甲</li>\n<li>乙</li></ol>");
    assert_holds(html, "<a rel=\"noopener noreferrer\" href=\"https://example.org/?a=1&amp;b=2\">");
    assert_lacks(html, "<script");
    assert_lacks(html, "href=\"javascript");
    assert_lacks(html, "<img");
}

static void chart_has_words_and_a_table(void **state)
{
    (void)state;
    const char *html = fragment("zh-CN");
    assert_holds(html,
                 "<svg class=\"plot bars\" role=\"img\" aria-label=\"近13个月投诉总量（件）\">"
                 "<desc>10月18件</desc>");
    assert_holds(html, "<rect class=\"gap\"");
    assert_holds(html, "<summary>图中的数</summary>");
    assert_holds(html, "未收到");
    assert_holds(fragment("en"), "<summary>The values of this chart</summary>");
}

static void bars_are_exact_and_start_at_zero(void **state)
{
    (void)state;
    ChartPoint points[] = {
        {"1", true, 50, 100, "50", POINT_OK, NULL},
        {"2", true, ((Int128)1 << 90), ((Int128)1 << 90), "1", POINT_CURRENT, NULL},
        {"3", true, 0, 1, "0", POINT_OK, NULL},
    };
    Block block = {.kind = BLOCK_CHART,
                   .anchor = "",
                   .title = "",
                   .note = "",
                   .chart = {.kind = CHART_BARS,
                             .unit = "",
                             .points = points,
                             .point_count = 3,
                             .target_label = "",
                             .description = ""}};
    Document doc = {.title = "", .lang = "en", .blocks = &block, .block_count = 1};
    HtmlContext context = {.root = ""};
    buffer_clear(&out);
    html_render(&doc, &context, &out);
    assert_holds(out.bytes, "y=\"105\" width=\"12.00%\" height=\"75\"");
    assert_holds(out.bytes, "y=\"30\" width=\"12.00%\" height=\"150\"");
    assert_holds(out.bytes, "y=\"180\" width=\"12.00%\" height=\"0\"");
}

static void squares_show_what_was_on_time(void **state)
{
    (void)state;
    Buffer svg = {0};
    html_squares(&svg, 2, 3, "3项中的2项");
    assert_holds(svg.bytes, "aria-label=\"3项中的2项\"");
    assert_holds(svg.bytes, "class=\"sq1\" d=\"M0 1h325v12h-325zM337 1h325v12h-325z\"");
    assert_holds(svg.bytes, "class=\"sq0\" d=\"M674 1h325v12h-325z\"");
    buffer_clear(&svg);
    html_squares(&svg, 250, 340, "x");
    assert_holds(svg.bytes, "class=\"sq1\" d=\"M0 1h735v12h-735z\"");
    buffer_free(&svg);
}

/* Data stay as entered: on an English page Chinese words are marked as Chinese. */
static void chinese_is_marked_on_english_pages(void **state)
{
    (void)state;
    Block block = {.kind = BLOCK_NOTICE, .text = "Due (南门 3号门, gate) 地库 x <b>中"};
    Document doc = {.lang = "en", .blocks = &block, .block_count = 1};
    HtmlContext context = {.root = ""};
    Buffer page = {0};
    html_render(&doc, &context, &page);
    assert_holds(page.bytes,
                 "Due (<span lang=\"zh-CN\">南门</span> 3<span lang=\"zh-CN\">号门</span>, "
                 "gate) <span lang=\"zh-CN\">地库</span> x "
                 "&lt;b&gt;<span lang=\"zh-CN\">中</span>");
    buffer_clear(&page);
    doc.lang = "zh-CN";
    html_render(&doc, &context, &page);
    assert_null(strstr(page.bytes, "<span lang"));
    buffer_free(&page);
}

/* As it is told character by character, whatever stands around it and wherever the text is cut. */
static void every_character_is_escaped_alike(void **state)
{
    (void)state;
    static const char marks[] = "&<>\"'";
    static const char *const entities[] = {"&amp;", "&lt;", "&gt;", "&quot;", "&#39;"};
    Buffer got = {0}, want = {0};
    for (uint32_t c = 1; c < 0x12000; c++) {
        char text[16] = "a小";
        size_t length = 4;
        length += utf8_encode(c, text + length); /* surrogates too */
        text[length++] = 'b';
        memcpy(text + length, "\xE5\xB0", 2); /* and half a character */
        length += 2;
        for (size_t cut = 0; cut < 4; cut++) {
            buffer_clear(&got);
            buffer_clear(&want);
            buffer_text(&got, "");
            buffer_text(&want, "");
            html_escape_bytes(&got, text, length - cut);
            for (size_t at = 0, size; at < length - cut; at += size) {
                bool unsafe;
                size = rich_character(text + at, length - cut - at, &unsafe);
                const char *mark = strchr(marks, text[at]);
                if (!unsafe && mark)
                    buffer_text(&want, entities[mark - marks]);
                else if (!unsafe)
                    buffer_put(&want, text + at, size);
            }
            assert_int_equal(got.length, want.length);
            assert_memory_equal(got.bytes, want.bytes, want.length);
        }
    }
    buffer_free(&got);
    buffer_free(&want);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_character_is_escaped_alike),
        cmocka_unit_test(figure_carries_its_key),
        cmocka_unit_test(headings_open_sections),
        cmocka_unit_test(hostile_cells_are_inert),
        cmocka_unit_test(chinese_is_marked_on_english_pages),
        cmocka_unit_test(broken_marks_are_skipped),
        cmocka_unit_test(state_mark_is_a_shape_and_a_word),
        cmocka_unit_test(english_state_is_more_than_one_word),
        cmocka_unit_test(prose_has_no_markup_of_its_own),
        cmocka_unit_test(chart_has_words_and_a_table),
        cmocka_unit_test(bars_are_exact_and_start_at_zero),
        cmocka_unit_test(squares_show_what_was_on_time),
    };
    return cmocka_run_group_tests(tests, open_world, close_world);
}
