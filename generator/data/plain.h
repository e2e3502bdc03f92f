/*
 * plain.h - a text as a person reads it: for the search for personal data.
 *
 * A number is the same number full-width, with invisible characters or emphasis between its
 * digits, over two lines, as HTML entities or in han numerals. What is made here is only searched,
 * never printed.
 */
#ifndef PLAIN_H
#define PLAIN_H

#include <stdbool.h>
#include <stddef.h>

typedef enum {
    PLAIN_GLYPHS, /* characters: width, dashes, blanks, invisible ones, entities; lines stay */
    PLAIN_TYPED,  /* and what is typed between digits: line ends, Markdown, tags, dots, "(at)" */
    PLAIN_HAN     /* and 一三九, 壹叁玖, ①③⑨ as digits */
} PlainForm;

/*
 * Writes the text in that form to `out`, which has room for `length` bytes (no NUL is added); the
 * new length. from[i], where not NULL, is where byte i stood in `text`.
 */
size_t plain_text(PlainForm form, const char *text, size_t length, char *out, size_t *from);
/* How many characters are digits of another form than 0 to 9: ３, 三, ③. */
size_t plain_count_numerals(const char *text, size_t length);
#endif
