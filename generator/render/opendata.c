/* opendata.c - see opendata.h. */
#include "render/opendata.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/hash.h"
#include "base/outfile.h"
#include "render/catalog.h"
#include "render/csv.h"
#include "render/metricrows.h"
#include "render/rowtext.h"
#include "render/sqlite.h"
#include "render/zip.h"
#include "render/zipout.h"

#define EXCEL_LINES 1048576 /* a sheet has no more, and a list of that length no use as JSON */
#define EXCEL_FOLDER "表格/"
#define DAYS_AT_ONCE 512
#define METRIC_LINE 96                /* bytes of most lines of metrics.csv */
#define WHOLE_MOST ((size_t)16 << 20) /* entries up to here are packed in one piece */

struct Opendata {
    Arena *arena;
    const Import *import;
    const FigureSet *figures;
    DataPackage about; /* without files */
    OpendataOutput output;
    const Fields *tables; /* by schema */
    size_t table_count;
};

/* "表格/问题台账.csv": a table's Chinese title as a file name. */
static char *excel_name(Arena *arena, const TableSchema *schema)
{
    char *name = arena_printf(arena, EXCEL_FOLDER "%s.csv", schema->title.zh);
    for (char *c = name + strlen(EXCEL_FOLDER); *c; c++)
        if (strchr("/\\:*?\"<>|", *c) || (unsigned char)*c < 0x20)
            *c = '_';
    return name;
}

Opendata *opendata_new(Arena *arena, const Import *import, const FigureSet *figures,
                       const Config *config, Month period, Day asof, const OpendataOutput *output)
{
    Opendata *o = ARENA_NEW(arena, Opendata);
    size_t count = dataset_schemas(import->data)->count;
    Fields *tables = ARENA_NEW_ARRAY(arena, count, Fields);
    for (size_t t = 0; t < count; t++)
        fields_of(arena, import->data, (int)t, &tables[t]);
    *o = (Opendata){.arena = arena,
                    .import = import,
                    .figures = figures,
                    .about = {.config = config,
                              .period = period,
                              .asof = asof,
                              .about_zh = "全部小区",
                              .about_en = "all compounds"},
                    .output = *output,
                    .tables = tables,
                    .table_count = count};
    return o;
}

/* --- files one by one -------------------------------------------------------------------- */

static bool open_file(const Opendata *o, const char *path, OutFile *file, Error *err)
{
    return outfile_open(file, path_join(o->arena, o->output.folder, path), err);
}

static bool close_file(const Opendata *o, const char *path, OutFile *file, Error *err)
{
    return outfile_close(file, err) && o->output.adopt(o->output.context, path, err);
}

static const char *const suffixes[] = {
    [ROWTEXT_CSV] = ".csv", [ROWTEXT_EXCEL] = ".excel.csv", [ROWTEXT_JSON] = ".json"};

static bool is_made(const Opendata *o, const Fields *fields, RowForm form)
{
    size_t lines = o->output.sheet_lines ? o->output.sheet_lines : EXCEL_LINES;
    return form == ROWTEXT_CSV || fields->row_count < lines;
}

static bool write_table(const Opendata *o, const Fields *fields, RowForm form, Error *err)
{
    OutFile file;
    char *path = arena_printf(o->arena, "data/%s%s", fields->schema->name, suffixes[form]);
    if (!open_file(o, path, &file, err))
        return false;
    const RowText *text = rowtext_new(o->arena, fields, form);
    rowtext_head(text, &file.text);
    for (size_t i = 0; i < fields->row_count; i++) {
        rowtext_row(text, i, &file.text);
        outfile_flow(&file);
    }
    rowtext_tail(text, &file.text);
    return close_file(o, path, &file, err);
}

/*
 * What a table's .excel.csv and .json are made of: the cells of its .csv, and how these columns are
 * named and spelled. False where there is no .csv, as where it was withdrawn.
 */
