/* render_scope.c - see render_scope.h. */
#include "render_scope.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/ordered.h"
#include "render/scope_data.h"
#include "render_key.h"
#include "render_task.h"

/* A scope is named as in explain, "compound:a1", or by its id alone. */
static bool names_scope(const char *name, const Scope *scope)
{
    const char *level = level_code(scope->level);
    size_t n = strlen(level);
    if (strncmp(name, level, n) == 0 && name[n] == ':' && strcmp(name + n + 1, scope->id) == 0)
        return true;
    return strcmp(name, scope->id) == 0;
}

static bool is_wanted(const RenderInput *input, const Scope *scope)
{
    for (size_t i = 0; i < input->only_count; i++)
        if (names_scope(input->only[i], scope))
            return true;
    return input->only_count == 0;
}

/* What another shard, or the merge, makes is let be. */
bool render_scopes_has(const RenderScopes *all, size_t scope)
{
    const RenderInput *in = &all->input;
    return (!in->mine || in->mine[scope]) &&
           is_wanted(in, &figures_scopes(in->cube->figures)->scopes[scope]);
}

/* A name that is no scope would quietly render nothing. */
static bool check_only(const RenderInput *input, Error *err)
{
    const ScopeSet *scopes = figures_scopes(input->cube->figures);
    for (size_t i = 0; i < input->only_count; i++) {
        bool known = false;
        for (size_t s = 0; s < scopes->count && !known; s++)
            known = names_scope(input->only[i], &scopes->scopes[s]);
        if (!known)
            return error_set(err, ERR_USAGE, "--only：没有这个范围 / no such scope: %s",
                             input->only[i]);
    }
    return true;
}

/* A scope that is not rendered this time keeps its files of this period. */
static bool keep_others(const RenderScopes *all, Error *err)
{
    const ScopeSet *scopes = figures_scopes(all->input.cube->figures);
    bool ok = true;
    for (size_t i = 0; ok && !all->input.again && i < scopes->count; i++) {
        if (is_wanted(&all->input, &scopes->scopes[i]))
            continue;
        const char *folder = site_edition_folder(all->arena, &scopes->scopes[i], all->input.period);
        ok = edition_keep(all->input.edition, folder, err) &&
             edition_keep(all->input.edition, arena_printf(all->arena, "en/%s", folder), err);
    }
    return ok;
}

/*
 * What stands in the edition, or in what this process has made of the scope; a download with the
 * hash that was noted when it was written, since the pages ask for each of them many times.
 * `context` is the RenderScopes.
 */
static bool find_of_run(void *context, const char *path, SiteFile *out)
{
    const RenderScopes *all = context;
    Edition *edition = all->input.edition;
    int64_t size = 0;
    size_t bytes;
    EditionHas has = edition_has(edition, path, &size);
    if (has != EDITION_ASK) {
        if (out)
            *out = (SiteFile){.size = size};
        return has == EDITION_HAS;
    }
    if (!site_find_in_folder((void *)edition_folder(edition), path, out))
        return false;
    if (out && strncmp(path, "data/", 5) == 0)
        edition_find(edition, path, out->sha256, &bytes);
    return true;
}

/*
 * A shard does not carry the history over, so it looks for what the merge will.
 * `context` is the RenderScopes.
 */
static bool find_of_shard(void *context, const char *path, SiteFile *out)
{
    const RenderScopes *all = context;
    Edition *edition = all->input.edition;
    SiteFile file = {0};
    bool found = site_find_in_folder((void *)edition_folder(edition), path, &file) ||
                 edition_would_keep(edition, all->input.period, path, &file.size);
    if (out)
        *out = file;
    return found;
}

/* What may be taken over. */
static void open_cache(RenderScopes *all)
{
    const RenderInput *in = &all->input;
    char *search = arena_alloc(all->arena, 65);
    if (in->leak)
        leak_digest(in->leak, search);
    all->maker = press_maker(in->press);
    if (all->maker)
        all->cache = cache_open(all->arena, in->output,
                                in->afresh ? "" : edition_current(in->edition), all->maker, search);
}

/*
 * The first month that was published, this one where none was. A shard may be made where no chain
 * lies.
 */
static Month oldest_of(const RenderInput *in)
{
    if (in->mine)
        return 0;
    return in->config->published_count && in->config->published[0] < in->period
               ? in->config->published[0]
               : in->period;
}

static BuildInput build_input(const RenderScopes *all)
{
    const RenderInput *in = &all->input;
    return (BuildInput){.dir = in->dir,
                        .installed = in->installed,
                        .config = in->config,
                        .import = in->import,
                        .figures = in->cube->figures,
                        .period = in->period,
                        .asof = in->asof,
                        .due = in->cube->due,
                        .due_count = in->cube->due_count,
                        .approvals = all->approvals,
                        .changes = all->changes,
                        .change_count = in->change_count,
                        .rules = in->cube->rules,
                        .ground = all->ground};
}

/* What is made ready once for all workers, in threads: none of it hangs on another. */
typedef struct {
    RenderScopes *all;
    const SiteInput *site;
    BuildInput build;
    const bool *compounds;
    bool good; /* the site is open */
    Error *err;
} Opening;

enum { OPEN_GROUND, OPEN_ROWS, OPEN_SITE, OPEN_COUNT };

