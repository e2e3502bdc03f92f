/*
 * api_words.c - scope, period, configuration and words for days and amounts.
 *
 *   scope     { index, level, id, name, compounds = { {index, id, name}, … }, parents = { community
 * = name, … } } period    { text = "2026-10", year, month, first, last }   previous   the month
 * before asof      day          lang  "zh" or "en"       config  { name, publisher, contact, … }
 *   day_words(day), day_short(day), day_parts(day), make_day(year, month, day), ledger_words(fen),
 * grouped(text), approx_words(n, unit, word), hanzi(n), decimal(n, d, scale, decimals)
 */
#include "script/api.h"

#include <lauxlib.h>
#include <string.h>

#include "doc/format.h"
#include "script/transport.h"

static Day check_day(lua_State *L, int index)
{
    lua_Integer day = luaL_checkinteger(L, index);
    luaL_argcheck(L, day > -1000000 && day < 10000000, index, "not a day");
    return (Day)day;
}

static int words_day(lua_State *L)
{
    const Api *api = api_of(L);
    lua_pushstring(L, format_day(api->scratch, check_day(L, 1), api->english));
    return 1;
}

static int words_day_short(lua_State *L)
{
    const Api *api = api_of(L);
    int year = month_year(api->input->period);
    lua_pushstring(L, format_day_short(api->scratch, check_day(L, 1), year, api->english));
    return 1;
}

static int words_day_parts(lua_State *L)
{
    int year, month, day;
    day_parts(check_day(L, 1), &year, &month, &day);
    lua_pushinteger(L, year);
    lua_pushinteger(L, month);
    lua_pushinteger(L, day);
    return 3;
}

static int words_make_day(lua_State *L)
{
    Day day;
    if (!day_of((int)luaL_checkinteger(L, 1), (int)luaL_checkinteger(L, 2),
                (int)luaL_checkinteger(L, 3), &day))
        return luaL_error(L, "there is no such day");
    lua_pushinteger(L, day);
    return 1;
}

static int words_ledger(lua_State *L)
{
    lua_pushstring(L, format_ledger(api_of(L)->scratch, luaL_checkinteger(L, 1)));
    return 1;
}

static int words_grouped(lua_State *L)
{
    lua_pushstring(L, format_grouped(api_of(L)->scratch, luaL_checkstring(L, 1)));
    return 1;
}

static int words_approx(lua_State *L)
{
    lua_pushstring(L, format_approx(api_of(L)->scratch, luaL_checkinteger(L, 1),
                                    luaL_optstring(L, 2, ""), luaL_optstring(L, 3, "余")));
    return 1;
}

static int words_hanzi(lua_State *L)
{
    lua_pushstring(L, format_hanzi(api_of(L)->scratch, luaL_checkinteger(L, 1)));
    return 1;
}

/* decimal(n, d, scale, decimals [, keep zeros]): scale * n / d, rounded half away from zero. */
static int words_decimal(lua_State *L)
{
    lua_Integer d = luaL_checkinteger(L, 2), scale = luaL_optinteger(L, 3, 1);
    luaL_argcheck(L, d > 0, 2, "more than 0 was expected");
    luaL_argcheck(L, scale > 0, 3, "more than 0 was expected");
    lua_Integer places = luaL_optinteger(L, 4, 0);
    luaL_argcheck(L, places >= 0 && places <= 6, 4, "0 to 6 were expected");
    lua_pushstring(L, exact_decimal(api_of(L)->scratch, luaL_checkinteger(L, 1), d, scale,
                                    (int)places, lua_toboolean(L, 5)));
    return 1;
}

static void set_text(lua_State *L, const char *key, const char *text)
{
    lua_pushstring(L, text ? text : "");
    lua_setfield(L, -2, key);
}

static void set_integer(lua_State *L, const char *key, lua_Integer n)
{
    lua_pushinteger(L, n);
    lua_setfield(L, -2, key);
}

static void push_period(lua_State *L, Month month)
{
    char text[16];
    lua_createtable(L, 0, 5);
    set_text(L, "text", month_text(month, text));
    set_integer(L, "year", month_year(month));
    set_integer(L, "month", month_number(month));
    set_integer(L, "first", month_first(month));
    set_integer(L, "last", month_last(month));
}

