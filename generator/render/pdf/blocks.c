/* blocks.c - see layout.h: title, headings, prose, notices, charts, signature, foot. */
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "render/chart.h"
#include "render/pdf/layout.h"
#include "render/prose.h"

/* Characters of a heading that shares the line with its text. */
#define RUN_IN_MAX 14

static bool is_english(const Layout *layout)
{
    return layout->doc->lang && strcmp(layout->doc->lang, "en") == 0;
}

bool block_title(Layout *layout, Error *err)
{
    const Geometry *g = layout->g;
    Para *para = para_new(layout->arena, layout->fonts);
    double size = g->title;
    if (!para_add(para, layout->doc->title, FACE_SERIF_BOLD, size, NULL, err))
        return false;
    /* In large print, one line a little smaller rather than two: the box stays on page 1. */
    double width = para_width(para);
    if (layout->product == PDF_LARGE_PRINT && width > g->w && width * 0.85 <= g->w) {
        size *= g->w / width * 0.995;
        para = para_new(layout->arena, layout->fonts);
        if (!para_add(para, layout->doc->title, FACE_SERIF_BOLD, size, NULL, err))
            return false;
    }
    int element = display_element(layout->display, TAG_H1, layout->root);
    ParaShape shape = {.width = g->w, .align = ALIGN_CENTER, .balanced = true, .loose = true};
    size_t from = layout->count;
    layout_lines(layout, para, &shape, 0, size * (g->leading + 0.1), size, element);
    for (size_t i = from; i < layout->count; i++)
        layout->pieces[i].keep_next = true;
    if (layout->count > from) {
        Piece *first = &layout->pieces[from], *last = &layout->pieces[layout->count - 1];
        first->outline = 1;
        first->outline_title = rich_text(layout->arena, layout->doc->title);
        last->height += g->pitch * 0.6;
        last->snap = true;
    }
    return true;
}

/* What stands beside the four disclosures (domain: supplementary sections). */
static bool is_supplement(const char *heading)
{
    static const char *const words[] = {"党建",  "评价",       "民生",       "公开情况",
                                        "Party", "Evaluation", "Livelihood", "Disclosure"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strstr(heading, words[i]))
            return true;
    return false;
}

bool block_heading(Layout *layout, const Block *block, Error *err)
{
    if (block->level <= 1)
        layout->supplement = is_supplement(rich_text(layout->arena, block->text));
    static const FaceId faces[] = {FACE_SANS_BOLD, FACE_KAI, FACE_SERIF_BOLD};
    const Geometry *g = layout->g;
    int level = block->level < 1 ? 1 : block->level > 3 ? 3 : block->level;
    double size = level == 1 ? g->head : level == 2 ? (g->head + g->body) / 2 : g->body;
    /* What stands beside the four is smaller, its headings too. */
    bool small = layout->supplement && g->minor > 0;
    if (small)
        size = (g->minor + g->body) / 2;
    Para *para = para_new(layout->arena, layout->fonts);
    int note;
    if (!para_add(para, block->text, faces[level - 1], size, NULL, err) ||
        !footnote_refer(layout, block, para, faces[level - 1], size, &note, err))
        return false;
    int element = display_element(layout->display, level == 1 ? TAG_H2 : TAG_H3, layout->root);
    double indent = g->indent * (small ? g->minor : g->body);
    ParaShape shape = {.width = g->w, .first_indent = indent, .indent = indent, .loose = true};
    size_t from = layout->count;
    double pitch = small ? g->minor_pitch * 1.2 : g->pitch;
    pitch = pitch < size * g->leading ? size * g->leading : pitch;
    layout_lines(layout, para, &shape, 0, pitch, size, element);
    if (small && from && layout->count > from)
        layout->pieces[from].before = g->minor_pitch * 0.3;
    for (size_t i = from; i < layout->count; i++)
        layout->pieces[i].keep_next = true;
    if (layout->count > from) {
        layout->pieces[from].outline = level + 1;
        layout->pieces[from].air = g->pitch * 0.4;
        layout->pieces[from].outline_title = rich_text(layout->arena, block->text);
        layout->pieces[from].note = note;
    }
    return true;
}

