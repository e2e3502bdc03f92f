/*
 * sign.h - Ed25519 signatures in the format of minisign 0.11.
 *
 * A signature covers the BLAKE2b-512 of the bytes ("ED"), so `minisign -V` checks it.
 * The same bytes and comment give the same signature: no time is in it.
 */
#ifndef SIGN_H
#define SIGN_H

#include "base/buffer.h"
#include "base/error.h"

typedef struct {
    unsigned char id[8], secret[64];
} SignKey;

typedef struct {
    unsigned char id[8], key[32];
} SignPublic;

/*
 * Makes a key pair: `secret_path` (mode 0600, not encrypted, for a run by cron) and
 * `public_path`. Neither may exist: ERR_FILE. Where only the secret one does, a run was killed
 * between them: its public half is made.
 */
bool sign_key_make(const char *secret_path, const char *public_path, Error *err);
bool sign_key_load(const char *path, SignKey *out, Error *err);
/* The two lines of the public key file. */
void sign_public_text(const SignKey *key, Buffer *out);
/* "RWQ…" or the two lines of a public key file. */
bool sign_public_read(const char *text, SignPublic *out, Error *err);
/* The four lines of FILE.minisig; `comment` is one line and is signed too. */
bool sign_bytes(const SignKey *key, const void *bytes, size_t length, const char *comment,
                Buffer *out, Error *err);
/* ERR_DATA where `signature` is none, is by another key, or does not fit the bytes. */
bool sign_check(const SignPublic *key, const void *bytes, size_t length, const char *signature,
                Error *err);
#endif
