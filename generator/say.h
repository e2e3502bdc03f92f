/*
 * say.h - what a run tells the person at the terminal: short, Chinese first.
 *
 * Progress goes to standard error and only to a terminal. With `quiet` a
 * successful run prints nothing but one line if rows were quarantined.
 */
#ifndef SAY_H
#define SAY_H

#include "data/import.h"
#include "publish/edition.h"

typedef struct {
    bool english, quiet, terminal;
    bool progress_shown;
    double began, shown; /* seconds of the clock: first and last progress */
} Say;

void say_open(Say *say, bool english, bool quiet);
/* The rows per file, and the first problems in words. */
void say_import(Say *say, const Import *import);
/* A script, metric or scope that failed: "file:line" and why. */
void say_script(Say *say, const char *place, const char *message);
/* Corrections without a reason that were not published. */
void say_waiting(Say *say, size_t count);
/* Scopes done, per second, and what is left of the time; `total` scopes in all. */
void say_progress(Say *say, size_t done, size_t total);
/* Nothing changed since the last run, which left out so many rows. */
void say_unchanged(const Say *say, const char *edition, int quarantined);
/* Of a merge: what the shards have counted was of no use, since one lacked rows of its compounds.
 */
void say_count_again(Say *say);
/* Of a merge: scopes that it made itself, since their shards did not have all of their rows. */
void say_again(Say *say, size_t count);
/*
 * The last line of a shard; `folder` NULL: nothing was made (--dry-run). `left_out`: files that it
 * did not read, since only others need them.
 */
void say_shard(Say *say, int shard, int shards, const char *folder, size_t left_out);
/* The last lines; `failure` NULL: the run succeeded. */
void say_end(Say *say, const Import *import, const EditionResult *result, const Error *failure,
             bool check_only, int code);
#endif
