/* company.c - see company.h. */
#include "cube/company.h"

#include <stdlib.h>

typedef struct {
    int64_t cell; /* number of the text */
    int32_t company;
    int32_t rank; /* an id comes before a name, an earlier row before a later one */
} Name;

struct Companies {
    const Dataset *data;
    Name *names; /* sorted by cell; the best of equals only */
    size_t name_count, count;
    const char **ids;
    CompanyList *of_scope;
};

static int name_compare(const void *a, const void *b)
{
    const Name *x = a, *y = b;
    if (x->cell != y->cell)
        return x->cell < y->cell ? -1 : 1;
    return x->rank < y->rank ? -1 : x->rank > y->rank;
}

static int number_compare(const void *a, const void *b)
{
    int32_t x = *(const int32_t *)a, y = *(const int32_t *)b;
    return x < y ? -1 : x > y;
}

static void sort_names(Companies *c)
{
    size_t kept = 0;
    qsort(c->names, c->name_count, sizeof *c->names, name_compare);
    for (size_t i = 0; i < c->name_count; i++)
        if (kept == 0 || c->names[kept - 1].cell != c->names[i].cell)
            c->names[kept++] = c->names[i];
    c->name_count = kept;
}

int32_t companies_named(const Companies *c, int64_t cell)
{
    size_t low = 0, high = c->name_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (c->names[middle].cell == cell)
            return c->names[middle].company;
        if (c->names[middle].cell < cell)
            low = middle + 1;
        else
            high = middle;
    }
    return -1;
}

static void add_name(Companies *c, int64_t cell, int32_t company, int32_t rank)
{
    if (cell > 0)
        c->names[c->name_count++] = (Name){cell, company, rank};
}

/* Cells of T01 that name a company, 0 where the compound has none. */
static int64_t *named_cells(Arena *arena, const Table *t01)
{
    size_t rows = table_rows(t01);
    int64_t *cells = ARENA_NEW_ARRAY(arena, rows, int64_t);
    int has = schema_column(table_schema(t01), "has_company");
    int company = schema_column(table_schema(t01), "company_id");
    for (size_t row = 0; has >= 0 && company >= 0 && row < rows; row++) {
        int64_t cell = table_cell(t01, row, (size_t)company);
        if (table_cell(t01, row, (size_t)has) == 1 && cell > 0)
            cells[row] = cell;
    }
    return cells;
}

static void fill_scopes(Arena *arena, Companies *c, const ScopeSet *scopes, const int64_t *cells)
{
    c->of_scope = ARENA_NEW_ARRAY(arena, scopes->count, CompanyList);
    for (size_t s = 0; s < scopes->count; s++) {
        const Scope *scope = &scopes->scopes[s];
        CompanyList *list = &c->of_scope[s];
        list->items = ARENA_NEW_ARRAY(arena, scope->compound_count, int32_t);
        size_t count = 0;
        for (size_t i = 0; i < scope->compound_count; i++) {
            int32_t company = companies_named(c, cells[scope->compounds[i]]);
            if (company >= 0)
                list->items[count++] = company;
        }
        qsort(list->items, count, sizeof *list->items, number_compare);
        for (size_t i = 0; i < count; i++)
            if (i == 0 || list->items[i] != list->items[i - 1])
                list->items[list->count++] = list->items[i];
    }
}

void companies_build(Arena *arena, const Dataset *data, const ScopeSet *scopes, Companies **out)
{
    Companies *c = ARENA_NEW(arena, Companies);
    const Table *t01 = dataset_find(data, "compounds");
    const Table *t02 = dataset_find(data, "property_companies");
    size_t rows = t02 ? table_rows(t02) : 0, compounds = table_rows(t01);
    c->data = data;
    c->names = ARENA_NEW_ARRAY(arena, 2 * rows + compounds, Name);
    c->ids = ARENA_NEW_ARRAY(arena, rows + compounds, const char *);
    int id = t02 ? schema_column(table_schema(t02), "company_id") : -1;
    int name = t02 ? schema_column(table_schema(t02), "name") : -1;
    for (size_t row = 0; id >= 0 && name >= 0 && row < rows; row++) {
        c->ids[row] = table_text(t02, row, (size_t)id);
        add_name(c, table_cell(t02, row, (size_t)id), (int32_t)row, (int32_t)row);
        add_name(c, table_cell(t02, row, (size_t)name), (int32_t)row, (int32_t)(rows + row));
    }
    c->count = rows;
    sort_names(c);
    int64_t *cells = named_cells(arena, t01);
    size_t known = c->name_count;
    for (size_t row = 0; row < compounds; row++) {
        size_t all = c->name_count;
        c->name_count = known;
        bool found = cells[row] == 0 || companies_named(c, cells[row]) >= 0;
        c->name_count = all;
        if (found)
            continue;
        c->ids[c->count] = dataset_text(data, cells[row]);
        add_name(c, cells[row], (int32_t)c->count, (int32_t)c->count);
        c->count++;
    }
    sort_names(c);
    fill_scopes(arena, c, scopes, cells);
    *out = c;
}

size_t companies_count(const Companies *companies)
{
    return companies->count;
}

const char *companies_id(const Companies *companies, int32_t company)
{
    return companies->ids[company];
}

const CompanyList *companies_of(const Companies *companies, int scope)
{
    return &companies->of_scope[scope];
}
