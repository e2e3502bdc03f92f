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

/* Room for `more` bytes behind the ones that are there. */
void buffer_reserve(Buffer *buffer, size_t more);
void buffer_put(Buffer *buffer, const void *bytes, size_t length);
void buffer_text(Buffer *buffer, const char *text);
static inline void buffer_char(Buffer *buffer, char c)
{
    if (buffer->length + 2 > buffer->capacity)
        buffer_reserve(buffer, 1);
    buffer->bytes[buffer->length++] = c;
    buffer->bytes[buffer->length] = '\0';
}
void buffer_printf(Buffer *buffer, const char *format, ...) __attribute__((format(printf, 2, 3)));
void buffer_clear(Buffer *buffer);
void buffer_free(Buffer *buffer);
#endif
