/*
 * dcat.c - catalog.jsonld: DCAT-AP in JSON-LD, its context in the file (datapackage.h).
 *
 * What DCAT-AP demands is there: title, description and publisher of the catalogue, title and
 * description of each dataset, an address of each distribution.
 */
#include "render/datapackage.h"

#include <string.h>

#include "base/json.h"
#include "render/terms.h"

static bool is_url(const char *text)
{
    return strncmp(text, "http://", 7) == 0 || strncmp(text, "https://", 8) == 0;
}

static void open_at(Json *json, const char *key, char bracket)
{
    json_key(json, key);
    json_open(json, bracket);
}

/* "key": {"@id": url} */
static void put_id(Json *json, const char *key, const char *url)
{
    open_at(json, key, '{');
    json_put_text(json, "@id", url);
    json_close(json, '}');
}

/* "key": {"@type": type, "@value": value} */
static void put_typed(Json *json, const char *key, const char *type, const char *value)
{
    open_at(json, key, '{');
    json_put_text(json, "@type", type);
    json_put_text(json, "@value", value);
    json_close(json, '}');
}

static void put_agent(Json *json, const char *publisher)
{
    open_at(json, "dct:publisher", '{');
    json_put_text(json, "@type", "foaf:Agent");
    json_put_text(json, "foaf:name", publisher[0] ? publisher : "（未注明发布单位）");
    json_close(json, '}');
}

static void put_distribution(const DataPackage *package, Json *json, const DataFile *file)
{
    const char *base = is_url(package->config->base_url) ? package->config->base_url : "";
    Buffer text = {0};
    buffer_printf(&text, "%s%s%s%s", base, base[0] && base[strlen(base) - 1] != '/' ? "/" : "",
                  base[0] ? "data/" : "", file->path);
    json_open(json, '{');
    json_put_text(json, "@type", "dcat:Distribution");
    put_id(json, "dcat:accessURL", text.bytes);
    put_id(json, "dcat:downloadURL", text.bytes);
    json_put_text(json, "dcat:mediaType",
                  strcmp(file->format, "json") == 0 ? "application/json" : "text/csv");
    if (strcmp(file->format, "excel") == 0)
        json_put_text(json, "dct:title", "供 Excel、WPS 打开");
    buffer_clear(&text);
    buffer_printf(&text, "%zu", file->bytes);
    put_typed(json, "dcat:byteSize", "xsd:nonNegativeInteger", text.bytes);
    json_close(json, '}');
    buffer_free(&text);
}

static void put_dataset(const DataPackage *package, Json *json, const DataFile *file)
{
    const TableSchema *schema = file->fields->schema;
    Terms terms = terms_of(package->config, schema);
    Buffer text = {0};
    char day[16];
    json_open(json, '{');
    json_put_text(json, "@type", "dcat:Dataset");
    json_put_text(json, "dct:identifier", schema->name);
    json_put_text(json, "dct:title", schema->title.zh);
    buffer_printf(&text, "%s，共%zu行，截至%s；私密字段不公开。%s; nothing private is in it.",
                  schema->title.zh, file->fields->row_count, day_text(package->asof, day),
                  schema->title.en);
    json_put_text(json, "dct:description", text.bytes);
    buffer_free(&text);
    put_agent(json, terms.publisher);
    put_id(json, "dct:accrualPeriodicity", terms.cadence_url);
    if (terms.contact[0]) {
        open_at(json, "dcat:contactPoint", '{');
        json_put_text(json, "@type", "vcard:Kind");
        json_put_text(json, "vcard:fn", terms.contact);
        json_close(json, '}');
    }
    put_typed(json, "dct:issued", "xsd:date", day_text(package->asof, day));
    if (is_url(terms.licence_url))
        put_id(json, "dct:license", terms.licence_url);
    open_at(json, "dcat:distribution", '[');
    for (size_t i = 0; i < package->count; i++)
        if (package->files[i].fields && package->files[i].fields->schema == file->fields->schema)
            put_distribution(package, json, &package->files[i]);
    json_close(json, ']');
    json_close(json, '}');
}

void datapackage_dcat(const DataPackage *package, Buffer *out)
{
    Json writer = {.out = out}, *json = &writer;
    json_open(json, '{');
    open_at(json, "@context", '{');
    json_put_text(json, "dcat", "http://www.w3.org/ns/dcat#");
    json_put_text(json, "dct", "http://purl.org/dc/terms/");
    json_put_text(json, "foaf", "http://xmlns.com/foaf/0.1/");
    json_put_text(json, "vcard", "http://www.w3.org/2006/vcard/ns#");
    json_put_text(json, "xsd", "http://www.w3.org/2001/XMLSchema#");
    json_close(json, '}');
    json_put_text(json, "@type", "dcat:Catalog");
    const char *name = package->config->name;
    json_put_text(json, "dct:title", name[0] ? name : "小区“四公开”公示数据");
    json_put_text(json, "dct:description",
                  "公示内容背后的全部公开数据；私密信息不在其中。All public data behind the "
                  "disclosures; nothing private is in it.");
    json_put_text(json, "dct:language", "zh-CN");
    put_agent(json, package->config->publisher);
    open_at(json, "dcat:dataset", '[');
    for (size_t i = 0; i < package->count; i++)
        if (package->files[i].fields && strcmp(package->files[i].format, "csv") == 0)
            put_dataset(package, json, &package->files[i]);
    json_close(json, ']');
    json_close(json, '}');
    buffer_char(out, '\n');
}
