/* test_script.c - scripts run, fail and are contained (script/). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/file.h"
#include "script/child.h"
#include "script/script.h"
#include "script/state.h"
#include "script/transport.h"

typedef struct {
    Arena *arena;
    char dir[64];
} World;

static int set_up(void **state)
{
    World *w = calloc(1, sizeof *w);
    w->arena = arena_new();
    strcpy(w->dir, "/tmp/gongkai-script-XXXXXX");
    if (!mkdtemp(w->dir))
        return -1;
    *state = w;
    return 0;
}

static int tear_down(void **state)
{
    World *w = *state;
    folder_remove(w->dir, NULL);
    arena_free(w->arena);
    free(w);
    return 0;
}

static void put(World *w, const char *name, const char *text)
{
    Error err = {0};
    if (!file_write(path_join(w->arena, w->dir, name), text, strlen(text), &err))
        fail_msg("%s", err.text);
}

static Plan declare(World *w)
{
    Plan plan;
    Error err = {0};
    if (!script_declare(w->arena, w->dir, NULL, &plan, &err))
        fail_msg("%s", err.text);
    return plan;
}

/* --- Lua alone ----------------------------------------------------------------------- */

/* Runs `text` and returns its one result as text, or the error. */
static const char *lua(World *w, const char *text)
{
    lua_State *L = state_new((size_t)64 << 20);
    StateError error = {0};
    const char *result;
    state_push_globals(L);
    if (state_load(L, text, strlen(text), "scripts/t.lua", -1, &error) &&
        state_call(L, 0, 1, "scripts/t.lua", &error))
        result = arena_strdup(w->arena, luaL_tolstring(L, -1, NULL));
    else
        result = arena_printf(w->arena, "%d: %s", error.line, error.message);
    state_close(L);
    return result;
}

