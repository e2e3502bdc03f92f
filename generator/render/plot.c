/* plot.c - see plot.h. */
#include "render/plot.h"

#define WHOLE 10000
#define BAR_MOST 1200 /* of the width: three bars are not a wall */

/* The range of all points and the target, always with 0 in it. */
typedef struct {
    Fraction low, high;
} Range;

static void range_add(Range *range, Int128 n, Int128 d)
{
    if (d <= 0)
        return;
    Fraction f = {n, d};
    if (exact_compare(f, range->low) < 0)
        range->low = f;
    if (exact_compare(f, range->high) > 0)
        range->high = f;
}

static Range range_of(const Chart *chart)
{
    Range range = {{0, 1}, {0, 1}};
    for (size_t i = 0; i < chart->point_count; i++)
        if (chart->points[i].known)
            range_add(&range, chart->points[i].numerator, chart->points[i].denominator);
    if (chart->has_target)
        range_add(&range, chart->target_numerator, chart->target_denominator);
    return range;
}

/* Value in per mille of the range's size; bits nobody can see are dropped before they overflow. */
static int permille(Int128 n, Int128 d, const Range *range)
{
    Int128 limit = (Int128)1 << 40;
    Fraction size = {range->high.numerator * range->low.denominator -
                         range->low.numerator * range->high.denominator,
                     range->high.denominator * range->low.denominator};
    while (size.numerator > limit && size.denominator > 1) {
        size.numerator >>= 1;
        size.denominator >>= 1;
    }
    while ((n > limit || n < -limit) && d > 1) {
        n /= 2;
        d /= 2;
    }
    Int128 below = size.numerator * d;
    if (below <= 0)
        return 0;
    Int128 share = 1000 * n * size.denominator / below;
    return share > 1000 ? 1000 : share < -1000 ? -1000 : (int)share;
}

/* Parts of the whole from the left; what is negative or missing has none. */
static void stack(PlotMark *marks, size_t count)
{
    long total = 0, before = 0;
    for (size_t i = 0; i < count; i++) {
        marks[i].x = marks[i].w = 0;
        marks[i].look = (PartLook)(i % PART_LOOKS);
        total += marks[i].to > 0 ? marks[i].to : 0;
    }
    for (size_t i = 0; i < count && total > 0; i++) {
        long end = before + (marks[i].to > 0 ? marks[i].to : 0);
        marks[i].x = before * WHOLE / total;
        marks[i].w = end * WHOLE / total - marks[i].x;
        before = end;
    }
}

void plot_make(Arena *arena, const Chart *chart, Plot *out)
{
    *out = (Plot){0};
    if (chart->point_count == 0)
        return;
    PlotMark *marks = ARENA_NEW_ARRAY(arena, 2 * chart->point_count, PlotMark);
    Range range = range_of(chart);
    long pitch = WHOLE / (long)chart->point_count, width = pitch * 3 / 4, before_x = 0;
    bool lines = chart->kind == CHART_LINES, joined = false;
    int before = 0;
    if (chart->kind == CHART_BARS && width > BAR_MOST)
        width = BAR_MOST;
    out->marks = marks;
    out->pitch = pitch;
    out->low = permille(range.low.numerator, range.low.denominator, &range);
    if (chart->has_target)
        out->target = permille(chart->target_numerator, chart->target_denominator, &range);
    for (size_t i = 0; i < chart->point_count; i++) {
        const ChartPoint *point = &chart->points[i];
        long middle = pitch * (long)i + pitch / 2;
        PlotMark mark = {
            .kind = lines ? PLOT_DOT : PLOT_BAR, .point = i, .x = middle - width / 2, .w = width};
        if (!point->known) {
            mark.kind = PLOT_GAP;
            marks[out->count++] = mark;
            joined = false;
            continue;
        }
        mark.to = permille(point->numerator, point->denominator, &range);
        if (lines && joined)
            marks[out->count++] = (PlotMark){.kind = PLOT_JOIN,
                                             .point = i,
                                             .x = before_x,
                                             .w = middle - before_x,
                                             .from = before,
                                             .to = mark.to};
        marks[out->count++] = mark;
        before_x = middle;
        before = mark.to;
        joined = true;
    }
    if (chart->kind == CHART_STACKED)
        stack(marks, out->count);
}
