/* layout.c - see layout.h: geometry of the A4 products, how close a document is set. */
#include "render/pdf/layout.h"

#include <math.h>
#include <string.h>

#include "base/utf8.h"

/* GB/T 9704-2012: type area 156 x 225 mm, 37 from the head, 28 from the binding edge. */
static const Geometry bulletin = {
    .page_w = 210 * MM,
    .page_h = 297 * MM,
    .left_odd = 28 * MM,
    .left_even = 26 * MM,
    .top = 37 * MM,
    .w = 441,           /* 28 characters */
    .h = 22 * 29.53125, /* 22 lines */
    .pitch = 29.53125,
    .snap = 29.53125 / 2,
    .row = 1.6,
    .body = 15.75,
    .title = 21,
    .head = 15.75,
    .table = 12,
    .table_min = 8.25,
    .small = 10.5,
    .minor = 12,
    .minor_pitch = 19,
    .label = 12,
    .figure = 36,
    .line = 1.5,
    .indent = 2,
    .leading = 1.35,
    .runs_in = true,
};

static const Geometry large_print = {
    .page_w = 210 * MM,
    .page_h = 297 * MM,
    .left_odd = 22 * MM,
    .left_even = 22 * MM,
    .top = 24 * MM,
    .w = 166 * MM,
    .h = 244 * MM,
    .pitch = 33,
    .snap = 33.0 / 4,
    .row = 1.75,
    .body = 20,
    .title = 32,
    .head = 24,
    .table = 18,
    .table_min = 18,
    .small = 18,
    .label = 18,
    .figure = 44,
    .line = 1.6,
    .indent = 2,
    .leading = 1.5,
    .least = 18,
};

/* Over LARGE_PAGES: the least size and the least leading, on all the paper that a printer reaches.
 */
static const Geometry large_closer = {
    .page_w = 210 * MM,
    .page_h = 297 * MM,
    .left_odd = 15 * MM,
    .left_even = 15 * MM,
    .top = 20 * MM,
    .w = 28 * 18,
    .h = 27 * 27,
    .pitch = 27,
    .snap = 27.0 / 4,
    .row = 1.54,
    .body = 18,
    .title = 28,
    .head = 20,
    .table = 18,
    .table_min = 18,
    .small = 18,
    .label = 18,
    .figure = 40,
    .line = 1.5,
    .indent = 2,
    .leading = 1.5,
    .least = 18,
    .runs_in = true,
    .name_above = true,
};
#define LARGE_PAGES 10

/*
 * For a month that would take more than USUAL_PAGES: 29 characters by 25 lines, as the standard
 * allows where there is need (5.2.3), and closer tables.
 */
static const Geometry closer = {
    .page_w = 210 * MM,
    .page_h = 297 * MM,
    .left_odd = 28 * MM,
    .left_even = 26 * MM,
    .top = 37 * MM,
    .w = 29 * 15.2,
    .h = 25 * 25.9,
    .pitch = 25.9,
    .snap = 25.9 / 4,
    .row = 1.5,
    .body = 15.2,
    .title = 21,
    .head = 15.2,
    .table = 11,
    .table_min = 8.25,
    .small = 9.5,
    .minor = 11,
    .minor_pitch = 17,
    .label = 11,
    .figure = 33,
    .line = 1.4,
    .indent = 2,
    .leading = 1.35,
    .runs_in = true,
};
#define USUAL_PAGES 6
#define USUAL_BOTTOM 35 /* mm */

bool layout_given(const char *text)
{
    return text && *text;
}

/* A notice of one page that is too long for the bulletin's size. */
static const Geometry notice = {
    .page_w = 210 * MM,
    .page_h = 297 * MM,
    .left_odd = 28 * MM,
    .left_even = 26 * MM,
    .top = 20 * MM,
    .w = 441,
    .h = 255 * MM,
    .pitch = 18.5,
    .snap = 18.5 / 2,
    .row = 1.65,
    .body = 13,
    .title = 18,
    .head = 13,
    .table = 10,
    .table_min = 8.25,
    .small = 9,
    .minor = 10,
    .minor_pitch = 15,
    .label = 10,
    .figure = 32,
    .line = 1.5,
    .indent = 2,
    .leading = 1.35,
    .runs_in = true,
};

