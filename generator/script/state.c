/*
 * state.c - see state.h.
 *
 * Scripts share nothing with the libraries they get: every run of a script has
 * tables of its own, copied from masters in the registry, so what one script
 * changes no other script sees, and scopes can be built in any order.
 */
#include "script/state.h"

#include <lualib.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "script/order.h"
#include "script/pool.h"

#define HOOK_STEP 10000
#define GC_PAUSE 200 /* Lua's own */
#define WORDS 3000   /* that a document may make */
#define TICKS_MAX 2  /* a whole one has passed; no budget is used up in the time of so few */

typedef struct {
    Pool *pool;
    size_t used, limit;
    size_t used_then; /* when it was frozen */
    int64_t left;     /* instructions */
    bool exhausted;
    bool counted, gave_up;
    volatile sig_atomic_t ticks; /* since the budget was given */
    lua_State *L;
    const char *name; /* of the script that runs */
    int short_line;   /* where memory ran out: Lua calls no handler for that */
} Quota;

static Quota *quota_of(lua_State *L)
{
    return *(Quota **)lua_getextraspace(L);
}

static Quota *running;

static int line_in(lua_State *L, const char *name)
{
    lua_Debug ar;
    for (int level = 0; lua_getstack(L, level, &ar); level++) {
        lua_getinfo(L, "Sl", &ar);
        if (ar.source[0] == '@' && strcmp(ar.source + 1, name) == 0 && ar.currentline > 0)
            return ar.currentline;
    }
    return 0;
}

int state_line_now(void)
{
    return running && running->name ? line_in(running->L, running->name) : 0;
}

static void *limited_alloc(void *ud, void *old, size_t old_size, size_t size)
{
    Quota *quota = ud;
    if (!old)
        old_size = 0; /* then it tells the type of the object */
    if (size == 0) {
        quota->used -= old_size;
        return pool_resize(quota->pool, old, old_size, 0);
    }
    void *memory = NULL;
    if (size <= old_size || size - old_size <= quota->limit - quota->used)
        memory = pool_resize(quota->pool, old, old_size, size);
    if (memory)
        quota->used += size - old_size;
    else if (memory_is_tight() && size - old_size <= quota->limit - quota->used)
        memory_exhausted(size); /* its own limit is far: no fault of the script */
    else if (quota->name)
        quota->short_line = line_in(quota->L, quota->name);
    return memory;
}

static void count_hook(lua_State *L, lua_Debug *ar)
{
    (void)ar;
    Quota *quota = quota_of(L);
    quota->left -= HOOK_STEP;
    if (quota->left <= 0) {
        quota->exhausted = true;
        luaL_error(L, "ran too long (an endless loop?)");
    }
}

static void give_up_hook(lua_State *L, lua_Debug *ar)
{
    (void)ar;
    quota_of(L)->gave_up = true;
    luaL_error(L, "may run too long");
}

void state_budget(lua_State *L, int64_t instructions)
{
    Quota *quota = quota_of(L);
    quota->left = instructions;
    quota->exhausted = false;
    quota->ticks = 0;
}

void state_count(lua_State *L, bool counted)
{
    Quota *quota = quota_of(L);
    quota->counted = counted;
    quota->gave_up = false;
    lua_sethook(L, counted ? count_hook : NULL, counted ? LUA_MASKCOUNT : 0, HOOK_STEP);
}

bool state_gave_up(lua_State *L)
{
    return quota_of(L)->gave_up;
}

void state_tick(void)
{
    Quota *quota = running;
    if (quota && quota->name && !quota->counted && ++quota->ticks >= TICKS_MAX)
        lua_sethook(quota->L, give_up_hook, LUA_MASKCOUNT, 1); /* which Lua allows at any time */
}

void state_freeze(lua_State *L)
{
    Quota *quota = quota_of(L);
    /* Lua's table of words grows as a script makes them: it is large enough before the first. */
    for (int i = 0; i < WORDS; i++) {
        lua_pushfstring(L, "%d", i);
        lua_pop(L, 1);
    }
    lua_gc(L, LUA_GCINC, 1000, 0, 0); /* per cent of what is left after it */
    lua_gc(L, LUA_GCCOLLECT);
    lua_gc(L, LUA_GCINC, GC_PAUSE, 0, 0);
    quota->used_then = quota->used;
    pool_freeze(quota->pool);
}

