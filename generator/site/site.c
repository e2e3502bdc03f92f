/*
 * site.c - see site.h: the theme, the frame of every page, edition pages.
 */
#include "site/pages.h"

#include "base/file.h"
#include "base/hash.h"
#include "doc/format.h"
#include "render/datapackage.h"
#include "render/html.h"
#include "render/rich.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* Up to so many scopes are compared by the section script (scripts/sections/15-comparison.lua). */
enum { TEMPLATE_MAX_BYTES = 1 << 20, COMPARED_BY_DOCUMENT = 300, RUNNING_MAX = 8 };

/* --- addresses ------------------------------------------------------------------ */

char *site_slug(Arena *arena, const char *id)
{
    bool plain = *id != '\0';
    for (const char *p = id; *p; p++)
        plain = plain && ((*p >= 'a' && *p <= 'z') || (*p >= '0' && *p <= '9') || *p == '-');
    if (plain && strlen(id) <= 80)
        return arena_strdup(arena, id);
    char hex[65];
    hash_bytes(id, strlen(id), hex);
    return arena_copy(arena, hex, 10);
}

char *site_scope_folder(Arena *arena, const Scope *scope)
{
    const char *slug = site_slug(arena, scope->id);
    if (scope->level == LEVEL_COMPOUND)
        return arena_printf(arena, "c/%s/", slug);
    return arena_printf(arena, "s/%s/%s/", level_code(scope->level), slug);
}

char *site_edition_folder(Arena *arena, const Scope *scope, Month period)
{
    char month[16];
    return arena_printf(arena, "%s%s/", site_scope_folder(arena, scope), month_text(period, month));
}

bool site_find_in_folder(void *context, const char *path, SiteFile *out)
{
    char full[4096];
    struct stat facts;
    if (snprintf(full, sizeof full, "%s/%s", (const char *)context, path) >= (int)sizeof full)
        return false;
    if (stat(full, &facts) != 0) {
        file_note_trouble(full); /* else the page would only lack its size */
        return false;
    }
    if (!S_ISREG(facts.st_mode))
        return false;
    if (out)
        *out = (SiteFile){.size = facts.st_size};
    return true;
}

bool site_has(const Site *site, const char *path, SiteFile *out)
{
    return site->in.find && site->in.find(site->in.context, path, out);
}

/* --- the theme ---------------------------------------------------------------------- */

static bool add_templates(Site *site, const char *folder, Error *err)
{
    FileList list;
    if (!folder_list(site->arena, folder, &list, err))
        return false;
    for (size_t i = 0; i < list.count; i++) {
        size_t length = strlen(list.paths[i]);
        if (length < 6 || strcmp(list.paths[i] + length - 5, ".html") != 0)
            continue;
        char *bytes;
        char *path = path_join(site->arena, folder, list.paths[i]);
        if (!file_read(path, TEMPLATE_MAX_BYTES, &bytes, &length, err))
            return false;
        bool good = template_add(site->templates, list.paths[i], bytes, length, err);
        free(bytes);
        if (!good)
            return error_in(err, "%s", folder);
    }
    return true;
}

static bool read_theme(Site *site, Error *err)
{
    const char *name =
        site->in.config->theme && *site->in.config->theme ? site->in.config->theme : "default";
    if (strchr(name, '/') || name[0] == '.')
        return error_set(err, ERR_USAGE, "theme '%s' is no name", name);
    char *base = arena_printf(site->arena, "%s/themes/default", site->in.installed);
    char *installed = arena_printf(site->arena, "%s/themes/%s", site->in.installed, name);
    char *own = arena_printf(site->arena, "%s/themes/%s", site->in.dir, name);
    if (!folder_exists(installed) && !folder_exists(own))
        return error_set(err, ERR_USAGE, "there is no theme '%s'", name);
    /* A theme may change some files only: the default ones stand behind it. */
    if (!add_templates(site, base, err))
        return false;
    site->folders[0] = base;
    if (strcmp(installed, base) != 0 && folder_exists(installed)) {
        if (!add_templates(site, installed, err))
            return false;
        site->folders[1] = installed;
    }
    if (strcmp(own, base) != 0 && strcmp(own, installed) != 0 && folder_exists(own)) {
        if (!add_templates(site, own, err))
            return false;
        site->folders[1] = own;
    }
    return template_link(site->templates, err);
}

