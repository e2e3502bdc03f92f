/*
 * csv.h - tables as CSV (RFC 4180).
 *
 * The machine form is UTF-8, LF, quotes only around cells with , " CR LF. The
 * form for Excel and WPS begins with a byte order mark and ends lines with CR LF;
 * in it a text that looks like a formula gets an apostrophe in front, and one that Excel would
 * turn into a date or a rounded number (long digits, leading zeros, 3-2) a tab:
 * both keep it text. Cells that are numbers or dates by their column are left alone.
 */
#ifndef CSV_H
#define CSV_H

#include "base/buffer.h"
#include "base/exact.h"
#include "render/field.h"

/* One cell, quoted where it must be; no comma. */
void csvout_cell(Buffer *out, const char *text, size_t length);
/* The same for people: made safe for Excel and WPS. */
void csvout_safe_cell(Buffer *out, const char *text, size_t length);
/* True where Excel and WPS leave the text alone. */
bool csvout_is_safe(const char *text, size_t length);

void csvout_table(const Fields *fields, Buffer *out);
void csvout_excel(const Fields *fields, Buffer *out);

/* The number as decimal digits. */
void csvout_number(Buffer *out, Int128 number);
#endif