/* All of Lua's own lies in the pool, its collector's accounts and the hook included. */
void state_restore(lua_State *L)
{
    Quota *quota = quota_of(L);
    pool_restore(quota->pool);
    quota->used = quota->used_then;
}

/* --- other functions that would tell addresses or escape a limit --------------------- */

static void push_plain(lua_State *L, int index)
{
    int type = lua_type(L, index);
    bool shows_address = type == LUA_TTABLE || type == LUA_TFUNCTION || type == LUA_TUSERDATA ||
                         type == LUA_TLIGHTUSERDATA || type == LUA_TTHREAD;
    if (shows_address && luaL_getmetafield(L, index, "__tostring") == LUA_TNIL)
        lua_pushstring(L, lua_typename(L, type));
    else {
        if (shows_address)
            lua_pop(L, 1);
        luaL_tolstring(L, index, NULL);
    }
}

static int safe_tostring(lua_State *L)
{
    luaL_checkany(L, 1);
    push_plain(L, 1);
    return 1;
}

/* Upvalue 1: string.format. */
static int safe_format(lua_State *L)
{
    const char *format = luaL_checkstring(L, 1);
    for (const char *p = format; (p = strchr(p, '%')); p++) {
        p++;
        p += strspn(p, "-+#0 .123456789");
        if (*p == 'p')
            return luaL_error(L, "format: %%p is not available");
        if (*p == '\0')
            break;
    }
    int top = lua_gettop(L);
    for (int i = 2; i <= top; i++) {
        int type = lua_type(L, i);
        if (type == LUA_TNUMBER || type == LUA_TSTRING)
            continue;
        push_plain(L, i);
        lua_replace(L, i);
    }
    lua_pushvalue(L, lua_upvalueindex(1));
    lua_insert(L, 1);
    lua_call(L, top, 1);
    return 1;
}

/* A finaliser would run whenever memory happens to be collected. */
static int safe_setmetatable(lua_State *L)
{
    luaL_checktype(L, 1, LUA_TTABLE);
    if (!lua_isnoneornil(L, 2)) {
        luaL_checktype(L, 2, LUA_TTABLE);
        lua_pushliteral(L, "__gc");
        lua_rawget(L, 2);
        if (!lua_isnil(L, -1))
            return luaL_error(L, "setmetatable: __gc is not available");
    }
    if (luaL_getmetafield(L, 1, "__metatable") != LUA_TNIL)
        return luaL_error(L, "setmetatable: this metatable is closed");
    lua_settop(L, 2);
    lua_setmetatable(L, 1);
    return 1;
}

static int finish_pcall(lua_State *L, int status)
{
    if (status != LUA_OK) {
        if (quota_of(L)->exhausted || quota_of(L)->gave_up)
            return lua_error(L); /* the limit is nothing a script may go on after */
        lua_pushboolean(L, 0);
        lua_insert(L, -2);
        return 2;
    }
    return -1;
}

static int safe_pcall(lua_State *L)
{
    luaL_checkany(L, 1);
    int failed = finish_pcall(L, lua_pcall(L, lua_gettop(L) - 1, LUA_MULTRET, 0));
    if (failed > 0)
        return failed;
    lua_pushboolean(L, 1);
    lua_insert(L, 1);
    return lua_gettop(L);
}

static int safe_xpcall(lua_State *L)
{
    luaL_checktype(L, 2, LUA_TFUNCTION);
    lua_pushvalue(L, 1);
    lua_pushvalue(L, 2);
    lua_replace(L, 1); /* the handler */
    lua_replace(L, 2); /* the function */
    int failed = finish_pcall(L, lua_pcall(L, lua_gettop(L) - 2, LUA_MULTRET, 1));
    if (failed > 0)
        return failed;
    lua_pushboolean(L, 1);
    lua_replace(L, 1);
    return lua_gettop(L);
}

int state_where(lua_State *L)
{
    lua_Debug ar;
    if (!lua_getstack(L, (int)luaL_optinteger(L, 1, 1), &ar))
        return 0;
    lua_getinfo(L, "Sl", &ar);
    if (ar.currentline <= 0)
        return 0;
    lua_pushfstring(L, "%s:%d", ar.source[0] == '@' ? ar.source + 1 : ar.source, ar.currentline);
    return 1;
}

