/* test_row_key.c - what two runs must agree on before the files of one stand for the other's. */
#include "district.h"

#include "data/table_build.h"
#include "row_key.h"

/* A meeting and three items of it, behind some texts that shift the numbers of all others. */
static District *district_with(int shift, const char *item, const char *meeting)
{
    District *d = district_new();
    for (int i = 0; i < shift; i++) {
        char text[16];
        int length = snprintf(text, sizeof text, "x%d", i);
        dataset_intern(d->data, text, (size_t)length);
    }
    add_compounds(d);
    add(d, "meetings", meeting);
    table_finish(dataset_find(d->data, "meetings"));
    add(d, "meeting_items", "item_id=I-1; meeting_id=H-1; compound_id=A-1; title=照明");
    add(d, "meeting_items", item);
    add(d, "meeting_items", "item_id=I-3; compound_id=A-1; title=车棚");
    return d;
}

#define ITEM "item_id=I-2; meeting_id=H-1; compound_id=A-2; title=公共照明更换; due_on=2026-10-28"
#define MEETING "meeting_id=H-1; compound_id=A-1; meeting_type=joint; held_on=2026-10-08"

/* The key of row `row`, taken with `before` rows before it in the block. */
static Mix key_of(const District *d, const char *name, size_t row, size_t before)
{
    Mix keys[ROW_KEY_BLOCK];
    uint16_t picked[ROW_KEY_BLOCK];
    RowKeys *all = row_keys_new(d->data);
    for (size_t i = 0; i <= before; i++)
        picked[i] = (uint16_t)i;
    row_keys_of(all, schema_table(&d->schemas, name), row - before, picked, before + 1, keys);
    row_keys_free(all);
    return keys[before];
}

static bool same(Mix x, Mix y)
{
    return x.a == y.a && x.b == y.b;
}

static void same_rows_have_the_same_keys(void **state)
{
    (void)state;
    District *one = district_with(0, ITEM, MEETING), *other = district_with(9000, ITEM, MEETING);
    for (size_t row = 0; row < 3; row++)
        assert_true(
            same(key_of(one, "meeting_items", row, 0), key_of(other, "meeting_items", row, row)));
    assert_false(same(key_of(one, "meeting_items", 0, 0), key_of(one, "meeting_items", 1, 0)));
    district_free(one);
    district_free(other);
}

static void assert_another(const char *item, const char *meeting)
{
    District *one = district_with(0, ITEM, MEETING), *other = district_with(3, item, meeting);
    assert_false(same(key_of(one, "meeting_items", 1, 0), key_of(other, "meeting_items", 1, 0)));
    assert_false(same(key_of(one, "meeting_items", 1, 1), key_of(other, "meeting_items", 1, 1)));
    assert_true(same(key_of(one, "meeting_items", 2, 0), key_of(other, "meeting_items", 2, 2)));
    district_free(one);
    district_free(other);
}

static void any_cell_makes_another_key(void **state)
{
    (void)state;
    assert_another(
        "item_id=I-2; meeting_id=H-1; compound_id=A-2; title=公共照明更新; due_on=2026-10-28",
        MEETING);
    assert_another(
        "item_id=I-2; meeting_id=H-1; compound_id=A-2; title=公共照明更换; due_on=2026-10-29",
        MEETING);
    assert_another(
        "item_id=I-2; meeting_id=H-1; compound_id=A-2; title=公共照明更换; done_on=2026-10-28",
        MEETING);
    assert_another("item_id=I-2; meeting_id=H-1; compound_id=A-2; title=公共照明更换", MEETING);
    assert_another("item_id=I-2; compound_id=A-2; title=公共照明更换; due_on=2026-10-28", MEETING);
}

static void the_row_that_is_named_is_part_of_it(void **state)
{
    (void)state;
    assert_another(ITEM, "meeting_id=H-1; compound_id=A-1; meeting_type=joint; held_on=2026-10-09");
    assert_another(ITEM, "meeting_id=H-2; compound_id=A-1; meeting_type=joint; held_on=2026-10-08");
}

/* A cell that names a period tells its first day too; private cells tell nothing. */
static void periods_and_private_cells(void **state)
{
    (void)state;
    District *d = district_new();
    add_compounds(d);
    add(d, "service_items", "compound_id=A-1; item_code=F1; item_name=保洁; period=2026-10");
    add(d, "service_items", "compound_id=A-1; item_code=F1; item_name=保洁; period=2026-10-31");
    assert_false(same(key_of(d, "service_items", 0, 0), key_of(d, "service_items", 1, 0)));
    assert_false(same(key_of(d, "service_items", 0, 0), key_of(d, "service_items", 1, 1)));
    Table *issues = dataset_find(d->data, "issues");
    const TableSchema *schema = table_schema(issues);
    size_t hidden = 0;
    while (schema->columns[hidden].privacy != PRIVACY_PRIVATE ||
           schema->columns[hidden].type != TYPE_STR)
        assert_true(++hidden < schema->column_count);
    add(d, "issues", "issue_id=W-1; compound_id=A-1");
    add(d, "issues", "issue_id=W-1; compound_id=A-1");
    table_set(issues, 1, hidden, 1);
    assert_true(same(key_of(d, "issues", 0, 0), key_of(d, "issues", 1, 1)));
    district_free(d);
}

