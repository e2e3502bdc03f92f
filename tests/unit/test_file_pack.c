/*
 * test_file_pack.c - what was read of a file, as bytes: sealed for who has the file, whole or
 * refused, and whatever they say no reader leaves its bounds. That a loaded file is the one that
 * was read, on all inputs of the tests, is told by test_gather.c.
 */
#include "unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/file.h"
#include "base/pack.h"
#include "data/file_pack.h"
#include "data/readings.h"
#include "data/table_build.h"
#include "schema_text.h"

#define WORD "program config"
#define ISSUES "input/2026-10/问题.csv"
#define PHONE "13900001234"

typedef struct {
    Arena *arena;
    char dir[64];
    const char *read; /* the readings of its input */
    SchemaSet schemas;
    Config config;
} Office;

static void put(Office *o, const char *path, const char *text)
{
    Error err = {0};
    assert_true(
        file_write(arena_printf(o->arena, "%s/%s", o->dir, path), text, strlen(text), &err));
}

/* Private cells, an unreadable one, a label that is none, a footer, filled cells, ids that count
 * up, periods. */
static void put_issues(Office *o)
{
    Buffer text = {0};
    buffer_text(
        &text,
        "填报单位：永悦华府\n"
        "问题编号,小区编码,小区,类型,类别,楼栋,房号,姓名,电话,受理日期,状态,公开摘要,备用\n");
    for (int i = 1; i <= 40; i++)
        buffer_printf(&text,
                      "W-%d,,%s,投诉,%s,3幢,3-2-%d,某%d,1390000%d,2026-10-0%d,办理中,\"第%d件\"\n",
                      1000 + i, i == 1 ? "永悦华府" : "", i == 7 ? "不认识" : "噪声", 100 + i, i,
                      1234 + i / 2, 1 + i % 9, i);
    buffer_text(&text, "W-2000,,没有的小区,投诉,噪声,,,,,某日,办理中,\n合计,40\n");
    put(o, ISSUES, text.bytes);
    buffer_free(&text);
}

static int open_office(void **state)
{
    static const char fees[] = "table fees T90 收费公示 key=fee_id\n"
                               "fee_id id 收费编号 required\n"
                               "compound_name str 小区|小区名称 fill\n"
                               "period period 收费期间\n"
                               "price money 收费标准（元） unit=元\n";
    Office *o = calloc(1, sizeof *o);
    Error err = {0};
    Import import;
    o->arena = arena_new();
    strcpy(o->dir, "/tmp/gongkai-pack-XXXXXX");
    assert_non_null(mkdtemp(o->dir));
    schemas_of_text(o->arena, arena_printf(o->arena, "%s%s", common_tables, fees), &o->schemas);
    o->config = (Config){.city = "临溪市", .district = "枫岸区", .period = MONTH_MISSING};
    put(o, "input/小区.csv",
        "小区编码,小区名称,社区,街道（镇）,有无物业\nH-1,永悦华府,映汀社区,梧筑街道,是\n");
    put(o, "input/收费.csv",
        "收费编号,小区,收费期间,收费标准（元）\nF-1,永悦华府,2026年三季度,1.50\nF-2,,2026年9月,"
        "2\n");
    put_issues(o);
    o->read = path_join(o->arena, o->dir, "read");
    ImportOptions give = {.jobs = 1, .shards = 1, .give = readings_create(o->read), .word = WORD};
    assert_true(import_run_with(o->arena, o->dir, &o->schemas, &o->config, &give, &import, &err));
    assert_true(readings_end(give.give, &err));
    dataset_free(import.data);
    secrets_free(import.secrets);
    *state = o;
    return 0;
}

static int close_office(void **state)
{
    Office *o = *state;
    folder_remove(o->dir, NULL);
    arena_free(o->arena);
    free(o);
    return 0;
}

static void key_of(Office *o, const char *path, const char *word, SealKey *key)
{
    Hash hash;
    Error err = {0};
    hash_begin(&hash);
    assert_true(hash_add_file(&hash, path_join(o->arena, o->dir, ISSUES), &err));
    reading_key(&hash, path, word, key);
}

