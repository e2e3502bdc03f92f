/*
 * look.h - cells of one column for those who look at many rows, one by one.
 *
 * What says what a cell means is looked up once for the column, not for every cell.
 */
#ifndef SCRIPT_LOOK_H
#define SCRIPT_LOOK_H

#include "data/table.h"

typedef struct {
    ColumnCells cells;
    bool is_text; /* 0 is missing */
    int64_t last; /* what lies behind it is missing */
} Look;

static inline int64_t look(const Look *l, size_t row)
{
    const ColumnCells *c = &l->cells;
    uint32_t stored, missing;
    if (row >= c->rows)
        return CELL_MISSING;
    int64_t cell = CELL_MISSING;
    if (c->derived) {
        int32_t compound = ((const int32_t *)c->cells)[row];
        cell = compound < 0 ? CELL_MISSING : c->derived[compound];
    } else if (c->width == 8) {
        cell = ((const int64_t *)c->cells)[row];
    } else if (c->width) {
        stored = c->width == 1   ? ((const uint8_t *)c->cells)[row]
                 : c->width == 2 ? ((const uint16_t *)c->cells)[row]
                                 : ((const uint32_t *)c->cells)[row];
        missing = c->width == 1 ? UINT8_MAX : c->width == 2 ? UINT16_MAX : UINT32_MAX;
        cell = stored == missing ? CELL_MISSING : (int64_t)stored + c->bias;
    }
    return cell > l->last || (cell == 0 && l->is_text) ? CELL_MISSING : cell;
}
#endif
