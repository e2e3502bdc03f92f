/* corrections.c - see corrections.h. */
#include "publish/corrections.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "data/csvfile.h"
#include "publish/chain.h"
#include "publish/editions.h"
#include "publish/readback.h"

#define CHANGES_MAX ((size_t)1 << 30)
#define SITE_MAX 2000 /* lines on the page; data/corrections.csv has all */

static bool read_reasons(Arena *arena, const char *dir, ChangeReason **out, size_t *count,
                         Error *err)
{
    static const char *const names[] = {"table",       "key",    "period",
                                        "compound_id", "reason", "approver"};
    static const char *const zh[] = {"表", "编号", "期间", "小区编码", "更正原因", "批准人"};
    CsvFile file;
    *count = 0;
    if (!csvfile_read(arena, dir, "input/corrections.csv", names, zh, 6, &file, err)) {
        file.count = 0;
        if (err->code != ERR_NONE)
            return false;
    }
    *out = ARENA_NEW_ARRAY(arena, file.count + 2, ChangeReason);
    for (size_t i = 0; i < file.count; i++) {
        const char *const *c = file.rows[i].cells;
        if (c[4][0]) /* a line without a reason explains nothing */
            (*out)[(*count)++] = (ChangeReason){c[0], c[1], c[2], c[3], c[4], c[5]};
    }
    return true;
}

/* Figures that moved because a row was withdrawn from the edition before have that reason. */
static void add_withdrawal(Arena *arena, const char *before, ChangeReason *reasons, size_t *count)
{
    Chain chain;
    Readback rows;
    char *output = arena_copy(arena, before, (size_t)(strstr(before, "/editions/") - before));
    const ChainLine *line;
    if (!chain_read(arena, path_join(arena, output, "chain.log"), &chain, NULL) ||
        !(line = chain_find(&chain, strrchr(before, '/') + 1)) ||
        strcmp(line->kind, "withdraw") != 0 ||
        !readback_open(path_join(arena, before, "withdrawn.csv"), &rows))
        return;
    int reason = readback_column(&rows, "reason");
    if (reason >= 0 && rows.count > 0)
        reasons[(*count)++] = (ChangeReason){
            "metrics", "", "", "", readback_cells(&rows, arena, rows.count - 1)[reason], ""};
    readback_close(&rows);
}

/* --- for people ------------------------------------------------------------------------- */

typedef struct {
    Arena *arena;
    const Import *import;
    const FigureSet *figures;
    SiteChange *items;
    size_t count;
} Pages;

static const char *table_title(const Pages *p, const char *name)
{
    const SchemaSet *schemas = dataset_schemas(p->import->data);
    int table = schema_table(schemas, name);
    return table < 0 ? name : schemas->tables[table].title.zh;
}

static const char *column_title(const Pages *p, const char *table, const char *name)
{
    const SchemaSet *schemas = dataset_schemas(p->import->data);
    int t = schema_table(schemas, table);
    int c = t < 0 ? -1 : schema_column(&schemas->tables[t], name);
    return c < 0 ? name : schemas->tables[t].columns[c].title.zh;
}

/* The label of an enum's code, else the cell as it is. */
static const char *cell_label(const Pages *p, const Change *c, const char *cell)
{
    const SchemaSet *schemas = dataset_schemas(p->import->data);
    int t = schema_table(schemas, c->table);
    int column = t < 0 ? -1 : schema_column(&schemas->tables[t], c->column);
    if (!cell[0])
        return "（空）";
    if (column < 0 || schemas->tables[t].columns[column].type != TYPE_ENUM)
        return cell;
    int value = schema_enum(&schemas->tables[t].columns[column], cell);
    return value < 0 ? cell : schemas->tables[t].columns[column].values[value].title.zh;
}

static const char *month_zh(Arena *arena, const char *period)
{
    Month month;
    return month_parse(period, &month)
               ? arena_printf(arena, "%d年%d月", month_year(month), month_number(month))
               : "";
}

static int compound_scope(const Pages *p, const char *id)
{
    return id[0] ? scope_find(figures_scopes(p->figures), LEVEL_COMPOUND, id) : -1;
}

static SiteChange *next_change(Pages *p, const Change *c)
{
    SiteChange *s = &p->items[p->count++];
    int compound = compound_scope(p, c->compound_id);
    *s = (SiteChange){.compound = compound,
                      .scope = compound,
                      .period = MONTH_MISSING,
                      .from = "",
                      .to = "",
                      .reason = c->reason,
                      .day = DAY_MISSING};
    if (!month_parse(c->edition, &s->period))
        s->period = MONTH_MISSING;
    return s;
}