static bool key_of_form(const Opendata *o, const Fields *fields, RowForm form, char key[65])
{
    size_t bytes;
    char hash[65];
    Buffer text = {0};
    if (!o->output.find(o->output.context,
                        arena_printf(o->arena, "data/%s.csv", fields->schema->name), hash, &bytes))
        return false;
    buffer_printf(&text, "%d %s\n", (int)form, hash);
    for (size_t c = 0; c < fields->count; c++) {
        const ColumnSchema *column = fields_column(fields, c);
        buffer_printf(&text, "%s\t%s\t%s\t%d\t%d\n", column->name, column->title.zh,
                      column->unit ? column->unit : "", (int)column->type, field_scale(column));
        for (size_t v = 0; v < column->value_count; v++)
            buffer_printf(&text, "%s\t%s\n", column->values[v].code, column->values[v].title.zh);
    }
    hash_bytes(text.bytes, text.length, key);
    buffer_free(&text);
    return true;
}

/* A form that people or programs like, unless the last edition has it. */
static bool put_form(const Opendata *o, const Fields *fields, RowForm form, Error *err)
{
    char key[65];
    const char *path = arena_printf(o->arena, "data/%s%s", fields->schema->name, suffixes[form]);
    bool taken = false;
    if (o->output.take && key_of_form(o, fields, form, key) &&
        !o->output.take(o->output.context, path, key, &taken, err))
        return false;
    return taken || write_table(o, fields, form, err);
}

/* For the next edition: what these forms were made of. */
static void note_forms(const Opendata *o)
{
    static const RowForm forms[] = {ROWTEXT_EXCEL, ROWTEXT_JSON};
    char key[65], hash[65];
    size_t bytes;
    for (size_t t = 0; o->output.note && t < o->table_count; t++)
        for (size_t f = 0; f < 2; f++) {
            const char *path =
                arena_printf(o->arena, "data/%s%s", o->tables[t].schema->name, suffixes[forms[f]]);
            if (key_of_form(o, &o->tables[t], forms[f], key) &&
                o->output.find(o->output.context, path, hash, &bytes))
                o->output.note(o->output.context, path, key, hash);
        }
}

static bool write_metrics(const Opendata *o, bool json, Error *err)
{
    const char *path = json ? "metrics.json" : "metrics.csv";
    OutFile file;
    Figure figure;
    if (!open_file(o, path, &file, err))
        return false;
    MetricRows *rows = metricrows_new(figures_scopes(o->figures), o->figures,
                                      json ? METRICROWS_JSON : METRICROWS_CSV);
    metricrows_head(rows, &file.text);
    for (size_t i = 0; i < figures_count(o->figures); i++) {
        figures_read(o->figures, i, &figure);
        metricrows_put(rows, &figure, &file.text);
        outfile_flow(&file);
    }
    metricrows_tail(rows, &file.text);
    metricrows_free(rows);
    return close_file(o, path, &file, err);
}

/* Small files are taken as they are. */
static bool put_text(const Opendata *o, const char *path, Buffer *text, Error *err)
{
    char hash[65];
    bool ok = o->output.write(o->output.context, path, text->bytes, text->length, hash, err);
    buffer_clear(text);
    return ok;
}

static bool write_dictionary(const Opendata *o, Error *err)
{
    Buffer text = {0};
    catalog_dictionary(dataset_schemas(o->import->data), o->figures, &text);
    bool ok = put_text(o, "data/dictionary.csv", &text, err);
    buffer_free(&text);
    return ok;
}

/* --- what is there ------------------------------------------------------------------------- */

/* Notes data/`path` for the package where it was written: what was withdrawn is not listed. */
static bool list_file(const Opendata *o, DataPackage *package, DataFile *files, const char *path,
                      const char *format, const Fields *fields)
{
    DataFile *file = &files[package->count];
    *file = (DataFile){.path = path, .format = format, .fields = fields};
    bool found = o->output.find(o->output.context, arena_printf(o->arena, "data/%s", path),
                                file->hash, &file->bytes);
    package->count += found;
    return found;
}

static DataFile *new_files(const Opendata *o)
{
    return ARENA_NEW_ARRAY(o->arena, o->table_count * 3 + 8, DataFile);
}

