/*
 * answer.c - see answer.h.
 *
 * Every scope starts from the same bytes: a state with all scripts compiled and none run, which is
 * frozen before the first one. So a document never depends on which scopes the same child built
 * before it. What a section answers is put into its encoding at once, behind that of the
 * sections before it.
 */
#include "script/answer.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "doc/document.h"
#include "script/api.h"
#include "script/report.h"
#include "script/state.h"
#include "script/transport.h"

void section_id(const char *name, char *out, size_t size)
{
    const char *slash = strrchr(name, '/');
    const char *start = slash ? slash + 1 : name;
    const char *p = start + strspn(start, "0123456789");
    if (p != start && *p == '-')
        start = p + 1;
    snprintf(out, size, "%s", start);
    char *dot = strrchr(out, '.');
    if (dot)
        *dot = '\0';
}

typedef struct {
    const Answerer *answerer;
    Api api;
    Buffer request;
    Value asked;
    int globals;            /* these and the next in the registry; 0: none */
    int *compiled;          /* by script */
    bool postings;          /* asked for notices of one page instead of the document */
    bool careful;           /* asked to try whether the receiver will take the blocks */
    Buffer blocks, section; /* encoded: those of the document so far, those of one section */
    size_t block_count;
} Work;

static const Source *source_of(const Work *work, size_t script)
{
    return script == 0 ? &work->answerer->library : &work->answerer->sections.items[script - 1];
}

static bool is_skipped(const Work *work, size_t script)
{
    const Value *skip = value_list(&work->asked, "skip");
    for (size_t i = 0; i < skip->count; i++)
        if (skip->items[i].kind == VALUE_INT && skip->items[i].integer == (int64_t)script)
            return true;
    return false;
}

/* What was given up is run again, and will say again what failed. */
static void tell_failure(lua_State *L, size_t script, const StateError *error)
{
    if (!state_gave_up(L))
        report_failure((uint32_t)script, error);
}

/* The names that are the same for every scope, and all chunks that can be compiled. */
static int prepare(lua_State *L)
{
    Work *work = lua_touserdata(L, 1);
    state_push_globals(L);
    api_open(L, &work->api);
    for (size_t i = 0; i <= work->answerer->sections.count; i++) {
        const Source *source = source_of(work, i);
        StateError error = {0}; /* which the first document tells that comes upon it */
        report_begin((uint32_t)i);
        if (!is_skipped(work, i) &&
            state_load(L, source->text, source->length, source->name, -1, &error))
            work->compiled[i] = luaL_ref(L, LUA_REGISTRYINDEX);
    }
    work->globals = luaL_ref(L, LUA_REGISTRYINDEX);
    return 0;
}

/* Pushes the chunk of a script with the table at `env` as its globals. */
static bool push_chunk(lua_State *L, const Work *work, size_t script, int env)
{
    const Source *source = source_of(work, script);
    StateError error = {0};
    env = lua_absindex(L, env);
    if (!work->compiled[script]) {
        if (state_load(L, source->text, source->length, source->name, env, &error))
            return true;
        report_failure((uint32_t)script, &error);
        return false;
    }
    lua_rawgeti(L, LUA_REGISTRYINDEX, work->compiled[script]);
    lua_pushvalue(L, env);
    lua_setupvalue(L, -2, 1);
    return true;
}

/* Pushes a table of globals that falls back to `base`. */
static void push_env(lua_State *L, int base)
{
    base = lua_absindex(L, base);
    lua_newtable(L);
    lua_createtable(L, 0, 1);
    lua_pushvalue(L, base);
    lua_setfield(L, -2, "__index");
    lua_setmetatable(L, -2);
}

/* Calls lib.NAME(argument on top) and pushes its result; false: reported under `script`. */
static bool call_library(lua_State *L, Work *work, int library, const char *name, size_t script)
{
    StateError error = {0};
    lua_getfield(L, library, name);
    lua_insert(L, -2);
    if (state_call(L, 1, 1, source_of(work, script)->name, &error))
        return true;
    tell_failure(L, script, &error);
    return false;
}

#define LIST_HEAD 5 /* of the encoding of a list: its tag and its count (base/value.c) */

