/* scope_data.c - see scope_data.h. */
#include "render/scope_data.h"

#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "render/catalog.h"
#include "render/metricrows.h"
#include "render/rowtext.h"
#include "render/zip.h"

#define DAYS_AT_ONCE 512
#define METRIC_LINE 96 /* bytes of most lines of metrics.csv */

/* How a table's rows are written, the same for every compound. */
typedef struct {
    RowText *text; /* NULL: not needed yet */
    Buffer head;
} Written;

enum { MACHINE, EXCEL, FORMS };

/*
 * Which rows and figures belong to which compound, found in one pass; remembered for
 * as long as the same tables are asked for, since compounds come one by one.
 */
typedef struct {
    const Import *import;
    const FigureSet *figures;
    Month period;
    size_t compounds, tables, scopes;
    uint32_t **rows;    /* per table: row numbers, compound after compound */
    uint32_t **starts;  /* per table: compound -> first of its rows; compounds + 1 of them */
    FigureCopy *copies; /* figures of the period, scope after scope */
    uint32_t *copy_starts;
    Arena *arena;              /* of `written` */
    Written (*written)[FORMS]; /* per table */
    MetricRows *metrics;
    Buffer metrics_head;
    ZipPacked dictionary; /* the same in the archive of every compound */
    char dictionary_hash[65];
} Index;

static Index remembered;

static void index_free(Index *index)
{
    for (size_t t = 0; t < index->tables; t++) {
        free(index->rows[t]);
        free(index->starts[t]);
        for (int form = 0; form < FORMS; form++)
            buffer_free(&index->written[t][form].head);
    }
    free(index->written);
    if (index->metrics) {
        arena_free(index->arena);
        metricrows_free(index->metrics);
    }
    buffer_free(&index->metrics_head);
    free(index->rows);
    free(index->starts);
    free(index->copies);
    free(index->copy_starts);
    buffer_free(&index->dictionary.packed);
    *index = (Index){0};
}

/* The day of a row whose table has none: that of the row it belongs to (an item's meeting). */
static int64_t day_of_row(const Dataset *data, const Table *table, size_t row)
{
    const TableSchema *schema = table_schema(table);
    for (size_t c = 0; c < schema->column_count; c++) {
        const ColumnSchema *column = &schema->columns[c];
        const Table *there = column->fk ? dataset_find(data, column->fk) : NULL;
        int64_t found = there && table_schema(there)->date >= 0 && field_is_text(column) &&
                                column->privacy != PRIVACY_PRIVATE
                            ? table_find(there, table_cell(table, row, c))
                            : -1;
        if (found >= 0)
            return table_cell(there, (size_t)found, (size_t)table_schema(there)->date);
    }
    return CELL_MISSING;
}

/* An item and where it belongs; most rows and figures are of other months and have none. */
typedef struct {
    uint32_t item, bucket;
} Place;

typedef struct {
    Place *items;
    size_t count, capacity;
} Places;

static void add_place(Places *places, size_t item, int64_t bucket)
{
    if (bucket < 0)
        return;
    GROW(places->items, places->capacity, places->count + 1);
    places->items[places->count++] = (Place){(uint32_t)item, (uint32_t)bucket};
}

/* Rows of other months than the period are not the period's business. */
static void add_rows(Places *places, const Dataset *data, const Table *table, bool homes,
                     Month period)
{
    const Day first = month_first(period), last = month_last(period);
    const int date = table_schema(table)->date;
    int64_t days[DAYS_AT_ONCE];
    for (size_t r = 0; r < table_rows(table); r++) {
        size_t n = table_rows(table) - r;
        if (date >= 0 && r % DAYS_AT_ONCE == 0)
            table_cells(table, (size_t)date, r, n < DAYS_AT_ONCE ? n : DAYS_AT_ONCE, days);
        int64_t day = date >= 0 ? days[r % DAYS_AT_ONCE] : day_of_row(data, table, r);
        if ((day == CELL_MISSING || (day >= first && day <= last)) && table_row_leaves(table, r))
            add_place(places, r, homes ? (int64_t)r : table_compound(table, r));
    }
}

/* Where each bucket's items begin; one more: the end. `next` gets the same, to be counted up. */
static uint32_t *starts_of(const Places *places, size_t buckets, uint32_t **next)
{
    uint32_t *start = memory_alloc((buckets + 1) * sizeof *start);
    *next = memory_alloc((buckets + 1) * sizeof **next);
    for (size_t i = 0; i < places->count; i++)
        start[places->items[i].bucket + 1]++;
    for (size_t b = 0; b < buckets; b++)
        start[b + 1] += start[b];
    memcpy(*next, start, (buckets + 1) * sizeof **next);
    return start;
}

/* Counting sort; no places are left. */
static void distribute(Places *places, size_t buckets, uint32_t **out, uint32_t **starts)
{
    uint32_t *next;
    *starts = starts_of(places, buckets, &next);
    *out = memory_alloc((places->count + 1) * sizeof **out);
    for (size_t i = 0; i < places->count; i++)
        (*out)[next[places->items[i].bucket]++] = places->items[i].item;
    free(next);
    places->count = 0;
}

