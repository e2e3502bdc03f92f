/*
 * measured.c - see measured.h.
 *
 * A table by all that the result follows from: the text itself, its style, and what stands before
 * it. A paragraph of several styles is a chain of entries, each with the clusters of all before it.
 *
 * What stands between two neighbours is known before any line is: pair[i] is the space (or, for
 * punctuation beside punctuation, the squeeze) before cluster i, give[i] how much of it may still
 * be taken away. So the width of any run of clusters is a difference of two sums, and breaking is
 * linear.
 */
#include "render/pdf/measured.h"

#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "render/pdf/kinsoku.h"

#define MARK_FIRST 0xE010u
#define HAN_LATIN_GAP 0.18
#define KEPT_MOST ((size_t)2 << 20) /* bytes; of forty bulletins */

typedef struct Key {
    struct Key *next; /* of the same slot */
    const Measured *before;
    const char *text;
    size_t length;
    TextStyle style;
    Measured measured;
} Key;

#define SLOTS 4096

struct Measures {
    Arena *arena;
    Key *slots[SLOTS];
    Cluster *clusters; /* of the text at hand … */
    size_t cluster_room;
    uint32_t *characters; /* … or the characters of what is finished */
    size_t character_room;
};

Measures *measures_new(void)
{
    Measures *measures = memory_alloc(sizeof *measures);
    measures->arena = arena_new();
    return measures;
}

void measures_free(Measures *measures)
{
    if (!measures)
        return;
    arena_free(measures->arena);
    free(measures->clusters);
    free(measures->characters);
    free(measures);
}

size_t measures_kept(const Measures *measures)
{
    return arena_used(measures->arena);
}

void measures_tidy(Measures *measures)
{
    if (measures_kept(measures) <= KEPT_MOST)
        return;
    arena_free(measures->arena);
    measures->arena = arena_new();
    memset(measures->slots, 0, sizeof measures->slots);
}

/* --- clusters ----------------------------------------------------------------------------- */

/* Text that is being added to: `clusters` has room for all of it. */
typedef struct {
    const PdfFonts *fonts;
    const TextStyle *style;
    Cluster *clusters;
    size_t count;
    bool new_line, alarm;
} Line;

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

static Cluster *add_cluster(Line *line)
{
    Cluster *cluster = &line->clusters[line->count++];
    *cluster = (Cluster){.new_line = line->new_line && line->count > 1,
                         .tint = (uint8_t)(line->alarm ? TINT_RED : line->style->tint)};
    line->new_line = false;
    return cluster;
}

static bool lacks(uint32_t c, Error *err)
{
    char bytes[5] = {0};
    utf8_encode(c, bytes);
    return error_set(err, ERR_DATA, "no font has the character '%s' (U+%04X)", bytes, (unsigned)c);
}

/* The glyph of `c` in its face or a stand-in; NULL: no font has it. */
static inline Cluster *add_glyph(Line *line, uint32_t c, KinClass kind, FontGlyph *glyph,
                                 Error *err)
{
    const TextStyle *style = line->style;
    /* Red is a grey of dots on a black-and-white printer: only strokes that are thick stay whole.
     */
    FaceId found = line->alarm ? FACE_SANS_BOLD : style->face;
    if (!fonts_find(line->fonts, &found, c, glyph)) {
        lacks(c, err);
        return NULL;
    }
    Cluster *cluster = add_cluster(line);
    cluster->c = c;
    cluster->glyph = glyph->glyph;
    cluster->face = (uint8_t)found;
    cluster->kind = (uint8_t)kind;
    cluster->size = (float)style->size;
    cluster->native = cluster->advance = (float)(glyph->advance * style->size / 1000);
    cluster->link = style->link;
    if (style->link)
        cluster->tint = TINT_ACCENT;
    return cluster;
}

