/*
 * chain.h - the log that links every edition to the one before it.
 *
 * output/chain.log has one line per edition that was ever shown:
 *   NUMBER KIND ID PERIOD ROOT PREVIOUS\n
 * KIND is publish, rollback or withdraw; ROOT is the SHA-256 of the edition's MANIFEST;
 * PREVIOUS is the SHA-256 of the line before, its newline included, 64 zeros in
 * the first. The hash of the last line is the chain's head: who has noted it
 * down notices every later change of an older line.
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
} ChainLine;

typedef struct {
    ChainLine *lines;
    size_t count;
    char *bytes; /* the file as it is */
    size_t length;
} Chain;

/* A file that is not there is an empty chain. ERR_DATA names the first line that does not fit. */
bool chain_read(Arena *arena, const char *path, Chain *out, Error *err);
bool chain_parse(Arena *arena, const char *bytes, size_t length, Chain *out, Error *err);
/* Adds the line that follows `chain` to `out`. */
void chain_append(const Chain *chain, const char *kind, const char *id, Month period,
                  const char *root, Buffer *out);
/* Last line with that id, or NULL. */
const ChainLine *chain_find(const Chain *chain, const char *id);
/*
 * What paper of `period` may print as the head of the chain before it: the hash of the last
 * line of an earlier period, "" where there is none. It stays the same when a
 * period is published again. A broken or missing chain gives "".
 */
void chain_head_before(const char *output, Month period, char hash[65]);
#endif
