/*
 * rich.c - see rich.h.
 *
 * All marks are three bytes in UTF-8: U+E000 … U+E01F is EE 80 80 … EE 80 9F.
 */
#include "render/rich.h"

#include "base/utf8.h"

#include <string.h>

enum { FIGURE_OPEN = 0x80, FIGURE_TEXT = 0x81, FIGURE_CLOSE = 0x82, MARK_FIRST = 0x90 };

/* Third byte of the mark at `text`, or 0. */
static int mark_at(const char *text)
{
    const unsigned char *t = (const unsigned char *)text;
    if (t[0] != 0xEE || t[1] != 0x80)
        return 0;
    return t[2] >= 0x80 && t[2] <= 0x9F ? t[2] : 0;
}

static const char *next_mark(const char *text)
{
    for (text = strchrnul(text, 0xEE); *text && !mark_at(text);)
        text = strchrnul(text + 1, 0xEE);
    return text;
}

static bool read_figure(const char **at, RichPiece *piece)
{
    const char *p = *at + 3;
    size_t use = 0;
    if (*p < '0' || *p > '9')
        return false;
    while (*p >= '0' && *p <= '9' && use < 100000000)
        use = use * 10 + (size_t)(*p++ - '0');
    if (mark_at(p) != FIGURE_TEXT)
        return false;
    const char *text = p + 3, *end = next_mark(text);
    if (mark_at(end) != FIGURE_CLOSE)
        return false;
    *piece = (RichPiece){RICH_FIGURE, text, (size_t)(end - text), use, MARK_OK};
    *at = end + 3;
    return true;
}

bool rich_next(const char **at, RichPiece *piece)
{
    while (*at && **at) {
        int mark = mark_at(*at);
        if (!mark) {
            const char *end = next_mark(*at);
            *piece = (RichPiece){RICH_TEXT, *at, (size_t)(end - *at), 0, MARK_OK};
            *at = end;
            return true;
        }
        if (mark == FIGURE_OPEN && read_figure(at, piece))
            return true;
        *at += 3;
        if (mark >= MARK_FIRST && mark <= MARK_FIRST + MARK_NO) {
            *piece = (RichPiece){RICH_MARK, *at, 0, 0, (Mark)(mark - MARK_FIRST)};
            return true;
        }
    }
    return false;
}

bool rich_empty(const char *text)
{
    RichPiece piece;
    while (rich_next(&text, &piece))
        if (piece.kind != RICH_TEXT || piece.length)
            return false;
    return true;
}

size_t rich_character(const char *text, size_t length, bool *unsafe)
{
    unsigned char first = (unsigned char)text[0];
    if (first < 0x80) {
        *unsafe = (first < 0x20 && first != '\n') || first == 0x7F;
        return 1;
    }
    size_t size;
    uint32_t c = utf8_decode(text, length, &size);
    *unsafe = c == UTF8_INVALID || (c >= 0x80 && c < 0xA0) || c == 0x61C ||
              (c >= 0x200B && c <= 0x200F) || (c >= 0x2028 && c <= 0x202E) ||
              (c >= 0x2060 && c <= 0x206F) || c == 0xFEFF || (c >= 0xFFF9 && c <= 0xFFFB);
    return size;
}
