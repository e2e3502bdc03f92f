/*
 * records.c - see records.h.
 *
 * split_record() takes a record that only one reading fits. Everything else is cut into
 * physical lines; libcsv says whether the record ended with its line. Where it did not, a
 * quote is open: the record goes on only if that quote and all others up to the
 * record's end are paired (what libcsv's strict mode takes); otherwise the quote was
 * left open and the lines behind it are records of their own.
 */
#include "data/records.h"

#include <csv.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buffer.h"

#if defined __SSE2__
#include <emmintrin.h>
#endif

#define OPEN_QUOTES_MAX 50
#define SEARCH_FREE                                                                                \
    ((size_t)64 << 20)            /* and once the file: searched for closing quotes in vain        \
                                   */
#define SNIFFED ((size_t)1 << 20) /* bytes that tell the delimiter */
/* A longer record with quotes is libcsv's, so that no bound of records.h is near. */
#define QUOTED_MAX 1900
#define FULL_WIDTH_COMMA "\xEF\xBC\x8C"

typedef struct {
    Buffer text; /* of cells that libcsv unquoted */
    size_t *ends;
    Span *cells;
    size_t count, capacity, ends_capacity;
    size_t seen, most; /* cells, those behind `most` included */
    bool ended;        /* libcsv reported the end of the record */
} Row;

/* Where split_record() stops: bits of the bytes from `at` on. */
typedef struct {
    const char *at, *end;
    uint64_t stops;
    char delimiter;
} Scanner;

typedef struct RecordReader {
    const char *text, *from, *at, *end; /* `from`: where it began */
    char delimiter;
    bool arbiter, lone_cr;
    bool ended; /* no record is wanted any more */
    RecordBounds bounds;
    int row, open_quotes;
    size_t vain; /* bytes searched for closing quotes that were not there */
    struct csv_parser parser;
    Row cells;
    Scanner scanner;
    RecordSink *sink;
    void *context;
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

#define WINDOW 64

static bool is_stop(const Scanner *s, char c)
{
    return c == s->delimiter || c == '\n' || c == '"' || c == '\r' || c == '\0';
}

/* Looks at the window that begins at `at`. */
static void look(Scanner *s, const char *at)
{
    s->at = at;
    s->stops = 0;
#if defined __SSE2__
    if (s->end - at >= WINDOW) {
        const __m128i delimiter = _mm_set1_epi8(s->delimiter), newline = _mm_set1_epi8('\n');
        const __m128i quote = _mm_set1_epi8('"'), cr = _mm_set1_epi8('\r');
        for (int i = 0; i < WINDOW; i += 16) {
            __m128i bytes = _mm_loadu_si128((const __m128i *)(const void *)(at + i));
            __m128i ends =
                _mm_or_si128(_mm_cmpeq_epi8(bytes, delimiter), _mm_cmpeq_epi8(bytes, newline));
            __m128i others = _mm_or_si128(_mm_cmpeq_epi8(bytes, quote), _mm_cmpeq_epi8(bytes, cr));
            others = _mm_or_si128(others, _mm_cmpeq_epi8(bytes, _mm_setzero_si128()));
            s->stops |= (uint64_t)(uint32_t)_mm_movemask_epi8(_mm_or_si128(ends, others)) << i;
        }
        return;
    }
#endif
    for (int i = 0; i < WINDOW && at + i < s->end; i++)
        s->stops |= (uint64_t)is_stop(s, at[i]) << i;
}

/* The next stop, or the end of the text. */
static inline const char *next_stop(Scanner *s)
{
    while (!s->stops) {
        if (s->end - s->at <= WINDOW)
            return s->end;
        look(s, s->at + WINDOW);
    }
    const char *stop = s->at + __builtin_ctzll(s->stops);
    s->stops &= s->stops - 1;
    return stop;
}

/*
 * The quote that closes a cell opened at `open`, with a delimiter or the end of the line behind
 * it; NULL where it is not that plain.
 */
static const char *plain_quote(const Scanner *s, const char *record, const char *open)
{
    size_t room = (size_t)(s->end - (open + 1));
    if (room > QUOTED_MAX)
        room = QUOTED_MAX;
    const char *close = memchr(open + 1, '"', room);
    if (!close || s->end - close < 3 || close - record > QUOTED_MAX)
        return NULL;
    bool ended =
        close[1] == s->delimiter || close[1] == '\n' || (close[1] == '\r' && close[2] == '\n');
    size_t length = (size_t)(close - open);
    return ended && !memchr(open, '\r', length) && !memchr(open, '\0', length) ? close : NULL;
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
    bool quoted = false;
    row->count = 0;
    if (start < s->at || start >= s->at + WINDOW)
        look(s, start);
    else
        s->stops &= ~UINT64_C(0) << (start - s->at);
    for (;;) {
        stop = next_stop(s);
        if (stop < s->end && *stop == '"') {
            const char *close = stop == start ? plain_quote(s, r->at, stop) : NULL;
            if (!close)
                return false;
            quoted = true;
            start++;
            look(s, close + 1);
            stop = next_stop(s);
            if (stop != close + 1)
                return false;
            GROW(row->cells, row->capacity, row->count + 1);
            row->cells[row->count++] = (Span){start, (size_t)(close - start)};
        } else {
            if (stop > start && (is_blank(*start) || is_blank(stop[-1])))
                return false;
            GROW(row->cells, row->capacity, row->count + 1);
            row->cells[row->count++] = (Span){start, (size_t)(stop - start)};
        }
        if (stop < s->end && *stop == r->delimiter) {
            if (row->count >= row->most)
                return false;
            start = stop + 1;
            continue;
        }
        next = stop;
        if (next < s->end && *next == '\r')
            next++;
        if (next < s->end && *next == '\n')
            next++;
        if (next == stop && (stop < s->end || quoted))
            return false; /* a NUL; a last line that libcsv must close */
        break;
    }
    if ((row->cells[0].length == 0 && all_blank(r->at, stop)) ||
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
    r->scanner = (Scanner){.at = r->end, .end = r->end, .delimiter = r->delimiter};
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
    if (!r->arbiter && !broken && split_record(r))
        return send(r, RECORD_FINE, r->cells.cells, r->cells.count);
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

bool records_run(RecordReader *r, size_t until, RecordSink *sink, void *context)
{
    const char *stop = r->text + until;
    r->sink = sink;
    r->context = context;
    while (!r->ended && r->at < stop)
        r->ended = !read_one(r);
    return !r->ended;
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