/* The same for figures, which are read where they lie now: side by side. */
static void distribute_figures(Places *places, Index *index)
{
    uint32_t *next;
    index->copy_starts = starts_of(places, index->scopes, &next);
    index->copies = memory_alloc((places->count + 1) * sizeof *index->copies);
    for (size_t i = 0; i < places->count; i++)
        figures_copy(index->figures, places->items[i].item,
                     &index->copies[next[places->items[i].bucket]++]);
    free(next);
    places->count = 0;
}

static void pack_dictionary(Index *index)
{
    Buffer text = {0};
    catalog_dictionary(dataset_schemas(index->import->data), NULL, &text);
    hash_bytes(text.bytes, text.length, index->dictionary_hash);
    zipout_pack(text.bytes, text.length, &index->dictionary);
    buffer_free(&text);
}

static void index_build(Index *index, const Import *import, const FigureSet *figures, Month period)
{
    const Table *compounds = dataset_find(import->data, "compounds");
    index_free(index);
    *index = (Index){.import = import,
                     .figures = figures,
                     .period = period,
                     .compounds = compounds ? table_rows(compounds) : 0,
                     .tables = dataset_schemas(import->data)->count,
                     .scopes = figures_scopes(figures)->count};
    index->rows = memory_alloc(index->tables * sizeof *index->rows);
    index->starts = memory_alloc(index->tables * sizeof *index->starts);
    index->arena = arena_new();
    index->written = memory_alloc(index->tables * sizeof *index->written);
    index->metrics = metricrows_new(figures_scopes(figures), figures, METRICROWS_CSV);
    metricrows_head(index->metrics, &index->metrics_head);
    Places places = {0};
    for (size_t t = 0; t < index->tables; t++) {
        const Table *table = dataset_table(import->data, (int)t);
        add_rows(&places, import->data, table, table == compounds, period);
        distribute(&places, index->compounds, &index->rows[t], &index->starts[t]);
    }
    for (size_t i = 0; i < figures_count(figures); i++)
        if (figures_period(figures, i) == period)
            add_place(&places, i, figures_scope(figures, i));
    distribute_figures(&places, index);
    free(places.items);
    pack_dictionary(index);
}

/* A small archive held in memory. */
typedef struct {
    Arena *arena;
    const Import *import;
    DataPackage package;
    DataFile *files; /* of the package, in the order of writing */
    Buffer text;
    ZipArchive *zip;
    Buffer *kept; /* what the archive borrows, until it is finished */
    size_t kept_count;
} Out;

/* Adds o->text to the archive and takes it away. */
static void zip_text(Out *o, const char *name)
{
    zip_archive_add(o->zip, name, o->text.bytes, o->text.length);
    o->kept[o->kept_count++] = o->text;
    o->text = (Buffer){0};
}

static void put_zip_texts(Out *o)
{
    datapackage_json(&o->package, &o->text);
    zip_text(o, "datapackage.json");
    catalog_readme(&o->package, false, &o->text);
    zip_text(o, "说明.txt");
    catalog_readme(&o->package, true, &o->text);
    zip_text(o, "README.txt");
}

static void out_begin(Out *o, const Config *config, Month period, Day asof)
{
    size_t tables = dataset_schemas(o->import->data)->count;
    o->files = ARENA_NEW_ARRAY(o->arena, tables * 2 + 8, DataFile);
    o->kept = ARENA_NEW_ARRAY(o->arena, tables * 2 + 8, Buffer);
    o->zip = zip_archive_new(asof);
    o->package = (DataPackage){.config = config, .period = period, .asof = asof, .files = o->files};
}

static void out_end(Out *o)
{
    zip_archive_free(o->zip);
    for (size_t i = 0; i < o->kept_count; i++)
        buffer_free(&o->kept[i]);
    buffer_free(&o->text);
}

/* The compound's company: a table without compounds of which one row matters. */
static void take_company(Out *o, Fields *fields, int32_t compound)
{
    const Table *compounds = fields->compounds;
    int column = schema_column(table_schema(compounds), "company_id");
    int64_t id = column < 0 ? -1 : table_cell(compounds, (size_t)compound, (size_t)column);
    int64_t row = id > 0 ? table_find(fields->table, id) : -1;
    if (row < 0)
        return;
    uint32_t *rows = ARENA_NEW(o->arena, uint32_t);
    *rows = (uint32_t)row;
    fields->rows = rows;
    fields->row_count = 1;
}

/* A compound's rows of the period of table `t`. */
static void compound_fields(Arena *arena, const Import *import, const Index *index, size_t t,
                            int32_t compound, Fields *out)
{
    const uint32_t *starts = index->starts[t];
    fields_of_rows(arena, import->data, (int)t, index->rows[t] + starts[compound],
                   starts[compound + 1] - starts[compound], out);
}

