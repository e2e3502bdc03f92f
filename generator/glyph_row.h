/*
 * glyph_row.h - in which row of which table a character stands that no font has.
 *
 * Paper knows blocks, not tables; whoever has to mend the character or the font needs file and
 * row. Looked for only once such an error has happened.
 */
#ifndef GLYPH_ROW_H
#define GLYPH_ROW_H

#include "cube/scope.h"
#include "data/import.h"

/*
 * Adds "; 提议事项 input/2026-10/提议事项.csv:12" to an error "… (U+13000)" of pdf.h: the first row
 * of the scope's compounds, or of none, that shows it. Left as it is where no row does: the
 * character then comes from a script or a note.
 */
void glyph_row_name(const Import *import, const Scope *scope, Error *err);
#endif
