/*
 * rows.c - data rows of one sheet -> cells of a table; see intake.h.
 *
 * A row is read whole before any of it is stored. A required or key cell that
 * cannot be read quarantines the row; any other is missing and named.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "data/label.h"
#include "data/scan.h"
#include "data/table_build.h"
#include "data/taker.h"

static Span cell_at(const Record *record, int i)
{
    return i >= 0 && (size_t)i < record->count ? record->cells[i] : (Span){"", 0};
}

void row_tell(RowTaker *t, const Record *record, int column, Severity severity, const char *code,
              const char *zh, const char *en, const char *advice_zh, const char *advice_en)
{
    if (!problem_may_tell(t->intake, t->sheet, record->row, severity, code))
        return;
    const ColumnSchema *schema = column >= 0 ? &t->schema->columns[column] : NULL;
    int cell = column >= 0 ? t->sheet->binding.cell_of[column] : -1;
    const char *header = schema ? t->sheet->binding.headers[column] : "";
    Problem p = {.code = code,
                 .severity = severity,
                 .file = t->sheet->report.path,
                 .row = record->row,
                 .column = cell,
                 .column_name = schema ? schema->name : "",
                 .header = schema && !*header ? schema->title.zh : header,
                 .value = "",
                 .expected_zh = zh,
                 .expected_en = en,
                 .advice_zh = advice_zh,
                 .advice_en = advice_en};
    problems_add(t->intake->problems, &p);
}

/* A word stands in the cell, but one that says that there is nothing: 无, —. */
static bool says_nothing(const RowTaker *t, const Record *record, int c)
{
    Span cell = cell_at(record, c >= 0 ? t->sheet->binding.cell_of[c] : -1);
    char fold[8];
    return label_fold(cell.text, cell.length < 64 ? cell.length : 64, fold, sizeof fold) > 0;
}

/* Whether anything may come from the row above. */
static bool looks_up(const RowTaker *t)
{
    const int columns[] = {t->schema->compound_id, t->schema->compound_name};
    bool fills = false, given = t->is_compounds;
    for (int i = 0; i < 2; i++) {
        int c = columns[i];
        bool bound = c >= 0 && t->sheet->binding.cell_of[c] >= 0;
        fills |= bound && t->schema->columns[c].fill_down;
        given |= bound && t->cells[c] != CELL_MISSING;
    }
    for (size_t i = 0; i < t->filled_down.count; i++)
        if (t->cells[t->filled_down.items[i]] == CELL_MISSING)
            return true;
    return fills && !given;
}

/* Of the first row of a piece: the row above it becomes the one before, if it is needed. */
static void recall(RowTaker *t)
{
    t->recalled = true;
    if (!looks_up(t))
        return;
    t->hangs |= t->blind;
    for (size_t i = 0; !t->blind && i < t->remembered.count; i++) {
        size_t c = t->remembered.items[i];
        const Above *above = &t->above[c];
        t->previous[c] = above->text ? dataset_intern(t->intake->data, above->text, above->length)
                                     : above->value;
    }
}

/* Merged cells: the compound as a whole, then what the schema says, within the same compound. */
static void fill_down(RowTaker *t, const Record *record)
{
    int id = t->schema->compound_id, name = t->schema->compound_name;
    bool has_id = id >= 0 && t->cells[id] != CELL_MISSING;
    bool has_name = name >= 0 && t->cells[name] != CELL_MISSING;
    bool same = true;
    if (t->above && !t->recalled)
        recall(t);
    if (!t->is_compounds && ((id >= 0 && t->bad[id]) || (name >= 0 && t->bad[name])))
        return;
    if (!t->is_compounds && !has_id && !has_name) {
        if (says_nothing(t, record, id) || says_nothing(t, record, name))
            return; /* 无 is not a merged cell */
        bool fills = (name >= 0 && t->schema->columns[name].fill_down) ||
                     (id >= 0 && t->schema->columns[id].fill_down);
        if (fills) {
            if (id >= 0)
                t->cells[id] = t->previous[id];
            if (name >= 0)
                t->cells[name] = t->previous[name];
            if ((id >= 0 && t->cells[id] != CELL_MISSING) ||
                (name >= 0 && t->cells[name] != CELL_MISSING))
                t->filled = true;
        }
    } else if (!t->is_compounds)
        same = (!has_id || t->cells[id] == t->previous[id]) &&
               (!has_name || t->cells[name] == t->previous[name]);
    for (size_t i = 0; same && i < t->filled_down.count; i++) {
        size_t c = t->filled_down.items[i];
        if (!t->bad[c] && t->cells[c] == CELL_MISSING)
            t->cells[c] = t->previous[c];
    }
}

