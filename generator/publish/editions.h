/*
 * editions.h - data/changes.json: which editions there were, and what they changed.
 *
 *   {"version": 1, "documentation": "index.html#mirror",
 *    "edition": {…}, "editions": [{…}, …], "changes": [{…}, …]}
 *
 * `editions` holds the lines of the chain before this edition, `edition` this one, as far as it
 * can say it of itself: its root hash is that of MANIFEST, in which this file stands. `changes`
 * are the lines of data/corrections.csv.
 *
 * What stands before `changes` would be another with every run: a run writes what the shown edition
 * says there, and edition_commit() puts the truth in its place once there is a new edition.
 */
#ifndef EDITIONS_H
#define EDITIONS_H

#include "base/buffer.h"
#include "publish/chain.h"

#define EDITIONS_PATH "data/changes.json"

/* All before the list of changes; of `own` kind, period and declared are read. */
void editions_head(const Chain *before, const ChainLine *own, Buffer *out);
/* Length of that in a file which has it, 0 in any other. */
size_t editions_head_length(const char *bytes, size_t length);
#endif
