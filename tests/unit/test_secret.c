/* test_secret.c - which private cells are searched for, and where they are found. */
#include "unit.h"

#include <stdio.h>
#include <stdlib.h>

#include "data/secret.h"
#include "data/table.h"
#include "schema_text.h"

typedef struct {
    Arena *arena;
    SchemaSet schemas;
    Dataset *data;
    Secrets *secrets;
} Office;

static int open_office(void **state)
{
    static Office o;
    o.arena = arena_new();
    schemas_of_text(o.arena, common_tables, &o.schemas);
    o.data = dataset_new(&o.schemas);
    o.secrets = secrets_new();
    *state = &o;
    return 0;
}

static int close_office(void **state)
{
    Office *o = *state;
    dataset_free(o->data);
    secrets_free(o->secrets);
    secrets_free(NULL);
    arena_free(o->arena);
    return 0;
}

static void assert_searched(Office *o, SecretKind kind, const char *text, bool searched)
{
    const Secret *found;
    secrets_clear(o->secrets);
    secrets_intern(o->secrets, kind, text, strlen(text));
    size_t count = secrets_searchable(o->secrets, o->data, o->arena, &found);
    if (count != searched)
        fail_msg("%s: searched %zu", text, count);
}

/* What is told apart from ordinary text, by its kind. */
static void telling(void **state)
{
    Office *o = *state;
    static const struct {
        SecretKind kind;
        const char *text;
        bool searched;
    } rows[] = {{SECRET_NAME, "季听澜", true},       {SECRET_NAME, "季*澜", false},
                {SECRET_NAME, "季某某", false},      {SECRET_NAME, "季××", false},
                {SECRET_NAME, "季", false},          {SECRET_PHONE, "8412345", true},
                {SECRET_PHONE, "841234", false},     {SECRET_ID, "12345678", true},
                {SECRET_ID, "1234567", false},       {SECRET_ID, "ABCDEFGH", true},
                {SECRET_PLATE, "浙A1234", true},     {SECRET_PLATE, "浙A123", false},
                {SECRET_ROOM, "3-2-501", true},      {SECRET_ROOM, "3-2-5", false},
                {SECRET_ROOM, "12501", false},       {SECRET_TEXT, "家中老人患病卧床", true},
                {SECRET_TEXT, "老人患病卧床", false}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        assert_searched(o, rows[i].kind, rows[i].text, rows[i].searched);
    dataset_intern(o->data, "季听澜", strlen("季听澜")); /* a public cell has it */
    assert_searched(o, SECRET_NAME, "季听澜", false);
}

/*
 * Ids that count up are looked at once for all that share a leaf, but where that says nothing of
 * the others: of whatever begins with digits, or goes on into them.
 */
static void what_ids_contain_is_public(void **state)
{
    Office *o = *state;
    static const struct {
        const char *text;
        bool searched;
    } rows[] = {{"LH-BCDE-", false},        /* in every id */
                {"LH-BCDE-0000", true},     /* which goes on with digits */
                {"LH-BCDE-0004567", false}, /* in one of them */
                {"LH-BCDE-0014567", true},  /* in none */
                {"E-0004321", false},       /* begins before the digits */
                {"E-0029999", true},
                {"lh-bcde-", true},         /* other letters */
                {"LH-BCDE-0009984x", true}, /* more than an id */
                {"LH-BCDE-0010000", false},
                {"-0010000", false}, /* where many digits change at once */
                {"LH-BCDF-", true},
                {"甲乙丙丁戊己庚辛", false}, /* of a text that does not count up */
                {"甲乙丙丁戊己庚癸", true}};
    Table *issues = dataset_find(o->data, "issues");
    size_t key = table_schema(issues)->key[0];
    char id[32];
    for (int i = 0; i < 10100; i++) {
        snprintf(id, sizeof id, "LH-BCDE-%07d", i);
        size_t row = table_add_row(issues, (RowOrigin){0, i});
        table_set(issues, row, key, dataset_intern(o->data, id, strlen(id)));
    }
    size_t row = table_add_row(issues, (RowOrigin){0, 20000});
    snprintf(id, sizeof id, "甲乙丙丁戊己庚辛壬");
    table_set(issues, row, key, dataset_intern(o->data, id, strlen(id)));
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        assert_searched(o, SECRET_TEXT, rows[i].text, rows[i].searched);
    assert_searched(o, SECRET_NAME, "0001717", false); /* begins in the digits */
    assert_searched(o, SECRET_NAME, "0017171", true);
    assert_searched(o, SECRET_PHONE, "0001717", true); /* of another kind: searched all the same */
}

/* A text that was a room here and a name there is searched for as what is stricter. */
static void kinds(void **state)
{
    Office *o = *state;
    const Secret *found;
    secrets_intern(o->secrets, SECRET_TEXT, "3-2-501-7", 9);
    secrets_intern(o->secrets, SECRET_ROOM, "3-2-501-7", 9);
    secrets_intern(o->secrets, SECRET_TEXT, "3-2-501-7", 9);
    assert_int_equal(secrets_count(o->secrets), 1);
    assert_int_equal(secrets_searchable(o->secrets, o->data, o->arena, &found), 1);
    assert_int_equal(found[0].kind, SECRET_ROOM);
    Secrets *other = secrets_new();
    uint32_t numbers[8] = {0};
    secrets_intern(other, SECRET_TEXT, "家中老人患病卧床", strlen("家中老人患病卧床"));
    secrets_intern(other, SECRET_ID, "3-2-501-7", 9);
    secrets_intern(other, SECRET_TEXT, "8412345", 7);
    secrets_intern(o->secrets, SECRET_PHONE, "8412345", 7);
    secrets_merge(o->secrets, other, numbers);
    assert_int_equal(secrets_count(o->secrets), 3);
    assert_string_equal(secrets_text(o->secrets, numbers[1]), "家中老人患病卧床");
    assert_int_equal(secrets_searchable(o->secrets, o->data, o->arena, &found), 3);
    for (size_t i = 0; i < 3; i++)
        assert_int_equal(found[i].kind, found[i].text[0] == '3'   ? SECRET_ID
                                        : found[i].text[0] == '8' ? SECRET_PHONE
                                                                  : SECRET_TEXT);
    secrets_free(other);
}

/* Numbers are found where no digit stands beside them; of two the longer is found. */
static void places(void **state)
{
    Office *o = *state;
    static const Secret secrets[] = {{"8412", 4, SECRET_PHONE},
                                     {"84123456", 8, SECRET_PHONE},
                                     {"x84123456789", 12, SECRET_ID},
                                     {"季听澜家的猫很会叫", 27, SECRET_TEXT},
                                     {"abc", 3, SECRET_TEXT}};
    static const struct {
        const char *text;
        const char *found; /* "" for none */
        bool anywhere;
    } rows[] = {{"tel 84123456.", "84123456", true},
                {"84123456", "84123456", true},
                {"184123456", "", true},
                {"841234567", "", true},
                {"8412-3456", "8412", true},
                {"x84123456789", "x84123456789", true},
                {"x841234567890", "", true},
                {"xx84123456789", "x84123456789", true},
                {"季听澜家的猫很会叫了", "季听澜家的猫很会叫", true},
                {"季听澜家的狗", "", false},
                {"abc", "", false},
                {"abcd", "", false},
                {"", "", false}};
    SecretSearch *search = secret_search_new(o->arena, secrets, 5);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        size_t at = 0, any = 0, length = strlen(rows[i].text);
        const Secret *found = secret_search_next(search, rows[i].text, length, &at);
        assert_string_equal(found ? found->text : "", rows[i].found);
        if (found)
            assert_memory_equal(rows[i].text + at, found->text, found->length);
        else
            assert_int_equal(at, length);
        assert_int_equal(secret_search_any(search, rows[i].text, length, &any), rows[i].anywhere);
    }
}

int main(void)
{
#define CASE(name) cmocka_unit_test_setup_teardown(name, open_office, close_office)
    const struct CMUnitTest tests[] = {CASE(telling), CASE(what_ids_contain_is_public), CASE(kinds),
                                       CASE(places)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