/* "r41" */
static void name_by_row(char out[32], int row)
{
    char digits[16];
    size_t n = 0;
    do
        digits[n++] = (char)('0' + row % 10);
    while (row /= 10);
    *out++ = 'r';
    while (n > 0)
        *out++ = digits[--n];
    *out = '\0';
}

static void give_missing(RowTaker *t, const Record *record)
{
    const Sheet *sheet = t->sheet;
    for (size_t i = 0; i < t->given.count; i++) {
        size_t c = t->given.items[i];
        const ColumnSchema *column = &t->schema->columns[c];
        if (t->cells[c] != CELL_MISSING)
            continue;
        if (column->type == TYPE_ENUM && strcmp(column->name, "issue_type") == 0)
            t->cells[c] = sheet->fixed_enum[0];
        else if (column->type == TYPE_ENUM && strcmp(column->name, "account") == 0)
            t->cells[c] = sheet->fixed_enum[1];
        else if ((column->type == TYPE_PERIOD || column->type == TYPE_DATE) &&
                 sheet->first != MONTH_MISSING) {
            t->cells[c] = month_last(sheet->last);
            t->first[c] = month_first(sheet->first);
        } else if (column->type == TYPE_ID && sheet->made_ids && t->is_key[c]) {
            Span number = cell_at(record, sheet->binding.sequence);
            char sequence[32] = "";
            if (number.length && number.length < 16)
                label_fold(number.text, number.length, sequence, sizeof sequence);
            if (!*sequence)
                name_by_row(sequence, record->row);
            size_t path = strlen(sheet->id_path), end = strlen(sequence);
            make_room(t, path + end + 1);
            memcpy(t->text, sheet->id_path, path);
            t->text[path] = '#';
            memcpy(t->text + path + 1, sequence, end);
            t->cells[c] = dataset_intern(t->intake->data, t->text, path + 1 + end);
        }
    }
}

/* Whether the cell must be there; the compound is settled later, once T01 is known. */
static bool must_stand(const RowTaker *t, size_t c)
{
    bool compound = (int)c == t->schema->compound_name || (int)c == t->schema->compound_id;
    return t->schema->columns[c].required && (t->is_compounds || !compound);
}

/* Elected members and admitted candidates hold a public office (domain.md 2.4); others do not. */
static bool is_public_person(const RowTaker *t)
{
    static const char *const offices[] = {"committee", "supervisors", "management_committee"};
    if (t->body < 0 || t->cells[t->body] == CELL_MISSING)
        return false;
    const char *body = t->schema->columns[t->body].values[t->cells[t->body]].code;
    for (size_t i = 0; i < sizeof offices / sizeof *offices; i++)
        if (strcmp(body, offices[i]) == 0)
            return true;
    if (strcmp(body, "candidate") != 0)
        return false;
    return t->vetted < 0 || t->cells[t->vetted] == CELL_MISSING ||
           t->cells[t->vetted] != schema_enum(&t->schema->columns[t->vetted], "fail");
}

/* Until here the cell was a secret; now it is the name, or its mask. */
static void settle_name(RowTaker *t)
{
    int c = t->masked_name;
    if (c < 0 || t->cells[c] <= 0)
        return;
    const char *name = secrets_text(t->intake->secrets, t->cells[c]);
    char mask[32];
    if (!is_public_person(t))
        name = scan_mask_name(name, mask);
    t->cells[c] = dataset_intern(t->intake->data, name, strlen(name));
}

