/*
 * scan_text.h - what the rooms of the scanner (scan, scan_net, scan_room) read characters with.
 */
#ifndef SCAN_TEXT_H
#define SCAN_TEXT_H

#include <stdbool.h>
#include <stddef.h>

typedef struct {
    const char *text;
    size_t length;
} Text;

/* NUL behind the end. */
static inline char at(const Text *t, size_t i)
{
    return i < t->length ? t->text[i] : '\0';
}

static inline bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static inline bool is_letter(char c)
{
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}
#endif
