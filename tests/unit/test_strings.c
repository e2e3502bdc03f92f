/* test_strings.c - numbers of texts count up in the order of appearance, however many there are. */
#include "unit.h"

#include <stdio.h>
#include <stdlib.h>

#include "data/strings.h"

/* Ids, short words, texts of all lengths around the limits of a head and of a block. */
static size_t text_of(uint32_t i, char *out)
{
    static const size_t lengths[] = {1,   7,   8,     9,     16,    17,    253,   254,
                                     255, 256, 65529, 65530, 65535, 65536, 200000};
    if (i % 1000 < sizeof lengths / sizeof *lengths) {
        size_t length = lengths[i % 1000];
        memset(out, 'a' + (int)(i / 1000 % 26), length);
        out[length] = '\0';
        return length;
    }
    return (size_t)sprintf(out, "W%09u", i);
}

static void check_all(Strings *s, uint32_t count)
{
    char *text = malloc(200001);
    uint32_t number = 0;
    for (uint32_t i = 1; i <= count; i++) {
        size_t length = text_of(i, text);
        assert_int_equal(strings_intern(s, text, length), ++number);
        assert_int_equal(strings_intern(s, text, length), number);
        assert_string_equal(strings_at(s, number), text);
    }
    assert_int_equal(strings_count(s), count + 1);
    for (uint32_t i = 1; i <= count; i++) {
        size_t length = text_of(i, text);
        assert_int_equal(strings_lookup(s, text, length), i);
        assert_int_not_equal(strings_lookup(s, text, length - 1), i);
        assert_string_equal(strings_at(s, i), text);
    }
    free(text);
}

static void numbers_count_up(void **state)
{
    (void)state;
    Strings *s = strings_new();
    assert_int_equal(strings_intern(s, "", 0), 0);
    assert_int_equal(strings_lookup(s, "W", 1), UINT32_MAX);
    check_all(s, 20000);
    strings_clear(s);
    assert_int_equal(strings_count(s), 1);
    assert_int_equal(strings_lookup(s, "W000000999", 10), UINT32_MAX);
    check_all(s, 3000);
    strings_clear(s);
    for (uint32_t i = 1; i < 900; i++) { /* without long texts the blocks are used again */
        char text[16];
        assert_int_equal(strings_intern(s, text, (size_t)sprintf(text, "x%u", i)), i);
    }
    strings_clear(s);
    assert_int_equal(strings_intern(s, "x5", 2), 1);
    assert_string_equal(strings_at(s, 1), "x5");
    strings_free(s);
}

/* A NUL inside a text is a character like others. */
static void texts_are_bytes(void **state)
{
    (void)state;
    Strings *s = strings_new();
    assert_int_equal(strings_intern(s, "a\0b", 3), 1);
    assert_int_equal(strings_intern(s, "a\0c", 3), 2);
    assert_int_equal(strings_intern(s, "a", 1), 3);
    assert_int_equal(strings_lookup(s, "a\0b", 3), 1);
    strings_free(s);
}

/* Merging gives the numbers that interning one after the other would have given. */
static void merging_keeps_the_order(void **state)
{
    (void)state;
    Strings *all = strings_new(), *whole = strings_new(), *part = strings_new();
    uint32_t *numbers = malloc(5000 * sizeof *numbers);
    for (int round = 0; round < 3; round++) {
        strings_clear(part);
        for (int i = 0; i < 4000; i++) {
            char text[16];
            size_t length = (size_t)sprintf(text, "t%d", i * 7 % 5000 + round * 1000);
            uint32_t own = strings_intern(part, text, length);
            assert_string_equal(strings_at(part, own), text);
            strings_intern(whole, text, length);
        }
        memset(numbers, 0, 5000 * sizeof *numbers);
        strings_merge(all, part, numbers);
        for (uint32_t i = 0; i < strings_count(part); i++)
            assert_string_equal(strings_at(all, numbers[i]), strings_at(part, i));
    }
    assert_int_equal(strings_count(all), strings_count(whole));
    for (uint32_t i = 0; i < strings_count(all); i++)
        assert_string_equal(strings_at(all, i), strings_at(whole, i));
    free(numbers);
    strings_free(all);
    strings_free(whole);
    strings_free(part);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_count_up),
        cmocka_unit_test(texts_are_bytes),
        cmocka_unit_test(merging_keeps_the_order),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
