/*
 * matter.c - one page per matter: proposed ①, discussed ②, decided ③, carried out ④.
 *
 * A matter is what carries the same matter_id in one compound. Its page lists
 * rows in the order of their days; nothing later than the as-of day has happened.
 */
#include "site/pages.h"

#include "doc/format.h"
#include "render/html.h"

#include <stdlib.h>
#include <string.h>

typedef struct {
    const char *table;
    int stage; /* 1..4 */
    const char *date;
    const char *shown[8]; /* columns, in the order of the page */
} Source;

static const Source SOURCES[] = {
    {"proposals",
     1,
     "proposed_on",
     {"title", "kind", "status", "next_step", "due_on", "closed_on", "decline_reason"}},
    {"meeting_items", 2, "", {"title", "result", "owner_unit", "due_on", "done_on"}},
    {"resolutions", 3, "vote_to", {"title", "item_kind", "decided_on", "posted_on", "posted_to"}},
    {"fund_ledger", 4, "entry_on", {"entry_type", "project_name", "contractor", "amount"}},
    {"service_items", 4, "period", {"item_name", "performance"}},
    {"projects", 4, "start_on", {"title", "status", "due_on", "done_on"}},
    {"disclosures", 4, "posted_on", {"title", "place", "objections", "objections_replied"}},
};
enum { SOURCE_COUNT = sizeof SOURCES / sizeof *SOURCES };

static int column_of(const Table *table, const char *name)
{
    int index = schema_column(table_schema(table), name);
    return index >= 0 && table_schema(table)->columns[index].privacy != PRIVACY_PRIVATE ? index
                                                                                        : -1;
}

static Day date_of(const Site *site, const Source *source, const Table *table, size_t row)
{
    const char *name = source->date;
    if (!*name) { /* an item has the day of its meeting */
        const Table *meetings = dataset_find(site->in.import->data, "meetings");
        int meeting = schema_column(table_schema(table), "meeting_id");
        int64_t found = meetings && meeting >= 0
                            ? table_find(meetings, table_cell(table, row, (size_t)meeting))
                            : -1;
        if (found < 0)
            return DAY_MISSING;
        table = meetings;
        row = (size_t)found;
        name = "held_on";
    }
    int index = schema_column(table_schema(table), name);
    int64_t cell = index < 0 ? CELL_MISSING : table_cell(table, row, (size_t)index);
    return cell == CELL_MISSING ? DAY_MISSING : (Day)cell;
}

/* --- finding all matters, once --------------------------------------------------------- */

typedef struct {
    Matter *items;
    size_t count, capacity;
} Matters;

static int by_id(const void *a, const void *b)
{
    const Matter *x = a, *y = b;
    int order = strcmp(x->key, y->key);
    if (order)
        return order;
    if (x->compound != y->compound)
        return x->compound < y->compound ? -1 : 1;
    return strcmp(x->title, y->title);
}

static int by_title(const void *a, const void *b)
{
    const Matter *x = a, *y = b;
    if (x->compound != y->compound)
        return x->compound < y->compound ? -1 : 1;
    int order = strcmp(x->title, y->title);
    if (order)
        return order;
    if (x->other_name != y->other_name)
        return x->other_name - y->other_name;
    return strcmp(x->key, y->key);
}

static void collect(Site *site, Matters *all, const Source *source)
{
    const Table *table = dataset_find(site->in.import->data, source->table);
    if (!table || source->stage > 3)
        return;
    int id = column_of(table, "matter_id"), title = column_of(table, "title");
    if (id < 0 || title < 0)
        return;
    for (size_t r = 0; r < table_rows(table); r++) {
        int64_t cell = table_cell(table, r, (size_t)id);
        const char *name = table_text(table, r, (size_t)title);
        Day day = date_of(site, source, table, r);
        if (cell == 0 || cell == CELL_MISSING || table_compound(table, r) < 0 || !*name ||
            day == DAY_MISSING || day > site->in.asof)
            continue;
        GROW(all->items, all->capacity, all->count + 1);
        all->items[all->count++] = (Matter){.compound = table_compound(table, r),
                                            .id = cell,
                                            .key = table_text(table, r, (size_t)id),
                                            .title = name};
    }
}