static const char *state_zh(const char *text)
{
    static const char *const words[][2] = {{"undefined", "—（无应办事项）"},
                                           {"not_received", "未收到"},
                                           {"no_base", "无基期"},
                                           {"unequal", "报送小区不同，不作比较"},
                                           {"suppressed", "不公开（人数过少）"},
                                           {"", "没有"}};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strcmp(text, words[i][0]) == 0)
            return words[i][1];
    return NULL;
}

static const char *with_unit(const Pages *p, const char *value, const char *unit)
{
    const char *state = state_zh(value);
    return state ? state : arena_printf(p->arena, "%s%s", value, unit);
}

/* ID|LEVEL|SCOPE|PERIOD|WINDOW; only figures of one month and of a day stand on the page. */
static void put_figure(Pages *p, const Change *c)
{
    char *parts[5], *at = arena_strdup(p->arena, c->key);
    for (int i = 0; i < 5; i++) {
        parts[i] = at;
        at = at ? strchr(at, '|') : NULL;
        if (at)
            *at++ = '\0';
        else if (i < 4)
            return;
    }
    bool asof = strcmp(parts[4], "asof") == 0;
    if (!asof && strcmp(parts[4], "month") != 0)
        return;
    const MetricInfo *metric = figures_metric(p->figures, parts[0]);
    if (!metric || strcmp(c->column, "value") != 0)
        return;
    SiteChange *s = next_change(p, c);
    bool compound = strcmp(parts[1], "compound") == 0;
    if (!compound)
        s->scope = changes_scope(figures_scopes(p->figures), c->key);
    s->what = arena_printf(p->arena, "%s%s%s%s%s", compound ? "" : parts[2], compound ? "" : "：",
                           month_zh(p->arena, c->period), asof ? "末" : "", metric->title.zh);
    s->from = with_unit(p, c->from, metric->unit);
    s->to = with_unit(p, c->to, metric->unit);
}

static void put_row(Pages *p, const Change *c)
{
    SiteChange *s = next_change(p, c);
    bool removed = strcmp(c->kind, "removed") == 0;
    s->what = arena_printf(p->arena, "%s %s%s%s", table_title(p, c->table), c->key,
                           removed ? "" : " ", removed ? "" : column_title(p, c->table, c->column));
    s->from = removed ? "已公布" : cell_label(p, c, c->from);
    s->to = removed ? "撤下" : cell_label(p, c, c->to);
}

static bool same_batch(const Change *a, const Change *b)
{
    return strcmp(a->kind, "late") == 0 && strcmp(b->kind, "late") == 0 &&
           strcmp(a->edition, b->edition) == 0 && strcmp(a->table, b->table) == 0 &&
           strcmp(a->compound_id, b->compound_id) == 0 && strcmp(a->period, b->period) == 0;
}

static void put_late(Pages *p, const Change *c, size_t rows)
{
    SiteChange *s = next_change(p, c);
    s->late_row = true;
    s->what =
        arena_printf(p->arena, "%s%s", month_zh(p->arena, c->period), table_title(p, c->table));
    s->to = arena_printf(p->arena, "%zu行", rows);
}

/* Late rows of one table, compound and month from `first` on; how many of them, and rows. */
static size_t late_batch(const Changes *changes, size_t first, size_t end, size_t *rows)
{
    const Change *c = changes->items;
    size_t i = first + 1;
    *rows = 1;
    for (; i < end && same_batch(&c[i], &c[first]); i++)
        *rows += strcmp(c[i].key, c[i - 1].key) != 0;
    return i - first;
}

/*
 * Of one edition: first what was changed, then what came late, then the figures that moved; of
 * these only the latest month's, the others stand in data/corrections.csv.
 */
static void put_edition(Pages *p, const Changes *changes, size_t begin, size_t end)
{
    static const char *const order[] = {"changed", "removed", "late", "figure"};
    const char *latest = "";
    for (size_t i = begin; i < end; i++)
        if (strcmp(changes->items[i].kind, "figure") == 0 &&
            strcmp(changes->items[i].period, latest) > 0)
            latest = changes->items[i].period;
    for (size_t k = 0; k < sizeof order / sizeof *order; k++)
        for (size_t i = begin, step; i < end && p->count < SITE_MAX; i += step) {
            const Change *c = &changes->items[i];
            size_t rows;
            step = 1;
            if (strcmp(c->kind, order[k]) != 0)
                continue;
            if (strcmp(c->kind, "late") == 0) {
                step = late_batch(changes, i, end, &rows);
                put_late(p, c, rows);
            } else if (strcmp(c->kind, "figure") != 0) {
                put_row(p, c);
            } else if (strcmp(c->period, latest) == 0) {
                put_figure(p, c);
            }
        }
}

/* Newest edition first. */
static void make_pages(Pages *p, const Changes *changes)
{
    p->items = ARENA_NEW_ARRAY(p->arena, changes->count + 1, SiteChange);
    for (size_t end = changes->count, begin; end > 0; end = begin) {
        begin = end - 1;
        while (begin > 0 &&
               strcmp(changes->items[begin - 1].edition, changes->items[end - 1].edition) == 0)
            begin--;
        put_edition(p, changes, begin, end);
    }
}

