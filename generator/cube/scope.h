/*
 * scope.h - compounds and what they belong to (metrics.md 1.1).
 *
 * Scopes are numbered from 0, sorted by level, then by id as bytes; compound
 * scopes and rows of T01 map to each other.
 */
#ifndef SCOPE_H
#define SCOPE_H

#include "base/config.h"
#include "data/table.h"

typedef enum {
    LEVEL_COMPOUND,
    LEVEL_COMMUNITY,
    LEVEL_SUBDISTRICT,
    LEVEL_DISTRICT,
    LEVEL_CITY
} Level;
#define LEVEL_COUNT 5

typedef struct {
    Level level;
    const char *id;     /* compound_id, or the path from the city down joined by '/' */
    const char *name;   /* last part of the path; compound_name */
    int parent;         /* scope above, -1 for a city */
    int32_t *compounds; /* rows of T01, ascending */
    size_t compound_count;
} Scope;

typedef struct {
    const Scope *scopes;
    size_t count;
    const int *of_compound; /* row of T01 -> its compound scope */
} ScopeSet;

void scope_set_build(Arena *arena, const Dataset *data, const Config *config, ScopeSet *out);
/* "compound" … "city" */
const char *level_code(Level level);
const char *level_zh(Level level);
/* Index or -1. */
int scope_find(const ScopeSet *set, Level level, const char *id);
/* The scope of `level` that contains this one, itself included; -1 for none. */
int scope_above(const ScopeSet *set, int scope, Level level);
#endif
