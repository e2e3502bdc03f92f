/*
 * svg.c - see svg.h.
 *
 * Bars and lines share one frame:
 *
 *      30 px   room for the values
 *     150 px   plot; heights are the whole per mille of plot.h
 *     labels   one line below, in the page's own size
 *
 * Funnels are lists: a label, a bar, a value per line, which a phone shows as well as a
 * desk. A stacked bar has such a list below it, as the key to its parts.
 */
#include "render/svg.h"

#include "doc/series.h"
#include "render/html.h"
#include "render/plot.h"
#include "render/rich.h"

#include <string.h>

/* Values of up to 3 letters fit over 13 bars on a phone, up to 6 on a desk. */
enum { HEAD = 30, PLOT = 150, SHORT_VALUE = 3, LONG_VALUE = 6 };

/* 1234 -> 12.34% of the chart's width. */
static void put_percent(Buffer *out, long hundredths)
{
    buffer_printf(out, "%ld.%02ld%%", hundredths / 100, hundredths % 100);
}

static void put_words(Buffer *out, const char *rich)
{
    for (RichPiece p; rich_next(&rich, &p);)
        if (p.kind != RICH_MARK)
            html_escape_bytes(out, p.text, p.length);
}

static void put_figure_value(Buffer *out, const Chart *chart, const char *rich)
{
    Buffer plain = {0};
    for (RichPiece p; rich_next(&rich, &p);)
        if (p.kind != RICH_MARK)
            buffer_put(&plain, p.text, p.length);
    size_t unit = chart->unit ? strlen(chart->unit) : 0;
    if (unit && plain.length > unit &&
        memcmp(plain.bytes + plain.length - unit, chart->unit, unit) == 0)
        plain.length -= unit;
    while (plain.length && plain.bytes[plain.length - 1] == ' ')
        plain.length--;
    if (plain.length)
        html_escape_bytes(out, plain.bytes, plain.length);
    buffer_free(&plain);
}

static size_t value_length(const Chart *chart, const char *rich)
{
    Buffer text = {0};
    put_figure_value(&text, chart, rich);
    size_t length = 0; /* characters */
    for (size_t i = 0; i < text.length; i++)
        length += (text.bytes[i] & 0xC0) != 0x80;
    buffer_free(&text);
    return length;
}

/* Hatched, so that it reads in grey; the pattern is in sprite.html. */
#define HATCHED "bar cmp\" fill=\"url(#hatch)\""

static const char *const state_classes[] = {"bar\"", "bar\"", "bar cur\"", HATCHED};
static const char *const part_classes[PART_LOOKS] = {"bar cur\"", "bar\"", HATCHED, "bar out\""};

/* The value in words, or that it is missing. */
static void put_known(const ChartPoint *point, bool english, Buffer *out)
{
    if (point->known || !rich_empty(point->text))
        put_words(out, point->text);
    else
        buffer_text(out, english ? "not received" : "未收到");
}

static void put_start(const Chart *chart, const char *title, const char *class, Buffer *out)
{
    buffer_printf(out, "<svg class=\"plot %s\" role=\"img\" aria-label=\"", class);
    html_escape(out, title);
    buffer_text(out, "\"><desc>");
    put_words(out, chart->description);
    buffer_text(out, "</desc>\n");
}

/* The year of "2025年10月", else 0. */
static int year_of(const char *rich)
{
    Buffer plain = {0};
    put_words(&plain, rich);
    int year = 0, digits = 0;
    const char *p = plain.bytes ? plain.bytes : "";
    for (; *p >= '0' && *p <= '9' && digits < 4; p++, digits++)
        year = 10 * year + (*p - '0');
    bool good = digits == 4 && (strncmp(p, "年", strlen("年")) == 0 || *p == '-');
    buffer_free(&plain);
    return good ? year : 0;
}

