/* Checks of rows in tables so large that whole blocks are passed over as stored. */
#include "declared.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/file.h"
#include "data/import.h"
#include "script/script.h"

#define ROWS 5000

static void put(const char *dir, const char *name, Buffer *text)
{
    Error err = {0};
    char path[512];
    snprintf(path, sizeof path, "%s/input/%s", dir, name);
    assert_true(file_write(path, text->bytes, text->length, &err));
    buffer_clear(text);
}

/* How many are told with that code; each of the rows must be among them. */
static size_t told(const Problems *problems, const char *code, const int *rows, size_t count)
{
    size_t all = 0, met = 0;
    for (size_t i = 0; i < problems_count(problems); i++) {
        const Problem *problem = problems_at(problems, i);
        if (strcmp(problem->code, code) != 0)
            continue;
        all++;
        for (size_t k = 0; k < count; k++)
            met += problem->row == rows[k];
    }
    assert_int_equal(met, count);
    return all;
}

/* Among thousands of good rows, also with empty cells: one in the middle of a block, or at its end.
 */
static void one_bad_row_in_a_block_is_told(void **state)
{
    (void)state;
    char dir[] = "/tmp/gongkai-check-XXXXXX";
    Buffer text = {0};
    Error err = {0};
    Arena *arena = arena_new();
    Plan plan;
    Config config;
    SchemaSet schemas;
    Import import;
    static const int early[] = {1502, 2050}, old[] = {3502}, future[] = {4097};
    assert_non_null(mkdtemp(dir));
    buffer_text(&text,
                "小区编码,小区名称,社区,街道（镇）,有无物业\nH-1,云杉里,映汀社区,梧筑街道,是\n");
    put(dir, "小区.csv", &text);
    buffer_text(&text, "问题编号,小区编码,类型,类别,受理日期,办结日期,状态\n");
    for (int row = 2; row < ROWS + 2; row++)
        buffer_printf(&text, "W-%05d,H-1,投诉,噪声,%s,%s,%s\n", row,
                      row == old[0]      ? "1996-10-05"
                      : row == future[0] ? "2096-10-05"
                                         : "2025-10-05",
                      row == early[0] || row == early[1] ? "2025-10-04"
                      : row % 7 == 3 || row == future[0] ? ""
                                                         : "2025-10-06",
                      row % 7 == 3 || row == future[0] ? "办理中" : "已办结");
    put(dir, "问题.csv", &text);
    buffer_free(&text);
    assert_true(declared(arena, dir, ".", &plan, &err));
    assert_true(config_read(arena, &plan.config, &config, &err));
    assert_true(schema_set_read(arena, &plan.tables, &schemas, &err));
    ImportOptions options = {.jobs = 2};
    assert_true(import_run_with(arena, dir, &schemas, &config, &options, &import, &err));
    assert_int_equal(table_rows(dataset_find(import.data, "issues")), ROWS);
    assert_int_equal(told(import.problems, "days_out_of_order", early, 2), 2);
    assert_int_equal(told(import.problems, "old_date", old, 1), 1);
    assert_int_equal(told(import.problems, "future_date", future, 1), 1);
    dataset_free(import.data);
    secrets_free(import.secrets);
    arena_free(arena);
    assert_true(folder_remove(dir, &err));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_bad_row_in_a_block_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
