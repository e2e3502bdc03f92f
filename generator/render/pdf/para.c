/*
 * para.c - see para.h.
 *
 * A paragraph is text as measured.h has it, broken into lines. Lines depend on the text and on the
 * shape alone: they are kept with it.
 */
#include "render/pdf/para.h"

#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "render/pdf/kinsoku.h"
#include "render/pdf/measured.h"

struct Para {
    Arena *arena;
    const PdfFonts *fonts;
    Measured *text; /* NULL: nothing was added */
    bool new_line;
    Tint tint;
    int element; /* of the clusters between these: all others belong to the line's */
    size_t element_from, element_end;
};

Para *para_new(Arena *arena, const PdfFonts *fonts)
{
    Para *para = ARENA_NEW(arena, Para);
    para->arena = arena;
    para->fonts = fonts;
    para->element = ELEMENT_ARTIFACT;
    return para;
}

static size_t count_of(const Para *para)
{
    return para->text ? para->text->count : 0;
}

bool para_empty(const Para *para)
{
    return count_of(para) == 0;
}

void para_element(Para *para, int element)
{
    if (element == ELEMENT_ARTIFACT) {
        para->element_end = count_of(para);
        return;
    }
    assert(para->element == ELEMENT_ARTIFACT); /* one stretch is all that is asked for */
    para->element = element;
    para->element_from = count_of(para);
    para->element_end = SIZE_MAX;
}

void para_tint(Para *para, Tint tint)
{
    para->tint = tint;
}

void para_new_line(Para *para)
{
    para->new_line = true;
}

static bool add(Para *para, Rich text, TextStyle style, Error *err)
{
    style.tint = para->tint;
    style.new_line = para->new_line;
    Measured *longer = measured_text(para->fonts, para->arena, para->text, text, &style, err);
    if (!longer)
        return false;
    para->text = longer;
    para->new_line = longer->new_line;
    return true;
}

bool para_add(Para *para, Rich text, FaceId face, double size, const char *link, Error *err)
{
    return add(para, text, (TextStyle){.face = face, .size = size, .link = link}, err);
}

bool para_add_raised(Para *para, Rich text, FaceId face, double size, double least, Error *err)
{
    double small = size * 0.6 < least ? least : size * 0.6;
    float rise = (float)((size - small) * 0.9);
    return add(para, text, (TextStyle){.face = face, .size = small, .raised = true, .rise = rise},
               err);
}

/* Spaces at the ends of a line are not part of it. */
static void trim(const Measured *text, size_t *start, size_t *end)
{
    while (*start < *end && text->clusters[*start].kind == KIN_SPACE)
        ++*start;
    while (*end > *start && text->clusters[*end - 1].kind == KIN_SPACE)
        --*end;
}

static double start_squeeze(const Measured *text, size_t start)
{
    const Cluster *first = &text->clusters[start];
    return start > 0 && first->squeezes && first->kind == KIN_OPEN ? first->size / 2 : 0;
}

static double line_width(const Measured *text, size_t start, size_t end)
{
    trim(text, &start, &end);
    if (start == end)
        return 0;
    const Cluster *last = &text->clusters[end - 1];
    double width = text->sum[end] - text->sum[start] - (start ? text->pair[start] : 0);
    if (last->squeezes && last->kind == KIN_CLOSE)
        width -= last->size / 2;
    return width - start_squeeze(text, start);
}

static double line_give(const Measured *text, size_t start, size_t end)
{
    trim(text, &start, &end);
    return start == end ? 0 : text->sum_give[end] - text->sum_give[start + 1];
}

/* Gaps that justification may widen. */
static bool is_gap(const Measured *text, size_t i)
{
    const Cluster *before = &text->clusters[i - 1], *after = &text->clusters[i];
    if (before->kind == KIN_SPACE)
        return true;
    if (after->kind == KIN_SPACE || before->kind == KIN_GLUE || after->kind == KIN_GLUE)
        return false;
    if (before->kind == KIN_MARK || before->kind == KIN_PREFIX)
        return false;
    if (before->kind == KIN_MIDDLE && after->kind == KIN_MIDDLE)
        return false;
    if (cluster_is_latin(before) && (cluster_is_latin(after) || after->kind == KIN_UNIT))
        return false;
    bool ascii = before->c < 0x80 && after->c < 0x80;
    return !ascii;
}

