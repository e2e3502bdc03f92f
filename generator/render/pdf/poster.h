/*
 * poster.h - what the parts of the A3 poster share; nobody else includes it.
 *
 *   poster.c           head, boxes, foot, the page
 *   poster_sections.c  the two columns between them
 */
#ifndef POSTER_H
#define POSTER_H

#include "render/pdf/layout.h"

#define SIDE (18 * MM)
#define TOP (17 * MM)
#define BOTTOM (13 * MM)
#define COLUMN_GAP (11 * MM)
#define TEXT 24.0
#define LINE 32.4
#define MAX_CELLS 8

extern const Geometry poster_page, poster_column;

typedef struct {
    size_t heading, from, to; /* blocks; heading == from: none */
    int rank, level;
    size_t first_piece, last_piece;
    double height;
    size_t rows;   /* of a table, matters of a list, at most */
    size_t briefs; /* matters behind them that are named in a line each */
    size_t rest;   /* matters behind `rows` */
    bool placed;
} Section;

typedef struct {
    Layout layout;    /* of a column; its pieces are the sections' */
    ShowList *shows;  /* of the page */
    const Block *box; /* the one-look box */
    Section *sections;
    size_t count;
    double scale;       /* of the sections' type: larger where there is room */
    bool cut;           /* something was left out */
    bool channel_shown; /* how to object stands in the foot */
    bool tells_rest;    /* under what was cut short: what more there is, or how much */
    Error *err;
} Poster;

/* One line of text on the page; *width may be NULL. */
bool poster_line(Poster *poster, Rich text, FaceId face, double size, double x, double y,
                 Align align, int element, double *width);
int poster_element(Poster *poster, Tag tag);
bool poster_english(const Poster *poster);
/* The block that says how to object, or NULL. */
const Block *poster_objection(const Document *doc);
/* Sections into the columns between y and bottom. */
bool poster_sections(Poster *poster, double y, double bottom);
#endif