static void remember_name(RowTaker *t)
{
    int id = t->schema->compound_id, name = t->schema->compound_name;
    Named named = {t->file, id >= 0 ? t->cells[id] : CELL_MISSING,
                   name >= 0 ? t->cells[name] : CELL_MISSING};
    Intake *intake = t->intake;
    if (intake->named_count) {
        Named *last = &intake->named[intake->named_count - 1];
        if (last->file == named.file && last->id == named.id && last->name == named.name)
            return;
    }
    GROW(intake->named, intake->named_capacity, intake->named_count + 1);
    intake->named[intake->named_count++] = named;
}

static void quarantine(RowTaker *t)
{
    t->sheet->report.quarantined++;
    remember_name(t);
}

static void store(RowTaker *t, const Record *record)
{
    t->sheet->filled_down += t->filled;
    t->filled = false; /* a pair is stored twice */
    table_add_cells(t->table, (RowOrigin){t->file, record->row}, t->cells, t->stored.items,
                    t->stored.count);
    for (size_t i = 0; i < t->periods.count; i++) {
        size_t c = t->periods.items[i];
        if (t->cells[c] != CELL_MISSING && t->first[c] != DAY_MISSING && t->first[c] != t->cells[c])
            table_set_first_day(t->table, table_rows(t->table) - 1, c, (Day)t->first[c]);
    }
    t->sheet->report.accepted++; /* settle.c moves what does not count in the end */
}

/* The row has all its cells but some that need not stand, and none came from elsewhere. */
static bool is_plainly_complete(const RowTaker *t)
{
    bool plain = t->given.count == 0 && t->sheet->binding.income < 0;
    for (size_t i = 0; plain && i < t->holes.count; i++)
        plain = !t->must_stand[t->holes.items[i]];
    return plain;
}

static bool is_complete(RowTaker *t, const Record *record)
{
    bool complete = true;
    if (is_plainly_complete(t))
        return true;
    for (size_t i = 0; i < t->standing.count; i++) {
        size_t c = t->standing.items[i];
        if (t->cells[c] == CELL_MISSING) {
            row_tell(t, record, (int)c, SEVERITY_ERROR, "empty_required",
                     "必填却是空的，这一行没有读入", "is required but empty; the row was not read",
                     "请补填后重新提交", "fill it in and send the file again");
            complete = false;
        }
    }
    return complete;
}

/* The whole of both sides, or one of them, whatever its sign. */
static bool agrees(int64_t amount, const int64_t sides[2])
{
    int64_t in = sides[0] == CELL_MISSING ? 0 : sides[0],
            out = sides[1] == CELL_MISSING ? 0 : sides[1];
    return llabs(amount) == llabs(in - out) || (in && amount == in) ||
           (out && llabs(amount) == out);
}

/* What stands under 收入 and 支出; false where one of them cannot be read. */
static bool read_sides(RowTaker *t, const Record *record, int64_t sides[2])
{
    Binding *b = &t->sheet->binding;
    int cells[] = {b->income, b->expense}, *cell = &b->cell_of[t->amount], own = *cell;
    int own_exponent = b->exponent_of[t->amount];
    bool readable = true;
    for (int s = 0; s < 2; s++) {
        *cell = cells[s]; /* where a problem is */
        b->exponent_of[t->amount] = b->exponents[s];
        readable = take_cell(t, record, (size_t)t->amount, cell_at(record, cells[s])) && readable;
        sides[s] = t->cells[t->amount];
    }
    if (sides[1] != CELL_MISSING && sides[1] < 0)
        sides[1] = -sides[1]; /* (6430.2) under 支出 is an expense of 6430.2 */
    *cell = own;
    b->exponent_of[t->amount] = own_exponent;
    return readable;
}

/*
 * One row of a sheet with 收入 and 支出 columns: a ledger row for each that is filled, or none.
 * Where there is a column 金额 besides, it must say the same.
 */
