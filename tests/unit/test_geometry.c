/*
 * Golden geometry: where everything stands on the pages of these documents, to a hundredth of a
 * point, as text in tests/paper/ (geometry.h says how to read it). `make accept-paper` writes
 * those files anew, to be read as a diff. PAPERS=DIR keeps the documents as PDFs, to be looked at.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#include "base/file.h"
#include "geometry.h"
#include "paper.h"

/* --- documents -------------------------------------------------------------------------- */

#define TITLE "芦汀苑2026年10月“四公开”公示"

static void sign(Draft *draft)
{
    prose(draft, "特此公示。");
    Block *signature = add(draft, BLOCK_SIGNATURE);
    signature->body = "青埠街道办事处";
    signature->date = "2026年11月5日";
    signature->seal = true;
}

static void rows(Draft *draft, size_t count)
{
    start(draft, TITLE);
    const char **cells = ARENA_NEW_ARRAY(draft->arena, count * 3, const char *);
    for (size_t i = 0; i < count; i++) {
        cells[i * 3] = arena_printf(draft->arena, "第%zu项", i + 1);
        cells[i * 3 + 1] = arena_printf(draft->arena, "%zu.50", 1000 + i * 7);
        cells[i * 3 + 2] = i % 100 == 2 ? "" : "1,234";
    }
    table(draft, money_columns, 3, cells, count, ROW_TOTAL)->title = "收支";
    sign(draft);
}

static void one_row(Draft *draft)
{
    rows(draft, 1);
}

static void rows_400(Draft *draft)
{
    rows(draft, 400);
}

static void cell_900(Draft *draft)
{
    static const TableColumn columns[] = {{"事项", "", ALIGN_LEFT, 1}, {"经过", "", ALIGN_LEFT, 1}};
    start(draft, TITLE);
    Buffer text = {0};
    for (int i = 0; i < 900; i++)
        buffer_text(&text, i % 10 == 9 ? "，" : "字");
    const char **cells = ARENA_NEW_ARRAY(draft->arena, 4, const char *);
    cells[0] = "漏水";
    cells[1] = arena_strdup(draft->arena, text.bytes);
    cells[2] = "停电";
    cells[3] = "已恢复";
    buffer_free(&text);
    table(draft, columns, 2, cells, 2, ROW_BODY);
    sign(draft);
}

/* A month of which nothing has arrived. */
static void no_data(Draft *draft)
{
    static const char *const what[] = {"党支部提议", "联席会议", "业主大会", "物业服务"};
    start(draft, TITLE);
    prose(draft, "全体业主：\n\n本期四公开缺4项。");
    for (int i = 0; i < 4; i++) {
        heading(draft, 1, arena_printf(draft->arena, "%d、%s事项", i + 1, what[i]));
        Block *notice = add(draft, BLOCK_NOTICE);
        notice->notice = "missing";
        notice->text = arena_printf(draft->arena, "\ue014未收到%s数据。", what[i]);
    }
    sign(draft);
}

static void charts_40(Draft *draft)
{
    start(draft, TITLE);
    ChartPoint *points = ARENA_NEW_ARRAY(draft->arena, 13, ChartPoint);
    for (int i = 0; i < 13; i++)
        points[i] =
            (ChartPoint){.label = arena_printf(draft->arena, "%d月", (i + 9) % 12 + 1),
                         .known = i != 4,
                         .numerator = i * 3,
                         .denominator = 1,
                         .text = i == 4 ? "未收到" : arena_printf(draft->arena, "%d", i * 3),
                         .state = i == 12  ? POINT_CURRENT
                                  : i == 0 ? POINT_COMPARISON
                                  : i == 4 ? POINT_MISSING
                                           : POINT_OK};
    for (int i = 0; i < 40; i++) {
        Block *block = add(draft, BLOCK_CHART);
        block->title = arena_printf(draft->arena, "第%d类投诉（件）", i + 1);
        block->chart = (Chart){.kind = i % 4 == 3 ? CHART_FUNNEL : CHART_BARS,
                               .unit = "件",
                               .points = points,
                               .point_count = i % 4 == 3 ? 4 : 13,
                               .target_label = "",
                               .description = "每月件数。"};
    }
    sign(draft);
}

