/* test_csv.c - the downloads: what leaves, how it is written, and that programs can read it. */
#include "unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "render/catalog.h"
#include "render/csv.h"
#include "render/metricrows.h"
#include "render/rowtext.h"
#include "open_world.h"

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
                                           {"１２３", "\t１２３"},
                                           {"３-2", "\t３-2"},
                                           {"３幢", "３幢"},
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
    const RowText *text = rowtext_new(w.arena, &w.issues, ROWTEXT_JSON);
    rowtext_head(text, &w.out);
    rowtext_row(text, 0, &w.out);
    rowtext_tail(text, &w.out);
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

/* One line of metrics.csv of a figure of `id` in a compound called `scope`. */
static void assert_metric(const char *id, const char *scope, Int128 numerator, Int128 denominator,
                          FigureState state, const char *expected)
{
    static const MetricInfo info = {.id = "D06", .base_id = "D06", .unit = "%", .decimals = 2};
    const Scope one = {.level = LEVEL_COMPOUND, .id = scope};
    const ScopeSet scopes = {&one, 1, NULL};
    Buffer out = {0};
    buffer_text(&out, "before\n");
    MetricRows *rows = metricrows_new(&scopes, NULL, METRICROWS_CSV);
    metricrows_put(rows,
                   &(Figure){.metric = &info,
                             .id = id,
                             .period = month_of(2026, 10),
                             .base = denominator ? month_of(2025, 9) : MONTH_MISSING,
                             .window = WINDOW_YTD,
                             .state = state,
                             .source = SOURCE_BOTH,
                             .has_numerator = numerator != 0,
                             .has_denominator = denominator != 0,
                             .numerator = numerator,
                             .denominator = denominator,
                             .reporting = 5,
                             .expected = 60},
                   &out);
    metricrows_free(rows);
    assert_string_equal(out.bytes, expected);
    assert_int_equal(out.length, strlen(expected));
    buffer_free(&out);
}

static void a_line_of_metrics_is_the_same_however_it_is_written(void **state)
{
    (void)state;
    char id[900], line[1200];
    assert_metric("D06", "LT-01", -5, 7, STATE_OK,
                  "before\nD06,compound,LT-01,2026-10,ytd,2025-09,-5,7,-71.43,%,ok,5,60,"
                  "rows+totals\n");
    assert_metric("D06", "LT-01", 0, 0, STATE_NOT_RECEIVED,
                  "before\nD06,compound,LT-01,2026-10,ytd,,,,,%,not_received,5,60,rows+totals\n");
    assert_metric("D06.a\"b", "LT,01", 1, 0, STATE_OK,
                  "before\n\"D06.a\"\"b\",compound,\"LT,01\",2026-10,ytd,,1,,100,%,ok,5,60,"
                  "rows+totals\n");
    assert_metric("D06", "LT-01", (Int128)INT64_MAX * 100, 1, STATE_OK,
                  "before\nD06,compound,LT-01,2026-10,ytd,2025-09,922337203685477580700,1,"
                  "92233720368547758070000,%,ok,5,60,rows+totals\n");
    for (size_t length = 280; length < sizeof id; length++) {
        memset(id, 'x', length);
        id[length] = '\0';
        snprintf(line, sizeof line,
                 "before\n%s,compound,LT-01,2026-10,ytd,,1,,100,%%,ok,5,60,rows+totals\n", id);
        assert_metric(id, "LT-01", 1, 0, STATE_OK, line);
    }
}

/* What is copied from the figure before is never another's. */
static void figures_as_json_take_over_only_what_is_theirs(void **state)
{
    (void)state;
    static const MetricInfo info = {.id = "D06", .base_id = "D06", .unit = "%", .decimals = 2},
                            other = {.id = "D06", .base_id = "D06", .unit = "件\""};
    const Scope two[] = {{.level = LEVEL_COMPOUND, .id = "LT-01"},
                         {.level = LEVEL_CITY, .id = "临"}};
    const ScopeSet scopes = {two, 2, NULL};
    Figure f = {.metric = &info,
                .id = "D06",
                .period = month_of(2026, 10),
                .base = MONTH_MISSING,
                .window = WINDOW_YTD,
                .state = STATE_UNDEFINED,
                .expected = 60};
    Buffer out = {0};
    MetricRows *rows = metricrows_new(&scopes, NULL, METRICROWS_JSON);
    metricrows_head(rows, &out);
    metricrows_put(rows, &f, &out);
    f.scope = 1;
    f.has_numerator = true;
    f.numerator = -3;
    f.state = STATE_OK;
    f.base = month_of(2026, 10) - 256; /* remembered at the same place as the period */
    metricrows_put(rows, &f, &out);
    f.metric = &other;
    f.id = "D06.\"";
    f.value = "\"x\"";
    metricrows_put(rows, &f, &out);
    metricrows_tail(rows, &out);
    metricrows_free(rows);
    assert_string_equal(
        out.bytes,
        "[\n{\"metric_id\":\"D06\",\"scope_level\":\"compound\",\"scope_id\":\"LT-01\","
        "\"period\":\"2026-10\",\"window\":\"ytd\",\"base_period\":null,\"numerator\":null,"
        "\"denominator\":null,\"value\":null,\"unit\":\"%\",\"state\":\"undefined\","
        "\"reporting\":0,\"expected\":60,\"source\":\"\"},\n"
        "{\"metric_id\":\"D06\",\"scope_level\":\"city\",\"scope_id\":\"临\","
        "\"period\":\"2026-10\",\"window\":\"ytd\",\"base_period\":\"2005-06\","
        "\"numerator\":-3,\"denominator\":null,\"value\":\"-300\",\"unit\":\"%\","
        "\"state\":\"ok\",\"reporting\":0,\"expected\":60,\"source\":\"\"},\n"
        "{\"metric_id\":\"D06.\\\"\",\"scope_level\":\"city\",\"scope_id\":\"临\","
        "\"period\":\"2026-10\",\"window\":\"ytd\",\"base_period\":\"2005-06\","
        "\"numerator\":-3,\"denominator\":null,\"value\":\"\\\"x\\\"\","
        "\"unit\":\"件\\\"\",\"state\":\"ok\",\"reporting\":0,\"expected\":60,"
        "\"source\":\"\"}\n]\n");
    buffer_free(&out);
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
        cmocka_unit_test(a_line_of_metrics_is_the_same_however_it_is_written),
        cmocka_unit_test(figures_as_json_take_over_only_what_is_theirs),
        cmocka_unit_test(the_package_promises_only_what_holds),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