/* Two compounds may use one id: then the address is made of both. */
static const char *address_of(Site *site, const Matter *matter, bool shared)
{
    const char *key = matter->key;
    if (shared)
        key =
            arena_printf(site->arena, "%s/%s",
                         site->scopes->scopes[site->scopes->of_compound[matter->compound]].id, key);
    return arena_printf(site->arena, "matter/%s.html", site_slug(site->arena, key));
}

void matters_find(Site *site)
{
    Matters all = {0};
    for (size_t i = 0; i < SOURCE_COUNT; i++)
        collect(site, &all, &SOURCES[i]);
    if (all.count)
        qsort(all.items, all.count, sizeof *all.items, by_id);
    site->matters = ARENA_NEW_ARRAY(site->arena, all.count + 1, Matter);
    for (size_t i = 0; i < all.count;) {
        size_t end = i;
        while (end < all.count && strcmp(all.items[end].key, all.items[i].key) == 0)
            end++;
        bool shared = all.items[i].compound != all.items[end - 1].compound;
        const Matter *before = NULL;
        for (; i < end; i++) {
            Matter *matter = &all.items[i];
            bool same = before && before->compound == matter->compound;
            if (same && strcmp(before->title, matter->title) == 0)
                continue;
            matter->other_name = same;
            matter->address = same ? before->address : address_of(site, matter, shared);
            site->matters[site->matter_count++] = *matter;
            before = matter;
        }
    }
    free(all.items);
    if (site->matter_count)
        qsort(site->matters, site->matter_count, sizeof *site->matters, by_title);
}

void matters_put(const Site *site, const Scope *scope, Buffer *out)
{
    int32_t compound =
        scope->level == LEVEL_COMPOUND && scope->compound_count ? scope->compounds[0] : -1;
    size_t low = 0, high = site->matter_count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (site->matters[middle].compound < compound)
            low = middle + 1;
        else
            high = middle;
    }
    for (; low < site->matter_count && site->matters[low].compound == compound; low++)
        buffer_printf(out, "matter %s\t%s\n", site->matters[low].address, site->matters[low].title);
}

const char *matter_address(const Page *page, const Scope *scope, const char *title)
{
    const Site *site = page->site;
    if (scope->level != LEVEL_COMPOUND || !scope->compound_count)
        return NULL;
    /* The first of those with this title: which one a search meets must not hang on the others. */
    size_t low = 0, high = site->matter_count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        const Matter *matter = &site->matters[middle];
        int order = matter->compound != scope->compounds[0]
                        ? (matter->compound < scope->compounds[0] ? -1 : 1)
                        : strcmp(matter->title, title);
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    const Matter *found = low < site->matter_count ? &site->matters[low] : NULL;
    return found && found->compound == scope->compounds[0] && strcmp(found->title, title) == 0
               ? found->address
               : NULL;
}

/* --- the page ------------------------------------------------------------------------------ */

typedef struct {
    Day day;
    int stage;
    const Source *source;
    const Table *table;
    size_t row;
} Step;

static int by_day(const void *a, const void *b)
{
    const Step *x = a, *y = b;
    if (x->day != y->day)
        return x->day < y->day ? -1 : 1;
    if (x->stage != y->stage)
        return x->stage - y->stage;
    if (x->source != y->source)
        return x->source < y->source ? -1 : 1;
    return x->row < y->row ? -1 : x->row > y->row;
}

