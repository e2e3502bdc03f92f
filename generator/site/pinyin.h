/* pinyin.h - the letters people type to find a Chinese name: 芦汀苑 -> "lty". */
#ifndef PINYIN_H
#define PINYIN_H

#include "base/buffer.h"

/*
 * Appends the first letters of the name's syllables, ASCII letters and digits as they are (lower
 * case); where a character has two usual readings, a blank and the letters of the other ones.
 * Characters without a known reading are left out.
 */
void pinyin_initials(const char *text, Buffer *out);
#endif
