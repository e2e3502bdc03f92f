/*
 * site_world.h - a small invented district, built by hand: 4 compounds, their
 * figures of 13 months, a few rows, and a document with a block of every kind.
 */
#ifndef SITE_WORLD_H
#define SITE_WORLD_H

#include "unit.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/file.h"
#include "render/html.h"
#include "render/markdown.h"
#include "site/site.h"

#define HOSTILE                                                                                    \
    "<script>alert(1)</script>[x](javascript:alert(2))|\"'&\xE2\x80\xAE"                           \
    "gnp"

static const EnumValue world_committee[] = {
    {.code = "established", .title = {"已成立", "established"}},
    {.code = "none", .title = {"未成立", "none"}},
};
static const EnumValue world_status[] = {
    {.code = "to_meeting", .title = {"提交联席会议", "to the joint meeting"}},
    {.code = "closed", .title = {"已办结", "closed"}},
};
static const ColumnSchema world_compound_columns[] = {
    {.name = "compound_id", .title = {"小区编码", "Compound"}, .type = TYPE_ID},
    {.name = "compound_name", .title = {"小区", "Name"}, .type = TYPE_STR},
    {.name = "community", .title = {"社区", "Community"}, .type = TYPE_STR},
    {.name = "subdistrict", .title = {"街道", "Subdistrict"}, .type = TYPE_STR},
    {.name = "aliases", .title = {"别名", "Aliases"}, .type = TYPE_STR},
    {.name = "buildings", .title = {"幢数", "Buildings"}, .type = TYPE_INT},
    {.name = "total_units", .title = {"总户数", "Homes"}, .type = TYPE_INT},
    {.name = "total_owners", .title = {"业主总人数", "Owners"}, .type = TYPE_INT},
    {.name = "committee_status",
     .title = {"业委会情况", "Owners' committee"},
     .type = TYPE_ENUM,
     .values = world_committee,
     .value_count = 2},
    {.name = "fund_balance",
     .title = {"维修资金余额", "Fund balance"},
     .type = TYPE_MONEY,
     .scale = 2,
     .unit = "元"},
    {.name = "leader_phone",
     .title = {"电话", "Phone"},
     .type = TYPE_STR,
     .privacy = PRIVACY_PRIVATE},
};
static const ColumnSchema world_proposal_columns[] = {
    {.name = "matter_id", .title = {"事项编号", "Matter"}, .type = TYPE_ID},
    {.name = "title", .title = {"事项名称", "Title"}, .type = TYPE_STR},
    {.name = "proposed_on", .title = {"提议日期", "Proposed on"}, .type = TYPE_DATE},
    {.name = "status",
     .title = {"状态", "Status"},
     .type = TYPE_ENUM,
     .values = world_status,
     .value_count = 2},
    {.name = "due_on", .title = {"期限", "Due on"}, .type = TYPE_DATE},
    {.name = "closed_on", .title = {"办结日期", "Closed on"}, .type = TYPE_DATE},
};
static const ColumnSchema world_resolution_columns[] = {
    {.name = "resolution_id", .title = {"决议编号", "Resolution"}, .type = TYPE_ID},
    {.name = "title", .title = {"表决事项", "Title"}, .type = TYPE_STR},
    {.name = "matter_id", .title = {"事项编号", "Matter"}, .type = TYPE_ID},
    {.name = "vote_to", .title = {"投票止", "Vote ends"}, .type = TYPE_DATE},
    {.name = "posted_on", .title = {"公示起", "Posted from"}, .type = TYPE_DATE},
    {.name = "posted_to", .title = {"公示止", "Posted to"}, .type = TYPE_DATE},
};
static const ColumnSchema world_disclosure_columns[] = {
    {.name = "rule_id", .title = {"公开项编码", "Rule"}, .type = TYPE_ID},
    {.name = "title", .title = {"标题", "Title"}, .type = TYPE_STR},
    {.name = "posted_on", .title = {"公开日", "Posted on"}, .type = TYPE_DATE},
    {.name = "removed_on", .title = {"撤下日", "Removed on"}, .type = TYPE_DATE},
};
static size_t world_key[] = {0};
#define WORLD_TABLE(NAME, ID, ZH, EN, COLUMNS, DATE)                                               \
    {                                                                                              \
        .name = NAME, .id = ID, .title = {ZH, EN}, .columns = COLUMNS,                             \
        .column_count = sizeof COLUMNS / sizeof *COLUMNS, .key = world_key, .key_count = 1,        \
        .date = DATE, .compound_id = -1, .compound_name = -1, .updated_on = -1                     \
    }
