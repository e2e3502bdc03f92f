/*
 * test_pieces.c - a large file that is read in pieces gives what it gives as a whole: rows, texts,
 * problems in their order and number, accounts. Files with all that makes one row hang on others,
 * in pieces of a few rows, by one thread and several, by libcsv and without.
 */
#include "declared.h"

#include <stdlib.h>

#include "base/buffer.h"
#include "base/file.h"
#include "data/decode.h"
#include "import_digest.h"
#include "schema_text.h"
#include "script/script.h"

typedef struct {
    Arena *arena;
    char dir[64];
    Plan plan; /* which the others are read from */
    SchemaSet schemas;
    Config config;
} World;

static int open_world(void **state)
{
    World *w = calloc(1, sizeof *w);
    Error err = {0};
    w->arena = arena_new();
    strcpy(w->dir, "/tmp/gongkai-pieces-XXXXXX");
    assert_non_null(mkdtemp(w->dir));
    assert_true(declared(w->arena, w->dir, ".", &w->plan, &err));
    assert_true(config_read(w->arena, &w->plan.config, &w->config, &err));
    assert_true(schema_set_read(w->arena, &w->plan.tables, &w->schemas, &err));
    *state = w;
    return 0;
}

static int close_world(void **state)
{
    World *w = *state;
    Error err;
    folder_remove(w->dir, &err);
    arena_free(w->arena);
    free(w);
    return 0;
}

static void put(const World *w, const char *path, const char *bytes, size_t length)
{
    char full[1024];
    Error err = {0};
    snprintf(full, sizeof full, "%s/input/%s", w->dir, path);
    assert_true(file_write(full, bytes, length, &err));
}

static const char compounds[] = "小区编码,小区名称,社区,街道（镇）,有无物业\n"
                                "H-1,芦汀苑,映汀社区,青埠街道,是\n"
                                "H-2,云杉里,映汀社区,青埠街道,是\n";

/* --- two ways of reading ------------------------------------------------------------------ */

#define WHOLE ((size_t)1 << 40)

static char *read_by(const World *w, const char *dir, ImportOptions options)
{
    Import import;
    Error err = {0};
    char *text = NULL;
    size_t length;
    Arena *arena = arena_new();
    FILE *out = open_memstream(&text, &length);
    import_run_with(arena, dir, &w->schemas, &w->config, &options, &import, &err);
    for (size_t i = 0; i < problems_count(import.problems); i++)
        fprintf(out, "%s\n", problem_line(arena, problems_at(import.problems, i), false));
    import_digest(arena, &import, false, out);
    fclose(out);
    dataset_free(import.data);
    secrets_free(import.secrets);
    arena_free(arena);
    return text;
}

/* The first line in which the two differ. */
static const char *current = "";

static void fail_at(const char *dir, const char *how, const char *a, const char *b)
{
    while (*a && strcspn(a, "\n") == strcspn(b, "\n") && strncmp(a, b, strcspn(a, "\n")) == 0) {
        a += strcspn(a, "\n") + (*a != '\0');
        b += strcspn(b, "\n") + (*b != '\0');
    }
    fail_msg("%s %s: as a whole\n%.*s\n%s\n%.*s", dir, current, (int)strcspn(a, "\n"), a, how,
             (int)strcspn(b, "\n"), b);
}

static size_t compare(const World *w, const char *dir, size_t piece)
{
    char *whole = read_by(w, dir, (ImportOptions){.jobs = 1, .piece = WHOLE});
    for (int way = 0; way < 4; way++) {
        char how[64];
        ImportOptions options = {.jobs = way == 1   ? 4
                                         : way == 2 ? 2
                                                    : 1,
                                 .piece = way == 2 ? piece * 3 + 1 : piece,
                                 .arbiter = way == 3};
        char *other = read_by(w, dir, options);
        snprintf(how, sizeof how, "by %d in pieces of %zu%s", options.jobs, options.piece,
                 options.arbiter ? ", libcsv" : "");
        if (strcmp(whole, other) != 0)
            fail_at(dir, how, whole, other);
        free(other);
    }
    size_t length = strlen(whole);
    free(whole);
    return length;
}

/* --- files made up ------------------------------------------------------------------------- */

