/*
 * test_entries.c - folders and files that cannot be read, vanish, or change while they are read:
 * nothing of it is taken for whole, and the run that must not go on is told the first of them.
 */
#include "unit.h"

#include <stdatomic.h>
#include <time.h>

#include "failing.h"
#include "office.h"

static char place[512];       /* the file or folder that has a trouble */
static const char *failing;   /* in this call; "" in none */
static int number, first;     /* its errno, from so many on */
static bool lasts;            /* in all calls behind it, too */
static atomic_int calls;      /* of it so far */
static void (*happens)(void); /* before the call, instead of failing */

static int at_place(const char *call, const char *path)
{
    if (strcmp(call, failing) != 0 || (*path && strcmp(path, place) != 0))
        return 0;
    int n = atomic_fetch_add(&calls, 1);
    if (lasts ? n < first : n != first)
        return 0;
    if (happens)
        happens();
    return number;
}

static void set_place(const Office *o, const char *path)
{
    snprintf(place, sizeof place, "%s/input%s%s", o->dir, *path ? "/" : "", path);
}

static void arm(const char *call, int behind, int with)
{
    failing = call;
    first = behind;
    number = with;
    lasts = false;
    happens = NULL;
    calls = 0;
    on_call = at_place;
    file_watch();
}

static void forget(Office *o)
{
    dataset_free(o->import.data);
    secrets_free(o->import.secrets);
    o->import = (Import){0};
}

static Error err_of(Office *o)
{
    Error err = {0};
    forget(o);
    o->ok = import_run(o->arena, o->dir, &o->schemas, &o->config, &o->import, &err);
    on_call = NULL;
    return err;
}

static void put_some(Office *o)
{
    put_compounds(o);
    issues_of(o, "世纪花园/三季度/a.csv", "W-1,世纪花园,投诉,噪声,2026-10-03,,办理中,,,\n");
    issues_of(o, "世纪花园/b.csv", "W-2,世纪花园,投诉,噪声,2026-10-03,,办理中,,,\n");
}

/* What the run is told at its end; "" where there was no trouble. */
static const char *trouble(Office *o)
{
    Error err = {0};
    return file_all_read(&err) ? "" : arena_strdup(o->arena, err.text);
}

#define BROKEN "%s：磁盘读写出错，请检查磁盘后再运行一次 / Input/output error"

static void assert_trouble_of_place(Office *o)
{
    assert_string_equal(trouble(o), arena_printf(o->arena, BROKEN, place));
}

/* --- folders ------------------------------------------------------------------------------- */

static void a_folder_that_cannot_be_read_ends_the_run(void **state)
{
    Office *o = *state;
    put_some(o);
    set_place(o, "世纪花园");
    arm("opendir", 0, EACCES);
    Error err = err_of(o);
    assert_false(o->ok);
    assert_int_equal(err.code, ERR_FILE);
    assert_string_equal(err.text,
                        arena_printf(o->arena,
                                     "%s：没有权限，请检查文件和文件夹的权限 / Permission denied",
                                     place));
    arm("readdir", 3, EIO); /* of any folder: they are read one after the other */
    err = err_of(o);
    assert_false(o->ok);
    assert_int_equal(err.code, ERR_FILE);
    assert_non_null(strstr(err.text, "Input/output error"));
    set_place(o, "");
    arm("stat", 0, EIO);
    err = err_of(o);
    assert_false(o->ok);
    assert_string_equal(err.text,
                        arena_printf(o->arena, "%s：没有这个文件夹 / no such folder", place));
    assert_trouble_of_place(o);
    assert_true(folder_remove(place, &err));
    file_watch();
    err = err_of(o);
    assert_false(o->ok);
    assert_int_equal(err.code, ERR_DATA);
    assert_string_equal(trouble(o), "");
}

/* It was listed, and cannot be looked through for links and hidden files any more. */
static void a_folder_that_fails_later_is_remembered(void **state)
{
    Office *o = *state;
    put_some(o);
    set_place(o, "世纪花园");
    arm("opendir", 1, EIO);
    assert_int_equal(err_of(o).code, 0);
    assert_true(o->ok);
    assert_trouble_of_place(o);
    arm("lstat", 0, EIO);
    assert_int_equal(err_of(o).code, 0);
    assert_trouble_of_place(o);
    arm("readdir", 1000, EIO);
    err_of(o);
    int entries = calls; /* those of both passes; the last ones end the folder input/ */
    assert_string_equal(trouble(o), "");
    arm("readdir", entries - 1, EIO);
    assert_int_equal(err_of(o).code, 0);
    set_place(o, "");
    assert_trouble_of_place(o);
    set_place(o, "世纪花园/b.csv"); /* gone by then: it is no trouble here */
    arm("lstat", 0, ENOENT);
    assert_int_equal(err_of(o).code, 0);
    assert_string_equal(trouble(o), "");
}

