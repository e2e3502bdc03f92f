/*
 * seal.h - bytes that only who has their key can read, and change unseen (ChaCha20-Poly1305 of
 * libsodium).
 *
 * A key serves for one text only: whatever is sealed must go into what the key is made of.
 */
#ifndef SEAL_H
#define SEAL_H

#include <stdbool.h>
#include <stddef.h>

#define SEAL_TAG 16 /* bytes */

typedef struct {
    unsigned char bytes[32];
} SealKey;

/* Of a hash (hash.h) that is shown nowhere. */
void seal_key(SealKey *key, const char hex[65]);
/* The bytes where they lie; `tag` belongs to them from now on. */
void seal_close(const SealKey *key, void *bytes, size_t length, unsigned char tag[SEAL_TAG]);
/* Back again; false where it is not what was sealed under this key: the bytes are then of no use.
 */
bool seal_open(const SealKey *key, void *bytes, size_t length, const unsigned char tag[SEAL_TAG]);
#endif
