/* test_texts.c - every text has one number, and ids that count up share their leaves. */
#include "unit.h"

#include <stdio.h>
#include <stdlib.h>

#include "data/texts.h"

static uint32_t intern(Texts *t, const char *text)
{
    return texts_intern(t, text, strlen(text));
}

static const char *text_at(const Texts *t, uint32_t number)
{
    size_t length, spelled;
    char room[TEXTS_ROOM];
    const char *text = texts_text(t, number, &length);
    assert_int_equal(length, strlen(text));
    assert_string_equal(texts_spell(t, number, room, &spelled), text);
    assert_int_equal(spelled, length);
    return text;
}

static uint32_t serial(Texts *t, const char *stem, int digits, unsigned value)
{
    char text[64];
    snprintf(text, sizeof text, "%s%0*u", stem, digits, value);
    uint32_t number = intern(t, text);
    assert_string_equal(text_at(t, number), text);
    assert_int_equal(texts_lookup(t, text, strlen(text)), number);
    assert_int_equal(intern(t, text), number);
    return number;
}

static void empty_is_nothing(void **state)
{
    (void)state;
    Texts *t = texts_new();
    assert_int_equal(intern(t, ""), 0);
    assert_string_equal(text_at(t, 0), "");
    assert_string_equal(text_at(t, 7), "");
    assert_string_equal(text_at(t, TEXTS_SERIAL + 7), "");
    assert_int_equal(texts_lookup(t, "GD-0001", 7), UINT32_MAX);
    texts_free(t);
}

static void ids_that_count_up_are_not_kept_one_by_one(void **state)
{
    (void)state;
    Texts *t = texts_new();
    for (unsigned i = 95; i < 10095; i++)
        serial(t, "GD-0412-", 6, i);
    assert_in_range(texts_kept(t), 1, 10);
    for (unsigned i = 0; i < 2000; i += 7) /* no neighbours: as they are */
        assert_true(serial(t, "LH-", 6, i) < TEXTS_SERIAL);
    texts_clear(t);
    assert_int_equal(texts_lookup(t, "GD-0412-000100", 14), UINT32_MAX);
    assert_int_equal(texts_kept(t), 1);
    assert_true(serial(t, "GD-0412-", 6, 100) < TEXTS_SERIAL);
    texts_free(t);
}

/* The same digits behind another stem, with more zeros, or none, are other texts. */
static void what_looks_alike_stays_apart(void **state)
{
    (void)state;
    Texts *t = texts_new();
    static const char *const stems[] = {"A", "B", "", "A0", "甲", "A\t"};
    uint32_t numbers[6][6][300];
    for (size_t s = 0; s < 6; s++)
        for (int digits = 3; digits < 9; digits++)
            for (unsigned i = 0; i < 300; i++)
                numbers[s][digits - 3][i] = serial(t, stems[s], digits, 700 + i);
    for (size_t s = 0; s < 6; s++)
        for (int digits = 3; digits < 9; digits++)
            for (unsigned i = 0; i < 300; i++) {
                char text[32];
                snprintf(text, sizeof text, "%s%0*u", stems[s], digits, 700 + i);
                assert_string_equal(text_at(t, numbers[s][digits - 3][i]), text);
            }
    texts_free(t);
}

/* Ids of a leaf that nothing has yet are not there, whoever asks. */
static void a_leaf_holds_only_what_appeared(void **state)
{
    (void)state;
    Texts *t = texts_new();
    for (unsigned i = 640; i < 660; i++)
        serial(t, "X", 4, i);
    uint32_t last = serial(t, "X", 4, 660);
    assert_true(last >= TEXTS_SERIAL);
    assert_int_equal(texts_lookup(t, "X0661", 5), UINT32_MAX);
    assert_string_equal(text_at(t, last + 1), "");
    /* 640 to 647 came before the leaf and keep their numbers */
    assert_true(texts_lookup(t, "X0640", 5) < TEXTS_SERIAL);
    assert_true(serial(t, "X", 4, 640) < TEXTS_SERIAL);
    assert_int_equal(serial(t, "X", 4, 661), last + 1);
    texts_free(t);
}

/* A wide count of digits overflows nothing: at most nine are a number. */
static void long_numbers_keep_their_head(void **state)
{
    (void)state;
    Texts *t = texts_new();
    char text[128];
    for (unsigned i = 0; i < 200; i++) {
        serial(t, "3101152026", 9, 999999900u + i % 100);
        memset(text, '7', 100);
        snprintf(text + 100, 20, "%09u", i); /* a stem too long for a leaf */
        assert_true(intern(t, text) < TEXTS_SERIAL);
    }
    texts_free(t);
}

