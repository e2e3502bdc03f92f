/* render_key.c - see render_key.h. */
#include "render_key.h"

#include <string.h>

#include "base/file.h"
#include "base/hash.h"
#include "publish/unchanged.h"
#include "scope_key.h"

struct Keys {
    char ground[65];
    const char **own; /* by scope, scope_key.h */
};

static void put_numbers(Buffer *out, const char *name, const int64_t *numbers, size_t count)
{
    buffer_text(out, name);
    for (size_t i = 0; i < count; i++)
        buffer_printf(out, " %lld", (long long)numbers[i]);
    buffer_char(out, '\n');
}

static void put_rules(const RuleSet *rules, Buffer *out)
{
    for (size_t i = 0; rules && i < rules->count; i++) {
        const Rule *r = &rules->rules[i];
        const int64_t numbers[] = {r->section, r->cadence, r->deadline_days, r->working_days,
                                   r->min_post_days};
        buffer_printf(out, "rule %s\t%s\t%s\t%s\t%s", r->id, r->title, r->title_en, r->basis,
                      r->holder);
        put_numbers(out, "", numbers, sizeof numbers / sizeof *numbers);
    }
}

/* What every scope hangs on. */
static bool make_ground(RenderScopes *all, char hex[65])
{
    const RenderInput *in = &all->input;
    const FigureSet *figures = in->cube->figures;
    const UnchangedInput input = {.dir = in->dir, .installed = in->installed, .output = in->output};
    const int64_t days[] = {in->period, in->asof};
    Buffer text = {0};
    if (!unchanged_rules(all->arena, &input, hex))
        return false;
    buffer_printf(&text, "%s\n%s\n%s\n", all->maker, hex, all->style->digest);
    put_numbers(&text, "days", days, 2);
    /* The months that an office has published, but for the one that may just be among them. */
    for (size_t i = 0; i < in->config->published_count; i++)
        if (in->config->published[i] < in->period)
            put_numbers(&text, "published", (int64_t[]){in->config->published[i]}, 1);
    for (size_t i = 0; i < in->break_count; i++) {
        const int64_t numbers[] = {in->breaks[i].method, in->breaks[i].from};
        put_numbers(&text, in->breaks[i].metric, numbers, 2);
    }
    put_rules(in->cube->rules, &text);
    for (size_t i = 0; i < figures_metric_count(figures); i++)
        buffer_printf(&text, "metric %s\n", figures_metric_at(figures, i)->id);
    for (size_t t = 0; t < dataset_schemas(in->import->data)->count; t++)
        buffer_char(&text, table_arrived(dataset_table(in->import->data, (int)t)) ? '1' : '0');
    hash_bytes(text.bytes, text.length, hex);
    buffer_free(&text);
    return true;
}

void keys_make(RenderScopes *all)
{
    const RenderInput *in = &all->input;
    struct Keys *keys = ARENA_NEW(all->arena, struct Keys);
    if (!all->cache || in->again || !make_ground(all, keys->ground))
        return;
    keys->own =
        ARENA_NEW_ARRAY(all->arena, figures_scopes(in->cube->figures)->count + 1, const char *);
    if (scope_keys(all->arena, in->import, in->cube, in->period, in->changes, in->change_count,
                   true, in->jobs, keys->own, NULL))
        all->keys = keys;
}

/* The office's own words for the compound. */
static void put_notes(const Sheet *sheet, Buffer *out)
{
    const RenderInput *in = &sheet->all->input;
    FileList list;
    char month[16], hex[65];
    if (strchr(sheet->facts->id, '/'))
        return;
    const char *folder = arena_printf(sheet->arena, "%s/input/notes/%s/%s", in->dir ? in->dir : "",
                                      month_text(in->period, month), sheet->facts->id);
    if (!folder_exists(folder) || !folder_list(sheet->arena, folder, &list, NULL))
        return;
    for (size_t i = 0; i < list.count; i++) {
        bool read = hash_file(path_join(sheet->arena, folder, list.paths[i]), hex, NULL);
        buffer_printf(out, "note %s %s\n", list.paths[i], read ? hex : "-");
    }
}