static bool add_runs(Layout *layout, Para *para, const ProsePart *part, FaceId face, double size,
                     Error *err)
{
    (void)layout;
    for (size_t r = 0; r < part->run_count; r++) {
        const ProseRun *run = &part->runs[r];
        FaceId use = run->bold       ? FACE_SANS_BOLD
                     : run->emphasis ? FACE_KAI
                     : run->code     ? FACE_SANS
                                     : face;
        if (run->line_break)
            para_new_line(para);
        if (!para_add(para, run->text, use, size, run->link, err))
            return false;
    }
    return true;
}

/*
 * Figures of the year so far, of twelve months, since a date: background to the month,
 * in the size of tables, so that a usual month stays within six pages.
 */
bool prose_is_background(const Document *doc, const ProsePart *part)
{
    bool any = false;
    for (size_t r = 0; r < part->run_count; r++)
        for (const char *p = strstr(part->runs[r].text, "\xEE\x80\x80"); p;
             p = strstr(p + 3, "\xEE\x80\x80")) {
            size_t use = (size_t)strtoul(p + 3, NULL, 10);
            if (use >= doc->use_count || doc->uses[use].figure == NULL)
                continue;
            Window window = doc->uses[use].figure->window;
            if (window == WINDOW_MONTH || window == WINDOW_ASOF)
                return false;
            any = true;
        }
    return any;
}

/* A linked text is an element of its own inside its paragraph; one per line it stands on. */
static void link_elements(Layout *layout, size_t from)
{
    for (size_t i = from; i < layout->count; i++)
        for (size_t k = 0; k < layout->pieces[i].shows.count; k++) {
            Show *show = &layout->pieces[i].shows.shows[k];
            if (show->link)
                show->element = display_element(layout->display, TAG_LINK, show->element);
        }
}

/* 全体业主： stands flush left, without indent. */
static bool is_salutation(const ProsePart *part)
{
    if (part->kind != PROSE_PARAGRAPH || part->run_count != 1)
        return false;
    const char *text = part->runs[0].text;
    size_t length = strlen(text);
    return length > 3 && length <= 60 && strcmp(text + length - 3, "：") == 0;
}

/* L > LI > LBody; one list for neighbouring items of whatever depth. */
static int list_body(Layout *layout, const ProsePart *part, int *list)
{
    if (*list < 0)
        *list = display_element(layout->display, TAG_LIST, layout->root);
    if (part->kind == PROSE_ITEM || *list + 1 == (int)layout->display->element_count) {
        int item = display_element(layout->display, TAG_LIST_ITEM, *list);
        return display_element(layout->display, TAG_LIST_BODY, item);
    }
    return (int)layout->display->element_count - 1; /* goes on in the last item's body */
}

/* Small and close: what stands beside the four, the year so far, what the script calls minor. */
static bool is_minor(const Layout *layout, const Block *block, const ProsePart *part)
{
    return layout->g->minor > 0 && !block->from_office &&
           (block->minor || layout->supplement || prose_is_background(layout->doc, part));
}

