/*
 * method.c - how every figure is computed, and what can be downloaded.
 */
#include "site/pages.h"

#include "doc/format.h"

#include <string.h>

static const char *section_words(const Page *page, const char *section)
{
    static const struct {
        const char *code, *zh, *en;
    } SECTIONS[] = {{"overview", "公开总览", "Overview"},
                    {"proposals", "① 党支部提议事项", "① Party branch proposals"},
                    {"meetings", "② 联席会议商议事项", "② Joint meeting items"},
                    {"owners", "③ 业主大会决议事项", "③ Decisions of the owners"},
                    {"services", "④ 物业服务事项", "④ Property services"},
                    {"evaluation", "评价", "Evaluation"},
                    {"party", "党建", "Party organisation"},
                    {"livelihood", "民生项目", "Projects"}};
    for (size_t i = 0; i < sizeof SECTIONS / sizeof *SECTIONS; i++)
        if (section && strcmp(section, SECTIONS[i].code) == 0)
            return page_words(page, SECTIONS[i].zh, SECTIONS[i].en);
    return section ? section : "";
}

/* The tables whose rows a figure counts, where they can be downloaded: {name, href, comma}. */
static Model metric_tables(const Page *page, const MetricInfo *metric)
{
    const SchemaSet *schemas = dataset_schemas(page->site->in.import->data);
    Model list = model_list(page->arena);
    for (size_t i = 0; i < metric->table_count; i++) {
        int number = metric->tables[i];
        if (number < 0 || (size_t)number >= schemas->count)
            continue;
        const TableSchema *schema = &schemas->tables[number];
        /* The compounds themselves are behind everything. */
        if (metric->table_count > 1 && strcmp(schema->name, "compounds") == 0)
            continue;
        if (!site_has(page->site, arena_printf(page->arena, "data/%s.csv", schema->name), NULL))
            continue;
        Model item = model_map(page->arena);
        model_text(&item, "name", page->english ? schema->title.en : schema->title.zh);
        model_printf(&item, "href", "%sdata/index.html#%s", page->pages, schema->name);
        model_text(&item, "comma", list.value.count ? page_words(page, "、", ", ") : "");
        model_add(&list, &item);
    }
    return list;
}

/* Where the series of a metric that was defined anew breaks. */
static void put_break(const Page *page, Model *item, const MetricInfo *metric)
{
    const MethodBreak *last = NULL;
    char month[16];
    for (size_t i = 0; i < page->site->in.break_count; i++)
        if (strcmp(page->site->in.breaks[i].metric, metric->base_id) == 0)
            last = &page->site->in.breaks[i];
    if (!last)
        return;
    model_printf(item, "break",
                 page->english
                     ? "From %s on by method %d; earlier months keep the figures they "
                       "were published with, so the series breaks here."
                     : "自%s起按第%d版口径计算；以前各期保留当时公布的数，前后不宜直接比较。",
                 month_text(last->from, month), last->method);
}

