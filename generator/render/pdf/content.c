/*
 * content.c - see content.h.
 *
 * Justified lines and the space between han and Latin are moves, not glyphs, and
 * a reader that extracts text takes wide moves for spaces; such a text carries
 * its own characters as ActualText.
 */
#include "render/pdf/content.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"

#define KAPPA 0.5523 /* of a quarter circle as a Bezier curve */

typedef struct {
    const PdfFonts *fonts;
    const Display *display;
    const FaceUse *use;
    Buffer *out;
    double height;
    /* graphics state already set in this stream */
    uint32_t fill, stroke; /* colour_of(); black to begin with, as a page is */
    double line_width;
    int dashed;
} Pen;

/* A grey of whole thousandths rather than a colour. */
#define GREY 0x01000000u
#define BLACK GREY

const char *content_tag(Tag tag)
{
    static const char *const names[] = {
        "Document",   "H1",    "H2", "H3", "P",  "P",      "L",    "LI", "LBody",  "Link",
        "BlockQuote", "Table", "TR", "TH", "TD", "Figure", "Sect", "P",  "Caption"};
    return names[tag];
}

/* buffer_printf() takes five times as long. */
static void put_whole(Buffer *out, long value)
{
    char digits[24];
    size_t at = sizeof digits;
    if (value < 0)
        buffer_char(out, '-');
    unsigned long rest = value < 0 ? -(unsigned long)value : (unsigned long)value;
    do
        digits[--at] = (char)('0' + rest % 10);
    while ((rest /= 10) > 0);
    buffer_put(out, digits + at, sizeof digits - at);
}

static void put_number(Buffer *out, double value)
{
    long v = lround(value * 100);
    if (v < 0) {
        buffer_char(out, '-');
        v = -v;
    }
    long part = v % 100;
    put_whole(out, v / 100);
    if (part) {
        buffer_char(out, '.');
        buffer_char(out, (char)('0' + part / 10));
        if (part % 10)
            buffer_char(out, (char)('0' + part % 10));
    }
    buffer_char(out, ' ');
}

static void put_numbers(Buffer *out, const double *values, int count, const char *operator)
{
    for (int i = 0; i < count; i++)
        put_number(out, values[i]);
    buffer_text(out, operator);
    buffer_char(out, '\n');
}

#define PUT(pen, operator, ...)                                                                    \
    put_numbers((pen)->out, (const double[]){__VA_ARGS__},                                         \
                (int)(sizeof((const double[]){__VA_ARGS__}) / sizeof(double)), (operator))

static void put_hex(Buffer *out, unsigned value)
{
    static const char hex[] = "0123456789ABCDEF";
    if (out->capacity < out->length + 5)
        buffer_reserve(out, 4);
    char *to = out->bytes + out->length;
    for (unsigned i = 0; i < 4; i++)
        to[i] = hex[value >> (12 - 4 * i) & 15];
    to[4] = '\0';
    out->length += 4;
}

static void put_utf16(Buffer *out, uint32_t c)
{
    if (c == FONTS_DASH_PAIR) {
        put_hex(out, 0x2014);
        put_hex(out, 0x2014);
    } else if (c > 0xFFFF) {
        put_hex(out, 0xD800 + ((c - 0x10000) >> 10));
        put_hex(out, 0xDC00 + ((c - 0x10000) & 0x3FF));
    } else {
        put_hex(out, c);
    }
}

size_t content_utf16(const char *text, unsigned char *out)
{
    size_t length = strlen(text), step, n = 0;
    out[n++] = 0xFE;
    out[n++] = 0xFF;
    for (size_t i = 0; i < length; i += step) {
        uint32_t c = utf8_decode(text + i, length - i, &step);
        if (c == UTF8_INVALID)
            c = 0xFFFD;
        if (c > 0xFFFF) {
            uint32_t high = 0xD800 + ((c - 0x10000) >> 10);
            out[n++] = (unsigned char)(high >> 8);
            out[n++] = (unsigned char)high;
            c = 0xDC00 + ((c - 0x10000) & 0x3FF);
        }
        out[n++] = (unsigned char)(c >> 8);
        out[n++] = (unsigned char)c;
    }
    return n;
}

/* ☐ ☑ √ × are words of their own; the state marks stand beside a word and say nothing more. */
static uint32_t mark_character(Mark mark)
{
    switch (mark) {
    case MARK_BOX:
        return 0x2610;
    case MARK_CHECKED:
        return 0x2611;
    case MARK_YES:
        return 0x221A;
    case MARK_NO:
        return 0xD7;
    default:
        return 0;
    }
}