static bool prose_part(Layout *layout, const Block *block, const ProsePart *part, const Block *lead,
                       bool first, bool last, int *list, Error *err)
{
    const Geometry *g = layout->g;
    bool from_office = block->from_office;
    bool minor = is_minor(layout, block, part);
    int note = 0;
    double em = minor ? g->minor : g->body, x = 0;
    FaceId face = from_office ? FACE_KAI : FACE_SERIF;
    ParaShape shape = {.width = g->w, .first_indent = g->indent * em, .justify = true};
    Tag tag = TAG_P;
    Para *para = para_new(layout->arena, layout->fonts);
    switch (part->kind) {
    case PROSE_HEADING:
        tag = TAG_H3;
        face = FACE_SANS_BOLD;
        break;
    case PROSE_ITEM:
    case PROSE_MORE: {
        double marker_width = 0;
        char *marker = part->number ? arena_printf(layout->arena, "%d.", part->number) : NULL;
        tag = TAG_LIST_ITEM;
        x = em * 2 * part->depth;
        shape.width -= x;
        shape.first_indent = 0;
        if (part->kind == PROSE_ITEM && marker &&
            (!para_one_line(layout->arena, layout->fonts, marker, face, em, 0, 0, ALIGN_LEFT, 0,
                            NULL, &marker_width, err) ||
             !para_add(para, marker, face, em, NULL, err) ||
             !para_add(para, "\xc2\xa0", face, em, NULL, err)))
            return false;
        if (part->kind == PROSE_ITEM && !marker &&
            !para_add(para, "·", FACE_SANS_BOLD, em, NULL, err))
            return false;
        shape.indent = part->kind == PROSE_MORE ? 0 : em;
        break;
    }
    case PROSE_QUOTE:
        tag = TAG_QUOTE;
        face = FACE_KAI;
        x = em * 2;
        shape.width -= 2 * x;
        shape.first_indent = 0;
        break;
    case PROSE_CODE:
        face = FACE_SANS;
        shape.first_indent = 0;
        shape.justify = false;
        break;
    case PROSE_RULE: {
        Piece *piece = layout_piece(layout, g->pitch / 2);
        show_add(layout->arena, &piece->shows,
                 (Show){.kind = SHOW_LINE,
                        .element = ELEMENT_ARTIFACT,
                        .y = g->pitch / 4,
                        .w = g->w,
                        .line_width = 0.6});
        return true;
    }
    case PROSE_PARAGRAPH:
        if (first && is_salutation(part))
            shape.first_indent = 0;
        break;
    }
    if (lead) {
        bool top = lead->level == 1;
        para_element(para, display_element(layout->display, top ? TAG_H2 : TAG_H3, layout->root));
        if (!para_add(para, lead->text, top ? FACE_SANS_BOLD : FACE_KAI, em, NULL, err))
            return false;
        para_element(para, ELEMENT_ARTIFACT);
        if (!para_add(para, "　", FACE_SERIF, em, NULL, err))
            return false;
    }
    if (!add_runs(layout, para, part, face, em, err) ||
        (last && !footnote_refer(layout, block, para, face, em, &note, err)))
        return false;
    if (tag != TAG_LIST_ITEM)
        *list = -1;
    int element = tag == TAG_LIST_ITEM ? list_body(layout, part, list)
                                       : display_element(layout->display, tag, layout->root);
    size_t from = layout->count;
    layout_lines(layout, para, &shape, x, minor ? g->minor_pitch : g->pitch, em, element);
    if (layout->count > from)
        layout->pieces[layout->count - 1].note = note;
    if (lead && layout->count > from) {
        layout->pieces[from].outline = lead->level + 1;
        layout->pieces[from].air = g->pitch * 0.25;
        layout->pieces[from].outline_title = rich_text(layout->arena, lead->text);
        layout->pieces[from].before = minor ? g->minor_pitch * 0.3 : 0;
    }
    link_elements(layout, from);
    if (tag == TAG_H3)
        for (size_t i = from; i < layout->count; i++)
            layout->pieces[i].keep_next = true;
    return true;
}

bool block_runs_in(Layout *layout, const Block *heading, const Block *text)
{
    char *words = rich_text(layout->arena, heading->text);
    bool beside = heading->level == 1 && is_supplement(words);
    if (!layout->g->runs_in || (heading->level != 2 && !beside) || layout_given(heading->basis) ||
        text->kind != BLOCK_PROSE || text->from_office || utf8_count(words) > RUN_IN_MAX)
        return false;
    Prose prose;
    prose_parse(layout->arena, text->text, &prose);
    if (prose.count == 0 || prose.parts[0].kind != PROSE_PARAGRAPH)
        return false;
    if (heading->level == 1)
        layout->supplement = true;
    /* Not a large heading before small text. */
    return layout->supplement || !is_minor(layout, text, &prose.parts[0]);
}

