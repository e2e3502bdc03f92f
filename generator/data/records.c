/*
 * records.c - see records.h.
 *
 * The text is cut into physical lines. A line goes to the fast path, or to
 * libcsv, which then says whether the record ended with it. Where it did not, a
 * quote is open: the record goes on only if that quote and all others up to the
 * record's end are paired (what libcsv's strict mode takes); otherwise the quote was
 * left open and the lines behind it are records of their own.
 */
#include "data/records.h"

#include <csv.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buffer.h"

#define OPEN_QUOTES_MAX 50
#define SEARCH_FREE ((size_t)64 << 20) /* and once the file: searched for closing quotes in vain   \
                                        */
#define SNIFFED ((size_t)1 << 20)      /* bytes that tell the delimiter */
#define FULL_WIDTH_COMMA "\xEF\xBC\x8C"

typedef struct {
    Buffer text; /* of cells that libcsv unquoted */
    size_t *ends;
    Span *cells;
    size_t count, capacity, ends_capacity;
    size_t seen; /* cells, those behind RECORD_CELLS_MAX included */
    bool ended;  /* libcsv reported the end of the record */
} Row;

typedef struct {
    const char *at, *end;
    char delimiter;
    bool arbiter, lone_cr;
    int row, open_quotes;
    size_t vain; /* bytes searched for closing quotes that were not there */
    struct csv_parser parser;
    Row cells;
    RecordSink *sink;
    void *context;
} Reader;

static void on_cell(void *text, size_t length, void *context)
{
    Row *row = context;
    /* Empty cells far out are what is left of a row that was formatted as a whole. */
    if (row->seen >= RECORD_CELLS_MAX) {
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
        if (cells[i].length > RECORD_CELL_MAX) {
            record.flaw = RECORD_CELL_TOO_LONG;
            record.cell = i;
            break;
        }
    return r->sink(r->context, &record);
}

static bool all_empty(const Reader *r, const char *at, const char *end)
{
    while (at < end && (*at == r->delimiter || is_blank(*at)))
        at++;
    return at == end;
}

/*
 * Splits a line that only one reading fits; false where libcsv must read it.
 * libcsv trims blanks around unquoted cells, so a blank there is left to it.
 */
static bool split_plain(Reader *r, const char *at, const char *end, RecordFlaw *flaw)
{
    Row *row = &r->cells;
    size_t length = (size_t)(end - at);
    if (memchr(at, '"', length) || memchr(at, '\0', length) || memchr(at, '\r', length))
        return false;
    row->count = 0;
    *flaw = RECORD_FINE;
    for (;;) {
        const char *stop = memchr(at, r->delimiter, (size_t)(end - at));
        if (!stop)
            stop = end;
        if (row->count >= RECORD_CELLS_MAX) {
            *flaw = all_empty(r, at, end) ? RECORD_FINE : RECORD_TOO_WIDE;
            return true;
        }
        if (stop > at && (is_blank(*at) || is_blank(stop[-1])))
            return false;
        GROW(row->cells, row->capacity, row->count + 1);
        row->cells[row->count++] = (Span){at, (size_t)(stop - at)};
        if (stop == end)
            return true;
        at = stop + 1;
    }
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

/* A record beyond RECORD_BYTES_MAX, up to `next`: its first cells, and whether one is to blame. */
static bool send_long(Reader *r, const char *at, const char *next)
{
    Row *row = &r->cells;
    split_afresh(r, at, at + RECORD_BYTES_MAX);
    r->at = next;
    Record record = {.row = r->row, .flaw = RECORD_TOO_LONG, .cells = row->cells};
    while (record.count < row->count && row->cells[record.count].length <= RECORD_CELL_MAX)
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
        if ((size_t)(behind - start) > RECORD_BYTES_MAX)
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
    return send(r, row->seen > RECORD_CELLS_MAX ? RECORD_TOO_WIDE : RECORD_FINE, row->cells,
                row->count);
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

void records_read(const char *text, size_t length, char delimiter, bool arbiter, RecordSink *sink,
                  void *context)
{
    Reader r = {
        .at = text, .end = text + length, .arbiter = arbiter, .sink = sink, .context = context};
    r.delimiter = delimiter;
    r.lone_cr = has_lone_cr(text, length);
    start_parser(&r.parser, 0, delimiter);
    while (r.at < r.end) {
        const char *next, *end = line_end(&r, r.at, &next);
        r.row++;
        RecordFlaw flaw;
        bool more;
        if (all_blank(r.at, end)) {
            r.at = next;
            more = send(&r, RECORD_BLANK, NULL, 0);
        } else if (r.open_quotes > OPEN_QUOTES_MAX || r.vain > SEARCH_FREE + length) {
            r.at = next;
            more = send(&r, RECORD_BROKEN_QUOTES, NULL, 0);
        } else if ((size_t)(next - r.at) > RECORD_BYTES_MAX) {
            const char *behind = paired_end(&r, r.at);
            more = send_long(&r, r.at, behind ? behind : next);
        } else if (!arbiter && split_plain(&r, r.at, end, &flaw)) {
            r.at = next;
            more = send(&r, flaw, r.cells.cells, r.cells.count);
        } else
            more = read_by_libcsv(&r, end, next);
        if (!more)
            break;
    }
    csv_free(&r.parser);
    buffer_free(&r.cells.text);
    free(r.cells.ends);
    free(r.cells.cells);
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
