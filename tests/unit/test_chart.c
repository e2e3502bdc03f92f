/* Charts as marks: zero-based, missing is not zero, nothing outside the drawing. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>

#include "render/chart.h"
#include "render/plot.h"
#include "render/svg.h"

static const ChartPoint months[] = {
    {"8月", true, 20, 1, "20", POINT_COMPARISON, NULL},
    {"9月", false, 0, 1, "", POINT_MISSING, NULL},
    {"10月", true, 10, 1, "10", POINT_CURRENT, NULL},
};

static const ChartMark *rect_of(const ChartDrawing *drawing, Ink ink)
{
    for (size_t i = 0; i < drawing->count; i++)
        if (drawing->marks[i].kind == DRAW_RECT && drawing->marks[i].ink == ink)
            return &drawing->marks[i];
    return NULL;
}

static bool says(const ChartDrawing *drawing, const char *text)
{
    for (size_t i = 0; i < drawing->count; i++)
        if (drawing->marks[i].kind == DRAW_TEXT && strcmp(drawing->marks[i].text, text) == 0)
            return true;
    return false;
}

static void bars_stand_on_zero(void **state)
{
    (void)state;
    Arena *arena = arena_new();
    Chart chart = {.kind = CHART_BARS, .points = months, .point_count = 3};
    ChartDrawing drawing;
    chart_draw(arena, &chart, 300, 10, &drawing);
    const ChartMark *old = rect_of(&drawing, INK_COMPARISON), *now = rect_of(&drawing, INK_CURRENT);
    assert_non_null(old);
    assert_non_null(now);
    assert_true(old->h > 1.99 * now->h && old->h < 2.01 * now->h);
    assert_true(old->y + old->h - now->y - now->h < 0.01);
    assert_true(says(&drawing, "10") && says(&drawing, "10月"));
    arena_free(arena);
}

/* 未收到 is an empty dashed bar with its word, one character under the other; never a 0. */
static void missing_is_not_zero(void **state)
{
    (void)state;
    Arena *arena = arena_new();
    Chart chart = {.kind = CHART_BARS, .points = months, .point_count = 3};
    ChartDrawing drawing;
    chart_draw(arena, &chart, 300, 10, &drawing);
    const ChartMark *missing = rect_of(&drawing, INK_MISSING);
    assert_non_null(missing);
    assert_true(missing->h > 0);
    assert_true(says(&drawing, "未") && says(&drawing, "收") && says(&drawing, "到"));
    assert_false(says(&drawing, "0"));
    arena_free(arena);
}

static void everything_is_inside(void **state)
{
    (void)state;
    Arena *arena = arena_new();
    for (ChartKind kind = CHART_BARS; kind <= CHART_SPARKLINE; kind++)
        for (double width = 90; width < 500; width += 130) {
            Chart chart = {.kind = kind,
                           .points = months,
                           .point_count = 3,
                           .has_target = true,
                           .target_numerator = 15,
                           .target_denominator = 1,
                           .target_label = "目标15"};
            ChartDrawing drawing;
            chart_draw(arena, &chart, width, 10, &drawing);
            for (size_t i = 0; i < drawing.count; i++) {
                const ChartMark *mark = &drawing.marks[i];
                assert_true(mark->x >= -0.01 && mark->y >= -0.01);
                assert_true(mark->x + mark->w <= width + 0.01);
                assert_true(mark->y + mark->h <= drawing.height + 0.01);
            }
        }
    Chart none = {.kind = CHART_BARS};
    ChartDrawing drawing;
    chart_draw(arena, &none, 100, 10, &drawing);
    assert_int_equal(drawing.count, 0);
    arena_free(arena);
}

/* A loss hangs below zero, on paper as on pages; huge amounts and odd fractions stay exact. */
static void values_become_lengths_once(void **state)
{
    (void)state;
    static const ChartPoint points[] = {
        {"8月", true, 30, 1, "30", POINT_OK, NULL},
        {"9月", true, -10, 1, "−10", POINT_OK, NULL},
        {"10月", true, 30, 3, "10", POINT_CURRENT, NULL},
    };
    Arena *arena = arena_new();
    Chart chart = {
        .kind = CHART_BARS, .unit = "", .points = points, .point_count = 3, .description = ""};
    Plot plot;
    plot_make(arena, &chart, &plot);
    assert_int_equal(plot.count, 3);
    assert_int_equal(plot.low, -250);
    assert_int_equal(plot.marks[0].to, 750);
    assert_int_equal(plot.marks[1].to, -250);
    assert_int_equal(plot.marks[2].to, 250);
    ChartDrawing drawing;
    Buffer svg = {0};
    chart_draw(arena, &chart, 300, 10, &drawing);
    svg_chart(&chart, "", false, &svg);
    /* Of a page's 150 px and a paper's 7.5 em every bar takes the same part. */
    const char *at = svg.bytes;
    for (size_t i = 0, bar = 0; i < drawing.count; i++) {
        const ChartMark *mark = &drawing.marks[i];
        if (mark->kind != DRAW_RECT)
            continue;
        at = strstr(at, "<rect class=\"bar");
        assert_non_null(at);
        at = strstr(at, "height=\"") + strlen("height=\"");
        int pixels = abs(plot.marks[bar++].to) * 150 / 1000;
        assert_int_equal(atoi(at), pixels);
        assert_true(mark->h * 2 > pixels - 1 && mark->h * 2 < pixels + 1);
    }
    buffer_free(&svg);
    const Int128 huge = (Int128)1 << 100;
    const ChartPoint large[] = {{"", true, huge, 1, "", POINT_OK, NULL},
                                {"", true, huge / 2, 1, "", POINT_OK, NULL}};
    chart.points = large;
    chart.point_count = 2;
    plot_make(arena, &chart, &plot);
    assert_int_equal(plot.marks[0].to, 1000);
    assert_int_equal(plot.marks[1].to, 500);
    arena_free(arena);
}

