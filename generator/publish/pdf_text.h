/*
 * pdf_text.h - the text of a finished PDF, for the search for leaks only.
 *
 * Reads what this program writes: plain objects, deflated streams, fonts with ToUnicode.
 * The only module of this floor that includes zlib.h.
 */
#ifndef PDF_TEXT_H
#define PDF_TEXT_H

#include "base/buffer.h"
#include "base/error.h"

/*
 * Adds all of it to `out` as UTF-8, one line per piece: text that is shown, ActualText, titles,
 * alternative texts, and attached files as they are. ERR_DATA where a stream cannot be inflated.
 */
bool pdf_text(const char *bytes, size_t length, Buffer *out, Error *err);
#endif
