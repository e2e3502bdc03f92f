/*
 * state.h - a Lua state that computes and does nothing else.
 *
 * No os, io, debug, load, require, string.dump, coroutine, collectgarbage or
 * math.random; pairs and table.sort give the same order on every run; tostring
 * shows no addresses; memory and instructions are counted. Time is the matter of
 * whoever started the process (child.h): pattern matching meets no counter.
 *
 * Order of use:  state_new() -> state_push_globals() -> state_load() -> state_call()
 *                [-> state_freeze() -> (state_call()… -> state_restore())…] -> state_close()
 */
#ifndef SCRIPT_STATE_H
#define SCRIPT_STATE_H

#include <lauxlib.h>
#include <lua.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What went wrong in a script; text in static buffers, good until the next failure. */
typedef struct {
    int line;          /* in the script itself, 0: unknown */
    char message[600]; /* one line, without "file:line:" of the script itself */
} StateError;

#define STATE_MEMORY ((size_t)256 << 20)
#define STATE_INSTRUCTIONS ((int64_t)60000000)

/* NULL never: running out of memory at the start ends the process. */
lua_State *state_new(size_t memory_limit);
void state_close(lua_State *L);
/* From now on `instructions` more; beyond them an error that pcall cannot catch. */
void state_budget(lua_State *L, int64_t instructions);
/*
 * That every instruction is counted takes a good part of a script's time. Where it is not, whatever
 * may come to the end of its budget is given up: state_tick() came twice in it. It fails as if it
 * had come to the end, but what the end would have been is known to whoever runs all anew, counted.
 */
void state_count(lua_State *L, bool counted);
bool state_gave_up(lua_State *L);
/* Every ten milliseconds of processor time (child.h); for a signal handler. */
void state_tick(void);
/*
 * Keeps all that scripts can reach as it is; state_restore() brings it back, whatever was run
 * since. No garbage is collected until what there is has grown tenfold: restoring costs less.
 */
void state_freeze(lua_State *L);
void state_restore(lua_State *L);
/* Pushes a fresh table with every name that any script may use. */
void state_push_globals(lua_State *L);
/* Text only. Pushes the chunk, its globals set to the table at `env`. `name`: "scripts/…lua". */
bool state_load(lua_State *L, const char *text, size_t length, const char *name, int env,
                StateError *error);
/* lua_pcall() with `name`, the script that is being run, for finding the line. */
bool state_call(lua_State *L, int arguments, int results, const char *name, StateError *error);
/* The line of the script that runs now, 0: unknown. Allocates nothing: for a signal handler. */
int state_line_now(void);
/* where(level): "scripts/…lua:12" of the function at that level, 1 = the caller. */
int state_where(lua_State *L);
#endif
