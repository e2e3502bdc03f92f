/*
 * fonts.c - see fonts.h and pdf.h.
 *
 * A face is taken only after it proved itself: its own family name, a cmap with
 * han, digits and punctuation, and outlines that are not empty (fontconfig hands
 * out the nearest font it has without a word). CFF faces keep their character
 * ids through subsetting, TrueType faces are renumbered; both are said in
 * FontSubset.codes.
 *
 * HarfBuzz takes 6 ms for a subset of a face of 65,535 glyphs, however small it is: the
 * faces that come with Debian are picked from by cff.h and glyf.h, and HarfBuzz takes what
 * those cannot read (names instead of character ids, arithmetic in outlines).
 */
#include "render/pdf/fonts.h"

#include <errno.h>
#include <fcntl.h>
#include <hb-subset.h>
#include <hb.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "render/pdf/cff.h"
#include "render/pdf/faces.h"
#include "render/pdf/glyf.h"
#include "render/pdf/measured.h"

/* Planes 0 to 3 hold every han character. */
#define MEMO_SIZE 0x40000u
#define MEMO_KNOWN 0x80000000u
#define MEMO_MISSING 0xC0000000u

typedef struct {
    hb_face_t *face;
    hb_font_t *font;
    char *path;
    unsigned index;
    bool cff;
    Cff *outlines; /* NULL: there are none that can be picked; else borrows … */
    Glyf glyf;     /* as `outlines`, of a face that is not CFF; glyphs 0: none */
    hb_blob_t *tables[GLYF_TABLES];
    DeflateCode code; /* from some of its outlines */
    uint32_t *memo;   /* per character: flags, advance (12 bits), glyph (16 bits) */
    int digit_width;
    FontGlyph dash_pair; /* advance 0: none */
} Face;

struct PdfFonts {
    Face faces[FACE_COUNT];
    char *description;
    Measures *measures;
};

static const FaceWanted installed[FACE_COUNT] = {
    {.family = "Noto Serif CJK SC", .package = "fonts-noto-cjk"},
    {.family = "Noto Serif CJK SC", .package = "fonts-noto-cjk", .bold = true},
    {.family = "Noto Sans CJK SC", .package = "fonts-noto-cjk"},
    {.family = "Noto Sans CJK SC", .package = "fonts-noto-cjk", .bold = true},
    {.family = "LXGW WenKai", .package = "fonts-lxgw-wenkai"},
};

/* "file.ttc#2" or "file.ttf". */
static void use_configured(const char *setting, Face *face)
{
    face->path = strdup(setting);
    char *hash = strrchr(face->path, '#');
    if (hash) {
        *hash = '\0';
        face->index = (unsigned)strtoul(hash + 1, NULL, 10);
    }
}

static bool has_table(hb_face_t *face, hb_tag_t tag)
{
    hb_blob_t *blob = hb_face_reference_table(face, tag);
    bool found = hb_blob_get_length(blob) > 0;
    hb_blob_destroy(blob);
    return found;
}

static bool verify(const Face *face, Error *err)
{
    static const uint32_t samples[] = {0x4E00, 0x516C, 0x5F00, 0x4E1A, '0',
                                       '9',    'A',    0xFF0C, 0x3002};
    if (hb_face_get_glyph_count(face->face) == 0)
        return error_set(err, ERR_USAGE, "font %s #%u cannot be read", face->path, face->index);
    for (size_t i = 0; i < sizeof samples / sizeof *samples; i++) {
        hb_codepoint_t glyph = 0;
        hb_glyph_extents_t box = {0};
        if (!hb_font_get_nominal_glyph(face->font, samples[i], &glyph))
            return error_set(err, ERR_USAGE, "font %s #%u has no character U+%04X", face->path,
                             face->index, (unsigned)samples[i]);
        if (!hb_font_get_glyph_extents(face->font, glyph, &box) || box.width == 0)
            return error_set(err, ERR_USAGE, "font %s #%u has an empty outline for U+%04X",
                             face->path, face->index, (unsigned)samples[i]);
    }
    return true;
}

