/*
 * label.h - text as it is compared: headers, labels of enums, names of places.
 *
 * Folding makes forms equal that an office means as one: full and half width,
 * kangxi radicals copied from a PDF, blanks and invisible characters, case.
 * What is printed is never folded.
 */
#ifndef LABEL_H
#define LABEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * The character that `c` is compared as; 0 where it is left out altogether
 * (zero-width and control characters). Blanks of all kinds become ' '.
 */
uint32_t label_char(uint32_t c);
/*
 * `text` with half-width forms, single blanks and none at the ends, into `out`
 * (`room` bytes, NUL included); the length. Text that does not fit is cut between
 * characters and *cut, where not NULL, set.
 */
size_t label_trim(const char *text, size_t length, char *out, size_t room, bool *cut);
/* The same without any blank and in lower case: what two labels are compared by. */
size_t label_fold(const char *text, size_t length, char *out, size_t room);
/*
 * A header cell as it is compared: folded, without stars, quotation marks,
 * bracketed parts and leading numbers (metrics.md 10). What the brackets hold goes,
 * folded, to `unit` (at least 32 bytes, "" where there are none).
 */
size_t label_header(const char *text, size_t length, char *out, size_t room, char *unit);
/* Number of single-character changes between two texts (at most 64 characters each). */
int label_distance(const char *a, const char *b);
/*
 * Index of the one of `count` labels nearest to `text`, or -1 where none is near
 * enough to be meant (more than a third of the characters differ).
 */
int label_nearest(const char *text, const char *const *labels, size_t count);

/* A label as it is measured (borrowed), made once where many texts are compared with it. */
typedef struct {
    const char *text;
    size_t bytes, characters;
    uint64_t mask; /* a bit for each character in it; all where it is longer than is measured */
} LabelKey;

LabelKey label_key(const char *label);
/* The same as label_nearest(). */
int label_nearest_of(const char *text, const LabelKey *labels, size_t count);
#endif
