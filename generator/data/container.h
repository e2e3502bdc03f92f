/*
 * container.h - workbooks (.xlsx, .ods): every sheet as records.
 *
 * Cells come as text in the form a CSV export would have: dates as 2024-03-05,
 * numbers with all their digits. Bounds hold against archives that unpack to
 * more than they should.
 */
#ifndef CONTAINER_H
#define CONTAINER_H

#include "base/error.h"
#include "data/records.h"

typedef struct {
    void (*begin)(void *context, const char *sheet, bool date1904);
    RecordSink *record; /* rows that hold nothing come with RECORD_BLANK, so that rows count */
    void (*end)(void *context);
    void *context;
} ContainerSink;

/* ERR_DATA where the bytes are no workbook; sheets read before that have been sent. */
bool container_read(const char *bytes, size_t length, const ContainerSink *sink, Error *err);
#endif
