/*
 * html.h - a document as an HTML fragment (the matter of an edition page).
 *
 * Each figure is <data class="fig" value="98.35" data-figure="D06" data-window="month"
 * data-scope="compound:FA-01" data-period="2026-10">98.35%（655/666）</data>, so that a page can be
 * checked against metrics.csv.
 */
#ifndef HTML_H
#define HTML_H

#include "base/buffer.h"
#include "doc/document.h"

typedef struct {
    const char *root; /* "../../../": from the page to the edition's root, for links */
} HtmlContext;

void html_render(const Document *doc, const HtmlContext *context, Buffer *out);
/* Text with & < > " ' escaped. */
void html_escape(Buffer *out, const char *text);
#endif
