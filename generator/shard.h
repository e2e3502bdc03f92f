/*
 * shard.h - a run spread over several machines: what its parts have in common.
 *
 * `gongkai build --shard I/N` makes the files of its scopes into a folder of its own
 * (publish/partial.h); `gongkai merge` is a run that takes them from there. Both must have read
 * the same things, which is what marks_of() tells.
 */
#ifndef SHARD_H
#define SHARD_H

#include "cube/scope.h"
#include "publish/changes.h"
#include "publish/partial.h"
#include "run.h"

/* Of this program, this workspace and this run of it; `output` is its folder output/. */
bool marks_of(Arena *arena, const RunOptions *options, const char *output, Month period, Day asof,
              Marks *out, Error *err);

/* A shard's part of the district, by the scopes of `set`. */
typedef struct {
    const ScopeSet *set;
    const bool *mine; /* by scope */
} Share;

void share_of(Arena *arena, const ScopeSet *set, const RunOptions *options, Share *out);
/* Is what changed the shard's, or everyone's? For corrections_declare(). */
bool share_has_change(void *share, const Change *change);

/* What a shard leaves unread: ImportOptions.want. */
typedef struct {
    const RunOptions *options;
    const Config *config;
} Wants;
void shard_wants(void *wants, const Dataset *early, bool *wanted);
/*
 * Sections of the workspace's own may look at any row and figure, so a shard with such must read
 * everything.
 */
bool shard_may_leave_out(Arena *arena, const char *dir);
#endif
