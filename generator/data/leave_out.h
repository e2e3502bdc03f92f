/*
 * leave_out.h - of a shard: files that only others want are not opened; for import.c only.
 *
 * Which compounds there are is told by T01, so the files directly in input/ are read twice: once
 * before all others, for T01 alone.
 */
#ifndef LEAVE_OUT_H
#define LEAVE_OUT_H

#include "base/file.h"
#include "data/gather.h"

/*
 * Takes files from `list` by options->want and the folders they lie in; returns how many. `read`
 * reads item i of context's list, which is `list`; `input` is the folder.
 */
size_t leave_out_files(const Intake *whole, const ImportOptions *options, FileList *list,
                       const char *input, GatherRead *read, void *context);
#endif