/* Glyphs of `text` as Chinese; false unless it becomes exactly one. */
static bool shape_one(const Face *face, const uint32_t *text, int length, FontGlyph *out)
{
    hb_buffer_t *buffer = hb_buffer_create();
    hb_buffer_add_utf32(buffer, text, length, 0, length);
    hb_buffer_set_direction(buffer, HB_DIRECTION_LTR);
    hb_buffer_set_script(buffer, HB_SCRIPT_HAN);
    hb_buffer_set_language(buffer, hb_language_from_string("zh-Hans", -1));
    hb_feature_t full_width = {HB_TAG('f', 'w', 'i', 'd'), 1, 0, HB_FEATURE_GLOBAL_END};
    hb_shape(face->font, buffer, &full_width, 1);
    unsigned count;
    hb_glyph_info_t *info = hb_buffer_get_glyph_infos(buffer, &count);
    hb_glyph_position_t *position = hb_buffer_get_glyph_positions(buffer, &count);
    bool one = count == 1 && info[0].codepoint != 0;
    if (one)
        *out = (FontGlyph){(uint16_t)info[0].codepoint, (uint16_t)position[0].x_advance};
    hb_buffer_destroy(buffer);
    return one;
}

/* A face with only the glyphs in `set`; *plan (may be NULL) is to be destroyed by the caller. */
static hb_face_t *subset_of(hb_face_t *face, const hb_set_t *set, hb_subset_plan_t **plan_out)
{
    /* Everything a PDF does not read: layout tables, names, vertical metrics. */
    static const hb_tag_t unneeded[] = {
        HB_TAG('G', 'S', 'U', 'B'), HB_TAG('G', 'P', 'O', 'S'), HB_TAG('G', 'D', 'E', 'F'),
        HB_TAG('B', 'A', 'S', 'E'), HB_TAG('V', 'O', 'R', 'G'), HB_TAG('v', 'h', 'e', 'a'),
        HB_TAG('v', 'm', 't', 'x'), HB_TAG('n', 'a', 'm', 'e'), HB_TAG('D', 'S', 'I', 'G'),
        HB_TAG('O', 'S', '/', '2'), HB_TAG('c', 'm', 'a', 'p'), HB_TAG('p', 'o', 's', 't'),
        HB_TAG('m', 'e', 't', 'a'), HB_TAG('g', 'a', 's', 'p'), HB_TAG('k', 'e', 'r', 'n')};
    hb_subset_input_t *input = hb_subset_input_create_or_fail();
    if (input == NULL)
        memory_exhausted(0);
    hb_subset_input_set_flags(input, HB_SUBSET_FLAGS_NO_HINTING | HB_SUBSET_FLAGS_DESUBROUTINIZE);
    hb_set_union(hb_subset_input_glyph_set(input), set);
    hb_set_t *drop = hb_subset_input_set(input, HB_SUBSET_SETS_DROP_TABLE_TAG);
    for (size_t i = 0; i < sizeof unneeded / sizeof *unneeded; i++)
        hb_set_add(drop, unneeded[i]);
    hb_subset_plan_t *plan = hb_subset_plan_create_or_fail(face, input);
    hb_face_t *subset = plan ? hb_subset_plan_execute_or_fail(plan) : NULL;
    hb_subset_input_destroy(input);
    if (plan_out && subset)
        *plan_out = plan;
    else if (plan)
        hb_subset_plan_destroy(plan);
    return subset;
}

#define FONT_BYTES ((size_t)32 << 20) /* of the largest font that comes with Debian */

static void open_outlines(Face *face)
{
    static const hb_tag_t tags[GLYF_TABLES] = {
        HB_TAG('g', 'l', 'y', 'f'), HB_TAG('h', 'e', 'a', 'd'), HB_TAG('h', 'h', 'e', 'a'),
        HB_TAG('h', 'm', 't', 'x'), HB_TAG('l', 'o', 'c', 'a'), HB_TAG('m', 'a', 'x', 'p')};
    for (int i = 0; i < (face->cff ? 1 : GLYF_TABLES); i++) {
        unsigned length;
        face->tables[i] =
            hb_face_reference_table(face->face, face->cff ? HB_TAG('C', 'F', 'F', ' ') : tags[i]);
        const char *bytes = hb_blob_get_data(face->tables[i], &length);
        if (face->cff)
            face->outlines = cff_open(bytes, length);
        face->glyf.tables[i].at = (const unsigned char *)bytes;
        face->glyf.tables[i].length = length;
    }
    if (face->cff || !glyf_open(&face->glyf))
        face->glyf.glyphs = 0;
}

typedef struct {
    void *bytes;
    size_t length;
} Mapping;

static void unmap(void *data)
{
    Mapping *mapping = data;
    munmap(mapping->bytes, mapping->length);
    free(mapping);
}