static const TableSchema world_tables[] = {
    WORLD_TABLE("compounds", "T01", "小区基本信息", "Compounds", world_compound_columns, -1),
    WORLD_TABLE("proposals", "T07", "党支部提议事项", "Proposals", world_proposal_columns, 2),
    WORLD_TABLE("resolutions", "T10", "业主大会决议事项", "Resolutions", world_resolution_columns,
                3),
    WORLD_TABLE("disclosures", "T20", "公开台账", "Postings", world_disclosure_columns, 2),
};
static const SchemaSet world_schemas = {world_tables, 4};

typedef struct {
    Arena *arena;
    Dataset *data;
    Import import;
    Config config;
    ScopeSet scopes;
    FigureSet *figures;
    MetricInfo metrics[8];
    const MetricInfo *metric_list[8];
    SiteDue due[6000];
    Rule rules[2];
    RuleSet rule_set;
    size_t due_count;
    SiteChange changes[2];
    Site *site;
    char folder[64]; /* what site_pages() wrote */
    Document doc;
    Block blocks[24];
    FigureUse uses[8];
    int compound; /* scope of LT-01 */
} World;

static Day world_day(int year, int month, int day)
{
    Day out;
    assert_true(day_of(year, month, day, &out));
    return out;
}

static void world_set_text(World *w, Table *table, size_t row, size_t column, const char *text)
{
    table_set(table, row, column, dataset_intern(w->data, text, strlen(text)));
}

static Month world_oldest; /* SiteInput.oldest, for the next world_open() */
/* Compounds beside the four with names of their own, for the next world_open(). */
static size_t world_extra;

static void world_rows(World *w)
{
    static const struct {
        const char *id, *name, *community;
    } compounds[] = {{"lt-01", "芦汀苑", "鹭桥社区"},
                     {"GL 02", "观澜里", "鹭桥社区"},
                     {"qy-03", "青屿花园二期（东区安置房）", "枫岸社区"},
                     {"sq-04", HOSTILE, "枫岸社区"}};
    Table *table = dataset_table(w->data, 0);
    for (size_t i = 0; i < 4; i++) {
        size_t row = table_add_row(table, (RowOrigin){0, (int32_t)i + 2});
        world_set_text(w, table, row, 0, compounds[i].id);
        world_set_text(w, table, row, 1, compounds[i].name);
        world_set_text(w, table, row, 2, compounds[i].community);
        world_set_text(w, table, row, 3, "青埠街道");
        table_set(table, row, 5, 12);
        table_set(table, row, 6, 648);
        table_set(table, row, 7, 612);
        table_set(table, row, 8, 0);
        table_set(table, row, 9, 386505000);
        table_set_compound(table, row, (int32_t)i);
    }
    for (size_t i = 0; i < world_extra; i++) {
        size_t row = table_add_row(table, (RowOrigin){0, (int32_t)i + 6});
        world_set_text(w, table, row, 0, arena_printf(w->arena, "extra-%zu", i));
        world_set_text(w, table, row, 1, arena_printf(w->arena, "云岸华庭东苑第%zu期", i));
        world_set_text(w, table, row, 2, arena_printf(w->arena, "第%zu社区", i / 8));
        world_set_text(w, table, row, 3, "青埠街道");
        table_set_compound(table, row, (int32_t)i + 4);
    }
    table_finish(table);
    table = dataset_table(w->data, 1);
    static const char *const titles[] = {"充电棚增设12个充电位", "7、8幢外墙渗水维修", HOSTILE};
    for (size_t i = 0; i < 3; i++) {
        char id[8];
        snprintf(id, sizeof id, "M-%zu", i + 1);
        size_t row = table_add_row(table, (RowOrigin){1, (int32_t)i + 2});
        world_set_text(w, table, row, 0, id);
        world_set_text(w, table, row, 1, titles[i]);
        table_set(table, row, 2, world_day(2026, 9, 5 + (int)i));
        table_set(table, row, 3, 1);
        table_set(table, row, 4, world_day(2026, 11, 20));
        table_set(table, row, 5, world_day(2026, 11, 15)); /* after as-of: not happened */
        table_set_compound(table, row, 0);
    }
    table_finish(table);
    table = dataset_table(w->data, 2);
    size_t row = table_add_row(table, (RowOrigin){2, 2});
    world_set_text(w, table, row, 0, "R-1");
    world_set_text(w, table, row, 1, "7、8幢外墙渗水维修：使用维修资金");
    world_set_text(w, table, row, 2, "M-2");
    table_set(table, row, 3, world_day(2026, 10, 18));
    table_set(table, row, 4, world_day(2026, 10, 20));
    table_set(table, row, 5, world_day(2026, 11, 3));
    table_set_compound(table, row, 0);
    table_finish(table);
    table = dataset_table(w->data, 3);
    static const char *const rules[] = {"R-1", "R-9"};
    for (size_t i = 0; i < 2; i++) {
        row = table_add_row(table, (RowOrigin){3, (int32_t)i + 2});
        world_set_text(w, table, row, 0, rules[i]);
        world_set_text(w, table, row, 1, i ? "没有期限的张贴" : "第3季度收费公示");
        table_set(table, row, 2, world_day(2026, 10, 12));
        table_set(table, row, 3, CELL_MISSING);
        table_set_compound(table, row, 0);
    }
    table_finish(table);
}

