/* test_document.c - what scripts build is checked block by block (doc/document.c). */
#include "build_world.h"
#include "render/html.h"
#include "render/markdown.h"

#include "script/state.h"
#include "script/transport.h"

/* REF in a text below: the reference that a figure prints itself as. */
#define REF(id, window, form) "\xEE\x80\x80" id "\x1F" window "\x1F" form "\xEE\x80\x81"

static void prepare(World *w)
{
    two_compounds(w);
    rows(w, "issues",
         "compound_id,issue_id,issue_type,category,reported_on,status,closed_on,satisfaction\n"
         "LT,a,complaint,noise,2026-10-05,closed,2026-10-08,yes\n"
         "LT,b,complaint,noise,2026-10-05,closed,2026-10-08,no\n"
         "LT,c,complaint,noise,2026-09-05,processing,,\n");
    count(w, INSTALLED);
}

/* The document whose Value `text` is, written as Lua; false with the message in err. */
static bool read(World *w, const char *text, Document *doc, Error *err)
{
    lua_State *L = state_new((size_t)64 << 20);
    StateError error = {0};
    const char *chunk = arena_printf(w->arena, "return %s", text);
    Buffer bytes = {0};
    char why[300];
    Value value;
    state_push_globals(L);
    if (!state_load(L, chunk, strlen(chunk), "t", -1, &error) ||
        !state_call(L, 0, 1, "t", &error) || !transport_put(L, -1, &bytes, why, sizeof why) ||
        !value_decode(w->arena, bytes.bytes, bytes.length, &value, err))
        fail_msg("%s %s", error.message, why);
    buffer_free(&bytes);
    state_close(L);
    const ScopeSet *scopes = figures_scopes(w->cube.figures);
    return document_read(w->arena, &value, w->cube.figures,
                         scope_find(scopes, LEVEL_COMPOUND, "LT"), w->period, doc, err);
}

static Document good(World *w, const char *text)
{
    Document doc;
    Error err = {0};
    if (!read(w, text, &doc, &err))
        fail_msg("%s", err.text);
    return doc;
}

static void refused(World *w, const char *text, const char *message)
{
    Document doc;
    Error err = {0};
    assert_false(read(w, text, &doc, &err));
    assert_int_equal(err.code, ERR_SCRIPT);
    assert_string_equal(err.text, message);
}

static void references_become_words_and_are_remembered(void **state)
{
    World *w = *state;
    prepare(w);
    Document doc =
        good(w, "{ title = '甲', blocks = { { kind = 'prose', text = '投诉" REF(
                    "D01", "month", "value") "，满意" REF("D06", "month", "fraction") "' } } }");
    assert_int_equal(doc.use_count, 2);
    assert_string_equal(doc.uses[0].figure->id, "D01");
    assert_string_equal(doc.uses[0].form, "value");
    assert_string_equal(doc.uses[1].text, "50%（1/2）");
    assert_string_equal(doc.blocks[0].text, "投诉\xEE\x80\x80"
                                            "0\xEE\x80\x81"
                                            "2件\xEE\x80\x82，满意\xEE\x80\x80"
                                            "1\xEE\x80\x81"
                                            "50%（1/2）\xEE\x80\x82");
    assert_string_equal(rich_plain(w->arena, doc.blocks[0].text), "投诉2件，满意50%（1/2）");
    assert_string_equal(doc.scope_name, "芦汀苑");
    assert_string_equal(doc.lang, "zh-CN");
}

static void figures_of_other_periods_and_scopes_are_found(void **state)
{
    World *w = *state;
    prepare(w);
    Document doc = good(w, "{ title = '" REF("D01", "month",
                                             "number\x1F"
                                             "2026-09") "', blocks = { { kind = 'notice', text = "
                                                        "'" REF("D01", "month",
                                                                "number\x1F\x1F"
                                                                "community:临溪市/汀澜区/青埠街道/"
                                                                "鹭桥社区") "' } } }");
    assert_string_equal(rich_plain(w->arena, doc.title), "1");
    assert_string_equal(rich_plain(w->arena, doc.blocks[0].text), "2");
    assert_string_equal(doc.blocks[0].notice, "info");
}

