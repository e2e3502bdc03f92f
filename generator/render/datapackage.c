/* datapackage.c - see datapackage.h. */
#include "render/datapackage.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "base/json.h"
#include "render/terms.h"

#define PROFILE "https://datapackage.org/profiles/2.0/"

const char *datapackage_licence(const Config *config)
{
    return terms_of(config, NULL).licence;
}

const char *datapackage_licence_url(const Config *config)
{
    return terms_of(config, NULL).licence_url;
}

static bool is_url(const char *text)
{
    return strncmp(text, "http://", 7) == 0 || strncmp(text, "https://", 8) == 0;
}

/* A name of Data Package: lower case letters, digits, . _ - ; others become -. */
static void put_name(Json *json, const char *key, const char *stem, const char *tail)
{
    Buffer name = {0};
    buffer_printf(&name, "%s%s", stem, tail);
    for (size_t i = 0; i < name.length; i++) {
        int c = tolower((unsigned char)name.bytes[i]);
        name.bytes[i] = (char)(isalnum(c) || strchr("._-", c) ? c : '-');
    }
    json_put_text(json, key, name.bytes);
    buffer_free(&name);
}

/* Words that are printed about a column: unit, and how the cell is written. */
static void put_description(Json *json, const ColumnSchema *column)
{
    Buffer text = {0};
    buffer_text(&text, column->title.en ? column->title.en : "");
    if (column->unit && column->unit[0])
        buffer_printf(&text, "%s单位 unit: %s", text.length ? "; " : "", column->unit);
    if (column->privacy == PRIVACY_MASKED)
        buffer_printf(&text, "%s已脱敏 masked", text.length ? "; " : "");
    if (column->type == TYPE_PERIOD)
        buffer_printf(&text, "%s2026-10, 2026-Q3, 2026-H1, 2026", text.length ? "; " : "");
    if (text.length)
        json_put_text(json, "description", text.bytes);
    buffer_free(&text);
}

static const char *field_type(const ColumnSchema *column)
{
    switch (column->type) {
    case TYPE_DATE:
        return "date";
    case TYPE_INT:
        return "integer";
    case TYPE_DECIMAL:
    case TYPE_MONEY:
    case TYPE_AREA:
        return "number";
    case TYPE_BOOL:
        return "boolean";
    default:
        return "string";
    }
}

/* The Excel form has labels and marks in its cells, so all of it is text. */
static void put_field(Json *json, const ColumnSchema *column, bool excel)
{
    json_open(json, '{');
    if (excel) {
        Buffer name = {0};
        buffer_text(&name, column->title.zh);
        if (column->unit && column->unit[0])
            buffer_printf(&name, "（%s）", column->unit);
        json_put_text(json, "name", name.bytes);
        buffer_free(&name);
        json_put_text(json, "type", "string");
        json_close(json, '}');
        return;
    }
    json_put_text(json, "name", column->name);
    json_put_text(json, "type", field_type(column));
    json_put_text(json, "title", column->title.zh);
    put_description(json, column);
    if (column->type == TYPE_ENUM && column->value_count > 0) {
        json_key(json, "categories");
        json_open(json, '[');
        for (size_t v = 0; v < column->value_count; v++) {
            json_open(json, '{');
            json_put_text(json, "value", column->values[v].code);
            json_put_text(json, "label", column->values[v].title.zh);
            json_close(json, '}');
        }
        json_close(json, ']');
    }
    json_close(json, '}');
}

static const DataFile *find_table(const DataPackage *package, const char *name, const char *format)
{
    for (size_t i = 0; i < package->count; i++)
        if (package->files[i].fields && strcmp(package->files[i].format, format) == 0 &&
            strcmp(package->files[i].fields->schema->name, name) == 0)
            return &package->files[i];
    return NULL;
}

/* "key": {  or  "key": [ */
static void open_at(Json *json, const char *key, char bracket)
{
    json_key(json, key);
    json_open(json, bracket);
}

/* "key": ["text"] */
static void put_one(Json *json, const char *key, const char *text)
{
    open_at(json, key, '[');
    json_text(json, text);
    json_close(json, ']');
}

/* "key": {"@id": url} */
static void put_id(Json *json, const char *key, const char *url)
{
    open_at(json, key, '{');
    json_put_text(json, "@id", url);
    json_close(json, '}');
}

static void put_key(Json *json, const Fields *fields)
{
    if (!fields_has_key(fields))
        return;
    open_at(json, "primaryKey", '[');
    for (size_t k = 0; k < fields->schema->key_count; k++)
        json_text(json, fields->schema->columns[fields->schema->key[k]].name);
    json_close(json, ']');
}