/* --- files --------------------------------------------------------------------------------- */

static const char changed[] = "input/世纪花园/b.csv：在读的时候被改动了，没有读；"
                              "请等文件传完、关掉正在编辑它的程序后再运行一次";

static void append(void)
{
    FILE *f = fopen(place, "a");
    fputs("W-3,世纪花园,投诉,噪声,2026-10-03,,办理中,,,\n", f);
    fclose(f);
}

/* The same bytes under the same name, and of the same time, but another file. */
static void replace(void)
{
    struct stat st;
    char other[600];
    char *bytes;
    size_t length;
    Error err = {0};
    assert_true(file_read(place, 10000, &bytes, &length, &err));
    assert_int_equal(lstat(place, &st), 0);
    snprintf(other, sizeof other, "%s.tmp", place);
    assert_true(file_write(other, bytes, length, &err));
    free(bytes);
    const struct timespec times[] = {st.st_atim, st.st_mtim};
    assert_int_equal(utimensat(AT_FDCWD, other, times, 0), 0);
    assert_int_equal(rename(other, place), 0);
}

/* Written anew, as long as it was, in another second or the same. */
static void touch_by(time_t seconds, long nanoseconds)
{
    struct stat st;
    assert_int_equal(lstat(place, &st), 0);
    struct timespec times[] = {st.st_atim, st.st_mtim};
    times[1].tv_sec += seconds;
    times[1].tv_nsec += times[1].tv_nsec < 500000000 ? nanoseconds : -nanoseconds;
    assert_int_equal(utimensat(AT_FDCWD, place, times, 0), 0);
}

static void touch_second(void)
{
    touch_by(1, 0);
}

static void touch_moment(void)
{
    touch_by(0, 1);
}

static void remove_it(void)
{
    unlink(place);
}

/* Of the calls of stat(): 0 adds up all sizes, 1 comes before the reading, 2 behind it. */
static void a_file_that_changes_is_not_read(void **state)
{
    Office *o = *state;
    void (*const ways[])(void) = {append, replace, touch_second, touch_moment};
    set_place(o, "世纪花园/b.csv");
    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
        put_some(o);
        arm("stat", 2, 0);
        happens = ways[i];
        assert_int_equal(err_of(o).code, 0);
        assert_string_equal(line(o, "file_changed"), changed);
        assert_int_equal(problem(o, "file_changed")->severity, SEVERITY_ERROR);
        assert_int_equal(table_rows(table(o, "issues")), 1);
        assert_int_equal(file(o, "input/世纪花园/b.csv")->read, 0);
        assert_string_equal(trouble(o), ""); /* the file is named; the others stand */
    }
    put_some(o);
    arm("stat", 1, 0); /* just before it is read: nothing is amiss */
    happens = append;
    assert_int_equal(err_of(o).code, 0);
    assert_null(problem(o, "file_changed"));
    assert_int_equal(table_rows(table(o, "issues")), 3);
}

static void a_file_that_vanishes_is_named(void **state)
{
    Office *o = *state;
    set_place(o, "世纪花园/b.csv");
    for (int behind = 0; behind <= 1; behind++) {
        put_some(o);
        arm("stat", behind, 0);
        happens = remove_it;
        assert_int_equal(err_of(o).code, 0);
        assert_string_equal(line(o, "unreadable"),
                            "input/世纪花园/b.csv：读不出来；请检查文件和权限");
        assert_non_null(strstr(problem(o, "unreadable")->expected_en, "No such file"));
        assert_int_equal(table_rows(table(o, "issues")), 1);
        assert_string_equal(trouble(o), "");
    }
    put_some(o);
    arm("stat", 2, 0);
    happens = remove_it;
    assert_int_equal(err_of(o).code, 0);
    assert_string_equal(line(o, "file_changed"), changed);
}

