/* test_revision.c - the chain: what a line says, and which revision a folder is in. */
#include "unit.h"

#include <stdlib.h>
#include <unistd.h>

#include "base/file.h"
#include "base/hash.h"
#include "publish/chain.h"
#include "publish/revision.h"

#define SEPTEMBER (2026 * 12 + 8)
#define ROOT "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

typedef struct {
    Arena *arena;
    char folder[64];
    Chain chain;
} World;

static int setup(void **state)
{
    World *w = calloc(1, sizeof *w);
    w->arena = arena_new();
    strcpy(w->folder, "/tmp/gongkai-revision-XXXXXX");
    assert_non_null(mkdtemp(w->folder));
    setenv("SOURCE_DATE_EPOCH", "1790000000", 1);
    *state = w;
    return 0;
}

static int teardown(void **state)
{
    World *w = *state;
    folder_remove(w->folder, NULL);
    arena_free(w->arena);
    free(w);
    return 0;
}

/* Adds a line, and reads the chain again as a later run does. */
static void line(World *w, const char *kind, const char *id, Month period, const char *declared)
{
    Buffer text = {0};
    Error err = {0};
    ChainLine next = {.kind = kind, .id = id, .period = period, .declared = declared};
    strcpy(next.root, ROOT);
    buffer_put(&text, w->chain.bytes ? w->chain.bytes : "", w->chain.length);
    chain_append(&w->chain, &next, &text);
    if (!chain_parse(w->arena, text.bytes, text.length, &w->chain, &err))
        fail_msg("%s", err.text);
    assert_true(
        file_write(path_join(w->arena, w->folder, "chain.log"), text.bytes, text.length, NULL));
    buffer_free(&text);
}

static Revisions *revisions(World *w)
{
    Revisions *r;
    Error err = {0};
    if (!revisions_read(w->arena, w->folder, &r, &err))
        fail_msg("%s", err.text);
    return r;
}

static void check(const Revisions *r, const char *folder, Month period, int number,
                  const char *head)
{
    Revision is = revisions_of(r, folder, period);
    assert_int_equal(is.number, number);
    assert_string_equal(is.head, head);
}

/* What an earlier run could not make is made in the same revision, and the chain says which. */
static void what_is_made_again_keeps_its_revision(void **state)
{
    Buffer text = {0};
    line(*state, "publish", "2026-09-a", SEPTEMBER, NULL);
    line(*state, "publish", "2026-10-b", SEPTEMBER + 1, "c/a/2026-09=2");
    line(*state, "publish", "2026-10-c", SEPTEMBER + 1, "again=c/a/2026-09");
    Revisions *r = revisions(*state);
    check(r, "c/a/2026-09/", SEPTEMBER, 2, ((World *)*state)->chain.lines[1].previous);
    revisions_again(r, "c/a/2026-09/");
    revisions_again(r, "c/b/2026-09/");
    revisions_raise(r, "c/b/2026-09/", 1);
    revisions_declare(r, &text);
    assert_string_equal(text.bytes, "c/b/2026-09=2,again=c/a/2026-09");
    buffer_free(&text);
}

/* Only right behind a withdrawal do its tombstones wait for a run. */
static void tombstones_wait_for_one_run(void **state)
{
    line(*state, "publish", "2026-09-a", SEPTEMBER, NULL);
    assert_false(revisions_after_withdrawal(revisions(*state)));
    line(*state, "withdraw", "2026-09-b", SEPTEMBER, "withdrawn=issues");
    assert_true(revisions_after_withdrawal(revisions(*state)));
    line(*state, "publish", "2026-09-c", SEPTEMBER, NULL);
    assert_false(revisions_after_withdrawal(revisions(*state)));
    line(*state, "rollback", "2026-09-b", SEPTEMBER, NULL);
    assert_true(revisions_after_withdrawal(revisions(*state)));
}

/* The first edition has nothing before it. */
static void the_first_edition_has_no_chain_before_it(void **state)
{
    Revisions *r = revisions(*state);
    check(r, "c/a/2026-09/", SEPTEMBER, 1, CHAIN_FIRST);
    assert_false(revisions_know(r, SEPTEMBER));
}

/* Publishing a month again changes nothing on what stays in its revision. */
static void a_revision_keeps_the_head_it_appeared_with(void **state)
{
    World *w = *state;
    line(w, "publish", "s1", SEPTEMBER, "");
    line(w, "publish", "o1", SEPTEMBER + 1, "late=2");
    line(w, "publish", "o2", SEPTEMBER + 1, "c/a/2026-09=2,c/b/2026-10=2,late=1");
    line(w, "publish", "o3", SEPTEMBER + 1, "c/a/2026-09=3");
    Revisions *r = revisions(w);
    check(r, "c/a/2026-09/", SEPTEMBER, 3, w->chain.lines[2].hash);
    check(r, "c/b/2026-09/", SEPTEMBER, 1, CHAIN_FIRST);
    check(r, "c/b/2026-10/", SEPTEMBER + 1, 2, w->chain.lines[1].hash);
    check(r, "c/a/2026-10/", SEPTEMBER + 1, 1, w->chain.lines[0].hash);
    check(r, "c/a/2026-11/", SEPTEMBER + 2, 1, w->chain.lines[3].hash);
}

