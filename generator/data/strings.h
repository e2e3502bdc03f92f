/*
 * strings.h - texts kept once and named by a number.
 *
 * Number 0 is "". Numbers count up in the order of first appearance, so the
 * same files give the same numbers.
 */
#ifndef STRINGS_H
#define STRINGS_H

#include <stddef.h>
#include <stdint.h>

typedef struct Strings Strings;

Strings *strings_new(void);
void strings_free(Strings *strings);
/* The number of the text, adding a copy of it where it is new. */
uint32_t strings_intern(Strings *strings, const char *text, size_t length);
/* Room for so many texts at once, so that it is not made step by step. */
void strings_expect(Strings *strings, size_t count);
/* As new: nothing but "". */
void strings_clear(Strings *strings);
/*
 * Interns every text of `from` in its order; numbers[i] is then the number in `into` of text i
 * of `from` (room for strings_count(from)). A text whose number is not 0 before is left out.
 */
void strings_merge(Strings *into, const Strings *from, uint32_t *numbers);
/*
 * Adds one text that is not there, for reading by number and for strings_merge() only: it is not
 * looked for, and neither found later.
 */
void strings_add(Strings *strings, const char *text, size_t length);
/* The number of a text that is there, or UINT32_MAX. */
uint32_t strings_lookup(const Strings *strings, const char *text, size_t length);
const char *strings_at(const Strings *strings, uint32_t number);
/* The same with its length; "" for a number that is none. */
const char *strings_text(const Strings *strings, uint32_t number, size_t *length);
uint32_t strings_count(const Strings *strings);
#endif
