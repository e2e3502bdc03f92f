/* pick.c - see pick.h. */
#include "script/pick.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "script/look.h"
#include "script/row_index.h"

/* Below it a compound's rows are looked through sooner than a second index is built. */
#define ROWS_FOR_DAYS 4096
/* From so many rows on a table is prepared: an index takes four to eight bytes a row. */
#define ROWS_TO_PREPARE 32768
/* Answers that are kept for the next document of the same scope: it mostly asks the same. */
#define KEPT_MAX 64
#define KEPT_ROWS 4096
/* Where so many rows of a compound are looked through, what codes it has at all is worth knowing:
   to find out for all compounds takes as long as to look through a small part of the table. */
#define ROWS_FOR_CODES 4096
#define CODES_PART 32
#define CODES_MAX 64
#define AHEAD 16  /* rows */
#define BOUNDS 32 /* a document asks for few days, each many times */

/* Whether any cell of a column is filled: offices leave many columns empty. */
typedef enum { FILLED_UNKNOWN, FILLED_NOWHERE, FILLED } Filled;

/* Of a column of codes. */
typedef struct {
    uint64_t *had;       /* by compound: those that any of its rows has; NULL: not found out yet */
    uint64_t looked_for; /* in so many rows until now */
} Codes;

typedef struct {
    RowIndex all;    /* in row order */
    RowIndex by_day; /* those that have a day, in the order of the column `day` */
    size_t day;
    bool no_days;   /* the days of that column cannot be sorted cheaply */
    bool *happened; /* by column: a day after the as-of day is missing */
    Filled *filled; /* by column */
    Codes *codes;   /* by column */
} Known;

/* Where in the index by day those of a compound begin that are not before a day. */
typedef struct {
    const RowIndex *index;
    int32_t compound;
    int64_t day;
    uint32_t at;
} Bound;

typedef struct {
    int table;
    bool all, with_rows; /* of every compound; else they were only counted */
    PickFilter filter;
    size_t count, capacity;
    uint32_t *rows;
} Kept;

struct Picker {
    const Dataset *data;
    const Table *compounds;
    Known *known; /* by table */
    bool *only;   /* by compound: what the indexes hold; NULL: all */
    size_t jobs;  /* threads that build them */
    uint32_t *rows;
    size_t count, capacity;
    Bound bounds[BOUNDS];
    Kept *kept; /* answers for the compounds that were asked for last */
    size_t kept_count;
    const int32_t *kept_compounds;
    size_t kept_compound_count;
};

/* Dates that may lie ahead (metrics.md 1.2); every other date has happened or reads as missing. */
static bool is_planned(const char *column)
{
    static const char *const NAMES[] = {"due_on",    "planned_on",  "valid_to",     "until_on",
                                        "term_to",   "end_on",      "vote_from",    "vote_to",
                                        "posted_to", "contract_to", "reply_due_on", NULL};
    for (size_t i = 0; NAMES[i]; i++)
        if (strcmp(NAMES[i], column) == 0)
            return true;
    return false;
}

Picker *picker_new(const Dataset *data)
{
    Picker *picker = memory_alloc(sizeof *picker);
    const SchemaSet *schemas = dataset_schemas(data);
    *picker = (Picker){.data = data, .compounds = dataset_find(data, "compounds"), .jobs = 1};
    picker->known = memory_alloc((schemas->count + 1) * sizeof *picker->known);
    for (size_t t = 0; t < schemas->count; t++) {
        const TableSchema *schema = &schemas->tables[t];
        bool *happened = memory_alloc(schema->column_count + 1);
        for (size_t c = 0; c < schema->column_count; c++)
            happened[c] =
                schema->columns[c].type == TYPE_DATE && !is_planned(schema->columns[c].name);
        picker->known[t].happened = happened;
        picker->known[t].filled =
            memory_alloc((schema->column_count + 1) * sizeof *picker->known[t].filled);
        picker->known[t].codes =
            memory_alloc((schema->column_count + 1) * sizeof *picker->known[t].codes);
    }
    return picker;
}

void picker_free(Picker *picker)
{
    if (!picker)
        return;
    for (size_t t = 0; t < dataset_schemas(picker->data)->count; t++) {
        row_index_free(&picker->known[t].all);
        row_index_free(&picker->known[t].by_day);
        free(picker->known[t].happened);
        free(picker->known[t].filled);
        for (size_t c = 0; c < dataset_schemas(picker->data)->tables[t].column_count; c++)
            free(picker->known[t].codes[c].had);
        free(picker->known[t].codes);
    }
    for (size_t i = 0; picker->kept && i < KEPT_MAX; i++)
        free(picker->kept[i].rows);
    free(picker->kept);
    free(picker->known);
    free(picker->only);
    free(picker->rows);
    free(picker);
}