static void world_figure(World *w, size_t metric, int scope, Month month, Int128 n, Int128 d,
                         FigureState state)
{
    const MetricInfo *info = w->metric_list[metric];
    Figure figure = {.metric = info,
                     .id = info->id,
                     .scope = scope,
                     .period = month,
                     .window = info->stock ? WINDOW_ASOF : WINDOW_MONTH,
                     .base = MONTH_MISSING,
                     .has_numerator = state == STATE_OK || state == STATE_UNDEFINED,
                     .has_denominator = d > 0,
                     .numerator = n,
                     .denominator = d,
                     .value = "",
                     .state = state,
                     .reporting = (int32_t)w->scopes.scopes[scope].compound_count,
                     .expected = (int32_t)w->scopes.scopes[scope].compound_count};
    if (state == STATE_OK)
        figure.value = exact_decimal(w->arena, n, d > 0 ? d : 1, d > 0 ? 100 : 1, 1, false);
    figures_add(w->figures, &figure);
}

static void world_figures(World *w)
{
    static const MetricInfo metrics[] = {
        {.id = "A01",
         .base_id = "A01",
         .section = "proposals",
         .title = {"提议事项数", "Proposals"},
         .note = {"", ""},
         .unit = "项",
         .formula_zh = "提议的项数",
         .formula_en = "proposals"},
        {.id = "B02",
         .base_id = "B02",
         .section = "meetings",
         .title = {"商议事项数", "Items"},
         .note = {"", ""},
         .unit = "例",
         .formula_zh = "商议的例数",
         .formula_en = "items"},
        {.id = "D01",
         .base_id = "D01",
         .section = "services",
         .title = {"投诉总量", "Complaints"},
         .note = {"", ""},
         .unit = "件",
         .formula_zh = "投诉的件数",
         .formula_en = "complaints",
         .better = -1},
        {.id = "D06",
         .base_id = "D06",
         .section = "services",
         .title = {"办结满意率", "Satisfaction"},
         .note = {"未评价的不计入", "unrated left out"},
         .unit = "%",
         .decimals = 2,
         .is_share = true,
         .better = 1,
         .formula_zh = "满意/已评价",
         .formula_en = "satisfied / rated"},
        {.id = "M01",
         .base_id = "M01",
         .section = "overview",
         .title = {"小区信息公开率", "Disclosure rate"},
         .note = {"", ""},
         .unit = "%",
         .decimals = 1,
         .is_share = true,
         .better = 1,
         .formula_zh = "按期公开的项数/应公开的项数",
         .formula_en = "on time / due"},
        {.id = "M04",
         .base_id = "M04",
         .section = "overview",
         .title = {"逾期未公开项", "Overdue"},
         .note = {"", ""},
         .unit = "项",
         .stock = true,
         .formula_zh = "逾期仍未公开的项数",
         .formula_en = "overdue items"},
        {.id = "M05",
         .base_id = "M05",
         .section = "overview",
         .title = {"四公开齐全小区", "All four"},
         .note = {"", ""},
         .unit = "%",
         .is_share = true,
         .formula_zh = "四类都有的小区/小区",
         .formula_en = "compounds with all four / compounds"},
    };
    size_t count = sizeof metrics / sizeof *metrics;
    for (size_t i = 0; i < count; i++) {
        w->metrics[i] = metrics[i];
        w->metrics[i].name = metrics[i].id;
        w->metrics[i].origin = "test";
        w->metric_list[i] = &w->metrics[i];
    }
    w->figures = figures_new(w->arena, &w->scopes, w->metric_list, count);
    for (int s = 0; s < (int)w->scopes.count; s++)
        for (int back = 0; back < 13; back++) {
            Month month = month_of(2026, 10) - back;
            bool gone = back == 4; /* a month that never arrived */
            FigureState state = gone ? STATE_NOT_RECEIVED : STATE_OK;
            world_figure(w, 0, s, month, 5 + back % 3, 0, state);
            world_figure(w, 1, s, month, 7, 0, state);
            world_figure(w, 2, s, month, 18 + 3 * (back % 4), 0, state);
            world_figure(w, 3, s, month, 14 + s, 15 + s, state);
            world_figure(w, 4, s, month, 18 - back, 20, state);
            world_figure(w, 5, s, month, 2, 0, STATE_OK);
            world_figure(w, 6, s, month, w->scopes.scopes[s].level == LEVEL_COMPOUND ? s % 2 : 2,
                         (Int128)w->scopes.scopes[s].compound_count, STATE_OK);
        }
    figures_finish(w->figures);
}

