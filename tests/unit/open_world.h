/* open_world.h - one compound and one issue of it, for the tests of downloads. */
#ifndef OPEN_WORLD_H
#define OPEN_WORLD_H

#include <string.h>

#include "render/field.h"

static const EnumValue statuses[] = {
    {.code = "open", .title = {"待处理", "open"}},
    {.code = "closed", .title = {"已办结", "closed"}},
};
static const ColumnSchema compound_columns[] = {
    {.name = "compound_id", .title = {"小区编码", "compound"}, .type = TYPE_ID},
    {.name = "compound_name", .title = {"小区", "name"}, .type = TYPE_STR},
};
static const ColumnSchema issue_columns[] = {
    {.name = "issue_id", .title = {"问题编号", "issue"}, .type = TYPE_ID},
    {.name = "compound_id", .title = {"小区编码", "compound"}, .type = TYPE_ID, .fk = "compounds"},
    {.name = "compound_name", .title = {"小区", "name"}, .type = TYPE_STR},
    {.name = "phone", .title = {"电话", "phone"}, .type = TYPE_STR, .privacy = PRIVACY_PRIVATE},
    {.name = "content", .title = {"内容", "content"}, .type = TYPE_TEXT},
    {.name = "status",
     .title = {"状态", "status"},
     .type = TYPE_ENUM,
     .values = statuses,
     .value_count = 2},
    {.name = "cost", .title = {"金额", "cost"}, .type = TYPE_MONEY, .unit = "元"},
    {.name = "urgent", .title = {"是否紧急", "urgent"}, .type = TYPE_BOOL},
    {.name = "reported_on", .title = {"受理日期", "reported"}, .type = TYPE_DATE},
    {.name = "span", .title = {"所属期", "period"}, .type = TYPE_PERIOD},
    {.name = "public_summary", .title = {"公开摘要", "summary"}, .type = TYPE_STR},
};
static size_t first_key[] = {0};
static const TableSchema tables[] = {
    {.name = "compounds",
     .id = "T01",
     .title = {"小区基本信息", "compounds"},
     .columns = compound_columns,
     .column_count = 2,
     .key = first_key,
     .key_count = 1,
     .date = -1,
     .compound_id = 0,
     .compound_name = 1,
     .updated_on = -1},
    {.name = "issues",
     .id = "T11",
     .title = {"问题台账", "issues"},
     .columns = issue_columns,
     .column_count = 11,
     .key = first_key,
     .key_count = 1,
     .date = 8,
     .compound_id = 1,
     .compound_name = 2,
     .updated_on = -1},
};
static const SchemaSet schemas = {tables, 2};

typedef struct {
    Arena *arena;
    Dataset *data;
    Fields issues;
    Buffer out;
} World;

static void set_text(World *w, Table *table, size_t row, size_t column, const char *text)
{
    table_set(table, row, column, dataset_intern(w->data, text, strlen(text)));
}

/* One issue of one compound whose summary is `summary`; only the compound's name was given. */
static inline World world(const char *summary)
{
    World w = {.arena = arena_new(), .data = dataset_new(&schemas)};
    Table *compounds = dataset_table(w.data, 0), *issues = dataset_table(w.data, 1);
    RowOrigin origin = {0, 2};
    Day day, first, last;
    size_t row = table_add_row(compounds, origin);
    set_text(&w, compounds, row, 0, "LT-01");
    set_text(&w, compounds, row, 1, "芦汀苑");
    table_finish(compounds);
    row = table_add_row(issues, origin);
    set_text(&w, issues, row, 0, "0012");
    table_set_compound(issues, row, 0);
    set_text(&w, issues, row, 3, "13900000000");
    set_text(&w, issues, row, 4, "三楼漏水");
    table_set(issues, row, 5, 1);
    table_set(issues, row, 6, -5);
    table_set(issues, row, 7, 0);
    day_of(2026, 10, 5, &day);
    table_set(issues, row, 8, day);
    day_of(2026, 7, 1, &first);
    day_of(2026, 9, 30, &last);
    table_set(issues, row, 9, last);
    table_set_first_day(issues, row, 9, first);
    set_text(&w, issues, row, 10, summary);
    table_finish(issues);
    fields_of(w.arena, w.data, 1, &w.issues);
    return w;
}

static void world_free(World *w)
{
    buffer_free(&w->out);
    dataset_free(w->data);
    arena_free(w->arena);
}
#endif
