/* style.c - see style.h. */
#include "render/pdf/style.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/file.h"
#include "base/hash.h"

#define PAGE_W 210 /* A4, mm */
#define PAGE_H 297
#define LEAST_W 120 /* of the type area: 21 characters, tables of five columns */
#define LEAST_H 180
#define LEAST_MARGIN 12        /* laser printers leave 4 to 6 mm white; the foot needs the rest */
#define LEAST_MARGIN_BOTTOM 18 /* the page number stands 7 mm below the type area */
#define MOST_SEAL 60           /* mm; a seal of a public body is 42, of a larger one 45 */

/* What must be read has 4.5 : 1 on paper, what must be seen 3 : 1 (WCAG 2.2, 1.4.3 and 1.4.11). */
static const struct {
    const char *key;
    Tint tint;
    int least; /* tenths; 0: it carries no meaning */
} colours[] = {
    {"ink", TINT_INK, 45},       {"note", TINT_NOTE, 45}, {"red", TINT_RED, 45},
    {"accent", TINT_ACCENT, 45}, {"bar", TINT_BAR, 30},   {"hair", TINT_HAIR, 0},
    {"band", TINT_BAND, 0},
};

static bool one_of(const char *key, const char *const *keys, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(key, keys[i]) == 0)
            return true;
    return false;
}

/* `map` at `name` holds only these keys. */
static bool check_keys(const Value *map, const char *name, const char *const *keys, size_t count,
                       Error *err)
{
    if (map->kind != VALUE_MAP && (map->kind != VALUE_LIST || map->count > 0))
        return error_set(err, ERR_USAGE, "'%s' must be a table of named values", name);
    for (size_t i = 0; map->kind == VALUE_MAP && i < map->count; i++)
        if (!one_of(map->keys[i], keys, count)) {
            Buffer known = {0};
            for (size_t k = 0; k < count; k++)
                buffer_printf(&known, "%s%s", k ? ", " : "", keys[k]);
            error_set(err, ERR_USAGE, "unknown key '%s%s%s'; known are %s", name, *name ? "." : "",
                      map->keys[i], known.bytes);
            buffer_free(&known);
            return false;
        }
    return true;
}
#define CHECK_KEYS(map, name, keys, err)                                                           \
    check_keys((map), (name), (keys), sizeof(keys) / sizeof *(keys), (err))

/* --- colours ---------------------------------------------------------------------------- */

static double channel(uint32_t rgb, int shift)
{
    double v = (rgb >> shift & 0xFF) / 255.0;
    return v <= 0.04045 ? v / 12.92 : pow((v + 0.055) / 1.055, 2.4);
}

/* Against white paper. */
static double contrast(uint32_t rgb)
{
    double y = 0.2126 * channel(rgb, 16) + 0.7152 * channel(rgb, 8) + 0.0722 * channel(rgb, 0);
    return 1.05 / (y + 0.05);
}

static bool is_grey(uint32_t rgb)
{
    return (rgb >> 16 & 0xFF) == (rgb >> 8 & 0xFF) && (rgb >> 8 & 0xFF) == (rgb & 0xFF);
}

static bool parse_colour(const char *text, uint32_t *out)
{
    if (*text != '#' || strlen(text) != 7 || strspn(text + 1, "0123456789abcdefABCDEF") != 6)
        return false;
    *out = (uint32_t)strtoul(text + 1, NULL, 16);
    return true;
}

static bool read_colours(const Value *value, PdfStyle *out, Error *err)
{
    enum { COUNT = sizeof colours / sizeof *colours };
    const char *keys[COUNT];
    const Value *map = value_get(value, "colours");
    out->tints[TINT_BAR] = 0x7F7F7F;
    for (size_t i = 0; i < COUNT; i++)
        keys[i] = colours[i].key;
    if (map && !CHECK_KEYS(map, "colours", keys, err))
        return false;
    for (size_t i = 0; map && i < COUNT; i++) {
        const Value *given = value_get(map, keys[i]);
        uint32_t *tint = &out->tints[colours[i].tint];
        if (!given)
            continue;
        if (given->kind != VALUE_TEXT || !parse_colour(given->text, tint))
            return error_set(err, ERR_USAGE, "colours.%s must be a colour such as \"#a3211b\"",
                             keys[i]);
        double ratio = contrast(*tint);
        if (ratio * 10 < colours[i].least)
            return error_set(
                err, ERR_USAGE,
                "colours.%s %s has a contrast of %.1f : 1 on white paper; %d.%d : 1 is "
                "the least",
                keys[i], given->text, ratio, colours[i].least / 10, colours[i].least % 10);
        out->coloured = out->coloured || !is_grey(*tint);
    }
    return true;
}

