/*
 * cff.c - see cff.h.
 *
 * A font is  header · names · top dictionary · strings · global subroutines, and where the
 * top dictionary says: charset (ids of characters), FDSelect (font dictionary per glyph),
 * CharStrings (outlines), FDArray (font dictionaries, each naming its Private dictionary).
 */
#include "render/pdf/cff.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "render/pdf/charstring.h"

#define DICTS_MAX 256
#define STANDARD_STRINGS 391 /* have numbers, but no place in a font */

enum { /* operators; those behind an escape (12) are 0x0C00 + the second byte */
       OP_FONT_BOX = 5,
       OP_CHARSET = 15,
       OP_CHARSTRINGS = 17,
       OP_PRIVATE = 18,
       OP_SUBRS = 19,
       OP_DEFAULT_WIDTH = 20,
       OP_NOMINAL_WIDTH = 21,
       OP_FONT_MATRIX = 0x0C07,
       OP_ROS = 0x0C1E,
       OP_CID_COUNT = 0x0C22,
       OP_FD_ARRAY = 0x0C24,
       OP_FD_SELECT = 0x0C25,
       OP_FONT_NAME = 0x0C26
};

typedef struct {
    CffSpan dict, private;
    CffIndex subroutines;
} FontDict;

struct Cff {
    CffSpan all;
    CffIndex names, strings, subroutines, outlines;
    CffSpan top;
    FontDict dicts[DICTS_MAX];
    size_t dict_count;
    uint16_t *characters;   /* per glyph */
    unsigned char *dict_of; /* per glyph */
    Arena *arena;
    CffSpan *flat; /* per glyph: its outline without subroutines, once it was asked for */
    const DeflateCode *code;
    DeflatePiece **coded; /* per glyph: that outline in this code */
};

/* --- dictionaries ------------------------------------------------------------------------- */

typedef struct {
    CffSpan raw; /* operands and operator */
    int op;
    int first, before_last, last; /* operands */
    size_t count;
} Entry;

/* The entry at *at, moving it on; false at the end or where the dictionary is damaged. */
static bool next_entry(CffSpan dict, size_t *at, Entry *out)
{
    const unsigned char *p = dict.at;
    size_t start = *at, i = start;
    *out = (Entry){0};
    while (i < dict.length) {
        unsigned b = p[i];
        size_t left = dict.length - i;
        int value = 0;
        if (b <= 21) {
            size_t width = b == 12 ? 2 : 1;
            if (left < width)
                return false;
            out->op = b == 12 ? 0x0C00 + p[i + 1] : (int)b;
            *at = i + width;
            out->raw = (CffSpan){p + start, *at - start};
            return true;
        }
        if (b == 30) { /* a real number: nibbles up to F */
            for (i++; i < dict.length && (p[i] & 15) != 15 && p[i] >> 4 != 15; i++)
                ;
            i++;
        } else {
            size_t width = b == 28 ? 3 : b == 29 ? 5 : b >= 247 && b <= 254 ? 2 : 1;
            if (left < width || b == 31 || b == 255 || (b > 21 && b < 28))
                return false;
            value = b == 28   ? (int16_t)cff_number(p + i + 1, 2)
                    : b == 29 ? (int)cff_number(p + i + 1, 4)
                    : b < 247 ? (int)b - 139
                    : b < 251 ? ((int)b - 247) * 256 + p[i + 1] + 108
                              : -((int)b - 251) * 256 - p[i + 1] - 108;
            i += width;
        }
        if (out->count++ == 0)
            out->first = value;
        out->before_last = out->last;
        out->last = value;
    }
    return false;
}

static bool find_entry(CffSpan dict, int op, Entry *out)
{
    size_t at = 0;
    while (next_entry(dict, &at, out))
        if (out->op == op)
            return true;
    return false;
}

/* --- reading ------------------------------------------------------------------------------ */

static bool offset_of(CffSpan dict, int op, size_t length, size_t *out)
{
    Entry entry;
    if (!find_entry(dict, op, &entry) || entry.count == 0 || entry.last <= 0 ||
        (size_t)entry.last >= length)
        return false;
    *out = (size_t)entry.last;
    return true;
}

