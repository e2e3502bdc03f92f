/*
 * order.c - see order.h.
 *
 * Lua's own pairs follows addresses and a seed, its sort the clock: the same
 * script would print another page on the next run.
 */
#include "script/order.h"

#include <lauxlib.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/* --- pairs and next: numbers ascending, then texts as bytes, then yes/no ------------- */

typedef struct {
    int type;
    lua_Number number;
    lua_Integer integer;
    bool is_integer;
    const char *text;
    size_t length;
} Key;

static int rank_of(int type)
{
    return type == LUA_TNUMBER ? 0 : type == LUA_TSTRING ? 1 : 2;
}

static int compare_keys(const void *a, const void *b)
{
    const Key *x = a, *y = b;
    if (x->type != y->type)
        return rank_of(x->type) - rank_of(y->type);
    if (x->type == LUA_TNUMBER) {
        if (x->is_integer && y->is_integer)
            return (x->integer > y->integer) - (x->integer < y->integer);
        return (x->number > y->number) - (x->number < y->number);
    }
    if (x->type == LUA_TSTRING) {
        size_t shorter = x->length < y->length ? x->length : y->length;
        int order = memcmp(x->text, y->text, shorter);
        return order ? order : (x->length > y->length) - (x->length < y->length);
    }
    return (x->integer > y->integer) - (x->integer < y->integer);
}

static void read_key(lua_State *L, int index, Key *key)
{
    *key = (Key){.type = lua_type(L, index)};
    switch (key->type) {
    case LUA_TNUMBER:
        key->number = lua_tonumber(L, index);
        key->is_integer = lua_isinteger(L, index);
        if (key->is_integer)
            key->integer = lua_tointeger(L, index);
        break;
    case LUA_TSTRING:
        key->text = lua_tolstring(L, index, &key->length);
        break;
    case LUA_TBOOLEAN:
        key->integer = lua_toboolean(L, index);
        break;
    default:
        luaL_error(L, "pairs: a key that is a %s has no order",
                   lua_typename(L, lua_type(L, index)));
    }
}

/* Pushes a list of the keys of the table at `index`, in order. */
static lua_Integer push_sorted_keys(lua_State *L, int index)
{
    index = lua_absindex(L, index);
    size_t count = 0;
    for (lua_pushnil(L); lua_next(L, index); lua_pop(L, 1))
        count++;
    Key *keys = lua_newuserdatauv(L, (count ? count : 1) * sizeof *keys, 0);
    size_t n = 0;
    for (lua_pushnil(L); lua_next(L, index); lua_pop(L, 1))
        read_key(L, -2, &keys[n++]);
    qsort(keys, n, sizeof *keys, compare_keys);
    lua_createtable(L, (int)n, 0);
    for (size_t i = 0; i < n; i++) {
        if (keys[i].type == LUA_TSTRING)
            lua_pushlstring(L, keys[i].text, keys[i].length);
        else if (keys[i].type == LUA_TBOOLEAN)
            lua_pushboolean(L, keys[i].integer != 0);
        else if (keys[i].is_integer)
            lua_pushinteger(L, keys[i].integer);
        else
            lua_pushnumber(L, keys[i].number);
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
    lua_remove(L, -2);
    return (lua_Integer)n;
}

/* Upvalues: the table, its keys in order, how far we are. */
static int pairs_step(lua_State *L)
{
    for (;;) {
        lua_Integer i = lua_tointeger(L, lua_upvalueindex(3)) + 1;
        lua_pushinteger(L, i);
        lua_replace(L, lua_upvalueindex(3));
        if (lua_rawgeti(L, lua_upvalueindex(2), i) == LUA_TNIL)
            return 1;
        lua_pushvalue(L, -1);
        lua_rawget(L, lua_upvalueindex(1));
        if (!lua_isnil(L, -1))
            return 2;
        lua_pop(L, 2); /* was removed on the way */
    }
}

int order_pairs(lua_State *L)
{
    luaL_checkany(L, 1);
    if (luaL_getmetafield(L, 1, "__pairs") != LUA_TNIL) {
        lua_pushvalue(L, 1);
        lua_call(L, 1, 3);
        return 3;
    }
    luaL_checktype(L, 1, LUA_TTABLE);
    lua_pushvalue(L, 1);
    push_sorted_keys(L, 1);
    lua_pushinteger(L, 0);
    lua_pushcclosure(L, pairs_step, 3);
    return 1;
}

int order_next(lua_State *L)
{
    luaL_checktype(L, 1, LUA_TTABLE);
    lua_settop(L, 2);
    Key after = {0};
    bool any = lua_isnil(L, 2);
    if (!any)
        read_key(L, 2, &after);
    lua_Integer n = push_sorted_keys(L, 1);
    for (lua_Integer i = 1; i <= n; i++) {
        lua_rawgeti(L, 3, i);
        Key key;
        read_key(L, -1, &key);
        if (any || compare_keys(&key, &after) > 0) {
            lua_pushvalue(L, -1);
            lua_rawget(L, 1);
            return 2;
        }
        lua_pop(L, 1);
    }
    lua_pushnil(L);
    return 1;
}

/* --- a stable sort: Lua's own chooses pivots by the clock ---------------------------- */

static bool sort_less(lua_State *L, int a, int b)
{
    if (lua_isnil(L, 2))
        return lua_compare(L, a, b, LUA_OPLT);
    a = lua_absindex(L, a);
    b = lua_absindex(L, b);
    lua_pushvalue(L, 2);
    lua_pushvalue(L, a);
    lua_pushvalue(L, b);
    lua_call(L, 2, 1);
    bool less = lua_toboolean(L, -1);
    lua_pop(L, 1);
    return less;
}

int order_sort(lua_State *L)
{
    luaL_checktype(L, 1, LUA_TTABLE);
    lua_settop(L, 2);
    if (!lua_isnil(L, 2))
        luaL_checktype(L, 2, LUA_TFUNCTION);
    lua_Integer n = luaL_len(L, 1);
    luaL_argcheck(L, n < 1 << 26, 1, "list too long to sort");
    lua_createtable(L, (int)n, 0); /* 3: from */
    lua_createtable(L, (int)n, 0); /* 4: to */
    for (lua_Integer i = 1; i <= n; i++) {
        lua_geti(L, 1, i);
        lua_rawseti(L, 3, i);
    }
    for (lua_Integer width = 1; width < n; width *= 2) {
        for (lua_Integer low = 1; low <= n; low += 2 * width) {
            lua_Integer a = low, middle = low + width <= n ? low + width : n + 1, b = middle;
            lua_Integer end = low + 2 * width <= n ? low + 2 * width : n + 1;
            for (lua_Integer k = low; k < end; k++) {
                bool second = a >= middle;
                if (!second && b < end) {
                    lua_rawgeti(L, 3, b);
                    lua_rawgeti(L, 3, a);
                    second = sort_less(L, -2, -1);
                    lua_pop(L, 2);
                }
                lua_rawgeti(L, 3, second ? b++ : a++);
                lua_rawseti(L, 4, k);
            }
        }
        lua_insert(L, 3); /* the sorted one is the next pass's source */
    }
    for (lua_Integer i = 1; i <= n; i++) {
        lua_rawgeti(L, 3, i);
        lua_seti(L, 1, i);
    }
    return 0;
}