bool block_prose(Layout *layout, const Block *block, const Block *lead, bool first, Error *err)
{
    Prose prose;
    prose_parse(layout->arena, block->text, &prose);
    int list = -1;
    for (size_t i = 0; i < prose.count; i++)
        if (!prose_part(layout, block, &prose.parts[i], i ? NULL : lead, first && i == 0,
                        i + 1 == prose.count, &list, err))
            return false;
    return true;
}

bool block_elsewhere(Layout *layout, Error *err)
{
    const Geometry *g = layout->g;
    bool has_url = layout->doc->url && *layout->doc->url;
    const char *words = is_english(layout) ? (has_url ? "See the web page." : "See the data.")
                        : has_url          ? "见网页。"
                                           : "见本期数据。";
    double em = g->minor > 0 ? g->minor : g->body;
    Para *para = para_new(layout->arena, layout->fonts);
    if (!para_add(para, words, FACE_SERIF, em, NULL, err))
        return false;
    ParaShape shape = {.width = g->w, .first_indent = g->indent * em};
    layout_lines(layout, para, &shape, 0, g->minor > 0 ? g->minor_pitch : g->pitch, em,
                 display_element(layout->display, TAG_P, layout->root));
    return true;
}

/* A notice hangs from a heavy bar at its left, as a label hangs from the line over it. */
bool block_notice(Layout *layout, const Block *block, Error *err)
{
    const Geometry *g = layout->g;
    const char *kind = block->notice ? block->notice : "";
    bool loud = strcmp(kind, "missing") == 0 || strcmp(kind, "failed") == 0;
    double x = g->body;
    Para *para = para_new(layout->arena, layout->fonts);
    FaceId face = loud ? FACE_SANS_BOLD : FACE_SERIF;
    int note;
    if (!para_add(para, block->text, face, g->body, NULL, err) ||
        !footnote_refer(layout, block, para, face, g->body, &note, err))
        return false;
    int element = display_element(layout->display, TAG_P, layout->root);
    ParaShape shape = {.width = g->w - x, .justify = true};
    size_t from = layout->count;
    layout_lines(layout, para, &shape, x, g->pitch, g->body, element);
    if (layout->count > from)
        layout->pieces[layout->count - 1].note = note;
    for (size_t i = from; i < layout->count; i++)
        show_add(layout->arena, &layout->pieces[i].shows,
                 (Show){.kind = SHOW_FILL,
                        .element = ELEMENT_ARTIFACT,
                        .x = 0,
                        .y = i == from ? 4 : 0,
                        .w = loud ? 3 : 1.5,
                        .tint = loud ? TINT_RED : TINT_INK,
                        .h = g->pitch - (i == from ? 4 : 0) - (i + 1 == layout->count ? 4 : 0)});
    return true;
}

bool block_caption(Layout *layout, const Block *block, int parent, Error *err)
{
    const Geometry *g = layout->g;
    if (block->title == NULL || *block->title == '\0')
        return true;
    Para *para = para_new(layout->arena, layout->fonts);
    int note;
    if (!para_add(para, block->title, FACE_SANS_BOLD, g->table, NULL, err) ||
        !footnote_refer(layout, block, para, FACE_SANS_BOLD, g->table, &note, err))
        return false;
    int element = display_element(layout->display, TAG_CAPTION, parent);
    ParaShape shape = {.width = g->w, .loose = true};
    size_t from = layout->count;
    layout_lines(layout, para, &shape, 0, g->table * 1.5, g->table, element);
    for (size_t i = from; i < layout->count; i++)
        layout->pieces[i].keep_next = true;
    if (layout->count > from) {
        layout->pieces[from].before = 4;
        layout->pieces[from].air = 3;
        layout->pieces[from].note = note;
    }
    return true;
}

