/* markdown.h - a document as CommonMark with tables (bulletin.md). */
#ifndef MARKDOWN_H
#define MARKDOWN_H

#include "base/buffer.h"
#include "doc/document.h"

void markdown_render(const Document *doc, Buffer *out);
#endif
