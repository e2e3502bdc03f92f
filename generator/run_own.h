/*
 * run_own.h - what the rooms of one run share: run.c leads, run_render.c renders.
 */
#ifndef RUN_OWN_H
#define RUN_OWN_H

#include "crew.h"
#include "cube/part.h"
#include "publish/corrections.h"
#include "publish/edition.h"
#include "publish/incomplete.h"
#include "publish/kept.h"
#include "publish/leak.h"
#include "publish/partial.h"
#include "publish/revision.h"
#include "render/opendata.h"
#include "render_scope.h"
#include "revise.h"
#include "run.h"
#include "run_report.h"
#include "say.h"
#include "script/script.h"
#include "shard.h"

typedef struct {
    const RunOptions *options;
    Arena *arena;
    Say say;
    Plan plan;
    Config config;
    SchemaSet schemas;
    Import import;
    Cube cube;
    Month period;
    Day asof;
    const char *output; /* DIR/output */
    Edition *edition;
    RenderScopes *rendering; /* between render() and site() */
    EditionResult result;
    Cache *papers;            /* lives in the arena */
    const Leak *leak;         /* so does it */
    Press *press;             /* style and fonts of the papers */
    const char *fonts, *key;  /* what was opened: files that go into the edition */
    Share share;              /* of a shard */
    const bool *mine;         /* by scope: a shard's own; NULL: the run makes all */
    const char **keys;        /* by scope, of a shard and a merge */
    const Partials *partials; /* of the shards that are merged */
    Marks marks;              /* of a shard and a merge */
    Partial *partial;         /* of a shard, while it is made */
    ReadingsWriter *give;     /* what it has read */
    Readings *readings;       /* of the shards that are merged; until the rows are there */
    PartWriter part;          /* what a shard has counted */
    const char *shard_folder; /* what a shard has made */
    const char *maker;        /* fonts and libraries, of a shard and a merge */
    Opendata *opendata;       /* the downloads; a shard makes only what is compared */
    bool tables_later;        /* nothing is compared with: they are made beside the scopes */
    bool *forms_made;         /* those that are there before the scopes; NULL: none */
    Corrections corrections;
    Kept *kept; /* figures that go on saying what was published */
    Revisions *revisions;
    RunReport report;
    Incomplete before;  /* pages of the shown edition that this run may have to make */
    Incomplete lacking; /* and of the new one */
    bool incomplete;    /* something says 本期未能生成: exit 3 */
} Run;

/* What could not be made, or a script that failed: told at the end, and the run is incomplete. */
void run_note_failure(Run *run, const char *place, int line, const char *message);
/* The figures of a period as of a day, what must not be told suppressed. */
bool run_count_figures(Run *run, Month period, Day asof, Cube *cube, Error *err);
int run_jobs(const Run *run);

/* Which revision everything is in; the earlier months that are to be rendered again. */
bool run_find_revisions(Run *run, ReviseMonth **months, size_t *count, Error *err);
bool run_open_rendering(Run *run, RenderScopes **out, Error *err);
/* The scopes of a month; what is told of them makes the run incomplete. */
bool run_render_scopes(Run *run, RenderScopes *rendering, Month month, CrewResult *out, Error *err);
/* Everything that belongs to a scope; run->rendering stays open for the pages of the site. */
bool run_render(Run *run, Error *err);
#endif
