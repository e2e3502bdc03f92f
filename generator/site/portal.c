/*
 * portal.c - the front page.
 *
 * Without script it lists every compound as long as it stays below 100 kB: with map and
 * comparison, with the map, by name and rate, and at last by community, as the number of compounds
 * grows.
 */
#include "site/pages.h"

#include "doc/format.h"

#include "site/pinyin.h"

#include <string.h>

enum { WITH_COMPARISON = 18, WITH_MAP = 40, WITH_NAMES = 110, RUNNING_MAX = 5 };

int *page_scopes(const Page *page, Level level, int under, size_t *count)
{
    const ScopeSet *scopes = page->site->scopes;
    int *list = ARENA_NEW_ARRAY(page->arena, scopes->count + 1, int);
    *count = 0;
    for (size_t i = 0; i < scopes->count; i++) {
        const Scope *scope = &scopes->scopes[i];
        if (scope->level == level &&
            (under < 0 || scope_above(scopes, (int)i, scopes->scopes[under].level) == under))
            list[(*count)++] = (int)i;
    }
    return list;
}

static void put_rate(Page *page, int scope)
{
    Model *m = &page->model;
    const SiteInput *in = &page->site->in;
    const Figure *now =
        page_figure(page, m, "rate_html", "M01", scope, in->period, WINDOW_MONTH, "value");
    page_figure(page, m, "rate_parts_html", "M01", scope, in->period, WINDOW_MONTH, "parts");
    model_bool(m, "rate_ok", now && now->state == STATE_OK);
    const Figure *before = page_find(page, "M01", scope, in->period - 1, WINDOW_MONTH);
    if (before && before->state == STATE_OK) {
        page_figure(page, m, "rate_before_html", "M01", scope, in->period - 1, WINDOW_MONTH,
                    "fraction");
        if (now && now->reporting != before->reporting)
            model_printf(m, "rate_unequal",
                         page->english ? "; %d compounds reported then, %d now: no comparison"
                                       : "；上月报%d个、本月报%d个，不作比较",
                         before->reporting, now->reporting);
    }
    if (now)
        model_printf(m, "reported_words",
                     page->english ? "%d of %d compounds have reported." : "已报%d/%d个小区。",
                     now->reporting, now->expected);
}

static void put_headline(Page *page)
{
    Model *m = &page->model;
    const SiteInput *in = &page->site->in;
    int top = page->site->top;
    if (top < 0)
        return;
    put_rate(page, top);
    page_method(page, m, "rate_id", "M01");
    page_method(page, m, "four_id", "M05");
    const Figure *four = page_find(page, "M05", top, in->period, WINDOW_MONTH);
    page_figure(page, m, "four_html", "M05", top, in->period, WINDOW_MONTH, "value");
    page_figure(page, m, "four_parts_html", "M05", top, in->period, WINDOW_MONTH, "parts");
    model_bool(m, "four_ok", four && four->state == STATE_OK);
    page_figure(page, m, "overdue_html", "M04", top, in->period, WINDOW_ASOF, "big");
    size_t count;
    Model running = page_running(page, &page->site->scopes->scopes[top], RUNNING_MAX, &count);
    model_printf(m, "running_count", "%zu", count);
    if (count)
        model_text(m, "running_first", value_text(&running.value.items[0], "end", ""));
    model_put(m, "running", &running);
    if (count > RUNNING_MAX)
        model_printf(m, "running_more",
                     page->english ? " %zu items; these %d end first."
                                   : "共%zu项，这里是最早截止的%d项。",
                     count, RUNNING_MAX);
    model_printf(m, "top_href", "%s%sindex.html", page->pages,
                 site_edition_folder(page->arena, &page->site->scopes->scopes[top], in->period));
    model_text(m, "top_name", page->site->scopes->scopes[top].name);
}

/* What a typed word is looked for in: names, community, initials. */
static const char *search_words(const Page *page, int scope)
{
    const ScopeSet *scopes = page->site->scopes;
    const Scope *compound = &scopes->scopes[scope];
    int community = scope_above(scopes, scope, LEVEL_COMMUNITY);
    Buffer out = {0};
    buffer_printf(&out, "%s %s %s ", compound->name,
                  community >= 0 ? scopes->scopes[community].name : "",
                  page_compound_cell(page, compound, "aliases"));
    pinyin_initials(compound->name, &out);
    const char *text = arena_copy(page->arena, out.bytes, out.length);
    buffer_free(&out);
    return text;
}

/* Rows of the map: one per compound, with its rate of this month. */
static Model map_rows(const Page *page, const int *compounds, size_t count, bool map)
{
    Model rows = model_list(page->arena);
    for (size_t i = 0; i < count; i++) {
        const Scope *scope = &page->site->scopes->scopes[compounds[i]];
        Model row = scope->compound_count && map ? map_of(page, scope->compounds[0])
                                                 : model_map(page->arena);
        model_text(&row, "name", scope->name);
        model_text(&row, "words", search_words(page, compounds[i]));
        int community = scope_above(page->site->scopes, compounds[i], LEVEL_COMMUNITY);
        model_text(&row, "community",
                   community >= 0 ? page->site->scopes->scopes[community].name : "");
        model_printf(&row, "href", "%s%sindex.html", page->pages,
                     site_scope_folder(page->arena, scope));
        const Figure *rate = page_figure(page, &row, "rate_html", "M01", compounds[i],
                                         page->site->in.period, WINDOW_MONTH, "value");
        bool known = rate && rate->state == STATE_OK;
        const char *parts;
        if (known && format_figure(page->arena, rate, "parts", page->english, &parts))
            model_text(&row, "parts", parts);
        model_text(&row, "sort", known ? rate->value : "");
        const Figure *four =
            page_find(page, "M05", compounds[i], page->site->in.period, WINDOW_MONTH);
        const char *lacks = four_missing(page, scope);
        if (four && four->state == STATE_OK && four->numerator == 0 && *lacks)
            model_printf(&row, "lacks", page_words(page, "缺%s", "%s missing"), lacks);
        model_add(&rows, &row);
    }
    return rows;
}

