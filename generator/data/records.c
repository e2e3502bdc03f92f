/*
 * records.c - see records.h.
 *
 * lines.c takes records that only one reading fits, many at a time, split_record() one by one.
 * Everything else is cut into physical lines; libcsv says whether the record ended with its line.
 * Where it did not, a quote is open: the record goes on only if that quote and all others up to the
 * record's end are paired (what libcsv's strict mode takes); otherwise the quote was left open and
 * the lines behind it are records of their own.
 */
#include "data/records.h"

#include <csv.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buffer.h"
#include "data/lines.h"
#include "data/window.h"

#define OPEN_QUOTES_MAX 50
#define SEARCH_FREE                                                                                \
    ((size_t)64 << 20)            /* and once the file: searched for closing quotes in vain        \
                                   */
#define SNIFFED ((size_t)1 << 20) /* bytes that tell the delimiter */
/* A longer record with quotes is libcsv's, so that no bound of records.h is near. */
#define QUOTED_MAX 1900
#define LINES_FEW 4   /* that are hardly worth a look for them */
#define PAUSE_MOST 63 /* records that are read alone then */
#define FULL_WIDTH_COMMA "\xEF\xBC\x8C"

typedef struct {
    Buffer text; /* of cells that libcsv unquoted */
    size_t *ends;
    Span *cells;
    size_t count, capacity, ends_capacity;
    size_t seen, most; /* cells, those behind `most` included */
    bool ended;        /* libcsv reported the end of the record */
} Row;

/* Where split_record() stops: bits of the bytes from `at` on, those before r->at not yet cleared.
 */
typedef struct {
    const char *at, *end;
    uint64_t delimiters, others; /* line ends, quotes and NULs */
    bool near;                   /* a blank may stand at the end of a cell */
    bool wide;                   /* the processor takes 32 bytes at once */
    char delimiter;
} Scanner;

typedef struct RecordReader {
    const char *text, *from, *at, *end; /* `from`: where it began */
    char delimiter;
    bool arbiter, lone_cr;
    bool breaks; /* of the record that split_record() split: a line ends in a cell of it */
    bool ended;  /* no record is wanted any more */
    RecordBounds bounds;
    int row, open_quotes;
    size_t vain; /* bytes searched for closing quotes that were not there */
    struct csv_parser parser;
    Row cells;
    Scanner scanner;
    RecordSink *sink;
    LinesSink *lines_sink; /* NULL: every record is sent by itself */
    void *context;
    unsigned pause, pauses; /* records before lines are looked for again; the last such number */
    Lines lines;
} Reader;

static void on_cell(void *text, size_t length, void *context)
{
    Row *row = context;
    /* Empty cells far out are what is left of a row that was formatted as a whole. */
    if (row->seen >= row->most) {
        row->seen += length > 0;
        return;
    }
    row->seen++;
    if (text)
        buffer_put(&row->text, text, length);
    GROW(row->ends, row->ends_capacity, row->count + 1);
    row->ends[row->count++] = row->text.length;
}

static void on_end(int c, void *context)
{
    (void)c;
    ((Row *)context)->ended = true;
}

static void reset(Row *row)
{
    row->text.length = 0;
    row->count = row->seen = 0;
    row->ended = false;
}

static void start_parser(struct csv_parser *parser, unsigned char options, char delimiter)
{
    if (csv_init(parser, options) != 0)
        memory_exhausted(0);
    csv_set_delim(parser, (unsigned char)delimiter);
    csv_set_blk_size(parser, 1 << 16); /* by default it grows by 128 bytes: slow for huge cells */
}

