/* column_scan.c - see column_scan.h. */
#include "data/column_scan.h"

#include "base/wide.h"

#ifdef WIDE_LOOPS
#pragma GCC optimize("O3")
#endif

#define AT_ONCE 1024

/* Sums that are kept short are wide in number: of so many cells. */
#define SHORT_SUM 65536

#define COUNT(Type, missing)                                                                       \
    for (size_t first = 0; first < n; first += SHORT_SUM) {                                        \
        const Type *cells = (const Type *)stored + first;                                          \
        size_t some = n - first < SHORT_SUM ? n - first : SHORT_SUM;                               \
        uint32_t sum = 0;                                                                          \
        for (size_t i = 0; i < some; i++)                                                          \
            sum += cells[i] != missing;                                                            \
        count += sum;                                                                              \
    }

EITHER void count_filled(const void *stored, int width, size_t n, size_t *restrict out)
{
    size_t count = 0;
    if (width == 1)
        COUNT(uint8_t, UINT8_MAX)
    else if (width == 2)
        COUNT(uint16_t, UINT16_MAX)
    else
        COUNT(uint32_t, UINT32_MAX)
    *out = count;
}

VARIANTS(count_stored, count_filled, (const void *stored, int width, size_t n, size_t *out),
         (stored, width, n, out))

/* The highest number of its width is missing, so the least one is that only where all are. */
#define LEAST(Type, missing)                                                                       \
    {                                                                                              \
        Type least = missing;                                                                      \
        for (size_t i = 0; i < n; i++)                                                             \
            least = ((const Type *)stored)[i] < least ? ((const Type *)stored)[i] : least;         \
        *out = least == missing ? CELL_MISSING : (int64_t)least;                                   \
    }

EITHER void find_least(const void *stored, int width, size_t n, int64_t *restrict out)
{
    if (width == 1)
        LEAST(uint8_t, UINT8_MAX)
    else if (width == 2)
        LEAST(uint16_t, UINT16_MAX)
    else
        LEAST(uint32_t, UINT32_MAX)
}

VARIANTS(least_stored, find_least, (const void *stored, int width, size_t n, int64_t *out),
         (stored, width, n, out))

static bool is_stored(const ColumnCells *c)
{
    return !c->derived && c->width > 0 && c->width < 8;
}

size_t column_filled(const Table *table, size_t column)
{
    const ColumnCells c = table_column(table, column);
    int64_t cells[AT_ONCE];
    size_t count = 0;
    if (is_stored(&c)) {
        count_stored(c.cells, c.width, c.rows, &count);
        return count;
    }
    for (size_t row = 0, n; row < table_rows(table); row += n) {
        n = table_rows(table) - row < AT_ONCE ? table_rows(table) - row : AT_ONCE;
        table_cells(table, column, row, n, cells);
        for (size_t i = 0; i < n; i++)
            count += cells[i] != CELL_MISSING;
    }
    return count;
}

int64_t column_least(const Table *table, size_t column)
{
    const ColumnCells c = table_column(table, column);
    int64_t cells[AT_ONCE], least = CELL_MISSING;
    if (is_stored(&c)) {
        least_stored(c.cells, c.width, c.rows, &least);
        return least == CELL_MISSING ? least : least + c.bias;
    }
    for (size_t row = 0, n; row < table_rows(table); row += n) {
        n = table_rows(table) - row < AT_ONCE ? table_rows(table) - row : AT_ONCE;
        table_cells(table, column, row, n, cells);
        for (size_t i = 0; i < n; i++)
            if (cells[i] != CELL_MISSING && (least == CELL_MISSING || cells[i] < least))
                least = cells[i];
    }
    return least;
}