static const char *world_use(World *w, const char *id, const char *form, const char *text)
{
    size_t n = w->doc.use_count++;
    const Figure *figure = figures_find(w->figures, id, w->compound, month_of(2026, 10),
                                        WINDOW_MONTH, ARENA_NEW(w->arena, FigureBox));
    assert_non_null(figure);
    w->uses[n] = (FigureUse){figure, form, text};
    return arena_printf(w->arena, "\xEE\x80\x80%zu\xEE\x80\x81%s\xEE\x80\x82", n, text);
}

static Block *world_block(World *w, BlockKind kind)
{
    Block *block = &w->blocks[w->doc.block_count++];
    assert_true(w->doc.block_count <= sizeof w->blocks / sizeof *w->blocks);
    *block = (Block){.kind = kind,
                     .anchor = "",
                     .text = "",
                     .notice = "",
                     .title = "",
                     .note = "",
                     .body = "",
                     .date = ""};
    return block;
}

static void world_heading(World *w, int level, const char *text, const char *anchor)
{
    Block *block = world_block(w, BLOCK_HEADING);
    block->level = level;
    block->text = text;
    block->anchor = anchor;
}

static const char **world_cells(World *w, const char *a, const char *b, const char *c,
                                const char *d)
{
    const char **cells = ARENA_NEW_ARRAY(w->arena, 4, const char *);
    cells[0] = a;
    cells[1] = b;
    cells[2] = c;
    cells[3] = d;
    return cells;
}

#define LATE "\xEE\x80\x93" /* U+E010 + MARK_LATE */
#define DONE "\xEE\x80\x90"

