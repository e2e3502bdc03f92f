/*
 * api_figures.c - figures as section scripts see them.
 *
 *   figure(id [, window [, period [, scope]]])  object or nil; window nil: the figure's own
 *   figure_items(id, window)                    list of id.KEY of this scope, in order of ids
 *   figure_info(id)                             { title, unit, note, better, … } or nil
 *
 * A figure printed into text becomes a reference (doc/document.h), which the
 * receiver puts into words: no script ever writes a number of its own.
 */
#include "script/api.h"

#include <lauxlib.h>
#include <stdlib.h>
#include <string.h>

#define FIGURE "gongkai.figure"

/* A script holds a figure as it was read: it is asked several things. */
static const Figure *check_figure(lua_State *L, int index)
{
    const Figure *figure = api_box(L, index, api_of(L)->figure_type);
    return figure ? figure : luaL_checkudata(L, index, FIGURE); /* which says what is wrong */
}

static void push_reference(lua_State *L, const Api *api, const Figure *figure, const char *form)
{
    luaL_Buffer b;
    luaL_buffinit(L, &b);
    luaL_addstring(&b, "\xEE\x80\x80");
    luaL_addstring(&b, figure->id);
    luaL_addchar(&b, 0x1F);
    luaL_addstring(&b, window_code(figure->window));
    luaL_addchar(&b, 0x1F);
    luaL_addstring(&b, form);
    bool elsewhere = figure->scope != api->scope;
    if (elsewhere || figure->period != api->input->period) {
        char month[16];
        luaL_addchar(&b, 0x1F);
        luaL_addstring(&b, month_text(figure->period, month));
    }
    if (elsewhere) {
        const Scope *scope = &api->scopes->scopes[figure->scope];
        luaL_addchar(&b, 0x1F);
        luaL_addstring(&b, level_code(scope->level));
        luaL_addchar(&b, ':');
        luaL_addstring(&b, scope->id);
    }
    luaL_addstring(&b, "\xEE\x80\x81");
    luaL_pushresult(&b);
}

static const char *usual_form(const Figure *figure)
{
    return figure->metric->is_share ? "fraction" : "value";
}

/* figure:value() and its like; upvalue 2 = the form. */
static int figure_form(lua_State *L)
{
    push_reference(L, api_of(L), check_figure(L, 1), lua_tostring(L, lua_upvalueindex(2)));
    return 1;
}

static int figure_tostring(lua_State *L)
{
    const Figure *figure = check_figure(L, 1);
    push_reference(L, api_of(L), figure, usual_form(figure));
    return 1;
}

static int figure_concat(lua_State *L)
{
    luaL_tolstring(L, 1, NULL);
    luaL_tolstring(L, 2, NULL);
    lua_concat(L, 2);
    return 1;
}

static void push_whole(lua_State *L, bool there, Int128 n)
{
    if (there && n >= INT64_MIN && n <= INT64_MAX)
        lua_pushinteger(L, (lua_Integer)n);
    else
        lua_pushnil(L);
}

static void push_title(lua_State *L, const Api *api, Title title)
{
    const char *text = api->english && title.en && title.en[0] ? title.en : title.zh;
    lua_pushstring(L, text ? text : "");
}

static const char *const KEYS[] = {
    "ok",     "state", "decimal", "numerator", "denominator", "reporting", "expected", "id", "unit",
    "window", "title", "base",    "share",     "source",      "key",       "failed",   NULL};

