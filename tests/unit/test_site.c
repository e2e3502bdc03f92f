/*
 * Pages of an invented district.
 *
 * GONGKAI_SITE_KEEP=1 leaves the written site in /tmp, to be looked at.
 */
#include "site_world.h"

#include <stdlib.h>
#include <unistd.h>

#include "site/pages.h"
#include "site/pinyin.h"

static bool world_write(void *context, const char *path, const void *bytes, size_t length,
                        Error *err)
{
    char full[512];
    snprintf(full, sizeof full, "%s/%s", ((World *)context)->folder, path);
    return file_write(full, bytes, length, err);
}

/* The whole edition: every scope's page in both languages, then the rest. */
static void world_publish(World *w)
{
    Error err = {0};
    Buffer out = {0};
    static const char *const langs[] = {"zh", "en"};
    assert_true(world_write(w, "data/issues.csv", "a,b\n", 4, &err));
    for (int s = 0; s < (int)w->scopes.count; s++) {
        const Scope *scope = &w->scopes.scopes[s];
        char *folder = site_edition_folder(w->arena, scope, month_of(2026, 10));
        assert_true(world_write(w, arena_printf(w->arena, "%sbulletin.pdf", folder), "x", 1, &err));
        for (int l = 0; l < 2; l++) {
            buffer_clear(&out);
            w->doc.lang = l ? "en" : "zh-CN";
            if (!site_edition_page(w->site, s == w->compound ? &w->doc : NULL, s, langs[l], &out,
                                   &err))
                fail_msg("%s", err.text);
            assert_true(
                world_write(w, arena_printf(w->arena, "%s%sindex.html", l ? "en/" : "", folder),
                            out.bytes, out.length, &err));
        }
    }
    w->doc.lang = "zh-CN";
    for (size_t part = SITE_PARTS; part-- > 0;)
        if (!site_pages(w->site, part, world_write, w, &err))
            fail_msg("%s", err.text);
    buffer_free(&out);
}

static char *world_read(World *w, const char *path)
{
    char *bytes, *copy;
    size_t length;
    Error err = {0};
    if (!file_read(path_join(w->arena, w->folder, path), 8 << 20, &bytes, &length, &err))
        fail_msg("%s", err.text);
    copy = arena_copy(w->arena, bytes, length);
    free(bytes);
    return copy;
}

static World world;

static int open_world(void **state)
{
    (void)state;
    world_open(&world);
    world_publish(&world);
    return 0;
}

static int close_world(void **state)
{
    (void)state;
    world_close(&world);
    return 0;
}

static void assert_holds(const char *page, const char *text)
{
    if (!strstr(page, text))
        fail_msg("'%s' is not there", text);
}

static void assert_lacks(const char *page, const char *text)
{
    if (strstr(page, text))
        fail_msg("'%s' is there", text);
}

static void slug_is_the_id_or_a_short_hash(void **state)
{
    (void)state;
    assert_string_equal(site_slug(world.arena, "lt-01"), "lt-01");
    assert_int_equal(strlen(site_slug(world.arena, "FA-01")), 10);
    assert_int_equal(strlen(site_slug(world.arena, "")), 10);
    assert_int_equal(strlen(site_slug(world.arena, "../x")), 10);
    const Scope town = {.level = LEVEL_COMMUNITY, .id = "市/区/街道/社区"};
    char *folder = site_edition_folder(world.arena, &town, month_of(2026, 10));
    assert_true(strncmp(folder, "s/community/", 12) == 0);
    assert_string_equal(folder + strlen(folder) - 9, "/2026-10/");
}

static void every_link_leads_somewhere(void **state)
{
    (void)state;
    Error err = {0};
    if (!site_check(world.folder, NULL, 0, 2, &err))
        fail_msg("%s", err.text);
}

