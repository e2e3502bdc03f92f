/*
 * fetch.h - the bytes of the files of input/, and their hashes.
 *
 * Order of use:  fetches_open() -> fetch() of every item from any thread -> fetches_close()
 *
 * Whoever fetches a file also fetches the one that its thread is likely to want next, since two
 * are hashed at once in less time than one after the other (hash.h). Files that are large enough
 * for a second thread of their own are fetched alone.
 */
#ifndef FETCH_H
#define FETCH_H

#include <sys/stat.h>

#include "base/arena.h"
#include "base/buffer.h"
#include "base/error.h"
#include "base/file.h"
#include "base/hash.h"

#define FETCH_LARGE ((size_t)8 << 20)     /* bytes; worth a second thread */
#define FETCH_BYTES_MAX ((size_t)8 << 30) /* larger ones are unreadable */

typedef enum {
    FETCH_FINE,
    FETCH_OUTSIDE,    /* a link that leads out of the workspace; was not read */
    FETCH_UNREADABLE, /* see `err` */
    FETCH_CHANGED     /* while it was read */
} FetchState;

typedef struct {
    FetchState state;
    bool large, hashed; /* a large one is left to its caller to hash, in a second thread */
    Hash hash;          /* of all bytes, not ended */
    Error err;
} Fetched;

typedef struct Fetches Fetches;

/*
 * `files` below dir/input; what the list holds then tells which file an item is. `ahead`: which
 * items will be fetched, so that they may be before their turn; NULL: none of them. Borrows all.
 */
Fetches *fetches_open(const char *dir, const FileList *files, const bool *ahead, size_t jobs);
void fetches_close(Fetches *fetches);
/*
 * Into `bytes`, whatever is in it. `alone`: no other thread is to be used. `arena` is for names.
 * Trouble that is the system's is noted (file.h).
 */
void fetch(Fetches *fetches, Arena *arena, size_t item, bool alone, Buffer *bytes, Fetched *out);
const char *fetch_path(const Fetches *fetches, Arena *arena, size_t item);
/* A link may lead about in the workspace, not to the machine's other files. */
bool fetch_leads_outside(const Fetches *fetches, const char *path);
/* Nobody wrote to the file in between: half a file is not read as a whole one. */
bool fetch_is_same(const struct stat *before, const struct stat *after);
#endif
