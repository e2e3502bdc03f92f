/* Files and folders: what is written is there, whatever the umask. */
#include "unit.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"

static void files_are_written_listed_and_removed(void **state)
{
    (void)state;
    Arena *arena = arena_new();
    char root[] = "/tmp/gongkai-test-XXXXXX";
    assert_non_null(mkdtemp(root));
    mode_t old = umask(0077);
    Error err = {0};
    assert_true(file_write(path_join(arena, root, "b/二.csv"), "x", 1, &err));
    assert_true(file_write(path_join(arena, root, "a.csv"), "yy", 2, &err));
    assert_true(file_write(path_join(arena, root, ".hidden"), "z", 1, &err));
    umask(old);

    struct stat st;
    assert_int_equal(stat(path_join(arena, root, "b"), &st), 0);
    assert_int_equal(st.st_mode & 0777, 0755);
    assert_int_equal(stat(path_join(arena, root, "a.csv"), &st), 0);
    assert_int_equal(st.st_mode & 0777, 0644);

    FileList list;
    assert_true(folder_list(arena, root, &list, &err));
    assert_int_equal(list.count, 2);
    assert_string_equal(list.paths[0], "a.csv");
    assert_string_equal(list.paths[1], "b/二.csv");

    char *bytes;
    size_t length;
    assert_true(file_read(path_join(arena, root, "a.csv"), 2, &bytes, &length, &err));
    assert_string_equal(bytes, "yy");
    free(bytes);
    assert_false(file_read(path_join(arena, root, "a.csv"), 1, &bytes, &length, &err));
    assert_int_equal(err.code, ERR_DATA);
    assert_false(file_read(path_join(arena, root, "none"), 1, &bytes, &length, &err));
    assert_int_equal(err.code, ERR_FILE);

    assert_true(folder_remove(root, &err));
    assert_false(folder_exists(root));
    assert_true(folder_list(arena, root, &list, &err));
    assert_int_equal(list.count, 0);
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(files_are_written_listed_and_removed)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