/*
 * Tables by glyph are mostly empty, and to empty them again costs more than what is in them: those
 * of the last paper are kept for the next.
 */
static FaceUse spare[FACE_COUNT];

static void begin_use(FaceUse *use)
{
    for (size_t i = 0; i < FACE_COUNT && !use->characters; i++) {
        *use = spare[i];
        spare[i] = (FaceUse){0};
    }
    if (!use->characters) {
        use->characters = memory_alloc(65536 * sizeof *use->characters);
        use->codes = memory_alloc(65536 * sizeof *use->codes);
    }
    use->used = true;
}

static void use_glyph(FaceUse *use, uint16_t glyph, uint32_t c)
{
    if (!use->used)
        begin_use(use);
    if (use->characters[glyph] == 0) {
        GROW(use->glyphs, use->room, use->count + 1);
        use->glyphs[use->count++] = glyph;
    }
    /* Two characters may share a glyph; the lower one is what the glyph is extracted as. */
    if (use->characters[glyph] == 0 || c + 1 < use->characters[glyph])
        use->characters[glyph] = c + 1;
}

void content_use(const PdfFonts *fonts, const Display *display, FaceUse use[FACE_COUNT])
{
    for (size_t p = 0; p < display->page_count; p++) {
        const ShowList *page = &display->pages[p];
        for (size_t i = 0; i < page->count; i++) {
            const Show *show = &page->shows[i];
            FontGlyph space;
            if (show->kind == SHOW_MARK && mark_character(show->mark) &&
                fonts_glyph(fonts, FACE_SERIF, ' ', &space))
                use_glyph(&use[FACE_SERIF], space.glyph, ' ');
            if (show->kind != SHOW_TEXT && show->kind != SHOW_WATERMARK)
                continue;
            for (size_t g = 0; g < show->count; g++)
                use_glyph(&use[show->face], show->glyphs[g].glyph, show->glyphs[g].c);
        }
    }
}

static void keep_spare(FaceUse *use)
{
    for (size_t i = 0; i < FACE_COUNT; i++)
        if (!spare[i].characters) {
            spare[i] = *use;
            return;
        }
    free(use->characters);
    free(use->codes);
    free(use->glyphs);
}

void content_forget(FaceUse use[FACE_COUNT])
{
    for (FaceId face = 0; face < FACE_COUNT; face++) {
        FaceUse *one = &use[face];
        for (size_t i = 0; i < one->count; i++)
            one->characters[one->glyphs[i]] = one->codes[one->glyphs[i]] = 0;
        one->count = 0;
        one->used = false;
        if (one->characters)
            keep_spare(one);
        *one = (FaceUse){0};
    }
}

/* What the theme makes of a show's tint, unless the show is of a grey of its own. */
static uint32_t colour_of(const Pen *pen, const Show *show)
{
    const PdfStyle *style = pen->display->style;
    if (show->gray > 0 || style == NULL)
        return GREY | (uint32_t)lround((show->gray > 0           ? show->gray
                                        : show->tint == TINT_BAR ? 0.5
                                                                 : 0) *
                                       1000);
    uint32_t rgb = style->tints[show->tint], red = rgb >> 16 & 0xFF;
    bool is_grey = red == (rgb >> 8 & 0xFF) && red == (rgb & 0xFF);
    return is_grey ? GREY | (red * 1000 + 127) / 255 : rgb;
}

static void put_colour(Pen *pen, uint32_t colour, bool stroke)
{
    if (colour & GREY)
        PUT(pen, stroke ? "G" : "g", (double)(colour & ~GREY) / 1000);
    else
        PUT(pen, stroke ? "RG" : "rg", (double)(colour >> 16 & 0xFF) / 255,
            (double)(colour >> 8 & 0xFF) / 255, (double)(colour & 0xFF) / 255);
}

static void set_fill(Pen *pen, uint32_t colour)
{
    if (pen->fill != colour)
        put_colour(pen, colour, false);
    pen->fill = colour;
}

static void set_stroke(Pen *pen, uint32_t colour, double width, bool dashed)
{
    if (pen->stroke != colour)
        put_colour(pen, colour, true);
    if (pen->line_width != width)
        PUT(pen, "w", width);
    if (pen->dashed != (int)dashed)
        buffer_text(pen->out, dashed ? "[2.5 2]0 d\n" : "[]0 d\n");
    pen->stroke = colour;
    pen->line_width = width;
    pen->dashed = dashed;
}

