/*
 * records.c - see records.h.
 *
 * The text is cut into physical lines. A line goes to the fast path, or to
 * libcsv, which then says whether the record ended with it; if not, the next
 * line follows. A record of several lines is read once more in libcsv's strict
 * mode: a stray quote inside it means that a quote was left open and the
 * lines behind it are records of their own.
 */
#include "data/records.h"

#include <csv.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buffer.h"

#define OPEN_QUOTES_MAX 50
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
    Record record = {r->row, flaw, cells, count};
    return r->sink(r->context, &record);
}

static bool all_delimiters(const Reader *r, const char *at, const char *end)
{
    while (at < end && *at == r->delimiter)
        at++;
    return at == end;
}

/*
 * Splits a line that only one reading fits; false where libcsv must read it.
 * libcsv trims blanks around unquoted cells, so a blank there is left to it.
 */
static bool split_plain(Reader *r, const char *at, const char *end)
{
    Row *row = &r->cells;
    size_t length = (size_t)(end - at);
    if (memchr(at, '"', length) || memchr(at, '\0', length) || memchr(at, '\r', length))
        return false;
    row->count = 0;
    for (;;) {
        const char *stop = memchr(at, r->delimiter, (size_t)(end - at));
        if (!stop)
            stop = end;
        if (stop > at && (is_blank(*at) || is_blank(stop[-1])))
            return false;
        if (row->count >= RECORD_CELLS_MAX)
            return all_delimiters(r, at, end);
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

static void drop_cell(void *text, size_t length, void *context)
{
    (void)text;
    (void)length;
    (void)context;
}

static void drop_end(int c, void *context)
{
    (void)c;
    (void)context;
}

/* Whether libcsv's strict mode takes the record: no stray quote in a quoted cell. */
static bool is_strict(const Reader *r, const char *at, const char *end)
{
    struct csv_parser parser;
    start_parser(&parser, CSV_STRICT, r->delimiter);
    size_t length = (size_t)(end - at);
    bool ok = csv_parse(&parser, at, length, drop_cell, drop_end, NULL) == length;
    csv_free(&parser);
    return ok;
}

/* The first line of a record whose quote stays open: its cells as far as they can be told. */
static bool send_open(Reader *r, const char *at, const char *end, const char *next, RecordFlaw flaw)
{
    csv_free(&r->parser);
    start_parser(&r->parser, 0, r->delimiter);
    reset(&r->cells);
    csv_parse(&r->parser, at, (size_t)(end - at), on_cell, on_end, &r->cells);
    csv_fini(&r->parser, on_cell, on_end, &r->cells);
    csv_free(&r->parser);
    start_parser(&r->parser, 0, r->delimiter);
    point_cells(&r->cells);
    r->at = next;
    r->open_quotes++;
    return send(r, flaw, r->cells.cells, r->cells.count);
}

static bool read_by_libcsv(Reader *r, const char *end, const char *next)
{
    const char *start = r->at, *first_end = end, *first_next = next;
    Row *row = &r->cells;
    reset(row);
    for (int lines = 1;; lines++) {
        csv_parse(&r->parser, r->at, (size_t)(next - r->at), on_cell, on_end, row);
        if (!row->ended && next == r->end &&
            (next == r->at || (next[-1] != '\n' && next[-1] != '\r')))
            break; /* the last line has no end */
        if (row->ended)
            break;
        if (next == r->end)
            return send_open(r, start, first_end, first_next, RECORD_OPEN_QUOTE);
        if ((size_t)(next - start) > RECORD_BYTES_MAX || lines >= RECORD_LINES_MAX)
            return send_open(r, start, first_end, first_next, RECORD_OPEN_QUOTE);
        r->at = next;
        line_end(r, r->at, &next);
    }
    bool several = r->at != start;
    if (!row->ended) {
        /* In strict finish a quoted cell without its closing quote is an error. */
        csv_set_opts(&r->parser, CSV_STRICT | CSV_STRICT_FINI);
        bool closed = csv_fini(&r->parser, on_cell, on_end, row) == 0;
        csv_set_opts(&r->parser, 0);
        if (!closed)
            return send_open(r, start, first_end, first_next, RECORD_OPEN_QUOTE);
    }
    if (several && !is_strict(r, start, next))
        return send_open(r, start, first_end, first_next, RECORD_OPEN_QUOTE);
    r->at = next;
    point_cells(row);
    RecordFlaw flaw = row->seen > RECORD_CELLS_MAX                ? RECORD_TOO_WIDE
                      : (size_t)(next - start) > RECORD_BYTES_MAX ? RECORD_TOO_LONG
                                                                  : RECORD_FINE;
    return send(r, flaw, row->cells, row->count);
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
        bool more;
        if (all_blank(r.at, end)) {
            r.at = next;
            more = send(&r, RECORD_BLANK, NULL, 0);
        } else if (r.open_quotes > OPEN_QUOTES_MAX) {
            r.at = next;
            more = send(&r, RECORD_BROKEN_QUOTES, NULL, 0);
        } else if (!arbiter && split_plain(&r, r.at, end)) {
            r.at = next;
            more = send(&r, RECORD_FINE, r.cells.cells, r.cells.count);
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
    for (int line = 0; line < 30 && r.at < r.end; line++) {
        const char *next, *end = line_end(&r, r.at, &next);
        int counts[4];
        count_line(r.at, end, counts);
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
