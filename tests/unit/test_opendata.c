/* test_opendata.c - all downloads of an edition together: zip, SQLite, package, one compound. */
#include "unit.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/file.h"
#include "base/hash.h"
#include "open_world.h"
#include "render/opendata.h"
#include "render/scope_data.h"
#include "render/sqlite.h"
#include "render/zip.h"

#define OCTOBER (2026 * 12 + 9)

typedef struct {
    char path[64];
    Buffer bytes;
} Taken;

typedef struct {
    Taken files[64];
    size_t count;
} Files;

static bool take_entry(void *context, const char *path, const char *bytes, size_t length,
                       Error *err)
{
    (void)err;
    Files *files = context;
    assert_true(files->count < 64);
    Taken *file = &files->files[files->count++];
    snprintf(file->path, sizeof file->path, "%s", path);
    buffer_put(&file->bytes, bytes, length);
    return true;
}

/* The edition: a folder, and what was taken of it. */
static char folder[64];

static bool take_written(void *context, const char *path, const void *bytes, size_t length,
                         char hash[65], Error *err)
{
    char place[256];
    snprintf(place, sizeof place, "%s/%s", folder, path);
    hash_bytes(bytes, length, hash);
    return file_write(place, bytes, length, err) && take_entry(context, path, bytes, length, err);
}

static bool take_file(void *context, const char *path, Error *err)
{
    char place[256], *bytes;
    size_t length;
    snprintf(place, sizeof place, "%s/%s", folder, path);
    if (!file_read(place, 1 << 24, &bytes, &length, err))
        return false;
    bool ok = take_entry(context, path, bytes, length, err);
    free(bytes);
    return ok;
}

static bool find(void *context, const char *path, char hash[65], size_t *bytes)
{
    const Files *files = context;
    for (size_t i = 0; i < files->count; i++)
        if (strcmp(files->files[i].path, path) == 0) {
            *bytes = files->files[i].bytes.length;
            hash_bytes(files->files[i].bytes.bytes, *bytes, hash);
            return true;
        }
    return false;
}

static const Buffer *file_of(const Files *files, const char *path)
{
    for (size_t i = 0; i < files->count; i++)
        if (strcmp(files->files[i].path, path) == 0)
            return &files->files[i].bytes;
    fail_msg("%s was not written", path);
    return NULL;
}

static void files_free(Files *files)
{
    for (size_t i = 0; i < files->count; i++)
        buffer_free(&files->files[i].bytes);
    *files = (Files){0};
}

static int32_t row_zero[] = {0};
static const Scope scope_list[] = {
    {LEVEL_COMPOUND, "LT-01", "芦汀苑", 1, row_zero, 1},
    {LEVEL_CITY, "临溪市", "临溪市", -1, row_zero, 1},
};
static const int of_compound[] = {0};
static const ScopeSet scopes = {scope_list, 2, of_compound};
static const MetricInfo complaints = {
    .id = "D01", .base_id = "D01", .title = {"投诉总量", "complaints"}, .unit = "件"};
static const MetricInfo *const metrics[] = {&complaints};

typedef struct {
    World world;
    Import import;
    FigureSet *figures;
    Config config;
    Value raw;
    size_t sheet_lines;
    struct Before *before; /* NULL: nobody is asked */
} Run;

static void run_new(Run *run)
{
    *run = (Run){.world = world("灯已修好"), .raw = {.kind = VALUE_MAP}};
    run->import.data = run->world.data;
    run->config = (Config){.name = "临溪市",
                           .publisher = "枫岸区",
                           .contact = "见公告栏",
                           .base_url = "",
                           .raw = &run->raw};
    run->figures = figures_new(run->world.arena, &scopes, metrics, 1);
    for (int scope = 0; scope < 2; scope++)
        for (int back = 0; back < 2; back++)
            figures_add(run->figures, &(Figure){.metric = &complaints,
                                                .id = "D01",
                                                .scope = scope,
                                                .period = OCTOBER - back,
                                                .window = WINDOW_MONTH,
                                                .base = MONTH_MISSING,
                                                .has_numerator = true,
                                                .numerator = 26 - back,
                                                .value = back ? "25" : "26",
                                                .source = SOURCE_ROWS,
                                                .reporting = 1,
                                                .expected = 1});
    figures_finish(run->figures);
}

/* What the last edition was given, and what is noted of this one. */
typedef struct {
    char path[64], key[65];
} Form;
typedef struct Before {
    Form old[16], notes[16];
    size_t old_count, note_count, taken;
} Before;

static const Run *running;

static bool take_before(void *context, const char *path, const char key[65], bool *taken,
                        Error *err)
{
    (void)context, (void)err;
    Before *b = running->before;
    *taken = false;
    for (size_t i = 0; i < b->old_count; i++)
        *taken = *taken || (strcmp(b->old[i].path, path) == 0 && strcmp(b->old[i].key, key) == 0);
    b->taken += *taken;
    return true;
}

