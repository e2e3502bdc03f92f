/*
 * poster.c - see layout.h: one A3 page that is read from two metres away.
 *
 *   ┌ name ───────── period, publisher ┐
 *   │ boxes of the first figures block │     Nothing a resident needs is under 24 pt.
 *   │ two columns of sections          │     Sections come in the order of what is asked
 *   └ QR, objection, posting slip ─────┘     first: decided, money, until when, missing.
 *
 * A poster never flows over. The rows shown per table shrink until all sections
 * stand; what does not fit even so is left out whole, and a line says where it is.
 */
#include <string.h>

#include "render/pdf/poster.h"

const Geometry poster_page = {
    .page_w = 297 * MM,
    .page_h = 420 * MM,
    .left_odd = SIDE,
    .left_even = SIDE,
    .top = TOP,
    .w = 297 * MM - 2 * SIDE,
    .h = 420 * MM - TOP - BOTTOM,
    .pitch = LINE,
};

const Geometry poster_column = {
    .page_w = 297 * MM,
    .page_h = 420 * MM,
    .w = (297 * MM - 2 * SIDE - COLUMN_GAP) / 2,
    .h = 420 * MM,
    .pitch = LINE,
    .body = TEXT,
    .head = 34,
    .table = TEXT,
    .table_min = TEXT,
    .small = TEXT,
    .label = TEXT,
    .figure = 48,
    .line = 1.4,
};

bool poster_line(Poster *poster, Rich text, FaceId face, double size, double x, double y,
                 Align align, int element, double *width)
{
    return para_one_line(poster->layout.arena, poster->layout.fonts, text, face, size, x, y, align,
                         element, poster->shows, width, poster->err);
}

static bool measure(Poster *poster, Rich text, FaceId face, double size, double *width)
{
    return para_one_line(poster->layout.arena, poster->layout.fonts, text, face, size, 0, 0,
                         ALIGN_LEFT, 0, NULL, width, poster->err);
}

static void rule(Poster *poster, double x, double y, double w, double width)
{
    show_add(
        poster->layout.arena, poster->shows,
        (Show){.kind = SHOW_FILL, .element = ELEMENT_ARTIFACT, .x = x, .y = y, .w = w, .h = width});
}

bool poster_english(const Poster *poster)
{
    const char *lang = poster->layout.doc->lang;
    return lang && strcmp(lang, "en") == 0;
}

int poster_element(Poster *poster, Tag tag)
{
    return display_element(poster->layout.display, tag, poster->layout.root);
}

static const Block *find_block(const Document *doc, BlockKind kind)
{
    for (size_t i = 0; i < doc->block_count; i++)
        if (doc->blocks[i].kind == kind)
            return &doc->blocks[i];
    return NULL;
}

/* Wrapped text in a box; *height is what it took. */
static bool shaped(Poster *poster, Rich text, FaceId face, double size, double pitch, double x,
                   double y, const ParaShape *shape, int element, double *height)
{
    Para *para = para_new(poster->layout.arena, poster->layout.fonts);
    *height = 0;
    if (!para_add(para, text, face, size, NULL, poster->err))
        return false;
    const ParaLine *lines;
    size_t count = para_break(para, shape, &lines);
    for (size_t i = 0; i < count; i++)
        para_show(para, &lines[i], x, y + pitch * (double)i + pitch / 2 + size * 0.38, element,
                  poster->shows);
    *height = pitch * (double)count;
    return true;
}

static bool wrapped(Poster *poster, Rich text, FaceId face, double size, double pitch, double x,
                    double y, double w, int element, double *height)
{
    ParaShape shape = {.width = w, .loose = true};
    return shaped(poster, text, face, size, pitch, x, y, &shape, element, height);
}

static bool balanced(Poster *poster, Rich text, FaceId face, double size, double pitch, double x,
                     double y, double w, int element, double *height)
{
    ParaShape shape = {.width = w, .loose = true, .balanced = true};
    return shaped(poster, text, face, size, pitch, x, y, &shape, element, height);
}

