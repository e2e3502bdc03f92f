/*
 * api_rows.c - rows of public columns as section scripts see them.
 *
 *   table_rows(table, options)   list of rows of this scope
 *     options: date = column, from = day, to = day, where = { column = code | text | whole number |
 *              {several} | true (known, or yes) | false (missing, or no) }, all = true, limit = n
 *   table_count(table, options)  how many those are, without making them; with by = column of codes
 *              { code = n, … }, those with an empty cell under ""
 *   table_arrived(table [, period])   compounds of the scope whose data arrived
 *   table_known(table)                whether any file was that table
 *   enum_label(table, column, code)   enum_codes(table, column)
 *   change_list()   { { late, what, from, to, reason, day }, … }
 *   rule(id)             { title, basis, days }, days: how long it hangs at least
 *   due_list(from, to)   { { title, rule_id, basis, section, compound, due, posted, on_time }, … }
 *
 * A row answers row.COLUMN with text, code, whole number in base units, day,
 * true/false, or nil where the cell is empty. Private columns and free texts
 * cannot be asked for at all. An event date after the as-of day is nil.
 */
#include "script/api.h"

#include <lauxlib.h>
#include <stdlib.h>
#include <string.h>

#define ROW "gongkai.row"

typedef struct {
    const Table *table;
    uint32_t row;
} Row;

static const Table *check_table(lua_State *L, Api *api, int index)
{
    const char *name = luaL_checkstring(L, index);
    NamedTable *named = &api->named_tables[((uintptr_t)name >> 3) % NAMED_TABLES];
    if (named->name == name && strcmp(table_schema(named->table)->name, name) == 0)
        return named->table;
    const Table *table = dataset_find(api->input->import->data, name);
    if (!table)
        luaL_error(L, "there is no table '%s'", name);
    *named = (NamedTable){table, name};
    return table;
}

/* Number of the table among all. */
static int number_of(const Api *api, const Table *table)
{
    return (int)(table_schema(table) - dataset_schemas(api->input->import->data)->tables);
}

/* Which column the name is if it was asked for before and lies where it lay then; -1: unknown. */
static int named_column(const NamedColumn *named, const Table *table, const char *name)
{
    if (named->name != name || named->table != table ||
        strcmp(table_schema(table)->columns[named->column].name, name) != 0)
        return -1; /* another word may lie there now */
    return (int)named->column;
}

static NamedColumn *name_place(Api *api, const Table *table, const char *name)
{
    return &api->named[((uintptr_t)name >> 3 ^ (uintptr_t)table >> 4) % NAMED_COLUMNS];
}

static size_t check_column(lua_State *L, const Table *table, const char *name)
{
    NamedColumn *named = name_place(api_of(L), table, name);
    if (named_column(named, table, name) >= 0)
        return named->column;
    const TableSchema *schema = table_schema(table);
    int column = schema_column(schema, name);
    if (column < 0)
        return (size_t)luaL_error(L, "%s has no column '%s'", schema->name, name);
    const ColumnSchema *c = &schema->columns[column];
    if (c->privacy == PRIVACY_PRIVATE || c->type == TYPE_TEXT)
        return (size_t)luaL_error(L, "%s.%s is private", schema->name, name);
    *named = (NamedColumn){table, name, (size_t)column, false};
    return (size_t)column;
}

/* The cell as of the day; CELL_MISSING where empty. */
static int64_t cell_of(const Api *api, const Table *table, size_t row, size_t column)
{
    return picker_cell(api->ground->picker, table, row, column, api->input->asof);
}

static const Row *check_row(lua_State *L, int index)
{
    const Row *row = api_box(L, index, api_of(L)->row_type);
    return row ? row : luaL_checkudata(L, index, ROW); /* which says what is wrong */
}

static void push_cell(lua_State *L, const Api *api, const Row *row, size_t column)
{
    const ColumnSchema *c = &table_schema(row->table)->columns[column];
    int64_t cell = cell_of(api, row->table, row->row, column);
    if (cell == CELL_MISSING) {
        lua_pushnil(L);
        return;
    }
    switch (c->type) {
    case TYPE_ID:
    case TYPE_STR:
    case TYPE_TEXT:
        lua_pushstring(L, table_text(row->table, row->row, column));
        break;
    case TYPE_ENUM:
        lua_pushstring(L, c->values[cell].code);
        break;
    case TYPE_BOOL:
        lua_pushboolean(L, cell != 0);
        break;
    default:
        lua_pushinteger(L, cell);
    }
}

