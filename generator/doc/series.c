/* series.c - see series.h. */
#include "doc/series.h"

#include <string.h>

/* A break of the metric's series after `first` and not after `last`. */
static bool is_within(const MethodBreak *b, const MetricInfo *metric, Month first, Month last)
{
    return first < b->from && b->from <= last && strcmp(b->metric, metric->base_id) == 0;
}

bool series_broken(const FigureSet *figures, const MetricInfo *metric, Month before, Month month)
{
    const MethodBreak *breaks;
    size_t count = figures_breaks(figures, &breaks);
    for (size_t i = 0; i < count; i++)
        if (is_within(&breaks[i], metric, before, month))
            return true;
    return false;
}

int series_method(const FigureSet *figures, const MetricInfo *metric, Month month)
{
    const MethodBreak *breaks;
    int method = 0;
    size_t count = figures_breaks(figures, &breaks);
    for (size_t i = 0; i < count; i++) {
        if (strcmp(breaks[i].metric, metric->base_id) != 0)
            continue;
        method = breaks[i].from <= month ? breaks[i].method : method ? method : 1;
    }
    return method;
}

/* One more sentence after `text`. */
static const char *add_sentence(Arena *arena, const char *text, const char *more, bool english)
{
    return arena_printf(arena, "%s%s%s", text, *text && english ? " " : "", more);
}

static const char *sentence(Arena *arena, const FigureSet *figures, const MetricInfo *metric,
                            Month from, bool english)
{
    const MetricInfo *whole = figures_metric(figures, metric->base_id);
    if (whole)
        metric = whole;
    const char *title = rich_plain(arena, english ? metric->title.en : metric->title.zh);
    char text[16];
    if (english)
        return arena_printf(arena,
                            SERIES_MARK " %s: defined anew from %s; months before and after "
                                        "are not to be compared.",
                            title, month_text(from, text));
    return arena_printf(arena, SERIES_MARK "“%s”口径自%d年%d月起变更，前后各月不宜直接比较。",
                        title, month_year(from), month_number(from));
}

const char *series_note(Arena *arena, const FigureSet *figures, const MetricInfo *metric,
                        Month first, Month last, bool english)
{
    const MethodBreak *breaks;
    const char *note = "";
    size_t count = figures_breaks(figures, &breaks);
    for (size_t i = 0; i < count; i++)
        if (is_within(&breaks[i], metric, first, last))
            note = add_sentence(arena, note,
                                sentence(arena, figures, metric, breaks[i].from, english), english);
    return note;
}

/* The sentences for all breaks among the figures shown. */
static const char *note_of(Arena *arena, const FigureSet *figures, const FigureUse *uses,
                           size_t count, bool english)
{
    const MethodBreak *breaks;
    const char *note = "";
    size_t break_count = figures_breaks(figures, &breaks);
    for (size_t i = 0; i < break_count; i++) {
        const MetricInfo *before = NULL, *after = NULL;
        for (size_t u = 0; u < count; u++) {
            const Figure *figure = uses[u].figure;
            if (strcmp(figure->metric->base_id, breaks[i].metric) != 0)
                continue;
            if (figure->period < breaks[i].from)
                before = figure->metric;
            else
                after = figure->metric;
        }
        if (before && after)
            note = add_sentence(arena, note,
                                sentence(arena, figures, after, breaks[i].from, english), english);
    }
    return note;
}

static void mark_points(Arena *arena, const FigureSet *figures, Chart *chart)
{
    ChartPoint *points = ARENA_NEW_ARRAY(arena, chart->point_count, ChartPoint);
    const Figure *before = NULL;
    memcpy(points, chart->points, chart->point_count * sizeof *points);
    for (size_t i = 0; i < chart->point_count; i++) {
        const Figure *figure = points[i].figure;
        if (!figure)
            continue;
        if (before && strcmp(before->metric->base_id, figure->metric->base_id) == 0 &&
            series_broken(figures, figure->metric, before->period, figure->period))
            points[i].label = arena_printf(arena, "%s" SERIES_MARK, points[i].label);
        before = figure;
    }
    chart->points = points;
}

void series_mark(Arena *arena, const FigureSet *figures, const FigureUse *uses, size_t count,
                 bool english, Block *block)
{
    if (block->kind != BLOCK_FIGURES && block->kind != BLOCK_TABLE && block->kind != BLOCK_CHART)
        return;
    const char *note = note_of(arena, figures, uses, count, english);
    if (!*note)
        return;
    block->note = add_sentence(arena, block->note, note, english);
    if (block->kind == BLOCK_CHART) {
        block->chart.description = add_sentence(arena, block->chart.description, note, english);
        mark_points(arena, figures, &block->chart);
    }
}