static void take_pair(RowTaker *t, const Record *record, bool readable)
{
    static const char *const codes[] = {"in", "out"};
    int64_t amount = t->sheet->binding.cell_of[t->amount] >= 0 ? t->cells[t->amount] : CELL_MISSING;
    int64_t *id = &t->cells[t->schema->key[0]], sides[2];
    int stored = 0;
    readable = readable && read_sides(t, record, sides);
    if (readable && sides[0] == CELL_MISSING && sides[1] == CELL_MISSING) {
        row_tell(t, record, -1, SEVERITY_ERROR, "no_amount", "收入和支出都是空的，这一行没有读入",
                 "neither income nor expense is given; the row was not read", "请补填金额",
                 "give the amount");
        readable = false;
    } else if (readable && amount != CELL_MISSING && !agrees(amount, sides)) {
        row_tell(t, record, t->amount, SEVERITY_ERROR, "amounts_differ",
                 "与同一行的收入、支出不一致，这一行没有读入",
                 "differs from income and expense of its row; the row was not read",
                 "请核对；如这一列是余额，请把表头改为“余额”",
                 "check them; where the column is a balance, head it 余额");
        readable = false;
    }
    for (int s = 0; s < 2 && readable; s++) {
        if (sides[s] == CELL_MISSING)
            continue;
        t->cells[t->amount] = sides[s];
        t->cells[t->direction] = schema_enum(&t->schema->columns[t->direction], codes[s]);
        if (stored && *id > 0) {
            const char *base = dataset_text(t->intake->data, *id);
            char *second = arena_printf(t->intake->arena, "%s-2", base);
            *id = dataset_intern(t->intake->data, second, strlen(second));
        }
        if (!stored && !is_complete(t, record))
            break;
        store(t, record);
        stored++;
    }
    if (stored == 2)
        t->sheet->report.accepted--; /* two ledger rows, one row of the file */
    if (!stored)
        quarantine(t);
}

/* Why the cells of a row that was not read do not fit: perhaps a delimiter is missing. */
static void tell_short(RowTaker *t, const Record *record)
{
    row_tell(t, record, -1, SEVERITY_WARNING, "short_row", "这一行的格数比表头少",
             "has fewer cells than the header",
             "请看是否漏了逗号，或用了全角逗号；空的格也要有逗号",
             "see whether a comma is missing or is a full-width one; empty cells need one too");
}

static bool has_wide_comma(Span cell)
{
    return cell.length > 0 && memmem(cell.text, cell.length, "，", strlen("，"));
}

#define HEADERS_TRIED_MAX                                                                          \
    200 /* rows of one sheet that are looked at as headers of other tables                         \
         */

/* Below the table another one may begin; from its header on nothing is this table's. */
static bool is_other_table(RowTaker *t, const Record *record)
{
    if (t->other || t->headers_tried++ >= HEADERS_TRIED_MAX)
        return t->other;
    int table = bind_other_table(t->intake, t->sheet, record);
    if (table < 0)
        return false;
    bind_tell_other(t->intake, t->sheet, record->row, table);
    t->hangs |= t->blind;
    return t->other = true;
}

/* A column without a header that holds something is named once. */
static void watch_nameless(RowTaker *t, const Record *record)
{
    Binding *b = &t->sheet->binding;
    for (int k = 0; k < b->nameless_count; k++) {
        int i = b->nameless[k];
        char fold[8];
        if ((size_t)i >= record->count || record->cells[i].length == 0 ||
            label_fold(record->cells[i].text, record->cells[i].length, fold, sizeof fold) == 0)
            continue;
        problem_in(t->intake, t->sheet, record->row, i, SEVERITY_NOTE, "unknown_column", "",
                   "这一列没有表头，里面的内容没有用到",
                   "stands in a column without a header, which is not used",
                   "如应读取，请写上模板中的列名", "if it should be read, give it a header");
        b->nameless[k--] = b->nameless[--b->nameless_count];
        t->hangs |= t->blind;
    }
}

