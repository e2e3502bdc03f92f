/*
 * para.c - see para.h.
 *
 * A paragraph is an array of clusters (one character each). What stands between
 * two neighbours is known before any line is: pair[i] is the space (or, for
 * punctuation beside punctuation, the squeeze) before cluster i, give[i] how much
 * of it may still be taken away. So the width of any run of clusters is a
 * difference of two sums, and breaking is linear.
 */
#include "render/pdf/para.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "render/pdf/kinsoku.h"

#define MARK_FIRST 0xE010u
#define HAN_LATIN_GAP 0.18

typedef struct {
    uint32_t c;
    uint16_t glyph;
    uint8_t face, kind, tint;
    bool is_mark, new_line, squeezes;
    float size, advance, native, shift, rise;
    const char *link;
    int element; /* ELEMENT_ARTIFACT: the line's */
} Cluster;

struct Para {
    Arena *arena;
    const PdfFonts *fonts;
    Cluster *clusters;
    size_t count, capacity;
    bool new_line;
    int element;
    Tint tint;
    bool alarm; /* behind ▲ or a dashed square, up to the next punctuation */
    bool measured;
    uint8_t *breaks;        /* Break, before cluster i */
    float *pair, *give;     /* before cluster i */
    double *sum, *sum_give; /* of everything before cluster i, pair[i] not included */
};

Para *para_new(Arena *arena, const PdfFonts *fonts)
{
    Para *para = ARENA_NEW(arena, Para);
    para->arena = arena;
    para->fonts = fonts;
    para->element = ELEMENT_ARTIFACT;
    return para;
}

bool para_empty(const Para *para)
{
    return para->count == 0;
}

void para_element(Para *para, int element)
{
    para->element = element;
}

void para_tint(Para *para, Tint tint)
{
    para->tint = tint;
}

void para_new_line(Para *para)
{
    para->new_line = true;
}

static bool drawn_shape(uint32_t c, Mark *mark)
{
    if (c >= MARK_FIRST && c <= MARK_FIRST + MARK_NO) {
        *mark = (Mark)(c - MARK_FIRST);
        return true;
    }
    switch (c) {
    case 0x2610:
        *mark = MARK_BOX;
        return true;
    case 0x2611:
        *mark = MARK_CHECKED;
        return true;
    case 0x221A:
        *mark = MARK_YES;
        return true;
    case 0xD7:
        *mark = MARK_NO;
        return true;
    default:
        return false;
    }
}

/*
 * A han that no rule is about alone, as nearly all characters are, of `length` bytes at `text`; 0:
 * another one.
 */
static uint32_t plain_han(const char *text, size_t length)
{
    const unsigned char *b = (const unsigned char *)text;
    if (length < 3 || (b[0] & 0xF0) != 0xE0 || (b[1] & 0xC0) != 0x80 || (b[2] & 0xC0) != 0x80)
        return 0;
    uint32_t c = (uint32_t)(b[0] & 0x0F) << 12 | (uint32_t)(b[1] & 0x3F) << 6 | (b[2] & 0x3F);
    return c >= 0x3400 && c <= 0x9FFF ? c : 0;
}

/* Characters that leave no trace on paper. */
static bool is_invisible(uint32_t c)
{
    return c < 0x20 || c == 0x7F || c == 0xAD || (c >= 0x200B && c <= 0x200F) || c == 0xFEFF ||
           (c >= 0x2028 && c <= 0x202E) || (c >= 0x2060 && c <= 0x206F) ||
           (c >= 0xFE00 && c <= 0xFE0F) || (c >= 0xE0100 && c <= 0xE01EF);
}

static void reserve(Para *para, size_t more)
{
    if (para->capacity - para->count >= more)
        return;
    size_t room = para->capacity * 2 > para->count + more ? para->capacity * 2 : para->count + more;
    Cluster *grown = ARENA_NEW_ARRAY(para->arena, room, Cluster);
    if (para->count)
        memcpy(grown, para->clusters, para->count * sizeof *grown);
    para->clusters = grown;
    para->capacity = room;
}

static Cluster *add_cluster(Para *para)
{
    reserve(para, 1);
    Cluster *cluster = &para->clusters[para->count++];
    *cluster = (Cluster){.new_line = para->new_line && para->count > 1,
                         .element = para->element,
                         .tint = (uint8_t)(para->alarm ? TINT_RED : para->tint)};
    para->new_line = false;
    return cluster;
}