static bool method(Site *site, const char *lang, SiteWrite write, void *context, Error *err)
{
    static const char *const order[] = {"overview", "proposals",  "meetings", "owners",
                                        "services", "evaluation", "party",    "livelihood"};
    Page page;
    size_t count = figures_metric_count(site->in.figures);
    page_begin(&page, site, lang, "method/index.html",
               strcmp(lang, "en") == 0 ? "How figures are computed" : "怎么算的");
    bool *done = ARENA_NEW_ARRAY(page.arena, count + 1, bool);
    Model sections = model_list(page.arena);
    for (size_t s = 0; s <= sizeof order / sizeof *order; s++) {
        bool rest = s == sizeof order / sizeof *order; /* sections that nobody foresaw */
        Model list = model_list(page.arena);
        for (size_t i = 0; i < count; i++) {
            const MetricInfo *metric = figures_metric_at(site->in.figures, i);
            if (done[i] || (!rest && (!metric->section || strcmp(metric->section, order[s]) != 0)))
                continue;
            done[i] = true;
            Model item = model_map(page.arena);
            model_text(&item, "id", metric->id);
            model_text(&item, "name", page.english ? metric->title.en : metric->title.zh);
            model_text(&item, "formula", page.english ? metric->formula_en : metric->formula_zh);
            model_text(&item, "note", page.english ? metric->note.en : metric->note.zh);
            put_break(&page, &item, metric);
            model_text(&item, "unit", format_unit(metric->unit, page.english));
            model_text(&item, "better",
                       metric->better > 0   ? page_words(&page, "越高越好", "higher is better")
                       : metric->better < 0 ? page_words(&page, "越低越好", "lower is better")
                                            : "");
            Model tables = metric_tables(&page, metric);
            model_put(&item, "tables", &tables);
            model_bool(&item, "has_tables", tables.value.count > 0);
            model_add(&list, &item);
        }
        if (!list.value.count)
            continue;
        Model section = model_map(page.arena);
        model_text(&section, "name",
                   rest ? page_words(&page, "其他", "Other") : section_words(&page, order[s]));
        model_text(&section, "anchor", rest ? "other" : order[s]);
        model_put(&section, "metrics", &list);
        model_add(&sections, &section);
    }
    model_put(&page.model, "sections", &sections);
    return page_write(&page, "method.html", write, context, err);
}

bool method_page(Site *site, SiteWrite write, void *context, Error *err)
{
    return method(site, "zh", write, context, err) && method(site, "en", write, context, err);
}

/* --- downloads ------------------------------------------------------------------------- */

static bool put_file(const Page *page, Model *list, const char *path, const char *name,
                     const char *use)
{
    SiteFile file;
    if (!site_has(page->site, path, &file))
        return false;
    Model item = model_map(page->arena);
    model_printf(&item, "href", "%s%s", page->root, path);
    model_text(&item, "name", name);
    model_text(&item, "use", use);
    model_text(&item, "size", page_size(page, file.size));
    model_text(&item, "hash", arena_strdup(page->arena, file.sha256));
    model_add(list, &item);
    return true;
}

/* Its list of editions is completed once the edition is: no size and hash of it are known here. */
static void put_changes(Page *page, Model *list)
{
    Model item = model_map(page->arena);
    if (!site_has(page->site, "data/changes.json", NULL))
        return;
    model_printf(&item, "href", "%sdata/changes.json", page->root);
    model_text(&item, "name", page_words(page, "各版和更正清单", "Editions and corrections"));
    model_text(
        &item, "use",
        page_words(page, "供程序读取，转载的网站据此更新", "for programs; what a mirror reads"));
    model_add(list, &item);
    model_bool(&page->model, "has_editions", true);
}

static const char *type_words(const Page *page, ColumnType type)
{
    static const struct {
        const char *zh, *en;
    } TYPES[] = {{"编号", "id"},     {"文字", "text"},         {"长文字", "long text"},
                 {"日期", "date"},   {"整数", "whole number"}, {"小数", "decimal"},
                 {"金额", "money"},  {"面积", "area"},         {"是或否", "yes or no"},
                 {"选项", "choice"}, {"期间", "period"}};
    return page_words(page, TYPES[type].zh, TYPES[type].en);
}

/* The dictionary of a table: what each column means, and what of it is published. */
static Model table_columns(const Page *page, const TableSchema *schema)
{
    static const char *const zh[] = {"公开", "遮盖后公开", "不公开"};
    static const char *const en[] = {"public", "masked", "not published"};
    Model list = model_list(page->arena);
    for (size_t c = 0; c < schema->column_count; c++) {
        const ColumnSchema *column = &schema->columns[c];
        Model item = model_map(page->arena);
        model_text(&item, "column", column->name);
        model_text(&item, "title", page->english ? column->title.en : column->title.zh);
        model_text(&item, "type", type_words(page, column->type));
        model_text(&item, "unit", column->unit ? format_unit(column->unit, page->english) : "");
        bool hidden = column->type == TYPE_TEXT; /* free text is never printed */
        Privacy privacy = hidden ? PRIVACY_PRIVATE : column->privacy;
        model_text(&item, "privacy", page_words(page, zh[privacy], en[privacy]));
        model_add(&list, &item);
    }
    return list;
}

