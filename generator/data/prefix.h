/*
 * prefix.h - reading a text from its beginning, word by word.
 */
#ifndef PREFIX_H
#define PREFIX_H

#include <stdbool.h>
#include <string.h>

static inline bool starts(const char *text, const char *with)
{
    return strncmp(text, with, strlen(with)) == 0;
}

/* Moves *text behind `word` where it starts with it. */
static inline bool take(const char **text, const char *word)
{
    if (!starts(*text, word))
        return false;
    *text += strlen(word);
    return true;
}

#endif