/* The smallest scope that holds every compound. */
static int top_scope(const ScopeSet *scopes)
{
    size_t all = 0;
    int top = -1;
    for (size_t i = 0; i < scopes->count; i++)
        all += scopes->scopes[i].level == LEVEL_COMPOUND;
    for (size_t i = scopes->count; i-- > 0;)
        if (scopes->scopes[i].level != LEVEL_COMPOUND && scopes->scopes[i].compound_count == all &&
            (top < 0 || scopes->scopes[i].level <= scopes->scopes[top].level))
            top = (int)i;
    return top;
}

bool site_open(const SiteInput *input, Site **out, Error *err)
{
    Arena *arena = arena_new();
    Site *site = ARENA_NEW(arena, Site);
    *site = (Site){.arena = arena, .in = *input, .scopes = figures_scopes(input->figures)};
    site->templates = template_set_new(arena);
    site->words[0] = words_build(arena, false);
    site->words[1] = words_build(arena, true);
    site->top = top_scope(site->scopes);
    running_find(site);
    matters_find(site);
    map_build(site);
    four_find(site);
    if (!read_theme(site, err)) {
        arena_free(arena);
        return false;
    }
    *out = site;
    return true;
}

void site_close(Site *site)
{
    if (site)
        arena_free(site->arena);
}

/* --- the frame of a page ---------------------------------------------------------------- */

const char *page_words(const Page *page, const char *zh, const char *en)
{
    return page->english ? en : zh;
}

const char *page_month(const Page *page, Month month)
{
    static const char *const names[] = {"January",   "February", "March",    "April",
                                        "May",       "June",     "July",     "August",
                                        "September", "October",  "November", "December"};
    if (month == MONTH_MISSING)
        return "";
    if (page->english)
        return arena_printf(page->arena, "%s %d", names[month_number(month) - 1],
                            month_year(month));
    return arena_printf(page->arena, "%d年%d月", month_year(month), month_number(month));
}

const char *page_day(const Page *page, Day day)
{
    return format_day(page->arena, day, page->english);
}

static const char *site_name(const Page *page)
{
    const Config *config = page->site->in.config;
    if (*config->name)
        return config->name;
    if (page->english)
        return "Four disclosures of residential compounds";
    return arena_printf(page->arena, "%s小区四公开", config->district);
}

/* "../" for each folder that the path lies in. */
static const char *way_up(Arena *arena, const char *path)
{
    size_t depth = 0;
    for (const char *p = path; *p; p++)
        depth += *p == '/';
    char *up = arena_alloc(arena, depth * 3 + 1);
    for (size_t i = 0; i < depth; i++)
        memcpy(up + 3 * i, "../", 4);
    return up;
}

/* "https://host/open/" -> "/open/": where the site stands on its host. */
static const char *base_path(Arena *arena, const char *base_url)
{
    const char *host = strstr(base_url, "://");
    const char *path = host ? strchr(host + 3, '/') : NULL;
    if (!path)
        return "/";
    return arena_printf(arena, "%s%s", path, path[strlen(path) - 1] == '/' ? "" : "/");
}

/* What search engines and messengers show below the title. */
static void put_description(Page *page)
{
    const Config *config = page->site->in.config;
    const char *title = value_text(&page->model.value, "title", "");
    const char *name = site_name(page);
    const char *month = page_month(page, page->site->in.period);
    const char *day = page_day(page, page->site->in.asof);
    Model *m = &page->model;
    if (page->english)
        model_printf(m, "description", "%s%s%s: four disclosures of residential compounds, %s.%s%s",
                     title, *title ? ", " : "", name, month, *day ? " As of " : "", day);
    else
        model_printf(m, "description", "%s%s%s，%s住宅小区“四公开”公示。%s%s%s%s%s", title,
                     *title ? "，" : "", name, month, *config->publisher ? config->publisher : "",
                     *config->publisher ? "发布" : "", *day && *config->publisher ? "，" : "",
                     *day ? "统计截至" : "", day);
}

