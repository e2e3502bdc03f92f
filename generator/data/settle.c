/*
 * settle.c - once all files are read: whose row it is, and which of several
 * rows with one key counts; see intake.h.
 */
#include "data/intake.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "data/label.h"
#include "data/sweep.h"
#include "data/table_build.h"

#define BLOCK 1024 /* rows */

/* --- compounds of rows -------------------------------------------------------------------- */

static void tell_unknown(Intake *intake, Places *p, RowOrigin origin, int column, int64_t cell,
                         int32_t place)
{
    const char *text = dataset_text(intake->data, cell);
    if (places_count(p) == 0)
        return; /* said once, for all: there is no table of compounds */
    if (!problem_may_tell(intake, intake->sheets[origin.file], origin.row, SEVERITY_ERROR,
                          "unknown_compound"))
        return;
    if (place == PLACE_AMBIGUOUS) {
        problem_of_row(intake, origin, column, SEVERITY_ERROR, "ambiguous_compound", text,
                       "对应不止一个小区，这一行没有读入",
                       "names more than one compound; the row was not read", "请改填小区编码",
                       "give the compound's id");
        return;
    }
    const char *near = places_nearest(p, text);
    problem_of_row(intake, origin, column, SEVERITY_ERROR, "unknown_compound", text,
                   "不在小区基本信息表里，这一行没有读入",
                   "is not in the table of compounds; the row was not read",
                   near ? arena_printf(intake->arena, "是不是“%s”？如是，请改名或登记为别名", near)
                        : "请核对名称，或在小区基本信息表里登记（别名也可以）",
                   near ? arena_printf(intake->arena,
                                       "is it \"%s\"? then rename it or register an alias", near)
                        : "check the name, or register it (an alias will do)");
}

/* Tables that may hold rows whose compound columns mean nothing (metrics.md 1.1). */
static bool may_ignore_compound(const Table *table)
{
    const char *name = table_schema(table)->name;
    return strcmp(name, "assessments") == 0 || strcmp(name, "list_events") == 0;
}

static bool ignores_compound(const Table *table, size_t row)
{
    const TableSchema *schema = table_schema(table);
    if (strcmp(schema->name, "assessments") == 0)
        return true;
    if (strcmp(schema->name, "list_events") != 0)
        return false;
    int subject = schema_column(schema, "subject_type");
    int64_t cell = subject >= 0 ? table_cell(table, row, (size_t)subject) : CELL_MISSING;
    return cell != CELL_MISSING && cell == schema_enum(&schema->columns[subject], "company");
}

/*
 * The compound of one row of a table other than T01; PLACE_NONE quarantines it. `own_id`,
 * `own_name`: the columns hold cells of their own (see derive_places()).
 */
static bool settle_compound(Intake *intake, Places *p, Table *table, size_t row, Sheet *sheet,
                            bool own_id, bool own_name)
{
    const TableSchema *schema = table_schema(table);
    int id = schema->compound_id, name = schema->compound_name;
    int64_t id_cell = id >= 0 ? table_cell(table, row, (size_t)id) : CELL_MISSING;
    int64_t name_cell = name >= 0 ? table_cell(table, row, (size_t)name) : CELL_MISSING;
    int32_t place = PLACE_NONE;
    if (id_cell > 0) {
        place = places_of_cell(p, id_cell);
        if (place < 0)
            tell_unknown(intake, p, table_origin(table, row), id, id_cell, place);
        int32_t other = name_cell > 0 ? places_of_cell(p, name_cell) : place;
        if (place >= 0 && other != place &&
            problem_may_tell(intake, sheet, table_origin(table, row).row, SEVERITY_WARNING,
                             "compound_mismatch"))
            problem_of_row(intake, table_origin(table, row), name, SEVERITY_WARNING,
                           "compound_mismatch", dataset_text(intake->data, name_cell),
                           "与小区编码不是同一个小区，按编码算",
                           "is another compound than the id names; the id counts",
                           "请核对编码和名称", "check id and name");
    } else if (name_cell > 0) {
        place = places_of_cell(p, name_cell);
        if (place < 0)
            tell_unknown(intake, p, table_origin(table, row), name, name_cell, place);
    } else {
        if (sheet->no_compound_column) {
            place = places_of_sheet(p, sheet);
            sheet->placeless |= place < 0;
        }
        if (place < 0 && !sheet->no_compound_column &&
            problem_may_tell(intake, sheet, table_origin(table, row).row, SEVERITY_ERROR,
                             "empty_compound"))
            problem_of_row(intake, table_origin(table, row), name >= 0 ? name : id, SEVERITY_ERROR,
                           "empty_compound", "", "没有填小区，这一行没有读入",
                           "names no compound; the row was not read", "请补填小区名称或编码",
                           "give the compound's name or id");
    }
    if (place < 0)
        return false;
    table_set_compound(table, row, place);
    const Table *compounds = own_id || own_name ? dataset_find(intake->data, "compounds") : NULL;
    if (own_id && id >= 0)
        table_set(
            table, row, (size_t)id,
            table_cell(compounds, (size_t)place, (size_t)table_schema(compounds)->compound_id));
    if (own_name && name >= 0 && name_cell <= 0)
        table_set(
            table, row, (size_t)name,
            table_cell(compounds, (size_t)place, (size_t)table_schema(compounds)->compound_name));
    return true;
}