/* --- the names ----------------------------------------------------------------------- */

static const char *const BASE[] = {
    "assert", "error",  "getmetatable", "ipairs",   "rawequal", "rawget", "rawlen",
    "rawset", "select", "tonumber",     "_VERSION", "type",     NULL};
static const char *const STRING[] = {"byte",  "char",   "find",  "gmatch",   "gsub", "len",
                                     "lower", "match",  "pack",  "packsize", "rep",  "reverse",
                                     "sub",   "unpack", "upper", NULL};
static const char *const TABLE[] = {"concat", "insert", "move", "pack", "remove", "unpack", NULL};
static const char *const MATH[] = {"abs",        "ceil",      "floor", "fmod", "max",
                                   "min",        "modf",      "ult",   "type", "maxinteger",
                                   "mininteger", "tointeger", NULL};
static const char *const UTF8[] = {"char", "charpattern", "codepoint", "codes",
                                   "len",  "offset",      NULL};

/* Copies `names` from the table on top of the stack into the table below it; pops the source. */
static void copy_names(lua_State *L, const char *const *names)
{
    for (; *names; names++) {
        lua_getfield(L, -1, *names);
        lua_setfield(L, -3, *names);
    }
    lua_pop(L, 1);
}

static void push_library(lua_State *L, const char *library, const char *const *names)
{
    lua_newtable(L);
    lua_getfield(L, LUA_REGISTRYINDEX, LUA_LOADED_TABLE);
    lua_getfield(L, -1, library);
    lua_remove(L, -2);
    if (strcmp(library, LUA_STRLIBNAME) == 0) {
        lua_getfield(L, -1, "format");
        lua_pushcclosure(L, safe_format, 1);
        lua_setfield(L, -3, "format");
    }
    copy_names(L, names);
    if (strcmp(library, LUA_TABLIBNAME) == 0) {
        lua_pushcfunction(L, order_sort);
        lua_setfield(L, -2, "sort");
    }
}

void state_push_globals(lua_State *L)
{
    static const luaL_Reg SAFE[] = {{"next", order_next},
                                    {"pairs", order_pairs},
                                    {"pcall", safe_pcall},
                                    {"setmetatable", safe_setmetatable},
                                    {"tostring", safe_tostring},
                                    {"xpcall", safe_xpcall},
                                    {NULL, NULL}};
    push_library(L, LUA_GNAME, BASE);
    luaL_setfuncs(L, SAFE, 0);
    push_library(L, LUA_STRLIBNAME, STRING);
    lua_setfield(L, -2, "string");
    push_library(L, LUA_TABLIBNAME, TABLE);
    lua_setfield(L, -2, "table");
    push_library(L, LUA_MATHLIBNAME, MATH);
    lua_setfield(L, -2, "math");
    push_library(L, LUA_UTF8LIBNAME, UTF8);
    lua_setfield(L, -2, "utf8");
    lua_pushvalue(L, -1);
    lua_setfield(L, -2, "_G");
}

static int at_panic(lua_State *L)
{
    (void)L;
    memory_exhausted(0);
}

lua_State *state_new(size_t memory_limit)
{
    Quota *quota = memory_alloc(sizeof *quota);
    quota->pool = pool_new();
    quota->limit = memory_limit;
    lua_State *L = lua_newstate(limited_alloc, quota);
    if (!L)
        memory_exhausted(0);
    *(Quota **)lua_getextraspace(L) = quota;
    quota->L = L;
    lua_atpanic(L, at_panic);
    luaL_requiref(L, LUA_GNAME, luaopen_base, 1);
    luaL_requiref(L, LUA_STRLIBNAME, luaopen_string, 1);
    luaL_requiref(L, LUA_TABLIBNAME, luaopen_table, 1);
    luaL_requiref(L, LUA_MATHLIBNAME, luaopen_math, 1);
    luaL_requiref(L, LUA_UTF8LIBNAME, luaopen_utf8, 1);
    lua_settop(L, 0);
    /* ("x"):rep goes through a library that no script can reach or change. */
    lua_pushliteral(L, "");
    lua_getmetatable(L, -1);
    push_library(L, LUA_STRLIBNAME, STRING);
    lua_setfield(L, -2, "__index");
    lua_pushboolean(L, 0);
    lua_setfield(L, -2, "__metatable");
    lua_settop(L, 0);
    state_budget(L, STATE_INSTRUCTIONS);
    state_count(L, true);
    return L;
}

