/* test_partial.c - what a shard hands over: whole or not at all, and of one run or refused. */
#include "unit.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "base/file.h"
#include "base/hash.h"
#include "publish/partial.h"

typedef struct {
    char folder[64];
    Arena *arena;
    Buffer cube;
} Place;

static const Marks marks = {{"p", "c", "2026-10", "i", "e", "f"}};

static int setup(void **state)
{
    Place *place = calloc(1, sizeof *place);
    strcpy(place->folder, "/tmp/gongkai-partial-XXXXXX");
    if (!mkdtemp(place->folder))
        return -1;
    place->arena = arena_new();
    *state = place;
    return 0;
}

static int teardown(void **state)
{
    Place *place = *state;
    folder_remove(place->folder, NULL);
    buffer_free(&place->cube);
    arena_free(place->arena);
    free(place);
    return 0;
}

/* Shard i of n with one file of one compound. */
static const char *make(Place *place, int i, int n, const Marks *of, const char *content)
{
    Partial *partial;
    Error err = {0};
    Buffer manifest = {0};
    char hash[65];
    const char *folder, *id = arena_printf(place->arena, "小区\t%d", i);
    const char *path = arena_printf(place->arena, "c/x%d/2026-10/index.html", i);
    PartialScope scope = {"compound", id, "k", i == 2 ? "a\nb\\n" : "", i == 3, 0};
    assert_true(partial_begin(place->folder, i, n, &partial, &err));
    assert_true(file_write(arena_printf(place->arena, "%s/%s", partial_files(partial), path),
                           content, strlen(content), &err));
    hash_bytes(content, strlen(content), hash);
    buffer_printf(&manifest, "%s  %s\n", hash, path);
    assert_true(
        partial_end(partial, of, &scope, 1, &manifest, &place->cube, place->arena, &folder, &err));
    buffer_free(&manifest);
    return folder;
}

static bool open_all(Place *place, Partials **out, Error *err)
{
    const char *folders[] = {place->folder};
    *err = (Error){0};
    return partials_open(place->arena, folders, 1, &marks, out, err);
}

static void scopes_and_files_come_back_as_they_were_given(void **state)
{
    Place *place = *state;
    Partials *all;
    Error err;
    size_t count, length;
    char *bytes;
    for (int i = 1; i <= 3; i++)
        make(place, i, 3, &marks, "page");
    assert_true(open_all(place, &all, &err));
    assert_int_equal(partials_count(all), 3);
    const PartialScope *two = partials_scope(all, "compound", "小区\t2");
    assert_string_equal(two->note, "a\nb\\n");
    assert_string_equal(two->key, "k");
    assert_false(two->failed);
    assert_true(partials_scope(all, "compound", "小区\t3")->failed);
    assert_null(partials_scope(all, "community", "小区\t2"));
    const ManifestEntry *entries = partial_entries(all, two, "c/x2/", &count);
    assert_int_equal(count, 1);
    assert_true(partial_file(all, two, &entries[0], &bytes, &length, &err));
    assert_string_equal(bytes, "page");
    free(bytes);
    partial_entries(all, two, "c/x1/", &count);
    assert_int_equal(count, 0);
}

/* The same shard made twice: the later copy takes the name, nothing of either is left lying. */
static void a_second_copy_takes_the_place(void **state)
{
    Place *place = *state;
    Partials *all;
    Error err;
    size_t count, length;
    char *bytes;
    make(place, 1, 1, &marks, "first");
    const char *folder = make(place, 1, 1, &marks, "second");
    assert_string_equal(folder, arena_printf(place->arena, "%s/1-of-1", place->folder));
    assert_true(open_all(place, &all, &err));
    const PartialScope *one = partials_scope(all, "compound", "小区\t1");
    const ManifestEntry *entry = partial_entries(all, one, "", &count);
    assert_true(partial_file(all, one, entry, &bytes, &length, &err));
    assert_string_equal(bytes, "second");
    free(bytes);
    DIR *dir = opendir(place->folder);
    int names = 0;
    for (struct dirent *e; (e = readdir(dir));)
        names++;
    closedir(dir);
    assert_int_equal(names, 3); /* . .. 1-of-1 */
    struct stat st;
    assert_int_equal(stat(folder, &st), 0);
    assert_int_equal(st.st_mode & 0777, 0700);
}