/* Glyphs with moves between them; a move is a whole 1/1000 em, so the pen is followed exactly. */
static void put_glyphs(Pen *pen, const Show *show)
{
    Buffer *out = pen->out;
    const FaceUse *use = &pen->use[show->face];
    double size = show->h, at = 0;
    bool open = false;
    buffer_char(out, '[');
    for (size_t i = 0; i < show->count; i++) {
        const ShowGlyph *glyph = &show->glyphs[i];
        long move = lround((at - glyph->x) * 1000 / size);
        if (move) {
            if (open)
                buffer_char(out, '>');
            open = false;
            put_whole(out, move);
            at -= (double)move * size / 1000;
        }
        if (!open)
            buffer_char(out, '<');
        open = true;
        put_hex(out, use->codes[glyph->glyph]);
        at += glyph->advance;
    }
    buffer_text(out, open ? ">]TJ\n" : "]TJ\n");
}

static bool needs_actual_text(const Pen *pen, const Show *show)
{
    if (show->spread)
        return true;
    const FaceUse *use = &pen->use[show->face];
    for (size_t i = 0; i < show->count; i++)
        if (use->characters[show->glyphs[i].glyph] != show->glyphs[i].c + 1)
            return true;
    return false;
}

static void put_text(Pen *pen, const Show *show)
{
    Buffer *out = pen->out;
    bool actual = needs_actual_text(pen, show);
    set_fill(pen, colour_of(pen, show));
    if (actual) {
        buffer_text(out, "/Span<</ActualText<FEFF");
        for (size_t i = 0; i < show->count; i++)
            put_utf16(out, show->glyphs[i].c);
        buffer_text(out, ">>>BDC\n");
    }
    buffer_text(out, "BT/F");
    put_whole(out, show->face);
    buffer_char(out, ' ');
    put_number(out, show->h);
    buffer_text(out, "Tf ");
    PUT(pen, "Td", show->x, pen->height - show->y);
    put_glyphs(pen, show);
    buffer_text(out, actual ? "ET\nEMC\n" : "ET\n");
}

static void put_watermark(Pen *pen, const Show *show)
{
    double turn = sqrt(0.5);
    buffer_text(pen->out, "q\n");
    put_colour(pen, colour_of(pen, show), false);
    PUT(pen, "cm", turn, turn, -turn, turn, show->x, pen->height - show->y);
    buffer_printf(pen->out, "BT/F%d ", (int)show->face);
    put_number(pen->out, show->h);
    buffer_text(pen->out, "Tf ");
    PUT(pen, "Td", -show->w / 2, -show->h * 0.38);
    put_glyphs(pen, show);
    buffer_text(pen->out, "ET\nQ\n");
}

static void put_circle(Pen *pen, double x, double y, double r, const char *operator)
{
    double k = r * KAPPA;
    PUT(pen, "m", x + r, y);
    PUT(pen, "c", x + r, y + k, x + k, y + r, x, y + r);
    PUT(pen, "c", x - k, y + r, x - r, y + k, x - r, y);
    PUT(pen, "c", x - r, y - k, x - k, y - r, x, y - r);
    PUT(pen, "c", x + k, y - r, x + r, y - k, x + r, y);
    buffer_text(pen->out, operator);
    buffer_char(pen->out, '\n');
}

static void put_polygon(Pen *pen, const double *points, int count, const char *operator)
{
    for (int i = 0; i < count; i++)
        put_numbers(pen->out, points + 2 * i, 2, i ? "l" : "m");
    buffer_text(pen->out, operator);
    buffer_char(pen->out, '\n');
}