static uint64_t seed;

static unsigned pick(unsigned below)
{
    seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (unsigned)(seed >> 33) % below;
}

/* What a row may be beside plain. */
enum {
    BLANK,
    DASHES,
    TOTAL,
    PART,
    REMARK,
    HEADER,
    OTHER_UNIT,
    OTHER_TABLE,
    TITLE,
    BAD_DATE,
    BAD_LABEL,
    EMPTY_REQUIRED,
    NO_PLACE,
    LINE_BREAK,
    OPEN_QUOTE,
    RAGGED,
    SHORT,
    NAMELESS,
    AGAIN,
    PRIVATE,
    SPLIT,
    TWO_AMOUNTS,
    SERIAL_DATE,
    SPACES,
    CR,
    ODDITIES
};

typedef struct {
    Buffer text;
    unsigned rate[ODDITIES]; /* one row of so many; 0: none */
    bool ledger, sides;
    char last[512];
} Made;

static bool is(const Made *m, int oddity)
{
    return m->rate[oddity] && pick(m->rate[oddity]) == 0;
}

static const char *header_of(const Made *m)
{
    return !m->ledger ? "小区,问题编号,类型,类别,受理日期,办结日期,状态,公开摘要,,电话\n"
           : m->sides ? "小区,分录编号,账目,科目,收入,支出,日期,合同号\n"
                      : "小区,分录编号,账目,收支,科目,金额,日期,合同号\n";
}

static void put_other_row(Made *m, int kind)
{
    Buffer *t = &m->text;
    switch (kind) {
    case BLANK:
        buffer_text(t, "\n");
        break;
    case DASHES:
        buffer_text(t, "-,,/,无,,\n");
        break;
    case TOTAL:
        buffer_text(t, m->ledger ? "合计,,,,,123.40,60\n" : "合计,12件,,,,,,\n");
        break;
    case PART:
        buffer_text(t, m->ledger ? "小计,,,,,99.00,\n" : "小计,3件,,,,,,\n");
        break;
    case REMARK:
        buffer_text(t, "填表人：某某,,,\n");
        break;
    case HEADER:
        buffer_text(t, header_of(m));
        break;
    case OTHER_UNIT:
        buffer_text(t, "小区,分录编号,账目,收支,科目,金额（万元）,日期,合同号\n");
        break;
    case OTHER_TABLE:
        buffer_text(t, m->ledger
                           ? "小区,问题编号,类型,类别,受理日期,办结日期,状态,公开摘要,来源,期限\n"
                           : "小区,分录编号,账目,收支,科目,金额,日期,合同号,用量,单价,分摊户数\n");
        break;
    case TITLE:
        buffer_text(t, "二〇二六年汇总表\n");
        break;
    case AGAIN:
        for (unsigned i = pick(8); i > 0; i--)
            buffer_text(t, m->last);
        break;
    case OPEN_QUOTE:
        buffer_text(t, "芦汀苑,\"N-1,投诉,停车\n");
        break;
    default:
        break;
    }
}

