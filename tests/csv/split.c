/* split.c - standard input as records, for tests/csv/run.py: split DELIMITER [arbiter]. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "data/records.h"

/* One line of JSON per record: [row, flaw, [cells]]. */
static bool print_record(void *context, const Record *record)
{
    (void)context;
    printf("[%d, %d, [", record->row, (int)record->flaw);
    for (size_t i = 0; i < record->count; i++) {
        fputs(i ? ", \"" : "\"", stdout);
        for (size_t k = 0; k < record->cells[i].length; k++) {
            unsigned char c = (unsigned char)record->cells[i].text[k];
            if (c < 0x20 || c == '"' || c == '\\')
                printf("\\u%04x", c);
            else
                putchar(c);
        }
        putchar('"');
    }
    puts("]]");
    return true;
}

int main(int argc, char **argv)
{
    Buffer text = {0};
    char chunk[65536];
    size_t got;
    while ((got = fread(chunk, 1, sizeof chunk, stdin)) > 0)
        buffer_put(&text, chunk, got);
    char delimiter = argc > 1 ? argv[1][0] : ',';
    if (delimiter == 's')
        delimiter = records_sniff(text.bytes ? text.bytes : "", text.length);
    records_read(text.bytes ? text.bytes : "", text.length, delimiter,
                 argc > 2 && strcmp(argv[2], "arbiter") == 0, print_record, NULL);
    buffer_free(&text);
    return 0;
}
