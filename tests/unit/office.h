/* office.h - the folder of an office, for tests of the import. */
#ifndef OFFICE_H
#define OFFICE_H

#include <stdio.h>
#include <stdlib.h>

#include "base/file.h"
#include "data/import.h"
#include "schema_text.h"

typedef struct {
    Arena *arena;
    char dir[64];
    SchemaSet schemas;
    Config config;
    Import import;
    bool ok;
} Office;

static inline int open_office(void **state)
{
    Office *o = calloc(1, sizeof *o);
    o->arena = arena_new();
    strcpy(o->dir, "/tmp/gongkai-import-XXXXXX");
    assert_non_null(mkdtemp(o->dir));
    schemas_of_text(o->arena, common_tables, &o->schemas);
    o->config = (Config){.city = "临溪市", .district = "枫岸区", .period = MONTH_MISSING};
    *state = o;
    return 0;
}

static inline int close_office(void **state)
{
    Office *o = *state;
    Error err;
    dataset_free(o->import.data);
    secrets_free(o->import.secrets);
    folder_remove(o->dir, &err);
    arena_free(o->arena);
    free(o);
    return 0;
}

static inline void put_bytes(Office *o, const char *path, const char *bytes, size_t length)
{
    Error err = {0};
    char full[512];
    snprintf(full, sizeof full, "%s/input/%s", o->dir, path);
    assert_true(file_write(full, bytes, length, &err));
}

static inline void put(Office *o, const char *path, const char *text)
{
    put_bytes(o, path, text, strlen(text));
}

static inline void put_compounds(Office *o)
{
    put(o, "小区.csv",
        "小区编码,小区名称,社区,街道（镇）,有无物业,别名\n"
        "H-1,永悦华府,映汀社区,梧筑街道,是,永悦华府一期、黄岩永悦华府\n"
        "H-2,世纪花园,映汀社区,梧筑街道,是,\n"
        "H-3,云杉里,柳岸社区,梧筑街道,否,\n");
}

static inline void run(Office *o)
{
    Error err = {0};
    o->ok = import_run(o->arena, o->dir, &o->schemas, &o->config, &o->import, &err);
    for (size_t i = 0; i < o->import.file_count; i++) { /* rows always add up */
        const FileReport *f = &o->import.files[i];
        assert_int_equal(f->read, f->title + f->header + f->accepted + f->superseded +
                                      f->duplicate + f->quarantined + f->blank + f->footer);
    }
}

static inline const Table *table(const Office *o, const char *name)
{
    return dataset_find(o->import.data, name);
}

static inline const char *cell(const Office *o, const char *name, size_t row, const char *column)
{
    const Table *t = table(o, name);
    assert_true(row < table_rows(t));
    return table_display(o->arena, t, row, (size_t)schema_column(table_schema(t), column));
}

static inline const Problem *problem(const Office *o, const char *code)
{
    for (size_t i = 0; i < problems_count(o->import.problems); i++)
        if (strcmp(problems_at(o->import.problems, i)->code, code) == 0)
            return problems_at(o->import.problems, i);
    return NULL;
}

static inline const char *line(const Office *o, const char *code)
{
    const Problem *p = problem(o, code);
    return p ? problem_line(o->arena, p, false) : "";
}

static inline void show(const Office *o)
{
    for (size_t i = 0; i < problems_count(o->import.problems); i++)
        fprintf(stderr, "%s\n", problem_line(o->arena, problems_at(o->import.problems, i), false));
}

static inline const FileReport *file(const Office *o, const char *path)
{
    for (size_t i = 0; i < o->import.file_count; i++)
        if (strcmp(o->import.files[i].path, path) == 0)
            return &o->import.files[i];
    fail_msg("no file %s", path);
    return NULL;
}

static const char issue_header[] =
    "问题编号,小区,类型,类别,受理日期,办结日期,状态,办理天数,公开摘要,电话\n";

static inline void issues_of(Office *o, const char *path, const char *rows)
{
    char text[4000];
    snprintf(text, sizeof text, "%s%s", issue_header, rows);
    put(o, path, text);
}

#define OFFICE_TEST(name) cmocka_unit_test_setup_teardown(name, open_office, close_office)

#endif
