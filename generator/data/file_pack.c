/*
 * file_pack.c - see file_pack.h.
 *
 * Nothing that is read back is trusted: a number that names something is compared with how many
 * there are, so that whatever the bytes say, no reader of the tables leaves its bounds.
 */
#include "data/file_pack.h"

#include <string.h>

#include "base/pack.h"
#include "data/table_build.h"

#define MAGIC "gongkai-file-1\n"
#define FIRST_DAY (-719162) /* 0001-01-01 */
#define LAST_DAY 2932896    /* 9999-12-31 */
#define ROW_MAX INT32_MAX
#define SHEET_ROWS ((size_t)1 << 20)

/* --- sheets -------------------------------------------------------------------------------- */

#define COUNTS 9

static void counts_of(FileReport *r, int *counts[COUNTS])
{
    int *all[COUNTS] = {&r->read,      &r->title,       &r->header, &r->accepted, &r->superseded,
                        &r->duplicate, &r->quarantined, &r->blank,  &r->footer};
    memcpy(counts, all, sizeof all);
}

#define FLAGS 4

static void flags_of(Sheet *s, bool *flags[FLAGS])
{
    bool *all[FLAGS] = {&s->in_book, &s->made_ids, &s->no_compound_column, &s->refused};
    memcpy(flags, all, sizeof all);
}

static void pack_told(const Sheet *s, Buffer *out)
{
    size_t count = 0;
    while (count < CODES_MAX && s->told[count].code)
        count++;
    pack_number(out, (Int128)count);
    for (size_t i = 0; i < count; i++) {
        const Told *told = &s->told[i];
        pack_text(out, told->code);
        pack_number(out, told->severity);
        pack_number(out, told->count);
        pack_number(out, told->beyond ? told->beyond->count : 0);
        for (int k = 0; told->beyond && k < told->beyond->count; k++) {
            pack_number(out, told->beyond->from[k]);
            pack_number(out, told->beyond->to[k]);
        }
        pack_number(out, told->beyond && told->beyond->gaps);
    }
}

static void unpack_told(Intake *own, Sheet *s, Unpack *in)
{
    size_t count = (size_t)unpack_between(in, 0, CODES_MAX);
    for (size_t i = 0; i < count && !in->broken; i++) {
        Told *told = &s->told[i];
        told->code = unpack_text(in, own->arena);
        told->severity = (Severity)unpack_between(in, SEVERITY_NOTE, SEVERITY_ERROR);
        told->count = unpack_between(in, 0, INT64_MAX / 2);
        int runs = (int)unpack_between(in, 0, ROW_RUNS_MAX);
        RowRuns *beyond = runs ? ARENA_NEW(own->arena, RowRuns) : NULL;
        for (int k = 0; k < runs; k++) {
            beyond->from[k] = (int)unpack_between(in, 0, ROW_MAX);
            beyond->to[k] = (int)unpack_between(in, 0, ROW_MAX);
        }
        bool gaps = unpack_between(in, 0, 1);
        if (beyond) {
            beyond->count = runs;
            beyond->gaps = gaps;
        }
        told->beyond = beyond;
    }
}

static void pack_sheet(const Intake *own, const Sheet *sheet, Buffer *out)
{
    Sheet s = *sheet;
    int *counts[COUNTS];
    bool *flags[FLAGS];
    counts_of(&s.report, counts);
    flags_of(&s, flags);
    pack_text(out, s.report.path);
    pack_text(out, s.folder);
    pack_text(out, s.report.encoding);
    pack_text(out, s.report.encoding_reason);
    pack_number(out, s.report.delimiter);
    pack_number(out, s.report.table);
    for (int i = 0; i < COUNTS; i++)
        pack_number(out, *counts[i]);
    pack_text(out, s.title);
    pack_text(out, s.reporter);
    pack_number(out, s.first);
    pack_number(out, s.last);
    for (int i = 0; i < FLAGS; i++)
        pack_number(out, *flags[i]);
    pack_number(out, s.filled_down);
    pack_number(out, s.data_rows);
    if (s.report.table >= 0) {
        const TableSchema *schema = &own->schemas->tables[s.report.table];
        for (size_t c = 0; c < schema->column_count; c++) {
            pack_number(out, s.binding.cell_of[c]);
            pack_text(out, s.binding.headers[c]);
        }
    }
    pack_told(sheet, out);
}

static void unpack_binding(Intake *own, Sheet *s, Unpack *in)
{
    size_t columns = own->schemas->tables[s->report.table].column_count;
    Binding *b = &s->binding;
    b->table = s->report.table;
    b->cell_of = ARENA_NEW_ARRAY(own->arena, columns, int);
    b->headers = ARENA_NEW_ARRAY(own->arena, columns, const char *);
    for (size_t c = 0; c < columns; c++) {
        b->cell_of[c] = (int)unpack_between(in, -1, ROW_MAX);
        b->headers[c] = unpack_text(in, own->arena);
    }
}

