/*
 * revision.h - which revision of its folder a page and its papers are, and what the chain said
 * then.
 *
 * Order of use:  revisions_read() -> revisions_raise()... -> revisions_of()... (any process)
 *
 * A folder is one scope's of one month, "c/fa-01/2026-09/". It begins in revision 1 and gets the
 * next one where something published in it is corrected; chain.log says in which edition
 * (chain.h), so nothing but the chain is needed to print the same again.
 */
#ifndef REVISION_H
#define REVISION_H

#include "base/arena.h"
#include "base/buffer.h"
#include "base/date.h"
#include "base/error.h"

typedef struct Revisions Revisions;

typedef struct {
    int number;
    const char *head; /* of the chain before the edition in which it first appeared */
} Revision;

/*
 * What output/chain.log says up to the edition that is shown now: what was rolled back is not
 * counted. ERR_FILE where the chain is broken. Everything lives in `arena`.
 */
bool revisions_read(Arena *arena, const char *output, Revisions **out, Error *err);
/*
 * The edition that is being made has a new revision of `folder`; `from`: of the folder as it is
 * shown, 0 where it is not shown yet. Only its first call for a folder counts.
 */
void revisions_raise(Revisions *revisions, const char *folder, int from);
/*
 * The edition that is being made has the same revision of `folder` as before, made whole now: an
 * earlier run could not. Nothing where it gets a new one.
 */
void revisions_again(Revisions *revisions, const char *folder);
/*
 * Of a folder of `period`. Where the chain does not name it: 1, since the first edition of the
 * period, or since the one that is being made.
 */
Revision revisions_of(const Revisions *revisions, const char *folder, Month period);
/* The edition that is shown is one from which something was taken; no run has followed it. */
bool revisions_after_withdrawal(const Revisions *revisions);
/* True when the period was published before. */
bool revisions_know(const Revisions *revisions, Month period);
/* Adds what was raised as chain.h writes it:
 * "c/a1/2026-09=2,s/city/x/2026-09=2,again=c/a2/2026-09".
 */
void revisions_declare(const Revisions *revisions, Buffer *out);
#endif