/* Upvalue 2: the forms, and the numbers of the keys. */
static int figure_index(lua_State *L)
{
    const Api *api = api_of(L);
    const Figure *f = check_figure(L, 1);
    luaL_checkstring(L, 2);
    lua_pushvalue(L, 2);
    int type = lua_rawget(L, lua_upvalueindex(2));
    if (type == LUA_TFUNCTION)
        return 1;
    char month[16], value[EXACT_SIZE];
    switch (type == LUA_TNUMBER ? lua_tointeger(L, -1) : -1) {
    case 0:
        lua_pushboolean(L, f->state == STATE_OK);
        break;
    case 1:
        lua_pushstring(L, state_code(f->state));
        break;
    case 2:
        lua_pushstring(L, figure_print(f, value));
        break;
    case 3:
        push_whole(L, f->has_numerator, f->numerator);
        break;
    case 4:
        push_whole(L, f->has_denominator, f->denominator);
        break;
    case 5:
        lua_pushinteger(L, f->reporting);
        break;
    case 6:
        lua_pushinteger(L, f->expected);
        break;
    case 7:
        lua_pushstring(L, f->id);
        break;
    case 8:
        lua_pushstring(L, f->metric->unit);
        break;
    case 9:
        lua_pushstring(L, window_code(f->window));
        break;
    case 10:
        push_title(L, api, f->metric->title);
        break;
    case 11:
        lua_pushstring(L, f->base == MONTH_MISSING ? "" : month_text(f->base, month));
        break;
    case 12:
        lua_pushboolean(L, f->metric->is_share);
        break;
    case 13:
        lua_pushstring(L, source_code(f->source));
        break;
    case 14: { /* D36.hotline -> hotline */
        size_t base = strlen(f->metric->base_id);
        lua_pushstring(L, strlen(f->id) > base ? f->id + base + 1 : "");
        break;
    }
    case 15: /* only what stands in for a figure that could not be made says yes */
        lua_pushboolean(L, 0);
        break;
    default:
        return luaL_error(L, "a figure has no '%s'", lua_tostring(L, 2));
    }
    return 1;
}

static void push_figure(lua_State *L, const FigureSet *set, size_t number)
{
    Figure *held = lua_newuserdatauv(L, sizeof *held, 0);
    figures_read(set, number, held);
    luaL_setmetatable(L, FIGURE);
}

static bool read_window(lua_State *L, int index, Window *out)
{
    const char *code = luaL_checkstring(L, index);
    for (int w = 0; w < WINDOW_COUNT; w++) {
        const char *known = window_code((Window)w);
        if (known[0] == code[0] && strcmp(known, code) == 0) {
            *out = (Window)w;
            return true;
        }
    }
    return luaL_error(L, "'%s' is no window", code);
}

static Month read_period(lua_State *L, int index, const Api *api)
{
    Month month = api->input->period;
    if (!lua_isnoneornil(L, index) && !month_parse(luaL_checkstring(L, index), &month))
        luaL_error(L, "'%s' is no period", lua_tostring(L, index));
    return month;
}

/* What stands above or beside the document's scope is no part of its key. */
static void note_scope(Api *api, int scope)
{
    while (scope >= 0 && scope != api->scope)
        scope = api->scopes->scopes[scope].parent;
    if (scope < 0)
        api->reads |= READS_FIGURES;
}

/* figures_number(); a scope's documents ask for the figures that those of the last one asked for.
 */
static bool find_figure(Api *api, const char *id, int scope, Month period, Window window,
                        size_t *number)
{
    uint64_t key = (uint64_t)(uintptr_t)id << 8 ^ (uint64_t)period << 3 ^ (uint64_t)window;
    size_t place = key * UINT64_C(0x9E3779B97F4A7C15) >> 40;
    return figures_number_near(api->input->figures, id, scope, period, window,
                               &api->near[place % FIGURES_NEAR], number);
}

static int api_figure(lua_State *L)
{
    static const Window OWN[] = {WINDOW_MONTH, WINDOW_ASOF, WINDOW_YTD, WINDOW_YEAR};
    Api *api = api_of(L);
    const char *id = luaL_checkstring(L, 1);
    Month period = read_period(L, 3, api);
    int scope = (int)luaL_optinteger(L, 4, api->scope);
    luaL_argcheck(L, scope >= 0 && (size_t)scope < api->scopes->count, 4, "no such scope");
    note_scope(api, scope);
    const FigureSet *set = api->input->figures;
    size_t number = 0;
    bool found = false;
    if (lua_isnoneornil(L, 2)) {
        for (size_t i = 0; i < sizeof OWN / sizeof *OWN && !found; i++)
            found = find_figure(api, id, scope, period, OWN[i], &number);
    } else {
        Window window;
        read_window(L, 2, &window);
        found = find_figure(api, id, scope, period, window, &number);
    }
    if (found)
        push_figure(L, set, number);
    else
        lua_pushnil(L);
    return 1;
}

/*
 * Figures of single rows (C06.R-3) of the edition's period, by scope and in the order of their
 * ids. A city has hundreds of thousands of them among millions, so they are sorted out once.
 */