static bool add_character(Line *line, uint32_t c, Error *err)
{
    double size = line->style->size;
    Mark mark;
    if (drawn_shape(c, &mark)) {
        line->alarm = mark == MARK_LATE || mark == MARK_NOT_RECEIVED;
        Cluster *cluster = add_cluster(line);
        cluster->c = c;
        cluster->face = (uint8_t)line->style->face;
        cluster->is_mark = true;
        cluster->glyph = (uint16_t)mark;
        cluster->kind = (uint8_t)(c >= MARK_FIRST ? KIN_MARK : KIN_HAN);
        cluster->size = (float)size;
        cluster->advance = cluster->native = (float)(size * (c >= MARK_FIRST ? 1.05 : 0.9));
        return true;
    }
    KinClass kind = kinsoku_class(c);
    line->alarm = line->alarm && kind != KIN_CLOSE && kind != KIN_OPEN;
    FontGlyph glyph;
    Cluster *cluster = add_glyph(line, c, kind, &glyph, err);
    if (!cluster)
        return false;
    cluster->squeezes = kinsoku_squeezable(c) && glyph.advance >= 900;
    if (cluster->kind == KIN_DIGIT) {
        FaceId found = (FaceId)cluster->face;
        cluster->advance = (float)(fonts_digit_width(line->fonts, found) * size / 1000);
        cluster->shift = (cluster->advance - cluster->native) / 2;
    }
    return true;
}

static bool add_text(Line *line, Rich text, size_t length, Error *err)
{
    size_t step;
    bool hidden = false;
    for (size_t i = 0; i < length; i += step) {
        uint32_t han = plain_han(text + i, length - i);
        if (han && !hidden) {
            step = 3;
            if (!add_glyph(line, han, KIN_HAN, &(FontGlyph){0}, err))
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
            line->new_line = true;
            line->alarm = false;
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
            fonts_glyph(line->fonts, line->style->face, FONTS_DASH_PAIR, &pair)) {
            c = FONTS_DASH_PAIR;
            step += next_step;
        }
        if (!add_character(line, c, err))
            return false;
    }
    return true;
}

static bool same_run(const Cluster *a, const Cluster *b)
{
    return a->face == b->face && a->size == b->size && a->link == b->link && a->rise == b->rise &&
           a->tint == b->tint && !a->is_mark && !b->is_mark;
}

static void raise_clusters(Line *line, size_t from)
{
    for (size_t i = from; line->style->raised && i < line->count; i++) {
        line->clusters[i].rise = line->style->rise;
        line->clusters[i].kind = KIN_GLUE;
        line->clusters[i].squeezes = false;
    }
}

/* All of `before` and `text`, in `arena`; false: a character is lacking. */
static bool make(Measures *measures, const PdfFonts *fonts, Arena *arena, const Measured *before,
                 Rich text, size_t length, const TextStyle *style, Measured *out, Error *err)
{
    size_t from = before ? before->count : 0;
    GROW(measures->clusters, measures->cluster_room, from + length + 1);
    if (from)
        memcpy(measures->clusters, before->clusters, from * sizeof *measures->clusters);
    Line line = {.fonts = fonts,
                 .style = style,
                 .clusters = measures->clusters,
                 .count = from,
                 .new_line = style->new_line,
                 .alarm = before && before->alarm};
    if (!add_text(&line, text, length, err))
        return false;
    raise_clusters(&line, from);
    for (size_t i = from ? from : 1; i < line.count; i++)
        line.clusters[i].joins = same_run(&line.clusters[i - 1], &line.clusters[i]);
    void *kept = arena_copy(arena, (const char *)line.clusters, line.count * sizeof *line.clusters);
    *out = (Measured){.clusters = kept,
                      .count = line.count,
                      .new_line = line.new_line,
                      .alarm = line.alarm,
                      .width = -1,
                      .widest_piece = -1,
                      .arena = arena};
    return true;
}

/* --- what was measured before ------------------------------------------------------------- */

static uint64_t mix(uint64_t hash, uint64_t value)
{
    hash = (hash ^ value) * 0x9E3779B97F4A7C15u; /* 2^64 by the golden ratio */
    return hash ^ hash >> 29;
}

