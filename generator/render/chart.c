/* chart.c - see chart.h. What stands where comes from plot.h; here it gets points and words. */
#include "render/chart.h"

#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "render/plot.h"

typedef struct {
    Arena *arena;
    const Chart *chart;
    Plot plot;
    double width, size;
    ChartMark *marks;
    size_t count, capacity;
} Sheet;

double chart_text_width(Rich text, double size)
{
    double ems = 0;
    size_t length = strlen(text), step;
    bool hidden = false;
    int before = 0; /* 1 after Latin, 2 after han: a quarter em stands between the two */
    for (size_t i = 0; i < length; i += step) {
        uint32_t c = utf8_decode(text + i, length - i, &step);
        if (c == 0xE000 || c == 0xE001 || c == 0xE002)
            hidden = c == 0xE000;
        else if (!hidden) {
            int kind = c < 0x2000 ? 1 : 2;
            ems += (kind == 1 ? 0.6 : 1) + (before && before != kind ? 0.25 : 0);
            before = kind;
        }
    }
    return ems * size;
}

static void put(Sheet *sheet, ChartMark mark)
{
    GROW(sheet->marks, sheet->capacity, sheet->count + 1);
    sheet->marks[sheet->count++] = mark;
}

static void put_text(Sheet *sheet, Ink ink, double x, double y, Align align, Rich text)
{
    if (text && *text) {
        double w = chart_text_width(text, sheet->size), size = sheet->size;
        /* Longer than the drawing is wide: smaller type; over its edge: moved in. */
        if (w > sheet->width) {
            size *= sheet->width / w;
            w = sheet->width;
        }
        double left = align == ALIGN_RIGHT ? x - w : align == ALIGN_CENTER ? x - w / 2 : x;
        double move = left < 0 ? -left : left + w > sheet->width ? sheet->width - left - w : 0;
        x += move;
        put(sheet, (ChartMark){.kind = DRAW_TEXT,
                               .ink = ink,
                               .x = x,
                               .y = y,
                               .size = size,
                               .align = align,
                               .text = text});
    }
}

static void put_rect(Sheet *sheet, Ink ink, double x, double y, double w, double h)
{
    put(sheet, (ChartMark){.kind = DRAW_RECT, .ink = ink, .x = x, .y = y, .w = w, .h = h});
}

static void put_line(Sheet *sheet, Ink ink, double x, double y, double w, double h)
{
    put(sheet, (ChartMark){.kind = DRAW_LINE, .ink = ink, .x = x, .y = y, .w = w, .h = h});
}

static Ink ink_of(const ChartPoint *point)
{
    if (!point->known || point->state == POINT_MISSING)
        return INK_MISSING;
    return point->state == POINT_CURRENT      ? INK_CURRENT
           : point->state == POINT_COMPARISON ? INK_COMPARISON
                                              : INK_BAR;
}

/* Four characters at most: they stand one under the other inside the empty bar. */
static Rich missing_text(const ChartPoint *point)
{
    return point->text && *point->text && utf8_count(point->text) <= 4 ? point->text : "未收到";
}

/* Upright text for a missing month's narrow column: one character per line. */
static void put_upright(Sheet *sheet, double x, double y, Rich text)
{
    size_t length = strlen(text), step;
    for (size_t i = 0; i < length; i += step) {
        utf8_decode(text + i, length - i, &step);
        put_text(sheet, INK_NOTE, x, y, ALIGN_CENTER, arena_copy(sheet->arena, text + i, step));
        y += sheet->size * 1.25;
    }
}

static double widest_words(const Sheet *sheet)
{
    double widest = 0;
    for (size_t i = 0; i < sheet->chart->point_count; i++) {
        const ChartPoint *point = &sheet->chart->points[i];
        double w = chart_text_width(point->label, sheet->size);
        widest = w > widest ? w : widest;
        w = point->known ? chart_text_width(point->text, sheet->size) : 0;
        widest = w > widest ? w : widest;
    }
    return widest;
}

/* Across, from 1/10000 of the width. */
static double across(const Sheet *sheet, long x)
{
    return sheet->width * (double)x / 10000;
}

