/* test_hash.c - SHA-256 by whole texts and by pieces, against FIPS 180-4's examples and libsodium.
 */
#include "unit.h"

#include <sodium.h>
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_examples_of_the_standard_hold),
        cmocka_unit_test(pieces_of_any_size_give_the_same_hash),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