/* The physical line at `at`: its content, and where the next one begins. */
static const char *line_end(const Reader *r, const char *at, const char **next)
{
    const char *end;
    if (r->lone_cr) {
        for (end = at; end < r->end && *end != '\n' && *end != '\r'; end++)
            ;
    } else {
        end = memchr(at, '\n', (size_t)(r->end - at));
        if (!end)
            end = r->end;
        if (end > at && end[-1] == '\r' && end < r->end)
            end--;
        else if (end == r->end && end > at && end[-1] == '\r')
            end--;
    }
    const char *behind = end;
    if (behind < r->end && *behind == '\r')
        behind++;
    if (behind < r->end && *behind == '\n')
        behind++;
    *next = behind;
    return end;
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

static bool all_blank(const char *at, const char *end)
{
    while (at < end && is_blank(*at))
        at++;
    return at == end;
}

static bool send(Reader *r, RecordFlaw flaw, const Span *cells, size_t count)
{
    Record record = {.row = r->row, .flaw = flaw, .cells = cells, .count = count};
    for (size_t i = 0; i < count && flaw == RECORD_FINE; i++)
        if (cells[i].length > r->bounds.cell) {
            record.flaw = RECORD_CELL_TOO_LONG;
            record.cell = i;
            break;
        }
    return r->sink(r->context, &record);
}

/*
 * Looks at the window that begins at `at`. What stands beyond its ends is not known, so a blank at
 * either may be the end of a cell.
 */
static void look(Scanner *s, const char *at)
{
    const uint64_t edges = (uint64_t)1 << (WINDOW - 1) | 1;
    size_t left = (size_t)(s->end - at);
    Kinds k = left >= WINDOW && s->wide ? window_wide(at, s->delimiter)
                                        : window_narrow(at, s->end, s->delimiter);
    uint64_t others = k.feeds | k.quotes | k.odd;
    uint64_t stops = k.delimiters | others, last = left < WINDOW && left > 0 ? left - 1 : 0;
    s->at = at;
    s->delimiters = k.delimiters;
    s->others = others;
    s->near = (k.blanks & (stops << 1 | stops >> 1 | edges | (uint64_t)1 << last)) != 0;
}

/* Clears the bits up to that of `stop`, which may lie in the next window. */
static void pass(Scanner *s, const char *stop)
{
    if (stop >= s->at + WINDOW)
        look(s, stop);
    uint64_t behind = ~UINT64_C(0) << (stop - s->at) << 1;
    s->delimiters &= behind;
    s->others &= behind;
}

/*
 * The quote that closes a cell opened at `open`, which has been passed: with a delimiter or the end
 * of the line behind it, and a NUL or carriage return nowhere in it. NULL where it is not that
 * plain. *breaks: a line ends in the cell; *near as the windows' passed.
 */
static const char *plain_quote(Scanner *s, const char *record, bool *breaks, bool *near)
{
    for (;;) {
        while (!s->others) {
            if (s->end - s->at <= WINDOW || s->at - record > QUOTED_MAX)
                return NULL;
            look(s, s->at + WINDOW);
            *near |= s->near;
        }
        const char *close = s->at + __builtin_ctzll(s->others);
        pass(s, close);
        if (*close == '\n') {
            *breaks = true;
            continue;
        }
        if (*close != '"' || s->end - close < 3 || close - record > QUOTED_MAX)
            return NULL;
        bool ended =
            close[1] == s->delimiter || close[1] == '\n' || (close[1] == '\r' && close[2] == '\n');
        return ended ? close : NULL;
    }
}

/* Room for one cell more, and for the last one of the record; false where those are too many. */
static bool make_room(Row *row, size_t count)
{
    if (count + 1 >= row->most)
        return false;
    GROW(row->cells, row->capacity, count + 2);
    return true;
}

/* A blank begins or ends a cell that is not in quotes. */
static bool has_blank_end(const Row *row, const char *record)
{
    for (size_t i = 0; i < row->count; i++) {
        Span cell = row->cells[i];
        bool quoted = cell.text > record && cell.text[-1] == '"';
        if (!quoted && cell.length > 0 &&
            (is_blank(*cell.text) || is_blank(cell.text[cell.length - 1])))
            return true;
    }
    return false;
}

/*
 * Splits a record that only one reading fits and moves r->at behind it; false where libcsv must
 * read it. Cells are plain, or in quotes from end to end with no quote, NUL or carriage return
 * between them; a line break there is theirs. libcsv trims blanks around unquoted cells, so a
 * blank there is left to it, as is a line of blanks, TABs between cells included.
 */
static bool split_record(Reader *r)
{
    Row *row = &r->cells;
    Scanner *s = &r->scanner;
    const char *start = r->at, *stop, *next;
    bool quoted = false, closed = false;
    size_t count = 0, room = row->capacity < row->most ? row->capacity : row->most;
    r->breaks = false;
    if (start < s->at || start >= s->at + WINDOW)
        look(s, start);
    else {
        s->delimiters &= ~UINT64_C(0) << (start - s->at);
        s->others &= ~UINT64_C(0) << (start - s->at);
    }
    bool near = s->near;
    for (;;) {
        uint64_t other = s->others & -s->others, behind = ~(other - 1);
        uint64_t before = s->delimiters & ~behind;
        for (; before; before &= before - 1) {
            stop = s->at + __builtin_ctzll(before);
            if (count + 1 >= room) {
                if (!make_room(row, count))
                    return false;
                room = row->capacity < row->most ? row->capacity : row->most;
            }
            row->cells[count++] = (Span){start, (size_t)(stop - start)};
            start = stop + 1;
        }
        if (!other) {
            stop = s->end;
            if (s->end - s->at <= WINDOW)
                break;
            look(s, s->at + WINDOW);
            near |= s->near;
            continue;
        }
        stop = s->at + __builtin_ctzll(other);
        s->others ^= other;
        s->delimiters &= behind;
        if (*stop != '"')
            break;
        const char *close = stop == start ? plain_quote(s, r->at, &r->breaks, &near) : NULL;
        if (!close || (count + 1 >= room && !make_room(row, count)))
            return false;
        room = row->capacity < row->most ? row->capacity : row->most;
        quoted = true;
        row->cells[count++] = (Span){start + 1, (size_t)(close - start) - 1};
        stop = close + 1;
        pass(s, stop);
        near |= s->near;
        if (*stop != r->delimiter) {
            closed = true;
            break;
        }
        start = stop + 1;
    }
    if (!closed) {
        GROW(row->cells, row->capacity, count + 1);
        row->cells[count++] = (Span){start, (size_t)(stop - start)};
    }
    row->count = count;
    next = stop;
    if (next < s->end && *next == '\r')
        next++;
    if (next < s->end && *next == '\n')
        next++;
    if (next == stop && (stop < s->end || quoted))
        return false; /* a NUL; a last line that libcsv must close */
    if ((near && has_blank_end(row, r->at)) ||
        (row->cells[0].length == 0 && all_blank(r->at, stop)) ||
        (size_t)(next - r->at) > r->bounds.row)
        return false;
    r->at = next;
    return true;
}

static void point_cells(Row *row)
{
    GROW(row->cells, row->capacity, row->count + 1);
    size_t start = 0;
    for (size_t i = 0; i < row->count; i++) {
        const char *base = row->text.bytes ? row->text.bytes : "";
        row->cells[i] = (Span){base + start, row->ends[i] - start};
        start = row->ends[i];
    }
}

static bool ends_line(const Reader *r, const char *at)
{
    return at == r->end || *at == '\n' || *at == '\r';
}

/* Behind the quoted text that begins at `at`; NULL where it is not closed as RFC 4180 has it. */
static const char *quoted_end(Reader *r, const char *at)
{
    const char *from = at;
    while ((at = memchr(at, '"', (size_t)(r->end - at)))) {
        at++;
        if (at == r->end || *at != '"')
            break;
        at++;
    }
    while (at && at < r->end && is_blank(*at) && *at != r->delimiter)
        at++;
    if (at && (ends_line(r, at) || *at == r->delimiter))
        return at;
    r->vain += (size_t)((at ? at : r->end) - from);
    return NULL;
}

/* Behind the record that begins at `at`, if all its quotes are paired; else NULL. */
static const char *paired_end(Reader *r, const char *at)
{
    for (;;) {
        while (at < r->end && is_blank(*at) && *at != r->delimiter)
            at++;
        if (at < r->end && *at == '"')
            at = quoted_end(r, at + 1);
        else
            while (!ends_line(r, at) && *at != r->delimiter)
                if (*at++ == '"')
                    return NULL;
        if (!at)
            return NULL;
        if (ends_line(r, at))
            break;
        at++;
    }
    if (at < r->end && *at == '\r')
        at++;
    if (at < r->end && *at == '\n')
        at++;
    return at;
}

/* Cells of [at, end), which libcsv reads from a fresh start. */
static void split_afresh(Reader *r, const char *at, const char *end)
{
    csv_free(&r->parser);
    start_parser(&r->parser, 0, r->delimiter);
    reset(&r->cells);
    csv_parse(&r->parser, at, (size_t)(end - at), on_cell, on_end, &r->cells);
    csv_fini(&r->parser, on_cell, on_end, &r->cells);
    csv_free(&r->parser);
    start_parser(&r->parser, 0, r->delimiter);
    point_cells(&r->cells);
}

/* The first line of a record whose quote stays open: its cells as far as they can be told. */
static bool send_open(Reader *r, const char *at, const char *end, const char *next)
{
    split_afresh(r, at, end);
    r->at = next;
    r->open_quotes++;
    return send(r, RECORD_OPEN_QUOTE, r->cells.cells, r->cells.count);
}

/* A record beyond its bound, up to `next`: its first cells, and whether one is to blame. */
static bool send_long(Reader *r, const char *at, const char *next)
{
    Row *row = &r->cells;
    split_afresh(r, at, at + r->bounds.row);
    r->at = next;
    Record record = {.row = r->row, .flaw = RECORD_TOO_LONG, .cells = row->cells};
    while (record.count < row->count && row->cells[record.count].length <= r->bounds.cell)
        record.count++;
    if (record.count < row->count) {
        record.flaw = RECORD_CELL_TOO_LONG;
        record.cell = record.count;
    }
    return r->sink(r->context, &record);
}

/* `end` and `next`: of the first line. */
static bool read_by_libcsv(Reader *r, const char *end, const char *next)
{
    const char *start = r->at, *behind = next;
    Row *row = &r->cells;
    reset(row);
    csv_parse(&r->parser, start, (size_t)(next - start), on_cell, on_end, row);
    bool last = next == r->end && !(next[-1] == '\n' || next[-1] == '\r');
    if (!row->ended && !last) {
        behind = paired_end(r, start);
        if (!behind)
            return send_open(r, start, end, next);
        if ((size_t)(behind - start) > r->bounds.row)
            return send_long(r, start, behind);
        csv_parse(&r->parser, next, (size_t)(behind - next), on_cell, on_end, row);
    }
    if (!row->ended) { /* the last line has no end */
        /* In strict finish a quoted cell without its closing quote is an error. */
        csv_set_opts(&r->parser, CSV_STRICT | CSV_STRICT_FINI);
        bool closed = csv_fini(&r->parser, on_cell, on_end, row) == 0;
        csv_set_opts(&r->parser, 0);
        if (!closed)
            return send_open(r, start, end, next);
    }
    r->at = behind;
    point_cells(row);
    return send(r, row->seen > row->most ? RECORD_TOO_WIDE : RECORD_FINE, row->cells, row->count);
}

static bool has_lone_cr(const char *text, size_t length)
{
    const char *at = text, *end = text + length;
    while ((at = memchr(at, '\r', (size_t)(end - at)))) {
        at++;
        if (at == end || *at != '\n')
            return true;
    }
    return false;
}

static Reader *open_reader(const Reader *like, const char *at)
{
    Reader *r = memory_alloc(sizeof *r);
    *r = (Reader){.text = like->text,
                  .from = at,
                  .at = at,
                  .end = like->end,
                  .delimiter = like->delimiter,
                  .arbiter = like->arbiter,
                  .lone_cr = like->lone_cr,
                  .bounds = like->bounds};
    r->cells.most = r->bounds.cells;
    r->scanner =
        (Scanner){.at = r->end, .end = r->end, .wide = window_is_wide(), .delimiter = r->delimiter};
    start_parser(&r->parser, 0, r->delimiter);
    return r;
}

RecordReader *records_open(const char *text, size_t length, char delimiter, bool arbiter,
                           RecordBounds bounds)
{
    Reader like = {.text = text,
                   .end = text + length,
                   .delimiter = delimiter,
                   .arbiter = arbiter,
                   .lone_cr = has_lone_cr(text, length),
                   .bounds = bounds};
    return open_reader(&like, text);
}

RecordReader *records_open_at(const RecordReader *reader, size_t at)
{
    return open_reader(reader, reader->text + at);
}

void records_close(RecordReader *r)
{
    if (!r)
        return;
    csv_free(&r->parser);
    buffer_free(&r->cells.text);
    free(r->cells.ends);
    free(r->cells.cells);
    free(r);
}

static bool is_broken(const Reader *r)
{
    return r->open_quotes > OPEN_QUOTES_MAX || r->vain > SEARCH_FREE + (size_t)(r->end - r->text);
}

/* The next record; false where none behind it is wanted. */
static bool read_one(Reader *r)
{
    if (r->row == r->bounds.rows) {
        r->row++;
        send(r, RECORD_TOO_MANY, NULL, 0);
        return false;
    }
    r->row++;
    if (*r->at == '\n') {
        r->at++;
        return send(r, RECORD_BLANK, NULL, 0);
    }
    bool broken = is_broken(r);
    const char *start = r->at;
    if (!r->arbiter && !broken && split_record(r)) {
        if ((size_t)(r->at - start) > r->bounds.cell) /* one of its cells may be longer than that */
            return send(r, RECORD_FINE, r->cells.cells, r->cells.count);
        Record record = {.row = r->row,
                         .flaw = RECORD_FINE,
                         .cells = r->cells.cells,
                         .count = r->cells.count,
                         .one_line = !r->breaks};
        return r->sink(r->context, &record);
    }
    r->scanner.at = r->end; /* what it saw is behind or ahead of what follows */
    const char *next, *end = line_end(r, r->at, &next);
    if (all_blank(r->at, end)) {
        r->at = next;
        return send(r, RECORD_BLANK, NULL, 0);
    }
    if (broken) {
        r->at = next;
        return send(r, RECORD_BROKEN_QUOTES, NULL, 0);
    }
    if ((size_t)(next - r->at) > r->bounds.row) {
        const char *behind = paired_end(r, r->at);
        return send_long(r, r->at, behind ? behind : next);
    }
    return read_by_libcsv(r, end, next);
}

/* Sends plain records by the lines, if there are some; false where the next must be read alone. */
static bool read_lines(Reader *r, const char *stop)
{
    size_t most = (size_t)(r->bounds.rows - r->row);
    if (r->pause > 0 || r->arbiter || r->lone_cr || r->at - r->text < 8 || is_broken(r)) {
        r->pause -= r->pause > 0;
        return false;
    }
    /* What is longer than a cell may be has perhaps one that is too long. */
    size_t bytes = r->bounds.cell < r->bounds.row ? r->bounds.cell : r->bounds.row;
    bool found = most > 0 && lines_find(&r->lines, r->at, r->end, stop, r->delimiter, most,
                                        r->cells.most - 1, bytes);
    if (found && r->lines.count >= LINES_FEW)
        r->pauses = 0;
    else
        r->pause = r->pauses = r->pauses < PAUSE_MOST ? 2 * r->pauses + 1 : r->pauses;
    if (!found)
        return false;
    r->lines.row = r->row + 1;
    r->at += r->lines.length;
    r->row += (int)r->lines.count;
    r->scanner.at = r->end;
    r->ended = !r->lines_sink(r->context, &r->lines);
    return true;
}

bool records_run_lines(RecordReader *r, size_t until, RecordSink *sink, LinesSink *lines,
                       void *context)
{
    const char *stop = r->text + until;
    r->sink = sink;
    r->lines_sink = lines;
    r->context = context;
    while (!r->ended && r->at < stop)
        if (!lines || !read_lines(r, stop))
            r->ended = !read_one(r);
    return !r->ended;
}

bool records_run(RecordReader *r, size_t until, RecordSink *sink, void *context)
{
    return records_run_lines(r, until, sink, NULL, context);
}

size_t records_at(const RecordReader *reader)
{
    return (size_t)(reader->at - reader->text);
}

int records_rows(const RecordReader *reader)
{
    return reader->row;
}

bool records_has_lone_cr(const RecordReader *reader)
{
    return reader->lone_cr;
}

bool records_join(RecordReader *r, const RecordReader *next)
{
    if (r->ended || next->ended || r->at != next->from || is_broken(r) || next->open_quotes > 0 ||
        next->vain > 0 || next->row > r->bounds.rows - r->row)
        return false;
    r->at = next->at;
    r->row += next->row;
    return true;
}

void records_read_within(const char *text, size_t length, char delimiter, bool arbiter,
                         RecordBounds bounds, RecordSink *sink, void *context)
{
    RecordReader *reader = records_open(text, length, delimiter, arbiter, bounds);
    records_run(reader, length, sink, context);
    records_close(reader);
}

void records_read(const char *text, size_t length, char delimiter, bool arbiter, RecordSink *sink,
                  void *context)
{
    records_read_within(text, length, delimiter, arbiter, RECORD_BOUNDS, sink, context);
}

/* --- the delimiter ------------------------------------------------------------- */

static const char candidates[4] = {',', '\t', ';', '\xEF'};

static void count_line(const char *at, const char *end, int counts[4])
{
    bool quoted = false;
    memset(counts, 0, 4 * sizeof *counts);
    for (; at < end; at++) {
        if (*at == '"')
            quoted = !quoted;
        else if (!quoted)
            for (int i = 0; i < 4; i++)
                if ((i < 3 || strncmp(at, FULL_WIDTH_COMMA, 3) == 0) && *at == candidates[i])
                    counts[i]++;
    }
}

/*
 * The candidate that most lines hold; between equals the one that the first such
 * line holds more of. The full-width comma also stands in sentences, so it must
 * be in more lines than any other.
 */
char records_sniff(const char *text, size_t length)
{
    Reader r = {.at = text, .end = text + length, .lone_cr = has_lone_cr(text, length)};
    int lines_with[4] = {0}, most[4] = {0};
    for (int line = 0; line < 30 && r.at < r.end && (size_t)(r.at - text) < SNIFFED; line++) {
        const char *next, *end = line_end(&r, r.at, &next);
        int counts[4];
        count_line(r.at, (size_t)(end - r.at) < SNIFFED ? end : r.at + SNIFFED, counts);
        for (int i = 0; i < 4; i++) {
            lines_with[i] += counts[i] > 0;
            most[i] = counts[i] > most[i] ? counts[i] : most[i];
        }
        r.at = next;
    }
    int chosen = 0;
    for (int i = 1; i < 4; i++)
        if (lines_with[i] > lines_with[chosen] ||
            (i < 3 && lines_with[i] > 0 && lines_with[i] == lines_with[chosen] &&
             most[i] > most[chosen]))
            chosen = i;
    return candidates[chosen];
}
