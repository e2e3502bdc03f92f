/*
 * shard.h - a run spread over several machines: what its parts have in common.
 *
 * `gongkai build --shard I/N` makes the files of its scopes into a folder of its own
 * (publish/partial.h); `gongkai merge` is a run that takes them from there. Both must have read
 * the same things, which is what marks_of() tells.
 */
#ifndef SHARD_H
#define SHARD_H

#include "publish/partial.h"
#include "run.h"

/* Of this program, this workspace and this run of it; `output` is its folder output/. */
bool marks_of(Arena *arena, const RunOptions *options, const char *output, Month period, Day asof,
              Marks *out, Error *err);
#endif
