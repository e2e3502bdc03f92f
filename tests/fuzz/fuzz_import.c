/*
 * fuzz_import.c - a whole input/ with one hostile file: rows always add up, and in every other run
 * a file read in small pieces gives what it gives as a whole.
 *
 * Needs the real schemas once: GONGKAI_FUZZ_PLAN is a file made by
 * `tests/fuzz/run.sh` from scripts/tables.
 *
 * The entry is the program's, import_run_with(); what costs more than reading a small file is
 * replaced at link time (--wrap, run.sh): the folder and its files lie in memory, and the
 * dictionary of headers, the same in every run, is made once. In one run of four there is a table
 * of compounds beside the hostile file.
 */
#include <assert.h>
#include <dirent.h>
#include <iconv.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/file.h"
#include "data/import.h"
#include "data/intake.h"
#include "../unit/import_digest.h"

static Arena *kept;
static SchemaSet schemas;
static Config config;
static const uint8_t *hostile; /* b.csv of this run */
static size_t hostile_length;

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

static const char compounds[] =
    "小区编码,小区名称,社区,街道（镇）,有无物业\nA1,芦汀苑,映汀社区,青埠街道,是\n";

/* --- the folder ------------------------------------------------------------------------------ */

bool __wrap_folder_exists(const char *path);
bool __wrap_folder_list(Arena *arena, const char *folder, FileList *out, Error *err);
bool __wrap_file_exists(const char *path);
bool __wrap_file_read_into(const char *path, size_t limit, Buffer *all, Error *err);
/* libFuzzer is linked with these too. */
DIR *__real_opendir(const char *path);
DIR *__wrap_opendir(const char *path);
char *__wrap_realpath(const char *path, char *out);
int __real_stat(const char *path, struct stat *out);
int __wrap_stat(const char *path, struct stat *out);

#define WORKSPACE "w"

static bool is_ours(const char *path)
{
    return strncmp(path, WORKSPACE "/", 2) == 0;
}

static bool is_first(const char *path)
{
    size_t n = strlen(path);
    assert(n >= 5);
    return path[n - 5] == 'a';
}

bool __wrap_folder_exists(const char *path)
{
    (void)path;
    return true;
}

bool __wrap_folder_list(Arena *arena, const char *folder, FileList *out, Error *err)
{
    (void)folder, (void)err;
    out->count = 0;
    out->paths = ARENA_NEW_ARRAY(arena, 2, char *);
    if (hostile_length % 4 == 0)
        out->paths[out->count++] = arena_strdup(arena, "a.csv");
    out->paths[out->count++] = arena_strdup(arena, "b.csv");
    return true;
}

/* input/arrivals.csv is asked for. */
bool __wrap_file_exists(const char *path)
{
    (void)path;
    return false;
}

bool __wrap_file_read_into(const char *path, size_t limit, Buffer *all, Error *err)
{
    (void)limit, (void)err;
    buffer_clear(all);
    buffer_reserve(all, 1);
    if (is_first(path))
        buffer_put(all, compounds, sizeof compounds - 1);
    else if (hostile_length)
        buffer_put(all, hostile, hostile_length);
    return true;
}

/* What is no file is looked for in the folder itself: there is none of it. */
DIR *__wrap_opendir(const char *path)
{
    return is_ours(path) ? NULL : __real_opendir(path);
}

char *__wrap_realpath(const char *path, char *out)
{
    return strcpy(out, path);
}

int __wrap_stat(const char *path, struct stat *out)
{
    if (!is_ours(path))
        return __real_stat(path, out);
    memset(out, 0, sizeof *out);
    out->st_mode = S_IFREG | 0644;
    out->st_size = is_first(path) ? (off_t)sizeof compounds - 1 : (off_t)hostile_length;
    return 0;
}

/*
 * Runs do not learn from compared texts (as from compared numbers, run.sh): the headers that are
 * looked up in every run would teach the same words again and again, for a tenth of the time.
 * These stand before libFuzzer's own (-z muldefs).
 */
void __sanitizer_weak_hook_strcmp(void *pc, const char *a, const char *b, int result);
void __sanitizer_weak_hook_memcmp(void *pc, const void *a, const void *b, size_t n, int result);
void __sanitizer_weak_hook_strncmp(void *pc, const char *a, const char *b, size_t n, int result);

void __sanitizer_weak_hook_strcmp(void *pc, const char *a, const char *b, int result)
{
    (void)pc, (void)a, (void)b, (void)result;
}

void __sanitizer_weak_hook_memcmp(void *pc, const void *a, const void *b, size_t n, int result)
{
    (void)pc, (void)a, (void)b, (void)n, (void)result;
}

void __sanitizer_weak_hook_strncmp(void *pc, const char *a, const char *b, size_t n, int result)
{
    (void)pc, (void)a, (void)b, (void)n, (void)result;
}

/* --- a run ----------------------------------------------------------------------------------- */

/* A few tables of different make: every one is tried on every row that may be a header. */
static void keep_some(Value *tables)
{
    static const char *const wanted[] = {"compounds",      "property_companies", "issues",
                                         "revenue_ledger", "resolutions",        "projects"};
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
    char *bytes;
    size_t length;
    static Value none = {.kind = VALUE_MAP}; /* the configuration keeps it */
    Value tables;
    Error err = {0};
    kept = arena_new();
    const char *plan = getenv("GONGKAI_FUZZ_PLAN");
    static iconv_t loaded; /* and stays so: each iconv_open() would load it again */
    assert(plan && (loaded = iconv_open("UTF-8", "GB18030")) != (iconv_t)-1);
    assert(file_read(plan, 1 << 26, &bytes, &length, &err));
    assert(value_decode(kept, bytes, length, &tables, &err));
    keep_some(&tables);
    assert(schema_set_read(kept, &tables, &schemas, &err));
    assert(config_read(kept, &none, &config, &err));
    free(bytes);
}

/* Reads the folder; what it gave, where `text` is not NULL, in words. */
static void read_all(size_t piece, char **text)
{
    Error err = {0};
    Import import = {0};
    Arena *arena = arena_new();
    import_run_with(arena, WORKSPACE, &schemas, &config,
                    &(ImportOptions){.jobs = 1, .piece = piece}, &import, &err);
    for (size_t i = 0; i < import.file_count; i++) {
        const FileReport *f = &import.files[i];
        assert(f->read == f->title + f->header + f->accepted + f->superseded + f->duplicate +
                              f->quarantined + f->blank + f->footer);
    }
    if (text) {
        size_t length;
        FILE *out = open_memstream(text, &length);
        import_digest(arena, &import, false, out);
        fclose(out);
    }
    dataset_free(import.data);
    secrets_free(import.secrets);
    arena_free(arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (!kept)
        set_up();
    hostile = data;
    hostile_length = size;
    if (size % 2) {
        read_all(0, NULL);
        return 0;
    }
    char *whole, *pieces;
    read_all(size + 1, &whole);
    read_all(16 + size % 90, &pieces); /* a few rows each */
    assert(strcmp(whole, pieces) == 0);
    free(whole);
    free(pieces);
    return 0;
}