void page_begin(Page *page, Site *site, const char *lang, const char *path, const char *title)
{
    Arena *arena = arena_new();
    const Config *config = site->in.config;
    *page = (Page){.site = site, .arena = arena, .lang = lang};
    page->english = strcmp(lang, "en") == 0;
    page->path = arena_strdup(arena, path);
    page->pages = way_up(arena, path);
    page->root = page->english ? arena_printf(arena, "../%s", page->pages) : page->pages;
    if (*config->base_url && strcmp(path, "404.html") == 0) {
        /* A server answers with this page at any depth: relative addresses would lead astray. */
        page->root = base_path(arena, config->base_url);
        page->pages = page->english ? arena_printf(arena, "%sen/", page->root) : page->root;
    }
    page->model = model_map(arena);
    Model *m = &page->model;
    model_text(m, "html_lang", page->english ? "en" : "zh-CN");
    model_bool(m, "english", page->english);
    model_text(m, "root", page->root);
    model_text(m, "pages", page->pages);
    model_text(m, "site_name", site_name(page));
    model_bool(m, "name_zh", page->english && *config->name);
    char month[16];
    model_text(m, "month", arena_strdup(arena, month_text(site->in.period, month)));
    model_text(m, "licence", datapackage_licence(config));
    model_text(m, "licence_url", datapackage_licence_url(config));
    model_text(m, "title", arena_strdup(arena, title));
    model_text(m, "publisher", config->publisher);
    model_text(m, "contact", config->contact);
    model_text(m, "other_lang", page->english ? "zh-CN" : "en");
    model_text(m, "other_name", page->english ? "中文" : "English");
    model_printf(m, "other_href", "%s%s%s", page->root, page->english ? "" : "en/", path);
    const char *home = page->root;
    if (*config->base_url) {
        const char *slash = config->base_url[strlen(config->base_url) - 1] == '/' ? "" : "/";
        home = arena_printf(arena, "%s%s", config->base_url, slash);
        model_printf(m, "canonical", "%s%s%s", home, page->english ? "en/" : "", path);
    }
    /* Search engines want these absolute. */
    model_printf(m, "zh_href", "%s%s", home, path);
    model_printf(m, "en_href", "%sen/%s", home, path);
    put_description(page);
    Model words = {.arena = arena, .value = site->words[page->english]};
    model_put(m, "w", &words);
}

bool page_render(Page *page, const char *template, Buffer *out, Error *err)
{
    bool good = template_render(page->site->templates, template, &page->model.value, out, err);
    arena_free(page->arena);
    return good;
}

bool page_write(Page *page, const char *template, SiteWrite write, void *context, Error *err)
{
    Buffer out = {0};
    char *path = memory_alloc(strlen(page->path) + 4);
    sprintf(path, "%s%s", page->english ? "en/" : "", page->path);
    bool good =
        page_render(page, template, &out, err) && write(context, path, out.bytes, out.length, err);
    free(path);
    buffer_free(&out);
    return good;
}

/* --- editions ------------------------------------------------------------------------------ */

typedef struct {
    const Page *page;
    int number;
    const Scope *scope;
} LinkContext;

/* In a compound's tables a first cell may name a matter, above it a scope one step down. */
static bool link_first_cell(void *context, const char *plain, Buffer *out)
{
    const LinkContext *link = context;
    const Page *page = link->page;
    const ScopeSet *scopes = page->site->scopes;
    const char *address = matter_address(page, link->scope, plain);
    for (size_t i = 0; !address && link->scope->level != LEVEL_COMPOUND && i < scopes->count; i++) {
        const Scope *below = &scopes->scopes[i];
        if (below->parent != link->number || strcmp(below->name, plain) != 0)
            continue;
        const char *folder = below->level == LEVEL_COMPOUND
                                 ? site_scope_folder(page->arena, below)
                                 : site_edition_folder(page->arena, below, page->site->in.period);
        address = arena_printf(page->arena, "%sindex.html", folder);
    }
    if (!address)
        return false;
    html_escape(out, page->pages);
    html_escape(out, address);
    return true;
}