static void note_before(void *context, const char *path, const char key[65], const char hash[65])
{
    Before *b = running->before;
    char found[65];
    size_t bytes;
    assert_true(find(context, path, found, &bytes));
    assert_string_equal(found, hash);
    Form *form = &b->notes[b->note_count++];
    snprintf(form->path, sizeof form->path, "%s", path);
    memcpy(form->key, key, sizeof form->key);
}

/* Tasks of a set in that order, or backwards. */
static void write_in_order(Run *run, Files *files, bool backwards)
{
    Error err = {0};
    OpendataOutput output = {.folder = folder,
                             .write = take_written,
                             .adopt = take_file,
                             .find = find,
                             .context = files,
                             .sheet_lines = run->sheet_lines};
    if (run->before) {
        output.take = take_before;
        output.note = note_before;
    }
    running = run;
    snprintf(folder, sizeof folder, "/tmp/gongkai-opendata-XXXXXX");
    assert_non_null(mkdtemp(folder));
    Opendata *data = opendata_new(run->world.arena, &run->import, run->figures, &run->config,
                                  OCTOBER, month_last(OCTOBER), &output);
    for (OpendataSet set = OPENDATA_TABLES; set <= OPENDATA_FORMS; set++) {
        size_t count = opendata_tasks(data, set);
        for (size_t i = 0; i < count; i++)
            if (!opendata_run(data, set, backwards ? count - 1 - i : i, &err))
                fail_msg("%s", err.text);
    }
    if (!opendata_describe(data, &err))
        fail_msg("%s", err.text);
    assert_true(folder_remove(folder, &err));
}

static void write_all(Run *run, Files *files)
{
    write_in_order(run, files, false);
}

static void metrics_csv_is_as_the_contract_says(void **state)
{
    (void)state;
    Run run;
    Files files = {0};
    run_new(&run);
    write_all(&run, &files);
    assert_string_equal(file_of(&files, "metrics.csv")->bytes,
                        "metric_id,scope_level,scope_id,period,window,base_period,numerator,"
                        "denominator,value,unit,state,reporting,expected,source\n"
                        "D01,city,临溪市,2026-09,month,,25,,25,件,ok,1,1,rows\n"
                        "D01,city,临溪市,2026-10,month,,26,,26,件,ok,1,1,rows\n"
                        "D01,compound,LT-01,2026-09,month,,25,,25,件,ok,1,1,rows\n"
                        "D01,compound,LT-01,2026-10,month,,26,,26,件,ok,1,1,rows\n");
    assert_non_null(
        strstr(file_of(&files, "metrics.json")->bytes,
               "{\"metric_id\":\"D01\",\"scope_level\":\"city\",\"scope_id\":\"临溪市\","
               "\"period\":\"2026-09\",\"window\":\"month\",\"base_period\":null,"
               "\"numerator\":25,\"denominator\":null,\"value\":\"25\",\"unit\":\"件\","
               "\"state\":\"ok\",\"reporting\":1,\"expected\":1,\"source\":\"rows\"}"));
    files_free(&files);
    world_free(&run.world);
}

static void the_same_input_gives_the_same_bytes(void **state)
{
    (void)state;
    Files first = {0}, second = {0};
    for (int turn = 0; turn < 2; turn++) {
        Run run;
        run_new(&run);
        setenv("TZ", turn ? "America/New_York" : "Asia/Shanghai", 1);
        write_in_order(&run, turn ? &second : &first, turn);
        world_free(&run.world);
    }
    assert_int_equal(first.count, second.count);
    for (size_t i = 0; i < first.count; i++) {
        const Buffer *other = file_of(&second, first.files[i].path);
        assert_int_equal(first.files[i].bytes.length, other->length);
        assert_memory_equal(first.files[i].bytes.bytes, other->bytes, other->length);
    }
    files_free(&first);
    files_free(&second);
}

static void data_zip_holds_what_its_package_lists(void **state)
{
    (void)state;
    Run run;
    Files files = {0}, inside = {0};
    Error err = {0};
    run_new(&run);
    write_all(&run, &files);
    const Buffer *zip = file_of(&files, "data/data.zip");
    if (!zip_archive_each(zip->bytes, zip->length, 1 << 20, take_entry, &inside, &err))
        fail_msg("%s", err.text);
    assert_string_equal(file_of(&inside, "issues.csv")->bytes,
                        file_of(&files, "data/issues.csv")->bytes);
    assert_string_equal(file_of(&inside, "表格/问题台账.csv")->bytes,
                        file_of(&files, "data/issues.excel.csv")->bytes);
    const char *package = file_of(&inside, "datapackage.json")->bytes;
    assert_non_null(strstr(package, "\"path\":\"表格/问题台账.csv\""));
    assert_non_null(strstr(package, "\"path\":\"dictionary.csv\""));
    assert_null(strstr(package, "data.sqlite"));
    assert_non_null(strstr(file_of(&inside, "说明.txt")->bytes, "单引号"));
    files_free(&files);
    files_free(&inside);
    world_free(&run.world);
}

