/*
 * map.c - the map of twelve months: in each month four bars, one per disclosure (pages.h).
 *
 *   full       everything due was made public on time
 *   late       everything is public, something came late     (upper half empty)
 *   open       something due is not public
 *   dash       nothing was due
 */
#include "site/pages.h"

#include <string.h>

enum { HALF = 6, PITCH = 66, STEP = 15, WIDTH = 10, HEIGHT = 22 };
enum { BAR_NONE, BAR_FULL, BAR_LATE, BAR_OPEN };

bool map_known(const Page *page)
{
    return page->site->bars != NULL;
}

void map_build(Site *site)
{
    const Table *compounds = dataset_find(site->in.import->data, "compounds");
    size_t count = compounds ? table_rows(compounds) : 0;
    if (!count || !site->in.due_count)
        return;
    site->bars = arena_array(site->arena, count, sizeof *site->bars);
    for (size_t i = 0; i < site->in.due_count; i++) {
        const SiteDue *due = &site->in.due[i];
        int month = day_month(due->due) - (site->in.period - (MAP_MONTHS - 1));
        if (due->compound < 0 || (size_t)due->compound >= count || due->section < 0 ||
            due->section > 3 || month < 0 || month >= MAP_MONTHS || due->due > site->in.asof)
            continue;
        unsigned char bar = due->on_time                 ? BAR_FULL
                            : due->posted != DAY_MISSING ? BAR_LATE
                                                         : BAR_OPEN;
        if (bar > site->bars[due->compound][month][due->section])
            site->bars[due->compound][month][due->section] = bar;
    }
}

/* Six months as one drawing; a stroke for each bar, one path for each kind: the page stays small.
 */
static void draw_half(unsigned char (*bars)[4], Buffer *out)
{
    static const char *const classes[] = {"c-n", "c-f", "c-h", "c-o"};
    buffer_printf(out, "<svg viewBox=\"0 0 %d %d\" aria-hidden=\"true\">", HALF * PITCH, HEIGHT);
    for (int kind = BAR_NONE; kind <= BAR_OPEN; kind++) {
        Buffer path = {0}, frames = {0};
        for (int m = 0; m < HALF; m++)
            for (int s = 0; s < 4; s++) {
                int x = m * PITCH + s * STEP + 1;
                if (bars[m][s] != kind)
                    continue;
                if (kind == BAR_NONE)
                    buffer_printf(&path, "M%d 11h6", x + 2);
                else if (kind == BAR_FULL)
                    buffer_printf(&path, "M%d 0v%d", x + WIDTH / 2, HEIGHT);
                else if (kind == BAR_LATE)
                    buffer_printf(&path, "M%d 11v11", x + WIDTH / 2);
                if (kind == BAR_LATE || kind == BAR_OPEN)
                    buffer_printf(&frames, "M%d 1h8v20h-8z", x + 1);
            }
        if (path.length)
            buffer_printf(out, "<path class=\"%s\" d=\"%s\"/>", classes[kind], path.bytes);
        if (frames.length)
            buffer_printf(out, "<path class=\"c-o\" d=\"%s\"/>", frames.bytes);
        buffer_free(&path);
        buffer_free(&frames);
    }
    buffer_text(out, "</svg>");
}

/* "①②" of one kind in one month, or "" */
static const char *numerals_of(const Page *page, const unsigned char bars[4], unsigned char kind)
{
    static const char *const numerals[] = {"①", "②", "③", "④"};
    const char *text = "";
    for (int s = 0; s < 4; s++)
        if (bars[s] == kind)
            text = arena_printf(page->arena, "%s%s", text, numerals[s]);
    return text;
}

