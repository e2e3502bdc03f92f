/* A document as Markdown: tables that stay tables, cells that stay text. */
#include "site_world.h"

static World world;
static Buffer out;

static int open_world(void **state)
{
    (void)state;
    world_open(&world);
    markdown_render(&world.doc, &out);
    return 0;
}

static int close_world(void **state)
{
    (void)state;
    buffer_free(&out);
    world_close(&world);
    return 0;
}

static void assert_holds(const char *page, const char *text)
{
    if (!strstr(page, text))
        fail_msg("'%s' is not in: %.3000s", text, page);
}

static void figures_stand_plain(void **state)
{
    (void)state;
    assert_holds(out.bytes, "# 芦汀苑2026年10月“四公开”公示\n\n**征求意见稿**\n");
    assert_holds(out.bytes, "- 信息公开率：90%（18/20）；上月85%（17/20），提高5个百分点\n");
    assert_holds(out.bytes, "10月投诉18件。");
    assert_holds(out.bytes, "数据指纹：a31f 9c0e 5582 7640\n");
}

static void tables_are_tables(void **state)
{
    (void)state;
    assert_holds(out.bytes, "| 项目 | 收入（元） | 支出（元） | 结余（元） |\n"
                            "| --- | ---: | ---: | ---: |\n"
                            "| 地面停车 | 16,600.00 |  |  |\n");
    assert_holds(out.bytes, "| 充电棚增设12个充电位 | 小区党支部 | 11月20日 | ●按期 |\n");
}

static void hostile_cells_are_escaped(void **state)
{
    (void)state;
    assert_holds(out.bytes,
                 "| \\<script\\>alert(1)\\</script\\>\\[x\\](javascript:alert(2))\\|\"'\\&gnp |");
    assert_holds(out.bytes,
                 "| \\# 1. \\*重点\\* \\_x\\_ http\\://example.org www\\.example.org a\\@b.c |");
    assert_holds(out.bytes, "▲逾期4天 10月16日完成 |");
}

static void prose_keeps_its_form_and_loses_its_scripts(void **state)
{
    (void)state;
    assert_holds(out.bytes, "**重点**：后文接着说");
    assert_holds(out.bytes, "1. 甲\n2. 乙\n");
    assert_holds(out.bytes, "[好](<https://example.org/?a=1&b=2>)");
    assert_null(strstr(out.bytes, "坏]"));
    assert_null(strstr(out.bytes, "!["));
}

static void text_cannot_open_a_block(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {"1. x", "1\\. x\n"},   {"- x", "\\- x\n"}, {"# x", "\\# x\n"},     {"    x", "x\n"},
        {"2026年", "2026年\n"}, {"> x", "\\> x\n"}, {"12) x", "12\\) x\n"}, {"=== ", "\\=== \n"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        Block block = {.kind = BLOCK_SIGNATURE, .anchor = "", .body = cases[i][0], .date = ""};
        Document doc = {.title = "题", .lang = "zh-CN", .blocks = &block, .block_count = 1};
        Buffer text = {0};
        markdown_render(&doc, &text);
        assert_string_equal(text.bytes, arena_printf(world.arena, "# 题\n\n%s", cases[i][1]));
        buffer_free(&text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(figures_stand_plain),
        cmocka_unit_test(tables_are_tables),
        cmocka_unit_test(hostile_cells_are_escaped),
        cmocka_unit_test(prose_keeps_its_form_and_loses_its_scripts),
        cmocka_unit_test(text_cannot_open_a_block),
    };
    return cmocka_run_group_tests(tests, open_world, close_world);
}