/* What stands before the first headed section, the one-look box, apart: what runs comes after it.
 */
static void put_document(Page *page, const char *html)
{
    const char *first = strstr(html, "<section class=\"row\"");
    size_t lead = first ? (size_t)(first - html) : 0;
    model_text(&page->model, "lead_html", arena_copy(page->arena, html, lead));
    model_text(&page->model, "document_html", html + lead);
}

static const char *document_html(const Page *page, const Document *document, int number)
{
    Buffer out = {0};
    LinkContext link = {page, number, &page->site->scopes->scopes[number]};
    HtmlContext context = {.root = page->root,
                           .pages = page->pages,
                           .scopes = page->site->scopes,
                           .link = link_first_cell,
                           .link_context = &link};
    html_render(document, &context, &out);
    const char *html = arena_copy(page->arena, out.bytes ? out.bytes : "", out.length);
    buffer_free(&out);
    return html;
}

static const char *plain_title(Arena *arena, const char *rich)
{
    Buffer out = {0};
    for (RichPiece p; rich_next(&rich, &p);)
        if (p.kind != RICH_MARK)
            buffer_put(&out, p.text, p.length);
    const char *title = arena_copy(arena, out.bytes ? out.bytes : "", out.length);
    buffer_free(&out);
    return title;
}

/* The title in two lines: the name large, the rest below it. */
static void put_title(Page *page, const Scope *scope, const char *title)
{
    size_t name = strlen(scope->name);
    if (name && strncmp(title, scope->name, name) == 0 && title[name]) {
        model_text(&page->model, "h1", scope->name);
        model_text(&page->model, "h1_rest", title + name + strspn(title + name, " ,:"));
    } else {
        model_text(&page->model, "h1", title);
    }
}

static void put_compound_facts(Page *page, const Scope *scope)
{
    const char *buildings = page_compound_cell(page, scope, "buildings");
    const char *units = page_compound_cell(page, scope, "total_units");
    const char *owners = page_compound_cell(page, scope, "total_owners");
    const char *committee = page_compound_cell(page, scope, "committee_status");
    Buffer facts = {0};
    if (*buildings)
        buffer_printf(&facts, page->english ? "%s buildings, " : "%s幢", buildings);
    if (*units)
        buffer_printf(&facts, page->english ? "%s homes, " : "%s套，", units);
    if (*owners)
        buffer_printf(&facts, page->english ? "%s owners, " : "业主%s人，", owners);
    if (*committee)
        buffer_printf(&facts, page->english ? "owners' committee: %s, " : "业委会%s，", committee);
    if (facts.length) {
        size_t tail = page->english ? 2 : strlen("，");
        if (facts.length > tail && !page->english &&
            memcmp(facts.bytes + facts.length - tail, "，", tail) != 0)
            tail = 0;
        model_printf(&page->model, "facts", "%.*s%s", (int)(facts.length - tail), facts.bytes,
                     page->english ? "." : "。");
    }
    buffer_free(&facts);
}

Model page_changes(const Page *page, const Scope *scope)
{
    const SiteInput *in = &page->site->in;
    Model list = model_list(page->arena);
    for (size_t i = 0; i < in->change_count; i++) {
        const SiteChange *change = &in->changes[i];
        if (change->scope < 0 || &page->site->scopes->scopes[change->scope] != scope)
            continue;
        Model item = model_map(page->arena);
        model_bool(&item, "late", change->late_row);
        model_text(&item, "what", change->what);
        model_text(&item, "from", change->from);
        model_text(&item, "to", change->to);
        model_text(&item, "reason",
                   change->reason && *change->reason
                       ? change->reason
                       : page_words(page, "未说明原因", "no reason given"));
        model_text(&item, "day", page_day(page, change->day));
        model_add(&list, &item);
    }
    return list;
}

/* Scopes one step down, where the document does not compare them itself. */
static void put_children(Page *page, int scope, const Document *document)
{
    const ScopeSet *scopes = page->site->scopes;
    int *children = ARENA_NEW_ARRAY(page->arena, scopes->count + 1, int);
    size_t count = 0;
    for (size_t i = 0; i < scopes->count; i++)
        if (scopes->scopes[i].parent == scope)
            children[count++] = (int)i;
    if (!count || (document && count <= COMPARED_BY_DOCUMENT))
        return;
    Model rows =
        page_comparison(page, children, count, scopes->scopes[children[0]].level != LEVEL_COMPOUND);
    model_put(&page->model, "comparison", &rows);
    model_bool(&page->model, "has_children", true);
}