/*
 * Ids of compounds are those of T01 from now on, and names too where no file of the table has
 * any: neither takes room in the rows.
 */
static void derive_places(Intake *intake, Table *table, bool has_names)
{
    const TableSchema *schema = table_schema(table);
    const Table *compounds = dataset_find(intake->data, "compounds");
    if (!compounds)
        return;
    const TableSchema *source = table_schema(compounds);
    if (schema->compound_id >= 0)
        table_derive(table, (size_t)schema->compound_id, compounds, (size_t)source->compound_id);
    if (schema->compound_name >= 0 && !has_names)
        table_derive(table, (size_t)schema->compound_name, compounds,
                     (size_t)source->compound_name);
}

static void tell_no_compound(Intake *intake, const Places *p)
{
    if (places_count(p) == 0)
        problem_at(
            intake, "", 0, SEVERITY_ERROR, "no_compounds", "",
            "没有收到“小区基本信息”表，或表里没有一行能用；其他表的行都不知道属于哪个小区",
            "the table of compounds has not arrived, or none of its rows can be used; no row "
            "of any other table can be placed",
            "请先提交小区基本信息（小区编码、小区名称、社区、街道（镇）、有无物业）",
            "send it first (compound_id, compound_name, community, subdistrict, has_company)");
    for (size_t i = 0; i < intake->sheet_count; i++) {
        Sheet *sheet = intake->sheets[i];
        if (sheet->placeless)
            problem_at(intake, sheet->report.path, 0, SEVERITY_ERROR, "missing_columns", "",
                       "没有“小区编码”或“小区名称”列，标题、填报单位和文件夹也没有写明是哪个小区",
                       "no column names the compound, nor do title, reporting line or folder",
                       "请加一列小区名称，或把文件放进以小区命名的文件夹",
                       "add a column with the compound's name, or put the file into a folder named "
                       "after it");
    }
}

/* --- rows with one key -------------------------------------------------------------------- */

static bool same_cell(const Table *t, size_t a, size_t b, size_t c)
{
    return table_cell(t, a, c) == table_cell(t, b, c) &&
           table_first_day(t, a, c) == table_first_day(t, b, c);
}

static bool same_key(const Table *t, size_t a, size_t b)
{
    const TableSchema *schema = table_schema(t);
    for (size_t k = 0; k < schema->key_count; k++)
        if (!same_cell(t, a, b, schema->key[k]))
            return false;
    return true;
}

static bool same_row(const Table *t, size_t a, size_t b)
{
    for (size_t c = 0; c < table_schema(t)->column_count; c++)
        if (!same_cell(t, a, b, c))
            return false;
    return true;
}

static uint64_t key_hash(const Table *t, size_t row)
{
    const TableSchema *schema = table_schema(t);
    uint64_t h = 1469598103934665603u;
    for (size_t k = 0; k < schema->key_count; k++) {
        h ^= (uint64_t)table_cell(t, row, schema->key[k]);
        h *= 0x9E3779B97F4A7C15u;
        h ^= h >> 29;
    }
    return h;
}

/* The later row (files by path, rows in order) wins where `updated_on` does not decide. */
static bool beats(const Table *t, size_t later, size_t earlier)
{
    int c = table_schema(t)->updated_on;
    if (c < 0)
        return true;
    int64_t a = table_cell(t, later, (size_t)c), b = table_cell(t, earlier, (size_t)c);
    return a >= b; /* CELL_MISSING is the smallest number: empty is oldest */
}