/* Delimiters in the line of a cell that begins at `at`; *next: behind it. */
static int delimiters_in_line(char delimiter, const char *at, const char *end, const char **next)
{
    int n = 0;
    while (at < end && *at != '\n' && *at != '\r')
        n += *at++ == delimiter;
    *next = at < end ? at + 1 : end;
    return n;
}

/*
 * Two quotes that belong to no pair make the rows between them one cell. It shows by a line in the
 * cell with as many delimiters as a row has.
 */
int row_swallowing_cell(const RowTaker *t, const Record *record)
{
    char delimiter = t->sheet->report.delimiter;
    int least = t->sheet->binding.cells - 2;
    for (size_t i = 0; !record->one_line && delimiter && least >= 2 && i < record->count; i++) {
        Span cell = record->cells[i];
        const char *end = cell.text + cell.length, *at = NULL;
        if (cell.length > 8)
            at = memchr(cell.text, '\n', cell.length);
        while (at && at < end)
            if (delimiters_in_line(delimiter, at, end, &at) >= least)
                return (int)i;
    }
    return -1;
}

static bool swallows_rows(RowTaker *t, const Record *record)
{
    int cell = row_swallowing_cell(t, record);
    if (cell >= 0)
        problem_in(
            t->intake, t->sheet, record->row, cell, SEVERITY_ERROR, "swallowed_rows", "",
            "这一格里有换行和许多逗号，像是引号没有配对，把后面的行也包进了这一格，这一行没有读入",
            "holds line ends and many delimiters: an unpaired quotation mark seems to have taken "
            "the rows below into it; the row was not read",
            "请补上或删去多余的英文双引号", "close or remove the quotation mark");
    return cell >= 0;
}

static void take_data(RowTaker *t, const Record *record)
{
    if (t->vain)
        again_watch(t);
    t->vain = false;
    const Binding *b = &t->sheet->binding;
    bool readable = take_cells(t, record);
    if (b->nameless_count > 0)
        watch_nameless(t, record);
    t->filled = false;
    fill_down(t, record);
    give_missing(t, record);
    settle_name(t);
    footer_add(t);
    for (size_t i = 0; i < t->remembered.count; i++)
        t->previous[t->remembered.items[i]] = t->cells[t->remembered.items[i]];
    if (record->count > (size_t)b->cells) {
        for (size_t i = (size_t)b->cells; i < record->count; i++)
            if (record->cells[i].length) {
                row_tell(
                    t, record, -1, SEVERITY_WARNING, "ragged_row", "这一行的格数比表头多",
                    "has more cells than the header",
                    "如内容里有逗号，请用英文双引号括起来；多出的格没有读",
                    "if a text holds a comma, quote it; the cells beyond the header were not read");
                break;
            }
    }
    readable = !split_row(t, record) && readable;
    readable = !swallows_rows(t, record) && readable;
    if (t->sheet->refused) {
        quarantine(t);
        return;
    }
    readable = row_is_clean(t, record) && readable;
    if (b->income >= 0 && t->direction >= 0 && t->amount >= 0) {
        take_pair(t, record, readable);
        return;
    }
    if (readable && is_complete(t, record)) {
        store(t, record);
        return;
    }
    if (!t->sheet->in_book && record->count < (size_t)b->cells &&
        (record->count > 1 || has_wide_comma(record->cells[0])))
        tell_short(t, record);
    quarantine(t);
    if (!is_other_table(t, record) && t->headers_tried > HEADERS_TRIED_MAX)
        again_learn(t, record);
    t->vain = true;
}

static void take_flawed(RowTaker *t, const Record *record)
{
    t->sheet->report.quarantined++;
    t->hangs |= t->blind; /* how many there were before decides what is read at all */
    problem_of_flaw(t->intake, t->sheet, record);
}