Piece *layout_piece(Layout *layout, double height)
{
    if (layout->count == layout->capacity) {
        size_t more = layout->capacity ? layout->capacity * 2 : 64;
        Piece *grown = ARENA_NEW_ARRAY(layout->arena, more, Piece);
        if (layout->count)
            memcpy(grown, layout->pieces, layout->count * sizeof *grown);
        layout->pieces = grown;
        layout->capacity = more;
    }
    Piece *piece = &layout->pieces[layout->count++];
    *piece = (Piece){.height = height, .head = -1};
    return piece;
}

int layout_head(Layout *layout, Piece head)
{
    if (layout->head_count == layout->head_capacity) {
        size_t more = layout->head_capacity ? layout->head_capacity * 2 : 8;
        Piece *grown = ARENA_NEW_ARRAY(layout->arena, more, Piece);
        if (layout->head_count)
            memcpy(grown, layout->heads, layout->head_count * sizeof *grown);
        layout->heads = grown;
        layout->head_capacity = more;
    }
    layout->heads[layout->head_count] = head;
    return (int)layout->head_count++;
}

void layout_lines(Layout *layout, Para *para, const ParaShape *shape, double x, double pitch,
                  double size, int element)
{
    const ParaLine *lines;
    size_t count = para_break(para, shape, &lines);
    /* Text of the grid's own pitch starts on the grid, whatever stands before it. */
    if (pitch == layout->g->pitch && layout->count)
        layout->pieces[layout->count - 1].snap = true;
    for (size_t i = 0; i < count; i++) {
        Piece *piece = layout_piece(layout, pitch);
        /* The em box of a han stands in the middle of its line; its foot is 0.12 em down. */
        if (!layout->counts)
            para_show(para, &lines[i], x, (pitch - size) / 2 + size * 0.88, element, &piece->shows);
        piece->keep_next = i + 1 < count && (i == 0 || i + 2 == count);
    }
}

/* Bytes of a sentence that may share a paragraph with others. */
#define JOIN_MAX 400

/* --- theme ------------------------------------------------------------------------------ */

#define USUAL_TOP 37 /* mm, GB/T 9704 */
#define USUAL_INNER 28
#define USUAL_OUTER 26

static bool usual_margins(const PdfStyle *style)
{
    return style->top == USUAL_TOP && style->bottom == USUAL_BOTTOM &&
           style->inner == USUAL_INNER && style->outer == USUAL_OUTER;
}

/* Whole characters and lines in the theme's margins; of the usual ones 28 x 22. */
static void set_margins(Geometry *g, const PdfStyle *style, double least_top, double least_bottom)
{
    double top = style->top < least_top ? least_top : style->top;
    double bottom = style->bottom < least_bottom ? least_bottom : style->bottom;
    g->left_odd = style->inner * MM;
    g->left_even = style->outer * MM;
    g->top = top * MM;
    g->w = floor((g->page_w - (style->inner + style->outer) * MM) / g->body) * g->body;
    g->h = floor((g->page_h - (top + bottom) * MM + g->pitch - g->body) / g->pitch) * g->pitch;
}

/*
 * Large print and closely set notices have smaller margins of their own, but not where the theme
 * asks for others (a binder's holes, paper with a printed head). Head and foot of large print need
 * room; a notice stays on its page, so only its sides follow.
 */
static void use_theme(Geometry *g, bool is_notice, const PdfStyle *style)
{
    if (g->least == 0 && !is_notice) {
        set_margins(g, style, 0, 0);
    } else if (!usual_margins(style)) {
        double top = g->top, h = g->h;
        set_margins(g, style, 16, g->name_above ? 20 : 31);
        g->top = is_notice ? top : g->top;
        g->h = is_notice ? h : g->h;
    }
}

