/*
 * compute.c - see compute.h.
 *
 * One question is a metric and a window over a list of scopes; the child notes each scope
 * before its function runs, so that every call has the whole deadline. A failure of the function
 * bears the number behind the last script's. Asked: kind 'C', a Value
 * { metric, window, first, last, scopes }. Answered: report.h, the value a list with one list per
 * scope: {} nothing known, { numerator } or { numerator, denominator }; and behind them one of
 * whether the functions looked beyond their scopes, { 0 } or { 1 }.
 */
#include "script/compute.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "script/api.h"
#include "script/child.h"
#include "script/evaluate.h"
#include "script/report.h"
#include "script/transport.h"

#define COMPUTE_QUESTION 'C'
#ifdef __SANITIZE_ADDRESS__
#define SECONDS 10
#else
#define SECONDS 2 /* of processor time for one call */
#endif
#define MEMORY ((size_t)512 << 20)

struct Computer {
    Arena *arena;
    BuildInput input; /* without figures: they are not there yet */
    const ScopeSet *scopes;
    Job job;
    const Plan *plan;
    bool gathered;
    Child child;
};

/* --- in the child -------------------------------------------------------------------- */

typedef struct {
    const Computer *computer;
    BuildInput input; /* as of the window's last day */
    Api api;
    Value asked;
    const char *script; /* whose function runs */
} Work;

enum { LIBRARY = 3, FUNCTIONS = 8, DATA = 9 }; /* on the stack, above what evaluate() leaves */

static void set_integer(lua_State *L, const char *key, int64_t value)
{
    lua_pushinteger(L, value);
    lua_setfield(L, -2, key);
}

static void set_text(lua_State *L, const char *key, const char *text)
{
    lua_pushstring(L, text);
    lua_setfield(L, -2, key);
}

/* data.rows(table, options), data.arrived(table), data.codes(table, column), as for sections. */
static void push_data(lua_State *L, Api *api)
{
    static const char *const NAMES[][2] = {
        {"table_rows", "rows"}, {"table_arrived", "arrived"}, {"enum_codes", "codes"}};
    lua_newtable(L);
    lua_newtable(L);
    api_open_rows(L, api);
    for (size_t i = 0; i < sizeof NAMES / sizeof *NAMES; i++) {
        lua_getfield(L, -1, NAMES[i][0]);
        lua_setfield(L, -3, NAMES[i][1]);
    }
    lua_pop(L, 1);
}

static void push_scope(lua_State *L, const Scope *scope)
{
    lua_createtable(L, 0, 3);
    set_text(L, "level", level_code(scope->level));
    set_text(L, "id", scope->id);
    set_text(L, "name", scope->name);
}

static void push_window(lua_State *L, const Value *asked)
{
    int64_t first = value_int(asked, "first", DAY_MISSING);
    lua_createtable(L, 0, 3);
    set_text(L, "code", value_text(asked, "window", ""));
    set_integer(L, "last", value_int(asked, "last", 0));
    if (first != DAY_MISSING)
        set_integer(L, "first", first);
}

/* Appends one answer: the two results on top, nil or whole numbers. */
static bool put_answer(lua_State *L, Buffer *out, StateError *error)
{
    size_t known = lua_isnil(L, -2) ? 0 : lua_isnil(L, -1) ? 1 : 2;
    for (size_t i = 0; i < known; i++)
        if (!lua_isinteger(L, (int)i - 2)) {
            snprintf(error->message, sizeof error->message,
                     "the function answers %s; whole numbers in base units (fen, days, …) or nil "
                     "were expected",
                     lua_type(L, (int)i - 2) == LUA_TNUMBER ? "a fraction"
                                                            : luaL_typename(L, (int)i - 2));
            return false;
        }
    value_put_list(out, known);
    for (size_t i = 0; i < known; i++)
        value_put_int(out, lua_tointeger(L, (int)i - 2));
    return true;
}