static void broken_link_is_named(void **state)
{
    (void)state;
    Error err = {0};
    const char *bad = "<p id=\"here\"><a href=\"#here\">x</a><a href=\"nowhere.html\">y</a></p>";
    assert_true(world_write(&world, "zz/bad.html", bad, strlen(bad), &err));
    assert_false(site_check(world.folder, NULL, 0, 2, &err));
    assert_string_equal(err.text,
                        "zz/bad.html: link to 'nowhere.html' leads nowhere (1 broken links)");
    /* What was withdrawn may still be linked, and nothing else. */
    const char *const gone[] = {"zz/nowhere.html"}, *const other[] = {"zz/nowhere.htm"};
    assert_true(site_check(world.folder, gone, 1, 2, &err));
    assert_false(site_check(world.folder, other, 1, 1, &err));
    bad = "<a href=\"../method/index.html#Z99\">x</a>";
    assert_true(world_write(&world, "zz/bad.html", bad, strlen(bad), &err));
    assert_false(site_check(world.folder, NULL, 0, 2, &err));
    /* Of several the first page is named, whichever thread was first to read its own. */
    assert_true(world_write(&world, "aa/bad.html", bad, strlen(bad), &err));
    assert_false(site_check(world.folder, NULL, 0, 2, &err));
    assert_string_equal(err.text, "aa/bad.html: link to '../method/index.html#Z99' leads nowhere "
                                  "(2 broken links)");
    assert_true(folder_remove(path_join(world.arena, world.folder, "aa"), &err));
    bad = "<a href=\"../../outside.html\">x</a>";
    assert_true(world_write(&world, "zz/bad.html", bad, strlen(bad), &err));
    assert_false(site_check(world.folder, NULL, 0, 2, &err));
    assert_true(folder_remove(path_join(world.arena, world.folder, "zz"), &err));
}

static void pages_ask_nobody_and_run_nothing(void **state)
{
    (void)state;
    FileList files;
    Error err = {0};
    assert_true(folder_list(world.arena, world.folder, &files, &err));
    size_t pages = 0;
    for (size_t i = 0; i < files.count; i++) {
        size_t length = strlen(files.paths[i]);
        if (length < 5 || strcmp(files.paths[i] + length - 5, ".html") != 0)
            continue;
        char *page = world_read(&world, files.paths[i]);
        pages++;
        assert_holds(page, "content=\"default-src 'self'\"");
        assert_holds(page, "<main");
        assert_holds(page, "hreflang=\"en\"");
        assert_lacks(page, " style=\"");
        assert_lacks(page, "<style");
        assert_lacks(page, "src=\"http");
        assert_lacks(page, "<script>");
        assert_lacks(page, "=\"javascript:");
        assert_lacks(page, "\xE2\x80\xAE");
        const char *h1 = strstr(page, "<h1");
        assert_non_null(h1);
        assert_null(strstr(h1 + 1, "<h1"));
    }
    assert_true(pages > 30);
}

static void hostile_names_are_inert(void **state)
{
    (void)state;
    char *portal = world_read(&world, "index.html");
    assert_holds(portal, "&lt;script&gt;alert(1)&lt;/script&gt;");
    char *page = world_read(&world, "c/lt-01/2026-10/index.html");
    assert_holds(page, "&lt;script&gt;alert(1)&lt;/script&gt;");
}

static void portal_shows_the_smallest_common_scope(void **state)
{
    (void)state;
    char *portal = world_read(&world, "index.html");
    assert_holds(portal, "汀澜区小区四公开");
    assert_holds(portal, "data-figure=\"M01\"");
    assert_holds(portal, "data-scope=\"subdistrict:临溪市/汀澜区/青埠街道\"");
    assert_holds(portal, "芦汀苑");
    assert_holds(portal, "data-words=\"芦汀苑 鹭桥社区  lty\"");
    assert_true(strlen(portal) < 100000);
}

static void edition_page_carries_its_document(void **state)
{
    (void)state;
    char *page = world_read(&world, "c/lt-01/2026-10/index.html");
    assert_holds(page, "<h1 lang=\"zh-CN\">芦汀苑<span>2026年10月“四公开”公示</span></h1>");
    assert_holds(page, "征求意见稿");
    assert_holds(page, "href=\"../../../method/index.html#M01\"");
    assert_holds(page, "href=\"../../../c/lt-01/2026-10/bulletin.pdf\"");
    assert_holds(page, "<del>26件</del>");
    assert_holds(page, "12幢648套，业主612人，业委会已成立。");
    /* A matter's name leads to its course. */
    assert_holds(page, "<a href=\"../../../matter/");
}

static void scope_without_document_says_so(void **state)
{
    (void)state;
    char *page = world_read(&world, "c/qy-03/2026-10/index.html");
    assert_holds(page, "本期未能生成");
}