/* What was counted comes back as it was given; changed or gone it names the shard. */
static void a_damaged_cube_is_refused(void **state)
{
    Place *place = *state;
    Partials *all;
    Error err;
    const char *bytes;
    size_t length;
    buffer_put(&place->cube, "a\0b", 3);
    make(place, 1, 2, &marks, "page");
    const char *folder = make(place, 2, 2, &marks, "page");
    assert_true(open_all(place, &all, &err));
    assert_true(partials_cube(all, 1, &bytes, &length, &err));
    assert_int_equal(length, 3);
    assert_memory_equal(bytes, "a\0b", 3);
    assert_true(file_write(arena_printf(place->arena, "%s/cube", folder), "a\0c", 3, &err));
    assert_false(partials_cube(all, 1, &bytes, &length, &err));
    assert_int_equal(err.code, ERR_DATA);
    assert_non_null(strstr(err.text, "第2份的文件已损坏"));
    assert_int_equal(remove(arena_printf(place->arena, "%s/cube", folder)), 0);
    err = (Error){0};
    assert_false(partials_cube(all, 1, &bytes, &length, &err));
    assert_int_equal(err.code, ERR_DATA);
    assert_non_null(strstr(err.text, "第2份的文件已损坏"));
    assert_true(partials_cube(all, 0, &bytes, &length, &err));
}

static void given_up_leaves_nothing(void **state)
{
    Place *place = *state;
    Partial *partial;
    Error err = {0};
    FileList list;
    assert_true(partial_begin(place->folder, 1, 2, &partial, &err));
    const char *aside = arena_strdup(place->arena, partial_files(partial));
    assert_true(folder_exists(aside));
    partial_abandon(partial);
    assert_false(folder_exists(aside));
    assert_true(folder_list(place->arena, place->folder, &list, &err));
    assert_int_equal(list.count, 0);
}

static void a_missing_shard_is_named(void **state)
{
    Place *place = *state;
    Partials *all;
    Error err;
    make(place, 1, 3, &marks, "page");
    make(place, 3, 3, &marks, "page");
    assert_false(open_all(place, &all, &err));
    assert_int_equal(err.code, ERR_DATA);
    assert_string_equal(err.text,
                        "缺第2份（共3份）：请运行 gongkai build --shard 2/3 / shard 2 of 3 "
                        "is missing");
}

static void shards_of_two_runs_are_refused(void **state)
{
    Place *place = *state;
    Partials *all;
    Error err;
    make(place, 1, 2, &marks, "page");
    const char *other = make(place, 2, 3, &marks, "page");
    assert_false(open_all(place, &all, &err));
    assert_non_null(strstr(err.text, "not of one run: 2 and 3 shards"));
    assert_true(folder_remove(other, &err));
    Marks changed = marks;
    changed.marks[MARK_INPUT] = "j";
    make(place, 2, 2, &changed, "page");
    assert_false(open_all(place, &all, &err));
    assert_non_null(strstr(err.text, "shard 2 was made from other files in input/; run it again"));
    make(place, 2, 2, &marks, "page");
    assert_true(open_all(place, &all, &err));
    const char *twice[] = {place->folder, arena_printf(place->arena, "%s/1-of-2", place->folder)};
    assert_false(partials_open(place->arena, twice, 2, &marks, &all, &err));
    assert_non_null(strstr(err.text, "shard 1 stands twice"));
}