static bool read_charset(Cff *cff, size_t from)
{
    const unsigned char *p = cff->all.at;
    size_t end = cff->all.length, at = from + 1, glyph = 1;
    unsigned format = p[from];
    if (format > 2)
        return false;
    while (glyph < cff->outlines.count) {
        size_t width = format == 0 ? 2 : 2 + format;
        if (at + width > end)
            return false;
        unsigned first = cff_number(p + at, 2), more = format ? cff_number(p + at + 2, format) : 0;
        for (unsigned i = 0; i <= more && glyph < cff->outlines.count; i++)
            cff->characters[glyph++] = (uint16_t)(first + i);
        at += width;
    }
    return true;
}

static bool read_select(Cff *cff, size_t from)
{
    const unsigned char *p = cff->all.at;
    size_t end = cff->all.length, count = cff->outlines.count;
    if (p[from] == 0) {
        if (from + 1 + count > end)
            return false;
        memcpy(cff->dict_of, p + from + 1, count);
    } else if (p[from] == 3 && from + 5 <= end) {
        size_t ranges = cff_number(p + from + 1, 2), at = from + 3;
        if (at + ranges * 3 + 2 > end)
            return false;
        for (size_t r = 0; r < ranges; r++, at += 3) {
            size_t first = cff_number(p + at, 2), last = cff_number(p + at + 3, 2);
            for (size_t g = first; g < last && g < count; g++)
                cff->dict_of[g] = p[at + 2];
        }
    } else {
        return false;
    }
    for (size_t g = 0; g < count; g++)
        if (cff->dict_of[g] >= cff->dict_count)
            return false;
    return true;
}

static bool read_dicts(Cff *cff, size_t from)
{
    CffIndex index;
    if (!cff_index_read(cff->all, from, &index) || index.count == 0 || index.count > DICTS_MAX)
        return false;
    cff->dict_count = index.count;
    for (size_t i = 0; i < index.count; i++) {
        FontDict *dict = &cff->dicts[i];
        Entry entry, subrs;
        dict->dict = cff_index_item(&index, i);
        if (!find_entry(dict->dict, OP_PRIVATE, &entry) || entry.count != 2 ||
            entry.before_last < 0 || entry.last < 0 ||
            (size_t)entry.before_last + (size_t)entry.last > cff->all.length)
            return false;
        dict->private = (CffSpan){cff->all.at + entry.last, (size_t)entry.before_last};
        if (find_entry(dict->private, OP_SUBRS, &subrs) &&
            (subrs.count == 0 || subrs.last <= 0 ||
             !cff_index_read(cff->all, (size_t)entry.last + (size_t)subrs.last,
                             &dict->subroutines)))
            return false;
    }
    return true;
}

static bool read_font(Cff *cff)
{
    CffSpan all = cff->all;
    CffIndex tops;
    Entry ros;
    size_t at, charset, select, outlines, dicts;
    if (all.length < 4 || !cff_index_read(all, all.at[2], &cff->names))
        return false;
    at = all.at[2] + cff->names.whole.length;
    if (!cff_index_read(all, at, &tops) || tops.count != 1)
        return false;
    cff->top = cff_index_item(&tops, 0);
    at += tops.whole.length;
    if (!cff_index_read(all, at, &cff->strings))
        return false;
    at += cff->strings.whole.length;
    if (!cff_index_read(all, at, &cff->subroutines) || !find_entry(cff->top, OP_ROS, &ros) ||
        ros.count != 3 || !offset_of(cff->top, OP_CHARSET, all.length, &charset) ||
        !offset_of(cff->top, OP_FD_SELECT, all.length, &select) ||
        !offset_of(cff->top, OP_CHARSTRINGS, all.length, &outlines) ||
        !offset_of(cff->top, OP_FD_ARRAY, all.length, &dicts) ||
        !cff_index_read(all, outlines, &cff->outlines) || cff->outlines.count == 0)
        return false;
    cff->characters = memory_alloc(cff->outlines.count * sizeof *cff->characters);
    cff->dict_of = memory_alloc(cff->outlines.count);
    cff->flat = memory_alloc(cff->outlines.count * sizeof *cff->flat);
    cff->arena = arena_new();
    return read_charset(cff, charset) && read_dicts(cff, dicts) && read_select(cff, select);
}

