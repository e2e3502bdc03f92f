/* column.c - see column.h. */
#include "data/column.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/large.h"
#include "base/wide.h"

#ifdef WIDE_LOOPS
#pragma GCC optimize("O3")
#endif

#define DAY_BIAS (-7305) /* 1950-01-01: two bytes reach to 2129 */

static int64_t bias_of(const Column *c, int width)
{
    return width == 8 ? 0 : width == 4 ? INT32_MIN : width == 2 && c->is_day ? DAY_BIAS : 0;
}

static bool fits(const Column *c, int width, int64_t cell)
{
    if (width == 8)
        return true;
    uint64_t most = width == 1 ? UINT8_MAX : width == 2 ? UINT16_MAX : width == 4 ? UINT32_MAX : 0;
    return (uint64_t)cell - (uint64_t)bias_of(c, width) < most;
}

static size_t bytes_of(const Column *c)
{
    return c->capacity * (size_t)c->width;
}

void column_free(Column *c)
{
    large_free(c->cells, bytes_of(c));
    free(c->derived);
    free(c->first);
    *c = (Column){.is_day = c->is_day};
}

/* Room for so many cells of that width; those that are there are kept if it stays the same. */
static void resize(Column *c, size_t capacity, int width)
{
    size_t old = bytes_of(c);
    c->capacity = capacity;
    c->width = width;
    c->cells = large_resize(c->cells, old, bytes_of(c));
}

/* Makes every cell of the column wide enough for `cell` as well. */
static void widen(Column *c, int64_t cell)
{
    Column old = *c;
    int width = c->width ? c->width * 2 : c->is_day ? 2 : 1;
    while (!fits(c, width, cell))
        width *= 2;
    if (old.rows > 0)
        c->cells = NULL, c->width = 0;
    resize(c, c->capacity, width);
    c->bias = bias_of(c, width);
    if (old.rows == 0)
        return;
    for (size_t r = 0; r < old.rows; r++)
        column_write(c, r, column_cell(&old, r));
    large_free(old.cells, bytes_of(&old));
}

void column_reserve(Column *c, size_t need)
{
    if (need <= c->capacity)
        return;
    size_t capacity = c->capacity ? c->capacity : 64;
    while (capacity < need)
        capacity *= 2;
    if (c->width)
        resize(c, capacity, c->width);
    else
        c->capacity = capacity;
}

/* Missing cells up to `rows`; all bits set are missing, but in eight bytes. */
static void fill_up(Column *c, size_t rows)
{
    if (rows <= c->rows)
        return;
    column_reserve(c, rows);
    if (c->width == 8)
        for (size_t r = c->rows; r < rows; r++)
            ((int64_t *)c->cells)[r] = CELL_MISSING;
    else if (c->width)
        memset((char *)c->cells + c->rows * (size_t)c->width, 0xFF,
               (rows - c->rows) * (size_t)c->width);
    c->rows = rows;
}

void column_put(Column *c, size_t row, int64_t cell)
{
    if (row >= c->rows) {
        if (cell == CELL_MISSING)
            return;
        column_reserve(c, row + 1);
        if (c->width == 0 || !fits(c, c->width, cell))
            widen(c, cell);
        fill_up(c, row);
        c->rows = row + 1;
    } else if (cell != CELL_MISSING && !fits(c, c->width, cell))
        widen(c, cell);
    column_write(c, row, cell);
}

void column_filter(Column *c, const bool *keep, size_t rows)
{
    size_t to = 0, width = (size_t)c->width;
    char *cells = c->cells;
    for (size_t from = 0; c->first && from < rows; from++)
        if (keep[from])
            c->first[to++] = c->first[from];
    to = 0;
    for (size_t from = 0; from < c->rows; from++)
        if (keep[from]) {
            if (to != from)
                memcpy(cells + to * width, cells + from * width, width);
            to++;
        }
    c->rows = to;
}

#define BLOCK 1024

#define READ_BLOCK(Type, highest)                                                                  \
    for (size_t i = 0; i < n; i++) {                                                               \
        Type cell = ((const Type *)stored)[i];                                                     \
        block[i] = cell == highest ? CELL_MISSING : cell + bias;                                   \
    }

EITHER void read_narrow(const void *stored, int width, int64_t bias, size_t n,
                        int64_t *restrict block)
{
    if (width == 1)
        READ_BLOCK(uint8_t, UINT8_MAX)
    else if (width == 2)
        READ_BLOCK(uint16_t, UINT16_MAX)
    else
        READ_BLOCK(uint32_t, UINT32_MAX)
}

VARIANTS(read_cells, read_narrow,
         (const void *stored, int width, int64_t bias, size_t n, int64_t *block),
         (stored, width, bias, n, block))

void column_read(const Column *c, size_t first, size_t n, int64_t *block)
{
    if (c->width == 8)
        memcpy(block, (const int64_t *)c->cells + first, n * sizeof *block);
    else
        read_cells((const char *)c->cells + first * (size_t)c->width, c->width, c->bias, n, block);
}

#define WRITE_BLOCK(Type, highest)                                                                 \
    for (size_t i = 0; i < n; i++)                                                                 \
        ((Type *)stored)[i] =                                                                      \
            block[i] == CELL_MISSING ? highest : (Type)((uint64_t)block[i] - (uint64_t)bias);

