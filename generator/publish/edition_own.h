/*
 * edition_own.h - what the files of the edition share; for edition.c, edition_log.c,
 * edition_keep.c and edition_commit.c only.
 */
#ifndef EDITION_OWN_H
#define EDITION_OWN_H

#include "base/arena.h"
#include "publish/ahead.h"
#include "publish/edition.h"
#include "publish/manifest.h"
#include "publish/withdrawn.h"

#define EDITION_LOG_LIMIT ((size_t)1 << 30)

/* A file of a folder that one process writes by itself. */
typedef struct {
    char *name;
    int64_t size;
} OwnFile;

/* The list as far as it was read, by path. */
typedef struct {
    Buffer text;
    size_t read;     /* so many bytes are in the hash */
    uint32_t *slots; /* where in `text` a line begins, from 1 */
    size_t slot_count;
} Listed;

struct Edition {
    Arena *arena;
    const char *output;
    const char *folder, *log; /* output/editions/.new-PID and its .log */
    const char *current;      /* output/editions/<id>, "" where there is none */
    int log_fd;
    const char *own; /* edition_own_folder(); NULL: none */
    OwnFile *own_files;
    size_t own_count, own_capacity;
    Buffer own_notes; /* what is yet to be added to the list */
    Listed *listed;
    Ahead *ahead; /* NULL: nothing goes to the disk before commit */
    bool links;   /* the file system has hard links */
    bool modes;   /* a new file has the mode that it was made with, whatever umask and lists say */
    bool gone;    /* the new folder was removed or shown */
    Withdrawn withdrawn;
    const Manifest *old; /* of the current edition, read at first need */
    const SignKey *key;
    const char *kind, *declared; /* of the chain's line */
    EditionCheck check;
    void *context;
    EditionSearch search;
};

/* Notes a file for edition_has(), if it is of the folder of its own. */
void edition_own_add(Edition *e, const char *path, size_t length);
void edition_forget_log(Edition *e);
/* Adds a line to the list of what is written. */
bool edition_note(Edition *e, const char *hash, const char *path, Error *err);
/* What the list says, the last word on a path; `arena` holds it. */
bool edition_read_log(const Edition *e, Arena *arena, Manifest *out, Error *err);
/* A file with these bytes at a place of the new edition, whatever stood there; `path` is whole. */
bool edition_write_new(const Edition *e, const char *path, const void *bytes, size_t length,
                       Error *err);
/* Compared byte by byte, so what was damaged on disk is never carried on as sound. */
bool edition_same_bytes(const char *path, const void *bytes, size_t length);
/* False: no link was made, for whatever reason; the bytes must be written. */
bool edition_link(const char *from, const char *to);
/* In the place of what was withdrawn the current edition may say so: then the new one does too. */
bool edition_keep_tombstone(Edition *e, const char *path, Error *err);
#endif
