/* test_records.c - records of CSV text: libcsv decides, the fast path agrees. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "records_shown.h"

static void assert_records(const char *text, const char *expected)
{
    for (int arbiter = 0; arbiter < 2; arbiter++) {
        Buffer out = {0};
        records_read(text, strlen(text), ',', arbiter, show, &out);
        assert_string_equal(out.bytes ? out.bytes : "", expected);
        buffer_free(&out);
    }
}

static void plain_lines(void **state)
{
    (void)state;
    assert_records("", "");
    assert_records("a,b\nc,d\n", "1[a][b] 2[c][d] ");
    assert_records("a,b\r\nc,d", "1[a][b] 2[c][d] ");
    assert_records("a,b\rc,d\r", "1[a][b] 2[c][d] ");
    assert_records("a,b\n\r\n\nc,,\n", "1[a][b] 2!1 3!1 4[c][][] ");
    assert_records(" a , b\t\n", "1[a][b] ");
    assert_records("a\n \t \nb\n", "1[a] 2!1 3[b] ");
    assert_records(",\n", "1[][] ");
}

/* A line break inside quotes makes no new row. */
static void quotes(void **state)
{
    (void)state;
    assert_records("a,\"b,\"\"c\"\"\"\n", "1[a][b,\"c\"] ");
    assert_records("a,\"b\nc\"\nd\n", "1[a][b\nc] 2[d] ");
    assert_records("a,\"b\r\nc\"\r\nd\r\n", "1[a][b\r\nc] 2[d] ");
    assert_records("a,5\" pipe,b\n", "1[a][5\" pipe][b] ");
    assert_records("a,\"\"\n", "1[a][] ");
    assert_records("a,\"b\" \n", "1[a][b] ");
    assert_records("\"a\",\"b\"", "1[a][b] ");
}

/* A quote that is never closed costs its own row only. */
static void open_quotes(void **state)
{
    (void)state;
    assert_records("a,\"b,c\nd,e\nf,g\n", "1!2[a][b,c] 2[d][e] 3[f][g] ");
    assert_records("a,\"b\nd,\"e\"\nf,g\n", "1!2[a][b] 2[d][e] 3[f][g] ");
    assert_records("a,\"b", "1!2[a][b] ");
    assert_records("a,\"b\n", "1!2[a][b] ");
}

/* Files with nothing but open quotes end in bounded time. */
static void many_open_quotes(void **state)
{
    (void)state;
    Buffer text = {0}, out = {0};
    for (int i = 0; i < 20000; i++)
        buffer_text(&text, "a,\"b\n");
    records_read(text.bytes, text.length, ',', false, show, &out);
    assert_non_null(strstr(out.bytes, "20000!4"));
    buffer_free(&text);
    buffer_free(&out);
}

/* What text of `length` bytes gives, one line of show() for its records. */
static char *records_of(const Buffer *text, bool arbiter)
{
    Buffer out = {0};
    records_read(text->bytes, text->length, ',', arbiter, show, &out);
    return out.bytes;
}

static void fill(Buffer *text, size_t count, const char *with)
{
    for (size_t i = 0; i < count; i++)
        buffer_text(text, with);
}

/* Rows, flaws and number of cells, and the cell that is to blame. */
static bool outline(void *context, const Record *record)
{
    buffer_printf(context, "%d!%d(%zu) ", record->row, record->flaw, record->count);
    if (record->flaw == RECORD_CELL_TOO_LONG)
        buffer_printf(context, "at %zu ", record->cell);
    return true;
}

static void assert_outline(Buffer *text, const char *expected)
{
    for (int arbiter = 0; arbiter < 2; arbiter++) {
        Buffer out = {0};
        records_read(text->bytes, text->length, ',', arbiter, outline, &out);
        assert_string_equal(out.bytes, expected);
        buffer_free(&out);
    }
    buffer_free(text);
}

