/* test_schema.c - a declared table is checked whole, and what is wrong with it named. */
#include "unit.h"

#include <stdlib.h>

#include "base/buffer.h"
#include "data/schema.h"

#define VALUES_MAX (SCHEMA_COLUMNS_MAX + 1)

/* A value from its text: {key=value;…}, [value,…], a whole number, or a word. */
static Value value_of(Arena *arena, const char **text)
{
    char open = **text;
    if (open == '{' || open == '[') {
        Value *items = ARENA_NEW_ARRAY(arena, VALUES_MAX, Value);
        const char **keys = ARENA_NEW_ARRAY(arena, VALUES_MAX, const char *);
        size_t count = 0;
        for (++*text; **text != '}' && **text != ']'; count++) {
            if (open == '{') {
                size_t n = strcspn(*text, "=");
                keys[count] = arena_copy(arena, *text, n);
                *text += n + 1;
            }
            items[count] = value_of(arena, text);
            *text += **text == ';' || **text == ',';
        }
        ++*text;
        return (Value){.kind = open == '{' ? VALUE_MAP : VALUE_LIST,
                       .count = count,
                       .items = items,
                       .keys = keys};
    }
    size_t n = strcspn(*text, ";,}]");
    const char *word = arena_copy(arena, *text, n);
    char *rest;
    long long number = strtoll(word, &rest, 10);
    *text += n;
    if (n && !*rest)
        return (Value){.kind = VALUE_INT, .integer = number};
    return (Value){.kind = VALUE_TEXT, .text = word};
}

static bool read_set(Arena *arena, const char *text, SchemaSet *out, Error *err)
{
    Value list = value_of(arena, &text);
    return schema_set_read(arena, &list, out, err);
}

#define COLUMN "{name=id;type=id}"

static void mistakes_are_named(void **state)
{
    (void)state;
    static const char *const rows[][2] = {
        {"[{name=t;columns=[" COLUMN "]},{name=t;columns=[" COLUMN "]}]", "table 't' stands twice"},
        {"[{id=T1;columns=[" COLUMN "]}]", "table '': a table has no 'name'"},
        {"[{name=t}]", "table 't': has no 'columns'"},
        {"[{name=t;columns=[{type=id}]}]", "table 't': column '': has no 'name'"},
        {"[{name=t;columns=[{name=a;type=number}]}]",
         "table 't': column 'a': unknown type 'number'"},
        {"[{name=t;columns=[" COLUMN "," COLUMN "]}]", "table 't': column 'id' stands twice"},
        {"[{name=t;columns=[{name=a;type=decimal;scale=10}]}]",
         "table 't': column 'a': scale 10 does not fit the type"},
        {"[{name=t;columns=[{name=a;type=decimal;scale=-1}]}]",
         "table 't': column 'a': scale -1 does not fit the type"},
        {"[{name=t;columns=[{name=a;type=money;scale=3}]}]",
         "table 't': column 'a': scale 3 does not fit the type"},
        {"[{name=t;columns=[{name=a;type=id;privacy=secret}]}]",
         "table 't': column 'a': privacy 'secret' is not public, masked or private"},
        {"[{name=t;columns=[{name=a;type=id;aliases=[b,3]}]}]",
         "table 't': column 'a': 'aliases' must be a list of texts"},
        {"[{name=t;columns=[{name=a;type=enum}]}]",
         "table 't': column 'a': an enum needs 'values'"},
        {"[{name=t;columns=[{name=a;type=enum;values=[{code=x},{title={zh=y}}]}]}]",
         "table 't': column 'a': value 2 has no 'code'"},
        {"[{name=t;columns=[{name=a;type=enum;values=[{code=x;aliases=[1]}]}]}]",
         "table 't': column 'a': 'aliases' must be a list of texts"},
        {"[{name=t;columns=[" COLUMN "];key=[none]}]",
         "table 't': key column 'none' does not exist"},
        {"[{name=t;columns=[" COLUMN "];key=[7]}]", "table 't': 'key' must be a list of texts"},
        {"[{name=t;columns=[" COLUMN "];date=none}]",
         "table 't': date column 'none' does not exist"},
        {"[{name=t;columns=[{name=a;type=id;fk=other}]}]",
         "table 't': column 'a': there is no table 'other'"}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        Arena *arena = arena_new();
        SchemaSet set;
        Error err = {0};
        assert_false(read_set(arena, rows[i][0], &set, &err));
        assert_string_equal(err.text, rows[i][1]);
        assert_int_equal(err.code, ERR_SCRIPT);
        arena_free(arena);
    }
}

/* More than data.sqlite could take. */
static void a_table_of_too_many_columns_is_refused(void **state)
{
    (void)state;
    for (int count = SCHEMA_COLUMNS_MAX; count <= SCHEMA_COLUMNS_MAX + 1; count++) {
        Arena *arena = arena_new();
        Buffer text = {0};
        SchemaSet set;
        Error err = {0};
        buffer_printf(&text, "[{name=t;columns=[");
        for (int i = 0; i < count; i++)
            buffer_printf(&text, "%s{name=c%d;type=id}", i ? "," : "", i);
        buffer_printf(&text, "]}]");
        assert_int_equal(read_set(arena, text.bytes, &set, &err), count == SCHEMA_COLUMNS_MAX);
        if (count > SCHEMA_COLUMNS_MAX)
            assert_string_equal(err.text, "table 't': has 501 columns; at most 500 are possible");
        buffer_free(&text);
        arena_free(arena);
    }
}

static void what_is_declared_is_there(void **state)
{
    (void)state;
    Arena *arena = arena_new();
    SchemaSet set;
    Error err = {0};
    assert_true(
        read_set(arena,
                 "[{name=a;id=T1;title={zh=甲;en=first};key=[id,on];date=on;columns=[" COLUMN
                 ",{name=on;type=date},{name=compound_id;type=id},{name=share;type=decimal;"
                 "scale=4;unit=%;privacy=masked;aliases=[份额,比例]},{name=kind;type=enum;"
                 "privacy=private;values=[{code=x;title={zh=某};aliases=[一]},{code=y}]}]},"
                 "{name=b;columns=[{name=of;type=id;fk=a}]}]",
                 &set, &err));
    assert_int_equal(set.count, 2);
    assert_int_equal(schema_table(&set, "b"), 1);
    assert_int_equal(schema_table(&set, "c"), -1);
    const TableSchema *a = &set.tables[0];
    assert_string_equal(a->title.zh, "甲");
    assert_int_equal(a->date, 1);
    assert_int_equal(a->key_count, 2);
    assert_int_equal(a->key[1], 1);
    assert_int_equal(a->compound_id, 2);
    assert_int_equal(a->compound_name, -1);
    const ColumnSchema *share = &a->columns[3], *kind = &a->columns[4];
    assert_int_equal(share->scale, 4);
    assert_int_equal(share->privacy, PRIVACY_MASKED);
    assert_string_equal(share->aliases[1], "比例");
    assert_int_equal(kind->privacy, PRIVACY_PRIVATE);
    assert_int_equal(schema_enum(kind, "y"), 1);
    assert_int_equal(schema_enum(kind, "z"), -1);
    assert_string_equal(kind->values[1].title.zh, "y"); /* its code where it has no title */
    assert_string_equal(set.tables[1].id, "b");
    assert_string_equal(set.tables[1].columns[0].fk, "a");
    assert_int_equal(set.tables[1].date, -1);
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(mistakes_are_named),
                                       cmocka_unit_test(a_table_of_too_many_columns_is_refused),
                                       cmocka_unit_test(what_is_declared_is_there)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