void row_taker_take(RowTaker *t, const Record *record)
{
    FileReport *report = &t->sheet->report;
    report->read++;
    if (again_take(t, record)) {
        report->quarantined++;
        return;
    }
    again_forget(t->again);
    if (record->flaw == RECORD_BLANK) {
        report->blank++;
        t->gap = true;
        return;
    }
    if (record->flaw != RECORD_FINE) {
        take_flawed(t, record);
        return;
    }
    bool gap = t->gap;
    t->gap = true;
    if (footer_is_blank(record, t->sheet->binding.sequence)) {
        report->blank++;
        return;
    }
    Footer footer = footer_of(record, &t->footers);
    if (footer != NO_FOOTER && !t->other) {
        t->hangs |= t->blind && (footer == FOOTER_TOTAL || footer == FOOTER_PART);
        footer_take(t, record, footer);
        return;
    }
    t->gap = false;
    Repeat repeat = REPEAT_NOT;
    if (bind_repeats_title(t->sheet, record)) {
        report->title++;
        t->other = false;
    } else if ((repeat = bind_repeats(t->intake, t->sheet, record, t->bound.items,
                                      t->bound.count)) == REPEAT_HEADER) {
        report->header++;
        t->other = false;
    } else if (repeat == REPEAT_OTHER_UNIT) {
        row_tell(t, record, -1, SEVERITY_ERROR, "second_table",
                 "是同样的表头，但金额、面积或数量的单位与上面的不同；它下面的行没有读",
                 "is the same header with another unit; the rows below it were not read",
                 "请把两部分换算成同一单位，或分开存成两个文件",
                 "convert both parts to one unit, or save them as two files");
        report->quarantined++;
        t->other = true;
        t->hangs |= t->blind;
    } else if (t->other || (gap && is_other_table(t, record)))
        report->quarantined++;
    else
        take_data(t, record);
}

/* Adds column c where it belongs to the list; each list has room for all. */
static void list(Columns *columns, size_t c, bool belongs)
{
    if (belongs)
        columns->items[columns->count++] = (uint16_t)c;
}

static void list_columns(RowTaker *t)
{
    Columns *lists[] = {&t->bound,   &t->given,    &t->filled_down, &t->remembered,
                        &t->summed,  &t->standing, &t->scanned,     &t->stored,
                        &t->periods, &t->loose,    &t->numbers,     &t->holes};
    enum { LISTS = sizeof lists / sizeof *lists };
    size_t count = t->schema->column_count;
    uint16_t *items = t->lists = memory_alloc(count * LISTS * sizeof *items);
    for (size_t i = 0; i < LISTS; i++)
        lists[i]->items = items + i * count;
    t->places = memory_alloc(count * sizeof *t->places);
    for (size_t c = 0; c < count; c++) {
        const ColumnSchema *column = &t->schema->columns[c];
        bool bound = t->sheet->binding.cell_of[c] >= 0;
        bool compound = (int)c == t->schema->compound_id || (int)c == t->schema->compound_name;
        bool given = column->required && !bound;
        bool down = column->fill_down && bound && !compound;
        bool stored = bound || given || compound || (int)c == t->direction || (int)c == t->amount;
        if (bound)
            t->places[t->bound.count] =
                (Place){(uint16_t)c, (uint16_t)t->sheet->binding.cell_of[c]};
        list(&t->bound, c, bound);
        list(&t->given, c, given);
        list(&t->filled_down, c, down);
        list(&t->remembered, c, down || compound);
        list(&t->summed, c, bound && footer_sums(column));
        list(&t->standing, c, t->must_stand[c]);
        list(&t->scanned, c, stored && t->scan[c] != SCAN_NOTHING);
        list(&t->stored, c, stored);
        list(&t->loose, c, stored && !bound);
        list(&t->numbers, c, bound && split_is_number(column->type));
        list(&t->periods, c, stored && (column->type == TYPE_PERIOD || column->type == TYPE_DATE));
    }
}

/* Whether the same bytes in the column may come again, and are the same cell then. */
static bool may_repeat(const RowTaker *t, size_t c)
{
    bool key = t->schema->key_count == 1 && c == t->schema->key[0];
    bool side = (int)c == t->amount && t->sheet->binding.income >= 0; /* in units of their own */
    return !key && !side;
}

