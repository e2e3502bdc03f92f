/*
 * evaluate.h - the declaring scripts, run in a child: what they return, on the Lua stack.
 *
 * Order of use:  job_gather() in the parent -> child_start() -> evaluate() in the child
 */
#ifndef SCRIPT_EVALUATE_H
#define SCRIPT_EVALUATE_H

#include "script/source.h"
#include "script/state.h"

typedef enum { SCRIPT_CONFIG, SCRIPT_TABLE, SCRIPT_LIBRARY, SCRIPT_METRIC, SCRIPT_RULE } ScriptRole;

typedef struct {
    Source source;
    ScriptRole role;
    bool skip; /* it hung or crashed before: left out */
} Script;

typedef struct {
    Script *scripts;
    size_t count;
    size_t expand; /* number of the library, where there is one: declare.tables() is its */
} Job;

/* gongkai.lua, the library, tables, metrics and rule packs; everything in `arena`. */
bool job_gather(Arena *arena, const char *dir, const char *installed, Job *job, Error *err);

/*
 * Runs them all, each announced and each failure reported under its number (report.h). Leaves
 * 1 config · 2 globals · 3 library · 4 tables · 5 metrics · 6 rules · 7 names of the library.
 * Call it inside a protected call.
 */
void evaluate(lua_State *L, const Job *job);
#endif