int64_t picker_cell(const Picker *picker, const Table *table, size_t row, size_t column, Day asof)
{
    const TableSchema *schema = table_schema(table);
    size_t number = (size_t)(schema - dataset_schemas(picker->data)->tables);
    ColumnType type = schema->columns[column].type;
    int64_t cell = table_cell(table, row, column);
    if (cell == 0 && (type == TYPE_ID || type == TYPE_STR))
        return CELL_MISSING;
    return picker->known[number].happened[column] && cell > asof ? CELL_MISSING : cell;
}

/* A question, with its columns looked up once. */
typedef struct {
    const PickFilter *filter;
    bool none; /* no row can pass */
    Look date, conditions[PICK_CONDITIONS_MAX];
    const PickCondition *asked[PICK_CONDITIONS_MAX]; /* those that some rows pass and some do not */
    size_t count;
} Asked;

static Look look_at(const Picker *picker, const Table *table, size_t column, Day asof)
{
    const TableSchema *schema = table_schema(table);
    size_t number = (size_t)(schema - dataset_schemas(picker->data)->tables);
    ColumnType type = schema->columns[column].type;
    return (Look){.cells = table_column(table, column),
                  .is_text = type == TYPE_ID || type == TYPE_STR,
                  .last = picker->known[number].happened[column] ? asof : INT64_MAX};
}

/* Looks at the whole column, once: to the first cell that is filled. */
static bool is_blank(const Picker *picker, const Table *table, size_t column, Day asof)
{
    size_t number = (size_t)(table_schema(table) - dataset_schemas(picker->data)->tables);
    Filled *filled = &picker->known[number].filled[column];
    if (*filled == FILLED_UNKNOWN) {
        Look cells = look_at(picker, table, column, asof);
        size_t row = 0, count = table_rows(table);
        cells.last = INT64_MAX; /* whatever day it is as of */
        while (row < count && look(&cells, row) == CELL_MISSING)
            row++;
        *filled = row < count ? FILLED : FILLED_NOWHERE;
    }
    return *filled == FILLED_NOWHERE;
}

static void ask(const Picker *picker, const Table *table, const PickFilter *f, Asked *out)
{
    *out = (Asked){.filter = f};
    if (f->has_date)
        out->date = look_at(picker, table, f->date, f->asof);
    for (size_t i = 0; i < f->count; i++) {
        const PickCondition *c = &f->conditions[i];
        if (is_blank(picker, table, c->column, f->asof)) {
            out->none = out->none || !c->any || c->known;
            continue;
        }
        out->conditions[out->count] = look_at(picker, table, c->column, f->asof);
        out->asked[out->count++] = c;
    }
}

static bool fits(const Asked *asked, size_t row)
{
    for (size_t i = 0; i < asked->count; i++) {
        const PickCondition *c = asked->asked[i];
        int64_t cell = look(&asked->conditions[i], row);
        if (c->any) {
            if ((cell != CELL_MISSING) != c->known)
                return false;
            continue;
        }
        size_t k = 0;
        while (k < c->count && c->choices[k] != cell)
            k++;
        if (k == c->count || cell == CELL_MISSING)
            return false;
    }
    return true;
}

static void find_codes(const Picker *picker, const Table *table, size_t column, Codes *codes)
{
    const Look cells = look_at(picker, table, column, 0);
    const int32_t *compounds = table_compounds(table);
    codes->had = memory_alloc((table_rows(picker->compounds) + 1) * sizeof *codes->had);
    for (size_t row = 0; row < table_rows(table); row++) {
        int64_t cell = look(&cells, row);
        if (compounds[row] >= 0 && cell >= 0 && cell < CODES_MAX)
            codes->had[compounds[row]] |= UINT64_C(1) << cell;
    }
}

