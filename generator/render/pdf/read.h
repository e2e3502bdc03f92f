/*
 * read.h - the text of a PDF that this program wrote, from its bytes.
 *
 * What is published is looked through once more as bytes (design.md 8); this is how the
 * bytes of a PDF become text again: through its own ToUnicode maps and ActualText, not
 * through the document that it was made from. It reads no other program's files.
 */
#ifndef READ_H
#define READ_H

#include "base/buffer.h"
#include "base/error.h"

/*
 * Appends the text of all pages, a line per piece of text, then title, outline, alternative
 * texts and addresses of links. ERR_DATA where the bytes are no PDF of this program.
 */
bool pdf_read_text(const char *bytes, size_t length, Buffer *out, Error *err);
#endif
