/*
 * grid.h - cells of a workbook's sheet, collected row by row into records.
 *
 * Rows that hold nothing are sent as blank ones as soon as a row with something
 * follows, so that rows count as in Excel; formatted but empty rows at the end
 * of a sheet are nothing.
 */
#ifndef GRID_H
#define GRID_H

#include "base/buffer.h"
#include "data/records.h"

#define GRID_ROWS_MAX 1048576 /* of a sheet in Excel */

typedef struct {
    RecordSink *sink;
    void *context;
    int sent; /* last row sent, from 1 */
    Buffer text;
    RecordBounds bounds; /* set once for a workbook, as is `left` */
    Span cells[RECORD_CELLS_MOST];
    size_t starts[RECORD_CELLS_MOST], lengths[RECORD_CELLS_MOST];
    size_t count;
    RecordFlaw flaw; /* of the row being collected, and which of its cells it is about */
    size_t cell;
    size_t left;   /* bytes of cells that may still be sent: a few of a file can stand for many */
    bool too_long; /* rows beyond GRID_ROWS_MAX were left out */
    bool too_much; /* more than was `left` */
} Grid;

/* `left` stays what it is: it is set once for a workbook. */
void grid_start(Grid *grid, RecordSink *sink, void *context);
void grid_free(Grid *grid);
/* One cell of the current row, columns from 0; an empty text leaves it out. */
void grid_cell(Grid *grid, size_t column, const char *text, size_t length);
/* Ends the current row, which is Excel's `row` (from 1), `times` times over. */
void grid_row(Grid *grid, int row, int times);

/* What is said where `left` did not suffice. */
#define GRID_TOO_MUCH "what its cells hold together is far more than the file itself"

/* What stands in a cell for a formula whose result is not there; the formula follows (cell.h). */
#define GRID_FORMULA "#FORMULA!"

/*
 * A number as a workbook stores it (a binary number in up to 17 digits, maybe with an exponent),
 * rounded to the 15 digits that Excel shows, without exponent: "0.30000000000000004" ->
 * "0.3". `shift` moves the point to the right: 2 for a percentage. False where it is no number.
 */
bool grid_number(const char *text, int shift, char out[400]);
/* Excel's day number as "2024-03-05", with " 14:30:00" where it holds a time of day. */
bool grid_date(const char *text, bool date1904, char out[32]);
#endif
