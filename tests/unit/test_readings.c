/*
 * test_readings.c - what a shard has read and hands over: the same bytes whoever reads beside it,
 * and whatever becomes of them on the way, the run that takes them is refused or gives what reading
 * gives.
 */
#include "unit.h"

#include "data/readings.h"
#include "failing.h"
#include "import_digest.h"
#include "office.h"

#define WORD "program config"

static const char *place_of(Office *o)
{
    return path_join(o->arena, o->dir, "read");
}

static void free_import(const Import *import)
{
    dataset_free(import->data);
    secrets_free(import->secrets);
}

static bool give(Office *o, const char *place, ImportOptions options, Error *err)
{
    Import import;
    options.give = readings_create(place);
    options.word = WORD;
    assert_true(import_run_with(o->arena, o->dir, &o->schemas, &o->config, &options, &import, err));
    free_import(&import);
    return readings_end(options.give, err);
}

/* What an import with these readings gives, in few lines; NULL where it was refused. */
static char *digest_with(Office *o, const Readings *readings, size_t *taken, Error *err)
{
    ImportOptions options = {.jobs = 1, .take = readings, .word = WORD};
    char *text = NULL;
    size_t length;
    Import import;
    if (!import_run_with(o->arena, o->dir, &o->schemas, &o->config, &options, &import, err)) {
        free_import(&import);
        return NULL;
    }
    FILE *out = open_memstream(&text, &length);
    import_digest(o->arena, &import, true, out);
    fclose(out);
    *taken = import.taken;
    free_import(&import);
    return text;
}

static char *digest(Office *o, size_t *taken, Error *err)
{
    Readings *readings = readings_new();
    char *text = NULL;
    if (readings_open(readings, place_of(o), err))
        text = digest_with(o, readings, taken, err);
    readings_close(readings);
    return text;
}

static void assert_refused(Office *o, const Error *err)
{
    assert_int_equal(err->code, ERR_DATA);
    assert_string_equal(
        err->text,
        arena_printf(o->arena, "%s：已损坏，请重新运行这一份 / is damaged; run this shard again",
                     place_of(o)));
}

/* --- whose bytes they are ------------------------------------------------------------------ */

static void by_turns(void *context, const Dataset *data, int *owner)
{
    assert_int_equal(table_rows(dataset_find(data, "compounds")), 3);
    for (int c = 0; c < 3; c++)
        owner[c] = c % *(const int *)context;
}

/* How many of the files of `b` are in `a` too; there they have the same bytes. */
static size_t compare(Office *o, const char *a, const char *b, const FileList *files)
{
    Readings *both[] = {readings_new(), readings_new()};
    Error err = {0};
    size_t found = 0;
    assert_true(readings_open(both[0], a, &err));
    assert_true(readings_open(both[1], b, &err));
    for (size_t i = 0; i < files->count; i++) {
        const char *path = arena_printf(o->arena, "input/%s", files->paths[i]);
        const Reading *one = readings_find(both[0], path), *other = readings_find(both[1], path);
        if (!one || !other)
            continue;
        if (one->length != other->length || memcmp(one->tag, other->tag, SEAL_TAG) != 0)
            fail_msg("%s: %zu and %zu bytes, or another tag", path, (size_t)one->length,
                     (size_t)other->length);
        char *bytes = malloc(one->length), *others = malloc(one->length);
        assert_int_equal(pread(one->fd, bytes, one->length, (off_t)one->at), one->length);
        assert_int_equal(pread(other->fd, others, one->length, (off_t)other->at), one->length);
        assert_memory_equal(bytes, others, one->length);
        free(bytes);
        free(others);
        found++;
    }
    readings_close(both[0]);
    readings_close(both[1]);
    return found;
}