/* Every other kind of chart, and five parts of a bar in four looks. */
static void chart_kinds(Draft *draft)
{
    static const ChartKind kinds[] = {CHART_STACKED, CHART_LINES, CHART_BARS, CHART_FUNNEL,
                                      CHART_SPARKLINE};
    static const ChartPoint points[] = {{"热线", true, 61, 1, "61件", POINT_OK, NULL},
                                        {"窗口", true, 22, 1, "22件", POINT_COMPARISON, NULL},
                                        {"走访", false, 0, 1, "", POINT_MISSING, NULL},
                                        {"网格", true, 14, 1, "14件", POINT_CURRENT, NULL},
                                        {"来信", true, 3, 1, "3件", POINT_OK, NULL},
                                        {"会议", true, 9, 1, "9件", POINT_OK, NULL}};
    start(draft, TITLE);
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        Block *block = add(draft, BLOCK_CHART);
        block->title = "投诉从哪里来（件）";
        block->chart = (Chart){.kind = kinds[i],
                               .unit = "件",
                               .points = points,
                               .point_count = 6,
                               .has_target = kinds[i] == CHART_LINES || kinds[i] == CHART_FUNNEL,
                               .target_numerator = 40,
                               .target_denominator = 1,
                               .target_label = "目标40件",
                               .description = "各来源件数。"};
    }
    sign(draft);
}

static void long_title(Draft *draft)
{
    start(draft, "关于芦汀苑小区东门设置智能快递柜并使用公共部位以及增设电动自行车"
                 "充电棚十二个充电位表决结果的公示");
    prose(draft, "全体业主：\n\n表决结果如下。");
    sign(draft);
}

static void columns_14(Draft *draft)
{
    start(draft, TITLE);
    TableColumn *columns = ARENA_NEW_ARRAY(draft->arena, 14, TableColumn);
    const char **cells = ARENA_NEW_ARRAY(draft->arena, 42, const char *);
    for (int c = 0; c < 14; c++) {
        columns[c] = (TableColumn){arena_printf(draft->arena, "列%d", c + 1), c == 3 ? "元" : "",
                                   c ? ALIGN_RIGHT : ALIGN_LEFT, 1};
        for (int r = 0; r < 3; r++)
            cells[r * 14 + c] =
                c ? arena_printf(draft->arena, "%d", (r * 14 + c) * 7) : "芦汀苑小区";
    }
    table(draft, columns, 14, cells, 3, ROW_BODY);
    sign(draft);
}

static void vote(Draft *draft, const char *what, bool passed)
{
    static const TableColumn columns[] = {
        {"项目", "", ALIGN_LEFT, 2}, {"人数", "", ALIGN_RIGHT, 1}, {"面积", "㎡", ALIGN_RIGHT, 1}};
    static const char *const counts[2][24] = {{"全体业主",
                                               "612",
                                               "71,286.40",
                                               "参与表决",
                                               "447",
                                               "52,318.75",
                                               "参与占全体",
                                               "73.04%",
                                               "73.39%",
                                               "须三分之二以上",
                                               "\ue010达到，至少408",
                                               "\ue010达到，至少47,524.27",
                                               "同意",
                                               "329",
                                               "39,502.10",
                                               "同意占参与",
                                               "73.6%",
                                               "75.5%",
                                               "须四分之三以上",
                                               "\ue013未达到，至少336，差7",
                                               "\ue010达到，至少39,239.07",
                                               "反对",
                                               "84",
                                               "9,127.35"},
                                              {"全体业主",
                                               "612",
                                               "71,286.40",
                                               "参与表决",
                                               "447",
                                               "52,318.75",
                                               "参与占全体",
                                               "73.04%",
                                               "73.39%",
                                               "须三分之二以上",
                                               "\ue010达到，至少408",
                                               "\ue010达到，至少47,524.27",
                                               "同意",
                                               "361",
                                               "42,907.30",
                                               "同意占参与",
                                               "80.76%",
                                               "82.01%",
                                               "须过半数",
                                               "\ue010达到，至少224",
                                               "\ue010达到，至少26,159.38",
                                               "反对",
                                               "52",
                                               "5,980.15"}};
    heading(draft, 2, what);
    prose(draft, passed ? "投票自2026年10月8日起至2026年10月17日止，2026年10月18日作出决定。"
                          "表决结果：**\ue010通过**。"
                        : "投票自2026年10月8日起至2026年10月17日止，2026年10月18日作出决定。"
                          "表决结果：**\ue013未通过：同意人数73.6%，未达四分之三**。");
    Block *block = table(draft, columns, 3, counts[passed], 8, ROW_BODY);
    block->title = "表决情况";
    block->note = "未交回票：不计入。";
    block->basis = "《中华人民共和国民法典》第二百七十八条：“以上”包括本数，“过半数”不包括一半。";
}

