/*
 * test_gather.c - what is read does not depend on the number of threads, nor on who splits the
 * lines: every input of the tests gives the same rows, texts, problems and accounts.
 */
#include "unit.h"

#include <stdlib.h>

#include "base/file.h"
#include "import_digest.h"
#include "script/script.h"

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
    import_digest(arena, &import, options.piece == 0, out);
    fclose(out);
    dataset_free(import.data);
    secrets_free(import.secrets);
    return text;
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
        if (strcmp(alone, other) != 0)
            fail_msg("%s: read by %d threads%s:\n%s\nby one alone:\n%s", dir, ways[i].jobs,
                     ways[i].arbiter ? " and libcsv" : "", other, alone);
        free(other);
    }
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
    compare_below("tests/errors", 30);
}

static void sample(void **state)
{
    (void)state;
    assert_true(compare(".") > 1000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(errors),
        cmocka_unit_test(sample),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
