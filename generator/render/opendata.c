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
        .path = catalog_excel_name(o->arena, fields->schema), .format = "excel", .fields = fields};
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
    catalog_readme(inside, false, &text);
    zip_bytes(zip, "说明.txt", &text);
    catalog_readme(inside, true, &text);
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
