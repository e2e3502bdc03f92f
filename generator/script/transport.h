/*
 * transport.h - what crosses the pipe between the program and its scripts.
 *
 * Lua values become the encoding of base/value.h; the other side trusts nothing
 * in it. A message is one kind byte, a 4-byte little-endian length, the bytes.
 */
#ifndef SCRIPT_TRANSPORT_H
#define SCRIPT_TRANSPORT_H

#include <lua.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/buffer.h"
#include "base/value.h"

#define TRANSPORT_MAX ((size_t)64 << 20)

/*
 * Appends the encoding of the Lua value at `index`. Keys of a table 1..n are a
 * list, texts a map (in the order of their bytes), an empty table a list. A
 * number must be whole; what has __tostring is that text. False with the
 * place and the reason in `why`: "rows[3].amount: 0.5 is not a whole number".
 */
bool transport_put(lua_State *L, int index, Buffer *out, char *why, size_t why_size);
/* Pushes the Lua form of a Value. */
void transport_push(lua_State *L, const Value *value);

/* In the child: requests come in on 0, answers go out on 1 (a pipe; requests are a socket). */
#define REQUEST_FD 0
#define ANSWER_FD 1
/* A whole message; false when the other side is gone. */
bool transport_send(int fd, char kind, const void *bytes, size_t length);
/* Blocks until a whole message is there; `bytes` is replaced. */
bool transport_receive(int fd, char *kind, Buffer *bytes);
#endif
