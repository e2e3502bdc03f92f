/*
 * sign.c - see sign.h.
 *
 * Secret key, 158 bytes: "Ed" 00 00 "B2", 32 salt and 16 limit bytes that are zero in a key
 * without a password, key id 8, secret 64, checksum 32 (zero: not checked by minisign).
 */
#include "publish/sign.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"

#define SECRET_SIZE 158
#define SECRET_ID 54
#define SECRET_KEY 62
#define SIGNATURE_SIZE 74
#define PUBLIC_SIZE 42
#define KEY_FILE_LIMIT 4096

static void put_base64(Buffer *out, const unsigned char *bytes, size_t length)
{
    char text[512];
    sodium_bin2base64(text, sizeof text, bytes, length, sodium_base64_VARIANT_ORIGINAL);
    buffer_text(out, text);
    buffer_char(out, '\n');
}

/* The line at `text`, exactly `size` bytes of base64; *next is the line after it. */
static bool get_base64(const char *text, unsigned char *bytes, size_t size, const char **next)
{
    size_t line = strcspn(text, "\r\n"), got;
    if (sodium_base642bin(bytes, size, text, line, NULL, &got, NULL,
                          sodium_base64_VARIANT_ORIGINAL) != 0 ||
        got != size)
        return false;
    *next = text + line + strspn(text + line, "\r\n");
    return true;
}

static const char *skip_comment(const char *text)
{
    if (strncmp(text, "untrusted comment:", 18) != 0)
        return text;
    text += strcspn(text, "\n");
    return *text ? text + 1 : text;
}

static void put_comment(Buffer *out, const char *what, const unsigned char id[8])
{
    buffer_printf(out, "untrusted comment: %s ", what);
    for (int i = 7; i >= 0; i--) /* minisign shows the id as a little-endian number */
        buffer_printf(out, "%02X", id[i]);
    buffer_char(out, '\n');
}

/* At once: a run that is killed leaves no half a key behind, at most a name that is written over.
 */
static bool write_new(const char *path, mode_t mode, const Buffer *text, Error *err)
{
    char aside[PATH_MAX];
    snprintf(aside, sizeof aside, "%s.new", path);
    int fd = open(aside, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode);
    if (fd < 0)
        return error_errno(err, aside);
    ssize_t put = 0;
    for (size_t at = 0; put >= 0 && at<text->length; at += put> 0 ? (size_t)put : 0) {
        put = write(fd, text->bytes + at, text->length - at);
        if (put < 0 && errno == EINTR)
            put = 0;
    }
    bool ok = put >= 0 && fchmod(fd, mode) == 0 && fsync(fd) == 0;
    if (!ok)
        error_errno(err, path);
    if (close(fd) != 0 && ok)
        ok = error_errno(err, path);
    ok = ok && (rename(aside, path) == 0 || error_errno(err, path));
    if (!ok)
        unlink(aside);
    return ok;
}

static bool write_public(const SignKey *key, const char *path, Error *err)
{
    Buffer text = {0};
    sign_public_text(key, &text);
    bool ok = write_new(path, 0644, &text, err);
    buffer_free(&text);
    return ok;
}

bool sign_key_make(const char *secret_path, const char *public_path, Error *err)
{
    if (sodium_init() < 0)
        return error_set(err, ERR_INTERNAL, "libsodium does not start");
    SignKey key;
    bool has_secret, has_public;
    if (!file_there(secret_path, &has_secret, err) || !file_there(public_path, &has_public, err))
        return false;
    if (has_public || has_secret) {
        if (!has_public) /* a run was killed between the two: its key is good */
            return sign_key_load(secret_path, &key, err) && write_public(&key, public_path, err);
        return error_set(err, ERR_FILE, "%s：已经存在，没有改动 / exists already, left alone",
                         public_path);
    }
    unsigned char public[crypto_sign_PUBLICKEYBYTES], whole[SECRET_SIZE] = "Ed\0\0B2";
    randombytes_buf(key.id, sizeof key.id);
    crypto_sign_keypair(public, key.secret);
    memcpy(whole + SECRET_ID, key.id, sizeof key.id);
    memcpy(whole + SECRET_KEY, key.secret, sizeof key.secret);
    Buffer text = {0};
    put_comment(&text, "gongkai secret key", key.id);
    put_base64(&text, whole, sizeof whole);
    bool ok = write_new(secret_path, 0600, &text, err);
    if (ok) {
        ok = write_public(&key, public_path, err);
        if (!ok)
            unlink(secret_path);
    }
    sodium_memzero(whole, sizeof whole);
    sodium_memzero(&key, sizeof key);
    buffer_free(&text);
    return ok;
}