static bool is_written(const Files *files, const char *path)
{
    for (size_t i = 0; i < files->count; i++)
        if (strcmp(files->files[i].path, path) == 0)
            return true;
    return false;
}

/* What a table's forms are made of has not changed: they need not be made again, the others must.
 */
static void forms_of_the_same_cells_are_taken_over(void **state)
{
    (void)state;
    Before before = {0};
    for (int turn = 0; turn < 3; turn++) {
        Run run;
        Files files = {0};
        run_new(&run);
        run.before = &before;
        Table *issues = dataset_table(run.world.data, 1);
        if (turn == 2) /* another cell */
            table_set(issues, 0, 10, dataset_intern(run.world.data, "未修", 6));
        write_all(&run, &files);
        assert_int_equal(before.taken, turn == 0 ? 0 : turn == 1 ? 4 : 2);
        assert_int_equal(is_written(&files, "data/issues.json"), turn != 1);
        assert_int_equal(is_written(&files, "data/issues.excel.csv"), turn != 1);
        assert_int_equal(is_written(&files, "data/compounds.json"), turn == 0);
        assert_true(is_written(&files, "data/issues.csv"));
        if (turn == 0) {
            assert_int_equal(before.note_count, 4);
            memcpy(before.old, before.notes, sizeof before.notes);
            before.old_count = before.note_count;
        }
        before.note_count = before.taken = 0;
        files_free(&files);
        world_free(&run.world);
    }
}

/* Longer than a sheet: no form for spreadsheets, and the archive's README says so. */
static void a_table_too_long_for_a_sheet_is_told(void **state)
{
    (void)state;
    for (size_t most = 1; most <= 2; most++) {
        Run run;
        Files files = {0}, inside = {0};
        Error err = {0};
        run_new(&run);
        run.sheet_lines = most;
        write_all(&run, &files);
        const Buffer *zip = file_of(&files, "data/data.zip");
        if (!zip_archive_each(zip->bytes, zip->length, 1 << 20, take_entry, &inside, &err))
            fail_msg("%s", err.text);
        bool made = false;
        for (size_t i = 0; i < files.count; i++)
            made = made || strcmp(files.files[i].path, "data/issues.excel.csv") == 0;
        assert_int_equal(made, most == 2);
        const char *zh = file_of(&inside, "说明.txt")->bytes;
        const char *en = file_of(&inside, "README.txt")->bytes;
        assert_int_equal(strstr(zh, "太长：compounds.csv、issues.csv。行数超过") != NULL,
                         most == 1);
        assert_int_equal(strstr(en, "- compounds.csv, issues.csv are too long for Excel") != NULL,
                         most == 1);
        assert_int_equal(strstr(zh, "太长") != NULL, most == 1);
        files_free(&files);
        files_free(&inside);
        world_free(&run.world);
    }
}

/* One table may be published by others, on other terms and less often. */
static void a_dataset_may_have_its_own_terms(void **state)
{
    (void)state;
    Run run;
    Files files = {0};
    run_new(&run);
    const char *keys[] = {"licence", "publisher", "contact", "cadence"};
    Value texts[] = {{.kind = VALUE_TEXT, .text = "ODC-By-1.0"},
                     {.kind = VALUE_TEXT, .text = "甲社区"},
                     {.kind = VALUE_TEXT, .text = "甲社区公告栏"},
                     {.kind = VALUE_TEXT, .text = "quarterly"}};
    const char *table[] = {"issues"}, *all[] = {"datasets"};
    Value own = {.kind = VALUE_MAP, .count = 4, .items = texts, .keys = keys};
    Value datasets = {.kind = VALUE_MAP, .count = 1, .items = &own, .keys = table};
    run.raw = (Value){.kind = VALUE_MAP, .count = 1, .items = &datasets, .keys = all};
    write_all(&run, &files);
    const char *dcat = file_of(&files, "data/catalog.jsonld")->bytes;
    const char *other = strstr(dcat, "\"compounds\""), *one = strstr(dcat, "\"issues\"");
    assert_true(other && one && other < one);
    assert_non_null(strstr(one, "\"foaf:name\":\"甲社区\""));
    assert_non_null(strstr(one, "\"vcard:fn\":\"甲社区公告栏\""));
    assert_non_null(strstr(one, "frequency/QUARTERLY"));
    assert_true(strstr(other, "frequency/MONTHLY") < one);
    assert_true(strstr(other, "\"foaf:name\":\"枫岸区\"") < one);
    const char *catalogue = file_of(&files, "data/catalog.csv")->bytes;
    assert_non_null(strstr(catalogue, "问题台账,T11,甲社区,"));
    assert_non_null(strstr(catalogue, "ODC-By-1.0,每季,"));
    assert_non_null(strstr(catalogue, "CC-BY-4.0,每月,"));
    const char *package =
        strstr(file_of(&files, "data/datapackage.json")->bytes, "\"name\":\"issues\"");
    assert_non_null(strstr(
        package, "\"licenses\":[{\"name\":\"ODC-By-1.0\"}],\"sources\":[{\"title\":\"甲社区\"}]"));
    assert_non_null(strstr(file_of(&files, "data/issues.csv-metadata.json")->bytes,
                           "\"dc:publisher\":\"甲社区\""));
    files_free(&files);
    world_free(&run.world);
}

