/* fuzz_container.c - workbooks: whatever the archive holds, it is read or refused within bounds. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "data/container.h"

static void begin(void *context, const SheetHead *head)
{
    (void)context;
    (void)head;
}

static bool take(void *context, const Record *record)
{
    size_t *sum = context;
    for (size_t i = 0; i < record->count && i < RECORD_CELLS_MAX; i++)
        for (size_t k = 0; k < record->cells[i].length; k++)
            *sum += (unsigned char)record->cells[i].text[k];
    return true;
}

static void end(void *context, int hidden_rows)
{
    (void)context;
    (void)hidden_rows;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    size_t sum = 0;
    ContainerSink sink = {begin, take, end, &sum};
    Error err = {0};
    char *bytes = malloc(size + 1);
    if (!bytes)
        return 0;
    memcpy(bytes, data, size);
    bytes[size] = '\0';
    container_read(bytes, size, &sink, &err);
    free(bytes);
    return 0;
}
