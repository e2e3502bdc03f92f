/* crew.c - see crew.h. */
#include "crew.h"

#include <stdlib.h>
#include <string.h>

/*
 * Downloads that are large come first, each written by one worker beside the others' scopes:
 * tasks below `tables` are of OPENDATA_TABLES, those from there to `files` of OPENDATA_FORMS, and
 * the scopes follow.
 */
typedef struct {
    const Opendata *opendata;
    size_t tables, files;
    const bool *made; /* by task of OPENDATA_FORMS: there already; NULL: none is */
    RenderScopes *rendering;
} Crew;

static void *crew_start(void *context)
{
    return render_scopes_start(((Crew *)context)->rendering);
}

static bool crew_work(void *context, void *state, size_t task, char **message, Error *err)
{
    Crew *crew = context;
    if (task >= crew->files)
        return render_scopes_work(crew->rendering, state, task - crew->files, message, err);
    bool ok = true;
    if (task < crew->tables)
        ok = opendata_run(crew->opendata, OPENDATA_TABLES, task, err);
    else if (!crew->made || !crew->made[task - crew->tables])
        ok = opendata_run(crew->opendata, OPENDATA_FORMS, task - crew->tables, err);
    worker_step();
    return ok;
}

static void crew_stop(void *context, void *state)
{
    render_scopes_stop(((Crew *)context)->rendering, state);
}

/* Scopes done one by one. */
typedef struct {
    RenderScopes *rendering;
    int *scopes;
} Lone;

static void *lone_start(void *context)
{
    return render_scopes_start(((Lone *)context)->rendering);
}

static bool lone_work(void *context, void *state, size_t task, char **message, Error *err)
{
    Lone *lone = context;
    return render_scopes_alone(lone->rendering, state, (size_t)lone->scopes[task], message, err);
}

static void lone_stop(void *context, void *state)
{
    render_scopes_stop(((Lone *)context)->rendering, state);
}

/* An edition without one of its downloads is none. */
static bool files_done(const WorkerResult *result, size_t files, Error *err)
{
    for (size_t i = 0; i < files; i++)
        if (result->failed[i])
            return error_set(
                err, ERR_INTERNAL,
                "有一个下载文件没有写成，请再运行一次 / a download could not be written");
    return true;
}

/* What was told of the scopes of tasks. */
static void take_messages(Arena *arena, const WorkerResult *result, CrewResult *out)
{
    size_t scope, count = out->message_count;
    const char *text;
    for (size_t i = 0; i < result->message_count; i++)
        for (const char *at = result->messages[i].text;
             render_scopes_message(&at, arena, &scope, &text);)
            count++;
    WorkerMessage *all = ARENA_NEW_ARRAY(arena, count + 1, WorkerMessage);
    if (out->message_count)
        memcpy(all, out->messages, out->message_count * sizeof *all);
    out->messages = all;
    for (size_t i = 0; i < result->message_count; i++)
        for (const char *at = result->messages[i].text;
             render_scopes_message(&at, arena, &scope, &text);) {
            out->lacking[scope] = true;
            if (*text)
                all[out->message_count++] = (WorkerMessage){scope, text};
        }
}

static int by_scope(const void *a, const void *b)
{
    const WorkerMessage *x = a, *y = b;
    return (x->task > y->task) - (x->task < y->task);
}

/* The scopes of tasks that no worker could finish, each by itself, so that one costs no other. */
static bool run_alone(const CrewInput *in, const WorkerResult *first, size_t files, CrewResult *out,
                      Error *err)
{
    size_t count = 0, total = in->scopes->count;
    Lone lone = {in->rendering, ARENA_NEW_ARRAY(in->arena, total + 1, int)};
    for (size_t t = 0; t < render_scopes_tasks(in->rendering); t++) {
        const int *scopes;
        size_t n = first->failed[files + t] ? render_scopes_of_task(in->rendering, t, &scopes) : 0;
        for (size_t i = 0; i < n; i++)
            lone.scopes[count++] = scopes[i];
    }
    WorkerJob job = {.start = lone_start, .work = lone_work, .stop = lone_stop, .context = &lone};
    WorkerResult result;
    bool ok = workers_run(in->arena, &job, count, in->jobs, &result, err);
    for (size_t i = 0; ok && i < count; i++)
        out->failed[lone.scopes[i]] = out->lacking[lone.scopes[i]] = result.failed[i];
    if (ok)
        take_messages(in->arena, &result, out);
    return ok;
}

