/*
 * scope_key.c - see scope_key.h.
 *
 * Every row is mixed into the state of its compound, in order, so one pass over the tables makes
 * all keys. Texts are mixed by their bytes, since two runs number them differently; private cells
 * are left out, for what they do shows in figures only.
 */
#include "scope_key.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "script/script.h"
#include "workers.h"

typedef struct {
    uint64_t a, b;
} Mix;

static void mix(Mix *m, uint64_t word)
{
    m->a = (m->a ^ word) * UINT64_C(0x9E3779B97F4A7C15);
    m->a ^= m->a >> 32;
    m->b = (m->b + word) * UINT64_C(0xBF58476D1CE4E5B9);
    m->b ^= m->b >> 29 ^ m->a;
}

static void mix_text(Mix *m, const char *text)
{
    size_t length = strlen(text), at = 0;
    uint64_t word;
    for (; at + sizeof word <= length; at += sizeof word) {
        memcpy(&word, text + at, sizeof word);
        mix(m, word);
    }
    word = length;
    for (; at < length; at++)
        word = word << 8 | (unsigned char)text[at];
    mix(m, word);
}

static void mix_mix(Mix *m, const Mix *other)
{
    mix(m, other->a);
    mix(m, other->b);
}

static bool is_text(const ColumnSchema *column)
{
    return column->type == TYPE_ID || column->type == TYPE_STR || column->type == TYPE_TEXT;
}

static void mix_row(Mix *m, const Dataset *data, const Table *table, size_t row)
{
    const TableSchema *schema = table_schema(table);
    for (size_t c = 0; c < schema->column_count; c++) {
        const ColumnSchema *column = &schema->columns[c];
        if (column->privacy == PRIVACY_PRIVATE)
            continue;
        int64_t cell = table_cell(table, row, c);
        if (is_text(column)) {
            mix_text(m, dataset_text(data, cell));
            continue;
        }
        mix(m, (uint64_t)cell);
        if (column->type == TYPE_PERIOD || column->type == TYPE_DATE)
            mix(m, (uint64_t)table_first_day(table, row, c));
    }
}

/* The rows that a row names by its foreign keys, compounds left out. */
static void mix_named(Mix *m, const Dataset *data, const Table *table, size_t row)
{
    const TableSchema *schema = table_schema(table);
    for (size_t c = 0; c < schema->column_count; c++) {
        const ColumnSchema *column = &schema->columns[c];
        const Table *there = column->fk && is_text(column) && column->privacy != PRIVACY_PRIVATE &&
                                     strcmp(column->fk, "compounds") != 0
                                 ? dataset_find(data, column->fk)
                                 : NULL;
        int64_t found = there ? table_find(there, table_cell(table, row, c)) : -1;
        if (found >= 0)
            mix_row(m, data, there, (size_t)found);
    }
}

/* The row and the rows it names, as part of the compound's key or of a table's. */
static void mix_whole_row(Mix *m, const Dataset *data, int number, size_t row)
{
    const Table *table = dataset_table(data, number);
    mix(m, (uint64_t)number << 1 | table_row_leaves(table, row));
    mix_row(m, data, table, row);
    mix_named(m, data, table, row);
}

/*
 * Rows of the compounds whose number is `part` modulo `parts`, in their order, into `compounds`;
 * part 0 has those of none too, into `all`.
 */
static void mix_tables(const Import *import, size_t part, size_t parts, Mix *all, Mix *compounds)
{
    const Dataset *data = import->data;
    const SchemaSet *schemas = dataset_schemas(data);
    for (size_t t = 0; t < schemas->count; t++) {
        const Table *table = dataset_table(data, (int)t);
        bool for_all = reads_is_for_all(&schemas->tables[t]);
        for (size_t row = 0; row < table_rows(table); row++) {
            int32_t compound = for_all ? -1 : table_compound(table, row);
            if ((compound < 0 ? 0 : (size_t)compound % parts) == part)
                mix_whole_row(compound < 0 ? all : &compounds[compound], data, (int)t, row);
        }
    }
}

static void mix_arrival(const Import *import, Month period, size_t count, Mix *compounds)
{
    int tables = (int)dataset_schemas(import->data)->count;
    for (size_t c = 0; c < count; c++)
        for (int t = 0; t < tables; t++) {
            uint64_t months = 0;
            for (int back = 0; back < READS_MONTHS; back++)
                months =
                    months << 1 | arrival_has(import->arrival, t, (int32_t)c, period - (Month)back);
            mix(&compounds[c], months);
        }
}

static void mix_figure(Mix *m, const Figure *f)
{
    mix_text(m, f->id);
    mix_text(m, f->value);
    mix(m, (uint64_t)f->period << 32 | (uint32_t)f->base);
    mix(m, (uint64_t)f->numerator);
    mix(m, (uint64_t)f->denominator);
    mix(m, (uint64_t)f->reporting << 32 | (uint32_t)f->expected);
    mix(m, (uint64_t)f->window << 24 | (uint64_t)f->state << 16 | (uint64_t)f->source << 8 |
               (uint64_t)f->has_numerator << 1 | f->has_denominator);
}

