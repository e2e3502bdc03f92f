/* test_series.c - a series says where its metric was defined anew (doc/series.h). */
#include "build_world.h"
#include "doc/series.h"
#include "render/html.h"
#include "render/markdown.h"
#include "render/metricrows.h"
#include "script/state.h"
#include "script/transport.h"

#define POINT(label, month)                                                                        \
    "{ label = '" label "', figure = '\xEE\x80\x80"                                                \
    "D01\x1Fmonth\x1Fvalue\x1F" month "\xEE\x80\x81' },"
#define CHART                                                                                      \
    "{ kind = 'chart', title = '投诉', description = '各月。', note = '注。', points = {" POINT(   \
        "8月", "2026-08") POINT("9月", "2026-09") POINT("10月", "2026-10") "} }"
#define NOTE "※“投诉总量”口径自2026年9月起变更，前后各月不宜直接比较。"

static void prepare(World *w, const MethodBreak *breaks, size_t count_of_breaks)
{
    two_compounds(w);
    rows(w, "issues",
         "compound_id,issue_id,issue_type,category,reported_on,status\n"
         "LT,a,complaint,noise,2026-08-05,closed\n"
         "LT,b,complaint,noise,2026-09-05,closed\n"
         "LT,c,complaint,noise,2026-10-05,closed\n");
    count(w, INSTALLED);
    figures_set_breaks(w->cube.figures, breaks, count_of_breaks);
}

static const MethodBreak SEPTEMBER[] = {{"D01", 2, 2026 * 12 + 8}};

/* The document whose Value `text` is, written as Lua. */
static Document read_document(World *w, const char *text)
{
    lua_State *L = state_new((size_t)64 << 20);
    StateError error = {0};
    const char *chunk = arena_printf(w->arena, "return %s", text);
    Buffer bytes = {0};
    char why[300] = "";
    Value value;
    Document doc;
    Error err = {0};
    state_push_globals(L);
    if (!state_load(L, chunk, strlen(chunk), "t", -1, &error) ||
        !state_call(L, 0, 1, "t", &error) || !transport_put(L, -1, &bytes, why, sizeof why) ||
        !value_decode(w->arena, bytes.bytes, bytes.length, &value, &err) ||
        !document_read(w->arena, &value, w->cube.figures,
                       scope_find(figures_scopes(w->cube.figures), LEVEL_COMPOUND, "LT"), w->period,
                       &doc, &err))
        fail_msg("%s %s %s", error.message, why, err.text);
    buffer_free(&bytes);
    state_close(L);
    return doc;
}

static void a_chart_marks_the_month_and_says_so_in_words(void **state)
{
    World *w = *state;
    prepare(w, SEPTEMBER, 1);
    Document doc = read_document(w, "{ blocks = { " CHART " } }");
    const Block *block = &doc.blocks[0];
    assert_string_equal(block->chart.points[0].label, "8月");
    assert_string_equal(block->chart.points[1].label, "9月※");
    assert_string_equal(block->chart.points[2].label, "10月");
    assert_string_equal(block->note, "注。" NOTE);
    assert_string_equal(block->chart.description, "各月。" NOTE);
    Buffer out = {0};
    html_render(&doc, &(HtmlContext){.root = ""}, &out);
    assert_non_null(strstr(out.bytes, "<desc>各月。" NOTE "</desc>"));
    assert_non_null(strstr(out.bytes, "<p class=\"small note\">注。" NOTE "</p>"));
    buffer_clear(&out);
    markdown_render(&doc, &out);
    assert_non_null(strstr(out.bytes, "9月※"));
    buffer_free(&out);
}

static void english_has_its_own_words(void **state)
{
    World *w = *state;
    prepare(w, SEPTEMBER, 1);
    Document doc = read_document(w, "{ lang = 'en', blocks = { " CHART " } }");
    assert_non_null(strstr(doc.blocks[0].note, ": defined anew from 2026-09; "));
}

static void tables_and_boxes_of_several_months_have_the_note(void **state)
{
    World *w = *state;
    prepare(w, SEPTEMBER, 1);
#define CELL(month)                                                                                \
    "'\xEE\x80\x80"                                                                                \
    "D01\x1Fmonth\x1Fvalue\x1F" month "\xEE\x80\x81'"
    Document doc = read_document(
        w,
        "{ blocks = { { kind = 'table', columns = { { head = '甲' }, { head = '乙' } }, rows = "
        "{ { " CELL("2026-08") ", " CELL(
            "2026-10") " } } },"
                       "{ kind = 'figures', cells = { { label = '甲', value = " CELL(
                           "2026-09") ","
                                      " notes = { " CELL(
                                          "2026-08") " } } } },"
                                                     "{ kind = 'table', columns = { { head = '甲' "
                                                     "}, { head = '乙' } }, rows = "
                                                     "{ { " CELL("2026-09") ", " CELL(
                                                         "2026-10") " } } },"
                                                                    "{ kind = 'prose', text "
                                                                    "= " CELL("2026-08") " } } }");
    assert_string_equal(doc.blocks[0].note, NOTE);
    assert_string_equal(doc.blocks[1].note, NOTE);
    assert_string_equal(doc.blocks[2].note, ""); /* all by the new method */
    assert_string_equal(doc.blocks[3].note, ""); /* one month is no series */
}

static void breaks_elsewhere_mark_nothing(void **state)
{
    static const MethodBreak others[] = {{"D01", 2, 2026 * 12 + 7},  /* the first that is shown */
                                         {"D01", 3, 2026 * 12 + 10}, /* still to come */
                                         {"D06", 2, 2026 * 12 + 8}}; /* another metric */
    World *w = *state;
    prepare(w, others, 3);
    Document doc = read_document(w, "{ blocks = { " CHART " } }");
    assert_string_equal(doc.blocks[0].note, "注。");
    assert_string_equal(doc.blocks[0].chart.points[1].label, "9月");
}

static void open_data_name_the_method_of_each_figure(void **state)
{
    World *w = *state;
    prepare(w, SEPTEMBER, 1);
    const FigureSet *figures = w->cube.figures;
    const MetricInfo *metric = figures_metric(figures, "D01");
    assert_int_equal(series_method(figures, metric, month_of(2026, 8)), 1);
    assert_int_equal(series_method(figures, metric, month_of(2026, 9)), 2);
    assert_int_equal(series_method(figures, figures_metric(figures, "D06"), month_of(2026, 9)), 0);
    Buffer out = {0};
    MetricRows *rows = metricrows_new(figures_scopes(figures), figures, METRICROWS_JSON);
    for (int month = 8; month <= 9; month++) {
        FigureBox box;
        const Figure *figure =
            figures_find(figures, "D01", 0, month_of(2026, month), WINDOW_MONTH, &box);
        assert_non_null(figure);
        metricrows_put(rows, figure, &out);
    }
    metricrows_free(rows);
    assert_non_null(strstr(out.bytes, ",\"method\":1}"));
    assert_non_null(strstr(out.bytes, ",\"method\":2}"));
    buffer_free(&out);
}

#define T(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        T(a_chart_marks_the_month_and_says_so_in_words),     T(english_has_its_own_words),
        T(tables_and_boxes_of_several_months_have_the_note), T(breaks_elsewhere_mark_nothing),
        T(open_data_name_the_method_of_each_figure),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
