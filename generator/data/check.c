/* check.c - see check.h. */
#include "data/check.h"

int check_column(Check *k, const char *name)
{
    for (size_t i = 0; i < k->known_count; i++)
        if (k->known[i].name == name)
            return k->known[i].column;
    int found = schema_column(k->schema, name);
    if (k->known_count < sizeof k->known / sizeof *k->known) {
        k->known[k->known_count].name = name;
        k->known[k->known_count++].column = found;
    }
    return found;
}

int64_t check_value(Check *k, size_t row, const char *name)
{
    int c = check_column(k, name);
    return c < 0 ? CELL_MISSING : table_cell(k->table, row, (size_t)c);
}

bool check_is_code(Check *k, size_t row, const char *name, const char *code)
{
    int c = check_column(k, name);
    int64_t cell = check_value(k, row, name);
    return cell != CELL_MISSING && cell == schema_enum(&k->schema->columns[c], code);
}

size_t check_block(const Check *k, int c, size_t from, size_t to, int64_t cells[CHECK_BLOCK])
{
    size_t n = to - from < CHECK_BLOCK ? to - from : CHECK_BLOCK;
    if (c >= 0)
        table_cells(k->table, (size_t)c, from, n, cells);
    for (size_t i = 0; c < 0 && i < n; i++)
        cells[i] = CELL_MISSING;
    return n;
}

void check_sweep(const Check *k, void (*look)(void *, size_t, size_t, RowList *),
                 void (*take)(void *, size_t), void *context)
{
    sweep_rows(&(Sweep){look, take, context}, table_rows(k->table), k->intake->jobs);
}

int64_t check_code(Check *k, const char *name, const char *code)
{
    int c = check_column(k, name),
        value_index = c < 0 ? -1 : schema_enum(&k->schema->columns[c], code);
    return value_index < 0 ? INT64_MAX : value_index;
}

const char *check_shown(Check *k, size_t row, const char *name)
{
    int c = check_column(k, name);
    return c < 0 || k->schema->columns[c].privacy == PRIVACY_PRIVATE
               ? ""
               : table_display(k->intake->arena, k->table, row, (size_t)c);
}

bool check_may_tell(Check *k, size_t row, Severity severity, const char *code)
{
    RowOrigin origin = table_origin(k->table, row);
    return problem_may_tell(k->intake, k->intake->sheets[origin.file], origin.row, severity, code);
}

void check_put(Check *k, size_t row, const char *name, Severity severity, const char *code,
               const char *zh, const char *en, const char *advice_zh, const char *advice_en)
{
    problem_of_row(k->intake, table_origin(k->table, row), name ? check_column(k, name) : -1,
                   severity, code, name ? check_shown(k, row, name) : "", zh, en, advice_zh,
                   advice_en);
}

void check_tell(Check *k, size_t row, const char *name, Severity severity, const char *code,
                const char *zh, const char *en, const char *advice_zh, const char *advice_en)
{
    if (check_may_tell(k, row, severity, code))
        check_put(k, row, name, severity, code, zh, en, advice_zh, advice_en);
}

bool check_begin(Check *k, Intake *intake, const char *name)
{
    *k = (Check){.intake = intake};
    k->table = dataset_find(intake->data, name);
    k->schema = k->table ? table_schema(k->table) : NULL;
    return k->table && table_rows(k->table) > 0;
}
