/* opendata.c - see opendata.h. */
#include "render/opendata.h"

#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "render/catalog.h"
#include "render/csv.h"
#include "render/rows_json.h"
#include "render/sqlite.h"
#include "render/zip.h"

#define EXCEL_LINES 1048576 /* a sheet has no more, and a list of that length no use as JSON */
#define EXCEL_FOLDER "表格/"

typedef struct {
    Arena *arena;
    const Import *import;
    const FigureSet *figures;
    OpendataWrite write;
    void *context;
    Error *err;
    DataPackage package;
    DataFile *files; /* of the package, in the order of writing */
    Buffer text;
    ZipArchive *zip; /* data.zip */
    Buffer *kept;    /* what the archive borrows, until it is finished */
    size_t kept_count;
} Out;

/* Adds o->text to data.zip and takes it away. */
static void zip_text(Out *o, const char *name)
{
    zip_archive_add(o->zip, name, o->text.bytes, o->text.length);
    o->kept[o->kept_count++] = o->text;
    o->text = (Buffer){0};
}

/* Writes o->text as it is, without a place in the package. */
static bool put_plain(Out *o, const char *path)
{
    char hash[65];
    return o->write(o->context, path, o->text.bytes, o->text.length, hash, o->err);
}

/* "表格/问题台账.csv": a table's Chinese title as a file name. */
static char *excel_name(Arena *arena, const TableSchema *schema)
{
    char *name = arena_printf(arena, EXCEL_FOLDER "%s.csv", schema->title.zh);
    for (char *c = name + strlen(EXCEL_FOLDER); *c; c++)
        if (strchr("/\\:*?\"<>|", *c) || (unsigned char)*c < 0x20)
            *c = '_';
    return name;
}

/* Writes o->text as data/`path` and notes it for the package. */
static bool put_file(Out *o, const char *path, const char *format, const Fields *fields)
{
    DataFile *file = &o->files[o->package.count++];
    *file = (DataFile){.path = path, .format = format, .fields = fields, .bytes = o->text.length};
    return o->write(o->context, arena_printf(o->arena, "data/%s", path),
                    o->text.bytes ? o->text.bytes : "", o->text.length, file->hash, o->err);
}

static bool put_table(Out *o, int index)
{
    Fields *fields = ARENA_NEW(o->arena, Fields);
    fields_of(o->arena, o->import->data, index, fields);
    const char *name = fields->schema->name;
    buffer_clear(&o->text);
    csvout_table(fields, &o->text);
    char *path = arena_printf(o->arena, "%s.csv", name);
    if (!put_file(o, path, "csv", fields))
        return false;
    zip_text(o, path);
    if (fields->row_count >= EXCEL_LINES)
        return true;
    csvout_excel(fields, &o->text);
    if (!put_file(o, arena_printf(o->arena, "%s.excel.csv", name), "excel", fields))
        return false;
    zip_text(o, excel_name(o->arena, fields->schema));
    rows_json_table(fields, &o->text);
    return put_file(o, arena_printf(o->arena, "%s.json", name), "json", fields);
}

static bool put_metrics(Out *o)
{
    buffer_clear(&o->text);
    csvout_metrics(o->figures, &o->text);
    if (!put_plain(o, "metrics.csv"))
        return false;
    zip_text(o, "metrics.csv");
    rows_json_metrics(o->figures, &o->text);
    return put_plain(o, "metrics.json");
}

/* datapackage.json and README of an archive. */
static void put_zip_texts(Out *o, const DataPackage *inside)
{
    buffer_clear(&o->text);
    datapackage_json(inside, &o->text);
    zip_text(o, "datapackage.json");
    catalog_readme(inside, false, EXCEL_FOLDER, &o->text);
    zip_text(o, "说明.txt");
    catalog_readme(inside, true, EXCEL_FOLDER, &o->text);
    zip_text(o, "README.txt");
}

/* data.zip: both CSV forms of every table, the figures, dictionary, package, README. */
static bool put_zip(Out *o)
{
    DataFile *all = ARENA_NEW_ARRAY(o->arena, o->package.count + 2, DataFile);
    DataPackage inside = o->package;
    inside.files = all;
    inside.count = 0;
    for (size_t i = 0; i < o->package.count; i++) {
        const DataFile *file = &o->files[i];
        bool excel = strcmp(file->format, "excel") == 0;
        if (!excel && strcmp(file->format, "csv") != 0 && strcmp(file->format, "dictionary") != 0)
            continue;
        all[inside.count] = *file;
        if (excel)
            all[inside.count].path = excel_name(o->arena, file->fields->schema);
        inside.count++;
    }
    put_zip_texts(o, &inside);
    ZipArchive *zip = o->zip;
    o->zip = NULL;
    return zip_archive_finish(zip, &o->text, o->err) && put_file(o, "data.zip", "zip", NULL);
}

