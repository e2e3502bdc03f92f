/* Exact numbers: rounding, reduction, text. */
#include "unit.h"

#include "base/exact.h"

static void rounds(Int128 n, Int128 d, int64_t scale, int decimals, const char *expected)
{
    Arena *arena = arena_new();
    assert_string_equal(exact_decimal(arena, n, d, scale, decimals, false), expected);
    arena_free(arena);
}

static void percentages_of_the_five_cities(void **state)
{
    (void)state;
    rounds(655, 666, 100, 2, "98.35");
    rounds(250, 340, 100, 1, "73.5");
    rounds(104, 340, 100, 1, "30.6");
    rounds(540, 578, 100, 1, "93.4");
    rounds(-317, 1000, 100, 1, "-31.7");
    rounds(68, 68, 100, 1, "100");
}

static void half_goes_away_from_zero(void **state)
{
    (void)state;
    rounds(1, 2000, 100, 1, "0.1"); /* 0.05 % */
    rounds(-1, 2000, 100, 1, "-0.1");
    rounds(1, 2001, 100, 1, "0");
    rounds(-1, 2001, 100, 1, "0"); /* never -0 */
    rounds(5, 2, 1, 0, "3");
    rounds(-5, 2, 1, 0, "-3");
    rounds(1999, 1000, 1, 2, "2");
    rounds(99995, 100000, 100, 2, "100");
}

static void zeros_are_kept_only_when_asked(void **state)
{
    (void)state;
    Arena *arena = arena_new();
    assert_string_equal(exact_decimal(arena, 3865050, 100, 1, 2, true), "38650.50");
    assert_string_equal(exact_decimal(arena, 3865050, 100, 1, 2, false), "38650.5");
    assert_string_equal(exact_decimal(arena, -5, 100, 1, 2, true), "-0.05");
    arena_free(arena);
}

static void a_number_beyond_64_bits_stays_exact(void **state)
{
    (void)state;
    Arena *arena = arena_new();
    Int128 big = 0;
    assert_true(exact_parse("-12345678901234567890123456789", &big));
    assert_string_equal(exact_text(arena, big), "-12345678901234567890123456789");
    assert_false(exact_parse("12a", &big));
    assert_false(exact_parse("", &big));
    assert_false(exact_parse("999999999999999999999999999999999999999", &big));
    arena_free(arena);
}

/* Small numbers are divided in 64 bits, large ones in 128: on both sides of the border alike. */
static void the_border_of_64_bits_is_not_seen(void **state)
{
    (void)state;
    char text[EXACT_SIZE];
    Int128 border = (Int128)UINT64_MAX;
    assert_int_equal(exact_print(text, border, 7, 1, 2, false), 22);
    assert_string_equal(text, "2635249153387078802.14");
    assert_int_equal(exact_print(text, border + 1, 7, 1, 2, false), 22);
    assert_string_equal(text, "2635249153387078802.29");
    assert_int_equal(exact_print(text, border - 1, border / 10, 1, 6, false), 2);
    assert_string_equal(text, "10");
    exact_print(text, -border / 10, border / 10 + 1, 100, 6, true);
    assert_string_equal(text, "-100.000000");
    exact_print(text, border, 1, 1, 0, false);
    assert_string_equal(text, "18446744073709551615");
    exact_print(text, (border + 1) * 10, 1, 1, 0, false);
    assert_string_equal(text, "184467440737095516160");
    exact_print(text, -1999, 2000, 1, 3, false); /* a carry through all places */
    assert_string_equal(text, "-1");
}

static void fractions_reduce_and_compare(void **state)
{
    (void)state;
    Fraction f = exact_reduce((Fraction){-318, 600});
    assert_true(f.numerator == -53 && f.denominator == 100);
    assert_int_equal(exact_compare((Fraction){2, 3}, (Fraction){200, 300}), 0);
    assert_int_equal(exact_compare((Fraction){199, 300}, (Fraction){2, 3}), -1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(percentages_of_the_five_cities),
        cmocka_unit_test(half_goes_away_from_zero),
        cmocka_unit_test(zeros_are_kept_only_when_asked),
        cmocka_unit_test(a_number_beyond_64_bits_stays_exact),
        cmocka_unit_test(the_border_of_64_bits_is_not_seen),
        cmocka_unit_test(fractions_reduce_and_compare),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
