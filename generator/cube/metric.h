/*
 * metric.h - what is counted: a metric as scripts/metrics/ declares it.
 *
 * The Value of one metric, as scripts/lib/declare.lua builds it (suffixes such
 * as D36.hotline are metrics of their own, expanded there; EXPR: data/expr.h):
 *
 *   { id="D06", base_id="D06", name=, section=, title={zh,en}, note={zh,en}, unit="%",
 *     decimals=2, better="higher"|"lower", sensitive=false, origin="scripts/…lua:12",
 *     formula={zh,en}, window="flow"|"stock"|"month"|"ytd"|"year", needs={"issues"},
 *     kind="fraction" | "median" | "change" | "trend" | "total" | "score" | "compute", … }
 *
 * fraction: the sum over entities of numerator(terms) and of denominator(terms).
 *     entity="compound" (default) or "company" (metrics.md 1.1 "Companies")
 *     terms={ {table="issues", date=EXPR, where=EXPR, value=EXPR,
 *              how="count"|"sum"|"known"|"max"|"any"|"distinct"|"latest", keys={EXPR,…}} }
 *       aggregates per entity over the rows whose date lies in the window (stock: no
 *       date, all rows) and whose `where` is 1; sum leaves missing values out, known
 *       counts the present ones, max over nothing is missing, distinct counts
 *       different key tuples, and a row with a missing key by itself; latest is the
 *       known value of the newest date (of equal dates the later row).
 *       Absent where = every row; absent keys = none. `company`=EXPR names the company of a row.
 *     numerator, denominator: AGG trees over one entity's terms: {"term",1} {"int",N}
 *       {"add"|"sub"|"mul"|"min"|"eq"|"gt"|"ge"|"lt"|"and"|"or", A, B} {"not",A} {"if",A,B} (B
 * where A is not 0, else 0) {"or_zero",A}; missing counts as 0 in sums. Without denominator: count
 * or sum. combine="sum" (default) | "max" (numerator = the maximum over the union; nothing:
 * undefined) sum=true: rows but no known cell among its terms: numerator and value empty
 * (metrics.md 1.4) items={ table=, key=EXPR (text), date=EXPR, where=EXPR, numerator=EXPR,
 * denominator=EXPR, value=EXPR, unit="", decimals=0 }   rows X.key (metrics.md 1.7) shift=-12: the
 * window moved back by whole months (D10.y1) median: terms={one}, its values over the union.
 * change: of="D01", base="yoy"|"mom"|"base_year", as="relative"|"points"|"difference"
 * trend:  of={"D10.y0","D10.y1","D10.y2"}  1 where it falls strictly every year
 * total:  only from reported_totals (F11)
 * score:  which="score"|"complete"|"stars"|"branch_share"|"grades" (section 7 of metrics.md)
 * compute: share=true (numerator and denominator), adds_up=true (asked for compounds only and
 *     added up); its function stays with the scripts and answers through cube.h
 * Tables may also be the derived ones of cube/derive.h (due_items, standing_items).
 *
 * metric_set_read() checks the Values that the declare process returned and
 * compiles their expressions. A metric that is wrong is left out and named in
 * `failed`; the others stand (exit 3).
 */
#ifndef METRIC_H
#define METRIC_H

#include "base/config.h"
#include "data/expr.h"

typedef enum {
    WINDOW_MONTH,
    WINDOW_QUARTER,
    WINDOW_YTD,
    WINDOW_YEAR,
    WINDOW_SINCE,
    WINDOW_ASOF
} Window;
#define WINDOW_COUNT 6
/* "month" … "asof" */
const char *window_code(Window window);

typedef struct Metric Metric;

typedef struct {
    const char *id;      /* with its enum suffix: "D36.hotline" */
    const char *base_id; /* without: "D36" */
    const char *name;    /* satisfaction_rate */
    const char
        *section; /* proposals meetings owners services overview party evaluation livelihood */
    Title title, note;
    const char *unit; /* 件 % 个百分点 元 … "" */
    int decimals;
    int better; /* 1 higher, -1 lower, 0 neither */
    int method; /* 1; another where what it counts was defined anew (publish/kept.h) */
    bool sensitive;
    const char *follows; /* sensitive: the share that decides, compound by compound, whether this
                            one counts it: more than half. "" */
    bool stock;          /* window asof only */
    bool is_share;       /* printed with its fraction */
    const char *parts_unit[2];           /* of numerator and denominator where they are sums of
                                            money "元" or area "㎡" (in hundredths); else "" */
    const char *origin;                  /* script and line, "scripts/metrics/services.lua:12" */
    const char *formula_zh, *formula_en; /* in words, for explain and the method page */
    const int *tables; /* whose rows it counts; those of another metric where it compares one */
    size_t table_count;
} MetricInfo;

/* Where a metric's series breaks: from this period on its figures follow this method. */
typedef struct {
    const char *metric; /* its base_id */
    int method;
    Month from;
} MethodBreak;
#endif
