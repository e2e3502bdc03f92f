/*
 * rich.h - reading the marks inside a Rich text (doc/document.h), piece by piece.
 *
 * for (RichPiece p = {0}; rich_next(&text, &p);) …
 *
 * A mark that is broken is skipped, its text stays.
 */
#ifndef RICH_H
#define RICH_H

#include "doc/document.h"

typedef enum { RICH_TEXT, RICH_FIGURE, RICH_MARK } RichKind;

typedef struct {
    RichKind kind;
    const char *text; /* RICH_TEXT, RICH_FIGURE: what is printed; not NUL-terminated */
    size_t length;
    size_t use; /* RICH_FIGURE: index in the document's uses */
    Mark mark;  /* RICH_MARK */
} RichPiece;

/* Moves *at (may point at NULL: nothing) past the next piece; false at the end. */
bool rich_next(const char **at, RichPiece *piece);
/* Nothing at all to be printed. */
bool rich_empty(const char *text);
/*
 * Size in bytes of the character at `text` (`length` > 0); *unsafe where no output may hold it:
 * controls but line feeds, characters that turn the direction of what follows or have no width,
 * bytes that are no character.
 */
size_t rich_character(const char *text, size_t length, bool *unsafe);
#endif