/* Puts the files of tests/errors into folders of compounds; all, or every second. */
static void put_cases(Office *o, const FileList *cases, size_t from, size_t step)
{
    static const char *const folders[] = {"永悦华府", "世纪花园", "云杉里", "别处"};
    for (size_t i = from, kept = 0; i < cases->count; i += step) {
        char *bytes;
        size_t length;
        Error err = {0};
        if (!strstr(cases->paths[i], "/input/") ||
            !file_read(path_join(o->arena, "tests/errors", cases->paths[i]), 30000, &bytes, &length,
                       &err))
            continue;
        put_bytes(o, arena_printf(o->arena, "%s/%s", folders[i % 4], cases->paths[i]), bytes,
                  length);
        free(bytes);
        kept++;
    }
}

/*
 * What is sealed of a file hangs on its bytes, its path, the program and the configuration alone:
 * on no other file, thread, piece or number of shards.
 */
static void a_file_gives_the_same_bytes_among_others(void **state)
{
    Office *o = *state;
    FileList cases, files;
    Error err = {0};
    const char *all = path_join(o->arena, o->dir, "all"), *some = path_join(o->arena, o->dir, "s");
    const char *input = path_join(o->arena, o->dir, "input");
    assert_true(folder_list(o->arena, "tests/errors", &cases, &err));
    put_compounds(o);
    put_cases(o, &cases, 0, 1);
    assert_true(folder_list(o->arena, input, &files, &err));
    assert_true(give(o, all, (ImportOptions){.jobs = 1, .shards = 1}, &err));
    assert_true(give(o, some, (ImportOptions){.jobs = 5, .shards = 1, .piece = 100}, &err));
    size_t count = compare(o, all, some, &files);
    assert_true(count > 200);
    assert_int_equal(count, compare(o, all, all, &files)); /* none is missing */
    setenv("GONGKAI_LARGE_TABLE", "1", 1);
    for (int shards = 2, found = 0; shards <= 3; shards++, found = 0) {
        for (int shard = 0; shard < shards; shard++) {
            ImportOptions options = {.jobs = 1 + shard,
                                     .divide = by_turns,
                                     .context = &shards,
                                     .shard = shard,
                                     .shards = shards};
            assert_true(folder_remove(some, &err));
            assert_true(give(o, some, options, &err));
            found += (int)compare(o, all, some, &files);
        }
        assert_true(found > 180);
    }
    unsetenv("GONGKAI_LARGE_TABLE");
    for (size_t from = 0; from < 3; from++) {
        assert_true(folder_remove(input, &err));
        assert_true(folder_remove(some, &err));
        put_compounds(o);
        put_cases(o, &cases, from, 3);
        assert_true(give(o, some, (ImportOptions){.jobs = 2, .shards = 1}, &err));
        assert_true(compare(o, all, some, &files) > 60);
    }
}

/* --- damaged on the way -------------------------------------------------------------------- */

static void put_two(Office *o)
{
    put_compounds(o);
    issues_of(o, "2026-10/问题.csv",
              "W-1,永悦华府,投诉,噪声,2026-10-03,,办理中,,夜间,13900001234\n"
              "W-2,世纪花园,投诉,不认识,2026-10-03,,办理中,,,\n");
}

static void whatever_is_cut_off(void **state)
{
    Office *o = *state;
    char *bytes;
    size_t length, taken;
    Error err = {0};
    put_two(o);
    assert_true(give(o, place_of(o), (ImportOptions){.jobs = 1, .shards = 1}, &err));
    assert_true(file_read(place_of(o), 1 << 20, &bytes, &length, &err));
    for (size_t cut = 0; cut < length; cut++) {
        assert_true(file_write(place_of(o), bytes, cut, &err));
        err = (Error){0};
        assert_null(digest(o, &taken, &err));
        assert_refused(o, &err);
    }
    free(bytes);
}

