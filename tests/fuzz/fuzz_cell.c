/* fuzz_cell.c - no cell, however odd, is read out of bounds or into an impossible value. */
#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "data/cell.h"
#include "data/scan.h"

static void scan_all(const char *text, size_t length)
{
    size_t at = 0, before = 0;
    ScanHit hit;
    char shape[64];
    while (scan_next(text, length, NULL, &at, &hit)) {
        assert(at > before && hit.start + hit.length <= length);
        before = at;
    }
    scan_shape(text, length, shape, false);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static char clean[CELL_TEXT_MAX + 8], building[64];
    if (size < 2 || utf8_check((const char *)data + 2, size - 2) != size - 2)
        return 0;
    CellCode code;
    CellResult r = {0};
    bool room;
    int year;
    Month last;
    CellContext context = {.exponent = data[0] & 4, .exact_only = data[0] & 1,
                           .file_month = data[0] & 2 ? month_of(2026, 10) : MONTH_MISSING,
                           .date1904 = data[0] & 8, .non_negative = data[0] & 16};
    char *text = malloc(size - 1);
    assert(text);
    memcpy(text, data + 2, size - 2);
    text[size - 2] = '\0';
    size_t length = cell_clean(text, size - 2, clean, &code);
    assert(length < CELL_TEXT_MAX);
    if (code == CELL_OK && length > 0) {
        cell_date(clean, &context, data[1] & 1, &r);
        assert(!CELL_IS_READ(r.code) || r.first <= r.value);
        cell_period(clean, &context, &r);
        assert(!CELL_IS_READ(r.code) || r.first <= r.value);
        cell_number(clean, &context, data[1] % 7, data[1] & 8, &r);
        cell_bool(clean, &r);
        assert(!CELL_IS_READ(r.code) || r.value == 0 || r.value == 1);
        cell_check_id(clean);
        cell_building(clean, building, &room);
        cell_find_month(clean, &year, &last);
        scan_all(clean, length);
    }
    free(text);
    return 0;
}
