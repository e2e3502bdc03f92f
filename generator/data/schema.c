/*
 * schema.c - see schema.h.
 *
 * Schemas come from scripts, so every key is checked; an office that adds a
 * table by analogy gets told which word of which column is wrong.
 */
#include "data/schema.h"

#include <string.h>

static const struct {
    const char *name;
    ColumnType type;
    int scale; /* default digits behind the point */
} types[] = {
    {"id", TYPE_ID, 0},       {"str", TYPE_STR, 0},       {"text", TYPE_TEXT, 0},
    {"date", TYPE_DATE, 0},   {"int", TYPE_INT, 0},       {"decimal", TYPE_DECIMAL, 2},
    {"money", TYPE_MONEY, 2}, {"area", TYPE_AREA, 2},     {"bool", TYPE_BOOL, 0},
    {"enum", TYPE_ENUM, 0},   {"period", TYPE_PERIOD, 0},
};

#define TYPE_COUNT (sizeof types / sizeof *types)

static Title read_title(const Value *map, const char *otherwise)
{
    const Value *title = value_get(map, "title");
    return (Title){value_text(title, "zh", otherwise), value_text(title, "en", otherwise)};
}

/* The texts of the list at `key`, in the arena; NULL with `err` set where one is no text. */
static bool read_texts(Arena *arena, const Value *map, const char *key, const char ***out,
                       size_t *count, Error *err)
{
    const Value *list = value_list(map, key);
    *out = ARENA_NEW_ARRAY(arena, list->count, const char *);
    *count = list->count;
    for (size_t i = 0; i < list->count; i++) {
        if (list->items[i].kind != VALUE_TEXT)
            return error_set(err, ERR_SCRIPT, "'%s' must be a list of texts", key);
        (*out)[i] = list->items[i].text;
    }
    return true;
}

static bool read_enum(Arena *arena, const Value *map, ColumnSchema *column, Error *err)
{
    const Value *list = value_list(map, "values");
    if (list->count == 0)
        return error_set(err, ERR_SCRIPT, "an enum needs 'values'");
    EnumValue *values = ARENA_NEW_ARRAY(arena, list->count, EnumValue);
    for (size_t i = 0; i < list->count; i++) {
        const Value *item = &list->items[i];
        values[i].code = value_text(item, "code", "");
        values[i].title = read_title(item, values[i].code);
        if (!*values[i].code)
            return error_set(err, ERR_SCRIPT, "value %zu has no 'code'", i + 1);
        if (!read_texts(arena, item, "aliases", &values[i].aliases, &values[i].alias_count, err))
            return false;
    }
    column->values = values;
    column->value_count = list->count;
    return true;
}

static bool read_privacy(const Value *map, Privacy *out, Error *err)
{
    const char *word = value_text(map, "privacy", "public");
    if (strcmp(word, "public") == 0)
        *out = PRIVACY_PUBLIC;
    else if (strcmp(word, "masked") == 0)
        *out = PRIVACY_MASKED;
    else if (strcmp(word, "private") == 0)
        *out = PRIVACY_PRIVATE;
    else
        return error_set(err, ERR_SCRIPT, "privacy '%s' is not public, masked or private", word);
    return true;
}

static bool read_column(Arena *arena, const Value *map, ColumnSchema *out, Error *err)
{
    out->name = value_text(map, "name", "");
    if (!*out->name)
        return error_set(err, ERR_SCRIPT, "has no 'name'");
    out->title = read_title(map, out->name);
    const char *type = value_text(map, "type", "");
    size_t t = 0;
    while (t < TYPE_COUNT && strcmp(types[t].name, type) != 0)
        t++;
    if (t == TYPE_COUNT)
        return error_set(err, ERR_SCRIPT, "unknown type '%s'", type);
    out->type = types[t].type;
    int64_t scale = value_int(map, "scale", types[t].scale);
    if (scale < 0 || scale > 9 || (out->type != TYPE_DECIMAL && scale != types[t].scale))
        return error_set(err, ERR_SCRIPT, "scale %lld does not fit the type", (long long)scale);
    out->scale = (int)scale;
    out->required = value_bool(map, "required", false);
    out->fill_down = value_bool(map, "fill_down", false);
    out->period_ok = value_bool(map, "period_ok", false);
    out->unit = value_text(map, "unit", "");
    out->fk = value_text(map, "fk", NULL);
    return read_privacy(map, &out->privacy, err) &&
           read_texts(arena, map, "aliases", &out->aliases, &out->alias_count, err) &&
           (out->type != TYPE_ENUM || read_enum(arena, map, out, err));
}

