/*
 * leave_out.h - of a shard: what only others want takes no room; for import.c and gather.c only.
 *
 * Files in folders that name only compounds of others are not opened. Of the other files, rows of
 * large tables are dropped as soon as the file is read, so a shard needs the memory of its own part
 * also where one file holds the whole district.
 *
 * Which compounds there are is told by T01, so the files directly in input/ are read twice: once
 * before all others, for T01 alone. A row whose compound is not known there is kept.
 */
#ifndef LEAVE_OUT_H
#define LEAVE_OUT_H

#include "base/file.h"
#include "data/gather.h"

/*
 * Takes files from `list` by options->divide and the folders they lie in; *left_out is how many.
 * `read` reads item i of context's list, which is `list`; `input` is the folder.
 */
LeaveOut *leave_out_open(const Intake *whole, const ImportOptions *options, FileList *list,
                         const char *input, GatherRead *read, void *context, size_t *left_out);
void leave_out_close(LeaveOut *leave_out);
/* Is it this shard, of those that read the file, which hands its reading over? */
bool leave_out_gives(const LeaveOut *leave_out, size_t item);
/* Whose turn it is with the file, of so many: the same for whoever asks. */
size_t leave_out_turn(const char *path, size_t count);
/*
 * Drops rows of one file. What others must know of them stays: that the file names their compounds
 * (arrival), and of each column of days the earliest row (how far back the table reaches). False
 * where no row went. Threads may call it, each for a file of its own.
 */
bool leave_out_rows(const LeaveOut *leave_out, Intake *own);
/* Then, instead of texts_merge(): only the texts that are still needed get a number. */
void leave_out_texts(const Intake *own, Texts *into, TextMap *numbers);
#endif
