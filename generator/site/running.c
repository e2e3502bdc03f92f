/*
 * running.c - what is posted and can be objected to on the as-of day (pages.h).
 *
 * From two tables: decisions of the owners (T10, 公示起 to 公示止) and postings (T20: up to the day
 * they are taken down, else for the least days that their rule asks for). Days left are counted
 * from the as-of day, so the same input gives the same page.
 */
#include "site/pages.h"

#include "doc/format.h"
#include "render/html.h"

#include <stdlib.h>
#include <string.h>

enum { POSTING_DAYS_MAX = 90 };

typedef struct {
    Posting *items;
    size_t count, capacity;
    Day asof;
} Postings;

static Day day_at(const Table *table, size_t row, const char *column)
{
    int index = schema_column(table_schema(table), column);
    int64_t cell = index < 0 ? CELL_MISSING : table_cell(table, row, (size_t)index);
    return cell == CELL_MISSING ? DAY_MISSING : (Day)cell;
}

bool page_scope_has(const Scope *scope, int32_t compound)
{
    for (size_t low = 0, high = scope->compound_count; low < high;) {
        size_t middle = (low + high) / 2;
        if (scope->compounds[middle] == compound)
            return true;
        if (scope->compounds[middle] < compound)
            low = middle + 1;
        else
            high = middle;
    }
    return false;
}

static void add_posting(Postings *all, const Table *table, size_t row, Day first, Day last)
{
    int title = schema_column(table_schema(table), "title");
    if (first == DAY_MISSING || last == DAY_MISSING || first > all->asof || last < all->asof ||
        title < 0)
        return;
    int matter = schema_column(table_schema(table), "matter_id");
    GROW(all->items, all->capacity, all->count + 1);
    all->items[all->count++] =
        (Posting){first, last, table_text(table, row, (size_t)title), table_compound(table, row),
                  matter < 0 ? CELL_MISSING : table_cell(table, row, (size_t)matter)};
}

/* Days that the rule of a posting asks for, the office's own or a built-in one; 0 where unknown. */
static int64_t least_days(const RuleSet *rules, const Table *postings, size_t row)
{
    int column = schema_column(table_schema(postings), "rule_id");
    if (!rules || column < 0)
        return 0;
    const Rule *rule = rules_find(rules, table_text(postings, row, (size_t)column));
    return !rule || rule->min_post_days == CELL_MISSING || rule->min_post_days > 3660
               ? 0
               : rule->min_post_days;
}

/* A decision that is also entered as a posting is one notice on the board. */
static bool posted_before(const Postings *all, size_t count, const Table *table, size_t row)
{
    int matter = schema_column(table_schema(table), "matter_id");
    int64_t cell = matter < 0 ? CELL_MISSING : table_cell(table, row, (size_t)matter);
    for (size_t i = 0; i < count && cell != CELL_MISSING && cell != 0; i++)
        if (all->items[i].matter == cell && all->items[i].compound == table_compound(table, row) &&
            all->items[i].first == day_at(table, row, "posted_on"))
            return true;
    return false;
}

static int by_end(const void *a, const void *b)
{
    const Posting *x = a, *y = b;
    if (x->last != y->last)
        return x->last < y->last ? -1 : 1;
    if (x->compound != y->compound)
        return x->compound < y->compound ? -1 : 1;
    return strcmp(x->title, y->title);
}

void running_find(Site *site)
{
    Postings all = {.asof = site->in.asof};
    const Dataset *data = site->in.import->data;
    const Table *decisions = dataset_find(data, "resolutions");
    for (size_t r = 0; decisions && r < table_rows(decisions); r++)
        add_posting(&all, decisions, r, day_at(decisions, r, "posted_on"),
                    day_at(decisions, r, "posted_to"));
    const Table *postings = dataset_find(data, "disclosures");
    size_t decided = all.count;
    for (size_t r = 0; postings && r < table_rows(postings); r++) {
        if (posted_before(&all, decided, postings, r))
            continue;
        Day first = day_at(postings, r, "posted_on"), last = day_at(postings, r, "removed_on");
        int64_t days = least_days(site->in.rules, postings, r);
        if (last == DAY_MISSING && first != DAY_MISSING && days > 0)
            last = first + (Day)days - 1;
        /* What hangs for good is no posting that ends. */
        if (last != DAY_MISSING && first != DAY_MISSING && last - first <= POSTING_DAYS_MAX)
            add_posting(&all, postings, r, first, last);
    }
    if (all.count)
        qsort(all.items, all.count, sizeof *all.items, by_end);
    site->postings = ARENA_NEW_ARRAY(site->arena, all.count + 1, Posting);
    if (all.count)
        memcpy(site->postings, all.items, all.count * sizeof *all.items);
    site->posting_count = all.count;
    free(all.items);
}

/* The year is left out where it is the period's. */
static const char *short_day(const Page *page, Day day)
{
    return format_day_short(page->arena, day, month_year(page->site->in.period), page->english);
}

static Model posting_model(const Page *page, const Posting *posting)
{
    Model item = model_map(page->arena);
    Day asof = page->site->in.asof;
    int total = posting->last - posting->first + 1, gone = asof - posting->first + 1;
    model_text(&item, "title", posting->title);
    model_text(&item, "end", short_day(page, posting->last));
    int left = posting->last - asof;
    if (left > 0)
        model_printf(&item, "left", page->english ? ", %d days left" : "，还剩%d天", left);
    else
        model_text(&item, "left", page_words(page, "，今天截止", ", ends today"));
    if (page->english)
        model_printf(&item, "since", "from %s, %d days; %s is day %d",
                     short_day(page, posting->first), total, short_day(page, asof), gone);
    else
        model_printf(&item, "since", "%s起，共%d日；%s是第%d日", short_day(page, posting->first),
                     total, short_day(page, asof), gone);
    Buffer squares = {0};
    html_squares(
        &squares, gone, total,
        arena_printf(page->arena, page->english ? "day %d of %d" : "第%d日，共%d日", gone, total));
    model_text(&item, "squares_html", arena_copy(page->arena, squares.bytes, squares.length));
    buffer_free(&squares);
    return item;
}

static void put_compound(const Page *page, const Posting *posting, Model *item)
{
    const ScopeSet *scopes = page->site->scopes;
    if (posting->compound < 0)
        return;
    const Scope *scope = &scopes->scopes[scopes->of_compound[posting->compound]];
    model_text(item, "name", scope->name);
    model_printf(item, "href", "%s%sindex.html", page->pages,
                 site_scope_folder(page->arena, scope));
}

Model page_running(const Page *page, const Scope *scope, size_t max, size_t *count)
{
    Model list = model_list(page->arena);
    *count = 0;
    for (size_t i = 0; i < page->site->posting_count; i++) {
        const Posting *posting = &page->site->postings[i];
        if (!page_scope_has(scope, posting->compound) || (*count)++ >= max)
            continue;
        Model item = posting_model(page, posting);
        if (scope->level != LEVEL_COMPOUND)
            put_compound(page, posting, &item);
        model_add(&list, &item);
    }
    return list;
}
