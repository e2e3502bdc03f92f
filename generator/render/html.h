/*
 * html.h - a document as an HTML fragment (the matter of an edition page).
 *
 * Each figure is <data class="fig" value="98.35" data-figure="D06" data-window="month"
 * data-scope="compound:FA-01" data-period="2026-10">98.35%（655/666）</data>, so that a page can be
 * checked against metrics.csv.
 *
 * Every heading of the highest level in the document opens a <section class="row"> that lasts
 * to the next one. Nothing in a document can become markup: its texts are escaped, prose is
 * parsed without raw HTML, images and foreign link schemes.
 */
#ifndef HTML_H
#define HTML_H

#include "base/buffer.h"
#include "doc/document.h"

typedef struct {
    const char *root;       /* "../../../": from the page to the edition's root, for links */
    const char *pages;      /* from the page to the root of its language; NULL: as root */
    const ScopeSet *scopes; /* for data-scope; NULL: left out */
    /*
     * Address of the page about the matter that a table's first cell names, relative to the page,
     * into `out`; false where there is none. May be NULL.
     */
    bool (*link)(void *context, const char *plain, Buffer *out);
    void *link_context;
} HtmlContext;

void html_render(const Document *doc, const HtmlContext *context, Buffer *out);
/* Text with & < > " ' escaped; what rich_character() calls unsafe is left out. */
void html_escape(Buffer *out, const char *text);
void html_escape_bytes(Buffer *out, const char *text, size_t length);
/* The figure as <data> with `text` in it; `scopes` may be NULL. */
void html_figure(Buffer *out, const Figure *figure, const ScopeSet *scopes, const char *text,
                 size_t length);
/* "ok" "late" …: class of a state mark, and the end of its symbol's id "m-…". */
const char *html_mark_name(Mark mark);
/* A state mark as an inline drawing; the page must hold the theme's sprite. */
void html_mark(Buffer *out, Mark mark);
/* A row of `total` squares, the first `filled` of them full; above 40 one bar. */
void html_squares(Buffer *out, int filled, int total, const char *label);
#endif
