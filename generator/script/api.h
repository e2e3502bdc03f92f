/*
 * api.h - what section scripts may read: figures, rows of public columns, words.
 *
 * Functions are put into a table of globals by api_open(); all of them read the
 * one Api of the child, whose scope and language change from request to request.
 */
#ifndef SCRIPT_API_H
#define SCRIPT_API_H

#include <lua.h>

#include "script/pick.h"
#include "script/script.h"

/* Sorted out of all rows and figures: at the first need, or before processes are forked. */
struct Ground {
    Picker *picker;
    uint32_t *items, *item_first; /* figures of single rows: items[item_first[s]] … of scope s */
};

/* Which column a name was, by where the name lies: a script's words stay where they are. */
typedef struct {
    const Table *table;
    const char *name;
    size_t column;
    bool plain; /* rows have no method of that name */
} NamedColumn;
#define NAMED_COLUMNS 256
/* The same of tables. */
typedef struct {
    const Table *table;
    const char *name;
} NamedTable;
#define NAMED_TABLES 64
#define FIGURES_NEAR 2048 /* a document asks for some two hundred */

typedef struct {
    const BuildInput *input;
    const ScopeSet *scopes;
    int scope;
    bool english;
    const char *lang; /* "zh" or "en" */
    Arena *scratch;   /* emptied for every document */
    uint64_t reads;   /* of this document, script.h */
    Ground *ground;
    const void *row_type, *figure_type; /* the metatables of rows and figures */
    NamedColumn named[NAMED_COLUMNS];
    NamedTable named_tables[NAMED_TABLES];
    FigureNear near[FIGURES_NEAR];
} Api;

/* Adds to the table on top what is there for every scope. `api` must outlive the state. */
void api_open(lua_State *L, Api *api);
/* Adds what belongs to the scope and the language of `api`. */
void api_open_scope(lua_State *L, const Api *api);

/* The rooms; each adds to the table on top, upvalue 1 = the Api as light userdata. */
void api_open_figures(lua_State *L, Api *api);
void api_open_rows(lua_State *L, Api *api);
void api_open_words(lua_State *L, Api *api);
Api *api_of(lua_State *L);
/* The userdata at `index` if its metatable is `type`, else NULL. */
void *api_box(lua_State *L, int index, const void *type);
/* With nothing sorted out yet. */
Ground *ground_new(const BuildInput *input);
/* Of the period's figures of single rows; api_figures.c. */
void api_index_items(Ground *ground, const FigureSet *figures, Month period);
#endif
