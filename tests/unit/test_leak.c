/* test_leak.c - what was read as private is found in every kind of finished file. */
#include "unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/file.h"
#include "data/secret.h"
#include "open_world.h"
#include "publish/leak.h"
#include "publish/leak_text.h"
#include "base/deflate.h"
#include "publish/pdf_text.h"
#include "render/sqlite.h"
#include "render/sqlitefile.h"
#include "render/zip.h"
#include "render/zipout.h"

#define NAME "岑小荻"
#define PHONE "13987654321"
#define LANDLINE "8412345"
#define CONTENT "楼上半夜拖家具影响休息"

typedef struct {
    World world;
    Import import;
    Config config;
    Leak *leak;
} Guard;

static void guard_new(Guard *g)
{
    static const char *const texts[] = {NAME, PHONE, LANDLINE, CONTENT};
    static const SecretKind kinds[] = {SECRET_NAME, SECRET_PHONE, SECRET_PHONE, SECRET_TEXT};
    *g = (Guard){.world = world("灯已修好")};
    static const FileReport files[] = {{.path = "input/问题台账.csv"}};
    g->import.data = g->world.data;
    g->import.files = files;
    g->import.file_count = 1;
    g->import.secrets = secrets_new();
    for (int i = 0; i < 4; i++)
        secrets_intern(g->import.secrets, kinds[i], texts[i], strlen(texts[i]));
    table_set(dataset_table(g->world.data, 1), 0, 3,
              secrets_intern(g->import.secrets, SECRET_NAME, NAME, strlen(NAME)));
    g->leak = leak_open(g->world.arena, &g->import, &g->config, "/nonexistent", NULL);
    assert_int_equal(leak_searched(g->leak), 4);
}

static void guard_free(Guard *g)
{
    secrets_free(g->import.secrets);
    world_free(&g->world);
}

static bool check(Guard *g, const char *path, const char *text, Error *err)
{
    *err = (Error){0};
    return leak_check(g->leak, path, text, strlen(text), err);
}

static void a_private_text_in_a_page_fails_and_is_not_repeated(void **state)
{
    (void)state;
    Guard g;
    Error err;
    guard_new(&g);
    assert_true(check(&g, "index.html", "<p>灯已修好</p>", &err));
    assert_false(check(&g, "c/lt-01/2026-10/index.html", "<p>\n反映人" NAME "</p>", &err));
    assert_int_equal(err.code, ERR_PRIVATE);
    assert_string_equal(
        err.text,
        "c/lt-01/2026-10/index.html 第2行：含有不公开的内容（姓名），本次没有发布；按私密读自 "
        "input/问题台账.csv 第2行 row 2 “电话” / a name would be published (line 2)");
    assert_false(check(&g, "bulletin.md", CONTENT, &err));
    assert_null(strstr(err.text, CONTENT));
    assert_false(check(&g, "feed.atom", "电话" PHONE "。", &err));
    assert_null(strstr(err.text, PHONE));
    assert_false(check(&g, "matter/" PHONE ".html", "x", &err));
    guard_free(&g);
}

static void numbers_in_their_own_columns_may_have_any_digits(void **state)
{
    (void)state;
    Guard g;
    Error err;
    guard_new(&g);
    assert_true(
        check(&g, "metrics.csv", "metric_id,numerator,value\nD01," LANDLINE "," PHONE "\n", &err));
    assert_true(check(&g, "data/issues.csv", "issue_id,cost\nA," LANDLINE "\n", &err));
    assert_true(
        check(&g, "data/issues.json", "[{\"issue_id\":\"A\",\"cost\":" LANDLINE "}]", &err));
    assert_true(check(&g, "metrics.json", "[{\"value\":\"" LANDLINE "\"}]", &err));
    assert_true(check(&g, "index.html", "<data value=\"" LANDLINE "\">841万</data>", &err));
    assert_true(check(&g, "index.html", LANDLINE ".50元", &err));
    assert_true(check(&g, "index.html", "ab" LANDLINE "cdef0123456789", &err));
    assert_true(check(&g, "MANIFEST", LANDLINE "  x\n", &err));
    /* but not a text column */
    assert_false(check(&g, "data/issues.csv", "issue_id,cost\n" LANDLINE ",1\n", &err));
    assert_non_null(strstr(err.text, "row 2, column 1"));
    assert_false(check(&g, "data/issues.json", "[{\"issue_id\":\"" LANDLINE "\"}]", &err));
    assert_false(check(&g, "data/issues.excel.csv",
                       "\xEF\xBB\xBF问题编号,金额（元）\r\n\"\t" LANDLINE "\",1\r\n", &err));
    assert_true(check(&g, "data/issues.excel.csv",
                      "\xEF\xBB\xBF问题编号,金额（元）\r\nA," LANDLINE "\r\n", &err));
    guard_free(&g);
}