/* A disk that fails: the file is named, and the run that would go without its rows must not. */
static void a_file_on_a_broken_disk_is_remembered(void **state)
{
    Office *o = *state;
    static const struct {
        const char *call;
        int behind;
        const char *code;
    } ways[] = {{"open", 0, "unreadable"},
                {"stat", 1, "file_changed"},
                {"stat", 2, "file_changed"},
                {"realpath", 0, NULL}};
    put_some(o);
    set_place(o, "世纪花园/b.csv");
    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
        arm(ways[i].call, ways[i].behind, EIO);
        assert_int_equal(err_of(o).code, 0);
        assert_int_equal(table_rows(table(o, "issues")), ways[i].code ? 1 : 2);
        if (ways[i].code)
            assert_string_equal(problem(o, ways[i].code)->file, "input/世纪花园/b.csv");
        assert_trouble_of_place(o);
    }
    snprintf(place, sizeof place, "%s", o->dir);
    arm("realpath", 0, EIO);
    err_of(o);
    assert_non_null(strstr(trouble(o), "Input/output error"));
    set_place(o, "");
    arm("realpath", 0, EIO);
    err_of(o);
    assert_non_null(strstr(trouble(o), "Input/output error"));
    set_place(o, "世纪花园/b.csv");
    arm("read", 0, EIO); /* of the first file that is read */
    err_of(o);
    assert_non_null(problem(o, "unreadable"));
    assert_non_null(strstr(trouble(o), "Input/output error"));
}

/* The lists of an office that cannot be read: they decide what counts as arrived or approved. */
static void a_list_on_a_broken_disk_is_remembered(void **state)
{
    Office *o = *state;
    static const char *const calls_of[] = {"stat", "open"};
    put_some(o);
    put(o, "arrivals.csv", "table,scope_id,period\nissues,H-2,2026-10\n");
    set_place(o, "arrivals.csv");
    for (size_t i = 0; i < 2; i++) {
        arm(calls_of[i], i == 0 ? 1 : 0, EIO); /* its size is asked for with those of all files */
        assert_int_equal(err_of(o).code, 0);
        assert_string_equal(problem(o, "unreadable")->file, "input/arrivals.csv");
        assert_int_equal(problem(o, "unreadable")->severity, SEVERITY_ERROR);
        assert_trouble_of_place(o);
    }
    assert_int_equal(truncate(place, (off_t)1 << 33), 0); /* that is no list of an office's */
    arm("none", 0, 0);
    assert_int_equal(err_of(o).code, 0);
    assert_non_null(strstr(problem(o, "unreadable")->expected_en, "larger than"));
    assert_string_equal(trouble(o), "");
}

/* A file of more than 8 MB is read and hashed by two threads. */
static void a_large_file_is_watched_too(void **state)
{
    Office *o = *state;
    Buffer text = {0};
    put_compounds(o);
    buffer_text(&text, issue_header);
    for (int i = 0; i < 20; i++) {
        buffer_printf(&text, "W-%d,永悦华府,投诉,噪声,2026-10-03,,办理中,,,,", i);
        for (int k = 0; k < 50000; k++)
            buffer_text(&text, "abcdefghij");
        buffer_text(&text, "\n");
    }
    put_bytes(o, "世纪花园/b.csv", text.bytes, text.length);
    char *copy = path_join(o->arena, o->dir, "input/世纪花园/c.csv");
    set_place(o, "世纪花园/b.csv");
    assert_int_equal(link(place, copy), 0);
    Error err = {0};
    forget(o);
    assert_true(import_run_with(o->arena, o->dir, &o->schemas, &o->config,
                                &(ImportOptions){.jobs = 3}, &o->import, &err));
    assert_int_equal(table_rows(table(o, "issues")), 20);
    assert_int_equal(file(o, "input/世纪花园/b.csv")->duplicate, 20);
    assert_string_equal(problem(o, "same_file_twice")->file, "input/世纪花园/c.csv");
    assert_string_equal(problem(o, "same_file_twice")->value, "input/世纪花园/b.csv");
    assert_int_equal(unlink(copy), 0);
    static const char *const calls_of[] = {"pread", "lseek", "stat"};
    for (size_t i = 0; i < 3; i++) {
        arm(calls_of[i], i == 2 ? 2 : 0, i == 2 ? 0 : EIO);
        lasts = true;
        happens = i == 2 ? append : NULL;
        forget(o);
        assert_true(import_run_with(o->arena, o->dir, &o->schemas, &o->config,
                                    &(ImportOptions){.jobs = 3}, &o->import, &err));
        on_call = NULL;
        if (i == 0) { /* what two threads could not read is tried once more, by one */
            assert_int_equal(table_rows(table(o, "issues")), 20);
            continue;
        }
        assert_int_equal(table_rows(table(o, "issues")), 0);
        assert_string_equal(problem(o, i == 1 ? "unreadable" : "file_changed")->file,
                            "input/世纪花园/b.csv");
    }
    buffer_free(&text);
}