/* --- lengths ---------------------------------------------------------------------------- */

/* A length of `map`, which has no key of that name: the one given. Texts hold decimals ("1.2"). */
static bool read_length(const Value *map, const char *name, const char *key, const char *unit,
                        double least, double most, double *length, Error *err)
{
    const Value *given = value_get(map, key);
    char *end = "";
    double v = 0;
    if (!given)
        return true;
    if (given->kind == VALUE_INT)
        v = (double)given->integer;
    else if (given->kind == VALUE_TEXT && *given->text)
        v = strtod(given->text, &end);
    else
        end = "?";
    if (*end || !(v >= least && v <= most))
        return error_set(err, ERR_USAGE, "%s.%s must be %g to %g %s", name, key, least, most, unit);
    *length = v;
    return true;
}

static bool read_margins(const Value *value, PdfStyle *out, Error *err)
{
    static const char *const keys[] = {"top", "bottom", "inner", "outer"};
    const Value *map = value_get(value, "margins");
    out->top = 37;
    out->bottom = 35;
    out->inner = 28;
    out->outer = 26;
    double *sides[] = {&out->top, &out->bottom, &out->inner, &out->outer};
    if (!map)
        return true;
    if (!CHECK_KEYS(map, "margins", keys, err))
        return false;
    for (size_t i = 0; i < 4; i++)
        if (!read_length(map, "margins", keys[i], "mm", i == 1 ? LEAST_MARGIN_BOTTOM : LEAST_MARGIN,
                         100, sides[i], err))
            return false;
    double w = PAGE_W - out->inner - out->outer, h = PAGE_H - out->top - out->bottom;
    return (w >= LEAST_W && h >= LEAST_H) ||
           error_set(err, ERR_USAGE,
                     "margins leave %g × %g mm for the text; %d × %d mm are the least", w, h,
                     LEAST_W, LEAST_H);
}

/* --- pictures --------------------------------------------------------------------------- */

static bool read_image(Arena *arena, const Value *value, const char *name,
                       const char *const folders[STYLE_FOLDERS], bool grey, Buffer *digest,
                       const PdfImage **out, Error *err)
{
    const char *file = value_text(value, "file", "");
    if (*file == '\0')
        return error_set(err, ERR_USAGE, "%s.file must name a PNG in the theme's folder", name);
    if (*file == '/' || strstr(file, ".."))
        return error_set(err, ERR_USAGE, "%s.file '%s' must stand in the theme's folder", name,
                         file);
    const char *path = NULL;
    for (size_t i = 0; i < STYLE_FOLDERS && !path; i++)
        if (folders[i] && *folders[i] && file_exists(path_join(arena, folders[i], file)))
            path = path_join(arena, folders[i], file);
    if (!path)
        return error_set(err, ERR_USAGE, "%s.file '%s' is not there", name, file);
    char *bytes, hex[65];
    size_t length;
    if (!file_read(path, IMAGE_MAX_BYTES, &bytes, &length, err))
        return error_in(err, "%s.file", name);
    hash_bytes(bytes, length, hex);
    buffer_printf(digest, "%s %s\n", name, hex);
    PdfImage *image = ARENA_NEW(arena, PdfImage);
    bool good = image_read(arena, bytes, length, grey, image, err) ||
                error_in(err, "%s.file '%s'", name, file);
    free(bytes);
    *out = image;
    return good;
}