bool block_note(Layout *layout, const Block *block, int parent, Error *err)
{
    const Geometry *g = layout->g;
    if (block->note == NULL || *block->note == '\0')
        return true;
    Para *para = para_new(layout->arena, layout->fonts);
    para_tint(para, TINT_NOTE);
    if (!para_add(para, block->note, FACE_SERIF, g->small, NULL, err))
        return false;
    int element = display_element(layout->display, TAG_NOTE, parent);
    ParaShape shape = {.width = g->w};
    size_t from = layout->count;
    /* The note stays with the end of what it explains. */
    if (from) {
        layout->pieces[from - 1].keep_next = true;
        layout->pieces[from - 1].snap = false;
    }
    layout_lines(layout, para, &shape, 0, g->small * g->line, g->small, element);
    if (layout->count > from)
        layout->pieces[layout->count - 1].snap = true;
    return true;
}

static void chart_show(Layout *layout, const ChartMark *mark, int element, ShowList *list,
                       Error *err, bool *good)
{
    Show show = {.element = element, .x = mark->x, .y = mark->y, .w = mark->w, .h = mark->h};
    switch (mark->kind) {
    case DRAW_RECT:
        show.kind = mark->ink == INK_MISSING || mark->ink == INK_OUTLINE ? SHOW_FRAME
                    : mark->ink == INK_COMPARISON                        ? SHOW_HATCH
                                                                         : SHOW_FILL;
        show.tint = mark->ink == INK_BAR       ? TINT_BAR
                    : mark->ink == INK_CURRENT ? TINT_ACCENT
                                               : TINT_INK;
        show.line_width = 0.6;
        show.dashed = mark->ink == INK_MISSING;
        show_add(layout->arena, list, show);
        break;
    case DRAW_LINE:
        show.kind = SHOW_LINE;
        show.line_width = mark->ink == INK_SERIES ? 1.2 : mark->ink == INK_TARGET ? 1 : 0.6;
        show.dashed = mark->ink == INK_TARGET;
        show_add(layout->arena, list, show);
        break;
    case DRAW_TEXT:
        *good = *good &&
                para_one_line(layout->arena, layout->fonts, mark->text,
                              mark->ink == INK_CURRENT ? FACE_SANS_BOLD : FACE_SANS, mark->size,
                              mark->x, mark->y, mark->align, element, list, NULL, err);
        break;
    }
}

bool block_chart(Layout *layout, const Block *block, Error *err)
{
    const Geometry *g = layout->g;
    ChartDrawing drawing;
    int element = display_element(layout->display, TAG_FIGURE, layout->root);
    const char *words = block->chart.description && *block->chart.description
                            ? block->chart.description
                            : block->title;
    layout->display->elements[element].alt = rich_text(layout->arena, words ? words : "");
    if (!block_caption(layout, block, layout->root, err))
        return false;
    chart_draw(layout->arena, &block->chart, g->w, g->small, &drawing);
    /* With its heading and caption it must fit on a page. */
    if (drawing.height > g->h * 0.7)
        chart_draw(layout->arena, &block->chart, g->w, g->small * g->h * 0.7 / drawing.height,
                   &drawing);
    Piece *piece = layout_piece(layout, drawing.height + 6);
    piece->snap = true;
    bool good = true;
    for (size_t i = 0; i < drawing.count; i++)
        chart_show(layout, &drawing.marks[i], element, &piece->shows, err, &good);
    return good && block_note(layout, block, layout->root, err);
}