static void put_row(Made *m, unsigned i)
{
    static const char *const places[] = {"芦汀苑", "云杉里", "H-1", "无", "某某园"};
    static const char *const notes[] = {"楼道灯不亮", "\"车位被占, 已处理\"", "夜间施工",
                                        "\"他说\"\"不行\"\"\""};
    for (int kind = 0; kind < BAD_DATE; kind++)
        if (is(m, kind))
            put_other_row(m, kind);
    if (is(m, AGAIN))
        put_other_row(m, AGAIN);
    if (is(m, OPEN_QUOTE))
        put_other_row(m, OPEN_QUOTE);
    Buffer *t = &m->text;
    size_t start = t->length;
    const char *place = is(m, NO_PLACE) ? "" : places[pick(40) ? pick(2) : pick(5)];
    char day[32], note[128];
    if (is(m, BAD_DATE))
        strcpy(day, "某日");
    else if (is(m, SERIAL_DATE))
        snprintf(day, sizeof day, "%u", 46000 + pick(200));
    else
        snprintf(day, sizeof day, "2026-%02u-%02u", 1 + pick(10), 1 + pick(28));
    snprintf(note, sizeof note, "%s",
             is(m, LINE_BREAK) ? "\"第一行\n第二行,\n第三行\""
             : is(m, PRIVATE)  ? "请联系13912345678"
                               : notes[pick(4)]);
    buffer_printf(t, "%s,%s%u,", place, pick(50) ? "N" : "甲", pick(60) ? i : i / 2);
    if (is(m, SHORT)) {
        buffer_text(t, "投诉\n");
        return;
    }
    if (!m->ledger)
        buffer_printf(t, "%s,%s,%s,%s,%s,%s,%s", is(m, BAD_LABEL) ? "不知" : "投诉",
                      is(m, EMPTY_REQUIRED) ? "" : "停车", day, pick(3) ? "2026-10-30" : "",
                      is(m, SPACES) ? " 已办结 " : "已办结", note, is(m, NAMELESS) ? "某" : "");
    else {
        const char *amount = is(m, SPLIT) ? "1,234.50" : is(m, EMPTY_REQUIRED) ? "" : NULL;
        char number[32];
        snprintf(number, sizeof number, "%u.%02u", pick(900), pick(100));
        amount = amount ? amount : number;
        buffer_printf(t, "公共收益,%s,", is(m, BAD_LABEL) ? "不知" : m->sides ? "停车" : "收入");
        if (m->sides)
            buffer_printf(t, pick(2) ? "%s,%s" : "%.0s%s,", is(m, TWO_AMOUNTS) ? "5.00" : "",
                          amount);
        else
            buffer_printf(t, "停车,%s", amount);
        buffer_printf(t, ",%s,C-%u", day, pick(9));
    }
    if (is(m, RAGGED))
        buffer_text(t, ",多,余");
    buffer_text(t, is(m, CR) ? "\r\n" : "\n");
    size_t length = t->length - start;
    if (length < sizeof m->last) {
        memcpy(m->last, t->bytes + start, length);
        m->last[length] = '\0';
    }
}

static void make(Made *m, unsigned rows)
{
    static const unsigned rates[] = {400, 60, 8, 2};
    *m = (Made){.ledger = pick(3) == 0, .sides = pick(3) == 0};
    for (int i = 0; i < ODDITIES; i++)
        m->rate[i] = pick(4) ? 0 : rates[pick(4)];
    if (pick(4)) /* else hardly a row is left of most files */
        m->rate[OPEN_QUOTE] = m->rate[OTHER_TABLE] = m->rate[OTHER_UNIT] = 0;
    if (pick(3) == 0)
        buffer_text(&m->text, "某某街道问题汇总表\n填报单位：青埠街道\n");
    buffer_text(&m->text, header_of(m));
    for (unsigned i = 0; i < rows; i++)
        put_row(m, i);
    if (pick(2))
        put_other_row(m, TOTAL);
}

static void odd_files(void **state)
{
    const World *w = *state;
    static const size_t sizes[] = {80, 400, 3000, 20000};
    put(w, "a.csv", compounds, strlen(compounds));
    for (seed = 1; seed < 2400000; seed += 20011) {
        uint64_t own = seed;
        Made m;
        make(&m, pick(10) ? 30 + pick(300) : 2500);
        size_t piece = sizes[pick(4)];
        if (pick(5) == 0) { /* as old Excel writes it */
            size_t length;
            char *gbk = encode_gbk(m.text.bytes, m.text.length, &length);
            put(w, "b.csv", gbk, length);
            free(gbk);
        } else
            put(w, "b.csv", m.text.bytes, m.text.length);
        buffer_free(&m.text);
        compare(w, w->dir, piece);
        seed = own;
    }
}

/*
 * Below a blank row or a footer another table may begin, and where income and expense stand in two
 * columns nothing but that gap tells: so it counts also where a piece begins right behind it. The
 * rows of the gap are long, that many pieces do.
 */
