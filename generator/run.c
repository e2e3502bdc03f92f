/*
 * run.c - the pipeline, top to bottom; see the picture in README.md.
 *
 *   declare  scripts -> plan                     (a child process runs the Lua)
 *   import   input/ -> tables, problems, arrival
 *   cube     tables -> figures
 *   render   figures -> documents -> files       (workers, each with a Lua child)
 *   publish  files -> checked edition -> swap
 *
 * Until the swap at the end of publish() residents see the old edition.
 */
#include "run_own.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <time.h>

#include "base/file.h"
#include "cube/next_due.h"
#include "due_report.h"
#include "publish/chain.h"
#include "publish/holdback.h"
#include "publish/output.h"
#include "publish/unchanged.h"
#include "publish/withdrawn.h"
#include "same_run.h"
#include "script/compute.h"
#include "scope_key.h"
#include "site/site.h"
#include "workers.h"

int run_exit_code(const Error *err)
{
    switch (err->code) {
    case ERR_NONE:
        return 0;
    case ERR_DATA:
    case ERR_MEMORY:
    case ERR_SCRIPT:
    case ERR_PRIVATE:
        return 1;
    case ERR_USAGE:
        return 2;
    case ERR_FILE:
        return 73;
    case ERR_LOCKED:
        return 75;
    case ERR_INTERNAL:
        break;
    }
    return 70;
}

static double seconds_of(struct timeval t)
{
    return (double)t.tv_sec + (double)t.tv_usec / 1e6;
}

/* What has been used so far. */
static StageTime time_now(const char *name)
{
    struct timespec t;
    struct rusage own, children;
    clock_gettime(CLOCK_MONOTONIC, &t);
    getrusage(RUSAGE_SELF, &own);
    getrusage(RUSAGE_CHILDREN, &children);
    return (StageTime){.name = name,
                       .seconds = (double)t.tv_sec + (double)t.tv_nsec / 1e9,
                       .cpu = seconds_of(own.ru_utime) + seconds_of(own.ru_stime) +
                              seconds_of(children.ru_utime) + seconds_of(children.ru_stime),
                       .peak =
                           own.ru_maxrss > children.ru_maxrss ? own.ru_maxrss : children.ru_maxrss};
}

/* --period, else the configuration, else the month before today; as-of is its last day or --asof.
 */
static bool choose_period(Run *run, Error *err)
{
    const RunOptions *o = run->options;
    run->period = o->period != MONTH_MISSING            ? o->period
                  : run->config.period != MONTH_MISSING ? run->config.period
                                                        : day_month(day_today()) - 1;
    Day first = month_first(run->period), last = month_last(run->period);
    char day[16], month[16];
    run->asof = o->asof == DAY_MISSING || o->asof > last ? last : o->asof;
    if (run->asof < first)
        return error_set(err, ERR_USAGE, "--asof %s lies before the period %s",
                         day_text(o->asof, day), month_text(run->period, month));
    return true;
}

void run_note_failure(Run *run, const char *place, int line, const char *message)
{
    run->incomplete = true;
    if (line > 0)
        place = arena_printf(run->arena, "%s:%d", place, line);
    run_report_script(&run->report, place, message);
    say_script(&run->say, place, message);
}

static bool declare(Run *run, Error *err)
{
    if (!script_declare(run->arena, run->options->dir, run_installed(), &run->plan, err) ||
        !config_read(run->arena, &run->plan.config, &run->config, err) ||
        !schema_set_read(run->arena, &run->plan.tables, &run->schemas, err))
        return false;
    if (run->plan.tables.count == 0)
        return error_set(
            err, ERR_USAGE,
            "找不到程序自带的 scripts/tables；请重新安装，或用 GONGKAI_HOME 指明位置 / "
            "the program's own scripts are missing");
    for (size_t i = 0; i < run->plan.failure_count; i++) {
        const ScriptFailure *f = &run->plan.failures[i];
        run_note_failure(run, f->script, f->line, f->message);
    }
    return choose_period(run, err);
}

/* Rows that were taken back are not counted or published again. */
static bool drop_withdrawn(Run *run, Error *err)
{
    Withdrawn withdrawn;
    if (!withdrawn_read(run->arena, run->output, &withdrawn, err))
        return false;
    withdrawn_drop_rows(&withdrawn, run->import.data);
    return true;
}