/* Calls the metric's function for each scope; the stack holds what answer_questions() put there. */
static bool answer_one(lua_State *L, Work *work, Buffer *out, StateError *error)
{
    const char *metric = value_text(&work->asked, "metric", "");
    const Value *scopes = value_list(&work->asked, "scopes");
    value_put_list(out, scopes->count + 1);
    work->api.reads = 0;
    for (size_t i = 0; i < scopes->count; i++) {
        work->api.scope = (int)scopes->items[i].integer;
        report_begin((uint32_t)i);
        state_budget(L, STATE_INSTRUCTIONS);
        if (!lua_istable(L, FUNCTIONS) || lua_getfield(L, FUNCTIONS, metric) != LUA_TFUNCTION) {
            snprintf(error->message, sizeof error->message, "has no function");
            return false;
        }
        lua_pushvalue(L, DATA);
        push_scope(L, &work->api.scopes->scopes[work->api.scope]);
        push_window(L, &work->asked);
        if (!state_call(L, 3, 2, work->script, error) || !put_answer(L, out, error))
            return false;
        lua_settop(L, DATA);
    }
    value_put_list(out, 1);
    value_put_int(out, work->api.reads != 0);
    return true;
}

static bool read_question(Work *work, Arena *arena, Buffer *bytes)
{
    char kind;
    Error err = {0};
    if (!transport_receive(REQUEST_FD, &kind, bytes) || kind != COMPUTE_QUESTION ||
        !value_decode(arena, bytes->bytes, bytes->length, &work->asked, &err))
        return false;
    work->api.scratch = arena;
    work->script = value_text(&work->asked, "script", "");
    work->input.asof = value_int(&work->asked, "last", 0);
    work->input.period = day_month(work->input.asof);
    return true;
}

static int answer_questions(lua_State *L)
{
    Work *work = lua_touserdata(L, 1);
    Buffer question = {0};
    evaluate(L, &work->computer->job);
    lua_getfield(L, LIBRARY, "functions");
    push_data(L, &work->api);
    for (;;) {
        Arena *arena = arena_new();
        Buffer answer = {0};
        StateError error = {0};
        if (!read_question(work, arena, &question))
            return 0; /* the parent is done, or gone */
        if (answer_one(L, work, &answer, &error))
            transport_send(ANSWER_FD, REPORT_VALUE, answer.bytes, answer.length);
        else
            report_failure((uint32_t)work->computer->job.count, &error);
        lua_settop(L, DATA);
        buffer_free(&answer);
        arena_free(arena);
    }
}

static void compute_main(void *context)
{
    const Computer *computer = context;
    Work work = {.computer = computer, .input = computer->input};
    work.api = (Api){.input = &work.input,
                     .scopes = computer->scopes,
                     .lang = "zh",
                     .ground = ground_new(&computer->input)};
    StateError error = {0};
    report_answer_interrupts();
    lua_State *L = state_new(STATE_MEMORY);
    lua_pushcfunction(L, answer_questions);
    lua_pushlightuserdata(L, &work);
    if (!state_call(L, 1, 0, "", &error))
        report_failure((uint32_t)computer->job.count, &error);
}

/* --- in the parent ------------------------------------------------------------------- */

Computer *computer_new(const char *dir, const char *installed, const Config *config,
                       const Import *import, const Plan *plan)
{
    Computer *c = memory_alloc(sizeof *c);
    *c = (Computer){
        .arena = arena_new(),
        .plan = plan,
        .input = {.dir = dir, .installed = installed, .config = config, .import = import},
        .child = {.to = -1, .from = -1}};
    return c;
}

/* The scripts, at the first question: most runs ask none. */
static bool gather(Computer *c, Error *err)
{
    if (c->gathered)
        return true;
    if (!job_gather(c->arena, c->input.dir, c->input.installed, &c->job, err))
        return false;
    for (size_t i = 0; i < c->job.count; i++)
        for (size_t f = 0; f < c->plan->failure_count; f++)
            if (strcmp(c->plan->failures[f].script, c->job.scripts[i].source.name) == 0)
                c->job.scripts[i].skip = true;
    c->gathered = true;
    return true;
}

void computer_free(Computer *computer)
{
    if (!computer)
        return;
    child_stop(&computer->child);
    arena_free(computer->arena);
    free(computer);
}

