/*
 * row_lines.c - rows of data, many at a time, column by column; see taker.h.
 *
 * Of lines (lines.h) in which every cell is empty, remembered or a simple id, and which ask for
 * nothing else, it is known beforehand what row_taker_take() would do with them: nothing is told,
 * and they are stored. So the cells of a column are looked up for all lines in one loop, and rows
 * that follow one another are stored in one go. All other lines are taken one by one, in their
 * place among them; what their cells give is remembered for later lines.
 *
 * A remembered cell is CACHE_PLAIN where no row needs to be looked at because of it: it was
 * searched, it is not the header again, it has no first day of its own.
 */
#include <stdlib.h>
#include <string.h>

#include "base/wide.h"
#include "data/table_build.h"
#include "data/taker.h"
#include "data/window.h"

#define FEW 16        /* where less than one line of so many is plain, */
#define PAUSE_MOST 15 /* up to so many Lines behind them are taken one by one */

typedef struct {
    int64_t cells[LINES_MOST]; /* garbage in lines that are not plain */
    uint64_t empty;
} Looked;

struct Many {
    bool able;      /* else lines of this sheet are taken one by one */
    Looked *looked; /* of each bound column, as in RowTaker.places */
    bool *must;     /* of each: where it is empty the row is no plain one */
    uint16_t *ids;  /* those of ids: their cells are still to be given numbers */
    size_t id_count;
    bool few_filled; /* so few cells must stand that a row may repeat a title */
    bool wide;       /* the processor has what is quicker */
    Span *cells;     /* of a line as a record */
    size_t room;
    unsigned pause, pauses; /* Lines before they are looked at again; the last such number */
};

Many *many_new(const RowTaker *t)
{
    const Binding *b = &t->sheet->binding;
    Many *many = memory_alloc(sizeof *many);
    bool masked = t->masked_name >= 0 && b->cell_of[t->masked_name] >= 0;
    bool numbers = t->numbers.count > 0 && t->sheet->report.delimiter == ','; /* see split.c */
    many->able = !masked && !numbers && b->income < 0 && t->given.count == 0 && !t->sheet->refused;
    many->wide = window_is_wide();
    many->looked = memory_alloc(t->bound.count * sizeof *many->looked);
    many->must = memory_alloc(t->bound.count * sizeof *many->must);
    many->ids = memory_alloc(t->bound.count * sizeof *many->ids);
    size_t standing = 0;
    for (size_t k = 0; k < t->bound.count; k++) {
        many->must[k] = t->must_stand[t->bound.items[k]];
        for (size_t i = 0; i < t->filled_down.count; i++)
            many->must[k] |= t->filled_down.items[i] == t->bound.items[k];
        standing += many->must[k];
    }
    many->few_filled = standing <= BIND_TITLE_CELLS;
    return many;
}

void many_free(Many *many)
{
    free(many->looked);
    free(many->must);
    free(many->ids);
    free(many->cells);
    free(many);
}

/* --- which lines are plain ------------------------------------------------------------------- */

/* The same of a text whose middle tells, too: two slots may hold the same ends. */
static bool is_either(const CellCache *cache, size_t slot, bool first, bool second,
                      const char *text, size_t length, const CacheSlot **found)
{
    if (first && cache_is_middle(cache->middle[slot], text, length))
        return true;
    *found = &cache->slots[slot + 1];
    return second && cache_is_middle(cache->middle[slot + 1], text, length);
}

/*
 * The lines whose cell is empty or remembered as plain. What depends on the cell's bytes is no
 * branch, but for long ones: it would be foreseen badly.
 */
