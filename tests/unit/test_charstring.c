/* test_charstring.c - subroutines come into their places, hints go, damage is refused
 * (charstring.h). */
#include "unit.h"

#include <stdlib.h>
#include <string.h>

#include "render/pdf/charstring.h"

#define N(value) (char)((value) + 139) /* a number of one byte */

/* An index of byte strings, as a font has it; offsets of two bytes. */
static void put_index(Buffer *out, const Buffer *items, size_t count)
{
    size_t at = 1;
    buffer_char(out, (char)(count >> 8));
    buffer_char(out, (char)count);
    buffer_char(out, 2);
    for (size_t i = 0; i <= count; i++) {
        buffer_char(out, (char)(at >> 8));
        buffer_char(out, (char)at);
        at += i < count ? items[i].length : 0;
    }
    for (size_t i = 0; i < count; i++)
        buffer_put(out, items[i].bytes, items[i].length);
}

typedef struct {
    Buffer bytes;
    CffIndex index;
} Subroutines;

static void make(Subroutines *out, const char *const *items, const size_t *lengths, size_t count)
{
    Buffer texts[8] = {{0}};
    out->bytes = (Buffer){0};
    for (size_t i = 0; i < count; i++)
        buffer_put(&texts[i], items[i], lengths[i]);
    put_index(&out->bytes, texts, count);
    for (size_t i = 0; i < count; i++)
        buffer_free(&texts[i]);
    CffSpan all = {(unsigned char *)out->bytes.bytes, out->bytes.length};
    assert_true(cff_index_read(all, 0, &out->index));
    assert_int_equal(out->index.whole.length, all.length);
}

static bool flattened(const char *code, size_t length, const Subroutines *global,
                      const Subroutines *local, Buffer *out)
{
    /* in memory of its own, so that reading beyond it is seen */
    unsigned char *copy = malloc(length ? length : 1);
    memcpy(copy, code, length);
    buffer_clear(out);
    bool good = charstring_flatten((CffSpan){copy, length}, &global->index, &local->index, out);
    free(copy);
    return good;
}

#define BYTES(...) (const char[]){__VA_ARGS__}, sizeof((const char[]){__VA_ARGS__})

static Subroutines global, local;

static int open_subroutines(void **state)
{
    (void)state;
    /* 0: arguments only, for an operator behind the call; 1: a line and what calls local 0 */
    const char *globals[] = {(const char[]){N(5), N(6), 11},
                             (const char[]){N(1), N(2), 5, N(-107), 10, 11},
                             (const char[]){N(-105), 29, 11}};
    const size_t global_lengths[] = {3, 6, 3};
    const char *locals[] = {(const char[]){N(7), 6, 14}};
    const size_t local_lengths[] = {3};
    make(&global, globals, global_lengths, 3);
    make(&local, locals, local_lengths, 1);
    return 0;
}

static int close_subroutines(void **state)
{
    (void)state;
    buffer_free(&global.bytes);
    buffer_free(&local.bytes);
    return 0;
}

static void expect(const char *code, size_t length, const char *result, size_t result_length)
{
    Buffer out = {0};
    assert_true(flattened(code, length, &global, &local, &out));
    assert_int_equal(out.length, result_length);
    assert_memory_equal(out.bytes, result, result_length);
    /* what is flat already stays as it is */
    Buffer again = {0};
    assert_true(flattened(out.bytes, out.length, &global, &local, &again));
    assert_int_equal(again.length, out.length);
    assert_memory_equal(again.bytes, out.bytes, out.length);
    buffer_free(&again);
    buffer_free(&out);
}

static void subroutines_come_into_their_places(void **state)
{
    (void)state;
    /* the arguments of a subroutine go with the operator behind it */
    expect(BYTES(N(-107), 29, 21, 14), BYTES(N(5), N(6), 21, 14));
    expect(BYTES(N(9), N(-107), 29, 21, 14), BYTES(N(9), N(5), N(6), 21, 14)); /* width 9 */
    /* a subroutine that calls another, which ends the glyph */
    expect(BYTES(N(3), 22, N(-106), 29, N(4), 22), BYTES(N(3), 22, N(1), N(2), 5, N(7), 6, 14));
}