static char *place_of(Intake *intake, RowOrigin origin, bool english)
{
    return arena_printf(intake->arena, english ? "%s row %d" : "%s 第%d行",
                        intake->sheets[origin.file]->report.path, origin.row);
}

/*
 * A row of the file with income and expense is two rows of the table; it has gone when both have.
 */
static bool is_last_of_row(const Table *t, size_t row, const bool *keep)
{
    RowOrigin own = table_origin(t, row);
    for (int side = -1; side <= 1; side += 2) {
        if ((side < 0 && row == 0) || (side > 0 && row + 1 >= table_rows(t)))
            continue;
        size_t twin = side < 0 ? row - 1 : row + 1;
        RowOrigin other = table_origin(t, twin);
        if (other.file == own.file && other.row == own.row && keep[twin])
            return false;
    }
    return true;
}

static void drop_row(Intake *intake, Table *t, size_t loser, size_t winner, bool same, bool *keep)
{
    RowOrigin origin = table_origin(t, loser), by = table_origin(t, winner);
    Sheet *sheet = intake->sheets[origin.file];
    bool inside = origin.file == by.file;
    keep[loser] = false;
    if (is_last_of_row(t, loser, keep)) {
        sheet->report.accepted--;
        if (same)
            sheet->report.duplicate++;
        else
            sheet->report.superseded++;
    }
    /* The number 1 of two compounds is no correction. */
    int place = table_schema(t)->compound_id;
    bool moved = !same && place >= 0 && (int)table_schema(t)->key[0] != place &&
                 table_cell(t, loser, (size_t)place) != table_cell(t, winner, (size_t)place);
    Severity severity = inside || moved ? SEVERITY_WARNING : SEVERITY_NOTE;
    if (!problem_may_tell(intake, sheet, origin.row, severity,
                          same ? "duplicate_row" : "superseded_row"))
        return;
    size_t key = table_schema(t)->key[0];
    const ColumnSchema *column = &table_schema(t)->columns[key];
    const char *value =
        column->privacy == PRIVACY_PUBLIC ? table_display(intake->arena, t, loser, key) : "";
    char *at = place_of(intake, by, false), *at_en = place_of(intake, by, true);
    if (same)
        problem_of_row(intake, origin, (int)key, severity, "duplicate_row", value,
                       arena_printf(intake->arena, "与 %s 完全相同，只算一次", at),
                       arena_printf(intake->arena, "equals %s; it counts once", at_en), "", "");
    else
        problem_of_row(
            intake, origin, (int)key, severity, "superseded_row", value,
            arena_printf(intake->arena,
                         moved ? "与 %s 编号相同而小区不同，以那一行为准"
                               : "与 %s 编号相同，以那一行为准",
                         at),
            arena_printf(intake->arena,
                         moved ? "has the key of %s, of another compound, which counts instead"
                               : "has the key of %s, which counts instead",
                         at_en),
            inside || moved ? "如不是同一事项，请改编号" : "",
            inside || moved ? "if it is another item, give it a key of its own" : "");
}

/* Which of two rows with one key counts; returns it. */
static size_t settle_pair(Intake *intake, Table *t, size_t before, size_t row, bool *keep)
{
    bool same = same_row(t, before, row), later = beats(t, row, before);
    drop_row(intake, t, later ? before : row, later ? row : before, same, keep);
    return later ? row : before;
}

static bool same_origin(const Table *t, size_t a, size_t b)
{
    RowOrigin x = table_origin(t, a), y = table_origin(t, b);
    return x.file == y.file && x.row == y.row;
}

/*
 * A 序号 that starts anew on every page is no number of the matter: rows of one file whose ids were
 * made of it, and that differ, both count. The later one gets an id of its own.
 */