/* --- links and senders --------------------------------------------------------------------- */

/* input/ may be a link to where the files lie; a neighbour whose name begins alike is outside. */
static void links_stay_inside(void **state)
{
    Office *o = *state;
    char *share = arena_printf(o->arena, "%s-share", o->dir);
    char *input = path_join(o->arena, o->dir, "input"), *away = path_join(o->arena, o->dir, "away");
    Error err = {0};
    put_some(o);
    assert_int_equal(rename(input, share), 0);
    assert_int_equal(symlink(share, input), 0);
    file_watch();
    assert_int_equal(err_of(o).code, 0);
    assert_int_equal(table_rows(table(o, "issues")), 2);
    assert_int_equal(problems_count(o->import.problems), 0);
    assert_int_equal(unlink(input), 0);
    assert_true(folder_make(input, &err));
    put_compounds(o);
    assert_int_equal(
        symlink(path_join(o->arena, share, "世纪花园/b.csv"), path_join(o->arena, input, "b.csv")),
        0);
    assert_int_equal(err_of(o).code, 0);
    assert_string_equal(line(o, "outside_workspace"),
                        "input/b.csv：是指到工作区外面的链接，没有读；请放入文件本身");
    assert_true(folder_make(away, &err)); /* elsewhere in the workspace */
    assert_int_equal(unlink(path_join(o->arena, input, "b.csv")), 0);
    assert_true(file_write(path_join(o->arena, away, "b.csv"), "x", 1, &err));
    assert_int_equal(symlink("../away/b.csv", path_join(o->arena, input, "b.csv")), 0);
    assert_int_equal(err_of(o).code, 0);
    assert_null(problem(o, "outside_workspace"));
    assert_true(folder_remove(share, &err));
}

static void folders_of_a_time_send_nothing(void **state)
{
    Office *o = *state;
    put_some(o);
    issues_of(o, "三季度/c.csv", "W-4,世纪花园,投诉,噪声,2026-10-03,,办理中,,,\n");
    issues_of(o, "2026-10/d.csv", "W-5,世纪花园,投诉,噪声,2026-10-03,,办理中,,,\n");
    file_watch();
    assert_int_equal(err_of(o).code, 0);
    assert_string_equal(file(o, "input/世纪花园/三季度/a.csv")->sender, "世纪花园");
    assert_string_equal(file(o, "input/世纪花园/b.csv")->sender, "世纪花园");
    assert_string_equal(file(o, "input/三季度/c.csv")->sender, "");
    assert_string_equal(file(o, "input/2026-10/d.csv")->sender, "");
}

/* Who does not know how many processors there are reads by one thread. */
static void one_thread_reads_too(void **state)
{
    Office *o = *state;
    put_some(o);
    place[0] = '\0';
    arm("sysconf", 0, EINVAL);
    assert_int_equal(err_of(o).code, 0);
    assert_int_equal(calls > 0, true);
    assert_int_equal(table_rows(table(o, "issues")), 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        OFFICE_TEST(a_folder_that_cannot_be_read_ends_the_run),
        OFFICE_TEST(a_folder_that_fails_later_is_remembered),
        OFFICE_TEST(a_file_that_changes_is_not_read),
        OFFICE_TEST(a_file_that_vanishes_is_named),
        OFFICE_TEST(a_file_on_a_broken_disk_is_remembered),
        OFFICE_TEST(a_list_on_a_broken_disk_is_remembered),
        OFFICE_TEST(a_large_file_is_watched_too),
        OFFICE_TEST(links_stay_inside),
        OFFICE_TEST(folders_of_a_time_send_nothing),
        OFFICE_TEST(one_thread_reads_too),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
