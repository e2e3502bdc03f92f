/* test_history.c - back, less, and taken back: what can be done with published editions. */
#include "unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/file.h"
#include "publish/chain.h"
#include "publish/edition.h"
#include "publish/history.h"
#include "publish/output.h"
#include "publish/tombstone.h"
#include "publish/verify.h"

#define OCTOBER (2026 * 12 + 9)
#define DICTIONARY                                                                                 \
    "table,column,type,key,dates_row\n"                                                            \
    "issues,issue_id,id,true,false\nissues,summary,string,false,false\n"
#define NOTICE "c/lt-01/2026-10/notices/a.pdf"

static int setup(void **state)
{
    char *folder = strdup("/tmp/gongkai-history-XXXXXX");
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

static const char *at(const char *output, const char *path)
{
    static char paths[4][512];
    static int turn;
    turn = (turn + 1) % 4;
    snprintf(paths[turn], sizeof paths[turn], "%s/%s", output, path);
    return paths[turn];
}

static void put(Edition *edition, const char *path, const char *text)
{
    Error err = {0};
    if (!edition_write(edition, path, text, strlen(text), &err))
        fail_msg("%s", err.text);
}

static char *publish(const char *output, Month period, const char *page)
{
    static char ids[8][65];
    static int turn;
    Edition *edition;
    EditionResult result;
    Error err = {0};
    if (!edition_begin(output, &edition, &err) ||
        !edition_keep_history(edition, period, NULL, 0, &err))
        fail_msg("%s", err.text);
    put(edition, "index.html", page);
    put(edition, "about/index.html", "与这一行无关的页面");
    put(edition, "matter/wt-2.html", "楼道灯不亮三天了");
    if (period == OCTOBER)
        put(edition, NOTICE, "%notice");
    put(edition, "data/dictionary.csv", DICTIONARY);
    put(edition, "data/issues.csv",
        "issue_id,summary\nWT-1,\"多行\n摘要文字\"\nWT-2,楼道灯不亮三天了\n");
    put(edition, "data/issues.json",
        "[\n{\"issue_id\":\"WT-1\",\"summary\":\"x\"},\n{\"issue_id\":\"WT-2\",\"summary\":"
        "\"楼道灯不亮三天了\"}\n]\n");
    if (!edition_commit(edition, period, &result, &err))
        fail_msg("%s", err.text);
    turn = (turn + 1) % 8;
    memcpy(ids[turn], result.id, sizeof ids[turn]);
    return ids[turn];
}

static const char *content(const char *output, const char *path)
{
    static char text[4096];
    char *bytes;
    size_t length;
    text[0] = '\0';
    if (file_read(at(output, path), sizeof text - 1, &bytes, &length, NULL)) {
        memcpy(text, bytes, length + 1);
        free(bytes);
    }
    return text;
}

static void assert_sound(const char *output)
{
    Arena *arena = arena_new();
    Verdict verdict;
    Error err = {0};
    VerifyOptions options = {0};
    if (!verify_output(arena, output, &options, &verdict, &err))
        fail_msg("%s", err.text);
    if (verdict.count)
        fail_msg("%s", verdict.findings[0].en);
    arena_free(arena);
}

static size_t editions(const char *output)
{
    Arena *arena = arena_new();
    Chain chain;
    size_t count = 0;
    assert_true(chain_read(arena, at(output, "chain.log"), &chain, NULL));
    for (size_t i = 0; i < chain.count; i++)
        count += chain_find(&chain, chain.lines[i].id) == &chain.lines[i] &&
                 folder_exists(arena_printf(arena, "%s/editions/%s", output, chain.lines[i].id));
    arena_free(arena);
    return count;
}

static void rollback_shows_the_old_edition_and_says_so(void **state)
{
    Error err = {0};
    char *first = publish(*state, OCTOBER, "one");
    char *second = publish(*state, OCTOBER, "two");
    if (!history_rollback(*state, first, NULL, &err))
        fail_msg("%s", err.text);
    assert_string_equal(content(*state, "site/index.html"), "one");
    assert_non_null(strstr(content(*state, "chain.log"), "3 rollback 2026-10-"));
    assert_sound(*state);
    assert_false(history_rollback(*state, first, NULL, &err));
    assert_int_equal(err.code, ERR_USAGE);
    assert_false(history_rollback(*state, "2026-10-000000000000", NULL, &err));
    assert_int_equal(err.code, ERR_USAGE);
    /* What is published next stands on the chain like any other. */
    char *third = publish(*state, OCTOBER, "two");
    assert_string_not_equal(third, second);
    assert_sound(*state);
}

static void rollback_refuses_an_edition_that_was_changed(void **state)
{
    Error err = {0};
    char *first = publish(*state, OCTOBER, "one");
    publish(*state, OCTOBER, "two");
    char path[200];
    snprintf(path, sizeof path, "editions/%s/MANIFEST", first);
    assert_true(file_write(at(*state, path), "", 0, NULL));
    assert_false(history_rollback(*state, first, NULL, &err));
    assert_int_equal(err.code, ERR_DATA);
    assert_string_equal(content(*state, "site/index.html"), "two");
}

static void prune_keeps_the_newest_and_the_chain(void **state)
{
    Error err = {0};
    size_t removed;
    publish(*state, OCTOBER, "one");
    publish(*state, OCTOBER, "two");
    publish(*state, OCTOBER, "three");
    assert_true(history_prune(*state, 2, &removed, &err));
    assert_int_equal(removed, 1);
    assert_int_equal(editions(*state), 2);
    assert_string_equal(content(*state, "site/index.html"), "three");
    assert_non_null(strstr(content(*state, "chain.log"), "1 publish"));
    assert_sound(*state);
    assert_true(history_prune(*state, 2, &removed, &err));
    assert_int_equal(removed, 0);
}

/* After a rollback the edition shown is not the newest; it must stay. */
static void prune_never_removes_what_is_shown(void **state)
{
    Error err = {0};
    size_t removed;
    char *first = publish(*state, OCTOBER, "one");
    publish(*state, OCTOBER, "two");
    assert_true(history_rollback(*state, first, NULL, &err));
    assert_true(history_prune(*state, 1, &removed, &err));
    assert_string_equal(content(*state, "site/index.html"), "one");
    assert_sound(*state);
}

static void a_withdrawn_file_is_gone_from_every_edition_and_stays_away(void **state)
{
    Error err = {0};
    Withdrawal done;
    publish(*state, OCTOBER, "one");
    publish(*state, OCTOBER, "two");
    publish(*state, OCTOBER + 1, "november");
    if (!history_withdraw(*state, NOTICE, "附件里有住户电话", NULL, NULL, &done, &err))
        fail_msg("%s", err.text);
    assert_int_equal(done.editions, 3); /* kept by November's too */
    char command[600];
    snprintf(command, sizeof command, "test -z \"$(find %s -name a.pdf)\"", (char *)*state);
    assert_int_equal(system(command), 0);
    assert_string_equal(content(*state, "site/withdrawn.csv"),
                        "period,what,reason\n2026-11," NOTICE ",附件里有住户电话\n");
    assert_non_null(strstr(content(*state, "chain.log"), "4 withdraw 2026-11-"));
    assert_sound(*state);
    publish(*state, OCTOBER, "again"); /* the office's folder still holds it */
    assert_int_equal(system(command), 0);
    assert_string_equal(content(*state, "site/withdrawn.csv"),
                        "period,what,reason\n2026-11," NOTICE ",附件里有住户电话\n");
    assert_true(history_withdraw(*state, NOTICE, "附件里有住户电话", NULL, NULL, &done, &err));
    assert_false(history_withdraw(*state, "no/such/file", "x", NULL, NULL, &done, &err));
    assert_int_equal(err.code, ERR_USAGE);
}

static void a_withdrawn_row_is_cut_out_and_its_pages_go(void **state)
{
    Error err = {0};
    Withdrawal done;
    char *first = publish(*state, OCTOBER, "one");
    publish(*state, OCTOBER, "two");
    if (!history_withdraw(*state, "issues:WT-2", "不该公开", NULL, NULL, &done, &err))
        fail_msg("%s", err.text);
    assert_string_equal(content(*state, "site/data/issues.csv"),
                        "issue_id,summary\nWT-1,\"多行\n摘要文字\"\n");
    assert_string_equal(content(*state, "site/data/issues.json"),
                        "[\n{\"issue_id\":\"WT-1\",\"summary\":\"x\"}\n]\n");
    /* Nobody meets a dead link: the address says what happened. */
    const char *stone = content(*state, "site/matter/wt-2.html");
    assert_true(tombstone_is(stone, strlen(stone)));
    assert_non_null(strstr(stone, "已经撤回。原因：不该公开。"));
    assert_non_null(strstr(content(*state, "chain.log"), " withdrawn=issues,tombstones="));
    assert_true(file_exists(at(*state, "site/about/index.html")));
    char command[600];
    snprintf(command, sizeof command, "! grep -rqE 'WT-2|楼道灯不亮' %s/editions", (char *)*state);
    assert_int_equal(system(command), 0);
    assert_null(strstr(content(*state, "site/withdrawn.csv"), "WT-2"));
    assert_sound(*state);
    assert_false(history_rollback(*state, first, NULL, &err));
    assert_int_equal(err.code, ERR_DATA);
}

/* Bookmarks of a PDF lead to one that says so; it stays when the same file is published again. */
static void a_tombstone_stands_in_the_place_of_a_file(void **state)
{
    Error err = {0};
    Withdrawal done;
    Buffer paper = {0};
    buffer_text(&paper, "%PDF-1.7 withdrawn %%EOF\n");
    publish(*state, OCTOBER, "one");
    assert_true(history_withdraw(*state, NOTICE, "x", &paper, NULL, &done, &err));
    assert_non_null(strstr(content(*state, "site/" NOTICE), "%PDF-1.7 withdrawn"));
    publish(*state, OCTOBER, "two");
    assert_non_null(strstr(content(*state, "site/" NOTICE), "%PDF-1.7 withdrawn"));
    size_t files = done.files;
    assert_true(history_withdraw(*state, NOTICE, "x", &paper, NULL, &done, &err));
    assert_int_equal(done.files, 0);
    assert_int_equal(files, 1);
    assert_sound(*state);
    buffer_free(&paper);
}

/*
 * What the office took back by its name may stand in other bytes too, as soon as a page is made
 * again: nothing comes back to that address. What a row's files said may, without the row.
 */
static void a_named_file_does_not_come_back_in_other_bytes(void **state)
{
    Error err = {0};
    Withdrawal done;
    publish(*state, OCTOBER, "one");
    assert_true(history_withdraw(*state, NOTICE, "x", NULL, NULL, &done, &err));
    Edition *edition;
    EditionResult result;
    assert_true(edition_begin(*state, &edition, &err));
    put(edition, NOTICE, "%the same leak, revision 2");
    put(edition, "matter/wt-2.html", "other bytes");
    assert_true(edition_commit(edition, OCTOBER, &result, &err));
    assert_false(file_exists(at(*state, "site/" NOTICE)));
    assert_string_equal(content(*state, "site/matter/wt-2.html"), "other bytes");
    assert_true(history_withdraw(*state, "matter/wt-2.html", "x", NULL, NULL, &done, &err));
    assert_true(edition_begin(*state, &edition, &err));
    put(edition, "matter/wt-2.html", "of no month: only these bytes are gone");
    assert_true(edition_commit(edition, OCTOBER, &result, &err));
    assert_non_null(strstr(content(*state, "site/matter/wt-2.html"), "of no month"));
    assert_sound(*state);
}

static void tombstones_are_of_the_kind_of_their_name(void **state)
{
    (void)state;
    static const char *const names[][2] = {
        {"a.html", "<!DOCTYPE html>"}, {"a.md", "# "},  {"a.zip", "PK"},
        {"a.csv", "gongkai"},          {"a.json", "["}, {"a.sqlite", "SQLite"}};
    Buffer out = {0};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        assert_true(tombstone_make(names[i][0], "a<b", false, NULL, &out));
        assert_memory_equal(out.bytes, names[i][1], strlen(names[i][1]));
        assert_true(tombstone_is(out.bytes, out.length));
        assert_false(i == 0 && strstr(out.bytes, "a<b"));
    }
    assert_false(tombstone_make("a.pdf", "a", false, NULL, &out));
    buffer_free(&out);
}