static bool lacks(uint32_t c, Error *err)
{
    char bytes[5] = {0};
    utf8_encode(c, bytes);
    return error_set(err, ERR_DATA, "no font has the character '%s' (U+%04X)", bytes, (unsigned)c);
}

/* The glyph of `c` in its face or a stand-in; NULL: no font has it. */
static inline Cluster *add_glyph(Para *para, uint32_t c, KinClass kind, FaceId face, double size,
                                 const char *link, FontGlyph *glyph, Error *err)
{
    /* Red is a grey of dots on a black-and-white printer: only strokes that are thick stay whole.
     */
    FaceId found = para->alarm ? FACE_SANS_BOLD : face;
    if (!fonts_find(para->fonts, &found, c, glyph)) {
        lacks(c, err);
        return NULL;
    }
    Cluster *cluster = add_cluster(para);
    cluster->c = c;
    cluster->glyph = glyph->glyph;
    cluster->face = (uint8_t)found;
    cluster->kind = (uint8_t)kind;
    cluster->size = (float)size;
    cluster->native = cluster->advance = (float)(glyph->advance * size / 1000);
    cluster->link = link;
    if (link)
        cluster->tint = TINT_ACCENT;
    return cluster;
}

static bool add_character(Para *para, uint32_t c, FaceId face, double size, const char *link,
                          Error *err)
{
    Mark mark;
    if (drawn_shape(c, &mark)) {
        para->alarm = mark == MARK_LATE || mark == MARK_NOT_RECEIVED;
        Cluster *cluster = add_cluster(para);
        cluster->c = c;
        cluster->face = (uint8_t)face;
        cluster->is_mark = true;
        cluster->glyph = (uint16_t)mark;
        cluster->kind = (uint8_t)(c >= MARK_FIRST ? KIN_MARK : KIN_HAN);
        cluster->size = (float)size;
        cluster->advance = cluster->native = (float)(size * (c >= MARK_FIRST ? 1.05 : 0.9));
        return true;
    }
    KinClass kind = kinsoku_class(c);
    para->alarm = para->alarm && kind != KIN_CLOSE && kind != KIN_OPEN;
    FontGlyph glyph;
    Cluster *cluster = add_glyph(para, c, kind, face, size, link, &glyph, err);
    if (!cluster)
        return false;
    cluster->squeezes = kinsoku_squeezable(c) && glyph.advance >= 900;
    if (cluster->kind == KIN_DIGIT) {
        FaceId found = (FaceId)cluster->face;
        cluster->advance = (float)(fonts_digit_width(para->fonts, found) * size / 1000);
        cluster->shift = (cluster->advance - cluster->native) / 2;
    }
    return true;
}

bool para_add(Para *para, Rich text, FaceId face, double size, const char *link, Error *err)
{
    size_t length = strlen(text), step;
    bool hidden = false;
    para->measured = false;
    reserve(para, length / 3 + 8); /* enough for han */
    for (size_t i = 0; i < length; i += step) {
        uint32_t han = plain_han(text + i, length - i);
        if (han && !hidden) {
            step = 3;
            if (!add_glyph(para, han, KIN_HAN, face, size, link, &(FontGlyph){0}, err))
                return false;
            continue;
        }
        uint32_t c = utf8_decode(text + i, length - i, &step);
        if (c >= 0xE000 && c <= 0xE002) {
            hidden = c == 0xE000;
            continue;
        }
        if (hidden)
            continue;
        if (c == '\n') {
            para->new_line = true;
            para->alarm = false;
            continue;
        }
        if (c == UTF8_INVALID || is_invisible(c))
            continue;
        if (c == '\t')
            c = ' ';
        FontGlyph pair;
        size_t next_step = 0;
        if (c == 0x2014 && i + step < length &&
            utf8_decode(text + i + step, length - i - step, &next_step) == 0x2014 &&
            fonts_glyph(para->fonts, face, FONTS_DASH_PAIR, &pair)) {
            c = FONTS_DASH_PAIR;
            step += next_step;
        }
        if (!add_character(para, c, face, size, link, err))
            return false;
    }
    return true;
}

bool para_add_raised(Para *para, Rich text, FaceId face, double size, double least, Error *err)
{
    double small = size * 0.6 < least ? least : size * 0.6;
    size_t from = para->count;
    if (!para_add(para, text, face, small, NULL, err))
        return false;
    for (size_t i = from; i < para->count; i++) {
        para->clusters[i].rise = (float)((size - small) * 0.9);
        para->clusters[i].kind = KIN_GLUE;
        para->clusters[i].squeezes = false;
    }
    return true;
}