/* "10月" as "10" where many stand side by side: the title says what they are. */
static void put_label(Buffer *out, const Chart *chart, const char *rich)
{
    Buffer plain = {0};
    put_words(&plain, rich);
    const char *text = plain.bytes ? plain.bytes : "";
    size_t length = strlen(text), suffix = strlen("月"), mark = strlen(SERIES_MARK);
    bool marked = length > mark && strcmp(text + length - mark, SERIES_MARK) == 0;
    if (marked)
        plain.bytes[length -= mark] = '\0';
    if (year_of(rich) && text[4] == '-') {
        text += 5;
        text += *text == '0';
        length = strlen(text);
    } else if (chart->point_count > 8 && length > suffix &&
               strcmp(text + length - suffix, "月") == 0) {
        const char *year = strstr(text, "年");
        if (year && (size_t)(year - text) < length - suffix - 3)
            text = year + strlen("年");
        length = strlen(text) - suffix;
    }
    buffer_put(out, text, length);
    if (marked)
        buffer_text(out, SERIES_MARK);
    buffer_free(&plain);
}

/* The year stands below the first month and below each January. */
static void put_year(const Chart *chart, size_t i, long left, Buffer *out)
{
    int year = year_of(chart->points[i].label);
    if (!year || (i && year == year_of(chart->points[i - 1].label)))
        return;
    buffer_text(out, "<text class=\"yr\" x=\"");
    put_percent(out, left);
    buffer_printf(out, "\" y=\"%d\" dy=\"2.7em\">%d</text>\n", HEAD + PLOT, year);
}

static void put_below(const Chart *chart, size_t i, long middle, Buffer *out)
{
    const ChartPoint *point = &chart->points[i];
    buffer_printf(out, "<text class=\"x%s%s\" x=\"", point->state == POINT_CURRENT ? " key" : "",
                  (chart->point_count - i) % 2 ? "" : " odd");
    put_percent(out, middle);
    buffer_printf(out, "\" y=\"%d\" dy=\"1.3em\">", HEAD + PLOT);
    put_label(out, chart, point->label);
    buffer_text(out, "</text>\n");
}

/* How much room the longest value of the chart needs: "", " wide" or " wide long". */
static const char *value_class(const Chart *chart)
{
    size_t longest = 0;
    for (size_t i = 0; i < chart->point_count; i++) {
        size_t length = chart->points[i].known ? value_length(chart, chart->points[i].text) : 0;
        if (length > longest)
            longest = length;
    }
    size_t room = chart->point_count > 6 ? 1 : 3; /* fewer bars are wider */
    return longest <= SHORT_VALUE * room  ? ""
           : longest <= LONG_VALUE * room ? " wide"
                                          : " wide long";
}

static void put_value(const Chart *chart, const ChartPoint *point, long middle, int top,
                      Buffer *out)
{
    const char *class = value_class(chart);
    bool key = point->state == POINT_CURRENT;
    buffer_printf(out, "<text class=\"v%s%s\" x=\"", class, key ? " key" : "");
    put_percent(out, middle);
    buffer_printf(out, "\" y=\"%d\" dy=\"-.35em\">", top);
    put_figure_value(out, chart, point->text);
    buffer_text(out, "</text>\n");
    /* Where there is no room over the bars, the current value stands above all of them. */
    if (key && *class) {
        buffer_printf(out, "<text class=\"up key%s\" x=\"100%%\" y=\"%d\" dy=\"-.5em\">", class,
                      HEAD);
        put_figure_value(out, chart, point->text);
        buffer_text(out, "</text>\n");
    }
}

static void put_missing(long left, long width, bool english, Buffer *out)
{
    buffer_text(out, "<rect class=\"gap\" x=\"");
    put_percent(out, left);
    buffer_printf(out, "\" y=\"%d\" width=\"", HEAD + PLOT / 2);
    put_percent(out, width);
    buffer_printf(out, "\" height=\"%d\"/>", PLOT / 2);
    static const char *const letters[] = {"未", "收", "到"};
    for (int i = 0; !english && i < 3; i++) {
        buffer_text(out, "<text class=\"q\" x=\"");
        put_percent(out, left + width / 2);
        buffer_printf(out, "\" y=\"%d\" dy=\"%d.%dem\">%s</text>", HEAD + PLOT / 2 + 4,
                      (10 + 12 * i) / 10, (10 + 12 * i) % 10, letters[i]);
    }
    if (english) {
        buffer_text(out, "<text class=\"q\" x=\"");
        put_percent(out, left + width / 2);
        buffer_printf(out, "\" y=\"%d\" dy=\"1em\">n/r</text>", HEAD + PLOT / 2 + 4);
    }
    buffer_char(out, '\n');
}