static void put_neighbours(Page *page, const Scope *scope)
{
    Month periods[1];
    if (page_periods(page, scope, periods, 1)) {
        char month[16];
        model_printf(&page->model, "previous_href", "../%s/index.html",
                     month_text(periods[0], month));
        model_text(&page->model, "previous", page_month(page, periods[0]));
    }
    if (scope->level == LEVEL_COMPOUND)
        model_text(&page->model, "home_href", "../index.html");
}

bool site_edition_page(Site *site, const Document *document, int scope_number, const char *lang,
                       Buffer *out, Error *err)
{
    const Scope *scope = &site->scopes->scopes[scope_number];
    Page page;
    Arena *scratch = arena_new();
    const char *folder = site_edition_folder(scratch, scope, site->in.period);
    const char *title = document ? plain_title(scratch, document->title) : scope->name;
    page_begin(&page, site, lang, arena_printf(scratch, "%sindex.html", folder), title);
    arena_free(scratch);

    Model *m = &page.model;
    put_title(&page, scope, value_text(&m->value, "title", ""));
    Model where = page_where(&page, scope_number);
    model_put(m, "where", &where);
    model_text(m, "asof", page_day(&page, site->in.asof));
    model_text(m, "period", page_month(&page, site->in.period));
    put_neighbours(&page, scope);
    model_printf(m, "feed_href", "%s%sfeed.atom", page.root, site_scope_folder(page.arena, scope));
    model_text(m, "scope_name", scope->name);
    Model downloads = page_downloads(&page, scope, site->in.period);
    if (document)
        page_add_postings(&page, document, scope, &downloads);
    model_put(m, "downloads", &downloads);
    Model changes = page_changes(&page, scope);
    model_put(m, "changes", &changes);
    model_bool(m, "has_changes", changes.value.count > 0);
    size_t running_count;
    Model running = page_running(&page, scope, RUNNING_MAX, &running_count);
    model_put(m, "running", &running);
    model_bool(m, "has_running", running_count > 0);
    if (running_count > RUNNING_MAX)
        model_printf(m, "running_more",
                     page.english ? " %zu items; these %d end first."
                                  : "共%zu项，这里是最早截止的%d项。",
                     running_count, RUNNING_MAX);
    if (scope->level == LEVEL_COMPOUND)
        put_compound_facts(&page, scope);
    else
        put_children(&page, scope_number, document);
    if (document) {
        model_bool(m, "draft", document->draft);
        model_text(m, "fingerprint", document->fingerprint);
        model_text(m, "chain_before", document->chain_head);
        model_bool(m, "prints", document->fingerprint[0] || document->chain_head[0]);
        put_document(&page, document_html(&page, document, scope_number));
    }
    return page_render(&page, "edition.html", out, err);
}

void site_put_facts(Site *site, int number, Buffer *out)
{
    const Scope *scope = &site->scopes->scopes[number];
    Page page = {.site = site, .arena = arena_new()};
    Month before;
    if (page_periods(&page, scope, &before, 1))
        buffer_printf(out, "before %d\n", (int)before);
    matters_put(site, scope, out);
    arena_free(page.arena);
}

bool site_pages(Site *site, size_t part, SiteWrite write, void *context, Error *err)
{
    size_t parts = SITE_PARTS - 1;
    if (part == 0)
        return asset_files(site, write, context, err) && portal_pages(site, write, context, err) &&
               completeness_pages(site, write, context, err) &&
               method_page(site, write, context, err) && data_page(site, write, context, err) &&
               plain_pages(site, write, context, err) && feed_files(site, write, context, err);
    return compound_pages(site, part - 1, parts, write, context, err) &&
           matter_pages(site, part - 1, parts, write, context, err) &&
           scope_feeds(site, part - 1, parts, write, context, err);
}
