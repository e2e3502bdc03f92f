/*
 * revise.h - earlier months whose published rows or figures this run corrects.
 *
 * What is corrected is published again where it stands, as the next revision of its folder, with
 * the rows and figures as of that month's own last day; everything else of earlier months is kept
 * byte for byte. Late rows (补报) are listed by the new edition and make no revision.
 */
#ifndef REVISE_H
#define REVISE_H

#include "cube/scope.h"
#include "publish/corrections.h"
#include "publish/edition.h"
#include "publish/incomplete.h"
#include "publish/revision.h"
#include "publish/withdrawn.h"

typedef struct {
    Month month;
    const char **scopes;  /* "compound:a1", "city:临溪市": to be rendered again, each once */
    const char **folders; /* "c/a1/2026-09/", of each */
    size_t count;
} ReviseMonth;

typedef struct {
    const Corrections *corrections;
    const Withdrawn *withdrawn;
    const Incomplete *incomplete; /* of the shown edition; may be NULL */
    const ScopeSet *scopes;
    const Edition *edition;
    Month period;
} ReviseInput;

/*
 * Raises the revision of every folder that the fresh changes correct or in which a tombstone stands
 * since a row was withdrawn, and names in `revisions` what an edition of a month published before
 * shows for the first time. The months to be rendered again, oldest first, without `period` itself;
 * in `arena`. What an earlier run could not make is made in the revision that was declared then.
 */
size_t revise_months(Arena *arena, const ReviseInput *input, Revisions *revisions,
                     ReviseMonth **out);
/* What the chain will declare: revisions and how many rows came late. */
void revise_declare(const Corrections *corrections, const Revisions *revisions, Edition *edition);
#endif
