/* transport.c - see transport.h. */
#include "script/transport.h"

#include <errno.h>
#include <lauxlib.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/utf8.h"

#define DEPTH_MAX 48

typedef struct {
    Buffer *out;
    char path[200];
    char *why;
    size_t why_size;
} Writer;

static bool refuse(Writer *w, const char *reason)
{
    snprintf(w->why, w->why_size, "%s%s%s", w->path, w->path[0] ? ": " : "", reason);
    return false;
}

static bool put_value(lua_State *L, int index, Writer *w, int depth);

static bool put_text(lua_State *L, int index, Writer *w)
{
    size_t length;
    const char *text = lua_tolstring(L, index, &length);
    if (memchr(text, '\0', length) || utf8_check(text, length) != length)
        return refuse(w, "text that is not UTF-8");
    if (w->out->length + length > TRANSPORT_MAX)
        return refuse(w, "too much to pass on");
    value_put_text(w->out, text, length);
    return true;
}

static bool put_list(lua_State *L, int index, size_t count, Writer *w, int depth)
{
    size_t end = strlen(w->path);
    value_put_list(w->out, count);
    for (size_t i = 1; i <= count; i++) {
        snprintf(w->path + end, sizeof w->path - end, "[%zu]", i);
        lua_rawgeti(L, index, (lua_Integer)i);
        bool hole = lua_isnil(L, -1); /* then something else makes up the count */
        bool fine = hole ? refuse(w, "missing from its list") : put_value(L, -1, w, depth + 1);
        lua_pop(L, 1);
        if (!fine)
            return false;
        w->path[end] = '\0';
    }
    return true;
}

