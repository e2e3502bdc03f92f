/*
 * seal.h - bytes that only who has their key can read, and change unseen (XChaCha20-Poly1305 of
 * libsodium).
 *
 * Nothing of it is drawn by lot: the same text under the same key gives the same bytes. The nonce
 * is a keyed hash of the text and stands in the tag, so two texts under one key share none.
 */
#ifndef SEAL_H
#define SEAL_H

#include <stdbool.h>
#include <stddef.h>

#define SEAL_TAG 40 /* bytes: the nonce, and what the cipher itself adds */

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
