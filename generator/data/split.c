/*
 * split.c - amounts that their own commas have split; see taker.h.
 *
 * 12,345.60 without its quotes is two cells, of which the first would pass for the amount. It shows
 * by its form (one to three digits, then three) and by what the split did to the row:
 *
 *   sure       the row has a cell more than others, or the second cell begins with a zero that no
 *              number begins with, or does not fit the column it has come to stand in
 *   doubtful   a text column holds the rest of a number; income and expense stand in one row; the
 *              row reaches a column that no other row fills, or lacks the decimals of all others
 *
 * The first is an error and the row is not read, the second a warning. Two numbers that merely
 * stand side by side, as a count and a price do, are neither: 12 and 345 are as good as any.
 */
#include <stdlib.h>
#include <string.h>

#include "data/taker.h"

#define DOUBTS_MAX 1000

/* What looks like a number in parts. */
typedef struct {
    size_t column;     /* of the schema */
    size_t head, tail; /* first and last of its cells */
    bool decimals;     /* the last part has them */
    bool zero;         /* some part but the first begins with a zero */
} Look;

/* A row that the others must judge. */
typedef struct {
    int row;
    Look look;
    size_t filled; /* cells up to the last that is not empty */
    bool is_short;
} Doubt;

/* Of one column of amounts, over the rows without a look. */
typedef struct {
    bool two_decimals, other; /* forms that it was met in */
    bool next;                /* the cell behind it was filled */
} Habit;

struct Split {
    bool possible;       /* a comma splits the cells of this file */
    size_t width;        /* cells that a row has, empty ones at its end included */
    size_t narrow;       /* the least that a row among the first had */
    size_t rows, filled; /* rows without a look; the most cells that one filled */
    Habit *habits;
    Doubt *doubts;
    size_t count, capacity;
};

static bool is_amount(ColumnType type)
{
    return type == TYPE_MONEY || type == TYPE_AREA;
}

bool split_is_number(ColumnType type)
{
    return is_amount(type) || type == TYPE_INT || type == TYPE_DECIMAL;
}

static size_t digits(Span cell, size_t from)
{
    size_t n = 0;
    while (from + n < cell.length && cell.text[from + n] >= '0' && cell.text[from + n] <= '9')
        n++;
    return n;
}

/* "12", "-12", "¥12": the sign and currency may be anything that is no digit. */
static bool is_head(Span cell)
{
    size_t from = 0;
    if (cell.length == 0 || cell.length > 12)
        return false;
    while (from < cell.length && !(cell.text[from] >= '0' && cell.text[from] <= '9'))
        from++;
    size_t n = digits(cell, from);
    return n >= 1 && n <= 3 && cell.text[from] != '0' && from + n == cell.length &&
           !memchr(cell.text, '.', from);
}

/* "345", "345.60". */
static bool is_tail(Span cell)
{
    return cell.length >= 3 && digits(cell, 0) == 3 && (cell.length == 3 || cell.text[3] == '.') &&
           (cell.length < 5 || 4 + digits(cell, 4) == cell.length);
}

static bool find_look(const Record *record, size_t column, size_t head, Look *out)
{
    if (head + 1 >= record->count || !is_head(record->cells[head]) ||
        !is_tail(record->cells[head + 1]))
        return false;
    *out = (Look){column, head, head, false, false};
    while (out->tail + 1 < record->count && !out->decimals &&
           is_tail(record->cells[out->tail + 1])) {
        Span part = record->cells[++out->tail];
        out->decimals = part.length > 3;
        out->zero |= part.text[0] == '0';
    }
    return true;
}

/* The column that a cell is read as; NULL where none is bound to it. */
static const ColumnSchema *column_at(const RowTaker *t, size_t cell)
{
    const Binding *b = &t->sheet->binding;
    for (size_t k = 0; k < t->bound.count; k++)
        if ((size_t)b->cell_of[t->bound.items[k]] == cell)
            return &t->schema->columns[t->bound.items[k]];
    if ((int)cell == b->income || (int)cell == b->expense)
        return &t->schema->columns[t->amount];
    return NULL;
}