static bool put_descriptions(Out *o)
{
    buffer_clear(&o->text);
    catalog_dictionary(dataset_schemas(o->import->data), o->figures, &o->text);
    if (!put_file(o, "dictionary.csv", "dictionary", NULL))
        return false;
    zip_text(o, "dictionary.csv");
    if (!sqlite_render(&o->package, o->figures, &o->text, o->err) ||
        !put_file(o, "data.sqlite", "sqlite", NULL))
        return false;
    for (size_t i = 0; i < o->package.count; i++) {
        const DataFile *file = &o->files[i];
        if (strcmp(file->format, "csv") != 0)
            continue;
        buffer_clear(&o->text);
        datapackage_csvw(&o->package, file->fields, file->path, &o->text);
        if (!put_plain(o, arena_printf(o->arena, "data/%s-metadata.json", file->path)))
            return false;
    }
    buffer_clear(&o->text);
    catalog_csv(&o->package, &o->text);
    if (!put_plain(o, "data/catalog.csv"))
        return false;
    buffer_clear(&o->text);
    datapackage_dcat(&o->package, &o->text);
    if (!put_plain(o, "data/catalog.jsonld"))
        return false;
    if (!put_zip(o))
        return false;
    buffer_clear(&o->text);
    datapackage_json(&o->package, &o->text);
    return put_plain(o, "data/datapackage.json");
}

