/* press.c - see press.h. */
#include "press.h"

#include "base/aside.h"
#include "script/script.h"

struct Press {
    Arena *arena; /* its own: a thread may work in it */
    PdfStyle style;
    Config config; /* with the style's fonts */
    bool styled, opened;
    PdfFaces *faces; /* asked for, not opened yet */
    PdfFonts *fonts;
    Error err; /* what was wrong */
    char maker[65];
    bool made;
    UnchangedFiles files;
    Aside *aside;
};

/* Colours, margins, logo … of the theme, and the fonts that it or the configuration chose. */
static bool read_style(Press *press, const char *dir, const char *installed, const Config *config)
{
    Arena *arena = press->arena;
    const char *name = config->theme;
    const char *const folders[STYLE_FOLDERS] = {
        arena_printf(arena, "%s/themes/%s", dir, name),
        arena_printf(arena, "%s/themes/%s", installed, name),
        arena_printf(arena, "%s/themes/default", installed)};
    Value value;
    if (!script_theme(arena, dir, installed, name, &value, &press->err))
        return false;
    if (!style_read(arena, &value, config, folders, &press->style, &press->err))
        return error_in(&press->err, "themes/%s/pdf.lua", name);
    press->config = style_fonts(&press->style, config);
    return true;
}

static void open_fonts(void *context)
{
    Press *press = context;
    PdfFaces *faces = press->faces;
    press->opened = true;
    press->faces = NULL;
    if (!pdf_fonts_open_at(&press->config, faces, &press->fonts, &press->err))
        return;
    press->made = unchanged_maker(press->arena, pdf_fonts_describe(press->fonts), &press->files,
                                  press->maker);
}

Press *press_begin(Arena *arena, const char *dir, const char *installed, const Config *config,
                   bool aside)
{
    Press *press = ARENA_NEW(arena, Press);
    press->arena = arena_new();
    press->styled = read_style(press, dir, installed, config);
    if (press->styled && aside) {
        press->faces = pdf_faces_ask(&press->config);
        press->aside = aside_begin(open_fonts, press);
    }
    return press;
}

void press_wait(Press *press)
{
    if (!press)
        return;
    aside_end(press->aside);
    press->aside = NULL;
}

bool press_use(Press *press, Error *err)
{
    press_wait(press);
    if (press->styled && !press->opened) {
        press->faces = pdf_faces_ask(&press->config);
        open_fonts(press);
    }
    if (press->fonts)
        return true;
    *err = press->err;
    return false;
}

void press_close(Press *press)
{
    if (!press)
        return;
    press_wait(press);
    pdf_fonts_close(press->fonts);
    arena_free(press->arena);
}

const PdfStyle *press_style(const Press *press)
{
    return &press->style;
}

const PdfFonts *press_fonts(const Press *press)
{
    return press->fonts;
}

const char *press_maker(const Press *press)
{
    return press->made ? press->maker : NULL;
}

const UnchangedFiles *press_files(const Press *press)
{
    return &press->files;
}