/* A cell of 1 MiB is read, one byte more is a flaw of its own, whether quoted or not. */
static void long_cells(void **state)
{
    (void)state;
    Buffer text = {0};
    buffer_text(&text, "a,");
    fill(&text, RECORD_CELL_MAX, "x");
    buffer_text(&text, "\nb,");
    fill(&text, RECORD_CELL_MAX + 1, "x");
    buffer_text(&text, ",c\nd,e,\"");
    fill(&text, RECORD_CELL_MAX / 2 + 1, "x\n"); /* and many more lines than an office writes */
    buffer_text(&text, "\"\nf\n");
    assert_outline(&text, "1!0(2) 2!6(3) at 1 3!6(3) at 2 4!0(1) ");
}

/* Beyond 4 MiB the cell that is to blame is told, else the row; what follows is read. */
static void long_rows(void **state)
{
    (void)state;
    Buffer text = {0};
    buffer_text(&text, "a,\"");
    fill(&text, (size_t)16 << 20, "x");
    buffer_text(&text, "\",b\nc,\"");
    fill(&text, (size_t)3 << 20, "x\n"); /* one cell of many lines */
    buffer_text(&text, "\"\nd\n");
    for (int i = 0; i < 5; i++) {
        fill(&text, RECORD_CELL_MAX - 1, "y");
        buffer_char(&text, ',');
    }
    buffer_text(&text, "\ne\n");
    assert_outline(&text, "1!6(1) at 1 2!6(1) at 1 3!0(1) 4!3(5) 5!0(1) ");
}

static void wide_rows(void **state)
{
    (void)state;
    Buffer text = {0};
    fill(&text, RECORD_CELLS_MAX - 1, "a,");
    buffer_text(&text, "b\n");
    fill(&text, RECORD_CELLS_MAX - 1, "a,");
    buffer_text(&text, "b,,, ,\n"); /* empty ones beyond the last do not count */
    fill(&text, RECORD_CELLS_MAX, "a,");
    buffer_text(&text, "b\n");
    fill(&text, 100000, ",");
    buffer_text(&text, " \n");
    fill(&text, 100000, "a,");
    buffer_text(&text, "\n");
    assert_outline(&text, "1!0(1000) 2!0(1000) 3!5(1000) 4!0(1000) 5!5(1000) ");
}

/*
 * A quote that nothing closes costs one look at the rest of the file, and so many of them are
 * looked for only until the file was gone through once more.
 */
static void open_quotes_end_in_bounded_time(void **state)
{
    (void)state;
    Buffer text = {0};
    buffer_text(&text, "a\n\"\"\"\n");
    fill(&text, 500000, "\"\"\n");
    char *out = records_of(&text, false);
    assert_memory_equal(out, "1[a] 2!2[\"] 3[] 4[] ", 20);
    assert_non_null(strstr(out, "500002[] "));
    free(out);
    buffer_free(&text);
}

static void delimiters(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        char delimiter;
    } files[] = {{"a,b;c\n1,2\n", ','},
                 {"a;b;c\n1,5;2;3\n", ';'},
                 {"a\tb\n1,1\t2\n", '\t'},
                 {"小区，状态\n甲，乙\n", '\xEF'},
                 {"台账,,\n小区,内容,a\n甲,\"乙，丙，丁，戊\",b\n", ','},
                 {"x\n", ','},
                 {"", ','}};
    for (size_t i = 0; i < sizeof files / sizeof *files; i++)
        assert_int_equal(records_sniff(files[i].text, strlen(files[i].text)), files[i].delimiter);
}

static uint32_t next_random(uint32_t *seed, uint32_t below)
{
    *seed = *seed * 1664525u + 1013904223u;
    return (*seed >> 16) % below;
}