void api_index_items(Ground *ground, const FigureSet *figures, Month period)
{
    size_t scopes = figures_scopes(figures)->count, found = 0;
    size_t room = 0;
    uint32_t *numbers = NULL, *first = memory_alloc((scopes + 2) * sizeof *first);
    for (size_t r = 0; r < figures_run_count(figures); r++) {
        FigureRun run = figures_run(figures, r);
        for (size_t i = run.first; run.id[strlen(run.metric->id)] && i < run.end; i++) {
            if (figures_period(figures, i) != period)
                continue;
            GROW(numbers, room, found + 1);
            numbers[found++] = (uint32_t)i;
            first[figures_scope(figures, i) + 2]++;
        }
    }
    for (size_t s = 2; s < scopes + 2; s++)
        first[s] += first[s - 1];
    ground->items = memory_alloc((found + 1) * sizeof *ground->items);
    for (size_t k = 0; k < found; k++)
        ground->items[first[figures_scope(figures, numbers[k]) + 1]++] = numbers[k];
    ground->item_first = first;
    free(numbers);
}

static int api_figure_items(lua_State *L)
{
    Api *api = api_of(L);
    const FigureSet *set = api->input->figures;
    const char *base = luaL_checkstring(L, 1);
    size_t length = strlen(base);
    Window window;
    read_window(L, 2, &window);
    const Ground *ground = api->ground;
    if (!ground->items)
        api_index_items(api->ground, set, api->input->period);
    lua_newtable(L);
    lua_Integer n = 0;
    for (uint32_t i = ground->item_first[api->scope]; i < ground->item_first[api->scope + 1]; i++) {
        Figure f;
        figures_read(set, ground->items[i], &f);
        if (f.window != window || strncmp(f.id, base, length) != 0 || f.id[length] != '.')
            continue;
        push_figure(L, set, ground->items[i]);
        lua_rawseti(L, -2, ++n);
    }
    return 1;
}

static int api_figure_info(lua_State *L)
{
    const Api *api = api_of(L);
    const MetricInfo *m = figures_metric(api->input->figures, luaL_checkstring(L, 1));
    if (!m)
        return 0;
    lua_createtable(L, 0, 6);
    push_title(L, api, m->title);
    lua_setfield(L, -2, "title");
    push_title(L, api, m->note);
    lua_setfield(L, -2, "note");
    lua_pushstring(L, m->unit);
    lua_setfield(L, -2, "unit");
    lua_pushinteger(L, m->better);
    lua_setfield(L, -2, "better");
    lua_pushboolean(L, m->stock);
    lua_setfield(L, -2, "stock");
    lua_pushboolean(L, m->is_share);
    lua_setfield(L, -2, "share");
    return 1;
}

static void push_api_closure(lua_State *L, Api *api, lua_CFunction function)
{
    lua_pushlightuserdata(L, api);
    lua_pushcclosure(L, function, 1);
}

void api_open_figures(lua_State *L, Api *api)
{
    static const char *const FORMS[] = {"value",    "number", "fraction", "parts",
                                        "headline", "ledger", "approx",   "many",
                                        "change",   "hanzi",  NULL};
    luaL_newmetatable(L, FIGURE);
    api->figure_type = lua_topointer(L, -1);
    lua_newtable(L);
    for (size_t i = 0; FORMS[i]; i++) {
        lua_pushlightuserdata(L, api);
        lua_pushstring(L, FORMS[i]);
        lua_pushcclosure(L, figure_form, 2);
        lua_setfield(L, -2, FORMS[i]);
    }
    for (size_t i = 0; KEYS[i]; i++) {
        lua_pushinteger(L, (lua_Integer)i);
        lua_setfield(L, -2, KEYS[i]);
    }
    lua_pushlightuserdata(L, api);
    lua_insert(L, -2);
    lua_pushcclosure(L, figure_index, 2);
    lua_setfield(L, -2, "__index");
    push_api_closure(L, api, figure_tostring);
    lua_setfield(L, -2, "__tostring");
    push_api_closure(L, api, figure_concat);
    lua_setfield(L, -2, "__concat");
    lua_pushboolean(L, 0);
    lua_setfield(L, -2, "__metatable");
    lua_pop(L, 1);

    push_api_closure(L, api, api_figure);
    lua_setfield(L, -2, "figure");
    push_api_closure(L, api, api_figure_items);
    lua_setfield(L, -2, "figure_items");
    push_api_closure(L, api, api_figure_info);
    lua_setfield(L, -2, "figure_info");
}
