/*
 * same_run.h - a run over what the last run saw makes nothing again (publish/unchanged.h).
 *
 * Only whole runs count: one of some scopes, a shard, a merge, a check or one in which a script
 * failed is neither remembered nor left out.
 */
#ifndef SAME_RUN_H
#define SAME_RUN_H

#include "data/import.h"
#include "publish/edition.h"
#include "publish/unchanged.h"
#include "run.h"

/* True: *out is what the last run left, and it stands. `output` is DIR/output. */
bool same_run(Arena *arena, const RunOptions *options, const char *output, UnchangedRun *out);
/*
 * After a run that published, or found nothing to publish, with exit code 0; `hashed` are files
 * that it hashed beside those of the import.
 */
void same_run_remember(Arena *arena, const RunOptions *options, const char *output,
                       const char *fonts, const char *key, const Import *import,
                       const UnchangedFiles *hashed, const EditionResult *result);
#endif
