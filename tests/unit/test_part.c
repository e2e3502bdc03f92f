/* test_part.c - what shards count and a merge adds up: the figures of one run, or nothing of it. */
#define DISTRICT_WORKSPACE "tests/unit/part-metrics"
#include "district.h"

#include "cube/part.h"

#define COMPOUNDS 4

static const char *const ids[COMPOUNDS] = {"A-1", "A-2", "A-3", "B-1"};
static const bool all[COMPOUNDS] = {true, true, true, true};
static const bool first[COMPOUNDS] = {true, false, true, false};
static const bool second[COMPOUNDS] = {false, true, false, true};
static const FileReport file = {.path = "input/a.csv", .sha256 = "1"};

/* Instead of the functions: a number per scope; `looked` and how often each was asked. */
typedef struct {
    bool looked;
    int added, asked;
} Functions;

static bool answer(void *context, const MetricInfo *metric, const ScopeSet *set, const int *scopes,
                   size_t count, Window window, Day from, Day last, ComputeAnswer *answers,
                   const char **message)
{
    Functions *functions = context;
    (void)from, (void)last, (void)message;
    if (strcmp(metric->id, "X40") == 0)
        functions->added++;
    else
        functions->asked++;
    for (size_t i = 0; i < count; i++) {
        const char *id = set->scopes[scopes[i]].id;
        answers[i] = (ComputeAnswer){.known = strcmp(id, "A-2") != 0,
                                     .looked = functions->looked,
                                     .numerator = (int64_t)strlen(id) * 10 + id[0] - (int)window};
    }
    return true;
}

/* Rows of the wanted compounds; `late`: how many days later every issue is closed. */
static District *district_of(const bool *wanted, int late)
{
    static Functions nobodys;
    District *d = district_new();
    d->cube.compute = answer;
    d->cube.compute_context = &nobodys;
    add_compounds(d);
    for (int i = 0; i < 240; i++) {
        const char *id = ids[i * 7 % COMPOUNDS];
        if (!wanted[i * 7 % COMPOUNDS])
            continue;
        add(d, "issues",
            arena_printf(d->arena,
                         "compound_id=%s; issue_id=i%d; issue_type=%s; category=noise; "
                         "status=closed; channel=%s; reported_on=2026-%02d-%02d; "
                         "closed_on=2026-%02d-%02d; satisfaction=%s",
                         id, i, i % 3 ? "complaint" : "request", i % 4 ? "hotline" : "visit",
                         i / 4 % 10 + 1, i / 4 % 20 + 1, i / 4 % 10 + 1,
                         i / 4 % 20 + 1 + i % 5 + late, i % 7 ? "yes" : "no"));
        add(d, "fund_ledger",
            arena_printf(d->arena,
                         "compound_id=%s; entry_id=f%d; entry_type=pay_final; matter_id=m%d; "
                         "amount=%d.05; entry_on=2026-%02d-11",
                         id, i, i / 2, i * 31, i / 4 % 10 + 1));
    }
    return d;
}

static Import import_of(District *d)
{
    for (size_t t = 0; t < d->schemas.count; t++)
        table_finish(dataset_table(d->data, (int)t));
    return (Import){.data = d->data, .files = &file, .file_count = 1};
}

static void count_of(District *d, const char *period)
{
    Error err = {0};
    Import import = import_of(d);
    assert_true(month_parse(period, &d->period));
    assert_true(cube_run(d->arena, &import, &d->config, &d->plan.metrics, &d->plan.rules, d->period,
                         month_last(d->period), &d->cube, &err));
}

static void count(District *d)
{
    count_of(d, "2026-10");
}

/* What the shard of these compounds hands over. */
static Buffer part_asking(const bool *mine, int late, Functions *functions)
{
    District *d = district_of(mine, late);
    d->cube.compute_context = functions;
    Import import = import_of(d);
    PartWriter writer;
    part_open(&writer, d->arena, &import, mine);
    d->cube.part = &writer;
    count(d);
    district_free(d);
    return writer.bytes;
}

