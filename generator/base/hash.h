/* hash.h - SHA-256 (libsodium) of bytes, streams and files, as 64 lower-case hex digits. */
#ifndef HASH_H
#define HASH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

void hash_bytes(const void *bytes, size_t length, char hex[65]);
bool hash_file(const char *path, char hex[65], Error *err);

/* Piece by piece: hash_begin() -> hash_add()... -> hash_end(). */
typedef struct {
    uint64_t room[13]; /* of libsodium's state */
} Hash;
void hash_begin(Hash *hash);
void hash_add(Hash *hash, const void *bytes, size_t length);
/* To two different hashes, faster than to one after the other; best where the lengths are alike. */
void hash_add_two(Hash *hash, const void *bytes, size_t length, Hash *other,
                  const void *other_bytes, size_t other_length);
/* A whole file, of which only a piece at a time is in memory. */
bool hash_add_file(Hash *hash, const char *path, Error *err);
void hash_end(Hash *hash, char hex[65]);
#endif