/* Opens the reading of the issues with this key. */
static bool load(Office *o, const SealKey *key, Buffer *into)
{
    Error err = {0};
    Readings *readings = readings_new();
    assert_true(readings_open(readings, o->read, &err));
    const Reading *reading = readings_find(readings, ISSUES);
    assert_non_null(reading);
    assert_null(readings_find(readings, "input/2026-10/没有.csv"));
    bool ok = reading_load(reading, key, into);
    readings_close(readings);
    return ok;
}

static Buffer pack_of(Office *o)
{
    Buffer pack = {0};
    SealKey key;
    key_of(o, ISSUES, WORD, &key);
    assert_true(load(o, &key, &pack));
    return pack;
}

static Intake *intake_new(Office *o, size_t length)
{
    Intake *own = calloc(1, sizeof *own);
    own->arena = arena_new();
    own->schemas = &o->schemas;
    own->config = &o->config;
    own->data = dataset_new(&o->schemas);
    own->secrets = secrets_new();
    own->problems = problems_new(own->arena);
    own->length = length;
    return own;
}

static void intake_free(Intake *own)
{
    dataset_free(own->data);
    secrets_free(own->secrets);
    free(own->sheets);
    free(own->named);
    arena_free(own->arena);
    free(own);
}

/* Joined with an empty whole, as gather.c does, and every cell looked at. */
static void read_all(Office *o, Intake *own)
{
    Dataset *whole = dataset_new(&o->schemas);
    Secrets *secrets = secrets_new();
    TextMap texts = {0}, hidden = {0};
    texts_merge(dataset_text_set(whole), dataset_text_set(own->data), &texts);
    text_map_open_plain(&hidden, secrets_count(own->secrets) + 1);
    secrets_merge(secrets, own->secrets, hidden.plain);
    for (size_t i = 0; i < own->named_count; i++) {
        assert_true(own->named[i].id <= 0 || text_map_at(&texts, own->named[i].id));
        assert_true(own->named[i].name <= 0 || text_map_at(&texts, own->named[i].name));
        assert_true((size_t)own->named[i].file < own->sheet_count);
    }
    for (size_t t = 0; t < o->schemas.count; t++) {
        Table *table = dataset_table(whole, (int)t);
        const TableSchema *schema = table_schema(table);
        table_append(table, dataset_table(own->data, (int)t), (RowOrigin){0, 0}, &texts, &hidden);
        for (size_t r = 0; r < table_rows(table); r++) {
            assert_true((size_t)table_origin(table, r).file < own->sheet_count);
            for (size_t c = 0; c < schema->column_count; c++)
                if (schema->columns[c].privacy != PRIVACY_PRIVATE)
                    table_display(own->arena, table, r, c);
                else if (schema->columns[c].type <= TYPE_TEXT && table_cell(table, r, c) > 0)
                    assert_non_null(secrets_text(secrets, table_cell(table, r, c)));
        }
    }
    for (size_t i = 0; i < problems_count(own->problems); i++)
        problem_line(own->arena, problems_at(own->problems, i), false);
    text_map_close(&texts);
    text_map_close(&hidden);
    dataset_free(whole);
    secrets_free(secrets);
}

static bool unpack(Office *o, const char *bytes, size_t length, Buffer *again)
{
    static const char sha256[65] = "00";
    Intake *own = intake_new(o, 4096);
    char *copy = malloc(length + 1); /* where one byte more is not ours */
    memcpy(copy, bytes, length);
    bool ok = file_unpack(own, sha256, copy, length);
    if (ok)
        read_all(o, own);
    if (ok && again)
        file_pack(own, again);
    free(copy);
    intake_free(own);
    return ok;
}

