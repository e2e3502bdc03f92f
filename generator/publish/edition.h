/*
 * edition.h - a new edition: written aside, checked, then shown at once.
 *
 * Order of use:
 *   edition_lock() -> edition_begin() -> edition_keep_history() -> edition_write()... (from any
 *   process) -> edition_commit() or edition_abandon() -> edition_unlock()
 *
 * Files go to output/editions/.new-PID/; commit writes the manifests, syncs once,
 * renames the folder to its id and swaps the link output/site. Until that
 * swap residents see the old edition; whatever fails before leaves it untouched,
 * and what a killed run leaves behind is removed by the next edition_begin().
 *
 *   output/.lock             held while a run writes
 *   output/editions/<id>/    immutable
 *   output/site              link to editions/<id>
 *   output/chain.log         one line per edition (publish/chain.h)
 *   output/report/           never published, mode 0700
 *
 * All errors are ERR_FILE (73) unless said otherwise.
 */
#ifndef EDITION_H
#define EDITION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buffer.h"
#include "base/date.h"
#include "base/error.h"
#include "publish/sign.h"

typedef struct Edition Edition;

/* ERR_LOCKED (75) while another run holds output/.lock. Makes `output` where it is missing. */
bool edition_lock(const char *output, int *lock, Error *err);
void edition_unlock(int lock);

/* Removes what a killed run left behind, makes the new folder. The lock must be held. */
bool edition_begin(const char *output, Edition **out, Error *err);
/*
 * The files of a shard (publish/partial.h): written to `folder`, without the lock and without a
 * link to anything. Ends with edition_end_aside(), which leaves the folder and gives its manifest,
 * or edition_abandon().
 */
bool edition_begin_aside(const char *output, const char *folder, Edition **out, Error *err);
bool edition_end_aside(Edition *edition, Buffer *manifest, Error *err);
/* The new edition's folder, for who must look at files while they are made. */
const char *edition_folder(const Edition *edition);
/* The folder of the edition that is shown now, "" where there is none. */
const char *edition_current(const Edition *edition);
/* Sign manifest and chain with this key (borrowed until the end); publishes gongkai.pub. */
void edition_use_key(Edition *edition, const SignKey *key);
/* What the chain will say of it, as in chain.h; "publish" unless set. */
void edition_use_kind(Edition *edition, const char *kind);
/* And what it declares as changed, in the form of chain.h; nothing unless set. */
void edition_declare(Edition *edition, const char *declared);
/*
 * Called with every file before it is written, in the process that writes it; false
 * with *err set fails edition_write(). For the search for leaks.
 */
typedef bool (*EditionCheck)(void *context, const char *path, const void *bytes, size_t length,
                             Error *err);
void edition_use_check(Edition *edition, EditionCheck check, void *context);
/*
 * The same for files that edition_adopt() reads piece by piece. `begin` gives what `feed` and `end`
 * take; `end` is called once, whatever came before, and frees.
 */
typedef struct {
    void *(*begin)(void *context, const char *path, const char *file); /* `file`: where it stands */
    bool (*feed)(void *search, const void *bytes, size_t length, Error *err);
    bool (*end)(void *search, Error *err);
    void *context;
} EditionSearch;
void edition_use_search(Edition *edition, const EditionSearch *search);
/* From here on files go to the disk while others are made (ahead.h): for what takes long. */
void edition_sync_ahead(Edition *edition);
/*
 * One file, `path` below the edition's root. A file that the current edition
 * holds with the same bytes is shared by hard link. Safe from forked workers. Writing a
 * path again replaces it (a worker that was started again may do so). What was
 * withdrawn is not written again with the same bytes; its tombstone stays.
 */
bool edition_write(Edition *edition, const char *path, const void *bytes, size_t length,
                   Error *err);
