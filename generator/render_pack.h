/*
 * render_pack.h - what is posted in a community's compounds as one file, to be printed in one go:
 * a list of it all, bulletins and notices by compound, then the posters.
 */
#ifndef RENDER_PACK_H
#define RENDER_PACK_H

#include "render_sheet.h"

/*
 * print-pack.pdf of the community `sheet` from the sheets of its compounds, in the order of their
 * pages; what was laid out for a compound's own papers is taken as it is. A compound whose papers
 * cannot be made is left out; its page says so.
 */
bool pack_put(const Sheet *sheet, Sheet *const *compounds, size_t count, Error *err);
#endif