static bool is_new_sequence(Intake *intake, Table *t, size_t before, size_t row)
{
    RowOrigin own = table_origin(t, row), other = table_origin(t, before);
    Sheet *sheet = intake->sheets[own.file];
    size_t key = table_schema(t)->key[0];
    if (own.file != other.file || own.row == other.row || !sheet->made_ids ||
        same_row(t, before, row))
        return false;
    char *id = arena_printf(intake->arena, "%s.r%d", table_text(t, row, key), own.row);
    table_set(t, row, key, dataset_intern(intake->data, id, strlen(id)));
    bool second = row > 0 && same_origin(t, row - 1, row); /* of income and expense */
    if (!second && problem_may_tell(intake, sheet, own.row, SEVERITY_NOTE, "sequence_twice"))
        problem_of_row(
            intake, own, -1, SEVERITY_NOTE, "sequence_twice", "",
            arena_printf(intake->arena, "序号与第%d行相同，内容不同，两行都算", other.row),
            arena_printf(intake->arena,
                         "has the running number of row %d and other contents; both count",
                         other.row),
            "", "");
    return true;
}

/* A bit for each text of the data set. */
typedef struct {
    uint64_t *words;
    size_t plain; /* words of those that are kept as texts; behind them those in leaves */
} TextBits;

static TextBits bits_new(const Texts *texts)
{
    size_t plain = texts_kept(texts) / 64 + 1;
    return (TextBits){memory_alloc((plain + texts_serials(texts) / 64 + 1) * sizeof(uint64_t)),
                      plain};
}

static bool bits_have(const TextBits *bits, int64_t cell)
{
    size_t at =
        cell < TEXTS_SERIAL ? (size_t)cell : (size_t)(cell - TEXTS_SERIAL) + bits->plain * 64;
    return bits->words[at / 64] >> at % 64 & 1;
}

/* Whether it was not there before. */
static bool bits_add(TextBits *bits, int64_t cell)
{
    size_t at =
        cell < TEXTS_SERIAL ? (size_t)cell : (size_t)(cell - TEXTS_SERIAL) + bits->plain * 64;
    uint64_t bit = UINT64_C(1) << at % 64;
    bool is_new = !(bits->words[at / 64] & bit);
    bits->words[at / 64] |= bit;
    return is_new;
}

/* The texts of column `key` that several rows have; false where there are none. */
static bool find_repeated(const Intake *intake, const Table *t, size_t key, const bool *keep,
                          TextBits *out)
{
    const Texts *texts = dataset_text_set(intake->data);
    TextBits met = bits_new(texts);
    int64_t cells[BLOCK];
    *out = (TextBits){0};
    for (size_t r = 0, n; r < table_rows(t); r += n) {
        n = table_rows(t) - r < BLOCK ? table_rows(t) - r : BLOCK;
        table_cells(t, key, r, n, cells);
        for (size_t i = 0; i < n; i++) {
            if (!keep[r + i] || cells[i] == CELL_MISSING || bits_add(&met, cells[i]))
                continue;
            if (!out->words)
                *out = bits_new(texts);
            bits_add(out, cells[i]);
        }
    }
    free(met.words);
    return out->words != NULL;
}

/*
 * A key of one public text: nearly always no two rows have the same, which a bit for each tells.
 * Of those that have, the text's number leads to the row without a search.
 */
static void settle_text_keys(Intake *intake, Table *t, bool *keep)
{
    size_t key = table_schema(t)->key[0];
    TextBits repeated;
    TextMap winners = {0}; /* row + 1 */
    if (!find_repeated(intake, t, key, keep, &repeated))
        return;
    dataset_map(intake->data, &winners);
    for (size_t r = 0; r < table_rows(t); r++) {
        int64_t cell = keep[r] ? table_cell(t, r, key) : CELL_MISSING;
        if (cell == CELL_MISSING || !bits_have(&repeated, cell))
            continue;
        uint32_t *winner = text_map_at(&winners, cell);
        if (*winner && is_new_sequence(intake, t, *winner - 1, r))
            continue;
        *winner = (uint32_t)(*winner ? settle_pair(intake, t, *winner - 1, r, keep) : r) + 1;
    }
    text_map_close(&winners);
    free(repeated.words);
}

