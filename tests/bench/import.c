/*
 * import.c - reads an input/ as the program does, without scripts: for profilers, and to compare
 * two ways of reading it cell by cell.
 *
 *   import PLAN DIR [digest|texts] [jobs=N] [libcsv] [piece=BYTES]
 *
 * PLAN holds the schemas (tests/fuzz/make_plan.c). `digest` prints what
 * tests/unit/import_digest.h says, `texts` the same without the numbers of texts.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "../unit/import_digest.h"

int main(int argc, char **argv)
{
    char *bytes;
    size_t length;
    Value none = {.kind = VALUE_MAP}, tables;
    SchemaSet schemas;
    Config config;
    Error err = {0};
    Import import = {0};
    Arena *arena = arena_new();
    ImportOptions options = {0};
    bool show = false, texts = false;
    for (int i = 3; i < argc; i++) {
        show |= strcmp(argv[i], "digest") == 0;
        texts |= strcmp(argv[i], "texts") == 0;
        options.arbiter |= strcmp(argv[i], "libcsv") == 0;
        if (strncmp(argv[i], "jobs=", 5) == 0)
            options.jobs = atoi(argv[i] + 5);
        if (strncmp(argv[i], "piece=", 6) == 0)
            options.piece = strtoull(argv[i] + 6, NULL, 10);
    }
    if (argc < 3 || !file_read(argv[1], 1 << 26, &bytes, &length, &err) ||
        !value_decode(arena, bytes, length, &tables, &err) ||
        !schema_set_read(arena, &tables, &schemas, &err) ||
        !config_read(arena, &none, &config, &err) ||
        !import_run_with(arena, argv[2], &schemas, &config, &options, &import, &err)) {
        fprintf(stderr, "%s\n", err.text);
        return 1;
    }
    if (show || texts)
        import_digest(arena, &import, show, stdout);
    dataset_free(import.data);
    secrets_free(import.secrets);
    free(bytes);
    arena_free(arena);
    return 0;
}