static void open_item(void *context, size_t item)
{
    Opening *o = context;
    const RenderInput *in = &o->all->input;
    if (item == OPEN_GROUND)
        o->all->ground = builder_ground(&o->build, o->compounds, (size_t)in->jobs);
    else if (item == OPEN_ROWS)
        scope_data_prepare(in->import, in->cube->figures, in->period);
    else
        o->good = site_open(o->site, &o->all->site, o->err);
}

static void nothing_to_merge(void *context, size_t item)
{
    (void)context, (void)item;
}

static bool open_ground(RenderScopes *all, const SiteInput *site, Error *err)
{
    Opening o = {.all = all, .site = site, .compounds = tasks_compounds(all), .err = err};
    OrderedJob job = {.work = open_item, .merge = nothing_to_merge, .context = &o};
    o.build = build_input(all);
    ordered_run(&job, OPEN_COUNT, (size_t)all->input.jobs, OPEN_COUNT);
    return o.good;
}

bool render_scopes_open(Arena *arena, const RenderInput *input, RenderScopes **out, Error *err)
{
    RenderScopes *all = ARENA_NEW(arena, RenderScopes);
    *all = (RenderScopes){.input = *input, .arena = arena};
    *out = all;
    SiteDue *due = ARENA_NEW_ARRAY(arena, input->cube->due_count, SiteDue);
    for (size_t i = 0; i < input->cube->due_count; i++) {
        const CubeDue *d = &input->cube->due[i];
        due[i] = (SiteDue){d->compound, d->rule_id, d->title,  d->title_en, d->basis,
                           d->section,  d->due,     d->posted, d->on_time,  d->continuous};
    }
    all->changes = ARENA_NEW_ARRAY(arena, input->change_count + 1, BuildChange);
    for (size_t i = 0; i < input->change_count; i++) {
        const SiteChange *c = &input->changes[i];
        all->changes[i] = (BuildChange){c->late_row, c->scope, c->period, c->what,
                                        c->from,     c->to,    c->reason, c->day};
    }
    SiteInput site = {.dir = input->dir,
                      .breaks = input->breaks,
                      .break_count = input->break_count,
                      .installed = input->installed,
                      .config = input->config,
                      .import = input->import,
                      .figures = input->cube->figures,
                      .period = input->period,
                      .asof = input->asof,
                      .due = due,
                      .due_count = input->cube->due_count,
                      .rules = input->cube->rules,
                      .changes = input->changes,
                      .change_count = input->change_count,
                      .chain_head = revisions_of(input->revisions, "", input->period).head,
                      .oldest = oldest_of(input),
                      .find = input->mine ? find_of_shard : find_of_run,
                      .context = all};
    if (check_only(input, err) && keep_others(all, err) &&
        approvals_read(arena, input->dir, &all->approvals, err) && open_ground(all, &site, err) &&
        press_use(input->press, err)) {
        all->fonts = press_fonts(input->press);
        all->style = press_style(input->press);
        if (input->alone)
            open_cache(all);
        keys_make(all);
        tasks_make(all);
        return true;
    }
    render_scopes_close(all);
    return false;
}

void render_scopes_close(RenderScopes *all)
{
    site_close(all->site);
    builder_ground_free(all->ground);
}

Cache *render_scopes_cache(const RenderScopes *all)
{
    return all->cache;
}

Site *render_scopes_site(RenderScopes *all)
{
    return all->site;
}

void *render_scopes_start(void *context)
{
    RenderScopes *all = context;
    RenderWorker *worker = memory_alloc(sizeof *worker);
    BuildInput input = build_input(all);
    worker->builder = builder_new(&input);
    return worker;
}

static void free_bytes(RenderWorker *worker)
{
    for (size_t i = 0; i < PAPERS_MAX; i++)
        buffer_free(&worker->bytes[i]);
}

void render_scopes_stop(void *context, void *state)
{
    (void)context;
    RenderWorker *worker = state;
    builder_free(worker->builder);
    free_bytes(worker);
    free(worker);
}

bool render_scopes_work(void *context, void *state, size_t task, char **message, Error *err)
{
    const int *scopes;
    size_t count = render_scopes_of_task(context, task, &scopes);
    return task_run(context, state, scopes, count, message, err);
}

bool render_scopes_alone(void *context, void *state, size_t scope, char **message, Error *err)
{
    int only = (int)scope;
    return task_run(context, state, &only, 1, message, err);
}

/* Links lead to every scope: one that was left out and has no page yet gets one that says so. */
bool render_scopes_gaps(RenderScopes *all, Error *err)
{
    const ScopeSet *scopes = figures_scopes(all->input.cube->figures);
    bool ok = true;
    for (size_t i = 0; ok && !all->input.again && i < scopes->count; i++) {
        SiteFile file;
        const Scope *scope = &scopes->scopes[i];
        char *page = arena_printf(all->arena, "%sindex.html",
                                  site_edition_folder(all->arena, scope, all->input.period));
        if (!is_wanted(&all->input, scope) &&
            !site_find_in_folder((void *)edition_folder(all->input.edition), page, &file))
            ok = render_scopes_failed(all, i, err);
    }
    return ok;
}

bool render_scopes_failed(RenderScopes *all, size_t scope, Error *err)
{
    RenderWorker worker = {0};
    Sheet sheet;
    sheet_begin(&sheet, all, &worker, scope);
    bool ok = sheet_failed(&sheet, err);
    key_note(&sheet, NULL, 0, false);
    sheet_end(&sheet);
    free_bytes(&worker);
    return ok;
}