static bool read_columns(Arena *arena, const Value *map, TableSchema *out, Error *err)
{
    const Value *list = value_list(map, "columns");
    if (list->count == 0)
        return error_set(err, ERR_SCRIPT, "has no 'columns'");
    if (list->count > SCHEMA_COLUMNS_MAX)
        return error_set(err, ERR_SCRIPT, "has %zu columns; at most %d are possible", list->count,
                         SCHEMA_COLUMNS_MAX);
    ColumnSchema *columns = ARENA_NEW_ARRAY(arena, list->count, ColumnSchema);
    out->columns = columns;
    for (size_t i = 0; i < list->count; i++) {
        if (!read_column(arena, &list->items[i], &columns[i], err))
            return error_in(err, "column '%s'", columns[i].name ? columns[i].name : "?");
        out->column_count = i;
        if (schema_column(out, columns[i].name) >= 0)
            return error_set(err, ERR_SCRIPT, "column '%s' stands twice", columns[i].name);
    }
    out->column_count = list->count;
    return true;
}

static bool read_key(Arena *arena, const Value *map, TableSchema *out, Error *err)
{
    const char **names;
    if (!read_texts(arena, map, "key", &names, &out->key_count, err))
        return false;
    out->key = ARENA_NEW_ARRAY(arena, out->key_count, size_t);
    for (size_t i = 0; i < out->key_count; i++) {
        int column = schema_column(out, names[i]);
        if (column < 0)
            return error_set(err, ERR_SCRIPT, "key column '%s' does not exist", names[i]);
        out->key[i] = (size_t)column;
    }
    return true;
}

static bool read_table(Arena *arena, const Value *map, TableSchema *out, Error *err)
{
    out->name = value_text(map, "name", "");
    out->id = value_text(map, "id", out->name);
    out->title = read_title(map, out->name);
    if (!*out->name)
        return error_set(err, ERR_SCRIPT, "a table has no 'name'");
    if (!read_columns(arena, map, out, err) || !read_key(arena, map, out, err))
        return false;
    const char *date = value_text(map, "date", NULL);
    out->date = date ? schema_column(out, date) : -1;
    if (date && out->date < 0)
        return error_set(err, ERR_SCRIPT, "date column '%s' does not exist", date);
    out->compound_id = schema_column(out, "compound_id");
    out->compound_name = schema_column(out, "compound_name");
    out->updated_on = schema_column(out, "updated_on");
    return true;
}

bool schema_set_read(Arena *arena, const Value *list, SchemaSet *out, Error *err)
{
    TableSchema *tables = ARENA_NEW_ARRAY(arena, list->count, TableSchema);
    *out = (SchemaSet){tables, 0};
    for (size_t i = 0; i < list->count; i++) {
        if (!read_table(arena, &list->items[i], &tables[i], err))
            return error_in(err, "table '%s'", tables[i].name);
        if (schema_table(out, tables[i].name) >= 0)
            return error_set(err, ERR_SCRIPT, "table '%s' stands twice", tables[i].name);
        out->count = i + 1;
    }
    for (size_t t = 0; t < out->count; t++)
        for (size_t c = 0; c < tables[t].column_count; c++) {
            const char *fk = tables[t].columns[c].fk;
            if (fk && schema_table(out, fk) < 0)
                return error_set(err, ERR_SCRIPT, "table '%s': column '%s': there is no table '%s'",
                                 tables[t].name, tables[t].columns[c].name, fk);
        }
    return true;
}

int schema_table(const SchemaSet *set, const char *name)
{
    for (size_t i = 0; i < set->count; i++)
        if (strcmp(set->tables[i].name, name) == 0)
            return (int)i;
    return -1;
}

int schema_column(const TableSchema *table, const char *name)
{
    for (size_t i = 0; i < table->column_count; i++)
        if (strcmp(table->columns[i].name, name) == 0)
            return (int)i;
    return -1;
}

int schema_enum(const ColumnSchema *column, const char *code)
{
    for (size_t i = 0; i < column->value_count; i++)
        if (strcmp(column->values[i].code, code) == 0)
            return (int)i;
    return -1;
}

bool schema_is_divided(const TableSchema *schema)
{
    static const char *const whole[] = {"compounds", "party_orgs", "assessments", "list_events"};
    for (size_t i = 0; i < sizeof whole / sizeof *whole; i++)
        if (strcmp(schema->name, whole[i]) == 0)
            return false;
    return schema->compound_id >= 0 || schema->compound_name >= 0;
}
