/* html_own.h - what the parts of html.c share: the page being written. */
#ifndef HTML_OWN_H
#define HTML_OWN_H

#include "render/html.h"

enum { METRICS_MAX = 12, EXPLAINED_MAX = 128 };

typedef struct {
    const Document *doc;
    const HtmlContext *context;
    Buffer *out;
    bool english;
    int top;                                /* heading level that opens a section */
    const char *in_section;                 /* the element that is open, or NULL */
    size_t block;                           /* index, for ids */
    const MetricInfo *metrics[METRICS_MAX]; /* shown since how_begin() */
    size_t metric_count;
    const MetricInfo *explained[EXPLAINED_MAX]; /* in this section: said once is enough */
    size_t explained_count;
} Html;

static inline const char *html_either(const Html *h, const char *zh, const char *en)
{
    return h->english ? en : zh;
}

/* --- html_text.c --- */
/* Rich text with its figures, marks and dates; escaped. */
void html_put_rich(Html *h, const char *text);
/* The words alone, for attributes and look-ups. */
void html_put_plain(Buffer *out, const char *text, bool escaped);
/* From here on figures that are shown are remembered, */
void html_how_begin(Html *h);
/*
 * and this is one line of links to the definitions of those that were not explained in this section
 * before.
 */
void html_how_end(Html *h);
void html_put_how_link(Html *h, const MetricInfo *metric, const char *words, size_t length);
void html_put_note(Html *h, const char *note);

/* --- html_prose.c --- */
/* Paragraphs of rich text, an empty line between them. */
void html_put_paragraphs(Html *h, const char *text);
/* A block of Markdown. */
void html_put_prose(Html *h, const Block *block);
#endif