RowTaker *row_taker_new(Intake *intake, int file)
{
    RowTaker *t = memory_alloc(sizeof *t);
    t->intake = intake;
    t->file = file;
    t->sheet = intake->sheets[file];
    t->schema = &intake->schemas->tables[t->sheet->binding.table];
    make_room(t, 4096);
    t->table = dataset_table(intake->data, t->sheet->binding.table);
    t->again = again_new();
    size_t count = t->schema->column_count;
    t->cells = memory_alloc(count * sizeof *t->cells);
    t->previous = memory_alloc(count * sizeof *t->previous);
    t->first = memory_alloc(count * sizeof *t->first);
    t->totals = memory_alloc(count * sizeof *t->totals);
    t->is_key = memory_alloc(count * sizeof *t->is_key);
    /* NOLINTNEXTLINE(bugprone-sizeof-expression): an array of pointers */
    t->caches = memory_alloc(count * sizeof *t->caches);
    t->direction = schema_column(t->schema, "direction");
    t->amount = schema_column(t->schema, "amount");
    for (size_t c = 0; c < count; c++) {
        t->previous[c] = t->cells[c] = CELL_MISSING;
        t->first[c] = DAY_MISSING;
        if (t->sheet->binding.cell_of[c] >= 0 && may_repeat(t, c))
            t->caches[c] = cache_take(intake);
    }
    for (size_t k = 0; k < t->schema->key_count; k++)
        t->is_key[t->schema->key[k]] = true;
    t->building = schema_column(t->schema, "building_id");
    t->masked_name = schema_column(t->schema, "person_name");
    if (t->masked_name >= 0 && t->schema->columns[t->masked_name].privacy != PRIVACY_MASKED)
        t->masked_name = -1;
    t->body = schema_column(t->schema, "body");
    t->vetted = schema_column(t->schema, "vet_result");
    t->is_compounds = strcmp(t->schema->name, "compounds") == 0;
    t->bad = memory_alloc(count * sizeof *t->bad);
    /* NOLINTNEXTLINE(bugprone-sizeof-expression): an array of pointers */
    t->slots = memory_alloc(count * sizeof *t->slots);
    t->must_stand = memory_alloc(count * sizeof *t->must_stand);
    t->simple = memory_alloc(count * sizeof *t->simple);
    t->scan = memory_alloc(count * sizeof *t->scan);
    for (size_t c = 0; c < count; c++) {
        const ColumnSchema *column = &t->schema->columns[c];
        t->must_stand[c] = must_stand(t, c);
        t->simple[c] = column->type == TYPE_ID && column->privacy == PRIVACY_PUBLIC &&
                       (int)c != t->building && (int)c != t->masked_name;
        t->scan[c] = row_scan_use(t, c);
    }
    list_columns(t);
    t->split = split_new(t);
    t->many = many_new(t);
    return t;
}

void row_taker_expect(RowTaker *t, const Record *record)
{
    split_expect(t, record);
}

void row_taker_close(RowTaker *t)
{
    Sheet *sheet = t->sheet;
    if (sheet->filled_down)
        problem_at(
            t->intake, sheet->report.path, 0, SEVERITY_NOTE, "filled_down", "",
            arena_printf(t->intake->arena, "有 %d 行的小区是空的，按上一行填（合并单元格）",
                         sheet->filled_down),
            arena_printf(t->intake->arena,
                         "%d rows without a compound took it from the row above (merged cells)",
                         sheet->filled_down),
            "", "");
    split_tell(t);
    row_taker_free(t);
}

void row_taker_free(RowTaker *t)
{
    for (size_t c = 0; c < t->schema->column_count; c++)
        cache_give(t->intake, t->caches[c]);
    free(t->caches);
    split_free(t->split);
    many_free(t->many);
    again_free(t->again);
    free(t->lists);
    free(t->places);
    free(t->slots);
    free(t->cells);
    free(t->previous);
    free(t->first);
    free(t->totals);
    free(t->is_key);
    free(t->must_stand);
    free(t->simple);
    free(t->bad);
    free(t->scan);
    free(t);
}
