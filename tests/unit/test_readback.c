/* test_readback.c - two editions of one table, of which only what differs is held. */
#include "unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buffer.h"
#include "base/file.h"
#include "publish/readback.h"

#define HEADER "id,text\n"

static uint32_t seed = 7;

static uint32_t dice(uint32_t sides)
{
    seed = seed * 1664525u + 1013904223u;
    return (seed >> 8) % sides;
}

/* Much of a long text stands in quotes, and so do lines' ends in it. */
static void put_row(Buffer *out, uint32_t id, size_t filler)
{
    static const char *const texts[] = {"plain", "\"two\nlines\"", "\"a \"\"quoted\"\" word\"",
                                        "\"\n\n\"", ""};
    const char *more = dice(2) ? "1,x\n" : "1,\"\"x";
    buffer_printf(out, "%d,%s", (int)id, filler ? "\"" : texts[dice(5)]);
    for (size_t i = 0; i < filler; i += strlen(more))
        buffer_text(out, more);
    buffer_text(out, filler ? "\"\n" : "\n");
}

typedef struct {
    char *bytes;
    size_t length, starts[4096], rows;
} Text;

/* Rows by counting quotes from the beginning, as plainly as can be. */
static void find_rows(Text *t)
{
    bool quoted = false;
    t->rows = 0;
    for (size_t i = 0; i < t->length; i++) {
        quoted ^= t->bytes[i] == '"';
        if (t->bytes[i] == '\n' && !quoted)
            t->starts[t->rows++] = i + 1;
    }
}

static void write_text(const char *dir, const char *name, Text *t, const Buffer *rows)
{
    Buffer all = {0};
    Error err = {0};
    buffer_text(&all, HEADER);
    buffer_put(&all, rows->bytes ? rows->bytes : "", rows->length);
    Arena *arena = arena_new();
    assert_true(file_write(path_join(arena, dir, name), all.bytes, all.length, &err));
    arena_free(arena);
    *t = (Text){.bytes = all.bytes, .length = all.length};
    find_rows(t);
}

static size_t row_of(const Text *t, size_t at)
{
    size_t row = 0;
    while (row < t->rows && t->starts[row] != at)
        row++;
    assert_true(row < t->rows); /* a row begins there */
    return row;
}

/* Where the rows that are held lie in the whole. */
static size_t place_of(const Text *t, const Readback *held)
{
    size_t header = strlen(HEADER), length = held->starts[held->count] - header;
    assert_int_equal(held->starts[0], header);
    for (size_t r = 0; r < t->rows; r++)
        if (t->starts[r] + length <= t->length &&
            memcmp(t->bytes + t->starts[r], held->bytes + header, length) == 0)
            return t->starts[r];
    fail_msg("the rows held are no rows of the file");
    return 0;
}

static bool same_row(const Readback *a, size_t i, const Readback *b, size_t k)
{
    size_t length = a->starts[i + 1] - a->starts[i];
    return length == b->starts[k + 1] - b->starts[k] &&
           memcmp(a->bytes + a->starts[i], b->bytes + b->starts[k], length) == 0;
}

static void check_pair(const char *dir, const Buffer *old_rows, const Buffer *new_rows, size_t most)
{
    Text *a = malloc(sizeof *a), *b = malloc(sizeof *b);
    Arena *arena = arena_new();
    Readback old, new;
    bool had, has;
    write_text(dir, "old.csv", a, old_rows);
    write_text(dir, "new.csv", b, new_rows);
    readback_open_both(path_join(arena, dir, "old.csv"), path_join(arena, dir, "new.csv"), &had,
                       &old, &has, &new);
    assert_true(had && has);
    size_t header = strlen(HEADER);
    size_t old_length = old.starts[old.count] - header, new_length = new.starts[new.count] - header;
    size_t from = place_of(a, &old);
    /* Before and behind what is held both are the same. */
    assert_memory_equal(a->bytes, b->bytes, from);
    assert_memory_equal(b->bytes + from, new.bytes + header, new_length);
    size_t rest = a->length - from - old_length;
    assert_int_equal(rest, b->length - from - new_length);
    assert_memory_equal(a->bytes + a->length - rest, b->bytes + b->length - rest, rest);
    row_of(a, a->length - rest);
    row_of(b, b->length - rest);
    if (from > header)
        assert_true(same_row(&old, 0, &new, 0));
    if (rest > 0)
        assert_true(same_row(&old, old.count - 1, &new, new.count - 1));
    if (most)
        assert_true(old.count <= most && new.count <= most);
    readback_close(&old);
    readback_close(&new);
    free(a->bytes);
    free(b->bytes);
    free(a);
    free(b);
    arena_free(arena);
}

/* Rows 0..count-1; row `odd` is left out (0), once more (1) or another (2). */
static void make_rows(Buffer *out, uint32_t from, uint32_t count, uint32_t odd, int how,
                      size_t filler)
{
    for (uint32_t i = 0; i < count; i++) {
        seed = from + i * 97;
        if (i == odd && how == 0)
            continue;
        if (i == odd && how == 1)
            put_row(out, 1000000 + i, filler);
        if (i == odd && how == 2)
            seed += 50;
        put_row(out, i == odd && how == 2 ? 2000000 + i : i, filler);
    }
}

static void only_what_differs_is_held(void **state)
{
    char dir[] = "/tmp/gongkai-readback-XXXXXX";
    (void)state;
    assert_non_null(mkdtemp(dir));
    for (uint32_t turn = 0; turn < 600; turn++) {
        Buffer old = {0}, new = {0};
        seed = turn;
        uint32_t count = dice(12), odd = dice(count + 1);
        int how = (int)dice(4); /* 3: the same */
        make_rows(&old, turn, count, UINT32_MAX, 3, 0);
        make_rows(&new, turn, count, odd, how, 0);
        check_pair(dir, &old, &new, 4);
        buffer_free(&old);
        buffer_free(&new);
    }
    Error err = {0};
    assert_true(folder_remove(dir, &err));
}

static void pieces_do_not_show(void **state)
{
    char dir[] = "/tmp/gongkai-readback-XXXXXX";
    (void)state;
    assert_non_null(mkdtemp(dir));
    for (uint32_t turn = 0; turn < 24; turn++) {
        Buffer old = {0}, new = {0};
        size_t filler = turn % 3 == 2 ? 700000 : 3000; /* rows of most of a piece */
        uint32_t count = turn % 3 == 2 ? 6 : 1200;
        seed = turn + 5000;
        uint32_t odd = dice(count);
        make_rows(&old, turn, count, UINT32_MAX, 3, filler);
        make_rows(&new, turn, count, odd, (int)(turn % 4), filler);
        bool twice = turn % 3 == 1; /* what differs lies pieces apart */
        if (twice) {
            put_row(&old, 3000000, filler);
            put_row(&new, 3000001, filler);
            make_rows(&old, turn, 5, UINT32_MAX, 3, filler);
            make_rows(&new, turn, 5, UINT32_MAX, 3, filler);
        }
        check_pair(dir, &old, &new, twice ? 0 : 8);
        buffer_free(&old);
        buffer_free(&new);
    }
    Error err = {0};
    assert_true(folder_remove(dir, &err));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(only_what_differs_is_held),
        cmocka_unit_test(pieces_do_not_show),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
