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

#include "base/utf8.h"
#include "render/pdf/layout.h"
#include "render/prose.h"

#define SIDE (18 * MM)
#define TOP (17 * MM)
#define BOTTOM (13 * MM)
#define COLUMN_GAP (11 * MM)
#define TEXT 24.0
#define LINE 32.4
#define MAX_CELLS 8

static const Geometry page = {
    .page_w = 297 * MM,
    .page_h = 420 * MM,
    .left_odd = SIDE,
    .left_even = SIDE,
    .top = TOP,
    .w = 297 * MM - 2 * SIDE,
    .h = 420 * MM - TOP - BOTTOM,
    .pitch = LINE,
};

static const Geometry column = {
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

typedef struct {
    size_t heading, from, to; /* blocks; heading == from: none */
    int rank, level;
    size_t first_piece, last_piece;
    double height;
    bool placed;
} Section;

typedef struct {
    Layout layout;    /* of a column; its pieces are the sections' */
    ShowList *shows;  /* of the page */
    const Block *box; /* the one-look box */
    Section *sections;
    size_t count;
    bool cut;           /* something was left out */
    bool channel_shown; /* how to object stands in the foot */
    Error *err;
} Poster;

static bool line(Poster *poster, Rich text, FaceId face, double size, double x, double y,
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

static bool is_english(const Poster *poster)
{
    const char *lang = poster->layout.doc->lang;
    return lang && strcmp(lang, "en") == 0;
}

static int new_element(Poster *poster, Tag tag)
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

/* Wrapped text in a box of width `w`; *height is what it took. */
static bool wrapped(Poster *poster, Rich text, FaceId face, double size, double pitch, double x,
                    double y, double w, int element, double *height)
{
    Para *para = para_new(poster->layout.arena, poster->layout.fonts);
    *height = 0;
    if (!para_add(para, text, face, size, NULL, poster->err))
        return false;
    ParaShape shape = {.width = w, .loose = true};
    const ParaLine *lines;
    size_t count = para_break(para, &shape, &lines);
    for (size_t i = 0; i < count; i++)
        para_show(para, &lines[i], x, y + pitch * (double)i + pitch / 2 + size * 0.38, element,
                  poster->shows);
    *height = pitch * (double)count;
    return true;
}

/* --- head ------------------------------------------------------------------------------ */

static bool show_head(Poster *poster, double *y)
{
    const Document *doc = poster->layout.doc;
    const Block *signature = find_block(doc, BLOCK_SIGNATURE);
    bool english = is_english(poster);
    Arena *arena = poster->layout.arena;
    char *period = "";
    if (doc->period != MONTH_MISSING) {
        char iso[16];
        period = english ? arena_printf(arena, "%s", month_text(doc->period, iso))
                         : arena_printf(arena, "%d年%d月四公开", month_year(doc->period),
                                        month_number(doc->period));
    }
    char *by = "";
    if (signature)
        by = arena_printf(arena, "%s%s%s", signature->body ? signature->body : "",
                          !signature->seal ? "　"
                          : english        ? " (seal) "
                                           : "（盖章）",
                          signature->date ? signature->date : "");
    double period_w, by_w, name_w, size = 78, right = SIDE + page.w, height;
    if (!measure(poster, period, FACE_SERIF_BOLD, 36, &period_w) ||
        !measure(poster, by, FACE_SANS, TEXT, &by_w))
        return false;
    const char *name = doc->scope_name && *doc->scope_name ? doc->scope_name : doc->title;
    if (!measure(poster, name, FACE_SERIF_BOLD, size, &name_w))
        return false;
    /* Period and publisher beside the name; the publisher below where its name is long; both
     * below where the compound's is. */
    double wider = period_w > by_w ? period_w : by_w, small_name = name_w * 60 / 78;
    bool beside = small_name <= page.w - wider - 20;
    bool half = !beside && small_name <= page.w - period_w - 20;
    double room = page.w - (beside ? wider + 20 : half ? period_w + 20 : 0);
    if (name_w > room)
        size = size * room / name_w * 0.99;
    if (size < 44)
        size = 44; /* and on two lines */
    int element = new_element(poster, TAG_H1);
    if (!wrapped(poster, name, FACE_SERIF_BOLD, size, size * 1.12, SIDE, TOP, room, element,
                 &height))
        return false;
    double bottom = TOP + height;
    if (beside && height < 82)
        bottom = TOP + 82;
    element = new_element(poster, TAG_P);
    double period_y = beside ? bottom - 40 : half ? bottom - 14 : bottom + 40;
    double by_y = beside ? period_y + 33 : half ? bottom + 27 : period_y + 33;
    if (!line(poster, period, FACE_SERIF_BOLD, 36, right, period_y, ALIGN_RIGHT, element, NULL) ||
        !line(poster, by, FACE_SANS, TEXT, right, by_y, ALIGN_RIGHT, element, NULL))
        return false;
    bottom = by_y > bottom ? by_y : bottom;
    *y = bottom + 3.5 * MM;
    rule(poster, SIDE, *y, page.w, 1.6 * MM);
    *y += 1.6 * MM;
    return true;
}

/* --- boxes ------------------------------------------------------------------------------ */

static bool given(const char *text)
{
    return text && *text;
}

static bool box_cell(Poster *poster, const FigureCell *cell, double x, double y, double w,
                     double *height)
{
    double pad = 4.5 * MM, inner = w - 2 * pad, used, left = x + pad, at = y + 3 * MM;
    int element = new_element(poster, TAG_WORDS);
    if (!wrapped(poster, cell->label, FACE_SANS, TEXT, LINE, left, at, inner, element, &used))
        return false;
    at += used;
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
        if (!line(poster, value, face, size, left, base, ALIGN_LEFT, element, &value_w) ||
            (!below && given(unit) &&
             !line(poster, unit, FACE_SANS, TEXT, left + value_w + 4, base, ALIGN_LEFT, element,
                   NULL)))
            return false;
        at += 80;
    }
    char *rest = arena_printf(poster->layout.arena, "%s%s", below ? unit : "",
                              cell->fraction ? cell->fraction : "");
    if (!wrapped(poster, rest, FACE_SANS, TEXT, LINE, left, at, inner, element, &used))
        return false;
    at += used;
    if (given(cell->notes[0])) {
        if (!wrapped(poster, cell->notes[0], FACE_SANS, TEXT, LINE, left, at, inner, element,
                     &used))
            return false;
        at += used;
    }
    *height = at + 2 * MM - y;
    return true;
}

/* A rate: 信息公开率 90%（18/20） … 上月78.9%（15/19） on one line of the whole width. */
static bool rate_row(Poster *poster, const FigureCell *cell, double y, double *height)
{
    double x = SIDE + 5 * MM, base = y + 3 * MM + 40, w, right = SIDE + page.w - 5 * MM;
    int element = new_element(poster, TAG_WORDS);
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
    if (!line(poster, cell->label, FACE_SANS, 25, x, base, ALIGN_LEFT, element, &w))
        return false;
    x += w + 4 * MM;
    if (!line(poster, value, FACE_SERIF_BOLD, size, x, base, ALIGN_LEFT, element, &w))
        return false;
    x += w;
    if (given(cell->fraction)) {
        if (!line(poster, cell->fraction, FACE_SANS, 25, x, base, ALIGN_LEFT, element, &w))
            return false;
        x += w;
    }
    const char *note = cell->notes[0] ? cell->notes[0] : "";
    if (!measure(poster, note, FACE_SANS, 25, &w))
        return false;
    if (given(note) && right - w > x + 4 * MM) {
        if (!line(poster, note, FACE_SANS, 25, right, base, ALIGN_RIGHT, element, NULL))
            return false;
    } else if (given(note)) {
        double used;
        if (!wrapped(poster, note, FACE_SANS, TEXT, LINE, SIDE + 5 * MM, base + 10,
                     page.w - 10 * MM, element, &used))
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
                    .w = page.w - 2.6,
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
        if (box->figures[i].squares_total > 0 || given(box->figures[i].fraction) ||
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
        double w = page.w / (double)per_row, height = 0, used;
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

static const Block *objection(const Document *doc)
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
    int element = new_element(poster, TAG_P);
    show_add(poster->layout.arena, poster->shows,
             (Show){.kind = SHOW_FRAME,
                    .element = ELEMENT_ARTIFACT,
                    .x = x,
                    .y = y,
                    .w = w,
                    .h = 4 * row,
                    .line_width = 1});
    for (int i = 0; i < 4; i++) {
        const char *const *text = is_english(poster) ? en[i] : zh[i];
        double base = y + row * i + row / 2 + size * 0.38;
        if (i)
            show_add(poster->layout.arena, poster->shows,
                     (Show){.kind = SHOW_LINE,
                            .element = ELEMENT_ARTIFACT,
                            .x = x,
                            .y = y + row * i,
                            .w = w,
                            .line_width = 0.7});
        if (!line(poster, text[0], i ? FACE_SANS : FACE_SANS_BOLD, size,
                  i ? x + 3.5 * MM : x + w / 2, base, i ? ALIGN_LEFT : ALIGN_CENTER, element,
                  NULL) ||
            !line(poster, text[1], FACE_SANS, size, x + w - 3.5 * MM, base, ALIGN_RIGHT, element,
                  NULL))
            return false;
    }
    return true;
}

static bool show_foot(Poster *poster, double *top)
{
    const Document *doc = poster->layout.doc;
    Arena *arena = poster->layout.arena;
    bool english = is_english(poster), has_url = given(doc->url);
    double side = 46 * MM, slip_w = 80 * MM, x = SIDE + (has_url ? side + 6 * MM : 0), used;
    double words_w = SIDE + page.w - slip_w - 6 * MM - x, pitch = 32.5;
    const char *lead = english   ? (has_url ? "Scan for every figure." : "No page this month.")
                       : has_url ? "扫码看全部数字和来历。"
                                 : "本期没有网页，故无二维码。";
    const Block *channel = objection(doc);
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
    if (inner < 46 * MM)
        inner = 46 * MM;
    double y = page.page_h - BOTTOM - inner - 5 * MM;
    *top = y - 1.6 * MM;
    rule(poster, SIDE, *top, page.w, 1.6 * MM);
    y += 5 * MM;
    if (has_url) {
        int figure = new_element(poster, TAG_FIGURE);
        poster->layout.display->elements[figure].alt =
            arena_printf(arena, "%s%s", english ? "QR code: " : "二维码：", doc->url);
        if (!layout_qr(arena, doc, SIDE, y, side, figure, poster->shows, poster->err))
            return false;
    }
    int element = new_element(poster, TAG_P);
    if (!wrapped(poster, lead, FACE_SANS_BOLD, TEXT, pitch, x, y - 3, words_w, element, &used))
        return false;
    element = new_element(poster, TAG_P);
    if (!wrapped(poster, words, FACE_SANS, TEXT, pitch, x, y - 3 + used, words_w, element, &used))
        return false;
    if (given(doc->fingerprint)) {
        /* Only the fingerprint: name and period stand at the head. */
        const char *mark;
        layout_foot_text(arena, doc, &mark);
        element = new_element(poster, TAG_P);
        if (!line(poster, mark, FACE_SANS, 16, x, y + inner - 2, ALIGN_LEFT, element, NULL))
            return false;
    }
    return show_slip(poster, SIDE + page.w - slip_w, y, slip_w);
}

/* --- sections ---------------------------------------------------------------------------- */

static bool mentions(const char *text, const char *const *words)
{
    for (; *words; words++)
        if (strstr(text, *words))
            return true;
    return false;
}

/* What is asked first stands first. */
static int rank_of(const char *heading)
{
    static const char *const decided[] = {"决议",   "表决",    "业主大会", "③",
                                          "owners", "ecision", NULL};
    static const char *const money[] = {"收支", "收益", "资金", "费用", "账", "fund", "oney", NULL};
    static const char *const until[] = {"公示期", "异议", "意见", "bjection", NULL};
    static const char *const missing[] = {"缺", "未收到", "未公开", "逾期", "issing", NULL};
    static const char *const kept[] = {"上月", "承诺", "romise", NULL};
    static const char *const four[] = {"提议", "商议", "物业服务", "①", "②", "④", NULL};
    return mentions(heading, decided)   ? 0
           : mentions(heading, money)   ? 1
           : mentions(heading, until)   ? 2
           : mentions(heading, missing) ? 3
           : mentions(heading, kept)    ? 4
           : mentions(heading, four)    ? 5
                                        : 6;
}

static bool is_content(const Block *block)
{
    return block->kind == BLOCK_TABLE || block->kind == BLOCK_NOTICE ||
           block->kind == BLOCK_PROSE || block->kind == BLOCK_FIGURES;
}

static void find_sections(Poster *poster)
{
    const Document *doc = poster->layout.doc;
    int rank_above = 9; /* of the level 1 heading above */
    poster->sections = ARENA_NEW_ARRAY(poster->layout.arena, doc->block_count + 1, Section);
    for (size_t i = 0; i < doc->block_count;) {
        size_t end = i + 1;
        bool content = false;
        if (doc->blocks[i].kind != BLOCK_HEADING) {
            i++;
            continue; /* what stands before the first heading is the head and the box */
        }
        for (; end < doc->block_count && doc->blocks[end].kind != BLOCK_HEADING; end++)
            content = content || is_content(&doc->blocks[end]);
        int rank = rank_of(rich_text(poster->layout.arena, doc->blocks[i].text));
        int level = doc->blocks[i].level;
        if (level <= 1)
            rank_above = rank;
        else if (rank_above < rank || rank_above == 0)
            rank = rank_above; /* a vote on the repair fund is a vote */
        if (content)
            poster->sections[poster->count++] =
                (Section){.heading = i, .from = i + 1, .to = end, .rank = rank, .level = level};
        i = end;
    }
    /* The votes themselves say what their summary counts. */
    for (size_t s = 0; s + 1 < poster->count; s++)
        if (poster->sections[s].rank == 0 && poster->sections[s].level <= 1 &&
            poster->sections[s + 1].rank == 0 && poster->sections[s + 1].level > 1) {
            memmove(poster->sections + s, poster->sections + s + 1,
                    (poster->count - s - 1) * sizeof *poster->sections);
            poster->count--;
            poster->cut = true;
        }
    /* Stable: sections of one rank stay in the document's order. */
    for (size_t i = 1; i < poster->count; i++)
        for (size_t k = i; k > 0 && poster->sections[k].rank < poster->sections[k - 1].rank; k--) {
            Section swap = poster->sections[k];
            poster->sections[k] = poster->sections[k - 1];
            poster->sections[k - 1] = swap;
        }
}

/* 三、 and （一） count sections of the bulletin; here they would only be out of order. */
static Rich without_number(Rich text)
{
    static const char digits[] = "一二三四五六七八九十";
    const char *p = text;
    bool bracket = strncmp(p, "（", 3) == 0;
    if (bracket)
        p += 3;
    size_t n = 0;
    while (p[0] && p[1] && p[2]) {
        char one[4] = {p[0], p[1], p[2], '\0'};
        if (strstr(digits, one) == NULL)
            break;
        p += 3;
        n++;
    }
    if (n && strncmp(p, bracket ? "）" : "、", 3) == 0)
        return p + 3;
    return text;
}

/* 东门设快递柜（改变共有部分用途…）: the legal kind stays on the A4 notice. */
static Rich without_bracket(Arena *arena, Rich text)
{
    const char *open = strstr(text, "（");
    size_t length = strlen(text);
    bool closes = length > 3 && strcmp(text + length - 3, "）") == 0;
    return open && open > text && closes && utf8_count(text) > 14
               ? arena_copy(arena, text, (size_t)(open - text))
               : text;
}

static bool section_heading(Poster *poster, const Block *block)
{
    Layout *layout = &poster->layout;
    double size = block->level <= 1 ? column.head : column.head * 0.85;
    int element = new_element(poster, TAG_H2);
    Para *para = para_new(layout->arena, layout->fonts);
    if (!para_add(para, without_bracket(layout->arena, without_number(block->text)), FACE_SANS_BOLD,
                  size, NULL, poster->err))
        return false;
    ParaShape shape = {.width = column.w, .balanced = true, .loose = true};
    Piece *rule_piece = layout_piece(layout, 2 * MM + 2.6);
    show_add(layout->arena, &rule_piece->shows,
             (Show){.kind = SHOW_FILL, .element = ELEMENT_ARTIFACT, .w = column.w, .h = 2.6});
    layout_lines(layout, para, &shape, 0, size * 1.2, size, element);
    layout->pieces[layout->count - 1].height += 1.5 * MM;
    return true;
}

static bool text_piece(Poster *poster, Rich text, FaceId face, int element)
{
    Layout *layout = &poster->layout;
    Para *para = para_new(layout->arena, layout->fonts);
    if (!para_add(para, text, face, TEXT, NULL, poster->err))
        return false;
    ParaShape shape = {.width = column.w, .loose = true};
    layout_lines(layout, para, &shape, 0, LINE, TEXT, element);
    return true;
}

static void hairline(Poster *poster)
{
    Piece *piece = layout_piece(&poster->layout, 6);
    show_add(poster->layout.arena, &piece->shows,
             (Show){.kind = SHOW_LINE,
                    .element = ELEMENT_ARTIFACT,
                    .y = 3,
                    .w = column.w,
                    .line_width = 0.7});
}

/* A row as a resident would say it: what it is in bold, then what is known of it. */
static bool told_row(Poster *poster, const Block *block, const TableRow *row)
{
    Layout *layout = &poster->layout;
    int element = new_element(poster, TAG_WORDS);
    Buffer rest = {0};
    int figures = 0;
    for (size_t c = 1; c < block->column_count; c++)
        figures += given(row->cells[c]) && block->columns[c].align == ALIGN_RIGHT;
    for (size_t c = 1; c < block->column_count; c++) {
        const TableColumn *head = &block->columns[c];
        if (!given(row->cells[c]))
            continue;
        if (rest.length)
            buffer_text(&rest, "，");
        /* A bare figure needs its name; words, and the one figure of a total, speak alone. */
        if (head->align == ALIGN_RIGHT && (row->kind == ROW_BODY || figures > 1))
            buffer_text(&rest, head->head ? head->head : "");
        buffer_text(&rest, row->cells[c]);
        if (head->align == ALIGN_RIGHT && given(head->unit))
            buffer_text(&rest, head->unit);
    }
    char *words = arena_strdup(layout->arena, rest.bytes ? rest.bytes : "");
    buffer_free(&rest);
    return text_piece(poster, row->cells[0] ? row->cells[0] : "", FACE_SANS_BOLD, element) &&
           text_piece(poster, words, FACE_SANS, element);
}

static bool section_table(Poster *poster, const Block *block, size_t rows_shown)
{
    size_t body = 0;
    for (size_t r = 0; r < block->row_count; r++) {
        const TableRow *row = &block->rows[r];
        if (row->kind == ROW_BODY && ++body > rows_shown) {
            poster->cut = true;
            continue;
        }
        if (r)
            hairline(poster);
        if (!told_row(poster, block, row))
            return false;
    }
    return true;
}

/* 全体业主： and 特此公示。 belong to the letter, not to the poster. */
static bool is_formula(const ProsePart *part)
{
    const char *text = part->run_count ? part->runs[0].text : "";
    return strcmp(text, "特此公示。") == 0 || strcmp(text, "全体业主：") == 0 ||
           strncmp(text, "统计截至", strlen("统计截至")) == 0;
}

static bool has_bold(const ProsePart *part)
{
    for (size_t r = 0; r < part->run_count; r++)
        if (part->runs[r].bold)
            return true;
    return false;
}

/* The run before the first bold one, where its last sentence leads up to it; else the first. */
static size_t result_run(const ProsePart *part)
{
    for (size_t r = 1; r < part->run_count; r++)
        if (part->runs[r].bold)
            return r - 1;
    return 0;
}

/* What follows the last full stop inside a run: 表决结果： */
static Rich last_sentence(Rich text)
{
    Rich last = text;
    for (const char *p = text; (p = strstr(p, "。")) != NULL; p += 3)
        if (p[3])
            last = p + 3;
    return last;
}

/* `only_result`: of a vote, the sentence that says how it ended. */
static bool section_prose(Poster *poster, const Block *block, size_t rows_shown, size_t most_lines,
                          bool only_result)
{
    Layout *layout = &poster->layout;
    Prose prose;
    prose_parse(layout->arena, block->text, &prose);
    size_t shown = 0;
    for (size_t i = 0; i < prose.count; i++) {
        const ProsePart *part = &prose.parts[i];
        if (is_formula(part) || prose_is_background(layout->doc, part))
            continue;
        if (only_result && !has_bold(part)) {
            poster->cut = true;
            continue;
        }
        if (shown >= (rows_shown > 0 ? rows_shown : 1)) {
            poster->cut = true;
            break;
        }
        size_t from = only_result ? result_run(part) : 0;
        Para *para = para_new(layout->arena, layout->fonts);
        for (size_t r = from; r < part->run_count; r++)
            if (!para_add(para,
                          r == from && from + 1 < part->run_count && only_result
                              ? last_sentence(part->runs[r].text)
                              : part->runs[r].text,
                          part->runs[r].bold ? FACE_SANS_BOLD : FACE_SANS, TEXT, NULL, poster->err))
                return false;
        ParaShape shape = {.width = column.w, .loose = true};
        const ParaLine *lines;
        if (para_break(para, &shape, &lines) > most_lines) {
            poster->cut = true;
            continue;
        }
        shown++;
        layout_lines(layout, para, &shape, 0, LINE, TEXT, new_element(poster, TAG_P));
    }
    return true;
}

static bool section_figures(Poster *poster, const Block *block)
{
    for (size_t i = 0; i < block->figure_count; i++) {
        const FigureCell *cell = &block->figures[i];
        char *text = arena_printf(poster->layout.arena, "%s %s%s%s", cell->label ? cell->label : "",
                                  cell->value ? cell->value : "", cell->unit ? cell->unit : "",
                                  cell->fraction ? cell->fraction : "");
        if (!text_piece(poster, text, FACE_SANS, new_element(poster, TAG_P)))
            return false;
    }
    return true;
}

static bool build_section(Poster *poster, Section *section, size_t rows_shown)
{
    Layout *layout = &poster->layout;
    const Document *doc = layout->doc;
    section->first_piece = layout->count;
    section->placed = false;
    if (!section_heading(poster, &doc->blocks[section->heading]))
        return error_in(poster->err, "block %zu (heading)", section->heading + 1);
    size_t after_heading = layout->count;
    bool vote = section->rank == 0 && section->level > 1;
    for (size_t b = section->from; b < section->to; b++) {
        const Block *block = &doc->blocks[b];
        bool good = true;
        if (block == poster->box)
            continue;
        switch (block->kind) {
        case BLOCK_TABLE:
            /* The count of a vote is long; its result stands in the words above it. */
            if (vote)
                poster->cut = true;
            else
                good = section_table(poster, block, rows_shown);
            break;
        case BLOCK_PROSE:
            /* What was decided, until when, how to object: seven lines whatever the room. */
            if (rows_shown == 0 && section->rank > 2)
                poster->cut = true;
            else
                good =
                    section_prose(poster, block, rows_shown,
                                  section->rank <= 2 && rows_shown < 3 ? 7 : 3 * rows_shown, vote);
            break;
        case BLOCK_NOTICE:
            if (block == objection(doc) && (poster->channel_shown || rows_shown < 2)) {
                poster->cut = poster->cut || !poster->channel_shown;
                break; /* it stands in the foot, or on the A4 notice */
            }
            good = text_piece(poster, block->text, FACE_SANS_BOLD, new_element(poster, TAG_P));
            break;
        case BLOCK_FIGURES:
            good = section_figures(poster, block);
            break;
        default: /* charts are on the A4 bulletin; the signature is in the head */
            break;
        }
        if (!good)
            return error_in(poster->err, "block %zu", b + 1);
    }
    /* A heading over nothing is left out. */
    if (layout->count == after_heading)
        layout->count = section->first_piece;
    section->last_piece = layout->count;
    section->height = 0;
    for (size_t i = section->first_piece; i < section->last_piece; i++)
        section->height += layout->pieces[i].height;
    return true;
}

/* One that is asked for first outweighs any two of the next rank. */
static long weight_of(const Section *section)
{
    return 1L << 3 * (7 - section->rank);
}

/* Sections into two columns of height `room`; the weight of those that stand. */
static long fill_columns(Poster *poster, double room, bool show, double y)
{
    double used[2] = {0, 0}, gap = 5 * MM;
    long placed = 0;
    for (size_t s = 0; s < poster->count; s++) {
        Section *section = &poster->sections[s];
        if (section->first_piece == section->last_piece)
            continue;
        int to = -1;
        /* Into the emptier column, the left one first. */
        for (int c = 0; c < 2; c++) {
            double need = section->height + (used[c] > 0 ? gap : 0);
            if (used[c] + need <= room && (to < 0 || used[c] < used[to] - 1))
                to = c;
        }
        if (to < 0)
            continue;
        placed += weight_of(section);
        if (used[to] > 0)
            used[to] += gap;
        if (show) {
            section->placed = true;
            double x = SIDE + (to ? column.w + COLUMN_GAP : 0), at = y + used[to];
            for (size_t i = section->first_piece; i < section->last_piece; i++) {
                const Piece *piece = &poster->layout.pieces[i];
                show_append(poster->layout.arena, poster->shows, &piece->shows, x, at);
                at += piece->height;
            }
        }
        used[to] += section->height;
    }
    return placed;
}

static bool show_sections(Poster *poster, double y, double bottom)
{
    static const size_t detail[] = {12, 8, 5, 4, 3, 2, 1, 0};
    size_t best = 0, choices = sizeof detail / sizeof *detail;
    long best_placed = 0;
    find_sections(poster);
    bool box_cut = poster->cut, all = false;
    for (size_t d = 0; d < choices && !all; d++) {
        poster->layout.count = 0;
        poster->cut = box_cut;
        long wanted = 0;
        for (size_t s = 0; s < poster->count; s++) {
            if (!build_section(poster, &poster->sections[s], detail[d]))
                return false;
            if (poster->sections[s].first_piece != poster->sections[s].last_piece)
                wanted += weight_of(&poster->sections[s]);
        }
        double room = bottom - y - (poster->cut ? LINE + 4 : 0);
        long placed = fill_columns(poster, room, false, y);
        if (placed > best_placed || d == 0) {
            best = d;
            best_placed = placed;
        }
        all = placed == wanted;
    }
    poster->layout.count = 0;
    poster->cut = box_cut;
    for (size_t s = 0; s < poster->count; s++)
        if (!build_section(poster, &poster->sections[s], detail[best]))
            return false;
    poster->cut = poster->cut || !all;
    double room = bottom - y - (poster->cut ? LINE + 4 : 0);
    fill_columns(poster, room, true, y);
    if (!poster->cut)
        return true;
    return line(poster,
                is_english(poster) ? "The full text is in the A4 notice." : "全文见A4公示。",
                FACE_SANS_BOLD, TEXT, SIDE + page.w, bottom - 8, ALIGN_RIGHT,
                new_element(poster, TAG_P), NULL);
}

bool poster_document(Arena *arena, const PdfFonts *fonts, const Document *doc, const Value *style,
                     Display *out, Error *err)
{
    (void)style;
    *out = (Display){.arena = arena,
                     .width = page.page_w,
                     .height = page.page_h,
                     .area_left = SIDE,
                     .area_left_even = SIDE,
                     .area_top = TOP,
                     .area_w = page.w,
                     .area_h = page.h};
    int index = display_page(out);
    Poster poster = {.layout = {.arena = arena,
                                .fonts = fonts,
                                .doc = doc,
                                .product = PDF_POSTER,
                                .g = &column,
                                .display = out},
                     .shows = &out->pages[index],
                     .box = find_block(doc, BLOCK_FIGURES),
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
    if (!show_sections(&poster, y + 7 * MM, foot - 3 * MM))
        return error_in(err, "poster");
    show_append(arena, &body, &below, 0, 0);
    out->pages[index] = body;
    return !doc->draft || layout_draft(&poster.layout, &page, index, err);
}