#define LOGO_HIGH 72.0  /* beside a name of 78 pt */
#define FOOT_PITCH 20.0 /* of the small lines at the foot */

/* --- head ------------------------------------------------------------------------------ */

/* The theme's words above the name, its logo before it; *wide is what the logo takes. */
static bool show_theme(Poster *poster, double *wide)
{
    const PdfStyle *style = poster->layout.display->style;
    *wide = 0;
    if (style && style->logo) {
        double h = style->logo_height * 2 * MM, most = poster_page.w / 5;
        h = h > LOGO_HIGH ? LOGO_HIGH : h;
        double w = h * style->logo->width / style->logo->height;
        if (w > most) {
            h *= most / w;
            w = most;
        }
        show_add(poster->layout.arena, poster->shows,
                 (Show){.kind = SHOW_IMAGE,
                        .element = ELEMENT_ARTIFACT,
                        .image = style->logo,
                        .x = SIDE,
                        .y = TOP + (82 - h) / 2,
                        .w = w,
                        .h = h});
        *wide = w + 6 * MM;
    }
    if (style && layout_given(style->band)) {
        double size = 16, width, room = poster_page.w * 0.7;
        size_t from = poster->shows->count;
        if (!measure(poster, style->band, FACE_SANS, size, &width))
            return false;
        size = width > room ? size * room / width : size;
        if (!poster_line(poster, style->band, FACE_SANS, size, SIDE, TOP - 3 * MM, ALIGN_LEFT,
                         ELEMENT_ARTIFACT, NULL))
            return false;
        for (size_t i = from; i < poster->shows->count; i++)
            poster->shows->shows[i].free = true;
    }
    return true;
}

static bool show_head(Poster *poster, double *y)
{
    const Document *doc = poster->layout.doc;
    const Block *signature = find_block(doc, BLOCK_SIGNATURE);
    bool english = poster_english(poster);
    Arena *arena = poster->layout.arena;
    char *period = "";
    if (doc->period != MONTH_MISSING) {
        char iso[16];
        period = english ? arena_printf(arena, "%s", month_text(doc->period, iso))
                         : arena_printf(arena, "%d年%d月四公开", month_year(doc->period),
                                        month_number(doc->period));
        if (doc->revision > 1)
            period = arena_printf(arena, english ? "%s, corrected (%d)" : "%s（更正，第%d版）",
                                  period, doc->revision);
    }
    char *by = "";
    if (signature)
        by = arena_printf(arena, "%s%s%s", signature->body ? signature->body : "",
                          !signature->seal ? "　"
                          : english        ? " (seal) "
                                           : "（盖章）",
                          signature->date ? signature->date : "");
    double period_w, by_w, name_w, size = 78, right = SIDE + poster_page.w, height, logo;
    if (!show_theme(poster, &logo) || !measure(poster, period, FACE_SERIF_BOLD, 36, &period_w) ||
        !measure(poster, by, FACE_SANS, TEXT, &by_w))
        return false;
    const char *name = doc->scope_name && *doc->scope_name ? doc->scope_name : doc->title;
    if (!measure(poster, name, FACE_SERIF_BOLD, size, &name_w))
        return false;
    /* Period and publisher beside the name; the publisher below where its name is long; both
     * below where the compound's is. */
    double wider = period_w > by_w ? period_w : by_w, small_name = name_w * 54 / 78;
    bool beside = small_name <= poster_page.w - logo - wider - 20;
    bool half = !beside && small_name <= poster_page.w - logo - period_w - 20;
    double room = poster_page.w - logo - (beside ? wider + 20 : half ? period_w + 20 : 0);
    if (name_w > room)
        size = size * room / name_w * 0.99;
    if (size < 44) {
        size = 44; /* and on two lines, even if they are as small as the month's */
        double two = room * 1.9 / (name_w / 78);
        size = two < size ? two : size;
        size = size < 36 ? 36 : size;
    }
    int element = poster_element(poster, TAG_H1);
    if (!balanced(poster, name, FACE_SERIF_BOLD, size, size * 1.12, SIDE + logo, TOP, room, element,
                  &height))
        return false;
    double bottom = TOP + height;
    if ((beside || logo > 0) && height < 82)
        bottom = TOP + 82;
    element = poster_element(poster, TAG_P);
    double period_y = beside ? bottom - 40 : half ? bottom - 14 : bottom + 40;
    double by_y = beside ? period_y + 33 : half ? bottom + 27 : period_y + 33;
    if (!poster_line(poster, period, FACE_SERIF_BOLD, 36, right, period_y, ALIGN_RIGHT, element,
                     NULL) ||
        !poster_line(poster, by, FACE_SANS, TEXT, right, by_y, ALIGN_RIGHT, element, NULL))
        return false;
    bottom = by_y > bottom ? by_y : bottom;
    *y = bottom + 3.5 * MM;
    rule(poster, SIDE, *y, poster_page.w, 1.6 * MM);
    const PdfStyle *style = poster->layout.display->style;
    if (style && style->band && style->band_line > 0)
        poster->shows->shows[poster->shows->count - 1].tint = TINT_BAND;
    *y += 1.6 * MM;
    return true;
}

