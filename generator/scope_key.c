/*
 * scope_key.c - see scope_key.h.
 *
 * The key of every row (row_key.h) is mixed into the state of its compound, in order, so one pass
 * over the tables makes all keys.
 */
#include "scope_key.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "row_key.h"
#include "script/script.h"
#include "workers.h"

/* What one process mixes: rows of the compounds that are its part. */
typedef struct {
    RowKeys *keys;
    const Dataset *data;
    const uint16_t *parts; /* by compound */
    size_t part;
    Mix *all, *compounds; /* part 0 has what belongs to no compound, in `all` */
} Mixer;

/* Rows of a block in whose compound's part we are; T01's rows are their compounds. */
static size_t pick_rows(const Mixer *m, const Table *table, bool homes, bool for_all, size_t first,
                        uint16_t *picked)
{
    const int32_t *home = table_compounds(table);
    size_t n = table_rows(table) - first, count = 0;
    for (size_t i = 0; i < n && i < ROW_KEY_BLOCK; i++) {
        int64_t compound = homes ? (int64_t)(first + i) : for_all ? -1 : home[first + i];
        if ((compound < 0 ? 0 : m->parts[compound]) == m->part)
            picked[count++] = (uint16_t)i;
    }
    return count;
}

static void mix_table(const Mixer *m, int number, bool homes, bool for_all)
{
    const Table *table = dataset_table(m->data, number);
    uint16_t picked[ROW_KEY_BLOCK];
    Mix rows[ROW_KEY_BLOCK];
    for (size_t first = 0; first < table_rows(table); first += ROW_KEY_BLOCK) {
        size_t count = pick_rows(m, table, homes, for_all, first, picked);
        row_keys_of(m->keys, number, first, picked, count, rows);
        for (size_t i = 0; i < count; i++) {
            size_t row = first + picked[i];
            int64_t compound = homes ? (int64_t)row : for_all ? -1 : table_compound(table, row);
            mix_mix(compound < 0 ? m->all : &m->compounds[compound], &rows[i]);
        }
    }
}

/* Names, codes and the places of all compounds are for everyone. */
static void mix_words(const Mixer *m, int number)
{
    const Table *table = dataset_table(m->data, number);
    uint16_t picked[ROW_KEY_BLOCK];
    Mix rows[ROW_KEY_BLOCK];
    for (size_t first = 0; m->part == 0 && first < table_rows(table); first += ROW_KEY_BLOCK) {
        size_t n = table_rows(table) - first, count = n < ROW_KEY_BLOCK ? n : ROW_KEY_BLOCK;
        for (size_t i = 0; i < count; i++)
            picked[i] = (uint16_t)i;
        row_keys_of_words(m->keys, number, first, picked, count, rows);
        for (size_t i = 0; i < count; i++)
            mix_mix(m->all, &rows[i]);
    }
}