/* Sixteen signs make a hash; fewer are a number with letters beside it. */
static void short_rows_of_hex_are_no_hash(void **state)
{
    (void)state;
    Guard g;
    Error err;
    guard_new(&g);
    assert_true(check(&g, "index.html", "abcde" LANDLINE "cdef", &err));
    assert_false(check(&g, "index.html", "abcd" LANDLINE "cdef", &err));
    assert_false(check(&g, "index.html", "a" LANDLINE, &err));
    assert_false(check(&g, "index.html", "abcdeg" LANDLINE "cdef", &err));
    /* nor do places that may have any digits have any text */
    assert_false(check(&g, "index.html", "<data value=\"" NAME "\">", &err));
    assert_false(check(&g, "index.html", "1." NAME, &err));
    assert_false(check(&g, "index.html", NAME ".5", &err));
    guard_free(&g);
}

/* What is searched for, as one hash: of all texts and kinds, whatever order they were read in. */
static void a_digest_is_of_what_is_searched_for(void **state)
{
    (void)state;
    static const struct {
        SecretKind kinds[2];
        const char *texts[2];
        bool same;
    } sets[] = {{{SECRET_NAME, SECRET_PHONE}, {NAME, PHONE}, true},
                {{SECRET_PHONE, SECRET_NAME}, {PHONE, NAME}, true},
                {{SECRET_NAME, SECRET_ID}, {NAME, PHONE}, false},
                {{SECRET_NAME, SECRET_PHONE}, {NAME, PHONE "0"}, false},
                {{SECRET_NAME, SECRET_NAME}, {NAME, NAME}, false}};
    char first[65], hex[65];
    for (size_t i = 0; i < sizeof sets / sizeof *sets; i++) {
        World w = world("灯已修好");
        Import import = {.data = w.data, .secrets = secrets_new()};
        Config config = {0};
        for (int k = 0; k < 2; k++)
            secrets_intern(import.secrets, sets[i].kinds[k], sets[i].texts[k],
                           strlen(sets[i].texts[k]));
        Leak *leak = leak_open(w.arena, &import, &config, "/nonexistent", NULL);
        assert_int_equal(leak_searched(leak), i < 4 ? 2 : 1);
        leak_digest(leak, hex);
        if (i == 0)
            strcpy(first, hex);
        assert_int_equal(strcmp(first, hex) == 0, sets[i].same);
        secrets_free(import.secrets);
        world_free(&w);
    }
}