static void put_foreign_keys(const DataPackage *package, Json *json, const Fields *fields)
{
    bool any = false;
    for (size_t c = 0; c < fields->count; c++) {
        const ColumnSchema *column = fields_column(fields, c);
        const DataFile *there = column->fk ? find_table(package, column->fk, "csv") : NULL;
        if (!there || there->fields->schema->key_count == 0 ||
            !fields_key_holds(fields, c, there->fields))
            continue;
        const TableSchema *schema = there->fields->schema;
        if (!any)
            open_at(json, "foreignKeys", '[');
        any = true;
        json_open(json, '{');
        put_one(json, "fields", column->name);
        open_at(json, "reference", '{');
        put_name(json, "resource", schema->name, "");
        put_one(json, "fields", schema->columns[schema->key[0]].name);
        json_close(json, '}');
        json_close(json, '}');
    }
    if (any)
        json_close(json, ']');
}

static void put_schema(const DataPackage *package, Json *json, const DataFile *file)
{
    const Fields *fields = file->fields;
    bool excel = strcmp(file->format, "excel") == 0;
    open_at(json, "schema", '{');
    json_put_text(json, "$schema", PROFILE "tableschema.json");
    open_at(json, "fields", '[');
    for (size_t c = 0; c < fields->count; c++)
        put_field(json, fields_column(fields, c), excel);
    json_close(json, ']');
    if (!excel) {
        put_key(json, fields);
        put_foreign_keys(package, json, fields);
    }
    put_one(json, "missingValues", "");
    json_close(json, '}');
}

static void put_metrics_schema(Json *json)
{
    static const char *const columns[][3] = {
        {"metric_id", "string", "指标"},       {"scope_level", "string", "范围层级"},
        {"scope_id", "string", "范围"},        {"period", "string", "期间"},
        {"window", "string", "统计窗口"},      {"base_period", "string", "比较基期"},
        {"numerator", "integer", "分子"},      {"denominator", "integer", "分母"},
        {"value", "number", "数值"},           {"unit", "string", "单位"},
        {"state", "string", "状态"},           {"reporting", "integer", "已报小区数"},
        {"expected", "integer", "应报小区数"}, {"source", "string", "来源"}};
    open_at(json, "schema", '{');
    json_put_text(json, "$schema", PROFILE "tableschema.json");
    open_at(json, "fields", '[');
    for (size_t i = 0; i < sizeof columns / sizeof *columns; i++) {
        json_open(json, '{');
        json_put_text(json, "name", columns[i][0]);
        json_put_text(json, "type", columns[i][1]);
        json_put_text(json, "title", columns[i][2]);
        json_close(json, '}');
    }
    json_close(json, ']');
    open_at(json, "uniqueKeys", '[');
    json_open(json, '[');
    for (size_t i = 0; i < 6; i++)
        json_text(json, columns[i][0]);
    json_close(json, ']');
    json_close(json, ']');
    put_one(json, "missingValues", "");
    json_close(json, '}');
}

static void put_licence(Json *json, const Terms *terms)
{
    open_at(json, "licenses", '[');
    json_open(json, '{');
    json_put_text(json, "name", terms->licence);
    if (is_url(terms->licence_url))
        json_put_text(json, "path", terms->licence_url);
    json_close(json, '}');
    json_close(json, ']');
}

static void put_sources(Json *json, const char *publisher)
{
    open_at(json, "sources", '[');
    json_open(json, '{');
    json_put_text(json, "title", publisher);
    json_close(json, '}');
    json_close(json, ']');
}

/* Of a table that is published on other terms than the package. */
static void put_own_terms(Json *json, const Config *config, const TableSchema *schema)
{
    Terms all = terms_of(config, NULL), own = terms_of(config, schema);
    if (strcmp(all.licence, own.licence) != 0 || strcmp(all.licence_url, own.licence_url) != 0)
        put_licence(json, &own);
    if (own.publisher[0] && strcmp(all.publisher, own.publisher) != 0)
        put_sources(json, own.publisher);
}

static void put_resource(const DataPackage *package, Json *json, const DataFile *file)
{
    static const struct {
        const char *format, *tail, *extension, *media, *note;
    } forms[] = {
        {"csv", "", "csv", "text/csv", ""},
        {"excel", "-excel", "csv", "text/csv",
         "供 Excel、WPS 打开：公式样文字前加单引号，长数字等前加制表符，以免被改动。For Excel and "
         "WPS: "
         "an apostrophe or a tab stands before texts that would be changed."},
        {"json", "-json", "json", "application/json", ""},
        {"metrics", "", "csv", "text/csv", ""},
        {"dictionary", "", "csv", "text/csv", ""},
        {"sqlite", "", "sqlite", "application/vnd.sqlite3", ""},
        {"zip", "", "zip", "application/zip", ""},
    };
    size_t f = 0;
    char hash[80];
    while (strcmp(forms[f].format, file->format) != 0)
        f++;
    buffer_text(json->out, json->pending ? ",\n" : "\n");
    json->pending = false;
    json_open(json, '{');
    json_put_text(json, "$schema", PROFILE "dataresource.json");
    if (file->fields) {
        put_name(json, "name", file->fields->schema->name, forms[f].tail);
        json_put_text(json, "title", file->fields->schema->title.zh);
        json_put_text(json, "type", "table");
    } else {
        put_name(json, "name", file->format, "");
    }
    if (forms[f].note[0])
        json_put_text(json, "description", forms[f].note);
    json_put_text(json, "path", file->path);
    json_put_text(json, "format", forms[f].extension);
    json_put_text(json, "mediatype", forms[f].media);
    if (strcmp(forms[f].extension, "csv") == 0 || strcmp(forms[f].extension, "json") == 0)
        json_put_text(json, "encoding", "utf-8");
    json_put_int(json, "bytes", (int64_t)file->bytes);
    snprintf(hash, sizeof hash, "sha256:%s", file->hash);
    json_put_text(json, "hash", hash);
    if (strcmp(file->format, "excel") == 0) {
        open_at(json, "dialect", '{');
        json_put_text(json, "lineTerminator", "\r\n");
        json_close(json, '}');
    }
    if (file->fields)
        put_own_terms(json, package->config, file->fields->schema);
    if (file->fields)
        put_schema(package, json, file);
    else if (strcmp(file->format, "metrics") == 0)
        put_metrics_schema(json);
    json_close(json, '}');
}

