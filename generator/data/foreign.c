/*
 * foreign.c - references of finished rows that lead nowhere; see intake.h.
 *
 * In each file the first ones are told one by one, each with the key that may have been meant; of
 * all others the rows are named, so that every one of them can be found.
 */
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "data/intake.h"
#include "data/label.h"

#define KEYS_COMPARED 2000
#define LOST_RUNS 200 /* runs of rows that one line names */

/* References of one column that lead nowhere, file by file. */
typedef struct {
    const Table *target;
    size_t column;
    LabelKey *keys; /* of the target, made at the first need */
    size_t key_count;
    int64_t cell; /* the last one that was told; `near` is what may have been meant */
    const char *near;
    int32_t file;
    int told, more, runs; /* in this file; rows of the line to come, and in how many runs */
    int from[LOST_RUNS], to[LOST_RUNS];
} Lost;

static const char *nearest_key(Lost *lost, const Table *t, size_t row)
{
    int64_t cell = table_cell(t, row, lost->column);
    size_t key = table_schema(lost->target)->key[0], rows = table_rows(lost->target);
    if (!lost->keys) {
        lost->key_count = rows < KEYS_COMPARED ? rows : KEYS_COMPARED;
        lost->keys = memory_alloc(lost->key_count * sizeof *lost->keys);
        for (size_t r = 0; r < lost->key_count; r++)
            lost->keys[r] = label_key(table_text(lost->target, r, key));
    }
    if (cell == lost->cell)
        return lost->near;
    int near = label_nearest_of(table_text(t, row, lost->column), lost->keys, lost->key_count);
    lost->cell = cell;
    return lost->near = near < 0 ? NULL : lost->keys[near].text;
}

static void tell_foreign(Intake *intake, const Table *t, size_t row, Lost *lost)
{
    const TableSchema *target = table_schema(lost->target);
    const char *near = nearest_key(lost, t, row);
    problem_of_row(intake, table_origin(t, row), (int)lost->column, SEVERITY_WARNING,
                   "unknown_reference", table_text(t, row, lost->column),
                   arena_printf(intake->arena, "在“%s”里找不到", target->title.zh),
                   arena_printf(intake->arena, "is not in %s", target->name),
                   near ? arena_printf(intake->arena, "是不是“%s”？", near) : "请核对编号",
                   near ? arena_printf(intake->arena, "is it \"%s\"?", near) : "check the id");
}

static const char *lost_rows(Intake *intake, const Lost *lost, bool english)
{
    Buffer text = {0};
    for (int i = 0; i < lost->runs; i++) {
        buffer_printf(&text, "%s%d", i == 0 ? "" : english ? ", " : "、", lost->from[i]);
        if (lost->from[i] != lost->to[i])
            buffer_printf(&text, english ? "-%d" : "–%d", lost->to[i]);
    }
    const char *copy = arena_copy(intake->arena, text.bytes, text.length);
    buffer_free(&text);
    return copy;
}

/* The rows that were not told one by one, so that each of them can be found. */
static void tell_lost(Intake *intake, Lost *lost)
{
    if (lost->more == 0)
        return;
    const TableSchema *target = table_schema(lost->target);
    problem_of_row(intake, (RowOrigin){lost->file, lost->from[0]}, (int)lost->column,
                   SEVERITY_WARNING, "more_problems", "unknown_reference",
                   arena_printf(intake->arena, "还有 %d 处在“%s”里找不到：第%s行", lost->more,
                                target->title.zh, lost_rows(intake, lost, false)),
                   arena_printf(intake->arena, "%d more are not in %s: rows %s", lost->more,
                                target->name, lost_rows(intake, lost, true)),
                   "", "");
    lost->more = lost->runs = 0;
}

/* Rows come file by file, and rise in each. */
static void lose(Intake *intake, const Table *t, size_t row, Lost *lost)
{
    RowOrigin origin = table_origin(t, row);
    if (origin.file != lost->file) {
        tell_lost(intake, lost);
        lost->file = origin.file;
        lost->told = 0;
    }
    if (lost->told < PROBLEMS_MAX) {
        lost->told++;
        tell_foreign(intake, t, row, lost);
        return;
    }
    bool next = lost->runs > 0 && origin.row - lost->to[lost->runs - 1] <= 1;
    if (!next && lost->runs == LOST_RUNS)
        tell_lost(intake, lost);
    if (!next) {
        lost->from[lost->runs] = origin.row;
        lost->runs++;
    }
    lost->to[lost->runs - 1] = origin.row;
    lost->more++;
}

/* By the number of a text: companies are also named by their name (metrics.md 1.1). */
static TextMap names_of(const Intake *intake, const Table *target)
{
    TextMap named = {0};
    int name = schema_column(table_schema(target), "name");
    if (name < 0 || strcmp(table_schema(target)->name, "property_companies") != 0)
        return named; /* a map of all texts is large */
    dataset_map(intake->data, &named);
    for (size_t r = 0; r < table_rows(target); r++) {
        int64_t cell = table_cell(target, r, (size_t)name);
        if (cell > 0)
            *text_map_at(&named, cell) = true;
    }
    return named;
}

/* Every cell of column c that no row of the target answers to. */
static void check_references(Intake *intake, const Table *t, size_t c, const Table *target)
{
    if (!target || !table_arrived(target) || table_rows(target) == 0)
        return;
    Lost lost = {.target = target, .column = c, .cell = CELL_MISSING, .file = -1};
    TextMap named = names_of(intake, target);
    for (size_t r = 0; r < table_rows(t); r++) {
        int64_t cell = table_cell(t, r, c);
        const uint32_t *by_name = text_map_at(&named, cell);
        if (cell > 0 && table_find(target, cell) < 0 && !(by_name && *by_name))
            lose(intake, t, r, &lost);
    }
    tell_lost(intake, &lost);
    free(lost.keys);
    text_map_close(&named);
}

/* References that pages do not follow, since they may be empty or of another kind. */
static const struct {
    const char *table, *column, *target;
} loose_references[] = {{"meeting_items", "matter_id", "proposals"},
                        {"list_events", "subject_id", "property_companies"}};

void settle_foreign_keys(Intake *intake)
{
    for (size_t i = 0; i < intake->schemas->count; i++) {
        const Table *t = dataset_table(intake->data, (int)i);
        const TableSchema *schema = table_schema(t);
        for (size_t c = 0; c < schema->column_count; c++) {
            const ColumnSchema *column = &schema->columns[c];
            if (!column->fk || (int)c == schema->compound_id ||
                strcmp(column->fk, "compounds") == 0 || column->privacy != PRIVACY_PUBLIC ||
                (column->type != TYPE_ID && column->type != TYPE_STR))
                continue;
            check_references(intake, t, c, dataset_find(intake->data, column->fk));
        }
    }
    for (size_t i = 0; i < sizeof loose_references / sizeof *loose_references; i++) {
        const Table *t = dataset_find(intake->data, loose_references[i].table);
        int c = t ? schema_column(table_schema(t), loose_references[i].column) : -1;
        if (c >= 0 && table_schema(t)->columns[c].type == TYPE_ID &&
            !table_schema(t)->columns[c].fk)
            check_references(intake, t, (size_t)c,
                             dataset_find(intake->data, loose_references[i].target));
    }
}
