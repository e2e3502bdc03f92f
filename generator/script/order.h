/* order.h - pairs, next and table.sort with one order on every run and machine. */
#ifndef SCRIPT_ORDER_H
#define SCRIPT_ORDER_H

#include <lua.h>

int order_pairs(lua_State *L);
int order_next(lua_State *L);
/* Stable; the list is taken out, sorted and put back. */
int order_sort(lua_State *L);
#endif