static size_t filled_cells(const Record *record)
{
    size_t n = record->count;
    while (n > 0 && record->cells[n - 1].length == 0)
        n--;
    return n;
}

/* A count of things has no decimals; what stands behind it then is an amount of its own. */
static bool is_one_number(const RowTaker *t, const Look *look)
{
    return t->schema->columns[look->column].type != TYPE_INT || !look->decimals;
}

/* The first look of the row. */
static bool row_look(const RowTaker *t, const Record *record, Look *out)
{
    const Binding *b = &t->sheet->binding;
    for (size_t k = 0; k < t->numbers.count; k++) {
        size_t c = t->numbers.items[k];
        if (find_look(record, c, (size_t)b->cell_of[c], out) && is_one_number(t, out))
            return true;
    }
    return b->income >= 0 && t->amount >= 0 &&
           (find_look(record, (size_t)t->amount, (size_t)b->income, out) ||
            find_look(record, (size_t)t->amount, (size_t)b->expense, out));
}

/* 345, 345.00 */
static bool is_whole(Span tail)
{
    size_t i = 4;
    while (i < tail.length && tail.text[i] == '0')
        i++;
    return i >= tail.length;
}

typedef enum { FINE, DOUBTFUL, SURE } Judgement;

static Judgement judge(const RowTaker *t, const Record *record, const Look *look)
{
    const Split *s = t->split;
    bool extra = record->count > (size_t)t->sheet->binding.cells &&
                 filled_cells(record) > (size_t)t->sheet->binding.cells;
    /* One row alone may end in a comma too many; then its decimals decide. */
    if (extra || (record->count > s->width && (look->decimals || look->zero || s->narrow)))
        return SURE;
    if (record->count > s->width)
        return DOUBTFUL;
    if (look->decimals && look->tail > look->head + 1)
        return DOUBTFUL; /* 1 | 234 | 567.80 */
    const ColumnSchema *next = column_at(t, look->head + 1);
    if (next && split_is_number(next->type)) {
        bool whole = is_whole(record->cells[look->tail]);
        if (look->zero || (next->type == TYPE_INT && !whole))
            return SURE;
        int income = t->sheet->binding.income;
        return income >= 0 && look->decimals && (int)look->head == income &&
                       (int)look->head + 1 == t->sheet->binding.expense
                   ? DOUBTFUL
                   : FINE;
    }
    if (!next || next->type == TYPE_STR || next->type == TYPE_TEXT) {
        bool of_amount = is_amount(t->schema->columns[look->column].type);
        if (of_amount && look->decimals)
            return look->zero ? SURE : DOUBTFUL;
        return of_amount && memcmp(record->cells[look->head + 1].text, "000", 3) == 0 ? DOUBTFUL
                                                                                      : FINE;
    }
    return FINE;
}

/* --- what the other rows say ------------------------------------------------------------- */

static void learn(RowTaker *t, const Record *record)
{
    Split *s = t->split;
    const Binding *b = &t->sheet->binding;
    size_t filled = filled_cells(record);
    s->rows++;
    if (filled > s->filled)
        s->filled = filled;
    for (size_t k = 0; k < t->summed.count; k++) {
        size_t c = t->summed.items[k], i = (size_t)b->cell_of[c];
        if (i >= record->count || !is_amount(t->schema->columns[c].type) ||
            record->cells[i].length == 0)
            continue;
        Span cell = record->cells[i];
        bool two = cell.length > 3 && cell.text[cell.length - 3] == '.';
        s->habits[c].two_decimals |= two;
        s->habits[c].other |= !two;
        s->habits[c].next |= i + 1 < record->count && record->cells[i + 1].length > 0;
    }
}

void split_pass(RowTaker *t, size_t rows, size_t filled)
{
    Split *s = t->split;
    if (!s->possible)
        return;
    s->rows += rows;
    s->filled = filled > s->filled ? filled : s->filled;
}