/*
 * NULL where the file cannot be mapped; *lacks: for want of memory, which may be there again by the
 * time that somebody asks. Our own mapping, which may be left; see leave_pages().
 */
static hb_blob_t *map_file(const char *path, bool *lacks)
{
    *lacks = false;
    Mapping mapping = {MAP_FAILED, 0};
    struct stat st;
    int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0)
        return NULL;
    if (fstat(file, &st) == 0 && st.st_size > 0 && st.st_size <= UINT32_MAX) {
        mapping.length = (size_t)st.st_size;
        mapping.bytes = mmap(NULL, mapping.length, PROT_READ, MAP_PRIVATE, file, 0);
        *lacks = mapping.bytes == MAP_FAILED && errno == ENOMEM;
    }
    close(file);
    if (mapping.bytes == MAP_FAILED)
        return NULL;
    Mapping *own = memory_alloc(sizeof *own);
    *own = mapping;
    return hb_blob_create(own->bytes, (unsigned)own->length, HB_MEMORY_MODE_READONLY, own, unmap);
}

/*
 * What was read of a font to get to know it is let go: seventy megabytes that only count as this
 * process's. Workers take from the file what their papers need.
 */
static void leave_pages(const Face *face)
{
    unsigned length;
    hb_blob_t *blob = hb_face_reference_blob(face->face);
    const char *bytes = hb_blob_get_data(blob, &length);
    madvise((void *)(uintptr_t)bytes, length, MADV_DONTNEED); /* or not */
    hb_blob_destroy(blob);
}

static bool open_face(Face *face, Error *err)
{
    bool lacks;
    hb_blob_t *blob = map_file(face->path, &lacks);
    if (blob == NULL && (lacks || memory_lacks(FONT_BYTES)))
        return error_set(err, ERR_MEMORY, MEMORY_ADVICE);
    if (blob == NULL)
        return error_set(err, ERR_USAGE, "font %s cannot be read", face->path);
    if (face->index >= hb_face_count(blob)) {
        hb_blob_destroy(blob);
        return error_set(err, ERR_USAGE, "font %s has no face #%u", face->path, face->index);
    }
    face->face = hb_face_create(blob, face->index);
    hb_blob_destroy(blob);
    face->font = hb_font_create(face->face);
    hb_font_set_scale(face->font, 1000, 1000);
    face->cff = has_table(face->face, HB_TAG('C', 'F', 'F', ' '));
    if (!face->cff && !has_table(face->face, HB_TAG('g', 'l', 'y', 'f')))
        return error_set(err, ERR_USAGE, "font %s has no outlines", face->path);
    open_outlines(face);
    face->memo = calloc(MEMO_SIZE, sizeof *face->memo);
    if (face->memo == NULL)
        memory_exhausted(MEMO_SIZE * sizeof *face->memo);
    if (!verify(face, err))
        return false;
    static const uint32_t dashes[] = {0x2014, 0x2014};
    if (!shape_one(face, dashes, 2, &face->dash_pair))
        face->dash_pair.advance = 0;
    return true;
}

static const char *configured(const Config *config, FaceId id)
{
    const char *setting = NULL;
    if (config && id == FACE_SERIF)
        setting = config->font_serif;
    else if (config && (id == FACE_SANS || id == FACE_SANS_BOLD))
        setting = config->font_sans;
    else if (config && id == FACE_KAI)
        setting = config->font_kai;
    return setting && *setting ? setting : NULL;
}

#define SAMPLE_STEP 48

static int by_number(const void *a, const void *b)
{
    return *(const uint16_t *)a - *(const uint16_t *)b;
}

/* From ASCII and one han of SAMPLE_STEP. */
static bool make_code(PdfFonts *fonts, FaceId id, Error *err)
{
    Face *face = &fonts->faces[id];
    Arena *arena = arena_new();
    uint16_t glyphs[0x80 + 0x5200 / SAMPLE_STEP] = {0};
    size_t count = 0, distinct = 0;
    for (hb_codepoint_t c = 0x21, glyph; c < 0xA000; c += c < 0x7F ? 1 : SAMPLE_STEP) {
        if (c == 0x7F)
            c = 0x4E00;
        if (hb_font_get_nominal_glyph(face->font, c, &glyph) && glyph > 0 && glyph <= 0xFFFF)
            glyphs[count++] = (uint16_t)glyph;
    }
    qsort(glyphs, count, sizeof *glyphs, by_number);
    for (size_t i = 0; i < count; i++)
        if (i == 0 || glyphs[i] != glyphs[i - 1])
            glyphs[distinct++] = glyphs[i];
    FontSubset sample;
    bool good = fonts_subset(fonts, id, arena, glyphs, distinct, &sample, err);
    if (good)
        deflate_code_make(&face->code, sample.bytes, sample.length);
    if (good && face->outlines)
        cff_use_code(face->outlines, &face->code);
    free(sample.bytes);
    arena_free(arena);
    return good;
}