/* A file that was changed, a list that was cut off or replaced: named, never published. */
static void damage_is_found(void **state)
{
    Place *place = *state;
    Partials *all;
    Error err;
    char *bytes;
    size_t count, length;
    const char *folder = make(place, 1, 1, &marks, "page");
    const char *page = arena_printf(place->arena, "%s/files/c/x1/2026-10/index.html", folder);
    const char *facts = arena_printf(place->arena, "%s/shard.tsv", folder);
    assert_true(file_write(page, "pag3", 4, &err));
    assert_true(open_all(place, &all, &err));
    const PartialScope *one = partials_scope(all, "compound", "小区\t1");
    assert_false(
        partial_file(all, one, partial_entries(all, one, "", &count), &bytes, &length, &err));
    assert_non_null(strstr(err.text, "is damaged; run shard 1 again"));
    assert_true(file_write(arena_printf(place->arena, "%s/MANIFEST", folder), "", 0, &err));
    assert_false(open_all(place, &all, &err));
    assert_non_null(strstr(err.text, "is not what the shard wrote"));
    assert_true(file_read(facts, 1 << 20, &bytes, &length, &err));
    assert_true(file_write(facts, bytes, length - 4, &err));
    free(bytes);
    assert_false(open_all(place, &all, &err));
    assert_non_null(strstr(err.text, "is not whole; run it again"));
}

/* Fonts are known later than the rest: what open_all() was not told is asked for by itself. */
static void a_mark_may_be_compared_later(void **state)
{
    Place *place = *state;
    Partials *all;
    Error err = {0};
    Marks early = marks, other = marks;
    const char *folders[] = {place->folder};
    early.marks[MARK_FONTS] = NULL;
    other.marks[MARK_FONTS] = "g";
    make(place, 1, 2, &marks, "page");
    make(place, 2, 2, &other, "page");
    assert_true(partials_open(place->arena, folders, 1, &early, &all, &err));
    assert_false(partials_check(all, MARK_FONTS, "f", &err));
    assert_non_null(strstr(err.text, "shard 2 was made from other fonts or libraries"));
    make(place, 2, 2, &marks, "page");
    assert_true(partials_open(place->arena, folders, 1, &early, &all, &err));
    assert_true(partials_check(all, MARK_FONTS, "f", &err));
}

/* What a killed copy left goes, and nothing else that lies there. */
static void tidying_takes_what_was_killed(void **state)
{
    Place *place = *state;
    Partials *all;
    Error err;
    static const char *const left[] = {".1-of-1-Ab3xYz/files/a", ".2-of-4-Ab3xYz-old/shard.tsv"};
    static const char *const others[] = {".1-of-1/a", ".notes-of-1-x/a", ".1-of-x-y/a",
                                         "slurm.log"};
    make(place, 1, 1, &marks, "page");
    for (size_t i = 0; i < 2; i++)
        assert_true(file_write(path_join(place->arena, place->folder, left[i]), "x", 1, &err));
    for (size_t i = 0; i < 4; i++)
        assert_true(file_write(path_join(place->arena, place->folder, others[i]), "x", 1, &err));
    assert_true(open_all(place, &all, &err));
    partials_tidy(all);
    for (size_t i = 0; i < 2; i++)
        assert_false(file_exists(path_join(place->arena, place->folder, left[i])));
    for (size_t i = 0; i < 4; i++)
        assert_true(file_exists(path_join(place->arena, place->folder, others[i])));
    assert_true(open_all(place, &all, &err));
}

static void a_folder_without_shards_is_an_error(void **state)
{
    Place *place = *state;
    Partials *all;
    Error err;
    assert_false(open_all(place, &all, &err));
    assert_non_null(strstr(err.text, "holds no shard"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(scopes_and_files_come_back_as_they_were_given, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(a_second_copy_takes_the_place, setup, teardown),
        cmocka_unit_test_setup_teardown(a_damaged_cube_is_refused, setup, teardown),
        cmocka_unit_test_setup_teardown(given_up_leaves_nothing, setup, teardown),
        cmocka_unit_test_setup_teardown(a_missing_shard_is_named, setup, teardown),
        cmocka_unit_test_setup_teardown(shards_of_two_runs_are_refused, setup, teardown),
        cmocka_unit_test_setup_teardown(damage_is_found, setup, teardown),
        cmocka_unit_test_setup_teardown(a_mark_may_be_compared_later, setup, teardown),
        cmocka_unit_test_setup_teardown(tidying_takes_what_was_killed, setup, teardown),
        cmocka_unit_test_setup_teardown(a_folder_without_shards_is_an_error, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
