/*
 * buffer.h - bytes that grow.
 *
 * `bytes` always ends in a NUL that `length` does not count, once something was
 * put. A zeroed Buffer is empty; buffer_free() makes it empty again.
 */
#ifndef BUFFER_H
#define BUFFER_H

#include <stddef.h>

typedef struct {
    char *bytes;
    size_t length, capacity;
} Buffer;

void buffer_put(Buffer *buffer, const void *bytes, size_t length);
void buffer_text(Buffer *buffer, const char *text);
void buffer_char(Buffer *buffer, char c);
void buffer_printf(Buffer *buffer, const char *format, ...) __attribute__((format(printf, 2, 3)));
void buffer_clear(Buffer *buffer);
void buffer_free(Buffer *buffer);
#endif
