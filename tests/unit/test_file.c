/* Files and folders: what is written is there, whatever the umask. */
#include "unit.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
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

/* A file beyond the limit is refused by its size: nobody waits until all of it has been read. */
static void a_huge_file_is_refused_unread(void **state)
{
    (void)state;
    char path[] = "/tmp/gongkai-test-XXXXXX";
    int fd = mkstemp(path);
    Buffer all = {0};
    Error err = {0};
    assert_true(fd >= 0);
    assert_int_equal(ftruncate(fd, (off_t)1 << 40), 0); /* a hole, of more than any memory */
    close(fd);
    assert_false(file_read_into(path, (size_t)1 << 39, &all, &err));
    assert_int_equal(err.code, ERR_DATA);
    assert_non_null(strstr(err.text, ": larger than 549755813888 bytes"));
    err = (Error){0};
    assert_false(file_read_by_two(path, (size_t)1 << 39, &all, &err));
    assert_int_equal(err.code, ERR_DATA);
    assert_int_equal(all.capacity, 0);
    unlink(path);
    /* What does not know its size is read up to the limit. */
    err = (Error){0};
    assert_false(file_read_into("/dev/zero", 10000, &all, &err));
    assert_int_equal(err.code, ERR_DATA);
    assert_string_equal(err.text, "/dev/zero: larger than 10000 bytes");
    assert_true(all.capacity < 100000);
    buffer_free(&all);
}

/* A loop of links is there and cannot be looked at, as a file on a broken disk. */
static void what_cannot_be_looked_at_is_not_absent(void **state)
{
    (void)state;
    Arena *arena = arena_new();
    char root[] = "/tmp/gongkai-test-XXXXXX";
    assert_non_null(mkdtemp(root));
    char *loop = path_join(arena, root, "loop"), *none = path_join(arena, root, "none");
    assert_int_equal(symlink("loop", loop), 0);
    char *wanted = arena_printf(
        arena, "%s：链接绕成了圈，请改正链接 / Too many levels of symbolic links", loop);
    Error err = {0};
    bool there = true;

    file_watch();
    assert_false(file_exists(none));
    assert_false(folder_exists(path_join(arena, none, "below")));
    assert_true(file_there(none, &there, &err));
    assert_false(there);
    assert_true(file_all_read(&err));

    assert_false(file_there(loop, &there, &err));
    assert_int_equal(err.code, ERR_FILE);
    assert_string_equal(err.text, wanted);
    assert_true(file_all_read(&err)); /* the caller was told */

    assert_false(file_exists(loop));
    err = (Error){0};
    assert_false(file_all_read(&err)); /* nobody was: remembered */
    assert_string_equal(err.text, wanted);
    assert_false(folder_exists(path_join(arena, loop, "later")));
    assert_false(file_all_read(&err)); /* the first of them is told */
    assert_string_equal(err.text, wanted);

    file_watch();
    FileList list;
    assert_true(folder_list(arena, root, &list, NULL)); /* leads to no file: others say so */
    assert_int_equal(list.count, 0);
    assert_true(file_all_read(&err));
    assert_false(folder_list(arena, loop, &list, NULL));
    assert_false(file_all_read(&err));
    file_watch();
    assert_true(folder_remove(root, &err));
    arena_free(arena);
}

/* What a worker meets its parent hears of. */
static void trouble_of_a_child_is_remembered(void **state)
{
    (void)state;
    Error err = {0};
    file_watch();
    pid_t child = fork();
    if (child == 0) {
        errno = EIO;
        file_note_trouble("input/台账.csv");
        _exit(0);
    }
    assert_int_equal(waitpid(child, NULL, 0), child);
    assert_false(file_all_read(&err));
    assert_string_equal(err.text, "input/台账.csv：磁盘读写出错，请检查磁盘后再运行一次 / "
                                  "Input/output error");
    file_watch();
    assert_true(file_all_read(&err));
}

/* The end of a folder is told from a folder that cannot be read on. */
static void the_end_of_a_folder_is_no_error(void **state)
{
    (void)state;
    DIR *dir = opendir("/");
    assert_non_null(dir);
    size_t count = 0;
    for (errno = EIO; folder_next(dir);)
        count++;
    assert_int_equal(errno, 0);
    assert_true(count > 1);
    closedir(dir);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(files_are_written_listed_and_removed),
        cmocka_unit_test(a_huge_file_is_refused_unread),
        cmocka_unit_test(what_cannot_be_looked_at_is_not_absent),
        cmocka_unit_test(trouble_of_a_child_is_remembered),
        cmocka_unit_test(the_end_of_a_folder_is_no_error),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
