/*
 * feed.c - Atom feeds (RFC 4287) of the whole edition, of each scope and of the corrections, and
 * the sitemap.
 *
 * Ids must stay when the site moves, so they are URNs made of the address below
 * the root, not of base_url. Times are the as-of day: the same input gives the same feed.
 */
#include "site/pages.h"

#include "base/hash.h"
#include "render/html.h"

#include <stdio.h>
#include <string.h>

enum { ENTRIES_MAX = 200, EDITIONS_MAX = 24 };

typedef struct {
    Site *site;
    Page *page; /* for words and dates; its path is the feed's */
    Buffer out;
} Feed;

/* A name-based URN (RFC 4122 form) of an address. */
static void put_id(Feed *feed, const char *address)
{
    char hex[65];
    hash_bytes(address, strlen(address), hex);
    buffer_printf(&feed->out, "<id>urn:uuid:%.8s-%.4s-5%.3s-8%.3s-%.12s</id>", hex, hex + 8,
                  hex + 12, hex + 15, hex + 18);
}

static void put_updated(Feed *feed, Day day)
{
    char text[16];
    buffer_printf(&feed->out, "<updated>%sT00:00:00+08:00</updated>", day_text(day, text));
}

static void put_link(Feed *feed, const char *rel, const char *address)
{
    const char *base = feed->site->in.config->base_url;
    buffer_printf(&feed->out, "<link rel=\"%s\" href=\"", rel);
    if (*base) {
        html_escape(&feed->out, base);
        if (base[strlen(base) - 1] != '/')
            buffer_char(&feed->out, '/');
    } else {
        html_escape(&feed->out, feed->page->root);
    }
    html_escape(&feed->out, address);
    buffer_text(&feed->out, "\"/>");
}

static void put_title(Feed *feed, const char *title)
{
    buffer_text(&feed->out, "<title>");
    html_escape(&feed->out, title);
    buffer_text(&feed->out, "</title>");
}

static void feed_begin(Feed *feed, const char *title, const char *self, const char *home)
{
    const Config *config = feed->site->in.config;
    buffer_text(&feed->out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                            "<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"zh-CN\">");
    put_title(feed, title);
    put_id(feed, self);
    put_updated(feed, feed->site->in.asof);
    put_link(feed, "self", self);
    put_link(feed, "alternate", home);
    buffer_text(&feed->out, "<author><name>");
    html_escape(&feed->out, *config->publisher ? config->publisher : title);
    buffer_text(&feed->out, "</name></author>\n");
}

static void put_entry(Feed *feed, const char *title, const char *address, Day day,
                      const char *summary)
{
    buffer_text(&feed->out, "<entry>");
    put_title(feed, title);
    put_id(feed, address);
    put_updated(feed, day);
    put_link(feed, "alternate", address);
    buffer_text(&feed->out, "<summary>");
    html_escape(&feed->out, summary);
    buffer_text(&feed->out, "</summary></entry>\n");
}

static void put_edition(Feed *feed, const Scope *scope, Month month)
{
    Arena *arena = feed->page->arena;
    const char *title =
        arena_printf(arena, "%s%s“四公开”公示", scope->name, page_month(feed->page, month));
    const char *address =
        arena_printf(arena, "%sindex.html", site_edition_folder(arena, scope, month));
    Day day = month == feed->site->in.period ? feed->site->in.asof : month_last(month);
    put_entry(feed, title, address, day,
              arena_printf(arena, "统计截至%s", page_day(feed->page, day)));
}

/* Those of the compounds of `scope`, NULL: all. */
static void put_changes(Feed *feed, const Scope *scope)
{
    const SiteInput *in = &feed->site->in;
    const ScopeSet *scopes = feed->site->scopes;
    Arena *arena = feed->page->arena;
    for (size_t i = 0, n = 0; i < in->change_count && n < ENTRIES_MAX; i++) {
        const SiteChange *change = &in->changes[i];
        if (scope && (change->compound < 0 || !scopes->scopes[change->compound].compound_count ||
                      !page_scope_has(scope, scopes->scopes[change->compound].compounds[0])))
            continue;
        const char *text = change->late_row ? arena_printf(arena, "补报：%s", change->what)
                                            : arena_printf(arena, "更正：%s，由%s改为%s",
                                                           change->what, change->from, change->to);
        char key[65];
        hash_bytes(text, strlen(text), key);
        put_entry(feed, text, arena_printf(arena, "corrections/index.html?%.10s", key),
                  change->day == DAY_MISSING ? in->asof : change->day,
                  change->reason ? change->reason : "");
        n++;
    }
}

static bool finish(Feed *feed, const char *path, SiteWrite write, void *context, Error *err)
{
    buffer_text(&feed->out, "</feed>\n");
    bool good = write(context, path, feed->out.bytes, feed->out.length, err);
    buffer_free(&feed->out);
    return good;
}