static void unpack_sheet(Intake *own, const char sha256[65], Unpack *in)
{
    Arena *arena = own->arena;
    const char *path = unpack_text(in, arena), *folder = unpack_text(in, arena);
    int file = sheet_add(own, path, folder, sha256);
    Sheet *s = own->sheets[file];
    int *counts[COUNTS];
    bool *flags[FLAGS];
    counts_of(&s->report, counts);
    flags_of(s, flags);
    s->report.encoding = unpack_text(in, arena);
    s->report.encoding_reason = unpack_text(in, arena);
    s->report.delimiter = (char)unpack_between(in, INT8_MIN, INT8_MAX);
    s->report.table = (int)unpack_between(in, -1, (int64_t)own->schemas->count - 1);
    for (int i = 0; i < COUNTS; i++)
        *counts[i] = (int)unpack_between(in, INT32_MIN, INT32_MAX);
    s->title = unpack_text(in, arena);
    s->reporter = unpack_text(in, arena);
    s->first = (Month)unpack_between(in, INT32_MIN, INT32_MAX);
    s->last = (Month)unpack_between(in, INT32_MIN, INT32_MAX);
    for (int i = 0; i < FLAGS; i++)
        *flags[i] = unpack_between(in, 0, 1);
    s->filled_down = (int)unpack_between(in, 0, INT32_MAX);
    s->data_rows = (int)unpack_between(in, 0, INT32_MAX);
    if (s->report.table >= 0 && !in->broken)
        unpack_binding(own, s, in);
    unpack_told(own, s, in);
}

/* --- problems, names, secrets -------------------------------------------------------------- */

#define WORDS 9

static void pack_problems(const Problems *problems, Buffer *out)
{
    pack_number(out, (Int128)problems_count(problems));
    for (size_t i = 0; i < problems_count(problems); i++) {
        const Problem *p = problems_at(problems, i);
        const char *words[WORDS] = {p->code,        p->file,      p->column_name,
                                    p->header,      p->value,     p->expected_zh,
                                    p->expected_en, p->advice_zh, p->advice_en};
        pack_number(out, p->severity);
        pack_number(out, p->row);
        pack_number(out, p->column);
        for (int w = 0; w < WORDS; w++)
            pack_text(out, words[w]);
    }
}

static void unpack_problems(Intake *own, Unpack *in)
{
    size_t count = unpack_count(in);
    for (size_t i = 0; i < count && !in->broken; i++) {
        Problem p = {.severity = (Severity)unpack_between(in, SEVERITY_NOTE, SEVERITY_ERROR),
                     .row = (int)unpack_between(in, INT32_MIN, INT32_MAX),
                     .column = (int)unpack_between(in, -1, ROW_MAX)};
        const char **words[WORDS] = {&p.code,        &p.file,      &p.column_name,
                                     &p.header,      &p.value,     &p.expected_zh,
                                     &p.expected_en, &p.advice_zh, &p.advice_en};
        for (int w = 0; w < WORDS; w++)
            *words[w] = unpack_text(in, own->arena);
        if (!in->broken)
            problems_add(own->problems, &p);
    }
}

static void pack_secrets(const Secrets *secrets, Buffer *out)
{
    size_t count = secrets_count(secrets);
    pack_number(out, (Int128)count);
    for (size_t i = 1; i <= count; i++) {
        pack_number(out, secrets_kind(secrets, (int64_t)i));
        pack_text(out, secrets_text(secrets, (int64_t)i));
    }
}

static void unpack_secrets(Intake *own, Unpack *in)
{
    size_t count = unpack_count(in), length;
    for (size_t i = 1; i <= count && !in->broken; i++) {
        SecretKind kind = (SecretKind)unpack_between(in, 0, SECRET_KINDS - 1);
        const char *text = unpack_bytes(in, &length);
        if (!in->broken && secrets_intern(own->secrets, kind, text, length) != (int64_t)i)
            in->broken = true; /* one stands twice */
    }
}

static void pack_named(const Intake *own, Buffer *out)
{
    pack_number(out, (Int128)own->named_count);
    for (size_t i = 0; i < own->named_count; i++) {
        pack_number(out, own->named[i].file);
        pack_number(out, own->named[i].id);
        pack_number(out, own->named[i].name);
    }
}

