/*
 * run.h - one run of the pipeline: input/ -> output/.
 *
 * The first file to open is run.c: it reads like the picture in README.md.
 */
#ifndef RUN_H
#define RUN_H

#include <stdbool.h>
#include <stddef.h>

#include "base/date.h"
#include "base/error.h"

typedef struct {
    const char *dir;   /* the workspace, default "." */
    Month period;      /* MONTH_MISSING: configuration, else the month before today */
    Day asof;          /* DAY_MISSING: the period's last day */
    int jobs;          /* threads and worker processes, 0: one per processor */
    const char **only; /* scopes to render: ids; count 0 = all */
    size_t only_count;
    bool strict;            /* any error in the data fails the run */
    bool dry_run;           /* everything but publishing */
    bool check_only;        /* read and validate; 1 if there are errors */
    bool allow_unexplained; /* corrections without a reason are published as 未说明原因 */
    bool libcsv;            /* every line of CSV is read by libcsv (--parser) */
    bool peer;              /* --profile peer: see render_scope.h; for measuring only */
    bool afresh;            /* nothing is taken over from the run before (--afresh) */
    bool quiet;
    bool english;
    int shard, shards;           /* shards > 0: make only this share, from 1 (shard.h) */
    const char *shard_folder;    /* where its folder goes; NULL: output/shards */
    bool merge;                  /* take the scopes of shards from `partials` */
    const char *const *partials; /* folders of shards; none: output/shards */
    size_t partial_count;
} RunOptions;

/* The exit code of contract.md; messages go to standard error and output/report/. */
int run_build(const RunOptions *options);

/* The exit code of contract.md for what went wrong. */
int run_exit_code(const Error *err);

/* Folder with the program's own scripts/ and themes/: $GONGKAI_HOME, else beside the program. */
const char *run_installed(void);
#endif
