/*
 * svg.c - see svg.h.
 *
 * Bars and lines share one frame:
 *
 *      30 px   room for the values
 *     150 px   plot; heights are whole per mille of the range, computed exactly
 *     labels   one line below, in the page's own size
 *
 * Stacked bars and funnels are lists: a label, a bar, a value per line, which a
 * phone shows as well as a desk.
 */
#include "render/svg.h"

#include "render/html.h"
#include "render/rich.h"

#include <string.h>

/* Values of up to 3 letters fit over 13 bars on a phone, up to 6 on a desk. */
enum { HEAD = 30, PLOT = 150, SHORT_VALUE = 3, LONG_VALUE = 6 };

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
    size_t length = strlen(text), suffix = strlen("月");
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

static void put_target(const Chart *chart, const Range *range, int zero, Buffer *out)
{
    if (!chart->has_target)
        return;
    int y =
        zero - permille(chart->target_numerator, chart->target_denominator, range) * PLOT / 1000;
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
    if (point->known || !rich_empty(point->text))
        put_words(out, point->text);
    else
        buffer_text(out, english ? "not received" : "未收到");
    buffer_text(out, "</title></rect>\n");
}

static void put_bar(const ChartPoint *point, long left, long width, int top, int height,
                    Buffer *out)
{
    /* Hatched, so that it reads in grey; the pattern is in sprite.html. */
    static const char *const classes[] = {"bar\"", "bar\"", "bar cur\"",
                                          "bar cmp\" fill=\"url(#hatch)\""};
    buffer_printf(out, "<rect class=\"%s x=\"", classes[point->state]);
    put_percent(out, left);
    buffer_printf(out, "\" y=\"%d\" width=\"", top);
    put_percent(out, width);
    buffer_printf(out, "\" height=\"%d\"/>", height);
}

static void put_bars(const Chart *chart, const char *title, bool english, Buffer *out)
{
    Range range = range_of(chart);
    long pitch = 10000 / (long)chart->point_count, width = pitch * 3 / 4;
    if (width > 1200)
        width = 1200;
    int zero =
        HEAD + PLOT + permille(range.low.numerator, range.low.denominator, &range) * PLOT / 1000;
    put_start(chart, title, "bars", out);
    for (size_t i = 0; i < chart->point_count; i++) {
        const ChartPoint *point = &chart->points[i];
        long middle = pitch * (long)i + pitch / 2, left = middle - width / 2;
        put_below(chart, i, middle, out);
        put_year(chart, i, left, out);
        put_hit(chart, i, pitch, english, out);
        if (!point->known) {
            put_missing(left, width, english, out);
            continue;
        }
        int height = permille(point->numerator, point->denominator, &range) * PLOT / 1000;
        int top = height > 0 ? zero - height : zero;
        put_bar(point, left, width, top, height < 0 ? -height : height, out);
        put_value(chart, point, middle, top, out);
    }
    buffer_printf(out, "<line class=\"base\" x1=\"0\" x2=\"100%%\" y1=\"%d\" y2=\"%d\"/>\n", zero,
                  zero);
    put_target(chart, &range, zero, out);
    buffer_text(out, "</svg>\n");
}

static void put_lines(const Chart *chart, const char *title, bool english, Buffer *out)
{
    Range range = range_of(chart);
    long pitch = 10000 / (long)chart->point_count, before_x = 0;
    int zero =
        HEAD + PLOT + permille(range.low.numerator, range.low.denominator, &range) * PLOT / 1000;
    int before_y = 0;
    bool joined = false; /* a gap in the data is a gap in the line */
    put_start(chart, title, "lines", out);
    for (size_t i = 0; i < chart->point_count; i++) {
        const ChartPoint *point = &chart->points[i];
        long x = pitch * (long)i + pitch / 2;
        put_below(chart, i, x, out);
        put_year(chart, i, x - pitch * 3 / 8, out);
        put_hit(chart, i, pitch, english, out);
        if (!point->known) {
            put_missing(x - pitch * 3 / 8, pitch * 3 / 4, english, out);
            joined = false;
            continue;
        }
        int y = zero - permille(point->numerator, point->denominator, &range) * PLOT / 1000;
        if (joined) {
            buffer_text(out, "<line class=\"ln\" x1=\"");
            put_percent(out, before_x);
            buffer_printf(out, "\" y1=\"%d\" x2=\"", before_y);
            put_percent(out, x);
            buffer_printf(out, "\" y2=\"%d\"/>", y);
        }
        buffer_printf(out, "<circle class=\"dot%s\" cx=\"",
                      point->state == POINT_CURRENT ? " cur" : "");
        put_percent(out, x);
        buffer_printf(out, "\" cy=\"%d\" r=\"4\"/>", y);
        put_value(chart, point, x, y - 4, out);
        before_x = x;
        before_y = y;
        joined = true;
    }
    buffer_printf(out, "<line class=\"base\" x1=\"0\" x2=\"100%%\" y1=\"%d\" y2=\"%d\"/>\n", zero,
                  zero);
    put_target(chart, &range, zero, out);
    buffer_text(out, "</svg>\n");
}

/* A label, a bar, a value per line. */
static void put_list(const Chart *chart, bool english, Buffer *out)
{
    Range range = range_of(chart);
    buffer_text(out, "<dl class=\"hbars\">\n");
    for (size_t i = 0; i < chart->point_count; i++) {
        const ChartPoint *point = &chart->points[i];
        buffer_text(out, "<div><dt>");
        put_words(out, point->label);
        buffer_text(out, "</dt><dd><svg aria-hidden=\"true\">");
        if (point->known) {
            int share = permille(point->numerator, point->denominator, &range);
            buffer_printf(out, "<rect class=\"bar%s\" width=\"%d.%d%%\" height=\"100%%\"/>",
                          point->state == POINT_CURRENT ? " cur" : "", share / 10, share % 10);
        } else {
            buffer_text(out, "<rect class=\"gap\" width=\"40%\" height=\"100%\"/>");
        }
        buffer_text(out, "</svg><span>");
        if (point->known || !rich_empty(point->text))
            put_words(out, point->text);
        else
            buffer_text(out, english ? "not received" : "未收到");
        buffer_text(out, "</span></dd></div>\n");
    }
    buffer_text(out, "</dl>\n");
}

static void put_sparkline(const Chart *chart, const char *title, Buffer *out)
{
    Range range = range_of(chart);
    long pitch = 10000 / (long)chart->point_count;
    put_start(chart, title, "spark", out);
    for (size_t i = 0; i < chart->point_count; i++) {
        const ChartPoint *point = &chart->points[i];
        if (!point->known)
            continue;
        int height = permille(point->numerator, point->denominator, &range) * 28 / 1000;
        if (height < 1)
            height = 1;
        put_bar(point, pitch * (long)i + pitch / 8, pitch * 3 / 4, 30 - height, height, out);
    }
    buffer_text(out, "</svg>\n");
}

void svg_chart(const Chart *chart, const char *title, bool english, Buffer *out)
{
    if (!chart->point_count)
        return;
    switch (chart->kind) {
    case CHART_BARS:
        put_bars(chart, title, english, out);
        break;
    case CHART_LINES:
        put_lines(chart, title, english, out);
        break;
    case CHART_STACKED:
    case CHART_FUNNEL:
        put_list(chart, english, out);
        break;
    case CHART_SPARKLINE:
        put_sparkline(chart, title, out);
        break;
    }
}