static void unpack_named(Intake *own, Unpack *in)
{
    size_t count = unpack_count(in);
    for (size_t i = 0; i < count && !in->broken; i++) {
        Named named = {(int)unpack_between(in, 0, (int64_t)own->sheet_count - 1),
                       unpack_between(in, INT64_MIN, INT64_MAX),
                       unpack_between(in, INT64_MIN, INT64_MAX)};
        GROW(own->named, own->named_capacity, own->named_count + 1);
        own->named[own->named_count++] = named;
    }
}

/* --- tables -------------------------------------------------------------------------------- */

/* The numbers that a cell may have: `count` from `least` on, and as many of ids (texts.h). */
typedef struct {
    int64_t least;
    uint64_t count, serials;
} Range;

static Range texts_range(const Intake *own)
{
    const Texts *texts = dataset_text_set(own->data);
    return (Range){0, texts_kept(texts), texts_serials(texts)};
}

static bool is_within(Range range, int64_t number)
{
    return (uint64_t)number - (uint64_t)range.least < range.count ||
           (uint64_t)number - TEXTS_SERIAL < range.serials;
}

/* Once the texts are known. */
static void check_named(const Intake *own, Unpack *in)
{
    for (size_t i = 0; i < own->named_count; i++) {
        const Named *n = &own->named[i];
        in->broken |= (n->id != CELL_MISSING && !is_within(texts_range(own), n->id)) ||
                      (n->name != CELL_MISSING && !is_within(texts_range(own), n->name));
    }
}

/* Periods that are no single day: the rows from one to the next, and the first day of each. */
static void pack_first_days(const Table *table, size_t column, Buffer *out)
{
    size_t count = 0, rows = table_has_first_days(table, column) ? table_rows(table) : 0;
    for (size_t r = 0; r < rows; r++)
        count += table_first_day(table, r, column) != table_cell(table, r, column);
    pack_number(out, (Int128)count);
    for (size_t r = 0, last = 0; r < rows; r++) {
        int64_t first = table_first_day(table, r, column);
        if (first == table_cell(table, r, column))
            continue;
        pack_number(out, (Int128)(r - last));
        pack_number(out, first);
        last = r;
    }
}

static void unpack_first_days(Table *table, size_t column, Unpack *in)
{
    size_t count = unpack_count(in);
    int64_t row = 0, rows = (int64_t)table_rows(table);
    for (size_t i = 0; i < count && !in->broken; i++) {
        row += unpack_between(in, 0, rows);
        Day first = (Day)unpack_between(in, FIRST_DAY, LAST_DAY);
        if (row >= rows)
            in->broken = true;
        if (!in->broken)
            table_set_first_day(table, (size_t)row, column, first);
    }
}

static void pack_table(const Table *table, Buffer *out)
{
    const TableSchema *schema = table_schema(table);
    size_t filled = 0, runs = table_runs(table);
    pack_number(out, table_arrived(table));
    pack_number(out, (Int128)runs);
    for (size_t i = 0; i < runs; i++) {
        RowOrigin origin, next;
        size_t from = table_run(table, i, &origin);
        size_t end = i + 1 < runs ? table_run(table, i + 1, &next) : table_rows(table);
        pack_number(out, origin.file);
        pack_number(out, origin.row);
        pack_number(out, (Int128)(end - from));
    }
    for (size_t c = 0; c < schema->column_count; c++)
        filled += table_has_cells(table, c);
    pack_number(out, (Int128)filled);
    for (size_t c = 0; c < schema->column_count; c++) {
        ColumnCells cells = table_column(table, c);
        if (cells.rows == 0)
            continue;
        pack_number(out, (Int128)c);
        pack_number(out, cells.width);
        pack_bytes(out, cells.cells, cells.rows * (size_t)cells.width);
        pack_first_days(table, c, out);
    }
}

/*
 * No file has more: a line has a byte, a sheet of a workbook a million rows, and one row with
 * income and expense becomes two.
 */
static size_t rows_most(const Intake *own)
{
    return 2 * (own->length + own->sheet_count * SHEET_ROWS);
}

static void unpack_runs(Intake *own, int t, Unpack *in)
{
    Table *table = dataset_table(own->data, t);
    size_t runs = unpack_count(in);
    for (size_t i = 0; i < runs && !in->broken; i++) {
        int32_t file = (int32_t)unpack_between(in, 0, (int64_t)own->sheet_count - 1);
        int32_t row = (int32_t)unpack_between(in, 1, ROW_MAX);
        size_t count = (size_t)unpack_between(in, 1, (int64_t)ROW_MAX - row);
        if (in->broken || own->sheets[file]->report.table != t ||
            table_rows(table) + count > rows_most(own))
            in->broken = true;
        else
            table_add_rows(table, (RowOrigin){file, row}, count);
    }
}