EITHER uint64_t look_up(const CellCache *cache, const Lines *lines, size_t cell, bool quoted,
                        Looked *out)
{
    const char *text = lines->text;
    const uint32_t *end = &lines->ends[1 + cell];
    const uint32_t gap = cell ? 1 : lines->gap, key = cache->stamp + CACHE_PLAIN + CACHE_CLEAN;
    uint64_t found = 0, empty = 0, top = (uint64_t)1 << 63;
    for (size_t i = 0; i < lines->count; i++, end += lines->cells) {
        uint64_t head, tail;
        uint32_t from = end[-1] + gap, n = *end - from;
        if (quoted) {
            bool in_quotes = n > 0 && text[from] == '"';
            from += in_quotes;
            n -= 2 * (uint32_t)in_quotes;
        }
        cache_ends_within(text + from, n, &head, &tail);
        size_t slot = cache_slot(head, tail, n);
        const CacheSlot *s = &cache->slots[slot];
        bool first = !((s[0].head ^ head) | (s[0].tail ^ tail) | (s[0].key ^ (key + n)));
        bool second = !((s[1].head ^ head) | (s[1].tail ^ tail) | (s[1].key ^ (key + n)));
        bool here = first | second;
        s += !first;
        if (n > 16 && here)
            here = n <= CACHE_TEXT && is_either(cache, slot, first, second, text + from, n, &s);
        out->cells[i] = s->value;
        found = found >> 1 | (here ? top : 0);
        empty = empty >> 1 | (n ? 0 : top);
    }
    size_t unused = (LINES_MOST - lines->count) % LINES_MOST; /* there is a line, or nobody asks */
    found >>= unused;
    empty >>= unused;
    for (uint64_t left = empty; left; left &= left - 1)
        out->cells[__builtin_ctzll(left)] = CELL_MISSING;
    out->empty = empty;
    return found | empty;
}

WIDE static uint64_t look_up_wide(const CellCache *cache, const Lines *lines, size_t cell,
                                  Looked *out)
{
    return lines_has_quotes(lines, cell) ? look_up(cache, lines, cell, true, out)
                                         : look_up(cache, lines, cell, false, out);
}

static uint64_t look_up_narrow(const CellCache *cache, const Lines *lines, size_t cell, Looked *out)
{
    return lines_has_quotes(lines, cell) ? look_up(cache, lines, cell, true, out)
                                         : look_up(cache, lines, cell, false, out);
}

/* The two differ in their last digit only. */
static bool is_alike(Span a, Span b)
{
    if (a.length != b.length || a.length == 0)
        return false;
    const char x = a.text[a.length - 1], y = b.text[b.length - 1];
    return x >= '0' && x <= '9' && y >= '0' && y <= '9' &&
           memcmp(a.text, b.text, a.length - 1) == 0;
}

/* The lines whose cell is empty or a simple id that needs no search. */
static uint64_t find_ids(const RowTaker *t, size_t c, const Lines *lines, size_t cell, Looked *out)
{
    uint64_t found = 0;
    Span last = {"", 0}; /* that was found */
    out->empty = 0;
    for (size_t i = 0; i < lines->count; i++) {
        Span id = lines_cell(lines, i, cell);
        bool number = t->scan[c] == SCAN_NUMBERS && id.length >= SCAN_NUMBER_LEAST;
        out->cells[i] = CELL_MISSING;
        out->empty |= (uint64_t)(id.length == 0) << i;
        if (is_alike(id, last) || (id.length > 0 && take_is_simple_id(id) &&
                                   !(number && row_may_hold_number(id.text, id.length)))) {
            found |= (uint64_t)1 << i;
            last = id;
        }
    }
    return found | out->empty;
}

static uint64_t find_empty(const Lines *lines, size_t cell)
{
    uint64_t empty = 0;
    for (size_t i = 0; i < lines->count; i++)
        empty |= (uint64_t)(lines_cell(lines, i, cell).length == 0) << i;
    return empty;
}

/* What a row begins with that is neither blank nor a footer: footer_of(). */
static bool begins_plainly(const RowTaker *t, const Lines *lines, size_t i)
{
    Span first = lines_cell(lines, i, 0);
    char c = first.length > 6 ? *first.text : '\0';
    bool plain = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'M') || (c >= 'O' && c <= 'Z');
    return plain && t->sheet->binding.sequence != 0 && lines_cell(lines, i, 1).length > 0;
}

static Record record_of(Many *many, const Lines *lines, size_t i)
{
    GROW(many->cells, many->room, lines->cells);
    return lines_record(lines, i, many->cells);
}

