/*
 * run_render.c - scopes of this month, and of earlier ones that a correction touches; see run.c.
 */
#include "run_own.h"

#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "publish/withdrawn.h"
#include "revise.h"

static void show_progress(void *context, size_t done, size_t total)
{
    Run *run = context;
    say_progress(&run->say, done, total);
}

static void tell_scope(void *context, const char *scope, const char *message)
{
    run_note_failure(context, scope, 0, message);
}

int run_jobs(const Run *run)
{
    return run->options->jobs > 0 ? run->options->jobs : (int)sysconf(_SC_NPROCESSORS_ONLN);
}

bool run_render_scopes(Run *run, RenderScopes *rendering, Month month, CrewResult *out, Error *err)
{
    bool downloads = month == run->period;
    const ScopeSet *scopes = figures_scopes(run->cube.figures);
    CrewInput crew = {.arena = run->arena,
                      .scopes = scopes,
                      .rendering = rendering,
                      .opendata =
                          run->mine || run->options->peer || !downloads ? NULL : run->opendata,
                      .tables = run->tables_later,
                      .made = run->forms_made,
                      .jobs = run_jobs(run),
                      .progress = show_progress,
                      .tell = tell_scope,
                      .context = run};
    if (!crew_run(&crew, out, err))
        return false;
    for (size_t i = 0; i < scopes->count; i++)
        if (out->lacking[i])
            incomplete_add(&run->lacking, month, &scopes->scopes[i]);
    return true;
}

static RenderInput render_input(const Run *run)
{
    const MethodBreak *breaks = NULL;
    size_t break_count = run->kept ? kept_breaks(run->kept, &breaks) : 0;
    return (RenderInput){.dir = run->options->dir,
                         .breaks = breaks,
                         .break_count = break_count,
                         .installed = run_installed(),
                         .output = run->output,
                         .config = &run->config,
                         .import = &run->import,
                         .cube = &run->cube,
                         .period = run->period,
                         .asof = run->asof,
                         .only = run->options->only,
                         .only_count = run->options->only_count,
                         .mine = run->mine,
                         .partials = run->partials,
                         .keys = run->keys,
                         .looks_anywhere = !shard_may_leave_out(run->arena, run->options->dir),
                         .changes = run->corrections.site,
                         .change_count = run->corrections.site_count,
                         .edition = run->edition,
                         .press = run->press,
                         .jobs = run_jobs(run),
                         .afresh = run->options->afresh,
                         .peer = run->options->peer,
                         .alone = !run->options->shards && !run->options->peer,
                         .revisions = run->revisions,
                         .leak = run->leak};
}

/* What makes papers: of a shard its mark, in a merge the same for all of them. */
static bool use_fonts(Run *run, Error *err)
{
    if (!run->mine && !run->partials)
        return true;
    run->maker = press_maker(run->press) ? press_maker(run->press) : "-";
    return !run->partials || partials_check(run->partials, MARK_FONTS, run->maker, err);
}

bool run_open_rendering(Run *run, RenderScopes **out, Error *err)
{
    RenderInput input = render_input(run);
    if (!render_scopes_open(run->arena, &input, out, err))
        return false;
    if (use_fonts(run, err))
        return true;
    render_scopes_close(*out);
    return false;
}

bool run_find_revisions(Run *run, ReviseMonth **months, size_t *count, Error *err)
{
    Withdrawn withdrawn;
    if (!revisions_read(run->arena, run->output, &run->revisions, err) ||
        !withdrawn_read(run->arena, run->output, &withdrawn, err))
        return false;
    incomplete_read(run->arena, edition_current(run->edition), &run->before);
    run->lacking = (Incomplete){.arena = run->arena};
    const ReviseInput input = {.corrections = &run->corrections,
                               .withdrawn = &withdrawn,
                               .incomplete = &run->before,
                               .scopes = figures_scopes(run->cube.figures),
                               .edition = run->edition,
                               .period = run->period};
    *count = revise_months(run->arena, &input, run->revisions, months);
    return true;
}

/* A month published before, as of its own last day: the scopes that a correction touches. */
static bool render_again(Run *run, const ReviseMonth *month, Error *err)
{
    Cube cube = {0};
    RenderScopes *rendering;
    CrewResult result;
    Day asof = month_last(month->month);
    run->config.shown = path_join(run->arena, edition_folder(run->edition), "metrics.csv");
    if (!run_count_figures(run, month->month, asof, &cube, err))
        return false;
    kept_apply(run->kept, cube.figures, edition_folder(run->edition));
    RenderInput input = render_input(run);
    input.cube = &cube;
    input.period = month->month;
    input.asof = asof;
    input.only = month->scopes;
    input.only_count = month->count;
    input.mine = NULL;
    input.partials = NULL;
    input.again = true;
    input.change_count = corrections_of(run->arena, &run->import, cube.figures,
                                        &run->corrections.changes, month->month, &input.changes);
    if (!render_scopes_open(run->arena, &input, &rendering, err))
        return false;
    bool ok = run_render_scopes(run, rendering, month->month, &result, err);
    render_scopes_close(rendering);
    return ok;
}

/* What this run does not make anew is taken over as it is. */
static bool keep_history(Run *run, const ReviseMonth *months, size_t count, Error *err)
{
    size_t total = 0, at = 0;
    if (run->options->peer)
        return true;
    for (size_t i = 0; i < count; i++)
        total += months[i].count;
    const char **again = ARENA_NEW_ARRAY(run->arena, total + 1, const char *);
    for (size_t i = 0; i < count; i++)
        for (size_t k = 0; k < months[i].count; k++)
            again[at++] = months[i].folders[k];
    return edition_keep_history(run->edition, run->period, again, total, err);
}

/* With --only a page of this period that could not be made, and is not tried, goes on lacking. */
static void carry_lacking(Run *run, const RenderScopes *rendering)
{
    const ScopeSet *scopes = figures_scopes(run->cube.figures);
    for (size_t i = 0; i < run->before.count; i++) {
        const IncompleteItem *item = &run->before.items[i];
        for (size_t s = 0; item->month == run->period && s < scopes->count; s++)
            if (strcmp(scopes->scopes[s].id, item->id) == 0 &&
                strcmp(level_code(scopes->scopes[s].level), item->level) == 0 &&
                !render_scopes_has(rendering, s))
                incomplete_add(&run->lacking, item->month, &scopes->scopes[s]);
    }
}

bool run_render(Run *run, Error *err)
{
    RenderScopes *rendering;
    CrewResult result;
    ReviseMonth *months;
    size_t count;
    if (!run_find_revisions(run, &months, &count, err) || !keep_history(run, months, count, err))
        return false;
    for (size_t i = 0; i < count; i++)
        if (!render_again(run, &months[i], err))
            return false;
    revise_declare(&run->corrections, run->revisions, run->edition);
    if (!run_open_rendering(run, &rendering, err))
        return false;
    run->rendering = rendering; /* downloads ask its cache */
    bool ok = run_render_scopes(run, rendering, run->period, &result, err) &&
              (run->options->peer ||
               (opendata_describe(run->opendata, err) && render_scopes_gaps(rendering, err)));
    if (ok) {
        carry_lacking(run, rendering);
    } else {
        render_scopes_close(rendering);
        run->rendering = NULL;
    }
    return ok;
}