static void wrong_references_are_refused(void **state)
{
    World *w = *state;
    prepare(w);
#define PROSE(text) "{ blocks = { { kind = 'prose', text = '" text "' } } }"
    refused(w, PROSE(REF("D99", "month", "value")),
            "block 1 (prose), text: there is no figure D99 for the window month");
    refused(w, PROSE(REF("D01", "week", "value")), "block 1 (prose), text: 'week' is no window");
    refused(w, PROSE(REF("D01", "month", "nonsense")),
            "block 1 (prose), text: 'nonsense' is no form of a figure");
    refused(w,
            PROSE("\xEE\x80\x80"
                  "D01"),
            "block 1 (prose), text: a reference to a figure has no end");
    refused(w, PROSE("\xEE\xA0\x80"), "block 1 (prose), text: a character that is kept for marks");
    refused(w, PROSE("\xEE\x80\x82"), "block 1 (prose), text: a character that is kept for marks");
}

static void blocks_carry_what_was_given(void **state)
{
    World *w = *state;
    prepare(w);
    Document doc = good(
        w, "{ blocks = {"
           "{ kind = 'heading', level = 2, text = '一\\n行', anchor = 'a-1' },"
           "{ kind = 'figures', title = '框', cells = { { label = '率', value = 90, unit = '%',"
           "  fraction = '（18/20）', notes = { '上月' }, squares = { n = 18, total = 20 } } } },"
           "{ kind = 'table', title = '表', note = '注', columns = { { head = '项目', weight = 3 },"
           "  { head = '金额', unit = '元', align = 'right' } }, rows = { { '停车', '1.00' },"
           "  { kind = 'total', cells = { '合计', 2 } } } },"
           "{ kind = 'signature', body = '居委会', date = '11月', seal = true },"
           "{ kind = 'prose', text = '甲\\n\\n乙\\27', from_office = true } } }");
    assert_int_equal(doc.block_count, 5);
    assert_int_equal(doc.blocks[0].level, 2);
    assert_string_equal(doc.blocks[0].text, "一 行");
    assert_string_equal(doc.blocks[0].anchor, "a-1");
    const FigureCell *cell = &doc.blocks[1].figures[0];
    assert_string_equal(cell->value, "90");
    assert_string_equal(cell->notes[0], "上月");
    assert_string_equal(cell->notes[3], "");
    assert_int_equal(cell->squares_filled, 18);
    assert_int_equal(doc.blocks[2].columns[0].weight, 3);
    assert_int_equal(doc.blocks[2].columns[1].align, ALIGN_RIGHT);
    assert_int_equal(doc.blocks[2].rows[1].kind, ROW_TOTAL);
    assert_string_equal(doc.blocks[2].rows[1].cells[1], "2");
    assert_string_equal(doc.blocks[2].note, "注");
    assert_true(doc.blocks[3].seal);
    assert_string_equal(doc.blocks[4].text, "甲\n\n乙");
    assert_true(doc.blocks[4].from_office);
}

static void details_stay_off_the_paper(void **state)
{
    World *w = *state;
    prepare(w);
    Document doc = good(w, "{ blocks = { { kind = 'prose', text = '甲', detail = true },"
                           "{ kind = 'prose', text = '乙', detail = false } } }");
    assert_int_equal(doc.block_count, 2);
    Document paper = document_for_paper(w->arena, &doc);
    assert_int_equal(paper.block_count, 1);
    assert_string_equal(paper.blocks[0].text, "乙");
}