static void out_begin(Out *o, const Config *config, Month period, Day asof)
{
    size_t tables = dataset_schemas(o->import->data)->count;
    o->files = ARENA_NEW_ARRAY(o->arena, tables * 3 + 8, DataFile);
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

bool opendata_write(Arena *arena, const Import *import, const FigureSet *figures,
                    const Config *config, Month period, Day asof, OpendataWrite write,
                    void *context, Error *err)
{
    size_t tables = dataset_schemas(import->data)->count;
    Out o = {.arena = arena,
             .import = import,
             .figures = figures,
             .write = write,
             .context = context,
             .err = err};
    out_begin(&o, config, period, asof);
    o.package.about_zh = "全部小区";
    o.package.about_en = "all compounds";
    bool ok = put_metrics(&o);
    for (size_t t = 0; ok && t < tables; t++)
        ok = put_table(&o, (int)t);
    ok = ok && put_descriptions(&o);
    out_end(&o);
    return ok;
}

bool opendata_write_compared(Arena *arena, const Import *import, const FigureSet *figures,
                             OpendataWrite write, void *context, Error *err)
{
    const SchemaSet *schemas = dataset_schemas(import->data);
    Buffer text = {0};
    char hash[65];
    csvout_metrics(figures, &text);
    bool ok = write(context, "metrics.csv", text.bytes, text.length, hash, err);
    buffer_clear(&text);
    catalog_dictionary(schemas, figures, &text);
    ok = ok && write(context, "data/dictionary.csv", text.bytes, text.length, hash, err);
    for (size_t t = 0; ok && t < schemas->count; t++) {
        Fields fields;
        fields_of(arena, import->data, (int)t, &fields);
        buffer_clear(&text);
        csvout_table(&fields, &text);
        ok = write(context, arena_printf(arena, "data/%s.csv", schemas->tables[t].name), text.bytes,
                   text.length, hash, err);
    }
    buffer_free(&text);
    return ok;
}

/* --- one compound -------------------------------------------------------------- */

/*
 * Which rows and figures belong to which compound, found in one pass; remembered for
 * as long as the same tables are asked for, since compounds come one by one.
 */
typedef struct {
    const Import *import;
    const FigureSet *figures;
    Month period;
    size_t compounds, tables, scopes;
    uint32_t **rows;   /* per table: row numbers, compound after compound */
    uint32_t **starts; /* per table: compound -> first of its rows; compounds + 1 of them */
    uint32_t *figure;  /* figure numbers of the period, scope after scope */
    uint32_t *figure_starts;
} Index;

static Index remembered;

static void index_free(Index *index)
{
    for (size_t t = 0; t < index->tables; t++) {
        free(index->rows[t]);
        free(index->starts[t]);
    }
    free(index->rows);
    free(index->starts);
    free(index->figure);
    free(index->figure_starts);
    *index = (Index){0};
}

/* The day that dates a row: its own, else that of the row it belongs to (an item's meeting). */
static int64_t day_of_row(const Dataset *data, const Table *table, size_t row)
{
    const TableSchema *schema = table_schema(table);
    if (schema->date >= 0)
        return table_cell(table, row, (size_t)schema->date);
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

/* Rows of other months than the period are not the period's business. */
static bool row_counts(const Dataset *data, const Table *table, size_t row, Month period)
{
    int64_t day = day_of_row(data, table, row);
    if (!table_row_leaves(table, row))
        return false;
    return day == CELL_MISSING || day_month((Day)day) == period;
}

static int64_t compound_of(const Import *import, const Table *table, size_t row)
{
    return table == dataset_find(import->data, "compounds") ? (int64_t)row
                                                            : table_compound(table, row);
}

/* Counting sort: `bucket` of every item, -1 for none. */
static void distribute(const int64_t *bucket, size_t items, size_t buckets, uint32_t **out,
                       uint32_t **starts)
{
    uint32_t *start = memory_alloc((buckets + 2) * sizeof *start);
    memset(start, 0, (buckets + 2) * sizeof *start);
    for (size_t i = 0; i < items; i++)
        if (bucket[i] >= 0)
            start[bucket[i] + 2]++;
    for (size_t b = 2; b < buckets + 2; b++)
        start[b] += start[b - 1];
    *out = memory_alloc((start[buckets + 1] + 1) * sizeof **out);
    for (size_t i = 0; i < items; i++)
        if (bucket[i] >= 0)
            (*out)[start[bucket[i] + 1]++] = (uint32_t)i;
    *starts = start;
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
    size_t count = figures_count(figures), most = count;
    for (size_t t = 0; t < index->tables; t++)
        if (table_rows(dataset_table(import->data, (int)t)) > most)
            most = table_rows(dataset_table(import->data, (int)t));
    int64_t *bucket = memory_alloc((most + 1) * sizeof *bucket);
    for (size_t t = 0; t < index->tables; t++) {
        const Table *table = dataset_table(import->data, (int)t);
        size_t rows = table_rows(table);
        for (size_t r = 0; r < rows; r++)
            bucket[r] =
                row_counts(import->data, table, r, period) ? compound_of(import, table, r) : -1;
        distribute(bucket, rows, index->compounds, &index->rows[t], &index->starts[t]);
    }
    for (size_t i = 0; i < count; i++)
        bucket[i] = figures_at(figures, i)->period == period ? figures_at(figures, i)->scope : -1;
    distribute(bucket, count, index->scopes, &index->figure, &index->figure_starts);
    free(bucket);
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

static void zip_table(Out *o, const Index *index, size_t t, int32_t compound)
{
    Fields *fields = ARENA_NEW(o->arena, Fields);
    fields_of(o->arena, o->import->data, (int)t, fields);
    fields->rows = index->rows[t] + index->starts[t][compound];
    fields->row_count = index->starts[t][compound + 1] - index->starts[t][compound];
    if (strcmp(fields->schema->name, "property_companies") == 0)
        take_company(o, fields, compound);
    if (fields->row_count == 0)
        return;
    for (int excel = 0; excel < 2; excel++) {
        buffer_clear(&o->text);
        if (excel)
            csvout_excel(fields, &o->text);
        else
            csvout_table(fields, &o->text);
        DataFile *file = &o->files[o->package.count++];
        *file = (DataFile){.path = excel ? excel_name(o->arena, fields->schema)
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

bool opendata_compound_zip(Arena *arena, const Import *import, const FigureSet *figures,
                           const Config *config, int scope, Month period, Day asof, Buffer *out,
                           Error *err)
{
    const ScopeSet *scopes = figures_scopes(figures);
    const Scope *facts = &scopes->scopes[scope];
    Index *index = &remembered;
    if (index->import != import || index->figures != figures || index->period != period)
        index_build(index, import, figures, period);
    Out o = {.arena = arena, .import = import, .figures = figures, .err = err};
    out_begin(&o, config, period, asof);
    o.package.about_zh = o.package.about_en = facts->name;
    for (size_t t = 0; facts->compound_count > 0 && t < index->tables; t++)
        zip_table(&o, index, t, facts->compounds[0]);
    buffer_clear(&o.text);
    csvout_metric_header(&o.text);
    for (uint32_t i = index->figure_starts[scope]; i < index->figure_starts[scope + 1]; i++)
        csvout_metric(figures_at(figures, index->figure[i]), scopes, &o.text);
    zip_other(&o, "metrics.csv", "metrics");
    catalog_dictionary(dataset_schemas(import->data), NULL, &o.text);
    zip_other(&o, "dictionary.csv", "dictionary");
    put_zip_texts(&o, &o.package);
    ZipArchive *zip = o.zip;
    o.zip = NULL;
    bool ok = zip_archive_finish(zip, out, err);
    out_end(&o);
    return ok;
}