static void put_mark(Pen *pen, const Show *show)
{
    /* The shapes of look/tokens.md in a box of 16 x 16, y downwards. */
    double unit = show->w / 16, x = show->x, top = pen->height - show->y;
#define X(v) (x + (v)*unit)
#define Y(v) (top - (v)*unit)
    uint32_t c = mark_character(show->mark);
    FontGlyph space;
    if (c && fonts_glyph(pen->fonts, FACE_SERIF, ' ', &space)) {
        /* An invisible space carries the character for readers that extract text. */
        buffer_text(pen->out, "/Span<</ActualText<FEFF");
        put_utf16(pen->out, c);
        buffer_printf(pen->out, ">>>BDC\nBT 3 Tr/F%d ", FACE_SERIF);
        put_number(pen->out, show->h / 0.78);
        buffer_text(pen->out, "Tf ");
        PUT(pen, "Td", x, Y(15.2));
        buffer_char(pen->out, '<');
        put_hex(pen->out, pen->use[FACE_SERIF].codes[space.glyph]);
        buffer_text(pen->out, ">Tj 0 Tr ET\nEMC\n");
    }
    uint32_t ink = colour_of(pen, show);
    set_fill(pen, ink);
    switch (show->mark) {
    case MARK_OK:
        put_circle(pen, X(8), Y(8), 6.5 * unit, "f");
        break;
    case MARK_OPEN:
        set_stroke(pen, ink, 1.8 * unit, false);
        put_circle(pen, X(8), Y(8), 5.6 * unit, "s");
        break;
    case MARK_RUNNING: {
        double r = 5.6 * unit, k = r * KAPPA;
        set_stroke(pen, ink, 1.8 * unit, false);
        put_circle(pen, X(8), Y(8), r, "s");
        PUT(pen, "m", X(8), Y(8) + r);
        PUT(pen, "c", X(8) - k, Y(8) + r, X(8) - r, Y(8) + k, X(8) - r, Y(8));
        PUT(pen, "c", X(8) - r, Y(8) - k, X(8) - k, Y(8) - r, X(8), Y(8) - r);
        buffer_text(pen->out, "f\n");
        break;
    }
    case MARK_LATE:
        put_polygon(pen, (const double[]){X(8), Y(1.2), X(15.4), Y(14.4), X(0.6), Y(14.4)}, 3, "f");
        break;
    case MARK_NOT_RECEIVED:
        set_stroke(pen, ink, 1.9 * unit, false);
        buffer_printf(pen->out, "[%.2f %.2f]%.2f d\n", 3.4 * unit, 2.6 * unit, 1.7 * unit);
        PUT(pen, "re", X(2), Y(14), 12 * unit, 12 * unit);
        buffer_text(pen->out, "s\n[]0 d\n");
        break;
    case MARK_CORRECTED:
        put_polygon(pen, (const double[]){X(8), Y(0.6), X(15.4), Y(8), X(8), Y(15.4), X(0.6), Y(8)},
                    4, "f");
        break;
    case MARK_ADDED:
        set_stroke(pen, ink, 1.8 * unit, false);
        put_polygon(pen, (const double[]){X(8), Y(2), X(14), Y(8), X(8), Y(14), X(2), Y(8)}, 4,
                    "s");
        break;
    case MARK_WITHHELD:
        PUT(pen, "re", X(2), Y(14), 12 * unit, 12 * unit);
        buffer_text(pen->out, "f\n");
        break;
    case MARK_BOX:
    case MARK_CHECKED:
        set_stroke(pen, ink, 1.5 * unit, false);
        PUT(pen, "re", X(1.5), Y(14.5), 13 * unit, 13 * unit);
        buffer_text(pen->out, "s\n");
        if (show->mark == MARK_CHECKED)
            put_polygon(pen, (const double[]){X(4), Y(8.2), X(7), Y(11.4), X(12.2), Y(4.6)}, 3,
                        "S");
        break;
    case MARK_YES:
        set_stroke(pen, ink, 1.8 * unit, false);
        put_polygon(pen, (const double[]){X(2), Y(8.5), X(6.2), Y(13.2), X(14), Y(3)}, 3, "S");
        break;
    case MARK_NO:
        set_stroke(pen, ink, 1.6 * unit, false);
        put_polygon(pen, (const double[]){X(3), Y(3), X(13), Y(13)}, 2, "S");
        put_polygon(pen, (const double[]){X(13), Y(3), X(3), Y(13)}, 2, "S");
        break;
    }
#undef X
#undef Y
}

static void put_qr(Pen *pen, const Show *show)
{
    /* The quiet zone of 4 modules is part of the box. */
    const QrCode *qr = show->qr;
    double unit = show->w / (qr->size + 8), left = show->x + 4 * unit;
    double top = pen->height - show->y - 4 * unit;
    set_fill(pen, BLACK); /* whatever the theme: scanners want it */
    for (int row = 0; row < qr->size; row++) {
        for (int from = 0; from < qr->size;) {
            if (!qr->modules[row * qr->size + from]) {
                from++;
                continue;
            }
            int to = from;
            while (to < qr->size && qr->modules[row * qr->size + to])
                to++;
            PUT(pen, "re", left + from * unit, top - (row + 1) * unit, (to - from) * unit,
                unit + 0.02);
            from = to;
        }
    }
    buffer_text(pen->out, "f\n");
}