struct PdfFaces {
    FacesAsked *asked; /* NULL: the configuration names them all */
    FaceWanted wanted[FACE_COUNT];
    FaceId ids[FACE_COUNT];
    size_t count;
};

PdfFaces *pdf_faces_ask(const Config *config)
{
    PdfFaces *faces = calloc(1, sizeof *faces);
    if (faces == NULL)
        memory_exhausted(sizeof *faces);
    for (FaceId id = 0; id < FACE_COUNT; id++)
        if (!configured(config, id)) {
            faces->wanted[faces->count] = installed[id];
            faces->ids[faces->count++] = id;
        }
    if (faces->count)
        faces->asked = faces_ask(faces->wanted, faces->count);
    return faces;
}

/* Where every face lies; the answer is used up whatever it says. */
static bool place_faces(const Config *config, PdfFaces *faces, PdfFonts *fonts, Error *err)
{
    bool good = !faces->asked || faces_answer(faces->asked, faces->wanted, faces->count, err);
    for (size_t i = 0; i < faces->count; i++) {
        Face *face = &fonts->faces[faces->ids[i]];
        face->path = faces->wanted[i].path;
        face->index = faces->wanted[i].index;
    }
    free(faces);
    for (FaceId id = 0; id < FACE_COUNT; id++)
        if (configured(config, id))
            use_configured(configured(config, id), &fonts->faces[id]);
    return good;
}

bool pdf_fonts_open(const Config *config, PdfFonts **out, Error *err)
{
    return pdf_fonts_open_at(config, pdf_faces_ask(config), out, err);
}

bool pdf_fonts_open_at(const Config *config, PdfFaces *faces, PdfFonts **out, Error *err)
{
    PdfFonts *fonts = calloc(1, sizeof *fonts);
    if (fonts == NULL)
        memory_exhausted(sizeof *fonts);
    bool good = place_faces(config, faces, fonts, err);
    for (FaceId id = 0; id < FACE_COUNT && good; id++)
        good = open_face(&fonts->faces[id], err);
    for (FaceId id = 0; id < FACE_COUNT && good; id++)
        good = make_code(fonts, id, err);
    for (FaceId id = 0; id < FACE_COUNT && good; id++)
        leave_pages(&fonts->faces[id]);
    if (good) {
        Buffer text = {0};
        for (FaceId id = 0; id < FACE_COUNT; id++) {
            const Face *face = &fonts->faces[id];
            buffer_printf(&text, "%s%s%s (%s #%u)", id ? "; " : "",
                          configured(config, id) ? "" : installed[id].family,
                          installed[id].bold ? " Bold" : "", face->path, face->index);
            for (uint32_t c = '0'; c <= '9'; c++) {
                FontGlyph glyph;
                if (fonts_glyph(fonts, id, c, &glyph) && glyph.advance > face->digit_width)
                    fonts->faces[id].digit_width = glyph.advance;
            }
        }
        fonts->description = text.bytes;
        fonts->measures = measures_new();
        *out = fonts;
        return true;
    }
    pdf_fonts_close(fonts);
    return false;
}

void pdf_fonts_close(PdfFonts *fonts)
{
    if (fonts == NULL)
        return;
    for (FaceId id = 0; id < FACE_COUNT; id++) {
        Face *face = &fonts->faces[id];
        hb_font_destroy(face->font);
        cff_close(face->outlines);
        for (int i = 0; i < GLYF_TABLES; i++)
            hb_blob_destroy(face->tables[i]);
        deflate_code_free(&face->code);
        hb_face_destroy(face->face);
        free(face->path);
        free(face->memo);
    }
    free(fonts->description);
    measures_free(fonts->measures);
    free(fonts);
}

const char *pdf_fonts_describe(const PdfFonts *fonts)
{
    return fonts->description;
}

/* Blanks have no outline and are fine; anything else without one would vanish on paper. */
static bool is_blank(uint32_t c)
{
    return c == ' ' || c == 0xA0 || c == 0x3000 || (c >= 0x2000 && c <= 0x200B) || c == 0x202F ||
           c == 0x205F;
}

