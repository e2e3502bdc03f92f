/*
 * column.h - the cells of one column of a table.
 *
 * A cell takes 1, 2, 4 or 8 bytes, as the column's values need, and a column that no file has
 * takes nothing. Cells behind the last that was put are missing without being there; a Column is
 * zeroed to begin with, but for `is_day`.
 */
#ifndef COLUMN_H
#define COLUMN_H

#include "data/table.h"

typedef struct {
    int width; /* bytes of a cell; 0 while nothing was put */
    bool is_day;
    int64_t bias;    /* cell = stored + bias; the highest number a width holds is missing */
    size_t rows;     /* cells that are there; those behind are missing */
    size_t capacity; /* cells */
    void *cells;
    int64_t *derived; /* not NULL: by table_compound() instead */
    int32_t *first;   /* first day of a period, made at the first need, for all rows */
} Column;

static inline int64_t column_cell(const Column *c, size_t row)
{
    if (row >= c->rows)
        return CELL_MISSING;
    switch (c->width) {
    case 1: {
        uint8_t stored = ((const uint8_t *)c->cells)[row];
        return stored == UINT8_MAX ? CELL_MISSING : stored + c->bias;
    }
    case 2: {
        uint16_t stored = ((const uint16_t *)c->cells)[row];
        return stored == UINT16_MAX ? CELL_MISSING : stored + c->bias;
    }
    case 4: {
        uint32_t stored = ((const uint32_t *)c->cells)[row];
        return stored == UINT32_MAX ? CELL_MISSING : stored + c->bias;
    }
    default:
        return ((const int64_t *)c->cells)[row];
    }
}

/* Into the room of a cell, which is wide enough. */
static inline void column_write(Column *c, size_t row, int64_t cell)
{
    bool missing = cell == CELL_MISSING;
    uint64_t stored = (uint64_t)cell - (uint64_t)c->bias;
    switch (c->width) {
    case 1:
        ((uint8_t *)c->cells)[row] = missing ? UINT8_MAX : (uint8_t)stored;
        return;
    case 2:
        ((uint16_t *)c->cells)[row] = missing ? UINT16_MAX : (uint16_t)stored;
        return;
    case 4:
        ((uint32_t *)c->cells)[row] = missing ? UINT32_MAX : (uint32_t)stored;
        return;
    default:
        ((int64_t *)c->cells)[row] = cell;
    }
}

/* Empty again; nothing is held. */
void column_free(Column *c);

/* Any cell of any row. */
void column_put(Column *c, size_t row, int64_t cell);

/* The next row of a column that is wide enough already: nearly every cell. False for others. */
static inline bool column_put_next(Column *c, size_t row, int64_t cell)
{
    static const uint64_t most[] = {0, UINT8_MAX, UINT16_MAX, 0, UINT32_MAX, 0, 0, 0, 0};
    if (row != c->rows || row >= c->capacity ||
        (uint64_t)cell - (uint64_t)c->bias >= most[c->width])
        return false;
    c->rows = row + 1;
    column_write(c, row, cell);
    return true;
}

/* `n` cells behind all that were put, from that row on. */
void column_put_cells(Column *c, size_t row, size_t n, const int64_t *cells);

/* Room for so many cells. */
void column_reserve(Column *c, size_t need);
/* `n` cells from row `first` on, all of which are there. */
void column_read(const Column *c, size_t first, size_t n, int64_t *cells);
/* All cells of `from` go behind row `at`; texts get the numbers of the map, if there is one. */
void column_append(Column *to, size_t at, const Column *from, const TextMap *numbers);
/* Cells of that width, for the first `rows` rows of a column that has none. */
void column_fill(Column *c, int width, size_t rows, const void *cells);
/* Only the rows with keep[row] stay, of so many. */
void column_filter(Column *c, const bool *keep, size_t rows);
#endif
