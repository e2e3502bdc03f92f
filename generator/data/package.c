/* package.c - see package.h. */
#include "data/package.h"

#include <expat.h>
#include <stdlib.h>
#include <string.h>
#include <zip.h>

#include "base/arena.h"

#define CHUNK 16384
#define ATTRIBUTES_MAX 64

struct Package {
    zip_t *zip;
    size_t limit, left; /* bytes that may be unpacked, and that still may */
};

bool package_open(const char *bytes, size_t length, Package **out, Error *err)
{
    zip_error_t error;
    zip_error_init(&error);
    zip_source_t *source = zip_source_buffer_create(bytes, length, 0, &error);
    zip_t *zip = zip_open_from_source(source, ZIP_RDONLY, &error); /* NULL is refused */
    if (!zip) {
        error_set(err, ERR_DATA, "no zip archive: %s", zip_error_strerror(&error));
        zip_source_free(source);
        zip_error_fini(&error);
        return false;
    }
    zip_error_fini(&error);
    *out = memory_alloc(sizeof **out);
    (*out)->zip = zip;
    size_t limit = length < PACKAGE_BYTES_MAX / PACKAGE_RATIO_MAX ? length * PACKAGE_RATIO_MAX
                                                                  : PACKAGE_BYTES_MAX;
    (*out)->limit = (*out)->left = limit < PACKAGE_BYTES_FREE ? PACKAGE_BYTES_FREE : limit;
    return true;
}

void package_close(Package *package)
{
    zip_discard(package->zip);
    free(package);
}

size_t package_limit(const Package *package)
{
    return package->limit;
}

bool package_has(Package *package, const char *path)
{
    return zip_name_locate(package->zip, path, 0) >= 0;
}

typedef struct {
    const XmlHandler *handler;
    XML_Parser parser;
    bool doctype;
} Run;

static const char *local(const char *name)
{
    const char *colon = strrchr(name, ':');
    return colon ? colon + 1 : name;
}

static void XMLCALL on_start(void *data, const XML_Char *name, const XML_Char **attributes)
{
    Run *run = data;
    const char *plain[ATTRIBUTES_MAX * 2 + 1];
    size_t n = 0;
    for (; n < (size_t)ATTRIBUTES_MAX * 2 && attributes[n]; n += 2) {
        plain[n] = local(attributes[n]);
        plain[n + 1] = attributes[n + 1];
    }
    plain[n] = NULL;
    run->handler->start(run->handler->context, local(name), plain);
}

static void XMLCALL on_end(void *data, const XML_Char *name)
{
    Run *run = data;
    run->handler->end(run->handler->context, local(name));
}

static void XMLCALL on_text(void *data, const XML_Char *text, int length)
{
    Run *run = data;
    if (run->handler->text)
        run->handler->text(run->handler->context, text, (size_t)length);
}

static void XMLCALL on_doctype(void *data, const XML_Char *name, const XML_Char *system,
                               const XML_Char *public, int internal)
{
    Run *run = data;
    (void)name;
    (void)system;
    (void)public;
    (void)internal;
    run->doctype = true;
    XML_StopParser(run->parser, XML_FALSE);
}

static bool pump(Package *package, zip_file_t *file, const char *path, Run *run, const bool *stop,
                 Error *err)
{
    char chunk[CHUNK];
    bool ok = true, end = false;
    while (ok && !end && !(stop && *stop)) {
        zip_int64_t got = zip_fread(file, chunk, CHUNK);
        if (got < 0) {
            ok = error_set(err, ERR_DATA, "%s: damaged", path);
            break;
        }
        if ((size_t)got > package->left) {
            ok = error_set(err, ERR_DATA, "%s: unpacks to more than %zu bytes", path,
                           package->limit);
            break;
        }
        package->left -= (size_t)got;
        end = got == 0;
        if (XML_Parse(run->parser, chunk, (int)got, end) != XML_STATUS_OK)
            ok = error_set(err, ERR_DATA, "%s: %s", path,
                           run->doctype ? "has a document type declaration"
                                        : XML_ErrorString(XML_GetErrorCode(run->parser)));
    }
    return ok;
}

bool package_parse(Package *package, const char *path, const XmlHandler *handler, const bool *stop,
                   Error *err)
{
    zip_file_t *file = zip_fopen(package->zip, path, 0);
    if (!file)
        return error_set(err, ERR_DATA, "%s: %s", path, zip_strerror(package->zip));
    Run run = {.handler = handler, .parser = XML_ParserCreate(NULL)};
    if (!run.parser)
        memory_exhausted(0);
    XML_SetUserData(run.parser, &run);
    XML_SetElementHandler(run.parser, on_start, on_end);
    XML_SetCharacterDataHandler(run.parser, on_text);
    XML_SetStartDoctypeDeclHandler(run.parser, on_doctype);
    bool ok = pump(package, file, path, &run, stop, err);
    XML_ParserFree(run.parser);
    zip_fclose(file);
    return ok;
}

const char *xml_attribute(const char **attributes, const char *name)
{
    for (size_t i = 0; attributes[i]; i += 2)
        if (strcmp(attributes[i], name) == 0)
            return attributes[i + 1];
    return NULL;
}