/* The head of a page: the logo on the first, the band's words on all, a line below them. */
static bool page_head(Layout *layout, int page, Error *err)
{
    const PdfStyle *style = layout->display->style;
    const Geometry *g = layout->g;
    ShowList *list = &layout->display->pages[page];
    size_t from = list->count;
    double left = layout_left(g, page), x = left, bottom = g->top - 7.5 * MM, width;
    double size = layout->product == PDF_LARGE_PRINT ? 18 : 9;
    if (page == 0 && style->logo) {
        const PdfImage *logo = style->logo;
        double h = style->logo_height * MM, room = g->top - 13 * MM;
        h = h > room ? room : h;
        double w = h * logo->width / logo->height;
        if (w > g->w / 3) {
            h *= g->w / 3 / w;
            w = g->w / 3;
        }
        show_add(layout->arena, list,
                 (Show){.kind = SHOW_IMAGE,
                        .element = ELEMENT_ARTIFACT,
                        .image = logo,
                        .x = x,
                        .y = bottom - h,
                        .w = w,
                        .h = h});
        x += w + 3 * MM;
    }
    if (style->band && *style->band) {
        /* A draft's frame stands at the right. */
        double room = left + g->w - x - 8 * size;
        if (!para_one_line(layout->arena, layout->fonts, style->band, FACE_SANS, size, 0, 0,
                           ALIGN_LEFT, ELEMENT_ARTIFACT, NULL, &width, err))
            return false;
        if (width > room)
            size *= room / width;
        if (!para_one_line(layout->arena, layout->fonts, style->band, FACE_SANS, size, x,
                           bottom - size * 0.25, ALIGN_LEFT, ELEMENT_ARTIFACT, list, NULL, err))
            return false;
    }
    if (style->band && style->band_line > 0)
        show_add(layout->arena, list,
                 (Show){.kind = SHOW_FILL,
                        .element = ELEMENT_ARTIFACT,
                        .x = left,
                        .y = g->top - 6 * MM,
                        .w = g->w,
                        .h = style->band_line,
                        .tint = TINT_BAND});
    for (size_t i = from; i < list->count; i++)
        list->shows[i].free = true;
    return true;
}

/* --- what stands on every page --------------------------------------------------------- */

/* A hash in groups of four digits, as people compare it. */
static const char *grouped(Arena *arena, const char *hash)
{
    Buffer groups = {0};
    for (size_t i = 0; hash[i]; i++) {
        if (i && i % 4 == 0 && strchr(hash, ' ') == NULL)
            buffer_char(&groups, ' ');
        buffer_char(&groups, hash[i]);
    }
    const char *text = arena_strdup(arena, groups.bytes ? groups.bytes : "");
    buffer_free(&groups);
    return text;
}

char *layout_foot_text(Arena *arena, const Document *doc, const char **mark)
{
    bool english = doc->lang && strcmp(doc->lang, "en") == 0;
    const char *name = doc->scope_name ? doc->scope_name : "";
    char period[16] = "";
    char *when = period;
    if (doc->period != MONTH_MISSING)
        when = english ? month_text(doc->period, period)
                       : arena_printf(arena, "%d年%d月", month_year(doc->period),
                                      month_number(doc->period));
    *mark = "";
    if (doc->fingerprint && *doc->fingerprint)
        *mark = arena_printf(arena, "%s %s", english ? "fingerprint" : "数据指纹",
                             grouped(arena, doc->fingerprint));
    if (doc->chain_head && *doc->chain_head)
        *mark = arena_printf(arena, "%s%s%s %s", *mark, **mark ? "　" : "",
                             english ? "chain" : "上版链头", grouped(arena, doc->chain_head));
    return arena_printf(arena, "%s　%s", name, when);
}

/* Fingerprint and chain in one line of large print. */
static char *brief_mark(Arena *arena, const Document *doc)
{
    bool english = doc->lang && strcmp(doc->lang, "en") == 0;
    const char *data = doc->fingerprint ? doc->fingerprint : "";
    const char *chain = doc->chain_head ? doc->chain_head : "";
    return arena_printf(arena, "%s%s%s%s%s",
                        !*data    ? ""
                        : english ? "data "
                                  : "指纹 ",
                        grouped(arena, data), *data && *chain ? "　" : "",
                        !*chain   ? ""
                        : english ? "chain "
                                  : "链头 ",
                        grouped(arena, chain));
}

/* "芦汀苑…　2026年10月": about this share of it; the title has the whole name. */
static char *shortened(const Layout *layout, const char *text, double share)
{
    const char *month = strstr(text, "　");
    for (const char *more = month; more; more = strstr(month + 1, "　"))
        month = more;
    size_t keep = 0, step, length = month ? (size_t)(month - text) : strlen(text);
    double most = (double)utf8_count(text) * share * 0.9;
    most -= month ? (double)utf8_count(month) * 0.75 + 1 : 1; /* digits are narrower than han */
    for (double n = 0; (n < 2 || n + 1 < most) && keep < length; n++, keep += step)
        utf8_decode(text + keep, length - keep, &step);
    return arena_printf(layout->arena, "%.*s…%s", (int)keep, text, month ? month : "");
}

