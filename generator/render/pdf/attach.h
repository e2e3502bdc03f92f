/* attach.h - what goes with every paper as a file inside it. */
#ifndef ATTACH_H
#define ATTACH_H

#include "base/buffer.h"
#include "doc/document.h"

#define ATTACH_NAME "figures.csv"

/*
 * The lines of metrics.csv that the document prints, each once, under its header line: so the
 * paper's numbers can be checked and used without the site. Empty where it prints no figure.
 */
void attach_figures(const Document *doc, Buffer *out);

/*
 * An ICC profile, made here, for the output intent: what the page's black means, or with
 * `coloured` its red, green and blue.
 */
void attach_profile(bool coloured, Buffer *out);
#endif