Cff *cff_open(const void *bytes, size_t length)
{
    Cff *cff = memory_alloc(sizeof *cff);
    cff->all = (CffSpan){bytes, length};
    if (read_font(cff))
        return cff;
    cff_close(cff);
    return NULL;
}

void cff_close(Cff *cff)
{
    if (!cff)
        return;
    free(cff->characters);
    free(cff->dict_of);
    free(cff->flat);
    free(cff->coded);
    arena_free(cff->arena);
    free(cff);
}

/* --- writing ------------------------------------------------------------------------------ */

static void put_number(Buffer *out, size_t value, unsigned size)
{
    for (unsigned i = size; i-- > 0;)
        buffer_char(out, (char)(value >> (8 * i)));
}

/* As an operand of five bytes, so that its width is known before its value. */
static void put_operand(Buffer *out, size_t value)
{
    buffer_char(out, 29);
    put_number(out, value, 4);
}

static void set_operand(Buffer *out, size_t at, size_t value)
{
    for (unsigned i = 0; i < 4; i++)
        out->bytes[at + 1 + i] = (char)(value >> (24 - 8 * i));
}

static void put_operator(Buffer *out, int op)
{
    if (op >= 0x0C00)
        buffer_char(out, 12);
    buffer_char(out, (char)op);
}

static unsigned offset_size(size_t data)
{
    return data + 1 < 0x100 ? 1 : data + 1 < 0x10000 ? 2 : data + 1 < 0x1000000 ? 3 : 4;
}

/* Head of an index whose items are `lengths` long; the items are to follow. */
static void put_index_head(Buffer *out, const size_t *lengths, size_t count)
{
    size_t total = 0, at = 1;
    for (size_t i = 0; i < count; i++)
        total += lengths[i];
    unsigned size = offset_size(total);
    put_number(out, count, 2);
    buffer_char(out, (char)size);
    put_number(out, at, size);
    for (size_t i = 0; i < count; i++)
        put_number(out, at += lengths[i], size);
}

/* The entries that a subset needs: no hints, no places in the font, no words about it. */
static void put_entries(Buffer *out, CffSpan dict)
{
    Entry entry;
    size_t at = 0;
    while (next_entry(dict, &at, &entry))
        switch (entry.op) {
        case OP_ROS:
        case OP_FONT_MATRIX:
        case OP_FONT_BOX:
        case OP_CID_COUNT:
        case OP_FONT_NAME:
        case OP_DEFAULT_WIDTH:
        case OP_NOMINAL_WIDTH:
            buffer_put(out, entry.raw.at, entry.raw.length);
            break;
        default:
            break;
        }
}

typedef struct {
    const Cff *cff;
    uint16_t *glyphs; /* 0 first */
    size_t count;
    unsigned char new_dict[DICTS_MAX];   /* per old font dictionary: its new number */
    size_t dicts[DICTS_MAX], dict_count; /* old numbers of those used */
} Pick;

static void choose(const Cff *cff, const uint16_t *glyphs, size_t count, Pick *pick)
{
    bool used[DICTS_MAX] = {false};
    *pick = (Pick){.cff = cff, .glyphs = memory_alloc((count + 1) * sizeof *pick->glyphs)};
    pick->count = 1;
    for (size_t i = 0; i < count; i++)
        if (glyphs[i] != 0 && glyphs[i] < cff->outlines.count)
            pick->glyphs[pick->count++] = glyphs[i];
    for (size_t i = 0; i < pick->count; i++)
        used[cff->dict_of[pick->glyphs[i]]] = true;
    for (size_t d = 0; d < cff->dict_count; d++)
        if (used[d]) {
            pick->new_dict[d] = (unsigned char)pick->dict_count;
            pick->dicts[pick->dict_count++] = d;
        }
}

static void put_select(Buffer *out, const Pick *pick)
{
    size_t head = out->length, ranges = 0;
    int before = -1;
    buffer_char(out, 3);
    put_number(out, 0, 2);
    for (size_t i = 0; i < pick->count; i++) {
        int dict = pick->new_dict[pick->cff->dict_of[pick->glyphs[i]]];
        if (dict == before)
            continue;
        put_number(out, i, 2);
        buffer_char(out, (char)dict);
        before = dict;
        ranges++;
    }
    put_number(out, pick->count, 2);
    out->bytes[head + 1] = (char)(ranges >> 8);
    out->bytes[head + 2] = (char)ranges;
}