/* Nothing stands between the last entry and the place where the index begins. */
static void what_was_put_between_is_refused(void **state)
{
    Office *o = *state;
    char *bytes;
    size_t length, taken;
    Error err = {0};
    put_two(o);
    assert_true(give(o, place_of(o), (ImportOptions){.jobs = 1, .shards = 1}, &err));
    assert_true(file_read(place_of(o), 1 << 20, &bytes, &length, &err));
    bytes = memory_resize(bytes, length + 1);
    memmove(bytes + length - 7, bytes + length - 8, 8);
    bytes[length - 8] = 0;
    assert_true(file_write(place_of(o), bytes, length + 1, &err));
    assert_null(digest(o, &taken, &err));
    assert_refused(o, &err);
    free(bytes);
}

/* Every byte in turn is another: refused, or the file is read anew. */
static void whatever_is_changed(void **state)
{
    Office *o = *state;
    static const unsigned char flips[] = {0x01, 0x80, 0xFF, 0x10};
    char *bytes, *plain, *other;
    size_t length, taken, refused = 0, anew = 0;
    Error err = {0};
    put_two(o);
    assert_true(give(o, place_of(o), (ImportOptions){.jobs = 1, .shards = 1}, &err));
    assert_non_null(plain = digest_with(o, NULL, &taken, &err));
    assert_int_equal(taken, 0);
    assert_non_null(other = digest(o, &taken, &err));
    assert_int_equal(taken, 2);
    assert_string_equal(other, plain);
    free(other);
    assert_true(file_read(place_of(o), 1 << 20, &bytes, &length, &err));
    for (size_t i = 0; i < length; i++) {
        bytes[i] = (char)((unsigned char)bytes[i] ^ flips[i % 4]);
        assert_true(file_write(place_of(o), bytes, length, &err));
        bytes[i] = (char)((unsigned char)bytes[i] ^ flips[i % 4]);
        err = (Error){0};
        other = digest(o, &taken, &err);
        if (!other) {
            assert_refused(o, &err);
            refused++;
            continue;
        }
        assert_string_equal(other, plain);
        assert_int_equal(taken, 1); /* another path or hash stands there: it is no use */
        free(other);
        anew++;
    }
    assert_true(refused > length * 4 / 5);
    assert_true(anew > 100); /* the letters of two paths and two hashes */
    free(bytes);
    free(plain);
}

/* --- a disk that fails --------------------------------------------------------------------- */

static const char *failing; /* the call that fails, */
static int number;          /* so, */
static int passes;          /* behind so many of them; */
static int calls;           /* those so far */

static int by_count(const char *call, const char *path)
{
    (void)path;
    return strcmp(call, failing) == 0 && calls++ >= passes ? number : 0;
}

static int once(const char *call, const char *path)
{
    (void)path;
    return strcmp(call, failing) == 0 && calls++ == passes ? number : 0;
}

static void fail_next(int (*when)(const char *, const char *), const char *call, int behind,
                      int with)
{
    failing = call;
    number = with;
    passes = behind;
    calls = 0;
    on_call = when;
}

static bool write_some(Office *o, const char *path, Error *err)
{
    Buffer pack = {0};
    unsigned char tag[SEAL_TAG] = {7};
    char sha256[65];
    memset(sha256, 'a', 64);
    sha256[64] = '\0';
    buffer_text(&pack, "sealed");
    assert_true(folder_remove(path, err));
    ReadingsWriter *out = readings_create(path);
    readings_put(out, "input/一.csv", sha256, tag, &pack);
    readings_put(out, "input/二.csv", sha256, tag, &pack);
    bool ok = readings_end(out, err);
    on_call = NULL;
    buffer_free(&pack);
    (void)o;
    return ok;
}