/* The cell in words; a day after as-of that is no plan has not come yet. */
static const char *cell_words(const Page *page, const Table *table, size_t row, int index)
{
    const ColumnSchema *column = &table_schema(table)->columns[index];
    int64_t cell = table_cell(table, row, (size_t)index);
    if (cell == CELL_MISSING)
        return "";
    if (column->type == TYPE_DATE) {
        bool plan = strncmp(column->name, "due", 3) == 0 || strstr(column->name, "_to") != NULL;
        return plan || cell <= page->site->in.asof ? page_day(page, (Day)cell) : "";
    }
    if (column->type == TYPE_ENUM && page->english && cell >= 0 &&
        (size_t)cell < column->value_count)
        return column->values[cell].title.en;
    if (column->type == TYPE_BOOL)
        return cell ? page_words(page, "是", "yes") : page_words(page, "否", "no");
    const char *text = table_display(page->arena, table, row, (size_t)index);
    if (column->type == TYPE_MONEY)
        text = format_ledger(page->arena, cell);
    if (*text && column->unit && *column->unit)
        return arena_printf(page->arena, page->english ? "%s %s" : "%s%s", text,
                            format_unit(column->unit, page->english));
    return text;
}

static const char *const STAGES_ZH[] = {"党支部提议", "联席会议商议", "业主大会表决", "办理与公开"};
static const char *const STAGES_EN[] = {"Proposed by the party branch",
                                        "Discussed at a joint meeting", "Put to the owners",
                                        "Carried out and made public"};
static const char *const NUMERALS[] = {"①", "②", "③", "④"};

static int64_t cell_at(const Step *step, const char *name)
{
    int index = column_of(step->table, name);
    return index < 0 ? CELL_MISSING : table_cell(step->table, step->row, (size_t)index);
}

static bool is_code(const Step *step, const char *name, const char *code)
{
    int index = column_of(step->table, name);
    int64_t cell = cell_at(step, name);
    return cell != CELL_MISSING &&
           strcmp(table_schema(step->table)->columns[index].values[cell].code, code) == 0;
}

static void put_state(Model *item, const char *class, const char *words)
{
    model_text(item, "state_class", class);
    model_text(item, "state", words);
}

/* Done, late, under way: as the sections of the edition say it (scripts/sections/20, 30). */
static void put_progress(const Page *page, const Step *step, Model *item)
{
    Day asof = page->site->in.asof;
    int64_t due = cell_at(step, "due_on"), done = cell_at(step, "done_on");
    if (done == CELL_MISSING)
        done = cell_at(step, "closed_on");
    if (done != CELL_MISSING && done <= asof) {
        if (due != CELL_MISSING && done > due)
            put_state(item, "late",
                      arena_printf(page->arena,
                                   page->english ? "done %lld days late" : "逾期%lld天完成",
                                   (long long)(done - due)));
        else
            put_state(item, "ok",
                      due == CELL_MISSING ? page_words(page, "已完成", "done")
                                          : page_words(page, "按期完成", "done on time"));
        return;
    }
    if (due == CELL_MISSING || is_code(step, "result", "rejected") ||
        is_code(step, "result", "to_owners") || is_code(step, "status", "declined") ||
        is_code(step, "status", "stopped"))
        return;
    if (due < asof)
        put_state(item, "late",
                  arena_printf(page->arena,
                               page->english ? "not done, %lld days overdue" : "逾期未办，%lld天",
                               (long long)(asof - due)));
    else
        put_state(item, "go", page_words(page, "办理中", "under way"));
}

/* "66.67%（34,745.74/52,118.60㎡）": areas are in hundredths. */
static const char *vote_html(const Page *page, const Figure *figure, bool area)
{
    const char *text = "";
    Buffer out = {0};
    if (area && figure->state == STATE_OK &&
        format_figure(page->arena, figure, "value", page->english, &text))
        text = arena_printf(page->arena, page->english ? "%s (%s/%s m²)" : "%s（%s/%s㎡）", text,
                            format_ledger(page->arena, figure->numerator),
                            format_ledger(page->arena, figure->denominator));
    else
        format_figure(page->arena, figure, "fraction", page->english, &text);
    html_figure(&out, figure, page->site->scopes, text, strlen(text));
    const char *html = arena_copy(page->arena, out.bytes, out.length);
    buffer_free(&out);
    return html;
}

