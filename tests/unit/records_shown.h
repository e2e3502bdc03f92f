/* records_shown.h - records as text, for tests of who splits them. */
#ifndef RECORDS_SHOWN_H
#define RECORDS_SHOWN_H

#include "unit.h"

#include "base/buffer.h"
#include "data/records.h"

/* A sink: row, flaw and cells behind what the Buffer `context` holds. */
static bool show(void *context, const Record *record)
{
    buffer_printf(context, "%d", record->row);
    if (record->flaw != RECORD_FINE)
        buffer_printf(context, "!%d", record->flaw);
    for (size_t i = 0; i < record->count; i++) {
        if (record->one_line)
            assert_null(memchr(record->cells[i].text, '\n', record->cells[i].length));
        buffer_char(context, '[');
        buffer_put(context, record->cells[i].text, record->cells[i].length);
        buffer_char(context, ']');
    }
    buffer_char(context, ' ');
    return true;
}
#endif