/* --- boxes ------------------------------------------------------------------------------ */

static bool box_cell(Poster *poster, const FigureCell *cell, double x, double y, double w,
                     double *height)
{
    double pad = 4.5 * MM, inner = w - 2 * pad, used, left = x + pad, at = y + 3 * MM;
    int element = poster_element(poster, TAG_WORDS);
    if (!wrapped(poster, cell->label, FACE_SANS, TEXT, LINE, left, at, inner, element, &used))
        return false;
    at += used;
    /* A state (● 齐) belongs to the label. */
    const char *state = cell->notes[0] && strncmp(cell->notes[0], "\xEE\x80", 2) == 0 &&
                                (unsigned char)cell->notes[0][2] >= 0x90
                            ? cell->notes[0]
                            : NULL;
    if (state) {
        if (!wrapped(poster, state, FACE_SANS_BOLD, TEXT, LINE, left, at, inner, element, &used))
            return false;
        at += used;
    }
    double size = 76, value_w, unit_w = 0;
    FaceId face = FACE_SERIF_BOLD;
    const char *value = cell->value ? cell->value : "", *unit = cell->unit ? cell->unit : "";
    if (!measure(poster, value, face, size, &value_w) ||
        !measure(poster, unit, FACE_SANS, TEXT, &unit_w))
        return false;
    if (value_w + unit_w + 4 > inner)
        size = (inner - unit_w - 4) / value_w * size;
    bool below = size < 40; /* words, or a sum of many digits: the unit goes below */
    if (below) {
        size = inner / value_w * 76;
        size = size > 60 ? 60 : size;
    }
    if (size < TEXT) {
        if (!wrapped(poster, value, FACE_SANS_BOLD, TEXT, LINE, left, at, inner, element, &used))
            return false;
        at += used;
    } else {
        double base = at + 66;
        if (!poster_line(poster, value, face, size, left, base, ALIGN_LEFT, element, &value_w) ||
            (!below && layout_given(unit) &&
             !poster_line(poster, unit, FACE_SANS, TEXT, left + value_w + 4, base, ALIGN_LEFT,
                          element, NULL)))
            return false;
        at += 80;
    }
    char *rest = arena_printf(poster->layout.arena, "%s%s", below ? unit : "",
                              cell->fraction ? cell->fraction : "");
    if (!wrapped(poster, rest, FACE_SANS, TEXT, LINE, left, at, inner, element, &used))
        return false;
    at += used;
    const char *note = cell->notes[state ? 1 : 0];
    if (layout_given(note)) {
        if (!wrapped(poster, note, FACE_SANS, TEXT, LINE, left, at, inner, element, &used))
            return false;
        at += used;
    }
    *height = at + 2 * MM - y;
    return true;
}