/* Of a shard, written; of a merge, no longer needed. */
static bool end_readings(Run *run, Error *err)
{
    ReadingsWriter *give = run->give;
    run->give = NULL;
    readings_close(run->readings);
    run->readings = NULL;
    if (err && give)
        return readings_end(give, err);
    readings_abandon(give);
    return true;
}

static bool import(Run *run, Error *err)
{
    const RunOptions *o = run->options;
    Division division = {o, &run->config};
    ImportOptions options = {.jobs = o->jobs,
                             .arbiter = o->libcsv,
                             .shard = o->shard - 1,
                             .shards = o->shards,
                             .give = run->give,
                             .take = run->readings};
    if (run->give || run->readings)
        options.word = shard_word(run->arena, &run->marks);
    if (o->shards && shard_may_leave_out(run->arena, o->dir)) {
        options.divide = shard_divide;
        options.context = &division;
    }
    bool ok = import_run_with(run->arena, o->dir, &run->schemas, &run->config, &options,
                              &run->import, err);
    ok = end_readings(run, ok ? err : NULL) && ok;
    if (run->import.problems && !run->options->shards) /* the merge says it, once */
        say_import(&run->say, &run->import);
    /* Missing because it could not be read is not missing. */
    return file_all_read(err) && ok && drop_withdrawn(run, err);
}