static void push_label(lua_State *L, const Api *api, const EnumValue *value)
{
    bool english = api->english && value->title.en && value->title.en[0];
    lua_pushstring(L, english ? value->title.en : value->title.zh);
}

/* row:label(column): the word for a code, in the document's language; "" where empty. */
static int row_label(lua_State *L)
{
    const Api *api = api_of(L);
    const Row *row = check_row(L, 1);
    size_t column = check_column(L, row->table, luaL_checkstring(L, 2));
    const ColumnSchema *c = &table_schema(row->table)->columns[column];
    if (c->type != TYPE_ENUM)
        return luaL_error(L, "%s is no column of codes", c->name);
    int64_t cell = cell_of(api, row->table, row->row, column);
    if (cell == CELL_MISSING)
        lua_pushliteral(L, "");
    else
        push_label(L, api, &c->values[cell]);
    return 1;
}

/* row:show(column): as it stands in the downloads; "" where empty. */
static int row_show(lua_State *L)
{
    const Api *api = api_of(L);
    const Row *row = check_row(L, 1);
    size_t column = check_column(L, row->table, luaL_checkstring(L, 2));
    bool missing = cell_of(api, row->table, row->row, column) == CELL_MISSING;
    lua_pushstring(L, missing ? "" : table_display(api->scratch, row->table, row->row, column));
    return 1;
}

/* row:first_day(column): the first day of a period. */
static int row_first_day(lua_State *L)
{
    const Row *row = check_row(L, 1);
    size_t column = check_column(L, row->table, luaL_checkstring(L, 2));
    int64_t day = table_first_day(row->table, row->row, column);
    if (day == CELL_MISSING)
        return 0;
    lua_pushinteger(L, day);
    return 1;
}

/* row:ahead(column): whether the date lies after the as-of day, so that it has not happened yet. */
static int row_ahead(lua_State *L)
{
    const Row *row = check_row(L, 1);
    int64_t day =
        table_cell(row->table, row->row, check_column(L, row->table, luaL_checkstring(L, 2)));
    lua_pushboolean(L, day != CELL_MISSING && day > api_of(L)->input->asof);
    return 1;
}

/* row:compound(): name of the compound it belongs to, "" for none. */
static int row_compound(lua_State *L)
{
    const Api *api = api_of(L);
    const Row *row = check_row(L, 1);
    int32_t compound = table_compound(row->table, row->row);
    lua_pushstring(L, compound < 0 ? ""
                                   : api->scopes->scopes[api->scopes->of_compound[compound]].name);
    return 1;
}

static int row_index(lua_State *L)
{
    Api *api = api_of(L);
    const Row *row = check_row(L, 1);
    const char *name = luaL_checkstring(L, 2);
    NamedColumn *named = name_place(api, row->table, name);
    int known = named_column(named, row->table, name);
    if (known < 0 || !named->plain) {
        lua_pushvalue(L, 2);
        lua_rawget(L, lua_upvalueindex(2)); /* the methods */
        if (!lua_isnil(L, -1))
            return 1;
        known = (int)check_column(L, row->table, name);
        named->plain = true;
    }
    push_cell(L, api, row, (size_t)known);
    return 1;
}

/* --- which rows ---------------------------------------------------------------------- */

static void add_choice(lua_State *L, const Api *api, const Table *table, PickCondition *c,
                       int index)
{
    const ColumnSchema *schema = &table_schema(table)->columns[c->column];
    int64_t cell;
    if (lua_type(L, index) == LUA_TNUMBER)
        cell = luaL_checkinteger(L, index);
    else {
        const char *text = luaL_checkstring(L, index);
        if (schema->type == TYPE_ENUM) {
            cell = schema_enum(schema, text);
            if (cell < 0)
                luaL_error(L, "%s has no code '%s'", schema->name, text);
        } else
            cell = dataset_lookup(api->input->import->data, text);
    }
    if (c->count == PICK_CHOICES_MAX)
        luaL_error(L, "too many choices for %s", schema->name);
    c->choices[c->count++] = cell;
}