/* What is not in order, month by month: the map in words. */
static const char *say_gaps(const Page *page, unsigned char (*bars)[4])
{
    Buffer out = {0};
    for (int m = 0; m < MAP_MONTHS; m++) {
        const char *late = numerals_of(page, bars[m], BAR_LATE);
        const char *open = numerals_of(page, bars[m], BAR_OPEN);
        if (!*late && !*open)
            continue;
        Month month = page->site->in.period - (MAP_MONTHS - 1) + m;
        buffer_printf(&out, "%s%s", out.length ? page_words(page, "；", "; ") : "",
                      page_month(page, month));
        if (*late)
            buffer_printf(&out, page->english ? " %s late" : "%s逾期后公开", late);
        if (*late && *open)
            buffer_text(&out, page_words(page, "，", ","));
        if (*open)
            buffer_printf(&out, page->english ? " %s not public" : "%s没有公开", open);
    }
    buffer_text(&out, out.length
                          ? page_words(page, "。", ".")
                          : page_words(page, "12个月都按期公开。", "All on time in 12 months."));
    const char *text = arena_copy(page->arena, out.bytes, out.length);
    buffer_free(&out);
    return text;
}

void map_heads(const Page *page, Model *model)
{
    for (int half = 0; half < 2; half++) {
        Model list = model_list(page->arena);
        for (int m = 0; m < HALF; m++) {
            int number = month_number(page->site->in.period - (MAP_MONTHS - 1) + half * HALF + m);
            model_add_text(&list, arena_printf(page->arena, page->english ? "%d" : "%d月", number));
        }
        model_put(model, half ? "months2" : "months1", &list);
    }
}

Model map_of(const Page *page, int32_t compound)
{
    unsigned char(*bars)[4] = page->site->bars[compound];
    Buffer out = {0};
    Model map = model_map(page->arena);
    draw_half(bars, &out);
    draw_half(bars + HALF, &out);
    model_text(&map, "years_html", arena_copy(page->arena, out.bytes, out.length));
    model_text(&map, "gaps", say_gaps(page, bars));
    buffer_free(&out);
    return map;
}

/* First due item of a compound or later: the list is sorted by compound. */
static size_t first_due(const SiteInput *in, int32_t compound)
{
    size_t low = 0, high = in->due_count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (in->due[middle].compound < compound)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static Model overdue_item(const Page *page, const SiteDue *due, bool named)
{
    const ScopeSet *scopes = page->site->scopes;
    const Scope *compound = &scopes->scopes[scopes->of_compound[due->compound]];
    Model item = model_map(page->arena);
    if (named) {
        model_text(&item, "name", compound->name);
        model_printf(&item, "href", "%s%sindex.html", page->pages,
                     site_scope_folder(page->arena, compound));
    }
    bool english = page->english && due->title_en && *due->title_en;
    const char *title = due->title && *due->title ? due->title : due->rule_id;
    model_text(&item, "title", english ? due->title_en : title);
    model_bool(&item, "foreign", page->english && !english);
    model_text(&item, "due", page_day(page, due->due));
    model_text(&item, "basis", due->basis);
    if (due->continuous)
        model_text(&item, "late", page_words(page, "没有张贴", "not up"));
    else
        model_printf(&item, "late", page->english ? "%d days late" : "逾期%d天",
                     (int)(page->site->in.asof - due->due));
    return item;
}

/* What must hang all the time is overdue while it does not (metrics.md 2). */
bool page_due_open(const Page *page, const SiteDue *due)
{
    Day asof = page->site->in.asof;
    return due->continuous ? due->due == asof && !due->on_time
                           : due->due < asof && due->posted == DAY_MISSING;
}

Model page_overdue(const Page *page, const Scope *scope, size_t max, size_t *count)
{
    const SiteInput *in = &page->site->in;
    Model list = model_list(page->arena);
    *count = 0;
    for (size_t c = 0; c < scope->compound_count; c++) {
        int32_t compound = scope->compounds[c];
        for (size_t i = first_due(in, compound);
             i < in->due_count && in->due[i].compound == compound; i++) {
            const SiteDue *due = &in->due[i];
            if (!page_due_open(page, due) || (*count)++ >= max)
                continue;
            Model item = overdue_item(page, due, scope->level != LEVEL_COMPOUND);
            model_add(&list, &item);
        }
    }
    return list;
}
