/* fontset.c - see fontset.h. */
#include "render/pdf/fontset.h"

#include <stdlib.h>
#include <string.h>

#include "base/deflate_code.h"
#include "base/hash.h"

static void put_hex4(Buffer *out, unsigned value)
{
    static const char hex[] = "0123456789ABCDEF";
    const char digits[4] = {hex[value >> 12 & 15], hex[value >> 8 & 15], hex[value >> 4 & 15],
                            hex[value & 15]};
    buffer_put(out, digits, sizeof digits);
}

static void put_to_unicode(const FontSubset *subset, const FaceUse *use, Buffer *map)
{
    buffer_text(map, "/CIDInit/ProcSet findresource begin 12 dict begin begincmap\n"
                     "/CIDSystemInfo<</Registry(Adobe)/Ordering(UCS)/Supplement 0>>def\n"
                     "/CMapName/Adobe-Identity-UCS def/CMapType 2 def\n"
                     "1 begincodespacerange<0000><FFFF>endcodespacerange\n");
    for (size_t from = 0; from < subset->count; from += 100) {
        size_t to = from + 100 < subset->count ? from + 100 : subset->count;
        buffer_printf(map, "%zu beginbfchar\n", to - from);
        for (size_t i = from; i < to; i++) {
            uint32_t c = use->characters[subset->glyphs[i]] - 1;
            buffer_char(map, '<');
            put_hex4(map, subset->codes[i]);
            buffer_text(map, "><");
            if (c == FONTS_DASH_PAIR) {
                buffer_text(map, "20142014");
            } else if (c > 0xFFFF) {
                put_hex4(map, 0xD800 + ((c - 0x10000) >> 10));
                put_hex4(map, 0xDC00 + ((c - 0x10000) & 0x3FF));
            } else {
                put_hex4(map, c);
            }
            buffer_text(map, ">\n");
        }
        buffer_text(map, "endbfchar\n");
    }
    buffer_text(map, "endcmap CMapName currentdict/CMap defineresource pop end end\n");
}

/*
 * Pairs of glyphs and characters: nearly nothing repeats itself in them. Made once, kept as long as
 * the process; of numbers that come down to the same digits as those of han do.
 */
static const DeflateCode *code_of_maps(void)
{
    static DeflateCode code;
    if (code.head.length == 0) {
        Buffer sample = {0};
        for (unsigned i = 0; i < 2048; i++) {
            buffer_char(&sample, '<');
            put_hex4(&sample, i * 31);
            buffer_text(&sample, "><");
            put_hex4(&sample, i % 8 ? 0x4E00 + i * 10 : 0x20 + i % 96);
            buffer_text(&sample, ">\n");
        }
        deflate_code_make(&code, sample.bytes, sample.length);
        buffer_free(&sample);
    }
    return &code;
}

/* Six capital letters that name this very set of glyphs (ISO 32000 9.6.4). */
static char *subset_name(Arena *arena, const FontSubset *subset)
{
    char hex[65], tag[7] = {0};
    hash_bytes(subset->glyphs, subset->count * sizeof *subset->glyphs, hex);
    for (int i = 0; i < 6; i++) {
        int value = hex[i] <= '9' ? hex[i] - '0' : hex[i] - 'a' + 10;
        tag[i] = (char)('A' + value);
    }
    return arena_printf(arena, "%s+%s", tag, subset->name);
}

/* In ascending order: some hundred of 65536, no two alike. */
static uint16_t *sorted_glyphs(Arena *arena, const FaceUse *use)
{
    uint64_t set[65536 / 64] = {0};
    uint16_t *glyphs = ARENA_NEW_ARRAY(arena, use->count, uint16_t);
    size_t count = 0;
    for (size_t i = 0; i < use->count; i++)
        set[use->glyphs[i] / 64] |= (uint64_t)1 << use->glyphs[i] % 64;
    for (size_t word = 0; word < sizeof set / sizeof *set; word++)
        for (uint64_t bits = set[word]; bits; bits &= bits - 1)
            glyphs[count++] = (uint16_t)(word * 64 + (unsigned)__builtin_ctzll(bits));
    return glyphs;
}

static bool make_face(Arena *arena, const PdfFonts *fonts, FaceId face, FontSet *set, Error *err)
{
    FaceUse *use = &set->use[face];
    FontStreams *streams = &set->faces[face];
    size_t count = use->count;
    uint16_t *glyphs = sorted_glyphs(arena, use);
    FontSubset *subset = &streams->subset;
    /* Repetitions, which are not looked for, would save a tenth of the bytes and take half a
     * millisecond for the face of the text. */
    if (!fonts_subset_packed(fonts, face, arena, glyphs, count, subset, &streams->program, err))
        return false;
    for (size_t i = 0; i < count; i++)
        use->codes[glyphs[i]] = subset->codes[i];
    streams->name = subset_name(arena, subset);
    Buffer map = {0};
    put_to_unicode(subset, use, &map);
    deflate_code_put(code_of_maps(), map.bytes, map.length, &streams->map);
    buffer_free(&map);
    return true;
}

bool fontset_make(Arena *arena, const PdfFonts *fonts, const Display *const *displays, size_t count,
                  FontSet *out, Error *err)
{
    *out = (FontSet){0};
    for (size_t i = 0; i < count; i++)
        content_use(fonts, displays[i], out->use);
    for (FaceId face = 0; face < FACE_COUNT; face++)
        if (out->use[face].used && !make_face(arena, fonts, face, out, err)) {
            fontset_free(out);
            return false;
        }
    return true;
}

void fontset_free(FontSet *set)
{
    for (FaceId face = 0; face < FACE_COUNT; face++) {
        buffer_free(&set->faces[face].program);
        buffer_free(&set->faces[face].map);
    }
    content_forget(set->use);
    *set = (FontSet){0};
}

void fontset_faces(const Display *display, bool used[FACE_COUNT])
{
    memset(used, 0, FACE_COUNT * sizeof *used);
    for (size_t p = 0; p < display->page_count; p++)
        for (size_t i = 0; i < display->pages[p].count; i++) {
            const Show *show = &display->pages[p].shows[i];
            if ((show->kind == SHOW_TEXT || show->kind == SHOW_WATERMARK) && show->count > 0)
                used[show->face] = true;
            else if (show->kind == SHOW_MARK) /* stands beside a blank of this face */
                used[FACE_SERIF] = true;
        }
}