/* New editions of the compounds of `scope`, NULL: of all. */
static void put_compounds(Feed *feed, const Scope *scope)
{
    const ScopeSet *scopes = feed->site->scopes;
    for (size_t i = 0, entries = 0; i < scopes->count && entries < ENTRIES_MAX; i++) {
        const Scope *compound = &scopes->scopes[i];
        if (compound->level != LEVEL_COMPOUND || !compound->compound_count ||
            (scope && !page_scope_has(scope, compound->compounds[0])))
            continue;
        put_edition(feed, compound, feed->site->in.period);
        entries++;
    }
}

static bool all_feed(Site *site, SiteWrite write, void *context, Error *err)
{
    Page page;
    page_begin(&page, site, "zh", "feed.atom", "");
    Feed feed = {.site = site, .page = &page};
    feed_begin(&feed, value_text(&page.model.value, "site_name", ""), "feed.atom", "index.html");
    put_changes(&feed, NULL);
    put_compounds(&feed, NULL);
    bool good = finish(&feed, "feed.atom", write, context, err);
    arena_free(page.arena);
    return good;
}

/* What was corrected or came late, and nothing else. */
static bool corrections_feed(Site *site, SiteWrite write, void *context, Error *err)
{
    Page page;
    page_begin(&page, site, "zh", "corrections/feed.atom", "");
    Feed feed = {.site = site, .page = &page};
    const char *name = value_text(&page.model.value, "site_name", "");
    feed_begin(&feed, arena_printf(page.arena, "%s：更正与补报", name), "corrections/feed.atom",
               "corrections/index.html");
    put_changes(&feed, NULL);
    bool good = finish(&feed, "corrections/feed.atom", write, context, err);
    arena_free(page.arena);
    return good;
}

/* A compound, or what lies above compounds: then with its compounds' new editions. */
static bool scope_feed(Site *site, int number, SiteWrite write, void *context, Error *err)
{
    const Scope *scope = &site->scopes->scopes[number];
    Page page;
    Arena *arena = arena_new();
    const char *folder = site_scope_folder(arena, scope);
    const char *path = arena_printf(arena, "%sfeed.atom", folder);
    page_begin(&page, site, "zh", path, scope->name);
    Feed feed = {.site = site, .page = &page};
    bool compound = scope->level == LEVEL_COMPOUND;
    feed_begin(
        &feed, arena_printf(arena, "%s“四公开”公示", scope->name), path,
        arena_printf(arena, "%sindex.html",
                     compound ? folder : site_edition_folder(arena, scope, site->in.period)));
    put_changes(&feed, scope);
    put_edition(&feed, scope, site->in.period);
    if (!compound)
        put_compounds(&feed, scope);
    Month periods[EDITIONS_MAX];
    size_t count = page_periods(&page, scope, periods, EDITIONS_MAX);
    for (size_t i = 0; i < count; i++)
        put_edition(&feed, scope, periods[i]);
    bool good = finish(&feed, path, write, context, err);
    arena_free(page.arena);
    arena_free(arena);
    return good;
}

/* Addresses in a sitemap are absolute: without base_url there is nothing to say. */
static bool sitemap(Site *site, SiteWrite write, void *context, Error *err)
{
    static const char *const pages[] = {
        "index.html",        "completeness/index.html", "method/index.html",     "data/index.html",
        "verify/index.html", "about/index.html",        "corrections/index.html"};
    Arena *arena = arena_new();
    Buffer out = {0};
    const char *base = site->in.config->base_url;
    const char *slash = *base && base[strlen(base) - 1] != '/' ? "/" : "";
    char day[16];
    day_text(site->in.asof, day);
    buffer_text(&out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                      "<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n");
    for (size_t i = 0; *base && i < 2 * (sizeof pages / sizeof *pages + site->scopes->count); i++) {
        const char *lang = i % 2 ? "en/" : "";
        size_t n = i / 2, plain = sizeof pages / sizeof *pages;
        const Scope *scope = n < plain ? NULL : &site->scopes->scopes[n - plain];
        const char *address =
            n < plain ? pages[n]
            : scope->level == LEVEL_COMPOUND
                ? arena_printf(arena, "%sindex.html", site_scope_folder(arena, scope))
                : arena_printf(arena, "%sindex.html",
                               site_edition_folder(arena, scope, site->in.period));
        buffer_text(&out, "<url><loc>");
        html_escape(&out, base);
        buffer_printf(&out, "%s%s%s</loc><lastmod>%s</lastmod></url>\n", slash, lang, address, day);
    }
    buffer_text(&out, "</urlset>\n");
    bool good = write(context, "sitemap.xml", out.bytes, out.length, err);
    buffer_free(&out);
    arena_free(arena);
    return good;
}

bool scope_feeds(Site *site, size_t part, size_t parts, SiteWrite write, void *context, Error *err)
{
    for (size_t i = part; i < site->scopes->count; i += parts)
        if (!scope_feed(site, (int)i, write, context, err))
            return false;
    return true;
}

bool feed_files(Site *site, SiteWrite write, void *context, Error *err)
{
    return all_feed(site, write, context, err) && corrections_feed(site, write, context, err) &&
           sitemap(site, write, context, err);
}
