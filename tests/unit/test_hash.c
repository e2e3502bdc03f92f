/* test_hash.c - SHA-256 by whole texts and by pieces, against FIPS 180-4's examples and libsodium.
 */
#include "unit.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"

static void the_examples_of_the_standard_hold(void **state)
{
    (void)state;
    char hex[65];
    hash_bytes("abc", 3, hex);
    assert_string_equal(hex, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    hash_bytes("", 0, hex);
    assert_string_equal(hex, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

/* Every length about the edges of blocks, in pieces of every size: the fast way and the other. */
static void pieces_of_any_size_give_the_same_hash(void **state)
{
    (void)state;
    unsigned char bytes[1200], digest[32];
    for (size_t i = 0; i < sizeof bytes; i++)
        bytes[i] = (unsigned char)(i * 7 + i / 13);
    for (size_t length = 0; length < sizeof bytes; length += length < 330 ? 1 : 61) {
        char want[65], got[65];
        crypto_hash_sha256(digest, bytes, length);
        sodium_bin2hex(want, sizeof want, digest, sizeof digest);
        for (size_t step = 1; step < 300; step = step * 3 + 1) {
            Hash hash;
            hash_begin(&hash);
            for (size_t at = 0; at < length; at += step)
                hash_add(&hash, bytes + at, length - at < step ? length - at : step);
            hash_end(&hash, got);
            assert_string_equal(got, want);
        }
        hash_bytes(bytes, length, got);
        assert_string_equal(got, want);
    }
}

static void check_two(const unsigned char *bytes, size_t length, size_t other, size_t begun)
{
    Hash a, b;
    char want[65], got[65];
    const unsigned char *second = bytes + 3; /* not the same, and not aligned */
    hash_begin(&a);
    hash_begin(&b);
    hash_add(&a, bytes, begun);
    hash_add_two(&a, bytes + begun, length - begun, &b, second, other);
    hash_bytes(bytes, length, want);
    hash_end(&a, got);
    assert_string_equal(got, want);
    hash_bytes(second, other, want);
    hash_end(&b, got);
    assert_string_equal(got, want);
}

static void two_at_once_give_what_each_gives_alone(void **state)
{
    (void)state;
    size_t size = (size_t)1 << 16;
    unsigned char *bytes = malloc(size);
    assert_non_null(bytes);
    for (size_t i = 0; i < size; i++)
        bytes[i] = (unsigned char)(i * 31 + i / 257);
    for (size_t length = 0; length <= 300; length++)
        for (size_t other = 0; other <= 300; other++)
            check_two(bytes, length, other, 0);
    static const size_t lengths[] = {0, 1, 63, 64, 100, 4096, 5001, 65530};
    size_t n = sizeof lengths / sizeof *lengths;
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < n; k++)
            for (size_t begun = 0; begun <= lengths[i] && begun < 200; begun += 17)
                check_two(bytes, lengths[i], lengths[k], begun);
    free(bytes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_examples_of_the_standard_hold),
        cmocka_unit_test(pieces_of_any_size_give_the_same_hash),
        cmocka_unit_test(two_at_once_give_what_each_gives_alone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
