/*
 * trace.h - the texts by which a row is known elsewhere, looked for in finished files.
 *
 * Order of use:  trace_new() -> trace_add()... -> trace_in_text(), trace_in_file()...
 *
 * A file may hold a text in another form: over two lines of a PDF, with entities and tags in HTML,
 * with its quotes doubled or escaped. So each is looked for as it is and, long ones, also without
 * blanks, quotes, tags and what escapes them.
 */
#ifndef TRACE_H
#define TRACE_H

#include "base/arena.h"

typedef struct Trace Trace;

Trace *trace_new(Arena *arena);
/* Copies; once. "" is none. */
void trace_add(Trace *trace, const char *text);
/* A text of letters and digits is not found inside a longer one: WX-2 is not WX-21. */
bool trace_in_text(const Trace *trace, const char *bytes, size_t length);
/* The same of a whole file, in the entries of archives, the cells of SQLite, the text of PDFs. */
bool trace_in_file(const Trace *trace, const char *bytes, size_t length);
#endif
