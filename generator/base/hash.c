/* hash.c - see hash.h. The only module on this floor that includes sodium.h. */
#include "base/hash.h"

#include <fcntl.h>
#include <sodium.h>
#include <unistd.h>

static void to_hex(const unsigned char digest[crypto_hash_sha256_BYTES], char hex[65])
{
    sodium_bin2hex(hex, 65, digest, crypto_hash_sha256_BYTES);
}

void hash_bytes(const void *bytes, size_t length, char hex[65])
{
    unsigned char digest[crypto_hash_sha256_BYTES];
    crypto_hash_sha256(digest, bytes, length);
    to_hex(digest, hex);
}

bool hash_file(const char *path, char hex[65], Error *err)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return error_errno(err, path);
    crypto_hash_sha256_state state;
    crypto_hash_sha256_init(&state);
    unsigned char block[1 << 16];
    ssize_t got;
    while ((got = read(fd, block, sizeof block)) > 0)
        crypto_hash_sha256_update(&state, block, (unsigned long long)got);
    close(fd);
    if (got < 0)
        return error_errno(err, path);
    unsigned char digest[crypto_hash_sha256_BYTES];
    crypto_hash_sha256_final(&state, digest);
    to_hex(digest, hex);
    return true;
}
