/* command_schema.c - gongkai schema: the input tables as a Frictionless Data Package. */
#include "cli/commands.h"

#include <stdio.h>

#include "base/json.h"
#include "script/script.h"

static const char *type_name(ColumnType type)
{
    switch (type) {
    case TYPE_ID:
    case TYPE_STR:
    case TYPE_TEXT:
    case TYPE_ENUM:
    case TYPE_PERIOD:
        return "string";
    case TYPE_DATE:
        return "date";
    case TYPE_INT:
        return "integer";
    case TYPE_DECIMAL:
    case TYPE_MONEY:
    case TYPE_AREA:
        return "number";
    case TYPE_BOOL:
        return "boolean";
    }
    return "any";
}

/* What the program takes in the column; Table Schema has no type for some of it. */
static const char *own_type(const ColumnSchema *column)
{
    switch (column->type) {
    case TYPE_ID:
        return "id";
    case TYPE_ENUM:
        return "enum";
    case TYPE_DATE:
        return column->period_ok ? "date or period" : "date";
    case TYPE_PERIOD:
        return "period";
    case TYPE_MONEY:
        return "money";
    case TYPE_AREA:
        return "area";
    default:
        return type_name(column->type);
    }
}

static void put_texts(Json *json, const char *key, const char *const *texts, size_t count)
{
    json_key(json, key);
    json_open(json, '[');
    for (size_t i = 0; i < count; i++)
        json_text(json, texts[i]);
    json_close(json, ']');
}

static void put_constraints(Json *json, const ColumnSchema *column)
{
    json_key(json, "constraints");
    json_open(json, '{');
    json_key(json, "required");
    json_bool(json, column->required);
    if (column->type == TYPE_ENUM) {
        json_key(json, "enum");
        json_open(json, '[');
        for (size_t i = 0; i < column->value_count; i++)
            json_text(json, column->values[i].title.zh);
        json_close(json, ']');
    }
    json_close(json, '}');
}

static void put_field(Json *json, const ColumnSchema *column)
{
    static const char *const classes[] = {"public", "masked", "private"};
    json_open(json, '{');
    json_put_text(json, "name", column->name);
    json_put_text(json, "title", column->title.zh);
    json_put_text(json, "description", column->title.en);
    json_put_text(json, "type",
                  column->type == TYPE_DATE && column->period_ok ? "string"
                                                                 : type_name(column->type));
    json_put_text(json, "gongkai:type", own_type(column));
    if (column->type == TYPE_BOOL) {
        put_texts(json, "trueValues", (const char *const[]){"是"}, 1);
        put_texts(json, "falseValues", (const char *const[]){"否"}, 1);
    }
    json_put_text(json, "gongkai:privacy", classes[column->privacy]);
    if (*column->unit)
        json_put_text(json, "gongkai:unit", column->unit);
    put_texts(json, "gongkai:headers", column->aliases, column->alias_count);
    put_constraints(json, column);
    json_close(json, '}');
}

static void put_keys(Json *json, const TableSchema *table)
{
    json_key(json, "primaryKey");
    json_open(json, '[');
    for (size_t i = 0; i < table->key_count; i++)
        json_text(json, table->columns[table->key[i]].name);
    json_close(json, ']');
}

static void put_table(Arena *arena, Json *json, const TableSchema *table)
{
    json_open(json, '{');
    json_put_text(json, "name", table->name);
    json_put_text(json, "title", table->title.zh);
    json_put_text(json, "description", table->title.en);
    /* The form that `gongkai template` writes; its first row holds the titles, not the names. */
    json_put_text(json, "path", arena_printf(arena, "%s %s.csv", table->id, table->title.zh));
    json_put_text(json, "format", "csv");
    json_put_text(json, "mediatype", "text/csv");
    json_put_text(json, "encoding", "utf-8");
    json_key(json, "dialect");
    json_open(json, '{');
    json_key(json, "header");
    json_bool(json, false);
    json_key(json, "commentRows");
    json_open(json, '[');
    json_int(json, 1);
    json_close(json, ']');
    json_close(json, '}');
    json_key(json, "schema");
    json_open(json, '{');
    json_key(json, "fields");
    json_open(json, '[');
    for (size_t c = 0; c < table->column_count; c++)
        put_field(json, &table->columns[c]);
    json_close(json, ']');
    put_keys(json, table);
    json_close(json, '}');
    json_close(json, '}');
}

int command_schema(const Arguments *arguments)
{
    Arena *arena = arena_new();
    Plan plan;
    SchemaSet schemas;
    Error err = {0};
    Buffer text = {0};
    Json json = {&text, false};
    bool ok = script_declare(arena, arguments->run.dir, run_installed(), &plan, &err) &&
              schema_set_read(arena, &plan.tables, &schemas, &err);
    if (ok) {
        json_open(&json, '{');
        json_put_text(&json, "$schema", "https://datapackage.org/profiles/2.0/datapackage.json");
        json_put_text(&json, "name", "gongkai-input");
        json_put_text(&json, "title", "四公开输入表");
        json_key(&json, "resources");
        json_open(&json, '[');
        for (size_t t = 0; t < schemas.count; t++)
            put_table(arena, &json, &schemas.tables[t]);
        json_close(&json, ']');
        json_close(&json, '}');
        puts(text.bytes);
    }
    int code = ok ? all_said(say_lost(&plan)) : complain_of(&err);
    buffer_free(&text);
    arena_free(arena);
    return code;
}
