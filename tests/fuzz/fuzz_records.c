/* fuzz_records.c - the fast path and libcsv give the same records, cell by cell. */
#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "data/records.h"

static bool write_down(void *context, const Record *record)
{
    Buffer *out = context;
    buffer_printf(out, "%d %d %zu\n", record->row, (int)record->flaw, record->count);
    for (size_t i = 0; i < record->count && i < RECORD_CELLS_MAX; i++) {
        buffer_printf(out, "%zu:", record->cells[i].length);
        buffer_put(out, record->cells[i].text, record->cells[i].length);
    }
    return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 1)
        return 0;
    char delimiter = ",;\t"[data[0] % 3];
    size_t length = size - 1;
    char *text = malloc(length + 1);
    Buffer fast = {0}, slow = {0};
    assert(text);
    memcpy(text, data + 1, length);
    text[length] = '\0';
    (void)records_sniff(text, length);
    records_read(text, length, delimiter, false, write_down, &fast);
    records_read(text, length, delimiter, true, write_down, &slow);
    assert(fast.length == slow.length);
    assert(fast.length == 0 || memcmp(fast.bytes, slow.bytes, fast.length) == 0);
    buffer_free(&fast);
    buffer_free(&slow);
    free(text);
    return 0;
}
