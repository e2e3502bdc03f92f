/*
 * test_lines.c - plain records, many at a time: they are those that a reader gives one by one,
 * whatever else stands between them.
 */
#include "unit.h"

#include <stdio.h>

#include "data/lines.h"
#include "records_shown.h"

static size_t in_lines, first; /* records that came by the lines; by the first of them */

static bool show_lines(void *context, const Lines *lines)
{
    Span cells[LINE_ENDS];
    assert_in_range(lines->count, 1, LINES_MOST);
    for (size_t i = 0; i < lines->count; i++) {
        Record record = lines_record(lines, i, cells);
        for (size_t c = 0; c < record.count; c++)
            if (cells[c].text > lines->text && cells[c].text[-1] == '"')
                assert_true(lines_has_quotes(lines, c));
        show(context, &record);
    }
    if (in_lines == 0)
        first = lines->count;
    in_lines += lines->count;
    return true;
}

/* Steps end where a record does: at `cut`, or in the middle of what it cuts. */
static void assert_same(const Buffer *text, char delimiter, RecordBounds bounds, size_t cut)
{
    Buffer alone = {0}, lines = {0};
    RecordReader *r = records_open(text->bytes, text->length, delimiter, false, bounds);
    records_run(r, text->length, show, &alone);
    int rows = records_rows(r);
    records_close(r);
    r = records_open(text->bytes, text->length, delimiter, false, bounds);
    bool more = records_run_lines(r, cut, show, show_lines, &lines);
    size_t at = records_at(r);
    assert_true(!more || at >= cut);
    if (more)
        records_run_lines(r, text->length, show, show_lines, &lines);
    assert_int_equal(records_rows(r), rows);
    records_close(r);
    buffer_char(&alone, '\0');
    buffer_char(&lines, '\0');
    assert_string_equal(lines.bytes, alone.bytes);
    buffer_free(&alone);
    buffer_free(&lines);
}

static size_t taken(const char *text)
{
    Buffer b = {0};
    buffer_text(&b, text);
    in_lines = first = 0;
    assert_same(&b, ',', RECORD_BOUNDS, 0);
    buffer_free(&b);
    return first;
}

#define BEHIND "z,z\nzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz"

/* Of each text the records behind the first, up to the one that is not plain. */
static void what_is_plain(void **state)
{
    (void)state;
    assert_int_equal(taken("header,h\na,b\nc,d\ne,f\n" BEHIND), 4);
    assert_int_equal(taken("header,h\n,\nc,\"d\"\n\"\",f\n" BEHIND), 4);
    assert_int_equal(taken("header,h\na,b\nc,\"d,\ne\"\nf,g\n" BEHIND), 4);
    assert_int_equal(taken("header,h\r\na,b\r\nc,d\r\nz,z\r\n" BEHIND), 3);
    assert_int_equal(taken("header,h\na,b\nc,d\r\ne,f\n" BEHIND), 1);
    assert_int_equal(taken("header,h\r\na,b\r\nc,d\ne,f\r\n" BEHIND), 1);
    assert_int_equal(taken("header,h\na,b\nc, d\n" BEHIND), 1);
    assert_int_equal(taken("header,h\na,b\nc ,d\n" BEHIND), 1);
    assert_int_equal(taken("header,h\na,b\nc,d\t\n" BEHIND), 1);
    assert_int_equal(taken("header,h\na,b\nc,d\"e\n" BEHIND), 1);
    assert_int_equal(taken("header,h\na,b\nc,\"d\"e\n" BEHIND), 1);
    assert_int_equal(taken("header,h\na,b\nc,\"d\"\"e\"\n" BEHIND), 1);
    assert_int_equal(taken("header,h\na,b\nc,\"d\r\ne\"\n" BEHIND), 1);
    assert_int_equal(taken("header,h\na,b\nc,d,e\n" BEHIND), 1);
    assert_int_equal(taken("header,h\na,b\n\n" BEHIND), 1);
    assert_int_equal(
        taken(
            "header,h\na\nb\nzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz"),
        0);
}