/* The same; `hash` is the SHA-256 of the bytes, for who lists it elsewhere too. */
bool edition_write_hashed(Edition *edition, const char *path, const void *bytes, size_t length,
                          char hash[65], Error *err);
/* And where who writes it has the hash already. */
bool edition_write_known(Edition *edition, const char *path, const void *bytes, size_t length,
                         const char hash[65], Error *err);
/*
 * From here to the next call this process alone writes below `folder` ("c/fa-01/2026-10/",
 * borrowed): what is there is known without asking the disk. All that it writes meanwhile is added
 * to the list of files with that next call, in one piece; what a process wrote that dies before is
 * not of the edition. NULL: no folder.
 */
bool edition_own_folder(Edition *edition, const char *folder, Error *err);
typedef enum { EDITION_ASK, EDITION_LACKS, EDITION_HAS } EditionHas;
/* Was `path` written since edition_own_folder()? EDITION_ASK: only the disk tells. */
EditionHas edition_has(const Edition *edition, const char *path, int64_t *size);
/*
 * A file that stands at `path` below edition_folder() already, for what is too large to hold: its
 * finished bytes are read once, hashed, searched and compared with the current edition's, which
 * takes its place where they are the same. Safe from forked workers.
 */
bool edition_adopt(Edition *edition, const char *path, Error *err);
/*
 * SHA-256 and size of a file that this run wrote, in whatever process; false where there is none,
 * as of one that was withdrawn. Call it while no other process writes.
 */
bool edition_find(const Edition *edition, const char *path, char hash[65], size_t *bytes);
/*
 * Files of the current edition whose path starts with `prefix` and that this run did not write
 * are carried over by link: "c/fa-01/2026-09/", "" for all. ERR_DATA where the current edition
 * is damaged. Call it from the process that began the edition, while no other writes.
 */
bool edition_keep(Edition *edition, const char *prefix, Error *err);
/*
 * All files of the current edition whose path starts with one of the prefixes, once their bytes
 * were found to be what it declares; *taken is false, and nothing was taken, where one is not, or
 * there is none. `search`: their bytes are searched as edition_write() does. Safe from forked
 * workers after edition_keep_history().
 */
bool edition_take(Edition *edition, const char *const *prefixes, size_t count, bool search,
                  bool *taken, Error *err);
/*
 * One file of the current edition, if it has this SHA-256; not searched again. Its bytes are read
 * to know, piece by piece. Safe from forked workers after edition_keep_history().
 */
bool edition_take_file(Edition *edition, const char *path, const char hash[65], bool *taken,
                       Error *err);
/* The declared hash of a file of the current edition; NULL where it has none. */
const char *edition_declared(Edition *edition, const char *path);
/*
 * edition_keep() of every scope's folders of other periods, in every language, and withdrawn.csv.
 * Of the folders in `again` ("c/fa-01/2026-09/"), which this run makes anew, only tombstones stay:
 * nothing that it does not make again lives on there.
 */
bool edition_keep_history(Edition *edition, Month period, const char *const *again, size_t count,
                          Error *err);
/* Would edition_keep_history() keep this file? Its size where so. */
bool edition_would_keep(Edition *edition, Month period, const char *path, int64_t *size);

/*
 * Pages that kept ones link to and that this run did not make again: of matters, and of scopes
 * that are no longer there but have an earlier period. Call it when all pages were written.
 */
bool edition_keep_linked(Edition *edition, Error *err);

typedef struct {
    bool changed; /* false: same bytes as the current edition, nothing was published */
    char id[65];  /* "2026-10-0a1b2c3d4e5f": period and start of the root hash */
    size_t files;
} EditionResult;

/*
 * Frees the edition when it returns true. When it returns false the old edition stands as it
 * was, the new one is gone, and edition_abandon() frees.
 */
bool edition_commit(Edition *edition, Month period, EditionResult *out, Error *err);
/* Removes the new folder and frees; NULL is fine. */
void edition_abandon(Edition *edition);

#endif
