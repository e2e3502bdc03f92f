/*
 * shard.h - a run spread over several machines: what its parts have in common.
 *
 * `gongkai build --shard I/N` makes the files of its scopes into a folder of its own
 * (publish/partial.h); `gongkai merge` is a run that takes them from there. Both must have read
 * the same things, which is what marks_of() tells.
 *
 * A shard holds its own rows only (data/leave_out.h). What it counts of them it hands over
 * (cube/part.h), and the merge adds that up instead of counting rows. The merge needs the rows
 * nevertheless:
 *   - the downloads of the whole district, and what they changed of what was published: a
 * correction without a reason puts published rows back and counts again (publish/holdback.h)
 *   - rows with one key, or that name each other, in files of different shards
 *   - the report: problems and accounts of every file; what arrived for whom
 *   - the search for leaks: what is private in one file may be public in another's
 *   - the portal (running votes, what is due next), feeds, scopes that a shard could not make, and
 *     earlier months that a correction makes again; districts and the city list no rows
 *   - the keys by which the merge knows that a shard had all of a scope (scope_key.h), and the
 * check that what the shards have counted is of these rows (parts_fit())
 * But it need not read them again: what a shard has read of a file, before any of it is left out or
 * joined with other files, it hands over too (data/file_pack.h), and the merge loads it. So all
 * that follows works on the same rows as in one run. The merge hashes every file, and takes a
 * reading only where program, configuration, path and bytes are those it was made of; any other
 * file it reads itself: one that no shard has read, one with the bytes of another, one whose
 * reading has been taken away. Of a file that several shards read one of them hands its reading
 * over.
 *
 * A reading holds what is private. It is sealed with a key made of the file's own bytes
 * (data/readings.h), so it tells nothing to who has not the file itself, and it goes when the merge
 * has published.
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

/* Which shard has a compound: ImportOptions.divide, for what a shard leaves unread. */
typedef struct {
    const RunOptions *options;
    const Config *config;
} Division;
void shard_divide(void *division, const Dataset *early, int *owner);
/* What reading a file depends on beside the file: ImportOptions.word. */
const char *shard_word(Arena *arena, const Marks *marks);
/*
 * Sections of the workspace's own may look at any row and figure, so a shard with such must read
 * everything.
 */
bool shard_may_leave_out(Arena *arena, const char *dir);
#endif