/* Whether a code is asked for that no row of the compound has; `rows` would be looked through. */
static bool asks_in_vain(const Picker *picker, Known *known, const Table *table, int32_t compound,
                         const Asked *asked, size_t rows)
{
    const TableSchema *schema = table_schema(table);
    for (size_t i = 0; i < asked->count && rows >= ROWS_FOR_CODES; i++) {
        const PickCondition *c = asked->asked[i];
        Codes *codes = &known->codes[c->column];
        const ColumnSchema *column = &schema->columns[c->column];
        if (c->any || column->type != TYPE_ENUM || column->value_count > CODES_MAX)
            continue;
        codes->looked_for += rows;
        if (!codes->had && codes->looked_for < table_rows(table) / CODES_PART)
            continue;
        if (!codes->had)
            find_codes(picker, table, c->column, codes);
        uint64_t wanted = 0;
        for (size_t k = 0; k < c->count; k++)
            if (c->choices[k] >= 0 && c->choices[k] < CODES_MAX)
                wanted |= UINT64_C(1) << c->choices[k];
        if (!(codes->had[compound] & wanted))
            return true;
    }
    return false;
}

static bool passes(const Asked *asked, size_t row)
{
    const PickFilter *f = asked->filter;
    if (f->has_date) {
        int64_t day = look(&asked->date, row);
        if (day == CELL_MISSING || day < f->from || day > f->to)
            return false;
    }
    return fits(asked, row);
}

static const RowIndex *all_rows(const Picker *picker, Known *known, const Table *table)
{
    if (!known->all.of)
        row_index_by_compound(table, table_rows(picker->compounds), picker->only, picker->jobs,
                              &known->all);
    return &known->all;
}

/* Of one column a table; NULL where that would not pay, or another column has it. */
static const RowIndex *rows_by_day(const Picker *picker, Known *known, const Table *table,
                                   size_t column)
{
    if (table_schema(table)->columns[column].type != TYPE_DATE || known->no_days ||
        table_rows(table) < ROWS_FOR_DAYS)
        return NULL;
    if (!known->by_day.of) {
        const RowIndex *all = all_rows(picker, known, table);
        known->no_days = !row_index_by_day(table, all, column, picker->jobs, &known->by_day);
        if (known->no_days)
            return NULL;
        known->day = column;
    }
    return known->day == column ? &known->by_day : NULL;
}

/* Without those that hold some compounds only. */
static void forget_indexes(Picker *picker)
{
    for (size_t t = 0; t < dataset_schemas(picker->data)->count; t++) {
        row_index_free(&picker->known[t].all);
        row_index_free(&picker->known[t].by_day);
        picker->known[t].no_days = false;
    }
    memset(picker->bounds, 0, sizeof picker->bounds);
    free(picker->only);
    picker->only = NULL;
}

static bool holds(const Picker *picker, const int32_t *compounds, size_t count)
{
    for (size_t i = 0; picker->only && i < count; i++)
        if (!picker->only[compounds[i]])
            return false;
    return true;
}

size_t picker_prepare(Picker *picker, const bool *compounds, size_t jobs)
{
    size_t prepared = 0, count = table_rows(picker->compounds);
    forget_indexes(picker);
    if (compounds && memchr(compounds, 0, count)) {
        picker->only = memory_alloc(count);
        memcpy(picker->only, compounds, count);
        if (!memchr(compounds, 1, count))
            return 0;
    }
    const SchemaSet *schemas = dataset_schemas(picker->data);
    picker->jobs = jobs;
    for (size_t t = 0; t < schemas->count; t++) {
        const Table *table = dataset_table(picker->data, (int)t);
        int date = schemas->tables[t].date;
        if (table_rows(table) < ROWS_TO_PREPARE || table == picker->compounds)
            continue;
        all_rows(picker, &picker->known[t], table);
        if (date >= 0)
            rows_by_day(picker, &picker->known[t], table, (size_t)date);
        prepared++;
    }
    picker->jobs = 1; /* a child has no threads */
    return prepared;
}

static void add(Picker *picker, uint32_t row)
{
    if (picker->count == picker->capacity) {
        picker->capacity = picker->capacity ? picker->capacity * 2 : 256;
        picker->rows = memory_resize(picker->rows, picker->capacity * sizeof *picker->rows);
    }
    picker->rows[picker->count++] = row;
}

