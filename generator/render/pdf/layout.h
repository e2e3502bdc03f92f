/*
 * layout.h - blocks -> pieces -> pages.
 *
 * A block becomes pieces: slices of the column that are never broken (a line of
 * text, a table row, a box). layout_pages() then fills pages with them, and knows
 * nothing else than heights and what must stay together:
 *
 *   Document ──▶ blocks.c grid.c figbox.c ──▶ Piece[] ──▶ layout_pages() ──▶ Display
 *
 * Points; a piece's shows are relative to its upper left corner.
 */
#ifndef LAYOUT_H
#define LAYOUT_H

#include "render/pdf/display.h"
#include "render/pdf/para.h"
#include "render/prose.h"

#define MM (72.0 / 25.4)

typedef struct {
    double page_w, page_h;
    double left_odd, left_even, top, w, h; /* type area */
    double pitch;                          /* from line to line of text */
    double snap;                    /* text goes on at a multiple of it behind a box or table */
    double row;                     /* height of a table's row of one line, in em */
    double body, title, lead, head; /* sizes: text, title, poster line, headings */
    double table, table_min, small, label, figure;
    double minor, minor_pitch; /* paragraphs about other windows than the month; 0: as text */
    double line;               /* line height of small text, in em */
    double indent;             /* first line, in em */
    double leading;            /* from line to line in cells, footnotes, titles, in em */
    double least;              /* nothing is smaller; 0: not said */
    bool name_above;           /* name and month stand in the head of the page, not at its foot */
    bool runs_in;              /* level 2 headings stand before their text, on its line */
} Geometry;

typedef struct {
    double height, before; /* `before` is dropped at the top of a page */
    ShowList shows;
    bool keep_next; /* never the last piece of a page */
    bool keep_soft; /* nor this, unless what belongs together is longer than a page */
    bool snap;      /* the next piece starts on the line grid */
    bool table;     /* caption, head or row of a table */
    double air;     /* how much higher it may be where its page has room */
    bool bottom;    /* stands at the foot of the page */
    int head;       /* index of the head to repeat when the page breaks before it, -1: none */
    int note;       /* number of the footnote it refers to, 0: none */
    int outline;    /* level, 0: none */
    const char *outline_title;
} Piece;

typedef struct {
    Arena *arena;
    const PdfFonts *fonts;
    const Document *doc;
    PdfProduct product;
    const Geometry *g;
    Display *display;
    Piece *pieces;
    size_t count, capacity;
    Piece *heads; /* repeated table heads */
    size_t head_count, head_capacity;
    struct Footnote {
        const char *text;
        Piece piece;
    } * footnotes; /* [n - 1] is number n */
    int footnote_count, footnote_capacity;
    int root;        /* structure element of the document */
    bool compact;    /* code and signature side by side, the slip in one row */
    bool tight;      /* closer lines: tables are cut rather than leave space at a page's foot */
    bool supplement; /* in a section beside the four: its text is small */
    bool counts;     /* pages are counted only: nothing is shown on them */
} Layout;

Piece *layout_piece(Layout *layout, double height);
int layout_head(Layout *layout, Piece head);

/* blocks.c, grid.c, figbox.c: each appends pieces; errors do not yet name the block. */
bool block_title(Layout *layout, Error *err);
bool block_heading(Layout *layout, const Block *block, Error *err);
/* Under a heading with nothing below it: where its matter is. */
bool block_elsewhere(Layout *layout, Error *err);
/* `lead`: a heading that stands on the first line, before the text; or NULL. */
bool block_prose(Layout *layout, const Block *block, const Block *lead, bool first, Error *err);
/* Can `heading` stand on the first line of `text`? (（一）楷体 goes on in the text, as in 公文.) */
bool block_runs_in(Layout *layout, const Block *heading, const Block *text);
bool block_notice(Layout *layout, const Block *block, Error *err);
bool block_chart(Layout *layout, const Block *block, Error *err);
bool block_signature(Layout *layout, const Block *block, Error *err);
bool block_caption(Layout *layout, const Block *block, int parent, Error *err);
bool block_note(Layout *layout, const Block *block, int parent, Error *err);
/* QR, advice and posting slip for the foot of the last page. */
bool block_foot(Layout *layout, Error *err);
bool grid_block(Layout *layout, const Block *block, Error *err);
bool figbox_block(Layout *layout, const Block *block, Error *err);

/*
 * Footnotes (footnote.c): the law that a block stands on, at the foot of the page that
 * refers to it. The same words have one number, and stand on every page that needs
 * them: pages hang on the wall one by one.
 */
bool footnote_refer(Layout *layout, const Block *block, Para *para, FaceId face, double size,
                    int *number, Error *err);
/* Those of a page, from the foot of its type area upwards. */
void footnotes_place(Layout *layout, const int *numbers, size_t count, int page, double left);
/* Height of `number` on a page that has `before` others. */
double footnote_height(const Layout *layout, int number, size_t before);

/* Paragraph lines as pieces, with widow and orphan control. `x` moves them to the right. */
void layout_lines(Layout *layout, Para *para, const ParaShape *shape, double x, double pitch,
                  double size, int element);

/* pages.c: all pieces onto pages; how high the last one is filled, its foot not counted. */
double layout_pages(Layout *layout);
/* Left edge of the type area; pages from 0. */
double layout_left(const Geometry *g, int page);

/* All pages of an A4 product. */
bool layout_document(Arena *arena, const PdfFonts *fonts, const Document *doc, PdfProduct product,
                     const PdfStyle *style, Display *out, Error *err);
/* The one page of the poster (poster.c). */
bool poster_document(Arena *arena, const PdfFonts *fonts, const Document *doc,
                     const PdfStyle *style, Display *out, Error *err);

/* 征求意见稿 under and over a page of geometry `g`. */
bool layout_draft(Layout *layout, const Geometry *g, int page, Error *err);
/* Does it speak of other windows than the month and its end only? */
bool prose_is_background(const Document *doc, const ProsePart *part);
/* Is there anything to be shown? */
bool layout_given(const char *text);
/* A Rich without its marks. */
char *rich_text(Arena *arena, Rich rich);

/* Pieces shared with the poster. */
void layout_squares(Arena *arena, ShowList *list, double x, double y, double w, double h,
                    int filled, int total, int element);
bool layout_qr(Arena *arena, const Document *doc, double x, double y, double side, int element,
               ShowList *list, Error *err);
/* "芦汀苑　2026年10月", and "数据指纹 a31f 9c0e" or "" in *mark. */
char *layout_foot_text(Arena *arena, const Document *doc, const char **mark);
#endif