static void hints_go_and_the_width_stays(void **state)
{
    (void)state;
    expect(BYTES(N(50), N(1), N(2), 1, N(3), 4, 14), BYTES(N(50), N(3), 4, 14));
    expect(BYTES(N(1), N(2), 1, N(3), 4, 14), BYTES(N(3), 4, 14));
    /* nine stems take a mask of two bytes, the last of them without an operator */
    expect(BYTES(N(50), N(1), N(2), N(3), N(4), N(1), N(2), N(3), N(4), N(1), N(2), N(3), N(4),
                 N(1), N(2), N(3), N(4), 18, N(1), N(2), 19, 21, 14, N(3), N(4), 21, 20, 14, 14,
                 N(5), 6, 14),
           BYTES(N(50), N(3), N(4), 21, N(5), 6, 14));
    expect(BYTES(N(50), 14), BYTES(N(50), 14));
    expect(BYTES(N(3), 22, 28, 1, 2, (char)255, 0, 1, 2, 3, (char)247, 9, 8, 14),
           BYTES(N(3), 22, 28, 1, 2, (char)255, 0, 1, 2, 3, (char)247, 9, 8, 14));
    expect(BYTES(N(3), 22, N(1), N(2), N(3), N(4), N(5), N(6), N(7), 12, 34, 12, 0, 14),
           BYTES(N(3), 22, N(1), N(2), N(3), N(4), N(5), N(6), N(7), 12, 34, 14));
}

static void what_is_damaged_is_refused(void **state)
{
    (void)state;
    Buffer out = {0};
    const struct {
        const char *code;
        size_t length;
    } cases[] = {
        {BYTES(N(3), 22)},        /* no end */
        {BYTES(11)},              /* in a glyph there is nothing to return to */
        {BYTES(29)},              /* no number of a subroutine */
        {BYTES(N(-104), 29, 14)}, /* no such subroutine */
        {BYTES(N(-106), 10, 14)}, /* nor a local one */
        {BYTES(N(-105), 29, 14)}, /* calls itself */
        {BYTES(N(3), 22, 28, 1)}, /* cut numbers */
        {BYTES(N(3), 22, (char)255, 1, 2, 3)},
        {BYTES(N(1), N(2), 1, 19)}, /* a cut mask */
        {BYTES(N(3), 22, 12)},
        {BYTES(N(3), 22, N(1), N(2), 12, 10, 6, 14)}, /* arithmetic */
        {BYTES(N(1), N(2), N(3), N(4), 14)},          /* accents put together */
        {BYTES(N(1), N(2), 5, 14)},                   /* a line before a place to begin at */
        {BYTES(N(3), 22, 2, 14)},                     /* no operator */
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        if (flattened(cases[i].code, cases[i].length, &global, &local, &out))
            fail_msg("case %zu was taken", i);
    /* more numbers than there may be */
    Buffer many = {0};
    for (int i = 0; i < 49; i++)
        buffer_char(&many, N(1));
    buffer_char(&many, 14);
    assert_false(flattened(many.bytes, many.length, &global, &local, &out));
    buffer_free(&many);
    buffer_free(&out);
}

/* Subroutines that call the next one many times, ten deep, would take for ever. */
static void calls_without_end_are_refused(void **state)
{
    (void)state;
    Buffer items[10] = {{0}}, out = {0};
    Subroutines deep = {.bytes = {0}};
    for (int i = 0; i < 10; i++) {
        for (int k = 0; i < 9 && k < 100; k++) {
            buffer_char(&items[i], N(i + 1 - 107));
            buffer_char(&items[i], 29);
        }
        buffer_char(&items[i], 11);
    }
    put_index(&deep.bytes, items, 10);
    CffSpan all = {(unsigned char *)deep.bytes.bytes, deep.bytes.length};
    assert_true(cff_index_read(all, 0, &deep.index));
    assert_false(flattened(BYTES(N(-107), 29, 14), &deep, &local, &out));
    for (int i = 0; i < 10; i++)
        buffer_free(&items[i]);
    buffer_free(&deep.bytes);
    buffer_free(&out);
}

/* Any bytes are refused or flattened, within bounds; what was flattened is flat. */
static void any_bytes_are_survived(void **state)
{
    (void)state;
    uint32_t random = 1;
    Buffer out = {0}, again = {0};
    size_t taken = 0;
    for (int i = 0; i < 200000; i++) {
        char code[24] = {N(3), 22};
        size_t length = 2 + (size_t)i % 20;
        for (size_t k = 2; k < length; k++) {
            random = random * 1664525 + 1013904223;
            unsigned value = random >> 16;
            code[k] = (char)(value & 0x300 ? 32 + value % 100 : value % 32);
        }
        code[length++] = 14;
        if (!flattened(code, length, &global, &local, &out))
            continue;
        taken++;
        assert_true(flattened(out.bytes, out.length, &global, &local, &again));
        assert_int_equal(again.length, out.length);
        assert_memory_equal(again.bytes, out.bytes, out.length);
    }
    assert_true(taken > 1000);
    buffer_free(&out);
    buffer_free(&again);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(subroutines_come_into_their_places),
        cmocka_unit_test(hints_go_and_the_width_stays),
        cmocka_unit_test(what_is_damaged_is_refused),
        cmocka_unit_test(calls_without_end_are_refused),
        cmocka_unit_test(any_bytes_are_survived),
    };
    return cmocka_run_group_tests(tests, open_subroutines, close_subroutines);
}