static void archives_and_databases_are_opened(void **state)
{
    (void)state;
    Guard g;
    Error err = {0};
    Buffer zip = {0};
    guard_new(&g);
    ZipArchive *archive = zip_archive_new(20000);
    static const char bad[] = "issue_id,public_summary\nA," NAME "\n";
    zip_archive_add(archive, "issues.csv", bad, sizeof bad - 1);
    assert_true(zip_archive_finish(archive, &zip, &err));
    assert_false(leak_check(g.leak, "data/data.zip", zip.bytes, zip.length, &err));
    assert_non_null(strstr(err.text, "data/data.zip → issues.csv"));
    set_text(&g.world, dataset_table(g.world.data, 1), 0, 10, "请联系" NAME);
    Value raw = {.kind = VALUE_MAP};
    Config config = {.publisher = "枫岸区", .contact = "", .raw = &raw};
    DataFile files[] = {{.path = "issues.csv", .format = "csv", .fields = &g.world.issues}};
    DataPackage package = {.config = &config, .files = files, .count = 1};
    ScopeSet scopes = {0};
    FigureSet *figures = figures_new(g.world.arena, &scopes, NULL, 0);
    figures_finish(figures);
    char path[] = "/tmp/gongkai-leak-XXXXXX";
    int fd = mkstemp(path);
    assert_true(fd >= 0);
    close(fd);
    assert_true(sqlite_write(&package, figures, path, &err));
    char *bytes;
    size_t length;
    assert_true(file_read(path, 1 << 24, &bytes, &length, &err));
    assert_false(leak_check(g.leak, "data/data.sqlite", bytes, length, &err));
    free(bytes);
    unlink(path);
    buffer_free(&zip);
    guard_free(&g);
}

/* --- piece by piece --- */

/* Whether the file is clean when it comes in pieces of `step` bytes. */
static bool feed_file(Guard *g, const char *path, const char *file, const char *bytes,
                      size_t length, size_t step, Error *err)
{
    *err = (Error){0};
    void *search = leak_begin(g->leak, path, file);
    bool ok = true;
    for (size_t at = 0; ok && at < length; at += step)
        ok = leak_feed(search, bytes + at, length - at < step ? length - at : step, err);
    return leak_end(search, ok ? err : NULL) && ok;
}

static const size_t steps[] = {1, 2, 3, 7, 16, 61, 1000, 4096, 5000, 1 << 20};

static void expect_pieces(Guard *g, const char *path, const char *text, bool clean)
{
    Error err;
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
        if (feed_file(g, path, "", text, strlen(text), steps[i], &err) != clean)
            fail_msg("%s in pieces of %zu: %s", path, steps[i], err.text);
        assert_int_equal(err.code, clean ? ERR_NONE : ERR_PRIVATE);
    }
}

static void what_stands_across_two_pieces_is_found(void **state)
{
    (void)state;
    Guard g;
    Error err;
    guard_new(&g);
    expect_pieces(&g, "data/issues.csv",
                  "issue_id,public_summary\nA,灯\nB,\"两行\n请联系" NAME "\"\nC,好\n", false);
    expect_pieces(&g, "data/issues.csv", "issue_id,public_summary\nA,灯\nB," NAME, false);
    expect_pieces(&g, "data/issues.excel.csv",
                  "\xEF\xBB\xBF问题编号,公开摘要\r\nA,好\r\n\"\t" LANDLINE "\",1\r\n", false);
    expect_pieces(&g, "data/issues.json",
                  "[\n{\"issue_id\":\"A\"},\n{\"issue_id\":\"" PHONE "\",\"cost\":1}\n]\n", false);
    expect_pieces(&g, "bulletin.md", "灯\n请打 13612345678\n", false);
    /* numbers in their own columns, and digits of two cells that stand side by side */
    expect_pieces(&g, "data/issues.csv", "issue_id,cost\nA," LANDLINE "\nB," PHONE "\n", true);
    expect_pieces(&g, "metrics.csv", "metric_id,value\nD01," LANDLINE "\n", true);
    expect_pieces(&g, "metrics.json", "[\n{\"value\":\"" LANDLINE "\"}\n]\n", true);
    static const char csv[] = "issue_id,public_summary\nA,\"一\n二\"\nB,好\nC," NAME "\n";
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
        assert_false(feed_file(&g, "data/issues.csv", "", csv, sizeof csv - 1, steps[i], &err));
        assert_non_null(strstr(err.text, "row 4, column 2"));
        assert_non_null(strstr(err.text, "input/问题台账.csv 第2行"));
    }
    guard_free(&g);
}