/* All outlines flattened; false where one cannot be. The glyph of unknown characters is empty. */
static bool flatten(Cff *cff, const uint16_t *glyphs, size_t count)
{
    static const unsigned char nothing[] = {14};
    Buffer outline = {0};
    bool good = true;
    cff->flat[0] = (CffSpan){nothing, sizeof nothing};
    for (size_t i = 0; i < count && good; i++) {
        CffSpan *flat = &cff->flat[glyphs[i]];
        if (flat->at)
            continue;
        buffer_clear(&outline);
        good = charstring_flatten(cff_index_item(&cff->outlines, glyphs[i]), &cff->subroutines,
                                  &cff->dicts[cff->dict_of[glyphs[i]]].subroutines, &outline);
        if (good) {
            const char *kept = arena_copy(cff->arena, outline.bytes, outline.length);
            *flat = (CffSpan){(const unsigned char *)kept, outline.length};
        }
    }
    buffer_free(&outline);
    return good;
}

/* The head of the outlines' index; how many bytes they take behind it. */
static size_t put_outlines_head(Buffer *out, const Pick *pick)
{
    size_t *lengths = memory_alloc(pick->count * sizeof *lengths), total = 0;
    for (size_t i = 0; i < pick->count; i++)
        total += lengths[i] = pick->cff->flat[pick->glyphs[i]].length;
    put_index_head(out, lengths, pick->count);
    free(lengths);
    return total;
}

/* Only strings that are named have letters; the others keep their places, so that no number of a
 * string changes. */
static void put_strings(Buffer *out, const Pick *pick)
{
    const Cff *cff = pick->cff;
    size_t *lengths = memory_alloc((cff->strings.count + 1) * sizeof *lengths);
    Entry entry;
    int named[DICTS_MAX + 2];
    size_t count = 0;
    if (find_entry(cff->top, OP_ROS, &entry)) {
        named[count++] = entry.first;
        named[count++] = entry.before_last;
    }
    for (size_t i = 0; i < pick->dict_count; i++)
        if (find_entry(cff->dicts[pick->dicts[i]].dict, OP_FONT_NAME, &entry))
            named[count++] = entry.last;
    for (size_t i = 0; i < count; i++) {
        int string = named[i] - STANDARD_STRINGS;
        if (string >= 0 && (size_t)string < cff->strings.count)
            lengths[string] = cff_index_item(&cff->strings, (size_t)string).length;
    }
    put_index_head(out, lengths, cff->strings.count);
    for (size_t i = 0; i < cff->strings.count; i++)
        if (lengths[i])
            buffer_put(out, cff_index_item(&cff->strings, i).at, lengths[i]);
    free(lengths);
}

/* Font dictionaries, then the Private ones they name; `before`: bytes that are to stand before
 * them, beside those in `out`. */
static void put_dicts(Buffer *out, const Pick *pick, size_t before)
{
    Buffer texts = {0}, privates = {0};
    size_t lengths[DICTS_MAX] = {0}, places[DICTS_MAX] = {0}, starts[DICTS_MAX] = {0};
    for (size_t i = 0; i < pick->dict_count; i++) {
        const FontDict *dict = &pick->cff->dicts[pick->dicts[i]];
        size_t from = texts.length;
        starts[i] = privates.length;
        put_entries(&privates, dict->private);
        put_entries(&texts, dict->dict);
        put_operand(&texts, privates.length - starts[i]);
        places[i] = texts.length;
        put_operand(&texts, 0);
        put_operator(&texts, OP_PRIVATE);
        lengths[i] = texts.length - from;
    }
    put_index_head(out, lengths, pick->dict_count);
    size_t start = out->length;
    buffer_put(out, texts.bytes, texts.length);
    for (size_t i = 0; i < pick->dict_count; i++)
        set_operand(out, start + places[i], before + start + texts.length + starts[i]);
    buffer_put(out, privates.bytes, privates.length);
    buffer_free(&texts);
    buffer_free(&privates);
}

/*
 * All but the outlines, which belong at *outlines of it; how many bytes they take. `out` is empty.
 */