/* A usual month with two votes, an account and figures of the year. */
static void two_votes(Draft *draft)
{
    bulletin(draft);
    size_t end = draft->doc.block_count, seal = end - 1;
    Block signature = draft->blocks[seal];
    draft->doc.block_count = seal;
    heading(draft, 1, "三、业主大会决议事项");
    prose(draft, "本月表决事项2项，达到法定参与2项，通过1项，表决通过率50%（1/2）。");
    vote(draft, "（一）使用维修资金维修7、8幢外墙（使用维修资金）", true);
    vote(draft, "（二）东门设快递柜（改变共有部分用途或利用共有部分经营）", false);
    heading(draft, 1, "四、党建");
    prose(draft, "截至2026年10月31日，党组织覆盖率100%（1/1），党组织数2个，5个党员责任区。");
    heading(draft, 2, "（一）维修资金");
    prose(draft, "本月申报1件。");
    prose(draft, "截至月底结存351.5万元。");
    prose(draft, "水箱清洗因停水改到**11月15日前**。\n\n- 冬季消防检查\n- 坡道防滑");
    draft->blocks[draft->doc.block_count - 1].from_office = true;
    *add(draft, BLOCK_SIGNATURE) = signature;
}

/* A month that would take more than six pages: everything closer, rows spread over their page. */
static void long_month(Draft *draft)
{
    static const TableColumn columns[] = {{"商议事项", "", ALIGN_LEFT, 2},
                                          {"会议", "", ALIGN_RIGHT, 1},
                                          {"责任单位", "", ALIGN_LEFT, 1},
                                          {"办理", "", ALIGN_LEFT, 1}};
    two_votes(draft);
    size_t seal = --draft->doc.block_count;
    Block signature = draft->blocks[seal];
    for (int section = 0; section < 5; section++) {
        const char **cells = ARENA_NEW_ARRAY(draft->arena, 36, const char *);
        for (int r = 0; r < 9; r++) {
            cells[r * 4] = arena_printf(draft->arena, "%d号楼外墙渗水维修", r + 1);
            cells[r * 4 + 1] = arena_printf(draft->arena, "10月%d日", r * 3 + 1);
            cells[r * 4 + 2] = r % 3 ? "澄屿物业" : "芦汀苑党支部";
            cells[r * 4 + 3] = r % 4 ? "\ue010按期，10月20日" : "\ue013逾期未办";
        }
        heading(draft, 1, arena_printf(draft->arena, "%d、联席会议商议事项", section + 7));
        prose(draft,
              "本月召开联席会议4场次，商议事项9例，按期召开率100%（4/4），四方到会率50%（2/4），"
              "达成一致率77.8%（7/9），议定落实率57.1%（4/7）。");
        table(draft, columns, 4, cells, 9, ROW_BODY)->title = "10月联席会议商议事项";
    }
    *add(draft, BLOCK_SIGNATURE) = signature;
}