static void read_condition(lua_State *L, const Api *api, const Table *table, const char *name,
                           PickCondition *c)
{
    *c = (PickCondition){.column = check_column(L, table, name)};
    bool yes_no = table_schema(table)->columns[c->column].type == TYPE_BOOL;
    int value = lua_gettop(L);
    switch (lua_type(L, value)) {
    case LUA_TBOOLEAN:
        c->any = !yes_no;
        c->known = lua_toboolean(L, value);
        c->choices[c->count++] = lua_toboolean(L, value);
        break;
    case LUA_TTABLE: {
        lua_Integer n = luaL_len(L, value);
        for (lua_Integer i = 1; i <= n; i++) {
            lua_rawgeti(L, value, i);
            add_choice(L, api, table, c, -1);
            lua_pop(L, 1);
        }
        break;
    }
    default:
        add_choice(L, api, table, c, value);
    }
}

/* One that is misspelt would be a condition left out. */
static void check_options(lua_State *L, int options)
{
    static const char *const known[] = {"date", "from", "to", "where", "limit", "by", "all"};
    for (lua_pushnil(L); lua_next(L, options); lua_pop(L, 1)) {
        const char *name = lua_type(L, -2) == LUA_TSTRING ? lua_tostring(L, -2) : "";
        size_t i = 0;
        while (i < sizeof known / sizeof *known && strcmp(known[i], name) != 0)
            i++;
        if (i == sizeof known / sizeof *known)
            luaL_error(L, "rows know no option '%s'", name);
    }
}

static void read_filter(lua_State *L, const Api *api, const Table *table, int options,
                        PickFilter *f)
{
    *f = (PickFilter){
        .from = INT64_MIN, .to = INT64_MAX, .limit = LUA_MAXINTEGER, .asof = api->input->asof};
    if (lua_isnoneornil(L, options))
        return;
    luaL_checktype(L, options, LUA_TTABLE);
    check_options(L, options);
    if (lua_getfield(L, options, "date") != LUA_TNIL) {
        f->has_date = true;
        f->date = check_column(L, table, luaL_checkstring(L, -1));
        const ColumnSchema *date = &table_schema(table)->columns[f->date];
        if (date->type != TYPE_DATE && date->type != TYPE_PERIOD)
            luaL_error(L, "%s is no date", date->name);
    }
    if (lua_getfield(L, options, "from") != LUA_TNIL)
        f->from = luaL_checkinteger(L, -1);
    if (lua_getfield(L, options, "to") != LUA_TNIL)
        f->to = luaL_checkinteger(L, -1);
    if (!f->has_date && (f->from != INT64_MIN || f->to != INT64_MAX))
        luaL_error(L, "from, to and window ask for a date");
    if (lua_getfield(L, options, "limit") != LUA_TNIL)
        f->limit = luaL_checkinteger(L, -1);
    lua_pop(L, 4);
    if (lua_getfield(L, options, "where") != LUA_TNIL) {
        luaL_checktype(L, -1, LUA_TTABLE);
        int where = lua_gettop(L);
        for (lua_pushnil(L); lua_next(L, where); lua_pop(L, 1)) {
            if (f->count == PICK_CONDITIONS_MAX)
                luaL_error(L, "too many conditions");
            if (lua_type(L, -2) != LUA_TSTRING)
                luaL_error(L, "where: names of columns were expected");
            read_condition(L, api, table, lua_tostring(L, -2), &f->conditions[f->count++]);
        }
    }
    lua_pop(L, 1);
}

/* What the arguments (table, options) ask for. */
typedef struct {
    const Table *table;
    int number;
    const int32_t *compounds; /* NULL: all */
    size_t count;
    PickFilter filter;
} Wish;

static void read_wish(lua_State *L, Wish *wish)
{
    Api *api = api_of(L);
    const Table *table = check_table(L, api, 1);
    const TableSchema *schema = table_schema(table);
    lua_settop(L, 2);
    read_filter(L, api, table, 2, &wish->filter);
    bool all = schema->compound_id < 0 && schema->compound_name < 0;
    if (!lua_isnil(L, 2)) {
        lua_getfield(L, 2, "all");
        all = all || lua_toboolean(L, -1);
        lua_pop(L, 1);
    }
    const Scope *scope = &api->scopes->scopes[api->scope];
    wish->table = table;
    wish->number = number_of(api, table);
    wish->compounds = all ? NULL : scope->compounds;
    wish->count = scope->compound_count;
    if (all && (!reads_is_for_all(schema) || strcmp(schema->name, "compounds") == 0))
        api->reads |= wish->number < 64 - READS_TABLES
                          ? (uint64_t)1 << (READS_TABLES + wish->number)
                          : READS_MORE;
}

