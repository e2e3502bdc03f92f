/* draft.h - documents made by hand, for tests of paper. */
#ifndef DRAFT_H
#define DRAFT_H

#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "doc/document.h"

typedef struct {
    Arena *arena;
    Document doc;
    Block blocks[64];
} Draft;

static inline Block *add(Draft *draft, BlockKind kind)
{
    Block *block = &draft->blocks[draft->doc.block_count++];
    *block = (Block){.kind = kind,
                     .anchor = "",
                     .text = "",
                     .notice = "",
                     .title = "",
                     .note = "",
                     .body = "",
                     .date = ""};
    draft->doc.blocks = draft->blocks;
    return block;
}

static inline void heading(Draft *draft, int level, const char *text)
{
    Block *block = add(draft, BLOCK_HEADING);
    block->level = level;
    block->text = text;
}

static inline void prose(Draft *draft, const char *text)
{
    add(draft, BLOCK_PROSE)->text = text;
}

static inline Block *table(Draft *draft, const TableColumn *columns, size_t column_count,
                           const char *const *cells, size_t rows, RowKind last)
{
    Block *block = add(draft, BLOCK_TABLE);
    TableRow *table_rows = ARENA_NEW_ARRAY(draft->arena, rows, TableRow);
    for (size_t r = 0; r < rows; r++)
        table_rows[r] = (TableRow){.kind = r + 1 == rows ? last : ROW_BODY,
                                   .cells = (const Rich *)cells + r * column_count};
    block->columns = columns;
    block->column_count = column_count;
    block->rows = table_rows;
    block->row_count = rows;
    return block;
}

static inline void start(Draft *draft, const char *title)
{
    memset(draft, 0, sizeof *draft);
    draft->arena = arena_new();
    draft->doc = (Document){.title = title,
                            .lang = "zh-CN",
                            .period = month_of(2026, 10),
                            .fingerprint = "a31f9c0e55d27b48",
                            .url = "https://example.org/c/luting/2026-10/",
                            .scope_name = "芦汀苑"};
}

static const TableColumn proposal_columns[] = {{"提议事项", "", ALIGN_LEFT, 1},
                                               {"提议人", "", ALIGN_LEFT, 1},
                                               {"下一步", "", ALIGN_LEFT, 1},
                                               {"期限", "", ALIGN_RIGHT, 1},
                                               {"状态", "", ALIGN_LEFT, 1}};
static const char *const proposals[] = {
    "充电棚增设12个充电位", "小区党支部", "交联席会议", "11月20日", "\ue011办理中",
    "7、8幢外墙渗水维修",   "小区党支部", "交业主大会", "10月18日", "\ue010按期",
    "东门设快递柜",         "第三党小组", "交业主大会", "10月18日", "\ue010按期",
    "地下车库坡道防滑改造", "第二党小组", "交联席会议", "11月11日", "\ue013逾期",
    "冬季走访独居老人",     "小区党支部", "直接办理",   "11月30日", "\ue012公示中"};

static const TableColumn money_columns[] = {
    {"项目", "", ALIGN_LEFT, 2}, {"收入", "元", ALIGN_RIGHT, 1}, {"支出", "元", ALIGN_RIGHT, 1}};
static const char *const money[] = {
    "停车、广告、场地与利息",     "25,821.35", "",          "停车管理成本", "", "4,650",
    "灯具更换与业委会办公",       "",          "4,140.5",   "补充维修资金", "", "10,000.00",
    "本月结余（上月128,640.50）", "",          "135,671.85"};

static const FigureCell look[] = {{.label = "信息公开率",
                                   .value = "90",
                                   .unit = "%",
                                   .fraction = "（18/20）",
                                   .notes = {"上月78.9%（15/19）", "", "", ""},
                                   .squares_filled = 18,
                                   .squares_total = 20},
                                  {.label = "①提议",
                                   .value = "5",
                                   .unit = "项",
                                   .fraction = "",
                                   .notes = {"上月4项", "", "", ""}},
                                  {.label = "②商议",
                                   .value = "7",
                                   .unit = "例",
                                   .fraction = "",
                                   .notes = {"上月9例", "", "", ""}},
                                  {.label = "③表决",
                                   .value = "2",
                                   .unit = "项",
                                   .fraction = "",
                                   .notes = {"上月未表决", "", "", ""}},
                                  {.label = "④投诉",
                                   .value = "18",
                                   .unit = "件",
                                   .fraction = "",
                                   .notes = {"上月23件", "", "", ""}}};

