/* test_edition.c - residents see the old edition or the new one, never half of one. */
#include "unit.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/file.h"
#include "base/hash.h"
#include "publish/chain.h"
#include "publish/edition.h"
#include "publish/manifest.h"
#include "publish/output.h"

#define OCTOBER (2026 * 12 + 9)

static int setup(void **state)
{
    char *folder = strdup("/tmp/gongkai-edition-XXXXXX");
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

static char *content(const char *output, const char *path)
{
    static char text[1 << 16];
    char *bytes;
    size_t length;
    Error err = {0};
    text[0] = '\0';
    if (file_read(at(output, path), sizeof text - 1, &bytes, &length, &err)) {
        memcpy(text, bytes, length + 1);
        free(bytes);
    }
    return text;
}

static Edition *begin(const char *output)
{
    Edition *edition = NULL;
    Error err = {0};
    if (!edition_begin(output, &edition, &err))
        fail_msg("%s", err.text);
    return edition;
}

static void put(Edition *edition, const char *path, const char *text)
{
    Error err = {0};
    if (!edition_write(edition, path, text, strlen(text), &err))
        fail_msg("%s", err.text);
}

static EditionResult commit(Edition *edition, Month period)
{
    EditionResult result;
    Error err = {0};
    if (!edition_commit(edition, period, &result, &err))
        fail_msg("%s", err.text);
    return result;
}

static const char *path_of(const Edition *edition, const char *path)
{
    return at(edition_folder(edition), path);
}

/* One edition with a page, a compound's page and its data. */
static EditionResult publish(const char *output, Month period, const char *page)
{
    Edition *edition = begin(output);
    Error err = {0};
    char path[80], month[16];
    assert_true(edition_keep_history(edition, period, NULL, 0, &err));
    put(edition, "index.html", page);
    snprintf(path, sizeof path, "c/fa-01/%s/index.html", month_text(period, month));
    put(edition, path, "same every time");
    return commit(edition, period);
}

static ino_t inode(const char *output, const char *path)
{
    struct stat st;
    assert_int_equal(stat(at(output, path), &st), 0);
    return st.st_ino;
}

/* --- tests ------------------------------------------------------------------- */

/* The list of editions is completed with an edition, and makes none by itself. */
static void a_list_of_editions_makes_no_edition(void **state)
{
    const char *output = *state;
    char head[200];
    EditionResult r[3];
    for (int turn = 0; turn < 3; turn++) {
        Edition *edition = begin(output);
        put(edition, "index.html", turn < 2 ? "one" : "two");
        put(edition, "data/changes.json",
            turn ? content(output, "site/data/changes.json")
                 : "{\n\"version\":1,\n\"editions\":[],\n\"changes\":[\"kept\"]}\n");
        edition_declare(edition, turn < 2 ? "" : "c/a1/2026-09=2,late=3,withdrawn=c/a%2Cb");
        r[turn] = commit(edition, OCTOBER);
    }
    assert_true(r[0].changed && !r[1].changed && r[2].changed);
    const char *text = content(output, "site/data/changes.json");
    snprintf(head, sizeof head, "\"id\":\"%s\"", r[0].id);
    assert_non_null(strstr(text, head));
    snprintf(head, sizeof head, "\"id\":\"%s\"", r[2].id);
    assert_null(strstr(text, head));
    assert_non_null(strstr(text, "\n\"changes\":[\"kept\"]}\n"));
    assert_non_null(strstr(text, "\"revisions\":[{\"folder\":\"c/a1/2026-09/\",\"revision\":2}],"
                                 "\"late_rows\":3,\"withdrawn\":[\"c/a,b\"]"));
    char command[600];
    snprintf(command, sizeof command, "cd %s/site && sha256sum -c --quiet --strict MANIFEST",
             output);
    assert_int_equal(system(command), 0);
}

static void an_edition_is_shown_with_its_manifests(void **state)
{
    const char *output = *state;
    EditionResult r = publish(output, OCTOBER, "one");
    assert_true(r.changed);
    assert_int_equal(r.files, 2);
    assert_int_equal(strncmp(r.id, "2026-10-", 8), 0);
    assert_string_equal(content(output, "site/index.html"), "one");
    char command[600];
    snprintf(command, sizeof command,
             "cd %s/site && sha256sum -c --quiet --strict MANIFEST && cd c/fa-01/2026-10 && "
             "sha256sum -c --quiet --strict MANIFEST",
             output);
    assert_int_equal(system(command), 0);
    assert_non_null(strstr(content(output, "site/MANIFEST"), "  c/fa-01/2026-10/MANIFEST\n"));
    assert_null(strstr(content(output, "site/MANIFEST"), "2026-10/index.html"));
    Chain chain;
    Arena *arena = arena_new();
    assert_true(chain_read(arena, at(output, "chain.log"), &chain, NULL));
    assert_int_equal(chain.count, 1);
    assert_string_equal(chain.lines[0].id, r.id);
    arena_free(arena);
    assert_int_equal(access(at(output, ".chain.log.new"), F_OK), -1);
}

static void unchanged_input_makes_no_edition(void **state)
{
    EditionResult first = publish(*state, OCTOBER, "one");
    EditionResult again = publish(*state, OCTOBER, "one");
    assert_false(again.changed);
    assert_string_equal(again.id, first.id);
    Arena *arena = arena_new();
    FileList list;
    assert_true(folder_list(arena, at(*state, "editions"), &list, NULL));
    assert_int_equal(list.count, 5); /* 2 files, 2 manifests, chain.log */
    arena_free(arena);
}

static void unchanged_files_are_shared_and_changed_ones_are_not(void **state)
{
    publish(*state, OCTOBER, "one");
    ino_t page = inode(*state, "site/index.html");
    ino_t kept = inode(*state, "site/c/fa-01/2026-10/index.html");
    publish(*state, OCTOBER, "two");
    assert_int_not_equal(inode(*state, "site/index.html"), page);
    assert_int_equal(inode(*state, "site/c/fa-01/2026-10/index.html"), kept);
}

/* Writing over a path that was linked before must not reach the old edition's file. */
static void writing_a_path_twice_leaves_the_old_edition_alone(void **state)
{
    EditionResult first = publish(*state, OCTOBER, "one");
    Edition *edition = begin(*state);
    put(edition, "index.html", "one");
    put(edition, "index.html", "ONE");
    commit(edition, OCTOBER);
    char path[200];
    snprintf(path, sizeof path, "editions/%s/index.html", first.id);
    assert_string_equal(content(*state, path), "one");
    assert_string_equal(content(*state, "site/index.html"), "ONE");
    char command[600];
    snprintf(command, sizeof command, "cd %s/site && sha256sum -c --quiet MANIFEST",
             (char *)*state);
    assert_int_equal(system(command), 0);
}

static void a_damaged_file_is_not_carried_into_the_new_edition(void **state)
{
    publish(*state, OCTOBER, "one");
    FILE *f = fopen(at(*state, "site/c/fa-01/2026-10/index.html"), "r+");
    fputs("S", f);
    fclose(f);
    publish(*state, OCTOBER, "two");
    assert_string_equal(content(*state, "site/c/fa-01/2026-10/index.html"), "same every time");
}

static bool no_page(void *context, const char *path, const void *bytes, size_t length, Error *err)
{
    (void)path;
    ++*(size_t *)context;
    return !memmem(bytes, length, "same", 4) || error_set(err, ERR_PRIVATE, "a secret");
}

/* What is taken over has the bytes that were declared, all of it or nothing. */
static void a_folder_is_taken_over_whole(void **state)
{
    static const char *const folders[] = {"c/fa-01/2026-10/", "en/c/fa-01/2026-10/"};
    static const char *const none[] = {"c/fa-02/2026-10/"};
    Error err = {0};
    bool taken;
    Edition *first = begin(*state);
    put(first, "c/fa-01/2026-10/data.zip", "data");
    put(first, "en/c/fa-01/2026-10/index.html", "the same");
    put(first, "c/fa-01/2026-100/index.html", "another folder");
    commit(first, OCTOBER);
    ino_t data = inode(*state, "site/c/fa-01/2026-10/data.zip");
    Edition *second = begin(*state);
    assert_true(edition_take(second, none, 1, false, &taken, &err));
    assert_false(taken);
    assert_true(edition_take(second, folders, 2, false, &taken, &err));
    assert_true(taken);
    assert_string_equal(edition_declared(second, "c/fa-01/2026-10/data.zip"),
                        "3a6eb0790f39ac87c94f3856b2dd2c5d110e6811602261a9a923d3bb23adc8b7");
    put(second, "index.html", "two");
    commit(second, OCTOBER);
    assert_int_equal(inode(*state, "site/c/fa-01/2026-10/data.zip"), data);
    assert_string_equal(content(*state, "site/en/c/fa-01/2026-10/index.html"), "the same");
    assert_null(strstr(content(*state, "site/MANIFEST"), "2026-100"));

    /* Searched where that is asked for, and refused. */
    size_t searched = 0;
    Edition *third = begin(*state);
    edition_use_check(third, no_page, &searched);
    assert_true(edition_take(third, folders, 1, false, &taken, &err) && taken);
    assert_int_equal(searched, 0);
    assert_false(edition_take(third, folders, 2, true, &taken, &err));
    assert_int_equal(err.code, ERR_PRIVATE);
    assert_int_equal(searched, 2);
    edition_abandon(third);

    /* One byte on the disk is not what was declared: nothing is taken. */
    FILE *f = fopen(at(*state, "site/en/c/fa-01/2026-10/index.html"), "r+");
    fputs("T", f);
    fclose(f);
    Edition *fourth = begin(*state);
    assert_true(edition_take(fourth, folders, 2, false, &taken, &err));
    assert_false(taken);
    assert_false(file_exists(path_of(fourth, "c/fa-01/2026-10/data.zip")));
    edition_abandon(fourth);
}

/* A worker that dies may have put a file and not noted it; who does its task again takes it all. */
static void what_a_dead_worker_left_is_taken_over_again(void **state)
{
    static const char *const folder[] = {"c/fa-01/2026-10/"};
    Error err = {0};
    bool taken;
    Edition *edition = begin(*state);
    put(edition, "c/fa-01/2026-10/data.zip", "data");
    put(edition, "c/fa-01/2026-10/index.html", "page");
    commit(edition, OCTOBER);
    edition = begin(*state);
    assert_true(folder_make(path_of(edition, "c/fa-01/2026-10"), &err));
    assert_true(file_write(path_of(edition, "c/fa-01/2026-10/data.zip"), "data", 4, &err));
    assert_true(file_write(path_of(edition, "c/fa-01/2026-10/index.html"), "pa", 2, &err));
    assert_true(edition_take(edition, folder, 1, false, &taken, &err) && taken);
    put(edition, "index.html", "two");
    commit(edition, OCTOBER);
    assert_string_equal(content(*state, "site/c/fa-01/2026-10/data.zip"), "data");
    assert_string_equal(content(*state, "site/c/fa-01/2026-10/index.html"), "page");
}

static void earlier_periods_keep_their_addresses_and_bytes(void **state)
{
    publish(*state, OCTOBER, "october");
    ino_t page = inode(*state, "site/c/fa-01/2026-10/index.html");
    publish(*state, OCTOBER + 1, "november");
    assert_int_equal(inode(*state, "site/c/fa-01/2026-10/index.html"), page);
    assert_string_equal(content(*state, "site/c/fa-01/2026-11/index.html"), "same every time");
    assert_non_null(strstr(content(*state, "site/MANIFEST"), "  c/fa-01/2026-10/MANIFEST\n"));
    assert_false(publish(*state, OCTOBER + 1, "november").changed);
}

/* Kept pages link to matters, and to the front page of a compound that is gone by now. */
static void what_kept_pages_link_to_is_kept_too(void **state)
{
    Edition *edition = begin(*state);
    Error err = {0};
    put(edition, "matter/a.html", "matter");
    put(edition, "c/gone/index.html", "front");
    put(edition, "c/gone/2026-10/index.html", "october");
    put(edition, "c/never/index.html", "front");
    put(edition, "index.html", "one");
    commit(edition, OCTOBER);
    edition = begin(*state);
    assert_true(edition_keep_history(edition, OCTOBER + 1, NULL, 0, &err));
    put(edition, "index.html", "two");
    assert_true(edition_keep_linked(edition, &err));
    commit(edition, OCTOBER + 1);
    assert_string_equal(content(*state, "site/matter/a.html"), "matter");
    assert_string_equal(content(*state, "site/c/gone/index.html"), "front");
    assert_false(file_exists(at(*state, "site/c/never/index.html")));
}

/* A worker that died over a kept page left a piece of it, which nothing notes. */
static void what_a_dead_worker_left_is_kept_as_it_was(void **state)
{
    Edition *edition = begin(*state);
    Error err = {0};
    put(edition, "matter/a.html", "matter");
    put(edition, "matter/b.html", "other");
    put(edition, "index.html", "one");
    commit(edition, OCTOBER);
    edition = begin(*state);
    put(edition, "index.html", "two");
    put(edition, "matter/b.html", "made again");
    assert_true(folder_make(path_of(edition, "matter"), &err));
    assert_true(file_write(path_of(edition, "matter/a.html"), "mat", 3, &err));
    assert_true(edition_keep_linked(edition, &err));
    commit(edition, OCTOBER + 1);
    assert_string_equal(content(*state, "site/matter/a.html"), "matter");
    assert_string_equal(content(*state, "site/matter/b.html"), "made again");
}

/* Of a month that is made again nothing lives on by itself: a notice whose row is gone. */
static void a_folder_that_is_made_again_keeps_nothing(void **state)
{
    Edition *edition = begin(*state);
    Error err = {0};
    const char *again[] = {"c/a1/2026-10/"};
    const char *paths[] = {"c/a1/2026-10/notices/old.pdf", "en/c/a1/2026-10/index.html",
                           "c/a12/2026-10/index.html", "c/a1/2026-09/index.html"};
    for (size_t i = 0; i < 4; i++)
        put(edition, paths[i], "%old");
    put(edition, "c/a1/2026-10/index.html", "old");
    commit(edition, OCTOBER);
    edition = begin(*state);
    assert_true(edition_keep_history(edition, OCTOBER + 1, again, 1, &err));
    put(edition, "c/a1/2026-10/index.html", "new");
    commit(edition, OCTOBER + 1);
    assert_string_equal(content(*state, "site/c/a1/2026-10/index.html"), "new");
    for (size_t i = 0; i < 4; i++)
        assert_int_equal(file_exists(at(at(*state, "site"), paths[i])), i >= 2);
}

static void abandoning_leaves_the_old_edition_and_nothing_else(void **state)
{
    publish(*state, OCTOBER, "one");
    Edition *edition = begin(*state);
    put(edition, "index.html", "half");
    edition_abandon(edition);
    assert_string_equal(content(*state, "site/index.html"), "one");
    char command[600];
    snprintf(command, sizeof command, "test $(ls -A %s/editions | wc -l) = 1", (char *)*state);
    assert_int_equal(system(command), 0);
}

static void two_runs_at_once_are_refused(void **state)
{
    int first, second;
    Error err = {0};
    assert_true(edition_lock(*state, &first, &err));
    assert_false(edition_lock(*state, &second, &err));
    assert_int_equal(err.code, ERR_LOCKED);
    edition_unlock(first);
    assert_true(edition_lock(*state, &second, &err));
    edition_unlock(second);
}

static void what_a_killed_run_left_is_removed(void **state)
{
    publish(*state, OCTOBER, "one");
    pid_t child = fork();
    if (child == 0) {
        Edition *edition = begin(*state);
        put(edition, "index.html", "half");
        kill(getpid(), SIGKILL);
    }
    waitpid(child, NULL, 0);
    publish(*state, OCTOBER, "two");
    char command[600];
    snprintf(command, sizeof command, "test $(ls -A %s/editions | wc -l) = 2", (char *)*state);
    assert_int_equal(system(command), 0);
    assert_string_equal(content(*state, "site/index.html"), "two");
}

/* Killed between the swap of the link and the chain's rename: the next run completes it. */
static void a_swap_that_was_cut_short_is_completed(void **state)
{
    const char *output = *state;
    publish(output, OCTOBER, "one");
    publish(output, OCTOBER, "two");
    char whole[4096], *line;
    strcpy(whole, content(output, "chain.log"));
    line = strchr(whole, '\n') + 1;
    assert_true(file_write(at(output, ".chain.log.new"), whole, strlen(whole), NULL));
    *line = '\0';
    assert_true(file_write(at(output, "chain.log"), whole, strlen(whole), NULL));
    assert_true(output_recover(output, NULL));
    assert_int_equal(strncmp(content(output, "chain.log"), whole, strlen(whole)), 0);
    assert_true(strlen(content(output, "chain.log")) > strlen(whole));
    assert_int_equal(access(at(output, ".chain.log.new"), F_OK), -1);
}

/* Killed between the rename of the folder and the swap: the folder goes, the old one stands. */
static void an_edition_that_was_never_shown_is_removed(void **state)
{
    const char *output = *state;
    publish(output, OCTOBER, "one");
    Arena *arena = arena_new();
    Chain chain;
    Buffer text = {0};
    assert_true(chain_read(arena, at(output, "chain.log"), &chain, NULL));
    buffer_put(&text, chain.bytes, chain.length);
    ChainLine line = {.kind = "publish", .id = "2026-10-ffffffffffff", .period = OCTOBER};
    memcpy(line.root, chain.lines[0].root, sizeof line.root);
    chain_append(&chain, &line, &text);
    assert_true(file_write(at(output, ".chain.log.new"), text.bytes, text.length, NULL));
    assert_true(file_write(at(output, "editions/2026-10-ffffffffffff/index.html"), "new", 3, NULL));
    assert_true(output_recover(output, NULL));
    assert_false(folder_exists(at(output, "editions/2026-10-ffffffffffff")));
    assert_string_equal(content(output, "chain.log"), chain.bytes);
    assert_string_equal(content(output, "site/index.html"), "one");
    buffer_free(&text);
    arena_free(arena);
}

/* A chain that cannot be looked for is not begun anew; one that was cut short is not carried on. */
static void a_chain_that_is_not_whole_is_not_carried_on(void **state)
{
    const char *output = *state;
    char command[1200];
    Error err = {0};
    Edition *edition;
    publish(output, OCTOBER, "one");
    snprintf(command, sizeof command, "cd %s && mv chain.log kept && ln -s chain.log chain.log",
             output);
    assert_int_equal(system(command), 0);
    assert_false(edition_begin(output, &edition, &err));
    assert_int_equal(err.code, ERR_FILE);
    snprintf(command, sizeof command, "cd %s && rm chain.log && : >chain.log", output);
    assert_int_equal(system(command), 0);
    assert_false(edition_begin(output, &edition, &err));
    assert_int_equal(err.code, ERR_DATA);
    assert_non_null(strstr(err.text, "被截短或换过；请从备份放回"));
    snprintf(command, sizeof command, "cd %s && mv kept chain.log && mv editions gone", output);
    assert_int_equal(system(command), 0);
    assert_false(edition_begin(output, &edition, &err));
    assert_int_equal(err.code, ERR_DATA);
    assert_non_null(strstr(err.text, "不见了；请从备份放回那个文件夹"));
    snprintf(command, sizeof command, "cd %s && rm -rf editions && mv gone editions", output);
    assert_int_equal(system(command), 0);
    publish(output, OCTOBER, "two");
    assert_string_equal(content(output, "site/index.html"), "two");
}

/* A worker that dies in the middle of a file must not leave half of it in the edition. */
static void a_half_written_file_is_dropped(void **state)
{
    Edition *edition = begin(*state);
    put(edition, "index.html", "one");
    char path[512];
    snprintf(path, sizeof path, "%s/c/fa-01/2026-10/bulletin.pdf", edition_folder(edition));
    assert_true(file_write(path, "%PDF-1.", 7, NULL));
    commit(edition, OCTOBER);
    assert_false(file_exists(at(*state, "site/c/fa-01/2026-10/bulletin.pdf")));
}

static void workers_write_at_the_same_time(void **state)
{
    Edition *edition = begin(*state);
    pid_t children[4];
    for (int w = 0; w < 4; w++) {
        children[w] = fork();
        if (children[w] == 0) {
            char path[60];
            for (int i = 0; i < 50; i++) {
                snprintf(path, sizeof path, "c/fa-%d/2026-10/f%d", w, i);
                if (!edition_write(edition, path, path, strlen(path), NULL))
                    _exit(1);
            }
            _exit(0);
        }
    }
    for (int w = 0, status; w < 4; w++) {
        waitpid(children[w], &status, 0);
        assert_int_equal(status, 0);
    }
    assert_int_equal(commit(edition, OCTOBER).files, 200);
}

/* One file, if it has the bytes that are wanted, on the disk too; not what was withdrawn. */
static void a_file_is_taken_over_by_its_hash(void **state)
{
    Error err = {0};
    char hash[65], other[65], line[128];
    bool taken;
    Edition *first = begin(*state);
    put(first, "data/a.json", "[]");
    put(first, "data/a.json-metadata.json", "{}");
    commit(first, OCTOBER);
    hash_bytes("[]", 2, hash);
    hash_bytes("{}", 2, other);
    ino_t node = inode(*state, "site/data/a.json");
    Edition *second = begin(*state);
    assert_true(edition_take_file(second, "data/b.json", hash, &taken, &err) && !taken);
    assert_true(edition_take_file(second, "data/a.json", other, &taken, &err) && !taken);
    assert_true(edition_take_file(second, "data/a.json", hash, &taken, &err) && taken);
    put(second, "index.html", "two");
    assert_int_equal(commit(second, OCTOBER).files, 2);
    assert_int_equal(inode(*state, "site/data/a.json"), node);

    snprintf(line, sizeof line, "file %s data/a.json\n", hash);
    assert_true(file_write(at(*state, "withdrawn.log"), line, strlen(line), &err));
    Edition *third = begin(*state);
    assert_true(edition_take_file(third, "data/a.json", hash, &taken, &err) && !taken);
    edition_abandon(third);
    unlink(at(*state, "withdrawn.log"));

    FILE *f = fopen(at(*state, "site/data/a.json"), "r+");
    fputs("{", f);
    fclose(f);
    Edition *fourth = begin(*state);
    assert_true(edition_take_file(fourth, "data/a.json", hash, &taken, &err) && !taken);
    assert_false(file_exists(path_of(fourth, "data/a.json")));
    edition_abandon(fourth);
}

/* Asked for while more are written, each is found as it was written last. */
static void any_of_many_files_is_found(void **state)
{
    Edition *edition = begin(*state);
    char path[40], text[40], hash[65], want[65];
    size_t bytes;
    for (int turn = 0; turn < 2; turn++)
        for (int i = 0; i < 1500; i++) {
            snprintf(path, sizeof path, "data/f%d", i);
            snprintf(text, sizeof text, "%d %d", turn, i);
            if (turn == 0)
                assert_false(edition_find(edition, path, hash, &bytes));
            put(edition, path, text);
            snprintf(path, sizeof path, "data/f%d", i / 2);
            snprintf(text, sizeof text, "%d %d", turn, i / 2);
            hash_bytes(text, strlen(text), want);
            assert_true(edition_find(edition, path, hash, &bytes));
            assert_string_equal(hash, want);
            assert_int_equal(bytes, strlen(text));
        }
    assert_false(edition_find(edition, "data/f", hash, &bytes));
    assert_false(edition_find(edition, "data/f15000", hash, &bytes));
    edition_abandon(edition);
}

/* A folder that one process writes: what is there is known, and noted when all of it is. */
static void a_folder_of_its_own_is_known_without_looking(void **state)
{
    Edition *edition = begin(*state);
    Error err = {0};
    char hash[65];
    size_t bytes;
    int64_t size = 0;
    const char *folder = "c/fa-01/2026-10/", *page = "c/fa-01/2026-10/index.html";
    assert_int_equal(edition_has(edition, page, &size), EDITION_ASK);
    assert_true(edition_own_folder(edition, folder, &err));
    assert_int_equal(edition_has(edition, page, &size), EDITION_LACKS);
    assert_int_equal(edition_has(edition, "c/fa-01/2026-09/index.html", &size), EDITION_ASK);
    put(edition, page, "twelve bytes");
    put(edition, "en/c/fa-01/2026-10/index.html", "another");
    put(edition, page, "eight b.");
    assert_int_equal(edition_has(edition, page, &size), EDITION_HAS);
    assert_int_equal(size, 8);
    assert_false(edition_find(edition, page, hash, &bytes));
    assert_true(edition_own_folder(edition, NULL, &err));
    assert_int_equal(edition_has(edition, page, &size), EDITION_ASK);
    assert_true(edition_find(edition, page, hash, &bytes));
    assert_int_equal(bytes, 8);
    assert_true(edition_own_folder(edition, "c/fb-01/2026-10/", &err));
    assert_int_equal(edition_has(edition, "c/fb-01/2026-10/index.html", &size), EDITION_LACKS);
    assert_true(edition_own_folder(edition, NULL, &err));
    assert_int_equal(commit(edition, OCTOBER).files, 2);
    assert_string_equal(content(*state, "site/c/fa-01/2026-10/index.html"), "eight b.");
}

/* The next worker begins anew, and what it does not write is not there. */
static void half_a_folder_of_a_dead_worker_is_dropped(void **state)
{
    Edition *edition = begin(*state);
    pid_t child = fork();
    if (child == 0) {
        edition_own_folder(edition, "c/fa-01/2026-10/", NULL);
        put(edition, "c/fa-01/2026-10/bulletin.pdf", "paper");
        put(edition, "c/fa-01/2026-10/index.html", "page");
        kill(getpid(), SIGKILL);
    }
    waitpid(child, NULL, 0);
    put(edition, "c/fa-01/2026-10/index.html", "could not be made");
    assert_int_equal(commit(edition, OCTOBER).files, 1);
    assert_string_equal(content(*state, "site/c/fa-01/2026-10/bulletin.pdf"), "");
    assert_string_equal(content(*state, "site/c/fa-01/2026-10/index.html"), "could not be made");
}

/* In the place of what was withdrawn may stand what says so: only the disk tells. */
static void after_a_withdrawal_the_disk_is_asked(void **state)
{
    Edition *edition;
    Error err = {0};
    int64_t size = 0;
    static const char line[] =
        "file 0000000000000000000000000000000000000000000000000000000000000000 "
        "c/fb-01/2026-10/index.html\n";
    assert_true(file_write(at(*state, "withdrawn.log"), line, strlen(line), &err));
    edition = begin(*state);
    assert_true(edition_own_folder(edition, "c/fa-01/2026-10/", &err));
    put(edition, "c/fa-01/2026-10/index.html", "page");
    assert_int_equal(edition_has(edition, "c/fa-01/2026-10/index.html", &size), EDITION_ASK);
    edition_abandon(edition);
}

/* The same content after another one is an edition of its own; both stay in the chain. */
static void going_back_to_old_content_is_a_new_line_of_the_chain(void **state)
{
    EditionResult a = publish(*state, OCTOBER, "one");
    publish(*state, OCTOBER, "two");
    EditionResult b = publish(*state, OCTOBER, "one");
    assert_true(b.changed);
    assert_int_equal(strncmp(b.id, a.id, strlen(a.id)), 0);
    assert_string_equal(b.id + strlen(a.id), "-2");
}

static void unsafe_paths_are_refused(void **state)
{
    static const char *const paths[] = {"../x",    "/x",   "a/../x", "a//b",
                                        ".hidden", "a\nb", "",       "a/"};
    Edition *edition = begin(*state);
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++)
        assert_false(edition_write(edition, paths[i], "x", 1, NULL));
    edition_abandon(edition);
}

