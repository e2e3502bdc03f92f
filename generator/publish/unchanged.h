/*
 * unchanged.h - whether a run would make again what is shown already.
 *
 * After a run that succeeded, output/cache/last-run keeps a hash over everything that went into
 * it: the program and its libraries, scripts, themes, configuration, fonts, every file of
 * input/, the options, today (some checks look at it) and what the output had become. A run
 * that finds all of it the same, the shown edition whole and the report as it was has
 * nothing to do. Nothing here is trusted: a file that is damaged, or of another version,
 * is as good as none. Names and sizes are compared first, so that a changed input is not read
 * twice.
 */
#ifndef UNCHANGED_H
#define UNCHANGED_H

#include "base/arena.h"
#include "base/buffer.h"
#include "base/error.h"

typedef struct {
    const char *dir, *installed, *output;
    const char *options; /* everything of the command line and the clock that matters, as text */
    const char *fonts;   /* what was found, with paths in "(… #0)"; NULL before the run */
} UnchangedInput;

typedef struct {
    char id[65]; /* the edition that is shown */
    size_t files;
    int quarantined; /* rows, of which every run tells */
} UnchangedRun;

/* Files that were hashed once in a run, so that they need not be again. */
typedef struct {
    struct UnchangedFile {
        const char *path;
        char hash[65];
    } * items;
    size_t count;
} UnchangedFiles;

/*
 * What makes papers: program, libraries and fonts, as one hash; false where it cannot be told.
 * `files`, in the arena, are those.
 */
bool unchanged_maker(Arena *arena, const char *fonts, UnchangedFiles *files, char hex[65]);

/*
 * What an office may change beside its data, as one hash: scripts, themes, configuration, and what
 * was withdrawn. False where it cannot be told.
 */
bool unchanged_rules(Arena *arena, const UnchangedInput *input, char hex[65]);

/* True: nothing changed; *out is the last run. */
bool unchanged_check(Arena *arena, const UnchangedInput *input, UnchangedRun *out);
/*
 * Remembers the run that has just succeeded. `hash` gives the SHA-256 of a file as the run read it,
 * NULL where it did not ("input/a.csv", "/usr/…/NotoSerifCJK-Regular.ttc"). Failing is no error:
 * the next run does all of it.
 */
typedef const char *(*UnchangedHash)(void *context, const char *path);
void unchanged_remember(Arena *arena, const UnchangedInput *input, const UnchangedRun *run,
                        UnchangedHash hash, void *context);
#endif
