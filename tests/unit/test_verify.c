/* test_verify.c - whatever was done to a publication afterwards, verify says what. */
#include "unit.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/file.h"
#include "publish/changes.h"
#include "publish/edition.h"
#include "publish/output.h"
#include "publish/verify.h"

#define OCTOBER (2026 * 12 + 9)
#define DICTIONARY                                                                                 \
    "table,column,type,key,dates_row\n"                                                            \
    "issues,issue_id,id,true,false\n"                                                              \
    "issues,compound_id,id,false,false\n"                                                          \
    "issues,reported_on,date,false,true\n"                                                         \
    "issues,closed_on,date,false,false\n"                                                          \
    "issues,status,enumeration,false,false\n"                                                      \
    "issues,amount,money,false,false\n"                                                            \
    "metrics,D01,metric,,\n"
#define HEADER "issue_id,compound_id,reported_on,closed_on,status,amount\n"
#define METRICS                                                                                    \
    "metric_id,scope_level,scope_id,period,window,base_period,numerator,denominator,value,unit,"   \
    "state,reporting,expected,source\n"

static int setup(void **state)
{
    setenv("SOURCE_DATE_EPOCH", "1793491200", 1); /* the same chain whenever it is written */
    char *folder = strdup("/tmp/gongkai-verify-XXXXXX");
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

static void put(Edition *edition, const char *path, const char *text)
{
    Error err = {0};
    if (!edition_write(edition, path, text, strlen(text), &err))
        fail_msg("%s", err.text);
}

/* An edition with these issues and this number of complaints; its changes are declared or not. */
static void publish(const char *output, Month period, const char *rows, const char *metrics,
                    const SignKey *key, bool declare)
{
    Edition *edition;
    EditionResult result;
    Error err = {0};
    Arena *arena = arena_new();
    Changes changes = {0};
    Buffer text = {0};
    if (!edition_begin(output, &edition, &err))
        fail_msg("%s", err.text);
    edition_use_key(edition, key);
    put(edition, "data/dictionary.csv", DICTIONARY);
    buffer_printf(&text, HEADER "%s", rows);
    put(edition, "data/issues.csv", text.bytes);
    buffer_clear(&text);
    buffer_printf(&text, METRICS "%s", metrics);
    put(edition, "metrics.csv", text.bytes);
    put(edition, "c/fa-01/2026-10/index.html", "page");
    if (declare && edition_current(edition)[0])
        changes_find(arena, edition_current(edition), OCTOBER, edition_folder(edition), period,
                     &changes);
    buffer_clear(&text);
    changes_csv(&changes, &text);
    put(edition, "data/corrections.csv", text.bytes);
    if (!edition_commit(edition, period, &result, &err))
        fail_msg("%s", err.text);
    buffer_free(&text);
    arena_free(arena);
}

static void publish_two(const char *output, const SignKey *key)
{
    publish(output, OCTOBER, "A1,fa-01,2026-10-05,,open,12.00\n", "", key, true);
    publish(output, OCTOBER + 1, "A1,fa-01,2026-10-05,,open,12.00\nA2,fa-01,2026-11-02,,open,\n",
            "", key, true);
}

static void shell(const char *output, const char *command)
{
    char whole[1000];
    snprintf(whole, sizeof whole, "cd %s && %s", output, command);
    assert_int_equal(system(whole), 0);
}

/* The one finding that verify has, or "sound". */
static const char *verdict(Arena *arena, const char *output, const VerifyOptions *options)
{
    Verdict v;
    Error err = {0};
    if (!verify_output(arena, output, options, &v, &err))
        return arena_printf(arena, "error: %s", err.text);
    if (v.count == 0)
        return "sound";
    assert_non_null(strstr(v.findings[0].en, ": "));
    return v.findings[0].zh;
}

#define CHECK(output, words) CHECK_WITH(output, ((VerifyOptions){0}), words)
#define CHECK_WITH(output, given, words)                                                           \
    do {                                                                                           \
        Arena *arena_ = arena_new();                                                               \
        VerifyOptions options_ = given;                                                            \
        const char *said_ = verdict(arena_, output, &options_);                                    \
        if (!strstr(said_, words))                                                                 \
            fail_msg("'%s' does not say '%s'", said_, words);                                      \
        arena_free(arena_);                                                                        \
    } while (0)

static void what_was_published_is_sound(void **state)
{
    publish_two(*state, NULL);
    CHECK(*state, "sound");
    char site[300];
    snprintf(site, sizeof site, "%s/site", (char *)*state);
    CHECK(site, "sound"); /* a copy of one edition */
}

static void a_changed_file_is_named(void **state)
{
    publish_two(*state, NULL);
    shell(*state,
          "rm site/c/fa-01/2026-10/index.html; echo PAGE > site/c/fa-01/2026-10/index.html");
    CHECK(*state, "c/fa-01/2026-10/index.html：文件被改动过");
}

static void a_missing_file_is_named(void **state)
{
    publish_two(*state, NULL);
    shell(*state, "rm site/data/issues.csv");
    CHECK(*state, "data/issues.csv：文件不见了");
}

static void an_extra_file_is_named_even_a_hidden_one(void **state)
{
    publish_two(*state, NULL);
    shell(*state, "echo x > site/.htaccess");
    CHECK(*state, ".htaccess：多出来的文件");
}

static void a_manifest_mended_to_fit_is_found_by_the_chain(void **state)
{
    publish_two(*state, NULL);
    shell(*state,
          "cd site && rm metrics.csv && echo 1 > metrics.csv && h=$(sha256sum metrics.csv) && "
          "sed \"s/.*  metrics.csv/$h/\" MANIFEST > M && rm MANIFEST && mv M MANIFEST");
    CHECK(*state, "MANIFEST：清单被改动过");
}

/* The first edition's own copy of the chain is empty: taken away it is missed all the same. */
static void the_first_editions_empty_chain_is_missed(void **state)
{
    publish_two(*state, NULL);
    shell(*state, "rm editions/2026-10-*/chain.log");
    CHECK(*state, "这一期自带的链不见了");
}

static void a_broken_chain_names_the_line(void **state)
{
    publish_two(*state, NULL);
    shell(*state, "sed '1s/2026-10 /2026-09 /' chain.log > c && mv c chain.log");
    CHECK(*state, "第2行接不上前一行");
}

static void a_shortened_chain_is_found(void **state)
{
    publish_two(*state, NULL);
    shell(*state, "head -1 chain.log > c && mv c chain.log");
    CHECK(*state, "不是发布链的最后一期");
}

static void a_site_rolled_back_by_hand_is_found(void **state)
{
    publish_two(*state, NULL);
    shell(*state, "old=$(ls -d editions/2026-10*) && ln -sfn $old site");
    CHECK(*state, "不是发布链的最后一期");
}

static void an_old_copy_of_the_chain_shows_a_rollback_and_a_rewriting(void **state)
{
    char old[300], other[300];
    publish_two(*state, NULL);
    snprintf(old, sizeof old, "%s/kept.log", (char *)*state);
    snprintf(other, sizeof other, "%s/other", (char *)*state);
    shell(*state, "cp chain.log kept.log");
    CHECK_WITH(*state, ((VerifyOptions){.chain = old}), "sound");
    /* Everything is thrown away and published anew, as it was at first: sound in itself. */
    publish(other, OCTOBER, "A1,fa-01,2026-10-05,,open,12.00\n", "", NULL, true);
    CHECK(other, "sound");
    CHECK_WITH(other, ((VerifyOptions){.chain = old}), "退回到过去");
    publish(other, OCTOBER + 1, "A9,fa-01,2026-10-05,,open,99.00\n", "", NULL, true);
    CHECK_WITH(other, ((VerifyOptions){.chain = old}), "第2行与您留存的旧链不同");
}

static void a_hash_from_paper_is_looked_up(void **state)
{
    char root[65] = "";
    publish_two(*state, NULL);
    char path[300];
    snprintf(path, sizeof path, "%s/chain.log", (char *)*state);
    char *text;
    size_t length;
    assert_true(file_read(path, 1 << 16, &text, &length, NULL));
    memcpy(root, strstr(text, "2026-10 ") + 8, 12);
    free(text);
    CHECK_WITH(*state, ((VerifyOptions){.expect = root}), "sound");
    CHECK_WITH(*state, ((VerifyOptions){.expect = "0123456789ab"}), "没有哪一期");
    CHECK_WITH(*state, ((VerifyOptions){.expect = "0"}), "校验码太短");
    CHECK_WITH(*state, ((VerifyOptions){.expect = "2026-10 bulletin"}), "校验码太短或写错了");
    char groups[20];
    snprintf(groups, sizeof groups, "%.4s %.4s %.4s", root, root + 4, root + 8);
    for (char *c = groups; *c; c++)
        *c = (char)toupper(*c);
    CHECK_WITH(*state, ((VerifyOptions){.expect = groups}), "sound");
    CHECK_WITH(*state, ((VerifyOptions){.expect = "0000 0000 0000 0000"}), "sound");
}

static void signatures_are_checked(void **state)
{
    char secret[300], public[300], command[1300];
    SignKey key;
    Error err = {0};
    snprintf(secret, sizeof secret, "%s/k", (char *)*state);
    snprintf(public, sizeof public, "%s/k.pub", (char *)*state);
    assert_true(sign_key_make(secret, public, &err));
    assert_false(sign_key_make(secret, public, &err)); /* never over an old key */
    assert_true(sign_key_load(secret, &key, &err));
    shell(*state, "mv k.pub before && echo half >k.pub.new"); /* killed between its halves */
    assert_true(sign_key_make(secret, public, &err));
    shell(*state, "cmp before k.pub && rm before && test ! -e k.pub.new");
    publish_two(*state, &key);
    CHECK(*state, "sound");
    CHECK_WITH(*state, ((VerifyOptions){.key = public}), "sound");
    if (system("command -v minisign >/dev/null") == 0) {
        snprintf(command, sizeof command,
                 "cd %s && minisign -qV -H -p k.pub -m site/MANIFEST && "
                 "minisign -qV -H -p k.pub -m chain.log",
                 (char *)*state);
        assert_int_equal(system(command), 0);
    }
    shell(*state, "mkdir o && cp k.pub o/");
    shell(*state, "cp -a site/ copy && sed -i '4{s/^X/Y/;t;s/^./X/}' copy/MANIFEST.minisig");
    snprintf(command, sizeof command, "%s/copy", (char *)*state);
    CHECK(command, "MANIFEST：签名不对");
    shell(*state, "rm copy/MANIFEST.minisig");
    CHECK(command, "MANIFEST：没有签名");
    char other[300], other_public[300];
    snprintf(other, sizeof other, "%s/o/k2", (char *)*state);
    snprintf(other_public, sizeof other_public, "%s/o/k2.pub", (char *)*state);
    assert_true(sign_key_make(other, other_public, &err));
    CHECK_WITH(*state, ((VerifyOptions){.key = other_public}), "另一把密钥");
}

static void a_correction_that_was_not_declared_is_found(void **state)
{
    publish(*state, OCTOBER, "A1,fa-01,2026-10-05,,open,12.00\n", "", NULL, true);
    publish(*state, OCTOBER, "A1,fa-01,2026-10-05,,open,13.00\n", "", NULL, true);
    CHECK(*state, "sound");
    publish(*state, OCTOBER, "A1,fa-01,2026-10-05,,open,14.00\n", "", NULL, false);
    CHECK(*state, "issues A1 amount：改动了已公布的内容，却没有列入更正");
}

/* A page of October changed in November's edition: only where the chain says so. */
static void an_earlier_month_changes_as_a_declared_revision_only(void **state)
{
    static const char *const declared[] = {NULL, "c/fa-01/2026-10=2", "c/fa-02/2026-10=2"};
    static const char *const said[] = {"fa-01/2026-10：以前月份公布的内容变了", "sound",
                                       "fa-01/2026-10：以前月份公布的内容变了"};
    for (size_t i = 0; i < 3; i++) {
        char output[300];
        snprintf(output, sizeof output, "%s/%zu", (char *)*state, i);
        publish(output, OCTOBER, "", "", NULL, true);
        Edition *edition;
        EditionResult result;
        Error err = {0};
        assert_true(edition_begin(output, &edition, &err));
        put(edition, "c/fa-01/2026-10/index.html", "another page");
        assert_true(edition_keep(edition, "", &err));
        if (declared[i])
            edition_declare(edition, declared[i]);
        assert_true(edition_commit(edition, OCTOBER + 1, &result, &err));
        CHECK(output, said[i]);
    }
}

static void an_unfinished_run_leaves_it_sound(void **state)
{
    publish_two(*state, NULL);
    shell(*state, "cp chain.log .chain.log.new && head -1 chain.log > c && mv c chain.log");
    CHECK(*state, "sound");
}

static void nothing_published_is_an_error_of_use(void **state)
{
    CHECK(*state, "error: ");
}

static void an_edition_that_is_gone_is_found(void **state)
{
    publish_two(*state, NULL);
    shell(*state, "rm -r editions");
    CHECK(*state, "site：正在展示的一期不见了");
}

/* --- changes --------------------------------------------------------------------------- */

static Changes find(Arena *arena, const char *output, Month period, const char *rows,
                    const char *metrics, const char *after_rows, const char *after_metrics)
{
    char before[300], after[300], old[1000], new[1000];
    Changes changes;
    snprintf(before, sizeof before, "%s/before", output);
    snprintf(after, sizeof after, "%s/after", output);
    const char *const folders[] = {before, after};
    const char *const issues[] = {rows, after_rows}, *const figures[] = {metrics, after_metrics};
    for (int i = 0; i < 2; i++) {
        snprintf(old, sizeof old, HEADER "%s", issues[i]);
        snprintf(new, sizeof new, METRICS "%s", figures[i]);
        assert_true(
            file_write(path_join(arena, folders[i], "data/issues.csv"), old, strlen(old), NULL));
        assert_true(
            file_write(path_join(arena, folders[i], "metrics.csv"), new, strlen(new), NULL));
        assert_true(file_write(path_join(arena, folders[i], "data/dictionary.csv"), DICTIONARY,
                               strlen(DICTIONARY), NULL));
    }
    changes_find(arena, before, OCTOBER, after, period, &changes);
    return changes;
}

static void progress_is_no_correction(void **state)
{
    Arena *arena = arena_new();
    Changes c =
        find(arena, *state, OCTOBER + 1, "A1,fa-01,2026-10-05,,open,12.00\n", "",
             "A1,fa-01,2026-10-05,2026-11-03,closed,12.00\nA2,fa-01,2026-11-01,,open,\n", "");
    assert_int_equal(c.count, 0);
    arena_free(arena);
}

/* Published again in the same month with more cells filled: 补报, and no reason is asked for. */
static void completing_a_row_in_its_own_period_comes_late(void **state)
{
    Arena *arena = arena_new();
    Changes c = find(arena, *state, OCTOBER, "A1,fa-01,2026-10-05,,open,12.00\n", "",
                     "A1,fa-01,2026-10-05,2026-10-30,closed,12.00\n", "");
    assert_int_equal(c.count, 2);
    assert_string_equal(c.items[0].kind, "late");
    assert_string_equal(c.items[1].kind, "late");
    assert_int_equal(c.unexplained, 0);
    assert_false(c.only_corrections);
    c = find(arena, *state, OCTOBER, "A1,fa-01,2026-10-05,,open,12.00\n", "",
             "A1,fa-01,2026-10-05,,closed,12.00\n", "");
    assert_string_equal(c.items[0].kind, "changed");
    arena_free(arena);
}

static void a_changed_amount_a_late_row_and_a_lost_row_are_corrections(void **state)
{
    Arena *arena = arena_new();
    Changes c = find(arena, *state, OCTOBER + 1,
                     "A1,fa-01,2026-10-05,,open,12.00\nA3,fa-01,2026-10-06,,open,\n", "",
                     "A1,fa-01,2026-10-05,,open,\"12,5\"\nA2,fa-01,2026-10-09,,open,\n", "");
    Buffer text = {0};
    changes_csv(&c, &text);
    assert_string_equal(text.bytes,
                        "edition,kind,table,key,column,compound_id,period,from,to,reason,approver\n"
                        "2026-11,changed,issues,A1,amount,fa-01,2026-10,12.00,\"12,5\",,\n"
                        "2026-11,late,issues,A2,,fa-01,2026-10,,,,\n"
                        "2026-11,removed,issues,A3,,fa-01,2026-10,,,,\n");
    assert_int_equal(c.unexplained, 2);
    assert_false(c.only_corrections);
    buffer_free(&text);
    arena_free(arena);
}

static void a_figure_of_a_published_period_that_moves_is_a_correction(void **state)
{
    Arena *arena = arena_new();
    Changes c = find(arena, *state, OCTOBER, "A1,fa-01,2026-10-05,,open,12.00\n",
                     "D01,compound,fa-01,2026-10,month,,26,,26,件,ok,1,1,rows\n"
                     "D06,compound,fa-01,2026-10,month,,1,2,50,%,ok,1,1,rows\n",
                     "A1,fa-01,2026-10-05,,open,13.00\n",
                     "D01,compound,fa-01,2026-10,month,,23,,23,件,ok,1,1,rows\n"
                     "D06,compound,fa-01,2026-10,month,,2,4,50,%,ok,1,1,rows\n");
    ChangeReason reasons[] = {{"issues", "A1", "", "", "录入错误", "张主任"}};
    assert_true(c.only_corrections);
    assert_int_equal(c.unexplained, 3);
    changes_explain(arena, &c, reasons, 1);
    assert_int_equal(c.unexplained, 0); /* the figures follow from the row of their compound */
    Buffer text = {0};
    changes_csv(&c, &text);
    assert_non_null(strstr(text.bytes,
                           "2026-10,figure,metrics,D01|compound|fa-01|2026-10|month,value,"
                           "fa-01,2026-10,26,23,录入错误,张主任\n"));
    assert_non_null(strstr(text.bytes, "month,parts,fa-01,2026-10,1/2,2/4,录入错误"));
    buffer_free(&text);
    arena_free(arena);
}

/* metrics.csv speaks of its period and the 12 months before: what leaves that is not withdrawn. */
static void figures_outside_of_an_editions_months_are_no_corrections(void **state)
{
    Arena *arena = arena_new();
    Changes c =
        find(arena, *state, OCTOBER + 1, "", "D01,city,x,2025-10,month,,1,,1,件,ok,1,1,rows\n", "",
             "D01,city,x,2026-11,month,,1,,1,件,ok,1,1,rows\n");
    assert_int_equal(c.count, 0);
    c = find(arena, *state, OCTOBER - 1, "", "D01,city,x,2026-10,month,,1,,1,件,ok,1,1,rows\n", "",
             "D01,city,x,2025-09,month,,1,,1,件,ok,1,1,rows\n");
    assert_int_equal(c.count, 0);
    c = find(arena, *state, OCTOBER + 1, "", "D01,city,x,2025-11,month,,1,,1,件,ok,1,1,rows\n", "",
             "");
    assert_int_equal(c.count, 1);
    arena_free(arena);
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
    const struct CMUnitTest tests[] = {
        TEST(what_was_published_is_sound),
        TEST(a_changed_file_is_named),
        TEST(a_missing_file_is_named),
        TEST(an_extra_file_is_named_even_a_hidden_one),
        TEST(a_manifest_mended_to_fit_is_found_by_the_chain),
        TEST(the_first_editions_empty_chain_is_missed),
        TEST(a_broken_chain_names_the_line),
        TEST(a_shortened_chain_is_found),
        TEST(a_site_rolled_back_by_hand_is_found),
        TEST(an_old_copy_of_the_chain_shows_a_rollback_and_a_rewriting),
        TEST(a_hash_from_paper_is_looked_up),
        TEST(signatures_are_checked),
        TEST(a_correction_that_was_not_declared_is_found),
        TEST(an_earlier_month_changes_as_a_declared_revision_only),
        TEST(an_unfinished_run_leaves_it_sound),
        TEST(nothing_published_is_an_error_of_use),
        TEST(an_edition_that_is_gone_is_found),
        TEST(progress_is_no_correction),
        TEST(completing_a_row_in_its_own_period_comes_late),
        TEST(a_changed_amount_a_late_row_and_a_lost_row_are_corrections),
        TEST(figures_outside_of_an_editions_months_are_no_corrections),
        TEST(a_figure_of_a_published_period_that_moves_is_a_correction),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