static bool ask(Computer *c, const char *metric, const char *script, const int *scopes,
                size_t count, Window window, Day first, Day last)
{
    Buffer out = {0};
    value_put_map(&out, 6);
    value_put_key(&out, "metric", 6);
    value_put_text(&out, metric, strlen(metric));
    value_put_key(&out, "script", 6);
    value_put_text(&out, script, strlen(script));
    value_put_key(&out, "window", 6);
    value_put_text(&out, window_code(window), strlen(window_code(window)));
    value_put_key(&out, "first", 5);
    value_put_int(&out, first);
    value_put_key(&out, "last", 4);
    value_put_int(&out, last);
    value_put_key(&out, "scopes", 6);
    value_put_list(&out, count);
    for (size_t i = 0; i < count; i++)
        value_put_int(&out, scopes[i]);
    bool sent = transport_send(c->child.to, COMPUTE_QUESTION, out.bytes, out.length);
    buffer_free(&out);
    return sent;
}

/* The child's answer is not trusted: its shape is checked here. */
static bool read_answers(const Value *list, size_t count, ComputeAnswer *answers)
{
    if (list->kind != VALUE_LIST || list->count != count + 1)
        return false;
    for (size_t i = 0; i <= count; i++) {
        const Value *one = &list->items[i];
        if (one->kind != VALUE_LIST || one->count > 2)
            return false;
        for (size_t k = 0; k < one->count; k++)
            if (one->items[k].kind != VALUE_INT)
                return false;
        if (i == count) {
            for (size_t k = 0; k < count; k++)
                answers[k].looked = one->count != 1 || one->items[0].integer != 0;
            return true;
        }
        answers[i] = (ComputeAnswer){.known = one->count > 0, .has_denominator = one->count == 2};
        answers[i].numerator = one->count > 0 ? one->items[0].integer : 0;
        answers[i].denominator = one->count > 1 ? one->items[1].integer : 0;
    }
    return false;
}

static bool fail(Computer *c, const char *script, const ScriptFailure *failure,
                 const char **message)
{
    *message = failure->line
                   ? arena_printf(c->arena, "%s:%d: %s", script, failure->line, failure->message)
                   : arena_printf(c->arena, "%s: %s", script, failure->message);
    return false;
}

static bool listen(Computer *c, const char *script, size_t count, ComputeAnswer *answers,
                   const char **message)
{
    Buffer bytes = {0};
    ScriptFailure failure = {.message = "its answer cannot be read"};
    Deadline deadline = child_deadline(&c->child, SECONDS * 1000);
    bool fine = false;
    for (;;) {
        char kind;
        uint32_t number;
        ChildEvent event = child_wait(&c->child, &deadline, &kind, &bytes);
        if (event != CHILD_MESSAGE) {
            report_lost(c->arena, &c->child, event, SECONDS, &number, &failure);
            break;
        }
        if (kind == REPORT_FAILURE) {
            ScriptFailure told;
            report_read_failure(c->arena, &bytes, &number, &told);
            if (number != c->job.count)
                continue; /* another script's, which the plan has named */
            failure = told;
            break;
        } else if (kind == REPORT_VALUE) {
            Value list;
            Error err = {0};
            fine = value_decode(c->arena, bytes.bytes, bytes.length, &list, &err) &&
                   read_answers(&list, count, answers);
            break;
        }
    }
    buffer_free(&bytes);
    return fine || fail(c, script, &failure, message);
}

static bool compute(void *context, const MetricInfo *metric, const ScopeSet *set, const int *scopes,
                    size_t count, Window window, Day first, Day last, ComputeAnswer *answers,
                    const char **message)
{
    Computer *c = context;
    size_t length = strcspn(metric->origin, ":");
    const char *script = arena_copy(c->arena, metric->origin, length);
    Error err = {0};
    c->scopes = set;
    if (!gather(c, &err) ||
        (c->child.pid <= 0 && !child_start(&c->child, compute_main, c, MEMORY, &err))) {
        *message = arena_strdup(c->arena, err.text);
        return false;
    }
    if (!ask(c, metric->id, script, scopes, count, window, first, last)) {
        ScriptFailure failure = {.message = "the script process cannot be asked"};
        child_stop(&c->child);
        return fail(c, script, &failure, message);
    }
    return listen(c, script, count, answers, message);
}

void computer_use(Computer *computer, Cube *cube)
{
    cube->compute = compute;
    cube->compute_context = computer;
}
