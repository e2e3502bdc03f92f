/*
 * partial.h - what one shard of a run hands to the merge: a folder of its own.
 *
 *   FOLDER/I-of-N/shard.tsv   what it was made from, and each scope with what is to be told of it
 *   FOLDER/I-of-N/MANIFEST    the files and their SHA-256, in the format of sha256sum
 *   FOLDER/I-of-N/cube        what it has counted (cube/part.h); its SHA-256 stands in shard.tsv
 *   FOLDER/I-of-N/read        what it has read of input/ (data/readings.h); may be taken away
 *   FOLDER/I-of-N/files/      the files, by their path in the edition
 *
 * The folder has mode 0700 and is never shown: it holds what will be published, and nothing that
 * will not, but sealed for who has the input. It is written aside and takes its name when it is
 * whole, so that a copy of the same shard may run beside (a cluster that takes a machine for dead
 * starts another): both write the same bytes, either may finish last.
 *
 * Order of use:  partial_begin() -> files into partial_files() -> partial_end() or _abandon()
 *                partials_open() -> partials_scope(), partial_file()...
 *
 * Shards count from 1.
 */
#ifndef PARTIAL_H
#define PARTIAL_H

#include "base/arena.h"
#include "base/buffer.h"
#include "base/error.h"
#include "publish/manifest.h"

/* What must be the same for all shards and for the merge, each as one word (a hash, a date). */
typedef enum {
    MARK_PROGRAM, /* the program's own bytes, its scripts and themes */
    MARK_CONFIG,  /* the workspace's configuration, scripts, themes */
    MARK_PERIOD,  /* period, as-of day and options that change what is made */
    MARK_INPUT,   /* names and sizes of all files below input/, bytes of what is no table */
    MARK_EDITION, /* the edition that is shown, and the chain */
    MARK_FONTS,   /* fonts and libraries that make papers; known once they are open */
    MARK_COUNT
} PartialMark;

typedef struct {
    const char *marks[MARK_COUNT];
} Marks;

/* One scope of a shard; texts are borrowed. */
typedef struct {
    const char *level, *id;
    const char *key;  /* of all that its files were made from */
    const char *note; /* what is to be told of it, "" */
    bool failed;      /* it could not be made whole: a page says so, and the merge tries again */
    int shard;        /* set by partials_open() */
} PartialScope;

typedef struct Partial Partial;

/* Makes the folder aside in `parent`, with its parents. */
bool partial_begin(const char *parent, int shard, int shards, Partial **out, Error *err);
/* Where its files go; and a folder beside it that goes with _end() and _abandon(). */
const char *partial_files(const Partial *partial);
const char *partial_scratch(const Partial *partial);
/* The file that readings go to, which is not there yet. */
const char *partial_readings(const Partial *partial);
/*
 * Gives the folder its name, in place of what had it; *place (in `arena`) is it. Frees. `cube`:
 * what was counted.
 */
bool partial_end(Partial *partial, const Marks *marks, const PartialScope *scopes, size_t count,
                 const Buffer *manifest, const Buffer *cube, Arena *arena, const char **place,
                 Error *err);
/* Removes the folder aside and frees; NULL is fine. */
void partial_abandon(Partial *partial);

typedef struct Partials Partials;

/*
 * Reads the shards in `folders`, each one of a shard or one that holds such. ERR_DATA where a shard
 * is missing, stands twice, is damaged, or was made from other things than `marks` (those that are
 * NULL are not compared): it names the shard. Lives in `arena`.
 */
bool partials_open(Arena *arena, const char *const *folders, size_t count, const Marks *marks,
                   Partials **out, Error *err);
/* One mark that partials_open() did not know yet, in the same way. */
bool partials_check(const Partials *partials, PartialMark mark, const char *word, Error *err);
int partials_count(const Partials *partials);
/*
 * What the i-th, from 0, has counted, in the arena; ERR_DATA where it is not what the shard wrote.
 */
bool partials_cube(const Partials *partials, int i, const char **bytes, size_t *length, Error *err);
/* ERR_DATA that names it: its bytes are whole, but say nothing that is understood. */
bool partials_refuse_cube(const Partials *partials, int i, Error *err);
/* Its readings, a file that may not be there. */
const char *partials_readings(const Partials *partials, int i);
/* Once they are published: their readings go, and what shards that were killed left beside them. */
void partials_tidy(const Partials *partials);
/* NULL where no shard has the scope. */
const PartialScope *partials_scope(const Partials *partials, const char *level, const char *id);
/*
 * The files of a scope's shard whose path begins with `prefix`: entries[0..*count-1] of its
 * manifest.
 */
const ManifestEntry *partial_entries(const Partials *partials, const PartialScope *scope,
                                     const char *prefix, size_t *count);
/* One of them, free() it; ERR_DATA where it is not what the shard wrote. */
bool partial_file(const Partials *partials, const PartialScope *scope, const ManifestEntry *entry,
                  char **bytes, size_t *length, Error *err);
#endif
