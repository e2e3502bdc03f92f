/*
 * output.h - the folder output/: which edition is shown, and how that changes.
 *
 * The link output/site alone decides what is shown. output_show() writes the chain with its
 * new line aside (.chain.log.new), moves the edition to its place, swaps the link,
 * then puts the chain in place. output_recover() finishes or undoes what a killed
 * run left half way. All errors are ERR_FILE unless said otherwise; the lock
 * (edition_lock()) must be held for everything that writes.
 */
#ifndef OUTPUT_H
#define OUTPUT_H

#include "base/date.h"
#include "base/error.h"
#include "publish/chain.h"
#include "publish/sign.h"

/*
 * Id of the edition that output/site points at, "" where there is no such link; ERR_DATA where it
 * leads nowhere.
 */
bool output_current(const char *output, char id[65], Error *err);
/*
 * Removes .new-* folders, finishes or undoes a swap that was cut short. ERR_DATA where the chain
 * lacks what is shown.
 */
bool output_recover(const char *output, Error *err);
/* Everything below `folder` is on disk. */
bool output_sync(const char *folder, Error *err);
/*
 * Show editions/ID, after renaming `folder` to that where it is not NULL; the chain gets `line`
 * (chain_append() says what is read of it). `key` may be NULL. When it fails what was shown is
 * still shown, and the chain is as it was.
 */
bool output_show(const char *output, const char *folder, const ChainLine *line, const SignKey *key,
                 Error *err);
/* Replaces output/report/`name` (mode 0600, in a folder of mode 0700) at once. */
bool output_report(const char *output, const char *name, const void *bytes, size_t length,
                   Error *err);
#endif