/* The end of the line that begins at `start`, at breaks up to `worst`; 0: none fits. */
static size_t fit_line(const Measured *text, size_t start, double room, bool loose, Break worst,
                       double *width_out)
{
    size_t best = 0, n = text->count;
    double best_width = 0;
    for (size_t i = start + 1; i <= n; i++) {
        bool forced = i == n || text->clusters[i].new_line;
        if (!forced && (text->breaks[i] == BREAK_NONE || text->breaks[i] > worst))
            continue;
        double width = line_width(text, start, i);
        if (width <= room + 0.01) {
            best = i;
            best_width = width;
            if (forced)
                break;
            continue;
        }
        /* Squeeze one more piece in where that is the smaller change, or saves the last line. */
        double over = width - room, give = line_give(text, start, i);
        if (over <= give && (best == 0 || i == n || (!loose && over * 1.5 < room - best_width))) {
            best = i;
            best_width = room;
        }
        break;
    }
    *width_out = best_width;
    return best;
}

/* Where even a piece that should be whole may be parted: not before a comma, not behind “. */
static bool may_part(const Measured *text, size_t i)
{
    KinClass before = (KinClass)text->clusters[i - 1].kind,
             after = (KinClass)text->clusters[i].kind;
    return after != KIN_CLOSE && after != KIN_MIDDLE && after != KIN_UNIT && after != KIN_SPACE &&
           before != KIN_OPEN && before != KIN_MARK && before != KIN_PREFIX;
}

static size_t line_end(const Measured *text, size_t start, double room, bool loose)
{
    double width, weak_width, em = text->clusters[start].size;
    size_t n = text->count, best = fit_line(text, start, room, loose, BREAK_USUAL, &width);
    bool ends = best == n || (best && text->clusters[best].new_line);
    /* Three ems of nothing are worse than a rate parted from its fraction. */
    if (best == 0 || (!ends && room - width > 3 * em)) {
        size_t weak = fit_line(text, start, room, loose, BREAK_WEAK, &weak_width);
        best = weak > best ? weak : best;
    }
    if (best)
        return best;
    /* A piece wider than the line: break it where it is full. */
    size_t i = start + 1;
    while (i < n && !text->clusters[i].new_line && line_width(text, start, i + 1) <= room + 0.01)
        i++;
    size_t full = i;
    while (i > start + 1 && i < n && !may_part(text, i))
        i--;
    return i > start + 1 ? i : full;
}

/* Characters that count for "no last line of one": punctuation does not. */
static int visible(const Measured *text, size_t start, size_t end)
{
    int count = 0;
    for (size_t i = start; i < end; i++) {
        KinClass kind = (KinClass)text->clusters[i].kind;
        count += kind != KIN_SPACE && kind != KIN_CLOSE && kind != KIN_OPEN &&
                 text->clusters[i].rise <= 0;
    }
    return count;
}

static size_t break_lines(const Measured *text, const ParaShape *shape, double width, size_t *ends,
                          size_t limit)
{
    size_t lines = 0, start = 0;
    while (start < text->count && lines < limit) {
        double indent = lines == 0 ? shape->first_indent : shape->indent;
        size_t end = line_end(text, start, width - indent, shape->loose);
        /* Take one piece from this line where the next would be the last, with one character. */
        bool last_next = end < text->count && !text->clusters[end].new_line &&
                         line_end(text, end, width - shape->indent, shape->loose) == text->count;
        if (last_next && visible(text, end, text->count) < 2) {
            size_t earlier = end - 1;
            while (earlier > start &&
                   (!text->breaks[earlier] || visible(text, earlier, text->count) < 2))
                earlier--;
            if (earlier <= start || visible(text, start, earlier) < 2)
                /* One long piece: part it where it hurts least. */
                for (earlier = end - 1; earlier > start; earlier--)
                    if (visible(text, earlier, text->count) >= 2 && may_part(text, earlier))
                        break;
            if (earlier > start && visible(text, start, earlier) > 1 &&
                line_width(text, earlier, text->count) <= width - shape->indent)
                end = earlier;
        }
        ends[lines++] = end;
        start = end;
    }
    return lines;
}

/* As it was broken into lines of a shape before. */
typedef struct Broken {
    struct Broken *next;
    ParaShape shape;
    const ParaLine *lines;
    size_t count;
} Broken;