static Buffer part_of(const bool *mine, int late)
{
    Functions functions = {0};
    return part_asking(mine, late, &functions);
}

static const char *row_of(District *d, size_t i)
{
    FigureBox box;
    const Figure *f = figures_at(d->cube.figures, i, &box);
    return arena_printf(d->arena, "%s %d %d %d %s %s/%s %d %d %d/%d", f->id, f->scope, f->period,
                        f->window, f->value, exact_text(d->arena, f->numerator),
                        exact_text(d->arena, f->denominator), f->state, f->source, f->reporting,
                        f->expected);
}

static size_t differences(District *a, District *b)
{
    size_t different = 0;
    assert_int_equal(figures_count(a->cube.figures), figures_count(b->cube.figures));
    for (size_t i = 0; i < figures_count(a->cube.figures); i++)
        different += strcmp(row_of(a, i), row_of(b, i)) != 0;
    return different;
}

static void read_both(District *d, const Buffer *bytes, CubeParts *parts)
{
    *parts = (CubeParts){.parts = ARENA_NEW_ARRAY(d->arena, 2, CubePart *), .count = 2};
    for (size_t i = 0; i < 2; i++) {
        parts->parts[i] = part_read(d->arena, bytes[i].bytes, bytes[i].length);
        assert_non_null(parts->parts[i]);
    }
}

static void figures_are_those_of_one_run(void **state)
{
    (void)state;
    CubeParts parts;
    Buffer bytes[2] = {part_of(first, 0), part_of(second, 0)};
    Buffer later[2] = {part_of(first, 0), part_of(second, 3)};
    District *one = district_of(all, 0), *merged = district_of(all, 0);
    District *told = district_of(all, 0);
    Import import = import_of(merged);
    count(one);
    read_both(merged, bytes, &parts);
    assert_true(parts_fit(&parts, merged->arena, &import));
    merged->cube.parts = &parts;
    count(merged);
    assert_int_equal(differences(one, merged), 0);
    /* It is the parts that are counted, not the rows: of a shard that saw others, other figures. */
    read_both(told, later, &parts);
    import = import_of(told);
    assert_true(parts_fit(&parts, told->arena, &import));
    told->cube.parts = &parts;
    count(told);
    assert_true(differences(one, told) > 10);
    assert_false(parts.other_days);
    /* Of a shard that knew of other months nothing is taken. */
    count_of(told, "2026-09");
    assert_true(parts.other_days);
    for (size_t i = 0; i < 2; i++) {
        buffer_free(&bytes[i]);
        buffer_free(&later[i]);
    }
    district_free(one);
    district_free(merged);
    district_free(told);
}

/* Answers that add up are the shards'; the others, and those that hang on others' rows, are not. */
static void functions_are_asked_where_they_must(void **state)
{
    (void)state;
    for (int looked = 0; looked < 2; looked++) {
        CubeParts parts;
        Functions shard = {.looked = looked}, alone = {0}, here = {0};
        Buffer bytes[2] = {part_asking(first, 0, &shard), part_asking(second, 0, &shard)};
        District *one = district_of(all, 0), *merged = district_of(all, 0);
        Import import = import_of(merged);
        one->cube.compute_context = &alone;
        merged->cube.compute_context = &here;
        count(one);
        read_both(merged, bytes, &parts);
        assert_true(parts_fit(&parts, merged->arena, &import));
        merged->cube.parts = &parts;
        count(merged);
        assert_int_equal(differences(one, merged), 0);
        assert_true(alone.added > 0);
        assert_int_equal(here.added, looked ? alone.added : 0);
        assert_int_equal(here.asked, alone.asked);
        for (size_t i = 0; i < 2; i++)
            buffer_free(&bytes[i]);
        district_free(one);
        district_free(merged);
    }
}