static bool page_foot(Layout *layout, int page, Error *err)
{
    const Geometry *g = layout->g;
    Display *display = layout->display;
    ShowList *list = &display->pages[page];
    double left = layout_left(g, page), right = left + g->w;
    bool odd = page % 2 == 0, large = layout->product == PDF_LARGE_PRINT;
    double size = large ? 18 : 14, foot_size = large ? 18 : 9, width, tail_width;
    /* 7 mm below the type area; one character in from the outer edge. */
    double y = g->top + g->h + (g->name_above ? 4 : 7) * MM + size * 0.88;
    size_t from = list->count;
    char *number = g->name_above
                       ? arena_printf(layout->arena, "%d/%zu", page + 1, display->page_count)
                       : arena_printf(layout->arena, "— %d —", page + 1);
    const char *mark, *text = layout_foot_text(layout->arena, layout->doc, &mark);
    Align near = odd ? ALIGN_LEFT : ALIGN_RIGHT, far = odd ? ALIGN_RIGHT : ALIGN_LEFT;
    double near_x = odd ? left : right, room = g->w - 6 * size;
    double text_x = near_x, text_y = y, in = g->name_above ? 0 : size;
    char *tail = large ? "" : arena_printf(layout->arena, "%s%s", *mark ? "　" : "", mark);
    if (g->name_above) {
        /* In the head, beside the band's words and before the frame of a draft. */
        near = ALIGN_RIGHT;
        text_x = right - (layout->doc->draft ? 8 * size : 0);
        text_y = g->top - 7.5 * MM - size * 0.25;
        room = g->w / 2;
    }
    /* A name that would run into the page number is shortened. */
    if (!para_one_line(layout->arena, layout->fonts, text, FACE_SANS, foot_size, 0, 0, ALIGN_LEFT,
                       ELEMENT_ARTIFACT, NULL, &width, err) ||
        !para_one_line(layout->arena, layout->fonts, tail, FACE_SANS, foot_size, 0, 0, ALIGN_LEFT,
                       ELEMENT_ARTIFACT, NULL, &tail_width, err))
        return false;
    /* The chain may be left out: the fingerprint names the edition. */
    const char *chain = *tail && width > room - tail_width ? strstr(tail + 1, "　") : NULL;
    if (chain) {
        tail = arena_copy(layout->arena, tail, (size_t)(chain - tail));
        if (!para_one_line(layout->arena, layout->fonts, tail, FACE_SANS, foot_size, 0, 0,
                           ALIGN_LEFT, ELEMENT_ARTIFACT, NULL, &tail_width, err))
            return false;
    }
    if (width > room - tail_width)
        text = shortened(layout, text, (room - tail_width) / width);
    text = arena_printf(layout->arena, "%s%s", text, tail);
    if (!para_one_line(layout->arena, layout->fonts, text, FACE_SANS, foot_size, text_x, text_y,
                       near, ELEMENT_ARTIFACT, list, NULL, err))
        return false;
    if (!para_one_line(layout->arena, layout->fonts, number, FACE_SERIF, size,
                       odd ? right - in : left + in, y, far, ELEMENT_ARTIFACT, list, NULL, err))
        return false;
    if (large) {
        /* Fingerprint and chain, with short labels, below the name or instead of it. */
        const char *both = brief_mark(layout->arena, layout->doc);
        if (!para_one_line(layout->arena, layout->fonts, both, FACE_SANS, size, near_x,
                           g->name_above ? y : y + size * 1.35, odd ? ALIGN_LEFT : ALIGN_RIGHT,
                           ELEMENT_ARTIFACT, list, NULL, err))
            return false;
    }
    for (size_t i = from; i < list->count; i++) {
        list->shows[i].free = true;
        list->shows[i].tint = TINT_NOTE;
    }
    return true;
}