static int by_month(const void *a, const void *b)
{
    const Month *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

/*
 * A computer whose battery is empty begins again in 1970: without --period it would publish a month
 * of long ago. A day is left for clocks that were set right.
 */
static bool clock_is_right(const Run *run, const Chain *chain, Error *err)
{
    char last[11] = "", today[16];
    Day day;
    if (run->options->period != MONTH_MISSING || run->config.period != MONTH_MISSING ||
        chain->count == 0)
        return true;
    snprintf(last, sizeof last, "%.10s", chain->lines[chain->count - 1].time);
    return !day_parse(last, &day) || day_today() >= day - 1 ||
           error_set(err, ERR_USAGE,
                     "电脑上的日期是%s，比上一次发布的日期%s还早；请校正日期，或用 --period "
                     "写明期间 / the clock is behind the last edition; set it, or give --period",
                     day_text(day_today(), today), last);
}

/* The months that the chain says were published. */
static bool read_published(Run *run, Error *err)
{
    Chain chain;
    if (!chain_read(run->arena, path_join(run->arena, run->output, "chain.log"), &chain, err)) {
        err->code = ERR_FILE;
        return false;
    }
    if (!clock_is_right(run, &chain, err))
        return false;
    Month *months = ARENA_NEW_ARRAY(run->arena, chain.count, Month);
    size_t count = 0;
    for (size_t i = 0; i < chain.count; i++)
        if (strcmp(chain.lines[i].kind, "publish") == 0)
            months[count++] = chain.lines[i].period;
    qsort(months, count, sizeof *months, by_month);
    size_t kept = 0;
    for (size_t i = 0; i < count; i++)
        if (kept == 0 || months[kept - 1] != months[i])
            months[kept++] = months[i];
    run->config.published = months;
    run->config.published_count = kept;
    run->config.shown = path_join(run->arena, run->output, "site/metrics.csv");
    return true;
}

/* The day that places a resolution: its decision, else the end of the vote (metrics.md 5). */
static int64_t vote_day(const Table *table, size_t row)
{
    int decided = schema_column(table_schema(table), "decided_on");
    int to = schema_column(table_schema(table), "vote_to");
    int64_t day = decided < 0 ? CELL_MISSING : table_cell(table, row, (size_t)decided);
    return day == CELL_MISSING && to >= 0 ? table_cell(table, row, (size_t)to) : day;
}

/*
 * A result that was claimed and is not what the votes say stops its notice: the page says that it
 * is withheld, the run ends with 3.
 */
static void stop_disputed_votes(Run *run)
{
    const Table *table = dataset_find(run->import.data, "resolutions");
    for (size_t i = 0; table && i < problems_count(run->import.problems); i++) {
        const Problem *p = problems_at(run->import.problems, i);
        if (strcmp(p->code, "result_mismatch") != 0)
            continue;
        for (size_t row = 0; row < table_rows(table); row++) {
            RowOrigin origin = table_origin(table, row);
            int64_t day = vote_day(table, row);
            if (origin.row == p->row && origin.file >= 0 &&
                strcmp(run->import.files[origin.file].path, p->file) == 0 &&
                day >= month_first(run->period) && day <= run->asof)
                run_note_failure(run, p->file, p->row,
                                 run->options->english
                                     ? "the claimed result differs from the votes; it is withheld"
                                     : "表决结果与按票数重算的不符，核实前不公布这一事项的结果");
        }
    }
}

bool run_count_figures(Run *run, Month period, Day asof, Cube *cube, Error *err)
{
    Computer *computer =
        computer_new(run->options->dir, run_installed(), &run->config, &run->import, &run->plan);
    computer_use(computer, cube);
    cube->jobs = run->options->jobs;
    bool ok = cube_run(run->arena, &run->import, &run->config, &run->plan.metrics, &run->plan.rules,
                       period, asof, cube, err);
    computer_free(computer);
    return ok;
}

/* What the shards have counted, where it is of the rows that were read here. */
static bool read_parts(Run *run, CubeParts *parts, Error *err)
{
    int count = partials_count(run->partials);
    *parts = (CubeParts){.parts = ARENA_NEW_ARRAY(run->arena, (size_t)count + 1, CubePart *)};
    for (int i = 0; i < count; i++) {
        const char *bytes;
        size_t length;
        if (!partials_cube(run->partials, i, &bytes, &length, err))
            return false;
        CubePart *part = part_read(run->arena, bytes, length);
        if (!part)
            return partials_refuse_cube(run->partials, i, err);
        parts->parts[parts->count++] = part;
    }
    if (parts_fit(parts, run->arena, &run->import))
        run->cube.parts = parts;
    return true;
}

/* A shard hands over what it counts here, before rows are put back (write_data()). */
static void open_part(Run *run)
{
    Division division = {run->options, &run->config};
    size_t count = table_rows(dataset_find(run->import.data, "compounds"));
    int *owner = ARENA_NEW_ARRAY(run->arena, count + 1, int);
    bool *mine = ARENA_NEW_ARRAY(run->arena, count + 1, bool);
    shard_divide(&division, run->import.data, owner);
    for (size_t i = 0; i < count; i++)
        mine[i] = owner[i] == run->options->shard - 1;
    part_open(&run->part, run->arena, &run->import, mine);
    run->cube.part = &run->part;
}

static bool compute(Run *run, Error *err)
{
    CubeParts parts = {0};
    if (!read_published(run, err) || (run->partials && !read_parts(run, &parts, err)))
        return false;
    stop_disputed_votes(run);
    if (run->options->shards)
        open_part(run);
    if (!run_count_figures(run, run->period, run->asof, &run->cube, err))
        return false;
    if (run->partials && (!run->cube.parts || parts.other_days))
        say_count_again(&run->say);
    run->cube.parts = NULL;
    run->cube.part = NULL;
    for (size_t i = 0; i < run->cube.failure_count; i++) {
        const CubeFailure *f = &run->cube.failures[i];
        run_note_failure(run, *f->origin ? f->origin : f->metric, 0,
                         arena_printf(run->arena, "%s: %s", f->metric, f->message));
    }
    return true;
}

/* Hands a finished file to the edition; the shape that sites and downloads want. */
static bool write_file(void *context, const char *path, const void *bytes, size_t length,
                       Error *err)
{
    return edition_write(context, path, bytes, length, err);
}

static bool write_hashed(void *context, const char *path, const void *bytes, size_t length,
                         char hash[65], Error *err)
{
    return edition_write_hashed(((Run *)context)->edition, path, bytes, length, hash, err);
}

static bool adopt_file(void *context, const char *path, Error *err)
{
    return edition_adopt(((Run *)context)->edition, path, err);
}

static bool find_file(void *context, const char *path, char hash[65], size_t *bytes)
{
    return edition_find(((Run *)context)->edition, path, hash, bytes);
}

static Cache *cache_of(const Run *run)
{
    return run->rendering ? render_scopes_cache(run->rendering) : NULL;
}

static bool take_file(void *context, const char *path, const char key[65], bool *taken, Error *err)
{
    const Run *run = context;
    char whole[65];
    cache_key(cache_of(run), key, 64, whole);
    const char *hash = cache_find_download(cache_of(run), path, whole);
    *taken = false;
    return !hash || edition_take_file(run->edition, path, hash, taken, err);
}

static void note_file(void *context, const char *path, const char key[65], const char hash[65])
{
    char whole[65];
    cache_key(cache_of(context), key, 64, whole);
    cache_note(cache_of(context), path, whole, hash, false);
}

static bool site_work(void *context, void *state, size_t task, char **message, Error *err)
{
    Run *run = context;
    (void)state, (void)message;
    return site_pages(render_scopes_site(run->rendering), task, write_file, run->edition, err);
}

/* The pages that belong to no scope alone. */
static bool site(Run *run, Error *err)
{
    WorkerJob job = {.work = site_work, .context = run, .patient = SITE_PARTS};
    WorkerResult result;
    bool ok = workers_run(run->arena, &job, SITE_PARTS, run_jobs(run), &result, err);
    if (ok && result.failed_count)
        ok = error_set(
            err, ERR_INTERNAL,
            "网站的页面没有写成，请再运行一次 / the pages of the site could not be written");
    run->fonts = pdf_fonts_describe(press_fonts(run->press));
    run->papers = render_scopes_cache(run->rendering);
    render_scopes_close(run->rendering);
    return ok;
}

/*
 * Tables and figures of the edition, and what they change of what was published; where nothing was,
 * they are as well written beside the scopes.
 */
static bool write_tables(Run *run, Error *err)
{
    OpendataOutput output = {.folder = edition_folder(run->edition),
                             .write = write_hashed,
                             .adopt = adopt_file,
                             .find = find_file,
                             .take = take_file,
                             .note = note_file,
                             .context = run};
    run->opendata = opendata_new(run->arena, &run->import, run->cube.figures, &run->config,
                                 run->period, run->asof, &output);
    ChangeFilter own = {share_has_change, &run->share};
    run->tables_later = !*edition_current(run->edition);
    return (run->tables_later || crew_tables(run->arena, run->opendata, run_jobs(run),
                                             run->mine ? NULL : &run->forms_made, err)) &&
           corrections_declare(run->arena, run->edition, run->options->dir, &run->import,
                               run->cube.figures, run->period, run->mine ? &own : NULL,
                               &run->corrections, err);
}

/* The breaks of series, once there are any: also for the run that follows. */
static bool write_methods(Run *run, Error *err)
{
    const MethodBreak *breaks;
    Buffer text = {0};
    if (kept_breaks(run->kept, &breaks) == 0)
        return true;
    kept_csv(run->kept, &text);
    bool ok = edition_write(run->edition, "data/methods.csv", text.bytes, text.length, err);
    buffer_free(&text);
    return ok;
}

/* Counted again from the rows as they are now. */
static bool count_again(Run *run, Error *err)
{
    if (!run_count_figures(run, run->period, run->asof, &run->cube, err))
        return false;
    kept_apply(run->kept, run->cube.figures, edition_current(run->edition));
    return write_tables(run, err);
}

/*
 * The data first: what they change of what was published stands on the pages. A correction that
 * nobody has explained waits: the published rows are put back and everything is counted again;
 * then figures that moved though no public row did.
 */
static bool write_data(Run *run, Error *err)
{
    const char *before = edition_current(run->edition);
    run->kept = kept_open(run->arena, before, run->cube.figures, run->period);
    kept_apply(run->kept, run->cube.figures, before);
    if (!write_methods(run, err) || !write_tables(run, err))
        return false;
    if (!*before || run->options->allow_unexplained || run->corrections.changes.unexplained == 0)
        return true;
    Buffer waiting = {0};
    size_t rows =
        holdback_apply(run->arena, run->import.data, before, &run->corrections.changes, &waiting);
    bool ok = rows == 0 || count_again(run, err);
    size_t figures = ok ? kept_hold(run->kept, &run->corrections.changes, &waiting) : 0;
    ok = ok && (figures == 0 || count_again(run, err));
    say_waiting(&run->say, rows + figures);
    ok = ok && (rows + figures == 0 || run->mine ||
                output_report(run->output, "waiting.csv", waiting.bytes, waiting.length, err));
    buffer_free(&waiting);
    return ok;
}

/* Every finished byte is searched; what the search knows is reported before anything is written. */
static bool guard(Run *run, Error *err)
{
    Buffer report = {0};
    Leak *leak =
        leak_open(run->arena, &run->import, &run->config, run->options->dir, run_installed());
    run->leak = leak;
    EditionSearch search = {leak_begin, leak_feed, leak_end, leak};
    edition_use_check(run->edition, leak_check, leak);
    edition_use_search(run->edition, &search);
    leak_report(leak, &run->import, run->period, &report);
    bool ok =
        run->mine || output_report(run->output, "privacy.json", report.bytes, report.length, err);
    buffer_free(&report);
    return ok;
}

/* Signs manifest and chain where the configuration names a key. */
static bool use_key(Run *run, SignKey *key, Error *err)
{
    const char *name = value_text(run->config.raw, "key", "");
    if (!*name)
        return true;
    const char *path = *name == '/' ? name : path_join(run->arena, run->options->dir, name);
    run->key = path;
    if (!sign_key_load(path, key, err)) {
        err->code = ERR_USAGE;
        return false;
    }
    edition_use_key(run->edition, key);
    return true;
}

/* No link may lead nowhere, but to what was withdrawn. */
static bool check_links(Run *run, Error *err)
{
    Withdrawn withdrawn;
    if (!withdrawn_read(run->arena, run->output, &withdrawn, err))
        return false;
    const char **gone = ARENA_NEW_ARRAY(run->arena, withdrawn.count, const char *);
    size_t count = 0;
    for (size_t i = 0; i < withdrawn.count; i++)
        if (!withdrawn.items[i].row)
            gone[count++] = withdrawn.items[i].path;
    return site_check(edition_folder(run->edition), gone, count, run_jobs(run), err);
}

static bool commit(Run *run, Error *err)
{
    if (!edition_commit(run->edition, run->period, &run->result, err))
        return false;
    CacheCount papers = cache_save(run->papers, run->result.id);
    run->report.papers_made = papers.made;
    run->report.papers_kept = papers.kept;
    run->report.scopes_kept = papers.scopes_kept;
    if (run->partials)
        partials_tidy(run->partials);
    return true;
}

/* One stage of the run, or a part of one, timed for run.json. */
static bool stage(Run *run, const char *name, bool (*work)(Run *run, Error *err), Error *err)
{
    StageTime began = time_now(name);
    bool ok = work(run, err);
    StageTime now = time_now(name);
    now.seconds -= began.seconds;
    now.cpu -= began.cpu;
    run_report_stage(&run->report, now);
    return ok;
}

/* What each scope's files follow from, once nothing changes any more. */
static bool make_keys(Run *run, Error *err)
{
    run->keys = ARENA_NEW_ARRAY(run->arena, figures_scopes(run->cube.figures)->count, const char *);
    return scope_keys(run->arena, &run->import, &run->cube, run->period, run->corrections.site,
                      run->corrections.site_count, false, run_jobs(run), run->keys, err);
}

/* Before rendering: which scopes of the shards did not have all they follow from. */
static bool check_partials(Run *run, Error *err)
{
    const ScopeSet *scopes = figures_scopes(run->cube.figures);
    size_t again = 0;
    if (!run->partials)
        return true;
    if (!make_keys(run, err))
        return false;
    for (size_t i = 0; i < scopes->count; i++) {
        const PartialScope *scope = partials_scope(
            run->partials, level_code(scopes->scopes[i].level), scopes->scopes[i].id);
        again += scope && strcmp(scope->key, run->keys[i]) != 0;
    }
    say_again(&run->say, again);
    return true;
}

static bool publish(Run *run, Error *err)
{
    SignKey key;
    if (!edition_begin(run->output, &run->edition, err))
        return false;
    edition_sync_ahead(run->edition);
    if (run->options->peer) {
        bool fine =
            guard(run, err) && check_partials(run, err) && stage(run, "render", run_render, err);
        if (run->rendering)
            render_scopes_close(run->rendering);
        fine = fine && stage(run, "commit", commit, err);
        if (!fine)
            edition_abandon(run->edition);
        return fine;
    }
    bool ok = use_key(run, &key, err) && guard(run, err) && stage(run, "data", write_data, err) &&
              check_partials(run, err) && stage(run, "render", run_render, err) &&
              stage(run, "pages", site, err) && edition_keep_linked(run->edition, err) &&
              incomplete_write(&run->lacking, run->edition, err) &&
              stage(run, "links", check_links, err) && stage(run, "commit", commit, err);
    if (!ok)
        edition_abandon(run->edition);
    return ok;
}

/* --- past one machine: shard.h ------------------------------------------------------------- */

/* What changed of what was published stands on the shard's pages too. */
static bool shard_changes(Run *run, const char *scratch, Error *err)
{
    if (!edition_begin_aside(run->output, scratch, &run->edition, err))
        return false;
    bool ok = !*edition_current(run->edition) || write_data(run, err);
    edition_abandon(run->edition);
    run->edition = NULL;
    return ok;
}

/* The scopes of the shard with what is to be told of them, in *out. */
static bool shard_scopes(Run *run, PartialScope **out, size_t *count, Error *err)
{
    const ScopeSet *scopes = figures_scopes(run->cube.figures);
    RenderScopes *rendering;
    CrewResult result;
    ReviseMonth *months; /* the merge's to make */
    size_t month_count;
    if (!make_keys(run, err) || !run_find_revisions(run, &months, &month_count, err) ||
        !run_open_rendering(run, &rendering, err))
        return false;
    bool ok = run_render_scopes(run, rendering, run->period, &result, err);
    render_scopes_close(rendering);
    *out = ARENA_NEW_ARRAY(run->arena, scopes->count, PartialScope);
    *count = 0;
    for (size_t i = 0, m = 0; ok && i < scopes->count; i++) {
        const char *note = "";
        for (; m < result.message_count && result.messages[m].task == i; m++)
            note = result.messages[m].text;
        if (run->mine[i])
            (*out)[(*count)++] = (PartialScope){.level = level_code(scopes->scopes[i].level),
                                                .id = scopes->scopes[i].id,
                                                .key = run->keys[i],
                                                .note = note,
                                                .failed = result.failed[i] || result.lacking[i]};
    }
    return ok;
}

/* Before anything is read: from then on nothing may change that the marks tell of. */
static bool open_shard(Run *run, Error *err)
{
    const RunOptions *o = run->options;
    const char *parent =
        o->shard_folder ? o->shard_folder : path_join(run->arena, run->output, "shards");
    file_watch();
    if (!marks_of(run->arena, o, run->output, run->period, run->asof, &run->marks, err) ||
        !partial_begin(parent, o->shard, o->shards, &run->partial, err))
        return false;
    run->give = readings_create(partial_readings(run->partial));
    return true;
}

static bool make_shard(Run *run, Error *err)
{
    PartialScope *scopes;
    size_t count;
    Buffer manifest = {0};
    Partial *partial = run->partial;
    share_of(run->arena, figures_scopes(run->cube.figures), run->options, &run->share);
    run->mine = run->share.mine;
    bool ok = shard_changes(run, partial_scratch(partial), err) &&
              edition_begin_aside(run->output, partial_files(partial), &run->edition, err) &&
              guard(run, err) && shard_scopes(run, &scopes, &count, err) &&
              edition_end_aside(run->edition, &manifest, err);
    run->marks.marks[MARK_FONTS] = run->maker;
    if (ok) {
        run->partial = NULL; /* it goes with its end */
        ok = partial_end(partial, &run->marks, scopes, count, &manifest, &run->part.bytes,
                         run->arena, &run->shard_folder, err);
    } else
        edition_abandon(run->edition);
    buffer_free(&manifest);
    return ok;
}

/* Before anything is read: a shard may be missing. */
static bool open_partials(Run *run, Error *err)
{
    const RunOptions *o = run->options;
    const char *usual[] = {path_join(run->arena, run->output, "shards")};
    Partials *partials;
    if (!marks_of(run->arena, o, run->output, run->period, run->asof, &run->marks, err) ||
        !partials_open(run->arena, o->partial_count ? o->partials : usual,
                       o->partial_count ? o->partial_count : 1, &run->marks, &partials, err))
        return false;
    run->partials = partials;
    run->readings = readings_new();
    for (int i = 0; i < partials_count(partials); i++)
        if (!readings_open(run->readings, partials_readings(partials, i), err))
            return false;
    return true;
}

/* Data that must not be published: errors under --strict. */
static bool accept_data(Run *run, Error *err)
{
    size_t errors = problems_count_of(run->import.problems, SEVERITY_ERROR);
    if (errors > 0 && (run->options->strict || run->options->check_only))
        return error_set(err, ERR_DATA, "%zu errors in the data", errors);
    return true;
}

static bool all_stages(Run *run, Error *err)
{
    if (!stage(run, "declare", declare, err) || (run->options->merge && !open_partials(run, err)) ||
        (run->options->shards && !open_shard(run, err)))
        return false;
    if (!run->options->check_only && !run->options->dry_run)
        run->press = press_begin(run->arena, run->options->dir, run_installed(), &run->config,
                                 run_jobs(run) > 1);
    if (!stage(run, "import", import, err) || !accept_data(run, err))
        return false;
    if (run->options->check_only)
        return true;
    press_wait(run->press);
    if (!stage(run, "cube", compute, err))
        return false;
    if (run->options->dry_run)
        return file_all_read(err);
    return run->options->shards ? stage(run, "shard", make_shard, err)
                                : stage(run, "publish", publish, err);
}

/* report/due-YYYY-MM.csv, the ledger of the month after the period. */
static bool write_due(Run *run, Error *err)
{
    char month[16];
    const CubeDue *due;
    size_t count;
    Buffer text = {0};
    if (!run->cube.figures)
        return true;
    next_due(run->arena, &run->import, &run->config, &run->plan.rules, run->period + 1, &due,
             &count);
    due_report_csv(run->import.data, due, count, &text);
    char *name = arena_printf(run->arena, "due-%s.csv", month_text(run->period + 1, month));
    bool ok = output_report(run->output, name, text.bytes, text.length, err);
    buffer_free(&text);
    return ok;
}

/* The report is for the office: written whatever became of the run. */
static bool write_report(Run *run, const Error *failure, Error *err)
{
    char month[16] = "";
    if (run->asof != 0)
        month_text(run->period, month);
    run->report.import = &run->import;
    run->report.title = run->config.name ? run->config.name : "";
    run->report.period = arena_strdup(run->arena, month);
    run->report.edition = run->result.id;
    run->report.failure = failure ? failure->text : NULL;
    if (run->cube.figures) {
        run->report.figures = figures_count(run->cube.figures);
        run->report.scopes = figures_scopes(run->cube.figures)->count;
    }
    return run_report_write(&run->report, run->output, err) && write_due(run, err);
}

int run_build(const RunOptions *options)
{
    Error err = {0}, report_err = {0};
    memory_large_heaps();
    Run run = {.options = options, .arena = arena_new(), .key = ""};
    int lock = -1;
    run.output = path_join(run.arena, options->dir, "output");
    say_open(&run.say, options->english, options->quiet);
    bool shard = options->shards > 0; /* shows nothing, so it waits for nobody */
    bool locked = !shard && edition_lock(run.output, &lock, &err);
    UnchangedRun last;
    bool writes = locked && !options->check_only && !options->dry_run;
    /* What a run that was cut short left, also where this one has nothing to do. */
    bool begun = (shard || locked) && (!writes || output_recover(run.output, &err));
    if (begun && locked && same_run(run.arena, options, run.output, &last)) {
        say_unchanged(&run.say, last.id, last.quarantined);
        edition_unlock(lock);
        arena_free(run.arena);
        return 0;
    }
    bool ok = begun && all_stages(&run, &err);
    if (locked && !write_report(&run, ok ? NULL : &err, &report_err) && ok) {
        if (run.result.changed) /* residents see the new edition: that is no failed run */
            run_note_failure(&run, "output/report", 0, report_err.text);
        ok = run.result.changed;
        err = report_err;
    }
    int code = ok ? (run.incomplete && !shard ? 3 : 0) : run_exit_code(&err);
    if (locked && code == 0 && run.fonts)
        same_run_remember(run.arena, options, run.output, run.fonts, run.key, &run.import,
                          press_files(run.press), &run.result);
    if (ok && shard)
        say_shard(&run.say, options->shard, options->shards, run.shard_folder, run.import.left_out);
    else
        say_end(&run.say, &run.import, &run.result, ok ? NULL : &err, options->check_only, code);
    if (locked)
        edition_unlock(lock);
    press_close(run.press);
    cache_close(run.papers);
    end_readings(&run, NULL);
    partial_abandon(run.partial);
    buffer_free(&run.part.bytes);
    run_report_free(&run.report);
    dataset_free(run.import.data);
    secrets_free(run.import.secrets);
    arena_free(run.arena);
    return code;
}
