/*
 * build_world.h - tables, metrics, rules and sections as shipped, rows written by a test.
 *
 * Order of use:  set_up() -> configure()? -> rows()... -> count() -> say()
 */
#ifndef BUILD_WORLD_H
#define BUILD_WORLD_H

#include "declared.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "doc/document.h"
#include "script/compute.h"

/* Tests run in the folder of the Makefile. */
#define INSTALLED "."

typedef struct {
    Arena *arena;
    char dir[64];
    Plan plan;
    Config config;
    SchemaSet schemas;
    Dataset *data;
    Import import;
    Cube cube;
    Builder *builder;
    const BuildChange *changes;
    size_t change_count;
    Month period; /* 2026-10 unless a test says otherwise */
} World;

/* The compound that did not send anything, or -1. */
static int32_t silent_compound = -1;

/* What a table's file says: arrived for all, but for the silent one. */
__attribute__((weak)) bool arrival_has(const Arrival *arrival, int table, int32_t compound,
                                       Month month)
{
    (void)month;
    return compound != silent_compound &&
           table_arrived(dataset_table((const Dataset *)(const void *)arrival, table));
}

/* --- rows from text: a line of column names, then cells; as the import would leave them --- */

static __attribute__((unused)) int64_t cell_of(World *w, const ColumnSchema *c, const char *text)
{
    Day day;
    if (!text[0])
        return CELL_MISSING;
    switch (c->type) {
    case TYPE_ID:
    case TYPE_STR:
    case TYPE_TEXT:
        return c->privacy == PRIVACY_PRIVATE ? 1 : dataset_intern(w->data, text, strlen(text));
    case TYPE_DATE:
    case TYPE_PERIOD:
        if (!day_parse(text, &day))
            fail_msg("%s", text);
        return day;
    case TYPE_BOOL:
        return text[0] == '1' || text[0] == 'y';
    case TYPE_ENUM:
        if (schema_enum(c, text) < 0)
            fail_msg("%s: %s", c->name, text);
        return schema_enum(c, text);
    default:
        return strtoll(text, NULL, 10);
    }
}

static __attribute__((unused)) void rows(World *w, const char *name, const char *text)
{
    Table *table = dataset_find(w->data, name), *t01 = dataset_find(w->data, "compounds");
    const TableSchema *schema = table_schema(table);
    int columns[40], count = 0;
    char *copy = arena_strdup(w->arena, text), *line_end, *line = copy;
    bool head = true;
    table_set_arrived(table);
    for (; *line; line = line_end, head = false) {
        line_end = line + strcspn(line, "\n");
        if (*line_end)
            *line_end++ = '\0';
        size_t row = head ? 0 : table_add_row(table, (RowOrigin){0, 0});
        int i = 0;
        for (char *cell = line, *next; cell; cell = next, i++) {
            next = strchr(cell, ',');
            if (next)
                *next++ = '\0';
            if (head) {
                columns[count++] = schema_column(schema, cell);
                if (columns[i] < 0)
                    fail_msg("no column %s in %s", cell, name);
                continue;
            }
            int64_t value = cell_of(w, &schema->columns[columns[i]], cell);
            table_set(table, row, (size_t)columns[i], value);
            if (columns[i] == schema->compound_id)
                table_set_compound(table, row,
                                   table == t01 ? (int32_t)row : (int32_t)table_find(t01, value));
        }
    }
    table_finish(table);
}

static __attribute__((unused)) int set_up(void **state)
{
    World *w = calloc(1, sizeof *w);
    Error err = {0};
    silent_compound = -1;
    w->arena = arena_new();
    w->period = month_of(2026, 10);
    strcpy(w->dir, "/tmp/gongkai-build-XXXXXX");
    if (!mkdtemp(w->dir) || !declared(w->arena, w->dir, INSTALLED, &w->plan, &err) ||
        !schema_set_read(w->arena, &w->plan.tables, &w->schemas, &err)) {
        fprintf(stderr, "%s\n", err.text);
        return -1;
    }
    w->data = dataset_new(&w->schemas);
    *state = w;
    return 0;
}

static __attribute__((unused)) int tear_down(void **state)
{
    World *w = *state;
    builder_free(w->builder);
    dataset_free(w->data);
    folder_remove(w->dir, NULL);
    arena_free(w->arena);
    free(w);
    return 0;
}

static __attribute__((unused)) void put(World *w, const char *name, const char *text)
{
    Error err = {0};
    if (!file_write(path_join(w->arena, w->dir, name), text, strlen(text), &err))
        fail_msg("%s", err.text);
}

/* Another configuration than none; before count(). */
static __attribute__((unused)) void configure(World *w, const char *text)
{
    Error err = {0};
    put(w, "gongkai.lua", text);
    if (!declared(w->arena, w->dir, INSTALLED, &w->plan, &err))
        fail_msg("%s", err.text);
}

