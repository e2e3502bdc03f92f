/* hash.h - SHA-256 (libsodium) of bytes and files, as 64 lower-case hex digits. */
#ifndef HASH_H
#define HASH_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"

void hash_bytes(const void *bytes, size_t length, char hex[65]);
bool hash_file(const char *path, char hex[65], Error *err);
#endif
