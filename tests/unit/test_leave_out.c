/* test_leave_out.c - what a shard need not hold, and what it must know of it all the same. */
#include "unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/file.h"
#include "data/import.h"
#include "schema_text.h"

typedef struct {
    Arena *arena;
    char dir[64];
    SchemaSet schemas;
    Config config;
} Office;

static void put(Office *o, const char *path, const char *text)
{
    Error err = {0};
    char full[512];
    snprintf(full, sizeof full, "%s/input/%s", o->dir, path);
    assert_true(file_write(full, text, strlen(text), &err));
}

/* Three compounds of two communities; a file of the whole subdistrict, and one of a month. */
static int open_office(void **state)
{
    Office *o = calloc(1, sizeof *o);
    o->arena = arena_new();
    strcpy(o->dir, "/tmp/gongkai-leave-XXXXXX");
    assert_non_null(mkdtemp(o->dir));
    schemas_of_text(o->arena, common_tables, &o->schemas);
    o->config = (Config){.city = "临溪市", .district = "枫岸区", .period = MONTH_MISSING};
    put(o, "小区.csv",
        "小区编码,小区名称,社区,街道（镇）,有无物业,别名\n"
        "H-1,永悦华府,映汀社区,梧筑街道,是,永悦华府一期\n"
        "H-2,世纪花园,映汀社区,梧筑街道,是,\n"
        "H-3,云杉里,柳岸社区,梧筑街道,否,\n");
    put(o, "2026-10/问题.csv",
        "问题编号,小区编码,小区,类型,类别,姓名,受理日期,期限,办结日期,状态,公开摘要\n"
        "W-1,,永悦华府,投诉,噪声,,2026-10-03,,,办理中,夜间噪声\n"
        "W-2,H-2,,投诉,噪声,,2026-10-04,,2026-10-05,已办结,白天噪声\n"
        "W-3,,云杉里,投诉,消防安全,林某某,2026-10-05,2026-10-09,,办理中,占用通道\n"
        "W-4,H-1,,投诉,噪声,,2026-10-06,2026-10-10,2026-10-08,已办结,楼道噪声\n"
        "W-5,,没有的小区,投诉,噪声,,2026-10-06,,,办理中,何处\n"
        "W-6,,永悦华府一期,诉求,楼道堆物,,2026-10-07,2026-10-12,2026-10-09,已办结,楼道\n"
        "W-7,H-3,,投诉,噪声,,2026-09-01,,2026-10-20,已办结,很早\n");
    put(o, "会议.csv", "会议编号,小区,会议类型,召开日期\nM-1,世纪花园,联席会议,2026-10-08\n");
    setenv("GONGKAI_LARGE_TABLE", "2", 1);
    *state = o;
    return 0;
}

static int close_office(void **state)
{
    Office *o = *state;
    Error err;
    unsetenv("GONGKAI_LARGE_TABLE");
    folder_remove(o->dir, &err);
    arena_free(o->arena);
    free(o);
    return 0;
}

static void divide(void *context, const Dataset *early, int *owner)
{
    (void)context;
    assert_int_equal(table_rows(dataset_find(early, "compounds")), 3);
    owner[1] = owner[2] = 1;
}

static void read_input(Office *o, bool shard, Import *out)
{
    Error err = {0};
    /* A large file that is read in pieces otherwise is read as a whole by a shard. */
    ImportOptions options = {
        .jobs = 2, .divide = shard ? divide : NULL, .shards = 2, .piece = shard ? 100 : 0};
    assert_true(import_run_with(o->arena, o->dir, &o->schemas, &o->config, &options, out, &err));
}

static void free_import(Import *import)
{
    dataset_free(import->data);
    secrets_free(import->secrets);
}

/* "W-1 W-4 …": the ids of the rows. */
static const char *ids_of(Office *o, const Import *import, const char *name, const char *column)
{
    const Table *table = dataset_find(import->data, name);
    const char *all = "";
    for (size_t row = 0; row < table_rows(table); row++)
        all = arena_printf(
            o->arena, "%s%s%s", all, *all ? " " : "",
            table_text(table, row, (size_t)schema_column(table_schema(table), column)));
    return all;
}