static bool look_up(const Face *face, uint32_t c, FontGlyph *out)
{
    /* Dashes, dots and quotes have Chinese forms that only shaping finds. */
    if ((c >= 0x2010 && c <= 0x2027) || c == 0xB7) {
        if (shape_one(face, &c, 1, out))
            return true;
    }
    hb_codepoint_t glyph = 0;
    if (!hb_font_get_nominal_glyph(face->font, c, &glyph) || glyph == 0 || glyph > 0xFFFF)
        return false;
    hb_glyph_extents_t box = {0};
    if (!is_blank(c) && (!hb_font_get_glyph_extents(face->font, glyph, &box) || box.width == 0))
        return false;
    *out = (FontGlyph){(uint16_t)glyph, (uint16_t)hb_font_get_glyph_h_advance(face->font, glyph)};
    return true;
}

static FontGlyph of_memo(uint32_t memo)
{
    return (FontGlyph){(uint16_t)memo, (uint16_t)(memo >> 16 & 0xFFF)};
}

bool fonts_glyph(const PdfFonts *fonts, FaceId id, uint32_t c, FontGlyph *out)
{
    const Face *face = &fonts->faces[id];
    if (c == FONTS_DASH_PAIR) {
        *out = face->dash_pair;
        return face->dash_pair.advance > 0;
    }
    if (c >= MEMO_SIZE)
        return false;
    uint32_t memo = face->memo[c];
    if (memo == 0) {
        if (look_up(face, c, out) && out->advance < 0x1000) {
            memo = MEMO_KNOWN | (uint32_t)out->advance << 16 | out->glyph;
        } else {
            memo = MEMO_MISSING;
        }
        face->memo[c] = memo;
    }
    if (memo == MEMO_MISSING)
        return false;
    *out = of_memo(memo);
    return true;
}

bool fonts_find(const PdfFonts *fonts, FaceId *face, uint32_t c, FontGlyph *out)
{
    static const FaceId chain[FACE_COUNT][FACE_COUNT] = {
        {FACE_SERIF, FACE_SANS, FACE_KAI, FACE_SERIF_BOLD, FACE_SANS_BOLD},
        {FACE_SERIF_BOLD, FACE_SANS_BOLD, FACE_SERIF, FACE_SANS, FACE_KAI},
        {FACE_SANS, FACE_SERIF, FACE_KAI, FACE_SANS_BOLD, FACE_SERIF_BOLD},
        {FACE_SANS_BOLD, FACE_SERIF_BOLD, FACE_SANS, FACE_SERIF, FACE_KAI},
        {FACE_KAI, FACE_SERIF, FACE_SANS, FACE_SERIF_BOLD, FACE_SANS_BOLD},
    };
    FaceId first = *face;
    uint32_t memo = c < MEMO_SIZE ? fonts->faces[first].memo[c] : 0;
    if ((memo & MEMO_MISSING) == MEMO_KNOWN) { /* as nearly always */
        *out = of_memo(memo);
        return true;
    }
    for (int i = 0; i < FACE_COUNT; i++)
        if (fonts_glyph(fonts, chain[first][i], c, out)) {
            *face = chain[first][i];
            return true;
        }
    return false;
}

int fonts_digit_width(const PdfFonts *fonts, FaceId face)
{
    return fonts->faces[face].digit_width;
}

Measures *fonts_measures(const PdfFonts *fonts)
{
    return fonts->measures;
}

/* CFF whose Top DICT starts with ROS (12 30) is CID-keyed: its charset holds character ids. */
static bool cid_keyed(const char *cff, size_t length)
{
    const unsigned char *p = (const unsigned char *)cff;
    for (size_t i = 4; i + 1 < length && i < 200; i++)
        if (p[i] == 12 && p[i + 1] == 30)
            return true;
    return false;
}

static void describe_face(const Face *face, FontSubset *out)
{
    unsigned size = sizeof out->name;
    hb_ot_name_get_utf8(face->face, HB_OT_NAME_ID_POSTSCRIPT_NAME, HB_LANGUAGE_INVALID, &size,
                        out->name);
    for (char *c = out->name; *c; c++)
        if (strchr(" ()<>[]{}/%#", *c) || (unsigned char)*c < 33 || (unsigned char)*c > 126)
            *c = '-';
    hb_font_extents_t extents = {0};
    hb_font_get_h_extents(face->font, &extents);
    out->ascent = extents.ascender;
    out->descent = extents.descender;
    /* Ink of han and Latin in every face used here stays within this box. */
    out->box[0] = -100, out->box[1] = -300, out->box[2] = 2000, out->box[3] = 1200;
}