/* Signature as in GB/T 9704 7.3.5.1: body and date under the place of the seal (42 mm). */
bool block_signature(Layout *layout, const Block *block, Error *err)
{
    const Geometry *g = layout->g;
    double seal = 42 * MM, above = 13 * MM, em = g->body;
    /* No page holds a signature without a line of what is signed. */
    if (layout->count)
        layout->pieces[layout->count - 1].keep_soft = true;
    Piece *piece = layout_piece(layout, seal + 4);
    piece->before = g->pitch / 2;
    piece->snap = true;
    ShowList *list = &piece->shows;
    int element = display_element(layout->display, TAG_P, layout->root);
    double y = above + (g->pitch - em) / 2 + em * 0.88, date_w = 0, body_w;
    const char *date = block->date ? block->date : "";
    Para *body = para_new(layout->arena, layout->fonts);
    if (!para_add(body, block->body ? block->body : "", FACE_SERIF, em, NULL, err) ||
        !para_one_line(layout->arena, layout->fonts, date, FACE_SERIF, em, 0, 0, ALIGN_LEFT, 0,
                       NULL, &date_w, err))
        return false;
    /* Beside it the compact foot has its code. */
    double room = layout->compact ? g->w / 2 : g->w - 2 * em;
    ParaShape shape = {.width = room, .align = ALIGN_CENTER, .balanced = true, .loose = true};
    const ParaLine *lines;
    size_t count = para_break(body, &shape, &lines);
    body_w = para_width(body) < room ? para_width(body) : room;
    /* The date four characters from the edge; body and seal centred over it. */
    double middle = g->w - 4 * em - date_w / 2;
    double widest = body_w > seal && block->seal ? body_w : block->seal ? seal : body_w;
    if (middle + widest / 2 > g->w)
        middle = g->w - widest / 2;
    for (size_t i = 0; i < count; i++, y += g->pitch)
        para_show(body, &lines[i], middle - room / 2, y, element, list);
    /* More than one body signs: the piece grows with their lines. */
    if (count > 1)
        piece->height += g->pitch * (double)(count - 1);
    element = display_element(layout->display, TAG_P, layout->root);
    if (!para_one_line(layout->arena, layout->fonts, date, FACE_SERIF, em, middle, y, ALIGN_CENTER,
                       element, list, NULL, err))
        return false;
    if (!block->seal)
        return true;
    const PdfStyle *style = layout->display->style;
    /* Only what is approved is sealed. */
    if (style && style->seal && !layout->doc->draft) {
        double w = style->seal_width * MM, h = w * style->seal->height / style->seal->width;
        show_add(layout->arena, list,
                 (Show){.kind = SHOW_IMAGE,
                        .element = ELEMENT_ARTIFACT,
                        .image = style->seal,
                        .x = middle - w / 2,
                        .y = (seal - h) / 2,
                        .w = w,
                        .h = h});
        return true;
    }
    double size = layout->product == PDF_LARGE_PRINT ? 18 : 10;
    show_add(layout->arena, list,
             (Show){.kind = SHOW_CIRCLE,
                    .element = ELEMENT_ARTIFACT,
                    .x = middle - seal / 2,
                    .w = seal,
                    .h = seal,
                    .line_width = 0.6,
                    .dashed = true});
    return para_one_line(layout->arena, layout->fonts, is_english(layout) ? "(seal)" : "（盖章）",
                         FACE_SANS, size, middle, 9 * MM, ALIGN_CENTER, element, list, NULL, err);
}

static bool slip_row(Layout *layout, const char *left_text, const char *right_text, double x,
                     double y, double w, double h, double size, int element, ShowList *list,
                     Error *err)
{
    double baseline = y + h / 2 + size * 0.38;
    return para_one_line(layout->arena, layout->fonts, left_text, FACE_SANS, size, x + 6, baseline,
                         ALIGN_LEFT, element, list, NULL, err) &&
           para_one_line(layout->arena, layout->fonts, right_text, FACE_SANS, size, x + w - 6,
                         baseline, ALIGN_RIGHT, element, list, NULL, err);
}