/* Who took part and who agreed, by heads and by area, of art. 278. */
static void put_votes(const Page *page, const Step *step, const char *key, int scope, Model *facts)
{
    static const char *const ids[] = {"C02", "C03", "C04", "C05"};
    for (size_t i = 0; i < sizeof ids / sizeof *ids; i++) {
        const char *id = arena_printf(page->arena, "%s.%s", ids[i], key);
        const Figure *figure = page_find(page, id, scope, day_month(step->day), WINDOW_MONTH);
        const MetricInfo *metric = figures_metric(page->site->in.figures, ids[i]);
        if (!figure || !metric)
            continue;
        Model fact = model_map(page->arena);
        model_text(&fact, "name", page->english ? metric->title.en : metric->title.zh);
        model_text(&fact, "value_html", vote_html(page, figure, i % 2 == 1));
        page_method(page, &fact, "id", ids[i]);
        model_add(facts, &fact);
    }
}

static Model step_model(const Page *page, const Step *step)
{
    Model item = model_map(page->arena);
    model_text(&item, "numeral", NUMERALS[step->stage - 1]);
    model_text(&item, "stage",
               page_words(page, STAGES_ZH[step->stage - 1], STAGES_EN[step->stage - 1]));
    model_text(&item, "day", page_day(page, step->day));
    Model facts = model_list(page->arena);
    for (size_t i = 0; i < 8 && step->source->shown[i]; i++) {
        int index = column_of(step->table, step->source->shown[i]);
        const char *text = index < 0 ? "" : cell_words(page, step->table, step->row, index);
        if (!*text)
            continue;
        const ColumnSchema *column = &table_schema(step->table)->columns[index];
        Model fact = model_map(page->arena);
        model_text(&fact, "name", page->english ? column->title.en : column->title.zh);
        model_text(&fact, "text", text);
        model_bool(&fact, "foreign",
                   page->english && column->type != TYPE_DATE && column->type != TYPE_ENUM &&
                       column->type != TYPE_MONEY && column->type != TYPE_BOOL);
        model_add(&facts, &fact);
    }
    if (step->stage != 3)
        put_progress(page, step, &item);
    if (step->stage == 3) {
        int id = column_of(step->table, "resolution_id");
        const char *key = id < 0 ? "" : table_text(step->table, step->row, (size_t)id);
        int scope = page->site->scopes->of_compound[table_compound(step->table, step->row)];
        put_votes(page, step, key, scope, &facts);
        const char *figure = arena_printf(page->arena, "C07.%s", key);
        const Figure *passed = page_find(page, figure, scope, day_month(step->day), WINDOW_MONTH);
        if (passed && passed->state == STATE_OK) {
            bool yes = passed->numerator != 0;
            put_state(&item, yes ? "ok" : "late",
                      yes ? page_words(page, "通过", "passed")
                          : page_words(page, "未通过", "not passed"));
        }
    }
    model_put(&item, "facts", &facts);
    return item;
}

/* ① → ④ at a glance: how far the matter has come. */
static Model stages_model(const Page *page, const Day last[4], const int times[4])
{
    Model list = model_list(page->arena);
    for (int s = 0; s < 4; s++) {
        Model item = model_map(page->arena);
        model_text(&item, "numeral", NUMERALS[s]);
        model_text(&item, "stage", page_words(page, STAGES_ZH[s], STAGES_EN[s]));
        model_bool(&item, "reached", times[s] > 0);
        bool passed_by = false;
        for (int later = s + 1; later < 4; later++)
            passed_by = passed_by || times[later];
        model_text(&item, "absent",
                   passed_by ? page_words(page, "没有记录", "no record")
                             : page_words(page, "还没有", "not yet"));
        if (times[s])
            model_text(&item, "day", page_day(page, last[s]));
        if (times[s] > 1)
            model_printf(&item, "times", page->english ? "%d times, last " : "%d次，最近",
                         times[s]);
        model_add(&list, &item);
    }
    return list;
}

