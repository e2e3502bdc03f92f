/* datapackage.c - see datapackage.h. */
#include "render/datapackage.h"

#include <ctype.h>
#include <string.h>

#include "render/json.h"

#define PROFILE "https://datapackage.org/profiles/2.0/"

const char *datapackage_licence(const Config *config)
{
    return value_text(config->raw, "licence", "CC-BY-4.0");
}

const char *datapackage_licence_url(const Config *config)
{
    bool usual = strcmp(datapackage_licence(config), "CC-BY-4.0") == 0;
    return value_text(config->raw, "licence_url",
                      usual ? "https://creativecommons.org/licenses/by/4.0/" : "");
}

static bool is_url(const char *text)
{
    return strncmp(text, "http://", 7) == 0 || strncmp(text, "https://", 8) == 0;
}

/* A name of Data Package: lower case letters, digits, . _ - ; others become -. */
static void put_name(Buffer *out, const char *key, const char *stem, const char *tail)
{
    Buffer name = {0};
    buffer_printf(&name, "%s%s", stem, tail);
    for (size_t i = 0; i < name.length; i++) {
        int c = tolower((unsigned char)name.bytes[i]);
        name.bytes[i] = (char)(isalnum(c) || strchr("._-", c) ? c : '-');
    }
    json_pair(out, key, name.bytes);
    buffer_free(&name);
}

/* Words that are printed about a column: unit, and how the cell is written. */
static void put_description(Buffer *out, const ColumnSchema *column)
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
        json_pair(out, "description", text.bytes);
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
static void put_field(Buffer *out, const ColumnSchema *column, bool excel)
{
    json_next(out);
    buffer_char(out, '{');
    if (excel) {
        Buffer name = {0};
        buffer_text(&name, column->title.zh);
        if (column->unit && column->unit[0])
            buffer_printf(&name, "（%s）", column->unit);
        json_pair(out, "name", name.bytes);
        buffer_free(&name);
        json_pair(out, "type", "string");
        buffer_char(out, '}');
        return;
    }
    json_pair(out, "name", column->name);
    json_pair(out, "type", field_type(column));
    json_pair(out, "title", column->title.zh);
    put_description(out, column);
    if (column->type == TYPE_ENUM && column->value_count > 0) {
        json_key(out, "categories");
        buffer_char(out, '[');
        for (size_t v = 0; v < column->value_count; v++) {
            json_next(out);
            buffer_char(out, '{');
            json_pair(out, "value", column->values[v].code);
            json_pair(out, "label", column->values[v].title.zh);
            buffer_char(out, '}');
        }
        buffer_char(out, ']');
    }
    buffer_char(out, '}');
}

static const DataFile *find_table(const DataPackage *package, const char *name, const char *format)
{
    for (size_t i = 0; i < package->count; i++)
        if (package->files[i].fields && strcmp(package->files[i].format, format) == 0 &&
            strcmp(package->files[i].fields->schema->name, name) == 0)
            return &package->files[i];
    return NULL;
}

static void put_key(Buffer *out, const Fields *fields)
{
    if (!fields_has_key(fields))
        return;
    json_key(out, "primaryKey");
    buffer_char(out, '[');
    for (size_t k = 0; k < fields->schema->key_count; k++) {
        json_next(out);
        json_text(out, fields->schema->columns[fields->schema->key[k]].name);
    }
    buffer_char(out, ']');
}

static void put_foreign_keys(const DataPackage *package, Buffer *out, const Fields *fields)
{
    bool any = false;
    for (size_t c = 0; c < fields->count; c++) {
        const ColumnSchema *column = fields_column(fields, c);
        const DataFile *there = column->fk ? find_table(package, column->fk, "csv") : NULL;
        if (!there || there->fields->schema->key_count == 0 || !fields_key_holds(fields, c))
            continue;
        if (!any) {
            json_key(out, "foreignKeys");
            buffer_char(out, '[');
        }
        any = true;
        const TableSchema *schema = there->fields->schema;
        json_next(out);
        buffer_char(out, '{');
        json_key(out, "fields");
        buffer_char(out, '[');
        json_text(out, column->name);
        buffer_text(out, "],\"reference\":{");
        put_name(out, "resource", schema->name, "");
        json_key(out, "fields");
        buffer_char(out, '[');
        json_text(out, schema->columns[schema->key[0]].name);
        buffer_text(out, "]}}");
    }
    if (any)
        buffer_char(out, ']');
}

static void put_schema(const DataPackage *package, Buffer *out, const DataFile *file)
{
    const Fields *fields = file->fields;
    bool excel = strcmp(file->format, "excel") == 0;
    json_key(out, "schema");
    buffer_char(out, '{');
    json_pair(out, "$schema", PROFILE "tableschema.json");
    json_key(out, "fields");
    buffer_char(out, '[');
    for (size_t c = 0; c < fields->count; c++)
        put_field(out, fields_column(fields, c), excel);
    buffer_char(out, ']');
    if (!excel) {
        put_key(out, fields);
        put_foreign_keys(package, out, fields);
    }
    json_key(out, "missingValues");
    buffer_text(out, "[\"\"]}");
}

