/*
 * ahead.h - what is written goes to the disk while more of it is made.
 *
 * Order of use:  ahead_begin() -> writes, by whatever process -> ahead_end()
 *
 * An edition is shown once all of it is on the disk. Were nothing written out before its last file
 * is made, everybody would wait for the disk then. So a thread syncs the file system from time
 * to time; what is left at the end is little. Short runs never sync twice.
 */
#ifndef AHEAD_H
#define AHEAD_H

#include <stdbool.h>

#include "base/error.h"

typedef struct Ahead Ahead;

/* For the file system of this folder. NULL where it cannot be had: then the end takes longer. */
Ahead *ahead_begin(const char *folder);
/*
 * True once all that was written below the folder is on the disk; ERR_FILE also where writing
 * anything of it out has failed since ahead_begin(). Frees. With NULL it only syncs.
 */
bool ahead_end(Ahead *ahead, const char *folder, Error *err);
/* Frees, for who has given up. NULL is fine. */
void ahead_abandon(Ahead *ahead);

#endif