static void world_document(World *w)
{
    w->doc = (Document){.title = "芦汀苑2026年10月“四公开”公示",
                        .lang = "zh-CN",
                        .scope = w->compound,
                        .period = month_of(2026, 10),
                        .draft = true,
                        .fingerprint = "a31f 9c0e 5582 7640",
                        .url = "",
                        .scope_name = "芦汀苑",
                        .blocks = w->blocks,
                        .uses = w->uses};
    world_heading(w, 1, "一眼看", "look");
    Block *block = world_block(w, BLOCK_FIGURES);
    FigureCell *cells = ARENA_NEW_ARRAY(w->arena, 5, FigureCell);
    cells[0] = (FigureCell){.label = "信息公开率",
                            .value = world_use(w, "M01", "number", "90"),
                            .unit = "%",
                            .fraction = "（18/20）",
                            .notes = {"上月85%（17/20），提高5个百分点", "", "", ""},
                            .squares_filled = 18,
                            .squares_total = 20};
    cells[1] = (FigureCell){.label = "① 提议",
                            .value = world_use(w, "A01", "number", "5"),
                            .unit = "项",
                            .fraction = "",
                            .notes = {"上月6项", "", "", ""}};
    cells[2] = (FigureCell){.label = "② 商议",
                            .value = world_use(w, "B02", "number", "7"),
                            .unit = "例",
                            .fraction = "",
                            .notes = {"", "", "", ""}};
    cells[3] = cells[4] = cells[2];
    cells[3].label = "③ 表决";
    cells[4].label = "④ 投诉";
    block->figures = cells;
    block->figure_count = 5;
    block->note = "每个数下面是上月的数。";
    world_heading(w, 1, "① 党支部提议事项", "s1");
    block = world_block(w, BLOCK_TABLE);
    static const TableColumn word_columns[] = {{"提议事项", "", ALIGN_LEFT, 3},
                                               {"提议人", "", ALIGN_LEFT, 1},
                                               {"期限", "", ALIGN_LEFT, 1},
                                               {"状态", "", ALIGN_LEFT, 1}};
    block->title = "10月提议事项";
    block->columns = word_columns;
    block->column_count = 4;
    TableRow *rows = ARENA_NEW_ARRAY(w->arena, 4, TableRow);
    rows[0].cells = world_cells(w, "充电棚增设12个充电位", "小区党支部", "11月20日", DONE "按期");
    rows[1].cells = world_cells(w, HOSTILE, "第二党小组", "10月12日", LATE "逾期4天\n10月16日完成");
    char *longest = arena_alloc(w->arena, 401);
    memset(longest, 'W', 400);
    rows[2].cells = world_cells(w, longest, "", "", "");
    rows[3].cells = world_cells(w, "# 1. *重点* _x_ http://example.org www.example.org a@b.c",
                                "<b>粗</b>", "", "");
    block->rows = rows;
    block->row_count = 4;
    world_heading(w, 1, "④ 物业服务事项", "s4");
    block = world_block(w, BLOCK_PROSE);
    block->text =
        arena_printf(w->arena,
                     "10月投诉%s。**重点：**后文接着说，<script>x</script>。\n\n1. 甲\n2. 乙\n\n"
                     "[好](https://example.org/?a=1&b=2) [坏](javascript:alert(1)) "
                     "![图](http://example.org/x.png)",
                     world_use(w, "D01", "value", "18件"));
    world_heading(w, 2, "投诉都是什么", "");
    block = world_block(w, BLOCK_TABLE);
    static const TableColumn number_columns[] = {{"项目", "", ALIGN_LEFT, 2},
                                                 {"收入", "元", ALIGN_RIGHT, 1},
                                                 {"支出", "元", ALIGN_RIGHT, 1},
                                                 {"结余", "元", ALIGN_RIGHT, 1}};
    block->title = "公共收益收支";
    block->note = "来源：公共收益账。";
    block->columns = number_columns;
    block->column_count = 4;
    rows = ARENA_NEW_ARRAY(w->arena, 3, TableRow);
    rows[0].cells = world_cells(w, "地面停车", "16,600.00", "", "");
    rows[1] = (TableRow){ROW_TOTAL, world_cells(w, "合计", "25,821.35", "18,790.00", "7,031.35")};
    rows[2] = (TableRow){ROW_BALANCE, world_cells(w, "本月结余", "", "", "135,671.65")};
    block->rows = rows;
    block->row_count = 3;
    block = world_block(w, BLOCK_CHART);
    ChartPoint *points = ARENA_NEW_ARRAY(w->arena, 13, ChartPoint);
    for (int i = 0; i < 13; i++) {
        int n = 18 + 3 * ((12 - i) % 4);
        points[i] = (ChartPoint){.label = arena_printf(w->arena, "%d月", (9 + i) % 12 + 1),
                                 .known = i != 8,
                                 .numerator = n,
                                 .denominator = 1,
                                 .text = i == 8 ? "" : arena_printf(w->arena, "%d件", n),
                                 .state = i == 12  ? POINT_CURRENT
                                          : i == 0 ? POINT_COMPARISON
                                          : i == 8 ? POINT_MISSING
                                                   : POINT_OK};
    }
    block->title = "近13个月投诉总量（件）";
    block->note = "最多27件，最少18件；6月未收到。";
    block->chart = (Chart){.kind = CHART_BARS,
                           .unit = "件",
                           .points = points,
                           .point_count = 13,
                           .target_label = "",
                           .description = "10月18件"};
    block = world_block(w, BLOCK_CHART);
    block->title = "问题办到哪一步";
    block->chart = (Chart){.kind = CHART_FUNNEL,
                           .unit = "件",
                           .points = points,
                           .point_count = 5,
                           .target_label = "",
                           .description = "五步"};
    block = world_block(w, BLOCK_NOTICE);
    block->notice = "missing";
    block->text = "\xEE\x80\x94未收到2026年10月公共水电分摊数据，应在10月31日前报送。";
    block = world_block(w, BLOCK_SIGNATURE);
    block->body = "青埠街道办事处";
    block->date = "2026年11月5日";
    block->seal = true;
}

