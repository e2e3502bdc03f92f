/* opendata.c - see opendata.h. */
#include "render/opendata.h"

#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "render/catalog.h"
#include "render/csv.h"
#include "render/json.h"

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
} Out;

/* Writes o->text as data/`path` and notes it for the package. */
static bool put_file(Out *o, const char *path, const char *format, const Fields *fields)
{
    if (!o->write(o->context, arena_printf(o->arena, "data/%s", path),
                  o->text.bytes ? o->text.bytes : "", o->text.length, o->err))
        return false;
    DataFile *file = &o->files[o->package.count++];
    *file = (DataFile){.path = path, .format = format, .fields = fields, .bytes = o->text.length};
    hash_bytes(o->text.bytes ? o->text.bytes : "", o->text.length, file->hash);
    return true;
}

static bool put_table(Out *o, int index)
{
    Fields *fields = ARENA_NEW(o->arena, Fields);
    fields_of(o->arena, o->import->data, index, fields);
    const char *name = fields->schema->name;
    buffer_clear(&o->text);
    csvout_table(fields, &o->text);
    if (!put_file(o, arena_printf(o->arena, "%s.csv", name), "csv", fields))
        return false;
    buffer_clear(&o->text);
    csvout_excel(fields, &o->text);
    if (!put_file(o, arena_printf(o->arena, "%s.excel.csv", name), "excel", fields))
        return false;
    buffer_clear(&o->text);
    json_table(fields, &o->text);
    return put_file(o, arena_printf(o->arena, "%s.json", name), "json", fields);
}

static bool put_metrics(Out *o)
{
    buffer_clear(&o->text);
    csvout_metrics(o->figures, &o->text);
    if (!o->write(o->context, "metrics.csv", o->text.bytes, o->text.length, o->err))
        return false;
    buffer_clear(&o->text);
    json_metrics(o->figures, &o->text);
    return o->write(o->context, "metrics.json", o->text.bytes, o->text.length, o->err);
}

static bool put_descriptions(Out *o)
{
    buffer_clear(&o->text);
    catalog_dictionary(dataset_schemas(o->import->data), o->figures, &o->text);
    if (!put_file(o, "dictionary.csv", "dictionary", NULL))
        return false;
    for (size_t i = 0; i < o->package.count; i++) {
        const DataFile *file = &o->files[i];
        if (strcmp(file->format, "csv") != 0)
            continue;
        buffer_clear(&o->text);
        datapackage_csvw(&o->package, file->fields, file->path, &o->text);
        if (!o->write(o->context, arena_printf(o->arena, "data/%s-metadata.json", file->path),
                      o->text.bytes, o->text.length, o->err))
            return false;
    }
    buffer_clear(&o->text);
    catalog_csv(&o->package, &o->text);
    if (!o->write(o->context, "data/catalog.csv", o->text.bytes, o->text.length, o->err))
        return false;
    buffer_clear(&o->text);
    datapackage_dcat(&o->package, &o->text);
    if (!o->write(o->context, "data/catalog.jsonld", o->text.bytes, o->text.length, o->err))
        return false;
    buffer_clear(&o->text);
    datapackage_json(&o->package, &o->text);
    return o->write(o->context, "data/datapackage.json", o->text.bytes, o->text.length, o->err);
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
             .err = err,
             .files = ARENA_NEW_ARRAY(arena, tables * 3 + 4, DataFile)};
    o.package = (DataPackage){.config = config,
                              .period = period,
                              .asof = asof,
                              .files = o.files,
                              .about_zh = "全部小区",
                              .about_en = "all compounds"};
    bool ok = put_metrics(&o);
    for (size_t t = 0; ok && t < tables; t++)
        ok = put_table(&o, (int)t);
    ok = ok && put_descriptions(&o);
    buffer_free(&o.text);
    return ok;
}

bool opendata_compound_zip(Arena *arena, const Import *import, const FigureSet *figures,
                           const Config *config, int scope, Month period, Day asof, Buffer *out,
                           Error *err)
{
    (void)arena, (void)import, (void)figures, (void)config, (void)scope, (void)period, (void)asof;
    /* An archive with no entry, until render/zip.c is joined. */
    buffer_clear(out);
    buffer_put(out, "PK\5\6\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", 22);
    (void)err;
    return true;
}