static void what_was_unpacked_packs_to_the_same_bytes(void **state)
{
    Buffer pack = pack_of(*state), again = {0};
    assert_non_null(memmem(pack.bytes, pack.length, PHONE, strlen(PHONE)));
    assert_true(unpack(*state, pack.bytes, pack.length, &again));
    assert_int_equal(again.length, pack.length);
    assert_memory_equal(again.bytes, pack.bytes, pack.length);
    buffer_free(&pack);
    buffer_free(&again);
}

static void what_is_cut_off_is_refused(void **state)
{
    Buffer pack = pack_of(*state);
    for (size_t length = 0; length < pack.length; length++)
        assert_false(unpack(*state, pack.bytes, length, NULL));
    buffer_put(&pack, "x", 1);
    assert_false(unpack(*state, pack.bytes, pack.length, NULL));
    buffer_free(&pack);
}

/* Every byte in turn becomes others; most are refused, and none of the rest leads astray. */
static void no_byte_leads_out_of_bounds(void **state)
{
    static const unsigned char flips[] = {0x01, 0x02, 0x08, 0x40, 0x80, 0xFF};
    Buffer pack = pack_of(*state);
    size_t refused = 0;
    for (size_t i = 0; i < pack.length; i++)
        for (size_t f = 0; f < sizeof flips; f++) {
            pack.bytes[i] = (char)((unsigned char)pack.bytes[i] ^ flips[f]);
            refused += !unpack(*state, pack.bytes, pack.length, NULL);
            pack.bytes[i] = (char)((unsigned char)pack.bytes[i] ^ flips[f]);
        }
    assert_true(refused > pack.length);
    buffer_free(&pack);
}

/* Several bytes at once, and pieces of it in other places. */
static void no_mixture_leads_out_of_bounds(void **state)
{
    Buffer pack = pack_of(*state);
    uint64_t seed = 20261031;
    char *mixed = malloc(pack.length);
    for (int i = 0; i < 3000; i++) {
        memcpy(mixed, pack.bytes, pack.length);
        for (int k = 0; k < 1 + i % 4; k++) {
            seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
            size_t to = (size_t)(seed >> 33) % pack.length,
                   from = (size_t)(seed >> 11) % pack.length;
            size_t most = pack.length - (to > from ? to : from);
            if (i % 2)
                memmove(mixed + to, mixed + from, (size_t)(seed >> 5) % 9 % (most + 1));
            else
                mixed[to] = (char)(seed >> 25);
        }
        unpack(*state, mixed, pack.length, NULL);
    }
    free(mixed);
    buffer_free(&pack);
}

/* --- what no file gives ---------------------------------------------------------------------- */

#define QUARTER 2 /* the column of fees that is a period */

/* Of one file of fees, so many rows; the first has a period of `days` days. */
static Intake *fees_of(Office *o, size_t rows, int days)
{
    static const char sha256[65] = "00";
    Intake *own = intake_new(o, 0);
    int file = sheet_add(own, "input/a.csv", "", sha256);
    Sheet *sheet = own->sheets[file];
    int t = schema_table(&o->schemas, "fees");
    Table *table = dataset_table(own->data, t);
    sheet->report.table = t;
    sheet->binding.cell_of = ARENA_NEW_ARRAY(own->arena, 64, int);
    sheet->binding.headers = ARENA_NEW_ARRAY(own->arena, 64, const char *);
    for (size_t c = 0; c < 64; c++)
        sheet->binding.headers[c] = "";
    table_set_arrived(table);
    table_add_rows(table, (RowOrigin){0, 2}, rows);
    if (days) {
        table_set(table, 0, QUARTER, 20000);
        table_set_first_day(table, 0, QUARTER, 20001 - days);
    }
    return own;
}

static Buffer packed(Intake *own)
{
    Buffer out = {0};
    file_pack(own, &out);
    intake_free(own);
    return out;
}

static size_t packed_length(Intake *own)
{
    Buffer pack = packed(own);
    size_t length = pack.length;
    buffer_free(&pack);
    return length;
}

static void assert_unpacks(Office *o, Buffer pack, bool good)
{
    assert_int_equal(unpack(o, pack.bytes, pack.length, NULL), good);
    buffer_free(&pack);
}