static void modes_do_not_follow_the_umask(void **state)
{
    struct stat st;
    mode_t before = umask(0077);
    publish(*state, OCTOBER, "one");
    assert_true(output_report(*state, "run.json", "{}", 2, NULL));
    umask(before);
    stat(at(*state, "site/index.html"), &st);
    assert_int_equal(st.st_mode & 0777, 0644);
    stat(at(*state, "site/c/fa-01"), &st);
    assert_int_equal(st.st_mode & 0777, 0755);
    stat(at(*state, "report"), &st);
    assert_int_equal(st.st_mode & 0777, 0700);
    stat(at(*state, "report/run.json"), &st);
    assert_int_equal(st.st_mode & 0777, 0600);
}

static void a_site_that_is_no_link_is_not_touched(void **state)
{
    Edition *edition;
    Error err = {0};
    assert_true(file_write(at(*state, "site/index.html"), "own", 3, NULL));
    assert_false(edition_begin(*state, &edition, &err));
    assert_int_equal(err.code, ERR_FILE);
    assert_string_equal(content(*state, "site/index.html"), "own");
}

static void only_folders_of_compounds_have_manifests_of_their_own(void **state)
{
    (void)state;
    assert_int_equal(manifest_folder("c/fa-01/2026-10/index.html"), 16);
    assert_int_equal(manifest_folder("c/fa-01/index.html"), 0);
    assert_int_equal(manifest_folder("s/community/x/2026-10/index.html"), 0);
    assert_int_equal(manifest_folder("c/fa-01/2026-10"), 0);
}

