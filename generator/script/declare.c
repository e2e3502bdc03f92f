/*
 * declare.c - script_declare(): gongkai.lua, tables, metrics and rule packs -> one Value.
 *
 * The child evaluates them (evaluate.h); one that overruns or crashes it is left out when it is
 * started again.
 */
#include "base/file.h"
#include "script/script.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "script/child.h"
#include "script/evaluate.h"
#include "script/report.h"
#include "script/transport.h"

#define SECONDS 3 /* of processor time for one script */
#define RESTARTS_MAX 8
#define MEMORY ((size_t)512 << 20)

/* --- in the child -------------------------------------------------------------------- */

/* The parts of the plan as one Value. */
static int answer_plan(lua_State *L)
{
    evaluate(L, lua_touserdata(L, 1));
    static const char *const PARTS[] = {"tables", "metrics", "rules"};
    Buffer out = {0};
    char why[300];
    value_put_map(&out, 4);
    value_put_key(&out, "config", 6);
    lua_pushnil(L);
    if (lua_next(L, 1)) {
        lua_pop(L, 2);
        if (!transport_put(L, 1, &out, why, sizeof why))
            return luaL_error(L, "gongkai.lua: %s", why);
    } else
        value_put_map(&out, 0);
    for (int i = 0; i < 3; i++) {
        value_put_key(&out, PARTS[i], strlen(PARTS[i]));
        if (!transport_put(L, 4 + i, &out, why, sizeof why))
            return luaL_error(L, "%s%s", PARTS[i], why);
    }
    transport_send(ANSWER_FD, REPORT_VALUE, out.bytes, out.length);
    buffer_free(&out);
    return 0;
}
static void declare_main(void *context)
{
    Job *job = context;
    report_answer_interrupts();
    lua_State *L = state_new(STATE_MEMORY);
    lua_pushcfunction(L, answer_plan);
    lua_pushlightuserdata(L, job);
    StateError error = {0};
    if (!state_call(L, 1, 0, "", &error))
        report_failure((uint32_t)job->count, &error); /* none of the scripts: the whole */
    state_close(L);
}

/* --- in the parent ------------------------------------------------------------------- */

typedef struct {
    ScriptFailure *items;
    size_t count, capacity;
} Failures;

static void add_failure(Failures *list, ScriptFailure failure)
{
    GROW(list->items, list->capacity, list->count + 1);
    list->items[list->count++] = failure;
}
static bool fatal(const Job *job, size_t script, const ScriptFailure *failure, Error *err)
{
    if (script < job->count) {
        const Script *s = &job->scripts[script];
        if (s->role == SCRIPT_CONFIG || s->role == SCRIPT_LIBRARY) {
            error_set(err, s->role == SCRIPT_CONFIG ? ERR_USAGE : ERR_SCRIPT, "%s",
                      failure->message);
            if (failure->line)
                error_in(err, "%s:%d", s->source.name, failure->line);
            else
                error_in(err, "%s", s->source.name);
            return true;
        }
        return false;
    }
    return !error_set(err, ERR_SCRIPT, "scripts: %s", failure->message);
}

typedef enum { DONE, AGAIN, BROKEN } Outcome;

static Outcome attempt(Arena *arena, Job *job, Failures *told, Failures *lost, Value *answer,
                       Error *err)
{
    Child child;
    if (!child_start(&child, declare_main, job, MEMORY, err))
        return BROKEN;
    Outcome outcome = BROKEN;
    Buffer bytes = {0};
    Deadline deadline = child_deadline(&child, SECONDS * 1000);
    for (;;) {
        char kind;
        ChildEvent event = child_wait(&child, &deadline, &kind, &bytes);
        uint32_t script;
        ScriptFailure failure;
        if (event != CHILD_MESSAGE) {
            report_lost(arena, &child, event, SECONDS, &script, &failure);
            if (fatal(job, script, &failure, err))
                break;
            failure.script = job->scripts[script].source.name;
            job->scripts[script].skip = true;
            add_failure(lost, failure);
            outcome = AGAIN;
            break;
        }
        if (kind == REPORT_FAILURE) {
            report_read_failure(arena, &bytes, &script, &failure);
            if (fatal(job, script, &failure, err))
                break;
            failure.script = job->scripts[script].source.name;
            add_failure(told, failure);
        } else if (kind == REPORT_VALUE) {
            if (value_decode(arena, bytes.bytes, bytes.length, answer, err))
                outcome = DONE;
            break;
        }
    }
    child_stop(&child);
    buffer_free(&bytes);
    return outcome;
}

static int compare_failures(const void *a, const void *b)
{
    const ScriptFailure *x = a, *y = b;
    int order = strcmp(x->script, y->script);
    return order ? order : x->line - y->line;
}

bool script_declare(Arena *arena, const char *dir, const char *installed, Plan *out, Error *err)
{
    *out = (Plan){0};
    Job job = {0};
    if (!job_gather(arena, dir, installed, &job, err))
        return false;
    Failures told = {0}, lost = {0};
    Value answer = {0};
    Outcome outcome = AGAIN;
    for (int i = 0; i <= RESTARTS_MAX && outcome == AGAIN; i++) {
        told.count = 0;
        outcome = attempt(arena, &job, &told, &lost, &answer, err);
    }
    bool fine = outcome == DONE;
    if (outcome == AGAIN)
        error_set(err, ERR_SCRIPT,
                  "%s：%s（还有别的脚本也没有运行完 / and more scripts before it）",
                  lost.items[lost.count - 1].script, lost.items[lost.count - 1].message);
    if (fine) {
        static const Value none = {.kind = VALUE_MAP};
        const Value *config = value_get(&answer, "config");
        out->config = config && config->kind == VALUE_MAP ? *config : none;
        out->tables = *value_list(&answer, "tables");
        out->metrics = *value_list(&answer, "metrics");
        out->rules = *value_list(&answer, "rules");
        for (size_t i = 0; i < told.count; i++)
            add_failure(&lost, told.items[i]);
        if (lost.count)
            qsort(lost.items, lost.count, sizeof *lost.items, compare_failures);
        ScriptFailure *all = ARENA_NEW_ARRAY(arena, lost.count + 1, ScriptFailure);
        if (lost.count)
            memcpy(all, lost.items, lost.count * sizeof *all);
        out->failures = all;
        out->failure_count = lost.count;
    }
    free(told.items);
    free(lost.items);
    return fine && file_all_read(err); /* a script that was not found because of it is missing */
}

bool script_theme(Arena *arena, const char *dir, const char *installed, const char *name,
                  Value *out, Error *err)
{
    static const Value none = {.kind = VALUE_MAP};
    Source source;
    *out = none;
    if (!source_one(arena, dir, installed, arena_printf(arena, "themes/%s/pdf.lua", name), &source,
                    err) ||
        (!source.text &&
         !source_one(arena, NULL, installed, "themes/default/pdf.lua", &source, err)))
        return false;
    if (!source.text)
        return true;
    /* It is run as a configuration is: alone, and what goes wrong in it ends the run. */
    Script script = {.source = source, .role = SCRIPT_CONFIG};
    Job job = {.scripts = &script, .count = 1, .expand = 1};
    Failures told = {0}, lost = {0};
    Value answer = {0};
    bool good = attempt(arena, &job, &told, &lost, &answer, err) == DONE;
    if (!good && lost.count)
        error_set(err, ERR_USAGE, "%s: %s", source.name, lost.items[0].message);
    const Value *config = good ? value_get(&answer, "config") : NULL;
    if (config && config->count)
        *out = *config;
    free(told.items);
    free(lost.items);
    return good;
}
