/* test_sweep.c - every row is looked at once, and what is found comes in row order. */
#include "unit.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>

#include "data/sweep.h"

typedef struct {
    size_t rows;
    atomic_uchar *looked; /* by row */
    size_t taken, last;   /* how many rows, and the last one + 1 */
    bool disorder;
} Log;

static bool is_odd(size_t row)
{
    return row % 977 == 0 || row % 65536 == 65535;
}

static void look(void *context, size_t from, size_t to, RowList *found)
{
    Log *log = context;
    assert_true(from < to && to <= log->rows);
    for (size_t r = from; r < to; r++) {
        atomic_fetch_add(&log->looked[r], 1);
        if (is_odd(r))
            row_list_add(found, r);
    }
}

static void take(void *context, size_t row)
{
    Log *log = context;
    log->disorder |= row < log->last || !is_odd(row) || !log->looked[row];
    log->last = row + 1;
    log->taken++;
}

static void rows_come_in_order(void **state)
{
    (void)state;
    static const size_t sizes[] = {0, 1, 977, 65536, 65537, 400000}, jobs[] = {0, 1, 2, 5};
    for (size_t s = 0; s < sizeof sizes / sizeof *sizes; s++)
        for (size_t j = 0; j < sizeof jobs / sizeof *jobs; j++) {
            Log log = {.rows = sizes[s], .looked = calloc(sizes[s] + 1, sizeof *log.looked)};
            size_t odd = 0, once = 0;
            sweep_rows(&(Sweep){look, take, &log}, sizes[s], jobs[j]);
            for (size_t r = 0; r < sizes[s]; r++) {
                odd += is_odd(r);
                once += log.looked[r] == 1;
            }
            assert_int_equal(once, sizes[s]);
            assert_int_equal(log.taken, odd);
            assert_false(log.disorder);
            free(log.looked);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(rows_come_in_order)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