/* What was published and is changed stands in words, each under a bar at its left. */
static void corrections(Draft *draft)
{
    static const char *const changes[] = {
        "\ue015更正：2026年9月投诉总量由22件改为23件，原因：漏计热线转办1件。",
        "\ue016补报：2026年9月公共水电分摊表，2026年10月12日收到。",
        "\ue015更正：2026年8月公共收益收入由20,088.00元改为20,880.00元，原因：录入时两位数字颠倒，"
        "由澄屿物业提出，青埠街道办事处2026年10月14日批准。"};
    start(draft, "芦汀苑2026年9月“四公开”更正公示");
    draft->doc.revision = 2;
    draft->doc.chain_head = "0123456789abcdef";
    prose(draft, "全体业主：\n\n下列数字已经更正。");
    heading(draft, 1, "一、更正与补报");
    for (int i = 0; i < 3; i++) {
        Block *notice = add(draft, BLOCK_NOTICE);
        notice->notice = "correction";
        notice->text = changes[i];
    }
    sign(draft);
}

static void compared(Draft *draft)
{
    static const TableColumn columns[] = {{"小区", "", ALIGN_LEFT, 2},
                                          {"信息公开率", "", ALIGN_RIGHT, 1},
                                          {"办结率", "", ALIGN_RIGHT, 1},
                                          {"说明", "", ALIGN_LEFT, 2}};
    start(draft, "青埠街道2026年10月“四公开”汇总");
    const char **cells = ARENA_NEW_ARRAY(draft->arena, 120, const char *);
    draft->doc.scope_name = "青埠街道";
    prose(draft, "本街道30个小区，已公开27个。不足10件的比率波动大，只列分数。");
    for (int r = 0; r < 30; r++) {
        cells[r * 4] = arena_printf(draft->arena, "芦汀苑%d期", r + 1);
        cells[r * 4 + 1] = r % 9 == 4 ? "\ue014未收到" : arena_printf(draft->arena, "%d%%", 60 + r);
        cells[r * 4 + 2] = arena_printf(draft->arena, "%d.%d%%（%d/41）", 50 + r, r % 10, r + 9);
        cells[r * 4 + 3] = r % 7 == 3 ? "上月未公开公共水电分摊，已于11月2日补报" : "";
    }
    Block *block = table(draft, columns, 4, cells, 30, ROW_BODY);
    block->title = "各小区比较";
    block->note = "按办结率排列；分母小于10的不排。";
    sign(draft);
}

static void wall(Draft *draft, int votes)
{
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
    start(draft, TITLE);
    draft->doc.poster = true;
    Block *box = add(draft, BLOCK_FIGURES);
    box->figures = look;
    box->figure_count = 5;
    heading(draft, 1, "业主大会定了什么");
    for (int i = 0; i < votes; i++)
        prose(
            draft,
            "**\ue013未通过，东门设快递柜**\n\n同意人数73.6%（329/447），须四分之三以上，差7人。");
    heading(draft, 1, "钱在哪里");
    table(draft, columns, 2, account, 4, ROW_BALANCE);
    heading(draft, 1, "可以提意见");
    box = add(draft, BLOCK_FIGURES);
    box->figures = until;
    box->figure_count = 1;
    Block *notice = add(draft, BLOCK_NOTICE);
    notice->notice = "objection";
    notice->text = "有异议，请书面、实名交到鹭桥社区居委会一楼2号窗口，电话8600 0143。";
    sign(draft);
}

static void poster(Draft *draft)
{
    wall(draft, 1);
}

static void poster_crowded(Draft *draft)
{
    wall(draft, 9);
}

static void notice(Draft *draft)
{
    start(draft, "关于东门设快递柜表决结果的公示");
    prose(draft,
          "全体业主：\n\n根据《中华人民共和国民法典》第二百七十八条，现将表决结果公示如下。");
    vote(draft, "（一）东门设快递柜", false);
    prose(draft, "公示期：自2026年10月23日起至2026年11月7日止，共16日。");
    Block *channel = add(draft, BLOCK_NOTICE);
    channel->notice = "objection";
    channel->text = "有异议，请书面、实名交到鹭桥社区居委会一楼2号窗口，电话8600 0143。";
    sign(draft);
}

