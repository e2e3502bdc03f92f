/*
 * fuzz_import.c - a whole input/ with one hostile file: rows always add up.
 *
 * Needs the real schemas once: GONGKAI_FUZZ_PLAN is a file made by
 * `tests/fuzz/run.sh` from scripts/tables.
 */
#include <assert.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "data/import.h"
#include "data/intake.h"

static Arena *kept;
static SchemaSet schemas;
static Config config;
static char dir[] = "/dev/shm/gongkai-fuzz-XXXXXX";

/*
 * The dictionary of headers is the same in every run and takes longer to make than a small file
 * to read: it is made once (linked with --wrap).
 */
Aliases *__real_aliases_new(Arena *arena, const SchemaSet *set);
Aliases *__wrap_aliases_new(Arena *arena, const SchemaSet *set);
void __wrap_aliases_free(Aliases *aliases);

Aliases *__wrap_aliases_new(Arena *arena, const SchemaSet *set)
{
    static Aliases *aliases;
    (void)arena;
    return aliases ? aliases : (aliases = __real_aliases_new(kept, set));
}

void __wrap_aliases_free(Aliases *aliases)
{
    (void)aliases;
}

static const char compounds[] = "小区编码,小区名称,社区,街道（镇）,有无物业\nA1,芦汀苑,映汀社区,青埠街道,是\n";

/* A few tables of different make: every one is tried on every row that may be a header. */
static void keep_some(Value *tables)
{
    static const char *const wanted[] = {"compounds", "property_companies", "issues",
                                         "revenue_ledger", "resolutions", "projects"};
    size_t n = 0;
    for (size_t i = 0; i < tables->count; i++) {
        const char *name = value_text(&tables->items[i], "name", "");
        for (size_t k = 0; k < sizeof wanted / sizeof *wanted; k++)
            if (strcmp(name, wanted[k]) == 0)
                tables->items[n++] = tables->items[i];
    }
    assert(n == sizeof wanted / sizeof *wanted);
    tables->count = n;
}

static void set_up(void)
{
    char *bytes, path[64];
    size_t length;
    static Value none = {.kind = VALUE_MAP}; /* the configuration keeps it */
    Value tables;
    Error err = {0};
    kept = arena_new();
    const char *plan = getenv("GONGKAI_FUZZ_PLAN");
    assert(plan && mkdtemp(dir));
    assert(file_read(plan, 1 << 26, &bytes, &length, &err));
    assert(value_decode(kept, bytes, length, &tables, &err));
    keep_some(&tables);
    assert(schema_set_read(kept, &tables, &schemas, &err));
    assert(config_read(kept, &none, &config, &err));
    snprintf(path, sizeof path, "%s/input/a.csv", dir);
    assert(file_write(path, compounds, sizeof compounds - 1, &err));
    free(bytes);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (!kept)
        set_up();
    char path[64];
    Error err = {0};
    Import import = {0};
    Arena *arena = arena_new();
    snprintf(path, sizeof path, "%s/input/b.csv", dir);
    assert(file_write(path, data, size, &err));
    import_run_with(arena, dir, &schemas, &config, &(ImportOptions){.jobs = 1}, &import, &err);
    for (size_t i = 0; i < import.file_count; i++) {
        const FileReport *f = &import.files[i];
        assert(f->read == f->title + f->header + f->accepted + f->superseded + f->duplicate +
                              f->quarantined + f->blank + f->footer);
    }
    dataset_free(import.data);
    secrets_free(import.secrets);
    arena_free(arena);
    return 0;
}