static bool is_latin(const Cluster *cluster)
{
    if (cluster->c == '/')
        return false; /* 元/户 */
    switch (cluster->kind) {
    case KIN_LATIN:
    case KIN_DIGIT:
        return true;
    case KIN_UNIT:
    case KIN_PREFIX:
        return cluster->advance < cluster->size * 0.95f;
    default:
        return false;
    }
}

static bool is_han(const Cluster *cluster)
{
    return cluster->kind == KIN_HAN && cluster->advance > cluster->size * 0.85f;
}

static void space_pair(Para *para, size_t i)
{
    const Cluster *before = &para->clusters[i - 1], *after = &para->clusters[i];
    double space = 0, give = 0, em = (before->size + after->size) / 2;
    if ((is_han(before) && is_latin(after)) || (is_latin(before) && is_han(after))) {
        space = em * HAN_LATIN_GAP;
        give = space / 2;
    }
    bool closes = before->squeezes && before->kind == KIN_CLOSE;
    bool opens = after->squeezes && after->kind == KIN_OPEN;
    if (closes && (after->kind == KIN_CLOSE || after->kind == KIN_OPEN) && after->squeezes)
        space = -before->size / 2;
    else if (before->squeezes && before->kind == KIN_OPEN && opens)
        space = -after->size / 2;
    else if (closes)
        give = before->size / 2;
    else if (opens)
        give = after->size / 2;
    para->pair[i] = (float)space;
    para->give[i] = (float)give;
}

static void measure(Para *para)
{
    if (para->measured)
        return;
    para->measured = true;
    size_t n = para->count;
    /* All in one piece: most paragraphs are a cell of a table. */
    size_t each = 2 * sizeof(double) + 2 * sizeof(float) + sizeof(uint32_t) + sizeof(uint8_t);
    void *all = arena_array(para->arena, n + 1, each);
    para->sum = all;
    para->sum_give = para->sum + n + 1;
    void *narrow = para->sum_give + n + 1;
    para->pair = narrow;
    para->give = para->pair + n + 1;
    void *last = para->give + n + 1;
    uint32_t *text = last;
    para->breaks = (uint8_t *)(text + n + 1);
    for (size_t i = 0; i < n; i++)
        text[i] = para->clusters[i].c;
    kinsoku_breaks(text, n, para->breaks);
    for (size_t i = 0; i < n; i++) {
        if (i)
            space_pair(para, i);
        if (para->clusters[i].new_line)
            para->breaks[i] = BREAK_USUAL;
        else if (para->clusters[i].rise > 0)
            para->breaks[i] = BREAK_NONE;
        double before = i ? para->pair[i] : 0;
        para->sum[i + 1] = para->sum[i] + before + para->clusters[i].advance;
        para->sum_give[i + 1] = para->sum_give[i] + (i ? para->give[i] : 0);
    }
}

/* Spaces at the ends of a line are not part of it. */
static void trim(const Para *para, size_t *start, size_t *end)
{
    while (*start < *end && para->clusters[*start].kind == KIN_SPACE)
        ++*start;
    while (*end > *start && para->clusters[*end - 1].kind == KIN_SPACE)
        --*end;
}

static double start_squeeze(const Para *para, size_t start)
{
    const Cluster *first = &para->clusters[start];
    return start > 0 && first->squeezes && first->kind == KIN_OPEN ? first->size / 2 : 0;
}

static double line_width(const Para *para, size_t start, size_t end)
{
    trim(para, &start, &end);
    if (start == end)
        return 0;
    const Cluster *last = &para->clusters[end - 1];
    double width = para->sum[end] - para->sum[start] - (start ? para->pair[start] : 0);
    if (last->squeezes && last->kind == KIN_CLOSE)
        width -= last->size / 2;
    return width - start_squeeze(para, start);
}

static double line_give(const Para *para, size_t start, size_t end)
{
    trim(para, &start, &end);
    return start == end ? 0 : para->sum_give[end] - para->sum_give[start + 1];
}