void page_put_compounds(Page *page, const int *compounds, size_t count, bool map, bool comparison)
{
    Model rows = map_rows(page, compounds, count, map);
    model_put(&page->model, "rows", &rows);
    model_bool(&page->model, "map", map);
    map_heads(page, &page->model);
    if (page->english)
        model_text(&page->model, "rate_head", "This month");
    else
        model_printf(&page->model, "rate_head", "%d月公开率", month_number(page->site->in.period));
    model_bool(&page->model, "has_comparison", comparison);
    if (comparison) {
        Model list = page_comparison(page, compounds, count, false);
        model_put(&page->model, "comparison", &list);
    }
}

/* Communities under their subdistricts, with how many of their compounds have reported. */
static void put_towns(Page *page)
{
    const ScopeSet *scopes = page->site->scopes;
    const SiteInput *in = &page->site->in;
    size_t count, town_count;
    int *districts = page_scopes(page, LEVEL_SUBDISTRICT, -1, &count);
    int *towns = page_scopes(page, LEVEL_COMMUNITY, -1, &town_count);
    Model groups = model_list(page->arena);
    for (size_t i = 0; i < count; i++) {
        Model group = model_map(page->arena), list = model_list(page->arena);
        for (size_t t = 0; t < town_count; t++) {
            const Scope *town = &scopes->scopes[towns[t]];
            if (town->parent != districts[i])
                continue;
            Model item = model_map(page->arena);
            model_text(&item, "name", town->name);
            model_printf(&item, "href", "%s%sindex.html", page->pages,
                         site_edition_folder(page->arena, town, in->period));
            const Figure *rate = page_find(page, "M01", towns[t], in->period, WINDOW_MONTH);
            if (rate)
                model_printf(&item, "reported", "%d/%d", rate->reporting, rate->expected);
            model_add(&list, &item);
        }
        model_text(&group, "group", scopes->scopes[districts[i]].name);
        model_printf(&group, "group_href", "%s%sindex.html", page->pages,
                     site_edition_folder(page->arena, &scopes->scopes[districts[i]], in->period));
        model_put(&group, "towns", &list);
        model_add(&groups, &group);
    }
    model_put(&page->model, "groups", &groups);
}

static bool portal(Site *site, const char *lang, SiteWrite write, void *context, Error *err)
{
    Page page;
    size_t count;
    page_begin(&page, site, lang, "index.html", "");
    put_headline(&page);
    model_text(&page.model, "period", page_month(&page, site->in.period));
    model_text(&page.model, "asof", page_day(&page, site->in.asof));
    const int *compounds = page_scopes(&page, LEVEL_COMPOUND, -1, &count);
    if (count <= WITH_NAMES) {
        page_put_compounds(&page, compounds, count, map_known(&page) && count <= WITH_MAP,
                           count <= WITH_COMPARISON);
    } else {
        put_towns(&page);
        model_bool(&page.model, "large_site", true);
    }
    return page_write(&page, "portal.html", write, context, err);
}

static void put_json_text(Buffer *out, const char *text)
{
    buffer_char(out, '"');
    for (; *text; text++) {
        unsigned char c = (unsigned char)*text;
        if (c < 0x20 || c == '<' || c == '"' || c == '\\')
            buffer_printf(out, "\\u%04x", c);
        else
            buffer_char(out, (char)c);
    }
    buffer_char(out, '"');
}

/*
 * The search index of a large site: a script, since pages opened from disk may not fetch data.
 * Addresses are below the root of either language.
 */
static bool search_index(Site *site, SiteWrite write, void *context, Error *err)
{
    Page page;
    Buffer out = {0};
    size_t count;
    page_begin(&page, site, "zh", "index.html", "");
    int *compounds = page_scopes(&page, LEVEL_COMPOUND, -1, &count);
    bool good = true;
    buffer_text(&out, "window.gongkaiIndex = [\n");
    for (size_t i = 0; i < count; i++) {
        const Scope *scope = &site->scopes->scopes[compounds[i]];
        buffer_char(&out, '[');
        put_json_text(&out, scope->name);
        buffer_char(&out, ',');
        put_json_text(
            &out, arena_printf(page.arena, "%sindex.html", site_scope_folder(page.arena, scope)));
        buffer_char(&out, ',');
        put_json_text(&out, search_words(&page, compounds[i]));
        buffer_text(&out, i + 1 < count ? "],\n" : "]\n");
    }
    buffer_text(&out, "];\n");
    if (count > WITH_NAMES || completeness_is_split(site))
        good = write(context, "assets/search.js", out.bytes, out.length, err);
    buffer_free(&out);
    arena_free(page.arena);
    return good;
}

bool portal_pages(Site *site, SiteWrite write, void *context, Error *err)
{
    static const char *const langs[] = {"zh", "en"};
    for (size_t i = 0; i < 2; i++)
        if (!portal(site, langs[i], write, context, err))
            return false;
    return search_index(site, write, context, err);
}