static int api_table_rows(lua_State *L)
{
    Wish wish;
    const uint32_t *rows;
    read_wish(L, &wish);
    size_t count = picker_rows(api_of(L)->ground->picker, wish.number, wish.compounds, wish.count,
                               &wish.filter, &rows);
    luaL_getmetatable(L, ROW);
    lua_createtable(L, (int)count, 0);
    for (size_t i = 0; i < count; i++) {
        Row *box = lua_newuserdatauv(L, sizeof *box, 0);
        *box = (Row){wish.table, rows[i]};
        lua_pushvalue(L, -3);
        lua_setmetatable(L, -2);
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
    return 1;
}

/* { code = n, … } of the rows that are wished for, by the column of codes whose name is on top. */
static int push_tally(lua_State *L, Wish *wish)
{
    const Api *api = api_of(L);
    size_t column = check_column(L, wish->table, luaL_checkstring(L, -1));
    const ColumnSchema *c = &table_schema(wish->table)->columns[column];
    if (c->type != TYPE_ENUM)
        return luaL_error(L, "%s is no column of codes", c->name);
    const uint32_t *rows;
    wish->filter.any_order = true;
    size_t count = picker_rows(api->ground->picker, wish->number, wish->compounds, wish->count,
                               &wish->filter, &rows);
    size_t none = c->value_count; /* behind those of the codes */
    uint32_t *counts = ARENA_NEW_ARRAY(api->scratch, none + 1, uint32_t);
    for (size_t i = 0; i < count; i++) {
        int64_t cell = cell_of(api, wish->table, rows[i], column);
        counts[cell == CELL_MISSING ? none : (size_t)cell]++;
    }
    lua_newtable(L);
    for (size_t i = 0; i <= none; i++)
        if (counts[i] > 0) {
            lua_pushinteger(L, counts[i]);
            lua_setfield(L, -2, i == none ? "" : c->values[i].code);
        }
    return 1;
}

static int api_table_count(lua_State *L)
{
    Wish wish;
    read_wish(L, &wish);
    if (!lua_isnil(L, 2) && lua_getfield(L, 2, "by") != LUA_TNIL)
        return push_tally(L, &wish);
    lua_pushinteger(L, (lua_Integer)picker_count(api_of(L)->ground->picker, wish.number,
                                                 wish.compounds, wish.count, &wish.filter));
    return 1;
}

static int api_table_arrived(lua_State *L)
{
    Api *api = api_of(L);
    const Table *table = check_table(L, api, 1);
    Month month = api->input->period;
    if (!lua_isnoneornil(L, 2) && !month_parse(luaL_checkstring(L, 2), &month))
        return luaL_error(L, "'%s' is no period", lua_tostring(L, 2));
    if (month > api->input->period || month <= api->input->period - READS_MONTHS)
        api->reads |= READS_MORE;
    int number = number_of(api, table);
    const Scope *scope = &api->scopes->scopes[api->scope];
    lua_Integer n = 0;
    for (size_t i = 0; i < scope->compound_count; i++)
        n += arrival_has(api->input->import->arrival, number, scope->compounds[i], month);
    lua_pushinteger(L, n);
    return 1;
}

/* Whether any file at all was recognised as the table. */
static int api_table_known(lua_State *L)
{
    Api *api = api_of(L);
    lua_pushboolean(L, table_arrived(check_table(L, api, 1)));
    return 1;
}

static int api_enum_label(lua_State *L)
{
    Api *api = api_of(L);
    const Table *table = check_table(L, api, 1);
    size_t column = check_column(L, table, luaL_checkstring(L, 2));
    const ColumnSchema *c = &table_schema(table)->columns[column];
    int value = schema_enum(c, luaL_checkstring(L, 3));
    if (value < 0)
        return luaL_error(L, "%s has no code '%s'", c->name, lua_tostring(L, 3));
    push_label(L, api, &c->values[value]);
    return 1;
}

/* { code, … } of a column, in the schema's order. */
static int api_enum_codes(lua_State *L)
{
    const Table *table = check_table(L, api_of(L), 1);
    const ColumnSchema *c =
        &table_schema(table)->columns[check_column(L, table, luaL_checkstring(L, 2))];
    lua_newtable(L);
    for (size_t i = 0; i < c->value_count; i++) {
        lua_pushstring(L, c->values[i].code);
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
    return 1;
}

static void set_text(lua_State *L, const char *key, const char *text)
{
    lua_pushstring(L, text ? text : "");
    lua_setfield(L, -2, key);
}

static void set_day(lua_State *L, const char *key, Day day)
{
    if (day == DAY_MISSING)
        return;
    lua_pushinteger(L, day);
    lua_setfield(L, -2, key);
}

/* Due items are sorted by compound. */
static size_t first_due(const BuildInput *input, int32_t compound)
{
    size_t low = 0, high = input->due_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (input->due[middle].compound < compound)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* due_list(from, to): what this scope had to make public between two days. */
static int api_due_list(lua_State *L)
{
    static const char *const SECTIONS[] = {"proposal", "meeting", "owners", "service", "other"};
    const Api *api = api_of(L);
    const BuildInput *input = api->input;
    lua_Integer from = luaL_checkinteger(L, 1), to = luaL_checkinteger(L, 2), n = 0;
    const Scope *scope = &api->scopes->scopes[api->scope];
    lua_newtable(L);
    for (size_t c = 0; c < scope->compound_count; c++) {
        int32_t compound = scope->compounds[c];
        for (size_t i = first_due(input, compound);
             i < input->due_count && input->due[i].compound == compound; i++) {
            const CubeDue *d = &input->due[i];
            if (d->due < from || d->due > to)
                continue;
            lua_createtable(L, 0, 8);
            set_text(L, "title", d->title);
            set_text(L, "rule_id", d->rule_id);
            set_text(L, "basis", d->basis);
            set_text(L, "section",
                     d->section >= 0 && d->section < 5 ? SECTIONS[d->section] : "other");
            set_text(L, "compound", api->scopes->scopes[api->scopes->of_compound[compound]].name);
            set_day(L, "due", d->due);
            set_day(L, "posted", d->posted);
            lua_pushboolean(L, d->on_time);
            lua_setfield(L, -2, "on_time");
            lua_rawseti(L, -2, ++n);
        }
    }
    return 1;
}

/* rule("O-02"): what the rules in force ask for, or nil. */
static int api_rule(lua_State *L)
{
    const RuleSet *rules = api_of(L)->input->rules;
    const Rule *rule = rules ? rules_find(rules, luaL_checkstring(L, 1)) : NULL;
    if (!rule)
        return 0;
    lua_createtable(L, 0, 3);
    set_text(L, "title", rule->title);
    set_text(L, "basis", rule->basis);
    if (rule->min_post_days != CELL_MISSING) {
        lua_pushinteger(L, rule->min_post_days);
        lua_setfield(L, -2, "days");
    }
    return 1;
}

/* change_list(): what this edition changes of what had been published about this scope. */
static int api_change_list(lua_State *L)
{
    const Api *api = api_of(L);
    const BuildInput *input = api->input;
    lua_Integer n = 0;
    lua_newtable(L);
    for (size_t i = 0; i < input->change_count; i++) {
        const BuildChange *c = &input->changes[i];
        if (c->period != input->period || c->scope != api->scope)
            continue;
        lua_createtable(L, 0, 6);
        lua_pushboolean(L, c->late_row);
        lua_setfield(L, -2, "late");
        set_text(L, "what", c->what);
        set_text(L, "from", c->from);
        set_text(L, "to", c->to);
        set_text(L, "reason", c->reason);
        set_day(L, "day", c->day);
        lua_rawseti(L, -2, ++n);
    }
    return 1;
}

void api_open_rows(lua_State *L, Api *api)
{
    static const luaL_Reg METHODS[] = {{"label", row_label},         {"show", row_show},
                                       {"first_day", row_first_day}, {"ahead", row_ahead},
                                       {"compound", row_compound},   {NULL, NULL}};
    static const luaL_Reg FUNCTIONS[] = {{"table_rows", api_table_rows},
                                         {"table_count", api_table_count},
                                         {"table_arrived", api_table_arrived},
                                         {"table_known", api_table_known},
                                         {"enum_label", api_enum_label},
                                         {"enum_codes", api_enum_codes},
                                         {"due_list", api_due_list},
                                         {"change_list", api_change_list},
                                         {"rule", api_rule},
                                         {NULL, NULL}};
    luaL_newmetatable(L, ROW);
    api->row_type = lua_topointer(L, -1);
    lua_pushlightuserdata(L, api);
    lua_newtable(L);
    lua_pushlightuserdata(L, api);
    luaL_setfuncs(L, METHODS, 1);
    lua_pushcclosure(L, row_index, 2);
    lua_setfield(L, -2, "__index");
    lua_pushboolean(L, 0);
    lua_setfield(L, -2, "__metatable");
    lua_pop(L, 1);
    lua_pushlightuserdata(L, api);
    luaL_setfuncs(L, FUNCTIONS, 1);
}