static void a_gap_at_a_border(void **state)
{
    static const char *const gaps[] = {
        "-,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,\n",
        "填表人：某某某某某某某某某某某某某某某某某某某某某某某,,,\n"};
    static const char *const others[] = {
        "小区,问题编号,类型,类别,受理日期,办结日期,状态,公开摘要,来源,期限\n",
        "小区,分录编号,账目,科目,收入（万元）,支出（万元）,日期,合同号\n"};
    const World *w = *state;
    size_t read = 0;
    put(w, "a.csv", compounds, strlen(compounds));
    for (size_t way = 0; way < 4; way++)
        for (size_t piece = 90; piece < 300; piece += 17) {
            Made m = {.ledger = true, .sides = true};
            buffer_text(&m.text, header_of(&m));
            seed = piece;
            for (unsigned block = 0; block < 8; block++) {
                for (unsigned i = 0, rows = 2 + pick(4); i < rows; i++)
                    put_row(&m, block * 10 + i);
                buffer_text(&m.text, gaps[way % 2]);
                buffer_text(&m.text, others[way / 2]);
                for (unsigned i = 0; i < 2; i++)
                    put_row(&m, block * 10 + 6 + i);
                buffer_text(&m.text, header_of(&m));
            }
            put(w, "b.csv", m.text.bytes, m.text.length);
            buffer_free(&m.text);
            read += compare(w, w->dir, piece) > 0;
        }
    assert_true(read > 40);
}

/*
 * Rows in vain are looked at as headers of other tables, so many in one file and no more; those
 * that pieces have looked at count, wherever the header comes.
 */
static void headers_are_tried_so_often(void **state)
{
    const World *w = *state;
    size_t found = 0, tried = 0;
    put(w, "a.csv", compounds, strlen(compounds));
    for (unsigned rows = 150; rows <= 250; rows += 10) {
        Made m = {0};
        buffer_text(&m.text, header_of(&m));
        for (unsigned i = 0; i < rows; i++)
            buffer_printf(&m.text, "芦汀苑,N%u,投诉,停车,某日,,已办结,,,\n", i);
        put_other_row(&m, OTHER_TABLE);
        for (unsigned i = 0; i < 30; i++)
            put_row(&m, 1000 + i);
        put(w, "b.csv", m.text.bytes, m.text.length);
        buffer_free(&m.text);
        compare(w, w->dir, 700);
        char *text = read_by(w, w->dir, (ImportOptions){.jobs = 2, .piece = 700});
        found += strstr(text, "second_table") != NULL || strstr(text, "另一张表") != NULL;
        tried++;
        free(text);
    }
    assert_true(found > 2 && found < tried);
}

/* Made by one way of reading as by the other, in pieces of several sizes; says `text` `times`. */
static void both_say(const World *w, const Buffer *b, const char *text, int times)
{
    put(w, "a.csv", compounds, strlen(compounds));
    put(w, "b.csv", b->bytes, b->length);
    for (size_t piece = 150; piece < 1500; piece += 270)
        compare(w, w->dir, piece);
    char *all = read_by(w, w->dir, (ImportOptions){.jobs = 2, .piece = 400});
    int found = 0;
    for (const char *at = all; (at = strstr(at, text)); at++)
        found++;
    if (found != times)
        fail_msg("'%s' %d times, not %d:\n%s", text, found, times, all);
    free(all);
}

/* A column without a header that holds something far below is named once. */
static void a_nameless_column_is_named_once(void **state)
{
    const World *w = *state;
    Buffer text = {0};
    buffer_text(&text, "小区,问题编号,类型,类别,受理日期,办结日期,状态,公开摘要,,,电话\n");
    for (unsigned i = 0; i < 120; i++)
        buffer_printf(&text, "芦汀苑,N%u,投诉,停车,2026-10-05,,已办结,楼道灯不亮,%s,%s,\n", i,
                      i > 60 && i % 4 ? "某" : "", i > 90 ? "某" : "");
    both_say(w, &text, "这一列没有表头", 2);
    buffer_free(&text);
}

/* What is known of the rows above a total: one that cannot be read, or that there is none yet. */
static void totals_know_all_rows_above(void **state)
{
    const World *w = *state;
    static const char header[] = "小区,分录编号,账目,收支,科目,金额,日期,合同号\n";
    for (int way = 0; way < 3; way++) {
        Buffer text = {0};
        buffer_text(&text, header);
        for (unsigned i = 0; i < 100; i++)
            buffer_printf(&text, "芦汀苑,N%u,公共收益,收入,停车,%s,2026-10-05,C-1\n", i,
                          way == 0 && i == 50  ? "某数"
                          : way == 1 && i < 50 ? ""
                                               : "2.00");
        buffer_text(&text, "合计,,,,,7.00,,\n");
        both_say(w, &text, "与上面各行之和", way > 0);
        buffer_free(&text);
    }
}

