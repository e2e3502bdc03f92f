/* workbook.h - the two kinds of workbook; for data/container.c only. */
#ifndef WORKBOOK_H
#define WORKBOOK_H

#include "data/container.h"
#include "data/package.h"

bool xlsx_read(Package *package, const ContainerSink *sink, Error *err);
bool ods_read(Package *package, const ContainerSink *sink, Error *err);
#endif