/* 征求意见稿 across the page in 12 % black, and framed at its head. */
bool layout_draft(Layout *layout, const Geometry *g, int page, Error *err)
{
    ShowList *list = &layout->display->pages[page], mark = {0};
    bool english = layout->doc->lang && strcmp(layout->doc->lang, "en") == 0;
    const char *word = english ? "DRAFT" : "征求意见稿";
    double width, size = g->page_w * 0.16;
    if (!para_one_line(layout->arena, layout->fonts, word, FACE_SANS_BOLD, size, 0, 0, ALIGN_LEFT,
                       ELEMENT_ARTIFACT, &mark, &width, err))
        return false;
    for (size_t i = 0; i < mark.count; i++) {
        Show show = mark.shows[i];
        show.kind = SHOW_WATERMARK;
        show.x = g->page_w / 2;
        show.y = g->page_h / 2;
        show.w = width;
        show.gray = 0.88;
        show.free = true;
        show_add(layout->arena, list, show);
    }
    bool poster = layout->product == PDF_POSTER;
    double frame_size = poster ? 24 : layout->product == PDF_LARGE_PRINT ? 18 : 12;
    double right = layout_left(g, page) + g->w, y = g->top - (poster ? 4 : 10) * MM;
    size_t from = list->count;
    if (!para_one_line(layout->arena, layout->fonts, word, FACE_SANS_BOLD, frame_size, right - 5, y,
                       ALIGN_RIGHT, ELEMENT_ARTIFACT, list, &width, err))
        return false;
    show_add(layout->arena, list,
             (Show){.kind = SHOW_FRAME,
                    .element = ELEMENT_ARTIFACT,
                    .x = right - width - 10,
                    .y = y - frame_size * 1.15,
                    .w = width + 10,
                    .h = frame_size * 1.55,
                    .line_width = 1});
    for (size_t i = from; i < list->count; i++)
        list->shows[i].free = true;
    return true;
}

static const char *block_name(BlockKind kind)
{
    static const char *const names[] = {"heading", "prose",  "figures",  "table",
                                        "chart",   "notice", "signature"};
    return names[kind];
}

/* A heading whose blocks are all for the page (document_for_paper()). */
static bool stands_alone(const Document *doc, size_t heading)
{
    if (heading + 1 == doc->block_count)
        return true;
    const Block *next = &doc->blocks[heading + 1];
    return next->kind == BLOCK_SIGNATURE ||
           (next->kind == BLOCK_HEADING && next->level <= doc->blocks[heading].level);
}

static bool begins_plain(const char *text)
{
    return text && *text && strchr("-*+#>`|<0123456789 \n", *text) == NULL &&
           strchr(text, '\n') == NULL;
}

/*
 * Sentences that a script says one by one (本月申报1件。 截至…结存…元。) are one paragraph on
 * paper, where each would take a line of its own: *next is the first block that is not in it.
 */
static Block joined_prose(const Layout *layout, size_t i, size_t *next)
{
    const Document *doc = layout->doc;
    Block block = doc->blocks[i];
    bool english = doc->lang && strcmp(doc->lang, "en") == 0;
    for (*next = i + 1; *next < doc->block_count; ++*next) {
        const Block *more = &doc->blocks[*next];
        size_t length = strlen(block.text), added = strlen(more->text ? more->text : "");
        bool sentence = length > 3 && (english || strcmp(block.text + length - 3, "。") == 0);
        if (more->kind != BLOCK_PROSE || more->from_office || block.from_office ||
            more->minor != block.minor || layout_given(block.basis) || !sentence ||
            !begins_plain(block.text) || !begins_plain(more->text) || length > JOIN_MAX ||
            added > JOIN_MAX || strncmp(more->text, "特此", 6) == 0)
            break;
        block.text =
            arena_printf(layout->arena, "%s%s%s", block.text, english ? " " : "", more->text);
        block.basis = more->basis;
    }
    return block;
}

/* How close a document is set. */
typedef struct {
    const Geometry *g;
    int more_lines; /* on a page, than the geometry has */
    bool compact;   /* closer rows; code and seal side by side */
    bool taller;    /* and one below the type area, where the theme leaves the margins as usual */
} Setting;

typedef struct {
    Arena *arena;
    const PdfFonts *fonts;
    const Document *doc;
    PdfProduct product;
    const PdfStyle *style;
    bool counts; /* its pages only */
} Job;

