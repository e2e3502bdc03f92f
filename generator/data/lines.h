/*
 * lines.h - plain records of equally many cells, many at a time, and where their cells end.
 *
 * A plain record is one that records.c would split without libcsv, of at most LINE_MOST bytes and
 * two cells or more. A cell may stand in quotes, with line feeds between them; else it is bare.
 */
#ifndef LINES_H
#define LINES_H

#include <stdint.h>

#include "data/records.h"

#define LINES_MOST 64  /* a bit of a word each */
#define LINE_MOST 1900 /* bytes: RECORD_BOUNDS are not near */
#define LINE_ENDS 2048 /* cells of all lines together */

struct Lines {
    const char *text; /* where the first line begins; eight bytes before it can be read, */
    size_t length;    /* of all lines; and 64 bytes behind them */
    int row;          /* of the first */
    size_t count;     /* of lines */
    size_t cells;     /* of each */
    uint32_t gap;     /* bytes of a line end */
    uint64_t quoted;  /* bits of the columns that have cells in quotes; the last is of all others */
    uint64_t breaks;  /* lines with a line feed in a cell */
    /* Behind one word: where each cell ends, quotes included. It begins behind the one before, or
     * behind that one's line end. */
    uint32_t ends[1 + LINE_ENDS + 80];
};

/*
 * The lines from `text` on, which is the start of a record, up to `end`; of those that begin before
 * `stop`, the first `most` at most, each of fewer than `cells_most` cells and at most `bytes_most`
 * bytes. False where there is none.
 */
bool lines_find(Lines *lines, const char *text, const char *end, const char *stop, char delimiter,
                size_t most, size_t cells_most, size_t bytes_most);
static inline bool lines_has_quotes(const Lines *lines, size_t cell)
{
    return lines->quoted >> (cell < 63 ? cell : 63) & 1;
}
/* One of the cells, without its quotes. */
static inline Span lines_cell(const Lines *lines, size_t line, size_t cell)
{
    const uint32_t *end = &lines->ends[1 + line * lines->cells + cell];
    uint32_t from = end[-1] + (cell ? 1 : lines->gap), to = *end;
    bool quoted = from < to && lines->text[from] == '"';
    return (Span){lines->text + from + quoted, to - from - 2 * (uint32_t)quoted};
}
/* One of the lines as a record; `cells` has room for all of it. */
Record lines_record(const Lines *lines, size_t line, Span *cells);
#endif