static DataPackage package_of_all(const Opendata *o)
{
    static const char *const formats[] = {
        [ROWTEXT_CSV] = "csv", [ROWTEXT_EXCEL] = "excel", [ROWTEXT_JSON] = "json"};
    DataFile *files = new_files(o);
    DataPackage package = o->about;
    package.files = files;
    for (size_t t = 0; t < o->table_count; t++)
        for (RowForm form = ROWTEXT_CSV; form <= ROWTEXT_JSON; form++)
            list_file(o, &package, files,
                      arena_printf(o->arena, "%s%s", o->tables[t].schema->name, suffixes[form]),
                      formats[form], &o->tables[t]);
    list_file(o, &package, files, "dictionary.csv", "dictionary", NULL);
    list_file(o, &package, files, "data.sqlite", "sqlite", NULL);
    list_file(o, &package, files, "data.zip", "zip", NULL);
    return package;
}

/* --- data.sqlite, data.zip ------------------------------------------------------------------ */

static bool write_sqlite(const Opendata *o, Error *err)
{
    const char *path = "data/data.sqlite";
    DataPackage package = o->about;
    DataFile *files = new_files(o);
    package.files = files;
    for (size_t t = 0; t < o->table_count; t++)
        files[package.count++] = (DataFile){.format = "csv", .fields = &o->tables[t]};
    return sqlite_write(&package, o->figures, path_join(o->arena, o->output.folder, path), err) &&
           o->output.adopt(o->output.context, path, err);
}

/* A file that was taken already, as an entry of the archive. */
static bool zip_file(const Opendata *o, ZipOut *zip, const char *path, const char *name,
                     size_t bytes, Error *err)
{
    const char *place = path_join(o->arena, o->output.folder, path);
    if (bytes < WHOLE_MOST) {
        char *whole;
        size_t length;
        if (!file_read(place, WHOLE_MOST, &whole, &length, err))
            return false;
        zipout_whole(zip, name, whole, length);
        free(whole);
        return true;
    }
    FILE *file = fopen(place, "rbe");
    if (!file)
        return error_errno(err, place);
    char *block = memory_alloc(OUTFILE_BLOCK);
    size_t got;
    zipout_entry(zip, name, bytes);
    while ((got = fread(block, 1, OUTFILE_BLOCK, file)) > 0)
        zipout_put(zip, block, got);
    free(block);
    bool ok = !ferror(file) || error_errno(err, place);
    fclose(file);
    return ok;
}

/* The Excel form is made once more, which is faster than to wait for the other. */
static void zip_excel(const Opendata *o, ZipOut *zip, const Fields *fields, DataFile *file)
{
    const RowText *text = rowtext_new(o->arena, fields, ROWTEXT_EXCEL);
    Buffer out = {0};
    Hash hash;
    hash_begin(&hash);
    *file = (DataFile){
        .path = excel_name(o->arena, fields->schema), .format = "excel", .fields = fields};
    zipout_entry(zip, file->path, fields->row_count * 128);
    rowtext_head(text, &out);
    for (size_t i = 0; i <= fields->row_count; i++) {
        if (i < fields->row_count)
            rowtext_row(text, i, &out);
        if (out.length < OUTFILE_BLOCK && i < fields->row_count)
            continue;
        hash_add(&hash, out.bytes, out.length);
        zipout_put(zip, out.bytes, out.length);
        file->bytes += out.length;
        buffer_clear(&out);
    }
    hash_end(&hash, file->hash);
    buffer_free(&out);
}

static void zip_bytes(ZipOut *zip, const char *name, Buffer *text)
{
    zipout_whole(zip, name, text->bytes, text->length);
    buffer_clear(text);
}

/* datapackage.json and README of an archive. */
static void zip_descriptions(const DataPackage *inside, ZipOut *zip)
{
    Buffer text = {0};
    datapackage_json(inside, &text);
    zip_bytes(zip, "datapackage.json", &text);
    catalog_readme(inside, false, EXCEL_FOLDER, &text);
    zip_bytes(zip, "说明.txt", &text);
    catalog_readme(inside, true, EXCEL_FOLDER, &text);
    zip_bytes(zip, "README.txt", &text);
    buffer_free(&text);
}