static void mix_tables(const Import *import, size_t part, const uint16_t *parts, bool apart,
                       Mix *all, Mix *compounds)
{
    const SchemaSet *schemas = dataset_schemas(import->data);
    const Mixer m = {row_keys_new(import->data), import->data, parts, part, all, compounds};
    for (size_t t = 0; t < schemas->count; t++) {
        bool homes = apart && strcmp(schemas->tables[t].name, "compounds") == 0;
        if (homes)
            mix_words(&m, (int)t);
        mix_table(&m, (int)t, homes, reads_is_for_all(&schemas->tables[t]));
    }
    row_keys_free(m.keys);
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
    mix_text(m, f->value ? f->value : ""); /* else it follows from the fraction and the unit */
    mix_text(m, f->metric->unit);
    mix(m, (uint64_t)f->period << 32 | (uint32_t)f->base);
    mix(m, (uint64_t)f->numerator);
    mix(m, (uint64_t)f->denominator);
    mix(m, (uint64_t)f->reporting << 32 | (uint32_t)f->expected);
    mix(m, (uint64_t)f->metric->decimals << 32 | (uint64_t)f->window << 24 |
               (uint64_t)f->state << 16 | (uint64_t)f->source << 8 |
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
    const uint16_t *parts;
    bool apart;
    Mix *all, *compounds;
} Rows;

static bool mix_part(void *context, void *state, size_t part, char **message, Error *err)
{
    const Rows *rows = context;
    (void)state, (void)message, (void)err;
    mix_tables(rows->import, part, rows->parts, rows->apart, rows->all, rows->compounds);
    return true;
}

/*
 * Compounds that follow one another are one process's, as many as have its share of the rows: files
 * are of one place mostly, so it can pass over most blocks of rows that are not its own.
 */
static uint16_t *part_compounds(Arena *arena, const Import *import, size_t count, size_t parts)
{
    uint16_t *part = ARENA_NEW_ARRAY(arena, count + 1, uint16_t);
    uint64_t *rows = memory_alloc((count + 1) * sizeof *rows), all = 0, before = 0;
    for (size_t t = 0; t < dataset_schemas(import->data)->count; t++) {
        const Table *table = dataset_table(import->data, (int)t);
        const int32_t *home = table_compounds(table);
        for (size_t r = 0; r < table_rows(table); r++)
            if (home[r] >= 0)
                rows[home[r]]++;
        all += table_rows(table);
    }
    for (size_t c = 0; c < count; before += rows[c++]) {
        uint64_t middle = before + rows[c] / 2;
        part[c] = (uint16_t)(all ? middle * parts / (all + 1) : 0);
    }
    free(rows);
    return part;
}

static bool mix_rows(Arena *arena, const Import *import, size_t count, bool apart, int processes,
                     Mix *all, Mix *compounds, Error *err)
{
    size_t size = (count + 1) * sizeof(Mix), parts = processes > 1 ? (size_t)processes : 1;
    parts = parts > UINT16_MAX ? UINT16_MAX : parts;
    const uint16_t *part = part_compounds(arena, import, count, parts);
    if (parts == 1) {
        mix_tables(import, 0, part, apart, all, compounds);
        return true;
    }
    Mix *shared = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (shared == MAP_FAILED)
        return error_errno(err, "mmap");
    Rows rows = {import, part, apart, shared, shared + 1};
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
                const SiteChange *changes, size_t change_count, bool apart, int processes,
                const char **keys, Error *err)
{
    const ScopeSet *scopes = figures_scopes(cube->figures);
    size_t compound_count = table_rows(dataset_find(import->data, "compounds"));
    Mix all = MIX_EMPTY;
    Mix *compounds = ARENA_NEW_ARRAY(arena, compound_count + 1, Mix);
    Mix *own = ARENA_NEW_ARRAY(arena, scopes->count + 1, Mix);
    Mix *whole = ARENA_NEW_ARRAY(arena, scopes->count + 1, Mix);
    if (!mix_rows(arena, import, compound_count, apart, processes, &all, compounds, err))
        return false;
    mix_arrival(import, period, compound_count, compounds);
    for (size_t i = 0; i < figures_count(cube->figures); i++) {
        Figure figure;
        figures_read(cube->figures, i, &figure);
        mix_figure(&own[figure.scope], &figure);
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
    Mix m = MIX_EMPTY;
    for (size_t i = 0; i < figures_count(cube->figures); i++) {
        Figure figure;
        figures_read(cube->figures, i, &figure);
        mix(&m, (uint64_t)figure.scope);
        mix_figure(&m, &figure);
    }
    put_key(&m, key);
}

void scope_key_table(const Import *import, int table, char key[SCOPE_KEY_SIZE])
{
    const Dataset *data = import->data;
    RowKeys *keys = row_keys_new(data);
    uint16_t picked[ROW_KEY_BLOCK];
    Mix m = MIX_EMPTY, rows[ROW_KEY_BLOCK];
    size_t count =
        (size_t)table < dataset_schemas(data)->count ? table_rows(dataset_table(data, table)) : 0;
    for (size_t i = 0; i < ROW_KEY_BLOCK; i++)
        picked[i] = (uint16_t)i;
    for (size_t first = 0; first < count; first += ROW_KEY_BLOCK) {
        size_t n = count - first < ROW_KEY_BLOCK ? count - first : ROW_KEY_BLOCK;
        row_keys_of(keys, table, first, picked, n, rows);
        for (size_t i = 0; i < n; i++) {
            mix(&m, (uint64_t)table_compound(dataset_table(data, table), first + i));
            mix_mix(&m, &rows[i]);
        }
    }
    row_keys_free(keys);
    put_key(&m, key);
}