/* Value and name of a point, where there is room for them. */
static void put_words(Sheet *sheet, size_t i, Ink ink, double middle, double top, double bottom,
                      size_t every)
{
    const Chart *chart = sheet->chart;
    const ChartPoint *point = &chart->points[i];
    Ink words = ink == INK_CURRENT ? INK_CURRENT : INK_TEXT;
    if (chart->kind == CHART_SPARKLINE || (chart->point_count - 1 - i) % every)
        return;
    bool crowded = every > 1 && ((i > 0 && !chart->points[i - 1].known) ||
                                 (i + 1 < chart->point_count && !chart->points[i + 1].known));
    if (ink != INK_MISSING && !crowded)
        put_text(sheet, words, middle, top - sheet->size * 0.4, ALIGN_CENTER, point->text);
    put_text(sheet, words, middle, bottom + sheet->size * 1.3, ALIGN_CENTER, point->label);
}

static double columns(Sheet *sheet)
{
    const Chart *chart = sheet->chart;
    const Plot *plot = &sheet->plot;
    double top = sheet->size * 1.6, high = sheet->size * 7.5, bottom = top + high;
    double zero = bottom + high * plot->low / 1000, step = across(sheet, plot->pitch);
    /* Words that do not fit side by side: every second, third … point has them, and the last. */
    size_t every = (size_t)(widest_words(sheet) / step) + 1;
    for (size_t m = 0; m < plot->count; m++) {
        const PlotMark *mark = &plot->marks[m];
        const ChartPoint *point = &chart->points[mark->point];
        double x = across(sheet, mark->x), w = across(sheet, mark->w), middle = x + w / 2;
        double y = zero - high * mark->to / 1000, dot = sheet->size * 0.18;
        Ink ink = ink_of(point);
        switch (mark->kind) {
        case PLOT_GAP:
            put_rect(sheet, INK_MISSING, x, bottom - high * 0.7, w, high * 0.7);
            put_upright(sheet, middle, bottom - high * 0.7 + sheet->size * 1.3,
                        missing_text(point));
            break;
        case PLOT_JOIN:
            put_line(sheet, INK_SERIES, x, zero - high * mark->from / 1000, w,
                     high * (mark->from - mark->to) / 1000);
            continue; /* its point's own mark comes next */
        case PLOT_DOT:
            put_rect(sheet, ink, middle - dot, y - dot, dot * 2, dot * 2);
            break;
        case PLOT_BAR:
            put_rect(sheet, ink, x, y < zero ? y : zero, w, y < zero ? zero - y : y - zero);
            break;
        }
        put_words(sheet, mark->point, mark->kind == PLOT_GAP ? INK_MISSING : ink, middle,
                  y < zero ? y : zero, bottom, every);
    }
    put_line(sheet, INK_BASE, 0, zero, sheet->width, 0);
    if (chart->has_target) {
        double y = zero - high * plot->target / 1000;
        put_line(sheet, INK_TARGET, 0, y, sheet->width, 0);
        put_text(sheet, INK_NOTE, sheet->width, y - sheet->size * 0.3, ALIGN_RIGHT,
                 chart->target_label);
    }
    return bottom + sheet->size * 1.8;
}

/* In em: so wide, many bars stand in two halves beside each other, of one measure. */
#define TWO_BESIDE 24