/* What was rolled back is not counted; its number may be used again. */
static void a_rollback_undoes_revisions(void **state)
{
    World *w = *state;
    line(w, "publish", "s1", SEPTEMBER, "");
    line(w, "publish", "s2", SEPTEMBER, "c/a/2026-09=2");
    line(w, "rollback", "s1", SEPTEMBER, "");
    check(revisions(w), "c/a/2026-09/", SEPTEMBER, 1, CHAIN_FIRST);
    line(w, "publish", "s3", SEPTEMBER, "c/a/2026-09=2");
    check(revisions(w), "c/a/2026-09/", SEPTEMBER, 2, w->chain.lines[2].hash);
}

static void what_is_raised_is_declared_once(void **state)
{
    World *w = *state;
    Buffer text = {0};
    line(w, "publish", "s1", SEPTEMBER, "c/z/2026-09=4");
    Revisions *r = revisions(w);
    revisions_raise(r, "c/z/2026-09/", 4);
    revisions_raise(r, "c/z/2026-09/", 5);
    revisions_raise(r, "c/a/2026-09/", 0);
    revisions_raise(r, "s/city/x/2026-09/", 1);
    check(r, "c/z/2026-09/", SEPTEMBER, 5, w->chain.lines[0].hash);
    check(r, "c/a/2026-09/", SEPTEMBER, 1, w->chain.lines[0].hash);
    revisions_declare(r, &text);
    assert_string_equal(text.bytes, "c/a/2026-09=1,c/z/2026-09=5,s/city/x/2026-09=2");
    buffer_free(&text);
}

/* The clock of the machine may be wrong, the order of lines is not. */
static void time_never_runs_backwards(void **state)
{
    World *w = *state;
    line(w, "publish", "s1", SEPTEMBER, "");
    assert_string_equal(w->chain.lines[0].time, "2026-09-21T14:13:20Z");
    setenv("SOURCE_DATE_EPOCH", "1500000000", 1);
    line(w, "publish", "s2", SEPTEMBER, "");
    assert_string_equal(w->chain.lines[1].time, "2026-09-21T14:13:20Z");
}

/* Lines of the first versions had six words. */
static void old_lines_are_still_read(void **state)
{
    World *w = *state;
    Error err = {0};
    static const char old[] = "1 publish 2026-09-0123456789ab 2026-09 " ROOT " " CHAIN_FIRST "\n";
    assert_true(chain_parse(w->arena, old, strlen(old), &w->chain, &err));
    assert_string_equal(w->chain.lines[0].declared, "");
    line(w, "publish", "s2", SEPTEMBER, NULL);
    assert_string_equal(w->chain.lines[1].declared, "-");
}

/* Two ways to write the same line would be two hashes of one thing. */
static void a_line_has_one_form_only(void **state)
{
    World *w = *state;
    static const char *const wrong[] = {
        "01 publish s1 2026-09 " ROOT " " CHAIN_FIRST "\n",
        "1  publish s1 2026-09 " ROOT " " CHAIN_FIRST "\n",
        "1 publish s1 2026-09 " ROOT " " CHAIN_FIRST " \n",
        "1 publish s1 2026-09 " ROOT " " CHAIN_FIRST " 2026-09-21T14:13:20Z\n",
        "1 publish s1 2026-09 " ROOT " " CHAIN_FIRST " 2026-09-21 14:13:20Z -\n",
        "1 publish s1 2026-09 " ROOT " " CHAIN_FIRST " 2026-09-21T14:13:20 -\n",
        "1 issue s1 2026-09 " ROOT " " CHAIN_FIRST "\n",
        "1 publish ../x 2026-09 " ROOT " " CHAIN_FIRST "\n",
        "1 publish s1 2026-09 " ROOT " " ROOT "\n",
    };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        Error err = {0};
        assert_false(chain_parse(w->arena, wrong[i], strlen(wrong[i]), &w->chain, &err));
        assert_string_equal(
            err.text, "chain.log第1行接不上前一行，被改过或截短了，请从备份放回 / chain.log line 1 "
                      "does not follow the line before it");
    }
}

static void what_was_withdrawn_is_one_word(void **state)
{
    (void)state;
    Buffer text = {0};
    chain_escape("c/甲/a b,c%.pdf", &text);
    assert_string_equal(text.bytes, "c/甲/a%20b%2Cc%25.pdf");
    buffer_free(&text);
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
    const struct CMUnitTest tests[] = {
        TEST(the_first_edition_has_no_chain_before_it),
        TEST(what_is_made_again_keeps_its_revision),
        TEST(tombstones_wait_for_one_run),
        TEST(a_revision_keeps_the_head_it_appeared_with),
        TEST(a_rollback_undoes_revisions),
        TEST(what_is_raised_is_declared_once),
        TEST(time_never_runs_backwards),
        TEST(old_lines_are_still_read),
        TEST(a_line_has_one_form_only),
        TEST(what_was_withdrawn_is_one_word),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
