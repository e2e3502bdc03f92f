/*
 * container.h - workbooks (.xlsx, .ods): every sheet as records.
 *
 * Cells come as text in the form a CSV export would have: dates as 2024-03-05,
 * numbers with all their digits; a formula whose result the workbook does not hold comes as
 * GRID_FORMULA and the formula (grid.h). Bounds hold against archives that unpack to
 * more than they should.
 */
#ifndef CONTAINER_H
#define CONTAINER_H

#include "base/error.h"
#include "data/records.h"

typedef struct {
    const char *name;
    bool date1904; /* days count from 1904 */
    bool hidden;   /* not shown when the workbook is opened; its rows are read all the same */
} SheetHead;

typedef struct {
    void (*begin)(void *context, const SheetHead *head);
    RecordSink *record; /* rows that hold nothing come with RECORD_BLANK, so that rows count */
    void (*end)(void *context,
                int hidden_rows); /* rows with something in them that are not shown */
    void *context;
    RecordBounds bounds; /* of a row and its cells; all 0: RECORD_BOUNDS */
} ContainerSink;

/* ERR_DATA where the bytes are no workbook; sheets read before that have been sent. */
bool container_read(const char *bytes, size_t length, const ContainerSink *sink, Error *err);
#endif