static void settle_keys(Intake *intake, Table *t, bool *keep)
{
    size_t rows = table_rows(t), slots = 64;
    const TableSchema *schema = table_schema(t);
    if (rows < 2 || schema->key_count == 0)
        return;
    const ColumnSchema *first = &schema->columns[schema->key[0]];
    if (schema->key_count == 1 && first->privacy == PRIVACY_PUBLIC &&
        (first->type == TYPE_ID || first->type == TYPE_STR)) {
        settle_text_keys(intake, t, keep);
        return;
    }
    while (slots < rows * 2)
        slots *= 2;
    uint32_t *table = memory_alloc(slots * sizeof *table); /* row + 1 of the winner so far */
    for (size_t r = 0; r < rows; r++) {
        if (!keep[r] || table_cell(t, r, schema->key[0]) == CELL_MISSING)
            continue;
        size_t slot = (size_t)key_hash(t, r) & (slots - 1);
        while (table[slot] && !same_key(t, table[slot] - 1, r))
            slot = (slot + 1) & (slots - 1);
        if (table[slot])
            table[slot] = (uint32_t)settle_pair(intake, t, table[slot] - 1, r, keep) + 1;
        else
            table[slot] = (uint32_t)r + 1;
    }
    free(table);
}

/*
 * Rows without an id of their own, sent again in another file: equal in every cell but the made-up
 * id, private ones included. Two different matters are never that equal.
 */
static bool same_but_key(const Table *t, size_t a, size_t b, const uint16_t *columns, size_t count)
{
    for (size_t k = 0; k < count; k++)
        if (!same_cell(t, a, b, columns[k]))
            return false;
    return true;
}

/* In one file they may be two matters all the same: two payments of a day. Both count. */
static void tell_twin(Intake *intake, const Table *t, size_t row, size_t other)
{
    RowOrigin origin = table_origin(t, row);
    RowOrigin before = table_origin(t, other);
    if (!problem_may_tell(intake, intake->sheets[origin.file], origin.row, SEVERITY_WARNING,
                          "twin_row"))
        return;
    problem_of_row(intake, origin, -1, SEVERITY_WARNING, "twin_row", "",
                   arena_printf(intake->arena, "与第%d行完全相同，两行都算", before.row),
                   arena_printf(intake->arena, "equals row %d; both count", before.row),
                   "如是重复录入，请删去一行；如确是两件事，请各填一个编号",
                   "delete one if it was entered twice; give each a number of its own if not");
}

static void settle_made_ids(Intake *intake, Table *t, bool *keep)
{
    size_t rows = table_rows(t), slots = 64;
    size_t made = 0;
    int32_t file;
    for (size_t r = 0, end; r < rows; r = end) {
        end = table_file_rows(t, r, &file);
        for (size_t k = r; intake->sheets[file]->made_ids && k < end; k++)
            made += keep[k];
    }
    if (made < 2)
        return;
    while (slots < made * 2)
        slots *= 2;
    const TableSchema *schema = table_schema(t);
    uint16_t *columns = memory_alloc(schema->column_count * sizeof *columns);
    size_t count = 0;
    for (size_t c = 0; c < schema->column_count; c++)
        if (c != schema->key[0] && (table_has_cells(t, c) || (int)c == schema->compound_id ||
                                    (int)c == schema->compound_name))
            columns[count++] = (uint16_t)c;
    uint32_t *table = memory_alloc(slots * sizeof *table);
    for (size_t r = 0; r < rows; r++) {
        if (!keep[r] || !intake->sheets[table_origin(t, r).file]->made_ids)
            continue;
        uint64_t h = 0;
        for (size_t k = 0; k < count; k++)
            h = (h ^ (uint64_t)table_cell(t, r, columns[k])) * UINT64_C(0x9E3779B97F4A7C15) +
                (h >> 31);
        size_t slot = (size_t)(h >> 20) & (slots - 1);
        while (table[slot] && !same_but_key(t, table[slot] - 1, r, columns, count))
            slot = (slot + 1) & (slots - 1);
        if (!table[slot])
            table[slot] = (uint32_t)r + 1;
        else if (table_origin(t, table[slot] - 1).file != table_origin(t, r).file)
            drop_row(intake, t, r, table[slot] - 1, true, keep);
        else
            tell_twin(intake, t, r, table[slot] - 1);
    }
    free(columns);
    free(table);
}

static bool *keep_all(const Table *t)
{
    bool *keep = memory_alloc(table_rows(t) + 1);
    memset(keep, true, table_rows(t));
    return keep;
}

void settle_compounds(Intake *intake, Places **out)
{
    Table *compounds = dataset_find(intake->data, "compounds");
    if (compounds) {
        bool *keep = keep_all(compounds);
        settle_keys(intake, compounds, keep);
        if (memchr(keep, 0, table_rows(compounds)))
            table_filter(compounds, keep);
        free(keep);
        for (size_t r = 0; r < table_rows(compounds); r++)
            table_set_compound(compounds, r, (int32_t)r);
        table_finish(compounds);
    }
    *out = places_new(intake);
}