/* Whatever is passed before it: short rows and long ones, lines in quotes, quotes in quotes. */
static void the_row_of_a_leak_is_counted_right(void **state)
{
    (void)state;
    Guard g;
    Buffer text = {0};
    guard_new(&g);
    buffer_text(&text, "issue_id,public_summary\n");
    for (int row = 2; row <= 400; row++) {
        if (row % 5 == 0) {
            buffer_text(&text, "A,\"");
            for (int i = 0; i < row; i++)
                buffer_text(&text, i % 7 == 3 ? "\n" : i % 31 == 5 ? "\"\"" : "灯");
            buffer_text(&text, "\"\n");
        } else {
            buffer_printf(&text, "B%d,%s\n", row, row % 3 ? "好" : "");
        }
        if (row % 40 > 1)
            continue;
        Buffer whole = {0};
        char expected[64];
        buffer_put(&whole, text.bytes, text.length);
        buffer_text(&whole, "C,");
        for (int i = 0; i < row % 61; i++)
            buffer_text(&whole, "请联系");
        buffer_text(&whole, NAME "\nD,好");
        snprintf(expected, sizeof expected, "row %d, column 2", row + 1);
        for (size_t i = 5; i < sizeof steps / sizeof *steps; i++) {
            Error err = {0};
            assert_false(
                feed_file(&g, "data/issues.csv", "", whole.bytes, whole.length, steps[i], &err));
            if (!strstr(err.text, expected))
                fail_msg("%s: %s", expected, err.text);
        }
        buffer_free(&whole);
    }
    buffer_free(&text);
    guard_free(&g);
}

/* A zip on disk that holds `text` as one entry, and its bytes. */
static char *zip_of(const char *path, const char *name, const char *text, size_t *length)
{
    ZipOut *zip;
    Error err = {0};
    char *bytes;
    assert_true(zipout_open(path, 20000, &zip, &err));
    zipout_entry(zip, name, 0);
    zipout_put(zip, text, strlen(text));
    assert_true(zipout_close(zip, &err));
    assert_true(file_read(path, 1 << 24, &bytes, length, &err));
    return bytes;
}

/* The name lies across the blocks in which an entry is unpacked. */
static void what_stands_across_two_blocks_of_an_entry_is_found(void **state)
{
    (void)state;
    Guard g;
    Error err;
    char path[] = "/tmp/gongkai-leak-XXXXXX";
    guard_new(&g);
    close(mkstemp(path));
    for (size_t before = (1 << 18) - 12; before < (1 << 18) + 3; before++) {
        Buffer text = {0};
        size_t length;
        buffer_text(&text, "issue_id,public_summary\n");
        while (text.length < before - 2)
            buffer_text(&text, text.length % 64 == 0 ? "\n" : "a");
        buffer_text(&text, "\nB,");
        for (int leak = 0; leak < 2; leak++) {
            Buffer whole = {0};
            buffer_put(&whole, text.bytes, text.length);
            buffer_text(&whole, leak ? NAME "\n" : "无\n");
            char *bytes = zip_of(path, "issues.csv", whole.bytes, &length);
            assert_int_equal(feed_file(&g, "data/data.zip", path, bytes, length, 4096, &err),
                             !leak);
            free(bytes);
            buffer_free(&whole);
        }
        assert_non_null(strstr(err.text, "data/data.zip → issues.csv"));
        buffer_free(&text);
    }
    char *bytes;
    size_t length;
    bytes = zip_of(path, "说明.txt", "请打 13612345678", &length);
    assert_false(feed_file(&g, "data/data.zip", path, bytes, length, 100, &err));
    free(bytes);
    bytes = zip_of(path, "about " NAME ".txt", "x", &length);
    assert_false(feed_file(&g, "data/data.zip", path, bytes, length, 100, &err));
    free(bytes);
    unlink(path);
    guard_free(&g);
}