/* Many texts: what was hashed lately is not taken for another whose number ends alike. */
static void texts_are_told_apart(void **state)
{
    (void)state;
    District *one = district_new(), *other = district_new();
    District *both[] = {one, other};
    for (int i = 0; i < 2; i++) {
        Table *table = dataset_find(both[i]->data, "issues");
        size_t id = (size_t)schema_column(table_schema(table), "issue_id");
        for (int n = 0; n < 9000; n++) {
            char text[16];
            int length = snprintf(text, sizeof text, "%d", n);
            int64_t cell = dataset_intern(both[i]->data, text, (size_t)length);
            if (i == 0 || n % 4096 == 7)
                table_set(table, table_add_row(table, (RowOrigin){0, n + 2}), id, cell);
        }
    }
    assert_true(same(key_of(one, "issues", 7, 7), key_of(other, "issues", 0, 0)));
    assert_true(same(key_of(one, "issues", 7 + 4096, 0), key_of(other, "issues", 1, 1)));
    assert_true(same(key_of(one, "issues", 7 + 8192, 500), key_of(other, "issues", 2, 2)));
    district_free(one);
    district_free(other);
}

/* Cells that are those of the compound count like cells of the row's own. */
static void derived_cells(void **state)
{
    (void)state;
    District *own = district_new(), *derived = district_new();
    District *both[] = {own, derived};
    for (int i = 0; i < 2; i++) {
        add_compounds(both[i]);
        add(both[i], "issues", "issue_id=W-1; compound_id=A-1; compound_name=云栖苑");
        add(both[i], "issues", "issue_id=W-1; compound_id=A-2; compound_name=芦汀苑");
    }
    Table *homes = dataset_find(derived->data, "compounds");
    Table *issues = dataset_find(derived->data, "issues");
    table_derive(issues, (size_t)table_schema(issues)->compound_name, homes,
                 (size_t)table_schema(homes)->compound_name);
    table_derive(issues, (size_t)table_schema(issues)->compound_id, homes,
                 (size_t)table_schema(homes)->compound_id);
    for (size_t row = 0; row < 2; row++)
        assert_true(same(key_of(own, "issues", row, 0), key_of(derived, "issues", row, row)));
    assert_false(same(key_of(own, "issues", 0, 0), key_of(own, "issues", 1, 0)));
    district_free(own);
    district_free(derived);
}

static Mix words_of(const District *d, size_t row)
{
    static const uint16_t alone = 0;
    Mix key;
    RowKeys *keys = row_keys_new(d->data);
    row_keys_of_words(keys, schema_table(&d->schemas, "compounds"), row, &alone, 1, &key);
    row_keys_free(keys);
    return key;
}

/* Words are what a compound is called and what it is, not how much there is of it. */
static void words_alone(void **state)
{
    (void)state;
    static const char *const rows[] = {
        "compound_id=A-1; compound_name=云栖苑; has_company=yes; total_units=200",
        "compound_id=A-1; compound_name=云栖苑; has_company=yes; total_units=201; "
        "fund_balance=3.50",
        "compound_id=A-1; compound_name=云栖园; has_company=yes; total_units=200",
        "compound_id=A-1; compound_name=云栖苑; has_company=no; total_units=200",
        "compound_id=A-1; compound_name=云栖苑; has_company=yes; total_units=200; "
        "lifecycle_stage=mature",
    };
    District *d = district_new();
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        add(d, "compounds", rows[i]);
    assert_true(same(words_of(d, 0), words_of(d, 1)));
    assert_false(same(key_of(d, "compounds", 0, 0), key_of(d, "compounds", 1, 1)));
    for (size_t i = 2; i < sizeof rows / sizeof *rows; i++)
        assert_false(same(words_of(d, 0), words_of(d, i)));
    district_free(d);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(same_rows_have_the_same_keys),
        cmocka_unit_test(any_cell_makes_another_key),
        cmocka_unit_test(the_row_that_is_named_is_part_of_it),
        cmocka_unit_test(periods_and_private_cells),
        cmocka_unit_test(texts_are_told_apart),
        cmocka_unit_test(derived_cells),
        cmocka_unit_test(words_alone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