static void push_scope(lua_State *L, const Api *api)
{
    const Scope *scope = &api->scopes->scopes[api->scope];
    lua_createtable(L, 0, 6);
    set_integer(L, "index", api->scope);
    set_text(L, "level", level_code(scope->level));
    set_text(L, "id", scope->id);
    set_text(L, "name", scope->name);
    lua_createtable(L, (int)scope->compound_count, 0);
    for (size_t i = 0; i < scope->compound_count; i++) {
        int index = api->scopes->of_compound[scope->compounds[i]];
        const Scope *compound = &api->scopes->scopes[index];
        lua_createtable(L, 0, 3);
        set_integer(L, "index", index);
        set_text(L, "id", compound->id);
        set_text(L, "name", compound->name);
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
    lua_setfield(L, -2, "compounds");
    lua_newtable(L);
    for (int level = scope->level + 1; level < LEVEL_COUNT; level++) {
        int above = scope_above(api->scopes, api->scope, (Level)level);
        if (above >= 0)
            set_text(L, level_code((Level)level), api->scopes->scopes[above].name);
    }
    lua_setfield(L, -2, "parents");
    Day approved = DAY_MISSING;
    if (api->input->approvals &&
        approvals_cover(api->input->approvals, api->input->import->data, scope->compounds,
                        scope->compound_count, api->input->period))
        approved = approvals_day(api->input->approvals, api->input->import->data, scope->compounds,
                                 scope->compound_count, api->input->period);
    if (approved != DAY_MISSING)
        set_integer(L, "approved_on", approved);
    /* The scopes one level below, for comparison tables. */
    lua_newtable(L);
    lua_Integer n = 0;
    for (size_t i = 0; i < api->scopes->count; i++) {
        const Scope *below = &api->scopes->scopes[i];
        if (below->parent != api->scope)
            continue;
        lua_createtable(L, 0, 4);
        set_integer(L, "index", (lua_Integer)i);
        set_text(L, "id", below->id);
        set_text(L, "name", below->name);
        set_text(L, "level", level_code(below->level));
        lua_rawseti(L, -2, ++n);
    }
    lua_setfield(L, -2, "below");
}

static void push_config(lua_State *L, const Config *config)
{
    if (config->raw)
        transport_push(L, config->raw);
    else
        lua_newtable(L);
    if (!lua_istable(L, -1)) {
        lua_pop(L, 1);
        lua_newtable(L);
    }
    set_text(L, "name", config->name);
    set_text(L, "publisher", config->publisher);
    set_text(L, "contact", config->contact);
    set_text(L, "base_url", config->base_url);
    set_text(L, "place", config->place);
    lua_pushboolean(L, config->basic_counts);
    lua_setfield(L, -2, "basic_counts");
    lua_pushboolean(L, config->window_quarter);
    lua_setfield(L, -2, "window_quarter");
    lua_pushboolean(L, config->window_year);
    lua_setfield(L, -2, "window_year");
    set_integer(L, "base_year", config->base_year);
    lua_pushnil(L);
    if (config->since != DAY_MISSING) {
        lua_pop(L, 1);
        lua_pushinteger(L, config->since);
    }
    lua_setfield(L, -2, "since");
}

void api_open_words(lua_State *L, Api *api)
{
    static const luaL_Reg FUNCTIONS[] = {
        {"day_words", words_day},       {"day_short", words_day_short},
        {"day_parts", words_day_parts}, {"make_day", words_make_day},
        {"ledger_words", words_ledger}, {"grouped", words_grouped},
        {"approx_words", words_approx}, {"hanzi", words_hanzi},
        {"decimal", words_decimal},     {NULL, NULL}};
    lua_pushlightuserdata(L, api);
    luaL_setfuncs(L, FUNCTIONS, 1);
    push_period(L, api->input->period);
    lua_setfield(L, -2, "period");
    push_period(L, api->input->period - 1);
    lua_setfield(L, -2, "previous");
    set_integer(L, "asof", api->input->asof);
    push_config(L, api->input->config);
    lua_setfield(L, -2, "config");
}

void api_open_scope(lua_State *L, const Api *api)
{
    push_scope(L, api);
    lua_setfield(L, -2, "scope");
    set_text(L, "lang", api->lang);
}

Ground *ground_new(const BuildInput *input)
{
    Ground *ground = memory_alloc(sizeof *ground);
    ground->picker = picker_new(input->import->data);
    return ground;
}

Api *api_of(lua_State *L)
{
    return lua_touserdata(L, lua_upvalueindex(1));
}

void *api_box(lua_State *L, int index, const void *type)
{
    if (lua_type(L, index) != LUA_TUSERDATA || !lua_getmetatable(L, index))
        return NULL;
    bool same = lua_topointer(L, -1) == type;
    lua_pop(L, 1);
    return same ? lua_touserdata(L, index) : NULL;
}

void api_open(lua_State *L, Api *api)
{
    api_open_figures(L, api);
    api_open_rows(L, api);
    api_open_words(L, api);
}