/* Both CSV forms of every table, the figures, dictionary, package, README. */
static bool write_zip(const Opendata *o, Error *err)
{
    const char *path = "data/data.zip";
    DataPackage inside = o->about;
    DataFile *files = new_files(o);
    char hash[65];
    size_t bytes;
    ZipOut *zip;
    inside.files = files;
    if (!zipout_open(path_join(o->arena, o->output.folder, path), o->about.asof, &zip, err))
        return false;
    bool ok = true;
    if (o->output.find(o->output.context, "metrics.csv", hash, &bytes))
        ok = zip_file(o, zip, "metrics.csv", "metrics.csv", bytes, err);
    for (size_t t = 0; ok && t < o->table_count; t++) {
        const Fields *fields = &o->tables[t];
        char *name = arena_printf(o->arena, "%s.csv", fields->schema->name);
        if (!list_file(o, &inside, files, name, "csv", fields))
            continue; /* withdrawn */
        ok = zip_file(o, zip, arena_printf(o->arena, "data/%s", name), name,
                      files[inside.count - 1].bytes, err);
        if (ok && is_made(o, fields, ROWTEXT_EXCEL))
            zip_excel(o, zip, fields, &files[inside.count++]);
    }
    if (ok && list_file(o, &inside, files, "dictionary.csv", "dictionary", NULL))
        ok = zip_file(o, zip, "data/dictionary.csv", "dictionary.csv",
                      files[inside.count - 1].bytes, err);
    if (ok)
        zip_descriptions(&inside, zip);
    ok = zipout_close(zip, ok ? err : NULL) && ok;
    return ok && o->output.adopt(o->output.context, path, err);
}

/* --- tasks -------------------------------------------------------------------------------- */

/* The ones that take longest come first. */
enum { TABLES_METRICS, TABLES_DICTIONARY, TABLES_OWN };
enum { FORMS_ZIP = OPENDATA_ZIP, FORMS_SQLITE, FORMS_METRICS, FORMS_OWN = OPENDATA_SHEETS };

size_t opendata_tasks(const Opendata *o, OpendataSet set)
{
    return set == OPENDATA_TABLES ? TABLES_OWN + o->table_count : FORMS_OWN + 2 * o->table_count;
}

static bool run_tables(const Opendata *o, size_t task, Error *err)
{
    if (task == TABLES_METRICS)
        return write_metrics(o, false, err);
    if (task == TABLES_DICTIONARY)
        return write_dictionary(o, err);
    return write_table(o, &o->tables[task - TABLES_OWN], ROWTEXT_CSV, err);
}

static bool run_forms(const Opendata *o, size_t task, Error *err)
{
    if (task == FORMS_ZIP)
        return write_zip(o, err);
    if (task == FORMS_SQLITE)
        return write_sqlite(o, err);
    if (task == FORMS_METRICS)
        return write_metrics(o, true, err);
    RowForm form = (task - FORMS_OWN) % 2 ? ROWTEXT_EXCEL : ROWTEXT_JSON;
    const Fields *fields = &o->tables[(task - FORMS_OWN) / 2];
    return !is_made(o, fields, form) || put_form(o, fields, form, err);
}

bool opendata_run(const Opendata *o, OpendataSet set, size_t task, Error *err)
{
    return set == OPENDATA_TABLES ? run_tables(o, task, err) : run_forms(o, task, err);
}