static void doubt(RowTaker *t, const Record *record, const Look *look)
{
    Split *s = t->split;
    if (!look->decimals || !is_amount(t->schema->columns[look->column].type) ||
        s->count >= DOUBTS_MAX)
        return;
    GROW(s->doubts, s->capacity, s->count + 1);
    s->doubts[s->count++] = (Doubt){record->row, *look, filled_cells(record),
                                    record->count < (size_t)t->sheet->binding.cells};
}

static void tell(RowTaker *t, int row, const Look *look, Judgement judgement)
{
    Record at = {.row = row};
    bool sure = judgement == SURE;
    int was = t->sheet->binding.cell_of[look->column];
    t->sheet->binding.cell_of[look->column] = (int)look->head; /* of a pair: the side */
    row_tell(t, &at, (int)look->column, sure ? SEVERITY_ERROR : SEVERITY_WARNING, "split_number",
             sure ? "像是被逗号断成了两格的数，这一行没有读入"
                  : "和右边一格像是被逗号断成两格的一个数，先按两格读了",
             sure ? "seems to be a number that a comma has split; the row was not read"
                  : "and the cell behind it may be one number that a comma has split; they were "
                    "read as two",
             "带千分位逗号的数请用英文双引号括起来，或去掉逗号",
             "quote a number with commas, or leave the commas out");
    t->sheet->binding.cell_of[look->column] = was;
}

Split *split_new(const RowTaker *t)
{
    Split *s = memory_alloc(sizeof *s);
    s->possible = !t->sheet->in_book && t->sheet->report.delimiter == ',';
    s->width = (size_t)t->sheet->binding.width;
    s->habits = memory_alloc(t->schema->column_count * sizeof *s->habits);
    return s;
}

void split_expect(RowTaker *t, const Record *record)
{
    Look look;
    Split *s = t->split;
    if (record->flaw == RECORD_FINE && record->count > 0 && !row_look(t, record, &look) &&
        (s->narrow == 0 || record->count < s->narrow))
        s->narrow = record->count;
    if (s->narrow > s->width)
        s->width = s->narrow;
}

bool split_row(RowTaker *t, const Record *record)
{
    Look look;
    if (!t->split->possible)
        return false;
    if (!row_look(t, record, &look)) {
        learn(t, record);
        return false;
    }
    Judgement judgement = judge(t, record, &look);
    if (judgement != FINE)
        tell(t, record->row, &look, judgement);
    else
        doubt(t, record, &look);
    return judgement == SURE;
}

void split_like(RowTaker *t, const RowTaker *file)
{
    t->split->width = file->split->width;
    t->split->narrow = file->split->narrow;
}

void split_add(RowTaker *to, const RowTaker *from, int rows)
{
    Split *s = to->split;
    const Split *more = from->split;
    s->rows += more->rows;
    s->filled = more->filled > s->filled ? more->filled : s->filled;
    for (size_t c = 0; c < to->schema->column_count; c++) {
        s->habits[c].two_decimals |= more->habits[c].two_decimals;
        s->habits[c].other |= more->habits[c].other;
        s->habits[c].next |= more->habits[c].next;
    }
    for (size_t i = 0; i < more->count && s->count < DOUBTS_MAX; i++) {
        GROW(s->doubts, s->capacity, s->count + 1);
        s->doubts[s->count] = more->doubts[i];
        s->doubts[s->count++].row += rows;
    }
}

void split_tell(RowTaker *t)
{
    Split *s = t->split;
    for (size_t i = 0; i < s->count; i++) {
        const Doubt *d = &s->doubts[i];
        const Habit *habit = &s->habits[d->look.column];
        bool last = d->filled == d->look.tail + 1;
        bool strange = habit->two_decimals && !habit->other;
        bool alone = last && !habit->next && (s->rows > 0 || d->is_short);
        bool further = s->rows > 0 && d->filled == s->filled + 1;
        if (strange || alone || further)
            tell(t, d->row, &d->look, DOUBTFUL);
    }
}

void split_free(Split *s)
{
    free(s->habits);
    free(s->doubts);
    free(s);
}