static void community_compares_its_compounds(void **state)
{
    (void)state;
    int town = scope_above(&world.scopes, world.compound, LEVEL_COMMUNITY);
    char *folder = site_edition_folder(world.arena, &world.scopes.scopes[town], month_of(2026, 10));
    char *page = world_read(&world, arena_printf(world.arena, "%sindex.html", folder));
    assert_holds(page, "观澜里");
    assert_lacks(page, "青屿花园");
    assert_holds(page, "18/20");
}

static void compound_page_shows_what_runs(void **state)
{
    (void)state;
    char *page = world_read(&world, "c/lt-01/index.html");
    assert_holds(page, "到11月3日，还剩3天");
    assert_holds(page, "10月20日起，共15日；10月31日是第12日");
    assert_holds(page, "<svg class=\"plot bars\"");
    char *english = world_read(&world, "en/c/lt-01/index.html");
    assert_holds(english, "Until 3 Nov, 3 days left");
}

/* The days that a built-in rule asks for count where nobody wrote down the end. */
static void posting_runs_as_long_as_its_rule_asks(void **state)
{
    (void)state;
    char *page = world_read(&world, "c/lt-01/index.html");
    assert_holds(page, "第3季度收费公示");
    assert_holds(page, "到11月10日，还剩10天");
    assert_lacks(page, "没有期限的张贴");
    assert_holds(world_read(&world, "c/lt-01/2026-10/index.html"), "到11月10日，还剩10天");
}

/* What each rule asked for adds up to all due items; an office's own title stays as entered. */
static void rules_are_counted_with_their_basis(void **state)
{
    (void)state;
    int month = 0, on_time = 0;
    for (size_t i = 0; i < world.due_count; i++)
        if (strcmp(world.due[i].rule_id, "R-1") == 0 &&
            day_month(world.due[i].due) == month_of(2026, 10)) {
            month++;
            on_time += world.due[i].on_time;
        }
    char *page = strstr(world_read(&world, "completeness/index.html"), "id=\"rules\"");
    assert_non_null(page);
    assert_holds(page, arena_printf(world.arena, "<span>%d/%d</span>", on_time, month));
    assert_holds(page, "《物业管理条例》第四十二条");
    assert_holds(page, "<span>0/2</span>"); /* R-9 in twelve months */
    page = strstr(world_read(&world, "en/completeness/index.html"), "id=\"rules\"");
    assert_holds(page, "<span>charges</span>");
    assert_holds(page, "<span lang=\"zh-CN\">物业企业基本情况</span>");
}

static void every_scope_has_a_feed_and_so_have_corrections(void **state)
{
    (void)state;
    char *feed = world_read(&world, "corrections/feed.atom");
    assert_holds(feed, "更正：2026年9月投诉总量，由26件改为23件");
    assert_lacks(feed, "“四公开”公示");
    for (size_t i = 0; i < world.scopes.count; i++) {
        const Scope *scope = &world.scopes.scopes[i];
        if (scope->level == LEVEL_COMPOUND)
            continue;
        feed = world_read(&world, arena_printf(world.arena, "%sfeed.atom",
                                               site_scope_folder(world.arena, scope)));
        bool holds = strcmp(scope->name, "枫岸社区") != 0; /* 芦汀苑 lies in the others */
        assert_true((strstr(feed, "由26件改为23件") != NULL) == holds);
        assert_true((strstr(feed, "芦汀苑2026年10月") != NULL) == holds);
    }
}

static void matter_says_how_far_it_has_come(void **state)
{
    (void)state;
    char *page = world_read(
        &world, arena_printf(world.arena, "matter/%s.html", site_slug(world.arena, "M-2")));
    assert_holds(page, "<li class=\"done\"><b><span class=\"n\" aria-hidden=\"true\">①</span>");
    assert_holds(page, "没有记录"); /* ② was left out */
    assert_holds(page, "还没有");   /* ④ */
    assert_holds(page, "办理中");   /* due in November */
}

static void nothing_after_as_of_has_happened(void **state)
{
    (void)state;
    char *address = arena_printf(world.arena, "matter/%s.html", site_slug(world.arena, "M-1"));
    char *page = world_read(&world, address);
    assert_holds(page, "2026年9月5日");
    assert_holds(page, "2026年11月20日"); /* a plan */
    assert_lacks(page, "2026年11月15日"); /* closed_on lies ahead */
}

static void method_names_every_metric(void **state)
{
    (void)state;
    char *page = world_read(&world, "method/index.html");
    assert_holds(page, "id=\"M01\"");
    assert_holds(page, "按期公开的项数/应公开的项数");
    assert_holds(page, "id=\"D06\"");
}