static void put_table(Index *index, size_t t, const Fields *fields, int form, Buffer *out)
{
    Written *written = &index->written[t][form];
    if (!written->text) {
        written->text =
            rowtext_new(index->arena, fields, form == EXCEL ? ROWTEXT_EXCEL : ROWTEXT_CSV);
        rowtext_head(written->text, &written->head);
    }
    rowtext_use(written->text, fields);
    buffer_put(out, written->head.bytes, written->head.length);
    for (size_t i = 0; i < fields->row_count; i++)
        rowtext_row(written->text, i, out);
}

static void zip_table(Out *o, Index *index, size_t t, int32_t compound)
{
    Fields *fields = ARENA_NEW(o->arena, Fields);
    compound_fields(o->arena, o->import, index, t, compound, fields);
    if (strcmp(fields->schema->name, "property_companies") == 0)
        take_company(o, fields, compound);
    if (fields->row_count == 0)
        return;
    for (int form = 0; form < FORMS; form++) {
        bool excel = form == EXCEL;
        buffer_clear(&o->text);
        put_table(index, t, fields, form, &o->text);
        DataFile *file = &o->files[o->package.count++];
        *file = (DataFile){.path = excel ? catalog_excel_name(o->arena, fields->schema)
                                         : arena_printf(o->arena, "%s.csv", fields->schema->name),
                           .format = excel ? "excel" : "csv",
                           .fields = fields,
                           .bytes = o->text.length};
        hash_bytes(o->text.bytes, o->text.length, file->hash);
        zip_text(o, file->path);
    }
}

static void zip_other(Out *o, const char *path, const char *format)
{
    DataFile *file = &o->files[o->package.count++];
    *file = (DataFile){.path = path, .format = format, .bytes = o->text.length};
    hash_bytes(o->text.bytes, o->text.length, file->hash);
    zip_text(o, path);
}

static void zip_dictionary(Out *o, const Index *index)
{
    DataFile *file = &o->files[o->package.count++];
    *file = (DataFile){
        .path = "dictionary.csv", .format = "dictionary", .bytes = index->dictionary.length};
    memcpy(file->hash, index->dictionary_hash, sizeof file->hash);
    zip_archive_add_packed(o->zip, file->path, &index->dictionary);
}

/* Of the period, found once for all scopes. */
static Index *index_of(const Import *import, const FigureSet *figures, Month period)
{
    Index *index = &remembered;
    if (index->import != import || index->figures != figures || index->period != period)
        index_build(index, import, figures, period);
    return index;
}

void scope_data_prepare(const Import *import, const FigureSet *figures, Month period)
{
    index_of(import, figures, period);
}

void scope_data_metrics(const Import *import, const FigureSet *figures, int scope, Month period,
                        Buffer *out)
{
    Index *index = index_of(import, figures, period);
    buffer_clear(out);
    buffer_put(out, index->metrics_head.bytes, index->metrics_head.length);
    const FigureCopy *copy = index->copies + index->copy_starts[scope],
                     *end = index->copies + index->copy_starts[scope + 1];
    Figure figure;
    buffer_reserve(out, (size_t)(end - copy) * METRIC_LINE);
    for (; copy < end; copy++) {
        figures_read_copy(figures, copy, &figure);
        metricrows_put(index->metrics, &figure, out);
    }
}

bool scope_data_zip(Arena *arena, const Import *import, const FigureSet *figures,
                    const Config *config, int scope, Month period, Day asof, Buffer *out,
                    Error *err)
{
    const ScopeSet *scopes = figures_scopes(figures);
    const Scope *facts = &scopes->scopes[scope];
    Index *index = index_of(import, figures, period);
    Out o = {.arena = arena, .import = import};
    out_begin(&o, config, period, asof);
    o.package.about_zh = o.package.about_en = facts->name;
    for (size_t t = 0; facts->compound_count > 0 && t < index->tables; t++)
        zip_table(&o, index, t, facts->compounds[0]);
    scope_data_metrics(import, figures, scope, period, &o.text);
    zip_other(&o, "metrics.csv", "metrics");
    zip_dictionary(&o, index);
    put_zip_texts(&o);
    ZipArchive *zip = o.zip;
    o.zip = NULL;
    bool ok = zip_archive_finish(zip, out, err);
    out_end(&o);
    return ok;
}

bool scope_data_files(Arena *arena, const Import *import, const FigureSet *figures, int scope,
                      Month period, size_t most, ScopeDataPut put, void *context, Error *err)
{
    const ScopeSet *scopes = figures_scopes(figures);
    int32_t compound = scopes->scopes[scope].compounds[0];
    Index *index = index_of(import, figures, period);
    Buffer text = {0};
    scope_data_metrics(import, figures, scope, period, &text);
    bool ok = put(context, "metrics.csv", &text, err);
    size_t count = 1;
    for (size_t t = 0; ok && t < index->tables && count < most; t++) {
        Fields fields;
        compound_fields(arena, import, index, t, compound, &fields);
        if (fields.row_count == 0)
            continue;
        buffer_clear(&text);
        put_table(index, t, &fields, MACHINE, &text);
        ok = put(context, arena_printf(arena, "%s.csv", fields.schema->name), &text, err);
        count++;
    }
    buffer_free(&text);
    return ok;
}