static size_t put_around(const Pick *pick, Buffer *out, size_t *outlines)
{
    static const int places[] = {OP_CHARSET, OP_FD_SELECT, OP_CHARSTRINGS, OP_FD_ARRAY};
    enum { PLACES = sizeof places / sizeof *places };
    const Cff *cff = pick->cff;
    Buffer top = {0};
    size_t at[PLACES], patches[PLACES], length;
    put_entries(&top, cff->top);
    for (size_t i = 0; i < PLACES; i++) {
        patches[i] = top.length;
        put_operand(&top, 0);
        put_operator(&top, places[i]);
    }
    buffer_put(out, "\1\0\4\4", 4);
    buffer_put(out, cff->names.whole.at, cff->names.whole.length);
    put_index_head(out, &top.length, 1);
    size_t top_at = out->length;
    buffer_put(out, top.bytes, top.length);
    put_strings(out, pick);
    put_number(out, 0, 2); /* no global subroutines */

    at[0] = out->length;
    buffer_char(out, 0);
    for (size_t i = 1; i < pick->count; i++)
        put_number(out, cff->characters[pick->glyphs[i]], 2);
    at[1] = out->length;
    put_select(out, pick);
    at[2] = out->length;
    length = put_outlines_head(out, pick);
    *outlines = out->length;
    at[3] = out->length + length;
    put_dicts(out, pick, length);
    for (size_t i = 0; i < PLACES; i++)
        set_operand(out, top_at + patches[i], at[i]);
    buffer_free(&top);
    return length;
}

bool cff_pick(Cff *cff, const uint16_t *glyphs, size_t count, Buffer *out)
{
    Pick pick;
    Buffer around = {0};
    size_t at;
    buffer_clear(out);
    choose(cff, glyphs, count, &pick);
    bool good = flatten(cff, pick.glyphs, pick.count);
    if (good) {
        buffer_reserve(out, put_around(&pick, &around, &at) + around.length);
        buffer_put(out, around.bytes, at);
        for (size_t i = 0; i < pick.count; i++)
            buffer_put(out, cff->flat[pick.glyphs[i]].at, cff->flat[pick.glyphs[i]].length);
        buffer_put(out, around.bytes + at, around.length - at);
    }
    buffer_free(&around);
    free(pick.glyphs);
    return good;
}

/* --- in a code ---------------------------------------------------------------------------- */

void cff_use_code(Cff *cff, const DeflateCode *code)
{
    cff->code = code;
    cff->coded = memory_alloc(cff->outlines.count * sizeof(DeflatePiece *));
}

static const DeflatePiece *coded(Cff *cff, uint16_t glyph, Buffer *scratch)
{
    CffSpan flat = cff->flat[glyph];
    if (cff->coded[glyph])
        return cff->coded[glyph];
    buffer_clear(scratch);
    buffer_reserve(scratch, DEFLATE_PIECE_ROOM(flat.length));
    DeflatePiece piece =
        deflate_piece_make(cff->code, flat.at, flat.length, (unsigned char *)scratch->bytes);
    const char *bits = arena_copy(cff->arena, scratch->bytes, piece.bit_count / 8 + 8);
    piece.bits = (const unsigned char *)bits;
    cff->coded[glyph] = ARENA_NEW(cff->arena, DeflatePiece);
    *cff->coded[glyph] = piece;
    return cff->coded[glyph];
}

bool cff_pick_coded(Cff *cff, const uint16_t *glyphs, size_t count, Buffer *out)
{
    Pick pick;
    Buffer around = {0}, scratch = {0};
    size_t at;
    choose(cff, glyphs, count, &pick);
    bool good = flatten(cff, pick.glyphs, pick.count);
    if (good) {
        buffer_reserve(out, put_around(&pick, &around, &at) + around.length);
        DeflateCoder coder = deflate_code_begin(cff->code, out);
        deflate_code_bytes(&coder, around.bytes, at);
        for (size_t i = 0; i < pick.count; i++)
            deflate_code_piece(&coder, coded(cff, pick.glyphs[i], &scratch));
        deflate_code_bytes(&coder, around.bytes + at, around.length - at);
        deflate_code_end(&coder);
    }
    buffer_free(&around);
    buffer_free(&scratch);
    free(pick.glyphs);
    return good;
}