/* What the bits of `reads` name. */
static void put_elsewhere(const Sheet *sheet, uint64_t reads, Buffer *out)
{
    const RenderInput *in = &sheet->all->input;
    char key[SCOPE_KEY_SIZE];
    buffer_printf(out, "reads %llx\n", (unsigned long long)reads);
    if (reads & READS_FIGURES) {
        scope_key_figures(in->cube, key);
        buffer_printf(out, "figures %s\n", key);
    }
    for (int t = 0; t < 64 - READS_TABLES; t++)
        if (reads >> (READS_TABLES + t) & 1) {
            scope_key_table(in->import, t, key);
            buffer_printf(out, "table %d %s\n", t, key);
        }
}

/* False where the scope has none. */
static bool make_key(Sheet *sheet, const Sheet *compounds, size_t count, uint64_t reads,
                     char key[65])
{
    const RenderInput *in = &sheet->all->input;
    const Scope *facts = sheet->facts;
    Buffer text = {0};
    bool community = facts->level == LEVEL_COMMUNITY, fine = !(reads & READS_MORE);
    Revision revision = revisions_of(in->revisions, sheet->folder, in->period);
    bool approved = approvals_cover(sheet->all->approvals, in->import->data, facts->compounds,
                                    facts->compound_count, in->period);
    const int64_t numbers[] = {approved,
                               approvals_day(sheet->all->approvals, in->import->data,
                                             facts->compounds, facts->compound_count, in->period),
                               revision.number};
    buffer_printf(&text, "%s\n%s\n%s\n", sheet->all->keys->ground,
                  sheet->all->keys->own[sheet->scope], revision.head);
    put_numbers(&text, "approved, revision", numbers, 3);
    put_elsewhere(sheet, reads, &text);
    if (facts->level == LEVEL_COMPOUND)
        put_notes(sheet, &text);
    site_put_facts(sheet->all->site, sheet->scope, &text);
    fine = fine && (!community || count == facts->compound_count);
    for (size_t i = 0; community && i < count; i++) {
        fine = fine && compounds[i].key[0];
        buffer_printf(&text, "%s\n", compounds[i].key);
    }
    if (fine)
        hash_bytes(text.bytes, text.length, key);
    buffer_free(&text);
    return fine;
}

bool key_take(Sheet *sheet, const Sheet *compounds, size_t count, bool *taken, Error *err)
{
    const RenderInput *in = &sheet->all->input;
    CacheScope before;
    char key[65];
    *taken = false;
    if (!sheet->all->keys || !cache_find_scope(sheet->all->cache, sheet->folder, &before) ||
        !make_key(sheet, compounds, count, before.reads, key) || strcmp(key, before.key) != 0)
        return true;
    const char *const folders[] = {sheet->folder,
                                   arena_printf(sheet->arena, "en/%s", sheet->folder)};
    bool search = !cache_is_searched(sheet->all->cache) || (before.reads & READS_LOOK);
    if (!edition_take(in->edition, folders, 2, search, taken, err))
        return false;
    if (*taken) {
        memcpy(sheet->key, key, sizeof key);
        sheet_is_taken(sheet);
        cache_note_scope(sheet->all->cache, sheet->folder, key, before.reads, true);
    }
    return true;
}

void key_note(Sheet *sheet, const Sheet *compounds, size_t count, bool sound)
{
    if (!sheet->all->keys)
        return;
    if (sound && make_key(sheet, compounds, count, sheet->reads, sheet->key))
        cache_note_scope(sheet->all->cache, sheet->folder, sheet->key, sheet->reads, false);
    else
        cache_note_scope(sheet->all->cache, sheet->folder, NULL, 0, false);
}
