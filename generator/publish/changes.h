/*
 * changes.h - what had been published and is different now.
 *
 * Compared are two editions' own files (data/TABLE.csv, metrics.csv), so a run and `gongkai verify`
 * find the same. A change is
 *   late     a row dated in a period that was published without it (补报), or, when that
 *            period is published again, an empty cell of a row that was filled since
 *   changed  a cell of a published row
 *   removed  a published row that is gone
 *   figure   a figure of a published period
 * What an office goes on working at is no correction: in a later period an empty cell
 * that is filled, tables without a date (stocks), and labels and counts of a row that got a new
 * date of the new period are progress. Within one period every difference counts.
 */
#ifndef CHANGES_H
#define CHANGES_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/buffer.h"
#include "base/date.h"
#include "base/error.h"
#include "cube/scope.h"

typedef struct {
    const char *kind;        /* "late" "changed" "removed" "figure" */
    const char *table;       /* "issues"; "metrics" */
    const char *key;         /* key cells joined by '/'; of a figure ID|LEVEL|SCOPE|PERIOD|WINDOW */
    const char *column;      /* "" for whole rows */
    const char *compound_id; /* "" where there is none */
    const char *period;      /* YYYY-MM of the row's date or the figure, "" */
    const char *from, *to;   /* cells; figures: value, else the state */
    const char *reason, *approver; /* "" where not given */
    const char *edition;           /* YYYY-MM of the edition that says so */
} Change;

typedef struct {
    Change *items;
    size_t count;
    size_t fresh;          /* of these, found now; the others were declared by earlier editions */
    size_t unexplained;    /* of the fresh ones: changed, removed or figure without a reason */
    bool only_corrections; /* nothing else is new: no row, no figure, no period */
} Changes;

/*
 * Differences between the edition in folder `before` (of `before_period`) and the files in
 * `after`. Only fresh ones, sorted; reasons are "".
 */
void changes_find(Arena *arena, const char *before, Month before_period, const char *after,
                  Month after_period, Changes *out);

typedef struct {
    const char *table, *key, *period, *compound_id; /* "" means all */
    const char *reason, *approver;
} ChangeReason;

/*
 * Gives every fresh change its reason. A figure without one of its own has the reasons of the rows
 * of its compound, or of all rows for a higher level.
 */
void changes_explain(Arena *arena, Changes *changes, const ChangeReason *reasons, size_t count);
/* Puts what the edition in `before` had declared in front. */
void changes_carry(Arena *arena, Changes *changes, const char *before);
/* data/corrections.csv; the list of data/changes.json and its end (publish/editions.h). */
void changes_csv(const Changes *changes, Buffer *out);
void changes_json(const Changes *changes, Buffer *out);
/* Not 补报, and no figure that moved by late rows only. */
bool changes_is_correction(const Change *change);
/* The scope that the key of a figure names; -1 where it is no more. */
int changes_scope(const ScopeSet *scopes, const char *key);
/* Changes between two editions that the later one does not declare, as "TABLE KEY COLUMN". */
size_t changes_undeclared(Arena *arena, const char *before, Month before_period, const char *after,
                          Month after_period, const char *const **out);
#endif
