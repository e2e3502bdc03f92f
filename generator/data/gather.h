/*
 * gather.h - the files of input/ read side by side, as if one after the other.
 *
 * Each file is read into an intake of its own: arena, rows, texts, secrets, problems. In
 * the order of the files these are added to the whole, which so holds what one thread
 * alone would have read: the same rows, numbers and problems in the same order. A large file may
 * leave pieces (pieces.c), which are read and added in the same way, one intake each.
 */
#ifndef GATHER_H
#define GATHER_H

#include "data/intake.h"

/* Reads file `item`, of `count`, into `own`. */
typedef void GatherRead(Intake *own, void *context, size_t item);

/*
 * Returns how many files were not read, since their readings were there.
 * By `jobs` threads at most. `length`: the bytes of all files, about; room is made by them and by
 * Intake.length of those that have been read.
 */
size_t gather_run(Intake *whole, size_t count, uint64_t length, size_t jobs, GatherRead *read,
                  void *context);
/* Empties an intake of one file, but for its arena. */
void gather_clear(Intake *own);
/*
 * For read(): says which bytes the file holds, under which path, before anything asks for
 * twins. Without it the file is nobody's twin.
 */
void gather_tell_bytes(Intake *own, const char *path, const char sha256[65]);
/* The path of the first file before this one with the same bytes; NULL where there is none. */
const char *gather_twin(Intake *own, const char sha256[65]);
/* For read(): the file has not been read, whatever was taken of it so far. */
void gather_begin_again(Intake *own);
#endif