static inline void bulletin(Draft *draft)
{
    start(draft, "芦汀苑2026年10月“四公开”公示");
    prose(draft, "全体业主：\n\n根据《中华人民共和国民法典》第九百四十三条，现将2026年10月本小区党"
                 "支部提议、联席会"
                 "议商议、业主大会决议和物业服务事项公示如下。本期四公开齐全；应公开20项，按期18项"
                 "，逾期1项，未收到1"
                 "项。");
    Block *box = add(draft, BLOCK_FIGURES);
    box->figures = look;
    box->figure_count = 5;
    heading(draft, 1, "一、党支部提议事项");
    table(draft, proposal_columns, 5, proposals, 5, ROW_BODY);
    heading(draft, 1, "二、联席会议商议事项");
    prose(
        draft,
        "本月计划召开联席会议4场次，实开3场次，按期召开率75%（3/4）；商议事项7例，议定落实率60%（3/"
        "5）。**重点：**“电动自行车充电棚”一事——由物业负责……已于10月28日完工；*另见*"
        "《办法》（一）。\n\n"
        "1. 楼道堆物清理3200㎡，由物业负责，逾期未清的由社区协调，11月15日前完成；\n2. "
        "门禁更换①处，误差‰2；\n\n"
        "> "
        "引文：业主𠮷某提出，应当公布合同全文及附件，以便查阅。\n\n见[办法全文](https://"
        "example.org/a/b)。");
    static ChartPoint points[13];
    static char labels[13][8], texts[13][8];
    for (int i = 0; i < 13; i++) {
        int value = 18 + (i * 7) % 13;
        snprintf(labels[i], sizeof labels[i], "%d月", (i + 9) % 12 + 1);
        snprintf(texts[i], sizeof texts[i], "%d", value);
        points[i] = (ChartPoint){.label = labels[i],
                                 .known = i != 4,
                                 .numerator = value,
                                 .denominator = 1,
                                 .text = i == 4 ? "未收到" : texts[i],
                                 .state = i == 12  ? POINT_CURRENT
                                          : i == 0 ? POINT_COMPARISON
                                          : i == 4 ? POINT_MISSING
                                                   : POINT_OK};
    }
    Block *chart = add(draft, BLOCK_CHART);
    chart->title = "近13个月投诉总量（件）";
    chart->note = "最多30件（2026年7月），最少18件；2026年2月未收到。";
    chart->chart = (Chart){.kind = CHART_BARS,
                           .unit = "件",
                           .points = points,
                           .point_count = 13,
                           .target_label = "",
                           .description = "13个月的投诉件数"};
    heading(draft, 2, "（四）公共收益收支");
    Block *ledger = table(draft, money_columns, 3, money, 5, ROW_BALANCE);
    ledger->title = "公共收益";
    ledger->note = "依据：《民法典》第二百八十二条；分母为应交户数。";
    Block *notice = add(draft, BLOCK_NOTICE);
    notice->notice = "missing";
    notice->text = "\ue014未收到公共水电分摊表，责任单位：物业服务中心，请于11月15日前补报。";
    heading(draft, 1, "五、更正");
    prose(draft, "\ue015更正：2026年9月投诉总量由22件改为23件，原因是漏计热线转办1件。");
    heading(draft, 1, "六、公示期与异议");
    prose(draft, "公示期：自2026年11月5日起至12月4日止，共30日。对公示内容有异议的，请在公示期内书"
                 "面、实名向鹭桥社"
                 "区居委会（一楼2号窗口，电话8600 0143）提出，10日内书面答复。\n\n特此公示。");
    Block *signature = add(draft, BLOCK_SIGNATURE);
    signature->body = "青埠街道办事处";
    signature->date = "2026年11月5日";
    signature->seal = true;
}
#endif
