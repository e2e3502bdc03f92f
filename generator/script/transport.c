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
#define HEAD 5
#define SMALL 512   /* a message up to here is sent in one piece */
#define PART 65536  /* and a larger one read in such */
#define FEW_KEYS 32 /* of a table, which are put in order on the stack */

/* Where in the value we are: put into words only where something is refused. */
typedef struct Step {
    const struct Step *outer;
    const char *key; /* NULL: an item of a list */
    size_t item;
} Step;

typedef struct {
    Buffer *out;
    char *why;
    size_t why_size;
} Writer;

static size_t put_place(const Step *step, char *path, size_t size)
{
    if (!step)
        return 0;
    size_t end = put_place(step->outer, path, size);
    if (step->key)
        snprintf(path + end, size - end, "%s%s", end ? "." : "", step->key);
    else
        snprintf(path + end, size - end, "[%zu]", step->item);
    return strlen(path);
}

static bool refuse(Writer *w, const Step *step, const char *reason)
{
    char path[200] = "";
    put_place(step, path, sizeof path);
    snprintf(w->why, w->why_size, "%s%s%s", path, path[0] ? ": " : "", reason);
    return false;
}

static bool put_value(lua_State *L, int index, Writer *w, const Step *step, int depth);

static bool put_text(lua_State *L, int index, Writer *w, const Step *step)
{
    size_t length;
    const char *text = lua_tolstring(L, index, &length);
    if (memchr(text, '\0', length) || utf8_check(text, length) != length)
        return refuse(w, step, "text that is not UTF-8");
    if (w->out->length + length > TRANSPORT_MAX)
        return refuse(w, step, "too much to pass on");
    value_put_text(w->out, text, length);
    return true;
}

static bool put_list(lua_State *L, int index, size_t count, Writer *w, const Step *step, int depth)
{
    value_put_list(w->out, count);
    for (size_t i = 1; i <= count; i++) {
        const Step item = {step, NULL, i};
        /* With a hole in it something else makes up the count. */
        bool hole = lua_rawgeti(L, index, (lua_Integer)i) == LUA_TNIL;
        bool fine = hole ? refuse(w, &item, "missing from its list")
                         : put_value(L, -1, w, &item, depth + 1);
        lua_pop(L, 1);
        if (!fine)
            return false;
    }
    return true;
}

typedef struct {
    const char *text;
    size_t length;
} Key;

static int compare_keys(const void *a, const void *b)
{
    return strcmp(((const Key *)a)->text, ((const Key *)b)->text);
}

/* Pops nothing, pushes nothing; `keys` has room for all of the table's. */
static bool take_keys(lua_State *L, int index, Key *keys, Writer *w, const Step *step)
{
    size_t n = 0;
    for (lua_pushnil(L); lua_next(L, index); lua_pop(L, 1)) {
        const char *why = NULL;
        if (lua_type(L, -2) != LUA_TSTRING)
            why = "a table is either a list 1..n or has names only";
        else {
            Key *key = &keys[n++];
            key->text = lua_tolstring(L, -2, &key->length);
            if (strlen(key->text) != key->length ||
                utf8_check(key->text, key->length) != key->length)
                why = "a name that is not UTF-8";
        }
        if (why) {
            lua_pop(L, 2);
            return refuse(w, step, why);
        }
    }
    return true;
}

static bool put_map(lua_State *L, int index, size_t count, Writer *w, const Step *step, int depth)
{
    Key few[FEW_KEYS] = {{NULL, 0}};
    Key *keys = count <= FEW_KEYS ? few : lua_newuserdatauv(L, count * sizeof *keys, 0);
    bool fine = take_keys(L, index, keys, w, step);
    if (fine) {
        qsort(keys, count, sizeof *keys, compare_keys);
        value_put_map(w->out, count);
    }
    for (size_t i = 0; i < count && fine; i++) {
        const Step entry = {step, keys[i].text, 0};
        value_put_key(w->out, keys[i].text, keys[i].length);
        lua_pushlstring(L, keys[i].text, keys[i].length);
        lua_rawget(L, index);
        fine = put_value(L, -1, w, &entry, depth + 1);
        lua_pop(L, 1);
    }
    if (keys != few)
        lua_pop(L, 1);
    return fine;
}

