/*
 * rowtext.h - the rows of a table as text, one after the other.
 *
 * Order of use:  rowtext_new() -> rowtext_head() -> rowtext_row()... -> rowtext_tail(), and from
 *                rowtext_use() on once more
 *
 * What does not change from row to row is made once (names, labels, separators, days); a row is
 * then little more than copying. What each cell looks like is told in field.h and csv.h.
 */
#ifndef ROWTEXT_H
#define ROWTEXT_H

#include "base/arena.h"
#include "render/field.h"

typedef enum {
    ROWTEXT_CSV,   /* machine form: UTF-8, LF */
    ROWTEXT_EXCEL, /* for Excel and WPS: byte order mark, CR LF, Chinese headers and labels */
    ROWTEXT_JSON   /* a list with one object a row, one row a line */
} RowForm;

typedef struct RowText RowText;

/* `fields` is borrowed; everything else lives in `arena`. */
RowText *rowtext_new(Arena *arena, const Fields *fields, RowForm form);
/* From here on the rows that `fields` chooses, of the same table. */
void rowtext_use(RowText *text, const Fields *fields);
void rowtext_head(const RowText *text, Buffer *out);
/* The i-th of the rows to be written, counted from 0; rows come in order. */
void rowtext_row(const RowText *text, size_t i, Buffer *out);
void rowtext_tail(const RowText *text, Buffer *out);
#endif