/* Ids that are made of the numbers of rows are those of the file. */
static void made_ids_count_through(void **state)
{
    const World *w = *state;
    Buffer text = {0};
    buffer_text(&text, "二〇二六年十月投诉汇总表\n序号,小区,类型,类别,受理日期,状态,公开摘要\n");
    for (unsigned i = 0; i < 150; i++)
        buffer_printf(&text, ",芦汀苑,投诉,停车,2026-10-%02u,已办结,第%u件\n", 1 + i % 28, i);
    both_say(w, &text, "只算一次", 0);
    buffer_free(&text);
}

/*
 * A private cell that stands for those below it has a number among what is private, which a piece
 * cannot know: the file is read as a whole.
 */
static void private_cells_are_filled_down(void **state)
{
    World *w = *state;
    static const char table[] = "table compounds T01 小区基本信息 key=compound_id\n"
                                "compound_id id 小区编码 required\n"
                                "compound_name str 小区名称|小区 required\n"
                                "community str 社区 required\n"
                                "subdistrict str 街道（镇） required\n"
                                "has_company bool 有无物业 required\n"
                                "table issues T11 问题台账 key=issue_id date=reported_on\n"
                                "issue_id id 问题编号 required\n"
                                "compound_name str 小区 fill\n"
                                "person_name str 姓名 private fill\n"
                                "reported_on date 受理日期 required\n"
                                "public_summary str 公开摘要\n";
    Buffer text = {0};
    schemas_of_text(w->arena, table, &w->schemas);
    buffer_text(&text, "问题编号,小区,姓名,受理日期,公开摘要\n");
    for (unsigned i = 0; i < 150; i++)
        buffer_printf(&text, "N%u,%s,%s,2026-10-05,第%u件\n", i, i % 9 ? "" : "芦汀苑",
                      i % 40   ? ""
                      : i % 80 ? "王某某"
                               : "林某某",
                      i);
    both_say(w, &text, "issues rows 150", 1);
    buffer_free(&text);
}

/* Files of the errors, each behind itself several times: headers and totals in between. */
static void errors(void **state)
{
    World *w = *state;
    FileList list;
    Error err = {0};
    size_t read = 0;
    char first[1024];
    assert_true(folder_list(w->arena, "tests/errors", &list, &err));
    for (size_t i = 0; i < list.count; i++) {
        char *bytes;
        size_t length, all;
        Buffer text = {0};
        if (!strstr(list.paths[i], "/input/") || !strstr(list.paths[i], ".csv"))
            continue;
        snprintf(first, sizeof first, "tests/errors/%s", list.paths[i]);
        if (!file_read(first, 20000, &bytes, &length, &err))
            continue;
        for (all = 0; length > 0 && all < 6000; all += length)
            buffer_put(&text, bytes, length);
        free(bytes);
        if (!all)
            continue;
        put(w, "a.csv", compounds, strlen(compounds));
        put(w, "b.csv", text.bytes, text.length);
        buffer_free(&text);
        current = first;
        read += compare(w, w->dir, 100 + i % 7 * 90) > 0;
    }
    assert_true(read >= 100);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(odd_files, open_world, close_world),
        cmocka_unit_test_setup_teardown(a_gap_at_a_border, open_world, close_world),
        cmocka_unit_test_setup_teardown(headers_are_tried_so_often, open_world, close_world),
        cmocka_unit_test_setup_teardown(a_nameless_column_is_named_once, open_world, close_world),
        cmocka_unit_test_setup_teardown(totals_know_all_rows_above, open_world, close_world),
        cmocka_unit_test_setup_teardown(made_ids_count_through, open_world, close_world),
        cmocka_unit_test_setup_teardown(private_cells_are_filled_down, open_world, close_world),
        cmocka_unit_test_setup_teardown(errors, open_world, close_world),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