/* Rows by matter_id: sorted once, so that a page finds its own without reading whole tables. */
typedef struct {
    int64_t id;
    int32_t compound;
    Step step;
} Entry;

static int by_matter(const void *a, const void *b)
{
    const Entry *x = a, *y = b;
    if (x->compound != y->compound)
        return x->compound < y->compound ? -1 : 1;
    if (x->id != y->id)
        return x->id < y->id ? -1 : 1;
    return by_day(&x->step, &y->step);
}

static Entry *all_entries(Site *site, size_t *count)
{
    Entry *entries = NULL;
    size_t capacity = 0;
    *count = 0;
    for (size_t i = 0; i < SOURCE_COUNT; i++) {
        const Table *table = dataset_find(site->in.import->data, SOURCES[i].table);
        int id = table ? column_of(table, "matter_id") : -1;
        for (size_t r = 0; id >= 0 && r < table_rows(table); r++) {
            int64_t cell = table_cell(table, r, (size_t)id);
            Day day = date_of(site, &SOURCES[i], table, r);
            if (cell == 0 || cell == CELL_MISSING || table_compound(table, r) < 0 ||
                day == DAY_MISSING || day > site->in.asof)
                continue;
            GROW(entries, capacity, *count + 1);
            entries[(*count)++] = (Entry){
                cell, table_compound(table, r), {day, SOURCES[i].stage, &SOURCES[i], table, r}};
        }
    }
    if (*count)
        qsort(entries, *count, sizeof *entries, by_matter);
    return entries;
}

static bool matter_page(Site *site, const Matter *matter, const Entry *entries, size_t count,
                        const char *lang, SiteWrite write, void *context, Error *err)
{
    Page page;
    page_begin(&page, site, lang, matter->address, matter->title);
    int scope = site->scopes->of_compound[matter->compound];
    Model steps = model_list(page.arena);
    Day last[4] = {DAY_MISSING, DAY_MISSING, DAY_MISSING, DAY_MISSING};
    int times[4] = {0};
    size_t low = 0, high = count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        const Entry *e = &entries[middle];
        if (e->compound < matter->compound ||
            (e->compound == matter->compound && e->id < matter->id))
            low = middle + 1;
        else
            high = middle;
    }
    for (;
         low < count && entries[low].compound == matter->compound && entries[low].id == matter->id;
         low++) {
        Model step = step_model(&page, &entries[low].step);
        last[entries[low].step.stage - 1] = entries[low].step.day;
        times[entries[low].step.stage - 1]++;
        model_add(&steps, &step);
    }
    model_put(&page.model, "steps", &steps);
    Model stages = stages_model(&page, last, times);
    model_put(&page.model, "stages", &stages);
    model_text(&page.model, "h1", matter->title);
    Model where = page_where(&page, scope);
    Model here = model_map(page.arena);
    model_printf(&here, "href", "%s%sindex.html", page.pages,
                 site_scope_folder(page.arena, &site->scopes->scopes[scope]));
    model_text(&here, "name", site->scopes->scopes[scope].name);
    model_add(&where, &here);
    model_put(&page.model, "where", &where);
    model_text(&page.model, "asof", page_day(&page, site->in.asof));
    return page_write(&page, "matter.html", write, context, err);
}

bool matter_pages(Site *site, size_t part, size_t parts, SiteWrite write, void *context, Error *err)
{
    size_t count;
    Entry *entries = all_entries(site, &count);
    bool good = true;
    for (size_t i = part; good && i < site->matter_count; i += parts) {
        const Matter *matter = &site->matters[i];
        if (matter->other_name)
            continue;
        good = matter_page(site, matter, entries, count, "zh", write, context, err) &&
               matter_page(site, matter, entries, count, "en", write, context, err);
    }
    free(entries);
    return good;
}