/* --- random lines ---------------------------------------------------------------------------- */

static uint32_t seed = 5;

static unsigned pick(unsigned below)
{
    seed = seed * 1664525 + 1013904223;
    return (seed >> 8) % below;
}

static void put_line(Buffer *text, char delimiter, unsigned cells, unsigned oddity, const char *end)
{
    static const char *const plain[] = {"", "a", "bc", "2026-10-03", "办理中", "\"x\"", "\"\""};
    static const char *const odd[] = {"\"y\nz\"", " b",         "b ",        "\"", "\"c\"d",
                                      "e\"",      "\"f\"\"g\"", "\r",        " ",  "\t",
                                      "\"\r\"",   "\" \"",      "\"q,\n,q\""};
    if (oddity && pick(oddity) == 0)
        cells += pick(3) - 1;
    for (unsigned c = 0; c < cells; c++) {
        if (c)
            buffer_char(text, delimiter);
        if (oddity && pick(oddity * 8) == 0)
            buffer_text(text, odd[pick(sizeof odd / sizeof *odd)]);
        else if (pick(400) == 0)
            for (unsigned i = pick(2000); i > 0; i--)
                buffer_char(text, 'l');
        else
            buffer_text(text, plain[pick(sizeof plain / sizeof *plain)]);
    }
    if (oddity && pick(oddity * 20) == 0)
        buffer_char(text, '\0');
    buffer_text(text, oddity && pick(oddity * 10) == 0 ? "\r\n" : end);
}

static void as_one_by_one(void **state)
{
    (void)state;
    size_t all = 0;
    in_lines = 0;
    for (int round = 0; round < 3000; round++) {
        static const unsigned oddities[] = {0, 2, 10, 60};
        static const char delimiters[] = ",\t;|";
        Buffer text = {0};
        unsigned cells = pick(20) ? 1 + pick(14) : 40 + pick(300), oddity = oddities[pick(4)];
        const char *end = pick(3) ? "\n" : "\r\n";
        char delimiter = delimiters[pick(4)];
        unsigned rows = 1 + pick(cells > 20 ? 20 : 300);
        for (unsigned i = 0; i < rows; i++)
            put_line(&text, delimiter, cells, oddity, end);
        if (pick(2))
            text.length--;
        RecordBounds bounds = RECORD_BOUNDS;
        if (pick(8) == 0)
            bounds.rows = 1 + (int)pick(100);
        if (pick(8) == 0)
            bounds.cells = 2 + pick(20);
        if (pick(20) == 0)
            bounds.cell = 1 + pick(100);
        if (pick(20) == 0)
            bounds.row = 20 + pick(1000);
        assert_same(&text, delimiter, bounds, pick((unsigned)text.length + 1));
        buffer_free(&text);
        all += rows;
    }
    assert_true(in_lines > all / 5);
}

/* A sink that wants no more gets no more. */
static bool stop_at(void *context, const Lines *lines)
{
    (void)lines;
    ++*(int *)context;
    return false;
}

static bool go_on(void *context, const Record *record)
{
    (void)context, (void)record;
    return true;
}

static void stops(void **state)
{
    (void)state;
    Buffer text = {0};
    int calls = 0;
    for (int i = 0; i < 500; i++)
        buffer_text(&text, "aaaaaaaa,bbbbbbbb\n");
    RecordReader *r = records_open(text.bytes, text.length, ',', false, RECORD_BOUNDS);
    assert_false(records_run_lines(r, text.length, go_on, stop_at, &calls));
    assert_int_equal(calls, 1);
    assert_false(records_run_lines(r, text.length, go_on, stop_at, &calls));
    assert_int_equal(calls, 1);
    records_close(r);
    buffer_free(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_plain),
        cmocka_unit_test(as_one_by_one),
        cmocka_unit_test(stops),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
