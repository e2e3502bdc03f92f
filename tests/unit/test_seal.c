/* test_seal.c - what is sealed: read by who has the key, and by nobody when a bit was turned. */
#include "unit.h"

#include "base/seal.h"

#define LENGTH 200

static const char word[65] = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";

static void fill(unsigned char text[LENGTH], unsigned char first)
{
    for (size_t i = 0; i < LENGTH; i++)
        text[i] = (unsigned char)(first + i * i);
}

static void the_key_opens_it(void **state)
{
    (void)state;
    unsigned char text[LENGTH], sealed[LENGTH], tag[SEAL_TAG];
    SealKey key, other;
    seal_key(&key, word);
    other = key;
    other.bytes[31] ^= 1;
    for (size_t length = 0; length <= LENGTH; length += 40) {
        fill(text, 7);
        memcpy(sealed, text, LENGTH);
        seal_close(&key, sealed, length, tag);
        if (length)
            assert_memory_not_equal(sealed, text, length);
        assert_memory_equal(sealed + length, text + length, LENGTH - length);
        assert_true(seal_open(&key, sealed, length, tag));
        assert_memory_equal(sealed, text, LENGTH);
        seal_close(&key, sealed, length, tag);
        assert_false(seal_open(&other, sealed, length, tag));
    }
}

static void a_turned_bit_is_seen(void **state)
{
    (void)state;
    unsigned char sealed[LENGTH], copy[LENGTH], tag[SEAL_TAG];
    SealKey key;
    seal_key(&key, word);
    fill(sealed, 1);
    seal_close(&key, sealed, LENGTH, tag);
    for (size_t bit = 0; bit < (size_t)8 * LENGTH; bit++) {
        memcpy(copy, sealed, LENGTH);
        copy[bit / 8] ^= (unsigned char)(1U << bit % 8);
        assert_false(seal_open(&key, copy, LENGTH, tag));
    }
    for (size_t bit = 0; bit < (size_t)8 * SEAL_TAG; bit++) {
        memcpy(copy, sealed, LENGTH);
        tag[bit / 8] ^= (unsigned char)(1U << bit % 8);
        assert_false(seal_open(&key, copy, LENGTH, tag));
        tag[bit / 8] ^= (unsigned char)(1U << bit % 8);
    }
    assert_false(seal_open(&key, sealed, LENGTH - 1, tag));
}

/* Who lays two texts over each other that were sealed under one key sees nothing of either. */
static void two_texts_share_nothing_under_one_key(void **state)
{
    (void)state;
    unsigned char a[LENGTH], b[LENGTH], again[LENGTH], tags[3][SEAL_TAG];
    size_t same = 0;
    SealKey key;
    seal_key(&key, word);
    fill(a, 1);
    fill(again, 1);
    fill(b, 1);
    b[LENGTH - 1] ^= 1; /* all but the last */
    seal_close(&key, a, LENGTH, tags[0]);
    seal_close(&key, b, LENGTH, tags[1]);
    for (size_t i = 0; i < LENGTH; i++)
        same += a[i] == b[i];
    assert_true(same < LENGTH / 10);
    seal_close(&key, again, LENGTH, tags[2]);
    assert_memory_equal(again, a, LENGTH);
    assert_memory_equal(tags[2], tags[0], SEAL_TAG);
}

/* Who guesses a text and has not the key cannot see whether it was right. */
static void one_text_shares_nothing_under_two_keys(void **state)
{
    (void)state;
    unsigned char texts[2][LENGTH], tags[2][SEAL_TAG];
    SealKey keys[2];
    size_t same = 0;
    seal_key(&keys[0], word);
    keys[1] = keys[0];
    keys[1].bytes[0] ^= 1;
    for (int k = 0; k < 2; k++) {
        fill(texts[k], 1);
        seal_close(&keys[k], texts[k], LENGTH, tags[k]);
    }
    for (size_t i = 0; i < LENGTH; i++)
        same += texts[0][i] == texts[1][i];
    for (size_t i = 0; i < SEAL_TAG; i++)
        same += tags[0][i] == tags[1][i];
    assert_true(same < (LENGTH + SEAL_TAG) / 10);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_key_opens_it),
        cmocka_unit_test(a_turned_bit_is_seen),
        cmocka_unit_test(two_texts_share_nothing_under_one_key),
        cmocka_unit_test(one_text_shares_nothing_under_two_keys),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
