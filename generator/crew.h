/*
 * crew.h - the scopes of a run and its large downloads, shared out among worker processes.
 *
 * A scope that no worker can finish costs itself alone: it gets a page that says so.
 */
#ifndef CREW_H
#define CREW_H

#include "render/opendata.h"
#include "render_scope.h"
#include "workers.h"

typedef struct {
    Arena *arena;
    const ScopeSet *scopes;
    RenderScopes *rendering;
    const Opendata *opendata; /* its downloads are written beside the scopes; NULL: none */
    bool tables;              /* those of OPENDATA_TABLES too; else they are there */
    const bool *made;         /* by task of OPENDATA_FORMS: made before; NULL: none is */
    int jobs;
    /* Called in the parent: scopes and downloads done so far; what is told of a scope, in order. */
    void (*progress)(void *context, size_t done, size_t total);
    void (*tell)(void *context, const char *scope, const char *message);
    void *context;
} CrewInput;

/* By scope, in the arena. */
typedef struct {
    bool *failed;  /* no worker could finish it */
    bool *lacking; /* its page says 本期未能生成, in one place at least */
    WorkerMessage *messages;
    size_t message_count;
} CrewResult;

/* False: the run must stop. */
bool crew_run(const CrewInput *input, CrewResult *out, Error *err);
/*
 * The downloads of OPENDATA_TABLES, each by one worker; an edition without one of them is none.
 * Who has nothing left to do meanwhile begins those of OPENDATA_FORMS: *made says which are there,
 * for crew_run(); none where it is NULL.
 */
bool crew_tables(Arena *arena, const Opendata *opendata, int jobs, bool **made, Error *err);
#endif
