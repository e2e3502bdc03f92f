/* test_csv.c - the downloads: what leaves, how it is written, and that programs can read it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "render/catalog.h"
#include "render/csv.h"
#include "render/json.h"

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
static World world(const char *summary)
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

static void the_machine_form_has_codes_and_nothing_private(void **state)
{
    (void)state;
    World w = world("灯已修好");
    csvout_table(&w.issues, &w.out);
    assert_string_equal(w.out.bytes,
                        "issue_id,compound_id,compound_name,status,cost,urgent,reported_on,span,"
                        "public_summary\n"
                        "0012,LT-01,芦汀苑,closed,-0.05,false,2026-10-05,2026-Q3,灯已修好\n");
    world_free(&w);
}

static void the_form_for_people_has_labels_and_opens_in_excel(void **state)
{
    (void)state;
    World w = world("灯已修好");
    csvout_excel(&w.issues, &w.out);
    assert_string_equal(
        w.out.bytes, "\xEF\xBB\xBF问题编号,小区编码,小区,状态,金额（元）,是否紧急,受理日期,所属期,"
                     "公开摘要\r\n"
                     "\t0012,LT-01,芦汀苑,已办结,-0.05,否,2026-10-05,2026年第3季度,灯已修好\r\n");
    world_free(&w);
}

static void only_cells_that_need_it_are_quoted(void **state)
{
    (void)state;
    static const char *const pairs[][2] = {{"a b;c'd", "a b;c'd"}, {"a,b", "\"a,b\""},
                                           {"a\"b", "\"a\"\"b\""}, {"a\nb", "\"a\nb\""},
                                           {"a\rb", "\"a\rb\""},   {"", ""}};
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        Buffer out = {0};
        buffer_text(&out, "");
        csvout_cell(&out, pairs[i][0], strlen(pairs[i][0]));
        assert_string_equal(out.bytes, pairs[i][1]);
        buffer_free(&out);
    }
}

static void cells_that_excel_would_change_are_made_text(void **state)
{
    (void)state;
    static const char *const pairs[][2] = {{"=1+1", "'=1+1"},
                                           {"+86", "'+86"},
                                           {"-楼道", "'-楼道"},
                                           {"@某", "'@某"},
                                           {"＝1", "'＝1"},
                                           {"=a,b", "\"'=a,b\""},
                                           {"3-2", "\t3-2"},
                                           {"10/1", "\t10/1"},
                                           {"1E5", "\t1E5"},
                                           {"007", "\t007"},
                                           {"330106199001", "\t330106199001"},
                                           {"12345", "12345"},
                                           {"0", "0"},
                                           {"3幢", "3幢"},
                                           {"灯=坏", "灯=坏"},
                                           {"", ""}};
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        Buffer out = {0};
        buffer_text(&out, "");
        csvout_safe_cell(&out, pairs[i][0], strlen(pairs[i][0]));
        assert_string_equal(out.bytes, pairs[i][1]);
        buffer_free(&out);
    }
}

static void json_escapes_and_keeps_every_digit(void **state)
{
    (void)state;
    World w = world("说\"好\"\\\n\x01");
    json_table(&w.issues, &w.out);
    assert_string_equal(
        w.out.bytes,
        "[\n{\"issue_id\":\"0012\",\"compound_id\":\"LT-01\",\"compound_name\":\"芦汀苑\","
        "\"status\":\"closed\",\"cost\":-0.05,\"urgent\":false,\"reported_on\":\"2026-10-05\","
        "\"span\":\"2026-Q3\",\"public_summary\":\"说\\\"好\\\"\\\\\\n\\u0001\"}\n]\n");
    world_free(&w);
}

static void numbers_are_exact(void **state)
{
    (void)state;
    Buffer out = {0};
    field_put_scaled(&out, INT64_MIN + 1, 2);
    assert_string_equal(out.bytes, "-92233720368547758.07");
    buffer_clear(&out);
    field_put_scaled(&out, 7, 0);
    assert_string_equal(out.bytes, "7");
    buffer_clear(&out);
    csvout_number(&out, (Int128)INT64_MAX * 1000);
    assert_string_equal(out.bytes, "9223372036854775807000");
    buffer_clear(&out);
    csvout_number(&out, -(Int128)5);
    assert_string_equal(out.bytes, "-5");
    buffer_free(&out);
}

/* A foreign key or key is promised only where the rows keep it. */
static void the_package_promises_only_what_holds(void **state)
{
    (void)state;
    World w = world("x");
    Value raw = {.kind = VALUE_MAP};
    Config config = {
        .name = "", .publisher = "临溪市枫岸区", .contact = "", .base_url = "", .raw = &raw};
    Fields compounds;
    fields_of(w.arena, w.data, 0, &compounds);
    DataFile files[] = {
        {.path = "compounds.csv", .format = "csv", .fields = &compounds, .hash = "00"},
        {.path = "issues.csv", .format = "csv", .fields = &w.issues, .hash = "00"}};
    DataPackage package = {.config = &config,
                           .period = 2026 * 12 + 9,
                           .files = files,
                           .count = 2,
                           .about_zh = "全部小区",
                           .about_en = "all"};
    datapackage_json(&package, &w.out);
    assert_non_null(strstr(w.out.bytes, "\"primaryKey\":[\"issue_id\"]"));
    assert_non_null(strstr(w.out.bytes,
                           "\"foreignKeys\":[{\"fields\":[\"compound_id\"],\"reference\":{"
                           "\"resource\":\"compounds\",\"fields\":[\"compound_id\"]}}]"));
    assert_null(strstr(w.out.bytes, "phone"));
    table_set(dataset_table(w.data, 1), 0, 0, CELL_MISSING);
    table_set_compound(dataset_table(w.data, 1), 0, -1);
    set_text(&w, dataset_table(w.data, 1), 0, 1, "nowhere");
    buffer_clear(&w.out);
    datapackage_json(&package, &w.out);
    assert_null(strstr(w.out.bytes, "\"primaryKey\":[\"issue_id\"]"));
    assert_null(strstr(w.out.bytes, "foreignKeys"));
    world_free(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_machine_form_has_codes_and_nothing_private),
        cmocka_unit_test(the_form_for_people_has_labels_and_opens_in_excel),
        cmocka_unit_test(only_cells_that_need_it_are_quoted),
        cmocka_unit_test(cells_that_excel_would_change_are_made_text),
        cmocka_unit_test(json_escapes_and_keeps_every_digit),
        cmocka_unit_test(numbers_are_exact),
        cmocka_unit_test(the_package_promises_only_what_holds),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