static void rows_are_of_a_file_of_their_table(void **state)
{
    Office *o = *state;
    assert_unpacks(o, packed(fees_of(o, 1, 0)), true);
    Intake *own = fees_of(o, 1, 0);
    own->sheets[0]->report.table = schema_table(&o->schemas, "issues");
    assert_unpacks(o, packed(own), false);
    own = fees_of(o, 1, 0);
    own->sheets[0]->report.table = -1;
    assert_unpacks(o, packed(own), false);
}

/* A few bytes that promise a table which no memory holds. */
static void there_are_no_more_rows_than_a_file_has_room_for(void **state)
{
    assert_unpacks(*state, packed(fees_of(*state, 2 << 20, 0)), true);
    assert_unpacks(*state, packed(fees_of(*state, 4 << 20, 0)), false);
}

static void a_period_begins_in_a_row_that_there_is(void **state)
{
    Office *o = *state;
    Buffer pack = packed(fees_of(o, 1, 90)), day = {0};
    assert_true(unpack(o, pack.bytes, pack.length, NULL));
    pack_number(&day, 20001 - 90);
    char *row = pack.bytes + pack.length - strlen("_end") - day.length - 1;
    assert_memory_equal(row + 1, day.bytes, day.length);
    assert_int_equal(*row, 0);
    *row = 2; /* one row further */
    assert_unpacks(o, pack, false);
    buffer_free(&day);
}

static void a_table_stands_once(void **state)
{
    Office *o = *state;
    Buffer one = packed(fees_of(o, 1, 0)), twice = {0};
    Intake *own = fees_of(o, 0, 0);
    dataset_clear(own->data);
    size_t head = packed_length(own); /* of no table */
    size_t end = strlen("_end"), before = head - end - 1;
    buffer_put(&twice, one.bytes, before);
    assert_int_equal(one.bytes[before], 2);
    buffer_char(&twice, 4); /* tables */
    for (int i = 0; i < 2; i++)
        buffer_put(&twice, one.bytes + before + 1, one.length - end - before - 1);
    buffer_put(&twice, one.bytes + one.length - end, end);
    assert_unpacks(o, one, true);
    assert_unpacks(o, twice, false);
}

/* --- sealed -------------------------------------------------------------------------------- */

static void only_who_has_the_file_can_open_it(void **state)
{
    Office *o = *state;
    Buffer into = {0};
    SealKey key, same;
    char *bytes;
    size_t length;
    Error err = {0};
    key_of(o, ISSUES, WORD, &key);
    assert_true(load(o, &key, &into));
    key_of(o, "input/2026-10/其他.csv", WORD, &same);
    assert_false(load(o, &same, &into));
    key_of(o, ISSUES, "program other", &same);
    assert_false(load(o, &same, &into));
    put_issues(o);
    key_of(o, ISSUES, WORD, &same);
    assert_memory_equal(&key, &same, sizeof key);
    put(o, ISSUES, "问题编号\n");
    key_of(o, ISSUES, WORD, &same);
    assert_false(load(o, &same, &into));
    assert_true(file_read(o->read, 1 << 20, &bytes, &length, &err));
    assert_null(memmem(bytes, length, "1390000", 7)); /* nothing stands there to be read */
    assert_null(memmem(bytes, length, "永悦华府", strlen("永悦华府")));
    free(bytes);
    buffer_free(&into);
}

/* With one byte changed: which is it? */
static void change(Office *o, size_t at, char **bytes, size_t *length)
{
    Error err = {0};
    assert_true(file_read(o->read, 1 << 20, bytes, length, &err));
    (*bytes)[at] ^= 1;
    assert_true(file_write(o->read, *bytes, *length, &err));
    (*bytes)[at] ^= 1;
}

static Import import_again(Office *o, bool *ok, Error *err)
{
    Import import;
    Readings *readings = readings_new();
    *ok = readings_open(readings, o->read, err);
    if (*ok)
        *ok = import_run_with(o->arena, o->dir, &o->schemas, &o->config,
                              &(ImportOptions){.jobs = 2, .take = readings, .word = WORD}, &import,
                              err);
    else
        import = (Import){0};
    readings_close(readings);
    return import;
}

