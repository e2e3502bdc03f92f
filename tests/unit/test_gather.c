/*
 * test_gather.c - what is read does not depend on the number of threads, nor on who splits the
 * lines, nor on whether a file is read or what another run has read of it is loaded: every input
 * of the tests gives the same rows, texts, problems and accounts.
 */
#include "unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "import_digest.h"
#include "script/script.h"

static size_t taken; /* files of all imports that were loaded */

static char *digest_of(Arena *arena, const char *dir, const Plan *plan, ImportOptions options)
{
    Config config;
    SchemaSet schemas;
    Import import;
    Error err = {0};
    char *text = NULL;
    size_t length;
    FILE *out = open_memstream(&text, &length);
    assert_true(config_read(arena, &plan->config, &config, &err));
    assert_true(schema_set_read(arena, &plan->tables, &schemas, &err));
    import_run_with(arena, dir, &schemas, &config, &options, &import, &err);
    import_digest(arena, &import, out);
    taken += import.taken;
    fclose(out);
    dataset_free(import.data);
    secrets_free(import.secrets);
    return text;
}

static void same(const char *dir, const char *alone, const char *other, const char *how)
{
    if (strcmp(alone, other) != 0)
        fail_msg("%s, %s:\n%s\nread by one alone:\n%s", dir, how, other, alone);
}

/* Handed over by one run, loaded by another. */
static void compare_loaded(Arena *arena, const char *dir, const Plan *plan, const char *alone)
{
    char folder[] = "/tmp/gongkai-gather-XXXXXX", path[64];
    Error err = {0};
    struct stat st;
    assert_non_null(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/read", folder);
    ImportOptions give = {.jobs = 3, .shards = 1, .give = readings_create(path), .word = "p c"};
    char *read = digest_of(arena, dir, plan, give);
    assert_true(readings_end(give.give, &err));
    same(dir, alone, read, "read and handed over");
    assert_int_equal(stat(path, &st), 0);
    assert_int_equal(st.st_mode & 07777, 0600);
    Readings *readings = readings_new();
    assert_true(readings_open(readings, path, &err));
    char *loaded =
        digest_of(arena, dir, plan, (ImportOptions){.jobs = 3, .take = readings, .word = "p c"});
    same(dir, alone, loaded, "loaded");
    readings_close(readings);
    free(read);
    free(loaded);
    assert_true(folder_remove(folder, &err));
}

static size_t compare(const char *dir)
{
    static const ImportOptions ways[] = {{.jobs = 2, .arbiter = false},
                                         {.jobs = 5, .arbiter = false},
                                         {.jobs = 1, .arbiter = true},
                                         {.jobs = 5, .arbiter = true}};
    Arena *arena = arena_new();
    Plan plan;
    Error err = {0};
    assert_true(script_declare(arena, dir, ".", &plan, &err));
    char *alone = digest_of(arena, dir, &plan, (ImportOptions){.jobs = 1, .arbiter = false});
    size_t length = strlen(alone);
    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
        char *other = digest_of(arena, dir, &plan, ways[i]);
        same(dir, alone, other, ways[i].arbiter ? "by threads and libcsv" : "by threads");
        free(other);
    }
    compare_loaded(arena, dir, &plan, alone);
    free(alone);
    arena_free(arena);
    return length;
}

static void compare_below(const char *folder, size_t least)
{
    Arena *arena = arena_new();
    FileList list;
    Error err = {0};
    size_t cases = 0;
    char last[256] = "";
    assert_true(folder_list(arena, folder, &list, &err));
    for (size_t i = 0; i < list.count; i++) {
        char name[256];
        snprintf(name, sizeof name, "%s/%.*s", folder, (int)strcspn(list.paths[i], "/"),
                 list.paths[i]);
        if (strcmp(name, last) == 0 || !strchr(list.paths[i], '/'))
            continue;
        strcpy(last, name);
        if (!folder_exists(path_join(arena, name, "input")))
            continue;
        cases += compare(name) > 100;
    }
    arena_free(arena);
    assert_true(cases >= least);
}

static void errors(void **state)
{
    (void)state;
    taken = 0;
    compare_below("tests/errors", 30);
    assert_true(taken > 60);
}

static void sample(void **state)
{
    (void)state;
    taken = 0;
    assert_true(compare(".") > 1000);
    assert_true(taken > 20);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(errors),
        cmocka_unit_test(sample),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