static const char *catalogue_title(const Config *config)
{
    return config->name[0] ? config->name : "小区“四公开”公示数据";
}

static void put_titles(const DataPackage *package, Json *json)
{
    char month[16];
    Buffer text = {0};
    month_text(package->period, month);
    buffer_printf(&text, "%s %s %s", catalogue_title(package->config), package->about_zh, month);
    json_put_text(json, "title", text.bytes);
    buffer_clear(&text);
    buffer_printf(&text,
                  "公示内容背后的全部公开数据；私密信息不在其中。All public data behind the "
                  "disclosures of %s (%s); nothing private is in it.",
                  package->about_en, month);
    json_put_text(json, "description", text.bytes);
    buffer_free(&text);
}

static void put_publisher(Json *json, const Config *config)
{
    const char *publisher = config->publisher[0] ? config->publisher : "（未注明发布单位）";
    open_at(json, "contributors", '[');
    json_open(json, '{');
    json_put_text(json, "title", publisher);
    put_one(json, "roles", "publisher");
    json_close(json, '}');
    json_close(json, ']');
    put_sources(json, publisher);
}

void datapackage_json(const DataPackage *package, Buffer *out)
{
    static const char *const keywords[] = {"四公开", "小区", "物业"};
    const Config *config = package->config;
    char month[16];
    Json writer = {.out = out}, *json = &writer;
    month_text(package->period, month);
    json_open(json, '{');
    json_put_text(json, "$schema", PROFILE "datapackage.json");
    put_name(json, "name", "gongkai-", month);
    put_titles(package, json);
    json_put_text(json, "version", month);
    if (is_url(config->base_url))
        json_put_text(json, "homepage", config->base_url);
    Terms terms = terms_of(config, NULL);
    put_licence(json, &terms);
    put_publisher(json, config);
    open_at(json, "keywords", '[');
    for (size_t i = 0; i < sizeof keywords / sizeof *keywords; i++)
        json_text(json, keywords[i]);
    json_close(json, ']');
    open_at(json, "resources", '[');
    for (size_t i = 0; i < package->count; i++)
        put_resource(package, json, &package->files[i]);
    json_close(json, ']');
    json_close(json, '}');
    buffer_char(out, '\n');
}

void datapackage_csvw(const DataPackage *package, const Fields *fields, const char *url,
                      Buffer *out)
{
    Json writer = {.out = out}, *json = &writer;
    json_open(json, '{');
    open_at(json, "@context", '[');
    json_text(json, "http://www.w3.org/ns/csvw");
    json_open(json, '{');
    json_put_text(json, "@language", "zh-CN");
    json_close(json, '}');
    json_close(json, ']');
    json_put_text(json, "url", url);
    json_put_text(json, "dc:title", fields->schema->title.zh);
    Terms terms = terms_of(package->config, fields->schema);
    json_put_text(json, "dc:publisher", terms.publisher);
    if (is_url(terms.licence_url))
        put_id(json, "dc:license", terms.licence_url);
    open_at(json, "dialect", '{');
    json_put_text(json, "encoding", "utf-8");
    json_key(json, "header");
    json_bool(json, true);
    put_one(json, "lineTerminators", "\n");
    json_close(json, '}');
    open_at(json, "tableSchema", '{');
    open_at(json, "columns", '[');
    for (size_t c = 0; c < fields->count; c++) {
        const ColumnSchema *column = fields_column(fields, c);
        const char *type = field_type(column);
        json_open(json, '{');
        json_put_text(json, "name", column->name);
        json_put_text(json, "titles", column->name);
        json_put_text(json, "dc:title", column->title.zh);
        json_put_text(json, "datatype", strcmp(type, "number") == 0 ? "decimal" : type);
        json_close(json, '}');
    }
    json_close(json, ']');
    put_key(json, fields);
    json_close(json, '}');
    json_close(json, '}');
    buffer_char(out, '\n');
}
