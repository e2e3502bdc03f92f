/*
 * gb18030.h - the everyday part of GB18030 -> UTF-8, by table.
 */
#ifndef GB18030_H
#define GB18030_H

#include <stddef.h>

#define GB18030_ROOM 1 /* bytes behind its text that gb18030_plain() may write to */

/*
 * ASCII and characters of two bytes, up to the first byte of anything else: a character of four
 * bytes, one outside the table, a mistake, the end. Returns how many bytes that were; *used grows
 * by what was put behind out[*used], at most three bytes for two; there is room for those of all
 * `length` bytes and GB18030_ROOM more.
 */
size_t gb18030_plain(const char *bytes, size_t length, char *out, size_t *used);
#endif