/* The blocks in work->section, a list, go to those of the document. */
static void take_blocks(Work *work)
{
    const Buffer *list = &work->section;
    if (list->length < LIST_HEAD || list->bytes[0] != 'l')
        return;
    const unsigned char *n = (const unsigned char *)list->bytes + 1;
    work->block_count += (size_t)n[0] | (size_t)n[1] << 8 | (size_t)n[2] << 16 | (size_t)n[3] << 24;
    buffer_put(&work->blocks, list->bytes + LIST_HEAD, list->length - LIST_HEAD);
}

/* The table { id =, title =, … } that a section's file returns, with id; pushed. */
static bool push_section(lua_State *L, Work *work, size_t script, int base)
{
    StateError error = {0};
    char id[80];
    section_id(source_of(work, script)->name, id, sizeof id);
    push_env(L, base);
    bool fine = push_chunk(L, work, script, -1);
    lua_remove(L, fine ? -2 : -1);
    if (!fine)
        return false;
    if (!state_call(L, 0, 1, source_of(work, script)->name, &error)) {
        tell_failure(L, script, &error);
        return false;
    }
    if (!lua_istable(L, -1)) {
        snprintf(error.message, sizeof error.message, "returns a %s; a section was expected",
                 luaL_typename(L, -1));
        report_failure((uint32_t)script, &error);
        lua_pop(L, 1);
        return false;
    }
    lua_pushstring(L, id);
    lua_setfield(L, -2, "id");
    return true;
}

/*
 * The blocks on top into work->section. A block that the receiver would refuse costs its own
 * section only, so where one was refused each section's blocks are tried here as a document of
 * their own.
 */
static bool can_cross(lua_State *L, Work *work, size_t script)
{
    StateError error = {0};
    Error err = {0};
    Value blocks;
    buffer_clear(&work->section);
    bool fine = transport_put(L, -1, &work->section, error.message, sizeof error.message);
    if (fine && work->careful) {
        const char *key = "blocks";
        Value whole = {.kind = VALUE_MAP, .count = 1, .items = &blocks, .keys = &key};
        Document document;
        fine = value_decode(work->api.scratch, work->section.bytes, work->section.length, &blocks,
                            &err) &&
               document_read(work->api.scratch, &whole, work->api.input->figures, work->api.scope,
                             work->api.input->period, &document, &err);
        if (!fine)
            snprintf(error.message, sizeof error.message, "%.*s", (int)sizeof error.message - 1,
                     err.text);
    }
    if (!fine)
        tell_failure(L, script, &error);
    return fine;
}

/* Calls lib.NAME(argument on top) for blocks that no section made. */
static void add_own_blocks(lua_State *L, Work *work, int library, const char *name)
{
    if (call_library(L, work, library, name, 0) && lua_istable(L, -1) && can_cross(L, work, 0))
        take_blocks(work);
}

static void add_section(lua_State *L, Work *work, size_t script, int base, int library)
{
    char id[80];
    section_id(source_of(work, script)->name, id, sizeof id);
    int top = lua_gettop(L);
    state_budget(L, STATE_INSTRUCTIONS);
    bool fine = !is_skipped(work, script);
    if (fine) {
        report_begin((uint32_t)script);
        fine = push_section(L, work, script, base) &&
               call_library(L, work, library, work->postings ? "postings" : "section", script) &&
               can_cross(L, work, script);
    }
    lua_settop(L, top);
    if (!fine && work->postings) /* the page of the scope says that the section failed */
        return;
    size_t before = work->block_count;
    if (fine) {
        take_blocks(work);
    } else {
        lua_pushstring(L, id);
        add_own_blocks(L, work, library, "failed");
    }
    const char *note = value_text(value_get(&work->asked, "notes"), id, NULL);
    if (note && !work->postings) {
        lua_createtable(L, 0, 3);
        lua_pushstring(L, id);
        lua_setfield(L, -2, "id");
        lua_pushstring(L, note);
        lua_setfield(L, -2, "text");
        lua_pushboolean(L, work->block_count == before);
        lua_setfield(L, -2, "alone");
        add_own_blocks(L, work, library, "note");
    }
    lua_settop(L, top);
}