static void put_target(const Chart *chart, const Plot *plot, int zero, Buffer *out)
{
    if (!chart->has_target)
        return;
    int y = zero - plot->target * PLOT / 1000;
    buffer_printf(out, "<line class=\"aim\" x1=\"0\" x2=\"100%%\" y1=\"%d\" y2=\"%d\"/>", y, y);
    buffer_printf(out, "<text class=\"aimt\" x=\"100%%\" y=\"%d\" dy=\"-.3em\">", y);
    put_words(out, chart->target_label);
    buffer_text(out, "</text>\n");
}

/*
 * The whole column of a point: what a pointer meets, however low the bar is. Its title is the value
 * in words, which site.js writes below the chart.
 */
static void put_hit(const Chart *chart, size_t i, long pitch, bool english, Buffer *out)
{
    const ChartPoint *point = &chart->points[i];
    buffer_text(out, "<rect class=\"hit\" x=\"");
    put_percent(out, pitch * (long)i);
    buffer_printf(out, "\" y=\"0\" width=\"");
    put_percent(out, pitch);
    buffer_printf(out, "\" height=\"%d\"><title>", HEAD + PLOT);
    put_words(out, point->label);
    buffer_text(out, english ? ": " : "：");
    put_known(point, english, out);
    buffer_text(out, "</title></rect>\n");
}

static void put_bar(const ChartPoint *point, long left, long width, int top, int height,
                    Buffer *out)
{
    buffer_printf(out, "<rect class=\"%s x=\"", state_classes[point->state]);
    put_percent(out, left);
    buffer_printf(out, "\" y=\"%d\" width=\"", top);
    put_percent(out, width);
    buffer_printf(out, "\" height=\"%d\"/>", height);
}

static void put_base(const Chart *chart, const Plot *plot, int zero, Buffer *out)
{
    buffer_printf(out, "<line class=\"base\" x1=\"0\" x2=\"100%%\" y1=\"%d\" y2=\"%d\"/>\n", zero,
                  zero);
    put_target(chart, plot, zero, out);
    buffer_text(out, "</svg>\n");
}

static void put_join(const PlotMark *mark, int zero, Buffer *out)
{
    buffer_text(out, "<line class=\"ln\" x1=\"");
    put_percent(out, mark->x);
    buffer_printf(out, "\" y1=\"%d\" x2=\"", zero - mark->from * PLOT / 1000);
    put_percent(out, mark->x + mark->w);
    buffer_printf(out, "\" y2=\"%d\"/>", zero - mark->to * PLOT / 1000);
}

static void put_dot(const ChartPoint *point, long x, int y, Buffer *out)
{
    buffer_printf(out, "<circle class=\"dot%s\" cx=\"",
                  point->state == POINT_CURRENT ? " cur" : "");
    put_percent(out, x);
    buffer_printf(out, "\" cy=\"%d\" r=\"4\"/>", y);
}

/* Bars or lines over the months, whose names and values stand below and above them. */
static void put_months(const Chart *chart, const Plot *plot, const char *title, bool english,
                       Buffer *out)
{
    int zero = HEAD + PLOT + plot->low * PLOT / 1000;
    put_start(chart, title, chart->kind == CHART_LINES ? "lines" : "bars", out);
    for (size_t m = 0; m < plot->count; m++) {
        const PlotMark *mark = &plot->marks[m];
        const ChartPoint *point = &chart->points[mark->point];
        long middle = plot->pitch * (long)mark->point + plot->pitch / 2;
        int height = mark->to * PLOT / 1000, top = height > 0 ? zero - height : zero;
        if (m == 0 || plot->marks[m - 1].point != mark->point) {
            put_below(chart, mark->point, middle, out);
            put_year(chart, mark->point,
                     middle - (chart->kind == CHART_LINES ? plot->pitch * 3 / 8 : mark->w / 2),
                     out);
            put_hit(chart, mark->point, plot->pitch, english, out);
        }
        switch (mark->kind) {
        case PLOT_GAP:
            put_missing(mark->x, mark->w, english, out);
            break;
        case PLOT_JOIN:
            put_join(mark, zero, out);
            break;
        case PLOT_DOT:
            put_dot(point, middle, zero - height, out);
            put_value(chart, point, middle, zero - height - 4, out);
            break;
        case PLOT_BAR:
            put_bar(point, mark->x, mark->w, top, height < 0 ? -height : height, out);
            put_value(chart, point, middle, top, out);
            break;
        }
    }
    put_base(chart, plot, zero, out);
}