static void overdue_items_have_their_article(void **state)
{
    (void)state;
    char *page = world_read(&world, "completeness/index.html");
    assert_holds(page, "《物业管理条例》第四十二条");
    assert_holds(page, "没有公开");
    const char *list = strstr(page, "id=\"overdue\"");
    assert_non_null(list);
    const char *hanging = strstr(list, "物业企业基本情况");
    assert_non_null(hanging);
    assert_holds(hanging, "没有张贴");
    assert_null(strstr(hanging + 1, "物业企业基本情况"));
    assert_holds(world_read(&world, "c/lt-01/index.html"), "《物业管理条例》第四十二条");
}

static void pages_are_the_same_every_time(void **state)
{
    (void)state;
    Buffer one = {0}, two = {0};
    Error err = {0};
    assert_true(site_edition_page(world.site, &world.doc, world.compound, "zh", &one, &err));
    assert_true(site_edition_page(world.site, &world.doc, world.compound, "zh", &two, &err));
    assert_string_equal(one.bytes, two.bytes);
    buffer_free(&one);
    buffer_free(&two);
}

static void initials_of_names(void **state)
{
    (void)state;
    static const char *const cases[][2] = {{"芦汀苑", "lty"},
                                           {"7幢A座", "7caz 7zaz"},
                                           {"重阳里", "zyl cyl"},
                                           {"鹭洲新村", "lzxc"},
                                           {"（）·", ""}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        Buffer out = {0};
        buffer_text(&out, "");
        pinyin_initials(cases[i][0], &out);
        assert_string_equal(out.bytes, cases[i][1]);
        buffer_free(&out);
    }
}

/* A site asks once which earlier editions a scope has, so this one is opened with the edition
 * there. */
static void earlier_editions_are_linked_where_they_are(void **state)
{
    (void)state;
    static World other;
    Error err = {0};
    Buffer out = {0};
    const char *old = "c/lt-01/2026-07/index.html"; /* August was not published */
    world_open(&other);
    assert_true(world_write(&other, old, "x", 1, &err));
    assert_true(site_edition_page(other.site, &other.doc, other.compound, "zh", &out, &err));
    assert_holds(out.bytes, "<a href=\"../2026-07/index.html\">上一期：2026年7月</a>");
    assert_lacks(out.bytes, "2026-09");
    world_close(&other);
    buffer_free(&out);
}

/* Each month is a question to the file system for each scope, so none is put that is idle. */
static void no_edition_is_looked_for_before_the_first(void **state)
{
    (void)state;
    static World other;
    Error err = {0};
    for (int first = 7; first <= 8; first++) {
        Buffer out = {0};
        world_oldest = month_of(2026, first);
        world_open(&other);
        world_oldest = 0;
        assert_true(world_write(&other, "c/lt-01/2026-07/index.html", "x", 1, &err));
        assert_true(site_edition_page(other.site, &other.doc, other.compound, "zh", &out, &err));
        assert_int_equal(strstr(out.bytes, "2026-07/index.html") != NULL, first == 7);
        world_close(&other);
        buffer_free(&out);
    }
}

/* No page is heavy; the parts that it leads to, and theirs, hold every compound. How many have it.
 */
static size_t find_last(World *w, const char *page, const char *base, const char *last)
{
    size_t found = 0;
    if (strlen(page) > 100000)
        fail_msg("%s: %zu bytes", base, strlen(page));
    const char *rows = strstr(page, "<table class=\"stack parts\">");
    for (const char *at = rows; at && (at = strstr(at, "completeness/")); at++) {
        char path[200];
        snprintf(path, sizeof path, "%.*s", (int)strcspn(at, "\""), at);
        if (strcmp(path, "completeness/index.html") != 0)
            found += find_last(w, world_read(w, path), path, last);
    }
    return rows ? found : strstr(page, last) != NULL;
}

/* Which of the four is missing stands in the row, in words. */
static void a_gap_names_what_is_missing(void **state)
{
    (void)state;
    assert_holds(world_read(&world, "completeness/index.html"),
                 "<span class=\"lack\">缺②③④</span>");
    assert_holds(world_read(&world, "en/completeness/index.html"), "②③④ missing");
}