/* A gap in the data is a gap in the line; parts of a stacked bar fill the whole. */
static void gaps_and_parts(void **state)
{
    (void)state;
    static const ChartPoint points[] = {
        {"7月", true, 1, 1, "1", POINT_OK, NULL},      {"8月", true, 3, 1, "3", POINT_OK, NULL},
        {"9月", false, 0, 1, "", POINT_MISSING, NULL}, {"10月", true, 2, 1, "2", POINT_OK, NULL},
        {"11月", true, 4, 1, "4", POINT_OK, NULL},
    };
    Arena *arena = arena_new();
    Chart chart = {.kind = CHART_LINES, .points = points, .point_count = 5};
    Plot plot;
    plot_make(arena, &chart, &plot);
    static const PlotKind kinds[] = {PLOT_DOT, PLOT_JOIN, PLOT_DOT, PLOT_GAP,
                                     PLOT_DOT, PLOT_JOIN, PLOT_DOT};
    assert_int_equal(plot.count, 7);
    for (size_t i = 0; i < 7; i++)
        assert_int_equal(plot.marks[i].kind, kinds[i]);
    assert_int_equal(plot.marks[1].from, 250);
    assert_int_equal(plot.marks[1].to, 750);
    assert_int_equal(plot.marks[1].x + plot.marks[1].w, 3000);
    chart.kind = CHART_STACKED;
    plot_make(arena, &chart, &plot);
    assert_int_equal(plot.marks[0].w, 1000);
    assert_int_equal(plot.marks[2].w, 0);
    assert_int_equal(plot.marks[4].x + plot.marks[4].w, 10000);
    arena_free(arena);
}

/*
 * A stacked bar on a page and on paper: as many parts, each as wide and of the same look; a part
 * that is missing has no width, but is named in both.
 */
static void stacked_bars_are_the_same(void **state)
{
    (void)state;
    static const ChartPoint points[] = {{"热线", true, 61, 1, "61件", POINT_OK, NULL},
                                        {"窗口", true, 22, 1, "22件", POINT_OK, NULL},
                                        {"走访", false, 0, 1, "", POINT_MISSING, NULL},
                                        {"网格", true, 14, 1, "14件", POINT_OK, NULL},
                                        {"来信", true, 3, 1, "3件", POINT_OK, NULL}};
    static const struct {
        const char *class;
        Ink ink;
        int percent;
    } parts[] = {{"bar cur", INK_CURRENT, 61},
                 {"bar", INK_BAR, 22},
                 {"bar out", INK_OUTLINE, 14},
                 {"bar cur", INK_CURRENT, 3}};
    Arena *arena = arena_new();
    Buffer svg = {0};
    Chart chart = {.kind = CHART_STACKED, .points = points, .point_count = 5, .description = "d"};
    ChartDrawing drawing;
    chart_draw(arena, &chart, 1000, 10, &drawing);
    svg_chart(&chart, "t", false, &svg);
    const char *page = strstr(svg.bytes, "</desc>"), *key = strstr(svg.bytes, "</svg>");
    size_t mark = 0;
    int x = 0;
    for (size_t i = 0; i < 4; i++) {
        char *rect = arena_printf(arena, "<rect class=\"%s\" x=\"%d.", parts[i].class, x);
        page = strstr(page + 1, "<rect ");
        assert_true(page && page < key);
        if (strncmp(page, rect, strlen(rect)) != 0)
            fail_msg("%.60s instead of %s", page, rect);
        /* On paper the bar's parts stand at its upper edge, the key to them below. */
        while (drawing.marks[mark].kind != DRAW_RECT || drawing.marks[mark].y > 0)
            assert_true(++mark < drawing.count);
        assert_int_equal(drawing.marks[mark].ink, parts[i].ink);
        assert_true(drawing.marks[mark].w > parts[i].percent * 10 - 1.5 &&
                    drawing.marks[mark].w < parts[i].percent * 10 + 1.5);
        x += parts[i].percent;
        mark++;
    }
    page = strstr(page + 1, "<rect ");
    assert_true(page > key);
    assert_non_null(strstr(key, "走访</dt><dd>未收到"));
    assert_true(says(&drawing, "走访　未收到"));
    assert_non_null(rect_of(&drawing, INK_MISSING));
    buffer_free(&svg);
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bars_stand_on_zero),   cmocka_unit_test(missing_is_not_zero),
        cmocka_unit_test(everything_is_inside), cmocka_unit_test(values_become_lengths_once),
        cmocka_unit_test(gaps_and_parts),       cmocka_unit_test(stacked_bars_are_the_same),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
