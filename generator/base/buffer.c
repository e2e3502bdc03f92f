/* buffer.c - see buffer.h. */
#include "base/buffer.h"

#include "base/arena.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void buffer_reserve(Buffer *buffer, size_t more)
{
    GROW(buffer->bytes, buffer->capacity, buffer->length + more + 1);
}

void buffer_put(Buffer *buffer, const void *bytes, size_t length)
{
    buffer_reserve(buffer, length);
    if (length)
        memcpy(buffer->bytes + buffer->length, bytes, length);
    buffer->length += length;
    buffer->bytes[buffer->length] = '\0';
}

void buffer_text(Buffer *buffer, const char *text)
{
    buffer_put(buffer, text, strlen(text));
}

/* Of %s, %d and %zu alone, as nearly all are: vsnprintf() takes several times as long for them. */
static bool is_simple(const char *format)
{
    for (const char *p = format; (p = strchr(p, '%')); p++) {
        p += p[1] == 'z' ? 2 : 1;
        if (*p != 's' && *p != 'd' && *p != 'u')
            return false;
        if ((*p == 'u') != (p[-1] == 'z'))
            return false;
    }
    return true;
}

static void put_whole(Buffer *buffer, bool negative, size_t value)
{
    char digits[24];
    size_t at = sizeof digits;
    do
        digits[--at] = (char)('0' + value % 10);
    while (value /= 10);
    if (negative)
        digits[--at] = '-';
    buffer_put(buffer, digits + at, sizeof digits - at);
}

static void put_simple(Buffer *buffer, const char *format, va_list args)
{
    const char *from = format;
    for (const char *p; (p = strchr(from, '%')); from = p + 1) {
        buffer_put(buffer, from, (size_t)(p - from));
        if (*++p == 's') {
            const char *text = va_arg(args, const char *);
            buffer_text(buffer, text ? text : "(null)"); /* as the library does */
        } else if (*p == 'd') {
            long value = va_arg(args, int);
            put_whole(buffer, value < 0, (size_t)(value < 0 ? -value : value));
        } else {
            p++;
            put_whole(buffer, false, va_arg(args, size_t));
        }
    }
    buffer_text(buffer, from);
}

void buffer_printf(Buffer *buffer, const char *format, ...)
{
    va_list args, again;
    va_start(args, format);
    if (is_simple(format)) {
        put_simple(buffer, format, args);
        va_end(args);
        return;
    }
    va_copy(again, args);
    buffer_reserve(buffer, 64);
    size_t room = buffer->capacity - buffer->length;
    int length = vsnprintf(buffer->bytes + buffer->length, room, format, args);
    va_end(args);
    if (length > 0 && (size_t)length >= room) {
        buffer_reserve(buffer, (size_t)length);
        vsnprintf(buffer->bytes + buffer->length, (size_t)length + 1, format, again);
    }
    if (length > 0)
        buffer->length += (size_t)length;
    va_end(again);
}

void buffer_clear(Buffer *buffer)
{
    buffer->length = 0;
    if (buffer->bytes)
        buffer->bytes[0] = '\0';
}

void buffer_free(Buffer *buffer)
{
    free(buffer->bytes);
    *buffer = (Buffer){0};
}