static void draft_in_english(Draft *draft)
{
    start(draft, "Luting Court, October 2026: the four disclosures");
    draft->doc.lang = "en";
    draft->doc.scope_name = "Luting Court";
    draft->doc.draft = true;
    Block *box = add(draft, BLOCK_FIGURES);
    box->figures = look;
    box->figure_count = 5;
    prose(draft,
          "Four meetings were held this month; of nine matters five were carried out in time "
          "(5/9), and the committee answers every objection within ten days.");
    heading(draft, 2, "(1) Fees");
    prose(draft, "Management fees: 91% collected (120,010.65 of 131,879.84 yuan).");
    sign(draft);
}

/* --- the comparison ---------------------------------------------------------------------- */

/* The difference, a minus before what was and a plus before what is. */
static void show_difference(const char *golden, const Buffer *now)
{
    char path[] = "/tmp/geometry-XXXXXX";
    int file = mkstemp(path);
    assert_true(file >= 0);
    assert_int_equal(write(file, now->bytes, now->length), (ssize_t)now->length);
    close(file);
    char *command = memory_alloc(strlen(golden) + sizeof path + 32);
    sprintf(command, "diff -u %s %s | sed 3,80\\!d", golden, path);
    fflush(stdout);
    if (system(command) != 0)
        fprintf(stderr, "no diff\n");
    free(command);
    unlink(path);
}

/* Where PAPERS names a folder: the document as a file to look at. */
static void keep(const char *name, const Draft *draft, PdfProduct product)
{
    const char *folder = getenv("PAPERS");
    Buffer pdf = {0};
    Error err = {0};
    if (folder == NULL)
        return;
    if (!pdf_render(fonts, &draft->doc, product, NULL, &pdf, &err) ||
        !file_write(arena_printf(draft->arena, "%s/%s.pdf", folder, name), pdf.bytes, pdf.length,
                    &err))
        fail_msg("%s", err.text);
    buffer_free(&pdf);
}

static void check(const char *name, void (*make)(Draft *), PdfProduct product)
{
    Draft draft;
    Display display;
    Buffer now = {0};
    Error err = {0};
    make(&draft);
    paper_lay_out(&draft, product, &display);
    keep(name, &draft, product);
    geometry_text(&display, &now);
    char *path = arena_printf(draft.arena, "tests/paper/%s.txt", name), *golden = NULL;
    size_t length = 0;
    bool same;
    if (getenv("ACCEPT")) {
        same = file_write(path, now.bytes, now.length, &err);
    } else {
        same = file_read(path, 1 << 20, &golden, &length, &err) && length == now.length &&
               memcmp(golden, now.bytes, length) == 0;
        if (!same) {
            printf("%s\n", pdf_fonts_describe(fonts));
            show_difference(path, &now);
        }
        free(golden);
    }
    if (!same)
        fail_msg("%s is not as it was; if it should be: make accept-paper", path);
    buffer_free(&now);
    arena_free(draft.arena);
}