static void what_could_not_be_written_is_told(void **state)
{
    Office *o = *state;
    const char *path = place_of(o);
    char *bytes, *others;
    size_t length, other_length;
    Error err = {0};
    assert_true(write_some(o, path, &err));
    int writes = 6; /* the head, two packs, the count, the index, where it begins */
    for (int behind = 0; behind <= writes; behind++) {
        fail_next(by_count, "write", behind, ENOSPC);
        err = (Error){0};
        bool ok = write_some(o, path, &err);
        assert_int_equal(ok, behind == writes);
        if (ok)
            break;
        assert_int_equal(err.code, ERR_FILE);
        assert_string_equal(
            err.text,
            arena_printf(o->arena,
                         "%s：磁盘空间不足，请腾出空间后再运行一次 / No space left on device",
                         path));
    }
    fail_next(once, "close", 0, EIO);
    assert_false(write_some(o, path, &err));
    assert_non_null(strstr(err.text, "Input/output error"));
    fail_next(once, "open", 0, EDQUOT);
    assert_false(write_some(o, path, &err));
    assert_non_null(strstr(err.text, "quota")); /* not what follows from it */
    /* Interrupted, and byte by byte: the same file. */
    assert_true(write_some(o, path, &err));
    assert_true(file_read(path, 1 << 20, &bytes, &length, &err));
    fail_next(once, "write", 2, EINTR);
    assert_true(write_some(o, path, &err));
    assert_true(file_read(path, 1 << 20, &others, &other_length, &err));
    assert_int_equal(other_length, length);
    assert_memory_equal(others, bytes, length);
    free(others);
    fail_next(by_count, "write", 0, SHORT);
    assert_true(write_some(o, path, &err));
    assert_true(file_read(path, 1 << 20, &others, &other_length, &err));
    assert_int_equal(other_length, length);
    assert_memory_equal(others, bytes, length);
    free(others);
    free(bytes);
}

/* Readings that were begun and are not wanted. */
static void what_was_begun_is_dropped(void **state)
{
    Office *o = *state;
    fail_next(by_count, "open", 0, EACCES);
    ReadingsWriter *out = readings_create(place_of(o));
    on_call = NULL;
    readings_abandon(out);
    readings_abandon(readings_create(place_of(o)));
    readings_abandon(NULL);
    struct stat st;
    assert_int_equal(stat(place_of(o), &st), 0);
    assert_int_equal(st.st_mode & 0777, 0600);
}

static void what_cannot_be_read_is_refused(void **state)
{
    Office *o = *state;
    size_t taken;
    Error err = {0};
    put_two(o);
    assert_true(give(o, place_of(o), (ImportOptions){.jobs = 1, .shards = 1}, &err));
    char *plain = digest(o, &taken, &err), *other;
    assert_non_null(plain);
    for (int behind = 0; behind < 5; behind++) { /* head, end, index; then each of the two */
        fail_next(once, "pread", behind, EIO);
        err = (Error){0};
        assert_null(digest(o, &taken, &err));
        on_call = NULL;
        assert_refused(o, &err);
        fail_next(once, "pread", behind, EINTR);
        assert_non_null(other = digest(o, &taken, &err));
        on_call = NULL;
        assert_string_equal(other, plain);
        assert_int_equal(taken, 2);
        free(other);
    }
    fail_next(by_count, "pread", 0, SHORT);
    assert_non_null(other = digest(o, &taken, &err));
    on_call = NULL;
    assert_string_equal(other, plain);
    free(other);
    fail_next(once, "fstat", 0, EIO);
    assert_null(digest(o, &taken, &err));
    on_call = NULL;
    assert_refused(o, &err);
    Readings *readings = readings_new();
    fail_next(once, "open", 0, EACCES);
    assert_false(readings_open(readings, place_of(o), &err));
    assert_int_equal(err.code, ERR_FILE);
    assert_string_equal(err.text,
                        arena_printf(o->arena,
                                     "%s：没有权限，请检查文件和文件夹的权限 / Permission denied",
                                     place_of(o)));
    fail_next(once, "open", 0, ENOENT); /* that shard has handed nothing over */
    assert_true(readings_open(readings, place_of(o), &err));
    on_call = NULL;
    assert_null(readings_find(readings, "input/小区.csv"));
    readings_close(readings);
    readings_close(NULL);
    free(plain);
}