/* Who posted it, when, and when it was taken down: three rows, or one of three cells. */
static bool show_slip(Layout *layout, double x, double y, double w, double row, double size,
                      bool one_row, ShowList *list, Error *err)
{
    static const char *const zh[3][2] = {{"张贴人", ""}, {"张贴日期", "年"}, {"撤下日期", "年"}};
    static const char *const en[3][2] = {{"Posted by", ""}, {"Posted on", ""}, {"Taken down", ""}};
    static const double shares[3] = {0.26, 0.37, 0.37};
    /* Room for a pen; less where type is large and all stands in one row. */
    const char *date = one_row && size > 11 ? "年　月　日" : "年　　月　　日";
    int element = display_element(layout->display, TAG_P, layout->root);
    show_add(layout->arena, list,
             (Show){.kind = SHOW_FRAME,
                    .element = ELEMENT_ARTIFACT,
                    .x = x,
                    .y = y,
                    .w = w,
                    .h = one_row ? row : 3 * row,
                    .line_width = 0.6});
    for (int i = 0; i < 3; i++) {
        const char *const *text = is_english(layout) ? en[i] : zh[i];
        double cell = one_row ? w * shares[i] : w;
        if (i)
            show_add(layout->arena, list,
                     (Show){.kind = SHOW_LINE,
                            .element = ELEMENT_ARTIFACT,
                            .x = x,
                            .y = y,
                            .w = one_row ? 0 : w,
                            .h = one_row ? row : 0,
                            .line_width = 0.3});
        if (!slip_row(layout, text[0], *text[1] ? date : "", x, y, cell, row, size, element, list,
                      err))
            return false;
        x += one_row ? cell : 0;
        y += one_row ? 0 : row;
    }
    return true;
}

static bool show_code(Layout *layout, double x, double y, double side, ShowList *list, Error *err)
{
    int figure = display_element(layout->display, TAG_FIGURE, layout->root);
    layout->display->elements[figure].alt = arena_printf(
        layout->arena, "%s %s", is_english(layout) ? "QR code:" : "二维码：", layout->doc->url);
    return layout_qr(layout->arena, layout->doc, x, y, side, figure, list, err);
}

/* What the code leads to, or why there is none. */
static bool add_advice(Layout *layout, double size, bool brief, Para *para, Error *err)
{
    bool has_url = layout_given(layout->doc->url), english = is_english(layout);
    const char *bold = english   ? (has_url ? "Scan for every figure and its source" : "No page")
                       : has_url ? "扫码看全部数字和来历"
                                 : "本期没有网页";
    const char *rest = english ? (has_url ? "Same fingerprint, same edition." : "")
                       : brief ? "指纹相同，就是同一份。"
                       : has_url ? "网页另有大字版和数据下载；指纹与本纸相同，就是同一份。"
                                 : "未配置网址，故无二维码；指纹相同，就是同一份。";
    if (!para_add(para, bold, FACE_SANS_BOLD, size, NULL, err))
        return false;
    para_new_line(para);
    return para_add(para, rest, FACE_SANS, size, NULL, err);
}

/*
 * Where the usual foot would need a page for itself: code and advice stand to the left of
 * the signature (the last piece), the slip is one row at the foot.
 */
static bool compact_foot(Layout *layout, Error *err)
{
    const Geometry *g = layout->g;
    bool large = layout->product == PDF_LARGE_PRINT;
    Piece *signature = &layout->pieces[layout->count - 1];
    double side = layout_given(layout->doc->url) ? 28 * MM : 0, size = large ? 18 : 11;
    double row = (large ? 12 : 9) * MM, x = side > 0 ? side + 4 * MM : 0;
    Para *para = para_new(layout->arena, layout->fonts);
    if (!add_advice(layout, size, large, para, err))
        return false;
    ParaShape shape = {.width = g->w / 2 - x - 4 * MM, .loose = true};
    const ParaLine *lines;
    size_t count = para_break(para, &shape, &lines);
    double words = size * 1.5 * (double)count, high = words > 28 * MM ? words : 28 * MM;
    if (high > signature->height)
        signature->height = high;
    double y = (signature->height - high) / 2;
    if (side > 0 && !show_code(layout, 0, y, side, &signature->shows, err))
        return false;
    int element = display_element(layout->display, TAG_P, layout->root);
    for (size_t i = 0; i < count; i++)
        para_show(para, &lines[i], x, y + size * (1.0 + 1.5 * (double)i), element,
                  &signature->shows);
    if (layout->product == PDF_ROUNDUP)
        return true;
    signature->keep_soft = true;
    Piece *piece = layout_piece(layout, row + 1);
    piece->bottom = true;
    piece->before = 6;
    return show_slip(layout, 0, 0, g->w, row, size, true, &piece->shows, err);
}