static void assert_agrees(const Buffer *text, char delimiter)
{
    /* In memory of its own length, so that a sanitizer sees every byte too far. */
    Buffer fast = {0}, slow = {0};
    char *bytes = malloc(text->length ? text->length : 1);
    memcpy(bytes, text->bytes, text->length);
    records_read(bytes, text->length, delimiter, false, show, &fast);
    records_read(bytes, text->length, delimiter, true, show, &slow);
    assert_int_equal(fast.length, slow.length);
    assert_memory_equal(fast.bytes, slow.bytes, fast.length);
    free(bytes);
    buffer_free(&fast);
    buffer_free(&slow);
}

/* Random bytes of the kind that matter: both ways give the same records. */
static void fast_path_agrees(void **state)
{
    (void)state;
    static const char *const pieces[] = {"a",    "bc", ",",  ",",  "\n",     "\r\n", "\r", "\"",
                                         "\"\"", " ",  "\t", "甲", "\"x\",", "1",    ";",  "\"\n"};
    uint32_t seed = 12345;
    for (int round = 0; round < 6000; round++) {
        Buffer text = {0};
        for (int i = 0; i < 40; i++) {
            uint32_t piece = next_random(&seed, sizeof pieces / sizeof *pieces + 1);
            if (piece < sizeof pieces / sizeof *pieces)
                buffer_text(&text, pieces[piece]);
            else if (round % 4 == 0)
                buffer_put(&text, "", 1); /* a NUL */
        }
        assert_agrees(&text, ",\t;"[round % 3]);
        buffer_free(&text);
    }
}

/* A whole table as programs write it, then with one byte of it changed, lost or put twice. */
static void nearly_sound_tables_agree(void **state)
{
    (void)state;
    static const char *const cells[] = {
        "W000000001",           "",     "2026-10-05", "楼道堆物影响通行",   "\"电梯失灵,需更换\"",
        "\"门禁损坏\n已登记\"", "\"\"", "\"a \"",     "\"他说\"\"好\"\"\"", "\"a\r\nb\""};
    static const char bad[] = "\",\n\r \t\0x";
    uint32_t seed = 99;
    for (int round = 0; round < 4000; round++) {
        Buffer text = {0};
        const char *end = round % 3 == 1 ? "\r\n" : round % 17 == 2 ? "\r" : "\n";
        for (int row = 0; row < 12; row++) {
            for (int c = 0; c < 6; c++) {
                buffer_text(&text, c ? "," : "");
                buffer_text(&text, cells[next_random(&seed, sizeof cells / sizeof *cells)]);
            }
            if (row < 11 || round % 2)
                buffer_text(&text, end);
        }
        assert_agrees(&text, ',');
        uint32_t at = next_random(&seed, (uint32_t)text.length);
        text.bytes[at] = bad[next_random(&seed, sizeof bad - 1)];
        assert_agrees(&text, ',');
        text.length = next_random(&seed, (uint32_t)text.length + 1);
        assert_agrees(&text, ',');
        buffer_free(&text);
    }
}

/* Cells and records about the bounds of the fast path and of records.h. */
static void long_records_agree(void **state)
{
    (void)state;
    static const size_t lengths[] = {1,    61,   62,   63,   64,   65,   127,  1890,
                                     1897, 1898, 1899, 1900, 1901, 1902, 4000, 1100000};
    for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++)
        for (int kind = 0; kind < 4; kind++) {
            Buffer text = {0};
            buffer_text(&text, kind % 2 ? "a,\"" : "a,");
            for (size_t k = 0; k < lengths[i]; k++)
                buffer_char(&text, kind == 3 && k % 2 ? '\n' : 'x');
            buffer_text(&text, kind % 2 ? "\",b\nc,d\n" : ",b\nc,d\n");
            for (int cells = 0; kind == 2 && cells < 1030; cells++)
                buffer_text(&text, i % 2 ? "," : "y,");
            assert_agrees(&text, ',');
            buffer_free(&text);
        }
}

