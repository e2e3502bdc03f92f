/*
 * html_parts.c - the small pieces of markup that documents and pages share (html.h).
 */
#include "render/html.h"

#include "render/rich.h"

#include <string.h>

enum { SQUARES_MAX = 40 };

/* What stands for a character of mark-up; NULL: it stands for itself. */
static const char *entity_of(char c)
{
    switch (c) {
    case '&':
        return "&amp;";
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '"':
        return "&quot;";
    case '\'':
        return "&#39;";
    default:
        return NULL;
    }
}

/*
 * How many bytes from `text` on certainly stand for themselves: ASCII that is no mark-up and no
 * control character, and characters of three bytes but for the blocks at both ends that hold
 * unsafe ones. That is nearly all of a page.
 */
static size_t plain_bytes(const char *text, size_t length)
{
    static const bool special[0x80] = {
        ['&'] = true, ['<'] = true, ['>'] = true, ['"'] = true, ['\''] = true, [0x7F] = true};
    size_t i = 0;
    while (i < length) {
        unsigned char c = (unsigned char)text[i];
        if (c < 0x80) {
            if (special[c] || (c < 0x20 && c != '\n'))
                break;
            i++;
        } else if (c >= 0xE3 && c <= 0xEC && length - i >= 3 && (text[i + 1] & 0xC0) == 0x80 &&
                   (text[i + 2] & 0xC0) == 0x80) {
            i += 3;
        } else
            break;
    }
    return i;
}

void html_escape_bytes(Buffer *out, const char *text, size_t length)
{
    size_t from = 0; /* what stands for itself is put in one go */
    for (size_t i = plain_bytes(text, length), size; i < length;
         i += size, i += plain_bytes(text + i, length - i)) {
        bool unsafe;
        size = rich_character(text + i, length - i, &unsafe);
        const char *instead = unsafe ? "" : entity_of(text[i]);
        if (!instead)
            continue;
        buffer_put(out, text + from, i - from);
        buffer_text(out, instead);
        from = i + size;
    }
    if (from < length)
        buffer_put(out, text + from, length - from);
}

void html_escape(Buffer *out, const char *text)
{
    html_escape_bytes(out, text, strlen(text));
}

const char *html_mark_name(Mark mark)
{
    static const char *const names[] = {"ok",  "go",   "open", "late",    "miss", "fix",
                                        "add", "hold", "box",  "checked", "yes",  "no"};
    return names[mark];
}

void html_mark(Buffer *out, Mark mark)
{
    buffer_printf(out, "<svg class=\"mk\" aria-hidden=\"true\"><use href=\"#m-%s\"/></svg>",
                  html_mark_name(mark));
}

void html_figure(Buffer *out, const Figure *figure, const ScopeSet *scopes, const char *text,
                 size_t length)
{
    bool absent = figure->state == STATE_NOT_RECEIVED;
    buffer_printf(out, "<data class=\"fig%s\" value=\"", absent ? " absent" : "");
    html_escape(out, figure->value ? figure->value : "");
    buffer_text(out, "\" data-figure=\"");
    html_escape(out, figure->id);
    buffer_printf(out, "\" data-window=\"%s\"", window_code(figure->window));
    if (scopes && figure->scope >= 0 && (size_t)figure->scope < scopes->count) {
        buffer_printf(out, " data-scope=\"%s:", level_code(scopes->scopes[figure->scope].level));
        html_escape(out, scopes->scopes[figure->scope].id);
        buffer_char(out, '"');
    }
    char month[16];
    buffer_printf(out, " data-period=\"%s\"", month_text(figure->period, month));
    if (figure->base != MONTH_MISSING)
        buffer_printf(out, " data-base=\"%s\"", month_text(figure->base, month));
    if (figure->state != STATE_OK)
        buffer_printf(out, " data-state=\"%s\"", state_code(figure->state));
    buffer_char(out, '>');
    html_escape_bytes(out, text, length);
    buffer_text(out, "</data>");
}

static void put_squares(Buffer *out, const char *class, int from, int to, int pitch, int width)
{
    if (from >= to)
        return;
    buffer_printf(out, "<path class=\"%s\" d=\"", class);
    for (int i = from; i < to; i++)
        buffer_printf(out, "M%d 1h%dv12h-%dz", i * pitch, width, width);
    buffer_text(out, "\" vector-effect=\"non-scaling-stroke\"/>");
}

void html_squares(Buffer *out, int filled, int total, const char *label)
{
    if (total <= 0)
        return;
    if (filled > total)
        filled = total;
    /* One path per kind, stretched to the width at hand: pages have many of these. */
    buffer_text(out, "<svg class=\"days\" viewBox=\"0 0 1000 14\" preserveAspectRatio=\"none\" "
                     "role=\"img\" aria-label=\"");
    html_escape(out, label);
    buffer_text(out, "\">");
    if (total > SQUARES_MAX) {
        buffer_text(
            out,
            "<path class=\"sq0\" d=\"M0 1h1000v12h-1000z\" vector-effect=\"non-scaling-stroke\"/>");
        int share = (int)(1000LL * filled / total);
        buffer_printf(out, "<path class=\"sq1\" d=\"M0 1h%dv12h-%dz\"/>", share, share);
    } else {
        /* Each square has 1/total of the width, less a gap of 1.2 %. */
        int pitch = 1012 / total, width = pitch - 12 > 6 ? pitch - 12 : pitch / 2;
        put_squares(out, "sq1", 0, filled, pitch, width);
        put_squares(out, "sq0", filled, total, pitch, width);
    }
    buffer_text(out, "</svg>");
}