bool opendata_describe(const Opendata *o, Error *err)
{
    DataPackage package = package_of_all(o);
    Buffer text = {0};
    bool ok = true;
    note_forms(o);
    for (size_t i = 0; ok && i < package.count; i++) {
        const DataFile *file = &package.files[i];
        if (strcmp(file->format, "csv") != 0)
            continue;
        datapackage_csvw(&package, file->fields, file->path, &text);
        ok = put_text(o, arena_printf(o->arena, "data/%s-metadata.json", file->path), &text, err);
    }
    catalog_csv(&package, &text);
    ok = ok && put_text(o, "data/catalog.csv", &text, err);
    buffer_clear(&text);
    datapackage_dcat(&package, &text);
    ok = ok && put_text(o, "data/catalog.jsonld", &text, err);
    buffer_clear(&text);
    sqlite_metadata(&package, &text);
    ok = ok && put_text(o, "data/data.sqlite-metadata.json", &text, err);
    buffer_clear(&text);
    datapackage_json(&package, &text);
    ok = ok && put_text(o, "data/datapackage.json", &text, err);
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
    uint32_t **rows;    /* per table: row numbers, compound after compound */
    uint32_t **starts;  /* per table: compound -> first of its rows; compounds + 1 of them */
    FigureCopy *copies; /* figures of the period, scope after scope */
    uint32_t *copy_starts;
    ZipPacked dictionary; /* the same in the archive of every compound */
    char dictionary_hash[65];
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
    catalog_readme(&o->package, false, EXCEL_FOLDER, &o->text);
    zip_text(o, "说明.txt");
    catalog_readme(&o->package, true, EXCEL_FOLDER, &o->text);
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

static void zip_table(Out *o, const Index *index, size_t t, int32_t compound)
{
    Fields *fields = ARENA_NEW(o->arena, Fields);
    compound_fields(o->arena, o->import, index, t, compound, fields);
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

static void zip_dictionary(Out *o, const Index *index)
{
    DataFile *file = &o->files[o->package.count++];
    *file = (DataFile){
        .path = "dictionary.csv", .format = "dictionary", .bytes = index->dictionary.length};
    memcpy(file->hash, index->dictionary_hash, sizeof file->hash);
    zip_archive_add_packed(o->zip, file->path, &index->dictionary);
}

/* Of the period, found once for all scopes. */
static const Index *index_of(const Import *import, const FigureSet *figures, Month period)
{
    Index *index = &remembered;
    if (index->import != import || index->figures != figures || index->period != period)
        index_build(index, import, figures, period);
    return index;
}

void opendata_prepare(const Import *import, const FigureSet *figures, Month period)
{
    index_of(import, figures, period);
}

void opendata_scope_metrics(const Import *import, const FigureSet *figures, int scope, Month period,
                            Buffer *out)
{
    const Index *index = index_of(import, figures, period);
    MetricRows *rows = metricrows_new(figures_scopes(figures), figures, METRICROWS_CSV);
    buffer_clear(out);
    metricrows_head(rows, out);
    const FigureCopy *copy = index->copies + index->copy_starts[scope],
                     *end = index->copies + index->copy_starts[scope + 1];
    Figure figure;
    buffer_reserve(out, (size_t)(end - copy) * METRIC_LINE);
    for (; copy < end; copy++) {
        figures_read_copy(figures, copy, &figure);
        metricrows_put(rows, &figure, out);
    }
    metricrows_free(rows);
}

bool opendata_compound_zip(Arena *arena, const Import *import, const FigureSet *figures,
                           const Config *config, int scope, Month period, Day asof, Buffer *out,
                           Error *err)
{
    const ScopeSet *scopes = figures_scopes(figures);
    const Scope *facts = &scopes->scopes[scope];
    const Index *index = index_of(import, figures, period);
    Out o = {.arena = arena, .import = import};
    out_begin(&o, config, period, asof);
    o.package.about_zh = o.package.about_en = facts->name;
    for (size_t t = 0; facts->compound_count > 0 && t < index->tables; t++)
        zip_table(&o, index, t, facts->compounds[0]);
    opendata_scope_metrics(import, figures, scope, period, &o.text);
    zip_other(&o, "metrics.csv", "metrics");
    zip_dictionary(&o, index);
    put_zip_texts(&o);
    ZipArchive *zip = o.zip;
    o.zip = NULL;
    bool ok = zip_archive_finish(zip, out, err);
    out_end(&o);
    return ok;
}

bool opendata_compound_files(Arena *arena, const Import *import, const FigureSet *figures,
                             int scope, Month period, size_t most, OpendataPut put, void *context,
                             Error *err)
{
    const ScopeSet *scopes = figures_scopes(figures);
    int32_t compound = scopes->scopes[scope].compounds[0];
    const Index *index = index_of(import, figures, period);
    Buffer text = {0};
    opendata_scope_metrics(import, figures, scope, period, &text);
    bool ok = put(context, "metrics.csv", &text, err);
    size_t count = 1;
    for (size_t t = 0; ok && t < index->tables && count < most; t++) {
        Fields fields;
        compound_fields(arena, import, index, t, compound, &fields);
        if (fields.row_count == 0)
            continue;
        buffer_clear(&text);
        csvout_table(&fields, &text);
        ok = put(context, arena_printf(arena, "%s.csv", fields.schema->name), &text, err);
        count++;
    }
    buffer_free(&text);
    return ok;
}
