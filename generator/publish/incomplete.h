/*
 * incomplete.h - pages that say 本期未能生成, as a list: so the next run makes them.
 *
 * Order of use:  incomplete_read() -> incomplete_add()... -> incomplete_write()
 *
 * incomplete.csv stands at the root of an edition that lacks something (exit 3), and in no other:
 * period,scope_level,scope_id of every scope whose page could not be made whole. Without it a
 * published month that failed while it was corrected would never be made again, since the next run
 * finds nothing in it that changes.
 */
#ifndef INCOMPLETE_H
#define INCOMPLETE_H

#include "cube/scope.h"
#include "publish/edition.h"

typedef struct {
    Month month;
    const char *level, *id;
} IncompleteItem;

typedef struct {
    Arena *arena;
    IncompleteItem *items;
    size_t count, capacity;
} Incomplete;

/* Of the edition in `folder`, "" for none. A list that is not there is empty. */
void incomplete_read(Arena *arena, const char *folder, Incomplete *out);
/* Adds a scope once. */
void incomplete_add(Incomplete *list, Month month, const Scope *scope);
/* incomplete.csv of the new edition; nothing where the list is empty. */
bool incomplete_write(const Incomplete *list, Edition *edition, Error *err);
#endif
