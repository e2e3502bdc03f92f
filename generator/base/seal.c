/* seal.c - see seal.h. */
#include "base/seal.h"

#include <sodium.h>
#include <string.h>

#define NONCE crypto_aead_xchacha20poly1305_ietf_NPUBBYTES

_Static_assert(sizeof(SealKey) == crypto_aead_xchacha20poly1305_ietf_KEYBYTES, "a key's size");
_Static_assert(SEAL_TAG == NONCE + crypto_aead_xchacha20poly1305_ietf_ABYTES, "a tag's size");

/* Of this processor; where that fails the slow ones serve. */
static void pick_fast_ways(void)
{
    int told = sodium_init();
    (void)told;
}

void seal_key(SealKey *key, const char hex[65])
{
    crypto_generichash(key->bytes, sizeof key->bytes, (const unsigned char *)hex, 64, NULL, 0);
}

void seal_close(const SealKey *key, void *bytes, size_t length, unsigned char tag[SEAL_TAG])
{
    pick_fast_ways();
    crypto_generichash(tag, NONCE, bytes, length, key->bytes, sizeof key->bytes);
    crypto_aead_xchacha20poly1305_ietf_encrypt_detached(bytes, tag + NONCE, NULL, bytes, length,
                                                        NULL, 0, NULL, tag, key->bytes);
}

bool seal_open(const SealKey *key, void *bytes, size_t length, const unsigned char tag[SEAL_TAG])
{
    pick_fast_ways();
    return crypto_aead_xchacha20poly1305_ietf_decrypt_detached(
               bytes, NULL, bytes, length, tag + NONCE, NULL, 0, tag, key->bytes) == 0;
}
