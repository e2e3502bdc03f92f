/*
 * render_scope.h - the files of all scopes, made by workers.
 *
 * Order of use:  render_scopes_open() -> (in each worker) _start() -> _work()... -> _stop()
 *                -> the same with _alone() for the scopes of tasks that failed
 *                -> (in the parent) _failed() for what no worker could do -> _close()
 *
 * render_task.h has the tasks, render_sheet.h one scope, render_pack.h a community's print pack.
 */
#ifndef RENDER_SCOPE_H
#define RENDER_SCOPE_H

#include "cube/cube.h"
#include "publish/cache.h"
#include "publish/edition.h"
#include "publish/leak.h"
#include "publish/partial.h"
#include "press.h"
#include "publish/revision.h"
#include "site/site.h"

typedef struct {
    const char *dir, *installed, *output;
    const Config *config;
    const Import *import;
    const Cube *cube;
    Month period;
    Day asof;
    const char **only; /* ids of scopes to render; none: all */
    size_t only_count;
    const bool *mine;          /* by scope: made in this run, a shard's; NULL: all are */
    const Partials *partials;  /* made by shards before; NULL: none */
    const char *const *keys;   /* with partials: by scope, scope_key.h */
    bool looks_anywhere;       /* sections of the workspace's own may ask for any row */
    const SiteChange *changes; /* of what had been published */
    size_t change_count;
    Edition *edition;
    Press *press; /* style and fonts of the papers */
    int jobs;     /* processes at once */
    bool afresh;  /* no paper is taken over from the current edition */
    /*
     * For measuring against other programs, never for publishing: of every compound one bulletin,
     * eight pages in Chinese (the edition's and one per heading) and eight files of data; of other
     * scopes nothing.
     */
    bool peer;
    bool alone; /* the lock is held: output/cache may be used */
    const Revisions *revisions;
    const Leak *leak; /* what finished bytes are searched for; may be NULL */
    bool again;       /* of a month published before: what is not rendered stays as it was kept */
    const MethodBreak *breaks;
    size_t break_count;
} RenderInput;

typedef struct RenderScopes RenderScopes;

/* Opens the pages' theme and sorts rows, once, before workers are forked. Lives in `arena`. */
bool render_scopes_open(Arena *arena, const RenderInput *input, RenderScopes **out, Error *err);
void render_scopes_close(RenderScopes *rendering);
Site *render_scopes_site(RenderScopes *rendering);
/* The papers of the edition, for cache_save() once it is shown; NULL: none are kept. */
Cache *render_scopes_cache(const RenderScopes *rendering);

/*
 * The tasks, larger ones first: a community with its compounds, or one scope that has no
 * community. Each scope belongs to one task.
 */
size_t render_scopes_tasks(const RenderScopes *rendering);
size_t render_scopes_of_task(const RenderScopes *rendering, size_t task, const int **scopes);
/* Whether this run makes the scope. */
bool render_scopes_has(const RenderScopes *rendering, size_t scope);

/*
 * For WorkerJob; `context` is the RenderScopes. Each scope of a task is one worker_step(). A task
 * that no worker could finish may be done scope by scope, so that one costs itself only.
 */
void *render_scopes_start(void *context);
bool render_scopes_work(void *context, void *state, size_t task, char **message, Error *err);
bool render_scopes_alone(void *context, void *state, size_t scope, char **message, Error *err);
void render_scopes_stop(void *context, void *state);
/* Takes the next scope's text off a message of a task; false where there is none left. */
bool render_scopes_message(const char **message, Arena *arena, size_t *scope, const char **text);

/* The pages of a scope that could not be rendered: 本期未能生成. */
bool render_scopes_failed(RenderScopes *rendering, size_t scope, Error *err);
/* With RenderInput.only: a page for each scope left out that has none from before. */
bool render_scopes_gaps(RenderScopes *rendering, Error *err);
#endif