bool sign_key_load(const char *path, SignKey *out, Error *err)
{
    char *text;
    size_t length;
    if (!file_read(path, KEY_FILE_LIMIT, &text, &length, err))
        return false;
    unsigned char whole[SECRET_SIZE];
    const char *end;
    bool ok =
        get_base64(skip_comment(text), whole, sizeof whole, &end) && memcmp(whole, "Ed", 2) == 0;
    if (ok && memcmp(whole + 2, "\0\0", 2) != 0) {
        error_set(err, ERR_USAGE, "%s: the key has a password; make one without (gongkai key)",
                  path);
        ok = false;
    } else if (!ok) {
        error_set(err, ERR_USAGE, "%s: not a minisign secret key", path);
    }
    if (ok) {
        memcpy(out->id, whole + SECRET_ID, sizeof out->id);
        memcpy(out->secret, whole + SECRET_KEY, sizeof out->secret);
    }
    sodium_memzero(whole, sizeof whole);
    sodium_memzero(text, length);
    free(text);
    return ok;
}

void sign_public_text(const SignKey *key, Buffer *out)
{
    unsigned char whole[PUBLIC_SIZE] = "Ed";
    memcpy(whole + 2, key->id, sizeof key->id);
    memcpy(whole + 10, key->secret + 32, 32); /* libsodium keeps the public key behind the seed */
    put_comment(out, "gongkai public key", key->id);
    put_base64(out, whole, sizeof whole);
}

bool sign_public_read(const char *text, SignPublic *out, Error *err)
{
    unsigned char whole[PUBLIC_SIZE];
    const char *end;
    if (!get_base64(skip_comment(text), whole, sizeof whole, &end) || memcmp(whole, "Ed", 2) != 0)
        return error_set(err, ERR_USAGE, "not a minisign public key");
    memcpy(out->id, whole + 2, sizeof out->id);
    memcpy(out->key, whole + 10, sizeof out->key);
    return true;
}

static void prehash(const void *bytes, size_t length, unsigned char out[64])
{
    crypto_generichash(out, 64, bytes, length, NULL, 0);
}

static void put_signature(const unsigned char id[8], const unsigned char *whole,
                          const char *comment, size_t size, const unsigned char *global,
                          Buffer *out)
{
    put_comment(out, "signature from gongkai key", id);
    put_base64(out, whole, SIGNATURE_SIZE);
    buffer_printf(out, "trusted comment: %.*s\n", (int)size, comment);
    put_base64(out, global, 64);
}

bool sign_bytes(const SignKey *key, const void *bytes, size_t length, const char *comment,
                Buffer *out, Error *err)
{
    if (sodium_init() < 0)
        return error_set(err, ERR_INTERNAL, "libsodium does not start");
    unsigned char hash[64], whole[SIGNATURE_SIZE] = "ED", global[64];
    prehash(bytes, length, hash);
    memcpy(whole + 2, key->id, sizeof key->id);
    crypto_sign_detached(whole + 10, NULL, hash, sizeof hash, key->secret);
    Buffer both = {0};
    buffer_put(&both, whole + 10, 64);
    buffer_text(&both, comment);
    crypto_sign_detached(global, NULL, (const unsigned char *)both.bytes, both.length, key->secret);
    buffer_free(&both);
    put_signature(key->id, whole, comment, strlen(comment), global, out);
    return true;
}

/*
 * The first comment is signed by nobody and base64 can be written in several ways: a signature file
 * is good in one form only, the one that sign_bytes() gives it.
 */
static bool is_written_so(const SignPublic *key, const unsigned char *whole, const char *comment,
                          size_t size, const unsigned char *global, const char *signature)
{
    Buffer form = {0};
    put_signature(key->id, whole, comment, size, global, &form);
    bool same = strcmp(form.bytes, signature) == 0;
    buffer_free(&form);
    return same;
}

bool sign_check(const SignPublic *key, const void *bytes, size_t length, const char *signature,
                Error *err)
{
    static const char trusted[] = "trusted comment: ";
    unsigned char whole[SIGNATURE_SIZE], hash[64], global[64];
    const char *line;
    if (!get_base64(skip_comment(signature), whole, sizeof whole, &line) ||
        memcmp(whole, "ED", 2) != 0 || strncmp(line, trusted, sizeof trusted - 1) != 0)
        return error_set(err, ERR_DATA, "not a minisign signature");
    if (memcmp(whole + 2, key->id, sizeof key->id) != 0)
        return error_set(err, ERR_DATA, "signed with another key");
    prehash(bytes, length, hash);
    if (crypto_sign_verify_detached(whole + 10, hash, sizeof hash, key->key) != 0)
        return error_set(err, ERR_DATA, "the signature does not fit the file");
    const char *comment = line + sizeof trusted - 1;
    size_t size = strcspn(comment, "\r\n");
    const char *next = comment + size + strspn(comment + size, "\r\n");
    if (!get_base64(next, global, sizeof global, &line))
        return error_set(err, ERR_DATA, "not a minisign signature");
    if (!is_written_so(key, whole, comment, size, global, signature))
        return error_set(err, ERR_DATA, "the signature file was changed");
    Buffer both = {0};
    buffer_put(&both, whole + 10, 64);
    buffer_put(&both, comment, size);
    bool ok = crypto_sign_verify_detached(global, (const unsigned char *)both.bytes, both.length,
                                          key->key) == 0;
    buffer_free(&both);
    return ok || error_set(err, ERR_DATA, "the signature's comment was changed");
}