/* Whose a table's rows are, as far as that is no question. */
typedef struct {
    const Places *places;
    Table *table;
    int id, name;    /* columns, or -1 */
    bool fills_name; /* where a row has no name, it gets that of the compound */
    RowList rest;    /* to be settled one by one */
} Placing;

static void read_cells(const Table *t, int column, size_t row, size_t count, int64_t *cells)
{
    if (column >= 0)
        table_cells(t, (size_t)column, row, count, cells);
    for (size_t i = 0; column < 0 && i < count; i++)
        cells[i] = CELL_MISSING;
}

static void place_rows(void *context, size_t from, size_t to, RowList *found)
{
    const Placing *p = context;
    int64_t ids[BLOCK], names[BLOCK];
    int32_t compounds[BLOCK];
    for (size_t n; from < to; from += n) {
        n = to - from < BLOCK ? to - from : BLOCK;
        read_cells(p->table, p->id, from, n, ids);
        read_cells(p->table, p->name, from, n, names);
        for (size_t i = 0; i < n; i++) {
            int64_t cell = ids[i] > 0 ? ids[i] : names[i];
            int32_t place = cell > 0 ? places_known(p->places, cell) : PLACE_NONE;
            bool sure = names[i] > 0
                            ? cell == names[i] || places_known(p->places, names[i]) == place
                            : !p->fills_name;
            compounds[i] = place >= 0 && sure ? place : -1;
            if (compounds[i] < 0)
                row_list_add(found, from + i);
        }
        table_set_compounds(p->table, from, n, compounds);
    }
}

static void leave_row(void *context, size_t row)
{
    Placing *p = context;
    row_list_add(&p->rest, row);
}

/* The compound of every row; what names none is not kept. */
static void settle_places(Intake *intake, Places *places, Table *t, bool *keep)
{
    const TableSchema *schema = table_schema(t);
    bool may_ignore = may_ignore_compound(t);
    bool has_names = may_ignore || (schema->compound_name >= 0 &&
                                    table_has_cells(t, (size_t)schema->compound_name));
    Placing p = {places,
                 t,
                 schema->compound_id,
                 schema->compound_name,
                 has_names && schema->compound_name >= 0,
                 {0}};
    if (may_ignore)
        for (size_t r = 0; r < table_rows(t); r++)
            row_list_add(&p.rest, r);
    else {
        table_open_compounds(t);
        sweep_rows(&(Sweep){place_rows, leave_row, &p}, table_rows(t), intake->jobs);
    }
    for (size_t i = 0; i < p.rest.count; i++) {
        size_t r = p.rest.rows[i];
        Sheet *sheet = intake->sheets[table_origin(t, r).file];
        /* The second entry of a row with income and expense: its compound is told once. */
        bool again = r > 0 && !keep[r - 1] && same_origin(t, r - 1, r);
        if ((may_ignore && ignores_compound(t, r)) ||
            (!again && settle_compound(intake, places, t, r, sheet, may_ignore, has_names)))
            continue;
        keep[r] = false;
        if (is_last_of_row(t, r, keep)) {
            sheet->report.accepted--;
            sheet->report.quarantined++;
        }
    }
    row_list_free(&p.rest);
    if (!may_ignore)
        derive_places(intake, t, has_names);
}

void settle_rows(Intake *intake, Places *places)
{
    int compounds = schema_table(intake->schemas, "compounds");
    places_learn(places);
    for (size_t i = 0; i < intake->schemas->count; i++) {
        Table *t = dataset_table(intake->data, (int)i);
        const TableSchema *schema = table_schema(t);
        if ((int)i == compounds)
            continue;
        bool *keep = keep_all(t);
        if (schema->compound_id >= 0 || schema->compound_name >= 0)
            settle_places(intake, places, t, keep);
        settle_keys(intake, t, keep);
        if (schema->key_count == 1)
            settle_made_ids(intake, t, keep);
        if (memchr(keep, 0, table_rows(t)))
            table_filter(t, keep);
        free(keep);
        table_finish(t);
    }
    tell_no_compound(intake, places);
}