/* The first of the rows, sorted by day, whose day is not before `day`. */
static uint32_t first_from(const Table *table, size_t column, const RowRun *run, int64_t day)
{
    uint32_t low = 0, high = run->count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (table_cell(table, run->rows[middle], column) < day)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static int by_row(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

/* A compound's rows lie far apart in the columns: what will be looked at is asked for ahead. */
static ColumnCells first_asked(const Table *table, const Asked *asked)
{
    const PickFilter *f = asked->filter;
    return table_column(table, asked->count ? asked->asked[0]->column : f->date);
}

static void fetch_ahead(const ColumnCells *cells, const uint32_t *rows, uint32_t k, uint32_t end)
{
    if (end - k > AHEAD)
        __builtin_prefetch((const char *)cells->cells + (size_t)rows[k + AHEAD] * cells->width);
}

/* Of a compound's rows in the index by day: the first that is not before the day. */
static uint32_t bound_of(Picker *picker, const Table *table, const RowIndex *index,
                         int32_t compound, size_t column, int64_t day)
{
    Bound *bound = &picker->bounds[((uint64_t)day ^ (uintptr_t)index >> 6) % BOUNDS];
    if (bound->index != index || bound->compound != compound || bound->day != day)
        *bound =
            (Bound){index, compound, day, first_from(table, column, &index->of[compound], day)};
    return bound->at;
}

/* Of a compound, in the index by day: its rows[*low ... *high - 1]. */
static void range_of_days(Picker *picker, const Table *table, const RowIndex *index,
                          int32_t compound, const PickFilter *f, uint32_t *low, uint32_t *high)
{
    size_t number = (size_t)(table_schema(table) - dataset_schemas(picker->data)->tables);
    int64_t to = picker->known[number].happened[f->date] && f->to > f->asof ? f->asof : f->to;
    uint32_t end = index->of[compound].count;
    *low = bound_of(picker, table, index, compound, f->date, f->from);
    *high = to == INT64_MAX ? end : bound_of(picker, table, index, compound, f->date, to + 1);
    *high = *high < *low ? *low : *high;
}

/* Those of a compound, from the index by day: sought by day, then brought into row order. */
static void pick_days(Picker *picker, Known *known, const Table *table, const RowIndex *index,
                      int32_t compound, const Asked *asked)
{
    const PickFilter *f = asked->filter;
    size_t start = picker->count;
    uint32_t k, end;
    bool sorted = true;
    const uint32_t *rows = index->of[compound].rows;
    range_of_days(picker, table, index, compound, f, &k, &end);
    if (asks_in_vain(picker, known, table, compound, asked, end - k))
        return;
    ColumnCells cells = first_asked(table, asked);
    for (; k < end; k++) {
        fetch_ahead(&cells, rows, k, end);
        if (!fits(asked, rows[k]))
            continue;
        add(picker, rows[k]);
        sorted = sorted && (picker->count == start + 1 ||
                            picker->rows[picker->count - 2] < picker->rows[picker->count - 1]);
    }
    if (!sorted && !f->any_order)
        qsort(picker->rows + start, picker->count - start, sizeof *picker->rows, by_row);
}

static size_t count_days(Picker *picker, Known *known, const Table *table, const RowIndex *index,
                         int32_t compound, const Asked *asked)
{
    const PickFilter *f = asked->filter;
    uint32_t k, end;
    const uint32_t *rows = index->of[compound].rows;
    range_of_days(picker, table, index, compound, f, &k, &end);
    if (asked->count == 0)
        return end - k;
    if (asks_in_vain(picker, known, table, compound, asked, end - k))
        return 0;
    size_t n = 0;
    ColumnCells cells = first_asked(table, asked);
    for (; k < end; k++) {
        fetch_ahead(&cells, rows, k, end);
        n += fits(asked, rows[k]);
    }
    return n;
}

/* --- what was asked before ------------------------------------------------------------- */

static bool same_condition(const PickCondition *a, const PickCondition *b)
{
    return a->column == b->column && a->any == b->any && a->known == b->known &&
           a->count == b->count &&
           memcmp(a->choices, b->choices, a->count * sizeof *a->choices) == 0;
}

static bool same_filter(const PickFilter *a, const PickFilter *b)
{
    bool same = a->count == b->count && a->has_date == b->has_date && a->date == b->date &&
                a->from == b->from && a->to == b->to && a->limit == b->limit &&
                a->asof == b->asof && a->any_order == b->any_order;
    for (size_t i = 0; same && i < a->count; i++)
        same = same_condition(&a->conditions[i], &b->conditions[i]);
    return same;
}

static const Kept *find_kept(Picker *picker, int table, const int32_t *compounds, size_t count,
                             const PickFilter *filter, bool rows)
{
    if (compounds &&
        (compounds != picker->kept_compounds || count != picker->kept_compound_count)) {
        picker->kept_compounds = compounds;
        picker->kept_compound_count = count;
        picker->kept_count = 0;
    }
    for (size_t i = 0; i < picker->kept_count; i++) {
        const Kept *kept = &picker->kept[i];
        if (kept->table == table && kept->all == !compounds && kept->with_rows == rows &&
            same_filter(&kept->filter, filter))
            return kept;
    }
    return NULL;
}

static void keep(Picker *picker, int table, const int32_t *compounds, const PickFilter *filter,
                 size_t count, bool rows)
{
    if (picker->kept_count == KEPT_MAX || (rows && count > KEPT_ROWS))
        return;
    if (!picker->kept)
        picker->kept = memory_alloc(KEPT_MAX * sizeof *picker->kept);
    Kept *kept = &picker->kept[picker->kept_count++];
    if (rows && kept->capacity < count) {
        kept->capacity = count;
        kept->rows = memory_resize(kept->rows, count * sizeof *kept->rows);
    }
    kept->table = table;
    kept->all = !compounds;
    kept->with_rows = rows;
    kept->filter = *filter;
    kept->count = count;
    if (rows && count)
        memcpy(kept->rows, picker->rows, count * sizeof *kept->rows);
}

/* --- picking ----------------------------------------------------------------------------- */

static void pick_all(Picker *picker, Known *known, const Table *table, const RowIndex *all,
                     int32_t compound, const Asked *asked, size_t limit)
{
    const uint32_t *rows = all->of[compound].rows;
    uint32_t end = all->of[compound].count;
    if (asks_in_vain(picker, known, table, compound, asked, end))
        return;
    ColumnCells cells = first_asked(table, asked);
    for (uint32_t k = 0; k < end && picker->count < limit; k++) {
        fetch_ahead(&cells, rows, k, end);
        if (passes(asked, rows[k]))
            add(picker, rows[k]);
    }
}

/* Fills picker->rows, or only counts; within `limit`. */
static size_t pick(Picker *picker, int number, const int32_t *compounds, size_t count,
                   const PickFilter *filter, bool only_count)
{
    const Table *table = dataset_table(picker->data, number);
    Known *known = &picker->known[number];
    size_t limit = filter->limit < 0 ? 0 : (size_t)filter->limit, counted = 0;
    picker->count = 0;
    Asked asked;
    ask(picker, table, filter, &asked);
    if (asked.none)
        return 0;
    if (!compounds) {
        bool all_leave = table_all_leave(table);
        for (size_t r = 0; r < table_rows(table) && picker->count < limit; r++)
            if ((all_leave || table_row_leaves(table, r)) && passes(&asked, r))
                add(picker, (uint32_t)r);
    } else if (table == picker->compounds) {
        for (size_t i = 0; i < count && picker->count < limit; i++)
            if (passes(&asked, (size_t)compounds[i]))
                add(picker, (uint32_t)compounds[i]);
    } else {
        if (!holds(picker, compounds, count))
            forget_indexes(picker);
        const RowIndex *days =
            filter->has_date ? rows_by_day(picker, known, table, filter->date) : NULL;
        const RowIndex *all = days ? NULL : all_rows(picker, known, table);
        for (size_t i = 0; i < count && picker->count + counted < limit; i++) {
            int32_t c = compounds[i];
            if (days && only_count)
                counted += count_days(picker, known, table, days, c, &asked);
            else if (days)
                pick_days(picker, known, table, days, c, &asked);
            else
                pick_all(picker, known, table, all, c, &asked, limit);
        }
    }
    size_t found = picker->count + counted;
    return found < limit ? found : limit;
}

size_t picker_rows(Picker *picker, int table, const int32_t *compounds, size_t count,
                   const PickFilter *filter, const uint32_t **rows)
{
    const Kept *kept = find_kept(picker, table, compounds, count, filter, true);
    *rows = kept ? kept->rows : picker->rows;
    if (kept)
        return kept->count;
    size_t found = pick(picker, table, compounds, count, filter, false);
    *rows = picker->rows;
    keep(picker, table, compounds, filter, found, true);
    return found;
}

size_t picker_count(Picker *picker, int table, const int32_t *compounds, size_t count,
                    const PickFilter *filter)
{
    const Kept *kept = find_kept(picker, table, compounds, count, filter, false);
    if (kept)
        return kept->count;
    size_t found = pick(picker, table, compounds, count, filter, true);
    keep(picker, table, compounds, filter, found, false);
    return found;
}