#define BROKEN_MOST 4 /* are kept of a text */

static bool same_shape(const ParaShape *a, const ParaShape *b)
{
    return a->width == b->width && a->first_indent == b->first_indent && a->indent == b->indent &&
           a->align == b->align && a->justify == b->justify && a->balanced == b->balanced &&
           a->loose == b->loose;
}

static const Broken *find_broken(const Measured *text, const ParaShape *shape)
{
    const Broken *broken = text->broken;
    while (broken && !same_shape(&broken->shape, shape))
        broken = broken->next;
    return broken;
}

static void keep_broken(Measured *text, const ParaShape *shape, const ParaLine *lines, size_t count)
{
    Broken *broken = ARENA_NEW(text->arena, Broken);
    *broken = (Broken){text->broken, *shape, lines, count};
    text->broken = broken;
    for (int others = 1; broken && others < BROKEN_MOST; others++)
        broken = broken->next;
    if (broken)
        broken->next = NULL;
}

static void place_line(const Measured *text, const ParaShape *shape, size_t start, size_t end,
                       ParaLine *line)
{
    double indent = start == 0 ? shape->first_indent : shape->indent;
    double room = shape->width - indent, natural = line_width(text, start, end);
    *line = (ParaLine){.start = start, .end = end, .x = indent, .width = natural};
    trim(text, &line->start, &line->end);
    bool last = end == text->count || text->clusters[end].new_line;
    if (natural > room + 0.01) {
        double give = line_give(text, start, end);
        double share = give > 0 ? (natural - room) / give : 0;
        line->stretch = share > 1 ? -1 : -share;
        line->width = natural + line->stretch * give;
    } else if (shape->justify && !last) {
        int gaps = 0;
        for (size_t i = line->start + 1; i < line->end; i++)
            gaps += is_gap(text, i);
        /* A third of an em between all characters is no line any more: it stays ragged. */
        if (gaps && (room - natural) / gaps <= text->clusters[line->start].size * 0.3) {
            line->stretch = (room - natural) / gaps;
            line->width = room;
        }
    }
    if (shape->align == ALIGN_RIGHT)
        line->x = shape->width - line->width;
    else if (shape->align == ALIGN_CENTER)
        line->x = indent + (room - line->width) / 2;
}

static size_t break_text(Measured *text, const ParaShape *shape, const ParaLine **out)
{
    size_t *ends = memory_alloc(text->count * sizeof *ends);
    size_t count = break_lines(text, shape, shape->width, ends, text->count);
    if (shape->balanced && count > 1) {
        double low = shape->width / 2, high = shape->width;
        for (int step = 0; step < 12; step++) {
            double middle = (low + high) / 2;
            if (break_lines(text, shape, middle, ends, text->count) > count)
                low = middle;
            else
                high = middle;
        }
        count = break_lines(text, shape, high, ends, text->count);
    }
    ParaLine *lines = ARENA_NEW_ARRAY(text->arena, count, ParaLine);
    for (size_t l = 0, start = 0; l < count; start = ends[l++])
        place_line(text, shape, start, ends[l], &lines[l]);
    free(ends);
    keep_broken(text, shape, lines, count);
    *out = lines;
    return count;
}

size_t para_break(Para *para, const ParaShape *shape, const ParaLine **out)
{
    *out = NULL;
    if (para_empty(para))
        return 0;
    Measured *text = para->text;
    measured_finish(para->fonts, text);
    /* Most are a cell of a table, on one line. */
    if (!text->lines &&
        line_width(text, 0, text->count) <= shape->width - shape->first_indent + 0.01) {
        ParaLine *line = ARENA_NEW(para->arena, ParaLine);
        place_line(text, shape, 0, text->count, line);
        *out = line;
        return 1;
    }
    const Broken *broken = find_broken(text, shape);
    if (!broken)
        return break_text(text, shape, out);
    *out = broken->lines;
    return broken->count;
}

double para_width(const Para *para)
{
    if (para_empty(para))
        return 0;
    Measured *text = para->text;
    measured_finish(para->fonts, text);
    if (text->width >= 0)
        return text->width;
    double widest = 0;
    for (size_t start = 0; start < text->count;) {
        size_t end = start + 1;
        while (end < text->count && !text->clusters[end].new_line)
            end++;
        double width = line_width(text, start, end);
        widest = width > widest ? width : widest;
        start = end;
    }
    return text->width = widest;
}