static bool put_table(lua_State *L, int index, Writer *w, const Step *step, int depth)
{
    size_t count = 0;
    for (lua_pushnil(L); lua_next(L, index); lua_pop(L, 1))
        count++;
    if (count == 0) {
        value_put_list(w->out, 0);
        return true;
    }
    if (lua_rawlen(L, index) == count) {
        bool list = lua_rawgeti(L, index, 1) != LUA_TNIL;
        lua_pop(L, 1);
        if (list)
            return put_list(L, index, count, w, step, depth);
    }
    return put_map(L, index, count, w, step, depth);
}

static bool put_number(lua_State *L, int index, Writer *w, const Step *step)
{
    int whole;
    lua_Integer n = lua_tointegerx(L, index, &whole);
    if (!whole) {
        char reason[80];
        snprintf(reason, sizeof reason, "%.14g is not a whole number; give it as text",
                 lua_tonumber(L, index));
        return refuse(w, step, reason);
    }
    value_put_int(w->out, n);
    return true;
}

static bool put_value(lua_State *L, int index, Writer *w, const Step *step, int depth)
{
    if (depth > DEPTH_MAX)
        return refuse(w, step, "tables are nested too deep (one that holds itself?)");
    if (w->out->length > TRANSPORT_MAX)
        return refuse(w, step, "too much to pass on");
    if (!lua_checkstack(L, 8))
        return refuse(w, step, "no room");
    index = lua_absindex(L, index);
    switch (lua_type(L, index)) {
    case LUA_TNIL:
        value_put_nil(w->out);
        return true;
    case LUA_TBOOLEAN:
        value_put_bool(w->out, lua_toboolean(L, index));
        return true;
    case LUA_TNUMBER:
        return put_number(L, index, w, step);
    case LUA_TSTRING:
        return put_text(L, index, w, step);
    case LUA_TTABLE:
    case LUA_TUSERDATA:
        if (luaL_getmetafield(L, index, "__tostring") != LUA_TNIL) {
            lua_pop(L, 1);
            luaL_tolstring(L, index, NULL);
            bool fine = put_text(L, -1, w, step);
            lua_pop(L, 1);
            return fine;
        }
        if (lua_istable(L, index))
            return put_table(L, index, w, step, depth);
        return refuse(w, step, "something that is neither text, number, yes/no nor table");
    default: {
        char reason[60];
        snprintf(reason, sizeof reason, "a %s cannot be passed on", luaL_typename(L, index));
        return refuse(w, step, reason);
    }
    }
}

bool transport_put(lua_State *L, int index, Buffer *out, char *why, size_t why_size)
{
    Writer w = {.out = out, .why = why, .why_size = why_size};
    return put_value(L, index, &w, NULL, 0);
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
    char message[SMALL] = {kind, (char)length, (char)(length >> 8), (char)(length >> 16),
                           (char)(length >> 24)};
    if (length > sizeof message - HEAD)
        return write_all(fd, message, HEAD) && write_all(fd, bytes, length);
    if (length)
        memcpy(message + HEAD, bytes, length); /* in one piece, which wakes the other side once */
    return write_all(fd, message, HEAD + length);
}

bool transport_receive(int fd, char *kind, Buffer *bytes)
{
    unsigned char head[HEAD];
    if (!read_all(fd, (char *)head, sizeof head))
        return false;
    size_t length =
        (size_t)head[1] | (size_t)head[2] << 8 | (size_t)head[3] << 16 | (size_t)head[4] << 24;
    if (length > TRANSPORT_MAX)
        return false;
    *kind = (char)head[0];
    buffer_clear(bytes);
    while (length > 0) { /* room is made for what comes, not for what was promised */
        size_t part = length < PART ? length : PART;
        buffer_reserve(bytes, part);
        if (!read_all(fd, bytes->bytes + bytes->length, part))
            return false;
        bytes->length += part;
        bytes->bytes[bytes->length] = '\0';
        length -= part;
    }
    return true;
}
