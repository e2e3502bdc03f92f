/*
 * package.h - a zip archive of XML files (.xlsx, .ods), read within bounds.
 *
 * Only this module knows libzip and expat. An archive may not unpack to more than
 * PACKAGE_BYTES_MAX altogether, nor to more than PACKAGE_RATIO_MAX times its own size where that
 * is over PACKAGE_BYTES_FREE; a document type declaration ends the reading, so that no
 * entity is ever expanded.
 */
#ifndef PACKAGE_H
#define PACKAGE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"

#define PACKAGE_BYTES_MAX ((size_t)1 << 30)
#define PACKAGE_BYTES_FREE ((size_t)64 << 20)
#define PACKAGE_RATIO_MAX 200 /* a workbook of an office unpacks to 10 or 20 times its size */

typedef struct Package Package;

/* `bytes` must outlive the package. */
bool package_open(const char *bytes, size_t length, Package **out, Error *err);
void package_close(Package *package);
/* How many bytes may be unpacked of it altogether. */
size_t package_limit(const Package *package);
bool package_has(Package *package, const char *path);

/* Names come without their namespace prefix; attributes as name, value, …, NULL, names likewise. */
typedef struct {
    void (*start)(void *context, const char *name, const char **attributes);
    void (*end)(void *context, const char *name);
    void (*text)(void *context, const char *text, size_t length);
    void *context;
} XmlHandler;

/* Runs the handler over one file. Set *stop (may be NULL) from a handler to end early, without
 * error. */
bool package_parse(Package *package, const char *path, const XmlHandler *handler, const bool *stop,
                   Error *err);
/* The value of an attribute, or NULL. */
const char *xml_attribute(const char **attributes, const char *name);
#endif