static void put_hatch(Pen *pen, const Show *show)
{
    double y = pen->height - show->y - show->h, step = 4;
    buffer_text(pen->out, "q\n");
    PUT(pen, "re", show->x, y, show->w, show->h);
    buffer_text(pen->out, "W n\n");
    PUT(pen, "w", 1.2);
    for (double at = -show->h; at < show->w; at += step) {
        PUT(pen, "m", show->x + at, y);
        PUT(pen, "l", show->x + at + show->h, y + show->h);
    }
    buffer_text(pen->out, "S\nQ\n");
    set_stroke(pen, colour_of(pen, show), show->line_width, false);
    PUT(pen, "re", show->x, y, show->w, show->h);
    buffer_text(pen->out, "S\n");
}

const char *content_image(const Display *display, const PdfImage *image)
{
    return image == display->style->logo ? "Logo" : "Seal";
}

static void put_show(Pen *pen, const Show *show)
{
    double y = pen->height - show->y;
    switch (show->kind) {
    case SHOW_TEXT:
        put_text(pen, show);
        break;
    case SHOW_WATERMARK:
        put_watermark(pen, show);
        break;
    case SHOW_FILL:
        set_fill(pen, colour_of(pen, show));
        PUT(pen, "re", show->x, y - show->h, show->w, show->h);
        buffer_text(pen->out, "f\n");
        break;
    case SHOW_FRAME:
        set_stroke(pen, colour_of(pen, show), show->line_width, show->dashed);
        PUT(pen, "re", show->x, y - show->h, show->w, show->h);
        buffer_text(pen->out, "S\n");
        break;
    case SHOW_LINE:
        set_stroke(pen, colour_of(pen, show), show->line_width, show->dashed);
        PUT(pen, "m", show->x, y);
        PUT(pen, "l", show->x + show->w, y - show->h);
        buffer_text(pen->out, "S\n");
        break;
    case SHOW_CIRCLE:
        set_stroke(pen, colour_of(pen, show), show->line_width, show->dashed);
        put_circle(pen, show->x + show->w / 2, y - show->h / 2, show->w / 2, "s");
        break;
    case SHOW_HATCH:
        put_hatch(pen, show);
        break;
    case SHOW_MARK:
        put_mark(pen, show);
        break;
    case SHOW_QR:
        put_qr(pen, show);
        break;
    case SHOW_IMAGE:
        buffer_text(pen->out, "q\n");
        PUT(pen, "cm", show->w, 0, 0, show->h, show->x, y - show->h);
        buffer_printf(pen->out, "/%s Do\nQ\n", content_image(pen->display, show->image));
        break;
    }
}

static int add_mark(const Display *display, PageMarks *marks, int element)
{
    if (marks->count == marks->capacity) {
        size_t more = marks->capacity ? marks->capacity * 2 : 64;
        MarkedContent *grown = ARENA_NEW_ARRAY(display->arena, more, MarkedContent);
        if (marks->count)
            memcpy(grown, marks->marked, marks->count * sizeof *grown);
        marks->marked = grown;
        marks->capacity = more;
    }
    int mcid = (int)marks->count;
    marks->marked[marks->count++] = (MarkedContent){element, mcid};
    return mcid;
}

static void put_marked(const Display *display, PageMarks *marks, int element, Buffer *out)
{
    buffer_char(out, '/');
    buffer_text(out, content_tag(display->elements[element].tag));
    buffer_text(out, "<</MCID ");
    put_whole(out, add_mark(display, marks, element));
    buffer_text(out, ">>BDC\n");
}

void content_page(const PdfFonts *fonts, const Display *display, size_t page,
                  const FaceUse use[FACE_COUNT], Buffer *out, PageMarks *marks)
{
    const ShowList *list = &display->pages[page];
    Pen pen = {.fonts = fonts,
               .display = display,
               .use = use,
               .out = out,
               .height = display_page_height(display, page),
               .fill = BLACK,
               .stroke = BLACK,
               .line_width = 1,
               .dashed = 0};
    int open = -2; /* element of the open marked content; -2: none is open */
    /* The watermark lies under everything. */
    for (int pass = 0; pass < 2; pass++)
        for (size_t i = 0; i < list->count; i++) {
            const Show *show = &list->shows[i];
            if ((show->kind == SHOW_WATERMARK) != (pass == 0))
                continue;
            if (show->element != open) {
                if (open != -2)
                    buffer_text(out, "EMC\n");
                if (show->element == ELEMENT_ARTIFACT)
                    buffer_text(out, "/Artifact BMC\n");
                else
                    put_marked(display, marks, show->element, out);
                open = show->element;
            }
            put_show(&pen, show);
        }
    if (open != -2)
        buffer_text(out, "EMC\n");
}