/* A database of one table whose one text is `text`, between two others. */
static char *database_of(const char *path, const char *text, SqliteTree tree, size_t *length)
{
    SqliteFile *file;
    Error err = {0};
    char *bytes;
    assert_true(sqlitefile_open(path, &file, &err));
    sqlitefile_begin(file, tree);
    for (int i = 0; i < 40; i++) {
        sqlitefile_text(file, "0", 1);
        if (i == 20)
            sqlitefile_text(file, text, strlen(text));
        else
            sqlitefile_text(file, "好", 3);
        sqlitefile_text(file, "9", 1);
        sqlitefile_row(file);
    }
    sqlitefile_entry(file, "table", "t", "t", sqlitefile_end(file), "CREATE TABLE t (a, b, c)");
    assert_true(sqlitefile_close(file, &err));
    assert_true(file_read(path, 1 << 24, &bytes, length, &err));
    return bytes;
}

/* In pieces of every size, and where its text lies on two pages itself. */
static void what_stands_across_two_pages_of_a_database_is_found(void **state)
{
    (void)state;
    Guard g;
    Error err;
    size_t length;
    char path[] = "/tmp/gongkai-leak-XXXXXX";
    guard_new(&g);
    close(mkstemp(path));
    for (size_t before = 0; before<9000; before += before> 440 && before < 3980 ? 59 : 5) {
        for (int leak = 0; leak < 2; leak++) {
            Buffer text = {0};
            while (text.length < before)
                buffer_char(&text, 'x');
            buffer_text(&text, leak ? NAME : "无");
            buffer_text(&text, "请联系");
            char *bytes = database_of(path, text.bytes,
                                      before % 2 ? SQLITEFILE_INDEX : SQLITEFILE_TABLE, &length);
            size_t step = before % 3 == 0 ? 4096 : before % 3 == 1 ? 1 << 20 : 6000;
            if (feed_file(&g, "data/data.sqlite", path, bytes, length, step, &err) == leak)
                fail_msg("behind %zu bytes, leak %d: %s", before, leak, err.text);
            free(bytes);
            buffer_free(&text);
        }
    }
    /* digits of the cells beside it are no part of it; a number that is a figure's is let be */
    char *bytes = database_of(path, LANDLINE, SQLITEFILE_TABLE, &length);
    assert_false(feed_file(&g, "data/data.sqlite", path, bytes, length, 4096, &err));
    free(bytes);
    bytes = database_of(path, "1" LANDLINE, SQLITEFILE_TABLE, &length);
    assert_true(feed_file(&g, "data/data.sqlite", path, bytes, length, 4096, &err));
    free(bytes);
    bytes = database_of(path, LANDLINE, SQLITEFILE_INDEX, &length);
    assert_true(feed_file(&g, "data/data.sqlite", path, bytes, length, 4096, &err));
    free(bytes);
    unlink(path);
    guard_free(&g);
}

/* Those that begin alike are told apart, the longest first, whichever bytes they are found by. */
static void texts_that_begin_alike_are_all_found(void **state)
{
    (void)state;
    static const char all[] = "楼上半夜拖家具影响休息请处理"; /* 14 characters, 42 bytes */
    Arena *arena = arena_new();
    Secret secrets[39];
    size_t count = 0;
    for (size_t length = 4; length <= 42; length++)
        secrets[count++] = (Secret){arena_copy(arena, all, length), length, SECRET_TEXT};
    for (size_t only = 0; only < count; only++) {
        SecretSearch *one = secret_search_new(arena, &secrets[only], 1);
        for (size_t tail = 0; tail < 5; tail++) {
            size_t at = 0;
            char *text =
                arena_printf(arena, "xxx%.*s%s", (int)secrets[only].length, all, &"yyyy"[4 - tail]);
            assert_ptr_equal(secret_search_next(one, text, strlen(text), &at), &secrets[only]);
            assert_int_equal(at, 3);
            at = 0;
            assert_null(secret_search_next(one, text, 3 + secrets[only].length - 1, &at));
        }
    }
    SecretSearch *search = secret_search_new(arena, secrets, count);
    for (size_t length = 4; length <= 42; length++) {
        size_t at = 0;
        char *text = arena_printf(arena, "%.*s|", (int)length, all);
        assert_int_equal(secret_search_next(search, text, strlen(text), &at)->length, length);
    }
    arena_free(arena);
}

