/* test_digest.c - whatever a paper could show differently gives different bytes. */
#include "unit.h"

#include "doc/digest.h"

static const Rich cells[] = {"甲", "乙"};
static const Rich other_cells[] = {"甲", "丙"};
static TableColumn columns[2] = {{.head = "项", .unit = ""}, {.head = "数", .unit = "件"}};
static TableRow rows[1] = {{ROW_BODY, cells}};
static FigureCell figure = {.label = "投诉", .value = "3", .unit = "件", .fraction = ""};
static ChartPoint point = {.label = "10月", .known = true, .numerator = 3, .denominator = 1};
static DocumentPosting posting = {"notices/a.pdf", "公示"};
static Block block;
static Document doc;

static void start(void)
{
    block = (Block){.kind = BLOCK_TABLE,
                    .text = "文",
                    .title = "题",
                    .note = "",
                    .figures = &figure,
                    .figure_count = 1,
                    .columns = columns,
                    .column_count = 2,
                    .rows = rows,
                    .row_count = 1,
                    .chart = {.unit = "件", .points = &point, .point_count = 1}};
    doc = (Document){.title = "公示",
                     .lang = "zh-CN",
                     .period = 24320,
                     .fingerprint = "1234",
                     .url = "",
                     .scope_name = "汀苑",
                     .blocks = &block,
                     .block_count = 1,
                     .postings = &posting,
                     .posting_count = 1};
}

static bool differs(const Buffer *before)
{
    Buffer now = {0};
    digest_put(&doc, &now);
    bool same = now.length == before->length && memcmp(now.bytes, before->bytes, now.length) == 0;
    buffer_free(&now);
    start();
    return !same;
}

#define CHANGES(place, to)                                                                         \
    do {                                                                                           \
        __typeof__(place) kept = (place);                                                          \
        (place) = (to);                                                                            \
        bool seen = differs(&before);                                                              \
        (place) = kept;                                                                            \
        start();                                                                                   \
        if (!seen)                                                                                 \
            fail_msg("%s does not show", #place);                                                  \
    } while (0)

static void every_field_counts(void **state)
{
    (void)state;
    Buffer before = {0};
    start();
    digest_put(&doc, &before);
    assert_false(differs(&before));
    CHANGES(doc.title, "公示二");
    CHANGES(doc.lang, "en");
    CHANGES(doc.period, 24321);
    CHANGES(doc.poster, true);
    CHANGES(doc.draft, true);
    CHANGES(doc.fingerprint, "1235");
    CHANGES(doc.url, "https://example.org/");
    CHANGES(doc.scope_name, "鹭苑");
    CHANGES(doc.block_count, 0);
    CHANGES(doc.posting_count, 0);
    CHANGES(posting.file, "notices/b.pdf");
    CHANGES(block.kind, BLOCK_PROSE);
    CHANGES(block.anchor, "a");
    CHANGES(block.detail, true);
    CHANGES(block.minor, true);
    CHANGES(block.basis, "条例");
    CHANGES(block.level, 2);
    CHANGES(block.text, "字");
    CHANGES(block.from_office, true);
    CHANGES(block.notice, "info");
    CHANGES(block.title, "题二");
    CHANGES(block.note, "注");
    CHANGES(block.figure_count, 0);
    CHANGES(block.column_count, 1);
    CHANGES(block.row_count, 0);
    CHANGES(block.body, "社区");
    CHANGES(block.date, "2026年");
    CHANGES(block.seal, true);
    CHANGES(figure.label, "诉求");
    CHANGES(figure.value, "4");
    CHANGES(figure.unit, "户");
    CHANGES(figure.fraction, "（1/2）");
    CHANGES(figure.notes[3], "上月");
    CHANGES(figure.squares_filled, 1);
    CHANGES(figure.squares_total, 2);
    CHANGES(columns[1].head, "量");
    CHANGES(columns[1].unit, "");
    CHANGES(columns[1].align, ALIGN_RIGHT);
    CHANGES(columns[1].weight, 3);
    CHANGES(rows[0].kind, ROW_TOTAL);
    CHANGES(rows[0].cells, other_cells);
    CHANGES(block.chart.kind, CHART_LINES);
    CHANGES(block.chart.unit, "元");
    CHANGES(block.chart.point_count, 0);
    CHANGES(block.chart.has_target, true);
    CHANGES(block.chart.description, "十月三件");
    CHANGES(block.chart.target_numerator, 9);
    CHANGES(block.chart.target_label, "目标");
    CHANGES(point.label, "11月");
    CHANGES(point.known, false);
    CHANGES(point.numerator, 4);
    CHANGES(point.denominator, 2);
    CHANGES(point.text, "三");
    CHANGES(point.state, POINT_CURRENT);
    buffer_free(&before);
}

/* What stands in one text cannot move into the next unseen. */
static void texts_keep_their_ends(void **state)
{
    (void)state;
    Buffer before = {0};
    start();
    block.title = "题一", block.note = "二";
    digest_put(&doc, &before);
    block.title = "题", block.note = "一二";
    assert_true(differs(&before));
    buffer_free(&before);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(every_field_counts),
                                       cmocka_unit_test(texts_keep_their_ends)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