/* `count` is 0 where any number will do. */
static Range range_of(const Intake *own, const ColumnSchema *column)
{
    switch (column->type) {
    case TYPE_ID:
    case TYPE_STR:
    case TYPE_TEXT:
        return column->privacy == PRIVACY_PRIVATE ? (Range){0, secrets_count(own->secrets) + 1, 0}
                                                  : texts_range(own);
    case TYPE_BOOL:
        return (Range){0, 2, 0};
    case TYPE_ENUM:
        return (Range){0, column->value_count, 0};
    case TYPE_DATE:
    case TYPE_PERIOD:
        return (Range){FIRST_DAY, LAST_DAY - FIRST_DAY + 1, 0};
    default:
        return (Range){0, 0, 0};
    }
}

#define BLOCK 1024

static bool all_within(const Table *table, size_t column, size_t rows, Range range)
{
    int64_t cells[BLOCK];
    bool bad = false;
    for (size_t first = 0; range.count && first < rows; first += BLOCK) {
        size_t count = rows - first < BLOCK ? rows - first : BLOCK;
        table_cells(table, column, first, count, cells);
        for (size_t i = 0; i < count; i++)
            bad |= !is_within(range, cells[i]) && cells[i] != CELL_MISSING;
    }
    return !bad;
}

static void unpack_column(Intake *own, Table *table, size_t c, Unpack *in)
{
    size_t length;
    int64_t width = unpack_between(in, 1, 8);
    const char *cells = unpack_bytes(in, &length);
    size_t rows = width ? length / (size_t)width : 0;
    if (in->broken || (width & (width - 1)) || rows * (size_t)width != length || rows == 0 ||
        rows > table_rows(table) || table_has_cells(table, c)) {
        in->broken = true;
        return;
    }
    table_put_column(table, c, (int)width, rows, cells);
    const ColumnSchema *column = &table_schema(table)->columns[c];
    if (!all_within(table, c, rows, range_of(own, column)))
        in->broken = true;
    else
        unpack_first_days(table, c, in);
}

static void unpack_table(Intake *own, Unpack *in)
{
    int t = (int)unpack_between(in, 0, (int64_t)own->schemas->count - 1);
    Table *table = dataset_table(own->data, t);
    if (table_rows(table) || table_arrived(table))
        in->broken = true; /* it stands twice */
    if (unpack_between(in, 0, 1))
        table_set_arrived(table);
    unpack_runs(own, t, in);
    size_t filled = (size_t)unpack_between(in, 0, (int64_t)table_schema(table)->column_count);
    for (size_t i = 0; i < filled && !in->broken; i++) {
        size_t c = (size_t)unpack_between(in, 0, (int64_t)table_schema(table)->column_count - 1);
        unpack_column(own, table, c, in);
    }
}

static void pack_tables(const Intake *own, Buffer *out)
{
    size_t count = 0;
    for (size_t t = 0; t < own->schemas->count; t++)
        count += table_arrived(dataset_table(own->data, (int)t));
    pack_number(out, (Int128)count);
    for (size_t t = 0; t < own->schemas->count; t++) {
        const Table *table = dataset_table(own->data, (int)t);
        if (!table_arrived(table))
            continue;
        pack_number(out, (Int128)t);
        pack_table(table, out);
    }
}

/* --- the file ------------------------------------------------------------------------------ */

void file_pack(const Intake *own, Buffer *out)
{
    buffer_text(out, MAGIC);
    pack_number(out, (Int128)own->sheet_count);
    for (size_t i = 0; i < own->sheet_count; i++)
        pack_sheet(own, own->sheets[i], out);
    pack_named(own, out);
    pack_problems(own->problems, out);
    pack_secrets(own->secrets, out);
    texts_pack(dataset_text_set(own->data), out);
    pack_tables(own, out);
    pack_text(out, "end");
}

bool file_unpack(Intake *own, const char sha256[65], const char *bytes, size_t length)
{
    Unpack in = unpack_from(bytes, length);
    if (length < strlen(MAGIC) || memcmp(bytes, MAGIC, strlen(MAGIC)) != 0)
        return false;
    in.at += strlen(MAGIC);
    size_t sheets = unpack_count(&in);
    for (size_t i = 0; i < sheets && !in.broken; i++)
        unpack_sheet(own, sha256, &in);
    unpack_named(own, &in);
    unpack_problems(own, &in);
    unpack_secrets(own, &in);
    texts_unpack(dataset_text_set(own->data), &in);
    check_named(own, &in);
    size_t tables = unpack_count(&in);
    for (size_t t = 0; t < tables && !in.broken; t++)
        unpack_table(own, &in);
    const char *end = unpack_bytes(&in, &length);
    return !in.broken && length == 3 && memcmp(end, "end", 3) == 0 && in.at == in.end;
}
