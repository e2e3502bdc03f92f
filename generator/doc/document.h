/*
 * document.h - what is to be said about one scope in one period, block by block.
 *
 * A section script fills a Value; document_read() checks it and builds this
 * list. Renderers switch on the kind of a block and know nothing else.
 *
 * Text in blocks (Rich) is plain text with marks in it:
 *   U+E000 N U+E001 … U+E002   the printed form of figure uses[N]
 *   U+E010 … U+E01F            a state mark (STATE_MARK_*), drawn, never a glyph
 * rich_plain() strips them. Input text never contains U+E000–U+F8FF (the import puts 〓 for
 * characters of private use).
 */
#ifndef DOCUMENT_H
#define DOCUMENT_H

#include "base/value.h"
#include "cube/figure.h"

typedef const char *Rich;

/* look/tokens.md "States": a shape beside a word. Character = U+E010 + mark. */
typedef enum {
    MARK_OK,           /* ● filled circle */
    MARK_OPEN,         /* ○ circle */
    MARK_RUNNING,      /* ◐ half circle */
    MARK_LATE,         /* ▲ red, bold */
    MARK_NOT_RECEIVED, /* dashed square, red, bold */
    MARK_CORRECTED,    /* ◆ */
    MARK_ADDED,        /* ◇ 补报 */
    MARK_WITHHELD,     /* ■ */
    MARK_BOX,
    MARK_CHECKED,
    MARK_YES,
    MARK_NO /* ☐ ☑ √ × */
} Mark;

typedef enum {
    BLOCK_HEADING,
    BLOCK_PROSE,
    BLOCK_FIGURES,
    BLOCK_TABLE,
    BLOCK_CHART,
    BLOCK_NOTICE,
    BLOCK_SIGNATURE
} BlockKind;

/* One cell of a figure box: label, large figure, unit, small lines below. */
typedef struct {
    Rich label, value, unit;
    Rich fraction;                     /* "（18/20）", "" */
    Rich notes[4];                     /* last month's figure, change …; "" where unused */
    int squares_filled, squares_total; /* one square per due item; total 0: none */
} FigureCell;

typedef enum { ALIGN_LEFT, ALIGN_RIGHT, ALIGN_CENTER } Align;

typedef struct {
    Rich head;
    const char *unit; /* printed once in the head, "" */
    Align align;
    int weight; /* share of spare width, 1 is usual */
} TableColumn;

typedef enum { ROW_BODY, ROW_TOTAL, ROW_BALANCE } RowKind;

typedef struct {
    RowKind kind;
    const Rich *cells; /* one per column; "" = does not apply */
} TableRow;

typedef enum { POINT_OK, POINT_MISSING, POINT_CURRENT, POINT_COMPARISON } PointState;

typedef struct {
    Rich label; /* "10月" */
    bool known;
    Int128 numerator, denominator; /* exact height; denominator > 0 */
    Rich text;                     /* printed value */
    PointState state;
    const Figure *figure; /* whose value it is; NULL: of none */
} ChartPoint;

typedef enum { CHART_BARS, CHART_LINES, CHART_STACKED, CHART_FUNNEL, CHART_SPARKLINE } ChartKind;

typedef struct {
    ChartKind kind;
    const char *unit;
    const ChartPoint *points;
    size_t point_count;
    bool has_target;
    Int128 target_numerator, target_denominator;
    Rich target_label;
    Rich description; /* all values in words */
} Chart;

typedef struct {
    BlockKind kind;
    const char *anchor; /* stable id in pages, "" */
    bool detail;        /* for pages only: left out of document_for_paper() */
    bool minor;         /* prose: background, set smaller on paper */
    Rich basis;         /* the law it stands on: a footnote on paper, small print on pages; "" */
    /* heading: level 1..3 and text; prose: Markdown (CommonMark, no raw HTML); notice: text */
    int level;
    Rich text;
    bool from_office;   /* prose: the office's own note, not the program's */
    const char *notice; /* notice: "objection", "missing", "correction", "failed", "info" */
    Rich title;         /* figures, table, chart: caption, "" */
    Rich note;          /* small print below: law, source, denominator; "" */
    const FigureCell *figures;
    size_t figure_count;
    const TableColumn *columns;
    size_t column_count;
    const TableRow *rows;
    size_t row_count;
    Chart chart;
    /* signature */
    Rich body, date;
    bool seal;
} Block;

typedef struct {
    const Figure *figure;
    const char *form; /* how it was printed: value, fraction, number, … (doc/format.h) */
    const char *text;
} FigureUse;

typedef struct {
    Rich title;       /* 芦汀苑2026年10月“四公开”公示 */
    const char *lang; /* "zh-CN" or "en" */
    int scope;
    Month period;
    bool poster;             /* made for the poster: its sections stand in their own order */
    bool draft;              /* 征求意见稿 until approved */
    const char *fingerprint; /* short hash of the data, "" */
    const char *chain_head;  /* of the chain before its edition, as short; "" */
    int revision;            /* 1, more where something published was corrected since */
    const char *url;         /* page of this edition, "" where no base_url */
    const char *scope_name;
    const Block *blocks;
    size_t block_count;
    const FigureUse *uses;
    size_t use_count;
    const ScopeSet *scopes;                 /* of the figures used; NULL: none are */
    const struct DocumentPosting *postings; /* notices of one page that go with it */
    size_t posting_count;
} Document;

/* A notice of one page that stands beside the document. */
typedef struct DocumentPosting {
    const char *file; /* "notices/result-R-3.pdf", from the document's folder */
    Rich title;
} DocumentPosting;

/*
 * Check and build. Figure references in texts are U+E000 ID U+001F WINDOW U+001F FORM
 * [U+001F PERIOD [U+001F LEVEL:SCOPE]] U+E001; each is looked up and formatted here,
 * so a number in a document can come from nowhere else.
 * Any block may have detail=true, minor=true and basis=TEXT. Value: { title, blocks = {
 * {kind="heading", level, text, anchor}, {kind="prose", text}, {kind="figures", title, note,
 * cells={ {label,value,unit,fraction,notes={},squares={n,total}}
 * }}, {kind="table", title, note, columns={ {head,unit,align="right",weight} }, rows={
 * {kind="total", cells={…}} or {…} }}, {kind="chart", chart="bars", title, unit, note, description,
 * points={ {label, figure=REFERENCE, state="current"} or {label, missing=true} },
 * target={value="90",label}}, {kind="notice", notice="missing", text}, {kind="signature", body,
 * date, seal} } } Errors (ERR_SCRIPT) name block number, kind and key.
 */
bool document_read(Arena *arena, const Value *value, const FigureSet *figures, int scope,
                   Month period, Document *out, Error *err);
/* The same without the blocks that a notice board has no room for; shares everything with `doc`. */
Document document_for_paper(Arena *arena, const Document *doc);
/* The text without marks of figures; state marks become their words' plain shapes' absence. */
char *rich_plain(Arena *arena, Rich text);
#endif