static void free_import(Import *import)
{
    dataset_free(import->data);
    secrets_free(import->secrets);
}

static void a_damaged_one_is_refused_by_name(void **state)
{
    Office *o = *state;
    char *bytes;
    size_t length, places[] = {3, 60, 0, 0, 0};
    Error err = {0};
    assert_true(file_read(o->read, 1 << 20, &bytes, &length, &err));
    places[2] = length - 9;
    places[3] = length - 7;
    places[4] = length - 20;
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        bool ok;
        free(bytes);
        change(o, places[i], &bytes, &length);
        Import import = import_again(o, &ok, &err);
        assert_false(ok);
        assert_int_equal(err.code, ERR_DATA);
        assert_string_equal(err.text, arena_printf(o->arena,
                                                   "%s：已损坏，请重新运行这一份 / is damaged; run "
                                                   "this shard again",
                                                   o->read));
        if (import.data)
            assert_int_equal(table_rows(dataset_find(import.data, "issues")),
                             39); /* the report is whole */
        free_import(&import);
    }
    assert_true(file_write(o->read, bytes, length / 2, &err));
    bool ok;
    Import import = import_again(o, &ok, &err);
    assert_false(ok);
    free_import(&import);
    free(bytes);
}

static void a_file_with_other_bytes_is_read(void **state)
{
    Office *o = *state;
    Error err = {0};
    bool ok;
    Import import = import_again(o, &ok, &err);
    assert_true(ok);
    assert_int_equal(import.taken, 3);
    assert_int_equal(table_rows(dataset_find(import.data, "issues")), 39);
    free_import(&import);
    put(o, ISSUES,
        "问题编号,小区编码,类型,类别,受理日期,状态\nW-1,H-1,投诉,噪声,2026-10-01,办理中\n");
    put(o, "input/新的.csv", "收费编号,小区,收费期间,收费标准（元）\nF-9,永悦华府,2026年9月,3\n");
    put(o, "input/A.csv",
        "小区编码,小区名称,社区,街道（镇）,有无物业\nH-1,永悦华府,映汀社区,梧筑街道,是\n");
    import = import_again(o, &ok, &err);
    assert_true(ok);
    assert_int_equal(import.taken, 1); /* 小区.csv has the bytes of one before it now */
    assert_int_equal(table_rows(dataset_find(import.data, "issues")), 1);
    assert_int_equal(table_rows(dataset_find(import.data, "fees")), 3);
    free_import(&import);
    assert_true(folder_remove(o->read, &err));
    import = import_again(o, &ok, &err);
    assert_true(ok);
    assert_int_equal(import.taken, 0);
    free_import(&import);
}

static void what_cannot_be_written_is_told(void **state)
{
    Office *o = *state;
    Error err = {0};
    ReadingsWriter *out = readings_create("/dev/full"); /* there already */
    assert_false(readings_end(out, &err));
    assert_int_equal(err.code, ERR_FILE);
    out = readings_create(path_join(o->arena, o->dir, "no/folder"));
    assert_false(readings_end(out, &err));
    readings_abandon(NULL);
    readings_close(NULL);
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, open_office, close_office)
    const struct CMUnitTest tests[] = {
        TEST(what_was_unpacked_packs_to_the_same_bytes),
        TEST(what_is_cut_off_is_refused),
        TEST(no_byte_leads_out_of_bounds),
        TEST(no_mixture_leads_out_of_bounds),
        TEST(rows_are_of_a_file_of_their_table),
        TEST(there_are_no_more_rows_than_a_file_has_room_for),
        TEST(a_period_begins_in_a_row_that_there_is),
        TEST(a_table_stands_once),
        TEST(only_who_has_the_file_can_open_it),
        TEST(a_damaged_one_is_refused_by_name),
        TEST(a_file_with_other_bytes_is_read),
        TEST(what_cannot_be_written_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