/* Gaps that justification may widen. */
static bool is_gap(const Para *para, size_t i)
{
    const Cluster *before = &para->clusters[i - 1], *after = &para->clusters[i];
    if (before->kind == KIN_SPACE)
        return true;
    if (after->kind == KIN_SPACE || before->kind == KIN_GLUE || after->kind == KIN_GLUE)
        return false;
    if (before->kind == KIN_MARK || before->kind == KIN_PREFIX)
        return false;
    if (before->kind == KIN_MIDDLE && after->kind == KIN_MIDDLE)
        return false;
    if (is_latin(before) && (is_latin(after) || after->kind == KIN_UNIT))
        return false;
    bool ascii = before->c < 0x80 && after->c < 0x80;
    return !ascii;
}

/* The end of the line that begins at `start`, at breaks up to `worst`; 0: none fits. */
static size_t fit_line(const Para *para, size_t start, double room, bool loose, Break worst,
                       double *width_out)
{
    size_t best = 0, n = para->count;
    double best_width = 0;
    for (size_t i = start + 1; i <= n; i++) {
        bool forced = i == n || para->clusters[i].new_line;
        if (!forced && (para->breaks[i] == BREAK_NONE || para->breaks[i] > worst))
            continue;
        double width = line_width(para, start, i);
        if (width <= room + 0.01) {
            best = i;
            best_width = width;
            if (forced)
                break;
            continue;
        }
        /* Squeeze one more piece in where that is the smaller change, or saves the last line. */
        double over = width - room, give = line_give(para, start, i);
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
static bool may_part(const Para *para, size_t i)
{
    KinClass before = (KinClass)para->clusters[i - 1].kind,
             after = (KinClass)para->clusters[i].kind;
    return after != KIN_CLOSE && after != KIN_MIDDLE && after != KIN_UNIT && after != KIN_SPACE &&
           before != KIN_OPEN && before != KIN_MARK && before != KIN_PREFIX;
}

static size_t line_end(const Para *para, size_t start, double room, bool loose)
{
    double width, weak_width, em = para->clusters[start].size;
    size_t n = para->count, best = fit_line(para, start, room, loose, BREAK_USUAL, &width);
    bool ends = best == n || (best && para->clusters[best].new_line);
    /* Three ems of nothing are worse than a rate parted from its fraction. */
    if (best == 0 || (!ends && room - width > 3 * em)) {
        size_t weak = fit_line(para, start, room, loose, BREAK_WEAK, &weak_width);
        best = weak > best ? weak : best;
    }
    if (best)
        return best;
    /* A piece wider than the line: break it where it is full. */
    size_t i = start + 1;
    while (i < n && !para->clusters[i].new_line && line_width(para, start, i + 1) <= room + 0.01)
        i++;
    size_t full = i;
    while (i > start + 1 && i < n && !may_part(para, i))
        i--;
    return i > start + 1 ? i : full;
}

/* Characters that count for "no last line of one": punctuation does not. */
static int visible(const Para *para, size_t start, size_t end)
{
    int count = 0;
    for (size_t i = start; i < end; i++) {
        KinClass kind = (KinClass)para->clusters[i].kind;
        count += kind != KIN_SPACE && kind != KIN_CLOSE && kind != KIN_OPEN &&
                 para->clusters[i].rise <= 0;
    }
    return count;
}

static size_t break_lines(const Para *para, const ParaShape *shape, double width, size_t *ends,
                          size_t limit)
{
    size_t lines = 0, start = 0;
    while (start < para->count && lines < limit) {
        double indent = lines == 0 ? shape->first_indent : shape->indent;
        size_t end = line_end(para, start, width - indent, shape->loose);
        /* Take one piece from this line where the next would be the last, with one character. */
        bool last_next = end < para->count && !para->clusters[end].new_line &&
                         line_end(para, end, width - shape->indent, shape->loose) == para->count;
        if (last_next && visible(para, end, para->count) < 2) {
            size_t earlier = end - 1;
            while (earlier > start &&
                   (!para->breaks[earlier] || visible(para, earlier, para->count) < 2))
                earlier--;
            if (earlier <= start || visible(para, start, earlier) < 2)
                /* One long piece: part it where it hurts least. */
                for (earlier = end - 1; earlier > start; earlier--)
                    if (visible(para, earlier, para->count) >= 2 && may_part(para, earlier))
                        break;
            if (earlier > start && visible(para, start, earlier) > 1 &&
                line_width(para, earlier, para->count) <= width - shape->indent)
                end = earlier;
        }
        ends[lines++] = end;
        start = end;
    }
    return lines;
}

size_t para_break(Para *para, const ParaShape *shape, const ParaLine **out)
{
    measure(para);
    *out = NULL;
    if (para->count == 0)
        return 0;
    size_t *ends = ARENA_NEW_ARRAY(para->arena, para->count, size_t);
    size_t count = break_lines(para, shape, shape->width, ends, para->count);
    if (shape->balanced && count > 1) {
        double low = shape->width / 2, high = shape->width;
        for (int step = 0; step < 12; step++) {
            double middle = (low + high) / 2;
            if (break_lines(para, shape, middle, ends, para->count) > count)
                low = middle;
            else
                high = middle;
        }
        count = break_lines(para, shape, high, ends, para->count);
    }
    ParaLine *lines = ARENA_NEW_ARRAY(para->arena, count, ParaLine);
    for (size_t l = 0, start = 0; l < count; start = ends[l++]) {
        ParaLine *line = &lines[l];
        bool first = l == 0;
        double indent = first ? shape->first_indent : shape->indent;
        double room = shape->width - indent, natural = line_width(para, start, ends[l]);
        *line = (ParaLine){.start = start, .end = ends[l], .x = indent, .width = natural};
        trim(para, &line->start, &line->end);
        bool last = l + 1 == count || para->clusters[ends[l]].new_line;
        if (natural > room + 0.01) {
            double give = line_give(para, start, ends[l]);
            double share = give > 0 ? (natural - room) / give : 0;
            line->stretch = share > 1 ? -1 : -share;
            line->width = natural + line->stretch * give;
        } else if (shape->justify && !last) {
            int gaps = 0;
            for (size_t i = line->start + 1; i < line->end; i++)
                gaps += is_gap(para, i);
            /* A third of an em between all characters is no line any more: it stays ragged. */
            if (gaps && (room - natural) / gaps <= para->clusters[line->start].size * 0.3) {
                line->stretch = (room - natural) / gaps;
                line->width = room;
            }
        }
        if (shape->align == ALIGN_RIGHT)
            line->x = shape->width - line->width;
        else if (shape->align == ALIGN_CENTER)
            line->x = indent + (room - line->width) / 2;
    }
    *out = lines;
    return count;
}

double para_width(const Para *para)
{
    measure((Para *)para);
    double widest = 0;
    for (size_t start = 0; start < para->count;) {
        size_t end = start + 1;
        while (end < para->count && !para->clusters[end].new_line)
            end++;
        double width = line_width(para, start, end);
        widest = width > widest ? width : widest;
        start = end;
    }
    return widest;
}

double para_widest_piece(const Para *para)
{
    measure((Para *)para);
    double widest = 0;
    for (size_t start = 0; start < para->count;) {
        size_t end = start + 1;
        while (end < para->count && !para->breaks[end])
            end++;
        double width = line_width(para, start, end);
        widest = width > widest ? width : widest;
        start = end;
    }
    return widest;
}

static bool same_run(const Cluster *a, const Cluster *b)
{
    return a->face == b->face && a->size == b->size && a->link == b->link && a->rise == b->rise &&
           a->element == b->element && a->tint == b->tint && !a->is_mark && !b->is_mark;
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

void para_show(const Para *para, const ParaLine *line, double x, double y, int element,
               ShowList *list)
{
    assert(line);
    double at = x + line->x;
    if (line->start < line->end)
        at -= start_squeeze(para, line->start);
    for (size_t i = line->start; i < line->end;) {
        const Cluster *first = &para->clusters[i];
        size_t end = i + 1;
        while (end < line->end && same_run(first, &para->clusters[end]))
            end++;
        ShowGlyph *glyphs = ARENA_NEW_ARRAY(para->arena, end - i, ShowGlyph);
        Show show = {.kind = SHOW_TEXT,
                     .element = first->element >= 0 ? first->element : element,
                     .y = y - first->rise,
                     .h = first->size,
                     .face = (FaceId)first->face,
                     .glyphs = glyphs,
                     .count = end - i,
                     .link = first->link,
                     .tint = (Tint)first->tint};
        double here = at, ink_end = 0;
        for (size_t k = i; k < end; k++) {
            const Cluster *cluster = &para->clusters[k];
            if (k > line->start) {
                double space = para->pair[k];
                if (line->stretch < 0)
                    space += line->stretch * para->give[k];
                else if (line->stretch > 0 && is_gap(para, k))
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