/* However many compounds: the first page stays small, and every compound can be found. */
static void front_page_stays_small(void **state)
{
    (void)state;
    static const size_t sizes[] = {14, 15, 32, 33, 36, 37, 40, 41, 106, 107, 400};
    static World other;
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        world_extra = sizes[i];
        Error err = {0};
        world_open(&other);
        assert_true(portal_pages(other.site, world_write, &other, &err));
        assert_true(completeness_pages(other.site, world_write, &other, &err));
        char *portal = world_read(&other, "index.html");
        if (strlen(portal) > 100000)
            fail_msg("%zu compounds: %zu bytes", sizes[i] + 4, strlen(portal));
        char last[64];
        snprintf(last, sizeof last, "云岸华庭东苑第%zu期", sizes[i] - 1);
        char *list = world_read(&other, "completeness/index.html");
        bool split = sizes[i] + 4 > 36;
        assert_int_equal(strstr(list, last) == NULL, split);
        assert_int_equal(find_last(&other, list, "completeness", last), 1);
        assert_holds(sizes[i] + 4 > 110 ? world_read(&other, "assets/search.js") : portal, last);
        world_close(&other);
    }
    world_extra = 0;
}

/* Signatures are only spoken of where the office has a key. */
static void verify_page_speaks_of_signatures_only_with_a_key(void **state)
{
    (void)state;
    static const char *const pages[] = {"verify/index.html", "en/verify/index.html"};
    for (size_t i = 0; i < 2; i++) {
        assert_holds(world_read(&world, pages[i]), i ? "are not signed" : "没有签名");
        assert_null(strstr(world_read(&world, pages[i]), "minisign"));
    }
    World own;
    world_open(&own);
    Config config = own.config;
    Value raw = {.kind = VALUE_MAP}, key = {.kind = VALUE_TEXT, .text = "office.key"};
    const char *names[] = {"key"};
    raw.keys = names;
    raw.items = &key;
    raw.count = 1;
    config.raw = &raw;
    own.site->in.config = &config;
    world_publish(&own);
    for (size_t i = 0; i < 2; i++)
        assert_holds(world_read(&own, pages[i]), "minisign -V -p gongkai.pub -m MANIFEST");
    world_close(&own);
}

/* An office's own files stand before the program's, one by one. */
static void own_theme_changes_single_files(void **state)
{
    (void)state;
    Error err = {0};
    char dir[] = "/tmp/gongkai-theme-XXXXXX";
    assert_non_null(mkdtemp(dir));
    const char *foot = "</main><footer>本单位页脚</footer></body></html>", *style = "body{}";
    assert_true(file_write(path_join(world.arena, dir, "themes/default/bottom.html"), foot,
                           strlen(foot), &err));
    assert_true(file_write(path_join(world.arena, dir, "themes/default/assets/site.css"), style,
                           strlen(style), &err));
    Site *shipped = world.site;
    SiteInput input = shipped->in;
    input.dir = dir;
    if (!site_open(&input, &world.site, &err))
        fail_msg("%s", err.text);
    char kept[sizeof world.folder];
    strcpy(kept, world.folder);
    snprintf(world.folder, sizeof world.folder, "%s/out", dir);
    world_publish(&world);
    assert_holds(world_read(&world, "index.html"), "本单位页脚");
    assert_string_equal(world_read(&world, "assets/site.css"), style);
    assert_holds(world_read(&world, "assets/site.js"), "gongkaiIndex");
    site_close(world.site);
    world.site = shipped;
    strcpy(world.folder, kept);

    const char *broken = "{{#rows}}";
    assert_true(file_write(path_join(world.arena, dir, "themes/default/portal.html"), broken,
                           strlen(broken), &err));
    Site *none = NULL;
    assert_false(site_open(&input, &none, &err));
    assert_string_equal(
        err.text,
        arena_printf(world.arena, "%s/themes/default: portal.html:1: section 'rows' is not closed",
                     dir));
    assert_true(folder_remove(dir, &err));
}

/* Keeps the pages called 404.html, hears the others. */
static bool keep_not_found(void *context, const char *path, const void *bytes, size_t length,
                           Error *err)
{
    (void)err;
    char **kept = context;
    if (strcmp(path, "404.html") == 0)
        kept[0] = arena_copy(world.arena, bytes, length);
    if (strcmp(path, "en/404.html") == 0)
        kept[1] = arena_copy(world.arena, bytes, length);
    if (strcmp(path, "en/method/index.html") == 0)
        kept[2] = arena_copy(world.arena, bytes, length);
    return true;
}