static void put_metrics_schema(Buffer *out)
{
    static const char *const columns[][3] = {
        {"metric_id", "string", "指标"},       {"scope_level", "string", "范围层级"},
        {"scope_id", "string", "范围"},        {"period", "string", "期间"},
        {"window", "string", "统计窗口"},      {"base_period", "string", "比较基期"},
        {"numerator", "integer", "分子"},      {"denominator", "integer", "分母"},
        {"value", "number", "数值"},           {"unit", "string", "单位"},
        {"state", "string", "状态"},           {"reporting", "integer", "已报小区数"},
        {"expected", "integer", "应报小区数"}, {"source", "string", "来源"}};
    json_key(out, "schema");
    buffer_char(out, '{');
    json_pair(out, "$schema", PROFILE "tableschema.json");
    json_key(out, "fields");
    buffer_char(out, '[');
    for (size_t i = 0; i < sizeof columns / sizeof *columns; i++) {
        json_next(out);
        buffer_char(out, '{');
        json_pair(out, "name", columns[i][0]);
        json_pair(out, "type", columns[i][1]);
        json_pair(out, "title", columns[i][2]);
        buffer_char(out, '}');
    }
    buffer_text(out, "],\"uniqueKeys\":[[\"metric_id\",\"scope_level\",\"scope_id\",\"period\","
                     "\"window\",\"base_period\"]],\"missingValues\":[\"\"]}");
}

static void put_resource(const DataPackage *package, Buffer *out, const DataFile *file)
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
    while (strcmp(forms[f].format, file->format) != 0)
        f++;
    json_next(out);
    buffer_text(out, "\n{");
    json_pair(out, "$schema", PROFILE "dataresource.json");
    if (file->fields)
        put_name(out, "name", file->fields->schema->name, forms[f].tail);
    else
        put_name(out, "name", file->format, "");
    if (file->fields) {
        json_pair(out, "title", file->fields->schema->title.zh);
        json_pair(out, "type", "table");
    }
    if (forms[f].note[0])
        json_pair(out, "description", forms[f].note);
    json_pair(out, "path", file->path);
    json_pair(out, "format", forms[f].extension);
    json_pair(out, "mediatype", forms[f].media);
    if (strcmp(forms[f].extension, "csv") == 0 || strcmp(forms[f].extension, "json") == 0)
        json_pair(out, "encoding", "utf-8");
    buffer_printf(out, ",\"bytes\":%zu,\"hash\":\"sha256:%s\"", file->bytes, file->hash);
    if (strcmp(file->format, "excel") == 0)
        buffer_text(out, ",\"dialect\":{\"lineTerminator\":\"\\r\\n\"}");
    if (file->fields)
        put_schema(package, out, file);
    else if (strcmp(file->format, "metrics") == 0)
        put_metrics_schema(out);
    buffer_char(out, '}');
}

static void put_titles(const DataPackage *package, Buffer *out)
{
    char month[16];
    Buffer text = {0};
    const char *name = package->config->name[0] ? package->config->name : "小区“四公开”公示数据";
    buffer_printf(&text, "%s %s %s", name, package->about_zh, month_text(package->period, month));
    json_pair(out, "title", text.bytes);
    buffer_clear(&text);
    buffer_printf(&text,
                  "公示内容背后的全部公开数据；私密信息不在其中。All public data behind the "
                  "disclosures of %s (%s); nothing private is in it.",
                  package->about_en, month_text(package->period, month));
    json_pair(out, "description", text.bytes);
    buffer_free(&text);
}

void datapackage_json(const DataPackage *package, Buffer *out)
{
    const Config *config = package->config;
    char text[16];
    buffer_char(out, '{');
    json_pair(out, "$schema", PROFILE "datapackage.json");
    put_name(out, "name", "gongkai-", month_text(package->period, text));
    put_titles(package, out);
    json_pair(out, "version", month_text(package->period, text));
    if (is_url(config->base_url))
        json_pair(out, "homepage", config->base_url);
    json_key(out, "licenses");
    buffer_text(out, "[{");
    json_pair(out, "name", datapackage_licence(config));
    if (datapackage_licence_url(config)[0])
        json_pair(out, "path", datapackage_licence_url(config));
    buffer_text(out, "}]");
    const char *publisher = config->publisher[0] ? config->publisher : "（未注明发布单位）";
    json_key(out, "contributors");
    buffer_text(out, "[{");
    json_pair(out, "title", publisher);
    buffer_text(out, ",\"roles\":[\"publisher\"]}]");
    json_key(out, "sources");
    buffer_text(out, "[{");
    json_pair(out, "title", publisher);
    buffer_text(out, "}]");
    json_key(out, "keywords");
    buffer_text(out, "[\"四公开\",\"小区\",\"物业\"]");
    json_key(out, "resources");
    buffer_char(out, '[');
    for (size_t i = 0; i < package->count; i++)
        put_resource(package, out, &package->files[i]);
    buffer_text(out, "\n]}\n");
}