static void mix_due(Mix *m, const CubeDue *due)
{
    mix_text(m, due->rule_id);
    mix_text(m, due->title);
    mix_text(m, due->title_en ? due->title_en : "");
    mix_text(m, due->basis);
    mix(m, (uint64_t)due->due << 32 | (uint32_t)due->posted);
    mix(m, (uint64_t)due->section << 2 | (uint64_t)due->on_time << 1 | due->continuous);
}

static void mix_change(Mix *m, const SiteChange *change)
{
    const char *texts[] = {change->what, change->from, change->to, change->reason};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        mix_text(m, texts[i] ? texts[i] : "");
    mix(m, (uint64_t)change->period << 32 | (uint32_t)change->day);
    mix(m, change->late_row);
}

static void put_key(const Mix *m, char key[SCOPE_KEY_SIZE])
{
    snprintf(key, SCOPE_KEY_SIZE, "%016llx%016llx", (unsigned long long)m->a,
             (unsigned long long)m->b);
}

/* The rows are most of the work: each process mixes those of some compounds, into shared memory. */
typedef struct {
    const Import *import;
    size_t parts;
    Mix *all, *compounds;
} Rows;

static bool mix_part(void *context, void *state, size_t part, char **message, Error *err)
{
    const Rows *rows = context;
    (void)state, (void)message, (void)err;
    mix_tables(rows->import, part, rows->parts, rows->all, rows->compounds);
    return true;
}

static bool mix_rows(Arena *arena, const Import *import, size_t count, int processes, Mix *all,
                     Mix *compounds, Error *err)
{
    size_t size = (count + 1) * sizeof(Mix), parts = processes > 1 ? (size_t)processes : 1;
    if (parts == 1) {
        mix_tables(import, 0, 1, all, compounds);
        return true;
    }
    Mix *shared = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (shared == MAP_FAILED)
        return error_errno(err, "mmap");
    Rows rows = {import, parts, shared, shared + 1};
    shared[0] = *all;
    WorkerJob job = {.work = mix_part, .context = &rows, .patient = parts};
    WorkerResult result;
    bool ok = workers_run(arena, &job, parts, processes, &result, err);
    if (ok && result.failed_count)
        ok = error_set(err, ERR_INTERNAL, "the rows could not be compared");
    *all = shared[0];
    memcpy(compounds, shared + 1, count * sizeof *compounds);
    munmap(shared, size);
    return ok;
}

bool scope_keys(Arena *arena, const Import *import, const Cube *cube, Month period,
                const SiteChange *changes, size_t change_count, int processes, const char **keys,
                Error *err)
{
    const ScopeSet *scopes = figures_scopes(cube->figures);
    size_t compound_count = table_rows(dataset_find(import->data, "compounds"));
    Mix all = {1, 2};
    Mix *compounds = ARENA_NEW_ARRAY(arena, compound_count + 1, Mix);
    Mix *own = ARENA_NEW_ARRAY(arena, scopes->count + 1, Mix);
    Mix *whole = ARENA_NEW_ARRAY(arena, scopes->count + 1, Mix);
    if (!mix_rows(arena, import, compound_count, processes, &all, compounds, err))
        return false;
    mix_arrival(import, period, compound_count, compounds);
    for (size_t i = 0; i < figures_count(cube->figures); i++) {
        const Figure *figure = figures_at(cube->figures, i);
        mix_figure(&own[figure->scope], figure);
    }
    for (size_t i = 0; i < cube->due_count; i++)
        mix_due(&compounds[cube->due[i].compound], &cube->due[i]);
    for (size_t i = 0; i < change_count; i++)
        for (int twice = 0; twice < 2; twice++) {
            int scope = twice ? changes[i].scope : changes[i].compound;
            if (scope >= 0 && (!twice || scope != changes[i].compound))
                mix_change(&own[scope], &changes[i]);
        }
    for (size_t s = 0; s < scopes->count; s++) {
        const Scope *scope = &scopes->scopes[s];
        if (scope->level == LEVEL_COMPOUND && scope->compound_count > 0)
            mix_mix(&own[s], &compounds[scope->compounds[0]]);
        for (int above = (int)s; above >= 0; above = scopes->scopes[above].parent)
            mix_mix(&whole[above], &own[s]);
    }
    for (size_t s = 0; s < scopes->count; s++) {
        char *key = arena_alloc(arena, SCOPE_KEY_SIZE);
        mix_mix(&whole[s], &all);
        put_key(&whole[s], key);
        keys[s] = key;
    }
    return true;
}

void scope_key_figures(const Cube *cube, char key[SCOPE_KEY_SIZE])
{
    Mix m = {1, 2};
    for (size_t i = 0; i < figures_count(cube->figures); i++) {
        const Figure *figure = figures_at(cube->figures, i);
        mix(&m, (uint64_t)figure->scope);
        mix_figure(&m, figure);
    }
    put_key(&m, key);
}

void scope_key_table(const Import *import, int table, char key[SCOPE_KEY_SIZE])
{
    Mix m = {1, 2};
    if ((size_t)table < dataset_schemas(import->data)->count)
        for (size_t row = 0; row < table_rows(dataset_table(import->data, table)); row++) {
            mix(&m, (uint64_t)table_compound(dataset_table(import->data, table), row));
            mix_whole_row(&m, import->data, table, row);
        }
    put_key(&m, key);
}
