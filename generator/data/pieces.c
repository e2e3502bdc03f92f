/*
 * pieces.c - one large text file, read by several threads; see intake.h.
 *
 * Its first rows are taken as ever: they tell the table and its columns. The text behind them is
 * cut at line ends, at places that depend on nothing but the text. Each piece is read into an
 * intake of its own, as if the rows above it had left nothing behind, and joins them in order if
 * that is so:
 *
 *   a record ended exactly where the piece begins; it was no blank row or footer
 *   no row of the piece hangs on what is above: an empty cell that is filled from there, a total,
 *   another table's header, a flaw of the quotes (RowTaker.hangs)
 *
 * Else it is read once more, with all that is known by then. So the same rows come from the same
 * piece either way, and what is read depends neither on threads nor on chance. What merely adds up
 * (accounts, sums for a total further down, what Split has learnt) is added; how often a problem is
 * told is decided in order (problems_retell()).
 */
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "data/gather.h"
#include "data/taker.h"

#define HEAD ((size_t)64 << 10) /* is read for the header, at least */
#define PIECES_MIN 4            /* fewer are not worth while */
#define VAIN_MAX 4              /* pieces that had to be read again, one after the other */
#define TRIED_YET 16            /* of those behind them, each so many-th is tried */

struct Pieces {
    SheetReader *reader;   /* its taker holds what all rows so far have given */
    RecordReader *records; /* stands behind them */
    Sheet sheet;           /* as it was behind the first */
    Above *above;          /* by column: of the last row of data */
    pthread_mutex_t lock;  /* of the next two */
    int *nameless;         /* columns without a header that were empty so far */
    int nameless_count;
    size_t head, step, count;
    atomic_int vain;
    bool doubtful;
};

struct Piece {
    RecordReader *records;
    RowTaker *taker; /* NULL: was not tried */
};

/* Where piece i begins, and the one before it ends. */
static size_t start_of(const Pieces *p, size_t i)
{
    const char *text = p->reader->text;
    size_t length = p->reader->length, at = p->head + i * p->step;
    if (i == 0 || at >= length)
        return at < length ? at : length;
    const char *end = memchr(text + at, '\n', length - at);
    return end ? (size_t)(end + 1 - text) : length;
}

/* --- the rows above ---------------------------------------------------------------------- */

static void remember(Above *above, const RowTaker *t)
{
    for (size_t i = 0; i < t->remembered.count; i++) {
        size_t c = t->remembered.items[i];
        ColumnType type = t->schema->columns[c].type;
        bool text = type == TYPE_ID || type == TYPE_STR || type == TYPE_TEXT;
        free(above[c].text);
        above[c] = (Above){.value = t->previous[c]};
        if (!text || t->previous[c] <= 0)
            continue;
        const char *from = dataset_text_of(t->intake->data, t->previous[c], &above[c].length);
        above[c].text = memory_resize(NULL, above[c].length + 1);
        memcpy(above[c].text, from, above[c].length + 1);
    }
}

/* Cells that are filled down and private would need the secrets of the piece above. */
static bool can_recall(const RowTaker *t)
{
    for (size_t i = 0; i < t->remembered.count; i++)
        if (t->schema->columns[t->remembered.items[i]].privacy != PRIVACY_PUBLIC)
            return false;
    return true;
}

/* --- opening ----------------------------------------------------------------------------- */

bool pieces_open(SheetReader *reader, RecordReader *records, bool doubtful)
{
    Intake *intake = reader->intake;
    size_t step = intake->piece_bytes;
    size_t head = step < HEAD ? step : HEAD, length = reader->length;
    if (!step || !intake->gather || intake->leave_out || length / PIECES_MIN < step ||
        records_has_lone_cr(records))
        return false;
    bool more = true;
    for (size_t until = head; more && !reader->bound && until < length; until += head)
        more = records_run_lines(records, until, sheet_take, sheet_take_lines, reader);
    const RowTaker *t = reader->taker;
    if (!more || !t || t->sheet->made_ids || !can_recall(t) || records_at(records) >= length)
        return false;
    Pieces *p = memory_alloc(sizeof *p);
    p->reader = reader;
    reader->bytes = NULL;
    p->records = records;
    p->head = records_at(records);
    p->step = step;
    p->count = (length - p->head + step - 1) / step;
    p->doubtful = doubtful;
    p->sheet = *t->sheet;
    p->above = memory_alloc(t->schema->column_count * sizeof *p->above);
    remember(p->above, t);
    pthread_mutex_init(&p->lock, NULL);
    p->nameless = t->sheet->binding.nameless;
    p->nameless_count = t->sheet->binding.nameless_count;
    intake->pieces = p;
    return true;
}

size_t pieces_count(const Pieces *p)
{
    return p->count;
}

size_t pieces_length(const Pieces *p, size_t i)
{
    return start_of(p, i + 1) - start_of(p, i);
}

size_t pieces_head(const Pieces *p)
{
    return p->head;
}

/* --- one piece --------------------------------------------------------------------------- */

static int *copy_ints(Arena *arena, const int *from, size_t count)
{
    int *copy = ARENA_NEW_ARRAY(arena, count, int);
    if (count)
        memcpy(copy, from, count * sizeof *copy);
    return copy;
}