/* A rate: 信息公开率 90%（18/20） … 上月78.9%（15/19） on one line of the whole width. */
static bool rate_row(Poster *poster, const FigureCell *cell, double y, double *height)
{
    double x = SIDE + 5 * MM, base = y + 3 * MM + 40, w, right = SIDE + poster_page.w - 5 * MM;
    int element = poster_element(poster, TAG_WORDS);
    char *value = arena_printf(poster->layout.arena, "%s%s", cell->value ? cell->value : "",
                               cell->unit ? cell->unit : "");
    double label_w, value_w, part_w, size = 48, spare;
    if (!measure(poster, cell->label, FACE_SANS, 25, &label_w) ||
        !measure(poster, value, FACE_SERIF_BOLD, size, &value_w) ||
        !measure(poster, cell->fraction ? cell->fraction : "", FACE_SANS, 25, &part_w))
        return false;
    spare = right - x - label_w - 4 * MM - part_w;
    if (value_w > spare)
        size = spare > value_w / 2 ? size * spare / value_w : TEXT;
    if (spare < value_w / 2) {
        /* Too many words for one line: as a paragraph of ordinary size. */
        char *all = arena_printf(poster->layout.arena, "%s %s%s %s", cell->label, value,
                                 cell->fraction ? cell->fraction : "",
                                 cell->notes[0] ? cell->notes[0] : "");
        double used;
        if (!wrapped(poster, all, FACE_SANS, TEXT, LINE, x, y + 3 * MM, right - x, element, &used))
            return false;
        *height = used + 6 * MM;
        return true;
    }
    if (!poster_line(poster, cell->label, FACE_SANS, 25, x, base, ALIGN_LEFT, element, &w))
        return false;
    x += w + 4 * MM;
    if (!poster_line(poster, value, FACE_SERIF_BOLD, size, x, base, ALIGN_LEFT, element, &w))
        return false;
    x += w;
    if (layout_given(cell->fraction)) {
        if (!poster_line(poster, cell->fraction, FACE_SANS, 25, x, base, ALIGN_LEFT, element, &w))
            return false;
        x += w;
    }
    const char *note = cell->notes[0] ? cell->notes[0] : "";
    if (!measure(poster, note, FACE_SANS, 25, &w))
        return false;
    if (layout_given(note) && right - w > x + 4 * MM) {
        if (!poster_line(poster, note, FACE_SANS, 25, right, base, ALIGN_RIGHT, element, NULL))
            return false;
    } else if (layout_given(note)) {
        double used;
        if (!wrapped(poster, note, FACE_SANS, TEXT, LINE, SIDE + 5 * MM, base + 10,
                     poster_page.w - 10 * MM, element, &used))
            return false;
        base += used + 4;
    }
    *height = base + 16 + 2 * MM - y;
    return true;
}

static void frame(Poster *poster, double y, double h)
{
    show_add(poster->layout.arena, poster->shows,
             (Show){.kind = SHOW_FRAME,
                    .element = ELEMENT_ARTIFACT,
                    .x = SIDE + 1.3,
                    .y = y,
                    .w = poster_page.w - 2.6,
                    .h = h,
                    .line_width = 2.6});
}

static bool show_boxes(Poster *poster, double *y)
{
    if (poster->box == NULL || poster->box->figure_count == 0)
        return true;
    const Block *box = poster->box;
    size_t n = box->figure_count, rate = n; /* the rate has a row of its own */
    for (size_t i = 0; i < n && rate == n && n > 1; i++)
        if (box->figures[i].squares_total > 0 || layout_given(box->figures[i].fraction) ||
            (box->figures[i].label && strstr(box->figures[i].label, "率")))
            rate = i;
    size_t cells[MAX_CELLS], count = 0;
    for (size_t i = 0; i < n && count < MAX_CELLS; i++)
        if (i != rate)
            cells[count++] = i;
    poster->cut = poster->cut || count + (rate < n) < n;
    size_t rows = count <= 4 ? 1 : 2, per_row = (count + rows - 1) / rows;
    *y += 6 * MM;
    for (size_t from = 0; from < count; from += per_row) {
        double w = poster_page.w / (double)per_row, height = 0, used;
        for (size_t i = from; i < count && i < from + per_row; i++) {
            if (!box_cell(poster, &box->figures[cells[i]], SIDE + w * (double)(i - from), *y, w,
                          &used))
                return false;
            height = used > height ? used : height;
        }
        for (size_t i = from + 1; i < count && i < from + per_row; i++)
            show_add(poster->layout.arena, poster->shows,
                     (Show){.kind = SHOW_LINE,
                            .element = ELEMENT_ARTIFACT,
                            .x = SIDE + w * (double)(i - from),
                            .y = *y,
                            .h = height,
                            .line_width = 0.7});
        frame(poster, *y, height);
        *y += height;
    }
    if (rate < n) {
        double height;
        if (!rate_row(poster, &box->figures[rate], *y, &height))
            return false;
        frame(poster, *y, height);
        *y += height;
    }
    return true;
}