static void ids_and_mobiles_are_found_though_nobody_read_them(void **state)
{
    (void)state;
    Guard g;
    Error err;
    guard_new(&g);
    assert_false(check(&g, "index.html", "请打 13612345678", &err));
    assert_false(check(&g, "index.html", "证号 11010519491231002X", &err));
    assert_true(check(&g, "index.html", "证号 110105194912310021", &err)); /* wrong check digit */
    /* The same numbers written otherwise. */
    assert_false(check(&g, "index.html", "请打 １３６１２３４５６７８", &err));
    assert_false(check(&g, "index.html",
                       "请打 136\xE2\x80\x8B"
                       "12345678",
                       &err));
    assert_false(check(&g, "index.html", "<p>请打 &#49;3612345678</p>", &err));
    assert_true(check(&g, "index.html", "共１２０户&#39;", &err));
    /* A public cell may hold an office's own mobile. */
    dataset_intern(g.world.data, "13612345678", 11);
    assert_true(check(&g, "index.html", "请打 13612345678", &err));
    guard_free(&g);
}

/* A minimal PDF in the manner of render/pdf: glyph numbers, ToUnicode, a title in UTF-16. */
static const char pdf[] =
    "%PDF-1.4\n"
    "1 0 obj\n<< /Title <FEFF53CC67D053CD6620> >>\nendobj\n"
    "2 0 obj\n<< /Font << /F1 3 0 R /F2 6 0 R >> >>\nendobj\n"
    "4 0 obj\n<< /Length 9 >>\nstream\n"
    "2 beginbfchar\n<0001><5C91>\n<0002><5C0F>\nendbfchar\n1 beginbfrange\n<0003><0004><837B>\n"
    "endbfrange\nendstream\nendobj\n"
    "3 0 obj\n<< /Type /Font /ToUnicode 4 0 R >>\nendobj\n"
    "5 0 obj\n<< /Length 9 >>\nstream\n"
    "BT/F1 12 Tf 1 2 Td\n[<0001>-250<00020003>]TJ ET\nBT/F2 12 Tf <0001> Tj ET\n"
    "endstream\nendobj\n";

static void the_text_of_a_pdf_is_read_through_its_fonts(void **state)
{
    (void)state;
    Guard g;
    Error err = {0};
    Buffer text = {0};
    guard_new(&g);
    assert_true(pdf_text(pdf, sizeof pdf - 1, &text, &err));
    assert_non_null(strstr(text.bytes, NAME));
    assert_non_null(strstr(text.bytes, "双某反映"));
    assert_false(leak_check(g.leak, "c/lt-01/2026-10/bulletin.pdf", pdf, sizeof pdf - 1, &err));
    buffer_free(&text);
    guard_free(&g);
}

/* The title and the fonts of render/pdf/save.h lie in an object stream, deflated. */
static void objects_in_a_stream_are_read_too(void **state)
{
    (void)state;
    static const char objects[] = "1 0 2 35 3 60\n<< /Title <FEFF53CC67D053CD6620>>>\n"
                                  "<</Font<</F1 3 0 R>>>>                \n"
                                  "<</Type/Font/ToUnicode 4 0 R>>\n";
    Error err = {0};
    Buffer packed = {0}, file = {0}, text = {0};
    deflate_bytes(DEFLATE_ZLIB, 6, objects, sizeof objects - 1, &packed);
    buffer_text(&file, "%PDF-1.7\n4 0 obj\n<</Length 44>>\nstream\n1 beginbfchar\n<0001><5C91>\n"
                       "endbfchar\n\nendstream\nendobj\n5 0 obj\n<</Length 29>>\nstream\n"
                       "BT/F1 12 Tf 1 2 Td\n<0001>Tj ET\nendstream\nendobj\n");
    for (int broken = 0; broken < 2; broken++) {
        Buffer whole = {0};
        buffer_put(&whole, file.bytes, file.length);
        buffer_printf(
            &whole,
            "6 0 obj\n<</Type/ObjStm/N 3/First %d/Filter/FlateDecode/Length %zu>>\nstream\n",
            broken ? 100000 : 14, packed.length);
        buffer_put(&whole, packed.bytes, packed.length);
        buffer_text(&whole, "\nendstream\nendobj\n");
        buffer_clear(&text);
        assert_int_equal(pdf_text(whole.bytes, whole.length, &text, &err), !broken);
        if (!broken) {
            assert_non_null(strstr(text.bytes, "双某反映"));
            assert_non_null(strstr(text.bytes, "岑"));
        }
        buffer_free(&whole);
    }
    buffer_free(&packed);
    buffer_free(&file);
    buffer_free(&text);
}

