/*
 * due_report.h - report/due-YYYY-MM.csv: the coming month's 公开台账, filled in as far as the rules
 * say it. The clerk adds where and when it was posted and drops the file into input/.
 */
#ifndef DUE_REPORT_H
#define DUE_REPORT_H

#include "base/buffer.h"
#include "cube/cube.h"

/* With byte order mark and CRLF, for Excel and WPS; headers are those of table T20. */
void due_report_csv(const Dataset *data, const CubeDue *due, size_t count, Buffer *out);
#endif