/* --- foot ------------------------------------------------------------------------------- */

const Block *poster_objection(const Document *doc)
{
    for (size_t i = 0; i < doc->block_count; i++)
        if (doc->blocks[i].kind == BLOCK_NOTICE && doc->blocks[i].notice &&
            strcmp(doc->blocks[i].notice, "objection") == 0)
            return &doc->blocks[i];
    return NULL;
}

static bool show_slip(Poster *poster, double x, double y, double w)
{
    static const char *const zh[4][2] = {{"张贴记录", ""},
                                         {"张贴人", ""},
                                         {"张贴日期", "年　　月　　日"},
                                         {"撤下日期", "年　　月　　日"}};
    static const char *const en[4][2] = {
        {"Posting", ""}, {"Posted by", ""}, {"Posted on", ""}, {"Taken down", ""}};
    double row = 11 * MM, size = 17;
    int element = poster_element(poster, TAG_P);
    show_add(poster->layout.arena, poster->shows,
             (Show){.kind = SHOW_FRAME,
                    .element = ELEMENT_ARTIFACT,
                    .x = x,
                    .y = y,
                    .w = w,
                    .h = 4 * row,
                    .line_width = 1});
    for (int i = 0; i < 4; i++) {
        const char *const *text = poster_english(poster) ? en[i] : zh[i];
        double base = y + row * i + row / 2 + size * 0.38;
        if (i)
            show_add(poster->layout.arena, poster->shows,
                     (Show){.kind = SHOW_LINE,
                            .element = ELEMENT_ARTIFACT,
                            .x = x,
                            .y = y + row * i,
                            .w = w,
                            .line_width = 0.7});
        if (!poster_line(poster, text[0], i ? FACE_SANS : FACE_SANS_BOLD, size,
                         i ? x + 3.5 * MM : x + w / 2, base, i ? ALIGN_LEFT : ALIGN_CENTER, element,
                         NULL) ||
            !poster_line(poster, text[1], FACE_SANS, size, x + w - 3.5 * MM, base, ALIGN_RIGHT,
                         element, NULL))
            return false;
    }
    return true;
}