static bool is_signed(const Document *doc)
{
    const Block *last = doc->block_count ? &doc->blocks[doc->block_count - 1] : NULL;
    return last && last->kind == BLOCK_SIGNATURE && last->seal;
}

static bool lay_out(const Job *job, const Setting *setting, Display *out, double *filled,
                    Error *err)
{
    Arena *arena = job->arena;
    const Document *doc = job->doc;
    const PdfStyle *style = job->style;
    Geometry own = *setting->g, *g = &own;
    bool compact = setting->compact;
    if (style)
        use_theme(&own, setting->g == &notice, style);
    if (setting->more_lines) {
        own.pitch = own.h / (round(own.h / own.pitch) + setting->more_lines);
        own.snap = own.pitch / 4;
    }
    if (setting->taller && (!style || style->bottom == USUAL_BOTTOM))
        own.h += own.pitch;
    if (compact && own.least == 0) {
        own.row *= 0.94;
        own.snap /= 4;
        own.minor_pitch *= 0.92;
    }
    *out = (Display){.arena = arena,
                     .style = style,
                     .width = g->page_w,
                     .height = g->page_h,
                     .area_left = g->left_odd,
                     .area_left_even = g->left_even,
                     .area_top = g->top,
                     .area_w = g->w,
                     .area_h = g->h,
                     .least_size = g->least,
                     .least_leading = g->leading};
    Layout layout = {.arena = arena,
                     .fonts = job->fonts,
                     .doc = doc,
                     .product = job->product,
                     .g = g,
                     .display = out,
                     .compact = compact && is_signed(doc),
                     .counts = job->counts,
                     .tight = setting->more_lines > 0 || setting->g == &large_closer};
    layout.root = display_element(out, TAG_DOCUMENT, -1);
    if (!block_title(&layout, err))
        return error_in(err, "title");
    bool prose_seen = false;
    size_t next;
    const Block *lead = NULL; /* a heading that waits for its text */
    for (size_t i = 0; i < doc->block_count; i = next) {
        const Block *block = &doc->blocks[i];
        bool good = true;
        next = i + 1;
        switch (block->kind) {
        case BLOCK_HEADING:
            if (next < doc->block_count && block_runs_in(&layout, block, &doc->blocks[next]))
                lead = block;
            else
                good = block_heading(&layout, block, err) &&
                       (!stands_alone(doc, i) || block_elsewhere(&layout, err));
            break;
        case BLOCK_PROSE: {
            Block joined = joined_prose(&layout, i, &next);
            good = block_prose(&layout, &joined, lead, !prose_seen, err);
            prose_seen = true;
            lead = NULL;
            break;
        }
        case BLOCK_FIGURES:
            good = figbox_block(&layout, block, err);
            break;
        case BLOCK_TABLE:
            good = grid_block(&layout, block, err);
            break;
        case BLOCK_CHART:
            good = block_chart(&layout, block, err);
            break;
        case BLOCK_NOTICE:
            good = block_notice(&layout, block, err);
            break;
        case BLOCK_SIGNATURE:
            good = block_signature(&layout, block, err);
            break;
        }
        if (!good)
            return error_in(err, "block %zu (%s)", i + 1, block_name(block->kind));
    }
    if (!block_foot(&layout, err))
        return error_in(err, "foot");
    *filled = layout_pages(&layout);
    for (size_t p = 0; p < out->page_count && !job->counts; p++) {
        if (style && !page_head(&layout, (int)p, err))
            return error_in(err, "page head");
        if (!page_foot(&layout, (int)p, err))
            return error_in(err, "page foot");
        if (doc->draft && !layout_draft(&layout, g, (int)p, err))
            return error_in(err, "draft mark");
    }
    return true;
}

/* One way to lay the document out, in an arena of its own: most are not taken. */
typedef struct {
    Display display;
    Arena *arena;
} Trial;

static bool try_setting(const Job *job, const Setting *setting, Trial *out, double *filled,
                        Error *err)
{
    Job own = *job;
    own.arena = arena_new();
    *out = (Trial){.arena = own.arena};
    return lay_out(&own, setting, &out->display, filled, err);
}

