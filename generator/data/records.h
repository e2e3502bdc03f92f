/*
 * records.h - UTF-8 text -> records of cells.
 *
 * libcsv decides where every record and every cell ends. A record that holds no NUL, no carriage
 * return but that of its end, no quote but around a whole cell, and no bare cell that begins or
 * ends with a blank can only be read in one way and is split without it; `arbiter` sends those to
 * libcsv too (the two must agree).
 *
 * Rows are counted as Excel shows them: a quoted line break makes no new row.
 */
#ifndef RECORDS_H
#define RECORDS_H

#include <stdbool.h>
#include <stddef.h>

#define RECORD_BYTES_MAX ((size_t)4 << 20)  /* one record, its line breaks included */
#define RECORD_CELL_MAX ((size_t)1 << 20)   /* one cell, in bytes of UTF-8 */
#define RECORD_CELLS_MAX 1000               /* cells behind these are counted, not kept */
#define RECORD_ROWS_MAX 2000000000          /* rows are counted as int */
#define RECORD_CELL_MOST ((size_t)16 << 20) /* no configuration goes beyond */
#define RECORD_CELLS_MOST 16384             /* as many columns as Excel has */

/* What an office may set (`bounds` of gongkai.lua); by default those above. */
typedef struct {
    size_t cell, row, cells;
    int rows; /* of a file; not to be set */
} RecordBounds;

#define RECORD_BOUNDS                                                                              \
    ((RecordBounds){RECORD_CELL_MAX, RECORD_BYTES_MAX, RECORD_CELLS_MAX, RECORD_ROWS_MAX})

typedef enum {
    RECORD_FINE,
    RECORD_BLANK,         /* an empty line; no cells */
    RECORD_OPEN_QUOTE,    /* a quote that is never closed; the cells are those of its first line */
    RECORD_TOO_LONG,      /* longer than the bound of a row */
    RECORD_BROKEN_QUOTES, /* too many open quotes: not read at all */
    RECORD_TOO_WIDE,      /* more cells than the bound */
    RECORD_CELL_TOO_LONG, /* `cell` is longer than the bound of a cell */
    RECORD_CELL_TWICE,    /* `cell` stands twice in one row of a workbook */
    RECORD_TOO_MANY       /* more rows than the bound; none behind it is read */
} RecordFlaw;

typedef struct {
    const char *text;
    size_t length;
} Span;

typedef struct {
    int row; /* from 1 */
    RecordFlaw flaw;
    const Span *cells; /* valid during the call only */
    size_t count;
    size_t cell;   /* that the flaw is about, from 0 */
    bool one_line; /* no cell holds a line feed; where false, one may */
} Record;

/* Returns false to stop reading. */
typedef bool RecordSink(void *context, const Record *record);

void records_read(const char *text, size_t length, char delimiter, bool arbiter, RecordSink *sink,
                  void *context);
/* The same within other bounds; a cell's is at least 4096 bytes, a row's at least a cell's. */
void records_read_within(const char *text, size_t length, char delimiter, bool arbiter,
                         RecordBounds bounds, RecordSink *sink, void *context);

/*
 * The same in several steps:  records_open() -> records_run()... -> records_close()
 *
 * A reader may also begin further on, at what looks like the start of a record. Whether it is one,
 * only the reader that comes from above can tell: records_join().
 */
typedef struct RecordReader RecordReader;
RecordReader *records_open(const char *text, size_t length, char delimiter, bool arbiter,
                           RecordBounds bounds);
/* Another reader of the same text, from offset `at` on; its rows count from 1. */
RecordReader *records_open_at(const RecordReader *reader, size_t at);
void records_close(RecordReader *reader);
/* Sends the records that begin before offset `until`. False once none is wanted any more. */
bool records_run(RecordReader *reader, size_t until, RecordSink *sink, void *context);
/*
 * The same, but plain records of equally many cells are sent many at a time (lines.h), to `lines`,
 * which returns as a RecordSink does.
 */
typedef struct Lines Lines;
typedef bool LinesSink(void *context, const Lines *lines);
bool records_run_lines(RecordReader *reader, size_t until, RecordSink *sink, LinesSink *lines,
                       void *context);
/* Where the next record begins; how many there were. */
size_t records_at(const RecordReader *reader);
int records_rows(const RecordReader *reader);
/* Lines of this text may end in a carriage return alone. */
bool records_has_lone_cr(const RecordReader *reader);
/*
 * Moves `reader` behind all that `next` has read, if it would have read the same itself: it stands
 * where `next` began, and no open quote or bound is in the way. Else false, and nothing is moved.
 */
bool records_join(RecordReader *reader, const RecordReader *next);

/*
 * The delimiter of a file: the one among , ; TAB that its first lines hold most
 * evenly. '\xEF' stands for the full-width comma ，
 */
char records_sniff(const char *text, size_t length);
#endif