static bool show_foot(Poster *poster, double *top)
{
    const Document *doc = poster->layout.doc;
    Arena *arena = poster->layout.arena;
    bool english = poster_english(poster), has_url = layout_given(doc->url);
    double side = 46 * MM, slip_w = 80 * MM, x = SIDE + (has_url ? side + 6 * MM : 0), used;
    double words_w = SIDE + poster_page.w - slip_w - 6 * MM - x, pitch = 32.5;
    const char *lead = english   ? (has_url ? "Full text: A4 notice. Scan for every figure."
                                            : "Full text: A4 notice. No page.")
                       : has_url ? "全文见A4公示，扫码看全部来历。"
                                 : "全文见A4公示。本期没有网页，故无二维码。";
    const Block *channel = poster_objection(doc);
    const char *words = channel   ? channel->text
                        : english ? "Objections: see the A4 notice."
                                  : "有异议，请在公示期内书面、实名提出，办法见A4公示。";
    /* The whole channel in five lines, or where it stands: half of it helps nobody. */
    Para *probe = para_new(arena, poster->layout.fonts);
    const ParaLine *lines;
    ParaShape shape = {.width = words_w, .loose = true};
    if (!para_add(probe, words, FACE_SANS, TEXT, NULL, poster->err))
        return false;
    size_t line_count = para_break(probe, &shape, &lines);
    poster->channel_shown = channel && line_count <= 5;
    if (line_count > 5) {
        words = english ? "Objections: see the A4 notice." : "有异议，提出办法见A4公示。";
        line_count = 1;
    }
    double inner = pitch * (double)(line_count + 1) + 26;
    if (layout_given(doc->chain_head))
        inner += FOOT_PITCH;
    if (inner < 46 * MM)
        inner = 46 * MM;
    double y = poster_page.page_h - BOTTOM - inner - 5 * MM;
    *top = y - 1.6 * MM;
    rule(poster, SIDE, *top, poster_page.w, 1.6 * MM);
    y += 5 * MM;
    if (has_url) {
        int figure = poster_element(poster, TAG_FIGURE);
        poster->layout.display->elements[figure].alt =
            arena_printf(arena, "%s%s", english ? "QR code: " : "二维码：", doc->url);
        if (!layout_qr(arena, doc, SIDE, y, side, figure, poster->shows, poster->err))
            return false;
    }
    int element = poster_element(poster, TAG_P);
    if (!wrapped(poster, lead, FACE_SANS_BOLD, TEXT, pitch, x, y - 3, words_w, element, &used))
        return false;
    element = poster_element(poster, TAG_P);
    if (!wrapped(poster, words, FACE_SANS, TEXT, pitch, x, y - 3 + used, words_w, element, &used))
        return false;
    /* Only fingerprint and chain, a line each: name and period stand at the head. */
    const char *mark, *chain;
    layout_foot_text(arena, doc, &mark);
    chain = strstr(mark, "　");
    double foot = y + inner - 2;
    if (chain) {
        element = poster_element(poster, TAG_P);
        if (!poster_line(poster, chain + strlen("　"), FACE_SANS, 16, x, foot, ALIGN_LEFT, element,
                         NULL))
            return false;
        mark = arena_copy(arena, mark, (size_t)(chain - mark));
        foot -= FOOT_PITCH;
    }
    if (*mark) {
        element = poster_element(poster, TAG_P);
        if (!poster_line(poster, mark, FACE_SANS, 16, x, foot, ALIGN_LEFT, element, NULL))
            return false;
    }
    return show_slip(poster, SIDE + poster_page.w - slip_w, y, slip_w);
}

bool poster_document(Arena *arena, const PdfFonts *fonts, const Document *doc,
                     const PdfStyle *style, Display *out, Error *err)
{
    *out = (Display){.arena = arena,
                     .style = style,
                     .width = poster_page.page_w,
                     .height = poster_page.page_h,
                     .area_left = SIDE,
                     .area_left_even = SIDE,
                     .area_top = TOP,
                     .area_w = poster_page.w,
                     .area_h = poster_page.h};
    int index = display_page(out);
    Poster poster = {.layout = {.arena = arena,
                                .fonts = fonts,
                                .doc = doc,
                                .product = PDF_POSTER,
                                .g = &poster_column,
                                .display = out},
                     .shows = &out->pages[index],
                     .box = find_block(doc, BLOCK_FIGURES),
                     .scale = 1,
                     .err = err};
    poster.layout.root = display_element(out, TAG_DOCUMENT, -1);
    double y = 0, foot = 0;
    if (!show_head(&poster, &y))
        return error_in(err, "poster head");
    if (!show_boxes(&poster, &y))
        return error_in(err, "poster boxes");
    /* The foot is laid out first, and shown last, because the columns end where it begins. */
    ShowList body = *poster.shows, below = {0};
    poster.shows = &below;
    if (!show_foot(&poster, &foot))
        return error_in(err, "poster foot");
    poster.shows = &body;
    if (!poster_sections(&poster, y + 7 * MM, foot - 3 * MM))
        return error_in(err, "poster");
    show_append(arena, &body, &below, 0, 0);
    out->pages[index] = body;
    return !doc->draft || layout_draft(&poster.layout, &poster_page, index, err);
}
