/* outline.h - the outline of a glyph as HarfBuzz draws it. */
#ifndef OUTLINE_H
#define OUTLINE_H

#include "unit.h"

#include <hb.h>

#include "base/buffer.h"

static void put_point(Buffer *out, char what, float x, float y)
{
    buffer_printf(out, "%c %.1f %.1f\n", what, (double)x, (double)y);
}

static void move_to(hb_draw_funcs_t *f, void *out, hb_draw_state_t *st, float x, float y, void *u)
{
    (void)f, (void)st, (void)u;
    put_point(out, 'm', x, y);
}

static void line_to(hb_draw_funcs_t *f, void *out, hb_draw_state_t *st, float x, float y, void *u)
{
    (void)f, (void)st, (void)u;
    put_point(out, 'l', x, y);
}

static void cubic_to(hb_draw_funcs_t *f, void *out, hb_draw_state_t *st, float ax, float ay,
                     float bx, float by, float x, float y, void *u)
{
    (void)f, (void)st, (void)u;
    put_point(out, 'a', ax, ay);
    put_point(out, 'b', bx, by);
    put_point(out, 'c', x, y);
}

/* What HarfBuzz draws. */
static void outline(hb_font_t *font, unsigned g, Buffer *out)
{
    hb_draw_funcs_t *funcs = hb_draw_funcs_create();
    hb_draw_funcs_set_move_to_func(funcs, move_to, NULL, NULL);
    hb_draw_funcs_set_line_to_func(funcs, line_to, NULL, NULL);
    hb_draw_funcs_set_cubic_to_func(funcs, cubic_to, NULL, NULL);
    buffer_clear(out);
    hb_font_get_glyph_shape(font, g, funcs, out);
    hb_draw_funcs_destroy(funcs);
}

#endif