typedef struct {
    bool label, summary, secret;
} Seen;

static bool look(void *context, const char *table, const char *text, size_t length, Error *err)
{
    (void)table, (void)err;
    Seen *seen = context;
    seen->label = seen->label || (length == 9 && memcmp(text, "已办结", 9) == 0);
    seen->summary = seen->summary || (length == 12 && memcmp(text, "灯已修好", 12) == 0);
    seen->secret = seen->secret || memmem(text, length, "13900000000", 11) != NULL ||
                   memmem(text, length, "三楼漏水", 12) != NULL;
    return true;
}

static void data_sqlite_has_tables_codes_and_nothing_private(void **state)
{
    (void)state;
    Run run;
    Files files = {0};
    Seen seen = {0};
    Error err = {0};
    run_new(&run);
    write_all(&run, &files);
    const Buffer *db = file_of(&files, "data/data.sqlite");
    if (!sqlite_each_text(db->bytes, db->length, look, &seen, &err))
        fail_msg("%s", err.text);
    assert_true(seen.label);
    assert_true(seen.summary);
    assert_false(seen.secret);
    assert_false(sqlite_each_text("no database at all", 18, look, &seen, &err));
    files_free(&files);
    world_free(&run.world);
}

static void a_compound_gets_its_own_rows_and_figures_of_the_period(void **state)
{
    (void)state;
    Run run;
    Files inside = {0};
    Buffer zip = {0};
    Error err = {0};
    run_new(&run);
    Table *issues = dataset_table(run.world.data, 1);
    size_t old = table_add_row(issues, (RowOrigin){0, 3}); /* of September */
    set_text(&run.world, issues, old, 0, "0007");
    table_set_compound(issues, old, 0);
    table_set(issues, old, 8, month_last(OCTOBER - 1));
    size_t other = table_add_row(issues, (RowOrigin){0, 4}); /* of no compound */
    set_text(&run.world, issues, other, 0, "0008");
    if (!scope_data_zip(run.world.arena, &run.import, run.figures, &run.config, 0, OCTOBER,
                        month_last(OCTOBER), &zip, &err) ||
        !zip_archive_each(zip.bytes, zip.length, 1 << 20, take_entry, &inside, &err))
        fail_msg("%s", err.text);
    const char *rows = file_of(&inside, "issues.csv")->bytes;
    assert_non_null(strstr(rows, "0012,"));
    assert_null(strstr(rows, "0007,"));
    assert_null(strstr(rows, "0008,"));
    assert_string_equal(file_of(&inside, "metrics.csv")->bytes,
                        "metric_id,scope_level,scope_id,period,window,base_period,numerator,"
                        "denominator,value,unit,state,reporting,expected,source\n"
                        "D01,compound,LT-01,2026-10,month,,26,,26,件,ok,1,1,rows\n");
    file_of(&inside, "README.txt");
    buffer_free(&zip);
    files_free(&inside);
    world_free(&run.world);
}

static void a_broken_archive_is_an_error(void **state)
{
    (void)state;
    Files inside = {0};
    Error err = {0};
    assert_false(zip_archive_each("PK no archive", 13, 1 << 20, take_entry, &inside, &err));
    assert_int_equal(err.code, ERR_DATA);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(metrics_csv_is_as_the_contract_says),
        cmocka_unit_test(the_same_input_gives_the_same_bytes),
        cmocka_unit_test(data_zip_holds_what_its_package_lists),
        cmocka_unit_test(forms_of_the_same_cells_are_taken_over),
        cmocka_unit_test(a_table_too_long_for_a_sheet_is_told),
        cmocka_unit_test(a_dataset_may_have_its_own_terms),
        cmocka_unit_test(data_sqlite_has_tables_codes_and_nothing_private),
        cmocka_unit_test(a_compound_gets_its_own_rows_and_figures_of_the_period),
        cmocka_unit_test(a_broken_archive_is_an_error),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