static void world_due(World *w)
{
    for (int32_t c = 0; c < 4 + (int32_t)world_extra && c < 120; c++)
        for (int back = 0; back < 12; back++)
            for (int s = 0; s < 4; s++) {
                Day due = month_last(month_of(2026, 10) - back) - 3;
                int kind = (c + back + s) % 7;
                if (kind == 6)
                    continue;
                w->due[w->due_count++] = (SiteDue){c,
                                                   "R-1",
                                                   "物业服务收费公示",
                                                   "charges",
                                                   "《物业管理条例》第四十二条",
                                                   s,
                                                   due,
                                                   kind == 5   ? DAY_MISSING
                                                   : kind == 4 ? due + 5
                                                               : due - 1,
                                                   kind < 4,
                                                   false};
            }
}

/* What must hang all the time is overdue only while it does not hang on the as-of day. */
static void world_continuous(World *w)
{
    for (int back = 1; back >= 0; back--)
        w->due[w->due_count++] = (SiteDue){3,
                                           "R-9",
                                           "物业企业基本情况",
                                           "",
                                           "",
                                           3,
                                           month_last(month_of(2026, 10) - back),
                                           DAY_MISSING,
                                           false,
                                           true};
}

static void world_open(World *w)
{
    memset(w, 0, sizeof *w);
    w->arena = arena_new();
    w->data = dataset_new(&world_schemas);
    world_rows(w);
    w->import.data = w->data;
    w->config = (Config){.name = "汀澜区小区四公开",
                         .publisher = "汀澜区住房和城乡建设局",
                         .contact = "0576-8680 0143",
                         .base_url = "",
                         .city = "临溪市",
                         .district = "汀澜区",
                         .place = "default",
                         .theme = "default"};
    scope_set_build(w->arena, w->data, &w->config, &w->scopes);
    w->compound = scope_find(&w->scopes, LEVEL_COMPOUND, "lt-01");
    assert_true(w->compound >= 0);
    world_figures(w);
    world_due(w);
    world_continuous(w);
    world_document(w);
    w->changes[0] = (SiteChange){
        false,  w->compound, w->compound,   month_of(2026, 9),      "2026年9月投诉总量",
        "26件", "23件",      "重复登记3件", world_day(2026, 10, 12)};
    w->changes[1] = (SiteChange){
        true, w->compound, w->compound, month_of(2026, 9), "9月28日联席会议商议事项2例",
        "",   "",          "",          DAY_MISSING};
    w->rules[0] = (Rule){.id = "R-1",
                         .title = "物业服务收费公示",
                         .title_en = "charges",
                         .basis = "《物业管理条例》第四十二条",
                         .holder = "物业企业",
                         .section = 3,
                         .min_post_days = 30};
    w->rules[1] = (Rule){.id = "R-9",
                         .title = "物业企业基本情况",
                         .title_en = "",
                         .basis = "",
                         .holder = "",
                         .section = CELL_MISSING,
                         .min_post_days = CELL_MISSING};
    w->rule_set = (RuleSet){.rules = w->rules, .count = 2};
    strcpy(w->folder, "/tmp/gongkai-site-XXXXXX");
    assert_non_null(mkdtemp(w->folder));
    SiteInput input = {.dir = "/nonexistent",
                       .installed = ".", /* unit tests run at the top of the tree */
                       .config = &w->config,
                       .import = &w->import,
                       .figures = w->figures,
                       .period = month_of(2026, 10),
                       .asof = world_day(2026, 10, 31),
                       .changes = w->changes,
                       .change_count = 2,
                       .due = w->due,
                       .due_count = w->due_count,
                       .rules = &w->rule_set,
                       .oldest = world_oldest,
                       .find = site_find_in_folder,
                       .context = w->folder};
    Error err = {0};
    if (!site_open(&input, &w->site, &err))
        fail_msg("%s", err.text);
}

static void world_close(World *w)
{
    Error err;
    site_close(w->site);
    if (!getenv("GONGKAI_SITE_KEEP"))
        folder_remove(w->folder, &err);
    else
        fprintf(stderr, "kept: %s\n", w->folder);
    dataset_free(w->data);
    arena_free(w->arena);
}

#endif
