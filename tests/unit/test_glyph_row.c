/* A character that no font has is traced to the row that shows it. */
#include "unit.h"

#include "glyph_row.h"
#include "open_world.h"

static void told(const char *summary, int32_t compound, const char *wanted)
{
    World w = world(summary);
    FileReport file = {.path = "input/2026-10/问题台账.csv"};
    Import import = {.data = w.data, .files = &file, .file_count = 1};
    Scope scope = {.compounds = &compound, .compound_count = 1};
    Error err = {0};
    error_set(&err, ERR_DATA,
              "bulletin.pdf: block 3 (table): row 2, column 1: no font has the "
              "character '\U00013000' (U+13000)");
    glyph_row_name(&import, &scope, &err);
    assert_string_equal(err.text, wanted);
    world_free(&w);
}

#define PAPER                                                                                      \
    "bulletin.pdf: block 3 (table): row 2, column 1: no font has the character '\U00013000' "      \
    "(U+13000)"

static void row_of_the_scope_is_named(void **state)
{
    (void)state;
    told("甲\U00013000乙", 0, PAPER "; 问题台账“公开摘要” input/2026-10/问题台账.csv:2");
}

/* Another compound's row, and text that stands in no row at all: a script's, a note's. */
static void other_rows_are_not(void **state)
{
    (void)state;
    told("甲\U00013000乙", 1, PAPER);
    told("甲乙", 0, PAPER);
}

static void other_errors_stay(void **state)
{
    (void)state;
    World w = world("甲");
    Import import = {.data = w.data};
    Scope scope = {0};
    Error err = {0};
    error_set(&err, ERR_DATA, "block 2 (prose): too long");
    glyph_row_name(&import, &scope, &err);
    assert_string_equal(err.text, "block 2 (prose): too long");
    world_free(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(row_of_the_scope_is_named),
        cmocka_unit_test(other_rows_are_not),
        cmocka_unit_test(other_errors_stay),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