bool block_foot(Layout *layout, Error *err)
{
    const Geometry *g = layout->g;
    if (layout->product == PDF_LIST)
        return true;
    if (layout->compact)
        return compact_foot(layout, err);
    bool large = layout->product == PDF_LARGE_PRINT;
    double size = large ? 18 : 11, side = 28 * MM, row = large ? 12 * MM : 8.5 * MM;
    /* A roundup is read on a screen and in an office: nobody posts it. */
    bool slip = layout->product != PDF_ROUNDUP;
    double slip_w = !slip ? 0 : large ? 78 * MM : 62 * MM, slip_x = g->w - slip_w;
    double height = 8 + (side > 3 * row ? side : 3 * row) + 2;
    bool has_url = layout_given(layout->doc->url);
    Para *para = para_new(layout->arena, layout->fonts);
    if (!add_advice(layout, size, false, para, err))
        return false;
    double words_x = has_url ? side + 5 * MM : 0, words_w = slip_x - words_x - 5 * MM;
    ParaShape shape = {.width = words_w, .loose = true};
    const ParaLine *lines;
    size_t count = para_break(para, &shape, &lines);
    double words_h = (double)count * size * 1.55 + 8;
    bool below = large && words_h > height;
    if (below) {
        /* Large words do not fit between code and slip: they stand over both. */
        shape.width = g->w;
        count = para_break(para, &shape, &lines);
        words_h = (double)count * size * 1.55 + 4;
        height += words_h;
    } else if (words_h > height) {
        height = words_h;
    }
    /* The foot never stands alone: what was said last goes with it. */
    if (layout->count)
        layout->pieces[layout->count - 1].keep_soft = true;
    Piece *piece = layout_piece(layout, height);
    piece->bottom = true;
    piece->before = 6;
    ShowList *list = &piece->shows;
    show_add(layout->arena, list,
             (Show){.kind = SHOW_LINE, .element = ELEMENT_ARTIFACT, .w = g->w, .line_width = 1.2});
    int element = display_element(layout->display, TAG_P, layout->root);
    for (size_t i = 0; i < count; i++)
        para_show(para, &lines[i], below ? 0 : words_x, 8 + size * (1.1 + 1.55 * (double)i),
                  element, list);
    double top = 8 + (below ? words_h : 0);
    if (has_url && !show_code(layout, 0, top, side, list, err))
        return false;
    return !slip || show_slip(layout, slip_x, top, slip_w, row, size, false, list, err);
}

bool layout_qr(Arena *arena, const Document *doc, double x, double y, double side, int element,
               ShowList *list, Error *err)
{
    QrCode *code = ARENA_NEW(arena, QrCode);
    if (!qr_encode(arena, doc->url, code, err))
        return false;
    show_add(
        arena, list,
        (Show){
            .kind = SHOW_QR, .element = element, .x = x, .y = y, .w = side, .h = side, .qr = code});
    return true;
}

/* rich_plain() without the document floor: figure marks go, state marks go. */
char *rich_text(Arena *arena, Rich rich)
{
    size_t length = strlen(rich), step, to = 0;
    char *plain = arena_alloc(arena, length + 1);
    bool hidden = false;
    for (size_t i = 0; i < length; i += step) {
        uint32_t c = utf8_decode(rich + i, length - i, &step);
        if (c >= 0xE000 && c <= 0xE002)
            hidden = c == 0xE000;
        else if (!hidden && !(c >= 0xE010 && c <= 0xE01F)) {
            memcpy(plain + to, rich + i, step);
            to += step;
        }
    }
    plain[to] = '\0';
    return plain;
}
