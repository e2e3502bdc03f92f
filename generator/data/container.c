/* container.c - see container.h; the formats are in xlsx.c and ods.c. */
#include "data/container.h"

#include "data/package.h"
#include "data/workbook.h"

bool container_read(const char *bytes, size_t length, const ContainerSink *sink, Error *err)
{
    Package *package = NULL;
    if (!package_open(bytes, length, &package, err))
        return false;
    bool ok;
    if (package_has(package, "xl/workbook.xml"))
        ok = xlsx_read(package, sink, err);
    else if (package_has(package, "content.xml"))
        ok = ods_read(package, sink, err);
    else if (package_has(package, "xl/workbook.bin"))
        ok = error_set(err, ERR_DATA, "a zip archive, but no workbook that is read: .xlsb");
    else if (package_has(package, "word/document.xml"))
        ok = error_set(err, ERR_DATA, "a zip archive, but no workbook: a Word document");
    else
        ok = error_set(err, ERR_DATA, "a zip archive, but no workbook");
    package_close(package);
    return ok;
}