/* Its own compounds' rows, by id, name or alias; of each column of days the earliest row. */
static void rows_of_others_are_dropped(void **state)
{
    Office *o = *state;
    Import import;
    read_input(o, true, &import);
    assert_string_equal(ids_of(o, &import, "issues", "issue_id"), "W-1 W-2 W-3 W-4 W-6 W-7");
    free_import(&import);
    put(o, "2026-10/更早.csv",
        "问题编号,小区,类型,类别,受理日期,期限,办结日期,状态,公开摘要\n"
        "V-1,永悦华府,投诉,噪声,2026-08-01,2026-08-02,2026-08-03,已办结,其一\n"
        "V-2,世纪花园,投诉,噪声,2026-08-02,2026-08-03,2026-08-04,已办结,其二\n"
        "V-3,世纪花园,投诉,噪声,2026-08-03,,,办理中,其三\n");
    read_input(o, true, &import);
    assert_string_equal(ids_of(o, &import, "issues", "issue_id"), "V-1 W-1 W-2 W-3 W-4 W-6 W-7");
    assert_string_equal(ids_of(o, &import, "compounds", "compound_id"), "H-1 H-2 H-3");
    assert_true(dataset_lookup(import.data, "其一") > 0);
    assert_int_equal(dataset_lookup(import.data, "其二"), -1); /* nor does its text take room */
    assert_int_equal(dataset_lookup(import.data, "V-3"), -1);
    free_import(&import);
}

/* Every cell of a row that stays is what it is where everything is read. */
static void rows_that_stay_are_the_same(void **state)
{
    Office *o = *state;
    Import whole, part;
    read_input(o, false, &whole);
    read_input(o, true, &part);
    const Table *all = dataset_find(whole.data, "issues"),
                *some = dataset_find(part.data, "issues");
    size_t same = 0;
    for (size_t r = 0; r < table_rows(some); r++)
        for (size_t w = 0; w < table_rows(all); w++) {
            if (table_origin(all, w).row != table_origin(some, r).row ||
                table_origin(all, w).file != table_origin(some, r).file)
                continue;
            assert_int_equal(table_compound(all, w), table_compound(some, r));
            for (size_t c = 0; c < table_schema(all)->column_count; c++)
                if (table_schema(all)->columns[c].privacy != PRIVACY_PRIVATE)
                    assert_string_equal(table_display(o->arena, all, w, c),
                                        table_display(o->arena, some, r, c));
            same++;
        }
    assert_int_equal(same, 6);
    assert_int_equal(problems_count(whole.problems), problems_count(part.problems));
    assert_int_equal(secrets_count(part.secrets), secrets_count(whole.secrets));
    free_import(&whole);
    free_import(&part);
}

/* A file covers the compounds of all its rows, also of those that were dropped. */
static void what_arrived_is_the_same(void **state)
{
    Office *o = *state;
    Import whole, part;
    put(o, "2026-09/问题.csv",
        "问题编号,小区,类型,类别,受理日期,状态\n"
        "U-1,永悦华府,投诉,噪声,2026-09-03,办理中\n"
        "U-2,永悦华府,投诉,噪声,2026-09-03,办理中\n"
        "U-3,世纪花园,投诉,噪声,2026-09-04,办理中\n");
    read_input(o, false, &whole);
    read_input(o, true, &part);
    int issues = schema_table(&o->schemas, "issues");
    size_t arrived = 0;
    for (int32_t c = 0; c < 3; c++)
        for (Month m = 12 * 2026; m < 12 * 2027; m++) {
            assert_int_equal(arrival_has(whole.arrival, issues, c, m),
                             arrival_has(part.arrival, issues, c, m));
            arrived += arrival_has(part.arrival, issues, c, m);
        }
    assert_int_equal(arrived, 5); /* October for all three, September for the community of two */
    free_import(&whole);
    free_import(&part);
}

/* What is no large table stays whole. */
static void small_tables_stay(void **state)
{
    Office *o = *state;
    Import import;
    read_input(o, true, &import);
    assert_string_equal(ids_of(o, &import, "meetings", "meeting_id"), "M-1");
    free_import(&import);
    unsetenv("GONGKAI_LARGE_TABLE");
    put(o, "2026-10/更早.csv",
        "问题编号,小区,类型,类别,受理日期,状态\n"
        "V-1,永悦华府,投诉,噪声,2026-08-01,办理中\nV-2,世纪花园,投诉,噪声,2026-08-02,办理中\n");
    read_input(o, true, &import);
    assert_string_equal(ids_of(o, &import, "issues", "issue_id"),
                        "V-1 V-2 W-1 W-2 W-3 W-4 W-6 W-7");
    free_import(&import);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(rows_of_others_are_dropped, open_office, close_office),
        cmocka_unit_test_setup_teardown(rows_that_stay_are_the_same, open_office, close_office),
        cmocka_unit_test_setup_teardown(what_arrived_is_the_same, open_office, close_office),
        cmocka_unit_test_setup_teardown(small_tables_stay, open_office, close_office),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