static void a_reason_must_be_given(void **state)
{
    Error err = {0};
    Withdrawal done;
    publish(*state, OCTOBER, "one");
    assert_false(history_withdraw(*state, NOTICE, "", NULL, NULL, &done, &err));
    assert_int_equal(err.code, ERR_USAGE);
    assert_true(file_exists(at(*state, "site/" NOTICE)));
}

static void history_waits_for_no_lock(void **state)
{
    Error err = {0};
    Withdrawal done;
    size_t removed;
    int lock;
    char *id = publish(*state, OCTOBER, "one");
    assert_true(edition_lock(*state, &lock, &err));
    assert_false(history_rollback(*state, id, NULL, &err));
    assert_int_equal(err.code, ERR_LOCKED);
    assert_false(history_prune(*state, 1, &removed, &err));
    assert_int_equal(err.code, ERR_LOCKED);
    assert_false(history_withdraw(*state, NOTICE, "x", NULL, NULL, &done, &err));
    assert_int_equal(err.code, ERR_LOCKED);
    edition_unlock(lock);
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
    const struct CMUnitTest tests[] = {
        TEST(rollback_shows_the_old_edition_and_says_so),
        TEST(rollback_refuses_an_edition_that_was_changed),
        TEST(prune_keeps_the_newest_and_the_chain),
        TEST(prune_never_removes_what_is_shown),
        TEST(a_withdrawn_file_is_gone_from_every_edition_and_stays_away),
        TEST(a_named_file_does_not_come_back_in_other_bytes),
        TEST(a_withdrawn_row_is_cut_out_and_its_pages_go),
        TEST(a_tombstone_stands_in_the_place_of_a_file),
        TEST(tombstones_are_of_the_kind_of_their_name),
        TEST(a_reason_must_be_given),
        TEST(history_waits_for_no_lock),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
