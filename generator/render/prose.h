/*
 * prose.h - a prose block (CommonMark, no raw HTML) as plain parts and runs.
 *
 * The only module that includes cmark.h. A renderer walks parts from first to
 * last and never sees a syntax tree:
 *
 *   "**重点：**后文\n\n1. 甲\n2. 乙"
 *     PARAGRAPH  [bold "重点："] ["后文"]
 *     ITEM depth 1 number 1  ["甲"]
 *     ITEM depth 1 number 2  ["乙"]
 *
 * CommonMark leaves `**重点：**后文` unbolded (a closing ** after punctuation must be
 * followed by a space or punctuation, which Chinese never writes); here it is bold.
 * Marks of document.h (U+E000 …) pass through unchanged inside a run's text; a figure's
 * marks are never split over two runs.
 */
#ifndef PROSE_H
#define PROSE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"

typedef enum {
    PROSE_PARAGRAPH,
    PROSE_HEADING, /* level 1..6 */
    PROSE_ITEM,    /* first paragraph of a list item */
    PROSE_MORE,    /* further paragraph of a list item */
    PROSE_QUOTE,   /* paragraph of a block quote */
    PROSE_CODE,    /* one run, lines separated by '\n' */
    PROSE_RULE     /* no runs */
} ProseKind;

typedef struct {
    const char *text; /* plain UTF-8, not escaped */
    bool bold;        /* **…** */
    bool emphasis;    /* *…*: 楷体 in Chinese */
    bool code;        /* `…` */
    bool line_break;  /* a hard break stands before this run */
    const char *link; /* address, NULL: none; only http, https, mailto, tel, # and relative ones */
} ProseRun;

typedef struct {
    ProseKind kind;
    int level;  /* PROSE_HEADING */
    int depth;  /* lists around this part: 0 none, 1 … */
    int number; /* PROSE_ITEM of an ordered list; 0: bullet */
    const ProseRun *runs;
    size_t run_count;
} ProsePart;

typedef struct {
    const ProsePart *parts;
    size_t count;
} Prose;

/* Everything in *out lives in the arena. Cannot fail: whatever is no markup is text. */
void prose_parse(Arena *arena, const char *markdown, Prose *out);
#endif
