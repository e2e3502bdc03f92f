/*
 * test_errors.c - what an office is told, word for word.
 *
 * Every folder tests/errors/NAME holds an input/ and expected.txt: one line per file
 * with its accounts, then one per problem. `make accept` (`make accept CASE=NAME`) writes
 * the expected files anew, to be read as a diff.
 */
#include <dirent.h>
#include "declared.h"

#include "base/buffer.h"
#include "base/file.h"
#include "data/import.h"
#include "script/script.h"

#define CASES "tests/errors"

static void put_accounts(Buffer *out, const FileReport *f, const SchemaSet *schemas)
{
    buffer_printf(out,
                  "%s: %s %s; %d = %d title + %d header + %d accepted + %d superseded + "
                  "%d duplicate + %d quarantined + %d blank + %d footer\n",
                  f->path, f->table < 0 ? "-" : schemas->tables[f->table].name,
                  *f->encoding ? f->encoding : "-", f->read, f->title, f->header, f->accepted,
                  f->superseded, f->duplicate, f->quarantined, f->blank, f->footer);
    assert_int_equal(f->read, f->title + f->header + f->accepted + f->superseded + f->duplicate +
                                  f->quarantined + f->blank + f->footer);
}

/* Every code that is told is explained to the office. */
static void is_documented(const char *manual, const char *code)
{
    char cell[80];
    snprintf(cell, sizeof cell, "| `%s` |", code);
    if (!strstr(manual, cell))
        fail_msg("%s is not in docs/problems.zh-CN.md", code);
}

/* What the import says about one folder. */
static void run_case(Arena *arena, const char *dir, const char *manual, Buffer *out)
{
    static const char *const words[] = {"note", "warning", "error"};
    Error err = {0};
    Plan plan;
    Config config;
    SchemaSet schemas;
    Import import;
    assert_true(declared(arena, dir, ".", &plan, &err));
    assert_true(config_read(arena, &plan.config, &config, &err));
    assert_true(schema_set_read(arena, &plan.tables, &schemas, &err));
    import_run(arena, dir, &schemas, &config, &import, &err);
    for (size_t i = 0; i < import.file_count; i++)
        put_accounts(out, &import.files[i], &schemas);
    for (size_t i = 0; i < problems_count(import.problems); i++) {
        const Problem *p = problems_at(import.problems, i);
        is_documented(manual, p->code);
        buffer_printf(out, "%s %s %s\n", words[p->severity], p->code,
                      problem_line(arena, p, false));
        buffer_printf(out, "    %s\n", problem_line(arena, p, true));
    }
    dataset_free(import.data);
    secrets_free(import.secrets);
}

static void words_are_as_expected(void **state)
{
    (void)state;
    bool accept = getenv("ACCEPT") != NULL;
    const char *only = getenv("CASE");
    setenv("SOURCE_DATE_EPOCH", "1793404800", 1); /* 2026-10-31: "in the future" must not drift */
    FileList list;
    Error err = {0};
    Arena *all = arena_new();
    assert_true(folder_list(all, CASES, &list, &err));
    size_t cases = 0, manual_length;
    char *manual;
    assert_true(file_read("docs/problems.zh-CN.md", 1 << 20, &manual, &manual_length, &err));
    char last[256] = "";
    for (size_t i = 0; i < list.count; i++) {
        char name[256];
        snprintf(name, sizeof name, "%.*s", (int)strcspn(list.paths[i], "/"), list.paths[i]);
        if (strcmp(name, last) == 0)
            continue;
        strcpy(last, name);
        cases++;
        if (only && *only && strcmp(only, name) != 0)
            continue;
        Arena *arena = arena_new();
        Buffer said = {0};
        char *bytes = NULL;
        size_t length;
        char *path = arena_printf(arena, "%s/%s/expected.txt", CASES, name);
        run_case(arena, arena_printf(arena, "%s/%s", CASES, name), manual, &said);
        if (accept)
            assert_true(file_write(path, said.bytes, said.length, &err));
        else if (!file_read(path, 1 << 20, &bytes, &length, &err) || length != said.length ||
                 memcmp(bytes, said.bytes, length) != 0) {
            fprintf(stderr, "--- %s said:\n%s", name, said.bytes);
            fail_msg("%s differs from %s", name, path);
        }
        free(bytes);
        buffer_free(&said);
        arena_free(arena);
    }
    free(manual);
    arena_free(all);
    assert_true(cases >= 10);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(words_are_as_expected)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