double para_widest_piece(const Para *para)
{
    if (para_empty(para))
        return 0;
    Measured *text = para->text;
    measured_finish(para->fonts, text);
    if (text->widest_piece >= 0)
        return text->widest_piece;
    double widest = 0;
    for (size_t start = 0; start < text->count;) {
        size_t end = start + 1;
        while (end < text->count && !text->breaks[end])
            end++;
        double width = line_width(text, start, end);
        widest = width > widest ? width : widest;
        start = end;
    }
    return text->widest_piece = widest;
}

static void show_mark(const Para *para, const Cluster *cluster, double x, double y, int element,
                      ShowList *list)
{
    double side = cluster->size * 0.78;
    show_add(para->arena, list,
             (Show){.kind = SHOW_MARK,
                    .element = element,
                    .x = x + cluster->size * 0.02,
                    .y = y + cluster->size * 0.04 - side,
                    .w = side,
                    .h = side,
                    .mark = (Mark)cluster->glyph,
                    .tint = (Tint)cluster->tint});
}

/* Where the run of cluster `i` ends: clusters of one style and one element. */
static size_t run_end(const Para *para, const ParaLine *line, size_t i)
{
    size_t end = i + 1, most = line->end;
    if (i < para->element_from && most > para->element_from)
        most = para->element_from;
    if (i >= para->element_from && i < para->element_end && most > para->element_end)
        most = para->element_end;
    while (end < most && para->text->clusters[end].joins)
        end++;
    return end;
}

void para_show(const Para *para, const ParaLine *line, double x, double y, int element,
               ShowList *list)
{
    assert(line);
    const Measured *text = para->text;
    double at = x + line->x;
    if (line->start < line->end)
        at -= start_squeeze(text, line->start);
    for (size_t i = line->start; i < line->end;) {
        const Cluster *first = &text->clusters[i];
        size_t end = run_end(para, line, i);
        bool own = i >= para->element_from && i < para->element_end;
        ShowGlyph *glyphs = ARENA_NEW_ARRAY(para->arena, end - i, ShowGlyph);
        Show show = {.kind = SHOW_TEXT,
                     .element = own ? para->element : element,
                     .y = y - first->rise,
                     .h = first->size,
                     .face = (FaceId)first->face,
                     .glyphs = glyphs,
                     .count = end - i,
                     .link = first->link,
                     .tint = (Tint)first->tint};
        double here = at, ink_end = 0;
        for (size_t k = i; k < end; k++) {
            const Cluster *cluster = &text->clusters[k];
            if (k > line->start) {
                double space = text->pair[k];
                if (line->stretch < 0)
                    space += line->stretch * text->give[k];
                else if (line->stretch > 0 && is_gap(text, k))
                    space += line->stretch;
                here += space;
            }
            if (k == i)
                show.x = here;
            glyphs[k - i] = (ShowGlyph){.c = cluster->c,
                                        .glyph = cluster->glyph,
                                        .x = (float)(here + cluster->shift - show.x),
                                        .advance = cluster->native};
            if (k > i && here + cluster->shift - ink_end > 0.08 * cluster->size)
                show.spread = true;
            ink_end = here + cluster->shift + cluster->native;
            here += cluster->advance;
        }
        show.w = here - show.x;
        if (first->is_mark)
            show_mark(para, first, show.x, y, show.element, list);
        else
            show_add(para->arena, list, show);
        at = here;
        i = end;
    }
}

bool para_one_line(Arena *arena, const PdfFonts *fonts, Rich text, FaceId face, double size,
                   double x, double y, Align align, int element, ShowList *list, double *width,
                   Error *err)
{
    Para *para = para_new(arena, fonts);
    if (!para_add(para, text, face, size, NULL, err))
        return false;
    double w = para_width(para);
    if (width)
        *width = w;
    if (list == NULL || para_empty(para))
        return true;
    ParaShape shape = {.width = w + 1, .loose = true};
    const ParaLine *lines;
    para_break(para, &shape, &lines);
    double left = align == ALIGN_RIGHT ? x - w : align == ALIGN_CENTER ? x - w / 2 : x;
    para_show(para, &lines[0], left, y, element, list);
    return true;
}