/* A server answers with it at any depth, below whatever folder the site stands in. */
static void not_found_is_whole_at_any_depth(void **state)
{
    (void)state;
    Error err = {0};
    char *kept[3] = {NULL};
    Config config = *world.site->in.config;
    config.base_url = "https://gongkai.example/open";
    SiteInput input = world.site->in;
    input.config = &config;
    Site *site = NULL;
    assert_true(site_open(&input, &site, &err));
    if (!site_pages(site, 0, keep_not_found, kept, &err))
        fail_msg("%s", err.text);
    site_close(site);
    assert_holds(kept[0], "href=\"/open/assets/site.css\"");
    assert_holds(kept[0], "<a class=\"brand\" href=\"/open/index.html\"");
    assert_holds(kept[1], "href=\"/open/assets/site.css\"");
    assert_holds(kept[1], "<a class=\"brand\" href=\"/open/en/index.html\"");
    assert_holds(kept[2], "hreflang=\"zh-CN\" href=\"https://gongkai.example/open/method/");
    assert_holds(kept[2], "href=\"../../assets/site.css\"");
    assert_holds(kept[2], "汀澜区小区四公开: four disclosures of residential compounds");

    /* Such links are followed too. */
    const char *page = "<a href=\"/open/method/index.html\">x</a>";
    assert_true(world_write(&world, "zz/a.html", page, strlen(page), &err));
    assert_true(site_check(world.folder, NULL, 0, 2, &err));
    page = "<a href=\"/open/nowhere.html\">x</a>";
    assert_true(world_write(&world, "zz/a.html", page, strlen(page), &err));
    assert_false(site_check(world.folder, NULL, 0, 2, &err));
    assert_true(folder_remove(path_join(world.arena, world.folder, "zz"), &err));
}

/* A page that lacked a size because the disk failed would be another page: the run must end. */
static void a_file_that_cannot_be_looked_at_is_told(void **state)
{
    (void)state;
    char root[] = "/tmp/gongkai-test-XXXXXX", loop[64];
    SiteFile found;
    Error err = {0};
    assert_non_null(mkdtemp(root));
    snprintf(loop, sizeof loop, "%s/loop", root);
    file_watch();
    assert_false(site_find_in_folder(root, "none", &found));
    assert_true(file_all_read(&err));
    assert_int_equal(symlink("loop", loop), 0);
    assert_false(site_find_in_folder(root, "loop", &found));
    assert_false(file_all_read(&err));
    file_watch();
    assert_true(folder_remove(root, &err));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(slug_is_the_id_or_a_short_hash),
        cmocka_unit_test(every_link_leads_somewhere),
        cmocka_unit_test(broken_link_is_named),
        cmocka_unit_test(no_edition_is_looked_for_before_the_first),
        cmocka_unit_test(pages_ask_nobody_and_run_nothing),
        cmocka_unit_test(not_found_is_whole_at_any_depth),
        cmocka_unit_test(hostile_names_are_inert),
        cmocka_unit_test(portal_shows_the_smallest_common_scope),
        cmocka_unit_test(edition_page_carries_its_document),
        cmocka_unit_test(scope_without_document_says_so),
        cmocka_unit_test(community_compares_its_compounds),
        cmocka_unit_test(compound_page_shows_what_runs),
        cmocka_unit_test(posting_runs_as_long_as_its_rule_asks),
        cmocka_unit_test(rules_are_counted_with_their_basis),
        cmocka_unit_test(every_scope_has_a_feed_and_so_have_corrections),
        cmocka_unit_test(matter_says_how_far_it_has_come),
        cmocka_unit_test(nothing_after_as_of_has_happened),
        cmocka_unit_test(method_names_every_metric),
        cmocka_unit_test(overdue_items_have_their_article),
        cmocka_unit_test(pages_are_the_same_every_time),
        cmocka_unit_test(initials_of_names),
        cmocka_unit_test(earlier_editions_are_linked_where_they_are),
        cmocka_unit_test(front_page_stays_small),
        cmocka_unit_test(a_gap_names_what_is_missing),
        cmocka_unit_test(verify_page_speaks_of_signatures_only_with_a_key),
        cmocka_unit_test(own_theme_changes_single_files),
        cmocka_unit_test(a_file_that_cannot_be_looked_at_is_told),
    };
    return cmocka_run_group_tests(tests, open_world, close_world);
}