#define GOLDEN(name, make, product)                                                                \
    static void name(void **state)                                                                 \
    {                                                                                              \
        (void)state;                                                                               \
        check(#name, make, product);                                                               \
    }
GOLDEN(bulletin_one_row, one_row, PDF_BULLETIN)
GOLDEN(bulletin_400_rows, rows_400, PDF_BULLETIN)
GOLDEN(bulletin_900_character_cell, cell_900, PDF_BULLETIN)
GOLDEN(large_900_character_cell, cell_900, PDF_LARGE_PRINT)
GOLDEN(bulletin_no_data, no_data, PDF_BULLETIN)
GOLDEN(bulletin_40_charts, charts_40, PDF_BULLETIN)
GOLDEN(bulletin_chart_kinds, chart_kinds, PDF_BULLETIN)
GOLDEN(bulletin_long_title, long_title, PDF_BULLETIN)
GOLDEN(bulletin_14_columns, columns_14, PDF_BULLETIN)
GOLDEN(large_14_columns, columns_14, PDF_LARGE_PRINT)
GOLDEN(bulletin_two_votes, two_votes, PDF_BULLETIN)
GOLDEN(bulletin_long_month, long_month, PDF_BULLETIN)
GOLDEN(large_two_votes, two_votes, PDF_LARGE_PRINT)
GOLDEN(bulletin_corrections, corrections, PDF_BULLETIN)
GOLDEN(roundup_30_rows, compared, PDF_ROUNDUP)
GOLDEN(poster_usual, poster, PDF_POSTER)
GOLDEN(poster_9_votes, poster_crowded, PDF_POSTER)
GOLDEN(notice_vote, notice, PDF_NOTICE)
GOLDEN(bulletin_english_draft, draft_in_english, PDF_BULLETIN)

/* What a golden file is for: a line that moves by a tenth of a point is another text. */
static void a_tenth_of_a_point_shows(void **state)
{
    (void)state;
    Draft draft;
    Display display;
    two_votes(&draft);
    paper_lay_out(&draft, PDF_BULLETIN, &display);
    Buffer before = {0}, after = {0};
    geometry_text(&display, &before);
    for (size_t p = 0; p < display.page_count; p++)
        for (size_t i = 0; i < display.pages[p].count; i += 7) {
            Show *show = &display.pages[p].shows[i];
            double *numbers[] = {&show->x, &show->y, &show->h};
            for (size_t n = 0; n < 3; n++) {
                double was = *numbers[n];
                *numbers[n] += 0.1;
                buffer_clear(&after);
                geometry_text(&display, &after);
                if (after.length == before.length &&
                    memcmp(after.bytes, before.bytes, after.length) == 0)
                    fail_msg("page %zu, show %zu (kind %d), number %zu moves unseen", p + 1, i,
                             (int)show->kind, n);
                *numbers[n] = was;
            }
        }
    buffer_free(&before);
    buffer_free(&after);
    arena_free(draft.arena);
}

/* Six pages, each filled to its foot: what is left over has gone to rows and headings. */
static void a_long_month_fills_six_pages(void **state)
{
    (void)state;
    Draft draft;
    Display display;
    long_month(&draft);
    paper_lay_out(&draft, PDF_BULLETIN, &display);
    assert_int_equal(display.page_count, 6);
    for (size_t p = 0; p + 1 < display.page_count; p++) {
        double lowest = 0;
        for (size_t i = 0; i < display.pages[p].count; i++) {
            const Show *show = &display.pages[p].shows[i];
            if (show->kind == SHOW_TEXT && !show->free && show->y > lowest)
                lowest = show->y;
        }
        if (display.area_top + display.area_h - lowest > 25)
            fail_msg("page %zu ends at %.2f of %.2f", p + 1, lowest - display.area_top,
                     display.area_h);
    }
    arena_free(draft.arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bulletin_one_row),
        cmocka_unit_test(bulletin_400_rows),
        cmocka_unit_test(bulletin_900_character_cell),
        cmocka_unit_test(large_900_character_cell),
        cmocka_unit_test(bulletin_no_data),
        cmocka_unit_test(bulletin_40_charts),
        cmocka_unit_test(bulletin_chart_kinds),
        cmocka_unit_test(bulletin_long_title),
        cmocka_unit_test(bulletin_14_columns),
        cmocka_unit_test(large_14_columns),
        cmocka_unit_test(bulletin_two_votes),
        cmocka_unit_test(bulletin_long_month),
        cmocka_unit_test(large_two_votes),
        cmocka_unit_test(bulletin_corrections),
        cmocka_unit_test(roundup_30_rows),
        cmocka_unit_test(poster_usual),
        cmocka_unit_test(poster_9_votes),
        cmocka_unit_test(notice_vote),
        cmocka_unit_test(bulletin_english_draft),
        cmocka_unit_test(a_tenth_of_a_point_shows),
        cmocka_unit_test(a_long_month_fills_six_pages),
    };
    return cmocka_run_group_tests(tests, paper_open, paper_close);
}