/* An account of its own for the piece. */
static Sheet *copy_sheet(Pieces *p, Intake *place, size_t columns)
{
    Sheet *sheet = ARENA_NEW(place->arena, Sheet);
    *sheet = p->sheet;
    FileReport *r = &sheet->report;
    r->read = r->title = r->header = r->accepted = r->quarantined = r->blank = r->footer = 0;
    sheet->data_rows = sheet->filled_down = 0;
    memset(sheet->told, 0, sizeof sheet->told);
    Binding *b = &sheet->binding;
    b->cell_of = copy_ints(place->arena, b->cell_of, columns);
    b->exponent_of = copy_ints(place->arena, b->exponent_of, columns);
    pthread_mutex_lock(&p->lock);
    b->nameless = copy_ints(place->arena, p->nameless, (size_t)p->nameless_count);
    b->nameless_count = p->nameless_count;
    pthread_mutex_unlock(&p->lock);
    return sheet;
}

static RowTaker *open_taker(Pieces *p, Intake *place)
{
    const RowTaker *file = p->reader->taker;
    /* NOLINTNEXTLINE(bugprone-sizeof-expression): an array of pointers */
    GROW(place->sheets, place->sheet_capacity, 1);
    place->sheets[0] = copy_sheet(p, place, file->schema->column_count);
    place->sheet_count = 1;
    RowTaker *t = row_taker_new(place, 0);
    split_like(t, file);
    t->above = p->above;
    return t;
}

static bool take(void *context, const Record *record)
{
    RowTaker *t = context;
    row_taker_take(t, record);
    return !t->hangs;
}

static bool take_lines(void *context, const Lines *lines)
{
    return row_taker_take_lines(context, lines);
}

void pieces_read(Pieces *p, Intake *place, size_t i)
{
    size_t from = start_of(p, i), to = start_of(p, i + 1);
    Piece *piece = place->piece = memory_alloc(sizeof *piece);
    if (atomic_load(&p->vain) >= VAIN_MAX && i % TRIED_YET != 0)
        return;
    piece->taker = open_taker(p, place);
    piece->taker->blind = true;
    piece->records = records_open_at(p->records, from);
    records_run_lines(piece->records, to, take, take_lines, piece->taker);
}

static void close_piece(Intake *place)
{
    if (place->piece->taker)
        row_taker_free(place->piece->taker);
    records_close(place->piece->records);
    free(place->piece);
    place->piece = NULL;
}

/* --- together ---------------------------------------------------------------------------- */

static void copy_totals(RowTaker *to, const RowTaker *from)
{
    memcpy(to->totals, from->totals, from->schema->column_count * sizeof *to->totals);
    to->part_rows = from->part_rows;
    to->headers_tried = from->headers_tried;
    to->sheet->data_rows = from->sheet->data_rows;
}

static void add_totals(RowTaker *to, const RowTaker *from)
{
    for (size_t c = 0; c < from->schema->column_count; c++) {
        const Total *more = &from->totals[c];
        Total *total = &to->totals[c];
        total->sum += more->sum;
        total->part += more->part;
        total->empty += more->empty;
        total->part_empty += more->part_empty;
        total->any |= more->any;
        total->unreadable |= more->unreadable;
    }
    to->part_rows += from->part_rows;
    to->headers_tried += from->headers_tried;
    to->sheet->data_rows += from->sheet->data_rows;
}

static void add_account(Sheet *to, const Sheet *from)
{
    to->report.read += from->report.read;
    to->report.title += from->report.title;
    to->report.header += from->report.header;
    to->report.accepted += from->report.accepted;
    to->report.quarantined += from->report.quarantined;
    to->report.blank += from->report.blank;
    to->report.footer += from->report.footer;
    to->filled_down += from->filled_down;
}

/* The rows up to `to` from where the rows above end, now that those are known. */
static void read_again(Pieces *p, Intake *place, size_t to)
{
    RowTaker *file = p->reader->taker, *t;
    Piece *piece = place->piece;
    if (piece->taker)
        row_taker_free(piece->taker);
    gather_clear(place);
    t = piece->taker = open_taker(p, place);
    t->gap = file->gap;
    t->other = file->other;
    copy_totals(t, file);
    records_run_lines(p->records, to, take, take_lines, t);
    copy_totals(file, t);
    const Binding *b = &t->sheet->binding;
    pthread_mutex_lock(&p->lock);
    p->nameless = b->nameless;
    p->nameless_count = b->nameless_count;
    pthread_mutex_unlock(&p->lock);
}

void pieces_join(Pieces *p, Intake *place, size_t i, int *rows)
{
    Piece *piece = place->piece;
    RowTaker *file = p->reader->taker;
    *rows = records_rows(p->records);
    if (piece->taker && !file->gap && !file->other && records_join(p->records, piece->records)) {
        add_totals(file, piece->taker);
        atomic_store(&p->vain, 0);
    } else {
        if (piece->taker)
            atomic_fetch_add(&p->vain, 1);
        read_again(p, place, start_of(p, i + 1));
        *rows = 0; /* they have been counted from the first */
    }
    const RowTaker *t = piece->taker;
    file->gap = t->gap;
    file->other = t->other;
    add_account(file->sheet, t->sheet);
    split_add(file, t, *rows);
    if (t->recalled)
        remember(p->above, t);
    problems_retell(p->reader->intake, file->sheet, place, *rows);
    close_piece(place);
}

void pieces_close(Pieces *p)
{
    size_t columns = p->reader->taker->schema->column_count;
    text_close(p->reader, p->doubtful);
    records_close(p->records);
    for (size_t c = 0; c < columns; c++)
        free(p->above[c].text);
    free(p->above);
    pthread_mutex_destroy(&p->lock);
    free(p);
}