void state_close(lua_State *L)
{
    Quota *quota = quota_of(L);
    if (running == quota)
        running = NULL;
    lua_close(L);
    pool_free(quota->pool);
    free(quota);
}

/* --- running ------------------------------------------------------------------------- */

/* "name:12: rest" -> 12 and rest, where `name` is that script's. */
static const char *skip_place(const char *message, const char *name, int *line)
{
    size_t length = strlen(name);
    if (strncmp(message, name, length) != 0 || message[length] != ':')
        return message;
    char *end;
    long n = strtol(message + length + 1, &end, 10);
    if (end == message + length + 1 || *end != ':')
        return message;
    *line = (int)n;
    return end + (end[1] == ' ' ? 2 : 1);
}

static void fill_error(StateError *error, const char *message, const char *name, int line)
{
    error->line = line;
    int named = 0;
    message = skip_place(message, name, &named);
    if (named)
        error->line = named;
    else if (line > 0 && strncmp(message, "scripts/lib/", 12) == 0) {
        /* Called wrongly from the script's own line: where the library noticed does not matter. */
        const char *end = strstr(message, ": ");
        message = end ? end + 2 : message;
    }
    snprintf(error->message, sizeof error->message, "%s", message);
    for (char *p = error->message; *p; p++)
        if ((unsigned char)*p < ' ')
            *p = ' ';
    /* Cut where a character begins. */
    size_t n = strlen(error->message);
    if (n == sizeof error->message - 1) {
        while (n > 0 && ((unsigned char)error->message[n - 1] & 0xC0) == 0x80)
            n--;
        if (n > 0 && (unsigned char)error->message[n - 1] >= 0x80)
            n--;
        error->message[n] = '\0';
    }
}

/* Upvalue 1: name of the script. Leaves { message, line } for state_call(). */
static int on_error(lua_State *L)
{
    const char *name = lua_tostring(L, lua_upvalueindex(1));
    int line = line_in(L, name);
    push_plain(L, 1);
    lua_createtable(L, 2, 0);
    lua_insert(L, -2);
    lua_rawseti(L, -2, 1);
    lua_pushinteger(L, line);
    lua_rawseti(L, -2, 2);
    return 1;
}

bool state_load(lua_State *L, const char *text, size_t length, const char *name, int env,
                StateError *error)
{
    env = lua_absindex(L, env);
    char chunk[300];
    snprintf(chunk, sizeof chunk, "@%s", name);
    if (luaL_loadbufferx(L, text, length, chunk, "t") != LUA_OK) {
        const char *message = lua_tostring(L, -1);
        fill_error(error, message ? message : "cannot be read", name, 0);
        lua_pop(L, 1);
        return false;
    }
    lua_pushvalue(L, env);
    lua_setupvalue(L, -2, 1);
    return true;
}

bool state_call(lua_State *L, int arguments, int results, const char *name, StateError *error)
{
    Quota *quota = quota_of(L);
    const char *outer = quota->name;
    quota->name = name;
    quota->short_line = 0;
    running = quota;
    int base = lua_gettop(L) - arguments;
    lua_pushstring(L, name);
    lua_pushcclosure(L, on_error, 1);
    lua_insert(L, base);
    int status = lua_pcall(L, arguments, results, base);
    lua_remove(L, base);
    quota->name = outer;
    if (status == LUA_OK)
        return true;
    const char *message = "failed without a message";
    int line = 0;
    if (lua_istable(L, -1)) {
        lua_rawgeti(L, -1, 2);
        line = (int)lua_tointeger(L, -1);
        lua_rawgeti(L, -2, 1);
        message = lua_tostring(L, -1);
        fill_error(error, message ? message : "failed", name, line);
        lua_pop(L, 2);
    } else {
        if (lua_isstring(L, -1)) /* memory errors come without the handler */
            message = lua_tostring(L, -1);
        fill_error(error, message, name, quota->short_line);
    }
    lua_pop(L, 1);
    return false;
}
