/*
 * history.h - what can be done with editions that were published: back, away, less of them.
 *
 * All of it takes the lock (ERR_LOCKED), and leaves what is shown as it was when it fails.
 */
#ifndef HISTORY_H
#define HISTORY_H

#include "base/buffer.h"
#include "base/date.h"
#include "base/error.h"
#include "publish/sign.h"

/*
 * Show an edition that was published before. The chain gets a line that says so. ERR_USAGE where
 * there is no such edition, or it is shown already; ERR_DATA where it is not what was published, or
 * something was withdrawn from it. `key` may be NULL.
 */
bool history_rollback(const char *output, const char *id, const SignKey *key, Error *err);

/* Remove the folders of all but the newest `keep` editions; the chain keeps their lines. */
bool history_prune(const char *output, int keep, size_t *removed, Error *err);

typedef struct {
    size_t editions, files; /* from how many editions, and files in all, something was taken */
    char id[65];            /* the edition that is shown now, "" where none had to be made */
} Withdrawal;

/*
 * Take back a file ("c/fa-01/2026-10/notices/a.pdf") or a row ("issues:WT-1"): a new edition
 * without it is shown, then it is removed from all older ones. A row is cut out of its table's
 * files; in the place of every other file that holds it a tombstone is shown (tombstone.h; `paper`
 * as there), until the next build puts the file without the row there again. output/withdrawn.log
 * keeps later runs from publishing it; withdrawn.csv of the edition says that something was
 * withdrawn and why, not what it said. May be run again after it was cut short. ERR_USAGE where no
 * edition holds it.
 */
bool history_withdraw(const char *output, const char *what, const char *reason, const Buffer *paper,
                      const SignKey *key, Withdrawal *out, Error *err);
#endif
