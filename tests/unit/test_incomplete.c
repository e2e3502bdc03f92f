/* test_incomplete.c - the list of pages that could not be made. */
#include "unit.h"

#include <stdlib.h>

#include "base/file.h"
#include "publish/incomplete.h"

#define SEPTEMBER (2026 * 12 + 8)

static void what_is_written_is_read_again(void **state)
{
    (void)state;
    char folder[] = "/tmp/gongkai-incomplete-XXXXXX";
    assert_non_null(mkdtemp(folder));
    Arena *arena = arena_new();
    Error err = {0};
    Edition *edition;
    EditionResult result;
    const Scope city = {.level = LEVEL_CITY, .id = "临溪市,\"甲\""},
                home = {.level = LEVEL_COMPOUND, .id = "k1"};
    Incomplete list = {.arena = arena}, read;
    assert_true(edition_begin(folder, &edition, &err));
    assert_true(incomplete_write(&list, edition, &err)); /* nothing is lacking: no file */
    incomplete_add(&list, SEPTEMBER + 1, &home);
    incomplete_add(&list, SEPTEMBER, &home);
    incomplete_add(&list, SEPTEMBER, &city);
    incomplete_add(&list, SEPTEMBER, &home);
    assert_int_equal(list.count, 3);
    const char *path = path_join(arena, edition_folder(edition), "incomplete.csv");
    assert_false(file_exists(path));
    assert_true(incomplete_write(&list, edition, &err));
    incomplete_read(arena, edition_folder(edition), &read);
    assert_int_equal(read.count, 3);
    assert_int_equal(read.items[0].month, SEPTEMBER);
    assert_string_equal(read.items[0].level, "city");
    assert_string_equal(read.items[0].id, city.id);
    assert_string_equal(read.items[1].id, "k1");
    assert_int_equal(read.items[2].month, SEPTEMBER + 1);
    assert_true(edition_commit(edition, SEPTEMBER + 1, &result, &err));
    incomplete_read(arena, "", &read);
    assert_int_equal(read.count, 0);
    incomplete_read(arena, folder, &read); /* where none is */
    assert_int_equal(read.count, 0);
    folder_remove(folder, NULL);
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(what_is_written_is_read_again)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
