/*
 * display.h - what stands where: the only thing that emit reads and layout writes.
 *
 * Points; x to the right, y downwards from the page's upper left corner. Nothing
 * here knows PDF. Everything lives in the arena of one rendering.
 *
 *   Display ── pages[] ── shows[]        what is drawn, in reading order
 *           └─ elements[]                structure tree (H1, P, Table, TR, TH, TD, Figure …)
 */
#ifndef DISPLAY_H
#define DISPLAY_H

#include "render/pdf/fonts.h"
#include "render/pdf/style.h"
#include "render/qr.h"

typedef enum {
    SHOW_TEXT,
    SHOW_FILL,   /* filled rectangle */
    SHOW_FRAME,  /* outlined rectangle; line_width, dashed */
    SHOW_LINE,   /* (x, y) to (x + w, y + h) */
    SHOW_CIRCLE, /* outlined, in the box x y w h */
    SHOW_HATCH,  /* rectangle of diagonal lines, outlined */
    SHOW_MARK,   /* a state mark in the box x y w h */
    SHOW_QR,
    SHOW_IMAGE,
    SHOW_WATERMARK /* text turned by 45°, (x, y) its middle */
} ShowKind;

typedef struct {
    uint32_t c;     /* character, or FONTS_DASH_PAIR */
    uint16_t glyph; /* of the face */
    float x;        /* from the text's x */
    float advance;  /* the face's own, in points */
} ShowGlyph;

typedef struct {
    ShowKind kind;
    int element;       /* index into elements, or ELEMENT_ARTIFACT */
    double x, y, w, h; /* text: start of the baseline, width, font size in h */
    FaceId face;
    const ShowGlyph *glyphs;
    size_t count;
    bool spread;             /* text: gaps that a reader could take for spaces */
    double line_width, gray; /* 0: the colour of its tint */
    Tint tint;
    bool dashed;
    Mark mark;
    const QrCode *qr;
    const PdfImage *image;
    const char *link; /* address of the text, NULL: none; its element is then a TAG_LINK */
    bool free;        /* may stand outside the type area (foot, seal, watermark) */
    bool footnote;    /* at the foot of the page, whatever stands above */
} Show;

#define ELEMENT_ARTIFACT (-1)

typedef enum {
    TAG_DOCUMENT,
    TAG_H1,
    TAG_H2,
    TAG_H3,
    TAG_P,
    TAG_WORDS, /* a P of several short lines: a box's cell, a row told in words */
    TAG_LIST,
    TAG_LIST_ITEM,
    TAG_LIST_BODY,
    TAG_LINK,
    TAG_QUOTE,
    TAG_TABLE,
    TAG_ROW,
    TAG_HEAD_CELL,
    TAG_CELL,
    TAG_FIGURE,
    TAG_SECTION,
    TAG_NOTE,
    TAG_CAPTION
} Tag;

typedef struct {
    Tag tag;
    int parent;      /* -1: the root */
    bool row_scope;  /* TAG_HEAD_CELL: heads a row, not a column */
    const char *alt; /* TAG_FIGURE: what is to be seen, in words */
} Element;

typedef struct {
    int level;
    const char *title;
    int page;
    double y;
} OutlineEntry;

typedef struct {
    Show *shows;
    size_t count, capacity;
    double width, height; /* of the page; 0: the display's */
} ShowList;

typedef struct {
    Arena *arena;
    const PdfStyle *style;            /* NULL: all black */
    double width, height;             /* of every page */
    double area_left, area_left_even; /* type area, for the lint */
    double area_top, area_w, area_h;
    double least_size, least_leading; /* of text, pt and em; 0: not said; for the lint */
    ShowList *pages;
    size_t page_count, page_capacity;
    Element *elements;
    size_t element_count, element_capacity;
    OutlineEntry *outline;
    size_t outline_count, outline_capacity;
} Display;

int display_page(Display *display); /* adds one, returns its index */
int display_element(Display *display, Tag tag, int parent);
void display_outline(Display *display, int level, const char *title, int page, double y);
double display_page_width(const Display *display, size_t page);
double display_page_height(const Display *display, size_t page);
/* Adds all pages, elements and outline entries of `from`, which must live as long. */
void display_join(Display *display, const Display *from);
/* `list` belongs to the display's arena. */
void show_add(Arena *arena, ShowList *list, Show show);
/* Makes room for so many more. */
void show_reserve(Arena *arena, ShowList *list, size_t more);
/* All shows of `from`, moved by (dx, dy). */
void show_append(Arena *arena, ShowList *list, const ShowList *from, double dx, double dy);
/* The laid out text of a page or of all pages in reading order, a line per text line. */
void display_text(const Display *display, Buffer *out);
#endif
