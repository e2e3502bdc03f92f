/*
 * chain.h - the log that links every edition to the one before it.
 *
 * output/chain.log has one line per edition that was ever shown:
 *   NUMBER KIND ID PERIOD ROOT PREVIOUS TIME DECLARED\n
 * KIND is publish, rollback or withdraw; ROOT is the SHA-256 of the edition's MANIFEST;
 * PREVIOUS is the SHA-256 of the line before, its newline included, 64 zeros in
 * the first. TIME is when it was shown, in UTC and never before the line above;
 * DECLARED is what it changes of what had been published, "-" for nothing, else a list with commas:
 *   c/SLUG/2026-09=2     this folder is in its second revision from here on
 *   again=c/SLUG/2026-09 of its revision what could not be made then is made here
 *   late=12              so many rows came late
 *   tombstones=HASH      SHA-256 of withdrawn.log as it was then
 *   withdrawn=WHAT       a path or a table, bytes up to the space and ',' '%' as %XX
 * The hash of the last line is the chain's head: who has noted it
 * down notices every later change of an older line. Lines of six words, without TIME and DECLARED,
 * were written by the first versions and stay valid.
 */
#ifndef CHAIN_H
#define CHAIN_H

#include "base/arena.h"
#include "base/buffer.h"
#include "base/date.h"
#include "base/error.h"

typedef struct {
    int number; /* from 1 */
    const char *kind, *id;
    Month period;
    char root[65], previous[65], hash[65]; /* hash of this line */
    const char *time, *declared;           /* "" in lines of six words */
} ChainLine;

#define CHAIN_FIRST "0000000000000000000000000000000000000000000000000000000000000000"

typedef struct {
    ChainLine *lines;
    size_t count;
    char *bytes; /* the file as it is */
    size_t length;
} Chain;

/* A file that is not there is an empty chain. ERR_DATA names the first line that does not fit. */
bool chain_read(Arena *arena, const char *path, Chain *out, Error *err);
bool chain_parse(Arena *arena, const char *bytes, size_t length, Chain *out, Error *err);
/*
 * Adds the line that follows `chain` to `out`: kind, id, period, root and declared (NULL, "": "-")
 * of `line`. The time is now, or SOURCE_DATE_EPOCH, or that of the last line where that is later.
 */
void chain_append(const Chain *chain, const ChainLine *line, Buffer *out);
/* The hash of the last line, CHAIN_FIRST where there is none. */
const char *chain_head(const Chain *chain);
/* `what` as it stands behind "withdrawn=". */
void chain_escape(const char *what, Buffer *out);
/* Last line with that id, or NULL. */
const ChainLine *chain_find(const Chain *chain, const char *id);
#endif