/* What a block rests on is printed by every renderer: on pages it is small print below it. */
static void a_basis_goes_with_any_block(void **state)
{
    World *w = *state;
    prepare(w);
    Document doc = good(w, "{ title = '题', blocks = { { kind = 'prose', text = '甲', minor = true,"
                           "basis = '《条例》第五条。' } } }");
    assert_true(doc.blocks[0].minor);
    assert_string_equal(doc.blocks[0].basis, "《条例》第五条。");
    Buffer out = {0};
    markdown_render(&doc, &out);
    assert_non_null(strstr(out.bytes, "甲\n\n《条例》第五条。"));
    buffer_clear(&out);
    html_render(&doc, &(HtmlContext){.root = ""}, &out);
    assert_non_null(strstr(out.bytes, "<p class=\"small note\">《条例》第五条。</p>"));
    buffer_free(&out);
}

static void wrong_blocks_are_named(void **state)
{
    World *w = *state;
    prepare(w);
#define BLOCK(text) "{ blocks = { { kind = 'prose', text = '' }, { " text " } } }"
    refused(w, BLOCK("kind = 'video'"), "block 2 (video), kind: 'video' is no kind of block");
    refused(w, BLOCK("kind = 'heading', text = 'x', level = 4"),
            "block 2 (heading), level: 1, 2 or 3 was expected");
    refused(w, BLOCK("kind = 'prose', text = 'x', html = true"),
            "block 2 (prose), keys: unknown key 'html'");
    refused(w, BLOCK("kind = 'prose', text = { 'x' }"),
            "block 2 (prose), text: a text was expected");
    refused(w, BLOCK("kind = 'heading', text = 'x', anchor = 'A b'"),
            "block 2 (heading), anchor: only a-z, 0-9 and '-' may stand in it");
    refused(w, BLOCK("kind = 'table', columns = { { head = 'x' } }, rows = { { '1', '2' } }"),
            "block 2 (table), rows: a row has 2 cells; the table has 1 columns");
    refused(w,
            BLOCK("kind = 'figures', cells = { { label = 'x', squares = { n = 3, total = 2 } } }"),
            "block 2 (figures), squares: 0 <= n <= total was expected");
    refused(w, BLOCK("kind = 'notice', notice = 'advert', text = 'x'"),
            "block 2 (notice), notice: 'advert' is none of the words it takes");
    refused(w, BLOCK("kind = 'chart', points = {}"),
            "block 2 (chart), points: 1 to 400 were expected");
    refused(w, "{ blocks = {}, script = 'x' }", "document, keys: unknown key 'script'");
}

/* Heights are in the unit that is printed, so that a target of 90 stands at 90 %. */
static void charts_have_exact_heights(void **state)
{
    World *w = *state;
    prepare(w);
    Document doc =
        good(w, "{ blocks = { { kind = 'chart', chart = 'lines', unit = '%', description = '说明',"
                "points = { { label = '10月', state = 'current', figure = '" REF(
                    "D06", "month",
                    "value") "' }, { label = '9月', missing = true }, { label = '8月', figure = "
                             "'" REF("M01", "month", "value") "' } }, target = { value = '37.5', "
                                                              "label = '目标' } } } }");
    const Chart *chart = &doc.blocks[0].chart;
    assert_int_equal(chart->kind, CHART_LINES);
    assert_int_equal((int)chart->points[0].numerator, 100);
    assert_int_equal((int)chart->points[0].denominator, 2);
    assert_int_equal(chart->points[0].state, POINT_CURRENT);
    assert_true(chart->points[0].known);
    assert_int_equal(chart->points[1].state, POINT_MISSING);
    assert_false(chart->points[2].known); /* nothing arrived: never 0 */
    assert_int_equal((int)chart->target_numerator, 375);
    assert_int_equal((int)chart->target_denominator, 10);
}

int main(void)
{
#define T(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        T(references_become_words_and_are_remembered),
        T(figures_of_other_periods_and_scopes_are_found),
        T(wrong_references_are_refused),
        T(blocks_carry_what_was_given),
        T(details_stay_off_the_paper),
        T(a_basis_goes_with_any_block),
        T(wrong_blocks_are_named),
        T(charts_have_exact_heights),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