/* Rows are counted as int: beyond the bound one more record says so, and nothing follows. */
static void too_many_rows(void **state)
{
    (void)state;
    RecordBounds bounds = RECORD_BOUNDS;
    bounds.rows = 2;
    for (int arbiter = 0; arbiter < 2; arbiter++) {
        static const char *const texts[][2] = {{"a\nb\n", "1[a] 2[b] "},
                                               {"a\n\nc\nd\n", "1[a] 2!1 3!8 "},
                                               {"\"a\n\n\n\",x\nb\nc", "1[a\n\n\n][x] 2[b] 3!8 "}};
        for (size_t i = 0; i < 3; i++) {
            Buffer out = {0};
            records_read_within(texts[i][0], strlen(texts[i][0]), ',', arbiter, bounds, show, &out);
            assert_string_equal(out.bytes, texts[i][1]);
            buffer_free(&out);
        }
    }
}

/* --- in steps ------------------------------------------------------------------------------ */

typedef struct {
    Buffer text;
    int rows; /* that went before */
} Shown;

static bool show_behind(void *context, const Record *record)
{
    Shown *shown = context;
    Record moved = *record;
    moved.row += shown->rows;
    return show(&shown->text, &moved);
}

/*
 * What a reader gives that goes up to `cut`, with what another gives from there on; where the two
 * cannot be joined the first goes on itself.
 */
static bool read_joined(const char *text, size_t length, size_t cut, RecordBounds bounds,
                        Buffer *out)
{
    RecordReader *r = records_open(text, length, ',', false, bounds);
    RecordReader *next = records_open_at(r, cut);
    Shown behind = {0};
    records_run(r, cut, show, out);
    behind.rows = records_rows(r);
    records_run(next, length, show_behind, &behind);
    bool joined = records_join(r, next);
    assert_int_equal(records_rows(r), behind.rows + (joined ? records_rows(next) : 0));
    if (joined) {
        assert_int_equal(records_at(r), length);
        buffer_put(out, behind.text.bytes, behind.text.length);
    } else
        records_run(r, length, show, out);
    records_close(r);
    records_close(next);
    buffer_free(&behind.text);
    return joined;
}

static bool joins_as_a_whole(const Buffer *text, size_t cut, RecordBounds bounds)
{
    Buffer whole = {0}, joined = {0};
    records_read_within(text->bytes, text->length, ',', false, bounds, show, &whole);
    bool done = read_joined(text->bytes, text->length, cut, bounds, &joined);
    buffer_char(&whole, '\0');
    buffer_char(&joined, '\0');
    assert_string_equal(joined.bytes, whole.bytes);
    buffer_free(&whole);
    buffer_free(&joined);
    return done;
}

/* Random lines, cut behind any of them: the same records, joined or not. */
static void two_readers_give_what_one_does(void **state)
{
    (void)state;
    static const char *const cells[] = {"a", "bc", "", "\"x\"", "\"y\nz\"", " b", "\"", "\"c\"d"};
    uint32_t seed = 7;
    size_t joined = 0, apart = 0;
    for (int round = 0; round < 1500; round++) {
        Buffer text = {0};
        RecordBounds bounds = RECORD_BOUNDS;
        bounds.rows = round % 3 ? bounds.rows : 14;
        uint32_t kinds = round % 2 ? 6 : sizeof cells / sizeof *cells;
        for (int row = 0; row < 20; row++) {
            for (int c = 0; c < 3; c++)
                buffer_printf(&text, "%s%s", c ? "," : "", cells[next_random(&seed, kinds)]);
            buffer_char(&text, '\n');
        }
        for (size_t cut = 1; cut < text.length; cut++)
            if (text.bytes[cut - 1] == '\n') {
                bool done = joins_as_a_whole(&text, cut, bounds);
                joined += done;
                apart += !done;
            }
        buffer_free(&text);
    }
    assert_true(joined > 3000 && apart > 3000);
}