static double lying_bars(Sheet *sheet)
{
    const Chart *chart = sheet->chart;
    const Plot *plot = &sheet->plot;
    double label = 0, value = 0, row = sheet->size * 1.9, bar = sheet->size * 1.1;
    size_t half = chart->point_count;
    double wide = sheet->width, gap = sheet->size * 1.5;
    for (size_t i = 0; i < chart->point_count; i++) {
        double w = chart_text_width(chart->points[i].label, sheet->size);
        label = w > label ? w : label;
        w = chart_text_width(chart->points[i].text, sheet->size);
        value = w > value ? w : value;
    }
    /* A year of months takes no more than a third of a page, in large print too. */
    if (chart->point_count > 8) {
        row = sheet->size * 1.5, bar = sheet->size * 0.95;
        double beside = (wide - gap) / 2;
        if (wide >= sheet->size * TWO_BESIDE && label + value < beside * 0.6 &&
            !chart->has_target) {
            half = (chart->point_count + 1) / 2;
            wide = beside;
        }
    }
    if (value > wide * 0.5)
        value = wide * 0.5;
    /* Long labels stand on a line of their own above their bars. */
    bool above = label > wide * 0.4;
    double over = above ? sheet->size * 1.5 : 0;
    row += over;
    double left = above ? 0 : label + sheet->size * 0.6;
    double room = wide - left - value - sheet->size;
    for (size_t m = 0; m < plot->count; m++) {
        const PlotMark *mark = &plot->marks[m];
        const ChartPoint *point = &chart->points[mark->point];
        if (mark->kind == PLOT_JOIN)
            continue;
        bool second = mark->point >= half;
        double x = second ? wide + gap : 0;
        double y = row * (double)(mark->point - (second ? half : 0)) + over;
        double text_y = y + (row - over) * 0.5 + sheet->size * 0.36;
        double w = mark->to > 0 ? room * mark->to / 1000 : 0, bar_y = y + (row - over - bar) / 2;
        Ink ink = ink_of(point), words = ink == INK_CURRENT ? INK_CURRENT : INK_TEXT;
        put_text(sheet, words, x + (above ? 0 : label), above ? y : text_y,
                 above ? ALIGN_LEFT : ALIGN_RIGHT, point->label);
        if (mark->kind == PLOT_GAP) {
            put_rect(sheet, INK_MISSING, x + left, bar_y, room * 0.4, bar);
            put_text(sheet, INK_NOTE, x + left + sheet->size * 0.4, text_y, ALIGN_LEFT,
                     missing_text(point));
        } else {
            put_rect(sheet, ink, x + left, bar_y, w, bar);
            put_text(sheet, words, x + left + w + sheet->size * 0.4, text_y, ALIGN_LEFT,
                     point->text);
        }
    }
    double bottom = row * (double)half;
    put_line(sheet, INK_BASE, left, 0, 0, bottom);
    if (half < chart->point_count)
        put_line(sheet, INK_BASE, wide + gap + left, 0, 0,
                 row * (double)(chart->point_count - half));
    if (chart->has_target) {
        double x = left + room * plot->target / 1000;
        bool right_half = x > sheet->width * 0.6;
        put_line(sheet, INK_TARGET, x, 0, 0, bottom);
        put_text(sheet, INK_NOTE, x, bottom + sheet->size * 1.2,
                 right_half ? ALIGN_RIGHT : ALIGN_LEFT, chart->target_label);
        bottom += sheet->size * 1.6;
    }
    return bottom;
}

/* Parts of a whole in one bar; each part's words stand below, one per line. */
static double stacked(Sheet *sheet)
{
    static const Ink inks[PART_LOOKS] = {INK_CURRENT, INK_BAR, INK_COMPARISON, INK_OUTLINE};
    const Chart *chart = sheet->chart;
    double bar = sheet->size * 1.8, y = bar + sheet->size * 1.6;
    for (size_t m = 0; m < sheet->plot.count; m++) {
        const PlotMark *mark = &sheet->plot.marks[m];
        const ChartPoint *point = &chart->points[mark->point];
        bool gap = mark->kind == PLOT_GAP;
        Ink ink = gap ? INK_MISSING : inks[mark->look];
        if (mark->w > 0)
            put_rect(sheet, ink, across(sheet, mark->x), 0, across(sheet, mark->w), bar);
        put_rect(sheet, ink, 0, y - sheet->size * 0.8, sheet->size * 0.8, sheet->size * 0.8);
        put_text(sheet, INK_TEXT, sheet->size * 1.3, y, ALIGN_LEFT,
                 arena_printf(sheet->arena, "%s　%s", point->label,
                              gap && !(point->text && *point->text) ? "未收到" : point->text));
        y += sheet->size * 1.5;
    }
    return y;
}

void chart_draw(Arena *arena, const Chart *chart, double width, double size, ChartDrawing *out)
{
    Sheet sheet = {.arena = arena, .chart = chart, .width = width, .size = size};
    double height = 0;
    plot_make(arena, chart, &sheet.plot);
    if (chart->point_count) {
        double widest = widest_words(&sheet), step = width / (double)chart->point_count;
        bool lines = chart->kind == CHART_LINES || chart->kind == CHART_SPARKLINE;
        if (chart->kind == CHART_STACKED)
            height = stacked(&sheet);
        else if (chart->kind == CHART_FUNNEL || (!lines && widest > step))
            height = lying_bars(&sheet);
        else
            height = columns(&sheet);
    }
    ChartMark *marks = ARENA_NEW_ARRAY(arena, sheet.count, ChartMark);
    if (sheet.count)
        memcpy(marks, sheet.marks, sheet.count * sizeof *marks);
    free(sheet.marks);
    *out = (ChartDrawing){.width = width, .height = height, .marks = marks, .count = sheet.count};
}