/* --- files that were made in the folder ---------------------------------------- */

/* Two and a half blocks of what adopting reads at once. */
static char *large_text(char mark)
{
    size_t length = (size_t)5 << 19;
    char *text = malloc(length + 1);
    for (size_t i = 0; i < length; i++)
        text[i] = (char)('a' + i * 7 % 23);
    text[length - 1] = mark;
    text[length] = '\0';
    return text;
}

static bool adopt_large(Edition *edition, char mark, Error *err)
{
    char *text = large_text(mark);
    assert_true(file_write(at(edition_folder(edition), "data/a.csv"), text, strlen(text), err));
    free(text);
    return edition_adopt(edition, "data/a.csv", err);
}

static void what_was_made_in_the_folder_is_adopted(void **state)
{
    const char *output = *state;
    Error err = {0};
    ino_t nodes[3];
    for (int turn = 0; turn < 3; turn++) { /* new, the same, another last byte */
        Edition *edition = begin(output);
        char hash[65], want[65], *text = large_text(turn < 2 ? '1' : '2');
        size_t bytes;
        put(edition, "index.html", turn ? "two" : "one");
        assert_false(edition_find(edition, "data/a.csv", hash, &bytes));
        if (!adopt_large(edition, turn < 2 ? '1' : '2', &err))
            fail_msg("%s", err.text);
        assert_true(edition_find(edition, "data/a.csv", hash, &bytes));
        hash_bytes(text, strlen(text), want);
        assert_string_equal(hash, want);
        assert_int_equal(bytes, strlen(text));
        free(text);
        assert_true(commit(edition, OCTOBER).changed);
        assert_non_null(strstr(content(output, "site/MANIFEST"), want));
        nodes[turn] = inode(output, "site/data/a.csv");
    }
    assert_int_equal(nodes[0], nodes[1]);
    assert_int_not_equal(nodes[1], nodes[2]);
}