static void parts_of_other_rows_do_not_fit(void **state)
{
    (void)state;
    static const bool more[COMPOUNDS] = {true, true, true, false};
    static const FileReport others[] = {{.path = "input/b.csv", .sha256 = "1"},
                                        {.path = "input/a.csv", .sha256 = "2"}};
    CubeParts parts;
    Buffer good[2] = {part_of(first, 0), part_of(second, 0)};
    Buffer twice[2] = {part_of(more, 0), part_of(second, 0)};
    District *d = district_of(all, 0);
    Import import = import_of(d);
    read_both(d, good, &parts);
    assert_true(parts_fit(&parts, d->arena, &import));
    parts.count = 1; /* two compounds are nobody's */
    assert_false(parts_fit(&parts, d->arena, &import));
    read_both(d, twice, &parts); /* A-2 is of both */
    assert_false(parts_fit(&parts, d->arena, &import));
    read_both(d, good, &parts);
    for (size_t i = 0; i < 2; i++) { /* rows lie where no shard looked, or changed since */
        import.files = &others[i];
        assert_false(parts_fit(&parts, d->arena, &import));
    }
    import.files = &file;
    bool *keep = memory_alloc(240);
    memset(keep, true, 240);
    keep[17] = false; /* as if a row of the other shard had its key */
    table_filter(dataset_find(d->data, "issues"), keep);
    assert_false(parts_fit(&parts, d->arena, &import));
    free(keep);
    for (size_t i = 0; i < 2; i++) {
        buffer_free(&good[i]);
        buffer_free(&twice[i]);
    }
    district_free(d);
}

/* Cut off anywhere, or with something behind it. */
static void what_is_not_whole_is_refused(void **state)
{
    (void)state;
    Arena *arena = arena_new();
    Buffer bytes = part_of(first, 0);
    assert_non_null(part_read(arena, bytes.bytes, bytes.length));
    for (size_t length = 0; length < bytes.length; length += length < 600 ? 1 : 997)
        assert_null(part_read(arena, bytes.bytes, length));
    buffer_char(&bytes, 'x');
    assert_null(part_read(arena, bytes.bytes, bytes.length));
    bytes.bytes[0] = 'x';
    assert_null(part_read(arena, bytes.bytes, bytes.length - 1));
    buffer_free(&bytes);
    arena_free(arena);
}

static void numbers_come_back(void **state)
{
    (void)state;
    static const int64_t numbers[] = {0, 1, -1, 63, 64, -64, -65, INT64_MAX, INT64_MIN};
    Buffer out = {0};
    Int128 large = (Int128)INT64_MAX * INT64_MAX;
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        pack_number(&out, numbers[i]);
    pack_number(&out, large);
    pack_number(&out, -large);
    pack_bytes(&out, "a\0b", 3);
    Unpack in = unpack_from(out.bytes, out.length);
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        assert_true(unpack_number(&in) == numbers[i]);
    assert_true(unpack_number(&in) == large);
    assert_true(unpack_number(&in) == -large);
    size_t length;
    assert_memory_equal(unpack_bytes(&in, &length), "a\0b", 3);
    assert_int_equal(length, 3);
    assert_false(in.broken);
    assert_true(in.at == in.end);
    unpack_number(&in);
    assert_true(in.broken);
    in = unpack_from("\x0a"
                     "abc",
                     4); /* five bytes, of which three are there */
    assert_int_equal(*unpack_bytes(&in, &length), 0);
    assert_true(in.broken);
    buffer_free(&out);
}

int main(void)
{
    setenv("GONGKAI_LARGE_TABLE", "1", 1);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(figures_are_those_of_one_run),
        cmocka_unit_test(functions_are_asked_where_they_must),
        cmocka_unit_test(parts_of_other_rows_do_not_fit),
        cmocka_unit_test(what_is_not_whole_is_refused),
        cmocka_unit_test(numbers_come_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