/* Each reason for which the second is not believed. */
static void what_hangs_on_above_is_not_joined(void **state)
{
    (void)state;
    Buffer text = {0};
    RecordBounds bounds = RECORD_BOUNDS;
    buffer_text(&text, "a,b\nc,d\ne,f\n");
    assert_true(joins_as_a_whole(&text, 4, bounds));
    assert_false(joins_as_a_whole(&text, 6, bounds)); /* within a record */
    bounds.rows = 3;
    assert_true(joins_as_a_whole(&text, 4, bounds));
    bounds.rows = 2; /* the second by itself has no more */
    assert_false(joins_as_a_whole(&text, 4, bounds));
    bounds.rows = RECORD_ROWS_MAX;
    buffer_text(&text, "\"g,h\n");
    assert_false(joins_as_a_whole(&text, 4, bounds)); /* a quote that is left open */
    buffer_clear(&text);
    for (int i = 0; i < 60; i++) /* another, for which nothing is searched; the 51st is the last */
        buffer_text(&text, "a\"b,\"c\n");
    for (int i = 1; i < 60; i++)
        assert_false(joins_as_a_whole(&text, (size_t)i * 7, bounds));
    buffer_clear(&text);
    for (int i = 0; i < 51; i++) /* so many that the quotes of the file mean nothing any more */
        buffer_text(&text, "\"x,y\n");
    size_t cut = text.length;
    buffer_text(&text, "a,b\nc,d\n");
    assert_false(joins_as_a_whole(&text, cut, bounds));
    buffer_clear(&text);
    buffer_text(&text, "a,b\n");
    for (int i = 0; i < 1200; i++) /* longer than its bound, and its quote is searched in vain */
        buffer_text(&text, i ? "xxxx" : "c,\"d\" e");
    buffer_text(&text, "\nf,g\n");
    bounds.row = bounds.cell = 4096;
    assert_false(joins_as_a_whole(&text, 4, bounds));
    buffer_free(&text);
}

static bool count_one_line(void *context, const Record *record)
{
    *(size_t *)context += record->one_line;
    return true;
}

/* Rows that need no look for line ends say so; a blank at any window's end is still libcsv's. */
static void lines_and_blanks(void **state)
{
    (void)state;
    static const char text[] = "a,b\n\"a\nb\",c\nd,\"e\"\nf,\"g\n\n\"\n";
    size_t one_line = 0;
    records_read(text, strlen(text), ',', false, count_one_line, &one_line);
    assert_int_equal(one_line, 2);
    for (size_t before = 0; before < 140; before++)
        for (int shape = 0; shape < 4; shape++) {
            static const char *const ends[] = {",b ,c\n", ", b,c\n", ",\"b\nc\",d \n", ",b\t\n\n"};
            Buffer whole = {0};
            for (size_t i = 0; i < before; i++)
                buffer_char(&whole, 'x');
            buffer_text(&whole, ends[shape]);
            buffer_text(&whole,
                        "next,row,of,this,table,which,is,longer,than,one,window,and,plain\n");
            assert_agrees(&whole, ',');
            buffer_free(&whole);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(plain_lines),
        cmocka_unit_test(quotes),
        cmocka_unit_test(open_quotes),
        cmocka_unit_test(many_open_quotes),
        cmocka_unit_test(long_cells),
        cmocka_unit_test(long_rows),
        cmocka_unit_test(wide_rows),
        cmocka_unit_test(open_quotes_end_in_bounded_time),
        cmocka_unit_test(delimiters),
        cmocka_unit_test(too_many_rows),
        cmocka_unit_test(fast_path_agrees),
        cmocka_unit_test(nearly_sound_tables_agree),
        cmocka_unit_test(long_records_agree),
        cmocka_unit_test(two_readers_give_what_one_does),
        cmocka_unit_test(what_hangs_on_above_is_not_joined),
        cmocka_unit_test(lines_and_blanks),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
