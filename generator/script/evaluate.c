/*
 * evaluate.c - see evaluate.h.
 *
 * Every script is noted before it runs, so that whichever overruns or
 * crashes the child is known, and the others can be run without it.
 */
#include "script/evaluate.h"

#include <stdio.h>
#include <string.h>

#include "script/report.h"
#include "script/transport.h"

/* --- in the parent ------------------------------------------------------------------- */

static bool add_scripts(Arena *arena, const char *dir, const char *installed, const char *kind,
                        int role, Job *job, Error *err)
{
    SourceList list;
    if (!source_list(arena, dir, installed, kind, &list, err))
        return false;
    Script *all = ARENA_NEW_ARRAY(arena, job->count + list.count + 1, Script);
    if (job->count)
        memcpy(all, job->scripts, job->count * sizeof *all);
    for (size_t i = 0; i < list.count; i++)
        all[job->count++] = (Script){.source = list.items[i], .role = role};
    job->scripts = all;
    return true;
}

bool job_gather(Arena *arena, const char *dir, const char *installed, Job *job, Error *err)
{
    static const char *const LIBRARIES[] = {"scripts/lib/declare.lua", "scripts/lib/columns.lua",
                                            "scripts/lib/words.lua", "scripts/lib/figures.lua"};
    Source source;
    job->scripts = ARENA_NEW_ARRAY(arena, 5, Script);
    if (!source_one(arena, dir, NULL, "gongkai.lua", &source, err))
        return false;
    if (source.text)
        job->scripts[job->count++] = (Script){.source = source, .role = SCRIPT_CONFIG};
    job->expand = job->count;
    for (size_t i = 0; i < sizeof LIBRARIES / sizeof *LIBRARIES; i++) {
        if (!source_one(arena, dir, installed, LIBRARIES[i], &source, err))
            return false;
        if (source.text)
            job->scripts[job->count++] = (Script){.source = source, .role = SCRIPT_LIBRARY};
    }
    return add_scripts(arena, dir, installed, "scripts/tables", SCRIPT_TABLE, job, err) &&
           add_scripts(arena, dir, installed, "scripts/metrics", SCRIPT_METRIC, job, err) &&
           add_scripts(arena, dir, installed, "scripts/rules", SCRIPT_RULE, job, err);
}

/* --- in the child -------------------------------------------------------------------- */

/* The defaults that metric scripts may rely on; the rest is base/config.h's business. */
static void push_config_with_defaults(lua_State *L, int config)
{
    static const struct {
        const char *key, *text;
    } TEXTS[] = {{"place", "default"},
                 {"star_scheme", "star_rating"},
                 {"demo_level", "subdistrict"},
                 {NULL, NULL}};
    config = lua_absindex(L, config);
    lua_newtable(L);
    lua_pushboolean(L, 1);
    lua_setfield(L, -2, "basic_counts");
    for (size_t i = 0; TEXTS[i].key; i++) {
        lua_pushstring(L, TEXTS[i].text);
        lua_setfield(L, -2, TEXTS[i].key);
    }
    for (lua_pushnil(L); lua_next(L, config);) {
        lua_pushvalue(L, -2);
        lua_insert(L, -2);
        lua_rawset(L, -4);
    }
}

/* Pushes a table of globals that falls back to the one at `base`. */
static void push_env(lua_State *L, int base)
{
    base = lua_absindex(L, base);
    lua_newtable(L);
    lua_newtable(L);
    lua_pushvalue(L, base);
    lua_setfield(L, -2, "__index");
    lua_setmetatable(L, -2);
}

/*
 * Runs a script, handing it the value at `argument` (0: none); its one result is pushed. Nothing is
 * pushed on failure, which is reported.
 */
static bool run_script(lua_State *L, const Job *job, size_t i, int base, int argument)
{
    const Script *script = &job->scripts[i];
    StateError error = {0};
    report_begin((uint32_t)i);
    state_budget(L, STATE_INSTRUCTIONS);
    push_env(L, base);
    bool fine =
        state_load(L, script->source.text, script->source.length, script->source.name, -1, &error);
    if (fine) {
        lua_remove(L, -2);
        if (argument)
            lua_pushvalue(L, argument);
        fine = state_call(L, argument ? 1 : 0, 1, script->source.name, &error);
    } else
        lua_pop(L, 1);
    if (fine && !lua_istable(L, -1)) {
        snprintf(error.message, sizeof error.message, "returns a %s; a table was expected",
                 luaL_typename(L, -1));
        lua_pop(L, 1);
        fine = false;
    }
    if (!fine)
        report_failure((uint32_t)i, &error);
    return fine;
}

static bool is_list(lua_State *L, int index)
{
    lua_rawgeti(L, index, 1);
    bool list = !lua_isnil(L, -1);
    lua_pop(L, 1);
    return list;
}

