/*
 * completeness.c - who disclosed: one page for a small district; for a large one a page that leads
 * to one for each subdistrict, and where that is large too to one for each community (pages.h).
 *
 * So that no page is heavy, and every compound is found without script.
 */
#include "site/pages.h"

#include <string.h>

enum {
    WHOLE_MAX = 36,    /* compounds with their maps on one page */
    PART_MAX = 44,     /* the same on the page of a part, which has less beside them */
    COMPARED_MAX = 18, /* compared there too; else the page of the scope does it */
    OVERDUE_MAX = 60,
    PART_OVERDUE_MAX = 20
};

static size_t level_count(const Site *site, Level level)
{
    size_t count = 0;
    for (size_t i = 0; i < site->scopes->count; i++)
        count += site->scopes->scopes[i].level == level;
    return count;
}

bool completeness_is_split(const Site *site)
{
    return level_count(site, LEVEL_COMPOUND) > WHOLE_MAX &&
           level_count(site, LEVEL_SUBDISTRICT) > 0;
}

/* A subdistrict that leads to its communities. */
static bool part_is_split(const Page *page, int scope)
{
    size_t count;
    if (page->site->scopes->scopes[scope].level != LEVEL_SUBDISTRICT ||
        page->site->scopes->scopes[scope].compound_count <= PART_MAX)
        return false;
    page_scopes(page, LEVEL_COMMUNITY, scope, &count);
    return count > 1;
}

static const char *part_path(const Page *page, int scope)
{
    return arena_printf(page->arena, "completeness/%s/index.html",
                        site_slug(page->arena, page->site->scopes->scopes[scope].id));
}

static void put_overdue(Page *page, int scope, size_t most)
{
    size_t count;
    Model overdue = page_overdue(page, &page->site->scopes->scopes[scope], most, &count);
    model_put(&page->model, "overdue", &overdue);
    if (count > most)
        model_printf(&page->model, "overdue_more",
                     page->english ? "%zu items; the first %zu stand here, each compound's page "
                                     "has its own."
                                   : "共%zu项，这里列出前%zu项；各小区的在小区主页。",
                     count, most);
}

static void put_times(Page *page)
{
    model_text(&page->model, "period", page_month(page, page->site->in.period));
    model_text(&page->model, "asof", page_day(page, page->site->in.asof));
}

/* A part: its rate, how many of its compounds reported and have all four, where its page is. */
static Model part_row(const Page *page, int scope)
{
    const SiteInput *in = &page->site->in;
    Model row = model_map(page->arena);
    model_text(&row, "name", page->site->scopes->scopes[scope].name);
    model_printf(&row, "href", "%s%s", page->pages, part_path(page, scope));
    const Figure *rate =
        page_figure(page, &row, "rate_html", "M01", scope, in->period, WINDOW_MONTH, "value");
    page_figure(page, &row, "parts_html", "M01", scope, in->period, WINDOW_MONTH, "parts");
    model_bool(&row, "rate_ok", rate && rate->state == STATE_OK);
    page_figure(page, &row, "four_html", "M05", scope, in->period, WINDOW_MONTH, "parts");
    page_figure(page, &row, "overdue_html", "M04", scope, in->period, WINDOW_ASOF, "value");
    if (rate)
        model_printf(&row, "reported", "%d/%d", rate->reporting, rate->expected);
    return row;
}

/* The subdistricts, or the communities of one. */
static void put_parts(Page *page, Level level, int under)
{
    size_t count;
    const int *parts = page_scopes(page, level, under, &count);
    Model rows = model_list(page->arena);
    for (size_t i = 0; i < count; i++) {
        Model row = part_row(page, parts[i]);
        model_add(&rows, &row);
    }
    model_put(&page->model, "parts", &rows);
    model_bool(&page->model, "split", true);
}

static bool main_page(Site *site, const char *lang, bool split, SiteWrite write, void *context,
                      Error *err)
{
    Page page;
    size_t count;
    page_begin(&page, site, lang, "completeness/index.html",
               strcmp(lang, "en") == 0 ? "Completeness" : "公开情况");
    put_times(&page);
    if (split) {
        put_parts(&page, LEVEL_SUBDISTRICT, -1);
    } else {
        const int *compounds = page_scopes(&page, LEVEL_COMPOUND, -1, &count);
        page_put_compounds(&page, compounds, count, map_known(&page) && count <= WHOLE_MAX,
                           count <= COMPARED_MAX);
    }
    if (site->top >= 0) {
        put_overdue(&page, site->top, OVERDUE_MAX);
        Model rules = page_by_rule(&page, &site->scopes->scopes[site->top]);
        model_put(&page.model, "rules", &rules);
        model_bool(&page.model, "has_rules", rules.value.count > 0);
    }
    return page_write(&page, "completeness.html", write, context, err);
}

static bool part_page(Site *site, int scope, const char *lang, SiteWrite write, void *context,
                      Error *err)
{
    Page page;
    Arena *scratch = arena_new();
    const Scope *facts = &site->scopes->scopes[scope];
    const char *path =
        arena_printf(scratch, "completeness/%s/index.html", site_slug(scratch, facts->id));
    page_begin(&page, site, lang, path,
               arena_printf(scratch, strcmp(lang, "en") == 0 ? "Completeness: %s" : "%s公开情况",
                            facts->name));
    arena_free(scratch);
    size_t count;
    put_times(&page);
    model_text(&page.model, "part", facts->name);
    model_printf(&page.model, "part_href", "%s%sindex.html", page.pages,
                 site_edition_folder(page.arena, facts, site->in.period));
    bool split = part_is_split(&page, scope);
    if (split) {
        put_parts(&page, LEVEL_COMMUNITY, scope);
    } else {
        const int *compounds = page_scopes(&page, LEVEL_COMPOUND, scope, &count);
        page_put_compounds(&page, compounds, count, map_known(&page) && count <= PART_MAX,
                           count <= COMPARED_MAX);
    }
    put_overdue(&page, scope, PART_OVERDUE_MAX);
    return page_write(&page, "completeness.html", write, context, err);
}

static bool all_pages(Site *site, const char *lang, SiteWrite write, void *context, Error *err)
{
    Page page = {.site = site, .arena = arena_new()};
    bool split = completeness_is_split(site), good = true;
    for (size_t i = 0; split && good && i < site->scopes->count; i++) {
        const Scope *scope = &site->scopes->scopes[i];
        int above = scope_above(site->scopes, (int)i, LEVEL_SUBDISTRICT);
        if (scope->level == LEVEL_SUBDISTRICT ||
            (scope->level == LEVEL_COMMUNITY && above >= 0 && part_is_split(&page, above)))
            good = part_page(site, (int)i, lang, write, context, err);
    }
    arena_free(page.arena);
    return good && main_page(site, lang, split, write, context, err);
}

bool completeness_pages(Site *site, SiteWrite write, void *context, Error *err)
{
    return all_pages(site, "zh", write, context, err) && all_pages(site, "en", write, context, err);
}