void datapackage_csvw(const DataPackage *package, const Fields *fields, const char *url,
                      Buffer *out)
{
    buffer_text(out, "{\"@context\":[\"http://www.w3.org/ns/csvw\",{\"@language\":\"zh-CN\"}]");
    json_pair(out, "url", url);
    json_pair(out, "dc:title", fields->schema->title.zh);
    json_pair(out, "dc:publisher", package->config->publisher);
    if (datapackage_licence_url(package->config)[0]) {
        json_key(out, "dc:license");
        buffer_char(out, '{');
        json_pair(out, "@id", datapackage_licence_url(package->config));
        buffer_char(out, '}');
    }
    buffer_text(out, ",\"dialect\":{\"encoding\":\"utf-8\",\"header\":true,\"delimiter\":\",\","
                     "\"lineTerminators\":[\"\\n\"],\"doubleQuote\":true}");
    json_key(out, "tableSchema");
    buffer_text(out, "{\"columns\":[");
    for (size_t c = 0; c < fields->count; c++) {
        const ColumnSchema *column = fields_column(fields, c);
        const char *type = field_type(column);
        json_next(out);
        buffer_text(out, "\n{");
        json_pair(out, "name", column->name);
        json_pair(out, "titles", column->name);
        json_pair(out, "dc:title", column->title.zh);
        json_pair(out, "datatype", strcmp(type, "number") == 0 ? "decimal" : type);
        buffer_char(out, '}');
    }
    buffer_char(out, ']');
    if (fields_has_key(fields)) {
        json_key(out, "primaryKey");
        buffer_char(out, '[');
        for (size_t k = 0; k < fields->schema->key_count; k++) {
            json_next(out);
            json_text(out, fields->schema->columns[fields->schema->key[k]].name);
        }
        buffer_char(out, ']');
    }
    buffer_text(out, "}}\n");
}

static void put_distribution(const DataPackage *package, Buffer *out, const DataFile *file)
{
    const char *base = is_url(package->config->base_url) ? package->config->base_url : "";
    Buffer url = {0};
    buffer_printf(&url, "%s%s%s%s", base, base[0] && base[strlen(base) - 1] != '/' ? "/" : "",
                  base[0] ? "data/" : "", file->path);
    bool csv = strcmp(file->format, "json") != 0;
    json_next(out);
    buffer_text(out, "{\"@type\":\"dcat:Distribution\"");
    json_key(out, "dcat:downloadURL");
    buffer_char(out, '{');
    json_pair(out, "@id", url.bytes);
    buffer_char(out, '}');
    json_pair(out, "dcat:mediaType", csv ? "text/csv" : "application/json");
    if (strcmp(file->format, "excel") == 0)
        json_pair(out, "dct:title", "供 Excel、WPS 打开");
    json_key(out, "dcat:byteSize");
    buffer_printf(out, "{\"@type\":\"xsd:nonNegativeInteger\",\"@value\":\"%zu\"}", file->bytes);
    buffer_char(out, '}');
    buffer_free(&url);
}

void datapackage_dcat(const DataPackage *package, Buffer *out)
{
    const Config *config = package->config;
    char day[16];
    buffer_text(out, "{\"@context\":{\"dcat\":\"http://www.w3.org/ns/dcat#\","
                     "\"dct\":\"http://purl.org/dc/terms/\","
                     "\"foaf\":\"http://xmlns.com/foaf/0.1/\","
                     "\"xsd\":\"http://www.w3.org/2001/XMLSchema#\"},"
                     "\"@type\":\"dcat:Catalog\"");
    json_pair(out, "dct:title", config->name[0] ? config->name : "小区“四公开”公示数据");
    json_pair(out, "dct:language", "zh-CN");
    json_key(out, "dct:publisher");
    buffer_text(out, "{\"@type\":\"foaf:Agent\"");
    json_pair(out, "foaf:name", config->publisher);
    buffer_char(out, '}');
    json_key(out, "dcat:dataset");
    buffer_char(out, '[');
    for (size_t i = 0; i < package->count; i++) {
        const DataFile *file = &package->files[i];
        if (!file->fields || strcmp(file->format, "csv") != 0)
            continue;
        json_next(out);
        buffer_text(out, "\n{\"@type\":\"dcat:Dataset\"");
        json_pair(out, "dct:identifier", file->fields->schema->name);
        json_pair(out, "dct:title", file->fields->schema->title.zh);
        json_key(out, "dct:issued");
        buffer_text(out, "{\"@type\":\"xsd:date\"");
        json_pair(out, "@value", day_text(package->asof, day));
        buffer_char(out, '}');
        if (datapackage_licence_url(config)[0]) {
            json_key(out, "dct:license");
            buffer_char(out, '{');
            json_pair(out, "@id", datapackage_licence_url(config));
            buffer_char(out, '}');
        }
        json_key(out, "dcat:distribution");
        buffer_char(out, '[');
        for (size_t k = 0; k < package->count; k++)
            if (package->files[k].fields &&
                package->files[k].fields->schema == file->fields->schema)
                put_distribution(package, out, &package->files[k]);
        buffer_text(out, "]}");
    }
    buffer_text(out, "\n]}\n");
}
