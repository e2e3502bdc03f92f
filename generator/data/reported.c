/*
 * reported.c - reported totals that would be used nowhere; see intake.h.
 *
 * A total counts where metric, scope and days are exactly those that a page asks for; a scope
 * written in another way would be lost without a word.
 */
#include <string.h>

#include "data/intake.h"

typedef struct {
    Intake *intake;
    Places *places;
    const Table *table;
    int level, scope, from, to, numbers[3];
} Reported;

static void tell(const Reported *r, size_t row, int c, const char *code, const char *zh,
                 const char *en, const char *advice_zh, const char *advice_en)
{
    RowOrigin origin = table_origin(r->table, row);
    if (problem_may_tell(r->intake, r->intake->sheets[origin.file], origin.row, SEVERITY_WARNING,
                         code))
        problem_of_row(r->intake, origin, c, SEVERITY_WARNING, code,
                       c < 0 ? "" : table_display(r->intake->arena, r->table, row, (size_t)c), zh,
                       en, advice_zh, advice_en);
}

static void check_scope(const Reported *r, size_t row)
{
    static const char *const levels[] = {"compound", "community", "subdistrict", "district",
                                         "city"};
    int64_t cell = table_cell(r->table, row, (size_t)r->level);
    if (cell == CELL_MISSING)
        return;
    const char *code = table_schema(r->table)->columns[r->level].values[cell].code;
    const char *id = table_text(r->table, row, (size_t)r->scope), *example = "";
    for (int l = 0; l < 5; l++)
        if (strcmp(code, levels[l]) == 0 && places_is_scope(r->places, l, id, &example))
            return;
    tell(r, row, r->scope, "unknown_reference", "不是这一层级的编码，这一行没有用到",
         "is no id of this level; the row is used nowhere",
         arena_printf(r->intake->arena, "请照这样填写：%s", example),
         arena_printf(r->intake->arena, "write it like %s", example));
}

void reported_check(Intake *intake, Places *places)
{
    Reported r = {.intake = intake, .places = places};
    r.table = dataset_find(intake->data, "reported_totals");
    if (!r.table || places_count(places) == 0)
        return;
    const TableSchema *schema = table_schema(r.table);
    static const char *const numbers[] = {"numerator", "denominator", "value"};
    r.level = schema_column(schema, "scope_level");
    r.scope = schema_column(schema, "scope_id");
    r.from = schema_column(schema, "period_from");
    r.to = schema_column(schema, "period_to");
    bool whole = r.level >= 0 && r.scope >= 0 && r.from >= 0 && r.to >= 0 &&
                 schema->columns[r.level].type == TYPE_ENUM;
    for (int i = 0; i < 3; i++) {
        r.numbers[i] = schema_column(schema, numbers[i]);
        whole = whole && r.numbers[i] >= 0;
    }
    for (size_t row = 0; whole && row < table_rows(r.table); row++) {
        check_scope(&r, row);
        bool any = false;
        for (int i = 0; i < 3; i++)
            any |= table_cell(r.table, row, (size_t)r.numbers[i]) != CELL_MISSING;
        if (!any)
            tell(&r, row, -1, "empty_expected", "没有数值，也没有分子，这一行没有用到",
                 "has neither a value nor a numerator; the row is used nowhere",
                 "请填写数值或分子、分母", "give a value, or numerator and denominator");
        Day from = table_first_day(r.table, row, (size_t)r.from);
        int64_t to = table_cell(r.table, row, (size_t)r.to);
        if (from != DAY_MISSING && to != CELL_MISSING && from > to)
            tell(&r, row, r.to, "days_out_of_order", "早于“起”", "lies before its beginning",
                 "请核对这两个日期", "check the two dates");
    }
}
