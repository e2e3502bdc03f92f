/* Values: what is sent arrives, what is broken is refused. */
#include "unit.h"

#include <stdlib.h>

#include "base/value.h"

static Buffer sample(void)
{
    Buffer b = {0};
    value_put_map(&b, 3);
    value_put_key(&b, "name", 4);
    value_put_text(&b, "投诉", strlen("投诉"));
    value_put_key(&b, "n", 1);
    value_put_int(&b, -5000000000);
    value_put_key(&b, "list", 4);
    value_put_list(&b, 2);
    value_put_bool(&b, true);
    value_put_nil(&b);
    return b;
}

static void a_tree_survives_the_pipe(void **state)
{
    (void)state;
    Arena *arena = arena_new();
    Buffer b = sample(), again = {0};
    Value v;
    Error err = {0};
    assert_true(value_decode(arena, b.bytes, b.length, &v, &err));
    assert_string_equal(value_text(&v, "name", ""), "投诉");
    assert_int_equal(value_int(&v, "n", 0), -5000000000);
    assert_int_equal(value_list(&v, "list")->count, 2);
    assert_int_equal(value_list(&v, "absent")->count, 0);
    value_encode(&again, &v);
    assert_int_equal(again.length, b.length);
    assert_memory_equal(again.bytes, b.bytes, b.length);
    buffer_free(&b);
    buffer_free(&again);
    arena_free(arena);
}

/* Every cut and every single changed byte is decoded or refused, never read past. */
static void broken_encodings_are_refused(void **state)
{
    (void)state;
    Buffer b = sample();
    Error err = {0};
    Value v;
    for (size_t cut = 0; cut < b.length; cut++) {
        Arena *arena = arena_new();
        char *copy = memory_alloc(cut + 1);
        memcpy(copy, b.bytes, cut);
        assert_false(value_decode(arena, copy, cut, &v, &err));
        free(copy);
        arena_free(arena);
    }
    for (size_t at = 0; at < b.length; at++)
        for (int bit = 0; bit < 8; bit++) {
            Arena *arena = arena_new();
            b.bytes[at] ^= (char)(1 << bit);
            (void)value_decode(arena, b.bytes, b.length, &v, &err);
            b.bytes[at] ^= (char)(1 << bit);
            arena_free(arena);
        }
    buffer_free(&b);
}

static void nesting_has_a_limit(void **state)
{
    (void)state;
    Arena *arena = arena_new();
    Buffer b = {0};
    for (int i = 0; i < 1000; i++)
        value_put_list(&b, 1);
    value_put_nil(&b);
    Value v;
    Error err = {0};
    assert_false(value_decode(arena, b.bytes, b.length, &v, &err));
    assert_string_equal(err.text, "value is nested more than 64 deep");
    buffer_free(&b);
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_tree_survives_the_pipe),
        cmocka_unit_test(broken_encodings_are_refused),
        cmocka_unit_test(nesting_has_a_limit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