typedef struct {
    size_t bytes, ends;
    bool clean;
} Searched;

static void *search_begin(void *context, const char *path, const char *file)
{
    assert_string_equal(path, "data/a.csv");
    assert_true(file_exists(file));
    return context;
}

static bool search_feed(void *search, const void *bytes, size_t length, Error *err)
{
    Searched *s = search;
    (void)bytes;
    s->bytes += length;
    return s->clean || error_set(err, ERR_PRIVATE, "a name");
}

static bool search_end(void *search, Error *err)
{
    (void)err;
    ((Searched *)search)->ends++;
    return true;
}

static void every_adopted_byte_is_searched(void **state)
{
    const char *output = *state;
    Error err = {0};
    char hash[65];
    size_t bytes;
    Searched searched = {.clean = true};
    EditionSearch search = {search_begin, search_feed, search_end, &searched};
    Edition *edition = begin(output);
    edition_use_search(edition, &search);
    assert_true(adopt_large(edition, '1', &err));
    assert_int_equal(searched.bytes, (size_t)5 << 19);
    assert_int_equal(searched.ends, 1);
    searched.clean = false;
    assert_false(adopt_large(edition, '2', &err));
    assert_int_equal(err.code, ERR_PRIVATE);
    assert_int_equal(searched.ends, 2);
    edition_abandon(edition);

    /* What was withdrawn is not told again, and not there. */
    char *text = large_text('2');
    hash_bytes(text, strlen(text), hash);
    free(text);
    char line[128];
    snprintf(line, sizeof line, "file %s data/a.csv\n", hash);
    assert_true(file_write(at(output, "withdrawn.log"), line, strlen(line), &err));
    edition = begin(output);
    edition_use_search(edition, &search);
    if (!adopt_large(edition, '2', &err))
        fail_msg("%s", err.text);
    assert_false(edition_find(edition, "data/a.csv", hash, &bytes));
    assert_false(file_exists(at(edition_folder(edition), "data/a.csv")));
    edition_abandon(edition);
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
    const struct CMUnitTest tests[] = {
        TEST(an_edition_is_shown_with_its_manifests),
        TEST(a_list_of_editions_makes_no_edition),
        TEST(what_was_made_in_the_folder_is_adopted),
        TEST(every_adopted_byte_is_searched),
        TEST(unchanged_input_makes_no_edition),
        TEST(unchanged_files_are_shared_and_changed_ones_are_not),
        TEST(writing_a_path_twice_leaves_the_old_edition_alone),
        TEST(a_damaged_file_is_not_carried_into_the_new_edition),
        TEST(a_folder_is_taken_over_whole),
        TEST(what_a_dead_worker_left_is_taken_over_again),
        TEST(earlier_periods_keep_their_addresses_and_bytes),
        TEST(what_kept_pages_link_to_is_kept_too),
        TEST(what_a_dead_worker_left_is_kept_as_it_was),
        TEST(a_folder_that_is_made_again_keeps_nothing),
        TEST(abandoning_leaves_the_old_edition_and_nothing_else),
        TEST(two_runs_at_once_are_refused),
        TEST(what_a_killed_run_left_is_removed),
        TEST(a_chain_that_is_not_whole_is_not_carried_on),
        TEST(a_swap_that_was_cut_short_is_completed),
        TEST(an_edition_that_was_never_shown_is_removed),
        TEST(a_half_written_file_is_dropped),
        TEST(workers_write_at_the_same_time),
        TEST(a_file_is_taken_over_by_its_hash),
        TEST(any_of_many_files_is_found),
        TEST(a_folder_of_its_own_is_known_without_looking),
        TEST(half_a_folder_of_a_dead_worker_is_dropped),
        TEST(after_a_withdrawal_the_disk_is_asked),
        TEST(going_back_to_old_content_is_a_new_line_of_the_chain),
        TEST(unsafe_paths_are_refused),
        TEST(modes_do_not_follow_the_umask),
        TEST(a_site_that_is_no_link_is_not_touched),
        TEST(only_folders_of_compounds_have_manifests_of_their_own),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