/* Appends the table on top, or its items where it is a list, to the list at `list`; pops it. */
static void append(lua_State *L, int list)
{
    if (!is_list(L, -1)) {
        lua_pushnil(L);
        bool empty = !lua_next(L, -2);
        if (empty) {
            lua_pop(L, 1);
            return;
        }
        lua_pop(L, 2);
        lua_rawseti(L, list, (lua_Integer)lua_rawlen(L, list) + 1);
        return;
    }
    lua_Integer n = (lua_Integer)lua_rawlen(L, -1);
    for (lua_Integer i = 1; i <= n; i++) {
        lua_rawgeti(L, -1, i);
        lua_rawseti(L, list, (lua_Integer)lua_rawlen(L, list) + 1);
    }
    lua_pop(L, 1);
}

/*
 * Calls library.NAME(table on top), where there is one, and puts what it returns in its place;
 * `script` answers for a failure, after which nothing is left on the stack.
 */
static bool hand_over(lua_State *L, const Job *job, int library, const char *name, size_t script)
{
    lua_getfield(L, library, name);
    if (!lua_isfunction(L, -1)) {
        lua_pop(L, 1);
        return true;
    }
    StateError error = {0};
    lua_insert(L, -2);
    if (!state_call(L, 1, 1, job->scripts[script].source.name, &error)) {
        report_failure((uint32_t)script, &error);
        return false;
    }
    if (lua_istable(L, -1))
        return true;
    snprintf(error.message, sizeof error.message, "declare.%s() returned a %s", name,
             luaL_typename(L, -1));
    report_failure((uint32_t)script, &error);
    lua_pop(L, 1);
    return false;
}

/* What cannot be passed on (a float, a text in GBK) costs the script it comes from, not the plan.
 */
static bool crosses(lua_State *L, size_t script)
{
    StateError error = {0};
    Buffer trial = {0};
    bool fine = transport_put(L, -1, &trial, error.message, sizeof error.message);
    buffer_free(&trial);
    if (!fine) {
        report_failure((uint32_t)script, &error);
        lua_pop(L, 1);
    }
    return fine;
}

/* All scripts of a role, appended to the list at `list`; `name`: what the library makes of each. */
static void run_all(lua_State *L, const Job *job, ScriptRole role, int base, const char *name,
                    int list)
{
    for (size_t i = 0; i < job->count; i++)
        if (job->scripts[i].role == role && !job->scripts[i].skip &&
            run_script(L, job, i, base, 0) && (!name || hand_over(L, job, 3, name, i)) &&
            crosses(L, i))
            append(L, list);
}

void evaluate(lua_State *L, const Job *job)
{
    lua_settop(L, 0);
    lua_newtable(L);
    state_push_globals(L);
    for (int i = 3; i <= 6; i++)
        lua_newtable(L);
    for (size_t i = 0; i < job->count; i++)
        if (job->scripts[i].role == SCRIPT_CONFIG && !job->scripts[i].skip &&
            run_script(L, job, i, 2, 0) && crosses(L, i))
            lua_replace(L, 1);
    push_config_with_defaults(L, 1);
    lua_setfield(L, 2, "config");
    lua_pushcfunction(L, state_where);
    lua_setfield(L, 2, "where");

    /* Each file of the library adds to what the files before it made. */
    for (size_t i = 0; i < job->count; i++)
        if (job->scripts[i].role == SCRIPT_LIBRARY && !job->scripts[i].skip &&
            run_script(L, job, i, 2, 3))
            lua_replace(L, 3);
    run_all(L, job, SCRIPT_TABLE, 2, "table", 4);
    if (job->expand < job->count && job->scripts[job->expand].role == SCRIPT_LIBRARY) {
        report_begin((uint32_t)job->expand);
        lua_pushvalue(L, 4);
        if (hand_over(L, job, 3, "tables", job->expand))
            lua_replace(L, 4);
    }
    /* Metrics see the library's names as their own, rule packs too. */
    lua_newtable(L);
    lua_getfield(L, 3, "names");
    lua_pushvalue(L, lua_istable(L, -1) ? -1 : 3);
    for (lua_pushnil(L); lua_next(L, -2);) {
        lua_pushvalue(L, -2);
        lua_insert(L, -2);
        lua_rawset(L, -6);
    }
    lua_pop(L, 2);
    lua_newtable(L);
    lua_pushvalue(L, 2);
    lua_setfield(L, -2, "__index");
    lua_setmetatable(L, -2); /* 7: names of the library, then the globals */
    run_all(L, job, SCRIPT_METRIC, 7, "metrics", 5);
    run_all(L, job, SCRIPT_RULE, 7, "rules", 6);
}
