/*
 * leak_text.h - one text searched for what is private; between leak.c and leak_files.c.
 */
#ifndef LEAK_TEXT_H
#define LEAK_TEXT_H

#include "publish/leak.h"

/* False and ERR_PRIVATE where it holds something; `patterns`: what only looks so, too. */
bool leak_text(const Leak *leak, const char *path, const char *inside, const char *text,
               size_t length, bool patterns, Error *err);
/*
 * True where a text that is searched for begins at or behind *at, whatever stands around it; *at
 * is the place. False means that leak_text() without patterns finds nothing in any part of it.
 */
bool leak_any(const Leak *leak, const char *bytes, size_t length, size_t *at);
/* By the header of a CSV file: false where the column holds numbers, which may have any digits. */
bool leak_column_is_text(const Leak *leak, const char *name, size_t length);
/* Digits alone. */
bool leak_is_number(const char *text, size_t length);
#endif