/* Whether a row of ids and cells that are no header's is one of data that can be stored. */
static bool is_plain_row(RowTaker *t, const Lines *lines, size_t i)
{
    size_t unknown = t->many->id_count;
    bool plain = begins_plainly(t, lines, i), titles = t->many->few_filled && t->sheet->title_count;
    if (plain && unknown < 2 && !titles && !(lines->breaks >> i & 1))
        return true;
    const Record record = record_of(t->many, lines, i);
    return (plain || (!footer_is_blank(&record, t->sheet->binding.sequence) &&
                      footer_of(&record, &t->footers) == NO_FOOTER)) &&
           (unknown < 2 || bind_repeats(t->intake, t->sheet, &record, t->bound.items,
                                        t->bound.count) == REPEAT_NOT) &&
           !(titles && bind_repeats_title(t->sheet, &record)) &&
           row_swallowing_cell(t, &record) < 0;
}

/* The cells that must be empty: those behind the header, and those without one. */
static uint64_t find_bare(const RowTaker *t, const Lines *lines)
{
    const Binding *b = &t->sheet->binding;
    uint64_t bare = ~UINT64_C(0);
    for (size_t cell = (size_t)b->cells; cell < lines->cells; cell++)
        bare &= find_empty(lines, cell);
    for (int k = 0; k < b->nameless_count; k++)
        if ((size_t)b->nameless[k] < lines->cells)
            bare &= find_empty(lines, (size_t)b->nameless[k]);
    return bare;
}

/* A bit for each plain line; their cells are in Many.looked, but for ids. */
static uint64_t find_plain(RowTaker *t, const Lines *lines)
{
    Many *many = t->many;
    uint64_t plain = ~UINT64_C(0) >> (LINES_MOST - lines->count),
             placed = t->is_compounds ? plain : 0;
    uint64_t known = 0; /* some cell is remembered, so that it is not the header again */
    many->id_count = 0; /* of these columns that is not known */
    for (size_t k = 0; k < t->bound.count && plain; k++) {
        size_t c = t->places[k].column, cell = t->places[k].cell;
        Looked *looked = &many->looked[k];
        CellCache *cache = t->caches[c];
        uint64_t found = ~UINT64_C(0);
        if (cell >= lines->cells) {
            looked->empty = found;
            for (size_t i = 0; i < lines->count; i++)
                looked->cells[i] = CELL_MISSING;
        } else if (!cache) {
            if (!t->simple[c] || t->scan[c] == SCAN_PHONES)
                return 0;
            found = find_ids(t, c, lines, cell, looked);
            many->ids[many->id_count++] = (uint16_t)k;
        } else {
            found = many->wide ? look_up_wide(cache, lines, cell, looked)
                               : look_up_narrow(cache, lines, cell, looked);
            cache->hits += (uint32_t)__builtin_popcountll(found & ~looked->empty);
            known |= found & ~looked->empty;
        }
        plain &= found;
        if (many->must[k])
            plain &= ~looked->empty;
        if ((int)c == t->schema->compound_id || (int)c == t->schema->compound_name)
            placed |= ~looked->empty;
    }
    plain &= placed & find_bare(t, lines);
    if (t->sheet->binding.rows == 2)
        plain &= known;
    for (uint64_t left = plain; left; left &= left - 1) {
        size_t i = (size_t)__builtin_ctzll(left);
        if (!is_plain_row(t, lines, i))
            plain &= ~(left & -left);
    }
    return plain;
}

/* --- storing them ---------------------------------------------------------------------------- */

/* Ids get their numbers in the order of the rows, as other texts do. */
static void intern_ids(RowTaker *t, const Lines *lines, size_t from, size_t count)
{
    for (size_t i = from; i < from + count; i++)
        for (size_t n = 0; n < t->many->id_count; n++) {
            size_t k = t->many->ids[n];
            Looked *looked = &t->many->looked[k];
            if (looked->empty >> i & 1)
                continue;
            Span id = lines_cell(lines, i, t->places[k].cell);
            looked->cells[i] = dataset_intern(t->intake->data, id.text, id.length);
        }
}

