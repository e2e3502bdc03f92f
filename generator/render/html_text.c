/*
 * html_text.c - rich text and figures in HTML, and how they are computed; see html_own.h.
 */
#include "render/html_own.h"

#include "render/rich.h"

#include <string.h>

/* Suffixes of one metric (D36.hotline, D36.visit …) have one explanation. */
static bool is_listed(const MetricInfo *const *list, size_t count, const MetricInfo *metric)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(list[i]->base_id, metric->base_id) == 0)
            return true;
    return false;
}

static void remember_metric(Html *h, const Figure *figure)
{
    const MetricInfo *metric = figure->metric;
    if (metric && h->metric_count < METRICS_MAX && !is_listed(h->metrics, h->metric_count, metric))
        h->metrics[h->metric_count++] = metric;
}

static void put_figure(Html *h, const RichPiece *piece)
{
    const Figure *figure = piece->use < h->doc->use_count ? h->doc->uses[piece->use].figure : NULL;
    if (!figure) {
        html_escape_bytes(h->out, piece->text, piece->length);
        return;
    }
    remember_metric(h, figure);
    html_figure(h->out, figure, h->context->scopes, piece->text, piece->length);
}

/* Where the word behind a state mark ends: the first bracket or stop; in Chinese, a blank too. */
static size_t word_end(const char *text, size_t length, bool english)
{
    static const char *const stops[] = {"，", "。", "；", "、", "（", "：", "\n",
                                        "(",  ",",  ";",  ":",  " ",  NULL};
    for (size_t i = 0; i < length; i++)
        for (size_t s = 0; stops[s]; s++)
            if (length - i >= strlen(stops[s]) &&
                memcmp(text + i, stops[s], strlen(stops[s])) == 0 && !(english && *stops[s] == ' '))
                return i;
    return length;
}

/* Bytes of the character at `text` if it is Chinese, its punctuation included; else 0. */
static size_t chinese_at(const char *text, size_t length)
{
    const unsigned char *p = (const unsigned char *)text;
    if (length < 3)
        return 0;
    unsigned code = (p[0] & 15u) << 12 | (p[1] & 63u) << 6 | (p[2] & 63u);
    if ((p[0] & 0xF0) == 0xF0)
        return length >= 4 && (p[0] & 7u) == 0 && (p[1] & 63u) >= 32 ? 4 : 0;
    return (p[0] & 0xF0) == 0xE0 && code >= 0x3000 && code < 0xE000 ? 3 : 0;
}

/* Data stay as they were entered: on an English page a reader must know that they are Chinese. */
static void put_words(Html *h, const char *text, size_t length)
{
    size_t plain = 0;
    for (size_t i = 0; h->english && i < length;) {
        size_t end = i, size = chinese_at(text + i, length - i);
        if (!size) {
            i++;
            continue;
        }
        html_escape_bytes(h->out, text + plain, i - plain);
        /* Digits and letters between Chinese characters belong to them. */
        for (size_t j = i; j < length && text[j] != ' ' && text[j] != '(';) {
            size = chinese_at(text + j, length - j);
            j += size ? size : 1;
            end = size ? j : end;
        }
        buffer_text(h->out, "<span lang=\"zh-CN\">");
        html_escape_bytes(h->out, text + i, end - i);
        buffer_text(h->out, "</span>");
        plain = i = end;
    }
    html_escape_bytes(h->out, text + plain, length - plain);
}

static void put_lines(Html *h, const char *text, size_t length)
{
    while (length) {
        const char *end = memchr(text, '\n', length);
        size_t size = end ? (size_t)(end - text) : length;
        put_words(h, text, size);
        if (!end)
            return;
        buffer_text(h->out, "<br>");
        text += size + 1;
        length -= size + 1;
    }
}

void html_put_rich(Html *h, const char *text)
{
    bool in_mark = false;
    for (RichPiece p; rich_next(&text, &p);) {
        if (p.kind == RICH_FIGURE) {
            put_figure(h, &p);
        } else if (p.kind == RICH_MARK) {
            if (in_mark)
                buffer_text(h->out, "</span>");
            buffer_printf(h->out, "<span class=\"m %s\">", html_mark_name(p.mark));
            html_mark(h->out, p.mark);
            in_mark = true;
        } else {
            size_t word = in_mark ? word_end(p.text, p.length, h->english) : 0;
            put_lines(h, p.text, word);
            if (in_mark && word < p.length) {
                buffer_text(h->out, "</span>");
                in_mark = false;
            }
            put_lines(h, p.text + word, p.length - word);
        }
    }
    if (in_mark)
        buffer_text(h->out, "</span>");
}

void html_put_plain(Buffer *out, const char *text, bool escaped)
{
    for (RichPiece p; rich_next(&text, &p);) {
        if (p.kind == RICH_MARK)
            continue;
        if (escaped)
            html_escape_bytes(out, p.text, p.length);
        else
            buffer_put(out, p.text, p.length);
    }
}

void html_how_begin(Html *h)
{
    h->metric_count = 0;
}

void html_put_how_link(Html *h, const MetricInfo *metric, const char *words, size_t length)
{
    buffer_printf(h->out, "<a class=\"how\" href=\"%smethod/index.html#",
                  h->context->pages ? h->context->pages : h->context->root);
    html_escape(h->out, metric->id);
    buffer_text(h->out, "\">");
    html_escape_bytes(h->out, words, length);
    buffer_text(h->out, "</a>");
}

/* "来源分布：12345" -> "来源分布": a suffix's title begins with the metric's own. */
static size_t title_length(const MetricInfo *metric, const char *title)
{
    const char *colon = strstr(title, "：");
    if (!colon)
        colon = strstr(title, ": ");
    return colon && strcmp(metric->id, metric->base_id) != 0 ? (size_t)(colon - title)
                                                             : strlen(title);
}

void html_how_end(Html *h)
{
    bool any = false;
    for (size_t i = 0; i < h->metric_count; i++) {
        const MetricInfo *metric = h->metrics[i];
        if (is_listed(h->explained, h->explained_count, metric))
            continue;
        if (h->explained_count < EXPLAINED_MAX)
            h->explained[h->explained_count++] = metric;
        buffer_text(h->out, any ? html_either(h, "、", ", ")
                                : html_either(h, "<p class=\"hows\">怎么算的：",
                                              "<p class=\"hows\">How it is computed: "));
        const char *title = h->english ? metric->title.en : metric->title.zh;
        if (!title || !*title)
            title = metric->id;
        html_put_how_link(h, metric, title, title_length(metric, title));
        any = true;
    }
    if (any)
        buffer_text(h->out, "</p>\n");
}

void html_put_note(Html *h, const char *note)
{
    if (rich_empty(note))
        return;
    buffer_text(h->out, "<p class=\"small note\">");
    html_put_rich(h, note);
    buffer_text(h->out, "</p>\n");
}