bool crew_run(const CrewInput *in, CrewResult *out, Error *err)
{
    Crew crew = {.opendata = in->opendata, .made = in->made, .rendering = in->rendering};
    if (in->opendata && in->tables)
        crew.tables = opendata_tasks(in->opendata, OPENDATA_TABLES);
    crew.files =
        in->opendata ? crew.tables + opendata_tasks(in->opendata, OPENDATA_FORMS) : crew.tables;
    WorkerJob job = {.start = crew_start,
                     .work = crew_work,
                     .stop = crew_stop,
                     .progress = in->progress,
                     .context = &crew,
                     .progress_context = in->context,
                     .patient = crew.files,
                     .once = true,
                     .late = crew.tables ? crew.tables + OPENDATA_ZIP : 0,
                     .sources = crew.tables,
                     .steps = crew.files + in->scopes->count};
    WorkerResult result;
    *out = (CrewResult){.failed = ARENA_NEW_ARRAY(in->arena, in->scopes->count + 1, bool),
                        .lacking = ARENA_NEW_ARRAY(in->arena, in->scopes->count + 1, bool)};
    bool ok = workers_run(in->arena, &job, crew.files + render_scopes_tasks(in->rendering),
                          in->jobs, &result, err) &&
              files_done(&result, crew.files, err);
    if (ok) {
        take_messages(in->arena, &result, out);
        ok = run_alone(in, &result, crew.files, out, err);
    }
    if (ok && out->message_count)
        qsort(out->messages, out->message_count, sizeof *out->messages, by_scope);
    for (size_t i = 0; ok && i < out->message_count; i++)
        in->tell(in->context, in->scopes->scopes[out->messages[i].task].id, out->messages[i].text);
    for (size_t i = 0; ok && i < in->scopes->count; i++)
        if (out->failed[i]) {
            in->tell(in->context, in->scopes->scopes[i].id, "the scope could not be rendered");
            ok = render_scopes_failed(in->rendering, i, err);
        }
    return ok;
}

/*
 * What is made of OPENDATA_FORMS beside the tables. data.zip needs these; and what stands in the
 * edition stays: were rows put back afterwards, a table might be too large for a sheet.
 */
enum { FIRST_SPARE = OPENDATA_ZIP + 1, SPARE_FORMS = OPENDATA_SHEETS - FIRST_SPARE };

static bool tables_work(void *context, void *state, size_t task, char **message, Error *err)
{
    const Crew *crew = context;
    (void)state, (void)message;
    return task < crew->tables ? opendata_run(crew->opendata, OPENDATA_TABLES, task, err)
                               : opendata_run(crew->opendata, OPENDATA_FORMS,
                                              task - crew->tables + FIRST_SPARE, err);
}

bool crew_tables(Arena *arena, const Opendata *opendata, int jobs, bool **made, Error *err)
{
    Crew crew = {.opendata = opendata, .tables = opendata_tasks(opendata, OPENDATA_TABLES)};
    size_t tasks = crew.tables + (made ? SPARE_FORMS : 0);
    WorkerJob job = {.work = tables_work,
                     .context = &crew,
                     .patient = tasks,
                     .sources = crew.tables,
                     .spare = true};
    WorkerResult result;
    if (!workers_run(arena, &job, tasks, jobs, &result, err) ||
        !files_done(&result, crew.tables, err))
        return false;
    if (made) {
        *made = ARENA_NEW_ARRAY(arena, opendata_tasks(opendata, OPENDATA_FORMS), bool);
        memcpy(*made + FIRST_SPARE, result.done + crew.tables, SPARE_FORMS * sizeof **made);
    }
    return true;
}