/* The document { blocks, lang, title } from work->blocks and the title on top. */
static bool put_document(lua_State *L, Work *work, Buffer *out, StateError *error)
{
    value_put_map(out, 3);
    value_put_key(out, "blocks", 6);
    value_put_list(out, work->block_count);
    buffer_put(out, work->blocks.bytes, work->blocks.length);
    value_put_key(out, "lang", 4);
    value_put_text(out, work->api.lang, strlen(work->api.lang));
    value_put_key(out, "title", 5);
    if (out->length > TRANSPORT_MAX) {
        snprintf(error->message, sizeof error->message, "too much to pass on");
        return false;
    }
    return transport_put(L, -1, out, error->message, sizeof error->message);
}

/* 1 base globals · 2 library */
static int build(lua_State *L)
{
    Work *work = lua_touserdata(L, 1);
    StateError error = {0};
    lua_settop(L, 0);
    lua_rawgeti(L, LUA_REGISTRYINDEX, work->globals);
    api_open_scope(L, &work->api);
    report_begin(0);
    state_budget(L, STATE_INSTRUCTIONS);
    if (!push_chunk(L, work, 0, 1))
        return 0;
    if (!state_call(L, 0, 1, work->answerer->library.name, &error)) {
        tell_failure(L, 0, &error);
        return 0;
    }
    luaL_checktype(L, 2, LUA_TTABLE);
    buffer_clear(&work->blocks);
    work->block_count = 0;
    for (size_t i = 1; i <= work->answerer->sections.count && !state_gave_up(L); i++)
        add_section(L, work, i, 1, 2);

    Buffer out = {0};
    report_begin(0);
    lua_pushnil(L);
    if (!call_library(L, work, 2, "title", 0))
        lua_pushliteral(L, "");
    if (state_gave_up(L))
        ;
    else if (put_document(L, work, &out, &error))
        transport_send(ANSWER_FD, REPORT_VALUE, out.bytes, out.length);
    else
        report_failure(0, &error);
    buffer_free(&out);
    return 0;
}

static bool read_request(Work *work, Arena *arena)
{
    char kind;
    Error err = {0};
    if (!transport_receive(REQUEST_FD, &kind, &work->request) || kind != ANSWER_SCOPE ||
        !value_decode(arena, work->request.bytes, work->request.length, &work->asked, &err))
        return false;
    work->api.scope = (int)value_int(&work->asked, "scope", 0);
    work->api.english = strcmp(value_text(&work->asked, "lang", "zh"), "en") == 0;
    work->api.lang = work->api.english ? "en" : "zh";
    work->postings = strcmp(value_text(&work->asked, "lang", "zh"), BUILD_POSTINGS) == 0;
    work->careful = value_bool(&work->asked, "careful", false);
    work->api.scratch = arena;
    return true;
}

static void on_tick(int number)
{
    (void)number;
    state_tick();
}

/* Nearly every document is done long before its scripts can have used up what they may. */
static void answer_scope(lua_State *L, Work *work, bool counted)
{
    const char *library = work->answerer->library.name;
    for (bool again = true; again; counted = true) {
        StateError error = {0};
        work->api.reads = 0;
        state_count(L, counted);
        lua_pushcfunction(L, build);
        lua_pushlightuserdata(L, work);
        if (!state_call(L, 1, 0, library, &error))
            tell_failure(L, 0, &error);
        again = state_gave_up(L);
        state_restore(L);
    }
}

void answer_main(void *context)
{
    const Answerer *answerer = context;
    const BuildInput *input = answerer->input;
    Work work = {.answerer = answerer,
                 .api = {.input = input,
                         .scopes = figures_scopes(input->figures),
                         .ground = input->ground ? input->ground : ground_new(input)},
                 .compiled = memory_alloc((answerer->sections.count + 1) * sizeof(int))};
    report_answer_interrupts();
    bool ticks = child_on_tick(on_tick);
    lua_State *L = state_new(STATE_MEMORY);
    for (;;) {
        Arena *arena = arena_new();
        if (!read_request(&work, arena))
            break; /* the parent has closed its end, or is gone */
        if (!work.globals) {
            StateError error = {0};
            lua_pushcfunction(L, prepare);
            lua_pushlightuserdata(L, &work);
            if (!state_call(L, 1, 0, answerer->library.name, &error))
                report_failure(0, &error);
            state_freeze(L);
        }
        answer_scope(L, &work, !ticks);
        arena_free(arena);
        /* What failed and gave no value must not leave the parent waiting. */
        transport_send(ANSWER_FD, 'E', &work.api.reads, sizeof work.api.reads);
    }
}
