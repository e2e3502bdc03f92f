/*
 * district.h - a small district for the tests of the cube: the shipped tables and metrics, and
 * rows written as "column=value; column=value".
 */
#ifndef DISTRICT_H
#define DISTRICT_H

#include "declared.h"

#include <stdio.h>
#include <stdlib.h>

#include "cube/cube.h"
#include "script/script.h"

typedef struct {
    Arena *arena;
    Plan plan;
    SchemaSet schemas;
    Config config;
    Dataset *data;
    Cube cube;
    Month period;
} District;

static Day day(const char *text)
{
    Day out = DAY_MISSING;
    assert_true(day_parse(text, &out));
    return out;
}

/* The workspace whose scripts are added to those that ship. */
#ifndef DISTRICT_WORKSPACE
#define DISTRICT_WORKSPACE "tests/no-workspace"
#endif

static District *district_new(void)
{
    Error err = {0};
    Arena *arena = arena_new();
    District *d = ARENA_NEW(arena, District);
    d->arena = arena;
    if (!declared(arena, DISTRICT_WORKSPACE, ".", &d->plan, &err) ||
        !schema_set_read(arena, &d->plan.tables, &d->schemas, &err) ||
        !config_read(arena, &d->plan.config, &d->config, &err))
        fail_msg("%s", err.text);
    for (size_t i = 0; i < d->plan.failure_count; i++)
        print_error("%s:%d: %s\n", d->plan.failures[i].script, d->plan.failures[i].line,
                    d->plan.failures[i].message);
    d->data = dataset_new(&d->schemas);
    return d;
}

static void district_free(District *d)
{
    dataset_free(d->data);
    arena_free(d->arena);
}

static int64_t cell_of(District *d, const ColumnSchema *column, const char *text)
{
    Int128 number = 0;
    Month month;
    int64_t unit = 1;
    const char *point = strchr(text, '.');
    char digits[64];
    switch (column->type) {
    case TYPE_ENUM:
        assert_true(schema_enum(column, text) >= 0);
        return schema_enum(column, text);
    case TYPE_BOOL:
        return strcmp(text, "yes") == 0;
    case TYPE_DATE:
    case TYPE_PERIOD:
        return month_parse(text, &month) ? month_last(month) : day(text);
    case TYPE_ID:
    case TYPE_STR:
    case TYPE_TEXT:
        return dataset_intern(d->data, text, strlen(text));
    default:
        break;
    }
    int scale = column->type == TYPE_MONEY || column->type == TYPE_AREA ? 2 : column->scale;
    snprintf(digits, sizeof digits, "%.*s%s", (int)strcspn(text, "."), text,
             point ? point + 1 : "");
    assert_true(exact_parse(digits, &number));
    for (int i = point ? (int)strlen(point + 1) : 0; i < scale; i++)
        unit *= 10;
    return (int64_t)number * unit;
}

/* Adds one row; a compound_id places it. Rows of T01 come first. */
static size_t add(District *d, const char *name, const char *cells)
{
    Table *table = dataset_find(d->data, name);
    assert_non_null(table);
    size_t row = table_add_row(table, (RowOrigin){0, (int32_t)table_rows(table) + 2});
    char *rest = arena_strdup(d->arena, cells), *next;
    table_set_arrived(table);
    for (; rest && *rest; rest = next) {
        next = strstr(rest, "; ");
        if (next) {
            *next = '\0';
            next += 2;
        }
        char *value = strchr(rest, '=');
        assert_non_null(value);
        *value++ = '\0';
        int column = schema_column(table_schema(table), rest);
        if (column < 0)
            fail_msg("%s has no column %s", name, rest);
        const ColumnSchema *schema = &table_schema(table)->columns[column];
        int64_t cell = cell_of(d, schema, value);
        table_set(table, row, (size_t)column, cell);
        if (schema->type == TYPE_PERIOD && strlen(value) == 7)
            table_set_first_day(table, row, (size_t)column, month_first(day_month((Day)cell)));
        if (strcmp(rest, "compound_id") == 0 && strcmp(name, "compounds") != 0)
            table_set_compound(table, row,
                               (int32_t)table_find(dataset_find(d->data, "compounds"), cell));
        if (strcmp(rest, "compound_id") == 0 && strcmp(name, "compounds") == 0) {
            table_set_compound(table, row, (int32_t)row);
            table_finish(table);
        }
    }
    return row;
}