EITHER void write_narrow(void *restrict stored, int width, int64_t bias, size_t n,
                         const int64_t *restrict block)
{
    if (width == 1)
        WRITE_BLOCK(uint8_t, UINT8_MAX)
    else if (width == 2)
        WRITE_BLOCK(uint16_t, UINT16_MAX)
    else
        WRITE_BLOCK(uint32_t, UINT32_MAX)
}

VARIANTS(write_cells, write_narrow,
         (void *stored, int width, int64_t bias, size_t n, const int64_t *block),
         (stored, width, bias, n, block))

static void write_block(Column *c, size_t first, size_t n, const int64_t *block)
{
    if (c->width == 8)
        memcpy((int64_t *)c->cells + first, block, n * sizeof *block);
    else
        write_cells((char *)c->cells + first * (size_t)c->width, c->width, c->bias, n, block);
}

typedef struct {
    int64_t least, most; /* INT64_MAX and CELL_MISSING where all are missing */
} Extent;

/* CELL_MISSING is less than any cell. */
EITHER void find_span(const int64_t *block, size_t n, Extent *restrict out)
{
    int64_t least = INT64_MAX, most = INT64_MIN;
    for (size_t i = 0; i < n; i++) {
        int64_t cell = block[i] == CELL_MISSING ? INT64_MAX : block[i];
        least = cell < least ? cell : least;
        most = block[i] > most ? block[i] : most;
    }
    *out = (Extent){least, most};
}

VARIANTS(span_of, find_span, (const int64_t *block, size_t n, Extent *out), (block, n, out))

/* Cells of one block, the widest of which decides the width. */
static void put_block(Column *c, size_t at, size_t n, const int64_t *block)
{
    Extent span;
    span_of(block, n, &span);
    if (span.least > span.most)
        return; /* nothing but missing ones: as behind the end */
    column_reserve(c, at + n);
    if (c->width == 0 || !fits(c, c->width, span.least))
        widen(c, span.least);
    if (!fits(c, c->width, span.most))
        widen(c, span.most);
    fill_up(c, at);
    write_block(c, at, n, block);
    c->rows = at + n;
}

/* Cells that fit are written as they are looked at. */
#define TRY_BLOCK(Type, highest)                                                                   \
    for (size_t i = 0; i < n; i++) {                                                               \
        uint64_t number = (uint64_t)block[i] - (uint64_t)bias;                                     \
        bool missing = block[i] == CELL_MISSING;                                                   \
        ((Type *)stored)[i] = missing ? highest : (Type)number;                                    \
        beyond |= !missing & (number >= highest);                                                  \
    }

/* False where one does not fit: nothing that was written counts then. */
static bool try_block(Column *c, size_t n, const int64_t *block)
{
    void *stored = (char *)c->cells + c->rows * (size_t)c->width;
    const int64_t bias = c->bias;
    bool beyond = false;
    if (c->width == 1)
        TRY_BLOCK(uint8_t, UINT8_MAX)
    else if (c->width == 2)
        TRY_BLOCK(uint16_t, UINT16_MAX)
    else if (c->width == 4)
        TRY_BLOCK(uint32_t, UINT32_MAX)
    else
        memcpy(stored, block, n * sizeof *block);
    c->rows += beyond ? 0 : n;
    return !beyond;
}

void column_put_cells(Column *c, size_t row, size_t n, const int64_t *cells)
{
    assert(row >= c->rows);
    while (n > 0 && cells[n - 1] == CELL_MISSING)
        n--;
    bool room = c->width > 0 && row == c->rows && row + n <= c->capacity;
    if (!room || !try_block(c, n, cells))
        put_block(c, row, n, cells);
}

/* Cells of one block as numbers of the other data set. */
static void append_block(Column *to, size_t at, const Column *from, size_t first, size_t n,
                         const TextMap *numbers)
{
    int64_t block[BLOCK];
    column_read(from, first, n, block);
    for (size_t i = 0; numbers && i < n; i++)
        if (block[i] != CELL_MISSING)
            block[i] = *text_map_at(numbers, block[i]);
    put_block(to, at, n, block);
}

void column_append(Column *to, size_t at, const Column *from, const TextMap *numbers)
{
    if (from->rows == 0)
        return;
    if (!numbers && to->width == from->width) {
        column_reserve(to, at + from->rows);
        fill_up(to, at);
        memcpy((char *)to->cells + at * (size_t)to->width, from->cells,
               from->rows * (size_t)to->width);
        to->rows = at + from->rows;
        return;
    }
    for (size_t first = 0; first < from->rows; first += BLOCK)
        append_block(to, at + first, from, first,
                     from->rows - first < BLOCK ? from->rows - first : BLOCK, numbers);
}

void column_fill(Column *c, int width, size_t rows, const void *cells)
{
    assert(c->rows == 0);
    if (c->width != width) {
        resize(c, c->capacity, width);
        c->bias = bias_of(c, width);
    }
    column_reserve(c, rows);
    memcpy(c->cells, cells, rows * (size_t)width);
    c->rows = rows;
}
