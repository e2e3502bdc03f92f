/* test_fetch.c - bytes and hashes of files, fetched at their turn or before it. */
#include "unit.h"

#include <stdlib.h>
#include <unistd.h>

#include "data/fetch.h"

typedef struct {
    Arena *arena;
    char dir[64];
    FileList files;
    Buffer bytes;
    Fetched fetched;
} Desk;

static const char *const names[] = {"a.csv", "b.csv", "c.csv", "d.csv"};

static void put(Desk *d, size_t item, const char *text, size_t length)
{
    Error err = {0};
    const char *path = arena_printf(d->arena, "%s/input/%s", d->dir, d->files.paths[item]);
    assert_true(file_write(path, text, length, &err));
}

static int setup(void **state)
{
    Arena *arena = arena_new();
    Desk *d = ARENA_NEW(arena, Desk);
    *d = (Desk){.arena = arena, .dir = "/tmp/gongkai-fetch-XXXXXX"};
    assert_non_null(mkdtemp(d->dir));
    d->files.paths = ARENA_NEW_ARRAY(arena, 4, char *);
    d->files.count = 4;
    for (size_t i = 0; i < 4; i++) {
        d->files.paths[i] = arena_strdup(arena, names[i]);
        put(d, i, names[i], i); /* of 0 to 3 bytes */
    }
    file_watch();
    *state = d;
    return 0;
}

static int teardown(void **state)
{
    Desk *d = *state;
    folder_remove(d->dir, NULL);
    buffer_free(&d->bytes);
    arena_free(d->arena);
    return 0;
}

/* What it holds is `text`, and it was hashed so, or is left to be. */
static void assert_fetched(Desk *d, Fetches *f, size_t item, const char *text, size_t length)
{
    char want[65], got[65];
    fetch(f, d->arena, item, false, &d->bytes, &d->fetched);
    assert_int_equal(d->fetched.state, FETCH_FINE);
    assert_int_equal(d->bytes.length, length);
    assert_memory_equal(d->bytes.bytes, text, length);
    hash_bytes(text, length, want);
    if (d->fetched.hashed) {
        hash_end(&d->fetched.hash, got);
        assert_string_equal(got, want);
    }
}

static void bytes_and_hashes_are_those_of_the_file(void **state)
{
    Desk *d = *state;
    static const bool ahead[] = {true, true, true, true};
    for (size_t jobs = 1; jobs < 6; jobs++)
        for (int with = 0; with < 2; with++) {
            Fetches *f = fetches_open(d->dir, &d->files, with ? ahead : NULL, jobs);
            for (size_t i = 0; i < 4; i++) {
                assert_fetched(d, f, i, names[i], i);
                assert_true(d->fetched.hashed);
            }
            fetches_close(f);
        }
}

/* The second is changed once the first was fetched: it was fetched with it, or was not. */
static void the_next_is_fetched_too(void **state)
{
    Desk *d = *state;
    for (int with = 0; with < 2; with++) {
        const bool ahead[] = {true, with, true, true};
        put(d, 1, "old", 3);
        Fetches *f = fetches_open(d->dir, &d->files, ahead, 1);
        assert_fetched(d, f, 0, names[0], 0);
        put(d, 1, "new", 3);
        assert_fetched(d, f, 1, with ? "old" : "new", 3);
        assert_fetched(d, f, 2, names[2], 2);
        assert_fetched(d, f, 3, names[3], 3);
        fetches_close(f);
    }
}

/* One whose turn has come is nobody else's to fetch. */
static void what_has_begun_is_not_fetched_again(void **state)
{
    Desk *d = *state;
    static const bool ahead[] = {true, true, true, true};
    Fetches *f = fetches_open(d->dir, &d->files, ahead, 1);
    assert_fetched(d, f, 2, names[2], 2); /* and d.csv with it */
    assert_fetched(d, f, 1, names[1], 1);
    assert_fetched(d, f, 3, names[3], 3);
    assert_fetched(d, f, 0, names[0], 0);
    fetches_close(f);
}

static void a_large_file_is_left_to_be_hashed(void **state)
{
    Desk *d = *state;
    static const bool ahead[] = {true, true, true, true};
    char *text = malloc(FETCH_LARGE);
    assert_non_null(text);
    memset(text, 'x', FETCH_LARGE);
    put(d, 1, text, FETCH_LARGE);
    Fetches *f = fetches_open(d->dir, &d->files, ahead, 1);
    for (size_t i = 0; i < 4; i++) {
        assert_fetched(d, f, i, i == 1 ? text : names[i], i == 1 ? FETCH_LARGE : i);
        assert_int_equal(d->fetched.hashed, i != 1);
    }
    fetch(f, d->arena, 1, true, &d->bytes, &d->fetched); /* there is no second thread for it */
    assert_true(d->fetched.hashed);
    fetches_close(f);
    free(text);
}

/* Whether they are met by their turn or before it. */
static void what_cannot_be_read_is_told(void **state)
{
    Desk *d = *state;
    static const bool ahead[] = {true, true, true, true};
    const char *link = arena_printf(d->arena, "%s/input/b.csv", d->dir);
    for (size_t first = 0; first < 2; first++) {
        unlink(link);
        assert_int_equal(symlink("/etc/hostname", link), 0);
        Fetches *f = fetches_open(d->dir, &d->files, ahead, 1);
        if (first == 0)
            assert_fetched(d, f, 0, names[0], 0);
        fetch(f, d->arena, 1, false, &d->bytes, &d->fetched);
        assert_int_equal(d->fetched.state, FETCH_OUTSIDE);
        fetches_close(f);
        unlink(link);
        f = fetches_open(d->dir, &d->files, ahead, 1);
        if (first == 0)
            assert_fetched(d, f, 0, names[0], 0);
        fetch(f, d->arena, 1, false, &d->bytes, &d->fetched);
        assert_int_equal(d->fetched.state, FETCH_UNREADABLE);
        assert_non_null(strstr(d->fetched.err.text, "b.csv"));
        assert_fetched(d, f, 2, names[2], 2);
        fetches_close(f);
    }
    Error err = {0};
    assert_true(file_all_read(&err)); /* what is absent is no trouble of the system's */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(bytes_and_hashes_are_those_of_the_file, setup, teardown),
        cmocka_unit_test_setup_teardown(the_next_is_fetched_too, setup, teardown),
        cmocka_unit_test_setup_teardown(what_has_begun_is_not_fetched_again, setup, teardown),
        cmocka_unit_test_setup_teardown(a_large_file_is_left_to_be_hashed, setup, teardown),
        cmocka_unit_test_setup_teardown(what_cannot_be_read_is_told, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