static size_t slot_of(const Measured *before, Rich text, size_t length, const TextStyle *style)
{
    uint64_t hash = mix((uint64_t)(uintptr_t)before, length), piece;
    hash = mix(hash, (uint64_t)(style->size * 64) << 8 | (uint64_t)style->face);
    for (; length >= sizeof piece; text += sizeof piece, length -= sizeof piece) {
        memcpy(&piece, text, sizeof piece);
        hash = mix(hash, piece);
    }
    piece = 0;
    memcpy(&piece, text, length);
    return mix(hash, piece) >> 32 & (SLOTS - 1);
}

static bool same_style(const TextStyle *a, const TextStyle *b)
{
    return a->face == b->face && a->size == b->size && a->tint == b->tint && a->link == b->link &&
           a->new_line == b->new_line && a->raised == b->raised && a->rise == b->rise;
}

Measured *measured_text(const PdfFonts *fonts, Arena *arena, const Measured *before, Rich text,
                        const TextStyle *style, Error *err)
{
    Measures *measures = fonts_measures(fonts);
    size_t length = strlen(text);
    if (style->link || (before && !before->key)) {
        Measured *own = ARENA_NEW(arena, Measured);
        return make(measures, fonts, arena, before, text, length, style, own, err) ? own : NULL;
    }
    Key **slot = &measures->slots[slot_of(before, text, length, style)];
    for (Key *key = *slot; key; key = key->next)
        if (key->before == before && key->length == length && same_style(&key->style, style) &&
            memcmp(key->text, text, length) == 0)
            return &key->measured;
    Key *key = ARENA_NEW(measures->arena, Key);
    if (!make(measures, fonts, measures->arena, before, text, length, style, &key->measured, err))
        return NULL;
    key->before = before;
    key->text = arena_copy(measures->arena, text, length);
    key->length = length;
    key->style = *style;
    key->measured.key = key;
    key->next = *slot;
    *slot = key;
    return &key->measured;
}

/* --- what stands between clusters --------------------------------------------------------- */

bool cluster_is_latin(const Cluster *cluster)
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

static void space_pair(Measured *text, size_t i)
{
    const Cluster *before = &text->clusters[i - 1], *after = &text->clusters[i];
    double space = 0, give = 0, em = (before->size + after->size) / 2;
    if ((is_han(before) && cluster_is_latin(after)) ||
        (cluster_is_latin(before) && is_han(after))) {
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
    text->pair[i] = (float)space;
    text->give[i] = (float)give;
}

void measured_finish(const PdfFonts *fonts, Measured *text)
{
    if (text->finished)
        return;
    text->finished = true;
    Measures *measures = fonts_measures(fonts);
    size_t n = text->count;
    /* All in one piece: most paragraphs are a cell of a table. */
    size_t each = 2 * sizeof(double) + 2 * sizeof(float) + sizeof(uint8_t);
    void *all = arena_array(text->arena, n + 1, each);
    text->sum = all;
    text->sum_give = text->sum + n + 1;
    void *narrow = text->sum_give + n + 1;
    text->pair = narrow;
    text->give = text->pair + n + 1;
    void *last = text->give + n + 1;
    uint8_t *breaks = last;
    text->breaks = breaks;
    GROW(measures->characters, measures->character_room, n);
    for (size_t i = 0; i < n; i++)
        measures->characters[i] = text->clusters[i].c;
    kinsoku_breaks(measures->characters, n, breaks);
    for (size_t i = 0; i < n; i++) {
        if (i)
            space_pair(text, i);
        if (text->clusters[i].new_line) {
            breaks[i] = BREAK_USUAL;
            text->lines = true;
        } else if (text->clusters[i].rise > 0) {
            breaks[i] = BREAK_NONE;
        }
        double before = i ? text->pair[i] : 0;
        text->sum[i + 1] = text->sum[i] + before + text->clusters[i].advance;
        text->sum_give[i + 1] = text->sum_give[i] + (i ? text->give[i] : 0);
    }
}
