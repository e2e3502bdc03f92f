/*
 * utf8.h - strict UTF-8.
 *
 * Strict: C0, C1, overlong forms, surrogates and everything above U+10FFFF are
 * invalid (RFC 3629).
 */
#ifndef UTF8_H
#define UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define UTF8_INVALID UINT32_MAX

/*
 * The character at `text` (`length` > 0 bytes left) and its size in *size.
 * UTF8_INVALID with *size = 1 where the bytes are no character.
 */
uint32_t utf8_decode(const char *text, size_t length, size_t *size);
/* Writes 1 to 4 bytes to `out`, returns how many; `c` must be a Unicode scalar value. */
size_t utf8_encode(uint32_t c, char out[4]);
/* Offset of the first byte that is not valid, or `length`. */
size_t utf8_check(const char *text, size_t length);
/* Characters in a valid NUL-terminated text. */
size_t utf8_count(const char *text);
#endif