static void put_tables(Page *page)
{
    static const struct {
        const char *suffix, *zh, *en;
    } FORMS[] = {{".csv", "CSV", "CSV"},
                 {".excel.csv", "Excel/WPS用CSV", "CSV for Excel"},
                 {".json", "JSON", "JSON"}};
    const Dataset *data = page->site->in.import->data;
    const SchemaSet *schemas = dataset_schemas(data);
    Model tables = model_list(page->arena);
    for (size_t t = 0; t < schemas->count; t++) {
        const TableSchema *schema = &schemas->tables[t];
        Model files = model_list(page->arena);
        for (size_t f = 0; f < sizeof FORMS / sizeof *FORMS; f++)
            put_file(page, &files,
                     arena_printf(page->arena, "data/%s%s", schema->name, FORMS[f].suffix),
                     page_words(page, FORMS[f].zh, FORMS[f].en), "");
        if (!files.value.count)
            continue;
        Model table = model_map(page->arena);
        model_text(&table, "name", page->english ? schema->title.en : schema->title.zh);
        model_text(&table, "id", schema->id);
        model_text(&table, "anchor", schema->name);
        model_printf(&table, "rows", "%zu", table_rows(dataset_table(data, (int)t)));
        model_put(&table, "files", &files);
        bool opens = site_has(page->site,
                              arena_printf(page->arena, "data/%s.excel.csv", schema->name), NULL);
        model_bool(&table, "too_long", !opens);
        Model columns = table_columns(page, schema);
        model_put(&table, "columns", &columns);
        model_add(&tables, &table);
    }
    model_put(&page->model, "tables", &tables);
}

static bool data_pages(Site *site, const char *lang, SiteWrite write, void *context, Error *err)
{
    static const struct {
        const char *path, *zh, *en, *use_zh, *use_en;
    } FILES[] = {
        {"metrics.csv", "全部数字 CSV", "All figures, CSV", "网页和公示里的每个数都出自这里",
         "every number on paper and pages comes from here"},
        {"metrics.json", "全部数字 JSON", "All figures, JSON", "同上", "the same"},
        {"data/data.zip", "全部数据 ZIP", "Everything, ZIP", "一次下载", "in one download"},
        {"data/data.sqlite", "数据库 SQLite", "Database, SQLite", "用SQL查询", "for SQL queries"},
        {"data/dictionary.csv", "数据字典", "Data dictionary", "每张表每一列的含义",
         "what each column means"},
        {"data/catalog.csv", "数据目录", "Catalogue", "政务数据目录格式",
         "in the form of the national catalogue"},
        {"data/catalog.jsonld", "数据目录 DCAT", "Catalogue, DCAT", "供程序读取", "for programs"},
        {"data/datapackage.json", "数据包说明", "Data package", "Frictionless格式", "Frictionless"},
        {"data/corrections.csv", "更正与补报", "Corrections", "改了什么、为什么",
         "what changed and why"},
    };
    Page page;
    page_begin(&page, site, lang, "data/index.html",
               strcmp(lang, "en") == 0 ? "Open data" : "数据下载");
    Model files = model_list(page.arena);
    for (size_t i = 0; i < sizeof FILES / sizeof *FILES; i++)
        put_file(&page, &files, FILES[i].path, page_words(&page, FILES[i].zh, FILES[i].en),
                 page_words(&page, FILES[i].use_zh, FILES[i].use_en));
    put_changes(&page, &files);
    model_put(&page.model, "files", &files);
    put_tables(&page);
    return page_write(&page, "data.html", write, context, err);
}

bool data_page(Site *site, SiteWrite write, void *context, Error *err)
{
    return data_pages(site, "zh", write, context, err) &&
           data_pages(site, "en", write, context, err);
}