/* By cff.h every glyph keeps its character id, which is its number in the whole face. */
static bool pick(const Face *face, Arena *arena, const uint16_t *glyphs, size_t count,
                 FontSubset *out)
{
    Buffer bytes = {0};
    uint16_t *codes = ARENA_NEW_ARRAY(arena, count, uint16_t);
    bool good = face->outlines
                    ? cff_pick(face->outlines, glyphs, count, &bytes)
                    : face->glyf.glyphs > 0 && glyf_pick(&face->glyf, glyphs, count, codes, &bytes);
    out->bytes = bytes.bytes;
    out->length = bytes.length;
    out->codes = face->outlines ? glyphs : codes;
    return good;
}

static bool subset_by_harfbuzz(const Face *face, Arena *arena, const uint16_t *glyphs, size_t count,
                               FontSubset *out)
{
    hb_set_t *set = hb_set_create();
    for (size_t i = 0; i < count; i++)
        hb_set_add(set, glyphs[i]);
    hb_subset_plan_t *plan = NULL;
    hb_face_t *subset = subset_of(face->face, set, &plan);
    hb_set_destroy(set);
    bool good = subset != NULL;
    if (good) {
        hb_blob_t *blob = face->cff ? hb_face_reference_table(subset, HB_TAG('C', 'F', 'F', ' '))
                                    : hb_face_reference_blob(subset);
        unsigned length;
        const char *bytes = hb_blob_get_data(blob, &length);
        good = length > 0;
        out->bytes = memory_alloc(length + 1);
        memcpy(out->bytes, bytes, length);
        out->length = length;
        hb_blob_destroy(blob);

        bool keep = face->cff && cid_keyed(out->bytes, out->length);
        const hb_map_t *map = hb_subset_plan_old_to_new_glyph_mapping(plan);
        uint16_t *codes = ARENA_NEW_ARRAY(arena, count, uint16_t);
        for (size_t i = 0; i < count; i++)
            codes[i] = keep ? glyphs[i] : (uint16_t)hb_map_get(map, glyphs[i]);
        out->codes = codes;
    }
    hb_face_destroy(subset);
    if (plan)
        hb_subset_plan_destroy(plan);
    return good;
}

static void set_advances(const Face *face, Arena *arena, FontSubset *out)
{
    uint16_t *advances = ARENA_NEW_ARRAY(arena, out->count, uint16_t);
    for (size_t i = 0; i < out->count; i++)
        advances[i] = (uint16_t)hb_font_get_glyph_h_advance(face->font, out->glyphs[i]);
    out->advances = advances;
}

bool fonts_subset(const PdfFonts *fonts, FaceId id, Arena *arena, const uint16_t *glyphs,
                  size_t count, FontSubset *out, Error *err)
{
    const Face *face = &fonts->faces[id];
    *out = (FontSubset){.cff = face->cff, .glyphs = glyphs, .count = count};
    describe_face(face, out);
    if (!pick(face, arena, glyphs, count, out)) {
        free(out->bytes);
        out->bytes = NULL;
        if (!subset_by_harfbuzz(face, arena, glyphs, count, out)) {
            free(out->bytes);
            out->bytes = NULL;
            if (memory_lacks(FONT_BYTES))
                return error_set(err, ERR_MEMORY, MEMORY_ADVICE);
            return error_set(err, ERR_INTERNAL, "font %s #%u cannot be subset", face->path,
                             face->index);
        }
    }
    set_advances(face, arena, out);
    return true;
}

bool fonts_subset_packed(const PdfFonts *fonts, FaceId id, Arena *arena, const uint16_t *glyphs,
                         size_t count, FontSubset *out, Buffer *packed, Error *err)
{
    const Face *face = &fonts->faces[id];
    buffer_clear(packed);
    if (face->outlines && cff_pick_coded(face->outlines, glyphs, count, packed)) {
        *out = (FontSubset){.cff = true, .glyphs = glyphs, .codes = glyphs, .count = count};
        describe_face(face, out);
        set_advances(face, arena, out);
        return true;
    }
    if (!fonts_subset(fonts, id, arena, glyphs, count, out, err))
        return false;
    deflate_code_put(&face->code, out->bytes, out->length, packed);
    free(out->bytes);
    out->bytes = NULL;
    return true;
}