/* 高兴 may be a name, but it is also a word of the program. */
static void names_that_are_words_of_the_program_are_not_searched_for(void **state)
{
    (void)state;
    Guard g;
    char folder[] = "/tmp/gongkai-leak-XXXXXX";
    char path[80];
    guard_new(&g);
    assert_non_null(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/themes/default/words.html", folder);
    assert_true(file_write(path, "我是" NAME "。", strlen("我是" NAME "。"), NULL));
    Leak *leak = leak_open(g.world.arena, &g.import, &g.config, folder, folder);
    assert_int_equal(leak_searched(leak), 3);
    folder_remove(folder, NULL);
    guard_free(&g);
}

/* The office's own telephone in gongkai.lua is printed on every page. */
static void what_the_office_configured_may_be_printed(void **state)
{
    (void)state;
    Guard g;
    Error err;
    guard_new(&g);
    g.config.contact = "请打13612345678或" LANDLINE;
    g.leak = leak_open(g.world.arena, &g.import, &g.config, "/nonexistent", NULL);
    assert_int_equal(leak_searched(g.leak), 3);
    assert_true(check(&g, "index.html", "联系方式：请打13612345678或" LANDLINE, &err));
    assert_false(check(&g, "index.html", "请打 13612345679", &err));
    guard_free(&g);
}

/* Heads are asked for again and again: each name keeps its own answer, however many there are. */
static void every_column_keeps_its_answer(void **state)
{
    (void)state;
    Guard g;
    char name[32];
    guard_new(&g);
    for (int turn = 0; turn < 2; turn++) {
        for (int i = 0; i < 3000; i++) { /* more than are remembered, and many in one place */
            snprintf(name, sizeof name, "column_%d", i);
            assert_true(leak_column_is_text(g.leak, name, strlen(name)));
            assert_false(leak_column_is_text(g.leak, "denominator", 11));
            assert_false(leak_column_is_text(g.leak, "value", 5));
        }
    }
    guard_free(&g);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_private_text_in_a_page_fails_and_is_not_repeated),
        cmocka_unit_test(numbers_in_their_own_columns_may_have_any_digits),
        cmocka_unit_test(short_rows_of_hex_are_no_hash),
        cmocka_unit_test(a_digest_is_of_what_is_searched_for),
        cmocka_unit_test(archives_and_databases_are_opened),
        cmocka_unit_test(what_stands_across_two_pieces_is_found),
        cmocka_unit_test(the_row_of_a_leak_is_counted_right),
        cmocka_unit_test(what_stands_across_two_blocks_of_an_entry_is_found),
        cmocka_unit_test(what_stands_across_two_pages_of_a_database_is_found),
        cmocka_unit_test(texts_that_begin_alike_are_all_found),
        cmocka_unit_test(ids_and_mobiles_are_found_though_nobody_read_them),
        cmocka_unit_test(the_text_of_a_pdf_is_read_through_its_fonts),
        cmocka_unit_test(objects_in_a_stream_are_read_too),
        cmocka_unit_test(what_the_office_configured_may_be_printed),
        cmocka_unit_test(every_column_keeps_its_answer),
        cmocka_unit_test(names_that_are_words_of_the_program_are_not_searched_for),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