/* A label, a bar, a value per line. */
static void put_list(const Chart *chart, const Plot *plot, bool english, Buffer *out)
{
    buffer_text(out, "<dl class=\"hbars\">\n");
    for (size_t i = 0; i < plot->count; i++) {
        const PlotMark *mark = &plot->marks[i];
        const ChartPoint *point = &chart->points[mark->point];
        buffer_text(out, "<div><dt>");
        put_words(out, point->label);
        buffer_text(out, "</dt><dd><svg aria-hidden=\"true\">");
        if (mark->kind == PLOT_BAR)
            buffer_printf(out, "<rect class=\"%s width=\"%d.%d%%\" height=\"100%%\"/>",
                          state_classes[point->state], mark->to / 10, mark->to % 10);
        else
            buffer_text(out, "<rect class=\"gap\" width=\"40%\" height=\"100%\"/>");
        buffer_text(out, "</svg><span>");
        put_known(point, english, out);
        buffer_text(out, "</span></dd></div>\n");
    }
    buffer_text(out, "</dl>\n");
}

/* Parts of a whole in one bar; below it what each part is. */
static void put_stacked(const Chart *chart, const Plot *plot, const char *title, bool english,
                        Buffer *out)
{
    put_start(chart, title, "whole", out);
    for (size_t i = 0; i < plot->count; i++) {
        const PlotMark *mark = &plot->marks[i];
        if (mark->w <= 0)
            continue;
        buffer_printf(out, "<rect class=\"%s x=\"", part_classes[mark->look]);
        put_percent(out, mark->x);
        buffer_text(out, "\" width=\"");
        put_percent(out, mark->w);
        buffer_text(out, "\" height=\"100%\"/>\n");
    }
    buffer_text(out, "</svg>\n<dl class=\"shares\">\n");
    for (size_t i = 0; i < plot->count; i++) {
        const PlotMark *mark = &plot->marks[i];
        const ChartPoint *point = &chart->points[mark->point];
        buffer_printf(out,
                      "<div><dt><svg aria-hidden=\"true\"><rect class=\"%s width=\"100%%\" "
                      "height=\"100%%\"/></svg>",
                      mark->kind == PLOT_GAP ? "gap\"" : part_classes[mark->look]);
        put_words(out, point->label);
        buffer_text(out, "</dt><dd>");
        put_known(point, english, out);
        buffer_text(out, "</dd></div>\n");
    }
    buffer_text(out, "</dl>\n");
}

static void put_sparkline(const Chart *chart, const Plot *plot, const char *title, Buffer *out)
{
    put_start(chart, title, "spark", out);
    for (size_t i = 0; i < plot->count; i++) {
        const PlotMark *mark = &plot->marks[i];
        if (mark->kind != PLOT_BAR)
            continue;
        int height = mark->to * 28 / 1000;
        if (height < 1)
            height = 1;
        put_bar(&chart->points[mark->point], mark->x, mark->w, 30 - height, height, out);
    }
    buffer_text(out, "</svg>\n");
}

void svg_chart(const Chart *chart, const char *title, bool english, Buffer *out)
{
    if (!chart->point_count)
        return;
    Arena *arena = arena_new();
    Plot plot;
    plot_make(arena, chart, &plot);
    switch (chart->kind) {
    case CHART_BARS:
    case CHART_LINES:
        put_months(chart, &plot, title, english, out);
        break;
    case CHART_STACKED:
        put_stacked(chart, &plot, title, english, out);
        break;
    case CHART_FUNNEL:
        put_list(chart, &plot, english, out);
        break;
    case CHART_SPARKLINE:
        put_sparkline(chart, &plot, title, out);
        break;
    }
    arena_free(arena);
}