#define PARTS 40
#define EACH 500

static void part_text(unsigned part, unsigned i, char *text)
{
    unsigned seed = part * 7919 + i * 104729;
    switch (part % 5) {
    case 0: /* counts up */
        sprintf(text, "W%06u", part / 5 * 300 + i);
        return;
    case 1: /* the same ids from elsewhere, in leaps */
        sprintf(text, "W%06u", seed % 4000);
        return;
    case 2: /* backwards */
        sprintf(text, "W%06u", 4000 - i);
        return;
    case 3: /* two that count up in turn */
        sprintf(text, "%c%04u", i % 2 ? 'W' : 'V', i / 2);
        return;
    default: /* runs of twelve with holes, and words */
        sprintf(text, i % 13 ? "W%06u" : "词%u", part + i / 13 * 40 + i % 13);
    }
}

/* Merged in turn, every text of a part has one number in the whole, the same at each time. */
static void merging_gives_one_number_each(void **state)
{
    (void)state;
    Texts *whole = texts_new(), *part = texts_new();
    TextMap numbers = {0};
    for (unsigned p = 0; p < PARTS; p++) {
        char text[32];
        texts_clear(part);
        uint32_t own[EACH];
        for (unsigned i = 0; i < EACH; i++) {
            part_text(p, i, text);
            own[i] = intern(part, text);
            if (p % 3 == 0 && i % 50 == 0) /* asked for between two files */
                intern(whole, text);
        }
        texts_merge(whole, part, &numbers);
        for (unsigned i = 0; i < EACH; i++) {
            part_text(p, i, text);
            uint32_t number = *text_map_at(&numbers, own[i]);
            assert_string_equal(text_at(part, own[i]), text);
            assert_string_equal(text_at(whole, number), text);
            assert_int_equal(texts_lookup(whole, text, strlen(text)), number);
        }
        assert_int_equal(*text_map_at(&numbers, 0), 0);
    }
    for (unsigned p = 0; p < PARTS; p++) /* a text has no second number */
        for (unsigned i = 0; i < EACH; i++) {
            char text[32];
            part_text(p, i, text);
            uint32_t number = texts_lookup(whole, text, strlen(text));
            assert_int_not_equal(number, UINT32_MAX);
            assert_int_equal(intern(whole, text), number);
        }
    text_map_close(&numbers);
    texts_free(whole);
    texts_free(part);
}

/* What a merge brought is seen by whoever interns on where he was. */
static void a_merge_in_the_middle_of_a_leaf(void **state)
{
    (void)state;
    Texts *whole = texts_new(), *part = texts_new();
    TextMap numbers = {0};
    for (unsigned i = 0; i < 4; i++)
        serial(whole, "W", 6, i);
    for (unsigned i = 0; i < 64; i++)
        serial(part, "W", 6, i);
    uint32_t own = serial(part, "W", 6, 10);
    texts_merge(whole, part, &numbers);
    assert_int_equal(serial(whole, "W", 6, 10), *text_map_at(&numbers, own));
    text_map_close(&numbers);
    texts_free(whole);
    texts_free(part);
}

static void a_map_has_a_place_for_each(void **state)
{
    (void)state;
    Texts *t = texts_new();
    TextMap map = {0};
    uint32_t first = intern(t, "石桥社区"), id = 0;
    for (unsigned i = 0; i < 100; i++)
        id = serial(t, "P", 5, i);
    text_map_open(&map, t);
    *text_map_at(&map, first) = 5;
    *text_map_at(&map, id) = 6;
    assert_int_equal(*text_map_at(&map, first), 5);
    assert_int_equal(*text_map_at(&map, id), 6);
    assert_null(text_map_at(&map, -1));
    assert_null(text_map_at(&map, intern(t, "后来的")));
    assert_null(text_map_at(&map, (int64_t)TEXTS_SERIAL + (1 << 20)));
    text_map_open(&map, t);
    assert_int_equal(*text_map_at(&map, id), 0);
    text_map_close(&map);
    texts_free(t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(empty_is_nothing),
        cmocka_unit_test(ids_that_count_up_are_not_kept_one_by_one),
        cmocka_unit_test(what_looks_alike_stays_apart),
        cmocka_unit_test(a_leaf_holds_only_what_appeared),
        cmocka_unit_test(long_numbers_keep_their_head),
        cmocka_unit_test(merging_gives_one_number_each),
        cmocka_unit_test(a_merge_in_the_middle_of_a_leaf),
        cmocka_unit_test(a_map_has_a_place_for_each),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
