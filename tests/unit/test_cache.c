/* test_cache.c - what is listed of an edition is found for that very edition, and nothing else. */
#include "unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/hash.h"
#include "publish/cache.h"

#define KEY_A "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define KEY_B "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"

static int setup(void **state)
{
    char *folder = strdup("/tmp/gongkai-cache-XXXXXX");
    if (!mkdtemp(folder))
        return -1;
    *state = folder;
    return 0;
}

static int teardown(void **state)
{
    folder_remove(*state, NULL);
    free(*state);
    return 0;
}

static Cache *open_for(Arena *arena, const char *output, const char *id, const char *search)
{
    return cache_open(arena, output, arena_printf(arena, "%s/editions/%s", output, id), "maker",
                      search);
}

static void save(const char *output, const char *id)
{
    Arena *arena = arena_new();
    char paper[65];
    Cache *cache = open_for(arena, output, "none", "names");
    hash_bytes("%PDF", 4, paper);
    cache_note_scope(cache, "c/a/2026-10/", KEY_A, 0x105, false);
    cache_note(cache, "c/a/2026-10/bulletin.pdf", KEY_B, paper, false);
    cache_note(cache, "c/ab/2026-10/bulletin.pdf", KEY_B, paper, false);
    cache_note_scope(cache, "c/b/2026-10/", KEY_B, 0, false);
    cache_note_scope(cache, "c/c/2026-10/", KEY_B, 0, false);
    /* A worker that died had noted the same; and one, what came out otherwise in the end. */
    cache_note_scope(cache, "c/b/2026-10/", KEY_B, 0, false);
    cache_note_scope(cache, "c/c/2026-10/", NULL, 0, false);
    CacheCount count = cache_save(cache, id);
    assert_int_equal(count.made, 2);
    assert_int_equal(count.kept, 0);
    assert_int_equal(count.scopes_kept, 0);
    cache_close(cache);
    arena_free(arena);
}

static void a_scope_is_found_with_what_it_reads(void **state)
{
    Arena *arena = arena_new();
    CacheScope scope;
    save(*state, "2026-10-0a");
    Cache *cache = open_for(arena, *state, "2026-10-0a", "names");
    assert_true(cache_find_scope(cache, "c/a/2026-10/", &scope));
    assert_string_equal(scope.key, KEY_A);
    assert_int_equal(scope.reads, 0x105);
    assert_true(cache_find_scope(cache, "c/b/2026-10/", &scope));
    assert_false(cache_find_scope(cache, "c/c/2026-10/", &scope));
    assert_false(cache_find_scope(cache, "c/a/2026-11/", &scope));
    assert_true(cache_is_searched(cache));
    cache_close(cache);
    assert_false(cache_is_searched(open_for(arena, *state, "2026-10-0a", "other names")));
    assert_false(cache_find_scope(NULL, "c/a/2026-10/", &scope));
    arena_free(arena);
}

static void another_edition_has_no_scopes(void **state)
{
    static const char *const others[] = {"2026-10-0b", "2026-10-0", "2026-10-0a1"};
    Arena *arena = arena_new();
    CacheScope scope;
    save(*state, "2026-10-0a");
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        Cache *cache = open_for(arena, *state, others[i], "names");
        assert_false(cache_find_scope(cache, "c/a/2026-10/", &scope));
        assert_false(cache_is_searched(cache));
        cache_close(cache);
    }
    arena_free(arena);
}

/* A download is found where its key, the edition and what is searched for are the same; uncounted.
 */
static void a_download_is_found_by_its_key(void **state)
{
    Arena *arena = arena_new();
    char hash[65];
    Cache *cache = open_for(arena, *state, "none", "names");
    hash_bytes("[]", 2, hash);
    cache_note(cache, "data/issues.json", KEY_A, hash, false);
    assert_int_equal(cache_save(cache, "2026-10-0a").made, 0);
    cache_close(cache);
    cache = open_for(arena, *state, "2026-10-0a", "names");
    assert_string_equal(cache_find_download(cache, "data/issues.json", KEY_A), hash);
    assert_null(cache_find_download(cache, "data/issues.json", KEY_B));
    assert_null(cache_find_download(cache, "data/issues.csv", KEY_A));
    cache_close(cache);
    cache = open_for(arena, *state, "2026-10-0a", "other names");
    assert_null(cache_find_download(cache, "data/issues.json", KEY_A));
    cache_close(cache);
    cache = open_for(arena, *state, "2026-10-0b", "names");
    assert_null(cache_find_download(cache, "data/issues.json", KEY_A));
    cache_close(cache);
    assert_null(cache_find_download(NULL, "data/issues.json", KEY_A));
    arena_free(arena);
}

/* A scope that is taken over has its papers in the next list as they were. */
static void papers_go_with_their_scope(void **state)
{
    Arena *arena = arena_new();
    CacheScope scope;
    save(*state, "2026-10-0a");
    Cache *cache = open_for(arena, *state, "2026-10-0a", "names");
    cache_note_scope(cache, "c/a/2026-10/", KEY_A, 0x105, true);
    CacheCount count = cache_save(cache, "2026-10-0b");
    assert_int_equal(count.made, 0);
    assert_int_equal(count.kept, 1);
    assert_int_equal(count.scopes_kept, 1);
    cache_close(cache);
    cache = open_for(arena, *state, "2026-10-0b", "names");
    assert_true(cache_find_scope(cache, "c/a/2026-10/", &scope));
    assert_int_equal(scope.reads, 0x105);
    assert_false(cache_find_scope(cache, "c/b/2026-10/", &scope));
    cache_close(cache);
    arena_free(arena);
}

int main(void)
{
#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        T(a_scope_is_found_with_what_it_reads),
        T(another_edition_has_no_scopes),
        T(papers_go_with_their_scope),
        T(a_download_is_found_by_its_key),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
