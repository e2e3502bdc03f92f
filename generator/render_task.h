/*
 * render_task.h - the work of an edition as tasks: a community with its compounds, or one scope.
 *
 * A community's print pack is made of its compounds' papers, so all of them are one task: each
 * document is made and laid out once. Larger tasks come first, so that no worker is left with a
 * large one at the end.
 */
#ifndef RENDER_TASK_H
#define RENDER_TASK_H

#include "render_sheet.h"

/* Tasks of all scopes of the run; once, before workers are forked. */
void tasks_make(RenderScopes *all);
/*
 * By row of T01, in the arena: the compounds whose rows are asked for often; NULL: all. In a merge
 * those of the scopes that shards did not make; districts and the city list no rows, as shipped.
 */
const bool *tasks_compounds(const RenderScopes *all);
/*
 * One task; what is to be told of its scopes goes into *message for tasks_read_message(). False on
 * what no scope is to blame for.
 */
bool task_run(RenderScopes *all, RenderWorker *worker, const int *scopes, size_t count,
              char **message, Error *err);
#endif