static int compare_texts(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static bool put_map(lua_State *L, int index, size_t count, Writer *w, int depth)
{
    size_t end = strlen(w->path), n = 0;
    const char **keys = lua_newuserdatauv(L, count * sizeof *keys, 0);
    for (lua_pushnil(L); lua_next(L, index); lua_pop(L, 1)) {
        size_t length;
        if (lua_type(L, -2) != LUA_TSTRING) {
            lua_pop(L, 3);
            return refuse(w, "a table is either a list 1..n or has names only");
        }
        keys[n] = lua_tolstring(L, -2, &length);
        if (strlen(keys[n]) != length || utf8_check(keys[n], length) != length) {
            lua_pop(L, 3);
            return refuse(w, "a name that is not UTF-8");
        }
        n++;
    }
    qsort(keys, n, sizeof *keys, compare_texts);
    value_put_map(w->out, n);
    bool fine = true;
    for (size_t i = 0; i < n && fine; i++) {
        snprintf(w->path + end, sizeof w->path - end, "%s%s", end ? "." : "", keys[i]);
        value_put_key(w->out, keys[i], strlen(keys[i]));
        lua_pushstring(L, keys[i]);
        lua_rawget(L, index);
        fine = put_value(L, -1, w, depth + 1);
        lua_pop(L, 1);
        if (fine)
            w->path[end] = '\0';
    }
    lua_pop(L, 1);
    return fine;
}

static bool put_table(lua_State *L, int index, Writer *w, int depth)
{
    size_t count = 0;
    for (lua_pushnil(L); lua_next(L, index); lua_pop(L, 1))
        count++;
    if (count == 0) {
        value_put_list(w->out, 0);
        return true;
    }
    if (lua_rawlen(L, index) == count) {
        lua_rawgeti(L, index, 1);
        bool list = !lua_isnil(L, -1);
        lua_pop(L, 1);
        if (list)
            return put_list(L, index, count, w, depth);
    }
    return put_map(L, index, count, w, depth);
}

static bool put_number(lua_State *L, int index, Writer *w)
{
    int whole;
    lua_Integer n = lua_tointegerx(L, index, &whole);
    if (!whole) {
        char reason[80];
        snprintf(reason, sizeof reason, "%.14g is not a whole number; give it as text",
                 lua_tonumber(L, index));
        return refuse(w, reason);
    }
    value_put_int(w->out, n);
    return true;
}

static bool put_value(lua_State *L, int index, Writer *w, int depth)
{
    if (depth > DEPTH_MAX)
        return refuse(w, "tables are nested too deep (one that holds itself?)");
    if (w->out->length > TRANSPORT_MAX)
        return refuse(w, "too much to pass on");
    if (!lua_checkstack(L, 8))
        return refuse(w, "no room");
    index = lua_absindex(L, index);
    switch (lua_type(L, index)) {
    case LUA_TNIL:
        value_put_nil(w->out);
        return true;
    case LUA_TBOOLEAN:
        value_put_bool(w->out, lua_toboolean(L, index));
        return true;
    case LUA_TNUMBER:
        return put_number(L, index, w);
    case LUA_TSTRING:
        return put_text(L, index, w);
    case LUA_TTABLE:
    case LUA_TUSERDATA:
        if (luaL_getmetafield(L, index, "__tostring") != LUA_TNIL) {
            lua_pop(L, 1);
            luaL_tolstring(L, index, NULL);
            bool fine = put_text(L, -1, w);
            lua_pop(L, 1);
            return fine;
        }
        if (lua_istable(L, index))
            return put_table(L, index, w, depth);
        return refuse(w, "something that is neither text, number, yes/no nor table");
    default: {
        char reason[60];
        snprintf(reason, sizeof reason, "a %s cannot be passed on", luaL_typename(L, index));
        return refuse(w, reason);
    }
    }
}

bool transport_put(lua_State *L, int index, Buffer *out, char *why, size_t why_size)
{
    Writer w = {.out = out, .why = why, .why_size = why_size};
    return put_value(L, index, &w, 0);
}

void transport_push(lua_State *L, const Value *value)
{
    luaL_checkstack(L, 4, "value too deep");
    switch (value->kind) {
    case VALUE_NIL:
        lua_pushnil(L);
        break;
    case VALUE_BOOL:
        lua_pushboolean(L, value->boolean);
        break;
    case VALUE_INT:
        lua_pushinteger(L, value->integer);
        break;
    case VALUE_TEXT:
        lua_pushstring(L, value->text);
        break;
    case VALUE_LIST:
    case VALUE_MAP:
        lua_newtable(L);
        for (size_t i = 0; i < value->count; i++) {
            transport_push(L, &value->items[i]);
            if (value->kind == VALUE_MAP)
                lua_setfield(L, -2, value->keys[i]);
            else
                lua_rawseti(L, -2, (lua_Integer)i + 1);
        }
        break;
    }
}

/* To a socket without SIGPIPE, should the other side have been killed; a pipe takes write() only.
 */
static bool write_all(int fd, const char *bytes, size_t length)
{
    bool socket = fd != ANSWER_FD;
    while (length > 0) {
        ssize_t n = socket ? send(fd, bytes, length, MSG_NOSIGNAL) : write(fd, bytes, length);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return false;
        bytes += n;
        length -= (size_t)n;
    }
    return true;
}

static bool read_all(int fd, char *bytes, size_t length)
{
    while (length > 0) {
        ssize_t n = read(fd, bytes, length);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return false;
        bytes += n;
        length -= (size_t)n;
    }
    return true;
}

bool transport_send(int fd, char kind, const void *bytes, size_t length)
{
    unsigned char head[5] = {(unsigned char)kind, (unsigned char)length,
                             (unsigned char)(length >> 8), (unsigned char)(length >> 16),
                             (unsigned char)(length >> 24)};
    return write_all(fd, (const char *)head, sizeof head) && write_all(fd, bytes, length);
}

bool transport_receive(int fd, char *kind, Buffer *bytes)
{
    unsigned char head[5];
    if (!read_all(fd, (char *)head, sizeof head))
        return false;
    size_t length =
        (size_t)head[1] | (size_t)head[2] << 8 | (size_t)head[3] << 16 | (size_t)head[4] << 24;
    if (length > TRANSPORT_MAX)
        return false;
    *kind = (char)head[0];
    buffer_clear(bytes);
    char part[4096];
    while (length > 0) {
        size_t n = length < sizeof part ? length : sizeof part;
        if (!read_all(fd, part, n))
            return false;
        buffer_put(bytes, part, n);
        length -= n;
    }
    return true;
}