/* Counting takes no more than what the heights follow from. */
static bool count_pages(const Job *job, const Setting *setting, size_t *pages, Error *err)
{
    Job counting = *job;
    Trial trial;
    double filled;
    counting.counts = true;
    bool good = try_setting(&counting, setting, &trial, &filled, err);
    *pages = trial.display.page_count;
    arena_free(trial.arena);
    return good;
}

static void take(Trial *best, const Trial *trial)
{
    arena_free(best->arena);
    *best = *trial;
}

/*
 * The widest of the settings, which go from wide to close, with `most` pages; *best is left alone
 * where there is none. The closest is tried first: where not even that helps, no other does.
 */
static bool fit(const Job *job, const Setting *settings, size_t count, size_t most, Trial *best,
                Error *err)
{
    Trial trial;
    double filled;
    size_t pages, widest = 0;
    if (!count_pages(job, &settings[count - 1], &pages, err))
        return false;
    if (pages > most)
        return true;
    for (; widest + 1 < count; widest++) {
        if (!count_pages(job, &settings[widest], &pages, err))
            return false;
        if (pages <= most)
            break;
    }
    if (try_setting(job, &settings[widest], &trial, &filled, err)) {
        take(best, &trial);
        return true;
    }
    arena_free(trial.arena);
    return false;
}

/*
 * As the first setting has it; where the last page is hardly begun, a closer one that saves it.
 * *best is left alone where that needs no fewer pages than it has.
 */
static bool lay_out_fewer(const Job *job, const Setting *settings, size_t count, Trial *best,
                          Error *err)
{
    const Document *doc = job->doc;
    Trial trial;
    double filled = 0;
    bool good = try_setting(job, settings, &trial, &filled, err);
    size_t pages = trial.display.page_count;
    bool hardly_begun = filled <= trial.display.area_h / 2;
    if (good && (!best->arena || pages < best->display.page_count))
        take(best, &trial);
    else
        arena_free(trial.arena);
    if (!good || count == 1 || !is_signed(doc) || pages < 2 || !hardly_begun ||
        pages > best->display.page_count)
        return good;
    return fit(job, settings + 1, count - 1, best->display.page_count - 1, best, err);
}

#define COUNT(settings) (sizeof(settings) / sizeof *(settings))

bool layout_document(Arena *arena, const PdfFonts *fonts, const Document *doc, PdfProduct product,
                     const PdfStyle *style, Display *out, Error *err)
{
    static const Setting usual[] = {{&bulletin, 0, false, false},
                                    {&bulletin, 0, true, false},
                                    {&bulletin, 1, true, false},
                                    {&bulletin, 2, true, false}},
                         close[] = {{&closer, 0, false, false}, {&closer, 0, true, false}},
                         closest[] = {{&closer, 2, true, false},
                                      {&closer, 1, true, true},
                                      {&closer, 2, true, true}},
                         for_notices[] = {{&notice, 0, false, false}, {&notice, 0, true, false}},
                         large[] = {{&large_print, 0, false, false},
                                    {&large_print, 1, false, false},
                                    {&large_print, 2, false, false}},
                         large_close[] = {{&large_closer, 0, false, false},
                                          {&large_closer, 0, true, false}};
    const Job job = {NULL, fonts, doc, product, style, false};
    Trial best = {.arena = NULL};
    bool good, may_close = product == PDF_BULLETIN || product == PDF_ROUNDUP;
    if (product == PDF_LARGE_PRINT)
        good = lay_out_fewer(&job, large, COUNT(large), &best, err) &&
               (best.display.page_count <= LARGE_PAGES ||
                lay_out_fewer(&job, large_close, COUNT(large_close), &best, err));
    else if (product == PDF_NOTICE)
        good = lay_out_fewer(&job, for_notices, COUNT(for_notices), &best, err);
    else
        good = lay_out_fewer(&job, usual, COUNT(usual), &best, err) &&
               (!may_close || best.display.page_count <= USUAL_PAGES ||
                (lay_out_fewer(&job, close, COUNT(close), &best, err) &&
                 (best.display.page_count <= USUAL_PAGES ||
                  fit(&job, closest, COUNT(closest), USUAL_PAGES, &best, err))));
    if (good) {
        *out = best.display;
        out->arena = arena;
        arena_adopt(arena, best.arena);
    } else {
        arena_free(best.arena);
    }
    return good;
}