static void dangerous_names_are_absent(void **state)
{
    const char *const names[] = {
        "os",      "io",          "debug",       "load",           "loadfile",
        "dofile",  "require",     "loadstring",  "collectgarbage", "coroutine",
        "package", "string.dump", "math.random", "print",          "math.randomseed"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        assert_string_equal(
            lua(*state, arena_printf(((World *)*state)->arena, "return %s", names[i])), "nil");
}

static void pairs_goes_numbers_first_then_texts(void **state)
{
    assert_string_equal(lua(*state,
                            "local s = '' "
                            "for k, v in pairs{b=1, a=2, [10]=3, 7, 8, ['小']=4, [-1]=5} do "
                            "s = s .. k .. '=' .. v .. ' ' end return s"),
                        "-1=5 1=7 2=8 10=3 a=2 b=1 小=4 ");
    assert_string_equal(lua(*state, "return tostring(next({})) .. next({b=1, a=2})"), "nila");
    assert_string_equal(lua(*state, "local t, s = {a=1, b=2, c=3}, '' "
                                    "for k in pairs(t) do t[k] = nil t.b = nil s = s .. k end "
                                    "return s"),
                        "ac");
    assert_string_equal(lua(*state, "for k in pairs{[{}]=1} do end"),
                        "1: pairs: a key that is a table has no order");
}

static void sort_keeps_the_order_of_equals(void **state)
{
    assert_string_equal(lua(*state, "local t = {} for i = 1, 500 do t[i] = {i % 3, i} end "
                                    "table.sort(t, function(a, b) return a[1] < b[1] end) "
                                    "for i = 2, 500 do if t[i][1] == t[i - 1][1] and "
                                    "t[i][2] < t[i - 1][2] then return 'moved' end end "
                                    "return t[1][2] .. ' ' .. t[500][2]"),
                        "3 500");
    assert_string_equal(
        lua(*state, "local t = {3, 1, 2} table.sort(t) return table.concat(t, ' ')"), "1 2 3");
}

static void no_addresses_are_shown(void **state)
{
    assert_string_equal(lua(*state, "return tostring({}) .. tostring(pairs) .. "
                                    "string.format('%s', {}) .. ('%s'):format(type)"),
                        "tablefunctiontablefunction");
    assert_string_equal(lua(*state, "return string.format('%5p', {})"),
                        "1: format: %p is not available");
}

static void methods_of_texts_are_closed(void **state)
{
    assert_string_equal(lua(*state, "return getmetatable('')"), "false");
    assert_string_equal(lua(*state, "string.rep = function() return 'x' end return ('a'):rep(2)"),
                        "aa");
    assert_string_equal(lua(*state, "return ('').dump"), "nil");
    assert_string_equal(lua(*state, "return setmetatable({}, {__gc = type})"),
                        "1: setmetatable: __gc is not available");
}

static void compiled_chunks_are_refused(void **state)
{
    assert_string_equal(lua(*state, "\x1bLua"), "0: attempt to load a binary chunk (mode is 't')");
}

static void errors_name_the_line(void **state)
{
    assert_string_equal(lua(*state, "local x\n\nreturn x.y"),
                        "3: attempt to index a nil value (local 'x')");
    assert_string_equal(lua(*state, "local x =\n\nreturn 1"), "3: unexpected symbol near 'return'");
    assert_string_equal(lua(*state, "\nerror{}"), "2: table");
    assert_string_equal(lua(*state, "\n\nlocal s = ('x'):rep(1000) s = s:rep(1000000)"),
                        "3: not enough memory");
}

static void pcall_cannot_go_on_after_the_limit(void **state)
{
    assert_string_equal(lua(*state, "while true do pcall(function() while true do end end) end"),
                        "1: ran too long (an endless loop?)");
    assert_string_equal(lua(*state, "local ok, why = pcall(error, 'x') return tostring(ok) .. why"),
                        "falsex");
    assert_string_equal(lua(*state, "local ok, why = xpcall(function(a) return a .. 'b' end, type, "
                                    "'a') return tostring(ok) .. why"),
                        "trueab");
}

/* The number that the script returns, or its error. */
static const char *again(World *w, lua_State *L, int chunk, const char *name)
{
    StateError error = {0};
    lua_rawgeti(L, LUA_REGISTRYINDEX, chunk);
    if (!state_call(L, 0, 1, name, &error))
        return arena_printf(w->arena, "%d: %s", error.line, error.message);
    return arena_strdup(w->arena, luaL_tolstring(L, -1, NULL));
}

static int loaded(lua_State *L, const char *text)
{
    StateError error = {0};
    if (!state_load(L, text, strlen(text), "t", 1, &error))
        fail_msg("%s", error.message);
    return luaL_ref(L, LUA_REGISTRYINDEX);
}

/* A frozen state begins from the same, whatever the scripts before did, failed or not. */
static void what_is_frozen_begins_anew(void **state)
{
    lua_State *L = state_new((size_t)8 << 20);
    state_push_globals(L);
    int chunk = loaded(L, "n = (n or 0) + 1 string.rep = nil local t = {} "
                          "for i = 1, 20000 do t[i] = { ('x' .. i) } end return n .. #t");
    int greedy = loaded(L, "kept = {} for i = 1, 1e7 do kept[i] = { i } end");
    int fine = loaded(L, "return ('ab'):rep(2) .. tostring(kept) .. string.rep('c', 2)");
    state_freeze(L);
    for (int round = 0; round < 3; round++) {
        assert_string_equal(again(*state, L, chunk, "t"), "120000");
        state_restore(L);
        assert_string_equal(again(*state, L, greedy, "t"), "1: not enough memory");
        state_restore(L);
        assert_string_equal(again(*state, L, fine, "t"), "ababnilcc");
        state_restore(L);
        assert_int_equal(lua_gettop(L), 1);
    }
    state_close(L);
}

static int tick(lua_State *L)
{
    (void)L;
    state_tick();
    return 0;
}

/* What is not counted is given up when it takes long, whatever it would catch; counted, it is not.
 */
static void what_is_not_counted_is_given_up(void **state)
{
    World *w = *state;
    lua_State *L = state_new((size_t)8 << 20);
    state_push_globals(L);
    lua_pushcfunction(L, tick);
    lua_setfield(L, 1, "tick");
    int twice =
        loaded(L, "for _ = 1, 2 do pcall(tick) pcall(function() return 1 end) end return 1");
    int once = loaded(L, "tick() return 1");
    state_freeze(L);
    state_count(L, false);
    assert_string_equal(again(w, L, twice, "t"), "1: may run too long");
    assert_true(state_gave_up(L));
    state_restore(L);
    state_count(L, true);
    assert_string_equal(again(w, L, twice, "t"), "1");
    assert_false(state_gave_up(L));
    state_restore(L);
    state_count(L, false);
    for (int i = 0; i < 3; i++) { /* each with a budget of its own */
        state_budget(L, STATE_INSTRUCTIONS);
        assert_string_equal(again(w, L, once, "t"), "1");
    }
    assert_false(state_gave_up(L));
    state_close(L);
}

static const char *passed(World *w, const char *text)
{
    lua_State *L = state_new((size_t)64 << 20);
    StateError error = {0};
    state_push_globals(L);
    if (!state_load(L, text, strlen(text), "t", -1, &error) || !state_call(L, 0, 1, "t", &error))
        fail_msg("%s", error.message);
    Buffer out = {0};
    char why[300] = "";
    const char *result = NULL;
    if (transport_put(L, -1, &out, why, sizeof why)) {
        Value value;
        Error err = {0};
        assert_true(value_decode(w->arena, out.bytes, out.length, &value, &err));
        transport_push(L, &value);
        Buffer again = {0};
        if (!transport_put(L, -1, &again, why, sizeof why))
            fail_msg("%s", why);
        assert_int_equal(again.length, out.length);
        assert_memory_equal(again.bytes, out.bytes, out.length);
        buffer_free(&again);
        result = "passed";
    } else
        result = arena_strdup(w->arena, why);
    buffer_free(&out);
    state_close(L);
    return result;
}

static void values_cross_whole_or_are_named(void **state)
{
    World *w = *state;
    assert_string_equal(passed(w, "return {1, 'a', true, {b = {2.0, x}}, {}, {z = 1, a = -5}}"),
                        "passed");
    assert_string_equal(passed(w, "return {a = {{}, {b = 0.5}}}"),
                        "a[2].b: 0.5 is not a whole number; give it as text");
    assert_string_equal(passed(w, "return {1, nil, 3, x = 2}"), "[2]: missing from its list");
    assert_string_equal(passed(w, "return {1, x = 2}"),
                        "a table is either a list 1..n or has names only");
    assert_string_equal(passed(w, "return {a = '\\xff'}"), "a: text that is not UTF-8");
    assert_string_equal(passed(w, "return {f = type}"), "f: a function cannot be passed on");
    assert_non_null(strstr(passed(w, "local t = {} t.t = t return t"), "nested too deep"));
}

/* --- the process --------------------------------------------------------------------- */

/* Answers one letter per thing that could be done. */
static void try_to_escape(void *context)
{
    (void)context;
    char done[16] = "";
    if (open("/etc/hostname", O_RDONLY) >= 0)
        strcat(done, "r");
    if (open("/tmp/gongkai-escaped", O_WRONLY | O_CREAT, 0600) >= 0)
        strcat(done, "w");
    if (socket(AF_INET, SOCK_STREAM, 0) >= 0)
        strcat(done, "s");
    if (fork() >= 0)
        strcat(done, "f");
    if (write(5, "x", 1) >= 0)
        strcat(done, "5");
    execl("/bin/true", "true", (char *)NULL);
    transport_send(ANSWER_FD, 'V', done, strlen(done));
}

static void confined_child_can_only_answer(void **state)
{
    (void)state;
    Child child;
    Error err = {0};
    assert_true(child_start(&child, try_to_escape, NULL, (size_t)64 << 20, &err));
    char kind;
    Buffer bytes = {0};
    Deadline deadline = child_deadline(&child, 5000);
    assert_int_equal(child_wait(&child, &deadline, &kind, &bytes), CHILD_MESSAGE);
    assert_int_equal(bytes.length, 0);
    assert_false(file_exists("/tmp/gongkai-escaped"));
    buffer_free(&bytes);
    child_stop(&child);
}

/* --- declare ------------------------------------------------------------------------- */

static void plan_holds_what_scripts_return(void **state)
{
    World *w = *state;
    put(w, "gongkai.lua", "return { name = '枫岸区四公开', base_year = 2019 }");
    put(w, "scripts/lib/declare.lua",
        "return { names = { count = function(m) m.origin = where(2) return m end },\n"
        "metrics = function(list) for _, m in ipairs(list) do m.kind = 'count' end return list "
        "end }");
    put(w, "scripts/tables/issues.lua", "return { name = 'issues' }");
    put(w, "scripts/metrics/b.lua",
        "return { count { id = 'B1', year = config.base_year },\n"
        "count { id = 'B2', basic = config.basic_counts } }");
    put(w, "scripts/metrics/a.lua", "return { count { id = 'A1' } }");
    put(w, "scripts/rules/default.lua", "return { pack = 'default', rules = {} }");
    Plan plan = declare(w);
    assert_int_equal(plan.failure_count, 0);
    assert_string_equal(value_text(&plan.config, "name", ""), "枫岸区四公开");
    assert_int_equal(plan.tables.count, 1);
    assert_int_equal(plan.metrics.count, 3);
    assert_string_equal(value_text(&plan.metrics.items[0], "id", ""), "A1");
    assert_string_equal(value_text(&plan.metrics.items[0], "kind", ""), "count");
    assert_int_equal(value_int(&plan.metrics.items[1], "year", 0), 2019);
    assert_string_equal(value_text(&plan.metrics.items[2], "origin", ""),
                        "scripts/metrics/b.lua:2");
    assert_true(value_bool(&plan.metrics.items[2], "basic", false));
    assert_int_equal(plan.rules.count, 1);
}

static void without_scripts_the_plan_is_empty(void **state)
{
    Plan plan = declare(*state);
    assert_int_equal(plan.config.kind, VALUE_MAP);
    assert_int_equal(plan.tables.count + plan.metrics.count + plan.failure_count, 0);
}

/* One failed script costs itself only, and is named with its line. */
static void broken_scripts_are_named_and_left_out(void **state)
{
    World *w = *state;
    put(w, "scripts/metrics/a.lua", "return { { id = 'A1' } }");
    put(w, "scripts/metrics/b.lua", "local x\n\nreturn x.y");
    put(w, "scripts/metrics/c.lua", "return {\n\n{ id = }");
    put(w, "scripts/metrics/d.lua", "return 5");
    put(w, "scripts/metrics/e.lua", "return { { id = 'E1', decimals = 0.5 } }");
    Plan plan = declare(w);
    assert_int_equal(plan.metrics.count, 1);
    assert_int_equal(plan.failure_count, 4);
    assert_string_equal(plan.failures[0].script, "scripts/metrics/b.lua");
    assert_int_equal(plan.failures[0].line, 3);
    assert_string_equal(plan.failures[0].message, "attempt to index a nil value (local 'x')");
    assert_int_equal(plan.failures[1].line, 3);
    assert_string_equal(plan.failures[2].message, "returns a number; a table was expected");
    assert_string_equal(plan.failures[3].message,
                        "[1].decimals: 0.5 is not a whole number; give it as text");
}

static void hanging_scripts_are_named_and_left_out(void **state)
{
    World *w = *state;
    put(w, "scripts/metrics/a.lua", "\nwhile true do end");
    put(w, "scripts/metrics/b.lua", "return { { id = 'B1' } }");
    /* Pattern matching meets no counter: only the deadline ends it. */
    put(w, "scripts/metrics/c.lua",
        "\n\nlocal s = ('a'):rep(1e5)\n"
        "return s:find(('.-'):rep(50) .. 'b')");
    put(w, "scripts/metrics/d.lua",
        "pcall(string.rep, 'x', 1e12)\nlocal s = ('x'):rep(1e6)\n"
        "while true do s = s .. s end");
    put(w, "scripts/metrics/e.lua", "\nreturn table.move({}, 1, 1e15, 2)");
    Plan plan = declare(w);
    assert_int_equal(plan.metrics.count, 1);
    assert_int_equal(plan.failure_count, 4);
    assert_string_equal(plan.failures[3].message, "did not end within 3 s");
    assert_int_equal(plan.failures[3].line, 2);
    assert_string_equal(plan.failures[0].message, "ran too long (an endless loop?)");
    assert_int_equal(plan.failures[0].line, 2);
    assert_string_equal(plan.failures[1].script, "scripts/metrics/c.lua");
    assert_string_equal(plan.failures[1].message, "did not end within 3 s");
    assert_int_equal(plan.failures[1].line, 4);
    assert_string_equal(plan.failures[2].message, "not enough memory");
    assert_int_equal(plan.failures[2].line, 3);
}

static void broken_configuration_stops_the_run(void **state)
{
    World *w = *state;
    put(w, "gongkai.lua", "return {\n  name = \n}");
    Plan plan;
    Error err = {0};
    assert_false(script_declare(w->arena, w->dir, NULL, &plan, &err));
    assert_int_equal(err.code, ERR_USAGE);
    assert_string_equal(err.text, "gongkai.lua:3: unexpected symbol near '}'");
    put(w, "gongkai.lua", "return { name = '\xB7\xE3\xB0\xB6' }"); /* saved as GBK */
    assert_false(script_declare(w->arena, w->dir, NULL, &plan, &err));
    assert_string_equal(err.text, "gongkai.lua: name: text that is not UTF-8");
    assert_int_equal(err.code, ERR_USAGE);
    Config config;
    put(w, "gongkai.lua", "return { name = ('x'):rep(1000) }");
    assert_true(script_declare(w->arena, w->dir, NULL, &plan, &err));
    assert_true(config_read(w->arena, &plan.config, &config, &err));
    put(w, "gongkai.lua", "return { name = ('x'):rep(1001) }"); /* stands on every page */
    assert_true(script_declare(w->arena, w->dir, NULL, &plan, &err));
    assert_false(config_read(w->arena, &plan.config, &config, &err));
    assert_string_equal(err.text, "gongkai.lua: 'name' is longer than 1000 bytes");
    assert_int_equal(err.code, ERR_USAGE);
}

int main(void)
{
#define T(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        T(dangerous_names_are_absent),
        T(pairs_goes_numbers_first_then_texts),
        T(sort_keeps_the_order_of_equals),
        T(no_addresses_are_shown),
        T(methods_of_texts_are_closed),
        T(compiled_chunks_are_refused),
        T(errors_name_the_line),
        T(pcall_cannot_go_on_after_the_limit),
        T(what_is_frozen_begins_anew),
        T(what_is_not_counted_is_given_up),
        T(values_cross_whole_or_are_named),
        T(confined_child_can_only_answer),
        T(plan_holds_what_scripts_return),
        T(without_scripts_the_plan_is_empty),
        T(broken_scripts_are_named_and_left_out),
        T(hanging_scripts_are_named_and_left_out),
        T(broken_configuration_stops_the_run),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