/* Counts, and makes a builder; `installed` NULL: only the sections of the test. */
static __attribute__((unused)) void count(World *w, const char *installed)
{
    Error err = {0};
    if (!config_read(w->arena, &w->plan.config, &w->config, &err))
        fail_msg("%s", err.text);
    w->import = (Import){.data = w->data, .arrival = (const Arrival *)(const void *)w->data};
    Month period = w->period;
    Computer *computer = computer_new(w->dir, INSTALLED, &w->config, &w->import, &w->plan);
    computer_use(computer, &w->cube);
    if (!cube_run(w->arena, &w->import, &w->config, &w->plan.metrics, &w->plan.rules, period,
                  month_last(period), &w->cube, &err))
        fail_msg("%s", err.text);
    computer_free(computer);
    for (size_t i = 0; i < w->cube.failure_count; i++)
        fprintf(stderr, "%s %s: %s\n", w->cube.failures[i].metric, w->cube.failures[i].origin,
                w->cube.failures[i].message);
    BuildInput input = {w->dir,
                        installed,
                        &w->config,
                        &w->import,
                        w->cube.figures,
                        period,
                        month_last(period),
                        w->cube.due,
                        w->cube.due_count,
                        NULL,
                        w->changes,
                        w->change_count,
                        w->cube.rules,
                        NULL};
    w->builder = builder_new(&input);
}

static __attribute__((unused)) Document document(World *w, const char *level_and_id,
                                                 const char *lang)
{
    Error err = {0};
    Document doc;
    const ScopeSet *scopes = figures_scopes(w->cube.figures);
    int scope = -1;
    for (size_t i = 0; i < scopes->count; i++)
        if (strcmp(arena_printf(w->arena, "%s:%s", level_code(scopes->scopes[i].level),
                                scopes->scopes[i].id),
                   level_and_id) == 0)
            scope = (int)i;
    assert_true(scope >= 0);
    if (!builder_build(w->builder, w->arena, scope, lang, &doc, &err))
        fail_msg("%s", err.text);
    return doc;
}

/* All words of a document, one block a line, cells between '|'. */
static __attribute__((unused)) char *words(World *w, const Document *doc)
{
    Buffer out = {0};
    buffer_printf(&out, "# %s\n", doc->title);
    for (size_t i = 0; i < doc->block_count; i++) {
        const Block *b = &doc->blocks[i];
        switch (b->kind) {
        case BLOCK_FIGURES:
            for (size_t k = 0; k < b->figure_count; k++) {
                const FigureCell *c = &b->figures[k];
                buffer_printf(&out, "[%s %s%s%s", c->label, c->value, c->unit, c->fraction);
                for (int n = 0; n < 4; n++)
                    buffer_printf(&out, "%s%s", c->notes[n][0] ? " " : "", c->notes[n]);
                buffer_text(&out, "]");
            }
            break;
        case BLOCK_TABLE:
            buffer_printf(&out, "%s:", b->title);
            for (size_t r = 0; r < b->row_count; r++) {
                buffer_text(&out, "\n ");
                for (size_t c = 0; c < b->column_count; c++)
                    buffer_printf(&out, "%s|", b->rows[r].cells[c]);
            }
            break;
        case BLOCK_CHART:
            buffer_printf(&out, "%s: %s", b->title, b->chart.description);
            break;
        case BLOCK_SIGNATURE:
            buffer_printf(&out, "%s %s", b->body, b->date);
            break;
        case BLOCK_NOTICE:
            buffer_printf(&out, "!%s %s", b->notice, b->text);
            break;
        default:
            buffer_printf(&out, "%s%s", b->from_office ? "> " : "", b->text);
        }
        if (b->note[0])
            buffer_printf(&out, "\n (%s)", b->note);
        buffer_text(&out, "\n");
    }
    char *plain = rich_plain(w->arena, out.bytes);
    buffer_free(&out);
    return plain;
}

static __attribute__((unused)) void say(World *w, const char *scope, const char *lang,
                                        const char *expected)
{
    Document doc = document(w, scope, lang);
    char *said = words(w, &doc);
    if (!strstr(said, expected))
        fail_msg("expected: %s\nin: %s", expected, said);
}

static __attribute__((unused)) void two_compounds(World *w)
{
    rows(w, "compounds",
         "compound_id,compound_name,community,subdistrict,district,city,has_company\n"
         "LT,芦汀苑,鹭桥社区,青埠街道,汀澜区,临溪市,1\n"
         "HY,荷屿里,鹭桥社区,青埠街道,汀澜区,临溪市,1\n");
}

static __attribute__((unused)) const char *const LT = "compound:LT";

#endif