static bool read_images(Arena *arena, const Value *value, const char *const folders[STYLE_FOLDERS],
                        Buffer *digest, PdfStyle *out, Error *err)
{
    static const char *const logo_keys[] = {"file", "height"}, *const seal_keys[] = {"file",
                                                                                     "width"};
    const Value *logo = value_get(value, "logo"), *seal = value_get(value, "seal");
    bool grey = !out->coloured;
    out->logo_height = 12;
    out->seal_width = 42;
    /* 6 mm to the edge of the sheet, 7 mm to the text. */
    if (logo &&
        (!CHECK_KEYS(logo, "logo", logo_keys, err) ||
         !read_length(logo, "logo", "height", "mm", 4, out->top - 13, &out->logo_height, err) ||
         !read_image(arena, logo, "logo", folders, grey, digest, &out->logo, err)))
        return false;
    if (out->logo && out->logo_height > out->top - 13)
        return error_set(err, ERR_USAGE,
                         "logo.height %g mm does not fit into a top margin of %g mm",
                         out->logo_height, out->top);
    if (seal && (!CHECK_KEYS(seal, "seal", seal_keys, err) ||
                 !read_length(seal, "seal", "width", "mm", 20, MOST_SEAL, &out->seal_width, err) ||
                 !read_image(arena, seal, "seal", folders, grey, digest, &out->seal, err)))
        return false;
    for (int i = 0; i < 2; i++) {
        const PdfImage *image = i ? out->seal : out->logo;
        out->coloured = out->coloured || (image && image->channels == 3);
    }
    return true;
}

/* --- band and fonts ----------------------------------------------------------------------- */

/* {name} and {publisher} in the band's text are the configuration's. */
static char *band_text(Arena *arena, const char *text, const Config *config)
{
    Buffer out = {0};
    while (*text) {
        bool name = strncmp(text, "{name}", 6) == 0, body = strncmp(text, "{publisher}", 11) == 0;
        if (name || body)
            buffer_text(&out, name ? config->name : config->publisher);
        else
            buffer_char(&out, *text);
        text += name ? 6 : body ? 11 : 1;
    }
    char *filled = arena_copy(arena, out.bytes ? out.bytes : "", out.length);
    buffer_free(&out);
    return filled;
}

static bool read_band(Arena *arena, const Value *value, const Config *config, PdfStyle *out,
                      Error *err)
{
    static const char *const keys[] = {"text", "line"};
    const Value *band = value_get(value, "band");
    if (!band || (band->kind == VALUE_BOOL && !band->boolean))
        return true;
    out->band_line = 0.6;
    if (!CHECK_KEYS(band, "band", keys, err) ||
        !read_length(band, "band", "line", "pt", 0, 6, &out->band_line, err))
        return false;
    out->band = band_text(arena, value_text(band, "text", "{name}"), config);
    return true;
}

static bool read_fonts(const Value *value, PdfStyle *out, Error *err)
{
    static const char *const keys[] = {"serif", "sans", "kai"};
    const Value *fonts = value_get(value, "fonts");
    const char **files[] = {&out->serif, &out->sans, &out->kai};
    out->serif = out->sans = out->kai = "";
    if (!fonts)
        return true;
    if (!CHECK_KEYS(fonts, "fonts", keys, err))
        return false;
    for (size_t i = 0; i < 3; i++) {
        const char *file = value_text(fonts, keys[i], "");
        if (*file && !file_exists(file))
            return error_set(err, ERR_USAGE, "fonts.%s: there is no file '%s'", keys[i], file);
        *files[i] = file;
    }
    return true;
}

bool style_read(Arena *arena, const Value *value, const Config *config,
                const char *const folders[STYLE_FOLDERS], PdfStyle *out, Error *err)
{
    static const char *const keys[] = {"colours", "fonts", "margins", "logo", "seal", "band"};
    Buffer digest = {0};
    *out = (PdfStyle){0};
    bool good = CHECK_KEYS(value, "", keys, err) && read_colours(value, out, err) &&
                read_margins(value, out, err) && read_fonts(value, out, err) &&
                read_band(arena, value, config, out, err) &&
                read_images(arena, value, folders, &digest, out, err);
    value_encode(&digest, value);
    buffer_text(&digest, out->band ? out->band : "");
    hash_bytes(digest.bytes, digest.length, out->digest);
    buffer_free(&digest);
    return good;
}

Config style_fonts(const PdfStyle *style, const Config *config)
{
    Config all = *config;
    if (*style->serif && !*all.font_serif)
        all.font_serif = style->serif;
    if (*style->sans && !*all.font_sans)
        all.font_sans = style->sans;
    if (*style->kai && !*all.font_kai)
        all.font_kai = style->kai;
    return all;
}
