/*
 * test_lacking.c - an office may take a column out of a table, or a whole table: what needs it is
 * left out, and nothing is told of a column that is not there.
 */
#include "declared.h"

#include <stdlib.h>

#include "data/import.h"
#include "script/script.h"

typedef struct {
    Arena *arena;
    SchemaSet schemas;
    Config config;
    size_t runs;
} Office;

static int without(int index, size_t column)
{
    return index == (int)column ? -1 : index > (int)column ? index - 1 : index;
}

static bool may_lack(const TableSchema *t, size_t column)
{
    for (size_t k = 0; k < t->key_count; k++)
        if (t->key[k] == column)
            return false; /* no table is declared without its key */
    return strcmp(t->name, "compounds") != 0 ||
           ((int)column != t->compound_id && (int)column != t->compound_name);
}

/* The tables, one of them without one of its columns. */
static SchemaSet lacking(Arena *arena, const SchemaSet *all, size_t table, size_t column)
{
    TableSchema *tables = ARENA_NEW_ARRAY(arena, all->count, TableSchema);
    memcpy(tables, all->tables, all->count * sizeof *tables);
    TableSchema *t = &tables[table];
    const TableSchema *whole = &all->tables[table];
    ColumnSchema *columns = ARENA_NEW_ARRAY(arena, whole->column_count, ColumnSchema);
    t->columns = columns;
    t->column_count = 0;
    for (size_t c = 0; c < whole->column_count; c++)
        if (c != column)
            columns[t->column_count++] = whole->columns[c];
    t->key = ARENA_NEW_ARRAY(arena, whole->key_count, size_t);
    for (size_t k = 0; k < whole->key_count; k++)
        t->key[k] = (size_t)without((int)whole->key[k], column);
    t->date = without(whole->date, column);
    t->compound_id = without(whole->compound_id, column);
    t->compound_name = without(whole->compound_name, column);
    t->updated_on = without(whole->updated_on, column);
    return (SchemaSet){.tables = tables, .count = all->count};
}

/* The tables, one of them left out as a whole. */
static SchemaSet without_table(Arena *arena, const SchemaSet *all, size_t table)
{
    TableSchema *tables = ARENA_NEW_ARRAY(arena, all->count, TableSchema);
    size_t count = 0;
    for (size_t t = 0; t < all->count; t++)
        if (t != table)
            tables[count++] = all->tables[t];
    return (SchemaSet){.tables = tables, .count = count};
}

static const FileReport *report_of(const Import *import, const char *path)
{
    for (size_t i = 0; i < import->file_count; i++)
        if (strcmp(import->files[i].path, path) == 0)
            return &import->files[i];
    return NULL;
}

static void rows_add_up(const Import *import, const char *dir, const char *what)
{
    for (size_t i = 0; i < import->file_count; i++) {
        const FileReport *f = &import->files[i];
        if (f->read != f->title + f->header + f->accepted + f->superseded + f->duplicate +
                           f->quarantined + f->blank + f->footer)
            fail_msg("%s without %s: the rows of %s do not add up", dir, what, f->path);
    }
}

static void check_column(Office *o, const char *dir, size_t table, size_t column)
{
    Arena *arena = arena_new();
    SchemaSet schemas = lacking(arena, &o->schemas, table, column);
    const char *name = o->schemas.tables[table].columns[column].name;
    Import import;
    Error err = {0};
    import_run_with(arena, dir, &schemas, &o->config, &(ImportOptions){.jobs = 1}, &import, &err);
    rows_add_up(&import, dir, name);
    for (size_t i = 0; i < problems_count(import.problems); i++) {
        const Problem *p = problems_at(import.problems, i);
        const FileReport *f = report_of(&import, p->file);
        if (f && f->table == (int)table && strcmp(p->column_name, name) == 0)
            fail_msg("%s: told of %s, which is not there: %s", dir, name,
                     problem_line(arena, p, true));
    }
    dataset_free(import.data);
    secrets_free(import.secrets);
    arena_free(arena);
    o->runs++;
}

static void check_table(Office *o, const char *dir, size_t table)
{
    Arena *arena = arena_new();
    SchemaSet schemas = without_table(arena, &o->schemas, table);
    const char *name = o->schemas.tables[table].name;
    Import import;
    Error err = {0};
    bool ok = import_run_with(arena, dir, &schemas, &o->config, &(ImportOptions){.jobs = 1},
                              &import, &err);
    assert_int_equal(ok, strcmp(name, "compounds") != 0); /* no row belongs to anybody then */
    rows_add_up(&import, dir, name);
    dataset_free(import.data);
    secrets_free(import.secrets);
    arena_free(arena);
}

/* Every column of every table that a file of the folder was read into. */
static void check_folder(Office *o, const char *dir)
{
    Import import;
    Error err = {0};
    import_run_with(o->arena, dir, &o->schemas, &o->config, &(ImportOptions){.jobs = 1}, &import,
                    &err);
    for (size_t t = 0; t < o->schemas.count; t++) {
        bool arrived = false;
        for (size_t i = 0; i < import.file_count; i++)
            arrived |= import.files[i].table == (int)t;
        if (arrived)
            check_table(o, dir, t);
        for (size_t c = 0; arrived && c < o->schemas.tables[t].column_count; c++)
            if (may_lack(&o->schemas.tables[t], c))
                check_column(o, dir, t, c);
    }
    dataset_free(import.data);
    secrets_free(import.secrets);
}

static void columns_may_be_taken_out(void **state)
{
    (void)state;
    static const char *const folders[] = {"checks",      "checks-across", "checks-more",
                                          "people-more", "places-more",   "reported-scopes"};
    Office o = {.arena = arena_new()};
    Plan plan;
    Error err = {0};
    setenv("SOURCE_DATE_EPOCH", "1793404800", 1); /* 2026-10-31 */
    assert_true(declared(o.arena, ".", ".", &plan, &err));
    assert_true(config_read(o.arena, &plan.config, &o.config, &err));
    assert_true(schema_set_read(o.arena, &plan.tables, &o.schemas, &err));
    for (size_t i = 0; i < sizeof folders / sizeof *folders; i++)
        check_folder(&o, arena_printf(o.arena, "tests/errors/%s", folders[i]));
    assert_true(o.runs > 200);
    arena_free(o.arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(columns_may_be_taken_out)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