/* --- all of it ----------------------------------------------------------------------------- */

/* The month that the id of an edition begins with. */
static Month edition_month(const char *folder)
{
    const char *id = strrchr(folder, '/');
    char text[8] = "";
    Month month;
    memcpy(text, id ? id + 1 : "", id ? strnlen(id + 1, 7) : 0);
    return month_parse(text, &month) ? month : MONTH_MISSING;
}

/* What is shown now says of editions, so that nothing new makes no new edition (editions.h). */
static void put_editions(const Edition *edition, Month period, Buffer *out)
{
    char *bytes = NULL, path[4096];
    size_t length = 0, head = 0;
    snprintf(path, sizeof path, "%s/" EDITIONS_PATH, edition_current(edition));
    if (*edition_current(edition) && file_read(path, CHANGES_MAX, &bytes, &length, NULL))
        head = editions_head_length(bytes, length);
    if (head > 0) {
        buffer_put(out, bytes, head);
    } else {
        Chain none = {.bytes = ""};
        editions_head(&none, &(ChainLine){.kind = "publish", .period = period}, out);
    }
    free(bytes);
}

static bool write_both(Edition *edition, Month period, const Changes *changes, Error *err)
{
    Buffer text = {0};
    changes_csv(changes, &text);
    bool ok = edition_write(edition, "data/corrections.csv", text.bytes, text.length, err);
    buffer_clear(&text);
    put_editions(edition, period, &text);
    changes_json(changes, &text);
    ok = ok && edition_write(edition, EDITIONS_PATH, text.bytes, text.length, err);
    buffer_free(&text);
    return ok;
}

static void keep_filtered(Changes *changes, const ChangeFilter *filter)
{
    size_t kept = 0;
    for (size_t i = 0; i < changes->count; i++)
        if (filter->has(filter->context, &changes->items[i]))
            changes->items[kept++] = changes->items[i];
    changes->count = changes->fresh = kept;
    changes->only_corrections = false;
}

size_t corrections_list(Arena *arena, const Import *import, const FigureSet *figures,
                        const Changes *changes, const SiteChange **out)
{
    Pages pages = {.arena = arena, .import = import, .figures = figures};
    make_pages(&pages, changes);
    *out = pages.items;
    return pages.count;
}

size_t corrections_of(Arena *arena, const Import *import, const FigureSet *figures,
                      const Changes *changes, Month month, const SiteChange **out)
{
    char text[16];
    Changes some = {.items = ARENA_NEW_ARRAY(arena, changes->count + 1, Change)};
    month_text(month, text);
    for (size_t i = 0; i < changes->count; i++)
        if (strcmp(changes->items[i].period, text) == 0)
            some.items[some.count++] = changes->items[i];
    const SiteChange *list;
    size_t count = corrections_list(arena, import, figures, &some, &list);
    SiteChange *own = ARENA_NEW_ARRAY(arena, count + 1, SiteChange);
    for (size_t i = 0; i < count; i++) {
        own[i] = list[i];
        own[i].period = month; /* so its own pages and papers tell of it */
    }
    *out = own;
    return count;
}

bool corrections_declare(Arena *arena, Edition *edition, const char *dir, const Import *import,
                         const FigureSet *figures, Month period, const ChangeFilter *filter,
                         Corrections *out, Error *err)
{
    const char *before = edition_current(edition);
    ChangeReason *reasons = NULL;
    size_t reason_count;
    *out = (Corrections){0};
    if (!read_reasons(arena, dir, &reasons, &reason_count, err))
        return false;
    Month before_period = before[0] ? edition_month(before) : MONTH_MISSING;
    if (before_period != MONTH_MISSING) {
        changes_find(arena, before, before_period, edition_folder(edition), period, &out->changes);
        if (filter)
            keep_filtered(&out->changes, filter);
        add_withdrawal(arena, before, reasons, &reason_count);
        changes_explain(arena, &out->changes, reasons, reason_count);
        Changes *c = &out->changes;
        if (c->only_corrections && c->unexplained == c->fresh)
            return error_set(
                err, ERR_DATA,
                "只有更正，而且都没有说明原因：%s %s %s 等%zu处。请在 input/corrections.csv "
                "写明原因后再发布 / "
                "nothing is new but %zu corrections that nobody explained; give reasons in "
                "input/corrections.csv",
                c->items[0].table, c->items[0].key, c->items[0].column, c->fresh, c->fresh);
        changes_carry(arena, &out->changes, before);
    }
    out->site_count = corrections_list(arena, import, figures, &out->changes, &out->site);
    return write_both(edition, period, &out->changes, err);
}