/* footer_add() of all of them. */
static void add_column(RowTaker *t, size_t k, uint64_t rows, size_t from, size_t count)
{
    const Looked *looked = &t->many->looked[k];
    size_t c = t->places[k].column;
    Total *total = &t->totals[c];
    int empty = __builtin_popcountll(looked->empty & rows);
    total->empty += empty;
    total->part_empty += empty;
    if (!footer_sums(&t->schema->columns[c]))
        return;
    for (size_t i = from; i < from + count; i++)
        if (looked->cells[i] != CELL_MISSING) {
            total->sum += looked->cells[i];
            total->part += looked->cells[i];
            total->any = true;
        }
}

static size_t filled_cells(const Lines *lines, size_t from, size_t count)
{
    size_t filled = 0;
    for (size_t i = from; i < from + count; i++)
        for (size_t n = lines->cells; n > filled; n--)
            if (lines_cell(lines, i, n - 1).length > 0)
                filled = n;
    return filled;
}

/* Plain lines that follow one another. */
static void store(RowTaker *t, const Lines *lines, size_t from, size_t count)
{
    uint64_t rows = ~UINT64_C(0) >> (LINES_MOST - count) << from;
    size_t row = table_rows(t->table);
    intern_ids(t, lines, from, count);
    table_add_rows(t->table, (RowOrigin){t->file, lines->row + (int)from}, count);
    for (size_t i = 0; i < t->remembered.count; i++)
        t->previous[t->remembered.items[i]] = CELL_MISSING; /* the column may not be bound */
    for (size_t k = 0; k < t->bound.count; k++) {
        const int64_t *cells = t->many->looked[k].cells;
        size_t c = t->places[k].column;
        table_put_cells(t->table, c, row, count, cells + from);
        add_column(t, k, rows, from, count);
        t->previous[c] = cells[from + count - 1]; /* asked for where remembered */
    }
    split_pass(t, count, filled_cells(lines, from, count));
    t->part_rows += (int)count;
    t->sheet->data_rows += (int)count;
    t->sheet->report.read += (int)count;
    t->sheet->report.accepted += (int)count;
}

/* --- all lines ------------------------------------------------------------------------------- */

/* The cells of a row that has just been stored. */
static void learn(RowTaker *t, const Record *record)
{
    for (size_t k = 0; k < t->bound.count; k++) {
        size_t c = t->places[k].column;
        CacheSlot *slot = t->caches[c] ? t->slots[c] : NULL;
        if (!slot || slot->key & CACHE_PLAIN || slot->value == CELL_MISSING)
            continue;
        bool clean = t->scan[c] == SCAN_NOTHING || slot->key & CACHE_CLEAN || slot->value <= 0;
        bool one_day = slot->first == DAY_MISSING || slot->first == slot->value;
        if (clean && one_day && !bind_is_header_cell(t->sheet, c, record->cells[t->places[k].cell]))
            slot->key |= CACHE_PLAIN | CACHE_CLEAN; /* what needs no search counts as searched */
    }
}

static void take_line(RowTaker *t, const Lines *lines, size_t i)
{
    const Record record = record_of(t->many, lines, i);
    int accepted = t->sheet->report.accepted;
    row_taker_take(t, &record);
    if (t->many->able && t->sheet->report.accepted > accepted)
        learn(t, &record);
}

/* Nothing of the rows above changes what becomes of the next. */
static bool is_quiet(const RowTaker *t)
{
    return !t->gap && !t->other && !t->vain && (!t->above || t->recalled);
}

bool row_taker_take_lines(RowTaker *t, const Lines *lines)
{
    Many *many = t->many;
    uint64_t plain = 0;
    if (many->pause > 0)
        many->pause--;
    else if (many->able) {
        plain = find_plain(t, lines);
        bool few = (size_t)__builtin_popcountll(plain) * FEW < lines->count;
        many->pauses = !few ? 0 : many->pauses < PAUSE_MOST ? 2 * many->pauses + 1 : PAUSE_MOST;
        many->pause = many->pauses;
    }
    for (size_t i = 0, run; i < lines->count && !t->hangs; i += run) {
        uint64_t others = ~(plain >> i);
        run = others ? (size_t)__builtin_ctzll(others) : LINES_MOST;
        if (run > 0 && is_quiet(t))
            store(t, lines, i, run);
        else {
            take_line(t, lines, i);
            run = 1;
        }
    }
    return !t->hangs;
}