/* Four compounds: two communities of one subdistrict, one of them with three compounds. */
static inline void add_compounds(District *d)
{
    add(d, "compounds",
        "compound_id=A-1; compound_name=云栖苑; community=映汀社区; subdistrict=梧筑街道; "
        "has_company=yes; "
        "total_owners=300; total_area=30000.00; total_units=200; company_id=W-1");
    add(d, "compounds",
        "compound_id=A-2; compound_name=芦汀苑; community=映汀社区; subdistrict=梧筑街道; "
        "has_company=yes; "
        "total_units=300; company_id=清岚物业");
    add(d, "compounds",
        "compound_id=A-3; compound_name=松风里; community=映汀社区; subdistrict=梧筑街道; "
        "has_company=no; "
        "company_id=W-2");
    add(d, "compounds",
        "compound_id=B-1; compound_name=听雨庭; community=石桥社区; subdistrict=梧筑街道; "
        "has_company=no");
    add(d, "property_companies", "company_id=W-1; name=清岚物业; party_org_status=own");
    add(d, "property_companies", "company_id=W-2; name=知行物业");
}

/* What is set up and taken down around a test. */
static inline int open_empty(void **state)
{
    *state = district_new();
    return 0;
}

static inline int open_district(void **state)
{
    open_empty(state);
    add_compounds(*state);
    return 0;
}

static inline int close_district(void **state)
{
    district_free(*state);
    return 0;
}

static void run_asof(District *d, const char *period, const char *asof)
{
    Error err = {0};
    Import import = {.data = d->data};
    assert_true(month_parse(period, &d->period));
    for (size_t t = 0; t < d->schemas.count; t++)
        table_finish(dataset_table(d->data, (int)t));
    assert_true(cube_run(d->arena, &import, &d->config, &d->plan.metrics, &d->plan.rules, d->period,
                         asof ? day(asof) : month_last(d->period), &d->cube, &err));
    for (size_t i = 0; i < d->cube.failure_count; i++)
        print_error("%s %s: %s\n", d->cube.failures[i].origin, d->cube.failures[i].metric,
                    d->cube.failures[i].message);
    assert_int_equal(d->cube.failure_count, 0);
}

static inline void run(District *d, const char *period)
{
    run_asof(d, period, NULL);
}

static Window window_of(const char *code)
{
    for (int w = 0; w < WINDOW_COUNT; w++)
        if (strcmp(window_code((Window)w), code) == 0)
            return (Window)w;
    fail_msg("no window %s", code);
    return WINDOW_ASOF;
}

/* A scope by id: a compound, or the path of what lies above it. */
static int scope_of(const District *d, const char *id)
{
    const ScopeSet *scopes = figures_scopes(d->cube.figures);
    for (int level = 0; level < LEVEL_COUNT; level++)
        if (scope_find(scopes, (Level)level, id) >= 0)
            return scope_find(scopes, (Level)level, id);
    fail_msg("no scope %s", id);
    return -1;
}

/* "n/d value state source" of a figure, "n value …" without a denominator, "none" for none. */
static const char *figure_at(District *d, const char *id, const char *scope, const char *period,
                             const char *window)
{
    Month month;
    assert_true(month_parse(period, &month));
    FigureBox box;
    const Figure *f =
        figures_find(d->cube.figures, id, scope_of(d, scope), month, window_of(window), &box);
    if (!f)
        return "none";
    const char *n = f->has_numerator ? exact_text(d->arena, f->numerator) : "-";
    const char *fraction = f->has_denominator ? arena_printf(d->arena, "%s/%s", n,
                                                             exact_text(d->arena, f->denominator))
                                              : n;
    return arena_printf(d->arena, "%s %s %s %s", fraction, f->value[0] ? f->value : "-",
                        state_code(f->state), f->source ? source_code(f->source) : "-");
}

static inline const char *figure(District *d, const char *id, const char *scope, const char *window)
{
    char period[16];
    return figure_at(d, id, scope, month_text(d->period, period), window);
}

#define assert_figure(d, id, scope, window, expected)                                              \
    assert_string_equal(figure((d), (id), (scope), (window)), (expected))
#endif