/* --- files that change while what was read of them is looked for ---------------------------- */

static char changing[512];
static int change_at; /* the so-many-th call for that file */

static int change(const char *call, const char *path)
{
    static const char more[] = "W-9,云杉里,投诉,噪声,2026-10-09,,办理中,,,\n";
    if (strcmp(call, "stat") != 0 || strcmp(path, changing) != 0 || calls++ != change_at)
        return 0;
    int fd = open(path, O_WRONLY | O_APPEND);
    assert_int_equal(write(fd, more, sizeof more - 1), sizeof more - 1);
    close(fd);
    return 0;
}

static int vanish(const char *call, const char *path)
{
    if (strcmp(call, "stat") == 0 && strcmp(path, changing) == 0 && calls++ == change_at)
        unlink(path);
    return 0;
}

static int unreadable_once(const char *call, const char *path)
{
    return strcmp(call, "open") == 0 && strcmp(path, changing) == 0 && calls++ == change_at ? EIO
                                                                                            : 0;
}

static void run_with(Office *o, int (*when)(const char *, const char *), int at)
{
    Error err = {0};
    Readings *readings = readings_new();
    free_import(&o->import);
    put_two(o);
    snprintf(changing, sizeof changing, "%s/input/2026-10/问题.csv", o->dir);
    change_at = at;
    calls = 0;
    assert_true(readings_open(readings, place_of(o), &err));
    ImportOptions options = {.jobs = 1, .take = readings, .word = WORD};
    on_call = when;
    o->ok = import_run_with(o->arena, o->dir, &o->schemas, &o->config, &options, &o->import, &err);
    on_call = NULL;
    readings_close(readings);
    assert_true(o->ok);
}

static void a_file_that_changes_is_read_anew(void **state)
{
    Office *o = *state;
    Error err = {0};
    put_two(o);
    assert_true(give(o, place_of(o), (ImportOptions){.jobs = 1, .shards = 1}, &err));
    run_with(o, NULL, 0);
    assert_int_equal(o->import.taken, 2);
    assert_int_equal(table_rows(table(o, "issues")), 1);
    /* The sizes of all files are asked for first; then before and behind the hash. */
    for (int at = 1; at <= 2; at++) {
        run_with(o, change, at);
        assert_int_equal(o->import.taken, 1);
        assert_int_equal(table_rows(table(o, "issues")), 2);
        assert_string_equal(cell(o, "issues", 1, "issue_id"), "W-9");
    }
    run_with(o, change, 4); /* and behind the reading */
    assert_int_equal(o->import.taken, 2);
    run_with(o, unreadable_once, 0);
    assert_int_equal(o->import.taken, 1);
    assert_int_equal(table_rows(table(o, "issues")), 1);
    for (int at = 1; at <= 2; at++) {
        run_with(o, vanish, at);
        assert_int_equal(o->import.taken, 1);
        assert_int_equal(table_rows(table(o, "issues")), 0);
        assert_string_equal(line(o, "unreadable"),
                            "input/2026-10/问题.csv：读不出来；请检查文件和权限");
        assert_non_null(strstr(problem(o, "unreadable")->expected_en, "No such file"));
        assert_int_equal(file(o, "input/2026-10/问题.csv")->read, 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        OFFICE_TEST(a_file_gives_the_same_bytes_among_others),
        OFFICE_TEST(whatever_is_cut_off),
        OFFICE_TEST(what_was_put_between_is_refused),
        OFFICE_TEST(whatever_is_changed),
        OFFICE_TEST(what_could_not_be_written_is_told),
        OFFICE_TEST(what_was_begun_is_dropped),
        OFFICE_TEST(what_cannot_be_read_is_refused),
        OFFICE_TEST(a_file_that_changes_is_read_anew),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
